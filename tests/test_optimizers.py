"""Rows of optimizers: each gives the papers' steps, and a row that makes no sense is refused by name."""

from __future__ import annotations

from itertools import pairwise, permutations

import mpmath
import numpy as np
import optimizer_references as references
import pytest
import sympy as sp
from mpmath import mpf

from symgrad.errors import OptionError, SymgradError
from symgrad.optimizers import (
    BY_NAME,
    GRADIENT,
    NAMES,
    OPTIMIZERS,
    PARAMETER,
    Hyperparameter,
    UpdateRule,
    clipped_by_norm,
    clipped_by_value,
    optimizer,
    schedules,
    with_l2,
    with_weight_decay,
)
from symgrad.optimizers.equations import rule_from_text
from symgrad.optimizers.table import ROWS
from symgrad.reading import read
from symgrad.stepper import Stepper

ALPHA = Hyperparameter("learning_rate", sp.Symbol("a"), usual=0.1)
BETA = Hyperparameter("beta", sp.Symbol("b"), usual=0.9, high=1.0, includes_low=True)
V = sp.Symbol("v")
W, G, A, B = PARAMETER, GRADIENT, ALPHA.symbol, BETA.symbol
DESCENT = (W, W - A * G)


def rule(*assignments, hyperparameters=(ALPHA,), state=(), reference="A3"):
    return UpdateRule("planted", assignments, hyperparameters, state, reference)


@pytest.mark.parametrize("row", OPTIMIZERS, ids=lambda row: row.name)
def test_every_row_is_found_by_its_name_and_takes_its_usual_values(row):
    assert optimizer(row.name) is row is BY_NAME[row.name]
    assert row.reference
    assert dict(row.values({})) == {item.spelling: item.usual for item in row.hyperparameters}


def test_gradient_descent_is_the_lectures_update():
    (left, right), *rest = optimizer("gradient_descent").assignments
    assert not rest
    assert left == W
    # A7: w = (1, 1), gradient (-4, 3), rate 0.01 gives (1.04, 0.97)
    at = {r"\alpha": sp.Rational(1, 100)}
    for gradient, expected in ((-4, "1.04"), (3, "0.97")):
        values = {sp.Symbol(r"\alpha"): at[r"\alpha"], W: 1, G: gradient}
        assert right.xreplace(values).doit() == sp.Rational(expected)


def test_a_row_with_state_is_accepted():
    row = rule((V, B * V + G), (W, W - A * V), hyperparameters=(ALPHA, BETA), state=(V,))
    assert row.state == (V,)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: rule((W, W - A * G * sp.Symbol("q"))), "q in the assignment of w is not declared"),
        (lambda: rule((W, W - A * G), state=(V,)), "the state v is never updated"),
        (lambda: rule((V, G), (W, W - A * G), state=(V,)), "v is never used"),
        (lambda: rule(DESCENT, hyperparameters=(ALPHA, BETA)), "b is never used"),
        (lambda: rule((W, W - A)), "g is never used"),
        (lambda: rule((V, A * G)), "the parameter w is never updated"),
        (lambda: rule(DESCENT, DESCENT), "w is assigned twice"),
        (lambda: rule((G, G), DESCENT), "g is given from outside"),
        (lambda: rule((W, W - V), (V, A * G)), "v in the assignment of w is not declared"),
        (lambda: rule(DESCENT, hyperparameters=(ALPHA, ALPHA)), "declared twice"),
        (lambda: rule(DESCENT, reference=""), "reference"),
    ],
)
def test_nonsense_is_refused(make, message):
    with pytest.raises(SymgradError, match=message):
        make()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rate": 0.1}, "no option 'rate'"),
        ({"learning_rate": 0.0}, "greater than 0"),
        ({"learning_rate": float("nan")}, "greater than 0"),
        ({"learning_rate": "fast"}, "not 'fast'"),
    ],
)
def test_options_are_checked(given, message):
    with pytest.raises(OptionError, match=message):
        optimizer("gradient_descent").values(given)


def test_an_unknown_optimizer_lists_what_exists():
    with pytest.raises(OptionError, match="gradient_descent"):
        optimizer("gradient_decent")


# -- every row against values worked out elsewhere ---------------------------------------------------------------

#: a loss whose gradient in a step is what that step's sample says, element by element, everywhere
PULL = read(
    r"L = \frac{1}{m} \sum_{i=1}^m \sum_{k=1}^n c_{ik} w_k",
    parameters="w",
    data="c",
    shapes={"c": "m n", "w": "n"},
)
#: the papers' decimals are not binary: values of about 1 are right to some units of the last place
TOLERANCE = 2e-13


