r"""Sums and products of whole arrays in LaTeX: which is ``\odot``, where a 𝟏 stands, what is diag(v).

In: a node with its printer.  Out: a ``Piece``.  Vectors beside a matrix are written out (u 𝟏ᵀ, 𝟏 vᵀ), save
a name that is added to every row.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from symgrad.arrays import Align, ArrayNode, Eye, MatMul, Outer, Spread
from symgrad.expressions import MINUS_ONE, mul, walk
from symgrad.rendering.array_terms import COLUMNS, LATEX, ROWS, ArrayTerms, FromDiagonal, NoForm
from symgrad.rendering.notation import Piece
from symgrad.rendering.printing import Printer
from symgrad.rendering.terms import join


def sum_of(m: ArrayTerms, node: sp.Add) -> Piece:
    """The terms with their signs; a vector added to a matrix is written out, a name is not."""
    text = ""
    matrix = m.rank(node) == 2
    for term in node.args:
        numbers, arrays = parted(m, term)
        if matrix and m.rank(term) == 1 and not (len(arrays) == 1 and isinstance(arrays[0], sp.Symbol)):
            term = mul(*numbers, Align(mul(*arrays), ROWS))
        piece = m.show(term)
        if piece.signed:
            text += f" - {piece.text[1:].lstrip()}" if text else piece.text
        else:
            text += f" + {piece.text}" if text else piece.text
    return Piece(text, "add", text.startswith("-"))


def parted(m: ArrayTerms, node: sp.Expr) -> tuple[list[sp.Expr], list[sp.Expr]]:
    """The numbers and the arrays that a product is made of."""
    factors = node.args if isinstance(node, sp.Mul) else (node,)
    return [f for f in factors if not m.rank(f)], [f for f in factors if m.rank(f)]


def product_of(m: ArrayTerms, node: sp.Mul) -> Piece:
    """Numbers in front, then the arrays element by element."""
    numbers, arrays = parted(m, node)
    arrays = _of_one_shape(m, arrays)
    front = numbers_in_front(m, numbers, beside=bool(arrays))
    if not arrays:
        return front or Piece("1", "number")
    product = elementwise(m, arrays)
    if front is None:
        return product
    if len(arrays) > 1 and front.text != "-" and front.kind != "fraction":
        product = LATEX.group(product)
    if len(arrays) == 1:
        product = m.factor(arrays[0])
    between = "" if front.text == "-" else " "
    return Piece(f"{front.text}{between}{product.text}", "product", front.signed)


def diagonals(m: ArrayTerms, node: sp.Basic) -> sp.Basic:
    """u 𝟏ᵀ element by element times A is diag(u) A, and 𝟏 vᵀ times A is A diag(v)."""
    if not isinstance(node, sp.Mul) or m.rank(node) != 2:
        return node
    numbers, arrays = parted(m, node)
    columns = [array.args[0] for array in arrays if is_column(array)]
    rows = [array for array in arrays if m.rank(array) == 1]
    full = [array for array in arrays if m.rank(array) == 2 and not isinstance(array, (Align, Spread))]
    if len(full) != 1 or len(full) + len(columns) + len(rows) < max(2, len(arrays)):
        return node
    if isinstance(full[0], Eye):
        return mul(*numbers, FromDiagonal(mul(*columns, *rows)))
    if isinstance(full[0], sp.Pow) or any(divides(vector) for vector in (*columns, *rows)):
        return node
    if columns and rows:  # u vᵀ stays together
        return node
    factors = (FromDiagonal(mul(*columns)), full[0]) if columns else (full[0], FromDiagonal(mul(*rows)))
    return mul(*numbers, MatMul(*factors))


def _of_one_shape(m: ArrayTerms, arrays: Sequence[sp.Expr]) -> list[sp.Expr]:
    """The factors of an elementwise product with vectors beside a matrix written out: u vᵀ, u 𝟏ᵀ or 𝟏 vᵀ."""
    if max(map(m.rank, arrays), default=0) < 2:
        return list(arrays)
    if max(map(m.rank, arrays)) > 2:
        raise NoForm("an array in it has more than two axes")
    columns = [array.args[0] for array in arrays if is_column(array)]
    rows = [array for array in arrays if m.rank(array) == 1]
    over = [part for part in columns if divides(part)] if not rows else []
    columns = [part for part in columns if part not in over]
    vectors: list[sp.Expr] = []
    if columns and rows:
        vectors = [Outer(mul(*columns), mul(*rows))]
    elif columns or rows:
        vectors = [Align(mul(*columns), COLUMNS) if columns else Align(mul(*rows), ROWS)]
    below = [sp.Pow(Align(part.base, COLUMNS), MINUS_ONE, evaluate=False) for part in over]
    place = next((n for n, array in enumerate(arrays) if is_column(array) or m.rank(array) == 1), 0)
    full = [array for array in arrays if not is_column(array) and m.rank(array) == 2]
    return [*full[:place], *vectors, *full[place:], *below]


def is_column(node: sp.Basic) -> bool:
    return isinstance(node, Align) and node.args[1] == COLUMNS


def divides(node: sp.Basic) -> bool:
    return isinstance(node, sp.Pow) and node.exp is sp.S.NegativeOne


def elementwise(m: ArrayTerms, arrays: Sequence[sp.Expr]) -> Piece:
    r"""Arrays joined by ``\odot``; those to the power −1 stand at the end, each behind a ``\oslash``."""
    if len(arrays) == 1:
        return m.show(arrays[0])
    text = ""
    above = [array for array in arrays if not divides(array)]
    for array in above:
        piece = m.factor(array)
        piece = LATEX.group(piece) if piece.kind == "product" else piece
        text += (r" \odot " if text else "") + piece.text
    for array in [array for array in arrays if divides(array)]:
        piece = m.factor(array.base)
        piece = LATEX.group(piece) if piece.kind == "product" else piece
        text = rf"{text or '1'} \oslash {piece.text}"
    return Piece(text, "product")


def numbers_in_front(m: ArrayTerms, numbers: Sequence[sp.Expr], *, beside: bool) -> Piece | None:
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
