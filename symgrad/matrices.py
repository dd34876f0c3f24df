"""Determinant and inverse of a square matrix of numbers in any arithmetic: exact ones, long ones, balls.

In: rows of numbers A and an arithmetic (see ``symgrad.exact``).  Out: its determinant, or the rows of its inverse.  The
method is Faddeev and LeVerrier's: M₁ = I, cₖ = −tr(A Mₖ)/k, Mₖ₊₁ = A Mₖ + cₖ I; then det A = (−1)ⁿ cₙ and
A⁻¹ = −Mₙ/cₙ.  It divides by whole numbers only, so nothing has to be compared and no pivot chosen; what it loses in
digits is small beside the precision that these numbers have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Number = Any
Rows = Sequence[Sequence[Number]]


def determinant(rows: Rows, arithmetic: Any) -> Number:
    """det A."""
    last, _ = _characteristic(rows, arithmetic)
    return arithmetic.product([arithmetic.rational((-1) ** len(rows), 1), last])


def inverse(rows: Rows, arithmetic: Any) -> tuple[tuple[Number, ...], ...] | None:
    """A⁻¹, or ``None`` where the determinant is zero."""
    last, matrix = _characteristic(rows, arithmetic)
    factor = arithmetic.power(last, arithmetic.rational(-1, 1))
    if factor is None:
        return None
    minus = arithmetic.product([arithmetic.rational(-1, 1), factor])
    return tuple(tuple(arithmetic.product([minus, element]) for element in row) for row in matrix)


def _characteristic(rows: Rows, arithmetic: Any) -> tuple[Number, list[list[Number]]]:
    """cₙ and Mₙ."""
    size = range(len(rows))
    matrix = [[arithmetic.rational(int(i == j), 1) for j in size] for i in size]
    for count in range(1, len(rows) + 1):
        product = [
            [arithmetic.total([arithmetic.product([rows[i][k], matrix[k][j]]) for k in size]) for j in size]
            for i in size
        ]
        trace = arithmetic.total([product[i][i] for i in size])
        coefficient = arithmetic.product([arithmetic.rational(-1, count), trace])
        if count < len(rows):
            matrix = [
                [arithmetic.total([product[i][j], coefficient]) if i == j else product[i][j] for j in size]
                for i in size
            ]
    return coefficient, matrix
