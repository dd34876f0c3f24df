"""Σ over one product, every factor of which depends on the letter: in closed form, or moved so that its data are x_i.

In: powers of generators, factors below the line, the letter and how far it runs.  Out: a quotient.  Sums inside a
factor are drawn out, so that only the product counts and not the order of summation; what has no closed form goes to
``sum_generators``.
"""

from __future__ import annotations

import sympy as sp

from symgrad.equality.closed_forms import geometric, powers
from symgrad.equality.converter import Converter
from symgrad.equality.field import Polynomial, Quotient
from symgrad.equality.generators import Generator, GiveUp, put_in, raised
from symgrad.equality.sum_generators import without_deltas
from symgrad.expressions import walk

#: a product is summed over so many letters at most; Σ i^k has a closed form up to this k
MOST_LETTERS, MOST_POWER = 4, 8
#: x_{i+k} up to this k is moved to x_i
MOST_MOVED = 6


def product_summed(
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
        return powers(normal, found[0][1], size)
    if not den and all(generator.kind in ("exp", "power") for generator, _ in found):
        closed = geometric(
            normal, sp.Mul(*[generator.expr**power for generator, power in found]), letter, size
        )
        if closed is not None:
            return closed
    elif den and not found and all(_of_kind(normal, factor, "exp") for factor, _ in den.values()):
        product = sp.Mul(*[normal.generators.expr(factor) ** -power for factor, power in den.values()])
        closed = geometric(normal, product, letter, size)
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


def _of_kind(normal: Converter, p: Polynomial, kind: str) -> bool:
    """Whether a polynomial is one generator of a kind."""
    occurring = normal.generators.occurring(p)
    return len(p) == 1 and len(occurring) == 1 and normal.generators.all[occurring[0]].kind == kind


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
    if not step or abs(step) > MOST_MOVED:
        return without_deltas(normal, letters, factors)
    moved = [(put_in(factor, {letter: letter - step}), power) for factor, power in factors]
    total = without_deltas(normal, letters, moved)
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
                moved = offset(place, letter)
                if moved is not None:
                    found.append(moved)
                elif letter in place.free_symbols and (place + letter).free_symbols.isdisjoint({letter}):
                    return None
    return found


def offset(place: sp.Expr, letter: sp.Symbol) -> int | None:
    """By which whole number a place is more than the letter, if it is."""
    if isinstance(place, (sp.Symbol, sp.Integer)):  # nearly always: SymPy need not subtract
        return 0 if place == letter else None
    gap = place - letter
    return int(gap) if isinstance(gap, sp.Integer) else None


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
