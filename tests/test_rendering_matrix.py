"""Matrix notation means what the index notation means: it is read back and both are evaluated with numbers."""

from __future__ import annotations

import random
from typing import Any

import mpmath
import pytest
import sympy as sp

import symgrad as sg
from symgrad.arrays import Align, Diagonal, LogSumExpOver, MatMul, Outer, SumOver, Take, Tensordot, Transpose
from symgrad.derivation import adjoints
from symgrad.errors import UnsupportedError
from symgrad.exact import evaluate
from symgrad.expressions import replace
from symgrad.model import Definition, Model, Name
from symgrad.rendering import matrix
from symgrad.rendering.array_printing import Matrices

A, B, u, v = sp.symbols("A B u v")
LENGTHS = {"m": 3, "n": 2, "N": 3, "D": 2, "M": 4, "K": 2}
LAYERS = {"X": "N D", "W_1": "D M", "b_1": "M", "W_2": "M K", "b_2": "K", "Y": "N K"}

#: text, parameters, data, shapes
MODELS = {
    "least squares": (r"L = \|X w - y\|^2", "w", "X y", {"X": "m n", "w": "n", "y": "m"}),
    "ridge": (
        "Z = X W + b\nL = \\frac{1}{N}\\|Z - Y\\|^2 + \\frac{c}{2} \\|W\\|^2",
        "W b",
        "X Y c",
        {"X": "N D", "W": "D K", "b": "K", "Y": "N K"},
    ),
    "two layers": (
        "A = X W_1 + b_1\nH = \\sigma(A)\nP = \\sigma(H W_2 + b_2)\n"
        "L = \\frac{1}{N} \\sum_{i=1}^{N} \\sum_{k=1}^{K} (P_{ik} - Y_{ik})^2",
        "W_1 b_1 W_2 b_2",
        "X Y",
        LAYERS,
    ),
    "quadratic form": (
        "s = u^\\top v\nL = s^2 + u^\\top A v",
        "u v",
        "A",
        {"u": "n", "v": "n", "A": "n n"},
    ),
    "column": (
        "z = W x + b\na = \\tanh(z)\nL = \\|a - y\\|^2",
        "W b",
        "x y",
        {"W": "m n", "b": "m", "x": "n", "y": "m"},
    ),
}


def read(title: str) -> Model:
    text, parameters, data, shapes = MODELS[title]
    return sg.read(text, parameters=parameters, data=data, shapes=shapes)


def cases() -> list[tuple[str, str, sp.Expr, tuple[sp.Symbol, ...]]]:
    """Title, name, and the expression of every adjoint and every whole gradient."""
    found = []
    for title in MODELS:
        model = read(title)
        found += [(title, f"d{a.name}", a.expr, a.index) for a in adjoints(model)]
        for name in model.parameters:
            derivation = sg.derive(model, name, strategy="backprop")
            found.append((title, name, derivation.result, derivation.index))
    return found


CASES = cases()


