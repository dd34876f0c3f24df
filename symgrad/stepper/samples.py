"""Which axis of the data counts samples, and how a batch is taken along it.

In: a model and its data.  Out: the size's name (``m``), how many samples there are, and a batch's data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from symgrad.errors import OptionError
from symgrad.model import Model
from symgrad.ranges import is_partial

#: all samples, indices of samples, or a slice of them
Batch = None | slice | np.ndarray


@lru_cache(maxsize=64)
def sample_size(model: Model) -> str | None:
    """The size that every array of the data has as its first axis, and nowhere else; ``None`` where there is none."""
    if any(is_partial(definition.expr) for definition in model.definitions):
        return None  # x_i stands beside x_{i-1}: no sample is one by itself
    arrays = [model[key].axes for key in model.data if model[key].axes]
    firsts = {axes[0] for axes in arrays}
    if len(firsts) != 1:
        return None
    first = next(iter(firsts))
    if not isinstance(first, sp.Symbol):
        return None
    others = [axes[1:] for axes in arrays]
    others += [model[key].axes for key in (*model.parameters, *model.constants)]
    return None if any(first in axes for axes in others) else str(first)


def batch_of(model: Model, data: Mapping[str, Any], batch: Batch) -> dict[str, Any]:
    """The data of a batch: arrays of the data cut along their first axis, everything else as it is."""
    if batch is None:
        return dict(data)
    if sample_size(model) is None:
        raise OptionError(
            "this model has no batches: its data do not share one first axis.",
            remedy="Train on all samples (no batch size), or write the loss as a sum over samples.",
        )
    return {
        key: value[batch] if key in model.data and np.ndim(value) else value for key, value in data.items()
    }
