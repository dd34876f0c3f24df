"""What training changes: the step's number, the parameters, and the optimizer's state of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from symgrad.stepper.samples import Batch
from symgrad.stepper.update import Update

Values = dict[str, Any]


@dataclass(frozen=True)
class State:
    """``t`` steps are done; ``state`` maps a state's name to its value for every parameter."""

    t: int
    params: Values
    state: Mapping[str, Values]


class Form(Protocol):
    """One way to do a step."""

    state: State

    @property
    def t(self) -> int:
        """Steps done."""

    def step(self, batch: Batch = None) -> float:
        """One update; the loss before it."""

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates over all samples."""

    def loss(self) -> float:
        """The loss over all data."""


class Whole(Form, Protocol):
    """A form that knows the model itself, and so its gradients."""

    def value_and_grad(self) -> tuple[float, Values]:
        """The loss over all data at the parameters, and its gradients."""


def first_state(update: Update, params: Mapping[str, Any]) -> State:
    """Before the first step."""
    state = {
        name: {key: 0.0 * value + start for key, value in params.items()}
        for name, start in zip(update.names, update.start, strict=True)
    }
    return State(0, dict(params), state)


def precise(value: Any, dtype: np.dtype, *, copy: bool = False) -> Any:
    """A number as a float, an array in this precision."""
    if not np.ndim(value):
        return float(value)
    return np.array(value, dtype=dtype, copy=True) if copy else np.asarray(value, dtype=dtype)
