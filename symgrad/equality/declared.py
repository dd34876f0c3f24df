"""What the names in two expressions stand for: numbers with a domain, sizes, data with axes, index letters.

In: the two expressions and the domains that were declared.  Out: ``Declared``; what was not declared is real, an
index letter is known by its place, and data get their lengths from the sums that run over them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from symgrad.errors import OptionError, UnsupportedError, quoted, worded
from symgrad.exact import as_written
from symgrad.expressions import BINDERS, Element, Printed, key_of
from symgrad.ranges import Spans, extent

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
                raise OptionError(
                    worded("no number lies between {low} and {high}.", low=self.low, high=self.high)
                )

    @classmethod
    @lru_cache(maxsize=64)
    def read(cls, text: str) -> Domain:
        """``R``, ``Z``, or an interval such as ``(0,inf)`` and ``[0,1]``.  Raises ``OptionError``."""
        if text.strip() in ("R", "Z"):
            return cls(whole=text.strip() == "Z")
        found = _INTERVAL.fullmatch(text.strip())
        if found is None:
            raise OptionError(
                worded("{text} is no domain.", text=quoted(text)), remedy="Write R, Z, (0,inf) or [0,1]."
            )
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
        if self.low is not None and not (value > self.low or (value == self.low and not self.low_open)):
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
    #: data → what its first elements are numbered, where that is not 1
    first: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    #: the letters whose size nobody says: one is supposed, and what holds up to there may not hold beyond
    supposed: frozenset[str] = frozenset()
    #: what is never negative, since no sum ends before it begins: high − low + 1
    ranges: tuple[sp.Expr, ...] = ()

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
    #: data → per axis the least and the greatest index of every place it stands at
    axes: dict[str, list[list[tuple[sp.Expr, sp.Expr]]]] = field(default_factory=dict)
    ranges: dict[sp.Expr, None] = field(default_factory=dict)
    #: free letters that stand at a matrix that is no name, an inverse → its length
    spans: dict[str, sp.Expr] = field(default_factory=dict)
    #: parts outside of sums that were looked at: expressions that are compared have most of them in common
    parts: set[sp.Basic] = field(default_factory=set)


def declare(expressions: Iterable[sp.Basic], domains: Mapping[str, Domain | str]) -> Declared:
    """Sort the names.  Raises ``OptionError`` for a domain that cannot be read."""
    given = {key: Domain.read(d) if isinstance(d, str) else d for key, d in domains.items()}
    seen = _Seen()
    for expr in expressions:
        _look(expr, {}, seen)
    for size in seen.sizes:
        seen.letters.pop(size, None)
    data: dict[str, Domain] = {}
    letters: dict[str, sp.Expr] = {}
    first: dict[str, tuple[int, ...]] = {}
    sizes_said = _sizes_said(seen, given) if seen.letters else {}
    for key, found in seen.axes.items():
        if key in seen.symbols or key in seen.sizes:
            raise UnsupportedError(worded("{key} is a number here and has indices there.", key=key))
        domain = given.get(key, REAL)
        if domain.axes and len(domain.axes) != len(found):
            raise OptionError(
                worded(
                    "{key} has {found} indices, {declared} lengths are declared.",
                    key=key, found=len(found), declared=len(domain.axes),
                )
            )  # fmt: skip
        spans = [_axis(places, seen.letters, sizes_said) for places in found]
        axes = domain.axes or tuple(last for _, last in spans)
        begin = tuple(1 if domain.axes else begin for begin, _ in spans)
        if any(number != 1 for number in begin):
            first[key] = begin
        data[key] = changed(domain, axes=axes)
        for axis, places in zip(axes, found, strict=True):
            for letter in _letters(places, seen):
                letters.setdefault(letter, axis)
        for size in axes:
            seen.sizes.update({symbol.name: None for symbol in _in_order(size)})
    for letter, length in seen.spans.items():
        letters.setdefault(letter, length)
    for letter in seen.letters:
        given.pop(letter, None)
        letters.setdefault(letter, sp.Integer(3))
    sizes = {key: _length(given[key]) if key in given else LENGTH for key in seen.sizes}
    numbers = {key: given.get(key, REAL) for key in seen.symbols if key not in sizes and key not in letters}
    ranges = tuple(
        gap
        for gap in seen.ranges
        if (symbols := _in_order(gap)) and all(symbol.name in sizes for symbol in symbols)
    )
    supposed = frozenset(letter for letter in seen.letters if letter not in sizes_said.keys() | seen.spans)
    return Declared(numbers, data, sizes, letters, first, supposed, ranges)


def _sizes_said(seen: _Seen, given: Mapping[str, Domain]) -> dict[str, sp.Expr]:
    """Free letters with the size of an axis that they stand at, where it is declared or a sum says it."""
    found: dict[str, sp.Expr] = {}
    for key, axes in seen.axes.items():
        declared = given[key].axes if key in given else ()
        for number, places in enumerate(axes):
            letters = _letters(places, seen)
            fixed = (
                last for pair in places for last in pair[1:] if seen.letters.keys().isdisjoint(_names(pair))
            )
            sizes = declared[number : number + 1] or tuple(last for last in fixed if not last.is_Integer)
            found.update({letter: sizes[0] for letter in letters if sizes and letter not in found})
    return found


def _length(domain: Domain) -> Domain:
    low = max(Fraction(1), domain.low if domain.low is not None else Fraction(1))
    return Domain(whole=True, low=low, high=domain.high)


def _axis(
    places: list[tuple[sp.Expr, sp.Expr]], letters: Mapping[str, None], said: Mapping[str, sp.Expr]
) -> tuple[int, sp.Expr]:
    """The number of the first element and of the last: those of all places; a free letter's own size is found first."""
    places = list(dict.fromkeys(places))
    free = [pair for pair in places if letters and not letters.keys().isdisjoint(_names(pair))]
    fixed = [pair for pair in places if pair not in free] if free else places
    sizes = [last for _, last in fixed if not last.is_Integer]
    numbers = [int(last) for _, last in fixed if last.is_Integer]
    if free and not sizes:  # x_1 beside x_k says nothing of how far k goes
        sizes = [said[letter] for pair in free for letter in _names(pair) if letter in said]
        numbers.append(3)
    size: sp.Expr = sizes[0] if sizes else sp.Integer(max([*numbers, 1] if numbers else [3]))
    for other in sizes[1:]:
        gap = sp.expand(other - size)
        size = (other if gap > 0 else size) if gap.is_Integer else sp.Max(size, other)
    begin, last = 1, size
    for low, _ in fixed:
        begin = min(begin, int(low)) if low.is_Integer else begin
    for pair in free:  # k runs from 1 to the size: x_{k+1} is one more
        low, high = (_put(end, letters, value) for end, value in zip(pair, (sp.S.One, size), strict=True))
        begin = min(begin, int(low)) if low.is_Integer else begin
        gap = sp.expand(high - last)
        last = high if gap.is_Integer and gap > 0 else last
    return begin, last


