"""Which form the steps of a model have.

In: a model, an update, a state and data.  Out: a ``Form``: ``ScalarLoop`` for plain numbers, arrays otherwise; and
``Moments`` where the sums over data can stand outside the loop.  What follows from the model alone is kept, so that
training the same model again does not write its code again.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from symgrad.errors import SymgradError
from symgrad.model import Model
from symgrad.program import Program, compile
from symgrad.stepper.blocks import block_model
from symgrad.stepper.flat import Flat
from symgrad.stepper.gradient import Gradient, gradient_of
from symgrad.stepper.hoisting import Computing, Moments, agree, coefficients, computing
from symgrad.stepper.polynomial import Hoisted, hoisted
from symgrad.stepper.samples import sample_size
from symgrad.stepper.scalar import Loop, ScalarLoop, is_scalar, loop_of
from symgrad.stepper.state import Form, State, Values, first_state
from symgrad.stepper.update import Update

_KEPT = 16
#: more data than this stay where they are: working out sums over all of them takes arrays of their length
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
def _hoisted(model: Model) -> tuple[Hoisted, Computing, Program] | None:
    found = hoisted(model, model.target)
    if found is None:
        return None
    try:
        return found, computing(model, found), compile(found.model)
    except SymgradError:  # a coefficient without code: the plain form has it
        return None


def form_of(model: Model, update: Update, state: State, data: Values) -> Form:
    """Steps on the data as they are."""
    program = program_of(model)
    if is_scalar(model, model.target):
        return ScalarLoop(_loop(model, update), program, update, state, data)
    part, everything, gradient = gradient_and_part(model)
    return Flat(program, part, everything, gradient, update, state, data, sample_size(model))


def hoisted_form(model: Model, update: Update, params: Values, data: Values, plain: Form) -> Moments | None:
    """Steps on coefficients computed from the data; ``None`` where there are none, or they do not agree."""
    if sample_size(model) is None:
        return None
    found = _hoisted(model)
    if found is None:
        return None
    short, compute, polynomial = found
    if sum(value.nbytes for value in data.values() if isinstance(value, np.ndarray)) > MOST_BYTES:
        return None
    lengths = _lengths(model, {**params, **data})
    if _elements(short, lengths) >= sum(np.size(data[key]) for key in model.data):
        return None
    double = {key: np.asarray(value, float) if np.ndim(value) else value for key, value in data.items()}
    start = {key: np.array(value, float) if np.ndim(value) else value for key, value in params.items()}
    moments = coefficients(short, compute, double, lengths)
    exact: Form | None = plain if isinstance(plain, Flat) and plain.dtype == float else None
    exact = exact or form_of(model, update, first_state(update, start), double)
    if not isinstance(exact, Flat) or not agree(exact, polynomial, start, moments):
        return None
    form = form_of(short.model, update, first_state(update, start), moments)
    return Moments(form, polynomial, moments, plain)


def _lengths(model: Model, values: Values) -> dict[str, int]:
    return {
        str(axis): length
        for key, value in values.items()
        if key in model.names
        for axis, length in zip(model[key].axes, np.shape(value), strict=True)
    }


def _elements(short: Hoisted, lengths: dict[str, int]) -> int:
    sizes = [[lengths.get(str(a), 0) or int(a) for a in short.model[c.key].axes] for c in short.coefficients]
    return sum(int(np.prod(shape)) for shape in sizes)
