"""Arguments put in for the dummies of functions, in the syntax tree: what ``g(2t)`` is where t stands for ``x``.

A *resolved* tree has no dummies left.  A *pattern* is a resolved tree with ``#k`` in the place of its k-th index
letter: two uses with one pattern are one name at different indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgrad.reading import syntax as s
from symgrad.reading.table import Table, is_letter, letters_of, place_of

if TYPE_CHECKING:
    from symgrad.reading.leaves import Scope


def rebuilt(node: Any, change: Callable[[s.Node], s.Node | None]) -> Any:
    """The tree with every node for which ``change`` gives another one replaced, outermost first."""
    if isinstance(node, tuple):
        return tuple(rebuilt(part, change) for part in node)
    if not isinstance(node, s.Node):
        return node
    changed = change(node)
    if changed is not None:
        return changed
    values = {entry.name: getattr(node, entry.name) for entry in fields(node) if entry.name != "origin"}
    return replace(node, **{name: rebuilt(value, change) for name, value in values.items()})


def resolved(node: s.Node, scope: Scope) -> s.Node:
    """The tree with the arguments in the place of the dummies."""
    if not scope.dummies:
        return node
    return rebuilt(node, lambda part: _stands_for(part, scope) if isinstance(part, s.Name) else None)


def _stands_for(name: s.Name, scope: Scope) -> s.Node:
    """What a name stands for: an argument, an element of one (t_1), or itself."""
    if name.key in scope.dummies:
        return scope.dummies[name.key][0]
    if name.base not in scope.dummies or name.primes:
        return name
    argument = scope.dummies[name.base][0]
    scripts = [script for script in (name.sub, name.sup) if script is not None]
    scripts.sort(key=lambda script: script.origin.start)
    if isinstance(argument, s.Name) and argument.sub is None and argument.sup is None:
        return replace(argument, sub=name.sub, sup=name.sup)
    for script in scripts:
        argument = s.Element(name.origin, argument, script)
    return argument


def size(node: s.Node, scope: Scope) -> int:
    """How many nodes the resolved tree has; nothing is built for it."""
    count = 0
    for part in s.descend(node):
        count += 1
        if isinstance(part, s.Name):
            key = part.key if part.key in scope.dummies else part.base
            if key in scope.dummies:
                count += sum(1 for _ in s.descend(scope.dummies[key][0]))
    return count


def with_number(node: s.Node, letter: str, number: int) -> s.Node:
    """The tree with a whole number for an index letter: x_{i+1} at i = 2 is x_3."""

    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.Item) and letter in letters_of(part):
            terms = place_of(part.text) or ()
            rest = [(factor, name) for factor, name in terms if name not in (letter, "")]
            constant = sum(factor * (number if name else 1) for factor, name in terms if name in (letter, ""))
            text = "".join(f"{'+' if f > 0 else '-'}{abs(f) if abs(f) > 1 else ''}{name}" for f, name in rest)
            text = f"{text}{constant:+d}" if rest and constant else text or str(constant)
            return replace(part, text=text.removeprefix("+"))
        if isinstance(part, s.Name) and part.key == letter:
            return s.Number(part.origin, Fraction(number), str(number))
        return None

    after: s.Node = rebuilt(node, change)
    return after


def relettered(node: Any, old: str, new: str) -> Any:
    """The tree with another index letter."""

    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.Item) and old in letters_of(part):
            pieces = place_of(part.text) or ()
            text = "".join(
                f"{'-' if n < 0 else '+'}{abs(n) if not x or abs(n) > 1 else ''}{new if x == old else x}"
                for n, x in pieces
            )
            return replace(part, text=text.removeprefix("+"))
        if isinstance(part, s.Name) and part.key == old:
            return s.Name(part.origin, new)
        if isinstance(part, s.Bound) and part.letter == old:
            ends = (end and relettered(end, old, new) for end in (part.low, part.high))
            return s.Bound(part.origin, new, *ends)
        return None

    return rebuilt(node, change)


# -- index letters ----------------------------------------------------------------------------------------


def free_letters(nodes: Iterable[s.Node], table: Table, scope: Scope) -> tuple[str, ...]:
    """The index letters of the surrounding sums that stand in resolved nodes, in order."""
    found: dict[str, None] = {}
    for node in nodes:
        for part in s.descend(node):
            letter = part.text if isinstance(part, s.Item) else part.key if isinstance(part, s.Name) else ""
            if letter in scope.letters and (isinstance(part, s.Item) or table.find(letter) is None):
                found.setdefault(letter)
    return tuple(found)


def letters_of_head(nodes: Iterable[s.Node], table: Table) -> tuple[str, ...]:
    """The letters that a definition at concrete arguments, ``h(x^{(i)}) = …``, is for: its indices, in order."""
    found: dict[str, None] = {}
    for node in nodes:
        bound = {b.letter for part in s.descend(node) if isinstance(part, s.BigSum) for b in part.bounds}
        for part in s.descend(node):
            items: tuple[s.Item, ...] = ()
            if isinstance(part, s.Name):
                located = table.locate(part)
                if located is not None and located[1] is not None:
                    items = located[1].items(located[1].sup_first)
            elif isinstance(part, s.Element):
                items = part.script.items
            for item in items:
                if is_letter(item) and item.text not in bound:
                    found.setdefault(item.text)
    return tuple(found)


def slotted(nodes: tuple[s.Node, ...], letters: tuple[str, ...]) -> tuple[s.Node, ...]:
    """The pattern of the nodes: ``#k`` where the k-th letter stood."""
    slots: Mapping[str, str] = {letter: f"#{number}" for number, letter in enumerate(letters, 1)}

    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.Item) and part.text in slots:
            return replace(part, text=slots[part.text])
        if isinstance(part, s.Name) and part.key in slots:
            return replace(part, base=slots[part.key])
        return None

    patterns: tuple[s.Node, ...] = rebuilt(nodes, change)
    return patterns
