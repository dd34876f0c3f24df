"""Letters of an answer's own: its left side says which is which, and what a derivative is taken by may have indices."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

LINEAR = r"\sum_i (\sum_j W_{ij} x_j - y_i)^2"
SOFTMAX = r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"
SQUARES = r"\sum_{i=1}^n (w_i x_i)^2"
DATA = {"d": {"type": "indexed", "length": "n"}, "a": {"type": "indexed", "length": "m"}}
OUTER = {"reference": r"\frac{\partial L}{\partial W_{ij}} = d_i a_j", "variables": DATA}
MATRIX = {
    "reference": r"L = \frac{1}{2}\|Wx - y\|^2", "wrt": "W", "parameters": "W", "data": "x y",
    "shapes": {"W": "m n", "x": "n", "y": "m"},
}  # fmt: skip


def of(by: str, right: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {by}}} = {right}"


@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        # one index: of whatever name
        ({"reference": SQUARES, "wrt": "w"}, "2 w_k x_k^2", "equal"),
        ({"reference": SQUARES, "wrt": "w_k"}, "2 w_k x_k^2", "equal"),
        ({"reference": SQUARES, "wrt": "w_i"}, of("w_k", "2 w_k x_k^2"), "equal"),
        ({"reference": SQUARES, "wrt": "w_k"}, "2 w_k x_k", "different"),
        ({"reference": f"L = {SQUARES}", "wrt": "w", "parameters": "w", "data": "x"}, "2 w_j x_j^2", "equal"),
        ({"reference": f"L = {SQUARES}", "wrt": "w_j", "parameters": "w", "data": "x"}, "2 w_j x_j^2", "equal"),
        ({"reference": of("w_j", r"\sum_i x_{ij} p_i")}, of("w_k", r"\sum_i x_{ik} p_i"), "equal"),
        ({"reference": of("w_j", r"\sum_i x_{ij} p_i")}, of("v_k", r"\sum_i x_{ik} p_i"), "different"),
        ({"reference": of("w_j", r"\sum_i x_{ij} p_i")}, r"\nabla_w L = \sum_i x_{ik} p_i", "equal"),
        ({"reference": of("w_j", r"\sum_i x_{ij} p_i")}, r"\nabla_{w_k} L = \sum_i x_{ik} p_i", "equal"),
        ({"reference": of("w_j", r"\sum_i x_{ij} p_i")}, r"\nabla_v L = \sum_i x_{ik} p_i", "different"),
        ({"reference": of("w_1", r"\sum_i x_i p_i")}, of("w", r"\sum_i x_i p_i"), "different"),
        # two: the left side says which is which
        ({"reference": LINEAR, "wrt": "W"}, of("W_{kl}", r"2 x_l (\sum_j W_{kj} x_j - y_k)"), "equal"),
        ({"reference": LINEAR, "wrt": "W"}, of("W_{kl}", r"2 x_k (\sum_j W_{lj} x_j - y_l)"), "different"),
        ({"reference": LINEAR, "wrt": "W"}, of("W_{lk}", r"2 (\sum_j W_{kj} x_j - y_k) x_l"), "different"),
        ({"reference": LINEAR, "wrt": "W"}, of("W_{ji}", r"2 x_i (\sum_k W_{jk} x_k - y_j)"), "equal"),
        ({"reference": LINEAR, "wrt": "W"}, of("W_{ji}", r"2 x_j (\sum_k W_{ik} x_k - y_i)"), "different"),
        (OUTER, of("W_{kl}", "a_l d_k"), "equal"),
        (OUTER, of("W_{lk}", "a_l d_k"), "different"),
        (OUTER, of("W_{ji}", "a_i d_j"), "equal"),
        (OUTER, of("W_{ji}", "a_j d_i"), "different"),
        ({"reference": SOFTMAX, "wrt": "z"}, r"\frac{\partial p_i}{\partial z_j} = -p_j(p_i - \delta_{ij})", "equal"),
        # and nothing else is free
        ({"reference": SQUARES, "wrt": "w"}, of("w_j", "2 w_k x_k^2"), "different"),
        ({"reference": SQUARES, "wrt": "w_j"}, of("w_k", "2 w_j x_j^2"), "different"),
        ({"reference": SQUARES, "wrt": "w_j"}, of("w_j", "2 w_k x_k^2"), "different"),
        ({"reference": SQUARES, "wrt": "w"}, r"\frac{\partial f}{\partial w_j} = 2 w_k x_k^2", "different"),
        ({"reference": SQUARES, "wrt": "w"}, r"\frac{\partial f}{\partial w_j} = 2 w_j x_j^2", "equal"),
        (OUTER, of("W_{ij}", "d_i a_k"), "different"),
        (OUTER, of("W_{kl}", "d_i a_j"), "different"),
        ({"reference": SOFTMAX, "wrt": "z"}, r"\frac{\partial p_i}{\partial z_k} = p_i(\delta_{ij}-p_j)", "different"),
        # indices where the question has a matrix
        ({**OUTER, "reference": of("W", r"d a^\top")}, of("W_{ij}", "d_i a_j"), "equal"),
        ({**OUTER, "reference": of("W", r"d a^\top")}, of("W_{ji}", "d_j a_i"), "equal"),
        ({**OUTER, "reference": of("W", r"d a^\top")}, of("W_{ij}", "d_j a_i"), "different"),
        ({**OUTER, "reference": r"D = d a^\top"}, "D_{kl} = a_l d_k", "equal"),
        # a matrix has no letters
        (MATRIX, of("W", r"(Wx - y)x^\top"), "equal"),
        (MATRIX, of("W", r"x(Wx - y)^\top"), "different"),
        (MATRIX, r"\nabla_W L = x(Wx - y)^\top", "different"),
        ({**MATRIX, "wrt": "W_{ij}"}, r"x(Wx - y)^\top", "different"),
        ({**MATRIX, "wrt": "W_{ij}"}, r"(Wx - y)x^\top", "equal"),
        ({**MATRIX, "wrt": "W_{ji}"}, r"x(Wx - y)^\top", "different"),
        # or what is asked for does
        ({"reference": LINEAR, "wrt": "W_{kl}"}, r"2 x_l (\sum_j W_{kj} x_j - y_k)", "equal"),
        ({"reference": LINEAR, "wrt": "W_{kl}"}, r"2 x_k (\sum_j W_{lj} x_j - y_l)", "different"),
        ({"reference": LINEAR, "wrt": "W_{kl}"}, of("W_{lk}", r"2 x_k (\sum_j W_{lj} x_j - y_l)"), "equal"),
        # nothing does
        ({"reference": LINEAR, "wrt": "W"}, r"2 x_l (\sum_j W_{kj} x_j - y_k)", "equal"),
        ({"reference": LINEAR, "wrt": "W"}, r"2 x_l (\sum_j W_{kj} x_j + y_k)", "different"),
        ({"reference": LINEAR, "wrt": "W"}, r"2 x_i (\sum_l W_{jl} x_l - y_j)", "different"),
        ({"reference": "d_i a_j", "variables": DATA}, "a_l d_k", "equal"),
    ],
)  # fmt: skip
def test_letters_of_an_answer(question: dict[str, Any], answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


@pytest.mark.parametrize(
    ("lines", "statuses"),
    [
        ([of("W_{kl}", r"2 x_l (\sum_j W_{kj} x_j - y_k)"), r"= 2 x_l \sum_j W_{kj} x_j - 2 x_l y_k"], "== "),
        ([of("W_{kl}", r"2 x_l (\sum_j W_{kj} x_j - y_k)"), r"= 2 x_k (\sum_j W_{lj} x_j - y_l)"], "=!"),
        ([of("W_{lk}", r"2 (\sum_j W_{kj} x_j - y_k) x_l")], "!"),
        ([r"2 x_l (\sum_j W_{kj} x_j - y_k)", r"= 2 x_l \sum_j W_{kj} x_j - 2 x_l y_k"], "=="),
        ([r"2 x_l (\sum_j W_{kj} x_j - y_k)", r"= 2 x_k (\sum_j W_{lj} x_j - y_l)"], "=!"),
    ],
)
def test_letters_of_lines(lines: list[str], statuses: str) -> None:
    found = check_row({"reference": LINEAR, "wrt": "W", "lines": lines}).lines
    assert [line.status for line in found] == [
        {"=": "equal", "!": "different"}[sign] for sign in statuses.strip()
    ]


@pytest.mark.parametrize(
    ("reference", "wrt", "status"),
    [("(wx - y)^2", "q", "invalid"), (SQUARES, "v_1", "invalid"), (SOFTMAX, "z_k", "invalid"), (SQUARES, "", "invalid"),
     (SQUARES, "w_1", "different"), (SOFTMAX, "z_l", "different"), ("w_1 x_1 + w_2 x_2", "w_1", "different")],
)  # fmt: skip
def test_what_the_derivative_is_taken_by_has_to_occur(reference: str, wrt: str, status: str) -> None:
    """The derivative by a slip of the pen would be 0, and every right answer wrong."""
    verdict = check_row({"reference": reference, "wrt": wrt, "answer": "0"})
    assert verdict.status == status
    if wrt in ("q", "v_1") and verdict.error is not None:
        assert f"{wrt} occurs nowhere" in verdict.text["en"]


def test_a_variable_that_is_given_may_be_what_the_derivative_is_taken_by() -> None:
    row = {"reference": "(wx - y)^2", "wrt": "b", "variables": {"b": "R"}}
    assert check_row({**row, "answer": "0"}).status == "equal"
    assert check_row({**row, "answer": "1"}).status == "different"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [(r"X^\top(p - y)", "X(p - y)"), ("X(p - y)", r"X^\top(p - y)"), ("a", r"(ab)^\top")],
)
def test_a_transpose_of_what_has_no_shape_is_refused(reference: str, answer: str) -> None:
    """As numbers both sides would be equal."""
    row = {"reference": reference, "answer": answer}
    verdict = check_row(row)
    assert (verdict.status, verdict.accept) == ("invalid", None)
    assert "nothing says what shape" in verdict.text["en"]
    if "X" in reference:
        assert check_row({**row, "shapes": {"X": "n n", "p": "n", "y": "n"}}).accept is False


@pytest.mark.slow
@pytest.mark.parametrize(
    "reference", [MATRIX["reference"], r"L = \frac{1}{2}\sum_i (\sum_j W_{ij} x_j - y_i)^2"]
)
@pytest.mark.parametrize("by", ["W", "W_{ij}", "W_{kl}", "W_{ji}"])
@pytest.mark.parametrize("left", ["", "W", "W_{ij}", "W_{ji}", "W_{kl}", "W_{lk}"])
def test_every_left_side_with_every_pair_of_letters(reference: str, by: str, left: str) -> None:
    for one, two in ("ij", "ji", "kl", "lk"):
        answer = rf"(\sum_q W_{{{one}q}} x_q - y_{one}) x_{two}"
        verdict = check_row(
            {**MATRIX, "reference": reference, "wrt": by, "answer": of(left, answer) if left else answer}
        )
        says = left if "_" in left else by if "_" in by else ""
        if {one, two} == set(says[3:5]):  # the letters are said: that decides
            assert verdict.accept is (says == f"W_{{{one}{two}}}"), (one, two)
        elif "_" in left:
            assert verdict.accept is False, (one, two)
        elif not left and {one, two} == {"k", "l"}:  # letters of one's own, and nothing says which is which
            assert verdict.accept, (one, two)


@pytest.mark.parametrize(
    ("lines", "first_wrong"),
    [
        ([r"\frac{\partial L}{\partial z} = p-y", r"\nabla L = X^T(p-y)"], 1),
        ([r"\frac{\partial L}{\partial z} = \frac1n(p-y)", r"\nabla L = \frac1n X^T(p-y)"], None),
    ],
)
def test_letters_of_sums_are_no_names_of_the_model(lines: list[str], first_wrong: int | None) -> None:
    reference = "z = X w\np = \\sigma(z)\nL = -\\frac{1}{n}(y^T \\log p + (1-y)^T\\log(1-p))"
    question = {"reference": reference, "wrt": "w", "parameters": "w", "data": "X y"}
    verdict = check_row({**question, "shapes": {"X": "n d", "w": "d", "y": "n"}, "lines": lines})
    assert (verdict.accept, verdict.first_wrong_line) == (first_wrong is None, first_wrong)
