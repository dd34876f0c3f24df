"""What a decimal written in arithmetic may stand for: itself, or a value of the page with its last digits left out.

Goes in: the number and what is known where it stands (given, computed or printed so far, worked out on the way through
the formulas of its line).  Comes out: whether it may be one of these with fewer digits.  Any other decimal is exact as
it is written: nobody reads the 0.9 of ``2 \\cdot 0.9^3`` as something between 0.85 and 0.95.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from symgrad import balls, exact
from symgrad.errors import SymgradError
from symgrad.functions import BY_SPELLING
from symgrad.notes.evaluation import Walk
from symgrad.notes.notation import last_place
from symgrad.notes.numbers import precisely
from symgrad.notes.rounding import fit
from symgrad.notes.shapes import flat
from symgrad.notes.state import State
from symgrad.reading import syntax

Value = Any

#: so many values on the way through a formula are enough, and so many parts of a product or a sum
MOST, PARTS = 2000, 8


@dataclass
class Recorder(Walk):
    """An evaluation that keeps every number on its way, as somebody has them who works a formula out in steps."""

    seen: list[Value] = field(default_factory=list)

    def value(self, node: syntax.Node) -> Value:
        found = super().value(node)
        if len(self.seen) < MOST:
            self.seen += flat(found)
            if isinstance(node, (syntax.Times, syntax.Plus)):
                for part in _runs(node):
                    self.seen += flat(super().value(part))
            if isinstance(node, syntax.Call) and node.function in BY_SPELLING:
                for each in flat(super().value(node.arguments[0])) if len(node.arguments) == 1 else ():
                    self.seen += self._on_the_way(node.function, each)
        return found

    def _on_the_way(self, function: str, value: Value) -> Iterator[Value]:
        """e^{-z} and 1 + e^{-z} for σ(z)."""
        z, row = sp.Symbol("z"), BY_SPELLING[function]
        env = exact.Environment({"z": value}, arithmetic=self.arithmetic)
        for part in sp.preorder_traversal(row.definition(z)):
            if part.has(z):
                try:
                    yield exact.evaluate_expression(part, env)
                except (SymgradError, TypeError):
                    continue


def _runs(node: syntax.Times | syntax.Plus) -> Iterator[syntax.Node]:
    """The parts of a product or a sum that are worked out first: some of its factors or terms, next to each other."""
    many = len(node.factors) if isinstance(node, syntax.Times) else len(node.terms)
    for first in range(many if many <= PARTS else 0):
        for last in range(first + 2, many + (first > 0)):
            if isinstance(node, syntax.Times):
                yield syntax.Times(node.origin, node.factors[first:last], node.signs[first : last - 1])
            else:
                yield syntax.Plus(node.origin, node.terms[first:last])


def on_the_way(nodes: Iterable[syntax.Node], state: State) -> Iterator[Value]:
    """Every number on the way through formulas, and through what the page calls by a name in them."""
    for node in dict.fromkeys(nodes):
        walk = Recorder(state, {})
        try:
            with precisely():
                walk.value(node)
        except SymgradError:
            pass
        yield from walk.seen


def of_model(state: State) -> Iterator[Value]:
    """Every number on the way through the definitions of a model, and through what was derived so far."""
    model = state.model
    found = [(each.expr, each.index, model[each.name].axes, state.environment) for each in model.definitions]
    for (target, wrt), derivation in state.derivations.items():
        if (target, wrt) in state.gradients:
            expr, index, env = state.derived(derivation)
            found.append((expr, index, (*model[target].axes, *model[wrt].axes), env))
    with precisely():
        for expr, index, axes, env in found:
            lengths = dict(zip(index, axes, strict=True))
            for part in dict.fromkeys(sp.preorder_traversal(expr)):
                lengths |= {letter: high for letter, _, high in getattr(part, "limits", ())}
            for part in dict.fromkeys(sp.preorder_traversal(expr)):
                letters = tuple(letter for letter in lengths if part.has(letter))
                try:
                    yield from flat(
                        exact.tabulate(part, letters, [env.length(lengths[each]) for each in letters], env)
                    )
                except (SymgradError, TypeError):
                    continue


@dataclass
class Known:
    """The values known where a line stands, and the ``printed`` numbers, each with whether it is exactly what it stands
    for; ``anything`` where nobody can say what the numbers are.
    """

    values: tuple[Value, ...] = ()
    printed: dict[Fraction, bool] = field(default_factory=dict)
    anything: bool = False

    def rounded(self, number: syntax.Number) -> bool:
        """Whether a decimal may stand for something that has more digits."""
        if self.anything or not self.printed.get(number.value, True):
            return True
        shorter = (balls.number(value) for value in self.printed)
        return any(shortened(number, each) for each in (*self.values, *shorter))


def shortened(number: syntax.Number, value: Value) -> bool:
    """Whether a number is a value with fewer digits, rounded or cut."""
    between = balls.ends(value)
    if between is None:
        return False
    sign = -1 if between[0] < 0 else 1
    found = fit(syntax.Plus(number.origin, ((sign, number),)), value, about=False)
    return found in ("rounded", "truncated") and not short(value, number)


def short(value: Value, number: syntax.Number) -> bool:
    """Whether a value has two digits at most, and a number is far from it: nobody goes on with 0.1 instead of 0.05."""
    between = None if isinstance(value, tuple) else balls.ends(value)
    if between is None or between[0] != between[1] or not between[0]:
        return False
    exactly = abs(between[0])
    digits = exactly * Fraction(10) ** (1 - last_place(number.text))
    return digits.denominator == 1 and digits < 100 and abs(exactly - number.value) * 5 > exactly
