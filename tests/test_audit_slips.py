"""Slips planted into pages nobody has seen: every one found, no clean line accused, and what the author did named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from audit_kinds import adam, iterates, momentum, shares
from audit_pages import count, network, regression, slips
from test_audit import SMALL

from symgrad.errors import ReadError
from symgrad.notes import audit, parse_page
from symgrad.notes.claims import VERDICTS
from symgrad.notes.methods import compared
from symgrad.rendering.audits import claims, sarif


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_small_pages_and_one_slip_on_each(seed: int) -> None:
    page = network(seed, small=True)
    clean = audit(parse_page(page.text()))
    assert not clean.findings
    assert all(claim.judged for claim in clean.claims)
    several = list(slips(page, seed))
    slip = several[seed * 2 % len(several)]
    found = audit(parse_page(slip.text))
    assert {claim.origin.line for claim in found.findings} == {slip.line}, slip


@pytest.mark.parametrize("number", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, 7))])
def test_sums_and_updates(number: int) -> None:
    clean, planted = regression(number)
    assert number or not audit(parse_page(clean)).findings
    kind, (before, after) = list(planted.items())[number]
    found = audit(parse_page(clean.replace(before, after, 1)))
    line = clean[: clean.index(before)].count("\n") + 1
    assert {claim.origin.line for claim in found.findings} == {line}, kind


@pytest.mark.parametrize(
    "make", [shares, *(pytest.param(each, marks=pytest.mark.slow) for each in (adam, iterates))]
)
def test_pages_of_further_kinds(make: Any) -> None:
    clean, planted = make(1)
    assert not audit(parse_page(clean)).findings
    for kind, (before, after) in list(planted.items())[:1]:
        found = audit(parse_page(clean.replace(before, after, 1)))
        line = clean[: clean.index(before)].count("\n") + 1
        assert {claim.origin.line for claim in found.findings} == {line}, kind


@pytest.mark.slow
def test_more_pages_of_each_sort() -> None:
    planted, missed, accused, told = count(8)
    assert planted == 24
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


@pytest.mark.parametrize(
    ("line", "printed", "should_be"),
    [
        (r"1{,}000 + 500 = 1{,}400", "1{,}400", "1,500"),
        (r"\frac{1}{4} \times 100 = 52\%", r"52\%", "25%"),
        (r"L = 2.5 \cdot 10^{-2}", r"2.5 \cdot 10^{-2}", "2.5×10⁻¹"),
        (r"(1, 2) + (2, 2) = (3, 5)", "(3, 5)", "(3, 4)"),
    ],
)
def test_json_has_the_text_as_printed_and_the_number_as_somebody_types_it(
    line: str, printed: str, should_be: str
) -> None:
    found = audit(parse_page(SMALL.format(word="claims", lines=line)))
    told = json.loads(claims([found]))["claims"][-1]
    assert (told["printed"], told["should_be"]) == (printed, should_be)


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


# -- as lecturers write -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "verdict", "should_be"),
    [
        (r"L = 2.5 \times 10^{-1}", "exact", ""),
        (r"L = 2.5 \cdot 10^{-2}", "wrong", r"2.5 \times 10^{-1}"),
        (r"L \fallingdotseq 3 \times 10^{-1}", "rounded", ""),
        (r"L ≒ 0.3", "rounded", ""),
        (r"L = 25\%", "exact", ""),
        (r"\frac{1}{4} \times 100 = 52\%", "wrong", r"25\%"),
        (r"\frac{1}{4} \times 100 = 25\%", "exact", ""),
        (r"1{,}000 + 500 = 1{,}500", "exact", ""),
        (r"1{,}000 + 500 = 1{,}400", "wrong", "1{,}500"),
        (r"1,000 \cdot 1{,}500 \approx 1.5 \times 10^6", "exact", ""),
        (r"e^{-0.5 \cdot 2} \approx 3.68 \times 10^{-1}", "rounded", ""),
    ],
)
def test_numbers_as_they_are_written(line: str, verdict: str, should_be: str) -> None:
    claim = audit(parse_page(SMALL.format(word="claims", lines=line))).claims[-1]
    assert claim.verdict == verdict
    assert not should_be or claim.should_be == should_be


@pytest.mark.parametrize(
    ("lines", "verdicts", "finding"),
    [
        (r"k = w x + 1 = 2.5 \\ k^2 = 6.25", "exact exact", ""),
        (r"k = w x + 1 = 2.6 \\ k^2 \approx 6.76", "wrong follows_from_rounded", ""),
        (r"k = w x + q = 2.5 \\ k^2 = 6.25", "wrong defined", "undefined_name"),
        (r"k^2 = 6.25", "wrong", "undefined_name"),
        (r"\sigma^2 = w x + 1 = 2.5 \\ \sigma = \sqrt{\sigma^2} \approx 1.5811", "exact proved rounded", ""),
        (r"\sigma_x^2 = w x + 1 = 2.5 \\ 2 \sigma_x \approx 3.1263", "exact wrong", ""),
        (r"k = 2.5 \\ L = 0.25", "wrong exact", "undefined_name"),
        (r"L_1 = (w x - 1)^2 = 0.25", "wrong wrong", "undefined_name"),
    ],
)
def test_names_introduced_by_the_way(lines: str, verdicts: str, finding: str) -> None:
    found = audit(parse_page(SMALL.format(word="claims", lines=lines))).claims
    assert [claim.verdict for claim in found] == verdicts.split()
    assert {claim.finding for claim in found if claim.verdict == "wrong"} <= {finding}


LABELS = r"""---
title: {en: A page}
ids: [Z1]
---
<!-- symgrad: model parameters="w z" data="x y t" shapes="z: K; t: K" target="L" -->
$$
h = \mathrm{ReLU}(w x) \\
p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}} \\
C = -\sum_{k=1}^{K} t_k \ln p_k \\
L = (h - y)^2
$$
<!-- symgrad: given -->
$$
w = 0.5, \quad x = 3, \quad y = 1, \quad z = (1, 2, 0.5), \quad t = (0, 1, 0)
$$
<!-- symgrad: claims id="Z1" -->
$$
LINE
$$
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "verdict", "remark"),
    [
        (r"\frac{\partial C}{\partial z_1} = p_1 - t_1", "agrees", "because_sum"),
        (r"\frac{\partial C}{\partial z_1} = p_1 + t_1 - 1", "refuted", ""),
        (r"C = -\ln p_2", "agrees", "because_put_in"),
        (r"C = -\ln p_1", "refuted", ""),
        (r"\frac{\partial L}{\partial w} = 2 (h - y) x", "agrees", "because_near"),
        (r"\frac{\partial L}{\partial w} = 2 (h + y) x", "refuted", ""),
        (r"L = (3 w - 1)^2", "agrees", "because_put_in because_near"),
    ],
)
def test_formulas_with_the_given_data_in_mind(line: str, verdict: str, remark: str) -> None:
    found = audit(parse_page(LABELS.replace("LINE", line)))
    (claim,) = found.claims
    assert claim.verdict == verdict
    assert [key for key, _ in claim.remarks] == remark.split()
    for lang in ("en", "ko"):
        assert found.text(lang=lang)


