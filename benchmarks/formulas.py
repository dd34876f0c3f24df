"""Formulas as small trees of their own: written as LaTeX, and their value by mpmath at any precision.

Nothing of symgrad is used here, so that what a pair of formulas is worth (equal or not) is known independently of the
engine that is measured with it.  A tree is a head and its arguments; ``Tree("at", ("x", i))`` is data with an index,
``Tree("sum", (letter, low, high, body))`` a sum, ``Tree("cases", (value, sign, left, right, otherwise))`` a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath


@dataclass(frozen=True)
class Tree:
    """``num`` (a Fraction), ``name`` (a text), or a head with trees (and texts) as arguments."""

    head: str
    args: tuple[Any, ...]

    def __add__(self, other: Any) -> Tree:
        return add(self, tree(other))

    def __radd__(self, other: Any) -> Tree:
        return add(tree(other), self)

    def __sub__(self, other: Any) -> Tree:
        return add(self, neg(tree(other)))

    def __rsub__(self, other: Any) -> Tree:
        return add(tree(other), neg(self))

    def __mul__(self, other: Any) -> Tree:
        return mul(self, tree(other))

    def __rmul__(self, other: Any) -> Tree:
        return mul(tree(other), self)

    def __truediv__(self, other: Any) -> Tree:
        return Tree("div", (self, tree(other)))

    def __rtruediv__(self, other: Any) -> Tree:
        return Tree("div", (tree(other), self))

    def __pow__(self, other: Any) -> Tree:
        return Tree("pow", (self, tree(other)))

    def __neg__(self) -> Tree:
        return neg(self)


Part = Tree | str


def tree(value: Any) -> Tree:
    """A tree as it is, a number as one."""
    return value if isinstance(value, Tree) else Tree("num", (Fraction(value),))


def name(key: str) -> Tree:
    """A number, a size or an index letter with a name."""
    return Tree("name", (key,))


def at(key: str, *places: Any) -> Tree:
    """An element of data."""
    return Tree("at", (key, *(tree(place) for place in places)))


def add(*terms: Tree) -> Tree:
    """A sum of terms, flat."""
    flat = [part for term in terms for part in (term.args if term.head == "add" else (term,))]
    return flat[0] if len(flat) == 1 else Tree("add", tuple(flat))


def mul(*factors: Tree) -> Tree:
    """A product, flat."""
    flat = [part for factor in factors for part in (factor.args if factor.head == "mul" else (factor,))]
    flat = [part for part in flat if part != ONE] or [ONE]
    return flat[0] if len(flat) == 1 else Tree("mul", tuple(flat))


def neg(term: Tree) -> Tree:
    """−term; a number changes its sign."""
    if term.head == "num":
        return tree(-term.args[0])
    return term.args[0] if term.head == "neg" else Tree("neg", (term,))


def fn(function: str, *args: Any) -> Tree:
    """A function of trees: ``exp``, ``log``, ``sigma``, ``max``, …"""
    return Tree(function, tuple(tree(arg) for arg in args))


def sqrt(u: Any) -> Tree:
    """√u."""
    return fn("sqrt", u)


def total(letter: str, high: Any, body: Tree, low: Any = 1) -> Tree:
    """Σ of body."""
    return Tree("sum", (letter, tree(low), tree(high), body))


#: digits of independent values, and how near two of them are the same
DIGITS, SAME = 60, mpmath.mpf(10) ** -40
ZERO, ONE, TWO, HALF = tree(0), tree(1), tree(2), tree(Fraction(1, 2))


def walk(root: Tree) -> Iterator[Tree]:
    """Every tree in a tree, from above."""
    yield root
    for part in root.args:
        if isinstance(part, Tree):
            yield from walk(part)


def put(root: Tree, table: Mapping[Tree, Tree]) -> Tree:
    """Trees exchanged; letters of sums are names that nobody else has."""
    if root in table:
        return table[root]
    return Tree(root.head, tuple(put(part, table) if isinstance(part, Tree) else part for part in root.args))


def put_at(root: Tree, place: tuple[int, ...], new: Tree) -> Tree:
    """The tree with another one at a place (positions from the root down)."""
    if not place:
        return new
    here, *rest = place
    args = list(root.args)
    args[here] = put_at(args[here], tuple(rest), new)
    made = Tree(root.head, tuple(args))
    return add(*made.args) if made.head == "add" else mul(*made.args) if made.head == "mul" else made


def places(root: Tree, around: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Tree]]:
    """Every tree in a tree with its place; indices and limits are left out."""
    yield around, root
    if root.head in ("at", "delta", "num", "name"):
        return
    for number, part in enumerate(root.args):
        fixed = (root.head == "sum" and number < 3) or (root.head == "pow" and number and part.head == "num")
        if isinstance(part, Tree) and not fixed:
            yield from places(part, (*around, number))


def shadowed(root: Tree, around: frozenset[str] = frozenset()) -> bool:
    """Whether a sum's letter means something else already."""
    if root.head == "sum":
        if root.args[0] in around:
            return True
        around = around | {root.args[0]}
    return any(shadowed(part, around) for part in root.args if isinstance(part, Tree))


