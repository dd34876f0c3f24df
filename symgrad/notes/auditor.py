"""One section of a page being judged, line by line.

Goes in: a section.  Comes out: its claims.  The auditor keeps the states (the given numbers, which updates change, and
random points) and what has been printed so far; how one side is judged is ``symgrad.notes.judge``'s.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy as sp

from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.chains import Chain, Side, chain, formula, names_of
from symgrad.notes.claims import Claim
from symgrad.notes.decimals import places
from symgrad.notes.facts import Fact
from symgrad.notes.judge import align, compare, fits, number_of, put_in, reason_of, same, within
from symgrad.notes.names import name_in
from symgrad.notes.numbers import State
from symgrad.notes.page import Section
from symgrad.notes.rows import Row
from symgrad.notes.values import meant
from symgrad.reading import syntax
from symgrad.steps import Derivation

Value = Any

#: how many random points of each kind two formulas are compared at
POINTS = 4


@dataclass
class Auditor:
    """One section being judged: the states, and what has been printed so far.

    ``forms``: formulas that were printed as equal to a formula; ``before``: the number that was printed for it.
    """

    section: Section
    numbering: dict[str, int]
    derivations: dict[tuple[str, str], Derivation] = field(default_factory=dict)
    forms: dict[syntax.Node, list[syntax.Node]] = field(default_factory=dict)
    before: dict[syntax.Node, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        model, given = self.section.model, self.section.given
        written = tuple(self._left(row) for row in self.section.formulas)
        self.names = names_of(model, (*given, *written))
        self.now = self.state(self.section.inputs)
        for definition in model.definitions:
            if definition.origin is not None:
                origin = definition.origin
                line = Row(origin.text[origin.start : origin.end], origin.start, origin.text, origin.source)
                sides = chain(line, self.names).sides
                self.forms.setdefault(sides[0].node, []).extend(side.node for side in sides[1:])

    # -- states -------------------------------------------------------------------------------------------

    def state(self, inputs: Mapping[str, Value] | None) -> State | None:
        """The model at ``inputs``, with the page's further names worked out."""
        if inputs is None:
            return None
        known = self.section.model.names
        further = {key: value for key, value in self.section.given.items() if key not in known}
        state = State(self.section.model, inputs, further, self.derivations)
        for row in self.section.formulas:
            left = row.text.partition("=")[0]
            node = formula(row, len(left) + 1, len(row.text), self.names)
            try:
                state.extra = {**state.extra, self._left(row): state.value(node)}
            except (ReadError, UnsupportedError) as error:
                place = row.origin(len(left) + 1)
                raise ReadError(reason_of(error), place, remedy=error.remedy, reason="undefined") from None
        return state

    def _left(self, row: Row) -> str:
        return name_in(row, 0, row.text.index("=")).key

    @cached_property
    def points(self) -> tuple[State, ...]:
        """Random points that have the facts the page states."""
        return self._points(self.section.facts)

    @cached_property
    def free_points(self) -> tuple[State, ...]:
        """Random points without these facts."""
        return self._points(())

    def _points(self, facts: tuple[Fact, ...]) -> tuple[State, ...]:
        """Random points, the same ones every time; the last ones have positive inputs below 1, for logs and roots."""
        model = self.section.model
        generator = random.Random(0)
        lengths = {key: 3 + number for number, key in enumerate(model.sizes)}
        found: list[State] = []
        for low, high in ((-180, 180),) * POINTS + ((10, 90),) * POINTS:
            inputs = {
                key: _random([_length(axis, lengths) for axis in model.names[key].axes], low, high, generator)
                for key in (*model.parameters, *model.data, *model.constants)
            }
            for stated in facts:
                inputs[stated.key] = stated.drawn(inputs[stated.key], generator)
            try:
                state = self.state(inputs)
            except DataError:
                continue  # outside the model's domain
            if state is not None:
                found.append(state)
        return tuple(found)

    # -- chains -------------------------------------------------------------------------------------------

    def claims(self) -> list[Claim]:
        """Every claim of the section; an update block takes effect after its last line."""
        found: list[Claim] = []
        for block in self.section.printed:
            updates: dict[str, Value] = {}
            for row in block.rows:
                number = self.numbering[block.id] = self.numbering.get(block.id, 0) + 1
                line = chain(row, self.names)
                assigned = line.signs[:1] == (":=",) or (block.effect and self._updates(line))
                found += self.judge(line, block.id, f"{block.id}-{number}", assigned)
                if block.effect:
                    if not assigned:
                        raise ReadError(
                            "a line of an update block gives a parameter its new value.",
                            line.origin,
                            remedy=r"Write w := w - ..., or make the block a claims block.",
                        )
                    updates.update(self._update(line))
            if block.effect:
                # An update that cannot be worked out (it is a finding) leaves nothing to compare numbers with.
                whole = self.now is not None and None not in updates.values()
                self.now = self.state({**self.now.inputs, **updates}) if self.now and whole else None
                self.before.clear()
        return found

    def _updates(self, line: Chain) -> bool:
        """``w = w - …``: an equals sign that is an update."""
        target = line.sides[0].node
        return isinstance(target, syntax.Name) and any(
            target in list(syntax.descend(side.node)) for side in line.sides[1:]
        )

    def _update(self, line: Chain) -> dict[str, Value]:
        target = line.sides[0].node
        model = self.section.model
        key = meant(model, target) if isinstance(target, syntax.Name) else ""
        if key not in (*model.parameters, *model.constants):
            raise ReadError(
                f"{line.sides[0].text} is no parameter of the model.",
                line.sides[0].origin,
                remedy="An update gives parameters new values.",
            )
        reference = _reference(line, True)
        if self.now is None:
            return {}
        try:
            return {key: self.now.value((reference or line.sides[1]).node)}
        except (ReadError, UnsupportedError, DataError):
            return {key: None}

    def judge(self, line: Chain, block: str, id: str, assigned: bool) -> list[Claim]:
        """One claim for each side but the one the others are compared with."""
        reference = _reference(line, assigned)
        # Without a formula the numbers are compared with the arithmetic printed beside them.
        standard = reference or next((side for side in line.sides if side.kind == "arithmetic"), None)
        if assigned and len(line.sides) == 2:
            standard = line.sides[1]
        found = []
        for number, side in enumerate(line.sides):
            alone = assigned and len(line.sides) == 2
            if (side is standard and not alone) or (assigned and number == 0):
                continue
            text = line.sides[max(number - 1, 0)].text + " " + (line.signs[max(number - 1, 0)]) + " "
            text += line.sides[max(number, 1)].text
            about = "≈" in line.signs[max(number - 1, 0) : number + 1]
            verdict = self._defined if side is standard else self._judge
            fields = self._safely(verdict, line, number, reference, about)
            found.append(
                Claim(
                    f"{id}.{number}",
                    block,
                    side.origin,
                    text,
                    side.text,
                    side.kind,
                    places=places(side.node),
                    **fields,
                )
            )
        self._remember(line, assigned)
        return found

    def _safely(
        self, verdict: Any, line: Chain, number: int, reference: Side | None, about: bool
    ) -> dict[str, Any]:
        try:
            fields: dict[str, Any] = verdict(line, number, reference, about)
        except ReadError as error:
            if error.reason != "undefined":
                raise
            return {"verdict": "unknown_name", "reason": reason_of(error)}
        except (UnsupportedError, DataError) as error:
            return {"verdict": "unchecked", "reason": reason_of(error)}
        return fields

    def _defined(self, line: Chain, number: int, reference: Side | None, about: bool) -> dict[str, Any]:
        side = line.sides[number]
        for state in self.points[:1]:
            state.value(side.node)  # raises for a name that nothing defines
        return {"verdict": "defined", "exact": self.now.value(side.node) if self.now is not None else None}

    def _judge(self, line: Chain, number: int, reference: Side | None, about: bool) -> dict[str, Any]:
        side = line.sides[number]
        judges = {
            "formula": self._formula,
            "mixed": self._mixed,
            "arithmetic": self._arithmetic,
            "number": self._number,
        }
        return judges[side.kind](line, number, reference, about)

    def _formula(self, line: Chain, number: int, reference: Side | None, about: bool) -> dict[str, Any]:
        assert reference is not None
        states = (*self.points, *(() if self.now is None else (self.now,)))
        points, difference = compare(reference.node, line.sides[number].node, states)
        exact = self.now.value(reference.node) if self.now is not None else None
        if points == 0 and difference is None:
            return {
                "verdict": "unchecked",
                "exact": exact,
                "reason": "no point lies in the domain of both sides.",
            }
        verdict = "differs" if difference else "agrees"
        reason = "" if difference else self._needed(reference.node, line.sides[number].node)
        return {
            "verdict": verdict,
            "exact": exact,
            "points": points,
            "difference": difference,
            "reason": reason,
        }

    def _needed(self, left: syntax.Node, right: syntax.Node) -> str:
        """The facts of the page in words, where two formulas agree at points that have them and not elsewhere."""
        facts = self.section.facts
        if not facts or compare(left, right, self.free_points)[1] is None:
            return ""
        return "agrees because " + " and ".join(stated.words for stated in facts) + "."

    def _mixed(self, line: Chain, number: int, reference: Side | None, about: bool) -> dict[str, Any]:
        fields = self._formula(line, number, reference, about)
        if fields["verdict"] == "agrees" or self.now is None:
            return fields
        return self._arithmetic(line, number, reference, about)

    def _arithmetic(self, line: Chain, number: int, reference: Side | None, about: bool) -> dict[str, Any]:
        side = line.sides[number]
        value = None
        if reference is None or self.now is None:
            state = self.now or self.points[0]
            first = next(each for each in line.sides if each.kind == "arithmetic")
            value = state.value(first.node)
            holds = same(value, state.value(side.node))
            return {"verdict": "agrees" if holds else "differs", "line": value, "line_holds": holds}
        exact = self.now.value(reference.node)
        value = self.now.value(side.node)
        known = [each.node for each in line.sides if each.kind == "formula"]
        forms = [form for node in known for form in (node, *self.forms.get(node, ()))]
        for form in forms:
            leaves = align(form, side.node)
            if leaves:
                numbers = put_in(leaves, self.now, self.before)
                holds = all(each.holds for each in numbers)
                break
        else:
            numbers, holds = (), within(side, exact, self.now)
        verdict = "agrees" if holds else "differs"
        return {"verdict": verdict, "exact": exact, "exact_holds": holds, "line": value, "put_in": numbers}

    def _number(self, line: Chain, number: int, reference: Side | None, about: bool) -> dict[str, Any]:
        side = line.sides[number]
        exact = exact_holds = beside = line_holds = None
        if reference is not None and self.now is not None:
            exact = self.now.value(reference.node)
            exact_holds = fits(side.node, exact, about=about)
        arithmetic = _beside(line, number)
        if arithmetic is not None:
            beside = (self.now or self.points[0]).value(arithmetic.node)
            line_holds = fits(side.node, beside, about=about)
        asked = [answer for answer in (exact_holds, line_holds) if answer is not None]
        verdict = "unchecked" if not asked else "agrees" if all(asked) else "differs"
        reason = "" if asked else "the page gives no numbers to compute it from."
        return {
            "verdict": verdict,
            "exact": exact,
            "exact_holds": exact_holds,
            "line": beside,
            "line_holds": line_holds,
            "reason": reason,
        }

    def _remember(self, line: Chain, assigned: bool) -> None:
        """What this line printed for its formulas, for the lines below."""
        sides = line.sides[1:] if assigned else line.sides
        formulas = [side.node for side in sides if side.kind == "formula"]
        numbers = [found[0] for side in sides if (found := number_of(side.node)) is not None]
        for node in formulas:
            self.forms.setdefault(node, []).extend(other for other in formulas if other != node)
            if numbers:
                self.before[node] = numbers[-1]


def _reference(line: Chain, assigned: bool) -> Side | None:
    """What the other sides are compared with: the first formula, past the name that an update assigns; without one
    the first side with names and decimals.
    """
    sides = line.sides[1:] if assigned else line.sides
    formulas = [side for side in sides if side.kind == "formula"]
    mixed = [side for side in sides if side.kind == "mixed"]
    return next(iter([*formulas, *mixed]), None)


def _beside(line: Chain, number: int) -> Side | None:
    """The arithmetic nearest to a number: before it, else right after it."""
    for side in (*reversed(line.sides[:number]), *line.sides[number + 1 :][:1]):
        if side.kind == "arithmetic":
            return side
    return None


def _length(axis: sp.Expr, lengths: Mapping[str, int]) -> int:
    return int(axis) if isinstance(axis, sp.Integer) else lengths[str(axis)]


def _random(lengths: list[int], low: int, high: int, generator: random.Random) -> Value:
    """Nested tuples of hundredths."""
    if not lengths:
        return Fraction(generator.randint(low, high) or 1, 100)
    return tuple(_random(lengths[1:], low, high, generator) for _ in range(lengths[0]))