def trajectory(rule, gradients, start, **chosen):
    """The parameters after each step, by the generated code; ``gradients`` are steps × parameters."""
    stepper = Stepper(PULL, rule, rule.values(chosen), {"w": np.array(start)}, {"c": np.array(gradients)})
    for place in range(len(gradients)):
        with np.errstate(invalid="ignore"):  # RAdam's root of what is not used yet
            stepper.step(np.array([place]))
        yield stepper.params["w"]


def after(rule, gradients, start=0.0, **chosen):
    """One parameter after one step for each gradient."""
    *_, last = trajectory(rule, [[g] for g in gradients], [start], **chosen)
    return float(last[0])


#: gradients of very different size in all orders, again and again; one that turns Lion's sign by a little; any
SEQUENCES = [
    *(order * 3 for order in permutations((3.0, -1e-3, 2e-8))),
    (1.0, -0.095, 0.5) * 3,
    tuple(np.random.default_rng(4).normal(size=9)),
]
STARTS = (0.0, 1.5)


def differences(rule, name, **chosen):
    """The errors of a rule against the reference called ``name``, relative to how far the parameter has gone.

    First steps from 0 against the closed form (usual values only), and every step of ``SEQUENCES`` from ``STARTS``.
    """
    columns = [(order, start) for order in SEQUENCES for start in STARTS]
    gradients = np.array([order for order, _ in columns]).T
    starts = [start for _, start in columns]
    exactly = {spelling: mpf(value) for spelling, value in chosen.items()}
    furthest = dict.fromkeys(columns, mpf(0))
    with mpmath.workdps(40):
        for step, reached in enumerate(trajectory(rule, gradients, starts, **chosen), 1):
            for (order, start), value in zip(columns, reached, strict=True):
                if step == 1 and start == 0 and not chosen:
                    first = references.FIRST[name](mpf(order[0]))
                    yield abs(mpf(value) - first) / abs(first)
                path = [mpf(gradient) for gradient in order[:step]]
                expected = references.STEPS[name](path, mpf(start), **exactly)
                furthest[order, start] = max(furthest[order, start], abs(expected))
                yield abs(mpf(value) - expected) / furthest[order, start]


def test_every_row_has_a_reference():
    assert NAMES == tuple(references.STEPS) == tuple(references.FIRST)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_first_steps_and_sequences_of_steps_are_the_papers(name):
    assert max(differences(optimizer(name), name)) < TOLERANCE


