"""Constants whose number belongs to the model: kept exactly, used everywhere, not asked for again."""

from __future__ import annotations

import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import DataError, ModelError, OptionError

LOSS = r"L = (w x - y)^2 + \lambda w^2"


def ridge(number: object = 0.1) -> sg.Model:
    return sg.read(LOSS, parameters="w", data="x y", constants={r"\lambda": number})


def test_the_number_is_kept_as_written_and_read_back() -> None:
    model = ridge()
    assert model.numbers == {r"\lambda": sp.Rational(1, 10)}
    assert model.constants == ()
    assert "λ = 0.1" in model.text()
    assert "0.1" in model.html()


def test_it_is_used_by_code_values_checks_and_training() -> None:
    model, data = ridge(), {"x": 1, "y": 2}
    program = sg.compile(model)
    assert program.value_and_grad({"w": 1.0}, data) == (1.1, {"w": -1.8})
    assert sg.derive(model, "w").at({"w": 1, **data}).value == pytest.approx(-1.8, abs=1e-15)
    assert sg.verify(model)
    assert sg.fit(model, data, params={"w": 1.0}, learning_rate=0.1, epochs=1).params["w"] == pytest.approx(
        1.18
    )


def test_without_a_number_it_comes_with_the_data() -> None:
    model = sg.read(LOSS, parameters="w", data="x y", constants=r"\lambda")
    assert model.constants == (r"\lambda",)
    assert sg.compile(model).loss({"w": 1.0}, {"x": 1, "y": 2, r"\lambda": 0.5}) == 1.5


@pytest.mark.parametrize("number", ["a", float("nan"), float("inf"), "1e99999999", True, "1/0", [1]])
def test_what_is_no_number_is_refused(number: object) -> None:
    with pytest.raises((OptionError, DataError), match=r"number|zero"):
        ridge(number)


def test_another_number_later_and_a_number_for_a_size_are_refused() -> None:
    with pytest.raises(DataError, match="takes no other number"):
        sg.derive(ridge(), "w").at({"w": 1, "x": 1, "y": 2, r"\lambda": 3})
    with pytest.raises(ModelError, match="N has the number 4"):
        sg.read(
            r"L = \frac{1}{N} \|X w\|^2",
            parameters="w",
            data="X",
            constants={"N": 4},
            shapes={"X": "N n", "w": "n"},
        )
