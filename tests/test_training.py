"""Training: the lecture's own loop, every reason for stopping, and what is refused before anything runs."""

from __future__ import annotations

import os
import re
import signal
import sys

import numpy as np
import pytest
import sympy as sp
from models import GIVEN_221, multilayer, network_221, regression, scalar_model

import symgrad.training.bar
from symgrad.errors import DataError, OptionError
from symgrad.expressions import neg, power
from symgrad.reading import read
from symgrad.stepper import Stepper
from symgrad.training import fit, initial

RNG = np.random.default_rng(7)
X = RNG.uniform(-1, 1, 40)
LINE = {"x": X, "y": 2.5 * X - 0.5 + 0.05 * RNG.normal(size=40)}

TWO_FEATURES = r"""
    \hat{y}^{(i)} = x_1^{(i)} w_1 + x_2^{(i)} w_2 + b
    L = \frac{1}{2m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})^2
"""


def test_d5_equals_the_lectures_numpy_loop() -> None:
    x1, x2 = RNG.uniform(-1, 1, (2, 30))
    y = 0.7 * x1 - 0.2 * x2 + 0.1 + 0.05 * RNG.normal(size=30)
    begin = {"w_1": 0.3, "w_2": -0.8, "b": 0.5}
    w1, w2, b = begin.values()
    learning_rate = 1.0
    for _epoch in range(100):  # as printed on the slide
        y_predict = x1 * w1 + x2 * w2 + b
        w1 = w1 - learning_rate * ((y_predict - y) * x1).mean()
        w2 = w2 - learning_rate * ((y_predict - y) * x2).mean()
        b = b - learning_rate * (y_predict - y).mean()

    shapes = {"x_1": "m", "x_2": "m", "y": "m"}
    model = read(TWO_FEATURES, parameters="w_1 w_2 b", data="x_1 x_2 y", shapes=shapes)
    data = {"x_1": x1, "x_2": x2, "y": y}
    reached = fit(model, data, params=begin, learning_rate=1.0, epochs=100)
    assert reached.params == pytest.approx({"w_1": w1, "w_2": w2, "b": b}, rel=1e-10)
    exactly = fit(model, data, params=begin, learning_rate=1.0, epochs=100, tolerance=0)
    assert exactly.params == pytest.approx({"w_1": w1, "w_2": w2, "b": b}, rel=1e-14)


def test_b6_one_epoch_is_the_lectures_update() -> None:
    numbers = {key: float(value) for key, value in GIVEN_221.items()}
    params = {key: numbers[key] for key in network_221().parameters}
    data = {key: numbers[key] for key in network_221().data}
    reached = fit(network_221(), data, params=params, learning_rate=0.1, epochs=1)
    assert reached.params["w_1"] == pytest.approx(0.50102, abs=1e-5)
    assert reached.params["w_5"] == pytest.approx(0.51059, abs=1e-5)
    assert [round(loss, 4) for loss in reached.history] == [
        0.1373,
        0.1349,
    ]  # printed: 0.1376 (a finding), 0.1349


# -- reasons for stopping -------------------------------------------------------------------------------------


def test_all_epochs() -> None:
    reached = fit(regression(), LINE, epochs=7)
    assert (reached.reason, reached.epochs_run, len(reached.history)) == ("epochs", 7, 8)
    assert reached.history[0] > reached.history[-1] == reached.loss
    assert (reached.optimizer, reached.learning_rate) == ("gradient_descent", 0.1)
    assert "7 epochs" in reached.message


def test_no_epochs_is_the_start() -> None:
    reached = fit(regression(), LINE, epochs=0, seed=3)
    assert dict(reached.params) == initial(regression(), {"m": 40}, seed=3)
    assert len(reached.history) == 1


def test_converged_at_the_least_squares_solution() -> None:
    reached = fit(regression(), LINE, learning_rate=1.0, epochs=10_000)
    assert reached.reason == "converged"
    assert reached.epochs_run < 500
    assert "no longer changes" in reached.message
    slope, intercept = np.polyfit(LINE["x"], LINE["y"], 1)
    assert reached.params == pytest.approx({"w": slope, "b": intercept}, rel=1e-9)


@pytest.mark.parametrize(
    ("rate", "scale"),
    [
        pytest.param(2.2, 1, id="rises every epoch"),
        pytest.param(50.0, 1, id="explodes"),
        pytest.param(10.0, 1e100, id="overflows"),
    ],
)
def test_divergence_names_the_learning_rate_and_keeps_the_last_finite_parameters(rate, scale) -> None:
    data = {"x": LINE["x"] * scale, "y": LINE["y"]}
    reached = fit(regression(), data, learning_rate=rate, epochs=5_000)
    assert reached.reason == "diverged"
    assert f"learning rate {rate:g}" in reached.message
    proposed = float(re.search("for example (.*), or", reached.message)[1])
    assert proposed <= rate / 10
    assert fit(regression(), data, learning_rate=proposed, epochs=50).ok
    assert all(np.isfinite(loss) for loss in reached.history)
    assert all(np.isfinite(value) for value in reached.params.values())
    assert len(reached.history) == reached.epochs_run + 1 < 200


