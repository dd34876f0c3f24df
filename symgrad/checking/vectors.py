r"""Vectors and matrices written out: (2x, 3), [2x, 3]^T, [[1, 2], [3, 4]], and their numbers one by one.

In: the question and the tree of an answer.  Out: the tree with a column for every list (a row where the reference is
one: a list lies in no direction), and how the numbers of a vector stand to their exact values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace as changed
from itertools import product

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.names import Defined, number_in, put_in
from symgrad.checking.question import Question
from symgrad.checking.verdict import NumberVerdict
from symgrad.expressions import replace
from symgrad.reading import lengths, lies_down
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt

_AROUND = ("()", "[]", "<>")


def written_out(question: Question, node: s.Node) -> s.Node:
    """The tree with a column, a row or a matrix for every list in it."""
    if "," not in node.origin.text or not question.index:
        return node
    lies = question.tree is not None and lies_down(question.tree, question.names, shapes=question.shapes)

    def change(part: s.Node) -> s.Node | None:
        turned = part.body if isinstance(part, s.Transposed) else part
        if not isinstance(turned, s.Listed) or turned.around not in _AROUND:
            return None
        rows = tuple(row.items if isinstance(row, s.Listed) else (row,) for row in turned.items)
        if any(isinstance(row, s.Listed) for row in turned.items):
            if len({*map(len, rows)}) > 1:
                return None
            grid = s.Grid(turned.origin, rows)
            return s.Transposed(part.origin, grid) if part is not turned else grid
        return s.Grid(part.origin, (turned.items,) if lies else rows)

    after: s.Node = rebuilt(node, change)
    return after


def fits(question: Question, node: s.Node, table: Iterable[Defined] = ()) -> bool:
    """Whether a vector or matrix written out is as long as the right one; an element more that is 0 shows nowhere."""
    text = node.origin.text
    if question.tree is None or not ("," in text or r"\begin" in text):
        return True
    if not any(isinstance(part, s.Grid) for part in s.descend(node)):
        return True
    rows = (*table, *question.table)
    sizes = (
        lengths(put_in(tree, rows), question.names, shapes=question.shapes) for tree in (question.tree, node)
    )
    return all(a == b for a, b in zip(*sizes, strict=False) if a.is_Integer and b.is_Integer)


def number_by_number(question: Question, node: s.Node) -> NumberVerdict | None:
    """How the numbers of a vector or matrix stand to their values: as the first does that stands worst.

    ``None`` for anything else, where no numbers are asked for, and where a value is not known.
    """
    if not isinstance(node, s.Grid) or not question.item.given:
        return None
    if any(number_in(cell) is None for row in node.rows for cell in row) or not fits(question, node):
        return None
    found: list[NumberVerdict] = []
    for asked, cell in _elements(question, node):
        judged = numeric.judge(asked, cell)
        if judged is None:
            return None
        found.append(judged)
    return min(found, key=lambda verdict: _WORST.index(verdict.verdict)) if found else None


_WORST = ("wrong", "truncated", "follows_from_rounded", "rounded", "exact")


def _elements(question: Question, node: s.Grid) -> Iterator[tuple[Question, s.Node]]:
    """Each number with the question what it should be; none where the shapes do not fit."""
    height, width = len(node.rows), len(node.rows[0])
    lengths = (height, width) if len(question.index) == 2 else (max(height, width),)
    if len(question.index) != len(lengths) or (len(lengths) == 1 and min(height, width) > 1):
        return
    for place in product(*(range(1, length + 1) for length in lengths)):
        at = dict(zip(question.index, map(sp.Integer, place), strict=True))
        cells = [cell for row in node.rows for cell in row]
        cell = node.rows[place[0] - 1][place[1] - 1] if len(place) == 2 else cells[place[0] - 1]
        asked = changed(
            question, expr=replace(question.expr, at), named=replace(question.named, at), index=(), tree=None
        )
        yield asked, cell


__all__ = ["fits", "number_by_number", "written_out"]
