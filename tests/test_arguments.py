"""Numbers that do not fit a model are refused by name, before anything runs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from networks import B6, B6_DATA, least_squares, model, net_2_2_1

from symgrad.arguments import bind, bind_some
from symgrad.errors import DataError
from symgrad.program import compile

X = np.arange(6.0).reshape(3, 2)
GOOD = {"X": X, "y": [1, 2, 3]}
W = {"w": [1.0, 2.0]}


def test_what_fits_comes_back_as_floats_with_sizes() -> None:
    bound = bind(least_squares(), W, GOOD)
    assert bound.sizes == {"m": 3, "n": 2}
    assert bound.data["y"].dtype == np.float64
    assert compile(least_squares()).loss(bound.params, bound.data) == 1 + 36 + 121


@pytest.mark.parametrize("spelling", [r"\hat w", r"\hat{w}", r"\hat{ w }"])
def test_names_in_any_spelling(spelling: str) -> None:
    from sympy import Symbol

    given = model(("L", "", Symbol(r"\hat{w}") ** 2), parameters=[r"\hat{w}"])
    assert bind(given, {spelling: 2}, {}).params == {r"\hat{w}": 2.0}


@pytest.mark.parametrize("number", [1, 1.0, Fraction(1), np.float32(1), np.array(1), True])
def test_numbers_of_any_kind(number: object) -> None:
    bound = bind(net_2_2_1(), B6, {**B6_DATA, "y": number})
    assert bound.data["y"] == 1.0
    assert type(bound.data["y"]) is float


def test_single_precision_stays() -> None:
    assert bind(least_squares(), W, {**GOOD, "X": X.astype(np.float32)}).data["X"].dtype == np.float32


@pytest.mark.parametrize(
    ("params", "data", "message"),
    [
        (W, {"X": X}, "no data for y"),
        ({}, GOOD, "no value for the parameter w"),
        (W, {**GOOD, "Y": 1}, "no data 'Y'"),
        ({**W, "v": 1}, GOOD, "no parameter 'v'"),
        (W, {**GOOD, "w": 1}, "w stands among the data but belongs to the parameters"),
        ({**W, "X": X}, {"y": [1, 2, 3]}, "X stands among the parameters but belongs to the data"),
        (W, {**GOOD, "y": [1, 2, 3, 4]}, "size m is 3 in X but 4 in y"),
        ({"w": [1, 2, 3]}, GOOD, "size n is 2 in X but 3 in w"),
        (W, {**GOOD, "y": [[1], [2], [3]]}, r"y has shape \(m,\), but the value given has shape \(3, 1\)"),
        (W, {**GOOD, "y": 1}, r"y has shape \(m,\), but the value given has shape \(\)"),
        (W, {**GOOD, "y": [1, float("nan"), 3]}, r"y is NaN at \[1\]"),
        (W, {**GOOD, "X": [[1, 2], [np.inf, 3], [np.inf, 3]]}, r"X is infinite at \[1, 0\].* 2 such values"),
        (W, {**GOOD, "y": ["1", "2", "x"]}, "y holds '1'"),
        (W, {**GOOD, "y": [1, None, 2]}, "y holds None"),
        (W, {**GOOD, "y": [1, 2, 3j]}, "y is complex"),
        (W, {**GOOD, "X": [[1, 2], [3]]}, "X has rows of different lengths"),
        (W, {"X": np.empty((0, 2)), "y": []}, "is empty"),
        (W, {**GOOD, "m": 4}, "m = 4 was given but 3 in X"),
        (W, {**GOOD, "m": 2.5}, "m counts something"),
        (W, [X], "the data are a list"),
    ],
)
def test_what_does_not_fit_is_named(params: dict, data: dict, message: str) -> None:
    with pytest.raises(DataError, match=message):
        bind(least_squares(), params, data)


def test_a_number_is_no_array() -> None:
    with pytest.raises(DataError, match=r"x_1 is one number, but the value given has shape \(2,\)"):
        bind(net_2_2_1(), B6, {**B6_DATA, "x_1": [1, 2]})


def test_a_name_given_twice() -> None:
    from sympy import Symbol

    given = model(("L", "", Symbol(r"\hat{w}") ** 2), parameters=[r"\hat{w}"])
    with pytest.raises(DataError, match="given twice"):
        bind(given, {r"\hat{w}": 1, r"\hat w": 2}, {})


def test_some_parameters_may_be_missing_where_they_are_drawn() -> None:
    bound = bind_some(least_squares(), {}, GOOD)
    assert bound.params == {}
    assert bound.sizes == {"m": 3, "n": 2}
