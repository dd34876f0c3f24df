r"""Sums kept as they are written, for matrix notation: ``\sum_i X_{ij} r_i w_k S_{ik}`` is X^\top ((r w^\top) \odot S).

In: an expression in index notation.  Out: the same with what belongs together held together, so that ``arrays.lower``
(which is after speed, and pulls w out of the sum) leaves it there; ``opened`` takes the holding away again.
"""

from __future__ import annotations

import sympy as sp

from symgrad.expressions import bound_letters, mul, total, transform, walk


class Together(sp.Function):
    """What is inside, worked out by itself."""

    nargs = 1


def gathered(expr: sp.Expr) -> sp.Expr:
    """``expr`` with the factors of its sums held together where they make one matrix."""
    return transform(expr, _held)  # type: ignore[no-any-return]


def opened(tree: sp.Expr) -> sp.Expr:
    """The same without the holding."""
    return transform(tree, lambda node: node.args[0] if isinstance(node, Together) else node)  # type: ignore[no-any-return]


def _held(node: sp.Basic) -> sp.Basic:
    if not isinstance(node, sp.Sum) or not isinstance(node.function, sp.Mul):
        return node
    factors = [
        Together(part, evaluate=False) if isinstance(part, sp.Sum) else part for part in node.function.args
    ]
    summed = set(node.bound_symbols)
    spans = [_letters(factor) for factor in factors]
    for span in spans:
        if len(span) != 2 or len(span & summed) != 1:
            continue
        inside = [n for n, other in enumerate(spans) if other and other <= span]
        if any(spans[n] == span - summed for n in inside):
            held = Together(mul(*[factors[n] for n in inside]), evaluate=False)
            rest = [held if n == inside[0] else part for n, part in enumerate(factors) if n not in inside[1:]]
            return total(mul(*rest), *node.limits)
    return total(mul(*factors), *node.limits)


def _letters(expr: sp.Basic) -> set[sp.Basic]:
    """The indices an expression depends on."""
    found: set[sp.Basic] = set()
    for node in walk(expr):
        if isinstance(node, sp.Indexed):
            found |= {index for index in node.indices if isinstance(index, sp.Symbol)}
        elif isinstance(node, sp.KroneckerDelta):
            found |= {index for index in node.args if isinstance(index, sp.Symbol)}
    return found - bound_letters(expr)
