"""What the walk over an expression asks of its numbers, and mpmath's numbers.

In: numbers as they are written.  Out: ``Arithmetic``, ``MPMATH``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp

from symgrad.errors import DataError, worded

Value = Any  # a number of the arithmetic, or nested tuples of them


@dataclass(frozen=True)
class Arithmetic:
    """What the walk asks of its numbers.

    ``power`` and the ``functions`` give ``None`` where there is no real value.  ``functions`` are those it computes
    itself; every other one goes through its row's definition.  A comparison may be undecided (``None``): then
    ``either`` makes one number of the values of all cases that are possible; ``None`` among them is "no value".
    """

    number: Callable[[Any], Value]
    rational: Callable[[int, int], Value]
    constants: Mapping[sp.Basic, Callable[[], Value]]
    total: Callable[[Iterable[Value]], Value]
    product: Callable[[Iterable[Value]], Value]
    power: Callable[[Value, Value], Value | None]
    log_sum_exp: Callable[[Sequence[Value]], Value]
    largest: Callable[[Sequence[Value]], Value]
    smallest: Callable[[Sequence[Value]], Value]
    functions: Mapping[Any, Callable[[Value], Value | None]]
    comparisons: Mapping[Any, Callable[[Value, Value], bool | None]]
    either: Callable[[Sequence[Value | None]], Value]
    whole: Callable[[Value], int]


#: a decimal with an exponent of at most three digits, or a fraction; longer ones would only cost time
_NUMBER = re.compile(
    r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,3})?|[+-]?\d{1,400}/\d{1,400}", re.I
)


def number(given: Any) -> Value:
    """A number as written: ints, Fractions and floats by their shortest decimal; nested lists become tuples."""
    if isinstance(given, mpmath.mpf):
        return given
    if isinstance(given, bool):
        raise DataError(worded("{given} is not a number.", given=given))
    if isinstance(given, (list, tuple)):
        return tuple(number(item) for item in given)
    if hasattr(given, "tolist"):
        return number(given.tolist())
    if isinstance(given, sp.Rational):
        return mpmath.mpf(int(given.p)) / int(given.q)
    exact = as_written(given)
    return mpmath.mpf(exact.numerator) / exact.denominator


def as_written(given: Any) -> Fraction:
    """A single number as the decimal or fraction it is written as: 0.1 is 1/10, ``"1e-8"`` and ``"2/3"`` are exact.

    Raises ``DataError`` for what is no finite number, and for one too long to be meant.
    """
    text = str(given).strip()
    if isinstance(given, bool) or not _NUMBER.fullmatch(text):
        raise DataError(worded("{given} is not a finite number.", given=repr(given)))
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise DataError(worded("{given} divides by zero.", given=repr(given))) from None


# -- mpmath's numbers -------------------------------------------------------------------------------------


def _power(base: Value, exponent: Value) -> Value | None:
    if base == 0 and exponent < 0:
        return None
    value = mpmath.power(base, exponent)
    return None if isinstance(value, mpmath.mpc) else value


def _exp(value: Value) -> Value:
    try:
        return mpmath.exp(value)
    except OverflowError:
        raise DataError("a number is too large to be worked out.") from None


def _log_sum_exp(values: Sequence[Value]) -> Value:
    top = max(values)
    return top + mpmath.log(mpmath.fsum(mpmath.exp(value - top) for value in values))


MPMATH: Arithmetic = Arithmetic(
    number=number,
    rational=lambda p, q: mpmath.mpf(p) / q,
    constants={sp.E: lambda: mpmath.e + 0, sp.pi: lambda: mpmath.pi + 0},
    total=mpmath.fsum,
    product=mpmath.fprod,
    power=_power,
    log_sum_exp=_log_sum_exp,
    largest=max,
    smallest=min,
    functions={
        sp.exp: _exp,
        sp.log: lambda x: mpmath.log(x) if x > 0 else None,
        sp.sin: mpmath.sin,
        sp.cos: mpmath.cos,
        sp.tan: mpmath.tan,
        sp.tanh: mpmath.tanh,
        sp.atan: mpmath.atan,
        sp.erf: mpmath.erf,
        sp.erfc: mpmath.erfc,
        sp.Abs: abs,
        sp.sign: mpmath.sign,
    },
    comparisons={
        sp.StrictGreaterThan: lambda a, b: bool(a > b),
        sp.GreaterThan: lambda a, b: bool(a >= b),
        sp.StrictLessThan: lambda a, b: bool(a < b),
        sp.LessThan: lambda a, b: bool(a <= b),
        sp.Equality: lambda a, b: bool(a == b),
        sp.Unequality: lambda a, b: bool(a != b),
    },
    either=lambda values: values[0],
    whole=int,
)
