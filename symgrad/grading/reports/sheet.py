"""What a feedback sheet says, before it is known in which form: one ``Answer`` a question, in every language.

In: an assignment and a student's records.  Out: ``Sheet``.  Nothing of the right answer is in it unless ``show_answer``
asks for it: no value, no factor, no place of the mistake that does not stand in the question itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from symgrad.checking.asking import ask
from symgrad.checking.item import item as item_of
from symgrad.checking.lines import bare
from symgrad.checking.mistakes import BY_ID
from symgrad.checking.words import NOTES, say
from symgrad.errors import SymgradError
from symgrad.grading.questions import Assignment, Question, as_number
from symgrad.grading.record import Number, Record
from symgrad.grading.reports import outside
from symgrad.grading.reports.lines import Line, lines
from symgrad.grading.reports.words import LANGUAGES, Text, said
from symgrad.rendering.mathematics import expression as latex
from symgrad.rendering.plain import unicode_line

#: characters of an answer shown from the place on where reading stopped
PLACE = 24
#: what a verdict's note adds to the reason for the marks; the first wrong line is marked itself
SAID = tuple(note for note in NOTES if note != "first_wrong_line")


@dataclass(frozen=True)
class Example:
    """Numbers to put in (LaTeX, name by name), what the answer gives there, and what the right one gives (``""``: not
    told).
    """

    at: tuple[str, ...]
    answer: str
    reference: str
    of_last_line: bool

    @property
    def key(self) -> str:
        """The sentence that says it."""
        return "both_are" if self.reference else "last_is" if self.of_last_line else "yours_is"


@dataclass(frozen=True)
class Mistake:
    """A named mistake: hints from open to plain, its name, a question to go on with; ``place`` is LaTeX or ``""``."""

    id: str
    name: Text
    hints: tuple[Text, ...]
    follow_up: Text
    place: str


@dataclass(frozen=True)
class Failure:
    """Why something was not read: in words, the text from the place on, and the reader's own message."""

    line: int | None
    words: Text
    place: str
    message: Text


@dataclass(frozen=True)
class Answer:
    """One question of a sheet.  ``right`` is the right answer in LaTeX, ``""`` where nothing of it is told."""

    number: int
    question: Question
    record: Record | None
    right: str = ""

    @property
    def anchor(self) -> str:
        """Its place on the sheet."""
        return f"q{self.number}"

    @property
    def marks(self) -> Number | None:
        """``None`` where a person must look; nothing handed in has none."""
        return self.record.marks if self.record is not None else 0

    @property
    def outcome(self) -> str:
        """What became of it: a row of ``words.OUTCOMES``."""
        if self.record is None or self.record.review == "missing":
            return "missing"
        if self.record.marks is None:
            return "open"
        if self.record.marks >= self.record.points:
            return "full"
        return "part" if self.record.marks > 0 else "none"

    @property
    def verdict(self) -> Mapping[str, Any]:
        """The verdict's fields."""
        return self.record.verdict if self.record is not None else {}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What was written."""
        return lines(self.record) if self.record is not None else ()

    @cached_property
    def why(self) -> tuple[Text, ...]:
        """Sentences about the marks."""
        if self.record is None:
            return ()
        found = [dict(self.record.reason), *self._more()]
        kept: list[Text] = []
        for text in found:
            clean = {lang: outside.visible(text.get(lang, "")) for lang in LANGUAGES}
            if clean["en"] and not any(clean["en"] in other["en"] for other in kept):
                kept.append(clean)
        return tuple(kept)

    def _more(self) -> Iterator[Text]:
        verdict = self.verdict
        if verdict.get("status") == "equal_where_defined":
            yield say("equal_where_defined", domain=unicode_line(verdict.get("domain", "")))
        number = verdict.get("number", {})
        if self.outcome != "full" and f"number_{number.get('verdict')}" in NUMBERS:
            yield said(f"number_{number['verdict']}")
            if self.right:
                yield said("number_should_be", value=number["should_be"])
        for note in verdict.get("note", "").split():
            if note in SAID:
                yield say(note)

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """What was not read of the answer; of a file that was not read at all, the reason says everything."""
        if self.record is None or not self.record.lines:
            return ()
        whole = self.verdict.get("error")
        judged = self.verdict.get("lines", ())
        single = len(self.record.lines) == 1
        found = []
        for number, (text, line) in enumerate(zip(self.record.lines, judged, strict=False), 1):
            if line.get("error"):
                found.append(_failure(line["error"], bare(text), None if single else number))
        if whole and not found:
            found.append(_failure(whole, self.record.lines[0] if single else "", None))
        return tuple(found)

    @cached_property
    def example(self) -> Example | None:
        """Where the answer differs; ``None`` where nothing can be put in."""
        found = self.verdict.get("counterexample") or {}
        if not found.get("at"):
            return None
        at = tuple(f"{key} = {_value(value)}" for key, value in found["at"].items())
        several = len(self.record.lines) > 1 if self.record is not None else False
        reference = str(found["reference"]) if self.right else ""
        return Example(at, short(str(found["answer"])), short(reference), several)

    @cached_property
    def mistake(self) -> Mistake | None:
        """The mistake that explains the answer."""
        found = self.verdict.get("mistake")
        if not found:
            return None
        hints = found.get("hints", {})
        most = max((len(each) for each in hints.values()), default=0)
        graded = tuple({lang: each[n] for lang, each in hints.items() if n < len(each)} for n in range(most))
        place = found.get("step", "")
        shown = place if self.right or in_question(place, self.question.item) else ""
        return Mistake(found["id"], mistake_name(found["id"]), graded, found.get("follow_up", {}), shown)


#: numbers that something is said about
NUMBERS = tuple(
    f"number_{standing}" for standing in ("truncated", "follows_from_rounded", "rounded", "wrong")
)


@dataclass(frozen=True)
class Sheet:
    """A student's answers.  ``file`` is the sheet's name without suffix."""

    student: str
    file: str
    assignment: Assignment
    answers: tuple[Answer, ...]

    @property
    def name(self) -> str:
        """The student's name, with nothing hidden in it."""
        return outside.name(self.student)

    @cached_property
    def marks(self) -> Number:
        """The marks so far."""
        return as_number(sum((Fraction(str(each.marks or 0)) for each in self.answers), Fraction(0)))

    @cached_property
    def open(self) -> int:
        """How many questions a person must look at."""
        return sum(each.outcome == "open" for each in self.answers)


