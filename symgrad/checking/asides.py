"""Equations beside the derivation: w_1 + w_2 = w_2 + w_1, u'v = 2w(w + 1), which say nothing of what was asked for.

In: the sides of a line with no left side that is known to be something.  Out: its ``LineVerdict``.  One that is true is
right wherever it stands; but where no line says what it is about, it may be a value of what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import sympy as sp

from symgrad.checking.claims import Claims, letters_written
from symgrad.checking.names import put_in
from symgrad.checking.question import Meaning
from symgrad.checking.standing import GOOD
from symgrad.checking.values import Values
from symgrad.checking.verdict import LineVerdict
from symgrad.errors import SymgradError
from symgrad.expressions import bases
from symgrad.reading import lies_down
from symgrad.reading import syntax as s

Sides = tuple[s.Node, ...]


@dataclass
class Asides(Claims, Values):
    """Judges equations that have no side that is what was asked for."""

    def _aside(self, sides: Sides) -> LineVerdict | None:
        """The verdict on such an equation; ``None`` where it has to be a value of what was asked for."""
        if len(sides) < 2 or any(map(self._is_value, sides)):
            return None
        right = self.last_verdict is not None and self.last_verdict.status in GOOD
        if self.at_end and not right:
            return None
        first = self._meant(sides[0])
        if first is None or not self._are_equal(sides[0], sides[1:]):
            if not self.at_end and first is not None and self._is_about_power(sides[0]):
                self.wrong = True  # of u, and no value of what was asked for: no mistake in that explains it
                return LineVerdict("different", None, "claim")
            if not self.at_end or not self.labelled or first is None or not bases(first[0]):
                return None
            self.open = True  # perhaps a condition for the minimum
            return LineVerdict("undecided", None, "claim")
        self.aside_at_end = self.at_end
        self.carry = partial(self._on_aside, self.number, sides)
        if not self._is_about_own(sides[0]):
            self.asides[self.number] = first[0]
            self.parts.append((self.number, first[0]))
        return LineVerdict("equal", None, "claim")

    def _on_aside(self, number: int, before: Sides, sides: Sides) -> LineVerdict:
        """What leads on from it; the last line is the answer, and so is what it leads on from."""
        if (not self.at_end or self.labelled) and self._are_equal(before[0], sides):
            self.aside_at_end = self.at_end
            return LineVerdict("equal", None, "claim")
        if number in self.asides and not self.labelled:
            del self.asides[number]
            self.parts = [part for part in self.parts if part[0] != number]
            self.judged_later[number] = self._values(before)
        return self._values(sides)

    def leads_to_result(self, number: int) -> bool:
        """Whether a line is such an equation of what the last value is."""
        value = self.asides.get(number)
        return value is not None and self.last is not None and self._compared(self.last, value).status in GOOD

    def _is_about_power(self, left: s.Node) -> bool:
        """Whether it is u^2 of a u that lines or the model define, or what the model says L is."""
        if not isinstance(left, s.Power) or not isinstance(left.base, s.Name):
            return False
        model = self.question.model
        return self._is_about_own(left) or (model is not None and left.base.key in model.names)

    def _is_about_own(self, left: s.Node) -> bool:
        """Whether it is about a derivative, or about names that the lines or the model's define."""
        own = {row.key for row in self.defined}
        model = self.question.model
        own |= {row.name for row in model.definitions} if model is not None else set()
        return any(
            isinstance(part, (s.Derived, s.Nabla))
            or (isinstance(part, s.Name) and (part.primes or part.key in own or part.base in own))
            for part in s.descend(left)
        )

    def _meant(self, node: s.Node) -> Meaning | None:
        try:
            return self.question.meaning(node, self.defined)
        except SymgradError:
            return None

    def _are_equal(self, first: s.Node, sides: Sides) -> bool:
        """Whether every side is the same as the first, in the same letters where those are written."""
        meaning = self._meant(first)
        return meaning is not None and all(self._is_same(first, meaning, side) for side in sides)

    def _is_same(self, first: s.Node, meaning: Meaning, side: s.Node) -> bool:
        other = self._meant(side)
        if other is None or bool(meaning[1]) != bool(other[1]):
            return False
        value: sp.Expr | None = other[0]
        if meaning[1]:
            written = letters_written(meaning, first)
            if written != letters_written(other, side) or (written and set(meaning[1]) != set(other[1])):
                return False
            if not written:
                value = self._in_letters(other, side, meaning[1])
                if self._lies(first) is not self._lies(side):
                    return False  # a row and a column
        return value is not None and self._compared(meaning[0], value).status in GOOD

    def _lies(self, node: s.Node) -> bool | None:
        """Whether a vector is a row."""
        question = self.question
        tree = put_in(node, (*self.defined, *question.table))
        try:
            if question.model is not None:
                return lies_down(tree, question.model)
            return lies_down(tree, question.names, shapes=question.shapes)
        except SymgradError:
            return None


__all__ = ["Asides"]
