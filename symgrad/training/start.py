"""Where training starts: random parameters for those that are not given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt

import numpy as np
import sympy as sp

from symgrad.errors import DataError, worded
from symgrad.model import Model
from symgrad.training.result import Values


def initial(model: Model, sizes: Mapping[str, int], *, seed: int = 0, but: Iterable[str] = ()) -> Values:
    """Random parameters: uniform on [−r, r], drawn in the order declared, without those in ``but``.

    For a number r = 1 (D5); for a vector of n or a matrix of n × k, r = min(1, √(6/(n + k))) with k = 1 for a vector
    (Glorot and Bengio, 2010), so that wide layers start where σ is not flat.
    """
    rng = np.random.default_rng(seed)
    drawn: Values = {}
    for key in model.parameters:
        if key in but:
            continue
        shape = tuple(_length(model, key, axis, sizes) for axis in model[key].axes)
        reach = min(1.0, sqrt(6 / (sum(shape) + (len(shape) == 1)))) if shape else 1.0
        drawn[key] = rng.uniform(-reach, reach, shape) if shape else float(rng.uniform(-reach, reach))
    return drawn


def _length(model: Model, key: str, axis: sp.Expr, sizes: Mapping[str, int]) -> int:
    if isinstance(axis, sp.Integer):
        return int(axis)
    if str(axis) not in sizes:
        raise DataError(
            worded(
                "the size {axis} of the parameter {key} does not follow from the data.", axis=axis, key=key
            ),
            remedy=worded("Give {axis} among the data, or initial values with params=.", axis=axis),
        )
    return sizes[str(axis)]
