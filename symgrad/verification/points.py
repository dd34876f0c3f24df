"""Where to evaluate: sizes of axes, random inputs inside the model's domain, and how far the kinks are.

Sizes that the data leaves open become small different numbers, so that a transposed matrix does not fit by accident.
A *switch* is an expression whose sign decides which branch a function takes (z of ReLU(z), a − b of max(a, b)): where a
switch changes its sign between two points, differences between those points mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import sympy as sp

from symgrad.errors import DataError, worded
from symgrad.expressions import BINDERS, Maximum, Minimum, sub, walk
from symgrad.functions import BY_SYMBOL
from symgrad.model import Model
from symgrad.symmetry import refuse_asymmetric

Array = Any  # a float or an ndarray
Letters = tuple[sp.Symbol, ...]

#: sizes for axes the data leaves open, in the order met
SMALL_SIZES = (3, 2, 4, 5)

#: what random inputs are drawn from, in the order tried: (low, high, may be negative)
RANGES = ((0.2, 1.2, True), (0.2, 1.2, False), (0.05, 0.4, False))


def small_sizes(model: Model, known: Mapping[str, int]) -> dict[str, int]:
    """A length for every size name; at least the largest element that a definition asks for by number."""
    needed: dict[str, int] = {}
    for definition in model.definitions:
        for node in walk(definition.expr):
            if isinstance(node, sp.Indexed):
                for position, size in zip(node.indices, model[str(node.base.label)].axes, strict=True):
                    if isinstance(position, sp.Integer) and isinstance(size, sp.Symbol):
                        needed[size.name] = max(needed.get(size.name, 1), int(position))
    sizes = dict(known)
    for number, key in enumerate(model.sizes):
        small = SMALL_SIZES[number % len(SMALL_SIZES)] + 4 * (number // len(SMALL_SIZES))
        sizes.setdefault(key, max(small, needed.get(key, 1)))
    return sizes


def shape_of(model: Model, key: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The lengths of a name's axes."""
    return tuple(int(axis) if isinstance(axis, sp.Integer) else sizes[str(axis)] for axis in model[key].axes)


def inputs_of(model: Model) -> tuple[str, ...]:
    """Everything that is given from outside, in the order declared."""
    return (*model.parameters, *model.data, *model.constants)


def sizes_from(model: Model, at: Mapping[str, Any]) -> dict[str, int]:
    """Size name → length, from the numbers given.  Raises ``DataError`` for names and lengths that do not fit."""
    sizes: dict[str, int] = {}
    for key, value in at.items():
        if key not in inputs_of(model):
            raise DataError(
                worded("{key} is not an input of the model.", key=key),
                remedy="Give parameters, data and constants.",
            )
        shape = np.shape(value)
        if len(shape) != len(model[key].axes):
            raise DataError(
                worded(
                    "{key} needs {count} axes; the numbers given have {count_two}.",
                    key=key,
                    count=len(model[key].axes),
                    count_two=len(shape),
                )
            )
        for axis, length in zip(model[key].axes, shape, strict=True):
            known = int(axis) if isinstance(axis, sp.Integer) else sizes.setdefault(str(axis), length)
            if known != length:
                raise DataError(
                    worded(
                        "{key} has {length} along {axis}, which is {known} elsewhere.",
                        key=key,
                        length=length,
                        axis=axis,
                        known=known,
                    )
                )
        if not np.all(np.isfinite(np.asarray(value, dtype=float))):
            raise DataError(worded("{key} holds a value that is not finite.", key=key))
    refuse_asymmetric(model, at)
    return sizes


def candidates(
    model: Model, sizes: Mapping[str, int], rng: np.random.Generator, *, tries: int = 20
) -> Iterator[dict[str, Array]]:
    """Random inputs, first of either sign, then positive, then small and positive (logarithms, roots)."""
    for low, high, signed in RANGES:
        for _ in range(tries):
            values: dict[str, Array] = {}
            for key in inputs_of(model):
                shape = shape_of(model, key, sizes)
                drawn = rng.uniform(low, high, shape)
                if signed and key not in model.constants:
                    drawn = drawn * rng.choice((-1.0, 1.0), shape)
                if shape and key in model.parameters:
                    drawn = drawn / np.sqrt(max(1.0, max(shape) / 4))
                if key in model.symmetric:
                    drawn = np.tril(drawn) + np.tril(drawn, -1).T
                values[key] = drawn if shape else float(drawn)
            yield values


def switches(model: Model, target: str) -> tuple[tuple[sp.Expr, Letters, tuple[sp.Expr, ...]], ...]:
    """Every expression whose sign decides a branch on the way to ``target``: (expression, its indices, their sizes)."""
    found: dict[tuple[sp.Expr, Letters], tuple[sp.Expr, ...]] = {}
    for definition in model.through(target):
        ranges = dict(zip(definition.index, model[definition.name].axes, strict=True))
        for node in walk(definition.expr):
            if isinstance(node, BINDERS):
                ranges.update({limit[0]: limit[2] for limit in node.limits})
        for node in walk(definition.expr):
            for expr in _decides(node):
                letters = tuple(letter for letter in ranges if letter in expr.free_symbols)
                found[expr, letters] = tuple(ranges[letter] for letter in letters)
    return tuple((expr, letters, sizes) for (expr, letters), sizes in found.items())


def _decides(node: sp.Basic) -> Iterator[sp.Expr]:
    if isinstance(node, (Maximum, Minimum)):
        yield sub(*node.args)
    elif isinstance(node, sp.Piecewise):
        for _, condition in node.args:
            for part in walk(condition):
                if isinstance(part, sp.core.relational.Relational):
                    yield sub(part.lhs, part.rhs)
    elif isinstance(node, sp.Function) and node.func in BY_SYMBOL:
        row = BY_SYMBOL[node.func]
        for kink in row.kinks:
            yield sub(node.args[0], kink)
        # ELU has a derivative everywhere, but not a second one: its cases are switches too.
        for inner in walk(row.definition(node.args[0])):
            if isinstance(inner, sp.Piecewise):
                yield from _decides(inner)
