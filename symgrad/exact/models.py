"""The numbers of a model: its inputs bound, its definitions worked out in order.

In: a model and the numbers of its inputs.  Out: an ``Environment``, and every name's value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import sympy as sp

from symgrad.errors import DataError, choices, worded
from symgrad.exact.arithmetic import MPMATH, Arithmetic, Value
from symgrad.exact.walk import Environment, tabulate
from symgrad.model import Model


def shape(value: Value) -> tuple[int, ...]:
    """The lengths of nested tuples; ``()`` for a number."""
    if not isinstance(value, tuple):
        return ()
    if not value:
        raise DataError("an empty list of numbers.")
    inner = {shape(item) for item in value}
    if len(inner) != 1:
        raise DataError("rows of different lengths.")
    return (len(value), *inner.pop())


def environment(
    model: Model, values: Mapping[str, Any], *, arithmetic: Arithmetic | None = None
) -> Environment:
    """Bind numbers to the model's inputs; sizes follow from their shapes.

    Raises ``DataError`` for an unknown or missing name and for lengths that contradict each other.
    """
    arithmetic = arithmetic or MPMATH
    numbers = {key: arithmetic.number(value) for key, value in model.numbers.items()}
    env = Environment(numbers, arithmetic=arithmetic)
    for key, given in values.items():
        if key not in model.names:
            raise DataError(
                worded("the model has no name {key}.", key=repr(key)), remedy=choices(key, tuple(model.names))
            )
        name = model.names[key]
        if name.value is not None:
            raise DataError(
                worded("{key} is {value} in the model; it takes no other number.", key=key, value=name.value)
            )
        if name.role == "size":
            env.sizes[key] = int(given)
            continue
        value = arithmetic.number(given)
        lengths = shape(value)
        if len(lengths) != len(name.axes):
            raise DataError(
                worded(
                    "{key} needs {needed} axes, the numbers given have {given}.",
                    key=key,
                    needed=len(name.axes),
                    given=len(lengths),
                )
            )
        for size, length in zip(name.axes, lengths, strict=True):
            known = int(size) if isinstance(size, sp.Integer) else env.sizes.setdefault(str(size), length)
            if known != length:
                raise DataError(
                    worded(
                        "{key} has {length} along {size}, which is {known} elsewhere.",
                        key=key,
                        length=length,
                        size=size,
                        known=known,
                    )
                )
        env.values[key] = value
    missing = [key for key in (*model.parameters, *model.data, *model.constants) if key not in env.values]
    if missing:
        raise DataError(worded("no number for {missing}.", missing=", ".join(missing)))
    return env


def evaluate(model: Model, values: Mapping[str, Any], *, digits: int = 50) -> dict[str, Value]:
    """Every name's value, inputs and definitions, computed with ``digits`` significant digits."""
    with mpmath.workdps(digits + 10):
        return forward(model, environment(model, values))


def forward(model: Model, env: Environment) -> dict[str, Value]:
    """The values in ``env`` and those of every definition, in order."""
    for definition in model.definitions:
        axes = model.names[definition.name].axes
        env.values[definition.name] = tabulate(
            definition.expr, definition.index, [env.length(size) for size in axes], env
        )
    return dict(env.values)
