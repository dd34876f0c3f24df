"""Optimizers from equations: the many ways of writing one update, refusals with the place, how a row is shown."""

from __future__ import annotations

import json
import re

import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import OptionError, ReadError
from symgrad.optimizers import GRADIENT, OPTIMIZERS, PARAMETER, UpdateRule, clipped_by_norm, optimizer
from symgrad.optimizers.equations import rule_from_text
from symgrad.optimizers.table import ROWS
from symgrad.rendering.words import LANGUAGES

ALPHA, BETA, V = sp.symbols(r"\alpha \beta v")


def test_equations_become_a_row():
    rule = sg.optimizer(r"v := \beta v + (1-\beta) g;\; w := w - \alpha v", beta=0.9, alpha=0.01)
    assert rule.state == (V,)
    assert [left for left, _ in rule.assignments] == [V, PARAMETER]
    assert dict(rule.values({})) == {"beta": 0.9, "learning_rate": 0.01}
    assert rule.assignments == optimizer("momentum_averaging").assignments


PLAIN = optimizer("sgd").assignments
AVERAGING = optimizer("momentum_averaging").assignments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"w := w - \alpha g", PLAIN),
        (r"w \leftarrow w - \alpha g", PLAIN),
        (r"w = w - \alpha \frac{\partial L}{\partial w}", PLAIN),
        (r"w = w - \alpha \frac{\partial L(w)}{\partial w}", PLAIN),
        (r"w := w - \alpha \nabla L", PLAIN),
        (r"w := w - \alpha \nabla_w L", PLAIN),
        (r"w := w - \alpha \nabla f(w)", PLAIN),
        (r"w_{t+1} = w_t - \alpha g_t", PLAIN),
        (r"w_t = w_{t-1} - \alpha g_t", PLAIN),
        (r"\theta_{t+1} = \theta_t - \alpha g_t", PLAIN),
        (r"g_t = \nabla_w L(w_{t-1}); w_t = w_{t-1} - \alpha g_t", PLAIN),
        (r"w_{new} = w_{old} - \alpha g", PLAIN),
        (r"w_{\text{new}} = w_{\text{old}} - \alpha \frac{\partial L}{\partial w_i}", PLAIN),
        (r"v_t = \beta v_{t-1} + (1-\beta) g_t; w_t = w_{t-1} - \alpha v_t", AVERAGING),
        ("v_t = \\beta v_{t-1} + (1-\\beta) g_t \\\\\n w := w - \\alpha v_t", AVERAGING),
        ("v_{t+1} = \\beta v_t + (1-\\beta) g_t\nw_{t+1} = w_t - \\alpha v_{t+1}", AVERAGING),
    ],
)
def test_ways_of_writing_the_same(text, expected):
    assert optimizer(text, alpha=0.1, **({"beta": 0.9} if r"\beta" in text else {})).assignments == expected


@pytest.mark.parametrize(
    ("values", "spelled"),
    [
        ({"alpha": 0.1, "beta_1": 0.9, "epsilon": 1e-8}, {"learning_rate", "beta_1", "epsilon"}),
        ({"learning_rate": 0.1, "beta1": 0.9, "eps": 1e-8}, {"learning_rate", "beta_1", "epsilon"}),
    ],
)
def test_hyperparameters_by_the_names_people_use(values, spelled):
    rule = optimizer(r"v := \beta_1 v + g^2; w := w - \frac{\alpha g}{\sqrt{v} + \varepsilon}", **values)
    assert set(rule.values({})) == spelled
    assert rule.values({})["learning_rate"] == 0.1


def test_an_exponent_t_is_a_power_and_a_time():
    rule = optimizer(r"m_t = \beta m_{t-1} + g; w := w - \alpha \frac{m_t}{1 - \beta^t}", alpha=1, beta=0.5)
    (_, m), (_, w) = rule.assignments
    assert sp.Symbol("t") in w.free_symbols
    assert sp.Symbol("t") not in m.free_symbols


def test_the_point_of_the_gradient():
    rule = optimizer(
        r"v := \beta v + \alpha \frac{\partial L(w - \beta v)}{\partial w}; w := w - v", alpha=0.1, beta=0.9
    )
    assert rule.at == optimizer("nag_lecture").at
    assert rule.at.free_symbols == {PARAMETER, BETA, V}
    assert GRADIENT in rule.assignments[0][1].free_symbols


