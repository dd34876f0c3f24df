"""Every line of a derivation by limits compared with the one before it, and its result with the rules.

In: a derivation.  Out: nothing, or a ``SymgradError`` that names the line.  A limit's value is that of its body with
the letter so near its limit that many digits agree; where only the body was rewritten, the bodies are compared further
away as well, where they are equal only if they are the same.
"""

from __future__ import annotations

import mpmath
import sympy as sp

from symgrad.derivation import derive
from symgrad.errors import SymgradError
from symgrad.exact import Environment, evaluate_expression
from symgrad.expressions import LimitOf, replace, transform, walk
from symgrad.limits.quotient import Quotient
from symgrad.steps import Derivation, Step

#: digits of the numbers that lines are compared in, how near the letter comes to its limit, and how near lines must be
DIGITS, NEAR, CLOSE = 80, "1e-25", "1e-20"
#: where bodies are compared that must be the same
ASIDE = "1e-6"
#: what these put in is equal in the limit only
KNOWN_LIMITS = ("limit_known_exponential", "limit_known_sine", "limit_known_logarithm")


def check(found: Derivation, quotient: Quotient, f: sp.Expr) -> None:
    """Compare every line with the one before, and the last with the rules.  Raises ``SymgradError`` naming a line."""
    symbols = sorted({s.name for s in f.free_symbols if isinstance(s, sp.Symbol)} - {found.wrt})
    with mpmath.workdps(DIGITS):
        values = {name: mpmath.mpf(7 + 3 * n) / (5 + n) for n, name in enumerate(symbols)}
        values[found.wrt] = mpmath.mpf(9) / 7
        if isinstance(quotient.at, sp.Symbol):
            values[quotient.at.name] = mpmath.mpf(9) / 7
        before: mpmath.mpf | None = None
        left: sp.Expr | None = None
        for number, step in enumerate(found.steps, 1):
            value = _value(step.line, values)
            if isinstance(step.before, LimitOf) and isinstance(step.after, LimitOf):
                _check_bodies(step, values, number)
            if isinstance(step.left, LimitOf):
                before, left = _value(step.left, values), step.left
            elif step.left != left and step.rule != "limit_any_point":
                before, left = None, step.left
            if before is not None and not _near(value, before):
                raise SymgradError(f"line {number} ({step.rule}) of the limit is {value}, not {before}.")
            before = value
        at = quotient.at if quotient.at.is_number else sp.Symbol(found.wrt)
        if found.result is not sp.nan and not (at == 0 and f.has(sp.Abs)):
            rules = derive(found.model, found.wrt, target=found.target, strategy="board").result
            names = {found.wrt: at} if at.is_number else {}
            wanted = _value(
                _with_definitions(rules, found), {**values, **{k: _value(v, {}) for k, v in names.items()}}
            )
            if before is None or not _near(before, wanted):
                raise SymgradError(f"the limit is {before}, the rules give {wanted}.")


def _check_bodies(step: Step, values: dict[str, mpmath.mpf], number: int) -> None:
    """The body of a limit before and after a line that only rewrites it."""
    if step.rule in KNOWN_LIMITS:
        return
    before, after = (_value(side, values, ASIDE) for side in (step.before, step.after))
    if not _near(after, before):
        raise SymgradError(f"line {number} ({step.rule}) of the limit rewrites {before} as {after}.")


def _with_definitions(expr: sp.Expr, found: Derivation) -> sp.Expr:
    """``expr`` with the model's own names put in."""
    model = found.model
    table = {
        node: model.by_name[node.name].expr
        for node in walk(expr)
        if isinstance(node, sp.Symbol) and node.name in model.by_name
    }
    return _with_definitions(replace(expr, table), found) if table else expr  # type: ignore[arg-type]


def _near(value: mpmath.mpf, wanted: mpmath.mpf) -> bool:
    return bool(abs(value - wanted) <= mpmath.mpf(CLOSE) * max(1, abs(wanted)))


def _value(line: sp.Expr, values: dict[str, mpmath.mpf], distance: str = NEAR) -> mpmath.mpf:
    """A line's value; a limit's is its body's at this distance."""

    def near(node: sp.Basic) -> sp.Basic:
        if not isinstance(node, LimitOf):
            return node
        point = evaluate_expression(node.point, Environment(values))
        beside = point + (node.side or 1) * mpmath.mpf(distance)
        value = evaluate_expression(node.body, Environment({**values, node.letter.name: beside}))
        key = f"?{len(named)}"
        named[key] = value
        return sp.Symbol(key)

    named: dict[str, mpmath.mpf] = {}
    return evaluate_expression(transform(line, near), Environment({**values, **named}))
