r"""Columns of parameters: a row of an update of all of them, and the rows that \vdots stands for.

Goes in: the trees of a line's sides, with columns as ``Grid``.  Comes out: one row of them, or the columns in full.
"""

from __future__ import annotations

from dataclasses import replace

from symgrad.errors import ReadError
from symgrad.model import Model
from symgrad.notes.names import name_node
from symgrad.notes.values import meant
from symgrad.reading import syntax
from symgrad.reading.substitution import rebuilt


def component(node: syntax.Node, row: int) -> syntax.Node:
    """One row of a formula of columns: of sums of them, and of their products with single numbers."""
    if isinstance(node, syntax.Grid):
        return node.rows[row][0]
    if isinstance(node, syntax.Plus):
        return replace(node, terms=tuple((sign, component(term, row)) for sign, term in node.terms))
    if isinstance(node, syntax.Times):
        columns = [k for k, factor in enumerate(node.factors) if _has_grid(factor)]
        if len(columns) == 1:
            k = columns[0]
            factors = (*node.factors[:k], component(node.factors[k], row), *node.factors[k + 1 :])
            return replace(node, factors=factors)
    raise ReadError("an update of a column needs columns added, and multiplied by numbers.", node.origin)


def _has_grid(node: syntax.Node) -> bool:
    return any(isinstance(part, syntax.Grid) for part in syntax.descend(node))


def without_dots(nodes: list[syntax.Node], model: Model) -> list[syntax.Node]:
    r"""Columns with a row \vdots: the parameters between the rows beside it, in the model's order."""
    grids = [part for node in nodes for part in syntax.descend(node) if isinstance(part, syntax.Grid)]
    places = {tuple(k for k, line in enumerate(grid.rows) if all(map(_is_dots, line))) for grid in grids}
    if places <= {()}:
        return nodes
    if len(places) > 1 or len({len(grid.rows) for grid in grids}) > 1:
        raise ReadError(
            r"the columns of this line do not have their \vdots in the same rows.",
            nodes[0].origin.to(nodes[-1].origin),
            remedy="Write the same rows in each.",
        )
    (dots,) = places
    first = nodes[0].rows if isinstance(nodes[0], syntax.Grid) else ()
    between = {k: _between(first, k, model) for k in dots}

    def change(part: syntax.Node) -> syntax.Node | None:
        if not isinstance(part, syntax.Grid):
            return None
        lines: list[tuple[syntax.Node, ...]] = []
        for k, line in enumerate(part.rows):
            lines += _filled(part, k, first, between[k]) if k in between else [line]
        return replace(part, rows=tuple(lines))

    return [rebuilt(node, change) for node in nodes]


def _is_dots(cell: syntax.Node) -> bool:
    return isinstance(cell, syntax.Name) and cell.key == r"\vdots"


def _between(rows: tuple[tuple[syntax.Node, ...], ...], k: int, model: Model) -> list[syntax.Name]:
    """The parameters that stand between the names above and below a row of dots."""
    beside = [rows[j][0] for j in (k - 1, k + 1) if 0 <= j < len(rows)]
    keys = [meant(model, each) for each in beside if isinstance(each, syntax.Name)]
    if len(keys) != 2 or any(key not in model.parameters for key in keys):
        return []
    above, below = map(model.parameters.index, keys)
    return [name_node(key, beside[0]) for key in model.parameters[above + 1 : below]]


def _filled(
    grid: syntax.Grid, k: int, first: tuple[tuple[syntax.Node, ...], ...], names: list[syntax.Name]
) -> list[tuple[syntax.Node, ...]]:
    """The rows that dots stand for: built as the row above, which the row below has to be as well."""
    if not names:
        return []
    above, below, line = first[k - 1][0], first[k + 1][0], grid.rows[k - 1]

    def with_name(name: syntax.Node) -> tuple[syntax.Node, ...]:
        return tuple(rebuilt(cell, lambda part: name if part == above else None) for cell in line)

    if with_name(below) != grid.rows[k + 1]:
        raise ReadError(
            r"the rows above and below \vdots are not built alike.",
            grid.rows[k + 1][0].origin,
            remedy="Write the rows out.",
        )
    return [with_name(name) for name in names]
