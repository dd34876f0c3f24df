"""Names in plain text, several equations in one line, and derivatives that lines have worked out."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

TWO = {"reference": "L = (w_1x_1+w_2x_2-y)^2", "wrt": "w_1", "parameters": "w_1 w_2", "data": "x_1 x_2 y"}
NET = {
    "reference": r"z = wx+b \\ \hat y = \sigma(z) \\ L = -(y\log\hat y + (1-y)\log(1-\hat y))",
    "wrt": "w", "parameters": "w b", "data": "x y",
}  # fmt: skip
#: d is how long w is
SIZED = {
    "reference": r"L = \frac1n\|Xw-y\|^2", "wrt": "w", "parameters": "w", "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}  # fmt: skip
LOG = {"reference": r"x^2\log x"}

ANSWERS = [
    (TWO, "dL/dw1 = 2(w1x1+w2x2-y)x1", True), (TWO, "2*x1*(w1*x1+w2*x2-y)", True),
    (TWO, "∂L/∂w2 = 2(w1x1+w2x2-y)x1", False), (TWO, "2(w1x1+w2x2-y)x2", False),
    (NET, "(yhat-y)*x", True), (NET, "dL/dw = (yhat - y)x", True), (NET, "(yhat+y)*x", False),
    *((SIZED, left + r"\frac{2}{n}X^T(Xw-y)", True) for left in (r"\frac{dL}{dw} = ", "dL/dw = ", r"\frac{d}{dw}L = ")),
    (SIZED, r"\frac{dL}{dy} = \frac{2}{n}X^T(Xw-y)", False), (SIZED, r"\frac{2}{d}X^T(Xw-y)", False),
    (SIZED, r"\frac{dL}{dw_j} = \frac{2}{n}\sum_{i=1}^n X_{ij}(\sum_{k=1}^d X_{ik}w_k-y_i)", True),
    (NET, r"(\hat y-y)x \qquad (1)", True), (NET, r"$(\hat y-y)x$ \quad (2).", True),
    (NET, r"(\hat y+y)x \qquad (1)", False),
    (LOG, "x^2 log x", True), (LOG, "x*x ln x", True), (LOG, "x^2 log y", None), (LOG, "x log x", False),
    *(({"reference": text}, answer, True) for text, answer in (
        ("ln x", r"\ln x"), (r"\,ln x", r"\log x"), (r"\frac12 ln x", "0.5 ln x"), ("x exp x", "x e^x"),
        ("n l ln x", "l n l n x"),
    )),
    ({"reference": "ln x", "variables": {"l": "R", "n": "R", "x": "R"}}, "n l x", True),
    # letters of the question that might be the word
    ({"reference": "log + x"}, "log x", None),
    (NET, "dL/dw = (yhat-y)x, dL/db = yhat-y", True), (NET, "dL/dw = (yhat-y)x and dL/db = yhat-y", True),
    (NET, "dL/dw = (yhat-y)x, dL/db = yhat+y", None), (NET, "dL/dw = (yhat+y)x, dL/db = yhat-y", False),
    (NET, r"\frac{dL}{dw} = (\hat y-y)x, \quad \frac{dL}{db} = \hat y-y", True),
]  # fmt: skip

LINES = [
    (["dL/dz = yhat-y", "dL/dw = dL/dz * x"], True, None),
    (["dL/dz = yhat-y", "dz/dw = x", "dL/dw = dL/dz * dz/dw"], True, None),
    (["dz = yhat-y", "dw = dz x"], True, None),
    (["dL/dw = dL/dz * x", "dL/dz = yhat-y"], True, None),
    (["dL/dz = yhat+y", "dL/dw = dL/dz * x"], False, 1),
    (["dz = yhat+y", "dw = dz x"], False, 1),
    (["dL/dz = dL/dyhat * dyhat/dz", "dL/dw = dL/dz * x"], None, None),
    (["dL/dw = dL/dz * x"], None, None),
    (["L = -y log yhat - (1-y) log(1-yhat)", "dL/dw = (yhat-y)x"], True, None),
    (["dL/dw = (yhat-y)x, dL/db = yhat-y"], True, None),
    (["dL/dw = (yhat-y)x, dL/db = yhat+y"], None, 1),
]


@pytest.mark.parametrize(("asked", "answer", "accept"), ANSWERS)
def test_names_in_plain_text(asked: dict[str, Any], answer: str, accept: bool | None) -> None:
    assert check_row({**asked, "answer": answer}).accept is accept


@pytest.mark.parametrize(("lines", "accept", "wrong"), LINES)
def test_derivatives_that_lines_have_worked_out(
    lines: list[str], accept: bool | None, wrong: int | None
) -> None:
    verdict = check_row({**NET, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, wrong)


def test_claims_that_grow_are_put_in_as_far_as_they_are_short() -> None:
    lines = ["dL/dz = dL/dz * dL/dz"] * 40 + ["dL/dw = dL/dz * x"]
    assert check_row({**NET, "lines": lines}).accept is not True


def test_a_thin_space_parts_nothing() -> None:
    lines = [r"z = w\,x + b", r"\hat y = \sigma(z)", r"dL/dw = (\hat y-y)\,x"]
    verdict = check_row({**NET, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (True, None)
    assert [line.status for line in verdict.lines] == ["equal", "equal", "equal"]
    lines = [r"Let \(s = w\,x\)", r"\(ds/dw = x\)", r"dL/dw = (\hat y-y)\,x"]
    verdict = check_row({**NET, "lines": lines})
    assert [line.status for line in verdict.lines] == ["definition", "equal", "equal"]


def test_numbers_in_order_count_lines_that_say_the_same() -> None:
    lines = ["(1) dL/dw = dL/dz * dz/dw", "(2) dL/dw = (yhat-y)x"]
    verdict = check_row({**NET, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (True, None)
    lines = ["(1) dL/dw = dL/dz * dz/dw", "(2) dL/dw = (yhat+y)x"]
    assert check_row({**NET, "lines": lines}).first_wrong_line == 2
