"""Naive formulas at extreme arguments: right values, right gradients, no NaN and no warning, in scalar and array code.

The reference is mpmath at 60 digits on the formula *as written*; the generated code must agree to 1e-12 relative, which
a formula that cancels or saturates does not.
"""

from __future__ import annotations

import warnings
from functools import cache

import mpmath
import numpy as np
import pytest
import sympy as sp
from networks import model, symbols

from symgrad import exact
from symgrad.expressions import (
    MINUS_ONE,
    ONE,
    Determinant,
    LogSumExp,
    add,
    div,
    mul,
    neg,
    power,
    replace,
    sub,
    total,
)
from symgrad.functions import apply
from symgrad.model import Model
from symgrad.program import compile
from symgrad.stability import STABLE_FORMS, stabilize

z, y, b, i, k, j, N, K = symbols("z y b i k j N K")
Z, Y, P, Q, E, S = (sp.IndexedBase(key) for key in "ZYPQES")
TWO = sp.Integer(2)


def exp(u: sp.Expr) -> sp.Expr:
    return sp.exp(u, evaluate=False)


def log(u: sp.Expr) -> sp.Expr:
    return sp.log(u, evaluate=False)


def sigma(u: sp.Expr) -> sp.Expr:
    return apply("sigma", u)


def tanh_in_exponentials(u: sp.Expr) -> sp.Expr:
    return div(sub(exp(u), exp(neg(u))), add(exp(u), exp(neg(u))))


NAIVE = div(ONE, add(ONE, exp(neg(z))))
TURNED = div(exp(z), add(ONE, exp(z)))

