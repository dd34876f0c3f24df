r"""A table with one line for each sample, for a model of *one* sample: the columns are its numbers, and the labels.

Goes in: the model and the table's cells.  Comes out: for every name a tuple with one ``Fraction`` a sample.  ``x_1``
over a column is the number x_1 of each sample.
"""

from __future__ import annotations

from fractions import Fraction

from symgrad.errors import ReadError, choices, worded
from symgrad.model import Model
from symgrad.notes.names import name_in
from symgrad.notes.rows import Row
from symgrad.notes.values import literal, meant


def samples(model: Model, lines: tuple[tuple[Row, ...], ...], label: str) -> dict[str, tuple[Fraction, ...]]:
    """The columns by name: the model's single numbers, and ``label``.

    Raises ``ReadError`` for a heading that is none of them, a column that stands twice, a cell that is no number.
    """
    heading, *body = lines
    if not body:
        raise ReadError("this table has no lines.", heading[0].origin())
    known = (*(key for key in model.data if not model[key].axes), label)
    found: dict[str, tuple[Fraction, ...]] = {}
    for number, head in enumerate(heading):
        key = meant(model, name_in(head, 0, len(head.text)))
        if key not in known:
            raise ReadError(
                worded(
                    "{head} is neither a number of one sample nor the label {label}.",
                    head=head.text,
                    label=label,
                ),
                head.origin(),
                remedy=choices(head.text, known),
                reason="undefined",
            )
        if key in found:
            raise ReadError(worded("two columns for {head}.", head=head.text), head.origin())
        found[key] = tuple(_number(line[number]) for line in body)
    return found


def _number(cell: Row) -> Fraction:
    value = literal(cell.text)
    if not isinstance(value, Fraction):
        raise ReadError(worded("{cell} is not a number.", cell=repr(cell.text)), cell.origin())
    return value
