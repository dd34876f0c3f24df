"""What numerical differentiation would cost, counted from the model, beside one measured backward pass (B5).

In: a model and the lengths of its axes.  Out: ``Cost``.  Differences need the loss once more for every parameter, plus
once; a loss is counted as the lecture counts it: one multiplication for every use of a parameter, for every sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from time import perf_counter

import numpy as np
import sympy as sp

from symgrad.errors import DataError, worded
from symgrad.expressions import BINDERS
from symgrad.model import Model
from symgrad.presentation import Presentable
from symgrad.program import compile

#: multiplications a second, as the lecture takes it
PER_SECOND = 850_000_000
#: no more numbers than this are made up for a measurement
LARGEST = 200_000_000


@dataclass(frozen=True)
class Cost(Presentable):
    """``products`` multiplications in one loss, ``evaluations`` losses, each derivative by one difference.

    ``measured`` are the seconds in which the generated code gives the loss and all derivatives, where that was asked.
    """

    parameters: int
    products: int
    per_second: float
    measured: float | None = None

    @property
    def evaluations(self) -> int:
        """One loss for each parameter, and one to compare with."""
        return self.parameters + 1

    @property
    def total(self) -> int:
        """The multiplications of all these losses."""
        return self.products * self.evaluations

    @property
    def seconds(self) -> float:
        """How long they take."""
        return self.total / self.per_second


def cost(
    model: Model, sizes: Mapping[str, int], *, per_second: float = PER_SECOND, measure: bool = False
) -> Cost:
    """Count the work of differentiating ``model`` by differences; ``measure`` times the generated gradient beside it.

    Raises ``DataError`` for an axis without a length, and for a model too large to be measured.  Source: B5.
    """
    missing = [size for size in model.sizes if size not in sizes]
    if missing:
        raise DataError(
            worded("the axis {missing} has no length.", missing=missing[0]),
            remedy=worded("Give sizes={{missing}: 100, ...}.", missing=repr(missing[0])),
        )
    counted = sum(
        _products(model, d.expr, prod(_length(model.ranges[i], sizes) for i in d.index), sizes)
        for d in model.through(model.target)
    )
    numbers = sum(prod(_shape(model, key, sizes)) for key in model.parameters)
    return Cost(numbers, counted, per_second, _measured(model, sizes) if measure else None)


def _length(size: sp.Expr, sizes: Mapping[str, int]) -> int:
    return int(size) if size.is_Integer else sizes[str(size)]


def _shape(model: Model, key: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(_length(axis, sizes) for axis in model[key].axes)


def _products(model: Model, expr: sp.Basic, times: int, sizes: Mapping[str, int]) -> int:
    """Products with a parameter, each as often as it is worked out."""
    if isinstance(expr, BINDERS):
        inner = times * prod(_length(high, sizes) for _, _, high in expr.limits)
        return _products(model, expr.function, inner, sizes)
    found = sum(_products(model, arg, times, sizes) for arg in expr.args)
    if not isinstance(expr, sp.Mul):
        return found
    factors = [factor for factor in expr.args if not factor.is_number]
    used = sum(_is_parameter(model, factor) for factor in factors)
    return found + times * min(used, len(factors) - 1)


def _is_parameter(model: Model, expr: sp.Basic) -> bool:
    key = str(expr.base.label) if isinstance(expr, sp.Indexed) else str(expr)
    return isinstance(expr, (sp.Symbol, sp.Indexed)) and key in model.parameters


def _measured(model: Model, sizes: Mapping[str, int]) -> float:
    """The best of three runs on random numbers."""
    keys = (*model.parameters, *model.data, *model.constants)
    if sum(prod(_shape(model, key, sizes)) for key in keys) > LARGEST:
        raise DataError("there are too many numbers to measure.", remedy="Count only, or take fewer samples.")
    random = np.random.default_rng(0)
    values = {key: random.uniform(0.1, 0.9, _shape(model, key, sizes)) for key in keys}
    params = {key: 0.1 * values[key] for key in model.parameters}
    data = {key: values[key] for key in (*model.data, *model.constants)}
    program = compile(model)
    best = float("inf")
    for _ in range(3):
        begin = perf_counter()
        program.value_and_grad(params, data)
        best = min(best, perf_counter() - begin)
    return best
