"""Indices and transposes as students write them: X^T beside data T, W_ij, one element, cases over i = j."""

from __future__ import annotations

from typing import Any

import pytest

from symgrad.checking import check_row

Row = dict[str, Any]

# -- data that are called T -------------------------------------------------------------------------

TARGETS: Row = {
    "reference": "Y = X W\nL = \\|Y - T\\|^2", "wrt": "W", "parameters": "W", "data": "X T",
    "shapes": {"X": "N D", "W": "D K", "T": "N K"},
}  # fmt: skip
STEPS: Row = {
    "reference": r"L = \frac12 \sum_{t=1}^T \|W x_t - y_t\|^2", "wrt": "W", "parameters": "W", "data": "x y",
    "shapes": {"W": "k d", "x": "T d", "y": "T k"},
}  # fmt: skip
DISCOUNT: Row = {
    "reference": r"L = \sum_{t=1}^T \gamma^T (w - x_t)^2", "wrt": "w", "parameters": "w", "data": r"x \gamma",
    "shapes": {"x": "T"},
}  # fmt: skip
OF_T: Row = {"reference": r"2 X^T (XW - T)", "shapes": TARGETS["shapes"], "variables": {"T": {"domain": "R"}}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        (TARGETS, "2 X^T (XW - T)", "equal"),
        (TARGETS, r"2X^{\mathsf T}(Y - T)", "equal"),
        (TARGETS, r"2X^{\mathrm{T}}(XW - T)", "equal"),
        (TARGETS, "2((Y-T)^T X)^T", "equal"),
        (TARGETS, "2 X^T X W - 2 (T^T X)^T", "equal"),
        (TARGETS, "2(Y-T)^T X", "different"),
        (TARGETS, "2 X^T (Y+T)", "different"),
        (TARGETS, "2 X^{T}(XW-T)^{T}", "different"),
        (OF_T, r"2X^{\mathrm{T}}(XW - T)", "equal"),
        (OF_T, "2 X^T (T - XW)", "different"),
        # the upper end of a sum
        (STEPS, r"\sum_{t=1}^T (W x_t - y_t) x_t^T", "equal"),
        (STEPS, r"\left(\sum_{t=1}^T x_t (W x_t - y_t)^T\right)^T", "equal"),
        (STEPS, r"\sum_{t=1}^T (W x_t + y_t) x_t^T", "different"),
        # of a number it is a power
        (DISCOUNT, r"2 \gamma^T \sum_{t=1}^T (w - x_t)", "equal"),
        (DISCOUNT, r"2 \gamma \sum_{t=1}^T (w - x_t)", "different"),
    ],
)  # fmt: skip
def test_beside_a_name_t_what_has_axes_is_transposed(question: Row, answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


@pytest.mark.slow
def test_one_element_is_for_a_person() -> None:
    row = {
        "reference": r"L = \sum_{j=1}^n (w_j x_j - y)^2", "wrt": "w", "parameters": "w", "data": "x y",
        "answer": r"\frac{\partial L}{\partial w_1} = 2(w_1 x_1 - y) x_1",
    }  # fmt: skip
    verdict = check_row(row)
    assert (verdict.status, verdict.accept, verdict.note) == ("undecided", None, "element")


# -- W_ij without braces ----------------------------------------------------------------------------

LAYER: Row = {
    "reference": "z_i = \\sum_{j=1}^n W_{ij} x_j + b_i\nL = \\frac{1}{2} \\sum_{i=1}^m (z_i - y_i)^2",
    "wrt": "W_{ij}", "parameters": "W b", "data": "x y", "shapes": {"W": "m n", "b": "m", "x": "n", "y": "m"},
}  # fmt: skip
PRODUCT: Row = {"reference": r"\sum_{j=1}^n W_{ij} x_j"}
SHAPED: Row = {**PRODUCT, "shapes": {"W": "m n", "x": "n"}}
ELEMENTS: Row = {"reference": "2 w_{12} x_1 (w_{11} x_1 + w_{12} x_2)"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        (LAYER, "dL/dW_ij = (z_i - y_i) x_j", "equal"),
        (LAYER, r"\frac{\partial L}{\partial W_ij} = (z_i - y_i) x_j", "equal"),
        (LAYER, "dL/dW_ij = (sum_k W_ik x_k + b_i - y_i) x_j", "equal"),
        (LAYER, r"(\sum_{k=1}^n W_ikx_k + b_i - y_i) x_j", "equal"),
        (LAYER, "∂L/∂W_ji = (z_j - y_j) x_i", "equal"),
        (LAYER, "∂L/∂W_ji = (z_i - y_i) x_j", "different"),
        (LAYER, "dL/dW_ij = (z_j - y_j) x_i", "different"),
        (PRODUCT, "sum_j W_ij x_j", "equal"),
        (PRODUCT, "sum_j W_ji x_j", "different"),
        (SHAPED, r"\sum_j W_ij x_j", "equal"),
        (SHAPED, r"\sum_j W_ji x_j", "different"),
        (ELEMENTS, "2*w_12*x_1*(w_11*x_1 + w_12*x_2)", "equal"),
        (ELEMENTS, "2*w_11*x_1*(w_11*x_1 + w_12*x_2)", "different"),
        ({"reference": r"\hat{y}_{ij} - y_{ij}"}, "y_hat_ij - y_ij", "equal"),
        ({"reference": r"\hat{y}_{ij} - y_{ij}"}, "y_ij - y_hat_ij", "different"),
        ({"reference": r"\sum_{i=1}^m \sum_{j=1}^n v_{ij}"}, "sum_ij v_ij", "equal"),
        ({"reference": r"s_i(\delta_{ij} - s_j)"}, "s_i(delta_ij - s_j)", "equal"),
        ({"reference": r"s_i(\delta_{ij} - s_j)"}, r"s_i(\delta_ij - s_i)", "different"),
        # of one index, what follows is a factor
        ({"reference": "w_1 x + w_2 j"}, "w_1x + w_2j", "equal"),
        ({"reference": r"\sum_{i=1}^n W_i x", "shapes": {"W": "n"}}, r"\sum_i W_ix", "equal"),
        ({"reference": r"\sum_{i=1}^n x_i y_i"}, r"\sum_i x_iy_i", "equal"),
        ({"reference": "x_{10} + b", "shapes": {"x": "20"}}, "x_10 + b", "equal"),
        ({"reference": "w_1 + b", "shapes": {"w": "n"}}, "w_12 + b", "invalid"),
        ({"reference": "x_1 + x_{12}"}, "x_1 + x_12", "invalid"),
    ],
)
def test_two_indices_need_no_braces(question: Row, answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


@pytest.mark.slow
def test_places_stay_where_they_are() -> None:
    answer = "dL/dW_ij = (z_i - y_i) x_j + q"
    error = check_row({**LAYER, "answer": answer}).error
    assert error is not None
    assert error.position == answer.index("q")


# -- what lines say in letters of their own ---------------------------------------------------------

NETWORK: Row = {
    "reference": "z_i = \\sum_{j=1}^n W_{ij} x_j + b_i\nh_i = \\sigma(z_i)\nL = \\sum_{i=1}^m (h_i - y_i)^2",
    "wrt": "W_{ij}", "parameters": "W b", "data": "x y", "shapes": {"W": "m n", "b": "m", "x": "n", "y": "m"},
}  # fmt: skip


def of(what: str, by: str, right: str) -> str:
    return rf"\frac{{\partial {what}}}{{\partial {by}}} = {right}"


GRADIENT = of("L", "W_{ij}", "2(h_i - y_i) h_i (1 - h_i) x_j")
OTHER = of("L", "W_{kl}", "2(h_k - y_k) h_k (1 - h_k) x_l")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "status"),
    [
        (of("z_i", "b_i", "1"), "equal"),
        (of("z_i", "b_i", "0"), "different"),
        (of("z_i", "W_{ij}", "x_j"), "equal"),
        (of("z_i", "W_{ij}", "x_i"), "different"),
        (of("z_i", "W_{ij}", "x_k"), "different"),
        (of("z_k", "W_{kl}", "x_l"), "equal"),
        (of("z_k", "W_{kl}", "x_k"), "different"),
        (of("z_k", "W_{ij}", r"\delta_{ki} x_j"), "equal"),
        (of("z_k", "W_{ij}", "x_j"), "different"),
        (of("h_k", "x_l", "h_k (1 - h_k) W_{kl}"), "equal"),
        (of("h_k", "z_k", "h_k (1 - h_k)"), "equal"),
        (of("h_i", "z_i", "h_k (1 - h_k)"), "different"),
        (of("L", "h_i", "2(h_k - y_k)"), "different"),
        (of("z_i", "x_j", "W_{kl}"), "different"),
        (OTHER, "equal"),
        (of("L", "W_{kl}", "2(h_l - y_l) h_l (1 - h_l) x_k"), "different"),
    ],
)
def test_a_line_has_the_letters_of_its_left_side(line: str, status: str) -> None:
    verdict = check_row({**NETWORK, "lines": [line, GRADIENT]})
    assert [one.status for one in verdict.lines] == [status, "equal"]
    assert verdict.accept is (True if status == "equal" else None)


