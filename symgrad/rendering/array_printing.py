r"""LaTeX of trees of whole-array operations: which product is ``\odot``, where a transpose and a 𝟏 stand.

In: a tree that ``arrays.lower`` made, whose plain ``Symbol`` leaves are arrays.  Out: a ``Piece``.  Every vector is a
column: what NumPy repeats along the other axis is written u 𝟏ᵀ or 𝟏 vᵀ; only a *name* added to a matrix stands by
itself and is added to every row, as in the formulas that are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
from symgrad.expressions import Maximum, Minimum, mul, rebuild, walk
from symgrad.functions import BY_SYMBOL
from symgrad.rendering.array_products import elementwise, numbers_in_front, parted, product_of, sum_of
from symgrad.rendering.array_terms import (
    COLUMNS,
    LATEX,
    ONES,
    ROWS,
    ArrayTerms,
    FromDiagonal,
    NoForm,
    beside,
    inverse,
)
from symgrad.rendering.notation import Kind, Piece
from symgrad.rendering.printing import Printer
from symgrad.rendering.traces import chain

#: node -> why it has no form; anything else that is no row of ``_NODES`` has none either
_WHY: tuple[tuple[Any, str], ...] = (
    (sp.Piecewise, "it is given by cases"),
    ((Tensordot, Permute), "an array in it has more than two axes"),
    (Positions, "an index stands in it as a number"),
)


@dataclass(frozen=True)
class Matrices(ArrayTerms):
    """Prints whole-array trees."""

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


def _symbol(m: Matrices, node: sp.Symbol) -> Piece:
    known = m.names.get(node.name)
    text = known.template if known and not known.axes else node.name
    kind: Kind = "fraction" if text.startswith(r"\frac") else "name"
    piece = Piece(text, kind)
    return m.below(piece, m.shape(node)) if m.shapes and m.rank(node) else piece


def _pow(m: Matrices, node: sp.Pow) -> Piece:
    base, exponent = node.args
    if not m.rank(node):
        return _power_of_number(m, base, exponent)
    if exponent is sp.S.NegativeOne:
        return elementwise(m, [sp.S.One, node])
    shown = m.factor(base)
    shown = shown if shown.kind in ("name", "group", "call") else LATEX.group(shown)
    if "^" in shown.text and shown.kind == "name":
        shown = LATEX.group(shown)
    return Piece(rf"{shown.text}^{{\odot {_exponent(m, exponent).text}}}", "power")


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
    exponent = node.args[0]
    piece = LATEX.power(Piece("e", "name"), _exponent(m, exponent))
    named = m.shapes and isinstance(exponent, sp.Symbol) and m.rank(exponent)
    return m.below(piece, m.shape(exponent)) if named else piece


def _exponent(m: Matrices, node: sp.Expr) -> Piece:
    """What is raised has no room for shapes below it."""
    return replace(m, shapes=False).show(node)


def _matmul(m: Matrices, node: MatMul) -> Piece:
    a, b = node.args
    ranks = (m.rank(a), m.rank(b))
    if ranks == (1, 2):  # Σ_i v_i A_ij, a vector: Aᵀ v
        return beside(m.transposed(b), m.factor(a))
    if ranks == (1, 1):
        return beside(m.row(a), m.factor(b))
    if max(ranks) > 2:
        raise NoForm("an array in it has more than two axes")
    left = m.transposed(a.args[0]) if isinstance(a, Transpose) else m.factor(a)
    right = m.transposed(b.args[0]) if isinstance(b, Transpose) else m.factor(b)
    return beside(left, right)


def _outer(m: Matrices, node: Outer) -> Piece:
    return beside(m.factor(node.args[0]), m.row(node.args[1]))


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
        return beside(m.transposed(inside), Piece(ONES, "name"))  # the sum of the rows, as a column
    return Piece(f"{m.factor(inside).text} {ONES}", "product")


def _total(m: Matrices, inside: sp.Expr, rank: int) -> Piece:
    """Σ over everything: a squared norm, a product of two vectors, a trace, or 𝟏ᵀ A 𝟏."""
    if isinstance(inside, sp.Pow) and inside.exp == 2:
        return Piece(f"{_norm(m, inside.base, rank)}^{{2}}", "power")
    if isinstance(inside, Diagonal):
        return LATEX.call(r"\operatorname{tr}", [m.show(inside.args[0])])
    numbers, arrays = parted(m, inside)
    if rank == 1:
        if len(arrays) == 2 and not numbers:
            return beside(m.transposed(arrays[0]), m.factor(arrays[1]))
        return Piece(rf"{ONES}^\top {m.factor(inside).text}", "product")
    front = numbers_in_front(m, numbers, beside=True)
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
    (sp.Add, sum_of),
    (sp.Mul, product_of),
    (sp.Pow, _pow),
    (sp.exp, _exp),
    (sp.Abs, _absolute),
    ((Maximum, Minimum), _extremum),
    (MatMul, _matmul),
    (Outer, _outer),
    (Transpose, _transpose),
    (InverseOf, inverse),
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
