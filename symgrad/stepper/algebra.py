"""An update in the form that takes the fewest passes over arrays: the same mathematics, with numbers meeting numbers.

In: an ``Update`` as its row says.  Out: ``fewest_passes``: an ``Update`` with the same parameters step by step.
Three things are done.  A state with v := β v + c x may be counted in the unit c: with v = c ṽ it is ṽ := β ṽ + x.
Factors that are numbers go outwards through sums, products, quotients, roots, | | and sign where their sign is certain:
a m/(√(c v) + ε) = (a/√c) m/(√v + ε/√c).  √a/√b is one root, √(a/b), where a and b are not negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace as changed
from functools import lru_cache
from math import inf

import sympy as sp

from symgrad.expressions import (
    MINUS_ONE,
    ONE,
    ZERO,
    Maximum,
    Minimum,
    add,
    mul,
    piecewise,
    power,
    rebuild,
    replace,
)
from symgrad.stepper.bounds import ANYWHERE, Bounds, bounds
from symgrad.stepper.passes import HALF, Assignment, Passes, uniform_states, used_once
from symgrad.stepper.update import Update

Units = Mapping[sp.Symbol, sp.Expr]
#: a number and what it is a factor of
Split = tuple[sp.Expr, sp.Expr]


@lru_cache(maxsize=64)
def fewest_passes(update: Update) -> Update:
    """The update whose ``units`` and forms need the fewest passes; itself, where nothing is gained."""
    found = [update, *(_Algebra(update, units).update() for units in _units(update, {}, _order(update)))]
    return min(found, key=_passes)  # the first of equals


def _passes(update: Update) -> int:
    uniform = uniform_states(update)
    arrays = {update.parameter, update.gradient, *update.state} - set(uniform)
    passes = Passes(arrays)
    passes.assign(update.assignments)
    return sum("np." in line or "[...]" in line for line in passes.lines)


def _order(update: Update) -> tuple[sp.Symbol, ...]:
    """The states that change from array to array, as they are assigned."""
    uniform = uniform_states(update)
    return tuple(left for left, _ in update.assignments if left in update.state and left not in uniform)


def _units(update: Update, chosen: Units, states: tuple[sp.Symbol, ...]) -> Iterator[Units]:
    """What the states may be counted in: 1, a factor in their own line, or the unit of a state before."""
    if not states:
        yield chosen
        return
    own = _Algebra(update, chosen).factor(states[0])
    for unit in (ONE, own) if own != ONE else dict.fromkeys([ONE, *chosen.values()]):
        yield from _units(update, {**chosen, states[0]: unit}, states[1:])


class _Algebra:
    """Rewrites the lines of an update for states in these units."""

    def __init__(self, update: Update, units: Units) -> None:
        self.old = update
        self.units = {state: unit for state, unit in units.items() if unit != ONE}
        self.arrays = {update.parameter, update.gradient, *update.state} - set(uniform_states(update))
        self.constants = {symbol for symbol, _ in update.constants}
        self.known = _known(update)
        for state in self.units:  # what is known of v says only the sign of v/c
            self.known[state] = (0.0, inf) if self.known[state][0] >= 0 else ANYWHERE
        self.result: list[Assignment] = []
        for left, right in self._joined():
            number, rest = self._line(left, right)
            unit = self.units.get(left, ONE)
            if left in self.arrays or not self._varies(right):
                self.result.append((left, self._counted(number, rest, unit)))
            else:  # a name inside stands for what it is without its factor
                if number.free_symbols & set(update.state):  # its factor would not be the same below
                    number, rest = ONE, _product(number, rest)
                self.arrays.add(left)
                self.known[left] = bounds(rest, self.known)
                self.result.append((left, rest))
                if number != ONE:
                    self.units[left] = number

    def update(self) -> Update:
        """The update written anew."""
        old = self.old
        numbers = {symbol: sp.Float(value) for symbol, value in old.constants}
        units = tuple(self.units.get(state, ONE) for state in old.state)
        taken = {str(s) for line in old.assignments for part in line for s in part.free_symbols}
        spelled = {
            state: sp.Symbol(_free(f"{state}_scaled", taken)) for state in old.state if state in self.units
        }
        at = replace(old.at, {state: mul(unit, state) for state, unit in self.units.items()})
        return changed(
            old,
            at=replace(at, spelled),
            start=tuple(
                start / float(replace(unit, numbers)) for start, unit in zip(old.start, units, strict=True)
            ),
            state=tuple(spelled.get(state, state) for state in old.state),
            assignments=tuple(
                (spelled.get(left, left), replace(right, spelled)) for left, right in self.result
            ),
            units=units,
        )

    def factor(self, state: sp.Symbol) -> sp.Expr:
        """c in v := β v + c x, a positive constant; 1 where there is none."""
        line = next(right for left, right in self._joined() if left == state)
        for term in line.args if isinstance(line, sp.Add) else ():
            found, inner = self._split(term)
            found = _positive(found)
            if inner != state and found != ONE and found.free_symbols <= self.constants and self._sign(found):
                return found
        return ONE

    # -- lines --------------------------------------------------------------------------------------------

    def _joined(self) -> Iterator[Assignment]:
        """The lines; a name used once is put in where it is used."""
        pending = list(self.old.assignments)
        arrays = set(self.arrays)
        while pending:
            (left, right), *pending = pending
            varies = bool(right.free_symbols & arrays)
            if varies and left not in arrays and used_once(left, right, pending):
                pending = [(name, replace(expr, {left: right})) for name, expr in pending]
                continue
            if varies:
                arrays.add(left)
            elif left not in self.arrays:
                self.known.setdefault(left, bounds(right, self.known))
            yield left, right

    def _line(self, left: sp.Symbol, right: sp.Expr) -> Split:
        """A whole line: in a sum of its own every term keeps its factor."""
        if isinstance(right, sp.Add) and (left in self.arrays or not self._varies(right)):
            return ONE, self._sum(right)
        return self._split(right)

    def _counted(self, number: sp.Expr, rest: sp.Expr, unit: sp.Expr) -> sp.Expr:
        """A line's value in the unit of its name."""
        if not isinstance(rest, sp.Add) or unit == ONE:
            return _product(_over(number, unit), rest)
        split = [_factor(term, self) for term in rest.args]
        return add(*(_product(_over(factor, unit), inner) for factor, inner in split))

    def _varies(self, expr: sp.Basic) -> bool:
        return bool(expr.free_symbols & self.arrays)

    def _sign(self, number: sp.Expr) -> bool:
        """Is the number certainly above zero?"""
        return bounds(number, self.known)[0] > 0

    # -- a number and the rest ----------------------------------------------------------------------------

    def _split(self, expr: sp.Expr) -> Split:
        """``number, rest`` with expr = number · rest."""
        if not self._varies(expr):
            return self._value(expr), ONE
        if isinstance(expr, sp.Symbol):
            return self.units.get(expr, ONE), expr
        if isinstance(expr, sp.Mul):
            return self._product(expr)
        if isinstance(expr, sp.Pow):
            return self._power(expr)
        if isinstance(expr, sp.Add):
            return self._outside(self._sum(expr))
        if isinstance(expr, sp.Piecewise):  # what a branch guards stays in it
            pairs = [(self._whole(value), condition) for value, condition in expr.args]
            return ONE, piecewise(*pairs)
        return self._function(expr)

    def _whole(self, expr: sp.Expr) -> sp.Expr:
        if isinstance(expr, sp.Add):
            return self._sum(expr)
        return _product(*self._split(expr))

    def _value(self, number: sp.Expr) -> sp.Expr:
        """A number; 0 and 1 are known as such."""
        low, high = bounds(number, self.known)
        return sp.Integer(int(low)) if low == high and low in (0, 1) else number

    def _product(self, expr: sp.Mul) -> Split:
        cases = [factor for factor in expr.args if isinstance(factor, sp.Piecewise) and self._varies(factor)]
        if len(cases) == 1 and not any(self._varies(pair.args[1]) for pair in cases[0].args):
            others = [factor for factor in expr.args if factor is not cases[0]]
            pairs = [(self._whole(mul(*others, value)), condition) for value, condition in cases[0].args]
            return ONE, piecewise(*pairs)
        numbers, rests = zip(*(self._split(factor) for factor in expr.args), strict=True)
        return self._value(_numbers(*numbers)), self._one_root(_product(*rests))

    def _one_root(self, expr: sp.Expr) -> sp.Expr:
        """√a/√b as √(a/b), where neither is negative."""
        factors = expr.args if isinstance(expr, sp.Mul) else ()
        above = [f for f in factors if isinstance(f, sp.Pow) and f.exp == HALF]
        below = [f for f in factors if isinstance(f, sp.Pow) and _is_root_below(f)]
        if not above or not below:
            return expr
        bases = [above[0].base, _under(below[0])]
        if any(bounds(base, self.known)[0] < 0 for base in bases):
            return expr
        root = power(mul(bases[0], power(bases[1], MINUS_ONE)), HALF)
        return self._one_root(mul(root, *[f for f in factors if f is not above[0] and f is not below[0]]))

    def _power(self, expr: sp.Pow) -> Split:
        number, rest = self._split(expr.base)
        exponent = expr.exp
        if isinstance(exponent, sp.Rational) and (
            self._sign(number) or (exponent.is_Integer and exponent > 0)
        ):
            return _raised(number, exponent), power(rest, exponent)
        inner = self._whole(exponent) if self._varies(exponent) else exponent
        return ONE, power(_product(number, rest), inner)

    def _sum(self, expr: sp.Add) -> sp.Expr:
        """The terms; those that differ in their factor only are one, also from inside a sum in the sum."""
        found: dict[sp.Expr, list[sp.Expr]] = {}
        split = [self._split(term) for term in expr.args]
        outer = {rest for _, rest in split}
        for number, rest in split:
            inner = [_factor(term, self) for term in rest.args] if isinstance(rest, sp.Add) else []
            opened = any(part in outer for _, part in inner)  # w − α (s + λ w)
            for factor, part in inner if opened else [(ONE, rest)]:
                found.setdefault(part, []).append(_numbers(number, factor))
        terms = [(self._value(add(*numbers)), rest) for rest, numbers in found.items()]
        return add(*(_product(number, rest) for number, rest in terms if number != ZERO))

    def _outside(self, expr: sp.Expr) -> Split:
        """A factor taken out of a sum in which every array has one."""
        if not isinstance(expr, sp.Add):
            return self._split(expr) if isinstance(expr, (sp.Mul, sp.Pow)) else (ONE, expr)
        split = [_factor(term, self) for term in expr.args]
        arrays = [number for number, rest in split if rest != ONE]
        if any(_positive(number) == ONE for number in arrays) or not self._sign(out := _positive(arrays[0])):
            return ONE, expr
        return out, add(*(_product(_over(number, out), rest) for number, rest in split))

    def _function(self, expr: sp.Expr) -> Split:
        inner = [self._split(arg) for arg in expr.args]
        out = inner[0][0]
        common = all(number == out for number, _ in inner) and self._sign(out)
        rests = tuple(rest for _, rest in inner)
        if common and isinstance(expr, sp.sign):
            return ONE, rebuild(expr, rests)
        if common and isinstance(expr, (sp.Abs, Maximum, Minimum)):
            return out, rebuild(expr, rests)
        return ONE, rebuild(expr, tuple(self._whole(arg) for arg in expr.args))


