"""Updates in fewer passes: the same parameters, counted passes, and what must not be pulled out of a root."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest
import sympy as sp
from test_stepper import layers

import symgrad as sg
from symgrad.optimizers import OPTIMIZERS, UpdateRule, optimizer
from symgrad.stepper import Stepper
from symgrad.stepper.algebra import fewest_passes
from symgrad.stepper.bounds import ANYWHERE, bounds
from symgrad.stepper.elementwise import updating
from symgrad.stepper.forms import gradient_and_part
from symgrad.stepper.standalone import pieces_of
from symgrad.stepper.update import Update, plain_update, update_of


def lean_of(rule: UpdateRule, **chosen: Any) -> Update:
    return fewest_passes(update_of(rule, rule.values(chosen)))


@np.errstate(invalid="ignore")  # RAdam's row has a root that its first steps do not use
@pytest.mark.parametrize("rule", OPTIMIZERS, ids=lambda rule: rule.name)
@pytest.mark.slow
def test_every_optimizer_goes_where_its_row_says(rule: UpdateRule) -> None:
    update = update_of(rule, rule.values({}))
    lean, row = fewest_passes(update), plain_update(update)
    random = np.random.default_rng(5)
    w = random.normal(size=40)
    state = [np.full(40, start) for start in update.start]
    flat = [w.copy(), np.empty(40), *(np.full(40, start) for start in lean.start)]
    passes = updating(lean)
    pieces = pieces_of(flat, passes.buffers)
    for t in range(1, 9):
        flat[1][:] = g = random.normal(size=40) * 10.0 ** random.integers(-6, 3)
        w, *state = row(w, g, t, 1.5, *state)
        passes.run(t, 1.5, pieces)
        np.testing.assert_allclose(flat[0], w, rtol=1e-12, atol=1e-14)
        for mine, unit, right in zip(flat[2:], lean.scales, state, strict=True):
            np.testing.assert_allclose(unit * mine, right, rtol=1e-12, atol=1e-14 * np.max(np.abs(right)))


@pytest.mark.parametrize(
    ("name", "passes", "roots"),
    [
        ("sgd", 2, 0),
        ("momentum_averaging", 4, 0),
        ("adam", 10, 1),
        ("adamw", 11, 1),
        ("amsgrad", 11, 1),
        ("adadelta", 12, 1),
        ("nadam", 13, 1),
        ("radam", 11, 1),
    ],
)
def test_passes(name: str, passes: int, roots: int) -> None:
    text = updating(lean_of(optimizer(name))).text
    loop = text[text.index("for ") :]
    assert sum("np." in line or "[...]" in line for line in loop.splitlines()) == passes
    assert loop.count("np.sqrt") == roots


def test_what_may_be_negative_stays_in_its_root() -> None:
    rule = optimizer(
        r"a := \beta a + (1-\beta) g; w := w - \alpha \frac{\sqrt{a}}{\sqrt{w}} - \sqrt{(1 - t) a}",
        beta=0.9,
        alpha=0.1,
    )
    loop = updating(lean_of(rule)).text
    assert loop.count("np.sqrt") == 3
    assert "a_scaled" in loop


def test_a_weight_that_is_zero_costs_nothing() -> None:
    with_it, without = (updating(lean_of(optimizer("lion"), weight_decay=x)).text for x in (0.1, 0.0))
    assert with_it.count("np.") == without.count("np.") + 1


def test_a_run_that_was_saved_goes_on_bit_for_bit() -> None:
    model, params, data = layers()
    rule = optimizer("nadam")
    first, second = (Stepper(model, rule, rule.values({}), params, data) for _ in range(2))
    for _ in range(3):
        first.step()
    saved = first.state_dict()
    assert "state v/(1 - beta_2) of W_1" in saved
    second.load(saved)
    assert [first.step() for _ in range(4)] == [second.step() for _ in range(4)]
    for key, value in first.state_dict().items():
        np.testing.assert_array_equal(second.state_dict()[key], value)


X, T = sp.symbols("x t")


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (1 - sp.Float(0.9) ** T, (0.1, 1.0)),
        (1 / (1 - sp.Float(0.9) ** T), (1.0, 10.0)),
        (X**2 + 1, (1.0, inf)),
        (2 - sp.Abs(X), (-inf, 2.0)),
        (X**3, ANYWHERE),
        (sp.sqrt(X), ANYWHERE),
        (1 / (T - 1), (0.0, inf)),
        (1 / (T - 2), ANYWHERE),
        (-2 * T, (-inf, -2.0)),
    ],
)
def test_bounds(expr: sp.Expr, expected: tuple[float, float]) -> None:
    assert bounds(expr, {T: (1.0, inf)}) == pytest.approx(expected)


TWICE = r"""
Z = X W + b
H = \sigma(Z)
L = \sum_{i=1}^N \sum_{j=1}^D (H_{i,j} - USED_{i,j})^2
"""


@pytest.mark.parametrize(("used", "merged"), [("Y", True), ("Z", False)])
def test_a_sum_is_taken_with_the_other_sign_where_nobody_else_needs_it(used: str, merged: bool) -> None:
    shapes = {"X": "N K", "W": "K D", "b": "D", "Y": "N D"}
    model = sg.read(TWICE.replace("USED", used), parameters="W b", data="X Y", shapes=shapes)
    random = np.random.default_rng(8)
    params = {"W": random.normal(size=(3, 2)), "b": random.normal(size=2)}
    data = {"X": random.normal(size=(6, 3)), "Y": random.normal(size=(6, 2))}
    text = gradient_and_part(model)[2].text
    assert ("np.subtract(-b, " in text) is merged
    assert "np.vdot" in text
    assert "np.matmul(ones, " in text
    expected = sg.compile(model).value_and_grad(params, data)
    loss, found = Stepper(model, optimizer("sgd"), {"learning_rate": 0.1}, params, data).value_and_grad()
    assert loss == pytest.approx(expected[0], rel=1e-14)
    for key, value in expected[1].items():
        np.testing.assert_allclose(found[key], value, rtol=1e-13)
