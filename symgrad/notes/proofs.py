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
from symgrad.limits import derive_by_limit
from symgrad.model import Model
from symgrad.notes.forms import Applied, Tabulated, inner, quotient_of_limit
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
    left, right = (_by_definition(side, model) for side in (left, right))
    if left == right:
        return True
    letters = tuple(
        sp.Symbol(letter)
        for node in (left, right)
        if isinstance(node, Tabulated)
        for letter, _ in node.letters
    )
    if isinstance(left, syntax.Grid) and isinstance(right, syntax.Grid):
        return _each_proved(left, right, model, derivations)
    try:
        one, other = (_in_order(meaning(inner(node), model, derivations), letters) for node in (left, right))
        if len(one[1]) != len(other[1]):
            return False
        # free letters get names that no sum runs over
        free = [sp.Symbol(f"index {place}") for place in range(len(one[1]))]
        a, b = (replace(expr, dict(zip(index, free, strict=True))) for expr, index in (one, other))
        return _equal(a, b, IN_NAMES) or _equal(in_full(a, model), in_full(b, model), IN_FULL)
    except (SymgradError, RecursionError):
        return False


def _by_definition(node: syntax.Node, model: Model) -> syntax.Node:
    """A limit of difference quotients as the derivative it is, if it can be worked out as a limit."""
    found = quotient_of_limit(node)
    if found is None:
        return node
    target, wrt = (
        (found.function, found.names[0]) if isinstance(found, Applied) else (found.body.key, found.by[0].key)  # type: ignore[attr-defined]
    )
    try:
        derive_by_limit(model, wrt, target=target)
    except SymgradError:
        return node
    return found


def _each_proved(left: syntax.Grid, right: syntax.Grid, model: Model, derivations: Derivations) -> bool:
    cells = [[cell for line in side.rows for cell in line] for side in (left, right)]
    return [len(line) for line in left.rows] == [len(line) for line in right.rows] and all(
        proved(a, b, model, derivations) for a, b in zip(*cells, strict=True)
    )


def _in_order(found: Meaning, letters: tuple[sp.Symbol, ...]) -> Meaning:
    """A meaning with the line's free letters first, in the line's order; a side need not have all of them."""
    expr, index = found
    return expr, (*dict.fromkeys(letters), *(letter for letter in index if letter not in letters))


def _equal(left: sp.Expr, right: sp.Expr, seconds: float) -> bool:
    if left == right:
        return True
    found = compare(left, right, deadline=seconds, relation=False)
    return found.status in ("equal", "equal_where_defined")


def meaning(node: syntax.Node, model: Model, derivations: Derivations) -> Meaning:
    """What a tree means, with its free indices; a name that is defined means its definition."""
    if isinstance(node, syntax.Derived) and isinstance(node.body, syntax.Name) and len(node.by) == 1:
        target, wrt = meant(model, node.body), meant(model, node.by[0])
        if target in model.by_name and wrt in model.names and not model.names[target].axes:
            derivation = _derived(target, wrt, model, derivations)
            return _worked_out(derivation.result, model, derivations), derivation.index
    if isinstance(node, syntax.Name) and meant(model, node) in model.by_name:
        definition = model.by_name[meant(model, node)]
        return definition.expr, definition.index
    if isinstance(node, Applied) and len(node.names) == 1 and node.primes <= 1:
        name = syntax.Name(node.origin, node.function)
        whole: syntax.Node = name
        if node.primes:
            whole = syntax.Derived(node.origin, name, (syntax.Name(node.origin, node.names[0]),))
        expr, index = meaning(whole, model, derivations)
        put = meaning(node.arguments[0], model, derivations)
        if index or put[1]:
            raise UnsupportedError(f"{node.origin.fragment} is no single number.")
        return replace(in_full(expr, model), {sp.Symbol(node.names[0]): put[0]}), ()
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
        if isinstance(node.wrt, sp.Indexed) and isinstance(node.what, sp.Symbol):
            return _element(node, model, derivations)
        if not isinstance(node.wrt, sp.Symbol) or isinstance(node.what, sp.Indexed):
            raise UnsupportedError(f"{node} is no derivative of a number by a number.")
        if not isinstance(node.what, sp.Symbol):
            full = in_full(node.what, model)
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


def _element(node: Partial, model: Model, derivations: Derivations) -> sp.Expr:
    """∂L/∂w_j of a single number L."""
    target, wrt = node.what.name, str(node.wrt.base.label)
    if target not in model.by_name or model.names[target].axes:
        raise UnsupportedError(f"{node} is no derivative of a number the model defines.")
    derivation = _derived(target, wrt, model, derivations)
    result = _worked_out(derivation.result, model, derivations)
    return replace(result, dict(zip(derivation.index, node.wrt.indices, strict=True)))


def in_full(expr: sp.Expr, model: Model) -> sp.Expr:
    """The expression with the definitions of single numbers put in, last ones first.  Raises for a long one."""
    for definition in reversed(model.definitions):
        symbol = sp.Symbol(definition.name)
        if not definition.index and symbol in expr.free_symbols:
            expr = replace(expr, {symbol: definition.expr})
            if sum(1 for _ in sp.preorder_traversal(expr)) > LONGEST:
                raise UnsupportedError("this is too long to be compared with everything put in.")
    return expr
