"""A Markdown text cut into blocks that know where they stand: front matter, prose, comments, mathematics, tables.

Goes in: the text of a page.  Comes out: ``Block(kind, start, end, body, stop)``: ``text[start:end]`` is the
whole block and ``text[body:stop]`` what is inside (without ``$$``, ```` ```math ````, ``<!-- -->``).
Mathematics is ``$$ … $$`` standing by itself or a ```` ```math ```` fence.  Markdown is read by markdown-it;
nothing on the page is executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from symgrad.errors import Origin, ReadError, worded

Kind = Literal["prose", "comment", "math", "table"]

#: longest page that is read, in characters
PAGE_LENGTH = 1_000_000
_DIRECTIVE = re.compile(r"<!--\s*symgrad\b")
#: how a block of a kind is opened in markdown-it's token stream
_OPENERS = {"table_open": "table", "html_block": "comment", "fence": "math", "math_block": "math"}


@dataclass(frozen=True)
class Block:
    """One block of a page; the four numbers are offsets in the page's text."""

    kind: Kind
    start: int
    end: int
    body: int
    stop: int

    def inside(self, text: str) -> str:
        """What stands in the block, without its marks."""
        return text[self.body : self.stop]


def split_front_matter(text: str, source: str) -> tuple[int, int, int]:
    """``(start, end, rest)`` of the YAML between the two ``---`` lines a page begins with."""
    if len(text) > PAGE_LENGTH:
        raise ReadError(
            worded(
                "{page} has {length} characters; a page has at most {page_length}.",
                page=source or "the page",
                length=f"{len(text):,}",
                page_length=f"{PAGE_LENGTH:,}",
            ),
            remedy="Make several pages of it.",
            reason="resource",
        )
    if not text.startswith("---\n"):
        raise ReadError(
            "a page begins with its front matter.",
            Origin(text, 0, min(3, len(text)), source),
            remedy="Write three lines at the top: ---, title: {en: ..., ko: ...} with ids: [...], and ---.",
        )
    end = text.find("\n---\n", 3)
    if end < 0:
        raise ReadError(
            "the front matter has no end.",
            Origin(text, 0, 3, source),
            remedy="Write a line of three hyphens (---) after it.",
        )
    return 4, end + 1, end + 5


def cut(text: str, begin: int, source: str) -> tuple[Block, ...]:
    """The blocks of ``text[begin:]`` in order."""
    starts = [begin]
    for line in text[begin:].split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    blocks = []
    for token in _reader().parse(text[begin:]):
        _refuse_hidden(token, text, starts, source)
        if token.map is None or token.level or token.nesting < 0:
            continue
        start, end = starts[token.map[0]], min(starts[token.map[1]], len(text))
        kind = _OPENERS.get(token.type, "prose")
        if token.type == "fence" and token.info.strip() != "math":
            kind = "prose"
        if token.type == "html_block" and not text[start:end].lstrip().startswith("<!--"):
            kind = "prose"
        if token.type == "math_block" and not token.meta["closed"]:
            raise ReadError(
                "this block of mathematics has no end.",
                Origin(text, start, start + 2, source),
                remedy="Close it with $$.",
            )
        blocks.append(Block(kind, start, end, *_inside(text, kind, start, end)))  # type: ignore[arg-type]
    return tuple(blocks)


def _refuse_hidden(token: Token, text: str, starts: list[int], source: str) -> None:
    """A directive inside a list, a quotation or a line of prose would be passed over: say so."""
    inline = [child for child in token.children or () if child.type == "html_inline"]
    hidden = [child.content for child in inline]
    if token.type == "html_block":  # the first comment of a block that stands by itself is read, and no other
        hidden.append(token.content if token.level else token.content.lstrip().removeprefix("<!--"))
    if token.map is not None and any(map(_DIRECTIVE.search, hidden)):
        begin, end = starts[token.map[0]], starts[token.map[1]]
        found = list(_DIRECTIVE.finditer(text, begin, end))[-1]
        start = found.start()
        raise ReadError(
            "this comment does not stand by itself, so it means nothing.",
            Origin(text, start, start + 4, source),
            remedy="Put it at the beginning of a line, outside of lists and quotations.",
        )


def _inside(text: str, kind: str, start: int, end: int) -> tuple[int, int]:
    """Where the content begins and stops."""
    shown = text[start:end]
    body, stop = start, start + len(shown.rstrip())
    if kind == "comment":
        body = start + shown.index("<!--") + 4
        close = text.find("-->", body, end)
        stop = close if close >= 0 else stop
    elif kind == "math" and shown.lstrip().startswith("$$"):
        body = start + shown.index("$$") + 2
        stop = text.rindex("$$", body, end)
    elif kind == "math":
        body = text.index("\n", start) + 1
        stop = text.rfind("\n", body - 1, stop) + 1
    return body, max(body, stop)


def _reader() -> MarkdownIt:
    """CommonMark with tables and ``$$`` blocks, the part of GitHub's Markdown that pages use."""
    reader = MarkdownIt("commonmark").enable("table")
    reader.block.ruler.before(
        "fence", "math_block", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return reader


def _math_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """markdown-it rule: from a line that begins with ``$$`` to the line that ends with ``$$``."""
    begin = state.bMarks[first] + state.tShift[first]
    line = state.src[begin : state.eMarks[first]].rstrip()
    if state.is_code_block(first) or not line.startswith("$$"):
        return False
    if "$$" in line[2:] and not line.endswith("$$"):
        return False  # $$ ... $$ within a line of prose
    if silent:
        return True
    closed = len(line) > 3 and line.endswith("$$")
    after = first + 1
    while not closed and after < last:
        closed = state.src[state.bMarks[after] : state.eMarks[after]].rstrip().endswith("$$")
        after += 1
    token = state.push("math_block", "math", 0)
    token.map = [first, after]
    token.meta = {"closed": closed}
    state.line = after
    return True
