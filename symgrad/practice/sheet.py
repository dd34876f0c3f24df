"""Questions as a sheet: Markdown that ``symgrad grade`` takes as an assignment, or JSON.

In: exercises.  Out: text.  Without solutions nothing on the sheet gives an answer away; a step of gradient descent,
whose right answer is a formula of its own, is then written for people only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from symgrad.practice.exercise import DECIMALS, RATE, Exercise
from symgrad.practice.words import LANGUAGES, SENTENCES, say
from symgrad.rendering.mathematics import expression

#: points of a question of each difficulty
POINTS = {1: 5, 2: 10, 3: 15}


def markdown(exercises: Sequence[Exercise], lang: str, *, solutions: bool) -> str:
    """An assignment page."""
    korean, english = SENTENCES["title"]
    parts = [f"---\ntitle: {{en: {english}, ko: {korean}}}\n---"]
    for number, exercise in enumerate(exercises, 1):
        parts += _question(exercise, number, lang, solutions)
    return "\n\n".join(parts) + "\n"


def _question(exercise: Exercise, number: int, lang: str, solutions: bool) -> list[str]:
    kind = exercise.name[LANGUAGES.index(lang)]
    parts = [
        f"## {say('question', lang, number=number)}: {kind} ({_level(exercise, lang)})",
        _asked(exercise, lang),
    ]
    step = exercise.template.asks == "step"
    model = _block(exercise.definitions)
    if step:
        parts.append(model)
    if not step or solutions:
        parts.append(f"<!-- symgrad: {_options(exercise, number)} -->")
        parts.append(_block((exercise.item["reference"],)) if step else model)
        if exercise.given:
            numbers = (f"{key} = {value}" for key, value in exercise.given.items())
            parts += ["<!-- symgrad: given -->", _block(tuple(numbers))]
        if solutions:
            parts += ["<!-- symgrad: key -->", _block((exercise.answer,))]
    if solutions:
        parts += [f"### {say('solution', lang)}", f"$$\n{_derived(exercise, lang)}\n$$"]
    return parts


def _level(exercise: Exercise, lang: str) -> str:
    return say("difficulty", lang, level=exercise.difficulty)


def _asked(exercise: Exercise, lang: str) -> str:
    """What is asked for, in words."""
    wrt, left = exercise.template.wrt, f"${_left(exercise)}$"
    if not exercise.given:
        return say("find", lang, left=left)
    key = f"find_{exercise.template.asks}"
    update = rf"${wrt} := {wrt} - {RATE} {_left(exercise)}$"
    said = say(key, lang, left=left, update=update, decimals=DECIMALS)
    numbers = ", ".join(f"${name} = {value}$" for name, value in exercise.given.items())
    return f"{say('with', lang, numbers=numbers)}: {said}"


def _left(exercise: Exercise) -> str:
    return expression(exercise.derivation.left, exercise.model.names)


def _options(exercise: Exercise, number: int) -> str:
    asked = exercise.template
    options = {"id": str(number), "points": str(POINTS[exercise.difficulty])}
    if asked.asks != "step":
        options |= {"wrt": asked.wrt, "parameters": asked.parameters, "data": asked.data}
        options["shapes"] = "; ".join(f"{key}: {axes}" for key, axes in asked.shapes.items())
    options |= {"decimals": str(DECIMALS)} if exercise.given else {}
    return "question " + " ".join(f'{key}="{value}"' for key, value in options.items() if value)


def _block(lines: Sequence[str]) -> str:
    return "$$\n" + " \\\\\n".join(lines) + "\n$$"


def _derived(exercise: Exercise, lang: str) -> str:
    return exercise.derivation.latex(lang=lang, notation=exercise.template.notation)


def records(exercises: Sequence[Exercise], lang: str, *, solutions: bool) -> str:
    """JSON: a list of questions; ``item`` is what ``symgrad check --jsonl`` takes, an ``answer`` added."""
    found = []
    for exercise in exercises:
        step = exercise.template.asks == "step"
        row: dict[str, Any] = {
            "kind": exercise.kind,
            "difficulty": exercise.difficulty,
            "model": list(exercise.definitions),
            "question": _asked(exercise, lang),
        }
        row |= {"given": dict(exercise.given)} if exercise.given else {}
        row |= {"item": exercise.item} if solutions or not step else {}
        if solutions:
            row |= {"answer": exercise.answer, "solution": _derived(exercise, lang)}
        found.append(row)
    return json.dumps(found, indent=2, ensure_ascii=False)
