r"""Names that a page introduces by the way: ``\hat{m} = \frac{m}{1 - \beta_1^1} = -3.6`` where nothing says m̂ yet.

Goes in: a line of a claims block.  Comes out: ``True`` if its left side is new; from there on the name stands for what
the line's formula is worth, until an update has taken effect and another line gives it anew.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.exact import MPMATH
from symgrad.notes.bench import Bench
from symgrad.notes.chains import Chain, Kind
from symgrad.notes.edits import letter
from symgrad.notes.judge import same
from symgrad.notes.names import readings
from symgrad.notes.numbers import OutOfRange
from symgrad.notes.rounding import same as same_ball
from symgrad.notes.shapes import depth
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any

#: what a name may be introduced by, the more telling first; a number alone says nothing that can be judged
_KINDS: tuple[Kind, ...] = ("formula", "mixed", "arithmetic")


def introduced(line: Chain, bench: Bench) -> bool:
    """Whether the line gives its left side, a new name, a value; then every state knows it."""
    target, root = _target(line.sides[0].node)
    if not isinstance(target, syntax.Name) or "<" in line.signs or _known(target, bench):
        return False
    forms = [side.node for kind in _KINDS for side in line.sides[1:] if side.kind == kind]
    if not forms or any(part == target for part in syntax.descend(forms[0])):
        return False
    form: syntax.Node = syntax.Root(forms[0].origin, forms[0], None) if root else forms[0]
    states = _states(bench)
    found: list[tuple[State, Value]] = []
    for state in states:
        try:
            found.append((state, state.value(form)))
        except (ReadError, UnsupportedError, OutOfRange):
            bench.broken.add(target.key)  # the line says what is wrong with it; the lines below need not
            return True
        except DataError:
            state.missing |= {target.key} if state.missing else frozenset()
            continue
    if not found or _taken(target.key, found):
        return False
    for state, value in found:
        state.extra = {**state.extra, target.key: value}
        state.written = {**state.written, target.key: form}
        state.missing -= {target.key}
    bench.introduced[target.key] = True
    bench.broken.discard(target.key)
    return True


def _target(node: syntax.Node) -> tuple[syntax.Node, bool]:
    r"""The name a line gives a value, and whether it is the (positive) root of it: ``\sigma^2 = …`` says what σ is."""
    if isinstance(node, syntax.Power) and isinstance(node.base, syntax.Name):
        exponent = node.exponent
        if isinstance(exponent, syntax.Number) and exponent.value == 2:
            return node.base, True
    return node, False


def carried(bench: Bench, before: State, after: State) -> None:
    """An update has taken effect: names keep their value until a line gives them anew."""
    own = {key: before.extra[key] for key in bench.introduced if key in before.extra}
    after.extra = {**own, **after.extra}
    after.written = before.written
    after.missing |= {key for key in bench.introduced if before.lacks(key)}


def _states(bench: Bench) -> list[State]:
    every = (*bench.points, *bench.free, bench.now, bench.exact, bench.bare)
    return list({id(state): state for state in every if state is not None}.values())


def _known(target: syntax.Name, bench: Bench) -> bool:
    """Whether the page knows the name already; one introduced before the last update may be given anew."""
    if bench.introduced.get(target.key) is False:
        return False
    state = bench.exact or bench.bare
    found = [(state.named(key), len(index)) for key, index in readings(target)]
    named = any(value is not None and depth(value) >= count for value, count in found)
    named = named or any(state.lacks(key) for key, _ in readings(target))
    return named or target.key in ("e", r"\pi")


def _taken(key: str, found: list[tuple[State, Value]]) -> bool:
    """Whether the value is that of a name of the same letter: h_3 = σ(a_2) is h_2 with a slip, no new name."""
    first = found[0][0]
    family = [other for other in (*first.model.names, *first.extra) if letter(other) == letter(key)]
    return any(
        all(_same(state, state.named(other), value) for state, value in found)
        for other in family
        if other != key
    )


def _same(state: State, left: Value | None, right: Value) -> bool:
    if left is None:
        return False
    return same(left, right) if state.arithmetic is MPMATH else same_ball(left, right)
