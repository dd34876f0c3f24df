"""The buggy twins about sums, losses and layers, and those that spoil a result as a whole.

In: a ``Place`` (∂u/∂w and what the right rule gives) or a ``Whole`` result.  Out: wrong results, derivatives in them
still to be worked out.  Which mistake a twin belongs to is said in ``mistakes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sympy as sp

from symgrad.checking.derivatives import full
from symgrad.checking.planting import Place, Whole
from symgrad.derivation.outright import derivative, scope_of
from symgrad.expressions import (
    BINDERS,
    MINUS_ONE,
    ONE,
    Partial,
    add,
    bases,
    key_of,
    mul,
    neg,
    power,
    rebuild,
    replace,
    sub,
    total,
    transform,
    walk,
)
from symgrad.functions import sigma
from symgrad.model import Model

TWO = sp.Integer(2)
Wrong = Iterator[sp.Expr]
Placed = Iterator[tuple[sp.Expr, sp.Expr]]


# -- terms -------------------------------------------------------------------------------------------------


def term_missing(place: Place) -> Wrong:
    """One term, one path of the chain, left out."""
    terms = list(place.u.args)
    if sum(map(place.scope.varies, terms)) > 1:
        for number, term in enumerate(terms):
            if place.scope.varies(term):
                yield place.d(add(*terms[:number], *terms[number + 1 :]))


def only_own_term(place: Place) -> Wrong:
    """Of Σ_k ∂f_k/∂w_j the term with k = j alone."""
    if place.model is None or not isinstance(place.after, sp.Sum) or len(place.after.limits) != 1:
        return
    ((letter, low, high),) = place.after.limits
    for index in getattr(place.scope.wrt, "indices", ()):
        if low == 1 and place.model.ranges.get(index) == high:
            yield replace(place.after.function, {letter: index})


def path_missing(place: Place) -> Wrong:
    """A term of a sum left out, or all of Σ but one."""
    yield from term_missing(place) if isinstance(place.u, sp.Add) else only_own_term(place)


def _sizes(place: Place) -> Iterator[tuple[int, sp.Expr, sp.Expr]]:
    """Factors 1/m and 1/(2m), with the size and what is left of the factor without it."""
    for number, factor in enumerate(place.u.args):
        if not isinstance(factor, sp.Pow) or factor.exp != -1:
            continue
        parts = factor.base.args if isinstance(factor.base, sp.Mul) else (factor.base,)
        for part in parts:
            if place.is_size(part):
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
    """Σ up to m − 1, and from 2."""
    if isinstance(place.after, sp.Sum):
        (letter, low, high), *others = place.after.limits
        shorter = high - 1 if isinstance(high, sp.Integer) else sub(high, ONE)
        yield total(place.after.function, (letter, low, shorter), *others)
        first: dict[sp.Basic, sp.Basic] = {letter: low}
        if not others and not place.after.function.has(sp.Sum):
            yield sub(place.after, replace(place.after.function, first))


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


def by_another(whole: Whole) -> Placed:
    """∂/∂b instead of ∂/∂w."""
    if whole.partial is None:
        return
    for other in _others(whole.model, whole.partial):
        yield other, derivative(whole.partial.what, scope_of(other, whole.model))


def _others(model: Model | None, partial: Partial) -> Iterator[sp.Expr]:
    """What else a derivative could be taken by."""
    wrt = partial.wrt
    if model is None:
        limits = [limit for node in walk(partial.what) if isinstance(node, BINDERS) for limit in node.limits]
        no_names = {wrt, *(end for limit in limits for end in limit)}
        names = (node for node in walk(partial.what) if isinstance(node, sp.Symbol))
        yield from dict.fromkeys(name for name in names if name not in no_names)
        return
    for key in (*model.parameters, *model.data):
        name = model.names[key]
        if key != key_of(wrt) and len(name.axes) in (0, len(getattr(wrt, "indices", ()))):
            yield name.at(*wrt.indices) if name.axes else name.at()


def _square(whole: Whole, key: str) -> bool:
    """Whether both axes are one size; ``True`` where nothing is known of them."""
    name = whole.model.names.get(key) if whole.model is not None else None
    return name is None or len(set(name.axes)) == 1


def transposed(whole: Whole) -> Placed:
    """A square matrix with its indices exchanged; of another one the shape tells it (``judge.transposed``)."""
    matrices = {
        key_of(node): node
        for node in walk(whole.expr)
        if isinstance(node, sp.Indexed) and len(node.indices) == 2 and _square(whole, key_of(node))
    }
    for key, node in matrices.items():

        def exchange(part: sp.Basic, key: str = key) -> sp.Basic:
            if isinstance(part, sp.Indexed) and key_of(part) == key:
                return part.base[part.indices[1], part.indices[0]]
            return part

        yield node, transform(whole.expr, exchange)


def wrong_order(whole: Whole) -> Placed:
    """BA for AB of square matrices; of others the shapes tell it (``judge.not_fitting``)."""
    matrices = [node for node in walk(whole.expr) if isinstance(node, sp.Indexed) and len(node.indices) == 2]
    for one in dict.fromkeys(matrices):
        for other in dict.fromkeys(matrices):
            keys = key_of(one), key_of(other)
            joined = one.indices[1] == other.indices[0] and keys[0] != keys[1]
            if (
                joined
                and all(_square(whole, key) for key in keys)
                and _size(whole, keys[0]) == _size(whole, keys[1])
            ):
                yield one, replace(whole.expr, {one: other.base[one.indices], other: one.base[other.indices]})


def _size(whole: Whole, key: str) -> tuple[sp.Expr, ...]:
    name = whole.model.names.get(key) if whole.model is not None else None
    return name.axes if name is not None else ()


_DIGITS = re.compile(r"\d+")


def family(key: str) -> str:
    """What names of one kind in several layers or units have in common: W^{[1]} and W^{[2]}, w_1 and w_2."""
    return _DIGITS.sub("#", key)


def wrong_layer(whole: Whole) -> Placed:
    """W^{[2]} for W^{[1]}, h_2 for h_1: at one place, and at all of them."""
    if whole.model is None:
        return
    names = whole.model.names
    nodes = dict.fromkeys(node for node in walk(whole.expr) if isinstance(node, (sp.Symbol, sp.Indexed)))
    for node in nodes:
        key = key_of(node)
        for other in names.values() if key in names else ():
            if other.key != key and family(other.key) == family(key) and other.axes == names[key].axes:
                instead = other.at(*getattr(node, "indices", ()))
                yield from ((node, wrong) for wrong in _one_replaced(whole.expr, node, instead))
                yield node, replace(whole.expr, {node: instead})


def _one_replaced(expr: sp.Expr, node: sp.Expr, instead: sp.Expr) -> Wrong:
    """The expression with one use of the node replaced, for each use."""
    if expr == node:
        yield instead
    elif not isinstance(expr, sp.Indexed):
        for place, part in enumerate(expr.args):
            for wrong in _one_replaced(part, node, instead) if isinstance(part, sp.Expr) else ():
                yield rebuild(expr, (*expr.args[:place], wrong, *expr.args[place + 1 :]))


def _uses(expr: sp.Expr, key: str) -> list[sp.Basic]:
    return [node for node in walk(expr) if isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == key]


def _only_added(expr: sp.Expr, key: str) -> bool:
    uses = _uses(expr, key)
    added = [term for node in walk(expr) if isinstance(node, sp.Add) for term in node.args if term in uses]
    return len(added) >= len(uses)


def bias_forgotten(whole: Whole) -> Placed:
    """A parameter that is only added, put to 0."""
    if whole.partial is None:
        return
    expr, what = full(whole.expr, whole.model), full(whole.partial.what, whole.model)
    # Where nothing was declared the bias is known by its letter.
    named = sorted(bases(what)) if whole.model is None else (*whole.model.parameters, *whole.model.data)
    declared = whole.model.parameters if whole.model is not None else ()
    for key in [key for key in named if key in declared or key.startswith("b")]:
        uses = _uses(expr, key)
        if uses and _only_added(expr, key) and _only_added(what, key):
            yield uses[0], replace(expr, dict.fromkeys(uses, sp.S.Zero))


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