@pytest.mark.slow
def test_letters_may_change_from_line_to_line() -> None:
    swapped = of("L", "W_{lk}", "2(h_k - y_k) h_k (1 - h_k) x_l")
    verdict = check_row({**NETWORK, "lines": [OTHER, swapped]})
    assert [one.status for one in verdict.lines] == ["equal", "different"]
    carried = check_row({**NETWORK, "lines": [OTHER, "= 2(h_i - y_i) h_i (1 - h_i) x_j"]})
    assert [one.status for one in carried.lines] == ["equal", "different"]


# -- cases over i = j -------------------------------------------------------------------------------

SOFTMAX: Row = {
    "reference": r"s_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}", "wrt": "z", "parameters": "z", "shapes": {"z": "n"},
}  # fmt: skip
ENTROPY: Row = {
    **SOFTMAX, "reference": SOFTMAX["reference"] + "\n" + r"L = -\sum_{i=1}^n y_i \log s_i", "data": "y",
    "shapes": {"z": "n", "y": "n"}, "constraints": [r"\sum_{i=1}^n y_i = 1"],
}  # fmt: skip
JACOBIAN: Row = {"reference": r"s_i (\delta_{ij} - s_j)"}
SQUARED: Row = {
    "reference": r"p_i = \sum_{j=1}^n W_{ij} z_j^2", "wrt": "z_k", "parameters": "z", "data": "W",
    "shapes": {"W": "n n", "z": "n"},
}  # fmt: skip


