r"""LaTeX that is wider than a page, over several rows: broken before a sign inside parentheses if nothing else helps.

In: one line of our own LaTeX.  Out: its rows.  A pair ``\left( … \right)`` that is taken apart becomes
``\Bigl( … \Bigr)``, because TeX wants the first kind whole in one row; braces, ``cases`` and norms stay whole.
``roomy`` sets the rows of a matrix apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from symgrad.rendering.plain import width_of_latex

_TOKEN = re.compile(
    r"\\left\s*(?:\\.|.)|\\right\s*(?:\\.|.)|\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\.|.", re.DOTALL
)
#: what a row may begin with
_STARTS = re.compile(r" (?=(?P<term>[-+] )|\\(?:odot|oslash|cdot) |\((?!,)|\\left\( |\\sum)")
#: what no row ends with: a sign, a sum and a limit belong to what follows
_WAITS = re.compile(
    r"(?:[-+*=]|\\(?:odot|oslash|cdot|times|approx)"
    r"|\\(?:sum|lim)(?:_\{(?:[^{}]|\{[^{}]*\})*\})?(?:\^(?:\w|\{[^{}]*\}))?)\Z"
)


@dataclass(frozen=True)
class _Place:
    """A place to break at: how many parentheses are open there, and whether a term or only a factor begins."""

    at: int
    depth: int
    factor: bool


def wrapped(latex: str, width: int) -> list[str]:
    """Rows of about ``width`` characters; a single row where it fits or nothing can be done."""
    rows: list[str] = []
    rest = latex
    while width_of_latex(rest) > width:
        fitting = [place for place in _places(rest) if width / 3 < width_of_latex(rest[: place.at]) <= width]
        if not fitting:
            return [*rows, _stacked(rest, width)]
        place = min(fitting, key=partial(_worth, rest, width))
        head, rest = rest[: place.at], rest[place.at :].lstrip()
        head, rest = _taken_apart(head, rest)
        rows.append(head)
    return [*rows, rest]


def _worth(latex: str, width: int, place: _Place) -> tuple[int, bool, bool, int]:
    """Smaller is better: outside of parentheses, before a term, no factor left alone in its row, far to the right."""
    alone = place.factor and width_of_latex(latex[place.at :]) < width / 4
    return place.depth, place.factor, alone, -place.at


#: where a wide formula is cut first, and what is still too wide after that
_FIRST = (re.compile(r" [-+] "), re.compile(r" \\(?:odot|oslash|cdot) "), re.compile(" "))


def outside(latex: str, width: int) -> list[str]:
    """Pieces of about ``width`` characters, cut outside of parentheses: at terms, else signs, else factors."""
    pieces = [latex]
    for begins in _FIRST:
        pieces = [
            part
            for piece in pieces
            for part in gathered(
                piece,
                [place.at for place in _places(piece) if not place.depth and begins.match(piece, place.at)],
                width,
            )
        ]
    return pieces


def gathered(latex: str, cuts: list[int], width: int) -> list[str]:
    """What stands between the cuts, as much of it together as is no wider; pieces of it that are, as they are."""
    if width_of_latex(latex) <= width:
        return [latex]
    pieces: list[str] = []
    for begin, end in pairwise([0, *cuts, len(latex)]):
        piece = latex[begin:end].strip()
        if pieces and width_of_latex(pieces[-1]) + width_of_latex(piece) <= width:
            pieces[-1] += " " + piece
        elif piece:
            pieces.append(piece)
    return pieces


_FRACTION = re.compile(r"\\frac\{")


def _stacked(latex: str, width: int) -> str:
    """A numerator that is wider than a page, its rows one below the other."""
    start = _FRACTION.search(latex)
    if start is None:
        return latex
    depth, end = 1, start.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(latex[end], 0)
        end += 1
    rows = wrapped(latex[start.end() : end - 1], width)
    if len(rows) == 1:
        return latex[:end] + _stacked(latex[end:], width)
    top = r" \\ ".join(rows)
    return rf"{latex[: start.end()]}\begin{{gathered}} {top} \end{{gathered}}{latex[end - 1 :]}"


def _places(latex: str) -> Iterator[_Place]:
    depth = locked = 0
    for token in _TOKEN.finditer(latex):
        text = token[0]
        if text == "{" or text.startswith((r"\begin", r"\left|", r"\left\|")):
            locked += 1
        elif text == "}" or text.startswith((r"\end", r"\right|", r"\right\|")):
            locked -= 1
        elif text == "(" or text.startswith((r"\left", r"\Bigl")):
            depth += 1
        elif text == ")" or text.startswith((r"\right", r"\Bigr")):
            depth -= 1
        elif text == " " and not locked and (begins := _STARTS.match(latex, token.start())):
            before = latex[: token.start()]
            if before and not _WAITS.search(before[-60:]):
                yield _Place(token.start(), depth, begins["term"] is None)


def _taken_apart(head: str, rest: str) -> tuple[str, str]:
    r"""The two rows with every ``\left(`` that is open between them, and its ``\right)``, of a fixed size."""
    open_at: list[int] = []
    for token in re.finditer(r"\\left(?![A-Za-z])|\\right(?![A-Za-z])", head):
        if token[0] == r"\left":
            open_at.append(token.start())
        else:
            open_at.pop()
    for at in reversed(open_at):
        head = head[:at] + r"\Bigl" + head[at + len(r"\left") :]
    depth = 0
    shown, end, missing = "", 0, len(open_at)
    for token in re.finditer(r"\\left(?![A-Za-z])|\\right(?![A-Za-z])", rest):
        depth += 1 if token[0] == r"\left" else -1
        if depth < 0 and missing:
            shown += rest[end : token.start()] + r"\Bigr"
            end, depth, missing = token.end(), 0, missing - 1
    return head, shown + rest[end:]


_ROWS = re.compile(r"(\\begin\{(?P<name>\w*matrix|cases)\})(.*?)(?=\\end\{(?P=name)\})", re.DOTALL)


def roomy(latex: str) -> str:
    r"""The rows of matrices and cases that have fractions in them a little apart: TeX sets them close together."""
    return _ROWS.sub(_apart, latex)


def _apart(found: re.Match[str]) -> str:
    if not re.search(r"\\[dt]?frac(?![A-Za-z])", found[3]):
        return found[0]
    room = "4pt" if found["name"] == "cases" else "6pt"
    return found[1] + re.sub(r"\\\\(?!\s*\[)", rf"\\\\[{room}]", found[3])
