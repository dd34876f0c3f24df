"""What an audit says about a formula that differs: a point to try it at, and what symgrad has instead."""

from __future__ import annotations

import json

import pytest
import sympy as sp
from test_audit import SMALL

from symgrad.notes import audit, parse_page
from symgrad.rendering import mathematics, plain

WRONG = r"\frac{\partial L}{\partial w} = (wx - 1)x"


@pytest.mark.parametrize(("lang", "words"), [("en", "this gives"), ("ko", "적힌 식은")])
def test_a_formula_that_differs_comes_with_a_point_and_the_right_one(lang: str, words: str) -> None:
    found = audit(parse_page(SMALL.format(word="claims", lines=WRONG)))
    shown = found.text(lang=lang)
    point = found.findings[0].difference.point  # type: ignore[union-attr]
    w, x = float(point["w"]), float(point["x"])
    for said in (
        f"w = {w:g}",
        f"x = {x:g}",
        words,
        f"{(w * x - 1) * x:.6g}",
        f"{2 * (w * x - 1) * x:.6g}",
        "2(w·x - 1)",
    ):
        assert said in shown, said
    page = found.html(lang=lang)
    assert words in page
    assert f"<h1>{found.page.title(lang)}</h1>" in page, "the page's own title"
    assert words in json.dumps(json.loads(found.json(lang=lang)), ensure_ascii=False)


def test_a_name_that_differs_comes_with_its_definition() -> None:
    found = audit(parse_page(SMALL.format(word="claims", lines="L = (wx)^2 + 1")))
    assert "(w·x - 1)²" in found.text()


def test_comparisons_stand_as_they_are_written() -> None:
    r, d = sp.symbols("r d")
    bound = sp.Abs(r) <= d
    assert mathematics.expression(bound, {}) == r"\left|r\right| \le d"
    assert mathematics.expression(sp.Ge(d, sp.Abs(r), evaluate=False), {}) == r"\left|r\right| \le d"
    assert plain.expression(sp.Gt(r, 0, evaluate=False), {}) == "r > 0"
    assert plain.expression(sp.Lt(r, d, evaluate=False), {}) == "r < d"
