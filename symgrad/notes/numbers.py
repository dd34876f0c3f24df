"""The numbers of a page: how precisely they are computed, and what has no value at all.

Every value is an mpf or a ball (``symgrad.exact.MPMATH``, ``symgrad.balls.BALLS``), or nested tuples of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mpmath
from flint import ctx

from symgrad.errors import DataError, Origin, ReadError, UnsupportedError, worded
from symgrad.reading import syntax
from symgrad.reading.names import plain

Value = Any  # an mpf or a ball, or nested tuples of them

#: significant digits of every value on a page
DIGITS = 50
#: the same in bits, with a margin: what balls are computed with
BITS = 240


@contextmanager
def precisely() -> Iterator[None]:
    """The precision of every number on a page, in either arithmetic."""
    with mpmath.workdps(DIGITS + 10), ctx.workprec(BITS):
        yield


class OutOfRange(DataError):
    """An element that a name does not have; never a matter of the numbers, as a division by zero is."""

    def __init__(self, index: str, length: int, origin: Origin) -> None:
        self.index, self.length, self.origin = index, length, origin
        super().__init__(f"{origin.fragment}: there is no element {index}, there are {length}.")


class TooLong(UnsupportedError):
    """More terms than an audit adds up."""


class NoValue(UnsupportedError):
    """What has no value on a page; ``key`` is the remark that says why, in both languages."""

    def __init__(self, key: str, origin: Origin, **values: str) -> None:
        self.remark = f"no_value_{key}", {"formula": " ".join(origin.fragment.split()), **values}
        super().__init__(f"{origin.fragment}: {key.replace('_', ' ')}.")


class NoValueHere(DataError):
    """What has no value at these numbers; ``key`` as for ``NoValue``."""

    def __init__(self, key: str, origin: Origin) -> None:
        self.remark = f"no_value_{key}", {"formula": " ".join(origin.fragment.split())}
        super().__init__(f"{origin.fragment}: {key.replace('_', ' ')}.")


class NotGiven(DataError):
    """A name of the model that the page gives no number."""

    def __init__(self, key: str, origin: Origin) -> None:
        self.key = key
        super().__init__(f"{origin.fragment}: no number for {plain(key)}.")


class NoLimit(DataError):
    """A limit whose sides differ: it does not exist."""

    def __init__(self, origin: Origin, right: Value, left: Value) -> None:
        self.right, self.left = right, left
        super().__init__(f"{origin.fragment}: the limits from the right and from the left differ.")


def unknown(text: str, origin: Origin, *, what: str = "name") -> ReadError:
    """Nothing on the page says what this is."""
    return ReadError(
        worded("no {what} {text} on this page.", what=what, text=plain(text)), origin, reason="undefined"
    )


def nonzero(value: Value, node: syntax.Node) -> Value:
    """A value to divide by.  Raises ``DataError`` for zero."""
    if value == 0:
        raise NoValueHere("division_by_zero", node.origin)
    return value


def real(value: Value, node: syntax.Node) -> Value:
    """A value that is a real number.  Raises ``DataError`` for another one."""
    if value is None or isinstance(value, mpmath.mpc):
        raise NoValueHere("not_real", node.origin)
    return value
