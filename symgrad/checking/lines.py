"""A derivation line by line: each line against the question, and against the line before.

In: the question and the trees of the lines.  Out: a ``Verdict`` with one ``LineVerdict`` a line.  A line is a
definition (let u = …), a claim (an equation whose sides are both known: ∂a/∂w = x), or a value of what is asked for;
a chain of equals signs is one line whose sides are values one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.derivatives import worked_out
from symgrad.checking.explain import explain as explain_by
from symgrad.checking.explain import prepared, said
from symgrad.checking.judge import Explain, against, seconds_left, verdict_on, wrong_label
from symgrad.checking.names import Defined, put_in
from symgrad.checking.names import defined as definition
from symgrad.checking.question import Question
from symgrad.checking.verdict import Failure, LineVerdict, Named, Refused, Status, Verdict
from symgrad.checking.words import joined, say
from symgrad.equality import Verdict as Compared
from symgrad.equality import compare
from symgrad.equality.clock import Clock
from symgrad.errors import SymgradError
from symgrad.expressions import Partial
from symgrad.reading import expression
from symgrad.reading import syntax as s
from symgrad.reading.names import Names

#: words that introduce a definition, and signs that only lead on to the next line
_LET = re.compile(r"^\s*(?:\\text\s*\{)?\s*(?:let|where|with|put|set|define)\b\s*\}?\s*", re.IGNORECASE)
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
    wrong: bool = False
    #: the first wrong claim: the derivative it is about, the right value, the one written
    claim: tuple[Partial, sp.Expr, sp.Expr] | None = None
    #: what lines say of names: L = u² for dL/du
    said: dict[str, s.Node] = field(default_factory=dict)

    # -- one line ------------------------------------------------------------------------------------------------

    def line(self, text: str) -> LineVerdict:
        """The verdict on one line; what cannot be read is invalid, and the walk goes on."""
        try:
            return self._line(text)
        except SymgradError as error:
            return LineVerdict("invalid", None, error=Failure.of(error))

    def _line(self, text: str) -> LineVerdict:
        stripped, leads_on = _stripped(text)
        is_let = _LET.match(stripped) is not None
        statements = self.question.trees(_LET.sub("", stripped) if is_let else stripped)
        if len(statements) > 1:
            raise Refused("one line is one formula.", statements[1].origin, reason="wrong_type")
        (tree,) = statements
        if is_let or isinstance(tree, s.Assign) or (not leads_on and self._introduces(tree)):
            return self._definition(tree)
        sides = _sides(tree)
        if not leads_on and len(sides) > 1:
            own = self._of_own(sides[0], sides[1:])
            if own is not None:
                return own
            label = self._label(sides[0])
            if label is not None:
                return self._claim(sides[0], label[0], sides[1:]) if label else self._values(sides[1:])
        return self._values(sides)

    def _introduces(self, tree: s.Statement) -> bool:
        """``u = wx + b`` with a u that nothing is known of."""
        if not isinstance(tree, s.Relation) or not tree.equation or len(tree.sides) != 2:
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
            return not self._is_value(tree.sides[1])
        return False

    def _is_value(self, node: s.Node) -> bool:
        expr = self._value(node)
        return expr is not None and against(self.question, expr, self.clock, relation=False).status in GOOD

    def _definition(self, tree: s.Statement) -> LineVerdict:
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
        statuses = [self._compared(right, expression(side, names)[0]).status for side in sides]
        return LineVerdict(next((each for each in statuses if each not in GOOD), "equal"), None, "claim")

    def _claim(self, left: s.Node, label: sp.Expr, sides: tuple[s.Node, ...]) -> LineVerdict:
        """∂a/∂w = x: both sides are known, whatever was asked for."""
        if isinstance(left, s.Name):
            self.said[left.key] = sides[-1]
        status: Status = "equal"
        for side in sides:
            value = self.question.aligned(self.question.meaning(side, self.defined), side)
            if value is None:
                return LineVerdict("different", None, "claim")
            found = self._compared(label, value)
            if found.status not in ("equal", "equal_where_defined") or status == "equal":
                status = found.status
            if status not in GOOD:
                if not self.wrong:
                    self.claim = self._about(left, label, value)
                self.wrong = True  # what is written after it may be wrong because of it
                break
        return LineVerdict(status, None, "claim")

    def _about(self, left: s.Node, label: sp.Expr, value: sp.Expr) -> tuple[Partial, sp.Expr, sp.Expr] | None:
        if self.question.model is None:
            return None
        expr, _ = expression(put_in(left, (*self.defined, *self.question.table)), self.question.model)
        return (expr, label, value) if isinstance(expr, Partial) else None

    def _values(self, sides: tuple[s.Node, ...]) -> LineVerdict:
        """Every side is a value of what is asked for, each following from the one before it."""
        status: Status = "equal"
        follows: bool | None = None
        for side in sides:
            verdict, value = self._judged(side)
            step = self._follows(value)
            follows = step if follows is None else follows and step is not False
            if verdict.status not in GOOD or status == "equal":
                status = verdict.status
            if verdict.status not in GOOD and not self.wrong:
                self.first_wrong, self.wrong = value, True
            self.last_verdict = verdict
            self.last = value if value is not None else self.last
        return LineVerdict(status, follows)

    def _judged(self, node: s.Node) -> tuple[Verdict, sp.Expr | None]:
        question = self.question
        if numeric.is_numeric(question, node) and question.item.given:
            found = numeric.judge(question, node)
            right = found.verdict in ("exact", "rounded")
            text = say(found.verdict, should_be=found.should_be)
            proof = f"number: {found.verdict}" if right else ""
            return Verdict("equal" if right else "different", right, proof, number=found, text=text), None
        value = question.aligned(question.meaning(node, self.defined), node)
        if value is None:
            return Verdict(
                "different", False, note="shape", text=joined(say("different"), say("shape"))
            ), None
        return verdict_on(question, against(question, value, self.clock), value), value

    def _value(self, node: s.Node) -> sp.Expr | None:
        try:
            return self.question.aligned(self.question.meaning(node, self.defined), node)
        except SymgradError:
            return None

    def _follows(self, value: sp.Expr | None) -> bool | None:
        if value is None or self.last is None:
            return None
        numbers = numeric.given(self.question)
        found = self._compared(*(numeric.with_numbers(side, numbers) for side in (self.last, value)))
        return None if found.status == "undecided" else found.status in GOOD

    def _compared(self, left: sp.Expr, right: sp.Expr) -> Compared:
        return compare(
            left, right, domains=self.question.domains, constraints=self.question.constraints,
            deadline=seconds_left(self.clock), relation=False,
        )  # fmt: skip


def _stripped(text: str) -> tuple[str, bool]:
    """A line without what leads on from the line before, and whether there was such."""
    text = _END.sub("", text)
    bare = _ON.sub("", text)
    return bare, bare != text and "=" in text[: len(text) - len(bare)]


def bare(text: str) -> str:
    """The formula of a line, without the words and signs that lead to it and the stop behind it."""
    return _LET.sub("", _stripped(text)[0])


def _sides(tree: s.Statement) -> tuple[s.Node, ...]:
    if isinstance(tree, s.Formula):
        return (tree.body,)
    if isinstance(tree, s.Relation) and all(sign in ("=", r"\equiv", r"\approx") for sign in tree.signs):
        return tree.sides
    raise Refused("a line is an expression or an equation.", tree.origin, reason="wrong_type")


# -- all of them -------------------------------------------------------------------------------------------------


def judged_lines(
    question: Question, texts: tuple[str, ...], clock: Clock, explain: Explain | None = None
) -> Verdict:
    """The verdict on a derivation: that on its last value, with every line's own."""
    walk = Walk(question, clock, explain)
    lines = tuple(walk.line(text) for text in texts)
    number = next(
        (n for n, line in enumerate(lines, 1) if line.status == "different" or line.follows is False), None
    )
    final = walk.last_verdict
    if final is None:
        error = next((line.error for line in lines if line.error is not None), None)
        error = error or Failure("wrong_type", None, "no line says what was asked for.")
        return Verdict("invalid", None, lines=lines, text=say("invalid", message=error.message), error=error)
    notes = tuple(_notes(final, lines, number))
    # A right last line after a wrong one, or one that cannot be read, is for a person.
    unclear = number is not None or any(line.status == "invalid" for line in lines)
    accept = None if final.accept and unclear else final.accept
    mistake = _mistake(walk)
    texts_said = [final.text, *(say(note, number=str(number)) for note in notes)]
    texts_said += [said(mistake)] if mistake is not None else []
    return changed(
        final, accept=accept, lines=lines, first_wrong_line=number, note=" ".join(notes), mistake=mistake,
        text=joined(*texts_said),
    )  # fmt: skip


def _notes(final: Verdict, lines: tuple[LineVerdict, ...], number: int | None) -> Iterator[str]:
    if number is None:
        values = [line for line in lines if line.kind == "value"]
        if len(lines) == 1 and len(values) == 1:
            yield "copied"
        return
    yield "first_wrong_line"
    after = [line for line in lines[number:] if line.kind == "value"]
    if final.status in GOOD:
        yield "cancelled"
    elif after and all(line.follows for line in after):
        yield "carried"


def _mistake(walk: Walk) -> Named | None:
    """The mistake in the first wrong line: in a claim's derivative, or in a value of what was asked for."""
    if walk.claim is not None:
        partial, right, written = walk.claim
        question = changed(walk.question, expr=right, named=right, partial=partial)
        try:
            return explain_by(question, written, prepared(question, walk.clock), walk.clock)
        except (SymgradError, RecursionError):
            return None
    if walk.first_wrong is None or walk.explain is None:
        return None
    return walk.explain(walk.first_wrong)
