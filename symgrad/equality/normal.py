"""Every expression as one quotient of polynomials over independent generators.

In: an expression of the closed set of nodes, and facts about signs.  Out: a ``Quotient``; two expressions are equal,
wherever both are defined, if the difference of theirs is 0.  σ, tanh, … go through their rows to exponentials; exp of
a sum is a product over its directions; log and roots are taken of irreducible factors, as log |f| and |f|^{1/n}, which
is right wherever they are defined.  What must hold for an expression to be defined is noted on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sympy as sp
from flint import fmpq, fmpz

from symgrad.equality.field import Polynomial, Quotient, TooLarge
from symgrad.equality.generators import (
    ABOVE_ZERO,
    CIRCLE,
    FROM_ZERO,
    UNBOUNDED,
    UNIT,
    FinerUnit,
    Generators,
    GiveUp,
    LogAbs,
    NeedSame,
    NeedSign,
    Positive,
    Root,
    WholePower,
)
from symgrad.equality.signs import Signs
from symgrad.expressions import LogSumExp, Maximum, Minimum, key_of
from symgrad.functions import BY_SYMBOL

#: exponents of sums, powers of cosines and whole numbers to be taken apart are not larger than this
MOST_TERMS, MOST_ANGLES, MOST_BITS = 40, 12, 64


class Nowhere(GiveUp):
    """An expression that has no value under the facts at hand: 1/0, log of something negative.

    ``demand`` is the polynomial and the relation that would have to hold, if there is one to tell.
    """

    def __init__(self, problem: str, demand: tuple[Polynomial, str] | None = None) -> None:
        self.demand = demand
        super().__init__(problem)


@dataclass
class Normal:
    """Converts expressions; ``units`` (how fine a generator's exponents are) lasts from one try to the next."""

    generators: Generators
    signs: Signs
    units: dict[str, int]
    #: (polynomial of the same sign, relation): what must hold where the expression is defined
    conditions: list[tuple[Polynomial, str]] = field(default_factory=list)
    memo: dict[sp.Basic, Quotient] = field(default_factory=dict)
    #: which kinds of reasoning were used
    used: set[str] = field(default_factory=set)
    depth: int = 0
    silent: int = 0
    different_letters: set[tuple[sp.Expr, sp.Expr]] = field(default_factory=set)
    #: the signs that hold by declaration alone: a condition that follows from them is none
    declared: Signs | None = None
    #: names that something is put in for
    assigned: dict[sp.Expr, Quotient] = field(default_factory=dict)
    #: summation letters being worked on → what they run up to
    ranges: dict[sp.Symbol, sp.Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.field = self.generators.field

    def side(self, expr: sp.Expr) -> tuple[Quotient, list[tuple[Polynomial, str]]]:
        """One side: its quotient, and the conditions for it to be defined."""
        self.conditions, self.memo = [], {}
        quotient = self(expr)
        return quotient, self.conditions

    def __call__(self, expr: sp.Basic) -> Quotient:
        """The quotient of an expression.  Raises ``GiveUp``, ``NeedSign``, ``NeedSame``, ``TooLarge``."""
        known = self.memo.get(expr)
        if known is None:
            self.generators.clock.check()
            convert = _CONVERT.get(type(expr)) or self._by_kind(expr)
            known = self.memo[expr] = convert(self, expr)
        return known

    def _by_kind(self, expr: sp.Basic) -> Callable[..., Quotient]:
        for kind, convert in _KINDS:
            if isinstance(expr, kind):
                return convert
        if type(expr) in BY_SYMBOL:
            return Normal._row
        raise GiveUp(f"no normal form of {type(expr).__name__}.")

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
        """Note that q must be != 0, > 0 or >= 0; learn it as a fact.  Raises ``Nowhere`` if it cannot be."""
        num, den = self.field.canonical(q)
        sign, missing = self.signs.of_quotient(num, den)
        if (sign == "0" and relation != ">=") or (sign == "-" and relation != "!="):
            demand = None if num.is_constant() else (num if den.is_constant() else num * den, relation)
            raise Nowhere("no value here.", demand)
        p = num if den.is_constant() else self.field.times(num, den)
        if not self.silent:
            declared = sign if self.declared is None else self.declared.of_quotient(num, den)[0]
            if not (declared in ("+", "-") or (declared in ("0+", "0") and relation == ">=")):
                self.conditions.append((self._without_roots(p), relation))
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
        """A polynomial whose sign is the same, |f|^{1/n} written as f: f ≥ 0 is noted where the root was taken."""
        content, factors = self.field.factors(p)
        found = [
            self.generators.all[n] for f, _ in factors if len(f) == 1 for n in self.generators.occurring(f)
        ]
        if not any(generator.kind == "root" for generator in found):
            return p
        result = self.field.ctx.constant(content)
        for factor, power in factors:
            occurring = self.generators.occurring(factor)
            if len(factor) == 1 and self.generators.all[occurring[0]].kind == "root":
                factor = self.generators.all[occurring[0]].data[0]
            result = self.field.times(result, self.field.raised(factor, power))
        return result

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
        p = num if den.is_constant() else self.field.times(num, den)
        factors = missing or [factor for factor, _ in self.field.factors(num)[1]]
        if not self.generators.letters(p):
            for factor in factors:
                if self.signs.of(factor) in (None, "0+", "0-"):
                    raise NeedSign(self.generators.expr(factor))
            raise GiveUp("a sign that cannot be told apart.")
        self.used.add("cases")
        leading = p.leading_coefficient()
        return None, p / leading, 1 if leading > 0 else -1

    def indicator(self, p: Polynomial, orientation: int) -> Quotient:
        """1 where orientation · p > 0, else 0; p depends on a summation letter."""
        signed = p if orientation > 0 else -p
        expr = self.generators.expr(signed)
        generator = self.generators.get("positive", expr, Positive(expr), UNIT)
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, 2, self.field.gens[generator.number])
        return self.generators.quotient(generator)

    # -- leaves and arithmetic --------------------------------------------------------------------------

    def _number(self, expr: sp.Rational) -> Quotient:
        return self.field.number(fmpq(int(expr.p), int(expr.q)))

    def _symbol(self, expr: sp.Symbol) -> Quotient:
        if expr in self.assigned:
            return self.assigned[expr]
        return self.generators.name("symbol", expr, expr.name, self.generators.declared.domain(expr.name))

    def _pi(self, expr: sp.Expr) -> Quotient:
        return self.generators.quotient(self.generators.get("pi", "pi", sp.pi, ABOVE_ZERO))

    def _element(self, expr: sp.Indexed) -> Quotient:
        places = [self.written(self.quietly(place)) for place in expr.indices]
        key = key_of(expr)
        element = sp.IndexedBase(key)[tuple(places)]
        if element in self.assigned:
            return self.assigned[element]
        return self.generators.name("element", element, key, self.generators.declared.domain(key))

    def _add(self, expr: sp.Add) -> Quotient:
        total = self.field.zero
        for term in expr.args:
            total = self.field.add(total, self(term))
        return total

    def _mul(self, expr: sp.Mul) -> Quotient:
        product = self.field.one
        for factor in expr.args:
            product = self.field.mul(product, self(factor))
        return product

    def _pow(self, expr: sp.Pow) -> Quotient:
        base, exponent = expr.args
        if isinstance(exponent, sp.Rational):
            return self.power(self(base), exponent)
        return self._general_power(self(base), self(exponent))

    def power(self, base: Quotient, exponent: sp.Rational) -> Quotient:
        """base^exponent for a rational number."""
        if exponent.q == 1:
            if exponent < 0:
                self.require(base, "!=")
                if base.num.is_zero():
                    raise Nowhere("division by zero.")
            return self.field.power(base, int(exponent))
        self.require(base, ">" if exponent < 0 else ">=")
        self.used.add("roots")
        return self.absolute_power(base, fmpq(int(exponent.p), int(exponent.q)), positive=True)

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
        occurring = self.generators.occurring(f)
        if len(f) == 1 and len(occurring) == 1:
            generator = self.generators.all[occurring[0]]
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
        unit = self._unit(key, int(fraction.q))
        root = Root(self.generators.expr(f), sp.Integer(unit))
        generator = self.generators.get("root", (str(f), unit), root, FROM_ZERO, data=(f, unit))
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, unit, self._whole_power(f, 1).num)
        r = self.field.gens[generator.number] ** int((fraction * unit).p)
        return self.field.mul(result, self.field.polynomial(self.field.reduced(r)))

    def _whole_power(self, f: Polynomial, exponent: int) -> Quotient:
        """|f|^exponent."""
        quotient = self.field.polynomial(f)
        if exponent % 2:
            sign, _, _ = self.sign(quotient, strict=False)
            if sign is None:
                raise GiveUp("a root inside a sum.")
            if sign[-1] == "-":
                quotient = self.field.neg(quotient)
        return self.field.power(quotient, exponent) if exponent != 1 else quotient

    def _unit(self, key: str, needed: int) -> int:
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
        return self.exponential(self(expr.args[0]))

    def exponential(self, q: Quotient) -> Quotient:
        """exp q as a product over the directions of q."""
        num, den = self.field.canonical(q)
        if len(num) > MOST_TERMS:
            raise TooLarge("an exponent with too many terms.")
        result = self.field.one
        for monomial, coefficient in [] if num.is_zero() else list(num.to_dict().items()):
            term = self.field.ctx.from_dict({tuple(int(power) for power in monomial): fmpq(1)})
            occurring = self.generators.occurring(term)
            if den.is_constant() and len(occurring) == 1 and term.total_degree() == 1:
                generator = self.generators.all[occurring[0]]
                if generator.kind == "log":
                    part = self._factor_power(generator.data, coefficient)
                    result = self.field.mul(result, part)
                    continue
            direction = self._reduced(term, den)
            result = self.field.mul(result, self._direction(direction, coefficient))
        return result

    def _reduced(self, term: Polynomial, den: Polynomial) -> tuple[str, Polynomial, Polynomial]:
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
        unit = self._unit(key, int(coefficient.q))
        exponent = coefficient * unit
        if abs(exponent.p) > 10_000:
            raise TooLarge("an exponential with a large factor.")
        argument = self.generators.expr_of(term, den) / unit
        generator = self.generators.get(
            "exp", (key, unit), sp.exp(argument, evaluate=False), ABOVE_ZERO, data=direction
        )
        return self.field.power(self.field.generator(generator.number), int(exponent.p))

    def _log(self, expr: sp.log) -> Quotient:
        argument = self(expr.args[0])
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
                total = self.field.add(total, self._scaled(self._log_prime(prime), fmpq(direction * power)))
            for factor, power in factors:
                total = self.field.add(total, self._scaled(self._log_factor(factor), fmpq(direction * power)))
        return total

    def _scaled(self, q: Quotient, number: fmpq) -> Quotient:
        return Quotient(q.num * number, q.den)

    def _log_prime(self, prime: fmpz) -> Quotient:
        f = self.field.ctx.constant(fmpq(prime))
        return self.generators.quotient(
            self.generators.get("log", str(prime), LogAbs(sp.Integer(int(prime))), ABOVE_ZERO, data=f)
        )

    def _log_factor(self, f: Polynomial) -> Quotient:
        occurring = self.generators.occurring(f)
        if len(f) == 1 and len(occurring) == 1:
            generator = self.generators.all[occurring[0]]
            if generator.kind == "exp":
                _, term, den = generator.data
                direction = Quotient(term, {} if den.is_constant() else {str(den): (den, 1)})
                return self._scaled(direction, fmpq(1, self.units.get(generator.data[0], 1)))
            if generator.kind == "root":
                return self._scaled(self._log_factor(generator.data[0]), fmpq(1, generator.data[1]))
        if f.is_constant():
            return self.logarithm(self.field.polynomial(f))
        self.used.add("logarithms")
        above_one = self.signs.of(f - 1)
        bounds = {"+": ABOVE_ZERO, "0+": FROM_ZERO}.get(above_one or "", UNBOUNDED)
        return self.generators.quotient(
            self.generators.get("log", str(f), LogAbs(self.generators.expr(f)), bounds, data=f)
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
        if sign != "+" and den.is_constant() and self.generators.is_whole(num):
            return self._symbolic_power(base, num)
        self.require(base, ">")
        return self.exponential(self.field.mul(exponent, self.logarithm(base)))

    def _symbolic_power(self, base: Quotient, exponent: Polynomial) -> Quotient:
        """base^exponent for a symbolic whole number: factor by factor, term by term."""
        self.require(base, "!=")
        num, den = self.field.canonical(base)
        result = self.field.one
        for monomial, coefficient in exponent.to_dict().items():
            count = int(coefficient.p)
            term = self.field.ctx.from_dict({tuple(int(power) for power in monomial): fmpq(1)})
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
        return self.generators.quotient(generator)

    def _written_power(self, expr: sp.Expr) -> Quotient:
        return self._symbolic_power(self(expr.args[0]), self(expr.args[1]).num)

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
        num, den = self.field.canonical(self(expr.args[0]))
        if num.is_zero():
            return self.field.zero
        negative = num.leading_coefficient() < 0
        num = -num if negative else num
        made = expr.func(self.generators.expr_of(num, den), evaluate=False)
        generator = self.generators.get(expr.func.__name__, f"{num}/{den}", made)
        quotient = self.generators.quotient(generator)
        return self.field.neg(quotient) if negative else quotient

    def _abs(self, expr: sp.Expr) -> Quotient:
        q = self(expr.args[0])
        sign, p, orientation = self.sign(q, strict=False)
        if sign is not None:
            return self.field.neg(q) if sign[-1] == "-" else q
        assert p is not None
        twice = self._scaled(self.indicator(p, 1), fmpq(2))
        signed = self.field.mul(q, self.field.sub(twice, self.field.one))
        return signed if orientation > 0 else self.field.neg(signed)

    def _sign(self, expr: sp.Expr) -> Quotient:
        sign, p, orientation = self.sign(self(expr.args[0]), strict=True)
        if sign is not None:
            return self.field.number({"+": 1, "-": -1, "0": 0}[sign])
        assert p is not None
        return self.field.sub(self.indicator(p, orientation), self.indicator(p, -orientation))

    def _larger(self, expr: sp.Expr) -> Quotient:
        a, b = self(expr.args[0]), self(expr.args[1])
        return self._chosen(a, b, self.field.sub(a, b))

    def _smaller(self, expr: sp.Expr) -> Quotient:
        a, b = self(expr.args[0]), self(expr.args[1])
        return self._chosen(a, b, self.field.sub(b, a))

    def _chosen(self, a: Quotient, b: Quotient, difference: Quotient) -> Quotient:
        """a where the difference (of a and b, in either direction) is ≥ 0, else b."""
        sign, p, orientation = self.sign(difference, strict=False)
        if sign is not None:
            return b if sign[-1] == "-" else a
        assert p is not None
        share = self.indicator(p, 1)
        if orientation < 0:
            share = self.field.sub(self.field.one, share)
        return self.field.add(b, self.field.mul(self.field.sub(a, b), share))

    def _cases(self, expr: sp.Piecewise) -> Quotient:
        total, left = self.field.zero, self.field.one
        for value, condition in expr.args:
            share = self._truth(condition)
            if share is True:
                return self.field.add(total, self.field.mul(left, self(value)))
            if share is not False:
                before = len(self.conditions)
                total = self.field.add(total, self.field.mul(left, self.field.mul(share, self(value))))
                if len(self.conditions) != before:
                    raise GiveUp("a condition that holds in one case of a sum only.")
                left = self.field.mul(left, self.field.sub(self.field.one, share))
        raise Nowhere("no case holds.")

    def _truth(self, condition: sp.Basic) -> Any:
        """True, False, or (inside a sum) a quotient that is 1 where the condition holds and 0 elsewhere."""
        if condition in (sp.true, sp.false):
            return bool(condition)
        if isinstance(condition, sp.Not):
            inner = self._truth(condition.args[0])
            return not inner if isinstance(inner, bool) else self.field.sub(self.field.one, inner)
        if isinstance(condition, (sp.And, sp.Or)):
            return self._junction(condition)
        low, high = (self(side) for side in condition.args)  # type: ignore[arg-type]
        difference = self.field.sub(low, high)
        if isinstance(condition, (sp.Eq, sp.Ne)):
            equal = self._equal(difference, condition)
            if isinstance(condition, sp.Eq):
                return equal
            return not equal if isinstance(equal, bool) else self.field.sub(self.field.one, equal)
        compare = _COMPARED.get(type(condition))
        if compare is None:
            raise GiveUp(f"no case by {type(condition).__name__}.")
        wanted, weak = compare
        sign, p, orientation = self.sign(difference, strict=True)
        if sign is not None:
            return sign == wanted or (weak and sign == "0")
        assert p is not None
        toward = orientation if wanted == "+" else -orientation
        if weak:
            return self.field.sub(self.field.one, self.indicator(p, -toward))
        return self.indicator(p, toward)

    def _junction(self, condition: sp.Basic) -> Any:
        found = [self._truth(part) for part in condition.args]
        decisive = isinstance(condition, sp.Or)
        if any(part is decisive for part in found):
            return decisive
        shares = [part for part in found if not isinstance(part, bool)]
        product = self.field.one
        for share in shares:
            product = self.field.mul(product, self.field.sub(self.field.one, share) if decisive else share)
        if not shares:
            return not decisive
        return self.field.sub(self.field.one, product) if decisive else product

    def _equal(self, difference: Quotient, condition: sp.Basic) -> Any:
        num, _ = self.field.canonical(difference)
        if self._of_letters(num):
            return self.same(*condition.args)
        sign, p, _ = self.sign(difference, strict=True)
        if sign is not None:
            return sign == "0"
        assert p is not None
        both = self.field.add(self.indicator(p, 1), self.indicator(p, -1))
        return self.field.sub(self.field.one, both)

    def _of_letters(self, p: Polynomial) -> bool:
        """Whether only index letters and whole numbers occur."""
        found = [self.generators.all[number] for number in self.generators.occurring(p)]
        known = self.generators.declared.letters
        return bool(found) and all(
            generator.kind == "symbol" and (generator.letters or generator.data in known)
            for generator in found
        )

    def _delta(self, expr: sp.KroneckerDelta) -> Quotient:
        share = self.same(*expr.args)
        return self.field.number(int(share)) if isinstance(share, bool) else share

    def same(self, left: Any, right: Any) -> Any:
        """Whether two indices are the same; inside a sum as δ, which a sum takes away."""
        difference = self.field.sub(self.quietly(left), self.quietly(right))
        num, _ = self.field.canonical(difference)
        if num.is_constant():
            return num.is_zero()
        letters = self.generators.letters(num)
        if not letters:
            pair = (self.written(self.quietly(left)), self.written(self.quietly(right)))
            if pair in self.different_letters or pair[::-1] in self.different_letters:
                return False
            if not self._of_letters(num):
                raise GiveUp("indices that are not letters.")
            raise NeedSame(*pair)
        leading = num.leading_coefficient()
        canonical = self.generators.expr(num / leading)
        sides = sorted((self.written(self.quietly(side)) for side in (left, right)), key=str)
        delta = sp.KroneckerDelta(*sides)
        generator = self.generators.get("delta", canonical, delta, UNIT, data=tuple(sides))
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, 2, self.field.gens[generator.number])
        return self.generators.quotient(generator)

    # -- angles -----------------------------------------------------------------------------------------

    def _sin(self, expr: sp.Expr) -> Quotient:
        return self._circle(self(expr.args[0]))[1]

    def _cos(self, expr: sp.Expr) -> Quotient:
        return self._circle(self(expr.args[0]))[0]

    def _circle(self, q: Quotient) -> tuple[Quotient, Quotient]:
        """(cos q, sin q) by the directions of q."""
        num, den = self.field.canonical(q)
        cos, sin = self.field.one, self.field.zero
        for monomial, coefficient in [] if num.is_zero() else list(num.to_dict().items()):
            term = self.field.ctx.from_dict({tuple(int(power) for power in monomial): fmpq(1)})
            key, term, below = self._reduced(term, den)
            unit = self._unit("angle " + key, int(coefficient.q))
            count = int((coefficient * unit).p)
            if abs(count) > MOST_ANGLES:
                raise TooLarge("a large multiple of an angle.")
            angle = self.generators.expr_of(term, below) / unit
            c, s = (
                self.generators.get(name, (key, unit), kind(angle, evaluate=False), CIRCLE)
                for name, kind in (("cos", sp.cos), ("sin", sp.sin))
            )
            gens = self.field.gens
            if s.number not in self.field.relations:
                self.field.relate(s.number, 2, 1 - gens[c.number] ** 2)
            step = (self.generators.quotient(c), self.generators.quotient(s))
            if count < 0:
                step = (step[0], self.field.neg(step[1]))
            for _ in range(abs(count)):
                cos, sin = self._turned((cos, sin), step)
        return cos, sin

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
        from symgrad.equality.sums import summation

        return summation(self, expr.function, tuple(expr.limits))

    def _log_sum_exp(self, expr: LogSumExp) -> Quotient:
        return self.logarithm(self(sp.Sum(sp.exp(expr.function, evaluate=False), *expr.limits)))

    def _positive(self, expr: sp.Expr) -> Quotient:
        share = self._truth(sp.StrictGreaterThan(expr.args[0], 0, evaluate=False))
        return self.field.number(int(share)) if isinstance(share, bool) else share


@cache
def _definition(function: Any) -> tuple[sp.Dummy, sp.Expr]:
    argument = sp.Dummy("z")
    return argument, BY_SYMBOL[function].definition(argument)


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


_COMPARED = {
    sp.StrictGreaterThan: ("+", False),
    sp.GreaterThan: ("+", True),
    sp.StrictLessThan: ("-", False),
    sp.LessThan: ("-", True),
}

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
    sp.sin: Normal._sin,
    sp.cos: Normal._cos,
    sp.tan: Normal._tan,
    sp.atan: Normal._odd,
    sp.erf: Normal._odd,
    LogAbs: Normal._log_abs,
    Root: Normal._root,
    Positive: Normal._positive,
    WholePower: Normal._written_power,
}
_KINDS: tuple[tuple[Any, Callable[..., Quotient]], ...] = (
    (sp.Rational, Normal._number),
    (type(sp.E), lambda self, expr: self.exponential(self.field.one)),
    (type(sp.pi), Normal._pi),
)
