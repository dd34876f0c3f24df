"""One model at one point: the values of all its names, through the generated code, and slopes along any name.

``Derivative`` requests are numerical: *total* (a name moves, every later definition follows) or *own* (only the marked
places in one expression move, every other name stays).  Shapes are full: an axis an expression does not depend on is
repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
import sympy as sp

from symgrad.errors import UnsupportedError
from symgrad.expressions import BINDERS, Element, walk
from symgrad.model import Model, Name
from symgrad.program import evaluator
from symgrad.verification.differences import EPS, Slope, complex_slope, slope
from symgrad.verification.points import inputs_of, shape_of, switches

Letters = tuple[sp.Symbol, ...]
Outputs = Sequence[tuple[sp.Expr, Letters]]
Arrays = Mapping[str, Any]
Run = Callable[[Arrays], tuple[Any, ...]]

#: first h of the differences where the model has switches, then smaller ones while a switch changes its sign
STEPS_WITH_SWITCHES = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
STEP_WITHOUT = 0.1
#: the first h of differences that do not agree is made this much smaller before they are believed
SHRINKS = (1.0, 1 / 4, 1 / 16, 1 / 64)
#: how often a value is computed again at numbers off by a few roundings
NUDGES = 3


def letters_of(expr: sp.Basic, names: Mapping[str, Name]) -> Letters:
    """The index letters that are free in ``expr``, in the order met."""
    found: dict[sp.Symbol, None] = {}

    def visit(node: sp.Basic, bound: frozenset[sp.Basic]) -> None:
        if isinstance(node, sp.Indexed):
            for position in node.indices:
                visit(position, bound)
        elif isinstance(node, sp.Symbol):
            if node not in bound and node.name not in names:
                found.setdefault(node)
        elif isinstance(node, BINDERS):
            inner = bound | {limit[0] for limit in node.limits}
            visit(node.function, inner)
        else:
            for arg in node.args:
                visit(arg, bound)

    visit(expr, frozenset())
    return tuple(found)


def ranges_of(expr: sp.Basic, names: Mapping[str, Name]) -> dict[sp.Symbol, sp.Expr]:
    """Index letter → size, from the names it is used with and the sums it runs in."""
    found: dict[sp.Symbol, sp.Expr] = {}
    for node in walk(expr):
        if isinstance(node, BINDERS):
            for index, _, high in node.limits:
                found.setdefault(index, high)
        elif isinstance(node, Element):
            for index in node.indices:
                if isinstance(index, sp.Symbol):
                    found.setdefault(index, node.matrix.limits[0][2])
        elif isinstance(node, sp.Indexed) and str(node.base.label) in names:
            for index, size in zip(node.indices, names[str(node.base.label)].axes, strict=True):
                if isinstance(index, sp.Symbol):
                    found.setdefault(index, size)
    return found


class Bench:
    """A model's names with their values at one point.

    ``values`` holds parameters, data, constants and every definition the target needs.
    """

    def __init__(
        self, model: Model, target: str, sizes: Mapping[str, int], inputs: Arrays, forward: Run
    ) -> None:
        self.model = model
        self.sizes = sizes
        keys = [definition.name for definition in model.through(target)]
        self.values: dict[str, Any] = dict(inputs)
        for key, value in zip(keys, forward(inputs), strict=True):
            self.values[key] = (
                np.broadcast_to(value, shape_of(model, key, sizes)) if model[key].axes else value
            )

    def with_values(self, more: Arrays) -> Bench:
        """The same point with values for more names."""
        found = copy(self)
        found.values = {**self.values, **more}
        return found

    def length(self, size: sp.Expr) -> int:
        """The number a size stands for."""
        return int(size) if isinstance(size, sp.Integer) else self.sizes[str(size)]

    def finite(self) -> bool:
        """Whether every name has a finite value here."""
        return all(
            bool(np.all(np.isfinite(np.asarray(value, dtype=float)))) for value in self.values.values()
        )


def forward_of(model: Model, target: str) -> Run:
    """Inputs → values of every definition the target needs, in order."""
    outputs = [(d.symbol, d.index) for d in model.through(target)]
    return quiet(evaluator(model, outputs), len(outputs))


def quiet(run: Run, count: int) -> Run:
    """``run`` without NumPy's warnings; a point outside the domain gives NaN."""

    def silent(values: Arrays) -> tuple[Any, ...]:
        try:
            with np.errstate(all="ignore"):
                return run(values)
        except (ValueError, ZeroDivisionError, OverflowError):
            # The scalar code's ``math`` raises where NumPy gives NaN.
            return (float("nan"),) * count

    return silent


