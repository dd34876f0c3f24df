"""What became of a class: marks, questions, mistakes, where work first goes wrong.

In: the sheets of everybody.  Out: ``Class`` and its rows; no words and no form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from symgrad.grading.questions import Assignment, Question, as_number
from symgrad.grading.record import Number
from symgrad.grading.reports.sheet import FORMS, Answer, Sheet
from symgrad.grading.reports.words import OUTCOMES

#: bars of the histogram
BINS = 10
#: the id that counts wrong answers without a named mistake
UNNAMED = ""


@dataclass(frozen=True)
class Bin:
    """Students with marks from ``low`` to ``high`` per cent: those settled, and those with something still open."""

    low: int
    high: int
    settled: int
    open: int


@dataclass(frozen=True)
class Row:
    """One question over the class.  ``mean`` is over settled marks, ``None`` without any."""

    number: int
    question: Question
    mean: Fraction | None
    outcomes: tuple[tuple[str, int], ...]

    @property
    def share(self) -> Fraction | None:
        """The part of the points that is reached on average."""
        return None if self.mean is None else self.mean / Fraction(str(self.question.points))

    @property
    def settled(self) -> int:
        """Answers with marks."""
        return sum(count for outcome, count in self.outcomes if outcome != "open")

    @property
    def right(self) -> Fraction | None:
        """The part of the settled answers with all marks."""
        return Fraction(dict(self.outcomes)["full"], self.settled) if self.settled else None


@dataclass(frozen=True)
class MistakeRow:
    """A mistake over the class: how often at each question (in their order), and by whom."""

    id: str
    counts: tuple[int, ...]
    sheets: tuple[Sheet, ...]

    @property
    def count(self) -> int:
        """How often in all."""
        return sum(self.counts)


@dataclass(frozen=True)
class LineRow:
    """Work in several lines on one question: how many, and how many first go wrong at each line."""

    number: int
    question: Question
    works: int
    first_wrong: tuple[int, ...]


@dataclass(frozen=True)
class Class:
    """Everybody's sheets."""

    assignment: Assignment
    sheets: tuple[Sheet, ...]

    @cached_property
    def settled(self) -> tuple[Sheet, ...]:
        """Those with nothing open."""
        return tuple(sheet for sheet in self.sheets if not sheet.open)

    @cached_property
    def mean(self) -> Fraction | None:
        """Of the settled."""
        return mean([_exact(sheet.marks) for sheet in self.settled])

    @cached_property
    def median(self) -> Fraction | None:
        """Of the settled."""
        marks = sorted(_exact(sheet.marks) for sheet in self.settled)
        middle = len(marks) // 2
        return mean(marks[middle : middle + 1] if len(marks) % 2 else marks[max(0, middle - 1) : middle + 1])

    @cached_property
    def bins(self) -> tuple[Bin, ...]:
        """The histogram of the marks."""
        points = _exact(self.assignment.points) or Fraction(1)
        places = {
            sheet.file: min(BINS - 1, int(_exact(sheet.marks) / points * BINS)) for sheet in self.sheets
        }
        settled = Counter(places[sheet.file] for sheet in self.sheets if not sheet.open)
        waiting = Counter(places[sheet.file] for sheet in self.sheets if sheet.open)
        width = 100 // BINS
        return tuple(Bin(n * width, (n + 1) * width, settled[n], waiting[n]) for n in range(BINS))

    @cached_property
    def questions(self) -> tuple[Row, ...]:
        """Every question."""
        return tuple(self._row(number, answers) for number, answers in enumerate(self._columns, 1))

    @cached_property
    def _columns(self) -> tuple[tuple[Answer, ...], ...]:
        return tuple(zip(*(sheet.answers for sheet in self.sheets), strict=True))

    def _row(self, number: int, answers: Sequence[Answer]) -> Row:
        counts = Counter(answer.outcome for answer in answers)
        marks = [_exact(answer.marks) for answer in answers if answer.marks is not None]
        outcomes = tuple((outcome, counts[outcome]) for outcome in OUTCOMES)
        return Row(number, self.assignment.questions[number - 1], mean(marks), outcomes)

    @cached_property
    def hardest(self) -> Row | None:
        """The question with the smallest part of its points reached; ``None`` where none is harder than another."""
        shares = [row for row in self.questions if row.share is not None]
        if len({row.share for row in shares}) < 2:
            return None
        return min(shares, key=lambda row: row.share or 0)

    @cached_property
    def mistakes(self) -> tuple[MistakeRow, ...]:
        """Mistakes, the most frequent first; wrong answers without a name last."""
        found: dict[str, list[list[Sheet]]] = {}
        for column, answers in enumerate(self._columns):
            for sheet, answer in zip(self.sheets, answers, strict=True):
                identity = mistake_of(answer)
                if identity is not None:
                    found.setdefault(identity, [[] for _ in self.questions])[column].append(sheet)
        rows = [
            MistakeRow(
                identity,
                tuple(len(each) for each in columns),
                tuple(sheet for sheet in self.sheets if any(sheet in each for each in columns)),
            )
            for identity, columns in found.items()
        ]
        return tuple(sorted(rows, key=lambda row: (row.id == UNNAMED, -row.count, row.id)))

    @cached_property
    def by_line(self) -> tuple[LineRow, ...]:
        """For each question with work in several lines that goes wrong: where it first does."""
        rows = []
        for number, answers in enumerate(self._columns, 1):
            works = [
                answer for answer in answers if answer.record is not None and len(answer.record.lines) > 1
            ]
            counts = Counter(
                answer.verdict["first_wrong_line"]
                for answer in works
                if answer.verdict.get("first_wrong_line")
            )
            if counts:
                first_wrong = tuple(counts[line] for line in range(1, max(counts) + 1))
                rows.append(LineRow(number, self.assignment.questions[number - 1], len(works), first_wrong))
        return tuple(rows)

    @cached_property
    def to_look_at(self) -> tuple[tuple[Sheet, Answer], ...]:
        """Every answer that a person must look at, question by question; what was not handed in comes last."""
        found = [
            (sheet, answer)
            for answers in self._columns
            for sheet, answer in zip(self.sheets, answers, strict=True)
            if answer.outcome in ("open", "missing")
        ]
        return tuple(sorted(found, key=lambda pair: pair[1].outcome == "missing"))

    @cached_property
    def by_hand(self) -> tuple[tuple[Sheet, Answer], ...]:
        """Every answer whose marks a person gave, question by question."""
        return tuple(
            (sheet, answer)
            for answers in self._columns
            for sheet, answer in zip(self.sheets, answers, strict=True)
            if answer.record is not None and answer.record.by_hand
        )


def mistake_of(answer: Answer) -> str | None:
    """What is wrong with an answer: a mistake's id, a key of ``FORMS``, ``UNNAMED``; ``None`` if it is not wrong."""
    verdict = answer.verdict
    if verdict.get("mistake"):
        return str(verdict["mistake"]["id"])
    if verdict.get("status") != "different" or verdict.get("accept") is not False:
        return None
    known = [f"number_{verdict.get('number', {}).get('verdict')}", *verdict.get("note", "").split()]
    return next((each for each in known if each in FORMS), UNNAMED)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """``None`` of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else None


def shown(value: Fraction | None) -> str:
    """With two decimals at most."""
    return "–" if value is None else str(as_number(value))


def percent(value: Fraction | None) -> str:
    """Whole per cent."""
    return "–" if value is None else f"{round(value * 100)}%"


def _exact(number: Number | None) -> Fraction:
    return Fraction(str(number or 0))
