r"""Descent methods that are no row of a table: Newton's method, gradient descent with a line search, the perceptron.

In: a model and its data.  Out: the parameters reached and what every step did.  Δw search direction, μ its length:
``descend`` takes w ← w + μΔw with the descent condition ∇f·Δw < 0 and Armijo's f(w + μΔw) ≤ f(w) + c μ ∇f·Δw enforced
in every step.  The Hessian is derived, as the gradient is.  For small models: its whole matrix is built and solved.
``METHODS`` are all of them by the names that a page and the command line call them by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from symgrad.arguments import Value, bind, bind_some
from symgrad.errors import DataError, ModelError, OptionError, choices, worded
from symgrad.functions import step
from symgrad.model import Definition, Model
from symgrad.optimizers import optimizer
from symgrad.presentation import Presentable
from symgrad.program import compile
from symgrad.stepper.update import plain_update, update_of
from symgrad.training import initial
from symgrad.training.curvature import directional

#: Armijo's share of the decrease that the slope promises, and how a step that is too long is shortened
SHARE = 1e-4
SHORTER = 0.5
SHORTEST = 2.0**-60
#: the whole Hessian of more numbers than this is not what this module is for
LARGEST = 2000

Reason = Literal["converged", "steps", "no_descent"]


@dataclass(frozen=True)
class DescentStep:
    """One step: where it began and the loss there, ∇f·Δw (negative), μ, and which direction was taken.

    ``direction`` is ``"gradient"`` in a step where Newton's did not lead down.
    """

    params: Mapping[str, Value]
    loss: float
    slope: float
    rate: float
    direction: str


@dataclass(frozen=True)
class Descent(Presentable):
    """What a descent reached; ``reason`` is ``converged`` (‖∇f‖ ≤ tolerance), ``steps`` (all were taken) or
    ``no_descent`` (no μ is small enough: the loss is as low as floating-point numbers say).
    """

    params: Mapping[str, Value]
    loss: float
    steps: tuple[DescentStep, ...]
    reason: Reason

    @property
    def ok(self) -> bool:
        """True: a descent never ends higher than it began."""
        return True

    @property
    def history(self) -> tuple[float, ...]:
        """The loss before every step, and the one reached."""
        return (*(step.loss for step in self.steps), self.loss)


Direction = Callable[["_Point"], np.ndarray]


def descend(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    direction: str = "newton",
    steps: int = 100,
    tolerance: float = 1e-10,
    seed: int = 0,
) -> Descent:
    """Go down from ``params``: ``direction="gradient"`` is Δw = −∇f, ``"newton"`` solves ∇²f Δw = −∇f.

    Parameters that are not given are drawn with ``seed``, as in ``fit``.  A step begins with μ = 1, which is halved
    until Armijo's condition holds.  Where Newton's direction does not lead down (the Hessian is not positive definite)
    the step takes −∇f.  Raises ``OptionError`` for a direction that does not exist, ``DataError`` for numbers that do
    not fit the model.  Source: A2, A3.
    """
    if direction not in DIRECTIONS:
        raise OptionError(
            worded("no direction called {direction}.", direction=repr(direction)),
            remedy=choices(direction, tuple(DIRECTIONS)),
        )
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise OptionError(
            worded("steps is {steps}; it must be a whole number, 0 or more.", steps=repr(steps))
        )
    point = _Point(model, _start(model, params, data, seed), data)
    taken: list[DescentStep] = []
    for _ in range(steps):
        if float(np.linalg.norm(point.gradient)) <= tolerance:
            return point.reached(taken, "converged")
        name, along = direction, DIRECTIONS[direction](point)
        if not (np.all(np.isfinite(along)) and point.gradient @ along < 0):
            name, along = "gradient", DIRECTIONS["gradient"](point)
        slope = float(point.gradient @ along)
        found = _line_search(point, along, slope)
        if found is None:
            return point.reached(taken, "no_descent")
        taken.append(
            DescentStep(MappingProxyType(point.apart(point.vector)), float(point.loss), slope, found, name)
        )
        point.move(point.vector + found * along)
    converged = float(np.linalg.norm(point.gradient)) <= tolerance
    return point.reached(taken, "converged" if converged else "steps")


def _start(
    model: Model, params: Mapping[str, Any] | None, data: Mapping[str, Any], seed: int
) -> dict[str, Any]:
    """All parameters: those given, the others drawn."""
    bound = bind_some(model, params or {}, data)
    drawn = initial(model, bound.sizes, seed=seed, but=bound.params)
    return {key: {**drawn, **bound.params}[key] for key in model.parameters}


def _line_search(point: _Point, along: np.ndarray, slope: float) -> float | None:
    """The first of 1, ½, ¼, … that Armijo's condition accepts."""
    rate = 1.0
    while rate >= SHORTEST:
        there = point.loss_at(point.vector + rate * along)
        if isfinite(there) and there <= point.loss + SHARE * rate * slope and there < point.loss:
            return rate
        rate *= SHORTER
    return None


