"""One line of a derivation after the other: each against the question, and against the lines before.

In: the question and the text of a line.  Out: a ``LineVerdict``.  A line supposes something (a case), is a definition
(let u = …), a claim (an equation whose sides are both known: ∂a/∂w = x), a remark in numbers, or a value of what is
asked for; a chain of equals signs is one line whose sides are values one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from dataclasses import replace as changed
from fractions import Fraction
from functools import partial

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.asides import Asides
from symgrad.checking.beside import Beside
from symgrad.checking.differentials import called, whole_gradient, with_differentials
from symgrad.checking.introduced import definitions_in, looked_up
from symgrad.checking.left_sides import primed
from symgrad.checking.lettering import as_derived
from symgrad.checking.names import Defined, typed_powers
from symgrad.checking.prose import clauses, equations, without_words
from symgrad.checking.question import renamed
from symgrad.checking.set_to_zero import is_zero, may_be_set
from symgrad.checking.standing import GOOD
from symgrad.checking.subscripted import inside, names_inside, with_subscripts
from symgrad.checking.supposed import Condition, Supposed, letters_of, split
from symgrad.checking.totals import without_differentials
from symgrad.checking.verdict import Failure, LineVerdict, Refused
from symgrad.checking.words import joined, say
from symgrad.errors import SymgradError
from symgrad.reading import syntax as s

#: signs that only lead on to the next line
_ON = re.compile(
    r"^\s*(?:&?\s*(?:=|[≈≃≒]|\\(?:approx|simeq)(?![A-Za-z]))|\\(?:Rightarrow|Longrightarrow|implies|therefore|Leftrightarrow|iff|to)(?![A-Za-z])|⇒|∴)\s*&?"
)
_EQUALS = re.compile(r"=|[≈≃≒]|\\(?:approx|simeq)")
_END = re.compile(r"\s*(?:\\\\|[,;.])\s*$")


Carry = Callable[[tuple[s.Node, ...]], LineVerdict]


@dataclass
class Walk(Beside, Asides):
    """The lines so far; ``line`` judges the next one."""

    #: the clauses of all lines, and the definitions in them, once one is looked for
    clauses: Sequence[str] = ()
    known: Sequence[Defined] | None = None

    def line(self, parts: Sequence[str], *, at_end: bool) -> LineVerdict:
        """The verdict on one line, its clauses; what cannot be read is invalid, and the walk goes on."""
        self.number += 1
        if self.zero:
            return LineVerdict("undecided", None, "claim")
        before = self.last, self.last_node, self.wrong, self.first_wrong
        verdicts = []
        # What "=" leads on from: the line before, or the clause before; in the next line this one's value, or its end.
        carry = after = self.carry
        values = self.values
        try:
            for n, text in enumerate(parts, 1):
                self.in_front = n < len(parts)
                self.at_end = at_end and not self.in_front
                if n > 1:
                    self.carry = self._either(self.carry, carry)
                count = self.values
                verdicts.append(self._line_or_later(text))
                after = self.carry if self.values > count else after
            if len(parts) > 1 and self.values > values:
                self.carry = self._either(self.carry, after)
            return _as_one(verdicts)
        except SymgradError as error:
            self.carry, self.unread = None, _has_left_side(parts[0])
            # Nothing is said of a line by those of its sides that were read.
            self.last, self.last_node, self.wrong, self.first_wrong = before
            return LineVerdict("invalid", None, error=Failure.of(error))
        finally:
            if at_end:
                self._leave_open()

    def _either(self, first: Carry | None, second: Carry | None) -> Carry | None:
        """What judges sides that lead on from one of two things: from the first, if they are right so."""
        if first is None or first is second:
            return second

        def judge(sides: tuple[s.Node, ...]) -> LineVerdict:
            found = self._tried(partial(first, sides))
            return found or (self._values(sides) if second is None else second(sides))

        return judge

    def _leave_open(self) -> None:
        """A right result that may rest on a claim nobody could judge is for a person."""
        final = self.last_verdict
        if self.open and final is not None and final.accept:
            self.last_verdict = changed(final, accept=None, text=joined(final.text, say("claim_open")))

    def _line_or_later(self, text: str) -> LineVerdict:
        """The verdict on a line; where it cannot be read, with the names that other lines define."""
        carry, supposed = self.carry, self.supposed
        before = self.last, self.last_node, self.wrong, self.first_wrong, self.values
        try:
            return self._line(text)
        except SymgradError:
            if self.known is None:
                self.known = definitions_in(self.question, self.clauses)
            rows = looked_up(self.question, self.defined, text, self.known)
            if not rows or self.supposed is not supposed:
                raise
        self.carry = carry
        self.last, self.last_node, self.wrong, self.first_wrong, self.values = before
        for row in rows:
            self.early.add(row.key)
            self.defined.insert(0, row)
            self._learn(row)
        return self._line(text)

    def _line(self, text: str) -> LineVerdict:
        for condition, rest in split(text, self._read, self._condition):
            self._suppose(condition)
            if not bare(rest).strip(" $&\\,.:"):
                return LineVerdict("case", None, "words")
            text = rest
        if self.supposed is not None:
            self.spoken = self.spoken or bool(bare(text).strip(" $&\\,.:"))
        several = [part for clause in clauses(text) for part in equations(clause)]
        if len(several) > 1:
            return self._together(several)
        formula, is_let = without_words(text)
        if not formula.strip(" $&\\,.:"):
            return LineVerdict("words", None, "words")
        stripped, leads_on = _stripped(formula)
        stripped, leads_on = self._as_derivative(stripped, leads_on)
        if "^(" in stripped and self.defined:
            stripped = typed_powers(stripped, {row.key for row in self.defined if not row.letters})
        statements = self.question.trees(stripped)
        if len(statements) > 1:
            raise Refused("one line is one formula.", statements[1].origin, reason="wrong_type")
        own = {row.key for row in self.defined}
        tree = self._squared(with_differentials(self.question, statements[0], own))
        subscripted = with_subscripts(
            self.question, tree, self._bodies(), lambda node: self._meant(node) is not None
        )
        if subscripted is not tree and subscripted != tree:
            return self._subscripted(tree, subscripted, leads_on, is_let)
        other = called(tree) if own else tree
        if other != tree:
            first = self._tried(partial(self._tree, tree, leads_on, is_let))
            return (
                first
                or self._tried(partial(self._tree, other, leads_on, is_let))
                or self._tree(tree, leads_on, is_let)
            )
        return self._tree(tree, leads_on, is_let)

    def _tried(self, judge: Callable[[], LineVerdict]) -> LineVerdict | None:
        """The verdict on a line that may be read otherwise; if it is wrong, ``None``, and nothing is remembered."""
        before = {
            name: copy(value) if isinstance(value, (list, dict, set)) else value
            for name, value in vars(self).items()
        }
        with suppress(SymgradError):
            verdict = judge()
            if verdict.status in GOOD:
                return verdict
        vars(self).update(before)
        return None

    def _subscripted(
        self, tree: s.Statement, subscripted: s.Statement, leads_on: bool, is_let: bool
    ) -> LineVerdict:
        """The verdict on a line with u_x: on the derivative of u by x, or else on a name that the line gives."""
        found = self._tried(partial(self._tree, subscripted, leads_on, is_let))
        if found is not None:
            return found
        named = (
            isinstance(tree, s.Relation)
            and isinstance(tree.sides[0], s.Name)
            and tree.sides[0].sub is not None
        )
        if not named or not isinstance(subscripted, s.Relation) or subscripted.sides[0] == tree.sides[0]:  # type: ignore[attr-defined]
            return self._tree(subscripted, leads_on, is_let)
        self.open = True  # a wrong derivative, or a name such as w_x for wx
        verdict = self._tree(tree, leads_on, is_let)
        return changed(verdict, status="undecided") if verdict.status == "definition" else verdict

    def _tree(self, tree: s.Statement, leads_on: bool, is_let: bool) -> LineVerdict:
        """The verdict on a line, as it is read."""
        tree = self._plain_names(tree)
        carry, self.carry = self.carry, None
        unread, self.unread = self.unread, False
        says_derivative = self._says_derivative(tree)
        if (is_let and not says_derivative) or self._assigns(tree):
            return self._definition(tree)
        if is_let:
            self.at_end = False  # what is explained is not the answer
        if not leads_on and self._introduces(tree):
            self.unused = self.at_end and self.values > 0 and not self._is_early(tree)
            return self._definition(tree)
        sides = _sides(tree)
        if is_zero(sides[-1]) or is_zero(sides[0]):
            before, sides = sides, self._without_zero(sides, leads_on)
            if not sides:
                return LineVerdict("equal" if leads_on else "undecided", None, "claim")
            if sides is not before:
                tree = s.Relation(tree.origin, sides, ("=",) * (len(sides) - 1))
        if leads_on and carry is not None:
            return self._carried_on(carry, sides)
        if leads_on and unread and not self.at_end and not any(map(self._is_value, sides)):
            self.unread = True
            return LineVerdict("undecided", None, "claim")
        if len(sides) > 1 and self.question.model is None and not (self.at_end and len(sides) == 2):
            rule = self._rule(sides)
            if rule is not None and (len(sides) == 2 or rule.status not in GOOD):
                return rule
            sides = sides if rule is None else (sides[0], *sides[2:])
        if not leads_on and len(sides) > 1:
            sides = whole_gradient(self.question, numeric.anywhere(self.question, sides[0])), *sides[1:]
            aside = self._beside(tree, sides)
            if aside is not None:
                return aside
            sides = self.question.uncalled(sides[0]), *sides[1:]
            if not self.at_end and (self._is_remark(sides) or self._holds_in_numbers(sides)):
                first = self._value(sides[0])
                if first is not None:
                    self._remember(sides[0], first, sides[-1])
                self.carry = partial(self._claim, sides[0], first) if first is not None else None
                return LineVerdict("equal", None, "claim")
            label = self._label(sides[0])
            if label == [] and isinstance(sides[0], s.Name) and sides[0].primes:
                further = self._further(sides[0])
                if further is not None:
                    return self._claim(sides[0], further, sides[1:])
            if label == [] and self._is_the_model(sides[0], sides[-1]):
                self._renames(sides[0])
                self.carry = partial(self._on_model, sides[0])
                return LineVerdict("equal", None, "claim")
            if label is not None:
                if label and self._solves(sides[0]):
                    self.open = True
                    return LineVerdict("undecided", None, "claim")
                if label:
                    judge = partial(self._claim, sides[0], label[0])
                    return self._said_of(judge, sides, only=self._of_own_name(sides[0]))
                self._letter(sides[0])
                self._begins()
                self.labelled = True
                return self._values(sides[1:])
            other = self._with_other_axes(sides[0])
            if other is not None:
                self.other = sides[0], other
                self.carry = partial(self._claim, sides[0], other[0], axes=other)
                return self._claim(sides[0], other[0], sides[1:], other)
        if self.supposed is not None and self.other is not None and len(sides) == 1:
            again = self._again(*self.other, sides[0])
            if again is not None:
                return again
        if not leads_on:
            self._begins()
            aside = self._aside(sides)
            if aside is not None:
                return aside
        return self._values(sides, alone=not leads_on and len(sides) == 1)

    def _squared(self, tree: s.Statement) -> s.Statement:
        """The equation with a power for the u^2 that it begins with, which is read as the name of a square."""
        head = tree.sides[0] if isinstance(tree, s.Relation) else None
        if not isinstance(tree, s.Relation) or not isinstance(head, s.Name) or head.sup is None:
            return tree
        base = changed(head, sup=None)
        if head.sup.text != "2" or self._meant(head) is not None or self._meant(base) is None:
            return tree
        power = s.Power(head.origin, base, s.Number(head.sup.origin, Fraction(2), "2"))
        return changed(tree, sides=(power, *tree.sides[1:]))

    def _as_derivative(self, text: str, leads_on: bool) -> tuple[str, bool]:
        """The line with du/dx = 2x for du = 2x dx, and for = 2x dx below that; whether it still leads on."""
        if not leads_on:
            after = self._without_differentials(text)
            self.differential = text.partition("=")[0] if after != text else ""
            return after, False
        said = f"{self.differential}={text}"
        after = self._without_differentials(said) if self.differential else said
        return (text, True) if after == said else (after, False)

    def _without_differentials(self, text: str) -> str:
        """``du/dx = 2x`` for ``du = 2x dx``.  Raises ``Refused`` for other such lines."""
        model = self.question.model
        if "d" in self.question.known and (model is None or model.names["d"].role != "size"):
            return text
        arrays = bool(self.question.shapes) or (
            model is not None and any(name.axes for name in model.names.values())
        )

        def made_of(key: str) -> set[str]:
            bodies = self._bodies()
            found = inside(key, names_inside(self.question, bodies))
            return found | set(bodies) - {key} if model is not None and key == model.target else found

        def is_term(factor: str) -> bool:
            tree = self._read(f"{factor} 1")  # a + b 1 has two terms, (a + b) 1 has one
            return isinstance(tree, s.Formula) and not (
                isinstance(tree.body, s.Plus) and len(tree.body.terms) > 1
            )

        return without_differentials(text, made_of, is_term, arrays=arrays)

    def _bodies(self) -> dict[str, s.Node]:
        """What the lines so far say names are."""
        own = {row.key: row.body for row in self.defined if isinstance(row.head, s.Name) and not row.letters}
        return self.said | own

    def _says_derivative(self, tree: s.Statement) -> bool:
        """``where u' = 2x`` of a u that is known: no definition."""
        head = tree.sides[0] if isinstance(tree, s.Relation) else None
        return isinstance(head, s.Name) and bool(head.primes) and self._meant(head) is not None

    def _solves(self, left: s.Node) -> bool:
        """``w = …`` as the last line, behind a right derivative by w: where that is zero, perhaps."""
        partial = self.question.partial
        right = self.labelled and self.last_verdict is not None and self.last_verdict.status in GOOD
        return self.at_end and right and partial is not None and self._value(left) == partial.wrt

    def _without_zero(self, sides: tuple[s.Node, ...], leads_on: bool) -> tuple[s.Node, ...]:
        """The sides without the 0 that the gradient is set to; none where nothing else is said."""
        rest = sides[:-1] if is_zero(sides[-1]) else sides[1:]
        value = rest[-1] if rest else self.last_node if leads_on else None
        if value is None or self.supposed is not None or not may_be_set(self.question):
            return sides
        if len(rest) == 1 and isinstance(value, (s.Derived, s.Nabla, s.Name, s.Call)):
            right = self.last_verdict is not None and self.last_verdict.status in GOOD
            if not right or self._label(value) != []:
                return sides  # ∂b/∂w = 0
            self.zero = True
            return ()
        if not self._is_value(value):
            return sides
        self.zero = True
        return rest

    def _beside(self, tree: s.Statement, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        """The verdict on what a line says of a name of its own, or of what is asked for at one place."""
        left = tree.sides[0] if isinstance(tree, s.Relation) else sides[0]
        there = self._at_a_place(left)
        if there is not None:
            self.carry = partial(self._claim, left, there)
            return self._claim(left, there, sides[1:])
        if self._is_primed_part(sides[0]):
            return self._primed_part(sides[0], sides[1:])
        derived = as_derived(sides[0])
        found = self._by_own(derived, sides[1:])
        if found is not None:
            self.carry = partial(self._on_own, derived)
            if found.status == "equal":
                self.gradients.append((derived, sides[1]))
            return found
        return self._gradient(sides[0], sides[1:])

    def _said_of(
        self,
        judge: Callable[[tuple[s.Node, ...]], LineVerdict],
        sides: tuple[s.Node, ...],
        *,
        only: bool = False,
    ) -> LineVerdict:
        """A claim, which the next line may carry on; the last line of ``only`` such is meant as the answer."""
        verdict = judge(sides[1:])
        self.carry = judge
        if only and self.at_end and not self.values:
            meant = self._values(sides[1:])
            return verdict if verdict.status not in GOOD else meant
        return verdict

    def _carried_on(
        self, carry: Callable[[tuple[s.Node, ...]], LineVerdict], sides: tuple[s.Node, ...]
    ) -> LineVerdict:
        """``= …`` below L = …; where it is no value of L but what is asked for, that is said without its left side."""
        verdict = carry(sides)
        self.carry = carry
        if verdict.status not in GOOD and (self._is_value(sides[-1]) or (self.at_end and not self.values)):
            self._values(sides)
        return verdict

    def _goes_on(self, body: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict:
        """``= …`` below ``where ŷ = wx + b``: of that, or of the value above it."""
        if self._are_equal(body, sides):
            return LineVerdict("equal", None, "claim")
        return self._values(sides)

    def _begins(self) -> None:
        """A line that does not lead on from a value of a case may be a step of that case, or say what holds in all."""
        self.doubtful = self.doubtful or any(supposed is self.supposed for supposed, _ in self.cases)

    def _together(self, several: list[str]) -> LineVerdict:
        """Several things that one line says: the first that is not right, else the last of them."""
        return _as_one([self._line(part) for part in several])

    def _read(self, text: str) -> s.Statement | None:
        try:
            statements = self.question.trees(text) if text.strip() else ()
        except SymgradError:
            return None
        return statements[0] if len(statements) == 1 else None

    def _condition(self, tree: s.Relation) -> Condition | None:
        question = self.question
        names = {*question.known} - {letter.name for letter in question.index}
        names |= {row.key for row in self.defined}
        letters = letters_of(tree, lambda name: name.key in names)
        if letters is not None:
            return letters
        one = tuple(s.Number(tree.origin, Fraction(number), str(number)) for number in (1, 0))
        chosen = s.Cases(tree.origin, ((one[0], tree), (one[1], None)))
        expr, index = question.meaning(chosen, self.defined)
        return Condition(expr.args[0][1]) if isinstance(expr, sp.Piecewise) and not index else None

    def _suppose(self, condition: Condition | None) -> None:
        """A case begins; ``None`` is what the cases before it are not."""
        before = [*self.others, condition] if condition is not None else self.others
        if self.supposed is not None and not self.spoken:
            self.outer, self.either = self.supposed, self.supposed.condition is None
        self.either = self.either or condition is None
        self.spoken = self.doubtful = False
        if condition is None and not self.others:
            raise Refused("otherwise: no case came before it.", reason="wrong_type")
        self.supposed = Supposed(condition, tuple(self.others))
        self.others = [] if condition is None else list(before)
        self.last = self.general

    def _letter(self, left: s.Node) -> None:
        """With ∂y_i/∂a_k on the left what is asked for has the letters i and k."""
        if self.supposed is None or not self.supposed.of_letters or self.question.model is None:
            return
        index = self.question.meaning(left, self.defined)[1]
        if len(index) == len(self.question.index):
            expr = renamed(self.question.expr, self.question.index, index, self.question.known)
            self.lettered = changed(self.question, expr=expr, index=index)


def _as_one(verdicts: list[LineVerdict]) -> LineVerdict:
    """The verdict on several things that one line says: on the first that is not right, else on the last of them."""
    if len(verdicts) == 1:
        return verdicts[0]
    wrong = (one for one in verdicts if one.status not in (*GOOD, "definition", "words", "case"))
    said = [one for one in verdicts if one.kind not in ("definition", "words")]
    found = next(wrong, (said or verdicts)[-1])
    return changed(found, follows=False) if any(one.follows is False for one in verdicts) else found


def _stripped(text: str) -> tuple[str, bool]:
    """A line without what leads on from the line before, and whether there was such."""
    text = _END.sub("", text)
    bare = _ON.sub("", text)
    return bare, _EQUALS.search(text[: len(text) - len(bare)]) is not None


def _has_left_side(text: str) -> bool:
    """Whether a line that cannot be read says of something what it is, so that what leads on is about that."""
    return _EQUALS.search(bare(text)) is not None


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
