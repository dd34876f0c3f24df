r"""The words of a page as a tree: Markdown read by markdown-it, with ``$…$`` and ``$$…$$`` in a line as mathematics.

Goes in: the text of a page and its blocks.  Comes out: markdown-it's tokens, block by block, in one language where a
page gives both.  HTML on a page is text like any other: it is never passed on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from symgrad.errors import Origin, ReadError, choices, worded
from symgrad.notes.blocks import Block
from symgrad.rendering.mathematics import OTHERWISE
from symgrad.rendering.words.languages import HANGUL as HANGUL
from symgrad.rendering.words.languages import korean_first, one_language

#: a formula in a line as GitHub reads it: no blank inside the dollars, no digit behind them
_MATH = re.compile(
    r"\$\$(?P<display>.+?)\$\$|\$(?![\s$])(?P<inline>(?:\\.|[^$\\])*?)(?<!\s)\$(?!\d)", re.DOTALL
)


#: what the id of a claim looks like in a sentence; a Korean particle may follow it at once
CLAIM = re.compile(r"(\b[\w.-]+-\d+\.\d+(?!\d))")
#: a hyphen in a sentence that is a minus
MINUS = re.compile(r"(?<![A-Za-z_-])-(?=[\d.(])|(?:(?<=[\d)\]] )|(?<=\b\w ))-(?= )")


@cache
def reader() -> MarkdownIt:
    """CommonMark with tables and mathematics in lines."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.inline.ruler.before("escape", "math", _math)
    return made


def _math(state: StateInline, silent: bool) -> bool:
    """markdown-it rule: a formula between dollars."""
    if state.src[state.pos] != "$":
        return False
    found = _MATH.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("math", "math", 0)
        token.content = (found["display"] or found["inline"]).strip()
        token.meta = {"display": found["display"] is not None}
    state.pos = found.end()
    return True


#: what may be in both languages with a dot between: a heading, a picture's words, a table's cell, a formula's remark
_HEADING = re.compile(
    r"^(?P<before>\s{0,3}#{1,6}\s+(?:\d+\.\s+)?)(?P<said>.+?)(?P<after>\s*#*\s*)$", re.MULTILINE
)
_PICTURE = re.compile(r"(?P<before>!\[)(?P<said>[^\]]*)(?P<after>\])")
_CELL = re.compile(r"(?P<before>(?<!\\)\|[ \t]*)(?P<said>[^|\n]*?)(?P<after>[ \t]*(?=\|))")


_REMARK = re.compile(r"(?P<before>\\text\{)(?P<said>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)(?P<after>\})")


#: the one word of formulas that is no name: in an English document it is left alone
_OTHERWISE = {lang: (rf"\text{{{OTHERWISE['en']}}}", rf"\text{{{said}}}") for lang, said in OTHERWISE.items()}


def formula_in_language(latex: str, lang: str) -> str:
    r"""A formula with ``\text{English · 한국어}`` in one of the languages; in ``"both"`` the Korean comes first."""
    if lang in _OTHERWISE:
        latex = latex.replace(*_OTHERWISE[lang])
    return _REMARK.sub(lambda found: _chosen(found, lang), latex)


_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")


def grouped(latex: str) -> str:
    """A formula whose commas between thousands take no space."""
    return _THOUSANDS.sub(lambda found: found[0].replace(",", "{,}"), latex)


_NEGATIVE = re.compile(r"-(?=\d[\d.,]*$)")


def number(words: str) -> str:
    """A number that stands alone, in a cell of a table, with a proper minus."""
    return _NEGATIVE.sub("−", words) if words.startswith("-") else words


def _chosen(found: re.Match[str], lang: str) -> str:
    said = korean_first(found["said"]) if lang == "both" else one_language(found["said"], lang)
    return found["before"] + said + found["after"]


def in_language(text: str, lang: str) -> str:
    """A block with ``English · 한국어`` in its headings, cells and picture texts in one of the languages ("ko", "en");
    in ``"both"`` the Korean comes first.
    """

    def chosen(found: re.Match[str]) -> str:
        return _chosen(found, lang)

    text = _PICTURE.sub(chosen, _HEADING.sub(chosen, text))
    return _CELL.sub(chosen, text) if text.lstrip().startswith("|") else text


_LANGUAGE = re.compile(r"\s*lang:\s*(\S*)\s*")
#: what a comment ``<!-- lang: ko -->`` may say the words below it are in
SPOKEN = ("ko", "en", "all")


def language_from_here(text: str, block: Block, source: str) -> str | None:
    """``ko`` of ``<!-- lang: ko -->``: the language of the words up to the next such comment; ``None`` for other
    comments.  Raises ``ReadError`` for another language.
    """
    found = _LANGUAGE.fullmatch(text, block.body, block.stop)
    if found is not None and found[1] not in SPOKEN:
        place = Origin(text, found.start(1), max(found.end(1), found.start(1) + 1), source)
        remedy = choices(found[1], SPOKEN)
        raise ReadError(
            worded("a page has no words in the language {found}.", found=repr(found[1])), place, remedy=remedy
        )
    return found[1] if found else None


def references(text: str) -> dict[str, Any]:
    """The link references of a whole page, which any of its blocks may use."""
    env: dict[str, Any] = {}
    reader().parse(text, env)
    return {"references": env.get("references", {})}


def tokens(text: str, env: dict[str, Any]) -> tuple[Token, ...]:
    """One block."""
    return tuple(reader().parse(text, dict(env)))


def kind(block: Sequence[Token]) -> str:
    """What a block is: "paragraph_open", "bullet_list_open", "fence", …; empty for nothing."""
    return block[0].type if block else ""


#: blocks of words that a page may give twice, in English and below that in Korean
TOLD_TWICE = ("paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open")


def is_korean(block: Sequence[Token]) -> bool:
    """Whether a block is in Korean."""
    return any(HANGUL.search(token.content) for token in block if token.type == "inline")


def heading(block: Sequence[Token]) -> int | None:
    """The level of a heading; ``None`` for any other block."""
    return int(block[0].tag[1]) if block and block[0].type == "heading_open" else None
