"""What a command says: its results to a file or the standard output, and to a terminal what takes its time.

What draws on a terminal, and what writes web pages, is loaded only for them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from symgrad.cli import spoken_language, tell
from symgrad.errors import spoken, worded

if TYPE_CHECKING:
    from rich.console import Console


class Titled(Protocol):
    """A page, or a model of one."""

    def title(self, lang: str) -> str: ...


Work = TypeVar("Work", bound=Titled)


def write(text: str, output: str | None) -> None:
    """To a file, or to the standard output."""
    if output is None:
        click.echo(text.rstrip("\n"))
        return
    path = Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    tell(worded("wrote {path}", path=output))


def together(sources: Sequence[Titled], found: Sequence[Any], to: str, lang: str) -> str:
    return titled([source.title(lang) for source in sources], found, to, lang)


def titled(titles: Iterable[str], found: Sequence[Any], to: str, lang: str) -> str:
    """Several results under their titles: one web page, or one list in JSON."""
    if to == "html" and len(found) == 1:
        return str(found[0].html(lang=lang))
    if to == "html":
        from markupsafe import Markup, escape

        from symgrad.rendering.html import Part
        from symgrad.rendering.html import page as web_page
        from symgrad.rendering.words.phrases import phrase

        parts = [
            Part(escape(title), Markup(each.html(lang=lang, whole_page=False)))
            for title, each in zip(titles, found, strict=True)
        ]
        return web_page(parts, title=phrase(type(found[0]).__name__.lower(), lang), lang=lang)
    if to == "json":
        records = [json.loads(each.json(lang=lang)) for each in found]
        return json.dumps(records[0] if len(records) == 1 else records, indent=2, ensure_ascii=False)
    return "\n\n".join(
        f"{title}\n\n{each.text(lang=lang).rstrip()}" for title, each in zip(titles, found, strict=True)
    )


# -- what takes its time --------------------------------------------------------------------------------------


def working(items: Sequence[Work], lang: str, console: Console | None = None) -> Iterator[Work]:
    """The items one after the other; a terminal is told on the error output which one is being worked at."""
    console = console or _terminal()
    if console is None or not console.is_terminal:
        yield from items
        return
    from rich.markup import escape as escape_markup

    with console.status("") as status:
        for number, item in enumerate(items, 1):
            status.update(f"{number}/{len(items)} {escape_markup(item.title(lang))}")
            yield item


def _terminal() -> Console | None:
    """The error output, if that is a terminal."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console

    return Console(stderr=True)


@contextmanager
def busy(what: str, console: Console | None = None) -> Iterator[None]:
    """A terminal is told on the error output what takes its time inside."""
    console = console or _terminal()
    if console is None or not console.is_terminal:
        yield
        return
    with console.status(spoken(what, spoken_language())):
        yield
