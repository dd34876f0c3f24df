"""The closed set of nodes a formula is made of, and how to build and rebuild them without SymPy evaluating.

Besides SymPy's ``Integer, Rational, Symbol, Indexed, Add, Mul, Pow, exp, log, Piecewise, Sum, KroneckerDelta`` and the
rows of ``symgrad.functions`` there are these nodes of our own:

``Partial(u, w)``        ∂u/∂w, not yet worked out; u is a name or an expression (SymPy evaluates ``Derivative(L, w)``
                         of two symbols to 0, so it cannot stand for this)
``Local(u, w)``          ∂u/∂w of u's *own* definition, every other name held fixed: a factor of the chain rule
``LimitOf(u, h, 0)``     lim u as h → 0, not worked out
``Maximum(a, b)``, ``Minimum(a, b)``   (SymPy's Max differentiates to Heaviside)
``LogSumExp(u, (i, 1, n))``            log Σᵢ exp(uᵢ), the stable form of a logarithm of a sum
``Determinant(u, (j, 1, n), (i, 1, n))``   det of the matrix with the elements u_ij; limits innermost first, like a
                         double sum's: the columns, then the rows.  ``LogDeterminant`` is the logarithm's stable form
``Element(MatrixInverse(u, (j, 1, n), (i, 1, n)), k, l)``   the element k, l of the inverse of that matrix
``Printed("0.613")``     a number as it stands on paper, rounded

Everything here keeps the order in which a formula was written: ``2(h-y)`` stays that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Self

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from symgrad.errors import UnsupportedError

ZERO = sp.Integer(0)
ONE = sp.Integer(1)
MINUS_ONE = sp.Integer(-1)


def _node(value: Any) -> sp.Basic:
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
        return sp.Expr.__new__(cls, _node(what), wrt)

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
        return sp.Expr.__new__(cls, _node(body), letter, _node(point), _node(side))

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
        return sp.Expr.__new__(cls, _node(body), *[sp.Tuple(*limit) for limit in limits])

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
        return sp.Expr.__new__(cls, matrix, _node(row), _node(column))

    @property
    def matrix(self) -> MatrixInverse:
        """The matrix it is an element of."""
        return self.args[0]

    @property
    def indices(self) -> tuple[sp.Expr, sp.Expr]:
        """Row and column."""
        return self.args[1:]


BINDERS = (sp.Sum, Bound)


# -- building, in the order written -----------------------------------------------------------------------


def _made(kind: Any, args: list[sp.Expr]) -> sp.Expr:
    """``kind(*args, evaluate=False)`` for a sum or product of two or more, without all that SymPy looks for first."""
    for arg in args:
        if not isinstance(arg, sp.Expr) or not arg.is_commutative:
            return kind(*args, evaluate=False)  # type: ignore[no-any-return]
    return kind._from_args(args, is_commutative=True)  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _base(key: str) -> sp.IndexedBase:
    return sp.IndexedBase(key)


@lru_cache(maxsize=4096)
def indexed(key: str, position: tuple[sp.Expr, ...]) -> sp.Indexed:
    """The element of a name at a position: ``x`` at (i,) is x_i.  SymPy takes long to make one, and few are needed."""
    return _base(key)[position]


def add(*terms: sp.Expr) -> sp.Expr:
    """A sum in the order written; sums inside are opened, zeros stay out."""
    flat: list[sp.Expr] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, sp.Add) else [term])
    flat = [term for term in flat if term is not sp.S.Zero]
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else _made(sp.Add, flat)


def mul(*factors: sp.Expr) -> sp.Expr:
    """A product in the order written; products inside are opened, ones stay out, a zero wins."""
    flat: list[sp.Expr] = []
    for factor in factors:
        flat.extend(factor.args if isinstance(factor, sp.Mul) else [factor])
    if any(factor is sp.S.Zero for factor in flat):
        return ZERO
    flat = [factor for factor in flat if factor is not sp.S.One]
    if not flat:
        return ONE
    return flat[0] if len(flat) == 1 else _made(sp.Mul, flat)


def neg(term: sp.Expr) -> sp.Expr:
    """−term; a number takes the sign itself."""
    if isinstance(term, sp.Number):
        return -term
    if isinstance(term, sp.Mul) and isinstance(term.args[0], sp.Number):
        return mul(-term.args[0], *term.args[1:])
    return mul(MINUS_ONE, term)


def sub(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """left − right."""
    if isinstance(right, sp.Add):
        return add(left, *[neg(term) for term in right.args])
    return add(left, neg(right))


def power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """base^exponent; only the exponents 0 and 1 disappear."""
    if exponent is sp.S.One:
        return base
    if exponent is sp.S.Zero:
        return ONE
    return sp.Pow(base, exponent, evaluate=False)


def div(top: sp.Expr, bottom: sp.Expr) -> sp.Expr:
    """top / bottom; a quotient of whole numbers becomes a fraction."""
    if isinstance(top, sp.Rational) and isinstance(bottom, sp.Rational) and bottom != 0:
        return top / bottom
    return mul(top, power(bottom, MINUS_ONE))


def total(body: sp.Expr, *limits: tuple[sp.Symbol, Any, Any]) -> sp.Expr:
    """Σ body, unevaluated; limits innermost first; without limits the body itself."""
    if not limits or body is sp.S.Zero:
        return body
    return summed(body, *[(letter, _node(low), _node(high)) for letter, low, high in limits])


def summed(body: sp.Expr, *limits: Any) -> sp.Expr:
    """``Sum(body, *limits)``; at once where SymPy would neither open a sum in a sum nor bring cases to the top."""
    if (
        isinstance(body, (sp.Sum, sp.Number, sp.Equality))
        or not body.is_commutative
        or has(body, sp.Piecewise)
    ):
        return sp.Sum(body, *limits)
    made = sp.Expr.__new__(sp.Sum, body, *[sp.Tuple(*limit) for limit in limits])
    made.is_commutative = True
    return made


def rebuild(expr: sp.Basic, args: tuple[Any, ...]) -> sp.Expr:
    """The same kind of node with other arguments, nothing evaluated."""
    if isinstance(expr, sp.Add):
        return add(*args)
    if isinstance(expr, sp.Mul):
        return mul(*args)
    if isinstance(expr, sp.Pow):
        return power(*args)
    if isinstance(expr, sp.exp):
        return sp.exp(args[0], evaluate=False)
    if isinstance(expr, (sp.Piecewise, ExprCondPair)) and any(arg.has(sp.Piecewise) for arg in args):
        # SymPy would simplify cases in a condition of cases, for as long as that takes.
        return _as_it_is(expr.func, args)
    if isinstance(expr, (sp.Piecewise, sp.Function)):
        return expr.func(*args, evaluate=False)
    if isinstance(expr, sp.Sum):
        return summed(*args)
    if isinstance(expr, sp.Rel):
        try:
            return expr.func(*args)  # what numbers decide is decided
        except TypeError:  # a side that is no real number, such as 1/0
            return expr.func(*args, evaluate=False)
    return expr.func(*args)


def _as_it_is(kind: type[sp.Basic], args: tuple[sp.Basic, ...]) -> Any:
    return sp.Basic.__new__(kind, *args)


def replace(expr: sp.Basic, table: Mapping[sp.Basic, sp.Basic]) -> Any:
    """Put in the right sides of ``table`` for its left sides, whole nodes only, keeping the form.

    A summation index is not free inside its sum: its replacement does not enter there.
    """
    if expr in table:
        return table[expr]
    inside = expr.args
    if not inside or isinstance(expr, sp.IndexedBase):
        return expr
    if isinstance(expr, BINDERS):
        bound = {limit[0] for limit in expr.limits}
        if bound & table.keys():
            table = {old: new for old, new in table.items() if old not in bound}
            if not table:
                return expr
    args = tuple([replace(arg, table) for arg in inside])
    return expr if args == inside else rebuild(expr, args)


def rename_bound(expr: sp.Basic, avoid: set[sp.Symbol], pool: Iterator[sp.Symbol]) -> Any:
    """Give every summation index that is in ``avoid`` another letter from ``pool``."""
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        return expr
    args = tuple(rename_bound(arg, avoid, pool) for arg in expr.args)
    expr = expr if args == expr.args else rebuild(expr, args)
    if isinstance(expr, BINDERS):
        clash = [limit[0] for limit in expr.limits if limit[0] in avoid]
        if clash:
            table: dict[sp.Basic, sp.Basic] = {old: next(pool) for old in clash}
            limits = [sp.Tuple(table.get(lim[0], lim[0]), *lim[1:]) for lim in expr.limits]
            return expr.func(replace(expr.function, table), *limits)
    return expr


def walk(expr: sp.Basic) -> Iterator[sp.Basic]:
    """Every node, outermost first, left to right (``preorder_traversal`` without its set order)."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        inside = node.args
        if inside and not isinstance(node, sp.Indexed):
            stack.extend(inside[::-1])


