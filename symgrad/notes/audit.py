"""The audit of a page: every printed formula and number against what symgrad derives and computes.

Goes in: a page.  Comes out: ``Audit`` with one ``Claim`` for each printed side.  A claim that does not hold is
a finding; it is reported with what symgrad has, never repaired.  A page may acknowledge its findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from symgrad.errors import ReadError, choices, worded
from symgrad.notes.carried import Carried, Judged
from symgrad.notes.claims import VERDICTS, Claim, Verdict
from symgrad.notes.page import Page, Section
from symgrad.notes.sections import judged
from symgrad.presentation import Presentable


@dataclass(frozen=True)
class Audit(Presentable):
    """A page with its claims, in the order printed."""

    page: Page
    claims: tuple[Claim, ...]

    @property
    def findings(self) -> tuple[Claim, ...]:
        """The claims that do not hold, acknowledged or not."""
        return tuple(claim for claim in self.claims if not claim.holds)

    @property
    def notes(self) -> tuple[Claim, ...]:
        """The numbers that are cut off or follow from rounded ones; not the arithmetic they are put into."""
        return tuple(claim for claim in self.claims if claim.noted and claim.kind == "number")

    @property
    def open(self) -> tuple[Claim, ...]:
        """The findings that the page does not acknowledge."""
        return tuple(claim for claim in self.findings if claim.acknowledged is None)

    @property
    def ok(self) -> bool:
        """True when nothing is wrong that the page does not acknowledge."""
        return not self.open

    def rows(self, *, findings_only: bool = False) -> tuple[tuple[str, ...], ...]:
        """For tables: line, id, what is printed, the exact value, what the line gives, verdict."""
        claims = self.findings if findings_only else self.claims
        return tuple(
            (
                str(claim.origin.line),
                claim.id,
                claim.printed,
                claim.exact_text,
                claim.line_text,
                claim.verdict,
            )
            for claim in claims
        )

    @cached_property
    def counts(self) -> Mapping[Verdict, int]:
        """How many claims have which verdict."""
        return {verdict: sum(claim.verdict == verdict for claim in self.claims) for verdict in VERDICTS}


def audit(page: Page, judge: Callable[[Section, Carried], Judged] = judged) -> Audit:
    """Judge every claim of a page; ``judge`` does so for a section, or knows what came out before.

    Raises ``ReadError`` for a line that is not mathematics.
    """
    carried = Carried()
    claims: list[Claim] = []
    for section in page.sections:
        found = judge(section, carried.seen_by(section))
        carried = carried.then(found.carried)
        claims += found.claims
    return Audit(page, _acknowledged(page, _leading(claims)))


def _leading(claims: list[Claim]) -> tuple[Claim, ...]:
    """The claims that are wrong, with what follows from them further down."""
    from_claim: dict[str, list[str]] = {}
    for claim in claims:
        for source in claim.follows:
            if source.id:
                from_claim.setdefault(source.id, []).append(claim.id)

    def onward(id: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = list(from_claim.get(id, ()))
        while waiting:
            each = waiting.pop(0)
            if each not in found and each != id:
                found[each] = None
                waiting += from_claim.get(each, ())
        return tuple(found)

    return tuple(claim if claim.holds else replace(claim, leads_to=onward(claim.id)) for claim in claims)


def _acknowledged(page: Page, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims with the page's own words on those it acknowledges.

    Raises ``ReadError`` for an acknowledgement of something that is neither a finding nor a note.
    """
    said = {each.id: each for each in page.acknowledged}
    known = {claim.id: claim for claim in claims if not claim.holds or claim.noted}
    for each in page.acknowledged:
        if each.id not in known:
            there = any(claim.id == each.id for claim in claims)
            raise ReadError(
                worded(
                    "{it} is nothing to acknowledge: {why}.",
                    it=each.id,
                    why="it is right" if there else "there is no such claim",
                ),
                each.origin,
                remedy="Take this out." if there or not known else choices(each.id, tuple(known)),
            )
    return tuple(
        replace(claim, acknowledged=said[claim.id].reason) if claim.id in said else claim for claim in claims
    )
