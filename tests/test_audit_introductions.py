r"""Names with elements that a line introduces: ``r_i = w x_i + b - y_i``, ``A_{ij} = …``, ``r = X w - y``."""

from __future__ import annotations

from itertools import count

import pytest
from test_audit_forms import claims

from symgrad.equality import clock
from symgrad.rendering import findings

LINE = (
    'parameters="w b" data="x y" shapes="x: m; y: m"',
    r"L = \frac{1}{m} \sum_{i=1}^{m} (w x_i + b - y_i)^2",
)
ABOVE = (LINE[0], r"L = \frac{1}{m} \sum_{i=1}^{m} (w x^{(i)} + b - y^{(i)})^2")
NUMBERS = "x = (1, 2), y = (1, 3), w = 0.5, b = 0.1"
GRID = (
    'parameters="w b" data="x Y" shapes="x: m; Y: m n"',
    r"L = \sum_{i=1}^{m} \sum_{j=1}^{n} (w x_i + b - Y_{ij})^2",
)
GRID_NUMBERS = r"x = (1, 3), Y = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, w = 0.5, b = 0.1"
LEAST = (
    'parameters="w" data="X y" shapes="X: m n; w: n; y: m"',
    r"\hat{y} = X w \\ L = \frac{1}{m} \|\hat{y} - y\|^2",
)
LEAST_NUMBERS = r"X = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}, w = (0.5, -1), y = (1, 3)"

#: what introduces the name, on each page
ROWS = {
    "r_i": (LINE, NUMBERS, r"r_i = w x_i + b - y_i"),
    "above": (ABOVE, NUMBERS, r"r^{(i)} = w x^{(i)} + b - y^{(i)}"),
    "matrix": (GRID, GRID_NUMBERS, r"A_{ij} = w x_i + b - Y_{ij}"),
    "turned": (GRID, GRID_NUMBERS, r"A_{ji} = w x_i + b - Y_{ij}"),
    "vector": (LEAST, LEAST_NUMBERS, r"\delta = \hat{y} - y"),
    "none": (LINE, NUMBERS, "L = L"),
}


def slow(*row: object) -> object:
    return pytest.param(*row, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    ("page", "line", "verdicts"),
    [
        ("r_i", r"r_2 = 0.5 \cdot 2 + 0.1 - 3 = -1.9", "exact exact"),
        ("r_i", "r_2 = -1.6", "wrong"),
        ("r_i", r"L = \frac{1}{m} \sum_i r_i^2 = 1.885", "proved exact"),
        ("r_i", r"\frac{\partial L}{\partial w} = \frac{2}{m} \sum_i r_i x_i", "proved"),
        ("r_i", r"\frac{\partial L}{\partial w} = \frac{1}{m} \sum_i r_i x_i", "refuted"),
        slow("r_i", r"\frac{\partial L}{\partial b} = \frac{2}{m} \sum_{k=1}^{m} r_k = -2.3", "proved exact"),
        slow("r_i", r"\frac{\partial r_i}{\partial w} = x_i", "proved"),
        slow("r_i", r"\frac{\partial r_i}{\partial w} = y_i", "refuted"),
        slow("r_i", r"\frac{\partial}{\partial w} \sum_i r_i^2 = 2 \sum_i r_i x_i", "proved"),
        slow("r_i", r"\frac{\partial}{\partial w} \sum_i r_i^2 = 3 \sum_i r_i x_i", "refuted"),
        slow("r_i", r"r_i^2 = (y_i - b - w x_i)^2", "proved"),
        slow("r_i", r"r_1 r_2 = 0.76", "exact"),
        slow("r_i", r"r_1 > -1", "exact"),
        slow("r_i", r"s_i = r_i^2 \\ L = \frac{1}{m} \sum_i s_i", "defined proved"),
        ("r_i", "r_3 = 1", "wrong"),
        ("r_i", "q_1 = 1", "wrong"),
        slow("above", r"r^{(1)} = -0.4 \\ L = \frac{1}{m} \sum_i (r^{(i)})^2", "exact proved"),
        slow("above", r"r^{(1)} = -0.5", "wrong"),
        ("matrix", r"A_{12} = -1.4 \\ A_{21} = -1.4 \\ A_{2,2} = -2.4 \\ A_{11} = 0.5", "exact exact exact wrong"),
        slow("matrix", r"L = \sum_{i=1}^{m} \sum_{j=1}^{n} A_{ij}^2 = 9.84", "proved exact"),
        slow("matrix", r"\frac{\partial L}{\partial b} = 2 \sum_{i=1}^{m} \sum_{j=1}^{n} A_{ij}", "proved"),
        slow("matrix", r"\frac{\partial L}{\partial b} = 2 \sum_{i=1}^{m} A_{ii}", "refuted"),
        slow("turned", r"L = \sum_{i=1}^{m} \sum_{j=1}^{n} A_{ji}^2", "proved"),
        ("vector", r"\delta = (-2.5, -5.5) \\ \delta_1 = -2.5 \\ \delta_2 = 5.6", "exact exact wrong"),
        slow("vector", r"L = \frac{1}{m} \delta^\top \delta = 18.25", "proved exact"),
        slow("vector", r"\nabla_w L = \frac{2}{m} X^\top \delta", "proved"),
        slow("vector", r"\nabla_w L = \frac{1}{m} X^\top \delta", "refuted"),
        # functions
        ("none", r"g(z) = \frac{1}{1 + e^{-z}} \\ g(0) = 0.5 \\ g'(z) = g(z)(1 - g(z))", "defined exact proved"),
        slow("none", r"g(z) = z^2 \\ g(2) = 5 \\ g'(z) = z \\ g(w) = 0.25", "defined wrong refuted exact"),
        slow("none", r"h(x) = w x + b \\ h(x_1) = 0.6 \\ h(x) = (0.6, 1.2)", "defined exact wrong"),
        slow("none", r"h(x) = w x + b \\ L = \frac{1}{m} \sum_i (h(x_i) - y_i)^2", "defined proved"),
        slow("none", r"h(x) = w x + b \\ L = \frac{1}{m} \sum_i (h(x_i) + y_i)^2", "defined refuted"),
        slow("none", r"g(1) = 3 \\ g(z) = z^2 \\ z = w + 1 \\ g(z) = 2.25", "wrong defined defined exact"),
        slow("none", r"g(z) = z^2 \\ q(3) = 2", "defined wrong"),
        slow("none", r"g(u, v) = u v \\ g(2, 3) = 6 \\ g(2, 4) = 6", "defined exact wrong"),
        # words
        ("none", r"\text{let } s = w + b \\ s = 0.6 \text{ 이다} \\ \text{따라서 } 2 s = 1.3", "defined exact wrong"),
        slow("none", r"t = w^2 \text{ 이라 하자} \\ t = 0.25 \text{ (exact)} \\ \text{if } w > 3", "defined exact"),
        # the letters must be the same on both sides
        slow("none", "r_j = w x_i", "wrong"),
        slow("none", "r_b = w", "defined"),
        slow("none", "r_i = w x_i + q", "wrong"),
    ],
)  # fmt: skip
def test_what_a_line_says_of_a_name_with_elements(page: str, line: str, verdicts: str) -> None:
    about, given, introduces = ROWS[page]
    first, *found = claims(about, rf"{introduces} \\ {line}", given)
    assert first.verdict in ("defined", "proved")
    assert [claim.verdict for claim in found] == verdicts.split()


