"""Training steps: a model's gradient and an optimizer's row, one step after the other.

In: a model, a row and its numbers, initial parameters and data (checked already).  Out: a ``Stepper``, whose ``step``
updates the parameters once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symgrad.errors import DataError, OptionError
from symgrad.model import Model
from symgrad.optimizers import UpdateRule
from symgrad.program import compile
from symgrad.stepper.plain import Plain
from symgrad.stepper.samples import Batch
from symgrad.stepper.update import update_of

__all__ = ["Batch", "Stepper"]

_BACKENDS = ("numpy",)


class Stepper:
    """The parameters, the optimizer's state, and one step after the other.

    ``chosen`` maps each hyperparameter's spelling to a number, or to an expression in t (1 in the first step).
    ``params`` and ``data`` hold every parameter, and all data and constants, in the model's own keys.  Computation is
    in ``dtype``.
    """

    def __init__(
        self,
        model: Model,
        rule: UpdateRule,
        chosen: Mapping[str, Any],
        params: Mapping[str, Any],
        data: Mapping[str, Any],
        *,
        dtype: Any = np.float64,
        backend: str = "numpy",
        hoist: bool = True,
    ) -> None:
        if backend not in _BACKENDS:
            raise OptionError(f"no backend called {backend!r}.", remedy=f"There is {', '.join(_BACKENDS)}.")
        self.model = model
        self.dtype = np.dtype(dtype)
        self._plain = Plain(
            compile(model),
            update_of(rule, chosen),
            {key: _in(params[key], self.dtype, copy=True) for key in model.parameters},
            {key: _in(value, self.dtype) for key, value in data.items()},
        )

    @property
    def t(self) -> int:
        """Steps done."""
        return self._plain.t

    @property
    def params(self) -> dict[str, Any]:
        """Copies of the parameters: floats, or arrays."""
        return {key: _in(value, self.dtype, copy=True) for key, value in self._plain.params.items()}

    def step(self, batch: Batch = None) -> float:
        """Update once; returns the loss *before* the update, over ``batch`` (indices or a slice; ``None``: all)."""
        return self._plain.step(batch)

    def loss(self) -> float:
        """The loss over all data."""
        return self._plain.loss()

    def state_dict(self) -> dict[str, Any]:
        """Everything the next step depends on, as arrays: ``t``, ``parameter w``, ``state v of w``."""
        found: dict[str, Any] = {"t": self.t}
        for key, value in self._plain.params.items():
            found[f"parameter {key}"] = np.array(value)
        for name, values in self._plain.state.items():
            found |= {f"state {name} of {key}": np.array(value) for key, value in values.items()}
        return found

    def load(self, state: Mapping[str, Any]) -> None:
        """Go on from a ``state_dict``.  Raises ``DataError`` when it belongs to another model or optimizer."""
        expected = self.state_dict()
        for key, value in expected.items():
            if key not in state or np.shape(state[key]) != np.shape(value):
                raise DataError(f"the checkpoint does not fit: {key} is missing or has another shape.")
        if extra := sorted(set(state) - set(expected)):
            raise DataError(f"the checkpoint does not fit: it has {', '.join(extra)}.")
        plain = self._plain
        plain.t = int(state["t"])
        plain.params = {
            key: _in(state[f"parameter {key}"], self.dtype, copy=True) for key in self.model.parameters
        }
        plain.state = {
            name: {key: _in(state[f"state {name} of {key}"], self.dtype, copy=True) for key in values}
            for name, values in plain.state.items()
        }


def _in(value: Any, dtype: np.dtype, *, copy: bool = False) -> Any:
    """A number as a float, an array in this precision."""
    if not np.ndim(value):
        return float(value)
    return np.array(value, dtype=dtype, copy=True) if copy else np.asarray(value, dtype=dtype)