def _put(end: sp.Expr, letters: Mapping[str, None], value: sp.Expr) -> sp.Expr:
    """An end with ``value`` for the letters in it."""
    if isinstance(end, sp.Symbol):
        return sp.expand(value) if end.name in letters else end
    return sp.expand(end.xreplace({symbol: value for symbol in end.free_symbols if symbol.name in letters}))


def _letters(places: list[tuple[sp.Expr, sp.Expr]], seen: _Seen) -> list[str]:
    """The free letters that stand at an axis."""
    if not seen.letters:
        return []
    found = {name for pair in places for name in _names(pair)}
    return [letter for letter in seen.letters if letter in found]


def _names(ends: tuple[sp.Expr, sp.Expr]) -> list[str]:
    return [symbol.name for end in ends for symbol in _in_order(end)]


def _look(expr: sp.Basic, bound: Spans, seen: _Seen) -> None:
    look = _BY_KIND.get(type(expr)) or _way(type(expr))
    look(expr, bound, seen)


def _symbol(expr: sp.Symbol, bound: Spans, seen: _Seen) -> None:
    if expr not in bound and not isinstance(expr, Printed):
        seen.symbols[expr.name] = None


def _element(expr: sp.Indexed, bound: Spans, seen: _Seen) -> None:
    if _looked_at(expr, bound, seen):
        return
    key, indices = key_of(expr), expr.args[1:]
    found = seen.axes.setdefault(key, [[] for _ in indices])
    if len(found) != len(indices):
        raise UnsupportedError(
            worded(
                "{key} has {one} indices here and {other} there.", key=key, one=len(found), other=len(indices)
            )
        )
    for places, index in zip(found, indices, strict=True):
        _note_letters(index, bound, seen)
        ends = extent(index, bound)
        if ends is not None:
            places.append(ends)


