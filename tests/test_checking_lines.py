"""Derivations line by line: the first wrong line, what follows from it, what cancels, definitions on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from symgrad.checking import check_row
from symgrad.checking.hygiene import MAX_LINES

ONE = {"reference": "L = (w x + b - y)^2", "wrt": "w"}
NEURON = {"reference": "h = \\sigma(wx)\nL = (h-y)^2", "wrt": "w"}
START = r"\frac{\partial L}{\partial w} = 2(wx+b-y)\frac{\partial}{\partial w}[wx+b-y]"
GIVEN = {"reference": "2wx", "given": {"w": "1.5", "x": "0.5"}}

#: (item, lines, status, accept, first wrong line, note, mistake)
ROWS: list[tuple[dict[str, Any], list[str], str, bool | None, int | None, str, str]] = [
    (ONE, [START, "= 2(wx+b-y) x", "= 2wx^2+2bx-2xy"], "equal", True, None, "", ""),
    (ONE, [START, "= (wx+b-y) x", "= wx^2+bx-xy"], "different", False, 2, "first_wrong_line carried",
     "exponent_dropped"),
    (ONE, [START, "= (wx+b-y) x", "= wx^2-xy"], "different", False, 2, "first_wrong_line", "exponent_dropped"),
    (ONE, [r"\frac{\partial L}{\partial w} = 2(wx+b-y)", "= 2(wx+b-y) x"], "equal", None, 1,
     "first_wrong_line cancelled", "inner_derivative_missing"),
    (ONE, ["let u = wx+b-y", "L = u^2", r"\frac{dL}{du} = 2u", r"\frac{du}{dw} = x",
           r"\frac{dL}{dw} = 2ux = 2x(wx+b-y)"], "equal", True, None, "", ""),
    (ONE, ["u = wx+b-y", "L = u^2", r"\frac{dL}{du} = u", r"\frac{dL}{dw} = 2ux"], "equal", None, 3,
     "first_wrong_line cancelled", ""),
    (ONE, [r"u := wx+b-y \\", r"\frac{du}{dw} = w,", r"\therefore \frac{dL}{dw} = 2uw."], "different", False, 2,
     "first_wrong_line carried", "wrong_variable"),
    (ONE, ["2x(wx+b-y)"], "equal", True, None, "copied", ""),
    (ONE, ["2x(wx+b-y) = 2wx^2+2bx-2xy"], "equal", True, None, "", ""),
    (NEURON, [r"\frac{\partial L}{\partial h} = 2(h-y)", r"\frac{\partial h}{\partial w} = h(1-h)x",
              r"\frac{\partial L}{\partial w}=\frac{\partial L}{\partial h}\frac{\partial h}{\partial w}",
              "= 2(h-y)h(1-h)x"], "equal", True, None, "", ""),
    (NEURON, [r"\frac{\partial L}{\partial h} = 2(h-y)", r"\frac{\partial h}{\partial w} = (1-h^2)x",
              r"\frac{\partial L}{\partial w} = 2(h-y)(1-h^2)x"], "different", False, 2, "first_wrong_line carried",
     "tanh_rule_for_sigma"),
    (NEURON, [r"\frac{\partial L}{\partial h} = y-h",
              r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial h}\frac{\partial h}{\partial w}"
              "= (y-h)h(1-h)x",
              "= xh(y-h)(1-h)"], "different", False, 1, "first_wrong_line carried", ""),
    (NEURON, [r"\frac{\partial L}{\partial h} = y-h", r"\frac{\partial L}{\partial w} = (y-h)(1-h)x"],
     "different", False, 1, "first_wrong_line", ""),
    ({"reference": "h = wx\nL = h^2 + 3wh", "wrt": "w"}, [r"\frac{dh}{dw} = w", r"\frac{dL}{dw} = 2hw + 3h + 3w^2"],
     "different", False, 1, "first_wrong_line carried", "wrong_variable"),
    ({"reference": "2x+3"}, ["x+x+3", r"\foo", "2x+3"], "equal", None, None, "", ""),
    ({"reference": "2x+3"}, ["3x", "2x+3"], "equal", None, 1, "first_wrong_line cancelled", ""),
    (GIVEN, ["2wx", r"= 2 \cdot 1.5 \cdot 0.5", "= 1.5"], "equal", True, None, "", ""),
    # a right value was only written another way: no rule of differentiation is to blame
    ({"reference": r"\frac{d}{dx}[x^2 \sin x]"}, [r"2x\sin x+x^2\cos x", r"= x^2(2\sin x+\cos x)"], "different", False,
     2, "first_wrong_line", ""),
    ({"reference": r"\frac{d}{dx}[x^2 \sin x]"}, [r"2x\sin x+x^2\cos x", r"= x(2\sin x-x\cos x)"], "different", False,
     2, "first_wrong_line", "sign"),
    # parts of the result, and what only looks like them
    (NEURON, ["2(h-y)", "h(1-h)", "x", "2(h-y)h(1-h)x"], "equal", True, None, "", ""),
    (NEURON, ["2(h-y)", "h(1+h)", "x", "2(h-y)h(1-h)x"], "equal", None, 1, "first_wrong_line parts",
     "inner_derivative_missing"),
    (NEURON, ["2(h-y)", "h(1-h)", "x", "2(h-y)h(1+h)x"], "different", False, 1, "first_wrong_line",
     "inner_derivative_missing"),
    (GIVEN, ["2wx", r"= 2 \cdot 1.5 \cdot 0.6", "= 1.8"], "different", False, 2, "first_wrong_line carried", ""),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_lines(row: tuple[dict[str, Any], list[str], str, bool | None, int | None, str, str]) -> None:
    item, lines, *expected = row
    verdict = check_row({"deadline": 20, **item, "lines": lines})
    mistake = verdict.mistake.id if verdict.mistake is not None else ""
    assert [verdict.status, verdict.accept, verdict.first_wrong_line, verdict.note, mistake] == expected, (
        verdict
    )
    assert len(verdict.lines) == len(lines)


def test_each_line_has_its_own_verdict() -> None:
    verdict = check_row(
        {**ONE, "lines": ["u = wx+b-y", r"\frac{du}{dw} = x", "2ux", r"\input{x}", "= ux", "= x u"]}
    )
    assert verdict.status == "invalid"  # a line that is refused is refused with everything
    verdict = check_row({**ONE, "lines": ["u = wx+b-y", r"\frac{du}{dw} = x", "2ux", "(x", "= ux", "= x u"]})
    assert [line.kind for line in verdict.lines] == [
        "definition",
        "claim",
        "value",
        "value",
        "value",
        "value",
    ]
    assert [line.status for line in verdict.lines] == [
        "definition",
        "equal",
        "equal",
        "invalid",
        *["different"] * 2,
    ]
    assert [line.follows for line in verdict.lines] == [None, None, None, None, False, True]
    assert verdict.first_wrong_line == 5


def test_a_chain_of_equals_signs_is_one_line() -> None:
    assert check_row({**ONE, "answer": r"\frac{dL}{dw} = 2x(wx+b-y) = 2wx^2+2bx-2xy"}).accept
    verdict = check_row({**ONE, "answer": r"\frac{dL}{dw} = 2x(wx+b-y) = 2wx^2+2bx-xy"})
    assert (verdict.status, verdict.first_wrong_line) == ("different", 1)
    assert verdict.lines[0].follows is False


@pytest.mark.parametrize(
    ("answer", "count", "accept"),
    [
        ("\\frac{dL}{dw} = 2x(wx+b-y)\n = 2wx^2+2bx-2xy", 2, True),
        ("u = wx+b-y; 2ux", 2, True),
        (r"\begin{aligned} \frac{dL}{dw} &= 2x(wx+b-y) \\ &= 2wx^2+2bx-2xy \end{aligned}", 1, True),
        (r"\begin{aligned} \frac{dL}{dw} &= 2x(wx+b-y) \\ &= 2wx^2+2bx-xy \end{aligned}", 1, False),
        (r"$$\frac{dL}{dw} = 2x(wx+b-y) = 2wx^2+2bx-2xy$$", 1, True),
    ],
)
def test_lines_in_one_text(answer: str, count: int, accept: bool) -> None:
    verdict = check_row({**ONE, "answer": answer, "deadline": 20})
    assert (len(verdict.lines), verdict.accept) == (count, accept), verdict


def test_lines_that_say_nothing() -> None:
    assert check_row({**ONE, "lines": ["u = wx"]}).status == "invalid"
    assert check_row({**ONE, "lines": []}).status == "invalid"
    assert check_row({**ONE, "lines": ["x"] * (MAX_LINES + 1)}).status == "invalid"


WRITTEN = yaml.safe_load((Path(__file__).parent / "data" / "student_lines.yaml").read_text(encoding="utf-8"))


#: one in six of the later ones at once
ANSWERS = [*WRITTEN["answers"], *WRITTEN["more"][::6]]
SLOWER = [row for number, row in enumerate(WRITTEN["more"]) if number % 6]


@pytest.mark.parametrize(
    "row",
    [*ANSWERS, *(pytest.param(row, marks=pytest.mark.slow) for row in SLOWER)],
    ids=range(len(ANSWERS) + len(SLOWER)),
)
def test_lines_of_students(row: dict[str, Any]) -> None:
    """As they were judged by hand: right, wrong from a line on, carried from there, or cancelled after it."""
    verdict = check_row({**WRITTEN["questions"][row["of"]], "lines": row["lines"], "deadline": 20})
    number = verdict.first_wrong_line
    if number is None:
        found = "right" if verdict.accept else verdict.status
    else:
        found = ("x" if "cancelled" in verdict.note else "c" if "carried" in verdict.note else "w") + str(
            number
        )
    assert found == row["is"], verdict
    assert (verdict.accept is True) == (found == "right")
    assert len(verdict.lines) == len(row["lines"])


UPDATE = {
    "reference": r"w - \eta \cdot 2(wx-y)x", "decimals": 3,
    "given": {"w": "1.6", "x": "0.5", "y": "1", r"\eta": "0.1"},
}  # fmt: skip
SOFTMAX = {
    "model": "y_k = \\frac{e^{a_k}}{\\sum_{j=1}^K e^{a_j}}\nE = -\\sum_{k=1}^K t_k \\log y_k", "wrt": "a",
    "parameters": "a", "data": "t", "shapes": {"a": "K", "t": "K"}, "constraints": [r"\sum_{k=1}^K t_k = 1"],
}  # fmt: skip
LAST_ONE = {
    "reference": r"\frac{e^{z_j}}{\sum_{q=1}^{K-1} e^{z_q} + e^{z_K}} - y_j",
    "constraints": [r"\sum_{k=1}^K y_k = 1"],
}


@pytest.mark.parametrize(
    ("item", "lines", "accept", "first"),
    [
        (UPDATE, ["w = 1.62"], True, None),
        (UPDATE, ["w = 1.63"], False, 1),
        (UPDATE, [r"w := 1.6 - 0.1 \cdot 2(0.8-1)0.5 = 1.62"], True, None),
        (UPDATE, ["g = 2(0.8-1)(0.5) = -0.2", "w = 1.6 - 0.1(-0.2) = 1.62"], True, None),
        (UPDATE, ["2(0.8-1)0.5 = -0.2", r"w \leftarrow 1.6-0.1 \times (-0.2) = 1.62"], True, None),
        (UPDATE, ["2(0.8-1)0.5 = -0.3", r"w \leftarrow 1.6-0.1 \times (-0.3) = 1.63"], False, 1),
        (UPDATE, ["1.6 - 0.02 = 1.58"], False, 1),
        (UPDATE, ["g = 2(0.8-1)(0.5) = -0.3", "w = 1.6 - 0.1(-0.3) = 1.63"], False, 1),
        (UPDATE, [r"w = 1.6 - 0.1 \cdot 2 (1.6 \cdot 0.5 - 1) 0.5", "= 1.62"], True, None),
        (SOFTMAX, [r"\frac{dE}{da_k} = \sum_{i=1}^K -\frac{t_i}{y_i} y_i(\delta_{ik} - y_k)"], True, None),
        (LAST_ONE, [r"\frac{e^{z_j}}{\sum_{q=1}^K e^{z_q}} - y_j"], True, None),
        ({"reference": "e^{(2/3)^2}"}, ["e^{4/9}"], True, None),
    ],
)  # fmt: skip
def test_lines_as_they_are_written(
    item: dict[str, Any], lines: list[str], accept: bool, first: int | None
) -> None:
    verdict = check_row({"deadline": 20, **item, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, first), verdict


CLASSES = {"reference": r"-y\log p-(1-y)\log(1-p)", "constraints": [r"y \in \{0,1\}"],
           "variables": {"p": {"domain": "(0,1)"}}}  # fmt: skip
JACOBIAN = {
    "model": r"y_k = \frac{e^{a_k}}{\sum_{j=1}^K e^{a_j}}",
    "wrt": "a",
    "parameters": "a",
    "shapes": {"a": "K"},
}
RECTIFIED = {"model": "z = wx+b\nh = \\max(0,z)\nL = (h-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
SIZE = {"reference": "L = |x|", "wrt": "x"}
MODULUS, PRODUCT = {"reference": "|x|"}, {"reference": "|x y|"}
SAME, DIFFERENT = (
    r"\frac{\partial y_i}{\partial a_k} = y_k(1-y_k)",
    r"\frac{\partial y_i}{\partial a_k} = -y_i y_k",
)
LAST = r"\frac{\partial E}{\partial a_k} = y_k - t_k"


@pytest.mark.parametrize(
    ("item", "lines", "accept", "first"),
    [
        (SOFTMAX, ["i = k", SAME, r"i \ne k", "-y_i y_k", LAST], True, None),
        (SOFTMAX, ["if $i=k$:", SAME, r"otherwise", DIFFERENT, LAST], True, None),
        (SOFTMAX, [f"i = k일 때 {SAME}", rf"$i \ne k$이면 {DIFFERENT}", LAST], True, None),
        (SOFTMAX, ["i = k", DIFFERENT, r"i \ne k", SAME, LAST], None, 2),
        (SOFTMAX, [SAME, LAST], None, 1),
        (SOFTMAX, [r"\frac{\partial y_i}{\partial a_k} = y_i(\delta_{ik}-y_k)", LAST], True, None),
        (SOFTMAX, [r"\frac{\partial y_i}{\partial a_k} = y_i(\delta_{ik}-y_i)", LAST], None, 1),
        (JACOBIAN, ["i = k", SAME, r"i \ne k", DIFFERENT], True, None),
        (JACOBIAN, ["i = k", SAME], None, None),
        (JACOBIAN, ["i = k", "y_i(1+y_i)", r"i \ne k", "-y_i y_k"], False, 2),
        (JACOBIAN, ["i = k", "y_i(1-y_i)", r"i \ne k", "-y_i y_k", r"y_i(\delta_{ik}-y_k)"], True, None),
        (SIZE, ["if $x > 0$: 1", "if $x < 0$: -1"], True, None),
        (SIZE, ["x > 0 일 때", r"\frac{dL}{dx} = 1", "x < 0 일 때", r"\frac{dL}{dx} = -1"], True, None),
        (SIZE, [r"\frac{dL}{dx} = 1 \text{ if } x > 0", r"\frac{dL}{dx} = -1 \quad (x<0)"], True, None),
        (SIZE, ["Case 1: x>0", "1", "Case 2: x<0", "1"], False, 4),
        (SIZE, ["x > 0: 1"], None, None),
        (CLASSES, [r"y=1이면 -\log p", r"y=0이면 -\log(1-p)"], True, None),
        (CLASSES, [r"y=1이면 -\log p", r"y=0이면 -\log p"], False, 2),
        (CLASSES, [r"y \ne 0이면 -\log p", r"그 외에는 -\log(1-p)"], True, None),
        (CLASSES, [r"y > 0: -\log p"], None, None),
        (CLASSES, [r"y \ne 0: -\log p"], None, None),
        (RECTIFIED, ["z > 0: 2(z-y)x", "z < 0: 0"], True, None),
        (RECTIFIED, ["z > 0: 2(h-y)x", "z < 0: 2(h-y)x"], False, 2),
        (RECTIFIED, [r"when z > 0, \frac{\partial h}{\partial z} = 0", "2(h-y) 1[z>0] x"], None, 1),
        # letters that nothing says the order of: as they are right
        (JACOBIAN, ["i = j", "y_i(1-y_i)", r"i \ne j", "-y_j y_i"], True, None),
        (JACOBIAN, ["i = j", "y_i(1-y_i)", r"i \ne j", "-y_i^2"], False, 4),
        (JACOBIAN, ["i = j", "otherwise", "-y_i y_j"], None, None),
        # anything is right where nothing is left: x < x is closed to no x ≤ x, h < 0 to no h ≤ 0
        (SIZE, ["x < x: 5"], None, None),
        (SIZE, ["x < x: 5", "x > 0: 1"], None, None),
        (CLASSES, [r"y=1이면 -\log p", "y=2이면 7"], None, None),
        (RECTIFIED, ["h > 0: 2(h-y)x", "h < 0: 0"], None, None),
        (RECTIFIED, ["h > 0: 2(h-y)x", "h = 0: 0"], True, None),
        (MODULUS, [r"|x| > x: -x", "|x| < x: 7"], None, None),
        (MODULUS, ["x > 0", "otherwise: -x"], None, None),
        (MODULUS, ["x > 0: x", "otherwise: -x"], True, None),
        (MODULUS, ["x = 0: 1", "x > 0: x", "x < 0: -x"], False, 1),
        # a line behind the last case is a step of that case, or said of all
        (SIZE, ["x > 0: 1", "x < 0: -1", "-1"], None, None),
        (SIZE, ["x > 0: 1", "x < 0: -1", r"\frac{dL}{dx} = -1"], None, None),
        (SIZE, ["x > 0", "1", "1", "x < 0", r"-1 \cdot 1", "= -1"], True, None),
        (MODULUS, ["x if x > 0", "-x otherwise"], True, None),
        (MODULUS, ["x if x > 0", "x otherwise"], False, 2),
        (MODULUS, ["x > 0: f = x", "x < 0: f = -x"], True, None),
        (MODULUS, ["x > 0: f = x", "x < 0: f = x"], False, 2),
        (MODULUS, ["x<-1: -x", "-1<x<0: -x", "x>0: x"], True, None),
        (MODULUS, ["x<-1: -x", "-1<x<0: x", "x>0: x"], False, 2),
        # cases of cases, and what only looks like one
        (PRODUCT, ["x > 0:", "y > 0: xy", "y < 0: -xy", "x < 0:", "y > 0: -xy", "y < 0: xy"], True, None),
        (PRODUCT, ["x > 0:", "y > 0: xy", "y < 0: -xy", "x < 0:", "y > 0: xy", "y < 0: xy"], False, 5),
        (PRODUCT, ["x > 0:", "y > 0: xy", "y < 0: -xy", "x < 0:", "y > 0: -xy"], None, None),
        (PRODUCT, ["x > 0:", "y > 0: xy", "y < 0: -xy", "x < 0: 7"], False, 4),
        (PRODUCT, ["x > 0:", "y > 0: xy", "otherwise:", "y > 0: -xy"], None, None),
        (PRODUCT, ["x > 0, y > 0: xy", "xy (x<0, y<0)", "otherwise: -xy"], True, None),
        (PRODUCT, ["x > 0, y > 0: xy", "otherwise: -xy"], False, 2),
    ],
)
def test_lines_of_a_case(
    item: dict[str, Any], lines: list[str], accept: bool | None, first: int | None
) -> None:
    """What is claimed where something is supposed; right in every case only if no case is missing."""
    verdict = check_row({"deadline": 20, **item, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, first), verdict


def test_where_to_look_after_a_right_line() -> None:
    item = {"reference": r"\frac{d}{dx}[x^2 \sin x]", "deadline": 20}
    said = "What was written before it is right"
    assert said in check_row({**item, "lines": [r"2x\sin x+x^2\cos x", r"= x^2(2\sin x+\cos x)"]}).text["en"]
    assert said not in check_row({**item, "lines": [r"2x\cos x", r"= x\cos x"]}).text["en"]
    text = check_row({**SIZE, "lines": ["x > 0: 1"], "deadline": 20}).text["en"]
    assert "a case is missing" in text
    assert "Right: proved" not in text


CUBE = {"reference": "3x^2+2x"}
SHAPES = {"A": "n n symmetric", "x": "n"}
LYING = {"reference": "2X^T(Xw-y)", "shapes": {"X": "m n", "w": "n", "y": "m"}}


@pytest.mark.parametrize(
    ("item", "lines", "accept", "first"),
    [
        (ONE, ["e = wx+b-y라 하면 L = e^2", r"\frac{dL}{dw} = 2e \cdot x"], True, None),
        (ONE, ["let u = wx+b-y, then L = u^2", r"\frac{dL}{dw} = 2ux"], True, None),
        (ONE, [r"\frac{dL}{dw} = 2ux where $u = wx+b-y$"], True, None),
        (ONE, [r"\frac{dL}{dw} = 2ux where $u = wx-b-y$"], False, 1),
        # nobody read what e is: 2ex is not called wrong
        (ONE, ["e = @@ wx+b-y", r"\frac{dL}{dw} = 2ex"], None, 2),
        (NEURON, [r"\frac{dL}{dh} = 2(h-y), \quad \frac{dh}{dw} = h(1-h)x", "2(h-y)h(1-h)x"], True, None),
        (NEURON, [r"\frac{dL}{dh} = 2(h-y), \quad \frac{dh}{dw} = h(1+h)x", "2(h-y)h(1+h)x"], False, 1),
        (NEURON, ["Answer: $2(h-y)h(1-h)x$"], True, None),
        (CUBE, ["f'(x) = 3x^2+2x", "= x(3x+2)"], True, None),
        (CUBE, ["f'(x) = 3x^2+2"], False, 1),
        (CUBE, ["f'(x) = 3x^2+2x", "f''(x) = 6x+2"], True, None),
        (CUBE, ["f'(x) = 3x^2+2x", "f''(x) = 6x"], None, 2),
        # the derivative that is asked for is no answer, nor is one inside
        (ONE, [r"\frac{dL}{dw} = \frac{d}{dw}[(wx+b-y)^2]"], None, None),
        (ONE, [r"\frac{dL}{dw} = 2(wx+b-y)\frac{d}{dw}[wx+b-y]", "= 2(wx+b-y)x"], True, None),
        (ONE, [r"g = \frac{dL}{dw}", "g"], None, None),
        (ONE, ["L'"], None, None),
        (SIZE, [r"x > 0: \frac{dL}{dx}", "x < 0: -1"], None, None),
        # a derivative of an expression is a claim about that
        (
            {"reference": r"\frac{d^2}{dx^2}[x^3]"},
            [r"\frac{d}{dx}[x^3] = 3x^2", r"\frac{d^2}{dx^2}[x^3] = 6x"],
            True,
            None,
        ),
        (
            {"reference": r"\frac{d^2}{dx^2}[x^3]"},
            [r"\frac{d}{dx}[x^3] = 2x^2", r"\frac{d^2}{dx^2}[x^3] = 6x"],
            None,
            1,
        ),
        # the answer or a name for later
        (CUBE, ["3x^2+2x", "g = 5x"], None, None),
        (CUBE, ["3x^2+2x", "g = x(3x+2)"], True, None),
        (CUBE, ["g = 3x^2+2x", "g = 5x"], False, 2),
        (ONE, ["Step 1: u = wx+b-y", "Gradient of L: 2ux"], True, None),
        ({"reference": "x"}, ["x", "= 2x", "x"], None, 2),
        # A = A^T between the lines too; a row is no column
        ({"reference": "2Ax", "shapes": SHAPES}, ["Ax+A^T x", "= 2A^T x", "= 2Ax"], True, None),
        ({"reference": "2Ax", "shapes": {**SHAPES, "A": "n n"}}, ["2Ax", "= Ax+A^T x"], False, 2),
        (LYING, ["2(Xw-y)^T X"], False, 1),
    ],
)
def test_words_between(
    item: dict[str, Any], lines: list[str], accept: bool | None, first: int | None
) -> None:
    """A definition in front of or behind what it is for, equations side by side, a heading, f'(x) on the left."""
    verdict = check_row({"deadline": 20, **item, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, first), verdict


def test_a_line_that_is_not_read_accuses_no_other() -> None:
    """Its left side was read as 8 ∂L/∂w, and the next line did not follow from that."""
    lines = [r"(8) \frac{\partial L}{\partial w} = 2(v - y)v", "= 2x(wx - y)"]
    found = check_row({"reference": "(wx - y)^2", "wrt": "w", "lines": lines})
    assert [line.status for line in found.lines] == ["invalid", "equal"]
    assert found.first_wrong_line is None


UNIT = {
    "reference": "z = w^2 x + b\nv = \\tanh z\nL = (v - y)^2",
    "wrt": "w",
    "parameters": "w b",
    "data": "x y",
}


@pytest.mark.parametrize(
    ("question", "lines", "first_wrong"),
    [
        # The model's names said again stay names that one can differentiate by.
        (UNIT, ["let z = w^2 x + b", r"let v = \tanh z", "dL/dw = dL/dv * dv/dz * dz/dw"], None),
        (
            UNIT,
            ["let z = w^2 x + b", r"let v = \tanh z", "dv/dz = 1 - v^2", "dL/dw = 2(v-y)(1-v^2)2wx"],
            None,
        ),
        (UNIT, ["let z = w^2 x + b", r"let v = \tanh z", "dL/dw = dL/dv * dz/dw"], 3),
        (UNIT, ["let z = w^2 x + b", r"let v = \tanh z", "dv/dz = 1 + v^2"], 3),
        # v^(2) typed without braces
        ({"reference": r"\tanh(wx)", "wrt": "w"}, ["z = wx", r"v = \tanh(z)", "dv/dz = 1 - v^(2)"], None),
        ({"reference": r"\tanh(wx)", "wrt": "w"}, ["z = wx", r"v = \tanh(z)", "dv/dz = 1 - v^(3)"], 3),
        ({"reference": r"\tanh(wx)", "wrt": "w"}, ["v = \\tanh(wx)", "dL/dw = x(1 - v^(2))"], None),
    ],
)
def test_names_of_the_model_and_of_lines(
    question: dict[str, Any], lines: list[str], first_wrong: int | None
) -> None:
    wrong = [
        n
        for n, line in enumerate(check_row({**question, "lines": lines}).lines, 1)
        if line.status == "different"
    ]
    assert wrong[:1] == ([first_wrong] if first_wrong else [])
