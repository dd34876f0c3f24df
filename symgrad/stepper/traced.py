"""Steps carried out by an array library: the model's definitions, our derived adjoints and the row, in its own words.

In: a model, an update, a state, data; an ``Engine`` says how the library is spoken to.  Out: ``Traced``, a form
of step.
Nothing is differentiated by the library: what it is handed is the program of ``symgrad.program`` and the row's
assignments, printed by ``symgrad.dialects``.  Devices and sharding are the library's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
import sympy as sp

from symgrad.model import Model
from symgrad.printer import ArrayCode
from symgrad.program import Program, compile
from symgrad.stepper.rownumbers import Split, compiled, split
from symgrad.stepper.samples import Batch, batch_of, sample_size
from symgrad.stepper.state import State, Values
from symgrad.stepper.update import Update

#: steps that are carried out at a time
CHUNK = 256
#: (parameters, their states, data, the numbers of the step) → (loss, parameters, states)
Step = Callable[[Values, dict[str, Values], Values, Sequence[Any]], tuple[Any, Values, dict[str, Values]]]


class Engine(Protocol):
    """An array library."""

    code: type[ArrayCode]

    def here(self) -> AbstractContextManager[Any]:
        """Where its functions are called: precision as given, nothing recorded."""

    def put(self, value: Any, dtype: np.dtype) -> Any:
        """A number or array as one of the library's, on its usual device."""

    def get(self, value: Any) -> np.ndarray:
        """The same back."""

    def function(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """A function of such arrays, compiled if the library does that."""

    def loop(self, step: Step) -> Callable[..., tuple[list[float], Values, dict[str, Values]]]:
        """``(params, states, data, sampled, batches, table) → (losses, params, states)``: a step with each line of the
        table of numbers, and with the batch of the same place: indices into the arrays that ``sampled`` names, or
        ``None`` for all samples in every step."""


class Traced:
    """Parameters and states stay with the library from step to step."""

    def __init__(self, engine: Engine, model: Model, update: Update, state: State, data: Values) -> None:
        self.engine, self.model, self.update = engine, model, update
        kinds = [v.dtype for v in (*state.params.values(), *data.values()) if isinstance(v, np.ndarray)]
        kind = np.result_type(*kinds) if kinds else np.dtype(float)
        self.dtype = kind if kind.kind == "f" else np.dtype(float)
        self.program: Program = compile(model, code=engine.code)
        size = sample_size(model)
        self.sampled = tuple(key for key in model.data if size and model[key].axes)
        self.samples = len(data[self.sampled[0]]) if self.sampled else 0
        self._numbers = split(update)
        with engine.here():
            self.data = {key: engine.put(value, self.dtype) for key, value in data.items()}
            self._step = step_of(self._slopes, update, self._numbers, engine.code)
            self._loop = engine.loop(self._step)
            self._loss = engine.function(self.program._loss)
            self._gradient = engine.function(self._slopes)
        self.state = state

    @property
    def state(self) -> State:
        """Copies: floats and NumPy arrays."""
        states = {name: self._back(self._states[name]) for name in self.update.names}
        return State(self.t, self._back(self._params), states)

    @state.setter
    def state(self, state: State) -> None:
        self.t = state.t
        with self.engine.here():
            self._params = self._there(state.params)
            self._states = {name: self._there(state.state[name]) for name in self.update.names}

    def _slopes(self, params: Values, data: Values) -> tuple[Any, Values]:
        """Loss and gradients as the library's arrays; a gradient that is always 0 is a plain number in the program."""
        loss, gradient = self.program._value_and_grad(params, data)
        for key, slope in gradient.items():
            if not hasattr(slope, "shape"):
                gradient[key] = self.engine.put(np.full(params[key].shape, slope), self.dtype)
        return loss, gradient

    def _there(self, values: Values) -> Values:
        return {key: self.engine.put(values[key], self.dtype) for key in self.model.parameters}

    def _back(self, values: Values) -> Values:
        found = {key: np.array(self.engine.get(values[key])) for key in self.model.parameters}
        return {key: value if value.ndim else float(value) for key, value in found.items()}

    def step(self, batch: Batch = None) -> float:
        """One update; the loss at the batch before it."""
        return self._go(None if batch is None else [batch], 1)[0]

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates over all samples."""
        return self._go(None, steps)

    def run_batches(self, batches: Sequence[Batch]) -> list[float]:
        """The losses before each of the updates over these batches."""
        return self._go(batches, len(batches))

    def _go(self, batches: Sequence[Batch] | None, steps: int) -> list[float]:
        losses: list[float] = []
        while len(losses) < steps:
            done = len(losses)
            count, indices = min(CHUNK, steps - done), None
            if batches is not None:
                indices = self._alike([self._indices(batch) for batch in batches[done : done + count]])
                count = len(indices)
            table = self._numbers.table(self.t + 1, count)
            with self.engine.here():
                found, self._params, self._states = self._loop(
                    self._params,
                    self._states,
                    self.data,
                    self.sampled,
                    indices,
                    table.astype(self.dtype),
                )
            losses += found
            self.t += count
        return losses

    def _indices(self, batch: Batch) -> np.ndarray:
        """A batch as indices that exist; the library would not say so otherwise."""
        if batch is not None and not self.samples:
            batch_of(self.model, {}, batch)  # says why there is none
        return np.arange(self.samples)[slice(None) if batch is None else batch]

    def _alike(self, indices: list[np.ndarray]) -> np.ndarray:
        """The first batches that are equally long, as one array."""
        length = len(indices[0])
        same = next((n for n, item in enumerate(indices) if len(item) != length), len(indices))
        return np.stack(indices[:same])

    def loss(self) -> float:
        """The loss over all data."""
        with self.engine.here():
            return float(self._loss(self._params, self.data))

    def value_and_grad(self) -> tuple[float, Values]:
        """Loss and gradients over all data at the parameters."""
        with self.engine.here():
            loss, gradient = self._gradient(self._params, self.data)
            return float(loss), self._back(gradient)


def step_of(
    gradient_of: Callable[[Values, Values], tuple[Any, Values]],
    update: Update,
    numbers: Split,
    code: type[ArrayCode],
) -> Step:
    """One step as a function without side effects; ``gradient_of`` the parameters and the data."""
    norm = update.norm or sp.Symbol("norm_of_g")
    args = [update.parameter, update.gradient, norm, *update.state, *numbers.numbers]
    result = sp.Tuple(update.parameter, *update.state)
    row = compiled(args, list(numbers.assignments), result, _printer(code, numbers))
    ahead = update.at != update.parameter
    place = compiled(args, [], sp.Tuple(numbers.at), _printer(code, numbers)) if ahead else None

    # dicts are only looked up by name: JAX hands them back in an order of its own
    def step(
        params: Values, states: dict[str, Values], data: Values, line: Sequence[Any]
    ) -> tuple[Any, Values, dict[str, Values]]:
        loss, gradient = gradient_of(params, data)
        known = {key: [states[name][key] for name in update.names] for key in params}
        if place is not None:
            there = {key: place(w, w, 0.0, *known[key], *line)[0] for key, w in params.items()}
            _, gradient = gradient_of(there, data)
        length = sum((g * g).sum() for g in gradient.values()) ** 0.5 if update.norm is not None else 0.0
        new: Values = {}
        after: dict[str, Values] = {name: {} for name in update.names}
        for key, w in params.items():
            new[key], *made = row(w, gradient[key], length, *known[key], *line)
            for name, value in zip(update.names, made, strict=True):
                after[name][key] = value
        return loss, new, after

    return step


def _printer(code: type[ArrayCode], numbers: Split) -> ArrayCode:
    """The library's printer for the row, told which names are plain numbers."""
    printer = code()
    printer.given(numbers.numbers, like="w")
    return printer
