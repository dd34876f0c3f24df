r"""Names that a page introduces by the way: ``\hat{m} = \frac{m}{1 - \beta_1^1} = -3.6`` where nothing says m̂ yet.

Goes in: a line of a claims block.  Comes out: ``True`` if its left side is new; from there on the name stands for what
the line's formula is worth, until an update has taken effect and another line gives it anew.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.exact import MPMATH
from symgrad.notes.bench import Bench
from symgrad.notes.chains import Chain, Kind
from symgrad.notes.edits import letter
from symgrad.notes.forms import Tabulated, inner
from symgrad.notes.judge import same
from symgrad.notes.names import name_node, readings
from symgrad.notes.numbers import OutOfRange
from symgrad.notes.rounding import same as same_ball
from symgrad.notes.shapes import depth
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any

#: what a name may be introduced by, the more telling first; a number alone says nothing that can be judged
_KINDS: tuple[Kind, ...] = ("formula", "mixed", "arithmetic")


def introduced(line: Chain, bench: Bench) -> syntax.Name | None:
    """The new name that the line gives a value, on its left side, if it does; then every state knows it.

    ``r_i = w x_i + b - y_i`` gives the vector r, whose elements the name then has.
    """
    target, root = _target(inner(line.sides[0].node))
    if not isinstance(target, syntax.Name) or "<" in line.signs:
        return None
    found = _of_letters(target, line)
    if found is None or _known(target, found[0], bench):
        return None
    name, letters = found
    forms = [side.node for kind in _KINDS for side in line.sides[1:] if side.kind == kind]
    if not forms or any(part in (target, name) for part in syntax.descend(forms[0])):
        return None
    form: syntax.Node = syntax.Root(forms[0].origin, inner(forms[0]), None) if root else inner(forms[0])
    if letters:
        form = Tabulated(form.origin, form, letters)
    known = _values(form, bench)
    if known is None:
        bench.broken.add(name.key)  # the line says what is wrong with it; the lines below need not
        return name
    if not known or _taken(name.key, known):
        return None
    for state in known_states(bench):
        with suppress(DataError):
            state.missing |= {name.key}
            state.introduce(name.key, form)
    bench.chances.states.introductions[name.key] = form
    numbers = any(side.kind in ("number", "arithmetic") for side in line.sides)
    bench.standing = (bench.standing - {name.key}) | (frozenset() if numbers else {name.key})
    bench.introduced[name.key] = True
    bench.broken.discard(name.key)
    if isinstance(known[0][1], tuple):
        bench.calculator.vectors.add(name.key)
    return name


def _values(form: syntax.Node, bench: Bench) -> list[tuple[State, Value]] | None:
    """The values of the form in the states that have one; ``None`` for a form that cannot have any."""
    found = []
    for state in known_states(bench):
        try:
            found.append((state, state.value(form)))
        except (ReadError, UnsupportedError, OutOfRange):
            return None
        except DataError:
            continue
    return found


def _of_letters(
    target: syntax.Name, line: Chain
) -> tuple[syntax.Name, tuple[tuple[str, tuple[str, ...]], ...]] | None:
    """The name without the line's free letters, and these in its order; ``None`` if it has others than the line."""
    axes = {
        letter: names
        for side in line.sides
        if isinstance(side.node, Tabulated)
        for letter, names in side.node.letters
    }
    for key, index in readings(target):
        if len(set(index)) == len(index) and set(index) == set(axes):
            return (name_node(key, target) if index else target), tuple((each, axes[each]) for each in index)
    return None


def _target(node: syntax.Node) -> tuple[syntax.Node, bool]:
    r"""The name a line gives a value, and whether it is the (positive) root of it: ``\sigma^2 = …`` says what σ is."""
    if isinstance(node, syntax.Power) and isinstance(node.base, syntax.Name):
        exponent = node.exponent
        if isinstance(exponent, syntax.Number) and exponent.value == 2:
            return node.base, True
    return node, False


def carried(bench: Bench, before: State, after: State) -> None:
    """An update has taken effect: what a line gave a number keeps it until a line gives it anew; what it gave a
    formula alone goes with the parameters.
    """
    own = {key: before.extra[key] for key in bench.introduced if key in before.extra}
    after.extra = {**own, **after.extra}
    after.written, after.told = before.written, before.told
    after.missing |= {key for key in bench.introduced if before.lacks(key)}
    for key, form in before.written.items():
        if key in bench.standing and key in bench.introduced:
            try:
                after.extra = {**after.extra, key: after.value(form)}
            except DataError:
                after.missing |= {key}


def known_states(bench: Bench) -> list[State]:
    """Every state that a line may be judged by."""
    every = (*bench.points, *bench.free, bench.now, bench.exact, bench.bare)
    return list({id(state): state for state in every if state is not None}.values())


def _known(target: syntax.Name, name: syntax.Name, bench: Bench) -> bool:
    """Whether the page knows the name already; one introduced before the last update may be given anew."""
    if bench.introduced.get(name.key) is False:
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
