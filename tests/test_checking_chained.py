"""Products of the chain rule with names of one's own, none of whose factors a line says anything of."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row
from symgrad.checking.chained import written_with
from symgrad.checking.names import defined
from symgrad.reading import names_of_model, parse, read
from symgrad.rendering.plain import expression as plain

NAMES = {"wrt": "w", "parameters": "w b", "data": "x y", "deadline": 20}
LINE = {**NAMES, "reference": "L = (wx+b-y)^2"}
BIAS = {**LINE, "wrt": "b"}
PENALTY = {**NAMES, "reference": r"L=(wx+b-y)^2+\lambda w^2", "constants": r"\lambda"}
NEURON = {**NAMES, "reference": r"L = -y\log\sigma(wx+b)-(1-y)\log(1-\sigma(wx+b))"}
LAYERS = {**NAMES, "reference": "h = \\sigma(wx)\no = \\sigma(vh)\nE = \\frac12(o-y)^2", "parameters": "w v"}
MEAN = {**NAMES, "reference": r"L = \frac{1}{2m}\sum_{i=1}^m (w x_i + b - y_i)^2"}
SINE = {"reference": r"f(x) = \sin(x^2+1)", "wrt": "x", "parameters": "x", "deadline": 20}

U = "u = wx+b-y"
#: the chain rule for u as it is typed
WRITTEN = [
    r"\frac{dL}{dw} = \frac{dL}{du}\cdot\frac{du}{dw}",
    "dL/dw = dL/du * du/dw",
    "dL/dw = (dL/du)(du/dw)",
    "∂L/∂w = ∂L/∂u · ∂u/∂w",
    r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial u} \times \frac{\partial u}{\partial w}",
    "dL/dw = dL/du * x",
    r"연쇄법칙에 의해 dL/dw = dL/du * du/dw",
]


@pytest.mark.parametrize("product", WRITTEN)
def test_a_product_is_worked_out_below_it(product: str) -> None:
    right = check_row({**LINE, "lines": [U, product, "= 2ux", "= 2(wx+b-y)x"]})
    assert (right.accept, right.first_wrong_line) == (True, None)
    wrong = check_row({**LINE, "lines": [U, product, "= 2u"]})
    assert (wrong.accept, wrong.first_wrong_line) == (False, 3)
    undone = check_row({**LINE, "lines": [U, product]})
    assert (undone.status, undone.accept) == ("equal", None)
    assert undone.note == "undone"


A = [r"z=wx+b", r"a=\sigma(z)"]
CHAIN = (
    r"\nabla_w L = \frac{\partial L}{\partial a}\frac{\partial a}{\partial z}\frac{\partial z}{\partial w}"
)
BY_H = r"\frac{\partial E}{\partial w} = \frac{\partial E}{\partial o}\frac{\partial o}{\partial c}"
OF_H = r"\frac{\partial h}{\partial a}\frac{\partial a}{\partial w}"
SUM = r"\frac{\partial L}{\partial w}=\sum_i \frac{\partial L}{\partial r_i}\frac{\partial r_i}{\partial w}"
R = "r_i = w x_i + b - y_i"

#: question, lines, accepted, first wrong line
ROWS: list[tuple[dict[str, Any], list[str], bool | None, int | None]] = [
    (LINE, [U, "dL/dw = dL/du * du/dw = 2u * x"], True, None),
    (LINE, [U, "dL/dw = dL/du * du/dw = 2u"], False, 2),
    (LINE, ["L = u^2, u = wx+b-y", "dL/dw = dL/du * du/dw = 2u * x = 2x(wx+b-y)"], True, None),
    (LINE, ["L = u^2, u = wx+b", "dL/dw = dL/du * du/dw = 2u * x"], False, 1),
    (LINE, [r"\hat y = wx+b", r"dL/dw = dL/d\hat y * d\hat y/dw = 2(\hat y-y)x"], True, None),
    (LINE, ["z = wx+b", "e = z - y", "dL/dw = dL/de * de/dz * dz/dw = 2e * 1 * x"], True, None),
    (LINE, ["z = wx+b", "e = z - y", "dL/dw = dL/de * de/dz * dz/dw = 2e * x * x"], False, 3),
    # siblings
    (LINE, [U, "dL/dw = dL/du + du/dw", "= 2ux"], None, 2),
    (LINE, [U, "dL/dw = dL/du", "= 2ux"], None, 2),
    (LINE, [U, "dL/dw = (dL/du)/(du/dw)", "= 2ux"], None, 2),
    (LINE, [U, "dL/dw = dL/du * du/dx", "= 2ux"], None, 2),
    (LINE, [U, "dL/dw = 2 dL/du * du/dw", "= 4ux"], False, 2),
    (LINE, [U, "dL/dw = dL/du * dw/du", "= 2ux"], None, None),
    (BIAS, [U, "dL/db = dL/du * du/db = 2u * 1"], True, None),
    (BIAS, [U, "dL/db = dL/du * du/dw = 2u * 1"], None, 2),
    (NEURON, [*A, CHAIN, r"= (-\frac ya + \frac{1-y}{1-a}) a(1-a) x", "= (a-y)x"], True, None),
    (NEURON, [*A, CHAIN, r"= (-\frac ya + \frac{1-y}{1-a}) a x", "= (a-y)x"], None, 4),
    (LAYERS, ["a = wx", "c = vh", BY_H + r"\frac{\partial c}{\partial h}" + OF_H, "=(o-y)o(1-o)vh(1-h)x"], True, None),
    (LAYERS, ["a = wx", "c = vh", BY_H + r"\frac{\partial c}{\partial v}" + OF_H, "=(o-y)o(1-o)vh(1-h)x"], None, 3),
    (SINE, ["u = x^2+1", "df/dx = df/du * du/dx", r"= 2x\cos u"], True, None),
    (SINE, ["u = x^2+1", "df/dx = df/du * du/dx", r"= x\cos u"], False, 3),
    (MEAN, [R, SUM, r"=\frac1m\sum_i r_i x_i"], True, None),
    (MEAN, [R, SUM, r"=\sum_i r_i x_i"], False, 3),
    (MEAN, [R, SUM.replace(r"\sum", r"\frac1m\sum"), r"=\frac1m\sum_i r_i x_i"], None, 2),
    (MEAN, [R, SUM], None, None),
    # L depends on w beside u: what dL/du is, nobody said
    (PENALTY, [U, r"dL/dw = dL/du * du/dw", r"= 2ux+2\lambda w"], None, None),
    (PENALTY, [U, r"dL/dw = 2u * du/dw + 2\lambda w = 2ux+2\lambda w"], True, None),
]  # fmt: skip
SOME = [row if n % 3 == 0 else pytest.param(*row, marks=pytest.mark.slow) for n, row in enumerate(ROWS)]


@pytest.mark.parametrize(("question", "lines", "accept", "first"), SOME)
def test_products(question: dict[str, Any], lines: list[str], accept: bool | None, first: int | None) -> None:
    verdict = check_row({**question, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, first), verdict


@pytest.mark.parametrize(
    ("text", "own", "written"),
    [
        ("L = (wx+b-y)^2", ["u = b+wx-y"], "u²"),
        ("L = (y-wx-b)^2", ["u = wx+b-y"], "(-u)²"),
        ("L = (wx+b-y)^2", ["v = wx+b"], "(-y + v)²"),
        ("L = (wx+b-y)^2", ["v = wx", "u = v+b"], "(-y + u)²"),
        ("L = (wx+b-y)^2", ["u = wx-b"], "(w·x + b - y)²"),
        ("L = wxx + y", ["v = xw"], "x·v + y"),
    ],
)
def test_the_model_in_the_names_of_lines(text: str, own: list[str], written: str) -> None:
    model = read(text, parameters="w b" if "b" in text else "w", data="x y")
    rows = [defined(parse(line, names_of_model(model))[0], indexed=True) for line in own]
    after = written_with(model, rows[::-1])
    assert plain(after.definitions[-1].expr, after.names) == written
