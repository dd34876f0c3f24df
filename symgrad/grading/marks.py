"""Marks for a verdict: full for what is accepted, none for what a person must look at, else what the rubric says.

In: a question, a submission and its verdict.  Out: ``Record``.  A wrong answer whose one mistake the rubric names costs
what stands there (without follow-through, once for every line it spoils); any other earns its right lines.  A line
counts once, and neither if it only repeats the question nor if it only says what a name means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symgrad.checking.mistakes import BY_ID
from symgrad.checking.words import FOR_A_PERSON
from symgrad.checking.words import say as noted
from symgrad.grading.questions import PART_FOR_LINES, STEP, Question, as_number
from symgrad.grading.record import REVIEWS, Record
from symgrad.grading.submissions import Submission
from symgrad.grading.words import say

Verdict = Mapping[str, Any]
Marked = tuple[Fraction | None, str | None, Mapping[str, str]]

#: what stands below a sign
_BELOW = re.compile(r"_\s*(?:\{[^{}]*\}|\([^()]*\))")
#: what a line is that is right
RIGHT = ("equal", "equal_where_defined")
#: what a line is that nobody has judged
OPEN = ("invalid", "undecided", "agrees")


def record(question: Question, submission: Submission, verdict: Verdict) -> Record:
    """The record of a submission; the verdict of one that could not be judged is made here."""
    if submission.twice:
        verdict = {}
        found: Marked = (None, "unclear", submission.fault or {})
    elif submission.fault is not None:
        verdict = unread(submission.fault)
        found = None, "invalid", submission.fault
    elif not submission.lines:
        found = Fraction(0), "missing", say("missing")
    else:
        found = marked(question, submission.lines, verdict)
    marks, review, reason = found
    return Record(
        submission.student, question.id, submission.source, submission.lines, question.points,
        None if marks is None else as_number(marks), review, reason, verdict,
    )  # fmt: skip


def unread(why: Mapping[str, str]) -> dict[str, Any]:
    """The verdict on what was refused before it could be judged."""
    error = {"reason": "unsafe", "position": None, "message": why["en"]}
    return {"status": "invalid", "accept": None, "error": error, "text": dict(why)}


def marked(question: Question, lines: tuple[str, ...], verdict: Verdict) -> Marked:
    """Marks, review and reason of an answer that was judged."""
    status = verdict["status"]
    if status in ("agrees", "undecided", "invalid"):
        return _open(status)
    if verdict["accept"] is None:
        number = verdict.get("first_wrong_line")
        if number is not None:
            return None, "unclear", say("cancelled", number=number)
        return _unjudged(verdict) or (None, "unclear", _why_a_person(verdict))
    points = Fraction(str(question.points))
    if verdict["accept"]:
        cost = question.rubric.copied
        # A chain of equals signs in one line is work, too; the one below a sum is not.
        if cost and len(lines) == 1 and _BELOW.sub("", lines[0]).count("=") < 2:
            return points - cost, None, say("right_copied", cost=as_number(cost))
        return points, None, say("right")
    return _wrong(question, points, lines, verdict)


def _why_a_person(verdict: Verdict) -> Mapping[str, str]:
    """What a right result lacks, else that it is a number which may do."""
    notes = verdict.get("note", "").split()
    return next((noted(note) for note in notes if note in FOR_A_PERSON), say("number"))


def _open(status: str) -> Marked:
    return None, status, say("review", why=REVIEWS[status])


def _unjudged(verdict: Verdict) -> Marked | None:
    """A line that might be worth something, but was not judged."""
    for number, line in enumerate(verdict.get("lines", ()), 1):
        if line["status"] in OPEN:
            return None, "unclear", say("line_unread", number=number)
    return None


# -- wrong answers ------------------------------------------------------------------------------------------------


def _wrong(question: Question, points: Fraction, lines: tuple[str, ...], verdict: Verdict) -> Marked:
    for_lines, count, carried = _for_lines(question, points, lines, verdict)
    best, reason = question.rubric.other, say("wrong")
    if for_lines > best:
        best, reason = for_lines, say("lines_carried" if carried else "lines", count=count)
    cost, why = _for_mistake(question, verdict)
    if cost is not None and max(points - cost, Fraction(0)) >= best:
        return max(points - cost, Fraction(0)), None, why
    # Right lines that were not read could only earn more.
    return (_pays_lines(question) and _unjudged(verdict)) or (best, None, reason)


def _pays_lines(question: Question) -> bool:
    return question.rubric.line != 0 and question.rubric.lines != 0


def _for_mistake(question: Question, verdict: Verdict) -> tuple[Fraction | None, Mapping[str, str]]:
    """What the named mistake costs, if the rubric says so and no other mistake was made."""
    mistake = verdict.get("mistake") or {}
    each = question.rubric.mistakes.get(mistake.get("id", ""))
    first = verdict.get("first_wrong_line")
    after = verdict.get("lines", ())[first or 0 :] if first is not None else ()
    spoilt = [line for line in after if line["kind"] == "value"]
    again = [line for line in spoilt if line["follows"] is not True]
    if (
        each is None
        or again
        or any(line["kind"] == "claim" and line["status"] not in RIGHT for line in after)
    ):
        return None, {}
    name = dict(zip(("ko", "en"), BY_ID[mistake["id"]].name, strict=True))
    if question.follow_through or not spoilt:
        return each, say("mistake", name=name, cost=as_number(each))
    count = 1 + len(spoilt)
    return each * count, say("mistake_again", name=name, each=as_number(each), count=count)


def _for_lines(
    question: Question, points: Fraction, lines: tuple[str, ...], verdict: Verdict
) -> tuple[Fraction, int, bool]:
    """Points for the right lines, how many those are, and whether one of them only follows from a wrong one."""
    judged = verdict.get("lines", ())
    first = verdict.get("first_wrong_line")
    if first is None or len(judged) != len(lines):
        return Fraction(0), 0, False
    seen = {_bare(line) for line in str(question.item.get("model", "")).split("\n")}
    total = count = 0
    carried = False
    for number, (text, line) in enumerate(zip(lines, judged, strict=True), 1):
        if line["kind"] in ("definition", "words") or _bare(text) in seen:
            continue
        seen.add(_bare(text))
        total += 1
        right = line["status"] in RIGHT and number < first
        follows = question.follow_through and number > first and line["follows"] is True
        count += right or follows
        carried = carried or follows
    rubric = question.rubric
    most = points * PART_FOR_LINES if rubric.lines is None else rubric.lines
    if rubric.line is not None:
        return min(rubric.line * count, most), count, carried
    share = most * count / total if total else Fraction(0)
    return share // STEP * STEP, count, carried


def _bare(text: str) -> str:
    """A line as it is compared with others."""
    for mark in (" ", "\t", "&", r"\\", r"\left", r"\right", r"\,", r"\;"):
        text = text.replace(mark, "")
    return text.strip(".,;")
