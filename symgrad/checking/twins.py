"""The buggy twins of the rules: what somebody writes who makes one mistake at one place.

In: a ``Place`` (∂u/∂w and what the right rule gives) or a ``Whole`` result.  Out: wrong results, derivatives in them
still to be worked out.  Which mistake a twin belongs to is said in ``mistakes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import sympy as sp

from symgrad.checking.planting import Place, Whole
from symgrad.expressions import (
    MINUS_ONE,
    ONE,
    Maximum,
    Minimum,
    Partial,
    add,
    div,
    mul,
    neg,
    places,
    power,
    put_in_place,
    replace,
    sub,
    walk,
)
from symgrad.functions import BY_SYMBOL, row_of, sigma

TWO = sp.Integer(2)
Wrong = Iterator[sp.Expr]
Placed = Iterator[tuple[sp.Expr, sp.Expr]]


def _pending(place: Place) -> list[Partial]:
    return [node for node in walk(place.after) if isinstance(node, Partial) and node.wrt == place.scope.wrt]


# -- the chain rule -----------------------------------------------------------------------------------------


def inner_missing(place: Place) -> Wrong:
    """f'(v) without ∂v."""
    table: dict[sp.Basic, sp.Basic] = dict.fromkeys(_pending(place), ONE)
    if table:
        yield replace(place.after, table)


def outer_kept(place: Place) -> Wrong:
    """f(v)·∂v: the outer function not differentiated."""
    yield mul(place.u, place.d(place.u.args[0]))


def outer_missing(place: Place) -> Wrong:
    """∂v alone: f' left out."""
    if isinstance(place.u, (Maximum, Minimum, sp.Piecewise)):
        yield from choice_missing(place)
    else:
        yield place.d(place.u.args[0])


def choice_missing(place: Place) -> Wrong:
    """∂v alone for max(0, v), or for one branch of cases: the choice forgotten."""
    parts = [pair[0] for pair in place.u.args] if isinstance(place.u, sp.Piecewise) else place.u.args
    yield from (place.d(part) for part in parts if place.scope.varies(part))


def derivative_of_activation(place: Place) -> Wrong:
    """f'(f(v))·∂v."""
    if place.u.func in BY_SYMBOL and row_of(place.u).activation:
        yield mul(row_of(place.u).derivative(place.u), place.d(place.u.args[0]))


def at_inner_derivative(place: Place) -> Wrong:
    """f'(∂v) for f'(v)·∂v."""
    v = place.u.args[0]
    if v == place.scope.wrt:
        return
    slope = place.d(v)
    if isinstance(place.u, sp.Pow):
        yield mul(place.u.exp, power(slope, place.u.exp - 1))
    elif isinstance(place.u, sp.exp):
        yield sp.exp(slope, evaluate=False)
    elif place.u.func in BY_SYMBOL:
        # The row's derivative is written with the argument: it is put in afterwards.
        yield replace(row_of(place.u).derivative(v), {v: slope})


def tanh_rule(place: Place) -> Wrong:
    """1 − σ² for σ."""
    if isinstance(place.u, sigma):
        yield mul(sub(ONE, power(place.u, TWO)), place.d(place.u.args[0]))


def sigma_rule(place: Place) -> Wrong:
    """tanh(1 − tanh) for tanh."""
    if isinstance(place.u, sp.tanh):
        yield mul(place.u, sub(ONE, place.u), place.d(place.u.args[0]))


# -- powers and exponentials ----------------------------------------------------------------------------------


def exponent_dropped(place: Place) -> Wrong:
    """vⁿ⁻¹·∂v without the n."""
    base, n = place.u.args
    if isinstance(n, sp.Rational):
        yield mul(power(base, n - 1), place.d(base))


def exponent_kept(place: Place) -> Wrong:
    """n·vⁿ·∂v."""
    base, n = place.u.args
    yield mul(n, place.u, place.d(base))


def integrated(place: Place) -> Wrong:
    """vⁿ⁺¹/(n+1), with ∂v and without."""
    base, n = place.u.args
    if isinstance(n, sp.Rational) and n != -1:
        raised = mul(div(ONE, n + 1), power(base, n + 1))
        yield raised
        yield mul(raised, place.d(base))


def power_rule_on_exponential(place: Place) -> Wrong:
    """v·eᵛ⁻¹·∂v."""
    if isinstance(place.u, sp.exp):
        v = place.u.args[0]
        lower: sp.Expr = sp.exp(sub(v, ONE), evaluate=False)
    else:
        base, v = place.u.args
        lower = power(base, sub(v, ONE))
    yield mul(v, lower, place.d(v))
    yield mul(v, lower)


def logarithm_missing(place: Place) -> Wrong:
    """aᵛ·∂v without log a."""
    if isinstance(place.u, sp.Pow):
        yield mul(place.u, place.d(place.u.exp))


# -- sums, products, quotients --------------------------------------------------------------------------------


def product_termwise(place: Place) -> Wrong:
    """∂f·∂g."""
    yield mul(*[place.d(f) if place.scope.varies(f) else f for f in place.u.args])


def product_term_missing(place: Place) -> Wrong:
    """One of the terms ∂f·g, f·∂g only."""
    if isinstance(place.after, sp.Add):
        yield from place.after.args