#: other values than the usual ones: a hyperparameter in the place of another shows
CHOSEN = {
    "learning_rate": 0.037,
    "beta": 0.63,
    "momentum": 0.71,
    "beta_1": 0.81,
    "beta_2": 0.93,
    "epsilon": 3e-4,
    "weight_decay": 0.21,
    "initial_accumulator": 0.3,
    "momentum_decay": 0.4,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_every_hyperparameter_stands_in_its_place(name):
    row = optimizer(name)
    chosen = {item.spelling: CHOSEN[item.spelling] for item in row.hyperparameters}
    assert max(differences(row, name, **chosen)) < TOLERANCE


PLANTED = [
    ("adam", r"v_t = \beta_2 v_{t-1}", r"v_t = \beta_1 v_{t-1}"),
    ("adam", r"(1 - \beta_2) g^2", "g^2"),
    ("adam", r"(1 - \beta_1) g", "g"),
    ("adam", r"\sqrt{\hat{v}_t} + \epsilon", r"\sqrt{\hat{v}_t + \epsilon}"),
    ("adam", r"{1 - \beta_2^t}", r"{1 - \beta_2}"),
    ("adam", r"{1 - \beta_1^t}", r"{1 - \beta_2^t}"),
    ("adamw", r"- \alpha \lambda w", r"- \lambda w"),
    ("amsgrad", r"\max(u_{t-1}, v_t)", r"\max(v_t, v_t)"),
    ("adamax", r"|g| + \epsilon)", r"|g|) + \epsilon"),
    ("radam", r"\rho_t > 5", r"\rho_t > 4"),
    ("nadam", r"(1 - \mu) g", r"(1 - \nu) g"),
    ("lion", r"c_t = \beta_1 m_{t-1} + (1 - \beta_1) g", r"c_t = \beta_2 m_{t-1} + (1 - \beta_1) g"),
    ("momentum_averaging", r"(1 - \beta) g", "g"),
    ("momentum", r"\mu v + g", r"\mu v + (1 - \mu) g"),
    ("nesterov", r"(g + \mu v)", r"(\mu v)"),
    ("nag_lecture", r"w := w - v", r"w := w + v"),
    ("adagrad_lecture", r"\sqrt{G_t + \epsilon}", r"(\sqrt{G_t} + \epsilon)"),
    ("adagrad", r"\sqrt{G_t} + \epsilon", r"\sqrt{G_t + \epsilon}"),
    ("rmsprop_lecture", r"\beta E[g^2]_{t-1}", r"E[g^2]_{t-1}"),
    ("rmsprop_as_printed", r"= E[g^2]_{t-1}", r"= \beta E[g^2]_{t-1}"),
    ("rmsprop", r"\sqrt{v_t} + \epsilon", r"\sqrt{v_t + \epsilon}"),
    ("rmsprop_centered", "v_t - m_t^2", "v_t"),
    ("adadelta_lecture", r"\sqrt{E[\Delta w^2]_{t-1} + \epsilon}", r"\sqrt{E[\Delta w^2]_{t-1}} + \epsilon"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "right", "wrong"), PLANTED)
def test_a_planted_error_is_seen(name, right, wrong):
    (row,) = (row for row in ROWS if row.name == name)
    assert right in row.equations
    planted = rule_from_text(
        row.equations.replace(right, wrong),
        row.hyperparameters,
        name=name,
        reference="planted",
        start=row.start,
    )
    assert max(differences(planted, name)) > 1e-9


def test_nesterovs_gradient_is_taken_where_the_velocity_leads():
    model = read(r"L = \frac{1}{2} w^2", parameters="w")  # the gradient is w
    rule = optimizer("nag_lecture")
    chosen = rule.values({"learning_rate": 0.1, "beta": 0.5})
    stepper = Stepper(model, rule, chosen, {"w": 1.0}, {})
    stepper.step()  # v = 0.1 · 1, w = 0.9
    assert stepper.params["w"] == pytest.approx(0.9, rel=1e-15)
    stepper.step()  # at 0.9 − 0.05: v = 0.05 + 0.085, w = 0.765
    assert stepper.params["w"] == pytest.approx(0.765, rel=1e-14)


# -- one row is another ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "chosen", "other", "others"),
    [
        ("momentum", {"momentum": 0.0, "learning_rate": 0.03}, "sgd", {"learning_rate": 0.03}),
        ("momentum_averaging", {"beta": 0.0}, "sgd", {}),
        ("momentum_keras", {}, "momentum", {}),
        ("nesterov_keras", {}, "nesterov", {}),
        ("nesterov", {"momentum": 0.0}, "sgd", {}),
        ("nag_lecture", {}, "momentum", {}),  # where the gradient is the same everywhere
        ("momentum_averaging", {"learning_rate": 0.1}, "momentum", {"learning_rate": 0.01}),
        ("adamw", {"weight_decay": 0.0}, "adam", {}),
        ("rmsprop_momentum", {"momentum": 0.0}, "rmsprop", {}),
        ("rmsprop_centered_momentum", {"momentum": 0.0}, "rmsprop_centered", {}),
        ("rmsprop_as_printed", {"beta": 0.0}, "adagrad_lecture", {}),
        # the missing β of the slide: AdaGrad with the learning rate α/√(1−β)
        (
            "rmsprop_as_printed",
            {"beta": 0.75, "learning_rate": 0.01, "epsilon": 1e-8},
            "adagrad_lecture",
            {"learning_rate": 0.02, "epsilon": 4e-8},
        ),
        ("adadelta", {"epsilon": 1e-8}, "adadelta_lecture", {}),
        ("adagrad", {"epsilon": 0.0}, "adagrad_lecture", {"epsilon": 0.0}),
        ("gradient_descent", {}, "sgd", {"learning_rate": 0.1}),
    ],
)
def test_identities(one, chosen, other, others):
    gradients = np.random.default_rng(5).normal(size=20)
    left = after(optimizer(one), gradients, 0.7, **chosen)
    assert left == pytest.approx(after(optimizer(other), gradients, 0.7, **others), rel=1e-13)


def test_adam_without_its_first_average_is_rmsprop_with_the_bias_corrected():
    gradients = np.random.default_rng(6).normal(size=20)
    corrected = optimizer(
        r"v := \beta v + (1 - \beta) g^2;  w := w - \alpha \frac{g}{\sqrt{v / (1 - \beta^t)} + \epsilon}",
        alpha=0.001,
        beta=0.999,
        epsilon=1e-8,
    )
    left = after(optimizer("adam"), gradients, 0.7, beta_1=0.0)
    assert left == pytest.approx(after(corrected, gradients, 0.7), rel=1e-14)


def test_lions_averages_with_one_beta_follow_the_sign_of_a_momentum():
    gradients = np.random.default_rng(7).normal(size=20)
    signs = optimizer(
        r"m := \beta m + (1 - \beta) g;  w := w - \alpha \operatorname{sign}(m)", alpha=0.0001, beta=0.9
    )
    left = after(optimizer("lion"), gradients, 0.7, beta_2=0.9)
    assert left == pytest.approx(after(signs, gradients, 0.7), rel=1e-14)


# -- changes of a row --------------------------------------------------------------------------------------------


