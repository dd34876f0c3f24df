r"""LaTeX of trees of whole-array operations: which product is ``\odot``, where a transpose and a 𝟏 stand.

In: a tree that ``arrays.lower`` made, whose plain ``Symbol`` leaves are arrays.  Out: a ``Piece``.  Every vector is a
column: what NumPy repeats along the other axis is written u 𝟏ᵀ or 𝟏 vᵀ; only a *name* added to a matrix stands by
itself and is added to every row, as in the formulas that are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.arrays import (
    Align,
    ArrayNode,
    DeterminantOf,
    Diagonal,
    Eye,
    InverseOf,
    LogDeterminantOf,
    LogSumExpOver,
    MatMul,
    Outer,
    Permute,
    Positions,
    Spread,
    SumOver,
    Take,
    Tensordot,
    Transpose,
    Unit,
)
from symgrad.errors import UnsupportedError
from symgrad.expressions import MINUS_ONE, Maximum, Minimum, mul, rebuild, walk
from symgrad.functions import BY_SYMBOL
from symgrad.model import Name
from symgrad.rendering.mathematics import Latex
from symgrad.rendering.notation import Kind, Piece
from symgrad.rendering.printing import Printer
from symgrad.rendering.terms import join
from symgrad.rendering.traces import chain

ONES = r"\mathbf{1}"
LATEX = Latex()


ROWS, COLUMNS = sp.Tuple(0, 1), sp.Tuple(1, 0)

#: node -> why it has no form; anything else that is no row of ``_NODES`` has none either
_WHY: tuple[tuple[Any, str], ...] = (
    (sp.Piecewise, "it is given by cases"),
    ((Tensordot, Permute), "an array in it has more than two axes"),
    (Positions, "an index stands in it as a number"),
)


class FromDiagonal(ArrayNode):
    """``FromDiagonal(v)``: the matrix with the vector v in its diagonal."""


class NoForm(UnsupportedError):
    """An expression without a form in matrix notation; ``why`` ends the sentence."""

    def __init__(self, why: str, shown: str = "This") -> None:
        self.why = why
        super().__init__(f"{shown} has no form in matrix notation: {why}.", remedy='Use notation="index".')


@dataclass(frozen=True)
class Matrices:
    """Prints whole-array trees; ``rank`` is 0 for a number, 1 for a vector, 2 for a matrix."""

    names: Mapping[str, Name]
    #: the names of the arrays in the order written, for the factors of a trace
    order: tuple[str, ...] = ()
    #: whether every array has its shape written below it
    shapes: bool = False

    def rank(self, node: sp.Basic) -> int:
        if isinstance(node, sp.Symbol):
            return len(self.names[node.name].axes) if node.name in self.names else 0
        if isinstance(node, MatMul):
            return self.rank(node.args[0]) + self.rank(node.args[1]) - 2
        if isinstance(node, (SumOver, LogSumExpOver)):
            return int(node.args[2]) - len(node.args[1])
        if isinstance(node, (Outer, Transpose, Eye, InverseOf, FromDiagonal)):
            return 2
        if isinstance(node, (DeterminantOf, LogDeterminantOf)):
            return 0
        if isinstance(node, Unit):
            return 1
        if isinstance(node, (Align, Spread)):
            return len(node.args[1])
        if isinstance(node, Diagonal):
            return self.rank(node.args[0]) - 1
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
        reasons = [why for types, why in _WHY if isinstance(node, types)]
        raise NoForm([*reasons, "matrices have sums, products, powers and functions only"][0])

    def factor(self, node: sp.Basic) -> Piece:
        """A piece that can stand in a matrix product."""
        piece = self.show(node)
        elementwise = isinstance(node, (sp.Mul, sp.Pow)) and piece.kind == "product" and self.rank(node)
        return LATEX.group(piece) if piece.signed or piece.kind == "add" or elementwise else piece

    def row(self, node: sp.Basic) -> Piece:
        """A vector as a row before something else: (A v)ᵀ is vᵀ Aᵀ."""
        if isinstance(node, MatMul) and self.rank(node.args[0]) == 2 and self.rank(node.args[1]) == 1:
            return _beside(self.row(node.args[1]), self.transposed(node.args[0]))
        return self.transposed(node)

    def transposed(self, node: sp.Basic) -> Piece:
        """The transpose, moved inside a product: (A B)ᵀ = Bᵀ Aᵀ."""
        if isinstance(node, Transpose):
            return self.factor(node.args[0])
        if isinstance(node, InverseOf):
            return _inverse(self, node, r"-\top")
        if isinstance(node, FromDiagonal):
            return self.show(node)
        if isinstance(node, sp.Symbol) and self.shapes and self.rank(node):
            return self.below(self.raised(Piece(node.name, "name"), r"\top"), self.shape(node)[::-1])
        if isinstance(node, MatMul) and self.rank(node.args[1]) == 2:
            a, b = node.args
            if self.rank(a) == 1:  # the column Bᵀ a
                return _beside(self.transposed(a), self.factor(b))
            return Piece(f"{self.transposed(b).text} {self.transposed(a).text}", "product")
        piece = self.factor(node)
        return self.raised(piece, r"\top")

    def raised(self, piece: Piece, exponent: str) -> Piece:
        """A name or a bracket with something above it that is no power of its elements."""
        if piece.kind not in ("name", "group") or (piece.kind == "name" and "^" in piece.text):
            piece = LATEX.group(piece)
        raised = exponent if exponent.startswith("\\") else f"{{{exponent}}}"
        return Piece(f"{piece.text}^{raised}", "power")

    def shape(self, node: sp.Symbol) -> tuple[str, str]:
        """Rows and columns of a named array; a vector is a column."""
        rows, *columns = map(str, self.names[node.name].axes)
        return rows, columns[0] if columns else "1"

    def below(self, piece: Piece, shape: tuple[str, str]) -> Piece:
        """The piece with its shape written below it."""
        return Piece(rf"\underset{{\,{shape[0]} \times {shape[1]}\,}}{{{piece.text}}}", piece.kind)


def _symbol(m: Matrices, node: sp.Symbol) -> Piece:
    known = m.names.get(node.name)
    text = known.template if known and not known.axes else node.name
    kind: Kind = "fraction" if text.startswith(r"\frac") else "name"
    piece = Piece(text, kind)
    return m.below(piece, m.shape(node)) if m.shapes and m.rank(node) else piece


def _add(m: Matrices, node: sp.Add) -> Piece:
    text = ""
    matrix = m.rank(node) == 2
    for term in node.args:
        numbers, arrays = _parted(m, term)
        if matrix and m.rank(term) == 1 and not (len(arrays) == 1 and isinstance(arrays[0], sp.Symbol)):
            term = mul(*numbers, Align(mul(*arrays), ROWS))
        piece = m.show(term)
        if piece.signed:
            text += f" - {piece.text[1:].lstrip()}" if text else piece.text
        else:
            text += f" + {piece.text}" if text else piece.text
    return Piece(text, "add", text.startswith("-"))


def _parted(m: Matrices, node: sp.Expr) -> tuple[list[sp.Expr], list[sp.Expr]]:
    """The numbers and the arrays that a product is made of."""
    factors = node.args if isinstance(node, sp.Mul) else (node,)
    return [f for f in factors if not m.rank(f)], [f for f in factors if m.rank(f)]


def _mul(m: Matrices, node: sp.Mul) -> Piece:
    numbers, arrays = _parted(m, node)
    arrays = _of_one_shape(m, arrays)
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


def diagonals(m: Matrices, node: sp.Basic) -> sp.Basic:
    """u 𝟏ᵀ element by element times A is diag(u) A, and 𝟏 vᵀ times A is A diag(v)."""
    if not isinstance(node, sp.Mul) or m.rank(node) != 2:
        return node
    numbers, arrays = _parted(m, node)
    columns = [array.args[0] for array in arrays if _is_column(array)]
    rows = [array for array in arrays if m.rank(array) == 1]
    full = [array for array in arrays if m.rank(array) == 2 and not isinstance(array, (Align, Spread))]
    if len(full) != 1 or len(full) + len(columns) + len(rows) < max(2, len(arrays)):
        return node
    if isinstance(full[0], sp.Pow) or any(_divides(vector) for vector in (*columns, *rows)):
        return node
    if columns and rows and not isinstance(full[0], Eye):  # u vᵀ stays together
        return node
    if isinstance(full[0], Eye):
        return mul(*numbers, FromDiagonal(mul(*columns, *rows)))
    factors = (FromDiagonal(mul(*columns)), full[0]) if columns else (full[0], FromDiagonal(mul(*rows)))
    return mul(*numbers, MatMul(*factors))


def _of_one_shape(m: Matrices, arrays: Sequence[sp.Expr]) -> list[sp.Expr]:
    """The factors of an elementwise product with vectors beside a matrix written out: u vᵀ, u 𝟏ᵀ or 𝟏 vᵀ."""
    if max(map(m.rank, arrays), default=0) < 2:
        return list(arrays)
    if max(map(m.rank, arrays)) > 2:
        raise NoForm("an array in it has more than two axes")
    columns = [array.args[0] for array in arrays if _is_column(array)]
    rows = [array for array in arrays if m.rank(array) == 1]
    over = [part for part in columns if _divides(part)] if not rows else []
    columns = [part for part in columns if part not in over]
    vectors: list[sp.Expr] = []
    if columns and rows:
        vectors = [Outer(mul(*columns), mul(*rows))]
    elif columns or rows:
        vectors = [Align(mul(*columns), COLUMNS) if columns else Align(mul(*rows), ROWS)]
    below = [sp.Pow(Align(part.base, COLUMNS), MINUS_ONE, evaluate=False) for part in over]
    place = next((n for n, array in enumerate(arrays) if _is_column(array) or m.rank(array) == 1), 0)
    full = [array for array in arrays if not _is_column(array) and m.rank(array) == 2]
    return [*full[:place], *vectors, *full[place:], *below]


def _is_column(node: sp.Basic) -> bool:
    return isinstance(node, Align) and node.args[1] == COLUMNS


def _divides(node: sp.Basic) -> bool:
    return isinstance(node, sp.Pow) and node.exp is sp.S.NegativeOne


def _elementwise(m: Matrices, arrays: Sequence[sp.Expr]) -> Piece:
    r"""Arrays joined by ``\odot``; those to the power −1 stand at the end, each behind a ``\oslash``."""
    if len(arrays) == 1:
        return m.show(arrays[0])
    text = ""
    above = [array for array in arrays if not _divides(array)]
    for array in above:
        piece = m.factor(array)
        piece = LATEX.group(piece) if piece.kind == "product" else piece
        text += (r" \odot " if text else "") + piece.text
    for array in [array for array in arrays if _divides(array)]:
        piece = m.factor(array.base)
        piece = LATEX.group(piece) if piece.kind == "product" else piece
        text = rf"{text or '1'} \oslash {piece.text}"
    return Piece(text, "product")


def _front(m: Matrices, numbers: Sequence[sp.Expr], *, beside: bool) -> Piece | None:
    """The numbers of a product as one piece; ``-`` by itself for a −1."""
    if not numbers:
        return None
    if len(numbers) == 1 and numbers[0] is sp.S.NegativeOne:
        return Piece("-", "product", True)
    if any(isinstance(part, ArrayNode) for number in numbers for part in walk(number)):
        plain = [
            number for number in numbers if not any(isinstance(part, ArrayNode) for part in walk(number))
        ]
        pieces = [m.factor(number) for number in numbers if number not in plain]
        written = Printer(LATEX, m.names).show(mul(*plain)) if plain else Piece("1", "number")
        minus = written.signed
        front = [] if written.bare in ("1", "-1") else [Piece(written.text.removeprefix("-"), written.kind)]
        if beside or len(front) + len(pieces) > 1:  # (1ᵀ y) p is a number times p
            pieces = [LATEX.group(piece) if piece.kind == "product" else piece for piece in pieces]
        joined = join(
            LATEX, [*[LATEX.group(piece) if piece.kind == "add" else piece for piece in front], *pieces]
        )
        return Piece(f"-{joined.text}", "product", True) if minus else joined
    whole = sp.Mul(*numbers, evaluate=False) if len(numbers) > 1 else numbers[0]
    return Printer(LATEX, m.names).show(whole)


def _pow(m: Matrices, node: sp.Pow) -> Piece:
    base, exponent = node.args
    if not m.rank(node):
        return _power_of_number(m, base, exponent)
    if exponent is sp.S.NegativeOne:
        return _elementwise(m, [sp.S.One, node])
    shown = m.factor(base)
    shown = shown if shown.kind in ("name", "group", "call") else LATEX.group(shown)
    if "^" in shown.text and shown.kind == "name":
        shown = LATEX.group(shown)
    return Piece(rf"{shown.text}^{{\odot {m.show(exponent).text}}}", "power")


def _power_of_number(m: Matrices, base: sp.Expr, exponent: sp.Expr) -> Piece:
    if isinstance(exponent, sp.Rational) and exponent.is_negative:
        positive = m.show(base) if exponent == -1 else _power_of_number(m, base, -exponent)
        return LATEX.fraction(Piece("1", "number"), positive)
    if isinstance(exponent, sp.Rational) and exponent.q == 2 and _is_squared_norm(base):
        norm = _norm(m, base.args[0].base, int(base.args[2]))
        raised = "" if exponent.p == 1 else f"^{{{exponent.p}}}"
        return Piece(norm + raised, "power" if raised else "call")
    if exponent == sp.Rational(1, 2):
        return LATEX.root(m.show(base), 2)
    shown = m.factor(base)
    if shown.kind not in ("name", "group", "call") or (shown.kind == "name" and "^" in shown.text):
        shown = LATEX.group(shown)
    return Piece(f"{shown.text}^{{{m.show(exponent).text}}}", "power")


def _is_squared_norm(node: sp.Basic) -> bool:
    if not isinstance(node, SumOver) or len(node.args[1]) != node.args[2] or node.args[2] > 2:
        return False
    return isinstance(node.args[0], sp.Pow) and node.args[0].exp == 2


def _norm(m: Matrices, inside: sp.Expr, rank: int) -> str:
    return rf"\left\| {m.show(inside).text} \right\|" + ("_F" if rank == 2 else "")


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
        return _beside(m.row(a), m.factor(b))
    if max(ranks) > 2:
        raise NoForm("an array in it has more than two axes")
    left = m.transposed(a.args[0]) if isinstance(a, Transpose) else m.factor(a)
    right = m.transposed(b.args[0]) if isinstance(b, Transpose) else m.factor(b)
    return _beside(left, right)


def _beside(left: Piece, right: Piece) -> Piece:
    return Piece(f"{left.text} {right.text}", "product")


def _outer(m: Matrices, node: Outer) -> Piece:
    return _beside(m.factor(node.args[0]), m.row(node.args[1]))


def _inverse(m: Matrices, node: InverseOf, exponent: str = "-1") -> Piece:
    """A⁻¹, or its transpose; of a transposed matrix the two change places."""
    inside = node.args[0]
    if isinstance(inside, Transpose):
        inside, exponent = inside.args[0], r"-\top" if exponent == "-1" else "-1"
    if isinstance(inside, sp.Symbol) and m.shapes:
        return m.below(m.raised(Piece(inside.name, "name"), exponent), m.shape(inside))
    return m.raised(m.show(inside), exponent)


def _determinant(m: Matrices, node: sp.Expr) -> Piece:
    return LATEX.call(r"\det", [m.show(node.args[0])])


def _log_determinant(m: Matrices, node: sp.Expr) -> Piece:
    return LATEX.call(r"\log\det", [m.show(node.args[0])])


def _transpose(m: Matrices, node: Transpose) -> Piece:
    inside = node.args[0]
    if isinstance(inside, (sp.Mul, sp.Add)) and all(_is_matrix(m, part) for part in inside.args):
        return m.show(rebuild(inside, tuple(_turned(m, part) for part in inside.args)))
    return m.transposed(inside)


def _is_matrix(m: Matrices, node: sp.Expr) -> bool:
    """True for a number and for a matrix that is no vector repeated: each can be transposed by itself."""
    return m.rank(node) in (0, 2) and not isinstance(node, (Align, Spread))


def _turned(m: Matrices, node: sp.Expr) -> sp.Expr:
    """The transpose of a factor or a term; a number stays."""
    if not m.rank(node):
        return node
    if isinstance(node, Outer):
        return Outer(*reversed(node.args))
    if isinstance(node, sp.Mul) and all(_is_matrix(m, part) for part in node.args):
        return mul(*[_turned(m, part) for part in node.args])
    return node.args[0] if isinstance(node, Transpose) else Transpose(node)


def _sum_over(m: Matrices, node: Any) -> Piece:
    inside, axes, rank = node.args
    if rank > 2:
        raise NoForm("it sums an array of more than two axes")
    if len(axes) == rank:
        return _total(m, inside, int(rank))
    if axes[0] == 0:
        return _beside(m.transposed(inside), Piece(ONES, "name"))  # the sum of the rows, as a column
    return Piece(f"{m.factor(inside).text} {ONES}", "product")


def _total(m: Matrices, inside: sp.Expr, rank: int) -> Piece:
    """Σ over everything: a squared norm, a product of two vectors, a trace, or 𝟏ᵀ A 𝟏."""
    if isinstance(inside, sp.Pow) and inside.exp == 2:
        return Piece(f"{_norm(m, inside.base, rank)}^{{2}}", "power")
    if isinstance(inside, Diagonal):
        return LATEX.call(r"\operatorname{tr}", [m.show(inside.args[0])])
    numbers, arrays = _parted(m, inside)
    if rank == 1:
        if len(arrays) == 2 and not numbers:
            return _beside(m.transposed(arrays[0]), m.factor(arrays[1]))
        return Piece(rf"{ONES}^\top {m.factor(inside).text}", "product")
    front = _front(m, numbers, beside=True)
    sign = "" if front is None else front.text if front.text == "-" else f"{front.text} "
    factors = chain(arrays, m.order)
    if factors and all(m.rank(factor) == 2 for factor in factors):
        body = LATEX.call(
            r"\operatorname{tr}", [Piece(" ".join(m.factor(part).text for part in factors), "product")]
        )
        return Piece(sign + body.text, "product" if sign else "call", sign.startswith("-"))
    body = m.factor(mul(*arrays))
    return Piece(rf"{sign}{ONES}^\top {body.text} {ONES}", "product", sign.startswith("-"))


def _log_sum_exp(m: Matrices, node: LogSumExpOver) -> Piece:
    inside, axes, rank = node.args
    summed = SumOver(sp.exp(inside, evaluate=False), axes, rank)
    return LATEX.call(r"\log", [m.show(summed)])


def _align(m: Matrices, node: Align) -> Piece:
    inside, pattern = node.args
    if pattern == COLUMNS:
        return Piece(rf"{m.factor(inside).text} {ONES}^\top", "product")
    if pattern == ROWS:
        return Piece(rf"{ONES} {m.transposed(inside).text}", "product")
    raise NoForm("it has more than two axes")


def _diagonal(m: Matrices, node: Diagonal) -> Piece:
    if m.rank(node) != 1:
        raise NoForm("an array in it has more than two axes")
    return LATEX.call(r"\operatorname{diag}", [m.show(node.args[0])])


def _from_diagonal(m: Matrices, node: FromDiagonal) -> Piece:
    return LATEX.call(r"\operatorname{diag}", [m.show(node.args[0])])


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
    (InverseOf, _inverse),
    (DeterminantOf, _determinant),
    (LogDeterminantOf, _log_determinant),
    (SumOver, _sum_over),
    (LogSumExpOver, _log_sum_exp),
    (Align, _align),
    (Spread, _spread),
    (Take, _take),
    (Diagonal, _diagonal),
    (FromDiagonal, _from_diagonal),
    (Eye, _eye),
    (Unit, _unit),
)
