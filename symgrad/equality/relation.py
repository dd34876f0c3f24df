"""How a wrong answer is related to the right one: a factor (−1, 2, 1/m, η) or a difference that is a number.

In: the two sides, and points.  Out: a proved ``Relation``, or ``None``.  Points say which candidate is worth proving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sympy as sp
from flint import arb, ctx, fmpq

from symgrad.balls import Ball, overlaps
from symgrad.equality.cases import Problem, prove
from symgrad.equality.point import Point
from symgrad.equality.refute import value_at
from symgrad.equality.verdict import Relation
from symgrad.expressions import add, mul, power

#: numbers that are tried as factors
_SIZES = ((2, 1), (1, 2), (4, 1), (1, 4), (3, 1), (1, 3))
NUMBERS = (fmpq(-1), *(fmpq(sign * p, q) for p, q in _SIZES for sign in (1, -1)))
BESIDE_NAMES = (fmpq(1), fmpq(-1), fmpq(2), fmpq(1, 2))
DIFFERENCES = tuple(map(fmpq, (1, -1, 2, -2)))
ONE = fmpq(1)
#: bits of values: the first are those of the points that told the sides apart
BITS = (64, 128)
#: other factors and differences are told if they are no larger than this
LARGEST = 1000


@dataclass(frozen=True)
class Values:
    """Both sides at a point where the left one is not 0."""

    point: Point
    left: Ball
    right: Ball

    @cached_property
    def ratio(self) -> Ball:
        """right/left."""
        with ctx.workprec(BITS[-1]):
            return self.right / self.left

    @cached_property
    def gap(self) -> Ball:
        """right − left."""
        with ctx.workprec(BITS[-1]):
            return self.right - self.left


def relate(problem: Problem, points: Iterable[Point]) -> Relation | None:
    """A factor or difference, proved."""
    usable = _usable(problem, points)
    first = next(usable, None)
    if first is None:
        return None
    factors, differences = list(_factors(problem, first)), list(_differences(first))
    others = 0
    while factors or differences:
        values = next(usable, None)
        if values is None:
            break
        others += 1
        factors = [factor for factor in factors if factor.fits(values)]
        differences = [number for number in differences if _may_be(values.gap, number)]
    if not others:
        return None
    for factor in factors:
        if _proved(problem, mul(factor.expr, problem.left)):
            return Relation(factor=factor.expr)
    for number in differences:
        difference = _written(number)
        if _proved(problem, add(problem.left, difference)):
            return Relation(difference=difference)
    return None


def _usable(problem: Problem, points: Iterable[Point]) -> Iterator[Values]:
    """The points where both sides have a value, the left one not 0: with few bits where they show that."""
    for point in points:
        for bits in BITS:
            left, right = (
                value_at(side, point, bits, problem.clock) for side in (problem.left, problem.right)
            )
            if left is not None and right is not None and not overlaps(left, fmpq(0)):
                yield Values(point, left, right)
                break


class Factor(NamedTuple):
    """A number, or a number times a name or divided by it; made an expression only where the points say it fits."""

    number: fmpq
    name: str = ""
    exponent: int = 1

    @property
    def expr(self) -> sp.Expr:
        """The factor itself."""
        number = _written(self.number)
        if not self.name:
            return number
        return mul(number, power(sp.Symbol(self.name), sp.Integer(self.exponent)))

    def fits(self, values: Values) -> bool:
        """Whether the right side may be so many times the left one."""
        name = values.point.number(self.name) if self.name else fmpq(1)
        return (self.exponent > 0 or name != 0) and _may_be(values.ratio, self.number * name**self.exponent)


def _factors(problem: Problem, values: Values) -> Iterator[Factor]:
    ratio = values.ratio
    yield from map(Factor, _among(NUMBERS, ratio))
    if isinstance(ratio, fmpq) and ratio != 0 and max(abs(ratio.p), ratio.q) <= LARGEST:
        yield Factor(ratio)
    for key in (*problem.declared.sizes, *problem.declared.numbers):
        name = values.point.number(key)
        for exponent in (1, -1) if name != 0 else (1,):
            for number in _among(BESIDE_NAMES, ratio, name**exponent):
                yield Factor(number, key, exponent)


def _differences(values: Values) -> Iterator[fmpq]:
    gap = values.gap
    yield from _among(DIFFERENCES, gap)
    if isinstance(gap, fmpq) and max(abs(gap.p), gap.q) <= LARGEST:
        yield gap


def _among(numbers: tuple[fmpq, ...], value: Ball, unit: fmpq = ONE) -> list[fmpq]:
    """The numbers of which a value may be as many times a unit."""
    if isinstance(value, fmpq):
        return [number for number in numbers if number * unit == value]
    with ctx.workprec(BITS[-1]):
        return [number for number in numbers if value.overlaps(arb(number * unit))]


def _may_be(value: Ball, number: fmpq) -> bool:
    return bool(_among((number,), value))


def _written(number: fmpq) -> sp.Rational:
    return sp.Rational(int(number.p), int(number.q))


def _proved(problem: Problem, left: sp.Expr) -> bool:
    same = Problem(left, problem.right, problem.declared, problem.clock, problem.constraints)
    return prove(same) is not None
