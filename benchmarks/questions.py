"""Questions about derivatives, as models with their answers: each has a truth of its own, by finite differences.

A row of ``QUESTIONS`` draws one: a chain of functions of single numbers with the derivative of each, a loss over data,
or the derivative by an element of an array.  Everything is a tree of ``formulas``; nothing of symgrad is used here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath

from benchmarks.families import Family
from benchmarks.formulas import DIGITS, HALF, Tree, at, fn, latex, mul, name, put, total, tree, value

w, b, x, y, z, a, u, h, m, n, K, lam = map(name, [*"wbxyzauhmnK", r"\lambda"])
i, j, k = map(name, "ijk")


@dataclass(frozen=True)
class Question:
    """A model and the derivative asked for; ``steps`` are (name, what it is, its derivative by the one before)."""

    reference: str
    wrt: str
    right: Tree
    family: Family
    loss: Tree
    target: str = "L"
    asked: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[tuple[str, Tree, Tree], ...] = ()
    #: the letters of an element: the derivative is by W_{ij}
    letters: tuple[str, ...] = ()

    @property
    def by(self) -> str:
        """What it is differentiated by, with its letters."""
        return f"{self.wrt}_{{{''.join(self.letters)}}}" if self.letters else self.wrt


#: (a number, its derivative by w)
_INNER = (
    (w * x + b, x), (w * x + b, x), (w * x, x), (w * x - y, x), (w**2 * x + b, 2 * w * x), (2 * x * w - b, 2 * x),
    (3 * w + 1, tree(3)), (w / 3 + y, tree(Fraction(1, 3))),
)  # fmt: skip
#: (a function of z, its derivative in terms of its name a and of z)
_MIDDLE = (
    (fn("sigma", z), a * (1 - a)), (fn("sigma", z), a * (1 - a)), (fn("tanh", z), 1 - a**2), (fn("exp", z), a),
    (z**2, 2 * z), (z**3, 3 * z**2), (fn("sin", z), fn("cos", z)), (fn("log", 1 + fn("exp", z)), fn("sigma", z)),
)  # fmt: skip
#: (a function of a, its derivative)
_OUTER = (
    ((a - y) ** 2, 2 * (a - y)), (HALF * (a - y) ** 2, a - y), (a**2, 2 * a), (HALF * (y - a) ** 2, -(y - a)),
    (a**3 + y, 3 * a**2), (y * a, y), (fn("sqrt", a**2 + 1), a / fn("sqrt", a**2 + 1)),
)  # fmt: skip
_NUMBERS = {"parameters": "w b", "data": "x y"}
SINGLE = Family(w, numbers=("w", "b", "x", "y"))


def _chain(rng: random.Random) -> Question:
    inner, slope = rng.choice(_INNER)
    first = rng.choice(["z", "u", "s", "t", "q"])
    links = [(first, inner, slope)]
    if rng.random() < 0.6:
        middle, of_middle = rng.choice(_MIDDLE)
        second = rng.choice(["a", "h", "p", r"\hat{y}", "v", "g"])
        table = {z: name(first), a: name(second)}
        links.append((second, put(middle, table), put(of_middle, table)))
    outer, of_outer = rng.choice(_OUTER)
    table = {a: name(links[-1][0])}
    target = rng.choice(["L", "L", "L", "J", "E", "C"])
    links.append((target, put(outer, table), put(of_outer, table)))
    loss = put_in(name(target), links)
    right = put_in(mul(*(link[2] for link in reversed(links))), links)
    kind, asked = rng.random(), _NUMBERS
    if kind < 0.4:
        reference = f"{target} = {latex(loss)}"
    elif kind < 0.6:
        reference, target, asked = latex(loss), "L", {}
        links[-1] = (target, *links[-1][1:])
    else:
        reference = "\n".join(f"{key} = {latex(body)}" for key, body, _ in links)
    return Question(reference, "w", right, SINGLE, loss, target, asked, tuple(links))


def put_in(root: Tree, links: Sequence[tuple[str, Tree, Tree]]) -> Tree:
    """A tree with the names of steps put in."""
    for key, body, _ in reversed(links):
        root = put(root, {name(key): body})
    return root


def _fixed(
    reference: str, wrt: str, loss: Tree, right: Tree, **more: Any
) -> Callable[[random.Random], Question]:
    drawn_from = {field: more.pop(field) for field in ("numbers", "data", "free", "one_hot") if field in more}
    family = Family(loss, **drawn_from)
    return lambda rng: Question(reference, wrt, right, family, loss, **more)


_MEANS = {"data": {"x": ("m",), "y": ("m",)}, "numbers": ("w", "b", r"\lambda")}
_LISTS = {"parameters": "w b", "data": "x y", "shapes": {"x": "m", "y": "m"}}
_residual = w * at("x", i) + b - at("y", i)
_fitted = fn("sigma", w * at("x", i) + b)
_product = total("k", n, at("W", i, k) * at("x", k))
_rows = total("k", n, at("X", i, k) * at("w", k)) - at("y", i)
_softmax = fn("exp", at("a", j)) / total("k", K, fn("exp", at("a", k)))

QUESTIONS: tuple[tuple[int, Callable[[random.Random], Question]], ...] = (
    (10, _chain),
    (2, _fixed(
        r"L = \frac{1}{m} \sum_{i=1}^m (w x_i + b - y_i)^2", "w", total("i", m, _residual**2) / m,
        2 / m * total("i", m, _residual * at("x", i)), asked=_LISTS, **_MEANS)),
    (1, _fixed(
        r"L = \frac{1}{2m} \sum_{i=1}^m (w x_i + b - y_i)^2", "b", total("i", m, _residual**2) / (2 * m),
        1 / m * total("i", m, _residual), asked=_LISTS, **_MEANS)),
    (1, _fixed(
        r"J = \frac{1}{m} \sum_{i=1}^m (w x_i + b - y_i)^2 + \lambda w^2", "w",
        total("i", m, _residual**2) / m + lam * w**2, 2 / m * total("i", m, _residual * at("x", i)) + 2 * lam * w,
        asked={**_LISTS, "constants": r"\lambda"}, target="J", **_MEANS)),
    (1, _fixed(
        r"L = -\frac{1}{m} \sum_{i=1}^m (y_i \log \sigma(w x_i + b) + (1 - y_i) \log(1 - \sigma(w x_i + b)))", "w",
        -total("i", m, at("y", i) * fn("log", _fitted) + (1 - at("y", i)) * fn("log", 1 - _fitted)) / m,
        1 / m * total("i", m, (_fitted - at("y", i)) * at("x", i)), asked=_LISTS, **_MEANS)),
    (2, _fixed(
        r"L = \frac{1}{2} \|W x - y\|^2", "W", HALF * total("i", m, (_product - at("y", i)) ** 2),
        (_product - at("y", i)) * at("x", j), letters=("i", "j"), data={"W": ("m", "n"), "x": ("n",), "y": ("m",)},
        free={"i": "m", "j": "n"},
        asked={"parameters": "W", "data": "x y", "shapes": {"W": "m n", "x": "n", "y": "m"}})),
    (2, _fixed(
        r"L = \|X w - y\|^2", "w", total("i", m, _rows**2), 2 * total("i", m, _rows * at("X", i, j)), letters=("j",),
        data={"X": ("m", "n"), "w": ("n",), "y": ("m",)}, free={"j": "n"},
        asked={"parameters": "w", "data": "X y", "shapes": {"X": "m n", "w": "n", "y": "m"}})),
    (2, _fixed(
        "p_k = \\frac{e^{a_k}}{\\sum_{l=1}^K e^{a_l}}\nL = -\\sum_{k=1}^K y_k \\log p_k", "a",
        -total("j", K, at("y", j) * fn("log", _softmax)), _softmax - at("y", j), letters=("j",),
        data={"a": ("K",), "y": ("K",)}, free={"j": "K"}, one_hot=("y",),
        asked={"parameters": "a", "data": "y", "shapes": {"a": "K", "y": "K"},
               "constraints": [r"\sum_{k=1}^K y_k = 1"]})),
    (1, _fixed(
        r"L = \sum_{i=1}^m (w_i x_i - y_i)^2", "w", total("i", m, (at("w", i) * at("x", i) - at("y", i)) ** 2),
        2 * (at("w", j) * at("x", j) - at("y", j)) * at("x", j), letters=("j",),
        data={"w": ("m",), "x": ("m",), "y": ("m",)}, free={"j": "m"},
        asked={"parameters": "w", "data": "x y", "shapes": {"w": "m", "x": "m", "y": "m"}})),
)  # fmt: skip


# -- the truth ----------------------------------------------------------------------------------------------------


def slope(question: Question, by: str, order: int, env: Mapping[str, Any]) -> Any:
    """The derivative at a point, by finite differences with many digits."""
    with mpmath.workdps(3 * DIGITS):
        step = mpmath.mpf(10) ** -(DIGITS + 10)

        def moved(times: int) -> Any:
            if not question.letters:
                return value(question.loss, {**env, by: env[by] + times * step})
            here = [int(env[letter]) - 1 for letter in question.letters]
            return value(question.loss, {**env, by: _moved(env[by], here, times * step)})

        if order == 2:
            return (moved(1) - 2 * moved(0) + moved(-1)) / step**2
        return (moved(1) - moved(-1)) / (2 * step)


def _moved(data: Any, place: Sequence[int], by: Any) -> Any:
    if not place:
        return data + by
    return [_moved(part, place[1:], by) if here == place[0] else part for here, part in enumerate(data)]


def is_another(question: Question, by: str, order: int, rng: random.Random) -> bool:
    """Whether what is asked for is surely not this derivative."""
    for _ in range(4):
        try:
            with mpmath.workdps(DIGITS):
                env = question.family.point(rng)
                one, two = value(question.right, env), slope(question, by, order, env)
                if abs(one - two) > mpmath.mpf(10) ** -20 * max(1, abs(one), abs(two)):
                    return True
        except (ArithmeticError, ValueError, TypeError):
            continue
    return False


__all__ = ["QUESTIONS", "SINGLE", "Question", "is_another", "put_in", "slope"]
