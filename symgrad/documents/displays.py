r"""A printed block of mathematics as its author laid it out: lines, cells between ``&``, and in a cell the sides.

Goes in: a block of a page.  Comes out: ``Line`` values whose pieces know their place on the page, so that what was
found about a side can be shown at it.  ``rows`` of ``symgrad.notes`` reads the same block as claims; this keeps
remarks, columns and the author's line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from symgrad.notes.blocks import Block
from symgrad.notes.rows import WRAPPERS
from symgrad.rendering.breaking import gathered, wrapped

_TOKEN = re.compile(
    r"""(?P<comment>(?<!\\)%[^\n]*)
      | \\begin\s*\{(?P<begin>[A-Za-z]+\*?)\}
      | \\end\s*\{(?P<end>[A-Za-z]+\*?)\}
      | (?P<label>\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z]))
      | (?P<row>\\\\(?:\s*\[[^\]\n]*\])?)
      | (?P<gap>\\q?quad(?![A-Za-z]))
      | (?P<relation>:=|[=≈←≔]|\\(?:approx|coloneqq|leftarrow|gets|equiv|simeq|in)(?![A-Za-z]))
      | (?P<left>\\left(?![A-Za-z])\s*(?:\\.|.))
      | (?P<right>\\right(?![A-Za-z])\s*(?:\\.|.))
      | (?P<command>\\[A-Za-z]+|\\.)
      | (?P<column>&)
      | (?P<open>[{(\[])
      | (?P<close>[})\]])""",
    re.VERBOSE | re.DOTALL,
)
_REMARK = re.compile(r"\s*\\(?:text|mbox|textbf|textit)\s*\{")


@dataclass(frozen=True)
class Piece:
    """A relation with the side behind it (or the first side alone): ``page[start:end]`` without comments and labels."""

    latex: str
    start: int
    end: int


@dataclass(frozen=True)
class Cell:
    r"""What stands between two ``&``: groups of pieces, one for each part between ``\quad``; a remark is in words."""

    groups: tuple[tuple[Piece, ...], ...]
    remark: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of them, in order."""
        return tuple(piece for group in self.groups for piece in group)


@dataclass(frozen=True)
class Line:
    """One line as printed; ``number`` is its line of the page."""

    number: int
    start: int
    end: int
    cells: tuple[Cell, ...]


def lines(page: str, block: Block) -> tuple[Line, ...]:
    """The lines of a block of mathematics, in order; empty ones are left out."""
    text = list(block.inside(page))
    cuts: dict[str, list[int]] = {"row": [], "column": [], "gap": [], "relation": []}
    ends: dict[int, int] = {}
    depth = 0
    for found in _TOKEN.finditer("".join(text)):
        kind = found.lastgroup or ""
        wrapper = (found["begin"] or found["end"]) in WRAPPERS
        if kind == "end" and not wrapper:
            depth -= 1
        if kind in ("close", "right"):
            depth -= 1
        if kind in ("comment", "label") or (wrapper and depth <= 0):
            text[found.start() : found.end()] = re.sub(r"[^\n]", " ", found.group())
        elif kind in cuts and depth <= 0:
            cuts[kind].append(found.start())
            ends[found.start()] = found.end()
        if kind in ("open", "left") or (kind == "begin" and not wrapper):
            depth += 1
    whole = "".join(text)
    shown = []
    for begin, end in _between(0, len(whole), cuts["row"], ends):
        if not whole[begin:end].strip(" \n\t&"):
            continue
        cells = tuple(
            _cell(whole, first, last, cuts, ends, block.body)
            for first, last in _between(begin, end, cuts["column"], ends)
        )
        first = begin + len(whole[begin:end]) - len(whole[begin:end].lstrip())
        number = page.count("\n", 0, block.body + first) + 1
        shown.append(Line(number, block.body + begin, block.body + end, cells))
    return tuple(shown)


def _cell(
    whole: str, begin: int, end: int, cuts: dict[str, list[int]], ends: dict[int, int], body: int
) -> Cell:
    if _REMARK.match(whole, begin, end):
        return Cell(((_piece(whole, begin, end, body),),) if whole[begin:end].strip() else (), remark=True)
    groups = []
    for first, last in _between(begin, end, cuts["gap"], ends):
        bounds = [first, *(cut for cut in cuts["relation"] if first < cut < last), last]
        pieces = [_piece(whole, a, b, body) for a, b in pairwise(bounds) if whole[a:b].strip()]
        if pieces:
            groups.append(tuple(pieces))
    return Cell(tuple(groups))


def _piece(whole: str, begin: int, end: int, body: int) -> Piece:
    text = whole[begin:end]
    start = begin + len(text) - len(text.lstrip())
    return Piece(" ".join(text.split()), body + start, body + begin + len(text.rstrip()))


def _between(begin: int, end: int, cuts: list[int], ends: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The stretches between the marks that lie in ``begin:end``."""
    first = begin
    for cut in cuts:
        if begin <= cut < end:
            yield first, cut
            first = ends[cut]
    yield first, end


# -- a side in parts -----------------------------------------------------------------------------------------------

#: a side narrower than this stays in one piece; a wider one may be broken between its terms and factors
NARROW = 24
#: what a sign belongs to that follows it: a relation, another sign
_ENDS_OPEN = re.compile(r"(?:^|[-+*=≈←≔]|\\(?:approx|coloneqq|leftarrow|gets|equiv|simeq|in|cdot|times))\s*$")
_TERM = re.compile(r"\s(?=[-+]\s)")
_SIGN = re.compile(r"\s(?=[-+*]\s|\\(?:cdot|times|odot)(?![A-Za-z]))")


def parts(latex: str, width: int = NARROW) -> list[str]:
    """A side cut before its outer signs, between terms rather than factors, so that it may be set over several lines;
    a short one is left whole.
    """
    terms = gathered(latex, _outer_signs(latex, _TERM), width)
    factors = [part for term in terms for part in gathered(term, _outer_signs(term, _SIGN), width)]
    wide = [row for part in factors for row in wrapped(part, 2 * width)]
    return [wide[0], *("{} " + part for part in wide[1:])]


def _outer_signs(latex: str, sign: re.Pattern[str]) -> list[int]:
    """Where such a sign between two terms or factors stands outside of every bracket."""
    inside = [0]
    for found in _TOKEN.finditer(latex):
        kind = found.lastgroup
        depth = inside[-1] + (kind in ("open", "left", "begin")) - (kind in ("close", "right", "end"))
        inside += [inside[-1]] * (found.end() - len(inside)) + [depth]
    inside += [inside[-1]] * (len(latex) + 1 - len(inside))
    return [
        found.start()
        for found in sign.finditer(latex)
        if not inside[found.start()] and not _ENDS_OPEN.search(latex, 0, found.start())
    ]
