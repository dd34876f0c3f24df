"""What stands in generated code as it is: functions that NumPy lacks, the reading of an input, quiet arithmetic.

Their source is copied into the text of a module; the same functions run where the module does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy as sp


def erf(z):  # type: ignore[no-untyped-def]
    """The error function of every element, as the C library computes it; NumPy has none."""
    import math

    return np.vectorize(math.erf, otypes=[float])(z)


def erfc(z):  # type: ignore[no-untyped-def]
    """1 - erf of every element, as the C library computes it: exact also where erf is 1 up to rounding."""
    import math

    return np.vectorize(math.erfc, otypes=[float])(z)


#: functions that NumPy does not have and that are no formula of those it has
BY_ELEMENT: dict[type[sp.Function], Callable[..., Any]] = {sp.erf: erf, sp.erfc: erfc}


def by_mpmath(name: str) -> Callable[..., Any]:
    """The same for a real number with a tiny imaginary part, the slope by differences of many digits.

    Only differentiation by a complex step needs it; erf of a complex number would lose that part.
    """
    function = getattr(mpmath, name)

    def one(z: complex) -> complex:
        real = mpmath.mpf(complex(z).real)
        return complex(function(real), complex(z).imag * float(mpmath.diff(function, real)))

    return np.vectorize(one, otypes=[complex])


def array(value):  # type: ignore[no-untyped-def]
    """The value as an array of floats; single precision stays single."""
    value = np.asarray(value)
    return value if value.dtype.kind in "fc" else value.astype(float)


#: what is not worth a warning where all cases are computed everywhere
QUIET: dict[str, Any] = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


def quiet_text() -> str:
    return ", ".join(f'{key}="{value}"' for key, value in QUIET.items())
