"""The same model with short axes: lines of a derivation do not depend on lengths, so they are checked on these.

784 becomes 3, 100 becomes 2, …: different lengths stay different.  A length that an element is asked for by number
(x_5) stays at least that long; numbers in formulas (1/784) stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from symgrad.expressions import BINDERS, transform, walk
from symgrad.model import Definition, Model
from symgrad.verification.points import SMALL_SIZES

#: an axis of a fixed length up to this stays as it is
SHORT = 5


def with_short_axes(model: Model) -> Model:
    """The model itself when all its fixed lengths are short already."""
    lengths = _fixed_lengths(model)
    taken = {length for length in lengths if length <= SHORT}
    needed = _largest_elements(model)
    table: dict[sp.Integer, sp.Integer] = {}
    for length in lengths:
        if length > SHORT:
            short = next(
                n for n in (*SMALL_SIZES, *range(6, 10**6)) if n not in taken and n >= needed.get(length, 1)
            )
            if short < length:
                taken.add(short)
                table[sp.Integer(length)] = sp.Integer(short)
    if not table:
        return model

    def change(node: sp.Basic) -> sp.Basic:
        if not isinstance(node, BINDERS):
            return node
        return node.func(node.function, *[(i, low, table.get(high, high)) for i, low, high in node.limits])

    return Model(
        tuple(Definition(d.name, d.index, transform(d.expr, change), d.origin) for d in model.definitions),
        {
            key: replace(name, axes=tuple(table.get(axis, axis) for axis in name.axes))
            for key, name in model.names.items()
        },
        {index: table.get(size, size) for index, size in model.ranges.items()},
        model.text_read,
    )


def _fixed_lengths(model: Model) -> list[int]:
    """Every fixed length of an axis, in the order met."""
    axes = [axis for name in model.names.values() for axis in name.axes]
    for definition in model.definitions:
        for node in walk(definition.expr):
            if isinstance(node, BINDERS):
                axes.extend(limit[2] for limit in node.limits)
    return list(dict.fromkeys(int(axis) for axis in axes if isinstance(axis, sp.Integer)))


def _largest_elements(model: Model) -> dict[int, int]:
    """Fixed length → the largest element of such an axis that a definition asks for by number."""
    largest: dict[int, int] = {}
    for definition in model.definitions:
        for node in walk(definition.expr):
            if isinstance(node, sp.Indexed):
                for position, axis in zip(node.indices, model[str(node.base.label)].axes, strict=True):
                    if isinstance(position, sp.Integer) and isinstance(axis, sp.Integer):
                        largest[int(axis)] = max(largest.get(int(axis), 1), int(position))
    return largest
