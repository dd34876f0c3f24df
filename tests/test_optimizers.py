"""Rows of optimizers: each names its source, and a row that makes no sense is refused by name."""

from __future__ import annotations

import pytest
import sympy as sp

from symgrad.errors import OptionError, SymgradError
from symgrad.optimizers import BY_NAME, GRADIENT, OPTIMIZERS, PARAMETER, Hyperparameter, UpdateRule, optimizer

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
