"""LaTeX documents: no line runs off the page, particles follow their formula, headings are in the right notation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typesetting import needs_xelatex, typeset

import symgrad as sg
from symgrad.rendering import latex
from symgrad.rendering.breaking import wrapped
from symgrad.rendering.plain import width_of_latex
from symgrad.steps import Derivation

LAYERS = {"X": "N D", "W_1": "D M", "b_1": "M", "W_2": "M K", "b_2": "K", "Y": "N K"}
SOFTMAX = r"""H = \tanh(X W_1 + b_1)
Z = H W_2 + b_2
P_{ik} = \frac{e^{Z_{ik}}}{\sum_{j=1}^K e^{Z_{ij}}}
L = -\frac{1}{N}\sum_{i=1}^N \sum_{k=1}^K Y_{ik} \log P_{ik}"""
LOGISTIC = r"""p = \sigma(X w + b)
L = -\frac{1}{m} \sum_{i=1}^m (y_i \log p_i + (1-y_i) \log(1-p_i))"""
#: text, declarations, by what, walk, notation
SET = [
    (SOFTMAX, {"parameters": "W_1 b_1 W_2 b_2", "data": "X Y", "shapes": LAYERS}, "W_1", walk, notation)
    for walk in ("board", "backprop")
    for notation in ("names", "matrix")
] + [
    (
        LOGISTIC,
        {"parameters": "w b", "data": "X y", "shapes": {"X": "m n", "w": "n", "y": "m"}},
        "w",
        "board",
        "names",
    ),
    (
        r"L = \sum_{i=1}^m \max(0, 1 - y_i (w x_i + b)) + \frac{c}{2} w^2",
        {"parameters": "w b", "data": "x y c", "shapes": {"x": "m", "y": "m"}},
        "w",
        "board",
        "names",
    ),
]


def derive(text: str, declared: dict[str, Any], wrt: str, walk: str) -> Derivation:
    return sg.derive(sg.read(text, **declared), wrt, strategy=walk)


@pytest.mark.slow
@needs_xelatex
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_nothing_runs_off_the_page(lang: str, tmp_path: Path) -> None:
    values = [
        latex.document(derive(text, declared, wrt, walk), lang=lang, notation=notation)
        for text, declared, wrt, walk, notation in SET
    ]
    bodies = [value.split(r"\begin{document}")[1].split(r"\end{document}")[0] for value in values]
    log = typeset(latex.document(*bodies, lang=lang), tmp_path)
    too_wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert [points for points in too_wide if points > 5] == []


@pytest.mark.slow
@needs_xelatex
def test_a_particle_follows_its_formula_without_space(tmp_path: Path) -> None:
    boxes = (
        r"\setbox0\hbox{$L$을}\setbox2\hbox{$L$}\setbox4\hbox{을}"
        r"\typeout{GAP \the\dimexpr\wd0-\wd2-\wd4\relax}"
    )
    (gap,) = re.findall(r"GAP (\S+)", typeset(latex.document(boxes, lang="ko"), tmp_path))
    assert gap == "0.0pt"


def test_headings_are_in_the_notation_asked_for() -> None:
    text, declared, wrt, walk, _ = SET[0]
    shown = derive(text, declared, wrt, walk)
    assert r"with respect to $W_1$}" in latex.document(shown, notation="matrix")
    assert r"with respect to $(W_1)_{" in latex.document(shown)


def test_a_wide_row_is_broken_inside_its_parentheses() -> None:
    wide = r"X^\top \left( A \odot (B + C + D) - \frac{E}{F} \odot (G - H - I) \right)"
    rows = wrapped(wide, 12)
    assert len(rows) > 1
    assert all(width_of_latex(row) <= 14 for row in rows)
    assert " ".join(rows).replace(r"\Bigl", r"\left").replace(r"\Bigr", r"\right") == wide
    for row in rows:
        assert row.count(r"\left") == row.count(r"\right"), "TeX wants both in one row"
    assert wrapped(wide, 100) == [wide]
    assert r"\begin{gathered}" in wrapped(r"\frac{aaaa + bbbb + cccc + dddd}{N}", 10)[0]


@pytest.mark.parametrize(
    ("line", "width", "rows"),
    [
        # terms before factors, though a factor would fit too
        (r"(0 \cdot 0 + 1 \cdot 1 + 3 \cdot 5)", 12, [r"(0 \cdot 0 + 1 \cdot 1", r"+ 3 \cdot 5)"]),
        # a sign goes with what follows it
        ("(a - b)^2 + (c - d)^2", 12, ["(a - b)^2", "+ (c - d)^2"]),
    ],
)
def test_rows_begin_with_terms_and_never_end_with_a_sign(line: str, width: int, rows: list[str]) -> None:
    assert wrapped(line, width) == rows
