"""Audits for tools: a list of claims in JSON, and SARIF 2.1.0 for editors and CI.

In: audits.  Out: JSON text.  ``claims`` has one entry for each printed side of a line, with its verdict by name and in
words; the SARIF has a result for each finding (an error, or a suppressed one if the page acknowledges it) and for each
number that is cut off or follows from rounded ones (a note).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from symgrad.notes import Audit, Claim
from symgrad.notes.claims import VERDICTS
from symgrad.notes.decimals import significant
from symgrad.presentation import LANGUAGES
from symgrad.rendering import findings
from symgrad.rendering.blocks import Figure, Formula
from symgrad.rendering.judged import claim_row
from symgrad.rendering.words.verdicts import VERDICTS as WORDS

#: digits of an exact value in JSON
DIGITS = 15
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def claims(audits: Iterable[Audit], *, indent: int | None = 2) -> str:
    """``{"claims": [...]}`` of several pages, in the order printed."""
    found = [_record(claim, each) for each in audits for claim in each.claims]
    return json.dumps({"claims": found}, ensure_ascii=False, indent=indent)


def _record(claim: Claim, audit: Audit) -> dict[str, Any]:
    page = audit.page
    said = {lang: claim_row(claim, page, lang) for lang in LANGUAGES}
    ids = [id for id in page.ids if claim.block.startswith(id)]
    return {
        "page": page.source,
        "line": claim.origin.line,
        "column": claim.origin.column,
        "id": claim.id,
        "ids": list(dict.fromkeys([claim.block, *ids])),
        "claim": claim.claim,
        "printed": claim.printed,
        "verdict": claim.verdict,
        "exact_value": None if claim.exact is None else significant(claim.exact, DIGITS),
        "should_be": _should_be(claim, said["en"][4]),
        "edit": _edit(claim),
        "edits": [{"kind": e.kind, "before": e.before, "after": e.after, "of": e.of} for e in claim.edits],
        "finding": claim.finding or None,
        "judged": claim.judged,
        "follows_from": [each.id for each in claim.follows if each.id],
        "leads_to": list(claim.leads_to),
        "acknowledged": claim.acknowledged,
        "text": {lang: _sentence(claim, said[lang][5], lang) for lang in LANGUAGES},
    }


def _sentence(claim: Claim, remark: Any, lang: str) -> str:
    return f"{findings.word(claim, lang)}. {remark}".strip()


def _should_be(claim: Claim, cell: Any) -> str | None:
    """A formula as LaTeX; a number as somebody types it, in the style of the printed one: 1,500 for 1{,}400."""
    if claim.should_be:
        return ", ".join(map(findings.formula, claim.should_be.split(", ")))
    if isinstance(cell, Formula):
        return cell.latex
    return cell.shown if isinstance(cell, Figure) and cell.shown else None


def _edit(claim: Claim) -> str | None:
    """The likeliest edit in a line: what stands there, what would have to."""
    if not claim.edits or not claim.pinned:
        return None
    first = claim.edits[0]
    after = first.after or {"left_out": "(left out)"}.get(first.kind, f"({first.kind}: {first.of})")
    return f"{first.before} → {after}"


# -- SARIF ----------------------------------------------------------------------------------------------------


def sarif(audits: Iterable[Audit], *, lang: str = "en", version: str = "") -> str:
    """A SARIF log with a rule for each verdict."""
    results = [
        _result(claim, each, lang)
        for each in audits
        for claim in each.claims
        if not claim.holds or claim.noted
    ]
    rules = [{"id": verdict, "shortDescription": {"text": WORDS[verdict][1]}} for verdict in VERDICTS]
    driver = {"name": "symgrad", "rules": rules, **({"version": version} if version else {})}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(claim: Claim, audit: Audit, lang: str) -> dict[str, Any]:
    origin = claim.origin
    said = f"{claim.id}: " + _sentence(claim, claim_row(claim, audit.page, lang)[5], lang)
    region = {
        "startLine": origin.line,
        "startColumn": origin.column,
        "charOffset": origin.start,
        "charLength": max(origin.end - origin.start, 1),
    }
    result: dict[str, Any] = {
        "ruleId": claim.verdict,
        "ruleIndex": VERDICTS.index(claim.verdict),
        "level": "note" if claim.holds else "error",
        "message": {"text": said},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": audit.page.source or "page.md"},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"claim": claim.id},
    }
    if claim.acknowledged is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": claim.acknowledged}]
    return result
