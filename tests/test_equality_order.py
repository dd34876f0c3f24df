"""Inequalities: what is proved, and what must not be."""

from __future__ import annotations

import pytest
import sympy as sp

from symgrad.equality.order import at_most
from symgrad.functions import sigma

x, y, m, i = sp.symbols("x y m i")
a = sp.IndexedBase("a")
S, T = sigma(x, evaluate=False), sigma(y, evaluate=False)
QUARTER = sp.Rational(1, 4)
SQUARES = sp.Sum(a[i] ** 2, (i, 1, m))


@pytest.mark.parametrize(
    ("small", "large", "weakly", "strictly"),
    [
        (S * (1 - S), QUARTER, True, False),
        (S * (1 - S), sp.Rational(1, 5), False, False),
        (S * (1 - S) * T, QUARTER, True, True),
        (sp.S.Zero, SQUARES, True, False),
        (sp.S.Zero, 1 + SQUARES, True, True),
        (sp.S.Zero, -SQUARES, False, False),
        (2 * x * y, x**2 + y**2, True, False),
        (2 * x, x**2 + 2, True, True),
        (2 * x * y, x**2 + y**2 + 1, False, False),  # true, and not known
        (sp.Abs(x + y), sp.Abs(x) + sp.Abs(y), True, False),
        (x, sp.Abs(x), True, False),
        (sp.Abs(x), x, False, False),
        (sp.Abs(x * S), sp.Abs(x), True, False),
        (sp.Abs(x), sp.Abs(x * S), False, False),
        (sp.Abs(x * y), sp.Abs(x), False, False),
        (S, sp.S.One, True, True),
        (1 + x, sp.exp(x), False, False),  # true, and not known
    ],
)
def test_at_most(small: sp.Expr, large: sp.Expr, weakly: bool, strictly: bool) -> None:
    found = [at_most(small, large, strict=strict, names={}) for strict in (False, True)]
    assert found == [weakly, strictly]
