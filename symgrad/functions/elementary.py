"""The elementary functions, one row each."""

from __future__ import annotations

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from symgrad.expressions import MINUS_ONE, ONE, ZERO, Minimum, add, mul, neg, piecewise, power
from symgrad.functions.row import FunctionRow, log_cosh

TWO, HALF = sp.Integer(2), sp.Rational(1, 2)


def _stable_log_cosh(z: sp.Expr) -> sp.Expr:
    """|z| + log(1 + e^{−2|z|}) − log 2; near 0, where that cancels, log(1 + 2 sinh²(z/2)), in a form by expm1."""
    size = sp.Abs(z)
    near = Minimum(size, ONE)
    return piecewise(
        (log1p(expm1(near) ** 2 * sp.exp(-near) / 2), size < 1),
        (size + log1p(sp.exp(-2 * size)) - sp.log(2), True),
    )


ELEMENTARY: tuple[FunctionRow, ...] = (
    FunctionRow(
        "exp", sp.exp, r"\exp", (r"\exp", "exp"), lambda z: sp.exp(z), lambda z: sp.exp(z, evaluate=False)
    ),
    FunctionRow(
        "log",
        sp.log,
        r"\log",
        (r"\log", r"\ln", "log", "ln"),
        lambda z: sp.log(z),
        lambda z: power(z, MINUS_ONE),
    ),
    FunctionRow(
        "sin",
        sp.sin,
        r"\sin",
        (r"\sin", "sin"),
        lambda z: sp.sin(z),
        lambda z: sp.cos(z, evaluate=False),
    ),
    FunctionRow(
        "cos",
        sp.cos,
        r"\cos",
        (r"\cos", "cos"),
        lambda z: sp.cos(z),
        lambda z: neg(sp.sin(z, evaluate=False)),
    ),
    FunctionRow(
        "tan",
        sp.tan,
        r"\tan",
        (r"\tan", "tan"),
        lambda z: sp.sin(z) / sp.cos(z),
        lambda z: add(ONE, power(sp.tan(z, evaluate=False), sp.Integer(2))),
    ),
    FunctionRow(
        "arctan",
        sp.atan,
        r"\arctan",
        (r"\arctan", "arctan", "atan"),
        lambda z: sp.atan(z),
        lambda z: power(add(ONE, power(z, TWO)), MINUS_ONE),
        activation=True,
    ),
    FunctionRow(
        "erf",
        sp.erf,
        r"\operatorname{erf}",
        ("erf",),
        lambda z: sp.erf(z),
        lambda z: mul(TWO, power(sp.pi, -HALF), sp.exp(neg(power(z, TWO)))),
    ),
    FunctionRow(
        "erfc",
        sp.erfc,
        r"\operatorname{erfc}",
        ("erfc",),
        lambda z: sp.erfc(z),
        lambda z: mul(-TWO, power(sp.pi, -HALF), sp.exp(neg(power(z, TWO)))),
    ),
    FunctionRow(
        "sinh",
        sp.sinh,
        r"\sinh",
        (r"\sinh", "sinh"),
        lambda z: (sp.exp(z) - sp.exp(-z)) / 2,
        lambda z: sp.cosh(z, evaluate=False),
        stable=lambda z: (expm1(z) - expm1(-z)) / 2,
    ),
    FunctionRow(
        "cosh",
        sp.cosh,
        r"\cosh",
        (r"\cosh", "cosh"),
        lambda z: (sp.exp(z) + sp.exp(-z)) / 2,
        lambda z: sp.sinh(z, evaluate=False),
    ),
    FunctionRow(
        "log_cosh",
        log_cosh,
        r"\log\cosh",
        ("logcosh", "log_cosh"),
        lambda z: sp.log(sp.cosh(z)),
        lambda z: sp.tanh(z, evaluate=False),
        stable=_stable_log_cosh,
    ),
    FunctionRow(
        "abs",
        sp.Abs,
        r"\operatorname{abs}",
        (r"\abs", "abs"),
        lambda z: sp.Abs(z),
        lambda z: sp.sign(z, evaluate=False),
        kinks=(ZERO,),
        at_kink=ZERO,
    ),
    FunctionRow(
        "sign",
        sp.sign,
        r"\operatorname{sign}",
        (r"\sgn", "sign", "sgn"),
        lambda z: sp.sign(z),
        lambda z: ZERO,
        kinks=(ZERO,),
        at_kink=ZERO,
    ),
)
