"""Training: the compiled program's gradients and an optimizer's row, epoch after epoch.

In: a model, its data, an optimizer's name.  Out: a ``Fit`` with the parameters reached, the loss of every epoch and
the reason for stopping.  Every epoch uses all samples (full batch).  The update is the optimizer's SymPy assignments
turned into code; w, g, t and the state are as in ``symgrad.optimizers``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite, sqrt
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import sympy as sp

from symgrad.arguments import bind_some
from symgrad.errors import DataError, OptionError
from symgrad.expressions import replace
from symgrad.model import Model
from symgrad.optimizers import GRADIENT, PARAMETER, TIME, UpdateRule
from symgrad.optimizers import optimizer as optimizer_named
from symgrad.presentation import Presentable
from symgrad.printer import ArrayCode, identifiers
from symgrad.program import compile

Value = float | np.ndarray
Values = dict[str, Value]
Reason = Literal["epochs", "converged", "diverged", "interrupted"]

#: a loss this many times the largest of the start has left for good
EXPLODED = 1e8
#: so many epochs in a row, each with a higher loss than the one before and than the first, is divergence as well
RISING = 20
#: a progress bar appears when a run takes longer than this
BAR_AFTER_SECONDS = 2.0


@dataclass(frozen=True)
class Fit(Presentable):
    """What training reached.

    ``params`` are the parameters after ``epochs_run`` epochs, ``history`` the loss before training and after each
    epoch (``epochs_run + 1`` numbers, all finite).  ``reason`` is why it stopped: ``epochs`` (all were run),
    ``converged`` (nothing changes any more), ``diverged``, ``interrupted`` (Ctrl-C); ``message`` says it in words.
    """

    params: Mapping[str, Value]
    history: tuple[float, ...]
    reason: Reason
    message: str
    epochs_run: int
    optimizer: str
    learning_rate: float

    @property
    def loss(self) -> float:
        """The loss reached."""
        return self.history[-1]


def fit(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    optimizer: str = "gradient_descent",
    learning_rate: float = 0.1,
    epochs: int = 100,
    seed: int = 0,
    tolerance: float = 1e-12,
    progress: bool | None = None,
    **options: float,
) -> Fit:
    """Train ``model`` on ``data``.

    ``data`` holds every data name and constant as written (``{"X": array of shape (m, n), "y": ...}``).  ``params`` are
    the initial parameters; those not given are drawn with ``seed`` (see ``initial``).  ``options`` are the optimizer's
    further hyperparameters.  Training stops early when the loss *and* every parameter change by no more than
    ``tolerance`` relative to the largest they have been (a loss at its minimum stands still before its parameters do);
    0 asks for no change at all.  ``progress`` shows a bar: ``None`` means when the run takes longer than two seconds
    and the error output is a terminal.

    Raises ``DataError`` for data with a wrong name, a wrong shape or NaN, before anything runs; ``OptionError`` for an
    optimizer, option or number that does not exist or is out of range.  Source: D4, D5, A3, E2.
    """
    rule = optimizer_named(optimizer)
    chosen = rule.values({"learning_rate": learning_rate, **options})
    _check_run(epochs, tolerance)
    program = compile(model)
    bound = bind_some(model, params or {}, data)
    drawn = initial(model, bound.sizes, seed=seed, but=bound.params)
    start = {key: {**drawn, **bound.params}[key] for key in model.parameters}
    run = _Run(program.value_and_grad, updater(rule, chosen), start, bound.data, rule, tolerance)
    with _bar(epochs, progress) as advance:
        reason = run.go(epochs, advance)
    return Fit(
        MappingProxyType(run.params),
        tuple(run.history),
        reason,
        _message(reason, run, chosen["learning_rate"]),
        len(run.history) - 1,
        rule.name,
        chosen["learning_rate"],
    )


def initial(model: Model, sizes: Mapping[str, int], *, seed: int = 0, but: Iterable[str] = ()) -> Values:
    """Random parameters: uniform on [−r, r], drawn in the order declared, without those in ``but``.

    For a number r = 1 (D5); for a vector of n or a matrix of n × k, r = min(1, √(6/(n + k))) with k = 1 for a vector
    (Glorot and Bengio, 2010), so that wide layers start where σ is not flat.
    """
    rng = np.random.default_rng(seed)
    drawn: Values = {}
    for key in model.parameters:
        if key in but:
            continue
        shape = tuple(_length(model, key, axis, sizes) for axis in model[key].axes)
        reach = min(1.0, sqrt(6 / (sum(shape) + (len(shape) == 1)))) if shape else 1.0
        drawn[key] = rng.uniform(-reach, reach, shape) if shape else float(rng.uniform(-reach, reach))
    return drawn


def _length(model: Model, key: str, axis: sp.Expr, sizes: Mapping[str, int]) -> int:
    if isinstance(axis, sp.Integer):
        return int(axis)
    if str(axis) not in sizes:
        raise DataError(
            f"the size {axis} of the parameter {key} does not follow from the data.",
            remedy=f"Give {axis} among the data, or initial values with params=.",
        )
    return sizes[str(axis)]


# -- one run ------------------------------------------------------------------------------------------------

ValueAndGradient = Callable[[Values, Values], tuple[float, Values]]
Update = Callable[[int, Value, Value, Values], tuple[Value, Values]]


def updater(rule: UpdateRule, chosen: Mapping[str, float]) -> Update:
    """The row as code: ``(epoch, w, g, state) -> (new w, new state)``, elementwise.

    The assignments become statements in their order, so that a state symbol is the old value until its line.
    """
    rates = [chosen[item.spelling] for item in rule.hyperparameters]
    symbols = [PARAMETER, GRADIENT, TIME, *rule.state, *(item.symbol for item in rule.hyperparameters)]
    locals_ = [left for left, _ in rule.assignments if left not in symbols]
    named = {
        symbol: sp.Symbol(name)
        for symbol, name in zip(
            (*symbols, *locals_),
            identifiers(str(symbol) for symbol in (*symbols, *locals_)).values(),
            strict=True,
        )
    }
    statements = [(named[left], replace(right, named)) for left, right in rule.assignments]
    compute = sp.lambdify(
        [named[symbol] for symbol in symbols],
        (),
        modules=[{"np": np}],
        printer=ArrayCode(),
        use_imps=False,
        cse=lambda _: (statements, sp.Tuple(*(named[symbol] for symbol in (PARAMETER, *rule.state)))),
    )
    names = [str(state) for state in rule.state]

    def update(epoch: int, value: Value, gradient: Value, state: Values) -> tuple[Value, Values]:
        new, *states = compute(value, gradient, epoch, *(state[name] for name in names), *rates)
        return new, dict(zip(names, states, strict=True))

    return update


class _Run:
    """The state of one run; it changes only between epochs, so that Ctrl-C leaves a whole epoch behind."""

    def __init__(
        self,
        value_and_grad: ValueAndGradient,
        update: Update,
        params: Values,
        data: Values,
        rule: UpdateRule,
        tolerance: float,
    ) -> None:
        self.value_and_grad = value_and_grad
        self.update = update
        self.params = params
        self.data = data
        self.tolerance = tolerance
        self.state = {key: {str(state): 0.0 * value for state in rule.state} for key, value in params.items()}
        self.history: list[float] = []
        self.largest = dict.fromkeys(params, 0.0)
        self.rising = 0

    def go(self, epochs: int, advance: Callable[[float], None]) -> Reason:
        """Run up to ``epochs`` epochs; returns why it stopped."""
        loss, gradients = self._evaluate(self.params)
        if not isfinite(loss):
            raise DataError(
                f"the loss is {loss} at the initial parameters.",
                remedy="Start elsewhere (params= or another seed=), or scale the data.",
            )
        self.history.append(loss)
        try:
            for epoch in range(1, epochs + 1):
                params, state = self._step(epoch, gradients)
                loss, gradients = self._evaluate(params)
                if not isfinite(loss) or not all(np.all(np.isfinite(value)) for value in params.values()):
                    return "diverged"
                still = self._stands_still(params, loss)
                self.params, self.state = params, state
                self.history.append(loss)
                advance(loss)
                if self._exploded():
                    return "diverged"
                if still:
                    return "converged"
        except KeyboardInterrupt:
            return "interrupted"
        return "epochs"

    def _evaluate(self, params: Values) -> tuple[float, Values]:
        """Loss and gradients; an overflow of a float is an infinite loss."""
        try:
            with np.errstate(all="ignore"):
                return self.value_and_grad(params, self.data)
        except OverflowError:
            return float("inf"), {}

    def _step(self, epoch: int, gradients: Values) -> tuple[Values, dict[str, Values]]:
        params: Values = {}
        state: dict[str, Values] = {}
        with np.errstate(all="ignore"):
            for key, value in self.params.items():
                params[key], state[key] = self.update(epoch, value, gradients[key], self.state[key])
        return params, state

    def _stands_still(self, params: Values, loss: float) -> bool:
        scale = max(abs(self.history[0]), abs(loss))
        still = abs(loss - self.history[-1]) <= self.tolerance * scale
        for key, value in params.items():
            size = float(np.max(np.abs(value)))
            self.largest[key] = max(self.largest[key], size)
            change = float(np.max(np.abs(value - self.params[key])))
            still = still and change <= self.tolerance * self.largest[key]
        return still

    def _exploded(self) -> bool:
        loss, before, first = self.history[-1], self.history[-2], self.history[0]
        self.rising = self.rising + 1 if loss > before and loss > first else 0
        return self.rising >= RISING or loss > EXPLODED * max(abs(first), abs(self.history[1]))


# -- around a run -------------------------------------------------------------------------------------------


def _check_run(epochs: int, tolerance: float) -> None:
    if isinstance(epochs, bool) or not isinstance(epochs, (int, np.integer)) or epochs < 0:
        raise OptionError(f"epochs is {epochs!r}; it must be a whole number, 0 or more.")
    if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < 1:
        raise OptionError(f"tolerance is {tolerance!r}; it must be a number from 0 up to 1.")


def _message(reason: Reason, run: _Run, learning_rate: float) -> str:
    """Why it stopped, in one or two sentences."""
    count, first, last = len(run.history) - 1, run.history[0], run.history[-1]
    epochs = "1 epoch" if count == 1 else f"{count} epochs"
    change = f"the loss went from {first:.6g} to {last:.6g}"
    if reason == "converged":
        return f"Converged after {epochs}: {change} and no longer changes."
    if reason == "interrupted":
        return f"Interrupted after {epochs}: {change}."
    if reason == "diverged":
        how = change if last > first else "the next update left the range of floating-point numbers"
        return (
            f"Diverged after {epochs} with learning rate {learning_rate:g}: {how}.\n"
            f"  Try a smaller learning rate, for example {learning_rate / 10:g}, or scale the data to about -1..1."
        )
    return f"Ran {epochs}: {change}."


@contextmanager
def _bar(epochs: int, wanted: bool | None) -> Iterator[Callable[[float], None]]:
    """A function to call after each epoch with the loss; it shows a bar on the error output when it is time."""
    if wanted is False or (wanted is None and not sys.stderr.isatty()):
        yield lambda loss: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.6g}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True))
    task = bar.add_task("epochs", total=epochs, loss=float("nan"))
    begin, done, shown = time.monotonic(), 0, False

    def advance(loss: float) -> None:
        nonlocal done, shown
        done += 1
        if not shown and (wanted or time.monotonic() - begin > BAR_AFTER_SECONDS):
            bar.start()
            shown = True
        if shown:
            bar.update(task, completed=done, loss=loss)

    try:
        yield advance
    finally:
        if shown:
            bar.stop()
