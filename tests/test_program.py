"""Generated programs: values and gradients against other roads, and the source as a student would run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from networks import B6, B6_DATA, layers, least_squares, model, net_2_2_1, symbols

from symgrad import exact
from symgrad.codenodes import identifiers
from symgrad.errors import DataError, UnsupportedError
from symgrad.expressions import Maximum, add, mul, neg, power, sub, total
from symgrad.functions import FUNCTIONS, apply
from symgrad.model import Definition, Model, Name
from symgrad.printer import ArrayCode, ScalarCode
from symgrad.program import compile, evaluator


def random_inputs(given: Model, sizes: dict[str, int], seed: int = 0) -> tuple[dict, dict]:
    """Numbers for a model's parameters and data."""
    random = np.random.default_rng(seed)

    def value(key: str) -> object:
        axes = given[key].axes
        shape = [sizes.get(str(size)) or int(size) for size in axes]
        return random.normal(size=shape) if axes else float(random.normal())

    params = {key: value(key) for key in given.parameters}
    return params, {key: value(key) for key in (*given.data, *given.constants)}


def differences(program, params: dict, data: dict, h: float = 1e-6) -> dict:
    """Central differences of the program's own loss, element by element."""
    found = {}
    for key, value in params.items():
        array = np.array(value, dtype=float)
        slope = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            up, down = array.copy(), array.copy()
            up[place] += h
            down[place] -= h
            slope[place] = (
                program.loss({**params, key: up[()]}, data) - program.loss({**params, key: down[()]}, data)
            ) / (2 * h)
        found[key] = slope
    return found


def test_the_lecture_network_b6() -> None:
    program = compile(net_2_2_1())
    error, gradient = program.value_and_grad(B6, B6_DATA)
    assert list(gradient) == list(B6)
    assert round(error, 4) == 0.1373
    # the lecture's values, computed by it with rounded intermediate results
    assert gradient["w_5"] == pytest.approx(-0.1059, abs=1e-4)
    assert gradient["w_6"] == pytest.approx(-0.1103, abs=2e-4)
    assert gradient["w_1"] == pytest.approx(-0.0102, abs=1e-4)
    assert program.loss(B6, B6_DATA) == error
    assert type(error) is float
    assert all(type(value) is float for value in gradient.values())


def unnamed_layer() -> Model:
    """The activation's argument has no name: P = σ(X W + b), L = Σ (P − Y)²."""
    i, j, k, n, d, m = symbols("i j k N D M")
    x, w, b, p, y = (sp.IndexedBase(key) for key in "XWbPY")
    linear = add(total(mul(x[i, j], w[j, k]), (j, 1, d)), b[k])
    return model(
        ("P", "i k", apply("sigma", linear)),
        ("L", "", total(power(sub(p[i, k], y[i, k]), sp.Integer(2)), (k, 1, m), (i, 1, n))),
        parameters=["W", "b"],
        data=["X", "Y"],
        shapes={"X": "N D", "W": "D M", "b": "M", "P": "N M", "Y": "N M"},
    )


MODELS = {
    "2-2-1": (net_2_2_1(), {}),
    "least squares": (least_squares(), {"m": 5, "n": 3}),
    "unnamed layer": (unnamed_layer(), {"N": 4, "D": 3, "M": 2}),
    "one layer": (layers(1), {"N": 4, "D_0": 3, "D_1": 2}),
    "three tanh layers": (layers(3, "tanh"), {"N": 4, "D_0": 3, "D_1": 5, "D_2": 2, "D_3": 2}),
}


@pytest.mark.parametrize("name", MODELS)
def test_values_are_those_of_exact_arithmetic(name: str) -> None:
    given, sizes = MODELS[name]
    params, data = random_inputs(given, sizes)
    program = compile(given)
    expected = exact.evaluate(given, {**params, **data})
    for key, value in program.values(params, data).items():
        np.testing.assert_allclose(value, np.array(expected[key], dtype=float), rtol=1e-12)
    assert program.loss(params, data) == pytest.approx(float(expected[given.target]), rel=1e-13)


