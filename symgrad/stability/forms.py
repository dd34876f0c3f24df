"""The table of stable forms: an identity each, and how its left side is recognised.

In: a node and a ``Sight``.  Out: the node in its stable form, or ``None``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.expressions import ONE, ZERO, Determinant, LogDeterminant, LogSumExp, add, mul, neg, power, sub
from symgrad.functions import log_cosh, sigma, softplus
from symgrad.stability.recognition import (
    Sight,
    divided,
    exponent,
    from_one,
    is_summand,
    log_of_shares,
    log_of_sum,
    logit,
    mean_of_two,
    negative_power,
    quotient_logit,
    softplus_argument,
    two_exponents,
)

TWO = sp.Integer(2)


Rewrite = Callable[[sp.Expr, Sight], sp.Expr | None]


@dataclass(frozen=True)
class StableForm:
    """One row: ``apply`` gives the stable form of a node, or ``None``; ``statement`` is the identity it uses."""

    name: str
    statement: str
    apply: Rewrite


def _sigma(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    bottom = negative_power(expr)
    if bottom is not None:
        # a root of σ would show where σ itself is cut off: that is left to e^{−n log D}
        z = softplus_argument(bottom[0], sight) if bottom[1] >= 1 else None
        return None if z is None else power(sigma(neg(z), evaluate=False), bottom[1])
    if not isinstance(expr, sp.Mul):
        return None
    for top, below in _pairs(expr):
        z = quotient_logit(expr.args[top], expr.args[below], sight)
        if z is not None:
            return _joined(expr, top, below, sigma(z, evaluate=False))
    return None


def _softmax(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    bottom = negative_power(expr)
    if bottom is not None:
        log = log_of_sum(bottom[0], sight)
        return None if log is None else sp.exp(neg(_times(bottom[1], log)), evaluate=False)
    if not isinstance(expr, sp.Mul):
        return None
    for top, below in _pairs(expr):
        u = exponent(expr.args[top], sight)
        bottom = negative_power(sight.through(expr.args[below]))
        if u is None or u == 0 or bottom is None:
            continue
        log = log_of_sum(bottom[0], sight)
        if log is not None:
            return _joined(expr, top, below, _share_of_power(u, log, bottom[1]))
    return None


def _times(number: sp.Expr, expr: sp.Expr) -> sp.Expr:
    return expr if number == 1 else mul(number, expr)


def _share_of_power(u: sp.Expr, log: sp.Expr, number: sp.Expr) -> sp.Expr:
    """e^u D^{−n}: as many shares e^v/D as there are in it with u = kv, the rest of the power for itself."""
    for count in range(int(number) if number.is_Integer else 0, 0, -1):
        share = _share(divided(u, count) if count > 1 else u, log)
        left = number - count
        if share is None or (left and not isinstance(share, sigma)):
            continue
        shares = power(share, sp.Integer(count)) if count > 1 else share
        if left == 0:
            return shares
        rest = (
            power(sigma(neg(log.args[0]), evaluate=False), left)
            if isinstance(log, softplus)
            else sp.exp(neg(_times(left, log)), evaluate=False)
        )
        return mul(shares, rest)
    return sp.exp(sub(u, _times(number, log)), evaluate=False)


def _share(u: sp.Expr, log: sp.Expr) -> sp.Expr | None:
    """e^u/D in what keeps its digits, where e^u is a term of the sum D; ``None`` where it is not seen to be one.

    With D = e^u + e^v it is σ(u − v).  In a longer sum, D = C + e^v, it is the share in C times the share of C.
    """
    if isinstance(log, LogSumExp):
        return sp.exp(sub(u, log), evaluate=False) if is_summand(u, log) else None
    if isinstance(log, softplus):  # D = 1 + e^gap
        first, gap = ZERO, log.args[0]
    elif isinstance(log, sp.Add) and isinstance(log.args[-1], softplus):  # D = e^first + e^{first + gap}
        first, gap = add(*log.args[:-1]), log.args[-1].args[0]
    else:
        return None
    if u == first:
        return sigma(neg(gap), evaluate=False)
    if sub(u, first) == gap:
        return sigma(gap, evaluate=False)
    inside = _share(u, first)
    if inside is not None:
        return mul(inside, sigma(neg(gap), evaluate=False))
    sums = gap.args if isinstance(gap, sp.Add) else (gap,)
    other = next((term for term in sums if isinstance(term, LogSumExp) and sub(term, first) == gap), None)
    inside = None if other is None else _share(u, other)
    return None if inside is None else mul(inside, sigma(gap, evaluate=False))


def _tanh(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.Mul):
        return None
    for top, below in _pairs(expr):
        bottom = sight.through(expr.args[below])
        if not (isinstance(bottom, sp.Pow) and bottom.exp == -1):
            continue
        pair = two_exponents(sight.through(expr.args[top]), sight, minus=True)
        same = two_exponents(sight.through(bottom.base), sight, minus=False)
        if pair is not None and same is not None and set(pair) == set(same):
            u, v = pair
            z = u if v == neg(u) else divided(u if v == 0 else neg(v) if u == 0 else sub(u, v), 2)
            return _joined(expr, top, below, sp.tanh(z, evaluate=False))
    return None


def _log_sigma(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.log) or _is_taken_from_one(expr.args[0], sight):
        return None
    z = logit(expr.args[0], sight)
    return None if z is None else neg(softplus(neg(z), evaluate=False))


def _log_one_minus_sigma(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.log) or not _is_taken_from_one(expr.args[0], sight):
        return None
    z = logit(expr.args[0], sight)
    return None if z is None else neg(softplus(neg(z), evaluate=False))


def _is_taken_from_one(expr: sp.Expr, sight: Sight) -> bool:
    return from_one(sight.through(expr)) is not None


def _softplus(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.log):
        return None
    log = log_of_sum(expr.args[0], sight)
    return log if isinstance(log, softplus) else None


def _log_sum_exp(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    """log Σ e^u, log D^n = n log D, and log e^u = u, where e^u, or a product with it, may be a softmax rewritten."""
    if not isinstance(expr, sp.log):
        return None
    inside = exponent(expr.args[0], sight)
    if inside is None and isinstance(sight.through(expr.args[0]), (sp.Mul, sp.Pow)):
        inside = log_of_shares(expr.args[0], sight)
    if inside is not None:
        return inside
    power_of = sight.through(expr.args[0])
    below = negative_power(power_of)
    if below is None and isinstance(power_of, sp.Pow) and isinstance(power_of.exp, sp.Number):
        below = power_of.base, -power_of.exp
    if below is None:
        return log_of_sum(power_of, sight)
    log = log_of_sum(below[0], sight)
    return None if log is None else _times(-below[1], log)


def _log_determinant(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.log):
        return None
    inside = sight.through(expr.args[0])
    return LogDeterminant(*inside.args) if isinstance(inside, Determinant) else None


def _erfc(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.Add) or len(expr.args) != 2 or ONE not in expr.args:
        return None
    taken = from_one(expr)
    other = expr.args[1] if expr.args[0] == 1 else expr.args[0]
    if isinstance(taken, sp.erf):
        return sp.erfc(taken.args[0], evaluate=False)
    return sp.erfc(neg(other.args[0]), evaluate=False) if isinstance(other, sp.erf) else None


def _log_cosh(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.log):
        return None
    inside = sight.through(expr.args[0])
    if isinstance(inside, sp.cosh):
        return log_cosh(inside.args[0], evaluate=False)
    pair = mean_of_two(inside, sight)
    return None if pair is None else log_cosh(pair, evaluate=False)


def _one_minus_sigma(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    taken = from_one(expr)
    if taken is None:
        return None
    z = logit(taken, sight)
    return None if z is None else sigma(neg(z), evaluate=False)


def _one_minus_tanh_squared(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    taken = from_one(expr)
    if not isinstance(taken, sp.Pow) or taken.exp != 2:
        return None
    inner = sight.through(taken.base)
    if not isinstance(inner, sp.tanh):
        return None
    twice = mul(TWO, inner.args[0])
    return mul(sp.Integer(4), sigma(twice, evaluate=False), sigma(neg(twice), evaluate=False))


def _pairs(expr: sp.Mul) -> list[tuple[int, int]]:
    """Places of two different factors."""
    places = range(len(expr.args))
    return [(top, below) for top in places for below in places if top != below]


def _joined(expr: sp.Mul, top: int, below: int, new: sp.Expr) -> sp.Expr:
    """The product with two factors replaced by one, at the first one's place."""
    place = min(top, below)
    factors = [new if number == place else f for number, f in enumerate(expr.args)]
    del factors[max(top, below)]
    return mul(*factors)


