r"""The columns of the long table in LaTeX, and how wide a formula is that has matrices in it.

Goes in: which columns have something to show, LaTeX as somebody wrote it.  Comes out: the columns' shares of the page,
and a claim over the rows of its column.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from symgrad.documents.texpage import formula
from symgrad.rendering.breaking import wrapped
from symgrad.rendering.plain import width_of_latex

#: the columns of the table: the key of each head, and its width beside the others
_HEADS: Mapping[str, int] = {
    "item": 14,
    "line": 9,
    "printed": 50,
    "verdict": 20,
    "computed": 25,
    "remark": 37,
}
#: how the width of a column that has nothing to show is shared out
_INSTEAD: Mapping[str, Mapping[str, int]] = {
    "computed": {"printed": 6, "remark": 19},
    "remark": {"printed": 37},
}


def shares(shown: Container[str]) -> dict[str, float]:
    """The shares that the columns have of the page which have something to show."""
    found = dict(_HEADS)
    for key, instead in _INSTEAD.items():
        if key not in shown:
            del found[key]
            found = {each: width + instead.get(each, 0) for each, width in found.items()}
    return {key: width / sum(found.values()) for key, width in found.items()}


_MATRIX = re.compile(r"\\begin\{(\w*matrix|cases)\}(.*?)\\end\{\1\}", re.DOTALL)


def width(latex: str) -> int:
    """About how many characters wide a formula is; of a matrix its widest row counts."""

    def widest(match: re.Match[str]) -> str:
        return max(match[2].split(r"\\"), key=width_of_latex)

    return width_of_latex(_MATRIX.sub(widest, latex))


#: characters of a formula in a column as wide as the page
ACROSS = 100


def _set_width(latex: str) -> int:
    """About how many characters wide a formula is with the room that TeX leaves around its signs."""
    return width(latex) + len(_SIGN.findall(latex)) // 2 + 2


_SIGN = re.compile(r"(?<=[\w)}])\s*(?:[-+*=]|\\(?:cdot|times|odot)(?![A-Za-z]))")


def ragged(claim: str, share: float) -> str:
    """A claim in a column with this share of the page: broken before its relation, and where that is not enough,
    between its factors; what cannot be broken is made smaller.
    """
    column = int(ACROSS * share)
    sides = re.split(r"\s+(?=:?=\s|≈|\\approx)", claim)
    rows = [row for side in sides for row in _rows(side, column)]
    if sum(map(_set_width, rows)) <= column:
        rows = [" ".join(rows)]
    return r" \newline ".join(rf"\symgradfit{{${formula(row)}$}}" for row in rows)


def _rows(side: str, column: int) -> list[str]:
    signs = _set_width(side) - width(side)
    return [side] if width(side) + signs <= column else wrapped(side, column - signs)
