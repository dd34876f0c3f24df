"""Answers as students write them, with a known truth: the truth itself, the dresses, and that no verdict is wrong."""

from __future__ import annotations

import os
import random

import mpmath
import pytest

from benchmarks import dress
from benchmarks.checkers import Rival, outcomes
from benchmarks.dress import Dress, left_side, typed
from benchmarks.formulas import DIGITS, value
from benchmarks.pairs import Pair
from benchmarks.questions import QUESTIONS, slope
from benchmarks.written import Written, accused, written
from symgrad.checking import check_row


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_the_derivatives_are_right(number: int) -> None:
    """By finite differences of the loss with many digits."""
    rng = random.Random(number)
    for _ in range(6):
        question = QUESTIONS[number][1](rng)
        for _ in range(3):
            with mpmath.workdps(DIGITS):
                env = question.family.point(rng)
                try:
                    one, two = value(question.right, env), slope(question, question.wrt, 1, env)
                except ArithmeticError:
                    continue
                assert abs(one - two) < mpmath.mpf(10) ** -20 * max(1, abs(one)), question.reference


def test_they_are_the_same_every_time() -> None:
    assert [*written(12, 1)] == [*written(12, 1)]
    assert [*written(12, 1)] != [*written(12, 2)]
    assert [pair.equal for pair in written(12, 1)] == [True, False] * 6


def test_lines_have_a_first_wrong_one() -> None:
    for pair in written(60, 3):
        assert (pair.first_wrong == 0) is pair.equal
        assert pair.first_wrong is None or pair.first_wrong <= max(
            1, len(pair.lines), pair.answer.count("\n") + 9
        )


@pytest.mark.parametrize(
    ("made", "texts", "expected"),
    [
        (Dress(behind="."), ["a = b"], ["a = b."]),
        (Dress(around=("$", "$"), before="So "), ["a = b"], ["So $a = b$"]),
        (
            Dress(every="$", listed="1."),
            ["let a = b", "c = d", "= e"],
            ["1. let $a = b$", "2. $c = d$", "$= e$"],
        ),
        (Dress(before="Thus ", behind="."), ["a = b", "= c"], ["a = b", "= c."]),
        (Dress(spelled="pasted"), [r"a = \sigma\left(x\right)^{2} - 1"], ["a = σ(x)² − 1"]),
    ],
)
def test_dresses(made: Dress, texts: list[str], expected: list[str]) -> None:
    assert made.lines(texts) == expected


def test_words_are_text_in_an_environment() -> None:
    found = dress.JOINED["aligned"](["let u = x", "v = u", "= x"])
    assert found == r"\begin{aligned}\text{let }u &= x \\ v &= u \\  &= x\end{aligned}"


def test_typed_and_left_sides() -> None:
    assert (
        typed(r"\frac{a^{2}}{\sigma\left(b\right)} \cdot e^{-\frac{x}{2}}")
        == "((a^2)/(sigma(b)))*e^(-((x)/(2)))"
    )
    assert typed(r"\sum_{i=1}^{m} x_{i}^{2}") == r"\sum_{i=1}^{m} x_{i}^{2}"
    assert left_side("@_#", "L", "w_{j}") == "L_{w_{j}}"
    assert left_side(dress.WRONG_LEFT["by another"], "L", "w", "x") == r"\frac{\partial L}{\partial x}"


def test_a_right_line_that_is_accused_is_noticed() -> None:
    pair = next(pair for pair in written(200) if pair.first_wrong == 3)
    assert [accused(pair, line) for line in (None, 1, 2, 3, 4)] == [False, True, True, False, False]
    right = next(pair for pair in written(20) if pair.equal)
    assert accused(right, 1)


def errors(count: int, seed: int) -> list[Written]:
    """Those whose verdict is untrue."""
    found = []
    for pair in written(count, seed):
        verdict = check_row({**pair.item(), "deadline": 10})
        if verdict.accept is (not pair.equal) or accused(pair, verdict.first_wrong_line):
            found.append(pair)
    return found


def test_a_few_written_answers() -> None:
    assert errors(16, seed=5) == []


@pytest.mark.slow
def test_many_written_answers() -> None:
    assert errors(600, seed=6) == []


def _dies(pair: Pair) -> tuple[bool | None, float, str]:
    if pair.answer == "x":
        os._exit(1)
    return True, 0.0, "True"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_rival_that_dies_has_not_decided() -> None:
    pairs = [Pair("", "x", answer, True) for answer in ("x", "y")]
    found = [outcome.accepts for outcome in outcomes(Rival("", "", _dies), pairs)]
    assert found == [None, True]
