"""A class run: killed in the middle it goes on, nothing is judged twice, the same inputs give the same bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from symgrad.errors import DataError, SymgradError
from symgrad.grading import run as running
from symgrad.grading.assignment import parse_assignment
from symgrad.grading.journal import Journal, key_of
from symgrad.grading.judging import Judge
from symgrad.grading.questions import Question
from symgrad.grading.submissions import Handed, Submission

ROOT = Path(__file__).parent.parent
PAGE = (
    "---\ntitle: {en: Homework}\n---\n\n"
    '## 1. A line\n\n<!-- symgrad: question id="1" points="10" wrt="w" parameters="w b" data="x y" -->\n'
    "$$\nL = (y - w x - b)^2\n$$\n\n"
    '## 2. A square\n\n<!-- symgrad: question id="2" points="4" -->\n$$\n(x + 1)^2\n$$\n'
)
ASSIGNMENT = parse_assignment(PAGE)


def handed(*answers: tuple[str, str, str]) -> Handed:
    return Handed(
        tuple(dict.fromkeys(a[0] for a in answers)), tuple(Submission(s, q, (t,)) for s, q, t in answers), ()
    )


class Counting:
    """Judges nothing and counts what it is asked."""

    asked: list[str] = []
    fail_after = 10**9

    def check(self, question: Question, lines: tuple[str, ...]) -> dict[str, Any]:
        if len(self.asked) >= self.fail_after:
            raise SymgradError("enough")
        self.asked.append(lines[0])
        return {"status": "equal", "accept": True, "text": {"ko": "가", "en": "a"}}

    def stop(self) -> None:
        pass


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    Counting.asked, Counting.fail_after = [], 10**9
    monkeypatch.setattr(running, "Judge", Counting)
    return Counting.asked


CLASS = handed(("a", "1", "x"), ("a", "2", "x"), ("b", "1", "x"), ("b", "2", "y"))


def test_equal_answers_to_a_question_are_judged_once_and_kept(asked: list[str], tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        first = running.grade(ASSIGNMENT, CLASS, journal)
    assert sorted(asked) == ["x", "x", "y"]
    with Journal(tmp_path / "j") as journal:
        assert running.plan(ASSIGNMENT, CLASS, journal).kept == 4
        assert running.grade(ASSIGNMENT, CLASS, journal, workers=2) == first
    assert len(asked) == 3


def test_what_changed_is_judged_again(asked: list[str], tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        running.grade(ASSIGNMENT, CLASS, journal)
        other = handed(("a", "1", "z"), ("a", "2", "x"), ("b", "1", "x"), ("b", "2", "y"))
        assert [
            running.plan(ASSIGNMENT, other, journal).kept,
            running.plan(ASSIGNMENT, other, journal).changed,
        ] == [3, 1]
        running.grade(ASSIGNMENT, other, journal)
        assert asked[3:] == ["z"]
        page = parse_assignment(PAGE.replace("(x + 1)^2", "(x + 2)^2"))
        assert running.plan(page, other, journal).changed == 2
        # Other points are other marks, but the same verdicts.
        assert (
            running.plan(parse_assignment(PAGE.replace('points="4"', 'points="5"')), other, journal).kept == 4
        )


def test_a_torn_or_damaged_line_is_as_if_never_written(asked: list[str], tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path) as journal:
        running.grade(ASSIGNMENT, CLASS, journal)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"\0\0\0\n" + lines[2] + lines[3][:-9])
    with Journal(path) as journal:
        assert journal.damaged == 2
        running.grade(ASSIGNMENT, CLASS, journal)
    rows = [json.loads(line) for line in path.read_bytes().splitlines() if not line.startswith(b"\0")]
    assert len({(row["student"], row["question"]) for row in rows}) == len(rows) == 4


def test_an_error_in_the_middle_loses_nothing(asked: list[str], tmp_path: Path) -> None:
    Counting.fail_after = 2
    with pytest.raises(SymgradError, match="enough"), Journal(tmp_path / "j") as journal:
        running.grade(ASSIGNMENT, CLASS, journal)
    with Journal(tmp_path / "j") as journal:
        assert len(journal.verdicts) == 2


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with Journal(tmp_path / "j"), pytest.raises(DataError, match="another run"):
        Journal(tmp_path / "j")


def test_a_key_tells_answers_apart() -> None:
    item = {"reference": "x", "lines": ["a", "b"]}
    assert key_of(item) == key_of(dict(reversed(item.items())))
    assert len({key_of(each) for each in (item, {**item, "lines": ["a b"]}, {**item, "reference": "y"})}) == 3


def test_a_process_that_judges_nothing_ends_the_run() -> None:
    """Instead of calling the answers of a class unreadable."""

    class Dead:
        def check(self, row: object) -> dict[str, Any]:
            return {"status": "invalid", "accept": None, "error": {"reason": "resource"}, "text": {}}

        def stop(self) -> None:
            pass

    judge = Judge()
    judge._checker = Dead()  # type: ignore[assignment]
    with pytest.raises(SymgradError, match="does not work"):
        judge.check(ASSIGNMENT.questions[0], ("x",))


# -- the whole command --------------------------------------------------------------------------------------------

STUDENTS = 40


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A class, no two answers alike."""
    (tmp_path / "hw.md").write_text(PAGE)
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(1, STUDENTS + 1):
        sign = "-" if n % 3 else ""
        lines = f"# 1\n{sign}2x(y - wx - b) + {n} - {n}\n= {sign}2xy {'+' if sign else '-'} 2x(wx + b)\n"
        (folder / f"s{n:03}.md").write_text(lines + f"# 2\nx^2 + 2x + 1 + {n % 5 and n}\n")
    return tmp_path


