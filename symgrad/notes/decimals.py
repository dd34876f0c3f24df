"""Values as decimals: to as many places as a page prints, or to two more, so that one sees how far apart they are.

Goes in: mpmath numbers or nested tuples of them, and a number of places.  Comes out: text.
"""

from __future__ import annotations

from typing import Any

import mpmath

from symgrad.notes.chains import signed
from symgrad.notes.notation import last_place
from symgrad.reading import syntax

Value = Any

#: places a value is shown with where the page prints none
PLACES = 6


def places(node: syntax.Node) -> int:
    """How many places the numbers of a printed side have, the most there are."""
    found = [signed(inner) for inner in syntax.descend(node) if isinstance(inner, syntax.Number)]
    return max((max(-last_place(each[1].text), 0) for each in found if each is not None), default=0)


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


def significant(value: Value, digits: int) -> Any:
    """The value to so many significant digits, as text; lists of them for vectors and matrices."""
    if isinstance(value, tuple):
        return [significant(item, digits) for item in value]
    return str(mpmath.nstr(value, digits, strip_zeros=True, min_fixed=-6, max_fixed=digits)).removesuffix(
        ".0"
    )


def telling(value: Value, count: int) -> str:
    """The value to two places more than ``count`` and further, until one sees on which side of a half it lies; "…" if
    it goes on.
    """
    if isinstance(value, tuple):
        return shortest(value, count + 2)
    places = max(count + 2, PLACES)
    while places < count + 12 and decimal(value, places).rstrip("0") in (
        decimal(value, count + 1).rstrip("0"),
        decimal(value, count).rstrip("0"),
    ):
        places += 1
    with mpmath.workdps(60):
        scaled = abs(value) * mpmath.mpf(10) ** places
        goes_on = abs(scaled - mpmath.nint(scaled)) > mpmath.mpf(10) ** -20
        cut = mpmath.floor(scaled) / mpmath.mpf(10) ** places * (-1 if value < 0 else 1)
    return decimal(cut, places) + "…" if goes_on else shortest(value, places)
