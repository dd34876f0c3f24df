"""Equations that an answer says in words, in Korean and English."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from symgrad.checking import check_row

MODEL = {"reference": "L = (wx+b-y)^2", "wrt": "w", "parameters": "w b", "data": "x y"}
EXPRESSION = {"reference": "2x(wx+b-y)"}

#: with the right answer for {}, by w for @
WORDS = [
    "@에 대해 미분하면 {}이다.", "L을 @로 미분하면 {}", "$L$을 $@$로 미분하면 ${}$이다.",
    "손실함수를 @로 편미분하면 {}이 된다",
    "@로 편미분: {}", "dL/d@는 {}이다", r"$\frac{dL}{d@}$는 ${}$이다.", "따라서 ∂L/∂@는 {}", "dL/d@: {}", "dL/d@ -> {}",
    "∂L/∂@ → {}", r"\frac{\partial L}{\partial @} \to {}", "dL/d@ is {}", "So dL/d@ equals {}",
    "The gradient of L with respect to @ is {}", "the derivative of $L$ w.r.t. $@$ is ${}$.",
    "Differentiating L with respect to @ gives {}", "Differentiating with respect to @, we get {}",
    "The derivative of the loss with respect to @ is {}",
]  # fmt: skip
#: the same where nothing is said of w
PLAIN = ["답) {}", "I get {}", "it is {}", "기울기(gradient) = {}", "L을 미분하면 {}", "L'은 {}"]


def said(words: str, value: str, by: str = "w") -> str:
    return words.replace("@", by).replace("{}", value).replace("fracdL", r"\frac{dL}")


@pytest.mark.parametrize("words", [*WORDS, *PLAIN])
def test_what_is_said_in_words_is_read(words: str) -> None:
    assert check_row({**MODEL, "answer": said(words, "2x(wx+b-y)")}).accept is True
    assert check_row({**MODEL, "answer": said(words, "2x(wx-b-y)")}).accept is False


@pytest.mark.parametrize("words", WORDS)
def test_words_that_say_something_else_are_not_left_out(words: str) -> None:
    assert check_row({**MODEL, "answer": said(words, "2x(wx+b-y)", "b")}).accept is not True


@pytest.mark.parametrize("words", [*WORDS, *PLAIN])
def test_of_an_expression_nothing_is_said_about_what_it_is(words: str) -> None:
    assert check_row({**EXPRESSION, "answer": said(words, "2x(wx+b-y)")}).accept is True


@pytest.mark.parametrize(
    ("lines", "accept", "wrong"),
    [
        (["u = wx+b-y라고 하자.", "L을 u로 미분하면 2u이고", "u를 w로 미분하면 x이므로",
          "L을 w로 미분하면 2x(wx+b-y)이다."], True, None),
        (["u = wx+b-y라고 하자.", "L을 u로 미분하면 2u이고", "u를 w로 미분하면 w이므로",
          "L을 w로 미분하면 2w(wx+b-y)이다."], False, 3),
        (["L을 전개하면 w^2x^2 + 2wx(b-y) + (b-y)^2 이다.", "w로 미분하면 2wx^2 + 2x(b-y)",
          "정리하면 2x(wx+b-y)"], True, None),
        (["L을 전개하면 w^2x^2 + wx(b-y) + (b-y)^2 이다.", "w로 미분하면 2wx^2 + x(b-y)"], False, 1),
        (["Expanding L gives w^2x^2 + 2wx(b-y) + (b-y)^2.",
          "Differentiating with respect to w gives 2wx^2 + 2x(b-y)."], True, None),
    ],
)  # fmt: skip
def test_lines_in_words(lines: list[str], accept: bool, wrong: int | None) -> None:
    verdict = check_row({**MODEL, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (accept, wrong)


@pytest.mark.parametrize(
    "words",
    ["{}이 아니다", "∂L/∂w는 {}이 아니다", "L을 w로 미분하면 {}가 아니다", "{} 아님", "{}는 틀렸다",
     "정답은 {}가 아닙니다", "{}은 잘못된 답", "dL/dw is not {}", "오답: {}", "틀린 답은 {}",
     "wrong: {}", "Not: {}"],
)  # fmt: skip
def test_what_is_denied_is_not_said(words: str) -> None:
    assert check_row({**MODEL, "answer": said(words, "2x(wx+b-y)")}).accept is None


@pytest.mark.parametrize("answer", ["x^2을 x로 미분하면 2x", "L을 w로 적분하면 2x(wx+b-y)"])
def test_other_sentences_stay_unread(answer: str) -> None:
    assert check_row({**MODEL, "answer": answer}).status == "invalid"


@pytest.mark.parametrize(
    "text",
    ["L" + " " * 4000 + "x은", "d" * 4000 + "은 는", "따라서" + " $" * 2000 + "은", "L^{{" * 1000 + "을"],
)
def test_long_lines_take_linear_time(text: str) -> None:
    item: dict[str, Any] = {**MODEL, "answer": text}
    start = process_time()
    check_row(item)
    assert process_time() - start < 1
