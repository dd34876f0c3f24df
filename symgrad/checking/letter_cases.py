r"""Cases over index letters as Kronecker's δ: s_i(1 − s_i) for i = j and −s_i s_j for i ≠ j, and Σ over i ≠ j.

In: a tree, and the names of the question.  Out: the tree with δ_{ij} A + (1 − δ_{ij}) B for two such branches, which
leave nothing out, and with Σ_i (1 − δ_{ij}) A for Σ_{i ≠ j} A where j stands outside of it as well, so that it does
not run; any others stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt
from symgrad.reading.table import is_letter, letters_of

#: what is left where the first branch does not hold
_COMPLEMENT = {"=": r"\ne", r"\ne": "="}


def with_letter_cases(node: s.Node, known: Collection[str]) -> s.Node:
    """The tree without cases over letters that are no names of the question."""
    if not any(isinstance(part, s.Cases) for part in node.everything):
        return node

    def change(part: s.Node) -> s.Node | None:
        if not isinstance(part, s.Cases) or len(part.branches) != 2:
            return None
        (first, one), (second, two) = part.branches
        letters = _letters(one, known)
        if letters is None or not _is_rest(two, letters, known):
            return None
        items, sign = letters
        same, apart = _same(part, items), _apart(part, items)
        here, there = (same, apart) if sign == "=" else (apart, same)
        branches = ((rebuilt(first, change), here), (rebuilt(second, change), there))
        return s.Plus(part.origin, tuple((1, s.Times(part.origin, row, ("",))) for row in branches))

    after: s.Node = rebuilt(node, change)
    return after


def with_fixed_letters(node: s.Node, said: Collection[str]) -> s.Node:
    """The tree with Σ_i for Σ_{i ≠ j} where j does not run: it stands outside, or on the left side (``said``)."""
    if not any(isinstance(part, s.BigSum) and part.conditions for part in node.everything):
        return node
    everywhere = _indices(node)

    def change(part: s.Node) -> s.Node | None:
        if not isinstance(part, s.BigSum) or part.operator != r"\sum":
            return None
        running = {bound.letter for bound in part.bounds}
        inside = _indices(part)
        fixed = {
            letter for letter in inside if letter in said or everywhere.count(letter) > inside.count(letter)
        }
        for condition in part.conditions:
            found = _letters(condition, ())
            names = [item.text for item in found[0]] if found is not None and found[1] == r"\ne" else []
            outside = [letter for letter in names if letter not in running]
            if found is None or len(outside) != 1 or outside[0] not in fixed:
                continue
            factors = (_apart(part, found[0]), rebuilt(part.body, change))
            body = s.Times(part.origin, factors, ("",))
            others = tuple(other for other in part.conditions if other is not condition)
            return replace(part, body=body, conditions=others)
        return None

    after: s.Node = rebuilt(node, change)
    return after


def _indices(node: s.Node) -> list[str]:
    """The letters below and above names, one for each place."""
    return [letter for part in node.everything if isinstance(part, s.Item) for letter in letters_of(part)]


def _same(place: s.Node, items: tuple[s.Item, ...]) -> s.Node:
    return s.Element(place.origin, s.Eye(place.origin), s.Script(place.origin, items, separator=","))


def _apart(place: s.Node, items: tuple[s.Item, ...]) -> s.Node:
    """1 − δ_{ij}"""
    one = s.Number(place.origin, Fraction(1), "1")
    return s.Plus(place.origin, ((1, one), (-1, _same(place, items))))


def _letters(condition: s.Node | None, known: Collection[str]) -> tuple[tuple[s.Item, ...], str] | None:
    """The two letters of a condition i = j or i ≠ j, and its sign."""
    if not isinstance(condition, s.Relation) or condition.signs not in (("=",), (r"\ne",)):
        return None
    names = [side for side in condition.sides if isinstance(side, s.Name) and side.key not in known]
    items = tuple(s.Item(name.origin, name.key) for name in names)
    if len(items) != 2 or items[0].text == items[1].text or not all(map(is_letter, items)):
        return None
    return items, condition.signs[0]


def _is_rest(
    condition: s.Node | None, letters: tuple[tuple[s.Item, ...], str], known: Collection[str]
) -> bool:
    """Whether that holds wherever the first branch does not."""
    if condition is None:
        return True
    other = _letters(condition, known)
    items, sign = letters
    return (
        other is not None
        and other[1] == _COMPLEMENT[sign]
        and {item.text for item in other[0]} == {item.text for item in items}
    )


__all__ = ["with_fixed_letters", "with_letter_cases"]
