"""A sum over all elements of a product with a matrix product in it is a trace: which factors, and in which order.

In: two whole-array trees that are multiplied element by element.  Out: the factors of the matrix product whose trace
that is.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from symgrad.arrays import MatMul, Transpose


def chain(arrays: Sequence[sp.Expr], order: Sequence[str]) -> list[sp.Expr]:
    """Σ_ij A_ij M_ij with a matrix product M as tr(Aᵀ M): the factors, with as few transposes as possible, in the order
    of the names in ``order``; nothing where no matrix product is in it.
    """
    if len(arrays) != 2 or not any(isinstance(array, (MatMul, Transpose)) for array in arrays):
        return []
    factors = [*_factors(Transpose(arrays[0])), *_factors(arrays[1])]
    turned = [_turned(factor) for factor in reversed(factors)]
    rounds = [each[n:] + each[:n] for each in (factors, turned) for n in range(len(factors))]
    keys = [key for key in order if any(key == _key(factor) for factor in factors)]
    return min(
        rounds,
        key=lambda each: (
            sum(isinstance(factor, Transpose) for factor in each),
            [_key(factor) for factor in each] != keys,
        ),
    )


def _key(node: sp.Expr) -> str:
    node = node.args[0] if isinstance(node, Transpose) else node
    return node.name if isinstance(node, sp.Symbol) else ""


def _factors(node: sp.Expr) -> list[sp.Expr]:
    """The factors of a matrix product, transposes moved to the factors."""
    if isinstance(node, MatMul):
        return [factor for arg in node.args for factor in _factors(arg)]
    if isinstance(node, Transpose) and isinstance(node.args[0], (MatMul, Transpose)):
        return [_turned(factor) for factor in reversed(_factors(node.args[0]))]
    return [node]


def _turned(node: sp.Expr) -> sp.Expr:
    return node.args[0] if isinstance(node, Transpose) else Transpose(node)
