"""Why a loss is no number: it was too large for one, or the parameters left its domain (log of a negative number, 1/0).

In: a compiled model, the parameters at which its loss or gradient was no number, data.  Out: ``outside_domain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symgrad.program import Program


def outside_domain(program: Program, params: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """True when loss or gradient are undefined though nothing on the way to them is infinite."""
    try:
        with np.errstate(all="ignore"):
            values = [*program.values(params, data).values()]
            loss, slopes = program.value_and_grad(params, data)
    except OverflowError:
        return False
    except (ArithmeticError, ValueError):  # math refuses: ZeroDivisionError, "math domain error"
        return True
    values += [loss, *slopes.values()]
    return any(np.isnan(value).any() for value in values) and not any(
        np.isinf(value).any() for value in values
    )
