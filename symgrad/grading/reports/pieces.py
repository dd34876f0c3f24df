"""The pieces that sheets and the class's report are made of in HTML: words, formulas, lines, numbers.

Everything from outside goes through ``outside.visible`` and is escaped by ``Markup`` or the template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from symgrad.documents import prose
from symgrad.documents.webpage import formula, words
from symgrad.grading.reports import outside
from symgrad.grading.reports.lines import Line
from symgrad.grading.reports.templates import style, template
from symgrad.grading.reports.words import SIGNS, Text, Voice, entry, said
from symgrad.rendering.breaking import wrapped

#: characters of a formula after which a browser may begin a new row
WIDTH = 24


def page(name: str, voice: Voice, **values: Any) -> str:
    """A whole file from a template."""
    return (
        template(name)
        .render(
            lang=voice.lang,
            style=Markup(style()),
            word=voice.word,
            made_by=voice.word("made_by"),
            say=lambda key, **filled: sentences(voice, said(key, **filled)),
            **values,
        )
        .rstrip("\n")
        + "\n"
    )


def sentences(voice: Voice, text: Text) -> Markup:
    """A sentence in each language, each marked with it."""
    return marked([(lang, escape(words)) for lang, words in voice.each(text)])


def filled(voice: Voice, key: str, **values: Markup) -> Markup:
    """A sentence whose places are filled with HTML."""
    return marked([(lang, Markup(escape(entry(key, lang))).format(**values)) for lang in voice.languages])


def filled_text(voice: Voice, key: str, **values: Text) -> Markup:
    """A sentence whose places are filled with words in its own language."""
    return marked(
        [
            (lang, escape(entry(key, lang).format(**{name: text[lang] for name, text in values.items()})))
            for lang in voice.languages
        ]
    )


def marked(each: Sequence[tuple[str, Markup]]) -> Markup:
    """The same in several languages, one below the other."""
    if len(each) == 1:
        return each[0][1]
    return Markup("").join(Markup('<span class="each" lang="{}">{}</span>').format(*pair) for pair in each)


_FENCE = re.compile(r"^```+\s*math\s*\n(.*?)\n```+[ \t]*$", re.MULTILINE | re.DOTALL)
_DISPLAY = re.compile(r"\$\$(?P<body>(?:\\.|[^$\\])+)\$\$", re.DOTALL)
_OUTER = re.compile(
    r"\s*\\begin\{(?P<name>aligned|gathered|align\*?)\}(?P<body>.*)\\end\{(?P=name)\}\s*", re.DOTALL
)
_FIRST_EQUALS = re.compile(r"^((?:[^={}]|\{[^{}]*\})*)=")
_INLINE = re.compile(r"\$([^$]+)\$")


@lru_cache(maxsize=256)
def prompt(text: str, page: str = "") -> Markup:
    """A question's Markdown, of the page whose file is ``page``; HTML in it is text."""
    clean = _FENCE.sub(r"$$\1$$", outside.visible(text, keep="\n\t"))
    return words(prose.tokens(_DISPLAY.sub(_rows, clean), {}), page)


def _rows(found: re.Match[str]) -> str:
    """A display of several rows, set one below the other at their equals signs."""
    outer = _OUTER.fullmatch(found["body"])
    body = outer["body"] if outer is not None else found["body"]
    rows = body.split(r"\\")
    if len(rows) == 1 or r"\begin" in body:
        return found[0]
    aligned = [row if "&" in row else _FIRST_EQUALS.sub(r"\1&=", row) for row in rows if row.strip()]
    return r"$$\begin{split}" + r" \\ ".join(aligned) + r"\end{split}$$"


def heading(text: str) -> Markup:
    """A title with its formulas."""
    parts = _INLINE.split(text)
    return Markup("").join(formula(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def line(voice: Voice, shown: Line) -> dict[str, Any]:
    """A line as the template takes it."""
    sign, tone = SIGNS.get(shown.mark, ("", "none"))
    return {
        "number": shown.number,
        "mark": shown.mark,
        "sign": sign,
        "tone": tone,
        "word": voice.word(f"line_{shown.mark}") if shown.mark else "",
        "shown": written(voice, shown),
    }


def written(voice: Voice, shown: Line) -> Markup:
    """What stands on a line: its formula, or the text as it was typed."""
    if shown.latex:
        lead = Markup("<bdi>{}</bdi> ").format(shown.words) if shown.words else Markup("")
        return lead + cut(shown.latex)
    text = Markup('<code><bdi dir="ltr">{}</bdi></code>').format(shown.text)
    if shown.cut:
        text += Markup(" <small>{}</small>").format(voice.word("longer", count=shown.cut))
    return text


@lru_cache(maxsize=4096)
def cut(latex: str) -> Markup:
    """A formula, in pieces that the browser may set below each other where it is long."""
    try:
        pieces = wrapped(latex, WIDTH)
    except (IndexError, KeyError, RecursionError):
        pieces = [latex]
    return Markup("<wbr>").join(
        formula(piece if not number else "{} " + piece, block=True) for number, piece in enumerate(pieces)
    )


__all__ = [
    "cut", "filled", "filled_text", "formula", "heading", "line", "marked", "page", "prompt", "sentences", "written",
]  # fmt: skip