STABLE_FORMS: Sequence[StableForm] = (
    StableForm("stable_tanh", r"\frac{e^z-e^{-z}}{e^z+e^{-z}}=\tanh(z)", _tanh),
    StableForm("stable_sigma", r"\frac{1}{1+e^{-z}}=\sigma(z)", _sigma),
    StableForm(
        "stable_log_one_minus_sigma", r"\log(1-\sigma(z))=-\operatorname{softplus}(z)", _log_one_minus_sigma
    ),
    StableForm("stable_log_sigma", r"\log\sigma(z)=-\operatorname{softplus}(-z)", _log_sigma),
    StableForm("stable_softplus", r"\log(1+e^z)=\operatorname{softplus}(z)", _softplus),
    StableForm(
        "stable_log_sum_exp",
        r"\log e^u=u,\ \log\sum_i e^{u_i}=\max_i u_i+\log\sum_i e^{u_i-\max_j u_j}",
        _log_sum_exp,
    ),
    StableForm("stable_log_determinant", r"\log(\det A)=\log\det A", _log_determinant),
    StableForm(
        "stable_softmax",
        # computed as the last of these: see ``symgrad.exponentials``
        r"\frac{e^u}{\sum_i e^{v_i}}=e^{u-\log\sum_i e^{v_i}}=\frac{e^{u-m}}{\sum_i e^{v_i-m}},\ m=\max_i v_i",
        _softmax,
    ),
    StableForm("stable_log_cosh", r"\log\cosh z=|z|+\log(1+e^{-2|z|})-\log 2", _log_cosh),
    StableForm("stable_erfc", r"1-\operatorname{erf}(z)=\operatorname{erfc}(z)", _erfc),
    StableForm("stable_one_minus_sigma", r"1-\sigma(z)=\sigma(-z)", _one_minus_sigma),
    StableForm("stable_tanh", r"1-\tanh(z)^2=4\,\sigma(2z)\,\sigma(-2z)", _one_minus_tanh_squared),
)
