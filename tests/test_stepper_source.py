"""The written training module: it needs NumPy only, and trains as the stepper does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_stepper import CASES
from test_stepper_hoisting import MODELS
from test_stepper_hoisting import given as hoistable

from symgrad.optimizers import TIME, optimizer
from symgrad.stepper import Stepper, stepper_source

#: refuses to import anything that is not NumPy or Python's own
ALONE = """
import importlib.util, sys
class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("symgrad", "sympy", "scipy", "mpmath"):
            raise ImportError(name)
sys.meta_path.insert(0, Refused())
import train
print("ok")
"""


def trained(source: str, params: Any, data: Any, **options: Any) -> Any:
    namespace: dict[str, Any] = {}
    exec(source, namespace)  # our own text
    return namespace["train"](params, data, **options)


@pytest.mark.parametrize("rule", ["gradient_descent", "adam", "nag_lecture", "radam", "adagrad"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.slow
def test_it_trains_as_the_stepper_does(case: str, rule: str) -> None:
    model, params, data = CASES[case]()
    row = optimizer(rule)
    params_reached, losses = trained(stepper_source(model, row, row.values({})), params, data, epochs=12)
    stepper = Stepper(model, row, row.values({}), params, data, hoist=False)
    np.testing.assert_allclose(losses, stepper.run(12), rtol=1e-12)
    for key, value in stepper.params.items():
        np.testing.assert_allclose(params_reached[key], value, rtol=1e-11)


@pytest.mark.parametrize("rule", ["gradient_descent", "adam", "nag_lecture"])
@pytest.mark.parametrize("name", ["line", "penalty"])
def test_sums_are_taken_once(name: str, rule: str) -> None:
    model, row = MODELS[name](), optimizer(rule)
    params, data = hoistable(model)
    chosen = row.values({"learning_rate": 0.003})
    namespace: dict[str, Any] = {}
    exec(stepper_source(model, row, chosen), namespace)  # our own text
    assert namespace["HOIST"] is True
    right, calls = namespace["gradient"], []
    namespace["gradient"] = lambda *given: calls.append(1) or right(*given)
    reached, losses = namespace["train"](params, data, epochs=30)
    assert len(calls) == 1  # the check alone goes over the samples
    namespace["HOIST"] = False
    plain, expected = namespace["train"](params, data, epochs=30)
    assert len(calls) >= 31
    np.testing.assert_allclose(losses, expected, rtol=1e-12)
    for key, value in plain.items():
        np.testing.assert_allclose(reached[key], value, rtol=1e-11)


@pytest.mark.parametrize("planted", [("c_3 = -2", "c_3 = -2.0000001"), ("d_w = ", "d_w = 1.0000001*")])
def test_the_module_goes_over_the_samples_when_the_sums_do_not_agree(planted: tuple[str, str]) -> None:
    model, row = MODELS["line"](), optimizer("gradient_descent")
    params, data = hoistable(model)
    source = stepper_source(model, row, row.values({}))
    head, found, rest = source.partition("def sums(")
    assert planted[0] in rest
    wrong = head + found + rest.replace(*planted, 1)
    reached, losses = trained(wrong, params, data, epochs=9)
    plain, expected = trained(source.replace("HOIST = True", "HOIST = False"), params, data, epochs=9)
    assert losses == expected
    assert reached == plain


def test_the_module_goes_over_the_samples_where_rounding_would_show() -> None:
    model, row = MODELS["line"](), optimizer("gradient_descent")
    x = np.linspace(-1, 1, 50)
    params, data = {"w": 0.0, "b": 0.0}, {"x": x, "y": 2 * x + 1}
    source = stepper_source(model, row, row.values({"learning_rate": 0.9}))
    _, losses = trained(source, params, data, epochs=64)
    _, expected = trained(source.replace("HOIST = True", "HOIST = False"), params, data, epochs=64)
    assert losses == expected
    assert losses[-1] < 1e-12


def test_batches_go_through_all_samples() -> None:
    model, params, data = CASES["layers"]()
    row = optimizer("adam")
    source = stepper_source(model, row, row.values({"learning_rate": 0.05 / TIME}))
    reached, losses = trained(source, params, data, epochs=3, batch_size=4, seed=7)
    assert len(losses) == 9
    stepper = Stepper(model, row, row.values({"learning_rate": 0.05 / TIME}), params, data)
    random = np.random.default_rng(7)
    expected = []
    for _ in range(3):
        order = random.permutation(9)
        expected += [stepper.step(order[start : start + 4]) for start in (0, 4, 8)]
    np.testing.assert_allclose(losses, expected, rtol=1e-12)
    for key, value in stepper.params.items():
        np.testing.assert_allclose(reached[key], value, rtol=1e-11)


def test_many_blocks() -> None:
    model, params, data = CASES["layers"]()
    row = optimizer("sgd")
    source = stepper_source(model, row, row.values({}))
    assert "'block': 1024" in source
    small = source.replace("'block': 1024", "'block': 2").replace("'bytes': 1000000", "'bytes': 0")
    assert "'bytes': 0" in small
    whole, parts = (trained(text, params, data, epochs=4) for text in (source, small))
    np.testing.assert_allclose(parts[1], whole[1], rtol=1e-12)
    for key, value in whole[0].items():
        np.testing.assert_allclose(parts[0][key], value, rtol=1e-11)


@pytest.mark.parametrize("case", CASES)
def test_it_needs_numpy_only_and_says_what_it_is(case: str, tmp_path: Path) -> None:
    model, _, _ = CASES[case]()
    row = optimizer("adam")
    source = stepper_source(model, row, row.values({}))
    assert "-> float:" in source or "-> tuple[list[float]" in source
    assert "∂" in source.split('"""')[1]
    (tmp_path / "train.py").write_text(source, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "ok", done.stderr