def free_symbols(expr: sp.Basic) -> set[sp.Symbol]:
    """``expr.free_symbols``, labels of ``Indexed`` among them: SymPy builds the body of a sum anew for it, which is
    slow, and fails where 1/0 or log 0 is compared.
    """
    found: set[sp.Symbol] = set()
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, sp.Symbol):
            found.add(node)
        elif isinstance(node, BINDERS):
            # Of several limits the first is the innermost: its ends may have the letters of those behind it.
            inside = free_symbols(node.function)
            for letter, *ends in node.limits:
                inside = inside.difference((letter,)).union(*map(free_symbols, ends))
            found |= inside
        else:
            stack.extend(node.args)
    return found


def has(expr: sp.Basic, kind: type[sp.Basic]) -> bool:
    """Whether a node of this kind occurs, as ``expr.has(kind)`` says more slowly."""
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, kind):
            return True
        stack.extend(node.args)
    return False


def bound_letters(expr: sp.Basic) -> set[sp.Symbol]:
    """The summation indices inside ``expr``."""
    return set(_names_in(expr)[1])


def bases(expr: sp.Basic) -> set[str]:
    """The keys of all names that occur, indexed or not; letters that only stand at an index do not count."""
    return set(_names_in(expr)[0])


def letters(expr: sp.Basic) -> set[str]:
    """Every name and every letter that is written anywhere, at an index or under a sum too."""
    return set(_names_in(expr)[2])


