"""Facts a page states about its data: the audit compares at points that have them, and says when it needs them."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from symgrad.errors import ReadError
from symgrad.notes.audit import audit
from symgrad.notes.page import Page
from symgrad.notes.reader import parse_page
from symgrad.rendering.findings import explanation

SOFTMAX = r"""---
title: {en: a, ko: 가}
ids: [S1]
---
<!-- symgrad: model parameters="W" data="X Y" shapes="X: m D; W: D K; Y: m K" -->
$$
\begin{aligned}
Z &= X W \\
p_{ik} &= \frac{e^{Z_{ik}}}{\sum_{j=1}^K e^{Z_{ij}}} \\
L &= -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K Y_{ik} \log p_{ik}
\end{aligned}
$$

GIVEN

<!-- symgrad: claims id="S1" -->
$$
\frac{\partial L}{\partial W} = \frac{1}{m} X^\top (p - Y)
$$
"""
LOGISTIC = r"""---
title: {en: a, ko: 가}
ids: [S1]
---
<!-- symgrad: model parameters="w" data="x y" -->
$$
L = (w x - y)^2
$$

GIVEN

<!-- symgrad: claims id="S1" -->
$$
L = w^2 x^2 - 2 w x y + y
$$
"""


def page(text: str, given: str) -> Page:
    block = f"<!-- symgrad: given -->\n$$\n{given}\n$$\n" if given else ""
    return parse_page(text.replace("GIVEN", block))


@pytest.mark.parametrize(
    ("text", "given", "verdict", "reason"),
    [
        (SOFTMAX, "", "refuted", ""),
        (SOFTMAX, r"\sum_{k} Y_{ik} = 1", "proved", "It holds because Y adds up to 1 over k."),
        pytest.param(
            SOFTMAX,
            r"\sum_{k=1}^K Y_{ik} = 1",
            "proved",
            "It holds because Y adds up to 1 over k.",
            marks=pytest.mark.slow,
        ),
        pytest.param(SOFTMAX, r"\sum_{k} Y_{ik} = 2", "refuted", "", marks=pytest.mark.slow),
        (SOFTMAX, r"\sum_{i} Y_{ik} = 1", "refuted", ""),
        (LOGISTIC, "", "refuted", ""),
        (LOGISTIC, r"y \in \{0, 1\}", "proved", "It holds because y is one of 0, 1."),
        (LOGISTIC, r"y \in [0, 1]", "refuted", ""),
        (LOGISTIC, r"y \in \{0, 2\}", "refuted", ""),
    ],
)
def test_a_claim_that_needs_a_fact(text: str, given: str, verdict: str, reason: str) -> None:
    (claim,) = audit(page(text, given)).claims
    assert claim.verdict == verdict
    assert explanation(claim, "en").endswith(reason)
    assert bool(claim.remarks) == bool(reason)


def test_a_fact_that_is_not_needed_is_not_mentioned() -> None:
    text = LOGISTIC.replace("+ y\n", "+ y^2\n")
    (claim,) = audit(page(text, r"y \in \{0, 1\}")).claims
    assert (claim.verdict, claim.remarks) == ("proved", ())


def test_random_numbers_have_the_facts() -> None:
    (rows,) = page(SOFTMAX, r"\sum_{k} Y_{ik} = 1").sections[0].facts
    matrix = ((Fraction(0),) * 3,) * 2
    drawn = rows.drawn(matrix, random.Random(1))
    assert [sum(line) for line in drawn] == [1, 1]
    assert all(x > 0 for line in drawn for x in line)
    (columns,) = page(SOFTMAX, r"\sum_{i} Y_{ik} = 2").sections[0].facts
    drawn = columns.drawn(matrix, random.Random(1))
    assert [sum(line) for line in zip(*drawn, strict=True)] == [2, 2, 2]
    assert (len(drawn), len(drawn[0])) == (2, 3)


def test_given_numbers_must_have_them() -> None:
    assert page(LOGISTIC, "y \\in \\{0, 1\\} \\\\\ny = 1").sections[0].given == {"y": 1}
    with pytest.raises(ReadError, match="says that y is one of 0, 1, but the numbers"):
        page(LOGISTIC, "y \\in \\{0, 1\\} \\\\\ny = 2")
    with pytest.raises(ReadError, match="q is nothing that the model is given"):
        page(LOGISTIC, r"q \in \{0, 1\}")
