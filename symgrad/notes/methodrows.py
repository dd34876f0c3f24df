"""The rows of the table of optimizers that a page means by a method's name.

Goes in: a name, ``adam`` or ``rmsprop``, which is a family of rows.  Comes out: rows of ``symgrad.optimizers.table``.
"""

from __future__ import annotations

from symgrad.errors import Origin, ReadError, choices, worded
from symgrad.optimizers.table import ROWS, Row

#: one step against the gradient
STEP = r"w := w - \alpha g"
#: a row that says what a slide prints, not what its method is
_AS_PRINTED = "_as_printed"


def rows_of(method: str, origin: Origin | None = None) -> tuple[Row, ...]:
    """The rows of a method: itself, or its family.  Raises ``ReadError`` with the names there are."""
    exactly = tuple(row for row in ROWS if row.name == method and not method.endswith(_AS_PRINTED))
    family = tuple(
        row for row in ROWS if row.name.startswith(method + "_") and not row.name.endswith(_AS_PRINTED)
    )
    if not exactly and not family:
        raise ReadError(
            worded("no method is called {method}.", method=method),
            origin,
            remedy=choices(method, tuple(row.name for row in ROWS)),
            reason="undefined",
        )
    return (*exactly, *family)


def one_line(method: str) -> Row | None:
    """The row of a method that is one line, the parameter minus the learning rate times the gradient."""
    (row, *_) = rows_of(method)
    return row if row.equations.strip() == STEP else None
