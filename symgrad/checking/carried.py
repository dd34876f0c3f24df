"""What follows from a wrong claim: ∂E/∂h = y − h is wrong, and ∂E/∂w = (y − h)h(1 − h)x follows from it.

In: the wrong claims of a derivation (a derivative, what it is, what was written), as trees and as expressions.  Out:
the trees with what was written put in, and pairs of expressions that are equal where a value follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.checking.derivatives import full
from symgrad.checking.names import LARGEST
from symgrad.checking.question import Question
from symgrad.derivation.outright import derivative, scope_of
from symgrad.errors import SymgradError
from symgrad.expressions import ONE, Partial, add, mul, sub
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt


@dataclass(frozen=True)
class Claim:
    """``left = side`` was written; ``right`` is what ``left`` is and ``written`` what ``side`` is, names put in.

    ``partial`` is the derivative it is about, where the names of the model say.
    """

    left: s.Node
    side: s.Node
    right: sp.Expr
    written: sp.Expr
    partial: Partial | None = None


def as_claimed(node: s.Node, claims: Sequence[Claim]) -> s.Node:
    """The tree with what was claimed in the place of derivatives, itself where it has none of them."""
    if not any(isinstance(part, s.Derived) for part in s.descend(node)):
        return node

    def change(part: s.Node) -> s.Node | None:
        return next((claim.side for claim in claims if part == claim.left), None)

    after: s.Node = rebuilt(node, change)
    return after


def as_said(node: s.Node, said: Sequence[tuple[s.Derived, s.Node]]) -> s.Node:
    """The tree with what lines say its derivatives are, the last ones first; as far as that is not too long."""
    for derived, side in reversed(said):
        if not any(part == derived for part in s.descend(node)):
            continue

        def change(part: s.Node, left: s.Node = derived, right: s.Node = side) -> s.Node | None:
            return right if part == left else None

        node = rebuilt(node, change)
        if sum(1 for _ in s.descend(node)) > LARGEST:
            break
    return node


def carried(question: Question, value: sp.Expr, claims: Sequence[Claim]) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Pairs, one of which is equal where ``value`` is the right answer but for the claims, all of them or one."""
    chosen = [tuple(claims), *((claim,) for claim in claims if len(claims) > 1)]
    for some in chosen:
        # One factor of the chain each.
        yield (
            mul(question.expr, *(claim.written for claim in some)),
            mul(value, *(claim.right for claim in some)),
        )
    for claim in claims:
        slope = _slope(question, claim)
        if slope is not None:
            # One of several paths.
            yield add(question.expr, mul(slope, sub(claim.written, claim.right))), value


def _slope(question: Question, claim: Claim) -> sp.Expr | None:
    """What an error in the claimed derivative is multiplied by: ∂L/∂a · ∂b/∂w for ∂a/∂b; for names without indices."""
    model, asked, about = question.model, question.partial, claim.partial
    if model is None or asked is None or about is None:
        return None
    if not all(isinstance(name, sp.Symbol) for name in (about.what, about.wrt, asked.what, asked.wrt)):
        return None
    try:
        above = ONE if about.what == asked.what else derivative(asked.what, scope_of(about.what, model))
        below = ONE if about.wrt == asked.wrt else derivative(about.wrt, scope_of(asked.wrt, model))
        return full(mul(above, below), model)
    except SymgradError:
        return None


__all__ = ["Claim", "as_claimed", "as_said", "carried"]
