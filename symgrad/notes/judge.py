"""Two printed sides compared: formulas by value at points, numbers put in with what they stand for.

Goes in: the trees of two sides and states (the given numbers, random points).  Comes out: a ``Difference`` if formulas
differ; for numbers put in, which part of the formula each stands for and how it fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import mpmath

from symgrad import balls
from symgrad.balls import Interval
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.calculator import Calculator
from symgrad.notes.chains import decimals, signed
from symgrad.notes.evidence import Difference, PutIn, Standing
from symgrad.notes.literals import Known, short
from symgrad.notes.notation import last_place
from symgrad.notes.numbers import DIGITS, OutOfRange, precisely
from symgrad.notes.rounding import FITS, fit, number_of
from symgrad.notes.rounding import same as same_ball
from symgrad.notes.shapes import flat, together
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any

#: two values closer than this (relative) are equal
EQUAL = mpmath.mpf(10) ** -(DIGITS - 15)


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal to the precision they are computed with."""
    try:
        gaps = flat(together(lambda a, b: abs(a - b) <= EQUAL * (1 + abs(a) + abs(b)), left, right))
    except UnsupportedError:
        return False
    return all(gaps)


#: what arithmetic may leave out, relatively, if its numbers have fewer decimals than this
TINY, FEW = Fraction(1, 10**7), 7


def compare(left: syntax.Node, right: syntax.Node, states: Iterable[State]) -> tuple[int, Difference | None]:
    """At how many points two formulas agree, and the first point where they do not."""
    points = 0
    for state in states:
        try:
            a, b = state.value(left), state.value(right)
        except OutOfRange:
            raise
        except DataError:
            continue  # outside the domain of one of them: this point says nothing
        if not same(a, b):
            point = {key: value for key, value in state.inputs.items() if key not in state.missing}
            return points, Difference(point, a, b)
        points += 1
    return points, None


# -- numbers put in for names -----------------------------------------------------------------------------

#: from the best to the worst
STANDINGS: tuple[Standing, ...] = (*FITS, "follows", "wrong")


Leaf = tuple[syntax.Node, int, syntax.Number]


def align(
    formula: syntax.Node, printed: syntax.Node, sign: int = 1, *, loose: bool = False
) -> list[Leaf] | None:
    """Which part of ``formula`` each printed number stands for; ``None`` when the two are not built alike.

    ``sign`` is a minus in front of ``printed`` that belongs to its first factor; ``loose`` lets a minus between
    terms be one: w_1 x_1 + w_2 x_2 is printed as 0.37 · 1.4 - 0.58 · 0.9 where w_2 is negative.
    """
    if sign == 1 and formula == printed:
        return []
    found = signed(printed)
    if found is not None:
        return [(formula, sign * found[0], found[1])]
    if isinstance(printed, syntax.Plus) and len(printed.terms) == 1:
        inner_sign, inner = printed.terms[0]
        if isinstance(formula, syntax.Plus) and len(formula.terms) == 1:
            return align(formula.terms[0][1], inner, sign * inner_sign * formula.terms[0][0], loose=loose)
        return align(formula, inner, sign * inner_sign, loose=loose)
    if isinstance(printed, syntax.Times) and isinstance(formula, syntax.Times):
        if len(printed.factors) != len(formula.factors):
            return None
        pairs = zip(formula.factors, printed.factors, strict=True)
        return _joined([align(a, b, 1 if k else sign, loose=loose) for k, (a, b) in enumerate(pairs)])
    if sign != 1 or type(formula) is not type(printed):
        return None
    return _inside(formula, printed, loose)


def _inside(formula: Any, printed: Any, loose: bool) -> list[Leaf] | None:
    if isinstance(printed, syntax.Plus):
        # The first term may be a negative number put in: w - … is printed as -0.32 - ….
        if len(formula.terms) != len(printed.terms):
            return None
        if not loose and [sign for sign, _ in formula.terms[1:]] != [sign for sign, _ in printed.terms[1:]]:
            return None
        pairs = zip(formula.terms, printed.terms, strict=True)
        return _joined([align(a, b, one * other, loose=loose) for (one, a), (other, b) in pairs])
    if isinstance(printed, syntax.Quotient):
        return _joined(
            [align(formula.top, printed.top, loose=loose), align(formula.bottom, printed.bottom, loose=loose)]
        )
    if isinstance(printed, syntax.Power):
        return _joined(
            [
                align(formula.base, printed.base, loose=loose),
                align(formula.exponent, printed.exponent, loose=loose),
            ]
        )
    if isinstance(printed, syntax.Call):
        if (formula.function, formula.primes) != (printed.function, printed.primes):
            return None
        return _joined(
            [align(a, b, loose=loose) for a, b in zip(formula.arguments, printed.arguments, strict=False)]
        )
    if isinstance(printed, syntax.BigSum):
        if [bound.letter for bound in formula.bounds] != [bound.letter for bound in printed.bounds]:
            return None
        if formula.conditions != printed.conditions:
            return None
        ends = [
            align(a, b, loose=loose)
            for one, other in zip(formula.bounds, printed.bounds, strict=True)
            for a, b in ((one.low, other.low), (one.high, other.high))
            if a is not None and b is not None
        ]
        return _joined([*ends, align(formula.body, printed.body, loose=loose)])
    return None


