r"""Matrix notation from index notation: ``\sum_i (Xw - y)_i X_{ij}`` is shown as ``X^\top (X w - y)``.

In: an expression in index notation, which ``arrays.lower`` turns into a tree of whole-array operations.
Out: LaTeX.  ``\odot`` is element by element, 𝟏 a vector of ones; a vector added to a matrix is added to every row,
as in the formulas the reader accepts.  What has no form in matrices raises ``UnsupportedError``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.arrays import Spread, lower
from symgrad.errors import UnsupportedError
from symgrad.expressions import Partial, key_of, replace, transform, walk
from symgrad.model import Model, Name
from symgrad.rendering import layout, plain
from symgrad.rendering.array_printing import Matrices
from symgrad.rendering.array_products import diagonals
from symgrad.rendering.array_terms import LATEX, ONES, NoForm
from symgrad.rendering.gathering import gathered, opened
from symgrad.rendering.mathematics import Latex
from symgrad.rendering.notation import Piece
from symgrad.rendering.printing import Printer
from symgrad.steps import Derivation, Step


def expression(
    expr: sp.Expr,
    index: Sequence[sp.Symbol],
    names: Mapping[str, Name],
    *,
    sizes: Sequence[sp.Expr] = (),
    shapes: bool = False,
) -> str:
    """LaTeX in matrices of ``expr``, whose free indices are ``index`` (two: rows and columns), of these ``sizes``.

    With ``shapes`` every array has its rows and columns written below it.
    """
    known = dict(zip(index, sizes, strict=bool(sizes)))
    names, expr = _with_derivatives(expr, names)
    if len(index) > 2:
        raise NoForm("it has more than two axes", plain.expression(expr, names))
    written = tuple(key_of(node) for node in walk(expr) if isinstance(node, sp.Indexed))
    printer = Matrices(names, written, shapes)
    forms: list[str] = []
    reasons: list[str] = []
    for form in dict.fromkeys((gathered(expr), expr)):
        try:
            tree = transform(
                opened(lower(form, tuple(index), names, known=known)), lambda node: diagonals(printer, node)
            )
            forms.append(printer.show(_of_full_shape(printer, tree, len(index))).text)
        except NoForm as error:
            reasons.append(error.why)
        except UnsupportedError:
            reasons.append("a part of it is no operation on whole arrays")
    if not forms:
        raise NoForm(reasons[-1], plain.expression(expr, names))
    return min(forms, key=lambda shown: shown.count(ONES))


def _of_full_shape(printer: Matrices, tree: sp.Expr, axes: int) -> sp.Expr:
    """A value that is the same along an axis is repeated along it: 2 is 2 𝟏 where a vector is asked for."""
    missing = axes > printer.rank(tree)
    return Spread(tree, sp.Tuple(*[sp.S.Zero] * axes)) if missing else tree


def definitions(model: Model) -> list[str]:
    """The definitions, one aligned line each."""
    return [
        f"{d.name} &= {expression(d.expr, d.index, model.names, sizes=model[d.name].axes)}"
        for d in model.definitions
    ]


def name(expr: sp.Basic, names: Mapping[str, Name], lang: str = "en") -> str:
    """LaTeX of what words mention: a whole array by its name, anything else in indices."""
    if isinstance(expr, (sp.Symbol, sp.Indexed, Partial)) and getattr(expr, "of_names", True):
        return _left(expr, names)
    return Printer(Latex(lang), names).show(expr).text


@dataclass(frozen=True)
class MatrixRow:
    """One line: LaTeX of its left side (empty where it repeats the line above) and right side, and its step."""

    left: str
    line: str
    step: Step


def rows(value: Derivation) -> list[MatrixRow]:
    """The lines of a derivation that have a form in matrices; the result must be one of them.

    Raises ``UnsupportedError`` if the result has none.
    """
    names = names_of(value)
    shown: list[MatrixRow] = []
    above = ("", "")
    all_rows = layout.rows(value)
    left = value.left
    for row in all_rows:
        left = left if row.left is None else row.left
        if row is not all_rows[0] and row is not all_rows[-1] and row.line.has(sp.KroneckerDelta):
            continue  # an identity matrix that is on its way out
        try:
            line = _line(row.line, left, names)
        except UnsupportedError:
            if row is all_rows[-1]:
                raise
            continue
        left_latex = _left(left, names)
        if (left_latex, line) != above:
            shown.append(MatrixRow("" if left_latex == above[0] else left_latex, line, row.step))
        above = (left_latex, line)
    return shown


def names_of(value: Derivation) -> Mapping[str, Name]:
    """The model's names and those of the layers' errors."""
    return {**value.model.names, **_deltas(value)}


def shaped(value: Derivation) -> tuple[str, str, tuple[str, ...]]:
    """The result with the shape of every array below it: LaTeX of its left and right side, and the shape of it all.

    A Jacobian ∂y/∂x has the rows of y and the columns of x (numerator layout).  Otherwise
    the layout is the denominator's: ∂L/∂W has the rows and columns of W (a vector is a column), so that a step of
    gradient descent can be taken as it stands.  Raises ``UnsupportedError`` where there is no form in matrices.
    """
    names, left = names_of(value), value.left
    last = layout.rows(value)[-1]
    axes = names[key_of(value.left.wrt)].axes
    if isinstance(left.what, sp.Indexed):  # a Jacobian: what is differentiated says the rows
        axes = (*names[key_of(left.what)].axes, *axes)
    shape = () if not axes else (*map(str, axes), "1")[:2]
    right = expression(last.line, _index_of(left), names, sizes=_sizes_of(left, names), shapes=True)
    return _left(left, names), right, shape


def layout_of(value: Derivation) -> tuple[str, dict[str, sp.Expr]]:
    """The phrase that names the layout convention, and what it mentions: a gradient's, or a Jacobian's."""
    mentioned = {"gradient": value.left, "wrt": value.left.wrt}
    if isinstance(value.left.what, sp.Indexed):
        return "numerator_layout", {**mentioned, "what": value.left.what}
    return "denominator_layout", mentioned


def with_shapes(value: Derivation) -> tuple[str, str]:
    """LaTeX of the result's left and right side, every array with its rows and columns below it.

    Raises ``UnsupportedError`` where the result has no matrix form.
    """
    left, right, shape = shaped(value)
    if shape:
        left = rf"\underset{{{shape[0]} \times {shape[1]}}}{{{left}}}"
    return left, right


def _deltas(value: Derivation) -> dict[str, Name]:
    """The names of the layers' errors, which have the shapes of what goes into the activations."""
    return {
        key_of(adjoint.delta): Name(
            key_of(adjoint.delta), "definition", value.model[adjoint.name].axes, key_of(adjoint.delta)
        )
        for adjoint in value.adjoints
        if adjoint.delta is not None
    }


