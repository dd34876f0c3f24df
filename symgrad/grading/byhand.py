"""Marks that a person gives: a table of what is left to look at, filled in, read back and laid over the records.

In: ``to_review.csv`` as an earlier run wrote it and a person filled it in, or any table with name, question, mark and
reason.  Out: ``Given`` values; records with these marks; the table anew, with everything that was written into it.  A
mark belongs to the answer it was given for: ``answer id`` is a hash of it, and where the answer or the question has
changed since, the mark is not used but shown beside the new answer.  An emptied ``answer id`` says that it still holds.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from symgrad.errors import DataError, told, worded
from symgrad.grading.assignment import plain_id
from symgrad.grading.questions import Assignment, Question, as_number
from symgrad.grading.record import Record
from symgrad.grading.sheets import LARGEST, separated
from symgrad.grading.tables import Cell, csv_text, plain_cell, put, reason_of
from symgrad.grading.texts import Unreadable, decoded
from symgrad.grading.words import say

TO_REVIEW = "to_review.csv"
#: what a column is → its headings, in small letters; the first two are those that are written
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "student": ("이름", "student", "name", "학생", "성명"),
    "question": ("문제", "question", "문항", "문제 번호"),
    "points": ("배점", "points", "만점"),
    "why": ("확인할 까닭", "to review"),
    "answer": ("답안", "answer"),
    "source": ("출처", "source"),
    "identity": ("답안 id", "answer id"),
    "mark": ("점수", "mark", "marks"),
    "reason": ("이유", "reason", "까닭", "comment"),
    "note": ("비고", "note"),
}
#: columns that a person fills in, and one that keeps what was filled in true
_OWN = ("identity", "mark", "reason")
_NEEDED = ("student", "question", "mark")
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,2}0*)?")


@dataclass(frozen=True)
class Given:
    """What a person wrote about one answer; ``mark`` is ``None`` where only a remark was written."""

    student: str
    question: str
    mark: Fraction | None
    reason: str
    identity: str
    extra: tuple[tuple[str, str], ...] = ()


Key = tuple[str, str]
Marks = Mapping[Key, Given]


def read_marks(path: Path, assignment: Assignment, students: Iterable[str]) -> Marks:
    """The marks in a table.  Raises ``DataError`` with the line of a name, a question or a mark that cannot be."""
    try:
        with path.open("rb") as file:
            text = decoded(file.read(LARGEST + 1), LARGEST)
    except Unreadable as error:
        raise DataError(worded("{path}: {fault}", path=path, fault=told(say(error.fault)))) from None
    rows = separated(text, path)
    head = [cell.strip() for cell in rows[0][1]] if rows else []
    places = {what: _place(head, names) for what, names in COLUMNS.items()}
    if any(places[what] is None for what in _NEEDED):
        raise DataError(
            worded("{path} needs the columns name, question and mark.", path=path),
            remedy=worded("Its first line is: {head}", head=", ".join(head)[:200]),
        )
    others = [(place, cell) for place, cell in enumerate(head) if cell and place not in places.values()]
    known = {_same(student): student for student in students}
    found: dict[Key, Given] = {}
    for line, row in rows[1:]:
        cells = {
            what: plain_cell(row[place]).strip() if place is not None and place < len(row) else ""
            for what, place in places.items()
        }
        extra = tuple(
            (name, plain_cell(row[place])) for place, name in others if place < len(row) and row[place]
        )
        if not any(cells[what] for what in ("mark", "reason")) and not extra:
            continue
        given = _given(cells, extra, assignment, known, worded("{path}, line {line}", path=path, line=line))
        before = found.setdefault((given.student, given.question), given)
        if before != given:
            raise DataError(
                worded(
                    "{place}: {student} has two different marks for question {question}.",
                    place=worded("{path}, line {line}", path=path, line=line),
                    student=given.student,
                    question=given.question,
                ),
                remedy="Take one of them out.",
            )
    return found


def _given(
    cells: Mapping[str, str],
    extra: tuple[tuple[str, str], ...],
    assignment: Assignment,
    known: Mapping[str, str],
    place: str,
) -> Given:
    student = known.get(_same(cells["student"]))
    if student is None:
        raise DataError(
            worded(
                "{place}: nobody called {student} has handed anything in.",
                place=place,
                student=repr(cells["student"]),
            ),
            remedy="Write the name as it stands in marks.csv.",
        )
    questions = {question.id: question for question in assignment.questions}
    question = questions.get(cells["question"])
    if question is None:  # a spreadsheet makes 1 of 01
        question = {plain_id(each).lstrip("0"): questions[each] for each in questions}.get(
            plain_id(cells["question"]).lstrip("0")
        )
    if question is None:
        raise DataError(
            worded(
                "{place}: there is no question {question}.", place=place, question=repr(cells["question"])
            ),
            remedy=worded("The questions are: {questions}.", questions=", ".join(questions)),
        )
    mark = None
    if cells["mark"]:
        if not _NUMBER.fullmatch(cells["mark"]):
            raise DataError(
                worded("{place}: {mark} is no number of points.", place=place, mark=repr(cells["mark"])),
                remedy="Write for example 3 or 2.5, without a sign and with at most two decimals.",
            )
        mark = Fraction(cells["mark"])
        if mark > Fraction(str(question.points)):
            raise DataError(
                worded(
                    "{place}: {mark} is more than the {points} points of question {question}.",
                    place=place,
                    mark=cells["mark"],
                    points=question.points,
                    question=question.id,
                )
            )
    return Given(student, question.id, mark, cells["reason"], cells["identity"], extra)


def _place(head: Sequence[str], names: Sequence[str]) -> int | None:
    low = [cell.lower() for cell in head]
    return next((low.index(name) for name in names if name in low), None)


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def together(kept: Marks, newer: Marks) -> Marks:
    """Both tables; where both speak of an answer the newer one counts, for the answer that the kept one was given for.

    A newer row without an ``answer id`` that says what the kept one says was given for the same answer.
    """
    found = dict(kept)
    for key, given in newer.items():
        before = kept.get(key)
        if (
            before is not None
            and not given.identity
            and (before.mark, before.reason) == (given.mark, given.reason)
        ):
            given = replace(given, identity=before.identity)
        if before is not None and not given.extra:
            given = replace(given, extra=before.extra)
        found[key] = given
    return found


def identity(question: Question, record: Record) -> str:
    """A short hash of an answer and its question: another answer, or other points, have another one."""
    about = [dict(question.item), question.points, record.lines, "" if record.lines else record.source]
    text = json.dumps(about, sort_keys=True, default=str)
    # A letter in front: 1234567890 or 12e4567890 would be numbers to a spreadsheet.
    return "a" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:9]


def settled(assignment: Assignment, records: Sequence[Record], marks: Marks) -> tuple[Record, ...]:
    """The records with the marks that were given by hand; one whose answer has changed since is for a person again."""
    return tuple(_settled(assignment.question(each.question), each, marks) for each in records)


def _settled(question: Question, record: Record, marks: Marks) -> Record:
    given = marks.get((record.student, record.question))
    if given is None or given.mark is None:
        return record
    mark = as_number(given.mark)
    if given.identity not in ("", identity(question, record)):
        return replace(record, marks=None, review="changed", reason=say("changed", mark=mark))
    reason = say("by_hand_because", reason=given.reason) if given.reason else say("by_hand")
    return replace(record, marks=mark, review=None, reason=reason, by_hand=True)


def write_to_review(
    assignment: Assignment, records: Sequence[Record], marks: Marks, judged: Sequence[Record], out: Path
) -> Path:
    """Write ``to_review.csv``: what a person must look at, and every mark and remark that was given before.

    ``judged`` are the records without the marks given by hand.
    """
    lang = assignment.language
    others = list(dict.fromkeys(name for given in marks.values() for name, _ in given.extra))
    table: list[list[Cell]] = [[*(names[lang != "ko"] for names in COLUMNS.values()), *others]]
    for each, before in zip(records, judged, strict=True):
        given = marks.get((each.student, each.question))
        if given is None and each.review in (None, "missing"):
            continue
        question = assignment.question(each.question)
        now = identity(question, each)
        changed = each.review == "changed"
        mark, reason = ("", "") if given is None else (given.mark, given.reason)
        cells = dict(given.extra) if given is not None else {}
        table.append(
            [
                each.student, each.question, question.points, reason_of(before, lang), "\n".join(each.lines),
                each.source, given.identity if changed and given is not None else now,
                as_number(mark) if isinstance(mark, Fraction) else "", reason,
                say("confirm")[lang] if changed else "", *(cells.get(name, "") for name in others),
            ]
        )  # fmt: skip
    put(out / TO_REVIEW, csv_text(table).encode("utf-8-sig", "surrogatepass"))
    return out / TO_REVIEW
