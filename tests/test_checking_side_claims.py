"""Lines beside the values: definitions of functions, what carries on from L = …, true equations in numbers."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

NAMES = {"wrt": "w", "parameters": "w b", "data": "x y"}
LINE = {**NAMES, "reference": "L = (wx+b-y)^2"}
NEURON = {**NAMES, "reference": "z = wx+b\na = \\sigma(z)\nL = (a-y)^2"}
CUBE = {"reference": "f(x) = x^3+2x^2-5x", "wrt": "x", "parameters": "x"}
PRODUCT = {"reference": "f(x) = x^2 e^{3x}", "wrt": "x", "parameters": "x"}
CHAIN = {"reference": r"f(x) = \sin(x^2)", "wrt": "x", "parameters": "x"}
PLAIN = {"reference": "2x(wx+b-y)"}
SINE = {"reference": r"\frac{d}{dx}[x^2 \sin x]"}
SQUARES = {
    "reference": r"L = \|Xw-y\|^2",
    "wrt": "w",
    "parameters": "w",
    "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}
MEAN = {
    **NAMES,
    "reference": r"L = \frac{1}{n}\sum_{i=1}^n (w x_i+b-y_i)^2",
    "shapes": {"x": "n", "y": "n"},
}
ENTROPY = {
    "reference": "p_i = \\frac{e^{z_i}}{\\sum_{j=1}^K e^{z_j}}\nL = -\\sum_{i=1}^K y_i\\log p_i",
    "wrt": "z",
    "parameters": "z",
    "data": "y",
    "shapes": {"z": "K", "y": "K"},
    "constraints": ["\\sum_{i=1}^K y_i = 1"],
}
UPDATE = {"reference": r"w - \eta \cdot 2(wx+b-y)x"}
PENALTY = {"reference": r"w - \eta(2(wx-y)x + \lambda w)"}
VECTORS = {"reference": r"w - \eta X^T(Xw-y)", "shapes": {"X": "n d", "w": "d", "y": "n"}}
STEP = {
    "reference": r"w - \eta \cdot 2(wx-y)x",
    "given": {"w": "1.6", "x": "0.5", "y": "1", r"\eta": "0.1"},
    "decimals": 3,
}
NUMBERS = {
    "reference": "L = (wx-y)^2",
    "wrt": "w",
    "parameters": "w",
    "data": "x y",
    "given": {"w": "1.6", "x": "0.5", "y": "1"},
    "decimals": 3,
}
ROUNDED = {**NEURON, "given": {"w": "0.3", "x": "2", "b": "0.1", "y": "1"}, "decimals": 3}

Row = tuple[dict[str, Any], list[str], bool | None, int | None]

#: (item, lines, accepted, first wrong line): right work, and behind it the same with a mistake
CARRIED_ON: list[Row] = [
    (LINE, ["L = (wx+b-y)^2", "= (b-y+wx)^2", r"\frac{dL}{dw} = 2x(wx+b-y)"], True, None),
    (LINE, ["L = (wx+b-y)^2", "= (b+y+wx)^2", r"\frac{dL}{dw} = 2x(wx+b-y)"], None, 2),
    (LINE, ["L = (wx+b-y)^2", "= 2x(wx+b-y)"], None, 2),
    (LINE, ["L = (wx+b-y)^2", "= 2(wx+b-y)"], False, 2),
    (LINE, ["u = wx+b-y", "dL/du = 2u", "= 2(wx+b-y)", "dL/dw = 2ux"], True, None),
    (LINE, ["u = wx+b-y", "dL/du = 2u", "= 2(wx+b)", "dL/dw = 2ux"], None, 3),
    (CUBE, ["f(x) = x^3+2x^2-5x", "= x(x^2+2x-5)", "f'(x) = 3x^2+4x-5"], True, None),
    (CUBE, ["f(x) = x^3+2x^2-5x", "= x(x^2+2x+5)", "f'(x) = 3x^2+4x-5"], None, 2),
    (CUBE, ["g(x) = x^3+2x^2-5x", "= x(x^2+2x-5)", "g'(x) = 3x^2+4x-5"], True, None),
    (CUBE, ["g(x) = x^3+2x^2-5x", "= x(x^2+x-5)", "g'(x) = 3x^2+4x-5"], None, 2),
    (SQUARES, ["L = (Xw-y)^T(Xw-y)", "= w^TX^TXw - 2y^TXw + y^Ty", r"\nabla L = 2X^TXw - 2X^Ty"], True, None),
    (SQUARES, ["L = (Xw-y)^T(Xw-y)", "= w^TX^TXw - y^TXw + y^Ty", r"\nabla_w L = 2X^TXw - 2X^Ty"], None, 2),
    (
        ENTROPY,
        [
            r"L = -\sum_i y_i (z_i - \log\sum_j e^{z_j})",
            r"= -\sum_i y_i z_i + \log\sum_j e^{z_j}",
            r"\frac{\partial L}{\partial z_k} = p_k - y_k",
        ],
        True,
        None,
    ),
    (
        ENTROPY,
        [
            r"L = -\sum_i y_i (z_i - \log\sum_j e^{z_j})",
            r"= -\sum_i y_i z_i - \log\sum_j e^{z_j}",
            r"\frac{\partial L}{\partial z_k} = p_k - y_k",
        ],
        None,
        2,
    ),
    (LINE, ["u = wx+b-y", "= wx-(y-b)", "dL/dw = 2ux"], True, None),
    (LINE, ["u = wx+b-y", "= wx-(y+b)", "dL/dw = 2ux"], None, 2),
    (UPDATE, ["dL/dw = 2(wx+b-y)x", "= 2wx^2+2bx-2xy", r"w = w - \eta \cdot 2(wx+b-y)x"], True, None),
    (UPDATE, ["dL/dw = 2(wx+b-y)x", "= 2wx^2+2bx-xy", r"w = w - \eta \cdot 2(wx+b-y)x"], None, 2),
]

IN_NUMBERS: list[Row] = [
    (NUMBERS, ["wx = 0.8", "wx - y = -0.2", "dL/dw = -0.2"], True, None),
    (NUMBERS, ["wx = 0.8", "wx - y = 0.2", "dL/dw = -0.2"], None, 2),
    (NUMBERS, ["wx = 0.9", "wx - y = -0.1", "dL/dw = -0.1"], False, 1),
    (NUMBERS, ["wx - y = 0.8 - 1 = -0.2", "dL/dw = -0.2"], True, None),
    (NUMBERS, ["wx - y = 0.8 - 1 = -0.3", "dL/dw = -0.2"], None, 1),
    (NUMBERS, ["2(wx-y)x = -0.2"], True, None),
    (NUMBERS, ["(wx-y)x = -0.1"], False, 1),
    (ROUNDED, ["a = 0.668", "a - y = -0.332", "dL/dw = -0.294"], True, None),
    (ROUNDED, ["a = 0.668", "1 - a = 0.332", "a(1-a) = 0.222", "dL/dw = -0.294"], True, None),
    (ROUNDED, ["a = 0.668", "a - y = 0.332", "dL/dw = -0.294"], None, 2),
    (
        ROUNDED,
        ["a = 0.6682", "∂L/∂a = -0.6636", "∂a/∂z = 0.2217", r"∂L/∂w = -0.6636 \cdot 0.2217 \cdot 2 = -0.294"],
        True,
        None,
    ),
    (
        ROUNDED,
        ["a = 0.6682", "∂L/∂a = -0.6636", "∂a/∂z = 0.2217", r"∂L/∂w = -0.6636 \cdot 0.2217 = -0.294"],
        None,
        4,
    ),
    (STEP, ["dL/dw = 2(0.8-1) \\cdot 0.5 = -0.2", "w = 1.6 - 0.1(-0.2) = 1.62"], True, None),
    (STEP, ["dL/dw = 2(0.8-1) \\cdot 0.5 = -0.3", "w = 1.6 - 0.1(-0.2) = 1.62"], None, 1),
    (STEP, ["2(wx-y)x = -0.2", "w = 1.62"], True, None),
]

OWN_NAMES: list[Row] = [
    (LINE, ["h(x) = wx+b", "dL/dw = 2(h(x)-y)x"], True, None),
    (LINE, ["h(x) = wx+b", "dL/dw = 2(h(x)+y)x"], False, 2),
    (LINE, ["h(x) = wx+b", "dh/dw = x", "dL/dh = 2(h-y)", "dL/dw = 2(h-y)x"], True, None),
    (LINE, ["h(x) = wx+b", "dh/dw = w", "dL/dh = 2(h-y)", "dL/dw = 2(h-y)x"], None, 2),
    (PRODUCT, ["u = x^2", "u' = 2x", "f'(x) = 2xe^{3x}+3x^2e^{3x}"], True, None),
    (PRODUCT, ["u = x^2", "u' = x", "f'(x) = 2xe^{3x}+3x^2e^{3x}"], None, 2),
    (PRODUCT, ["g(x) = x^2", "g'(x) = 2x", "f'(x) = 2xe^{3x}+3x^2e^{3x}"], True, None),
    (PRODUCT, ["g(x) = x^2", "g'(x) = 3x", "f'(x) = 2xe^{3x}+3x^2e^{3x}"], None, 2),
    (
        PRODUCT,
        ["u = x^2, v = e^{3x}", "u' = 2x, v' = 3e^{3x}", "f'(x) = u'v+uv' = 2xe^{3x}+3x^2e^{3x}"],
        True,
        None,
    ),
    (
        PRODUCT,
        ["u = x^2, v = e^{3x}", "u' = 2x, v' = e^{3x}", "f'(x) = u'v+uv' = 2xe^{3x}+x^2e^{3x}"],
        False,
        2,
    ),
    (
        PRODUCT,
        ["u(x) = x^2", "v(x) = e^{3x}", "u'(x) = 2x", "f'(x) = u'(x)v(x)+u(x)v'(x)", "= 2xe^{3x}+3x^2e^{3x}"],
        True,
        None,
    ),
    (
        PRODUCT,
        ["u(x) = x^2", "v(x) = e^{3x}", "u'(x) = 2x", "f'(x) = u'(x)v(x)-u(x)v'(x)", "= 2xe^{3x}-3x^2e^{3x}"],
        False,
        4,
    ),
    (
        SINE,
        ["f(x) = x^2", "g(x) = \\sin x", "f'(x) = 2x", "g'(x) = \\cos x", "2x\\sin x+x^2\\cos x"],
        True,
        None,
    ),
    (
        SINE,
        ["f(x) = x^2", "g(x) = \\sin x", "f'(x) = 2x", "g'(x) = -\\cos x", "2x\\sin x+x^2\\cos x"],
        None,
        4,
    ),
    (CUBE, ["y = x^3+2x^2-5x", "y' = 3x^2+4x-5"], True, None),
    (CUBE, ["y = x^3+2x^2-5x", "y' = 3x^2+4x"], False, 2),
    (CUBE, ["y = x^4", "y' = 3x^2+4x-5"], None, 2),
    (CUBE, ["y = x^4", "y' = 4x^3"], False, 2),
    ({"reference": "3x^2"}, ["f(x) = x^3", "f'(x) = 3x^2"], True, None),
    ({"reference": "3x^2"}, ["f(x) = x^3", "f'(x) = 2x^2"], False, 2),
    ({"reference": "3x^2"}, ["f(x) = x^3"], False, 1),
    ({"reference": "x^3"}, ["f(x) = 3x^2", "f(x) = x^3"], None, 2),
    (NEURON, ["a' = a(1-a)", "dL/dw = 2(a-y)a'x"], True, None),
    (NEURON, ["a' = a(1+a)", "dL/dw = 2(a-y)a(1-a)x"], None, 1),
    (CUBE, ["f'(x) = 3x^2+4x-5", "f'(2) = 15"], True, None),
    (CUBE, ["f'(x) = 3x^2+4x-5", "f'(2) = 12+8-5 = 15"], True, None),
    (CUBE, ["f'(x) = 3x^2+4x-5", "f'(2) = 16"], None, 2),
    (CUBE, ["f(1) = -2", "f'(x) = 3x^2+4x-5"], True, None),
    (CUBE, ["f(1) = 2", "f'(x) = 3x^2+4x-5"], None, 1),
    (CUBE, ["f'(2) = 15"], None, None),
    (MEAN, ["h(x) = wx+b", r"\frac{dL}{dw} = \frac{2}{n}\sum_{i=1}^n (h(x_i)-y_i)x_i"], True, None),
    (MEAN, ["h(x) = wx+b", r"\frac{dL}{dw} = \frac{1}{n}\sum_{i=1}^n (h(x_i)-y_i)x_i"], False, 2),
    # a function's prime is by its argument
    (NEURON, [r"g(z) = \frac{1}{1+e^{-z}}", "g'(z) = g(z)(1-g(z))", "dL/dw = 2(a-y)a(1-a)x"], True, None),
    (NEURON, [r"g(z) = \frac{1}{1+e^{-z}}", "g'(z) = g(z)(1+g(z))", "dL/dw = 2(a-y)a(1-a)x"], None, 2),
    ({"reference": "6x"}, ["f(x) = x^3", "f'(x) = 3x^2", "f''(x) = 6x"], True, None),
    ({"reference": "6x"}, ["f(x) = x^3", "f'(x) = 2x^2", "f''(x) = 6x"], None, 2),
    ({"reference": "3x^2"}, ["y = x^3", "dy/dx = 3x^2"], True, None),
    ({"reference": "3x^2"}, ["y = x^3", "dy/dx = 2x^2"], False, 2),
]

OWN_DERIVATIVES: list[Row] = [
    (PLAIN, ["u = wx+b-y", "L = u^2", "dL/du = 2u", "du/dw = x", "dL/dw = 2ux"], True, None),
    (PLAIN, ["u = wx+b-y", "L = u^2", "dL/du = u", "du/dw = x", "dL/dw = 2ux"], None, 3),
    (PLAIN, ["u = wx+b-y", "L = u^2", "dL/du = 2u", "du/dw = w", "dL/dw = 2ux"], None, 4),
    (PLAIN, ["u = wx+b-y", "L = u^2", "dL/du = 2u", "du/dw = x", "dL/dw = ux"], False, 5),
    (UPDATE, ["dL/dw = 2(wx+b-y)x", r"w := w - \eta \cdot 2(wx+b-y)x"], True, None),
    (UPDATE, ["dL/dw = (wx+b-y)x", r"w := w - \eta \cdot 2(wx+b-y)x"], None, 1),
    (UPDATE, ["dL/dw = (wx+b-y)x", r"w := w - \eta \cdot (wx+b-y)x"], False, 1),
    (UPDATE, ["L = (wx+b-y)^2", "dL/dw = 2(wx+b-y)x", r"w := w + \eta \cdot 2(wx+b-y)x"], False, 3),
    (UPDATE, [r"\nabla L = 2(wx+b-y)x", r"w \leftarrow w - \eta\nabla L"], True, None),
    (UPDATE, [r"\nabla L = 2(wx+b-y)x", r"w \leftarrow w + \eta\nabla L"], False, 2),
    (UPDATE, ["L'(w) = 2x(wx+b-y)", r"w := w - \eta L'(w)"], True, None),
    (UPDATE, ["L'(w) = x(wx+b-y)", r"w := w - \eta L'(w)"], False, 1),
    (VECTORS, [r"\nabla L = X^T(Xw-y)", r"w \leftarrow w - \eta\nabla L"], True, None),
    (VECTORS, [r"\nabla L = 2X^T(Xw-y)", r"w \leftarrow w - \eta X^T(Xw-y)"], None, 1),
    # what the loss is without its penalty, nobody said
    (PENALTY, ["dL/dw = 2(wx-y)x", r"w - \eta(2(wx-y)x + \lambda w)"], None, None),
    (LINE, ["u = wx+b-y", "dL/du = 2u", "du/dw = x", "dL/dw = 2ux"], True, None),
    (LINE, ["u = wx+b-y", "dL/du = 2u", r"dL/dw = \frac{dL}{du} \cdot \frac{du}{dw}", "= 2ux"], True, None),
    (LINE, ["u = wx+b-y", "dL/du = 2u", r"dL/dw = \frac{dL}{du} + \frac{du}{dw}", "= 2u+x"], False, 3),
    (LINE, ["u = wx+b-y", "dL/du = -7u", "du/dw = x", "dL/dw = 2ux"], None, 2),
    (NEURON, [r"p = \sigma(wx+b)", "dL/dp = 2(p-y)", r"dL/dw = 2(p-y) \cdot p \cdot (1-p)x"], True, None),
    (NEURON, [r"p = \sigma(wx+b)", "dL/dp = p-y", r"dL/dw = 2(p-y) \cdot p \cdot (1-p)x"], None, 2),
    (PRODUCT, ["u = x^2", "v = e^{3x}", "df/du = v", "df/dv = u", "f'(x) = 2xv+3uv"], True, None),
    (PRODUCT, ["u = x^2", "v = e^{3x}", "df/du = u", "df/dv = u", "f'(x) = 2xv+3uv"], None, 3),
    (SQUARES, ["r = Xw-y", r"\nabla_r L = 2r", r"\frac{\partial L}{\partial w} = 2X^Tr"], True, None),
    (SQUARES, ["r = Xw-y", r"\nabla_r L = r", r"\frac{\partial L}{\partial w} = 2X^Tr"], None, 2),
    # w' is w after the step, and what has a term of one letter is no update for that
    (UPDATE, [r"w' = w - \eta \cdot 2(wx+b-y)x"], True, None),
    (UPDATE, [r"w' = w - \eta \cdot (wx+b-y)x"], False, 1),
    ({"reference": "3x^2+x"}, ["f'(x) = 3x^2+2x"], False, 1),
    ({"reference": "2x+b"}, ["dL/db = 2x+b"], True, None),
    ({"reference": "2x+b"}, ["dL/db = x+b"], False, 1),
    (CHAIN, ["u = x^2", r"df/du = \cos u", "du/dx = 2x", r"f'(x) = 2x\cos(x^2)"], True, None),
    (CHAIN, ["u = x^2", r"df/du = -\cos u", "du/dx = 2x", r"f'(x) = 2x\cos(x^2)"], None, 2),
]


@pytest.mark.parametrize(
    "row", [*CARRIED_ON, *IN_NUMBERS, *OWN_NAMES, *OWN_DERIVATIVES], ids=lambda row: row[1][0]
)
def test_lines_beside_the_values(row: Row) -> None:
    item, lines, accept, first = row
    verdict = check_row({"deadline": 20, **item, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, first), verdict


def test_a_claim_that_is_not_decided_is_for_a_person() -> None:
    """dL/du with a u that L is no function of: the result is right, and nobody is told that all of it is."""
    lines = ["u = wx", "dL/du = 2x(wx+b-y) - u^2", "dL/dw = 2x(wx+b-y)"]
    verdict = check_row(
        {**LINE, "reference": "L = (wx+b-y)^2 + w^2 + x^2", "lines": [*lines[:2], "2x(wx+b-y) + 2w"]}
    )
    assert (verdict.status, verdict.accept) == ("equal", None)
    assert "undecided" in [line.status for line in verdict.lines]
    assert "could not be decided" in verdict.text["en"]
