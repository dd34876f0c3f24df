"""How a value introduces itself: a short ``repr``, and the language nobody has to say every time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from test_audit import SMALL

import symgrad as sg
from symgrad import presentation
from symgrad.errors import OptionError
from symgrad.notes import audit, parse_page


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    sg.set_language("en")


MODEL = sg.read("h = w x\nL = (h - y)^2", parameters="w", data="x y")
VALUES = {"w": 2, "x": 3, "y": 1}
REPRS = {
    "Model": (MODEL, "<Model: 2 definitions, target L>"),
    "Derivation": (sg.derive(MODEL, "w", strategy="backprop"), "<Derivation: ∂L/∂w, backprop, "),
    "Program": (sg.compile(MODEL), "<Program: "),
    "Verification": (sg.verify(MODEL, points=1), "<Verification: everything holds>"),
    "Audit": (
        audit(parse_page(SMALL.format(word="claims", lines="L = 0.24"))),
        "<Audit: 1 claim, 1 finding>",
    ),
    "Worked": (sg.derive(MODEL, "w").at(VALUES), "<Worked: "),
    "Fit": (sg.fit(MODEL, {"x": 3.0, "y": 1.0}, params={"w": 2.0}, epochs=2), "<Fit: stopped ("),
}


@pytest.mark.parametrize("kind", tuple(REPRS))
def test_reprs_are_short(kind: str) -> None:
    value, begins = REPRS[kind]
    assert repr(value).startswith(begins)
    assert len(repr(value)) < 100
    assert repr([value]) == f"[{value!r}]"


def test_every_kind_has_a_summary() -> None:
    kinds = {cls.__name__ for cls in presentation.Presentable.__subclasses__()}
    assert kinds <= set(presentation.SUMMARIES)


def test_the_language_is_set_in_one_place() -> None:
    derivation = sg.derive(MODEL, "w")
    assert "definition of" in derivation.text()
    sg.set_language("ko")
    assert "의 정의" in derivation.text()
    assert "의 정의" in str(derivation)
    assert "의</span> 정의" in derivation._repr_html_()
    assert 'lang="ko"' in MODEL._repr_html_()
    assert "definition of" in derivation.text(lang="en"), "what is said wins"
    with pytest.raises(OptionError, match="'fr'"):
        sg.set_language("fr")
    assert presentation.default_language == "ko"
