"""The audit of a page: every printed formula and number against what symgrad derives and computes.

Goes in: a page.  Comes out: ``Audit`` with one ``Claim`` for each printed side.  A claim that does not hold is
a finding; it is reported with what symgrad has, never repaired.  Formulas are compared by value at random
points ("agrees at N points" is no proof), numbers to their printed digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from symgrad.notes.auditor import Auditor
from symgrad.notes.claims import VERDICTS, Claim, Verdict
from symgrad.notes.page import Page
from symgrad.presentation import Presentable


@dataclass(frozen=True)
class Audit(Presentable):
    """A page with its claims, in the order printed."""

    page: Page
    claims: tuple[Claim, ...]

    @property
    def findings(self) -> tuple[Claim, ...]:
        """The claims that do not hold."""
        return tuple(claim for claim in self.claims if not claim.holds)

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


def audit(page: Page) -> Audit:
    """Judge every claim of a page.  Raises ``ReadError`` for a line that is not mathematics."""
    numbering: dict[str, int] = {}
    claims = [claim for section in page.sections for claim in Auditor(section, numbering).claims()]
    return Audit(page, tuple(claims))
