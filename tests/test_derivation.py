"""Both walks: the lectures' lines word for word, results against differences of exact values, what is refused."""

from __future__ import annotations

import random
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
    one_sample,
    regression,
    scalar_model,
    softmax_cross_entropy,
    symbols,
    table,
)

from symgrad.derivation import adjoints, derive
from symgrad.errors import ModelError, OptionError
from symgrad.exact import environment, evaluate, shape, tabulate
from symgrad.expressions import Maximum, Partial, add, bound_letters, mul, neg, power, sub, total, walk
from symgrad.functions import relu, sigma
from symgrad.model import Definition, Model
from symgrad.rules import BY_NAME, WALKS
from symgrad.steps import Derivation, Step

MODELS = {
    "one sample": one_sample,
    "regression": regression,
    "least squares": least_squares,
    "2-2-1": network_221,
    "multilayer": multilayer,
    "softmax": softmax_cross_entropy,
}
SIZES = {"m": 3, "n": 2, "N": 3, "D": 2, "M": 2, "K": 3}


def random_values(model: Model, seed: int = 1) -> dict[str, object]:
    draw = random.Random(seed)

    def array(lengths: tuple[int, ...]) -> object:
        if not lengths:
            return Fraction(draw.randint(-12, 12) * 2 + 1, 16)
        return [array(lengths[1:]) for _ in range(lengths[0])]

    keys = (*model.parameters, *model.data, *model.constants)
    return {key: array(tuple(SIZES[str(size)] for size in model[key].axes)) for key in keys}


def difference(model: Model, values: dict[str, object], key: str, place: tuple[int, ...]) -> mpmath.mpf:
    """∂target/∂key[place] by a central difference of exact values: error about 1e-24."""

    def shifted(step: Fraction) -> mpmath.mpf:
        def move(value: object, rest: tuple[int, ...]) -> object:
            if not rest:
                return value + step  # type: ignore[operator]
            return [
                move(item, rest[1:]) if number == rest[0] else item
                for number, item in enumerate(value)  # type: ignore[arg-type]
            ]

        return evaluate(model, {**values, key: move(values[key], place)})[model.target]

    h = Fraction(1, 10**12)
    with mpmath.workdps(60):
        return (shifted(h) - shifted(-h)) / (2 * mpmath.mpf(1) / 10**12)


def value_of(derivation: Derivation, values: dict[str, object]) -> object:
    model = derivation.model
    env = environment(model, values)
    env.values.update(evaluate(model, values))
    lengths = [env.length(size) for size in model[derivation.wrt].axes]
    return tabulate(derivation.result, derivation.index, lengths, env)


@mpmath.workdps(60)
def assert_gradient(derivation: Derivation, values: dict[str, object]) -> None:
    found = value_of(derivation, values)
    lengths = shape(found)
    places = [()] if not lengths else [tuple(p) for p in _places(lengths)]
    for place in places:
        expected = difference(derivation.model, values, derivation.wrt, place)
        got = found
        for number in place:
            got = got[number]  # type: ignore[index]
        assert abs(got - expected) < mpmath.mpf(10) ** -18 * (1 + abs(expected)), (place, got, expected)  # type: ignore[operator]


def _places(lengths: tuple[int, ...]) -> list[tuple[int, ...]]:
    places: list[tuple[int, ...]] = [()]
    for length in lengths:
        places = [(*place, number) for place in places for number in range(length)]
    return places


@pytest.mark.parametrize("strategy", ["board", "backprop"])
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.slow
def test_result_against_differences(name: str, strategy: str) -> None:
    model = MODELS[name]()
    values = random_values(model)
    for parameter in model.parameters:
        derivation = derive(model, parameter, strategy=strategy)
        assert derivation.result == derivation.steps[-1].line
        assert not derivation.result.atoms(sp.KroneckerDelta, Partial)
        assert_gradient(derivation, values)


def test_a_wrong_result_is_seen() -> None:
    model = regression()
    right = derive(model, "w")
    wrong = Derivation(model, "L", "w", "board", right.left, right.steps, mul(sp.Symbol("m"), right.result))
    with pytest.raises(AssertionError):
        assert_gradient(wrong, random_values(model))


