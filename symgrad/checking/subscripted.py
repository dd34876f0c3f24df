"""u_x for ∂u/∂x, where a line or the model says what u is and x stands in that.

In: the tree of a line, the question, and what the lines so far say names are.  Out: the tree with derivatives for such
names; a name that has a meaning of its own keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace as changed

from symgrad.checking.question import Question
from symgrad.expressions import bases, key_of
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt


def with_subscripts(
    question: Question, tree: s.Statement, bodies: Mapping[str, s.Node], is_known: Callable[[s.Node], bool]
) -> s.Statement:
    """The statement with ∂u/∂x for u_x; ``bodies`` are what lines say names are, ``is_known`` what has a meaning."""
    if not any(map(_may_be, tree.everything)):
        return tree
    made_of, model = names_inside(question, bodies), question.model
    target = "" if model is None else model.target
    asked = "" if question.partial is None else key_of(question.partial.wrt)

    def change(part: s.Node) -> s.Node | None:
        if not _may_be(part) or not isinstance(part, s.Name) or part.sub is None:
            return None
        by = part.sub.text
        if part.base == target and by == asked:
            return None  # L_w is read as what is asked for
        if by not in inside(part.base, made_of) and not (part.base == target and by in bodies):
            return None
        if is_known(part):
            return None
        return s.Derived(part.origin, s.Name(part.origin, part.base), (s.Name(part.sub.origin, by),))

    if isinstance(tree, s.Formula):
        return changed(tree, body=rebuilt(tree.body, change))
    if isinstance(tree, s.Relation):
        return changed(tree, sides=tuple(rebuilt(side, change) for side in tree.sides))
    return tree


def _may_be(part: s.Node) -> bool:
    plain = isinstance(part, s.Name) and part.sub is not None and part.sup is None and not part.primes
    return plain and len(part.sub.items) == 1  # type: ignore[attr-defined]


def names_inside(question: Question, bodies: Mapping[str, s.Node]) -> dict[str, set[str]]:
    """The names in what lines say names are, and in what the model says: no data, sizes or letters of its sums."""
    found = {
        key: {part.key for part in s.descend(body) if isinstance(part, s.Name)}
        for key, body in bodies.items()
    }
    model = question.model
    if model is None:
        return found
    for definition in model.definitions:
        found.setdefault(definition.name, set()).update(bases(definition.expr))
    known = {key for key, name in model.names.items() if name.role in ("parameter", "definition")}
    return {key: {name for name in names if name in known or name in bodies} for key, names in found.items()}


def inside(key: str, made_of: Mapping[str, set[str]]) -> set[str]:
    """The names that a name is made of, at once or by others."""
    found: set[str] = set()
    left = [key]
    while left:
        for name in made_of.get(left.pop(), ()):
            if name not in found:
                found.add(name)
                left.append(name)
    return found


__all__ = ["inside", "names_inside", "with_subscripts"]
