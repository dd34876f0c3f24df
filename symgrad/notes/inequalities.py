r"""Inequalities as claims: ``S'(x) \le \frac14``, ``(\nabla L)^\top (-\nabla L) = -\|\nabla L\|^2 \le 0``.

Goes in: the two sides of a sign and states in balls: the page's random points, and simple ones where equality often
occurs.  Comes out: the fields of a ``Claim``: refuted at a point where the balls lie the wrong way round (for < and >
also where both sides are equal), proved by ``symgrad.equality.order``, else it agrees at so many points.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from symgrad import balls
from symgrad.equality.order import at_most
from symgrad.errors import DataError, SymgradError, UnsupportedError
from symgrad.notes.bench import unjudged
from symgrad.notes.chains import Side
from symgrad.notes.evidence import Difference
from symgrad.notes.forms import inner
from symgrad.notes.meanings import Meaning
from symgrad.notes.numbers import OutOfRange
from symgrad.notes.proofs import HANGS
from symgrad.notes.rounding import shown
from symgrad.notes.shapes import flat, together
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any
#: steps for a proof in the names of the model, and the same with the definitions put in
STEPS = 6_000


def judged(left: Side, sign: str, right: Side, points: Iterable[State], now: State | None) -> dict[str, Any]:
    """The fields of the claim ``left sign right``; ``now`` are the given numbers, where they are given."""
    small, large = (left.node, right.node) if sign in ("<", "≤") else (right.node, left.node)
    strict = sign in ("<", ">")
    states = list(points)
    held, against = _at(small, large, strict, states)
    numbers = {left.kind, right.kind} & {"number", "arithmetic"}
    if now is not None and (against is not None or not states) and numbers:
        # with a number on one side it may be meant for the given numbers only
        held_now, against_now = _at(small, large, strict, [now])
        if held_now or against_now is not None:
            held, against = held_now, against_now
            if against is None:
                return {"verdict": "exact", "points": 1}
    if against is not None:
        state, a, b = against
        point = {key: shown(value) for key, value in state.environment.values.items() if key in state.inputs}
        sides = (a, b) if sign in ("<", "≤") else (b, a)
        difference = Difference(point, *map(shown, sides))
        return {"verdict": "refuted", "difference": difference, "about": {"sign": sign}}
    if not states:
        return unjudged("no point lies in the domain of both sides.", "nowhere")
    if proved(small, large, strict, states[0]):
        return {"verdict": "proved", "points": held, "about": {"sign": sign}}
    if not held:
        return unjudged("both sides lie too close together.", "too_close")
    return {"verdict": "agrees", "points": held, "about": {"sign": sign}}


def _at(
    small: syntax.Node, large: syntax.Node, strict: bool, states: Iterable[State]
) -> tuple[int, tuple[State, Value, Value] | None]:
    """At how many points it holds for certain (or, for ≤, as far as digits tell), and one where it does not."""
    held = 0
    for state in states:
        try:
            a, b = state.value(small), state.value(large)
            gaps = flat(together(lambda x, y: y - x, a, b))
        except OutOfRange:
            raise
        except DataError:
            continue
        between = [balls.ends(gap) for gap in gaps]
        if any(ends is None for ends in between):
            continue
        known = [ends for ends in between if ends is not None]
        if any(high < 0 or (strict and high == 0) for _, high in known):
            return held, (state, a, b)
        held += all(low > 0 or (low <= 0 <= high and not strict) for low, high in known)
    return held, None


def proved(small: syntax.Node, large: syntax.Node, strict: bool, state: State) -> bool:
    """Whether ``small`` ≤ ``large`` is proved, in the names of the model or with its definitions put in."""
    meanings = state.meanings
    try:
        sides = [_free(meanings.of(inner(node))) for node in (small, large)]
        names = {each.name: each.expr for each in meanings.model.definitions if not each.index}
        if at_most(*sides, strict=strict, names=names, deadline=HANGS, work=STEPS):
            return True
        full = [meanings.in_full(side) for side in sides]
        return at_most(*full, strict=strict, names={}, deadline=HANGS, work=STEPS)
    except (SymgradError, RecursionError):
        return False


def _free(found: Meaning) -> sp.Expr:
    """The meaning of a side that is one number."""
    expr, index = found
    if index:
        raise UnsupportedError("several numbers at once are compared at points only.")
    return expr