def _factor(term: sp.Expr, algebra: _Algebra) -> Split:
    """A term that was split before."""
    if not algebra._varies(term):
        return term, ONE
    factors = term.args if isinstance(term, sp.Mul) else (term,)
    numbers = [factor for factor in factors if not algebra._varies(factor)]
    return mul(*numbers), mul(*[factor for factor in factors if algebra._varies(factor)])


def _known(update: Update) -> dict[sp.Basic, Bounds]:
    """Where numbers and states lie; for a state by induction: its start lies there, and its line leads there."""
    known: dict[sp.Basic, Bounds] = {symbol: (value, value) for symbol, value in update.constants}
    known[update.time] = (1.0, inf)
    if update.norm is not None:
        known[update.norm] = (0.0, inf)
    for symbol, expr in update.rates:
        known[symbol] = bounds(expr, known)
    for state, start in zip(update.state, update.start, strict=True):
        for guess in ((0.0, start), (0.0, inf)):
            trial = {**known, state: guess}
            for left, right in update.assignments:
                found = bounds(right, trial)
                if left == state:
                    break
                trial[left] = found
            if guess[0] <= start <= guess[1] and guess[0] <= found[0] and found[1] <= guess[1]:
                known[state] = guess
                break
        known.setdefault(state, ANYWHERE)
    return known


