"""Derivatives, limits and functions of other arguments, in numbers: the part of an evaluation that moves the state.

Goes in: a walk (``symgrad.notes.evaluation.Walk``) and a node.  Comes out: its value.  The derivative of a name is the
value of what ``derive`` finds; the derivative of a longer formula its difference quotient over 2·10⁻²⁰, which is right
to some 35 digits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import sympy as sp
from flint import ctx

from symgrad.errors import ModelError, UnsupportedError
from symgrad.notes.forms import Applied, Tabulated
from symgrad.notes.names import readings
from symgrad.notes.numbers import BITS, DIGITS, NoLimit, NoValue, OutOfRange, Value
from symgrad.notes.shapes import depth, each, flat, together
from symgrad.reading import syntax

#: how far a name is moved for a difference quotient: 1/STEPS
STEPS = 10**20
#: derivatives of a higher order have too few digits
MOST_ORDER = 2
#: a limit is taken with so many times the digits
NEARER = 4


def tabulated(walk: Any, node: Tabulated) -> Value:
    """One value for every value of the free indices, the first letter outermost."""
    return _table(walk, node.body, list(node.letters))


def _table(walk: Any, body: syntax.Node, letters: list[tuple[str, tuple[str, ...]]]) -> Value:
    if not letters:
        return walk.value(body)
    (letter, axes), *further = letters
    length = max(
        int(axis) if axis.isdigit() else walk.state.environment.length(sp.Symbol(axis)) for axis in axes
    )
    rows = []
    for position in range(1, length + 1):
        walk.index[letter] = position
        rows.append(_table(walk, body, further))
    walk.index.pop(letter)
    return tuple(rows)


def applied(walk: Any, node: Applied) -> Value:
    """f(x + h): the definition with another value for x."""
    values = dict(zip(node.names, map(walk.value, node.arguments), strict=True))
    if len(values) == 1 and isinstance(values[node.names[0]], tuple):  # of every element
        return each(lambda value: _applied(walk, node, {node.names[0]: value}), values[node.names[0]])
    return _applied(walk, node, values)


def _applied(walk: Any, node: Applied, values: dict[str, Value]) -> Value:
    if any(depth(value) for value in values.values()):
        raise NoValue("several_put_in", node.origin)
    state = walk.state.at(values)
    if node.primes == 0:
        return state.named(node.function)
    if node.primes > 1:
        function, name = (syntax.Name(node.origin, key) for key in (node.function, node.names[0]))
        return walk.at(state).value(syntax.Derived(node.origin, function, (name,) * node.primes))
    return state.derivative(node.function, node.names[0])


def limit(walk: Any, node: syntax.Limit) -> Value:
    """A limit in numbers: the body so near the point that all digits of a page agree, from the sides it is meant."""
    if isinstance(node.point, syntax.Infinity):
        raise NoValue("limit_at_infinity", node.origin)
    point, key = walk.value(node.point), node.variable.key
    with mpmath.workdps(NEARER * DIGITS), ctx.workprec(NEARER * BITS):
        near = walk.arithmetic.rational(1, 10**DIGITS)
        # every definition again: the digits they were computed with are too few here
        known = walk.state.environment.values
        inputs = {
            name: known[name]
            for name in walk.state.model.names
            if name in walk.state.inputs and name in known
        }
        values = [
            walk.at(walk.state.at({**inputs, key: point + side * near})).value(node.body)
            for side in ((node.side,) if node.side else (1, -1))
        ]
        right, left = values[0], values[-1]
        apart = flat(together(lambda a, b: abs(a - b) * 10 ** (DIGITS - 10) > 1 + abs(a), right, left))
    if any(apart):
        raise NoLimit(node.origin, right, left)
    return together(lambda a, b: (a + b) / 2, right, left)


def derived(walk: Any, node: syntax.Derived) -> Value:
    if len(node.by) > MOST_ORDER:
        raise NoValue("high_derivative", node.origin)
    if len(node.by) > 1:  # ∂²L/∂u∂v is ∂/∂u of ∂L/∂v
        inner = syntax.Derived(node.origin, node.body, node.by[1:])
        if _introduced(walk, node):
            return by_introduced(walk, node)
        return difference(walk, syntax.Derived(node.origin, inner, node.by[:1]))
    if _introduced(walk, node):
        return by_introduced(walk, node)
    if isinstance(node.body, syntax.Name) and any(
        key in walk.state.written for key, _ in readings(node.body)
    ):
        return difference(walk, node)
    if isinstance(node.body, syntax.Name):
        wrt, chosen = walk.model_name(node.by[0])
        target, index = walk.model_name(node.body)
        if not index and not (chosen and walk.state.model[target].axes):
            return walk.element(walk.state.derivative(target, wrt), chosen, node.origin)
    return difference(walk, node)


def _introduced(walk: Any, node: syntax.Derived) -> bool:
    """Whether a derivative is by a name that a line of the page introduced."""
    return any(key in walk.state.written for by in node.by for key, _ in readings(by))


def by_introduced(walk: Any, node: syntax.Derived) -> Value:
    """The derivative by a name that a line introduced, as it is derived with that name as a variable."""
    meanings = walk.state.meanings
    for by in node.by:
        walk.value(by)  # raises for an element that there is not
    try:
        expr, free = meanings.of(node)
    except (UnsupportedError, ModelError):
        name = " ".join(node.by[0].origin.fragment.split())
        raise NoValue("not_in_terms", node.origin, name=name) from None
    return walk.tabulated(expr, free, meanings.model)


def difference(walk: Any, node: syntax.Derived) -> Value:
    """The difference quotient of a formula; by a name with several elements, one for each of them."""
    wrt, chosen = walk.model_name(node.by[0])
    index = tuple(walk.position(letter, node.origin) for letter in chosen)
    lengths = [walk.state.environment.length(axis) for axis in walk.state.model[wrt].axes]
    for place, length in zip(index, lengths, strict=False):
        if not 1 <= place <= length:
            raise OutOfRange(str(place), length, node.by[0].origin)
    with mpmath.workdps(2 * DIGITS), ctx.workprec(2 * BITS):
        return _differences(walk, node, wrt, index, lengths[len(index) :])


def _differences(
    walk: Any, node: syntax.Derived, wrt: str, index: tuple[int, ...], further: list[int]
) -> Value:
    if further:
        return tuple(
            _differences(walk, node, wrt, (*index, place), further[1:]) for place in range(1, further[0] + 1)
        )
    step = walk.arithmetic.rational(1, STEPS)
    if (wrt, index) not in walk.state.nearby:
        walk.state.nearby[wrt, index] = (
            walk.state.moved(wrt, index, step),
            walk.state.moved(wrt, index, -step),
        )
    ahead, behind = (walk.at(state).value(node.body) for state in walk.state.nearby[wrt, index])
    return together(lambda a, b: (a - b) / (2 * step), ahead, behind, node.origin)


HANDLERS: dict[type[syntax.Node], Callable[[Any, Any], Value]] = {
    syntax.Derived: derived,
    syntax.Limit: limit,
    Tabulated: tabulated,
    Applied: applied,
}
