"""Numbers made of roots: 0 is told from not 0 by a separation bound.

In: a problem without names.  Out: a ``Proof``, or ``None``.  An expression of whole numbers with +, −, ·, /, and roots
that is not 0 is at least 1/(l·u^(D² − 1)) in size, D the product of the roots' indices, u and l as ``_bounds`` has them
(Burnikel, Fleischer, Mehlhorn, Schirra, *A strong and easily computable separation bound for arithmetic expressions
involving radicals*, Algorithmica 27, 2000).  A ball around 0 that is smaller is therefore 0.
"""

from __future__ import annotations

import math

import sympy as sp
from flint import arb, ctx

from symgrad.equality.cases import Problem, Proof
from symgrad.equality.generators import GiveUp
from symgrad.equality.point import Point
from symgrad.equality.refute import value_at
from symgrad.expressions import sub, walk

#: balls of more bits are not looked at
MOST_BITS = 40_000
_NOWHERE = Point({}, {})
#: what a number made of roots consists of
_OF_ROOTS = (sp.Rational, sp.Add, sp.Mul, sp.Pow)


def by_separation(problem: Problem) -> Proof | None:
    """A proof that a difference of two numbers made of roots is 0."""
    if problem.constraints or not all(map(_is_of_roots, (problem.left, problem.right))):
        return None
    difference = sub(problem.left, problem.right)
    try:
        indices: dict[sp.Expr, int] = {}
        u, low = _bounds(difference, indices)
    except GiveUp:
        return None
    degree = math.prod(indices.values())
    if degree > MOST_BITS:
        return None
    bits = math.ceil(low + u * (degree**2 - 1)) + 2
    if bits > MOST_BITS:
        return None
    value = value_at(difference, _NOWHERE, bits + 64, problem.clock)
    if value is None:
        return None
    with ctx.workprec(bits + 64):
        size = abs(arb(value))
        if size.is_finite() and size < arb(2) ** -bits:
            return Proof("separation bound", ())
    return None


def _is_of_roots(expr: sp.Expr) -> bool:
    return all(isinstance(node, _OF_ROOTS) for node in walk(expr))


def _bounds(expr: sp.Expr, indices: dict[sp.Expr, int]) -> tuple[float, float]:
    """log₂ u and log₂ l of an expression; ``indices`` gets the index of every root that occurs."""
    if isinstance(expr, sp.Rational):
        return _log2(int(expr.p)), _log2(int(expr.q))
    if isinstance(expr, sp.Add):
        u, low = _bounds(expr.args[0], indices)
        for term in expr.args[1:]:
            v, below = _bounds(term, indices)
            u, low = max(u + below, low + v) + 1, low + below
        return u, low
    if isinstance(expr, sp.Mul):
        parts = [_bounds(factor, indices) for factor in expr.args]
        return sum(u for u, _ in parts), sum(low for _, low in parts)
    if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational):
        u, low = _bounds(expr.base, indices)
        exponent = expr.exp
        if exponent.q != 1:
            indices[sp.Pow(expr.base, sp.Rational(1, exponent.q), evaluate=False)] = int(exponent.q)
        times = float(abs(exponent))
        return (low * times, u * times) if exponent < 0 else (u * times, low * times)
    raise GiveUp("no number made of roots.")


def _log2(number: int) -> float:
    """A bound from above, never below 0."""
    return float(max(abs(number), 1).bit_length())
