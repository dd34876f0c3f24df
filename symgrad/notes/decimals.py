"""Values as decimals: to as many places as a page prints, or to two more, so that one sees how far apart they are.

Goes in: mpmath numbers or nested tuples of them, and a number of places.  Comes out: text.
"""

from __future__ import annotations

from typing import Any

import mpmath

from symgrad.notes.chains import signed
from symgrad.reading import syntax

Value = Any

#: places a value is shown with where the page prints none
PLACES = 6


def places(node: syntax.Node) -> int:
    """How many places the numbers of a printed side have, the most there are."""
    found = [signed(inner) for inner in syntax.descend(node) if isinstance(inner, syntax.Number)]
    return max((len(each[1].text.partition(".")[2]) for each in found if each is not None), default=0)


def decimal(value: Value, count: int) -> str:
    """The value rounded to ``count`` places, half away from zero; ``(a, b)`` for a vector, rows in parentheses."""
    if isinstance(value, tuple):
        return "(" + ", ".join(decimal(item, count) for item in value) + ")"
    with mpmath.workdps(60):
        scaled = int(mpmath.floor(abs(value) * mpmath.mpf(10) ** count + mpmath.mpf("0.5")))
    digits = str(scaled).rjust(count + 1, "0")
    text = digits[:-count] + "." + digits[-count:] if count else digits
    return "-" + text if value < 0 and scaled else text


def shortest(value: Value, count: int) -> str:
    """``decimal`` without the zeros at the end."""
    if isinstance(value, tuple):
        return "(" + ", ".join(shortest(item, count) for item in value) + ")"
    text = decimal(value, count)
    return text.rstrip("0").rstrip(".") if "." in text else text
