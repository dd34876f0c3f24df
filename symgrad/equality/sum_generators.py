"""Sums that cannot be worked out further: δ picks a term, a constraint knows the value, or the sum is a generator.

In: summed letters with what they run up to, and the factors of a product, with their powers.  Out: a quotient.  A sum
is the same generator whatever its letters are called and in whichever order they and its factors come.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from itertools import permutations
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.converter import Converter
from symgrad.equality.field import Quotient
from symgrad.equality.generators import (
    ABOVE_ZERO,
    FROM_ZERO,
    UNBOUNDED,
    Generator,
    GiveUp,
    Positive,
    put_in,
)
from symgrad.equality.squares import cancelled
from symgrad.expressions import ONE, free_symbols, summed

Factors = tuple[tuple[sp.Expr, int], ...]


def without_deltas(
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
    found = ordered(normal, letters, factors)
    return found if found is not None else _known_part(normal, letters, factors)


def ordered(
    normal: Converter, letters: list[tuple[sp.Symbol, sp.Expr]], factors: list[tuple[sp.Expr, int]]
) -> Quotient | None:
    """A sum over i > j: counted where nothing else has i or j, halved where i and j may be exchanged.

    Σ_{i>j} + Σ_{i<j} + Σ_{i=j} is the whole sum: of the first two only one, always the same, is a generator.
    ``None`` where the sum is that one, or has no such condition.
    """
    ends = dict(letters)
    for factor, power in factors:
        pair = _pair(factor)
        if pair is None or power < 1:
            continue
        rest = [item for item in factors if item[0] is not factor]
        for letter, other in (pair, pair[::-1]):
            if letter in ends and not any(letter in free_symbols(f) for f, _ in rest):
                if _runs_over(normal, other, ends[letter], letters):
                    count = ends[letter] - other if letter is pair[0] else other - 1
                    return _summed(normal, letters, [*rest, (count, 1)], {letter})
        if ends.get(pair[0]) is None or ends[pair[0]] != ends.get(pair[1]):
            continue
        exchange = {pair[0]: pair[1], pair[1]: pair[0]}
        turned = [(Positive(pair[1] - pair[0]), 1), *rest]
        alike = _multiset(tuple((put_in(f, exchange), p) for f, p in rest)) == _multiset(tuple(rest))
        if not alike and _spelled(letters, turned) >= _spelled(letters, factors):
            continue
        field = normal.field
        same = [(put_in(f, {pair[0]: pair[1]}), p) for f, p in rest]
        others = field.sub(_summed(normal, letters, rest), _summed(normal, letters, same, {pair[0]}))
        if alike:
            return normal.scaled(others, fmpq(1, 2))
        return field.sub(others, _known_part(normal, letters, turned))
    return None


def _pair(factor: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """i and j of 1[i − j > 0]."""
    if (
        not isinstance(factor, Positive)
        or not isinstance(factor.args[0], sp.Add)
        or len(factor.args[0].args) != 2
    ):
        return None
    plus = [term for term in factor.args[0].args if term.is_Symbol]
    minus = [-term for term in factor.args[0].args if (-term).is_Symbol]
    return (plus[0], minus[0]) if len(plus) == len(minus) == 1 else None


def _summed(
    normal: Converter,
    letters: list[tuple[sp.Symbol, sp.Expr]],
    factors: list[tuple[sp.Expr, int]],
    without: Collection[sp.Symbol] = (),
) -> Quotient:
    product = sp.Mul(*[factor**power for factor, power in factors])
    kept = [(letter, 1, end) for letter, end in letters if letter not in without]
    return normal.quietly(sp.Sum(product, *kept) if kept else product)


def _spelled(letters: list[tuple[sp.Symbol, sp.Expr]], factors: list[tuple[sp.Expr, int]]) -> str:
    """The product as it is written with the letters that make it come first."""
    names = [sp.Symbol(f"#o{number}") for number in range(len(letters))]
    spellings = []
    for order in permutations(letters):
        table = {old: new for (old, _), new in zip(order, names, strict=True)}
        spellings.append(str(sorted(str((put_in(factor, table), power)) for factor, power in factors)))
    return min(spellings)


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
            inside = [item for item in factors if letter in free_symbols(item[0])]
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
        for other in sorted(free_symbols(generator.expr), key=str):
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
    asked = (tuple(letters), tuple(factors))
    number = normal.generators.of_sums.get(asked)
    if number is not None:
        return normal.generators.all[number]
    found = _named_anew(normal, letters, factors, make=make)
    if found is not None:
        normal.generators.of_sums[asked] = found.number
    return found


def _named_anew(
    normal: Converter,
    letters: list[tuple[sp.Symbol, sp.Expr]],
    factors: list[tuple[sp.Expr, int]],
    *,
    make: bool,
) -> Generator | None:
    """The same, with letters of its own for those of the sum."""
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
    expr = summed(body, *[(name, ONE, high) for name, high in limits])
    bounds = _bounds(normal, factors)
    return normal.generators.get("sum", key, expr, bounds, data=(limits, renamed))


def _multiset(factors: Factors) -> frozenset[tuple[sp.Expr, int]]:
    """Factors in any order, equal ones together."""
    counted: dict[sp.Expr, int] = {}
    for factor, power in factors:
        counted[factor] = counted.get(factor, 0) + power
    return frozenset(counted.items())


@lru_cache(maxsize=1024)
def _height(expr: sp.Basic) -> int:
    """How deep sums that were made here are nested in ``expr``."""
    if isinstance(expr, sp.Symbol):
        return int(expr.name[2:].split(".")[0]) if expr.name.startswith("#s") else 0
    return max(map(_height, expr.args), default=0)


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
