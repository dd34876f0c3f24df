"""Sums over data outside the loop: the same losses and parameters, and never where rounding would show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import models
import numpy as np
import pytest

import symgrad as sg
from symgrad.model import Model
from symgrad.optimizers import optimizer
from symgrad.stepper import Stepper, forms
from symgrad.stepper.polynomial import hoisted

PENALTY = r"""
h = X w + b
L = \frac{1}{2m} \sum_{i=1}^m (h_i - y_i)^2 + \lambda \sum_{j=1}^n w_j^2
"""
CUBIC = r"L = \frac{1}{m} \sum_{i=1}^m (w x_i^2 + b)^3 \exp(x_i)"


def penalty() -> Model:
    shapes = {"X": "m n", "y": "m", "w": "n"}
    return sg.read(PENALTY, parameters="w b", data="X y", constants=r"\lambda", shapes=shapes)


def cubic() -> Model:
    return sg.read(CUBIC, parameters="w b", data="x", shapes={"x": "m"})


def given(model: Model, samples: int = 60) -> tuple[dict[str, Any], dict[str, Any]]:
    random = np.random.default_rng(4)
    params = {key: random.normal(size=3 if model[key].axes else ()) for key in model.parameters}
    params = {key: value if np.ndim(value) else float(value) for key, value in params.items()}
    data = {
        key: random.normal(size=(samples, 3) if len(model[key].axes) == 2 else samples) / 2
        for key in model.data
    }
    return params, data | dict.fromkeys(model.constants, 0.25)


MODELS = {"line": models.regression, "squares": models.least_squares, "penalty": penalty, "cubic": cubic}


def stepper(model: Model, *, rule: str = "gradient_descent", samples: int = 60, **options: Any) -> Stepper:
    row = optimizer(rule)
    params, data = given(model, samples)
    return Stepper(model, row, row.values({"learning_rate": 0.003}), params, data, **options)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("rule", ["gradient_descent", "adam", "nag_lecture"])
def test_hoisted_steps_are_the_plain_ones(name: str, rule: str) -> None:
    model = MODELS[name]()
    short, plain = stepper(model, rule=rule), stepper(model, rule=rule, hoist=False)
    assert short.hoisted
    assert not plain.hoisted
    np.testing.assert_allclose(
        [short.step() for _ in range(20)], [plain.step() for _ in range(20)], rtol=1e-11
    )
    np.testing.assert_allclose(short.run(30), [plain.step() for _ in range(30)], rtol=1e-11)
    assert short.loss() == pytest.approx(plain.loss(), rel=1e-12)
    for key, value in plain.params.items():
        np.testing.assert_allclose(short.params[key], value, rtol=1e-10)
    assert short.t == plain.t == 50


@pytest.mark.parametrize("name", MODELS)
def test_there_are_as_many_coefficients_whatever_the_number_of_samples(name: str) -> None:
    found = hoisted(MODELS[name](), "L")
    assert found is not None
    assert not any("m" in map(str, found.model[item.key].axes) for item in found.coefficients)
    assert "m" not in found.model.names


@pytest.mark.parametrize("number", range(6))
def test_a_planted_error_in_a_coefficient_is_caught(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*args: Any) -> dict[str, Any]:
        found = right(*args)
        key = list(found)[number]
        return {**found, key: found[key] * (1 + 1e-7)}

    right = forms.coefficients
    monkeypatch.setattr(forms, "coefficients", wrong)
    assert not stepper(models.regression()).hoisted


def test_a_planted_error_in_the_expansion_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    model = models.regression()
    found = hoisted(model, "L")
    assert found is not None
    first, *others = found.coefficients
    planted = replace(found, coefficients=(replace(first, expr=2 * first.expr), *others))
    monkeypatch.setattr(forms, "hoisted", lambda *_: planted)
    forms._hoisted.cache_clear()
    try:
        assert not stepper(model).hoisted
    finally:
        forms._hoisted.cache_clear()


def test_few_samples_stay_as_they_are() -> None:
    assert not stepper(models.regression(), samples=3).hoisted


def test_more_data_than_memory_should_take_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 900)
    assert stepper(models.regression(), samples=56).hoisted
    assert not stepper(models.regression(), samples=57).hoisted


def test_what_is_no_polynomial_stays_as_it_is() -> None:
    assert hoisted(models.multilayer(), "L") is None


def test_a_loss_that_cancels_goes_back_to_the_samples() -> None:
    """Without noise the loss goes to zero, where the terms of the polynomial cancel."""
    model = models.regression()
    x = np.linspace(-1, 1, 50)
    row = optimizer("gradient_descent")
    data, chosen = {"x": x, "y": 2 * x + 1}, row.values({"learning_rate": 0.9})
    short, plain = (
        Stepper(model, row, chosen, {"w": 0.0, "b": 0.0}, data, hoist=hoist) for hoist in (True, False)
    )
    assert short.hoisted
    losses = short.run(64)
    assert not short.hoisted
    expected = [plain.step() for _ in range(64)]
    assert expected[-1] < 1e-12
    # each loss is right to 1e-9 of itself or, in the few steps before going over, to rounding of the first loss
    np.testing.assert_allclose(losses, expected, rtol=1e-9, atol=1e-15 * expected[0])


def test_batches_and_all_samples_take_turns() -> None:
    model = penalty()
    short, plain = stepper(model), stepper(model, hoist=False)
    for batch in (None, np.array([1, 5, 9]), None, slice(10, 30), None):
        assert short.step(batch) == pytest.approx(plain.step(batch), rel=1e-11)
    assert short.hoisted


def test_a_loaded_state_goes_on_bit_for_bit_hoisted_or_not() -> None:
    whole, first, second = (stepper(penalty(), rule="adam") for _ in range(3))
    losses = whole.run(40)
    assert first.run(17) == losses[:17]
    second.load(first.state_dict())
    assert second.run(23) == losses[17:]
    for key, value in whole.state_dict().items():
        np.testing.assert_array_equal(second.state_dict()[key], value)


def test_single_precision_data_are_added_up_in_double() -> None:
    short, plain = (stepper(penalty(), hoist=hoist, dtype=np.float32) for hoist in (True, False))
    assert short.hoisted
    np.testing.assert_allclose(short.run(20), [plain.step() for _ in range(20)], rtol=1e-5)
    assert short.params["w"].dtype == np.float32
