"""A gradient that is set to zero: a person looks; a value that is zero is a value."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

LINE = {"reference": "L=(wx+b-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
PLAIN = {"reference": "2(wx+b-y)x"}
VECTOR = {
    "reference": r"L = \|Xw-y\|^2", "wrt": "w", "parameters": "w", "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}  # fmt: skip
CONDITION = {"reference": "2(wx+b-y)x = 0"}
CONSTANT = {"reference": "L = x", "wrt": "w", "parameters": "w", "data": "x"}
RELU = {"reference": r"f(x) = \max(0, x)", "wrt": "x", "parameters": "x"}
GRADIENT = r"\frac{dL}{dw} = 2(wx+b-y)x"


@pytest.mark.parametrize(
    ("question", "answer", "accepted", "note"),
    [
        (LINE, "2(wx+b-y)x = 0", None, "set_to_zero"),
        (LINE, "0 = 2(wx+b-y)x", None, "set_to_zero"),
        (LINE, "(wx+b-y)x = 0", None, "set_to_zero"),
        (LINE, "2(wx+b+y)x = 0", False, ""),
        (LINE, r"\frac{dL}{dw} = 0", False, ""),
        (LINE, "2(wx+b-y)x - 0", True, ""),
        (PLAIN, "2(wx+b-y)x = 0", None, "set_to_zero"),
        (VECTOR, "2X^T(Xw-y) = 0", None, "set_to_zero"),
        (VECTOR, "2X^T(Xw+y) = 0", False, ""),
        (CONDITION, "2(wx+b-y)x = 0", True, ""),
        (CONSTANT, r"\frac{dL}{dw} = 0", True, ""),
        (CONSTANT, "w - w = 0", True, ""),
    ],
)
def test_answers(question: dict[str, Any], answer: str, accepted: bool | None, note: str) -> None:
    found = check_row({**question, "answer": answer})
    assert (found.accept, found.note) == (accepted, note)


SIGNS = {"=": "equal", "!": "different", ".": "undecided"}


@pytest.mark.parametrize(
    ("question", "lines", "statuses", "accepted"),
    [
        (LINE, [f"{GRADIENT} = 0"], "=", None),
        (LINE, [GRADIENT, "= 0"], "==", None),
        (LINE, [GRADIENT, r"\frac{dL}{dw} = 0", "wx+b-y = 0", r"w = \frac{y-b}{x}"], "=...", None),
        (LINE, ["2(wx+b-y)x = 0", r"w = \frac{y-b}{x}"], "=.", None),
        (LINE, [r"\frac{dL}{dw} = 2(wx+b+y)x = 0"], "!", False),
        (LINE, [r"\frac{dL}{dw} = 2(wx+b+y)x", "= 0"], "!!", False),
        (LINE, [r"\frac{dL}{dw} = 0"], "!", False),
        (CONSTANT, [r"\frac{dL}{dw} = 0"], "=", True),
        (RELU, ["f'(x) = 1 (x > 0)", "f'(x) = 0 (x < 0)"], "==", True),
    ],
)
def test_lines(question: dict[str, Any], lines: list[str], statuses: str, accepted: bool | None) -> None:
    found = check_row({**question, "lines": lines})
    assert [line.status for line in found.lines] == [SIGNS[sign] for sign in statuses]
    assert found.accept is accepted
