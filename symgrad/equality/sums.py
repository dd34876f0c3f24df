"""Sums of symbolic length: linear, constants out, shifted, split, renamed; Kronecker deltas and constraints taken away.

In: the body of a sum and its limits.  Out: a quotient in which every sum left is a generator: Σ over letters of a
product of factors that hang together.  A sum of one factor over one letter and a product of two such sums are different
things; sums inside a factor are drawn out, so that only the product counts and not the order of summation.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.converter import Converter, Nowhere
from symgrad.equality.field import Polynomial, Quotient
from symgrad.equality.generators import (
    ABOVE_ZERO,
    FROM_ZERO,
    UNBOUNDED,
    Generator,
    GiveUp,
    put_in,
    raised,
    working,
)
from symgrad.equality.squares import cancelled
from symgrad.expressions import walk

#: sums of a known length up to this are written out
WRITTEN_OUT = 40
#: shifted ends (m − 1, m + 2) up to this are split off
MOST_SPLIT, MOST_LETTERS, MOST_POWER = 6, 4, 8

Limits = tuple[Any, ...]
Factored = dict[str, tuple[Polynomial, int]]
Factors = tuple[tuple[sp.Expr, int], ...]


def summation(normal: Converter, body: sp.Expr, limits: Limits) -> Quotient:
    """Σ body; the limits are innermost first."""
    letter, low, high = limits[-1]
    low, high = (normal.written(normal.quietly(end)) for end in (low, high))
    if len(limits) > 1:
        body = sp.Sum(body, *limits[:-1])
    if isinstance(low, sp.Integer) and isinstance(high, sp.Integer):
        if high - low > WRITTEN_OUT:
            raise GiveUp("a long sum.")
        total = normal.field.zero
        for place in range(int(low), int(high) + 1):
            total = normal.field.add(total, normal(put_in(body, {letter: sp.Integer(place)})))
        return total
    if working(low) or working(high):
        raise GiveUp("a sum with another one's letter in its ends.")
    normal.used.add("sums")
    if not isinstance(low, sp.Integer):
        return _between(normal, body, letter, low, high)
    inner = _letter(normal, high - low)
    shift = _shift(body, letter, low)
    first, extra, size = _ends(normal, int(low) + shift, normal(high + shift))
    body = put_in(body, {letter: inner if not shift else inner - shift})
    if first is None:  # it cannot be split for certain: it starts at 1, whatever the body looks like
        body, first = put_in(body, {inner: inner + low + shift - 1}), 1
        size = normal(high - low + 1)
    normal.depth += 1
    normal.ranges[inner] = whole = normal.written(size)
    try:
        total = _linear(normal, normal(body), inner, size)
    except Nowhere:
        raise GiveUp("terms without a value in a sum that may be empty.") from None
    finally:
        normal.depth -= 1
    for place, sign in _split_off(first, extra, whole):
        term = normal(put_in(body, {inner: place}))
        total = normal.field.add(total, term if sign > 0 else normal.field.neg(term))
    return total


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
    whole, before = (normal(sp.Sum(body, (letter, 1, end))) for end in (high, sp.expand(low - 1)))
    return normal.field.sub(whole, before)


def _shift(body: sp.Expr, letter: sp.Symbol, low: sp.Integer) -> int:
    """By how much the letter is to be larger: x_{i+1} becomes x_i; without data the sum begins at 1."""
    found = None
    for node in walk(body):
        for place in node.indices if isinstance(node, sp.Indexed) else ():
            offset = place - letter
            if isinstance(offset, sp.Integer):
                found = int(offset) if found is None else min(found, int(offset))
    return 1 - int(low) if found is None else found


def _ends(normal: Converter, low: int, high: Quotient) -> tuple[int | None, int, Quotient]:
    """The first index, c and m for a sum up to m + c; no first index where it may be shorter than empty."""
    num, den = normal.field.canonical(high)
    constant = next((c for m, c in num.to_dict().items() if not any(m)), fmpq(0))
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
    for above, below in _divided(num, inside_den):
        parts: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
        for monomial, coefficient in above.to_dict().items():
            inside = tuple(int(p) if p and depends[n] else 0 for n, p in enumerate(monomial))
            outside = tuple(int(p) - q for p, q in zip(monomial, inside, strict=True))
            part = parts.setdefault(inside, {})
            part[outside] = part.get(outside, fmpq(0)) + coefficient
        for inside, part in parts.items():
            coefficient = Quotient(field.ctx.from_dict(part), outside_den)
            total = field.add(total, field.mul(coefficient, _term(normal, inside, below, letter, size)))
    return total


def _divided(num: Polynomial, den: Factored) -> Iterator[tuple[Polynomial, Factored]]:
    """A fraction as a sum of fractions in which no denominator goes into the numerator: g/(1 + g) is 1 − 1/(1 + g)."""
    for key in sorted(den):
        factor, power = den[key]
        quotient, rest = divmod(num, factor)
        if not quotient.is_zero():
            less = (
                {**den, key: (factor, power - 1)} if power > 1 else {k: v for k, v in den.items() if k != key}
            )
            yield from _divided(quotient, less)
            if not rest.is_zero():
                yield from _divided(rest, den)
            return
    yield num, den


def _term(
    normal: Converter,
    inside: tuple[int, ...],
    den: dict[str, tuple[Polynomial, int]],
    letter: sp.Symbol,
    size: Quotient,
) -> Quotient:
    """Σ over the letter of one product, every factor of which depends on it."""
    found = [(normal.generators.all[number], power) for number, power in enumerate(inside) if power]
    if not den and not found:
        return size
    if not den and len(found) == 1 and found[0][0].expr == letter and found[0][1] <= MOST_POWER:
        return _powers(normal, found[0][1], size)
    if not den and all(generator.kind in ("exp", "power") for generator, _ in found):
        closed = _geometric(
            normal, sp.Mul(*[generator.expr**power for generator, power in found]), letter, size
        )
        if closed is not None:
            return closed
    elif den and not found and all(_of_kind(normal, factor, "exp") for factor, _ in den.values()):
        product = sp.Mul(*[normal.generators.expr(factor) ** -power for factor, power in den.values()])
        closed = _geometric(normal, product, letter, size)
        if closed is not None:
            return closed
    high = normal.written(size)
    letters: list[tuple[sp.Symbol, sp.Expr]] = [(letter, high)]
    factors: list[tuple[sp.Expr, int]] = []
    for generator, power in found:
        if generator.kind == "sum":
            for _ in range(power):
                more, inner = _opened(normal, generator, len(letters))
                letters.extend(more)
                factors.extend(inner)
        else:
            factors.append(
                (raised(generator, power), 1) if generator.kind == "exp" else (generator.expr, power)
            )
    factors.extend((normal.generators.expr(factor), -power) for factor, power in den.values())
    if len(letters) > MOST_LETTERS:
        raise GiveUp("a sum over many letters.")
    return _aligned(normal, letters, factors)


def _aligned(
    normal: Converter,
    letters: list[tuple[sp.Symbol, sp.Expr]],
    factors: list[tuple[sp.Expr, int]],
) -> Quotient:
    """The first letter's sum turned and moved so that its data are x_i and not x_{i+1} or x_{m-i+1}.

    Σ x_{i+1} is Σ x_i with x_{m+1} more and x_1 less.
    """
    (letter, high), *others = letters
    offsets = _offsets(factors, letter)
    if offsets is None:
        turned = [(put_in(factor, {letter: high + 1 - letter}), power) for factor, power in factors]
        if _offsets(turned, letter) is not None or str(sorted(turned, key=str)) < str(
            sorted(factors, key=str)
        ):
            factors = turned
        offsets = _offsets(factors, letter)
    step = min(offsets) if offsets else 0
    if not step or abs(step) > MOST_SPLIT:
        return _without_deltas(normal, letters, factors)
    moved = [(put_in(factor, {letter: letter - step}), power) for factor, power in factors]
    total = _without_deltas(normal, letters, moved)
    ends = [(sp.Integer(place), -1) for place in range(1, step + 1)]
    ends += [(high + place, 1) for place in range(1, step + 1)]
    ends += [(sp.Integer(place), 1) for place in range(1 + step, 1)]
    ends += [(high + place, -1) for place in range(1 + step, 1)]
    for place, sign in ends:
        product = sp.Mul(*[put_in(factor, {letter: place}) ** power for factor, power in moved])
        inside = [(a, 1, put_in(b, {letter: place})) for a, b in others]
        term = normal.quietly(sp.Sum(product, *inside) if inside else product)
        total = normal.field.add(total, term if sign > 0 else normal.field.neg(term))
    return total


def _offsets(factors: list[tuple[sp.Expr, int]], letter: sp.Symbol) -> list[int] | None:
    """By how much the places of data differ from the letter; ``None`` where one runs backwards."""
    found: list[int] = []
    for factor, _ in factors:
        for node in walk(factor):
            for place in node.indices if isinstance(node, sp.Indexed) else ():
                offset = place - letter
                if isinstance(offset, sp.Integer):
                    found.append(int(offset))
                elif letter in place.free_symbols and (place + letter).free_symbols.isdisjoint({letter}):
                    return None
    return found


def _of_kind(normal: Converter, p: Polynomial, kind: str) -> bool:
    """Whether a polynomial is one generator of a kind."""
    occurring = normal.generators.occurring(p)
    return len(p) == 1 and len(occurring) == 1 and normal.generators.all[occurring[0]].kind == kind


def _geometric(normal: Converter, term: sp.Expr, letter: sp.Symbol, size: Quotient) -> Quotient | None:
    """Σ c rⁱ = c r (1 − rⁿ)/(1 − r), if the ratio r of two terms does not depend on the letter and is not 1."""
    if any(letter in element.free_symbols for element in term.atoms(sp.Indexed)):
        return None
    field = normal.field
    first, second = (normal.quietly(put_in(term, {letter: sp.Integer(place)})) for place in (1, 2))
    here, next_ = normal.quietly(term), normal.quietly(put_in(term, {letter: letter + 1}))
    ratio = field.mul(next_, field.inverse(here))
    num, den = field.canonical(ratio)
    if letter in normal.generators.letters(num) | normal.generators.letters(den):
        return None
    if not field.sub(field.mul(first, ratio), second).num.is_zero():
        return None
    gap = field.sub(field.one, ratio)
    if normal.sign(gap, strict=True)[0] is None:
        return None
    if gap.num.is_zero():
        return field.mul(first, size)
    raised = normal.quietly(sp.Pow(normal.generators.expr_of(num, den), normal.written(size), evaluate=False))
    return field.mul(first, field.mul(field.sub(field.one, raised), field.inverse(gap)))


def _powers(normal: Converter, power: int, size: Quotient) -> Quotient:
    """Σ i^power up to the size, as a polynomial."""
    n = sp.Symbol("n")
    closed = sp.Poly(sp.summation(sp.Symbol("i") ** power, (sp.Symbol("i"), 1, n)), n)
    total = normal.field.zero
    for (exponent,), c in closed.terms():
        term = normal.field.power(size, exponent)
        total = normal.field.add(total, Quotient(term.num * fmpq(int(c.p), int(c.q)), term.den))
    return total


def _opened(
    normal: Converter, generator: Generator, place: int
) -> tuple[list[tuple[sp.Symbol, sp.Expr]], list[tuple[sp.Expr, int]]]:
    """A sum inside a sum: its letters, new ones, and its factors."""
    letters, factors = generator.data
    table = {old: sp.Symbol(f"#w{normal.depth}.{place}.{number}") for number, (old, _) in enumerate(letters)}
    return (
        [(table[old], high) for old, high in letters],
        [(put_in(factor, table), power) for factor, power in factors],
    )


def _without_deltas(
    normal: Converter, letters: list[tuple[sp.Symbol, sp.Expr]], factors: list[tuple[sp.Expr, int]]
) -> Quotient:
    """δ with a summed letter picks one term; what is left is a sum that hangs together."""
    fewer = cancelled(factors, letters)
    if fewer is not None:
        product, left = sp.Mul(*[factor**power for factor, power in fewer[0]]), fewer[1]
        return normal.quietly(sp.Sum(product, *[(a, 1, b) for a, b in left]) if left else product)
    for factor, power in factors:
        if not isinstance(factor, sp.KroneckerDelta) or power < 1:
            continue
        for letter, high in letters:
            for one, other in (factor.args, factor.args[::-1]):
                if one != letter or not _runs_over(normal, other, high, letters):
                    continue
                rest = [item for item in factors if item[0] is not factor]
                product = sp.Mul(*[put_in(f, {letter: other}) ** p for f, p in rest])
                kept = [(left, end) for left, end in letters if left != letter]
                return normal.quietly(sp.Sum(product, *[(a, 1, b) for a, b in kept]) if kept else product)
    return _known_part(normal, letters, factors)


def _runs_over(
    normal: Converter, other: sp.Basic, high: sp.Expr, letters: list[tuple[sp.Symbol, sp.Expr]]
) -> bool:
    """Whether an index takes values from 1 to ``high`` only."""
    if (other, high) in letters or other == high or other == 1:
        return True
    if isinstance(other, sp.Symbol) and other in normal.ranges:
        return bool(normal.ranges[other] == high)
    return isinstance(other, sp.Symbol) and normal.generators.declared.letters.get(other.name) == high


def _known_part(
    normal: Converter, letters: list[tuple[sp.Symbol, sp.Expr]], factors: list[tuple[sp.Expr, int]]
) -> Quotient:
    """A constraint may know the sum over one of several letters."""
    if len(letters) > 1 and normal.generators.known:
        for letter, high in letters:
            inside = [item for item in factors if letter in item[0].free_symbols]
            generator = _generator(normal, [(letter, high)], inside, make=bool(normal.generators.patterns))
            if generator is not None and _is_known(normal, generator):
                rest = [item for item in factors if item not in inside]
                product = sp.Mul(
                    normal.written(normal.generators.known[generator.number]), *[f**p for f, p in rest]
                )
                kept = [(left, 1, end) for left, end in letters if left != letter]
                return normal.quietly(sp.Sum(product, *kept))
    found = _generator(normal, letters, factors)
    assert found is not None
    _is_known(normal, found)
    return normal.generators.quotient(found)


def _is_known(normal: Converter, generator: Generator) -> bool:
    """Whether a constraint gives the sum's value, itself or as the pattern with another index."""
    known = normal.generators.known
    if generator.number in known:
        return True
    limits, factors = generator.data
    for letter, pattern in normal.generators.patterns:
        pattern_limits, pattern_factors = pattern.data
        if pattern_limits != limits:
            continue
        for other in sorted(generator.expr.free_symbols, key=str):
            renamed = tuple((put_in(factor, {letter: other}), power) for factor, power in pattern_factors)
            if _multiset(renamed) == _multiset(factors):
                value = put_in(normal.written(known[pattern.number]), {letter: other})
                known[generator.number] = normal.quietly(value)
                return True
    return False


