"""Is a printed equation proved?

Goes in: two trees and the model whose names they use.  Comes out: ``True`` for a proof, ``False`` where there is none
(the formulas may still agree at many points).  A formula is what symgrad itself derives, or it is not proved.
"""

from __future__ import annotations

from symgrad.derivation import derive
from symgrad.errors import SymgradError
from symgrad.expressions import Partial
from symgrad.model import Model
from symgrad.reading import expression, syntax
from symgrad.steps import Derivation

#: ``(target, wrt)`` → what was derived
Derivations = dict[tuple[str, str], Derivation]


def proved(left: syntax.Node, right: syntax.Node, model: Model, derivations: Derivations) -> bool:
    """Whether the two sides are the same expression, derivatives and definitions worked out.

    ``derivations`` are those already derived; new ones are added.
    """
    try:
        return _same(left, right, model, derivations)
    except (SymgradError, RecursionError):
        return False


def _same(left: syntax.Node, right: syntax.Node, model: Model, derivations: Derivations) -> bool:
    if left == right:
        return True
    a, b = (_meaning(node, model, derivations) for node in (left, right))
    return a is not None and b is not None and bool(a == b)


def _meaning(node: syntax.Node, model: Model, derivations: Derivations) -> object:
    if isinstance(node, syntax.Derived) and isinstance(node.body, syntax.Name) and len(node.by) == 1:
        target, wrt = node.body.key, node.by[0].key
        if target in model.by_name and wrt in model.names:
            if (target, wrt) not in derivations:
                derivations[target, wrt] = derive(model, wrt, target=target)
            derivation = derivations[target, wrt]
            return None if derivation.result.has(Partial) or derivation.index else derivation.result
        return None
    if isinstance(node, syntax.Name) and node.key in model.by_name and not model.names[node.key].axes:
        return model.by_name[node.key].expr
    expr, index = expression(node, model)
    return None if index or expr.has(Partial) else expr
