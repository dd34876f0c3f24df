"""Syntax tree to SymPy in index notation, node by node, nothing evaluated.

In: nodes and the table of names.  Out: ``Low(expr, axes, row)``: an expression, the index variables matrix notation
left unwritten (``axes`` as (letter, size), a vector is a column unless ``row``).  What the letters and sizes are in the
end is found in ``finish``.  Products of matrices are in ``products``, Σ and Π in ``sum_meaning``, what only matrices
have in ``matrix_meaning``, names and numbers in ``leaves``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError, worded
from symgrad.expressions import (
    ONE,
    Determinant,
    Maximum,
    Minimum,
    Partial,
    add,
    applied,
    div,
    has,
    mul,
    neg,
    piecewise,
    power,
    walk,
)
from symgrad.functions import BY_SPELLING, FAMILIES, TOWERING
from symgrad.reading import syntax as s
from symgrad.reading.leaves import Scope
from symgrad.reading.limits import MAX_ARGUMENT
from symgrad.reading.products import Low
from symgrad.reading.sum_meaning import SumMeaning

RELATION = {
    "=": sp.Eq, r"\ne": sp.Ne, "<": sp.StrictLessThan, ">": sp.StrictGreaterThan, r"\le": sp.LessThan,
    r"\ge": sp.GreaterThan,
}  # fmt: skip
#: products that go element by element
_ELEMENTWISE = frozenset([r"\odot", r"\oslash"])


class Meaning(SumMeaning):
    """Lowers nodes; ``LOWER`` says which method lowers which kind."""

    def lower(self, node: s.Node, scope: Scope) -> Low:
        """The meaning of ``node``.  Raises ``ReadError`` for a node that has none here."""
        self.go_on()
        try:
            method = LOWER[type(node)]
        except KeyError:
            raise self.unsupported(node, "this has no meaning inside a model") from None
        return method(self, node, scope)

    def scalar(self, node: s.Node, scope: Scope, what: str) -> sp.Expr:
        """The meaning of a node that must be a number."""
        low = self.lower(node, scope)
        if low.axes:
            raise ModelError(
                worded(
                    "{what} must be a number, but {written} has axes.",
                    what=what,
                    written=node.origin.fragment,
                ),
                node.origin,
            )
        return low.expr

    def unsupported(self, node: s.Node, why: str) -> ReadError:
        """The error for a construct that is read but has no meaning in a model."""
        return ReadError(worded("{why}.", why=why), node.origin, reason="wrong_type")

    # -- arithmetic --------------------------------------------------------------------------------------

    def plus(self, node: s.Plus, scope: Scope) -> Low:
        """Terms in the order written."""
        result: Low | None = None
        terms: list[sp.Expr] = []
        for sign, term in node.terms:
            low = self.lower(term, scope)
            terms.append(low.expr if sign == 1 else neg(low.expr))
            result = low if result is None else self.matrices.aligned(result, low, node.origin, "added")
        assert result is not None
        return Low(add(*terms), result.axes, result.row)

    def times(self, node: s.Times, scope: Scope) -> Low:
        """Factors in the order written; ⊙ and ⊘ bind looser than a product without a sign."""
        if _ELEMENTWISE.isdisjoint(node.signs):
            factors = [self.lower(factor, scope) for factor in node.factors]
            if not any(low.axes for low in factors):
                return Low(mul(*[low.expr for low in factors]))
            origins = [factor.origin for factor in node.factors]
            last = node.factors[-1]
            if isinstance(last, s.Number) and last.text == "1" and not any(node.signs):
                before = self.matrices.product(
                    [("", low, at) for low, at in zip(factors[:-1], origins, strict=False)]
                )
                if len(before.axes) == 2:  # A 1, the sums of the rows
                    factors[-1] = self.ones(s.Ones(last.origin), scope)
            return self.matrices.product(list(zip(("", *node.signs), factors, origins, strict=True)))
        groups: list[list[tuple[str, Low, Origin]]] = [[]]
        between: list[str] = []
        for sign, factor in zip(("", *node.signs), node.factors, strict=True):
            if sign in _ELEMENTWISE:
                groups.append([])
                between.append(sign)
            groups[-1].append((sign, self.lower(factor, scope), factor.origin))
        lows = [self.matrices.product(group) for group in groups]
        result = lows[0]
        for sign, low in zip(between, lows[1:], strict=True):
            together, done = (mul, "multiplied") if sign == r"\odot" else (div, "divided")
            shape = self.matrices.aligned(
                result, low, node.origin, worded("{done} by {sign}", done=done, sign=sign)
            )
            result = Low(together(result.expr, low.expr), shape.axes, shape.row)
        return result

    def quotient(self, node: s.Quotient, scope: Scope) -> Low:
        """top / bottom, elementwise where there are axes."""
        top, bottom = self.lower(node.top, scope), self.lower(node.bottom, scope)
        if bottom.expr is sp.S.Zero:
            raise ReadError("a division by zero.", node.origin, reason="undefined")
        if bottom.axes and len(bottom.axes) == 2:
            raise ModelError(
                "a division by a matrix.",
                node.bottom.origin,
                remedy=r"Divide element by element: \frac{A_{ij}}{B_{ij}}.",
            )
        shape = self.matrices.aligned(top, bottom, node.origin, "divided")
        return Low(div(top.expr, bottom.expr), shape.axes, shape.row)

    def power(self, node: s.Power, scope: Scope) -> Low:
        """base^exponent; e^x is exp; ‖u‖² is a sum of squares."""
        exponent = self.lower(node.exponent, scope)
        self.refuse_too_high(exponent, node.exponent)
        if (
            isinstance(node.base, s.Name)
            and node.base.key in ("e", r"\mathrm{e}")
            and not self.knows("e", scope)
        ):
            return Low(applied(sp.exp, exponent.expr), exponent.axes, exponent.row)
        if isinstance(node.base, s.Norm) and exponent.expr == 2 and node.base.kind in ("", "2", "F"):
            return self.square(node.base, scope)
        base = self.lower(node.base, scope)
        if base.expr is sp.S.Zero and isinstance(exponent.expr, sp.Rational) and exponent.expr < 0:
            raise ReadError("a division by zero.", node.origin, reason="undefined")
        if (
            base.axes
            and not node.elementwise
            and isinstance(node.exponent, s.Name)
            and node.exponent.key == "T"
        ):
            return self.transposed(s.Transposed(node.origin, node.base), scope)
        if exponent.axes:
            if not node.elementwise:
                raise ModelError(
                    "an exponent with axes.",
                    node.exponent.origin,
                    remedy=r"Write c^{\odot x} for the powers element by element.",
                )
            shape = self.matrices.aligned(base, exponent, node.origin, "raised")
            return Low(power(base.expr, exponent.expr), shape.axes, shape.row)
        if len(base.axes) == 2 and not node.elementwise:
            rows, columns = (self.sizes.find(size) for _, size in base.axes)
            if exponent.expr == -1:
                return self.inverse(base, node)
            if rows == columns:
                raise ReadError(
                    "is this the product of a matrix with itself, or the power of every element?",
                    node.origin,
                    remedy=r"Write A A for the product, A^{\odot 2} for the elements.",
                )
        return Low(power(base.expr, exponent.expr), base.axes, base.row)

    def knows(self, key: str, scope: Scope) -> bool:
        """True for a name that is declared or a dummy here."""
        return key in scope.dummies or self.table.find(key) is not None

    def root(self, node: s.Root, scope: Scope) -> Low:
        """√x as x^{1/2}."""
        low = self.lower(node.body, scope)
        degree = (
            sp.Integer(2) if node.degree is None else self.scalar(node.degree, scope, "the degree of a root")
        )
        return Low(power(low.expr, div(ONE, degree)), low.axes, low.row)

    # -- functions, derivatives, cases -------------------------------------------------------------------

    def called(self, node: s.Call, scope: Scope) -> Low:
        """A function at its argument: a row of the table, softmax, or one that the text defines."""
        known = node.function not in self.defined
        row = BY_SPELLING.get(node.function) if known else None
        if row is None and node.function == "softmax":
            return self.softmax(node, scope)
        low = (
            self.call(self, node, scope)
            if row is None and not (known and node.function in FAMILIES)
            else None
        )
        if low is not None:
            return low
        if node.function in FAMILIES and len(node.arguments) == 2 and not node.primes:
            return self.of_family(node, scope)
        if row is None:
            raise ReadError(
                worded("{function} takes two arguments.", function=node.function),
                node.origin,
                remedy=worded(r"Write {function}(z, \alpha).", function=node.function),
            )
        if len(node.arguments) != 1:
            raise ReadError(worded("{function} takes one argument.", function=node.function), node.origin)
        argument = self.lower(node.arguments[0], scope)
        if row.symbol in TOWERING:
            self.refuse_too_high(argument, node.arguments[0])
        if node.function == "abs" and len(argument.axes) == 2 and self.is_square(argument):
            limits = self.square_matrix(argument, node.origin, "a determinant")
            return Low(Determinant(argument.expr, *limits))
        if node.primes > 1:
            raise self.unsupported(
                node,
                worded("a second derivative of {function} has no meaning in a model", function=node.function),
            )
        if node.primes and sum(1 for _ in walk(argument.expr)) > MAX_ARGUMENT:
            # σ'(u) = σ(u)(1 - σ(u)) has u twice: σ'(σ'(…)) doubles it at every prime
            raise ReadError(
                "the argument of a derivative is too long.",
                node.origin,
                remedy="Give the argument a name of its own.",
                reason="resource",
            )
        expr = row.derivative(argument.expr) if node.primes else applied(row.symbol, argument.expr)
        if node.sub is not None:
            base = self.scalar(node.sub, scope, "the base of a logarithm")
            expr = div(expr, applied(sp.log, base))
        return Low(expr, argument.axes, argument.row)

    def refuse_too_high(self, exponent: Low, node: s.Node) -> None:
        """Refuse e^{e^{100}}: SymPy would work the power out.  Exponents of digits have a limit of their own."""
        if isinstance(exponent.expr, sp.Rational) or has(exponent.expr, sp.Symbol):
            return
        from symgrad.balls import HIGHEST, is_too_high  # hardly ever needed, and takes long to load

        if is_too_high(exponent.expr):
            raise ReadError(
                worded("an exponent larger than {max_exponent}.", max_exponent=HIGHEST),
                node.origin,
                reason="resource",
            )

    def of_family(self, node: s.Call, scope: Scope) -> Low:
        """An activation with a parameter, PReLU(z, α)."""
        argument = self.lower(node.arguments[0], scope)
        parameter = self.scalar(node.arguments[1], scope, "the parameter of an activation")
        return Low(FAMILIES[node.function](argument.expr, parameter), argument.axes, argument.row)

    def derived(self, node: s.Derived, scope: Scope) -> Low:
        """∂u/∂w as it stands."""
        low = self.lower(node.body, scope)
        expr, axes = low.expr, low.axes
        for name in node.by:
            by = self.lower(name, scope)
            if not isinstance(by.expr, (sp.Symbol, sp.Indexed)):
                raise ReadError("a derivative is by a name.", name.origin)
            expr, axes = Partial(expr, by.expr), axes + by.axes
        return Low(expr, axes, low.row and len(axes) == 1)

    def nabla(self, node: s.Nabla, scope: Scope) -> Low:
        """∇_w L: the derivatives by the elements of w."""
        if (
            node.order == 1
            and node.by is None
            and isinstance(node.body, s.Call)
            and node.body.function not in BY_SPELLING
        ):
            called = replace(node.body, function=rf"\nabla {node.body.function}")
            return self.call(self, called, scope)
        if node.by is None:
            raise self.unsupported(node, r"∇ by what? Write \nabla_w, or \frac{\partial L}{\partial w}")
        return self.derived(s.Derived(node.origin, node.body, (node.by,) * node.order), scope)

    def extreme(self, node: s.Extreme, scope: Scope) -> Low:
        """max and min, two at a time."""
        if node.over is not None:
            raise self.unsupported(
                node,
                worded(
                    r"\{which} over {over} is not read. Name the things: \{which}(a, b)",
                    which=node.which,
                    over=node.over.key,
                ),
            )
        symbol = Maximum if node.which == "max" else Minimum
        result = self.lower(node.arguments[0], scope)
        for argument in node.arguments[1:]:
            low = self.lower(argument, scope)
            shape = self.matrices.aligned(result, low, node.origin, "compared")
            result = Low(symbol(result.expr, low.expr, evaluate=False), shape.axes, shape.row)
        return result

    def cases(self, node: s.Cases, scope: Scope) -> Low:
        """A case distinction."""
        branches: list[tuple[sp.Expr, Any]] = []
        shape: Low | None = None
        for value, condition in node.branches:
            low = self.lower(value, scope)
            shape = low if shape is None else self.matrices.aligned(shape, low, node.origin, "alternatives")
            truth: Any = sp.true
            if isinstance(condition, s.Relation):
                truth, sides = self.condition(condition, scope)
                for side in sides:
                    shape = self.matrices.aligned(shape, side, node.origin, "compared")
            branches.append((low.expr, truth))
        assert shape is not None
        return Low(piecewise(*branches), shape.axes, shape.row)

    def condition(self, node: s.Relation, scope: Scope) -> tuple[Any, list[Low]]:
        """x > 0, 0 < x < 1."""
        sides = [self.lower(side, scope) for side in node.sides]
        parts = []
        for sign, left, right in zip(node.signs, sides, sides[1:], strict=False):
            if sign not in RELATION:
                raise self.unsupported(node, worded("{sign} in a condition has no meaning", sign=sign))
            parts.append(RELATION[sign](left.expr, right.expr, evaluate=False))
        return parts[0] if len(parts) == 1 else sp.And(*parts, evaluate=False), sides

    def evaluated(self, node: s.At, scope: Scope) -> Low:
        """… at x = 2, not carried out."""
        low, name = self.lower(node.body, scope), self.lower(node.name, scope)
        value = self.scalar(node.value, scope, "the value")
        return Low(sp.Subs(low.expr, (name.expr,), (value,)), low.axes, low.row)

    def limit(self, node: s.Limit, scope: Scope) -> Low:
        """lim, not carried out."""
        point = sp.oo if isinstance(node.point, s.Infinity) else self.scalar(node.point, scope, "the point")
        variable = self.lower(node.variable, scope).expr
        if not isinstance(variable, sp.Symbol):
            raise ReadError(
                worded("what goes to something in a limit is a letter, not {this}.", this=variable),
                node.variable.origin,
                remedy=r"Write a letter that stands for nothing else: \lim_{h \to 0}.",
                reason="wrong_type",
            )
        if point.has(variable):  # also as the letter of another limit: SymPy refuses both
            raise ReadError(
                worded("{variable} goes to something that {variable} itself occurs in.", variable=variable),
                node.point.origin,
                remedy=r"Write what it goes to: \lim_{h \to 0}.",
            )
        direction = {0: "+-", 1: "+", -1: "-"}[node.side]
        body = self.scalar(node.body, scope, "what a limit is taken of")
        return Low(sp.Limit(body, variable, point, direction))


LOWER: dict[type[s.Node], Callable[[Meaning, Any, Scope], Low]] = {
    s.Number: Meaning.number,
    s.Name: Meaning.name,
    s.Plus: Meaning.plus,
    s.Times: Meaning.times,
    s.Quotient: Meaning.quotient,
    s.Power: Meaning.power,
    s.Root: Meaning.root,
    s.Call: Meaning.called,
    s.BigSum: Meaning.big_sum,
    s.Derived: Meaning.derived,
    s.Nabla: Meaning.nabla,
    s.Transposed: Meaning.transposed,
    s.Norm: Meaning.norm,
    s.Trace: Meaning.trace,
    s.Determinant: Meaning.determinant,
    s.Diagonal: Meaning.diagonal,
    s.Eye: Meaning.eye,
    s.Element: Meaning.element,
    s.Ones: Meaning.ones,
    s.Grid: Meaning.grid,
    s.Cases: Meaning.cases,
    s.Extreme: Meaning.extreme,
    s.At: Meaning.evaluated,
    s.Limit: Meaning.limit,
}
