"""An answer's expression against the right one, and the verdict on what was found, in words.

In: a ``Question`` and an expression on its letters.  Out: how they compare, with the numbers that are given and off the
kinks where there is no derivative; and that as a ``Verdict``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as replaced
from typing import Any

import sympy as sp

from symgrad.balls import digits, nearest, rounded
from symgrad.checking import numeric
from symgrad.checking.compound import is_number_away
from symgrad.checking.kinks import OffKinks
from symgrad.checking.lettering import ordered
from symgrad.checking.question import Meaning, Question
from symgrad.checking.symmetric import with_symmetric
from symgrad.checking.verdict import ACCEPT, Refused, Verdict
from symgrad.checking.within import compared
from symgrad.checking.words import joined, say
from symgrad.equality import Condition
from symgrad.equality import Verdict as Compared
from symgrad.equality.clock import Clock
from symgrad.errors import told
from symgrad.expressions import bases
from symgrad.model import Name
from symgrad.reading import syntax as s
from symgrad.rendering.plain import expression as plain
from symgrad.rendering.plain import unicode_line, unicode_name
from symgrad.symmetry import symmetrised

_NO_NAMES: Mapping[str, Name] = {}

#: how many digits of two values are shown: more only where fewer are the same
MORE_DIGITS = (numeric.SHOWN, 25, 50, 100, 300)


def seconds_left(clock: Clock) -> float:
    """Seconds until the deadline, never none at all."""
    return max(0.01, clock.left())


def against(question: Question, expr: sp.Expr, clock: Clock, *, relation: bool = True) -> Compared:
    """The comparison with the right answer, numbers put in where there are some."""
    reference = question.expr
    if question.item.given:
        numbers = numeric.given(question)
        if not bases(expr) - {letter.name for letter in question.index}:
            reference = numeric.with_numbers(reference, numbers)
        elif question.model is None and is_number_away(reference, expr):
            reference, expr = (numeric.with_numbers(side, numbers) for side in (reference, expr))
    found = _compared(question, reference, expr, clock, relation=relation)
    if question.kinks and not found.is_equal:
        off = OffKinks(question.kinks, question.domains, clock)
        sides = off(reference), off(expr)
        if off.touched:
            apart = _compared(question, *sides, clock, relation=False)
            if apart.is_equal:
                return replaced(apart, status="equal_where_defined", domain=(*apart.domain, *off.conditions))
    return with_symmetric(found, question.symmetric)


def at_the_numbers(question: Question, expr: sp.Expr, clock: Clock) -> bool:
    """Whether that is right with the numbers that are given, some of which stand in it already: 3x for (wx+b-y)x."""
    if not question.item.given or not bases(expr) < bases(question.expr):
        return False
    numbers = numeric.given(question)
    reference, put = numeric.with_numbers(question.expr, numbers), numeric.with_numbers(expr, numbers)
    if (bases(reference) | bases(put)) - {letter.name for letter in question.index}:
        return False
    return _compared(question, reference, put, clock, relation=False).is_equal


def _compared(
    question: Question, reference: sp.Expr, expr: sp.Expr, clock: Clock, *, relation: bool
) -> Compared:
    return compared(
        question,
        symmetrised(reference, question.symmetric),
        symmetrised(expr, question.symmetric),
        deadline=seconds_left(clock),
        relation=relation,
    )


def in_any_order(question: Question, meaning: Meaning, node: s.Node, clock: Clock) -> Question:
    """The question with the letters of the answer in the order that makes it right, if one but the first does."""
    return ordered(
        question, meaning, node, lambda expr: against(question, expr, clock, relation=False).is_equal
    )


def verdict_on(question: Question, found: Compared, expr: sp.Expr) -> Verdict:
    """The comparison as a verdict with words."""
    if found.status == "different":
        return _different(found)
    domain = r" \text{ and } ".join(condition.latex for condition in found.domain)
    text = say(found.status, domain=_where(found.domain)) if found.domain else say(found.status)
    return Verdict(found.status, ACCEPT[found.status], found.proof, domain, text=text)


def _where(conditions: tuple[Condition, ...]) -> str:
    """Conditions in words, those of a case with their case."""
    said: dict[str, list[str]] = {"ko": [], "en": []}
    for needed in conditions:
        here = unicode_line(replaced(needed, given=()).latex)
        case = ", ".join(unicode_line(each.latex) for each in needed.given)
        said["ko"].append(f"{case}일 때 {here}" if case else here)
        said["en"].append(f"{here} if {case}" if case else here)
    return told(
        {
            lang: ("; " if any(c.given for c in conditions) else ", ").join(parts)
            for lang, parts in said.items()
        }
    )


def _different(found: Compared) -> Verdict:
    example = found.counterexample
    assert example is not None
    if example.right is None:
        raise Refused("the answer has no value where the question has one.", reason="undefined")
    if example.left is None:
        if not example.at:
            raise Refused("the reference has no value at these numbers.", reason="undefined")
        raise Refused("the reference has no value anywhere it was tried.", reason="undefined")
    at = {key: _rational(value) for key, value in example.at.items()}
    left, right = _both_shown(example.left, example.right)
    shown: dict[str, Any] = {"at": at, "reference": left, "answer": right}
    where = ", ".join(f"{unicode_name(key)} = {_flat(value)}" for key, value in at.items())
    sentence = (
        say("counterexample", at=where, reference=shown["reference"], answer=shown["answer"]) if where else {}
    )
    return Verdict(
        "different",
        False,
        counterexample=shown,
        relation=_relation(found),
        text=joined(say("different"), sentence),
    )


def _relation(found: Compared) -> str | dict[str, str] | None:
    related = found.relation
    if related is None:
        return None
    if related.factor is not None:
        return "sign" if related.factor is sp.S.NegativeOne else {"factor": plain(related.factor, _NO_NAMES)}
    assert related.difference is not None
    return {"difference": str(related.difference)}


def _rational(value: Any) -> Any:
    return [_rational(part) for part in value] if isinstance(value, (tuple, list)) else str(value)


def _flat(value: Any) -> str:
    return "(" + ", ".join(map(_flat, value)) + ")" if isinstance(value, list) else str(value)


def _both_shown(left: Any, right: Any) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to see that."""
    for count in MORE_DIGITS:
        texts = _shown(left, count), _shown(right, count)
        if texts[0] != texts[1]:
            break
    return texts


def _shown(value: Any, count: int) -> str:
    """The first digits of a value; of one that may be 0 the decimals, of an astronomical one a power of ten; of one
    that is hardly known (the sign of what may be 0) between what it lies.
    """
    text = digits(value, count) or nearest(value, count) or rounded(value, count)
    if text is not None:
        return text
    known = value.str(count, radius=False)
    if any(figure in known.split("e")[0] for figure in "123456789"):
        return known
    low, high = (float(end) for end in (value.lower(), value.upper()))
    return f"[{low:.3g}, {high:.3g}]"
