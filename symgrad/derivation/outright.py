"""A derivative worked out by the table of rules at once, without the steps.

In: an expression, with ``Partial`` nodes or to be differentiated, and a scope.  Out: an expression without them.  Each
rule is applied to the whole of one derivative, outermost first; nothing is tidied up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import sympy as sp

from symgrad.errors import UnsupportedError, worded
from symgrad.expressions import BINDERS, Partial, has, key_of, piecewise, rebuild
from symgrad.model import Model
from symgrad.reading.limits import go_on
from symgrad.rules import RULES, Rule
from symgrad.scope import Scope

_NOTHING: Mapping[sp.Expr, sp.Expr] = MappingProxyType({})


def scope_of(wrt: sp.Expr, model: Model | None, taken: Iterable[str] = ()) -> Scope:
    """What varies with ``wrt``."""
    if model is not None:
        return Scope.total(model, wrt)
    key = key_of(wrt)

    def matches(node: sp.Basic) -> bool:
        return isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == key

    return Scope(wrt, matches, frozenset(), {}, frozenset(taken))


def rule_for(u: sp.Expr, scope: Scope) -> tuple[Rule, sp.Expr]:
    """The first rule that fits ∂u/∂w, and what it gives.  Raises ``UnsupportedError`` where none does."""
    for rule in RULES:
        after = rule.apply(u, scope) if rule.apply is not None else None
        if after is not None:
            return rule, after
    raise UnsupportedError(
        worded("no rule for the derivative of {uu} ({name}).", uu=u, name=type(u).__name__)
    )


def derivative(u: sp.Expr, scope: Scope) -> sp.Expr:
    """∂u/∂w with nothing left to work out."""
    return inside(rule_for(u, scope)[1], scope)


def inside(
    expr: sp.Expr,
    scope: Scope,
    around: frozenset[sp.Symbol] = frozenset(),
    instead: Mapping[sp.Expr, sp.Expr] = _NOTHING,
) -> sp.Expr:
    """The expression with the derivatives of this scope in it worked out; ``instead`` says what some of them are."""
    go_on()
    if isinstance(expr, Partial) and expr.wrt == scope.wrt:
        if expr.what in instead:
            return inside(instead[expr.what], scope, around)
        here = scope.inside(set(around))
        return inside(rule_for(expr.what, here)[1], scope, around, instead)
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)) or not has(expr, Partial):
        return expr
    if isinstance(expr, BINDERS):
        around = around | set(expr.bound_symbols)
    if isinstance(expr, sp.Piecewise):
        branches = [(inside(value, scope, around, instead), condition) for value, condition in expr.args]
        return piecewise(*branches)
    parts = [
        inside(part, scope, around, instead) if isinstance(part, sp.Expr) else part for part in expr.args
    ]
    return rebuild(expr, tuple(parts))
