"""``verify`` accepts what is right and sees every planted error: wrong rules, functions, adjoints, code and values."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
import sympy as sp
from models import (
    GIVEN_221,
    multilayer,
    network_221,
    one_sample,
    regression,
    scalar_model,
    softmax_cross_entropy,
    symbols,
    table,
)
from networks import layers

import symgrad.derivation.board
import symgrad.program
import symgrad.verification
from symgrad.derivation import derive
from symgrad.errors import DataError, ModelError, OptionError, UnsupportedError
from symgrad.expressions import LogDeterminant, LogSumExp, Maximum, Minimum, add, mul, neg, power, sub, total
from symgrad.functions import BY_SYMBOL, FUNCTIONS, apply
from symgrad.model import Definition, Model
from symgrad.printer import ArrayCode, ScalarCode
from symgrad.reading import read
from symgrad.rules import RULES
from symgrad.steps import Derivation, Step
from symgrad.verification import GradientCheck, StepCheck, ValueCheck, Verification, verify
from symgrad.verification.differences import complex_slope, observed_order, slope
from symgrad.verification.gradients import DETECTABLE, missed
from symgrad.verification.small import with_short_axes

w, x, y = symbols("w x y")
TWO = sp.Integer(2)


def of_one(expr: sp.Expr) -> Model:
    """E = an expression in the parameter w and the data x, y."""
    return scalar_model([("E", expr)], parameter="w", data="x y")


def log_sum_exp() -> Model:
    i, n = symbols("i n")
    z, c = sp.IndexedBase("z"), sp.IndexedBase("c")
    expr = LogSumExp(mul(c[i], power(z[i], TWO)), (i, 1, n))
    return Model((Definition("L", (), expr),), table(parameter="z[n]", data="c[n]", definition="L", size="n"))


def of_matrix(loss: str) -> Model:
    """L = a formula in the square matrix A, with data a and b."""
    return read(f"L = {loss}", parameters="A", data="a b", shapes={"A": "n n", "a": "n", "b": "n"})


def log_determinant() -> Model:
    i, j, n = symbols("i j n")
    expr = LogDeterminant(sp.IndexedBase("A")[i, j], (j, 1, n), (i, 1, n))
    return Model((Definition("L", (), expr),), table(parameter="A[n,n]", definition="L", size="n"))


def wide(activation: str = "sigma") -> Model:
    """784–100–10: 79,510 parameters."""
    lengths = {"D_0": 784, "D_1": 100, "D_2": 10}
    model = layers(2, activation)
    fixed = {sp.Symbol(key): sp.Integer(value) for key, value in lengths.items()}

    def put(expr: sp.Expr) -> sp.Expr:
        return expr.xreplace(
            {sp.Tuple(i, 1, s): sp.Tuple(i, 1, n) for i in letters for s, n in fixed.items()}
        )

    letters = [sp.Symbol(f"k_{number}") for number in range(3)]
    names = {
        key: replace(name, axes=tuple(fixed.get(axis, axis) for axis in name.axes))
        for key, name in model.names.items()
        if key not in lengths
    }
    return Model(tuple(replace(d, expr=put(d.expr)) for d in model.definitions), names)


#: small models; between them their derivations use every rule
MODELS: tuple[Callable[[], Model], ...] = (
    one_sample,
    regression,
    network_221,
    softmax_cross_entropy,
    log_sum_exp,
    lambda: of_one(mul(x, power(w, sp.Integer(3)))),
    lambda: of_one(mul(w, apply("sin", mul(w, x)))),
    lambda: of_one(mul(add(w, x), power(add(power(w, TWO), sp.Integer(1)), sp.Integer(-1)))),
    lambda: of_one(sp.exp(mul(w, x))),
    lambda: of_one(power(add(power(w, TWO), sp.Integer(1)), w)),
    lambda: of_one(Maximum(mul(w, x), power(w, TWO))),
    lambda: of_one(Minimum(mul(w, x), power(w, TWO))),
    lambda: of_one(sp.Piecewise((power(w, TWO), w > x), (mul(w, y), True), evaluate=False)),
    lambda: of_matrix(r"a^\top A^{-1} b"),
    lambda: of_matrix(r"\det A"),
    lambda: of_matrix(r"\det(A^{-1})"),
    lambda: of_matrix(r"\log|\det A|"),
    log_determinant,
)


# -- what is right is accepted ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(MODELS)))
def test_right_models_hold(number: int) -> None:
    report = verify(MODELS[number](), points=1)
    assert report.ok, report.failures
    assert bool(report)
    assert report.unchecked == ()
    assert report.confidence == 1.0
    assert max(check.error for check in report.gradients) < 1e-8


@pytest.mark.slow
def test_layers_hold_and_are_not_checked_in_a_square_by_accident() -> None:
    report = verify(multilayer(), points=1)
    assert report.ok, report.failures
    assert {check.name: check.entries for check in report.gradients} == {
        "W_1": 2 * 4,
        "b_1": 4,
        "W_2": 4 * 5,
        "b_2": 5,
    }


@pytest.mark.slow
def test_the_lecture_network_at_its_numbers_is_quick() -> None:
    begin = time.process_time()
    report = verify(network_221(), at={key: float(value) for key, value in GIVEN_221.items()})
    assert time.process_time() - begin < 2
    assert report.ok
    assert len(report.gradients) == 6
    for check in report.gradients:
        assert check.order == pytest.approx(2, abs=0.05)
        assert check.complex_error is not None
        assert check.complex_error < 1e-13
    assert {check.strategy for check in report.steps} == {"board", "backprop"}


@pytest.mark.slow
@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_every_function_holds_and_a_wrong_derivative_of_it_is_seen(row, monkeypatch) -> None:
    model = scalar_model(
        [("u", add(mul(w, x), y)), ("E", power(add(apply(row.name, sp.Symbol("u")), TWO), TWO))],
        parameter="w",
        data="x y",
    )
    assert verify(model, points=1).ok

    def off(z: sp.Expr) -> sp.Expr:
        return add(row.derivative(z), sp.Rational(1, 1000))

    monkeypatch.setitem(BY_SYMBOL, row.symbol, replace(row, derivative=off))
    if row.symbol is sp.exp:  # e^u has a rule of its own, planted with the others below
        assert "exponential" in rules_of(derive(model, "w"))
        return
    report = verify(model, points=1)
    assert [check.name for check in report.gradients if not check.ok] == ["w"]
    assert any(check.rule == "function" for check in report.steps if not check.ok)


# -- planted errors: every one must be seen, and by the check that is there for it -----------------------------


def rules_of(derivation: Derivation) -> set[str]:
    def inside(step: Step) -> Iterator[str]:
        yield step.rule
        for small in step.substeps:
            yield from inside(small)

    return {rule for step in derivation.steps for rule in inside(step)}


@contextmanager
def planted_rule(rule, twin) -> Iterator[None]:
    right = rule.apply
    object.__setattr__(rule, "apply", twin)
    try:
        yield
    finally:
        object.__setattr__(rule, "apply", right)


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.apply is not None], ids=lambda rule: rule.name
)
def test_every_rule_with_one_added_is_seen(rule) -> None:
    made = (make() for make in MODELS)
    model = next(m for m in made if rule.name in rules_of(derive(m, m.parameters[0], strategy="board")))
    right = rule.apply

    def off(u: sp.Expr, scope: object) -> sp.Expr | None:
        after = right(u, scope)
        return None if after is None else add(after, sp.Integer(1))

    with planted_rule(rule, off):
        report = verify(model, wrt=model.parameters[0], points=1)
    assert any(check.rule == rule.name for check in report.steps if not check.ok)


def changed_adjoint(name: str, change: Callable[[sp.Expr], sp.Expr]):
    """``symgrad.program.adjoints`` with one adjoint changed: derivations stay right, the code's gradient does not."""
    right = symgrad.program.adjoints

    def wrong(*args, **options):
        found = right(*args, **options)
        return tuple(replace(a, expr=change(a.expr)) if a.name == name else a for a in found)

    return symgrad.program, "adjoints", wrong


