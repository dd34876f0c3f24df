"""Verdicts on items that nobody would write, against what can be known without the checker's own arithmetic.

``untrue`` says what is wrong with the verdict on one item: an answer accepted that has another value at a point, a
counterexample at which both sides have the same value or not the values that are shown, or a verdict the other way
round when the two sides are exchanged, or a number said to be a value, or not to be it, that it is not, or is.  The
values are mpmath's; nothing of ``symgrad.balls`` or ``symgrad.exact``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any
from zlib import crc32

import mpmath as mp
import sympy as sp

from symgrad import functions
from symgrad.checking.answers import check_row
from symgrad.checking.asking import ask
from symgrad.checking.comparing import MORE_DIGITS
from symgrad.checking.item import item
from symgrad.checking.left_sides import sides
from symgrad.checking.question import Question
from symgrad.equality import Domain
from symgrad.errors import SymgradError
from symgrad.expressions import walk

#: digits that are computed, and those in which two values may differ and still be the same
DIGITS, KNOWN = 120, mp.mpf(10) ** -30
#: numbers below this are not told from 0: roots, logarithms and signs of them are not worked out
LEAST = mp.mpf(10) ** -60
#: nodes of an expression that is worked out a second time
LARGEST = 150
#: numbers beyond this are not worked out
MOST = mp.mpf(10) ** 15
#: points at which an accepted answer is tried
POINTS = 4
#: of so many items one has its two sides exchanged
ONE_IN = 8

#: what has no real value here: the reason is not looked at
_NOWHERE = (ArithmeticError, ValueError, TypeError)

_MEANT: Mapping[Any, Callable[[Any], Any]] = {
    sp.exp: mp.exp, sp.log: mp.log, sp.sin: mp.sin, sp.cos: mp.cos, sp.tan: mp.tan, sp.sinh: mp.sinh,
    sp.cosh: mp.cosh, sp.tanh: mp.tanh, sp.atan: mp.atan, sp.erf: mp.erf, sp.Abs: abs, sp.sign: mp.sign,
    functions.sigma: lambda z: 1 / (1 + mp.exp(-z)), functions.relu: lambda z: max(z, mp.mpf(0)),
    functions.softplus: lambda z: mp.log(1 + mp.exp(z)), functions.silu: lambda z: z / (1 + mp.exp(-z)),
}  # fmt: skip


class _Unknown(Exception):
    """A node that is not worked out here."""


def _value(expr: sp.Basic, at: Mapping[str, Fraction]) -> Any:
    """The real value at a point.  Raises ``_Unknown``, or one of ``_NOWHERE`` where there is none."""
    if isinstance(expr, sp.Symbol):
        if expr.name not in at:
            raise _Unknown
        return mp.mpf(at[expr.name].numerator) / at[expr.name].denominator
    if isinstance(expr, sp.Piecewise):
        for part, condition in expr.args:
            if condition is sp.true or _holds(condition, at):
                return _value(part, at)
        raise _Unknown
    if isinstance(expr, sp.Rational):
        return mp.mpf(int(expr.p)) / int(expr.q)
    if expr is sp.E or expr is sp.pi:
        return +mp.e if expr is sp.E else +mp.pi
    if expr.func not in _MEANT and not isinstance(expr, sp.Add | sp.Mul | sp.Pow):
        raise _Unknown  # a sum, say, over nothing, whose terms need no value
    parts = [_value(part, at) for part in expr.args]
    if any(abs(part) > MOST for part in parts):
        raise _Unknown  # no digit behind the point is left
    if not isinstance(expr, sp.Add | sp.Mul) and any(0 < abs(part) < LEAST for part in parts):
        raise _Unknown  # perhaps what rounding left of 0, as of sin π
    if isinstance(expr, sp.Add):
        return mp.fsum(parts)
    if isinstance(expr, sp.Mul):
        return mp.fprod(parts)
    if isinstance(expr, sp.Pow):
        # A power that is no root and no whole one is e^{y log x}, and 0^y = 0 for y > 0: nothing is proved elsewhere.
        if not expr.exp.is_Rational and (parts[0] < 0 or (parts[0] == 0 and parts[1] <= 0)):
            raise _Unknown
        return _power(*parts)
    if len(parts) != 1:
        raise _Unknown
    return _real(_MEANT[expr.func](parts[0]))


_ABOVE: Mapping[Any, tuple[bool, bool]] = {
    sp.StrictGreaterThan: (True, False), sp.GreaterThan: (True, True),
    sp.StrictLessThan: (False, False), sp.LessThan: (False, True),
}  # fmt: skip


def _holds(condition: sp.Basic, at: Mapping[str, Fraction]) -> bool:
    """Whether one side is larger; what is next to the other is not told from it, but for numbers as they are given."""
    if condition.func not in _ABOVE:
        raise _Unknown
    above, same = _ABOVE[condition.func]
    low, high = condition.args
    if isinstance(low, sp.Rational) and isinstance(high, sp.Rational):
        return same if low == high else bool(low > high) is above
    difference = _value(low, at) - _value(high, at)
    if abs(difference) < LEAST:
        if not all(isinstance(side, sp.Symbol | sp.Rational) for side in condition.args):
            raise _Unknown
        return same
    return bool((difference > 0) is above)


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) * abs(mp.log(abs(base)) if base else 0) > 10**6:
        raise _Unknown
    return _real(mp.power(base, exponent))


def _real(value: Any) -> Any:
    if isinstance(value, mp.mpc) or not mp.isfinite(value):
        raise ValueError
    return value


def value(expr: sp.Basic, at: Mapping[str, Fraction]) -> Any:
    """The value, or ``None`` where there is none, as far as this arithmetic goes."""
    try:
        with mp.workdps(DIGITS):
            return _value(expr, at)
    except _NOWHERE:
        return None


def _read(given: Mapping[str, Any]) -> tuple[Question, sp.Expr, sp.Expr] | None:
    """The question with its two sides, where both are formulas of single numbers."""
    asked = item(given)
    question = ask(asked, asked.answer)
    trees = question.trees(asked.answer[0])
    if len(trees) != 1 or question.constraints or asked.model or asked.given:
        return None
    answer = question.aligned(question.meaning(sides(trees[0])[1]), sides(trees[0])[1])
    if answer is None or sum(1 for side in (question.expr, answer) for _ in walk(side)) > LARGEST:
        return None
    return question, question.expr, answer


def _at_numbers(given: Mapping[str, Any]) -> tuple[Question, Any] | None:
    """The question, and its value at the numbers that are given, if it is worked out here."""
    asked = item({"answer": "0", **{key: value for key, value in given.items() if key != "lines"}})
    question = ask(asked, asked.answer)
    if asked.model or sum(1 for _ in walk(question.expr)) > LARGEST:
        return None
    worked = value(question.expr, {name: Fraction(number) for name, number in asked.given.items()})
    return None if worked is None else (question, worked)


def worth(given: Mapping[str, Any]) -> Any:
    """The value of a question with numbers, if it is worked out here; what breaks at it is found when it is judged."""
    try:
        found = _at_numbers(given)
    except Exception:
        return None
    return None if found is None else found[1]


def _numbered(given: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    """What contradicts the verdict on a number."""
    said = found.get("number", {}).get("verdict", found["status"])
    answer, asked = given["answer"], given.get("decimals")
    if "shown" in given or "significant_figures" in given or not _DECIMAL.fullmatch(answer):
        return None
    worked = _at_numbers(given)
    if worked is None:
        return None
    with mp.workdps(DIGITS):
        written = len(answer.partition(".")[2])
        off, unit = abs(worked[1] - mp.mpf(answer)), mp.mpf(10) ** -(written if asked is None else asked)
        fine = min(unit, mp.mpf(10) ** -written)
        same, slack = off <= KNOWN * max(1, abs(worked[1])), mp.mpf(10) ** -50
        if said in ("exact", "equal") and not same:
            return f"{answer} for {mp.nstr(worked[1], 30)} is said to be {said}"
        if said == "rounded" and off > unit / 2 + slack:
            return f"{answer} for {mp.nstr(worked[1], 30)} is said to be rounded"
        if said in ("wrong", "different", "truncated") and off < fine / 2 - slack:
            return f"{answer} for {mp.nstr(worked[1], 30)} is said to be {said}"
    return None


_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def _points(question: Question, names: list[str], draw: random.Random) -> Iterator[dict[str, Fraction]]:
    for _ in range(POINTS):
        at = {}
        for name in names:
            domain = question.domains.get(name, Domain())
            tried = (Fraction(draw.randrange(-400, 400), draw.choice((1, 7, 100))) for _ in range(40))
            at[name] = next((number for number in tried if domain.contains(number)), None)
        if None not in at.values():
            yield {name: number for name, number in at.items() if number is not None}


def _apart(left: Any, right: Any) -> bool:
    return bool(abs(left - right) > KNOWN * max(1, abs(left), abs(right)))


def untrue(given: Any, found: Mapping[str, Any]) -> str | None:
    """What contradicts the verdict; ``None`` if nothing does, or if that is not looked at here."""
    if found["status"] not in ("equal", "equal_where_defined", "different"):
        return None
    if "answer" not in given or found.get("note") or "lines" in found:
        return None
    if "number" in found or "given" in given:
        try:
            return _numbered(given, found)
        except (SymgradError, RecursionError, _Unknown):
            return None
    draw = random.Random(crc32(str(given).encode("utf-8", "surrogatepass")))
    try:
        read = _read(given)
        if read is not None:
            said = (
                _refuted(*read, found, draw) if found["status"] == "different" else _held(*read, found, draw)
            )
            if said:
                return said
    except (SymgradError, RecursionError, _Unknown):
        pass
    return _exchanged(given, found) if draw.randrange(ONE_IN) == 0 else None


def _held(
    question: Question, left: sp.Expr, right: sp.Expr, found: Mapping[str, Any], draw: random.Random
) -> str | None:
    # Not SymPy's free symbols: it would ask whether what a sum adds up, such as 1/0, is 0.
    names = sorted(
        {node.name for side in (left, right) for node in walk(side) if isinstance(node, sp.Symbol)}
    )
    for at in _points(question, names, draw):
        values = value(left, at), value(right, at)
        if None in values:
            if values != (None, None) and found["status"] == "equal" and _surely(left, right, at):
                return f"accepted, but only one side has a value at {_shown(at)}"
        elif _apart(*values):
            return f"accepted, but {mp.nstr(values[0], 15)} and {mp.nstr(values[1], 15)} at {_shown(at)}"
    return None


def _surely(left: sp.Expr, right: sp.Expr, at: Mapping[str, Fraction]) -> bool:
    """Whether one side has no value because of where it is, not because a number is too large or small for mpmath."""
    with mp.workdps(10 * DIGITS):
        for side in (left, right):
            try:
                _value(side, at)
            except _NOWHERE:
                break
        else:
            return False
    return all(abs(number) < 20 for number in at.values()) and not (left.has(sp.tan) or right.has(sp.tan))


def _refuted(
    question: Question, left: sp.Expr, right: sp.Expr, found: Mapping[str, Any], draw: random.Random
) -> str | None:
    at, shown = (
        found["counterexample"]["at"],
        [found["counterexample"][key] for key in ("reference", "answer")],
    )
    # What differs after more digits than anybody reads is shown alike.
    astronomical = "1e400" in str((question.item.reference, question.item.answer))
    if shown[0] == shown[1] and not astronomical and len(shown[0]) < MORE_DIGITS[-1]:
        return f"refuted by {shown[0]} on both sides"
    if not all(isinstance(number, str) for number in at.values()):
        return None
    point = {name: Fraction(number) for name, number in at.items()}
    for name, number in point.items():
        if not question.domains.get(name, Domain()).contains(number):
            return f"refuted outside the domain: {_shown(point)}"
    values = value(left, point), value(right, point)
    if None in values:
        return None  # 0 where the arithmetic has a number that is too small
    for key, worth in zip(("reference", "answer"), values, strict=True):
        text = found["counterexample"][key]
        if text.rstrip("…").replace("-", "").replace(".", "").isdigit():
            places = len(text.rstrip("…").partition(".")[2])
            with mp.workdps(DIGITS):
                off = abs(mp.mpf(text.rstrip("…")) - worth)
            if off > max(2 * mp.mpf(10) ** -places, abs(worth) * KNOWN):
                return f"{key} is shown as {text}, but is {mp.nstr(worth, 15)} at {_shown(point)}"
    return None


def _shown(at: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{name} = {number}" for name, number in at.items()) or "no names"


def _exchanged(given: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    """The verdict on the two sides exchanged must not be the opposite one."""
    plain = {"reference", "answer", "deadline", "variables", "constraints", "format"}
    if given.keys() - plain or any("=" in given[side] for side in ("reference", "answer")):
        return None
    other = check_row({**given, "reference": given["answer"], "answer": given["reference"]})
    good = ("equal", "equal_where_defined")
    if {found["status"], other.status} in ({"different", each} for each in good):
        return f"{found['status']}, but {other.status} the other way round"
    return None
