"""Sums, products and powers as they are written.

In: parts.  Out: an expression in their order; only zeros, ones and brackets that mean nothing stay out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from symgrad.expressions.nodes import MINUS_ONE, ONE, ZERO, node_of


def _made(kind: Any, *args: sp.Expr) -> sp.Expr:
    """``kind(*args, evaluate=False)`` of two or more, all of which commute, without what SymPy looks for first."""
    for arg in args:
        if not isinstance(arg, sp.Expr):
            return kind(*args, evaluate=False)  # type: ignore[no-any-return]
    made = sp.Basic.__new__(kind, *args)
    made.is_commutative = True
    return made  # type: ignore[no-any-return]


@lru_cache(maxsize=256)
def _counts(kind: Any) -> Any:
    """How many arguments a function takes, as SymPy notes it at every use of one."""
    return sp.FiniteSet(*kind._nargs) if kind._nargs else sp.S.Naturals0


def applied(kind: Any, arg: sp.Expr) -> sp.Expr:
    """``kind(arg, evaluate=False)`` for a function of one argument, in a fraction of the time."""
    made = sp.Basic.__new__(kind, arg)
    made.nargs = _counts(kind)
    return made  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _base(key: str) -> sp.IndexedBase:
    return sp.IndexedBase(key)


@lru_cache(maxsize=4096)
def indexed(key: str, position: tuple[sp.Expr, ...]) -> sp.Indexed:
    """The element of a name at a position: ``x`` at (i,) is x_i.  SymPy takes long to make one, and few are needed."""
    return _base(key)[position]


def add(*terms: sp.Expr) -> sp.Expr:
    """A sum in the order written; sums inside are opened, zeros stay out."""
    flat: list[sp.Expr] = []
    for term in terms:
        if isinstance(term, sp.Add):
            flat += term._args
        else:
            flat.append(term)
    flat = [term for term in flat if term is not ZERO]
    if len(flat) > 1:
        return _made(sp.Add, *flat)
    return flat[0] if flat else ZERO


def mul(*factors: sp.Expr) -> sp.Expr:
    """A product in the order written; products inside are opened, ones stay out, a zero wins."""
    flat: list[sp.Expr] = []
    for factor in factors:
        if isinstance(factor, sp.Mul):
            flat += factor._args
        else:
            flat.append(factor)
    kept: list[sp.Expr] = []
    for factor in flat:
        if factor is ZERO:
            return ZERO
        if factor is not ONE:
            kept.append(factor)
    if len(kept) > 1:
        return _made(sp.Mul, *kept)
    return kept[0] if kept else ONE


def neg(term: sp.Expr) -> sp.Expr:
    """−term; a number takes the sign itself."""
    if isinstance(term, sp.Number):
        return -term
    if isinstance(term, sp.Mul) and isinstance(term.args[0], sp.Number):
        return mul(-term.args[0], *term.args[1:])
    return mul(MINUS_ONE, term)


def sub(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """left − right."""
    if isinstance(right, sp.Add):
        return add(left, *[neg(term) for term in right.args])
    return add(left, neg(right))


def power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """base^exponent; only the exponents 0 and 1 disappear."""
    if exponent is ONE:
        return base
    if exponent is ZERO:
        return ONE
    return _made(sp.Pow, base, exponent)


def div(top: sp.Expr, bottom: sp.Expr) -> sp.Expr:
    """top / bottom; a quotient of whole numbers becomes a fraction."""
    if isinstance(top, sp.Rational) and isinstance(bottom, sp.Rational) and bottom != 0:
        return top / bottom
    return mul(top, power(bottom, MINUS_ONE))


def piecewise(*branches: tuple[Any, Any]) -> sp.Expr:
    """Cases as they are written: those that never hold stay out, and those behind one that always does.

    ``Piecewise(…, evaluate=False)`` simplifies cases in a condition of cases, for as long as that takes, and fails
    where a condition compares 1/0.
    """
    pairs: list[sp.Basic] = []
    for value, condition in branches:
        truth = sp.S(condition) if isinstance(condition, bool) else condition
        if truth is not sp.false:
            pairs.append(sp.Basic.__new__(ExprCondPair, node_of(value), truth))
        if truth is sp.true:
            break
    if len(pairs) == 1 and pairs[0].args[1] is sp.true:
        return pairs[0].args[0]
    return sp.Basic.__new__(sp.Piecewise, *pairs)  # type: ignore[no-any-return]


def total(body: sp.Expr, *limits: tuple[sp.Symbol, Any, Any]) -> sp.Expr:
    """Σ body, unevaluated; limits innermost first; without limits the body itself."""
    if not limits or body is sp.S.Zero:
        return body
    return summed(body, *[(letter, node_of(low), node_of(high)) for letter, low, high in limits])


def summed(body: sp.Expr, *limits: Any) -> sp.Expr:
    """Σ of the body as it is, innermost limits first; a sum in it is opened.

    ``Sum(body, *limits)`` brings cases to the top, and fails where their conditions compare 1/0.
    """
    if isinstance(body, (sp.Number, sp.Equality)):
        return sp.Sum(body, *limits)
    if isinstance(body, sp.Sum):
        return summed(body.function, *body.limits, *limits)
    made = sp.Expr.__new__(sp.Sum, body, *[sp.Tuple(*limit) for limit in limits])
    made.is_commutative = True
    return made


def coefficient_and_rest(expr: sp.Expr) -> tuple[sp.Rational, tuple[sp.Expr, ...]]:
    """The rational factor of a product, multiplied out, and the other factors in their order."""
    coefficient: sp.Rational = ONE
    rest: list[sp.Expr] = []
    for factor in expr.args if isinstance(expr, sp.Mul) else (expr,):
        if isinstance(factor, sp.Rational):
            coefficient *= factor
        elif isinstance(factor, sp.Pow) and all(isinstance(arg, sp.Integer) for arg in factor.args):
            coefficient *= factor.base**factor.exp
        else:
            rest.append(factor)
    return coefficient, tuple(rest)
