"""Lines that are about something else than what is asked for: definitions (let u = …), claims (∂a/∂w = x), remarks.

In: the trees of such a line.  Out: its ``LineVerdict``; what it defines or claims is remembered for the lines after it.
"""

from __future__ import annotations

from dataclasses import replace as changed
from functools import partial

import sympy as sp

from symgrad.checking import numeric
from symgrad.checking.carried import Claim
from symgrad.checking.comparing import against
from symgrad.checking.derivatives import full, worked_out
from symgrad.checking.left_sides import is_update, wrong_label
from symgrad.checking.lettering import lettered
from symgrad.checking.names import Defined, number_in, put_in, refuse_loose_letters
from symgrad.checking.names import defined as definition
from symgrad.checking.question import Meaning, renamed
from symgrad.checking.set_to_zero import is_zero
from symgrad.checking.standing import GOOD, Standing
from symgrad.checking.verdict import LineVerdict, Refused, Status
from symgrad.errors import SymgradError, worded
from symgrad.expressions import Partial, bases, replace, walk
from symgrad.model import Model
from symgrad.reading import expression, parse_names
from symgrad.reading import syntax as s
from symgrad.reading.names import Names


class Claims(Standing):
    """Judges definitions and claims."""

    def _is_remark(self, sides: tuple[s.Node, ...]) -> bool:
        """2(0.8 - 1) = -0.4: numbers that are equal, and not the value that is asked for."""
        values = [self._value(side) for side in sides]
        first = values[0]
        if first is None or any(value is None or bases(value) for value in values):
            return False
        for side, value in zip(sides[1:], values[1:], strict=True):
            if value is None or self._value_of(first, side, value) not in GOOD:
                return False
        asked = numeric.with_numbers(self.question.expr, numeric.given(self.question))
        return not bases(asked) and self._value_of(asked, sides[-1], first) not in GOOD

    def _assigns(self, tree: s.Statement) -> bool:
        """``u := wx + b``; w := 1.62 is the value that was asked for."""
        return isinstance(tree, s.Assign) and not is_update(self.question, tree.target)

    def _introduces(self, tree: s.Statement) -> bool:
        """``u = wx + b`` with a u that nothing is known of."""
        if not isinstance(tree, s.Relation) or not tree.equation:
            return False
        head = tree.sides[0]
        if self._is_early(tree):
            return True
        if isinstance(head, s.Call):
            return self._introduces_function(head, tree.sides[-1])
        if not isinstance(head, s.Name) or head.primes:
            return False
        if self.question.label is not None and head == self.question.label:
            return False
        try:
            # What s_i is says nothing yet of s.
            self.question.meaning(
                head, [row for row in self.defined if not row.letters or head.sub or head.sup]
            )
        except SymgradError:
            # The last line may call the result what it likes; a name that is used later is a definition.
            if self.in_front:
                return True
            if head.key not in self.called and any(map(self._is_value, tree.sides[1:])):
                self.called.add(head.key)
            return head.key not in self.called
        return False

    def _is_early(self, tree: s.Statement) -> bool:
        """``ŷ = wx + b`` behind a line that has it already."""
        head = tree.sides[0] if self.early and isinstance(tree, s.Relation) else None
        return any(row.head == head and row.key in self.early for row in self.defined)

    def _introduces_function(self, head: s.Call, body: s.Node) -> bool:
        """``h(x) = wx + b`` with an h that nothing is known of; behind the last line nothing uses it."""
        names = all(isinstance(part, s.Name) for part in head.arguments)
        if self.at_end or not names or head.primes or head.function.endswith("'") or head.sub is not None:
            return False
        if head == self.question.label or self._value(head) is not None or head.function in self.called:
            return False
        bare = s.Name(head.origin, head.function)
        if self._value(bare) is not None or not self._is_readable(body):
            return False
        if self._is_the_model(head, body):
            return False
        if self._is_value(body):
            self.called.add(head.function)
            return False
        return True

    def _is_readable(self, node: s.Node) -> bool:
        """Whether it means something, be it a vector where a number is asked for: wx + b of all the data at once."""
        try:
            self.question.meaning(node, self.defined)
        except SymgradError:
            return False
        return True

    def _is_value(self, node: s.Node) -> bool:
        expr = self._value(node)
        if expr is None:
            return False
        if against(self.question, expr, self.clock, relation=False).status in GOOD:
            return True
        return self.supposed is not None and self._holds(self.question.expr, expr).status in GOOD

    def _definition(self, tree: s.Statement) -> LineVerdict:
        if isinstance(tree, s.Relation) and len(tree.sides) > 2:  # g = 2(0.8 - 1) = -0.4
            first = s.Relation(tree.origin, tree.sides[:2], tree.signs[:1])
            values = [self.question.meaning(side, self.defined)[0] for side in tree.sides[1:]]
            pairs = zip(tree.sides[2:], values[1:], strict=True)
            statuses = [self._value_of(values[0], side, value) for side, value in pairs]
            wrong = next((status for status in statuses if status not in GOOD), None)
            verdict = self._definition(first)
            self._works_out(tree.sides[0], tree.sides[-1])
            return verdict if wrong is None else changed(verdict, status=wrong)
        row = definition(tree, indexed=bool(self.question.shapes) or self.question.model is not None)
        _, index = self.question.meaning(row.body, self.defined)  # said here if it cannot be read
        refuse_loose_letters(row, index)
        if row in self.defined and row.key in self.early:
            self.carry = partial(self._goes_on, row.body)
            return LineVerdict("definition", None, "definition")
        if not self._is_said_again(row):
            self.defined.insert(0, row)
            self._learn(row)
        value = self._value(row.head)
        self.carry = partial(self._on_definition, row.head, value) if value is not None else None
        return LineVerdict("definition", None, "definition")

    def _on_definition(self, head: s.Node, value: sp.Expr, sides: tuple[s.Node, ...]) -> LineVerdict:
        """What leads on from a definition; as the last line it may be meant as the answer."""
        verdict = self._claim(head, value, sides)
        self.aside_at_end = self.at_end and self.values > 0 and not self._is_value(sides[-1])
        return verdict

    def _works_out(self, left: s.Node, side: s.Node) -> None:
        if isinstance(left, s.Name) and not any(isinstance(p, (s.Derived, s.Nabla)) for p in s.descend(side)):
            self.worked.add(left.key)

    def _is_said_again(self, row: Defined) -> bool:
        """Whether a definition is one of the model's: derivatives by its name need the name itself.

        Refuses b = wx where the question has another b: what is written with it would be about something else.
        """
        try:
            expr, index = self.question.meaning(row.head)
        except SymgradError:
            return False
        if not bases(expr) or self.question.item.given:
            return False
        value = self._in_letters(self.question.meaning(row.body, self.defined), row.body, index)
        status = "undecided" if value is None else self._plainly(expr, value).status
        if status == "different":
            raise Refused(
                worded("{key} has another meaning in the question.", key=row.key),
                row.head.origin,
                remedy="Give your own name another letter.",
            )
        model = self.question.model
        return (
            status == "equal" and model is not None and row.key in {made.name for made in model.definitions}
        )

    def _goes_on(self, body: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict:
        """What leads on from a definition that was looked up before; ``Walk`` knows."""
        raise NotImplementedError

    def _label(self, node: s.Node) -> list[sp.Expr] | None:
        """``[]`` for what is asked for, ``[value]`` for another known quantity, ``None`` for a side like any other."""
        # A line may have other letters than the line before it.
        question = changed(self.question, said=()) if self.question.said else self.question
        named = isinstance(node, (s.Derived, s.Nabla, s.Name, s.Call))
        try:
            value = question.aligned(question.meaning(node, self.defined), node)
        except SymgradError:
            return [] if named and self._is_asked_for(node) else None
        if value is None:
            return None
        if not named:
            return None
        if self._is_loose(node):
            return [] if self._compared(self.question.expr, value).status in GOOD else [value]
        return [] if self._is_asked_for(node) else [value]

    def _is_loose(self, node: s.Node) -> bool:
        """The derivative of a name that a line defines, where nothing says what is asked for."""
        own = {row.key for row in self.defined}
        named = isinstance(node, s.Derived) and isinstance(node.body, s.Name) and node.body.key in own
        return named and self.question.label is None and self.question.model is None

    def _learn(self, row: Defined) -> None:
        """What else a definition says; ``Beside`` knows."""

    def _renames(self, left: s.Node) -> None:
        """A line gives what is differentiated a name of its own."""
        if isinstance(left, (s.Call, s.Name)):
            self.renamed.add(left.function if isinstance(left, s.Call) else left.base)

    def _on_model(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict:
        """What leads on from f(x) = x³ + x²."""
        assert self.question.partial is not None
        return self._claim(left, full(self.question.partial.what, self.question.model), sides)

    def _is_the_model(self, left: s.Node, right: s.Node) -> bool:
        """f(x) = x³ + x², said again under a name of one's own: what is differentiated, not its derivative."""
        partial = self.question.partial
        if partial is None or not isinstance(left, (s.Name, s.Call)) or left.primes:
            return False
        written, index = self.question.meaning(right, self.defined)
        model = full(partial.what, self.question.model)
        if index or getattr(partial.what, "indices", ()) or self._plainly(model, written).status not in GOOD:
            return False
        return self._plainly(self.question.expr, written).status not in GOOD

    def _is_asked_for(self, node: s.Node) -> bool:
        """Whether a left side is; the lines after it have its letters."""
        if is_update(self.question, node):
            return True
        wrong = wrong_label(self.question, node, self.clock, self.defined)
        if wrong is not None and wrong.note != "left_name":
            return False
        self.open = self.open or wrong is not None
        self.question = lettered(self.question, node, self.defined)
        return True

    def _further(self, left: s.Name) -> sp.Expr | None:
        """What f'' is where a line before calls f' what is asked for; that is a function of one name."""
        question = self.question
        if question.partial is not None and question.model is not None:
            return self._derived_again(left, question.model, question.partial)
        if question.label is not None or question.tree is None:
            return None
        first = self.primed.setdefault(left.base, left.primes)
        names = bases(question.expr)
        if left.primes <= first or len(names) != 1:
            return None
        (name,) = names
        by = s.Name(left.origin, name)
        node = question.tree
        for _ in range(left.primes - first):
            node = s.Derived(left.origin, node, (by,))
        return question.meaning(node, self.defined)[0]

    def _derived_again(self, left: s.Name, model: Model, asked: Partial) -> sp.Expr | None:
        """What f'' is where f' is what the derivative of a model is: a number by a number."""
        if left.primes < 2 or not all(isinstance(name, sp.Symbol) for name in (asked.what, asked.wrt)):
            return None
        what, by = (parse_names(model.names[str(name)].key)[0] for name in (asked.what, asked.wrt))
        node = s.Derived(left.origin, what, (by,) * left.primes)
        return self.question.meaning(node, self.defined)[0]

    def _with_other_axes(self, left: s.Node) -> Meaning | None:
        """∂y_i/∂a_k where ∂E/∂a_k is asked for: its value and its letters."""
        if self.question.model is None or not isinstance(left, (s.Derived, s.Name)):
            return None
        try:
            meaning = self.question.meaning(left, self.defined)
        except SymgradError:
            return None
        return meaning if len(meaning[1]) != len(self.question.index) else None

    def _again(self, left: s.Node, axes: Meaning, side: s.Node) -> LineVerdict | None:
        """−y_i y_k for i ≠ k, where the case before said what ∂y_i/∂a_k is for i = k."""
        value = self._in_letters(self.question.meaning(side, self.defined), side, axes[1])
        right = value is not None and self._compared(axes[0], value).status in GOOD
        return LineVerdict("equal", None, "claim") if right else None

    def _of_own(self, left: s.Node, sides: tuple[s.Node, ...]) -> LineVerdict | None:
        """dL/du = 2u with a u of one's own, when a line before says L = u²; ``undecided`` where none does."""
        own = {row.key for row in self.defined}
        if not isinstance(left, s.Derived) or len(left.by) != 1 or left.by[0].key not in own:
            return None
        said = self.said.get(left.body.key) if isinstance(left.body, s.Name) else None
        if said is None:
            said = next((row.body for row in self.defined if row.head == left.body), None)
        sure = said is not None
        if said is None:
            said, sure = self._in_own_names(left.body)
        if said is None or not any(part == left.by[0] for part in s.descend(said)):
            return LineVerdict("undecided", None, "claim")
        names = Names(undeclared="value")
        right = worked_out(expression(s.Derived(left.origin, said, left.by), names)[0], None)
        for side in sides:
            written = expression(side, names)[0]
            status = self._compared(right, written).status
            if status not in GOOD:
                both = self._with_own(right), self._with_own(written)
                if both[0] is not None and both[1] is not None and not any(map(_has_axes, both)):
                    status = self._compared(*both).status
            if status not in GOOD and not sure:
                return LineVerdict("undecided", None, "claim")
            if status not in GOOD:
                full_right, full_written = self._with_own(right), self._with_own(written)
                if full_right is not None and full_written is not None:
                    self.claims.append(Claim(left, side, full_right, full_written))
                return LineVerdict(status, None, "claim")
        return LineVerdict("equal", None, "claim")

    def _in_own_names(self, name: s.Node) -> tuple[s.Node | None, bool]:
        """What the question says L is, with the names of lines in it, and whether nothing else stands for those."""
        return None, False

    def _with_own(self, expr: sp.Expr) -> sp.Expr | None:
        """The expression with the names that lines introduced, and the model's, put in."""
        table: dict[sp.Basic, sp.Basic] = {}
        for row in self.defined:
            value = self._value(row.body) if isinstance(row.head, s.Name) and not row.letters else None
            if value is not None:
                table[sp.Symbol(row.key)] = value
        return full(replace(expr, table), self.question.model)

    def _claim(
        self, left: s.Node, label: sp.Expr, sides: tuple[s.Node, ...], axes: Meaning | None = None
    ) -> LineVerdict:
        """∂a/∂w = x: both sides are known, whatever was asked for; ``axes`` if it has other letters than that."""
        if isinstance(left, s.Name):
            self.said.setdefault(left.key, sides[-1])
            self._works_out(left, sides[-1])
        if isinstance(left, s.Derived):
            self.derived.append((left, sides[-1]))
        status: Status = "equal"
        said = self._with_letters(left)
        axes = said or axes
        label = label if said is None else said[0]
        for side in sides:
            meaning = self.question.meaning(side, self.defined)
            if axes is None:
                value = self.question.aligned(meaning, side)
            elif said is not None and letters_written(meaning, side):
                value = meaning[0] if set(meaning[1]) <= set(said[1]) else None
            else:
                value = self._in_letters(meaning, side, axes[1])
            if value is None and is_zero(side):
                value = sp.S.Zero  # of any shape
            if value is None:
                return LineVerdict("different", None, "claim")
            found = self._claimed(left, label, side, value)
            if found not in ("equal", "equal_where_defined") or status == "equal":
                status = found
            if status not in GOOD:
                if said is not None and len(said[1]) == len(self.question.index):
                    label, value = (
                        renamed(one, said[1], self.question.index, self.question.known)
                        for one in (label, value)
                    )
                claim = Claim(left, side, label, value, self._about(left))
                self.claims.append(claim)
                if not self.wrong:
                    self.claim = claim
                self.wrong = True  # what is written after it may be wrong because of it
                break
        return LineVerdict(status, None, "claim")

    def _with_letters(self, left: s.Node) -> Meaning | None:
        """What ∂z_i/∂W_{ij} is, in the letters that are written there, which its other sides have too, or fewer."""
        if not isinstance(left, (s.Derived, s.Name)):
            return None
        try:
            meaning = self.question.meaning(left, self.defined)
        except SymgradError:
            return None
        return meaning if meaning[1] and letters_written(meaning, left) else None

    def _claimed(self, left: s.Node, label: sp.Expr, side: s.Node, value: sp.Expr) -> Status:
        """How a side stands to what it is said to be; a number is judged to the digits written, and remembered."""
        exact = numeric.with_numbers(label, numeric.given(self.question))
        rounded = bool(self.question.item.given) and not bases(exact) and number_in(side) is not None
        if rounded and isinstance(left, s.Name) and numeric.standing(exact, side) == "rounded":
            self.shown[left.key] = digits(side)
        self._remember(left, label, side)
        return self._value_of(label, side, value)

    def _remember(self, left: s.Node, label: sp.Expr, side: s.Node) -> None:
        """What a rounded number stands for: −0.6636 for ∂L/∂a."""
        exact = numeric.with_numbers(label, numeric.given(self.question))
        if not self.question.item.given or bases(exact) or number_in(side) is None:
            return
        if numeric.standing(exact, side) == "rounded":
            text = digits(side)
            meant = s.Plus(left.origin, ((-1, left),)) if text.startswith("-") else left
            self.stands_for[text.removeprefix("-")] = meant

    def _about(self, left: s.Node) -> Partial | None:
        if self.question.model is None or (isinstance(left, s.Name) and left.primes):
            return None
        try:
            expr, _ = expression(put_in(left, (*self.defined, *self.question.table)), self.question.model)
        except SymgradError:
            return None
        return expr if isinstance(expr, Partial) else None


def letters_written(meaning: Meaning, node: s.Node) -> bool:
    """Whether every letter of a meaning is written, and none stands for an axis that has no letter."""
    written = {part.text for part in s.descend(node) if isinstance(part, s.Item)}
    written |= {part.key for part in s.descend(node) if isinstance(part, s.Name)}  # k = i of a case
    return all(letter.name in written for letter in meaning[1])


def _has_axes(expr: sp.Expr | None) -> bool:
    return expr is not None and any(isinstance(node, sp.Indexed) for node in walk(expr))


def digits(node: s.Node) -> str:
    """A number as it was written, its sign in front."""
    found = number_in(node)
    assert found is not None
    value, text = found
    return f"-{text}" if value < 0 else text


__all__ = ["Claims", "digits", "letters_written"]
