"""Marks given by hand: written, filled in by a person, read back, kept, and never used for another answer."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from symgrad.errors import DataError
from symgrad.grading import reports
from symgrad.grading.assignment import parse_assignment
from symgrad.grading.byhand import TO_REVIEW, Marks, read_marks, settled, together, write_to_review
from symgrad.grading.record import Record
from symgrad.grading.tables import harmless, marks, plain_cell, results

PAGE = (
    "---\ntitle: {en: Homework}\n---\n\n"
    '## 1. A line\n\n<!-- symgrad: question id="1" points="10" wrt="w" parameters="w b" data="x y" -->\n'
    "$$\nL = (y - w x - b)^2\n$$\n\n"
    '## 2. A square\n\n<!-- symgrad: question id="2" points="4" -->\n$$\n(x + 1)^2\n$$\n'
)
ASSIGNMENT = parse_assignment(PAGE)
OPEN = {"ko": "사람이 확인해야 합니다.", "en": "A person must look."}
UNREAD = {"status": "invalid", "accept": None, "error": {"reason": "parse", "message": "x", "position": None}}


def record(student: str, question: str, line: str, points: int, got: int | None = None) -> Record:
    review = "invalid" if got is None else None
    verdict = UNREAD if got is None else {"status": "equal", "accept": True}
    return Record(student, question, "in.csv:2", (line,), points, got, review, OPEN, verdict)


CLASS = (
    record("=cmd|A1", "1", "+2x", 10),
    record("=cmd|A1", "2", "x^2", 4, 4),
    record("나윤서", "1", "scan.jpg", 10),
    record("나윤서", "2", "x", 4),
)
STUDENTS = ("=cmd|A1", "나윤서")


def filled(path: Path, cells: dict[tuple[str, str], tuple[str, str]], encoding: str = "utf-8-sig") -> None:
    """What a person does with a spreadsheet."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    mark, reason = rows[0].index("mark"), rows[0].index("reason")
    for row in rows[1:]:
        row[mark], row[reason] = cells.get((row[0], row[1]), (row[mark], row[reason]))
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def run(out: Path, judged: tuple[Record, ...] = CLASS, given: Marks | None = None) -> tuple[Record, ...]:
    """What ``symgrad grade`` does once everything is judged."""
    path = out / TO_REVIEW
    kept = read_marks(path, ASSIGNMENT, STUDENTS) if path.exists() else {}
    kept = together(kept, given or {})
    records = settled(ASSIGNMENT, judged, kept)
    write_to_review(ASSIGNMENT, records, kept, judged, out)
    return records


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_marks_are_read_back_and_kept(tmp_path: Path, encoding: str) -> None:
    assert run(tmp_path) == CLASS
    filled(
        tmp_path / TO_REVIEW,
        {("'=cmd|A1", "1"): ("7.5", "'=풀이가 맞음"), ("나윤서", "1"): ("0", "")},
        encoding,
    )
    records = run(tmp_path)
    assert [each.marks for each in records] == [7.5, 4, 0, None]
    assert records[0].reason["ko"] == "선생님이 직접 채점했습니다: =풀이가 맞음"
    assert records[2].reason["en"] == "Marked by hand."
    assert [each.by_hand for each in records] == [True, False, True, False]
    table = marks(ASSIGNMENT, records)
    assert table[1:] == [["=cmd|A1", 7.5, 4, 11.5, 14, ""], ["나윤서", 0, None, None, 14, "2"]]
    assert [row[4] for row in results(ASSIGNMENT, records)[1:]] == ["by hand", None, "by hand", "invalid"]
    assert [Record.from_row(each.to_row()) for each in records] == list(records)
    first = (tmp_path / TO_REVIEW).read_bytes()
    assert (b"'=cmd" in first, b"\n=cmd" in first, b"'+2x" in first) == (True, False, True)
    assert run(tmp_path) == records
    assert (tmp_path / TO_REVIEW).read_bytes() == first
    reports.write(ASSIGNMENT, records, tmp_path, languages=("ko", "en"))
    page = (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "직접 채점한 답안 · Marked by hand (2)" in page
    sheet = next(path for path in tmp_path.glob("sheets/*.html") if "cmd" in path.name)
    assert "Marked by hand: =풀이가 맞음" in sheet.read_text(encoding="utf-8")


def test_a_mark_is_not_used_for_another_answer(tmp_path: Path) -> None:
    run(tmp_path)
    filled(tmp_path / TO_REVIEW, {("나윤서", "2"): ("3", "거의 맞음")})
    assert run(tmp_path)[3].marks == 3
    edited = (*CLASS[:3], replace(CLASS[3], lines=("x^2 + 2x + 1",), marks=4, review=None))
    record = run(tmp_path, edited)[3]
    assert (record.marks, record.review, record.by_hand) == (None, "changed", False)
    assert "3점" in record.reason["ko"]
    text = (tmp_path / TO_REVIEW).read_text(encoding="utf-8-sig")
    assert [word for word in ("거의 맞음", "empty the cell", "x^2 + 2x + 1") if word not in text] == []
    assert run(tmp_path, edited)[3].review == "changed", "nothing confirms itself"
    assert run(tmp_path, CLASS)[3].marks == 3, "the old answer again"
    run(tmp_path, edited)
    rows = list(csv.reader(io.StringIO((tmp_path / TO_REVIEW).read_text(encoding="utf-8-sig"), newline="")))
    rows[-1][rows[0].index("answer id")] = ""
    text_io = io.StringIO(newline="")
    csv.writer(text_io).writerows(rows)
    (tmp_path / TO_REVIEW).write_text(text_io.getvalue(), encoding="utf-8")
    assert run(tmp_path, edited)[3].marks == 3


def test_a_table_of_ones_own_is_laid_over_what_was_given(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "name,question,mark,reason,seen by\n=cmd|A1,Q2,1,copied,me\n나윤서,1,2,,\n", encoding="utf-8"
    )
    given = read_marks(own, ASSIGNMENT, STUDENTS)
    assert given["=cmd|A1", "2"].mark == Fraction(1)
    records = run(tmp_path, given=given)
    assert [each.marks for each in records] == [None, 1, 2, None]
    assert "seen by" in (tmp_path / TO_REVIEW).read_text(encoding="utf-8-sig")
    first = (tmp_path / TO_REVIEW).read_bytes()
    assert run(tmp_path, given=given) == records == run(tmp_path)
    assert (tmp_path / TO_REVIEW).read_bytes() == first
    edited = (CLASS[0], replace(CLASS[1], lines=("another",)), *CLASS[2:])
    assert run(tmp_path, edited, given)[1].review == "changed", (
        "the table says what it said of the old answer"
    )


@pytest.mark.parametrize(
    ("row", "says", "korean"),
    [
        ("홍길동,1,3,", "own.csv, line 3: nobody called '홍길동' has", "'홍길동'이라는 학생은 낸 것이 없습니다."),
        ("나윤서,7,3,", "line 3: there is no question '7'.", "있는 문제: 1, 2."),
        ("나윤서,2,5,", "line 3: 5 is more than the 4 points of question 2.", "배점 4점보다 큽니다."),
        ("나윤서,2,-1,", "line 3: '-1' is no number of points.", "'-1'은 점수가 아닙니다."),
        ("나윤서,2,=2+2,", "'=2+2' is no number", "점수가 아닙니다."),
        ("나윤서,2,1e3,", "'1e3' is no number", "점수가 아닙니다."),
        ("나윤서,1,2,other", "line 3: 나윤서 has two different marks for question 1.", "서로 다른 점수가 둘"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_its_line(tmp_path: Path, row: str, says: str, korean: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"name,question,mark,reason\n나윤서,1,1,\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_marks(own, ASSIGNMENT, STUDENTS)
    assert says in str(caught.value)
    assert korean in caught.value.text("ko")


def test_a_table_without_marks_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("이름,1,2,총점\n나윤서,1,2,3\n", encoding="cp949")
    with pytest.raises(DataError, match="needs the columns name, question and mark"):
        read_marks(own, ASSIGNMENT, STUDENTS)


@pytest.mark.parametrize(
    "text", ["=1", "'=1", "''=1", " =1", "' =1", "'", "it's", "-2x", "", "가", "＝x", "\t=x"]
)
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    written = harmless(text)
    assert isinstance(written, str)
    assert plain_cell(written) == text
    assert not written.lstrip().startswith(("=", "+", "-", "@"))