#: formula as written, stable form as text, rule
ROWS = [
    (NAIVE, "sigma(z)", "stable_sigma"),
    (TURNED, "sigma(z)", "stable_sigma"),
    (div(exp(z), add(exp(z), ONE)), "sigma(z)", "stable_sigma"),
    (div(ONE, add(ONE, exp(z))), "sigma(-z)", "stable_sigma"),
    (mul(y, power(add(exp(neg(z)), ONE), MINUS_ONE)), "y*sigma(z)", "stable_sigma"),
    (tanh_in_exponentials(z), "tanh(z)", "stable_tanh"),
    (div(sub(exp(mul(TWO, z)), ONE), add(exp(mul(TWO, z)), ONE)), "tanh(z)", "stable_tanh"),
    (div(sub(ONE, exp(mul(-TWO, z))), add(ONE, exp(mul(-TWO, z)))), "tanh(z)", "stable_tanh"),
    (log(sigma(z)), "-softplus(-z)", "stable_log_sigma"),
    (log(NAIVE), "-softplus(-z)", "stable_log_sigma"),
    (log(sub(ONE, sigma(z))), "-softplus(z)", "stable_log_one_minus_sigma"),
    (log(sub(ONE, NAIVE)), "-softplus(z)", "stable_log_one_minus_sigma"),
    (log(add(ONE, exp(z))), "softplus(z)", "stable_softplus"),
    (log(add(exp(neg(z)), ONE)), "softplus(-z)", "stable_softplus"),
    (sub(ONE, sigma(z)), "sigma(-z)", "stable_one_minus_sigma"),
    (sub(ONE, sigma(neg(z))), "sigma(z)", "stable_one_minus_sigma"),
    (log(add(exp(z), exp(y))), "z + softplus(y - z)", "stable_log_sum_exp"),
    (
        log(Determinant(add(z, sp.KroneckerDelta(i, j)), (j, 1, TWO), (i, 1, TWO))),
        "LogDeterminant(z + KroneckerDelta(i, j), (j, 1, 2), (i, 1, 2))",
        "stable_log_determinant",
    ),
    (log(sp.cosh(z)), "log_cosh(z)", "stable_log_cosh"),
    (log(div(add(exp(z), exp(neg(z))), TWO)), "log_cosh(z)", "stable_log_cosh"),
    (add(ONE, apply("erf", z)), "erfc(-z)", "stable_erfc"),
    (sub(ONE, apply("erf", z)), "erfc(z)", "stable_erfc"),
    (div(exp(y), add(exp(z), exp(y))), "sigma(y - z)", "stable_softmax"),
    (div(ONE, add(exp(z), exp(y))), "exp(-(z + softplus(y - z)))", "stable_softmax"),
    (div(exp(z), add(exp(z), exp(y))), "sigma(-(y - z))", "stable_softmax"),
    (power(add(ONE, exp(neg(z))), sp.Integer(-2)), "sigma(z)**2", "stable_sigma"),
    (div(ONE, power(add(ONE, exp(neg(z))), TWO)), "sigma(z)**2", "stable_sigma"),
    (power(add(ONE, exp(z)), sp.Rational(-1, 2)), "exp(-softplus(z)/2)", "stable_softmax"),
    (power(add(exp(z), exp(y)), sp.Integer(-2)), "exp(-2*(z + softplus(y - z)))", "stable_softmax"),
    (div(exp(z), power(add(ONE, exp(z)), TWO)), "sigma(-z)*sigma(z)", "stable_softmax"),
    (div(exp(mul(TWO, z)), power(add(ONE, exp(z)), TWO)), "sigma(z)**2", "stable_softmax"),
    (
        div(exp(z), add(exp(z), exp(y), exp(b))),
        "sigma(-(y - z))*sigma(-(b - z - softplus(y - z)))",
        "stable_softmax",
    ),
    (div(exp(mul(TWO, z)), power(add(exp(z), exp(y)), TWO)), "sigma(-(y - z))**2", "stable_softmax"),
    (
        log(div(exp(z), add(exp(z), exp(y), exp(b)))),
        "-softplus(y - z) - softplus(b - z - softplus(y - z))",
        "stable_log_sum_exp",
    ),
    (log(power(add(ONE, exp(neg(z))), sp.Integer(-2))), "-2*softplus(-z)", "stable_log_sum_exp"),
    (log(power(add(ONE, exp(z)), TWO)), "2*softplus(z)", "stable_log_sum_exp"),
    (log(add(ONE, mul(TWO, exp(z)))), "softplus(z + log(2))", "stable_softplus"),
    (log(add(exp(z), sp.Integer(3))), "softplus(z - log(3)) + log(3)", "stable_log_sum_exp"),
    (div(ONE, add(ONE, mul(TWO, exp(neg(z))))), "sigma(-(-z + log(2)))", "stable_sigma"),
]


@pytest.mark.parametrize(("expr", "form", "rule"), ROWS, ids=[f"{row[2]} {row[1]}" for row in ROWS])
def test_rewrites(expr: sp.Expr, form: str, rule: str) -> None:
    given = model(("L", "", expr), parameters=["z"], data=["y", "b"])
    stable, steps = stabilize(given)
    assert str(stable.definitions[0].expr) == form
    assert steps[-1].rule == rule
    assert steps[-1].line == stable.definitions[0].expr
    assert steps[-1].left == sp.Symbol("L")
    point = {"z": "0.37", "y": "-1.2", "b": "0.9"}
    assert mpmath.almosteq(
        exact.evaluate(given, point)["L"], exact.evaluate(stable, point)["L"], rel_eps=mpmath.mpf("1e-30")
    )


def test_every_row_has_an_example() -> None:
    assert {row[2] for row in ROWS} == {form.name for form in STABLE_FORMS}


def test_what_is_stable_stays_itself() -> None:
    given = model(("L", "", add(sigma(z), mul(y, apply("softplus", z)))), parameters=["z"], data=["y"])
    assert stabilize(given) == (given, ())


# -- values and gradients at extreme arguments ----------------------------------------------------------------

POINTS = [-1e4, -800.0, -40.0, -3.0, -1e-3, 0.0, 0.2, 5.0, 40.0, 709.0, 750.0, 1e4]


