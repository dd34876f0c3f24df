"""The verdict on a printed formula: proved, refuted with the edit that makes it right, or agreeing at random points.

Goes in: a side of a chain.  Comes out: the fields of its ``Claim``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain as chained

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.bench import Fields, Judge, unjudged
from symgrad.notes.edits import Explanation, Trial, name, neighbours, structural, written
from symgrad.notes.evidence import Edit
from symgrad.notes.facts import Fact
from symgrad.notes.judge import compare
from symgrad.notes.proofs import proof, proved
from symgrad.notes.state import State
from symgrad.reading import syntax


class FormulaJudge(Judge):
    """The formulas of a line."""

    def formula(self, number: int) -> Fields:
        """A formula against the first one of its line."""
        assert self.reference is not None
        bench, left, right = self.bench, self.reference.node, self.line.sides[number].node
        states = self._everywhere()
        try:
            points, difference = compare(left, right, states)
        except UnsupportedError:
            if bench.points and proved(left, right, bench.points[0]):
                return {"verdict": "proved"}
            raise
        exact = bench.now.value(left) if bench.now is not None else None
        fields: Fields = {"exact": exact, "points": points, "difference": difference}
        if difference is not None:
            return self._different(left, right, fields, states)
        if points == 0:
            for side in (left, right):
                for state in states[:1]:
                    state.value(
                        side
                    )  # raises what keeps it from having a value, such as a limit that is none
            return {**fields, **unjudged("no point lies in the domain of both sides.", "nowhere")}
        needed = self._needed(left, right)
        is_proved, near = proof(left, right, bench.points[0], needed) if bench.points else (False, ())
        difference = compare(left, right, near)[1]
        if difference is not None:
            return self._different(left, right, {**fields, "difference": difference}, (*states, *near))
        remarks = tuple(fact.remark for fact in needed)
        return {"verdict": "proved" if is_proved else "agrees", **fields, "remarks": remarks}

    def _different(
        self, left: syntax.Node, right: syntax.Node, fields: Fields, states: tuple[State, ...]
    ) -> Fields:
        """Two formulas that differ somewhere: refuted, unless they agree with the given numbers in mind."""
        here = () if self.bench.now is None else (self.bench.now,)
        chances = list(self.bench.chances.of(left, right, self.bench.now))
        for places, remarks in chances:
            points, other = compare(left, right, chained(here, places))
            if points and other is None:
                return {"verdict": "agrees", "exact": fields["exact"], "points": points, "remarks": remarks}
        for places in (states, *(places for places, _ in chances)):
            explained = self._formula_meant(left, right, places)
            if explained.edits:
                break
        return {"verdict": "refuted", **fields, "edits": explained.edits, "pinned": explained.pinned}

    def _everywhere(self) -> tuple[State, ...]:
        """The random points and the given numbers."""
        return (*self.bench.points, *(() if self.bench.now is None else (self.bench.now,)))

    def differ(self, left: syntax.Node, right: syntax.Node) -> bool:
        """Whether two formulas have different values somewhere."""
        return compare(left, right, self._everywhere())[1] is not None

    def _formula_meant(self, left: syntax.Node, right: syntax.Node, states: Iterable[State]) -> Explanation:
        """The edit that makes a formula right, at every point."""
        base = self.bench.exact or self.bench.bare
        found: list[Trial] = []
        for trial in chained(structural(right), neighbours(right, base)):
            if self._mends(left, trial, states) and trial.edit not in [each.edit for each in found]:
                found.append(trial)
            if len(found) == 3:
                break
        # a name that the other side has is likelier than one that it has not
        there = {written(part) for part in syntax.descend(left) if isinstance(part, syntax.Name)}
        found.sort(key=lambda each: each.edit.kind == "neighbour" and each.edit.after not in there)
        elsewhere = self.bench.chances.states.elsewhere if found else ()
        general = [each for each in found if self._mends(left, each, elsewhere)]
        for factor in self._factors(right) if not found or (elsewhere and not general) else ():
            node = syntax.Times(right.origin, (right, factor), ("*",))
            trial = Trial(Edit("missing", "", written(factor)), node)
            if not self._mends(left, trial, states):
                continue
            # 1/m that is too much may be a 2 that is missing where m is 2: what holds for every m is likelier
            elsewhere = elsewhere or self.bench.chances.states.elsewhere
            general += [trial] if self._mends(left, trial, elsewhere) else []
            found.append(trial)
            if general or not elsewhere:
                break
        edits = tuple(each.edit for each in (*general, *(each for each in found if each not in general)))[:3]
        return Explanation(edits, bool(edits))

    def _mends(self, left: syntax.Node, trial: Trial, states: Iterable[State]) -> bool:
        """Whether an edit makes a formula right at all of these points."""
        try:
            points, difference = compare(left, trial.node, states)
        except (ReadError, UnsupportedError, DataError):
            return False
        return points > 0 and difference is None

    def _factors(self, node: syntax.Node) -> Iterator[syntax.Node]:
        """What may be missing in a product: a small number, a derivative or a name of the page."""
        for number in (2, -1, Fraction(1, 2)):
            yield syntax.Number(node.origin, Fraction(number), str(number))
        one = syntax.Number(node.origin, Fraction(1), "1")
        lengths = (name(key, node.origin) for key in self.bench.bare.model.sizes)
        yield from (syntax.Quotient(node.origin, one, each) for each in lengths if each is not None)
        yield from (form for form in self.bench.forms if isinstance(form, (syntax.Derived, syntax.Name)))
        state = self.bench.exact or self.bench.bare
        for key in (*state.model.names, *state.extra):
            named = name(key, node.origin)
            if named is not None:
                yield named

    def _needed(self, left: syntax.Node, right: syntax.Node) -> tuple[Fact, ...]:
        """The facts of the page, where two formulas agree at points that have them and not elsewhere."""
        facts = self.bench.facts
        return () if not facts or compare(left, right, self.bench.free)[1] is None else facts
