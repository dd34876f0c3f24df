"""Judging one printed side: does it hold, and what does symgrad have instead.

Goes in: a side of a chain, the formula it is said to equal, and states (the given numbers, random points).
Comes out: the fields of a ``Claim``.  Two questions are kept apart: does the printed number agree with the
*exact* value, and does it agree with the arithmetic printed beside it (the *line*).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.chains import Side, decimals, signed
from symgrad.notes.numbers import DIGITS, State
from symgrad.notes.shapes import flat, together
from symgrad.reading import syntax

Value = Any

#: two values closer than this (relative) are equal
EQUAL = mpmath.mpf(10) ** -(DIGITS - 15)


@dataclass(frozen=True)
class PutIn:
    """A printed number that stands for a part of a formula."""

    formula: str
    printed: str
    value: Value
    holds: bool


def number_of(node: syntax.Node) -> tuple[Fraction, Fraction] | None:
    """A printed number and half a unit of its last place (0 for a whole number); ``None`` for anything else."""
    found = signed(node)
    if found is None:
        return None
    sign, number = found
    places = len(number.text.partition(".")[2])
    return sign * number.value, Fraction(1, 2 * 10**places) if places else Fraction(0)


def fits(printed: syntax.Node, value: Value, *, about: bool) -> bool:
    """Whether a printed number, or matrix of numbers, is ``value`` to its printed digits.

    A whole number after an equals sign (``about`` false) must be exact; after ≈ half a unit is allowed.
    """
    if isinstance(printed, syntax.Grid):
        cells = [cell for line in printed.rows for cell in line]
        values = flat(value)
        shape_fits = not isinstance(value[0], tuple) or len(value) == len(printed.rows)
        return (
            shape_fits
            and len(cells) == len(values)
            and all(fits(cell, each, about=about) for cell, each in zip(cells, values, strict=True))
        )
    found = number_of(printed)
    if found is None or isinstance(value, tuple):
        return False
    number, half = found
    half = Fraction(1, 2) if about and half == 0 else half
    exact, tolerance = exact_number(number), exact_number(half)
    with mpmath.workdps(DIGITS + 10):
        return bool(abs(exact - value) <= tolerance + EQUAL * (1 + abs(exact)))


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal to the precision they are computed with."""
    try:
        gaps = flat(together(lambda a, b: abs(a - b) <= EQUAL * (1 + abs(a) + abs(b)), left, right))
    except UnsupportedError:
        return False
    return all(gaps)


@dataclass(frozen=True)
class Difference:
    """A point at which two formulas have different values."""

    point: Mapping[str, Value]
    left: Value
    right: Value


def compare(left: syntax.Node, right: syntax.Node, states: Iterable[State]) -> tuple[int, Difference | None]:
    """At how many points two formulas agree, and the first point where they do not."""
    points = 0
    for state in states:
        try:
            a, b = state.value(left), state.value(right)
        except DataError:
            continue  # outside the domain of one of them: this point says nothing
        if not same(a, b):
            return points, Difference(dict(state.inputs), a, b)
        points += 1
    return points, None


# -- numbers put in for names -----------------------------------------------------------------------------

Leaf = tuple[syntax.Node, int, syntax.Number]


def align(formula: syntax.Node, printed: syntax.Node, sign: int = 1) -> list[Leaf] | None:
    """Which part of ``formula`` each printed number stands for; ``None`` when the two are not built alike.

    ``sign`` is a minus in front of ``printed`` that belongs to its first factor.
    """
    if sign == 1 and formula == printed:
        return []
    found = signed(printed)
    if found is not None:
        return [(formula, sign * found[0], found[1])]
    if isinstance(printed, syntax.Plus) and len(printed.terms) == 1:
        inner_sign, inner = printed.terms[0]
        if isinstance(formula, syntax.Plus) and len(formula.terms) == 1:
            return align(formula.terms[0][1], inner, sign * inner_sign * formula.terms[0][0])
        return align(formula, inner, sign * inner_sign)
    if isinstance(printed, syntax.Times) and isinstance(formula, syntax.Times):
        if len(printed.factors) != len(formula.factors):
            return None
        first = align(formula.factors[0], printed.factors[0], sign)
        return _joined([first, *map(align, formula.factors[1:], printed.factors[1:])])
    if sign != 1 or type(formula) is not type(printed):
        return None
    return _inside(formula, printed)


