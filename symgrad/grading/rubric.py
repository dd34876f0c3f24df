"""The table of a question's rubric: what a wrong answer still earns and what a mistake costs.

In: a table with the headings ``when`` and ``points`` (or 경우, 점수).  Out: ``Rubric``.  A row's first cell is one of
``WHEN`` or the id of a mistake; what costs points has a minus sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symgrad.checking.mistakes import BY_ID
from symgrad.errors import ReadError, SymgradError, choices, worded
from symgrad.exact import as_written
from symgrad.grading.questions import Rubric
from symgrad.notes.rows import Row

#: first cell → field of ``Rubric``
WHEN: Mapping[str, str] = {
    "line": "line",
    "줄": "line",
    "lines": "lines",
    "모든 줄": "lines",
    "other": "other",
    "그 밖": "other",
    "copied": "copied",
    "결과만": "copied",
}
#: the fields whose points are taken off
COSTS = ("copied",)
HEADINGS = ({"when", "경우"}, {"points", "점수", "배점"})


def rubric(table: tuple[tuple[Row, ...], ...], points: Fraction) -> Rubric:
    """The rubric of a question worth ``points``.  Raises ``ReadError`` with the place of what is not right."""
    head, *rows = table
    if len(head) != 2 or any(
        cell.text.strip().lower() not in known for cell, known in zip(head, HEADINGS, strict=False)
    ):
        raise ReadError(
            "a rubric has two columns, when and points.",
            head[0].origin().to(head[-1].origin()),
            remedy="Write | when | points | over it.",
        )
    values: dict[str, Fraction] = {}
    mistakes: dict[str, Fraction] = {}
    for what, cell in rows:
        name = what.text.strip()
        field = WHEN.get(name.lower())
        costs = field is None or field in COSTS
        if field is None and name not in BY_ID:
            raise ReadError(
                worded("a rubric has no row {name}.", name=repr(name)),
                what.origin(),
                remedy=choices(name, tuple(dict.fromkeys([*WHEN, *BY_ID]))),
            )
        if (field or name) in values or name in mistakes:
            raise ReadError(
                worded("the rubric says {name} twice.", name=repr(name)),
                what.origin(),
                remedy="Take one of them out.",
            )
        worth = _points(cell, points, costs)
        if field is None:
            mistakes[name] = worth
        else:
            values[field] = worth
    return Rubric(mistakes=mistakes, **values)  # type: ignore[arg-type]


def _points(cell: Row, most: Fraction, costs: bool) -> Fraction:
    """The number of points, without its sign."""
    text = cell.text.strip().replace("−", "-")
    try:
        value = as_written(text.lstrip("+-"))
    except SymgradError:
        raise ReadError(worded("{text} is no number of points.", text=repr(text)), cell.origin()) from None
    if costs != text.startswith("-") and value:
        sign = "with a minus: it costs points" if costs else "without a minus: it earns points"
        raise ReadError(worded("write {points} {sign}.", points=text.lstrip("+-"), sign=sign), cell.origin())
    if value > most:
        raise ReadError(
            worded("{text} is more than the question's {most} points.", text=text, most=most), cell.origin()
        )
    return value
