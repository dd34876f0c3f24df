r"""Numbers as they are written on a page: ``-0.742``, small matrices, the columns of a table; all exact.

Goes in: text, or the cells of a table with the model whose data stand in it.  Comes out: a ``Fraction`` or
nested tuples of them.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from symgrad.errors import ReadError, choices, worded
from symgrad.model import Model
from symgrad.notes.names import name_in, readings
from symgrad.notes.rows import Row
from symgrad.reading import syntax
from symgrad.reading.names import Names, plain
from symgrad.reading.parser import parse

Value = Any  # a Fraction, or nested tuples of them

#: the largest whole exponent in a written number such as 10^{-8}
MAX_POWER = 100
#: (1, 2, 3) or [1, 2, 3]
_LIST = re.compile(r"\s*[(\[]([^()\[\]]*,[^()\[\]]*)[)\]]\s*")


def literal(text: str) -> Value | None:
    r"""A number (``-0.742``, ``\frac13``, ``10^{-8}``) or a matrix or list of numbers, exactly; a single column is a
    vector.  ``None`` for anything else.
    """
    listed = _LIST.fullmatch(text)
    if listed is not None:
        items = tuple(literal(item) for item in listed[1].split(","))
        return items if all(isinstance(item, Fraction) for item in items) else None
    try:
        statements = parse(text.replace("\n", " "), Names(undeclared="value"))
    except ReadError:
        return None
    if len(statements) != 1 or not isinstance(statements[0], syntax.Formula):
        return None
    return _exact(statements[0].body)


def _exact(node: syntax.Node) -> Value | None:
    if isinstance(node, syntax.Number):
        return node.value
    if isinstance(node, syntax.Grid):
        cells = tuple(tuple(_exact(cell) for cell in line) for line in node.rows)
        if not all(isinstance(cell, Fraction) for line in cells for cell in line):
            return None
        if len({len(line) for line in cells}) != 1:
            return None
        return tuple(line[0] for line in cells) if len(cells[0]) == 1 else cells
    return _rational(node)


def _rational(node: syntax.Node) -> Fraction | None:
    """Signs, quotients and whole powers of numbers; sums and products are calculations, not written numbers."""
    if isinstance(node, syntax.Plus) and len(node.terms) == 1:
        sign, inner = node.terms[0]
        value = _exact(inner)
        return sign * value if isinstance(value, Fraction) else None
    if isinstance(node, (syntax.Quotient, syntax.Power)):
        left, right = (
            (node.top, node.bottom) if isinstance(node, syntax.Quotient) else (node.base, node.exponent)
        )
        a, b = _exact(left), _exact(right)
        if not isinstance(a, Fraction) or not isinstance(b, Fraction):
            return None
        if isinstance(node, syntax.Quotient):
            return a / b if b else None
        small = b.denominator == 1 and abs(b) <= MAX_POWER and (a or b > 0)
        return a ** int(b) if small else None
    return None


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
                raise ReadError(
                    worded("{value} is not a number.", value=repr(line[number].text)), line[number].origin()
                )
            numbers.append(value)
        if column in found.setdefault(key, {}):
            raise ReadError(worded("two columns for {head}.", head=head.text), head.origin())
        found[key][column] = tuple(numbers)
    values: dict[str, Value] = {}
    for key, parts in found.items():
        if len(model.names[key].axes) == 1:
            values[key] = parts[0]
            continue
        if sorted(parts) != list(range(1, len(parts) + 1)):
            raise ReadError(
                worded("the columns of {key} are not numbered 1, 2, ….", key=key), heading[0].origin()
            )
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
        worded("no data of the model is called {head}.", head=head.text),
        head.origin(),
        remedy=choices(head.text, tables) if tables else "The model's data are single numbers.",
        reason="undefined",
    )
