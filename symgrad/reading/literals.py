"""The value of a number as it was written: -1/2, 2^2, 3 \\cdot 10^{-4}.

In: a node of the syntax tree.  Out: an exact ``Fraction``, or ``None`` where a name or a function stands in it, and for
powers too long to be written out.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from symgrad.reading import syntax as s
from symgrad.reading.limits import MAX_EXPONENT


def literal(node: s.Node) -> Fraction | None:
    """The value of a number, of sums, products, fractions, small powers of them (-1/2, 2^2); else ``None``."""
    if isinstance(node, s.Number):
        return node.value
    if isinstance(node, s.Plus):
        total = Fraction(0)
        for sign, term in node.terms:
            value = literal(term)
            if value is None:
                return None
            total += sign * value
        return total
    if isinstance(node, s.Quotient):
        top, bottom = literal(node.top), literal(node.bottom)
        return top / bottom if top is not None and bottom else None
    if isinstance(node, s.Times):
        values = [literal(factor) for factor in node.factors]
        return (
            None
            if None in values
            else prod((value for value in values if value is not None), start=Fraction(1))
        )
    if isinstance(node, s.Power):
        base, exponent = literal(node.base), literal(node.exponent)
        return None if base is None or exponent is None else _small_power(base, exponent)
    return None


def beyond(value: Fraction, most: int) -> bool:
    """Whether a number or its negative is greater than ``most``, in whole numbers: fractions compare slowly."""
    return abs(value.numerator) > most * value.denominator


def _small_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """A whole power that is short enough to be written out."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or abs(exponent) * bits > MAX_EXPONENT or (base == 0 and exponent < 0):
        return None
    return base ** int(exponent)