def test_scalar_code_that_overflows_diverges_too() -> None:
    w = sp.Symbol("w")
    reached = fit(
        scalar_model([("L", power(w, sp.Integer(4)))], parameter="w"), {}, params={"w": 50.0}, learning_rate=1
    )
    assert reached.reason == "diverged"


def test_a_loss_without_a_lower_end_may_fall_all_the_way() -> None:
    w = sp.Symbol("w")
    reached = fit(scalar_model([("L", neg(w))], parameter="w"), {}, params={"w": 0.0}, epochs=50)
    assert reached.reason == "epochs"
    assert reached.params["w"] == pytest.approx(5.0)


@pytest.mark.parametrize("how", ["signal", "exception"])
def test_ctrl_c_returns_what_has_been_reached(monkeypatch, how) -> None:
    whole = fit(regression(), LINE, epochs=5, seed=1)
    right = Stepper.step

    def interrupted(self, batch=None):
        if how == "signal" and self.t == 4:
            os.kill(os.getpid(), signal.SIGINT)  # the step under way is finished
        if how == "exception" and self.t == 6:
            raise KeyboardInterrupt
        return right(self, batch)

    monkeypatch.setattr(Stepper, "step", interrupted)
    reached = fit(regression(), LINE, epochs=100, seed=1, callbacks=[lambda epoch: None])
    assert reached.reason == "interrupted"
    assert reached.history == pytest.approx(whole.history, rel=1e-14)
    assert reached.params == pytest.approx(whole.params, rel=1e-14)


# -- stretches of epochs that nobody looks at -------------------------------------------------------------------

STRETCHES = {
    "epochs": {"epochs": 300},
    "converged": {"epochs": 5000, "learning_rate": 1.5},
    "patience": {"epochs": 400, "optimizer": "adam", "learning_rate": 1.0, "patience": 7},
    "best in between": {"epochs": 9, "optimizer": "adam", "learning_rate": 2.0},
    "diverged": {"epochs": 900, "learning_rate": 3.0},
    "left the range": {"epochs": 900, "learning_rate": 1e200},
}


@pytest.mark.parametrize("case", STRETCHES)
@pytest.mark.parametrize("model", ["line", "net"])
@pytest.mark.slow
def test_epochs_together_are_epochs_one_by_one(case, model) -> None:
    numbers = {key: float(value) for key, value in GIVEN_221.items()}
    of, data = {
        "line": (regression(), LINE),
        "net": (network_221(), {key: numbers[key] for key in network_221().data}),
    }[model]
    together = fit(of, data, **STRETCHES[case])
    apart = fit(of, data, callbacks=[lambda epoch: None], **STRETCHES[case])
    assert together == apart


def test_ctrl_c_in_a_stretch_ends_after_it(monkeypatch) -> None:
    right = Stepper.run

    def interrupted(self, steps):
        if self.t == 4:
            os.kill(os.getpid(), signal.SIGINT)
        return right(self, steps)

    monkeypatch.setattr(Stepper, "run", interrupted)
    reached = fit(regression(), LINE, epochs=1000, seed=1)
    assert reached.reason == "interrupted"
    assert 4 <= reached.epochs_run < 30
    monkeypatch.undo()
    whole = fit(regression(), LINE, epochs=reached.epochs_run, seed=1)
    assert reached.history == whole.history
    assert reached.params == whole.params


# -- out of the domain ------------------------------------------------------------------------------------------

LEAVES = {
    "log": (r"L = (w - 3) \log(w)", {"w": 0.4}, 3.0, {}),
    "1/w": (r"L = \frac{1}{w}", {"w": -1.0}, 1.0, {}),
    "no slope": (r"L = \sqrt{w}", {"w": 0.25}, 0.25, {}),
    "samples": (
        r"L = w + \frac{1}{m} \sum_{i=1}^m \log(w x_i)",
        {"w": 0.4},
        3.0,
        {"x": np.linspace(0.5, 1, 9)},
    ),
}


@pytest.mark.parametrize("case", LEAVES)
@pytest.mark.parametrize("watched", [True, False])
def test_leaving_the_domain_is_said_with_the_place(case, watched) -> None:
    text, params, rate, data = LEAVES[case]
    model = read(text, parameters="w", data=" ".join(data), shapes=dict.fromkeys(data, "m"))
    callbacks = [lambda epoch: None] if watched else []
    reached = fit(model, data, params=params, learning_rate=rate, epochs=50, callbacks=callbacks)
    assert reached.reason == "diverged"
    assert reached.left is not None
    assert reached.left["w"] <= 0
    assert f"{reached.epochs_run} epoch" in reached.message
    assert f"w = {reached.left['w']:.6g}" in reached.message
    assert f"smaller learning rate, for example {rate / 10:g}" in reached.message
    assert f"w = {reached.left['w']:.6g}" in reached.text(lang="en")
    assert "정의역" in reached.text(lang="ko")