def changed_code(printer: type, method: str, change: Callable[[str], str]):
    """A printer whose ``method`` prints something else."""
    right = getattr(printer, method)

    def wrong(self, *args, **options):
        return change(right(self, *args, **options))

    return printer, method, wrong


def changed_function(name: str, factor: float):
    """A function whose stable form, the one in the code, is off by a factor."""
    row = next(row for row in FUNCTIONS if row.name == name)
    return row.symbol, replace(row, stable=lambda z: mul(sp.Float(factor), row.stable(z)))


def bare(self, item, level, strict=False) -> str:
    """A printer that forgets parentheses."""
    return self.doprint(item)


def without_mean(expr: sp.Expr) -> sp.Expr:
    kept = [f for f in expr.args if not (isinstance(f, sp.Pow) and sp.Symbol("m") in f.free_symbols)]
    assert len(kept) < len(expr.args)
    return mul(*kept)


#: name → (model, what is planted, the checks that must fail); nothing else may be needed to see it
PLANTED = {
    "adjoint with the wrong sign": (network_221, lambda: changed_adjoint("w_1", neg), {"w_1"}),
    "adjoint on the way with the wrong sign": (
        network_221,
        lambda: changed_adjoint("h_2", neg),
        {"w_2", "w_4"},
    ),
    "adjoint off by 1e-6 of itself": (
        network_221,
        lambda: changed_adjoint("w_6", lambda e: mul(sp.Rational(1000001, 1000000), e)),
        {"w_6"},
    ),
    "no gradient at all": (network_221, lambda: changed_adjoint("w_3", lambda e: sp.Integer(0)), {"w_3"}),
    "missing 1/m": (regression, lambda: changed_adjoint("h", without_mean), {"w", "b"}),
    "a function in the code that is 1e-9 too large": (
        lambda: of_one(power(apply("softplus", mul(w, x)), TWO)),
        lambda: changed_function("softplus", 1.000000001),
        {"E"},
    ),
    "e^z in the code that is 1e-9 too large": (
        network_221,
        lambda: changed_code(ScalarCode, "_print_exp", lambda text: f"(1.000000001*{text})"),
        {"h_1", "h_2", r"\hat{y}", "E"},
    ),
    "scalar code without parentheses": (network_221, lambda: (ScalarCode, "parenthesize", bare), {"E"}),
    "array code without parentheses": (regression, lambda: (ArrayCode, "parenthesize", bare), {"L"}),
    "a mean over everything for a sum": (
        regression,
        lambda: changed_code(ArrayCode, "_print_SumOver", lambda text: text.replace("np.sum", "np.mean")),
        {"L"},
    ),
    "a product that is a sum": (
        multilayer,
        lambda: changed_code(ArrayCode, "_print_MatMul", lambda text: f"(1 + {text})"),
        {"A"},
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_errors_are_seen(name, monkeypatch) -> None:
    make, plant, expected = PLANTED[name]
    planted = plant()
    if planted[0] in BY_SYMBOL:
        monkeypatch.setitem(BY_SYMBOL, *planted)
    else:
        monkeypatch.setattr(*planted)
    report = verify(make(), steps=False, points=1)
    assert not report
    failed = {check.name for check in report.failures}
    assert expected <= failed
    if planted[1] == "adjoints":
        assert expected == failed
        assert not report.worst.ok
        assert report.worst.name in expected


def changed_step(derivation: Derivation, number: int, change: Callable[[sp.Expr], sp.Expr]) -> Derivation:
    step = derivation.steps[number]
    steps = list(derivation.steps)
    steps[number] = replace(step, line=change(step.line), after=change(step.after))
    return replace(derivation, steps=tuple(steps))


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["board", "backprop"])
@pytest.mark.parametrize("make", [network_221, regression, multilayer])
def test_a_wrong_line_is_named(make, strategy, monkeypatch) -> None:
    model = make()
    wrt = model.parameters[0]
    right = derive(model, wrt, strategy=strategy)
    for number in range(0, len(right.steps), 6):
        wrong = changed_step(right, number, neg)
        monkeypatch.setattr(symgrad.verification, "derive", lambda *_, wrong=wrong, **__: wrong)
        monkeypatch.setattr(symgrad.verification, "STRATEGIES", (strategy,))
        report = verify(model, wrt=wrt, points=1)
        assert all(check.ok for check in report.gradients)
        assert {check.place for check in report.steps if not check.ok} == {(number + 1,)}


def test_a_wrong_small_line_is_named(monkeypatch) -> None:
    model = network_221()
    right = derive(model, "w_1", strategy="backprop")
    number = next(n for n, step in enumerate(right.steps) if step.rule == "local" and step.substeps)
    step = right.steps[number]
    small = (replace(step.substeps[0], line=neg(step.substeps[0].line)), *step.substeps[1:])
    steps = list(right.steps)
    steps[number] = replace(step, substeps=small)
    wrong = replace(right, steps=tuple(steps))
    monkeypatch.setattr(symgrad.verification, "derive", lambda *_, **__: wrong)
    report = verify(model, wrt="w_1", points=1)
    assert {check.place for check in report.steps if not check.ok} == {(number + 1, 1)}


# -- normalisation: large derivatives, and some that are 0 up to rounding -----------------------------------------


def normalised(bias: str = "", activation: str = "") -> Model:
    """Batch normalisation; a bias before it has no influence."""
    return read(
        rf"""A = X W {bias}
\mu_j = \frac1N\sum_i A_{{ij}}
v_j = \frac1N\sum_i (A_{{ij}}-\mu_j)^2
B_{{ij}} = {activation}(g_j\frac{{A_{{ij}}-\mu_j}}{{\sqrt{{v_j+\epsilon}}}} + c_j)
L = \sum_i\sum_j (B_{{ij}}-Y_{{ij}})^2""",
        parameters="W g c b" if bias else "W g c",
        data=r"X Y \epsilon",
        shapes={"X": "N D", "W": "D M", "g": "M", "c": "M", "Y": "N M"} | ({"b": "M"} if bias else {}),
    )


@pytest.mark.slow
@pytest.mark.parametrize("bias", ["", "+ b"])
@pytest.mark.parametrize("seed", [0, 4])
def test_steep_models_are_no_false_alarm(bias: str, seed: int) -> None:
    report = verify(normalised(bias), seed=seed, steps=bool(bias), points=1 if bias else 3)
    assert report.ok, report.failures
    found = {check.name: check for check in report.gradients}
    assert found["W"].error < 1e-10
    if bias:
        assert found["b"].error == 0.0  # 0 up to rounding, not "all of itself"
        assert all(check.error < 1e-6 for check in report.steps)


def planted_entry(key: str, place: tuple[int, ...], factor: float):
    """The program's gradient with one entry off."""
    right = symgrad.program.Program.value_and_grad

    def wrong(self, params, data):
        value, gradient = right(self, params, data)
        changed = np.array(gradient[key])
        changed[place] *= factor
        return value, {**gradient, key: changed}

    return symgrad.program.Program, "value_and_grad", wrong


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (normalised, "W"),
        (lambda: normalised("+ b"), "W"),
        (lambda: normalised(activation=r"\operatorname{ReLU}"), "g"),
        (multilayer, "W_1"),
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.slow
def test_one_entry_off_by_a_millionth_of_itself_is_seen(make, key: str, seed: int, monkeypatch) -> None:
    model = make()
    monkeypatch.setattr(*planted_entry(key, (1, 0) if len(model[key].axes) == 2 else (1,), 1 + 1e-6))
    report = verify(model, steps=False, seed=seed)
    assert [check.name for check in report.failures] == [key]


def test_a_gradient_of_rounding_is_not_taken_for_zero(monkeypatch) -> None:
    """What is 0 up to rounding must not be 1e-9."""
    right = symgrad.program.Program.value_and_grad

    def wrong(self, params, data):
        value, gradient = right(self, params, data)
        return value, {**gradient, "b": gradient["b"] + 1e-9}

    monkeypatch.setattr(symgrad.program.Program, "value_and_grad", wrong)
    report = verify(normalised("+ b"), steps=False)
    assert [check.name for check in report.failures] == ["b"]


# -- what cannot be checked is named ---------------------------------------------------------------------------


@pytest.mark.parametrize(("factor", "holds"), [(2, True), (3, False)])
def test_a_letter_that_only_a_delta_has_runs_over_what_is_differentiated_by(
    factor: int, holds: bool, monkeypatch
) -> None:
    model = sum_of_squares()
    j, k = symbols("j k")
    delta = sp.KroneckerDelta(j, k)
    right = derive(model, "W", strategy="board")
    line = mul(delta, sp.Integer(factor))
    small = Step("cancel", mul(TWO, delta), line, line)
    steps = (replace(right.steps[0], substeps=(small,)), *right.steps[1:])
    one = replace(right, steps=steps)
    monkeypatch.setattr(symgrad.verification, "derive", lambda *_, **__: one)
    monkeypatch.setattr(symgrad.verification, "STRATEGIES", ("board",))
    report = verify(model, points=1)
    assert report.unchecked == ()
    assert {check.ok for check in report.steps if check.place == (1, 1)} == {holds}


def sum_of_squares() -> Model:
    return read(r"L = \sum_{j=1}^D W_j^2", parameters="W", shapes={"W": "D"})


BREAKS = {
    "the gradients": (symgrad.verification.GradientChecker, "check", False),
    "the values": (symgrad.verification, "_values", False),
    "the steps": (symgrad.verification.StepChecker, "check", True),
    r"line \d": (symgrad.verification.StepChecker, "_ready", True),
    "derivatives by": (symgrad.verification.steps.Along, "__init__", True),
    "by board": (symgrad.verification, "derive", True),
}


@pytest.mark.parametrize("what", BREAKS)
@pytest.mark.parametrize("error", [KeyError("j"), TypeError("complex"), UnsupportedError("no code")])
@pytest.mark.slow
def test_what_breaks_is_named_and_never_called_right(what: str, error: Exception, monkeypatch) -> None:
    if isinstance(error, UnsupportedError) and what in ("the gradients", "the values", "the steps"):
        return  # that is how a point at a kink is refused

    def broken(*_, **__):
        raise error

    owner, name, ok = BREAKS[what]
    monkeypatch.setattr(owner, name, broken)
    report = verify(one_sample(), points=1)
    assert any(re.match(f".*{what}", reason) and str(error) in reason for reason in report.unchecked)
    assert report.ok is ok
    said = report.text(lang="en")
    assert report.unchecked[0] in said
    assert ("could not be compared" in said) is not ok
    assert "do not hold" not in said


# -- many parameters ----------------------------------------------------------------------------------------


def test_79510_parameters_cost_a_handful_of_loss_evaluations() -> None:
    report = verify(wide(), steps=False)
    assert report.ok, report.failures
    assert sum(check.entries for check in report.gradients) == 79_510
    assert report.loss_evaluations <= 60
    assert report.confidence > 1 - 1e-9
    assert report.detectable == DETECTABLE
    assert all(check.directions == 3 for check in report.gradients)


@pytest.mark.slow
@pytest.mark.parametrize("factor", [0.9, 20.0, -1.0])
def test_one_wrong_entry_among_79510_is_seen(factor, monkeypatch) -> None:
    right = symgrad.program.Program.value_and_grad

    def wrong(self, params, data):
        value, gradient = right(self, params, data)
        changed = gradient["W_1"].copy()
        changed[17, 5] *= factor
        return value, {**gradient, "W_1": changed}

    monkeypatch.setattr(symgrad.program.Program, "value_and_grad", wrong)
    report = verify(wide(), steps=False)
    assert [check.name for check in report.failures] == ["W_1"]


def test_lines_of_a_wide_model_are_checked_on_a_narrow_one() -> None:
    narrow = with_short_axes(wide())
    assert [str(axis) for axis in narrow["W_1"].axes] == ["3", "2"]
    assert [str(axis) for axis in narrow["X"].axes] == ["N", "3"]
    assert with_short_axes(multilayer()) == multilayer()


def test_the_confidence_is_the_formula_in_its_docstring() -> None:
    rng = np.random.default_rng(0)
    threshold, rho, size = 0.4, 0.7, 50
    error = np.zeros(size)
    error[:3] = rng.normal(size=3)
    error *= rho / np.linalg.norm(error)
    passed = np.abs(rng.normal(size=(20_000, 2, size)) @ error) <= threshold
    expected = missed([threshold, threshold], rho)
    assert np.mean(passed.all(axis=1)) == pytest.approx(expected, abs=0.01)
    assert missed([1e-9], 1e-3) == pytest.approx(sqrt(2 / np.pi) * 1e-6, rel=1e-6)


# -- kinks, domains, options ----------------------------------------------------------------------------------


def test_kinks_are_kept_away_from_and_their_convention_is_stated() -> None:
    model = of_one(power(apply("relu", add(mul(w, x), y)), TWO))
    report = verify(model)
    assert report.ok
    assert [(str(f.func), value) for f, value in report.conventions] == [("relu", 0)]
    assert report.gradients[0].complex_error is None
    at_the_kink = verify(model, at={"w": 2.0, "x": 1.0, "y": -2.0})
    assert at_the_kink.ok
    assert any("kink" in reason for reason in at_the_kink.unchecked)


@pytest.mark.slow
def test_a_wide_relu_network_is_checked_between_its_kinks() -> None:
    report = verify(layers(2, "relu"), steps=False, at={"X": np.random.default_rng(3).normal(size=(40, 30))})
    assert report.ok, report.failures


def test_points_are_drawn_inside_the_domain() -> None:
    entropy = neg(mul(y, apply("log", sub(sp.Integer(1), mul(w, x)))))
    assert verify(of_one(mul(entropy, power(w, sp.S.Half)))).ok


@pytest.mark.parametrize(
    "expr", [power(w, sp.Rational(3, 2)), power(w, x), power(sub(w, y), sp.Rational(-5, 2))]
)
def test_points_of_powers_are_drawn_where_they_are_real(expr) -> None:
    report = verify(of_one(expr))
    assert report.ok, report.failures
    assert report.unchecked == ()
    outside = verify(of_one(expr), at={"w": -2.0, "x": 0.5, "y": 1.0})
    assert outside.ok
    assert any("numbers given" in reason for reason in outside.unchecked)


def test_a_model_without_a_real_power_says_so() -> None:
    with pytest.raises(UnsupportedError, match=r"no point was found.*no finite value"):
        verify(of_one(power(neg(power(w, TWO)), sp.Rational(3, 2))))


def test_a_model_without_a_value_says_so() -> None:
    with pytest.raises(UnsupportedError, match="at="):
        verify(of_one(apply("log", neg(power(w, TWO)))))


def test_data_can_be_differentiated_by() -> None:
    report = verify(network_221(), wrt="x_1", points=1)
    assert [check.name for check in report.gradients] == ["x_1"]
    assert report.ok


def test_a_parameter_that_does_not_occur_has_gradient_zero() -> None:
    report = verify(scalar_model([("E", power(w, TWO))], parameter="w v", data="x"), points=1)
    assert report.ok, report.failures
    assert {check.name: check.got for check in report.gradients}["v"] == 0


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"points": 0}, OptionError, "points"),
        ({"wrt": "w_9"}, ModelError, "w_9"),
        ({"wrt": "h_1"}, ModelError, "definition"),
        ({"at": {"x_1": [1.0, 2.0]}}, DataError, "x_1 needs 0 axes"),
        ({"at": {"x_1": float("nan")}}, DataError, "not finite"),
        ({"at": {"q": 1.0}}, DataError, "q is not an input"),
    ],
)
def test_what_cannot_be_verified_is_refused(options, error, message) -> None:
    with pytest.raises(error, match=message):
        verify(network_221(), **options)


