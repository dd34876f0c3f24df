"""Slips planted into pages nobody has seen: every one found, no clean line accused, and what the author did named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from audit_pages import count, network, regression, slips
from test_audit import SMALL

from symgrad.errors import ReadError
from symgrad.notes import audit, parse_page
from symgrad.notes.claims import VERDICTS
from symgrad.notes.methods import compared
from symgrad.rendering.audits import claims, sarif


@pytest.mark.parametrize("seed", range(3))
def test_small_pages_and_one_slip_on_each(seed: int) -> None:
    page = network(seed, small=True)
    clean = audit(parse_page(page.text()))
    assert not clean.findings
    assert all(claim.judged for claim in clean.claims)
    several = list(slips(page, seed))
    slip = several[seed * 2 % len(several)]
    found = audit(parse_page(slip.text))
    assert {claim.origin.line for claim in found.findings} == {slip.line}, slip


@pytest.mark.parametrize("number", range(7))
def test_sums_and_updates(number: int) -> None:
    clean, planted = regression(number)
    assert number or not audit(parse_page(clean)).findings
    kind, (before, after) = list(planted.items())[number]
    found = audit(parse_page(clean.replace(before, after, 1)))
    line = clean[: clean.index(before)].count("\n") + 1
    assert {claim.origin.line for claim in found.findings} == {line}, kind


@pytest.mark.slow
def test_more_pages_of_each_sort() -> None:
    planted, missed, accused, told = count(8)
    assert planted == 16
    assert (missed, accused) == (0, 0), told


# -- what the author did --------------------------------------------------------------------------------------

NETWORK = r"""---
title: {en: A page}
ids: [Z1]
---
<!-- symgrad: model parameters="w_1 w_2" data="x_1 x_2" -->
$$
z = w_1 x_1 + w_2 x_2 \\
h = \sigma(z)
$$
<!-- symgrad: given -->
$$
w_1 = 0.37, \quad w_2 = -0.58, \quad x_1 = 1.43, \quad x_2 = 0.91
$$
<!-- symgrad: claims id="Z1" -->
$$
FIRST
$$
<!-- symgrad: update id="Z1" -->
$$
w_1 := w_1 - 0.1 \frac{\partial h}{\partial w_1}
$$
<!-- symgrad: claims id="Z1" -->
$$
SECOND
$$
"""


def on_network(first: str = "z = w_1 x_1 + w_2 x_2", second: str = "z = w_1 x_1 + w_2 x_2") -> Any:
    return audit(parse_page(NETWORK.replace("FIRST", first).replace("SECOND", second)))


@pytest.mark.parametrize(
    ("first", "second", "kind", "before", "after"),
    [
        (r"z = 0.37 \cdot 1.43 - 0.58 + 0.91 = 0.0013", "", "operator", "0.58 + 0.91", "0.58 * 0.91"),
        (r"z = 0.37 \cdot 1.43 + 0.58 \cdot 0.91 = 0.0013", "", "sign", None, None),
        (r"z = w_1 x_1 + w_2 x_2 = 1.0569", "", "sign", None, None),
        (r"z = w_1 x_1 + w_2 x_2 = -0.1911", "", "neighbour", "x_1", "x_2"),
        (r"h = \sigma(z) = 0.0013", "", "left_out", None, "z"),
        ("", "z = w_1 x_1 + w_2 x_2 = 0.0013", "old", "w_1", ""),
        (r"z = w_1 x_1 + w_2 x_2 \approx -0.0498225", "", "updated", "w_1", ""),
        (r"\frac{\partial h}{\partial w_1} = h (1 - h)", "", "missing", "", "x_1"),
    ],
)  # fmt: skip
def test_the_edit_is_named(first: str, second: str, kind: str, before: str | None, after: str | None) -> None:
    found = on_network(*(each or "z = w_1 x_1 + w_2 x_2" for each in (first, second)))
    claim = found.findings[-1]
    assert claim.pinned, claim
    edit = claim.edits[0]
    assert edit.kind == kind
    assert before is None or edit.before == before
    assert after is None or edit.after == after
    for lang in ("en", "ko"):
        assert claim.id in found.text(lang=lang)


def test_few_digits_name_no_edit() -> None:
    (claim,) = on_network("z = w_1 x_1 + w_2 x_2 = 0.5").findings
    assert (claim.verdict, claim.edits) == ("wrong", ())


def test_a_wrong_number_says_what_follows_from_it() -> None:
    found = on_network(r"z = w_1 x_1 + w_2 x_2 = 0.0031 \\ h = \sigma(z) \approx 0.500775")
    (wrong,) = found.findings
    assert (wrong.verdict, wrong.should_be, wrong.leads_to) == ("wrong", "0.0013", ("Z1-2.2",))
    later = next(claim for claim in found.claims if claim.id == "Z1-2.2")
    assert later.verdict == "follows_from_rounded"
    assert [each.id for each in later.follows] == ["Z1-1.2"]


# -- methods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "lines", "differing"),
    [
        ("momentum", [r"v := \beta v + (1 - \beta) \frac{\partial L}{\partial w}", r"w := w - \alpha v"], {}),
        ("momentum", [r"v := v + (1 - \beta) \frac{\partial L}{\partial w}", r"w := w - \alpha v"], {0: "v"}),
        ("gradient_descent", [r"w_1 := w_1 - \eta \frac{\partial E}{\partial w_1}"], {}),
        (
            "gradient_descent",
            [r"w_1 := w_1 - \alpha \frac{\partial E}{\partial w_2}"],
            {0: r"-\alpha \frac{\partial E}{\partial w_2}"},
        ),
        (
            "adagrad",
            [r"G_t = G_{t-1} + g", r"w := w - \frac{\alpha}{\sqrt{G_t + \epsilon}} g"],
            {0: "g"},
        ),
    ],
)
def test_an_update_rule_against_its_method(method: str, lines: list[str], differing: dict[int, str]) -> None:
    found = compared(lines, method)
    assert {k: ", ".join(each.printed) for k, each in enumerate(found) if not each.same} == differing


# -- for tools ------------------------------------------------------------------------------------------------


def test_json_has_one_entry_for_each_claim() -> None:
    found = audit(parse_page(SMALL.format(word="claims", lines="L = 0.24 \\\\ L = 0.25"), source="a.md"))
    wrong, exact = json.loads(claims([found]))["claims"]
    fields = {
        "page",
        "line",
        "ids",
        "claim",
        "printed",
        "verdict",
        "exact_value",
        "should_be",
        "edit",
        "text",
    }
    assert fields <= set(wrong)
    assert (wrong["page"], wrong["line"], wrong["ids"]) == ("a.md", 15, ["Z1"])
    assert (wrong["printed"], wrong["verdict"], wrong["exact_value"]) == ("0.24", "wrong", "0.25")
    assert (wrong["should_be"], exact["verdict"]) == ("0.25", "exact")
    assert set(wrong["text"]) == {"ko", "en"}
    assert all(claim["verdict"] in VERDICTS for claim in (wrong, exact))


def test_a_page_acknowledges_its_findings() -> None:
    page = SMALL.format(word="claims", lines="L = 0.24 \\\\ L = 0.25")
    known = page + '\n<!-- symgrad: acknowledge Z1-1.1 reason="the slide" -->\n'
    in_front = page.replace("ids: [Z1]", 'ids: [Z1]\nacknowledge: {Z1-1.1: "the slide"}')
    assert not audit(parse_page(page)).ok
    for text in (known, in_front):
        found = audit(parse_page(text))
        assert found.ok
        assert [claim.acknowledged for claim in found.findings] == ["the slide"]
        assert "the slide" in found.text()
        result = json.loads(sarif([found]))["runs"][0]["results"][0]
        assert result["suppressions"][0]["justification"] == "the slide"


@pytest.mark.parametrize("id", ["Z1-2.1", "Z1-9.1"])
def test_what_is_right_or_not_there_cannot_be_acknowledged(id: str) -> None:
    page = SMALL.format(word="claims", lines="L = 0.24 \\\\ L = 0.25")
    with pytest.raises(ReadError, match="nothing to acknowledge") as caught:
        audit(parse_page(page + f'\n<!-- symgrad: acknowledge {id} reason="no" -->\n', source="a.md"))
    assert caught.value.origin is not None
    assert caught.value.origin.fragment == id


# -- formulas -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"L = (w x)^2 - 2 w x + 1", "proved"),
        (r"\frac{\partial L}{\partial w} = 2 x (x w - 1)", "proved"),
        (r"\frac{\partial L}{\partial w} = 2 x^2 w - x", "refuted"),
    ],
)
def test_a_formula_is_proved_or_it_is_not(line: str, verdict: str) -> None:
    (claim,) = audit(parse_page(SMALL.format(word="claims", lines=line))).claims
    assert claim.verdict == verdict
