"""Quotients of polynomials over generators that are made as they are met.

A ``Quotient`` is a polynomial over a product of factors with powers, so that sums of fractions do not swell.  A
generator may have a relation gⁿ = p (a root, a cosine, an indicator); every product is reduced by them.  Whether a
quotient is zero is decided by its reduced numerator; nothing here knows what a generator stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import comb
from typing import Any, NamedTuple, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symgrad.errors import SymgradError

Polynomial: TypeAlias = Any  # fmpq_mpoly

#: products with more pairs of terms than this are not multiplied out, nor powers beyond this degree
PAIRS, DEGREE = 60_000, 120
#: powers with more terms than this are not gone on with
TERMS = 20_000
#: how many times as many pairs there may be where a relation is applied, and terms between two looks at the clock
MOST, LOOK = 20, 250
_ONE = fmpq(1)
#: divisions that may take more steps than this are not begun; below this degree none does
STEPS, HIGH = 300_000, 200
#: common factors of polynomials beyond this degree, both with several terms, are not searched
GCD_DEGREE = 4000
#: polynomials with more terms than this are not factored
FACTORED_TERMS = 150


def terms_of(p: Polynomial) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The monomials with their coefficients, as ``to_dict`` has them at more than twice the price."""
    return zip(p.monoms(), p.coeffs(), strict=True)


class TooLarge(SymgradError):
    """What would have to be multiplied out is too large."""


class Quotient(NamedTuple):
    """``num / Π factor^power``; ``den`` maps a factor's text to the factor and its power."""

    num: Polynomial
    den: dict[str, tuple[Polynomial, int]]


@cache
def _context(size: int) -> tuple[Any, tuple[Polynomial, ...], tuple[str, ...]]:
    context = fmpq_mpoly_ctx.get([f"g{number}" for number in range(size)], Ordering.degrevlex)
    return context, context.gens(), context.names()


