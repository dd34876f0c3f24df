"""What students write around formulas, and the names they give: lists, Markdown, remarks, primes, e, error, Σ."""

from __future__ import annotations

import re
from time import perf_counter
from typing import Any

import pytest

from symgrad.checking import check_row, markings, prose
from symgrad.checking.markings import without_marks
from symgrad.checking.prose import without_words

NAMES = {"wrt": "w", "parameters": "w b", "data": "x y"}
LINE = {**NAMES, "reference": "L = (wx+b-y)^2"}
UNIT = {**NAMES, "reference": "z = wx+b\na = \\sigma(z)\nL = (a-y)^2"}
SOFT = {**NAMES, "reference": r"L = \ln(1+e^{wx}) + b + y"}
MEAN = {
    **NAMES,
    "reference": r"L = \frac{1}{n}\sum_{i=1}^n (w x_i+b-y_i)^2",
    "shapes": {"x": "n", "y": "n"},
}
VECTOR = {
    "reference": r"L = \|Xw-y\|^2", "wrt": "w", "parameters": "w", "data": "X y",
    "shapes": {"X": "n d", "w": "d", "y": "n"},
}  # fmt: skip
MATRIX = {
    "reference": r"L = \frac12\|Wx-y\|^2", "wrt": "W", "parameters": "W", "data": "x y",
    "shapes": {"W": "m n", "x": "n", "y": "m"},
}  # fmt: skip


def verdict(question: dict[str, Any], text: str | list[str]) -> Any:
    return check_row({**question, "answer" if isinstance(text, str) else "lines": text})


STEPS = ("u = wx+b-y", "dL/du = 2u", "dL/dw = 2ux")
LISTS = [
    ("- {}", "- {}", "- {}"), ("* {}", "* {}", "* {}"), ("• {}", "• {}", "• {}"), ("1. {}", "2. {}", "3. {}"),
    ("1) {}", "2) {}", "3) {}"), ("(1) {}", "(2) {}", "(3) {}"), ("① {}", "② {}", "③ {}"),
    ("(a) {}", "(b) {}", "(c) {}"), ("a) {}", "b) {}", "c) {}"), ("(i) {}", "(ii) {}", "(iii) {}"),
    ("> {}", "> {}", "> {}"), ("i) {}", "ii) {}", "iii) {}"), ("1단계: {}", "2단계: {}", "3 단계: {}"),
    ("First, {}", "Then {}", "So {}"),
    ("{} (1)", "{}  (2)", "{} (3)"), ("{} … ①", "{} ... ②", "{}"), ("{} (1)", "{} (2)", "=> {}"),
    ("```", "{}\n{}", "{}\n```"), ("## Solution\n1. {}", "2. {}", "3. {}"), ("Solution:\n- {}", "- {}", "- {}"),
]  # fmt: skip


@pytest.mark.parametrize("marks", LISTS)
def test_marks_of_lists_are_no_part_of_the_lines(marks: tuple[str, ...]) -> None:
    text = "\n".join(marks)
    assert verdict(LINE, text.format(*STEPS).split("\n")).accept is True
    assert verdict(LINE, text.format(*STEPS)).accept is True
    wrong = verdict(LINE, text.format(*STEPS[:2], "dL/dw = 3ux").split("\n"))
    assert wrong.accept is False
    assert wrong.lines[(wrong.first_wrong_line or 0) - 1].status == "different"


def test_bold_words_head_a_line() -> None:
    heads = ("**Step 1:** ", "**Step 2**: ", "**Chain rule:** ")
    assert verdict(LINE, [head + step for head, step in zip(heads, STEPS, strict=True)]).accept is True
    assert verdict(LINE, [heads[0] + STEPS[0], heads[2] + "dL/dw = 3ux"]).accept is False


