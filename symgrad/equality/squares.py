"""Inverses and determinants in normal form: (AB)⁻¹ = B⁻¹A⁻¹, det(AB) = det A det B, and the transposes of both.

In: elements of an inverse, and determinants, in index notation.  Out: quotients.  A matrix that is a product of square
ones is taken apart into its links (A, Aᵀ, A⁻¹); what remains is a generator, the same one for a matrix and its
transpose.  A matrix of known small size is worked out element by element.  Every rule holds for every size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.converter import Converter
from symgrad.equality.field import Quotient, terms_of
from symgrad.equality.generators import Generator, GiveUp, put_in
from symgrad.expressions import (
    Determinant,
    Element,
    LogDeterminant,
    MatrixInverse,
    OfMatrix,
    free_symbols,
    summed,
    walk,
)
from symgrad.matrices import determinant, inverse

#: a matrix with this many rows or fewer, the number known, is worked out
MOST_ROWS = 4

Limits = tuple[tuple[sp.Symbol, int, sp.Expr], tuple[sp.Symbol, int, sp.Expr]]


class SymmetricInverse(MatrixInverse):
    """The inverse of a symmetric matrix, which is symmetric."""


class SymmetricElement(Element):
    """Its element k, l, which is the element l, k."""

    def __new__(cls, matrix: Any, row: Any, column: Any) -> SymmetricElement:
        first, second = sorted((row, column), key=sp.default_sort_key)
        return super().__new__(cls, matrix, first, second)


@dataclass(frozen=True)
class Link:
    """One factor of a product of square matrices: an element of data, or of an inverse, ``here`` its first index."""

    factor: sp.Expr
    here: sp.Expr
    there: sp.Expr

    @property
    def turned(self) -> bool:
        """Whether the product has the factor's transpose."""
        places = self.factor.indices
        return bool(places.index(self.here) > places.index(self.there))

    def inside(self, row: sp.Symbol, column: sp.Symbol) -> sp.Expr:
        """The factor's own matrix with these letters; of an inverse, what it is the inverse of."""
        first, second = (self.there, self.here) if self.turned else (self.here, self.there)
        if isinstance(self.factor, Element):
            whole = self.factor.matrix
            return put_in(whole.function, {whole.row: row, whole.column: column})  # type: ignore[no-any-return]
        return put_in(self.factor, {first: row, second: column})  # type: ignore[no-any-return]


