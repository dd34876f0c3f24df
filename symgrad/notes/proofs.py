"""Is a printed equation proved?

Goes in: two trees and a state of the model whose names they use.  Comes out: ``True`` for a proof, ``False`` where
there is none (the formulas may still agree at many points).  The two sides' meanings are compared by
``symgrad.equality``, first in the names of the model, which is quick, then with its definitions put in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import sympy as sp

from symgrad.equality import Domain, compare
from symgrad.errors import SymgradError
from symgrad.expressions import replace
from symgrad.limits import derive_by_limit
from symgrad.model import Model
from symgrad.notes.abstraction import common_sums, same_limits, without_matrices
from symgrad.notes.facts import Fact
from symgrad.notes.forms import Applied, Tabulated, inner, quotient_of_limit
from symgrad.notes.meanings import Meaning, Meanings, lengths
from symgrad.notes.state import State
from symgrad.reading import syntax
from symgrad.symmetry import drawn, symmetrised

#: steps for a proof in the names of the model, and with its definitions put in: what a page's verdicts are must not
#: depend on how busy the machine is
IN_NAMES, IN_FULL = 10_000, 20_000
#: seconds after which a proof hangs; thousands of times what one takes
HANGS = 120.0
#: the steps of a limit at a kink, by the side it is taken from
_SIDES = {"limit_from_right": 1, "limit_from_left": -1}
#: how far from a place where two sides differ they are looked at
NEAR = Fraction(1, 1009)
#: formulas with free indices of known lengths are compared element by element up to so many elements
MOST_ELEMENTS = 36


def proved(left: syntax.Node, right: syntax.Node, state: State, facts: Sequence[Fact] = ()) -> bool:
    """Whether the two sides are equal, whatever the numbers; ``facts`` may be used.

    The state gives the model, the page's further names, and the derivations already made, to which new ones are added.
    """
    return proof(left, right, state, facts)[0]


def proof(
    left: syntax.Node, right: syntax.Node, state: State, facts: Sequence[Fact] = ()
) -> tuple[bool, tuple[State, ...]]:
    """``proved``, and where it is not, states near a place where ``symgrad.equality`` finds the two sides different.

    They are near one only, since a side may have another value than the other in a kink and nowhere else.
    """
    work = _Proof(state.meanings, facts)
    if work.of(left, right):
        return True, ()
    near = [_near(work.apart, step, state, facts) for step in (NEAR, -NEAR) if work.apart is not None]
    return False, tuple(each for each in near if each is not None)


def _near(place: Mapping[str, Any], step: Fraction, state: State, facts: Sequence[Fact]) -> State | None:
    """The state at numbers close to a place, which leaves no input of the model out."""
    kept = {fact.key for fact in facts}
    near = {key: value if key in kept else _moved(value, step) for key, value in place.items()}
    names = state.model.names
    inputs = {
        key: near.get(key, value) for key, value in state.inputs.items() if key in near or not names[key].axes
    }
    if len(inputs) < len(state.inputs):
        return None
    extra = {key: near.get(key, value) for key, value in state.extra.items() if key not in state.written}
    try:
        found = changed(state, inputs=inputs, extra=extra, gradients={}, nearby={})
        for key, node in state.written.items():  # names that lines introduce go with the model
            found.extra = {**found.extra, key: found.value(node)}
        return found
    except SymgradError:
        return None


def _moved(value: Any, step: Fraction) -> Any:
    return tuple(_moved(each, step) for each in value) if isinstance(value, tuple) else value + step


@dataclass
class _Proof:
    """The proof of one equation; ``apart`` is a place where its sides were found to be different."""

    meanings: Meanings
    facts: Sequence[Fact]
    apart: Mapping[str, Any] | None = None

    def of(self, left: syntax.Node, right: syntax.Node) -> bool:
        model = self.meanings.model
        left, right = (_by_definition(side, model) for side in (left, right))
        if left == right:
            return True
        letters = tuple(
            sp.Symbol(letter)
            for node in (left, right)
            if isinstance(node, Tabulated)
            for letter, _ in node.letters
        )
        if isinstance(left, syntax.Grid) and isinstance(right, syntax.Grid):
            return self._each(left, right)
        try:
            one, other = (_in_order(self.meanings.of(inner(node)), letters) for node in (left, right))
            if len(one[1]) != len(other[1]):
                return False
            # free letters get names that no sum runs over
            free = [sp.Symbol(f"index {place}") for place in range(len(one[1]))]
            a, b = (replace(expr, dict(zip(index, free, strict=True))) for expr, index in (one, other))
            return self._equal(a, b, free)
        except (SymgradError, RecursionError):
            return False

    def _each(self, left: syntax.Grid, right: syntax.Grid) -> bool:
        cells = [[cell for line in side.rows for cell in line] for side in (left, right)]
        return [len(line) for line in left.rows] == [len(line) for line in right.rows] and all(
            self.of(a, b) for a, b in zip(*cells, strict=True)
        )

    def _equal(self, left: sp.Expr, right: sp.Expr, free: Sequence[sp.Symbol]) -> bool:
        if self._compared(left, right, IN_NAMES):
            return True
        left, right = (without_matrices(self.meanings.in_full(side)) for side in (left, right))
        terms = same_limits(left, right)
        ways = [*([] if terms is None else [terms]), common_sums(left, right), (left, right)]
        if any(self._compared(one, other, IN_FULL) for one, other in ways):
            return True
        places = list(self._places((left, right), free))
        return bool(places) and all(
            self._compared(replace(left, at), replace(right, at), IN_FULL) for at in places
        )

    def _compared(self, left: sp.Expr, right: sp.Expr, steps: int) -> bool:
        if left == right:
            return True
        model = self.meanings.model
        occurring = {str(name) for side in (left, right) for name in side.free_symbols}
        facts = [fact for fact in self.facts if fact.key in occurring]
        domains = {fact.key: domain for fact in facts if (domain := domain_of(fact)) is not None}
        constraints = [equation for fact in facts if (equation := equation_of(fact, model)) is not None]
        found = compare(
            *(symmetrised(side, model.symmetric) for side in (left, right)),
            domains=domains,
            constraints=constraints,
            deadline=HANGS,
            work=steps,
            relation=False,
        )
        self.apart = drawn(model, found.counterexample.at) if found.counterexample is not None else None
        return found.status in ("equal", "equal_where_defined")

    def _places(
        self, pair: Sequence[sp.Expr], free: Sequence[sp.Symbol]
    ) -> Iterator[dict[sp.Basic, sp.Basic]]:
        """Every element, where the free indices run over axes of known lengths."""
        known: dict[sp.Symbol, sp.Expr] = {}
        for side in pair:
            known = {**lengths(side, free, self.meanings.model), **known}
        ends = [known.get(letter) for letter in free]
        if not ends or not all(isinstance(end, sp.Integer) for end in ends):
            return
        if prod(int(end) for end in ends if end is not None) > MOST_ELEMENTS:
            return
        for place in product(*[range(1, int(end) + 1) for end in ends if end is not None]):
            yield dict(zip(free, map(sp.Integer, place), strict=True))


def equation_of(fact: Fact, model: Model) -> sp.Equality | None:
    """A fact as an equation, where it is one: the sum over an axis."""
    if fact.axis is None:
        return None
    axes = model[fact.key].axes
    letters = [sp.Symbol(f"fact {number}") for number in range(len(axes))]
    total = sp.Rational(fact.total.numerator, fact.total.denominator)
    added = sp.Sum(sp.IndexedBase(fact.key)[tuple(letters)], (letters[fact.axis], 1, axes[fact.axis]))
    return sp.Eq(added, total, evaluate=False)


def domain_of(fact: Fact) -> Domain | None:
    """A fact as the numbers that a name may be."""
    if fact.axis is not None:
        return None
    return Domain(low=fact.values[0], high=fact.values[1]) if fact.between else Domain(values=fact.values)


def _by_definition(node: syntax.Node, model: Model) -> syntax.Node:
    """A limit of difference quotients as the derivative it is, if it can be worked out as a limit.

    At a kink it is the derivative from its side.
    """
    found = quotient_of_limit(node)
    if found is None or not isinstance(node, syntax.Limit):
        return node
    target, wrt = (
        (found.function, found.names[0]) if isinstance(found, Applied) else (found.body.key, found.by[0].key)  # type: ignore[attr-defined]
    )
    place = found.arguments[0] if isinstance(found, Applied) else None
    at = place.value if isinstance(place, syntax.Number) else None
    try:
        derivation = derive_by_limit(model, wrt, target=target, at=at)
    except SymgradError:
        return node
    sides = {_SIDES[step.rule]: step.line for step in derivation.steps if step.rule in _SIDES}
    value = sides.get(node.side)
    if not sides:
        return found
    if not isinstance(value, sp.Rational):
        return node
    size = Fraction(abs(int(value.p)), int(value.q))
    return syntax.Plus(node.origin, ((-1 if value < 0 else 1, syntax.Number(node.origin, size, str(size))),))


def _in_order(found: Meaning, letters: tuple[sp.Symbol, ...]) -> Meaning:
    """A meaning with the line's free letters first, in the line's order; a side need not have all of them."""
    expr, index = found
    return expr, (*dict.fromkeys(letters), *(letter for letter in index if letter not in letters))
