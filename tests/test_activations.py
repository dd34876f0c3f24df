"""The activations of B4: how each is written, its derivative, its value in the generated code."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.exact import MPMATH
from symgrad.functions import FAMILIES, FUNCTIONS
from symgrad.printer import ScalarCode

#: as written → the derivative by z at z > 0, and at z ≤ 0, both in mpmath
WRITTEN = {
    r"\operatorname{step}(z)": ("0", "0"),
    r"\operatorname{id}(z)": ("1", "1"),
    r"\sigma(z)": ("exp(-z)/(1 + exp(-z))**2",) * 2,
    r"\tanh(z)": ("sech(z)**2",) * 2,
    r"\arctan z": ("1/(1 + z**2)",) * 2,
    r"\operatorname{ReLU}(z)": ("1", "0"),
    r"\operatorname{LeakyReLU}(z)": ("1", "0.01"),
    r"\operatorname{LeakyReLU}(z, a)": ("1", "a"),
    r"\operatorname{PReLU}(z, a)": ("1", "a"),
    r"\operatorname{ELU}(z)": ("1", "exp(z)"),
    r"\operatorname{ELU}(z, a)": ("1", "a*exp(z)"),
    r"\operatorname{SELU}(z)": ("1.05070098735548049342", "1.7580993408473768600*exp(z)"),
    r"\operatorname{softplus}(z)": ("1/(1 + exp(-z))",) * 2,
    r"\operatorname{GELU}(z)": ("ncdf(z) + z*npdf(z)",) * 2,
    r"\operatorname{SiLU}(z)": ("1/(1 + exp(-z)) + z*exp(-z)/(1 + exp(-z))**2",) * 2,
    r"\operatorname{swish}(z, a)": ("1/(1 + exp(-a*z)) + a*z*exp(-a*z)/(1 + exp(-a*z))**2",) * 2,
    r"\log\cosh z": ("tanh(z)",) * 2,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_derivative_by_its_argument(text: str) -> None:
    """The generated code against the textbook's derivative, typed here a second time on purpose."""
    model = sg.read(f"L = {text}", parameters="z", data="a" if "a)" in text else "")
    data = {"a": 0.3} if "a)" in text else {}
    for z, wanted in zip((0.7, -1.3), WRITTEN[text], strict=True):
        _, gradient = sg.compile(model).value_and_grad({"z": z}, data)
        names = {name: getattr(mpmath, name) for name in ("exp", "sech", "tanh", "ncdf", "npdf")}
        expected = mpmath.mpf(eval(wanted, {**names, "z": mpmath.mpf(z), "a": 0.3}))
        assert gradient["z"] == pytest.approx(float(expected), rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"\operatorname{PReLU}(z, \alpha)", "Piecewise((0, z > 0), (z, True))"),
        (r"\operatorname{ELU}(z, \alpha)", "Piecewise((0, z > 0), (exp(z) - 1, True))"),
    ],
)
def test_derivative_by_its_parameter(text: str, wanted: str) -> None:
    model = sg.read(f"L = {text}", parameters=r"z \alpha")
    assert str(sg.derive(model, r"\alpha").result) == wanted
    assert sg.verify(model).ok


@pytest.mark.parametrize("text", [r"\operatorname{GELU}(w x_i)", r"\log\cosh(w x_i)"])
def test_the_new_ones_verify_on_arrays(text: str) -> None:
    """By differences, by a complex step, and by multiple-precision arithmetic."""
    report = sg.verify(sg.read(rf"L = \sum_{{i=1}}^n {text}", parameters="w", data="x"))
    assert report.ok
    assert not report.unchecked
    assert report.gradients[0].complex_error is not None


def test_gelu_keeps_its_digits() -> None:
    """z Φ(z) at −8 is 5e-15: 1 + erf(z/√2) has no digits left there."""
    model = sg.read(r"L = \sum_{i=1}^n GELU(z_i)", parameters="z")
    points = np.array([-12.0, -8.0, -1e-9, 0.0, 5.0])
    exact = [float(mpmath.mpf(z) * mpmath.ncdf(z)) for z in points]
    program = sg.compile(model)
    for point, value in zip(points, exact, strict=True):
        assert program.loss({"z": np.array([point])}, {}) == pytest.approx(value, rel=1e-13, abs=0)


def test_log_cosh_keeps_its_digits() -> None:
    program = sg.compile(sg.read(r"L = \log\cosh z", parameters="z"))
    for z in (1e-6, 0.01, 0.999, 1.001, 30.0, 1e4):
        exact = mpmath.log(mpmath.cosh(z)) if z < 700 else mpmath.mpf(z) - mpmath.log(2)
        assert program.loss({"z": z}, {}) == pytest.approx(float(exact), rel=1e-14 if z > 1e-3 else 1e-9)


def test_what_is_elementary_is_elementary_everywhere() -> None:
    """A function that is its own definition has a value in exact arithmetic, and code."""
    z = sp.Symbol("z")
    own = [row.symbol for row in FUNCTIONS if row.definition(z) == row.symbol(z, evaluate=False)]
    assert {sp.erf, sp.erfc, sp.atan} <= set(own)
    for symbol in own:
        assert symbol in MPMATH.functions
        assert symbol in ScalarCode.native


def test_a_family_needs_its_parameter() -> None:
    assert "PReLU" in FAMILIES
    with pytest.raises(sg.errors.ReadError, match="takes two arguments"):
        sg.read(r"L = \operatorname{PReLU}(z)", parameters="z")
