"""Small edits of a printed line: what its author may have done instead of what stands there.

Goes in: the tree of a formula or of arithmetic.  Comes out: ``Trial``, an edit with the tree it leads to: another
operator, another sign, something left out, a neighbouring name or value.  Which of them give a printed number, and
whether that number has digits enough to say so, is decided by ``convincing``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad import balls
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.evidence import Edit, EditKind
from symgrad.notes.forms import unsized
from symgrad.notes.rounding import Fit, number_of
from symgrad.notes.state import State
from symgrad.reading import syntax
from symgrad.reading.names import Names
from symgrad.reading.parser import parse
from symgrad.reading.substitution import rebuilt
from symgrad.reading.unparse import text

Value = Any
#: the likelier before the less likely
KINDS: tuple[EditKind, ...] = EditKind.__args__  # type: ignore[attr-defined]
#: an edit is named when fewer than this many would give the printed digits by chance
CHANCE = Fraction(1, 10)
#: numbers of this many edits are worth looking at
MOST = 400


@dataclass(frozen=True)
class Trial:
    """An edit, the tree it leads to, and the state to take it in."""

    edit: Edit
    node: syntax.Node
    state: State | None = None


def written(node: syntax.Node) -> str:
    """A tree as LaTeX; what the reader cannot write back is quoted."""
    if isinstance(node, syntax.Number):
        return node.text
    try:
        return text(unsized(node))
    except ReadError:
        return _pieces(node)


def _pieces(node: syntax.Node) -> str:
    """A sum of parts as LaTeX; a part that the reader cannot write back as it stands on the page."""
    if not isinstance(node, syntax.Plus):
        return " ".join(node.origin.fragment.split())
    found = []
    for number, (sign, term) in enumerate(node.terms):
        shown = written(term)
        shown = f"({shown})" if isinstance(term, syntax.Plus) else shown
        found.append(("- " if number else "-") + shown if sign < 0 else ("+ " if number else "") + shown)
    return " ".join(found)


def instead(root: syntax.Node, place: syntax.Node, new: syntax.Node) -> syntax.Node:
    """The tree with one node, this very one, replaced."""
    changed: syntax.Node = rebuilt(root, lambda node: new if node is place else None)
    return changed


def name(key: str, origin: Any) -> syntax.Name | None:
    """The tree of a name from its key."""
    try:
        (statement,) = parse(key, Names(frozenset({key}), undeclared="value"))
    except (ReadError, ValueError):
        return None
    body = statement.body if isinstance(statement, syntax.Formula) else None
    return body if isinstance(body, syntax.Name) else None


# -- what an author may have done -----------------------------------------------------------------------------


def structural(root: syntax.Node) -> Iterator[Trial]:
    """Another operator, another sign, a factor or a term or a function left out."""
    negative = syntax.Plus(root.origin, ((-1, root),))
    yield Trial(Edit("sign", written(root), written(negative)), negative)
    for part in syntax.descend(root):
        for kind, before, after, new in _CHANGES.get(type(part), _nothing)(part):
            yield Trial(Edit(kind, before, after), instead(root, part, new))


Change = tuple[EditKind, str, str, syntax.Node]


def _nothing(node: Any) -> Iterator[Change]:
    yield from ()


def _sum(node: syntax.Plus) -> Iterator[Change]:
    shown = written(node)
    for k, (sign, term) in enumerate(node.terms):
        flipped = (*node.terms[:k], (-sign, term), *node.terms[k + 1 :])
        new = syntax.Plus(node.origin, flipped)
        yield "sign", shown, written(new), new
    if len(node.terms) > 1:
        for k, (_, term) in enumerate(node.terms):
            rest = (*node.terms[:k], *node.terms[k + 1 :])
            yield "left_out", written(term), "", syntax.Plus(node.origin, rest)
    for k in range(len(node.terms) - 1):
        (sign, left), (second, right) = node.terms[k : k + 2]
        joined = syntax.Times(node.origin, (left, right), ("*",))
        new = syntax.Plus(node.origin, (*node.terms[:k], (sign, joined), *node.terms[k + 2 :]))
        pair = syntax.Plus(node.origin, ((1, left), (second, right)))
        yield "operator", written(pair), written(joined), new


def _product(node: syntax.Times) -> Iterator[Change]:
    for k in range(len(node.factors) - 1):
        left, right = node.factors[k : k + 2]
        pair = written(syntax.Times(node.origin, (left, right), (node.signs[k],)))
        for sign in (-1, 1):
            joined = syntax.Plus(node.origin, ((1, left), (sign, right)))
            rest = (*node.factors[:k], joined, *node.factors[k + 2 :])
            signs = (*node.signs[:k], *node.signs[k + 1 :])
            new = joined if len(rest) == 1 else syntax.Times(node.origin, rest, signs)
            yield "operator", pair, written(joined), new
        divided = syntax.Quotient(node.origin, left, right)
        rest = (*node.factors[:k], divided, *node.factors[k + 2 :])
        signs = (*node.signs[:k], *node.signs[k + 1 :])
        yield (
            "operator",
            pair,
            written(divided),
            divided if len(rest) == 1 else syntax.Times(node.origin, rest, signs),
        )
    for k, factor in enumerate(node.factors):
        rest = (*node.factors[:k], *node.factors[k + 1 :])
        signs = node.signs[1:] if k == 0 else (*node.signs[: k - 1], *node.signs[k:])
        yield (
            "left_out",
            written(factor),
            "",
            rest[0] if len(rest) == 1 else syntax.Times(node.origin, rest, signs),
        )


def _quotient(node: syntax.Quotient) -> Iterator[Change]:
    joined = syntax.Times(node.origin, (node.top, node.bottom), ("*",))
    yield "left_out", "/ " + written(node.bottom), "", node.top
    yield "operator", written(node), written(joined), joined


def _power(node: syntax.Power) -> Iterator[Change]:
    yield "left_out", "^{" + written(node.exponent) + "}", "", node.base


def _call(node: syntax.Call) -> Iterator[Change]:
    if len(node.arguments) == 1:
        yield "left_out", written(node), written(node.arguments[0]), node.arguments[0]


_CHANGES: dict[type[syntax.Node], Callable[[Any], Iterator[Change]]] = {
    syntax.Plus: _sum,
    syntax.Times: _product,
    syntax.Quotient: _quotient,
    syntax.Power: _power,
    syntax.Call: _call,
}


def neighbours(root: syntax.Node, state: State) -> Iterator[Trial]:
    """Another name of the same letter, another name of the same kind, another element."""
    bound = {
        bound.letter
        for inner in syntax.descend(root)
        if isinstance(inner, syntax.BigSum)
        for bound in inner.bounds
    }
    for part in syntax.descend(root):
        if isinstance(part, syntax.Name) and part.key not in bound:
            for other in names_near(part, state):
                yield Trial(Edit("neighbour", written(part), written(other)), instead(root, part, other))


def names_near(part: syntax.Name, state: State) -> Iterator[syntax.Name]:
    """The names somebody may take for this one."""
    model = state.model
    role = model.names[part.key].role if part.key in model.names else "page"
    bare = letter(part.key)
    for key in (*model.names, *state.extra):
        if key == part.key:
            continue
        known = model.names.get(key)
        same_role = known is not None and known.role == role and role != "definition"
        if (same_role or letter(key) == bare) and (known is None or not known.axes):
            other = name(key, part.origin)
            if other is not None:
                yield other
    for script in ("sub", "sup"):
        found = getattr(part, script)
        if found is None:
            continue
        for k, item in enumerate(found.items):
            if item.text.isdigit():
                for step in (-1, 1):
                    near = syntax.Item(item.origin, str(int(item.text) + step))
                    changed = syntax.Script(
                        found.origin,
                        (*found.items[:k], near, *found.items[k + 1 :]),
                        found.around,
                        found.separator,
                    )
                    scripts = {"sub": part.sub, "sup": part.sup, script: changed}
                    yield syntax.Name(part.origin, part.base, scripts["sub"], scripts["sup"], part.primes)


def letter(key: str) -> str:
    """A name without its scripts."""
    return re.sub(r"[_^](\{[^{}]*\}|.)", "", key)


# -- which of them it was -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Explanation:
    """The edits that give a printed number, the likeliest first; ``pinned`` if its digits rule out chance."""

    edits: tuple[Edit, ...]
    pinned: bool


def explain(
    trials: Iterable[Trial],
    state: State,
    printed: syntax.Node,
    fits: Callable[[Value], Fit | None],
    wrong: Value | None = None,
) -> Explanation:
    """Which of the edits give what is printed.  ``wrong`` is what the line gives without one."""
    seen: dict[EditKind, list[Value]] = {kind: [] for kind in KINDS}
    values: dict[Edit, list[Value]] = {}
    found: list[tuple[Edit, Fit]] = []
    for number, trial in enumerate(trials):
        if number >= MOST:
            break
        try:
            value = (trial.state or state).value(trial.node)
        except (ReadError, UnsupportedError, DataError):
            continue
        if wrong is not None and _alike(value, wrong):
            continue
        if not any(_alike(value, other) for other in values.setdefault(trial.edit, [])):
            values[trial.edit].append(value)
            seen[trial.edit.kind].append(value)
        how = fits(value)
        if how is not None and trial.edit not in [edit for edit, _ in found]:
            found.append((trial.edit, how))
    # A cut number is one way of printing more that fits; only where nothing fits better.
    best = [(edit, how) for edit, how in found if how != "truncated"] or found
    best.sort(key=lambda pair: (pair[1] != "exact", KINDS.index(pair[0].kind)))
    if not best:
        return Explanation((), False)
    first = best[0]
    among = [value for kind in KINDS[: KINDS.index(first[0].kind) + 1] for value in seen[kind]]
    return Explanation(tuple(edit for edit, _ in best[:3]), pinned(printed, among, first[1]))


def pinned(printed: syntax.Node, values: list[Value], how: Fit) -> bool:
    """Whether hardly any of these values would have the printed digits by chance."""
    if isinstance(printed, syntax.Grid):
        return True
    found = number_of(printed)
    if found is None or not found[0]:
        return False
    number, half = found
    unit = 2 * half or 1
    reach = max(abs(number) / 2, unit)
    near = 0
    for value in values:
        between = None if isinstance(value, tuple) else balls.ends(value)
        near += between is not None and abs(between[0] - number) <= reach
    chance = Fraction(near) * unit / (2 * reach)
    # An exact hit says more than a rounded one, unless it is a small whole number.
    return chance <= (3 if how == "exact" and half else 1) * CHANCE


def _alike(left: Value, right: Value) -> bool:
    if isinstance(left, tuple) or isinstance(right, tuple):
        return False
    return balls.overlaps(left, right)
