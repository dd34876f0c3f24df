"""``symgrad train``: methods that are no row of the table, schedules, and what a page says about its training."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_training_cli import TABLE, line, run

from symgrad.cli.training import scheduled
from symgrad.descent import METHODS
from symgrad.errors import OptionError
from symgrad.notes import read_page
from symgrad.optimizers import ELSEWHERE, TIME, optimizer, schedules

__all__ = ["line"]

PERCEPTRON = Path(__file__).parent.parent / "derivations" / "perceptron.md"
#: R is no part of what is trained
RIDGE = """---
title: {{en: a, ko: 가}}
ids: [D1]
---
<!-- symgrad: model parameters="w b" data="x y" shapes="x: m; y: m" target="L" -->
$$
\\begin{{aligned}}
L &= \\frac{{1}}{{2m}} \\sum_{{i=1}}^m (w x_i + b - y_i)^2 \\\\
R &= 100 (w - 7)^2
\\end{{aligned}}
$$

<!-- symgrad: train {options} -->
| $x$ | $y$ |
|----:|----:|
|  -1 |  -2 |
|   0 |   0 |
|   1 |   2 |
"""


def page(folder: Path, options: str) -> Path:
    path = folder / "page.md"
    path.write_text(RIDGE.format(options=options))
    return path


def test_the_perceptrons_page_shows_every_update_until_all_are_right(tmp_path) -> None:
    text = run(PERCEPTRON)
    assert "updates: 3" in text
    assert re.search(r"1 +2 +1 +0 +0\.14 +0\.15 +-0\.3", text)
    assert "Still wrong: 3" in run(PERCEPTRON, "--epochs", 1, status=1)
    table = tmp_path / "two.csv"
    table.write_text("rain,x_1,x_2\n1,0.8,0.6\n0,0.1,0.2\n")
    assert "comes out right" in run(PERCEPTRON, "--data", table, "--label", "rain")
    assert "no column for the label y" in run(PERCEPTRON, "--data", _without(table), status=2)


def test_what_belongs_to_a_perceptron_alone_is_refused_elsewhere(line) -> None:
    assert "of one sample of a perceptron" in run(PERCEPTRON, "--optimizer", "adam", status=2)
    assert "--label is for a perceptron" in run(*line, "--label", "z", status=2)


def _without(table: Path) -> Path:
    other = table.with_name("other.csv")
    other.write_text("x_1,x_2\n0.8,0.6\n")
    return other


@pytest.mark.parametrize("method", ["newton", "line_search"])
def test_a_descent_from_the_command_line(method, line, tmp_path) -> None:
    out = tmp_path / "out.json"
    assert "Converged" in run(*line, "--optimizer", method, "--out", out)
    assert json.loads(out.read_text()) == pytest.approx({"w": 2, "b": -0.5})
    text = run(*line, "--optimizer", method, "--batch-size", 2, status=2)
    assert f"{method} has no option --batch-size" in text
    assert "--epochs, --tolerance, --seed" in text


@pytest.mark.slow
def test_a_page_trains_its_target_and_says_how(tmp_path) -> None:
    path, out = page(tmp_path, 'epochs="400" optimizer="adam" batch_size="2"'), tmp_path / "out.json"
    assert read_page(path).sections[0].training.options == {
        "optimizer": "adam",
        "epochs": 400,
        "batch_size": 2,
        "seed": 0,
    }
    text = run(path, "--set", "beta_1=0.8", "--out", out)
    assert "Optimizer: adam, learning rate 0.001" in text
    run(page(tmp_path, 'epochs="200" learning_rate="1"'), "--out", out)
    assert json.loads(out.read_text()) == pytest.approx({"w": 2, "b": 0}, abs=1e-6)
    # the page's learning rate is not for an optimizer without one
    run(path, "--optimizer", "adadelta_lecture", "--epochs", 1)


def test_schedules_change_the_rate_one_after_the_other() -> None:
    found = scheduled(optimizer("adam"), 0.1, ["cosine steps=10 to=0.01", "warm_up steps=4"])
    assert found == schedules.warm_up(schedules.cosine(0.1, steps=10, to=0.01), steps=4)
    assert scheduled(optimizer("sgd"), 0.1, ["exponential factor=0.5"]).xreplace({TIME: 2}) == pytest.approx(
        0.05
    )
    assert scheduled(optimizer("sgd"), 0.2, []) == 0.2


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("cosin steps=3", "Did you mean cosine"),
        ("cosine", "needs steps"),
        ("cosine steps=3 every=2", "no option 'every'"),
        ("step_decay factor=2 every=3", "at most 1"),
        ("warm_up steps=1.5", "whole number"),
        ("warm_up steps=x", "--schedule has 'steps=x'"),
    ],
)
def test_a_schedule_that_is_none_is_refused(spec, message) -> None:
    with pytest.raises(OptionError, match=message):
        scheduled(optimizer("adam"), 0.1, [spec])


def test_schedules_reach_the_run(line) -> None:
    assert TABLE
    plain = run(*line, "--epochs", 5)
    assert run(*line, "--epochs", 5, "--schedule", "exponential factor=0.5") != plain
    text = run(*line, "--optimizer", "adadelta_lecture", "--schedule", "exponential factor=0.5", status=2)
    assert "no learning rate to change" in text


def test_equations_of_ones_own_from_the_command_line(line, tmp_path) -> None:
    equations = r"v := \beta v + g;\; w := w - \alpha v"
    given = ["--optimizer", equations, "--set", "beta=0.9", "--set", "alpha=0.05", "--epochs", 30]
    out, other = tmp_path / "own.json", tmp_path / "row.json"
    run(*line, *given, "--out", out)
    heavy_ball = ["--optimizer", "momentum", "--learning-rate", 0.05, "--epochs", 30]
    run(*line, *heavy_ball, "--out", other)
    assert json.loads(out.read_text()) == pytest.approx(json.loads(other.read_text()), rel=1e-12)
    assert "Give its value (alpha=" in run(*line, *given[:4], status=2)
    # the page's learning rate is not for equations: they have their own
    path = page(tmp_path, 'epochs="9" learning_rate="1"')
    assert "learning rate 0.05" in run(path, *given)


@pytest.mark.parametrize("method", METHODS)
def test_fit_says_how_the_other_methods_are_called(method) -> None:
    with pytest.raises(OptionError, match=r"Write sg\."):
        optimizer(method)
    assert tuple(ELSEWHERE) == tuple(METHODS)


def test_hoisting_is_switched_off_and_a_backend_is_named(line, monkeypatch) -> None:
    given = {}
    monkeypatch.setattr("symgrad.api.fit", lambda *_, **options: given.update(options) or _stop())
    for more in ([], ["--no-hoist", "--backend", "numba"]):
        run(*line, *more, status=2)
        assert (given["hoist"], given["backend"]) == ((False, "numba") if more else (True, "numpy"))


def _stop() -> None:
    raise OptionError("far enough.")
