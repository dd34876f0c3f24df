r"""Answers as students write them, with a known truth: derivatives in any dress, alone and as several lines.

``written(count, seed)`` gives the same ones every time.  The right answer to one of ``questions`` is rewritten
by rules, a wrong one is also edited once, or stands behind a left side that says something else; then both are dressed
(``dress``).  Of several lines it is known which one is the first that is wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.dress import JOINED, LEFT, LEFT_OF_ARRAYS, WRONG_LEFT, Dress, drawn, left_side
from benchmarks.families import Family
from benchmarks.formulas import Tree, latex, mul, name, names, put
from benchmarks.pairs import LONGEST, Pair, agree, edited, rewritten
from benchmarks.questions import QUESTIONS, SINGLE, Question, is_another, put_in
from benchmarks.rewriting import Facts


@dataclass(frozen=True)
class Written(Pair):
    """A pair whose answer is dressed; ``first_wrong`` is 0 where no line is wrong, ``None`` where it is not known."""

    asked: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    first_wrong: int | None = 0

    def item(self) -> dict[str, Any]:
        """As ``symgrad check --jsonl`` takes it."""
        said: dict[str, Any] = {"lines": list(self.lines)} if self.lines else {"answer": self.answer}
        return {"id": self.id, "reference": self.reference, "wrt": self.wrt, **self.asked, **said}


def accused(pair: Pair, line: int | None) -> bool:
    """Whether a right line was called wrong: any line of right work, or one before the first that is wrong."""
    if line is None or not isinstance(pair, Written) or pair.first_wrong is None:
        return False
    return pair.first_wrong == 0 or line < pair.first_wrong


# -- answers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """Lines before they are dressed, the first wrong one (0: none; ``None``: not known), and how they were made."""

    lines: tuple[str, ...]
    first_wrong: int | None
    made_by: tuple[str, ...]


class NotMade(Exception):
    """No such answer was found for what was drawn."""


def written(count: int, seed: int = 0) -> Iterator[Written]:
    """``count`` answers, every other one wrong."""
    for number in range(count):
        rng = random.Random(f"written/{seed}/{number}")
        made = None
        while made is None:
            try:
                made = one(rng, number % 2 == 0, number)
            except NotMade:
                continue
        yield made


def one(rng: random.Random, right: bool, number: int = 0) -> Written:
    """An answer to a question that is drawn.  Raises ``NotMade``."""
    question = rng.choices([made for _, made in QUESTIONS], [weight for weight, _ in QUESTIONS])[0](rng)
    kinds = [_alone, _alone, _rewritten_on, *([_by_steps] * 3 if question.steps else [])]
    said = rng.choice(kinds)(question, right, rng)
    if max(map(len, said.lines)) > LONGEST:
        raise NotMade
    return dressed(question, said, drawn(rng, len(said.lines) > 1), number)


def dressed(question: Question, said: Said, dress: Dress, number: int = 0) -> Written:
    """The pair, in this dress."""
    lines = tuple(dress.lines(said.lines))
    first_wrong = said.first_wrong
    if len(lines) > 1 and not dress.joined:
        answer = ""
    else:
        answer = JOINED[dress.joined](lines) if dress.joined else lines[0]
        goes_on = any(line.startswith("=") for line in said.lines)
        first_wrong = (
            None if first_wrong and goes_on else first_wrong
        )  # what goes on is one line with the one before
    return Written(
        f"{number}:{said.made_by[0]}", question.reference, answer, said.first_wrong == 0,
        made_by=(*said.made_by, *dress.rows), wrt=question.wrt, asked=question.asked, lines=() if answer else lines,
        first_wrong=first_wrong,
    )  # fmt: skip


def _left(question: Question, rng: random.Random) -> tuple[str, str]:
    key = rng.choice(LEFT_OF_ARRAYS if question.letters else tuple(LEFT))
    by = question.wrt if "nabla" in key else question.by
    return key, left_side(LEFT[key], question.target, by)


def _equation(left: str, right: str) -> str:
    return f"{left} = {right}" if left else right


def _value(question: Question, right: bool, rng: random.Random) -> tuple[Tree, str]:
    """An answer's value, and what was done to it."""
    made = _again(question.right, question, rng, rng.choice((0, 0, 1, 2)))
    if right:
        return made, "right"
    return _slipped(made, question.family, rng)


def _again(made: Tree, question: Question, rng: random.Random, times: int) -> Tree:
    """Another formula for the same, without sizes that the question does not have."""
    found, _ = rewritten(made, Facts(question.family.domains), rng, times)
    new = names(found) - names(made)
    if new & set("mnK") or any(
        re.search(rf"(?<![A-Za-z\\]){letter}[_ =]", question.reference) for letter in new
    ):
        raise NotMade
    return found


def _slipped(made: Tree, family: Family, rng: random.Random) -> tuple[Tree, str]:
    """A tree edited once, surely another value now, and the name of the edit."""
    found = edited(made, family, rng)
    if found is None or agree(found[0], made, family, rng) is not False:
        raise NotMade
    return found


