"""Factors that were rounded on the way and written nowhere before: −0.755 · 0.235 for a value of −0.17740….

In: a formula of numbers alone, and the exact value.  Out: whether that lies within what the decimals may stand for,
half a unit in their last place.  Integers, numbers that are given, and decimals with fewer places than were asked for
are what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from symgrad.balls import enclose, ends
from symgrad.checking.numeric import given, with_numbers
from symgrad.checking.question import Question
from symgrad.expressions import bases
from symgrad.reading import syntax as s

Interval = tuple[Fraction, Fraction]

#: powers that are looked at
LARGEST_POWER = 8


def from_rounded_factors(question: Question, node: s.Node) -> bool:
    """Whether the value that is asked for may be meant, every decimal being rounded."""
    numbers = given(question)
    expr = with_numbers(question.expr, numbers)
    decimals = _Decimals(frozenset(numbers.values()), question.item.decimals or 2)
    if not numbers or bases(expr) or not any(map(decimals.rounded, node.everything)):
        return False
    written, between = decimals.interval(node), ends(enclose(expr, {}, bits=256))
    return (
        written is not None and between is not None and written[0] <= between[0] <= between[1] <= written[1]
    )


@dataclass(frozen=True)
class _Decimals:
    """``known`` are the numbers of the question, ``least`` how many places a rounded decimal has."""

    known: frozenset[Fraction]
    least: int

    def rounded(self, node: s.Node) -> bool:
        """Whether that is a decimal that may have been rounded."""
        if not isinstance(node, s.Number) or "e" in node.text or node.value in self.known:
            return False
        return len(node.text.partition(".")[2]) >= self.least

    def interval(self, node: s.Node) -> Interval | None:
        """What sums, products, quotients and small powers of decimals may be; ``None`` for anything else."""
        if isinstance(node, s.Number):
            places = len(node.text.partition(".")[2])
            half = Fraction(1, 2 * 10**places) if self.rounded(node) else Fraction(0)
            return node.value - half, node.value + half
        if isinstance(node, s.Plus):
            return _added([(sign, self.interval(term)) for sign, term in node.terms])
        if isinstance(node, s.Times):
            return _multiplied([self.interval(factor) for factor in node.factors])
        if isinstance(node, s.Quotient):
            below = self.interval(node.bottom)
            if below is None or below[0] <= 0 <= below[1]:
                return None
            return _multiplied([self.interval(node.top), (1 / below[1], 1 / below[0])])
        if isinstance(node, s.Power) and isinstance(node.exponent, s.Number):
            power = node.exponent.value
            if power.denominator == 1 and 1 <= power <= LARGEST_POWER:
                return _multiplied([self.interval(node.base)] * int(power))
        return None


def _added(terms: list[tuple[int, Interval | None]]) -> Interval | None:
    low = high = Fraction(0)
    for sign, term in terms:
        if term is None:
            return None
        low += term[0] if sign == 1 else -term[1]
        high += term[1] if sign == 1 else -term[0]
    return low, high


def _multiplied(factors: list[Interval | None]) -> Interval | None:
    result = (Fraction(1), Fraction(1))
    for factor in factors:
        if factor is None:
            return None
        corners = [a * b for a, b in product(result, factor)]
        result = min(corners), max(corners)
    return result


__all__ = ["from_rounded_factors"]
