"""The nodes of whole-array expressions, and how values with named axes are put side by side.

A whole-array expression is a SymPy tree whose plain ``Symbol`` leaves stand for whole arrays.  ``Add, Mul, Pow``,
functions and ``Piecewise`` in it work element by element with NumPy's broadcasting (the *last* axes match); everything
else is one of the nodes here.  ``Value(expr, axes)`` is a tree and the index letter of each of its array axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from symgrad.expressions import mul, neg


class ArrayNode(sp.Expr):
    """Base of the nodes that are not element by element; arguments are arrays first, then plain numbers."""

    is_commutative = True
    #: how tightly it binds in code (SymPy's scale): most are printed as a call or with a dot
    precedence = PRECEDENCE["Atom"]


class MatMul(ArrayNode):
    """``MatMul(a, b)``: matrix times matrix, matrix times vector, or vector times vector (a number)."""

    #: between a sum and a product: ``2*(A @ B)``, ``A @ B + b``
    precedence = 45


class Tensordot(ArrayNode):
    """``Tensordot(a, b, (axes of a), (axes of b))``: Σ over pairs of axes, for arrays of rank 3 and more."""


class Outer(ArrayNode):
    """``Outer(u, v)``: the matrix u_i v_j of two vectors, u vᵀ."""


class Transpose(ArrayNode):
    """``Transpose(a)`` of a matrix."""


class Permute(ArrayNode):
    """``Permute(a, (order))``: the axes of a (rank 3 and more) in another order."""


class Align(ArrayNode):
    """``Align(a, (1, 0))``: a with new axes of length one where the pattern has 0, ``a[:, None]``."""


class SumOver(ArrayNode):
    """``SumOver(a, (axes), rank)``: Σ over some axes of an array of this rank."""


class MaxOver(ArrayNode):
    """``MaxOver(a, (axes), rank)``: the largest element along some axes."""


class LogSumExpOver(ArrayNode):
    """``LogSumExpOver(a, (axes), rank)``: log Σ exp along some axes."""


class Take(ArrayNode):
    """``Take(a, (0, 3))``: element 3 (counted from 1) of an axis; 0 keeps the axis whole."""


class Part(ArrayNode):
    """``Part(a, ((), (2, m), (m, 1)))``: an axis whole, from one element to another, or backwards (from 1 on)."""


class Diagonal(ArrayNode):
    """``Diagonal(a, first, second)``: a with these two axes at the same index; that axis comes last."""


class Spread(ArrayNode):
    """``Spread(a, (sizes))``: a repeated to a full shape."""


class Eye(ArrayNode):
    """``Eye(n)``: the identity matrix, KroneckerDelta of two indices."""


class Unit(ArrayNode):
    """``Unit(n, k)``: the unit vector with a one at place k, counted from 1."""


class Positions(ArrayNode):
    """``Positions(n)``: the index itself as a number, 1, 2, …, n."""


class InverseOf(ArrayNode):
    """``InverseOf(a)``: the inverse of a square matrix."""


class Solve(ArrayNode):
    """``Solve(a, b)``: a⁻¹ b, a vector or a matrix, without the inverse."""


class DeterminantOf(ArrayNode):
    """``DeterminantOf(a)``: its determinant, a number."""


class LogDeterminantOf(ArrayNode):
    """``LogDeterminantOf(a)``: the logarithm of its determinant, which must be positive."""


class LargestExponent(ArrayNode):
    """``LargestExponent(X, w, …)``: where an exponent computed from these arrays is cut off; a number."""


@dataclass(frozen=True)
class Value:
    """A tree and the index letter of each of its axes."""

    expr: sp.Expr
    axes: tuple[sp.Symbol, ...] = ()


def align(value: Value, axes: tuple[sp.Symbol, ...]) -> sp.Expr:
    """The value with its axes in the order of ``axes``, of which it may lack some."""
    order = tuple(axis for axis in axes if axis in value.axes)
    expr = arrange(value, order)
    pattern = [int(axis in value.axes) for axis in axes]
    while pattern and not pattern[0]:
        pattern.pop(0)
    if all(pattern):
        return expr
    if isinstance(expr, sp.Mul) and expr.args[0] == -1:  # X - u[:, None] rather than X + (-u)[:, None]
        return neg(Align(mul(*expr.args[1:]), sp.Tuple(*pattern)))
    return Align(expr, sp.Tuple(*pattern))


def arrange(value: Value, order: tuple[sp.Symbol, ...]) -> sp.Expr:
    """The value with exactly its own axes in another order."""
    if order == value.axes:
        return value.expr
    if len(order) == 2:
        return value.expr.args[0] if isinstance(value.expr, Transpose) else Transpose(value.expr)
    return Permute(value.expr, sp.Tuple(*[value.axes.index(axis) for axis in order]))


def union(values: Iterable[Value], wanted: tuple[sp.Symbol, ...]) -> tuple[sp.Symbol, ...]:
    """All axes; in the order of a value that has them all, else as wanted, else (some are summed later) as met."""
    values = list(values)
    met = tuple(dict.fromkeys(axis for value in values for axis in value.axes))
    for value in values:
        if len(value.axes) == len(met):
            return value.axes
    return tuple(axis for axis in wanted if axis in met) if set(met) <= set(wanted) else met


def multiplied(values: Sequence[Value], wanted: tuple[sp.Symbol, ...]) -> Value:
    """The product element by element in the order given, numbers first so that they meet before an array does."""
    numbers = [value.expr for value in values if not value.axes]
    arrays = [value for value in values if value.axes]
    axes = union(arrays, wanted)
    if len(axes) == 2 and all(len(value.axes) == 1 for value in arrays):
        vectors = [mul(*[value.expr for value in arrays if value.axes == (axis,)]) for axis in axes]
        return Value(mul(*numbers, Outer(*vectors)), axes)
    return Value(mul(*numbers, *[align(value, axes) for value in arrays]), axes)


def reduced(kind: type[ArrayNode], value: Value, places: Sequence[int]) -> Value:
    """The value with the axes at ``places`` reduced away by ``kind``."""
    if not places:
        return value
    axes = tuple(axis for place, axis in enumerate(value.axes) if place not in places)
    return Value(kind(value.expr, sp.Tuple(*sorted(places)), sp.Integer(len(value.axes))), axes)