def cases(*branches: str) -> str:
    return r"\begin{cases}" + r" \\ ".join(branches) + r"\end{cases}"


@pytest.mark.slow
@pytest.mark.parametrize("question", [SOFTMAX, {**SOFTMAX, "wrt": "z_j"}, JACOBIAN])
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (cases("s_i(1-s_i) & i=j", r"-s_i s_j & i \ne j"), "equal"),
        (cases(r"-s_i s_j & i \ne j", "s_j(1-s_j) & i=j"), "equal"),
        (cases(r"s_i(1-s_i) & \text{if } i=j", r"-s_i s_j & \text{otherwise}"), "equal"),
        (cases("s_i(1-s_i) & i=j", r"s_i s_j & i \ne j"), "different"),
        (cases("-s_i s_j & i=j", r"s_i(1-s_i) & i \ne j"), "different"),
        (r"s_i(\delta_{ij} - s_i)", "different"),
    ],
)
def test_cases_over_letters(question: Row, answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


@pytest.mark.slow
@pytest.mark.parametrize("question", [SOFTMAX, JACOBIAN])
@pytest.mark.parametrize(
    ("lines", "accept"),
    [
        (["i=j: s_i(1-s_i)", "i≠j: -s_i s_j"], True),
        (["i=j일 때 s_i(1-s_i)", "i≠j일 때 -s_i s_j"], True),
        (["s_i(1-s_i) (i=j)", r"-s_i s_j, \quad i \ne j"], True),
        (["i=j: s_i(1-s_i)", "i≠j: s_i s_j"], False),
        (["i≠j: s_i(1-s_i)", "i=j: -s_i s_j"], False),
        (["i=j: s_i(1-s_i)"], None),
    ],
)
def test_lines_that_are_cases_over_letters(question: Row, lines: list[str], accept: bool | None) -> None:
    assert check_row({**question, "lines": lines}).accept is accept


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "status"),
    [
        (of("s_i", "z_j", cases("s_i(1-s_i) & i=j", r"-s_i s_j & i \ne j")), "equal"),
        (of("s_i", "z_j", cases("s_i(1-s_i) & i=j", r"s_i s_j & i \ne j")), "different"),
        (of("s_i", "z_j", r"-s_i s_j, \quad i \ne j"), "equal"),
        (of("s_i", "z_j", r"s_i s_j, \quad i \ne j"), "different"),
        # j stands outside of the sum: it does not run
        (of("L", "z_j", r"-y_j(1-s_j) + \sum_{i \ne j} y_i s_j"), "equal"),
        (of("L", "z_j", r"-y_j(1-s_j) - \sum_{i \ne j} y_i s_j"), "different"),
        (of("L", "z_j", r"-y_j - y_j s_j + \sum_{i \ne j} y_i s_j"), "different"),
    ],
)
def test_cases_on_the_way_to_a_gradient(line: str, status: str) -> None:
    verdict = check_row({**ENTROPY, "lines": [line, of("L", "z_j", "s_j - y_j")]})
    assert [one.status for one in verdict.lines] == [status, "equal"]


