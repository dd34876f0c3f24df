"""The activations of B4, one row each, and the families that have a parameter beside z."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from symgrad.expressions import MINUS_ONE, ONE, ZERO, Maximum, Minimum, add, mul, neg, piecewise, power, sub
from symgrad.functions.row import (
    FunctionRow,
    decay,
    elu,
    gelu,
    gelu_tanh,
    identity,
    leaky_relu,
    relu,
    selu,
    sigma,
    silu,
    softplus,
    step,
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


ACTIVATIONS: tuple[FunctionRow, ...] = (
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
        lambda z: piecewise((z, z > 0), (z / 100, True)),
        lambda z: piecewise((ONE, z > 0), (sp.Rational(1, 100), True)),
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
        lambda z: piecewise((z, z > 0), (sp.exp(z) - 1, True)),
        lambda z: piecewise((ONE, z > 0), (sp.exp(Minimum(z, ZERO)), True)),
        stable=lambda z: piecewise((z, z > 0), (expm1(Minimum(z, ZERO)), True)),
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
        stable=lambda z: Maximum(z, ZERO) + log1p(decay(z)),
        activation=True,
    ),
    FunctionRow(
        "step",
        step,
        r"\operatorname{step}",
        ("step", "heaviside"),
        lambda z: piecewise((ONE, z > 0), (ZERO, True)),
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
        lambda z: piecewise((SELU_SCALE * z, z > 0), (SELU_SCALE * SELU_ALPHA * (sp.exp(z) - 1), True)),
        lambda z: piecewise((SELU_SCALE, z > 0), (SELU_SCALE * SELU_ALPHA * sp.exp(Minimum(z, ZERO)), True)),
        stable=lambda z: piecewise(
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
)

#: activations with a parameter α beside z: spelling → what stands for them, by cases, so that both derivatives follow
FAMILIES: dict[str, Callable[[sp.Expr, sp.Expr], sp.Expr]] = {
    **dict.fromkeys(
        ("PReLU", "prelu", "LeakyReLU", "leaky_relu", "lrelu"),
        lambda z, alpha: piecewise((z, z > 0), (mul(alpha, z), True)),
    ),
    **dict.fromkeys(
        ("ELU", "elu"),
        lambda z, alpha: piecewise((z, z > 0), (mul(alpha, sub(sp.exp(z, evaluate=False), ONE)), True)),
    ),
    **dict.fromkeys(
        ("swish", "Swish", "SiLU", "silu"),
        lambda z, beta: mul(z, sigma(mul(beta, z), evaluate=False)),
    ),
}
