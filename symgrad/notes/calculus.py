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

from symgrad.errors import DataError, UnsupportedError
from symgrad.notes.forms import Applied, Tabulated
from symgrad.notes.numbers import BITS, DIGITS, Value
from symgrad.notes.shapes import depth, flat, together
from symgrad.reading import syntax

#: how far a name is moved for a difference quotient: 1/STEPS
STEPS = 10**20
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
    if any(depth(value) for value in values.values()):
        raise UnsupportedError(f"{node.origin.fragment} puts in something with several elements.")
    state = walk.state.at(values)
    if node.primes == 0:
        return state.named(node.function)
    if node.primes > 1:
        raise UnsupportedError(f"{node.origin.fragment}: only first derivatives have a value so far.")
    return state.derivative(node.function, node.names[0])


def limit(walk: Any, node: syntax.Limit) -> Value:
    """A limit in numbers: the body so near the point that all digits of a page agree, from both sides."""
    if isinstance(node.point, syntax.Infinity):
        raise UnsupportedError(f"{node.origin.fragment}: limits at infinity have no value on a page so far.")
    point, key = walk.value(node.point), node.variable.key
    with mpmath.workdps(NEARER * DIGITS), ctx.workprec(NEARER * BITS):
        near = walk.arithmetic.rational(1, 10**DIGITS)
        # every definition again: the digits they were computed with are too few here
        known = walk.state.environment.values
        inputs = {name: known[name] for name in walk.state.model.names if name in walk.state.inputs}
        right, left = (
            walk.at(walk.state.at({**inputs, key: point + by})).value(node.body) for by in (near, -near)
        )
        apart = flat(together(lambda a, b: abs(a - b) * 10 ** (DIGITS - 10) > 1 + abs(a), right, left))
    if any(apart):
        raise DataError(f"{node.origin.fragment}: the limits from the right and from the left differ.")
    return together(lambda a, b: (a + b) / 2, right, left)


def derived(walk: Any, node: syntax.Derived) -> Value:
    if len(node.by) != 1:
        raise UnsupportedError(
            f"{node.origin.fragment}: only first derivatives have a value on a page so far."
        )
    if isinstance(node.body, syntax.Name):
        wrt, chosen = walk.model_name(node.by[0])
        target, index = walk.model_name(node.body)
        if not index:
            return walk.element(walk.state.derivative(target, wrt), chosen, node.origin)
    return difference(walk, node)


def difference(walk: Any, node: syntax.Derived) -> Value:
    """The difference quotient of a formula."""
    wrt, chosen = walk.model_name(node.by[0])
    index = tuple(walk.position(letter, node.origin) for letter in chosen)
    if len(index) != len(walk.state.model[wrt].axes):
        raise UnsupportedError(f"{node.origin.fragment}: the derivative of a formula is by a single number.")
    with mpmath.workdps(2 * DIGITS), ctx.workprec(2 * BITS):
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