@pytest.mark.parametrize("name", MODELS)
def test_gradients_are_those_of_differences(name: str) -> None:
    given, sizes = MODELS[name]
    params, data = random_inputs(given, sizes)
    program = compile(given)
    value, gradient = program.value_and_grad(params, data)
    assert value == program.loss(params, data)
    for key, slope in differences(program, params, data).items():
        assert np.shape(gradient[key]) == np.shape(params[key])
        np.testing.assert_allclose(gradient[key], slope, rtol=1e-6, atol=1e-8)


@pytest.mark.slow
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5),
    st.sampled_from(["sigma", "tanh", "softplus", "identity", "elu", "relu"]),
    st.integers(0, 1000),
)
def test_gradients_of_random_networks(widths: list[int], activation: str, seed: int) -> None:
    """Random depth, widths and activation: the slope along a random direction."""
    network = layers(len(widths) - 1, activation)
    sizes = {"N": 3, **{f"D_{number}": width for number, width in enumerate(widths)}}
    params, data = random_inputs(network, sizes, seed)
    program = compile(network)
    _, gradient = program.value_and_grad(params, data)
    random = np.random.default_rng(seed + 1)
    direction = {key: random.normal(size=value.shape) for key, value in params.items()}
    h = 1e-6
    up, down = ({key: value + s * h * direction[key] for key, value in params.items()} for s in (1, -1))
    slope = (program.loss(up, data) - program.loss(down, data)) / (2 * h)
    expected = sum(float(np.sum(gradient[key] * direction[key])) for key in params)
    assert slope == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_the_source_runs_alone(name: str, tmp_path: Path) -> None:
    """In another process, without symgrad and without SymPy; scalar models without NumPy too."""
    given, sizes = MODELS[name]
    params, data = random_inputs(given, sizes)
    program = compile(given)
    (tmp_path / "generated.py").write_text(program.source, encoding="utf-8")
    numbers = repr([{k: np.asarray(v).tolist() for k, v in d.items()} for d in (params, data)])
    check = (
        "import sys, generated\n"
        f"params, data = {numbers}\n"
        "value, gradient = generated.value_and_grad(params, data)\n"
        "assert value == generated.loss(params, data)\n"
        "print(value, sorted(gradient), 'numpy' in sys.modules, 'sympy' in sys.modules)\n"
    )
    command = [sys.executable, "-W", "error", "-c", check]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    value, gradient = program.value_and_grad(params, data)
    assert shown.strip() == f"{value} {sorted(gradient)} {bool(sizes)} False"


@pytest.mark.parametrize("name", MODELS)
def test_the_source_is_plain(name: str) -> None:
    source = compile(MODELS[name][0]).source
    assert "for " not in source.split('"""')[2].replace("for these parameters", "")
    assert "lambdify" not in source
    assert source == compile(MODELS[name][0]).source


def test_forward_values_are_used_again() -> None:
    source = compile(layers(2)).source.split("def value_and_grad")[1]
    assert source.count("X @ W_1") == 1
    assert source.count("H_1 @ W_2") == 1
    assert "d_W_2 = H_1.T @ d_Z_2" in source


@pytest.mark.parametrize("name", list(MODELS)[1:])
def test_nothing_given_is_changed(name: str) -> None:
    given, sizes = MODELS[name]
    params, data = random_inputs(given, sizes)
    before = [{key: value.copy() for key, value in numbers.items()} for numbers in (params, data)]
    program = compile(given)
    program.value_and_grad(params, data)
    program.values(params, data)
    for numbers, old in zip((params, data), before, strict=True):
        for key, value in numbers.items():
            np.testing.assert_array_equal(value, old[key])