@pytest.mark.slow
def test_a_sum_over_unequal_letters_may_be_over_pairs() -> None:
    row = {"reference": r"\sum_{i=1}^n \sum_{j=1}^n x_i x_j - \sum_{i=1}^n x_i^2"}
    assert check_row({**row, "answer": r"\sum_{i \ne j} x_i x_j"}).status == "invalid"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("2 W_{ik} z_k", "equal"),
        ("2 W_{lk} z_k", "equal"),
        ("2 W_{ki} z_k", "different"),
        ("2 W_{ki} z_i", "different"),
        (of("p_k", "z_i", "2 W_{ki} z_i"), "equal"),
        (of("p_i", "z_j", "2 W_{ji} z_j"), "different"),
    ],
)
def test_letters_of_a_jacobian(answer: str, status: str) -> None:
    assert check_row({**SQUARED, "answer": answer}).status == status


# -- one element ------------------------------------------------------------------------------------

SQUARES: Row = {
    "reference": r"L = \sum_{j=1}^n (w_j x_j - y)^2", "parameters": "w", "data": "x y", "shapes": {"w": "n", "x": "n"},
}  # fmt: skip
LEAST: Row = {
    "reference": r"L = \frac12 \|Xw - y\|^2", "parameters": "w", "data": "X y",
    "shapes": {"X": "m n", "w": "n", "y": "m"},
}  # fmt: skip
UNDECLARED: Row = {"reference": r"\sum_{j=1}^n (w_j x_j - y)^2"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "wrt", "answer", "status"),
    [
        (SQUARES, "w_1", "2(w_1 x_1 - y) x_1", "equal"),
        (SQUARES, "w_1", of("L", "w_1", "2(w_1 x_1 - y) x_1"), "equal"),
        (SQUARES, "w_1", "2(w_2 x_2 - y) x_2", "different"),
        (SQUARES, "w_1", of("L", "w_2", "2(w_2 x_2 - y) x_2"), "different"),
        (SQUARES, "w_1", "2(w_j x_j - y) x_j", "different"),
        (SQUARES, "w_1", of("L", "w_j", "2(w_j x_j - y) x_j"), "different"),
        (SQUARES, "w_0", "0", "invalid"),
        (UNDECLARED, "w_1", "2(w_1 x_1 - y) x_1", "equal"),
        (UNDECLARED, "w_1", "0", "different"),
        (LAYER, "W_{12}", "(z_1 - y_1) x_2", "equal"),
        (LAYER, "W_{1,2}", r"(\sum_{j=1}^n W_{1j} x_j + b_1 - y_1) x_2", "equal"),
        (LAYER, "W_{12}", "(z_2 - y_2) x_1", "different"),
        (LAYER, "W_{12}", of("L", "W_{21}", "(z_2 - y_2) x_1"), "different"),
        (LAYER, "W_{1j}", "(z_1 - y_1) x_j", "equal"),
        (LAYER, "W_{1j}", "(z_j - y_j) x_1", "different"),
        (LAYER, "b_2", "z_2 - y_2", "equal"),
        (LAYER, "b_2", "z_1 - y_1", "different"),
        (LAYER, "x_3", r"\sum_{i=1}^m (z_i - y_i) W_{i3}", "equal"),
        (LEAST, "w_1", "(X^T(Xw - y))_1", "equal"),
        (LEAST, "w_1", "(X^T(Xw - y))_2", "different"),
        (LEAST, "w_1", "X^T(Xw - y)", "different"),
    ],
)
def test_a_derivative_by_one_element(question: Row, wrt: str, answer: str, status: str) -> None:
    assert check_row({**question, "wrt": wrt, "answer": answer}).status == status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "statuses"),
    [
        ([of("z_1", "W_{12}", "x_2"), of("L", "W_{12}", "(z_1 - y_1) x_2")], ["equal", "equal"]),
        ([of("z_1", "W_{12}", "x_1"), of("L", "W_{12}", "(z_1 - y_1) x_2")], ["different", "equal"]),
        ([of("L", "W_{ij}", "(z_i - y_i) x_j"), of("L", "W_{12}", "(z_1 - y_1) x_2")], ["equal", "equal"]),
        (
            [of("L", "W_{ij}", "(z_i + y_i) x_j"), of("L", "W_{12}", "(z_1 - y_1) x_2")],
            ["different", "equal"],
        ),
    ],
)
def test_lines_about_one_element(lines: list[str], statuses: list[str]) -> None:
    verdict = check_row({**LAYER, "wrt": "W_{12}", "lines": lines})
    assert [one.status for one in verdict.lines] == statuses


