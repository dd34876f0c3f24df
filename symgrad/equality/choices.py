"""|x|, sign, max, min, cases and Kronecker's δ: by the sign of what decides, or as an indicator inside a sum.

Outside sums an unknown sign asks for a case (``NeedSign``, ``NeedSame``).  Inside a sum it may be another one for every
term: there 1[f > 0] is a generator of its own, with 1[f > 0]² = 1[f > 0].
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.equality.converter import Converter, Nowhere
from symgrad.equality.field import Polynomial, Quotient
from symgrad.equality.generators import UNIT, GiveUp, NeedSame

_COMPARED = {
    sp.StrictGreaterThan: ("+", False),
    sp.GreaterThan: ("+", True),
    sp.StrictLessThan: ("-", False),
    sp.LessThan: ("-", True),
}


class Choices(Converter):
    """Conversions of what depends on a sign or on two indices being the same."""

    # -- two letters of sums: i > j is one generator, i = j is δ, i < j is the rest ---------------------------------

    def indicator(self, p: Polynomial, orientation: int) -> Quotient:
        """1 where orientation · p > 0; of two letters, i − j + 1 > 0 is not j > i."""
        pair = self._letters_apart(p * orientation)
        if pair is None or pair[2] not in (0, 1):
            return super().indicator(p, orientation)
        first, second, beyond = pair
        return (
            self._larger_letter(first, second)
            if not beyond
            else self.field.sub(self.field.one, self._larger_letter(second, first))
        )

    def _larger_letter(self, first: sp.Expr, second: sp.Expr) -> Quotient:
        """1[i > j]: 1 less δ_{ij} and 1[j > i] where the generator is that one."""
        gap = self.field.sub(self.quietly(first), self.quietly(second)).num
        if gap.leading_coefficient() > 0:
            return self.above(gap)
        less = self.field.add(self.above(-gap), self.vanishing(-gap))
        return self.field.sub(self.field.one, less)

    def vanishing(self, f: Polynomial) -> Quotient:
        """1[f = 0]; δ_{ij} for i − j of two letters."""
        pair = self._letters_apart(f)
        if pair is None or pair[2]:
            return super().vanishing(f)
        share = self.same(*pair[:2])
        return self.field.number(int(share)) if isinstance(share, bool) else share

    def _letters_apart(self, f: Polynomial) -> tuple[sp.Expr, sp.Expr, int] | None:
        """i, j and c of i − j + c with letters i and j of sums or of elements."""
        occurring = self.generators.occurring(f)
        if len(occurring) != 2 or f.total_degree() != 1 or not self._of_letters(f):
            return None
        slopes = [f.derivative(number).leading_coefficient() for number in occurring]
        if sorted(slopes) != [-1, 1]:
            return None
        first, second = (
            self.generators.all[n].expr for n in sorted(occurring, key=lambda n: -slopes[occurring.index(n)])
        )
        rest = f - self.field.gens[occurring[0]] * slopes[0] - self.field.gens[occurring[1]] * slopes[1]
        constant = rest.leading_coefficient() if not rest.is_zero() else fmpq(0)
        return (first, second, int(constant.p)) if constant.q == 1 else None

    def _abs(self, expr: sp.Expr) -> Quotient:
        q = self(expr.args[0])
        sign, p, orientation = self.sign(q, strict=False)
        if sign is not None:
            return self.field.zero if sign == "0" else self.field.neg(q) if sign[-1] == "-" else q
        assert p is not None
        twice = self.scaled(self.indicator(p, 1), fmpq(2))
        signed = self.field.mul(q, self.field.sub(twice, self.field.one))
        return signed if orientation > 0 else self.field.neg(signed)

    def _sign(self, expr: sp.Expr) -> Quotient:
        sign, p, orientation = self.sign(self(expr.args[0]), strict=True)
        if sign is not None:
            return self.field.number({"+": 1, "-": -1, "0": 0}[sign])
        assert p is not None
        return self.field.sub(self.indicator(p, orientation), self.indicator(p, -orientation))

    def _larger(self, expr: sp.Expr) -> Quotient:
        a, b = self(expr.args[0]), self(expr.args[1])
        return self._chosen(a, b, self.field.sub(a, b))

    def _smaller(self, expr: sp.Expr) -> Quotient:
        a, b = self(expr.args[0]), self(expr.args[1])
        return self._chosen(a, b, self.field.sub(b, a))

    def _chosen(self, a: Quotient, b: Quotient, difference: Quotient) -> Quotient:
        """a where the difference (of a and b, in either direction) is ≥ 0, else b."""
        sign, p, orientation = self.sign(difference, strict=False)
        if sign is not None:
            return b if sign[-1] == "-" else a
        assert p is not None
        share = self.indicator(p, 1)
        if orientation < 0:
            share = self.field.sub(self.field.one, share)
        return self.field.add(b, self.field.mul(self.field.sub(a, b), share))

    def _cases(self, expr: sp.Piecewise) -> Quotient:
        total, left = self.field.zero, self.field.one
        for value, condition in expr.args:
            share = self._truth(condition)
            if share is True or (share is not False and self.field.sub(share, self.field.one).num.is_zero()):
                return self.field.add(total, self.field.mul(left, self(value)))
            if share is not False:
                before = len(self.conditions)
                total = self.field.add(total, self.field.mul(left, self.field.mul(share, self(value))))
                if len(self.conditions) != before:
                    raise GiveUp("a condition that holds in one case of a sum only.")
                left = self.field.mul(left, self.field.sub(self.field.one, share))
        if self.field.canonical(left)[0].is_zero():  # r ≥ 0 and r < 0
            return total
        raise Nowhere("no case holds.")

    def _truth(self, condition: sp.Basic) -> Any:
        """True, False, or (inside a sum) a quotient that is 1 where the condition holds and 0 elsewhere."""
        if condition in (sp.true, sp.false):
            return bool(condition)
        if isinstance(condition, sp.Not):
            inner = self._truth(condition.args[0])
            return not inner if isinstance(inner, bool) else self.field.sub(self.field.one, inner)
        if isinstance(condition, (sp.And, sp.Or)):
            return self._junction(condition)
        if isinstance(condition, sp.ITE):
            return self._by_condition(*condition.args)
        for number, side in enumerate(condition.args):
            if isinstance(side, sp.Piecewise):
                return self._case_by_case(condition, number)
        low, high = (self(side) for side in condition.args)  # type: ignore[arg-type]
        difference = self.field.sub(low, high)
        if isinstance(condition, (sp.Eq, sp.Ne)):
            equal = self._equal(difference, condition)
            if isinstance(condition, sp.Eq):
                return equal
            return not equal if isinstance(equal, bool) else self.field.sub(self.field.one, equal)
        compare = _COMPARED.get(type(condition))
        if compare is None:
            raise GiveUp(f"no case by {type(condition).__name__}.")
        wanted, weak = compare
        sign, p, orientation = self.sign(difference, strict=True)
        if sign is not None:
            return sign == wanted or (weak and sign == "0")
        assert p is not None
        toward = orientation if wanted == "+" else -orientation
        if weak:
            return self.field.sub(self.field.one, self.indicator(p, -toward))
        return self.indicator(p, toward)

    def _case_by_case(self, condition: sp.Basic, number: int) -> Any:
        """The truth of a condition, one side of which has cases."""
        total, left = self.field.zero, self.field.one
        for value, case in condition.args[number].args:
            sides = (*condition.args[:number], value, *condition.args[number + 1 :])
            share = self._truth(case)
            if share is False:
                continue
            truth = self._truth(condition.func(*sides, evaluate=False))
            if share is True:
                share = self.field.one
            holds = self.field.number(int(truth)) if isinstance(truth, bool) else truth
            total = self.field.add(total, self.field.mul(left, self.field.mul(share, holds)))
            left = self.field.mul(left, self.field.sub(self.field.one, share))
        if not self.field.canonical(left)[0].is_zero():
            raise GiveUp("cases in a condition that may leave something out.")
        return total

    def _by_condition(self, first: sp.Basic, then: sp.Basic, otherwise: sp.Basic) -> Any:
        """The truth of ``then`` where ``first`` holds, else of ``otherwise``: cases inside a condition."""
        share = self._truth(first)
        if isinstance(share, bool):
            return self._truth(then if share else otherwise)
        one, two = (
            self.field.number(int(found)) if isinstance(found, bool) else found
            for found in (self._truth(then), self._truth(otherwise))
        )
        return self.field.add(two, self.field.mul(share, self.field.sub(one, two)))

    def _junction(self, condition: sp.Basic) -> Any:
        found = [self._truth(part) for part in condition.args]
        decisive = isinstance(condition, sp.Or)
        if any(part is decisive for part in found):
            return decisive
        shares = [part for part in found if not isinstance(part, bool)]
        product = self.field.one
        for share in shares:
            product = self.field.mul(product, self.field.sub(self.field.one, share) if decisive else share)
        if not shares:
            return not decisive
        return self.field.sub(self.field.one, product) if decisive else product

    def _equal(self, difference: Quotient, condition: sp.Basic) -> Any:
        num, _ = self.field.canonical(difference)
        if self._of_letters(num):
            return self.same(*condition.args)
        sign, p, _ = self.sign(difference, strict=True)
        if sign is not None:
            return sign == "0"
        assert p is not None
        both = self.field.add(self.indicator(p, 1), self.indicator(p, -1))  # 1 − 1[p = 0]
        return self.field.sub(self.field.one, both)

    def _of_letters(self, p: Polynomial) -> bool:
        """Whether only index letters and whole numbers occur."""
        found = [self.generators.all[number] for number in self.generators.occurring(p)]
        known = self.generators.declared.letters
        return bool(found) and all(
            generator.kind == "symbol" and (generator.letters or generator.data in known)
            for generator in found
        )

    def _delta(self, expr: sp.KroneckerDelta) -> Quotient:
        share = self.same(*expr.args)
        return self.field.number(int(share)) if isinstance(share, bool) else share

    def same(self, left: Any, right: Any) -> Any:
        """Whether two indices are the same; inside a sum as δ, which a sum takes away."""
        difference = self.field.sub(self.quietly(left), self.quietly(right))
        num, _ = self.field.canonical(difference)
        if num.is_constant():
            return num.is_zero()
        letters = self.generators.letters(num)
        if not letters:
            pair = (self.written(self.quietly(left)), self.written(self.quietly(right)))
            if pair in self.different_letters or pair[::-1] in self.different_letters:
                return False
            if not self._of_letters(num):
                raise GiveUp("indices that are not letters.")
            raise NeedSame(*pair)
        leading = num.leading_coefficient()
        canonical = self.generators.expr(num / leading)
        sides = sorted((self.written(self.quietly(side)) for side in (left, right)), key=str)
        delta = sp.KroneckerDelta(*sides)
        generator = self.generators.get("delta", canonical, delta, UNIT, data=tuple(sides))
        if generator.number not in self.field.relations:
            self.field.relate(generator.number, 2, self.field.gens[generator.number])
        return self.generators.quotient(generator)

    def _zero(self, expr: sp.Expr) -> Quotient:
        num, _ = self.field.canonical(self(expr.args[0]))
        if num.is_constant() or not self.generators.letters(num):
            share = self._truth(sp.Eq(expr.args[0], 0, evaluate=False))
            return self.field.number(int(share)) if isinstance(share, bool) else share
        both = self.field.add(self.indicator(num, 1), self.indicator(num, -1))
        return self.field.sub(self.field.one, both)

    def _positive(self, expr: sp.Expr) -> Quotient:
        share = self._truth(sp.StrictGreaterThan(expr.args[0], 0, evaluate=False))
        return self.field.number(int(share)) if isinstance(share, bool) else share
