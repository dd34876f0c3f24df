"""Where a value certainly lies: enough to know that a root or a divisor is positive.

In: an expression, and (low, high) of the symbols in it.  Out: ``bounds`` of its value; (−∞, ∞) where nothing is known.
A value that is no number at all (0/0) is not spoken of.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, prod

import sympy as sp

from symgrad.expressions import Maximum

Bounds = tuple[float, float]
ANYWHERE: Bounds = (-inf, inf)


def bounds(expr: sp.Basic, known: Mapping[sp.Basic, Bounds]) -> Bounds:
    """``low ≤ value ≤ high``."""
    if isinstance(expr, sp.Number):
        return float(expr), float(expr)
    if isinstance(expr, sp.Symbol):
        return known.get(expr, ANYWHERE)
    inner = [bounds(arg, known) for arg in expr.args]
    if isinstance(expr, sp.Add):
        return sum(low for low, _ in inner), sum(high for _, high in inner)
    if isinstance(expr, sp.Mul):
        found = (1.0, 1.0)
        for factor in inner:
            ends = [_times(a, b) for a in found for b in factor]
            found = min(ends), max(ends)
        return found
    if isinstance(expr, sp.Pow):
        return _power(*inner)
    if isinstance(expr, sp.Abs):
        return 0.0, max(abs(end) for end in inner[0])
    if isinstance(expr, Maximum):
        return max(low for low, _ in inner), max(high for _, high in inner)
    return ANYWHERE


def _times(left: float, right: float) -> float:
    return prod((left, right)) if left and right else 0.0


def _power(base: Bounds, exponent: Bounds) -> Bounds:
    (low, high), (first, last) = base, exponent
    if first != last:  # a fraction to a power that is never negative
        return (0.0, max(high**first, 0.0)) if low >= 0 and high <= 1 and first >= 0 else ANYWHERE
    if first < 0:
        low, high = _power(base, (-first, -first))
        return (1 / high if high < inf else 0.0, 1 / low if low else inf) if low >= 0 and high else ANYWHERE
    if low >= 0:
        return _raised(low, first), _raised(high, first)
    if first % 2 == 0:
        return 0.0, max(_raised(-low, first), _raised(abs(high), first))
    return ANYWHERE


def _raised(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return inf
