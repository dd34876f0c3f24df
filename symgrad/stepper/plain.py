"""Steps of training in their plainest form: the compiled gradient, then the row's assignments, parameter by parameter.

In: a program, an update, parameters and data.  Out: ``Plain`` with ``step`` and ``loss``.  It is what the faster forms
are compared with.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from symgrad.program import Program
from symgrad.stepper.samples import Batch, batch_of
from symgrad.stepper.state import State, Values
from symgrad.stepper.update import Update, plain_place, plain_update


class Plain:
    """Every step makes a new state."""

    def __init__(self, program: Program, update: Update, state: State, data: Values) -> None:
        self.program = program
        self.update = update
        self.state = state
        self.data = data

    @property
    def t(self) -> int:
        """Steps done."""
        return self.state.t

    @np.errstate(all="ignore")
    def step(self, batch: Batch = None) -> float:
        """One update; the loss at the batch before it."""
        data = batch_of(self.program.model, self.data, batch)
        old = self.state
        compute, place = plain_update(self.update), plain_place(self.update)
        time = old.t + 1
        loss, gradient = self.program.value_and_grad(old.params, data)
        if self.update.at != self.update.parameter:
            there = {key: place(value, time, *self._of(key)) for key, value in old.params.items()}
            _, gradient = self.program.value_and_grad(there, data)
        norm = sqrt(sum(float(np.sum(np.square(g, dtype=float))) for g in gradient.values()))
        params: Values = {}
        states: dict[str, Values] = {name: {} for name in self.update.names}
        for key, value in old.params.items():
            new, *after = compute(value, gradient[key], time, norm, *self._of(key))
            params[key] = _as(value, new)
            for name, item in zip(self.update.names, after, strict=True):
                states[name][key] = _as(value, item)
        self.state = State(time, params, states)
        return loss

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates over all samples."""
        return [self.step() for _ in range(steps)]

    def loss(self) -> float:
        """The loss over all data at the parameters reached."""
        return self.program.loss(self.state.params, self.data)

    def _of(self, key: str) -> list[Any]:
        """The states of one parameter."""
        return [self.state.state[name][key] for name in self.update.names]


def _as(value: Any, new: Any) -> Any:
    """A new value in the kind and precision of the old one."""
    return np.asarray(new, dtype=value.dtype) if isinstance(value, np.ndarray) else float(new)