@pytest.mark.parametrize(
    "lines",
    [
        ["- x"],
        ["- 2x(y-wx-b)", "- 2x(y-b-wx)"],  # a minus in front of values
        ["- dL/dw = x", "- dL/dw = 2x"],  # of one and the same
        ["(a) x", "(b) y"],
        ["(a) w = x"],
        ["(a) w = x", "(c) b = x"],
        ["(i) w = x", "(i) b = x"],
        ["1. 5x"],
        [r"2x \text{(error)} + 1"],
        ["f`(x) = 2x g`(x)"],
        ["2**3 + 3**2"],
        [r"\boxed{2x} = \boxed{x + x}"],
        [r"2x \text{error}"],
        [r"2x \text{ if } x > 0"],
        ["- a = x", "b = x"],
        ["2. a = x", "1. b = x"],
        ["(2) a = x", "(1) b = x"],
        ["(1) x", "(2) x(wx+b-y)"],  # factors
        ["(1) * a = x", "(2) * b = x"],
        ["2u (1)"],
        ["2u (1)", "x (2)"],
        ["w - \\eta (gradient)"],
        ["w - \\eta (by)"],
        ["2x // y"],
        ["2 // wxb"],
        ["a**b", "**a**b", "x** 2 **x"],
        ["2x (error rule) error"],
    ],
)
def test_what_may_be_a_part_of_a_formula_stays(lines: list[str]) -> None:
    assert without_marks(lines, "w x b y") == tuple(lines)


#: a line for every mark that a line by itself may have, and for words in front, behind and inside
ALONE = [
    "```", "``` latex", "## Solution", "solution:", "**Answer**", "the proof :", "① x", "x … ①", "x ①.",
    "=>x", "->x", "→ x", "∴ x", "2x // chain rule", "2x //expanding", "2x #expanding", "2x # 연쇄법칙",
    "2x by the chain rule",
    "2x, using the power rule.", "2x (by the chain rule)", "2x [expanding]", "2x by (1)", "2x from ②",
    "2x (using (3))", "**2x**", "*2x*", "`2x`", "dL/dw = **2x**", "**dL/dw** = 2x", "**Step 1:** 2x",
    "L^\\prime(w)", "L ^ {\\prime}",
]  # fmt: skip
SPOKEN = [
    "따라서 2x", "2x 이다", "2x (답)", "\\text{따라서 } 2x", "2x \\text{이다}", "\\mbox{thus} 2x",
    "\\textrm{so } 2x", "let u = 2x", "So 2x", "ſo 2x", "we get 2x", "Step 2: 2x", "Answer: 2x",
    "the answer is 2x", "  hence, 2x",
]  # fmt: skip


def test_a_line_is_passed_over_only_where_it_has_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [
        "2x(wx + b - y)",
        r"\frac{1}{m} \sum_{i=1}^{m} (w x_i - y_i) x_i",
        r"x^{T}(Xw - y) (a)",
        r"2 \cdot x",
    ]
    found = [without_marks([line], "w x b y") for line in (*ALONE, *plain)]
    words = [without_words(line) for line in (*SPOKEN, *plain)]
    assert [line for line, (left,) in zip(ALONE, found, strict=False) if left == line] == []
    assert [line for line, (left, _) in zip(SPOKEN, words, strict=False) if left == line] == []
    for module in (markings, prose):
        monkeypatch.setattr(module, "_ANY", re.compile(""))  # every line is looked at
    assert found == [without_marks([line], "w x b y") for line in (*ALONE, *plain)]
    assert words == [without_words(line) for line in (*SPOKEN, *plain)]


def test_every_character_keeps_its_place() -> None:
    lines = ["1. **u = wx** // chain rule", "2. `v = x` (chain rule)", "3. L^{\\prime}(w) = 2 # 연쇄법칙"]
    found = without_marks(lines, "w x")
    assert [len(line) for line in found] == [len(line) for line in lines]
    assert [line.strip() for line in found[:2]] == ["u = wx", "v = x"]
    assert found[0].index("u") == lines[0].index("u")
    assert found[2].split() == ["L'", "(w)", "=", "2"]


