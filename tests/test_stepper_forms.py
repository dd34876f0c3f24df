"""Every form of a step against the plain one, for every optimizer there is."""

from __future__ import annotations

from functools import partial
from typing import Any

import models
import numpy as np
import pytest
from test_stepper import CASES, layers

import symgrad as sg
from symgrad.model import Model
from symgrad.optimizers import OPTIMIZERS, UpdateRule, optimizer
from symgrad.stepper import Stepper, flat
from symgrad.stepper.algebra import fewest_passes
from symgrad.stepper.blocks import block_model
from symgrad.stepper.forms import program_of
from symgrad.stepper.plain import Plain
from symgrad.stepper.standalone import pieces_of
from symgrad.stepper.state import first_state
from symgrad.stepper.update import update_of

Values = dict[str, Any]


def both(
    model: Model, params: Values, data: Values, rule: UpdateRule, dtype: Any = np.float64, **options: Any
) -> tuple[Stepper, Plain]:
    chosen = rule.values({})

    def kept(values: Values) -> Values:
        return {k: np.array(v, dtype) if np.ndim(v) else v for k, v in values.items()}

    update = update_of(rule, chosen)
    plain = Plain(program_of(model), update, first_state(update, kept(params)), kept(data))
    return Stepper(model, rule, chosen, params, data, dtype=dtype, **options), plain


def same(stepper: Stepper, plain: Plain, tolerance: float) -> None:
    state = stepper.state_dict()
    for key, value in plain.state.params.items():
        size = tolerance * np.max(np.abs(value))
        np.testing.assert_allclose(stepper.params[key], value, rtol=tolerance, atol=size)
    counted = fewest_passes(plain.update)
    for name, shown, unit in zip(plain.update.names, counted.names, counted.scales, strict=True):
        for key, value in plain.state.state[name].items():
            found = unit * state[f"state {shown} of {key}"]
            size = tolerance * np.max(np.abs(value))
            np.testing.assert_allclose(found, value, rtol=tolerance, atol=size)


@pytest.mark.slow
@pytest.mark.parametrize("rule", OPTIMIZERS, ids=lambda rule: rule.name)
@pytest.mark.parametrize("case", CASES)
def test_every_optimizer_in_every_form(case: str, rule: UpdateRule) -> None:
    model, params, data = CASES[case]()
    stepper, plain = both(model, params, data, rule)
    for _ in range(12):
        assert stepper.step() == pytest.approx(plain.step(), rel=1e-10)
    same(stepper, plain, 1e-9)
    assert stepper.t == plain.t == 12


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ["momentum", "adam", "nag_lecture"])
@pytest.mark.slow
def test_batches_of_many_blocks(name: str, dtype: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "BLOCK_BYTES", 0)
    monkeypatch.setattr(flat, "FEWEST", 4)
    model, params, data = layers(samples=23)
    stepper, plain = both(model, params, data, optimizer(name), dtype)
    random = np.random.default_rng(3)
    tolerance = 1e-10 if dtype is np.float64 else 2e-4
    indices, mask = random.integers(-23, 23, 11), random.random(23) < 0.5
    for batch in (None, indices, slice(2, 19), slice(20, 1, -2), mask, np.array([5]), slice(None), None):
        assert stepper.step(batch) == pytest.approx(plain.step(batch), rel=tolerance)
    assert stepper.loss() == pytest.approx(plain.loss(), rel=tolerance)
    same(stepper, plain, 10 * tolerance)


def test_pieces_of_the_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symgrad.stepper.flat.pieces_of", partial(pieces_of, nbytes=40))
    stepper, plain = both(*layers(), optimizer("adam"))
    for _ in range(5):
        stepper.step()
        plain.step()
    same(stepper, plain, 1e-11)


def test_a_sample_that_does_not_exist_is_an_error() -> None:
    stepper, _ = both(*layers(), optimizer("sgd"))
    with pytest.raises(IndexError):
        stepper.step(np.array([0, 9]))


