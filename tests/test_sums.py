"""Sums that start anywhere, moved places, conditions: read, judged, derived, printed, and turned into code.

Each way has its counterpart that is wrong: an element too many, one too few, a neighbour for the element itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.checking import check_row
from symgrad.errors import ModelError, ReadError
from symgrad.exact import evaluate
from symgrad.ranges import extent, is_partial, never_negative
from symgrad.rendering.mathematics import expression as latex
from symgrad.verification import verify

WHOLE = r"\sum_{i=1}^{m} x_i"
DATA = {"x": {"type": "indexed", "length": "m"}}
INDICATOR = r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"
PAIRS = r"\frac{1}{2}\sum_{i=1}^m\sum_{j=1}^m x_i x_j - \frac{1}{2}\sum_{i=1}^m x_i^2"

#: reference, answer, status
JUDGED = [
    # beginnings and ends
    (WHOLE, r"\sum_{i=0}^{m-1} x_{i+1}", "equal"),
    (WHOLE, r"x_1 + \sum_{i=2}^{m} x_i", "equal"),
    (WHOLE, r"\sum_{i=1}^{m-1} x_i + x_m", "equal"),
    (WHOLE, r"\sum_{i=2}^{m} x_i", "different"),
    (WHOLE, r"\sum_{i=1}^{m-1} x_i", "different"),
    (WHOLE, r"\sum_{i=1}^{m+1} x_i", "different"),
    (WHOLE, r"\sum_{i=0}^{m} x_i", "different"),
    (WHOLE, r"\sum_{i=0}^{m-1} x_i", "different"),
    (WHOLE, r"\sum_{i=1}^{m} x_{m-i+1}", "equal"),
    (WHOLE, r"\sum_{i=1}^{m} x_{m-i}", "different"),
    (r"\sum_{i=s}^{t} x_i", r"x_s + \sum_{j=s+1}^{t} x_j", "equal"),
    (r"\sum_{i=s}^{t} x_i", r"\sum_{j=s+1}^{t} x_j", "different"),
    (r"\sum_{k=0}^{K} w_k x^k", r"w_0 + x\sum_{k=0}^{K-1} w_{k+1} x^k", "equal"),
    # telescopes, closed forms
    (r"\sum_{i=2}^{m} (x_i - x_{i-1})", "x_m - x_1", "equal"),
    (r"\sum_{i=1}^{m} (x_{i+1} - x_i)", "x_{m+1} - x_1", "equal"),
    (r"\sum_{i=1}^{m} (x_{i+1} - x_i)", "x_m - x_1", "different"),
    (r"\sum_{i=1}^{m-1} (x_{i+1} - x_i)^2", r"\sum_{i=2}^{m} (x_i - x_{i-1})^2", "equal"),
    (r"\sum_{i=1}^{m-1} (x_{i+1} - x_i)^2", r"\sum_{i=1}^{m} (x_i - x_{i-1})^2", "different"),
    (r"\sum_{i=0}^{m} c", "(m+1) c", "equal"),
    (r"\sum_{i=0}^{m-1} i", r"\frac{m(m-1)}{2}", "equal"),
    (r"\sum_{i=3}^{2} i", "0", "equal"),
    # conditions, sets, chains, dots
    (r"\sum_{i=1}^m x_i - x_k", r"\sum_{i \ne k} x_i", "equal"),
    (r"\sum_{i=1}^m x_i - x_k", r"\sum_{\substack{i=1 \\ i \ne k}}^m x_i", "equal"),
    (WHOLE, r"\sum_{i \in \{1, \dots, m\}} x_i", "equal"),
    (r"x_1 + x_2 + x_3", r"\sum_{i \in \{1, 2, 3\}} x_i", "equal"),
    (WHOLE, r"\sum_{0 \le i < m} x_{i+1}", "equal"),
    (PAIRS, r"\sum_{1 \le i < j \le m} x_i x_j", "equal"),
    (PAIRS, r"\sum_{1 \le i \le j \le m} x_i x_j", "different"),
    (WHOLE, r"x_1 + x_2 + \dots + x_m", "equal"),
    (WHOLE, r"x_1 + x_2 + \dots + x_{m-1}", "different"),
    (r"\sum_{i=1}^m w_i x_i", r"w_1 x_1 + w_3 x_3 + \cdots + w_m x_m", "different"),
    # the same letter twice, deltas, products, the largest of a few
    (r"\sum_{i=1}^m a_i \sum_{j=1}^m b_j", r"\sum_{i=1}^m a_i \sum_{i=1}^m b_i", "equal"),
    (r"\sum_{j=2}^{m} \delta_{ij} x_j", "x_i", "different"),
    (r"p_k - \delta_{ik}", r"p_k - \mathbb{1}[i = k]", "equal"),
    ("x_1 x_2 x_3", r"\prod_{i=1}^3 x_i", "equal"),
    (r"\max(x_1, x_2, x_3)", r"\max_{1 \le i \le 3} x_i", "equal"),
    # what else students write
    (INDICATOR, r"\mathbf{1}_{\{x > 0\}}", "equal"),
    (INDICATOR, r"\mathbb{1}[x \ge 0]", "different"),
    (INDICATOR, "[x > 0]", "equal"),
    (r"\max(0, x)", "(x)_+", "equal"),
    ("6", r"\left. \frac{d}{dw} w^2 + 2x \right|_{w=1, x=2}", "equal"),
    ("x^6", r"x^{2 \cdot 3}", "equal"),
    (WHOLE, "sum(x_i for i = 1 to m)", "equal"),
    (r"\frac{1}{m} \sum_{i=1}^m (w x_i - y_i)", "1/m sum(i=1..m, w*x_i - y_i)", "equal"),
    (r"\sum_{i=2}^m x_i x_{i-1}", "Σᵢ₌₂ᵐ xᵢ·xᵢ₋₁", "equal"),
    (r"\frac{1}{2} x^{10}", "½x¹⁰", "equal"),
    (r"\sqrt{x + 1}", "√(x+1)", "equal"),
    (r"1 - \tanh^2(x)", "1 - tanh^2(x)", "equal"),
    (r"\log_2 x", "log2(x)", "equal"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer", "status"), JUDGED)
def test_answers_with_sums(reference: str, answer: str, status: str) -> None:
    positive = {"x": "(0,inf)"} if "log" in answer or "√" in answer else {}
    verdict = check_row({"reference": reference, "answer": answer, "variables": positive, "deadline": 20})
    assert verdict.status == status


def test_past_the_end_of_declared_data() -> None:
    row = {"reference": WHOLE, "variables": DATA, "answer": r"\sum_{i=1}^m x_{i+1}"}
    verdict = check_row(row)
    assert (verdict.status, verdict.error.reason) == ("invalid", "undefined")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (r"\sum_{i \ne j} a_{ij}", "run as well"),
        (r"\sum_{i \in S} x_i", "over a set"),
        (r"\sum_{i \in \{1, 3\}} x_i", "these numbers"),
        (r"\sum_{i=1}^{m/2} x_i", "names and whole numbers"),
        (r"\prod_{i=1}^m x_i", "unknown length"),
        (r"x_1 + y_2 + \dots + x_m", "not alike"),
        (r"\sum_{i=1}^{9^{9^9}} x_i", "an exponent larger"),
    ],
)
def test_sums_that_are_refused(answer: str, words: str) -> None:
    verdict = check_row({"reference": WHOLE, "answer": answer})
    assert verdict.status == "invalid"
    assert words in verdict.error.message  # type: ignore[union-attr]


# -- models -----------------------------------------------------------------------------------------------

MODELS: dict[str, dict[str, Any]] = {
    r"L = \frac{1}{m-1} \sum_{i=2}^{m} (x_i - w x_{i-1})^2": {"parameters": "w", "data": "x"},
    r"L = \sum_{i=1}^m (y_i - w_i)^2 + \sum_{i=1}^{m-1} (w_{i+1} - w_i)^2": {"parameters": "w", "data": "y"},
    r"L = \sum_{i=1}^{m} \sum_{j=2}^{n} (x_{ij} - w_j x_{i,j-1})^2": {"parameters": "w", "data": "x"},
    r"L = \sum_{i=2}^{m} i w^2 x_i x_{m-i+1}": {"parameters": "w", "data": "x"},
    r"L = \sum_{i=1}^{m} \sum_{j \ne i} (w x_i - x_j)^2": {"parameters": "w", "data": "x"},
}
RANDOM = np.random.default_rng(3)
NUMBERS = {"m": RANDOM.normal(size=5), "n": RANDOM.normal(size=4), "mn": RANDOM.normal(size=(5, 4)), "": 0.7}


@pytest.mark.parametrize("text", MODELS)
def test_a_model_with_such_a_sum(text: str) -> None:
    model = sg.read(text, **MODELS[text])
    values = {key: NUMBERS["".join(map(str, model[key].axes))] for key in (*model.parameters, *model.data)}
    program = sg.compile(model)
    data = {key: values[key] for key in model.data}
    loss, slopes = program.value_and_grad({"w": values["w"]}, data)
    plain = {key: np.asarray(value).tolist() for key, value in values.items()}
    assert loss == pytest.approx(float(evaluate(model, plain)["L"]), rel=1e-12)
    start, h = np.array(values["w"], float), 1e-6
    for place in np.ndindex(start.shape):
        beside = [start.copy(), start.copy()]
        beside[0][place] += h
        beside[1][place] -= h
        up, down = (program.loss({"w": w if w.shape else float(w)}, data) for w in beside)
        assert np.asarray(slopes["w"])[place] == pytest.approx((up - down) / (2 * h), rel=1e-6, abs=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("text", MODELS)
def test_its_lines_and_its_training(text: str) -> None:
    model = sg.read(text, **MODELS[text])
    values = {key: NUMBERS["".join(map(str, model[key].axes))] for key in (*model.parameters, *model.data)}
    data = {key: values[key] for key in model.data}
    assert verify(model).ok
    history = sg.fit(model, data, params={"w": values["w"]}, epochs=2, learning_rate=1e-4).history
    assert history[-1] < history[0]


@pytest.mark.parametrize("text", [text for text in MODELS if r"\ne" not in text])
def test_it_is_printed_as_it_is_read(text: str) -> None:
    model = sg.read(text, **MODELS[text])
    assert sg.read(latex_of(model), **MODELS[text]).definitions[0].expr == model.definitions[0].expr


def latex_of(model: sg.Model) -> str:
    return f"L = {latex(model.definitions[0].expr, model.names)}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"L = \sum_{i=1}^{m} w (x_{i+1} - x_i)", "goes up to m . 1"),
        (r"L = \sum_{i=0}^{m} w x_i", "begins at 0"),
        (r"L = \sum_{i=1}^{m} \sum_{j=1}^{i} w x_i x_j", "index i of another one"),
        (r"L = \sum_{i=5}^{4} w i", "no terms"),
    ],
)
def test_models_that_are_refused(text: str, words: str) -> None:
    with pytest.raises((ModelError, ReadError), match=words):
        sg.read(text, parameters="w", data="x", shapes={"x": "m"} if "m" in text else None)


def test_extent() -> None:
    i, j, m = sp.symbols("i j m")
    spans = {i: (sp.Integer(1), m), j: (i + 1, m)}
    assert extent(m - i + 1, spans) == (1, m)
    assert extent(j - i, {i: (sp.Integer(1), m), j: (i, i + 2)}) == (0, 2)
    assert extent(i * j, spans) is None
    assert never_negative(m - 1)
    assert not never_negative(m - 2)
    assert is_partial(sp.Sum(i, (i, 2, m)))
    assert not is_partial(sp.Sum(i, (i, 1, m)))
