"""What a page has printed so far, for the lines below: the numbers of its formulas and names, the formulas themselves.

Goes in: a line and its claims.  Comes out: nothing; the bench knows more.  A wrong formula stands for nothing, a wrong
number for itself and for what should have been printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symgrad.notes.bench import Bench
from symgrad.notes.chains import Chain
from symgrad.notes.claims import Claim
from symgrad.notes.decimals import decimal
from symgrad.notes.evidence import Printed
from symgrad.notes.forms import inner
from symgrad.notes.introductions import known_states
from symgrad.notes.names import readings
from symgrad.notes.rounding import printed_value
from symgrad.notes.verdicts import LineJudge
from symgrad.reading import syntax


class Remembering:
    """A section being judged, as far as it keeps what was printed."""

    bench: Bench

    def remember_name(self, target: syntax.Name, line: Chain, id: str, claims: list[Claim]) -> None:
        """The number printed for a name that a line introduces."""
        for number, side in enumerate(line.sides):
            value = printed_value(side.node) if side.kind == "number" else None
            claim = next((each for each in claims if each.id == f"{id}.{number}"), None)
            if value is not None:
                new = Printed(
                    target.origin.fragment,
                    side.text,
                    value,
                    f"{id}.{number}",
                    _right(claim),
                )
                self.bench.calculator.remember(target, new)
        forms = [side.node for side in line.sides[1:] if side.kind == "formula"]
        self.bench.forms.setdefault(line.sides[0].node, []).extend(forms)

    def remember(self, judge: LineJudge, id: str, claims: Mapping[str, Claim], first: int) -> None:
        """What this line printed for its formulas, for the lines below; a wrong formula stands for nothing."""
        line, forms = judge.line, self.bench.forms
        sides = [(number, side) for number, side in enumerate(line.sides) if number or not judge.assigned]
        wrong = {
            claim.origin.start for claim in claims.values() if claim.kind == "formula" and not claim.holds
        }
        formulas = [
            side.node for _, side in sides if side.kind == "formula" and side.origin.start not in wrong
        ]
        numbers = [
            Printed(line.sides[0].text, side.text, value, claim_id, _right(claims.get(claim_id)))
            for number, side in sides
            for claim_id in (f"{id}.{first + number}",)
            if side.kind == "number" and (value := printed_value(side.node)) is not None
        ]
        for each in numbers:
            claim = claims.get(each.id)
            self.bench.calculator.note(
                each.value, exact=claim is None or claim.verdict in ("exact", "proved")
            )
        self._tell(judge, claims)
        for node in formulas:
            forms.setdefault(node, []).extend(other for other in formulas if other != node)
            if numbers and not judge.assigned:
                self.bench.calculator.remember(node, numbers[-1])

    def _tell(self, judge: LineJudge, claims: Mapping[str, Claim]) -> None:
        """The formulas that a line proves for a name of the model: by what it introduced they may be derived."""
        left = inner(judge.line.sides[0].node)
        if judge.assigned or not self.bench.introduced or not isinstance(left, syntax.Name):
            return
        holds = {claim.origin.start for claim in claims.values() if claim.verdict == "proved"}
        keys = [key for key, _ in readings(left) if key in self.bench.bare.model.by_name]
        for side in judge.line.sides[1:] if keys else ():
            named = {
                key
                for part in syntax.descend(side.node)
                if isinstance(part, syntax.Name)
                for key, _ in readings(part)
            }
            if side.origin.start in holds and named & self.bench.introduced.keys():
                for state in known_states(self.bench):
                    state.tell(keys[0], side.node)


def _right(claim: Claim | None) -> Any:
    """What should have been printed instead of a wrong number: what the numbers before it give, to its places."""
    if claim is None or claim.holds:
        return None
    value = next((each for each in (claim.given, claim.line, claim.exact) if each is not None), None)
    return None if value is None or isinstance(value, tuple) else Fraction(decimal(value, claim.places))
