"""A name is accepted in every spelling that reads to it, wherever users hand names in."""

from __future__ import annotations

from typing import Any

import pytest

import symgrad as sg
from symgrad.errors import DataError, ModelError

#: declared as, key, further spellings
NAMES = [
    ("w_{3}", "w_3", ["w_3", "w_{3}", "w_ 3"]),
    (r"\hat w", r"\hat{w}", [r"\hat{w}", r"\hat w", "w_hat"]),
    (r"\mathbf{w}", r"\mathbf{w}", [r"\mathbf{w}", "w", r"\mathbf w"]),
    ("w_{12}", "w_{12}", ["w_{12}", "w_{ 12 }"]),
    (r"\theta", r"\theta", [r"\theta", "theta"]),
]
ROWS = [(declared, key, spelling) for declared, key, spellings in NAMES for spelling in spellings]


def model_with(declared: str) -> sg.Model:
    return sg.read(f"L_{{1}} = ({declared} x_{{1}} - y)^2", parameters=declared, data="x_{1} y")


@pytest.mark.parametrize(("declared", "key", "spelling"), ROWS)
@pytest.mark.slow
def test_every_way_in(declared: str, key: str, spelling: str) -> None:
    model = model_with(declared)
    assert model.parameters == (key,)
    data: dict[str, Any] = {"x_{1}": 3.0, "y": 1.0}

    program = sg.compile(model, target="L_{1}")
    assert program.loss({spelling: 2.0}, data) == 25.0
    assert program.value_and_grad({spelling: 2.0}, data) == (25.0, {key: 30.0})
    assert program.values({spelling: 2.0}, data) == {"L_1": 25.0}

    derivation = sg.derive(model, spelling, target="L_{1}")
    assert derivation.wrt == key
    assert float(derivation.at({spelling: 2, **data}).value) == 30.0

    assert sg.verify(model, at={spelling: 2.0, **data}, wrt=spelling).gradients
    assert sg.verify(model, at={spelling: 2.0, **data}, wrt=[spelling]).gradients

    fitted = sg.fit(model, data, params={spelling: 2.0}, learning_rate=0.01, epochs=2, progress=False)
    assert list(fitted.params) == [key]


def test_several_names_in_one_string() -> None:
    model = sg.read("L = w_{1} x + \\hat b", parameters=r"w_{1} \hat b", data="x")
    one, other = sg.verify(model, wrt=r"w_{1} \hat b"), sg.verify(model, wrt=["w_1", r"\hat{b}"])
    assert [row.name for row in one.gradients] == [row.name for row in other.gradients]


def test_what_is_missing_or_given_twice_is_still_said() -> None:
    model = model_with("w_{3}")
    program = sg.compile(model)
    data = {"x_1": 3.0, "y": 1.0}
    with pytest.raises(DataError, match=r"no parameter .w_\{4\}"):
        program.loss({"w_{4}": 1.0}, data)
    with pytest.raises(DataError, match="no data for y"):
        program.loss({"w_{3}": 1.0}, {"x_{1}": 3.0})
    with pytest.raises(DataError, match="w_3 is given twice"):
        sg.derive(model, "w_3").at({"w_{3}": 1, "w_3": 2, **data})
    with pytest.raises(ModelError, match=r"no name 'w_\{4\}'"):
        sg.derive(model, "w_{4}")


def test_the_value_at_an_argument_is_a_name_too() -> None:
    model = sg.read("g(s) = w s^2\nL = g(2 w) + g(x)", parameters="w", data="x")
    assert sg.derive(model, "w", target="g(2w)").target == "g(2 w)"
