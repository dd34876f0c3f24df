r"""How a printed number is written: with decimals, as ``3.2 \times 10^{-5}``, as ``12.5\%``, as ``1,234``.

Goes in: the tree of a printed side.  Comes out: the tree with numbers in powers of ten folded into one ``Number`` that
keeps how it was written, the place of a number's last digit, and other values written in the same way.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import mpmath

from symgrad.reading import syntax
from symgrad.reading.substitution import rebuilt

#: the sign between the digits and the power of ten
_SIGNS = (r"\times", r"\cdot", "*")
_POWER = re.compile(r"\s*(?:\\times|\\cdot|\*|×|·)\s*10\s*\^\s*(?:\{\s*([+-]?\d+)\s*\}|(\d))|e([+-]?\d+)")
_PERCENT = re.compile(r"\s*\\%")
#: more decimals than this minus one no whole number gets
_FEW = 7
#: the largest power of ten that is a way of writing a number
_MOST = 300


def folded(node: syntax.Node) -> syntax.Node:
    r"""The tree with ``3.2 \times 10^{-5}`` as one number, wherever it stands."""
    changed: syntax.Node = rebuilt(node, _fold)
    return changed


def _fold(node: syntax.Node) -> syntax.Node | None:
    if not isinstance(node, syntax.Times):
        return None
    factors, signs = [folded(node.factors[0])], []
    for sign, factor in zip(node.signs, node.factors[1:], strict=True):
        number, exponent = factors[-1], _exponent(factor)
        if sign in _SIGNS and exponent is not None and isinstance(number, syntax.Number) and _digits(number):
            text = rf"{number.text} \times 10^{{{exponent}}}"
            origin = number.origin.to(factor.origin)
            factors[-1] = syntax.Number(origin, number.value * Fraction(10) ** exponent, text)
        else:
            factors.append(folded(factor))
            signs.append(sign)
    return syntax.Times(node.origin, tuple(factors), tuple(signs)) if signs else factors[0]


def _digits(number: syntax.Number) -> bool:
    """Whether a number has one digit before its point, as in front of a power of ten."""
    return 1 <= number.value < 10 and number.text.replace(".", "").isdigit()


def _exponent(node: syntax.Node) -> int | None:
    """k of 10^k, written out."""
    if not isinstance(node, syntax.Power) or node.base != syntax.Number(node.origin, Fraction(10), "10"):
        return None
    sign, inner = 1, node.exponent
    if isinstance(inner, syntax.Plus) and len(inner.terms) == 1:
        sign, inner = inner.terms[0]
    if not isinstance(inner, syntax.Number) or inner.value.denominator != 1 or inner.value > _MOST:
        return None
    return sign * int(inner.value)


def last_place(text: str) -> int:
    """The power of ten of the last digit of a number: -3 for 0.613, -6 for 3.2e-5, -3 for 78.3\\%, 0 for 12."""
    digits, power, percent = _parts(text)
    return power - len(digits.partition(".")[2]) - 2 * percent


def whole(text: str) -> bool:
    """Whether a number is written without decimals, so that after an equals sign it stands for itself."""
    digits, _, _ = _parts(text)
    return "." not in digits and last_place(text) >= 0


def _parts(text: str) -> tuple[str, int, bool]:
    """The digits, the power of ten behind them, and whether it is a percentage."""
    percent = _PERCENT.search(text)
    text = text[: percent.start()] if percent else text
    power = _POWER.search(text)
    if power is None:
        return text, 0, percent is not None
    return text[: power.start()], int(power[1] or power[2] or power[3]), percent is not None


def alike(value: Any, printed: str, *, exactly: bool = False) -> str:
    """The value, to as many digits, written as the printed number is.

    A whole number that is said to be the value ``exactly`` gets the decimals that it takes, if these are few.
    """
    digits, _, percent = _parts(printed)
    place = last_place(printed)
    with mpmath.workdps(60):
        if _POWER.search(printed):
            return _in_powers(value, _parts(printed)[1] - place)
        value, place = (value * 100, place + 2) if percent else (value, place)
        if exactly and place == 0:
            place = next((-k for k in range(_FEW) if _is_whole(value * mpmath.mpf(10) ** k)), 0)
        number = _rounded(value, place)
    separator = re.search(r"\d(\{,\}|\\,|,)\d{3}(?!\d)", digits)
    if separator is not None:
        before, point, after = number.partition(".")
        number = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", lambda _: separator[1], before) + point + after
    return number + (r"\%" if percent else "")


def _is_whole(value: Any) -> bool:
    return bool(abs(value - mpmath.nint(value)) < mpmath.mpf(10) ** -20)


def _in_powers(value: Any, places: int) -> str:
    """The value with one digit before the point and so many behind."""
    if value == 0:
        return "0"
    power = int(mpmath.floor(mpmath.log10(abs(value))))
    text = _rounded(value / mpmath.mpf(10) ** power, -places)
    if len(text.lstrip("-").partition(".")[0]) > 1:
        power += 1
        text = _rounded(value / mpmath.mpf(10) ** power, -places)
    return rf"{text} \times 10^{{{power}}}"


def _rounded(value: Any, place: int) -> str:
    """The value as a decimal whose last digit stands at 10^place, half away from zero."""
    count = max(-place, 0)
    scaled = int(mpmath.floor(abs(value) / mpmath.mpf(10) ** -count + mpmath.mpf("0.5")))
    digits = str(scaled).rjust(count + 1, "0")
    text = digits[:-count] + "." + digits[-count:] if count else digits
    return "-" + text if value < 0 and scaled else text
