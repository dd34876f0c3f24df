"""Checkpoints: a run that was killed and resumed is, bit for bit, the run that was never interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from models import multilayer, regression

import symgrad
from symgrad.errors import DataError, OptionError
from symgrad.reading import read
from symgrad.stepper import Stepper
from symgrad.training import checkpoint, fit

RNG = np.random.default_rng(3)
X = RNG.uniform(-1, 1, 20)
LINE = {"x": X, "y": 2.5 * X - 0.5 + 0.05 * RNG.normal(size=20)}
LAYERS = {"X": RNG.normal(size=(30, 3)), "Y": RNG.uniform(size=(30, 2))}
WIDE = {
    "W_1": RNG.normal(size=(3, 4)),
    "b_1": np.zeros(4),
    "W_2": RNG.normal(size=(4, 2)),
    "b_2": np.zeros(2),
}

RUNS = {
    "full batch": (regression(), LINE, {"epochs": 12}),
    "best early": (regression(), LINE, {"epochs": 12, "learning_rate": 3.0}),
    "adam in batches": (
        multilayer(),
        LAYERS,
        {"epochs": 6, "batch_size": 7, "optimizer": "adam", "validation": 0.2, "params": WIDE},
    ),
    "single precision": (
        multilayer(),
        LAYERS,
        {"epochs": 6, "batch_size": 7, "optimizer": "nadam", "dtype": "float32", "params": WIDE},
    ),
    "no shuffling": (
        regression(),
        LINE,
        {"epochs": 6, "batch_size": 6, "shuffle": False, "optimizer": "momentum"},
    ),
}


def assert_same_bits(one, two) -> None:
    assert one.history == two.history
    assert one.validation == two.validation
    assert (one.reason, one.best_epoch, one.steps) == (two.reason, two.best_epoch, two.steps)
    for mapping in ("params", "best"):
        first, second = getattr(one, mapping), getattr(two, mapping)
        assert list(first) == list(second)
        for key in first:
            assert np.asarray(first[key]).dtype == np.asarray(second[key]).dtype
            assert np.asarray(first[key]).tobytes() == np.asarray(second[key]).tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("at", [3, 8])
@pytest.mark.parametrize("case", RUNS)
def test_a_run_broken_off_anywhere_goes_on_bit_for_bit(case, at, tmp_path, monkeypatch) -> None:
    model, data, options = RUNS[case]
    whole = fit(model, data, **options)
    path = tmp_path / "run.npz"
    step, run = Stepper.step, Stepper.run

    def broken_step(self, batch=None):
        if self.t == at:
            raise RuntimeError("the power is off")
        return step(self, batch)

    def broken_run(self, steps):
        if self.t <= at < self.t + steps:
            raise RuntimeError("the power is off")
        return run(self, steps)

    with monkeypatch.context() as patched:
        patched.setattr(Stepper, "step", broken_step)
        patched.setattr(Stepper, "run", broken_run)
        with pytest.raises(RuntimeError):
            fit(model, data, checkpoint=path, checkpoint_every=2, **options)
    assert path.exists()
    resumed = fit(model, data, checkpoint=path, checkpoint_every=2, resume=True, **options)
    assert_same_bits(resumed, whole)
    assert_same_bits(fit(model, data, checkpoint=path, resume=True, **options), whole)
    assert [item.name for item in tmp_path.iterdir()] == ["run.npz"]


def test_a_run_interrupted_by_ctrl_c_goes_on(tmp_path, monkeypatch, request) -> None:
    # Ctrl-C is ignored in what a shell runs in the background.
    request.addfinalizer(partial(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    model, data, options = RUNS["adam in batches"]
    path, right = tmp_path / "run.npz", Stepper.step

    def interrupted(self, batch=None):
        if self.t == 6:
            os.kill(os.getpid(), signal.SIGINT)
        return right(self, batch)

    with monkeypatch.context() as patched:
        patched.setattr(Stepper, "step", interrupted)
        patched.setattr("symgrad.training.run.STRETCH_SECONDS", 0.0)  # one step at a time
        first = fit(model, data, checkpoint=path, **options)
    assert (first.reason, first.epochs_run) == ("interrupted", 1)
    assert_same_bits(fit(model, data, checkpoint=path, resume=True, **options), fit(model, data, **options))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_finished_run_can_be_made_longer(tmp_path) -> None:
    for case in ("full batch", "adam in batches"):
        model, data, options = RUNS[case]
        path = tmp_path / f"{case}.npz"
        fit(model, data, checkpoint=path, **{**options, "epochs": 3})
        longer = fit(model, data, checkpoint=path, resume=True, **options)
        assert_same_bits(longer, fit(model, data, **options))


LOG = read(
    r"L = \frac{1}{m} \sum_{i=1}^m ((w - 3) \log(w) + b^2 + 0 x_i y_i)",
    parameters="w b",
    data="x y",
    shapes={"x": "m", "y": "m"},
)
ENDS = {
    "diverged out of the domain": (
        LOG,
        {"epochs": 50, "learning_rate": 3.0, "params": {"w": 0.4, "b": 0.5}},
    ),
    "patience": (regression(), {"epochs": 400, "optimizer": "adam", "learning_rate": 1.0, "patience": 7}),
    "converged": (regression(), {"epochs": 5000, "learning_rate": 1.5}),
    "diverged": (regression(), {"epochs": 900, "learning_rate": 3.0}),
    "patience in batches": (
        regression(),
        {"epochs": 99, "optimizer": "adam", "learning_rate": 1.0, "patience": 3, "batch_size": 7},
    ),
}


@pytest.mark.parametrize("case", ENDS)
def test_a_run_that_ended_by_itself_is_kept(case, tmp_path) -> None:
    model, options = ENDS[case]
    path = tmp_path / "run.npz"
    first = fit(model, LINE, checkpoint=path, **options)
    assert first.reason == case.split()[0]
    assert first.epochs_run < options["epochs"]
    again = fit(model, LINE, checkpoint=path, resume=True, **options)
    assert_same_bits(again, first)
    assert again.message == first.message


@pytest.mark.parametrize("case", ["patience", "patience in batches"])
def test_with_more_patience_an_ended_run_goes_on(case, tmp_path) -> None:
    model, options = ENDS[case]
    path = tmp_path / "run.npz"
    first = fit(model, LINE, checkpoint=path, **options)
    longer = {**options, "patience": 40}
    resumed = fit(model, LINE, checkpoint=path, resume=True, **longer)
    assert resumed.epochs_run > first.epochs_run
    assert_same_bits(resumed, fit(model, LINE, **longer))


def test_a_run_ended_by_a_callback_goes_on(tmp_path) -> None:
    model, data, options = RUNS["full batch"]
    path = tmp_path / "run.npz"
    stopped = fit(model, data, checkpoint=path, callbacks=[lambda epoch: epoch.number == 5], **options)
    assert (stopped.reason, stopped.epochs_run) == ("stopped", 5)
    assert_same_bits(fit(model, data, checkpoint=path, resume=True, **options), fit(model, data, **options))


def test_kill_writes_a_checkpoint_and_is_passed_on(tmp_path, monkeypatch) -> None:
    model, data, options = RUNS["full batch"]
    path, right, heard = tmp_path / "run.npz", Stepper.step, []

    def terminated(self, batch=None):
        if self.t == 6:
            os.kill(os.getpid(), signal.SIGTERM)
        return right(self, batch)

    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        with monkeypatch.context() as patched:
            patched.setattr(Stepper, "step", terminated)
            first = fit(model, data, checkpoint=path, callbacks=[lambda epoch: None], **options)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (first.reason, first.epochs_run, heard) == ("interrupted", 7, [signal.SIGTERM])
    assert_same_bits(fit(model, data, checkpoint=path, resume=True, **options), fit(model, data, **options))


def long_run(path: Path | None, pause: float = 0.0):
    """What the killed process runs, and what it should have reached."""
    right = Stepper.step

    def slow(self, batch=None):
        time.sleep(pause)
        return right(self, batch)

    Stepper.step = slow
    try:
        return fit(
            regression(),
            LINE,
            optimizer="adam",
            epochs=60,
            batch_size=6,
            seed=5,
            tolerance=0,
            checkpoint=path,
            checkpoint_every=3,
            resume=path is not None,
        )
    finally:
        Stepper.step = right


@pytest.mark.slow
def test_a_process_that_is_killed_goes_on_bit_for_bit(tmp_path) -> None:
    path = tmp_path / "run.npz"
    here = Path(__file__)
    script = f"import sys; sys.path[:0] = {[str(Path(symgrad.__file__).parents[1]), str(here.parent)]!r}\n"
    script += f"from pathlib import Path; import {here.stem} as own; own.long_run(Path({str(path)!r}), 0.02)"
    running = subprocess.Popen([sys.executable, "-c", script])
    try:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline and running.poll() is None:
            time.sleep(0.01)
        time.sleep(0.2)
        assert running.poll() is None, "it ended before it could be killed"
        running.send_signal(signal.SIGKILL)
        assert running.wait(timeout=20) == -signal.SIGKILL
    finally:
        running.kill()
        running.wait()
    assert path.exists()
    with open(path, "rb") as file, np.load(file) as held:
        assert 3 <= int(held["array_0"]) < 240  # the steps done: it was broken off on the way
    assert_same_bits(long_run(path), long_run(None))


# -- what is no checkpoint of this run --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"seed": 9}, "batches"),
        ({"batch_size": 8}, "batches"),
        ({"learning_rate": 0.2}, "optimizer"),
        ({"optimizer": "adamw"}, "optimizer"),
        ({"dtype": "float32"}, "precision"),
        ({"data": {**LAYERS, "X": LAYERS["X"] + 1e-15}}, "data"),
    ],
)
@pytest.mark.slow
def test_a_checkpoint_of_another_run_is_refused(changed, what, tmp_path) -> None:
    model, data, options = RUNS["adam in batches"]
    path = tmp_path / "run.npz"
    fit(model, data, checkpoint=path, **options)
    changed = dict(changed)
    data = changed.pop("data", data)
    with pytest.raises(DataError, match=f"belongs to another run: .*{what}"):
        fit(model, data, checkpoint=path, resume=True, **{**options, **changed})


def test_a_checkpoint_is_not_written_over_by_a_new_run(tmp_path) -> None:
    path = tmp_path / "run.npz"
    fit(regression(), LINE, epochs=2, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(OptionError, match="resume=True"):
        fit(regression(), LINE, epochs=2, checkpoint=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"spam", b"PK\x03\x04spam"])
def test_what_is_no_checkpoint_is_refused(content, tmp_path) -> None:
    path = tmp_path / "run.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="is no checkpoint"):
        fit(regression(), LINE, epochs=2, checkpoint=path, resume=True)
    np.savez(path, w=1.0)
    with pytest.raises(DataError, match="is no checkpoint"):
        fit(regression(), LINE, epochs=2, checkpoint=path, resume=True)


def test_a_write_that_fails_leaves_the_old_checkpoint(tmp_path, monkeypatch) -> None:
    path = tmp_path / "run.npz"
    checkpoint.write(path, {r"state \hat{v} of W^{[1]}": np.arange(3.0), "t": 4}, {"model": "a"})
    before = path.read_bytes()
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        checkpoint.write(path, {"t": 5}, {"model": "a"})
    assert path.read_bytes() == before
    assert [item.name for item in Path(tmp_path).iterdir()] == ["run.npz"]
    found = checkpoint.read(path, {"model": "a"})
    assert int(found["t"]) == 4
    np.testing.assert_array_equal(found[r"state \hat{v} of W^{[1]}"], [0.0, 1.0, 2.0])
