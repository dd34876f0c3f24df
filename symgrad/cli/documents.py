"""What the commands write that is more than text: a page of notes as HTML, LaTeX, PDF, Markdown or a notebook.

Goes in: pages with what was derived or found.  Comes out: a file, or text on the standard output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click

from symgrad.documents.content import Chooser, Content, below_models, content, where_claimed
from symgrad.errors import OptionError
from symgrad.notes import Audit, Page
from symgrad.steps import Derivation

#: form -> module of ``symgrad.documents`` with the function ``document``
FORMS: Mapping[str, str] = {
    "html": "web",
    "latex": "tex",
    "document": "tex",
    "pdf": "tex",
    "markdown": "markdown",
    "notebook": "notebook",
}


def derivations(page: Page, chosen: Mapping[str, Sequence[Derivation]], lang: str) -> Content:
    """A page with derivations below the models they are of, by the model's name."""
    return content(page, lang, audit=None, choose=below_models(chosen))


def audited(audit: Audit, lang: str) -> Content:
    """A page with what was found, and the derivatives it claims something about."""
    choose: Chooser = where_claimed()
    return content(audit.page, lang, audit=audit, choose=choose)


def write_document(
    made: Content, to: str, output: str | None, write: Callable[[str, str | None], None], **options: object
) -> None:
    """One document; ``options`` are those of its form.  A PDF needs a file: the page's name if none is given."""
    if options.get("fragment") and to not in ("latex", "document"):
        raise OptionError(f"--fragment is for --to latex, not for {to}.")
    if not options.get("fragment"):
        options.pop("fragment", None)
    text = import_module(f"symgrad.documents.{FORMS[to]}").document(made, **options)
    if to != "pdf":
        write(text, output)
        return
    from symgrad.documents.pdf import pdf

    if output is None and not made.page.source.endswith(".md"):
        raise OptionError("a PDF needs a file to be written to.", remedy="Name it: -o page.pdf.")
    path = Path(output or Path(made.page.source).with_suffix(".pdf").name)
    data = pdf(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    click.echo(f"symgrad: wrote {path}", err=True)


def write_documents(
    found: Sequence[Audit], to: str, lang: str, output: str | None, write: Callable[[str, str | None], None]
) -> None:
    """A document for each page; several go into the directory ``output``, each under the name of its page."""
    if len(found) == 1:
        write_document(audited(found[0], lang), to, output, write)
        return
    if output is None or Path(output).suffix:
        raise OptionError(
            f"{len(found)} pages are {len(found)} documents.",
            remedy="Name a directory for them: -o DIRECTORY.",
        )
    for audit in found:
        name = Path(audit.page.source).with_suffix(SUFFIXES[to]).name
        write_document(audited(audit, lang), to, str(Path(output, name)), write)


#: form -> suffix of its files
SUFFIXES: Mapping[str, str] = {
    "html": ".html",
    "latex": ".tex",
    "document": ".tex",
    "pdf": ".pdf",
    "markdown": ".md",
    "notebook": ".ipynb",
}


def new(*, page: str, title: str | None, lang: str) -> int:
    """Write a page to start from; a file that is there is left alone."""
    from symgrad.documents.starting import starting_page

    path = Path(page)
    if path.exists():
        raise OptionError(f"{page} exists already.", remedy="Name another file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = title or path.stem.replace("-", " ").replace("_", " ").capitalize() or "A page"
    path.write_text(starting_page(shown, lang), encoding="utf-8")
    click.echo(f"symgrad: wrote {page}", err=True)
    return 0
