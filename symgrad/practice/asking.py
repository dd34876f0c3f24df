"""Asking questions one after the other: what is typed goes in, what is to be shown comes out.

In: exercises, and what judges an item (``Checker.check`` in the terminal).  Out: texts.  Nothing is read or printed
here.  ``?`` is a hint: of the mistake just made where it has a name, else the rule of the next step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from symgrad.practice.exercise import DECIMALS, Exercise
from symgrad.practice.words import LANGUAGES, say
from symgrad.rendering.plain import unicode_name

Judge = Callable[[dict[str, Any]], dict[str, Any]]

HINT, SKIP, QUIT = "?", "/skip", "/quit"
#: accepted? → the sign in front
SIGNS = {True: "✓", False: "✗", None: "?"}


@dataclass
class Score:
    """How one question went; ``tries`` counts answers that could be read and were wrong."""

    tries: int = 0
    hints: int = 0
    outcome: str = ""  # right, skipped, or empty while it is open


@dataclass
class Session:
    """The questions with what happened to each."""

    exercises: tuple[Exercise, ...]
    judge: Judge
    lang: str
    number: int = 0
    scores: list[Score] = field(default_factory=list)
    hints: Iterator[str] = field(default_factory=lambda: iter(()))
    ended: bool = False

    @property
    def exercise(self) -> Exercise:
        """The question that is asked."""
        return self.exercises[self.number]

    def ask(self) -> str:
        """The question in words, and its place."""
        self.scores.append(Score())
        self.hints = iter(self.exercise.hints(self.lang))
        exercise = self.exercise
        place = f"[{self.number + 1}/{len(self.exercises)}]"
        kind = exercise.name[LANGUAGES.index(self.lang)]
        head = f"{place} {kind}, {say('difficulty', self.lang, level=exercise.difficulty)}"
        lines = [head, *(f"    {line}" for line in exercise.shown)]
        if exercise.given:
            numbers = ", ".join(f"{unicode_name(key)} = {value}" for key, value in exercise.given.items())
            lines.append(f"    {numbers}")
        asked = say(
            exercise.template.asks,
            self.lang,
            left=exercise.left,
            name=unicode_name(exercise.template.wrt),
            update=exercise.update,
            decimals=DECIMALS,
        )
        return "\n".join([*lines, asked])

    def reply(self, typed: str) -> str:
        """What is said to a line that was typed; the next question is asked by ``ask`` when this one has ended."""
        score = self.scores[-1]
        typed = typed.strip()
        if typed == QUIT:
            self.ended = True
            return ""
        if typed == SKIP:
            score.outcome = "skipped"
            return f"{say('skipped', self.lang)}\n{self.exercise.solution(self.lang)}{self._on()}"
        if typed == HINT:
            hint = next(self.hints, None)
            score.hints += hint is not None
            return say("hint", self.lang, hint=hint) if hint else say("no_hint", self.lang)
        return self._judged(typed) if typed else ""

    def _judged(self, typed: str) -> str:
        score = self.scores[-1]
        found = self.judge({**self.exercise.item, "answer": typed, "lang": self.lang})
        said = f"{SIGNS[found['accept']]} {found['text'][self.lang]}"
        error = found.get("error") or {}
        if error.get("reason") == "unknown_symbol" and isinstance(error.get("position"), int):
            # How names are declared is nothing to somebody who practises.
            name = re.match(r"\\?[A-Za-z]+|.?", typed[error["position"] :])
            said = f"{SIGNS[None]} {say('unknown', self.lang, name=name[0] if name else '')}"
        if found["accept"]:
            score.outcome = "right"
            return said + self._on()
        if found["status"] == "different":
            score.tries += 1
            if found.get("mistake"):
                # What helps against this mistake comes before what helps in general.
                more = self.exercise.hints(self.lang)
                self.hints = iter((*found["mistake"]["hints"][self.lang], *more))
        return said

    def _on(self) -> str:
        self.number += 1
        self.ended = self.number == len(self.exercises)
        return ""

    @property
    def open(self) -> bool:
        """Whether the question that was asked is still to be answered."""
        return not self.ended and bool(self.scores) and not self.scores[-1].outcome

    def summary(self) -> str:
        """How it went, and which kinds to practise more."""
        right = [score for score in self.scores if score.outcome == "right"]
        first = sum(not score.tries and not score.hints for score in right)
        skipped = sum(score.outcome == "skipped" for score in self.scores)
        hints = sum(score.hints for score in self.scores)
        counts = {"asked": len(self.scores), "right": len(right), "first": first, "skipped": skipped}
        weak = [
            exercise.name[LANGUAGES.index(self.lang)]
            for exercise, score in zip(self.exercises, self.scores, strict=False)
            if score.outcome == "skipped" or score.tries or score.hints
        ]
        said = [say("summary", self.lang, hints=hints, **counts)]
        said += [say("again", self.lang, kinds=", ".join(dict.fromkeys(weak)))] if weak else []
        return "\n".join(said)
