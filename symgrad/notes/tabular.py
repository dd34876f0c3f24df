r"""A Markdown table of claims as read: headings that are formulas, lines that are numbered, cells that say numbers.

Goes in: the cells of a table and the names the page knows.  Comes out: ``Tabular``: its columns with the sides of their
headings, its lines with the number each is about, or the total that it is.  A column without a formula over it is words
for the reader; one of whole numbers that is first and is no name of the page numbers the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from symgrad.errors import Origin, ReadError
from symgrad.model import Model
from symgrad.notes.chains import Chain, Side, behind
from symgrad.notes.edits import written
from symgrad.notes.forms import free_letters
from symgrad.notes.names import name_node, readings
from symgrad.notes.rows import Row
from symgrad.notes.values import literal, meant
from symgrad.reading import syntax
from symgrad.reading.names import Names
from symgrad.reading.substitution import rebuilt

Total = Literal["", "sum", "mean"]

#: what a line of totals is called, and which total it is
TOTALS: dict[str, Total] = {
    **dict.fromkeys(("합", "합계", "총합", "계", "sum", "total", "Σ", r"\sum", r"\Sigma"), "sum"),
    **dict.fromkeys(("평균", "mean", "average", "avg", "avg."), "mean"),
}
#: a cell that says nothing
_EMPTY = re.compile(r"(?:[-–—.…⋮·\s]|\\(?:[vcld]?dots|text\s*\{\s*-\s*\}))*")


@dataclass(frozen=True)
class Column:
    """A column with formulas over it: ``e_i = y_i - p_i`` has two sides."""

    place: int
    sides: tuple[Side, ...]
    signs: tuple[str, ...]

    @property
    def letter(self) -> str:
        """a, b, c, … by its place in the table."""
        return (chr(ord("a") + self.place // 26 - 1) if self.place > 25 else "") + chr(
            ord("a") + self.place % 26
        )

    def with_cell(self, cell: Row, names: Names, put: Callable[[Side], Side]) -> Chain:
        """The line that a cell is: the heading, with something put into it, and what the cell says."""
        return behind(tuple(map(put, self.sides)), self.signs, cell, names)


@dataclass(frozen=True)
class Line:
    """One line of a table; ``number`` is the one written in it, ``nth`` is counted."""

    nth: int
    number: int | None
    total: Total
    cells: tuple[Row, ...]
    origin: Origin

    def cell(self, column: Column) -> Row | None:
        """What stands in a column; ``None`` for nothing, a hyphen or dots."""
        cell = _bare(self.cells[column.place])
        return None if _EMPTY.fullmatch(cell.text) else cell


@dataclass(frozen=True)
class Tabular:
    """A table of claims."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    letters: frozenset[str]

    @property
    def singles(self) -> list[Line]:
        """The lines that are no totals."""
        return [line for line in self.lines if not line.total]


def tabular(
    cells: tuple[tuple[Row, ...], ...], known: Collection[str], model: Model, names: Names
) -> Tabular:
    """The table; ``known`` are the page's names.  Raises ``ReadError`` for a table that says nothing."""
    heads, *body = cells
    numbered = _is_numbering(heads[0], [line[0] for line in body], known, model, names)
    columns = []
    for place, head in enumerate(heads):
        formula = None if numbered and place == 0 else _formula(head, known, model)
        if formula is not None:
            line = behind((), (), formula, names)
            columns.append(Column(place, line.sides, line.signs))
    lines = []
    for number, cut in enumerate(body, 1):
        if all(_EMPTY.fullmatch(cell.text) for cell in cut):
            continue
        first = _bare(cut[0]).text
        total: Total = next((what for word, what in TOTALS.items() if word.lower() == first.lower()), "")
        value = literal(first) if numbered and not total else None
        whole = int(value) if isinstance(value, Fraction) else None
        lines.append(Line(number, whole, total, cut, cut[0].origin().to(cut[-1].origin())))
    if not columns or not lines:
        raise ReadError(
            "this table of claims says nothing.",
            heads[0].origin().to(heads[-1].origin()),
            remedy=r"Write a formula over each column, such as $x_i$ or $(y_i - \hat{y}_i)^2$, and lines below.",
        )
    letters = {
        letter
        for column in columns
        for side in column.sides
        for letter in free_letters(side.node, model, known)
    }
    return Tabular(tuple(columns), tuple(lines), frozenset(letters))


