"""What a class handed in, whatever it came in: one ``Submission`` for each student and question.

In: a folder (a student is a file or a folder), a zip archive of one, or a table (``sheets``).  Out: ``Handed``, with
the students in the order of their names and, for each, every question once; what could not be read stands beside it,
and never counts as an answer that is missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from symgrad.errors import DataError, told, worded
from symgrad.grading.assignment import plain_id
from symgrad.grading.files import File, Refused, archive, folder
from symgrad.grading.questions import Assignment
from symgrad.grading.sheets import Cell, table
from symgrad.grading.texts import (
    LABEL,
    Unreadable,
    body_of,
    decoded,
    lines_of,
    numbered,
    sections,
    without_html,
)
from symgrad.grading.words import say

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
#: what is told how to become a table
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers", ".cell")
_LONGEST_NAME = 120
#: what Moodle makes of a student's name in the folders of an assignment's files
_MOODLE = re.compile(r"_\d+_assignsubmission_\w*$")


@dataclass(frozen=True)
class Submission:
    """One answer; without lines it is missing.  ``fault`` says why it cannot be judged, ``twice`` if there are two."""

    student: str
    question: str
    lines: tuple[str, ...] = ()
    source: str = ""
    fault: Mapping[str, str] | None = None
    twice: bool = False


@dataclass(frozen=True)
class Handed:
    """Everything that was handed in."""

    students: tuple[str, ...]
    submissions: tuple[Submission, ...]
    refused: tuple[Refused, ...]


def collect(assignment: Assignment, path: str | Path) -> Handed:
    """Read submissions.  Raises ``DataError`` where nothing can be read at all."""
    where = Path(path)
    if where.is_dir():
        found = _from_files(assignment, folder(where))
    elif where.suffix.lower() == ".zip":
        found = _from_files(assignment, archive(where))
    elif where.suffix.lower() in TABLES:
        found = _from_cells(assignment, table(where, tuple(q.id for q in assignment.questions)))
    elif where.suffix.lower() in SPREADSHEETS:
        raise DataError(
            worded("{path} is a spreadsheet.", path=path),
            remedy="Save it as CSV (in Excel: Save As, CSV UTF-8) and give that.",
        )
    else:
        raise DataError(
            worded("{path} is no folder of submissions.", path=path),
            remedy="Give a folder, a .zip of one, a .csv or a .jsonl.",
        )
    return _gathered(assignment, found, str(path))


def student_name(text: str) -> str:
    """A name without anything that cannot be seen, composed, blanks made one."""
    seen = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    seen = "".join(c for c in seen if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(unicodedata.normalize("NFC", seen).split())[:_LONGEST_NAME]


# -- which question ---------------------------------------------------------------------------------------------


def question_of(assignment: Assignment, heading: str) -> str | None:
    """The id of the question that a heading names: ``1``, ``Q1``, ``문제 1. …``, or its title."""
    known = {plain_id(question.title): question.id for question in assignment.questions}
    known |= {plain_id(question.id): question.id for question in assignment.questions}
    words = heading.split()
    tries = [heading, re.split(r"[:)\]–—]|\.(?:\s|$)", heading)[0]]
    if LABEL.match(heading):
        tries += [" ".join(words[:2]), words[0]]
    return next((known[plain_id(each)] for each in tries if each.strip() and plain_id(each) in known), None)


# -- files -----------------------------------------------------------------------------------------------------


def _from_files(assignment: Assignment, files: Iterable[File | Refused]) -> Iterator[Submission | Refused]:
    for each in files:
        student = _owner(each.parts)
        if isinstance(each, Refused):
            yield Refused(each.source, each.reason, each.parts, student)
            continue
        try:
            text = decoded(each.data)
        except Unreadable as error:
            yield Refused(each.source, say(error.fault), each.parts, student)
            continue
        yield from _of_file(assignment, student, each, text)


def _owner(parts: tuple[str, ...]) -> str:
    if not parts:
        return ""
    name = parts[0] if len(parts) > 1 else PurePosixPath(parts[0]).stem
    return student_name(_MOODLE.sub("", name))


def _of_file(assignment: Assignment, student: str, file: File, text: str) -> Iterator[Submission | Refused]:
    current = question_of(assignment, PurePosixPath(file.parts[-1]).stem) if len(file.parts) > 1 else None
    if current is None and len(assignment.questions) == 1:
        current = assignment.questions[0].id
    named = current is not None
    bodies: list[tuple[str, int, list[str]]] = []
    for heading, line, body in sections(body_of(text)):
        found = question_of(assignment, heading) if heading.strip() else None
        if found is not None:
            current, named = found, True
        elif LABEL.match(heading):
            current, named = None, True
            yield Refused(
                f"{file.source}:{line}",
                say("unknown_question", question=heading),
                (),
                student,
            )
        if current is not None:
            if not bodies or bodies[-1][0] != current:  # below another question it is a second answer
                bodies.append((current, line, []))
            bodies[-1][2].append(body)
    if not named:
        for label, line, body in _listed(assignment, body_of(text)):
            named = True
            bodies.append((label, line, [body]))
    if not named:
        if text.strip():
            ids = ", ".join(question.id for question in assignment.questions)
            yield Refused(file.source, say("no_heading", questions=ids), (), student)
    for question, line, parts in bodies:
        lines = tuple(each for part in parts for each in lines_of(part))
        if lines:
            yield Submission(student, question, lines, f"{file.source}:{line}")
    yield Submission(student, "")


def _listed(assignment: Assignment, text: str) -> tuple[tuple[str, int, str], ...]:
    """The answers of a text whose only headings are the numbers of a list: all of them must be questions."""
    entries = numbered(text)
    found = tuple((question_of(assignment, label), line, body) for label, line, body in entries)
    return tuple((each, line, body) for each, line, body in found if each) if all(e[0] for e in found) else ()


# -- tables -----------------------------------------------------------------------------------------------------


def _from_cells(assignment: Assignment, cells: Iterable[Cell | Refused]) -> Iterator[Submission | Refused]:
    for cell in cells:
        if isinstance(cell, Refused):
            yield replace(cell, student=student_name(cell.student))
            continue
        student = student_name(cell.student)
        question = question_of(assignment, cell.question) if cell.question.strip() else None
        if not student:
            yield Refused(cell.source, say("no_name"))
        elif question is None and (cell.question.strip() or cell.text.strip()):
            yield Refused(cell.source, say("unknown_question", question=cell.question.strip()), (), student)
        else:
            lines = lines_of(without_html(cell.text)) if question is not None else ()
            yield Submission(student, question or "", lines, cell.source)


# -- everybody, every question ------------------------------------------------------------------------------------


def _gathered(assignment: Assignment, found: Iterable[Submission | Refused], path: str) -> Handed:
    answers: dict[tuple[str, str], list[Submission]] = {}
    refused: list[Refused] = []
    students: set[str] = set()
    unread: dict[str, Refused] = {}
    for each in found:
        if each.student:
            students.add(each.student)
        if isinstance(each, Refused):
            refused.append(each)
            unread.setdefault(each.student, each)
        elif each.lines:
            answers.setdefault((each.student, each.question), []).append(each)
    if not students:
        raise DataError(
            worded("{path} has no submission.", path=path), remedy=told(refused[0].reason) if refused else ""
        )
    everyone = tuple(sorted(students))
    ids = [question.id for question in assignment.questions]
    submissions = tuple(
        _only(student, question, answers.get((student, question), []), unread.get(student))
        for student in everyone
        for question in ids
    )
    return Handed(everyone, submissions, tuple(refused))


def _only(student: str, question: str, given: list[Submission], unread: Refused | None) -> Submission:
    """The answer that counts."""
    if not given:
        fault = say("unread", reason=unread.reason) if unread is not None else None
        return Submission(student, question, (), unread.source if unread is not None else "", fault)
    if len({each.lines for each in given}) == 1:
        return given[0]
    places = ", ".join(each.source for each in given)
    lines = tuple(line for each in given for line in each.lines)
    return Submission(student, question, lines, given[0].source, say("twice", places=places), twice=True)