def _product(*factors: sp.Expr) -> sp.Expr:
    """The product with its sign, if it has one, in front."""
    flat = [part for factor in factors for part in (factor.args if isinstance(factor, sp.Mul) else (factor,))]
    signs = sum(part == MINUS_ONE for part in flat)
    rest = mul(*[part for part in flat if part != MINUS_ONE])
    return mul(MINUS_ONE, rest) if signs % 2 else rest


def _positive(number: sp.Expr) -> sp.Expr:
    """A number without the sign in front of it."""
    if isinstance(number, sp.Number):
        return abs(number)
    return (
        _product(MINUS_ONE, number) if isinstance(number, sp.Mul) and number.args[0] == MINUS_ONE else number
    )


def _numbers(*factors: sp.Expr) -> sp.Expr:
    """A product of numbers, each once: (1 − β)² (1 − β)⁻¹ is 1 − β."""
    exponents: dict[sp.Expr, sp.Expr] = {}
    for factor in factors:
        for part in factor.args if isinstance(factor, sp.Mul) else (factor,):
            known = isinstance(part, sp.Pow) and isinstance(part.exp, sp.Rational)
            base, exponent = (part.base, part.exp) if known else (part, ONE)
            if base != ONE:
                exponents[base] = exponents.get(base, ZERO) + exponent
    if MINUS_ONE in exponents:
        exponents[MINUS_ONE] %= 2
    return _product(*(power(base, exponent) for base, exponent in exponents.items()))


def _raised(number: sp.Expr, exponent: sp.Rational) -> sp.Expr:
    """A power of a number, of each of its factors by itself where one does."""
    if exponent.is_Integer or not isinstance(number, sp.Mul):
        parts = number.args if isinstance(number, sp.Mul) else (number,)
        pairs = [(p.base, p.exp) if isinstance(p, sp.Pow) and p.exp.is_Rational else (p, ONE) for p in parts]
        return _numbers(*(power(base, inner * exponent) for base, inner in pairs))
    return power(number, exponent)


def _over(number: sp.Expr, unit: sp.Expr) -> sp.Expr:
    return number if unit == ONE else _numbers(number, _raised(unit, MINUS_ONE))


def _is_root_below(factor: sp.Pow) -> bool:
    return factor.exp == -HALF or (
        factor.exp == MINUS_ONE and isinstance(factor.base, sp.Pow) and factor.base.exp == HALF
    )


def _under(factor: sp.Pow) -> sp.Expr:
    return factor.base if factor.exp == -HALF else factor.base.base


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
