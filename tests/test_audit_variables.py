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
