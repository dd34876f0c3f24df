"""The verdict on one printed side: exact, rounded, cut, following from printed numbers, wrong, or proved, refuted, …

Goes in: a chain and what has been printed so far.  Comes out: the fields of a ``Claim``.  A number is asked for in
two ways, kept apart: is it the exact value of the formula (from the given inputs), and is it what the numbers printed
before it, or the arithmetic printed beside it, give?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain as chained
from typing import Any

from symgrad import balls
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.calculator import Calculator, Printed, Route
from symgrad.notes.chains import Chain, Side
from symgrad.notes.decimals import decimal, places, shortest
from symgrad.notes.edits import (
    Edit,
    Explanation,
    Trial,
    explain,
    instead,
    name,
    names_near,
    neighbours,
    structural,
    written,
)
from symgrad.notes.judge import STANDINGS, PutIn, align, compare, meets, put_in, room
from symgrad.notes.proofs import proved
from symgrad.notes.rounding import Fit, fit, possible, printed_value, same, shown
from symgrad.notes.state import State
from symgrad.notes.variants import Variants
from symgrad.reading import syntax

Value = Any
Fields = dict[str, Any]


@dataclass
class Bench:
    """What the sides of a section are judged by.

    ``now`` are the given numbers (mpmath, and as ``exact`` in balls; ``None`` where some are not given), ``bare`` a
    state for arithmetic alone, ``points`` random numbers that have the page's facts, ``free`` without them.  They are
    ``lost`` after an update that cannot be worked out.
    """

    points: tuple[State, ...]
    free: tuple[State, ...]
    facts: tuple[str, ...]
    now: State | None
    exact: State | None
    bare: State
    calculator: Calculator
    variants: Variants
    forms: dict[syntax.Node, list[syntax.Node]] = field(default_factory=dict)
    lost: bool = False

    def of_line(self, line: Chain, assigned: bool) -> LineJudge:
        """The judge of one line."""
        return LineJudge(self, line, assigned)


@dataclass
class LineJudge:
    """One line being judged; arithmetic before the numbers that it gives."""

    bench: Bench
    line: Chain
    assigned: bool
    reference: Side | None = None
    arithmetic: dict[int, Fields] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sides = self.line.sides[1:] if self.assigned else self.line.sides
        found = [side for kind in ("formula", "mixed") for side in sides if side.kind == kind]
        self.reference = found[0] if found else None

    def about(self, number: int) -> bool:
        """Whether a side stands beside an ≈."""
        return "≈" in self.line.signs[max(number - 1, 0) : number + 1]

    def judge(self, number: int) -> Fields:
        """The fields of a side's claim."""
        judges = {
            "formula": self.formula,
            "mixed": self.mixed,
            "arithmetic": self.numbers_put_in,
            "number": self.number,
        }
        return judges[self.line.sides[number].kind](number)

    # -- formulas -----------------------------------------------------------------------------------------

    def defined(self, number: int) -> Fields:
        """A side that nothing is compared with; raises for a name that nothing defines."""
        side, bench = self.line.sides[number], self.bench
        for state in bench.points[:1]:
            state.value(side.node)
        value = None if bench.exact is None else shown(bench.exact.value(side.node))
        return {"verdict": "defined", "exact": value}

    def formula(self, number: int) -> Fields:
        """A formula against the first one of its line."""
        assert self.reference is not None
        bench, left, right = self.bench, self.reference.node, self.line.sides[number].node
        states = (*bench.points, *(() if bench.now is None else (bench.now,)))
        points, difference = compare(left, right, states)
        exact = bench.now.value(left) if bench.now is not None else None
        fields: Fields = {"exact": exact, "points": points, "difference": difference}
        if difference is not None:
            explained = self._formula_meant(left, right, states)
            return {"verdict": "refuted", **fields, "edits": explained.edits, "pinned": explained.pinned}
        if points == 0:
            return {**fields, **unjudged("no point lies in the domain of both sides.")}
        needed = self._needed(left, right)
        model = bench.points[0].model if bench.points else None
        known = bench.points[0].derivations if bench.points else {}
        is_proved = not needed and model is not None and proved(left, right, model, known)
        return {"verdict": "proved" if is_proved else "agrees", **fields, "reason": needed}

    def _formula_meant(self, left: syntax.Node, right: syntax.Node, states: tuple[State, ...]) -> Explanation:
        """The edit that makes a formula right, at every point."""
        base = self.bench.exact or self.bench.bare
        found: list[Edit] = []
        for trial in chained(structural(right), neighbours(right, base)):
            try:
                points, difference = compare(left, trial.node, states)
            except (ReadError, UnsupportedError, DataError):
                continue
            if points and difference is None and trial.edit not in found:
                found.append(trial.edit)
            if len(found) == 3:
                break
        # a name that the other side has is likelier than one that it has not
        there = {written(part) for part in syntax.descend(left) if isinstance(part, syntax.Name)}
        found.sort(key=lambda edit: edit.kind == "neighbour" and edit.after not in there)
        for factor in self._factors(right) if not found else ():
            node = syntax.Times(right.origin, (right, factor), ("*",))
            try:
                points, difference = compare(left, node, states)
            except (ReadError, UnsupportedError, DataError):
                continue
            if points and difference is None:
                found.append(Edit("missing", "", written(factor)))
                break
        return Explanation(tuple(found), bool(found))

    def _factors(self, node: syntax.Node) -> Iterator[syntax.Node]:
        """What may be missing in a product: a small number, a derivative or a name of the page."""
        for number in (2, -1, Fraction(1, 2)):
            yield syntax.Number(node.origin, Fraction(number), str(number))
        yield from (form for form in self.bench.forms if isinstance(form, (syntax.Derived, syntax.Name)))
        state = self.bench.exact or self.bench.bare
        for key in (*state.model.names, *state.extra):
            named = name(key, node.origin)
            if named is not None:
                yield named

    def _needed(self, left: syntax.Node, right: syntax.Node) -> str:
        """The facts of the page in words, where two formulas agree at points that have them and not elsewhere."""
        facts = self.bench.facts
        if not facts or compare(left, right, self.bench.free)[1] is None:
            return ""
        return "agrees because " + " and ".join(facts) + "."

    def mixed(self, number: int) -> Fields:
        """Names and decimals: a formula, or one with some of its numbers put in."""
        fields = self.formula(number)
        if fields["verdict"] != "refuted" or self.bench.exact is None:
            return fields
        return self.numbers_put_in(number)

    # -- numbers put in -----------------------------------------------------------------------------------

    def numbers_put_in(self, number: int) -> Fields:
        """Arithmetic: each number against what it stands for, or all of it against the value it should have."""
        if number not in self.arithmetic:
            self.arithmetic[number] = self._numbers_put_in(number)
        return self.arithmetic[number]

    def _numbers_put_in(self, number: int) -> Fields:
        side, state = self.line.sides[number], self.bench.exact
        value = (state or self.bench.bare).value(side.node)
        beside = self._beside(number)
        if self.reference is None or state is None:
            return {**self._against(value, beside), "line": shown(value)}
        exact = state.value(self.reference.node)
        fields: Fields = {"exact": shown(exact), "line": shown(value)}
        aligned = self._aligned(side.node)
        if aligned is not None:
            numbers = put_in(aligned, state, self.bench.calculator)
            return {**fields, "put_in": numbers, **self._standing(numbers)}
        if same(value, exact):
            return {"verdict": "exact", **fields}
        if beside is not None and self.numbers_put_in(beside)["verdict"] not in (
            "wrong",
            "line_and_value_disagree",
        ):
            against = self._against(value, beside)
            if against["verdict"] != "wrong":
                return {**fields, **against}
        within = room(side.node, state)
        if meets(within, exact):
            return {"verdict": "rounded", **fields}
        onward = [each.value(self.reference.node) for each in self.bench.calculator.states(state)]
        if any(same(value, each) or meets(within, each) for each in onward):
            return {"verdict": "follows_from_rounded", **fields, "follows": self._sources(side.node)}
        explained = self._arithmetic_meant(side.node, exact, state)
        verdict = "line_and_value_disagree" if explained.pinned else "wrong"
        return {"verdict": verdict, **fields, "edits": explained.edits, "pinned": explained.pinned}

    def _against(self, value: Value, beside: int | None) -> Fields:
        """Arithmetic that only other arithmetic of its line says something about."""
        if beside is None:
            return {"verdict": "exact"}
        other, node = (self.bench.exact or self.bench.bare), self.line.sides[beside].node
        if same(value, other.value(node)):
            return {"verdict": self.arithmetic.get(beside, {"verdict": "exact"})["verdict"]}
        return {"verdict": "wrong", "exact": shown(other.value(node))}

    def _beside(self, number: int) -> int | None:
        """The arithmetic before this one on the line."""
        for k in range(number - 1, -1, -1):
            if self.line.sides[k].kind == "arithmetic":
                return k
        return None

    def _forms(self) -> list[syntax.Node]:
        """The formulas this line is about, in every way they were written."""
        known = [side.node for side in self.line.sides if side.kind == "formula"]
        return list(dict.fromkeys(form for node in known for form in (node, *self.bench.forms.get(node, ()))))

    def _aligned(self, node: syntax.Node) -> Any:
        """The alignment of a side with the form that most of its numbers fit."""
        found = [leaves for form in self._forms() if (leaves := align(form, node))]
        state = self.bench.exact
        if not found or state is None:
            return None
        if len(found) == 1:
            return found[0]
        calculator = self.bench.calculator

        def wrong(leaves: Any) -> int:
            try:
                return sum(not each.holds for each in put_in(leaves, state, calculator))
            except (ReadError, UnsupportedError, DataError):
                return len(leaves)

        return min(found, key=wrong)

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
            if (right or (put and len(wrong) <= 1)) and (best is None or score > best[0]):
                more = [self._leaf_meant(each) for each in wrong]
                best = score, (trial.edit, *(each.edits[0] for each in more if each.pinned))
        return Explanation((), False) if best is None else Explanation(best[1], True)

    def _sources(self, node: syntax.Node) -> tuple[Printed, ...]:
        """The numbers printed before that stand in arithmetic."""
        values = {part.value for part in syntax.descend(node) if isinstance(part, syntax.Number)}
        printed = self.bench.calculator.printed.values()
        return tuple(
            each for each in printed if not isinstance(each.value, tuple) and abs(each.value) in values
        )

    # -- numbers ------------------------------------------------------------------------------------------

    def number(self, number: int) -> Fields:
        """A number: exact, from what is printed, or neither."""
        side, about, state = self.line.sides[number], self.about(number), self.bench.exact
        fields: Fields = {}
        exact_fit: Fit | None = None
        exact: Value | None = None
        if self.reference is not None and state is not None:
            exact = state.value(self.reference.node)
            exact_fit = fit(side.node, exact, about=about)
            fields["exact"] = shown(exact)

        def fits(value: Value) -> Fit | None:
            return fit(side.node, value, about=about)

        beside = self._arithmetic_of(number)
        line_fit: Fit | None = None
        if beside is not None:
            value = (state or self.bench.bare).value(self.line.sides[beside].node)
            line_fit = fits(value)
            fields["line"] = shown(value)
        if exact is None:
            return {**fields, **self._by_line_alone(number, beside, line_fit, fits)}
        if exact_fit is not None:
            if beside is None or line_fit is not None or self._may_be(number, beside):
                return {"verdict": exact_fit, **fields}
            return {**fields, **self._disagrees(number, beside, fits)}
        if beside is not None:
            return {**fields, **self._not_exact_beside(number, beside, line_fit, fits)}
        earlier = self._earlier_on_line(number, fits)
        if earlier is not None:
            return {"verdict": "follows_from_rounded", **fields, "follows": earlier}
        route = self._route(number, fits)
        if route is not None:
            given = shown(route.value)
            return {"verdict": "follows_from_rounded", **fields, "follows": route.sources, "given": given}
        explained = self._meant(number, None, fits)
        verdict = "line_and_value_disagree" if explained.pinned else "wrong"
        edits = explained.edits if explained.pinned else ()
        return {"verdict": verdict, **fields, "edits": edits, "pinned": explained.pinned, **self._onward()}

    def _onward(self) -> Fields:
        """What the numbers printed so far give for this line's formula."""
        state = self.bench.exact
        if state is None or self.reference is None or not self.bench.calculator.printed:
            return {}
        forms = [side.node for side in self.line.sides if side.kind == "formula"] or [self.reference.node]
        try:
            return {"given": shown(self.bench.calculator.state(state).value(forms[-1]))}
        except (ReadError, UnsupportedError, DataError):
            return {}

    def _arithmetic_of(self, number: int) -> int | None:
        """The arithmetic nearest to a number: before it, else right after it."""
        sides = self.line.sides
        for k in (*range(number - 1, -1, -1), number + 1):
            if k < len(sides) and sides[k].kind == "arithmetic":
                return k
        return None

    def _may_be(self, number: int, beside: int) -> bool:
        """Whether the arithmetic beside a number leaves room for it: its numbers hold and are rounded themselves."""
        judged = self.numbers_put_in(beside)
        if judged["verdict"] in ("wrong", "line_and_value_disagree"):
            return False
        state = self.bench.exact or self.bench.bare
        side = self.line.sides[number].node
        value = printed_value(side)
        within = room(self.line.sides[beside].node, state, judged.get("put_in", ()))
        return value is not None and _possible(side, within, self.about(number))

    def _by_line_alone(self, number: int, beside: int | None, line_fit: Fit | None, fits: Any) -> Fields:
        """A number of which the page says no more than the arithmetic beside it."""
        if beside is None:
            return self._whatever_the_numbers(number) or unjudged(
                "the page gives no numbers to compute it from."
            )
        if line_fit is not None:
            return {"verdict": line_fit}
        if self.bench.lost and self._may_be(number, beside):
            return {"verdict": "follows_from_rounded"}
        explained = self._meant(number, beside, fits)
        value = self.bench.bare.value(self.line.sides[beside].node)
        verdict = "line_and_value_disagree" if explained.pinned else "wrong"
        return {
            "verdict": verdict,
            "exact": shown(value),
            "edits": explained.edits,
            "pinned": explained.pinned,
        }

    def _whatever_the_numbers(self, number: int) -> Fields | None:
        """∂h/∂z = 1 where nothing is given: the number is a formula like any other."""
        if self.reference is None or self.bench.lost:
            return None
        fields = self.formula(number)
        rounded = self.about(number) or places(self.line.sides[number].node)
        return None if fields["verdict"] == "refuted" and rounded else fields

    def _disagrees(self, number: int, beside: int, fits: Any) -> Fields:
        """The number is right, the arithmetic printed beside it gives another one."""
        explained = self._meant(number, beside, fits)
        return {"verdict": "line_and_value_disagree", "edits": explained.edits, "pinned": explained.pinned}

    def _not_exact_beside(self, number: int, beside: int, line_fit: Fit | None, fits: Any) -> Fields:
        """A number that is not the exact value, with arithmetic beside it."""
        judged = self.numbers_put_in(beside)
        put: tuple[PutIn, ...] = judged.get("put_in", ())
        if line_fit is not None:
            if not put and judged["verdict"] in ("wrong", "line_and_value_disagree"):
                return {
                    "verdict": "wrong",
                    "edits": judged.get("edits", ()),
                    "pinned": judged.get("pinned", False),
                }
            return {"verdict": "follows_from_rounded", "follows": self._from_line(beside, put)}
        earlier = self._earlier_on_line(number, fits)
        if earlier is not None:
            return {"verdict": "follows_from_rounded", "follows": earlier}
        if self._may_be(number, beside):
            route = self._route(number, fits)
            if route is not None:
                return {
                    "verdict": "follows_from_rounded",
                    "follows": route.sources,
                    "given": shown(route.value),
                }
        explained = self._meant(number, beside, fits)
        verdict = "line_and_value_disagree" if explained.pinned else "wrong"
        return {
            "verdict": verdict,
            "edits": explained.edits if explained.pinned else (),
            "pinned": explained.pinned,
        }

    def _from_line(self, beside: int, put: tuple[PutIn, ...]) -> tuple[Printed, ...]:
        """The rounded (or wrong) numbers of arithmetic that a number follows from."""
        found: list[Printed] = []
        for each in put:
            if each.standing == "exact":
                continue
            line = each.number.origin.line
            value = each.sign * each.number.value
            found.append(each.source or Printed(each.formula, each.printed, value, "", line))
        return tuple(dict.fromkeys(found)) or self._sources(self.line.sides[beside].node)

    def _earlier_on_line(self, number: int, fits: Any) -> tuple[Printed, ...] | None:
        """A number with more digits, before it on the line, that this one is rounded from."""
        for side in reversed(self.line.sides[:number]):
            value = printed_value(side.node) if side.kind == "number" else None
            if value is not None and places(side.node) > places(self.line.sides[number].node):
                if fits(balls.number(value)) is not None:
                    return (Printed(self.line.sides[0].text, side.text, value, "", side.origin.line),)
        return None

    def _route(self, number: int, fits: Any) -> Route | None:
        """How the number follows from the numbers printed before."""
        state = self.bench.exact
        if state is None:
            return None
        own = None if self.assigned else self.line.sides[0].node
        return self.bench.calculator.follows(state, self._forms(), fits, own)

    def _meant(self, number: int, beside: int | None, fits: Any) -> Explanation:
        """Which small edit of the line gives the number."""
        state, side = self.bench.exact or self.bench.bare, self.line.sides[number]
        if beside is not None:
            node = self.line.sides[beside].node
            trials: Iterable[Trial] = chained(structural(node), self._other_numbers(beside))
            return explain(trials, state, side.node, fits, state.value(node))
        forms = [each.node for each in self.line.sides[:number] if each.kind == "formula"]
        forms = forms or [each.node for each in self.line.sides if each.kind == "formula"]
        if not forms:
            return Explanation((), False)
        node = forms[-1]
        if isinstance(node, (syntax.Name, syntax.Derived)):
            node = next(iter(self.bench.forms.get(node, ())), node)
        return explain(self._other_formulas(node, state), state, side.node, fits, state.value(node))

    def _other_formulas(self, node: syntax.Node, state: State) -> Iterator[Trial]:
        """The formula edited, with exact numbers and with the printed ones."""
        onward = self.bench.calculator.state(state) if self.bench.calculator.printed else None
        for trial in chained(structural(node), neighbours(node, state)):
            yield trial
            if onward is not None:
                yield Trial(trial.edit, trial.node, onward)
        yield from self.bench.variants.of(node)

    def _other_numbers(self, beside: int) -> Iterator[Trial]:
        """The arithmetic with another value for one of its numbers: a neighbour's, an old or an updated one's."""
        state, node = self.bench.exact, self.line.sides[beside].node
        if state is None:
            return
        for each in self.numbers_put_in(beside).get("put_in", ()) or self._by_value(node, state):
            if not isinstance(each.node, syntax.Name):
                continue
            for other in names_near(each.node, state):
                try:
                    value = state.value(other)
                except (ReadError, UnsupportedError, DataError):
                    continue
                printed = self.bench.calculator.before(other)
                yield from _replaced(node, each, value, printed, "neighbour", "")
            for trial in self.bench.variants.of(each.node):
                assert trial.state is not None
                yield from _replaced(
                    node, each, trial.state.value(each.node), None, trial.edit.kind, trial.edit.of
                )
            yield from _replaced(node, each, each.value, None, "neighbour", "")

    def _by_value(self, node: syntax.Node, state: State) -> Iterator[PutIn]:
        """The names whose value a number in arithmetic is."""
        scalars = {**state.environment.values, **state.extra}
        for part in syntax.descend(node):
            if not isinstance(part, syntax.Number):
                continue
            for key, value in scalars.items():
                if not isinstance(value, tuple) and same(value, balls.number(part.value)):
                    named = name(key, part.origin)
                    if named is not None:
                        yield PutIn(key, part.text, value, "exact", named, part, 1)


