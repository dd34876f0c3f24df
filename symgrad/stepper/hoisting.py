"""Steps whose cost does not depend on the number of samples: the sums over data are worked out once, before the loop.

In: a model, its data, a form of step for the polynomial model.  Out: ``Moments``, a form of step.  One pass over the
data, block by block in double precision, takes the sums and, at a point in general position, the plain loss and
gradients; the polynomial is only used when its loss and gradients agree with those to ``AGREES``.  It goes back to the
plain form as soon as rounding would show: where the terms of the polynomial cancel (a loss close to zero), its loss is
compared with the plain one, and the state goes over when they differ by more than ``PLAIN_FROM``, or by more than the
plain form itself is off in its precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.model import Model
from symgrad.program import Program
from symgrad.stepper.gradient import Gradient
from symgrad.stepper.polynomial import Hoisted
from symgrad.stepper.state import Form, State, Values, Whole
from symgrad.stepper.sums import Sums

AGREES = 1e-9
#: a difference at which the plain form takes over, in time before it is one of ``AGREES``
PLAIN_FROM = 1e-10
#: rounding errors below this part of the loss need no comparison
SURE = 1e-11
#: steps from one look at the rounding errors to the next
LOOK_EVERY = 16
#: how many times its precision the plain form's loss may be off by itself
OWN_ERRORS = 100
_EPSILON = float(np.finfo(float).eps)
#: bytes of one block of data in double precision, and the fewest samples in it
BLOCK_BYTES = 600_000
FEWEST = 1024

Axes = Mapping[str, tuple[str | int, ...]]


@dataclass(frozen=True)
class Hoisting:
    """All that follows from the model alone.

    ``part`` is the model of a block's share of the loss, whose constant ``everything`` is the number of all samples, or
    the model itself and ``""``; ``gradient`` and ``sums`` are its gradient and its coefficients as code, ``polynomial``
    is the compiled model over the coefficients.
    """

    short: Hoisted
    part: Model
    everything: str
    gradient: Gradient
    sums: Sums
    polynomial: Program
    axes: Axes = field(repr=False)


def axes_of(*models: Model) -> Axes:
    """The axes of every name as numbers and names of sizes."""
    return {
        key: tuple(int(axis) if axis.is_Integer else str(axis) for axis in name.axes)
        for model in models
        for key, name in model.names.items()
        if name.axes
    }


def lengths_of(axes: Axes, values: Values) -> dict[str, int]:
    """The size of every axis."""
    return {
        axis: length
        for key, value in values.items()
        if key in axes
        for axis, length in zip(axes[key], np.shape(value), strict=True)
        if isinstance(axis, str)
    }


def shape_in(axes: tuple[str | int, ...], lengths: Mapping[str, int]) -> tuple[int, ...]:
    """Axes as numbers."""
    return tuple(axis if isinstance(axis, int) else lengths[axis] for axis in axes)


def point_near(params: Values) -> Values:
    """A point in general position."""
    random = np.random.default_rng(0)
    return {
        key: value
        + (1 + abs(value)) * (random.normal(size=value.shape) if np.ndim(value) else random.normal())
        for key, value in params.items()
    }


class Pass:
    """One pass over the samples: the coefficients, and beside them loss and gradients at ``point``."""

    def __init__(
        self, made: Hoisting, size: str, data: Values, point: Values, lengths: Mapping[str, int]
    ) -> None:
        self.made, self.size, self.data, self.lengths = made, size, data, dict(lengths)
        self.point = [np.asarray(point[key], float) for key in made.part.parameters]
        self.slopes = [np.zeros(np.shape(value)) for value in self.point]
        self.loss = 0.0
        self.sampled = [key for key in made.part.data if made.axes.get(key)]
        self.samples = lengths[size]
        row = sum(np.size(data[key]) // max(self.samples, 1) for key in self.sampled)
        self.block = max(FEWEST, BLOCK_BYTES // (8 * max(row, 1))) if made.everything else self.samples
        self.rest = {
            key: np.asarray(value, float) if np.ndim(value) else float(value)
            for key, value in data.items()
            if key not in self.sampled
        }
        if made.everything:
            self.rest[made.everything] = float(self.samples)
        self.double: dict[str, np.ndarray] = {}

    def go(self) -> Values:
        """The coefficients; ``loss`` and ``slopes`` are filled."""
        totals: tuple[Any, ...] | None = None
        slopes = self.slopes
        for start in range(0, self.samples, self.block):
            length = min(self.block, self.samples - start)
            given = self._given(start, length)
            found = self.made.sums.run([given[key] for key in self.made.sums.inputs])
            totals = found if totals is None else tuple(a + b for a, b in zip(totals, found, strict=True))
            if start == 0 or length < self.block:
                work = self._work(length)
            if start:
                slopes = [np.empty_like(item) for item in slopes]
            inputs = [given[key] for key in self.made.gradient.inputs]
            self.loss += self.made.gradient.run(self.point, inputs, slopes, work)
            if start:
                for total, item in zip(self.slopes, slopes, strict=True):
                    total += item
        return self._coefficients(totals or ())

    def _given(self, start: int, length: int) -> Values:
        """The data of a block, in double precision."""
        given = dict(self.rest)
        for key in self.sampled:
            part = self.data[key][start : start + length]
            if part.dtype != float:
                if key not in self.double:
                    self.double[key] = np.empty((min(self.block, self.samples), *part.shape[1:]))
                room = self.double[key][:length]
                room[...] = part
                part = room
            given[key] = part
        return given

    def _work(self, length: int) -> list[np.ndarray]:
        lengths = {**self.lengths, self.size: length}
        return [np.empty(shape) for shape in self.made.gradient.work_shapes(lengths)]

    def _coefficients(self, totals: tuple[Any, ...]) -> Values:
        found: Values = {}
        for item, value in zip(self.made.short.coefficients, totals, strict=True):
            shape = shape_in(self.made.axes.get(item.key, ()), self.lengths)
            found[item.key] = np.array(np.broadcast_to(value, shape)) if shape else float(value)
        return found


def agree(taken: Pass, point: Values, moments: Values) -> bool:
    """Do loss and every gradient of the polynomial agree with those of the pass?"""
    other, slopes = taken.made.polynomial.value_and_grad(point, moments)
    expected = zip(taken.made.part.parameters, taken.slopes, strict=True)
    return close(taken.loss, other, AGREES) and all(
        close(slope, slopes[key], AGREES) for key, slope in expected
    )


def close(expected: Any, found: Any, tolerance: float) -> bool:
    """Equal relative to the largest element; NaN is close to nothing."""
    size = np.max(np.abs(expected))
    return bool(np.max(np.abs(np.subtract(expected, found))) <= tolerance * size)


@dataclass
class Moments:
    """``short`` steps on the polynomial, ``plain`` on the samples; ``in_use`` says which of them goes on.

    ``precision`` is the relative error of the plain form's own numbers.
    """

    short: Form
    polynomial: Program
    moments: Values
    make_plain: Callable[[], Whole]
    precision: float
    in_use: bool = True

    def __post_init__(self) -> None:
        self.absolute = {key: abs(value) for key, value in self.moments.items()}

    @cached_property
    def plain(self) -> Whole:
        """The form on the samples, made when it is needed."""
        return self.make_plain()

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
            self.absolute,
        )
        if _EPSILON * largest <= max(SURE, self.precision) * abs(loss) or not np.isfinite(largest):
            return
        if not close(self.plain_loss(), loss, max(PLAIN_FROM, OWN_ERRORS * self.precision)):
            self.in_use = False
            self.plain.state = self.short.state
