"""Pages that a command line names: files, directories, the standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from symgrad.cli import tell
from symgrad.errors import ReadError, worded
from symgrad.notes import Page, parse_page, read_page

#: the file of a directory that is about its pages
README = "README.md"


def files(paths: Iterable[str]) -> list[str]:
    """The pages named, and those in the directories named; a README is about pages and is none."""
    found: list[str] = []
    for path in paths:
        inside = sorted(map(str, Path(path).glob("*.md"))) if Path(path).is_dir() else [path]
        if Path(path).is_dir():
            for assignment in filter(is_assignment, inside):
                tell(worded("{path} is an assignment; passed over.", path=assignment))
            inside = [each for each in inside if not is_assignment(each)]
        pages = [each for each in inside if Path(each).name != README]
        if Path(path).name == README:
            tell(worded("{path} is no page of notes; passed over.", path=path))
        elif not pages:
            raise ReadError(
                worded("{path} has no pages.", path=path),
                remedy="A page is a file that ends in .md.",
                reason="empty",
            )
        found += pages
    if not found:
        raise ReadError(
            "there is no page to read.", remedy="Name a page or a directory with pages.", reason="empty"
        )
    return found


def text_of(path: str) -> str:
    """The text of a file or of the standard input.  Raises ``ReadError`` for one that is not UTF-8."""
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            worded("{path} is not UTF-8 text (byte {start}).", path=path, start=error.start),
            remedy="Save it as UTF-8.",
        ) from None


#: the comment that makes a page an assignment
_QUESTION = re.compile(rb"^\s*<!--\s*symgrad:\s*question\b", re.MULTILINE)


def is_assignment(path: str) -> bool:
    """Whether a file is a page with questions, for ``symgrad grade``."""
    return Path(path).is_file() and _QUESTION.search(Path(path).read_bytes()) is not None


def open_page(path: str) -> Page:
    """A page from a file or the standard input.  Raises ``ReadError`` for an assignment."""
    if path == "-":
        return parse_page(sys.stdin.read(), source="<stdin>")
    if is_assignment(path):
        raise ReadError(
            worded("{path} is an assignment, no page of notes.", path=path),
            remedy=worded(
                "Grade what was handed in with it: symgrad grade {path} SUBMISSIONS --out report.", path=path
            ),
        )
    return read_page(path)
