"""Matrix notation and indices: what they become, which letters and sizes they get, and which shapes are refused."""

from __future__ import annotations

import pytest
import sympy as sp

from symgrad.errors import ModelError, ReadError
from symgrad.reading import expression, names_of_model, parse, read, syntax

SHAPES = {"X": "m n", "w": "n", "y": "m", "B": "n n"}

# formula with data X w y B → its meaning
MEANINGS = [
    (r"(Xw)^T(Xw)", "Sum(Sum(X[i, j]*w[j], (j, 1, n))*Sum(X[i, j]*w[j], (j, 1, n)), (i, 1, m))"),
    (r"w^\top X^\top X w", "Sum(w[i]*Sum(X[j, i]*Sum(X[j, k]*w[k], (k, 1, n)), (j, 1, m)), (i, 1, n))"),
    (r"X^T(Xw-y)", "Sum((-y[j] + Sum(X[j, k]*w[k], (k, 1, n)))*X[j, i], (j, 1, m))"),
    (r"y w^\top", "w[j]*y[i]"),
    (r"w \cdot w", "Sum(w[i]*w[i], (i, 1, n))"),
    (r"\sum_i (Xw - y)_i^2", "Sum((-y[i] + Sum(X[i, j]*w[j], (j, 1, n)))**2, (i, 1, m))"),
    (r"\sum (Xw - y)^2", "Sum((-y[i] + Sum(X[i, j]*w[j], (j, 1, n)))**2, (i, 1, m))"),
    (r"\|Xw-y\|_1", "Sum(Abs(-y[i] + Sum(X[i, j]*w[j], (j, 1, n))), (i, 1, m))"),
    (r"\|w\|", "sqrt(Sum(w[i]**2, (i, 1, n)))"),
    (r"\|X\|_F^2", "Sum(X[i, j]**2, (j, 1, n), (i, 1, m))"),
    (r"\operatorname{tr}(B)", "Sum(B[i, i], (i, 1, n))"),
    (r"B^{-1}", "Element(MatrixInverse(B[k, l], (l, 1, n), (k, 1, n)), i, j)"),
    (r"B^{-\top}", "Element(MatrixInverse(B[k, l], (l, 1, n), (k, 1, n)), j, i)"),
    (r"\det B", "Determinant(B[i, j], (j, 1, n), (i, 1, n))"),
    (r"\log\det(B)", "log(Determinant(B[i, j], (j, 1, n), (i, 1, n)))"),
    (r"|B|", "Determinant(B[i, j], (j, 1, n), (i, 1, n))"),
    (r"|X|", "Abs(X[i, j])"),
    (r"\operatorname{diag}(w)", "KroneckerDelta(i, j)*w[i]"),
    (r"\operatorname{diag}(B)", "B[i, i]"),
    (r"B + \mathbf{I}", "KroneckerDelta(i, j) + B[i, j]"),
    (r"\mathbf{1}^\top w", "Sum(w[i], (i, 1, n))"),
    (r"X + w", "X[i, j] + w[j]"),
    (r"\sigma(w) \odot (1 - \sigma(w))", "(1 - sigma(w[i]))*sigma(w[i])"),
    (r"B^{\odot 2}", "B[i, j]**2"),
    (r"\mathbf{X}_{12}", "X[1, 2]"),
    (r"w^\top X^{\top} \odot y^\top", "y[i]*Sum(X[i, j]*w[j], (j, 1, n))"),
    (r"\operatorname{softmax}(w)", "exp(w[i])/Sum(exp(w[j]), (j, 1, n))"),
    (r"\begin{pmatrix} 1 & 0 \\ 2 & -1 \end{pmatrix}_{21}", "KroneckerDelta"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), MEANINGS, ids=[row[0] for row in MEANINGS])
def test_matrix_notation(text: str, meaning: str) -> None:
    model = read(f"L = {text}", data="X w y B", shapes=SHAPES)
    expr = model.by_name["L"].expr
    if meaning == "KroneckerDelta":
        assert expr.doit() == 2
    else:
        assert str(expr) == meaning


