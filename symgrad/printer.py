"""SymPy trees into Python expressions: ``ArrayCode`` for NumPy, ``ScalarCode`` for the ``math`` module.

In: trees of ``symgrad.arrays`` (or scalar expressions) whose symbols are Python identifiers.  Out: text, parenthesised
here and nowhere else, in the order in which the formula is written.  Functions that neither library has are calls of
helpers (``sigma(z)``), which are printed from the function's own row.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from math import floor, log
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

from symgrad.arrays import ArrayNode, LargestExponent, MatMul
from symgrad.codenodes import (
    AsFloat,
    CodeNode,
    Entry,
    Grouped,
    Length,
    Raw,
    Result,
    Steps,
    Table,
    bounded_exp,
)
from symgrad.codenodes import identifiers as identifiers
from symgrad.errors import UnsupportedError
from symgrad.expressions import Maximum, Minimum, mul, neg
from symgrad.functions import BY_SYMBOL

# -- the printers ---------------------------------------------------------------------------------------

_COMPARISON = {
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: ">=",
    sp.StrictLessThan: "<",
    sp.LessThan: "<=",
    sp.Equality: "==",
    sp.Unequality: "!=",
}
_SETTINGS = {"fully_qualified_modules": False, "human": True, "order": "none", "strict": True}
_PRODUCT, _SUM, _POWER, _ATOM = (PRECEDENCE[name] for name in ("Mul", "Add", "Pow", "Atom"))
_ANY = PRECEDENCE["Lambda"]


def _precedence(expr: sp.Basic) -> int:
    if isinstance(expr, (ArrayNode, CodeNode)):
        return int(expr.precedence)
    if isinstance(expr, sp.Add):
        return int(_SUM)
    if isinstance(expr, sp.Mul):
        first = expr.args[0]
        return int(_SUM if isinstance(first, sp.Number) and first.is_negative else _PRODUCT)
    if isinstance(expr, sp.Pow):
        if expr.exp in (sp.S.Half, -sp.S.Half):
            return int(_ATOM if expr.exp.is_positive else _PRODUCT)
        return int(_PRODUCT if _is_denominator(expr) else _POWER)
    if isinstance(expr, sp.Rational) and not isinstance(expr, sp.Integer):
        return int(_SUM if expr.is_negative else _PRODUCT)
    if isinstance(expr, sp.Number) and expr.is_negative:
        return int(_SUM)
    if isinstance(expr, sp.core.relational.Relational):
        return int(PRECEDENCE["Relational"])
    return int(_ATOM)


def _is_denominator(expr: sp.Basic) -> bool:
    return isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Number) and bool(expr.exp.is_negative)


class _Code:
    """What both printers share; mixed in before SymPy's printer."""

    #: SymPy function → the library's own
    native: dict[type, str]
    #: the line that imports the library
    imports = ""
    #: arrays are never changed in place
    functional = False

    def namespace(self) -> dict[str, Any]:
        """What the text needs beside NumPy."""
        return {}

    def __init__(self, names: dict[str, str] | None = None) -> None:
        super().__init__(dict(_SETTINGS))  # type: ignore[call-arg]
        self.names = names or {}
        #: rows whose helpers the printed text calls, in the order met
        self.helpers: dict[str, type[sp.Function]] = {}

    def prepare(self, schedule: Sequence[tuple[sp.Symbol, sp.Basic]]) -> None:
        """Look at the assignments of a function before they are printed."""

    def given(self, numbers: Iterable[sp.Symbol], *, like: str) -> None:
        """Names that are plain numbers wherever they occur, and an array whose kind new arrays have."""

    def doprint(self, expr: Any, assign_to: Any = None) -> str:
        """The text of one expression, as it stands."""
        return str(self._print(expr))  # type: ignore[attr-defined]

    def parenthesize(self, item: Any, level: int, strict: bool = False) -> str:
        """The text, in parentheses where the place binds tighter."""
        text = self.doprint(item)
        below = _precedence(item) < level or (strict and _precedence(item) == level)
        return f"({text})" if below else text

    def emptyPrinter(self, expr: Any) -> str:
        """Never fall through."""
        raise UnsupportedError(f"no code for {expr}, which is a {type(expr).__name__}.")

    def _print_not_supported(self, expr: Any) -> str:
        return self.emptyPrinter(expr)

    def _print_Symbol(self, expr: sp.Symbol) -> str:
        return self.names.get(expr.name, expr.name)

    def _print_Raw(self, expr: Raw) -> str:
        return f'r"{expr.name}"' if "\\" in expr.name else f'"{expr.name}"'

    def _print_Integer(self, expr: sp.Integer) -> str:
        return str(int(expr))

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"{expr.p}/{expr.q}"

    def _print_Float(self, expr: sp.Float) -> str:
        return repr(float(expr))

    def _print_NumberSymbol(self, expr: sp.NumberSymbol) -> str:
        return repr(float(expr))

    _print_Pi = _print_Exp1 = _print_NumberSymbol

    def _print_Add(self, expr: sp.Add, order: Any = None) -> str:
        text = ""
        for term in expr.args:
            shown = (
                self.parenthesize(term, _SUM) if not isinstance(term, sp.Add) else f"({self.doprint(term)})"
            )
            if not text:
                text = shown
            elif shown.startswith("-"):
                text += f" - {shown[1:]}"
            else:
                text += f" + {shown}"
        return text

    def _print_Mul(self, expr: sp.Mul) -> str:
        factors = list(expr.args)
        if factors[0] == -1 and len(factors) > 1:
            return f"-{self._factors(factors[1:])}"
        return self._factors(factors)

    def _factors(self, factors: list[sp.Expr]) -> str:
        text = ""
        # a leading 1/(1 + t) goes behind what it divides; a leading 1/N stays: it meets the other numbers first
        for place, factor in enumerate(factors):
            if not _is_denominator(factor) or not factor.base.args:
                factors = [factor, *factors[:place], *factors[place + 1 :]] if place else factors
                break
        for place, factor in enumerate(factors):
            if _is_denominator(factor):
                below = sp.Pow(factor.base, -factor.exp, evaluate=False) if factor.exp != -1 else factor.base
                text += ("/" if text else "1/") + self.parenthesize(below, _POWER)
            elif not text:
                first_number = isinstance(factor, sp.Number) and place == 0
                text = self.doprint(factor) if first_number else self.parenthesize(factor, _PRODUCT)
            else:
                text += "*" + self.parenthesize(factor, _PRODUCT, strict=True)
        return text

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        if _is_denominator(expr):
            return self._factors([expr])
        if expr.exp == sp.S.Half:
            return f"{self.library('sqrt')}({self.doprint(expr.base)})"
        if not isinstance(expr.exp, sp.Integer):
            return self._real_power(expr.base, expr.exp)
        base = self.parenthesize(expr.base, _POWER, strict=True)
        return f"{base}**{self.parenthesize(expr.exp, _POWER, strict=True)}"

    def _real_power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """A power that has no real value for a negative base, where ``**`` would answer with a complex number."""
        raise NotImplementedError

    def library(self, name: str) -> str:
        """How the library's function is written here."""
        raise NotImplementedError

    def _print_Function(self, expr: sp.Function) -> str:
        arguments = ", ".join(self.doprint(arg) for arg in expr.args)
        if expr.func in self.native:
            return f"{self.library(self.native[expr.func])}({arguments})"
        if expr.func not in BY_SYMBOL:
            return self.emptyPrinter(expr)
        name = BY_SYMBOL[expr.func].name
        self.helpers[name] = expr.func
        return f"{name}({arguments})"

    # SymPy's printers have methods of their own for these; ours go through the table.
    _print_exp = _print_log = _print_sin = _print_cos = _print_tan = _print_tanh = _print_Function
    _print_erf = _print_erfc = _print_Function
    _print_atan = _print_Abs = _print_sign = _print_floor = _print_log1p = _print_expm1 = _print_Function
    _print_Maximum = _print_Minimum = _print_Function

    def _print_Relational(self, expr: Any) -> str:
        left, right = (self.parenthesize(arg, PRECEDENCE["Relational"], strict=True) for arg in expr.args)
        return f"{left} {_COMPARISON[expr.func]} {right}"

    # -- dicts and results --------------------------------------------------------------------------------

    def _print_Entry(self, expr: Entry) -> str:
        return f"{expr.args[0]}[{self.doprint(expr.args[1])}]"

    def _print_Table(self, expr: Table) -> str:
        return "{" + ", ".join(f"{self.doprint(k)}: {self.doprint(v)}" for k, v in expr.args) + "}"

    def _print_Result(self, expr: Result) -> str:
        return f"{self.doprint(expr.args[0])}, {self._print_Table(Table(*expr.args[1:]))}"

    def _print_Grouped(self, expr: Grouped) -> str:
        return f"({self.doprint(expr.args[0])})"

    def _print_AsFloat(self, expr: AsFloat) -> str:
        return f"float({self.doprint(expr.args[0])})"


