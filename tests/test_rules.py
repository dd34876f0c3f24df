"""Every rule has an example and is right: by SymPy's own derivative, an independent road."""

from __future__ import annotations

import math

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from models import scalar_model, symbols

from symgrad.derivation import derive
from symgrad.derivation.board import Board
from symgrad.derivation.folding import fold
from symgrad.derivation.tidy import cancel, shorten, sift
from symgrad.errors import SymgradError, UnsupportedError
from symgrad.exact import Environment, evaluate_expression
from symgrad.expressions import (
    Determinant,
    Element,
    LogDeterminant,
    LogSumExp,
    MatrixInverse,
    Maximum,
    Minimum,
    Partial,
    add,
    applied,
    div,
    mul,
    neg,
    places,
    power,
    put_in_place,
    replace,
    sub,
    total,
    walk,
)
from symgrad.functions import BY_SYMBOL, FUNCTIONS, FunctionRow, apply, row_of, sigma
from symgrad.model import Definition
from symgrad.rules import RULES, Rule
from symgrad.scope import Scope

w, x, y, u, c, i, j, k, r, m, n = symbols("w x y u c i j k l m n")
X, W = sp.IndexedBase("X"), sp.IndexedBase("w")
TWO = sp.Integer(2)
PLAIN = Scope(w, w.__eq__, frozenset(), {}, frozenset())
ELEMENT = Scope(
    W[j], lambda node: isinstance(node, sp.Indexed) and node.base == W, frozenset(), {}, frozenset()
)
NAMED = Scope(
    w,
    w.__eq__,
    frozenset({"u"}),
    {"u": Definition("u", (), add(mul(w, x), c))},
    frozenset(),
)

#: columns and rows of a matrix, the matrix, and its inverse with other letters
SQUARE = ((k, 1, n), (i, 1, n))
MATRIX = add(mul(X[i], X[k], power(w, TWO)), sp.KroneckerDelta(i, k))
RENAMED = MatrixInverse(
    add(mul(X[r], X[j], power(w, TWO)), sp.KroneckerDelta(r, j, evaluate=False)), (j, 1, n), (r, 1, n)
)

