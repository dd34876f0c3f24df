"""What the commands write that is more than text: a page of notes as HTML, LaTeX, PDF, Markdown or a notebook.

Goes in: pages with what was derived or found.  Comes out: a file, or text on the standard output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from symgrad.cli import tell
from symgrad.cli.forms import FORMS, SUFFIXES
from symgrad.cli.sources import Source
from symgrad.cli.writing import busy, write
from symgrad.documents.choosing import below_models, where_claimed
from symgrad.documents.content import Content, content
from symgrad.errors import OptionError, worded
from symgrad.notes import Audit
from symgrad.steps import Derivation


def write_derivations(
    source: Source,
    derivations: Sequence[Derivation],
    to: str,
    lang: str,
    output: str | None,
    **options: Any,
) -> None:
    """A page with derivations below the model they are of; of bare LaTeX, the derivations alone."""
    if source.page is not None and source.section is not None:
        choose = below_models({source.section.name: derivations})
        write_document(content(source.page, lang, audit=None, choose=choose), to, output, **options)
        return
    if to in ("markdown", "notebook") or lang == "both" or options["fragment"]:
        raise OptionError(
            "bare LaTeX has no page to make a document of.",
            remedy="Write a page (symgrad new page.md), or take --to html, latex or pdf in one language.",
        )
    shown: dict[str, Any] = {"notation": options["notation"]}
    if to == "html":
        from symgrad.rendering.html import report

        write(report(title=source.title(lang), derivations=derivations, lang=lang, **shown), output)
        return
    from symgrad.rendering.latex import document as latex_document

    text = latex_document(
        *derivations, lang=lang, title=source.title(lang), detail=options["detail"], **shown
    )
    if to == "pdf":
        write_pdf(text, source.path, output)
    else:
        write(text, output)


def write_audits(
    found: Sequence[Audit], to: str, lang: str, output: str | None, *, fragment: bool = False
) -> None:
    """A document for each page; several go into the directory ``output``, each under the name of its page."""
    if len(found) > 1 and (output is None or Path(output).suffix):
        raise OptionError(
            worded("{count} pages are {count} documents.", count=len(found)),
            remedy="Name a directory for them: -o DIRECTORY.",
        )
    options: dict[str, Any] = {}
    if to == "html" and output is not None and len(found) > 1:
        from symgrad.documents import index
        from symgrad.documents.contents import titles

        pages = [audit.page.source for audit in found]
        options["others"] = index.names(pages)
        lectures = titles(Path(pages[0]).parent / "lectures.yaml")
        write(index.document(found, lang, lectures), str(Path(output, index.NAME)))
    for audit in found:
        made = content(audit.page, lang, audit=audit, choose=where_claimed())
        path = output
        if output is not None and len(found) > 1:
            path = str(Path(output, Path(audit.page.source).with_suffix(SUFFIXES[to]).name))
        write_document(made, to, path, fragment=fragment, **options)


def write_document(
    made: Content, to: str, output: str | None, *, fragment: bool = False, **options: Any
) -> None:
    """One document; ``options`` are those of its form."""
    if fragment:
        options["fragment"] = True
    if to == "notebook":
        options = {}
    elif to in ("latex", "document", "markdown"):
        options["folder"] = Path(output or "").parent
    from symgrad.documents.tex import pictures

    text = import_module(f"symgrad.documents.{FORMS[to]}").document(made, **options)
    if to == "pdf":
        write_pdf(text, made.page.source, output, pictures(made))
    else:
        write(text, output)


def write_pdf(
    latex: str, source: str, output: str | None, pictures: Mapping[str, Path] | None = None
) -> None:
    """Set LaTeX; without ``output`` the file has the page's name and lies in the working directory."""
    from symgrad.documents.pdf import pdf

    if output is None and source in ("", "-", "<stdin>"):
        raise OptionError("a PDF needs a file to be written to.", remedy="Name it: -o page.pdf.")
    path = Path(output or Path(source).with_suffix(".pdf").name)
    with busy("setting the document"):
        data = pdf(latex, pictures)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    tell(worded("wrote {path}", path=path))