class ScalarCode(_Code, PythonCodePrinter):
    """Python with ``math`` for numbers."""

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

    def _print_And(self, expr: sp.And) -> str:
        return "(" + " and ".join(f"({self.doprint(arg)})" for arg in sp.ordered(expr.args)) + ")"

    def _print_Or(self, expr: sp.Or) -> str:
        return "(" + " or ".join(f"({self.doprint(arg)})" for arg in sp.ordered(expr.args)) + ")"

    def _print_Not(self, expr: sp.Not) -> str:
        return f"(not ({self.doprint(expr.args[0])}))"


#: the exponential of this is finite in double precision, and so is one more than it
LARGEST_EXPONENT = floor(log(sys.float_info.max / 2))


class ArrayCode(_Code, NumPyPrinter):
    """NumPy for whole arrays; another array library is a class below this one (``symgrad.dialects``)."""

    #: what the text calls the library
    prefix = "np"
    imports = "import numpy as np"

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

    def _print_And(self, expr: sp.And) -> str:
        return "(" + " & ".join(f"({self.doprint(arg)})" for arg in sp.ordered(expr.args)) + ")"

    def _print_Or(self, expr: sp.Or) -> str:
        return "(" + " | ".join(f"({self.doprint(arg)})" for arg in sp.ordered(expr.args)) + ")"

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
        return self.parenthesize(expr, _POWER)

    def _print_MatMul(self, expr: sp.Expr) -> str:
        return f"{self._operand(expr.args[0], left=True)} @ {self._operand(expr.args[1])}"

    def _print_Transpose(self, expr: sp.Expr) -> str:
        return f"{self._subject(expr.args[0])}.T"

    def _subject(self, expr: sp.Expr) -> str:
        """Something a dot or a bracket follows."""
        return self.parenthesize(expr, _ATOM)

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