class Field:
    """The algebra of quotients over up to ``size`` generators."""

    def __init__(self, size: int, watch: Callable[[], None]) -> None:
        self.ctx, self.gens, self.names = _context(size)
        self.size = size
        self.used = 0
        self.watch = watch
        self.relations: dict[int, tuple[int, Polynomial]] = {}
        #: z → (s, f) for z = 1[f = 0], s = 1[f > 0]
        self.vanishing: dict[int, tuple[int, Polynomial]] = {}
        self.factored: dict[str, tuple[Any, list[tuple[Polynomial, int]]]] = {}
        self.zero, self.one = self.number(0), self.number(1)

    def new(self) -> int:
        """The number of a new generator."""
        if self.used == self.size:
            raise TooLarge(f"more than {self.size} independent parts.")
        self.used += 1
        return self.used - 1

    # Most polynomials that are asked about are one generator: to find it among all is quicker than its monomials.

    def alone(self, p: Polynomial) -> int | None:
        """The number of the generator that a polynomial is, if it is one."""
        return self.gens.index(p) if len(p) == 1 and p in self.gens else None

    def text(self, p: Polynomial) -> str:
        """A polynomial as a key: what ``str`` says."""
        number = self.alone(p)
        return str(p) if number is None else self.names[number]

    def number(self, value: Any) -> Quotient:
        """A rational number."""
        return Quotient(self.ctx.constant(value), {})

    def generator(self, number: int) -> Quotient:
        """The generator itself."""
        return Quotient(self.gens[number], {})

    def polynomial(self, num: Polynomial) -> Quotient:
        """A polynomial as a quotient."""
        return Quotient(num, {})

    def taken_apart(self, p: Polynomial) -> Iterator[tuple[Polynomial, Any]]:
        """The monomials as polynomials, with their coefficients."""
        if self.alone(p) is not None:
            yield p, _ONE
            return
        for monomial, coefficient in terms_of(p):
            yield self.ctx.from_dict({tuple(map(int, monomial)): _ONE}), coefficient

    # -- arithmetic -------------------------------------------------------------------------------------

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The reduced product; refuses what is too large."""
        if len(left) * len(right) > PAIRS:
            raise TooLarge("a product with too many terms.")
        self.watch()
        # every denominator begins with 1
        return self.reduced(right if left.is_one() else left if right.is_one() else left * right)

    def add(self, a: Quotient, b: Quotient) -> Quotient:
        """a + b over the least common product of factors."""
        if a.num.is_zero():
            return b
        if b.num.is_zero():
            return a
        if not a.den and not b.den:
            return Quotient(a.num + b.num, {})
        common = dict(a.den)
        for key, (factor, power) in b.den.items():
            if key not in common or common[key][1] < power:
                common[key] = (factor, power)
        return Quotient(self._lifted(a, common) + self._lifted(b, common), common)

    def _lifted(self, q: Quotient, common: dict[str, tuple[Polynomial, int]]) -> Polynomial:
        num = q.num
        for key, (factor, power) in common.items():
            missing = power - (q.den[key][1] if key in q.den else 0)
            if missing:
                num = self.times(num, self.raised(factor, missing))
        return num

    def mul(self, a: Quotient, b: Quotient) -> Quotient:
        """a · b, with factors of the denominators divided out where they divide."""
        if not a.den and not b.den:
            return Quotient(self.times(a.num, b.num), {})
        left, b_den = self._cancelled(a.num, b.den)
        right, a_den = self._cancelled(b.num, a.den)
        den = dict(a_den)
        for key, (factor, power) in b_den.items():
            den[key] = (factor, power + den[key][1]) if key in den else (factor, power)
        return Quotient(self.times(left, right), den)

    def _cancelled(self, num: Polynomial, den: dict[str, Any]) -> tuple[Polynomial, dict[str, Any]]:
        if num.is_constant():
            return num, den
        left: dict[str, tuple[Polynomial, int]] = {}
        for key, (factor, power) in den.items():
            if power > 1 and len(factor) == len(num) == 1:  # g^n over g^m at once: they may be astronomical
                alone = self.alone(factor)
                times = 0 if alone is None else min(power, int(num.degrees()[alone]))
                num, power = num / factor**times, power - times
            while power:
                try:
                    quotient, rest = self.divided(num, factor)
                except TooLarge:  # it may stay as it is
                    break
                if not rest.is_zero():
                    break
                num, power = quotient, power - 1
            if power:
                left[key] = (factor, power)
        return num, left

    def divided(self, p: Polynomial, by: Polynomial) -> tuple[Polynomial, Polynomial]:
        """Quotient and rest; refuses what may be too large: x²⁰⁰⁰ by x² − xy + 1 has a million terms."""
        if len(by) > 1 and p.total_degree() > HIGH:
            times = p.total_degree() // by.total_degree()
            letters = sum(degree > 0 for degree in by.degrees())
            more = p.total_degree() - by.total_degree()
            # a term of the quotient is known by its degrees, and by how often each term of the divisor went into it
            terms = min(comb(times + len(by) - 1, times), comb(max(more, 0) + letters, letters))
            if len(p) * terms > STEPS:
                raise TooLarge("a division with too many steps.")
        quotient, rest = divmod(p, by)
        return quotient, rest

    def neg(self, a: Quotient) -> Quotient:
        """−a."""
        return Quotient(-a.num, a.den)

    def sub(self, a: Quotient, b: Quotient) -> Quotient:
        """a − b."""
        return self.add(a, self.neg(b))

    def inverse(self, a: Quotient) -> Quotient:
        """1/a.  Raises ``ZeroDivisionError`` for 0."""
        if a.num.is_zero():
            raise ZeroDivisionError
        content, factors = self.factors(a.num)
        return Quotient(
            self.denominator(a) / content, {self.text(factor): (factor, power) for factor, power in factors}
        )

    def raised(self, p: Polynomial, power: int) -> Polynomial:
        """p^power, reduced; refuses what is too large."""
        if power == 0:
            return self.ctx.constant(1)
        if power == 1:
            return p
        terms = len(p)
        if (power > DEGREE and terms > 1) or (terms > 1 and terms ** min(power, 12) > PAIRS * 50):
            raise TooLarge(f"a power {power} of {terms} terms.")
        if power > 10**6:
            raise TooLarge(f"a power {power}.")
        if p.is_constant() and power * p.leading_coefficient().height_bits() > 20_000:
            raise TooLarge(f"a number to the power {power}.")
        self.watch()
        found = p**power
        if len(found) > TERMS:
            raise TooLarge(f"a power of {terms} terms.")
        return self.reduced(found)

    def power(self, a: Quotient, exponent: int) -> Quotient:
        """a^exponent for a whole number."""
        if exponent == 1:
            return a
        if exponent < 0:
            return self.power(self.inverse(a), -exponent)
        den = {key: (factor, power * exponent) for key, (factor, power) in a.den.items()} if exponent else {}
        return Quotient(self.raised(a.num, exponent), den)

    # -- relations and normal forms ---------------------------------------------------------------------

    def relate(self, number: int, power: int, polynomial: Polynomial) -> None:
        """From now on generator^power is ``polynomial``."""
        self.relations[number] = (power, polynomial)

    def vanish(self, number: int, other: int, f: Polynomial) -> None:
        """From now on generator · f and generator · other generator are 0."""
        self.vanishing[number] = (other, f)

    def _without_vanishing(self, p: Polynomial) -> Polynomial:
        degrees = p.degrees()
        for number, (other, f) in self.vanishing.items():
            if not degrees[number]:
                continue
            rest: dict[tuple[int, ...], Any] = {}
            inside: dict[tuple[int, ...], Any] = {}
            for monomial, coefficient in terms_of(p):
                if not monomial[number]:
                    rest[monomial] = coefficient
                elif not monomial[other]:
                    inside[(*monomial[:number], 0, *monomial[number + 1 :])] = coefficient
            left = self.divided(self.ctx.from_dict(inside), f)[1]
            p = self.ctx.from_dict(rest) + self.gens[number] * left
        return p

    def reduced(self, p: Polynomial) -> Polynomial:
        """p with every relation applied."""
        if not self.relations or p.is_constant():
            return p
        degrees = p.degrees()
        for number, (power, replacement) in self.relations.items():
            if degrees[number] >= power:
                p = self._reduced_by(p, number, power, replacement)
                return self.reduced(p)
        return self._without_vanishing(p) if self.vanishing else p

    def _reduced_by(self, p: Polynomial, number: int, power: int, replacement: Polynomial) -> Polynomial:
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for place, (monomial, coefficient) in enumerate(terms_of(p)):
            if not place % LOOK:
                self.watch()
            whole, rest = divmod(monomial[number], power)
            lower = (*monomial[:number], rest, *monomial[number + 1 :])
            part = parts.setdefault(whole, {})
            part[lower] = part.get(lower, 0) + coefficient
        total = self.ctx.constant(0)
        for whole, part in sorted(parts.items()):
            raised = self.raised(replacement, whole)
            if len(part) * len(raised) > MOST * PAIRS:
                raise TooLarge("a product with too many terms.")
            self.watch()
            total += self.ctx.from_dict(part) * raised
        return total

    def denominator(self, a: Quotient) -> Polynomial:
        """The denominator multiplied out."""
        den = self.one.num
        for factor, power in a.den.values():
            den = self.times(den, self.raised(factor, power))
        return den

    def canonical(self, a: Quotient) -> tuple[Polynomial, Polynomial]:
        """Numerator and denominator without common factor, the denominator with leading coefficient 1."""
        num = self.reduced(a.num)
        if not a.den or num.is_zero():
            return num, self.one.num
        den = self.denominator(a)
        if len(num) + len(den) > 2000:
            raise TooLarge("a fraction with too many terms.")
        if len(num) > 1 and len(den) > 1 and min(num.total_degree(), den.total_degree()) > GCD_DEGREE:
            raise TooLarge("a fraction of too high a degree.")
        self.watch()
        common = num.gcd(den)
        if not common.is_constant():
            num, den = divmod(num, common)[0], divmod(den, common)[0]
        leading = den.leading_coefficient()
        return num / leading, den / leading

    def factors(self, p: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
        """The rational content and the irreducible factors with leading coefficient 1, with their powers."""
        if self.alone(p) is not None:
            return _ONE, [(p, 1)]
        if p.is_constant():
            return p.leading_coefficient(), []
        key = str(p)
        if key not in self.factored:
            self.factored[key] = self._factors(p)
        return self.factored[key]

    def _factors(self, p: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
        leading = p.leading_coefficient()
        if len(p) == 1:
            monomial = p.monoms()[0]
            return leading, [(self.gens[number], power) for number, power in enumerate(monomial) if power]
        if len(p) > FACTORED_TERMS or p.total_degree() > 24 or p.total_degree() == 1:
            return leading, [(p / leading, 1)]
        self.watch()
        content, factors = p.factor()
        result = []
        for factor, power in factors:
            top = factor.leading_coefficient()
            content *= top ** int(power)
            result.append((factor / top, int(power)))
        return content, sorted(result, key=lambda item: str(item[0]))