def rules_of(derivation: Derivation) -> list[str]:
    return [step.rule for step in derivation.steps]


def test_board_goes_line_by_line_like_the_lecture() -> None:
    """D2: the lines and their reasons in the lecture's order."""
    w, b, x, y, h = symbols("w b x y h")
    half = sp.Rational(1, 2)
    residual = sub(h, y)
    inner = Partial(residual, w)
    derivation = derive(one_sample(), "w", strategy="board")
    assert rules_of(derivation) == [
        "definition",
        "constant_factor",
        "power",
        "cancel",
        "substitute",
        "linear",
    ]
    assert derivation.lines == (
        Partial(mul(half, power(residual, TWO)), w),
        mul(half, Partial(power(residual, TWO), w)),
        mul(half, TWO, residual, inner),
        mul(residual, inner),
        mul(residual, Partial(add(mul(w, x), b, mul(sp.Integer(-1), y)), w)),
        mul(residual, x),
    )
    assert [step.rule for step in derivation.steps[-1].substeps] == [
        "sum",
        "constant",
        "constant_factor",
    ]


@pytest.mark.parametrize(("wrt", "term"), [("w", "(h[i] - y[i])*x[i]"), ("b", "h[i] - y[i]")])
def test_sum_over_samples_keeps_the_lecture_s_form(wrt: str, term: str) -> None:
    """D3: 1/m Σ (h − y) x, and without x for the bias."""
    result = derive(regression(), wrt).result
    m = sp.Symbol("m")
    assert result.args[0] == power(m, sp.Integer(-1))
    assert str(result.args[1].function) == term


def test_chain_of_the_worked_example() -> None:
    """B6c: ∂E/∂w₅ as three factors, each worked out."""
    derivation = derive(network_221(), "w_5")
    assert derivation.strategy == "backprop"
    assert rules_of(derivation) == ["chain", "local", "local", "local", "collect"]
    y, out, h1 = symbols(r"y \hat{y} h_1")
    one = sp.Integer(1)
    assert [step.line for step in derivation.steps[1:4]] == [
        mul(sp.Integer(-2), sub(y, out)),
        mul(out, sub(one, out)),
        h1,
    ]


def by_hand() -> dict[str, mpmath.mpf]:
    """B6 without symgrad: the chain rule typed as a person would."""
    g = {key: mpmath.mpf(value) for key, value in GIVEN_221.items()}

    def s(z: mpmath.mpf) -> mpmath.mpf:
        return 1 / (1 + mpmath.exp(-z))

    h1, h2 = s(g["w_1"] * g["x_1"] + g["w_3"] * g["x_2"]), s(g["w_2"] * g["x_1"] + g["w_4"] * g["x_2"])
    out = s(g["w_5"] * h1 + g["w_6"] * h2)
    delta = -2 * (g["y"] - out) * out * (1 - out)
    d1, d2 = delta * g["w_5"] * h1 * (1 - h1), delta * g["w_6"] * h2 * (1 - h2)
    return {
        "w_1": d1 * g["x_1"],
        "w_2": d2 * g["x_1"],
        "w_3": d1 * g["x_2"],
        "w_4": d2 * g["x_2"],
        "w_5": delta * h1,
        "w_6": delta * h2,
    }


@pytest.mark.parametrize("wrt", ["w_1", "w_2", "w_3", "w_4", "w_5", "w_6"])
def test_worked_example_in_numbers(wrt: str) -> None:
    worked = derive(network_221(), wrt).at(GIVEN_221, digits=5)
    with mpmath.workdps(30):
        expected = by_hand()[wrt]
        assert abs(worked.value - expected) < mpmath.mpf(10) ** -25
    assert worked.lines[0].shown == "0.46"
    assert str(worked.lines[0].numbers) == "0.3*0.7 + 0.5*0.5"
    assert {line.shown for line in worked if str(line.left) == "h_1"} == {"0.61301"}


