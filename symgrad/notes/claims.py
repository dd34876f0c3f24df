"""A claim: one printed side of a line, and what became of it.

Goes in: the side and what the judges found.  Comes out: ``Claim``, which also knows what should stand there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from symgrad.errors import Origin
from symgrad.notes.chains import Kind
from symgrad.notes.decimals import PLACES, decimal, shortest
from symgrad.notes.judge import Difference, PutIn

Value = Any
Verdict = Literal["agrees", "differs", "defined", "unknown_name", "unchecked"]

VERDICTS: tuple[Verdict, ...] = ("agrees", "differs", "defined", "unknown_name", "unchecked")
#: the verdicts that are findings
FINDINGS: tuple[Verdict, ...] = ("differs", "unknown_name")


@dataclass(frozen=True)
class Claim:
    """One printed side and what became of it.

    ``exact`` is symgrad's value of what the side is said to equal, ``exact_holds`` whether the side agrees with
    it to its printed digits; ``line`` is what the arithmetic printed beside a number gives, ``line_holds``
    whether the number agrees with that.  ``None`` where a question does not arise.  ``points`` says at how many
    points a formula was compared, ``difference`` shows one where it fails; ``put_in`` are the numbers that
    stand for names; ``places`` are the decimal places printed.  ``reason``
    is the message of what kept a side from being judged.
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
    exact_holds: bool | None = None
    line: Value | None = None
    line_holds: bool | None = None
    points: int = 0
    difference: Difference | None = None
    put_in: tuple[PutIn, ...] = ()
    reason: str = ""

    @property
    def holds(self) -> bool:
        """False for a finding."""
        return self.verdict not in FINDINGS

    @property
    def should_be(self) -> str:
        """The exact value to the places printed; empty where there is none."""
        return "" if self.exact is None else decimal(self.exact, self.places)

    @property
    def exact_text(self) -> str:
        """The exact value to two places more than printed; empty where there is none."""
        return "" if self.exact is None else shortest(self.exact, max(self.places + 2, PLACES))

    @property
    def line_text(self) -> str:
        """What the arithmetic printed beside a number gives; empty where there is none."""
        return "" if self.line is None else shortest(self.line, max(self.places + 2, PLACES))