def _joined(parts: list[list[Leaf] | None]) -> list[Leaf] | None:
    if any(part is None for part in parts):
        return None
    return [leaf for part in parts if part is not None for leaf in part]


def put_in(leaves: list[Leaf], state: State, calculator: Calculator) -> tuple[PutIn, ...]:
    """Judge each number put in: right to its printed digits, or what the numbers printed before it give (those were
    judged where they were printed).
    """
    onward: list[State] | None = None
    found = []
    for formula, sign, number in leaves:
        value = state.value(formula)
        shown = syntax.Plus(number.origin, ((sign, number),))
        standing: Standing = _standing(shown, number, value) or "wrong"
        source = calculator.before(formula)
        if source is not None and not _is(sign * number.value, source.value):
            source = None
        if standing == "wrong" and source is not None:
            standing = "follows"
        if standing == "wrong":
            onward = onward or list(calculator.states(state))
            gone_on = any(_standing(shown, number, each.value(formula)) for each in onward)
            standing = "follows" if gone_on else "wrong"
        if standing == "follows" and source is None:
            inner = (calculator.before(part) for part in syntax.descend(formula))
            source = next((each for each in inner if each is not None), None)
        text = ("-" if sign < 0 else "") + number.text
        name = " ".join(formula.origin.fragment.split())
        found.append(PutIn(name, text, value, standing, formula, number, sign, source))
    return tuple(found)


def _standing(shown: syntax.Node, number: syntax.Number, value: Value) -> Standing | None:
    """How a number put in stands to a value; ``None`` if it does not."""
    found = fit(shown, value, about=False)
    if found is None:
        (sign, _), *_ = shown.terms if isinstance(shown, syntax.Plus) else ((1, shown),)
        few = last_place(number.text) > -FEW
        return "rounded" if few and nearly(balls.number(sign * number.value), value) else None
    return None if found != "exact" and short(value, number) else found


def nearly(value: Value, exact: Value) -> bool:
    """Whether only something tiny was left out, such as the ε of √v + ε."""
    ends = [None if isinstance(each, tuple) else balls.ends(each) for each in (value, exact)]
    if ends[0] is None or ends[1] is None:
        return False
    return abs(ends[0][0] - ends[1][0]) <= TINY * abs(ends[1][0])


def _is(number: Any, printed: Any) -> bool:
    """Whether a number is the one printed, or that one with fewer digits."""
    return not isinstance(printed, tuple) and bool(number == printed)


def room(node: syntax.Node, state: State, known: Known, put: tuple[PutIn, ...] = ()) -> Value:
    """The ball of arithmetic with rounded numbers: a decimal may be off by half a unit of its last place if it is not
    exactly what it stands for (``put``) or, being none of the given numbers, may be a ``known`` one with fewer digits.
    """
    instead = {}
    given = state.given
    standing = {id(each.number): each.standing for each in put}
    for number in decimals(node):
        exact = balls.number(number.value)
        if id(number) in standing:
            if standing[id(number)] == "exact":
                continue
        elif any(same_ball(abs(each), exact) for each in given) or not known.rounded(number):
            continue
        found = number_of(number)
        assert found is not None
        with precisely():
            instead[id(number)] = balls.number(Interval(found[0] - found[1], found[0] + found[1]))
    return state.value(node, instead)


def meets(left: Value, right: Value) -> bool:
    """Whether two values that lie in balls may be the same."""
    try:
        return all(flat(together(balls.overlaps, left, right)))
    except UnsupportedError:
        return False


def reason_of(error: Exception) -> str:
    """The first line of what went wrong, without the place."""
    return error.problem if isinstance(error, (ReadError, UnsupportedError, DataError)) else str(error)
