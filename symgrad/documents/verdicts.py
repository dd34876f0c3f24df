"""What became of a claim, as documents show it: a sign and a word (never colour alone), the right value, a remark.

Goes in: a claim of an audit.  Comes out: ``Opinion`` in one language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symgrad.notes import Audit, Claim
from symgrad.rendering import blocks, findings, judged
from symgrad.rendering.blocks import Formula

#: a verdict that has a sign of its own; the others have ✓ or ✗
SIGNS: Mapping[str, str] = {"defined": "≔", "truncated": "△", "follows_from_rounded": "△"}
#: how a sign is set where the fonts of formulas are all there is
TEX_SIGNS: Mapping[str, str] = {
    "✓": r"\ensuremath{\checkmark}",
    "✗": r"\ensuremath{\boldsymbol{\times}}",
    "△": r"\ensuremath{\triangle}",
    "≔": r"\ensuremath{:=}",
    "?": "?",
}


@dataclass(frozen=True)
class Opinion:
    """``tone`` is "good", "bad", "minor" or "none"; ``formula`` is what should stand there, where that is a formula;
    ``exact`` is the exact value.
    """

    sign: str
    tone: str
    word: str
    formula: Formula | None
    exact: str
    remark: str


def sign(claim: Claim) -> str:
    """The sign of its verdict."""
    if not claim.judged:
        return "?"
    return SIGNS.get(claim.verdict, "✓" if claim.holds else "✗")


def tone(claim: Claim) -> str:
    """Good, bad, or something to know of: also a finding that the page acknowledges."""
    if not claim.holds:
        return "bad" if claim.acknowledged is None else "minor"
    return {"✓": "good", "△": "minor"}.get(sign(claim), "none")


def told(claim: Claim, audit: Audit | None) -> bool:
    """Whether something is said about it below its line: a finding, or one of the audit's notes."""
    return audit is not None and (not claim.holds or any(claim is each for each in audit.notes))


def opinion(claim: Claim, audit: Audit, lang: str) -> Opinion:
    """What to say about a claim."""
    _, _, _, verdict, value, remark = judged.claim_row(claim, audit.page, lang)
    assert isinstance(verdict, blocks.Verdict)
    formula = value if isinstance(value, Formula) else None
    exact = "" if claim.exact is None or (claim.kind == "formula" and not claim.holds) else _exact(claim)
    said = (
        "" if str(remark) == findings.say("exact", lang, {}) else _ended(str(remark))
    )  # the verdict says it
    return Opinion(sign(claim), tone(claim), verdict.words, formula, exact, said)


def _exact(claim: Claim) -> str:
    """The exact value, with a proper minus."""
    shown = claim.exact_text if isinstance(claim.exact, tuple) else findings.exactly(claim)
    return shown.replace("-", "−")


def _ended(remark: str) -> str:
    """Sentences with a full stop, also where the last one is the author's own."""
    return remark + "." if remark and remark[-1] not in ".!?:。…" else remark


def summary(audit: Audit, lang: str) -> list[tuple[str, str]]:
    """The sentences about the whole page, each with its tone and its sign."""
    tones = {True: "good", False: "bad", None: "none"}
    signs = {True: "✓ ", False: "✗ ", None: ""}
    return [
        (tones[block.holds], signs[block.holds] + block.words)
        for block in judged.audit(audit, lang).blocks
        if isinstance(block, blocks.Sentence)
    ]