# -- letters of a left side that the reference has nothing for --------------------------------------

MEAN: Row = {"reference": r"\frac{1}{m} \sum_{i=1}^m (p_i - y_i) x_{ij}"}
IN_K = r"\frac{1}{m} \sum_{i=1}^m (p_i - y_i) x_{ik}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (IN_K, "equal"),
        (of("L", "w_k", IN_K), "equal"),
        (of("L", "w", IN_K), "equal"),
        ("L_w = " + MEAN["reference"], "equal"),
        (of("L", "w_j", MEAN["reference"]), "equal"),
        (of("L", "w_j", IN_K), "different"),
        (r"\nabla_{w_j} L = " + IN_K, "different"),
    ],
)
def test_the_letters_of_a_left_side_are_those_of_its_value(answer: str, status: str) -> None:
    assert check_row({**MEAN, "answer": answer}).status == status


# -- vectors of ones --------------------------------------------------------------------------------

BIAS: Row = {
    "reference": "A = X W + \\mathbf{1} b^\\top\nL = \\frac{1}{2} \\|A - Y\\|^2", "wrt": "b", "parameters": "W b",
    "data": "X Y", "shapes": {"X": "N D", "W": "D K", "b": "K", "Y": "N K"},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (r"\mathbf{1}^T (A - Y)", "equal"),
        (r"\mathbf 1^T (A - Y)", "equal"),
        (r"\mathbf{1}_N^T (A - Y)", "equal"),
        (r"\mathbb{1}^T (A - Y)", "equal"),
        (r"\vec{1}^{\,T} (A - Y)", "equal"),
        ("1^T (A - Y)", "equal"),
        (r"1_N^\top (A - Y)", "equal"),
        ("(A - Y)^T 1", "equal"),
        ("1^T (Y - A)", "different"),
        ("2 1^T (A - Y)", "different"),
        ("(A - Y) 1", "different"),
        (r"\mathbf{1}_K^T (A - Y)", "invalid"),
        ("A - Y", "different"),
    ],
)
def test_vectors_of_ones(answer: str, status: str) -> None:
    assert check_row({**BIAS, "answer": answer}).status == status


# -- an index goes no further than its axis ---------------------------------------------------------