def test_several_paths_are_added() -> None:
    """A9: two hidden layers; ∂ŷ/∂w₁₁ goes over q₁ and over q₂."""
    w11, u11, u12, v1, v2, x = symbols("w_{11} u_{11} u_{12} v_1 v_2 x")
    p1, q1, q2 = symbols("p_1 q_1 q_2")
    model = scalar_model(
        [
            ("p_1", sigma(mul(w11, x))),
            ("q_1", sigma(mul(u11, p1))),
            ("q_2", sigma(mul(u12, p1))),
            (r"\hat{y}", add(mul(v1, q1), mul(v2, q2))),
        ],
        parameter="w_{11} u_{11} u_{12} v_1 v_2",
        data="x",
    )
    derivation = derive(model, "w_{11}", strategy="backprop")
    assert derivation.steps[0].rule == "paths"
    assert len(derivation.steps[0].line.args) == 2
    assert_gradient(derivation, random_values(model))


def test_deltas_of_a_layer_are_named() -> None:
    derivation = derive(multilayer(), "W_1")
    assert [str(a.delta) for a in derivation.adjoints if a.delta is not None] == [r"\delta_A[i, j]"]
    assert "delta" in rules_of(derivation)


def test_absent_parameter_gives_zero_and_says_so() -> None:
    w, v, x = symbols("w v x")
    model = scalar_model([("a", mul(v, x)), ("L", power(mul(w, x), TWO))], parameter="w v", data="x")
    for strategy in ("board", "backprop"):
        derivation = derive(model, "v", strategy=strategy)
        assert derivation.result == 0
        assert not derivation.occurs
        assert rules_of(derivation) == ["does_not_occur"]


def test_kinks_state_their_convention() -> None:
    w, x, a = symbols("w x a")
    for expr, value in ((relu(a), 0), (Maximum(a, sp.Integer(0)), 0), (sp.Abs(a), 0)):
        model = scalar_model([("a", mul(w, x)), ("L", expr)], parameter="w", data="x")
        for strategy in ("board", "backprop"):
            derivation = derive(model, "w", strategy=strategy)
            assert derivation.conventions == ((expr, sp.Integer(value)),) or [
                v for _, v in derivation.conventions
            ] == [value]


def test_refusals() -> None:
    model = network_221()
    with pytest.raises(ModelError, match="no name 'w_7'"):
        derive(model, "w_7")
    with pytest.raises(ModelError, match="not defined"):
        derive(model, "w_1", target="x_1")
    with pytest.raises(OptionError, match="board"):
        derive(model, "w_1", strategy="bord")
    with pytest.raises(ModelError, match="not a single number"):
        derive(multilayer(), "W_1", target="H", strategy="backprop")


@mpmath.workdps(50)
def test_derivative_by_a_datum_and_by_a_name_on_the_way() -> None:
    model = network_221()
    assert_gradient(derive(model, "x_1"), random_values(model))
    values = random_values(model)
    worked = evaluate(model, values)
    derivation = derive(model, "h_1")
    out, y, w5 = worked[r"\hat{y}"], worked["y"], worked["w_5"]
    env = environment(model, values)
    env.values.update(worked)
    assert abs(tabulate(derivation.result, (), [], env) - -2 * (y - out) * out * (1 - out) * w5) < 1e-40


def steps_inside(steps: tuple[Step, ...]) -> list[Step]:
    return [inner for step in steps for inner in (step, *steps_inside(step.substeps))]


def test_every_step_has_a_known_rule_and_a_change() -> None:
    for make in MODELS.values():
        for strategy in ("board", "backprop"):
            for parameter in make().parameters:
                for step in steps_inside(derive(make(), parameter, strategy=strategy).steps):
                    assert step.rule in BY_NAME or step.rule in WALKS
                    assert step.before != step.after