def _with_value(edit: Edit, printed: str) -> Edit:
    return Edit(edit.kind, printed, edit.after, edit.of)


def _replaced(
    node: syntax.Node, leaf: PutIn, value: Value, printed: Printed | None, kind: Any, of: str
) -> Iterator[Trial]:
    """Arithmetic with another number in the place of one; a value as it was printed, else with as many places."""
    if isinstance(value, tuple):
        return
    count = len(leaf.number.text.partition(".")[2])
    if printed is not None and not isinstance(printed.value, tuple):
        text = printed.text.lstrip("-")
        number = abs(printed.value)
    else:
        exactly = shortest(shown(value), 6)
        between = balls.ends(value)
        short = between is not None and between[0] == between[1] == Fraction(exactly)
        text = (exactly if short else decimal(shown(value), max(count, 3))).lstrip("-")
        number = Fraction(text)
    if number == leaf.number.value:
        return
    new: syntax.Node = syntax.Number(leaf.number.origin, number, text)
    if (value < 0) != (leaf.sign < 0):
        new = syntax.Plus(leaf.number.origin, ((-1, new),))
    yield Trial(Edit(kind, leaf.number.text, text, of or leaf.formula), instead(node, leaf.number, new))


def _possible(side: syntax.Node, within: Value, about: bool) -> bool:
    return possible(side, within, about=about)


def unjudged(reason: str) -> Fields:
    """A side that stands as it is, with what kept it from being judged."""
    return {"verdict": "defined", "judged": False, "reason": reason}