OUTER: Row = {"reference": "v x^T", "shapes": {"v": "m", "x": "n"}}
AFFINE: Row = {
    "reference": "z = Wx + b\nL = \\frac12 \\|z - y\\|^2", "wrt": "W", "parameters": "W b", "data": "x y",
    "shapes": {"W": "m n", "x": "n", "b": "m", "y": "m"},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        (OUTER, r"\mathrm{diag}(v) \mathbf{1} x^T", "equal"),
        (OUTER, r"\mathrm{diag}(v) \mathbf{1} x^T + x_1", "different"),
        (AFFINE, r"\mathrm{diag}(z - y) \mathbf{1} x^T", "equal"),
        (AFFINE, r"\mathrm{diag}(z + y) \mathbf{1} x^T", "different"),
        ({"reference": "v_i", "shapes": {"v": "m"}}, r"\sum_{k=1}^m \delta_{ik} v_i", "equal"),
        ({"reference": "v_i", "shapes": {"v": "m"}}, r"\sum_{k=2}^m \delta_{ik} v_i", "different"),
        ({"reference": "2 v_{12}", "shapes": {"v": "m"}}, "v_{12}", "different"),
    ],
)
def test_an_index_goes_no_further_than_its_axis(question: Row, answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


# -- the commonest, quickly -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "status"),
    [
        (TARGETS, "2 X^T (XW - T)", "equal"),
        (TARGETS, "2 X^T (XW + T)", "different"),
        (SHAPED, r"\sum_j W_ij x_j", "equal"),
        (SHAPED, r"\sum_j W_ji x_j", "different"),
        (SOFTMAX, cases("s_i(1-s_i) & i=j", r"-s_i s_j & i \ne j"), "equal"),
        (SOFTMAX, cases("s_i(1-s_i) & i=j", r"s_i s_j & i \ne j"), "different"),
        ({**SQUARES, "wrt": "w_1"}, "2(w_1 x_1 - y) x_1", "equal"),
        ({**SQUARES, "wrt": "w_1"}, "2(w_2 x_2 - y) x_2", "different"),
        (MEAN, of("L", "w_j", IN_K), "different"),
        (BIAS, "1^T (A - Y)", "equal"),
    ],
)
def test_the_commonest(question: Row, answer: str, status: str) -> None:
    assert check_row({**question, "answer": answer}).status == status


def test_the_commonest_line() -> None:
    lines = [of("z_i", "W_{ij}", "x_j"), of("z_i", "W_{ij}", "x_i"), of("L", "W_{ij}", "(z_i - y_i) x_j")]
    verdict = check_row({**LAYER, "lines": lines})
    assert [one.status for one in verdict.lines] == ["equal", "different", "equal"]


# -- factors that were rounded on the way -----------------------------------------------------------

NEURON: Row = {
    "reference": "a = w x + b\nh = \\sigma(a)\nE = (y - h)^2", "wrt": "w", "parameters": "w b", "data": "x y",
    "given": {"w": "0.5", "x": "1", "b": "0", "y": "1"}, "decimals": 3,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "statuses", "accept"),
    [
        ([r"-0.755 \cdot 0.235 \cdot 1 = -0.177"], ["agrees"], True),
        ([r"-0.755 \cdot 0.235", "= -0.177"], ["agrees", "equal"], True),
        ([r"-2(1 - 0.622) \cdot 0.622 \cdot 0.378", "= -0.178"], ["agrees", "agrees"], None),
        ([r"-0.755 \cdot 0.622 \cdot 1 = -0.470"], ["different"], False),
        ([r"-0.755 \cdot 0.236 \cdot 1 = -0.178"], ["different"], False),
        ([r"-0.755 \cdot 0.238 \cdot 1 = -0.177"], ["different"], None),
        ([r"-0.755 \cdot 0.235 \cdot 1 = -0.170"], ["different"], False),
        (["-0.5 * 0.35 = -0.175"], ["different"], False),
    ],
)
def test_factors_rounded_on_the_way(right: list[str], statuses: list[str], accept: bool | None) -> None:
    verdict = check_row({**NEURON, "lines": [of("E", "w", right[0]), *right[1:]]})
    assert ([one.status for one in verdict.lines], verdict.accept) == (statuses, accept)


# -- a matrix for a reference with indices ----------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reference", "answer", "status"),
    [
        ("x_j v_i", "v_k x_l", "equal"),
        ("x_j v_i", of("L", "W_{ij}", "v_j x_i"), "different"),
        ("x_j v_i", "x v^T", "equal"),
        ("x_j v_i", "v x^T", "undecided"),
        ("x_j v_i", of("L", "W", "v x^T"), "undecided"),
        ("x_j v_i", "2 v x^T", "different"),
        ("v_i x_j", "v x^T", "equal"),
        ("v_i x_j", "x v^T", "different"),
    ],
)
def test_a_reference_with_indices_says_nothing_of_rows(reference: str, answer: str, status: str) -> None:
    question: Row = {"reference": reference, "shapes": {"v": "m", "x": "n"}}
    assert check_row({**question, "answer": answer}).status == status
    assert check_row({**question, "lines": [answer]}).status == status
