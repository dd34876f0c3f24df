"""Balls hold the true value: against the exact values, at cancellations, kinks, holes and near-coincidences."""

from __future__ import annotations

import random
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq
from models import network_221

from symgrad.balls import (
    BALLS,
    FIRST_BITS,
    Interval,
    contains,
    digits,
    enclose,
    ends,
    is_finite,
    overlaps,
    rounded,
    truncated,
    until,
)
from symgrad.errors import DataError
from symgrad.exact import MPMATH, Environment, evaluate, evaluate_expression
from symgrad.expressions import LogSumExp, Maximum, Minimum, add, div, mul, neg, power, sub
from symgrad.functions import FUNCTIONS, relu, sigma, softplus, step

w, x, y, b, i, j, m = sp.symbols("w x y b i j m")
X = sp.IndexedBase("X")
ONE, TWO = sp.Integer(1), sp.Integer(2)

EXPRESSIONS = {
    **{row.name: row.symbol(mul(w, x), evaluate=False) for row in FUNCTIONS if row.name != "log"},
    "log": sp.log(add(ONE, power(x, TWO)), evaluate=False),
    "root": power(add(ONE, power(x, TWO)), sp.Rational(1, 2)),
    "cube root": power(sp.Abs(x, evaluate=False), sp.Rational(-1, 3)),
    "power": power(add(ONE, sp.Abs(x, evaluate=False)), w),
    "max, min": sub(Maximum(w, x), Minimum(mul(w, x), ONE)),
    "cases": sp.Piecewise((x, x > w), (neg(x), True), evaluate=False),
    "delta": add(x, sp.KroneckerDelta(ONE, TWO)),
    "sum": sp.Sum(mul(w, power(X[i], TWO)), (i, 1, m)),
    "sum in a sum": sp.Sum(mul(X[i], X[j]), (j, i, m), (i, 1, m)),
    "shifted sum": sp.Sum(mul(X[i], X[add(i, sp.Integer(-1))]), (i, 2, m)),
    "log Σ exp": LogSumExp(mul(w, X[i]), (i, 1, m)),
    "softmax": div(sp.exp(X[1], evaluate=False), sp.Sum(sp.exp(X[j], evaluate=False), (j, 1, m))),
    "constants": mul(sp.pi, x, sp.E),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_exact_value_lies_inside(name: str) -> None:
    rng = random.Random(name)
    for _ in range(5):
        point: dict[str, object] = {key: Fraction(rng.randint(-300, 300), rng.randint(1, 90)) for key in "wx"}
        point["X"] = [Fraction(rng.randint(-99, 99), 10) for _ in range(3)]
        ball = enclose(EXPRESSIONS[name], {**point, "m": 3})
        with mpmath.workdps(60):
            values = {key: MPMATH.number(value) for key, value in point.items()}
            exact = evaluate_expression(EXPRESSIONS[name], Environment(values, {"m": 3}))
            low, high = (mpmath.mpf(end.numerator) / end.denominator for end in ends(ball))
            slack = mpmath.mpf(10) ** -50 * (1 + abs(exact))  # the exact value's own rounding
            assert low - slack <= exact <= high + slack
            assert high - low <= mpmath.mpf(2) ** -40 * (1 + abs(exact))


def test_a_model_and_an_interval() -> None:
    model = network_221()
    values = dict.fromkeys((*model.parameters, *model.data), "0.5")
    exact = evaluate(model, values)["E"]
    balls = enclose(model, values)
    assert digits(balls["E"], 12)[:12] == mpmath.nstr(exact, 15)[:12]
    wide = enclose(model, {**values, "w_1": Interval.printed("0.500")})["E"]
    assert overlaps(wide, balls["E"])
    assert Fraction(1, 10**6) < ends(wide)[1] - ends(wide)[0] < Fraction(1, 1000)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.613", "0.6125", "0.6135"),
        ("-2.0", "-2.05", "-1.95"),
        ("3", "3", "3"),
        ("1.5e-3", "0.00145", "0.00155"),
    ],
)
def test_what_a_printed_number_stands_for(text: str, low: str, high: str) -> None:
    assert Interval.printed(text) == Interval(Fraction(low), Fraction(high))


def test_cancellation_costs_bits_not_truth() -> None:
    tiny = sub(sp.Sum(power(add(x, i), TWO), (i, 1, m)), sp.Sum(power(i, TWO), (i, 1, m)))
    point = {"x": Interval(Fraction(1, 10**30), Fraction(1, 10**30)), "m": 50}
    true = Fraction(2 * 1275, 10**30) + Fraction(50, 10**60)
    assert contains(enclose(tiny, point), 0)
    assert contains(enclose(tiny, point, bits=256), true)
    assert not contains(enclose(tiny, point, bits=256), 0)