class Along:
    """Slopes of several expressions along the entries of one name.

    ``moving`` is the key whose entries move; it is among ``given``, the names whose values are not recomputed.
    """

    def __init__(
        self,
        model: Model,
        target: str,
        outputs: Outputs,
        moving: str,
        given: Sequence[str],
        extra: Mapping[str, Name] | None = None,
        original: str | None = None,
    ) -> None:
        self.model = model
        self.moving = moving
        self.original = original or moving
        names = {**model.names, **(extra or {})}
        self.sizes = [[ranges_of(expr, names)[letter] for letter in index] for expr, index in outputs]
        self.guard = Guard(model, target, given_for(model, self.original))
        self._compile = lambda analytic: quiet(
            evaluator(model, outputs, inputs=given, extra=extra, analytic=analytic), len(outputs)
        )
        self.analytic = self._compile(True) if self.guard.smooth else None

    @cached_property
    def run(self) -> Run:
        """The expressions for real numbers; compiled when differences are asked for."""
        return self._compile(False)

    def slopes(self, bench: Bench, *, shrink: float | None = 1.0) -> list[tuple[np.ndarray, np.ndarray]]:
        """For each expression (slope, error estimate), arrays with its own axes first, then the moving name's.

        ``shrink`` makes the differences' first h smaller; ``None`` asks for complex steps where the model is analytic
        (with what rounding does to them as their error).
        """
        base = np.asarray(bench.values[self.original], dtype=float)
        shapes = [tuple(bench.length(size) for size in sizes) for sizes in self.sizes]
        around = list(nudged(bench.values, tuple(bench.values))) if shrink is None and self.analytic else []
        columns = [
            self._at(bench.values, base, place, shapes, shrink or 1.0)
            if shrink is not None or self.analytic is None
            else self._analytic([bench.values, *around], place, shapes)
            for place in np.ndindex(base.shape)
        ]
        value, error = (
            np.stack([getattr(each, part) for each in columns], -1) for part in ("value", "error")
        )
        cuts = np.cumsum([prod(shape) for shape in shapes])[:-1]
        return [
            (v.reshape(shape + base.shape), e.reshape(shape + base.shape))
            for v, e, shape in zip(np.split(value, cuts), np.split(error, cuts), shapes, strict=True)
        ]

    def _analytic(
        self, around: Sequence[Arrays], place: tuple[int, ...], shapes: Sequence[tuple[int, ...]]
    ) -> Slope:
        """The same by complex steps, at the point and at points ``around`` it that are off by a few roundings."""
        run = self.analytic
        assert run is not None

        def line(at: Arrays) -> np.ndarray:
            start = np.asarray(at[self.original], dtype=float)

            def moved(t: complex) -> np.ndarray:
                found = zip(run({**at, self.moving: shifted(start, place, t)}), shapes, strict=True)
                return np.concatenate([np.broadcast_to(value, shape).ravel() for value, shape in found])

            with np.errstate(all="ignore"):
                return complex_slope(moved)

        here, *others = (line(at) for at in around)
        error = np.max([np.abs(here - other) for other in others], axis=0) + 8 * EPS * np.abs(here)
        return Slope(here, error, (), np.zeros_like(error))

    def _at(
        self,
        values: Arrays,
        base: np.ndarray,
        place: tuple[int, ...],
        shapes: Sequence[tuple[int, ...]],
        shrink: float,
    ) -> Slope:
        """The slopes of all expressions by one entry, one after the other in a vector."""

        def moved(key: str, t: float) -> Arrays:
            return {**values, key: shifted(base, place, t)}

        def all_at(t: float) -> np.ndarray:
            found = zip(self.run(moved(self.moving, t)), shapes, strict=True)
            return np.concatenate([np.broadcast_to(value, shape).ravel() for value, shape in found])

        return slope(all_at, step=shrink * self.guard.step(values, lambda t: moved(self.original, t)))