def _alone(question: Question, right: bool, rng: random.Random) -> Said:
    """left = value: one line, with a slip in the value or in what the left side says."""
    if not right and not question.letters and rng.random() < 0.3:
        return _of_something_else(question, rng)
    made, edit = _value(question, right, rng)
    key, left = _left(question, rng)
    if question.letters and key not in ("none", "nabla", "nabla braces") and rng.random() < 0.6:
        left, made = _in_letters(question, made, rng)
        key += " in letters of one's own"
    return Said((_equation(left, latex(made)),), 0 if right else 1, ("alone", edit, f"left {key}"))


def _in_letters(question: Question, made: Tree, rng: random.Random) -> tuple[str, Tree]:
    taken = {part for part in "ijklpqrst" if part in str(made)}
    free = [letter for letter in "klpqrst" if letter not in taken]
    if len(free) < len(question.letters):
        raise NotMade
    fresh = rng.sample(free, len(question.letters))
    moved = put(made, {name(old): name(new) for old, new in zip(question.letters, fresh, strict=True)})
    by = f"{question.wrt}_{{{''.join(fresh)}}}"
    key = rng.choice([key for key in LEFT_OF_ARRAYS if key != "none" and "nabla" not in key])
    return left_side(LEFT[key], question.target, by), moved


def _of_something_else(question: Question, rng: random.Random) -> Said:
    key, template = rng.choice(list(WRONG_LEFT.items()))
    occurring = sorted(names(question.loss) & {"x", "y", "b"})
    others = [other for other in occurring if is_another(question, other, 1, rng)]
    if ("~" in template and not others) or ("^2" in template and not is_another(question, "w", 2, rng)):
        raise NotMade
    if (
        key == "not differentiated"
        and agree(question.loss, question.right, question.family, rng) is not False
    ):
        raise NotMade
    left = left_side(template, question.target, question.by, rng.choice(others or [""]))
    return Said((_equation(left, latex(question.right)),), 1, ("alone", "wrong left", f"left {key}"))


def _rewritten_on(question: Question, right: bool, rng: random.Random) -> Said:
    """left = value, = the same rewritten, = …; with a slip in one of them that is carried on."""
    key, left = _left(question, rng)
    count = rng.choice((2, 3, 4))
    slip = 0 if right else rng.randint(1, count)
    made, lines = question.right, []
    for number in range(1, count + 1):
        made = _again(made, question, rng, rng.choice((1, 2)))
        if number == slip:
            made, _ = _slipped(made, question.family, rng)
        sign = "= " if number > 1 else ""
        lines.append(f"{sign}{latex(made)}" if sign else _equation(left, latex(made)))
    return Said(tuple(lines), slip, ("rewritten on", f"left {key}"))


#: ∂a/∂b, and what stands between two of them in a product
_FRACTIONS = (
    (r"\frac{{\partial {0}}}{{\partial {1}}}", " "), (r"\frac{{\partial {0}}}{{\partial {1}}}", r" \cdot "),
    (r"\frac{{d {0}}}{{d {1}}}", r" \cdot "), ("d{0}/d{1}", " * "), ("∂{0}/∂{1}", " · "),
)  # fmt: skip


def _by_steps(question: Question, right: bool, rng: random.Random) -> Said:
    """Definitions, their derivatives, the chain, and the result; a slip in one of the derivatives is carried on."""
    fraction, dot = rng.choice(_FRACTIONS)
    links = question.steps
    lines = list(_definitions(question, rng))
    slopes, by = [link[2] for link in links], ["w", *(link[0] for link in links)]
    chosen = rng.randrange(len(links)) if not right and rng.random() < 0.6 else None
    if chosen is not None:
        slopes[chosen], _ = _slipped(
            slopes[chosen], Family(question.right, numbers=(*SINGLE.numbers, *by)), rng
        )
    order = range(len(links)) if rng.random() < 0.5 else range(len(links) - 1, -1, -1)
    slip = 0
    for number in order if chosen is not None or rng.random() < 0.6 else ():
        lines.append(f"{fraction.format(by[number + 1], by[number])} = {latex(slopes[number])}")
        slip = len(lines) if number == chosen else slip
    left = fraction.format(question.target, "w")
    if rng.random() < 0.5:
        chain = [fraction.format(by[place], by[place - 1]) for place in range(len(links), 0, -1)]
        lines.append(f"{left} = {dot.join(chain)}")
    result = mul(*reversed(slopes))
    written_out = put_in(result, links)
    if chosen is not None and agree(written_out, question.right, question.family, rng) is not False:
        raise NotMade  # times 0, or the slip is none where it is put in
    if not right and chosen is None:
        result, _ = _slipped(written_out, question.family, rng)
        written_out, slip = result, len(lines) + 1
    lines.append(f"{left} = {latex(result)}")
    if rng.random() < 0.4 and result != written_out:
        lines.append(f"= {latex(written_out)}")
    return Said(tuple(lines), slip, ("by steps", f"fraction {fraction}"))


def _definitions(question: Question, rng: random.Random) -> Iterator[str]:
    """The names that the lines use: where the model does not have them, they are said."""
    let = rng.choice(("", "", "let ", "Let ", "where "))
    if rng.random() < 0.8:
        for key, body, _ in question.steps[:-1]:
            yield f"{let}{key} = {latex(body)}"
    elif "\n" not in question.reference:
        raise NotMade
    if rng.random() < 0.3:
        yield f"{question.target} = {latex(question.steps[-1][1])}"


__all__ = ["Written", "accused", "one", "written"]
