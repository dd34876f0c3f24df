"""One section of a page being judged, line by line.

Goes in: a section.  Comes out: its claims.  The auditor keeps the states (the given numbers, which updates change, and
random points) and what has been printed so far; the verdict on a side is ``symgrad.notes.verdicts``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from symgrad.balls import BALLS
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.bench import Bench, Fields, unjudged
from symgrad.notes.calculator import Calculator
from symgrad.notes.chains import Chain, Side, apart, chain
from symgrad.notes.chances import Chances
from symgrad.notes.claims import FINDINGS, Claim
from symgrad.notes.decimals import places
from symgrad.notes.edits import name
from symgrad.notes.evidence import Printed
from symgrad.notes.forms import Applied, understood
from symgrad.notes.functions import renamed, with_functions
from symgrad.notes.induction import Proved, by_induction, statement
from symgrad.notes.inequalities import judged
from symgrad.notes.introductions import introduced
from symgrad.notes.judge import reason_of
from symgrad.notes.limits import limit_differs, no_limit
from symgrad.notes.names import readings
from symgrad.notes.numbers import NoLimit, NoValue, NoValueHere, OutOfRange
from symgrad.notes.page import Printed as Block
from symgrad.notes.page import Section
from symgrad.notes.remembering import Remembering
from symgrad.notes.rows import Row
from symgrad.notes.states import States, left_of
from symgrad.notes.tables import Tabulating
from symgrad.notes.updaterules import against_method
from symgrad.notes.variants import Variants
from symgrad.notes.verdicts import LineJudge
from symgrad.reading import syntax
from symgrad.steps import Derivation

Value = Any


@dataclass
class Auditor(Tabulating, Remembering):
    """One section being judged: the states, and what has been printed so far.

    ``past`` are the values of all names in the states of earlier sections, the latest last; ``proved`` is what was
    proved about their models.
    """

    section: Section
    numbering: dict[str, int]
    past: list[Mapping[str, Value]] = field(default_factory=list)
    derivations: dict[tuple[str, str], Derivation] = field(default_factory=dict)
    proved: Proved = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.section, self.functions = with_functions(self.section)
        self.coming_functions = {function for function, _ in self.functions.values()}
        model = self.section.model
        self.states = States(self.section, self.derivations)
        points = self.states.points
        exact = self.states.given(BALLS)
        bare = exact or self.states.at(points[0].inputs if points else {}, BALLS)
        assert bare is not None
        self.bench = Bench(
            points,
            self.states.free_points,
            self.section.facts,
            self.states.given(),
            exact,
            bare,
            Calculator(model),
            Variants(exact, self.past),
            Chances(self.states),
        )
        self.lines: dict[tuple[int, int], Chain] = {}
        self.definitions: list[Chain] = []
        for definition in model.definitions:
            if definition.origin is not None:
                origin = definition.origin
                line = chain(
                    Row(origin.text[origin.start : origin.end], origin.start, origin.text, origin.source),
                    self.states.names,
                )
                line = self._understood(line)
                self.definitions.append(line)
                sides = line.sides
                self.bench.forms.setdefault(sides[0].node, []).extend(side.node for side in sides[1:])

    # -- blocks -------------------------------------------------------------------------------------------

    def claims(self) -> list[Claim]:
        """Every claim of the section; an update block takes effect after its last line."""
        found = self._of_definitions()
        self._look_ahead(0)
        for place, block in enumerate(self.section.printed):
            updates: dict[str, syntax.Node] = {}
            printed: dict[str, Printed] = {}
            found += self.table(block) if block.table else []
            method = self._method(block) if block.method else []
            if method and not block.effect:
                found += method
                continue
            for row in block.rows:
                number = self.numbering[block.id] = self.numbering.get(block.id, 0) + 1
                line = self._line(row)
                assigned = line.signs[:1] == (":=",) or (block.effect and self.updates(line))
                claims, new = self.judged(line, block.id, f"{block.id}-{number}", assigned, block.effect)
                said = None if assigned or new else statement(line, claims)
                if block.induction:
                    known = (said, claims, self.section, self.definitions, self.proved)
                    claims = by_induction(block, *known)
                elif said is not None:
                    self.proved.setdefault(self.section.name, []).append(said)
                found += _with_method(claims, method.pop(0)) if method else claims
                if assigned:
                    self.coming(line, f"{block.id}-{number}", printed if block.effect else None)
                if block.effect:
                    if not assigned:
                        raise ReadError(
                            "a line of an update block gives a parameter its new value.",
                            line.origin,
                            remedy=r"Write w := w - ..., or make the block a claims block.",
                        )
                    updates.update(self.update(line))
            if block.effect:
                self.take_effect(updates, printed)
                self._look_ahead(place + 1)
        return found

    def judged(
        self, line: Chain, block: str, id: str, assigned: bool, effect: bool
    ) -> tuple[list[Claim], bool]:
        """The claims of a line, and whether it introduces a name: a line with an effect does not."""
        function, arguments = self.functions.get(line.origin.start, (None, {}))
        if function is not None:
            self.coming_functions.discard(function)
            sides = (replace(side, node=renamed(side.node, arguments)) for side in line.sides[1:])
            line = replace(line, sides=(line.sides[0], *sides))
        target = None if effect or function is not None else introduced(line, self.bench)
        new = function is not None or target is not None
        claims = self.judge(line, block, id, assigned or new)
        if target is not None:
            self.remember_name(target, line, id, claims)
        return claims, new

    def _line(self, row: Row) -> Chain:
        """A row as read, once."""
        known = row.start, len(self.bench.calculator.vectors)
        if known not in self.lines:
            self.lines[known] = self._understood(chain(row, self.states.names))
        return self.lines[known]

    def _understood(self, line: Chain) -> Chain:
        known = (*self.section.given, *(left_of(row) for row in self.section.formulas))
        return understood(line, self.bench.bare.meanings.model, known)

    def _look_ahead(self, place: int) -> None:
        """The new values that the next updates will give: somebody may have used them too early."""
        for block in self.section.printed[place:]:
            readable = block.effect or not block.method
            for row in block.rows if self.bench.exact is not None and readable else ():
                line = self._line(row)
                if line.signs[:1] == (":=",) or (block.effect and self.updates(line)):
                    self.coming(line, "", {})
            if block.effect:
                return

    def _method(self, block: Block) -> list[Claim]:
        """The lines of an update rule against the method they are said to be."""
        first = self.numbering.get(block.id, 0)
        lines = [self._line(row) for row in block.rows] if block.effect else []
        if not block.effect:
            self.numbering[block.id] = first + len(block.rows)
        return against_method(block, lines, self.section, self.bench, first)

    # -- one line -----------------------------------------------------------------------------------------

    def judge(self, line: Chain, block: str, id: str, assigned: bool) -> list[Claim]:
        """One claim for each side but the one the others are compared with, and one for each inequality."""
        pieces = apart(line)
        found = [
            claim
            for first, piece in pieces
            if len(piece.sides) > 1
            for claim in self._judge(piece, block, id, assigned, first)
        ]
        taken = {claim.id for claim in found}
        for (_, before), (first, after) in pairwise(pieces):
            left = LineJudge(self.bench, before, False).reference or before.sides[-1]
            right = LineJudge(self.bench, after, False).reference or after.sides[0]
            sign, side = line.signs[first - 1], line.sides[first]
            fields = self._inequality(left, sign, right, first)
            if fields["verdict"] == "agrees" and all(claim.verdict == "proved" for claim in found):
                # what is proved equal to both may be easier to compare
                beside = self._inequality(before.sides[-1], sign, after.sides[0], first)
                fields = beside if beside["verdict"] == "proved" else fields
            own = f"{id}.{first}"
            own += "a" if own in taken else ""
            text = f"{line.sides[first - 1].text} {sign} {side.text}"
            found.append(Claim(own, block, side.origin, text, side.text, "formula", **fields))
        return sorted(found, key=lambda claim: claim.origin.start) if len(pieces) > 1 else found

    def _inequality(self, left: Side, sign: str, right: Side, number: int) -> Fields:
        points = self.states.rigorous
        now = self.bench.of(Chain((left, right), (sign,), left.origin)).exact
        return self._safely(lambda number: judged(left, sign, right, points, now), number)

    def _judge(self, line: Chain, block: str, id: str, assigned: bool, first: int) -> list[Claim]:
        """The claims of a line without inequalities; ``first`` is how many sides of the row stand before it."""
        judge = LineJudge(self.bench.of(line), line, assigned)
        # Without a formula the numbers are compared with the arithmetic printed beside them.
        standard = judge.reference or next((side for side in line.sides if side.kind == "arithmetic"), None)
        if assigned and len(line.sides) == 2:
            standard = line.sides[1]
        found: list[Claim] = []
        for number, side in enumerate(line.sides):
            alone = assigned and len(line.sides) == 2
            if (side is standard and not alone) or (assigned and number == 0):
                continue
            text = line.sides[max(number - 1, 0)].text + " " + (line.signs[max(number - 1, 0)]) + " "
            text += line.sides[max(number, 1)].text
            verdict = judge.defined if side is standard else judge.judge
            early = self._early((line.sides[max(number - 1, 0)], side))
            fields = early or self._safely(verdict, number)
            if not found or side.kind in ("formula", "mixed"):
                shown_here = (
                    [side.node] if found or side is line.sides[0] else [line.sides[0].node, side.node]
                )
                fields |= self._limits(shown_here, fields)
            found.append(
                Claim(
                    f"{id}.{first + number}",
                    block,
                    side.origin,
                    text,
                    side.text,
                    side.kind,
                    places=places(side.node),
                    **fields,
                )
            )
        self.remember(judge, id, {claim.id: claim for claim in found}, first)
        return found

    def _early(self, sides: tuple[Side, Side]) -> Fields | None:
        """The finding that a function stands above the line that introduces it."""
        for part in (
            (part for side in sides for part in syntax.descend(side.node)) if self.coming_functions else ()
        ):
            key = part.function if isinstance(part, Applied) else getattr(part, "key", "")
            if key in self.coming_functions:
                about = {"name": key}
                return {
                    "verdict": "wrong",
                    "finding": "undefined_name",
                    "about": about,
                    "reason": f"no name {key}.",
                }
        return None

    def _safely(self, verdict: Any, number: int) -> Fields:
        try:
            fields: Fields = verdict(number)
        except OutOfRange as error:
            about = {"name": error.origin.fragment, "index": error.index, "length": str(error.length)}
            return {"verdict": "wrong", "finding": "out_of_range", "about": about, "reason": reason_of(error)}
        except ReadError as error:
            if error.reason != "undefined":
                raise
            what = error.origin.fragment if error.origin is not None else ""
            named = name(what, error.origin)
            if named is not None and any(key in self.bench.broken for key, _ in readings(named)):
                return unjudged(f"{what} has no value: see where it is introduced.")
            about = {"name": " ".join(what.split())}
            return {
                "verdict": "wrong",
                "finding": "undefined_name",
                "about": about,
                "reason": reason_of(error),
            }
        except NoLimit as error:
            return {"verdict": "refuted", "remarks": (no_limit(error),)}
        except (NoValue, NoValueHere) as error:
            return {**unjudged(reason_of(error)), "remarks": (error.remark,)}
        except (UnsupportedError, DataError) as error:
            return unjudged(reason_of(error))
        return fields

    def _limits(self, nodes: list[syntax.Node], fields: Fields) -> Fields:
        """The finding that a mean's upper limit differs from its divisor."""
        extra = {**self.section.given, **dict.fromkeys(left_of(row) for row in self.section.formulas)}
        for node in nodes:
            found = limit_differs(node, self.section.model, extra)
            if found is not None and not fields.get("finding"):
                about = {"divisor": found[0], "limit": found[1]}
                verdict = fields["verdict"] if fields["verdict"] in FINDINGS else "wrong"
                judged = {"judged": True, "reason": "", "remarks": ()}  # whatever kept it from having a value
                return {"verdict": verdict, "finding": "limit_differs", "about": about, **judged}
        return {}

    def _of_definitions(self) -> list[Claim]:
        """The definitions whose means do not go together with their limits; all others are what is compared with."""
        found: list[Claim] = []
        for line in self.definitions:
            for number, side in enumerate(line.sides[1:], 1):
                fields = self._limits([side.node], {"verdict": "defined"})
                if fields:
                    id = f"{self.section.name}-{line.sides[0].text}.{number}"
                    text = f"{line.sides[number - 1].text} {line.signs[number - 1]} {side.text}"
                    block = self.section.printed[0].id if self.section.printed else ""
                    found.append(Claim(id, block, side.origin, text, side.text, side.kind, **fields))
        return found


def _with_method(claims: list[Claim], method: Claim) -> list[Claim]:
    """The claims of an update's line, the formula judged against its method."""
    return [method, *(claim for claim in claims if claim.id != method.id)]
