"""Pictures into files: the suffix says the format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symgrad.errors import OptionError, worded
from symgrad.plot.canvas import matplotlib
from symgrad.plot.film import Film

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: suffix -> what it says about itself; without a date the same picture gives the same file
STILL: dict[str, dict[str, Any]] = {
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
MOVING = (".gif", ".html")


def save(picture: Figure | Film, path: str | Path) -> Path:
    """Write a figure as PNG, SVG or PDF, an animation as GIF or HTML; folders on the way are made.

    Raises ``OptionError`` for another suffix.
    """
    file = Path(path)
    suffix = format_of(file, MOVING if isinstance(picture, Film) else STILL)
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(picture, Film):
        file.write_bytes(picture.gif() if suffix == ".gif" else picture.html().encode())
        return file
    with matplotlib().rc_context({"svg.hashsalt": "symgrad", "svg.fonttype": "path"}):
        picture.savefig(file, dpi=150, metadata=STILL[suffix])
    return file


def format_of(path: str | Path, allowed: Iterable[str]) -> str:
    """The suffix of a file.  Raises ``OptionError`` when it is none of those ``allowed``."""
    suffix = Path(path).suffix.lower()
    if suffix not in allowed:
        raise OptionError(
            worded("this picture cannot be written as {name}.", name=repr(Path(path).name)),
            remedy=worded("The file's name ends in {allowed}.", allowed=", ".join(allowed)),
        )
    return suffix
