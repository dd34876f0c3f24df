"""The verdict on arithmetic: the numbers put in for names, each against what it stands for.

Goes in: a side of a chain.  Comes out: the fields of its ``Claim``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.bench import Fields
from symgrad.notes.decimals import places
from symgrad.notes.edits import Explanation, Trial, explain, neighbours, structural
from symgrad.notes.evidence import Edit, Printed, PutIn
from symgrad.notes.forms import Tabulated, at_element
from symgrad.notes.formulas import FormulaJudge
from symgrad.notes.judge import FEW, STANDINGS, align, meets, nearly, put_in, room
from symgrad.notes.literals import Known, of_model, on_the_way
from symgrad.notes.names import readings
from symgrad.notes.notation import whole
from symgrad.notes.rounding import ball, fit, known, same, shown
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any


@dataclass
class ArithmeticJudge(FormulaJudge):
    """The arithmetic of a line, each side judged once."""

    arithmetic: dict[int, Fields] = field(default_factory=dict)

    @cached_property
    def known(self) -> Known:
        """What a decimal on this line may stand for with fewer digits."""
        bench, state = self.bench, self.bench.exact or self.bench.bare
        printed = [key for key in bench.calculator.printed if isinstance(key, syntax.Node)]
        nodes = (*(side.node for side in self.line.sides), *self._forms(), *printed)
        values = (*state.given, *on_the_way(nodes, state))
        values += tuple(of_model(state)) if bench.exact is not None else ()
        return Known(values, bench.calculator.numbers, bench.lost)

    def mixed(self, number: int) -> Fields:
        """Names and decimals: a formula, or one with some of its numbers put in."""
        assert self.reference is not None
        if self.bench.exact is None or not self.differ(self.reference.node, self.line.sides[number].node):
            return self.formula(number)
        return self.numbers_put_in(number)

    def numbers_put_in(self, number: int) -> Fields:
        """Arithmetic: each number against what it stands for, or all of it against the value it should have."""
        if number not in self.arithmetic:
            self.arithmetic[number] = self._numbers_put_in(number)
        return self.arithmetic[number]

    def _numbers_put_in(self, number: int) -> Fields:
        side, state = self.line.sides[number], self.bench.exact
        value = known((state or self.bench.bare).value(side.node), side.node)
        beside = self._beside(number)
        if self.reference is None or state is None:
            return {**self._against(side.node, value, beside), "line": shown(value)}
        exact = known(state.value(self.reference.node), self.reference.node)
        fields: Fields = {"exact": shown(exact), "line": shown(value)}
        aligned = self._aligned(side.node)
        if aligned is not None:
            numbers = tuple(map(self._of_another, put_in(aligned, state, self.bench.calculator)))
            return {**fields, "put_in": numbers, **self._standing(numbers)}
        if same(value, exact):
            return {"verdict": "exact", **fields}
        if beside is not None and self.numbers_put_in(beside)["verdict"] not in (
            "wrong",
            "line_and_value_disagree",
        ):
            against = self._against(side.node, value, beside)
            if against["verdict"] != "wrong" or "put_in" in against:
                return {**fields, **against}
        within = room(side.node, state, self.known)
        if meets(within, exact) or (nearly(value, exact) and places(side.node) < FEW):
            return {"verdict": "rounded", **fields}
        onward = [each.value(self.reference.node) for each in self.bench.calculator.states(state)]
        if any(same(value, each) or meets(within, each) for each in onward):
            return {"verdict": "follows_from_rounded", **fields, "follows": self._sources(side.node)}
        explained = self._arithmetic_meant(side.node, exact, state)
        verdict = "line_and_value_disagree" if explained.pinned else "wrong"
        return {"verdict": verdict, **fields, "edits": explained.edits, "pinned": explained.pinned}

    def _of_another(self, each: PutIn) -> PutIn:
        """0.9 put in for 0.999 is not that number cut off where another given name is exactly 0.9."""
        state = self.bench.exact
        if each.standing not in ("rounded", "truncated") or state is None:
            return each
        names = [part.key for part in syntax.descend(each.node) if isinstance(part, syntax.Name)]
        if any(key in state.model.by_name or key in self.bench.introduced for key in names):
            return each
        printed = ball(each.sign * each.number.value)
        for trial in neighbours(each.node, state):
            try:
                if same(state.value(trial.node), printed):
                    return replace(each, standing="wrong")
            except (ReadError, UnsupportedError, DataError):
                continue
        return each

    def _against(self, node: syntax.Node, value: Value, beside: int | None) -> Fields:
        """Arithmetic that other arithmetic of its line says something about: the same value, or numbers that are the
        parts of it, worked out and perhaps rounded.  Whole numbers are not rounded: 0.1/4 does not become 0.1/3.
        """
        if beside is None:
            return {"verdict": "exact"}
        state, before = (self.bench.exact or self.bench.bare), self.line.sides[beside].node
        other = state.value(before)
        if same(value, other):
            return {"verdict": self.arithmetic.get(beside, {"verdict": "exact"})["verdict"]}
        numbers = put_in(align(before, node) or [], state, self.bench.calculator)
        changed = any(not each.holds and whole(each.number.text) for each in numbers)
        if numbers and (changed or all(each.holds for each in numbers)):
            return {"exact": shown(other), "put_in": numbers, **self._standing(numbers)}
        if meets(room(node, state, self.known), other):
            return {"verdict": "rounded", "exact": shown(other)}
        return {"verdict": "wrong", "exact": shown(other)}

    def _beside(self, number: int) -> int | None:
        """The arithmetic before this one on the line."""
        for k in range(number - 1, -1, -1):
            if self.line.sides[k].kind == "arithmetic":
                return k
        return None

    def _forms(self) -> list[syntax.Node]:
        """The formulas this line is about, in every way they were written."""
        sides = self.line.sides[1:] if self.assigned else self.line.sides  # the old value is not the new one
        known = [side.node for side in sides if side.kind == "formula"]
        found = [
            form
            for node in known
            for form in (node, *self.bench.forms.get(node, ()), *self._of_element(node))
        ]
        return list(dict.fromkeys(found))

    def _of_element(self, node: syntax.Node) -> Iterator[syntax.Node]:
        """The forms of x_2, where there are forms of x_i."""
        if not isinstance(node, syntax.Name):
            return
        places = {key: index for key, index in readings(node) if index and all(map(str.isdigit, index))}
        for left, forms in self.bench.forms.items() if places else ():
            if not isinstance(left, Tabulated) or not isinstance(left.body, syntax.Name):
                continue
            for key, letters in readings(left.body):
                if len(places.get(key, ())) == len(letters) > 0:
                    put = dict(zip(letters, places[key], strict=True))
                    yield from (at_element(form, put) for form in forms if isinstance(form, Tabulated))

    def formula(self, number: int) -> Fields:
        """A formula against the first one of its line; whole numbers may have been put in for names."""
        fields = super().formula(number)
        side, state = self.line.sides[number], self.bench.exact
        if fields["verdict"] != "refuted" or state is None or self.reference is None:
            return fields
        try:
            if not same(state.value(self.reference.node), state.value(side.node)):
                return fields
            put = put_in(self._aligned(side.node) or [], state, self.bench.calculator)
        except (ReadError, UnsupportedError, DataError):
            return fields
        exactly = bool(put) and all(each.standing == "exact" for each in put)
        return {"verdict": "exact", "exact": fields["exact"], "put_in": put} if exactly else fields

    def _aligned(self, node: syntax.Node) -> Any:
        """The alignment of a side with the form that most of its numbers fit."""
        state, calculator = self.bench.exact, self.bench.calculator
        if state is None:
            return None
        found = [leaves for form in self._forms() if (leaves := align(form, node))]

        def wrong(leaves: Any) -> int:
            try:
                return sum(not each.holds for each in put_in(leaves, state, calculator))
            except (ReadError, UnsupportedError, DataError):
                return len(leaves)

        if not found:
            loose = [leaves for form in self._forms() if (leaves := align(form, node, loose=True))]
            found = [leaves for leaves in loose if not wrong(leaves)]
        return min(found, key=wrong) if found else None

    def _standing(self, numbers: tuple[PutIn, ...]) -> Fields:
        worst = max((each.standing for each in numbers), key=STANDINGS.index)
        sources = tuple(
            dict.fromkeys(
                each.source for each in numbers if each.source is not None and each.standing == "follows"
            )
        )
        if worst == "follows":
            return {"verdict": "follows_from_rounded", "follows": sources}
        if worst != "wrong":
            return {"verdict": worst}
        edits: list[Edit] = []
        all_pinned = True
        for each in numbers:
            if each.standing == "wrong":
                explained = self._leaf_meant(each)
                edits += explained.edits[:1] if explained.pinned else []
                all_pinned &= explained.pinned
        verdict = "line_and_value_disagree" if all_pinned else "wrong"
        return {"verdict": verdict, "edits": tuple(edits), "pinned": all_pinned}

    def _leaf_meant(self, leaf: PutIn) -> Explanation:
        """Whose value a number put in is, if not its own."""
        state = self.bench.exact
        assert state is not None
        printed = syntax.Plus(leaf.number.origin, ((leaf.sign, leaf.number),))
        trials = list(neighbours(leaf.node, state)) if isinstance(leaf.node, syntax.Name) else []
        trials += [
            Trial(_with_value(trial.edit, leaf.printed), leaf.node, trial.state)
            for trial in self.bench.variants.of(leaf.node)
        ]
        if isinstance(leaf.node, syntax.Name):
            trials.append(
                Trial(
                    Edit("sign", leaf.printed, leaf.formula),
                    syntax.Plus(leaf.node.origin, ((-1, leaf.node),)),
                )
            )
        return explain(
            trials, state, printed, lambda value: fit(printed, value, about=False), state.value(leaf.node)
        )

    def _arithmetic_meant(self, node: syntax.Node, exact: Value, state: State) -> Explanation:
        """The edit that makes arithmetic what it should be: its value, or its numbers in their places, all but one."""
        best: tuple[int, tuple[Edit, ...]] | None = None
        for trial in structural(node):
            try:
                right = same(state.value(trial.node), exact)
                leaves = self._aligned(trial.node)
                put = () if leaves is None else put_in(leaves, state, self.bench.calculator)
            except (ReadError, UnsupportedError, DataError):
                continue
            wrong = [each for each in put if not each.holds]
            score = len(put) - 3 * len(wrong) + 2 * right
            in_place = len(wrong) <= 1 and len(put) - len(wrong) >= 2
            if (right or in_place) and (best is None or score > best[0]):
                more = [] if right else [self._leaf_meant(each) for each in wrong]
                if all(each.pinned for each in more):
                    best = score, (trial.edit, *(each.edits[0] for each in more))
        return Explanation((), False) if best is None else Explanation(best[1], True)

    def _sources(self, node: syntax.Node) -> tuple[Printed, ...]:
        """The numbers printed before that stand in arithmetic."""
        values = {part.value for part in syntax.descend(node) if isinstance(part, syntax.Number)}
        printed = self.bench.calculator.printed.values()
        return tuple(
            each for each in printed if not isinstance(each.value, tuple) and abs(each.value) in values
        )


def _with_value(edit: Edit, printed: str) -> Edit:
    return Edit(edit.kind, printed, edit.after, edit.of)
