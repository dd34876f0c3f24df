"""The tables of a graded class: marks a student a row, and every record with its reason.

In: an assignment and its records.  Out: ``marks.csv``, ``results.csv``, ``results.jsonl``, and ``refused.csv`` with
what was not read.  CSV files begin with a mark by which spreadsheets know UTF-8; no cell is taken for a formula.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from symgrad.grading.files import Refused
from symgrad.grading.questions import Assignment, as_number
from symgrad.grading.record import Number, Record

MARKS, RESULTS, ROWS, REFUSED = "marks.csv", "results.csv", "results.jsonl", "refused.csv"
#: how a cell begins that a spreadsheet computes; the wide ones are taken for the narrow
FORMULA = tuple("=+-@\t\r＝＋－＠")
HEADS = {
    "ko": {
        "student": "이름", "total": "총점", "points": "만점", "review": "확인할 문제", "question": "문제",
        "marks": "점수", "why": "확인할 까닭", "reason": "이유", "verdict": "판정", "mistake": "잘못",
        "line": "처음 틀린 줄", "answer": "답안", "source": "출처", "by_hand": "직접 채점",
    },
    "en": {
        "student": "student", "total": "total", "points": "points", "review": "to review", "question": "question",
        "marks": "marks", "why": "review", "reason": "reason", "verdict": "verdict", "mistake": "mistake",
        "line": "first wrong line", "answer": "answer", "source": "source", "by_hand": "by hand",
    },
}  # fmt: skip

Cell = str | Number | None


def write_tables(
    assignment: Assignment, records: Sequence[Record], refused: Sequence[Refused], out: Path
) -> tuple[Path, ...]:
    """Write the four tables, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    heads = HEADS[assignment.language]
    texts = {
        MARKS: csv_text(marks(assignment, records)),
        RESULTS: csv_text(results(assignment, records)),
        ROWS: "".join(json.dumps(each.to_row(), ensure_ascii=False) + "\n" for each in records),
        REFUSED: csv_text(
            [
                [heads["source"], heads["student"], heads["reason"]],
                *([each.source, each.student, each.reason[assignment.language]] for each in refused),
            ]
        ),
    }
    for name, text in texts.items():
        encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
        put(out / name, text.encode(encoding, "surrogatepass"))
    return tuple(out / name for name in texts)


def put(path: Path, data: bytes) -> None:
    """A file that is written whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    os.replace(beside, path)


def marks(assignment: Assignment, records: Sequence[Record]) -> list[list[Cell]]:
    """One row a student: the marks of each question, their sum once all are known, and what a person must look at."""
    heads = HEADS[assignment.language]
    ids = [question.id for question in assignment.questions]
    of: dict[str, dict[str, Record]] = {}
    for each in records:
        of.setdefault(each.student, {})[each.question] = each
    table: list[list[Cell]] = [[heads["student"], *ids, heads["total"], heads["points"], heads["review"]]]
    for student, own in of.items():
        given = [own[question].marks for question in ids]
        known = [Fraction(str(mark)) for mark in given if mark is not None]
        total = as_number(sum(known, Fraction(0))) if len(known) == len(ids) else None
        look = " ".join(question for question in ids if own[question].review is not None)
        table.append([student, *given, total, assignment.points, look])
    return table


def results(assignment: Assignment, records: Sequence[Record]) -> list[list[Cell]]:
    """One row a record."""
    lang = assignment.language
    columns = (
        "student",
        "question",
        "marks",
        "points",
        "why",
        "reason",
        "verdict",
        "mistake",
        "line",
        "answer",
        "source",
    )
    heads = HEADS[lang]
    table: list[list[Cell]] = [[heads[column] for column in columns]]
    for each in records:
        verdict = each.verdict
        table.append(
            [
                each.student, each.question, each.marks, each.points,
                heads["by_hand"] if each.by_hand else each.review, reason_of(each, lang),
                verdict.get("status"), (verdict.get("mistake") or {}).get("id"), verdict.get("first_wrong_line"),
                "\n".join(each.lines), each.source,
            ]
        )  # fmt: skip
    return table


def reason_of(record: Record, lang: str) -> str:
    """Why it has its marks, and what the reader says of the text; that is for teachers."""
    found = [record.reason.get(lang, "")]
    if record.review is not None and record.lines:
        whole = [record.verdict, *record.verdict.get("lines", ())]
        for error in (each.get("error") or {} for each in whole):
            found.append(str((error.get("text") or {}).get(lang) or error.get("message", "")))
    return " ".join(dict.fromkeys(filter(None, found)))


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV, every cell harmless."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: Cell) -> Cell:
    """Text that would be computed gets an apostrophe in front; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\0", "")
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(FORMULA) or bare.lstrip().startswith(FORMULA) else text


def plain_cell(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell
