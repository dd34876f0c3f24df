"""An assignment as values: its questions, what each is worth, and how a wrong answer earns some of it.

``assignment`` reads these from a page; everything after it works with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symgrad.errors import DataError
from symgrad.grading.record import Number

#: without a rubric, right lines of a wrong answer are worth up to this part of the points
PART_FOR_LINES = Fraction(1, 2)
#: and what they are worth is rounded down to a multiple of this
STEP = Fraction(1, 2)


@dataclass(frozen=True)
class Rubric:
    """What an answer that is not right still earns, and a right one loses.

    ``line``: points for each right line before the first wrong one; ``lines``: at most so many in all; ``mistakes``: id
    of a mistake → points taken off (positive); ``other``: points for any wrong answer; ``copied``: points taken off
    where only the result is written.  ``None`` for ``line`` and ``lines`` is the default: half of the points in
    proportion to the right lines.
    """

    line: Fraction | None = None
    lines: Fraction | None = None
    mistakes: Mapping[str, Fraction] = field(default_factory=dict)
    other: Fraction = Fraction(0)
    copied: Fraction = Fraction(0)


@dataclass(frozen=True)
class Question:
    """One question.  ``prompt`` is Markdown for the student; ``item`` are the fields of an item without the answer.

    ``follow_through``: lines that follow rightly from a wrong one earn what right lines earn.  ``key`` are the lines of
    the teacher's own answer, ``acknowledged`` why it may differ from what symgrad derives; ``first_line`` is where the
    question stands on the page.
    """

    id: str
    title: str
    prompt: str
    points: Number
    item: Mapping[str, Any]
    rubric: Rubric = field(default_factory=Rubric)
    follow_through: bool = True
    key: tuple[str, ...] = ()
    acknowledged: str = ""
    first_line: int = 1


@dataclass(frozen=True)
class Assignment:
    """A page of questions.  ``title`` by language; ``language`` (ko or en) is the page's own; ``page`` is its text."""

    title: Mapping[str, str]
    language: str
    questions: tuple[Question, ...]
    page: str
    source: str = ""

    def __post_init__(self) -> None:
        ids = [question.id for question in self.questions]
        if not ids or len(set(ids)) != len(ids):
            raise DataError("an assignment has questions, each with an id of its own.")

    @property
    def points(self) -> Number:
        """All points together."""
        return as_number(sum((Fraction(str(question.points)) for question in self.questions), Fraction(0)))

    def question(self, identity: str) -> Question:
        """The question with this id.  Raises ``KeyError``."""
        return {question.id: question for question in self.questions}[identity]


def as_number(value: Fraction) -> Number:
    """An ``int`` where it is one, else a ``float``; two decimals."""
    rounded = Fraction(round(value * 100), 100)
    return int(rounded) if rounded.denominator == 1 else float(rounded)