def _of_matrix(expr: Element, bound: Spans, seen: _Seen) -> None:
    if _looked_at(expr, bound, seen):
        return
    length = expr.matrix.limits[0][2]
    for place in expr.indices:
        for letter in _note_letters(place, bound, seen):
            seen.spans.setdefault(letter, length)
    _look(expr.matrix, bound, seen)


def _delta(expr: sp.KroneckerDelta, bound: Spans, seen: _Seen) -> None:
    for arg in expr.args:
        _note_letters(arg, bound, seen)


def _binder(expr: Any, bound: Spans, seen: _Seen) -> None:
    if _looked_at(expr, bound, seen):
        return
    inner = dict(bound)
    for letter, low, high in reversed(expr.limits):
        for end in (low, high):
            for symbol in _in_order(end):
                if symbol not in inner:
                    seen.sizes[symbol.name] = None
        ends = extent(high if low is sp.S.One else sp.expand(high - low + 1), inner)
        if ends is not None:
            seen.ranges.setdefault(ends[0])
        inner[letter] = (low, high)
    _look(expr.function, inner, seen)


def _parts(expr: sp.Basic, bound: Spans, seen: _Seen) -> None:
    inside = expr._args
    if inside and (bound or not _looked_at(expr, bound, seen)):
        for arg in inside:  # as ``_look`` does: most nodes are looked at from here
            (_BY_KIND.get(type(arg)) or _way(type(arg)))(arg, bound, seen)


def _looked_at(expr: sp.Basic, bound: Spans, seen: _Seen) -> bool:
    """Whether a part outside of sums was looked at before; from now on it was."""
    if bound or expr in seen.parts:
        return not bound
    seen.parts.add(expr)
    return False


#: kinds of nodes, and how they are looked at; of every other kind the parts are
_KINDS: tuple[tuple[Any, Callable[[Any, Spans, _Seen], None]], ...] = (
    (sp.Symbol, _symbol),
    (sp.Indexed, _element),
    (Element, _of_matrix),
    (sp.KroneckerDelta, _delta),
    (BINDERS, _binder),
)
#: the same by the very kind, filled as kinds are met
_BY_KIND: dict[type[sp.Basic], Callable[[Any, Spans, _Seen], None]] = {}


def _way(kind: type[sp.Basic]) -> Callable[[Any, Spans, _Seen], None]:
    _BY_KIND[kind] = next((way for parent, way in _KINDS if issubclass(kind, parent)), _parts)
    return _BY_KIND[kind]


def _note_letters(index: sp.Expr, bound: Spans, seen: _Seen) -> list[str]:
    """The letters of an index that no sum binds; sizes among them are told apart in the end."""
    found = [symbol.name for symbol in _in_order(index) if symbol not in bound]
    seen.letters.update(dict.fromkeys(found))
    return found


def _in_order(expr: sp.Expr) -> list[sp.Symbol]:
    """The free symbols by their names; nearly every index and every end is one symbol or number."""
    if isinstance(expr, sp.Symbol):
        return [expr]
    return sorted(expr.free_symbols, key=_named) if expr.args else []


def _named(symbol: sp.Symbol) -> str:
    return symbol.name