class Squares(Converter):
    """Converts the nodes that are made of a square matrix."""

    def inverse_element(self, expr: Element) -> Quotient:
        """(A⁻¹)ₖₗ."""
        matrix = expr.matrix
        row, column = (self.written(self.quietly(place)) for place in expr.indices)
        size = self.written(self.quietly(matrix.limits[0][2]))
        if isinstance(size, sp.Integer):
            return self._worked_out(matrix, size, row, column)
        body, limits = self._body(matrix, size)
        number, links = self._chain(body, limits)
        if not links:
            return self._divided(self._inverse_atom(body, limits, row, column), number)
        if links[0].factor is sp.S.One:
            return self._divided(self.quietly(sp.KroneckerDelta(row, column)), number)
        (over, _, _), (down, _, _) = limits
        table = {over: row, down: column}
        between = [link.there for link in links[:-1]]
        fresh = {old: sp.Symbol(f"#wj{self.depth}.{place}") for place, old in enumerate(between)}
        factors = []
        for link in links:
            ends = [table.get(end, fresh.get(end, end)) for end in (link.there, link.here)]
            factors.append(self._inverse_link(link, limits, *(ends[::-1] if link.turned else ends)))
        if len(factors) == 1:
            return self._divided(self._of_factor(factors[0]), number)
        product = sp.Mul(*factors, evaluate=False)
        added = summed(product, *[(letter, 1, size) for letter in fresh.values()])
        return self._divided(self(added), number)

    def of_determinant(self, expr: Determinant) -> Quotient:
        """det A."""
        size = self.written(self.quietly(expr.limits[0][2]))
        if isinstance(size, sp.Integer):
            return determinant(self._rows(expr, size), _Quotients(self))  # type: ignore[no-any-return]
        body, limits = self._body(expr, size)
        number, links = self._chain(body, limits)
        found = self.quietly(sp.Pow(self.written(number), size, evaluate=False))
        if not links:
            return self.field.mul(found, self._determinant_atom(body, limits))
        for link in links if links[0].factor is not sp.S.One else ():
            part = self._named_determinant(link, limits)
            if isinstance(link.factor, Element):
                self.require(part, "!=")
                part = self.field.inverse(part)
            found = self.field.mul(found, part)
        return found

    def of_log_determinant(self, expr: LogDeterminant) -> Quotient:
        """log det A."""
        return self(sp.log(Determinant(expr.function, *expr.limits), evaluate=False))

    # -- taking apart -------------------------------------------------------------------------------------

    def _body(self, matrix: OfMatrix, size: sp.Expr) -> tuple[Quotient, Limits]:
        """The matrix's elements as a quotient in letters that say how deep it is nested, and their limits."""
        height = _height(matrix)
        row, column = (sp.Symbol(f"#w{name}{height}") for name in "rc")
        body = put_in(matrix.function, {matrix.row: row, matrix.column: column})
        return self._by_letters(body, (row, column), size), ((column, 1, size), (row, 1, size))

    def _by_letters(self, body: sp.Expr, letters: tuple[sp.Symbol, ...], size: sp.Expr) -> Quotient:
        self.depth += 1
        self.ranges.update(dict.fromkeys(letters, size))
        try:
            return self(body)
        finally:
            self.depth -= 1

    def _chain(self, body: Quotient, limits: Limits) -> tuple[Quotient, list[Link]]:
        """A number, and the links of the product that the matrix is besides; no links where it is none."""
        (column, _, size), (row, _, _) = limits
        num, den = self.field.canonical(body)
        if self.generators.letters(den) & {row, column} or num.is_zero():
            raise GiveUp("a matrix with its index below a fraction bar, or of zeros.")
        depends = [bool({row, column} & generator.letters) for generator in self.generators.all]
        parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in terms_of(num):
            inside = tuple(int(power) if power and depends[n] else 0 for n, power in enumerate(monomial))
            outside = tuple(int(p) - q for p, q in zip(monomial, inside, strict=True))
            parts.setdefault(inside, {})[outside] = coefficient
        below = Quotient(self.field.ctx.constant(1), {} if den.is_constant() else {str(den): (den, 1)})
        ((inside, part), *more) = parts.items()
        found = [self.generators.all[n] for n, power in enumerate(inside) if power]
        if not more and len(found) == 1 and max(inside) == 1:
            links = self._links(found[0], row, column, size)
            if links:
                above = self.field.polynomial(self.field.ctx.from_dict(part))
                return self.field.mul(above, below), links
        return self.field.polynomial(self.field.ctx.constant(num.leading_coefficient())), []

    def _links(self, generator: Generator, row: sp.Symbol, column: sp.Symbol, size: sp.Expr) -> list[Link]:
        """The factors from the row to the column; nothing where they do not make one path of square matrices."""
        if generator.kind == "delta":
            return [Link(sp.S.One, row, column)] if {*generator.data} == {row, column} else []
        letters, factors = generator.data if generator.kind == "sum" else ((), ((generator.expr, 1),))
        if any(high != size for _, high in letters):
            return []
        waiting = [factor for factor, power in factors for _ in range(power if power > 0 else 99)]
        inner = {letter for letter, _ in letters}
        if len(waiting) != len(inner) + 1 or not all(isinstance(f, (sp.Indexed, Element)) for f in waiting):
            return []
        found: list[Link] = []
        here: sp.Expr = row
        while waiting:
            beside = [factor for factor in waiting if here in factor.indices]
            if len(beside) != 1:
                return []
            waiting.remove(beside[0])
            others = [place for place in beside[0].indices if place in inner | {column} and place != here]
            if len(others) != 1 or beside[0].indices.count(here) != 1:
                return []
            found.append(Link(beside[0], here, others[0]))
            here = others[0]
        return found if here == column and _once(found) else []

    def _inverse_link(self, link: Link, limits: Limits, row: sp.Expr, column: sp.Expr) -> sp.Expr:
        """The element of the link's inverse."""
        (over, _, _), (down, _, _) = limits
        inside = link.inside(down, over)
        if isinstance(link.factor, Element):
            return put_in(inside, {down: row, over: column})  # type: ignore[no-any-return]
        return Element(MatrixInverse(inside, *limits), row, column)

    def _of_factor(self, factor: sp.Expr) -> Quotient:
        """One element: of data as it is, of the inverse of data as a generator."""
        if not isinstance(factor, Element) or not isinstance(factor.matrix.function, sp.Indexed):
            return self(factor)
        matrix = factor.matrix
        body, limits = self._body(matrix, matrix.limits[0][2])
        return self._inverse_atom(body, limits, *factor.indices)

    def _named_determinant(self, link: Link, limits: Limits) -> Quotient:
        (over, _, size), (down, _, _) = limits
        inside = link.inside(down, over)
        return self._determinant_atom(self._by_letters(inside, (down, over), size), limits)

    # -- generators ---------------------------------------------------------------------------------------

    def _oriented(self, body: Quotient, limits: Limits) -> tuple[tuple[sp.Expr, Any, Any], bool, bool]:
        """The matrix, or its transpose, whichever is written first, with 1 leading; turned?  symmetric?

        With the matrix come the limits of its letters, which go by what is nested in it and not by where it stands.
        """
        (over, _, size), (down, _, _) = limits
        num, _ = self.field.canonical(body)
        one = self.field.polynomial(self.field.ctx.constant(1 / num.leading_coefficient()))
        here = self.written(self.field.mul(body, one))
        exchanged = put_in(here, {over: down, down: over})
        there = self._by_letters(exchanged, (down, over), size)
        if self.field.sub(there, self.field.mul(body, one)).num.is_zero():
            return _lettered(here, limits), False, True
        shown = self.written(there)
        turned = str(shown) < str(here)
        return _lettered(shown if turned else here, limits), turned, False

    def _determinant_atom(self, body: Quotient, limits: Limits) -> Quotient:
        matrix, _, _ = self._oriented(body, limits)
        made = Determinant(*matrix)
        return self.generators.quotient(self.generators.get("det", made, made))

    def _inverse_atom(self, body: Quotient, limits: Limits, row: sp.Expr, column: sp.Expr) -> Quotient:
        matrix, turned, symmetric = self._oriented(body, limits)
        below = self._determinant_atom(body, limits)
        if not self.generators.letters(below.num):
            self.require(below, "!=")
        if symmetric:
            made: Element = SymmetricElement(SymmetricInverse(*matrix), row, column)
        else:
            places = (column, row) if turned else (row, column)
            made = Element(MatrixInverse(*matrix), *places)
        return self.generators.quotient(self.generators.get("inverse", made, made))

    def _divided(self, q: Quotient, number: Quotient) -> Quotient:
        if number.num.is_zero():
            raise GiveUp("a matrix of zeros.")
        self.require(number, "!=")
        return self.field.mul(q, self.field.inverse(number))

    # -- known sizes --------------------------------------------------------------------------------------

    def _rows(self, matrix: OfMatrix, size: sp.Integer) -> list[list[Quotient]]:
        if size > MOST_ROWS:
            raise GiveUp("a large matrix.")
        numbers = [sp.Integer(n) for n in range(1, int(size) + 1)]
        return [
            [self(put_in(matrix.function, {matrix.row: i, matrix.column: j})) for j in numbers]
            for i in numbers
        ]

    def _worked_out(self, matrix: OfMatrix, size: sp.Integer, row: sp.Expr, column: sp.Expr) -> Quotient:
        if not isinstance(row, sp.Integer) or not isinstance(column, sp.Integer):
            raise GiveUp("an element of a written-out inverse at a letter.")
        found = inverse(self._rows(matrix, size), _Quotients(self))
        if found is None:
            raise GiveUp("a matrix that has no inverse.")
        return found[int(row) - 1][int(column) - 1]  # type: ignore[no-any-return]