@pytest.mark.parametrize(
    "part", [".", "-", "--- ", " ", "·", "*", "`", "**", "#", "# a ", "(", "a ", "=**", "…", "\\quad "]
)
def test_long_rows_of_marks_are_quick(part: str) -> None:
    start = perf_counter()
    for end in ("x", "(1)", "①", "!", " (a"):
        line = "x" + part * (4000 // len(part)) + end
        assert [len(one) for one in without_marks([line, line[1:]], "x")] == [len(line), len(line) - 1]
    assert perf_counter() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{{aligned}}\text{{where }}u &= wx+b-y \\ dL/dw &= {}\end{{aligned}}",
        r"\text{{Let }}u = wx+b-y \\ \text{{따라서 }} dL/dw = {}",
        r"Let u = wx+b-y \\ Then dL/dw = {}.",
        r"$$\begin{{aligned}}u &= wx+b-y \\ 답: dL/dw &= {} (연쇄법칙)\end{{aligned}}$$",
        r"\begin{{align}}u &= wx+b-y \\[4pt] dL/dw &= {} 가 된다.\end{{align}}",
        r"\begin{{aligned}}L^{{\prime}}(w) &= 2(wx+b-y)x \\ u &= wx+b-y \\ dL/dw &= {}\end{{aligned}}",
        r"\begin{{align*}}u &= wx+b-y && \text{{(definition)}} \\ dL/dw &= {} && \text{{(chain rule)}}\end{{align*}}",
    ],
)
def test_rows_of_an_environment(text: str) -> None:
    assert verdict(LINE, text.format("2ux")).accept is True
    assert verdict(LINE, text.format("3ux")).accept is False


@pytest.mark.parametrize(
    "text",
    [
        "Step 1: u = wx+b-y\nStep 2: dL/dw = {}", "u = wx+b-y\n답: {}", "First, u = wx+b-y\nSo dL/dw = {}",
        "1단계: u = wx+b-y\n2단계: dL/dw = {}", "Let u = wx+b-y\n\nFinal answer: $dL/dw = {}$",
    ],
)  # fmt: skip
def test_words_in_several_lines_of_one_text(text: str) -> None:
    assert verdict(LINE, text.format("2ux")).accept is True
    assert verdict(LINE, text.format("3ux")).accept is False
    assert verdict(LINE, text.format("2ux ¿")).accept is None


def test_boxes_around_the_last_of_several_lines() -> None:
    assert verdict(LINE, ["Step 1: where u = wx+b-y", "Step 2: dL/dw = 2ux"]).accept is True
    for box in (
        r"\boxed{= %s}",
        r"$\boxed{= %s}$",
        r"\(= %s\) \; \square",
        r"\fbox{$= %s$}",
        "**= %s**",
        r"\underline{= %s}.",
        "`= %s`",
        "$$= %s$$",
    ):
        assert verdict(LINE, ["1. dL/dw = 2x(wx+b-y)", box % "2x(b+wx-y)"]).accept is True
        assert verdict(LINE, ["dL/dw = 2x(wx+b-y)", box % "2x(b-wx-y)"]).first_wrong_line == 2


def test_the_part_of_an_exercise() -> None:
    question = {"reference": "a = wx\nL = (a - y)^2", "wrt": "w", "parameters": "w", "data": "x y"}
    for part in ("(a)", "(b)", "(2)", "2.", "2)", "b)", "(ii)"):
        for left in ("dL/dw", r"\frac{\partial L}{\partial w}", "∂L/∂w", r"\nabla_w L"):
            assert check_row({**question, "answer": f"{part} {left} = 2x(wx - y)"}).accept is True
            assert check_row({**question, "answer": f"{part} {left} = 4x(wx - y)"}).accept is False
            assert (
                check_row({**question, "lines": [f"{part} {left} = 2x(a - y)", "= 2x(wx - y)"]}).accept
                is True
            )


def test_one_line_of_a_list() -> None:
    for mark in ("1. {}", "1) {}", "(1) {}", "a) {}", "* {}"):
        first = mark.format("dL/dw = 2x(wx+b-y)")
        assert verdict(LINE, [first, "= 2x(b+wx-y)"]).accept is True
        assert verdict(LINE, first).accept is True
        assert verdict(LINE, [first, "= 2x(b-wx-y)"]).first_wrong_line == 2
    assert verdict(LINE, "1. dL/dw = 3x(wx+b-y)").accept is False


def test_one_side_in_bold() -> None:
    for text in ("**dL/dw** = {}", "dL/dw = **{}**", "dL/dw = `{}`"):
        assert verdict(LINE, text.format("2x(wx+b-y)")).accept is True
        assert verdict(LINE, text.format("2x(wx+b+y)")).accept is False


def test_errors_point_into_what_was_written() -> None:
    found = verdict(LINE, "**2x(wx+b-y) + ¿**")
    assert found.error is not None
    assert found.error.position == "**2x(wx+b-y) + ¿**".index("¿")


