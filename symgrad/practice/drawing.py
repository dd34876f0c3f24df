"""Questions drawn at random from the table; the same seed draws the same questions.

In: kinds, a difficulty, how many, a seed.  Out: exercises; of a kind no question comes twice, and no template again,
while there are others.  Numbers are such that the answer says something in the decimals that are asked for.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symgrad.errors import OptionError, choices, worded
from symgrad.practice.exercise import RATE, Exercise
from symgrad.practice.kinds import BY_ID, DIFFICULTIES, Template

#: what fills the slots for functions and activations
FUNCTIONS = (r"\sin", r"\cos", r"\exp")
WAVES = FUNCTIONS[:2]
ACTIVATIONS = (r"\sigma", r"\tanh")
NUMBERS = ("0.2", "0.3", "0.4", "0.5", "0.6", "0.8", "1.2", "1.5")
RATES = ("0.1", "0.2", "0.5")
#: a gradient, or what a step changes, is at least so large
LEAST = Fraction(1, 20)
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
    used: Counter[str] = Counter()
    for number in range(count):
        kind = order[number % len(order)]
        for _ in range(PATIENCE):
            template, drawn = _drawn(kind, difficulty or dice.choice(DIFFICULTIES), dice, used)
            if drawn not in found and _telling(drawn):
                break
        used[template.model] += 1
        found.append(drawn)
    return tuple(found)


def _drawn(kind: str, difficulty: int, dice: random.Random, used: Counter[str]) -> tuple[Template, Exercise]:
    level = BY_ID[kind].levels[difficulty - 1]
    least = min(used[template.model] for template in level)
    template = dice.choice([template for template in level if used[template.model] == least])
    slots = dict(zip("abcd", map(str, dice.sample(range(2, 10), 4)), strict=True))
    slots |= {"n": str(dice.randint(2, 5)), "k": str(dice.randint(3, 5)), "f": dice.choice(FUNCTIONS)}
    slots |= {"t": dice.choice(WAVES), "s": dice.choice(ACTIVATIONS)}
    filled = replace(template, model=_filled(template.model, slots))
    return template, Exercise(kind, difficulty, filled, _numbers(filled, dice))


def _filled(model: str, slots: dict[str, str]) -> str:
    for slot, value in slots.items():
        model = model.replace(f"<{slot}>", value)
    return re.sub(r"\\exp\(([^()]*)\)", r"e^{\1}", model)  # as it is written by hand


def _numbers(template: Template, dice: random.Random) -> dict[str, str]:
    """Numbers with one decimal, all different; a learning rate is small, the label of an activation is 0 or 1."""
    drawn = dict(zip(template.given, dice.sample(NUMBERS, len(template.given)), strict=True))
    if RATE in drawn:
        drawn[RATE] = dice.choice(RATES)
    if "y" in drawn and any(word in template.model for word in ACTIVATIONS):
        drawn["y"] = dice.choice(("0", "1"))
    return drawn


def _telling(drawn: Exercise) -> bool:
    """Whether a number that is asked for is large enough for its decimals, or there is none."""
    if not drawn.given:
        return True
    before = Fraction(drawn.given[drawn.template.wrt]) if drawn.template.asks == "step" else Fraction(0)
    return abs(Fraction(drawn.answer) - before) >= (LEAST / 2 if before else LEAST)
