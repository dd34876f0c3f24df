r"""Numbers as they are written on a page: ``-0.742``, small matrices, the columns of a table; all exact.

Goes in: text, or the cells of a table with the model whose data stand in it.  Comes out: a ``Fraction`` or
nested tuples of them.  Only digits are read; nothing is evaluated.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from symgrad.errors import ReadError, choices
from symgrad.model import Model
from symgrad.notes.names import name_in, readings
from symgrad.notes.rows import Row
from symgrad.reading import syntax
from symgrad.reading.names import plain

Value = Any  # a Fraction, or nested tuples of them

NUMBER = r"[-+−]?\s*(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})"
_MATRIX = re.compile(r"\s*\\begin\{([pbvB]?matrix)\}(.*)\\end\{\1\}\s*", re.DOTALL)


def literal(text: str) -> Value | None:
    """A number, or a matrix of numbers (a single column is a vector), as written; ``None`` for anything else."""
    if re.fullmatch(rf"\s*{NUMBER}\s*", text):
        return Fraction(re.sub(r"\s", "", text).replace("−", "-"))
    found = _MATRIX.fullmatch(text)
    if found is None:
        return None
    lines = [line for line in found[2].split("\\\\") if line.strip()]
    cells = [[literal(cell) for cell in line.split("&")] for line in lines]
    if not cells or any(not isinstance(cell, Fraction) for line in cells for cell in line):
        return None
    if len({len(line) for line in cells}) != 1:
        return None
    if len(cells[0]) == 1:
        return tuple(line[0] for line in cells)
    return tuple(tuple(line) for line in cells)


def meant(model: Model, name: syntax.Name) -> str:
    r"""The model's key for a name as written (``\mathbf{w}`` for a declared w), else the name's own key."""
    fonts = {plain(key): key for key in model.names}
    return name.key if name.key in model.names else fonts.get(plain(name.key), name.key)


def floats(value: Value) -> Any:
    """Nested lists of floats, what training takes."""
    return [floats(item) for item in value] if isinstance(value, tuple) else float(value)


def lengths(value: Value) -> tuple[int, ...]:
    """The shape of nested tuples."""
    return (len(value), *lengths(value[0])) if isinstance(value, tuple) else ()


def columns(model: Model, lines: tuple[tuple[Row, ...], ...]) -> dict[str, Value]:
    """The columns of a table by name: ``x`` or ``x^{(i)}`` over a vector, ``x_{i1}``, ``x_{i2}`` over a matrix."""
    heading, *body = lines
    if not body:
        raise ReadError("this table has no lines.", heading[0].origin())
    found: dict[str, dict[int, tuple[Fraction, ...]]] = {}
    for number, head in enumerate(heading):
        key, column = _over(model, head)
        numbers = []
        for line in body:
            value = literal(line[number].text)
            if not isinstance(value, Fraction):
                raise ReadError(f"{line[number].text!r} is not a number.", line[number].origin())
            numbers.append(value)
        if column in found.setdefault(key, {}):
            raise ReadError(f"two columns for {head.text}.", head.origin())
        found[key][column] = tuple(numbers)
    values: dict[str, Value] = {}
    for key, parts in found.items():
        if len(model.names[key].axes) == 1:
            values[key] = parts[0]
            continue
        if sorted(parts) != list(range(1, len(parts) + 1)):
            raise ReadError(f"the columns of {key} are not numbered 1, 2, ….", heading[0].origin())
        values[key] = tuple(zip(*(parts[column] for column in sorted(parts)), strict=True))
    return values


def _over(model: Model, head: Row) -> tuple[str, int]:
    """Which name a heading stands for, and which column of it (0 for a name with one axis)."""
    tables = tuple(
        key for key, name in model.names.items() if name.role == "data" and len(name.axes) in (1, 2)
    )
    name = name_in(head, 0, len(head.text))
    for written, index in readings(name):
        key = meant(model, syntax.Name(name.origin, written)) if not index else written
        rank = len(model.names[key].axes) if key in tables else 0
        if rank == 1 and len(index) <= 1:
            return key, 0
        if rank == 2 and len(index) == 2 and index[1].isdigit():
            return key, int(index[1])
    raise ReadError(
        f"no data of the model is called {head.text}.",
        head.origin(),
        remedy=choices(head.text, tables) if tables else "The model's data are single numbers.",
        reason="undefined",
    )
