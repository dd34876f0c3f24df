"""Limits that are not what a formula says: of a sum that does not go with its divisor, and of a function that has none.

Goes in: the tree of a formula.  Comes out: ``(divisor, limit)`` of the first mean over N that adds up n terms, as
written, in LaTeX, whatever the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symgrad.model import Model
from symgrad.notes.decimals import shortest
from symgrad.notes.numbers import NoLimit
from symgrad.notes.rounding import shown
from symgrad.reading import syntax

#: digits of the limits from the two sides in a sentence, and what is taken for infinite
PLACES, LARGE = 6, 10**20


def no_limit(error: NoLimit) -> tuple[str, Mapping[str, str]]:
    """What is said of a limit that does not exist: a key of the table of remarks, with its values."""
    sides = [shown(side) for side in (error.right, error.left)]
    if any(isinstance(side, tuple) or abs(side) > LARGE for side in sides):
        return "no_limit", {}
    right, left = (shortest(side, PLACES) for side in sides)
    return "no_limit_sides", {"right": right, "left": left}


def limit_differs(node: syntax.Node, model: Model, extra: Mapping[str, object]) -> tuple[str, str] | None:
    """The divisor and the upper limit of a mean that do not go together."""
    for part in syntax.descend(node):
        for divisor, added in _means(part):
            for bound in added.bounds[:1]:
                if isinstance(bound.high, syntax.Name) and divisor.key != bound.high.key:
                    if _counts(divisor.key, bound.high.key, model, extra):
                        return divisor.key, bound.high.key
    return None


def _means(node: syntax.Node) -> Iterator[tuple[syntax.Name, syntax.BigSum]]:
    if isinstance(node, syntax.Quotient):
        tops = node.top.factors if isinstance(node.top, syntax.Times) else (node.top,)
        yield from _pairs((node,), tops)
    if isinstance(node, syntax.Times):
        quotients = tuple(factor for factor in node.factors if isinstance(factor, syntax.Quotient))
        yield from _pairs(quotients, node.factors)


def _pairs(
    quotients: tuple[syntax.Quotient, ...], factors: tuple[syntax.Node, ...]
) -> Iterator[tuple[syntax.Name, syntax.BigSum]]:
    added = [factor for factor in factors if isinstance(factor, syntax.BigSum) and factor.operator == r"\sum"]
    for quotient in quotients:
        below = quotient.bottom
        parts = below.factors if isinstance(below, syntax.Times) else (below,)
        names = [part for part in parts if isinstance(part, syntax.Name)]
        whole = all(isinstance(part, (syntax.Name, syntax.Number)) for part in parts)
        if len(names) == 1 and whole and added:
            yield names[0], added[0]


def _counts(divisor: str, limit: str, model: Model, extra: Mapping[str, object]) -> bool:
    """Whether the divisor is a number of things: not a temperature, or anything else the model is given."""
    known = model.names.get(divisor)
    if known is not None:
        return known.role == "size" or divisor.lower() == limit.lower()
    return (
        divisor in extra or divisor.lower() == limit.lower() or divisor in ("N", "M", "m", "n", "B", "D", "K")
    )
