"""A claim: one printed side of a line, and what became of it.

Goes in: the side and what the judges found.  Comes out: ``Claim``, which also knows what should stand there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from symgrad.errors import Origin
from symgrad.notes.chains import Kind
from symgrad.notes.decimals import PLACES, decimal, shortest
from symgrad.notes.evidence import Difference, Edit, Printed, PutIn
from symgrad.notes.notation import alike

Value = Any
Verdict = Literal[
    "exact",
    "rounded",
    "truncated",
    "follows_from_rounded",
    "wrong",
    "line_and_value_disagree",
    "proved",
    "refuted",
    "agrees",
    "differs_from_method",
    "defined",
]

VERDICTS: tuple[Verdict, ...] = Verdict.__args__  # type: ignore[attr-defined]
#: the verdicts that are findings
FINDINGS: tuple[Verdict, ...] = ("wrong", "line_and_value_disagree", "refuted", "differs_from_method")
#: the verdicts a reader should know of that are nobody's mistake
NOTES: tuple[Verdict, ...] = ("truncated", "follows_from_rounded")

#: what a finding may be besides a value that is not right
Finding = Literal["", "undefined_name", "out_of_range", "limit_differs"]


#: something to say besides the verdict: a key of the table of remarks, and what is put into its sentence
Remark = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Claim:
    """One printed side and what became of it.

    ``exact`` is symgrad's value of what the side is said to equal, ``line`` what the arithmetic printed beside a number
    gives, ``given`` what the numbers printed before give; ``None`` where a question does not arise.  ``points`` says at
    how many points a formula was compared, ``difference`` shows one where it fails; ``put_in`` are the numbers that
    stand for names; ``places`` are the decimal places printed.  ``edits`` are what the author may have done (``pinned``
    if the digits rule out chance), ``follows`` the printed numbers a number follows from, ``leads_to`` the claims
    further down that follow from this one.  ``finding`` is what is wrong besides values, with what it is ``about``.
    ``remarks`` are what else there is to say: what a proof rests on, or what kept a side from being judged, of which
    ``reason`` is the message.  ``acknowledged`` are the page's own words on it.
    """

    id: str
    block: str
    origin: Origin
    claim: str
    printed: str
    kind: Kind
    verdict: Verdict
    places: int = 0
    exact: Value | None = None
    line: Value | None = None
    given: Value | None = None
    points: int = 0
    difference: Difference | None = None
    put_in: tuple[PutIn, ...] = ()
    edits: tuple[Edit, ...] = ()
    pinned: bool = False
    follows: tuple[Printed, ...] = ()
    leads_to: tuple[str, ...] = ()
    finding: Finding = ""
    about: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    judged: bool = True
    acknowledged: str | None = None

    @property
    def holds(self) -> bool:
        """False for a finding."""
        return self.verdict not in FINDINGS

    @property
    def noted(self) -> bool:
        """True for a number that is right for somebody, but not the one to print."""
        return self.verdict in NOTES

    @property
    def should_be(self) -> str:
        """The exact value to the places printed, for what is no number to six; empty for formulas."""
        # of a line of numbers alone, its own arithmetic is the exact value
        value = self.line if self.exact is None and self.noted else self.exact
        if value is None or self.kind == "formula":
            return ""
        if self.kind != "number":
            return shortest(value, PLACES)
        if isinstance(value, tuple):
            return decimal(value, self.places)
        return alike(value, self.printed, exactly="≈" not in self.claim)

    @property
    def exact_text(self) -> str:
        """The exact value to two places more than printed; empty where there is none."""
        return "" if self.exact is None else shortest(self.exact, max(self.places + 2, PLACES))

    @property
    def line_text(self) -> str:
        """What the arithmetic printed beside a number gives; empty where there is none."""
        return "" if self.line is None else shortest(self.line, max(self.places + 2, PLACES))
