"""Reading: texts to models, what they mean in index notation, and what is refused with which words."""

from __future__ import annotations

import pytest
import sympy as sp

from symgrad.errors import ModelError, ReadError, SymgradError
from symgrad.expressions import walk
from symgrad.model import Model
from symgrad.reading import name_key, parse, read
from symgrad.reading import syntax as s
from symgrad.reading.lines import upper_limits
from symgrad.reading.names import Names

NET = r"""
    a_1 = w_1 x_1 + w_3 x_2
    a_2 = w_2 x_1 + w_4 x_2
    h_1 = \sigma(a_1)
    h_2 = \sigma(a_2)
    a_3 = w_5 h_1 + w_6 h_2
    \hat{y} = \sigma(a_3)
    E = (y - \hat{y})^2
"""
MLP = r"""
    A = X W_1 + b_1
    H = \sigma(A)
    P = \sigma(H W_2 + b_2)
    L = \frac{1}{N} \sum_{i=1}^{N} \sum_{k=1}^{K} (P_{ik} - Y_{ik})^2
"""
MLP_SHAPES = {"X": "N D", "W_1": "D M", "b_1": "M", "W_2": "M K", "b_2": "K", "Y": "N K"}


def shown(model: Model) -> dict[str, str]:
    return {str(d.symbol): sp.srepr(d.expr) for d in model.definitions}


def test_the_network_of_the_lecture() -> None:
    net = read(NET, parameters="w_1 w_2 w_3 w_4 w_5 w_6", data="x_1 x_2 y")
    assert net.parameters == ("w_1", "w_2", "w_3", "w_4", "w_5", "w_6")
    assert net.data == ("x_1", "x_2", "y")
    assert [d.name for d in net.definitions] == ["a_1", "a_2", "h_1", "h_2", "a_3", r"\hat{y}", "E"]
    assert net.target == "E"
    y, yh = sp.symbols(r"y \hat{y}")
    error = net.by_name["E"].expr
    assert error == sp.Pow(sp.Add(y, sp.Mul(-1, yh), evaluate=False), 2, evaluate=False)


def test_matrix_notation_becomes_indices() -> None:
    model = read(r"L = \|X w - y\|^2", parameters="w", data="X y", shapes={"X": "m n", "w": "n", "y": "m"})
    assert str(model.by_name["L"].expr) == "Sum((-y[i] + Sum(X[i, j]*w[j], (j, 1, n)))**2, (i, 1, m))"
    assert model.sizes == ("n", "m")


def test_a_layered_network_in_matrix_notation() -> None:
    mlp = read(MLP, parameters="W_1 b_1 W_2 b_2", data="X Y", shapes=MLP_SHAPES)
    N, M, K = sp.symbols("N M K")
    assert [mlp[key].axes for key in ("A", "P", "L")] == [(N, M), (N, K), ()]
    i, k = sp.symbols("i k")
    assert mlp.by_name["P"].index == (i, k)  # the letters the last line uses for these sizes
    for definition in mlp.definitions:
        for node in walk(definition.expr):
            assert not str(node).startswith("?")


def test_a_function_of_a_dummy_is_a_name_with_its_index() -> None:
    model = read(
        "h(x) = wx + b\nL = \\frac{1}{2m} \\sum_{i=1}^{m} (h(x^{(i)}) - y^{(i)})^2",
        parameters="w b",
        data="x y",
    )
    assert model["h"].template == "h(x^{(#1)})"
    assert model["x"].template == "x^{(#1)}"
    assert str(model.by_name["h"].expr) == "b + w*x[i]"
    assert model.by_name["h"].index == (sp.Symbol("i"),)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (r"\hat y", r"\hat{y}"),
        (r"\hat{y}_1", r"\hat{y}_1"),
        ("w_{1}", "w_1"),
        ("w_{11}", "w_{11}"),
        (r"W^{[1]}", r"W^{[1]}"),
        ("v_{t-1}", "v_{t-1}"),
        ("w_{ij}^{(l)}", "w_{ij}^{(l)}"),
        ("E[g^2]_t", "E[g^2]_t"),
        ("ŷ", r"\hat{y}"),
        ("α", r"\alpha"),
        ("y_hat", r"\hat{y}"),
        ("bias", "bias"),
    ],
)
def test_canonical_keys(written: str, key: str) -> None:
    assert name_key(written) == key
    assert name_key(key) == key


