"""Formulas of whole arrays as NumPy.

In: trees of ``symgrad.arrays``.  Out: text; an array is changed in place where a ``Steps`` node says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.printing.numpy import NumPyPrinter

from symgrad.arrays import LargestExponent, MatMul
from symgrad.codenodes import Entry, Length, Steps
from symgrad.expressions import Maximum, Minimum, mul
from symgrad.printer.common import ATOM, POWER, Code


class ArrayCode(Code, NumPyPrinter):
    """NumPy for whole arrays; another array library is a class below this one (``symgrad.dialects``)."""

    #: what the text calls the library
    prefix = "np"
    imports = "import numpy as np"

    both, either = " & ", " | "

    native = {
        sp.exp: "exp",
        sp.log: "log",
        sp.sin: "sin",
        sp.cos: "cos",
        sp.tan: "tan",
        sp.tanh: "tanh",
        sp.atan: "arctan",
        sp.Abs: "abs",
        sp.sign: "sign",
        sp.floor: "floor",
        Maximum: "maximum",
        Minimum: "minimum",
        log1p: "log1p",
        expm1: "expm1",
    }

    def library(self, name: str) -> str:
        return f"{self.prefix}.{name}"

    def _real_power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        # whole numbers to a negative whole power are refused by NumPy: the exponent is made a float
        shown = self.doprint(exponent) + ("" if isinstance(exponent, sp.Number) else " + 0.0")
        return f"{self.library('power')}({self.doprint(base)}, {shown})"

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        *pairs, (last, condition) = expr.args
        text = self.doprint(last)
        if condition != sp.true:
            text = f"{self.library('where')}({self.doprint(condition)}, {text}, {self.library('nan')})"
        for branch, condition in reversed(pairs):
            text = f"{self.library('where')}({self.doprint(condition)}, {self.doprint(branch)}, {text})"
        if all(branch.is_number for branch, _ in expr.args) and hasattr(expr.args[0][1], "lhs"):
            # Plain numbers have no precision of their own: they take that of what is compared.
            return f"{text}.astype({self.prefix}.result_type({self.doprint(expr.args[0][1].lhs)}, 0.0))"
        return text

    def _print_Not(self, expr: sp.Not) -> str:
        return f"~({self.doprint(expr.args[0])})"

    def _print_LargestExponent(self, expr: LargestExponent) -> str:
        arrays = ", ".join(self.doprint(arg) for arg in expr.args)
        np = self.prefix
        return f"{np}.log({np}.finfo({np}.result_type({arrays})).max/2)"

    def _print_Steps(self, expr: Steps) -> str:
        name, first, *others = expr.args
        return "\n    ".join([self.doprint(first), *(self.in_pass(name, step) for step in others)])

    def in_pass(self, name: sp.Symbol, step: sp.Expr) -> str:
        """One pass over an array in place."""
        array, args = self.doprint(name), step.args
        if isinstance(step, sp.Add) and args[0] == name and len(args) == 2:
            shown = self.doprint(args[1])
            minus = shown.startswith("-") and not isinstance(args[1], sp.Add)
            return f"{array} -= {shown[1:]}" if minus else f"{array} += {shown}"
        if isinstance(step, sp.Add) and args[1] == name and len(args) == 2:
            return f"{array} += {self.doprint(args[0])}"
        if isinstance(step, sp.Mul) and args[0] == name and len(args) == 2:
            if isinstance(args[1], sp.Pow) and args[1].exp == -1:
                return f"{array} /= {self.doprint(args[1].base)}"
            return f"{array} *= {self.doprint(args[1])}"
        if isinstance(step, sp.Mul) and args[-1] == name:
            return f"{array} *= {self.doprint(mul(*args[:-1]))}"
        if isinstance(step, sp.Pow) and step.base == name:
            if step.exp == -1:
                return f"np.divide(1, {array}, out={array})"
            return f"{array} **= {self.doprint(step.exp)}"
        if isinstance(step, sp.Function) and step.func in self.native:
            shown = ", ".join(self.doprint(arg) for arg in args)
            return f"{self.library(self.native[step.func])}({shown}, out={array})"
        return f"{array} = {self.doprint(step)}"

    def _print_ArrayEntry(self, expr: Entry) -> str:
        return f"array({self._print_Entry(expr)})"

    def _print_Length(self, expr: Length) -> str:
        return f"{self.doprint(expr.args[0])}.shape[{expr.args[1]}]"

    # -- the nodes of symgrad.arrays ------------------------------------------------------------------------

    def _operand(self, expr: sp.Expr, *, left: bool = False) -> str:
        """An operand of ``@``: sums and products in parentheses, a chain of products only on the right."""
        if left and isinstance(expr, MatMul):
            return self.doprint(expr)
        return self.parenthesize(expr, POWER)

    def _print_MatMul(self, expr: sp.Expr) -> str:
        return f"{self._operand(expr.args[0], left=True)} @ {self._operand(expr.args[1])}"

    def _print_Transpose(self, expr: sp.Expr) -> str:
        return f"{self._subject(expr.args[0])}.T"

    def _subject(self, expr: sp.Expr) -> str:
        """Something a dot or a bracket follows."""
        return self.parenthesize(expr, ATOM)

    def _print_Permute(self, expr: sp.Expr) -> str:
        return f"{self._subject(expr.args[0])}.transpose({_numbers(expr.args[1])})"

    def _print_Align(self, expr: sp.Expr) -> str:
        places = ", ".join(":" if keep else "None" for keep in expr.args[1])
        return f"{self._subject(expr.args[0])}[{places}]"

    def _print_Take(self, expr: sp.Expr) -> str:
        places = ", ".join(str(int(place) - 1) if place else ":" for place in expr.args[1])
        return f"{self._subject(expr.args[0])}[{places}]"

    def _print_Part(self, expr: sp.Expr) -> str:
        cuts: list[str] = []
        for cut in expr.args[1]:
            if not cut:
                cuts.append(":")
                continue
            first, last = cut[:2] if cut[2] > 0 else (cut[1], cut[0])
            cuts.append(f"{'' if first == 1 else self._whole(first - 1)}:{self._whole(last)}")
        text = f"{self._subject(expr.args[0])}[{', '.join(cuts)}]"
        turned = [axis for axis, cut in enumerate(expr.args[1]) if cut and cut[2] < 0]
        return self._backwards(text, turned, len(cuts)) if turned else text

    def _backwards(self, text: str, axes: list[int], rank: int) -> str:
        """An array with these axes from their end to their beginning."""
        return f"{text}[{', '.join('::-1' if axis in axes else ':' for axis in range(rank))}]"

    def _whole(self, place: sp.Expr) -> str:
        """m - 1 with the number last."""
        number, rest = place.as_coeff_Add()
        if not rest:
            return str(number)
        return self.doprint(rest) + ("" if not number else f" {'-' if number < 0 else '+'} {abs(number)}")

    def _reduction(self, name: str, expr: sp.Expr) -> str:
        array, axes, rank = expr.args
        if len(axes) == rank:
            return f"{self.library(name)}({self.doprint(array)})"
        axis = str(axes[0]) if len(axes) == 1 else f"({_numbers(axes)})"
        return f"{self.library(name)}({self.doprint(array)}, axis={axis})"

    def _print_SumOver(self, expr: sp.Expr) -> str:
        return self._reduction("sum", expr)

    def _print_MaxOver(self, expr: sp.Expr) -> str:
        return self._reduction("max", expr)

    def _print_InverseOf(self, expr: sp.Expr) -> str:
        return f"{self.library('linalg.inv')}({self.doprint(expr.args[0])})"

    def _print_Solve(self, expr: sp.Expr) -> str:
        return f"{self.library('linalg.solve')}({self.doprint(expr.args[0])}, {self.doprint(expr.args[1])})"

    def _print_DeterminantOf(self, expr: sp.Expr) -> str:
        return f"{self.library('linalg.det')}({self.doprint(expr.args[0])})"

    def _print_LogDeterminantOf(self, expr: sp.Expr) -> str:
        # the sign is 1.0 for a positive determinant; log(-1.0) is NaN, and a determinant of 0.0 gives -inf
        found = f"{self.library('linalg.slogdet')}({self.doprint(expr.args[0])})"
        return f"(lambda sign, size: {self.library('log')}(sign) + size)(*{found})"

    def _print_Outer(self, expr: sp.Expr) -> str:
        return f"{self.library('outer')}({self.doprint(expr.args[0])}, {self.doprint(expr.args[1])})"

    def _print_Tensordot(self, expr: sp.Expr) -> str:
        a, b, axes_a, axes_b = expr.args
        axes = f"[{_numbers(axes_a)}], [{_numbers(axes_b)}]"
        return f"{self.library('tensordot')}({self.doprint(a)}, {self.doprint(b)}, axes=({axes}))"

    def _print_Diagonal(self, expr: sp.Expr) -> str:
        return f"{self.library('diagonal')}({self.doprint(expr.args[0])}, axis1={expr.args[1]}, axis2={expr.args[2]})"

    def _print_Spread(self, expr: sp.Expr) -> str:
        array, sizes = expr.args
        shape = ", ".join(self.doprint(size) for size in sizes) + ("," if len(sizes) == 1 else "")
        shown = f"{int(array)}.0" if isinstance(array, sp.Integer) else self.doprint(array)
        return f"{self.library('full')}(({shape}), {shown})"

    def _print_Eye(self, expr: sp.Expr) -> str:
        return f"{self.library('eye')}({self.doprint(expr.args[0])}, dtype={self.library('int8')})"

    def _print_Unit(self, expr: sp.Expr) -> str:
        return f"{self._print_Eye(expr)}[{int(expr.args[1]) - 1}]"

    def _print_Positions(self, expr: sp.Expr) -> str:
        return f"{self.library('arange')}(1, {self.doprint(expr.args[0])} + 1)"


def _numbers(values: Iterable[Any]) -> str:
    return ", ".join(str(value) for value in values)
