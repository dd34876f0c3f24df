"""One line of a derivation after the other: each against the question, and against the lines before.

In: the question and the text of a line.  Out: a ``LineVerdict``.  A line is a definition (let u = …), a claim (an
equation whose sides are both known: ∂a/∂w = x), a remark in numbers, or a value of what is asked for; a chain of equals
signs is one line whose sides are values one after the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from dataclasses import replace as changed
from fractions import Fraction

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.carried import Claim, as_claimed, carried
from symgrad.checking.derivatives import full, worked_out
from symgrad.checking.judge import (
    Explain,
    against,
    is_update,
    not_fitting,
    primed,
    seconds_left,
    verdict_on,
    wrong_label,
)
from symgrad.checking.names import Defined, number_in, put_in
from symgrad.checking.names import defined as definition
from symgrad.checking.prose import clauses, equations, without_words
from symgrad.checking.question import Meaning, Question, renamed
from symgrad.checking.supposed import Condition, Supposed, letters_of, split
from symgrad.checking.verdict import Failure, LineVerdict, Refused, Status, Verdict
from symgrad.checking.words import joined, say
from symgrad.equality import Verdict as Compared
from symgrad.equality import compare
from symgrad.equality.clock import Clock
from symgrad.errors import ModelError, SymgradError
from symgrad.exact import as_written
from symgrad.expressions import Partial, add, bases, mul, replace
from symgrad.reading import expression
from symgrad.reading import syntax as s
from symgrad.reading.names import Names

#: signs that only lead on to the next line
_ON = re.compile(
    r"^\s*(?:&?\s*=|\\(?:Rightarrow|Longrightarrow|implies|therefore|Leftrightarrow|iff|to)(?![A-Za-z])|⇒|∴)\s*&?"
)
_END = re.compile(r"\s*(?:\\\\|[,;.])\s*$")

#: what is right or may be
GOOD: tuple[Status, ...] = ("equal", "equal_where_defined", "agrees")


@dataclass
class Walk:
    """The lines so far: what was defined, the last value that was written."""

    question: Question
    clock: Clock
    explain: Explain | None = None
    defined: list[Defined] = field(default_factory=list)
    last: sp.Expr | None = None
    last_verdict: Verdict | None = None
    first_wrong: sp.Expr | None = None
    #: whether that follows a right value with nothing left to differentiate
    after_right: bool = False
    wrong: bool = False
    #: the first thing that is wrong, where that is a claim
    claim: Claim | None = None
    #: every wrong claim
    claims: list[Claim] = field(default_factory=list)
    #: how the last value was written, and how many values were
    last_node: s.Node | None = None
    values: int = 0
    #: what lines say of names: L = u² for dL/du
    said: dict[str, s.Node] = field(default_factory=dict)
    #: whether this is the last line
    at_end: bool = False
    #: rounded numbers that lines gave names: h = 0.690
    shown: dict[str, str] = field(default_factory=dict)
    #: what is supposed at this line, and the verdict on the last value of each case
    supposed: Supposed | None = None
    cases: list[tuple[Supposed, Verdict]] = field(default_factory=list)
    #: the cases so far, and the last value that holds in all of them
    others: list[Condition] = field(default_factory=list)
    general: sp.Expr | None = None
    #: the question in the letters that a line of a case has for it
    lettered: Question | None = None
    #: wrong values of lines that are only an expression: number of the line and value
    parts: list[tuple[int, sp.Expr]] = field(default_factory=list)
    #: the numbers of those that make up the value after them
    used: set[int] = field(default_factory=set)
    number: int = 0
    #: the last claim about something with other letters than what is asked for
    other: tuple[s.Node, Meaning] | None = None

    # -- one line ------------------------------------------------------------------------------------------------

    def line(self, text: str, *, at_end: bool) -> LineVerdict:
        """The verdict on one line; what cannot be read is invalid, and the walk goes on."""
        self.at_end = at_end
        self.number += 1
        try:
            return self._line(text)
        except SymgradError as error:
            return LineVerdict("invalid", None, error=Failure.of(error))

    def _line(self, text: str) -> LineVerdict:
        for condition, rest in split(text, self._read, self._condition):
            self._suppose(condition)
            if not bare(rest).strip(" $&\\,.:"):
                return LineVerdict("case", None, "words")
            text = rest
        several = [part for clause in clauses(text) for part in equations(clause)]
        if len(several) > 1:
            return self._together(several)
        formula, is_let = without_words(text)
        if not formula.strip(" $&\\,.:"):
            return LineVerdict("words", None, "words")
        stripped, leads_on = _stripped(formula)
        statements = self.question.trees(stripped)
        if len(statements) > 1:
            raise Refused("one line is one formula.", statements[1].origin, reason="wrong_type")
        (tree,) = statements
        if is_let or self._assigns(tree) or (not leads_on and self._introduces(tree)):
            return self._definition(tree)
        sides = _sides(tree)
        if not leads_on and len(sides) > 1:
            if not self.at_end and self._is_remark(sides):
                return LineVerdict("equal", None, "claim")
            own = self._of_own(sides[0], sides[1:])
            if own is not None:
                return own
            label = self._label(sides[0])
            if label is not None:
                if label:
                    return self._claim(sides[0], label[0], sides[1:])
                self._letter(sides[0])
                return self._values(sides[1:])
            other = self._with_other_axes(sides[0])
            if other is not None:
                self.other = sides[0], other
                return self._claim(sides[0], other[0], sides[1:], other)
        if self.supposed is not None and self.other is not None and len(sides) == 1:
            again = self._again(*self.other, sides[0])
            if again is not None:
                return again
        return self._values(sides, alone=not leads_on and len(sides) == 1)

    def _together(self, several: list[str]) -> LineVerdict:
        """Several things that one line says: the first that is not right, else the last of them."""
        verdicts = [self._line(part) for part in several]
        wrong = (one for one in verdicts if one.status not in (*GOOD, "definition", "words", "case"))
        said = [one for one in verdicts if one.kind not in ("definition", "words")]
        found = next(wrong, (said or verdicts)[-1])
        return changed(found, follows=False) if any(one.follows is False for one in verdicts) else found

    # -- what is supposed ------------------------------------------------------------------------------------------

    def _read(self, text: str) -> s.Statement | None:
        try:
            statements = self.question.trees(text) if text.strip() else ()
        except SymgradError:
            return None
        return statements[0] if len(statements) == 1 else None

    def _condition(self, tree: s.Relation) -> Condition | None:
        own = {row.key for row in self.defined}
        letters = letters_of(tree, lambda name: name.key in self.question.known or name.key in own)
        if letters is not None:
            return letters
        one = tuple(s.Number(tree.origin, Fraction(number), str(number)) for number in (1, 0))
        chosen = s.Cases(tree.origin, ((one[0], tree), (one[1], None)))
        expr, index = self.question.meaning(chosen, self.defined)
        return Condition(expr.args[0][1]) if isinstance(expr, sp.Piecewise) and not index else None

    def _suppose(self, condition: Condition | None) -> None:
        """A case begins; ``None`` is what the cases before it are not."""
        before = [*self.others, condition] if condition is not None else self.others
        if condition is None and not self.others:
            raise Refused("otherwise: no case came before it.", reason="wrong_type")
        self.supposed = Supposed(condition, tuple(self.others))
        self.others = [] if condition is None else list(before)
        self.last = self.general

    def _holds(self, one: sp.Expr, other: sp.Expr) -> Compared:
        """The comparison where what is supposed holds, and there alone."""
        assert self.supposed is not None
        return self._plainly(self.supposed.under(one), self.supposed.under(other))

    def _letter(self, left: s.Node) -> None:
        """With ∂y_i/∂a_k on the left what is asked for has the letters i and k."""
        if self.supposed is None or not self.supposed.of_letters or self.question.model is None:
            return
        index = self.question.meaning(left, self.defined)[1]
        if len(index) == len(self.question.index):
            expr = renamed(self.question.expr, self.question.index, index)
            self.lettered = changed(self.question, expr=expr, index=index)

    def _again(self, left: s.Node, axes: Meaning, side: s.Node) -> LineVerdict | None:
        """−y_i y_k for i ≠ k, where the case before said what ∂y_i/∂a_k is for i = k."""
        value = self._in_letters(self.question.meaning(side, self.defined), side, axes[1])
        right = value is not None and self._compared(axes[0], value).status in GOOD
        return LineVerdict("equal", None, "claim") if right else None

    def _in_letters(self, meaning: Meaning, node: s.Node, index: tuple[sp.Symbol, ...]) -> sp.Expr | None:
        """The expression with these letters; it may be the same for every value of one of them."""
        value = changed(self.question, index=index).aligned(meaning, node)
        return meaning[0] if value is None and set(meaning[1]) < set(index) else value

    def _with_other_axes(self, left: s.Node) -> Meaning | None:
        """∂y_i/∂a_k where ∂E/∂a_k is asked for: its value and its letters."""
        if self.question.model is None or not isinstance(left, (s.Derived, s.Name)):
            return None
        try:
            meaning = self.question.meaning(left, self.defined)
        except SymgradError:
            return None
        return meaning if len(meaning[1]) != len(self.question.index) else None

    def _is_remark(self, sides: tuple[s.Node, ...]) -> bool:
        """2(0.8 - 1) = -0.4: numbers that are equal, and not the value that is asked for."""
        values = [self._value(side) for side in sides]
        first = values[0]
        if first is None or any(value is None or bases(value) for value in values):
            return False
        for side, value in zip(sides[1:], values[1:], strict=True):
            if value is None or self._value_of(first, side, value) not in GOOD:
                return False
        asked = numeric.with_numbers(self.question.expr, numeric.given(self.question))
        return not bases(asked) and self._value_of(asked, sides[-1], first) not in GOOD

    def _assigns(self, tree: s.Statement) -> bool:
        """``u := wx + b``; w := 1.62 is the value that was asked for."""
        return isinstance(tree, s.Assign) and not is_update(self.question, tree.target)

    def _introduces(self, tree: s.Statement) -> bool:
        """``u = wx + b`` with a u that nothing is known of."""
        if not isinstance(tree, s.Relation) or not tree.equation:
            return False
        head = tree.sides[0]
        if not isinstance(head, s.Name) or head.primes:
            return False
        if self.question.label is not None and head == self.question.label:
            return False
        try:
            self.question.meaning(head, self.defined)
        except SymgradError:
            # The last line may call the result what it likes; a name that is used later is a definition.
            return not self._is_value(tree.sides[-1])
        return False

    def _is_value(self, node: s.Node) -> bool:
        expr = self._value(node)
        return expr is not None and against(self.question, expr, self.clock, relation=False).status in GOOD

    def _definition(self, tree: s.Statement) -> LineVerdict:
        if isinstance(tree, s.Relation) and len(tree.sides) > 2:  # g = 2(0.8 - 1) = -0.4
            first = s.Relation(tree.origin, tree.sides[:2], tree.signs[:1])
            values = [self.question.meaning(side, self.defined)[0] for side in tree.sides[1:]]
            pairs = zip(tree.sides[2:], values[1:], strict=True)
            statuses = [self._value_of(values[0], side, value) for side, value in pairs]
            wrong = next((status for status in statuses if status not in GOOD), None)
            verdict = self._definition(first)
            return verdict if wrong is None else changed(verdict, status=wrong)
        row = definition(tree, indexed=bool(self.question.shapes) or self.question.model is not None)
        self.question.meaning(row.body, self.defined)  # said here if it cannot be read
        self.defined.insert(0, row)
        return LineVerdict("definition", None, "definition")

    def _label(self, node: s.Node) -> list[sp.Expr] | None:
        """``[]`` for what is asked for, ``[value]`` for another known quantity, ``None`` for a side like any other."""
        question = self.question
        named = isinstance(node, (s.Derived, s.Nabla, s.Name, s.Call))
        try:
            value = question.aligned(question.meaning(node, self.defined), node)
        except SymgradError:
            return [] if named and wrong_label(question, node, self.clock, self.defined) is None else None
        if value is None:
            return None
        if not named:
            return None
        if wrong_label(question, node, self.clock, self.defined) is None:
            return []
        return [value]

    def _of_own(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        """dL/du = 2u with a u of one's own, when a line before says L = u²; ``undecided`` where none does."""
        own = {row.key for row in self.defined}
        if not isinstance(left, s.Derived) or len(left.by) != 1 or left.by[0].key not in own:
            return None
        said = self.said.get(left.body.key) if isinstance(left.body, s.Name) else None
        if said is None or not any(part == left.by[0] for part in s.descend(said)):
            return LineVerdict("undecided", None, "claim")
        names = Names(undeclared="value")
        right = worked_out(expression(s.Derived(left.origin, said, left.by), names)[0], None)
        for side in sides:
            written = expression(side, names)[0]
            status = self._compared(right, written).status
            if status not in GOOD:
                full_right, full_written = self._with_own(right), self._with_own(written)
                if full_right is not None and full_written is not None:
                    self.claims.append(Claim(left, side, full_right, full_written))
                return LineVerdict(status, None, "claim")
        return LineVerdict("equal", None, "claim")

    def _with_own(self, expr: sp.Expr) -> sp.Expr | None:
        """The expression with the names that lines introduced, and the model's, put in."""
        table: dict[sp.Basic, sp.Basic] = {}
        for row in self.defined:
            value = self._value(row.body) if isinstance(row.head, s.Name) and not row.letters else None
            if value is not None:
                table[sp.Symbol(row.key)] = value
        return full(replace(expr, table), self.question.model)

    def _claim(
        self, left: s.Node, label: sp.Expr, sides: tuple[s.Node, ...], axes: Meaning | None = None
    ) -> LineVerdict:
        """∂a/∂w = x: both sides are known, whatever was asked for; ``axes`` if it has other letters than that."""
        if isinstance(left, s.Name):
            self.said[left.key] = sides[-1]
        status: Status = "equal"
        for side in sides:
            meaning = self.question.meaning(side, self.defined)
            if axes is None:
                value = self.question.aligned(meaning, side)
            else:
                value = self._in_letters(meaning, side, axes[1])
            if value is None:
                return LineVerdict("different", None, "claim")
            found = self._claimed(left, label, side, value)
            if found not in ("equal", "equal_where_defined") or status == "equal":
                status = found
            if status not in GOOD:
                claim = Claim(left, side, label, value, self._about(left))
                self.claims.append(claim)
                if not self.wrong:
                    self.claim = claim
                self.wrong = True  # what is written after it may be wrong because of it
                break
        return LineVerdict(status, None, "claim")

    def _claimed(self, left: s.Node, label: sp.Expr, side: s.Node, value: sp.Expr) -> Status:
        """How a side stands to what it is said to be; a number is judged to the digits written, and remembered."""
        exact = numeric.with_numbers(label, numeric.given(self.question))
        rounded = bool(self.question.item.given) and not bases(exact) and number_in(side) is not None
        if rounded and isinstance(left, s.Name) and numeric.standing(exact, side) == "rounded":
            self.shown[left.key] = _digits(side)
        return self._value_of(label, side, value)

    def _value_of(self, right: sp.Expr, side: s.Node, value: sp.Expr) -> Status:
        """How ``side``, which means ``value``, stands to ``right``, with the numbers that are given."""
        numbers = numeric.given(self.question)
        exact = numeric.with_numbers(right, numbers)
        if not numbers or bases(exact):
            return self._compared(right, value).status
        if number_in(side) is None:
            return self._compared(exact, numeric.with_numbers(value, numbers)).status
        return "equal" if numeric.standing(exact, side) in ("exact", "rounded") else "different"

    def _about(self, left: s.Node) -> Partial | None:
        if self.question.model is None:
            return None
        expr, _ = expression(put_in(left, (*self.defined, *self.question.table)), self.question.model)
        return expr if isinstance(expr, Partial) else None

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
        if len(fresh) < 2:
            return False
        for whole in (mul(*(part for _, part in fresh)), add(*(part for _, part in fresh))):
            if self._compared(whole, value).status in GOOD:
                self.used |= {number for number, _ in fresh}
                if any(part is self.first_wrong for _, part in fresh):
                    self.first_wrong, self.wrong = None, bool(self.claims)
                return True
        return False

    def _judged(self, node: s.Node) -> tuple[Verdict, sp.Expr | None]:
        question = self.question
        if numeric.is_numeric(question, node) and question.item.given:
            shown = {**self.shown, **question.item.shown}
            found = numeric.judge(changed(question, item=changed(question.item, shown=shown)), node)
            text = say(found.verdict, should_be=found.should_be)
            printed = _rational(node)
            if found.verdict == "follows_from_rounded":
                return Verdict("agrees", None, number=found, text=text), printed
            right = found.verdict in ("exact", "rounded")
            proof = f"number: {found.verdict}" if right else ""
            return Verdict("equal" if right else "different", right, proof, number=found, text=text), printed
        try:
            meaning = question.meaning(node, self.defined)
        except ModelError as error:
            verdict = not_fitting(question, node, error, self.clock, self.defined)
            if verdict is None:
                raise
            return verdict, None
        value = question.aligned(meaning, node)
        if self.supposed is not None and self.supposed.of_letters:
            question = self.lettered or question
            value = self._in_letters(meaning, node, question.index)
        if value is None:
            return Verdict(
                "different", False, note="shape", text=joined(say("different"), say("shape"))
            ), None
        compared = against(question, value, self.clock)
        if compared.status in GOOD:
            self.last = self.last if self.supposed is None else self.general
            self.supposed, self.others, self.general = None, [], value
            self.cases.clear()
        elif self.supposed is not None:
            verdict = verdict_on(question, self._holds(question.expr, value), value)
            self.cases = [case for case in self.cases if case[0] is not self.supposed]
            self.cases.append((self.supposed, verdict))
            return verdict, value
        if compared.status == "different" and self._from_rounded(value):
            text = say("from_rounded_numbers")
            return Verdict("agrees", None, text=text), value
        return verdict_on(question, compared, value), value

    def _from_rounded(self, value: sp.Expr) -> bool:
        """Whether numbers are put in that lines before have rounded: h = 0.690, then (0.690 - 1)."""
        question = self.question
        if not self.shown or bases(value):
            return False
        shown = {key: as_written(number) for key, number in self.shown.items()}
        expr = full(numeric.with_numbers(question.named, shown), question.model)
        return self._compared(numeric.with_numbers(expr, numeric.given(question)), value).status in GOOD

    def _value(self, node: s.Node) -> sp.Expr | None:
        try:
            return self.question.aligned(self.question.meaning(node, self.defined), node)
        except SymgradError:
            return None

    def _follows(self, value: sp.Expr | None, node: s.Node, status: Status) -> bool | None:
        if value is None:
            return None
        if self.last is None:
            return self._carried(value) if self.claims and status == "different" else None
        numbers = numeric.given(self.question)
        before = numeric.with_numbers(self.last, numbers)
        if numbers and number_in(node) is not None and not bases(before):
            return numeric.standing(before, node) in ("exact", "rounded") or self._from_rounded_before(node)
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
        return numeric.judge(question, node).verdict == "follows_from_rounded"

    def _compared(self, left: sp.Expr, right: sp.Expr) -> Compared:
        found = self._plainly(left, right)
        return found if found.status in GOOD or self.supposed is None else self._holds(left, right)

    def _plainly(self, left: sp.Expr, right: sp.Expr) -> Compared:
        return compare(
            left, right, domains=self.question.domains, constraints=self.question.constraints,
            deadline=seconds_left(self.clock), relation=False,
        )  # fmt: skip


def _digits(node: s.Node) -> str:
    found = number_in(node)
    assert found is not None
    value, text = found
    return f"-{text}" if value < 0 else text


def _rational(node: s.Node) -> sp.Rational:
    value = as_written(_digits(node))
    return sp.Rational(value.numerator, value.denominator)


def _stripped(text: str) -> tuple[str, bool]:
    """A line without what leads on from the line before, and whether there was such."""
    text = _END.sub("", text)
    bare = _ON.sub("", text)
    return bare, bare != text and "=" in text[: len(text) - len(bare)]


def bare(text: str) -> str:
    """The formula of a line, without the words and signs that lead to it and the stop behind it."""
    return _stripped(without_words(text)[0])[0]


def _sides(tree: s.Statement) -> tuple[s.Node, ...]:
    if isinstance(tree, s.Formula):
        return (tree.body,)
    if isinstance(tree, s.Assign):
        return tree.target, tree.value
    if isinstance(tree, s.Relation) and all(sign in ("=", r"\equiv", r"\approx") for sign in tree.signs):
        return primed(tree.sides[0]), *tree.sides[1:]
    raise Refused("a line is an expression or an equation.", tree.origin, reason="wrong_type")


__all__ = ["GOOD", "Walk", "bare"]
