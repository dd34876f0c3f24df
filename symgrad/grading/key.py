"""The teacher's own answers, checked before anything is graded; and whether the questions can be judged at all.

In: an assignment and a process that judges.  Out: remarks on what a person should know.  Raises ``KeyRefused`` with the
verdict where a question cannot be read, or where its key is not what symgrad derives and nobody acknowledged it.
"""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.errors import ReadError, told, worded
from symgrad.grading.judging import PATIENCE, Judge
from symgrad.grading.questions import Assignment, Question


class KeyRefused(ReadError):
    """A question or its key; nothing is graded."""


def check_keys(assignment: Assignment, judge: Judge) -> tuple[str, ...]:
    """Remarks on keys that are acknowledged or not proved; one for each of those."""
    return tuple(
        remark for question in assignment.questions for remark in _checked(assignment, question, judge)
    )


def _checked(assignment: Assignment, question: Question, judge: Judge) -> Iterator[str]:
    place = worded(
        "{page}, line {line}, question {question}",
        page=assignment.source or worded("the assignment"),
        line=question.first_line,
        question=question.id,
    )
    probed = judge.probe(question)
    if probed["status"] in ("invalid", "undecided"):
        said = told((probed.get("error") or probed)["text"])
        raise KeyRefused(worded("{place}: the question cannot be judged. {said}", place=place, said=said))
    if not question.key:
        return
    found = judge.check(question, question.key, deadline=PATIENCE)
    said = told(found["text"])
    if found["accept"]:
        return
    if question.acknowledged:
        yield worded(
            "{place}: the key is not what symgrad derives ({acknowledged}). {said}",
            place=place,
            acknowledged=question.acknowledged,
            said=said,
        )
    elif found["status"] in ("agrees", "undecided"):
        yield worded("{place}: the key is not proved. {said}", place=place, said=said)
    else:
        raise KeyRefused(
            worded(
                "{place}: the key is not what symgrad derives; nothing was graded. {said}",
                place=place,
                said=said,
            ),
            remedy='Correct the key, or acknowledge it: <!-- symgrad: key reason="..." -->.',
        )
