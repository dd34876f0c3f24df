r"""Changes of any row, as equations: L2, decoupled weight decay, clipping by value and by the length of the gradient.

In: a rule.  Out: a rule with one more line (the gradient it uses is the line's result) or a longer line for w.  The
last change made is the first line carried out: ``clipped_by_norm(with_l2(rule))`` is refused one way round only, see
there.
"""

from __future__ import annotations

from dataclasses import replace as with_fields

import sympy as sp

from symgrad.errors import OptionError, worded
from symgrad.expressions import Maximum, Minimum, add, div, mul, neg, replace, sub
from symgrad.optimizers.updaterule import GRADIENT, GRADIENT_NORM, PARAMETER, Hyperparameter, UpdateRule

_LAMBDA = sp.Symbol(r"\lambda")
_LIMIT = sp.Symbol(r"c_{max}")


def with_l2(rule: UpdateRule, weight_decay: float = 0.01) -> UpdateRule:
    """The gradient of the loss plus λ/2 ‖w‖²: g + λw in the place of g, everywhere."""
    decay = _chosen("weight_decay", _LAMBDA, weight_decay, includes_low=True)
    return _gradient_becomes(rule, r"\bar{g}", add(GRADIENT, mul(_LAMBDA, PARAMETER)), decay, "L2")


def with_weight_decay(rule: UpdateRule, weight_decay: float = 0.01) -> UpdateRule:
    """Decoupled weight decay: w loses αλw besides what the row takes away (Loshchilov and Hutter, 2019).

    Raises ``OptionError`` for a rule without a learning rate.
    """
    rate = next((item.symbol for item in rule.hyperparameters if item.spelling == "learning_rate"), None)
    if rate is None:
        raise OptionError(worded("{name} has no learning rate to scale a weight decay with.", name=rule.name))
    decay = _chosen("weight_decay", _LAMBDA, weight_decay, includes_low=True)
    lines = tuple(
        (left, sub(right, mul(rate, _LAMBDA, PARAMETER)) if left == PARAMETER else right)
        for left, right in rule.assignments
    )
    return _with(rule, lines, decay, "weight decay")


def clipped_by_value(rule: UpdateRule, limit: float = 1.0) -> UpdateRule:
    """Every element of the gradient cut off at ±limit."""
    bound = _chosen("clip_value", _LIMIT, limit)
    cut = Maximum(Minimum(GRADIENT, _LIMIT), neg(_LIMIT))
    return _gradient_becomes(rule, r"\tilde{g}", cut, bound, "clipped by value")


def clipped_by_norm(rule: UpdateRule, limit: float = 1.0) -> UpdateRule:
    """The gradient of all parameters together made no longer than limit; its direction stays."""
    bound = _chosen("clip_norm", _LIMIT, limit)
    cut = mul(GRADIENT, div(_LIMIT, Maximum(GRADIENT_NORM, _LIMIT)))
    return _gradient_becomes(rule, r"\tilde{g}", cut, bound, "clipped by norm")


def _chosen(spelling: str, symbol: sp.Symbol, value: float, *, includes_low: bool = False) -> Hyperparameter:
    return Hyperparameter(spelling, symbol, value, includes_low=includes_low)


def _gradient_becomes(
    rule: UpdateRule, symbol: str, value: sp.Expr, chosen: Hyperparameter, how: str
) -> UpdateRule:
    """``symbol := value`` first, and ``symbol`` in the place of g."""
    if rule.needs_norm:
        raise OptionError(
            worded("{name} uses the length of the gradient as it is.", name=rule.name),
            remedy="Make the other changes first and clip by norm last.",
        )
    new = sp.Symbol(symbol)
    lines = ((new, value), *((left, replace(right, {GRADIENT: new})) for left, right in rule.assignments))
    return _with(rule, lines, chosen, how)


def _with(
    rule: UpdateRule, lines: tuple[tuple[sp.Symbol, sp.Expr], ...], chosen: Hyperparameter, how: str
) -> UpdateRule:
    if any(chosen.spelling == item.spelling or chosen.symbol == item.symbol for item in rule.hyperparameters):
        raise OptionError(
            worded("{name} has {spelling} already.", name=rule.name, spelling=chosen.spelling),
            remedy="Give it another value instead.",
        )
    return with_fields(
        rule,
        name=f"{rule.name}, {how}",
        assignments=lines,
        hyperparameters=(*rule.hyperparameters, chosen),
    )