def test_a_layer_that_left_the_domain_is_shown_too() -> None:
    shapes = {"X": "m n", "v": "n"}
    model = read(
        r"L = \frac{1}{m} \sum_{i=1}^m \log(X v)_i + \|v\|^2", parameters="v", data="X", shapes=shapes
    )
    start = {"v": np.array([0.2, 0.1])}
    reached = fit(model, {"X": np.ones((5, 2))}, params=start, learning_rate=3.0, epochs=50)
    assert reached.left is not None
    assert "v = [" in reached.message
    assert "v = (" in reached.text(lang="en")


def test_too_large_is_not_out_of_the_domain() -> None:
    model = read("L = e^{w} + w^2", parameters="w")
    reached = fit(model, {}, params={"w": 4.0}, learning_rate=30.0, epochs=50)
    assert reached.reason == "diverged"
    assert reached.left is None
    assert "domain" not in reached.message


# -- the start ------------------------------------------------------------------------------------------------


def test_initial_parameters_follow_the_documented_distribution() -> None:
    sizes = {"N": 3, "D": 600, "M": 6, "K": 2}
    drawn = initial(multilayer(), sizes, seed=0)
    assert {key: value.shape for key, value in drawn.items()} == {
        "W_1": (600, 6),
        "b_1": (6,),
        "W_2": (6, 2),
        "b_2": (2,),
    }
    for key, reach in {
        "W_1": (6 / 606) ** 0.5,
        "b_1": (6 / 7) ** 0.5,
        "W_2": (6 / 8) ** 0.5,
        "b_2": 1.0,
    }.items():
        assert np.max(np.abs(drawn[key])) <= reach
    assert np.max(np.abs(drawn["W_1"])) > 0.99 * (6 / 606) ** 0.5
    assert drawn["W_1"].mean() == pytest.approx(0, abs=0.005)


def test_the_seed_decides_and_given_parameters_stay() -> None:
    one, two, three = (fit(regression(), LINE, epochs=0, seed=seed).params for seed in (1, 1, 2))
    assert dict(one) == dict(two) != dict(three)
    assert fit(regression(), LINE, epochs=0, params={"w": 4.0}).params["w"] == 4.0


# -- refused before anything runs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "options", "error", "message"),
    [
        ({"x": [1.0, 2.0]}, {}, DataError, "y"),
        ({"x": [1.0, float("nan")], "y": [1.0, 2.0]}, {}, DataError, "x is NaN"),
        ({"x": [1.0, 2.0], "y": [1.0]}, {}, DataError, "size m"),
        ({"x": [[1.0]], "y": [1.0]}, {}, DataError, "x has shape"),
        (LINE, {"params": {"q": 1.0}}, DataError, "'q'"),
        (LINE, {"params": {"w": float("inf")}}, DataError, "w is infinite"),
        (LINE, {"learning_rate": -1.0}, OptionError, "learning_rate is -1"),
        (LINE, {"epochs": -1}, OptionError, "epochs"),
        (LINE, {"epochs": 2.5}, OptionError, "epochs"),
        (LINE, {"tolerance": -1}, OptionError, "tolerance"),
        (LINE, {"optimizer": "gradient_decent"}, OptionError, "gradient_descent"),
        (LINE, {"momentum": 0.9}, OptionError, "no option 'momentum'"),
        ({"x": LINE["x"] * 1e200, "y": LINE["y"]}, {}, DataError, "initial parameters"),
    ],
)
def test_what_cannot_run_is_refused_by_name(data, options, error, message, monkeypatch) -> None:
    monkeypatch.setattr(Stepper, "step", lambda *_: pytest.fail("it ran"))
    with pytest.raises(error, match=message):
        fit(regression(), data, **options)


# -- the progress bar ---------------------------------------------------------------------------------------------


def test_the_bar_goes_to_the_error_output_and_only_when_wanted(capsys, monkeypatch) -> None:
    fit(regression(), LINE, epochs=3)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv("COLUMNS", "80")
    fit(regression(), LINE, epochs=3, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "3/3" in err


def test_a_long_run_on_a_terminal_shows_a_bar(capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(symgrad.training.bar, "BAR_AFTER_SECONDS", 0.0)
    fit(regression(), LINE, epochs=3)
    assert "loss" in capsys.readouterr().err
    fit(regression(), LINE, epochs=3, progress=False)
    assert capsys.readouterr().err == ""


def test_a_loss_that_ends_higher_than_it_began_is_no_success() -> None:
    reached = fit(regression(), LINE, learning_rate=10.0, epochs=5)
    assert (reached.reason, reached.ok, reached.epochs_run) == ("rose", False, 5)
    assert f"the loss rose from {reached.history[0]:.6g} to {reached.loss:.6g}" in reached.message
    for lang, word in (("en", "✗ Ran 5 epochs, but the loss rose"), ("ko", "✗ 5 에포크를 학습했지만 손실이")):
        assert word in reached.text(lang=lang)
        assert f"2/λ_max = {reached.stable_rate:.6g}" in reached.text(lang=lang)
