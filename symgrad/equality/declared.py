"""What the names in two expressions stand for: numbers with a domain, sizes, data with axes, index letters.

In: the two expressions and the domains that were declared.  Out: ``Declared``; what was not declared is real, an
index letter is known by its place, and data get their lengths from the sums that run over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from fractions import Fraction

import sympy as sp

from symgrad.errors import OptionError, UnsupportedError
from symgrad.exact import as_written
from symgrad.expressions import BINDERS, Element, Printed, key_of

_INTERVAL = re.compile(r"([(\[])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([)\]])")


@dataclass(frozen=True)
class Domain:
    """The numbers a name may be: an interval of the real or of the whole numbers, or a few ``values``.

    ``low`` and ``high`` are ``None`` where unbounded; ``axes`` are the lengths of data (symbols or whole numbers).
    """

    whole: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False
    values: tuple[Fraction, ...] = ()
    axes: tuple[sp.Expr, ...] = ()

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None:
            empty = self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))
            if empty:
                raise OptionError(f"no number lies between {self.low} and {self.high}.")

    @classmethod
    def read(cls, text: str) -> Domain:
        """``R``, ``Z``, or an interval such as ``(0,inf)`` and ``[0,1]``.  Raises ``OptionError``."""
        if text.strip() in ("R", "Z"):
            return cls(whole=text.strip() == "Z")
        found = _INTERVAL.fullmatch(text.strip())
        if found is None:
            raise OptionError(f"{text!r} is no domain.", remedy="Write R, Z, (0,inf) or [0,1].")
        opening, low, high, closing = found.groups()
        return cls(
            low=None if low == "-inf" else as_written(low),
            high=None if high in ("inf", "+inf") else as_written(high),
            low_open=opening == "(",
            high_open=closing == ")",
        )

    def contains(self, value: Fraction) -> bool:
        """Whether the number is in the domain."""
        if self.values:
            return value in self.values
        if self.whole and value.denominator != 1:
            return False
        if self.low is not None and (value < self.low or (value == self.low and self.low_open)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.high_open)


REAL = Domain()
LENGTH = Domain(whole=True, low=Fraction(1))


@dataclass(frozen=True)
class Declared:
    """name → domain for single numbers and for data, size → domain, free index letter → its size."""

    numbers: Mapping[str, Domain]
    data: Mapping[str, Domain]
    sizes: Mapping[str, Domain]
    letters: Mapping[str, sp.Expr]

    def domain(self, key: str) -> Domain:
        """What a name or letter may be; letters and sizes are whole and at least 1."""
        for table in (self.numbers, self.data, self.sizes):
            if key in table:
                return table[key]
        return LENGTH

    @property
    def arrays(self) -> bool:
        """Whether there is data with axes."""
        return bool(self.data)


@dataclass
class _Seen:
    symbols: dict[str, None] = field(default_factory=dict)
    sizes: dict[str, None] = field(default_factory=dict)
    letters: dict[str, None] = field(default_factory=dict)
    #: data → per axis the sizes, the largest number and the free letters it is indexed with
    axes: dict[str, list[list[sp.Expr]]] = field(default_factory=dict)
    #: free letters that stand at a matrix that is no name, an inverse → its length
    spans: dict[str, sp.Expr] = field(default_factory=dict)


def declare(expressions: Iterable[sp.Basic], domains: Mapping[str, Domain | str]) -> Declared:
    """Sort the names.  Raises ``OptionError`` for a domain that cannot be read."""
    given = {key: Domain.read(d) if isinstance(d, str) else d for key, d in domains.items()}
    seen = _Seen()
    for expr in expressions:
        _look(expr, {}, seen)
    data: dict[str, Domain] = {}
    letters: dict[str, sp.Expr] = {}
    for key, found in seen.axes.items():
        if key in seen.symbols:
            raise UnsupportedError(f"{key} is a number here and has indices there.")
        domain = given.get(key, REAL)
        axes = domain.axes or tuple(_axis(candidates) for candidates in found)
        if len(axes) != len(found):
            raise OptionError(f"{key} has {len(found)} indices, {len(axes)} lengths are declared.")
        data[key] = changed(domain, axes=axes)
        for axis, candidates in zip(axes, found, strict=True):
            for candidate in candidates:
                if isinstance(candidate, sp.Symbol) and candidate.name in seen.letters:
                    letters.setdefault(candidate.name, axis)
        for size in axes:
            seen.sizes.update({symbol.name: None for symbol in size.free_symbols})
    for letter, length in seen.spans.items():
        letters.setdefault(letter, length)
    for letter in seen.letters:
        given.pop(letter, None)
        letters.setdefault(letter, sp.Integer(3))
    sizes = {key: _length(given.get(key, LENGTH)) for key in seen.sizes}
    numbers = {key: given.get(key, REAL) for key in seen.symbols if key not in sizes and key not in letters}
    return Declared(numbers, data, sizes, letters)


def _length(domain: Domain) -> Domain:
    low = max(Fraction(1), domain.low if domain.low is not None else Fraction(1))
    return Domain(whole=True, low=low, high=domain.high)


def _axis(candidates: list[sp.Expr]) -> sp.Expr:
    """A symbolic size if the data are summed over one, else the largest index that occurs, at least 3."""
    for candidate in candidates:
        if isinstance(candidate, sp.Tuple):
            return candidate[0]
    numbers = [int(candidate) for candidate in candidates if isinstance(candidate, sp.Integer)]
    return sp.Integer(max([*numbers, 1])) if numbers else sp.Integer(3)


def _look(expr: sp.Basic, bound: Mapping[sp.Symbol, sp.Expr], seen: _Seen) -> None:
    if isinstance(expr, sp.Symbol):
        if expr not in bound and not isinstance(expr, Printed):
            seen.symbols[expr.name] = None
    elif isinstance(expr, sp.Indexed):
        found = seen.axes.setdefault(key_of(expr), [[] for _ in expr.indices])
        for candidates, index in zip(found, expr.indices, strict=False):
            candidates.extend(_candidates(index, bound, seen))
    elif isinstance(expr, Element):
        length = expr.matrix.limits[0][2]
        for place in expr.indices:
            for found in _candidates(place, bound, seen):
                if isinstance(found, sp.Symbol) and found not in bound:
                    seen.spans.setdefault(found.name, length)
        _look(expr.matrix, bound, seen)
    elif isinstance(expr, sp.KroneckerDelta):
        for arg in expr.args:
            _candidates(arg, bound, seen)
    elif isinstance(expr, BINDERS):
        inner = dict(bound)
        for letter, low, high in reversed(expr.limits):
            for end in (low, high):
                seen.sizes.update({s.name: None for s in sorted(end.free_symbols - inner.keys(), key=_named)})
            inner[letter] = high
        _look(expr.function, inner, seen)
    else:
        for arg in expr.args:
            _look(arg, bound, seen)


def _candidates(index: sp.Expr, bound: Mapping[sp.Symbol, sp.Expr], seen: _Seen) -> list[sp.Expr]:
    """What an index says of its axis: (its size,), a number, or a free letter."""
    found: list[sp.Expr] = [index] if isinstance(index, sp.Integer) else []
    for symbol in sorted(index.free_symbols, key=_named):
        if symbol not in bound:
            seen.letters[symbol.name] = None
            found.append(symbol)
            continue
        high = bound[symbol]
        while isinstance(high, sp.Symbol) and high in bound:
            high = bound[high]
        sizes = [size for size in sorted(high.free_symbols, key=_named) if size not in bound]
        found.append(sp.Tuple(sizes[0]) if sizes else high)
    return found


def _named(symbol: sp.Symbol) -> str:
    return symbol.name