@pytest.mark.parametrize(
    "around",
    [
        "**{}**", "`{}`", "*{}*", "```\n{}\n```", "```latex\n{}\n```", "=> {}", "-> {}", "→ {}", "so {}", "Answer: {}",
        "**Answer:** {}", "**{}** (chain rule)", "**{} (chain rule)**", "=> **{}** // chain rule",
        "{} (chain rule)", "{} (by the chain rule)", "{} // chain rule", "{} # chain rule",
        "{} // 연쇄법칙", "{}, by the chain rule", "{} by the product rule.", "{} [chain rule]", "⇒ {}", "∴ {}",
        "Answer: **{}**", "Answer: `{}`", "The answer is {}", "> {}", "{} ∎",
        r"{} \quad \text{{(chain rule)}}", r"{} \text{{ (by the chain rule)}}", r"{} \text{{ by the chain rule}}",
        r"{} \; \square", r"{}\quad\blacksquare", r"{}\text{{.}}", r"\underline{{{}}}", r"\fbox{{${}$}}",
        "$`{}`$", "**${}$**", r"\text{{So }}{}", r"\text{{따라서 }} {}", r"{}\text{{이다.}}", "따라서, **{}**",
        "`{}` 가 된다.",
        "`{}`이다", "답은 **{}** 입니다",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("left", "value", "right"), [
    ("", "2x(wx+b-y)", True), ("dL/dw = ", "2x(wx+b-y)", True), ("dL/dw = ", "2x(wx+b+y)", False),
    ("L^{\\prime}(w) = ", "2x(wx+b-y)", True), ("L^\\prime(w) = ", "2w(wx+b-y)", False),
])  # fmt: skip
def test_marks_around_an_answer(around: str, left: str, value: str, right: bool) -> None:
    assert verdict(LINE, around.format(left + value)).accept is right


@pytest.mark.parametrize(
    ("question", "lines", "accepted"),
    [
        (UNIT, [r"p = \sigma(wx+b)", "dL/dw = 2(p-y)p(1-p)x"], True),
        (UNIT, [r"h = \sigma(wx+b)", "dL/dw = 2(h-y)h(1-h)x"], True),
        (UNIT, [r"p = \sigma(wx+b)", "dL/dw = 2(p-y)p(1+p)x"], False),
        (UNIT, [r"p = \sigma(wx+b)", "dL/dw = (p-y)p(1-p)x"], False),
        (LINE, ["e = wx+b-y", "dL/dw = 2ex"], True),
        (LINE, ["we have $e = wx+b-y$", "so $dL/dw = 2ex$"], True),
        (LINE, ["we have $e = wx+b-y$", "so $dL/dw = 2e$"], False),
        (LINE, ["let e = wx+b-y", "L = e^2", "dL/de = 2e", "dL/dw = 2ex"], True),
        (LINE, ["e = wx+b-y", "dL/dw = ex"], False),
        (VECTOR, ["e = Xw-y", "L = e^Te", r"\nabla_w L = 2X^Te"], True),
        (VECTOR, ["e = Xw-y", r"\nabla_w L = 3X^Te"], False),
        (MATRIX, ["e = Wx - y", r"\frac{\partial L}{\partial W} = e x^T"], True),
        (MATRIX, ["e = Wx - y", r"\frac{\partial L}{\partial W} = 2e x^T"], False),
        (MATRIX, ["r = Wx - y", r"\frac{\partial L}{\partial W_{ij}} = r_i x_j"], True),
        (MATRIX, ["r = Wx - y", r"\frac{\partial L}{\partial W_{ij}} = 2r_i x_j"], False),
        (UNIT, [r"\hat{y} = \sigma(wx+b)", r"dL/dw = 2(\hat{y}-y)\hat{y}(1-\hat{y})x"], True),
        (UNIT, [r"\hat{y} = \sigma(wx+b)", r"dL/dw = 2(\hat{y}-y)\hat{y}(1+\hat{y})x"], False),
        (UNIT, [r"ŷ = \sigma(wx+b)", "dL/dw = 2(ŷ-y)ŷ(1-ŷ)x"], True),
        (UNIT, [r"y_hat = \sigma(wx+b)", "dL/dw = 2(y_hat-y)y_hat(1-y_hat)x"], True),
        (UNIT, [r"p_1 = \sigma(wx+b)", "dL/dw = 2(p_1-y)p_1(1-p_1)x"], True),
        (UNIT, [r"p_1 = \sigma(wx+b)", "dL/dw = 2(p_1-y)p_1(1-p_1)"], False),
        (LINE, ["u = wx+b-y (1)", "dL/dw = 2u*x (by (1))"], True),
        (LINE, ["u = wx+b-y ---- (1)", "dL/dw = 2ux ---- (2)"], True),
        (LINE, ["u = wx+b-y ...(1)", "dL/dw = 3ux ...(2)"], False),
        (LINE, ["y_pred = wx+b", "dL/dw = 2(y_pred-y)x"], True),
        (LINE, ["y_pred = wx+b", "dL/dw = 2(y_pred+y)x"], False),
        (LINE, ["yhat = wx+b", "dL/dw = 2(yhat-y)x"], True),
        (LINE, ["yhat = wx+b", "dL/dw = (yhat-y)x"], False),
        (LINE, ["error = wx+b-y", "dL/dw = 2*error*x"], True),
        (LINE, ["error = wx+b-y", "dL/dw = 2 error x"], True),
        (LINE, ["error = wx+b-y", "dL/dw = 2 error"], False),
        # the number is meant
        (SOFT, ["e = 2.718", r"dL/dw = \frac{x e^{wx}}{1+e^{wx}}"], "not False"),
    ],
)
def test_names_that_lines_define(question: dict[str, Any], lines: list[str], accepted: object) -> None:
    for found in (verdict(question, lines), verdict(question, "\n".join(lines))):
        if accepted == "not False":
            assert found.accept is not False or found.status == "invalid"
        else:
            assert found.accept is accepted


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        (UNIT, ["e = a-y", r"dL/dw = 2e \frac{e^{-z}}{(1+e^{-z})^2} x"]),
        ({"reference": "e x"}, ["e = x", "ex"]),
        (SOFT, ["e = wx", "dL/dw = x (1 - 1/(1+e^{wx})) + 0e"]),
        (UNIT, [r"p = \sigma(wx+b)", "dL/dw = 2p(x)"]),
        (UNIT, [r"p = \sigma(wx+b)", "dL/dw = 2(p-y)p(1-p)x + p(1+x)"]),
    ],
)
def test_a_doubt_stays_a_doubt(question: dict[str, Any], lines: list[str]) -> None:
    found = verdict(question, lines)
    assert found.status == "invalid"
    assert found.accept is None


