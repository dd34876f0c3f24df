"""Answers in tables: CSV or JSON lines with name, question and answer, and the export of responses from Moodle.

In: a file.  Out: ``Cell(student, question, text, source)`` as written, and what was refused.  A table with columns
``Response 1``, ``Response 2``, … (응답 1, …) is Moodle's: its responses are the assignment's questions in order;
columns called like the questions (``1``, ``Q2``, 문제 3) are read the same way.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symgrad.errors import DataError, told, worded
from symgrad.grading.assignment import plain_id
from symgrad.grading.files import Refused
from symgrad.grading.texts import Unreadable, decoded
from symgrad.grading.words import say

#: bytes of one table
LARGEST = 1 << 27
#: what a column is → its headings, in small letters
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "student": ("name", "student", "full name", "이름", "학생", "성명", "학생 이름", "학번", "student id"),
    "question": ("question", "problem", "문제", "문항", "문제 번호", "문항 번호", "문제번호", "문항번호"),
    "answer": ("answer", "response", "lines", "답", "답안", "응답", "풀이", "solution"),
    "last": ("surname", "last name", "성"),
    "first": ("first name", "이름"),
    "number": ("학번", "student id", "id number", "student number"),
    "email": ("email address", "email", "e-mail", "이메일 주소", "이메일", "전자우편"),
}
_RESPONSE = re.compile(r"(?:response|answer|응답|답안|답)\s*(\d{1,3})", re.IGNORECASE)
#: what Moodle writes where there is no response
_NONE = ("", "-")


@dataclass(frozen=True)
class Cell:
    """One answer as it stands in a table."""

    student: str
    question: str
    text: str
    source: str


Cells = Iterator[Cell | Refused]


def table(path: Path, questions: tuple[str, ...]) -> Cells:
    """The answers in a table.  Raises ``DataError`` for one that cannot be read at all."""
    try:
        with path.open("rb") as file:
            text = decoded(file.read(LARGEST + 1), LARGEST)
    except Unreadable as error:
        raise DataError(worded("{path}: {fault}", path=path, fault=told(say(error.fault)))) from None
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return _objects(text, path)
    return _rows(text, path, questions)


def _objects(text: str, path: Path) -> Cells:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        source = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield Refused(source, say("not_json"))
            continue
        yield _object(row, source) if isinstance(row, dict) else Refused(source, say("no_fields"))


def _object(row: dict[str, Any], source: str) -> Cell | Refused:
    low = {key.strip().lower(): value for key, value in row.items()}
    student, question, answer = (
        _text(next((low[name] for name in HEADINGS[what] if name in low), ""))
        for what in ("student", "question", "answer")
    )
    if student is None or question is None or answer is None:
        return Refused(source, say("no_fields"), (), student or "")
    return Cell(student, question, answer, source)


def _text(value: object) -> str | None:
    """A field as text: a whole number is one too, and so are several lines."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def separated(text: str, path: Path) -> list[tuple[int, list[str]]]:
    """The rows of a table with the lines they begin in.  Raises ``DataError`` for text that is no table."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = csv.field_size_limit(LARGEST)
    try:
        rows, line = [], 1
        for row in reader:
            rows.append((line, row))  # an answer may have several lines
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            worded("{path}, line {line_num}: {error}.", path=path, line_num=reader.line_num, error=error)
        ) from None
    finally:
        csv.field_size_limit(before)
    if not rows:
        raise DataError(worded("{path} is empty.", path=path))
    return rows


def _rows(text: str, path: Path, questions: tuple[str, ...]) -> Cells:
    rows = separated(text, path)
    head = [cell.strip().lower() for cell in rows[0][1]]
    body = [(f"{path.name}:{line}", row) for line, row in rows[1:] if any(cell.strip() for cell in row)]
    responses = {
        place: int(found[1]) for place, cell in enumerate(head) if (found := _RESPONSE.fullmatch(cell))
    }
    if _column(head, "answer") is None and _column(head, "question") is None:
        own = {plain_id(question): number for number, question in enumerate(questions, 1)}
        responses |= {place: own[plain_id(cell)] for place, cell in enumerate(head) if plain_id(cell) in own}
    if responses:
        return _moodle(head, body, responses, questions, path)
    return _long(head, body, path)


def _column(head: list[str], what: str) -> int | None:
    return next((head.index(name) for name in HEADINGS[what] if name in head), None)


def _long(head: list[str], body: list[tuple[str, list[str]]], path: Path) -> Cells:
    places = [_column(head, what) for what in ("student", "question", "answer")]
    if None in places:
        raise DataError(
            worded(
                "{path} needs the columns name, question and answer; or name and a column for each question (1, 2,"
                " ...); or Moodle's (First name, Response 1, ...).",
                path=path,
            ),
            remedy=worded("Its first line is: {head}", head=", ".join(head)[:200]),
        )
    named, asked, answered = (place for place in places if place is not None)
    for source, student, row in _whose(body, len(head), (named,), _column(head, "number"), answered):
        if len(row) == len(head):
            yield Cell(student, row[asked], row[answered], source)
        else:
            yield _uneven(source, student, row, head)


def _whose(
    body: list[tuple[str, list[str]]],
    width: int,
    names: tuple[int | None, ...],
    other: int | None,
    answers: int,
) -> Iterator[tuple[str, str, list[str]]]:
    """``(source, student, row)``; people of one name are told apart by the column ``other``.

    A row of another width is somebody's whose name stands in front of the ``answers`` and in another row.
    """
    found: list[tuple[str, str, str, list[str]]] = []
    people: dict[str, set[str]] = {}
    for source, row in body:
        front = row if len(row) == width else row[:answers]
        *parts, of = (
            front[place].strip() if place is not None and place < len(front) else ""
            for place in (*names, None if other in names else other)
        )
        name = _full(*parts)
        found.append((source, name, of, row))
        if len(row) == width:
            people.setdefault(name, set()).add(of)
    for source, name, of, row in found:
        known = people.get(name, set())
        student = name if len(known) == 1 else f"{name} ({of})" if of in known else ""
        yield source, student, row


def _uneven(source: str, student: str, row: list[str], head: list[str]) -> Refused:
    return Refused(source, say("width", cells=len(row), columns=len(head)), (), student)


def _moodle(
    head: list[str],
    body: list[tuple[str, list[str]]],
    responses: dict[int, int],
    questions: tuple[str, ...],
    path: Path,
) -> Cells:
    last, first, whole, email, number = (
        _column(head, what) for what in ("last", "first", "student", "email", "number")
    )
    if last is None and first is None and whole is None:
        raise DataError(worded("{path} needs the columns Surname and First name.", path=path))
    names, other = (last, first, whole), number if email is None else email
    for source, student, row in _whose(body, len(head), names, other, min(responses)):
        if len(row) != len(head):
            yield _uneven(source, student, row, head)
            continue
        for place, response in responses.items():
            if row[place].strip() in _NONE:
                continue
            known = 0 < response <= len(questions)
            yield Cell(student, questions[response - 1] if known else head[place], row[place], source)
        yield Cell(student, "", "", source)


def _full(last: str, first: str = "", whole: str = "") -> str:
    """Korean names begin with the family's and have no blank; the ``whole`` name where it is not in parts."""
    korean = re.search("[가-힣]", last + first) is not None
    return (last + first if korean else f"{first} {last}".strip()) or whole
