"""The functions a model may use: one row each, and everything else about a function is computed from its row.

A row holds the definition by elementary functions, the derivative (which may use the function itself: σ' = σ(1−σ)),
the numerically stable form the generated code uses, the kinks with the convention taken there, the spellings the
reader accepts, and where it comes from.  z is the argument throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from symgrad.errors import SymgradError
from symgrad.expressions import MINUS_ONE, ONE, ZERO, Maximum, Minimum, add, mul, neg, power, sub

Unary = Callable[[sp.Expr], sp.Expr]


class Known(sp.Function):
    """Base of our own functions; SymPy's ``diff`` and ``evalf`` go through the row."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """SymPy's hook for differentiation."""
        return row_of(self).derivative(self.args[0])

    def _eval_evalf(self, prec: int) -> Any:
        return row_of(self).definition(self.args[0])._eval_evalf(prec)


class sigma(Known):
    """The logistic sigmoid."""


class relu(Known):
    """max(0, z)."""


class leaky_relu(Known):
    """z for z > 0, z/100 elsewhere."""


class elu(Known):
    """z for z > 0, e^z − 1 elsewhere."""


class softplus(Known):
    """log(1 + e^z)."""


class step(Known):
    """1 for z > 0, 0 elsewhere."""


class identity(Known):
    """z itself: the linear activation."""


class log_cosh(Known):
    """log cosh z, a smooth |z|."""


class selu(Known):
    """λz for z > 0, λα(e^z − 1) elsewhere, λ and α chosen so that mean 0 and variance 1 reproduce themselves."""


class silu(Known):
    """z σ(z), also called swish."""


class gelu(Known):
    """z Φ(z), Φ the normal distribution."""


class gelu_tanh(Known):
    """GELU with Φ approximated by tanh."""


@dataclass(frozen=True)
class FunctionRow:
    """One function of one argument z.

    ``kinks`` are the points where it has no derivative; ``at_kink`` is the value the derivative is given there, so
    that the statement "ReLU'(0) = 0" is data.  ``stable`` is the form without overflow for |z| ≤ 10⁴; where it is
    ``None`` the library function of the same name is right as it is, and σ by its definition, with the exponential cut
    off below the largest number.
    """

    name: str
    symbol: type[sp.Function]
    latex: str
    spellings: tuple[str, ...]
    definition: Unary
    derivative: Unary
    stable: Unary | None = None
    kinks: tuple[sp.Expr, ...] = ()
    at_kink: sp.Expr | None = None
    activation: bool = False
    reference: str = ""

    def __post_init__(self) -> None:
        if bool(self.kinks) != (self.at_kink is not None):
            raise SymgradError(f"{self.name}: a kink needs the convention taken there, and only a kink.")


def _cases(*branches: tuple[Any, Any]) -> sp.Expr:
    return sp.Piecewise(*branches, evaluate=False)


def _decay(z: sp.Expr) -> sp.Expr:
    """e^{−|z|}, which never overflows."""
    return sp.exp(-sp.Abs(z))


def _stable_log_cosh(z: sp.Expr) -> sp.Expr:
    """|z| + log(1 + e^{−2|z|}) − log 2; near 0, where that cancels, log(1 + 2 sinh²(z/2)), in a form by expm1."""
    size = sp.Abs(z)
    near = Minimum(size, ONE)
    return _cases(
        (log1p(expm1(near) ** 2 * sp.exp(-near) / 2), size < 1),
        (size + log1p(sp.exp(-2 * size)) - sp.log(2), True),
    )


TWO, HALF = sp.Integer(2), sp.Rational(1, 2)
ROOT_HALF = power(TWO, -HALF)
#: the constants of SELU as published, rounded to 20 digits
SELU_SCALE = sp.Rational(105070098735548049342, 10**20)
SELU_ALPHA = sp.Rational(167326324235437728482, 10**20)
#: the coefficient of the cubic term in GELU's tanh form, as published
GELU_CUBIC = sp.Rational(44715, 10**6)


def _gelu_argument(z: sp.Expr) -> sp.Expr:
    """2√(2/π) (z + c z³): the normal distribution is about σ of this."""
    cubic = add(z, mul(GELU_CUBIC, power(z, sp.Integer(3))))
    return mul(TWO, power(mul(TWO, power(sp.pi, MINUS_ONE)), HALF), cubic)


def _gelu_slope(z: sp.Expr) -> sp.Expr:
    """Its derivative."""
    slope = add(ONE, mul(3 * GELU_CUBIC, power(z, TWO)))
    return mul(TWO, power(mul(TWO, power(sp.pi, MINUS_ONE)), HALF), slope)


FUNCTIONS: tuple[FunctionRow, ...] = (
    FunctionRow(
        "sigma",
        sigma,
        r"\sigma",
        (r"\sigma", "sigma", "sigmoid", "Sigmoid", "logistic", "expit"),
        lambda z: 1 / (1 + sp.exp(-z)),
        lambda z: mul(sigma(z), sub(ONE, sigma(z))),
        activation=True,
        reference="B4, B8",
    ),
    FunctionRow(
        "tanh",
        sp.tanh,
        r"\tanh",
        (r"\tanh", "tanh"),
        lambda z: (sp.exp(z) - sp.exp(-z)) / (sp.exp(z) + sp.exp(-z)),
        lambda z: sub(ONE, power(sp.tanh(z, evaluate=False), sp.Integer(2))),
        activation=True,
    ),
    FunctionRow(
        "relu",
        relu,
        r"\operatorname{ReLU}",
        ("ReLU", "relu", "Relu"),
        lambda z: Maximum(z, ZERO),
        lambda z: step(z),
        kinks=(ZERO,),
        at_kink=ZERO,
        activation=True,
        reference="B4",
    ),
    FunctionRow(
        "leaky_relu",
        leaky_relu,
        r"\operatorname{LeakyReLU}",
        ("LeakyReLU", "leaky_relu", "lrelu"),
        lambda z: _cases((z, z > 0), (z / 100, True)),
        lambda z: _cases((ONE, z > 0), (sp.Rational(1, 100), True)),
        kinks=(ZERO,),
        at_kink=sp.Rational(1, 100),
        activation=True,
        reference="B4",
    ),
    FunctionRow(
        "elu",
        elu,
        r"\operatorname{ELU}",
        ("ELU", "elu"),
        lambda z: _cases((z, z > 0), (sp.exp(z) - 1, True)),
        lambda z: _cases((ONE, z > 0), (sp.exp(Minimum(z, ZERO)), True)),
        stable=lambda z: _cases((z, z > 0), (expm1(Minimum(z, ZERO)), True)),
        activation=True,
        reference="B4",
    ),
    FunctionRow(
        "softplus",
        softplus,
        r"\operatorname{softplus}",
        ("softplus", "Softplus"),
        lambda z: sp.log(1 + sp.exp(z)),
        lambda z: sigma(z),
        stable=lambda z: Maximum(z, ZERO) + log1p(_decay(z)),
        activation=True,
    ),
    FunctionRow(
        "step",
        step,
        r"\operatorname{step}",
        ("step", "heaviside"),
        lambda z: _cases((ONE, z > 0), (ZERO, True)),
        lambda z: ZERO,
        kinks=(ZERO,),
        at_kink=ZERO,
        activation=True,
        reference="B2, B4",
    ),
    FunctionRow(
        "identity",
        identity,
        r"\operatorname{id}",
        ("identity", "linear", "id"),
        lambda z: z,
        lambda z: ONE,
        activation=True,
        reference="B3",
    ),
    FunctionRow(
        "selu",
        selu,
        r"\operatorname{SELU}",
        ("SELU", "selu"),
        lambda z: _cases((SELU_SCALE * z, z > 0), (SELU_SCALE * SELU_ALPHA * (sp.exp(z) - 1), True)),
        lambda z: _cases((SELU_SCALE, z > 0), (SELU_SCALE * SELU_ALPHA * sp.exp(Minimum(z, ZERO)), True)),
        stable=lambda z: _cases(
            (SELU_SCALE * z, z > 0), (SELU_SCALE * SELU_ALPHA * expm1(Minimum(z, ZERO)), True)
        ),
        kinks=(ZERO,),
        at_kink=SELU_SCALE * SELU_ALPHA,
        activation=True,
        reference="B4; Klambauer et al. (2017)",
    ),
    FunctionRow(
        "silu",
        silu,
        r"\operatorname{SiLU}",
        ("SiLU", "silu", "swish", "Swish"),
        lambda z: z / (1 + sp.exp(-z)),
        lambda z: mul(sigma(z), add(ONE, mul(z, sub(ONE, sigma(z))))),
        stable=lambda z: mul(z, sigma(z)),
        activation=True,
        reference="B4; Ramachandran et al. (2017)",
    ),
    FunctionRow(
        "gelu",
        gelu,
        r"\operatorname{GELU}",
        ("GELU", "gelu"),
        lambda z: z / 2 * (1 + sp.erf(z / sp.sqrt(2))),
        lambda z: add(
            mul(HALF, add(ONE, sp.erf(mul(z, ROOT_HALF), evaluate=False))),
            mul(z, sp.exp(neg(mul(HALF, power(z, TWO)))), power(mul(TWO, sp.pi), -HALF)),
        ),
        stable=lambda z: mul(HALF, z, sp.erfc(neg(mul(z, ROOT_HALF)), evaluate=False)),
        activation=True,
        reference="B4; Hendrycks and Gimpel (2016)",
    ),
    FunctionRow(
        "gelu_tanh",
        gelu_tanh,
        r"\operatorname{GELU}_{\tanh}",
        ("GELUtanh", "gelu_tanh"),
        lambda z: z / 2 * (1 + sp.tanh(_gelu_argument(z) / 2)),
        lambda z: mul(
            sigma(_gelu_argument(z)),
            add(ONE, mul(z, _gelu_slope(z), sub(ONE, sigma(_gelu_argument(z))))),
        ),
        stable=lambda z: mul(z, sigma(_gelu_argument(z))),
        activation=True,
        reference="B4; Hendrycks and Gimpel (2016)",
    ),
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

#: activations with a parameter α beside z: spelling → what stands for them, by cases, so that both derivatives follow
FAMILIES: dict[str, Callable[[sp.Expr, sp.Expr], sp.Expr]] = {
    **dict.fromkeys(
        ("PReLU", "prelu", "LeakyReLU", "leaky_relu", "lrelu"),
        lambda z, alpha: _cases((z, z > 0), (mul(alpha, z), True)),
    ),
    **dict.fromkeys(
        ("ELU", "elu"),
        lambda z, alpha: _cases((z, z > 0), (mul(alpha, sub(sp.exp(z, evaluate=False), ONE)), True)),
    ),
    **dict.fromkeys(
        ("swish", "Swish", "SiLU", "silu"),
        lambda z, beta: mul(z, sigma(mul(beta, z), evaluate=False)),
    ),
}

BY_SYMBOL: dict[type[sp.Function], FunctionRow] = {row.symbol: row for row in FUNCTIONS}
BY_SPELLING: dict[str, FunctionRow] = {spelling: row for row in FUNCTIONS for spelling in row.spellings}


def row_of(applied: sp.Expr) -> FunctionRow:
    """The row of an applied function.  Raises ``KeyError`` for a function that has none."""
    return BY_SYMBOL[applied.func]


def apply(name: str, z: sp.Expr) -> sp.Expr:
    """The function spelled ``name`` at z, unevaluated.  Raises ``KeyError`` for an unknown spelling."""
    return BY_SPELLING[name].symbol(z, evaluate=False)
