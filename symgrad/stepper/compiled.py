"""Steps compiled by Numba: gradient, update and the loop over steps and batches as one machine-code program.

In: a model, an update, a state, data.  Out: ``Compiled``, a form of step; for plain numbers the loop of ``scalar``,
compiled.  What is compiled is printed from the same definitions, adjoints and row as NumPy's program (``machine``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace as changed
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
import sympy as sp

from symgrad.model import Model
from symgrad.program import compile
from symgrad.stepper.flat import BLOCK_BYTES, FEWEST
from symgrad.stepper.machine import jitted, machine_of, slopes_of
from symgrad.stepper.rownumbers import split
from symgrad.stepper.samples import Batch, batch_of, sample_size
from symgrad.stepper.scalar import Loop, ScalarLoop, is_scalar, loop_of
from symgrad.stepper.state import State, Values, Whole
from symgrad.stepper.update import Update


def compiled_form(model: Model, update: Update, state: State, data: Values) -> Whole:
    """The compiled form of a model's steps.  Raises ``UnsupportedError`` for what has no compiled loop."""
    if is_scalar(model, model.target):
        return ScalarLoop(_loop(model, update), compile(model), update, state, data)
    return Compiled(model, update, state, data)


@lru_cache(maxsize=16)
def _loop(model: Model, update: Update) -> Loop:
    """The loop of a model of plain numbers."""
    loop = loop_of(model, model.target, update)
    return changed(loop, run=jitted(loop.text, dict(vars(math)))["run"])


class Compiled:
    """Parameters, gradients and states in flat buffers that the compiled program works on."""

    def __init__(self, model: Model, update: Update, state: State, data: Values) -> None:
        self.model, self.update = model, update
        self.shapes = {key: np.shape(state.params[key]) for key in model.parameters}
        kinds = [v.dtype for v in (*state.params.values(), *data.values()) if isinstance(v, np.ndarray)]
        kind = np.result_type(*kinds) if kinds else np.dtype(float)
        self.dtype = kind = kind if kind.kind == "f" else np.dtype(float)
        self.slopes = slopes_of(model, kind.name)
        self.machine = machine_of(model, update, kind.name)
        given: Values = {
            key: np.ascontiguousarray(v, kind) if np.ndim(v) else kind.type(v) for key, v in data.items()
        }
        self.lengths = {
            str(axis): length
            for key, value in {**state.params, **given}.items()
            for axis, length in zip(model[key].axes, np.shape(value), strict=True)
        }
        self._sampled: list[np.ndarray] = [given[key] for key in self.slopes.sampled]
        self.samples = len(self._sampled[0]) if self._sampled else 0
        #: what the compiled functions are called with after the buffers
        self._given = [
            *self._sampled,
            *(self.lengths[key] for key in self.slopes.sizes),
            *(given[key] for key in self.slopes.fixed),
        ]
        count = sum(prod(shape) for shape in self.shapes.values())
        self.w, self.g, self.more, self.there = (np.zeros(count, kind) for _ in range(4))
        self.states = [np.zeros(count, kind) for _ in update.state]
        self.block = self._block()
        self.work = np.zeros(self._room(self.block), kind)
        self._rooms = [np.zeros(0, kind) for _ in self._sampled]
        self.state = state

    def _block(self) -> int:
        """Samples in one block: what is on the way stays in cache."""
        if not self.slopes.everything:
            return max(self.samples, 1)
        one = self._room(1) + sum(array.size // self.samples for array in self._sampled)
        return min(max(FEWEST, BLOCK_BYTES // max(1, one * self.dtype.itemsize)), self.samples)

    def _room(self, samples: int) -> int:
        """How many numbers are on the way in a block of so many samples."""
        lengths = {**self.lengths, sample_size(self.model) or "": samples}
        known = {sp.Symbol(key): length for key, length in lengths.items()}
        return sum(prod(max(int(axis.xreplace(known)), 0) for axis in shape) for shape in self.slopes.work)

    # -- the state as dicts ----------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Copies: floats and arrays."""
        states = zip(self.update.names, self.states, strict=True)
        return State(self.t, self._values(self.w), {name: self._values(flat) for name, flat in states})

    @state.setter
    def state(self, state: State) -> None:
        self.t = state.t
        parts = [state.params, *(state.state[name] for name in self.update.names)]
        for flat, part in zip([self.w, *self.states], parts, strict=True):
            flat[...] = np.concatenate([np.ravel(part[key]) for key in self.shapes])

    def _values(self, flat: np.ndarray) -> Values:
        found: Values = {}
        start = 0
        for key, shape in self.shapes.items():
            stop = start + prod(shape)
            found[key] = flat[start:stop].reshape(shape).copy() if shape else float(flat[start])
            start = stop
        return found

    # -- steps -----------------------------------------------------------------------------------------------

    def _arguments(self) -> list[Any]:
        return [self.w, self.g, self.more, self.there, self.work, *self.states, self.block, *self._given]

    def step(self, batch: Batch = None) -> float:
        """One update; the loss at the batch before it."""
        return self.run(1)[0] if batch is None else self.run_batches([batch])[0]

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates over all samples."""
        table = split(self.update).table(self.t + 1, steps)
        losses: list[float] = self.machine.steps(table, *self._arguments()).tolist()
        self.t += steps
        return losses

    def run_batches(self, batches: Sequence[Batch]) -> list[float]:
        """The losses before each of the updates over these batches; the loop over them is compiled too."""
        if not batches:
            return []
        if not self.samples:
            batch_of(self.model, {}, slice(0))  # says why there is none
        every = np.arange(self.samples)
        indices = [every[slice(None) if batch is None else batch] for batch in batches]
        bounds = np.cumsum([0, *(len(item) for item in indices)])
        self._make_room(int(np.max(np.diff(bounds))))
        table = split(self.update).table(self.t + 1, len(batches))
        order = np.concatenate(indices)
        losses: list[float] = self.machine.batches(
            table, order, bounds, *self._rooms, *self._arguments()
        ).tolist()
        self.t += len(batches)
        return losses

    def _make_room(self, samples: int) -> None:
        """Buffers for the samples of a batch."""
        for place, array in enumerate(self._sampled):
            needed = samples * (array.size // self.samples)
            if self._rooms[place].size < needed:
                self._rooms[place] = np.zeros(needed, self.dtype)

    def loss(self) -> float:
        """The loss over all data."""
        return self.value_and_grad()[0]

    def value_and_grad(self) -> tuple[float, Values]:
        """Loss and gradients over all data at the parameters."""
        loss = self.slopes.total(self.w, self.g, self.more, self.work, self.block, *self._given)
        return float(loss), self._values(self.g)