class _Quotients:
    """Quotients as the arithmetic that ``symgrad.matrices`` asks for."""

    def __init__(self, normal: Converter) -> None:
        self.normal = normal

    def rational(self, top: int, bottom: int) -> Quotient:
        return self.normal.field.number(fmpq(top, bottom))

    def total(self, terms: list[Quotient]) -> Quotient:
        return self._folded(self.normal.field.add, terms)

    def product(self, factors: list[Quotient]) -> Quotient:
        return self._folded(self.normal.field.mul, factors)

    def power(self, base: Quotient, exponent: Quotient) -> Quotient | None:
        """1/base: no other power is asked for."""
        if self.normal.field.canonical(base)[0].is_zero():
            return None
        self.normal.require(base, "!=")
        return self.normal.field.inverse(base)

    def _folded(self, of: Callable[[Quotient, Quotient], Quotient], parts: list[Quotient]) -> Quotient:
        first, *others = parts
        for part in others:
            first = of(first, part)
        return first


def _lettered(matrix: sp.Expr, limits: Limits) -> tuple[sp.Expr, Any, Any]:
    """The matrix in the letters of its own height, and their limits."""
    (over, _, size), (down, _, _) = limits
    height = 1 + max((_height(node) for node in walk(matrix) if isinstance(node, OfMatrix)), default=0)
    row, column = (sp.Symbol(f"#w{name}{height}") for name in "rc")
    return put_in(matrix, {down: row, over: column}), (column, 1, size), (row, 1, size)


