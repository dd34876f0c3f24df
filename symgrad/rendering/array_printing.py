r"""LaTeX of trees of whole-array operations: which product is ``\odot``, where a transpose and a 𝟏 stand.

In: a tree that ``arrays.lower`` made, whose plain ``Symbol`` leaves are arrays.  Out: a ``Piece``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.arrays import (
    Align,
    ArrayNode,
    Eye,
    LogSumExpOver,
    MatMul,
    Outer,
    Spread,
    SumOver,
    Take,
    Transpose,
    Unit,
)
from symgrad.errors import UnsupportedError
from symgrad.expressions import Maximum, Minimum, walk
from symgrad.functions import BY_SYMBOL
from symgrad.model import Name
from symgrad.rendering.mathematics import Latex
from symgrad.rendering.notation import Kind, Piece
from symgrad.rendering.printing import Printer, join

ONES = r"\mathbf{1}"
LATEX = Latex()


def no_form(expr: sp.Basic, why: str) -> UnsupportedError:
    return UnsupportedError(
        f"{expr} ({type(expr).__name__}) has no form in matrix notation: {why}.",
        remedy='Use notation="index".',
    )


@dataclass(frozen=True)
class Matrices:
    """Prints whole-array trees; ``rank`` is 0 for a number, 1 for a vector, 2 for a matrix."""

    names: Mapping[str, Name]

    def rank(self, node: sp.Basic) -> int:
        if isinstance(node, sp.Symbol):
            return len(self.names[node.name].axes) if node.name in self.names else 0
        if isinstance(node, MatMul):
            return self.rank(node.args[0]) + self.rank(node.args[1]) - 2
        if isinstance(node, (SumOver, LogSumExpOver)):
            return int(node.args[2]) - len(node.args[1])
        if isinstance(node, (Outer, Transpose, Eye)):
            return 2
        if isinstance(node, Unit):
            return 1
        if isinstance(node, (Align, Spread)):
            return len(node.args[1])
        if isinstance(node, Take):
            return sum(1 for place in node.args[1] if place == 0)
        return max((self.rank(arg) for arg in node.args), default=0)

    def show(self, node: sp.Basic) -> Piece:
        if not self.rank(node) and not any(isinstance(part, ArrayNode) for part in walk(node)):
            return Printer(LATEX, self.names).show(node)
        for types, shown in _NODES:
            if isinstance(node, types):
                return shown(self, node)
        if node.func in BY_SYMBOL:
            return LATEX.call(BY_SYMBOL[node.func].latex, [self.show(arg) for arg in node.args])
        raise no_form(node, "symgrad writes sums, products, powers and functions in matrices")

    def factor(self, node: sp.Basic) -> Piece:
        """A piece that can stand in a matrix product."""
        piece = self.show(node)
        if piece.signed or piece.kind == "add" or (isinstance(node, sp.Mul) and self.rank(node)):
            return LATEX.group(piece)
        return piece

    def transposed(self, node: sp.Basic) -> Piece:
        """The transpose, moved inside a product: (A B)ᵀ = Bᵀ Aᵀ."""
        if isinstance(node, Transpose):
            return self.factor(node.args[0])
        if isinstance(node, MatMul) and self.rank(node.args[0]) == 2 == self.rank(node.args[1]):
            a, b = node.args
            return Piece(f"{self.transposed(b).text} {self.transposed(a).text}", "product")
        piece = self.factor(node)
        if piece.kind not in ("name", "group"):
            piece = LATEX.group(piece)
        if piece.kind == "name" and "^" in piece.text:
            piece = LATEX.group(piece)
        return Piece(rf"{piece.text}^\top", "power")


def _symbol(m: Matrices, node: sp.Symbol) -> Piece:
    known = m.names.get(node.name)
    text = known.template if known and not known.axes else node.name
    kind: Kind = "fraction" if text.startswith(r"\frac") else "name"
    return Piece(text, kind)


def _add(m: Matrices, node: sp.Add) -> Piece:
    text = ""
    for term in node.args:
        piece = m.show(term)
        if piece.signed:
            text += f" - {piece.text[1:].lstrip()}" if text else piece.text
        else:
            text += f" + {piece.text}" if text else piece.text
    return Piece(text, "add", text.startswith("-"))


def _mul(m: Matrices, node: sp.Mul) -> Piece:
    numbers = [arg for arg in node.args if not m.rank(arg)]
    arrays = [arg for arg in node.args if m.rank(arg)]
    front = _front(m, numbers, beside=bool(arrays))
    if not arrays:
        return front or Piece("1", "number")
    product = _elementwise(m, arrays)
    if front is None:
        return product
    if len(arrays) > 1 and front.text != "-" and front.kind != "fraction":
        product = LATEX.group(product)
    if len(arrays) == 1:
        product = m.factor(arrays[0])
    between = "" if front.text == "-" else " "
    return Piece(f"{front.text}{between}{product.text}", "product", front.signed)


def _elementwise(m: Matrices, arrays: Sequence[sp.Expr]) -> Piece:
    r"""Arrays joined by ``\odot``; one to the power −1 stands behind a ``\oslash``."""
    if len(arrays) == 1:
        return m.show(arrays[0])
    text = ""
    for array in arrays:
        divides = bool(text) and isinstance(array, sp.Pow) and array.exp is sp.S.NegativeOne
        piece = m.factor(array.base if divides else array)
        if piece.kind == "product":
            piece = LATEX.group(piece)
        sign = r" \oslash " if divides else r" \odot "
        text += (sign if text else "") + piece.text
    return Piece(text, "product")


def _front(m: Matrices, numbers: Sequence[sp.Expr], *, beside: bool) -> Piece | None:
    """The numbers of a product as one piece; ``-`` by itself for a −1."""
    if not numbers:
        return None
    if len(numbers) == 1 and numbers[0] is sp.S.NegativeOne:
        return Piece("-", "product", True)
    if any(isinstance(part, ArrayNode) for number in numbers for part in walk(number)):
        minus = numbers[0] is sp.S.NegativeOne
        pieces = [m.factor(number) for number in (numbers[1:] if minus else numbers)]
        if beside or len(pieces) > 1:  # (1ᵀ y) p is a number times p
            pieces = [LATEX.group(piece) if piece.kind == "product" else piece for piece in pieces]
        joined = join(LATEX, pieces)
        return Piece(f"-{joined.text}", "product", True) if minus else joined
    whole = sp.Mul(*numbers, evaluate=False) if len(numbers) > 1 else numbers[0]
    return Printer(LATEX, m.names).show(whole)


def _pow(m: Matrices, node: sp.Pow) -> Piece:
    base, exponent = node.args
    if not m.rank(node):
        if exponent is sp.S.NegativeOne:
            return LATEX.fraction(Piece("1", "number"), m.show(base))
        if exponent == sp.Rational(1, 2):
            return LATEX.root(m.show(base), 2)
    shown = m.factor(base)
    shown = shown if shown.kind in ("name", "group", "call") else LATEX.group(shown)
    if "^" in shown.text and shown.kind == "name":
        shown = LATEX.group(shown)
    raised = m.show(exponent)
    circle = r"\odot " if m.rank(base) else ""
    return Piece(f"{shown.text}^{{{circle}{raised.text}}}", "power")


def _absolute(m: Matrices, node: sp.Expr) -> Piece:
    return LATEX.absolute(m.show(node.args[0]))


def _extremum(m: Matrices, node: sp.Expr) -> Piece:
    name = r"\max" if isinstance(node, Maximum) else r"\min"
    return LATEX.call(name, [m.show(arg) for arg in node.args])


def _exp(m: Matrices, node: sp.Expr) -> Piece:
    return LATEX.power(Piece("e", "name"), m.show(node.args[0]))


def _matmul(m: Matrices, node: MatMul) -> Piece:
    a, b = node.args
    ranks = (m.rank(a), m.rank(b))
    if ranks == (1, 2):  # Σ_i v_i A_ij, a vector: Aᵀ v
        return _beside(m.transposed(b), m.factor(a))
    if ranks == (1, 1):
        return _beside(m.transposed(a), m.factor(b))
    if max(ranks) > 2:
        raise no_form(node, "an array in it has more than two axes")
    left = m.transposed(a.args[0]) if isinstance(a, Transpose) else m.factor(a)
    right = m.transposed(b.args[0]) if isinstance(b, Transpose) else m.factor(b)
    return _beside(left, right)


def _beside(left: Piece, right: Piece) -> Piece:
    return Piece(f"{left.text} {right.text}", "product")


def _outer(m: Matrices, node: Outer) -> Piece:
    return _beside(m.factor(node.args[0]), m.transposed(node.args[1]))


def _transpose(m: Matrices, node: Transpose) -> Piece:
    return m.transposed(node.args[0])


def _sum_over(m: Matrices, node: Any) -> Piece:
    inside, axes, rank = node.args
    if rank > 2:
        raise no_form(node, "it sums an array of more than two axes")
    if len(axes) == rank:
        return _total(m, inside, int(rank))
    if axes[0] == 0:
        return Piece(rf"{ONES}^\top {m.factor(inside).text}", "product")
    return Piece(f"{m.factor(inside).text} {ONES}", "product")


def _total(m: Matrices, inside: sp.Expr, rank: int) -> Piece:
    """Σ over everything: a squared norm, a product of two vectors, or 𝟏ᵀ A 𝟏."""
    if isinstance(inside, sp.Pow) and inside.exp == 2:
        norm = r"_F" if rank == 2 else ""
        return Piece(rf"\left\| {m.show(inside.base).text} \right\|{norm}^{{2}}", "power")
    arrays: tuple[Any, ...] = inside.args if isinstance(inside, sp.Mul) else ()
    if rank == 1 and len(arrays) == 2 and all(m.rank(arg) == 1 for arg in arrays):
        return _beside(m.transposed(arrays[0]), m.factor(arrays[1]))
    if rank == 2 and isinstance(inside, sp.Mul):
        numbers = [arg for arg in inside.args if not m.rank(arg)]
        front = _front(m, numbers, beside=True)
        body = sp.Mul(*[arg for arg in inside.args if m.rank(arg)], evaluate=False)
        sign = "" if front is None else front.text if front.text == "-" else f"{front.text} "
        return Piece(rf"{sign}{ONES}^\top {m.factor(body).text} {ONES}", "product", sign.startswith("-"))
    ones = f" {ONES}" if rank == 2 else ""
    return Piece(rf"{ONES}^\top {m.factor(inside).text}{ones}", "product")


def _log_sum_exp(m: Matrices, node: LogSumExpOver) -> Piece:
    inside, axes, rank = node.args
    summed = SumOver(sp.exp(inside, evaluate=False), axes, rank)
    return LATEX.call(r"\log", [m.show(summed)])


def _align(m: Matrices, node: Align) -> Piece:
    inside, pattern = node.args
    if tuple(pattern) == (1, 0):
        return Piece(rf"{m.factor(inside).text} {ONES}^\top", "product")
    if tuple(pattern) == (0, 1):
        return Piece(rf"{ONES} {m.transposed(inside).text}", "product")
    raise no_form(node, "it has more than two axes")


def _spread(m: Matrices, node: Spread) -> Piece:
    inside, sizes = node.args
    kinds = {(0, 1): ONES, (0, 2): rf"{ONES} {ONES}^\top"}
    rank = m.rank(inside)
    if (rank, len(sizes)) in kinds:
        if inside is sp.S.One:
            return Piece(kinds[rank, len(sizes)], "product")
        return Piece(f"{m.factor(inside).text} {kinds[rank, len(sizes)]}", "product")
    if rank == 1 and len(sizes) == 2:
        return Piece(rf"{ONES} {m.transposed(inside).text}", "product")
    return m.show(inside)


def _take(m: Matrices, node: Take) -> Piece:
    inside, places = node.args
    shown = ",".join(":" if place == 0 else str(place) for place in places)
    return Piece(rf"({m.show(inside).text})_{{{shown}}}", "name")


def _eye(m: Matrices, node: Eye) -> Piece:
    return Piece(f"I_{{{m.show(node.args[0]).text}}}", "name")


def _unit(m: Matrices, node: Any) -> Piece:
    return Piece(f"e_{{{node.args[1]}}}", "name")


_Show = Callable[[Matrices, Any], Piece]
_NODES: tuple[tuple[Any, _Show], ...] = (
    (sp.Symbol, _symbol),
    (sp.Add, _add),
    (sp.Mul, _mul),
    (sp.Pow, _pow),
    (sp.exp, _exp),
    (sp.Abs, _absolute),
    ((Maximum, Minimum), _extremum),
    (MatMul, _matmul),
    (Outer, _outer),
    (Transpose, _transpose),
    (SumOver, _sum_over),
    (LogSumExpOver, _log_sum_exp),
    (Align, _align),
    (Spread, _spread),
    (Take, _take),
    (Eye, _eye),
    (Unit, _unit),
)
