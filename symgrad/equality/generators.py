"""The generators of the normal form: what each stands for, its bounds, and how a polynomial is written again.

Goes in: what a generator is (a name, an element of data, exp of a direction, |f|^{1/n}, log |f|, a sum, …).  Comes
out: its number in the field, always the same for the same thing.  f is an irreducible polynomial with leading
coefficient 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.clock import Clock
from symgrad.equality.declared import Declared, Domain
from symgrad.equality.field import Field, Polynomial, Quotient, terms_of
from symgrad.errors import SymgradError
from symgrad.expressions import div, free_symbols, replace, transform


class GiveUp(SymgradError):
    """This way of proving does not reach that far."""


class NeedSign(SymgradError):
    """The sign of ``expr`` decides; it must be told apart."""

    def __init__(self, expr: sp.Expr) -> None:
        self.expr = expr
        super().__init__("a sign is needed.")


class NeedSame(SymgradError):
    """Whether two indices are the same decides."""

    def __init__(self, left: sp.Expr, right: sp.Expr) -> None:
        self.left, self.right = left, right
        super().__init__("two indices must be told apart.")


class FinerUnit(SymgradError):
    """An exponent needs a finer generator than the one in use: everything is converted again."""


# Real, as these are said to be: SymPy multiplies powers of a number that may be complex out, factor by factor.


class LogAbs(sp.Function):
    """log |f|."""

    nargs = 1
    is_extended_real = True


class Root(sp.Function):
    """|f|^{1/n}."""

    nargs = 2
    is_extended_real = True


class Positive(sp.Function):
    """1 where f > 0, else 0."""

    nargs = 1


class Zero(sp.Function):
    """1 where f = 0, else 0."""

    nargs = 1


class WholePower(sp.Function):
    """f^n with a symbolic whole number n."""

    nargs = 2


#: what a generator lies in: lowest and highest value, and whether they are reached
@dataclass(frozen=True)
class Bounds:
    """An interval; ``None`` is unbounded."""

    low: Fraction | None = None
    low_open: bool = False
    high: Fraction | None = None
    high_open: bool = False

    @classmethod
    def of(cls, domain: Domain) -> Bounds:
        """A declared domain's."""
        if domain.values:
            return cls(min(domain.values), False, max(domain.values), False)
        return cls(domain.low, domain.low_open, domain.high, domain.high_open)

    @cached_property
    def sign(self) -> str | None:
        """The sign of whatever lies here, as ``Signs`` has them."""
        if self.low is not None and self.low >= 0:
            return "+" if self.low > 0 or self.low_open else "0+"
        if self.high is not None and self.high <= 0:
            return "-" if self.high < 0 or self.high_open else "0-"
        return None


UNBOUNDED = Bounds()
ABOVE_ZERO = Bounds(Fraction(0), True)
FROM_ZERO = Bounds(Fraction(0), False)
UNIT = Bounds(Fraction(0), False, Fraction(1), False)
CIRCLE = Bounds(Fraction(-1), False, Fraction(1), False)


@dataclass(frozen=True)
class Generator:
    """One generator: ``letters`` are the summation letters it depends on, ``data`` what its kind needs."""

    number: int
    kind: str
    expr: sp.Expr
    bounds: Bounds
    letters: frozenset[sp.Symbol]
    data: Any = None


def put_in(expr: sp.Basic, table: Mapping[sp.Basic, sp.Basic]) -> Any:
    """``expr`` with names replaced.  Raises ``GiveUp`` where SymPy refuses the result (a comparison with 1/0)."""
    try:
        return transform(replace(expr, table), _with_plain_places)
    except (TypeError, ValueError):
        raise GiveUp("no condition after putting in.") from None


def _with_plain_places(node: sp.Basic) -> sp.Basic:
    """x at m + 1 − 1 is x at m."""
    if isinstance(node, sp.Indexed) and any(isinstance(place, (sp.Add, sp.Mul)) for place in node.indices):
        return node.base[tuple(sp.expand(sp.Add(*sp.Add.make_args(place))) for place in node.indices)]
    return node


@lru_cache(maxsize=1024)
def working(expr: sp.Basic) -> frozenset[sp.Symbol]:
    """The letters of sums being worked on that occur in ``expr``."""
    return frozenset(symbol for symbol in free_symbols(expr) if symbol.name.startswith("#w"))


