"""What every conversion to normal form rests on: generators, signs, and conditions noted on the way.

Comes in: expressions and facts.  Comes out: quotients by ``converted`` of the class that knows the nodes; the sign of a
quotient, or the case that is needed to know it; the conditions under which an expression has a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import sympy as sp
from flint import fmpq

from symgrad.equality.field import Polynomial, Quotient
from symgrad.equality.generators import (
    ABOVE_ZERO,
    FROM_ZERO,
    UNBOUNDED,
    UNIT,
    Generators,
    GiveUp,
    NeedSign,
    Positive,
    Zero,
)
from symgrad.equality.signs import Signs


class Nowhere(GiveUp):
    """An expression that has no value under the facts at hand: 1/0, log of something negative.

    ``demand`` is the polynomial and the relation that would have to hold, if there is one to tell.
    """

    def __init__(self, problem: str, demand: tuple[Polynomial, str] | None = None) -> None:
        self.demand = demand
        super().__init__(problem)


class TermSign(GiveUp):
    """The sign of ``polynomial`` decides, and may be another one for every term of a sum."""

    def __init__(self, polynomial: Polynomial) -> None:
        self.polynomial = polynomial
        super().__init__("a sign inside a sum.")


#: how the relation of f^y with a y of either sign begins: f > 0, or f = 0 and y > 0
UNLESS = "> unless "

#: where a generator lies whatever is assumed in a branch
_WHATEVER = {"exp": ABOVE_ZERO, "root": FROM_ZERO, "log": UNBOUNDED, "sum": UNBOUNDED}


@dataclass
class Converter:
    """Converts expressions; ``units`` (how fine a generator's exponents are) lasts from one try to the next."""

    generators: Generators
    signs: Signs
    units: dict[str, int]
    #: (polynomial of the same sign, relation): what must hold where the expression is defined
    conditions: list[tuple[Polynomial, str]] = field(default_factory=list)
    memo: dict[sp.Basic, Quotient] = field(default_factory=dict)
    #: what was converted quietly: its conditions may not have been noted
    unnoted: set[sp.Basic] = field(default_factory=set)
    #: which kinds of reasoning were used
    used: set[str] = field(default_factory=set)
    depth: int = 0
    silent: int = 0
    #: whether something that is compared may jump
    jumps: bool = False
    #: whether something that is compared has every other element of data, x_{2k}
    halves: bool = False
    different_letters: set[tuple[sp.Expr, sp.Expr]] = field(default_factory=set)
    #: the signs that hold by declaration alone: a condition that follows from them is none
    declared: Signs | None = None
    #: names that something is put in for
    assigned: dict[sp.Expr, Quotient] = field(default_factory=dict)
    #: summation letters being worked on → what they run up to
    ranges: dict[sp.Symbol, sp.Expr] = field(default_factory=dict)
    #: lengths of sums → their numbers
    lengths: dict[sp.Expr, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.field = self.generators.field

    def side(
        self, expr: sp.Expr, known: dict[sp.Basic, Quotient] | None = None
    ) -> tuple[Quotient, list[tuple[Polynomial, str]]]:
        """One side: its quotient, and the conditions for it to be defined; ``known`` parts have no conditions."""
        self.conditions, self.memo, self.unnoted = [], {**(known or {})}, set()
        quotient = self(expr)
        return quotient, self.conditions

    def without_conditions(self) -> dict[sp.Basic, Quotient]:
        """The parts of a side whose conversion noted no condition, if none did."""
        if self.conditions:
            return {}
        found = self.memo.copy()
        for expr in self.unnoted:
            found.pop(expr, None)
        return found

    def __call__(self, expr: sp.Basic) -> Quotient:
        """The quotient of an expression.  Raises ``GiveUp``, ``NeedSign``, ``NeedSame``, ``TooLarge``."""
        known = self.memo.get(expr)
        if known is None:
            self.generators.clock.check()
            try:
                known = self.converted(expr)
            except TermSign as need:
                known = self._by_terms(expr, need.polynomial)
            self.memo[expr] = known
            if self.silent:
                self.unnoted.add(expr)
        return known

    def _by_terms(self, expr: sp.Basic, p: Polynomial) -> Quotient:
        """Inside a sum, by the sign of p: 1[p > 0] · expr for p > 0, and the rest; p = 0 apart if it counts."""
        weak = self.signs.of(p)
        if weak in ("0+", "0-"):
            share, first, second = self.vanishing(p), "0", weak[1]
        else:
            share, first, second = self.above(p), "+", "0-"
        here, elsewhere = (self._assuming(expr, p, sign) for sign in (first, second))
        return self.field.add(elsewhere, self.field.mul(share, self.field.sub(here, elsewhere)))

    def _assuming(self, expr: sp.Basic, p: Polynomial, sign: str) -> Quotient:
        """The quotient for one sign of p; nothing but the quotient is kept of what follows from the sign."""
        before, conditions = len(self.generators.all), len(self.conditions)
        outside = self.signs, self.memo
        self.signs, self.memo = self.signs.copy(), {}
        self.signs.learn(p, sign)
        try:
            quotient = self(expr)
        finally:
            self.signs, self.memo = outside
            made = self.generators.all[before:]
            for generator in made:
                if generator.kind in _WHATEVER:
                    loose = replace(generator, bounds=_WHATEVER[generator.kind])
                    self.generators.all[generator.number] = loose
        if len(self.conditions) != conditions:
            raise GiveUp("a condition that holds in some terms of a sum only.")
        if any(each.kind == "root" and self.signs.of(each.data[0]) is None for each in made):
            raise GiveUp("a root inside a sum.")
        return quotient

    def even(self, q: Quotient) -> Quotient:
        """q, where no 1[f > 0] stands in it that changes from term to term.  Raises ``TermSign``."""
        if self.depth:
            for p in (q.num, *(factor for factor, _ in q.den.values())):
                for number in self.generators.occurring(p):
                    generator = self.generators.all[number]
                    if generator.kind in ("positive", "zero"):
                        raise TermSign(generator.data)
        return q

    def converted(self, expr: sp.Basic) -> Quotient:
        """What each kind of node becomes."""
        raise NotImplementedError

    def written(self, q: Quotient) -> sp.Expr:
        """A quotient as an expression."""
        return self.generators.expr_of(*self.field.canonical(q))

    def quietly(self, expr: sp.Basic) -> Quotient:
        """Convert something that was made here: its conditions are known already."""
        self.silent += 1
        try:
            return self(expr)
        finally:
            self.silent -= 1

    # -- conditions -------------------------------------------------------------------------------------

    def require(self, q: Quotient, relation: str) -> None:
        """Note that q must be != 0, > 0 or >= 0; learn it as a fact.  Raises ``Nowhere`` if it cannot be.

        ``UNLESS`` is noted as it is, and ≥ 0 is learned of it.
        """
        num, den = self.field.canonical(q)
        sign, missing = self.signs.of_quotient(num, den)
        if (sign == "0" and relation != ">=") or (sign == "-" and relation != "!="):
            told = ">" if relation.startswith(UNLESS) else relation
            demand = None if num.is_constant() else (num if den.is_one() else num * den, told)
            raise Nowhere("no value here.", demand)
        p = num if den.is_one() else self.field.times(num, den)
        if not self.silent:
            shown = self._without_roots(p)
            declared = sign
            if self.declared is not None and (shown is not p or self.declared.known != self.signs.known):
                # a root that is there already may lie above 0 by what the other side demands
                declared, _ = self.declared.of_quotient(
                    *((num, den) if shown is p else (shown, self.field.one.num))
                )
            if not (declared in ("+", "-") or (declared in ("0+", "0") and relation == ">=")):
                self.conditions.append((shown, relation))
        if sign in ("+", "-") or (sign in ("0+", "0") and relation == ">="):
            return
        if relation != "!=" and not self.depth:
            self.signs.learn(p, "+" if relation == ">" else "0+")
            if len(missing) == 1:
                rest = self._other_signs(num, den, missing[0])
                if "0" not in "".join(rest):
                    flip = sum(s == "-" for s in rest) % 2
                    sign = "+" if relation == ">" else "0+"
                    self.signs.learn(-missing[0] if flip else missing[0], sign)

    def _without_roots(self, p: Polynomial) -> Polynomial:
        """A polynomial whose sign is the same, |f|^{1/n} and f^π written as f: f ≥ 0 is noted where they were met."""
        made = {n for n in self.generators.occurring(p) if self.generators.all[n].kind in ("root", "exp")}
        if not made:
            return p
        content, factors = self.field.factors(p)
        if made.isdisjoint(self.field.alone(factor) for factor, _ in factors):
            return p
        result = self.field.ctx.constant(content)
        for factor, power in factors:
            number = self.field.alone(factor)
            inside = [factor]
            if number in made:
                generator = self.generators.all[number]
                root = generator.kind == "root"
                inside = [generator.data[0]] if root else self.zeros_of(generator.data[1]) or inside
            for part in inside:
                result = self.field.times(result, self.field.raised(part, power))
        return result

    def zeros_of(self, exponent: Polynomial) -> list[Polynomial]:
        """Where exp of π log f is 0: every f that is not declared to be positive."""
        found = [self.generators.all[n] for n in self.generators.occurring(exponent)]
        signs = self.declared if self.declared is not None else self.signs
        return [each.data for each in found if each.kind == "log" and signs.of(each.data) != "+"]

    def _other_signs(self, num: Polynomial, den: Polynomial, missing: Polynomial) -> list[str]:
        """The signs of all factors of num/den but the one that is missing (which has an odd power)."""
        found = []
        for part in (num, den):
            content, factors = self.field.factors(part)
            found.append("+" if content > 0 else "-")
            for factor, power in factors:
                if factor != missing:
                    sign = self.signs.of(factor)
                    found.append("+" if power % 2 == 0 else sign.replace("0", "") if sign else "0")
        return found

    def sign(self, q: Quotient, *, strict: bool) -> tuple[str | None, Polynomial | None, int]:
        """The sign of q if it is known; inside a sum else the polynomial it is the sign of, and ±1.

        ``strict`` asks to tell 0 from what is not.  Raises ``NeedSign`` outside sums.
        """
        num, den = self.field.canonical(q)
        sign, missing = self.signs.of_quotient(num, den)
        if sign is not None and not (strict and len(sign) == 2):
            return sign, None, 1
        p = num if den.is_one() else self.field.times(num, den)
        factors = missing or [factor for factor, _ in self.field.factors(num)[1]]
        if not self.generators.letters(p):
            for factor in factors:
                if self.signs.of(factor) in (None, "0+", "0-"):
                    raise NeedSign(self.generators.expr(factor))
            raise GiveUp("a sign that cannot be told apart.")
        self.even(q)
        self.used.add("cases")
        leading = p.leading_coefficient()
        return None, p / leading, 1 if leading > 0 else -1

    def indicator(self, p: Polynomial, orientation: int) -> Quotient:
        """1 where orientation · p > 0, else 0; p depends on a summation letter.

        Factor by factor: with s = 1[f > 0] and z = 1[f = 0] the sign of f is 2s − 1 + z, and f ≠ 0 is 1 − z.
        """
        content, factors = self.field.factors(p)
        sign = self.field.number(orientation if content > 0 else -orientation)
        nonzero = self.field.one
        for f, power in factors:
            known = self.signs.of(f)
            if known in ("+", "-"):
                sign = self.field.neg(sign) if known == "-" and power % 2 else sign
                continue
            if len(factors) == 1 and power == 1 and orientation * content > 0:
                return self.above(f)
            z = self.vanishing(f)
            not_here = self.field.sub(self.field.one, z)
            nonzero = self.field.mul(nonzero, not_here)
            signed = self.field.sub(self.scaled(self.above(f), fmpq(2)), not_here)
            sign = self.field.mul(sign, not_here if power % 2 == 0 else signed)
        return self.scaled(self.field.add(nonzero, sign), fmpq(1, 2))

    def above(self, f: Polynomial) -> Quotient:
        """1[f > 0] for an irreducible f with leading coefficient 1."""
        sign = self.signs.of(f)
        if sign in ("+", "-", "0-", "0"):
            return self.field.number(int(sign == "+"))
        expr = self.generators.expr(f)
        generator = self.generators.get("positive", expr, Positive(expr), UNIT, data=f)
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, 2, self.field.gens[generator.number])
        return self.generators.quotient(generator)

    def vanishing(self, f: Polynomial) -> Quotient:
        """1[f = 0] for an irreducible f: f · 1[f = 0] = 0, and 1[f > 0] · 1[f = 0] = 0."""
        sign = self.signs.of(f)
        if sign in ("+", "-", "0"):
            return self.field.number(int(sign == "0"))
        expr = self.generators.expr(f)
        generator = self.generators.get("zero", expr, Zero(expr), UNIT, data=f)
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, 2, self.field.gens[generator.number])
            positive = self.generators.get("positive", expr, Positive(expr), UNIT, data=f)
            if positive.number not in self.field.relations:
                self.field.relate(positive.number, 2, self.field.gens[positive.number])
            self.field.vanish(generator.number, positive.number, f)
        return self.generators.quotient(generator)

    def scaled(self, q: Quotient, number: fmpq) -> Quotient:
        """A rational multiple."""
        return Quotient(q.num * number, q.den)