class Guard:
    """Finds a step for differences that crosses no kink; without kinks it is always the same one."""

    def __init__(self, model: Model, target: str, given: Sequence[str]) -> None:
        found = switches(model, target)
        outputs = [(expr, letters) for expr, letters, _ in found]
        self.run = quiet(evaluator(model, outputs, inputs=given), len(found)) if found else None

    @property
    def smooth(self) -> bool:
        """Whether the model has no switch at all."""
        return self.run is None

    def step(self, values: Arrays, moved: Callable[[float], Arrays]) -> float:
        """The largest h for which no switch changes its sign between −h and h; ``moved(t)`` are the values at t.

        Raises ``UnsupportedError`` where the smallest one crosses a kink too.
        """
        if self.run is None:
            return STEP_WITHOUT
        here = self.run(values)
        for step in STEPS_WITH_SWITCHES:
            if same_side(here, self.run(moved(step)), self.run(moved(-step))):
                return step
        raise UnsupportedError("the point stands at a kink of the model, where differences mean nothing.")


def given_for(model: Model, moving: str) -> tuple[str, ...]:
    """The inputs, and ``moving`` if it is a definition: everything else follows."""
    inputs = inputs_of(model)
    return inputs if moving in inputs else (*inputs, moving)


def same_side(*points: tuple[Any, ...]) -> bool:
    """Whether every switch has the same sign (and none is zero) at all the points."""
    for values in zip(*points, strict=True):
        signs = [np.sign(np.asarray(value, dtype=float)) for value in values]
        if not np.all(np.abs(signs[0]) == 1) or any(np.any(sign != signs[0]) for sign in signs[1:]):
            return False
    return True


def shifted(base: np.ndarray, place: tuple[int, ...], t: complex) -> Any:
    """``base`` with t, which may be complex, added to one entry."""
    if not place and not base.shape:
        return (base[()] + t).item()
    moved = np.array(base, dtype=np.result_type(base, type(t)))
    moved[place] += t
    return moved


def comparison(
    got: np.ndarray, expected: np.ndarray, error: np.ndarray, *, relative: float
) -> tuple[float, tuple[int, ...], bool]:
    """(error relative to the largest entry, where it is worst, whether every entry agrees).

    An entry agrees when it differs by no more than ``relative`` of itself, plus what the numerical value is uncertain
    by, plus rounding at the size of the largest entry.  A numerical value that is itself too uncertain never agrees.
    Where both sides are 0 up to that uncertainty the error is 0: there is nothing to be relative to.
    """
    got, expected, error = np.broadcast_arrays(got, expected, error)
    scale = float(max(np.max(np.abs(expected), initial=0.0), np.max(np.abs(got), initial=0.0)))
    if not np.isfinite(scale):
        return float("inf"), _first(~np.isfinite(got - expected)), False
    gap = np.abs(got - expected)
    own = np.maximum(np.abs(got), np.abs(expected))
    allowed = relative * own + 10 * error + 100 * EPS * scale
    sharp = error <= 1e-5 * max(scale, 1e-3)
    agrees = bool(np.all((gap <= allowed) & sharp))
    excess = np.where(gap <= allowed, 0.0, gap / np.where(own == 0, 1.0, own))
    where = excess if np.any(excess > 0) else gap
    worst = tuple(int(i) for i in np.unravel_index(int(np.argmax(where)), where.shape)) if where.ndim else ()
    largest = float(np.max(gap, initial=0.0))
    zero = scale == 0 or (agrees and scale <= 10 * float(np.max(error, initial=0.0)))
    return 0.0 if zero else largest / scale, worst, agrees


def nudged(values: Arrays, keys: Sequence[str]) -> Iterator[Arrays]:
    """``values`` with those of ``keys`` off by a few roundings: what that changes is what rounding leaves unsure."""
    rng = np.random.default_rng(0)
    for _ in range(NUDGES):
        moved = {}
        for key in keys:
            value = np.asarray(values[key], dtype=float)
            away = value * (1 + 4 * EPS * rng.choice((-1.0, 1.0), value.shape))
            moved[key] = away if value.ndim else float(away)
        yield {**values, **moved}


def _first(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(mask)[0]) if np.any(mask) else ()


def rename_free(names: Mapping[str, Name], stem: str) -> Iterator[str]:
    """Keys that no name has: stem₁, stem₂, …"""
    number = 0
    while True:
        number += 1
        if (key := f"{stem}_{{{number}}}") not in names:
            yield key
