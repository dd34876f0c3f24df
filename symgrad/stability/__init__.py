"""Formulas as written into formulas that hold in floating point: σ, softplus, log Σ exp for their naive forms.

In: a model (or an expression over one).  Out: the same mathematics without overflow and without cancellation for
arguments up to ±10⁴, and a ``Step`` for each rewrite.  The rows look through names: with ``P = σ(Z)`` the rule for
log(1 − σ(z)) also rewrites ``log(1 − P)``, to ``−softplus(Z)``.  z, u, v are arguments, D a sum of exponentials.
"""

from __future__ import annotations

from dataclasses import replace as changed

import sympy as sp

from symgrad.expressions import BINDERS, Partial, rebuild, replace
from symgrad.model import Definition, Model
from symgrad.scope import letters_taken
from symgrad.stability.forms import STABLE_FORMS
from symgrad.stability.recognition import Sight
from symgrad.steps import Step


def stabilize(model: Model) -> tuple[Model, tuple[Step, ...]]:
    """The model with stable definitions, and one step a rewrite (``left`` is the definition's name).

    Definitions that nothing needs any more stay; ``Model.through`` leaves them out.
    """
    sight = Sight({}, letters_taken(model))
    definitions: list[Definition] = []
    steps: list[Step] = []
    for definition in model.definitions:
        found: list[tuple[str, sp.Expr, sp.Expr]] = []
        expr = _rewritten(definition.expr, sight, found)
        line = definition.expr
        for rule, before, after in found:
            line = _first_replaced(line, before, after)
            steps.append(Step(rule, before, after, line, left=definition.symbol))
        stable = changed(definition, expr=expr) if found else definition
        sight.definitions[definition.name] = stable
        definitions.append(stable)
    return (changed(model, definitions=tuple(definitions)) if steps else model), tuple(steps)


def stabilize_expression(expr: sp.Expr, model: Model) -> sp.Expr:
    """The stable form of an expression over a (stable) model's names: a line of its derivative, say."""
    return _rewritten(expr, Sight(dict(model.by_name), letters_taken(model)), [])


def _rewritten(expr: sp.Expr, sight: Sight, found: list[tuple[str, sp.Expr, sp.Expr]]) -> sp.Expr:
    """First the node as it is written, then its parts, then once more the node with those."""
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase, Partial)):
        return expr
    new = _first_match(expr, sight, found)
    if new is not None:
        return _rewritten(new, sight, found)
    args = tuple(
        _rewritten(arg, sight, found) if isinstance(arg, sp.Basic) and _is_part(expr, number) else arg
        for number, arg in enumerate(expr.args)
    )
    if args == expr.args:
        return expr
    expr = rebuild(expr, args)
    new = _first_match(expr, sight, found)
    return expr if new is None else _rewritten(new, sight, found)


def _is_part(expr: sp.Basic, number: int) -> bool:
    """A sum's limits are no part of its formula."""
    return number == 0 or not isinstance(expr, BINDERS)


def _first_match(expr: sp.Basic, sight: Sight, found: list[tuple[str, sp.Expr, sp.Expr]]) -> sp.Expr | None:
    for form in STABLE_FORMS:
        new = form.apply(expr, sight)
        if new is not None:
            found.append((form.name, expr, new))
            return new
    return None


def _first_replaced(line: sp.Expr, before: sp.Expr, after: sp.Expr) -> sp.Expr:
    """The whole line after one rewrite."""
    new: sp.Expr = replace(line, {before: after})
    return new


__all__ = ["STABLE_FORMS", "stabilize", "stabilize_expression"]
