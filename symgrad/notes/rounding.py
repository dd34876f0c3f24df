"""How a printed number stands to a value: exact, rounded, cut off, or none of these.

Goes in: the tree of a printed number (or matrix of numbers) and a ball that holds the value.  Comes out: ``Fit`` or
``None``.  A printed 0.613 is 0.613 ± 0.0005; a whole number after an equals sign stands for itself, after ≈ for ± 1/2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import mpmath

from symgrad import balls
from symgrad.errors import UnsupportedError
from symgrad.notes.chains import signed
from symgrad.notes.notation import last_place, whole
from symgrad.notes.numbers import DIGITS, NoValueHere, precisely
from symgrad.notes.shapes import flat, together
from symgrad.reading import syntax

Value = Any  # a ball, or nested tuples of them
Fit = Literal["exact", "rounded", "truncated"]

#: from the best to the worst
FITS: tuple[Fit, ...] = ("exact", "rounded", "truncated")
#: what 50 digits cannot tell from 0
TINY = Fraction(1, 10 ** (DIGITS - 15))


def number_of(node: syntax.Node) -> tuple[Fraction, Fraction] | None:
    """A printed number and half a unit of its last place (0 for a whole number); ``None`` for anything else."""
    found = signed(node)
    if found is None:
        return None
    sign, number = found
    half = Fraction(0) if whole(number.text) else Fraction(10) ** last_place(number.text) / 2
    return sign * number.value, half


def _half_about(node: syntax.Node) -> Fraction:
    """Half a unit of the last place of a whole number after ≈."""
    found = signed(node)
    return Fraction(1, 2) if found is None else Fraction(10) ** last_place(found[1].text) / 2


def printed_value(node: syntax.Node) -> Any | None:
    """A printed number as a fraction, a column of them as a tuple, a matrix as a tuple of rows."""
    if isinstance(node, syntax.Grid):
        lines = [tuple(printed_value(cell) for cell in line) for line in node.rows]
        if any(cell is None for line in lines for cell in line):
            return None
        return tuple(line[0] for line in lines) if len(lines[0]) == 1 else tuple(lines)
    found = number_of(node)
    return None if found is None else found[0]


def fit(printed: syntax.Node, value: Value, *, about: bool) -> Fit | None:
    """How a printed number, or the worst of a matrix of numbers, stands to ``value``."""
    if not isinstance(printed, syntax.Grid):
        found = number_of(printed)
        if found is None or isinstance(value, tuple):
            return None
        return _single(*found, value, _half_about(printed) if about else Fraction(0))
    pairs = cells(printed, value)
    if pairs is None:
        return None
    found_fits = [fit(cell, each, about=about) for cell, each in pairs]
    if any(each is None for each in found_fits):
        return None
    return max((each for each in found_fits if each is not None), key=FITS.index)


def possible(printed: syntax.Node, value: Value, *, about: bool) -> bool:
    """Whether a value that lies in a ball may be what is printed, rounded."""
    if not isinstance(printed, syntax.Grid):
        found = number_of(printed)
        if found is None or isinstance(value, tuple):
            return False
        number, half = found
        between = balls.ends(value)
        half = _half_about(printed) if about and not half else half
        return between is None or (between[0] <= number + half and number - half <= between[1])
    pairs = cells(printed, value)
    return pairs is not None and all(possible(cell, each, about=about) for cell, each in pairs)


def cells(printed: syntax.Grid, value: Value) -> list[tuple[syntax.Node, Value]] | None:
    """The numbers of a printed matrix, each with the one of a value; ``None`` for another shape."""
    numbers, values = [cell for line in printed.rows for cell in line], flat(value)
    if not isinstance(value, tuple) or len(numbers) != len(values):
        return None
    if isinstance(value[0], tuple) and len(value) != len(printed.rows):
        return None
    return list(zip(numbers, values, strict=True))


def _single(number: Fraction, half: Fraction, value: Value, about: Fraction) -> Fit | None:
    between = balls.ends(value)
    if between is None:
        return None
    low, high = between
    if max(abs(low - number), abs(high - number)) <= TINY * (1 + abs(number)):
        return "exact"
    half = half or about
    if not half:
        return None
    if max(abs(low - number), abs(high - number)) <= half:
        return "rounded"
    low, high = sorted((abs(low), abs(high)))
    same_side = number == 0 or (between[0] > 0) == (number > 0)
    return "truncated" if same_side and abs(number) <= low and high < abs(number) + 2 * half else None


def ball(value: Any) -> Value:
    """Fractions as balls."""
    return balls.number(value)


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal, or differ by less than their digits tell."""
    try:
        with precisely():
            gaps = flat(together(_gap, left, right))
    except UnsupportedError:
        return False
    return all(gaps)


def _gap(left: Any, right: Any) -> bool:
    ends = balls.ends(left - right), balls.ends(left)
    if ends[0] is None or ends[1] is None:
        return False
    return max(map(abs, ends[0])) <= TINY * (1 + max(map(abs, ends[1])))


def exactly(value: mpmath.mpf) -> Fraction:
    """An mpmath number as a fraction."""
    sign, mantissa, exponent, _ = value._mpf_
    return (-1 if sign else 1) * Fraction(int(mantissa)) * Fraction(2) ** exponent


def is_known(value: Value) -> bool:
    """Whether a value is finite, and not astronomically large or small: 1/0 and log 0 may hide behind a ball."""
    return all(isinstance(each, mpmath.mpf) or balls.ends(each) is not None for each in flat(value))


def known(value: Value, node: syntax.Node) -> Value:
    """The value of a formula that can be compared with what is printed.  Raises ``NoValueHere`` for another one."""
    if not is_known(value):
        raise NoValueHere("not_finite", node.origin)
    return value


def shown(value: Value) -> Any:
    """A ball as the mpmath number in its middle, for showing."""
    if isinstance(value, tuple):
        return tuple(shown(item) for item in value)
    if isinstance(value, mpmath.mpf):
        return value
    between = balls.ends(value)
    if between is None:
        return mpmath.nan
    with precisely():
        middle = (between[0] + between[1]) / 2
        return mpmath.mpf(middle.numerator) / middle.denominator
