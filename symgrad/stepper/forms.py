"""Which form the steps of a model have.

In: a model, an update, a state and data.  Out: a ``Form``: ``ScalarLoop`` for plain numbers, arrays otherwise; and
``Moments`` where the sums over data can stand outside the loop.  What follows from the model alone is kept, so that
training the same model again does not write its code again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from symgrad.errors import SymgradError
from symgrad.model import Model
from symgrad.program import Program, compile
from symgrad.stepper.blocks import block_model
from symgrad.stepper.flat import Flat
from symgrad.stepper.gradient import Gradient, gradient_of
from symgrad.stepper.hoisting import Hoisting, Moments, Pass, agree, axes_of, lengths_of, point_near, shape_in
from symgrad.stepper.polynomial import hoisted
from symgrad.stepper.samples import sample_size
from symgrad.stepper.scalar import Loop, ScalarLoop, is_scalar, loop_of
from symgrad.stepper.state import State, Values, Whole, first_state
from symgrad.stepper.sums import sums_of
from symgrad.stepper.update import Update

#: how a form of step is made
Making = Callable[[Model, Update, State, Values], Whole]
_KEPT = 16
#: more data than this stay where they are if their sums cannot be taken block by block
MOST_BYTES = 500_000_000


@lru_cache(maxsize=_KEPT)
def program_of(model: Model) -> Program:
    """The compiled model."""
    return compile(model)


@lru_cache(maxsize=_KEPT)
def _loop(model: Model, update: Update) -> Loop:
    return loop_of(model, model.target, update)


@lru_cache(maxsize=_KEPT)
def gradient_and_part(model: Model) -> tuple[Model, str, Gradient]:
    """The model of a block of samples, or of all of them, and its gradient."""
    part, everything = block_model(model, model.target) or (model, "")
    return part, everything, gradient_of(part, model.target)


@lru_cache(maxsize=_KEPT)
def hoisting_of(model: Model) -> Hoisting | None:
    """The loss as a polynomial over sums, with its code; ``None`` where it is none."""
    if sample_size(model) is None:
        return None
    part, everything, gradient = gradient_and_part(model)
    found = hoisted(part, model.target)
    if found is None:
        return None
    try:
        sums, polynomial = sums_of(part, found), compile(found.model)
    except SymgradError:  # a coefficient without code: the plain form has it
        return None
    axes = axes_of(part, found.model)
    return Hoisting(found, part, everything, gradient, sums, polynomial, axes)


def form_of(model: Model, update: Update, state: State, data: Values) -> Whole:
    """Steps on the data as they are."""
    program = program_of(model)
    if is_scalar(model, model.target):
        return ScalarLoop(_loop(model, update), program, update, state, data)
    part, everything, gradient = gradient_and_part(model)
    return Flat(program, part, everything, gradient, update, state, data, sample_size(model))


def hoisted_form(
    model: Model, update: Update, params: Values, data: Values, plain: Callable[[], Whole], make: Making
) -> Moments | None:
    """Steps on coefficients computed from the data; ``None`` where there are none, or they do not agree.

    ``plain`` makes the form on the samples when it is needed; ``make`` makes the one on the coefficients.
    """
    size, made = sample_size(model), hoisting_of(model)
    if size is None or made is None:
        return None
    lengths = lengths_of(made.axes, {**params, **data})
    held = sum(value.nbytes for value in data.values() if isinstance(value, np.ndarray))
    if held > MOST_BYTES and not made.everything:
        return None
    elements = sum(prod(shape_in(made.axes.get(c.key, ()), lengths)) for c in made.short.coefficients)
    if elements >= sum(np.size(data[key]) for key in model.data):
        return None
    start = {key: np.array(value, float) if np.ndim(value) else value for key, value in params.items()}
    point = point_near(start)
    taken = Pass(made, size, data, point, lengths)
    with np.errstate(all="ignore"):
        moments = taken.go()
        if not agree(taken, point, moments):
            return None
    form = make(made.short.model, update, first_state(update, start), moments)
    return Moments(form, made.polynomial, moments, plain, max(map(_precision, data.values())))


def _precision(value: Any) -> float:
    return float(np.finfo(value.dtype if np.ndim(value) else float).eps)