@pytest.mark.parametrize("places", [12, 100])
def test_a_coincidence_of_many_digits_is_told_apart(places: int) -> None:
    left = mul(sigma(x, evaluate=False), sub(ONE, sigma(x, evaluate=False)))
    right = add(left, sp.Rational(1, 10**places))

    def apart(bits: int) -> bool | None:
        balls = [enclose(side, {"x": "1"}, bits=bits) for side in (left, right)]
        return None if overlaps(*balls) else True

    assert until(apart) is True
    assert (apart(FIRST_BITS) is None) == (places == 100)
    assert until(lambda bits: None if overlaps(*[enclose(left, {"x": "1"}, bits=bits)] * 2) else True) is None


def test_overlapping_is_decided_exactly_at_any_precision() -> None:
    nearly = sp.exp(mul(sp.pi, power(x, sp.Rational(1, 2))), evaluate=False)  # e^{π√163}, 10⁻¹² off
    ball = enclose(nearly, {"x": 163}, bits=256)
    assert not overlaps(ball, fmpq(262537412640768744))
    assert overlaps(ball, ball)
    back = sp.log(sp.exp(x, evaluate=False), evaluate=False)
    assert all(overlaps(enclose(back, {"x": "1/3"}, bits=bits), fmpq(1, 3)) for bits in (30, 64, 256, 1024))


UNDEFINED = {
    "1/0": div(ONE, sub(x, ONE)),
    "a denominator that may be 0": div(ONE, sub(sp.exp(x, evaluate=False), sp.E)),
    "log of a negative number": sp.log(neg(x), evaluate=False),
    "log of what may be 0": sp.log(sub(sp.exp(x, evaluate=False), sp.E), evaluate=False),
    "a root": power(neg(x), sp.Rational(1, 2)),
    "no case": sp.Piecewise((x, x > 5), evaluate=False),
    "past the end": X[add(x, sp.Integer(3))],
    "before the beginning": X[sub(x, ONE)],
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_no_value_is_said(name: str) -> None:
    ball = enclose(UNDEFINED[name], {"x": 1, "X": [1, 2, 3]})
    assert not is_finite(ball)
    assert ends(ball) is None
    assert rounded(ball, 2) is None
    assert digits(ball) is None


def test_kinks_are_decided_exactly_or_enclose_both_sides() -> None:
    third = sub(mul(x, sp.Integer(3)), ONE)
    assert enclose(step(third), {"x": "1/3"}) == fmpq(0)
    unknown = sub(power(power(x, sp.Rational(1, 2)), TWO), TWO)  # √2² − 2: no number of bits decides its sign
    low, high = ends(enclose(step(unknown), {"x": 2}))
    assert -1e-8 < low <= 0
    assert 1 <= high < 1 + 1e-8
    assert contains(enclose(relu(unknown), {"x": 2}), 0)
    assert contains(enclose(sp.sign(unknown), {"x": 2}), 0)
    either = sp.Piecewise((sp.Integer(7), unknown > 0), (div(ONE, ONE - ONE), True), evaluate=False)
    assert not is_finite(enclose(either, {"x": 2}))


def test_arithmetic_with_no_overflow() -> None:
    assert digits(enclose(softplus(x), {"x": "30000.5"}), 5) == "30000…"
    assert 0 < enclose(sigma(neg(x)), {"x": 10**9}) < fmpq(1, 10**300)
    tower = power(x, power(x, power(x, x)))
    assert not is_finite(enclose(tower, {"x": 99})) or ends(enclose(tower, {"x": 99})) is None


def test_places() -> None:
    sigmoid = enclose(sigma(x), {"x": "0.8"})
    assert (rounded(sigmoid, 3), truncated(sigmoid, 3)) == ("0.690", "0.689")
    assert digits(sigmoid, 6) == "0.689974…"
    assert rounded(fmpq(-15, 100), 1) == "-0.2"
    assert rounded(fmpq(5, 2), 0) == "3"
    assert digits(fmpq(-5, 4)) == "-1.25"
    huge = sp.exp(sp.exp(x))
    assert digits(enclose(huge, {"x": 10}), 6) == "9.38751…e9565"
    assert digits(enclose(neg(power(huge, -1)), {"x": 10}), 6) == "-1.06524…e-9566"
    assert not overlaps(fmpq(10), enclose(sp.exp(huge), {"x": 4}, bits=256))
    assert [digits(fmpq(10) ** n) for n in (99, 101, -101)] == ["1" + "0" * 99, "1e101", "1e-101"]
    assert digits(fmpq(-5, 4) * fmpq(10) ** 120) == "-1.25e120"
    assert digits(enclose(mul(x, sp.pi), {"x": 0})) == "0"
    assert rounded(arb(1, 0.1), 1) is None


def test_refusals() -> None:
    with pytest.raises(DataError, match="holds no number"):
        Interval(Fraction(1), Fraction(0))
    with pytest.raises(DataError, match="whole numbers"):
        enclose(X[x], {"x": "1/2", "X": [1, 2]})
    with pytest.raises(DataError, match="no number for w"):
        enclose(w, {"x": 1})


def test_balls_know_every_node_that_exact_values_know() -> None:
    assert MPMATH.functions.keys() <= BALLS.functions.keys()
    assert MPMATH.comparisons.keys() == BALLS.comparisons.keys()
    assert MPMATH.constants.keys() == BALLS.constants.keys()