@cache
def reference(name: str, point: float) -> tuple[mpmath.mpf, mpmath.mpf]:
    """Value and slope at very high precision, by the formula as written (1 + e^z needs z/log 10 digits)."""
    given, at, wrt = model(("L", "", EXTREME[name]), parameters=["z"], data=["y"]), {"z": point, "y": 1}, "z"
    with mpmath.workdps(60):
        digits = 90 + int(abs(point) / 2.3 * (2 if "tanh" in name else 1))
        h = mpmath.mpf(10) ** -25
        value = exact.evaluate(given, at, digits=digits)[given.target]
        with mpmath.workdps(digits):
            up = exact.evaluate(given, {**at, wrt: mpmath.mpf(at[wrt]) + h}, digits=digits)[given.target]
            down = exact.evaluate(given, {**at, wrt: mpmath.mpf(at[wrt]) - h}, digits=digits)[given.target]
            return value, (up - down) / (2 * h)


def close(found: float, expected: mpmath.mpf, noise: mpmath.mpf = 0) -> bool:
    """To 1e-12 relative; below the smallest normal double everything is as good as zero."""
    error = abs(mpmath.mpf(float(found)) - expected) if np.isfinite(found) else mpmath.inf
    return bool(error <= abs(expected) * 1e-12 + 2.3e-308 + noise)


CROSS_ENTROPY = sub(neg(mul(y, log(NAIVE))), mul(sub(ONE, y), log(sub(ONE, NAIVE))))
EXTREME = {
    "sigma": sigma(z),
    "naive sigma": NAIVE,
    "turned sigma": TURNED,
    "sigma and its complement": mul(sigma(z), sub(ONE, sigma(z))),
    "tanh": apply("tanh", z),
    "naive tanh": tanh_in_exponentials(z),
    "log sigma": log(NAIVE),
    "log 1 - sigma": log(sub(ONE, NAIVE)),
    "softplus": log(add(ONE, exp(z))),
    "cross entropy": CROSS_ENTROPY,
    "log sum exp": log(add(exp(z), exp(y), ONE)),
    "softmax of two": div(exp(z), add(exp(z), exp(y))),
    "elu": apply("elu", z),
    "square of sigma": div(ONE, power(add(ONE, exp(neg(z))), TWO)),
    "root of sigma": power(add(ONE, exp(neg(z))), sp.Rational(-1, 2)),
    "half the log of a square": mul(sp.Rational(1, 2), log(power(add(ONE, exp(neg(z))), sp.Integer(-2)))),
    "three halves": div(exp(z), power(add(ONE, exp(z)), sp.Rational(3, 2))),
    "logistic density": div(exp(neg(z)), power(add(ONE, exp(neg(z))), TWO)),
    "twice e^z": log(add(ONE, mul(TWO, exp(z)))),
    "two and e^z": log(add(TWO, exp(z))),
    "half of e^z": log(add(mul(sp.Rational(1, 2), exp(z)), sp.Integer(3))),
    "one over two and e^z": div(ONE, add(TWO, exp(z))),
    "both signs": log(add(TWO, exp(z), exp(neg(z)))),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTREME)
@pytest.mark.parametrize("kind", ["scalar", "array"])
def test_extreme_arguments(name: str, kind: str) -> None:
    expr = EXTREME[name]
    scalar = model(("L", "", expr), parameters=["z"], data=["y"])
    if kind == "scalar":
        program = compile(scalar)
        found = [program.value_and_grad({"z": point}, {"y": 1.0}) for point in POINTS]
        values, slopes = [v for v, _ in found], [g["z"] for _, g in found]
    else:
        at = {z: Z[i], y: Y[i]}
        body = replace(expr, at)
        given = model(
            ("P", "i", body),
            ("L", "", total(P[i], (i, 1, N))),
            parameters=["Z"],
            data=["Y"],
            shapes={"Z": "N", "Y": "N", "P": "N"},
        )
        program = compile(given)
        params, data = {"Z": np.array(POINTS)}, {"Y": np.ones(len(POINTS))}
        with np.errstate(all="raise", under="ignore"):
            values = program.values(params, data)["P"]
            slopes = program.value_and_grad(params, data)[1]["Z"]
    for point, value, slope in zip(POINTS, values, slopes, strict=True):
        if name == "elu" and point == 0:
            continue
        expected_value, expected_slope = reference(name, point)
        assert close(value, expected_value), (name, point, value, expected_value)
        noise = abs(expected_value) * mpmath.mpf("1e-44")  # of the differences the reference is made of
        if expected_slope == 0:  # shares of e^z and e^{−z} that cancel leave their rounding
            noise = mpmath.mpf("1e-16")
        assert close(slope, expected_slope, noise), (name, point, slope, expected_slope)