REFUSED = [
    ("X y", "X has shape (m, n) and y has shape (m,): their product needs n = m"),
    ("w w", r"Write w^\top w for the scalar product"),
    ("w^T w^T", "Write w^T w for the scalar product"),
    ("w y", "both columns, of lengths n and m"),
    ("w X", "A vector is a column: write X w."),
    ("X w^T", "A vector is a column: write X w."),
    ("w + y", "shapes (n,) and (m,) cannot be added"),
    ("X + y", "A vector is added to every row"),
    ("w + w^T", "a row and a column"),
    (r"\operatorname{tr}(X)", "needs a square matrix, this one has m and n"),
    (r"X^{-1}", "an inverse needs a square matrix, this one has m and n"),
    (r"\det X", "a determinant needs a square matrix, this one has m and n"),
    (r"\det w", "a determinant of something that is no matrix"),
    ("X_{ijk}", "X has 2 axes, but 3 indices"),
    (r"\sum_{i=1}^{n} y_i", "the index i runs over n, but axis 1 of y has size m"),
    ("1/X", "division by a matrix"),
    ("2^w", "exponent with axes"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_shapes_that_clash_name_line_name_and_sizes(text: str, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        read(f"a = w^T w\nL = {text}", data="X w y B", shapes=SHAPES)
    assert words in str(caught.value)
    assert "line 2" in str(caught.value)


def test_powers_of_a_square_matrix_are_a_question() -> None:
    with pytest.raises(ReadError, match="product of a matrix with itself"):
        read("A = B^2", data="B", shapes={"B": "n n"})


# -- indices ----------------------------------------------------------------------------------------------


def test_indices_without_shapes() -> None:
    model = read(
        r"""a_{ik} = \sum_j x_{ij} w_{jk} + b_k
            h_{ik} = \sigma(a_{ik})
            E = \frac{1}{N} \sum_{ik} (y_{ik} - h_{ik})^2""",
        parameters="w b",
        data="x y",
        constants="N",
    )
    n_i, n_j, n_k = sp.symbols("n_i n_j n_k")
    assert model["w"].axes == (n_j, n_k)
    assert model["a"].axes == model["y"].axes == (n_i, n_k)
    assert model["b"].template == "b_{#1}"
    assert set(model.sizes) == {"n_i", "n_j", "n_k"}


@pytest.mark.parametrize(
    ("written", "template"),
    [
        ("x^{(i)}", "x^{(#1)}"),
        ("x_i", "x_{#1}"),
        ("x_{i1}", "x_{#1#2}"),
        ("x_{i,1}", "x_{#1,#2}"),
        ("x^{(i)}_1", "x^{(#1)}_{#2}"),
        ("x_1^{(i)}", "x_{#1}^{(#2)}"),
        ("x^{[i]}", "x^{[#1]}"),
    ],
)
def test_ways_of_writing_an_index(written: str, template: str) -> None:
    model = read(rf"L = \sum_{{i=1}}^{{m}} {written}", data="x")
    assert model["x"].template == template
    assert model["x"].axes[template.count("#") - 1 if template.startswith("x_{#1}^") else 0] == sp.Symbol("m")


def test_layers_in_superscripts_belong_to_the_name() -> None:
    model = read(
        r"z_j^{(2)} = \sum_{k=1}^{n} w_{jk}^{(2)} x_k; L = \sum_j (z_j^{(2)})^2",
        parameters="w^{(2)}",
        data="x",
    )
    assert model["w^{(2)}"].template == "w_{#1#2}^{(2)}"
    assert model["z^{(2)}"].template == "z_{#1}^{(2)}"


def test_rows_of_a_matrix_as_samples() -> None:
    model = read(
        r"L = \frac{1}{m} \sum_{i=1}^{m} (w^\top x^{(i)} + b - y^{(i)})^2",
        parameters="w b",
        data="x y",
        shapes={"x": "m n", "w": "n", "y": "m"},
    )
    assert model["x"].template == "x^{(#1)}_{#2}"
    other = read(
        r"L = \frac{1}{m} \sum_{i=1}^{m} (x^{(i)\top} w + b - y^{(i)})^2",
        parameters="w b",
        data="x y",
        shapes={"x": "m n", "w": "n", "y": "m"},
    )
    assert sp.srepr(other["x"].axes) == sp.srepr(model["x"].axes)


def test_a_function_with_different_arguments() -> None:
    model = read(
        r"S(z) = \frac{1}{1+e^{-z}}; h = S(w x); p = S(b); L = (h - p)^2", parameters="w b", data="x"
    )
    assert [d.name for d in model.definitions] == ["S(w x)", "h", "S(b)", "p", "L"]
    assert str(model.by_name["S(b)"].expr) == "1/(1 + exp(-b))"


def test_an_objective_that_is_written_as_a_function() -> None:
    model = read(r"J(w, b) = \frac{1}{2m}\sum_{i=1}^{m}(w x_i + b - y_i)^2", parameters="w b", data="x y")
    assert model.target == "J"
    assert model["J"].template == "J"


def test_time_indices_are_part_of_the_name() -> None:
    model = read(
        r"m_t = \beta_1 m_{t-1} + (1-\beta_1) g; \hat{m}_t = \frac{m_t}{1-\beta_1^t}",
        data="g m_{t-1} t",
        constants=r"\beta_1",
    )
    assert [d.name for d in model.definitions] == ["m_t", r"\hat{m}_t"]
    t, beta = sp.symbols(r"t \beta_1")
    assert model.by_name[r"\hat{m}_t"].expr.has(beta**t)


# -- one formula with a model's names ---------------------------------------------------------------------

REGRESSION = read(
    "h(x) = wx + b\nL = \\frac{1}{2m} \\sum_{i=1}^{m} (h(x^{(i)}) - y^{(i)})^2", parameters="w b", data="x y"
)


def test_formulas_with_the_names_of_a_model() -> None:
    text = r"\frac{1}{m} \sum_{k=1}^{m} (h(x^{(k)}) - y^{(k)}) x^{(k)}"
    expr, index = expression(text, REGRESSION)
    assert index == ()
    assert str(expr) == "Sum((h[k] - y[k])*x[k], (k, 1, m))/m"
    expr, index = expression(r"\frac{\partial L}{\partial w}", REGRESSION)
    assert str(expr) == "Partial(L, w)"
    expr, index = expression("h(x^{(i)}) - y_i", REGRESSION)
    assert (str(expr), index) == ("h[i] - y[i]", (sp.Symbol("i"),))
    with pytest.raises(ReadError, match="v is declared nowhere"):
        expression("v + w", REGRESSION)
    with pytest.raises(ReadError, match="does not know"):
        expression("h(w)", REGRESSION)


def test_gradients_in_matrix_notation() -> None:
    model = read(r"L = \|X w - y\|^2", parameters="w", data="X y", shapes={"X": "m n", "w": "n", "y": "m"})
    expr, index = expression(r"2 X^\top (X w - y)", model)
    assert str(expr) == "2*Sum((-y[i] + Sum(X[i, k]*w[k], (k, 1, n)))*X[i, j], (i, 1, m))"
    assert index == (sp.Symbol("j"),)
    (statement,) = parse(
        r"\frac{\partial L}{\partial w_j} = 2 \sum_{i=1}^{m} X_{ij} (Xw-y)_i", names_of_model(model)
    )
    assert isinstance(statement, syntax.Relation)
    left, right = (expression(side, model) for side in statement.sides)
    assert (str(left[0]), left[1]) == ("Partial(L, w[j])", (sp.Symbol("j"),))
    assert right[1] == (sp.Symbol("j"),)


def test_chains_keep_all_their_sides() -> None:
    (statement,) = parse(r"E = (1 - \hat{y})^2 \approx 0.1376")
    assert isinstance(statement, syntax.Relation)
    assert statement.signs == ("=", r"\approx")
    assert len(statement.sides) == 3
    (aligned,) = parse("\\begin{aligned} z &= a + b \\\\ &= 3 \\end{aligned}")
    assert isinstance(aligned, syntax.Relation)
    assert len(aligned.sides) == 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"w := w - \alpha", syntax.Assign),
        (r"w \leftarrow w - \alpha", syntax.Assign),
        (r"w \coloneqq w - \alpha", syntax.Assign),
        (r"\sum_k y_k = 1", syntax.Relation),
        (r"y \in \{0, 1\}", syntax.Relation),
        (r"p \in (0, 1)", syntax.Relation),
        (r"w \in \mathbb{R}", syntax.Relation),
        ("w + b", syntax.Formula),
    ],
)
def test_kinds_of_statements(text: str, kind: type) -> None:
    (statement,) = parse(text)
    assert type(statement) is kind