def test_adjoints_of_a_deep_network_cost_the_same_per_layer() -> None:
    """Cost grows with the number of definitions: counted in nodes of all adjoints, not in seconds."""

    def nodes(depth: int) -> int:
        x, y = symbols("x y")
        definitions, last = [], x
        for layer in range(1, depth + 1):
            w, a, h = symbols(f"w_{{{layer}}} a_{{{layer}}} h_{{{layer}}}")
            definitions += [(a.name, mul(w, last)), (h.name, sigma(a))]
            last = h
        definitions.append(("E", power(sub(y, last), TWO)))
        weights = " ".join(f"w_{{{layer}}}" for layer in range(1, depth + 1))
        model = scalar_model(definitions, parameter=weights, data="x y")
        return sum(1 for adjoint in adjoints(model) for _ in walk(adjoint.expr))

    two, four, eight = nodes(2), nodes(4), nodes(8)
    assert eight - four == 2 * (four - two)


def test_many_paths_stay_in_terms_of_deltas() -> None:
    """Six neurons a layer: 36 paths; the result is δ·x, and its value is still the gradient."""
    x, y = symbols("x y")
    width, depth = 6, 4
    definitions, last, weights = [], [x], []
    for layer in range(1, depth + 1):
        row = []
        for neuron in range(width):
            keys = [f"w_{{{layer}{neuron}{source}}}" for source in range(len(last))]
            weights += keys
            a, h = symbols(f"a_{{{layer}{neuron}}} h_{{{layer}{neuron}}}")
            definitions.append((a.name, add(*map(mul, symbols(" ".join(keys)), last))))
            definitions.append((h.name, sigma(a)))
            row.append(h)
        last = row
    definitions.append(("E", power(sub(y, add(*last)), TWO)))
    model = scalar_model(definitions, parameter=" ".join(weights), data="x y")
    derivation = derive(model, weights[0])
    assert derivation.result == derivation.steps[-1].line == mul(sp.Symbol(r"\delta_{10}"), x)
    values = random_values(model)
    with mpmath.workdps(60):
        expected = difference(model, values, weights[0], ())
    assert abs(derivation.at(values).value - expected) < mpmath.mpf(10) ** -18


def test_a_name_written_in_several_ways_has_one_local_derivative() -> None:
    """∂p_i/∂z_j of softmax has both cases in one line; xᵀAx gives Ax + Aᵀx."""
    derivation = derive(softmax_cross_entropy(), "z", strategy="backprop")
    local = [step for outer in derivation.steps for step in outer.substeps if step.rule == "local"][-1]
    p, (i, k) = sp.IndexedBase("p"), local.left.what.indices + local.left.wrt.indices
    assert local.line == sub(mul(p[i], sp.KroneckerDelta(i, k)), mul(p[i], p[k]))
    x, A = sp.IndexedBase("x"), sp.IndexedBase("A")
    i, k, n = symbols("i k n")
    quadratic = Model(
        (Definition("f", (), total(mul(x[i], total(mul(A[i, k], x[k]), (k, 1, n))), (i, 1, n))),),
        table(parameter="x[n]", data="A[n,n]", definition="f", size="n"),
    )
    for strategy in ("board", "backprop"):
        derivation = derive(quadratic, "x", strategy=strategy)
        assert len(derivation.result.args) == 2
        assert not derivation.result.atoms(sp.KroneckerDelta)
        assert_gradient(derivation, random_values(quadratic))


def test_cross_entropy_of_a_sigmoid_becomes_the_residual() -> None:
    """−y log p − (1 − y) log(1 − p) with p = σ(z), z = wx: (p − y) x."""
    w, x, y, z, p = symbols("w x y z p")
    one = sp.Integer(1)
    loss = add(
        neg(mul(y, sp.log(p, evaluate=False))), neg(mul(sub(one, y), sp.log(sub(one, p), evaluate=False)))
    )
    model = scalar_model([("z", mul(w, x)), ("p", sigma(z)), ("L", loss)], parameter="w", data="x y")
    assert derive(model, "w").result == mul(sub(p, y), x)


def test_every_kink_in_a_sum_is_stated() -> None:
    w, x = symbols("w x")
    z = mul(w, x)
    model = scalar_model([("L", add(relu(z), sp.Abs(z, evaluate=False)))], parameter="w", data="x")
    assert len(derive(model, "w").conventions) == 2
    assert derive(model, "L").result == 1


