r"""What a printed formula is worth: syntax trees evaluated over the names of a model, independently of the
generated code.

Goes in: a syntax tree and a state (``symgrad.notes.state``), or a table of numbers.  Comes out: a number of the state's
arithmetic (mpmath's, or balls that cannot be wrong) or nested tuples of them; a column of a written matrix is a
vector, a name's own shape is kept, ᵀ of a vector matters only in v vᵀ and vᵀ v.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad import exact
from symgrad.errors import ModelError, ReadError, UnsupportedError, worded
from symgrad.exact import Arithmetic
from symgrad.expressions import Element
from symgrad.functions import BY_SPELLING
from symgrad.model import Model
from symgrad.notes.calculus import HANDLERS
from symgrad.notes.forms import Identity, unsized
from symgrad.notes.lookup import Lookup, Table
from symgrad.notes.numbers import (
    NoValue,
    TooLong,
    Value,
    nonzero,
    precisely,
    real,
    unknown,
)
from symgrad.notes.shapes import depth, each, flat, product, together
from symgrad.reading import expression, syntax

#: terms of all sums of one formula together
MAX_TERMS = 20_000


def evaluated(node: syntax.Node, values: Mapping[str, Value], arithmetic: Arithmetic) -> Value:
    """The value of a tree whose names have the given values; raises as ``State.value`` does."""
    with precisely():
        return Walk(Table(values, arithmetic), {}).value(node)


@dataclass
class Walk(Lookup):
    """One evaluation: the state, the values put in for nodes, the summation indices."""

    terms: int = 0

    def value(self, node: syntax.Node) -> Value:
        if id(node) in self.instead:
            return self.instead[id(node)]
        if self.state.shown and node in self.state.shown:
            return self.state.shown[node]
        handle = _HANDLERS.get(type(node), Walk.meaning)
        try:
            return handle(self, node)
        except UnsupportedError as error:  # a row added to every row, an inverse: the reader knows the shapes
            if handle is Walk.meaning or isinstance(error, TooLong) or isinstance(self.state, Table):
                raise
            try:
                return self.meaning(node)
            except (UnsupportedError, ReadError):
                raise error from None

    def meaning(self, node: syntax.Node) -> Value:
        """What the reader makes of a tree, for what the page's own arithmetic does not have."""
        if isinstance(self.state, Table):
            raise NoValue("node", node.origin)
        try:
            model = self.state.meanings.readable
            expr, free = expression(unsized(node), model)
        except ModelError as error:
            raise UnsupportedError(str(error)) from None
        return self.tabulated(expr, free, model)

    def tabulated(self, expr: sp.Expr, free: Sequence[sp.Symbol], model: Model) -> Value:
        """An expression in numbers, for every value of its free letters that is not fixed here."""
        env = self.state.everything.inside(
            {sp.Symbol(letter): position for letter, position in self.index.items()}
        )
        inside = [letter for letter in free if letter not in env.index]
        lengths = [env.length(size) for size in _sizes(expr, inside, model)]
        return exact.tabulate(expr, tuple(inside), lengths, env)

    def at(self, state: Any) -> Walk:
        """The same walk at another state, with every node's own value."""
        return Walk(state, {}, dict(self.index))

    # -- arithmetic ---------------------------------------------------------------------------------------

    def number(self, node: syntax.Number) -> Value:
        return self.arithmetic.rational(node.value.numerator, node.value.denominator)

    def plus(self, node: syntax.Plus) -> Value:
        result = None
        for sign, term in node.terms:
            value = self.value(term)
            value = value if sign > 0 else each(lambda x: -x, value)
            result = value if result is None else together(lambda a, b: a + b, result, value, node.origin)
        return result

    def times(self, node: syntax.Times) -> Value:
        result, before = self.value(node.factors[0]), node.factors[0]
        for sign, factor in zip(node.signs, node.factors[1:], strict=True):
            value = self.value(factor)
            if sign == r"\odot":
                result = together(lambda a, b: a * b, result, value, node.origin)
            else:
                turned = isinstance(before, syntax.Transposed), isinstance(factor, syntax.Transposed)
                result = product(result, value, turned, node.origin)
            before = factor
        return result

    def quotient(self, node: syntax.Quotient) -> Value:
        return together(
            lambda a, b: a / nonzero(b, node), self.value(node.top), self.value(node.bottom), node.origin
        )

    def power(self, node: syntax.Power) -> Value:
        base, exponent = self.value(node.base), self.value(node.exponent)
        if depth(base) and not node.elementwise:
            raise NoValue("power_of_several", node.origin)
        return together(lambda x, n: real(self.arithmetic.power(x, n), node), base, exponent, node.origin)

    def root(self, node: syntax.Root) -> Value:
        degree = 2 if node.degree is None else self.whole(node.degree)
        if degree < 1:
            raise NoValue("root", node.origin)
        exponent = self.arithmetic.rational(1, degree)
        return each(lambda x: real(self.arithmetic.power(x, exponent), node), self.value(node.body))

    def call(self, node: syntax.Call) -> Value:
        spelled = node.function
        if spelled not in BY_SPELLING and len(node.arguments) == 1 and not node.primes:
            return self.defined(node)
        if spelled not in BY_SPELLING or len(node.arguments) != 1:
            raise unknown(spelled, node.origin, what="function")
        z = sp.Symbol("z")
        expr = BY_SPELLING[spelled].symbol(z, evaluate=False)
        for _ in range(node.primes):
            expr = sp.diff(expr, z)

        def at(x: Value) -> Value:
            return exact.evaluate_expression(expr, exact.Environment({"z": x}, arithmetic=self.arithmetic))

        result = each(at, self.value(node.arguments[0]))
        if node.sub is not None:
            base = real(self.arithmetic.functions[sp.log](self.value(node.sub)), node)
            result = each(lambda x: x / nonzero(base, node), result)
        return result

    def sum(self, node: syntax.BigSum) -> Value:
        # the k of i ≠ k and the i of j < i may be fixed around the sum
        return self._over(node, [b for b in node.bounds if not (node.conditions and b.letter in self.index)])

    def _fulfilled(self, condition: syntax.Relation) -> bool:
        """Whether i ≠ k or i < j holds for the indices here."""
        left, right = (self.whole(side) for side in condition.sides)
        compare = {r"\ne": left != right, "<": left < right, r"\le": left <= right}
        return compare.get(condition.signs[0], left > right if condition.signs[0] == ">" else left >= right)

    def _over(self, node: syntax.BigSum, bounds: list[syntax.Bound]) -> Value:
        if not bounds:
            kept = all(self._fulfilled(condition) for condition in node.conditions)
            return (
                self.value(node.body) if kept else self.arithmetic.rational(int(node.operator != r"\sum"), 1)
            )
        bound, *further = bounds
        low = 1 if bound.low is None else self.whole(bound.low)
        high = self.span(bound, node) if bound.high is None else self.whole(bound.high)
        adding = node.operator == r"\sum"
        result: Value = self.arithmetic.rational(0 if adding else 1, 1)
        outer = self.index.get(bound.letter)
        for position in range(low, high + 1):
            self.index[bound.letter] = position
            self.terms += 1
            if self.terms > MAX_TERMS:
                raise TooLong(f"{node.origin.fragment} has more than {MAX_TERMS:,} terms.")
            value = self._over(node, further)
            result = together(
                (lambda a, b: a + b) if adding else (lambda a, b: a * b), result, value, node.origin
            )
        if outer is None:
            self.index.pop(bound.letter, None)
        else:
            self.index[bound.letter] = outer
        return result

    def whole(self, node: syntax.Node) -> int:
        """The value of a bound or a degree, which must be a whole number."""
        value = self.value(node)
        whole = None if isinstance(value, tuple) else self.as_whole(value)
        if whole is None:
            raise NoValue("not_whole", node.origin)
        return whole

    def grid(self, node: syntax.Grid) -> Value:
        lines = tuple(tuple(self.value(cell) for cell in line) for line in node.rows)
        if len({len(line) for line in lines}) != 1:
            raise NoValue("uneven_rows", node.origin)
        if any(depth(cell) for line in lines for cell in line):
            raise NoValue("element", node.origin)
        return tuple(line[0] for line in lines) if len(lines[0]) == 1 else lines

    def transposed(self, node: syntax.Transposed) -> Value:
        value = self.value(node.body)
        return tuple(zip(*value, strict=True)) if depth(value) == 2 else value

    def norm(self, node: syntax.Norm) -> Value:
        entries = flat(self.value(node.body))
        if node.kind == "1":
            return self.arithmetic.total(abs(x) for x in entries)
        if node.kind not in ("", "2", "F"):
            raise NoValue("norm", node.origin)
        total = self.arithmetic.total(x * x for x in entries)
        return real(self.arithmetic.power(total, self.arithmetic.rational(1, 2)), node)