def test_the_same_seed_gives_the_same_report() -> None:
    one, two = (verify(one_sample(), seed=5, points=1) for _ in range(2))
    assert one == two
    assert isinstance(one, Verification)
    kinds = {type(check) for check in (*one.values, *one.gradients, *one.steps)}
    assert kinds == {ValueCheck, GradientCheck, StepCheck}


# -- numerical derivatives --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda t: np.exp(1 + t), np.e),
        (lambda t: np.sin(10 * (0.3 + t)), 10 * np.cos(3)),
        (lambda t: (2 + t) ** 2, 4.0),
        (lambda t: 1e-8 * np.tanh(0.2 + t), 1e-8 / np.cosh(0.2) ** 2),
        (lambda t: np.log(0.01 + t), 100.0),
    ],
)
def test_slopes_are_good_to_ten_digits_and_know_it(f, expected) -> None:
    found = slope(f)
    assert float(found.value) == pytest.approx(expected, rel=1e-8)
    assert abs(float(found.value) - expected) <= 10 * float(found.error)
    assert float(complex_slope(lambda t: np.asarray(f(t)))) == pytest.approx(expected, rel=1e-14)


def test_the_order_tells_a_right_derivative_from_a_wrong_one() -> None:
    found = slope(lambda t: np.exp(1 + t))
    assert observed_order(np.asarray(np.e), found.plain, found.noise) == pytest.approx(2, abs=0.01)
    assert observed_order(np.asarray(1.1 * np.e), found.plain, found.noise) == pytest.approx(0, abs=0.1)
    straight = slope(lambda t: np.asarray(3 * t))
    assert observed_order(np.asarray(3.0), straight.plain, straight.noise) is None


def test_sums_are_evaluated_with_small_different_lengths() -> None:
    i, m = symbols("i m")
    X = sp.IndexedBase("x")
    model = Model(
        (Definition("L", (), total(power(mul(w, X[i]), TWO), (i, 1, m))),),
        table(parameter="w", data="x[m]", definition="L", size="m"),
    )
    assert verify(model, points=1).ok