ROW, COLUMN = symbols("i j")
X2, B2, V2 = sp.IndexedBase("X")[ROW, COLUMN], sp.IndexedBase("B")[ROW, COLUMN], sp.IndexedBase("v")[COLUMN]
TURNED = sp.IndexedBase("Q")[COLUMN, ROW]
IN_PLACE = {
    "sums": add(X2, neg(B2), V2),
    "a product and a quotient": mul(sp.Integer(3), X2, power(B2, sp.Integer(-1)), V2),
    "a turned array": add(TURNED, V2),
    "identity, which hands back its argument": add(apply("identity", X2), V2),
    "functions": mul(sp.exp(sp.tanh(mul(X2, B2), evaluate=False), evaluate=False), sub(V2, X2)),
    "a square of a sum": power(sub(sp.Integer(2), add(mul(X2, B2), V2)), sp.Integer(2)),
    "a vector first": sub(V2, mul(X2, B2)),
    "one over": power(add(sp.Integer(1), mul(X2, X2)), sp.Integer(-1)),
    "the larger one": Maximum(sub(X2, B2), V2),
    "a product of vectors": add(mul(V2, sp.IndexedBase("u")[ROW]), X2),
    "minus": neg(mul(X2, B2)),
}


@pytest.mark.parametrize("name", IN_PLACE)
def test_passes_in_place_compute_the_same(name: str) -> None:
    shapes = {"X": "N D", "B": "N D", "Q": "D N", "v": "D", "u": "N", "R": "N D"}
    size = {ROW: sp.Symbol("N"), COLUMN: sp.Symbol("D")}
    target = total(sp.IndexedBase("R")[ROW, COLUMN], *[(index, 1, size[index]) for index in (ROW, COLUMN)])
    data = ["X", "B", "Q", "v", "u"]
    given = model(("R", "i j", IN_PLACE[name]), ("L", "", target), data=data, shapes=shapes)
    _, numbers = random_inputs(given, {"N": 3, "D": 2})
    old = {key: value.copy() for key, value in numbers.items()}
    found = compile(given).values({}, numbers)["R"]
    expected = exact.evaluate(given, old)["R"]
    np.testing.assert_allclose(found, np.array(expected, dtype=float), rtol=1e-13, atol=1e-14)
    for key, value in numbers.items():
        np.testing.assert_array_equal(value, old[key])


def test_whole_numbers_are_no_obstacle() -> None:
    given = least_squares()
    numbers = {"w": [1, 2]}, {"X": [[1, 2], [3, 4], [5, 6]], "y": [1, 0, 2]}
    _, gradient = compile(given).value_and_grad(*numbers)
    assert gradient["w"].tolist() == [2 * (4 + 33 + 75), 2 * (8 + 44 + 90)]


def test_forward_values_without_a_name_are_used_again() -> None:
    source = compile(unnamed_layer()).source.split("def value_and_grad")[1]
    assert source.count("X @ W") == 1
    assert source.count("exp") == 1


