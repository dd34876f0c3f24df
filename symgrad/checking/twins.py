"""The buggy twins of the rules: what somebody writes who makes one mistake at one place.

In: a ``Place`` (∂u/∂w and what the right rule gives) or a ``Whole`` result.  Out: wrong results, derivatives in them
still to be worked out.  Which mistake a twin belongs to is said in ``mistakes``.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from symgrad.checking.derivatives import derivative, full, scope_of
from symgrad.checking.planting import Place, Whole
from symgrad.expressions import (
    MINUS_ONE,
    ONE,
    Partial,
    add,
    div,
    key_of,
    mul,
    neg,
    power,
    replace,
    sub,
    total,
    transform,
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
    yield place.d(place.u.args[0])


def derivative_of_activation(place: Place) -> Wrong:
    """f'(f(v))·∂v."""
    if place.u.func in BY_SYMBOL:
        yield mul(row_of(place.u).derivative(place.u), place.d(place.u.args[0]))


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


def term_missing(place: Place) -> Wrong:
    """One term, one path of the chain, left out."""
    terms = list(place.u.args)
    if sum(map(place.scope.varies, terms)) > 1:
        for number, term in enumerate(terms):
            if place.scope.varies(term):
                yield place.d(add(*terms[:number], *terms[number + 1 :]))


def sign(place: Place) -> Wrong:
    """One term of a sum, or the whole, with the other sign."""
    if not isinstance(place.u, sp.Add):
        yield neg(place.after)
        return
    terms = list(place.u.args)
    for number, term in enumerate(terms):
        if place.scope.varies(term):
            yield place.d(add(*terms[:number], neg(term), *terms[number + 1 :]))


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


def _sizes(place: Place) -> Iterator[tuple[int, sp.Expr, sp.Expr]]:
    """Factors 1/m and 1/(2m), with the size and what is left of the factor without it."""
    for number, factor in enumerate(place.u.args):
        if not isinstance(factor, sp.Pow) or factor.exp != -1:
            continue
        parts = factor.base.args if isinstance(factor.base, sp.Mul) else (factor.base,)
        for part in parts:
            is_size = isinstance(part, sp.Symbol) and part.name in place.model.names
            if is_size and place.model.names[part.name].role in ("size", "constant"):
                others = [p for p in parts if p is not part]
                yield number, part, power(mul(*others), MINUS_ONE) if others else ONE


def mean_missing(place: Place) -> Wrong:
    """1/m left out."""
    for number, _, left in _sizes(place):
        yield place.d(mul(*place.u.args[:number], left, *place.u.args[number + 1 :]))


def mean_doubled(place: Place) -> Wrong:
    """1/m twice."""
    for _, size, _ in _sizes(place):
        yield mul(power(size, MINUS_ONE), place.after)


# -- sums over samples ----------------------------------------------------------------------------------------------


def off_by_one(place: Place) -> Wrong:
    """Σ up to m − 1."""
    if isinstance(place.after, sp.Sum):
        (letter, low, high), *others = place.after.limits
        shorter = high - 1 if isinstance(high, sp.Integer) else sub(high, ONE)
        yield total(place.after.function, (letter, low, shorter), *others)


def square_of_sum(place: Place) -> Wrong:
    """(Σv)² for Σv²."""
    body = place.u.function
    if isinstance(body, sp.Pow) and body.exp == 2:
        yield place.d(power(total(body.base, *place.u.limits), TWO))


def mean_of_squares(place: Place) -> Wrong:
    """(1/m)Σv² for ((1/m)Σv)²."""
    base, n = place.u.args
    factors = base.args if isinstance(base, sp.Mul) else (base,)
    sums = [factor for factor in factors if isinstance(factor, sp.Sum)]
    if n == 2 and len(sums) == 1:
        squared = total(power(sums[0].function, TWO), *sums[0].limits)
        yield place.d(mul(*[squared if factor is sums[0] else factor for factor in factors]))


# -- losses ---------------------------------------------------------------------------------------------------------


def _logits(place: Place, h: sp.Expr) -> sp.Expr | None:
    """z where h is σ(z)."""
    meaning = place.means(h)
    return meaning.args[0] if isinstance(meaning, sigma) else None


def cross_entropy_rule(place: Place) -> Wrong:
    """(h − y)·∂z for (h − y)² with h = σ(z)."""
    base, n = place.u.args
    if n != 2 or not isinstance(base, sp.Add):
        return
    for term in base.args:
        h = neg(term) if isinstance(term, sp.Mul) and term.args[0] == -1 else term
        z = _logits(place, h)
        if z is not None:
            residual = base if h is term else neg(base)
            yield mul(residual, place.d(z))
            yield mul(TWO, residual, place.d(z))


