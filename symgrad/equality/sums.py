"""Sums of symbolic length: linear, constants out, shifted, split, renamed; Kronecker deltas and constraints taken away.

A sum over a triangle is one over the square with 1[j ≤ i]; Σ of x_{2k−1} + x_{2k} is what any Σ up to 2n is split into.

In: the body of a sum and its limits.  Out: a quotient in which every sum left is a generator: Σ over letters of a
product of factors that hang together.  A sum of one factor over one letter and a product of two such sums are different
things.  Here a sum is brought to the ends 1 and m and taken apart into terms; ``sum_terms`` sums one of them,
``closed_forms`` and ``sum_generators`` say what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.converter import Converter, Nowhere
from symgrad.equality.field import Field, Polynomial, Quotient, terms_of
from symgrad.equality.generators import GiveUp, Positive, put_in, working
from symgrad.equality.sum_terms import offset, product_summed
from symgrad.expressions import summed, walk

#: sums of a known length up to this are written out
WRITTEN_OUT = 40
#: shifted ends (m − 1, m + 2) up to this are split off
MOST_SPLIT = 6

Limits = tuple[Any, ...]
Factored = dict[str, tuple[Polynomial, int]]


def summation(normal: Converter, body: sp.Expr, limits: Limits) -> Quotient:
    """Σ body; the limits are innermost first."""
    letter, low, high = limits[-1]
    low, high = (normal.written(normal.quietly(end)) for end in (low, high))
    if len(limits) > 1:
        body = summed(body, *limits[:-1])
    if isinstance(low, sp.Integer) and isinstance(high, sp.Integer):
        if high - low > WRITTEN_OUT:
            raise GiveUp("a long sum.")
        total = normal.field.zero
        for place in range(int(low), int(high) + 1):
            total = normal.field.add(total, normal(put_in(body, {letter: sp.Integer(place)})))
        return total
    if working(low) or working(high):
        return _triangle(normal, body, letter, low, high)
    normal.used.add("sums")
    if not isinstance(low, sp.Integer):
        return _between(normal, body, letter, low, high)
    inner = _letter(normal, high - low)
    shift = _shift(body, letter, low)
    first, extra, size = _ends(normal, int(low) + shift, normal(high + shift if shift else high))
    body = put_in(body, {letter: inner if not shift else inner - shift})
    if first is None:  # it cannot be split for certain: it starts at 1, whatever the body looks like
        body, first = put_in(body, {inner: inner + low + shift - 1}), 1
        size = normal(high - low + 1)
    whole = normal.written(size)
    total = _up_to(normal, body, inner, size)
    for place, sign in _split_off(first, extra, whole):
        term = normal(put_in(body, {inner: place}))
        total = normal.field.add(total, term if sign > 0 else normal.field.neg(term))
    return total


def _up_to(normal: Converter, body: sp.Expr, inner: sp.Symbol, size: Quotient) -> Quotient:
    """Σ from 1 to the size; in two halves, of the odd and of the even places, where one of them is asked about."""
    if (
        normal.halves
        and all(number.q == 1 and number.p % 2 == 0 for number in size.num.coeffs())
        and not size.den
    ):
        half = normal.written(normal.scaled(size, fmpq(1, 2)))
        odd, even = (put_in(body, {inner: 2 * inner - less}) for less in (1, 0))
        return normal(summed(odd + even, (inner, 1, half)))
    normal.depth += 1
    normal.ranges[inner] = normal.written(size)
    try:
        return _linear(normal, normal(body), inner, size)
    except Nowhere:
        raise GiveUp("terms without a value in a sum that may be empty.") from None
    finally:
        normal.depth -= 1


def _triangle(normal: Converter, body: sp.Expr, letter: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Quotient:
    """Σ_{j=1}^{i} inside Σ_{i=1}^{n} as Σ_{j=1}^{n} of 1[j ≤ i] times the body; from i to n likewise."""
    for end in (high, low):
        others = working(end)
        other = next(iter(others), None)
        size = normal.ranges.get(other) if len(others) == 1 else None
        beyond = end - other if other is not None else None
        if size is None:
            continue
        if end is high and low == 1 and beyond in (0, -1):
            share = Positive(other + beyond + 1 - letter)
        elif end is low and high == size and beyond in (0, 1):
            share = Positive(letter - other + 1 - beyond)
        else:
            continue
        before = len(normal.conditions)
        total = normal(summed(share * body, (letter, 1, size)))
        if len(normal.conditions) != before:
            raise GiveUp("a condition that holds in some terms of a sum only.")
        return total
    raise GiveUp("a sum with another one's letter in its ends.")


def _letter(normal: Converter, length: sp.Expr) -> sp.Symbol:
    """A letter for the sum that is worked on; what is known of a letter goes with its length, so that names it too."""
    number = normal.lengths.setdefault(length, len(normal.lengths))
    return sp.Symbol(f"#w{normal.depth}.{number}")


def _between(normal: Converter, body: sp.Expr, letter: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Quotient:
    """Σ from a symbol on: up to the end, less what comes before; no range ends before it begins."""
    for gap in (low - 1, high - low + 1):
        num, den = normal.field.canonical(normal.quietly(gap))
        if not den.is_constant() or normal.signs.of(num / den.leading_coefficient()) not in ("+", "0+", "0"):
            raise GiveUp("a sum from a symbol.")
    whole, before = (normal(summed(body, (letter, 1, end))) for end in (high, sp.expand(low - 1)))
    return normal.field.sub(whole, before)


def _shift(body: sp.Expr, letter: sp.Symbol, low: sp.Integer) -> int:
    """By how much the letter is to be larger: x_{i+1} becomes x_i; without data the sum begins at 1."""
    found = None
    for node in walk(body):
        for place in node.indices if isinstance(node, sp.Indexed) else ():
            moved = offset(place, letter)
            if moved is not None:
                found = moved if found is None else min(found, moved)
    return 1 - int(low) if found is None else found


def _ends(normal: Converter, low: int, high: Quotient) -> tuple[int | None, int, Quotient]:
    """The first index, c and m for a sum up to m + c; no first index where it may be shorter than empty."""
    num, den = normal.field.canonical(high)
    constant = next((c for m, c in terms_of(num) if not any(m)), fmpq(0))
    if den.is_constant() and constant.q == 1 and max(abs(constant.p), abs(low)) <= MOST_SPLIT:
        if low == 1 and constant == 0:
            return 1, 0, high
        if len(num) > (constant != 0) and normal.signs.of(num - low + 1) in ("+", "0+"):
            return low, int(constant.p), normal.field.polynomial(num - constant)
    return (1, 0, high) if low == 1 else (None, 0, high)


def _split_off(first: int, extra: int, whole: sp.Expr) -> Iterator[tuple[sp.Expr, int]]:
    """What Σ from ``first`` to m + ``extra`` has more (+1) or less (−1) than Σ from 1 to m."""
    for place in range(1, first):
        yield sp.Integer(place), -1
    for place in range(first, 1):
        yield sp.Integer(place), 1
    for step in range(1, abs(extra) + 1):
        yield (whole + step, 1) if extra > 0 else (whole + 1 - step, -1)


def _linear(normal: Converter, body: Quotient, letter: sp.Symbol, size: Quotient) -> Quotient:
    """Σ over the letter: terms apart, what does not depend on it outside."""
    generators, field = normal.generators, normal.field
    num, den = body.num, body.den
    if any(letter in generators.letters(factor) for factor, _ in den.values()):
        num, below = field.canonical(body)
        content, factors = field.factors(below)
        num, den = num / content, {str(factor): (factor, power) for factor, power in factors}
    outside_den = {key: item for key, item in den.items() if letter not in generators.letters(item[0])}
    inside_den = {key: item for key, item in den.items() if key not in outside_den}
    depends = [letter in generator.letters for generator in generators.all]
    total = field.zero
    for above, below in _divided(field, num, inside_den):
        parts: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for monomial, coefficient in terms_of(above):
            inside = tuple([int(p) if p and depends[n] else 0 for n, p in enumerate(monomial)])
            outside = tuple([int(p) - q for p, q in zip(monomial, inside, strict=True)])
            part = parts.setdefault(inside, {})
            part[outside] = part.get(outside, fmpq(0)) + coefficient
        for inside, part in parts.items():
            coefficient = Quotient(field.ctx.from_dict(part), outside_den)
            total = field.add(
                total, field.mul(coefficient, product_summed(normal, inside, below, letter, size))
            )
    return total


def _divided(field: Field, num: Polynomial, den: Factored) -> Iterator[tuple[Polynomial, Factored]]:
    """A fraction as a sum of fractions in which no denominator goes into the numerator: g/(1 + g) is 1 − 1/(1 + g)."""
    for key in sorted(den):
        factor, power = den[key]
        quotient, rest = field.divided(num, factor)
        if not quotient.is_zero():
            less = (
                {**den, key: (factor, power - 1)} if power > 1 else {k: v for k, v in den.items() if k != key}
            )
            yield from _divided(field, quotient, less)
            if not rest.is_zero():
                yield from _divided(field, rest, den)
            return
    yield num, den