def column_means() -> Model:
    """m_j = 1/N Σᵢ X_ij w_j, L = Σᵢⱼ (X_ij − m_j)²: a name that is a sum itself, used inside sums."""
    i, j, N, D = symbols("i j N D")
    X, w, mean = (sp.IndexedBase(key) for key in "Xwm")
    residuals = power(sub(X[i, j], mean[j]), TWO)
    return Model(
        (
            Definition("m", (j,), mul(power(N, sp.Integer(-1)), total(mul(X[i, j], w[j]), (i, 1, N)))),
            Definition("L", (), total(residuals, (j, 1, D), (i, 1, N))),
        ),
        table(parameter="w[D]", data="X[N,D]", definition="m[D] L", size="N D"),
    )


def test_a_sum_put_in_inside_a_sum_takes_another_letter_and_leaves_no_delta() -> None:
    derivation = derive(column_means(), "w", strategy="board")
    for line in derivation.lines:
        for node in walk(line):
            if isinstance(node, sp.Sum):
                assert not set(node.bound_symbols) & bound_letters(node.function)
    assert not derivation.result.atoms(sp.KroneckerDelta)
    assert_gradient(derivation, random_values(column_means()))


def test_a_long_written_out_sum_costs_one_short_derivation_a_term() -> None:
    """Counted in lines at the board, not in seconds."""
    count = 40
    pairs = [symbols(f"w_{{{k}}} x_{{{k}}}") for k in range(count)]
    loss = add(*[mul(w, power(x, TWO)) for w, x in pairs])
    model = scalar_model(
        [("L", loss)],
        parameter=" ".join(w.name for w, _ in pairs),
        data=" ".join(x.name for _, x in pairs),
    )
    found = adjoints(model)
    assert [adjoint.expr for adjoint in found] == [power(x, TWO) for _, x in pairs]
    assert len(steps_inside(derive(model, "w_{3}", strategy="backprop").steps)) < 12


def test_what_is_computed_with_is_not_shortened() -> None:
    """−y(1 − σ(z)) + (1 − y)σ(z) keeps its digits near σ(z) = y; only the result is written σ(z) − y."""
    w, y = symbols("w y")
    one = sp.Integer(1)
    s = sigma(w)
    loss = add(
        neg(mul(y, sp.log(s, evaluate=False))), neg(mul(sub(one, y), sp.log(sub(one, s), evaluate=False)))
    )
    model = scalar_model([("L", loss)], parameter="w", data="y")
    assert derive(model, "w", strategy="backprop").result == sub(s, y)
    assert adjoints(model)[0].expr != sub(s, y)


def test_the_diagonal_and_sums_of_what_stays_the_same() -> None:
    """∂tr(W)/∂W is the identity, also beside other paths; Σᵢ c = n c."""
    i, j, k, n, m = symbols("i j k n m")
    W, X, v = (sp.IndexedBase(key) for key in "WXv")
    trace = total(W[j, j], (j, 1, n))
    rows = total(power(total(mul(X[i, j], W[j, k]), (j, 1, n)), TWO), (k, 1, n), (i, 1, m))
    model = Model(
        (Definition("L", (), add(rows, trace)),),
        table(parameter="W[n,n]", data="X[m,n]", definition="L", size="n m"),
    )
    offsets = total(sub(X[i, j], v[j]), (j, 1, n), (i, 1, m))
    shifted = Model(
        (Definition("L", (), offsets),), table(parameter="v[n]", data="X[m,n]", definition="L", size="n m")
    )
    for strategy in ("board", "backprop"):
        assert_gradient(derive(model, "W", strategy=strategy), random_values(model))
        assert derive(shifted, "v", strategy=strategy).result == neg(m)


def test_many_equal_factors_are_not_tried_in_every_order() -> None:
    """h = tanh(x)²⁰ is looked for in a line with nineteen of its twenty factors."""
    factors = (sp.tanh(sp.Symbol("x")),) * 20
    model = Model(
        (Definition("h", (), mul(*factors)), Definition("L", (), power(sp.Symbol("h"), 2))),
        table(data="x", definition="h L"),
    )
    assert derive(model, "x", strategy="board").result.has(sp.Symbol("x"))
