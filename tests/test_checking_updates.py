"""Update rules as they are written: names for the new value and the old one, w -= ηg, updates as references."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row
from symgrad.checking.updates import update_of

STEP = {"reference": r"w - \eta 2(wx+b-y)x", "constants": r"\eta"}
ASSIGNED = {"reference": r"w := w - \eta 2(wx+b-y)x", "constants": r"\eta"}
EQUATION = {"reference": r"w = w - \alpha 2(wx+b-y)x"}
BIAS = {"reference": r"b - \eta 2(wx+b-y)"}
FIRST = {"reference": r"w_1 - \eta 2(w_1x_1+w_2x_2-y)x_1"}
MEAN = {"reference": r"w - \frac{2\eta}{m}\sum_{i=1}^m (wx_i+b-y_i)x_i"}
THETA = {"reference": r"\theta - \alpha(\theta x-y)x"}
VECTOR = {"reference": r"w - \eta X^T(Xw-y)", "shapes": {"X": "n d", "w": "d", "y": "n"}}
MATRIX = {"reference": r"W - \eta \delta x^T", "shapes": {"W": "n d", "x": "d", r"\delta": "n"}}
ITERATE = {"reference": r"w_t - \eta 2(w_t x-y)x"}
NUMBERS = {**STEP, "given": {"w": "1", "x": "2", "b": "0", "y": "1", r"\eta": "0.1"}, "decimals": 2}

Row = tuple[dict[str, Any], str | list[str], bool | None]

RIGHT: list[Row] = [
    (STEP, r"w_{t+1} = w_t - 2\eta x(w_t x+b-y)", True),
    (STEP, r"w_{t+1} = w_t - 2\eta x(w_tx+b_t-y)", True),
    (STEP, r"w^{(t+1)} = w^{(t)} - 2\eta x (w^{(t)} x + b - y)", True),
    (STEP, r"w^{t+1} = w^t - 2\eta x (w^t x + b^t - y)", True),
    (STEP, r"w_{\text{new}} = w_{\text{old}} - 2\eta x(w_{\text{old}}x+b-y)", True),
    (STEP, r"w_{k+1} &= w_k - 2\eta x(w_k x+b-y)", True),
    (STEP, r"w_1 = w_0 - 2\eta x(w_0 x+b_0-y)", True),
    (STEP, r"w_{t} = w_{t-1} - 2\eta x(w_{t-1} x+b-y)", True),
    (STEP, r"w^{new} = w^{old} - 2\eta x(w^{old}x+b-y)", True),
    (STEP, "w_new = w_old - 2*eta*x*(w_old*x+b-y)", True),
    (STEP, r"w_{새} = w_{기존} - 2\eta x(w_{기존}x+b-y)", True),
    (STEP, r"w' = w - 2\eta x(wx+b-y)", True),
    (STEP, r"w^+ = w - 2\eta x(wx+b-y)", True),
    (STEP, r"w_{t+1} = w - 2\eta x(wx+b-y)", True),
    (STEP, r"따라서 w_{t+1} \leftarrow w_t - 2\eta x(w_t x+b-y)", True),
    (STEP, "w_(t+1) = w_t - 2ηx(w_t x+b-y)", True),
    (STEP, r"w \to w - 2\eta x(wx+b-y)", True),
    (STEP, "w_{t+1} → w_t - 2ηx(w_t x+b-y)", True),
    (STEP, r"w_{t+1} \coloneqq w_t - 2\eta x(w_t x+b-y)", True),
    (STEP, r"w -= 2\eta x(wx+b-y)", True),
    (STEP, r"w += -2\eta x(wx+b-y)", True),
    (ASSIGNED, r"w_{t+1} = w_t - 2\eta x(w_t x+b-y)", True),
    (ASSIGNED, r"w = w - 2\eta x(wx+b-y)", True),
    (EQUATION, r"w_{new} = w_{old} - 2\alpha x(w_{old} x+b-y)", True),
    (FIRST, r"w_1^{(t+1)} = w_1^{(t)} - 2\eta x_1(w_1^{(t)}x_1+w_2^{(t)}x_2-y)", True),
    (FIRST, r"w_1^{new} = w_1 - 2\eta x_1(w_1x_1+w_2x_2-y)", True),
    (MEAN, r"w_{k+1} = w_k - \frac{2\eta}{m}\sum_{i=1}^m (w_kx_i+b_k-y_i)x_i", True),
    (MEAN, r"w -= \frac{2\eta}{m}\sum_{i=1}^m (wx_i+b-y_i)x_i", True),
    (THETA, r"\theta_{t+1} = \theta_t - \alpha(\theta_t x-y)x", True),
    (THETA, "theta_new = theta_old - alpha*(theta_old*x-y)*x", True),
    (THETA, "theta -= alpha*(theta*x-y)*x", True),
    (VECTOR, r"w = w - \eta X^T(Xw-y)", True),
    (VECTOR, r"\mathbf{w}_{t+1} = \mathbf{w}_t - \eta X^T(X\mathbf{w}_t-y)", True),
    (MATRIX, r"W_{new} = W_{old} - \eta \delta x^T", True),
    (MATRIX, r"W -= \eta \delta x^T", True),
    (ITERATE, r"w_{t+1} = w_t - 2\eta(w_tx-y)x", True),
    (NUMBERS, r"w_1 = w_0 - 0.1 \cdot 2(1\cdot 2+0-1)\cdot 2 = 0.6", True),
    (NUMBERS, "w -= 0.4", True),
]  # fmt: skip
WRONG: list[Row] = [
    (STEP, r"w_{t+1} = w_t + 2\eta x(w_t x+b-y)", False),
    (STEP, r"w_{t+1} = w_t - \eta x(w_t x+b_t-y)", False),
    (STEP, r"w_t = w_{t+1} - 2\eta x(w_{t+1} x+b-y)", None),
    (STEP, r"w = w_t - 2\eta x(w_t x+b-y)", None),
    (STEP, r"w_0 = w_1 - 2\eta x(w_1 x+b-y)", None),
    (STEP, r"w_1 = w_1 - 2\eta x(w_1 x+b-y)", None),
    (STEP, r"w_{new} = w_{new} - 2\eta x(w_{new} x+b-y)", None),
    (STEP, r"w_{t+1} = w_{t} + (w_{t+1}-w_t)", None),
    # two moments on the right
    (STEP, r"w_{t+1} = w_t - 2\eta x(w_{t-1} x+b-y)", None),
    (STEP, r"w_{t+1} = w_t - 2\eta x(w x+b-y)", None),
    (STEP, r"w_{t+1} = w_k - 2\eta x(w_k x+b-y)", None),
    (STEP, r"w_{old} = w_{new} - 2\eta x(w_{new} x+b-y)", None),
    (STEP, r"w \to w + 2\eta x(wx+b-y)", False),
    (STEP, r"w_t \to w_{t+1} = w_t - 2\eta x(w_t x+b-y)", None),
    (STEP, r"w -= -2\eta x(wx+b-y)", False),
    (STEP, r"w += 2\eta x(wx+b-y)", False),
    (MEAN, r"w_{k+1} = w_k - 2\eta\sum_{i=1}^m (w_kx_i+b_k-y_i)x_i", False),
    (VECTOR, r"w_{t+1} = w_t - \eta X(Xw_t-y)", False),
    (VECTOR, r"w = w + \eta X^T(Xw-y)", False),
    # the question's own names
    (FIRST, r"w_1 = w_0 - 2\eta x_1(w_0x_1+w_2x_2-y)", None),
    (ITERATE, r"w_1 = w_0 - 2\eta(w_0x-y)x", None),
    ({"reference": r"w - \eta k(wx-y)x"}, r"w_{k+1} = w_k - \eta k(w_kx-y)x", None),
    ({"reference": r"w - \eta (wx_1-y)x_1"}, r"w_1 = w_0 - \eta (w_0x_1-y)x_1", None),
    (NUMBERS, "w -= 0.3", False),
]  # fmt: skip
AHEAD: list[tuple[dict[str, Any], str | list[str]]] = [
    (STEP, r"w_{t+1} = w_t - 2\eta x(w_{t+1} x+b-y)"),
    (STEP, r"w_{k} = w_{k-1} - 2\eta x(w_{k} x+b-y)"),
    (STEP, r"w' = w - 2\eta x(w'x+b-y)"),
    (STEP, "w_new = w_old - 2*eta*x*(w_new*x+b-y)"),
    (STEP, r"w_{t+1} = w_t - 2\eta x(w_t x+b_{t+1}-y)"),
    (BIAS, r"b_{t+1} = b_t - 2\eta(w_{t+1}x+b_t-y)"),
    (FIRST, r"w_1^{new} = w_1^{old} - 2\eta x_1(w_1^{old}x_1+w_2^{new}x_2-y)"),
    (VECTOR, r"w_{t+1} = w_t - \eta X^T(Xw_{t+1}-y)"),
    (STEP, [r"b_{t+1} = b_t - 2\eta(w_tx+b_t-y)", r"w_{t+1} = w_t - 2\eta(w_tx+b_{t+1}-y)x"]),
]


@pytest.mark.parametrize(("question", "answer", "accepted"), [*RIGHT, *WRONG])
def test_updates(question: dict[str, Any], answer: str, accepted: bool | None) -> None:
    assert check_row({**question, "answer": answer}).accept is accepted


@pytest.mark.parametrize(("question", "answer"), AHEAD)
def test_a_new_value_on_the_right(question: dict[str, Any], answer: str | list[str]) -> None:
    found = check_row({**question, ("answer" if isinstance(answer, str) else "lines"): answer})
    assert (found.status, found.accept) == ("different", False)
    assert found.mistake is not None
    assert found.mistake.id == "updated_weight_used"


@pytest.mark.parametrize(
    ("lines", "statuses", "accepted"),
    [
        ([r"\frac{dL}{dw} = 2(wx+b-y)x", r"w_{t+1} = w_t - \eta\frac{dL}{dw}", r"= w_t - 2\eta x(w_tx+b-y)"],
         ["equal"] * 3, True),
        ([r"L'(w) = 2(wx+b-y)x", r"w_{t+1} = w_t - \eta L'(w_t)"], ["equal"] * 2, True),
        (["g_t = 2(w_tx+b-y)x", r"w_{t+1} = w_t - \eta g_t"], ["definition", "equal"], True),
        (["g_t = 2(w_tx+b-y)x", r"w_{t+1} = w_t + \eta g_t"], ["definition", "different"], False),
        (["grad = 2*(w*x+b-y)*x", "w -= eta*grad"], ["definition", "equal"], True),
        ([r"\Delta w = -2\eta(wx+b-y)x", r"w_{t+1} = w_t + \Delta w"], ["definition", "equal"], True),
        ([r"\Delta w = -2\eta(wx+b-y)x", r"w_{t+1} = w_t - \Delta w"], ["definition", "different"], False),
        ([r"기울기: \frac{dL}{dw} = 2(wx+b-y)x", r"갱신: w_{t+1} = w_t - \eta\frac{dL}{dw}"], ["equal"] * 2, True),
        # the rule first
        ([r"w := w - \eta\frac{dL}{dw}", r"w := w - 2\eta x(wx+b-y)"], ["equal"] * 2, True),
        ([r"w_{t+1} = w_t - \eta\nabla L(w_t)", r"= w_t - 2\eta x(w_tx+b-y)"], ["equal"] * 2, True),
        ([r"w := w - \eta\frac{dL}{dw} = w - 2\eta x(wx+b-y)"], ["equal"], True),
        ([r"w := w - \eta\frac{dL}{dw} = w + 2\eta x(wx+b-y)"], ["different"], False),
        ([r"w := w + \eta\frac{dL}{dw}", r"w := w - 2\eta x(wx+b-y)"], ["undecided", "equal"], None),
        ([r"w := w - \eta\frac{dL}{dw}"], ["invalid"], None),
    ],
)  # fmt: skip
def test_gradient_and_update(lines: list[str], statuses: list[str], accepted: bool | None) -> None:
    found = check_row({**STEP, "lines": lines})
    assert [line.status for line in found.lines] == statuses
    assert found.accept is accepted


def test_every_character_stays_where_it_is() -> None:
    for question, answer, _ in RIGHT:
        found = update_of(question["reference"], question["reference"], (str(answer),))
        assert found is None or len(found.texts[0]) == len(answer)
