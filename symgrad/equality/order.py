"""Is an expression never negative, or always positive?  Proved, or not known.

In: an expression, and what is known of its names.  Out: ``True`` for a proof.  Two ways: the sign of its normal form,
in as many cases as |x| and max ask for; and enclosing intervals, node by node (squares and sums of squares, σ between 0
and 1, u(1 − u) ≤ 1/4).  ``at_most`` also compares products factor by factor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy as sp

from symgrad.equality.cases import (
    MOST_CASES,
    MOST_TRIES,
    SIZES,
    Case,
    Problem,
    _by_index,
    _by_sign,
    _learn_domain,
)
from symgrad.equality.clock import Clock, OutOfTime
from symgrad.equality.converter import Nowhere
from symgrad.equality.declared import declare
from symgrad.equality.field import TooLarge
from symgrad.equality.generators import FinerUnit, GiveUp, NeedSame, NeedSign
from symgrad.errors import SymgradError
from symgrad.expressions import add, mul
from symgrad.functions import sigma

_WANTED = {False: ("+", "0+", "0"), True: ("+",)}


def at_most(
    small: sp.Expr, large: sp.Expr, *, strict: bool, names: Mapping[str, sp.Expr], deadline: float = 1.0,
    work: int | None = None,
) -> bool:  # fmt: skip
    """Whether ``small`` ≤ ``large`` (< where ``strict``) at every point is proved; ``names`` are definitions.

    It is given up after ``deadline`` seconds or ``work`` steps.
    """
    difference = add(large, mul(sp.S.NegativeOne, small))
    enclosure = Enclosure(names)
    try:
        found = enclosure.of(difference)
        if found.low is not None and (found.low > 0 or (found.low == 0 and (found.low_open or not strict))):
            return True
        if enclosure.product_at_most(small, large, strict):
            return True
        return has_sign(difference, strict=strict, deadline=deadline, work=work)
    except RecursionError:
        return False


def has_sign(expr: sp.Expr, *, strict: bool, deadline: float = 1.0, work: int | None = None) -> bool:
    """Whether the normal form of ``expr`` is seen to be ≥ 0 (> 0 where ``strict``), in every case."""
    try:
        problem = Problem(expr, sp.S.Zero, declare((expr,), {}), Clock(deadline, work))
        waiting = [Case()]
        for _ in range(MOST_CASES):
            if not waiting:
                return True
            case = waiting.pop()
            try:
                if _sign(problem, case) not in _WANTED[strict]:
                    return False
            except NeedSign as need:
                cases = _by_sign(problem, case, need.expr)
                if strict and len(cases) == 2:  # the border of a strict inequality is a case of its own
                    cases.append(Case(case.put_in, (*case.signs, (need.expr, "0")), case.different))
                waiting.extend(cases)
            except NeedSame as need_same:
                waiting.extend(_by_index(case, need_same))
    except (GiveUp, TooLarge, Nowhere, OutOfTime, SymgradError):
        return False
    return False


def _sign(problem: Problem, case: Case) -> str | None:
    for attempt in range(MOST_TRIES):
        try:
            normal = problem.normal(case, SIZES[0] if attempt == 0 else SIZES[1])
            _learn_domain(normal, problem.demands[0])
            quotient, _ = normal.side(problem.left)
            sign, _ = normal.signs.of_quotient(*normal.field.canonical(quotient))
            return sign
        except FinerUnit:
            continue
        except TooLarge:
            if attempt:
                raise
    return None


# -- enclosing intervals --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Range:
    """The numbers from ``low`` to ``high``; ``None`` is unbounded, an open end is not reached."""

    low: sp.Rational | None = None
    high: sp.Rational | None = None
    low_open: bool = False
    high_open: bool = False

    def negated(self) -> Range:
        """−x for every x."""
        return Range(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_open,
            self.low_open,
        )

    def plus(self, other: Range) -> Range:
        """x + y for every x and y."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(low, high, self.low_open or other.low_open, self.high_open or other.high_open)

    def times(self, other: Range) -> Range:
        """x·y for every x and y, where signs are known or one of them is a number."""
        if self.low is not None and self.low == self.high:
            return other.scaled(self.low)
        if other.low is not None and other.low == other.high:
            return self.scaled(other.low)
        for one, two in ((self, other), (other, self)):
            if one.high is not None and one.high <= 0 and (one.low is None or one.low < 0):
                return one.negated().times(two).negated()
        if self.low is None or other.low is None or self.low < 0 or other.low < 0:
            return Range()
        high = None if self.high is None or other.high is None else self.high * other.high
        zero = bool((self.low == 0 and not self.low_open) or (other.low == 0 and not other.low_open))
        return Range(
            self.low * other.low,
            high,
            not zero and (self.low_open or other.low_open),
            self.high_open or other.high_open,
        )

    def scaled(self, factor: sp.Rational) -> Range:
        """A number times x."""
        if factor == 0:
            return Range(sp.S.Zero, sp.S.Zero)
        if factor < 0:
            return self.negated().scaled(-factor)
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Range(low, high, self.low_open, self.high_open)

    @property
    def not_negative(self) -> bool:
        """Whether no number below 0 is in it."""
        return self.low is not None and bool(self.low >= 0)

    @property
    def sign(self) -> Range:
        """All positive numbers, or all that are not negative, of a range without negative ones."""
        positive = self.low is not None and (self.low > 0 or self.low_open)
        return _POSITIVE if positive else _NOT_NEGATIVE


