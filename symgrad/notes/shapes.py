"""Numbers, vectors (tuples) and matrices (tuples of rows): the arithmetic of what a page writes.

Goes in: numbers of any arithmetic in nested tuples.  Comes out: the same.  Shapes that do not go together are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.errors import Origin, UnsupportedError, worded

Value = Any  # a number, or nested tuples of them


def depth(value: Value) -> int:
    """How many axes a value has."""
    return 1 + depth(value[0]) if isinstance(value, tuple) else 0


def flat(value: Value) -> list[Value]:
    """The numbers in a value, in order."""
    return [x for item in value for x in flat(item)] if isinstance(value, tuple) else [value]


def each(change: Callable[[Value], Value], value: Value) -> Value:
    """``change`` of every number."""
    return tuple(each(change, item) for item in value) if isinstance(value, tuple) else change(value)


def together(
    join: Callable[[Value, Value], Value], left: Value, right: Value, origin: Origin | None = None
) -> Value:
    """Element by element; a single number goes with every element."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            where = "" if origin is None else f" in {origin.fragment}"
            raise UnsupportedError(
                worded(
                    "{left} and {right} elements do not go together{where}.",
                    left=len(left),
                    right=len(right),
                    where=where,
                )
            )
        return tuple(together(join, a, b, origin) for a, b in zip(left, right, strict=True))
    if isinstance(left, tuple):
        return tuple(together(join, a, right, origin) for a in left)
    if isinstance(right, tuple):
        return tuple(together(join, left, b, origin) for b in right)
    return join(left, right)


def product(left: Value, right: Value, turned: tuple[bool, bool], origin: Origin) -> Value:
    """The product of numbers, vectors and matrices; ``turned`` says which of the two is written with a ᵀ."""
    a, b = depth(left), depth(right)
    if a == 0 or b == 0:
        return together(lambda x, y: x * y, left, right, origin)
    if a > 2 or b > 2:
        raise UnsupportedError(
            worded("{origin} is a product of something with more than two axes.", origin=origin.fragment)
        )
    if (a, b) == (1, 1):
        if turned == (False, True):
            return tuple(tuple(x * y for y in right) for x in left)
        if turned != (True, False):
            raise UnsupportedError(
                worded(
                    r"{origin} is a product of two vectors; write a^T b, a b^T or a \odot b.",
                    origin=origin.fragment,
                )
            )
    rows = (left,) if a == 1 else left
    columns = (right,) if b == 1 else tuple(zip(*right, strict=True))
    if len(rows[0]) != len(columns[0]):
        raise UnsupportedError(
            worded(
                "the factors of {origin} do not fit: {left} and {right}.",
                origin=origin.fragment,
                left=len(rows[0]),
                right=len(columns[0]),
            )
        )
    result = tuple(
        tuple(sum(x * y for x, y in zip(line, column, strict=True)) for column in columns) for line in rows
    )
    if a == 1:
        return result[0] if b == 2 else result[0][0]
    return tuple(line[0] for line in result) if b == 1 else result


def inside(value: Value, index: tuple[int, ...]) -> bool:
    """Whether a value has an element at ``index`` (from 1)."""
    if not index:
        return True
    return isinstance(value, tuple) and 1 <= index[0] <= len(value) and inside(value[index[0] - 1], index[1:])


def replaced(value: Value, index: tuple[int, ...], new: Value) -> Value:
    """The value with another number at ``index`` (from 1)."""
    if not index:
        return new
    k = index[0] - 1
    return (*value[:k], replaced(value[k], index[1:], new), *value[k + 1 :])


def moved(value: Value, index: tuple[int, ...], by: Value) -> Value:
    """The value with the number at ``index`` (from 1) moved."""
    if not index:
        return value + by
    k = index[0] - 1
    return (*value[:k], moved(value[k], index[1:], by), *value[k + 1 :])
