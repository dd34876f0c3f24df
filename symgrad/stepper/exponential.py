"""eᶻ for compiled loops: plain arithmetic, which a compiler carries out for several elements at once.

In: a precision.  Out: the function, compiled.  z = n log 2 + r with |r| ≤ log(2)/2; e^r by Taylor's polynomial; 2ⁿ by
its bits, in two factors, so that results below the smallest normal number are rounded and those beyond the largest are
infinite.  The relative error is below 1.3 units in the last place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np


@dataclass(frozen=True)
class _Precision:
    """``bits`` of the fraction, ``bias`` of the exponent; beyond ±``far`` the result is infinite or 0; log 2 is
    ``high + low``, the product of ``high`` with n exact; ``degree`` of the polynomial."""

    integer: Any
    bits: int
    bias: int
    far: float
    high: float
    low: float
    degree: int


_PRECISIONS = {
    "float32": _Precision(
        np.int32, 23, 127, 120.0, float.fromhex("0x1.62ep-1"), float.fromhex("0x1.0bfbe8e7bcd5ep-15"), 7
    ),
    "float64": _Precision(
        np.int64,
        52,
        1023,
        1000.0,
        float.fromhex("0x1.62e42fe8p-1"),
        float.fromhex("0x1.e8e7bcd5e4f1ep-31"),
        13,
    ),
}


@lru_cache(maxsize=2)
def exponential(kind: str) -> Callable[[Any], Any]:
    """The compiled function.  Raises ``ImportError`` without Numba."""
    import numba

    row, number = _PRECISIONS[kind], np.dtype(kind).type
    integer, bits, bias = row.integer, row.integer(row.bits), row.integer(row.bias)
    far, high, low = number(row.far), number(row.high), number(row.low)
    half, per_log_2 = number(0.5), number(1 / math.log(2))
    first, *rest = (number(1 / math.factorial(k)) for k in range(row.degree, -1, -1))
    coefficients = tuple(rest)
    as_float = _as_float()

    def exponential(z: Any) -> Any:
        near = far if z > far else z
        near = -far if near < -far else near
        n = np.floor(near * per_log_2 + half)
        r = (near - n * high) - n * low
        found = first
        for coefficient in coefficients:
            found = found * r + coefficient
        whole = np.int32(n)
        part = whole >> 1
        one = as_float(integer((integer(part) + bias) << bits))
        other = as_float(integer((integer(whole - part) + bias) << bits))
        return found * one * other if z == z else z  # NaN stays NaN

    # sums are not reordered: r is exact only in this order
    made: Callable[[Any], Any] = numba.njit(error_model="numpy", fastmath={"contract"}, forceinline=True)(
        exponential
    )
    return made


def _as_float() -> Any:
    """The number whose bits an integer has."""
    from numba import types
    from numba.extending import intrinsic

    def as_float(context: Any, bits: Any) -> Any:
        kind = {types.int32: types.float32, types.int64: types.float64}[bits]

        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], context.get_value_type(kind))

        return kind(bits), code

    return intrinsic(as_float)
