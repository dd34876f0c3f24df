"""Pages that give some of their names no number: what does not need them is judged all the same."""

from __future__ import annotations

import pytest

from symgrad.errors import ReadError
from symgrad.notes import audit, parse_page

PAGE = r"""---
title: {en: A page}
ids: [Z1]
---
<!-- symgrad: model parameters="w b" data="x y q" target="L" -->
$$
z = w x + b \\
L = (z - y)^2 \\
R = q z
$$
<!-- symgrad: given -->
$$
w = 0.5, \quad b = 1, \quad x = 2, \quad y = 1
$$
<!-- symgrad: claims id="Z1" -->
$$
z = w x + b = 0.5 \cdot 2 + 1 = 2 \\
L = 1.5 \\
R = q z = 5 \\
R = q + z \\
k = q + w = 3 \\
k w = 1.5 \\
\frac{\partial L}{\partial w} = 2 (z - y) x = 4
$$
<!-- symgrad: update id="Z1" -->
$$
w := w - 0.1 q \\
b := b - 0.1 \cdot 2 = 0.8
$$
<!-- symgrad: claims id="Z1" -->
$$
b = 0.7 \\
z = 4
$$
"""


def test_a_name_without_a_number_keeps_only_its_own_lines_from_being_judged() -> None:
    found = {claim.id: claim.verdict if claim.judged else "" for claim in audit(parse_page(PAGE)).claims}
    assert found == {
        "Z1-1.1": "proved",
        "Z1-1.2": "exact",
        "Z1-1.3": "exact",
        "Z1-2.1": "wrong",
        "Z1-3.1": "proved",
        "Z1-3.2": "",
        "Z1-4.1": "refuted",
        "Z1-5.2": "",
        "Z1-6.1": "",
        "Z1-7.1": "proved",
        "Z1-7.2": "exact",
        "Z1-8.1": "defined",
        "Z1-9.2": "exact",
        "Z1-10.1": "wrong",
        "Z1-11.1": "",
    }


PLACE = """---
title: {{en: A page}}
ids: [Z1]
---
<!-- symgrad: model parameters="w" -->
$$
s = w^2 \\\\ L = {formula}
$$
<!-- symgrad: given -->
$$
w = {number}
$$
<!-- symgrad: claims id="Z1" -->
$$
L = 1 \\\\ L = \\frac{{1}}{{\\sin^2 2 + \\cos^2 2 - 1}} = 3 \\\\ s = 3 \\\\ q = L
$$
"""


@pytest.mark.parametrize(
    ("formula", "number"),
    [(r"\log(\sin(\pi w))", "1"), (r"\frac{1}{\sin^2 w + \cos^2 w - 1}", "1"), (r"e^{e^w}", "100")],
)
def test_a_value_that_nobody_knows_keeps_only_its_own_lines_from_being_judged(
    formula: str, number: str
) -> None:
    found = audit(parse_page(PLACE.format(formula=formula, number=number)))
    assert [(claim.id, claim.verdict if claim.judged else "") for claim in found.claims] == [
        ("Z1-1.1", ""),
        ("Z1-2.1", ""),
        ("Z1-2.2", ""),
        ("Z1-3.1", "wrong"),
        ("Z1-4.1", "defined"),
    ]
    assert all("not finite" in claim.reason for claim in found.claims if not claim.judged)
    assert found.json()


@pytest.mark.parametrize("formula", [r"\log w", r"\frac{1}{w}", r"\sqrt{w - 1}"])
def test_a_model_without_a_value_at_the_given_numbers_is_pointed_at(formula: str) -> None:
    with pytest.raises(ReadError) as caught:
        audit(parse_page(PLACE.format(formula=formula, number="0"), source="page.md"))
    assert "page.md, line 5, column 15" in str(caught.value)


def test_after_an_update_to_where_the_model_has_no_value_nothing_is_compared() -> None:
    update = '<!-- symgrad: update id="Z1" -->\n$$\nw := w - 1 = 0\n$$\n'
    claims = '<!-- symgrad: claims id="Z1" -->\n$$\ns = 1 \\\\ w = 0\n$$\n'
    text = PLACE.format(formula=r"\frac{1}{w}", number="1").partition("<!-- symgrad: claims")[0]
    found = audit(parse_page(text + update + claims)).claims
    assert [claim.verdict if claim.judged else "" for claim in found] == ["exact", "", ""]


def test_a_number_too_large_to_be_worked_out_is_pointed_at() -> None:
    with pytest.raises(ReadError) as caught:
        audit(parse_page(PLACE.format(formula="e^{e^{e^w}}", number="50"), source="page.md"))
    assert "page.md, line 5, column 15" in str(caught.value)
    assert "too large" in str(caught.value)
