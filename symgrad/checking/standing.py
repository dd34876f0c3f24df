"""Where a derivation stands before its next line, and how expressions compare there.

In: the question; expressions and trees of lines.  Out: their values, and comparisons under what is supposed, with the
numbers that are given.  ``claims`` and ``values`` judge lines with it, ``walk`` says which of them a line is for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as changed

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.carried import Claim
from symgrad.checking.comparing import seconds_left
from symgrad.checking.judge import Explain
from symgrad.checking.names import Defined, number_in
from symgrad.checking.question import Meaning, Question
from symgrad.checking.supposed import Condition, Supposed
from symgrad.checking.verdict import LineVerdict, Status, Verdict
from symgrad.checking.within import compared
from symgrad.equality import Verdict as Compared
from symgrad.equality.clock import Clock
from symgrad.errors import SymgradError
from symgrad.expressions import bases, walk
from symgrad.reading import syntax as s
from symgrad.symmetry import symmetrised

#: what is right or may be
GOOD: tuple[Status, ...] = ("equal", "equal_where_defined", "agrees")


@dataclass
class Standing:
    """The lines so far: what was defined, what is supposed, the last value that was written."""

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
    #: whether more clauses come in the line
    in_front: bool = False
    #: the names of those that were looked up in lines after the one that uses them
    early: set[str] = field(default_factory=set)
    #: what lines say of names: L = u² for dL/du
    said: dict[str, s.Node] = field(default_factory=dict)
    #: names of lines, and no derivative is left in what lines say they are
    worked: set[str] = field(default_factory=set)
    #: whether this is the last line
    at_end: bool = False
    #: whether a line may be what holds in all cases, or one more of the last case
    doubtful: bool = False
    #: the names that lines give to what is asked for
    called: set[str] = field(default_factory=set)
    #: f' → 1 where f' is what is asked for
    primed: dict[str, int] = field(default_factory=dict)
    #: whether the last line only gives something a name, behind a value
    unused: bool = False
    #: rounded numbers that lines gave names: h = 0.690
    shown: dict[str, str] = field(default_factory=dict)
    #: such numbers, as they were written without their sign, for what they were said to be
    stands_for: dict[str, s.Node] = field(default_factory=dict)
    #: what is supposed at this line, and the verdict on the last value of each case
    supposed: Supposed | None = None
    #: the case that this may be a case of, nothing having been said of it before the next one, and whether an
    #: otherwise came since, which may be of either
    outer: Supposed | None = None
    either: bool = False
    #: whether a line says something where this is supposed
    spoken: bool = False
    cases: list[tuple[Supposed, Verdict]] = field(default_factory=list)
    #: the cases so far, and the last value that holds in all of them
    others: list[Condition] = field(default_factory=list)
    general: sp.Expr | None = None
    #: the question in the letters that a line of a case has for it
    lettered: Question | None = None
    #: wrong values of lines that are only an expression, and true equations: number of the line and value
    parts: list[tuple[int, sp.Expr]] = field(default_factory=list)
    #: equations that are true and about no name that lines or the model define: what is equal, by the line's number
    asides: dict[int, sp.Expr] = field(default_factory=dict)
    #: verdicts on lines that turned out to be values of what was asked for
    judged_later: dict[int, LineVerdict] = field(default_factory=dict)
    #: whether the line before is an equation that could not be read
    unread: bool = False
    #: du of du = 2x dx, from which the next line may lead on
    differential: str = ""
    #: whether a line says by its left side that it is about what was asked for
    labelled: bool = False
    #: whether the last line is such an equation
    aside_at_end: bool = False
    #: the numbers of those that make up the value after them
    used: set[int] = field(default_factory=set)
    number: int = 0
    #: judges what a line that leads on says of what the line before is about, where that is not what is asked for
    carry: Callable[[tuple[s.Node, ...]], LineVerdict] | None = None
    #: names that lines give to what is differentiated
    renamed: set[str] = field(default_factory=set)
    #: what lines say the gradient of an update is, or a derivative by a name of their own
    gradients: list[tuple[s.Node, s.Node]] = field(default_factory=list)
    #: what lines say derivatives are: ∂L/∂z, a − y
    derived: list[tuple[s.Derived, s.Node]] = field(default_factory=list)
    #: whether a claim could not be judged
    open: bool = False
    #: whether a line sets what was asked for to zero: what comes after it is about the minimum
    zero: bool = False
    #: the last claim about something with other letters than what is asked for
    other: tuple[s.Node, Meaning] | None = None

    def unfinished(self) -> list[Defined]:
        """What was defined, but for names that a line says more of: g = dL/du, and g = 2u."""
        return [row for row in self.defined if row.key not in self.worked]

    def _value(self, node: s.Node) -> sp.Expr | None:
        try:
            return self.question.aligned(self.question.meaning(node, self.defined), node)
        except SymgradError:
            return None

    def _plain_value(self, node: s.Node) -> sp.Expr | None:
        """The value of what has no indices, whatever axes the answer has."""
        try:
            expr, index = self.question.meaning(node, self.defined)
        except SymgradError:
            return None
        return None if index or any(isinstance(part, sp.Indexed) for part in walk(expr)) else expr

    def _value_of(self, right: sp.Expr, side: s.Node, value: sp.Expr) -> Status:
        """How ``side``, which means ``value``, stands to ``right``, with the numbers that are given."""
        numbers = numeric.given(self.question)
        exact = numeric.with_numbers(right, numbers)
        if not numbers or bases(exact):
            return self._compared(right, value).status
        standing = None if number_in(side) is None else numeric.standing(exact, side)
        if standing is None:
            return self._compared(exact, numeric.with_numbers(value, numbers)).status
        return "equal" if standing in ("exact", "rounded") else "different"

    def _compared(self, left: sp.Expr, right: sp.Expr) -> Compared:
        found = self._plainly(left, right)
        return found if found.status in GOOD or self.supposed is None else self._holds(left, right)

    def _plainly(self, left: sp.Expr, right: sp.Expr) -> Compared:
        return compared(
            self.question, *(symmetrised(side, self.question.symmetric) for side in (left, right)),
            deadline=seconds_left(self.clock), relation=False,
        )  # fmt: skip

    def _holds(self, one: sp.Expr, other: sp.Expr) -> Compared:
        """The comparison where what is supposed holds, and there alone."""
        assert self.supposed is not None
        return self._plainly(self.supposed.under(one), self.supposed.under(other))

    def _in_letters(self, meaning: Meaning, node: s.Node, index: tuple[sp.Symbol, ...]) -> sp.Expr | None:
        """The expression with these letters; it may be the same for every value of one of them."""
        value = changed(self.question, index=index).aligned(meaning, node)
        return meaning[0] if value is None and set(meaning[1]) < set(index) else value


__all__ = ["GOOD", "Standing"]
