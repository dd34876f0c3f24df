"""(x^2)' = 2x: a prime behind a bracket, where it is clear what it is by."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row
from symgrad.errors import ReadError
from symgrad.reading import read

SQUARE = {"reference": "x^2", "wrt": "x"}
CUBE = {"reference": "3x^2"}
CALLED = {"reference": "f'(x) = 3x^2"}
SINE = {"reference": r"\frac{d}{dx}[x^2\sin x]"}
LOG = {"reference": r"\ln x", "wrt": "x"}
LINE = {"reference": "L=(wx+b-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
LABELLED = {"reference": r"\frac{dL}{dw} = 2(wx+b-y)x"}
PLAIN = {"reference": "2(wx+b-y)x"}
NEURON = {"reference": "z = wx\na=\\sigma(z)\nL=(a-y)^2", "wrt": "w", "parameters": "w", "data": "x y"}


@pytest.mark.parametrize(
    ("question", "answer", "accepted"),
    [
        (SQUARE, "(x^2)' = 2x", True),
        (SQUARE, "[x^2]' = 2x", True),
        (SQUARE, "(x²)′ = 2x", True),
        (SQUARE, r"\left(x^2\right)^{\prime} = 2x", True),
        (SQUARE, "(x^2)' = x", False),
        (SQUARE, "(x^3)' = 2x", False),
        (SQUARE, "(x^2)'", None),
        (SQUARE, "(x^2)'' = 2x", False),
        (LOG, r"(\ln x)' = \frac{1}{x}", True),
        (LOG, r"(\ln x)' = \frac{1}{x^2}", False),
        (CUBE, "(x^3)' = 3x^2", True),
        (CUBE, "(x^2)' = 3x^2", False),
        (CALLED, "f'(x) = (x^3)' = 3x^2", True),
        (SINE, r"(x^2\sin x)' = 2x\sin x + x^2\cos x", True),
        (SINE, r"(x^2\sin x)' = 2x\cos x", False),
        (LINE, "((wx+b-y)^2)' = 2(wx+b-y)x", True),
        (LINE, "((wx+b-y)^2)' = 2(wx+b-y)", False),
        (LABELLED, "((wx+b-y)^2)' = 2(wx+b-y)x", True),
        (LABELLED, r"\frac{d}{dw}[(wx+b-y)^2] = 2(wx+b-y)x", True),
        (LABELLED, r"\frac{d}{db}[(wx+b-y)^2] = 2(wx+b-y)x", False),
        # by what?
        (PLAIN, "((wx+b-y)^2)' = 2(wx+b-y)x", None),
        (NEURON, r"2(a-y)(\sigma(z))'x", None),
    ],
)
def test_answers(question: dict[str, Any], answer: str, accepted: bool | None) -> None:
    assert check_row({**question, "answer": answer}).accept is accepted


SIGNS = {"=": "equal", "!": "different", "?": "invalid"}


@pytest.mark.parametrize(
    ("question", "lines", "statuses", "accepted"),
    [
        (LINE, [r"L' = 2(wx+b-y)\cdot(wx+b-y)'", "= 2(wx+b-y)x"], "==", True),
        (LINE, [r"L' = 2(wx+b-y)\cdot(wx+b-y)'", "= 2(wx+b-y)"], "=!", False),
        (LINE, [r"L' = (wx+b-y)\cdot(wx+b-y)'", "= 2(wx+b-y)x"], "!=", None),
        (SINE, [r"(x^2\sin x)' = (x^2)'\sin x + x^2(\sin x)'", r"= 2x\sin x + x^2\cos x"], "==", True),
        (SINE, [r"(x^2\sin x)' = (x^2)'(\sin x)'", r"= 2x\cos x"], "!!", False),
        (SINE, ["(x^2)' = 2x", r"(\sin x)' = \cos x", r"2x\sin x + x^2\cos x"], "===", True),
        (SINE, ["(x^2)' = 2x", r"(\sin x)' = -\cos x", r"2x\sin x + x^2\cos x"], "=!=", None),
        (SINE, [r"\frac{d}{dx}[\sin x] = \cos x", r"2x\sin x + x^2\cos x"], "==", True),
        (NEURON, [r"(\sigma(z))' = \sigma(z)(1-\sigma(z))", "2(a-y)a(1-a)x"], "?=", None),
    ],
)
def test_lines(question: dict[str, Any], lines: list[str], statuses: str, accepted: bool | None) -> None:
    found = check_row({**question, "lines": lines})
    assert [line.status for line in found.lines] == [SIGNS[sign] for sign in statuses]
    assert found.accept is accepted


def test_elsewhere_it_is_refused() -> None:
    with pytest.raises(ReadError, match="a prime after something"):
        read("L = (x^2)'", parameters="x")
