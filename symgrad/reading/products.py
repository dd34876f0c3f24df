"""Matrix notation in index notation: which axes a sum, an elementwise product and a matrix product have.

``Low`` is an expression with the axes that matrix notation leaves unwritten.  Vectors are columns; ``row`` marks a
transposed one.  Sizes are made equal as they meet, and a clash names both.
"""

from __future__ import annotations

from typing import NamedTuple

import sympy as sp

from symgrad.errors import ModelError, Origin, worded
from symgrad.expressions import mul, total
from symgrad.reading.sizes import Equal, Sizes
from symgrad.reading.ways import placed, turned, whole

#: characters of a factor that is written out in what may be meant
MOST_WRITTEN = 60

Axes = tuple[tuple[sp.Symbol, sp.Expr], ...]


class Low(NamedTuple):
    """``expr`` with its unwritten axes as (letter, size)."""

    expr: sp.Expr
    axes: Axes = ()
    row: bool = False


class Matrices:
    """Sums and products of what has axes."""

    def __init__(self, sizes: Sizes, letters: Equal) -> None:
        self.sizes = sizes
        self.letters = letters

    def limits(self, axes: Axes) -> list[tuple[sp.Symbol, int, sp.Expr]]:
        """The limits of a sum over all axes, innermost first."""
        return [(letter, 1, size) for letter, size in reversed(axes)]

    def shape(self, low: Low) -> str:
        """``(m, n)`` for messages."""
        sizes = [str(self.sizes.find(size)) for _, size in low.axes]
        shown = ["?" if size.startswith("?") else size for size in sizes]
        return f"({', '.join(shown)}{',' if len(shown) == 1 else ''})"

    def same_size(self, left: sp.Expr, right: sp.Expr, origin: Origin, problem: str) -> None:
        """Make two sizes equal or say that they are not."""
        first, second = self.sizes.find(left), self.sizes.find(right)
        if not self.sizes.unify(left, right):
            raise ModelError(
                worded("{problem} {first} and {second}.", problem=problem, first=first, second=second),
                origin,
                remedy="Check the shapes.",
            )

    def aligned(self, left: Low, right: Low, origin: Origin, done: str) -> Low:
        """The shape of a sum: equal shapes, a number with anything, a vector with every row of a matrix."""
        if not left.axes or not right.axes:
            return right if not left.axes else left
        wide, narrow = (left, right) if len(left.axes) >= len(right.axes) else (right, left)
        if len(left.axes) == len(right.axes) == 1 and left.row != right.row:
            raise ModelError(
                worded("a row and a column are {done} in {origin}.", done=done, origin=origin.fragment),
                origin,
                remedy="Transpose one of them.",
            )
        axes = list(wide.axes)
        offset = len(wide.axes) - len(narrow.axes)
        for place, (letter, size) in enumerate(narrow.axes, offset):
            other, length = wide.axes[place]
            first, second = self.sizes.find(length), self.sizes.find(size)
            if 1 in (first, second) and first != second and len(left.axes) == len(right.axes) == 2:
                # one row (or column) of a matrix of size 1 serves all
                self.letters.unify(sp.Integer(1), letter if second == 1 else other)
                axes[place] = (other, length) if second == 1 else (letter, size)
                continue
            if not self.sizes.unify(length, size):
                raise ModelError(
                    worded(
                        "shapes {left_shape} and {right_shape} cannot be {done} in {place}: {first} is not {second}.",
                        left_shape=self.shape(left),
                        right_shape=self.shape(right),
                        done=done,
                        place=_short(origin),
                        first=first,
                        second=second,
                    ),
                    origin,
                    remedy="A vector is added to every row of a matrix; its length is the matrix's number of columns."
                    if offset
                    else "Check the shapes, and whether a transpose is missing.",
                )
            self.letters.unify(other, letter)
        return Low(wide.expr, tuple(axes), wide.row)

    def product(self, factors: list[tuple[str, Low, Origin]]) -> Low:
        """The matrix product of the factors from left to right; numbers stay in front."""
        if all(not low.axes for _, low, _ in factors):
            return Low(mul(*[low.expr for _, low, _ in factors]))
        numbers = [low.expr for _, low, _ in factors if not low.axes]
        result: Low | None = None
        begin, last = factors[0][2], factors[0][2]
        for sign, low, origin in factors:
            if not low.axes:
                continue
            if result is None:
                result, begin, last = low, origin, origin
                continue
            if not result.axes:
                result, last = Low(mul(result.expr, low.expr), low.axes, low.row), origin
                continue
            result = self.contracted(result, low, begin.to(origin), begin.to(last), origin, sign)
            last = origin
        assert result is not None
        return Low(mul(*numbers, result.expr), result.axes, result.row)

    def contracted(
        self, left: Low, right: Low, origin: Origin, first: Origin, second: Origin, sign: str
    ) -> Low:
        """The product of two things with axes."""
        ranks = (len(left.axes), len(right.axes))
        if ranks == (1, 1) and not left.row and right.row:
            return Low(mul(left.expr, right.expr), left.axes + right.axes)
        dot = ranks == (1, 1) and sign == r"\cdot" and not left.row and not right.row
        if not dot and ((ranks[0] == 1 and not left.row) or (ranks[1] == 1 and right.row) or max(ranks) > 2):
            raise self.no_product(left, right, origin, first, second)
        (over, size), (other, length) = left.axes[-1], right.axes[0]
        inner, outer = self.sizes.find(size), self.sizes.find(length)
        if not self.sizes.unify(size, length):
            raise ModelError(
                worded(
                    "{left} has shape {left_shape} and {right} has shape {right_shape}:"
                    " their product needs {inner} = {outer}.",
                    left=_short(first),
                    left_shape=self.shape(left),
                    right=_short(second),
                    right_shape=self.shape(right),
                    inner=inner,
                    outer=outer,
                ),
                origin,
                remedy="Check the shapes, and whether a transpose or another order is meant.",
            )
        self.letters.unify(over, other)
        axes = left.axes[:-1] + right.axes[1:]
        row = len(axes) == 1 and ranks == (1, 2)
        return Low(total(mul(left.expr, right.expr), (over, 1, size)), axes, row)

    def no_product(self, left: Low, right: Low, origin: Origin, first: Origin, second: Origin) -> ModelError:
        """What is wrong with a product of a vector, and what may be meant."""
        one, two = (" ".join(whole(place).fragment.split()) for place in (first, second))
        ranks = (len(left.axes), len(right.axes))
        if ranks == (1, 1) and left.row == right.row:
            problem = worded(
                "{one} and {two} are both {kind}, of lengths {first} and {second}",
                one=_cut(one),
                two=_cut(two),
                kind="rows" if left.row else "columns",
                first=self.sizes.find(left.axes[0][1]),
                second=self.sizes.find(right.axes[0][1]),
            )
            problem = worded("{problem}: they have no matrix product.", problem=problem)
        else:
            problem = worded(
                "{one} has shape {left_shape} and {two} has shape {right_shape}",
                one=_cut(one),
                left_shape=self.shape(left),
                two=_cut(two),
                right_shape=self.shape(right),
            )
            problem = worded("{problem}: they have no matrix product in this order.", problem=problem)
        return ModelError(problem, origin, remedy=self.meant(left, right, one, two))

    def meant(self, left: Low, right: Low, one: str, two: str) -> str:
        """What may be meant: products that fit, by the lengths that are known."""
        ranks = (len(left.axes), len(right.axes))
        first, second = placed(one), placed(two)
        across, down = turned(one), turned(two)
        if max(len(one), len(two)) > MOST_WRITTEN or max(ranks) > 2:
            return "Check the shapes, and whether a transpose or another order is meant."
        if ranks == (1, 1) and not self.same(left, 0, right, 0):
            # the outer product is all that lengths allow
            return worded("Write {way}.", way=f"{across} {second}" if left.row else f"{first} {down}")
        if ranks == (1, 1):
            scalar = f"{first} {down}" if left.row else f"{across} {second}"
            return worded(
                "Write {way} for the scalar product, {other} element by element.",
                way=scalar,
                other=rf"{across} \odot {down}" if left.row else rf"{first} \odot {second}",
            )
        if ranks[0] == 1:
            # a column before a matrix; its rows, or its columns, may be as many as the column has elements
            fitting = [
                (self.same(left, 0, right, 0), f"{across} {second}"),
                (self.same(left, 0, right, 0), f"{down} {first}"),
            ]
            fitting += [(self.same(left, 0, right, 1), f"{second} {first}")]
        else:
            fitting = [
                (self.same(left, 1, right, 0), f"{first} {down}"),
                (self.same(left, 0, right, 0), f"{second} {first}"),
            ]
        ways = [way for fits, way in fitting if fits]
        if not ways:
            return "Check the shapes, and whether a transpose or another order is meant."
        if len(ways) == 1:
            return worded("A vector is a column: write {way}.", way=ways[0])
        return worded("A vector is a column: write {way}, or {other}.", way=ways[0], other=ways[1])

    def same(self, left: Low, axis: int, right: Low, other: int) -> bool:
        """Whether two axes have one length, or may have: one of them is not known."""
        sizes = [str(self.sizes.find(low.axes[place][1])) for low, place in ((left, axis), (right, other))]
        return sizes[0] == sizes[1] or any(size.startswith("?") for size in sizes)


def _short(origin: Origin) -> str:
    return _cut(" ".join(origin.fragment.split()))


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "…"
