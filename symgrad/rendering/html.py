"""Web pages and notebook output: MathML in the page itself, nothing fetched, steps that open and close.

One public function per kind of value, named after its class in lower case; each gives a whole page, or with
``whole_page=False`` the part for a notebook.  ``report`` puts several into one page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from symgrad.model import Model
from symgrad.rendering import webparts
from symgrad.rendering.blocks import (
    Cell,
    Code,
    Curve,
    Equations,
    Figure,
    Formula,
    Kink,
    Sentence,
    Sheet,
    Table,
    Verdict,
    speak,
)
from symgrad.rendering.curve import curve
from symgrad.rendering.sheets import FUNCTIONS as SHEETS
from symgrad.rendering.templates import source, template
from symgrad.rendering.webparts import Part as Part
from symgrad.rendering.webparts import speaker
from symgrad.rendering.words.phrases import phrase
from symgrad.steps import Derivation

# -- one value ----------------------------------------------------------------------------------------------


def derivation(
    value: Derivation,
    *,
    lang: str = "en",
    notation: str = "names",
    detail: str = "outer",
    whole_page: bool = True,
) -> str:
    """The steps with their reasons; each opens to its explanation and its small steps (``detail="all"``: open)."""
    return _finish(webparts.derivation(value, (lang,), notation, detail), lang, whole_page)


def model(value: Model, *, lang: str = "en", notation: str = "names", whole_page: bool = True) -> str:
    """The definitions and the table of names: what was understood."""
    return _finish(webparts.model(value, lang, notation), lang, whole_page)


def _finish(part: Part, lang: str, whole_page: bool, title: str = "") -> str:
    """``title`` is that of the page of notes a result is about; what the result is stands below it."""
    if whole_page and title:
        return page([part], title=title, subtitle=part.heading, lang=lang)
    if whole_page:
        return page([part], title=Markup(part.heading), lang=lang)
    style = source("fragment.css")
    return f'<div class="symgrad" lang="{lang}"><style>{style}</style>{part.body}</div>'


def page(parts: Sequence[Part], *, title: str | Markup, lang: str, subtitle: str | Markup = "") -> str:
    """One self-contained file."""
    numbered = [Part(part.heading, part.body, f"part-{number}") for number, part in enumerate(parts, 1)]
    return template("page.html").render(
        lang=lang,
        title=title,
        plain_title=Markup(title).striptags(),
        subtitle=subtitle,
        parts=numbered,
        style=Markup(source("fragment.css") + source("page.css")),
        words={key: phrase(key, lang) for key in ("contents", "open_all", "close_all")},
        made_by=phrase("made_by", lang),
    )


# -- results ------------------------------------------------------------------------------------------------


def _sheet(sheet: Sheet, lang: str) -> Part:
    body = Markup("\n").join(_BLOCKS[type(block)](block, lang) for block in sheet.blocks)
    return Part(Markup(escape(sheet.title)), body)


def _table(block: Table, lang: str) -> Markup:
    numeric = [
        all(isinstance(row[column], Figure) for row in block.rows) for column in range(len(block.heads))
    ]
    return Markup(
        template("table.html").render(
            title=block.title,
            heads=list(zip(block.heads, numeric, strict=True)),
            rows=[[_cell(cell) for cell in row] for row in block.rows],
        )
    )


def _cell(cell: Cell) -> tuple[str, Markup]:
    if isinstance(cell, Formula):
        return "", webparts.math(cell.latex, block=True)
    if isinstance(cell, Verdict):
        return {True: "ok", False: "bad", None: ""}[cell.holds], Markup(escape(cell.words))
    if isinstance(cell, Figure):
        return "number", Markup(escape(cell.shown))
    return "", webparts.signs(cell)


def _sentence(block: Sentence, lang: str) -> Markup:
    kind = {True: "ok", False: "bad", None: "note"}[block.holds]
    return Markup('<p class="{}">{}</p>').format(kind, block.words)


def _kink(block: Kink, lang: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(Markup(speak(block, speaker, lang)))


def _code(block: Code, lang: str) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format(_highlighted(block.source))


_PYTHON = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<string>\"\"\".*?\"\"\"|"[^"\n]*"|'[^'\n]*')"""
    r"""|(?P<keyword>\b(?:def|return|import|from|as|if|else|for|in|with|lambda|None|True|False)\b)"""
    r"""|(?P<digits>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)""",
    re.DOTALL,
)


def _highlighted(source: str) -> Markup:
    """Python with its comments, strings, keywords and numbers in spans."""
    shown, end = Markup(""), 0
    for match in _PYTHON.finditer(source):
        shown += escape(source[end : match.start()])
        shown += Markup('<span class="{}">{}</span>').format(match.lastgroup, match[0])
        end = match.end()
    return shown + escape(source[end:])


def _equations(block: Equations, lang: str) -> Markup:
    return webparts.equations(block)


def _curve(block: Curve, lang: str) -> Markup:
    return Markup(curve(block.values, across=block.across, up=block.up))


_BLOCKS: dict[type, Callable[[Any, str], Markup]] = {
    Table: _table,
    Sentence: _sentence,
    Kink: _kink,
    Code: _code,
    Curve: _curve,
    Equations: _equations,
}


def _of(kind: str) -> Callable[..., str]:
    def show(value: Any, *, lang: str = "en", whole_page: bool = True) -> str:
        sheet = SHEETS[kind](value, lang)
        return _finish(_sheet(sheet, lang), lang, whole_page, sheet.page)

    show.__doc__ = f"A {kind} as a page, or with ``whole_page=False`` as the part for a notebook."
    return show


verification, audit, fit, program, worked, updaterule, descent, perceptron = map(
    _of, ("verification", "audit", "fit", "program", "worked", "updaterule", "descent", "perceptron")
)
cost = _of("cost")


# -- the report of a page -----------------------------------------------------------------------------------


def report(
    *,
    title: str,
    subtitle: str = "",
    model: Model | None = None,
    derivations: Sequence[Derivation] = (),
    worked: Sequence[Any] = (),
    verification: Any = None,
    audit: Any = None,
    fit: Any = None,
    program: Any = None,
    lang: str = "en",
    notation: str = "names",
) -> str:
    """Everything about one page of notes in one self-contained file; each part may be left out."""
    parts = [] if model is None else [webparts.model(model, lang, notation)]
    parts += [webparts.derivation(derivation, (lang,), notation, "outer") for derivation in derivations]
    results = [("worked", value) for value in worked]
    results += [
        ("verification", verification),
        ("audit", audit),
        ("fit" if fit is None else type(fit).__name__.lower(), fit),
        ("program", program),
    ]
    parts += [_sheet(SHEETS[kind](value, lang), lang) for kind, value in results if value is not None]
    return page(parts, title=title, subtitle=subtitle, lang=lang)
