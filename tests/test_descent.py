"""Newton's method, the line search and the perceptron: what they reach, and that every step keeps its conditions."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

import symgrad as sg
from symgrad.descent import DIRECTIONS, METHODS, SHARE, descend, perceptron
from symgrad.errors import DataError, ModelError, OptionError
from symgrad.notes.directives import METHODS as PAGE_METHODS

BOWL = sg.read(r"f = (u - 1)^2 + 10 (v + 2)^2 + u v", parameters="u v")
#: Rosenbrock's valley, the minimum at (1, 1)
VALLEY = sg.read(r"f = (1 - u)^2 + 100 (v - u^2)^2", parameters="u v")
#: a saddle at the origin between two minima at u = ±1
SADDLE = sg.read(r"f = \frac{1}{4} u^4 - \frac{1}{2} u^2 + v^2", parameters="u v")


def test_newton_finds_the_minimum_of_a_quadratic_in_one_step():
    reached = descend(BOWL, {}, params={"u": 5.0, "v": 5.0})
    assert len(reached.steps) == 1
    assert (reached.steps[0].rate, reached.reason) == (1.0, "converged")
    # 2(u − 1) + v = 0 and 20(v + 2) + u = 0
    assert reached.params["u"] == pytest.approx(80 / 39, rel=1e-12)
    assert reached.params["v"] == pytest.approx(2 - 160 / 39, rel=1e-12)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    ("model", "start"), [(BOWL, (5.0, 5.0)), (VALLEY, (-1.2, 1.0)), (SADDLE, (0.1, 1.0))]
)
def test_every_step_keeps_the_descent_condition_and_armijos(model, start, direction):
    reached = descend(model, {}, params=dict(zip("uv", start, strict=True)), direction=direction, steps=60)
    assert reached.steps
    losses = [*(step.loss for step in reached.steps), reached.loss]
    for step, (before, after) in zip(reached.steps, pairwise(losses), strict=True):
        assert step.slope < 0
        assert after <= before + SHARE * step.rate * step.slope


def test_newton_gets_through_the_valley_where_the_gradient_creeps():
    newton = descend(VALLEY, {}, params={"u": -1.2, "v": 1.0}, steps=60)
    assert newton.reason == "converged"
    assert [newton.params["u"], newton.params["v"]] == pytest.approx([1.0, 1.0], rel=1e-9)
    assert any(step.rate < 1 for step in newton.steps)
    creeping = descend(VALLEY, {}, params={"u": -1.2, "v": 1.0}, direction="gradient", steps=60)
    assert creeping.reason == "steps"
    assert creeping.loss > 1e-3


def test_where_newtons_direction_leads_up_the_gradient_is_taken():
    reached = descend(SADDLE, {}, params={"u": 0.1, "v": 0.0}, steps=60)
    assert reached.steps[0].direction == "gradient"
    assert reached.steps[-1].direction == "newton"
    assert abs(reached.params["u"]) == pytest.approx(1.0, rel=1e-9)


def test_newton_on_vectors_is_least_squares():
    random = np.random.default_rng(3)
    inputs, outputs = random.normal(size=(20, 3)), random.normal(size=20)
    model = sg.read(r"L = \|X w - y\|^2", parameters="w", data="X y", shapes={"X": "m n", "w": "n", "y": "m"})
    reached = descend(model, {"X": inputs, "y": outputs}, params={"w": np.zeros(3)})
    np.testing.assert_allclose(
        reached.params["w"], np.linalg.lstsq(inputs, outputs, rcond=None)[0], rtol=1e-10
    )


def test_options_and_numbers_that_do_not_fit_are_refused():
    with pytest.raises(OptionError, match="Did you mean newton"):
        descend(BOWL, {}, params={"u": 1.0, "v": 1.0}, direction="newtons")
    with pytest.raises(OptionError, match="whole number"):
        descend(BOWL, {}, params={"u": 1.0, "v": 1.0}, steps=-1)
    with pytest.raises(DataError, match="q"):
        descend(BOWL, {}, params={"u": 1.0, "q": 1.0})


# -- the perceptron ----------------------------------------------------------------------------------------------

NEURON = sg.read(r"\hat{y} = \mathrm{step}(w_1 x_1 + w_2 x_2 + b)", parameters="w_1 w_2 b", data="x_1 x_2")
#: B1: cloud and wind, and whether it rained
WEATHER = {
    "x_1": [0.8, 0.6, 0.1, 0.3, 0.6, 0.4, 0.1],
    "x_2": [0.6, 0.9, 0.2, 0.1, 0.6, 0.3, 0.2],
    "y": [1, 1, 0, 0, 1, 0, 0],
}


def test_one_wrong_sample_moves_the_weights_by_the_rule():
    # ŷ = step(0) = 0 for the first sample, y = 1: w := w + 0.5 · 1 · x, b := b + 0.5
    one = {"x_1": [0.8], "x_2": [0.6], "y": [1]}
    reached = perceptron(NEURON, one, params={"w_1": 0, "w_2": 0, "b": 0}, learning_rate=0.5)
    assert reached.params == pytest.approx({"w_1": 0.4, "w_2": 0.3, "b": 0.5}, rel=1e-15)
    assert reached.mistakes == (1, 0)


def test_the_lectures_weather_is_learned_without_a_mistake():
    reached = perceptron(NEURON, WEATHER, params={"w_1": 0, "w_2": 0, "b": 0})
    assert reached.ok
    assert len(reached.mistakes) < 100
    for cloud, wind, rain in zip(*WEATHER.values(), strict=True):
        z = reached.params["w_1"] * cloud + reached.params["w_2"] * wind + reached.params["b"]
        assert (z > 0) == bool(rain)


def test_what_no_line_separates_is_not_learned():
    xor = {"x_1": [0, 0, 1, 1], "x_2": [0, 1, 0, 1], "y": [0, 1, 1, 0]}
    reached = perceptron(NEURON, xor, params={"w_1": 0, "w_2": 0, "b": 0}, passes=30)
    assert not reached.ok
    assert len(reached.mistakes) == 30


@pytest.mark.parametrize(
    ("model", "data", "error", "message"),
    [
        (BOWL, WEATHER, ModelError, "is a step"),
        (NEURON, {**WEATHER, "y": [1, 2, 0, 0, 1, 0, 0]}, DataError, "0 or 1"),
        (NEURON, {**WEATHER, "x_1": [0.1]}, DataError, "x_1 has not one entry"),
        (NEURON, {"x_1": [0.1], "x_2": [0.1]}, DataError, "no y"),
    ],
)
def test_what_is_no_perceptron_is_refused(model, data, error, message):
    with pytest.raises(error, match=message):
        perceptron(model, data, params=dict.fromkeys(model.parameters, 0.0))


def test_a_page_and_the_command_line_know_every_method():
    assert tuple(METHODS) == PAGE_METHODS


def test_every_update_is_kept_and_shown():
    reached = sg.perceptron(NEURON, WEATHER, params={"w_1": 0, "w_2": 0, "b": -0.5})
    assert [(each.number, each.sample, each.wanted, each.got) for each in reached.updates] == [
        (1, 1, 1, 0),
        (1, 2, 1, 0),
        (1, 5, 1, 0),
    ]
    assert reached.updates[1].params == pytest.approx({"w_1": 0.14, "w_2": 0.15, "b": -0.3})
    text = reached.text(lang="en")
    assert re.search(r"1 +2 +1 +0 +0\.14 +0\.15 +-0\.3", text)
    assert "갱신 3번" in reached.text(lang="ko")
    assert "updates: 3" in reached.html(lang="en")


def test_a_descent_shows_every_step():
    reached = sg.descend(BOWL, {}, params={"u": 5.0, "v": 5.0})
    assert reached.steps[0].params == {"u": 5.0, "v": 5.0}
    assert re.search(r"1 +\S+ +\S+ +1 +Newton's +5 +5\n", reached.text(lang="en"))
    assert "수렴했다" in reached.text(lang="ko")
    many = sg.descend(VALLEY, {}, params={"u": -1.2, "v": 1.0}, direction="gradient")
    assert "Newton" not in many.text(lang="en")
    assert "All 100 steps" in many.html(lang="en")