def _line(line: sp.Expr, left: sp.Expr, names: Mapping[str, Name]) -> str:
    index, sizes = _index_of(left), _sizes_of(left, names)
    if isinstance(line, Partial) and not line.of_names and isinstance(line.wrt, (sp.Symbol, sp.Indexed)):
        kept = [place for place, x in enumerate(index) if x not in getattr(line.wrt, "indices", ())]
        inside = expression(
            line.what, [index[place] for place in kept], names, sizes=[sizes[place] for place in kept]
        )
        return LATEX.derivative(Piece(inside, "add"), Piece(_bare(line.wrt, names), "name"), False).text
    return expression(line, index, names, sizes=sizes)


def _index_of(left: sp.Expr) -> tuple[sp.Symbol, ...]:
    """The free letters: of what is differentiated, the rows of a Jacobian, and of what it is differentiated by."""
    return tuple(letter for name in _names_in(left) for letter in getattr(name, "indices", ()))


def _sizes_of(left: sp.Expr, names: Mapping[str, Name]) -> tuple[sp.Expr, ...]:
    """How far these letters run."""
    return tuple(
        size for name in _names_in(left) if hasattr(name, "indices") for size in names[key_of(name)].axes
    )


def _names_in(left: sp.Expr) -> tuple[sp.Expr, ...]:
    return (left.what, left.wrt) if isinstance(left, Partial) else (left,)


def _left(left: sp.Expr, names: Mapping[str, Name]) -> str:
    if isinstance(left, Partial):
        return rf"\frac{{\partial {_bare(left.what, names)}}}{{\partial {_bare(left.wrt, names)}}}"
    return _bare(left, names)


def _bare(name: sp.Expr, names: Mapping[str, Name]) -> str:
    """The whole array's name: its key, or how a number is written."""
    known = names.get(key_of(name))
    return known.template if known and not known.axes else key_of(name)


def _with_derivatives(expr: sp.Expr, names: Mapping[str, Name]) -> tuple[Mapping[str, Name], sp.Expr]:
    """``∂E/∂H`` (and δ) as the name of an array of H's shape."""
    extra: dict[str, Name] = {}
    table: dict[sp.Basic, sp.Basic] = {}
    for node in walk(expr):
        if isinstance(node, Partial) and node.of_names:
            if isinstance(node.what, sp.Indexed):
                raise NoForm(
                    "a derivative of an array by an array has more than two axes",
                    plain.expression(node, names),
                )
            key = _left(node, names)
            axes = names[key_of(node.wrt)].axes if key_of(node.wrt) in names else ()
            extra[key] = Name(key, "definition", axes, key if not axes else "")
            table[node] = extra[key].at(*_index_of(node))
    return {**names, **extra}, replace(expr, table) if table else expr
