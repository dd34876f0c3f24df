"""How each line of an answer stands, and how it is shown.

In: a record.  Out: ``Line`` values: the mark (a row of ``words.SIGNS``), the line as it was written with nothing
hidden, and its formula as LaTeX where it was read.  Only what the checker read already is read again here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from symgrad.checking.hygiene import MAX_LENGTH
from symgrad.checking.lines import bare
from symgrad.errors import SymgradError
from symgrad.functions import BY_SPELLING
from symgrad.grading.record import Record
from symgrad.grading.reports import outside
from symgrad.reading import parse, unparse
from symgrad.reading import syntax as s
from symgrad.reading.names import Names

#: a line's own status → its mark, where no line before it is wrong
_ALONE: Mapping[str, str] = {
    "equal": "right",
    "equal_where_defined": "right",
    "agrees": "agrees",
    "definition": "definition",
    "different": "wrong",
    "undecided": "undecided",
    "invalid": "unread",
}
_GOOD = ("right", "agrees")
_SPELLED = re.compile(rf"\\operatorname\{{({'|'.join(key for key in BY_SPELLING if key.isalpha())})\}}")
#: lines that are shown
MOST_LINES = 120


@dataclass(frozen=True)
class Line:
    """A line.  ``mark`` is ``""`` where nothing is said of it, ``latex`` where it is shown as it was typed."""

    number: int
    mark: str
    text: str
    words: str = ""
    latex: str = ""
    cut: int = 0


def lines(record: Record) -> tuple[Line, ...]:
    """The lines of an answer, the first ``MOST_LINES`` of them."""
    marks = standings(record)
    return tuple(
        _line(number, text, mark)
        for number, (text, mark) in enumerate(zip(record.lines, marks, strict=True), 1)
        if number <= MOST_LINES
    )


def standings(record: Record) -> list[str]:
    """The mark of every line that was submitted."""
    verdict = record.verdict
    judged = verdict.get("lines", ())
    if len(judged) != len(record.lines):
        whole = verdict.get("status", "")
        return [_ALONE.get(whole, "") if len(record.lines) == 1 else ""] * len(record.lines)
    first = verdict.get("first_wrong_line")
    return [_standing(line, number, first) for number, line in enumerate(judged, 1)]


def _standing(line: Mapping[str, Any], number: int, first: int | None) -> str:
    alone = _ALONE.get(line["status"], "")
    if alone in _GOOD:
        return "unlinked" if line.get("follows") is False else alone
    if alone != "wrong" or first is None or number < first:
        return alone
    if number == first:
        return "first"
    return "carried" if line.get("follows") else "wrong"


def _line(number: int, text: str, mark: str) -> Line:
    shown = outside.visible(text, keep="\t").strip()
    if mark in ("", "unread", "undecided"):
        return Line(number, mark, shown[: outside.LINE], cut=len(text) if len(shown) > outside.LINE else 0)
    words, latex = typeset(text)
    return Line(number, mark, shown[:MAX_LENGTH], words, latex)


# -- formulas ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def statement(text: str) -> s.Statement | None:
    """What a line says, before any name has a meaning; ``None`` where that depends on the question's names."""
    try:
        found = parse(bare(text), Names(undeclared="value"))
    except (SymgradError, RecursionError):
        return None
    return found[0] if len(found) == 1 else None


def typeset(text: str) -> tuple[str, str]:
    """The words before the formula of a line, and the formula in LaTeX; LaTeX is left as it was written."""
    inner = bare(text).strip()
    before, _, _ = text.partition(inner)
    lead = before.strip()
    if lead.startswith(("=", "&", "\\")):
        inner, lead = f"{lead} {inner}".replace("&", " ").strip(), ""
    if "\\" in inner:
        return outside.visible(lead), inner
    read = statement(text)
    if read is None:
        return outside.visible(lead), ""
    sign = "= " if before.strip().startswith("=") else ""
    return outside.visible(lead), sign + " = ".join(_latex(side) for side in sides(read))


def sides(read: s.Statement) -> tuple[s.Node, ...]:
    """What stands on either side of the equals signs."""
    if isinstance(read, s.Relation):
        return read.sides
    if isinstance(read, s.Assign):
        return read.target, read.value
    return (read.body,) if isinstance(read, s.Formula) else ()


def _latex(node: s.Node) -> str:
    """A side in LaTeX, from text that was typed without it."""
    if isinstance(node, s.Derived):
        below = r" \, ".join(f"d{_latex(name)}" for name in node.by)
        return rf"\frac{{d{_latex(node.body)}}}{{{below}}}"
    try:
        return _typed(unparse.text(node))
    except SymgradError:
        return _typed(node.origin.fragment.strip())


def _typed(latex: str) -> str:
    """Functions that are spelled out get their sign, products their dot."""
    named = _SPELLED.sub(lambda found: BY_SPELLING[found[1]].latex + " ", latex)
    return re.sub(r"\s*\*+\s*", r" \\cdot ", named)
