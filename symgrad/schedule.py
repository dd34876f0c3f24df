"""The order in which a program computes: assignments, with what occurs twice computed once.

In: assignments ``name = expression`` in an order in which they can be carried out (forward definitions, then adjoints).
Out: the same with common subexpressions named before their first use, and occurrences of what a name stands for
already replaced by that name.  One pass up and one down over the nodes: the cost is linear in their number
(``sympy.cse`` also looks for common parts of products, which is not, and changes the form).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import sympy as sp

from symgrad.arrays import Align, Diagonal, LargestExponent, MaxOver, Part, Permute, Take, Transpose
from symgrad.codenodes import Entry, Grouped, Length
from symgrad.expressions import mul, rebuild

Assignment = tuple[sp.Symbol, sp.Expr]
#: views and lookups cost nothing, so a second one is no waste
_LOOKUPS = (Entry, Length, LargestExponent)
_FREE = (Transpose, Permute, Align, Take, Part, Diagonal, *_LOOKUPS)


def share(assignments: Sequence[Assignment], fresh: Iterator[sp.Symbol]) -> list[Assignment]:
    """The assignments with what occurs more than once computed once, under names from ``fresh``."""
    return _Sharing(assignments, fresh, squares=False).scheduled()


def share_scalars(assignments: Sequence[Assignment], fresh: Iterator[sp.Symbol]) -> list[Assignment]:
    """The same for plain numbers, where ``r*r`` is several times quicker than ``r**2``."""
    return [
        (name, _multiplied(expr)) for name, expr in _Sharing(assignments, fresh, squares=True).scheduled()
    ]


class _Sharing:
    def __init__(
        self, assignments: Sequence[Assignment], fresh: Iterator[sp.Symbol], *, squares: bool
    ) -> None:
        self.assignments = assignments
        self.fresh = fresh
        self.squares = squares
        self.uses: Counter[sp.Basic] = Counter()
        self.certain: set[sp.Basic] = set()  # nodes computed whatever the conditions say
        self.names: dict[sp.Basic, sp.Symbol] = {}
        self.done: list[Assignment] = []

    def scheduled(self) -> list[Assignment]:
        for _, expr in self.assignments:
            self._count(expr, certain=True)
        for name, expr in self.assignments:
            value = self.names.get(expr)
            if value is None:
                value = self._inside(expr)
                if expr.args and not isinstance(expr, _FREE):
                    self.names[expr] = name
            self.done.append((name, value))
        return self.done

    def _count(self, expr: sp.Basic, *, certain: bool) -> None:
        stack = [(expr, certain, 1)]
        while stack:
            node, sure, times = stack.pop()
            if not node.args:
                continue
            seen = node in self.uses
            known = node in self.certain
            self.uses[node] += times
            if sure:
                self.certain.add(node)
            through = _is_reciprocal(node)  # gets no name of its own: what is under the bar is used again
            if seen and (known or not sure) and not through:
                continue
            # Seen before under a condition only: what is inside is certain now, but is not used once more.
            one = int(not seen or through)
            if isinstance(node, sp.Piecewise):
                # Only the first condition is looked at whatever happens; what a branch guards must stay inside.
                first = node.args[0].args[1]
                stack.extend((part, sure and part is first, one) for pair in node.args for part in pair.args)
                continue
            twice = 2 if self.squares and _is_small_power(node) else 1
            stack.extend((arg, sure, one * twice) for arg in node.args)

    def _visit(self, expr: sp.Basic) -> sp.Basic:
        """``expr`` with names put in; shared nodes get their assignment on the way."""
        if not expr.args:
            return expr
        if expr in self.names:
            return self.names[expr]
        new = self._inside(expr)
        # the largest element has a line of its own: then what it is taken from can be changed in place after it
        if (self.uses[expr] > 1 or isinstance(expr, MaxOver)) and expr in self.certain and _costs(expr):
            name = next(self.fresh)
            self.done.append((name, new.args[0] if isinstance(new, Grouped) else new))
            self.names[expr] = name
            return name
        return new

    def _inside(self, expr: sp.Basic) -> sp.Basic:
        if isinstance(expr, _LOOKUPS) or type(expr) is sp.Tuple or not expr.args:
            return expr
        args = tuple(self._visit(arg) for arg in expr.args)
        return expr if args == expr.args else _rebuilt(expr, args)


def _rebuilt(expr: sp.Basic, args: tuple[sp.Basic, ...]) -> sp.Basic:
    if isinstance(expr, (sp.core.relational.Relational, sp.logic.boolalg.BooleanFunction)):
        return expr.func(*args, evaluate=False)
    return rebuild(expr, args)


def _costs(expr: sp.Basic) -> bool:
    """Is computing it once more a waste?  Views, numbers and a change of sign are not."""
    if not isinstance(expr, sp.Expr) or isinstance(expr, _FREE) or not expr.args:
        return False
    if isinstance(expr, sp.Mul) and expr.args[0] == -1 and len(expr.args) == 2:
        return False
    if _is_reciprocal(expr):
        return False  # a/b and c/b share b: two quotients are as quick as a quotient and two products
    return any(arg.free_symbols for arg in expr.args)


def _is_reciprocal(expr: sp.Basic) -> bool:
    return isinstance(expr, sp.Pow) and expr.exp == -1


def _is_small_power(expr: sp.Basic) -> bool:
    return isinstance(expr, sp.Pow) and expr.exp in (2, 3)


def _multiplied(expr: sp.Basic) -> sp.Basic:
    """x² as x·x where x is a name."""
    if not expr.args or isinstance(expr, _LOOKUPS):
        return expr
    args = tuple(_multiplied(arg) for arg in expr.args)
    if _is_small_power(expr) and isinstance(args[0], sp.Symbol):
        return mul(*[args[0]] * int(expr.exp))
    return expr if args == expr.args else _rebuilt(expr, args)


Sharing = Callable[[Sequence[Assignment], Iterator[sp.Symbol]], list[Assignment]]
