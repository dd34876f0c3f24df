"""What stands on the left of an answer: f'(x), L'(w), the question said again."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

CUBES = {"reference": "x^3 + x^2", "wrt": "x"}
NAMED = {"reference": "f(x) = x^3 + x^2", "wrt": "x"}
LOSS = {"reference": "L = (wx - y)^2", "wrt": "w", "parameters": "w", "data": "x y"}
SQUARE = {"reference": "(wx - y)^2", "wrt": "w"}


@pytest.mark.parametrize(
    ("question", "answer", "accepted"),
    [
        (CUBES, "f'(x) = 3x^2 + 2x", True),
        (NAMED, "f'(x) = 3x^2 + 2x", True),
        (NAMED, "f'(x) = 3x^2 + 2", False),
        (LOSS, "L'(w) = 2x(wx - y)", True),
        (LOSS, r"L'\left(w\right) = 2x(wx - y)", True),
        (LOSS, "L'(w) = 2x(wx + y)", False),
        (SQUARE, "J'(w) = 2x(wx - y)", True),
        (SQUARE, "J'(w) = 2w(wx - y)", False),
        (LOSS, "L’(w) = 2x(wx - y)", True),
        (LOSS, "L′(w) = 2x(wx - y)", True),
        (LOSS, "dJ/dw = 2x(wx - y)", True),
        (LOSS, r"\nabla_w J = 2x(wx - y)", True),
        (LOSS, "L_w = 2x(wx - y)", True),
        # the derivative by something else, or another one, is claimed
        (LOSS, "L'(x) = 2x(wx - y)", False),
        (LOSS, "J'(x) = 2x(wx - y)", False),
        (LOSS, "dJ/dx = 2x(wx - y)", False),
        (LOSS, "L_x = 2x(wx - y)", False),
        (LOSS, "L''(w) = 2x(wx - y)", False),
        (LOSS, "L'' = 2x(wx - y)", False),
    ],
)
def test_primed_left_sides(question: dict[str, Any], answer: str, accepted: bool) -> None:
    assert check_row({**question, "answer": answer}).accept is accepted


SIGNS = {"=": "equal", "!": "different", ":": "definition"}


@pytest.mark.parametrize(
    ("question", "lines", "statuses"),
    [
        (CUBES, ["f(x) = x^3 + x^2", "f'(x) = 3x^2 + 2x"], "=="),
        (CUBES, ["f(x) = x^2(x + 1)", "f'(x) = 3x^2 + 2x"], "=="),
        (CUBES, ["f(x) = x^2(x + 2)", "f'(x) = 3x^2 + 2x"], ":!"),
        (NAMED, ["f(x) = x^3 + x^2", "f'(x) = 3x^2 + 2x"], "=="),
        (LOSS, ["L(w) = (wx - y)^2", "L'(w) = 2x(wx - y)"], "=="),
        (LOSS, [r"L\left(w\right) = (wx - y)^2", "L'(w) = 2x(wx - y)"], "=="),
        (LOSS, ["L(w, x) = (wx - y)^2", "L'(w) = 2x(wx - y)"], "=="),
        (LOSS, ["L(w) = (wx + y)^2", "L'(w) = 2x(wx - y)"], "!="),
        (SQUARE, ["L(w) = (wx - y)^2", "L'(w) = 2x(wx - y)", "= 2wx^2 - 2xy"], "==="),
        ({"reference": "e^x", "wrt": "x"}, ["f(x) = e^x", "f'(x) = e^x"], "=="),
        (CUBES, ["f'(x) = 3x^2 + 2x", "f''(x) = 6x + 2", "f'''(x) = 6"], "==="),
        (NAMED, ["f'(x) = 3x^2 + 2x", "f''(x) = 6x"], "=!"),
    ],
)
def test_the_question_said_again(question: dict[str, Any], lines: list[str], statuses: str) -> None:
    found = check_row({**question, "lines": lines}).lines
    assert [line.status for line in found] == [SIGNS[sign] for sign in statuses]


def test_the_question_said_again_is_no_answer() -> None:
    assert check_row({**CUBES, "answer": "f(x) = x^3 + x^2"}).accept is False
    assert check_row({**CUBES, "lines": ["f(x) = x^3 + x^2"]}).accept is None


@pytest.mark.parametrize(
    "lines", [["dL/dw = 2(wx - y)", "= 2x(wx - y) \\blob"], ["u' = x", "L' = 2uu' \\blob"]]
)
def test_what_was_not_read_at_the_end_may_be_the_result(lines: list[str]) -> None:
    """No line before it is taken for it and found wrong."""
    found = check_row({**LOSS, "lines": lines})
    assert (found.status, found.accept) == ("invalid", None)
    assert found.lines[-1].error is not None
