"""Questions drawn at random from the table; the same seed draws the same questions.

In: kinds, a difficulty, how many, a seed.  Out: exercises; of a kind no question comes twice while there are others.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from symgrad.errors import OptionError, choices, worded
from symgrad.practice.exercise import RATE, Exercise
from symgrad.practice.kinds import BY_ID, DIFFICULTIES

#: what fills the slots for functions and activations
FUNCTIONS = (r"\sin", r"\cos", r"\exp")
ACTIVATIONS = (r"\sigma", r"\tanh")
#: draws until a repeated question is taken
PATIENCE = 20


def draw(
    kinds: Sequence[str] = (), *, difficulty: int | None = None, count: int = 5, seed: int = 0
) -> tuple[Exercise, ...]:
    """``count`` exercises, the kinds in turn (all of them if none is named), of one difficulty or of all.

    Raises ``OptionError`` for a kind or a difficulty that does not exist, and for a count below 1.
    """
    for kind in kinds:
        if kind not in BY_ID:
            raise OptionError(
                worded("there is no kind {kind}.", kind=repr(kind)), remedy=choices(kind, list(BY_ID))
            )
    if difficulty is not None and difficulty not in DIFFICULTIES:
        raise OptionError(
            worded("there is no difficulty {difficulty}.", difficulty=difficulty), remedy="Take 1, 2 or 3."
        )
    if count < 1:
        raise OptionError("at least one question is asked.")
    dice = random.Random(seed)
    order = list(kinds) or dice.sample(list(BY_ID), len(BY_ID))
    found: list[Exercise] = []
    for number in range(count):
        kind = order[number % len(order)]
        for _ in range(PATIENCE):
            drawn = _drawn(kind, difficulty or dice.choice(DIFFICULTIES), dice)
            if drawn not in found:
                break
        found.append(drawn)
    return tuple(found)


def _drawn(kind: str, difficulty: int, dice: random.Random) -> Exercise:
    template = dice.choice(BY_ID[kind].levels[difficulty - 1])
    slots = dict(zip("abcd", map(str, dice.sample(range(2, 10), 4)), strict=True))
    slots |= {"n": str(dice.randint(2, 5)), "f": dice.choice(FUNCTIONS), "s": dice.choice(ACTIVATIONS)}
    filled = replace(template, model=_filled(template.model, slots))
    return Exercise(kind, difficulty, filled, {key: _number(key, dice) for key in template.given})


def _filled(model: str, slots: dict[str, str]) -> str:
    for slot, value in slots.items():
        model = model.replace(f"<{slot}>", value)
    return model


def _number(key: str, dice: random.Random) -> str:
    """A number with one decimal, not 0 and not 1; a learning rate is small."""
    return (
        dice.choice(("0.1", "0.2", "0.5"))
        if key == RATE
        else f"{dice.choice((2, 3, 4, 5, 6, 8, 12, 15)) / 10:g}"
    )
