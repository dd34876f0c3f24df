"""A class graded: every answer judged once, by several processes, and kept before the next one.

In: an assignment, what was handed in, a journal.  Out: the records, students in the order of their names.  Equal
answers to a question are judged once.  What is already in the journal is not judged again; an answer or a question that
has changed since is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

from symgrad.grading.journal import Journal, key_of
from symgrad.grading.judging import Judge, item_of
from symgrad.grading.marks import record
from symgrad.grading.questions import Assignment, Question
from symgrad.grading.record import Record
from symgrad.grading.submissions import Handed, Submission

#: called with how many more answers are judged
Progress = Callable[[int], object]


@dataclass(frozen=True)
class Plan:
    """What is to be judged: key → the answers that have it; ``kept`` are judged already, ``changed`` were others."""

    keys: dict[tuple[str, str], str]
    waiting: dict[str, list[Submission]]
    kept: int
    changed: int


def plan(assignment: Assignment, handed: Handed, journal: Journal) -> Plan:
    """What a run has to do."""
    keys: dict[tuple[str, str], str] = {}
    waiting: dict[str, list[Submission]] = {}
    kept = changed = 0
    for each in handed.submissions:
        if not each.lines or each.fault is not None:
            continue
        who = each.student, each.question
        key = keys[who] = key_of(item_of(assignment.question(each.question), each.lines))
        if journal.keys.get(who) == key and key in journal.verdicts:
            kept += 1
            continue
        changed += journal.keys.get(who, key) != key
        waiting.setdefault(key, []).append(each)
    return Plan(keys, waiting, kept, changed)


def grade(
    assignment: Assignment,
    handed: Handed,
    journal: Journal,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    judge: Judge | None = None,
) -> tuple[Record, ...]:
    """The records of everything that was handed in.  ``judge``: one that runs already and is the first to judge."""
    todo = plan(assignment, handed, journal)
    for key, verdict in _verdicts(assignment, todo, journal, workers, judge):
        for each in todo.waiting[key]:
            journal.add(each.student, each.question, key, verdict)
        if progress is not None:
            progress(len(todo.waiting[key]))
    journal.sync()
    return tuple(
        record(
            assignment.question(each.question),
            each,
            journal.verdicts[todo.keys[each.student, each.question]]
            if (each.student, each.question) in todo.keys
            else {},
        )
        for each in handed.submissions
    )


def _verdicts(
    assignment: Assignment, todo: Plan, journal: Journal, workers: int, ready: Judge | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Key and verdict, as they come."""
    unknown: dict[str, tuple[Question, tuple[str, ...]]] = {}
    for key, same in todo.waiting.items():
        if key in journal.verdicts:
            yield key, journal.verdicts[key]
        else:
            unknown[key] = assignment.question(same[0].question), same[0].lines
    if not unknown:
        return
    local = threading.local()
    judges: list[Judge] = []
    waiting = [ready] if ready is not None else []

    def begin() -> None:
        try:
            local.judge = waiting.pop()
        except IndexError:
            local.judge = Judge()
        judges.append(local.judge)

    def judged(question: Question, lines: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = local.judge.check(question, lines)
        return found

    pool = ThreadPoolExecutor(min(workers, len(unknown)), initializer=begin)
    try:
        asked: dict[Future[dict[str, Any]], str] = {
            pool.submit(judged, question, lines): key for key, (question, lines) in unknown.items()
        }
        for future in as_completed(asked):
            yield asked[future], future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for judge in judges:
            judge.stop()
        pool.shutdown()
        for judge in judges:  # one that was being started just then
            judge.stop()
