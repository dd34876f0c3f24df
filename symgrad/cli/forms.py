"""The forms a whole page takes: what writes each, what its files are called, which options are for it."""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.errors import OptionError, worded

#: form -> module of ``symgrad.documents`` with the function ``document``
FORMS: Mapping[str, str] = {
    "html": "web",
    "latex": "tex",
    "document": "tex",
    "pdf": "tex",
    "markdown": "markdown",
    "notebook": "notebook",
}

#: form -> suffix of its files
SUFFIXES: Mapping[str, str] = {
    "html": ".html",
    "latex": ".tex",
    "document": ".tex",
    "pdf": ".pdf",
    "markdown": ".md",
    "notebook": ".ipynb",
}


def refuse_options(to: str, lang: str, fragment: bool) -> None:
    """Both languages at once are for documents, fragments for LaTeX."""
    if lang == "both" and to not in FORMS:
        raise OptionError(
            worded("--lang both is for documents, not for --to {to}.", to=to),
            remedy="Take --to html, or one language.",
        )
    if fragment and to not in ("latex", "document"):
        raise OptionError(worded("--fragment is for --to latex, not for --to {to}.", to=to))
