"""What a model refuses at birth, and how the values it is made of behave."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from models import (
    GIVEN_221,
    TWO,
    least_squares,
    multilayer,
    network_221,
    regression,
    scalar_model,
    symbols,
    table,
)

import symgrad as sg
from symgrad.errors import DataError, ModelError, Origin, ReadError, UnsupportedError, choices
from symgrad.exact import Environment, environment, evaluate, evaluate_expression, number
from symgrad.expressions import (
    LogSumExp,
    Maximum,
    Partial,
    add,
    div,
    mul,
    neg,
    power,
    replace,
    sub,
    total,
    walk,
)
from symgrad.model import Definition, Model, Name
from symgrad.worked import decimal

w, x, y, i, j, m, n = symbols("w x y i j m n")
X, Y = sp.IndexedBase("X"), sp.IndexedBase("Y")


def indexed(definition: Definition, **roles: str) -> Model:
    return Model((definition,), table(definition=definition.name, **roles))


REFUSED = {
    "nothing defined": (lambda: Model((), {}), "at least one definition"),
    "used before defined": (
        lambda: scalar_model([("L", mul(w, sp.Symbol("a"))), ("a", x)], parameter="w", data="x"),
        "uses a before a is defined",
    ),
    "defined twice": (
        lambda: scalar_model([("a", x), ("a", mul(w, x))], parameter="w", data="x"),
        "a is defined twice",
    ),
    "undeclared": (
        lambda: scalar_model([("L", mul(w, x))], parameter="w"),
        "x in the definition of L is not declared",
    ),
    "by itself": (
        lambda: scalar_model([("w", sub(sp.Symbol("w"), x))], data="x"),
        "w is defined by itself",
    ),
    "declared and defined": (
        lambda: Model((Definition("a", (), x),), table(parameter="a", data="x")),
        "declared as parameter and defined",
    ),
    "index without a range": (
        lambda: indexed(Definition("L", (), power(X[i], TWO)), data="X[m]", size="m"),
        "index i of X .* has no range",
    ),
    "axes that do not fit": (
        lambda: indexed(Definition("L", (), total(mul(X[i], Y[i]), (i, 1, m))), data="X[m] Y[n]", size="m n"),
        "runs over m, but axis 1 of Y has size n",
    ),
    "too few indices": (
        lambda: indexed(Definition("L", (), total(X[i], (i, 1, m))), data="X[m,n]", size="m n"),
        "2 axes but is used with 1",
    ),
    "no index at all": (
        lambda: indexed(Definition("L", (), power(sp.Symbol("X"), TWO)), data="X[m]", size="m"),
        "used without an index",
    ),
    "outside the axis": (
        lambda: indexed(Definition("L", (), X[sp.Integer(4)]), data="X[3]"),
        "no element 4",
    ),
    "the same letter twice": (
        lambda: indexed(
            Definition("L", (), total(mul(X[i], total(X[i], (i, 1, m))), (i, 1, m))), data="X[m]", size="m"
        ),
        "already in use",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_at_birth(case: str) -> None:
    make, message = REFUSED[case]
    with pytest.raises(ModelError, match=message):
        make()


def test_roles_and_dependence() -> None:
    model = network_221()
    assert model.parameters == ("w_1", "w_2", "w_3", "w_4", "w_5", "w_6")
    assert model.data == ("x_1", "x_2", "y")
    assert model.target == "E"
    assert "w_1" in model.depends["h_1"]
    assert "w_2" not in model.depends["h_1"]
    assert [d.name for d in model.through("h_1")] == ["a_1", "h_1"]
    with pytest.raises(ModelError, match="Did you mean w_1"):
        model["w_11"]


def test_letters_of_a_name() -> None:
    assert multilayer().index_of("W_2") == (sp.Symbol("j"), sp.Symbol("k"))
    assert regression().index_of("w") == ()
    assert least_squares().index_of("w") == (sp.Symbol("j"),)
    assert regression().ranges == {sp.Symbol("i"): sp.Symbol("m")}


def test_templates() -> None:
    assert Name("x", "data", (m,)).template == "x_{#1}"
    assert Name("W_1", "parameter", (m, n)).template == "(W_1)_{#1#2}"
    assert Name("w", "parameter").template == "w"
    with pytest.raises(ModelError, match="2 indices, not 1"):
        Name("W", "parameter", (m, n)).at(i)


# -- expressions keep their form --------------------------------------------------------------------------


def test_building_keeps_the_form() -> None:
    residual = sub(x, y)
    assert mul(TWO, residual).args == (TWO, residual)
    assert add(residual, neg(w)).args == (x, neg(y), neg(w))
    assert neg(mul(TWO, x)) == mul(sp.Integer(-2), x)
    assert div(sp.Integer(1), TWO) == sp.Rational(1, 2)
    assert mul(x, sp.Integer(0)) == 0
    assert power(x, sp.Integer(1)) == x


def test_replace_does_not_enter_a_sum_over_the_same_letter() -> None:
    inner = total(X[i], (i, 1, m))
    assert replace(mul(X[i], inner), {i: j}) == mul(X[j], inner)


def test_walk_is_left_to_right() -> None:
    names = [node.name for node in walk(add(mul(y, x), w)) if isinstance(node, sp.Symbol)]
    assert names == ["y", "x", "w"]


def test_derivative_of_a_name_is_not_evaluated() -> None:
    assert Partial(sp.Symbol("L"), w) != 0
    with pytest.raises(UnsupportedError, match="by a name"):
        Partial(w, add(x, y))
    with pytest.raises(UnsupportedError, match="is no expression"):
        Partial("x**2", w)


# -- exact numbers ----------------------------------------------------------------------------------------


def test_worked_example_to_40_digits() -> None:
    """B6a, with mpmath by hand as the other road."""
    values = evaluate(network_221(), GIVEN_221, digits=40)
    with mpmath.workdps(40):
        h1 = 1 / (1 + mpmath.exp(-mpmath.mpf("0.46")))
        assert abs(values["h_1"] - h1) < mpmath.mpf(10) ** -38
        assert abs(values["a_1"] - mpmath.mpf("0.46")) < mpmath.mpf(10) ** -38


def test_floats_are_the_decimals_they_are_written_as() -> None:
    with mpmath.workdps(40):
        assert number(0.1) == mpmath.mpf(1) / 10
        assert number(Fraction(1, 3)) == mpmath.mpf(1) / 3
        assert number([[1, 2]]) == ((1, 2),)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"w": 1, "b": 0, "x": [1, 2], "y": [1, 2, 3]}, "y has 3 along m, which is 2"),
        ({"w": 1, "b": 0, "x": [1, 2]}, "no number for y"),
        ({"w": 1, "b": 0, "x": [1, 2], "y": [1, 2], "z": 1}, "no name 'z'"),
        ({"w": [1], "b": 0, "x": [1, 2], "y": [1, 2]}, "w needs 0 axes"),
        ({"w": "nan", "b": 0, "x": [1, 2], "y": [1, 2]}, "not a finite number"),
        ({"w": 1, "b": 0, "x": [[1], [1, 2]], "y": [1, 2]}, "different lengths"),
    ],
)
def test_numbers_that_do_not_fit(values: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        environment(regression(), values)


def test_values_of_the_other_nodes() -> None:
    env = Environment({"x": mpmath.mpf(2), "X": (1, 2, 3)}, {"m": 3})
    lse = LogSumExp(X[i], (i, 1, m))
    assert abs(evaluate_expression(lse, env) - mpmath.log(sum(mpmath.exp(k) for k in (1, 2, 3)))) < 1e-14
    assert evaluate_expression(Maximum(x, sp.Integer(5)), env) == 5
    assert evaluate_expression(sp.Piecewise((x, x > 3), (neg(x), True), evaluate=False), env) == -2
    assert evaluate_expression(sp.KroneckerDelta(1, 2), env) == 0
    with pytest.raises(DataError, match="division by zero"):
        evaluate_expression(power(sub(x, x), sp.Integer(-1)), env)
    with pytest.raises(DataError, match="no real value"):
        evaluate_expression(sp.log(neg(x), evaluate=False), env)
    with pytest.raises(UnsupportedError, match="not worked out"):
        evaluate_expression(Partial(x, x), env)
    with pytest.raises(UnsupportedError, match="strange"):
        evaluate_expression(sp.Function("strange")(x), env)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        ("0.46", 3, "0.46"),
        ("-0.010225", 3, "-0.0102"),
        ("0.0005", 3, "0.0005"),
        ("12345.678", 2, "12345.68"),
        ("-2", 3, "-2"),
        ("0", 3, "0"),
        ("0.9996", 3, "1"),
    ],
)
def test_decimals(value: str, digits: int, shown: str) -> None:
    assert decimal(mpmath.mpf(value), digits) == shown


# -- errors say where -------------------------------------------------------------------------------------


def test_caret_stands_under_the_place() -> None:
    text = "a = b\nL = (y - 가 x"
    error = ReadError("unexpected 가", Origin(text, 15, 16, "page.md", 7), remedy="Write a name.")
    shown = str(error).splitlines()
    assert shown[0] == "unexpected 가 (page.md, line 8, column 10)"
    assert shown[1].index("가") == shown[2].index("^")
    assert shown[2].count("^") == 2  # a Hangul syllable is two columns wide
    assert shown[3] == "  Write a name."


def test_choices() -> None:
    assert choices("bord", ("board", "backprop")) == "Did you mean board?"
    assert choices("adma", ("adamax", "adam", "radam")) == "Did you mean adam?"
    assert choices("SGD", ("adam", "sgd")) == "Did you mean sgd?"
    assert choices("", ("adam", "sgd")) == "Choose one of: adam, sgd."
    assert choices("zzz", ("board", "backprop")) == "Choose one of: board, backprop."


# -- copies and pickles -----------------------------------------------------------------------------------

KEPT = [
    r"L = -1 \cdot (3 - w) + 0 + 2 \cdot 3 \cdot w + \frac{4}{2} - w^{0}",
    r"L = \frac{1}{2m} \sum_{i=1}^m (w x_i + 0.25 - x_i)^2 + e^{\log w} + \sqrt{w^2}",
    r"L = \sum_{i=1}^m \max(0, 1 - w x_i) + \log \sum_{i=1}^m e^{w x_i} + \sigma(w)",
    r"L = \begin{cases} w^2 & w > 0 \\ -w & w \le 0 \end{cases}",
]


@pytest.mark.parametrize("text", KEPT)
def test_a_model_is_pickled_in_the_form_written(text: str) -> None:
    model = sg.read(
        text, parameters="w", data="x" if "x" in text else "", shapes={"x": "m"} if "x" in text else {}
    )
    for again in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), copy.copy(model)):
        assert again == model
        assert hash(again) == hash(model)
        assert str(again) == str(model)
        assert sp.srepr(again.definitions[0].expr) == sp.srepr(model.definitions[0].expr)
        assert again.by_name == model.by_name
