"""The walk over a formula that every printer shares: which parentheses, signs, fractions and dots it needs.

In: an expression over the closed node set and the table of names.  Out: a ``Piece``, made by a ``Notation`` (LaTeX in
``mathematics``, Unicode in ``plain``), which knows how a fraction or a power looks and nothing about when there is one.
The order is the order written; nothing is evaluated, cancelled or sorted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
from symgrad.model import Name, default_template
from symgrad.rendering.changes import Place
from symgrad.rendering.notation import Kind, Notation, Piece

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

_POWERED_CALLS = (sp.sin, sp.cos, sp.tan, sp.tanh, sp.log)
#: functions of generated code that a stable form may show
_LIBRARY = {log1p: r"\operatorname{log1p}", expm1: r"\operatorname{expm1}"}
_CONSTANTS = {sp.pi: r"\pi", sp.E: "e", sp.nan: r"\mathrm{NaN}"}

ATOMIC = ("name", "number", "call", "group")
_NO_NUMERATOR = ("fraction",)


@dataclass(frozen=True)
class _Item:
    """Factors ``first..last`` of a product as one piece; a derivative never moves into a numerator."""

    piece: Piece
    first: int
    last: int
    stays: bool = False


@dataclass(frozen=True)
class Printer:
    """Prints expressions over ``names`` in ``notation``; ``place`` is the part to mark."""

    notation: Notation
    names: Mapping[str, Name]
    place: Place | None = None

    def show(self, expr: sp.Basic, at: tuple[int, ...] = ()) -> Piece:
        """The piece for ``expr``.  Raises ``UnsupportedError`` naming a node that has no printed form."""
        piece = _printer_of(expr)(self, expr, at)
        place = self.place
        if place is not None and place.stop is None and place.path == at:
            return self.notation.mark(piece)
        return piece

    def within(self, expr: sp.Basic, at: tuple[int, ...]) -> Piece:
        """A piece that can be a factor or carry an exponent."""
        piece = self.show(expr, at)
        return piece if piece.kind in ATOMIC and not piece.signed else self.notation.group(piece)

    def terms(self, expr: sp.Add, at: tuple[int, ...] = ()) -> list[str]:
        """The terms of a sum with their signs, in order: ``["a", "- b", "+ c"]``."""
        shown: list[str] = []
        marked = self._slice(at)
        minus = self.notation.minus
        for number, term in enumerate(expr.args):
            piece = self.show(term, (*at, number))
            if isinstance(term, sp.Add):
                piece = self.notation.group(piece)
            if not piece.signed:
                text = piece.text if not shown else f"+ {piece.text}"
            else:
                text = piece.text if not shown else f"{minus} {piece.text[len(minus) :].lstrip()}"
            shown.append(text)
        if marked:
            start, stop = marked
            whole = " ".join(shown[start:stop])
            sign = re.match(rf"(\+ |{re.escape(minus)} ?)?", whole)[0]  # type: ignore[index]
            shown[start:stop] = [sign + self.notation.mark(Piece(whole[len(sign) :], "add")).text]
        return shown

    def factors(self, expr: sp.Mul, at: tuple[int, ...] = ()) -> tuple[bool, list[Piece]]:
        """Whether the product starts with a minus, and its factors with parentheses where they need them."""
        args = expr.args
        negative = isinstance(args[0], sp.Rational) and args[0].is_negative and len(args) > 1
        items: list[_Item] = []
        run = 0
        for number, factor in enumerate(args):
            spot = (*at, number)
            if number == 0 and negative:
                if factor is sp.S.NegativeOne:
                    continue
                factor = -factor
            if _divides(factor):
                inside = _Item(self._denominator(factor, spot), number, number)
                gathered = items[run:]
                top = self._joined(gathered) if gathered else _number(self, 1)
                first = gathered[0].first if gathered else number
                items[run:] = [_Item(self.notation.fraction(top, inside.piece), first, number, True)]
                run = len(items)
                continue
            piece = self.show(factor, spot)
            stays = isinstance(factor, Partial) or (
                isinstance(factor, sp.Rational) and piece.kind == "fraction"
            )
            items.append(_Item(piece, number, number, stays))
            if stays:
                run = len(items)
        return negative, self._guarded(items, self._slice(at))

    def summed(self, expr: sp.Sum, body: str) -> str:
        """The Σ signs of a sum before a body that is printed already."""
        return self.notation.sums(_limits(self, expr.limits), Piece(body, "product")).text

    def _guarded(self, items: list[_Item], marked: tuple[int, int] | None) -> list[Piece]:
        """The factors with their parentheses, those in ``marked`` joined to one marked piece."""
        guarded: list[Piece] = []
        for number, item in enumerate(items):
            piece = item.piece
            last = number == len(items) - 1
            alone = len(items) == 1
            if (
                (piece.kind == "add" and not alone)
                or (piece.signed and number)
                or (piece.kind == "open" and not last)
            ):
                piece = self.notation.group(piece)
            guarded.append(piece)
        if marked is None:
            return guarded
        start, stop = marked
        inside = [n for n, item in enumerate(items) if item.last >= start and item.first < stop]
        if not inside:
            return guarded
        low, high = inside[0], inside[-1] + 1
        joined = join(self.notation, guarded[low:high])
        guarded[low:high] = [self.notation.mark(joined)]
        return guarded

    def _joined(self, items: list[_Item]) -> Piece:
        if len(items) == 1:
            return items[0].piece
        return join(self.notation, self._guarded(items, None))

    def _slice(self, at: tuple[int, ...]) -> tuple[int, int] | None:
        place = self.place
        if place is None or place.stop is None or place.path != at:
            return None
        return place.start, place.stop

    def _denominator(self, factor: sp.Pow, at: tuple[int, ...]) -> Piece:
        exponent = -factor.exp
        if exponent is sp.S.One:
            return self.show(factor.base, (*at, 0))
        return _raised(self, factor.base, exponent, at)


def join(notation: Notation, factors: Sequence[Piece]) -> Piece:
    """Factors side by side."""
    if len(factors) == 1:
        return factors[0]
    text = factors[0].text
    for left, right in pairwise(factors):
        text += notation.between(left, right) + right.text
    kind: Kind = "open" if factors[-1].kind == "open" else "product"
    return Piece(text, kind, factors[0].signed, factors[0].bare if factors[0].bare != factors[0].text else "")


# -- one function a node ------------------------------------------------------------------------------------


def _number(printer: Printer, value: int) -> Piece:
    minus = printer.notation.minus
    return Piece(f"{minus if value < 0 else ''}{abs(value)}", "number", value < 0)


def _rational(printer: Printer, expr: sp.Rational, at: tuple[int, ...]) -> Piece:
    if expr.q == 1:
        return _number(printer, int(expr.p))
    minus = printer.notation.minus if expr.p < 0 else ""
    decimals = len(str(expr.q)) - 1
    if expr.q == 10**decimals:
        digits = str(abs(expr.p)).rjust(decimals + 1, "0")
        return Piece(f"{minus}{digits[:-decimals]}.{digits[-decimals:]}", "number", expr.p < 0)
    piece = printer.notation.fraction(_number(printer, abs(int(expr.p))), _number(printer, int(expr.q)))
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


def _divides(expr: sp.Basic) -> bool:
    return isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational) and bool(expr.exp.is_negative)


def _pow(printer: Printer, expr: sp.Pow, at: tuple[int, ...]) -> Piece:
    if _divides(expr):
        return printer.notation.fraction(_number(printer, 1), printer._denominator(expr, at))
    return _raised(printer, expr.base, expr.exp, at)


def _raised(printer: Printer, base: sp.Expr, exponent: sp.Expr, at: tuple[int, ...]) -> Piece:
    notation = printer.notation
    if isinstance(exponent, sp.Rational) and exponent.p == 1 and exponent.q != 1:
        return notation.root(printer.show(base, (*at, 0)), int(exponent.q))
    if isinstance(exponent, sp.Rational) and exponent.q != 1:
        raised = Piece(f"{exponent.p}/{exponent.q}", "fraction")
    else:
        raised = printer.show(exponent, (*at, 1))
    if isinstance(base, _POWERED_CALLS) and isinstance(exponent, sp.Integer):
        argument = printer.show(base.args[0], (*at, 0, 0))
        return notation.call(BY_SYMBOL[base.func].latex, [argument], raised)
    return notation.power(printer.within(base, (*at, 0)), raised)


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
