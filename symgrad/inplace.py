"""Large arrays worked on where they are: ``A = X @ W + b`` as ``A = X @ W`` and ``A += b``.

In: assignments of whole-array expressions and the shapes of the arrays in them.  Out: the same assignments; where the
value is a matrix (or has more axes) and takes several passes, the right side is ``Steps(name, first, …)``: the first
pass makes the array, each further one changes it in place.  Nothing else is ever changed: an input or an earlier value
is only read.  Reason: a pass over a fresh array of a few megabytes costs more than the arithmetic in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from symgrad.arrays import Align, ArrayNode, Diagonal, Eye, Permute, Positions, Take, Transpose, Unit
from symgrad.arrays.shapes import Shape, shape_of
from symgrad.expressions import add, mul, rebuild
from symgrad.printer import ArrayCode, Grouped, Steps
from symgrad.schedule import Assignment

#: arrays of this rank are worth it
RANK = 2
#: values that belong to somebody else: names, and views of arrays
_BORROWED = (sp.Symbol, Transpose, Permute, Align, Take, Diagonal)


def in_place(assignments: Sequence[Assignment], shapes: Mapping[sp.Symbol, Shape]) -> list[Assignment]:
    """The assignments with passes in place; ``shapes`` are those of the arrays that come from outside."""
    known = dict(shapes)
    result: list[Assignment] = []
    for name, expr in assignments:
        known[name] = shape_of(expr, known)
        steps = _unfolded(expr, name, known[name], known) if len(known[name]) >= RANK else None
        result.append((name, Steps(name, *steps) if steps and len(steps) > 1 else expr))
    return result


def _unfolded(
    expr: sp.Expr, name: sp.Symbol, full: Shape, known: Mapping[sp.Symbol, Shape]
) -> list[sp.Expr] | None:
    """The passes whose last leaves ``expr`` under ``name``; ``None`` where this is not an array of the full shape."""
    if isinstance(expr, (Eye, Unit, Positions)) or shape_of(expr, known) != full:
        return None
    if isinstance(expr, (sp.Symbol, ArrayNode, sp.Piecewise)):
        return [expr]
    if isinstance(expr, Grouped):
        return _unfolded(expr.args[0], name, full, known)
    if isinstance(expr, (sp.Add, sp.Mul)):
        return _many(expr, name, full, known)
    if isinstance(expr, sp.Function) and expr.func not in ArrayCode.native:
        return None  # a helper may hand back what it was given
    for place, arg in enumerate(expr.args):
        inner = _unfolded(arg, name, full, known)
        if inner is None:
            continue
        if isinstance(inner[-1], _BORROWED):
            return [expr]
        args = [name if number == place else other for number, other in enumerate(expr.args)]
        return [*inner, rebuild(expr, tuple(args))]
    return None


def _many(
    expr: sp.Add | sp.Mul, name: sp.Symbol, full: Shape, known: Mapping[sp.Symbol, Shape]
) -> list[sp.Expr] | None:
    """A sum or product: one operand is the array that is worked on, the others are taken in one by one."""
    join = add if isinstance(expr, sp.Add) else mul
    numbers = [arg for arg in expr.args if not shape_of(arg, known)]
    arrays = [arg for arg in expr.args if shape_of(arg, known)]
    # A term −b is subtracted from another one, it is no array to begin with.
    begin = [arg for arg in arrays if join is mul or not _is_negated_name(arg)]
    found = [(arg, _unfolded(arg, name, full, known)) for arg in begin]
    candidates = [(arg, steps) for arg, steps in found if steps is not None]
    if not candidates:
        return [expr]
    base, steps = next((pair for pair in candidates if not isinstance(pair[1][-1], _BORROWED)), candidates[0])
    arrays.remove(base)
    if isinstance(steps[-1], _BORROWED):  # a value that is still needed: the first pass makes a new array
        first = [*numbers] if numbers else [arrays.pop(0)] if arrays else []
        before = expr.args.index(first[0]) < expr.args.index(base) if first else False
        steps = [join(*first, base) if before else join(base, *first)]
    elif numbers:
        steps = [*steps, join(*numbers, name)]
    return [*steps, *[join(name, other) for other in arrays]]


def _is_negated_name(expr: sp.Expr) -> bool:
    return (
        isinstance(expr, sp.Mul)
        and len(expr.args) == 2
        and expr.args[0] == -1
        and isinstance(expr.args[1], sp.Symbol)
    )