#: rule → (expression, scope, what it becomes); ``None`` for a rule that opens into smaller ones
EXAMPLES = {
    "constant": (mul(x, y), PLAIN, sp.Integer(0)),
    "variable": (w, PLAIN, sp.Integer(1)),
    "substitute": (sub(u, y), NAMED, Partial(add(mul(w, x), c, mul(sp.Integer(-1), y)), w)),
    "linear": (add(mul(w, x), c), PLAIN, None),
    "constant_factor": (mul(TWO, power(w, TWO)), PLAIN, mul(TWO, Partial(power(w, TWO), w))),
    "sum": (add(power(w, TWO), sp.exp(w)), PLAIN, add(Partial(power(w, TWO), w), Partial(sp.exp(w), w))),
    "pick": (total(power(W[k], TWO), (k, 1, n)), ELEMENT, Partial(power(W[j], TWO), W[j])),
    "sum_over": (
        total(power(sub(mul(w, X[i]), y), TWO), (i, 1, m)),
        PLAIN,
        total(Partial(power(sub(mul(w, X[i]), y), TWO), w), (i, 1, m)),
    ),
    "power_of_variable": (power(w, sp.Integer(3)), PLAIN, mul(sp.Integer(3), power(w, TWO))),
    "power": (
        power(sigma(w), TWO),
        PLAIN,
        mul(TWO, sigma(w), Partial(sigma(w), w)),
    ),
    "exponential": (
        sp.exp(mul(w, x), evaluate=False),
        PLAIN,
        mul(sp.exp(mul(w, x), evaluate=False), Partial(mul(w, x), w)),
    ),
    "general_power": (
        power(w, w),
        PLAIN,
        mul(power(w, w), Partial(mul(w, sp.log(w, evaluate=False)), w)),
    ),
    "quotient": (
        div(w, sigma(w)),
        PLAIN,
        mul(sub(sigma(w), mul(w, Partial(sigma(w), w))), power(sigma(w), sp.Integer(-2))),
    ),
    "product": (mul(w, sigma(w)), PLAIN, add(sigma(w), mul(Partial(sigma(w), w), w))),
    "log_sum_exp": (
        LogSumExp(W[k], (k, 1, n)),
        ELEMENT,
        sp.exp(sub(W[j], LogSumExp(W[k], (k, 1, n))), evaluate=False),
    ),
    "inverse": (
        Element(MatrixInverse(MATRIX, *SQUARE), 1, 3),
        PLAIN,
        neg(
            total(
                mul(Element(RENAMED, 1, i), Partial(MATRIX, w), Element(RENAMED, k, 3)),
                *SQUARE,
            )
        ),
    ),
    "determinant": (
        Determinant(MATRIX, *SQUARE),
        PLAIN,
        mul(
            Determinant(MATRIX, *SQUARE),
            total(mul(Element(RENAMED, k, i), Partial(MATRIX, w)), *SQUARE),
        ),
    ),
    "log_determinant": (
        LogDeterminant(MATRIX, *SQUARE),
        PLAIN,
        total(mul(Element(RENAMED, k, i), Partial(MATRIX, w)), *SQUARE),
    ),
    "of_inverse": (
        LogDeterminant(Element(MatrixInverse(MATRIX, *SQUARE), k, i), *SQUARE),
        PLAIN,
        Partial(neg(LogDeterminant(MATRIX, *SQUARE)), w),
    ),
    "log_of_absolute": (
        sp.log(sp.Abs(sub(w, x), evaluate=False), evaluate=False),
        PLAIN,
        mul(power(sub(w, x), sp.Integer(-1)), Partial(sub(w, x), w)),
    ),
    "maximum": (
        Maximum(w, x),
        PLAIN,
        apply("step", sub(w, x)),
    ),
    "minimum": (
        Minimum(power(w, TWO), x),
        PLAIN,
        mul(apply("step", sub(x, power(w, TWO))), Partial(power(w, TWO), w)),
    ),
    "piecewise": (
        sp.Piecewise((power(w, TWO), w > 0), (x, True), evaluate=False),
        PLAIN,
        sp.Piecewise((Partial(power(w, TWO), w), w > 0), (Partial(x, w), True), evaluate=False),
    ),
    "function": (
        sigma(mul(w, x)),
        PLAIN,
        mul(sigma(mul(w, x)), sub(sp.Integer(1), sigma(mul(w, x))), Partial(mul(w, x), w)),
    ),
}


@pytest.mark.parametrize(
    ("inner", "scope"),
    [
        (mul(w, X[k]), PLAIN),
        (mul(W[k], X[k]), Scope(W[k], ELEMENT.matches, frozenset(), {}, frozenset())),
    ],
    ids=["a sum that stays", "an element with the sum's own letter"],
)
def test_the_logarithm_in_a_share_has_a_letter_of_its_own(inner: sp.Expr, scope: Scope) -> None:
    """In e^{v_k − log Σ_l e^{v_l}} the k outside is not the one that is summed over."""
    rule = next(rule for rule in RULES if rule.name == "log_sum_exp")
    assert rule.apply is not None
    after = rule.apply(LogSumExp(inner, (k, 1, n)), scope)
    logs = [node for node in walk(after) if isinstance(node, LogSumExp)]
    assert logs
    for log in logs:
        letter = log.limits[0][0]
        assert letter != k
        assert log.function == replace(inner, {k: letter})


def first_rule(expr: sp.Expr, scope: Scope) -> Rule:
    return next(
        rule
        for rule in RULES
        if (rule.opens and rule.opens(expr, scope)) or (rule.apply and rule.apply(expr, scope) is not None)
    )


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_applies_first_and_as_printed(rule: Rule) -> None:
    expr, scope, after = EXAMPLES[rule.name]
    assert first_rule(expr, scope) is rule
    if rule.apply is not None:
        assert rule.apply(expr, scope) == after


