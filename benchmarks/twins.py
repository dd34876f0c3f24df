"""Wrong derivatives: one buggy twin of a rule at one place of a true derivation, unless it happens to be right.

In: models of the lectures.  Out: answers with the model as their question.  Whether an answer is wrong is said by
mpmath at random points, as in ``pairs``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import mpmath
import sympy as sp

from benchmarks.formulas import DIGITS, SAME
from symgrad.checking.asking import ask
from symgrad.checking.explain import prepared
from symgrad.checking.item import item
from symgrad.checking.question import Question
from symgrad.equality.clock import Clock
from symgrad.errors import SymgradError
from symgrad.exact import MPMATH, Environment, evaluate_expression
from symgrad.expressions import bases
from symgrad.rendering.mathematics import expression

#: model, and what it is differentiated by
MODELS = (
    ("(w x - y)^2", "w"),
    (r"\frac{1}{2} (w x + b - y)^2", "b"),
    (r"\frac{1}{2 m} \sum_{i=1}^{m} (w x_i + b - y_i)^2", "w"),
    (r"\frac{1}{m} \sum_{i=1}^{m} (w x_i - y_i)^2 + \lambda w^2", "w"),
    ("h = w x + b\nL = (\\sigma(h) - y)^2", "w"),
    ("h = \\tanh(w x + b)\nL = \\frac{1}{2} (h - y)^2", "w"),
    ("a = w x + b\nh = \\sigma(a)\nL = -y \\log h - (1 - y) \\log(1 - h)", "w"),
    (r"\frac{w x}{1 + e^{-w x}}", "w"),
    (r"\log(1 + e^{w x + b})", "w"),
    (r"w^2 e^{w x}", "w"),
    (r"\sqrt{w^2 x^2 + 1}", "w"),
    ("h = \\sigma(u x)\ng = \\sigma(w h)\nL = (g - y)^2", "u"),
    (r"\left(\frac{1}{m} \sum_{i=1}^{m} w x_i\right)^2", "w"),
    (r"\frac{w^3 - x}{w^2 + 1}", "w"),
    (r"\sum_{i=1}^{m} \sigma(w x_i)^2", "w"),
    (r"3 w^4 - 2 x w^3 + \frac{1}{2} w", "w"),
)


@cache
def wrong(number: int) -> tuple[tuple[str, str, str, str], ...]:
    """(id of the mistake, wrong answer, derivative, name) of the model with this number."""
    model, wrt = MODELS[number]
    question = ask(item({"reference": model, "wrt": wrt, "answer": "0"}))
    rng = random.Random(number)
    right = expression(question.expr, {})
    found = []
    for planted in prepared(question, Clock(60)).planted:
        try:
            if _differs(question, planted.expr, rng):
                found.append((planted.id, expression(planted.expr, {}), right, wrt))
        except SymgradError:
            continue
    return tuple(dict.fromkeys(found))


def _differs(question: Question, answer: sp.Expr, rng: random.Random) -> bool:
    """Whether both have a value at a random point, and not the same."""
    for env in _points(question, answer, rng):
        try:
            with mpmath.workdps(DIGITS):
                one, two = (evaluate_expression(side, env) for side in (question.expr, answer))
        except (SymgradError, ArithmeticError, ValueError):
            continue
        if abs(one - two) > SAME * max(1, abs(one), abs(two)):
            return True
    return False


def _points(question: Question, answer: sp.Expr, rng: random.Random) -> Iterator[Environment]:
    assert question.model is not None
    names = question.model.names
    for _ in range(6):
        with mpmath.workdps(DIGITS):
            sizes = {key: rng.randint(2, 5) for key, name in names.items() if name.role == "size"}
            values = {}
            for key in sorted(bases(question.expr) | bases(answer)):
                axes = names[key].axes if key in names else ()
                length = sizes.get(str(axes[0]), 1) if axes else 1
                numbers = tuple(mpmath.mpf(rng.randint(-300, 300)) / 97 for _ in range(length))
                values[key] = numbers if axes else numbers[0]
            yield Environment(values, sizes, {}, MPMATH)
