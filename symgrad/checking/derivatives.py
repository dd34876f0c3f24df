"""Derivatives in an expression worked out by the table of rules, and definitions of a model put in.

In: an expression with ``Partial`` nodes and the model whose names it uses (or none).  Out: an expression without
either.  Each rule is applied to the whole of one derivative, outermost first; nothing is tidied up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import sympy as sp

from symgrad.checking.verdict import Refused
from symgrad.errors import UnsupportedError, worded
from symgrad.expressions import BINDERS, Partial, has, key_of, letters, rebuild, replace, walk
from symgrad.model import Definition, Model
from symgrad.reading.limits import go_on
from symgrad.rules import RULES, Rule
from symgrad.scope import Scope, letters_taken, without_clash

_NOTHING: Mapping[sp.Expr, sp.Expr] = MappingProxyType({})
#: nodes of an expression with everything put in
LARGEST = 6000


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
        return sp.Piecewise(*branches, evaluate=False)
    parts = [
        inside(part, scope, around, instead) if isinstance(part, sp.Expr) else part for part in expr.args
    ]
    return rebuild(expr, tuple(parts))


def worked_out(expr: sp.Expr, model: Model | None) -> sp.Expr:
    """The expression with every derivative in it worked out, innermost first."""
    while True:
        go_on()
        pending = [node for node in walk(expr) if isinstance(node, Partial)]
        if not pending:
            return expr
        node = next(p for p in reversed(pending) if not any(isinstance(n, Partial) for n in walk(p.what)))
        if isinstance(node.what, (sp.Symbol, sp.Indexed)) and node.what != node.wrt:
            defined = model is not None and key_of(node.what) in model.by_name
            if not defined:
                raise Refused(
                    worded(
                        "∂{what}/∂{wrt} is written, but nothing says what {what} is.",
                        what=node.what,
                        wrt=node.wrt,
                    ),
                    reason="unknown_symbol",
                )
        scope = scope_of(node.wrt, model, letters(expr))
        expr = replace(expr, {node: derivative(node.what, scope)})
        _refuse_long(expr, "with its derivatives worked out")


def in_full(expr: sp.Expr, definitions: Iterable[Definition], taken: frozenset[str]) -> sp.Expr:
    """The expression with the definitions put in, last ones first.  Raises ``Refused`` where that gets too long."""
    for definition in reversed(tuple(definitions)):
        go_on()
        uses = [
            node
            for node in walk(expr)
            if isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == definition.name
        ]
        if not uses:
            continue
        outside = {sp.Symbol(letter) for letter in letters(expr)}
        table: dict[sp.Basic, sp.Basic] = {}
        for node in uses:
            body = without_clash(definition.expr, outside, taken)
            places = node.indices if isinstance(node, sp.Indexed) else ()
            moved = dict(zip(definition.index, places, strict=True))
            table[node] = replace(body, {old: new for old, new in moved.items() if old != new})
        expr = replace(expr, table)
        _refuse_long(expr, "with its definitions put in")
    return expr


def _refuse_long(expr: sp.Expr, when: str) -> None:
    if sum(1 for _ in walk(expr)) > LARGEST:
        raise Refused(worded("{when} this is too long.", when=when), reason="resource")


def full(expr: sp.Expr, model: Model | None) -> sp.Expr:
    """The expression over a model's parameters and data alone."""
    return expr if model is None else in_full(expr, model.definitions, letters_taken(model))