def names(root: Tree) -> set[str]:
    """All texts that name something."""
    found = {str(node.args[0]) for node in walk(root) if node.head in ("name", "at")}
    return found | {node.args[0] for node in walk(root) if node.head == "sum"}


def written_out(root: Tree) -> Tree:
    """The same with the activations written out, for those who do not know them."""
    args = tuple(written_out(part) if isinstance(part, Tree) else part for part in root.args)
    if root.head == "sigma":
        return 1 / (1 + fn("exp", neg(args[0])))
    if root.head == "softplus":
        return fn("log", 1 + fn("exp", args[0]))
    return fn("max", args[0], ZERO) if root.head == "relu" else Tree(root.head, args)


# -- the value ------------------------------------------------------------------------------------------------


class NoValue(ArithmeticError):
    """Nothing real stands here."""


def _log(u: Any) -> Any:
    if u <= 0:
        raise NoValue
    return mpmath.log(u)


def _sqrt(u: Any) -> Any:
    if u < 0:
        raise NoValue
    return mpmath.sqrt(u)


def _sigma(u: Any) -> Any:
    return 1 / (1 + mpmath.exp(-u))


_VALUES: Mapping[str, Callable[..., Any]] = {
    "neg": lambda u: -u,
    "exp": mpmath.exp,
    "log": _log,
    "sqrt": _sqrt,
    "sigma": _sigma,
    "tanh": mpmath.tanh,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "abs": abs,
    "sgn": mpmath.sign,
    "relu": lambda u: max(u, mpmath.mpf(0)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "max": max,
    "min": min,
}
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": lambda a, b: a > b,
    r"\ge": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    r"\le": lambda a, b: a <= b,
}


def value(root: Tree, env: Mapping[str, Any]) -> Any:
    """The number at ``env`` (name → number, data → nested lists, from 1).  Raises ``ArithmeticError``."""
    head, args = root.head, root.args
    if head == "num":
        return mpmath.mpf(args[0].numerator) / args[0].denominator
    if head == "name":
        return env[args[0]]
    if head == "at":
        found = env[args[0]]
        for place in args[1:]:
            index = int(value(place, env))
            if not 1 <= index <= len(found):
                raise NoValue
            found = found[index - 1]
        return found
    if head == "sum":
        letter, low, high, body = args
        ends = int(value(low, env)), int(value(high, env))
        return mpmath.fsum(value(body, {**env, letter: mpmath.mpf(i)}) for i in range(ends[0], ends[1] + 1))
    if head == "cases":
        then, sign, left, right, otherwise = args
        holds = _HOLDS[sign](value(left, env), value(right, env))
        return value(then if holds else otherwise, env)
    if head == "delta":
        return mpmath.mpf(value(args[0], env) == value(args[1], env))
    values = [value(part, env) for part in args]
    if head == "add":
        return mpmath.fsum(values)
    if head == "mul":
        return mpmath.fprod(values)
    if head == "div":
        return values[0] / values[1]
    if head == "pow":
        return _power(*values, args[1])
    return _VALUES[head](*values)


def _power(base: Any, exponent: Any, written: Tree) -> Any:
    whole = exponent == int(exponent)
    if not whole and (base < 0 or (base == 0 and exponent < 0)):
        raise NoValue
    return base ** int(exponent) if whole else base**exponent