def classifier(*definitions: tuple[str, str, sp.Expr], loss: sp.Expr) -> Model:
    sizes = {"i": "N", "k": "K", "i k": "N K"}
    shapes = {"Z": "N K", "Y": "N K"} | {name: sizes[index] for name, index, _ in definitions}
    return model(*definitions, ("L", "", loss), parameters=["Z"], data=["Y"], shapes=shapes)


SUM_OF_EXP = total(exp(Z[i, j]), (j, 1, K))
LOSS = neg(total(mul(Y[i, k], log(P[i, k])), (k, 1, K), (i, 1, N)))
SOFTMAX = {
    "softmax": classifier(("P", "i k", div(exp(Z[i, k]), SUM_OF_EXP)), loss=LOSS),
    "softmax in names": classifier(
        ("E", "i k", exp(Z[i, k])),
        ("S", "i", total(E[i, j], (j, 1, K))),
        ("P", "i k", div(E[i, k], S[i])),
        loss=LOSS,
    ),
    "log sum exp": classifier(
        loss=total(mul(Y[i, k], sub(log(SUM_OF_EXP), Z[i, k])), (k, 1, K), (i, 1, N)),
    ),
    "LogSumExp": classifier(
        loss=total(mul(Y[i, k], sub(LogSumExp(Z[i, j], (j, 1, K)), Z[i, k])), (k, 1, K), (i, 1, N)),
    ),
    "sigmoid in names": classifier(
        ("P", "i k", sigma(Z[i, k])),
        loss=neg(
            total(
                add(mul(Y[i, k], log(P[i, k])), mul(sub(ONE, Y[i, k]), log(sub(ONE, P[i, k])))),
                (k, 1, K),
                (i, 1, N),
            )
        ),
    ),
    "squares of softmax": classifier(
        ("P", "i k", div(exp(Z[i, k]), SUM_OF_EXP)),
        loss=total(power(sub(P[i, k], Y[i, k]), TWO), (k, 1, K), (i, 1, N)),
    ),
}
LOGITS = np.array(
    [[1e4, -1e4, 0.0], [800.0, 801.0, 799.5], [0.1, 0.2, -0.3], [-1e4, -1e4, -9999.0], [40.0, 0.0, 3.0]]
)
LABELS = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0]], dtype=float)


@pytest.mark.parametrize("name", SOFTMAX)
def test_softmax_at_extreme_arguments(name: str) -> None:
    given = SOFTMAX[name]
    program = compile(given)
    for row, labels in zip(LOGITS, LABELS, strict=True):
        params, data = {"Z": row[None, :]}, {"Y": labels[None, :]}
        with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
            warnings.simplefilter("error")
            value, gradient = program.value_and_grad(params, data)
        z_exact = [mpmath.mpf(float(x)) for x in row]
        with mpmath.workdps(90 + int(np.max(np.abs(row)) / 2.3)):
            expected, slopes = _by_hand(name, z_exact, labels)
            # a class that is right by a margin leaves the rounding of its logits, as z − log Σ exp does everywhere
            noise = mpmath.mpf(1e-15) * max(1, *map(abs, z_exact)) * (name != "sigmoid in names")
            assert abs(mpmath.mpf(value) - expected) <= abs(expected) * 1e-12 + noise, (name, row)
            for found, slope in zip(gradient["Z"][0], slopes, strict=True):
                error = abs(mpmath.mpf(float(found)) - slope)
                assert error <= abs(slope) * 1e-12 + noise + 1e-307, (name, row)


