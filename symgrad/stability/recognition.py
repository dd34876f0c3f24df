"""What a formula is, whatever it is written as: e^z, a sum of exponentials, σ(z), by itself or through names.

In: an expression and a ``Sight``.  Out: the argument z (or the logarithm of the sum), or ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

from symgrad.expressions import ONE, ZERO, LogSumExp, add, coefficient_and_rest, mul, neg, replace, sub
from symgrad.functions import sigma, softplus
from symgrad.model import Definition
from symgrad.scope import without_clash


@dataclass(frozen=True)
class Sight:
    """Looks through names: what a name's definition says, written with the indices it is used with."""

    definitions: dict[str, Definition]
    taken: frozenset[str]
    seen: dict[sp.Basic, sp.Basic] = field(default_factory=dict)

    def through(self, expr: sp.Basic) -> sp.Basic:
        """``expr``, or what it stands for if it is a defined name (and what that stands for, …)."""
        if isinstance(expr, (sp.Symbol, sp.Indexed)):
            if expr not in self.seen:
                self.seen[expr] = self._look(expr)
            return self.seen[expr]
        return expr

    def _look(self, expr: sp.Basic) -> sp.Basic:
        while isinstance(expr, (sp.Symbol, sp.Indexed)):
            indices = tuple(expr.indices) if isinstance(expr, sp.Indexed) else ()
            key = str(expr.base.label) if indices else str(expr)
            definition = self.definitions.get(key)
            if definition is None or len(definition.index) != len(indices):
                return expr
            letters = {symbol for index in indices for symbol in index.free_symbols}
            table = dict(zip(definition.index, indices, strict=True))
            body = without_clash(definition.expr, letters, self.taken)
            expr = replace(body, {old: new for old, new in table.items() if old != new})
        return expr


