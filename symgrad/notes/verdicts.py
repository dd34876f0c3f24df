"""The verdict on one printed side: exact, rounded, cut, following from printed numbers, wrong, or proved, refuted, …

Goes in: a chain and what has been printed so far.  Comes out: the fields of a ``Claim``.  A number is asked for in
two ways, kept apart: is it the exact value of the formula (from the given inputs), and is it what the numbers printed
before it, or the arithmetic printed beside it, give?
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad import balls
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.bench import Fields, unjudged
from symgrad.notes.calculator import Route
from symgrad.notes.chains import signed
from symgrad.notes.decimals import places
from symgrad.notes.evidence import Printed, PutIn
from symgrad.notes.explaining import Explaining
from symgrad.notes.judge import room
from symgrad.notes.misprints import components, misprint, significant
from symgrad.notes.notation import last_place
from symgrad.notes.rounding import Fit, ball, exactly, fit, known, possible, printed_value, shown
from symgrad.notes.shapes import each as every
from symgrad.reading import syntax

Value = Any

#: so many units of the last place are no matter of rounding
FAR = 50
#: with so many digits a misprint is likelier than an edit of the line
SURE = 3


class LineJudge(Explaining):
    """One line being judged; arithmetic before the numbers that it gives."""

    def judge(self, number: int) -> Fields:
        """The fields of a side's claim."""
        judges = {
            "formula": self.formula,
            "mixed": self.mixed,
            "arithmetic": self.numbers_put_in,
            "number": self.number,
        }
        return judges[self.line.sides[number].kind](number)

    def number(self, number: int) -> Fields:
        """A number; one that does not hold may be misprinted."""
        fields = self._number(number)
        side = self.line.sides[number].node
        if fields["verdict"] not in ("wrong", "line_and_value_disagree"):
            return fields
        if isinstance(side, syntax.Grid):
            return self._of_components(number, side, fields)
        if self._right(number, fields):
            return fields
        few = significant(side) < SURE
        if fields.get("pinned") and few:
            return fields
        values = [fields[key] for key in ("exact", "given", "line") if fields.get(key) is not None]
        edit = misprint(side, (ball(exactly(value)) for value in values), about=self.about(number))
        if edit is None:
            return fields
        return {**fields, "verdict": "wrong", "edits": (edit,), "pinned": True}

    def _of_components(self, number: int, side: syntax.Grid, fields: Fields) -> Fields:
        """A vector or matrix that is wrong: which of its numbers are."""
        about = self.about(number)
        values = [
            every(exactly, fields[key]) for key in ("exact", "given", "line") if fields.get(key) is not None
        ]
        found = [components(side, ball(value), about=about) for value in values]
        edits = min((edits for edits in found if edits), key=len, default=())
        return {**fields, "verdict": "wrong", "edits": edits, "pinned": True} if edits else fields

    def _right(self, number: int, fields: Fields) -> bool:
        exact, side = fields.get("exact"), self.line.sides[number].node
        return (
            exact is None
            or isinstance(exact, tuple)
            or fit(side, ball(exactly(exact)), about=True) is not None
        )

    def _number(self, number: int) -> Fields:
        """A number: exact, from what is printed, or neither."""
        side, about, state = self.line.sides[number], self.about(number), self.bench.exact
        fields: Fields = {}
        exact_fit: Fit | None = None
        exact: Value | None = None
        if self.reference is not None and state is not None:
            exact = self._in_percent(number, known(state.value(self.reference.node), self.reference.node))
            exact_fit = fit(side.node, exact, about=about)
            fields["exact"] = shown(exact)

        def fits(value: Value) -> Fit | None:
            return fit(side.node, self._in_percent(number, value), about=about)

        beside = self._arithmetic_of(number)
        line_fit: Fit | None = None
        if beside is not None:
            formula = self.line.sides[beside].node
            value = known((state or self.bench.bare).value(formula), formula)
            line_fit = fits(value)
            fields["line"] = shown(self._in_percent(number, value))
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
        slip = self._after_a_slip(number)
        if slip:
            return {"verdict": "follows_from_rounded", **fields, "follows": slip}
        explained = self._meant(number, None, fits)
        verdict = "line_and_value_disagree" if explained.pinned else "wrong"
        edits = explained.edits if explained.pinned else ()
        return {"verdict": verdict, **fields, "edits": edits, "pinned": explained.pinned, **self._onward()}

    def _in_percent(self, number: int, value: Value) -> Value:
        r"""A value as a share, where ``\\times 100 = 78.3\\%`` has both the factor and the sign."""
        printed = signed(self.line.sides[number].node)
        if isinstance(value, tuple) or printed is None or not printed[1].text.endswith("%"):
            return value
        before = [part for side in self.line.sides[:number] for part in syntax.descend(side.node)]
        hundred = any(isinstance(part, syntax.Number) and part.text == "100" for part in before)
        return value / 100 if hundred else value

    def _onward(self) -> Fields:
        """What the numbers printed so far give for this line's formula."""
        state = self.bench.exact
        if state is None or self.reference is None or not self.bench.calculator.printed:
            return {}
        forms = [side.node for side in self.line.sides if side.kind == "formula"] or [self.reference.node]
        try:
            return {"given": shown(known(self.bench.calculator.state(state).value(forms[-1]), forms[-1]))}
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
        within = room(self.line.sides[beside].node, state, self.known, judged.get("put_in", ()))
        return value is not None and _possible(side, within, self.about(number))

    def _by_line_alone(self, number: int, beside: int | None, line_fit: Fit | None, fits: Any) -> Fields:
        """A number of which the page says no more than the arithmetic beside it."""
        if beside is None:
            return self._whatever_the_numbers(number) or unjudged(
                "the page gives no numbers to compute it from.", "no_numbers"
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
            "exact": shown(self._in_percent(number, value)),
            "edits": explained.edits,
            "pinned": explained.pinned,
        }

    def _whatever_the_numbers(self, number: int) -> Fields | None:
        """∂h/∂z = 1 where nothing is given: the number is a formula like any other."""
        if self.reference is None or self.bench.lost:
            return None
        fields = self.formula(number)
        rounded = self.bench.partial or self.about(number) or places(self.line.sides[number].node)
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
                return {"verdict": "wrong"}  # the arithmetic has its own claim, and its edit
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
            if _far_off(put):
                return {"verdict": "follows_from_rounded", "follows": self._from_line(beside, put)}
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
            value = each.sign * each.number.value
            found.append(each.source or Printed(each.formula, each.printed, value, ""))
        return tuple(dict.fromkeys(found)) or self._sources(self.line.sides[beside].node)

    def _earlier_on_line(self, number: int, fits: Any) -> tuple[Printed, ...] | None:
        """A number with more digits, before it on the line, that this one is rounded from."""
        for side in reversed(self.line.sides[:number]):
            value = printed_value(side.node) if side.kind == "number" else None
            if value is not None and places(side.node) > places(self.line.sides[number].node):
                if fits(balls.number(value)) is not None:
                    return (Printed(self.line.sides[0].text, side.text, value, ""),)
        return None

    def _route(self, number: int, fits: Any) -> Route | None:
        """How the number follows from the numbers printed before."""
        state = self.bench.exact
        if state is None:
            return None
        own = None if self.assigned else self.line.sides[0].node
        return self.bench.calculator.follows(state, self._forms(), fits, own)

    def _after_a_slip(self, number: int) -> tuple[Printed, ...]:
        """The numbers far off that a number may follow from, each with digits that its author did not print."""
        exact, side = self.bench.exact, self.line.sides[number].node
        found = None if exact is None else self.bench.calculator.after_a_slip(exact, FAR)
        if found is None:
            return ()
        state, far_off = found
        for form in self._forms():
            try:
                value = state.value(form)
            except (ReadError, UnsupportedError, DataError):
                continue
            if _possible(side, value, self.about(number)):
                return far_off
        return ()


def _far_off(put: tuple[PutIn, ...]) -> bool:
    """Whether some number goes on from a mistake further up, so that nobody knows with how many digits it was done."""
    for each in put:
        between = None if isinstance(each.value, tuple) else balls.ends(each.value)
        if each.standing == "follows" and between is not None:
            unit = Fraction(10) ** last_place(each.number.text)
            if abs(between[0] - each.sign * each.number.value) > FAR * unit:
                return True
    return False


def _possible(side: syntax.Node, within: Value, about: bool) -> bool:
    return possible(side, within, about=about)
