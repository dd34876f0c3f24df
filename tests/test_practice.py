"""Practice: every question's solution is right, the same seed asks the same, sheets are assignments, marks are fair."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from symgrad.checking import check_row
from symgrad.cli import main
from symgrad.errors import OptionError
from symgrad.grading.assignment import parse_assignment
from symgrad.practice import DIFFICULTIES, KINDS, Exercise, draw, sheet
from symgrad.practice.asking import Session
from symgrad.practice.words import SENTENCES

KINDS_AND_LEVELS = [(kind.id, level) for kind in KINDS for level in DIFFICULTIES]


def judge(row: dict[str, Any]) -> dict[str, Any]:
    return check_row({**row, "deadline": 20}).as_dict()


def right(exercise: Exercise) -> bool:
    return bool(judge({**exercise.item, "answer": exercise.answer})["accept"])


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS])
def test_a_solution_is_accepted_and_another_answer_is_not(kind: str) -> None:
    (exercise,) = draw([kind], difficulty=2, count=1, seed=4)
    assert right(exercise)
    assert all(exercise.hints(lang) for lang in ("ko", "en"))
    wrong = "17.5" if exercise.given else f"({exercise.answer}) + {exercise.template.wrt}"
    assert judge({**exercise.item, "answer": wrong})["accept"] is not True


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "level"), KINDS_AND_LEVELS)
def test_every_solution_is_accepted(kind: str, level: int) -> None:
    drawn = draw([kind], difficulty=level, count=12, seed=level)
    assert all(map(right, drawn))
    assert {exercise.template.asks for exercise in drawn} <= {"derivative", "value", "step"}


def test_the_seed_decides() -> None:
    assert draw(count=12, seed=5) == draw(count=12, seed=5)
    assert draw(count=12, seed=5) != draw(count=12, seed=6)
    assert {exercise.kind for exercise in draw(count=len(KINDS))} == {kind.id for kind in KINDS}
    assert {exercise.difficulty for exercise in draw(difficulty=3, count=9)} == {3}
    for wrong in ({"kinds": ["chain"]}, {"difficulty": 4}, {"count": 0}):
        with pytest.raises(OptionError):
            draw(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_sheet_is_an_assignment(lang: str) -> None:
    exercises = draw(["loss", "gradient_value", "gradient_step", "matrix"], count=4, seed=2)
    with_solutions = sheet.markdown(exercises, lang, solutions=True)
    assignment = parse_assignment(with_solutions)
    assert [question.points for question in assignment.questions] == [
        sheet.POINTS[exercise.difficulty] for exercise in exercises
    ]
    for question, exercise in zip(assignment.questions, exercises, strict=True):
        assert judge({**question.item, "answer": exercise.answer})["accept"] is True, question
    without = sheet.markdown(exercises, lang, solutions=False)
    assert all(exercise.answer not in without for exercise in exercises)
    assert len(parse_assignment(without).questions) == 3
    rows = json.loads(sheet.records(exercises, lang, solutions=False))
    assert all("answer" not in row for row in rows)
    assert "item" not in rows[2]


def test_a_session_marks_hints_and_counts() -> None:
    exercises = draw(["chain_rule"], difficulty=1, count=3, seed=1)
    session = Session(exercises, judge, "en")
    assert session.ask().startswith("[1/3] chain rule, difficulty 1")
    assert session.reply("?").startswith("Hint: ")
    assert session.reply("(x").startswith("?")
    assert session.reply(f"-({exercises[0].answer})").startswith("✗")
    assert session.reply("?").startswith("Hint: Follow the signs")
    assert session.open
    assert session.reply(exercises[0].answer).startswith("✓")
    assert not session.open
    session.ask()
    assert exercises[1].solution("en") in session.reply("/skip")
    session.ask()
    assert session.reply(exercises[2].answer).startswith("✓")
    assert session.ended
    assert session.summary().splitlines() == [
        "2 of 3 right (1 at the first try), 1 skipped, 2 hints",
        "To practise more: chain rule",
    ]


@pytest.mark.slow
def test_an_answer_in_the_terminal() -> None:
    drawn = draw(["gradient_value"], count=2, seed=7)
    typed = f"{drawn[0].answer}\n/quit\n"
    options = ["practice", "--kind", "gradient_value", "--count", "2", "--seed", "7", "--lang", "ko"]
    found = CliRunner().invoke(main, options, input=typed)
    assert found.exit_code == 0, found.output
    assert "2문제 중 1문제 맞음 (처음에 바로 1문제)" in found.output


def test_in_the_terminal() -> None:
    options = [
        "practice",
        "--kind",
        "matrix",
        "--count",
        "2",
        "--seed",
        "7",
        "--lang",
        "ko",
        "--difficulty",
        "2",
    ]
    found = CliRunner().invoke(main, options, input="?\n/skip\n/quit\n")
    assert found.exit_code == 0, found.output
    drawn = draw(["matrix"], difficulty=2, count=2, seed=7)
    for shown in (*drawn[0].shown, drawn[0].solution("ko"), "2문제 중 0문제 맞음"):
        assert shown in found.output
    assert CliRunner().invoke(main, [*options, "--solutions"]).exit_code == 2
    written = CliRunner().invoke(main, [*options, "--to", "markdown"])
    assert written.output.rstrip("\n") == sheet.markdown(drawn, "ko", solutions=False).rstrip("\n")
    assert "소프트맥스" in CliRunner().invoke(main, ["practice", "--list", "--lang", "ko"]).output


def test_every_kind_and_sentence_has_both_languages() -> None:
    for texts in (*SENTENCES.values(), *(kind.name for kind in KINDS)):
        assert len(texts) == 2
        assert all(texts)


@pytest.mark.parametrize(
    ("lang", "says"), [("ko", "문제에 없는 이름이 있습니다: q."), ("en", "not in the question: q.")]
)
def test_a_strange_name_is_told_in_words_for_students(lang: str, says: str) -> None:
    session = Session(
        draw(("chain_rule",), difficulty=1, count=1, seed=3), lambda item: check_row(item).as_dict(), lang
    )
    session.ask()
    said = session.reply("8x + q")
    assert says in said
    assert "parameters=" not in said
    assert session.open


def test_numbers_tell_right_from_wrong_and_templates_take_turns() -> None:
    for kind in ("gradient_value", "gradient_step"):
        for drawn in draw((kind,), count=12, seed=4):
            own = [value for key, value in drawn.given.items() if key not in (r"\eta", "y")]
            assert len(set(own)) == len(own)
            before = float(drawn.given[drawn.template.wrt]) if kind == "gradient_step" else 0.0
            assert abs(float(drawn.answer) - before) >= 0.02, drawn
    models = [drawn.template.model for drawn in draw(("function",), difficulty=1, count=3, seed=7)]
    assert len({re.sub(r"\d|[a-z]+\(|\\", "", model) for model in models}) == 3, models
    shown = [drawn.template.model for kind in KINDS for drawn in draw((kind.id,), count=6, seed=1)]
    assert not any(r"\exp" in model for model in shown)
