"""Steps of training in their plainest form: the compiled gradient, then the row's assignments, parameter by parameter.

In: a program, an update, parameters and data.  Out: ``Plain`` with ``step`` and ``loss``.  It is what the faster forms
are compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

import numpy as np

from symgrad.program import Program
from symgrad.stepper.samples import Batch, batch_of
from symgrad.stepper.update import Update, plain_place, plain_update

Values = dict[str, Any]


class Plain:
    """Parameters and state as dicts; every step makes new ones."""

    def __init__(self, program: Program, update: Update, params: Mapping[str, Any], data: Values) -> None:
        self.program = program
        self.update = update
        self.compute = plain_update(update)
        self.place = plain_place(update)
        self.data = data
        self.t = 0
        self.params: Values = dict(params)
        self.state: dict[str, Values] = {
            name: {key: 0.0 * value + start for key, value in params.items()}
            for name, start in zip(update.names, update.start, strict=True)
        }

    def step(self, batch: Batch = None) -> float:
        """One update; the loss at the batch before it."""
        data = batch_of(self.program.model, self.data, batch)
        time = self.t + 1
        loss, gradient = self.program.value_and_grad(self.params, data)
        if self.update.at != self.update.parameter:
            there = {key: self.place(value, time, *self._of(key)) for key, value in self.params.items()}
            _, gradient = self.program.value_and_grad(there, data)
        norm = sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in gradient.values()))
        params: Values = {}
        states: dict[str, Values] = {name: {} for name in self.state}
        for key, value in self.params.items():
            new, *after = self.compute(value, gradient[key], time, norm, *self._of(key))
            params[key] = _as(value, new)
            for name, item in zip(self.update.names, after, strict=True):
                states[name][key] = _as(value, item)
        self.t, self.params, self.state = time, params, states
        return loss

    def _of(self, key: str) -> list[Any]:
        """The states of one parameter."""
        return [self.state[name][key] for name in self.update.names]

    def loss(self) -> float:
        """The loss over all data at the parameters reached."""
        return self.program.loss(self.params, self.data)


def _as(value: Any, new: Any) -> Any:
    """A new value in the kind and precision of the old one."""
    return np.asarray(new, dtype=value.dtype) if isinstance(value, np.ndarray) else float(new)