@pytest.mark.parametrize("rule", [r for r in RULES if r.apply], ids=lambda rule: rule.name)
def test_the_rule_is_right(rule: Rule) -> None:
    """What the rule gives, with the derivatives it leaves taken by differences, is the difference of the whole."""
    expr, scope, _ = EXAMPLES[rule.name]
    after = rule.apply(expr, scope) if rule.apply else None
    assert after is not None
    env = Environment(
        {"w": number_for(scope), "x": 0.375, "y": 1.25, "c": 0.5, "X": (0.5, -1.0, 2.0)},
        {"m": 3, "n": 3},
        {j: 2},
    )
    env.values["u"] = 0.7 * 0.375 + 0.5
    assert abs(slope(expr, scope, env) - value_with_slopes(after, scope, env)) < 1e-6


def number_for(scope: Scope) -> object:
    return (0.25, 0.5, -0.75) if isinstance(scope.wrt, sp.Indexed) else 0.7


def slope(expr: sp.Expr, scope: Scope, env: Environment) -> float:
    """A central difference in w (in w₂ for an array), with u = wx + c following."""
    h = 1e-5
    sides = []
    for step in (h, -h):
        values = dict(env.values)
        if isinstance(scope.wrt, sp.Indexed):
            row = list(values["w"])
            row[env.index[j] - 1] += step
            values["w"] = tuple(row)
        else:
            values["w"] += step
            values["u"] = values["w"] * values["x"] + values["c"]
        sides.append(float(evaluate_expression(expr, Environment(values, env.sizes, env.index))))
    return (sides[0] - sides[1]) / (2 * h)


def value_with_slopes(expr: sp.Expr, scope: Scope, env: Environment) -> float:
    """The value of ``expr``; a sum over derivatives is taken term by term."""
    if isinstance(expr, Partial):
        return slope(expr.what, scope, env)
    if isinstance(expr, sp.Sum) and expr.has(Partial):
        *inner, (index, _, size) = expr.limits
        terms = range(1, env.length(size) + 1)
        body = total(expr.function, *inner)
        return sum(value_with_slopes(body, scope, env.inside({index: term})) for term in terms)
    if isinstance(expr, sp.Mul) and any(factor.has(Partial) and factor.has(sp.Sum) for factor in expr.args):
        return math.prod(value_with_slopes(factor, scope, env) for factor in expr.args)
    if isinstance(expr, sp.Piecewise):
        for value, condition in expr.args:
            if condition is sp.true or env.values["w"] > 0:
                return value_with_slopes(value, scope, env)
    table = {
        node: sp.Float(slope(node.what, scope, env), 30) for node in walk(expr) if isinstance(node, Partial)
    }
    return float(evaluate_expression(sp.nsimplify(replace(expr, table), rational=True), env))


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
@mpmath.workdps(40)
def test_derivative_of_each_function(row: FunctionRow) -> None:
    """f' of the row against differences of the row's definition, away from kinks."""
    z = sp.Symbol("z")
    for point in (-1.75, -0.375, 0.4375, 2.5):
        if row.name == "log" and point < 0:
            continue

        def at(value: mpmath.mpf, expr: sp.Expr) -> mpmath.mpf:
            return evaluate_expression(expr, Environment({"z": value}))

        h = mpmath.mpf(10) ** -12
        definition = row.definition(z)
        difference = (at(point + h, definition) - at(point - h, definition)) / (2 * h)
        assert abs(at(point, row.derivative(z)) - difference) < 1e-19


@pytest.mark.parametrize("row", [r for r in FUNCTIONS if r.stable], ids=lambda row: row.name)
def test_stable_form_is_the_same_function(row: FunctionRow) -> None:
    from sympy.codegen.cfunctions import expm1, log1p

    z = sp.Symbol("z")
    stable = row.stable(z).replace(log1p, lambda a: sp.log(1 + a)).replace(expm1, lambda a: sp.exp(a) - 1)
    for point in (-3.5, -0.25, 0.0, 0.75, 4.0):
        env = Environment({"z": point})
        assert abs(evaluate_expression(stable, env) - evaluate_expression(row.definition(z), env)) < 1e-13


