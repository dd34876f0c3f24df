"""Steps on arrays: parameters, gradients and state each in one flat buffer, samples in blocks that stay in cache.

In: a model's gradient (of a block of samples where the loss is a sum over them), an update, parameters and data.
Out: ``Flat``, a form of step.  Everything a step writes to was allocated before: the parameters and their gradients are
views of the buffers in their shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import prod, sqrt
from typing import Any

import numpy as np

from symgrad.model import Model
from symgrad.program import Program, compile
from symgrad.stepper.elementwise import placing, updating
from symgrad.stepper.gradient import Gradient
from symgrad.stepper.samples import Batch, batch_of
from symgrad.stepper.standalone import pieces_of
from symgrad.stepper.state import State, Values
from symgrad.stepper.update import Update

#: bytes of data and of what is computed from them in one block
BLOCK_BYTES = 1_000_000
#: a block has at least so many samples: matrix products of fewer rows are slow
FEWEST = 1024
#: lengths of batches whose arrays are kept
KEPT = 4


class Flat:
    """``whole`` is the compiled model; ``part`` the model of a block and ``everything`` its constant for the number of
    all samples, or the model itself and ``""``.
    """

    def __init__(
        self,
        whole: Program,
        part: Model,
        everything: str,
        gradient: Gradient,
        update: Update,
        state: State,
        data: Values,
        size: str | None,
    ) -> None:
        self.whole, self.part, self.everything, self.gradient = whole, part, everything, gradient
        self.update, self.data, self.size = update, data, size
        self.t = state.t
        self.shapes = {key: np.shape(value) for key, value in state.params.items()}
        kind = np.result_type(*(v for v in state.params.values() if np.ndim(v)), *_kinds(data))
        self.dtype = kind if kind.kind == "f" else np.dtype(float)
        count = sum(prod(shape) for shape in self.shapes.values())
        self.w, self.g = np.empty(count, self.dtype), np.empty(count, self.dtype)
        self.states = [np.empty(count, self.dtype) for _ in update.state]
        self.params, self.slopes = self._views(self.w), self._views(self.g)
        row = updating(update)
        self._row = row.run
        self._pieces = pieces_of([self.w, self.g, *self.states], row.buffers)
        if update.at != update.parameter:
            there, place = np.empty(count, self.dtype), placing(update)
            self.there = self._views(there)
            self._place = place.run
            self._places = pieces_of([self.w, self.g, *self.states, there], place.buffers)
        self.lengths = _lengths(whole.model, {**state.params, **data})
        self.samples = self.lengths.get(size, 0) if size else 0
        self._fixed = [None if self._is_sampled(key) else data.get(key) for key in gradient.inputs]
        self._arrays: dict[int, tuple[list[np.ndarray], dict[str, np.ndarray]]] = {}
        self.block = self._block()
        self.state = state

    def _views(self, flat: np.ndarray) -> list[np.ndarray]:
        """A flat buffer as parameters in their shapes."""
        views, start = [], 0
        for shape in self.shapes.values():
            stop = start + prod(shape)
            views.append(flat[start:stop].reshape(shape))
            start = stop
        return views

    def _is_sampled(self, key: str) -> bool:
        return bool(self.size) and key in self.whole.model.data and bool(self.whole.model[key].axes)

    def _block(self) -> int:
        """Samples in one block."""
        if not self.everything:
            return max(self.samples, 1)
        one = sum(prod(shape) for shape in self.gradient.work_shapes({**self.lengths, str(self.size): 1}))
        one += sum(
            np.size(self.data[key]) // self.samples for key in self.gradient.inputs if self._is_sampled(key)
        )
        return max(FEWEST, BLOCK_BYTES // max(1, one * self.dtype.itemsize))

    # -- the state as dicts ----------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Copies."""

        def values(flat: np.ndarray) -> Values:
            views = self._views(flat.copy())
            return {
                key: view if view.ndim else float(view) for key, view in zip(self.shapes, views, strict=True)
            }

        names = self.update.names
        return State(
            self.t, values(self.w), {name: values(s) for name, s in zip(names, self.states, strict=True)}
        )

    @state.setter
    def state(self, state: State) -> None:
        self.t = state.t
        parts = [state.params, *(state.state[name] for name in self.update.names)]
        for flat, part in zip([self.w, *self.states], parts, strict=True):
            for key, view in zip(self.shapes, self._views(flat), strict=True):
                view[...] = part[key]

    # -- steps -----------------------------------------------------------------------------------------------

    @np.errstate(all="ignore")
    def step(self, batch: Batch = None) -> float:
        """One update; the loss at the batch before it."""
        loss = self._gradient(self.params, batch)
        time = self.t + 1
        if self.update.at != self.update.parameter:
            self._place(time, 0.0, self._places)
            self._gradient(self.there, batch)
        norm = sqrt(float(np.dot(self.g, self.g))) if self.update.norm is not None else 0.0
        self._row(time, norm, self._pieces)
        self.t = time
        return loss

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates over all samples."""
        return [self.step() for _ in range(steps)]

    @np.errstate(all="ignore")
    def value_and_grad(self, batch: Batch = None) -> tuple[float, Values]:
        """Loss and gradients at the parameters; the gradients are views that the next step overwrites."""
        return self._gradient(self.params, batch), dict(zip(self.shapes, self.slopes, strict=True))

    @np.errstate(all="ignore")
    def gradient_at(self, params: Values) -> tuple[float, Values]:
        """Loss and gradients over all samples at other parameters; overwritten like the others."""
        given = [np.asarray(params[key], self.dtype) for key in self.shapes]
        return self._gradient(given, None), dict(zip(self.shapes, self.slopes, strict=True))

    @np.errstate(all="ignore")
    def loss(self) -> float:
        """The loss over all data."""
        params = dict(zip(self.shapes, self.params, strict=True))
        if self.samples <= self.block:
            return self.whole.loss(params, self.data)
        return sum(
            self._part_program.loss(
                params, {**batch_of(self.whole.model, self.data, part), **self._all(self.samples)}
            )
            for part in self._parts(self.samples)
        )

    @cached_property
    def _part_program(self) -> Program:
        return compile(self.part)

    def _all(self, samples: int) -> dict[str, int]:
        return {self.everything: samples} if self.everything else {}

    def _parts(self, samples: int) -> Iterator[slice]:
        for start in range(0, samples, self.block):
            yield slice(start, min(start + self.block, samples))

    def _gradient(self, params: list[np.ndarray], batch: Batch) -> float:
        """The loss; the gradients are left in ``g``."""
        if batch is not None and not self.samples:
            batch_of(self.whole.model, self.data, batch)  # says why there is none
        if batch is None or isinstance(batch, slice):
            start, stop, stride = (batch or slice(None)).indices(self.samples)
            samples = len(range(start, stop, stride))
            if stride != 1 and samples > self.block:
                batch = np.arange(start, stop, stride)
        else:
            batch, start = np.asarray(batch), 0
            batch = np.flatnonzero(batch) if batch.dtype == bool else batch
            samples = len(batch)
        if samples <= self.block:
            return self._of_block(params, batch, samples, samples, self.slopes)
        total = 0.0
        for part in self._parts(samples):
            here = (
                batch[part] if isinstance(batch, np.ndarray) else slice(start + part.start, start + part.stop)
            )
            flat, views = self._more if part.start else (self.g, self.slopes)
            total += self._of_block(params, here, part.stop - part.start, samples, views)
            if part.start:
                self.g += flat
        return total

    @cached_property
    def _more(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """Where the gradients of further blocks go before they are added."""
        flat = np.empty_like(self.g)
        return flat, self._views(flat)

    def _of_block(
        self, params: list[np.ndarray], batch: Batch, length: int, samples: int, into: list[np.ndarray]
    ) -> float:
        work, gathered = self._buffers(length)
        inside = isinstance(batch, np.ndarray) and self._inside(batch)
        data = []
        for key, fixed in zip(self.gradient.inputs, self._fixed, strict=True):
            if fixed is not None:
                data.append(fixed)
            elif key == self.everything:
                data.append(samples)
            else:
                data.append(self._taken(key, batch, gathered if inside else None))
        return self.gradient.run(params, data, into, work)

    def _inside(self, batch: np.ndarray) -> bool:
        """Are these samples that exist, counted from the front?"""
        return bool(len(batch) and batch.min() >= 0 and batch.max() < self.samples)

    def _taken(self, key: str, batch: Batch, gathered: dict[str, np.ndarray] | None) -> np.ndarray:
        """The samples of one array; those of indices are copied into a buffer of ``gathered``."""
        array: np.ndarray = self.data[key]
        if batch is None:
            return array
        if gathered is None or isinstance(batch, slice):
            return np.asarray(array[batch])  # an index that does not exist says so here
        if key not in gathered:
            gathered[key] = np.empty((len(batch), *array.shape[1:]), array.dtype)
        return array.take(batch, axis=0, out=gathered[key], mode="clip")

    def _buffers(self, length: int) -> tuple[list[np.ndarray], dict[str, np.ndarray]]:
        """Arrays for a block of this length."""
        if length not in self._arrays:
            while len(self._arrays) >= KEPT:
                del self._arrays[next(iter(self._arrays))]
            lengths = {**self.lengths, str(self.size): length} if self.size else self.lengths
            work = [np.empty(shape, self.dtype) for shape in self.gradient.work_shapes(lengths)]
            self._arrays[length] = work, {}
        return self._arrays[length]


def _kinds(data: Mapping[str, Any]) -> list[np.dtype]:
    return [value.dtype for value in data.values() if isinstance(value, np.ndarray)]


def _lengths(model: Model, values: Values) -> dict[str, int]:
    return {
        str(axis): length
        for key, value in values.items()
        for axis, length in zip(model[key].axes, np.shape(value), strict=True)
    }