def _inside(formula: Any, printed: Any) -> list[Leaf] | None:
    if isinstance(printed, syntax.Plus):
        if [sign for sign, _ in formula.terms] != [sign for sign, _ in printed.terms]:
            return None
        return _joined([align(a, b) for (_, a), (_, b) in zip(formula.terms, printed.terms, strict=True)])
    if isinstance(printed, syntax.Quotient):
        return _joined([align(formula.top, printed.top), align(formula.bottom, printed.bottom)])
    if isinstance(printed, syntax.Power):
        return _joined([align(formula.base, printed.base), align(formula.exponent, printed.exponent)])
    if isinstance(printed, syntax.Call):
        if (formula.function, formula.primes) != (printed.function, printed.primes):
            return None
        return _joined([align(a, b) for a, b in zip(formula.arguments, printed.arguments, strict=False)])
    if isinstance(printed, syntax.BigSum):
        if [bound.letter for bound in formula.bounds] != [bound.letter for bound in printed.bounds]:
            return None
        ends = [
            align(a, b)
            for one, other in zip(formula.bounds, printed.bounds, strict=True)
            for a, b in ((one.low, other.low), (one.high, other.high))
            if a is not None and b is not None
        ]
        return _joined([*ends, align(formula.body, printed.body)])
    return None


def _joined(parts: list[list[Leaf] | None]) -> list[Leaf] | None:
    if any(part is None for part in parts):
        return None
    return [leaf for part in parts if part is not None for leaf in part]


def put_in(leaves: list[Leaf], state: State, before: Mapping[syntax.Node, Fraction]) -> tuple[PutIn, ...]:
    """Judge each number put in: right to its printed digits, or what the numbers printed before it give (those were
    judged where they were printed).
    """
    found = []
    for formula, sign, number in leaves:
        value = state.value(formula)
        shown = syntax.Plus(number.origin, ((sign, number),))
        holds = fits(shown, value, about=False) or fits(
            shown, from_printed(formula, state, before), about=False
        )
        text = ("-" if sign < 0 else "") + number.text
        found.append(PutIn(" ".join(formula.origin.fragment.split()), text, value, holds))
    return tuple(found)


def from_printed(formula: syntax.Node, state: State, before: Mapping[syntax.Node, Fraction]) -> Value:
    """The value of a formula for somebody who goes on with the numbers printed so far."""
    instead = {id(node): exact_number(before[node]) for node in syntax.descend(formula) if node in before}
    return state.value(formula, instead)


def exact_number(number: Fraction) -> Value:
    """A fraction as an mpmath number."""
    with mpmath.workdps(DIGITS + 10):
        return mpmath.mpf(number.numerator) / number.denominator


def within(side: Side, value: Value, state: State) -> bool:
    """Whether arithmetic with rounded numbers can be ``value``: each decimal that is not one of the exact numbers here
    may be off by half a unit of its last place.
    """
    with mpmath.workdps(DIGITS + 10):
        result = state.value(side.node)
        room = together(lambda a, b: 0 * a, result, result)
        for number in decimals(side.node):
            exact = exact_number(number.value)
            if any(same(abs(known), exact) for known in state.scalars):
                continue
            found = number_of(number)
            assert found is not None
            half = exact_number(found[1])
            for moved in (exact + half, exact - half):
                shifted = state.value(side.node, {id(number): moved})
                gap = together(lambda a, b: abs(a - b), shifted, result)
                room = together(lambda a, b: a + b / 2, room, gap)
        try:
            gap = together(lambda a, b: abs(a - b), result, value)
        except UnsupportedError:
            return False
        # One part in a hundred more than the linear bound, for the products of two errors.
        inside = together(lambda a, b: a <= b * mpmath.mpf("1.01") + EQUAL, gap, room)
    return all(flat(inside))


def reason_of(error: Exception) -> str:
    """The first line of what went wrong, without the place."""
    return error.problem if isinstance(error, (ReadError, UnsupportedError, DataError)) else str(error)