def command(place: Path, out: str, workers: int = 2) -> list[str]:
    paths = [str(place / "hw.md"), str(place / "in"), "--out", str(place / out)]
    return [sys.executable, "-m", "symgrad", "grade", *paths, "--workers", str(workers), "--lang", "en"]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def files(place: Path, out: str) -> dict[str, bytes]:
    """Everything but the journal, whose order is that of the run."""
    found = sorted(
        path for path in (place / out).rglob("*") if path.is_file() and path.name != "journal.jsonl"
    )
    return {str(path.relative_to(place / out)): path.read_bytes() for path in found}


@pytest.mark.slow
def test_a_killed_run_goes_on_and_gives_the_same_bytes(place: Path) -> None:
    whole = subprocess.run(
        command(place, "whole", 1), env=environment(), capture_output=True, text=True, check=False
    )
    assert whole.returncode == 0, whole.stderr
    journal = place / "killed" / "journal.jsonl"
    process = subprocess.Popen(command(place, "killed"), env=environment(), stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while (
        not journal.exists() or journal.read_bytes().count(b"\n") < STUDENTS // 2
    ) and time.monotonic() < end:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = [line for line in journal.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    assert STUDENTS // 2 <= len(kept) < 2 * STUDENTS
    assert not (place / "killed" / "marks.csv").exists()
    again = subprocess.run(
        command(place, "killed"), env=environment(), capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert f"answers graded before, which are kept: {len(kept)}." in again.stderr
    rows = journal.read_bytes().splitlines(keepends=True)
    assert rows[: len(kept)] == kept
    pairs = [(row["student"], row["question"]) for row in map(json.loads, rows)]
    assert len(pairs) == len(set(pairs)) == 2 * STUDENTS
    assert files(place, "killed") == files(place, "whole")
    marks = (place / "whole" / "marks.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(marks) == STUDENTS + 1
    # Half of the points are for lines; of two, the second follows from the wrong first one.
    rows_seen = {line.split(",", 1)[1] for line in marks[1:]}
    assert rows_seen == {"10,4,14,14,", "10,0,10,14,", "2.5,4,6.5,14,", "2.5,0,2.5,14,"}
