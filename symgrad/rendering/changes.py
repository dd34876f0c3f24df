"""Where a line differs from the line before, so that the change can be marked.

In: two expressions.  Out: a ``Place``, a path of argument numbers from the root; in a sum or product it may be a
stretch of the arguments there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from symgrad.expressions import Partial


@dataclass(frozen=True)
class Place:
    """Where a line differs from the line before: a path, and in a sum or product the arguments ``start:stop``."""

    path: tuple[int, ...]
    start: int = 0
    stop: int | None = None


def changed_place(previous: sp.Basic, line: sp.Basic) -> Place | None:
    """The smallest part of ``line`` that differs from ``previous``; ``None`` when all of it does, or nothing."""
    place = _difference(previous, line, ())
    return None if place is None or (place.path == () and place.stop is None) else place


def _difference(old: sp.Basic, new: sp.Basic, at: tuple[int, ...]) -> Place | None:
    if old == new:
        return None
    if isinstance(new, (sp.Indexed, sp.Symbol, Partial)) and getattr(new, "of_names", True):
        return Place(at)
    if isinstance(new, (sp.Add, sp.Mul)):
        olds = old.args if old.func is new.func else (old,)
        start = _common(olds, new.args)
        tail = _common(olds[start:][::-1], new.args[start:][::-1])
        stop = len(new.args) - tail
        if len(olds) == len(new.args) and stop == start + 1:
            inside = _difference(olds[start], new.args[start], (*at, start))
            # A term or factor as a whole is marked from here, where its sign and its parentheses are known.
            return Place(at, start, stop) if inside == Place((*at, start)) else inside
        if start or tail:
            # A factor that only disappeared leaves nothing to mark but the place: take its neighbour.
            return Place(at, min(start, len(new.args) - 1), max(stop, start + 1))
        return Place(at)
    if old.func is new.func and len(old.args) == len(new.args):
        differing = [n for n, (a, b) in enumerate(zip(old.args, new.args, strict=True)) if a != b]
        if len(differing) == 1:
            (number,) = differing
            part = new.args[number]
            if isinstance(part, ExprCondPair):
                inside = _difference(old.args[number], part, (*at, number))
                # A branch as a whole has no place of its own: then all the cases are marked.
                return Place(at) if inside == Place((*at, number)) else inside
            if not isinstance(part, sp.Tuple):
                return _difference(old.args[number], part, (*at, number))
    return Place(at)


def _common(left: Sequence[Any], right: Sequence[Any]) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
