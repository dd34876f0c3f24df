"""Large arrays worked on where they are: ``A = X @ W + b`` as ``A = X @ W`` and ``A += b``.

In: assignments of whole-array expressions, the shapes of the arrays that come from outside, and the names that must
survive.  Out: the same assignments; where the value is a matrix (or has more axes) and takes several passes, the right
side is ``Steps(name, first, …)``: the first pass makes the array, each further one changes it in place.  A value that
was made here and is not needed any more gives its memory to the next.  What comes from outside is only ever read.
Reason: a pass over a fresh array of a few megabytes costs more than the arithmetic in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.arrays import (
    Align,
    ArrayNode,
    Diagonal,
    Eye,
    LargestExponent,
    Part,
    Permute,
    Positions,
    Take,
    Transpose,
    Unit,
)
from symgrad.arrays.shapes import Shape, shape_of
from symgrad.codenodes import Grouped, Steps
from symgrad.expressions import add, mul, neg, rebuild
from symgrad.printer import ArrayCode
from symgrad.schedule import Assignment

#: arrays of this rank are worth it
RANK = 2
#: values that belong to somebody else: names, and views of arrays
_BORROWED = (sp.Symbol, Transpose, Permute, Align, Take, Part, Diagonal)


def in_place(
    assignments: Sequence[Assignment], shapes: Mapping[sp.Symbol, Shape], keep: Iterable[sp.Symbol]
) -> list[Assignment]:
    """The assignments with passes in place; the names in ``keep`` have their values to the end."""
    known = dict(shapes)
    owned = _owned(assignments) - set(keep)
    last = {symbol: n for n, (_, expr) in enumerate(assignments) for symbol in _occurrences(expr)}
    result: list[Assignment] = []
    for number, (name, expr) in enumerate(assignments):
        known[name] = shape_of(expr, known)
        value = expr
        if len(known[name]) >= RANK:
            places = list(_occurrences(expr))
            free = {s for s in places if s in owned and last[s] == number and places.count(s) == 1}
            steps = _Passes(name, known[name], known, frozenset(free)).of(expr)
            if steps and len(steps) > 1:
                value = Steps(name, *steps)
        result.append((name, value))
    return result


def subtracted(assignments: Sequence[Assignment], shapes: Mapping[sp.Symbol, Shape]) -> list[Assignment]:
    """``a += b`` and then ``a *= -1`` as one pass ``a = -b - a``, where b is smaller and a is not used in between.

    In and out: what ``in_place`` made.
    """
    known = dict(shapes)
    result = list(assignments)
    uses = Counter(symbol for _, expr in assignments for symbol in _occurrences(expr))
    for name, expr in assignments:
        known[name] = shape_of(expr.args[1] if isinstance(expr, Steps) else expr, known)
    for number, (name, expr) in enumerate(assignments):
        if not isinstance(expr, Steps) or len(expr.args) < 3 or not isinstance(expr.args[1], sp.Symbol):
            continue
        before = expr.args[1]
        place = next((n for n in range(number) if assignments[n][0] == before), None)
        if place is None or expr.args[2] != neg(name):
            continue
        value = assignments[place][1]
        last = value.args[-1] if isinstance(value, Steps) and len(value.args) > 2 else None
        if not isinstance(last, sp.Add) or len(last.args) != 2 or last.args[0] != before:
            continue
        own = sum(symbol == before for symbol in _occurrences(value))
        if uses[before] - own == 1 and len(shape_of(last.args[1], known)) < len(known[before]):
            result[place] = (before, Steps(*value.args[:-1]))
            both = add(neg(last.args[1]), neg(name))
            result[number] = (name, Steps(name, before, both, *expr.args[3:]))
    return result


def _occurrences(expr: sp.Basic) -> Iterator[sp.Symbol]:
    """Every place where a symbol's value is read (``LargestExponent`` only looks at its precision)."""
    if isinstance(expr, sp.Symbol):
        yield expr
    elif not isinstance(expr, LargestExponent):
        for arg in expr.args:
            yield from _occurrences(arg)


def _owned(assignments: Sequence[Assignment]) -> set[sp.Symbol]:
    """Names whose array was made by their own assignment and is not visible under another name."""
    owned = {name for name, _ in assignments}
    for name, expr in assignments:
        if isinstance(expr, _BORROWED) or _is_helper(expr):
            owned -= {name, *_occurrences(expr)}
    return owned


def _is_helper(expr: sp.Basic) -> bool:
    """A helper may hand back what it was given (the identity does)."""
    return isinstance(expr, sp.Function) and expr.func not in ArrayCode.native


@dataclass(frozen=True)
class _Passes:
    """How one value is computed: ``name``, its ``full`` shape, all shapes, and names whose memory may be taken."""

    name: sp.Symbol
    full: Shape
    known: Mapping[sp.Symbol, Shape]
    free: frozenset[sp.Symbol]

    def of(self, expr: sp.Expr) -> list[sp.Expr] | None:
        """The passes whose last leaves ``expr`` under the name; ``None`` where there is no such way."""
        if isinstance(expr, Grouped):
            return self.of(expr.args[0])
        if isinstance(expr, (Eye, Unit, Positions)) or shape_of(expr, self.known) != self.full:
            return None
        if isinstance(expr, (sp.Symbol, ArrayNode, sp.Piecewise)):
            return [expr]
        if _is_helper(expr):
            return None
        if isinstance(expr, (sp.Add, sp.Mul)):
            return self._joined(expr)
        for place, arg in enumerate(expr.args):
            inner = self.of(arg)
            if inner is None:
                continue
            if self._is_borrowed(inner):
                return [expr]
            args = [self.name if number == place else other for number, other in enumerate(expr.args)]
            return [*inner, rebuild(expr, tuple(args))]
        return None

    def _is_borrowed(self, steps: Sequence[sp.Expr]) -> bool:
        return isinstance(steps[-1], _BORROWED) and steps[-1] not in self.free

    def _joined(self, expr: sp.Add | sp.Mul) -> list[sp.Expr]:
        """A sum or product: one operand is the array that is worked on, the others are taken in one by one."""
        join = add if isinstance(expr, sp.Add) else mul
        numbers = [arg for arg in expr.args if not shape_of(arg, self.known)]
        arrays = [arg for arg in expr.args if shape_of(arg, self.known)]
        # A term −b is subtracted from another one, it is no array to begin with.
        begin = [arg for arg in arrays if join is mul or not _is_negated_name(arg)]
        ways = [(arg, steps) for arg in begin if (steps := self.of(arg)) is not None]
        if not ways:
            return [expr]
        base, steps = min(ways, key=lambda way: (self._is_borrowed(way[1]), isinstance(way[0], sp.Symbol)))
        arrays.remove(base)
        if self._is_borrowed(steps):  # still needed by somebody: the first pass makes a new array
            first = numbers or arrays[:1]
            arrays = arrays if numbers else arrays[1:]
            before = bool(first) and expr.args.index(first[0]) < expr.args.index(base)
            steps = [join(*first, base) if before else join(base, *first)]
        elif numbers:
            steps = [*steps, join(*numbers, self.name)]
        return [*steps, *[join(self.name, other) for other in arrays]]


def _is_negated_name(expr: sp.Expr) -> bool:
    return (
        isinstance(expr, sp.Mul)
        and len(expr.args) == 2
        and expr.args[0] == -1
        and isinstance(expr.args[1], sp.Symbol)
    )
