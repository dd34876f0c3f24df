"""Matrices declared symmetric (``A: n n symmetric``): derived with, verified, printed, audited, checked, refused."""

from __future__ import annotations

import json
import pickle
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.checking import check_row
from symgrad.errors import DataError, ModelError, OptionError
from symgrad.expressions import Partial, add, mul
from symgrad.symmetry import symmetrised

#: loss, shapes (s: symmetric), by what, and the derivative
CASES = {
    "quadratic form": (r"x^\top A x", "A:n,n,s x:n", "x", "2 A x"),
    "by the matrix": (r"x^\top A x", "A:n,n,s x:n", "A", r"x x^\top"),
    "nothing to turn": (r"a^\top A b", "A:n,n,s a:n b:n", "A", r"a b^\top"),
    "trace": (r"\operatorname{tr}(B A)", "A:n,n,s B:n,n,s", "A", "B"),
    "trace of three": (r"\operatorname{tr}(X^\top A X B)", "A:m,m,s B:n,n,s X:m,n", "X", "2 A X B"),
    "least squares": (r"\|A X - Y\|_F^2", "A:m,m,s X:m,n Y:m,n", "X", "2 A (A X - Y)"),
    "two matrices": (r"x^\top B A B x", "A:n,n,s B:n,n,s x:n", "x", "2 B A B x"),
    "inverse": (r"x^\top A^{-1} y", "A:n,n,s x:n y:n", "A", "-A^{-1} x y^\\top A^{-1}"),
    "ridge": (r"x^\top (A + c I)^{-1} x", "A:n,n,s x:n c:", "x", "2 (A + c I_{n})^{-1} x"),
    "by a number": (
        r"x^\top (A + c I)^{-1} x",
        "A:n,n,s x:n c:",
        "c",
        r"-x^\top (A + c I_{n})^{-1} (A + c I_{n})^{-1} x",
    ),
    "log det": (r"\log\det A", "A:n,n,s", "A", "A^{-1}"),
    "log det of a product": (r"\log\det(X^\top A X)", "A:m,m,s X:m,n", "X", r"2 A X (X^\top A X)^{-1}"),
    "mean of a normal": (
        r"\frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu)",
        r"S:n,n,s x:n \mu:n",
        r"\mu",
        r"-S^{-1} (x - \mu)",
    ),
    "Rayleigh": (
        r"\frac{x^\top A x}{x^\top x}",
        "A:n,n,s x:n",
        "x",
        r"\frac{1}{(x^\top x)^{2}} (2 (x^\top x) A x - 2 (x^\top A x) x)",
    ),
    "a function": (r"a^\top \sin(A x)", "A:n,n,s x:n a:n", "x", r"A (a \odot \cos(A x))"),
    "Hessian": (r"A x + A^\top x", "A:n,n,s x:n", "x", "2 A"),
    "not symmetric": (r"x^\top B x", "A:n,n,s B:n,n x:n", "x", r"B x + B^\top x"),
}


def shapes_of(text: str) -> dict[str, str]:
    parts = (part.partition(":") for part in text.split())
    return {key: size.replace(",s", " symmetric").replace(",", " ") for key, _, size in parts}


def read(name: str) -> sg.Model:
    loss, shapes, wrt, _ = CASES[name]
    sizes = shapes_of(shapes)
    data = [key for key in sizes if key != wrt]
    given = {key: size for key, size in sizes.items() if size}
    return sg.read(f"L = {loss}", parameters=[wrt], data=data, shapes=given)


QUADRATIC = "quadratic form"


@pytest.mark.parametrize("name", CASES)
def test_the_derivative_in_matrices(name: str) -> None:
    shown = sg.derive(read(name), CASES[name][2]).latex(notation="matrix")
    assert shown.split("&=")[-1].split("&&")[0].split("\\\\\n")[0].strip() == CASES[name][3]


@pytest.mark.parametrize("name", ["ridge"])
def test_it_verifies(name: str) -> None:
    report = sg.verify(read(name))
    assert report.ok
    assert not report.unchecked


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if name != "Hessian"])
def test_all_of_them_verify(name: str) -> None:
    report = sg.verify(read(name))
    assert report.ok
    assert not report.unchecked


def test_the_step_is_named_once_a_matrix() -> None:
    model = read("two matrices")
    derivation = sg.derive(model, "x")
    assert [step.rule for step in derivation.steps][-2:] == ["symmetric", "symmetric"]
    assert "(A is symmetric)" in str(derivation)
    assert "(B는 대칭행렬이다)" in derivation.text(lang="ko")
    assert "A (n × n, symmetric)" in str(model)
    assert json.loads(model.json())["names"]["A"]["symmetric"] is True


def test_backpropagation_uses_it_too() -> None:
    model = sg.read(
        "y = A x\n" r"L = x^\top y", parameters="x", data="A", shapes={"A": "n n symmetric", "x": "n"}
    )
    derivation = sg.derive(model, "x", strategy="backprop")
    assert derivation.steps[-1].rule == "symmetric"
    assert sg.verify(model, points=1).ok


