"""Grading a class: what an assignment says, the marks a verdict earns, the tables, and a key that is wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from symgrad.checking.words import FOR_A_PERSON, say
from symgrad.cli import main
from symgrad.errors import DataError, ReadError
from symgrad.grading import Record
from symgrad.grading.assignment import parse_assignment, plain_id
from symgrad.grading.key import KeyRefused, check_keys
from symgrad.grading.marks import marked, record
from symgrad.grading.record import file_names
from symgrad.grading.submissions import Submission
from symgrad.grading.tables import harmless, marks

QUESTION = '<!-- symgrad: question id="1" points="10" wrt="w" parameters="w b" data="x y"{} -->'
PAGE = (
    '---\ntitle: {{en: "Homework"}}\n---\n\n## 1. A line\n\nBelow is a model.\n\n'
    + QUESTION
    + "\n$$\nL = (y - w x - b)^2\n$$\n\nDerive.\n\n{}\n"
)
RUBRIC = "<!-- symgrad: rubric -->\n| when | points |\n|---|---|\n"


def page(rows: str = "", options: str = "", more: str = "") -> str:
    return PAGE.replace("{{", "{").replace("}}", "}").replace("{} -->", options + " -->", 1).replace(
        "{}", (RUBRIC + rows if rows else "") + more
    )  # fmt: skip


# -- the page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", ["0", "0.004"])
def test_a_question_is_worth_something(points: str) -> None:
    with pytest.raises(ReadError, match="worth more than nothing"):
        parse_assignment(page().replace('points="10"', f'points="{points}"'))


def test_what_a_page_says() -> None:
    text = page(
        "| line | 1 |\n| 모든 줄 | 4 |\n| sign | -1.5 |\n\n",
        ' decimals="3" follow_through="no"',
        "<!-- symgrad: given -->\n$$ w = 1.6, x = 0.5 $$\n\n<!-- symgrad: variables -->\n"
        "| name | domain | length |\n|--|--|--|\n| x | (0,inf) | |\n| n | Z [1, 12] | |\n| y | R | m |\n\n"
        '<!-- symgrad: key reason="ours" -->\n$$ 2(y - wx - b) $$\n',
    )
    assignment = parse_assignment(text)
    (question,) = assignment.questions
    assert (assignment.language, assignment.points, question.title) == ("ko", 10, "1. A line")
    assert (question.rubric.line, question.rubric.lines, question.rubric.mistakes) == (1, 4, {"sign": 1.5})
    assert not question.follow_through
    assert question.item["given"] == {"w": "1.6", "x": "0.5"}
    assert question.item["variables"]["n"] == {"domain": "Z", "range": [1, 12]}
    assert question.item["variables"]["y"]["length"] == "m"
    assert (question.key, question.acknowledged) == (("2(y - wx - b)",), "ours")
    # Students see the words, the model and the numbers, neither the key nor the rubric.
    assert [part in question.prompt for part in ("Below", "L = ", "1.6", "2(y", "sign")] == [True] * 3 + [
        False
    ] * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (page("| sgin | -1 |\n"), "Did you mean sign"),
        (page("| sign | 1 |\n"), "with a minus"),
        (page("| line | 11 |\n"), "more than the question's 10"),
        (page("| sign | -1 |\n| sign | -2 |\n"), "twice"),
        (page(options=' colour="red"'), "no option 'colour'"),
        (page(options=' deadline="90"'), "number of seconds"),
        (page(more="<!-- symgrad: key -->\nwords\n"), "key has no block below it"),
        (page() + page().partition("---\n\n")[2], "two questions"),
        ("---\ntitle: {en: X}\n---\n\nnothing\n", "has no question"),
        ("---\ntitel: {en: X}\n---\n", "Did you mean title"),
        (page().replace("---\n", "---\nfollow_through: nope\n", 1), "'nope' is no value for follow_through"),
    ],
)
def test_what_is_wrong_on_a_page_is_said(text: str, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        parse_assignment(text)


def test_ids_are_compared_without_what_is_around_them() -> None:
    assert {plain_id(text) for text in ("1", "Q1", "q 1.", "문제 1", "1번", "Question (1)", "제1문항")} == {
        "1"
    }
    assert plain_id("Q") == "q"


# -- marks ------------------------------------------------------------------------------------------------------


def line(status: str, follows: bool | None = None, kind: str = "value") -> dict[str, Any]:
    return {"status": status, "follows": follows, "kind": kind}


def wrong(*lines: dict[str, Any], first: int | None = None, mistake: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"status": "different", "accept": False, "text": {}}
    if mistake:
        found["mistake"] = {"id": mistake}
    return {**found, "lines": list(lines), "first_wrong_line": first} if lines else found


GOOD, BAD, ON = line("equal", True), line("different", False), line("different", True)
SIGN, LINES = "| sign | -1 |\n", "| line | 1 |\n| lines | 3 |\n"


@pytest.mark.parametrize(
    ("rows", "options", "verdict", "expected"),
    [
        ("", "", {"status": "equal", "accept": True}, (10, None)),
        ("| copied | -2 |\n", "", {"status": "equal", "accept": True, "lines": [GOOD]}, (8, None)),
        ("", "", {"status": "agrees", "accept": None}, (None, "agrees")),
        ("", "", {"status": "undecided", "accept": None}, (None, "undecided")),
        ("", "", {"status": "invalid", "accept": None}, (None, "invalid")),
        (
            "",
            "",
            {"status": "equal", "accept": None, "lines": [BAD], "first_wrong_line": 1},
            (None, "unclear"),
        ),
        ("", "", {"status": "different", "accept": None}, (None, "unclear")),
        ("", "", wrong(), (0, None)),
        ("| other | 2 |\n", "", wrong(), (2, None)),
        (SIGN, "", wrong(mistake="sign"), (9, None)),
        ("", "", wrong(mistake="sign"), (0, None)),
        ("", "", wrong(GOOD, GOOD, BAD, first=3), (3, None)),
        ("", "", wrong(GOOD, GOOD, BAD, ON, first=3), (3.5, None)),
        ("", ' follow_through="no"', wrong(GOOD, GOOD, BAD, ON, first=3), (2.5, None)),
        (LINES, "", wrong(GOOD, GOOD, BAD, first=3), (2, None)),
        (LINES, "", wrong(GOOD, GOOD, GOOD, GOOD, BAD, first=5), (3, None)),
        (SIGN, "", wrong(GOOD, BAD, ON, mistake="sign", first=2), (9, None)),
        (SIGN, ' follow_through="no"', wrong(GOOD, BAD, ON, mistake="sign", first=2), (8, None)),
        (SIGN, "", wrong(GOOD, BAD, BAD, mistake="sign", first=2), (1.5, None)),
        ("", "", wrong(line("invalid"), BAD, first=2), (None, "unclear")),
        ("| lines | 0 |\n", "", wrong(line("invalid"), BAD, first=2), (0, None)),
    ],
)
def test_marks(rows: str, options: str, verdict: dict[str, Any], expected: tuple[Any, Any]) -> None:
    (question,) = parse_assignment(page(rows, options)).questions
    lines = tuple(f"a_{n}" for n in range(max(1, len(verdict.get("lines", ())))))
    found, review, reason = marked(question, lines, verdict)
    assert (found if found is None else float(found), review) == expected
    assert reason["ko"]
    assert reason["en"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [(r"f = \sum_{i=1}^m x_i", 8), ("f = sum_(i=1)^m x_i", 8), (r"\sum_{i=1}^m x_i", 8), ("f = a = b", 10)],
)
def test_a_chain_is_work_but_the_sign_below_a_sum_is_none(text: str, marks: int) -> None:
    (question,) = parse_assignment(page("| copied | -2 |\n")).questions
    assert marked(question, (text,), {"status": "equal", "accept": True})[0] == marks


def test_a_line_counts_once_and_not_if_it_repeats_the_question() -> None:
    (question,) = parse_assignment(page(LINES)).questions
    lines = ("L = (y - w x - b)^2", "2u", "2 u.", "u = w", "9")
    judged = wrong(GOOD, GOOD, GOOD, line("definition", kind="definition"), BAD, first=5)
    assert marked(question, lines, judged)[0] == 1


@pytest.mark.parametrize("note", FOR_A_PERSON)
def test_why_a_person_must_look_at_a_right_result(note: str) -> None:
    (question,) = parse_assignment(page(LINES)).questions
    judged = {
        "status": "equal",
        "accept": None,
        "note": f"copied {note}",
        "lines": [{"status": "equal", "follows": None}],
    }
    found, review, reason = marked(question, ("a",), judged)
    assert (found, review) == (None, "unclear")
    assert reason == say(note)


def test_missing_and_unread_answers() -> None:
    (question,) = parse_assignment(page()).questions
    missing = record(question, Submission("kim", "1"), {})
    unread = record(question, Submission("kim", "1", fault={"ko": "가", "en": "a"}), {})
    twice = record(question, Submission("kim", "1", ("1",), fault={"ko": "가", "en": "a"}, twice=True), {})
    assert [(each.marks, each.review) for each in (missing, unread, twice)] == [
        (0, "missing"), (None, "invalid"), (None, "unclear"),
    ]  # fmt: skip
    assert Record.from_row(json.loads(json.dumps(unread.to_row()))) == unread
    for marks_, review in ((None, None), (None, "missing"), (11, None), (1, "nonsense")):
        with pytest.raises(DataError):
            Record("kim", "1", "", (), 10, marks_, review, {}, {})


# -- tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2x", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_numbers_and_names_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in (-1, 0.5, None, "김민수", "x=1")] == [-1, 0.5, None, "김민수", "x=1"]


def test_a_total_is_given_once_every_answer_has_marks() -> None:
    assignment = parse_assignment(page())
    (question,) = assignment.questions
    rows = [record(question, Submission("a", "1", ("x",)), {"status": "agrees", "accept": None})]
    rows += [record(question, Submission("b", "1"), {})]
    assert marks(assignment, rows)[1:] == [["a", None, None, 10, "1"], ["b", 0, 0, 10, "1"]]


def test_file_names_are_safe_and_unique() -> None:
    students = ["Kim", "kim", "../../etc/passwd", "con", "", "김 민수", "a/b", "a_b", "x" * 300, "\u202egpj"]
    found = file_names(students)
    assert len({name.casefold() for name in found.values()}) == len(students)
    assert found == file_names(reversed(students))
    assert found["김 민수"] == "김_민수"
    for name in found.values():
        assert name
        assert not set(name) & set('/\\.:*?"<>|\0 ')
        assert name.casefold() not in ("con", "nul")


# -- the key ----------------------------------------------------------------------------------------------------


class FakeJudge:
    """Says what it is told to say."""

    def __init__(self, probed: str, checked: str) -> None:
        self.probed, self.checked = probed, checked

    def _said(self, status: str) -> dict[str, Any]:
        return {"status": status, "accept": status == "equal" or None, "text": {"en": status, "ko": status}}

    def ready(self) -> None:
        pass

    def probe(self, question: object) -> dict[str, Any]:
        return self._said(self.probed)

    def check(self, question: object, lines: object, *, deadline: float) -> dict[str, Any]:
        return self._said(self.checked)


KEY = "<!-- symgrad: key{} -->\n$$ 2 $$\n"


@pytest.mark.parametrize(
    ("reason", "probed", "checked", "said"),
    [
        ("", "different", "equal", ()),
        ("", "different", "agrees", "not proved"),
        ("", "different", "different", KeyRefused),
        ("", "different", "invalid", KeyRefused),
        ("", "invalid", "equal", KeyRefused),
        (' reason="ours"', "different", "different", "ours"),
    ],
)
def test_a_key_that_is_wrong_stops_everything(reason: str, probed: str, checked: str, said: Any) -> None:
    assignment = parse_assignment(page(more=KEY.format(reason)))
    judge: Any = FakeJudge(probed, checked)
    if said is KeyRefused:
        with pytest.raises(KeyRefused):
            check_keys(assignment, judge)
    else:
        assert str(said or "()") in str(check_keys(assignment, judge))


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_to_start_from_grades_a_class(lang: str, tmp_path: Path) -> None:
    """The whole command; a wrong key then stops it before anything is written."""
    path, out = tmp_path / "hw.md", tmp_path / "report"
    assert CliRunner().invoke(main, ["new", str(path), "--assignment", "--lang", lang]).exit_code == 0
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=1+1.md").write_text("# Q1\n$$ -2x(y - wx - b) $$\n# Q2\n$0.690$\n")
    (tmp_path / "in" / "이영희.txt").write_bytes(
        "문제 1\r\n= 2x(y - wx - b)\r\n문제 2\r\n0.689\r\n".encode("cp949")
    )
    arguments = ["grade", str(path), str(tmp_path / "in"), "-o", str(out), "--lang", lang]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    rows = list(csv.reader((out / "marks.csv").read_text(encoding="utf-8-sig").splitlines()))[1:]
    assert rows == [["'=1+1", "8", "5", "13", "15", ""], ["이영희", "9", "0", "9", "15", ""]]
    assert (out / "class.html").exists()
    path.write_text(path.read_text().replace("-2x(y - wx - b)", "-3x(y - wx - b)"))
    result = CliRunner().invoke(main, [*arguments[:4], str(tmp_path / "other")])
    assert result.exit_code == 2
    assert "question 1: the key is not" in result.output
    assert not (tmp_path / "other").exists()
