"""What the blocks below a question's comments say, as fields of an item.

In: a comment and the block below it.  Out: the value of ``variables``, ``given``, ``definitions`` or ``constraints``;
``FIELDS`` has a function for each.  Raises ``ReadError`` with the place of what is not right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from symgrad.errors import Origin, ReadError, worded
from symgrad.notes.blocks import Block
from symgrad.notes.directives import Directive
from symgrad.notes.rows import Row, assignments, rows, table

Take = Callable[[Directive, str, Block, str], Any]

#: heading of a column → what it is called in Korean
_COLUMNS: Mapping[str, str] = {"이름": "name", "영역": "domain", "길이": "length", "값": "value"}
_WHOLE = re.compile(r"Z\s*\[\s*(-?\d+)\s*,\s*(-?\d+)\s*\]")


def lonely(above: Directive, kind: str = "block") -> ReadError:
    """Nothing stands below a comment, or something of another kind."""
    return ReadError(
        worded("{word} has no {kind} below it.", word=above.word.name, kind=kind),
        above.origin,
        remedy=worded("Put a {kind} right below it.", kind=kind),
    )


def cells(above: Directive, text: str, block: Block, source: str) -> tuple[tuple[Row, ...], ...]:
    """The cells of the table below a comment, the heading first."""
    if block.kind != "table":
        raise lonely(above, "table")
    return table(text, block, source)


def formulas(above: Directive, text: str, block: Block, source: str) -> tuple[Row, ...]:
    """The lines of the mathematics below a comment."""
    found = rows(text, block, source) if block.kind == "math" else ()
    if not found:
        raise lonely(above, "block of mathematics")
    return found


def variables(above: Directive, text: str, block: Block, source: str) -> dict[str, Any]:
    """name → domain; of data with indices their lengths too; ``Z [1, 12]`` is a whole number from 1 to 12."""
    found: dict[str, Any] = {}
    for row in _columns(cells(above, text, block, source), above, ("name", "domain"), ("length",)):
        whole = _WHOLE.fullmatch(row["domain"].text)
        entry: dict[str, Any] = {"domain": row["domain"].text or "R"}
        if whole is not None:
            entry = {"domain": "Z", "range": [int(whole[1]), int(whole[2])]}
        if "length" in row and row["length"].text:
            entry |= {"type": "indexed", "length": row["length"].text}
        _new(found, row["name"], entry)
    return found


def given(above: Directive, text: str, block: Block, source: str) -> dict[str, str]:
    """name → number as written."""
    found: dict[str, str] = {}
    if block.kind == "table":
        for row in _columns(cells(above, text, block, source), above, ("name", "value"), ()):
            _new(found, row["name"], row["value"].text)
        return found
    for line in formulas(above, text, block, source):
        for part in assignments(line):
            name, value = _equation(part)
            _new(found, Row(name, part.start, part.page, part.source), value)
    return found


def definitions(above: Directive, text: str, block: Block, source: str) -> dict[str, str]:
    """name → the whole equation that defines it."""
    found: dict[str, str] = {}
    for line in formulas(above, text, block, source):
        head = re.sub(r"\(.*", "", _equation(line)[0]).strip()
        _new(found, Row(head, line.start, line.page, line.source), line.text)
    return found


def constraints(above: Directive, text: str, block: Block, source: str) -> list[str]:
    """One a line."""
    return [row.text for row in formulas(above, text, block, source)]


FIELDS: Mapping[str, Take] = {
    "variables": variables,
    "given": given,
    "definitions": definitions,
    "constraints": constraints,
}


def _new(found: dict[str, Any], name: Row, value: Any) -> None:
    if name.text in found:
        raise ReadError(
            worded("{name} stands here twice.", name=name.text), name.origin(), remedy="Take one of them out."
        )
    found[name.text] = value


def _equation(row: Row) -> tuple[str, str]:
    name, equals, value = row.text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise ReadError("this line is not name = value.", row.origin())
    return name.strip(), value.strip()


def _columns(
    lines: tuple[tuple[Row, ...], ...], above: Directive, needed: tuple[str, ...], also: tuple[str, ...]
) -> Iterator[dict[str, Row]]:
    """The lines of a table by the headings of its columns."""
    head = [_COLUMNS.get(cell.text.strip().lower(), cell.text.strip().lower()) for cell in lines[0]]
    if not set(needed) <= set(head) <= {*needed, *also} or len(set(head)) != len(head):
        place: Origin = lines[0][0].origin().to(lines[0][-1].origin())
        more = f" and may have {', '.join(also)}" if also else ""
        raise ReadError(
            worded(
                "{word} needs the columns {needed}{more}.",
                word=above.word.name,
                needed=", ".join(needed),
                more=more,
            ),
            place,
        )
    for row in lines[1:]:
        yield dict(zip(head, row, strict=True))
