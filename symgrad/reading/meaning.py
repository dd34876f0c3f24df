"""Syntax tree to SymPy in index notation, node by node, nothing evaluated.

In: nodes and the table of names.  Out: ``Low(expr, axes, row)``: an expression, the index variables matrix notation
left unwritten (``axes`` as (letter, size), a vector is a column unless ``row``).  What the letters and sizes are in the
end is found in ``finish``.  Products of matrices are in ``products``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError
from symgrad.expressions import ONE, Maximum, Minimum, Partial, add, div, mul, neg, power, total
from symgrad.functions import BY_SPELLING
from symgrad.reading import syntax as s
from symgrad.reading.products import Low, Matrices
from symgrad.reading.sizes import Equal, Sizes
from symgrad.reading.table import Entry, Table, Use

RELATION = {
    "=": sp.Eq, r"\ne": sp.Ne, "<": sp.StrictLessThan, ">": sp.StrictGreaterThan, r"\le": sp.LessThan,
    r"\ge": sp.GreaterThan,
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Where a node stands: the sizes of the index letters around it and what the dummies of a function stand for."""

    letters: Mapping[str, sp.Expr]
    dummies: Mapping[str, tuple[s.Node, Scope]]

    def inside(self, more: Mapping[str, sp.Expr]) -> Scope:
        """With further letters."""
        return replace(self, letters={**self.letters, **more})


CallHook = Callable[["Meaning", s.Call, Scope], Low]