@pytest.mark.slow
def test_a_planted_turn_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turning a matrix that is not symmetric is refuted by numbers."""
    shapes = {"A": "n n symmetric", "B": "n n", "x": "n"}
    model = sg.read(r"L = x^\top B x + x^\top A x", parameters="x", data="A B", shapes=shapes)
    assert sg.verify(model, points=1).ok
    rewriting = import_module("symgrad.derivation.by_symmetry")
    monkeypatch.setattr(rewriting, "_turnable", lambda node, keys: len(getattr(node, "indices", ())) == 2)
    assert not sg.verify(model, points=1).ok


# -- numbers --------------------------------------------------------------------------------------------------


def test_numbers_must_be_symmetric() -> None:
    model = read(QUADRATIC)
    right, wrong = {"A": [[1, 2], [2, 5]], "x": [1, 1]}, {"A": [[1, 2], [3, 5]], "x": [1, 1]}
    derivation = sg.derive(model, "x")
    assert [int(value) for value in derivation.at(right).value] == [6, 14]
    assert sg.verify(model, at=right, points=1).ok
    program = sg.compile(model)
    assert program.value_and_grad({"x": right["x"]}, {"A": right["A"]})[1]["x"].tolist() == [6, 14]
    for use in (lambda: derivation.at(wrong), lambda: sg.verify(model, at=wrong)):
        with pytest.raises(DataError, match=r"A is declared symmetric, but its element \(2, 1\) is 3"):
            use()
    with pytest.raises(DataError, match="declared symmetric"):
        sg.fit(model, {"A": np.array(wrong["A"])}, epochs=1)


def test_training_by_a_symmetric_matrix_is_refused() -> None:
    model = read("log det")
    with pytest.raises(ModelError, match="moves its elements independently"):
        sg.fit(model, {}, epochs=1)


@pytest.mark.parametrize(
    ("shapes", "error", "message"),
    [
        ({"A": "n m symmetric", "x": "n"}, OptionError, "its shape is n m"),
        ({"A": "n symmetric", "x": "n"}, OptionError, "its shape is n"),
        (
            {"A": "n n", "x": "n", "B": "n n symmetric"},
            ModelError,
            "B is declared symmetric but is a definition",
        ),
    ],
)
def test_what_cannot_be_symmetric(shapes: dict[str, str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        sg.read(r"B = A A^\top" "\n" r"L = x^\top B x", parameters="x", data="A", shapes=shapes)


def test_a_symmetric_model_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(read(QUADRATIC))).symmetric == {"A"}


# -- checking, and pages --------------------------------------------------------------------------------------

#: case, answer, verdict
ANSWERS = [
    (QUADRATIC, "2 A x", "equal"),
    (QUADRATIC, r"(A + A^\top) x", "equal"),
    (QUADRATIC, r"2 A^\top x", "equal"),
    (QUADRATIC, "A x", "different"),
    ("ridge", r"(A + c \mathbf{I})^{-1} x + (A + c \mathbf{I})^{-\top} x", "equal"),
    ("not symmetric", "2 B x", "different"),
    ("nothing to turn", r"b a^\top", "different"),
]


@pytest.mark.parametrize(("name", "answer", "status"), ANSWERS)
def test_answers(name: str, answer: str, status: str) -> None:
    loss, shapes, wrt, _ = CASES[name]
    sizes = shapes_of(shapes)
    row: dict[str, Any] = {"model": f"L = {loss}", "wrt": wrt, "parameters": wrt, "answer": answer}
    row |= {"data": [key for key in sizes if key != wrt], "shapes": {k: v for k, v in sizes.items() if v}}
    verdict = check_row(row)
    assert verdict.status == status
    if verdict.counterexample is not None and "A" in verdict.counterexample["at"]:
        matrix = verdict.counterexample["at"]["A"]
        assert matrix == [list(column) for column in zip(*matrix, strict=True)]


PAGE = r"""---
title: {en: Symmetric, ko: Symmetric}
ids: [E1]
---

# Symmetric

<!-- symgrad: model name="q" parameters="x" data="A" shapes="A: n n symmetric; x: n" target="f" -->
$$
f = x^\top A x
$$

<!-- symgrad: claims id="E1" -->
$$
\begin{aligned}
\frac{\partial f}{\partial x} &= 2 A x \\
\frac{\partial f}{\partial x} &= (A + A^\top) x \\
f &= x^\top A^\top x \\
\frac{\partial f}{\partial x} &= A x
\end{aligned}
$$

<!-- symgrad: model name="n" parameters="x" data="A" shapes="A: 2 2 symmetric; x: 2" target="f" -->
$$
f = x^\top A x
$$

<!-- symgrad: given -->
$$
A = \begin{pmatrix} 1 & 2 \\ 2 & 5 \end{pmatrix}, x = \begin{pmatrix} 1 \\ 1 \end{pmatrix}
$$

<!-- symgrad: claims id="E1" -->
$$
\frac{\partial f}{\partial x} = \begin{pmatrix} 6 \\ 14 \end{pmatrix}
$$
"""


def test_a_page() -> None:
    from symgrad.notes import audit, parse_page

    verdicts = [claim.verdict for claim in audit(parse_page(PAGE, source="page.md")).claims]
    assert verdicts == ["proved", "proved", "proved", "refuted", "exact"]
    with pytest.raises(sg.errors.ReadError, match="A is declared symmetric"):
        parse_page(PAGE.replace("2 & 5", "3 & 5"), source="page.md")


def test_what_stands_in_a_derivative_is_not_rewritten() -> None:
    i, j = sp.symbols("i j")
    A = sp.IndexedBase("A")
    half = mul(sp.Rational(1, 2), add(A[i, j], A[j, i]))
    inside = Partial(A[i, j], A[i, j])
    assert symmetrised(add(A[i, j], inside), {"A"}) == add(half, inside)
    assert symmetrised(A[i, j], {"B"}) == A[i, j]
