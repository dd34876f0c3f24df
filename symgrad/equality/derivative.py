"""Same derivative, and equal at one point: for functions without a normal form of their own (arctan, erf).

In: a problem about single numbers.  Out: a ``Proof``, or ``None``.  It only reaches where both sides are defined on the
whole declared domain: that is an interval for every name, so that what has derivative 0 on it is a constant.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from symgrad.derivation.outright import derivative, scope_of
from symgrad.equality.cases import Case, Problem, Proof, settle
from symgrad.equality.field import TooLarge
from symgrad.equality.generators import GiveUp, NeedSame, NeedSign
from symgrad.expressions import ZERO, walk
from symgrad.functions import BY_SYMBOL

#: points at which the sides may be seen to be equal
PLACES = tuple(Fraction(*pair) for pair in ((0, 1), (1, 1), (-1, 1), (1, 2), (2, 1), (-2, 1)))
#: expressions with more nodes than this are left alone
LARGEST = 200
_NODES = (sp.Symbol, sp.Rational, sp.Add, sp.Mul, sp.Pow, type(sp.pi), type(sp.E))


def by_derivative(problem: Problem) -> Proof | None:
    """A proof by ∂(left − right)/∂x = 0 for every name x."""
    declared = problem.declared
    names = [sp.Symbol(key) for key in declared.numbers]
    if not names or declared.data or declared.sizes or declared.letters or problem.constraints:
        return None
    if any(domain.whole or domain.values for domain in declared.numbers.values()):
        return None
    sides = (problem.left, problem.right)
    if not all(_is_smooth(side) for side in sides) or sum(1 for side in sides for _ in walk(side)) > LARGEST:
        return None
    try:
        # The derivative may be defined where the sides are not: log 0 is a number to it.
        if not _defined(problem):
            return None
        for name in names:
            scope = scope_of(name, None)
            if settle(_beside(problem, *(derivative(side, scope) for side in sides)), Case(), set()) != []:
                return None
        for place in PLACES:
            if all(domain.contains(place) for domain in declared.numbers.values()):
                number = sp.Rational(place.numerator, place.denominator)
                at = Case(put_in=tuple((name, number) for name in names))
                if settle(problem, at, set()) == []:
                    return Proof("derivative and one point", ())
    except (GiveUp, NeedSign, NeedSame, TooLarge):
        return None
    return None


def _is_smooth(expr: sp.Expr) -> bool:
    """Whether only functions without kinks occur, and no power that is not whole."""
    for node in walk(expr):
        if isinstance(node, sp.Pow) and not isinstance(node.exp, sp.Integer):
            return False
        if isinstance(node, _NODES):
            continue
        row = BY_SYMBOL.get(type(node))
        if row is None or row.kinks:
            return False
    return True


def _defined(problem: Problem) -> bool:
    """Whether both sides have a value everywhere in the declared domain."""
    return all(
        settle(_beside(problem, sp.Mul(side, ZERO, evaluate=False), ZERO), Case(), set()) == []
        for side in (problem.left, problem.right)
    )


def _beside(problem: Problem, left: sp.Expr, right: sp.Expr) -> Problem:
    return Problem(left, right, problem.declared, problem.clock)
