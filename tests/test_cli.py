"""The command line: what each command prints, its exit status, and that no error is a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner
from test_verification import changed_adjoint

import symgrad
from symgrad.cli import LANGUAGES, main
from symgrad.expressions import neg

PAGES = Path(__file__).parent.parent / "derivations"
B6 = str(PAGES / "backpropagation-2-2-1.md")
D = str(PAGES / "linear-regression.md")

LINE = r"L = \frac{1}{2m} \sum_{i=1}^m (w x^{(i)} + b - y^{(i)})^2"
NAMES = ["--parameters", "w b", "--shapes", "x: m; y: m"]


def run(*arguments: str, status: int = 0, stdin: str | None = None) -> str:
    """Run a command; what it printed, both streams.  The status must be as said and nothing may be a traceback."""
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.fixture
def line(tmp_path: Path) -> str:
    path = tmp_path / "line.tex"
    path.write_text(LINE)
    return str(path)


@pytest.fixture
def csv(tmp_path: Path) -> str:
    x = np.linspace(-1, 1, 21)
    path = tmp_path / "data.csv"
    path.write_text("x, y\n" + "".join(f"{a}, {2 * a - 0.5}\n" for a in x))
    return str(path)


# -- quick, and told what it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["derive", "--help"], ["--version"]], ids=" ".join)
def test_help_takes_no_time_and_imports_nothing_heavy(arguments) -> None:
    code = (
        "import sys, time\n"
        "from symgrad.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        "print({'sympy', 'numpy', 'rich', 'jinja2'} & set(sys.modules), time.process_time() < 0.3)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip().endswith("set() True"), shown.stdout


def test_every_command_says_what_it_does() -> None:
    assert list(main.commands) == [
        "derive",
        "verify",
        "cost",
        "train",
        "code",
        "audit",
        "contents",
        "new",
        "demo",
        "plot",
        "check",
        "practice",
        "grade",
    ]
    for name, command in main.commands.items():
        assert command.help, name
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, f"{name} {option.name}"
    assert symgrad.__version__ in run("--version")


def test_the_module_runs_as_a_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "symgrad", "--version"], capture_output=True, text=True, check=True
    )
    assert symgrad.__version__ in shown.stdout


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
    ],
)
def test_the_environment_chooses_the_language(environment, language, monkeypatch) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert ("연쇄법칙" in run("derive", B6, "--wrt", "w_1")) == (language == "ko")


# -- derive -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("to", ["text", "json", "latex", "html"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_derive_in_every_form_and_language(to, lang, tmp_path) -> None:
    text = run("derive", B6, "--wrt", "w_1", "--to", to, "--lang", lang)
    if to == "json":
        assert json.loads(text)
    assert ("연쇄법칙" in text) == (lang == "ko") or to == "json"
    target = tmp_path / "new" / "out"
    run("derive", B6, "--wrt", "w_1", "--to", to, "--lang", lang, "-o", str(target))
    assert target.read_text() == text


def test_derive_by_everything_when_nothing_is_named() -> None:
    text = run("derive", B6, "--lang", "en")
    assert all(f"∂E/∂w{digit}" in text for digit in "₁₂₃₄₅₆")
    assert len(json.loads(run("derive", B6, "--to", "json"))) == 6


@pytest.mark.parametrize("strategy", ["board", "backprop"])
def test_derive_by_either_walk(strategy) -> None:
    record = json.loads(run("derive", B6, "--wrt", "w_1", "--strategy", strategy, "--to", "json"))
    assert record["strategy"] == strategy


def test_a_name_may_be_written_another_way() -> None:
    assert run("derive", B6, "--wrt", "w_{1}", "--lang", "en") == run(
        "derive", B6, "--wrt", "w_1", "--lang", "en"
    )


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_bare_latex(source, line) -> None:
    arguments = [
        "derive",
        line if source == "file" else "-",
        *NAMES,
        "--data",
        "x y",
        "--wrt",
        "w",
        "--lang",
        "en",
    ]
    assert "∂L/∂w" in run(*arguments, stdin=LINE if source == "stdin" else None)


def test_a_page_from_the_standard_input() -> None:
    assert "∂E/∂w₁" in run("derive", "-", "--wrt", "w_1", stdin=Path(B6).read_text(encoding="utf-8"))


# -- what cannot be read: status 2, a message, no traceback --------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["derive", B6, "--wrt", "w_9"], "w_1, w_2, w_3, w_4, w_5, w_6"),
        (["derive", B6, "--wrt", r"\frac"], "no parameter"),
        (["derive", "nowhere.md", "--wrt", "w_1"], "nowhere.md"),
        (["derive", B6, "--wrt", "w_1", "--strategy", "sideways"], "sideways"),
        (["derive", B6, "--wrt", "w_1", "--model", "nothing"], "nothing"),
        (["derive", B6, "--wrt", "w_1", "--shapes", "x m"], "--shapes"),
        (["verify", B6, "--wrt", "h_1"], "h_1"),
        (["train", B6, "--optimizer", "gradient_decent"], "gradient_descent"),
        (["train", B6, "--learning-rate", "-1"], "learning_rate"),
        (["demo", D], "does not give numbers"),
        (["derive"], "PAGE"),
    ],
    ids=lambda value: " ".join(map(str, value[2:])) if isinstance(value, list) else "",
)
def test_what_cannot_be_read_is_status_2(arguments, message) -> None:
    text = run(*arguments, status=2)
    assert message in text
    assert "Traceback" not in text


def test_a_mistake_in_a_formula_is_underlined(tmp_path) -> None:
    path = tmp_path / "wrong.tex"
    path.write_text(r"L = (w x - y^2")
    text = run("derive", str(path), "--parameters", "w", "--data", "x y", status=2)
    assert "^" in text.splitlines()[2]


def test_a_file_that_is_no_text(tmp_path) -> None:
    path = tmp_path / "picture.md"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    assert "UTF-8" in run("derive", str(path), status=2)
    path.rename(tmp_path / "picture.tex")
    assert "UTF-8" in run("derive", str(tmp_path / "picture.tex"), status=2)


# -- verify ---------------------------------------------------------------------------------------------------------


def test_verify_holds_and_fails(monkeypatch) -> None:
    assert "✓" in run("verify", B6, "--points", "1", "--lang", "en")
    monkeypatch.setattr(*changed_adjoint("w_1", neg))
    text = run("verify", B6, "--points", "1", "--no-steps", "--lang", "en", status=1)
    assert "✗" in text


@pytest.mark.slow
def test_verify_several_pages_and_bare_latex(line) -> None:
    records = json.loads(run("verify", D, B6, "--no-steps", "--points", "1", "--to", "json"))
    assert len(records) > 2
    run("verify", line, *NAMES, "--data", "x y", "--points", "1", "--wrt", "w")


# -- train ------------------------------------------------------------------------------------------------------------


def test_train_on_a_table_and_go_on_from_there(line, csv, tmp_path) -> None:
    out = tmp_path / "params.json"
    arguments = ["train", line, *NAMES, "--data", csv, "--learning-rate", "1", "--lang", "en"]
    run(*arguments, "--epochs", "2000", "--out", str(out))
    params = json.loads(out.read_text())
    assert params == pytest.approx({"w": 2.0, "b": -0.5}, rel=1e-6)
    again = tmp_path / "again.json"
    run(*arguments, "--epochs", "0", "--start", str(out), "--out", str(again))
    assert json.loads(again.read_text()) == params


def test_train_as_the_page_says(tmp_path) -> None:
    out = tmp_path / "params.json"
    text = run("train", B6, "--out", str(out), "--lang", "en")
    assert "1000" in text
    assert set(json.loads(out.read_text())) == {f"w_{number}" for number in range(1, 7)}
    assert "3 epochs" in run("train", B6, "--epochs", "3", "--lang", "en").lower()


def test_divergence_is_status_1(line, csv) -> None:
    text = run(
        "train",
        line,
        *NAMES,
        "--data",
        csv,
        "--learning-rate",
        "50",
        "--epochs",
        "500",
        "--lang",
        "en",
        status=1,
    )
    assert "50" in text


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("x,y\n1,nan\n", "y is NaN"),
        ("x,y\n1,two\n", "line 2"),
        ("x,y\n1\n", "no column 'y'"),
        ("x,y\n1,\n", "line 2, column y: the cell is empty."),
        ("x,z\n1,2\n", "'z'"),
        ("x,x\n1,2\n", "two columns"),
        ("x,y\n", "no lines"),
        ("x\n1\n", "y"),
    ],
)
def test_a_table_that_does_not_fit_is_status_2(table, message, line, tmp_path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(table)
    model = tmp_path / "page.md"
    model.write_text(
        "---\ntitle: {en: a, ko: 가}\nids: [D1]\n---\n"
        '<!-- symgrad: model parameters="w b" data="x y" shapes="x: m; y: m" -->\n'
        f"$$\n{LINE}\n$$\n"
    )
    assert message in run("train", str(model), "--data", str(path), status=2)


def test_the_columns_of_a_matrix(tmp_path) -> None:
    from symgrad.cli.tables import open_table
    from symgrad.reading import read

    model = read(r"L = \|X w - y\|^2", parameters="w", data="X y", shapes={"X": "m n", "w": "n", "y": "m"})
    path = tmp_path / "m.csv"
    path.write_text("X_2,y,X_1\n2,5,1\n4,6,3\n")
    found = open_table(str(path)).values(model)
    assert found["X"].tolist() == [[1, 2], [3, 4]]
    np.savez(tmp_path / "m.npz", **found)
    again = open_table(str(tmp_path / "m.npz")).values(model)
    assert again["X"].tolist() == found["X"].tolist()


# -- code, audit, demo -------------------------------------------------------------------------------------------


def test_code_is_a_module_that_runs_by_itself(line, tmp_path) -> None:
    target = tmp_path / "generated.py"
    run("code", line, *NAMES, "--data", "x y", "-o", str(target))
    check = (
        "import sys; sys.path.insert(0, sys.argv[1]); import generated\n"
        "print(generated.value_and_grad({'w': 1.0, 'b': 0.0}, {'x': [1.0, 3.0], 'y': [1.0, 1.0]}))\n"
        "print('symgrad' in sys.modules, 'sympy' in sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", check, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "(1.0, {'w': 3.0, 'b': 1.0})\nFalse False\n"


@pytest.mark.slow
def test_whoever_has_seen_enough_is_not_told_so() -> None:
    words = [sys.executable, "-m", "symgrad", "audit", B6, "--to", "json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.slow
def test_findings_of_an_audit_are_its_report(tmp_path: Path) -> None:
    slides = tmp_path / "slides.md"
    lines = Path(B6).read_text(encoding="utf-8").splitlines(keepends=True)
    slides.write_text("".join(line for line in lines if "symgrad: acknowledge" not in line), encoding="utf-8")
    assert "0.1376" in run("audit", str(slides), "--lang", "en", status=1)
    claims = json.loads(run("audit", B6, D, "--to", "json"))["claims"]
    assert {claim["page"] for claim in claims} == {B6, D}
    results = json.loads(run("audit", str(slides), "--to", "sarif", status=1))["runs"][0]["results"]
    assert {result["level"] for result in results} == {"error", "note"}


@pytest.mark.slow
def test_the_demo_writes_one_file_and_fails_only_when_a_verification_fails(tmp_path, monkeypatch) -> None:
    target = tmp_path / "build" / "demo.html"
    text = run("demo", "-o", str(target), "--lang", "en")
    assert "✓" in text
    assert "acknowledges all of them" in text  # the page's findings, which do not make it fail
    page = target.read_text(encoding="utf-8")
    assert "<math" in page
    assert "src=" not in page
    assert "http://" not in page.replace("http://www.w3.org/1998/Math/MathML", "")
    monkeypatch.setattr(*changed_adjoint("w_1", neg))
    run("demo", "-o", str(target), "--lang", "ko", status=1)