def _generator(
    normal: Converter,
    letters: list[tuple[sp.Symbol, sp.Expr]],
    factors: list[tuple[sp.Expr, int]],
    *,
    make: bool = True,
) -> Generator | None:
    """The generator of a sum: the same one whatever its letters are called and in whichever order they come."""
    height = 1 + max((_height(factor) for factor, _ in factors), default=0)
    names = [sp.Symbol(f"#s{height}.{number}") for number in range(len(letters))]
    first: tuple[Any, Factors, list[tuple[sp.Symbol, sp.Expr]]] | None = None
    for order in permutations(letters):
        table = {old: new for (old, _), new in zip(order, names, strict=True)}
        renamed = tuple((put_in(factor, table), power) for factor, power in factors)
        ends = tuple(high for _, high in order)
        key = (_multiset(renamed), ends)
        if ("sum", key) in normal.generators.numbers:
            return normal.generators.all[normal.generators.numbers["sum", key]]
        if first is None:
            first = key, renamed, list(zip(names, ends, strict=True))
    if not make or first is None:
        return None
    key, renamed, limits = first
    body = sp.Mul(*[factor**power for factor, power in renamed])
    expr = sp.Sum(body, *[(name, 1, high) for name, high in limits])
    bounds = _bounds(normal, factors)
    return normal.generators.get("sum", key, expr, bounds, data=(limits, renamed))


def _multiset(factors: Factors) -> frozenset[tuple[sp.Expr, int]]:
    """Factors in any order, equal ones together."""
    counted: dict[sp.Expr, int] = {}
    for factor, power in factors:
        counted[factor] = counted.get(factor, 0) + power
    return frozenset(counted.items())


def _height(expr: sp.Basic) -> int:
    """How deep sums that were made here are nested in ``expr``."""
    return max(
        (int(s.name[2:].split(".")[0]) for s in expr.atoms(sp.Symbol) if s.name.startswith("#s")), default=0
    )


def _bounds(normal: Converter, factors: list[tuple[sp.Expr, int]]) -> Any:
    """Above 0 if every factor is: lengths are at least 1."""
    strict = True
    for factor, power in factors:
        if power % 2 == 0:
            strict = False
            continue
        try:
            num, den = normal.field.canonical(normal.quietly(factor))
        except GiveUp:
            return UNBOUNDED
        sign, _ = normal.signs.of_quotient(num, den)
        if sign not in ("+", "0+"):
            return UNBOUNDED
        strict = strict and sign == "+"
    return ABOVE_ZERO if strict else FROM_ZERO
