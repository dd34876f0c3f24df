r"""The words and formulas of a page in HTML: markdown-it's, with MathML, and pictures put in.

Goes in: blocks of Markdown, LaTeX as somebody wrote it.  Comes out: HTML that fetches nothing.  Whatever stands on the
page is text: no HTML of it and no macro that could load or run something is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from symgrad.documents.pictures import alone, picture
from symgrad.documents.prose import HANGUL, grouped, number, reader
from symgrad.rendering.mathml import mathml
from symgrad.rendering.webparts import kept

#: macros that load, link or style: shown as source instead
_REFUSED = re.compile(
    r"\\(?:href|url|style|class|cssId|id|color|textcolor|colorbox|fcolorbox|definecolor|includegraphics|require|unicode)"
    r"(?![A-Za-z])"
)
_WORDS_WITH_MATH = re.compile(r"\\text\{([^{}$]*)\$([^$]*)\$")


def formula(latex: str, *, block: bool = False) -> Markup:
    """A formula of the page in MathML."""
    while _WORDS_WITH_MATH.search(latex):
        latex = _WORDS_WITH_MATH.sub(r"\\text{\1}\2\\text{", latex)
    if _REFUSED.search(latex):
        return Markup("<code>{}</code>").format(latex)
    return Markup(mathml(grouped(latex).replace(":=", r"\coloneqq "), block=block))


_REMARK = re.compile(r"\\(?:text|mbox)\{(?P<said>(?:[^{}$\\~]|\$[^$]*\$)*)\}")


def remark(latex: str) -> Markup:
    r"""A remark of a page, ``\text{definition of $L$}``, as words: unlike a formula they go on in a second line."""
    found = _REMARK.fullmatch(latex.strip())
    if found is None:
        return formula(latex, block=True)
    said = found["said"].split("$")
    return kept(
        Markup("").join(formula(part) if number % 2 else escape(part) for number, part in enumerate(said))
    )


class _Renderer(RendererHTML):
    """markdown-it's HTML with MathML; pictures are put in, never fetched; headings stand below the title."""

    def math(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return str(formula(tokens[at].content, block=tokens[at].meta["display"]))

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        address = str(token.attrs.get("src", ""))
        found = picture(address, env["page"])
        if found is None:
            return str(Markup('<a href="{}">{}</a>').format(address, token.content or "…"))
        return str(Markup('<img src="{}" alt="{}">').format(found.uri, token.content))

    def text(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        alone = len(tokens) == 1
        return str(escape(number(tokens[at].content) if alone else tokens[at].content))

    def code_inline(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A word of a command is not broken at its hyphens."""
        parts = [
            Markup('<span class="keep">{}</span>').format(part) for part in tokens[at].content.split(" ")
        ]
        return str(Markup("<code>{}</code>").format(Markup(" ").join(parts)))

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A link to a page leads to its document, where there is one."""
        address, _, place = str(tokens[at].attrs.get("href", "")).partition("#")
        other = env.get("others", {}).get(address)
        href = tokens[at].attrs.get("href", "") if other is None else other + (f"#{place}" if place else "")
        return str(Markup('<a href="{}">').format(href))

    def heading_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return f"<{_lower(tokens[at].tag)}>"

    def heading_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return f"</{_lower(tokens[at].tag)}>\n"

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return '<div class="scroll"><table class="words">\n'

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return "</table></div>\n"


def _lower(tag: str) -> str:
    return f"h{max(2, int(tag[1]))}"


def words(
    tokens: Sequence[Token], page: str = "", others: Mapping[str, str] = MappingProxyType({})
) -> Markup:
    """A block of Markdown of the page whose file is ``page``; a picture that stands alone has its words below it."""
    env = {"page": page, "others": others}
    shown = Markup(_Renderer().render(tokens, reader().options, env))
    figure = alone(tokens)
    if figure is not None and "<img" in shown:
        image = Markup(_Renderer().render([figure], reader().options, env))
        shown = Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(image, figure.content)
    korean = any(HANGUL.search(token.content) for token in tokens if token.type == "inline")
    return Markup('<div class="prose" lang="{}">{}</div>').format("ko" if korean else "en", kept(shown))


def in_line(token: Token) -> Markup:
    """The inside of a heading, a cell or a paragraph without the block around it."""
    return Markup(_Renderer().renderInline(token.children or [], reader().options, {"page": ""}))