def test_spellings_are_unambiguous() -> None:
    spellings = [spelling for row in FUNCTIONS for spelling in row.spellings]
    assert len(spellings) == len(set(spellings))


def test_a_rule_needs_exactly_one_way() -> None:
    with pytest.raises(SymgradError, match="either apply or opens"):
        Rule("nothing", "")


def test_what_no_rule_fits_is_named() -> None:
    strange = sp.Function("strange")
    with pytest.raises(UnsupportedError, match=r"strange\(w\).*with respect to w"):
        Board(PLAIN).work_out(Partial(strange(w), w))


# -- tidying ----------------------------------------------------------------------------------------------


def test_cancel() -> None:
    half = sp.Rational(1, 2)
    two_m = power(mul(TWO, m), sp.Integer(-1))
    assert cancel(mul(half, TWO, x)) == x
    assert cancel(mul(two_m, total(mul(TWO, X[i]), (i, 1, m)))) == mul(
        power(m, sp.Integer(-1)), total(X[i], (i, 1, m))
    )
    assert cancel(mul(TWO, x, sp.Integer(-1), y)) == mul(sp.Integer(-2), x, y)
    assert cancel(mul(x, power(y, sp.Integer(-1)), y)) == x
    untouched = mul(two_m, x)
    assert cancel(untouched) == untouched


def test_cancel_adds_equal_terms_and_enters_cases() -> None:
    assert cancel(add(w, mul(TWO, w), x)) == add(mul(sp.Integer(3), w), x)
    assert cancel(sub(w, w)) == 0
    halved = sp.Piecewise((mul(sp.Rational(1, 2), TWO, x), x > 0), (y, True), evaluate=False)
    assert cancel(halved).args[0][0] == x


def test_fractions_that_cancel_completely_are_multiplied_out() -> None:
    one = sp.Integer(1)
    fractions = add(neg(div(y, u)), div(sub(one, y), sub(one, u)))
    assert shorten(mul(fractions, u, sub(one, u), x)) == mul(sub(u, y), x)
    kept = mul(add(div(y, u), x), u)
    assert shorten(kept) == kept  # one term has no fraction: multiplying out would not be shorter


def test_sums_give_up_only_what_makes_them_smaller() -> None:
    z, p = sp.IndexedBase("z"), sp.IndexedBase("p")
    assert cancel(total(mul(p[i], z[k]), (k, 1, n))) == mul(p[i], total(z[k], (k, 1, n)))
    together = total(mul(z[j], X[i], sp.IndexedBase("g")[i, j]), (i, 1, m))
    assert cancel(together) == together


def test_sift() -> None:
    delta = sp.KroneckerDelta(k, j, evaluate=False)
    assert sift(total(mul(delta, X[k]), (k, 1, n))) == X[j]
    split = sift(total(mul(add(mul(delta, X[k]), X[i]), W[k]), (k, 1, n)))
    assert split == add(mul(X[j], W[j]), total(mul(X[i], W[k]), (k, 1, n)))


def test_fold_takes_the_name_back() -> None:
    a, h = symbols("a h")
    folded, used = fold(mul(sigma(a), sub(sp.Integer(1), sigma(a))), [Definition("h", (), sigma(a))])
    assert folded == mul(h, sub(sp.Integer(1), h))
    assert [definition.name for definition in used] == ["h"]


# -- random expressions -----------------------------------------------------------------------------------

SMOOTH = [row.symbol for row in FUNCTIONS if row.name in {"sigma", "tanh", "softplus", "sin", "exp"}]


