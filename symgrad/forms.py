"""Expressions in the forms that generated code computes: exponentials that cannot overflow, equations solved.

In: expressions in whole arrays or numbers.  Out: the same values in a form that is quicker, nearer or safe: σ(z) and
σ(−z) with one exponential, A⁻¹B by solving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from symgrad.arrays import InverseOf, LargestExponent, MatMul, Solve, Transpose
from symgrad.codenodes import Grouped
from symgrad.expressions import Minimum, mul, neg, replace, transform, walk
from symgrad.functions import BY_SYMBOL, Unary, sigma
from symgrad.schedule import Assignment


def paired(body: Sequence[Assignment], cut: Callable[[sp.Expr], sp.Expr]) -> list[Assignment]:
    """Where both σ(z) and σ(−z) are needed, they share their exponential: σ(−z) = e^{−z} σ(z).

    Both hold for every z when that exponential is cut off below the largest number.
    """
    arguments = {node.args[0]: None for _, expr in body for node in walk(expr) if isinstance(node, sigma)}
    table: dict[sp.Basic, sp.Basic] = {}
    done: set[sp.Expr] = set()
    for z in arguments:
        if neg(z) in arguments and neg(z) not in done:
            if isinstance(z, sp.Mul) and isinstance(z.args[0], sp.Number) and z.args[0].is_negative:
                z = neg(z)
            done |= {z, neg(z)}
            form = bounded(BY_SYMBOL[sigma].definition, z, cut)
            table[sigma(z, evaluate=False)] = form
            table[sigma(neg(z), evaluate=False)] = Grouped(mul(cut(neg(z)), form))
    return [(name, replace(expr, table)) for name, expr in body] if table else list(body)


def bounded(definition: Unary, z: sp.Expr, cut: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """A function's definition with its exponentials cut off."""
    unit = sp.Dummy("z")

    def cut_off(node: sp.Basic) -> sp.Basic:
        return cut(replace(node.args[0], {unit: z})) if isinstance(node, sp.exp) else node

    cut_in: sp.Expr = replace(transform(definition(unit), cut_off), {unit: z})
    return cut_in


def cut_in_arrays(z: sp.Expr) -> sp.Expr:
    arrays = dict.fromkeys(node for node in walk(z) if isinstance(node, sp.Symbol))
    return sp.exp(Minimum(z, LargestExponent(*arrays)), evaluate=False)


def solved(node: sp.Basic) -> sp.Basic:
    """A⁻¹B and BA⁻¹ by solving equations: quicker and nearer than the inverse.  (A vector stands on the right.)"""
    if not isinstance(node, MatMul):
        return node
    left, right = node.args
    if _is_inverse(left):
        return Solve(_of_inverse(left), right)
    if _is_inverse(right):
        return _turned(Solve(_turned(_of_inverse(right)), _turned(left)))
    return node


def _is_inverse(node: sp.Expr) -> bool:
    return isinstance(node.args[0] if isinstance(node, Transpose) else node, InverseOf)


def _of_inverse(node: sp.Expr) -> sp.Expr:
    """The matrix whose inverse it is: A of A⁻¹, Aᵀ of its transpose."""
    return _turned(node.args[0].args[0]) if isinstance(node, Transpose) else node.args[0]


def _turned(matrix: sp.Expr) -> sp.Expr:
    return matrix.args[0] if isinstance(matrix, Transpose) else Transpose(matrix)


def has_guard(expr: sp.Basic) -> bool:
    """Cases whose branches may not exist where their condition does not hold."""
    risky = (sp.log, sp.exp, sp.tan)
    return any(
        isinstance(inside, risky) or (isinstance(inside, sp.Pow) and not inside.exp.is_nonnegative)
        for node in walk(expr)
        if isinstance(node, sp.Piecewise)
        for inside in walk(node)
    )
