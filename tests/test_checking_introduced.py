"""Names of one's own that are explained in the same line as they are used in, or in a line after it."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

NAMES = {"wrt": "w", "parameters": "w b", "data": "x y", "deadline": 20}
LINE = {**NAMES, "reference": "L = (wx+b-y)^2"}
LOOSE = {**NAMES, "reference": "L = (wx-y)^2 + b"}
PLAIN = {"reference": "2x(wx+b-y)"}
CUBE = {"reference": "3x^2"}
NEURON = {**NAMES, "reference": "z = wx+b\np = \\sigma(z)\nL = -y\\log p-(1-y)\\log(1-p)"}
MEAN = {**NAMES, "reference": r"L = \frac{1}{2m}\sum_{i=1}^m (w x_i + b - y_i)^2"}
SQUARES = {
    "reference": r"L = \|Xw-y\|^2",
    "wrt": "w",
    "parameters": "w",
    "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
    "deadline": 20,
}


def accepted(question: dict[str, Any], text: str | list[str]) -> bool | None:
    field = "answer" if isinstance(text, str) else "lines"
    return check_row({**question, field: text}).accept


#: right answers; with - for + before b they are wrong
ONE_LINE = [
    "2(ŷ-y)x where ŷ=wx+b",
    r"2(\hat y-y)x, \quad \hat y = wx+b",
    "let u = wx+b, then dL/dw = 2(u-y)x",
    "Let u = wx+b-y. Then L = u^2, dL/dw = 2ux",
    "dL/dw = 2(ŷ-y)x, where ŷ=wx+b",
    r"2(\hat{y}-y)x \quad\text{where } \hat{y}=wx+b",
    r"$\frac{dL}{dw} = 2ux$, where $u = wx+b-y$.",
    r"\frac{dL}{dw} = 2ux \quad \left(u = wx+b-y\right)",
    r"\frac{dL}{dw} = 2ux \quad (\because u = wx+b-y)",
    "2(ŷ-y)x (단, ŷ = wx+b)",
    "dL/dw = 2ux이다. 여기서 u = wx+b-y이다.",
    "ŷ = wx+b라고 하면 2(ŷ-y)x",
    "u=wx+b-y일 때 dL/dw = 2ux",
    "dL/dw = 2ux (u = wx+b-y라 하자)",
    "u를 wx+b-y로 두면 dL/dw는 2ux이다",
    "2ux이며, 여기서 u는 wx+b-y",
    "2ux where u is wx+b-y",
    "2 error x, error = wx+b-y",
    "2*(y_hat-y)*x (y_hat = wx+b)",
    "2ex where e = wx+b-y",
    "2ux, u = v-y, v = wx+b",
    "dL/dw = g, g = 2(wx+b-y)x",
]


@pytest.mark.parametrize("text", ONE_LINE)
@pytest.mark.parametrize(
    "lines", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["answer", "lines"]
)
def test_a_name_explained_in_the_same_line(text: str, lines: bool) -> None:
    wrong = text.replace("+b", "-b")
    assert accepted(LINE, [text] if lines else text) is True
    assert accepted(LINE, [wrong] if lines else wrong) is False


#: question, what was written, whether it is accepted
OTHERS: list[tuple[dict[str, Any], str | list[str], bool | None]] = [
    (PLAIN, "2ux, u=wx+b-y", True),
    (PLAIN, "2ux, u=wx+b", False),
    (CUBE, "y = x^3, dy/dx = 3x^2", True),
    (CUBE, "y = x^3, dy/dx = 2x^2", False),
    (MEAN, r"\frac1m\sum_i r_i x_i, r_i = wx_i+b-y_i", True),
    (MEAN, r"\frac1m\sum_i r_i x_i, r_i = wx_i-b-y_i", False),
    (MEAN, r"\frac1m\sum_i r_i x_i (r_i = wx_i+b-y_i, i = 1, \dots, m)", True),
    (MEAN, r"\frac1m\sum_i r_i x_i with r_i = wx_i+b-y_i for all i", True),
    (MEAN, r"\frac1m\sum_{i=1}^m (h(x_i) - y_i) x_i where h(x) = wx+b", True),
    (MEAN, r"\frac1m\sum_{i=1}^m (h(x_i) - y_i) x_i where h(x) = wx-b", False),
    (MEAN, [r"dL/dw = \frac{1}{m}\sum_{i=1}^{m} (f(x_i)-y_i) x_i", "f(x) = wx+b"], True),
    (MEAN, [r"dL/dw = \frac{1}{m}\sum_{i=1}^{m} (f(x_i)-y_i) x_i", "f(x) = wx"], False),
    (NEURON, r"\frac{\partial L}{\partial w} = (a - y) x \quad (a = \sigma(t), t = wx + b)", True),
    (NEURON, r"\frac{\partial L}{\partial w} = (a - y) x \quad (a = \sigma(t), t = wx - b)", False),
    (SQUARES, "2X^T r where r = Xw-y", True),
    (SQUARES, "2X^T r where r = y-Xw", False),
    (NEURON, r"(p - y)x, p = \sigma(wx+b)", True),
    (NEURON, r"(p - y)x where p = \sigma(wx)", None),
    (NEURON, r"p x, p = \sigma(wx+b) - y", False),
    (LINE, ["u를 wx+b-y라 하면", "dL/dw = 2ux"], True),
    (LINE, ["u를 wx+b라 하면", "dL/dw = 2ux"], False),
    (MEAN, r"\frac1m\sum_i r_i x_i, r_j = wx_j+b-y_j", True),
    (MEAN, r"\frac1m\sum_i r_i x_i, r_j = wx_j+b-y_i", None),
    (MEAN, [r"\frac1m\sum_i r_i x_i", "r_j = wx_j+b-y_i"], None),
    (LINE, "dL/dw = 2ux, dL/db = 2u, u = wx+b-y", True),
    (LINE, "dL/dw = 2ux, dL/db = 3u, u = wx+b-y", None),
    # used in a line before
    (LINE, ["L = u^2", "u = wx+b-y", "dL/dw = 2ux"], True),
    (LINE, ["L = u^2", "u = wx+b-y", "dL/dw = ux"], False),
    (LINE, ["L=u^2, u=wx+b-y", "dL/dw = 2ux"], True),
    (LINE, ["L=u^2, u=wx+b", "dL/dw = 2ux"], False),
    (LINE, ["dL/dw = 2(ŷ-y)x", "ŷ = wx+b"], True),
    (LINE, ["dL/dw = 2(ŷ-y)x", "ŷ = wx-b"], False),
    (LINE, ["dL/dw = 2(ŷ-y)x", "(단, ŷ = wx+b)"], True),
    (LINE, ["dL/dw = 2(ŷ-y)x", "여기서 ŷ = wx"], False),
    (LINE, ["dL/dw = 2 e x", "where e = wx+b-y"], True),
    (LINE, ["dL/dw = 2 e x", "where e = y-wx-b"], False),
    (LINE, ["dL/dw = 2ux", "where u = wx+b-y", "= 2(wx+b-y)x"], True),
    (LINE, ["dL/dw = 2ux", "where u = wx+b-y", "= 2(wx+b)x"], False),
    (LINE, ["2ux", "u = v-y", "v = wx+b"], True),
    (LINE, ["g = 2(wx+b-y)x", "dL/dw = g"], True),
    (LINE, "2ux\n단, u = wx+b-y", True),
    (LINE, "2ux\n단, u = wx+b", False),
    # all elements at once, where that is a sum of them
    (MEAN, ["r_i = wx_i+b-y_i", r"dL/dw = \frac1m x^T r"], True),
    (MEAN, ["r_i = y_i - (w x_i+b)", r"dL/dw = -\frac1m r^T x"], True),
    (MEAN, ["r_i = y_i - (w x_i+b)", r"dL/dw = \frac1m r^T x"], False),
    (MEAN, [r"\hat y_i = w x_i+b", r"dL/dw = \frac1m x^T(\hat y - y)"], True),
    (MEAN, ["r_i = (wx_i+b-y_i)^2", r"dL/dw = \frac1m x^T r"], None),
    (MEAN, ["r_i = (wx_i+b-y_i) x_i", r"dL/dw = \frac1m r"], None),
    (MEAN, ["s_i = (wx_i+b-y_i) x_i", r"s = \sum_i s_i", r"dL/dw = \frac1m s"], True),
    (MEAN, ["s_i = wx_i+b-y_i", r"s = \sum_i s_i x_i", r"dL/dw = \frac1m s"], True),
    (MEAN, ["e_i = wx_i+b-y_i", r"dL/dw = \frac1m x^T e"], True),
    (MEAN, ["e_i = wx_i-b-y_i", r"dL/dw = \frac1m x^T e"], False),
    (MEAN, r"\frac1m e^T x, e_i = wx_i+b-y_i", True),
    (MEAN, r"e^T x, e_i = wx_i+b-y_i", False),
    # which u, or none
    (LINE, ["2ux", "u = wx+b-y", "u = wx+b"], None),
    (LINE, "2ux, u = wx+b-y, u = wx+b", None),
    (LINE, ["2ux", "u = v", "v = u"], None),
    (LINE, "2ux, u = v, v = u", None),
    # a name of the question keeps its meaning
    (LOOSE, "2(b-y)x, b = wx", None),
    (LOOSE, ["2(b-y)x where b = wx"], None),
    (LOOSE, ["let b = wx", "2(b-y)x"], None),
    (LOOSE, ["2(b-y)x", "b = wx"], False),
    (LINE, ["let h = wx", "2(h+b-y)x"], True),
    (LINE, ["let y = y - b", "2(wx-y)x"], None),
    # nothing is worked out
    (LINE, "dL/dw = g, g = dL/dw", None),
    (LINE, ["v = d/dw (wx+b-y)", "dL/dw = 2(wx+b-y)v"], None),
    (LINE, ["v = d/dw (wx+b-y)", "v = x", "dL/dw = 2(wx+b-y)v"], True),
    (LINE, ["v = d/dw (wx+b-y) = x", "dL/dw = 2(wx+b-y)v"], True),
]


SOME = [row if n % 3 == 0 else pytest.param(*row, marks=pytest.mark.slow) for n, row in enumerate(OTHERS)]


@pytest.mark.parametrize(("question", "text", "right"), SOME, ids=lambda part: str(part)[:60])
def test_names_explained_elsewhere(
    question: dict[str, Any], text: str | list[str], right: bool | None
) -> None:
    assert accepted(question, text) is right


@pytest.mark.slow
@pytest.mark.parametrize("part", ["(", "u=", "u,", ", u = w", "where ", "라 ", "(u=", r"\quad ", "=.", " . "])
def test_long_lines_are_quick(part: str) -> None:
    verdict = check_row({**LINE, "deadline": 2, "answer": "2ux, u = wx" + part * (3_900 // len(part))})
    assert verdict.accept is not True
    assert verdict.ms < 2_500
