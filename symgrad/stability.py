"""Formulas as written into formulas that hold in floating point: σ, softplus, log Σ exp for their naive forms.

In: a model (or an expression over one).  Out: the same mathematics without overflow and without cancellation for
arguments up to ±10⁴, and a ``Step`` for each rewrite.  The rows look through names: with ``P = σ(Z)`` the rule for
log(1 − σ(z)) also rewrites ``log(1 − P)``, to ``−softplus(Z)``.  z, u, v are arguments, D a sum of exponentials.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed

import sympy as sp

from symgrad.expressions import (
    BINDERS,
    ONE,
    ZERO,
    Determinant,
    LogDeterminant,
    LogSumExp,
    Partial,
    add,
    coefficient_and_rest,
    mul,
    neg,
    power,
    rebuild,
    replace,
    sub,
)
from symgrad.functions import log_cosh, sigma, softplus
from symgrad.model import Definition, Model
from symgrad.scope import letters_taken, without_clash
from symgrad.steps import Step

TWO = sp.Integer(2)


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


Rewrite = Callable[[sp.Expr, Sight], sp.Expr | None]


@dataclass(frozen=True)
class StableForm:
    """One row: ``apply`` gives the stable form of a node, or ``None``; ``statement`` is the identity it uses."""

    name: str
    statement: str
    apply: Rewrite


def stabilize(model: Model) -> tuple[Model, tuple[Step, ...]]:
    """The model with stable definitions, and one step a rewrite (``left`` is the definition's name).

    Definitions that nothing needs any more stay; ``Model.through`` leaves them out.
    """
    sight = Sight({}, letters_taken(model))
    definitions: list[Definition] = []
    steps: list[Step] = []
    for definition in model.definitions:
        found: list[tuple[str, sp.Expr, sp.Expr]] = []
        expr = _rewritten(definition.expr, sight, found)
        line = definition.expr
        for rule, before, after in found:
            line = _first_replaced(line, before, after)
            steps.append(Step(rule, before, after, line, left=definition.symbol))
        stable = changed(definition, expr=expr) if found else definition
        sight.definitions[definition.name] = stable
        definitions.append(stable)
    return (changed(model, definitions=tuple(definitions)) if steps else model), tuple(steps)


def stabilize_expression(expr: sp.Expr, model: Model) -> sp.Expr:
    """The stable form of an expression over a (stable) model's names: a line of its derivative, say."""
    return _rewritten(expr, Sight(dict(model.by_name), letters_taken(model)), [])


def _rewritten(expr: sp.Expr, sight: Sight, found: list[tuple[str, sp.Expr, sp.Expr]]) -> sp.Expr:
    """First the node as it is written, then its parts, then once more the node with those."""
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase, Partial)):
        return expr
    new = _first_match(expr, sight, found)
    if new is not None:
        return _rewritten(new, sight, found)
    args = tuple(
        _rewritten(arg, sight, found) if isinstance(arg, sp.Basic) and _is_part(expr, number) else arg
        for number, arg in enumerate(expr.args)
    )
    if args == expr.args:
        return expr
    expr = rebuild(expr, args)
    new = _first_match(expr, sight, found)
    return expr if new is None else _rewritten(new, sight, found)


def _is_part(expr: sp.Basic, number: int) -> bool:
    """A sum's limits are no part of its formula."""
    return number == 0 or not isinstance(expr, BINDERS)


def _first_match(expr: sp.Basic, sight: Sight, found: list[tuple[str, sp.Expr, sp.Expr]]) -> sp.Expr | None:
    for form in STABLE_FORMS:
        new = form.apply(expr, sight)
        if new is not None:
            found.append((form.name, expr, new))
            return new
    return None


def _first_replaced(line: sp.Expr, before: sp.Expr, after: sp.Expr) -> sp.Expr:
    """The whole line after one rewrite."""
    new: sp.Expr = replace(line, {before: after})
    return new


# -- what is recognised -----------------------------------------------------------------------------------


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


