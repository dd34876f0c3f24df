"""A derivation by limits while it is written: the line so far, and the small changes every family of functions needs.

In: f, x and a quotient.  Out: steps, each of them the whole line.
"""

from __future__ import annotations

import sympy as sp

from symgrad.derivation.tidy import cancel
from symgrad.expressions import ONE, ZERO, add, div, mul, power, replace, sub, transform
from symgrad.limits.quotient import Quotient
from symgrad.steps import Step


class Work:
    """The lines so far; ``left`` is what they equal."""

    def __init__(self, f: sp.Expr, x: sp.Expr, quotient: Quotient, left: sp.Expr) -> None:
        self.f, self.x, self.quotient, self.left = f, x, quotient, left
        self.line: sp.Expr = ZERO
        self.steps: list[Step] = []

    def of(self, f: sp.Expr) -> sp.Expr:
        """The difference quotient of f."""
        q = self.quotient
        return div(sub(self.value(f, q.p), self.value(f, q.q)), q.d)

    def value(self, f: sp.Expr, at: sp.Expr) -> sp.Expr:
        """f there."""
        return replace(f, {self.x: at}) if at != self.x else f

    def step(self, rule: str, before: sp.Expr, after: sp.Expr) -> None:
        """One line: ``after`` in the place of ``before``."""
        line = replace(self.line, {before: after}) if self.steps else after
        if line != self.line:
            self.steps.append(Step(rule, before, after, line, left=self.left, about={"x": self.quotient.at}))
            self.line = line

    def parts(self) -> list[tuple[sp.Expr, sp.Expr]]:
        """f as a sum of constants times functions, everything that is a polynomial together."""
        if is_polynomial(self.f, self.x):
            return [(ONE, self.f)]
        terms = self.f.args if isinstance(self.f, sp.Add) else (self.f,)
        plain = [term for term in terms if is_polynomial(term, self.x)]
        parts = [(ONE, add(*plain))] if any(term.has(self.x) for term in plain) else []
        for term in terms:
            if term not in plain:
                factors = term.args if isinstance(term, sp.Mul) else (term,)
                constant = mul(*[factor for factor in factors if not factor.has(self.x)])
                parts.append((constant, mul(*[factor for factor in factors if factor.has(self.x)])))
        return parts

    def finish(self, before: sp.Expr, rule: str | None = None) -> None:
        """The limit of a body whose letter may be put in."""
        self.step(rule or "limit_put", self.quotient.limit(before), settled(self.quotient.put(before)))

    def change(self, rule: str, before: sp.Expr, after: sp.Expr) -> sp.Expr:
        """Another form of the body of a limit."""
        self.step(rule, self.quotient.limit(before), self.quotient.limit(after))
        return after


def is_polynomial(f: sp.Expr, x: sp.Expr) -> bool:
    return bool(f.is_polynomial(x))


def settled(expr: sp.Expr) -> sp.Expr:
    """Zeros left out, equal terms added, numbers in front: a + a is 2a, 1/x · 1/x is 1/x²."""

    def settle(node: sp.Basic) -> sp.Basic:
        if isinstance(node, sp.Pow) and node.base == 0 and node.exp.is_positive:
            return ZERO
        if isinstance(node, sp.Mul):
            node = _powers(node)
        return cancel(node) if isinstance(node, (sp.Add, sp.Mul)) else node

    return transform(expr, settle)  # type: ignore[no-any-return]


def _powers(product: sp.Mul) -> sp.Expr:
    """Equal factors as one power, above and below the fraction bar: x · 1/x⁴ is 1/x³."""
    found: dict[sp.Expr, sp.Integer] = {}
    pending = [(factor, ONE) for factor in product.args]
    count = 0
    while pending:
        factor, exponent = pending.pop(0)
        if isinstance(factor, sp.Pow) and isinstance(factor.exp, sp.Integer):
            pending.insert(0, (factor.base, exponent * factor.exp))
        elif isinstance(factor, sp.Mul):
            pending[:0] = [(part, exponent) for part in factor.args]
        else:
            found[factor] = found.get(factor, ZERO) + exponent
            count += 1
    return product if count == len(found) else mul(*[power(base, exp) for base, exp in found.items()])
