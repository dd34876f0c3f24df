"""``symgrad new``: a page to start from."""

from __future__ import annotations

from pathlib import Path

from symgrad.cli import tell
from symgrad.documents.starting import starting_page
from symgrad.errors import OptionError, worded


def new(*, page: str, title: str | None, lang: str, assignment: bool = False) -> int:
    """Write a page to start from; a file that is there is left alone."""
    path = Path(page)
    if path.exists():
        raise OptionError(worded("{page} exists already.", page=page), remedy="Name another file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = title or path.stem.replace("-", " ").replace("_", " ").capitalize() or "A page"
    path.write_text(starting_page(shown, lang, "assignment" if assignment else "starting"), encoding="utf-8")
    tell(worded("wrote {path}", path=page))
    return 0
