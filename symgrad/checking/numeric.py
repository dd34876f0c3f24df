"""A number that a student wrote, against the exact value: exact, rounded, cut off, or from rounded numbers.

In: the question with the numbers to put in, and the printed number.  Out: ``NumberVerdict``.  Values are enclosed in
balls; decimals as written are exact, and that a value is one of them is proved.  ``shown`` are rounded values the
student wrote down before: what follows from them, to the digits printed, is said to follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import sympy as sp
from flint import fmpq

from symgrad.balls import (
    LARGEST_EXPONENT,
    LAST_BITS,
    Ball,
    digits,
    enclose,
    ends,
    is_finite,
    number,
    rounded,
    truncated,
    until,
)
from symgrad.checking.derivatives import full, refuse_too_high
from symgrad.checking.names import Defined, number_in
from symgrad.checking.question import Question
from symgrad.checking.verdict import NumberVerdict, Refused, Standing
from symgrad.equality import compare
from symgrad.errors import worded
from symgrad.exact import as_written
from symgrad.expressions import bases, key_of, rebuild, replace, transform, walk
from symgrad.reading import name_key
from symgrad.reading import syntax as s

#: significant digits of the exact value that are shown
SHOWN = 15
#: precision at which a value is looked at first
BITS = 256
#: seconds for the proof that a value is a decimal or a half
COMPARISON = 0.25
#: below every decimal that is written
TINY = fmpq(1, 2 ** (LARGEST_EXPONENT - 1))


def is_numeric(question: Question, node: s.Node) -> bool:
    """Whether the answer is one number and the question has a value."""
    if number_in(node) is None:
        return False
    return is_asked(question) or not bases(question.expr)


def is_asked(question: Question) -> bool:
    """Whether a number is asked for, so that it may be rounded."""
    item = question.item
    return bool(item.given) or item.decimals is not None or item.significant_figures is not None


def given(question: Question) -> dict[str, Fraction]:
    """The numbers to put in, by the names' keys."""
    return {name_key(key): value for key, value in question.item.given.items()}


def anywhere(question: Question, label: s.Node) -> s.Node:
    """∂L/∂w for ∂L/∂w at w = 2, or dL/dw(2), where w is given as 2 anyway."""
    numbers = given(question) if isinstance(label, (s.At, s.Times)) else {}
    if numbers and isinstance(label, s.Times) and len(label.factors) == 2 and not any(label.signs):
        derived, place = label.factors
        if isinstance(derived, s.Derived) and len(derived.by) == 1 and label.origin.fragment.endswith(")"):
            label = s.At(label.origin, derived, derived.by[0], place)
    while isinstance(label, s.At):
        found = number_in(label.value)
        if found is None or numbers.get(label.name.key) != found[0]:
            break
        label = label.body
    return label


def with_numbers(expr: sp.Expr, numbers: Mapping[str, Fraction]) -> sp.Expr:
    """The expression with single numbers put in.  Raises ``Refused`` for e^{e^{100}}."""
    table: dict[sp.Basic, sp.Basic] = {
        node: sp.Rational(numbers[key_of(node)].numerator, numbers[key_of(node)].denominator)
        for node in walk(expr)
        if isinstance(node, sp.Symbol) and node.name in numbers
    }
    if not table:
        return expr
    put: sp.Expr = replace(expr, table)
    refuse_too_high(put)
    return put


def judge(question: Question, node: s.Node) -> NumberVerdict | None:
    """How the printed number stands to the value; ``None`` where that is not known well enough to say.

    Raises ``Refused`` where a number is not given.
    """
    found = number_in(node)
    assert found is not None
    printed, text = found
    expr = with_numbers(question.expr, given(question))
    missing = sorted(bases(expr))
    if missing:
        raise Refused(
            worded("no number is given for {missing}.", missing=missing[0]), node.origin, reason="wrong_type"
        )
    places = _places(question, text, enclose(expr, {}, bits=BITS))
    value = _value(expr, printed, text, places)
    if value is None:
        return None
    standing = _standing(printed, text, value, places)
    if standing == "wrong" and _follows(question, printed, text, places):
        standing = "follows_from_rounded"
    exact = isinstance(value, fmpq)
    should = until(lambda bits: rounded(value if exact else enclose(expr, {}, bits=bits), places)) or ""
    known = exact and not 0 < abs(value) < TINY
    shown = until(lambda bits: digits(value if known else enclose(expr, {}, bits=bits), SHOWN)) or ""
    return NumberVerdict(standing, shown, should)


def may_be_rounded(question: Question, node: s.Node) -> bool:
    """Whether a number may be the value, rounded as it may be, of a value that is not known well enough to say."""
    found = number_in(node)
    if found is None or not is_asked(question):
        return False
    printed, text = found
    ball = enclose(with_numbers(question.expr, given(question)), {}, bits=LAST_BITS)
    between = ends(ball)
    if between is None:
        return not (is_finite(ball) and abs(ball) > 1)  # not where it is astronomically large
    reach = Fraction(10) ** -_places(question, text, ball)
    return between[0] - reach <= printed <= between[1] + reach


