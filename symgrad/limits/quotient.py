"""The difference quotient in its four forms.

In: x and where the derivative is taken.  Out: ``Quotient``: (f(p) − f(q))/d and the letter that moves, and where to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from symgrad.expressions import ZERO, LimitOf, add, mul, replace, sub

TWO = sp.Integer(2)


@dataclass(frozen=True)
class Quotient:
    """The difference quotient (f(p) − f(q)) / d, d = p − q, as ``letter`` goes to ``point``; there p = q = ``at``."""

    p: sp.Expr
    q: sp.Expr
    d: sp.Expr
    letter: sp.Symbol
    point: sp.Expr
    at: sp.Expr

    def limit(self, body: sp.Expr) -> sp.Expr:
        """lim body."""
        return LimitOf(body, self.letter, self.point)

    def put(self, body: sp.Expr) -> sp.Expr:
        """The body where the letter has arrived."""
        return replace(body, {self.letter: self.point})


def _forward(x: sp.Expr, at: sp.Expr, h: sp.Symbol) -> Quotient:
    return Quotient(add(at, h), at, h, h, ZERO, at)


def _symmetric(x: sp.Expr, at: sp.Expr, h: sp.Symbol) -> Quotient:
    return Quotient(add(at, h), sub(at, h), mul(TWO, h), h, ZERO, at)


def _point(x: sp.Expr, at: sp.Expr, a: sp.Symbol) -> Quotient:
    at = a if at == x else at
    return Quotient(x, at, sub(x, at), x, at, at)  # type: ignore[arg-type]


#: form → (its quotient, the letters it may use beside x)
FORMS: dict[str, tuple[Callable[[sp.Expr, sp.Expr, sp.Symbol], Quotient], tuple[str, ...]]] = {
    "h": (_forward, ("h", r"\varepsilon", "k")),
    "delta": (_forward, (r"\Delta {x}",)),
    "point": (_point, ("a", "c", "p", "s", "t")),
    "symmetric": (_symmetric, ("h", r"\varepsilon", "k")),
}
