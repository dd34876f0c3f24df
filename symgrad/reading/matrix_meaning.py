"""What matrix notation means in index notation: norms, transposes, traces, inverses, determinants, matrices in full.

In: nodes of the syntax tree, and ``lower`` for what stands inside them.  Out: ``Low``, an expression and its axes.
"""

from __future__ import annotations

from abc import abstractmethod

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError, worded
from symgrad.expressions import ONE, Determinant, Element, MatrixInverse, add, div, mul, power, total
from symgrad.reading import syntax as s
from symgrad.reading.leaves import Leaves, Scope
from symgrad.reading.products import Low


class MatrixMeaning(Leaves):
    """Lowers the nodes that only matrices and vectors have."""

    @abstractmethod
    def lower(self, node: s.Node, scope: Scope) -> Low:
        """The meaning of ``node``."""

    @abstractmethod
    def scalar(self, node: s.Node, scope: Scope, what: str) -> sp.Expr:
        """The meaning of a node that must be a number."""

    @abstractmethod
    def unsupported(self, node: s.Node, why: str) -> ReadError:
        """The error for a construct that is read but has no meaning in a model."""

    def square(self, node: s.Norm, scope: Scope) -> Low:
        """‖u‖²."""
        low = self.lower(node.body, scope)
        if node.kind == "2" and len(low.axes) == 2:
            raise self.unsupported(
                node, r"\|A\|_2 of a matrix is its spectral norm; for the sum of squares write \|A\|_F"
            )
        return Low(total(power(low.expr, sp.Integer(2)), *self.matrices.limits(low.axes)))

    def norm(self, node: s.Norm, scope: Scope) -> Low:
        """‖u‖ and ‖u‖₁."""
        if node.kind == "1":
            low = self.lower(node.body, scope)
            return Low(total(sp.Abs(low.expr, evaluate=False), *self.matrices.limits(low.axes)))
        if node.kind not in ("", "2", "F"):
            raise self.unsupported(
                node, worded("the norm with the index {kind} is not known", kind=node.kind)
            )
        return Low(power(self.square(node, scope).expr, sp.Rational(1, 2)))

    def transposed(self, node: s.Transposed, scope: Scope) -> Low:
        """Aᵀ; a column becomes a row."""
        low = self.lower(node.body, scope)
        if len(low.axes) == 1:
            return Low(low.expr, low.axes, not low.row)
        if isinstance(node.body, s.Name) and isinstance(low.expr, sp.Symbol) and self.table.shapes_known:
            raise ReadError(
                worded("is this a transpose, or the power T? {body} is a number.", body=node.body.key),
                node.origin,
                remedy=worded(
                    'Declare the shape of {body} (shapes={"{body}": "n"}), or declare T.', body=node.body.key
                ),
            )
        return Low(low.expr, tuple(reversed(low.axes)))

    def trace(self, node: s.Trace, scope: Scope) -> Low:
        """tr A."""
        low = self.lower(node.body, scope)
        if len(low.axes) != 2:
            raise ModelError("the trace of something that is no matrix.", node.origin)
        (first, rows), (second, columns) = low.axes
        self.matrices.same_size(rows, columns, node.origin, "the trace needs a square matrix, this one has")
        self.matrices.letters.unify(first, second)
        return Low(total(low.expr, *self.matrices.limits(low.axes[:1])))

    def inverse(self, low: Low, node: s.Power) -> Low:
        """A⁻¹."""
        limits = self.square_matrix(low, node.base.origin, "an inverse")
        (_, rows), (_, columns) = low.axes
        row, column = self.matrices.letters.fresh(), self.matrices.letters.fresh()
        return Low(Element(MatrixInverse(low.expr, *limits), row, column), ((row, rows), (column, columns)))

    def determinant(self, node: s.Determinant, scope: Scope) -> Low:
        """det A."""
        low = self.lower(node.body, scope)
        return Low(Determinant(low.expr, *self.square_matrix(low, node.origin, "a determinant")))

    def square_matrix(self, low: Low, origin: Origin, what: str) -> list[tuple[sp.Symbol, int, sp.Expr]]:
        """The limits of a matrix's columns and rows, which must be equally many."""
        if len(low.axes) != 2:
            raise ModelError(worded("{what} of something that is no matrix.", what=what), origin)
        (row, rows), (column, columns) = low.axes
        self.matrices.same_size(
            rows, columns, origin, worded("{what} needs a square matrix, this one has", what=what)
        )
        size = self.sizes.find(rows)
        return [(column, 1, size), (row, 1, size)]

    def is_square(self, low: Low) -> bool:
        """True for a matrix known to have as many rows as columns."""
        (_, rows), (_, columns) = low.axes
        return bool(self.sizes.find(rows) == self.sizes.find(columns))

    def diagonal(self, node: s.Diagonal, scope: Scope) -> Low:
        """diag x of a vector is a matrix, diag A of a matrix its diagonal."""
        low = self.lower(node.body, scope)
        if len(low.axes) == 1:
            ((letter, size),) = low.axes
            other = self.matrices.letters.fresh()
            return Low(mul(low.expr, sp.KroneckerDelta(letter, other)), ((letter, size), (other, size)))
        self.square_matrix(low, node.origin, "a diagonal")
        (first, size), (second, _) = low.axes
        self.matrices.letters.unify(first, second)
        return Low(low.expr, ((first, size),))

    def eye(self, node: s.Eye, scope: Scope) -> Low:
        """The identity matrix; its size follows from what stands around it."""
        row, column, size = self.matrices.letters.fresh(), self.matrices.letters.fresh(), self.sizes.fresh()
        return Low(sp.KroneckerDelta(row, column), ((row, size), (column, size)))

    def not_in_table(self, node: s.Name, scope: Scope) -> Low:
        """I and I_n are the identity matrix, where shapes are known and no name has it."""
        if node.base != "I" or node.sup is not None or node.primes or not self.table.shapes_known:
            return super().not_in_table(node, scope)
        size = node.sub.items[0].text if node.sub is not None and len(node.sub.items) == 1 else ""
        if node.sub is not None and not self._says_size(size):
            return super().not_in_table(node, scope)
        eye = self.eye(s.Eye(node.origin), scope)
        if size:
            self.sizes.unify(eye.axes[0][1], _length(size))
        return eye

    def _says_size(self, text: str) -> bool:
        """True for the name of a size, and for a number that can be one."""
        entry = self.table.find(text)
        known = text in self.table.sizes or (entry is not None and entry.role == "size")
        return known or (text.isdigit() and text[0] != "0")

    def element(self, node: s.Element, scope: Scope) -> Low:
        """(…)_{ij}; 1_N is the vector of N ones."""
        size = node.script.items[0].text if len(node.script.items) == 1 else ""
        if isinstance(node.body, s.Ones) and self._says_size(size):
            ones = self.ones(node.body, scope)
            self.sizes.unify(ones.axes[0][1], _length(size))
            return ones
        return self.at(self.lower(node.body, scope), node.script.items, node, scope)

    def ones(self, node: s.Ones, scope: Scope) -> Low:
        """The vector of ones; its length follows from what stands around it."""
        return Low(ONE, ((self.matrices.letters.fresh(), self.sizes.fresh()),))

    def grid(self, node: s.Grid, scope: Scope) -> Low:
        """A matrix written out, as a sum of its elements times Kronecker deltas; one column is a vector."""
        row, column = self.matrices.letters.fresh(), self.matrices.letters.fresh()
        height, width = len(node.rows), len(node.rows[0])
        terms = []
        for i, line in enumerate(node.rows, 1):
            for j, cell in enumerate(line, 1):
                deltas = []
                if height > 1 or width == 1:
                    deltas.append(sp.KroneckerDelta(row, i))
                if width > 1:
                    deltas.append(sp.KroneckerDelta(column, j))
                terms.append(mul(self.scalar(cell, scope, "an element of a matrix"), *deltas))
        if width == 1:
            return Low(add(*terms), ((row, sp.Integer(height)),))
        if height == 1:
            return Low(add(*terms), ((column, sp.Integer(width)),), True)
        return Low(add(*terms), ((row, sp.Integer(height)), (column, sp.Integer(width))))

    def softmax(self, node: s.Call, scope: Scope) -> Low:
        """e^{z_k} / Σ_j e^{z_j} along the last axis."""
        (argument,) = node.arguments
        above, below = self.lower(argument, scope), self.lower(argument, scope)
        if not above.axes:
            raise ModelError("softmax needs a vector or a matrix.", node.origin)
        for (letter, _), (other, _) in zip(above.axes[:-1], below.axes[:-1], strict=True):
            self.matrices.letters.unify(letter, other)
        bottom = total(sp.exp(below.expr, evaluate=False), *self.matrices.limits(below.axes[-1:]))
        return Low(div(sp.exp(above.expr, evaluate=False), bottom), above.axes, above.row)


def _length(size: str) -> sp.Expr:
    """A size that was written, a name or a number."""
    return sp.Integer(int(size[:9])) if size.isdigit() else sp.Symbol(size)
