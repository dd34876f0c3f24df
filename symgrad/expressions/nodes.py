"""The nodes that SymPy does not have.

In: expressions.  Out: nodes that nothing evaluates.
"""

from __future__ import annotations

from typing import Any, Self

import sympy as sp

from symgrad.errors import UnsupportedError

ZERO = sp.Integer(0)
ONE = sp.Integer(1)
MINUS_ONE = sp.Integer(-1)


def node_of(value: Any) -> sp.Basic:
    """A SymPy object as it is, a whole number as one; text is never made into mathematics here."""
    if isinstance(value, sp.Basic):
        return value
    if isinstance(value, int):
        return sp.Integer(value)
    raise UnsupportedError(f"{value!r} ({type(value).__name__}) is no expression.")


class Partial(sp.Expr):
    """∂u/∂w as it stands on paper: nothing is worked out. ``u`` and ``w`` may be indexed."""

    is_commutative = True

    def __new__(cls, what: Any, wrt: Any) -> Partial:
        if not isinstance(wrt, (sp.Symbol, sp.Indexed)):
            raise UnsupportedError(f"a derivative is by a name, not by {wrt}.")
        return sp.Expr.__new__(cls, node_of(what), wrt)

    @property
    def what(self) -> sp.Expr:
        """The differentiated expression or name."""
        return self.args[0]

    @property
    def wrt(self) -> sp.Expr:
        """The name it is differentiated by."""
        return self.args[1]

    @property
    def of_names(self) -> bool:
        """True for ∂E/∂w, false for ∂/∂w (an expression)."""
        return isinstance(self.what, (sp.Symbol, sp.Indexed))


class Local(Partial):
    """∂u/∂w inside the definition of u, every other name held fixed."""


class LimitOf(sp.Expr):
    """lim body as ``letter`` goes to ``point``; ``side`` is 1 from above, −1 from below, 0 from both sides."""

    is_commutative = True

    def __new__(cls, body: Any, letter: sp.Symbol, point: Any, side: int = 0) -> Self:
        return sp.Expr.__new__(cls, node_of(body), letter, node_of(point), node_of(side))

    @property
    def body(self) -> sp.Expr:
        """What the limit is taken of."""
        return self.args[0]

    @property
    def letter(self) -> sp.Symbol:
        """What goes to ``point``."""
        return self.args[1]

    @property
    def point(self) -> sp.Expr:
        """Where it goes."""
        return self.args[2]

    @property
    def side(self) -> int:
        """1, −1 or 0."""
        return int(self.args[3])


class Printed(sp.Symbol):
    """A number as it stands on paper: ``Printed("0.613")``.  It is written like a number and has no other meaning."""


class Maximum(sp.Function):
    """The larger of two expressions."""

    nargs = 2

    def _eval_evalf(self, prec: int) -> Any:
        return sp.Max(*self.args)._eval_evalf(prec)


class Minimum(sp.Function):
    """The smaller of two expressions."""

    nargs = 2

    def _eval_evalf(self, prec: int) -> Any:
        return sp.Min(*self.args)._eval_evalf(prec)


class Bound(sp.Expr):
    """Base of what binds indices in a body; args are ``(body, Tuple(i, low, high), …)`` like a ``Sum``'s."""

    is_commutative = True

    def __new__(cls, body: Any, *limits: Any) -> Self:
        return sp.Expr.__new__(cls, node_of(body), *[sp.Tuple(*limit) for limit in limits])

    @property
    def function(self) -> sp.Expr:
        """What stands inside, as in ``Sum.function``."""
        return self.args[0]

    @property
    def limits(self) -> tuple[sp.Tuple, ...]:
        """``(index, low, high)`` triples, innermost first, as in ``Sum.limits``."""
        return self.args[1:]

    @property
    def bound_symbols(self) -> list[sp.Symbol]:
        """The indices that run."""
        return [limit[0] for limit in self.limits]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        """Everything free inside, without the indices that run."""
        free = self.function.free_symbols - set(self.bound_symbols)
        for limit in self.limits:
            for bound in limit[1:]:
                free |= bound.free_symbols
        return free


class LogSumExp(Bound):
    """``log Σ_{i=low}^{high} exp(body)``."""


class OfMatrix(Bound):
    """Base of what is made of a square matrix; the limits are those of its columns and of its rows."""

    def __new__(cls, body: Any, *limits: Any) -> Self:
        if len(limits) != 2 or limits[0][2] != limits[1][2] or limits[0][0] == limits[1][0]:
            raise UnsupportedError(f"{cls.__name__} is made of a square matrix with two indices.")
        return super().__new__(cls, body, *limits)

    @property
    def row(self) -> sp.Symbol:
        """The letter of the rows."""
        return self.args[2][0]

    @property
    def column(self) -> sp.Symbol:
        """The letter of the columns."""
        return self.args[1][0]


class Determinant(OfMatrix):
    """The determinant of a square matrix."""


class LogDeterminant(OfMatrix):
    """The logarithm of a positive determinant, computed without the determinant."""


class MatrixInverse(OfMatrix):
    """The inverse of a square matrix as a whole; formulas have its elements."""


class Element(sp.Expr):
    """``Element(matrix, k, l)``: one element of an ``MatrixInverse``."""

    is_commutative = True

    def __new__(cls, matrix: Any, row: Any, column: Any) -> Self:
        if not isinstance(matrix, MatrixInverse):
            raise UnsupportedError(f"{matrix} ({type(matrix).__name__}) has no elements.")
        return sp.Expr.__new__(cls, matrix, node_of(row), node_of(column))

    @property
    def matrix(self) -> MatrixInverse:
        """The matrix it is an element of."""
        return self.args[0]

    @property
    def indices(self) -> tuple[sp.Expr, sp.Expr]:
        """Row and column."""
        return self.args[1:]


BINDERS = (sp.Sum, Bound)
