"""Index notation into whole-array operations: ``Σ_k X[i,k] W[k,j] + b[j]`` becomes ``X @ W + b``.

In: an expression in index notation and the indices (axes) its value is wanted with.  Out: a whole-array expression of
``symgrad.arrays.nodes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from symgrad.arrays.contraction import eliminate
from symgrad.arrays.nodes import (
    ArrayNode,
    DeterminantOf,
    Diagonal,
    Eye,
    InverseOf,
    LogDeterminantOf,
    LogSumExpOver,
    Part,
    Positions,
    Spread,
    Take,
    Unit,
    Value,
    align,
    multiplied,
    reduced,
    union,
)
from symgrad.errors import UnsupportedError
from symgrad.expressions import (
    BINDERS,
    ONE,
    ZERO,
    Determinant,
    Element,
    LogDeterminant,
    LogSumExp,
    MatrixInverse,
    OfMatrix,
    Partial,
    add,
    piecewise,
    rebuild,
    replace,
    walk,
)
from symgrad.model import Name
from symgrad.ranges import Spans, never_negative


def lower(
    expr: sp.Expr,
    axes: Sequence[sp.Symbol],
    names: Mapping[str, Name],
    *,
    sizes: Sequence[sp.Expr] | None = None,
    known: Mapping[sp.Symbol, sp.Expr] | None = None,
) -> sp.Expr:
    """The whole-array form of ``expr`` with its axes in the order ``axes``.

    An axis the expression does not depend on has length one in the result (or is left out in front), unless ``sizes``
    gives the lengths: then the value is repeated to its full shape.  ``names`` are the model's names; ``known`` says
    how far letters run that stand in nothing but Kronecker deltas.
    Raises ``UnsupportedError`` naming the node and its type for what has no whole-array form.
    """
    axes = tuple(axes)
    ranges = (
        dict(zip(axes, sizes, strict=True))
        if sizes is not None
        else {**(known or {}), **_ranges(expr, names)}
    )
    value = _Lowering(names, axes, ranges).value(expr)
    aligned = align(value, axes)
    if sizes is not None and len(value.axes) < len(axes):
        return Spread(aligned, sp.Tuple(*sizes))
    return aligned


def _ranges(expr: sp.Basic, names: Mapping[str, Name]) -> dict[sp.Symbol, sp.Expr]:
    """Index letter → size, from the places where the letters are used."""
    found: dict[sp.Symbol, sp.Expr] = {}
    for node in walk(expr):
        if isinstance(node, sp.Indexed):
            for index, size in zip(node.indices, names[str(node.base.label)].axes, strict=True):
                found.setdefault(index, size)
        elif isinstance(node, Element):
            for index in node.indices:
                found.setdefault(index, node.matrix.limits[0][2])
    return found


#: what is made of a matrix → its node
_WHOLE: dict[type[OfMatrix], type[ArrayNode]] = {
    MatrixInverse: InverseOf,
    Determinant: DeterminantOf,
    LogDeterminant: LogDeterminantOf,
}


@dataclass(frozen=True)
class _Lowering:
    names: Mapping[str, Name]
    wanted: tuple[sp.Symbol, ...]  # the order the result is wanted in: a hint for outer products
    ranges: Mapping[sp.Symbol, sp.Expr]
    #: the ends of those letters that run over a part of their axis; their range is the part's length
    spans: Spans = field(default_factory=dict)

    def value(self, expr: sp.Expr) -> Value:
        """The value of any expression, its axes in whatever order comes naturally."""
        if isinstance(expr, (sp.Number, sp.NumberSymbol)):
            return Value(expr)
        if isinstance(expr, sp.Symbol):
            return self._positions(expr) if self._is_index(expr) else Value(expr)
        if isinstance(expr, sp.Indexed):
            return self._leaf(expr)
        if isinstance(expr, sp.KroneckerDelta):
            return self._delta(*expr.args)
        if isinstance(expr, sp.Mul):
            return self._product(expr.args)
        if isinstance(expr, sp.Sum):
            return self._sum(expr)
        if isinstance(expr, LogSumExp):
            return self._log_sum_exp(expr)
        if isinstance(expr, OfMatrix):
            return self._of_matrix(expr)
        if isinstance(expr, Element):
            return self._element(expr)
        if isinstance(expr, sp.Piecewise):
            return self._cases(expr)
        if isinstance(expr, Partial) or not isinstance(expr, (sp.Add, sp.Pow, sp.Function)):
            raise UnsupportedError(f"no array code for {expr}, which is a {type(expr).__name__}.")
        values = [self.value(arg) for arg in expr.args]
        axes = union(values, self.wanted)
        return Value(rebuild(expr, tuple(align(value, axes) for value in values)), axes)

    def _is_index(self, symbol: sp.Symbol) -> bool:
        return symbol in self.ranges and symbol.name not in self.names

    def _positions(self, letter: sp.Symbol) -> Value:
        """The letter itself as a number."""
        if letter not in self.spans:
            return Value(Positions(self.ranges[letter]), (letter,))
        low, high = self.spans[letter]
        sizes = sorted(high.free_symbols, key=str) or [high]
        if len(sizes) > 1 or not never_negative(sizes[0] - high):
            raise UnsupportedError(f"no array code for {letter} as a number up to {high}.")
        cut = () if (low, high) == (ONE, sizes[0]) else (low, high, ONE)
        return Value(Part(Positions(sizes[0]), sp.Tuple(sp.Tuple(*cut))), (letter,))

    def _leaf(self, expr: sp.Indexed) -> Value:
        key = str(expr.base.label)
        return self._at(sp.Symbol(key), expr.indices, self.names[key].axes if key in self.names else ())

    def _at(self, array: sp.Expr, indices: Sequence[sp.Expr], sizes: Sequence[sp.Expr] = ()) -> Value:
        """A whole array with these indices; ``sizes`` are those of its axes, as far as they are known."""
        found = [self._place(index) for index in indices]
        cuts = [
            () if cut == (ONE, size, ONE) else cut
            for (_, cut), size in zip(found, (*sizes, *[ZERO] * (len(found) - len(sizes))), strict=True)
        ]
        if any(cuts):
            array = Part(array, sp.Tuple(*[sp.Tuple(*cut) for cut in cuts]))
        indices = [letter for letter, _ in found]
        fixed = [position if isinstance(position, sp.Integer) else ZERO for position in indices]
        if any(fixed):
            array = Take(array, sp.Tuple(*fixed))
        axes = [position for position in indices if not isinstance(position, sp.Integer)]
        while len(set(axes)) < len(axes):
            twice = next(axis for axis in axes if axes.count(axis) > 1)
            first = axes.index(twice)
            second = axes.index(twice, first + 1)
            array = Diagonal(array, sp.Integer(first), sp.Integer(second))
            axes = [a for place, a in enumerate(axes) if place not in (first, second)] + [twice]
        return Value(array, tuple(axes))

    def _place(self, index: sp.Expr) -> tuple[sp.Expr, tuple[sp.Expr, ...]]:
        """The letter of an index, and from where to where it goes; nothing for all of the axis."""
        if isinstance(index, sp.Integer) or (isinstance(index, sp.Symbol) and index not in self.spans):
            return index, ()
        letters = [symbol for symbol in sorted(index.free_symbols, key=str) if self._is_index(symbol)]
        ends = {x: self.spans.get(x, (ONE, self.ranges[x])) for x in letters}
        if len(letters) != 1 or abs(sp.diff(index, letters[0])) != 1:
            raise UnsupportedError(f"no array code for the index {index}.")
        first, last = (sp.expand(index.xreplace({letters[0]: end})) for end in ends[letters[0]])
        return letters[0], (first, last, sp.diff(index, letters[0]))

    def _delta(self, left: sp.Expr, right: sp.Expr) -> Value:
        if isinstance(left, sp.Integer):
            left, right = right, left
        if isinstance(left, sp.Integer):
            return Value(ONE if left == right else ZERO)
        plain = [x for x in (left, right) if isinstance(x, sp.Symbol) and x not in self.spans]
        if not isinstance(right, sp.Integer) and len(plain) < 2:
            if not plain:
                raise UnsupportedError(f"no array code for a Kronecker delta of {left} and {right}.")
            size = self._size(plain[0])
            return self._at(Eye(size), (left, right), (size, size))
        if isinstance(right, sp.Integer):
            return Value(Unit(self._size(left), right), (left,))
        return Value(ONE) if left == right else Value(Eye(self._size(left)), (left, right))

    def _size(self, index: sp.Expr) -> sp.Expr:
        if index not in self.ranges:
            raise UnsupportedError(f"the index {index} has no range, so it has no array form.")
        return self.ranges[index]

    def _cases(self, expr: sp.Piecewise) -> Value:
        branches = [self.value(branch) for branch, _ in expr.args]
        compared = [value for _, condition in expr.args for value in self._compared(condition)]
        axes = union([*branches, *compared], self.wanted)
        pairs = [
            (align(branch, axes), self._condition(condition, axes))
            for branch, (_, condition) in zip(branches, expr.args, strict=True)
        ]
        return Value(piecewise(*pairs), axes)

    def _compared(self, condition: sp.Basic) -> list[Value]:
        """The values of what a condition compares."""
        if isinstance(condition, BooleanAtom):
            return []
        if isinstance(condition, BooleanFunction):
            return [value for part in condition.args for value in self._compared(part)]
        if not isinstance(condition, sp.core.relational.Relational):
            raise UnsupportedError(f"no array code for the condition {condition}.")
        return [self.value(side) for side in condition.args]

    def _condition(self, condition: sp.Basic, axes: tuple[sp.Symbol, ...]) -> sp.Basic:
        """A condition on whole arrays; its sides get the axes, since a condition itself cannot be given any."""
        if isinstance(condition, BooleanAtom):
            return condition
        if isinstance(condition, BooleanFunction):
            return condition.func(*[self._condition(part, axes) for part in condition.args], evaluate=False)
        return condition.func(*[align(self.value(side), axes) for side in condition.args], evaluate=False)

    def _of_matrix(self, expr: OfMatrix) -> Value:
        """A determinant, a number; an ``MatrixInverse`` has the letters of its matrix."""
        inner = self._inside(expr)
        axes = (expr.row, expr.column)
        body = Value(inner._square(expr, axes), axes)
        node = _WHOLE[type(expr)](body.expr)
        return Value(node, axes if isinstance(expr, MatrixInverse) else ())

    def _square(self, expr: OfMatrix, axes: tuple[sp.Symbol, sp.Symbol]) -> sp.Expr:
        """The matrix as an array of its full shape."""
        body = self.value(expr.function)
        if set(body.axes) - set(axes):
            raise UnsupportedError(f"no array code for {expr}: one matrix for each index of a further axis.")
        size = self.ranges[axes[0]]
        aligned = align(body, axes)
        return aligned if len(body.axes) == 2 else Spread(aligned, sp.Tuple(size, size))

    def _element(self, expr: Element) -> Value:
        """An element of an inverse, its letters those it stands at."""
        return self._at(self._of_matrix(expr.matrix).expr, expr.indices)

    def _log_sum_exp(self, expr: LogSumExp) -> Value:
        inner = self._inside(expr)
        body = inner.value(expr.function)
        absent = [limit for limit in expr.limits if limit[0] not in body.axes]
        present = [body.axes.index(limit[0]) for limit in expr.limits if limit[0] in body.axes]
        value = reduced(LogSumExpOver, body, present)
        extra = [sp.log(inner.ranges[letter], evaluate=False) for letter, _, _ in absent]
        return Value(add(value.expr, *extra), value.axes)

    def _inside(self, expr: sp.Expr) -> _Lowering:
        return self._within(expr.limits)

    def _within(self, limits: Sequence[sp.Tuple]) -> _Lowering:
        """Inside a sum with these limits."""
        lengths = {letter: sp.expand(high - low + 1) for letter, low, high in limits}
        spans = {letter: ends for letter, ends in self.spans.items() if letter not in lengths}
        for letter, low, high in limits:
            if {*low.free_symbols, *high.free_symbols} & {*self.ranges, *lengths} - {
                *map(sp.Symbol, self.names)
            }:
                raise UnsupportedError(f"no array code for a sum over {letter} from {low} to {high}.")
            if low != 1 or not isinstance(high, (sp.Symbol, sp.Integer)):
                spans[letter] = (low, high)
        return _Lowering(self.names, self.wanted, {**self.ranges, **lengths}, spans)

    # -- products and sums --------------------------------------------------------------------------------

    def _product(self, factors: Sequence[sp.Expr]) -> Value:
        """A product without sums, in the order written, numbers first (so that they meet before an array does)."""
        return multiplied([self.value(factor) for factor in factors], self.wanted)

    def _sum(self, expr: sp.Sum) -> Value:
        factors, limits = _flatten(expr)
        inner = self._within(limits)
        return inner._contract(factors, {letter: inner.ranges[letter] for letter, _, _ in limits})

    def _contract(self, factors: list[sp.Expr], limits: Mapping[sp.Symbol, sp.Expr]) -> Value:
        factors, limits = _without_deltas(factors, limits, self.spans)
        for place, factor in enumerate(factors):
            if isinstance(factor, sp.Add) and self._is_too_big(factor, limits):
                rest = (factors[:place], factors[place + 1 :])
                terms = [self._contract(_open([*rest[0], term, *rest[1]]), limits) for term in factor.args]
                axes = union(terms, self.wanted)
                return Value(add(*[align(term, axes) for term in terms]), axes)
        values = [self.value(factor) for factor in factors]
        inside = [value for value in values if set(value.axes) & limits.keys()]
        outside = [value for value in values if not set(value.axes) & limits.keys()]
        return multiplied([*outside, *eliminate(inside, limits, self.wanted)], self.wanted)

    def _is_too_big(self, expr: sp.Add, limits: Mapping[sp.Symbol, sp.Expr]) -> bool:
        """True where the terms together span more axes than any array in them has, and some are summed."""
        leaves = [_at_indices(n) for n in walk(expr) if isinstance(n, (sp.Indexed, Element))]
        deltas = [set(n.args) for n in walk(expr) if isinstance(n, sp.KroneckerDelta)]
        everything = {i for leaf in (*leaves, *deltas) for i in leaf if i in self.ranges}
        bound = {i for n in walk(expr) if isinstance(n, BINDERS) for i in n.bound_symbols}
        everything -= bound
        return bool(everything & limits.keys()) and not any(everything <= leaf for leaf in leaves)


def _at_indices(node: sp.Basic) -> set[sp.Basic]:
    """The letters at the indices of one element."""
    return {symbol for index in node.indices for symbol in index.free_symbols}


def _flatten(expr: sp.Expr) -> tuple[list[sp.Expr], list[sp.Tuple]]:
    """The factors under a sum and its limits; sums that are factors are opened where letters allow it."""
    limits: list[sp.Tuple] = list(expr.limits)
    factors: list[sp.Expr] = []
    pending = list(_open([expr.function]))
    while pending:
        factor = pending.pop(0)
        if isinstance(factor, sp.Sum):
            letters = set(factor.bound_symbols)
            others = {s for other in (*factors, *pending) for s in _letters(other)}
            if not letters & ({limit[0] for limit in limits} | others):
                limits.extend(factor.limits)
                pending[:0] = _open([factor.function])
                continue
        factors.append(factor)
    return factors, limits


def _letters(expr: sp.Basic) -> set[sp.Basic]:
    found: set[sp.Basic] = set()
    for node in walk(expr):
        found |= _at_indices(node) if isinstance(node, sp.Indexed) else {node}
    return found


def _open(factors: Iterable[sp.Expr]) -> list[sp.Expr]:
    """Factors with products among them opened."""
    return [inner for f in factors for inner in (_open(f.args) if isinstance(f, sp.Mul) else [f])]


def _without_deltas(
    factors: list[sp.Expr], limits: Mapping[sp.Symbol, sp.Expr], spans: Spans
) -> tuple[list[sp.Expr], dict[sp.Symbol, sp.Expr]]:
    """Σ_k δ_{ik} f_k is f_i."""
    left = dict(limits)
    for place, factor in enumerate(factors):
        if isinstance(factor, sp.KroneckerDelta):
            for old, new in (factor.args, factor.args[::-1]):
                plain = old not in spans and new not in spans and isinstance(new, (sp.Symbol, sp.Integer))
                if old in left and old != new and plain:
                    del left[old]
                    rest = [*factors[:place], *factors[place + 1 :]]
                    return _without_deltas([replace(f, {old: new}) for f in rest], left, spans)
    return factors, left
