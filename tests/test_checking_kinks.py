"""Answers that differ from the derivative only where there is none: at the kinks of ReLU, |x|, max and cases."""

from __future__ import annotations

import pytest

from symgrad.checking import check_row


def question(loss: str, wrt: str = "w", **more: str) -> dict[str, str]:
    return {"reference": loss, "wrt": wrt, "parameters": "w b", "data": "x y", **more}


def cases(value: str, here: str, other: str, there: str) -> str:
    return rf"\begin{{cases}} {value} & {here} \\ {other} & {there} \end{{cases}}"


RELU = question(r"L = \mathrm{ReLU}(wx+b)")
LAYER = question(r"z = wx+b \\ \hat y = \mathrm{ReLU}(z) \\ L = \frac12(\hat y-y)^2")
MEAN = question(r"L = \frac1m\sum_{i=1}^m (\mathrm{ReLU}(wx_i+b)-y_i)^2")
SIZE = question(r"L = |wx+b-y|")
SIZES = question(r"L = \frac1m\sum_{i=1}^m |wx_i+b-y_i|")
HINGE = question(r"L = \max(0, 1-y(wx+b))")
LEAKY = question(r"L = \mathrm{LeakyReLU}(wx+b)")
OWN = question(r"L = \begin{cases} wx & wx > 0 \\ awx & wx \le 0 \end{cases}", constants="a")
LEAST = {"reference": r"f = \min(x, 3)", "wrt": "x", "parameters": "x"}

RIGHT = [
    (RELU, cases("x", r"wx+b \ge 0", "0", "wx+b < 0"), "b + w x"),
    (RELU, cases("x", r"wx \ge -b", "0", "wx<-b"), "b + w x"),
    (RELU, r"x\,\mathbf{1}[wx+b \ge 0]", "b + w x"),
    (RELU, r"\frac{x(1+\mathrm{sign}(2wx+2b))}{2}", "b + w x"),
    (LAYER, r"(\hat y-y)x\,\mathbf 1[z \ge 0]", "b + w x"),
    (MEAN, r"\frac2m\sum_{j=1}^m (\mathrm{ReLU}(wx_j+b)-y_j)x_j\mathbf 1[wx_j+b \ge 0]", "b + w {x}_{i}"),
    (SIZE, cases("x", r"wx+b \ge y", "-x", "wx+b < y"), "b + w x - y"),
    (SIZES, r"\frac1m\sum_{i=1}^m " + cases("x_i", r"wx_i+b \ge y_i", "-x_i", "wx_i+b < y_i"),
     "b + w {x}_{i} - {y}_{i}"),
    (HINGE, cases("-yx", r"y(wx+b) \le 1", "0", "y(wx+b) > 1"), "b y + w x y - 1"),
    (LEAKY, cases("x", r"wx+b \ge 0", "0.01x", "wx+b < 0"), "b + w x"),
    (OWN, cases("x", r"wx \ge 0", "ax", "wx < 0"), "w x"),
    (LEAST, cases("1", r"x \le 3", "0", "x > 3"), "x - 3"),
]  # fmt: skip

WRONG = [
    (RELU, cases("x", r"wx+b \ge 0", "1", "wx+b < 0")),
    (RELU, cases("0", r"wx+b \ge 0", "x", "wx+b < 0")),
    (RELU, cases("x", r"wx+b \ge 1", "0", "wx+b < 1")),
    (RELU, cases("x", r"w \ge 0", "0", "w < 0")),
    (RELU, r"x\,\mathbf{1}[wx-b \ge 0]"),
    (LAYER, r"(\hat y-y)x\,\mathbf 1[\hat y \ge 0]"),
    (MEAN, r"\frac2m\sum_{j=1}^m (\mathrm{ReLU}(wx_j+b)-y_j)x_j\mathbf 1[wx_j \ge 0]"),
    (SIZE, cases("-x", r"wx+b \ge y", "x", "wx+b < y")),
    (HINGE, cases("yx", r"y(wx+b) \le 1", "0", "y(wx+b) > 1")),
    (OWN, cases("ax", r"wx \ge 0", "x", "wx < 0")),
    (LEAST, cases("1", "x > 3", "0", r"x \le 3")),
    # no derivative is asked for here: what [x > 0] is for x = 0 is no convention
    ({"reference": r"\mathbf 1[x > 0]"}, r"\mathbf 1[x \ge 0]"),
]


@pytest.mark.parametrize(("asked", "answer", "kink"), RIGHT)
def test_an_answer_may_say_something_else_at_a_kink(asked: dict[str, str], answer: str, kink: str) -> None:
    verdict = check_row({**asked, "answer": answer})
    assert (verdict.status, verdict.accept) == ("equal_where_defined", True)
    assert verdict.domain == rf"{kink} \ne 0"


@pytest.mark.parametrize(("asked", "answer"), WRONG)
def test_beside_the_kink_it_must_be_right(asked: dict[str, str], answer: str) -> None:
    assert check_row({**asked, "answer": answer}).accept is False


def test_a_line_with_the_kink_on_the_other_side_is_right() -> None:
    lines = [
        r"\frac{dL}{dw} = " + cases("1", r"wx+b \ge 0", "0", "wx+b < 0") + r"\cdot x",
        "= " + cases("x", r"wx+b \ge 0", "0", "wx+b < 0"),
    ]
    verdict = check_row({**RELU, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (True, None)


def test_what_is_less_than_a_negative_is_no_assignment() -> None:
    for answer in (
        r"x\,\mathbf 1[wx>-b]",
        cases("0", "wx<-b", "x", r"\text{otherwise}"),
        r"x - x\,\mathbf 1[wx<-b]",
    ):
        assert check_row({**RELU, "answer": answer}).accept is True
    step = {"reference": r"w - \eta x", "constants": r"\eta"}
    assert check_row({**step, "answer": r"w <- w - \eta x"}).accept is True