@pytest.mark.parametrize(("title", "name", "expr", "index"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_what_is_printed_in_matrices_is_read_back_with_the_same_value(
    title: str, name: str, expr: sp.Expr, index: tuple[sp.Symbol, ...]
) -> None:
    model = read(title)
    shown = matrix.expression(expr, index, model.names)
    names, expr = matrix._with_derivatives(expr, model.names)
    inputs: dict[str, Name] = {}
    for number, (key, known) in enumerate(names.items()):
        if known.role == "size" or key == "Q":
            continue
        plain = key if key in model.names else f"G_{chr(97 + number)}"
        shown = shown.replace(key, plain) if plain != key else shown
        expr = _renamed(expr, key, plain) if plain != key else expr
        inputs[plain] = Name(plain, "data", known.axes)
    values = _numbers(inputs)
    shapes = {key: " ".join(map(str, known.axes)) for key, known in inputs.items() if known.axes}
    again = sg.read(f"Q = {shown}", data=" ".join(inputs), shapes=shapes)
    sizes = {key: Name(key, "size") for key in model.sizes}
    axes = tuple(model.ranges[i] if i in model.ranges else _size(expr, inputs, i) for i in index)
    wanted = Model((Definition("Q", index, expr),), {**inputs, **sizes, "Q": Name("Q", "definition", axes)})
    left, right = evaluate(again, values)["Q"], evaluate(wanted, values)["Q"]
    assert _close(left, right), f"{shown} is not {expr}"


def _size(expr: sp.Expr, names: dict[str, Name], index: sp.Symbol) -> sp.Expr:
    for node in sp.preorder_traversal(expr):
        if isinstance(node, sp.Indexed) and index in node.indices:
            return names[str(node.base.label)].axes[node.indices.index(index)]
    raise AssertionError(f"{index} has no size")


def _renamed(expr: sp.Expr, key: str, plain: str) -> sp.Expr:
    table: dict[sp.Basic, sp.Basic] = {sp.Symbol(key): sp.Symbol(plain)}
    for node in sp.preorder_traversal(expr):
        if isinstance(node, sp.Indexed) and str(node.base.label) == key:
            table[node] = sp.IndexedBase(plain)[node.indices]
    renamed: sp.Expr = replace(expr, table)
    return renamed


def _numbers(names: dict[str, Name]) -> dict[str, Any]:
    drawn = random.Random(0)

    def array(axes: tuple[sp.Expr, ...]) -> Any:
        if not axes:
            return drawn.uniform(0.5, 1.5)
        return [array(axes[1:]) for _ in range(LENGTHS[str(axes[0])])]

    return {key: array(known.axes) for key, known in names.items()}


def _close(left: Any, right: Any) -> bool:
    if isinstance(left, tuple) or isinstance(right, tuple):
        return len(left) == len(right) and all(map(_close, left, right))
    return bool(mpmath.almosteq(left, right, 1e-30))


def test_the_comparison_sees_a_wrong_form() -> None:
    """The check is checked: a transpose too few, a factor too many."""
    assert not _close((mpmath.mpf(1), mpmath.mpf(2)), (mpmath.mpf(1), mpmath.mpf(3)))
    assert not _close(((mpmath.mpf(1),),), ((mpmath.mpf(1) + mpmath.mpf(10) ** -12,),))


#: expression printed for a model, in matrices
FORMS = {
    "least squares": r"2 X^\top (X w - y)",
    "quadratic form": "A v + 2 s v",
    "column": r"2 ((a - y) \odot (1 - a^{\odot 2})) x^\top",
}


@pytest.mark.parametrize("title", tuple(FORMS))
def test_gradients_look_as_in_a_textbook(title: str) -> None:
    model = read(title)
    derivation = sg.derive(model, model.parameters[0], strategy="backprop")
    assert matrix.expression(derivation.result, derivation.index, model.names) == FORMS[title]


def test_a_number_times_a_vector_is_told_from_a_product() -> None:
    model = sg.read(
        "p_i = \\frac{e^{z_i}}{\\sum_{j=1}^{K} e^{z_j}}\nL = -\\sum_{i=1}^{K} y_i \\log(p_i)",
        parameters="z",
        data="y",
        shapes={"z": "K", "y": "K"},
    )
    derivation = sg.derive(model, "z", strategy="backprop")
    lines = [row.line for row in matrix.rows(derivation)]
    assert lines[0] == r"-y \oslash p"
    assert lines[-1] == r"-y + (\mathbf{1}^\top y) p"


#: whole-array trees that ``lower`` makes seldom, with their form
TREES = [
    (MatMul(v, A), r"A^\top v"),
    (MatMul(v, u), r"v^\top u"),
    (Outer(u, v), r"u v^\top"),
    (Transpose(MatMul(A, Transpose(B))), r"B A^\top"),
    (SumOver(A, sp.Tuple(1), 2), r"A \mathbf{1}"),
    (SumOver(A, sp.Tuple(0), 2), r"A^\top \mathbf{1}"),
    (SumOver(u, sp.Tuple(0), 1), r"\mathbf{1}^\top u"),
    (Take(A, sp.Tuple(0, 3)), r"(A)_{:,3}"),
    (Align(u, sp.Tuple(1, 0)), r"u \mathbf{1}^\top"),
    (LogSumExpOver(u, sp.Tuple(0), 1), r"\log(\mathbf{1}^\top e^{u})"),
    (sp.Mul(-1, MatMul(A, B), evaluate=False), "-A B"),
    (Diagonal(A, sp.Integer(0), sp.Integer(1)), r"\operatorname{diag}(A)"),
    (SumOver(Diagonal(A, sp.Integer(0), sp.Integer(1)), sp.Tuple(0), 1), r"\operatorname{tr}(A)"),
    (sp.Mul(u, A, evaluate=False), r"(\mathbf{1} u^\top) \odot A"),
    (sp.Mul(Align(u, sp.Tuple(1, 0)), A, v, evaluate=False), r"(u v^\top) \odot A"),
    (sp.Add(A, u, evaluate=False), "A + u"),
    (sp.Add(A, sp.tanh(u), evaluate=False), r"A + \mathbf{1} (\tanh(u))^\top"),
    (sp.Pow(u, -1), r"1 \oslash u"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "shown"), TREES, ids=[row[1] for row in TREES])
def test_every_array_node_has_its_form(tree: sp.Expr, shown: str) -> None:
    n = sp.Symbol("n")
    names = {key: Name(key, "data", (n,) * (2 if key.isupper() else 1)) for key in ("A", "B", "u", "v")}
    assert Matrices(names).show(tree).text == shown


def test_a_tensor_has_no_matrix_form() -> None:
    tree = Tensordot(A, B, sp.Tuple(0), sp.Tuple(0))
    n = sp.Symbol("n")
    with pytest.raises(UnsupportedError, match="more than two axes"):
        Matrices({"A": Name("A", "data", (n, n, n)), "B": Name("B", "data", (n, n))}).show(tree)
