"""Steps of training: every form of the step gives the values of the plain one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import models
import networks
import numpy as np
import pytest
import sympy as sp

from symgrad.errors import DataError, OptionError
from symgrad.model import Model
from symgrad.optimizers import TIME, optimizer
from symgrad.program import compile
from symgrad.stepper import Stepper

Values = dict[str, Any]


def descent(model: Model, params: Values, data: Values, rate: Any = 0.1, **options: Any) -> Stepper:
    return Stepper(model, optimizer("gradient_descent"), {"learning_rate": rate}, params, data, **options)


def line(samples: int = 7) -> tuple[Model, Values, Values]:
    random = np.random.default_rng(1)
    x = random.normal(size=samples)
    return models.regression(), {"w": 0.5, "b": -0.25}, {"x": x, "y": 2 * x + 1 + random.normal(size=samples)}


def layers(samples: int = 9) -> tuple[Model, Values, Values]:
    random = np.random.default_rng(2)
    shapes = {"W_1": (3, 4), "b_1": (4,), "W_2": (4, 2), "b_2": (2,)}
    params = {key: random.normal(size=shape) for key, shape in shapes.items()}
    data = {"X": random.normal(size=(samples, 3)), "Y": random.uniform(size=(samples, 2))}
    return models.multilayer(), params, data


def tiny() -> tuple[Model, Values, Values]:
    return networks.net_2_2_1(), dict(networks.B6), dict(networks.B6_DATA)


CASES: dict[str, Callable[[], tuple[Model, Values, Values]]] = {"tiny": tiny, "line": line, "layers": layers}


@pytest.mark.parametrize("case", CASES)
def test_a_step_goes_along_the_gradient(case: str) -> None:
    model, params, data = CASES[case]()
    stepper = descent(model, params, data, 0.25)
    loss, gradient = compile(model).value_and_grad(params, data)
    assert stepper.loss() == pytest.approx(loss, rel=1e-14)
    assert stepper.step() == pytest.approx(loss, rel=1e-14)
    assert stepper.t == 1
    for key, value in stepper.params.items():
        np.testing.assert_allclose(value, params[key] - 0.25 * gradient[key], rtol=1e-13)


@pytest.mark.parametrize("case", ["line", "layers"])
@pytest.mark.parametrize("batch", [np.array([3, 1, 4]), slice(2, 6)], ids=["indices", "slice"])
def test_a_batch_is_the_model_on_those_samples(case: str, batch: Any) -> None:
    model, params, data = CASES[case]()
    some = {key: value[batch] for key, value in data.items()}
    stepper = descent(model, params, data)
    loss, gradient = compile(model).value_and_grad(params, some)
    assert stepper.step(batch) == pytest.approx(loss, rel=1e-14)
    for key, value in stepper.params.items():
        np.testing.assert_allclose(value, params[key] - 0.1 * gradient[key], rtol=1e-13)


def test_a_rate_may_change_with_time() -> None:
    model, params, data = line()
    stepper = descent(model, params, data, 1 / (2 * TIME))
    by_hand = dict(params)
    for number in (1, 2, 3):
        stepper.step()
        _, gradient = compile(model).value_and_grad(by_hand, data)
        by_hand = {key: by_hand[key] - gradient[key] / (2 * number) for key in by_hand}
    assert stepper.params == pytest.approx(by_hand, rel=1e-13)


@pytest.mark.parametrize("case", CASES)
def test_a_loaded_state_goes_on_bit_for_bit(case: str) -> None:
    model, params, data = CASES[case]()
    first, second = (descent(model, params, data, sp.Rational(1, 3) / TIME) for _ in range(2))
    for _ in range(3):
        first.step()
    second.load(first.state_dict())
    assert second.t == 3
    assert [first.step() for _ in range(3)] == [second.step() for _ in range(3)]
    for key, value in first.state_dict().items():
        np.testing.assert_array_equal(second.state_dict()[key], value)


def test_a_foreign_state_is_refused() -> None:
    state = descent(*line()).state_dict()
    with pytest.raises(DataError, match="parameter W_1 is missing"):
        descent(*layers()).load(state)
    with pytest.raises(DataError, match="it has more"):
        descent(*line()).load({**state, "more": 1})


def test_params_are_copies_and_what_was_given_stays() -> None:
    model, params, data = layers()
    before = {key: value.copy() for key, value in params.items()}
    stepper = descent(model, params, data)
    stepper.params["W_1"][:] = 0
    stepper.step()
    assert np.all(stepper.params["W_1"] != 0)
    for key, value in before.items():
        np.testing.assert_array_equal(params[key], value)


def test_single_precision_stays_single() -> None:
    model, params, data = layers()
    stepper = descent(model, params, data, dtype=np.float32)
    stepper.step()
    assert {value.dtype for value in stepper.params.values()} == {np.dtype(np.float32)}


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(OptionError, match="no backend called 'abacus'"):
        descent(*line(), backend="abacus")
    with pytest.raises(OptionError, match="no batches"):
        descent(*tiny()).step(np.array([0]))


@pytest.mark.parametrize("case", CASES)
def test_no_warning_where_a_branch_is_not_taken(case: str) -> None:
    """RAdam's first steps have the root of a negative number in the branch that does not count."""
    model, params, data = CASES[case]()
    row = optimizer("radam")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isfinite(Stepper(model, row, row.values({}), params, data).run(8)).all()
