"""The sign of a polynomial over bounded generators, as far as it can be seen.

In: a polynomial and facts such as f > 0.  Out: ``"+"``, ``"-"``, ``"0+"`` (≥ 0), ``"0-"``, ``"0"`` or ``None``.  Every
generator is counted from one of its ends (x > 5 is x = 5 + t, t > 0; x in [0, 1] from either); then every term has a
sign that is seen.  f is also tried as a fact plus something that is not negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product as cartesian
from math import prod
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.field import Polynomial, terms_of
from symgrad.equality.generators import Bounds, Generators

#: terms of a polynomial once its generators are counted from their ends: (1 + t)^512 has 513
LONGEST = 3000

NEGATED = {"+": "-", "-": "+", "0+": "0-", "0-": "0+", "0": "0"}


def times(signs: list[str]) -> str:
    """The sign of a product."""
    if "0" in signs:
        return "0"
    negative = sum(sign[-1] == "-" for sign in signs) % 2
    weak = "0" if any(len(sign) == 2 for sign in signs) else ""
    return weak + ("-" if negative else "+")


@dataclass
class Signs:
    """Facts about polynomials, and what follows for others."""

    generators: Generators
    #: (polynomial, whether strictly) ≥ 0
    facts: list[tuple[Polynomial, bool]] = field(default_factory=list)
    #: text of a polynomial with leading coefficient 1 → its sign
    known: dict[str, str] = field(default_factory=dict)
    narrowed: dict[int, Bounds] = field(default_factory=dict)
    seen: dict[str, str | None] = field(default_factory=dict)
    #: polynomials that are 0
    zeros: list[Polynomial] = field(default_factory=list)

    def copy(self) -> Signs:
        """The same facts; what either learns from here on the other does not know."""
        return Signs(
            self.generators, list(self.facts), dict(self.known), dict(self.narrowed), zeros=list(self.zeros)
        )

    def learn(self, p: Polynomial, sign: str) -> None:
        """From now on ``p`` has this sign."""
        if p.is_constant():
            return
        leading = p.leading_coefficient()
        monic, sign = (p / leading, sign if leading > 0 else NEGATED[sign])
        key = str(monic)
        if self.known.get(key) in ("+", "-", "0"):
            return
        self.known[key] = sign
        self.seen.clear()
        if sign == "0":
            self.zeros.append(monic)
            numbers = self.generators.occurring(monic)
            relation = self.generators.field.relations.get(numbers[0]) if len(numbers) == 1 else None
            if relation is not None and monic == self.generators.field.gens[numbers[0]]:
                self.zeros.append(relation[1])  # sin x = 0 says 1 − cos² x = 0
        else:
            positive = monic if sign[-1] == "+" else -monic
            self.facts.append((positive, len(sign) == 1))
            self._narrow(positive, len(sign) == 1)

    def _narrow(self, p: Polynomial, strict: bool) -> None:
        """a·g + b > 0 says where g begins or ends."""
        occurring = self.generators.occurring(p)
        if len(occurring) != 1 or p.total_degree() != 1:
            return
        number = occurring[0]
        slope = p.leading_coefficient()
        constant = (p - slope * self.generators.field.gens[number]).leading_coefficient() if len(p) > 1 else 0
        end = -fmpq(constant) / slope
        edge = Fraction(int(end.p), int(end.q))
        old = self.bounds(number)
        if slope > 0 and (old.low is None or old.low < edge or (old.low == edge and strict)):
            self.narrowed[number] = Bounds(edge, strict, old.high, old.high_open)
        if slope < 0 and (old.high is None or old.high > edge or (old.high == edge and strict)):
            self.narrowed[number] = Bounds(old.low, old.low_open, edge, strict)

    def bounds(self, number: int) -> Bounds:
        """Where a generator lies."""
        return self.narrowed.get(number) or self.generators.all[number].bounds

    def of(self, p: Polynomial) -> str | None:
        """The sign of a polynomial."""
        if p.is_one():
            return "+"
        if p.is_zero():
            return "0"
        leading = p.leading_coefficient()
        if p.is_constant():
            return "+" if leading > 0 else "-"
        monic = p if leading == 1 else p / leading
        key = self.generators.field.text(monic)
        if key not in self.seen:
            self.seen[key] = (
                self.known.get(key) or self._seen(monic) or self._combined(monic) or self._one(monic)
            )
        sign = self.seen[key]
        return sign if sign is None or leading > 0 else NEGATED[sign]

    def of_quotient(self, num: Polynomial, den: Polynomial) -> tuple[str | None, list[Polynomial]]:
        """The sign of num/den (den is not 0), and the factors it is wanting for."""
        whole = [self.of(num), self.of(den)]
        if None not in whole:
            return times([sign for sign in whole if sign]), []
        found: list[str] = []
        missing: list[Polynomial] = []
        for part, strict in ((num, False), (den, True)):
            content, factors = self.generators.field.factors(part)
            found.append("+" if content > 0 else "-")
            for factor, power in factors:
                sign = self.of(factor)
                if power % 2 == 0:
                    found.append("+" if strict or sign in ("+", "-") else "0+")
                elif sign is None:
                    missing.append(factor)
                else:
                    found.append(sign.replace("0", "") if strict and sign != "0" else sign)
        return (None if missing else times(found)), missing

    # -- seeing a sign ----------------------------------------------------------------------------------

    def _seen(self, p: Polynomial) -> str | None:
        """By counting every generator from one of its ends."""
        alone = self.generators.field.alone(p)
        if alone is not None:
            return self.bounds(alone).sign
        occurring = self.generators.occurring(p)
        options = []
        for number in occurring:
            bounds = self.bounds(number)
            ends: list[tuple[Fraction, int, bool] | None] = []
            if bounds.low is not None:
                ends.append((bounds.low, 1, bounds.low_open))
            if bounds.high is not None:
                ends.append((bounds.high, -1, bounds.high_open))
            options.append(ends or [None])
        for tried, choice in enumerate(cartesian(*options)):
            if tried == 16:
                break
            self.generators.clock.check()
            sign = self._from_ends(p, dict(zip(occurring, choice, strict=True)))
            if sign:
                return sign
        return None

    def _from_ends(self, p: Polynomial, ends: dict[int, Any]) -> str | None:
        if any(end is not None and (end[0] != 0 or end[1] < 0) for end in ends.values()):
            if (
                _terms_from(p, {number for number, end in ends.items() if end is not None and end[0]})
                > LONGEST
            ):
                return None
            gens = list(self.generators.field.gens)
            for number, end in ends.items():
                if end is not None:
                    gens[number] = end[1] * gens[number] + fmpq(end[0].numerator, end[0].denominator)
            p = p.compose(*gens)
        signs = set()
        strict = False
        for monomial, coefficient in terms_of(p):
            sure = True
            for number, power in enumerate(monomial):
                if power:
                    end = ends[number]
                    if end is None and power % 2:
                        return None
                    sure = sure and end is not None and end[2]
            signs.add(coefficient > 0)
            strict = strict or sure
        if len(signs) != 1:
            return None
        return ("" if strict else "0") + ("+" if signs.pop() else "-")

    def _combined(self, p: Polynomial) -> str | None:
        """By p = c·fact + something ≥ 0, and with two facts; the same for −p."""
        if not self.facts or len(p) > 12:
            return None
        for positive, sign in ((p, "+"), (-p, "-")):
            for place, (fact, strict) in enumerate(self.facts[:8]):
                rest = positive - fact
                for second, also in ((None, False), *self.facts[place + 1 : 8]):
                    left = rest if second is None else rest - second
                    found = (
                        "0" if left.is_zero() else None if left == positive else self._seen_or_constant(left)
                    )
                    if found in ("0", "+", "0+"):
                        certain = strict or also or found == "+"
                        return ("" if certain else "0") + sign
        return None

    def _seen_or_constant(self, p: Polynomial) -> str | None:
        if p.is_constant():
            return "+" if p.leading_coefficient() > 0 else "-"
        return self._seen(p)

    def _one(self, p: Polynomial) -> str | None:
        """A polynomial in one unbounded or bounded name: no root inside means one sign."""
        if not 2 <= p.total_degree() <= 12 or len(occurring := self.generators.occurring(p)) != 1:
            return None
        number = occurring[0]
        bounds = self.bounds(number)
        x = sp.Symbol("x")
        coefficients = {int(m[number]): sp.Rational(int(c.p), int(c.q)) for m, c in terms_of(p)}
        poly = sp.Poly.from_dict({(power,): c for power, c in coefficients.items()}, x)
        low, high = (None if end is None else sp.Rational(end.numerator, end.denominator)
                     for end in (bounds.low, bounds.high))  # fmt: skip
        roots = poly.count_roots(low, high)
        roots -= int(low is not None and bounds.low_open and poly.eval(low) == 0)
        roots -= int(high is not None and bounds.high_open and high != low and poly.eval(high) == 0)
        if roots:
            return None
        inside = (low + high) / 2 if low is not None and high is not None else (
            low + 1 if low is not None else high - 1 if high is not None else sp.S.Zero)  # fmt: skip
        return "+" if poly.eval(inside) > 0 else "-"


def _terms_from(p: Polynomial, moved: set[int]) -> int:
    """How many terms a polynomial has at most once the generators are counted from elsewhere."""
    if len(p) > LONGEST:  # which takes long to count, and they do not become fewer
        return len(p)
    powers = ((power for n, power in enumerate(monomial) if n in moved) for monomial in p.monoms())
    return sum(prod(int(power) + 1 for power in each) for each in powers)
