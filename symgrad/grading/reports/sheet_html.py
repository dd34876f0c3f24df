"""A feedback sheet as one HTML file that fetches nothing: light and dark, on a phone and on A4, no script at all."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from symgrad.grading.questions import Question
from symgrad.grading.reports import outside, pieces
from symgrad.grading.reports.lines import MOST_LINES
from symgrad.grading.reports.sheet import Answer, Example, Failure, Mistake, Sheet
from symgrad.grading.reports.words import OUTCOMES, Voice
from symgrad.rendering.webparts import kept


def document(sheet: Sheet, voice: Voice) -> str:
    """The whole file."""
    return pieces.page(
        "sheet.html",
        voice,
        sheet=sheet,
        title=outside.visible(voice.joined(sheet.assignment.title)),
        answers=[answered(each, voice, sheet.assignment.source) for each in sheet.answers],
    )


def answered(view: Answer, voice: Voice, page: str = "") -> dict[str, Any]:
    """One question as the template takes it."""
    sign, tone = OUTCOMES[view.outcome]
    record = view.record
    return {
        "view": view,
        "title": pieces.heading(heading(view.number, view.question)),
        "sign": sign,
        "tone": tone,
        "outcome": voice.word(view.outcome),
        "got": got(view, voice),
        "prompt": pieces.prompt(view.question.prompt, page),
        "lines": [pieces.line(voice, line) for line in view.lines],
        "left_out": max(0, len(record.lines) - MOST_LINES) if record is not None else 0,
        "unseen": any("⟨U+" in line.text for line in view.lines),
        "why": [pieces.sentences(voice, text) for text in view.why],
        "failures": [failed(each, voice) for each in view.failures],
        "example": _example(view.example, voice) if view.example is not None else "",
        "mistake": _mistake(view.mistake, voice) if view.mistake is not None else None,
        "right": pieces.cut(view.right) if view.right else "",
    }


def heading(number: int, question: Question) -> str:
    """The number and title of a question."""
    title = outside.name(question.title or question.id)
    return title if title.startswith(f"{number}.") else f"{number}. {title}"


def got(view: Answer, voice: Voice) -> str:
    """The marks of a question out of its points."""
    points = view.record.points if view.record is not None else view.question.points
    if view.marks is None:
        return voice.word("open_marks", points=points)
    return voice.word("out_of", marks=view.marks, points=points)


def failed(failure: Failure, voice: Voice) -> Markup:
    """Why something was not read, and where."""
    parts = []
    for lang in voice.languages:
        one = Voice((lang,))
        said = [] if failure.line is None else [escape(one.word("error_in_line", number=failure.line))]
        said.append(escape(failure.words[lang]))
        if failure.place:
            place = Markup('<code><bdi dir="ltr">{}</bdi></code>').format(failure.place)
            said.append(pieces.filled(one, "error_place", place=place))
        if failure.message.get(lang):
            said.append(Markup("<small>{}</small>").format(failure.message[lang]))
        parts.append((lang, Markup(" ").join(said)))
    return pieces.marked(parts)


def _example(example: Example, voice: Voice) -> Markup:
    numbers = {
        key: Markup("<b>{}</b>").format(getattr(example, key).replace("-", "−"))
        for key in ("answer", "reference")
    }
    at = Markup(", ").join(map(pieces.formula, example.at))
    said = pieces.filled(voice, example.key, at=at, **numbers)
    return kept(said)


def _mistake(mistake: Mistake, voice: Voice) -> dict[str, Any]:
    return {
        "hints": [pieces.sentences(voice, hint) for hint in mistake.hints],
        "name": pieces.filled_text(voice, "maybe", name=mistake.name),
        "follow_up": pieces.sentences(voice, mistake.follow_up) if mistake.follow_up else "",
        "place": pieces.formula(mistake.place) if mistake.place else "",
    }
