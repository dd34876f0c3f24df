"""Pairs of formulas with a known truth, drawn from the lectures' world: right ones by provable rewriting, wrong ones by
one small edit.

``pairs(count, seed)`` gives the same pairs every time.  A right answer is its reference rewritten by rows of ``RULES``;
a wrong one is rewritten as well and then edited once by a row of ``EDITS``.  Neither is believed: both are evaluated by
mpmath at random points with 60 digits.  An edit that changes nothing is thrown away, a rewriting that changes
something raises.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import mpmath

from benchmarks.families import FAMILIES, Family
from benchmarks.formulas import (
    DIGITS,
    SAME,
    Tree,
    latex,
    names,
    places,
    put_at,
    shadowed,
    value,
    walk,
    written_out,
)
from benchmarks.rewriting import EDITS, PADDING, RULES, Facts, Rule
from benchmarks.twins import MODELS, wrong

POINTS = 10
LONGEST = 700


@dataclass(frozen=True)
class Pair:
    """A reference and an answer as LaTeX, what is said about the names, and whether they are equal."""

    id: str
    reference: str
    answer: str
    equal: bool
    variables: Mapping[str, Any] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    made_by: tuple[str, ...] = ()
    #: what the reference is the derivative by, where it is a model
    wrt: str = ""
    #: both sides without activations and derivatives, for those who do not know them
    plain: tuple[str, str] = ("", "")

    def item(self) -> dict[str, Any]:
        """As ``symgrad check --jsonl`` takes it."""
        asked = {"wrt": self.wrt} if self.wrt else {}
        return asked | {
            "id": self.id, "reference": self.reference, "answer": self.answer,
            "variables": dict(self.variables), "constraints": list(self.constraints),
        }  # fmt: skip


def pairs(count: int, seed: int = 0) -> Iterator[Pair]:
    """``count`` pairs, every other one wrong, every tenth by a buggy twin."""
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        made = None
        while made is None:
            made = _twin(number, rng) if number % 10 == 9 else _pair(number, rng)
        yield made


def _twin(number: int, rng: random.Random) -> Pair:
    place = rng.randrange(len(MODELS))
    mistake, answer, derivative, wrt = rng.choice(wrong(place))
    return Pair(f"{number}:twin", MODELS[place][0], answer, False, made_by=(mistake,), wrt=wrt,
                plain=(derivative, answer))  # fmt: skip


def _pair(number: int, rng: random.Random) -> Pair | None:
    family = rng.choice(list(FAMILIES))
    question = FAMILIES[family](rng)
    facts = Facts(question.domains)
    reference, _ = rewritten(question.tree, facts, rng, rng.randint(0, 1))
    answer, used = rewritten(reference, facts, rng, rng.randint(1, 6))
    is_wrong = number % 2 == 1
    if is_wrong:
        changed = edited(answer, question, rng)
        if changed is None:
            return None
        answer, edit = changed
        used.append(edit)
    if answer == reference or max(len(latex(reference)), len(latex(answer))) > LONGEST:
        return None
    same = agree(reference, answer, question, rng)
    if same is None or (is_wrong and same):
        return None
    if not is_wrong and not same:
        raise AssertionError(f"{used} changed {latex(reference)} to {latex(answer)}")
    if not names(answer) <= names(reference) | set(question.variables) | _letters(answer):
        return None
    return Pair(
        f"{number}:{family}",
        latex(reference),
        latex(answer),
        not is_wrong,
        question.variables,
        question.constraints,
        tuple(used),
        plain=(latex(written_out(reference)), latex(written_out(answer))),
    )


def _letters(root: Tree) -> set[str]:
    return {node.args[0] for node in walk(root) if node.head == "sum"}


def rewritten(root: Tree, facts: Facts, rng: random.Random, times: int) -> tuple[Tree, list[str]]:
    """An equal formula after up to so many rules, and their names."""
    used: list[str] = []
    for _ in range(times):
        found = _once(root, RULES, facts, rng)
        if found is None or len(latex(found[0])) > LONGEST:
            break
        root = found[0]
        used.append(found[1])
    return root, used


def _once(root: Tree, rules: Mapping[str, Rule], facts: Facts, rng: random.Random) -> tuple[Tree, str] | None:
    """One rule at one place, drawn: first the rule, so that the rare ones come as often as the others."""
    spots = list(places(root))
    keys = list(rules)
    rng.shuffle(keys)
    for key in keys:
        if key in PADDING and rng.random() > 0.25:
            continue
        rng.shuffle(spots)
        for place, node in spots:
            new = rules[key](node, facts, rng)
            if new is not None and new != node:
                made = put_at(root, place, new)
                if not shadowed(made):
                    return made, key
    return None


def edited(root: Tree, question: Family, rng: random.Random) -> tuple[Tree, str] | None:
    """A formula with one edit, and its name; ``None`` if there is none."""
    return _once(root, EDITS, Facts(question.domains), rng)


# -- the independent truth -----------------------------------------------------------------------------------


def agree(left: Tree, right: Tree, question: Family, rng: random.Random) -> bool | None:
    """Whether both have the same value at every point that gives both one; ``None`` if there is no such point."""
    seen = 0
    with mpmath.workdps(DIGITS):
        for _ in range(POINTS * 2):
            env = question.point(rng)
            try:
                one, two = value(left, env), value(right, env)
            except (ArithmeticError, ValueError, KeyError, TypeError):
                continue
            if not (mpmath.isfinite(one) and mpmath.isfinite(two)):
                continue
            if abs(one - two) > SAME * max(1, abs(one), abs(two)):
                return False
            seen += 1
            if seen == POINTS:
                break
    return True if seen > 2 else None
