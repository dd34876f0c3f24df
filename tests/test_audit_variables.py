r"""Derivatives by a name that a line introduces: ∂L/∂r_i where a line says r_i = w x_i + b - y_i.

``D{L}{r}`` stands for ``\frac{\partial L}{\partial r}`` in these rows.
"""

from __future__ import annotations

import re

import pytest
from test_audit_forms import claims
from test_audit_introductions import ROWS, slow

SUM = r"L = \frac1m \sum_i r_i^2 \\ "


@pytest.mark.parametrize(
    ("page", "line", "verdicts"),
    [
        ("r_i", SUM + r"D{L}{r_i} = \frac2m r_i = (-0.4, -1.9)", "proved proved exact"),
        ("r_i", r"D{L}{r_i} = \frac2m r_i^2 \\ D{L}{r_1} = -0.4", "refuted exact"),
        slow("r_i", r"D{L}{r_i} = \frac2m r_i", "proved"),
        slow("r_i", r"D{L}{w} = \sum_i D{L}{r_i} D{r_i}{w} = -4.2", "proved exact"),
        slow("r_i", r"D{L}{w} = \sum_i D{L}{r_i} x_i \\ D{L}{w} = \sum_i D{L}{r_i}", "proved refuted"),
        slow("r_i", r"D{}{r_k} \sum_i r_i^3 = 3 r_k^2 \\ D{}{r_k} \sum_i r_i^3 = 3 r_k", "proved refuted"),
        slow("r_i", r"\frac{\partial^2 L}{\partial r_i^2} = \frac2m \\ D{L}{r_3} = 0", "proved wrong"),
        slow("r_i", r"q = \sum_i r_i^2 \\ L = \frac{q}{m} \\ D{L}{q} = \frac1m = 0.5", "defined proved proved exact"),
        slow("r_i", r"q = \sum_i r_i^2 \\ L = \frac{q}{m} \\ D{L}{q} = m", "defined proved refuted"),
        slow("none", r"s = w + b \\ t = s^2 \\ D{t}{s} = 2 s = 1.2", "defined defined proved exact"),
        slow("none", r"s = w + b \\ t = s^2 \\ D{t}{s} = s = 0.6", "defined defined refuted wrong"),
        slow("vector", r"L = \frac1m \delta^\top \delta \\ \nabla_\delta L = (-2.5, -5.6)", "proved wrong"),
        slow("vector", r"L = \frac1m \delta^\top \delta \\ D{L}{\delta} = \frac2m \delta", "proved proved"),
        slow("vector", r"L = \frac1m \delta^\top \delta \\ D{L}{\delta} = \delta + \delta_1", "proved refuted"),
        slow("vector", r"L = \frac1m \delta^\top \delta \\ \nabla_w L = X^\top D{L}{\delta}", "proved proved"),
        # a line that is refuted says nothing
        slow("r_i", r"L = \frac2m \sum_i r_i^2 \\ D{L}{r_i} = \frac4m r_i", "refuted refuted"),
    ],
)  # fmt: skip
def test_a_name_that_a_line_introduces_is_a_variable(page: str, line: str, verdicts: str) -> None:
    about, given, introduces = ROWS[page]
    written = re.sub(r"D\{([^{}]*(?:\{[^{}]*\})?)\}\{([^{}]*)\}", r"\\frac{\\partial \1}{\\partial \2}", line)
    first, *found = claims(about, rf"{introduces} \\ {written}", given)
    assert first.verdict in ("defined", "proved")
    assert [claim.verdict for claim in found] == verdicts.split()


@pytest.mark.slow
def test_what_no_line_says_in_terms_of_a_name_cannot_be_derived_by_it() -> None:
    about, given, _ = ROWS["r_i"]
    found = claims(about, r"u = y_1 + 3 \\ \frac{\partial L}{\partial u} = 0", given)[-1]
    assert (found.verdict, found.judged) == ("defined", False)
    assert found.remarks[0] == (
        "no_value_not_in_terms",
        {"formula": r"\frac{\partial L}{\partial u}", "name": "u"},
    )


#: h and r printed element by element, to two places
ELEMENTS = (
    'parameters="w b" data="x y" shapes="x: m; y: m"',
    r"h_i = w x_i + b \\ L = \frac{1}{m} \sum_{i=1}^{m} (h_i - y_i)^2",
)
TWO_PLACES = {
    "model": r"h_1 \approx 0.48 \\ h_2 \approx 0.84 \\ h_3 \approx 1.55 \\",
    "line": r"r_i = h_i - y_i \\ r_1 \approx -0.52 \\ r_2 \approx -2.16 \\ r_3 \approx -0.45 \\",
}


@pytest.mark.parametrize(
    ("printed", "line", "verdict"),
    [
        ("model", r"L \approx 1.7128", "follows_from_rounded"),
        ("model", r"L \approx 1.7182", "wrong"),
        ("line", r"L = \frac1m \sum_i r_i^2 \approx 1.7128", "follows_from_rounded"),
        slow("line", r"L = \frac1m \sum_i r_i^2 \approx 1.7156", "rounded"),
        slow("line", r"L = \frac1m \sum_i r_i^2 \approx 1.7165", "wrong"),
        slow("line", r"q = \sum_i r_i^2 \\ q \approx 5.1385", "follows_from_rounded"),
        slow("line", r"q = \sum_i r_i^2 \\ q \approx 5.1395", "wrong"),
        slow("line", r"\frac{\partial L}{\partial r_1} = \frac2m r_1 \approx -0.3467", "follows_from_rounded"),
    ],
)  # fmt: skip
def test_a_sum_over_elements_that_were_printed_rounded(printed: str, line: str, verdict: str) -> None:
    given = "x = (1, 2, 4), y = (1, 3, 2), w = 0.3571, b = 0.1234"
    found = claims(ELEMENTS, rf"{TWO_PLACES[printed]} {line}", given)[-1]
    assert found.verdict == verdict
    if verdict == "follows_from_rounded":
        assert len(found.follows) in (1, 3)


@pytest.mark.parametrize(
    ("line", "edits"),
    [
        (r"\frac{\partial L}{\partial b} = \frac1m \sum_i (w x_i + b - y_i)", ["2", r"\frac{1}{m}"]),
        slow(r"L = \sum_i (w x_i + b - y_i)^2", [r"\frac{1}{m}", "1/2"]),
        # with a 2 in the line nothing says which it is
        slow(r"\frac{\partial L}{\partial b} = \frac12 \sum_i (w x_i + b - y_i)", [r"\frac{1}{2}", "/ 2", "2"]),
    ],
)  # fmt: skip
def test_an_edit_that_is_right_for_every_number_of_samples_comes_first(line: str, edits: list[str]) -> None:
    about, given, _ = ROWS["r_i"]
    (found,) = claims(about, line, given)
    assert found.verdict == "refuted"
    assert [edit.before or edit.after for edit in found.edits][: len(edits)] == edits