def test_weight_decay_and_l2():
    gradients = np.random.default_rng(8).normal(size=20)
    decoupled = after(with_weight_decay(optimizer("adam")), gradients, 0.7, weight_decay=0.3)
    assert decoupled == pytest.approx(after(optimizer("adamw"), gradients, 0.7, weight_decay=0.3), rel=1e-14)
    coupled = after(with_l2(optimizer("adam")), gradients, 0.7, weight_decay=0.3)
    assert abs(coupled - decoupled) > 1e-4
    # for plain gradient descent they are the same
    both = [
        after(change(optimizer("sgd")), gradients, 0.7, weight_decay=0.3)
        for change in (with_l2, with_weight_decay)
    ]
    assert both[0] == pytest.approx(both[1], rel=1e-14)
    assert after(with_l2(optimizer("sgd"), 0.5), [2.0], 3.0) == pytest.approx(3 - 0.01 * (2 + 1.5), rel=1e-15)


@pytest.mark.parametrize(("gradient", "used"), [(0.5, 0.5), (3.0, 1.0), (-3.0, -1.0), (0.0, 0.0)])
@pytest.mark.parametrize("change", [clipped_by_value, clipped_by_norm])
def test_clipping_one_parameter(change, gradient, used):
    assert after(change(optimizer("sgd"), 1.0), [gradient]) == pytest.approx(-0.01 * used, abs=1e-17)


def test_clipping_by_norm_takes_all_parameters_together():
    model = read(r"L = \sum_{i=1}^2 c_i w_i + d u", parameters="w u", data="c d", shapes={"c": "2", "w": "2"})
    rule = clipped_by_norm(optimizer("gradient_descent"), 6.5)
    data = {"c": np.array([3.0, 4.0]), "d": 12.0}  # the length is 13, the gradient becomes half
    stepper = Stepper(model, rule, rule.values({"learning_rate": 1.0}), {"w": np.zeros(2), "u": 0.0}, data)
    stepper.step()
    np.testing.assert_allclose(stepper.params["w"], [-1.5, -2.0], rtol=1e-15)
    assert stepper.params["u"] == pytest.approx(-6.0, rel=1e-15)


def test_changes_that_do_not_fit_are_refused():
    with pytest.raises(OptionError, match="clip by norm last"):
        with_l2(clipped_by_norm(optimizer("sgd")))
    with pytest.raises(OptionError, match="weight_decay already"):
        with_weight_decay(optimizer("adamw"))
    with pytest.raises(OptionError, match="no learning rate"):
        with_weight_decay(optimizer("adadelta_lecture"))
    with pytest.raises(OptionError, match="greater than 0"):
        clipped_by_value(optimizer("sgd"), 0.0)


# -- schedules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (schedules.step_decay(0.1, factor=0.5, every=2), (0.1, 0.1, 0.05, 0.05, 0.025)),
        (schedules.exponential(0.1, factor=0.9), (0.1, 0.09, 0.081, 0.0729, 0.06561)),
        (schedules.cosine(0.1, steps=4), (0.1, 0.05 + 0.05 * 0.5**0.5, 0.05, 0.05 - 0.05 * 0.5**0.5, 0.0)),
        (schedules.cosine(0.1, steps=2, to=0.02), (0.1, 0.06, 0.02, 0.02, 0.02)),
        (schedules.warm_up(0.1, steps=4), (0.025, 0.05, 0.075, 0.1, 0.1)),
        (
            schedules.warm_up(schedules.exponential(0.1, factor=0.5), steps=2),
            (0.05, 0.05, 0.025, 0.0125, 0.00625),
        ),
    ],
)
def test_schedules_step_by_step(schedule, expected):
    reached = trajectory(optimizer("sgd"), [[1.0]] * 5, [0.0], learning_rate=schedule)
    rates = [before - now for before, now in pairwise([0.0, *(float(w[0]) for w in reached)])]
    assert rates == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: schedules.cosine(0.1, steps=0), "steps is 0"),
        (lambda: schedules.exponential(0.1, factor=1.5), "factor is 1.5"),
        (lambda: schedules.exponential("fast", factor=0.5), "not 'fast'"),
        (lambda: schedules.warm_up(0, steps=3), "greater than 0"),
        (
            lambda: optimizer("sgd").values({"learning_rate": sp.Symbol("t") * sp.Symbol("q")}),
            "q in the schedule",
        ),
        (lambda: optimizer("sgd").values({"learning_rate": 1 - sp.Symbol("t")}), "in step 2"),
        (lambda: optimizer("adam").values({"beta_1": sp.Symbol("t")}), "is a number"),
    ],
)
def test_schedules_that_make_no_sense_are_refused(make, message):
    with pytest.raises(OptionError, match=message):
        make()
