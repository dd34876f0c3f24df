"""Sums of symbolic length with a closed form: Σ i^k is a polynomial, Σ c rⁱ is c r (1 − rⁿ)/(1 − r).

In: what is summed, from 1 on, and the number of terms.  Out: a quotient without the sum, or ``None`` where the terms
are no geometric sequence or it is not known whether their ratio is 1.
"""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from symgrad.equality.converter import Converter
from symgrad.equality.field import Quotient
from symgrad.equality.generators import put_in


def geometric(normal: Converter, term: sp.Expr, letter: sp.Symbol, size: Quotient) -> Quotient | None:
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


def powers(normal: Converter, power: int, size: Quotient) -> Quotient:
    """Σ i^power up to the size, as a polynomial."""
    n = sp.Symbol("n")
    closed = sp.Poly(sp.summation(sp.Symbol("i") ** power, (sp.Symbol("i"), 1, n)), n)
    total = normal.field.zero
    for (exponent,), c in closed.terms():
        term = normal.field.power(size, exponent)
        total = normal.field.add(total, Quotient(term.num * fmpq(int(c.p), int(c.q)), term.den))
    return total