_HANDLERS: dict[type[syntax.Node], Callable[[Any, Any], Value]] = {
    Identity: Walk.identity,
    syntax.Name: Walk.name,
    syntax.Number: Walk.number,
    syntax.Plus: Walk.plus,
    syntax.Times: Walk.times,
    syntax.Quotient: Walk.quotient,
    syntax.Power: Walk.power,
    syntax.Root: Walk.root,
    syntax.Call: Walk.call,
    syntax.BigSum: Walk.sum,
    syntax.Grid: Walk.grid,
    syntax.Transposed: Walk.transposed,
    syntax.Norm: Walk.norm,
    **HANDLERS,
}


def _sizes(expr: sp.Expr, free: Sequence[sp.Symbol], model: Model) -> list[sp.Expr]:
    """How far each free index runs: along the axis where it stands."""
    found: dict[sp.Symbol, sp.Expr] = {}
    for node in sp.preorder_traversal(expr):
        if isinstance(node, sp.Indexed):
            for position, size in zip(node.indices, model[str(node.base.label)].axes, strict=True):
                found.setdefault(position, size)
        elif isinstance(node, Element):
            for position, limit in zip(node.args[1:], node.args[0].limits, strict=True):
                found.setdefault(position, limit[2])
    if missing := [letter for letter in free if letter not in found]:
        raise UnsupportedError(worded("{missing} is the index of no name.", missing=missing[0]))
    return [found[letter] for letter in free]
