"""``symgrad grade``: an assignment and what a class handed in, to marks with reasons, feedback sheets and a report.

A run that was interrupted goes on where it stopped when the same command is given again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from symgrad.cli import PAGE, languages, tell

JOURNAL = "journal.jsonl"
#: key → (Korean, English)
SAID = {
    "kept": ("이미 채점한 답안 {count}개는 그대로 둡니다.", "answers graded before, which are kept: {count}."),
    "changed": (
        "답안이나 문제가 바뀐 {count}개를 다시 채점합니다.",
        "graded again, because the answer or its question has changed: {count}.",
    ),
    "damaged": ("기록에서 손상된 줄 {count}개를 버렸습니다.", "damaged lines of the journal, left out: {count}."),
    "refused": ("읽지 않은 것 {count}개 (refused.csv)", "Not read: {count} (refused.csv)."),
    "review": (
        "사람이 확인할 답안 {count}개: to_review.csv에 점수와 이유를 적고 같은 명령을 다시 내리면 반영됩니다.",
        "For a person to look at: {count}. Write marks and reasons into to_review.csv and give the command again.",
    ),
    "by_hand": ("직접 준 점수 {count}개를 반영했습니다.", "Marks given by hand: {count}."),
    "missing": ("없는 답안 {count}개 (0점)", "Missing answers (0 marks): {count}."),
    "done": (
        "학생 {students}명, 답안 {count}개를 채점했습니다: {out}",
        "graded {answers} of {people}: {out}",
    ),
    "stopped": (
        "멈추었습니다. 같은 명령을 다시 내리면 이어서 채점합니다.",
        "stopped; the same command goes on from here.",
    ),
    "grading": ("채점", "grading"),
}  # fmt: skip


@click.command()
@click.argument("assignment", type=PAGE)
@click.argument("submissions", type=click.Path(exists=True))
@click.option(
    "-o",
    "--out",
    "--output",
    "out",
    type=click.Path(file_okay=False),
    required=True,
    help="Folder for the results.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: min(os.cpu_count() or 1, 8),
    help="Processes that judge.",
)
@click.option(
    "--marks",
    type=click.Path(exists=True, dir_okay=False),
    help="Marks given by hand: name, question, mark, reason. to_review.csv in --out is read by itself.",
)
@click.option("--retry", is_flag=True, help="Judge again what was not decided in time.")
@languages
def grade(**options: Any) -> None:
    """Grade SUBMISSIONS (a folder, a .zip of one, .csv, .jsonl, or Moodle's export) by the page ASSIGNMENT.

    Writes marks.csv, results.csv and .jsonl, a feedback sheet per student and a report about the class into --out.
    Given again, it goes on where it stopped. Exit status 0 when everything is graded, 1 when something needs a person,
    2 when the assignment or its key cannot be used; nothing is graded then.
    """
    click.get_current_context().exit(graded(**options))


def graded(
    *, assignment: str, submissions: str, out: str, workers: int, marks: str | None, retry: bool, lang: str
) -> int:
    """The command; its exit status."""
    from symgrad.cli.pages import is_assignment
    from symgrad.errors import ReadError, worded
    from symgrad.grading import byhand
    from symgrad.grading.assignment import read_assignment
    from symgrad.grading.journal import Journal
    from symgrad.grading.judging import Judge
    from symgrad.grading.key import check_keys
    from symgrad.grading.progress import bar
    from symgrad.grading.reports import write
    from symgrad.grading.run import grade as run
    from symgrad.grading.run import plan
    from symgrad.grading.submissions import collect
    from symgrad.grading.tables import write_tables

    if assignment != "-" and not is_assignment(assignment):
        raise ReadError(
            worded("{page} has no question.", page=assignment),
            remedy='Write <!-- symgrad: question id="1" points="10" wrt="w" --> above the block with the model.',
        )
    page = read_assignment(assignment)
    handed = collect(page, submissions)
    where = Path(out)
    given: byhand.Marks = {}
    for path in (where / byhand.TO_REVIEW, Path(marks) if marks is not None else None):
        if path is not None and path.exists():
            given = byhand.together(given, byhand.read_marks(path, page, handed.students))
    try:
        with Judge() as judge:
            for remark in check_keys(page, judge):
                tell(remark)
            with Journal(where / JOURNAL) as journal:
                if retry:
                    for key, verdict in list(journal.verdicts.items()):
                        if verdict["status"] == "undecided":
                            journal.forget(key)
                todo = plan(page, handed, journal)
                _say(lang, "damaged", journal.damaged)
                _say(lang, "kept", todo.kept)
                _say(lang, "changed", todo.changed)
                waiting = sum(map(len, todo.waiting.values()))
                with bar(waiting, _word(lang, "grading")) as progress:
                    judged = run(page, handed, journal, workers=workers, progress=progress, judge=judge)
    except KeyboardInterrupt:
        tell(_word(lang, "stopped"))
        return 130
    records = byhand.settled(page, judged, given)
    byhand.write_to_review(page, records, given, judged, where)
    write_tables(page, records, handed.refused, where)
    write(page, records, where, languages=("ko", "en") if lang == "both" else (lang,))
    look = sum(record.marks is None for record in records)
    missing = sum(record.review == "missing" for record in records)
    students, count = len(handed.students), len(todo.keys)
    answers, people = (
        f"{n} {what}{'' if n == 1 else 's'}" for n, what in ((count, "answer"), (students, "student"))
    )
    done = _word(lang, "done").format(
        students=students, count=count, answers=answers, people=people, out=where
    )
    click.echo(f"{done[0].upper()}{done[1:]}")
    by_hand = sum(record.by_hand for record in records)
    for key, count in (
        ("missing", missing),
        ("by_hand", by_hand),
        ("review", look),
        ("refused", len(handed.refused)),
    ):
        if count:
            click.echo(_word(lang, key).format(count=count))
    return 1 if look or handed.refused else 0


def _word(lang: str, key: str) -> str:
    return SAID[key][lang != "ko"]


def _say(lang: str, key: str, count: int) -> None:
    if count:
        tell(_word(lang, key).format(count=count))
