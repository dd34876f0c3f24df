"""What a training run reached, as a value: parameters, losses, and why it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan
from types import MappingProxyType
from typing import Literal

import numpy as np

from symgrad.presentation import Presentable

Value = float | np.ndarray
Values = dict[str, Value]
Reason = Literal["epochs", "converged", "patience", "stopped", "interrupted", "rose", "diverged"]

#: reasons that are no success
FAILED: tuple[Reason, ...] = ("rose", "diverged")


@dataclass(frozen=True)
class Fit(Presentable):
    """What training reached.

    ``params`` are the parameters after ``epochs_run`` epochs, ``history`` the loss over all samples before training and
    after each epoch (``epochs_run + 1`` numbers, all finite), ``validation`` the same over the validation samples where
    there are any.  ``best`` are the parameters with the lowest loss (on the validation samples where there are any),
    reached after ``best_epoch`` epochs.  ``reason`` is why it stopped: ``epochs`` (all were run), ``converged``
    (nothing changes any more), ``patience`` (no better for so many epochs), ``stopped`` (by a callback),
    ``interrupted`` (Ctrl-C), ``rose`` (all epochs were run and the loss is higher than before them), ``diverged``;
    ``message`` says it in words.  ``learning_rate`` is that of the first step, NaN for an optimizer without one.
    ``stable_rate`` is 2/λ_max where that explains why the run failed, else ``None``; ``left`` are the parameters at
    which the loss or its gradient has no value (log of a negative number, 1/0) where the run ended for that.
    """

    params: Mapping[str, Value]
    history: tuple[float, ...]
    reason: Reason
    message: str
    epochs_run: int
    optimizer: str
    learning_rate: float
    validation: tuple[float, ...] = ()
    best: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    best_epoch: int = 0
    steps: int = 0
    stable_rate: float | None = None
    left: Mapping[str, Value] | None = None

    @property
    def loss(self) -> float:
        """The loss reached."""
        return self.history[-1]

    @property
    def ok(self) -> bool:
        """False when the loss ended higher than it began, or left for good."""
        return self.reason not in FAILED


def message(fit: Fit) -> str:
    """Why it stopped, in one or two sentences."""
    count, first, last = fit.epochs_run, fit.history[0], fit.history[-1]
    epochs = "1 epoch" if count == 1 else f"{count} epochs"
    change = f"the loss went from {first:.6g} to {last:.6g}"
    if fit.reason == "converged":
        return f"Converged after {epochs}: {change} and no longer changes."
    if fit.reason == "interrupted":
        return f"Interrupted after {epochs}: {change}."
    if fit.reason == "stopped":
        return f"Stopped by a callback after {epochs}: {change}."
    if fit.reason == "patience":
        which = "validation loss" if fit.validation else "loss"
        best = (fit.validation or fit.history)[fit.best_epoch]
        return f"Stopped after {epochs}: {change}; the {which} was best after {fit.best_epoch}, {best:.6g}."
    if fit.reason == "rose":
        what = f"Ran {epochs}{_with(fit)}, but the loss rose from {first:.6g} to {last:.6g}."
        return f"{what}\n{_smaller(fit)}"
    if fit.left is not None:
        what = f"Ended after {epochs}{_with(fit)}: the next update left the domain of the loss."
        return f"{what}\n{_inside(fit.left, fit.learning_rate)}"
    if fit.reason == "diverged":
        how = change if last > first else "the next update left the range of floating-point numbers"
        return f"Diverged after {epochs}{_with(fit)}: {how}.\n{_smaller(fit)}"
    return f"Ran {epochs}: {change}."


def _inside(left: Mapping[str, Value], rate: float) -> str:
    """Where the loss has no value, and what to do instead."""
    where = ", ".join(f"{key} = {_shown(value)}" for key, value in left.items())
    smaller = "" if isnan(rate) else f"a smaller learning rate, for example {rate / 10:g}, or "
    return (
        f"  It has no value, or no derivative, at {where}.\n"
        f"  Try {smaller}another start (params=), or write w as e^{{v}} where it must stay positive."
    )


def _shown(value: Value) -> str:
    return (
        f"{value:.6g}" if not np.ndim(value) else np.array2string(np.asarray(value), precision=6, threshold=8)
    )


def _with(fit: Fit) -> str:
    return "" if isnan(fit.learning_rate) else f" with learning rate {fit.learning_rate:g}"


def _smaller(fit: Fit) -> str:
    """What to do instead."""
    if isnan(fit.learning_rate):
        return "  Start elsewhere, or scale the data to about -1..1."
    limit = ""
    example = fit.learning_rate / 10
    if fit.stable_rate is not None:
        limit = (
            "  The Hessian of this loss is constant: gradient descent is stable for learning rates below "
            f"2/λ_max = {fit.stable_rate:.6g}.\n"
        )
        example = min(example, float(f"{fit.stable_rate / 2:.2g}"))
    return f"{limit}  Try a smaller learning rate, for example {example:g}, or scale the data to about -1..1."
