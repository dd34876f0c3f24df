"""``symgrad train``: constants, sizes and tables, the same for a page and for bare LaTeX."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from test_cli import LINE, NAMES, run

RIDGE = r"L = \frac{1}{2m} \sum_{i=1}^m (w x^{(i)} + b - y^{(i)})^2 + \lambda w^2"
GIVEN = "<!-- symgrad: given -->\n$$\n\\lambda = 0.5\n$$\n"


def page(folder: Path, formula: str, options: str, below: str = "") -> str:
    path = folder / "page.md"
    path.write_text(
        "---\ntitle: {en: a, ko: 가}\nids: [D1]\n---\n"
        f"<!-- symgrad: model {options} -->\n$$\n{formula}\n$$\n\n{below}"
    )
    return str(path)


def ridge(folder: Path, constants: str, below: str = "") -> str:
    return page(
        folder, RIDGE, f'parameters="w b" data="x y" constants="{constants}" shapes="x: m; y: m"', below
    )


@pytest.fixture
def npz(tmp_path: Path) -> str:
    path = tmp_path / "rl.npz"
    x = np.array([-1.0, 0.0, 1.0])
    np.savez(path, x=x, y=2 * x - 0.5)
    return str(path)


#: with x² averaging 2/3 and λ = 1/2: (2/3 + 2λ) w = 4/3
REACHED = {"w": 0.8, "b": -0.5}


def trained(*arguments: str, folder: Path) -> dict[str, float]:
    out = folder / "params.json"
    run("train", *arguments, "--epochs", "4000", "--learning-rate", "0.5", "--out", str(out))
    return json.loads(out.read_text())


# -- constants and sizes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("constants", "below"), [(r"\lambda", GIVEN), (r"\lambda=0.5", "")])
def test_a_constant_has_the_page_s_number(constants, below, npz, tmp_path) -> None:
    model = ridge(tmp_path, constants, below)
    assert trained(model, "--data", npz, folder=tmp_path) == pytest.approx(REACHED)


def test_a_constant_of_bare_latex(npz, tmp_path) -> None:
    model = tmp_path / "ridge.tex"
    model.write_text(RIDGE)
    found = trained(str(model), *NAMES, "--constants", r"\lambda = 0.5", "--data", npz, folder=tmp_path)
    assert found == pytest.approx(REACHED)


def test_a_constant_without_a_number_says_where_it_goes(npz, tmp_path) -> None:
    text = run("train", ridge(tmp_path, r"\lambda"), "--data", npz, status=2)
    assert "the constant λ has no number" in text
    assert "given" in text
    assert r"--constants '\lambda=0.1'" in text


@pytest.mark.parametrize(
    ("constants", "message"),
    [(r"\lambda=a", "'a' is no number"), (r"=0.1 \lambda", "belongs to no constant"), (r"\lambda=", "''")],
)
def test_a_number_that_is_none(constants, message, tmp_path) -> None:
    model = tmp_path / "ridge.tex"
    model.write_text(RIDGE)
    assert message in run("derive", str(model), *NAMES, "--data", "x y", "--constants", constants, status=2)


def test_a_number_in_the_model_and_in_a_given_block(npz, tmp_path) -> None:
    text = run("train", ridge(tmp_path, r"\lambda=0.5", GIVEN), "--data", npz, status=2)
    assert "has its number in the model already" in text


def test_hidden_sizes(tmp_path) -> None:
    formula = r"L = \frac{1}{m} \sum_{i=1}^m (v^\top \tanh(u x^{(i)}) - y^{(i)})^2"
    model = page(tmp_path, formula, 'parameters="u v" data="x y" shapes="u: h; v: h; x: m; y: m"')
    table = tmp_path / "d.csv"
    table.write_text("x,y\n1,2\n2,3\n")
    text = run("train", model, "--data", str(table), status=2)
    assert "--sizes h=8" in text
    assert "params=" not in text
    out = tmp_path / "p.json"
    run("train", model, "--data", str(table), "--sizes", "h=8", "--epochs", "1", "--out", str(out))
    assert len(json.loads(out.read_text())["u"]) == 8
    assert "'k'" in run("train", model, "--data", str(table), "--sizes", "k=8", status=2)
    assert "h=8" in run("train", model, "--data", str(table), "--sizes", "h", status=2)


# -- tables: the same answer on a page and for bare LaTeX ---------------------------------------------------------


@pytest.fixture(params=["page", "bare"])
def model(request, tmp_path) -> list[str]:
    if request.param == "page":
        return [page(tmp_path, LINE, 'parameters="w b" data="x y" shapes="x: m; y: m"')]
    path = tmp_path / "line.tex"
    path.write_text(LINE)
    return [str(path), *NAMES]


@pytest.mark.parametrize(
    "table",
    [
        "x,y\n-1,-2.5\n0,-0.5\n1,1.5\n",
        '"x", "y"\n-1, -2.5\n0, -0.5\n1, 1.5\n',
        "\ufeffy,x\r\n-2.5,-1\r\n-0.5,0\r\n1.5,1\r\n",
        "x;y\n-1;-2.5\n0;-0.5\n1;1.5\n",
        "x\ty\n-1\t-2.5\n\n0\t-0.5\n1\t1.5\n",
    ],
    ids=["plain", "quoted", "other order", "semicolon", "tab"],
)
def test_a_table_in_every_way_it_is_saved(table, model, tmp_path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(table, newline="")
    assert trained(*model, "--data", str(path), folder=tmp_path) == pytest.approx({"w": 2, "b": -0.5})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (b"", "d.csv is empty"),
        (b"x,y\n", "no lines of numbers below its heading (line 1)"),
        (b"1,2\n3,4\n", "d.csv, line 1: 1,2 are numbers"),
        (b"x,y,id\n1,2,3\n", "d.csv, line 1: the column 'id' is no data"),
        (b"x,y,\n1,2,3\n", "d.csv, line 1: column 3 has no name"),
        (b"x,y\n\n1,2,3\n", "d.csv, line 3: 3 cells, but the heading has 2"),
        (b"x,y\n1,2\n\n3\n", "d.csv, line 4: no column 'y'"),
        (b"x;y\n1,5;2\n", "Write it with a point: 1.5"),
        (b"x,y\n1,\xff\n", "not UTF-8"),
        (b"x y\n1 2\n", "d.csv"),
        (b"a,b\n1,2\n", "d.csv"),
        (b"x,x,y\n1,2,3\n", "two columns for x"),
    ],
)
def test_a_table_that_does_not_fit(table, message, model, tmp_path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(table)
    assert message in run("train", *model, "--data", str(path), status=2)


def test_names_no_column_has_are_said_with_the_columns_there_are(tmp_path) -> None:
    path = tmp_path / "line.tex"
    path.write_text(LINE)
    table = tmp_path / "d.csv"
    table.write_text("a,b\n1,2\n")
    text = run("train", str(path), "--parameters", "w b", "--data", str(table), status=2)
    assert "x" in text.splitlines()[0]
    assert "has the columns a, b" in text


def test_the_columns_of_a_matrix_of_bare_latex(tmp_path) -> None:
    path = tmp_path / "squares.tex"
    path.write_text(r"L = \|X w - y\|^2")
    table = tmp_path / "d.csv"
    table.write_text("X_1,X_2,y\n1,0,1\n0,1,2\n")
    out = tmp_path / "p.json"
    options = ["--parameters", "w", "--shapes", "X: m n; w: n; y: m", "--epochs", "500", "--out", str(out)]
    run("train", str(path), *options, "--data", str(table))
    assert json.loads(out.read_text())["w"] == pytest.approx([1, 2])


def test_a_broken_npz(model, tmp_path) -> None:
    path = tmp_path / "d.npz"
    path.write_bytes(b"PK nothing")
    assert "d.npz is no .npz file" in run("train", *model, "--data", str(path), status=2)


# -- given numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        r"\lambda = 0.01, \alpha = 0.05",
        r"\lambda = 0.01;\; \alpha = 0.05",
        r"\lambda &= 0.01, & \alpha &= 0.05",
        "\\lambda = 0.01 \\\\\n\\alpha = 0.05",
    ],
)
def test_several_given_numbers_on_a_line(line) -> None:
    from fractions import Fraction

    from symgrad.notes.reader import parse_page

    text = (
        "---\ntitle: {en: a, ko: 가}\nids: [D1]\n---\n"
        '<!-- symgrad: model parameters="w" data="x" constants="\\lambda" -->\n$$\nL = \\lambda w x\n$$\n\n'
        f"<!-- symgrad: given -->\n$$\n\\begin{{aligned}}\n{line}\n\\end{{aligned}}\n$$\n"
        "\n<!-- symgrad: given -->\n$$\nx = 2, w = \\frac{1}{3}\n$$\n"
    )
    given = parse_page(text).given
    assert given == {
        r"\lambda": Fraction(1, 100),
        r"\alpha": Fraction(1, 20),
        "x": Fraction(2),
        "w": Fraction(1, 3),
    }


def test_the_demo_names_what_the_page_does_not_give(tmp_path) -> None:
    text = run("demo", ridge(tmp_path, r"\lambda", GIVEN), status=2)
    assert "does not give numbers for w, b, x, y of" in text