def test_every_error_is_ours() -> None:
    with pytest.raises(ReadError, match="declared nowhere"):
        read("L = (y - v x)^2", parameters="w", data="x y")
    with pytest.raises(ModelError, match="needs n = m"):
        read(r"L = \|X w\|^2", parameters="w", data="X", shapes={"X": "m n", "w": "m"})
    assert issubclass(ReadError, SymgradError)


def test_plain_text() -> None:
    model = read(
        "y_predict = x_1*w_1 + b  % no comment\nL = 1/2*(y_predict - y)**2 + 1e-8*sqrt(alpha)",
        parameters="w_1 b",
        data="x_1 y",
        constants="alpha",
    )
    assert [d.name for d in model.definitions] == ["y_{predict}", "L"]
    assert sp.Rational(1, 10**8) in model.by_name["L"].expr.atoms(sp.Rational)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,345", sp.Integer(12345)), (r"12{,}345", sp.Integer(12345)), (r"1\,234{,}567.5", sp.Rational(2469135, 2)),
        (r"0{,}5", sp.Rational(1, 2)), (r"0{,}777", sp.Rational(777, 1000)), (r"1{,}25", sp.Rational(5, 4)),
        (r"1234{,}567", sp.Rational(1234567, 1000)),
    ],
)  # fmt: skip
def test_commas_in_numbers(text: str, value: sp.Rational) -> None:
    (definition,) = read(f"L = x + {text}", parameters="x").definitions
    assert definition.expr.subs(dict.fromkeys(definition.expr.free_symbols, 0)) == value


@pytest.mark.parametrize(
    ("definition", "known"),
    [(r"\frac{1}{1+e^{-z}}", True), (r"\frac{e^z}{e^z+1}", True), (r"\frac{1}{1+e^{-2z}}", False)],
)
def test_a_text_that_repeats_the_definition_of_sigma(definition: str, known: bool) -> None:
    model = read(rf"\sigma(z) = {definition}; h = \sigma(w x)", parameters="w", data="x")
    assert [d.name for d in model.definitions] == (["h"] if known else [r"\sigma", "h"])
    assert (str(model.by_name["h"].expr) == "sigma(w*x)") is known


def test_an_index_of_one_line_is_one_in_the_lines_that_use_it() -> None:
    """c is used without its index later, and no sum runs over i: i is known from B_{ij}."""
    model = read(
        "A = X W\nB_{ij} = A_{ij} v_j\nc_i = \\sum_j B_{ij}\nL = \\|c - y\\|^2",
        parameters="W v",
        data="X y",
        shapes={"X": "N D", "W": "D D", "v": "D", "y": "N"},
    )
    assert [str(size) for size in model["c"].axes] == ["N"]


@pytest.mark.parametrize("given", [list, iter])
def test_what_ends_a_sum_is_a_size_unless_another_sum_runs_over_it(given) -> None:
    (statement,) = parse(r"\sum_{i=1}^{m} \sum_{j=1}^{i} x_j", Names(undeclared="value"))
    assert upper_limits(given([statement.body])) == {"m"}


def test_the_parts_of_a_tree_are_the_same_whichever_is_asked_first() -> None:
    text = r"\frac{1}{m} \sum_{i=1}^{m} (x_i - \sigma(w_{1,i} x_i^2))^2 - \log(1 + e^{-z})"

    def inside(node: s.Node) -> list[s.Node]:
        return [node, *(part for child in node.parts for part in inside(child))]

    for first in (0, 1, 5, -1):
        (formula,) = parse(text, Names(undeclared="value"))
        nodes = inside(formula)
        assert nodes[first].everything[0] is nodes[first]
        for place in (0, 1):
            assert list(map(id, nodes[place].everything)) == list(map(id, nodes[place:]))