REFUSED = [
    (r"v := \beta v + (1-\beta) g; w := w - \alpha v", r"\alpha v", r"\alpha", "alpha=…"),
    (r"w := w - \alpha \beta u", r"u", "u", "has no value"),
    (r"m_t = \alpha m_t + g; w := w - m_t", "m_t + g", "m_t", "before its line"),
    (
        r"m_t = \alpha m_{t-1} + g; w := w - m_{t-1} - m_t",
        "m_{t-1} - m_t",
        "m_{t-1}",
        "old value of m is gone",
    ),
    (r"m_t = \alpha m_{t-2} + g; w := w - m_t", "m_{t-2}", "m_{t-2}", "last step is remembered"),
    (r"w := w - \alpha g_{t-1}", "g_{t-1}", "g_{t-1}", "gradient of this step"),
    (r"w := w - \alpha u_{t-1} g", "u_{t-1}", "u_{t-1}", "nothing assigns u"),
    (r"v := \alpha v + g", "v :=", r"v := \alpha v + g", "no line updates the parameter"),
    (r"w := w - \alpha", "w :=", r"w := w - \alpha", "g is never used"),
    (r"w := w - \alpha \|v\| g", r"\|v\|", r"\|v\|", "each element by itself"),
    (r"w := w - \alpha g^\top", r"g^\top", r"g^\top", "each element by itself"),
    (r"w := w - \alpha \sum_{i=1}^3 g_i", r"\sum", r"\sum_{i=1}^3 g_i", "each element by itself"),
    (r"w := w - \alpha \frac{\partial L^2}{\partial w}", "L^2", "L^2", "one derivative"),
    (
        r"w := w - \alpha \frac{\partial L}{\partial b}",
        r"\frac",
        r"\frac{\partial L}{\partial b}",
        "one derivative",
    ),
    (r"g := 2 g; w := w - \alpha g", "g := 2", "g", "cannot be assigned"),
    (r"w := w - \alpha g; w := w - g", "w := w - g", "w", "assigned twice"),
    (r"w := w - \alpha (g", "(g", "(", "never closed"),
    (r"w = w - \alpha g = 0", r"w = w", r"w = w - \alpha g = 0", "made of assignments"),
    (r"2w := w - \alpha g", "2w", "2w", "one name"),
    (
        r"v := \alpha v; u := \frac{\partial L(w - v)}{\partial w}; w := w - u - v",
        r"v)}",
        "v",
        "before any line",
    ),
    (
        r"v := \nabla L(w - \alpha v); w := w - v - \nabla L(w + \alpha v)",
        r"w + \alpha v)",
        r"w + \alpha v",
        "one point only",
    ),
]


@pytest.mark.parametrize(("text", "where", "underlined", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refusals_point_at_the_place(text, where, underlined, message):
    values = {"alpha": 0.1} if message != "alpha=…" else {"beta": 0.9}
    if r"\beta u" in text:
        values["beta"] = 0.9
    with pytest.raises(ReadError, match=re.escape(message)) as caught:
        optimizer(text, **values)
    assert caught.value.origin is not None
    assert caught.value.origin.start == text.index(where)
    assert caught.value.origin.fragment == underlined
    assert "^" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        (r"w := w - \alpha g", {"alpha": 0.1, "gamma": 2}, "no gamma"),
        (r"w := w - \alpha g", {"alpha": 0.1, "learning_rate": 2}, "given twice"),
        (r"w := w - \alpha g", {"alpha": -1}, "greater than 0"),
        (r"w := w - \beta g", {"beta": 1}, "less than 1"),
        (r"w := w - \alpha g", {"alpha": "fast"}, "is a number"),
        ("adamm", {}, "Did you mean adam"),
        ("adam", {"beta1": 0.5}, "Did you mean beta_1"),
        ("", {}, "write its equations"),
    ],
)
def test_options_that_do_not_fit_are_refused(text, values, message):
    with pytest.raises(OptionError, match=message):
        optimizer(text, **values)


def test_values_of_a_named_row_become_its_usual_ones():
    rule = sg.optimizer("adam", beta_1=0.8)
    assert rule.values({})["beta_1"] == 0.8
    assert rule.values({"beta_1": 0.7})["beta_1"] == 0.7
    assert rule.assignments == optimizer("adam").assignments


# -- how a row is shown ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", OPTIMIZERS, ids=lambda row: row.name)
def test_what_is_shown_reads_back_as_the_row(row: UpdateRule):
    """The printed LaTeX, read again, is the same row: nothing is lost on the way."""
    text = row.latex().replace("\\begin{aligned}", "").replace("\\end{aligned}", "").replace("&=", "=")
    (start,) = (written.start for written in ROWS if written.name == row.name)
    again = rule_from_text(text, row.hyperparameters, name="again", reference="itself", start=start)
    assert [left for left, _ in again.assignments] == [left for left, _ in row.assignments]
    assert again.state == row.state
    for (_, one), (_, other) in zip(
        [*again.assignments, (PARAMETER, again.at)], [*row.assignments, (PARAMETER, row.at)], strict=True
    ):
        assert value(one) == pytest.approx(value(other), rel=1e-13)


def value(expr: sp.Expr) -> float:
    """The expression at numbers that are between 0 and 1 and differ from symbol to symbol."""
    numbers = {
        s: sp.Float(0.1 + sum(map(ord, s.name)) % 89 / 100) for s in sorted(expr.free_symbols, key=str)
    }
    return float(abs(expr.xreplace(numbers).evalf()))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("row", [*OPTIMIZERS, clipped_by_norm(optimizer("sgd"))], ids=lambda row: row.name)
def test_every_form_of_every_row(row: UpdateRule, lang: str):
    shown = row.text(lang=lang)
    assert row.reference in shown
    for item in row.hyperparameters:
        assert item.spelling in shown
    assert bool(re.search("[가-힣]", shown)) == (lang == "ko")
    assert row.latex(lang=lang).startswith(r"\begin{aligned}")
    assert "<math" in row.html(lang=lang)
    assert json.loads(row.json(lang=lang))["blocks"]


def test_the_books_subscripts():
    assert sg.optimizer("momentum_averaging").latex() == (
        "\\begin{aligned}\n"
        "  g_t &= \\frac{\\partial L(w_{t-1})}{\\partial w} \\\\\n"
        "  v_t &= \\beta v_{t-1} + (1 - \\beta) g_t \\\\\n"
        "  w_t &= w_{t-1} - \\alpha v_t\n"
        "\\end{aligned}"
    )
    assert "m̂ₜ = mₜ/(1 - β₁ᵗ)" in str(sg.optimizer("adam"))
    assert "‖gₜ‖" in str(clipped_by_norm(optimizer("sgd")))
