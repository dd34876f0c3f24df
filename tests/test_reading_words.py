"""Functions written as words, functions there are not, and names to declare: what the reader says about them."""

from __future__ import annotations

import pytest

import symgrad as sg
from symgrad.errors import ReadError
from symgrad.reading.known import MISSING


def message(text: str, parameters: str = "w") -> str:
    with pytest.raises(ReadError) as caught:
        sg.read(text, parameters=parameters, data="x")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [("L = sin x * w", "sin"), ("L = w log x", "log"), ("L = exp w x", "exp"), ("L = w * sqrt x", "sqrt"),
     ("L = w sinx", "sin"), ("L = tanh w x", "tanh")],
)  # fmt: skip
def test_a_function_s_word_without_a_bracket_is_not_letters(text: str, word: str) -> None:
    said = message(text)
    assert f"is {word} the function here?" in said
    assert f"\\{word}" in said
    assert "^" * len(word) in said


def test_declared_letters_are_a_product() -> None:
    model = sg.read("L = sin x", parameters="s i n", data="x")
    assert str(sg.derive(model, "s").result) == "i*n*x"


@pytest.mark.parametrize("word", sorted(MISSING))
@pytest.mark.parametrize(
    "form", ["L = {}(w x)", "L = \\{}(w x)", "L = \\mathrm{{{}}}(w x)", "L = \\log\\{}(w x)"]
)
def test_a_function_there_is_not_is_named_and_no_other_one_suggested(word: str, form: str) -> None:
    if form.startswith("L = \\{") and word in ("det", "dot", "sum", "round"):
        pytest.skip("the command means something else")
    said = message(form.format(word))
    assert "Did you mean" not in said
    if word not in ("det", "dot", "sum", "bmod", "mod"):
        assert f"symgrad has no function {word}" in said
        assert r"\tanh" in said


def test_a_mistyped_command_is_still_helped() -> None:
    assert r"Did you mean \sin?" in message(r"L = \sine(w x)")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"L = \sum_{i=1}^m (w x^{(i)} - z^{(i)})^2", "z"),
        (r"L = \sum_{i=1}^m (w x_i - z_i)^2", "z"),
        (r"L = \sum_{i=1}^m (w x_i - z_{i1})^2", "z_{i1}"),
        (r"L = \sum_{i=1}^m (w x_i - \hat{z}^{(i)})^2", r"\hat{z}"),
        (r"L = w x - z_1", "z_1"),
    ],
)
def test_the_name_to_declare_comes_without_its_index(text: str, name: str) -> None:
    said = message(text)
    quoted = f'r"{name}"' if "\\" in name else f'"{name}"'
    assert f"data={quoted}" in said


@pytest.mark.parametrize("at", [-20.0, -1e-9, 0.0, 1e-9, 1.0, 20.0])
def test_hyperbolic_functions_against_python_s_own(at: float) -> None:
    import math

    for name, function, slope in (("sinh", math.sinh, math.cosh), ("cosh", math.cosh, math.sinh)):
        program = sg.compile(sg.read(rf"L = \{name}(w)", parameters="w"))
        loss, gradient = program.value_and_grad({"w": at}, {})
        assert loss == pytest.approx(function(at), rel=1e-15, abs=1e-300)
        assert gradient["w"] == pytest.approx(slope(at), rel=1e-15, abs=1e-300)
