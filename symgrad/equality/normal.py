"""Every expression as one quotient of polynomials over independent generators.

In: an expression of the closed set of nodes, and facts about signs.  Out: a ``Quotient``; two expressions are equal,
wherever both are defined, if the difference of theirs is 0.  σ, tanh, … go through their rows to exponentials; what
remains of a function is a generator.  The tables at the end say which node is converted by what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, reduce
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.choices import Choices
from symgrad.equality.field import Polynomial, Quotient, TooLarge
from symgrad.equality.generators import ABOVE_ZERO, CIRCLE, GiveUp, LogAbs, Positive, Root, WholePower, Zero
from symgrad.equality.powers import Powers
from symgrad.equality.squares import Squares, SymmetricElement
from symgrad.equality.sums import summation
from symgrad.expressions import (
    Determinant,
    Element,
    LogDeterminant,
    LogSumExp,
    Maximum,
    Minimum,
    indexed,
    key_of,
    summed,
)
from symgrad.functions import BY_SYMBOL

_ROOT_2, _ROOT_3 = (sp.Pow(number, sp.Rational(1, 2), evaluate=False) for number in (2, 3))
_HALF = sp.Rational(1, 2)
#: n → cos and sin of π/n
_PARTS_OF_PI: Mapping[int, tuple[sp.Expr, sp.Expr]] = {
    1: (sp.Integer(-1), sp.Integer(0)),
    2: (sp.Integer(0), sp.Integer(1)),
    3: (_HALF, _HALF * _ROOT_3),
    4: (_HALF * _ROOT_2, _HALF * _ROOT_2),
    6: (_HALF * _ROOT_3, _HALF),
}
#: larger multiples of an angle are not taken apart
MOST_ANGLES = 12


class Normal(Powers, Choices, Squares):
    """Converts expressions; see the tables below."""

    def converted(self, expr: sp.Basic) -> Quotient:
        """What each kind of node becomes.  Raises ``GiveUp`` for one that has no normal form."""
        return (_CONVERT.get(type(expr)) or _way(type(expr)))(self, expr)

    # -- leaves and arithmetic --------------------------------------------------------------------------

    def _number(self, expr: sp.Rational) -> Quotient:
        return self.field.number(fmpq(expr.p, expr.q))

    def _symbol(self, expr: sp.Symbol) -> Quotient:
        if self.assigned and expr in self.assigned:
            return self.assigned[expr]
        return self.generators.name("symbol", expr, expr.name, self.generators.declared.domain(expr.name))

    def _pi(self, expr: sp.Expr) -> Quotient:
        return self.generators.quotient(self.generators.get("pi", "pi", sp.pi, ABOVE_ZERO))

    def _element(self, expr: sp.Indexed) -> Quotient:
        places = tuple([self.written(self.quietly(place)) for place in expr.indices])
        key = key_of(expr)
        element = indexed(key, places)
        if self.assigned and element in self.assigned:
            return self.assigned[element]
        return self.generators.name("element", element, key, self.generators.declared.domain(key))

    def _add(self, expr: sp.Add) -> Quotient:
        return reduce(self.field.add, map(self, expr.args))

    def _mul(self, expr: sp.Mul) -> Quotient:
        return reduce(self.field.mul, map(self, expr.args))

    def _pow(self, expr: sp.Pow) -> Quotient:
        base, exponent = expr.args
        if isinstance(exponent, sp.Rational):
            return self.power(self(base), exponent)
        return self._general_power(self(base), self(exponent))

    # -- functions --------------------------------------------------------------------------------------

    def _row(self, expr: sp.Expr) -> Quotient:
        argument, definition = _definition(expr.func)
        value = self(expr.args[0])
        saved, self.memo = self.memo, {argument: value}
        try:
            return self(definition)
        finally:
            self.memo = saved

    def _odd(self, expr: sp.Expr) -> Quotient:
        """arctan, erf: no rule but f(−u) = −f(u)."""
        argument, kind = self.even(self(expr.args[0])), expr.func.__name__
        num, den = self.field.canonical(argument)
        if num.is_zero():
            return self.field.zero
        if expr.func is sp.atan and num.is_constant() and abs(num.leading_coefficient()) == 1 and den == 1:
            return self.scaled(self._pi(expr), num.leading_coefficient() / 4)
        for known in [each for each in self.generators.all if each.kind == kind]:
            # z/√2 and √2 z/2 are the same argument, though not the same quotient
            if self.field.canonical(self.field.sub(argument, known.data))[0].is_zero():
                return self.generators.quotient(known)
            if self.field.canonical(self.field.add(argument, known.data))[0].is_zero():
                return self.field.neg(self.generators.quotient(known))
        made = expr.func(self.generators.expr_of(num, den), evaluate=False)
        return self.generators.quotient(self.generators.get(kind, f"{num}/{den}", made, data=argument))

    # -- angles -----------------------------------------------------------------------------------------

    def _sin(self, expr: sp.Expr) -> Quotient:
        return self._circle(self.even(self(expr.args[0])))[1]

    def _cos(self, expr: sp.Expr) -> Quotient:
        return self._circle(self.even(self(expr.args[0])))[0]

    def _circle(self, q: Quotient) -> tuple[Quotient, Quotient]:
        """(cos q, sin q) by the parts of π in q and its other directions; with large multiples among these by their
        sum as one angle.
        """
        num, den = self.field.canonical(q)
        cos, sin = self.field.one, self.field.zero
        terms, rest = [], self.field.zero.num
        for term, coefficient in self.field.taken_apart(num):
            self.generators.clock.check()
            key, part, below = self.reduced(term, den)
            turn = self._of_pi(part, below, coefficient)
            if turn is not None:
                cos, sin = self._turned((cos, sin), turn)
                continue
            terms.append(((key, part, below), coefficient))
            rest += coefficient * term
        if any(abs(coefficient.p) > MOST_ANGLES for _, coefficient in terms):
            sign = 1 if rest.leading_coefficient() > 0 else -1
            terms = [((f"{rest * sign}/{den}", rest * sign, den), fmpq(sign))]
        for (key, term, below), coefficient in terms:
            unit = self.unit("angle " + key, int(coefficient.q))
            count = int((coefficient * unit).p)
            if abs(count) > MOST_ANGLES:
                raise TooLarge("a large multiple of an angle.")
            step = self._angle(key, term, below, unit)
            if count < 0:
                step = (step[0], self.field.neg(step[1]))
            for _ in range(abs(count)):
                cos, sin = self._turned((cos, sin), step)
        return cos, sin

    def _of_pi(self, term: Polynomial, below: Polynomial, part: fmpq) -> tuple[Quotient, Quotient] | None:
        """cos and sin of a part of π that is a multiple of π/12 by a root of 2 or 3; else ``None``."""
        number = self.field.alone(term)
        if number is None or not below.is_constant() or self.generators.all[number].kind != "pi":
            return None
        if int(part.q) not in _PARTS_OF_PI:
            return None
        step = tuple(self.quietly(value) for value in _PARTS_OF_PI[int(part.q)])
        turn = self.field.one, self.field.zero
        for _ in range(int(part.p) % (2 * int(part.q))):
            turn = self._turned(turn, (step[0], step[1]))
        return turn

    def _angle(self, key: str, term: Polynomial, below: Polynomial, unit: int) -> tuple[Quotient, Quotient]:
        """cos and sin of one direction, by its unit: two generators with sin² = 1 − cos²."""
        angle = self.generators.expr_of(term, below) / unit
        c, s = (
            self.generators.get(name, (key, unit), kind(angle, evaluate=False), CIRCLE)
            for name, kind in (("cos", sp.cos), ("sin", sp.sin))
        )
        if s.number not in self.field.relations:
            self.field.relate(s.number, 2, 1 - self.field.gens[c.number] ** 2)
        return self.generators.quotient(c), self.generators.quotient(s)

    def _turned(
        self, a: tuple[Quotient, Quotient], b: tuple[Quotient, Quotient]
    ) -> tuple[Quotient, Quotient]:
        f = self.field
        return f.sub(f.mul(a[0], b[0]), f.mul(a[1], b[1])), f.add(f.mul(a[1], b[0]), f.mul(a[0], b[1]))

    def _tan(self, expr: sp.Expr) -> Quotient:
        cos, sin = self._circle(self(expr.args[0]))
        self.require(cos, "!=")
        return self.field.mul(sin, self.field.inverse(cos))

    # -- sums -------------------------------------------------------------------------------------------

    def _sum(self, expr: sp.Sum) -> Quotient:
        return summation(self, expr.function, tuple(expr.limits))

    def _log_sum_exp(self, expr: LogSumExp) -> Quotient:
        return self.logarithm(self(summed(sp.exp(expr.function, evaluate=False), *expr.limits)))


@cache
def _definition(function: Any) -> tuple[sp.Dummy, sp.Expr]:
    argument = sp.Dummy("z")
    return argument, BY_SYMBOL[function].definition(argument)


_CONVERT: dict[Any, Callable[..., Quotient]] = {
    sp.Symbol: Normal._symbol,
    sp.Dummy: Normal._symbol,
    sp.Indexed: Normal._element,
    sp.Add: Normal._add,
    sp.Mul: Normal._mul,
    sp.Pow: Normal._pow,
    sp.exp: Normal._exp,
    sp.log: Normal._log,
    sp.Abs: Normal._abs,
    sp.sign: Normal._sign,
    Maximum: Normal._larger,
    Minimum: Normal._smaller,
    sp.Piecewise: Normal._cases,
    sp.KroneckerDelta: Normal._delta,
    sp.Sum: Normal._sum,
    LogSumExp: Normal._log_sum_exp,
    Element: Normal.inverse_element,
    SymmetricElement: Normal.inverse_element,
    Determinant: Normal.of_determinant,
    LogDeterminant: Normal.of_log_determinant,
    sp.sin: Normal._sin,
    sp.cos: Normal._cos,
    sp.tan: Normal._tan,
    sp.atan: Normal._odd,
    sp.erf: Normal._odd,
    LogAbs: Normal._log_abs,
    Root: Normal._root,
    Positive: Normal._positive,
    Zero: Normal._zero,
    WholePower: Normal._written_power,
}
_KINDS: tuple[tuple[Any, Callable[..., Quotient]], ...] = (
    (sp.Rational, Normal._number),
    (type(sp.E), lambda self, expr: self.exponential(self.field.one)),
    (type(sp.pi), Normal._pi),
)


def _way(kind: type[sp.Basic]) -> Callable[..., Quotient]:
    """How a kind that is not in the first table is converted; from now on it is there."""
    way = next((way for parent, way in _KINDS if issubclass(kind, parent)), None)
    if way is None and kind in BY_SYMBOL:
        way = Normal._row
    if way is None:
        raise GiveUp(f"no normal form of {kind.__name__}.")
    _CONVERT[kind] = way
    return way
