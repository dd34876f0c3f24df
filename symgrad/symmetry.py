r"""Names declared to be symmetric matrices, ``A: n n symmetric``: what may be done because A = Aᵀ.

In: expressions over the names, or numbers.  Out: expressions in which A_ij and A_ji are the same, numbers that are
symmetric, an error for numbers that are not.  A derivative *by* a symmetric matrix moves its elements independently of
each other, as for any other matrix, and is looked at where A = Aᵀ: ∂(aᵀAb)/∂A = a bᵀ.  The gradient within the
symmetric matrices is the symmetric part of that, ½(G + Gᵀ) (Srinivasan and Panda 2019), not G + Gᵀ − diag G.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from fractions import Fraction
from typing import Any

import sympy as sp

from symgrad.errors import DataError, ModelError, worded
from symgrad.expressions import Partial, add, key_of, mul, rebuild
from symgrad.model import Model


def symmetrised(expr: sp.Expr, keys: Set[str]) -> sp.Expr:
    """The expression with (B_ij + B_ji)/2 for every A_ij outside of derivatives: what holds for A holds for any B."""
    if not keys or isinstance(expr, Partial):
        return expr
    if isinstance(expr, sp.Indexed):
        if key_of(expr) not in keys or len(expr.indices) != 2:
            return expr
        return mul(sp.Rational(1, 2), add(expr, expr.base[expr.indices[::-1]]))
    args = tuple(symmetrised(arg, keys) for arg in expr.args)
    return rebuild(expr, args) if args != expr.args else expr  # type: ignore[no-any-return]


def half_sum(rows: Any) -> Any:
    """(B + Bᵀ)/2 of a square of exact numbers in nested tuples."""
    size = range(len(rows))
    return tuple(tuple(Fraction(rows[i][j] + rows[j][i]) / 2 for j in size) for i in size)


def drawn(model: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Exact numbers for a model's names, those of its symmetric matrices made symmetric."""
    return {key: half_sum(value) if key in model.symmetric else value for key, value in values.items()}


def refuse_trained(model: Model) -> None:
    """Raise ``ModelError`` where training would change a symmetric matrix: its steps move each element by itself."""
    key = next((key for key in model.parameters if key in model.symmetric), None)
    if key is not None:
        raise ModelError(
            worded(
                "{key} is declared symmetric, but a step of training moves its elements independently of each other.",
                key=key,
            ),
            remedy=worded(r"Train any matrix B in its place: write B + B^\top for {key}.", key=key),
        )


def refuse_asymmetric(model: Model, values: Mapping[str, Any]) -> None:
    """Raise ``DataError`` for numbers that a matrix declared as symmetric cannot have."""
    for key in sorted(model.symmetric & values.keys()):
        if hasattr(values[key], "T") and bool((values[key] == values[key].T).all()):
            continue
        rows = [list(row) for row in values[key]]
        places = [(i, j) for i in range(len(rows)) for j in range(i)]
        wrong = next(((i, j) for i, j in places if rows[i][j] != rows[j][i]), None)
        if wrong is not None:
            i, j = wrong
            raise DataError(
                worded(
                    "{key} is declared symmetric, but its element ({row}, {column}) is {one}"
                    " and its element ({column}, {row}) is {other}.",
                    key=key,
                    row=i + 1,
                    column=j + 1,
                    one=rows[i][j],
                    other=rows[j][i],
                ),
                remedy="Correct the numbers, or take the word symmetric out of its shape.",
            )


__all__ = ["drawn", "half_sum", "refuse_asymmetric", "refuse_trained", "symmetrised"]
