"""Derivatives as limits of difference quotients (C1): the lines, the results, what has none, and planted mistakes."""

from __future__ import annotations

import pytest
import sympy as sp

import symgrad as sg
from symgrad.limits import FORMS, LIMIT_RULES, families

#: formula → its derivative
RESULTS = {
    "x^2": "2*x",
    "x^3 - 2x + 1": "3*x**2 - 2",
    "7": "0",
    r"\frac{1}{x}": "-1/x**2",
    "1/x^2": "-2/x**3",
    r"\sqrt{x}": "1/(2*sqrt(x))",
    r"\sqrt{2x + 1}": "1/sqrt(2*x + 1)",
    "e^x": "exp(x)",
    r"\sin x": "cos(x)",
    r"\cos(2x)": "-2*sin(2*x)",
    r"\ln x": "1/x",
    "|x|": "sign(x)",
    "3 e^{2x} + x^2": "6*exp(2*x) + 2*x",
    "(w x - y)^2": "2*w*(w*x - y)",
}


def read(text: str) -> sg.Model:
    return sg.read(f"f = {text}", parameters="x", data="w y" if "w" in text else "")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", RESULTS)
@pytest.mark.slow
def test_every_form_gives_the_derivative(text: str, form: str) -> None:
    derivation = sg.derive_by_limit(read(text), "x", form=form)
    x = sp.Symbol("x", positive=True)
    wanted = sp.sympify(RESULTS[text]).subs("x", x)
    assert sp.simplify(derivation.result.subs("x", x).doit() - wanted) == 0
    assert derivation.steps[0].rule == "limit_definition"
    assert derivation.text(lang="ko")


def test_the_lines_of_a_square() -> None:
    assert sg.derive_by_limit(read("x^2"), "x").text().splitlines() == [
        "∂f/∂x = lim[h→0] ((x + h)² - x²)/h         (definition: limit of the difference quotient)",
        "      = lim[h→0] (x² + 2h·x + h² - x²)/h   (multiply out)",
        "      = lim[h→0] (2h·x + h²)/h             (equal terms cancel)",
        "      = lim[h→0] (2x + h)                  (cancel)",
        "      = 2x                                 (the limit is reached)",
    ]


def test_at_a_point_of_its_own() -> None:
    lines = sg.derive_by_limit(read(r"\sqrt{x}"), "x", form="point").latex().splitlines()
    assert r"f'(a) &= \lim_{x \to a} \frac{\sqrt{x} - \sqrt{a}}{x - a}" in lines[1]
    assert "this holds at every point" in lines[-2]
    assert sg.derive_by_limit(read("x^2"), "x", form="point", at=3).result == 6


@pytest.mark.parametrize("form", ["h", "delta", "point"])
def test_the_absolute_value_has_none_at_0(form: str) -> None:
    derivation = sg.derive_by_limit(read("|x|"), "x", form=form, at=0)
    assert derivation.result is sp.nan
    assert [(step.rule, step.line) for step in derivation.steps[-2:]] == [
        ("limit_from_right", sp.Integer(1)),
        ("limit_from_left", sp.Integer(-1)),
    ]
    assert "there is no derivative" in derivation.text()
    assert "미분할 수 없다" in derivation.text(lang="ko")


def test_the_symmetric_quotient_does_not_see_the_kink() -> None:
    assert sg.derive_by_limit(read("|x|"), "x", form="symmetric", at=0).result == 0
    assert sg.derive_by_limit(read("|x|"), "x", at=-2).result == -1


def test_every_rule_is_used() -> None:
    used = set()
    for text in RESULTS:
        for form in ("h", "point"):
            used |= {step.rule for step in sg.derive_by_limit(read(text), "x", form=form).steps}
    used |= {step.rule for step in sg.derive_by_limit(read("|x|"), "x", at=0).steps}
    used |= {step.rule for step in sg.derive_by_limit(read(r"3 \sin x"), "x").steps}
    assert set(LIMIT_RULES) <= used


def test_a_model_with_definitions() -> None:
    model = sg.read("h(x) = w x + b\nL = (h(x) - y)^2", parameters="w b", data="x y")
    assert sp.expand(sg.derive_by_limit(model, "w").result - sp.sympify("2*x*(w*x + b - y)")) == 0


@pytest.mark.parametrize(
    ("text", "options", "error", "words"),
    [
        (r"\sigma(x)", {}, sg.UnsupportedError, "as a limit is not worked out"),
        ("x e^x", {}, sg.UnsupportedError, "as a limit is not worked out"),
        ("x^2", {"form": "left"}, sg.OptionError, "no form of the limit"),
        ("x^2", {"at": "here"}, sg.DataError, "not a finite number"),
        ("x^{40}", {}, sg.UnsupportedError, "degree above"),
    ],
)
def test_refusals(text: str, options: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        sg.derive_by_limit(read(text), "x", **options)  # type: ignore[arg-type]


def test_a_planted_mistake_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """sin P − sin Q with a lost half in the product: the line is not the one before it."""
    monkeypatch.setattr(families, "_halved", lambda gap: gap)
    with pytest.raises(sg.SymgradError, match="limit_sine"):
        sg.derive_by_limit(read(r"\sin x"), "x")
