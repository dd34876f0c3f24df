"""What both printers of code share: parentheses, sums, products, powers, calls, dicts and results.

In: a tree whose symbols are Python identifiers.  Out: text in the order in which the formula is written.  Functions
that a library lacks are calls of helpers (``sigma(z)``), which are printed from the function's own row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from symgrad.arrays import ArrayNode
from symgrad.codenodes import AsFloat, CodeNode, Entry, Grouped, Raw, Result, Table
from symgrad.errors import UnsupportedError
from symgrad.functions import BY_SYMBOL

_COMPARISON = {
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: ">=",
    sp.StrictLessThan: "<",
    sp.LessThan: "<=",
    sp.Equality: "==",
    sp.Unequality: "!=",
}
_SETTINGS = {"fully_qualified_modules": False, "human": True, "order": "none", "strict": True}
PRODUCT, SUM, POWER, ATOM = (PRECEDENCE[name] for name in ("Mul", "Add", "Pow", "Atom"))


def _precedence(expr: sp.Basic) -> int:
    if isinstance(expr, (ArrayNode, CodeNode)):
        return int(expr.precedence)
    if isinstance(expr, sp.Add):
        return int(SUM)
    if isinstance(expr, sp.Mul):
        first = expr.args[0]
        return int(SUM if isinstance(first, sp.Number) and first.is_negative else PRODUCT)
    if isinstance(expr, sp.Pow):
        if expr.exp in (sp.S.Half, -sp.S.Half):
            return int(ATOM if expr.exp.is_positive else PRODUCT)
        return int(PRODUCT if _is_denominator(expr) else POWER)
    if isinstance(expr, sp.Rational) and not isinstance(expr, sp.Integer):
        return int(SUM if expr.is_negative else PRODUCT)
    if isinstance(expr, sp.Number) and expr.is_negative:
        return int(SUM)
    if isinstance(expr, sp.core.relational.Relational):
        return int(PRECEDENCE["Relational"])
    return int(ATOM)


def _is_denominator(expr: sp.Basic) -> bool:
    return isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Number) and bool(expr.exp.is_negative)


class Code:
    """What both printers share; mixed in before SymPy's printer."""

    #: SymPy function → the library's own
    native: dict[type, str]
    #: what joins conditions that all hold, and conditions of which one does
    both = either = ""
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
                self.parenthesize(term, SUM) if not isinstance(term, sp.Add) else f"({self.doprint(term)})"
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
                text += ("/" if text else "1/") + self.parenthesize(below, POWER)
            elif not text:
                first_number = isinstance(factor, sp.Number) and place == 0
                text = self.doprint(factor) if first_number else self.parenthesize(factor, PRODUCT)
            else:
                text += "*" + self.parenthesize(factor, PRODUCT, strict=True)
        return text

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        if _is_denominator(expr):
            return self._factors([expr])
        if expr.exp == sp.S.Half:
            return f"{self.library('sqrt')}({self.doprint(expr.base)})"
        if not isinstance(expr.exp, sp.Integer):
            return self._real_power(expr.base, expr.exp)
        base = self.parenthesize(expr.base, POWER, strict=True)
        return f"{base}**{self.parenthesize(expr.exp, POWER, strict=True)}"

    def _real_power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """A power that has no real value for a negative base, where ``**`` would answer with a complex number."""
        raise NotImplementedError

    def library(self, name: str) -> str:
        """How the library's function is written here."""
        raise NotImplementedError

    def _print_Function(self, expr: sp.Function) -> str:
        inside = (arg.args[0] if isinstance(arg, Grouped) else arg for arg in expr.args)
        arguments = ", ".join(self.doprint(arg) for arg in inside)
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

    def _print_And(self, expr: sp.And) -> str:
        return self._conditions(expr, self.both)

    def _print_Or(self, expr: sp.Or) -> str:
        return self._conditions(expr, self.either)

    def _conditions(self, expr: sp.Basic, between: str) -> str:
        return "(" + between.join(f"({self.doprint(arg)})" for arg in sp.ordered(expr.args)) + ")"

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
