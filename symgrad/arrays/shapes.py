"""The shape of a whole-array expression: the sizes of its axes, from those of the arrays in it."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symgrad.arrays.nodes import (
    Align,
    ArrayNode,
    DeterminantOf,
    Diagonal,
    Eye,
    InverseOf,
    LargestExponent,
    LogDeterminantOf,
    LogSumExpOver,
    MatMul,
    MaxOver,
    Outer,
    Part,
    Permute,
    Positions,
    Solve,
    Spread,
    SumOver,
    Take,
    Tensordot,
    Transpose,
    Unit,
)

Shape = tuple[sp.Expr, ...]
ONE = sp.Integer(1)


def shape_of(expr: sp.Basic, known: Mapping[sp.Symbol, Shape]) -> Shape:
    """The shape; symbols that are not ``known`` are numbers.  Raises ``KeyError`` for a node without a rule."""
    if isinstance(expr, sp.Symbol):
        return known.get(expr, ())
    if isinstance(expr, ArrayNode):
        return _RULES[type(expr)](expr, known)
    shapes = [shape_of(arg, known) for arg in expr.args if not isinstance(arg, sp.logic.boolalg.BooleanAtom)]
    return _broadcast(shapes)


def _broadcast(shapes: list[Shape]) -> Shape:
    rank = max((len(shape) for shape in shapes), default=0)
    full: list[sp.Expr] = [ONE] * rank
    for shape in shapes:
        for place, size in enumerate(shape, rank - len(shape)):
            if size != 1:
                full[place] = size
    return tuple(full)


def _reduced(expr: sp.Basic, known: Mapping[sp.Symbol, Shape]) -> Shape:
    return tuple(
        size for place, size in enumerate(shape_of(expr.args[0], known)) if place not in expr.args[1]
    )


def _product(expr: sp.Basic, known: Mapping[sp.Symbol, Shape]) -> Shape:
    left, right = (shape_of(arg, known) for arg in expr.args)
    return left[:-1] + right[1:]


def _tensordot(expr: sp.Basic, known: Mapping[sp.Symbol, Shape]) -> Shape:
    pairs = zip(expr.args[:2], expr.args[2:], strict=True)
    return tuple(
        size
        for array, axes in pairs
        for place, size in enumerate(shape_of(array, known))
        if place not in axes
    )


def _aligned(expr: sp.Basic, known: Mapping[sp.Symbol, Shape]) -> Shape:
    sizes = iter(shape_of(expr.args[0], known))
    return tuple(next(sizes) if keep else ONE for keep in expr.args[1])


def _diagonal(expr: sp.Basic, known: Mapping[sp.Symbol, Shape]) -> Shape:
    shape, (first, second) = shape_of(expr.args[0], known), expr.args[1:]
    return (*[s for place, s in enumerate(shape) if place not in (first, second)], shape[int(first)])


def _length(cut: sp.Tuple, size: sp.Expr) -> sp.Expr:
    """How many elements a part of an axis has."""
    if not cut:
        return size
    first, last, step = cut
    return sp.expand((last - first) * step + 1)


_RULES = {
    MatMul: _product,
    Tensordot: _tensordot,
    SumOver: _reduced,
    MaxOver: _reduced,
    LogSumExpOver: _reduced,
    Align: _aligned,
    Diagonal: _diagonal,
    Outer: lambda e, known: shape_of(e.args[0], known) + shape_of(e.args[1], known),
    Transpose: lambda e, known: shape_of(e.args[0], known)[::-1],
    Permute: lambda e, known: tuple(shape_of(e.args[0], known)[int(place)] for place in e.args[1]),
    Take: lambda e, known: tuple(
        s for s, place in zip(shape_of(e.args[0], known), e.args[1], strict=True) if not place
    ),
    Part: lambda e, known: tuple(
        _length(cut, size) for size, cut in zip(shape_of(e.args[0], known), e.args[1], strict=True)
    ),
    Spread: lambda e, known: tuple(e.args[1]),
    Eye: lambda e, known: (e.args[0], e.args[0]),
    Unit: lambda e, known: (e.args[0],),
    InverseOf: lambda e, known: shape_of(e.args[0], known),
    Solve: lambda e, known: shape_of(e.args[1], known),
    DeterminantOf: lambda e, known: (),
    LogDeterminantOf: lambda e, known: (),
    LargestExponent: lambda e, known: (),
    Positions: lambda e, known: (e.args[0],),
}