class _Point:
    """Where a descent stands: all parameters in one vector, the loss and the gradient there."""

    def __init__(self, model: Model, params: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        bound = bind(model, params, data)
        self.model, self.data = model, bound.data
        self.program = compile(model)
        self.shapes = {key: np.shape(bound.params[key]) for key in model.parameters}
        count = sum(int(np.prod(shape)) for shape in self.shapes.values())
        if count > LARGEST:
            raise DataError(
                worded(
                    "the model has {count} numbers to find; a descent with a line search is for at "
                    "most {largest}.",
                    count=count,
                    largest=LARGEST,
                ),
                remedy="Train it with symgrad.fit.",
            )
        self._twice: Any = None
        self.move(np.concatenate([np.ravel(bound.params[key]).astype(float) for key in model.parameters]))

    def move(self, vector: np.ndarray) -> None:
        """Stand at ``vector``."""
        self.vector = vector
        with np.errstate(all="ignore"):
            self.loss, found = self.program.value_and_grad(self.apart(vector), self.data)
        self.gradient = np.concatenate([np.ravel(found[key]) for key in self.model.parameters])

    def loss_at(self, vector: np.ndarray) -> float:
        """The loss elsewhere; infinite where it overflows."""
        try:
            with np.errstate(all="ignore"):
                return float(self.program.loss(self.apart(vector), self.data))
        except OverflowError:
            return float("inf")

    def apart(self, vector: np.ndarray) -> dict[str, Any]:
        """The parameters by name."""
        found: dict[str, Any] = {}
        at = 0
        for key, shape in self.shapes.items():
            size = int(np.prod(shape))
            found[key] = vector[at : at + size].reshape(shape) if shape else float(vector[at])
            at += size
        return found

    def hessian(self) -> np.ndarray:
        """∇²f, column by column from the derived derivative of Σ v ∂f/∂w."""
        if self._twice is None:
            twice = directional(self.model)
            self._twice = twice.along, compile(twice.model)
        along, program = self._twice
        columns = []
        for unit in np.eye(self.vector.size):
            pieces = self.apart(unit)
            given = {**self.data, **{name: pieces[key] for key, name in along.items()}}
            _, found = program.value_and_grad(self.apart(self.vector), given)
            columns.append(np.concatenate([np.ravel(found[key]) for key in self.model.parameters]))
        return np.array(columns).T

    def reached(self, steps: list[DescentStep], reason: Reason) -> Descent:
        """The result of standing here."""
        return Descent(MappingProxyType(self.apart(self.vector)), float(self.loss), tuple(steps), reason)


def _newton(point: _Point) -> np.ndarray:
    try:
        return np.linalg.solve(point.hessian(), -point.gradient)
    except np.linalg.LinAlgError:
        return np.full_like(point.gradient, np.nan)


#: choices of Δw (A2)
DIRECTIONS: Mapping[str, Direction] = MappingProxyType(
    {"gradient": lambda point: -point.gradient, "newton": _newton}
)


# -- the perceptron -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Correction:
    """One update: in which pass, by which sample (both from 1), y, ŷ, and the parameters after it."""

    number: int
    sample: int
    wanted: float
    got: float
    params: Mapping[str, Value]


@dataclass(frozen=True)
class Perceptron(Presentable):
    """What the learning rule reached: every update, and ``mistakes`` in each pass over the samples; the last is 0 when
    all are right.
    """

    params: Mapping[str, Value]
    mistakes: tuple[int, ...]
    updates: tuple[Correction, ...] = ()

    @property
    def ok(self) -> bool:
        """True when every sample came out right."""
        return bool(self.mistakes) and self.mistakes[-1] == 0


def perceptron(
    model: Model,
    data: Mapping[str, Any],
    *,
    params: Mapping[str, Any] | None = None,
    label: str = "y",
    learning_rate: float = 0.1,
    passes: int = 100,
    seed: int = 0,
) -> Perceptron:
    r"""The perceptron's rule w := w + α (y − ŷ) ∂z/∂w, sample by sample until all are right.

    The model is of one sample and ends in ŷ = step(z): ``\hat{y} = \mathrm{step}(w_1 x_1 + w_2 x_2 + b)``; ``data``
    holds an array with one entry (or row) per sample for each data name and for ``label``.  Parameters that are not
    given are drawn with ``seed``.  The step has no gradient to go along; (ŷ − y) ∂z/∂w, with the derived ∂z/∂w (x for a
    weight, 1 for a bias), stands in its place.  Raises ``ModelError`` for a model that does not end in a step,
    ``DataError`` for samples that do not fit.  Source: B2.
    """
    if isinstance(passes, bool) or not isinstance(passes, int) or passes < 0:
        raise OptionError(
            worded("passes is {passes}; it must be a whole number, 0 or more.", passes=repr(passes))
        )
    rule = optimizer("gradient_descent")
    update = plain_update(update_of(rule, rule.values({"learning_rate": learning_rate})))
    slope = compile(_before_the_step(model))
    output = compile(model)
    labels, inputs = _samples(model, data, label)
    first = {key: value[0] if key in model.data else value for key, value in inputs.items()}
    state: dict[str, Any] = dict(bind(model, _start(model, params, first, seed), first).params)
    mistakes: list[int] = []
    updates: list[Correction] = []
    for number in range(1, passes + 1):
        wrong = 0
        for place, wanted in enumerate(labels):
            sample = {key: value[place] if key in model.data else value for key, value in inputs.items()}
            got = output.loss(state, sample)
            if got != wanted:
                wrong += 1
                _, found = slope.value_and_grad(state, sample)
                state = {key: update(state[key], (got - wanted) * found[key], 1, 0.0)[0] for key in state}
                updates.append(Correction(number, place + 1, wanted, float(got), MappingProxyType(state)))
        mistakes.append(wrong)
        if not wrong:
            break
    return Perceptron(MappingProxyType(state), tuple(mistakes), tuple(updates))


def _before_the_step(model: Model) -> Model:
    """The model of z, where the model's last line is ŷ = step(z)."""
    *others, last = model.through(model.target)
    if not isinstance(last.expr, step) or last.index:
        raise ModelError(
            worded("the last line of a perceptron is a step: {name} is not.", name=last.name),
            remedy=r"Write \hat{y} = \mathrm{step}(w_1 x_1 + w_2 x_2 + b).",
        )
    inside = Definition(last.name, (), last.expr.args[0])
    return replace(model, definitions=(*others, inside))


def _samples(model: Model, data: Mapping[str, Any], label: str) -> tuple[list[float], dict[str, Any]]:
    """The labels, and the other data with one entry for each of them; constants as they are."""
    if label not in data:
        raise DataError(
            worded("there is no {label} among the data.", label=label),
            remedy='Say how the labels are called: label="y".',
        )
    labels = [float(value) for value in np.ravel(data[label])]
    if not labels or not set(labels) <= {0.0, 1.0}:
        raise DataError(worded("{label} holds labels: each is 0 or 1.", label=label))
    inputs: dict[str, Any] = {}
    for key, value in data.items():
        if key == label:
            continue
        inputs[key] = np.asarray(value) if key in model.data else value
        if key in model.data and (inputs[key].ndim == 0 or len(inputs[key]) != len(labels)):
            raise DataError(
                worded("{key} has not one entry for each of the {count} samples.", key=key, count=len(labels))
            )
    return labels, inputs


# -- by name ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Method:
    """A method that is trained by, with the options it has: ``run(model, data, params=…, **options)``.

    ``options`` maps what a page and ``fit`` call an option to what the method calls it.
    """

    run: Callable[..., Descent | Perceptron]
    options: Mapping[str, str]


_OF_DESCENT = MappingProxyType({"epochs": "steps", "tolerance": "tolerance", "seed": "seed"})
METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "newton": Method(descend, _OF_DESCENT),
        "line_search": Method(partial(descend, direction="gradient"), _OF_DESCENT),
        "perceptron": Method(
            perceptron,
            MappingProxyType(
                {"epochs": "passes", "learning_rate": "learning_rate", "label": "label", "seed": "seed"}
            ),
        ),
    }
)
