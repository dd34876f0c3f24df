"""Steps whose cost does not depend on the number of samples: the sums over data are worked out once, before the loop.

In: a model, its data, a form of step for the polynomial model.  Out: ``Moments``, a form of step.  It is only used when
loss and gradients agree with the plain form to ``AGREES`` at a point in general position, and it goes back to the plain
form as soon as rounding would show: where the terms of the polynomial cancel (a loss close to zero), its loss is
compared with the plain one, and the state goes over when they differ by more than ``PLAIN_FROM``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.model import Model
from symgrad.program import Program, evaluator
from symgrad.stepper.flat import Flat
from symgrad.stepper.polynomial import Hoisted
from symgrad.stepper.state import Form, State, Values

AGREES = 1e-9
#: a difference at which the plain form takes over, in time before it is one of ``AGREES``
PLAIN_FROM = 1e-10
#: rounding errors below this part of the loss need no comparison
SURE = 1e-11
#: steps from one look at the rounding errors to the next
LOOK_EVERY = 16
_EPSILON = float(np.finfo(float).eps)

Computing = Callable[[Values], tuple[Any, ...]]


def computing(model: Model, hoisted: Hoisted) -> Computing:
    """The function from data to the values of all coefficients."""
    return evaluator(model, [(item.expr, item.index) for item in hoisted.coefficients])


def coefficients(hoisted: Hoisted, compute: Computing, data: Values, lengths: dict[str, int]) -> Values:
    """The coefficients' values in double precision."""
    found: Values = {}
    with np.errstate(all="ignore"):
        values = compute(data)
    for item, value in zip(hoisted.coefficients, values, strict=True):
        axes = hoisted.model[item.key].axes
        shape = tuple(lengths.get(str(axis), 0) or int(axis) for axis in axes)
        found[item.key] = np.array(np.broadcast_to(value, shape)) if shape else float(value)
    return found


def agree(plain: Flat, short: Program, params: Values, moments: Values) -> bool:
    """Do loss and every gradient agree at a point in general position near ``params``?"""
    random = np.random.default_rng(0)
    point = {
        key: value + (1 + np.abs(value)) * random.normal(size=np.shape(value))
        for key, value in params.items()
    }
    point = {key: value if np.ndim(value) else float(value) for key, value in point.items()}
    loss, gradient = plain.gradient_at(point)
    other, slopes = short.value_and_grad(point, moments)
    return close(loss, other, AGREES) and all(close(gradient[key], slopes[key], AGREES) for key in gradient)


def close(expected: Any, found: Any, tolerance: float) -> bool:
    """Equal relative to the largest element; NaN is close to nothing."""
    size = np.max(np.abs(expected))
    return bool(np.max(np.abs(np.subtract(expected, found))) <= tolerance * size)


@dataclass
class Moments:
    """``short`` steps on the polynomial, ``plain`` on the samples; ``in_use`` says which of them goes on."""

    short: Form
    polynomial: Program
    moments: Values
    plain: Form
    in_use: bool = True

    @property
    def state(self) -> State:
        """The state of the form in use."""
        return (self.short if self.in_use else self.plain).state

    @state.setter
    def state(self, state: State) -> None:
        (self.short if self.in_use else self.plain).state = state

    @property
    def t(self) -> int:
        """Steps done."""
        return (self.short if self.in_use else self.plain).t

    def step(self, batch: Any = None) -> float:
        """One update over all samples."""
        self._look()
        return self.short.step() if self.in_use else self.plain.step()

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates."""
        losses: list[float] = []
        while len(losses) < steps:
            self._look()
            left = steps - len(losses)
            if not self.in_use:
                return losses + self.plain.run(left)
            losses += self.short.run(min(left, LOOK_EVERY - self.short.t % LOOK_EVERY))
        return losses

    def loss(self) -> float:
        """The loss over all data."""
        return self.plain_loss() if self.in_use else self.plain.loss()

    def plain_loss(self) -> float:
        """The loss over all samples at the parameters of the polynomial."""
        self.plain.state = self.short.state
        return self.plain.loss()

    def _look(self) -> None:
        """Go over to the plain form where rounding would show."""
        if not self.in_use or self.short.t % LOOK_EVERY:
            return
        params = self.short.state.params
        loss = self.polynomial.loss(params, self.moments)
        largest = self.polynomial.loss(
            {key: abs(value) for key, value in params.items()},
            {key: abs(value) for key, value in self.moments.items()},
        )
        if _EPSILON * largest <= SURE * abs(loss) or not np.isfinite(largest):
            return
        if not close(self.plain_loss(), loss, PLAIN_FROM):
            self.in_use = False
            self.plain.state = self.short.state
