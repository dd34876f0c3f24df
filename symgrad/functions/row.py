"""What a row of the table of functions holds, and the functions of our own that rows are about.

z is the argument throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.errors import SymgradError

Unary = Callable[[sp.Expr], sp.Expr]


#: symbol → its row; the package fills it from its tables
BY_SYMBOL: dict[type[sp.Function], FunctionRow] = {}


def row_of(applied: sp.Expr) -> FunctionRow:
    """The row of an applied function.  Raises ``KeyError`` for a function that has none."""
    return BY_SYMBOL[applied.func]


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


def decay(z: sp.Expr) -> sp.Expr:
    """e^{−|z|}, which never overflows."""
    return sp.exp(-sp.Abs(z))
