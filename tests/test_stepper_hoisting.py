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
from symgrad.stepper import Stepper, forms, hoisting
from symgrad.stepper.hoisting import Pass
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
@pytest.mark.slow
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
    def wrong(taken: Pass) -> dict[str, Any]:
        found = right(taken)
        key = list(found)[number]
        return {**found, key: found[key] * (1 + 1e-7)}

    right = Pass.go
    monkeypatch.setattr(Pass, "go", wrong)
    assert not stepper(models.regression()).hoisted


def test_a_planted_error_in_the_expansion_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    model = models.regression()
    found = hoisted(forms.gradient_and_part(model)[0], "L")
    assert found is not None
    first, *others = found.coefficients
    planted = replace(found, coefficients=(replace(first, expr=2 * first.expr), *others))
    monkeypatch.setattr(forms, "hoisted", lambda *_: planted)
    forms.hoisting_of.cache_clear()
    try:
        assert not stepper(model).hoisted
    finally:
        forms.hoisting_of.cache_clear()


def test_few_samples_stay_as_they_are() -> None:
    assert not stepper(models.regression(), samples=3).hoisted


def test_more_data_than_memory_should_take_stay_as_they_are_without_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 900)
    square = sg.read(
        r"L = (\sum_{i=1}^m (w x_i - y_i))^2", parameters="w", data="x y", shapes={"x": "m", "y": "m"}
    )
    assert stepper(square, samples=56).hoisted
    assert not stepper(square, samples=57).hoisted
    assert stepper(models.regression(), samples=57).hoisted  # its sums are taken block by block


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_sums_are_taken_block_by_block(dtype: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = stepper(penalty(), samples=700, dtype=dtype, hoist=False)
    whole = stepper(penalty(), samples=700, dtype=dtype)
    monkeypatch.setattr(hoisting, "FEWEST", 64)
    monkeypatch.setattr(hoisting, "BLOCK_BYTES", 0)
    parts = stepper(penalty(), samples=700, dtype=dtype)
    assert whole.hoisted
    assert parts.hoisted
    losses = parts.run(20)
    np.testing.assert_allclose(losses, whole.run(20), rtol=1e-13)
    np.testing.assert_allclose(losses, plain.run(20), rtol=1e-12 if dtype is np.float64 else 1e-5)


def test_an_outlier_in_a_late_block_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sample counts: one far away makes the terms cancel, and the polynomial is not used."""
    monkeypatch.setattr(hoisting, "FEWEST", 64)
    monkeypatch.setattr(hoisting, "BLOCK_BYTES", 0)
    x = np.linspace(-1, 1, 500)
    data = {"x": x, "y": x**3}
    row = optimizer("gradient_descent")
    start, chosen = {"w": 0.5, "b": 0.0}, row.values({"learning_rate": 0.1})
    assert Stepper(models.regression(), row, chosen, start, data).hoisted
    point = hoisting.point_near(start)
    x[490] = 1e9
    data["y"][490] = float(point["w"]) * 1e9
    assert not Stepper(models.regression(), row, chosen, start, data).hoisted


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_noisy_data_stay_hoisted_to_the_end(dtype: Any) -> None:
    """At the minimum the gradient vanishes, and the loss is what the noise makes it: no reason to leave."""
    random = np.random.default_rng(3)
    x = random.random(4000)
    data = {"x": x, "y": 2 * x + 1 + 0.01 * random.normal(size=4000)}
    row = optimizer("gradient_descent")
    chosen = row.values({"learning_rate": 1.0})
    short, plain = (
        Stepper(models.regression(), row, chosen, {"w": 0.0, "b": 0.0}, data, dtype=dtype, hoist=hoist)
        for hoist in (True, False)
    )
    losses = short.run(640)
    assert short.hoisted
    np.testing.assert_allclose(losses, plain.run(640), rtol=1e-9 if dtype is np.float64 else 2e-5)


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
