r"""The words of a page as a tree: Markdown read by markdown-it, with ``$…$`` and ``$$…$$`` in a line as mathematics.

Goes in: the text of a page and its blocks.  Comes out: markdown-it's tokens, block by block.  HTML on a page is text
like any other: it is never passed on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

HANGUL = re.compile("[가-힣]")
#: a formula in a line as GitHub reads it: no blank inside the dollars, no digit behind them
_MATH = re.compile(
    r"\$\$(?P<display>.+?)\$\$|\$(?![\s$])(?P<inline>(?:\\.|[^$\\])*?)(?<!\s)\$(?!\d)", re.DOTALL
)


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


def references(text: str) -> dict[str, Any]:
    """The link references of a whole page, which any of its blocks may use."""
    env: dict[str, Any] = {}
    reader().parse(text, env)
    return {"references": env.get("references", {})}


def tokens(text: str, env: dict[str, Any]) -> tuple[Token, ...]:
    """One block."""
    return tuple(reader().parse(text, dict(env)))


def is_paragraph(block: Sequence[Token]) -> bool:
    """Whether a block is one paragraph and nothing else."""
    return len(block) == 3 and block[0].type == "paragraph_open"


def is_korean(block: Sequence[Token]) -> bool:
    """Whether a block is in Korean."""
    return any(HANGUL.search(token.content) for token in block if token.type == "inline")


def heading(block: Sequence[Token]) -> int | None:
    """The level of a heading; ``None`` for any other block."""
    return int(block[0].tag[1]) if block and block[0].type == "heading_open" else None
