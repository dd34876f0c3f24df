"""Comparisons that hold to the lengths of data: an index goes no further than the axis it stands at.

In: two expressions of a question.  Out: what a comparison finds.  Σ_k δ_{ik} up to m is 1 for every i that x_i of
length m has, and 0 at an i beyond it: a refutation with δ counts where the lengths that are declared leave it.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from symgrad.checking.question import Question
from symgrad.equality import Domain, Verdict, compare
from symgrad.expressions import has
from symgrad.reading import name_key

#: what is found to be the same
_SAME = ("equal", "equal_where_defined", "agrees")


def compared(
    question: Question, left: sp.Expr, right: sp.Expr, *, deadline: float, relation: bool = True
) -> Verdict:
    """The comparison under what the question says of its names."""
    found = compare(
        left, right, domains=question.domains, constraints=question.constraints, deadline=deadline, relation=relation
    )  # fmt: skip
    if found.status != "different" or not (has(left, sp.KroneckerDelta) or has(right, sp.KroneckerDelta)):
        return found
    domains = _with_axes(question)
    if domains == question.domains:
        return found
    again = compare(
        left, right, domains=domains, constraints=question.constraints, deadline=deadline, relation=relation
    )  # fmt: skip
    return again if again.status in _SAME else found


def _with_axes(question: Question) -> dict[str, Domain]:
    """The domains, with the axes of all data whose shapes are known."""
    if question.model is not None:
        axes = {key: name.axes for key, name in question.model.names.items()}
    else:
        keys = map(name_key, question.item.shapes)
        axes = {key: tuple(map(_size, question.shapes[key])) for key in keys}
    domains = dict(question.domains)
    for key, sizes in axes.items():
        domain = domains.get(key, Domain())
        if sizes and not domain.axes:
            domains[key] = replace(domain, axes=sizes)
    return domains


def _size(axis: str) -> sp.Expr:
    return sp.Integer(int(axis)) if axis.isdigit() else sp.Symbol(axis)


__all__ = ["compared"]
