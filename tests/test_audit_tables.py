r"""Tables of claims: about the elements of the data, and about the steps of an update; misprinted numbers."""

from __future__ import annotations

from typing import Any

import pytest
from test_audit import SMALL

from symgrad.errors import ReadError
from symgrad.notes import audit, parse_page

PAGE = r"""---
title: {en: A page}
ids: [Z1]
---
<!-- symgrad: model parameters="w b" data="x y" shapes="x: m; y: m" constants="\alpha" target="L" -->
$$
\hat{y}_i = w x_i + b \\
L = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i)^2
$$
<!-- symgrad: given -->
$$
w = 0.5, \quad b = 0.1, \quad x = (1, 2, 3), \quad y = (1, 1.5, 2), \quad \alpha = 0.1
$$
<!-- symgrad: claims id="Z1a" -->
$$
w := w - \alpha \frac{\partial L}{\partial w} \\
b := b - \alpha \frac{\partial L}{\partial b}
$$

"""
SAMPLES = r"""<!-- symgrad: claims id="Z1" -->
| $i$ | x | $\hat{y}_i$ | error $e_i = y_i - \hat{y}_i$ | $(y - \hat{y})^2$ | remark |
|---|---|---|---|---|---|
| 1 | 1 | 0.6 | 0.4 | 0.16 | so |
| 2 | 2 | 1.1 | $1.5 - 1.1 = 0.4$ | 0.16 | – |
| 3 | 3 | 1.6 | 0.4 | ≈ 0.2 | |
| 합계 | | 3.3 | 1.2 | **0.48** | |
| mean | 2 | | | 0.16 | |
"""
STEPS = r"""<!-- symgrad: update id="Z1" rule="Z1a" -->
| epoch | $w$ | $b$ | loss $L$ | $\frac{\partial L}{\partial w}$ |
|---|---|---|---|---|
| 0 | 0.5 | 0.1 | 0.16 | -1.6 |
| 1 | 0.66 | 0.18 | 0.0171 | 0.213 |
| 2 | 0.6387 | 0.18 | 0.0146 | |
| ⋮ | | | | |
| 10 | 0.6156 | 0.2372 | 0.0099 | |

<!-- symgrad: claims id="Z1" -->
$$
L \approx 0.00990
$$
"""


def found(text: str) -> Any:
    return audit(parse_page(text)).claims


SLIPS = {
    SAMPLES: [
        ("| 1.6 |", "| 1.7 |"),
        ("| 0.16 | so", "| 0.61 | so"),
        ("= 0.4$", "= 0.5$"),
        ("**0.48**", "**0.38**"),
        ("mean | 2", "mean | 3"),
        ("error $e_i = y_i - ", "error $e_i = y_i + "),
    ],
    STEPS: [
        ("0.66", "0.56"),
        ("0.0171", "0.0117"),
        ("10 | 0.6156", "10 | 0.6516"),
        ("0.00990", "0.0146"),
    ],
}


@pytest.mark.parametrize(("table", "count"), [(SAMPLES, 20), (STEPS, 17)])
def test_every_cell_is_a_claim(table: str, count: int) -> None:
    claims = found(PAGE + table)
    assert all(claim.holds and claim.judged for claim in claims), claims
    assert len(claims) == count


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "before", "after"), [(table, *slip) for table, slips in SLIPS.items() for slip in slips]
)
def test_slips_in_tables_are_found(table: str, before: str, after: str) -> None:
    text = PAGE + table
    line = text[: text.index(before)].count("\n") + 1
    wrong = [claim.origin.line for claim in found(text.replace(before, after, 1)) if not claim.holds]
    assert wrong[:1] == [line] if "hat" not in before and "error" not in before else len(wrong) > 2


def test_what_a_cell_says() -> None:
    claims = {claim.id: claim for claim in found(PAGE + SAMPLES.replace("| 0.16 | so", "| 0.61 | so"))}
    claim = claims["Z1-1e.1"]
    assert (claim.claim, claim.printed, claim.should_be) == (r"(y_1 - \hat{y}_1)^{2} = 0.61", "0.61", "0.16")
    assert claims["Z1-4e.1"].claim == r"\sum (y - \hat{y})^2 = 0.48"
    going_on = PAGE + SAMPLES.replace("1.6 | 0.4 | ≈ 0.2", "1.61 | 0.39 | ≈ 0.152").replace("1.2", "1.19")
    claims = {claim.id: claim.verdict for claim in found(going_on)}
    assert claims["Z1-3c.1"] == "wrong"
    assert claims["Z1-3e.1"] == "follows_from_rounded"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (STEPS.replace("Z1a", "Z1b"), "no block Z1b"),
        (STEPS.replace(' rule="Z1a"', ""), "needs the rule"),
        (STEPS.replace("| 10 |", "| 1 |"), "do not go on"),
        (STEPS.replace("| 10 |", "| 9999 |"), "more than"),
        ('<!-- symgrad: claims id="Z1" -->\n| foo | bar |\n|---|---|\n| one | two |\n', "says nothing"),
    ],
)
def test_tables_that_cannot_be_read(table: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        found(PAGE + table)


@pytest.mark.parametrize(
    ("line", "kind", "after"),
    [
        (r"L \approx 0.6142", "transposed", "0.6412"),
        (r"L \approx 6.412", "point", "0.6412"),
        (r"L = (w x - 1)^2 \approx 64.12\%", "", ""),
        (r"L = (w x - 1)^2 \approx 6.412\%", "point", r"64.12\%"),
        (r"L \approx 6.4 \times 10^{-2}", "point", r"6.4 \times 10^{-1}"),
        (r"-L \approx -0.4711", "", ""),
    ],
)
def test_a_misprinted_number_is_named(line: str, kind: str, after: str) -> None:
    page = SMALL.format(word="claims", lines=line).replace("w = 0.5", "w = 0.60025")
    claim = found(page)[-1]
    edits = claim.edits if claim.pinned else ()
    assert [(edit.kind, edit.after) for edit in edits] == ([(kind, after)] if kind else [])
    assert claim.verdict == ("wrong" if kind or "4711" in line else "rounded")
    for lang in ("en", "ko"):
        assert not kind or after.replace(r"\times 10^{-1}", "×10⁻¹").replace("\\", "").replace(
            " ", ""
        ) in audit(parse_page(page)).text(lang=lang).replace(" ", "")
