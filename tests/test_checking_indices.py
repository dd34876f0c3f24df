"""Indices and transposes as students write them: X^T beside data T, W_ij, one element, cases over i = j."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

Row = dict[str, Any]

# -- data that are called T ------------------------------------------------------------------------------------

TARGETS: Row = {
    "reference": "Y = X W\nL = \\|Y - T\\|^2", "wrt": "W", "parameters": "W", "data": "X T",
    "shapes": {"X": "N D", "W": "D K", "T": "N K"},
}  # fmt: skip
STEPS: Row = {
    "reference": r"L = \frac12 \sum_{t=1}^T \|W x_t - y_t\|^2", "wrt": "W", "parameters": "W", "data": "x y",
    "shapes": {"W": "k d", "x": "T d", "y": "T k"},
}  # fmt: skip
DISCOUNT: Row = {
    "reference": r"L = \sum_{t=1}^T \gamma^T (w - x_t)^2", "wrt": "w", "parameters": "w", "data": r"x \gamma",
    "shapes": {"x": "T"},
}  # fmt: skip
OF_T: Row = {"reference": r"2 X^T (XW - T)", "shapes": TARGETS["shapes"], "variables": {"T": {"domain": "R"}}}


@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        (TARGETS, "2 X^T (XW - T)", "equal"),
        (TARGETS, r"2X^{\mathsf T}(Y - T)", "equal"),
        (TARGETS, r"2X^{\mathrm{T}}(XW - T)", "equal"),
        (TARGETS, "2((Y-T)^T X)^T", "equal"),
        (TARGETS, "2 X^T X W - 2 (T^T X)^T", "equal"),
        (TARGETS, "2(Y-T)^T X", "different"),
        (TARGETS, "2 X^T (Y+T)", "different"),
        (TARGETS, "2 X^{T}(XW-T)^{T}", "different"),
        (OF_T, r"2X^{\mathrm{T}}(XW - T)", "equal"),
        (OF_T, "2 X^T (T - XW)", "different"),
        # the upper end of a sum
        (STEPS, r"\sum_{t=1}^T (W x_t - y_t) x_t^T", "equal"),
        (STEPS, r"\left(\sum_{t=1}^T x_t (W x_t - y_t)^T\right)^T", "equal"),
        (STEPS, r"\sum_{t=1}^T (W x_t + y_t) x_t^T", "different"),
        # of a number it is a power
        (DISCOUNT, r"2 \gamma^T \sum_{t=1}^T (w - x_t)", "equal"),
        (DISCOUNT, r"2 \gamma \sum_{t=1}^T (w - x_t)", "different"),
    ],
)  # fmt: skip
def test_beside_a_name_t_what_has_axes_is_transposed(question: Row, answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


def test_one_element_is_for_a_person() -> None:
    row = {
        "reference": r"L = \sum_{j=1}^n (w_j x_j - y)^2", "wrt": "w", "parameters": "w", "data": "x y",
        "answer": r"\frac{\partial L}{\partial w_1} = 2(w_1 x_1 - y) x_1",
    }  # fmt: skip
    verdict = check_row(row)
    assert (verdict.status, verdict.accept, verdict.note) == ("undecided", None, "element")
