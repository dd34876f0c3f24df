"""Vectors and matrices as people write them in one line, and w1 for w_1."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

COLUMN = {"reference": r"\begin{pmatrix} 2x \\ 3 \end{pmatrix}"}
ROW = {"reference": r"\begin{pmatrix} 2x & 3 \end{pmatrix}"}
MATRIX = {"reference": r"\begin{pmatrix} 1 & 2x \\ 3 & 4 \end{pmatrix}"}
NUMBERS = {"reference": r"\begin{pmatrix} 2x \\ \frac{y}{3} \end{pmatrix}", "given": {"x": "1", "y": "2"}}
TWO = {"reference": "L = (w_1x_1+w_2x_2-y)^2", "wrt": "w_1", "parameters": "w_1 w_2", "data": "x_1 x_2 y"}

ANSWERS = [
    *((asked, answer, True) for asked in (COLUMN, ROW) for answer in (
        "(2x, 3)", "[2x, 3]", r"\left[ x+x, 3 \right]", "(2x, 3)^T", "[2x, 3]^\\top", r"g = (2x, 3)",
    )),
    *((asked, answer, False) for asked in (COLUMN, ROW) for answer in ("(3, 2x)", "[2x, 4]", "(2x, 3, 0)")),
    (COLUMN, r"\begin{bmatrix} 2x & 3 \end{bmatrix}^T", True),
    (COLUMN, "2(x, 1.5)", True), (COLUMN, "(x, 1) + (x, 2)", True), (COLUMN, "(x, 1) + (x, 1)", False),
    (MATRIX, "[[1, 2x], [3, 4]]", True), (MATRIX, "[[1, 3], [2x, 4]]", False),
    (MATRIX, "[[1, 3], [2x, 4]]^T", True), (MATRIX, "[[1, 2x], [3]]", None),
    *((NUMBERS, answer, True) for answer in (
        r"\begin{pmatrix} 2 \\ 0.667 \end{pmatrix}", "(2, 0.67)", "[2. 0.667]", "[2; 2/3]", r"[2, \frac23]",
    )),
    *((NUMBERS, answer, False) for answer in (
        r"\begin{pmatrix} 2 \\ 0.666 \end{pmatrix}", "(0.67, 2)", "[2. 0.668]", "[2, 0.67, 0]", r"[2, \frac13]",
    )),
    (TWO, "2(w1x1 + w2x2 - y)x1", True), (TWO, "2*x1*(w1*x1+w2*x2-y)", True),
    (TWO, "2(w1x1 + w2x2 - y)x2", False), (TWO, "2(w1x1 + w3x2 - y)x1", None),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer", "accept"), ANSWERS)
def test_a_vector_in_one_line(asked: dict[str, Any], answer: str, accept: bool | None) -> None:
    assert check_row({**asked, "answer": answer}).accept is accept


def test_a_vector_in_lines() -> None:
    verdict = check_row({**COLUMN, "lines": ["(x + x, 1 + 2)", "= (2x, 3)"]})
    assert (verdict.accept, verdict.first_wrong_line) == (True, None)
    verdict = check_row({**COLUMN, "lines": ["(x + x, 1 + 2)", "= (2x, 2)"]})
    assert (verdict.accept, verdict.first_wrong_line) == (False, 2)
