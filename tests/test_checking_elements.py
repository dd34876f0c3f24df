r"""Elements by number beside elements by letter: w_1 is not w_j, however few of them are written; x_m."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from symgrad.checking import check_row
from symgrad.equality import compare

EACH = {
    "reference": r"L = \sum_{i=1}^m (w_i x_i - y_i)^2", "wrt": "w", "parameters": "w", "data": "x y",
    "shapes": {"w": "m", "x": "m", "y": "m"},
}  # fmt: skip
LAYER = {
    "reference": r"L = \frac12 \|W x - y\|^2", "wrt": "W", "parameters": "W", "data": "x y",
    "shapes": {"W": "m n", "x": "n", "y": "m"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "accepted"),
    [
        (EACH, "2(w_j x_j - y_j)x_j", True),
        (EACH, "2(w_1 x_j - y_j)x_j", False),
        (EACH, "2(w_j x_j - y_1)x_j", False),
        (EACH, r"\frac{\partial L}{\partial w_j} = 2(w_j x_j - y_j)x_1", False),
        (EACH, r"\frac{\partial L}{\partial w_1} = 2(w_1 x_1 - y_1)x_1", None),
        (LAYER, r"(\sum_{k=1}^n W_{ik} x_k - y_i) x_j", True),
        (LAYER, r"(\sum_{k=1}^n W_{1k} x_k - y_i) x_j", False),
        (LAYER, r"(\sum_{k=1}^n W_{ik} x_k - y_1) x_j", False),
    ],
)
def test_an_element_by_number_is_not_every_one(
    question: dict[str, Any], answer: str, accepted: bool | None
) -> None:
    assert check_row({**question, "answer": answer}).accept is accepted


MEAN = {
    "reference": r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2", "wrt": "w", "parameters": "w", "data": "x y",
    "shapes": {"x": "m", "y": "m"},
}  # fmt: skip
FIT = {
    "reference": r"L = \|X w - y\|^2", "wrt": "w", "parameters": "w", "data": "X y",
    "shapes": {"X": "m n", "w": "n", "y": "m"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "accepted"),
    [
        (MEAN, r"\frac{2}{m} (\sum_{i=1}^{m-1} (w x_i - y_i) x_i + (w x_m - y_m) x_m)", True),
        (MEAN, r"\frac{2}{m} (\sum_{i=1}^{m-1} (w x_i - y_i) x_i + (w x_m - y_m))", False),
        (MEAN, r"\frac{2}{m} (\sum_{i=1}^{m-1} (w x_i - y_i) x_i + (w x_1 - y_1) x_1)", False),
        (MEAN, r"\frac{2}{m} (\sum_{i=1}^{m-1} (w x_i - y_i) x_i + (w x_k - y_k) x_k)", False),
        (FIT, r"2 \sum_{i=1}^m (\sum_{k=1}^{n-1} X_{ik} w_k + X_{in} w_n - y_i) X_{ij}", True),
        (FIT, r"2 \sum_{i=1}^m (\sum_{k=1}^{n-1} X_{ik} w_k + X_{in} w_n - y_i) X_{in}", False),
    ],
)
def test_the_last_element(question: dict[str, Any], answer: str, accepted: bool) -> None:
    assert check_row({**question, "answer": answer}).accept is accepted


x, i = sp.IndexedBase("x"), sp.Symbol("i")


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (x[i], x[1], "different"),
        (x[i], x[2], "different"),
        (x[i] * (i - 1) * (i - 2) * (i - 3), 0 * x[i], "agrees"),  # nobody says that there are only three
    ],
)
def test_a_size_that_is_supposed_proves_nothing(left: sp.Expr, right: sp.Expr, status: str) -> None:
    assert compare(left, right).status == status


@pytest.mark.parametrize(
    ("reference", "answer", "accepted"),
    [
        (r"\sum_{i=1}^m x_i", r"1 (\sum_{i=1}^m x_i)", True),
        (r"\sum_{i=1}^m x_i", r"1[\sum_{i=1}^m x_i]", True),
        (r"\sum_{i=1}^m x_i", r"[\sum_{i=1}^m x_i]", True),
        (r"\sum_{i=1}^m x_i", r"-1 (-\sum_{i=1}^m x_i)", True),
        ("1", r"1 (\sum_{i=1}^m 5x_i)", False),  # no indicator of i = 1
        ("1", r"\frac{1(\sum_{i=1}^m 5x_i)}{1}", False),
        (r"\mathbb{1}[x > 0]", "1(x > 0)", True),
        (r"\mathbb{1}[x > 0]", r"\mathbf{1}_{x > 0}", True),
        (r"\mathbb{1}[x > 0]", r"\mathbb{1}[x < 0]", False),
    ],
)
def test_a_sum_in_brackets_behind_1_is_no_condition(reference: str, answer: str, accepted: bool) -> None:
    assert check_row({"reference": reference, "answer": answer}).accept is accepted