@lru_cache(maxsize=256)
def _names_in(expr: sp.Basic) -> tuple[frozenset[str], frozenset[sp.Symbol], frozenset[str]]:
    """``bases``, ``bound_letters`` and ``letters``: they are asked for again and again while a formula is read."""
    keys: set[str] = set()
    bound: set[sp.Symbol] = set()
    places: set[str] = set()
    for node in walk(expr):
        if isinstance(node, sp.Symbol):
            keys.add(key_of(node))
        elif isinstance(node, sp.Indexed):
            keys.add(key_of(node))
            places.update(symbol.name for index in node.indices for symbol in index.free_symbols)
        elif isinstance(node, BINDERS):
            bound.update(limit[0] for limit in node.limits)
    return frozenset(keys), frozenset(bound), frozenset(keys | places | {letter.name for letter in bound})


def key_of(name: sp.Basic) -> str:
    """The key of a ``Symbol`` or ``Indexed``."""
    label = name.args[0].args[0] if isinstance(name, sp.Indexed) else name  # what base.label is
    return label.name if isinstance(label, sp.Symbol) else str(label)


def coefficient_and_rest(expr: sp.Expr) -> tuple[sp.Rational, tuple[sp.Expr, ...]]:
    """The rational factor of a product, multiplied out, and the other factors in their order."""
    coefficient: sp.Rational = ONE
    rest: list[sp.Expr] = []
    for factor in expr.args if isinstance(expr, sp.Mul) else (expr,):
        if isinstance(factor, sp.Rational):
            coefficient *= factor
        elif isinstance(factor, sp.Pow) and all(isinstance(arg, sp.Integer) for arg in factor.args):
            coefficient *= factor.base**factor.exp
        else:
            rest.append(factor)
    return coefficient, tuple(rest)


def transform(expr: sp.Basic, change: Callable[[sp.Basic], sp.Basic]) -> Any:
    """Apply ``change`` to every node from the leaves up, keeping the form."""
    inside = expr.args
    if inside and not isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        args = tuple([transform(arg, change) for arg in inside])
        if args != inside:
            expr = rebuild(expr, args)
    return change(expr)