def _by_hand(name: str, row: list, labels: np.ndarray) -> tuple[mpmath.mpf, list[mpmath.mpf]]:
    """Value and gradient from the textbook formulas."""
    exponentials = [mpmath.exp(x) for x in row]
    p = [e / mpmath.fsum(exponentials) for e in exponentials]
    if name == "sigmoid in names":
        p = [1 / (1 + mpmath.exp(-x)) for x in row]
        value = -mpmath.fsum(
            mpmath.log(q) if t else mpmath.log(1 - q) for q, t in zip(p, labels, strict=True)
        )
        return value, [q - t for q, t in zip(p, labels, strict=True)]
    if name == "squares of softmax":
        error = [q - t for q, t in zip(p, labels, strict=True)]
        mean = mpmath.fsum(e * q for e, q in zip(error, p, strict=True))
        return mpmath.fsum(e**2 for e in error), [2 * q * (e - mean) for q, e in zip(p, error, strict=True)]
    value = -mpmath.fsum(mpmath.log(q) for q, t in zip(p, labels, strict=True) if t)
    return value, [q - t for q, t in zip(p, labels, strict=True)]


#: a formula, how many classes have the logit 0 besides, and the power of p_k that it is
SUM = total(exp(Z[j]), (j, 1, K))
SHARES = {
    "softmax": (div(exp(Z[k]), SUM), 0, 1),
    "square": (div(exp(mul(TWO, Z[k])), power(SUM, TWO)), 0, 2),
    "one and the others": (div(exp(Z[k]), add(ONE, SUM)), 1, 1),
    "the others and two": (div(exp(Z[k]), add(SUM, TWO)), 2, 1),
}


@pytest.mark.parametrize("name", SHARES)
@pytest.mark.parametrize(
    "row", [[0.0, 28.0], [28.1, 0.3, 27.9], [-40.0, -41.0], [1e4, 1e4 - 3], [-600.5, 700.25]], ids=str
)
@pytest.mark.slow
def test_shares_and_their_logarithms_keep_their_digits(name: str, row: list[float]) -> None:
    """As many as the rounding of u − m leaves: one error in it, and a few of operations behind it."""
    share, others, times = SHARES[name]
    given = model(
        ("P", "k", share),
        ("Q", "k", log(P[k])),
        ("L", "", total(mul(P[k], Q[k]), (k, 1, K))),
        parameters=["Z"],
        data=[],
        shapes={"Z": "K", "P": "K", "Q": "K"},
    )
    values = compile(given).values({"Z": np.array(row)}, {})
    with mpmath.workdps(9000):
        terms = [mpmath.exp(mpmath.mpf(u)) for u in row]
        p = [(term / (mpmath.fsum(terms) + others)) ** times for term in terms]
    for found, expected in zip(values["P"], p, strict=True):
        unit = 2.0**-53 * float(8 - 2 * mpmath.log(expected))
        assert abs(float(found) - expected) <= expected * unit + 2.3e-308
    if not others:
        for found, expected in zip(values["Q"], p, strict=True):
            assert abs(float(found) - mpmath.log(expected)) <= 2.0**-53 * float(8 - 2 * mpmath.log(expected))


def test_a_missing_row_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rewrite of log(1 − σ(z)) the test above must fail."""
    kept = [
        form for form in STABLE_FORMS if form.name not in ("stable_log_one_minus_sigma", "stable_log_sigma")
    ]
    monkeypatch.setattr("symgrad.stability.STABLE_FORMS", kept)
    with pytest.raises((AssertionError, ValueError, FloatingPointError)):
        test_extreme_arguments("log 1 - sigma", "scalar")
