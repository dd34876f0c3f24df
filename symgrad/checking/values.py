"""Values of what is asked for, one after the other: right or wrong, and whether each follows from the one before it.

In: the sides of a line.  Out: its ``LineVerdict``; the verdict on the last value is remembered.
"""

from __future__ import annotations

from dataclasses import replace as changed

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.carried import as_claimed, carried
from symgrad.checking.claims import digits
from symgrad.checking.comparing import against, at_the_numbers, in_any_order, seconds_left, verdict_on
from symgrad.checking.derivatives import full
from symgrad.checking.judge import is_undone, lying, not_fitting, which_row
from symgrad.checking.names import number_in
from symgrad.checking.question import Meaning, Question, renamed
from symgrad.checking.roundings import from_rounded_factors
from symgrad.checking.standing import GOOD, Standing
from symgrad.checking.supposed import Supposed, holds_somewhere, never_holds
from symgrad.checking.vectors import fits, written_out
from symgrad.checking.verdict import LineVerdict, Status, Verdict
from symgrad.checking.words import joined, say
from symgrad.errors import ModelError
from symgrad.exact import as_written
from symgrad.expressions import add, bases, mul
from symgrad.reading import syntax as s
from symgrad.reading.substitution import rebuilt


class Values(Standing):
    """Judges values."""

    def _values(self, sides: tuple[s.Node, ...], *, alone: bool = False) -> LineVerdict:
        """Every side is a value of what is asked for, each following from the one before it.

        A line that is only an expression (``alone``) may be a part of what comes after it.
        """
        status: Status = "equal"
        follows: bool | None = None
        for side in sides:
            verdict, value = self._judged(side)
            step = self._follows(value, side, verdict.status)
            if verdict.status in GOOD and value is not None and self._made_up(value):
                step = None
            self.values += 1
            follows = step if follows is None else follows and step is not False
            if verdict.status not in GOOD or status == "equal":
                status = verdict.status
            if verdict.status not in GOOD and not self.wrong:
                self.first_wrong, self.wrong = value, True
                self.after_right = self._is_done()
            if verdict.status not in GOOD and value is not None and alone:
                self.parts.append((self.number, value))
            self.last_verdict = verdict
            if value is not None:
                self.last, self.last_node = value, side
        return LineVerdict(status, follows)

    def _is_done(self) -> bool:
        """Whether the value before this one is right, and has no derivative left to work out."""
        node, verdict = self.last_node, self.last_verdict
        if node is None or verdict is None or verdict.status not in GOOD or self.supposed is not None:
            return False
        return not any(isinstance(part, (s.Derived, s.Nabla)) for part in s.descend(node))

    def _made_up(self, value: sp.Expr) -> bool:
        """Whether the lines before are the factors or the terms of a right value, and wrong in nothing else."""
        fresh = [(number, part) for number, part in self.parts if number not in self.used]
        expressions = [row for row in fresh if row[0] not in self.asides]
        return any(
            self._is_made_up(rows, value) for rows in ([expressions, fresh] if self.asides else [fresh])
        )

    def _is_made_up(self, rows: list[tuple[int, sp.Expr]], value: sp.Expr) -> bool:
        if len(rows) < 2:
            return False
        for whole in (mul(*(part for _, part in rows)), add(*(part for _, part in rows))):
            if self._compared(whole, value).status in GOOD:
                self.used |= {number for number, _ in rows}
                if any(part is self.first_wrong for _, part in rows):
                    self.first_wrong, self.wrong = None, bool(self.claims)
                return True
        return False

    def _judged(self, node: s.Node) -> tuple[Verdict, sp.Expr | None]:
        question = self.question
        found = None
        if numeric.is_numeric(question, node) and numeric.is_asked(question):
            shown = {**self.shown, **question.item.shown}
            found = numeric.judge(changed(question, item=changed(question.item, shown=shown)), node)
        if found is not None:
            if found.verdict == "wrong" and self._follows_factors(node):
                found = changed(found, verdict="follows_from_rounded")
            text = say(found.verdict, should_be=found.should_be)
            printed = _rational(node)
            if found.verdict == "follows_from_rounded":
                return Verdict("agrees", None, number=found, text=text), printed
            right = found.verdict in ("exact", "rounded")
            proof = f"number: {found.verdict}" if right else ""
            return Verdict("equal" if right else "different", right, proof, number=found, text=text), printed
        node = written_out(question, node)
        try:
            meaning = question.meaning(node, self.defined)
        except ModelError as error:
            verdict = not_fitting(question, node, error, self.clock, self.defined)
            if verdict is None:
                raise
            return verdict, None
        value = question.aligned(meaning, node) if fits(question, node, self.defined) else None
        if self.supposed is not None and self.supposed.of_letters:
            self.lettered = self.lettered or self._in_its_letters(question, self.supposed, meaning, node)
            question = self.lettered
            value = self._in_letters(meaning, node, question.index)
        if value is None:
            return Verdict(
                "different", False, note="shape", text=joined(say("different"), say("shape"))
            ), None
        compared = against(question, value, self.clock)
        if compared.status == "different" and self.supposed is None and len(question.index) > 1:
            self.question = in_any_order(question, meaning, node, self.clock)
            if self.question is not question:
                question = self.question
                value = question.aligned(meaning, node) or value
                compared = against(question, value, self.clock)
        if compared.status in GOOD:
            usual = self.question.index
            if question is self.lettered and len(usual) == len(question.index):
                value = renamed(value, question.index, usual, question.known)  # the lines after it have those
            self.last = self.last if self.supposed is None else self.general
            self.supposed, self.others, self.general = None, [], value
            self.outer, self.either, self.doubtful = None, False, False
            self.cases.clear()
            if question.is_turned(node, self.defined):
                return lying(node), value
        elif self.supposed is not None:
            return self._in_case(question, self.supposed, value, node), value
        if compared.status == "different" and (
            self._from_rounded(value) or self._from_digits(node, value) or self._from_factors(node, value)
        ):
            text = say("from_rounded_numbers")
            return Verdict("agrees", None, text=text), value
        if compared.status == "different" and numeric.may_be_rounded(question, node):
            return Verdict("undecided", None, text=say("undecided")), value
        if compared.status == "different" and at_the_numbers(question, value, self.clock):
            return Verdict("agrees", None, text=say("partly_in_numbers")), value
        if compared.status == "different" and which_row(question, meaning, node, value, self.clock):
            return Verdict("undecided", None, note="which_row", text=say("which_row")), value
        return verdict_on(question, compared, value), value

    def judged_anew(self, node: s.Node) -> Verdict | None:
        """The verdict on the last value with what lines say of its derivatives, where that makes it wrong."""
        if not self.wrong or node is self.last_node or self.supposed is not None:
            return None
        value = self._value(node)
        if value is None:
            return None
        found = against(self.question, value, self.clock)
        return verdict_on(self.question, found, value) if found.status == "different" else None

    def _in_case(self, question: Question, supposed: Supposed, value: sp.Expr, node: s.Node) -> Verdict:
        """The verdict on a value where something is supposed; it is the last one of that case."""
        verdict = verdict_on(question, self._holds(question.expr, value), value)
        if verdict.status in GOOD and never_holds(supposed, question, seconds_left(self.clock)):
            verdict = Verdict("undecided", None, note="case_never", text=say("case_never"))
        elif verdict.status == "different" and self.outer is not None:
            nested = supposed.inside(self.outer)
            found = self._plainly(nested.under(question.expr), nested.under(value))
            if found.status in GOOD and holds_somewhere(nested, question, seconds_left(self.clock)):
                self.supposed, verdict = nested, verdict_on(question, found, value)
            elif self.either:
                verdict = Verdict("undecided", None, note="case_of_which", text=say("case_of_which"))
        if verdict.accept and is_undone(question, node, self.defined):
            verdict = changed(verdict, accept=None, note="undone")
        self.cases = [case for case in self.cases if case[0] is not supposed]
        self.cases.append((self.supposed or supposed, verdict))
        return verdict

    def _in_its_letters(
        self, question: Question, supposed: Supposed, meaning: Meaning, node: s.Node
    ) -> Question:
        """The question in the letters of a case; where no left side says which is which, as the value is right."""
        letters = supposed.letters
        if len(letters) != 2 or len(question.index) != 2 or set(letters) == set(question.index):
            return question
        if not set(meaning[1]) <= set(letters):
            return question
        for order in (letters, letters[::-1]):
            asked = changed(
                question, expr=renamed(question.expr, question.index, order, question.known), index=order
            )
            value = self._in_letters(meaning, node, order)
            if value is not None and self._holds(asked.expr, value).status in GOOD:
                return asked
        return question

    def _from_rounded(self, value: sp.Expr) -> bool:
        """Whether numbers are put in that lines before have rounded: h = 0.690, then (0.690 - 1)."""
        question = self.question
        if not self.shown or bases(value):
            return False
        shown = {key: as_written(number) for key, number in self.shown.items()}
        expr = full(numeric.with_numbers(question.named, shown), question.model)
        return self._compared(numeric.with_numbers(expr, numeric.given(question)), value).status in GOOD

    def _from_digits(self, node: s.Node, value: sp.Expr) -> bool:
        """Whether it is right with what they stand for in the place of rounded numbers: −0.6636 · 0.2217 · 2."""
        if not self.stands_for or bases(value):
            return False

        def change(part: s.Node) -> s.Node | None:
            return self.stands_for.get(part.text) if isinstance(part, s.Number) else None

        after = self._value(rebuilt(node, change))
        numbers = numeric.given(self.question)
        if after is None or not numbers:
            return False
        sides = (numeric.with_numbers(side, numbers) for side in (self.question.expr, after))
        return self._compared(*sides).status in GOOD

    def _from_factors(self, node: s.Node, value: sp.Expr) -> bool:
        """Whether it may be right, the decimals in it being rounded, of which no line says anything."""
        return (
            bool(self.question.item.given) and not bases(value) and from_rounded_factors(self.question, node)
        )

    def _follows_factors(self, node: s.Node) -> bool:
        """Whether a number is what such decimals on the side before it give."""
        before = self.last_node
        if self.last is None or before is None or bases(self.last):
            return False
        follows = numeric.standing(self.last, node) in ("exact", "rounded")
        return follows and from_rounded_factors(self.question, before)

    def _follows(self, value: sp.Expr | None, node: s.Node, status: Status) -> bool | None:
        if value is None:
            return None
        if self.last is None:
            return self._carried(value) if self.claims and status == "different" else None
        numbers = numeric.given(self.question)
        before = numeric.with_numbers(self.last, numbers)
        if numbers and number_in(node) is not None and not bases(before):
            standing = numeric.standing(before, node)
            if standing is not None:
                return standing in ("exact", "rounded") or self._from_rounded_before(node)
        found = self._compared(*(numeric.with_numbers(side, numbers) for side in (self.last, value)))
        if found.status == "different" and self.claims:
            return self._as_claimed(value, node)
        return None if found.status == "undecided" else found.status in GOOD

    def _carried(self, value: sp.Expr) -> bool | None:
        """Whether a wrong value is the right one but for the wrong claims before it."""
        statuses = [self._compared(*pair).status for pair in carried(self.question, value, self.claims)]
        return None if set(statuses) == {"undecided"} else any(status in GOOD for status in statuses)

    def _as_claimed(self, value: sp.Expr, node: s.Node) -> bool:
        """Whether a value follows from the one before it once both have what was claimed of derivatives in them."""
        assert self.last_node is not None
        before = as_claimed(self.last_node, self.claims)
        if before is self.last_node:
            return False
        left, right = self._value(before), self._value(as_claimed(node, self.claims))
        return left is not None and right is not None and self._compared(left, right).status in GOOD

    def _from_rounded_before(self, node: s.Node) -> bool:
        shown = {**self.shown, **self.question.item.shown}
        question = changed(self.question, item=changed(self.question.item, shown=shown))
        found = numeric.judge(question, node)
        return found is not None and found.verdict == "follows_from_rounded"


def _rational(node: s.Node) -> sp.Rational:
    value = as_written(digits(node))
    return sp.Rational(value.numerator, value.denominator)


__all__ = ["Values"]
