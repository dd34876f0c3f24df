r"""The printed lines of a block: alignment taken off, everything else left where it stands.

Goes in: a block of mathematics or a table.  Comes out: ``Row(text, start)``, where ``text`` has blanks in place
of ``&``, ``\\``, ``\begin{aligned}``, labels and remarks, so that its characters keep their place: character k
of a row is character ``start + k`` of the page.  As in ``aligned``, every second ``&`` begins a new column; a
column that begins with ``\text`` is a remark for the reader, any other a line of its own.  A line that begins
with a relation continues the one before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from symgrad.errors import Origin, ReadError, worded
from symgrad.notes.blocks import Block

#: environments that only arrange lines; every other \begin{...} belongs to the formula
WRAPPERS = ("aligned", "align", "align*", "gather", "gather*", "gathered", "split", "equation", "equation*")

_TOKEN = re.compile(
    r"""(?P<comment>%[^\n]*)
      | \\begin\s*\{(?P<begin>[A-Za-z]+\*?)\}
      | \\end\s*\{(?P<end>[A-Za-z]+\*?)\}
      | (?P<label>\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z]))
      | (?P<row>\\\\(?:\s*\[[^\]\n]*\])?|\\q?quad(?![A-Za-z]))
      | (?P<command>\\[A-Za-z]+|\\.)
      | (?P<column>&)
      | (?P<open>\{)
      | (?P<close>\})""",
    re.VERBOSE | re.DOTALL,
)
_RELATION = re.compile(
    r"([=≈≒≃≅≐←≔<>≤≥]|:=|\\(?:approx|coloneqq|leftarrow|gets|equiv|simeq|cong|fallingdotseq|doteq|thickapprox|lt|gt"
    r"|[lg]e(?:q|qslant)?))(?![A-Za-z])"
)
_REMARK = re.compile(r"\\(?:text|mbox|textbf|textit)\s*\{")
#: words in front of a line that say no condition, and the line behind them
_SAYING = re.compile(
    r"\\(?:text|mbox)\s*\{\s*(?:[Ll]et|[Ww]here|[Ww]ith|[Ss]et|[Dd]efine|[Pp]ut|[Ww]rite|[Tt]hen|[Ss]o|[Tt]hus|[Hh]ence"
    r"|[Tt]herefore|[Aa]nd|[Nn]ow|여기서|여기에서|따라서|그러면|그러므로|이때|즉|곧|그리고|다시)\s*,?\s*\}[\s,]*"
    r"(?=[^=<>≈≤≥]*[^=<>≈≤≥\s:][\s:]*=)"
)
#: words behind a formula: a sentence, something in brackets, or how a Korean one ends
_SAID = re.compile(
    r"(?<=[\w})\]])[\s,]*\\(?:text|mbox)\s*\{(?:\s*[^\s{}]+\s+[^{}]*[^\s{}]\s*|\s*\([^{}]*\)\s*|\s*[가-힣]*(?:다|자|고|면|로|서|때)\.?\s*)\}\Z"
)


@dataclass(frozen=True)
class Row:
    """One printed line; ``origin(a, b)`` is the place of ``text[a:b]`` on the page."""

    text: str
    start: int
    page: str
    source: str

    def origin(self, begin: int = 0, end: int | None = None) -> Origin:
        """Where a stretch of the row stands on the page."""
        end = len(self.text) if end is None else end
        return Origin(self.page, self.start + begin, self.start + end, self.source)


def rows(page: str, block: Block, source: str) -> tuple[Row, ...]:
    """The lines of a block of mathematics, in order.  Raises ``ReadError`` for environments that do not match."""
    text = block.inside(page)
    shown = list(text)
    cuts = [0]
    columns = 0
    depth: list[str] = []
    for found in _TOKEN.finditer(text):
        outside = all(each in WRAPPERS for each in depth)
        opened, closed = found["begin"] or found["open"], found["end"] or ("{" if found["close"] else None)
        if opened:
            depth.append(opened)
        if closed:
            if not depth or depth[-1] != closed:
                origin = Origin(page, block.body + found.start(), block.body + found.end(), source)
                raise ReadError(
                    worded("{found} closes nothing.", found=found.group()),
                    origin,
                    remedy="Take it out, or open it before.",
                )
            depth.pop()
        if found["row"] and outside:
            columns = 0
            cuts.append(found.end())
        if found["column"] and outside:
            columns += 1
            cuts += [found.end()] if columns % 2 == 0 else []
        wrapper = (found["begin"] or found["end"]) in WRAPPERS and all(each in WRAPPERS for each in depth)
        if found["comment"] or found["label"] or wrapper or (outside and (found["row"] or found["column"])):
            shown[found.start() : found.end()] = re.sub(r"[^\n]", " ", found.group())
    if depth:
        raise ReadError(
            worded(
                "{opening} is opened in this block and not closed.",
                opening="a brace" if depth[-1] == "{" else depth[-1],
            ),
            Origin(page, block.body, block.stop, source),
            remedy="Close it before the block ends.",
        )
    return _joined(page, block.body, "".join(shown), [*cuts, len(shown)], source)


def _joined(page: str, body: int, text: str, cuts: list[int], source: str) -> tuple[Row, ...]:
    """The pieces between the cuts: remarks and empty ones blanked, continuations put behind what they continue."""
    pieces: list[tuple[int, int]] = []
    for begin, end in pairwise(cuts):
        piece = text[begin:end]
        begin += len(piece) - len(piece.lstrip())
        saying = _SAYING.match(text, begin, end)
        if saying is not None:
            text = text[:begin] + re.sub(r"[^\n]", " ", saying.group()) + text[saying.end() :]
            begin = saying.end()
        said = _SAID.search(text[begin:end].rstrip(" \n\t,;."))
        if said is not None and not _REMARK.match(text, begin):
            first = begin + said.start()
            text = text[:first] + re.sub(r"[^\n]", " ", said.group()) + text[first + len(said.group()) :]
        if not piece.strip(" \n\t,;.") or _REMARK.match(text, begin):
            text = text[:begin] + re.sub(r"[^\n]", " ", text[begin:end]) + text[end:]
            continue
        stop = begin + len(text[begin:end].rstrip(" \n\t,;."))
        text = text[:stop] + re.sub(r"[,;.]", " ", text[stop:end]) + text[end:]
        if pieces and _RELATION.match(text, begin):
            pieces[-1] = (pieces[-1][0], stop)
        else:
            pieces.append((begin, stop))
    return tuple(Row(text[begin:stop], body + begin, page, source) for begin, stop in pieces)


def assignments(row: Row) -> tuple[Row, ...]:
    r"""``\lambda = 0.01, \alpha = 0.05`` as two rows; a line with a part that assigns nothing stays whole."""
    cuts, depth = [0], 0
    for place, character in enumerate(row.text):
        depth += (character in "{([") - (character in "})]")
        thousands = re.match(r",\d{3}(?!\d)", row.text[place:]) and row.text[place - 1 : place].isdigit()
        if character in ",;" and not depth and row.text[place - 1 : place] != "\\" and not thousands:
            cuts.append(place + 1)
    parts = []
    for begin, end in pairwise([*cuts, len(row.text) + 1]):
        piece = row.text[begin : end - 1]
        left = len(piece) - len(piece.lstrip())
        parts.append(Row(piece.strip(), row.start + begin + left, row.page, row.source))
    return tuple(parts) if all("=" in part.text for part in parts) else (row,)


# -- tables ------------------------------------------------------------------------------------------------


def table(page: str, block: Block, source: str) -> tuple[tuple[Row, ...], ...]:
    """The cells of a Markdown table, line by line, the heading first, without ``$`` and the rule of hyphens."""
    lines: list[tuple[Row, ...]] = []
    position = block.body
    for number, line in enumerate(page[block.body : block.stop].split("\n")):
        if number != 1 and line.strip():
            cells = tuple(_cells(page, position, line, source))
            if not cells:
                raise ReadError(
                    "this line of the table has no cells.", Origin(page, position, position + 1, source)
                )
            lines.append(cells)
        position += len(line) + 1
    width = len(lines[0])
    for cells in lines:
        if len(cells) != width:
            raise ReadError(
                worded(
                    "this line of the table has {given} cells, the heading has {width}.",
                    given=len(cells),
                    width=width,
                ),
                cells[0].origin().to(cells[-1].origin()),
            )
    return tuple(lines)


def _cells(page: str, position: int, line: str, source: str) -> list[Row]:
    cells = []
    for found in re.finditer(r"(?:[^|\\]|\\.)+", line.rstrip()):
        text = found.group()
        if (found.start() == 0 or found.end() == len(line.rstrip())) and not text.strip():
            continue
        inner = text.strip().strip("$").strip()
        begin = found.start() + (text.index(inner) if inner else 0)
        cells.append(Row(inner, position + begin, page, source))
    return cells
