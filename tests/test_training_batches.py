"""Who is in a batch, validation, early stopping, callbacks, and the largest stable learning rate."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from models import least_squares, multilayer, network_221, regression, scalar_model

from symgrad.errors import DataError, OptionError
from symgrad.expressions import power
from symgrad.optimizers import TIME, optimizer
from symgrad.program import compile
from symgrad.reading import read
from symgrad.stepper import Stepper
from symgrad.training import Epoch, fit, stable_rate
from symgrad.training.curvature import DENSE, _largest_eigenvalue
from symgrad.training.sampling import Sampling

RNG = np.random.default_rng(11)
X = RNG.uniform(-1, 1, 23)
LINE = {"x": X, "y": 2.5 * X - 0.5 + 0.05 * RNG.normal(size=23)}
START = {"w": 0.3, "b": -0.2}


# -- who is in a batch (B9-B11) -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 5, 22, 23])
@pytest.mark.parametrize("shuffle", [True, False])
def test_an_epoch_sees_every_sample_once(size, shuffle) -> None:
    sampling = Sampling(23, size, shuffle, seed=4)
    for epoch in (1, 2):
        batches = [np.arange(23)[batch] for batch in sampling.batches(epoch)]
        assert len(batches) == sampling.steps
        assert sorted(np.concatenate(batches)) == list(range(23))
        assert [len(batch) for batch in batches] == [size] * (23 // size) + [23 % size] * bool(23 % size)
        again = [np.arange(23)[batch] for batch in sampling.batches(epoch, after=1)]
        assert [list(batch) for batch in again] == [list(batch) for batch in batches[1:]]


def test_the_order_is_the_seeds_and_new_in_every_epoch() -> None:
    def order(seed: int, epoch: int) -> list[int]:
        return list(np.concatenate(list(Sampling(23, 4, True, seed).batches(epoch))))

    assert order(1, 1) == order(1, 1)
    assert len({tuple(order(seed, epoch)) for seed in (1, 2) for epoch in (1, 2)}) == 4
    straight = [np.arange(23)[batch] for batch in Sampling(23, 4, False, 1).batches(1)]
    assert list(np.concatenate(straight)) == list(range(23))


@pytest.mark.parametrize("size", [1, 4, 100])
def test_mini_batches_are_the_loop_written_out(size) -> None:
    w, b = START.values()
    for start in [*range(0, 23, size)] * 2:
        x, y = (LINE[key][start : start + size] for key in "xy")
        residual = w * x + b - y
        w, b = w - 0.1 * (residual * x).mean(), b - 0.1 * residual.mean()
    reached = fit(regression(), LINE, params=START, epochs=2, batch_size=size, shuffle=False)
    assert reached.params == pytest.approx({"w": w, "b": b}, rel=1e-12)
    assert reached.steps == 2 * -(-23 // size)
    assert len(reached.history) == 3
    assert reached.loss == pytest.approx(compile(regression()).loss(dict(reached.params), LINE), rel=1e-12)


def test_a_batch_of_all_samples_is_batch_gradient_descent() -> None:
    one = fit(regression(), LINE, epochs=20)
    other = fit(regression(), LINE, epochs=20, batch_size=1000, shuffle=True)
    assert one.params == pytest.approx(other.params, rel=1e-12)
    assert one.history == pytest.approx(other.history, rel=1e-12)


def test_stochastic_gradient_descent_learns_a_network() -> None:
    random = np.random.default_rng(0)
    data = {"X": random.normal(size=(60, 3)), "Y": random.uniform(0.3, 0.7, size=(60, 2))}
    params = {"W_1": random.normal(size=(3, 4)), "b_1": np.zeros(4)}
    params |= {"W_2": random.normal(size=(4, 2)), "b_2": np.zeros(2)}
    reached = fit(
        multilayer(), data, params=params, optimizer="adam", learning_rate=0.01, epochs=30, batch_size=7
    )
    assert reached.loss < 0.5 * reached.history[0]
    single = fit(
        multilayer(),
        data,
        params=params,
        optimizer="adam",
        learning_rate=0.01,
        epochs=30,
        batch_size=7,
        dtype="float32",
    )
    assert {value.dtype for value in single.params.values()} == {np.dtype("float32")}
    assert single.loss == pytest.approx(reached.loss, rel=1e-2)


def test_a_schedule_goes_by_steps_not_epochs() -> None:
    rate = sp.Rational(1, 2) / TIME
    reached = fit(
        regression(), LINE, params=START, learning_rate=rate, epochs=2, batch_size=12, shuffle=False
    )
    w, b = START.values()
    for step, part in enumerate([slice(12), slice(12, 23)] * 2, 1):
        residual = w * X[part] + b - LINE["y"][part]
        w, b = w - 0.5 / step * (residual * X[part]).mean(), b - 0.5 / step * residual.mean()
    assert reached.params == pytest.approx({"w": w, "b": b}, rel=1e-12)
    assert reached.learning_rate == 0.5


LOG_LOSS = r"L = \frac{1}{m} \sum_{i=1}^m (w x^{(i)} - y^{(i)} - 2)^2 + (w - 3) \log(w)"


@pytest.mark.parametrize(
    "options",
    [
        {"learning_rate": 0.1},
        {"learning_rate": 4.0, "optimizer": "adam", "patience": 2},
        {"learning_rate": 1e200},
        {"learning_rate": 0.3, "formula": LOG_LOSS},  # leaves the domain of the logarithm
    ],
)
def test_steps_together_are_steps_one_by_one(options, monkeypatch, tmp_path) -> None:
    options = dict(options)
    formula = options.pop("formula", "")
    model = (
        read(formula, parameters="w", data="x y", shapes={"x": "m", "y": "m"}) if formula else regression()
    )
    reached, lengths = [], []
    run_batches = Stepper.run_batches
    monkeypatch.setattr(
        Stepper, "run_batches", lambda self, given: lengths.append(len(given)) or run_batches(self, given)
    )
    for seconds in (0.0, 1e9):
        monkeypatch.setattr("symgrad.training.run.STRETCH_SECONDS", seconds)
        path = tmp_path / f"{seconds}.npz"
        found = fit(
            model,
            LINE,
            batch_size=2,
            epochs=8,
            checkpoint=path,
            checkpoint_every=7,
            params={"w": 0.3} if formula else START,
            **options,
        )
        with np.load(path) as file:
            reached.append((found, {key: file[key].tolist() for key in file.files if key != "time"}))
        assert bool(lengths) == bool(seconds)
    assert max(lengths) <= 7  # to the next checkpoint
    assert str(reached[0]) == str(reached[1])


# -- validation, early stopping, callbacks ------------------------------------------------------------------------


def test_a_share_is_set_aside_and_not_trained_on() -> None:
    reached = fit(regression(), LINE, epochs=5, validation=0.3, seed=2)
    order = np.random.default_rng([2, 0]).permutation(23)
    held_out = {key: value[order[:7]] for key, value in LINE.items()}
    kept = {key: value[np.sort(order[7:])] for key, value in LINE.items()}
    program = compile(regression())
    assert reached.validation[-1] == pytest.approx(program.loss(dict(reached.params), held_out))
    assert reached.loss == pytest.approx(program.loss(dict(reached.params), kept))
    alone = fit(regression(), kept, epochs=5, seed=2, validation=held_out)
    assert alone.params == pytest.approx(reached.params)
    assert alone.validation == pytest.approx(reached.validation)


def test_patience_goes_by_the_validation_loss_and_the_best_are_kept() -> None:
    other = {"x": X, "y": -X}
    reached = fit(
        regression(),
        LINE,
        params={"w": -1.5, "b": 0.0},
        validation=other,
        patience=4,
        epochs=1000,
        learning_rate=0.2,
    )
    assert reached.reason == "patience"
    assert reached.epochs_run == reached.best_epoch + 4
    assert reached.validation[reached.best_epoch] == min(reached.validation)
    program = compile(regression())
    assert program.loss(dict(reached.best), other) == pytest.approx(min(reached.validation), rel=1e-12)
    assert f"best after {reached.best_epoch}" in reached.message
    assert "lowest after" in reached.text(lang="en")
    assert "검증 손실" in reached.text(lang="ko")


def test_the_best_of_a_run_that_rose_are_the_start() -> None:
    reached = fit(regression(), LINE, params=START, learning_rate=9.0, epochs=4)
    assert not reached.ok
    assert (dict(reached.best), reached.best_epoch) == (START, 0)


def test_callbacks_see_every_epoch_and_can_stop() -> None:
    seen: list[Epoch] = []

    def callback(epoch: Epoch) -> bool:
        seen.append(epoch)
        epoch.params.clear()
        return epoch.number == 3

    reached = fit(regression(), LINE, epochs=100, callbacks=[callback])
    assert (reached.reason, reached.epochs_run) == ("stopped", 3)
    assert [epoch.number for epoch in seen] == [1, 2, 3]
    assert tuple(epoch.loss for epoch in seen) == reached.history[1:]
    assert set(reached.params) == {"w", "b"}
    assert "Stopped by a callback" in reached.text(lang="en")


def test_an_optimizer_of_ones_own_and_one_without_a_learning_rate() -> None:
    own = optimizer(r"v := \beta v + g;\; w := w - \alpha v", beta=0.5, alpha=0.1)
    reached = fit(regression(), LINE, optimizer=own, epochs=30, beta=0.4)
    assert reached.ok
    without = fit(regression(), LINE, optimizer="adadelta_lecture", epochs=3)
    assert np.isnan(without.learning_rate)
    assert "nan" not in without.text(lang="en")


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"batch_size": 0}, OptionError, "batch_size is 0"),
        ({"batch_size": 2.0}, OptionError, "batch_size is 2.0"),
        ({"seed": -1}, OptionError, "seed is -1"),
        ({"patience": 0}, OptionError, "patience is 0"),
        ({"dtype": "int32"}, OptionError, "float32 or float64"),
        ({"dtype": "spam"}, OptionError, "float32 or float64"),
        ({"validation": 0.01}, OptionError, "at least one"),
        ({"validation": 1.5}, OptionError, "at least one"),
        ({"validation": "a"}, OptionError, "share such as"),
        ({"validation": {"x": [1.0]}}, DataError, "y"),
        ({"resume": True}, OptionError, "checkpoint"),
        ({"backend": "abacus"}, OptionError, "abacus"),
    ],
)
def test_what_cannot_run_is_refused(options, error, message) -> None:
    with pytest.raises(error, match=message):
        fit(regression(), LINE, **options)


def test_a_model_without_samples_has_no_batches() -> None:
    numbers = {"x_1": 0.5, "x_2": 0.7, "y": 1.0}
    for options in ({"batch_size": 1}, {"validation": 0.5}):
        with pytest.raises(OptionError, match="do not share one first axis"):
            fit(network_221(), numbers, **options)


# -- 2/λ_max (C4) ---------------------------------------------------------------------------------------------------


def ridge():
    text = r"L = \frac{1}{m} \|X w - y\|^2 + \lambda \|w\|^2"
    return read(
        text, parameters="w", data="X y", constants=r"\lambda", shapes={"X": "m n", "w": "n", "y": "m"}
    )


MATRIX = np.random.default_rng(5).normal(size=(9, 3))
CURVED = {
    "regression": (regression(), LINE, np.array([[np.mean(X * X), X.mean()], [X.mean(), 1.0]])),
    "least squares": (least_squares(), {"X": MATRIX, "y": MATRIX[:, 0]}, 2 * MATRIX.T @ MATRIX),
    "ridge": (
        ridge(),
        {"X": MATRIX, "y": MATRIX[:, 0], r"\lambda": 0.5},
        2 / 9 * MATRIX.T @ MATRIX + np.eye(3),
    ),
}


@pytest.mark.parametrize("case", CURVED)
def test_the_largest_stable_learning_rate_is_that_of_the_hessian(case) -> None:
    model, data, hessian = CURVED[case]
    params = {key: RNG.normal(size=3) if model[key].axes else 0.5 for key in model.parameters}
    limit = stable_rate(model, params, data)
    assert limit == pytest.approx(2 / np.linalg.eigvalsh(hessian)[-1], rel=1e-12)
    # and it is what it says: just below gradient descent comes to rest, just above it does not
    below, above = (
        fit(model, data, params=params, learning_rate=f * limit, epochs=400) for f in (0.98, 1.05)
    )
    assert below.ok
    assert below.loss < below.history[0]
    assert not above.ok
    assert above.stable_rate == pytest.approx(limit)
    assert f"2/λ_max = {limit:.6g}" in above.message


def test_a_loss_that_is_no_quadratic_has_none() -> None:
    w = sp.Symbol("w")
    quartic = scalar_model([("L", power(w, sp.Integer(4)))], parameter="w")
    assert stable_rate(quartic, {"w": 1.0}, {}) is None
    hidden = scalar_model(
        [("h", power(w, sp.Integer(2))), ("L", power(sp.Symbol("h"), sp.Integer(2)))], parameter="w"
    )
    assert stable_rate(hidden, {"w": 1.0}, {}) is None
    diverged = fit(hidden, {}, params={"w": 50.0}, learning_rate=1.0)
    assert (diverged.ok, diverged.stable_rate) == (False, None)
    assert "2/λ_max" not in diverged.message
    saddle = scalar_model([("L", -power(w, sp.Integer(2)))], parameter="w")
    assert stable_rate(saddle, {"w": 1.0}, {}) is None


def test_the_limit_is_said_for_gradient_descent_only() -> None:
    reached = fit(regression(), LINE, optimizer="momentum", learning_rate=50.0, epochs=30)
    assert (reached.ok, reached.stable_rate) == (False, None)


@pytest.mark.parametrize("shift", [0.0, -40.0])
def test_a_large_hessian_is_iterated_to(shift) -> None:
    random = np.random.default_rng(3)
    count = DENSE + 10
    values = np.concatenate([[30.0], random.uniform(0, 20, count - 1)]) + shift
    normal = random.normal(size=count)
    basis = np.eye(count) - 2 * np.outer(normal, normal) / (normal @ normal)
    matrix = basis * values @ basis.T
    assert _largest_eigenvalue(lambda vector: matrix @ vector, count) == pytest.approx(30.0 + shift, rel=1e-6)


# -- the lectures' numbers ------------------------------------------------------------------------------------------

POINTS = {"x": np.arange(6.0), "y": np.array([0, 0.8, 2.2, 2.3, 4.3, 4.9])}


def proportional():
    text = r"""
    \hat{y}_i = w x_i
    L = \frac{1}{n} \sum_{i=1}^n (y_i - \hat{y}_i)^2
    """
    return read(text, parameters="w", data="x y", shapes={"x": "n", "y": "n"})


def test_b9_one_step_with_all_samples() -> None:
    reached = fit(proportional(), POINTS, params={"w": 0.2}, learning_rate=0.01, epochs=1)
    assert round(reached.params["w"], 3) == 0.343
    assert round(reached.history[0], 2) == 5.66


def test_b10_one_sample_at_a_time() -> None:
    two = {key: value[[2, 4]] for key, value in POINTS.items()}
    seen: list[float] = []
    for samples in (1, 2):
        some = {key: value[:samples] for key, value in two.items()}
        reached = fit(
            proportional(),
            some,
            params={"w": 0.2},
            optimizer="sgd",
            learning_rate=0.01,
            epochs=1,
            batch_size=1,
            shuffle=False,
        )
        seen.append(round(reached.params["w"], 3))
    assert seen[0] == 0.272  # as printed
    # The slide's 0.552 takes the second sample's prediction from the first weight (0.8 = 0.2 * 4), not from 0.272.
    assert seen[1] == 0.529 == round(0.272 + 0.01 * 2 * (4.3 - 0.272 * 4) * 4, 3)
    assert round(0.272 + 0.01 * 2 * (4.3 - 0.2 * 4) * 4, 3) == 0.552
