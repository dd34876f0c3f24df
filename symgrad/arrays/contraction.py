"""Products under sums as matrix products: which index to sum first, and how.

In: values (trees with named axes) whose product is summed, and the summation indices with their sizes.  Out: values
without those indices, still to be multiplied.  Two arrays that share an index give a matrix product, one alone is
summed, an index that occurs nowhere gives its size as a factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sympy as sp

from symgrad.arrays.nodes import MatMul, SumOver, Tensordot, Value, arrange, multiplied, reduced, union
from symgrad.expressions import ONE

Sizes = Mapping[sp.Symbol, sp.Expr]
Axes = tuple[sp.Symbol, ...]


def eliminate(values: list[Value], limits: Sizes, wanted: Axes) -> list[Value]:
    """Sum the product of ``values`` over ``limits``: matrix products where two arrays share an index."""
    left = dict(limits)
    groups = _grouped(values, left, wanted)
    numbers: list[Value] = []
    while left:
        index = min(left, key=lambda s: _rank_after(s, groups, left))
        sharing = [group for group in groups if index in group.axes]
        others = [group for group in groups if index not in group.axes]
        if not sharing:
            numbers.append(Value(left.pop(index)))
            continue
        if len(sharing) == 1:
            here = [s for s in left if s in sharing[0].axes and not any(s in o.axes for o in others)]
            merged = reduced(SumOver, sharing[0], [sharing[0].axes.index(s) for s in here])
        elif len(sharing) == 2:
            here = _only_between(sharing[0], sharing[1], others, left)
            merged = _contracted(sharing[0], sharing[1], here, wanted)
        else:
            sharing.sort(key=lambda group: len(group.axes))
            here = []
            merged = multiplied(sharing[:2], wanted)
            others += sharing[2:]
        for s in here:
            del left[s]
        groups = _grouped([*others, merged], left, wanted)
    return numbers + groups


def _only_between(a: Value, b: Value, others: Sequence[Value], left: Sizes) -> list[sp.Symbol]:
    return [s for s in left if s in a.axes and s in b.axes and not any(s in o.axes for o in others)]


def _rank_after(index: sp.Symbol, groups: Sequence[Value], left: Sizes) -> tuple[int, int]:
    """How many axes the array that comes out of eliminating ``index`` has; three arrays at once come last."""
    sharing = [group for group in groups if index in group.axes]
    others = [group for group in groups if index not in group.axes]
    axes = {axis for group in sharing for axis in group.axes}
    if len(sharing) == 2:
        return 0, len(axes - set(_only_between(sharing[0], sharing[1], others, left)))
    return int(len(sharing) > 2), len(axes - {index})


def _grouped(values: list[Value], left: Sizes, wanted: Axes) -> list[Value]:
    """Values with the same axes multiplied; two vectors over a summed axis stay apart: they make a dot product."""
    groups: dict[frozenset[sp.Symbol], list[Value]] = {}
    for value in values:
        groups.setdefault(frozenset(value.axes), []).append(value)
    result: list[Value] = []
    for axes, members in groups.items():
        if len(axes) == 1 and axes <= left.keys() and len(members) > 1 and _is_alone(axes, groups):
            result.append(multiplied(members[:-1], wanted))
            result.append(members[-1])
        else:
            result.append(multiplied(members, wanted) if len(members) > 1 else members[0])
    return result


def _is_alone(axes: frozenset[sp.Symbol], groups: Iterable[frozenset[sp.Symbol]]) -> bool:
    return not any(axes & other for other in groups if other != axes)


def _contracted(a: Value, b: Value, over: Sequence[sp.Symbol], wanted: Axes) -> Value:
    """Σ over the axes ``over`` that a and b share."""
    shared = [axis for axis in a.axes if axis in b.axes]
    if len(over) < len(shared) or not over:  # an axis that is shared and stays: element by element
        product = multiplied([a, b], wanted)
        return reduced(SumOver, product, [product.axes.index(axis) for axis in over])
    free_a = tuple(axis for axis in a.axes if axis not in over)
    free_b = tuple(axis for axis in b.axes if axis not in over)
    order = union([Value(ONE, free_a), Value(ONE, free_b)], wanted)
    # A vector stands on the right, as a column; of two matrices the one whose axis is wanted first on the left.
    if (not free_a and free_b) or (free_a and free_b and order.index(free_b[0]) < order.index(free_a[0])):
        a, b, free_a, free_b = b, a, free_b, free_a
    if len(over) == 1 and len(free_a) <= 1 and len(free_b) <= 1:
        left = arrange(a, (*free_a, *over))
        right = arrange(b, (*over, *free_b))
        return Value(MatMul(left, right), free_a + free_b)
    pairs = [sp.Tuple(*[value.axes.index(axis) for axis in over]) for value in (a, b)]
    return Value(Tensordot(a.expr, b.expr, *pairs), free_a + free_b)
