"""Sums of exponentials as they are computed: the largest exponent m is taken out first.

In: a whole-array expression with log Σ e^v in it.  Out: the same mathematics without that node,

    log Σ e^v = log S + m,   u − log Σ e^v = (u − m) − log S,   e^{u − log Σ e^v} = e^{u−m} / S,   S = Σ e^{v−m}.

Nothing overflows, and no digits are lost: m does not meet log S, which would be rounded to the last digit of m.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from symgrad.arrays import Align, LogSumExpOver, MaxOver, Permute, SumOver, Transpose
from symgrad.codenodes import Grouped
from symgrad.expressions import MINUS_ONE, add, div, neg, rebuild, transform

#: nodes that only put axes in other places
_VIEWS = (Align, Transpose, Permute)
Placing = Callable[[sp.Expr], sp.Expr]


def written_out(expr: sp.Expr) -> sp.Expr:
    """The expression without ``LogSumExpOver``."""
    made: sp.Expr = transform(transform(expr, _differences), _alone)
    return made


def _alone(node: sp.Basic) -> sp.Basic:
    return add(_log(node), _largest(node)) if isinstance(node, LogSumExpOver) else node


def _differences(node: sp.Basic) -> sp.Basic:
    """m beside the term that log Σ e^v is taken from (or that is taken from it), and e of such a difference."""
    if isinstance(node, sp.exp):
        return _share(node)
    if not isinstance(node, sp.Add):
        return node
    terms = list(node.args)
    for place, term in enumerate(node.args):
        found, placed = _inside(term)
        partner = _partner(found, terms, place) if isinstance(found, LogSumExpOver) else None
        if partner is None:
            continue
        largest, log = placed(_largest(found)), placed(_log(found))
        if _is_negative(term):
            terms[place], terms[partner] = neg(log), Grouped(add(terms[partner], neg(largest)))
        else:
            terms[place], terms[partner] = log, Grouped(add(largest, terms[partner]))
    return node if tuple(terms) == node.args else add(*terms)


def _share(node: sp.Expr) -> sp.Expr:
    """e^{u − m − log S} as e^{u−m} / S."""
    terms = list(node.args[0].args) if isinstance(node.args[0], sp.Add) else []
    for place, term in enumerate(terms):
        found, placed = _inside(term)
        if _is_negative(term) and isinstance(found, sp.log) and isinstance(found.args[0], SumOver):
            del terms[place]
            return div(sp.exp(add(*terms), evaluate=False), placed(found.args[0]))
    return node


def _partner(found: LogSumExpOver, terms: list[sp.Expr], place: int) -> int | None:
    """A term of the other sign made of the arrays that are in the exponents: with others nothing cancels."""
    arrays = found.args[0].free_symbols
    for number, term in enumerate(terms):
        if _is_negative(term) != _is_negative(terms[place]) and term.free_symbols & arrays:
            if not isinstance(term, Grouped) and not isinstance(_inside(term)[0], LogSumExpOver):
                return number
    return None


def _inside(term: sp.Expr) -> tuple[sp.Expr, Placing]:
    """What stands in a term ±a below a's views, and how something else is put in its place."""
    inner = term.args[1] if _is_negative(term) and len(term.args) == 2 and term.args[0] == MINUS_ONE else term
    views: list[sp.Expr] = []
    while isinstance(inner, _VIEWS):
        views.append(inner)
        inner = inner.args[0]

    def placed(array: sp.Expr) -> sp.Expr:
        for view in reversed(views):
            array = rebuild(view, (array, *view.args[1:]))
        return array

    return inner, placed


def _is_negative(term: sp.Expr) -> bool:
    first = term.args[0] if isinstance(term, sp.Mul) else None
    return isinstance(first, sp.Number) and bool(first.is_negative)


def _largest(node: LogSumExpOver) -> sp.Expr:
    return MaxOver(*node.args)


def _log(node: LogSumExpOver) -> sp.Expr:
    """log S."""
    array, axes, rank = node.args
    pattern = [int(axis not in axes) for axis in range(int(rank))]
    while pattern and not pattern[0]:
        pattern.pop(0)
    largest = _largest(node) if all(pattern) else Align(_largest(node), sp.Tuple(*pattern))
    inner = sp.exp(Grouped(add(array, neg(largest))), evaluate=False)
    return sp.log(SumOver(inner, axes, rank), evaluate=False)
