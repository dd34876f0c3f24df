"""Is a printed equation proved?

Goes in: two trees and the model whose names they use.  Comes out: ``True`` for a proof, ``False`` where there is none
(the formulas may still agree at many points).  Derivatives are worked out by ``derive``; the two sides are then
compared by ``symgrad.equality``, first in the names of the model, which is quick, then with its definitions put in.
"""

from __future__ import annotations

import sympy as sp

from symgrad.derivation import derive
from symgrad.equality import compare
from symgrad.errors import SymgradError, UnsupportedError
from symgrad.expressions import Partial, replace, transform
from symgrad.model import Model
from symgrad.notes.values import meant
from symgrad.reading import expression, syntax
from symgrad.steps import Derivation

#: ``(target, wrt)`` → what was derived
Derivations = dict[tuple[str, str], Derivation]
Meaning = tuple[sp.Expr, tuple[sp.Symbol, ...]]

#: seconds for a proof in the names of the model, and with its definitions put in
IN_NAMES, IN_FULL = 0.3, 0.6
#: an expression with more nodes than this is not compared in full
LONGEST = 400


def proved(left: syntax.Node, right: syntax.Node, model: Model, derivations: Derivations) -> bool:
    """Whether the two sides are equal, whatever the numbers.

    ``derivations`` are those already derived; new ones are added.
    """
    if left == right:
        return True
    try:
        one, other = (_meaning(node, model, derivations) for node in (left, right))
        if len(one[1]) != len(other[1]):
            return False
        # free letters get names that no sum runs over
        free = [sp.Symbol(f"index {place}") for place in range(len(one[1]))]
        a, b = (replace(expr, dict(zip(index, free, strict=True))) for expr, index in (one, other))
        return _equal(a, b, IN_NAMES) or _equal(_in_full(a, model), _in_full(b, model), IN_FULL)
    except (SymgradError, RecursionError):
        return False


def _equal(left: sp.Expr, right: sp.Expr, seconds: float) -> bool:
    if left == right:
        return True
    found = compare(left, right, deadline=seconds, relation=False)
    return found.status in ("equal", "equal_where_defined")


def _meaning(node: syntax.Node, model: Model, derivations: Derivations) -> Meaning:
    """What a tree means, with its free indices; a name that is defined means its definition."""
    if isinstance(node, syntax.Derived) and isinstance(node.body, syntax.Name) and len(node.by) == 1:
        target, wrt = meant(model, node.body), meant(model, node.by[0])
        if target in model.by_name and wrt in model.names and not model.names[target].axes:
            derivation = _derived(target, wrt, model, derivations)
            return _worked_out(derivation.result, model, derivations), derivation.index
    if isinstance(node, syntax.Name) and meant(model, node) in model.by_name:
        definition = model.by_name[meant(model, node)]
        return definition.expr, definition.index
    expr, index = expression(node, model)
    return _worked_out(expr, model, derivations), index


def _derived(target: str, wrt: str, model: Model, derivations: Derivations) -> Derivation:
    if (target, wrt) not in derivations:
        derivations[target, wrt] = derive(model, wrt, target=target)
    return derivations[target, wrt]


def _worked_out(expr: sp.Expr, model: Model, derivations: Derivations) -> sp.Expr:
    """The expression with its derivatives of single numbers worked out.  Raises for other ones."""

    def change(node: sp.Basic) -> sp.Basic:
        if not isinstance(node, Partial):
            return node
        if not isinstance(node.wrt, sp.Symbol) or isinstance(node.what, sp.Indexed):
            raise UnsupportedError(f"{node} is no derivative of a number by a number.")
        if not isinstance(node.what, sp.Symbol):
            full = _in_full(node.what, model)
            if any(str(base.label) in model.by_name for base in full.atoms(sp.IndexedBase)):
                raise UnsupportedError(f"{node} goes through a name with several elements.")
            return sp.diff(full, node.wrt)
        if node.what.name not in model.by_name:
            raise UnsupportedError(f"{node} is a derivative of what the model is given.")
        return _worked_out(
            _derived(node.what.name, node.wrt.name, model, derivations).result, model, derivations
        )

    worked: sp.Expr = transform(expr, change)
    return worked


def _in_full(expr: sp.Expr, model: Model) -> sp.Expr:
    """The expression with the definitions of single numbers put in, last ones first.  Raises for a long one."""
    for definition in reversed(model.definitions):
        symbol = sp.Symbol(definition.name)
        if not definition.index and symbol in expr.free_symbols:
            expr = replace(expr, {symbol: definition.expr})
            if sum(1 for _ in sp.preorder_traversal(expr)) > LONGEST:
                raise UnsupportedError("this is too long to be compared with everything put in.")
    return expr
