"""The public functions refuse what they cannot take, in words: no error of Python's own comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import symgrad as sg
from symgrad.arguments import bind, explained
from symgrad.errors import DataError, OptionError, SymgradError

MODEL = sg.read("L = (w x + b - y)^2", parameters="w b", data="x y")
DATA = {"x": 1, "y": 2}
TEXT: Any = "L = w^2"
MATRIX = {"text": r"L = \|X w\|^2", "parameters": "w", "data": "X"}


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: sg.derive(MODEL, ["w", "b"]), OptionError, "one name, not"),  # type: ignore[arg-type]
        (lambda: sg.derive(MODEL, 3), OptionError, "one name, not 3"),  # type: ignore[arg-type]
        (lambda: sg.derive(MODEL, "w", target=["L"]), OptionError, "target is one name"),  # type: ignore[arg-type]
        (lambda: sg.derive(TEXT, "w"), OptionError, r"Read it first: model = sg\.read"),
        (lambda: sg.compile(TEXT), OptionError, "compile takes a model, not a str"),
        (lambda: sg.compile(MODEL, target=3), OptionError, "target"),  # type: ignore[arg-type]
        (lambda: sg.verify(TEXT), OptionError, "verify takes a model"),
        (lambda: sg.verify(MODEL, wrt=3), OptionError, "wrt"),  # type: ignore[arg-type]
        (lambda: sg.verify(MODEL, at=[1]), DataError, "at is a list"),  # type: ignore[arg-type]
        (lambda: sg.fit(TEXT, {}), OptionError, "fit takes a model"),
        (lambda: sg.fit(MODEL, None), DataError, "data are a NoneType"),  # type: ignore[arg-type]
        (lambda: sg.fit(MODEL, DATA, params=[1]), DataError, "params is a list"),  # type: ignore[arg-type]
        (lambda: sg.fit(MODEL, DATA, params={"w": 1j, "b": 1}), DataError, "w is complex"),
        (lambda: sg.audit(3), OptionError, "a page or a path"),  # type: ignore[arg-type]
        (lambda: sg.read(None), OptionError, "read takes text"),  # type: ignore[arg-type]
        (lambda: sg.read(TEXT, parameters=3), OptionError, "parameters are names"),  # type: ignore[arg-type]
        (lambda: sg.read(TEXT, parameters="w", shapes="w: 3"), OptionError, "shapes is a dict"),  # type: ignore[arg-type]
        (lambda: sg.read(**MATRIX, shapes={"w": None}), OptionError, "the shape of w is a NoneType"),
        (lambda: sg.read(**MATRIX, shapes={"w": 2.5}), OptionError, "the shape of w is a float"),
        (lambda: sg.derive(MODEL, "w").latex(foo=True), OptionError, "no option 'foo'"),
        (lambda: sg.derive(MODEL, "w").latex(notatoin="matrix"), OptionError, "Did you mean notation"),
        (lambda: MODEL.json(foo=True), OptionError, "no option 'foo'"),
    ],
)
def test_what_does_not_fit_is_said(call: Callable[[], Any], kind: type[SymgradError], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_a_whole_number_is_a_shape() -> None:
    model = sg.read(**MATRIX, shapes={"w": 3, "X": "m 3"})
    assert [int(axis) for axis in model["w"].axes] == [3]


@pytest.mark.parametrize(
    ("params", "data", "message"),
    [
        ({"w": 1, "B": 0}, DATA, "no parameter 'B'.\n  Did you mean b?"),
        ({"w": 1, "b": 0}, {"x": 1, "Y": 0}, "no data 'Y'.\n  Did you mean y?"),
        (DATA, {"w": 1, "b": 0}, "swapped: x, y are data, w, b are parameters"),
        (None, DATA, "the parameters are a NoneType"),
        ({"w": None, "b": 0}, DATA, "w holds None"),
        ({"w": 1j, "b": 0}, DATA, "w is complex"),
        ({"w": 1}, DATA, "no value for the parameter b"),
    ],
)
def test_numbers_are_explained(params: Any, data: Any, message: str) -> None:
    with pytest.raises(DataError) as caught:
        bind(MODEL, params, data)
    assert message in str(caught.value)
    assert str(explained(MODEL, KeyError("b"), params, data)) == str(caught.value)


def test_an_error_that_no_number_explains_stays() -> None:
    error = OverflowError("math range error")
    assert explained(MODEL, error, {"w": 1, "b": 0}, DATA) is error


def test_a_constant_without_a_number_says_where_it_goes() -> None:
    ridge = sg.read(r"L = \lambda w^2 x", parameters="w", data="x", constants=r"\lambda")
    with pytest.raises(
        DataError, match=r'the constant \\lambda has no number(.|\n)*constants={"\\\\lambda": 0.1}'
    ):
        bind(ridge, {"w": 1}, {"x": 1})