def exponent(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is e^z or 1/e^{−z}; 0 if it is 1."""
    expr = sight.through(expr)
    if expr == 1:
        return ZERO
    if isinstance(expr, sp.exp):
        return expr.args[0]
    if isinstance(expr, sp.Pow) and expr.exp == -1:
        below = exponent(expr.base, sight)
        return None if below is None else neg(below)
    return None


def log_of_term(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """log c + z if this is c e^z with a number c > 0 (either may be missing)."""
    expr = sight.through(expr)
    if isinstance(expr, sp.Number):
        return (ZERO if expr == 1 else sp.log(expr, evaluate=False)) if expr.is_positive else None
    if not isinstance(expr, sp.Mul):
        return exponent(expr, sight)
    logs = [log_of_term(factor, sight) for factor in expr.args]
    return add(*[log for log in logs if log != 0]) if None not in logs else None


def log_of_sum(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """log D in its stable form if this is a sum D of exponentials and numbers c > 0: log Σ exp or softplus."""
    expr = sight.through(expr)
    if isinstance(expr, sp.Sum):
        inner = log_of_term(expr.function, sight)
        return None if inner is None or inner.is_number else LogSumExp(inner, *expr.limits)
    if not isinstance(expr, sp.Add):
        return None
    logs: list[sp.Expr] = []
    for term in expr.args:
        log = log_of_term(term, sight)
        log = log_of_sum(term, sight) if log is None else log
        if log is None:
            return None
        logs.append(log)
    # log(e^u + e^v) = u + softplus(v − u), the numbers first: log(1 + e^z) = softplus(z)
    logs.sort(key=lambda log: (not log.is_number, log != 0))
    result = logs[0]
    if logs[-1].is_number:
        return None
    for log in logs[1:]:
        result = add(result, softplus(sub(log, result), evaluate=False))
    return result


def log_of_shares(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """The logarithm of e^z, of σ(z), of a product or power of them: what a softmax may be.

    log e^{u−g} σ(g) is u − softplus(g), whose derivative does not cancel where g is far below 0.
    """
    expr = sight.through(expr)
    if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Integer):
        one = log_of_shares(expr.base, sight)
        return None if one is None else mul(expr.exp, one)
    if isinstance(expr, sp.exp):
        return expr.args[0]
    if isinstance(expr, sigma):
        return neg(softplus(neg(expr.args[0]), evaluate=False))
    if not isinstance(expr, sp.Mul):
        return None
    logs: list[sp.Expr] = []
    for factor in expr.args:
        if isinstance(factor, sigma) and neg(factor.args[0]) in logs:
            logs.remove(neg(factor.args[0]))
            log = neg(softplus(factor.args[0], evaluate=False))
        else:
            log = log_of_shares(factor, sight)
        if log is None:
            return None
        logs += log.args if isinstance(log, sp.Add) else [log]
    return add(*logs)


def is_summand(u: sp.Expr, log: LogSumExp) -> bool:
    """True if e^u is one of the terms of the sum: u is what stands in it with other letters."""
    table: dict[sp.Basic, sp.Basic] = {}
    whole = all(low == 1 and isinstance(high, sp.Symbol) for _, low, high in log.limits)
    return whole and _matches(log.function, u, frozenset(log.bound_symbols), table)


def _matches(
    pattern: sp.Basic, expr: sp.Basic, letters: frozenset[sp.Basic], table: dict[sp.Basic, sp.Basic]
) -> bool:
    if pattern in letters:
        return table.setdefault(pattern, expr) == expr
    if pattern == expr:
        return not pattern.free_symbols & letters
    same = pattern.func == expr.func and len(pattern.args) == len(expr.args) > 0
    pairs = zip(pattern.args, expr.args, strict=False)
    return same and all(_matches(one, other, letters, table) for one, other in pairs)


def logit(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is σ(z): by name, 1/(1+e^{−z}), e^z/(1+e^z), or 1 − σ(−z)."""
    expr = sight.through(expr)
    if isinstance(expr, sigma):
        return expr.args[0]
    if isinstance(expr, sp.Pow) and expr.exp == -1:
        z = softplus_argument(expr.base, sight)
        return None if z is None else neg(z)
    if isinstance(expr, sp.Mul) and len(expr.args) == 2:
        first, second = expr.args
        return quotient_logit(first, second, sight) or quotient_logit(second, first, sight)
    taken_from_one = from_one(expr)
    if taken_from_one is not None:
        z = logit(taken_from_one, sight)
        return None if z is None else neg(z)
    return None


def softplus_argument(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is 1 + e^z."""
    log = log_of_sum(expr, sight)
    return log.args[0] if isinstance(log, softplus) else None


def quotient_logit(top: sp.Expr, below: sp.Expr, sight: Sight) -> sp.Expr | None:
    """z if this is e^z · 1/(1 + e^z)."""
    u = exponent(top, sight)
    if u is None or u == 0:
        return None
    below = sight.through(below)
    if not (isinstance(below, sp.Pow) and below.exp == -1):
        return None
    z = softplus_argument(below.base, sight)
    return u if z == u else None


def from_one(expr: sp.Basic) -> sp.Expr | None:
    """s if this is 1 − s."""
    if isinstance(expr, sp.Add) and len(expr.args) == 2 and ONE in expr.args:
        other = expr.args[1] if expr.args[0] == 1 else expr.args[0]
        if isinstance(other, sp.Mul) and other.args[0] == -1:
            return mul(*other.args[1:])
    return None


def divided(expr: sp.Expr, number: int) -> sp.Expr:
    """expr/number with the numbers worked out: 2z/2 is z."""
    coefficient, rest = coefficient_and_rest(expr)
    return mul(coefficient / number, *rest)


def negative_power(expr: sp.Basic) -> tuple[sp.Expr, sp.Expr] | None:
    """(D, n) if this is D^{−n}, or 1/D^n, with a number n > 0."""
    if not isinstance(expr, sp.Pow) or not isinstance(expr.exp, sp.Number) or not expr.exp.is_negative:
        return None
    inner = expr.base
    if expr.exp == -1 and isinstance(inner, sp.Pow) and isinstance(inner.exp, sp.Number):
        return (inner.base, inner.exp) if inner.exp.is_positive else None
    return inner, -expr.exp


def two_exponents(expr: sp.Basic, sight: Sight, *, minus: bool) -> tuple[sp.Expr, sp.Expr] | None:
    """(u, v) if this is e^u − e^v (or e^u + e^v): in the order of the signs."""
    if not isinstance(expr, sp.Add) or len(expr.args) != 2:
        return None
    first, second = expr.args
    if minus:
        if is_negative(first):
            first, second = second, first
        if not is_negative(second) or is_negative(first):
            return None
        second = neg(second)
    u, v = exponent(first, sight), exponent(second, sight)
    return None if u is None or v is None else (u, v)


def is_negative(expr: sp.Expr) -> bool:
    return expr == -1 or (isinstance(expr, sp.Mul) and expr.args[0] == -1)


def mean_of_two(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is (e^z + e^{-z})/2."""
    coefficient, rest = coefficient_and_rest(expr)
    if coefficient != sp.Rational(1, 2) or len(rest) != 1:
        return None
    pair = two_exponents(sight.through(rest[0]), sight, minus=False)
    return pair[0] if pair is not None and pair[1] == neg(pair[0]) else None
