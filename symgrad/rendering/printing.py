"""The walk over a formula that every printer shares: one function for every kind of node.

In: an expression over the closed node set and the table of names.  Out: a ``Piece``, made by a ``Notation`` (LaTeX in
``mathematics``, Unicode in ``plain``), which knows how a fraction or a power looks and nothing about when there is one;
``terms`` knows that.  The order is the order written; nothing is evaluated, cancelled or sorted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from symgrad.errors import UnsupportedError
from symgrad.expressions import (
    Determinant,
    Element,
    LimitOf,
    LogDeterminant,
    LogSumExp,
    Maximum,
    Minimum,
    OfMatrix,
    Partial,
    Printed,
    key_of,
    walk,
)
from symgrad.functions import BY_SYMBOL
from symgrad.model import default_template
from symgrad.rendering.notation import Piece
from symgrad.rendering.terms import Terms, divides, integer, join, raised

_RELATIONAL: dict[type[sp.Basic], str] = {
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: ">=",
    sp.StrictLessThan: "<",
    sp.LessThan: "<=",
    sp.Equality: "=",
    sp.Unequality: "!=",
    sp.And: "and",
    sp.Or: "or",
}

#: relations with their sides changed over
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}

#: functions of generated code that a stable form may show
_LIBRARY = {log1p: r"\operatorname{log1p}", expm1: r"\operatorname{expm1}"}
_CONSTANTS = {sp.pi: r"\pi", sp.E: "e", sp.nan: r"\mathrm{NaN}"}


@dataclass(frozen=True)
class Printer(Terms):
    """Prints expressions over ``names`` in ``notation``; ``place`` is the part to mark."""

    def show(self, expr: sp.Basic, at: tuple[int, ...] = ()) -> Piece:
        """The piece for ``expr``.  Raises ``UnsupportedError`` naming a node that has no printed form."""
        piece = _printer_of(expr)(self, expr, at)
        place = self.place
        if place is not None and place.stop is None and place.path == at:
            return self.notation.mark(piece)
        return piece

    def summed(self, expr: sp.Sum, body: str) -> str:
        """The Σ signs of a sum before a body that is printed already."""
        return self.notation.sums(_limits(self, expr.limits), Piece(body, "product")).text


# -- one function a node ------------------------------------------------------------------------------------


def _rational(printer: Printer, expr: sp.Rational, at: tuple[int, ...]) -> Piece:
    if expr.q == 1:
        return integer(printer, int(expr.p))
    minus = printer.notation.minus if expr.p < 0 else ""
    decimals = len(str(expr.q)) - 1
    if expr.q == 10**decimals:
        digits = str(abs(expr.p)).rjust(decimals + 1, "0")
        return Piece(f"{minus}{digits[:-decimals]}.{digits[-decimals:]}", "number", expr.p < 0)
    piece = printer.notation.fraction(integer(printer, abs(int(expr.p))), integer(printer, int(expr.q)))
    return Piece(minus + piece.text, piece.kind, expr.p < 0)


def _constant(printer: Printer, expr: sp.Expr, at: tuple[int, ...]) -> Piece:
    return printer.notation.name(_CONSTANTS[expr])


def _printed(printer: Printer, expr: Printed, at: tuple[int, ...]) -> Piece:
    return Piece(expr.name, "number", expr.name.startswith("-"))


def _symbol(printer: Printer, expr: sp.Symbol, at: tuple[int, ...]) -> Piece:
    known = printer.names.get(expr.name)
    return printer.notation.name(known.template if known and not known.axes else expr.name)


def _indexed(printer: Printer, expr: sp.Indexed, at: tuple[int, ...]) -> Piece:
    key = key_of(expr)
    known = printer.names.get(key)
    template = known.template if known and known.axes else default_template(key, len(expr.indices))
    return printer.notation.name(fill(template, [_index(index) for index in expr.indices]))


def _index(index: sp.Basic) -> str:
    """i, 1, i+1, m-i+1: letters that are added first, then those that are taken away, then the number."""
    if isinstance(index, (sp.Symbol, sp.Integer)):
        return str(index)
    number, letters = sp.expand(index).as_coeff_Add()
    terms = [term.as_coeff_Mul() for term in sp.Add.make_args(letters)]
    if not all(c.is_Integer and x.is_Symbol for c, x in (*terms, (number, sp.Symbol("i")))):
        raise UnsupportedError(f"the index {index} is no sum of letters and whole numbers.")
    terms.sort(key=lambda term: (bool(term[0] < 0), str(term[1])))
    text = "".join(f"{'-' if c < 0 else '+'}{abs(c) if abs(c) > 1 else ''}{x}" for c, x in terms)
    return (text + (f"{int(number):+d}" if number else "")).removeprefix("+")


def _end(printer: Printer, end: sp.Expr) -> Piece:
    """An end of a sum."""
    plain = isinstance(end, (sp.Symbol, sp.Integer))
    return printer.show(end, (-1,)) if plain else printer.notation.name(_index(end))


def fill(template: str, indices: Sequence[str]) -> str:
    """Put indices into ``w_{#1#2}``; neighbours that are not single characters get commas between them."""

    def run(match: re.Match[str]) -> str:
        shown = [indices[int(number) - 1] for number in re.findall(r"#(\d)", match[0])]
        return ("" if all(len(index) == 1 for index in shown) else ",").join(shown)

    return re.sub(r"(?:#\d)+", run, template)


def _add(printer: Printer, expr: sp.Add, at: tuple[int, ...]) -> Piece:
    text = " ".join(printer.terms(expr, at))
    return Piece(text, "add", text.startswith(printer.notation.minus))


def _mul(printer: Printer, expr: sp.Mul, at: tuple[int, ...]) -> Piece:
    negative, factors = printer.factors(expr, at)
    if not negative:
        return join(printer.notation, factors)
    if factors[0].signed or (len(factors) == 1 and factors[0].kind == "add"):
        factors[0] = printer.notation.group(factors[0])
    piece = join(printer.notation, factors)
    return Piece(printer.notation.minus + piece.text, "open" if piece.kind == "open" else "product", True)


def _pow(printer: Printer, expr: sp.Pow, at: tuple[int, ...]) -> Piece:
    if divides(expr):
        return printer.notation.fraction(integer(printer, 1), printer.denominator(expr, at))
    return raised(printer, expr.base, expr.exp, at)


def _exp(printer: Printer, expr: sp.Expr, at: tuple[int, ...]) -> Piece:
    return printer.notation.power(printer.notation.name("e"), printer.show(expr.args[0], (*at, 0)))


def _call(printer: Printer, expr: sp.Expr, at: tuple[int, ...]) -> Piece:
    latex = _LIBRARY[expr.func] if expr.func in _LIBRARY else BY_SYMBOL[expr.func].latex
    return printer.notation.call(latex, [printer.show(expr.args[0], (*at, 0))])


def _absolute(printer: Printer, expr: sp.Expr, at: tuple[int, ...]) -> Piece:
    return printer.notation.absolute(printer.show(expr.args[0], (*at, 0)))


def _extremum(printer: Printer, expr: sp.Expr, at: tuple[int, ...]) -> Piece:
    def open_up(node: sp.Basic, spot: tuple[int, ...]) -> list[Piece]:
        if node.func is expr.func and (spot == at or printer.place is None):
            return [p for n, arg in enumerate(node.args) for p in open_up(arg, (*spot, n))]
        return [printer.show(node, spot)]

    name = r"\max" if isinstance(expr, Maximum) else r"\min"
    return printer.notation.call(name, open_up(expr, at))


def _limits(printer: Printer, limits: Sequence[sp.Tuple]) -> list[tuple[Piece, Piece, Piece | None]]:
    shown: list[tuple[Piece, Piece, Piece | None]] = []
    for index, low, high in reversed(limits):
        upper = None if is_hidden(high) else _end(printer, high)
        shown.append((printer.notation.name(_index(index)), _end(printer, low), upper))
    return shown


def is_hidden(size: sp.Basic) -> bool:
    """True for a size that was not written (a sum without bounds): it has a made-up name n_{i}."""
    return isinstance(size, sp.Symbol) and size.name.startswith("n_{")


def _sum(printer: Printer, expr: sp.Sum, at: tuple[int, ...]) -> Piece:
    body = printer.show(expr.function, (*at, 0))
    if body.kind == "add" or body.signed:
        body = printer.notation.group(body)
    return printer.notation.sums(_limits(printer, expr.limits), body)


def _log_sum_exp(printer: Printer, expr: LogSumExp, at: tuple[int, ...]) -> Piece:
    notation = printer.notation
    body = notation.power(notation.name("e"), printer.show(expr.function, (*at, 0)))
    inside = notation.sums(_limits(printer, expr.limits), body)
    return notation.call(r"\log", [inside])


def _matrix(printer: Printer, expr: OfMatrix, at: tuple[int, ...]) -> Piece:
    """The matrix something is made of: its name, or its elements in brackets."""
    body, letters = expr.function, (expr.row, expr.column)
    if isinstance(body, sp.Indexed) and body.indices in (letters, letters[::-1]):
        return printer.notation.name(key_of(body) if body.indices == letters else rf"{key_of(body)}^\top")
    return printer.notation.matrix(printer.show(body, (*at, 0)), "".join(map(_index, letters)))


def _determinant(printer: Printer, expr: Determinant, at: tuple[int, ...]) -> Piece:
    return printer.notation.call(r"\det", [_matrix(printer, expr, at)])


def _log_determinant(printer: Printer, expr: LogDeterminant, at: tuple[int, ...]) -> Piece:
    return printer.notation.call(r"\log\det", [_matrix(printer, expr, at)])


def _element(printer: Printer, expr: Element, at: tuple[int, ...]) -> Piece:
    """(A⁻¹)ₖₗ; of a transposed matrix the same with k and l changed over."""
    notation, (row, column), matrix = printer.notation, expr.indices, expr.matrix
    place = fill("#1#2", [_index(row), _index(column)])
    if isinstance(matrix.function, sp.Indexed):
        turned = matrix.function.indices == (matrix.column, matrix.row)
        if turned:
            place = fill("#1#2", [_index(column), _index(row)])
        return notation.name(rf"({key_of(matrix.function)}^{{-1}})_{{{place}}}")
    whole = notation.power(_matrix(printer, matrix, (*at, 0)), Piece("-1", "number"))
    return Piece(notation.group(whole).text + notation.name(f"_{{{place}}}").text, "name")


def _limit(printer: Printer, expr: LimitOf, at: tuple[int, ...]) -> Piece:
    body = printer.show(expr.body, (*at, 0))
    if body.kind == "add" or body.signed:
        body = printer.notation.group(body)
    letter, point = printer.show(expr.letter, (*at, 1)), printer.show(expr.point, (*at, 2))
    return printer.notation.limit(letter, point, expr.side, body)


def _partial(printer: Printer, expr: Partial, at: tuple[int, ...]) -> Piece:
    what, wrt = printer.show(expr.what, (*at, 0)), printer.show(expr.wrt, (*at, 1))
    return printer.notation.derivative(what, wrt, expr.of_names)


def _piecewise(printer: Printer, expr: sp.Piecewise, at: tuple[int, ...]) -> Piece:
    rows: list[tuple[Piece, Piece | None]] = []
    for number, branch in enumerate(expr.args):
        spot = (*at, number)
        condition = None if branch.cond == sp.true else printer.show(branch.cond, (*spot, 1))
        rows.append((printer.show(branch.expr, (*spot, 0)), condition))
    return printer.notation.cases(rows)


def _relation(printer: Printer, expr: sp.Basic, at: tuple[int, ...]) -> Piece:
    sides = [printer.show(arg, (*at, number)) for number, arg in enumerate(_ordered(expr))]
    operator = _RELATIONAL[type(expr)]
    if operator in _MIRRORED and len(list(walk(expr.args[0]))) < len(list(walk(expr.args[1]))):
        return printer.notation.relation(_MIRRORED[operator], sides[::-1])  # |r| ≤ δ, which SymPy turns round
    return printer.notation.relation(operator, sides)


def _ordered(expr: sp.Basic) -> tuple[Any, ...]:
    """The parts of a condition; ∧ and ∨ are sets in SymPy, so theirs are sorted by their text."""
    return tuple(sorted(expr.args, key=str)) if isinstance(expr, (sp.And, sp.Or)) else expr.args


def _kronecker(printer: Printer, expr: sp.KroneckerDelta, at: tuple[int, ...]) -> Piece:
    return printer.notation.name(fill(r"\delta_{#1#2}", [_index(index) for index in expr.args]))


_Show = Callable[[Printer, Any, tuple[int, ...]], Piece]

#: node type -> how it is shown; the first row that fits counts
NODES: tuple[tuple[Any, _Show], ...] = (
    (sp.Rational, _rational),
    (tuple({type(constant) for constant in _CONSTANTS}), _constant),
    (Printed, _printed),
    (sp.Symbol, _symbol),
    (sp.Indexed, _indexed),
    (sp.Add, _add),
    (sp.Mul, _mul),
    (sp.Pow, _pow),
    (sp.exp, _exp),
    (sp.Abs, _absolute),
    ((Maximum, Minimum), _extremum),
    (sp.Piecewise, _piecewise),
    (sp.Sum, _sum),
    (LogSumExp, _log_sum_exp),
    (Determinant, _determinant),
    (LogDeterminant, _log_determinant),
    (Element, _element),
    (LimitOf, _limit),
    (Partial, _partial),
    (sp.KroneckerDelta, _kronecker),
    (tuple(_RELATIONAL), _relation),
    ((*BY_SYMBOL, *_LIBRARY), _call),
)


def _printer_of(expr: sp.Basic) -> _Show:
    for types, show in NODES:
        if isinstance(expr, types):
            return show
    raise UnsupportedError(
        f"{expr} cannot be printed: {type(expr).__name__} is not a node of symgrad's formulas."
    )
