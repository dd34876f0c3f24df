"""What Σ and Π mean: which indices run, from where to where, and what they run over.

In: nodes of the syntax tree, and ``lower`` for what stands inside them.  Out: ``Low`` with ``sp.Sum``; Π over a few
numbers is written out.  A bare ``i < j`` below Σ becomes ranges, of the letters that nothing around binds; ``i \\ne k``
becomes a factor 1 − δ.  A model's sums have ends that do not move and at least one term; a formula's need not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from symgrad.errors import ModelError, ReadError, worded
from symgrad.expressions import ONE, mul, sub, total
from symgrad.reading import syntax as s
from symgrad.reading.leaves import Scope, symbol
from symgrad.reading.limits import MAX_FACTORS
from symgrad.reading.literals import literal
from symgrad.reading.matrix_meaning import MatrixMeaning
from symgrad.reading.products import Low
from symgrad.reading.substitution import relettered, with_number
from symgrad.reading.table import letters_of


class SumMeaning(MatrixMeaning):
    """Lowers sums and products over indices."""

    def big_sum(self, node: s.BigSum, scope: Scope) -> Low:
        """Σ over its indices; without any, over all axes of the body."""
        if node.operator == r"\prod":
            return self.product(node, scope)
        for bound in node.bounds if self.free is not None else ():
            if bound.letter in scope.letters:  # Σᵢ aᵢ Σᵢ bᵢ: the inner letter is another one
                taken = {part.text for part in s.descend(node) if isinstance(part, s.Item)} | {*scope.letters}
                spare = (x for x in "jklpqrsuvihgdcba" if x not in taken and self.table.find(x) is None)
                other = next(spare, None)
                if other is None:
                    raise ReadError(
                        worded("too many sums over {bound} inside each other.", bound=bound.letter),
                        bound.origin,
                        remedy="Give each sum a letter of its own.",
                        reason="resource",
                    )
                return self.big_sum(relettered(node, bound.letter, other), scope)
        if not node.bounds:
            low = self.lower(node.body, scope)
            if not low.axes:
                raise ReadError(
                    "a sum over what?", node.origin, remedy=r"Write the index: \sum_{i=1}^{m} … or \sum_i …"
                )
            return Low(total(low.expr, *self.matrices.limits(low.axes)))
        running = self.running(node, scope)
        inner: dict[str, sp.Expr] = {}
        spans: dict[str, tuple[sp.Expr, sp.Expr]] = {}
        for bound in running:
            if self.table.find(bound.letter) is not None:
                raise ModelError(
                    worded("{bound} is a declared name and the index of a sum.", bound=bound.letter),
                    bound.origin,
                    remedy="Give the sum another index letter.",
                )
            if bound.letter in scope.letters:
                raise ModelError(
                    worded("the index {bound} is already in use around this sum.", bound=bound.letter),
                    bound.origin,
                    remedy="Give the sum another index letter.",
                )
            first, last = self.range_of(bound, scope.inside(inner, spans), inner)
            self.refuse_triangle(bound, first, last, {*inner, *scope.letters})
            plain = first == ONE and (last.is_Symbol or (last.is_Integer and last > 0))
            plain = plain and not (last.is_Symbol and (last.name in inner or last.name in scope.letters))
            self.refuse_empty(bound, first, last)
            inner[bound.letter] = last if plain else self.sizes.for_letter(bound.letter)
            if not plain:
                spans[bound.letter] = first, last
        within = scope.inside(inner, spans)
        low = self.lower(node.body, within)
        low = Low(mul(*self.unequal(node, within), low.expr), low.axes, low.row)
        limits = [(symbol(letter), *spans.get(letter, (1, size))) for letter, size in reversed(inner.items())]
        for bound in running:
            if bound.high is None and not self.mentions(low.expr, symbol(bound.letter)):
                raise ModelError(
                    worded(
                        "nothing in this sum has the index {bound}, so its range is unknown.",
                        bound=bound.letter,
                    ),
                    node.origin,
                    remedy=worded(
                        r"Write the index at what is summed, or the upper limit: \sum_{{bound}=1}^{m}.",
                        bound=bound.letter,
                    ),
                )
        return Low(total(low.expr, *limits), low.axes, low.row)

    def mentions(self, expr: sp.Expr, letter: sp.Symbol) -> bool:
        """True when the letter, or an axis that was given this letter, is free in the expression."""
        find = self.matrices.letters.find
        return any(find(symbol) == letter for symbol in expr.free_symbols)

    def product(self, node: s.BigSum, scope: Scope) -> Low:
        """Π over a few numbers, written out."""
        factors: list[sp.Expr] = []
        for bound in node.bounds[:1]:
            ends = [end and literal(end) for end in (bound.low, bound.high)]
            if len(node.bounds) > 1 or node.conditions or None in ends:
                break
            first, last = (int(end or 0) for end in ends)
            if last - first >= MAX_FACTORS:
                break
            for number in range(first, last + 1):
                body = with_number(node.body, bound.letter, number)
                factors.append(self.scalar(body, scope, "what a product is taken of"))
            return Low(mul(*factors))
        raise self.unsupported(
            node,
            r"a product Π of unknown length is not read. For log Π write \sum_{i=1}^{m} \log(…);"
            r" equal factors are a power",
        )

    def running(self, node: s.BigSum, scope: Scope) -> tuple[s.Bound, ...]:
        """The indices that run, each with its ends: those of i < j that nothing around binds."""
        bounds = {bound.letter: bound for bound in node.bounds}
        for condition in node.conditions:
            (left, right), (sign,) = condition.sides, condition.signs
            if sign == r"\ne":
                self.refuse_pairs(node, condition, scope)
                continue
            if sign in (">", r"\ge"):
                left, right = right, left
            step = 1 if sign in ("<", ">") else 0
            key = right.key if isinstance(right, s.Name) else ""
            runs = [
                isinstance(side, s.Name) and side.key in bounds and side.key not in scope.letters
                for side in (left, right)
            ]
            used = {
                letter
                for part in s.descend(node.body)
                if isinstance(part, s.Item)
                for letter in letters_of(part)
            }
            fixed = [isinstance(side, s.Name) and side.key not in used for side in (left, right)]
            if all(runs) and any(fixed):
                runs = [not alone for alone in fixed]
            if not any(runs):
                raise self.unsupported(node, "nothing runs in this sum")
            if runs[1]:
                first = s.Plus(condition.origin, ((1, left), (1, _one(left)))) if step else left
                bounds[key] = s.Bound(condition.origin, key, first, bounds[key].high)
                bounds[key] = bounds.pop(key)  # after the letter it depends on
            elif isinstance(left, s.Name):
                last = s.Plus(condition.origin, ((1, right), (-1, _one(right)))) if step else right
                bounds[left.key] = s.Bound(condition.origin, left.key, bounds[left.key].low, last)
            for side, runs_here in zip((left, right), runs, strict=True):
                if isinstance(side, s.Name) and not runs_here:
                    bounds.pop(side.key, None)
        return tuple(bounds.values())

    def refuse_pairs(self, node: s.BigSum, condition: s.Relation, scope: Scope) -> None:
        """``\\sum_{i \\ne j} a_{ij}``: over all pairs, or over i alone?"""
        bounds = {bound.letter for bound in node.bounds}
        for side in condition.sides:
            if not isinstance(side, s.Name) or side.key in bounds or side.key in scope.letters:
                continue
            items = [part for part in s.descend(node.body) if isinstance(part, s.Item)]
            if any(side.key in letters_of(item) for item in items):
                raise ReadError(
                    worded("does {side} run as well, or is it fixed here?", side=side.key),
                    condition.origin,
                    remedy=worded(r"For all pairs write \sum_{{side}} before it.", side=side.key),
                )

    def unequal(self, node: s.BigSum, scope: Scope) -> list[sp.Expr]:
        """1 − δ_{ik} for i ≠ k."""
        factors = []
        for condition in node.conditions:
            if condition.signs == (r"\ne",):
                left, right = (self.whole(side, scope) for side in condition.sides)
                for one, other in ((left, right), (right, left)):  # both stand for places of one axis
                    if self.free is not None and str(other) in self.free and str(one) not in scope.spans:
                        self.sizes.unify(scope.letters.get(str(one), other), self.free[str(other)])
                factors.append(sub(ONE, sp.KroneckerDelta(left, right)))
        return factors

    def range_of(
        self, bound: s.Bound, scope: Scope, around: Mapping[str, sp.Expr]
    ) -> tuple[sp.Expr, sp.Expr]:
        """The first and the last value of an index; one that is not written is 1, or the size of what it stands at."""
        first = ONE if bound.low is None else self.whole(bound.low, scope)
        if bound.high is not None:
            return first, self.whole(bound.high, scope)
        for letter, size in around.items():  # i < j run over the same data
            if sp.Symbol(letter) in first.free_symbols:
                return first, size
        return first, self.sizes.for_letter(bound.letter)

    def refuse_triangle(self, bound: s.Bound, first: sp.Expr, last: sp.Expr, letters: set[str]) -> None:
        """A model's sums have ends that do not move."""
        if self.free is not None:
            return
        moving = [
            str(x) for end in (first, last) for x in sorted(end.free_symbols, key=str) if str(x) in letters
        ]
        if moving:
            raise ModelError(
                worded(
                    "the sum over {bound} ends or begins at the index {moving} of another one.",
                    bound=bound.letter,
                    moving=moving[0],
                ),
                bound.origin,
                remedy="In a model sum over the whole range; a condition can be a factor, 0 where it does not hold.",
            )

    def refuse_empty(self, bound: s.Bound, first: sp.Expr, last: sp.Expr) -> None:
        """A model has no sums that have no terms for certain."""
        gap = ONE if self.free is not None else last - first
        if gap.is_Integer and gap < 0:
            raise ModelError(
                worded(
                    "the sum over {bound} has no terms: it goes from {first} to {last}.",
                    bound=bound.letter,
                    first=first,
                    last=last,
                ),
                bound.high.origin if bound.high is not None else bound.origin,
                remedy="Take it out, or check its limits.",
            )

    def whole(self, node: s.Node, scope: Scope) -> sp.Expr:
        """An end of a range: a sum of sizes, index letters and whole numbers."""
        if isinstance(node, s.Number) and node.value.denominator == 1:
            return sp.Integer(node.value.numerator)
        if isinstance(node, s.Name):
            known = node.key in scope.letters or node.key in self.table.sizes or self.table.find(node.key)
            if not known and self.free is None:
                raise ModelError(
                    worded("the index {item} has no range here.", item=node.key),
                    node.origin,
                    remedy=worded(
                        r"Sum over it (\sum_{{item}=1}^{m}) or put it on the left side as well.",
                        item=node.key,
                    ),
                )
            if not known and self.free is not None:
                self.free.setdefault(node.key, self.sizes.for_letter(node.key))
            return symbol(node.key)
        if isinstance(node, s.Plus):
            return sp.Add(*[sign * self.whole(term, scope) for sign, term in node.terms])
        if isinstance(node, s.Times) and not {r"\odot", r"\oslash"} & {*node.signs}:
            return sp.expand(sp.Mul(*[self.whole(factor, scope) for factor in node.factors]))
        raise ModelError(
            "the limits of a sum are names and whole numbers, and sums of them.",
            node.origin,
            remedy=r"For example \sum_{i=1}^{m} or \sum_{i=2}^{m-1}.",
        )


def _one(node: s.Node) -> s.Number:
    return s.Number(node.origin, Fraction(1), "1")
