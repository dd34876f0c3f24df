"""What a derivation says beside its values, of names of its own: g(x) = x², u' = 2x, dL/du = 2u; and f'(2) = 15.

In: the trees of such lines.  Out: what their left sides are, over the names of the question: derivatives of names that
a line defines, derivatives by them (the chain rule says what they must be), the gradient that an update goes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import partial as given_first
from itertools import pairwise

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.carried import Claim
from symgrad.checking.claims import Claims
from symgrad.checking.compound import RATES
from symgrad.checking.derivatives import worked_out
from symgrad.checking.left_sides import is_update
from symgrad.checking.names import Defined
from symgrad.checking.standing import GOOD
from symgrad.checking.verdict import LineVerdict, Status
from symgrad.errors import SymgradError
from symgrad.expressions import Partial, add, bases, key_of, mul, neg, replace, walk
from symgrad.reading import parse, parse_names
from symgrad.reading import syntax as s
from symgrad.reading.names import Names
from symgrad.reading.substitution import rebuilt

#: names that a derivative by one's own name is checked with
MOST_PATHS = 6


@dataclass
class Beside(Claims):
    """Judges what is said of one's own names."""

    # -- functions and derivatives of one's own ------------------------------------------------------------------

    def _learn(self, row: Defined) -> None:
        """What a definition says besides: h for h(x), and u' for the derivative of u."""
        by = self._variable(row)
        head = row.head
        if isinstance(head, s.Call):
            self.question = changed(self.question, table=(row, *self.question.table))
            head = s.Name(head.origin, head.function)
            self.defined.insert(0, Defined(head, row.body))
        if by is None or row.letters or head.primes:
            return
        for primes in (1, 2):
            name = changed(head, primes=primes)
            derived = s.Derived(head.origin, row.body, (by,) * primes)
            if self._value(name) is None and self._plain_value(derived) is not None:
                self.defined.insert(0, Defined(name, derived))

    def _variable(self, row: Defined) -> s.Name | None:
        """What a prime behind a name of one's own is by."""
        question, origin = self.question, row.head.origin
        if isinstance(row.head, s.Call):
            argument, *others = row.head.arguments
            return argument if isinstance(argument, s.Name) and not others else None
        if question.partial is not None and question.model is not None:
            wrt = question.partial.wrt
            if not isinstance(wrt, sp.Symbol):
                return None
            return changed(parse_names(question.model.names[wrt.name].key)[0], origin=origin)
        for tree in (question.tree, question.label):
            for part in s.descend(tree) if tree is not None else ():
                if isinstance(part, s.Derived) and len(set(part.by)) == 1:
                    return part.by[0]
        value = self._plain_value(row.body)
        names = sorted(bases(value)) if value is not None else []
        return s.Name(origin, names[0]) if len(names) == 1 else None

    def _plain_names(self, tree: s.Statement) -> s.Statement:
        """The tree with h' for h'(x), and with what lines said ∇L or dL/du is in its place."""
        own = {row.head.function: row.head for row in self.question.table if isinstance(row.head, s.Call)}
        if not own and not self.gradients:
            return tree

        def change(part: s.Node) -> s.Node | None:
            if isinstance(part, s.Call) and own.get(part.function) == changed(part, primes=0):
                return s.Name(part.origin, part.function, primes=part.primes)
            if isinstance(part, s.Times):
                return self._uncalled_factors(part, change)
            return next((side for left, side in self.gradients if part == left), None)

        if isinstance(tree, s.Formula):
            return changed(tree, body=rebuilt(tree.body, change))
        if isinstance(tree, s.Assign):
            return changed(tree, value=rebuilt(tree.value, change))
        if isinstance(tree, s.Relation) and tree.equation:
            left, *sides = tree.sides
            if isinstance(left, s.Call) and left.primes:
                left = change(left) or left
            return changed(tree, sides=(left, *(rebuilt(side, change) for side in sides)))
        return tree

    def _uncalled_factors(self, part: s.Times, change: Callable[[s.Node], s.Node | None]) -> s.Node | None:
        """The product with L' for L'(w), which is read as a product; ``None`` where there is no such."""
        primed = {left for left, _ in self.gradients if isinstance(left, s.Name)}
        text = part.origin.text
        for n, (one, two) in enumerate(pairwise(part.factors)):
            between = text[one.origin.end : two.origin.start].replace(r"\left", "").strip()
            if one in primed and between == "(" and isinstance(two, s.Name) and not part.signs[n]:
                factors = (*part.factors[: n + 1], *part.factors[n + 2 :])
                signs = (*part.signs[:n], *part.signs[n + 1 :])
                after = one if len(factors) == 1 else changed(part, factors=factors, signs=signs)
                return change(after) or rebuilt(after, change)  # type: ignore[no-any-return]
        return None

    def _of_own_name(self, left: s.Node) -> bool:
        """u', or the derivative of a u that a line defines."""
        own = {row.key for row in self.defined}
        if isinstance(left, (s.Name, s.Call)):
            return (left.key if isinstance(left, s.Name) else left.function) in own
        return isinstance(left, s.Derived) and isinstance(left.body, s.Name) and left.body.key in own

    # -- what is differentiated, at a place --------------------------------------------------------------------------

    def _at_a_place(self, left: s.Node) -> sp.Expr | None:
        """15 for f'(2), −2 for f(1), where f is what is differentiated, a number by a number."""
        partial, model, found = self.question.partial, self.question.model, _called(left)
        if partial is None or model is None or found is None:
            return None
        if not isinstance(partial.wrt, sp.Symbol) or not isinstance(partial.what, sp.Symbol):
            return None
        name, place = found
        what, by = (parse_names(model.names[part.name].key)[0] for part in (partial.what, partial.wrt))
        if name.base != what.key and name.base not in self.renamed:
            return None
        tree = s.Derived(name.origin, what, (by,) * name.primes) if name.primes else what
        expr, at = self._plain_value(tree), self._plain_value(place)
        return None if expr is None or at is None else replace(expr, {sp.Symbol(by.key): at})

    # -- the gradient an update goes along --------------------------------------------------------------------------

    def _gradient(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        """dL/dw = … where w − η dL/dw is asked for: whatever L is, the update says what its derivative is."""
        steps = list(self._steps(left))
        if not steps or self._is_value(sides[-1]):
            return None
        values = [self._value(side) for side in sides]
        self.gradients.append((left, sides[0]))
        last = values[-1]
        right = (step for step in steps if last is not None and self._value_of(step, sides[-1], last) in GOOD)
        step = next(right, None)
        if step is None:
            if len(steps) != 1 or last is None or self._is_part(steps[0], last):
                self.open = True
                return LineVerdict("undecided", None, "claim")
            (step,) = steps
        self.carry = given_first(self._claim, left, step)
        return self._claim(left, step, sides)

    def _rule(self, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        """``w := w − η dL/dw`` before anything is said of dL/dw; where it is another rule, nobody can say."""
        question = self.question
        parts = sides[1].everything
        gradient = next((part for part in parts if isinstance(part, (s.Derived, s.Nabla, s.Name)) and
                         (not isinstance(part, s.Name) or part.primes)), None)  # fmt: skip
        if gradient is None or question.index or not is_update(question, sides[0]):
            return None
        steps = list(self._steps(gradient))
        if not steps:
            return None
        name = s.Name(gradient.origin, r"\mathcal{G}")
        tree = rebuilt(sides[1], lambda part: name if part == gradient else None)
        expr, _ = changed(question, known=question.known | {name.key}).meaning(tree, self.defined)
        for step in steps:
            if self._plainly(question.expr, replace(expr, {sp.Symbol(name.key): step})).status in GOOD:
                return LineVerdict("equal", None, "claim")
        self.open = True
        return LineVerdict("undecided", None, "claim")

    def _is_gradient(self, left: s.Node, key: str) -> bool:
        """dL/dw, ∇L or L' of an L that nothing is known of, where w is updated."""
        if isinstance(left, s.Name):
            return left.primes == 1 and left.base != key and self._value(left) is None
        if isinstance(left, s.Derived):
            named = len(left.by) == 1 and key in (left.by[0].key, left.by[0].base)
        elif isinstance(left, s.Nabla):
            named = left.order == 1 and (left.by is None or left.by.key == key)
        else:
            return False
        return named and isinstance(left.body, s.Name) and self._value(left.body) is None

    def _steps(self, left: s.Node) -> Iterator[sp.Expr]:
        """g of w − ηg, where ``left`` is a derivative by w; for every letter that may be the η."""
        expr = self.question.expr
        if self.question.model is not None or not isinstance(expr, sp.Add):
            return
        for term in expr.args:
            if not isinstance(term, (sp.Symbol, sp.Indexed)) or not self._is_gradient(left, key_of(term)):
                continue
            rest = add(*(other for other in expr.args if other is not term))
            for rate in dict.fromkeys(node for node in walk(rest) if isinstance(node, sp.Symbol)):
                if rate.name not in RATES or rate.name not in bases(rest):
                    continue
                step = neg(worked_out(Partial(rest, rate), None))
                if self._plainly(rest, neg(mul(rate, step))).status in GOOD:
                    yield step

    def _is_part(self, step: sp.Expr, value: sp.Expr) -> bool:
        """Whether that is the step without one of its names: the derivative of a loss without its penalty."""
        if not bases(value):
            return False
        table = [{sp.Symbol(key): sp.Integer(0)} for key in sorted(bases(step) - bases(value))]
        return any(self._plainly(replace(step, row), value).status in GOOD for row in table)

    # -- a prime behind a name of the model ----------------------------------------------------------------------------

    def _is_primed_part(self, left: s.Node) -> bool:
        """a' where the model says what a is, on the way to L."""
        model = self.question.model
        if model is None or not isinstance(left, s.Name) or left.primes != 1 or self._value(left) is not None:
            return False
        key = changed(left, primes=0).key
        return key != model.target and key in model.by_name and not model.names[key].axes

    def _primed_part(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict:
        """``a' = a(1 − a)``: by a name that a is made of, or by what is asked for; the line says which."""
        assert isinstance(left, s.Name)
        model, partial = self.question.model, self.question.partial
        assert model is not None
        assert partial is not None
        what = changed(left, primes=0)
        inside = [node for node in walk(model.by_name[what.key].expr) if isinstance(node, sp.Symbol)]
        wrt = [partial.wrt] if isinstance(partial.wrt, sp.Symbol) else []
        names = [key_of(node) for node in dict.fromkeys((*inside, *wrt)) if key_of(node) in model.names]
        self.gradients.append((left, sides[0]))
        right = []
        for name in names:
            derived = s.Derived(left.origin, what, (parse_names(model.names[name].key)[0],))
            value = self._plain_value(derived)
            if value is not None:
                right.append(value)
        found = [self._claim_only(value, sides) for value in right]
        if any(status in GOOD for status in found):
            return LineVerdict("equal", None, "claim")
        status: Status = "different" if found and set(found) == {"different"} else "undecided"
        self.open = self.open or status == "undecided"
        return LineVerdict(status, None, "claim")

    def _claim_only(self, right: sp.Expr, sides: tuple[s.Node, ...]) -> Status:
        """How all sides stand to what they should be; the first that is not right."""
        for side in sides:
            value = self._plain_value(side)
            status: Status = "undecided" if value is None else self._value_of(right, side, value)
            if status not in GOOD:
                return status
        return "equal"

    # -- derivatives by names of one's own ------------------------------------------------------------------------

    def _by_own(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        """dL/du = 2u with a u of one's own: as a line says what L is, or else by the chain rule."""
        try:
            found = self._of_own(left, sides)
        except SymgradError:
            # What stands in the place of a vector there is read as a number, and may be none.
            found = LineVerdict("undecided", None, "claim")
        if found is None or found.status != "undecided":
            return found
        with suppress(SymgradError):
            found = self._by_chain(left, sides) or found
        self.open = self.open or found.status == "undecided"
        return found

    def _on_own(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict:
        return self._by_own(left, sides) or LineVerdict("undecided", None, "claim")

    def _by_chain(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        assert isinstance(left, s.Derived)
        inner, outer = self._plain_value(left.by[0]), self._plain_value(left.body)
        if inner is None or outer is None:
            return None
        paths = list(self._paths(outer, inner))
        right = self._slope(outer, inner, paths)
        for side in sides:
            value = self._plain_value(side)
            if value is None or not paths:
                return None
            if right is None:
                if any(self._compared(mul(value, below), above).status in GOOD for above, below in paths):
                    continue
                return None
            status = self._value_of(right, side, value)
            if status not in GOOD:
                self.claims.append(Claim(left, side, right, value))
                return LineVerdict(status, None, "claim")
        return LineVerdict("equal", None, "claim")

    def _in_own_names(self, name: s.Node) -> tuple[s.Node | None, bool]:
        if not isinstance(name, s.Name) or self.question.model is None:
            return None, False
        rows = [row for row in self.defined if isinstance(row.head, s.Name) and not row.head.primes]
        rows = [row for row in rows if not row.letters]
        statements = parse(self.question.item.reference, Names(undeclared="value"))
        heads = (st.sides for st in statements if isinstance(st, s.Relation) and len(st.sides) == 2)
        body = next((right for left, right in heads if _head(left) == name.key), None)
        if body is None:
            return None, False

        def change(part: s.Node) -> s.Node | None:
            return next((row.head for row in rows if part == row.body), None)

        tree: s.Node = rebuilt(body, change)
        inside = {part.key for row in rows for part in s.descend(row.body) if isinstance(part, s.Name)}
        left = {part.key for part in s.descend(tree) if isinstance(part, s.Name)}
        return tree, left.isdisjoint(inside)

    def _paths(self, outer: sp.Expr, inner: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
        """Derivatives of both by every name that the inner one depends on."""
        names = dict.fromkeys(node for node in walk(inner) if isinstance(node, sp.Symbol))
        for name in list(names)[:MOST_PATHS]:
            above, below = (worked_out(Partial(side, name), None) for side in (outer, inner))
            if self._plainly(below, sp.Integer(0)).status == "different":
                yield above, below

    def _slope(self, outer: sp.Expr, inner: sp.Expr, paths: list[tuple[sp.Expr, sp.Expr]]) -> sp.Expr | None:
        """The derivative of one by the other, where there is no doubt that the one is a function of the other.

        There is none where every path gives the same; of a single path, where nothing that the inner one is made of
        stands in the outer one besides.
        """
        if not paths:
            return None
        (above, below), *others = paths
        slope = mul(above, sp.Pow(below, -1, evaluate=False))
        if others:
            same = all(self._plainly(mul(a, below), mul(above, b)).status in GOOD for a, b in others)
            return slope if same else None
        here = sp.Symbol("#")
        left = replace(outer, {inner: here})
        return slope if here.name in bases(left) and bases(left).isdisjoint(bases(inner)) else None

    # -- equations between numbers ----------------------------------------------------------------------------------

    def _holds_in_numbers(self, sides: tuple[s.Node, ...]) -> bool:
        """wx − y = −0.2: true with the numbers that are given, and not what is asked for."""
        numbers = numeric.given(self.question)
        if not numbers or isinstance(sides[0], (s.Name, s.Derived, s.Nabla)):
            return False
        first, *others = (self._plain_value(side) for side in sides)
        if first is None or bases(numeric.with_numbers(first, numbers)):
            return False
        asked = self.question.expr if bases(first) else numeric.with_numbers(self.question.expr, numbers)
        if self._compared(asked, first).status in GOOD:
            return False
        pairs = zip(sides[1:], others, strict=True)
        if not all(value is not None and self._value_of(first, side, value) in GOOD for side, value in pairs):
            return False
        for side in sides[1:]:
            self._remember(sides[0], first, side)
        return True


def _head(left: s.Node) -> str:
    """L of L = … and f of f(x) = …"""
    return left.function if isinstance(left, s.Call) else left.key if isinstance(left, s.Name) else ""


def _called(left: s.Node) -> tuple[s.Name, s.Node] | None:
    """f' and 2 of f'(2), whether or not f is known to be a function."""
    if isinstance(left, s.Call) and len(left.arguments) == 1 and left.sub is None:
        base, (place,) = left.function.rstrip("'"), left.arguments
        name = s.Name(left.origin, base, primes=left.primes or len(left.function) - len(base))
    elif isinstance(left, s.Times) and len(left.factors) == 2 and not any(left.signs):
        head, place = left.factors
        between = left.origin.text[head.origin.end : place.origin.start]
        if not isinstance(head, s.Name) or between.replace(r"\left", "").strip() != "(":
            return None
        name = head
    else:
        return None
    return None if any(isinstance(part, s.Name) for part in s.descend(place)) else (name, place)


__all__ = ["Beside"]