def raised(generator: Generator, power: int) -> sp.Expr:
    """A generator's power, written the same however fine its unit is: (e^{x/2})² is e^x, (|f|^{1/4})² is |f|^{1/2}."""
    if generator.kind == "exp" and power != 1:
        return sp.exp(generator.expr.args[0] * power, evaluate=False)
    if generator.kind == "root" and power > 1:
        f, index = generator.expr.args
        common = gcd(int(index), power)
        if 1 < common < int(index):
            return Root(f, sp.Integer(int(index) // common)) ** (power // common)
    return generator.expr**power


@dataclass
class Generators:
    """All generators of one comparison."""

    declared: Declared
    clock: Clock
    size: int = 40
    all: list[Generator] = field(default_factory=list)
    numbers: dict[Hashable, int] = field(default_factory=dict)
    #: numbers of sums by their letters and factors, as they were asked for
    of_sums: dict[Hashable, int] = field(default_factory=dict)
    #: sums with a known value for every value of an index: the letter, the sum's generator
    patterns: list[tuple[sp.Symbol, Generator]] = field(default_factory=list)
    #: generators with a known value (by a constraint)
    known: dict[int, Quotient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.field: Field = Field(self.size, self.clock.check)

    def get(
        self, kind: str, key: Hashable, expr: sp.Expr, bounds: Bounds = UNBOUNDED, data: Any = None
    ) -> Generator:
        """The generator for ``key``, a new one the first time."""
        number = self.numbers.get((kind, key))
        if number is None:
            number = self.field.new()
            self.numbers[kind, key] = number
            self.all.append(Generator(number, kind, expr, bounds, working(expr), data))
        return self.all[number]

    def quotient(self, generator: Generator) -> Quotient:
        """The generator, or what it is known to be."""
        return self.known.get(generator.number) or self.field.generator(generator.number)

    def name(self, kind: str, expr: sp.Expr, key: str, domain: Domain) -> Quotient:
        """A number or an element with its declared domain; a name with few values satisfies their polynomial."""
        number = self.numbers.get((kind, expr))
        if number is not None:
            return self.quotient(self.all[number])
        generator = self.get(kind, expr, expr, Bounds.of(domain), data=key)
        if domain.values:
            g = self.field.gens[generator.number]
            product = self.field.ctx.constant(1)
            for value in domain.values:
                product = product * (g - _rational(value))
            self.field.relate(generator.number, len(domain.values), g ** len(domain.values) - product)
        return self.quotient(generator)

    def is_whole(self, p: Polynomial) -> bool:
        """Whether a polynomial is a whole number for certain."""
        if any(coefficient.q != 1 for coefficient in p.coeffs()):
            return False
        return all(self._is_whole(self.all[number]) for number in self.occurring(p))

    def _is_whole(self, generator: Generator) -> bool:
        if generator.kind not in ("symbol", "element"):
            return False
        return self.declared.domain(str(generator.data)).whole

    def occurring(self, p: Polynomial) -> list[int]:
        """The numbers of the generators in a polynomial."""
        number = self.field.alone(p)
        if number is not None:
            return [number]
        return [number for number, degree in enumerate(p.degrees()) if degree] if not p.is_constant() else []

    def letters(self, p: Polynomial) -> frozenset[sp.Symbol]:
        """The summation letters a polynomial depends on."""
        return frozenset().union(*[self.all[number].letters for number in self.occurring(p)])

    def expr(self, p: Polynomial) -> sp.Expr:
        """A polynomial written with what its generators stand for."""
        number = self.field.alone(p)
        if number is not None:
            return self.all[number].expr  # a name, an index or the end of a sum
        terms = []
        for monomial, coefficient in terms_of(p):
            self.clock.check()
            factors = [raised(self.all[n], int(power)) for n, power in enumerate(monomial) if power]
            terms.append(sp.Mul(sp.Rational(int(coefficient.p), int(coefficient.q)), *factors))
        return sp.Add(*terms)

    def expr_of(self, num: Polynomial, den: Polynomial) -> sp.Expr:
        """A quotient written; SymPy's own would ask for the sign of whatever stands in it."""
        return self.expr(num) if den.is_one() else div(self.expr(num), self.expr(den))


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)