# -- LaTeX ----------------------------------------------------------------------------------------------------

#: how tightly a head binds: a part that binds less gets parentheses
_ATOM, _POWER, _PRODUCT, _SIGN, _SUM = 4, 3, 2, 1, 0
_WORDS = {
    "log": r"\log", "sigma": r"\sigma", "tanh": r"\tanh", "sinh": r"\sinh", "cosh": r"\cosh", "sin": r"\sin",
    "cos": r"\cos", "sgn": r"\operatorname{sgn}", "relu": r"\operatorname{ReLU}", "max": r"\max", "min": r"\min",
    "softplus": r"\operatorname{softplus}",
}  # fmt: skip


def latex(root: Tree) -> str:
    """As it is written on the board."""
    return _written(root)[0]


def _written(root: Tree) -> tuple[str, int]:
    head, args = root.head, root.args
    if head == "num":
        return _number(args[0])
    if head == "name":
        return args[0], _ATOM
    if head == "at":
        return f"{args[0]}_{{{', '.join(latex(place) for place in args[1:])}}}", _ATOM
    if head == "delta":
        return rf"\delta_{{{latex(args[0])} {latex(args[1])}}}", _ATOM
    if head == "add":
        text = latex(args[0])
        for term in args[1:]:
            part, binds = _written(term)
            minus = binds == _SIGN and part.startswith("-")
            text += f" - {part.removeprefix('-').strip()}" if minus else f" + {_in(term, _SIGN)}"
        return text, _SUM
    if head == "neg":
        return f"-{_in(args[0], _PRODUCT)}", _SIGN
    if head == "mul":
        loose = args[-1].head == "sum" or _written(args[0])[1] < _PRODUCT
        return _product(args), _SIGN if loose else _PRODUCT
    if head == "div":
        return rf"\frac{{{latex(args[0])}}}{{{latex(args[1])}}}", _PRODUCT
    if head == "pow":
        return f"{_in(args[0], _ATOM)}^{{{latex(args[1])}}}", _POWER
    if head == "sum":
        letter, low, high, body = args
        return rf"\sum_{{{letter}={latex(low)}}}^{{{latex(high)}}} {_in(body, _PRODUCT)}", _SIGN
    if head == "cases":
        then, sign, left, right, otherwise = (latex(a) if isinstance(a, Tree) else a for a in args)
        lines = rf"{then} & {left} {sign} {right} \\ {otherwise} & \text{{otherwise}}"
        return rf"\begin{{cases}} {lines} \end{{cases}}", _SUM
    return _applied(head, args)


def _applied(head: str, args: tuple[Tree, ...]) -> tuple[str, int]:
    inside = ", ".join(latex(part) for part in args)
    if head == "exp":
        return f"e^{{{inside}}}", _POWER
    if head == "sqrt":
        return rf"\sqrt{{{inside}}}", _ATOM
    if head == "abs":
        return rf"\left|{inside}\right|", _ATOM
    return rf"{_WORDS[head]}\left({inside}\right)", _POWER


def _number(number: Fraction) -> tuple[str, int]:
    sign = "-" if number < 0 else ""
    size = abs(number)
    text = str(size) if size.denominator == 1 else rf"\frac{{{size.numerator}}}{{{size.denominator}}}"
    return sign + text, _SIGN if sign else _ATOM if size.denominator == 1 else _PRODUCT


def _in(part: Tree, least: int) -> str:
    text, binds = _written(part)
    return text if binds >= least else rf"\left({text}\right)"


def _product(factors: tuple[Tree, ...]) -> str:
    text = ""
    for number, factor in enumerate(factors):
        part, binds = _written(factor)
        last = number == len(factors) - 1
        if binds < _PRODUCT and not (factor.head == "sum" and last) and not (number == 0 and binds == _SIGN
                                                                            and factor.head == "num"):  # fmt: skip
            part = rf"\left({part}\right)"
        if number and (part[0].isdigit() or part.startswith((r"\frac", r"\left|"))):
            text += r" \cdot " + part
        else:
            text += (" " if number else "") + part
    return text