def product_as_sum(place: Place) -> Wrong:
    """∂f + ∂g."""
    yield add(*[place.d(f) for f in place.u.args if place.scope.varies(f)])


def sum_as_product(place: Place) -> Wrong:
    """∂f·∂g for a sum."""
    varying = [term for term in place.u.args if place.scope.varies(term)]
    if len(varying) > 1:
        yield mul(*map(place.d, varying))


def _fraction(place: Place) -> tuple[sp.Expr, sp.Expr]:
    below = [
        f for f in place.u.args if isinstance(f, sp.Pow) and f.exp is MINUS_ONE and place.scope.varies(f)
    ]
    below = below or [
        f for f in place.u.args if isinstance(f, sp.Pow) and f.exp == -1 and place.scope.varies(f)
    ]
    above = [f for f in place.u.args if f not in below]
    return mul(*above), mul(*[f.base for f in below])


def quotient_termwise(place: Place) -> Wrong:
    """∂f/∂g."""
    f, g = _fraction(place)
    yield div(place.d(f), place.d(g))


def quotient_sign(place: Place) -> Wrong:
    """(f·∂g − ∂f·g)/g², and with a plus."""
    f, g = _fraction(place)
    left, right = mul(place.d(f), g), mul(f, place.d(g))
    below = power(g, sp.Integer(-2))
    yield mul(sub(right, left), below)
    yield mul(add(left, right), below)


def quotient_square_missing(place: Place) -> Wrong:
    """(∂f·g − f·∂g)/g."""
    f, g = _fraction(place)
    yield mul(sub(mul(place.d(f), g), mul(f, place.d(g))), power(g, MINUS_ONE))


def sign(place: Place) -> Wrong:
    """One term of a sum, or the whole, with the other sign."""
    if not isinstance(place.u, sp.Add):
        yield neg(place.after)
        return
    terms = list(place.u.args)
    for number, term in enumerate(terms):
        if place.scope.varies(term):
            yield place.d(add(*terms[:number], neg(term), *terms[number + 1 :]))


def constant_term_kept(place: Place) -> Wrong:
    """∂(v + c) = ∂v + c, or with a 1 for c."""
    varying = [term for term in place.u.args if place.scope.varies(term)]
    for term in place.u.args:
        if term not in varying:
            yield add(place.d(add(*varying)), term)
            yield add(place.d(add(*varying)), sp.sign(term) if isinstance(term, sp.Number) else ONE)


def square_termwise(place: Place) -> Wrong:
    """(a + b)² taken for a² + b²."""
    base, n = place.u.args
    if n == 2 and isinstance(base, sp.Add):
        yield place.d(add(*[power(term, TWO) for term in base.args]))


# -- factors ----------------------------------------------------------------------------------------------------


def constant_dropped(place: Place) -> Wrong:
    """A number in front left out: ½, 2, −1 stays a sign."""
    for number, factor in enumerate(place.u.args):
        rest = [*place.u.args[:number], *place.u.args[number + 1 :]]
        if isinstance(factor, sp.Rational) and abs(factor) != 1:
            yield place.d(mul(sp.sign(factor), *rest))
        elif isinstance(factor, sp.Pow) and factor.exp == -1 and isinstance(factor.base, sp.Mul):
            # 1/(2m)
            kept = [part for part in factor.base.args if not isinstance(part, sp.Rational)]
            if len(kept) < len(factor.base.args):
                yield place.d(mul(power(mul(*kept), MINUS_ONE), *rest))


# -- an expression alone, or the result as a whole ----------------------------------------------------------


def opposite(whole: Whole) -> Placed:
    """−result; for an expression alone, one term with the other sign."""
    yield whole.expr, neg(whole.expr)
    for node, put in _nodes(whole.expr, sp.Add) if whole.model is None else ():
        for number, term in enumerate(node.args):
            yield node, put(add(*node.args[:number], neg(term), *node.args[number + 1 :]))


def _nodes(expr: sp.Expr, kind: type[sp.Basic]) -> Iterator[tuple[sp.Expr, Callable[[sp.Expr], sp.Expr]]]:
    """The nodes of a kind, and what puts another one in the place of each, everywhere."""
    for node, ways in places(expr, kind).items():
        everywhere = partial(_replaced, expr, node)
        yield node, partial(put_in_place, ways[0]) if len(ways) == 1 else everywhere


def _replaced(expr: sp.Expr, node: sp.Expr, new: sp.Expr) -> sp.Expr:
    changed: sp.Expr = replace(expr, {node: new})
    return changed


def numbers_of_result(whole: Whole) -> Placed:
    """For a value alone: a number in front left out."""
    for node, put in _nodes(whole.expr, sp.Mul) if whole.partial is None else ():
        for factor in node.args:
            if isinstance(factor, sp.Rational) and abs(factor) != 1:
                rest = [sp.sign(factor) if part is factor else part for part in node.args]
                yield node, put(mul(*rest))


def not_differentiated(whole: Whole) -> Placed:
    """What was to be differentiated, as it is."""
    if whole.partial is not None:
        yield whole.partial.what, whole.partial.what