def logit(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is σ(z): by name, 1/(1+e^{−z}), e^z/(1+e^z), or 1 − σ(−z)."""
    expr = sight.through(expr)
    if isinstance(expr, sigma):
        return expr.args[0]
    if isinstance(expr, sp.Pow) and expr.exp == -1:
        z = _softplus_argument(expr.base, sight)
        return None if z is None else neg(z)
    if isinstance(expr, sp.Mul) and len(expr.args) == 2:
        first, second = expr.args
        return _quotient_logit(first, second, sight) or _quotient_logit(second, first, sight)
    taken_from_one = _from_one(expr)
    if taken_from_one is not None:
        z = logit(taken_from_one, sight)
        return None if z is None else neg(z)
    return None


def _softplus_argument(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is 1 + e^z."""
    log = log_of_sum(expr, sight)
    return log.args[0] if isinstance(log, softplus) else None


def _quotient_logit(top: sp.Expr, below: sp.Expr, sight: Sight) -> sp.Expr | None:
    """z if this is e^z · 1/(1 + e^z)."""
    u = exponent(top, sight)
    if u is None or u == 0:
        return None
    below = sight.through(below)
    if not (isinstance(below, sp.Pow) and below.exp == -1):
        return None
    z = _softplus_argument(below.base, sight)
    return u if z == u else None


def _from_one(expr: sp.Basic) -> sp.Expr | None:
    """s if this is 1 − s."""
    if isinstance(expr, sp.Add) and len(expr.args) == 2 and ONE in expr.args:
        other = expr.args[1] if expr.args[0] == 1 else expr.args[0]
        if isinstance(other, sp.Mul) and other.args[0] == -1:
            return mul(*other.args[1:])
    return None


def _divided(expr: sp.Expr, number: int) -> sp.Expr:
    """expr/number with the numbers worked out: 2z/2 is z."""
    coefficient, rest = coefficient_and_rest(expr)
    return mul(coefficient / number, *rest)


def _below(expr: sp.Basic) -> tuple[sp.Expr, sp.Expr] | None:
    """(D, n) if this is D^{−n}, or 1/D^n, with a number n > 0."""
    if not isinstance(expr, sp.Pow) or not isinstance(expr.exp, sp.Number) or not expr.exp.is_negative:
        return None
    inner = expr.base
    if expr.exp == -1 and isinstance(inner, sp.Pow) and isinstance(inner.exp, sp.Number):
        return (inner.base, inner.exp) if inner.exp.is_positive else None
    return inner, -expr.exp


# -- the rows ---------------------------------------------------------------------------------------------


def _sigma(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    bottom = _below(expr)
    if bottom is not None:
        # a root of σ would show where σ itself is cut off: that is left to e^{−n log D}
        z = _softplus_argument(bottom[0], sight) if bottom[1] >= 1 else None
        return None if z is None else power(sigma(neg(z), evaluate=False), bottom[1])
    if not isinstance(expr, sp.Mul):
        return None
    for top, below in _pairs(expr):
        z = _quotient_logit(expr.args[top], expr.args[below], sight)
        if z is not None:
            return _joined(expr, top, below, sigma(z, evaluate=False))
    return None


def _softmax(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    bottom = _below(expr)
    if bottom is not None:
        log = log_of_sum(bottom[0], sight)
        return None if log is None else sp.exp(neg(_times(bottom[1], log)), evaluate=False)
    if not isinstance(expr, sp.Mul):
        return None
    for top, below in _pairs(expr):
        u = exponent(expr.args[top], sight)
        bottom = _below(sight.through(expr.args[below]))
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
    if number == 1:
        return _share(u, log)
    for count in range(int(number) if number.is_Integer else 0, 0, -1):
        share = _share(_divided(u, count), log)
        if isinstance(share, sigma):
            left = number - count
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


def _share(u: sp.Expr, log: sp.Expr) -> sp.Expr:
    """e^{u − log D}; with D = e^u + e^v it is σ(u − v)."""
    if isinstance(log, softplus) and u == log.args[0]:
        return sigma(u, evaluate=False)
    if isinstance(log, sp.Add) and len(log.args) == 2 and isinstance(log.args[1], softplus):
        first, gap = log.args[0], log.args[1].args[0]  # D = e^first + e^{first + gap}
        if u == first:
            return sigma(neg(gap), evaluate=False)
        if sub(u, first) == gap:
            return sigma(gap, evaluate=False)
    return sp.exp(sub(u, log), evaluate=False)


def _tanh(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.Mul):
        return None
    for top, below in _pairs(expr):
        bottom = sight.through(expr.args[below])
        if not (isinstance(bottom, sp.Pow) and bottom.exp == -1):
            continue
        pair = _two_exponents(sight.through(expr.args[top]), sight, minus=True)
        same = _two_exponents(sight.through(bottom.base), sight, minus=False)
        if pair is not None and same is not None and set(pair) == set(same):
            u, v = pair
            z = u if v == neg(u) else _divided(u if v == 0 else neg(v) if u == 0 else sub(u, v), 2)
            return _joined(expr, top, below, sp.tanh(z, evaluate=False))
    return None


def _two_exponents(expr: sp.Basic, sight: Sight, *, minus: bool) -> tuple[sp.Expr, sp.Expr] | None:
    """(u, v) if this is e^u − e^v (or e^u + e^v): in the order of the signs."""
    if not isinstance(expr, sp.Add) or len(expr.args) != 2:
        return None
    first, second = expr.args
    if minus:
        if _is_negative(first):
            first, second = second, first
        if not _is_negative(second) or _is_negative(first):
            return None
        second = neg(second)
    u, v = exponent(first, sight), exponent(second, sight)
    return None if u is None or v is None else (u, v)


def _is_negative(expr: sp.Expr) -> bool:
    return expr == -1 or (isinstance(expr, sp.Mul) and expr.args[0] == -1)


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
    return _from_one(sight.through(expr)) is not None


def _softplus(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    if not isinstance(expr, sp.log):
        return None
    log = log_of_sum(expr.args[0], sight)
    return log if isinstance(log, softplus) else None


def _log_sum_exp(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    """log Σ e^u, log D^n = n log D, and log e^u = u, where e^u may be a softmax already rewritten."""
    if not isinstance(expr, sp.log):
        return None
    inside = exponent(expr.args[0], sight)
    if inside is not None:
        return inside
    power_of = sight.through(expr.args[0])
    below = _below(power_of)
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
    taken = _from_one(expr)
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
    pair = _mean_of_two(inside, sight)
    return None if pair is None else log_cosh(pair, evaluate=False)


def _mean_of_two(expr: sp.Basic, sight: Sight) -> sp.Expr | None:
    """z if this is (e^z + e^{-z})/2."""
    coefficient, rest = coefficient_and_rest(expr)
    if coefficient != sp.Rational(1, 2) or len(rest) != 1:
        return None
    pair = _two_exponents(sight.through(rest[0]), sight, minus=False)
    return pair[0] if pair is not None and pair[1] == neg(pair[0]) else None


def _one_minus_sigma(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    taken = _from_one(expr)
    if taken is None:
        return None
    z = logit(taken, sight)
    return None if z is None else sigma(neg(z), evaluate=False)


def _one_minus_tanh_squared(expr: sp.Expr, sight: Sight) -> sp.Expr | None:
    taken = _from_one(expr)
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
    StableForm("stable_softmax", r"\frac{e^u}{\sum_i e^{v_i}}=e^{u-\log\sum_i e^{v_i}}", _softmax),
    StableForm("stable_log_cosh", r"\log\cosh z=|z|+\log(1+e^{-2|z|})-\log 2", _log_cosh),
    StableForm("stable_erfc", r"1-\operatorname{erf}(z)=\operatorname{erfc}(z)", _erfc),
    StableForm("stable_one_minus_sigma", r"1-\sigma(z)=\sigma(-z)", _one_minus_sigma),
    StableForm("stable_tanh", r"1-\tanh(z)^2=4\,\sigma(2z)\,\sigma(-2z)", _one_minus_tanh_squared),
)
