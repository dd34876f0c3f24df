"""Training: steps of an optimizer, epoch after epoch, until there is a reason to stop.

In: a model, its data, an optimizer.  Out: a ``Fit``.  Reading order: result (what comes out) → start (initial
parameters) → sampling (who is in a batch) → record (what is remembered, when to stop) → run (the loop) → checkpoint,
bar, curvature (2/λ_max), domain (why a loss is no number) around it.  An epoch is one pass over all samples, t the
number of the step.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy as sp

from symgrad.arguments import bind, bind_some
from symgrad.errors import OptionError, worded
from symgrad.model import Model
from symgrad.optimizers import TIME, UpdateRule
from symgrad.optimizers import optimizer as optimizer_named
from symgrad.program import compile
from symgrad.stepper import Stepper
from symgrad.training import checkpoint as on_disk
from symgrad.training.bar import progress_bar
from symgrad.training.curvature import stable_rate
from symgrad.training.domain import outside_domain
from symgrad.training.record import Epoch, Record, number
from symgrad.training.result import FAILED, Fit, Reason, Value, Values, message
from symgrad.training.run import Callback, Run
from symgrad.training.sampling import sampling_of, split
from symgrad.training.start import initial

__all__ = ["Epoch", "Fit", "Reason", "Value", "Values", "fit", "initial", "stable_rate"]


def fit(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    optimizer: str | UpdateRule = "gradient_descent",
    learning_rate: float | sp.Expr | None = None,
    epochs: int = 100,
    batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
    dtype: Any = np.float64,
    validation: Mapping[str, Any] | float | None = None,
    patience: int | None = None,
    tolerance: float = 1e-12,
    callbacks: Sequence[Callback] = (),
    backend: str = "numpy",
    hoist: bool = True,
    checkpoint: str | Path | None = None,
    checkpoint_every: int = 1000,
    resume: bool = False,
    progress: bool | None = None,
    **options: float,
) -> Fit:
    """Train ``model`` on ``data``.

    ``data`` holds every data name and constant as written (``{"X": array of shape (m, n), "y": ...}``).  ``params`` are
    the initial parameters; those not given are drawn with ``seed`` (see ``initial``).  ``optimizer`` is a name or a row
    (``symgrad.optimizer``), ``learning_rate`` a number or a schedule (an expression in t), the optimizer's usual one if
    left out; ``options`` are its further hyperparameters.

    A step sees ``batch_size`` samples (``None``: all of them), in an order that is drawn anew for every epoch with
    ``seed``, or as they stand without ``shuffle``; the last batch of an epoch has what is left.  The loss over all
    samples is computed after every epoch.  Training stops early when the loss *and* every parameter change by no more
    than ``tolerance`` relative to the largest they have been (a loss at its minimum stands still before its parameters
    do; 0 asks for no change at all), when the loss has not been at its lowest for ``patience`` epochs, when it
    diverges, on Ctrl-C, and when a callback returns ``True``.  ``callbacks`` are called after every epoch with an
    ``Epoch``.  ``validation`` is further data, or the share of the samples that is set aside; the best parameters and
    ``patience`` go by its loss then.

    Without ``hoist`` every step goes over the samples, even where their sums could stand outside the loop
    (``Stepper.hoisted``).

    ``checkpoint`` is a file that holds the run after every ``checkpoint_every`` steps, when it ends, and when it is
    interrupted (Ctrl-C or kill); ``resume`` goes on from it, if it is there, and reaches bit for bit what the run would
    have reached that was never interrupted.  A run that ended by itself ends there again, unless its ``patience`` or
    ``tolerance`` is another one now.  ``progress`` shows a bar: ``None`` means when the run
    takes longer than two seconds and the error output is a terminal.

    Raises ``DataError`` for data with a wrong name, a wrong shape or NaN, before anything runs, and for a checkpoint
    that belongs to another run; ``OptionError`` for an optimizer, option or number that does not exist or is out of
    range.  Source: D4, D5, A3, E2; batches B9-B11, E5.
    """
    rule = optimizer if isinstance(optimizer, UpdateRule) else optimizer_named(optimizer)
    given = dict(options) if learning_rate is None else {"learning_rate": learning_rate, **options}
    chosen = rule.values(given)
    _check(epochs, tolerance, seed, patience, checkpoint_every)
    precision = _precision(dtype)
    start, training, held_out, sizes = _numbers(model, params or {}, data, validation, seed)
    samples = sampling_of(model, sizes, batch_size, bool(shuffle), seed)
    with np.errstate(all="ignore"):
        stepper = Stepper(model, rule, chosen, start, training, dtype=precision, backend=backend, hoist=hoist)
    run = Run(
        stepper,
        samples,
        Record(tolerance, patience, _validator(model, held_out)),
        callbacks=callbacks,
        every=checkpoint_every,
    )
    if checkpoint is not None:
        identity = {
            "model": on_disk.digest([(d.symbol, sp.srepr(d.expr)) for d in model.definitions], model.numbers),
            "optimizer": on_disk.digest(rule.assignments, rule.at, rule.start, sorted(chosen.items())),
            "data": on_disk.fingerprint(training),
            "validation": on_disk.fingerprint(held_out or {}),
            "start": on_disk.fingerprint(start),
            "batches": repr((samples.size, samples.shuffle or samples.whole, seed)),
            "precision": precision.str,
            "hoisting": "allowed" if hoist else "not allowed",
        }
        _continue(run, Path(checkpoint), resume, identity)
    elif resume:
        raise OptionError("resume goes on from a checkpoint.", remedy='Say which: checkpoint="run.npz".')
    rate = chosen.get("learning_rate", float("nan"))
    with progress_bar(epochs, samples.steps, stepper.t, _rate_text(rate), progress) as advance:
        reason = run.go(epochs, advance)
    if run.caught == signal.SIGTERM:
        signal.raise_signal(signal.SIGTERM)
    return _fit(model, run, rule, rate, reason, training)


# -- before a run -------------------------------------------------------------------------------------------


def _numbers(
    model: Model, params: Mapping[str, Any], data: Mapping[str, Any], validation: Any, seed: int
) -> tuple[Values, Values, Values | None, Mapping[str, int]]:
    """Initial parameters, training data, validation data, and the sizes of the training data; all checked."""
    bound = bind_some(model, params, data)
    drawn = initial(model, bound.sizes, seed=seed, but=bound.params)
    start = {key: {**drawn, **bound.params}[key] for key in model.parameters}
    if validation is None:
        return start, bound.data, None, bound.sizes
    if isinstance(validation, Mapping):
        constants = {key: value for key, value in bound.data.items() if key in model.constants}
        return start, bound.data, bind(model, start, {**constants, **validation}).data, bound.sizes
    if isinstance(validation, bool) or not isinstance(validation, (int, float)):
        raise OptionError(
            worded(
                "validation is {validation}; it must be data (a dict) or a share such as 0.2.",
                validation=repr(validation),
            )
        )
    kept, held_out = split(model, bound.data, bound.sizes, float(validation), seed)
    return start, kept, held_out, bind(model, start, kept).sizes


def _validator(model: Model, data: Values | None) -> Callable[[Values], float] | None:
    if data is None:
        return None
    program = compile(model)

    return lambda params: number(lambda: program.loss(params, data))


def _continue(run: Run, path: Path, resume: bool, identity: Mapping[str, str]) -> None:
    """Write checkpoints to ``path``, and begin with the one that is there if the run is to be resumed."""
    if path.exists():
        if not resume:
            raise OptionError(
                worded("there is a checkpoint in {path} already.", path=path),
                remedy="Go on from it with resume=True, or name another file.",
            )
        run.load(on_disk.read(path, identity))
    run.save = lambda arrays: on_disk.write(path, arrays, identity)


def _check(epochs: Any, tolerance: Any, seed: Any, patience: Any, every: Any) -> None:
    _whole("epochs", epochs, 0)
    _whole("seed", seed, 0)
    _whole("checkpoint_every", every, 1)
    if patience is not None:
        _whole("patience", patience, 1)
    if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < 1:
        raise OptionError(
            worded("tolerance is {tolerance}; it must be a number from 0 up to 1.", tolerance=repr(tolerance))
        )


def _whole(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise OptionError(
            worded(
                "{name} is {value}; it must be a whole number, {least} or more.",
                name=name,
                value=repr(value),
                least=least,
            )
        )


def _precision(dtype: Any) -> np.dtype:
    try:
        precision = np.dtype(dtype)
    except TypeError:
        precision = np.dtype(object)
    if precision not in (np.float32, np.float64):
        raise OptionError(worded("dtype is {dtype}; it must be float32 or float64.", dtype=repr(dtype)))
    return precision


def _rate_text(rate: Any) -> Callable[[int], str]:
    """The learning rate of a step for the progress bar, nothing for an optimizer without one."""
    if isinstance(rate, sp.Expr):
        return lambda step: f", rate {float(rate.xreplace({TIME: sp.Integer(step)})):.3g}"
    return lambda step: "" if np.isnan(rate) else f", rate {rate:.3g}"


# -- after a run --------------------------------------------------------------------------------------------


def _fit(model: Model, run: Run, rule: UpdateRule, rate: Any, reason: Reason, data: Values) -> Fit:
    record = run.record
    if reason == "epochs" and record.rose:
        reason = "rose"
    first = float(rate.xreplace({TIME: sp.Integer(1)})) if isinstance(rate, sp.Expr) else float(rate)
    plain = rule.assignments == optimizer_named("gradient_descent").assignments and run.sampling.whole
    fitted = Fit(
        MappingProxyType(record.params),
        tuple(record.history),
        reason,
        "",
        record.epoch,
        rule.name,
        first,
        tuple(record.validation),
        MappingProxyType(record.best),
        record.best_epoch,
        record.epoch * run.sampling.steps,
        stable_rate(model, record.params, data) if reason in FAILED and plain else None,
        MappingProxyType(run.left) if run.left and outside_domain(compile(model), run.left, data) else None,
    )
    return replace(fitted, message=message(fitted))
