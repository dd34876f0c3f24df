"""What a verdict says: domains, counterexamples, relations, and that nothing is decided after the deadline."""

from __future__ import annotations

from contextlib import nullcontext
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest
import sympy as sp
from equality_pairs import (
    ON,
    Abs,
    K,
    Maximum,
    S,
    X,
    Y,
    Z,
    b,
    built,
    cases,
    delta,
    eta,
    exp,
    half,
    i,
    j,
    k,
    log,
    m,
    n,
    q,
    relu,
    sgn,
    sigma,
    softmax,
    sqrt,
    step,
    w,
    x,
    y,
    z,
)  # fmt: skip

from symgrad.balls import overlaps
from symgrad.equality import PROVERS, Domain, Verdict, clock, compare
from symgrad.equality.cases import Problem, prove
from symgrad.equality.clock import Clock, OutOfTime
from symgrad.equality.declared import declare
from symgrad.errors import OptionError, SymgradError, UnsupportedError
from symgrad.expressions import Partial
from symgrad.functions import softplus


def verdict(left: Any, right: Any, **options: Any) -> Verdict:
    return compare(built(lambda: left()), built(lambda: right()), **options)


DOMAINS = {
    "a hole": (lambda: x + 1, lambda: (x**2 - 1) / (x - 1), {}, [r"x \ne 1"]),
    "a hole in (0, ∞)": (lambda: 1 / x, lambda: (x - 3) / (x**2 - 3 * x), ON, [r"x \ne 3"]),
    "a hole that the domain excludes": (lambda: 1 / x, lambda: (x + 3) / (x**2 + 3 * x), ON, []),
    "a logarithm": (lambda: 2 * log(Abs(x)), lambda: 2 * log(x), {}, ["x > 0"]),
    "a logarithm in its domain": (lambda: 2 * log(Abs(x)), lambda: 2 * log(x), ON, []),
    "x > 5": (lambda: log((x - 5) ** 2), lambda: 2 * log(x - 5), {"x": "(5,inf)"}, []),
    "x > 4 is too wide": (lambda: log((x - 5) ** 2), lambda: 2 * log(x - 5), {"x": "(4,inf)"}, ["x > 5"]),
    "two logarithms": (lambda: log(x * y), lambda: log(x) + log(y), {}, ["x > 0", "y > 0"]),
    "a root": (lambda: sqrt(x) ** 2, lambda: x, {}, [r"x \ge 0"]),
    "a root on [0, ∞)": (lambda: sqrt(x) ** 2, lambda: x, {"x": "[0,inf)"}, []),
    "sign as a quotient": (lambda: sgn(x), lambda: x / Abs(x), {}, [r"x \ne 0"]),
    "never 0": (lambda: sp.Integer(1), lambda: (x**2 + x + 1) / (x**2 + x + 1), {}, []),
    "never 0: e^x": (lambda: x, lambda: x * (1 + exp(x)) / (1 + exp(x)), {}, []),
    "both need it": (lambda: 1 / x + 1 / x, lambda: 2 / x, {}, []),
    "a tower of fractions": (lambda: y / x, lambda: 1 / (x / y), {}, [r"y \ne 0"]),
    "a mean of a length": (lambda: S(X[i], i, 1, m), lambda: m * S(X[i] / m, i, 1, m), {}, []),
    "a hole where a sine is 0": (
        lambda: Abs(sp.sin(x)), lambda: sp.sin(x) ** 2 / Abs(sp.sin(x)), {}, [r"\sin{\left(x \right)} \ne 0"]
    ),
    "a hole where e^x is 2": (
        lambda: Abs(exp(x) - 2), lambda: (exp(x) - 2) ** 2 / Abs(exp(x) - 2), {}, [r"e^{x} - 2 \ne 0"]
    ),
    "where a maximum is 0": (
        lambda: Maximum(sp.sin(x), sp.S.Zero), lambda: 1 / (1 / Maximum(sp.sin(x), sp.S.Zero)), {},
        [r"\sin{\left(x \right)} > 0"],
    ),
    "no hole where a sine is 0": (lambda: sp.sin(x) ** 2 / y, lambda: Abs(sp.sin(x)) ** 2 / y, {}, []),
    "from the right only": (lambda: log(3 - x) * 1, lambda: log((3 - x) ** 2) / 2, {}, ["x < 3"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOMAINS)
def test_where_both_are_defined_is_said(name: str) -> None:
    left, right, domains, conditions = DOMAINS[name]
    found = verdict(left, right, domains=domains)
    assert found.status == ("equal_where_defined" if conditions else "equal")
    assert [condition.latex for condition in found.domain] == conditions


RELATIONS = {
    "sign": (lambda: 2 * x * (w * x - y), lambda: 2 * x * (y - w * x), "factor", sp.S.NegativeOne),
    "2": (lambda: x * (w * x - y), lambda: 2 * x * (w * x - y), "factor", sp.Integer(2)),
    "1/2": (lambda: 2 * sigma(x), lambda: sigma(x), "factor", half),
    "3/7": (lambda: 7 * x * y, lambda: 3 * x * y, "factor", sp.Rational(3, 7)),
    "m": (lambda: S(X[i], i, 1, m) / m, lambda: S(X[i], i, 1, m), "factor", m),
    "1/m": (lambda: S(X[i], i, 1, m), lambda: S(X[i], i, 1, m) / m, "factor", 1 / m),
    "η": (lambda: w * x, lambda: eta * w * x, "factor", eta),
    "1": (lambda: sigma(x), lambda: sigma(x) + 1, "difference", sp.S.One),
    "−1": (lambda: exp(x) / y, lambda: (exp(x) - y) / y, "difference", sp.S.NegativeOne),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_how_a_wrong_answer_is_related(name: str) -> None:
    left, right, kind, value = RELATIONS[name]
    found = verdict(left, right).relation
    assert found is not None
    assert getattr(found, kind) == value


def test_no_relation_is_made_up() -> None:
    assert verdict(lambda: x**2, lambda: x**2 + x).relation is None
    assert verdict(lambda: sigma(x), lambda: sigma(2 * x)).relation is None
    # at the first points both −1 and 2 look right
    assert verdict(lambda: Abs(x - 9), lambda: 9 - x).relation is None


def test_a_counterexample_is_friendly_and_holds() -> None:
    found = verdict(lambda: sqrt(x**2), lambda: x)
    assert found.counterexample is not None
    assert found.counterexample.at == {"x": Fraction(-1)}
    assert not overlaps(found.counterexample.left, found.counterexample.right)
    found = verdict(lambda: S(X[i] ** 2, i, 1, m) / m, lambda: (S(X[i], i, 1, m) / m) ** 2)
    assert found.counterexample is not None
    assert found.counterexample.at["m"] == 2
    assert len(found.counterexample.at["x"]) == 2


def test_points_stay_in_the_domain() -> None:
    narrow = {"x": Domain(low=Fraction(201, 200), high=Fraction(202, 200), low_open=True), "n": "Z"}
    found = verdict(lambda: x * n, lambda: x * n + 1, domains=narrow)
    assert found.counterexample is not None
    assert narrow["x"].contains(found.counterexample.at["x"])  # type: ignore[union-attr]
    assert found.counterexample.at["n"].denominator == 1
    assert verdict(lambda: Abs(x), lambda: x, domains={"x": "[0,1]"}).status == "equal"
    assert verdict(lambda: Abs(x), lambda: x, domains={"x": "[-1,1]"}).status == "different"


def test_agreeing_is_not_being_equal() -> None:
    hidden = built(lambda: x + relu(x - 10**7))  # differs beyond every point that is tried
    found = compare(x, hidden, domains={"x": "(0,inf)"})
    assert found.status in ("agrees", "different")
    # equal, but by an addition theorem that no prover knows
    two, three = sp.Rational(1, 2), sp.Rational(1, 3)
    found = verdict(lambda: x * sp.atan(two) + x * sp.atan(three), lambda: x * sp.pi / 4)
    assert found.status == "agrees"
    assert (found.points, found.digits, found.proof) == (found.points, 50, "")
    assert found.points >= 8


def test_answers_that_have_no_value_are_different() -> None:
    found = verdict(lambda: x**2, lambda: log(-1 - x**2))
    assert found.status == "different"
    assert found.counterexample is not None
    assert found.counterexample.right is None


BOMBS = {
    "a tower": lambda: x ** (x ** (x ** (x**x))),
    "a power of many terms": lambda: (w + x + y + z + b + 1) ** 300,
    "a large power": lambda: (x + y) ** sp.Integer(10**40),
    "a long sum": lambda: S(1 / (i + x**2), i, 1, 10**12),
    "sums in sums": lambda: S(
        S(S(S(1 / (i + j + k + q + x**2), i, 1, 900), j, 1, 900), k, 1, 900), q, 1, 900
    ),
    "many roots": lambda: sum((sqrt(x + number) for number in range(40)), sp.S.Zero) ** 20,
    "many cases": lambda: sum((Abs(x * y - number) for number in range(40)), sp.S.Zero),
    "nested fractions": lambda: nested(x, 200),
    "deep": lambda: nested(sp.exp(x), 3000),
}


def nested(expr: sp.Expr, depth: int) -> sp.Expr:
    for _ in range(depth):
        expr = sp.Add(sp.S.One, sp.Pow(sp.Add(expr, y), sp.S.NegativeOne))
    return expr


@pytest.mark.parametrize("name", BOMBS)
def test_the_deadline_is_kept(name: str) -> None:
    left = built(BOMBS[name])
    with sp.evaluate(False):
        right = left + x * exp(y) * sp.Rational(0, 1) if name != "a long sum" else left + 0 * x
    start = perf_counter()
    found = compare(left, right, deadline=0.1)
    assert perf_counter() - start < 1.5
    assert found.status in ("undecided", "equal", "agrees", "equal_where_defined")


@pytest.mark.parametrize(
    ("used", "passed", "over"), [(0.9, 3.9, False), (1.1, 3.0, True), (0.1, 4.1, True), (0.0, 0.9, False)]
)
def test_a_deadline_counts_what_a_busy_machine_gave_us(
    used: float, passed: float, over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall, processor = iter((10.0, *[10.0 + passed] * 3)), iter((5.0, 5.0 + used))
    monkeypatch.setattr(clock, "perf_counter", lambda: next(wall))
    monkeypatch.setattr(clock, "thread_time", lambda: next(processor))
    limit = Clock(1.0)
    with pytest.raises(OutOfTime) if over else nullcontext():
        limit.check()


def test_what_is_not_worked_out_is_undecided() -> None:
    assert compare(Partial(y, x), w).status == "undecided"
    assert compare(Partial(y, x), Partial(y, x)).status == "equal"


def test_refusals() -> None:
    with pytest.raises(OptionError, match="is no domain"):
        compare(x, x, domains={"x": "positive"})
    with pytest.raises(OptionError, match="no number lies"):
        Domain.read("(1,1)")
    with pytest.raises(UnsupportedError, match="has indices there"):
        compare(sp.Symbol("x"), X[1])
    with pytest.raises(SymgradError):
        Verdict("equal")
    with pytest.raises(SymgradError):
        Verdict("different")


def test_provers_have_names() -> None:
    names = [prover.name for prover in PROVERS]
    assert len(set(names)) == len(names)
    proofs = {
        "identical": (x, x),
        "normal form": (x * (x + y), x**2 + x * y),
        "logarithms and roots": built(lambda: (log(x**2 + 1) * 2, log((x**2 + 1) ** 2))),
        "cases": (Maximum(x, y), Maximum(y, x)),
        "derivative and one point": built(lambda: (2 * sp.atan(sp.tanh(x / 2)), sp.atan(sp.sinh(x)))),
        "sums": built(lambda: (S(X[i], i, 1, m), S(X[k], k, 1, m))),
    }
    assert {name: compare(*pair).proof for name, pair in proofs.items()} == {name: name for name in proofs}


#: pairs that are different: no prover may prove them, whatever the points say
TRAPS = {
    "one point": (lambda: x, lambda: cases((x, sp.Ne(x, 17)), (0, True))),
    "step at 0": (lambda: step(x), lambda: cases((1, x >= 0), (0, True))),
    "sign at 0": (lambda: sgn(x), lambda: 2 * step(x) - 1),
    "one δ": (lambda: S(delta(i, 2) * X[i], i, 1, m), lambda: X[2]),
    "a sum that begins late": (lambda: S(X[i], i, 3, m), lambda: S(X[i], i, 1, m) - X[1]),
    "one letter, two lengths": (
        lambda: S(S(delta(i, k) * X[k], k, 1, m), i, 1, m) + S(S(delta(i, k) * X[k], k, 1, m), i, 1, q),
        lambda: S(X[i], i, 1, m) + S(X[i], i, 1, q),
    ),
    "terms without a value": (
        lambda: Maximum(S(x / (x - x), i, 2, m - 1), y),
        lambda: Maximum(S(x / (x - x), i, 2, m - 1), y**2),
    ),
    "nothing has a value": (lambda: x / (x - x), lambda: y / (y - y)),
    "large angles": (lambda: sp.sin(30 * x), lambda: sp.sin(40 * x)),
    "large angles of a sum": (lambda: sp.sin(30 * x + y), lambda: sp.sin(15 * x + y / 2)),
    "powers of −1": (lambda: (-1) ** n, lambda: (-1) ** (n + 1)),
    "exponents": (lambda: x**n, lambda: Abs(x) ** n),
    "Σ |x|": (lambda: S(Abs(X[i]), i, 1, m), lambda: Abs(S(X[i], i, 1, m))),
    "Σ step": (lambda: S(step(X[i]), i, 1, m), lambda: S(1 - step(-X[i]), i, 1, m)),
    "Σ max": (lambda: S(Maximum(X[i], Y[i]), i, 1, m), lambda: Maximum(S(X[i], i, 1, m), S(Y[i], i, 1, m))),
    "log Σ": (lambda: log(S(exp(Z[k]), k, 1, K)), lambda: S(log(exp(Z[k])), k, 1, K)),
    "softmax of another": (lambda: softmax(j), lambda: softmax(k)),
    "σ(10⁻⁹⁹)": (lambda: softplus(x), lambda: softplus(x + sp.Rational(1, 10**99))),
}


@pytest.mark.parametrize("name", TRAPS)
def test_nothing_false_is_proved(name: str) -> None:
    left, right = (built(side) for side in TRAPS[name])
    domains: dict[str, Domain | str] = {"n": "Z"}
    problem = Problem(left, right, declare((left, right), domains), Clock(10))
    assert prove(problem) is None


def test_a_limit_in_steps_is_the_same_on_any_machine() -> None:
    left, right = built(lambda: sigma(x)), built(lambda: 1 - sigma(-x))
    taken = [steps for steps in range(0, 400, 10) if compare(left, right, work=steps).status == "equal"]
    assert taken
    assert taken[0] > 0
    assert taken == list(range(taken[0], 400, 10))