RIDGE = r"""
h = X w + b
E = \frac{1}{m} \sum_{i=1}^m \sigma((h_i - y_i)^2)
R = \sum_{j=1}^n w_j^2
L = \frac{1}{2} E + \frac{\lambda}{2m} R + b^2
"""


def test_what_depends_on_no_sample_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "BLOCK_BYTES", 0)
    monkeypatch.setattr(flat, "FEWEST", 4)
    shapes = {"X": "m n", "y": "m", "w": "n"}
    model = sg.read(RIDGE, parameters="w b", data="X y", constants=r"\lambda", shapes=shapes)
    assert block_model(model, "L") is not None
    random = np.random.default_rng(1)
    data = {"X": random.normal(size=(23, 3)), "y": random.normal(size=23), r"\lambda": 0.5}
    stepper, plain = both(model, {"w": random.normal(size=3), "b": 0.3}, data, optimizer("sgd"))
    for _ in range(5):
        assert stepper.step() == pytest.approx(plain.step(), rel=1e-12)
    assert stepper.loss() == pytest.approx(plain.loss(), rel=1e-12)
    same(stepper, plain, 1e-11)


NO_SUMS = {
    "a variance": (
        r"u = \frac{1}{m} \sum_{i=1}^m w x_i" + "\n" + r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - u)^2"
    ),
    "a square of a sum": r"L = (\sum_{i=1}^m w x_i)^2",
    "a root of a sum": r"L = \sqrt{\sum_{i=1}^m w^2 x_i^2}",
}


@pytest.mark.parametrize("text", NO_SUMS.values(), ids=NO_SUMS)
def test_a_loss_that_is_no_sum_is_not_cut_into_blocks(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "BLOCK_BYTES", 0)
    monkeypatch.setattr(flat, "FEWEST", 4)
    model = sg.read(text, parameters="w", data="x", shapes={"x": "m"})
    assert block_model(model, "L") is None
    data = {"x": np.random.default_rng(0).normal(size=20)}
    stepper, plain = both(model, {"w": 0.5}, data, optimizer("sgd"), hoist=False)
    for batch in (None, slice(1, 15), None):
        assert stepper.step(batch) == pytest.approx(plain.step(batch), rel=1e-12)
    same(stepper, plain, 1e-11)


def test_a_row_with_the_length_of_the_whole_gradient() -> None:
    import sympy as sp

    from symgrad.optimizers import GRADIENT, PARAMETER, updaterule

    rule = UpdateRule(
        "of_length_one",
        ((PARAMETER, PARAMETER - sp.Rational(1, 10) * GRADIENT / updaterule.GRADIENT_NORM),),
        (),
        reference="a test",
    )
    for case in CASES.values():
        stepper, plain = both(*case(), rule)
        before = {key: np.array(value) for key, value in stepper.params.items()}
        for _ in range(3):
            assert stepper.step() == pytest.approx(plain.step(), rel=1e-11)
        same(stepper, plain, 1e-10)
        assert set(before) == set(stepper.params)


def test_overflow_is_an_infinite_loss_and_no_update() -> None:
    params = {"w": 1000.0}
    model = sg.read(r"L = \exp(w x)", parameters="w", data="x")
    stepper, _ = both(model, params, {"x": 1.0}, optimizer("sgd"))
    assert stepper.step() == float("inf")
    assert stepper.run(5) == [float("inf")]
    assert stepper.t == 0
    assert stepper.params == params


def test_nothing_is_made_anew_in_a_step() -> None:
    import tracemalloc

    model = models.multilayer()
    random = np.random.default_rng(0)
    shapes = {"W_1": (300, 100), "b_1": (100,), "W_2": (100, 2), "b_2": (2,)}
    params = {key: random.normal(size=shape) for key, shape in shapes.items()}
    data = {"X": random.normal(size=(400, 300)), "Y": random.normal(size=(400, 2))}
    stepper, _ = both(model, params, data, optimizer("adam"))
    batch = random.integers(0, 400, 64)
    stepper.step(batch)
    tracemalloc.start()
    stepper.step(batch)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000  # one gradient alone is 240,000 bytes
