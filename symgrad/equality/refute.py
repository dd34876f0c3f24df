"""Refuting: exact rational points of the declared domain, both sides in balls, more bits instead of a tolerance.

In: two expressions and what their names stand for.  Out: a ``Counterexample`` where the balls are disjoint, or how
many points agree and to how many digits.  Points are tried from friendly to odd, in an order that never changes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from fractions import Fraction
from itertools import islice, pairwise
from itertools import product as cartesian
from math import prod
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from symgrad.balls import NOWHERE, Ball, digits, is_finite, nearest, overlaps
from symgrad.equality.clock import Clock
from symgrad.equality.constraints import satisfied
from symgrad.equality.declared import Declared, Domain
from symgrad.equality.point import Point, length_at
from symgrad.equality.verdict import Counterexample
from symgrad.errors import UndefinedError
from symgrad.exact import evaluate_expression
from symgrad.expressions import walk

#: decimal digits that "agrees" means, and the bits to know them
DIGITS = 50
BITS = (64, 256, 1024)

#: kinds of points, in order: numbers to choose from, and how many points of the kind
FRIENDLY = tuple(Fraction(number) for number in (2, 3, 1, -1, -2, 5, -3, 4))
HALVES = tuple(Fraction(number, 2) for number in (1, 3, -1, -3, 5, 7, -5, 0, 2))
ODD = tuple(Fraction(p, q) for p in (-37, -11, -7, -4, 1, 2, 5, 13, 29) for q in (3, 7, 10))
LARGE = tuple(Fraction(number) for number in (-20, -9, 8, 15, 40, -50, 7, 100))
LENGTHS = (2, 3, 1)
#: what a counterexample had rather
PLAIN = tuple(Fraction(number) for number in (1, 2, 0, -1, 3))
#: points in a row at which constraints cannot be made to hold: then nothing else will do either
MISSED = 60
#: places of index letters that are looked at, of which a point has one
PLACES = 9
#: constants that are nearer than this have a point between them
BETWEEN = Fraction(1, 2)


def value_at(expr: sp.Expr, point: Point, bits: int, clock: Clock) -> Ball | None:
    """The ball, not finite where nothing is known; ``None`` where the expression certainly has no value."""
    value = point.exact.get(expr)
    if value is not None:
        return value
    with ctx.workprec(bits):
        try:
            value = evaluate_expression(expr, point.environment(clock.check, bits))
        except UndefinedError:
            return None
    if isinstance(value, fmpq):
        point.exact[expr] = value
        return value
    return value if is_finite(value) else NOWHERE


@dataclass
class Trial:
    """What the points said so far."""

    left: sp.Expr
    right: sp.Expr
    declared: Declared
    clock: Clock
    agreed: int = 0
    #: points where exactly one side has a value: (left has none, right has none)
    only_one: list[tuple[Point, bool]] = field(default_factory=list)

    def _apart(self, point: Point, values: list[Ball | None], bits: int) -> list[Ball | None]:
        """The two values that differ, with more bits where their first digits are the same."""
        if all(isinstance(value, fmpq) for value in values):
            return values
        for more in BITS:
            if more > bits:
                if _told_apart(values):
                    break
                values = [value_at(side, point, more, self.clock) for side in (self.left, self.right)]
        return values

    def at(self, point: Point, *, all_bits: bool = True) -> Counterexample | None:
        """A counterexample if the sides differ at the point.

        With the first few bits only, unless ``all_bits``: then agreeing means to ``DIGITS`` digits.
        """
        self.clock.check()
        for bits in BITS if all_bits else BITS[:1]:
            values = [value_at(side, point, bits, self.clock) for side in (self.left, self.right)]
            if None in values:
                if values != [None, None] and any(v is not None and is_finite(v) for v in values):
                    self.only_one.append((point, values[0] is None))
                return None
            if not overlaps(*values):
                return Counterexample(point.shown, *self._apart(point, values, bits))
            if not all_bits or all(_known(value) for value in values):
                self.agreed += all(is_finite(value) for value in values)
                return None
        return None


def _told_apart(values: Sequence[Ball | None]) -> bool:
    """Whether the first digits that one would print differ."""
    left, right = (None if value is None else digits(value) or nearest(value) for value in values)
    return left is not None and right is not None and left != right


def _known(value: Ball) -> bool:
    """Whether the ball is so small that overlapping means agreeing to ``DIGITS`` digits."""
    if isinstance(value, fmpq):
        return True
    if not value.is_finite():
        return False
    with ctx.workprec(1100):
        return bool(value.rad() * arb(10) ** (DIGITS + 1) <= abs(value.mid()).max(arb(1)))


def points(problem_sides: tuple[sp.Expr, sp.Expr], declared: Declared, constraints: Sequence[sp.Equality], clock: Clock,
           *, seed: int = 1) -> Iterator[Point]:  # fmt: skip
    """Points of the declared domain without end, friendly ones first; the same ones every time.

    Points where a constraint cannot be made to hold are left out; after ``MISSED`` of them there are no more.
    """
    rng = random.Random(seed)
    missed = 0
    drawn_from: tuple[Fraction, ...] = ()
    allowed: dict[str, tuple[Fraction, ...]] = {}
    for number, (pool, fixed) in enumerate(_plan(declared, problem_sides)):
        if pool is not drawn_from:  # the first points are all drawn from the same numbers
            everything = (*declared.numbers.items(), *declared.data.items())
            drawn_from, allowed = pool, {key: _allowed(domain, pool) for key, domain in everything}
        sizes = _sizes(declared, number)
        # the first points give every name another number, so that exchanged names are seen
        values: dict[str, Any] = {
            key: _drawn(domain, allowed[key], rng, number + place if number < 3 else None)
            for place, (key, domain) in enumerate(declared.numbers.items())
        }
        values.update(fixed)
        for key, domain in declared.data.items():
            lengths = [length_at(axis, sizes) for axis in domain.axes]
            if key in declared.first:
                lengths = [n + 1 - first for n, first in zip(lengths, declared.first[key], strict=True)]
            values[key] = _array(domain, allowed[key], lengths, rng, clock)
        ends = (length_at(size, sizes) for size in declared.letters.values())
        spans = [range(1, min(max(1, end), PLACES) + 1) for end in ends]
        places = list(islice(cartesian(*spans), PLACES))
        rng.shuffle(places)
        for chosen in places[:3]:
            point = Point(values, sizes, dict(zip(declared.letters, chosen, strict=True)), declared.first)
            held = satisfied(point, constraints, declared, clock) if constraints else point
            if held is not None:
                missed = 0
                yield held
            else:
                missed += 1
        if missed > MISSED:
            return


def _plan(
    declared: Declared, sides: tuple[sp.Expr, sp.Expr]
) -> Iterator[tuple[tuple[Fraction, ...], dict[str, fmpq]]]:
    """Pools to choose from, and names with a fixed number: each special number is given to each name."""
    yield from ((pool, {}) for pool in (FRIENDLY, FRIENDLY, FRIENDLY, HALVES, FRIENDLY + HALVES, ODD))
    special = _special(*sides)  # not before it is needed: most answers are judged by the points above
    for value in special:
        for key, domain in declared.numbers.items():
            if domain.contains(value):
                yield FRIENDLY, {key: fmpq(value.numerator, value.denominator)}
    while True:
        yield from ((pool, {}) for pool in (LARGE + FRIENDLY, ODD + special, HALVES + special, ODD + LARGE))


def _special(left: sp.Expr, right: sp.Expr) -> tuple[Fraction, ...]:
    """Numbers at, around and between the constants that are written: kinks and holes lie there."""
    found: dict[Fraction, None] = {Fraction(0): None}
    for side in (left, right):
        for node in walk(side):
            if isinstance(node, sp.Rational) and abs(node.p) < 10**6 and node.q < 10**6:
                value = Fraction(int(node.p), int(node.q))
                near = (value, -value, value + 1, value - 1, 1 - value) if node.q < 10**3 else (value,)
                for number in near:
                    found.setdefault(number)
    written = sorted(found)[:24]
    between = [(low + high) / 2 for low, high in pairwise(written) if high - low < BETWEEN]
    return (*tuple(found)[:24], *between)


def _drawn(
    domain: Domain, allowed: tuple[Fraction, ...], rng: random.Random, place: int | None = None
) -> fmpq:
    if not allowed:
        return _inside(domain, rng)
    value = allowed[place % len(allowed)] if place is not None else rng.choice(allowed)
    return fmpq(value.numerator, value.denominator)


def _allowed(domain: Domain, pool: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    if domain.values:
        return domain.values
    if domain.low is None and domain.high is None and not domain.whole:
        return pool
    return tuple(value for value in pool if domain.contains(value))


def _inside(domain: Domain, rng: random.Random) -> fmpq:
    """A number of a domain that holds no friendly one."""
    low, high = domain.low, domain.high
    if low is None:
        low = (high or Fraction(0)) - 10
    if high is None:
        high = low + 10
    if domain.whole:
        first, last = -(-low.numerator // low.denominator), high.numerator // high.denominator
        return fmpq(rng.randint(first, max(first, last)))
    parts = rng.choice((2, 3, 4, 7, 10))
    value = low + (high - low) * rng.randint(1, parts - 1) / parts
    return fmpq(value.numerator, value.denominator)


def _array(
    domain: Domain, allowed: tuple[Fraction, ...], lengths: list[int], rng: random.Random, clock: Clock
) -> Any:
    clock.check()  # a length may be a power of a size
    if not lengths:
        return _drawn(domain, allowed, rng)
    return tuple([_array(domain, allowed, lengths[1:], rng, clock) for _ in range(lengths[0])])


def _sizes(declared: Declared, number: int) -> dict[str, int]:
    """Lengths for which no range of a sum ends before it begins, as far as a few tries find some."""
    found: dict[str, int] = {}
    for round_ in range(5):
        for place, (key, domain) in enumerate(declared.sizes.items()):
            wanted = LENGTHS[(number + place) % 3] if not round_ else (number + place * round_) % 5 + round_
            found[key] = _size(domain, wanted)
        if all(_at(gap, found) >= 0 for gap in declared.ranges):
            return found
    for key, domain in declared.sizes.items():  # in the order they are written in, s before t
        found[key] = _size(domain, 1 + list(declared.sizes).index(key) + number % 3)
    return found


def _at(expr: sp.Expr, sizes: Mapping[str, int]) -> int:
    if isinstance(expr, sp.Symbol) and expr.name in sizes:
        return sizes[expr.name]
    if isinstance(expr, sp.Integer):
        return int(expr)
    if isinstance(expr, sp.Add):
        return sum(_at(term, sizes) for term in expr.args)
    if isinstance(expr, sp.Mul):
        return prod(_at(factor, sizes) for factor in expr.args)
    return int(expr.subs({sp.Symbol(key): value for key, value in sizes.items()}))


def _size(domain: Domain, wanted: int) -> int:
    low = int(domain.low) if domain.low is not None else 1
    high = int(domain.high) if domain.high is not None else wanted + low
    return min(max(wanted, low), high)


def friendlier(
    trial: Trial, found: Counterexample, start: Point, constraints: Sequence[sp.Equality]
) -> Counterexample:
    """The same kind of counterexample with plainer numbers, one name after the other; constraints hold there too."""
    point = start
    for key, domain in trial.declared.numbers.items():
        current = point.values[key]
        if current.q == 1 and abs(current.p) <= 3:
            continue  # plain already
        for value in PLAIN:
            if not domain.contains(value):
                continue
            values = {**point.values, key: fmpq(value.numerator, value.denominator)}
            nearby = satisfied(changed(point, values=values), constraints, trial.declared, trial.clock)
            better = trial.at(nearby) if nearby is not None else None
            if nearby is not None and better is not None:
                point, found = nearby, better
                break
    return found
