r"""Symmetric matrices, by the constraint ``A = A^\top``: every element is written (B_ij + B_ji)/2 with B any matrix.

In: a constraint's statement, expressions, and what a comparison found.  Out: the name that is symmetric; expressions
over any matrix, so that proving and refuting need to know nothing of it; the counterexample's matrix made symmetric.
A derivative by the symmetric matrix itself treats its elements as independent of each other.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace as changed
from fractions import Fraction
from typing import Any

import sympy as sp

from symgrad.equality import Verdict
from symgrad.expressions import add, key_of, mul, transform
from symgrad.reading import syntax as s


def symmetric_name(statement: s.Relation) -> str | None:
    r"""The name of ``A = A^\top`` and ``A^\top = A``."""
    for one, other in (statement.sides, statement.sides[::-1]):
        if isinstance(one, s.Name) and isinstance(other, s.Transposed) and isinstance(other.body, s.Name):
            if one.key == other.body.key:
                return one.key
    return None


def symmetrised(expr: sp.Expr, keys: Set[str]) -> sp.Expr:
    """The expression with (B_ij + B_ji)/2 for every A_ij."""

    def written(node: sp.Basic) -> sp.Basic:
        if not isinstance(node, sp.Indexed) or key_of(node) not in keys or len(node.indices) != 2:
            return node
        return mul(sp.Rational(1, 2), add(node, node.base[node.indices[::-1]]))

    return transform(expr, written)  # type: ignore[no-any-return]


def with_symmetric(found: Verdict, keys: Set[str]) -> Verdict:
    """The verdict with (B + Bᵀ)/2 in the counterexample, which is the symmetric matrix that was meant."""
    if found.counterexample is None:
        return found
    at = {key: _half_sum(value) if key in keys else value for key, value in found.counterexample.at.items()}
    return changed(found, counterexample=changed(found.counterexample, at=at))


def _half_sum(rows: Any) -> Any:
    size = range(len(rows))
    return tuple(tuple(Fraction(rows[i][j] + rows[j][i]) / 2 for j in size) for i in size)


__all__ = ["symmetric_name", "symmetrised", "with_symmetric"]