UNIT = Range(sp.S.Zero, sp.S.One, True, True)
QUARTER = Range(sp.S.Zero, sp.Rational(1, 4), True, False)
_NOT_NEGATIVE, _POSITIVE = Range(sp.S.Zero), Range(sp.S.Zero, None, True)


class Enclosure:
    """Ranges of expressions whose names have the given definitions."""

    def __init__(self, names: Mapping[str, sp.Expr]) -> None:
        self.names = names
        self.known: dict[sp.Expr, Range] = {}

    def of(self, expr: sp.Expr) -> Range:
        """A range that holds every value of the expression."""
        if expr not in self.known:
            handle = next((row for kind, row in _RANGES if isinstance(expr, kind)), None)
            self.known[expr] = Range() if handle is None else handle(self, expr)
        return self.known[expr]

    def symbol(self, expr: sp.Symbol) -> Range:
        return self.of(self.names[expr.name]) if expr.name in self.names else Range()

    def number(self, expr: sp.Rational) -> Range:
        return Range(expr, expr)

    def added(self, expr: sp.Add) -> Range:
        total = Range(sp.S.Zero, sp.S.Zero)
        for term in expr.args:
            total = total.plus(self.of(term))
        return total

    def multiplied(self, expr: sp.Mul) -> Range:
        return self._factors(Counter(_flat(expr)))

    def _factors(self, factors: Counter[sp.Expr]) -> Range:
        """The product; a factor u with its 1 − u, where u is between 0 and 1, is at most 1/4."""
        rest = Counter(factors)
        product = Range(sp.S.One, sp.S.One)
        for u in list(rest):
            other = next((v for v in rest if v != u and _is_one(u, v)), None)
            if other is not None and self.of(u) == UNIT:
                pairs = min(rest[u], rest[other])
                for _ in range(pairs):
                    product = product.times(QUARTER)
                rest[u] -= pairs
                rest[other] -= pairs
        for factor, times in rest.items():
            even = _NOT_NEGATIVE if times % 2 == 0 and times and self.of(factor).low is None else None
            for _ in range(1 if even else times):
                product = product.times(even or self.of(factor))
        return product

    def power(self, expr: sp.Pow) -> Range:
        base = self.of(expr.base)
        positive = base.low is not None and (base.low > 0 or (base.low == 0 and base.low_open))
        if isinstance(expr.exp, sp.Integer) and expr.exp > 0 and base.not_negative:
            found = Range(sp.S.One, sp.S.One)
            for _ in range(min(int(expr.exp), 20)):
                found = found.times(base)
            return found if expr.exp <= 20 else _NOT_NEGATIVE
        if positive:
            return _POSITIVE
        even = isinstance(expr.exp, sp.Integer) and expr.exp % 2 == 0
        root = isinstance(expr.exp, sp.Rational) and expr.exp.q % 2 == 0
        return _NOT_NEGATIVE if even or root else Range()

    def summed(self, expr: sp.Sum) -> Range:
        """A sum over at least one index; only its sign is told."""
        body = self.of(expr.function)
        if body.not_negative:
            return body.sign
        return body.negated().sign.negated() if body.negated().not_negative else Range()

    def absolute(self, expr: sp.Abs) -> Range:
        body = self.of(expr.args[0])
        return body if body.not_negative else _NOT_NEGATIVE

    def product_at_most(self, small: sp.Expr, large: sp.Expr, strict: bool) -> bool:
        """|a b c| ≤ k|a|: the same factors taken away, the rest in a range."""
        left, right = Counter(_flat(_signless(small))), Counter(_flat(_signless(large)))
        if small.func is not sp.Abs and not self.of(small).not_negative:
            return False
        if not self.of(large).not_negative or strict:
            return False
        for factor in list(right):
            same = min(left[factor], right[factor])
            left[factor] -= same
            right[factor] -= same
        below, above = (self._factors(+side) for side in (left, right))
        return (
            below.not_negative
            and below.high is not None
            and above.low is not None
            and below.high <= above.low
        )


def _flat(expr: sp.Expr) -> list[sp.Expr]:
    """The factors of a product, powers written out; |ab| is |a||b|."""
    if isinstance(expr, sp.Mul):
        return [factor for part in expr.args for factor in _flat(part)]
    if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Integer) and 0 < expr.exp <= 20:
        return _flat(expr.base) * int(expr.exp)
    return [expr]


def _signless(expr: sp.Expr) -> sp.Expr:
    """A product with |·| taken off its factors and its numbers made positive: the absolute value of the product."""
    factors = []
    for factor in _flat(expr):
        inside = factor.args[0] if isinstance(factor, sp.Abs) else factor
        factors += (
            [_signless(inside)]
            if isinstance(inside, sp.Mul)
            else [abs(inside) if inside.is_number else inside]
        )
    return factors[0] if len(factors) == 1 else mul(*factors)


def _is_one(u: sp.Expr, v: sp.Expr) -> bool:
    """Whether v is written 1 − u."""
    return isinstance(v, sp.Add) and sorted(v.args, key=str) == sorted(
        (sp.S.One, mul(sp.S.NegativeOne, u)), key=str
    )


#: the first row that fits a node
_RANGES: tuple[tuple[type, Callable[[Enclosure, sp.Expr], Range]], ...] = (
    (sp.Rational, Enclosure.number),
    (sp.Symbol, Enclosure.symbol),
    (sp.Add, Enclosure.added),
    (sp.Mul, Enclosure.multiplied),
    (sp.exp, lambda self, expr: _POSITIVE),
    (sp.Pow, Enclosure.power),
    (sp.Sum, Enclosure.summed),
    (sp.Abs, Enclosure.absolute),
    (sigma, lambda self, expr: UNIT),
)