def test_single_precision_stays() -> None:
    given, sizes = MODELS["three tanh layers"]
    params, data = random_inputs(given, sizes)
    single = [{k: v.astype(np.float32) for k, v in d.items()} for d in (params, data)]
    _, gradient = compile(given).value_and_grad(*single)
    assert {value.dtype for value in gradient.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
@pytest.mark.parametrize("kind", ["scalar", "array"])
@pytest.mark.slow
def test_every_function_has_code(row, kind: str) -> None:
    """Value and slope of each registered function, from the generated code, against its definition in mpmath."""
    (z,) = symbols("z")
    points = [0.3, 1.7] if row.name == "log" else [-2.3, -0.4, 0.3, 1.7]
    if kind == "scalar":
        given = model(("L", "", apply(row.spellings[0], z)), parameters=["z"])
        results = [compile(given).value_and_grad({"z": point}, {}) for point in points]
        values, slopes = [v for v, _ in results], [g["z"] for _, g in results]
    else:
        i, n = symbols("i n")
        body = apply(row.spellings[0], sp.IndexedBase("z")[i])
        given = model(("L", "", total(body, (i, 1, n))), parameters=["z"], shapes={"z": "n"})
        program = compile(given)
        slopes = program.value_and_grad({"z": np.array(points)}, {})[1]["z"]
        values = [program.loss({"z": np.array([point])}, {}) for point in points]
    (x,) = symbols("x")
    for point, value, slope in zip(points, values, slopes, strict=True):
        at = {x: sp.Float(point, 40)}
        assert value == pytest.approx(float(row.definition(x).subs(at).evalf(30)), rel=1e-13)
        numeric = sp.N((row.definition(x + sp.Float("1e-12", 40)) - row.definition(x)).subs(at), 40) * 10**12
        assert slope == pytest.approx(float(numeric), rel=1e-9, abs=1e-9)


def test_identifiers_are_readable_and_different() -> None:
    keys = [
        r"\hat{y}",
        "W^{[1]}",
        "W_1",
        "h(x)",
        r"\lambda",
        "lambda",
        "x'",
        r"\mathbf{w}",
        "np",
        "max",
        "w_{11}^{(2)}",
    ]
    assert list(identifiers(keys).values()) == [
        "y_hat",
        "W_1",
        "W_1_v2",
        "h",
        "lambda_",
        "lambda__v2",
        "x_prime",
        "w",
        "np_v2",
        "max_",
        "w_11_2",
    ]


def test_a_missing_name_is_named() -> None:
    program = compile(net_2_2_1())
    with pytest.raises(DataError, match="no value for the parameter w_3"):
        program.value_and_grad({k: v for k, v in B6.items() if k != "w_3"}, B6_DATA)
    with pytest.raises(DataError, match="no data for y"):
        program.loss(B6, {"x_1": 1.0, "x_2": 2.0})


def test_a_size_nobody_gives_is_named() -> None:
    i, n, w = symbols("i n w")
    names = {"w": Name("w", "parameter"), "n": Name("n", "size"), "L": Name("L", "definition")}
    given = Model((Definition("L", (), total(w, (i, 1, n))),), names)
    with pytest.raises(UnsupportedError, match="size n"):
        compile(given)


@pytest.mark.slow
@pytest.mark.parametrize("number", [-1.0, 0.0, 1.0, np.float64(0.0)])
@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_scalar_code_answers_with_floats(row, number: float) -> None:
    (z,) = symbols("z")
    if row.name == "log" and number <= 0:
        return
    for expr in (apply(row.name, z), mul(apply("abs", z), apply(row.name, z))):
        value, gradient = compile(model(("L", "", expr), parameters=["z", "unused"])).value_and_grad(
            {"z": number, "unused": number}, {}
        )
        assert {type(each) for each in (value, *gradient.values())} <= {float, np.float64}


@pytest.mark.parametrize("exponent", [sp.Rational(3, 2), sp.Rational(-3, 2), sp.Symbol("x")], ids=str)
def test_powers_of_negative_numbers_have_no_complex_value(exponent: sp.Expr) -> None:
    w, i, n = symbols("w i n")
    at = {"w": -2.0}, {"x": 0.5}
    program = compile(model(("L", "", power(w, exponent)), parameters=["w"], data=["x"]))
    for run in (program.loss, program.value_and_grad):
        with pytest.raises(ValueError, match=r"math domain error|nonnegative|positive"):
            run(*at)
    assert program.loss({"w": 4}, {"x": 1.5}) == 4.0 ** float(exponent.subs({"x": 1.5}))
    in_arrays = total(mul(sp.IndexedBase("c")[i], power(w, exponent)), (i, 1, n))
    program = compile(
        model(("L", "", in_arrays), parameters=["w"], data=["x", "c"], shapes={"c": "n"}),
    )
    with np.errstate(invalid="ignore"):
        value, gradient = program.value_and_grad({"w": -2.0}, {"x": 0.5, "c": np.ones(2)})
    assert np.isnan(value)
    assert np.isnan(gradient["w"])
    whole = program.loss({"w": 2}, {"x": -1, "c": np.ones(2)})
    assert whole == pytest.approx(2 * 2.0 ** float(exponent.subs({"x": -1})), rel=1e-15)


def test_a_parameter_that_does_not_occur_has_gradient_zero() -> None:
    (w,) = symbols("w")
    given = model(("L", "", power(w, sp.Integer(2))), parameters=["w", "v"])
    assert compile(given).value_and_grad({"w": 3.0, "v": 1.0}, {})[1] == {"w": 6.0, "v": 0}


def test_cases_do_not_warn_where_they_do_not_hold() -> None:
    i, n = symbols("i n")
    z, f = sp.IndexedBase("z"), sp.IndexedBase("f")
    body = sp.Piecewise((sp.log(z[i], evaluate=False), z[i] > 0), (z[i], True), evaluate=False)
    given = model(
        ("f", "i", body), ("L", "", total(f[i], (i, 1, n))), parameters=["z"], shapes={"z": "n", "f": "n"}
    )
    program = compile(given)
    point = {"z": np.array([-1.0, 0.0, 2.0])}
    with np.errstate(all="raise"):
        assert program.values(point, {})["f"].tolist() == [-1, 0, np.log(2)]
        assert program.value_and_grad(point, {})[1]["z"].tolist() == [1, 1, 0.5]
    assert "@np.errstate" in program.source


def test_values_has_every_definition() -> None:
    """Also those that the stable form of the loss does not need any more."""
    z, p, loss = symbols("z p L")
    given = model(("p", "", apply("sigma", z)), ("L", "", neg(sp.log(p, evaluate=False))), parameters=["z"])
    assert list(compile(given).values({"z": 0.5}, {})) == ["p", str(loss)]


def test_compile_time_grows_linearly_with_depth() -> None:
    """The nodes of the program per layer do not grow (time itself is measured in the benchmarks)."""
    lines = [len(compile(layers(depth)).source.splitlines()) for depth in (2, 4, 8)]
    assert lines[2] - lines[1] == 2 * (lines[1] - lines[0])


def test_evaluator() -> None:
    given = least_squares()
    params, data = random_inputs(given, {"m": 5, "n": 3})
    i, j, k = symbols("i j k")
    x, w, m = sp.IndexedBase("X"), sp.IndexedBase("w"), sp.Symbol("m")
    run = evaluator(
        given,
        [
            (total(mul(x[i, j], x[i, k]), (i, 1, m)), (j, k)),
            (add(w[j], sp.Symbol("L")), (j,)),
            (sp.Integer(2), ()),
        ],
    )
    gram, shifted, two = run({**params, **data})
    np.testing.assert_allclose(gram, data["X"].T @ data["X"])
    np.testing.assert_allclose(shifted, params["w"] + compile(given).loss(params, data))
    assert two == 2


def test_evaluator_with_complex_steps() -> None:
    given = net_2_2_1()
    run = evaluator(given, [(sp.Symbol("E"), ())], analytic=True)
    (value,) = run({**B6, **B6_DATA, "w_1": 0.5 + 1e-30j})
    slope = compile(given).value_and_grad(B6, B6_DATA)[1]["w_1"]
    assert complex(value).imag / 1e-30 == pytest.approx(slope, rel=1e-13)


@pytest.mark.parametrize("printer", [ScalarCode, ArrayCode])
def test_a_planted_wrong_printer_is_seen(printer: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum printed without its last sign: the values' test must fail."""
    right = printer._print_Add
    monkeypatch.setattr(
        printer, "_print_Add", lambda self, expr, order=None: right(self, expr).replace(" - ", " + ")
    )
    name = "2-2-1" if printer is ScalarCode else "one layer"
    with pytest.raises(AssertionError):
        test_values_are_those_of_exact_arithmetic(name)
