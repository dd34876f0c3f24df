"""Sentences broken at blanks for a terminal; nothing is changed in a file or a pipe.

Nothing heavy is imported: ``symgrad check`` answers before SymPy would be there.
"""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata


def fitted(text: str) -> str:
    """The text for the standard output."""
    return broken(text, shutil.get_terminal_size().columns) if sys.stdout.isatty() else text


def broken(text: str, width: int) -> str:
    """Lines of at most so many columns (Hangul takes two), as far as there are blanks; what goes on is indented."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, width))


def _parts(line: str, width: int) -> list[str]:
    indent = re.match(r"\s*", line)[0] + "  "  # type: ignore[index]
    parts = [""]
    for word in re.findall(r"\s*\S+", line):
        if parts[-1] and _columns(parts[-1] + word) > width:
            parts.append(indent + word.lstrip())
        else:
            parts[-1] += word
    return parts


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