def element(side: Side, line: Line, read: Tabular, model: Model, lengths: Mapping[str, int]) -> Side:
    """A heading for one line: with its number for the index, also of a name that is written without one: x stands for
    x_i if it has an element for each line; ``lengths`` are the names' numbers of elements.
    """
    letters, count = read.letters, len(read.singles)
    number = line.nth if line.number is None else line.number

    def change(part: syntax.Node) -> syntax.Node | None:
        if isinstance(part, syntax.BigSum) and any(bound.letter in letters for bound in part.bounds):
            return part
        if isinstance(part, (syntax.Transposed, syntax.Norm)):
            return None if letters else part
        if not isinstance(part, syntax.Name):
            return None
        key = meant(model, part)
        if key in model.names and len(model.names[key].axes) == 1 and lengths.get(key) == count:
            return name_node(model.names[key].template.replace("#1", str(number)), part)
        if any(letter in letters for _, index in readings(part) for letter in index):
            return _numbered(part, letters, number)
        return None

    node: syntax.Node = rebuilt(side.node, change)
    return side if node == side.node else replace(side, node=node, text=written(node))


def totalled(side: Side, sides: list[Side], total: Total) -> Side:
    """The sum of a heading over the lines, or their mean; what is the same on every line is its own."""
    origin, count = side.origin, len(sides)
    if all(each.node == side.node for each in sides):
        return side
    node: syntax.Node = syntax.Plus(origin, tuple((1, each.node) for each in sides))
    text = side.text if isinstance(side.node, (syntax.Name, syntax.Power)) else rf"({side.text})"
    if total == "sum":
        return replace(side, node=node, text=rf"\sum {text}")
    node = syntax.Quotient(origin, node, syntax.Number(origin, Fraction(count), str(count)))
    return replace(side, node=node, text=rf"\frac{{1}}{{{count}}} \sum {text}")


def _numbered(name: syntax.Name, letters: Collection[str], number: int) -> syntax.Name:
    def script(found: syntax.Script | None) -> syntax.Script | None:
        if found is None:
            return None
        items = tuple(
            syntax.Item(item.origin, str(number)) if item.text in letters else item for item in found.items
        )
        return syntax.Script(found.origin, items, found.around, found.separator)

    return syntax.Name(name.origin, name.base, script(name.sub), script(name.sup), name.primes)


def _is_numbering(head: Row, below: list[Row], known: Collection[str], model: Model, names: Names) -> bool:
    """Whether the first column numbers the lines: words or a name the page does not know, over whole numbers."""
    formula = _formula(head, known, model)
    if formula is not None:
        sides = behind((), (), formula, names).sides
        node = sides[0].node
        if (
            len(sides) > 1
            or not isinstance(node, syntax.Name)
            or meant(model, node) in {*known, *model.names}
        ):
            return False
    found = [literal(_bare(cell).text) for cell in below if not _EMPTY.fullmatch(cell.text)]
    numbers = [value for value in found if value is not None]
    return bool(numbers) and all(isinstance(v, Fraction) and v.denominator == 1 for v in numbers)


def _formula(head: Row, known: Collection[str], model: Model) -> Row | None:
    """The formula of a heading: what stands in ``$``, or a bare name of the page; ``None`` for words."""
    head = _bare(head)
    before = head.page[: head.start].rstrip(" *")
    if "$" in head.text or before.endswith("$"):
        begin = 0 if before.endswith("$") else head.text.index("$") + 1
        end = head.text.find("$", begin)
        end = len(head.text) if end < 0 else end
        while begin < end and head.text[begin] == " ":
            begin += 1
        return Row(head.text[begin:end].rstrip(), head.start + begin, head.page, head.source)
    return head if head.text in {*known, *model.names} else None


def _bare(cell: Row) -> Row:
    """A cell without the stars of bold type and the ``$`` inside them."""
    text = cell.text.strip("*$ ")
    start = cell.text.index(text) if text else 0
    return Row(text, cell.start + start, cell.page, cell.source)