def _height(expr: sp.Basic) -> int:
    """How deep matrices stand inside each other's inverses and determinants."""
    return 1 + max((_height(node) for node in walk(expr.args[0]) if isinstance(node, OfMatrix)), default=0)


def _once(links: list[Link]) -> bool:
    """Whether the ends of every link occur nowhere else in it (no diagonal, no letter inside an index)."""
    return all(
        link.factor.indices.count(link.here) == link.factor.indices.count(link.there) == 1 for link in links
    )


Factors = list[tuple[sp.Expr, int]]
Letters = list[tuple[sp.Symbol, sp.Expr]]


def cancelled(factors: Factors, letters: Letters) -> tuple[Factors, Letters] | None:
    """Σⱼ (A⁻¹)ᵢⱼ Aⱼₖ as δᵢₖ, A being data or a product: the factors and letters left; ``None`` where there is none."""
    for element, power in factors:
        if not isinstance(element, Element) or power != 1:
            continue
        others = [item for item in factors if item[0] is not element]
        for place, letter in enumerate(element.indices):
            ends = dict(letters)
            if ends.get(letter) == element.matrix.limits[0][2] and element.indices.count(letter) == 1:
                found = _beside(element, place, others, ends)
                if found is not None:
                    return found
    return None


def _beside(
    element: Element, place: int, others: Factors, ends: dict[sp.Symbol, sp.Expr]
) -> tuple[Factors, Letters] | None:
    """What is left where the matrix itself stands beside the element of its inverse, by the index at ``place``."""
    matrix, letter = element.matrix, element.indices[place]
    inner, free = (matrix.row, matrix.column) if place == 1 else (matrix.column, matrix.row)
    body: sp.Expr = matrix.function
    limits: tuple[sp.Tuple, ...] = ()
    if isinstance(body, sp.Sum):
        body, limits = body.function, body.limits
    pattern = [f for part in sp.Mul.make_args(body) for f in _repeated(part)]
    bound = {name: high for name, _, high in limits}
    for table, used in _matches(pattern, others, {inner: letter}, {free: None, **bound}, ends):
        summed = {letter, *(table[name] for name in bound)}
        rest = [item for item in others if item[0] not in used]
        if len(summed) == 1 + len(bound) and not any(free_symbols(f) & summed for f, _ in rest):
            delta = sp.KroneckerDelta(element.indices[1 - place], table[free])
            left = [(name, end) for name, end in ends.items() if name not in summed]
            return [*rest, (delta, 1)], left
    return None


def _repeated(part: sp.Expr) -> list[sp.Expr]:
    """X² as X, X."""
    if isinstance(part, sp.Pow) and isinstance(part.exp, sp.Integer) and 0 < part.exp <= 4:
        return [part.base] * int(part.exp)
    return [part]


def _matches(
    pattern: list[sp.Expr],
    factors: Factors,
    table: dict[sp.Basic, sp.Basic],
    open_: dict[sp.Symbol, sp.Expr | None],
    ends: dict[sp.Symbol, sp.Expr],
) -> Iterator[tuple[dict[sp.Basic, sp.Basic], list[sp.Expr]]]:
    """The ways to find the pattern among the factors: what its letters stand for, and which factors are used.

    A letter of ``open_`` with an end stands for a letter of a sum with the same end, one without for anything.
    """
    if not pattern:
        yield table, []
        return
    first, *more = pattern
    if not isinstance(first, (sp.Indexed, Element)):
        return
    for factor, power in factors:
        if power != 1 or _label(factor) != _label(first):
            continue
        grown: dict[sp.Basic, sp.Basic] | None = dict(table)
        for mine, its in zip(first.indices, factor.indices, strict=True):
            known = grown.get(mine, mine if mine not in open_ else None) if grown is not None else None
            if grown is None or (known is not None and known != its):
                grown = None
            elif known is None and (open_[mine] is None or ends.get(its) == open_[mine]):
                grown[mine] = its
            elif known is None:
                grown = None
        if grown is not None:
            others = [item for item in factors if item[0] is not factor]
            for found, used in _matches(more, others, grown, open_, ends):
                yield found, [factor, *used]


def _label(factor: sp.Expr) -> Any:
    """What an element is an element of."""
    if isinstance(factor, Element):
        return factor.matrix
    return (factor.base, len(factor.indices)) if isinstance(factor, sp.Indexed) else None


__all__ = ["MOST_ROWS", "Squares", "SymmetricElement", "SymmetricInverse", "cancelled"]
