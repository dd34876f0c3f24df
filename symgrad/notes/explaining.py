"""What the author of a line may have done: which small edit of it, or which other number, gives what is printed.

Goes in: a printed number that does not hold, with the arithmetic or the formulas of its line.  Comes out: an
``Explanation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain as chained
from typing import Any

from symgrad import balls
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.notes.arithmetic import ArithmeticJudge
from symgrad.notes.decimals import decimal, shortest
from symgrad.notes.edits import Explanation, Trial, explain, instead, name, names_near, neighbours, structural
from symgrad.notes.evidence import Edit, Printed, PutIn
from symgrad.notes.notation import last_place
from symgrad.notes.rounding import is_known, same, shown
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any


class Explaining(ArithmeticJudge):
    """One line being judged: what would make its numbers right."""

    def _meant(self, number: int, beside: int | None, fits: Any) -> Explanation:
        """Which small edit of the line gives the number."""
        state, side = self.bench.exact or self.bench.bare, self.line.sides[number]
        if beside is not None:
            node = self.line.sides[beside].node
            trials: Iterable[Trial] = chained(structural(node), self._other_numbers(beside))
            return explain(trials, state, side.node, fits, state.value(node))
        forms = [each.node for each in self.line.sides[:number] if each.kind == "formula"]
        forms = forms or [each.node for each in self.line.sides if each.kind == "formula"]
        if not forms:
            return Explanation((), False)
        node = forms[-1]
        if isinstance(node, (syntax.Name, syntax.Derived)):
            node = next(iter(self.bench.forms.get(node, ())), node)
        return explain(self._other_formulas(node, state), state, side.node, fits, state.value(node))

    def _other_formulas(self, node: syntax.Node, state: State) -> Iterator[Trial]:
        """The formula edited, with exact numbers and with the printed ones."""
        onward = self.bench.calculator.state(state) if self.bench.calculator.printed else None
        for trial in chained(structural(node), neighbours(node, state)):
            yield trial
            if onward is not None:
                yield Trial(trial.edit, trial.node, onward)
        yield from self.bench.variants.of(node)

    def _other_numbers(self, beside: int) -> Iterator[Trial]:
        """The arithmetic with another value for one of its numbers: a neighbour's, an old or an updated one's."""
        state, node = self.bench.exact, self.line.sides[beside].node
        if state is None:
            return
        for each in self.numbers_put_in(beside).get("put_in", ()) or self._by_value(node, state):
            if not isinstance(each.node, syntax.Name):
                continue
            for other in names_near(each.node, state):
                try:
                    value = state.value(other)
                except (ReadError, UnsupportedError, DataError):
                    continue
                printed = self.bench.calculator.before(other)
                yield from _replaced(node, each, value, printed, "neighbour", "")
            for trial in self.bench.variants.of(each.node):
                assert trial.state is not None
                yield from _replaced(
                    node, each, trial.state.value(each.node), None, trial.edit.kind, trial.edit.of
                )
            yield from _replaced(node, each, each.value, None, "neighbour", "")

    def _by_value(self, node: syntax.Node, state: State) -> Iterator[PutIn]:
        """The names whose value a number in arithmetic is."""
        scalars = {**state.environment.values, **state.extra}
        for part in syntax.descend(node):
            if not isinstance(part, syntax.Number):
                continue
            for key, value in scalars.items():
                if not isinstance(value, tuple) and same(value, balls.number(part.value)):
                    named = name(key, part.origin)
                    if named is not None:
                        yield PutIn(key, part.text, value, "exact", named, part, 1)


def _replaced(
    node: syntax.Node, leaf: PutIn, value: Value, printed: Printed | None, kind: Any, of: str
) -> Iterator[Trial]:
    """Arithmetic with another number in the place of one; a value as it was printed, else with as many places."""
    if isinstance(value, tuple) or not is_known(value):
        return
    count = max(-last_place(leaf.number.text), 0)
    if printed is not None and not isinstance(printed.value, tuple):
        text = printed.text.lstrip("-")
        number = abs(printed.value)
    else:
        exactly = shortest(shown(value), 6)
        between = balls.ends(value)
        short = between is not None and between[0] == between[1] == Fraction(exactly)
        text = (exactly if short else decimal(shown(value), max(count, 3))).lstrip("-")
        number = Fraction(text)
    if number == leaf.number.value:
        return
    new: syntax.Node = syntax.Number(leaf.number.origin, number, text)
    if (value < 0) != (leaf.sign < 0):
        new = syntax.Plus(leaf.number.origin, ((-1, new),))
    yield Trial(Edit(kind, leaf.number.text, text, of or leaf.formula), instead(node, leaf.number, new))