def test_a_given_value_of_another_name_is_not_a_rounded_one() -> None:
    page = NETWORK.replace("x_1 = 1.43", "x_1 = 0.9").replace("SECOND", "z = w_1 x_1 + w_2 x_2")
    found = audit(
        parse_page(page.replace("FIRST", r"z = w_1 x_1 + w_2 x_2 = 0.37 \cdot 0.9 + (-0.58) \cdot 0.9"))
    )
    (claim,) = found.findings
    assert [each.printed for each in claim.put_in if not each.holds] == ["0.9"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"w x = 1", "It should be 1.5 (1.5)"),
        (r"w x \approx 4", "It should be 2 (1.5)"),
        (r"w = 5\%", "It should be 50% (0.5)"),
        (r"1{,}000 + 500 = 1{,}400", "It should be 1,500 (1,500). This line's own arithmetic gives 1,500."),
    ],
)
def test_what_should_stand_there(line: str, said: str) -> None:
    found = audit(parse_page(SMALL.format(word="claims", lines=line)))
    assert said in found.text(lang="en")


def test_who_goes_on_after_a_slip_may_have_more_digits_than_are_printed() -> None:
    """Momentum: the velocity's formula has a wrong sign, its number not; g then follows from w = -0.3909394."""
    clean, planted = momentum(9048)
    before, after = planted["velocity's operator 1"]
    page = clean.replace(before, after, 1)
    assert r"g = 2 (w x - y) x \approx -1.290591" in page
    assert {claim.printed for claim in audit(parse_page(page)).findings} == {"-1.381212"}
    wrong = audit(parse_page(page.replace("-1.290591", "-1.290592", 1))).findings
    assert "-1.290592" in {claim.printed for claim in wrong}