@pytest.mark.parametrize(
    ("question", "answer", "accepted"),
    [
        (MEAN, r"dL/dw = \frac{2}{n}(w\sum x_i^2 + b\sum x_i - \sum x_iy_i)", True),
        (MEAN, r"dL/dw = \frac{2}{n}(w\sum x_i^2 + b\sum x_i + \sum x_iy_i)", False),
        (MEAN, r"dL/dw = \frac2n Σ(wx_i+b-y_i)x_i", True),
        (MEAN, r"dL/dw = \frac2n Σ(wx_i + b − y_i)x_i", True),
        (MEAN, r"dL/dw = \frac2n \sum (wx_i+b-y_i)x_i", True),
        (MEAN, r"dL/dw = \frac2n Σ(wx_i+b-y_i)", False),
        # which index runs is not said
        (MEAN, r"dL/dw = \frac2n \sum (wx_i+b-y_j)x_i", None),
        (MEAN, r"dL/dw = \frac2n x_i \sum (wx_i+b-y_i)", None),
        (VECTOR, r"\frac{\partial L}{\partial w_j} = 2\sum x_j", None),
        ({"reference": r"\sum_{i=1}^n x_iy_i"}, "Σ x_i y_i", True),
        ({"reference": r"\sum_{i=1}^n x_iy_i"}, "Σ x_i^2 y_i", False),
        ({"reference": r"\sum_{i=2}^n x_iy_i"}, "Σ x_i y_i", None),
        ({"reference": r"\sum_{i=1}^m x_iy_i + \sum_{i=1}^n z_i"}, r"\sum z_i + \sum x_i y_i", None),
    ],
)
def test_sums_without_an_index(question: dict[str, Any], answer: str, accepted: object) -> None:
    assert verdict(question, answer).accept is accepted
