"""``Stepper``: chooses the form of a step by the model, and looks the same whatever the form.

In: a model, a row, its numbers, parameters and data.  Out: ``step``, ``run``, ``loss``, ``params`` and checkpoints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.errors import DataError
from symgrad.model import Model
from symgrad.optimizers import UpdateRule
from symgrad.stepper.algebra import fewest_passes
from symgrad.stepper.backends import backend_named
from symgrad.stepper.forms import hoisted_form
from symgrad.stepper.hoisting import Moments
from symgrad.stepper.samples import Batch
from symgrad.stepper.state import Form, State, Whole, first_state, precise
from symgrad.stepper.update import update_of

#: the form of steps, its state, and whether the sums are hoisted
Mark = tuple[Form, State, bool]


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
        made = backend_named(backend).form
        self.model = model
        self.dtype = np.dtype(dtype)
        update = fewest_passes(update_of(rule, chosen))
        start = {key: precise(params[key], self.dtype, copy=True) for key in model.parameters}
        given = {key: precise(value, self.dtype) for key, value in data.items()}

        def plain() -> Whole:
            return made(model, update, first_state(update, start), given)

        self._make_parts = plain
        short = hoisted_form(model, update, start, given, lambda: self._parts, made) if hoist else None
        #: steps over all samples
        self._whole: Form = short or self._parts
        self._form: Form = self._whole

    @cached_property
    def _parts(self) -> Whole:
        """Steps on the samples, all of them or batches; made when the first one is asked for."""
        return self._make_parts()

    @property
    def hoisted(self) -> bool:
        """True while steps over all samples cost the same whatever their number: their sums stand outside the loop."""
        return isinstance(self._whole, Moments) and self._whole.in_use

    def _take(self, form: Form) -> None:
        """Go on in this form."""
        if form is not self._form:
            form.state, self._form = self._form.state, form

    @property
    def t(self) -> int:
        """Steps done."""
        return self._form.state.t

    @property
    def params(self) -> dict[str, Any]:
        """Copies of the parameters: floats, or arrays."""
        return {key: precise(value, self.dtype, copy=True) for key, value in self._form.state.params.items()}

    def mark(self) -> Mark:
        """Where the run is, to come back to."""
        return self._form, self._form.state, self.hoisted

    def return_to(self, mark: Mark) -> None:
        """Go on from there; the same steps give the same numbers again."""
        self._form, state, hoisted = mark
        if isinstance(self._whole, Moments):
            self._whole.in_use = hoisted
        self._form.state = state

    def step(self, batch: Batch = None) -> float:
        """Update once; returns the loss *before* the update, over ``batch`` (indices or a slice; ``None``: all).

        A loss beyond the largest float is inf, and nothing is updated then.
        """
        self._take(self._whole if batch is None else self._parts)
        try:
            return self._form.step(batch)
        except OverflowError:
            return float("inf")

    def run(self, steps: int) -> list[float]:
        """``steps`` updates over all samples, with the loop in the generated code; the loss before each.

        Ends with the first loss that is beyond the largest float.
        """
        self._take(self._whole)
        try:
            return self._form.run(steps)
        except OverflowError:  # nothing was changed: go as far as it goes
            losses: list[float] = []
            while len(losses) < steps and (not losses or losses[-1] < float("inf")):
                losses.append(self.step())
            return losses

    def run_batches(self, batches: Sequence[Batch]) -> list[float]:
        """Updates over these batches, the loss before each: one after the other where the form knows no other way.

        Compiled backends have the loop over the batches in the compiled code.
        """
        self._take(self._parts)
        together = getattr(self._form, "run_batches", None)
        if together is None:
            return [self.step(batch) for batch in batches]
        losses: list[float] = together(batches)
        return losses

    def loss(self) -> float:
        """The loss over all data."""
        try:
            return self._form.loss()
        except OverflowError:
            return float("inf")

    def value_and_grad(self) -> tuple[float, dict[str, Any]]:
        """The loss over all data at the parameters, and its gradients (overwritten by the next step)."""
        self._take(self._parts)
        return self._parts.value_and_grad()

    def state_dict(self) -> dict[str, Any]:
        """Everything the next step depends on, as arrays: ``t``, ``parameter w``, ``state v of w``.

        A state that is counted in a unit says so in its name: ``state v/(1 - beta) of w``, exactly as it is used.
        """
        state = self._form.state
        found: dict[str, Any] = {"t": state.t, "hoisted": int(self.hoisted)}
        for key, value in state.params.items():
            found[f"parameter {key}"] = np.array(value)
        for name, values in state.state.items():
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

        def item(key: str) -> Any:
            return precise(state[key], np.asarray(expected[key]).dtype, copy=True)

        if isinstance(self._whole, Moments):
            self._whole.in_use = bool(state["hoisted"])
        self._form.state = State(
            int(state["t"]),
            {key: item(f"parameter {key}") for key in self.model.parameters},
            {
                name: {key: item(f"state {name} of {key}") for key in values}
                for name, values in self._form.state.state.items()
            },
        )
