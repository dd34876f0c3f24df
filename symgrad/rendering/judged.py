"""An audited page as a ``Sheet``: every printed formula and number with its verdict and what should stand there.

In: an audit, or one of its claims.  Out: sentences, and tables whose cells are ``blocks``'.
"""

from __future__ import annotations

import re
from typing import Any

from symgrad.rendering import cells, findings
from symgrad.rendering.blocks import Block, Cell, Figure, Sentence, Sheet, Table, Verdict
from symgrad.rendering.words.phrases import phrase


def audit(value: Any, lang: str) -> Sheet:
    """Every printed formula and number with its verdict; what does not hold comes with what should stand there."""
    found, known, noted = len(value.findings), len(value.findings) - len(value.open), len(value.notes)
    count = str(len(value.claims))
    key = "page_agrees" if not found else "page_known" if not value.open else "page_findings"
    said = phrase(key, lang, count=count, found=str(found), known=str(known))
    blocks: list[Block] = [Sentence(said, not value.open)]
    if noted:
        blocks.append(Sentence(phrase("page_notes", lang, noted=str(noted))))
    unjudged = sum(not claim.judged for claim in value.claims)
    if unjudged:
        blocks.append(Sentence(phrase("page_unjudged", lang, count=str(unjudged))))
    heads = cells.heads(lang, "lecture", "source_line", "on_the_page", "verdict", "should_be", "remark")
    shown = [claim for claim in value.claims if not claim.holds or claim in value.notes]
    if shown:
        blocks.append(Table(heads, tuple(claim_row(claim, value.page, lang) for claim in shown)))
    rows = tuple(claim_row(claim, value.page, lang) for claim in value.claims)
    blocks.append(Table(heads, rows, phrase("all_claims", lang, count=count)))
    return Sheet(phrase("audit", lang), tuple(blocks), value.ok, value.page.title(lang))


def claim_row(claim: Any, page: Any, lang: str) -> tuple[Cell, ...]:
    """A claim as the cells of a table: id, line, what is printed, verdict, what should stand there, why."""
    neither = not claim.judged or claim.noted or claim.acknowledged is not None
    return (
        claim.id,
        Figure(str(claim.origin.line)),
        cells.written(claim.claim),
        Verdict(None if neither else claim.holds, findings.word(claim, lang)),
        _should_be(claim, page, lang),
        _remark(claim, lang),
    )


def _should_be(claim: Any, page: Any, lang: str) -> Cell:
    """The number that should stand there, or the formula; empty where what is printed is right."""
    if claim.holds and not (claim.noted and claim.kind == "number"):
        return ""
    if "sign" in claim.about:
        return ""
    return (
        Figure(findings.formula(claim.should_be)) if claim.difference is None else _derived(claim, page, lang)
    )


_DERIVATIVE = re.compile(r"\\frac\{\\partial ?(?P<what>.+)\}\{\\partial ?(?P<wrt>.+)\}")


def _derived(claim: Any, page: Any, lang: str) -> Cell:
    """What symgrad has for the left side of a formula that differs: a derivative, or a name's definition."""
    model = next(
        section.model for section in page.sections for block in section.printed if block.id == claim.block
    )
    left = re.split(r"=|\\approx|≈", claim.claim)[0].strip().removesuffix(":")
    asked = _DERIVATIVE.fullmatch(left)
    if asked and asked["what"] in model.by_name and asked["wrt"] in model.names:
        from symgrad.derivation import derive

        return cells.formula(derive(model, asked["wrt"], target=asked["what"]).result, model.names, lang)
    if left in model.by_name:
        return cells.formula(model.by_name[left].expr, model.names, lang)
    return cells.number(claim.exact)


def _remark(claim: Any, lang: str) -> str:
    """Why a claim has its verdict, with a point at which to try a formula that does not hold."""
    said = findings.explanation(claim, lang)
    if claim.difference is None or claim.put_in or "sign" in claim.about:
        return said
    point = findings.point(claim)
    sides = {
        "right": findings.value_of(claim.difference.left),
        "wrong": findings.value_of(claim.difference.right),
    }
    return " ".join([phrase("try_at", lang, point=point, **sides), said]).strip()