def squared_error_rule(place: Place) -> Wrong:
    """The squared error's derivative for a cross-entropy: σ' once too often."""
    logs = [node.args[0] for node in walk(place.u) if isinstance(node, sp.log)]
    for h in dict.fromkeys(logs):
        if _logits(place, h) is not None and any(other != h for other in logs):
            slope = mul(h, sub(ONE, h))
            yield mul(slope, place.after)
            yield mul(TWO, slope, place.after)


# -- the result as a whole --------------------------------------------------------------------------------------------


def opposite(whole: Whole) -> Placed:
    """−result; for an expression alone, one term with the other sign."""
    yield whole.expr, neg(whole.expr)
    for node in walk(whole.expr) if whole.model is None else ():
        if isinstance(node, sp.Add):
            for number, term in enumerate(node.args):
                others = (*node.args[:number], neg(term), *node.args[number + 1 :])
                yield node, replace(whole.expr, {node: add(*others)})


def by_another(whole: Whole) -> Placed:
    """∂/∂b instead of ∂/∂w."""
    if whole.model is None or whole.partial is None:
        return
    model, wrt = whole.model, whole.partial.wrt
    for key in (*model.parameters, *model.data):
        name = model.names[key]
        if key != key_of(wrt) and len(name.axes) in (0, len(getattr(wrt, "indices", ()))):
            other = name.at(*wrt.indices) if name.axes else name.at()
            yield other, derivative(whole.partial.what, scope_of(other, model))


def transposed(whole: Whole) -> Placed:
    """A matrix with its indices exchanged."""
    matrices = {
        key_of(node): node
        for node in walk(whole.expr)
        if isinstance(node, sp.Indexed) and len(node.indices) == 2
    }
    for key, node in matrices.items():

        def exchange(part: sp.Basic, key: str = key) -> sp.Basic:
            if isinstance(part, sp.Indexed) and key_of(part) == key:
                return part.base[part.indices[1], part.indices[0]]
            return part

        yield node, transform(whole.expr, exchange)


def bias_forgotten(whole: Whole) -> Placed:
    """A parameter that is only added, put to 0."""
    if whole.model is None:
        return
    expr = full(whole.expr, whole.model)
    # Where nothing was declared the bias is known by its letter.
    biases = (*whole.model.parameters, *(key for key in whole.model.data if key.startswith("b")))
    for key in biases:
        base = whole.model.names[key].base
        uses = [n for n in walk(expr) if isinstance(n, (sp.Symbol, sp.Indexed)) and key_of(n) == key]
        added = [t for n in walk(expr) if isinstance(n, sp.Add) for t in n.args if t in uses]
        if uses and len(added) >= len(uses):
            yield (
                base if isinstance(base, sp.Symbol) else uses[0],
                replace(expr, dict.fromkeys(uses, sp.S.Zero)),
            )


def updated_weight(whole: Whole) -> Placed:
    """w − η·∂L/∂w where w is meant."""
    if whole.model is None or whole.partial is None:
        return
    model, what, wrt = whole.model, whole.partial.what, whole.partial.wrt
    expr = full(whole.expr, model)
    for key in model.parameters:
        symbol = sp.Symbol(key)
        if model.names[key].axes or symbol not in set(walk(expr)):
            continue
        slope = full(derivative(what, scope_of(symbol, model)), model)
        for rate in whole.letters:
            updated = sub(symbol, mul(sp.Symbol(rate), slope))
            if key != key_of(wrt) or symbol in set(walk(expr)):
                yield symbol, replace(expr, {symbol: updated})


def delta_for_all(whole: Whole) -> Placed:
    """δ taken for 1, or for 0 off the diagonal only."""
    for node in walk(whole.expr):
        if isinstance(node, sp.KroneckerDelta):
            yield node, replace(whole.expr, {node: ONE})
            yield node, replace(whole.expr, {node: sp.S.Zero})


def numbers_of_result(whole: Whole) -> Placed:
    """For an expression alone: a number in front left out."""
    for node in walk(whole.expr) if whole.model is None else ():
        if isinstance(node, sp.Mul):
            for factor in node.args:
                if isinstance(factor, sp.Rational) and abs(factor) != 1:
                    rest = [sp.sign(factor) if part is factor else part for part in node.args]
                    yield node, replace(whole.expr, {node: mul(*rest)})