class Meaning:
    """Lowers nodes.  ``call`` gives the meaning of functions that are no row of the table of functions.

    ``free`` collects the sizes of index letters that nothing around a formula binds; with ``None`` they are errors.
    """

    def __init__(
        self, table: Table, sizes: Sizes, letters: Equal, call: CallHook, free: dict[str, sp.Expr] | None
    ) -> None:
        self.table = table
        self.sizes = sizes
        self.matrices = Matrices(sizes, letters)
        self.call = call
        self.free = free

    def lower(self, node: s.Node, scope: Scope) -> Low:
        """The meaning of ``node``.  Raises ``ReadError`` for a node that has none here."""
        try:
            method = LOWER[type(node)]
        except KeyError:
            raise self.unsupported(node, "this has no meaning inside a model") from None
        return method(self, node, scope)

    def scalar(self, node: s.Node, scope: Scope, what: str) -> sp.Expr:
        """The meaning of a node that must be a number."""
        low = self.lower(node, scope)
        if low.axes:
            raise ModelError(f"{what} must be a number, but {node.origin.fragment} has axes.", node.origin)
        return low.expr

    def unsupported(self, node: s.Node, why: str) -> ReadError:
        """The error for a construct that is read but has no meaning in a model."""
        return ReadError(f"{why}.", node.origin, reason="wrong_type")

    # -- leaves ------------------------------------------------------------------------------------------

    def number(self, node: s.Number, scope: Scope) -> Low:
        """An exact rational."""
        return Low(sp.Rational(node.value.numerator, node.value.denominator))

    def name(self, node: s.Name, scope: Scope) -> Low:
        """A name, an element of one, an index letter, or the dummy of a function."""
        dummy = self.dummy(node, scope)
        if dummy is not None:
            return dummy
        found = self.table.locate(node)
        if found is None:
            return self.not_in_table(node, scope)
        entry, use = found
        if entry.axes is None:
            raise ModelError(
                f"{entry.key} is used before it is defined.",
                node.origin,
                remedy=f"Move the definition of {entry.key} above this line.",
            )
        items = self.indices(entry, use, node) if use is not None else ()
        index = [self.index(item, entry.axes[place], scope, entry, place) for place, item in enumerate(items)]
        axes = tuple((self.matrices.letters.fresh(), size) for size in entry.axes[len(items) :])
        if not entry.axes:
            return Low(sp.Symbol(entry.key))
        position = (*index, *(letter for letter, _ in axes))
        return Low(sp.IndexedBase(entry.key)[position], axes)

    def dummy(self, node: s.Name, scope: Scope) -> Low | None:
        """What the dummy of a function stands for, with the indices behind it."""
        for key in (node.key, node.base):
            if key in scope.dummies:
                argument, outside = scope.dummies[key]
                low = self.lower(argument, outside)
                if key == node.key:
                    return low
                use = Use(node, 0, True)
                return self.at(low, use.items(use.sup_first), node, scope)
        return None

    def not_in_table(self, node: s.Name, scope: Scope) -> Low:
        """Index letters in formulas, e, π; anything else is not declared."""
        if node.key in scope.letters or node.key in self.table.sizes:
            return Low(sp.Symbol(node.key))
        if node.key in ("e", r"\mathrm{e}"):
            return Low(sp.exp(ONE, evaluate=False))
        if node.key == r"\pi":
            return Low(sp.pi)
        quoted = f'r"{node.key}"' if "\\" in node.key else f'"{node.key}"'
        remedy = f"Declare it: parameters={quoted}, data={quoted} or constants={quoted}."
        near = get_close_matches(node.key, list(self.table.entries), n=1)
        items = node.sub.items if node.sub is not None else ()
        shifted = [item for item in items if "+" in item.text or "-" in item.text]
        if shifted and shifted[0].text[0] in scope.letters:
            raise ModelError(
                f"the index {shifted[0].text} is not a letter or a number.",
                shifted[0].origin,
                remedy="Shifted indices are not supported; give the shifted quantity a name of its own.",
            )
        if self.table.find(node.base) is not None and (node.sub or node.sup):
            remedy = (
                f"{node.base} is known, {node.key} is not: declare {node.key}, or declare the shape of {node.base}"
                f' (shapes={{"{node.base}": "n"}}) if this is an element of it.'
            )
        elif near:
            remedy += f" Or did you mean {near[0]}?"
        raise ReadError(
            f"{node.key} is declared nowhere.", node.origin, remedy=remedy, reason="unknown_symbol"
        )

    def indices(self, entry: Entry, use: Use, node: s.Name) -> tuple[s.Item, ...]:
        """The items that are indices, in the order of the entry's axes; ``12`` is 1, 2 where two are needed."""
        first = use.sup_first
        if use.name.sub is not None and use.name.sup is not None:
            if entry.sup_first is not None:
                first = entry.sup_first
            elif entry.written is not None:
                first = entry.written.sup_first
        items = spread(use.items(first), entry.rank)
        if len(items) > entry.rank:
            raise ModelError(
                f"{entry.key} has {entry.rank} {'axis' if entry.rank == 1 else 'axes'},"
                f" but {len(items)} indices here.",
                node.origin,
                remedy=f"Check the shape of {entry.key}.",
            )
        return items

    def index(self, item: s.Item, size: sp.Expr, scope: Scope, entry: Entry | None, place: int) -> sp.Expr:
        """One index: a number or a letter whose range is made that of the axis."""
        what = f"axis {place + 1} of {entry.key}" if entry is not None else "this axis"
        if item.text.isdigit():
            if not self.sizes.has_element(size, int(item.text)):
                raise ModelError(
                    f"{what} is {self.sizes.find(size)} long; it has no element {item.text}.", item.origin
                )
            return sp.Integer(int(item.text))
        if not (len(item.text) == 1 or item.text[0] == "\\"):
            raise ReadError(f"the index {item.text} is not a letter or a number.", item.origin)
        if item.text in scope.letters:
            known = scope.letters[item.text]
        elif self.free is not None:
            known = self.free.setdefault(item.text, self.sizes.for_letter(item.text))
        else:
            raise ModelError(
                f"the index {item.text} has no range here.",
                item.origin,
                remedy=rf"Sum over it (\sum_{{{item.text}=1}}^{{m}}) or put it on the left side as well.",
            )
        before = self.sizes.find(known)
        if not self.sizes.unify(known, size):
            raise ModelError(
                f"the index {item.text} runs over {before}, but {what} has size {self.sizes.find(size)}.",
                item.origin,
                remedy="Check the shapes, the upper limit of the sum, and whether the order of the indices is right.",
            )
        return sp.Symbol(item.text)

    def at(self, low: Low, items: tuple[s.Item, ...], node: s.Node, scope: Scope) -> Low:
        """An element of something with axes."""
        if len(items) > len(low.axes):
            raise ModelError(
                f"{node.origin.fragment} has {len(items)} indices, but what stands before has {len(low.axes)} axes.",
                node.origin,
            )
        expr = low.expr
        items = spread(items, len(low.axes))
        for place, (item, (letter, size)) in enumerate(zip(items, low.axes, strict=False)):
            index = self.index(item, size, scope, None, place)
            self.matrices.letters.unify(index, letter)
        return Low(expr, low.axes[len(items) :])

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
        """Factors in the order written; ⊙ binds looser than a product without a sign."""
        groups: list[list[tuple[str, Low, Origin]]] = [[]]
        for sign, factor in zip(("", *node.signs), node.factors, strict=True):
            if sign == r"\odot":
                groups.append([])
            groups[-1].append((sign, self.lower(factor, scope), factor.origin))
        lows = [self.matrices.product(group) for group in groups]
        result = lows[0]
        for low in lows[1:]:
            shape = self.matrices.aligned(result, low, node.origin, r"multiplied by \odot")
            result = Low(mul(result.expr, low.expr), shape.axes, shape.row)
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
        if (
            isinstance(node.base, s.Name)
            and node.base.key in ("e", r"\mathrm{e}")
            and not self.knows("e", scope)
        ):
            return Low(sp.exp(exponent.expr, evaluate=False), exponent.axes, exponent.row)
        if exponent.axes:
            raise ModelError("an exponent with axes.", node.exponent.origin)
        if isinstance(node.base, s.Norm) and exponent.expr == 2 and node.base.kind in ("", "2", "F"):
            return self.square(node.base, scope)
        base = self.lower(node.base, scope)
        if len(base.axes) == 2 and not node.elementwise:
            rows, columns = (self.sizes.find(size) for _, size in base.axes)
            if exponent.expr == -1:
                raise self.unsupported(node, "the inverse of a matrix has no meaning in a model here")
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
            raise self.unsupported(node, f"the norm with the index {node.kind} is not known")
        return Low(power(self.square(node, scope).expr, sp.Rational(1, 2)))

    def root(self, node: s.Root, scope: Scope) -> Low:
        """√x as x^{1/2}."""
        low = self.lower(node.body, scope)
        degree = (
            sp.Integer(2) if node.degree is None else self.scalar(node.degree, scope, "the degree of a root")
        )
        return Low(power(low.expr, div(ONE, degree)), low.axes, low.row)

    def transposed(self, node: s.Transposed, scope: Scope) -> Low:
        """Aᵀ; a column becomes a row."""
        low = self.lower(node.body, scope)
        if len(low.axes) == 1:
            return Low(low.expr, low.axes, not low.row)
        if isinstance(node.body, s.Name) and isinstance(low.expr, sp.Symbol) and self.table.shapes_known:
            raise ReadError(
                f"is this a transpose, or the power T? {node.body.key} is a number.",
                node.origin,
                remedy=f'Declare the shape of {node.body.key} (shapes={{"{node.body.key}": "n"}}), or declare T.',
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

    def element(self, node: s.Element, scope: Scope) -> Low:
        """(…)_{ij}."""
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

    # -- functions, sums, derivatives --------------------------------------------------------------------

    def called(self, node: s.Call, scope: Scope) -> Low:
        """A function at its argument: a row of the table, softmax, or one that the text defines."""
        if node.function == "softmax":
            return self.softmax(node, scope)
        row = BY_SPELLING.get(node.function)
        low = self.call(self, node, scope) if row is None else None
        if low is not None:
            return low
        assert row is not None
        if len(node.arguments) != 1:
            raise ReadError(f"{node.function} takes one argument.", node.origin)
        argument = self.lower(node.arguments[0], scope)
        if node.primes > 1:
            raise self.unsupported(node, f"a second derivative of {node.function} has no meaning in a model")
        expr = row.derivative(argument.expr) if node.primes else row.symbol(argument.expr, evaluate=False)
        if node.sub is not None:
            base = self.scalar(node.sub, scope, "the base of a logarithm")
            expr = div(expr, sp.log(base, evaluate=False))
        return Low(expr, argument.axes, argument.row)

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

    def big_sum(self, node: s.BigSum, scope: Scope) -> Low:
        """Σ over its indices; without any, over all axes of the body."""
        if node.operator == r"\prod":
            raise self.unsupported(node, "products Π are not supported in models")
        if not node.bounds:
            low = self.lower(node.body, scope)
            if not low.axes:
                raise ReadError(
                    "a sum over what?", node.origin, remedy=r"Write the index: \sum_{i=1}^{m} … or \sum_i …"
                )
            return Low(total(low.expr, *self.matrices.limits(low.axes)))
        inner: dict[str, sp.Expr] = {}
        for bound in node.bounds:
            if self.table.find(bound.letter) is not None:
                raise ModelError(
                    f"{bound.letter} is a declared name and the index of a sum.",
                    bound.origin,
                    remedy="Give the sum another index letter.",
                )
            if bound.letter in scope.letters:
                raise ModelError(
                    f"the index {bound.letter} is already in use around this sum.",
                    bound.origin,
                    remedy="Give the sum another index letter.",
                )
            inner[bound.letter] = self.upper(bound, scope)
        low = self.lower(node.body, scope.inside(inner))
        limits = [(sp.Symbol(letter), 1, size) for letter, size in reversed(inner.items())]
        for bound in node.bounds:
            if bound.high is None and not self.mentions(low.expr, sp.Symbol(bound.letter)):
                raise ModelError(
                    f"nothing in this sum has the index {bound.letter}, so its range is unknown.",
                    node.origin,
                    remedy=rf"Write the index at what is summed, or the upper limit: \sum_{{{bound.letter}=1}}^{{m}}.",
                )
        return Low(total(low.expr, *limits), low.axes, low.row)

    def mentions(self, expr: sp.Expr, letter: sp.Symbol) -> bool:
        """True when the letter, or an axis that was given this letter, is free in the expression."""
        find = self.matrices.letters.find
        return any(find(symbol) == letter for symbol in expr.free_symbols)

    def upper(self, bound: s.Bound, scope: Scope) -> sp.Expr:
        """The size of a sum's range."""
        if bound.low is not None and self.scalar(bound.low, scope, "the lower limit of a sum") != 1:
            raise ModelError(
                f"the sum over {bound.letter} does not start at 1.",
                bound.low.origin,
                remedy=f"Number the elements from 1: {bound.letter}=1.",
            )
        if bound.high is None:
            return self.sizes.for_letter(bound.letter)
        if isinstance(bound.high, s.Name):
            return sp.Symbol(bound.high.key)
        whole = isinstance(bound.high, s.Number) and bound.high.value.denominator == 1
        high = self.lower(bound.high, scope).expr if whole else None
        if high is None or high < 1:
            raise ModelError(
                "the upper limit of a sum is a name or a whole number.",
                bound.high.origin,
                remedy=rf"For example \sum_{{{bound.letter}=1}}^{{m}}.",
            )
        return high

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
        if node.by is None and isinstance(node.body, s.Call) and node.body.function not in BY_SPELLING:
            called = replace(node.body, function=rf"\nabla {node.body.function}")
            return self.call(self, called, scope)
        if node.by is None:
            raise self.unsupported(node, r"∇ by what? Write \nabla_w, or \frac{\partial L}{\partial w}")
        return self.derived(s.Derived(node.origin, node.body, (node.by,)), scope)

    def extreme(self, node: s.Extreme, scope: Scope) -> Low:
        """max and min, two at a time."""
        if node.over is not None:
            raise self.unsupported(node, rf"\{node.which} over {node.over.key} has no meaning in a model")
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
        return Low(sp.Piecewise(*branches, evaluate=False), shape.axes, shape.row)

    def condition(self, node: s.Relation, scope: Scope) -> tuple[Any, list[Low]]:
        """x > 0, 0 < x < 1."""
        sides = [self.lower(side, scope) for side in node.sides]
        parts = []
        for sign, left, right in zip(node.signs, sides, sides[1:], strict=False):
            if sign not in RELATION:
                raise self.unsupported(node, f"{sign} in a condition has no meaning")
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
        return Low(sp.Limit(self.scalar(node.body, scope, "what a limit is taken of"), variable, point, "+-"))


def spread(items: tuple[s.Item, ...], rank: int) -> tuple[s.Item, ...]:
    """The indices of something with ``rank`` axes: ``12`` is 1, 2 where two are needed."""
    if len(items) >= rank or not all(item.text.isdigit() or len(item.text) == 1 for item in items):
        return items
    digits = tuple(s.Item(item.origin, digit) for item in items for digit in item.text)
    return digits if len(digits) == rank else items


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
    s.Element: Meaning.element,
    s.Ones: Meaning.ones,
    s.Grid: Meaning.grid,
    s.Cases: Meaning.cases,
    s.Extreme: Meaning.extreme,
    s.At: Meaning.evaluated,
    s.Limit: Meaning.limit,
}
