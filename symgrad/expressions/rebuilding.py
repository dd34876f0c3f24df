"""Expressions with parts changed, in the form they have.

In: an expression and what is to be put in.  Out: the expression, nothing evaluated on the way.  As in ``walking`` the
arguments of a node are read as ``_args``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import is_
from typing import Any

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from symgrad.expressions.building import add, applied, mul, piecewise, power, summed
from symgrad.expressions.nodes import BINDERS
from symgrad.expressions.walking import has


def rebuild(expr: sp.Basic, args: tuple[Any, ...]) -> sp.Expr:
    """The same kind of node with other arguments, nothing evaluated."""
    again = _AGAIN.get(type(expr))
    if again is not None:
        return again(*args)
    if isinstance(expr, ExprCondPair):
        return sp.Basic.__new__(ExprCondPair, *args)  # type: ignore[no-any-return]
    if isinstance(expr, sp.Function):
        return applied(expr.func, *args) if len(args) == 1 else expr.func(*args, evaluate=False)
    if isinstance(expr, sp.Rel):
        # What digits decide is decided; SymPy would work out other numbers as well, and never end at e^{e^{e^{9}}}.
        return expr.func(*args, evaluate=all(isinstance(arg, sp.Rational) for arg in args))
    return expr.func(*args)


@lru_cache(maxsize=1024)
def _element(base: sp.IndexedBase, *position: sp.Expr) -> sp.Indexed:
    """An element of data: SymPy takes long to make one and to know it again, and few are needed."""
    return sp.Indexed(base, *position)


#: how the commonest kinds of nodes are built
_AGAIN: dict[type[sp.Basic], Callable[..., sp.Expr]] = {
    sp.Add: add,
    sp.Mul: mul,
    sp.Pow: power,
    sp.Sum: summed,
    sp.Indexed: _element,
    sp.Piecewise: lambda *pairs: piecewise(*(pair.args for pair in pairs)),
}


def _same(args: tuple[Any, ...], inside: tuple[Any, ...]) -> bool:
    """Whether nothing was changed: what was not is the same object, which is quicker to see than that it is equal."""
    return all(map(is_, args, inside))


#: what has a letter of its own
_BINDING = (*BINDERS, sp.Limit)


def replace(expr: sp.Basic, table: Mapping[sp.Basic, sp.Basic]) -> Any:
    """Put in the right sides of ``table`` for its left sides, whole nodes only, keeping the form.

    A summation index is not free inside its sum, nor h in a limit for h → 0: its replacement does not enter there.
    """
    new = table.get(expr)
    if new is not None:
        return new
    inside = expr._args
    if not inside or isinstance(expr, sp.IndexedBase):
        return expr
    if isinstance(expr, _BINDING):
        bound = {inside[1]} if isinstance(expr, sp.Limit) else {limit[0] for limit in expr.limits}
        if bound & table.keys():
            table = {old: new for old, new in table.items() if old not in bound}
            if not table:
                return expr
    args = tuple([replace(arg, table) for arg in inside])
    return expr if _same(args, inside) else rebuild(expr, args)


#: the nodes from the whole down to a place, each with the number of the argument that the place is in
Way = tuple[tuple[sp.Basic, int], ...]


def places(expr: sp.Expr, kind: type[sp.Basic]) -> dict[sp.Expr, list[Way]]:
    """The nodes of a kind, as ``walk`` meets them, with the ways to every place each of them stands at."""
    found: dict[sp.Expr, list[Way]] = {}
    #: a node, and its way: the last step, and what leads there
    stack: list[tuple[sp.Basic, Any]] = [(expr, None)]
    while stack:
        node, back = stack.pop()
        if isinstance(node, kind):
            way = []
            step = back
            while step is not None:
                last, step = step
                way.append(last)
            found.setdefault(node, []).append(tuple(way[::-1]))
        inside = node._args
        if inside and not isinstance(node, sp.Indexed):
            number = len(inside)
            for part in reversed(inside):
                number -= 1
                if part._args or isinstance(part, kind):
                    stack.append((part, ((node, number), back)))
    return found


def put_in_place(way: Way, new: sp.Expr) -> sp.Expr:
    """The whole with another node at one place: what does not lie on the way is not looked at."""
    for node, number in reversed(way):
        new = rebuild(node, (*node.args[:number], new, *node.args[number + 1 :]))
    return new


def rename_bound(expr: sp.Basic, avoid: set[sp.Symbol], pool: Iterator[sp.Symbol]) -> Any:
    """Give every summation index that is in ``avoid`` another letter from ``pool``."""
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        return expr
    args = tuple(rename_bound(arg, avoid, pool) for arg in expr.args)
    expr = expr if args == expr.args else rebuild(expr, args)
    if isinstance(expr, BINDERS):
        clash = [limit[0] for limit in expr.limits if limit[0] in avoid]
        if clash:
            table: dict[sp.Basic, sp.Basic] = {old: next(pool) for old in clash}
            limits = [sp.Tuple(table.get(lim[0], lim[0]), *lim[1:]) for lim in expr.limits]
            return expr.func(replace(expr.function, table), *limits)
    return expr


def transform(expr: sp.Basic, change: Callable[[sp.Basic], sp.Basic]) -> Any:
    """Apply ``change`` to every node from the leaves up, keeping the form."""
    inside = expr._args
    if inside and not isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        args = tuple([transform(arg, change) for arg in inside])
        if not _same(args, inside):
            expr = rebuild(expr, args)
    return change(expr)


def expanded(expr: sp.Expr) -> sp.Expr:
    """``sp.expand`` that leaves cases as they are: SymPy would look into them, and fails where it divides a condition
    of numbers, 2 > 0, by what stands before its name.
    """
    if not has(expr, sp.Piecewise):
        return sp.expand(expr)
    hidden: dict[sp.Basic, sp.Dummy] = {}

    def hide(node: sp.Basic) -> sp.Basic:
        return hidden.setdefault(node, sp.Dummy()) if isinstance(node, sp.Piecewise) else node

    found = sp.expand(transform(expr, hide))
    shown: dict[sp.Basic, sp.Basic] = {}
    for node, name in hidden.items():  # those inside others come first
        shown[name] = transform(node, lambda part: shown.get(part, part))
    return transform(found, lambda part: shown.get(part, part))  # type: ignore[no-any-return]
