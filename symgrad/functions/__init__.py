"""The functions a model may use: one row each, and everything else about a function is computed from its row.

A row holds the definition by elementary functions, the derivative (which may use the function itself: σ' = σ(1−σ)),
the numerically stable form the generated code uses, the kinks with the convention taken there, the spellings the
reader accepts, and where it comes from.  z is the argument throughout.
"""

from __future__ import annotations

import sympy as sp

from symgrad.functions.activations import ACTIVATIONS, FAMILIES
from symgrad.functions.elementary import ELEMENTARY
from symgrad.functions.row import (
    BY_SYMBOL,
    FunctionRow,
    Known,
    Unary,
    elu,
    gelu,
    gelu_tanh,
    identity,
    leaky_relu,
    log_cosh,
    relu,
    row_of,
    selu,
    sigma,
    silu,
    softplus,
    step,
)

#: functions that grow as a power does with its exponent
TOWERING = (sp.exp, sp.sinh, sp.cosh)

FUNCTIONS: tuple[FunctionRow, ...] = (*ACTIVATIONS, *ELEMENTARY)

BY_SYMBOL.update({row.symbol: row for row in FUNCTIONS})
BY_SPELLING: dict[str, FunctionRow] = {spelling: row for row in FUNCTIONS for spelling in row.spellings}


def apply(name: str, z: sp.Expr) -> sp.Expr:
    """The function spelled ``name`` at z, unevaluated.  Raises ``KeyError`` for an unknown spelling."""
    return BY_SPELLING[name].symbol(z, evaluate=False)


__all__ = [
    "ACTIVATIONS",
    "BY_SPELLING",
    "BY_SYMBOL",
    "ELEMENTARY",
    "FAMILIES",
    "FUNCTIONS",
    "FunctionRow",
    "Known",
    "Unary",
    "apply",
    "elu",
    "gelu",
    "gelu_tanh",
    "identity",
    "leaky_relu",
    "log_cosh",
    "relu",
    "row_of",
    "selu",
    "sigma",
    "silu",
    "softplus",
    "step",
]