def test_lines_below_one_that_is_wrong_are_not_accused_of_it() -> None:
    wrong, *below = claims(LINE, r"r_i = w x_i + q - y_i \\ r_1 = 2 \\ r_2 = 3", NUMBERS)
    assert (wrong.verdict, wrong.finding) == ("wrong", "undefined_name")
    assert [(claim.verdict, claim.judged) for claim in below] == [("defined", False)] * 2


def test_verdicts_do_not_depend_on_how_busy_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (LEAST[0], LEAST[1]), r"\nabla_w L = \frac{2}{m} X^\top (X w - y) \\ \|X w - y\|^2 \ge 0"
    quiet = [claim.verdict for claim in claims(*page)]
    ticks = count(step=0.05)
    monkeypatch.setattr(clock, "perf_counter", lambda: next(ticks))
    assert [claim.verdict for claim in claims(*page)] == quiet == ["proved", "proved"]
    assert next(ticks) > 2  # it would have been too late with seconds


COLUMN = r"r = (-2.74, -5.96, -1.60)"


@pytest.mark.parametrize(
    ("printed", "english", "korean"),
    [
        (COLUMN, "", ""),
        (r"r = (-2.74, -5.69, -1.60)", "Component 2: two digits of -5.96 stand", "2번째 성분: -5.96의 숫자"),
        (r"r = (-2.74, 5.96, -1.60)", "Component 2: -5.96 has the wrong sign", "2번째 성분: -5.96의 부호가"),
        (r"r = (-2.74, -5.96, -16.0)", "Component 3: the decimal point of -1.60", "3번째 성분: -1.60의 소수점"),
        (r"r = (-2.74, -5.96, -1.63)", "Component 3: -1.63 is wrong", "3번째 성분: -1.63이 틀렸다"),
        (
            r"X = \begin{pmatrix} 1 & 2 \\ 4 & 3 \\ 0 & 1 \end{pmatrix}",
            "Element (2, 1): 4 is wrong. Element (2, 2): 3 is wrong.",
            "(2, 1) 성분: 4가 틀렸다. (2, 2) 성분: 3이 틀렸다.",
        ),
    ],
)  # fmt: skip
def test_which_component_is_wrong(printed: str, english: str, korean: str) -> None:
    page = (LEAST[0], r"r = X w - y \\ L = \|r\|^2")
    given = r"X = \begin{pmatrix} 1 & 2 \\ 3 & 4 \\ 0 & 1 \end{pmatrix}, w = (0.52, -1.13), y = (1, 3, 0.47)"
    (claim,) = claims(page, printed, given)
    assert claim.holds is not bool(english)
    assert english in findings.explanation(claim, "en")
    assert korean in findings.explanation(claim, "ko")
