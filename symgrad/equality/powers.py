"""Powers, roots, exponentials and logarithms in normal form, factor by factor and direction by direction.

exp of a sum is a product over its directions (a monomial over a denominator), each a power of one generator, as fine as
it is needed.  A root or logarithm of a product is taken of its irreducible factors f as |f|^{1/n} and log |f|: right
wherever the whole is defined, whatever the factors' signs are.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import fmpq, fmpz

from symgrad.equality.converter import UNLESS, Converter, Nowhere, TermSign
from symgrad.equality.field import Polynomial, Quotient, TooLarge
from symgrad.equality.generators import (
    ABOVE_ZERO,
    FROM_ZERO,
    UNBOUNDED,
    Bounds,
    FinerUnit,
    GiveUp,
    LogAbs,
    Root,
    WholePower,
)

#: where exp u lies by the sign of u, and log f by the sign of f − 1
_ONE = Fraction(1)
_EXPONENTIALS = {
    "+": Bounds(_ONE, True),
    "0+": Bounds(_ONE, False),
    "-": Bounds(Fraction(0), True, _ONE, True),
    "0-": Bounds(Fraction(0), True, _ONE, False),
}
_LOGARITHMS = {"+": ABOVE_ZERO, "0+": FROM_ZERO, "-": Bounds(high=Fraction(0), high_open=True)}

#: exponents with more terms, and numbers with more bits, are not taken apart
MOST_TERMS, MOST_BITS = 40, 64


class Powers(Converter):
    """Conversions of powers, roots, exponentials and logarithms."""

    def power(self, base: Quotient, exponent: sp.Rational) -> Quotient:
        """base^exponent for a rational number."""
        p, q = int(exponent.p), int(exponent.q)  # which are quicker to compare
        if q != 1 or p < 0:
            base = self.even(base)
        if q == 1:
            if p < 0:
                self.require(base, "!=")
                if base.num.is_zero():
                    raise Nowhere("division by zero.")
            return self.field.power(base, p)
        self.require(base, ">" if p < 0 else ">=")
        self.used.add("roots")
        return self.absolute_power(base, fmpq(p, q), positive=True)

    def absolute_power(self, q: Quotient, exponent: fmpq, *, positive: bool = False) -> Quotient:
        """|q|^exponent, factor by factor; with ``positive``, q is known not to be negative."""
        num, den = self.field.canonical(q)
        if num.is_zero():
            return self.field.zero
        result = self.field.one
        unknown: list[tuple[Polynomial, int]] = []
        for part, direction in ((num, 1), (den, -1)):
            content, factors = self.field.factors(part)
            result = self.field.mul(result, self._number_power(abs(content), direction * exponent))
            for factor, power in factors:
                if positive and power % 2 and self.signs.of(factor) is None:
                    unknown.append((factor, direction * power))
                else:
                    result = self.field.mul(result, self._factor_power(factor, direction * power * exponent))
        if len({power for _, power in unknown}) == 1:
            # Several factors whose signs are not known: only their product is known not to be negative.
            product = self.field.ctx.constant(1)
            for factor, _ in unknown:
                product = product * factor
            self.signs.learn(product, "0+")
            unknown = [(product, unknown[0][1])]
        for factor, power in unknown:
            result = self.field.mul(result, self._factor_power(factor, power * exponent))
        return result

    def _number_power(self, content: fmpq, exponent: fmpq) -> Quotient:
        if content == 1:
            return self.field.one
        result = self.field.one
        for prime, power in _primes(content):
            constant = self.field.ctx.constant(prime)
            result = self.field.mul(result, self._factor_power(constant, power * exponent))
        return result

    def _factor_power(self, f: Polynomial, exponent: fmpq) -> Quotient:
        """|f|^exponent for one irreducible factor (or a prime number)."""
        if exponent == 0:
            return self.field.one
        alone = self.field.alone(f)
        if alone is not None:
            generator = self.generators.all[alone]
            if generator.kind == "exp":
                return self._direction(generator.data, exponent / self.units.get(generator.data[0], 1))
            if generator.kind == "root":
                return self._factor_power(generator.data[0], exponent / generator.data[1])
        whole = int(exponent.floor())
        fraction = exponent - whole
        result = self._whole_power(f, whole)
        if fraction == 0:
            return result
        key = "root " + str(f)
        unit = self.unit(key, int(fraction.q))
        root = Root(self.generators.expr(f), sp.Integer(unit))
        bounds = ABOVE_ZERO if self.signs.of(f) in ("+", "-") else FROM_ZERO
        generator = self.generators.get("root", (str(f), unit), root, bounds, data=(f, unit))
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, unit, self._whole_power(f, 1).num)
        r = self.field.gens[generator.number] ** int((fraction * unit).p)
        return self.field.mul(result, self.field.polynomial(self.field.reduced(r)))

    def _whole_power(self, f: Polynomial, exponent: int) -> Quotient:
        """|f|^exponent."""
        quotient = self.field.polynomial(f)
        if exponent % 2:
            sign, p, _ = self.sign(quotient, strict=False)
            if sign is None:
                raise TermSign(p if p is not None else f)
            if sign[-1] == "-":
                quotient = self.field.neg(quotient)
        return self.field.power(quotient, exponent) if exponent != 1 else quotient

    def unit(self, key: str, needed: int) -> int:
        """How fine this generator's exponents are; asks for a new try where that is not enough."""
        unit = self.units.setdefault(key, needed)
        if unit % needed:
            self.units[key] = unit * needed // int(fmpz(unit).gcd(fmpz(needed)))
            if self.units[key] > 240:
                raise GiveUp("exponents with too many denominators.")
            raise FinerUnit("finer exponents.")
        return unit

    # -- exponentials and logarithms --------------------------------------------------------------------

    def _exp(self, expr: sp.exp) -> Quotient:
        return self.exponential(self.even(self(expr.args[0])))

    def exponential(self, q: Quotient) -> Quotient:
        """exp q as a product over the directions of q."""
        num, den = self.field.canonical(q)
        if len(num) > MOST_TERMS:
            raise TooLarge("an exponent with too many terms.")
        result = self.field.one
        for term, coefficient in self.field.taken_apart(num):
            occurring = self.generators.occurring(term)
            if den.is_constant() and len(occurring) == 1 and term.total_degree() == 1:
                generator = self.generators.all[occurring[0]]
                if generator.kind == "log":
                    part = self._factor_power(generator.data, coefficient)
                    result = self.field.mul(result, part)
                    continue
            direction = self.reduced(term, den)
            result = self.field.mul(result, self._direction(direction, coefficient))
        return result

    def reduced(self, term: Polynomial, den: Polynomial) -> tuple[str, Polynomial, Polynomial]:
        """term/den in lowest terms, with a key."""
        if not den.is_constant():
            common = term.gcd(den)
            if not common.is_constant():
                term, den = divmod(term, common)[0], divmod(den, common)[0]
                leading = den.leading_coefficient()
                term, den = term / leading, den / leading
        return f"{term}/{den}", term, den

    def _direction(self, direction: tuple[str, Polynomial, Polynomial], coefficient: fmpq) -> Quotient:
        """exp(coefficient · direction): a power of the direction's generator."""
        key, term, den = direction
        unit = self.unit(key, int(coefficient.q))
        exponent = coefficient * unit
        if abs(exponent.p) > 10_000:
            raise TooLarge("an exponential with a large factor.")
        number = self.generators.numbers.get(("exp", (key, unit)))
        if number is None:
            argument = self.generators.expr_of(term, den)
            made = sp.exp(argument if unit == 1 else argument / unit, evaluate=False)
            sign, _ = self.signs.of_quotient(term, den)
            vanishing = FROM_ZERO if self.zeros_of(term) else ABOVE_ZERO
            bounds = _EXPONENTIALS.get(sign or "", vanishing)
            number = self.generators.get("exp", (key, unit), made, bounds, data=direction).number
        return self.field.power(self.field.generator(number), int(exponent.p))

    def _log(self, expr: sp.log) -> Quotient:
        argument = self.even(self(expr.args[0]))
        self.require(argument, ">")
        return self.logarithm(argument)

    def logarithm(self, q: Quotient) -> Quotient:
        """log |q|, factor by factor."""
        num, den = self.field.canonical(q)
        if num.is_zero():
            raise Nowhere("a logarithm of 0.")
        total = self.field.zero
        for part, direction in ((num, 1), (den, -1)):
            content, factors = self.field.factors(part)
            if abs(content) != 1:
                self.used.add("logarithms")
            for prime, power in _primes(abs(content)):
                total = self.field.add(total, self.scaled(self._log_prime(prime), fmpq(direction * power)))
            for factor, power in factors:
                total = self.field.add(total, self.scaled(self._log_factor(factor), fmpq(direction * power)))
        return total

    def _log_prime(self, prime: fmpz) -> Quotient:
        f = self.field.ctx.constant(fmpq(prime))
        return self.generators.quotient(
            self.generators.get("log", str(prime), LogAbs(sp.Integer(int(prime))), ABOVE_ZERO, data=f)
        )

    def _log_factor(self, f: Polynomial) -> Quotient:
        alone = self.field.alone(f)
        if alone is not None:
            generator = self.generators.all[alone]
            if generator.kind == "exp":
                _, term, den = generator.data
                direction = Quotient(term, {} if den.is_constant() else {str(den): (den, 1)})
                return self.scaled(direction, fmpq(1, self.units.get(generator.data[0], 1)))
            if generator.kind == "root":
                return self.scaled(self._log_factor(generator.data[0]), fmpq(1, generator.data[1]))
        if f.is_constant():
            return self.logarithm(self.field.polynomial(f))
        self.used.add("logarithms")
        number = self.generators.numbers.get(("log", self.field.text(f)))
        if number is not None:
            return self.generators.quotient(self.generators.all[number])
        bounds = _LOGARITHMS.get(self.signs.of(f - 1) or "", UNBOUNDED)
        if bounds.high is not None and self.signs.of(f) not in ("+", "0+"):
            bounds = UNBOUNDED
        return self.generators.quotient(
            self.generators.get("log", self.field.text(f), LogAbs(self.generators.expr(f)), bounds, data=f)
        )

    def _log_abs(self, expr: sp.Expr) -> Quotient:
        return self.logarithm(self(expr.args[0]))

    def _root(self, expr: sp.Expr) -> Quotient:
        return self.absolute_power(self(expr.args[0]), fmpq(1, int(expr.args[1])))

    def _general_power(self, base: Quotient, exponent: Quotient) -> Quotient:
        num, den = self.field.canonical(exponent)
        if num.is_constant() and den.is_constant():
            value = num.leading_coefficient() if not num.is_zero() else fmpq(0)
            return self.power(base, sp.Rational(int(value.p), int(value.q)))
        sign, _ = self.signs.of_quotient(*self.field.canonical(base))
        direction, _ = self.signs.of_quotient(num, den)
        if sign == "0" and direction in (None, "0+") and not self.depth:
            # 0^w is 0 for w > 0 and nothing for w < 0: both are looked at.
            direction, *_ = self.sign(exponent, strict=True)
        if sign == "0" and direction == "+":
            return self.field.zero
        if sign != "+" and den.is_constant() and self.generators.is_whole(num):
            if direction not in ("+", "0+") or sign == "0":
                self.require(base, "!=")
            return self._symbolic_power(base, num)
        if direction in ("-", "0-"):
            self.require(base, ">")
        else:
            if self.jumps and not self.depth and sign != "+":
                # What jumps may do so where the base is 0: that place is looked at by itself.
                self.sign(base if sign != "0" else exponent, strict=True)
            self.require(
                base, ">=" if direction == "+" else f"{UNLESS}{num / abs(num.leading_coefficient())}/{den}"
            )
            self.silent += 1
            try:  # 0^π = 0 is a limit of what is proved where the base is positive
                self.require(base, ">")
            finally:
                self.silent -= 1
        return self.exponential(self.field.mul(exponent, self.logarithm(base)))

    def _symbolic_power(self, base: Quotient, exponent: Polynomial) -> Quotient:
        """base^exponent for a symbolic whole number: factor by factor, term by term."""
        num, den = self.field.canonical(base)
        result = self.field.one
        for term, coefficient in self.field.taken_apart(exponent):
            count = int(coefficient.p)
            for part, direction in ((num, 1), (den, -1)):
                content, factors = self.field.factors(part)
                pieces = [(self.field.ctx.constant(content), 1)] if content != 1 else []
                for f, power in (*pieces, *factors):
                    piece = self._one_power(f, term)
                    result = self.field.mul(result, self.field.power(piece, direction * power * count))
        return result

    def _one_power(self, f: Polynomial, term: Polynomial) -> Quotient:
        if term.is_constant():
            return self.field.polynomial(f)
        if self.signs.of(f) == "+":
            q = self.field.polynomial(f)
            return self.exponential(self.field.mul(self.field.polynomial(term), self.logarithm(q)))
        expr = WholePower(self.generators.expr(f), self.generators.expr(term))
        generator = self.generators.get("power", (str(f), str(term)), expr)
        if f.is_constant() and f.leading_coefficient() == -1 and generator.number not in self.field.relations:
            self.field.relate(generator.number, 2, self.field.ctx.constant(1))
        return self.generators.quotient(generator)

    def _written_power(self, expr: sp.Expr) -> Quotient:
        return self._symbolic_power(self(expr.args[0]), self(expr.args[1]).num)


def _primes(content: fmpq) -> list[tuple[fmpz, int]]:
    """The prime powers of a positive rational; a number too large to factor counts as prime."""
    found: list[tuple[fmpz, int]] = []
    for number, direction in ((content.p, 1), (content.q, -1)):
        if number == 1:
            continue
        if number.bit_length() > MOST_BITS:
            found.append((number, direction))
        else:
            found.extend((prime, direction * int(power)) for prime, power in number.factor())
    return found
