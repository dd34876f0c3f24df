"""``symgrad train`` with batches, validation, checkpoints, and tables in every form."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from symgrad.cli import main
from symgrad.cli.tables import open_table
from symgrad.errors import DataError
from symgrad.reading import read
from symgrad.stepper import Stepper

LINE = r"L = \frac{1}{2m} \sum_{i=1}^m (w x_i + b - y_i)^2"
NAMES = ["--parameters", "w b"]
TABLE = "x,y\n" + "".join(f"{x},{2 * x - 0.5}\n" for x in (-1, -0.5, 0, 0.25, 0.5, 1))


def run(*arguments: object, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["train", *map(str, arguments), "--lang", "en"])
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def line(tmp_path: Path) -> list[str]:
    (tmp_path / "line.tex").write_text(LINE)
    (tmp_path / "data.csv").write_text(TABLE)
    return [str(tmp_path / "line.tex"), *NAMES, "--data", str(tmp_path / "data.csv")]


def test_a_loss_that_went_up_is_said_and_is_status_1(line) -> None:
    text = run(*line, "--learning-rate", "1e6", "--epochs", "1", status=1)
    assert "✗ Ran 1 epochs, but the loss rose from" in text
    assert "2/λ_max = " in text
    assert "✓" not in text


def test_mini_batches_with_an_optimizers_own_options(line, tmp_path) -> None:
    found = []
    for more in (["--set", "beta_1=0.5"], ["--set", "beta_1=0.9"], []):
        out = tmp_path / "out.json"
        run(*line, "--optimizer", "adam", "--batch-size", 4, "--epochs", 9, "--out", out, *more)
        found.append(json.loads(out.read_text()))
    assert found[0] != found[1] == found[2]
    ordered = run(*line, "--batch-size", 4, "--epochs", 3, "--no-shuffle", "--dtype", "float32")
    assert ordered != run(*line, "--batch-size", 4, "--epochs", 3)


def test_validation_from_a_file_or_set_aside_and_patience(line, tmp_path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("x,y\n1,-1\n0.5,-0.5\n")
    start, out = tmp_path / "start.json", tmp_path / "best.json"
    start.write_text('{"w": -3.0, "b": 0.0}')
    text = run(*line, "--validation", other, "--patience", 5, "--start", start, "--out", out)
    assert "validation loss was lowest after" in text
    assert "Stopped after" in text
    best = json.loads(out.read_text())
    plain = run(*line, "--start", out, "--epochs", "0", "--validation", other)
    assert "lowest after 0 epochs" in plain
    assert best != json.loads(start.read_text())
    assert "lowest after" in run(*line, "--validation", "0.34", "--epochs", 3)


def test_a_checkpoint_is_gone_on_from(line, tmp_path) -> None:
    checkpoint, one, two = (tmp_path / name for name in ("run.npz", "one.json", "two.json"))
    batches = ["--batch-size", 4, "--checkpoint", checkpoint, "--checkpoint-every", 1]
    run(*line, *batches, "--epochs", 2)
    run(*line, *batches, "--epochs", 7, "--resume", "--out", one)
    run(*line, "--batch-size", 4, "--epochs", 7, "--out", two)
    assert one.read_bytes() == two.read_bytes()
    assert "--resume" not in run(*line, *batches, "--epochs", 2, status=2).split("resume=True")[0]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--resume"], "--checkpoint"),
        (["--set", "beta_1"], "beta_1=0.8"),
        (["--set", "spam=1"], "no option 'spam'"),
        (["--batch-size", "0"], "batch-size"),
        (["--validation", "2"], "at least one"),
        (["--validation", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_what_cannot_run_is_status_2(line, more, message) -> None:
    text = run(*line, *more, status=2)
    assert message in text
    assert "Traceback" not in text


def matrix_model():
    return read(r"L = \|X w - y\|^2", parameters="w", data="X y", shapes={"X": "m n", "w": "n", "y": "m"})


def test_columns_of_a_structured_array(tmp_path) -> None:
    path = tmp_path / "table.npy"
    kinds = [("X_2", float), ("y", np.int64), ("X_1", np.float32)]
    np.save(path, np.array([(2.0, 5, 1.0), (4.0, 6, 3.0)], dtype=kinds))
    table = open_table(str(path))
    assert table.names(["X"]) == ("X", "y")
    found = table.values(matrix_model())
    assert found["X"].tolist() == [[1, 2], [3, 4]]
    assert found["y"].tolist() == [5, 6]
    np.save(path, np.array([("a", 1.0, 2.0)], dtype=[("y", "U1"), ("X_1", float), ("X_2", float)]))
    with pytest.raises(DataError, match="column y: <U1 are no numbers"):
        open_table(str(path)).values(matrix_model())


def test_one_array_is_the_only_data(tmp_path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.array([1.0, 2.0]))
    model = read(r"L = \sum_{i=1}^m (x_i - w)^2", parameters="w", data="x", shapes={"x": "m"})
    assert open_table(str(path)).values(model)["x"].tolist() == [1.0, 2.0]
    with pytest.raises(DataError, match="holds one array, but the model's data are X, y"):
        open_table(str(path)).values(matrix_model())
    path.write_bytes(b"spam")
    with pytest.raises(DataError, match=r"is no \.npy file"):
        open_table(str(path))


def test_parquet_where_pandas_is_there(tmp_path) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    path = tmp_path / "table.parquet"
    pandas.DataFrame({"X_1": [1.0, 3.0], "y": [5, 6], "X_2": [2.0, 4.0]}).to_parquet(path)
    found = open_table(str(path)).values(matrix_model())
    assert found["X"].tolist() == [[1, 2], [3, 4]]
    assert found["y"].tolist() == [5, 6]


def test_parquet_without_pandas_says_what_to_install(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match=r"symgrad\[parquet\]"):
        open_table(str(tmp_path / "table.parquet"))


# -- code --optimizer ---------------------------------------------------------------------------------------------


def code(*arguments: object, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["code", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result.output


def test_a_written_training_runs_where_there_is_numpy_alone(line, tmp_path) -> None:
    arguments = [line[0], *NAMES, "--data", "x y", "--optimizer", "adam", "--set", "beta_1=0.8"]
    code(*arguments, "--learning-rate", "0.05", "-o", tmp_path / "train.py")
    alone = tmp_path / "alone"
    alone.mkdir()
    for part in Path(np.__file__).parents[1].glob("numpy*"):
        (alone / part.name).symlink_to(part)
    script = tmp_path / "run.py"
    script.write_text(
        "import json, sys\n"
        f"sys.path[:0] = [{str(tmp_path)!r}, {str(alone)!r}]\n"
        "for name in ('sympy', 'symgrad', 'click'):\n"
        "    try:\n        __import__(name)\n    except ImportError:\n        continue\n"
        "    raise SystemExit(f'{name} is there')\n"
        "import train\n"
        f"x = {[-1, -0.5, 0, 0.25, 0.5, 1]}\n"
        "data = {'x': x, 'y': [2 * each - 0.5 for each in x]}\n"
        "params, losses = train.train({'w': 0.1, 'b': 0.2}, data, epochs=25)\n"
        "print(json.dumps([{key: float(value) for key, value in params.items()}, len(losses)]))\n"
    )
    # no site-packages, no environment: what is not in these two directories or Python's own is not there
    shown = subprocess.run(
        [sys.executable, "-I", "-S", str(script)], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert shown.returncode == 0, shown.stderr
    params, steps = json.loads(shown.stdout)
    assert steps == 25
    start, out = tmp_path / "start.json", tmp_path / "out.json"
    start.write_text('{"w": 0.1, "b": 0.2}')
    run(
        *line, "--optimizer", "adam", "--set", "beta_1=0.8", "--learning-rate", 0.05,
        "--epochs", 25, "--start", start, "--out", out,
    )  # fmt: skip
    assert params == pytest.approx(json.loads(out.read_text()), rel=1e-12)


def test_code_without_an_optimizer_is_loss_and_gradient(line) -> None:
    arguments = [line[0], *NAMES, "--data", "x y"]
    assert "def value_and_grad" in code(*arguments)
    assert "--optimizer adam" in code(*arguments, "--learning-rate", "0.1", status=2)
    assert "no option 'spam'" in code(*arguments, "--optimizer", "adam", "--set", "spam=1", status=2)


def test_ctrl_c_is_status_130_and_the_checkpoint_stays(line, tmp_path, monkeypatch) -> None:
    right = Stepper.run

    def interrupted(self, steps):
        if self.t == 2:  # the stretch of two epochs under way is finished
            os.kill(os.getpid(), signal.SIGINT)
        return right(self, steps)

    with monkeypatch.context() as patched:
        patched.setattr(Stepper, "run", interrupted)
        text = run(*line, "--checkpoint", tmp_path / "run.npz", "--epochs", 9, status=130)
    assert "Interrupted after 4 epochs" in text
    resumed = run(*line, "--checkpoint", tmp_path / "run.npz", "--resume", "--epochs", 9)
    assert resumed == run(*line, "--epochs", 9)


def test_hoisting_can_be_switched_off(line, monkeypatch) -> None:
    right, seen = Stepper.run, []

    def watched(self, steps):
        seen.append(self.hoisted)
        return right(self, steps)

    monkeypatch.setattr(Stepper, "run", watched)
    shown = run(*line, "--epochs", 9)
    assert seen
    assert all(seen)
    seen.clear()
    assert run(*line, "--epochs", 9, "--no-hoist") == shown
    assert seen
    assert not any(seen)