def standing(expr: sp.Expr, node: s.Node) -> Standing | None:
    """How a printed number stands to the value of an expression without names, to the digits that are written;
    ``None`` where that value is not known well enough to say.
    """
    found = number_in(node)
    assert found is not None
    printed, text = found
    places = _written(text)
    value = _value(expr, printed, text, places)
    return None if value is None else _standing(printed, text, value, places)


def _value(expr: sp.Expr, printed: Fraction, text: str, places: int) -> Ball | None:
    """The value so closely that it is known on which side of every decimal and every half it lies, or exactly.

    Where it cannot be told from one of them by numbers, a proof has to say that it is that one.
    """
    grid = Fraction(1, 2) / Fraction(10) ** max(places, _written(text))
    reach = Fraction(10) ** -places

    def known(bits: int) -> Ball | None:
        ball = _not_tiny(enclose(expr, {}, bits=bits))
        between = ends(ball)
        if between is None:
            return None
        low, high = between
        apart = printed + reach < low or high < printed - reach
        return ball if low == high or apart or floor(high / grid) * grid < low else None

    value = until(known, first=BITS)
    if value is not None:
        return value
    ball = enclose(expr, {}, bits=LAST_BITS)
    between = ends(ball)
    if between is None:
        return None
    only = floor(between[1] / grid) * grid
    if only - grid >= between[0]:
        return None
    exact = sp.Rational(only.numerator, only.denominator)
    if compare(expr, exact, deadline=COMPARISON, relation=False).is_equal:
        return number(exact)
    # Next to a decimal it is rounded to that, exact or not.
    return None if rounded(ball, places) is None else ball


def _not_tiny(ball: Ball) -> Ball:
    """A value so small that its ends are not written out by one that is larger and yet below every decimal."""
    if is_finite(ball) and ends(ball) is None and abs(ball) < TINY and not ball.contains(0):
        return fmpq(1 if ball > 0 else -1, 2**LARGEST_EXPONENT)
    return ball


def _places(question: Question, text: str, value: Ball) -> int:
    """Decimals the number is judged to, as many as were asked for, or as were written; -1 is to the tens."""
    item = question.item
    if item.decimals is not None:
        return item.decimals
    if item.significant_figures is not None:
        low, high = ends(value) or (Fraction(0), Fraction(0))
        size = max(abs(low), abs(high))
        order = (
            len(str(int(size))) - 1
            if size >= 1
            else -next(n for n in range(1, 400) if size * 10**n >= 1 or n == 399)
        )
        return item.significant_figures - 1 - order
    return _written(text)


def _written(text: str) -> int:
    mantissa, _, exponent = text.partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)


def _standing(printed: Fraction, text: str, value: Ball, places: int) -> Standing:
    between = ends(value)
    assert between is not None
    if between == (printed, printed):
        return "exact"
    # More digits than were asked for have to be right as well.
    fine = max(places, _written(text))
    for count in dict.fromkeys((places, fine)):
        if printed == _decimal(rounded(value, count)):
            return "rounded"
    for count in dict.fromkeys((fine, places)):
        if printed == _decimal(truncated(value, count)):
            return "truncated"
    return "wrong"


def _decimal(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _follows(question: Question, printed: Fraction, text: str, places: int) -> bool:
    """Whether the number is what the rounded numbers written before it give."""
    names: dict[str, Fraction] = {}
    rows: list[Defined] = []
    parts: dict[sp.Expr, sp.Expr] = {}
    for key, shown in question.item.shown.items():
        number = as_written(shown)
        node = _formula(question, key)
        if isinstance(node, s.Name):
            names[node.key] = number
            rows.append(Defined(node, s.Number(node.origin, number, shown)))
        elif node is not None:
            parts[question.meaning(node)[0]] = sp.Rational(number.numerator, number.denominator)
    if not names and not parts:
        return False
    # What was rounded is put in before the definitions are: ŷ ≈ 0.63 stands for ŷ, not for what ŷ is made of.
    if question.tree is not None:
        expr = question.meaning(question.tree, rows)[0]
    else:
        expr = full(with_numbers(question.named, names), question.model)
    for part, value in parts.items():
        expr = _replaced(expr, part, value)
    expr = with_numbers(expr, {**given(question), **names})
    if bases(expr):
        return False
    value = _value(expr, printed, text, places)
    return value is not None and _standing(printed, text, value, places) != "wrong"


def _formula(question: Question, text: str) -> s.Node | None:
    (statement, *_) = question.trees(text)
    return statement.body if isinstance(statement, s.Formula) else None


def _replaced(expr: sp.Expr, part: sp.Expr, value: sp.Expr) -> sp.Expr:
    """A part of the expression, or some factors of a product or terms of a sum in it, replaced by its value."""

    def change(node: sp.Basic) -> sp.Basic:
        if node == part:
            return value
        if isinstance(part, (sp.Mul, sp.Add)) and isinstance(node, type(part)):
            rest = list(node.args)
            for piece in part.args:
                if piece not in rest:
                    return node
                rest.remove(piece)
            return rebuild(node, (value, *rest))
        return node

    changed: sp.Expr = transform(expr, change)
    return changed
