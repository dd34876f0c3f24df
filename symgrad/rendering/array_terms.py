r"""What every node of a whole-array tree needs to be printed: its rank, its transpose, the shape below it.

In: a tree that ``arrays.lower`` made.  Out: pieces.  How a node itself is shown, the class above
(``array_printing.Matrices``) says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    Spread,
    SumOver,
    Take,
    Transpose,
    Unit,
)
from symgrad.errors import UnsupportedError
from symgrad.model import Name
from symgrad.rendering.mathematics import Latex
from symgrad.rendering.notation import Piece

ONES = r"\mathbf{1}"
LATEX = Latex()


ROWS, COLUMNS = sp.Tuple(0, 1), sp.Tuple(1, 0)


class FromDiagonal(ArrayNode):
    """``FromDiagonal(v)``: the matrix with the vector v in its diagonal."""


class NoForm(UnsupportedError):
    """An expression without a form in matrix notation; ``why`` ends the sentence."""

    def __init__(self, why: str, shown: str = "This") -> None:
        self.why = why
        super().__init__(f"{shown} has no form in matrix notation: {why}.", remedy='Use notation="index".')


@dataclass(frozen=True)
class ArrayTerms:
    """What a printer of whole-array trees knows of each; ``rank`` is 0 for a number, 1 for a vector, 2 for a matrix."""

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
        """The piece for a tree."""
        raise NotImplementedError

    def factor(self, node: sp.Basic) -> Piece:
        """A piece that can stand in a matrix product."""
        piece = self.show(node)
        elementwise = isinstance(node, (sp.Mul, sp.Pow)) and piece.kind == "product" and self.rank(node)
        return LATEX.group(piece) if piece.signed or piece.kind == "add" or elementwise else piece

    def row(self, node: sp.Basic) -> Piece:
        """A vector as a row before something else: (A v)ᵀ is vᵀ Aᵀ."""
        if isinstance(node, MatMul) and self.rank(node.args[0]) == 2 and self.rank(node.args[1]) == 1:
            return beside(self.row(node.args[1]), self.transposed(node.args[0]))
        return self.transposed(node)

    def transposed(self, node: sp.Basic) -> Piece:
        """The transpose, moved inside a product: (A B)ᵀ = Bᵀ Aᵀ."""
        if isinstance(node, Transpose):
            return self.factor(node.args[0])
        if isinstance(node, InverseOf):
            return inverse(self, node, r"-\top")
        if isinstance(node, (FromDiagonal, Eye)):
            return self.show(node)
        if isinstance(node, sp.Symbol) and self.shapes and self.rank(node):
            return self.below(self.raised(Piece(node.name, "name"), r"\top"), self.shape(node)[::-1])
        if isinstance(node, MatMul) and self.rank(node.args[1]) == 2:
            a, b = node.args
            if self.rank(a) == 1:  # the column Bᵀ a
                return beside(self.transposed(a), self.factor(b))
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


def beside(left: Piece, right: Piece) -> Piece:
    return Piece(f"{left.text} {right.text}", "product")


def inverse(m: ArrayTerms, node: InverseOf, exponent: str = "-1") -> Piece:
    """A⁻¹, or its transpose; of a transposed matrix the two change places."""
    inside = node.args[0]
    if isinstance(inside, Transpose):
        inside, exponent = inside.args[0], r"-\top" if exponent == "-1" else "-1"
    if isinstance(inside, sp.Symbol) and m.shapes:
        return m.below(m.raised(Piece(inside.name, "name"), exponent), m.shape(inside))
    return m.raised(m.show(inside), exponent)
