r"""Symmetric matrices, by the constraint ``A = A^\top`` or the shape ``n n symmetric``.

In: a constraint's statement, and what a comparison found.  Out: the name that is symmetric; the counterexample's matrix
made symmetric.  Compared are expressions with (B_ij + B_ji)/2 for every element, B any matrix (``symgrad.symmetry``),
so that proving and refuting need to know nothing of it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace as changed

from symgrad.equality import Verdict
from symgrad.reading import syntax as s
from symgrad.symmetry import half_sum


def symmetric_name(statement: s.Relation) -> str | None:
    r"""The name of ``A = A^\top`` and ``A^\top = A``."""
    for one, other in (statement.sides, statement.sides[::-1]):
        if isinstance(one, s.Name) and isinstance(other, s.Transposed) and isinstance(other.body, s.Name):
            if one.key == other.body.key:
                return one.key
    return None


def with_symmetric(found: Verdict, keys: Set[str]) -> Verdict:
    """The verdict with (B + Bᵀ)/2 in the counterexample, which is the symmetric matrix that was meant."""
    if not keys or found.counterexample is None:
        return found
    at = {key: half_sum(value) if key in keys else value for key, value in found.counterexample.at.items()}
    return changed(found, counterexample=changed(found.counterexample, at=at))


__all__ = ["symmetric_name", "with_symmetric"]
