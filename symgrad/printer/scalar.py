"""Formulas of numbers as Python with the ``math`` module.

In: scalar expressions.  Out: text, and the names it takes from ``math`` in ``imported``.  A comparison is written so
that NaN stays NaN.
"""

from __future__ import annotations

import sys
from math import floor, log

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from symgrad.codenodes import bounded_exp
from symgrad.expressions import Maximum, Minimum, neg
from symgrad.printer.common import Code

#: the exponential of this is finite in double precision, and so is one more than it
LARGEST_EXPONENT = floor(log(sys.float_info.max / 2))
_ANY = PRECEDENCE["Lambda"]


class ScalarCode(Code, PythonCodePrinter):
    """Python with ``math`` for numbers."""

    both, either = " and ", " or "

    native = {
        sp.exp: "exp",
        sp.log: "log",
        sp.sin: "sin",
        sp.cos: "cos",
        sp.tan: "tan",
        sp.tanh: "tanh",
        sp.atan: "atan",
        sp.erf: "erf",
        sp.erfc: "erfc",
        sp.Abs: "abs",
        sp.sign: "sign",  # has no call: see _print_sign
        sp.floor: "floor",
        log1p: "log1p",
        expm1: "expm1",
    }

    def __init__(self, names: dict[str, str] | None = None) -> None:
        super().__init__(names)
        #: names imported from ``math``, in the order met
        self.imported: dict[str, None] = {}

    def library(self, name: str) -> str:
        if name != "abs":
            self.imported[name] = None
        return name

    def _print_bounded_exp(self, expr: bounded_exp) -> str:
        # a comparison for which NaN stays NaN
        z = expr.args[0]
        small = f"{self.doprint(neg(z))} < -{LARGEST_EXPONENT}" if neg(z).is_Symbol else ""
        test = small or f"{self.parenthesize(z, PRECEDENCE['Relational'], strict=True)} > {LARGEST_EXPONENT}"
        cut = sp.Symbol(f"{LARGEST_EXPONENT} if {test} else {self.doprint(z)}")
        return str(self._print_exp(sp.exp(cut, evaluate=False)))  # one place prints e^z

    def _real_power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        return f"{self.library('pow')}({self.doprint(base)}, {self.doprint(exponent)})"

    def _case(self, expr: sp.Expr, level: int) -> str:
        """What a case comes to: a float, also where the formula has a whole number."""
        whole = isinstance(expr, sp.Integer)
        return f"{int(expr)}.0" if whole else self.parenthesize(expr, level, strict=True)

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        text = ""
        for branch, condition in expr.args:
            shown = self._case(branch, _ANY)
            if condition == sp.true:
                return f"({text}{shown})"
            text += f"{shown} if {self.doprint(condition)} else "
        return f"({text}{self.library('nan')})"

    def _print_sign(self, expr: sp.sign) -> str:
        z = self.parenthesize(expr.args[0], PRECEDENCE["Relational"], strict=True)
        return f"(1.0 if {z} > 0 else -1.0 if {z} < 0 else 0.0)"

    # The comparison is the one for which a NaN in the first argument stays a NaN.
    def _print_Maximum(self, expr: Maximum) -> str:
        a, b = (self._case(arg, PRECEDENCE["Relational"]) for arg in expr.args)
        return f"({b} if {a} < {b} else {a})"

    def _print_Minimum(self, expr: Minimum) -> str:
        a, b = (self._case(arg, PRECEDENCE["Relational"]) for arg in expr.args)
        return f"({b} if {a} > {b} else {a})"

    def _print_Not(self, expr: sp.Not) -> str:
        return f"(not ({self.doprint(expr.args[0])}))"