def expressions() -> st.SearchStrategy[sp.Expr]:
    leaves = st.sampled_from([w, x, sp.Integer(2), sp.Rational(1, 3), w])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(add, inner, inner),
            st.builds(mul, inner, inner),
            st.builds(sub, inner, inner),
            st.builds(lambda b: power(b, TWO), inner),
            st.builds(lambda f, z: f(z, evaluate=False), st.sampled_from(SMOOTH), inner),
            st.builds(lambda top, z: div(top, add(power(z, TWO), sp.Integer(1))), inner, inner),
        ),
        max_leaves=8,
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(expressions(), expressions())
def test_random_expressions_against_sympy(inner: sp.Expr, outer: sp.Expr) -> None:
    """Both strategies agree with SymPy's own derivative of the expression with everything written out."""
    a = sp.Symbol("a")
    outer = replace(outer, {x: a})
    if w not in inner.free_symbols and w not in outer.free_symbols:
        return
    model = scalar_model([("a", inner), ("L", outer)], parameter="w", data="x")
    plain = outer.subs(a, inner).replace(
        lambda e: e.func in BY_SYMBOL, lambda e: row_of(e).definition(e.args[0])
    )
    point = {"w": "0.375", "x": "-0.625"}
    expected = sp.diff(plain, w).subs({w: sp.Rational(3, 8), x: sp.Rational(-5, 8)}).evalf(20)
    if not expected.is_finite or abs(expected) > 1e12:
        return
    for strategy in ("board", "backprop"):
        got = derive(model, "w", strategy=strategy).at(point).value
        assert abs(float(got) - float(expected)) <= 1e-9 * (1 + abs(float(expected)))


def test_common_factors_come_out_where_that_is_shorter() -> None:
    one = sp.Integer(1)
    line = sub(mul(y, sub(one, u), x), mul(sub(one, y), u, x))
    assert shorten(line) == mul(sub(y, u), x)
    kept = add(mul(u, x), mul(y, x))
    assert shorten(kept) == kept


def test_a_delta_inside_an_inner_sum_reaches_the_outer_one() -> None:
    a, b = sp.IndexedBase("a"), sp.IndexedBase("b")
    delta = sp.KroneckerDelta(k, j, evaluate=False)
    inner = total(mul(add(mul(a[k, i], delta), mul(delta, b[i])), X[i]), (i, 1, m))
    line = total(mul(W[k], inner), (k, 1, n))
    board = Board(ELEMENT)
    tidied = board.tidy(line)
    assert not tidied.atoms(sp.KroneckerDelta)
    assert tidied == mul(W[j], total(mul(add(a[j, i], b[i]), X[i]), (i, 1, m)))


@pytest.mark.parametrize("kind", [*BY_SYMBOL, sp.exp, sp.log])
def test_what_is_built_at_once_is_what_sympy_builds(kind: type[sp.Function]) -> None:
    """Nodes that are made without SymPy's looking for something to evaluate are its own in every respect."""
    for made, own in (
        (applied(kind, x), kind(x, evaluate=False)),
        (applied(kind, sp.S.Zero), kind(sp.S.Zero, evaluate=False)),
        (power(x, y), sp.Pow(x, y, evaluate=False)),
        (mul(y, x), sp.Mul(y, x, evaluate=False)),
        (add(y, x), sp.Add(y, x, evaluate=False)),
    ):
        assert (type(made), made.args, hash(made)) == (type(own), own.args, hash(own))
        assert made.is_commutative is own.is_commutative is True
        assert getattr(made, "nargs", None) == getattr(own, "nargs", None)


def test_a_node_put_in_its_place() -> None:
    """Along the way to a place as by a table; a node that stands at two places has two ways."""
    once, twice = add(x, TWO), add(x, y)
    whole = mul(sp.exp(power(once, TWO), evaluate=False), twice, sp.log(twice, evaluate=False))
    found = places(whole, sp.Add)
    assert {node: len(ways) for node, ways in found.items()} == {once: 1, twice: 2}
    assert put_in_place(found[once][0], y) == replace(whole, {once: y})
    first, second = found[twice]
    assert put_in_place(first, y) == mul(whole.args[0], y, whole.args[2])
    assert put_in_place(second, y) == mul(whole.args[0], twice, sp.log(y, evaluate=False))
