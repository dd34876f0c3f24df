"""Points at which constraints hold: Σ_k y_k = 1 is met by choosing the last y.

In: a point and equations.  Out: the point with one number changed an equation, or ``None`` where that does not do it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product as cartesian
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.balls import Ball
from symgrad.equality.clock import Clock
from symgrad.equality.declared import Declared
from symgrad.equality.point import Point, length_at
from symgrad.errors import DataError
from symgrad.exact import evaluate_expression, shape
from symgrad.expressions import bases, free_symbols

#: draws for names that have a few values only
DRAWS = 60


def satisfied(
    point: Point, constraints: Sequence[sp.Equality], declared: Declared, clock: Clock
) -> Point | None:
    """The point, changed so that every constraint holds for every value of its free index letters."""
    for constraint in constraints:
        for places in _places(constraint, point, declared):
            found = _made_to_hold(constraint, replace(point, letters=places), declared, clock)
            if found is None:
                return None
            point = replace(point, values=found.values)
    for constraint in constraints:
        for places in _places(constraint, point, declared):
            if _gap(constraint, replace(point, letters=places), clock) != 0:
                return None
    return point


def _places(constraint: sp.Equality, point: Point, declared: Declared) -> Iterator[dict[str, int]]:
    """Every value of the index letters that are free in a constraint."""
    occurring = free_symbols(constraint)
    letters = [key for key in declared.letters if sp.Symbol(key) in occurring]
    spans = []
    for letter in letters:
        spans.append(range(1, length_at(declared.letters[letter], point.sizes) + 1))
    for chosen in cartesian(*spans):
        yield dict(zip(letters, chosen, strict=True))


def _gap(constraint: sp.Equality, point: Point, clock: Clock) -> Ball | None:
    """Left side minus right side, if it has a value."""
    clock.check()
    env = point.environment(clock.check)
    try:
        left, right = (evaluate_expression(side, env) for side in constraint.args)
    except DataError:
        return None
    return left - right


def _made_to_hold(constraint: sp.Equality, point: Point, declared: Declared, clock: Clock) -> Point | None:
    """Change one number on which the gap depends linearly."""
    gap = _gap(constraint, point, clock)
    if gap == 0:
        return point
    rng = random.Random(1)
    for key in sorted(bases(constraint.lhs - constraint.rhs) & point.values.keys()):
        domain = declared.domain(key)
        if domain.values:
            for _ in range(DRAWS):
                value = _drawn(point.values[key], domain.values, rng)
                drawn = replace(point, values={**point.values, key: value})
                if _gap(constraint, drawn, clock) == 0:
                    return drawn
            continue
        for place in reversed(list(cartesian(*(range(length) for length in shape(point.values[key]))))):
            tried = (_with(point, key, place, fmpq(number)) for number in (0, 1))
            zero, one = (_gap(constraint, each, clock) for each in tried)
            if not (isinstance(zero, fmpq) and isinstance(one, fmpq)) or zero == one:
                continue
            value = zero / (zero - one)
            changed = _with(point, key, place, value)
            if (
                domain.contains(Fraction(int(value.p), int(value.q)))
                and _gap(constraint, changed, clock) == 0
            ):
                return changed
    return None


def _with(point: Point, key: str, place: tuple[int, ...], value: fmpq) -> Point:
    def put(nested: Any, left: tuple[int, ...]) -> Any:
        if not left:
            return value
        return tuple(put(item, left[1:]) if n == left[0] else item for n, item in enumerate(nested))

    return replace(point, values={**point.values, key: put(point.values[key], place)})


def _drawn(nested: Any, values: Sequence[Fraction], rng: random.Random) -> Any:
    if isinstance(nested, tuple):
        return tuple(_drawn(item, values, rng) for item in nested)
    chosen = rng.choice(values)
    return fmpq(chosen.numerator, chosen.denominator)