def sheets(
    assignment: Assignment, records: Sequence[Record], files: Mapping[str, str], *, show_answer: bool = False
) -> tuple[Sheet, ...]:
    """One sheet a student, by name; a student without a record for a question has handed nothing in."""
    found: dict[str, dict[str, Record]] = {}
    for record in records:
        found.setdefault(record.student, {})[record.question] = record
    right = {each.id: right_answer(each) if show_answer else "" for each in assignment.questions}
    return tuple(
        Sheet(
            student,
            files[student],
            assignment,
            tuple(
                Answer(number, question, found[student].get(question.id), right[question.id])
                for number, question in enumerate(assignment.questions, 1)
            ),
        )
        for student in sorted(found)
    )


#: wrong in a way that is no mistake of the table: the sentences that say it
FORMS: Mapping[str, Text] = {
    "number_truncated": said("number_truncated"),
    "number_follows_from_rounded": said("number_follows_from_rounded"),
    "left_side": say("left_side"),
    "shape": say("shape"),
}


def mistake_name(identity: str) -> Text:
    """What a mistake is called."""
    if identity in FORMS:
        return {lang: words.rstrip(".") for lang, words in FORMS[identity].items()}
    row = BY_ID.get(identity)
    return dict(zip(LANGUAGES, row.name if row is not None else (identity, identity), strict=True))


# -- the right answer, and what is not told of it ------------------------------------------------------------------

_LOOSE = re.compile(r"\\left|\\right|[\s{}]")


def in_question(place: str, item: Mapping[str, Any]) -> bool:
    """Whether an expression stands in the question's own model, and so gives nothing away."""
    return bool(place) and _LOOSE.sub("", place) in _LOOSE.sub("", str(item.get("model", "")))


def right_answer(question: Question) -> str:
    """The right answer of a question in LaTeX; ``""`` for one that cannot be read."""
    try:
        asked = ask(item_of({**question.item, "answer": "0"}))
        names = asked.model.names if asked.model is not None else {}
        shown = latex(asked.named, names)
        return shown if asked.partial is None else f"{latex(asked.partial, names)} = {shown}"
    except SymgradError:
        return str(question.item.get("reference", "–"))


def _value(value: Any) -> str:
    """A rational number, or several, in LaTeX."""
    if isinstance(value, (list, tuple)):
        return rf"({', '.join(map(_value, value))})"
    found = re.fullmatch(r"(-?\d+)(?:/(\d+))?", str(value))
    if found is None:
        return rf"\text{{{outside.visible(str(value))}}}"
    top, bottom = found.groups()
    return top if bottom is None else rf"{'-' * top.startswith('-')}\frac{{{top.lstrip('-')}}}{{{bottom}}}"


_DECIMAL = re.compile(r"(-?)(\d+)\.(\d+)…?")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
#: digits of a value that are shown, and characters of one that is shown whole
DIGITS, WHOLE = 5, 8


def short(value: str) -> str:
    """A long decimal cut after a few digits: ``0.68997…``, ``-7.3275…·10⁻⁵``."""
    found = _DECIMAL.fullmatch(value)
    if found is None or (len(value) <= WHOLE and not value.endswith("…")):
        return value
    sign, whole, decimals = found.groups()
    digits = (whole + decimals).lstrip("0")
    power = len(digits) - len(decimals) - 1
    if not digits or -4 < power < DIGITS:
        cut = max(0, DIGITS - 1 - power) if digits else DIGITS
        return f"{sign}{whole}.{decimals[:cut]}…" if cut else f"{sign}{whole}…"
    return f"{sign}{digits[0]}.{digits[1:DIGITS]}…·10{str(power).translate(_SUPERSCRIPTS)}"


#: reasons whose message speaks of how the question was set, not of the answer
_FOR_TEACHERS = ("unknown_symbol", "empty")


def _failure(error: Mapping[str, Any], text: str, line: int | None) -> Failure:
    at = error.get("position")
    place = text[at : at + PLACE] if isinstance(at, int) and 0 <= at < len(text) else ""
    reason = error["reason"]
    texts = {} if reason in _FOR_TEACHERS else error.get("text") or {"en": error.get("message", "")}
    message = {lang: outside.visible(str(text))[: outside.LINE] for lang, text in texts.items()}
    return Failure(line, said(f"error_{reason}"), outside.visible(place).strip(), message)
