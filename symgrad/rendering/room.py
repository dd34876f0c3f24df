"""How much room a terminal has, and how text is fitted into it; a file or a pipe has as much as it takes."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from symgrad.rendering.plain import columns

#: a terminal narrower than this is taken to be as wide; no line is longer than the second
NARROWEST, WIDEST = 60, 140
#: a column of a table is not made narrower than this
COLUMN = 14

_ROOM: ContextVar[int | None] = ContextVar("room", default=None)


def room() -> int | None:
    """The columns of the terminal that is printed to; ``None`` where it is none."""
    return _ROOM.get()


@contextmanager
def limited(width: int | None) -> Iterator[None]:
    """Text made inside is for a terminal of so many columns."""
    before = _ROOM.set(None if width is None else min(max(width, NARROWEST), WIDEST))
    try:
        yield
    finally:
        _ROOM.reset(before)


def of_terminal() -> int | None:
    """The columns of the standard output, if that is a terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


#: where a formula may be broken: before a sign between two terms; words are broken at blanks
_PLACE = re.compile(r"(?<=[^\s=≈+*·(,-])(?=[=≈+*·]|-(?![\d.]*$))|(?<=\s)")


def broken(cell: str, width: int) -> list[str]:
    """A cell in lines of at most so many columns, broken at blanks and before signs, else anywhere."""
    lines = [""]
    for piece in _PLACE.split(cell):
        if columns(lines[-1]) + columns(piece.rstrip()) > width and lines[-1].strip():
            lines.append("")
        for character in piece:
            if columns(lines[-1] + character) > width and character.strip():
                lines.append("")
            lines[-1] += character
    return [line.strip() for line in lines] or [""]


def narrowed(widths: Sequence[int], whole: Sequence[bool], room: int | None) -> list[int]:
    """Widths of a table's columns that fit; those that are ``whole`` (numbers) keep theirs, the widest lose most."""
    found = list(widths)
    while room is not None and sum(found) + 2 * (len(found) - 1) > room:
        loose = [n for n in range(len(found)) if not whole[n] and found[n] > COLUMN]
        if not loose:
            break
        found[max(loose, key=found.__getitem__)] -= 1
    return found
