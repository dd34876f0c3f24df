"""The states of a section: the model at the given numbers, at random points, and at simple ones.

Goes in: a section.  Comes out: ``States``.  The random points are the same ones every time.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import sympy as sp

from symgrad.balls import BALLS
from symgrad.errors import DataError, ReadError, SymgradError, UnsupportedError
from symgrad.exact import MPMATH, Arithmetic, shape
from symgrad.notes.chains import formula, names_of
from symgrad.notes.facts import Fact
from symgrad.notes.forms import functions_of
from symgrad.notes.judge import reason_of
from symgrad.notes.names import name_in
from symgrad.notes.numbers import OutOfRange, Value
from symgrad.notes.page import Section
from symgrad.notes.rows import Row
from symgrad.notes.state import State
from symgrad.reading import syntax
from symgrad.reading.names import Names
from symgrad.steps import Derivation
from symgrad.symmetry import drawn

#: how many random points of each kind two formulas are compared at
POINTS = 4
#: one of so many is enough to tell what holds on this page only
FEWER = 4
#: numbers where inequalities are tried as well: there equality often occurs
SIMPLE = tuple(map(Fraction, ("0", "1", "-1", "0.5", "2", "-2", "10", "-10")))

#: σ as a standard deviation: what a line begins with
_SIGMA = re.compile(r"\s*\\sigma(?![A-Za-z])\s*(\^\{?2\}?\s*)?(=|:=|\\approx)")


def left_of(row: Row) -> str:
    """The name that a given formula gives a value."""
    return name_in(row, 0, row.text.index("=")).key


@dataclass
class States:
    """The states of one section, which share what is derived; ``introductions`` are the names that its lines give a
    formula.
    """

    section: Section
    derivations: dict[tuple[str, str], Derivation] = field(default_factory=dict)
    introductions: dict[str, syntax.Node] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        """The names that the lines of the section are read with."""
        model = self.section.model
        written = tuple(left_of(row) for row in self.section.formulas)
        lines = [row.text for block in self.section.printed for row in block.rows]
        squared = any(key.endswith("^2") for key in model.names)
        spread = (r"\sigma",) if any(map(_SIGMA.match, lines)) and not squared else ()
        return names_of(model, (*self.section.given, *written, *spread), functions_of(model))

    def given(self, arithmetic: Arithmetic = MPMATH) -> State | None:
        """The model at the numbers of the page; ``None`` if it gives none, or none for what has to be worked out.

        Where only some are given the others are missing: what does not depend on them has a value all the same.
        """
        section, model = self.section, self.section.model
        if section.inputs is not None:
            try:
                return self.at(section.inputs, arithmetic)
            except DataError as error:  # a model that divides by zero there
                raise ReadError(error.problem, section.origin, remedy=error.remedy) from None
        needed = (*model.parameters, *model.data, *model.constants)
        known = {key: section.given[key] for key in needed if key in section.given}
        if not known:
            return None
        for point in reversed(self.points):
            try:
                missing = frozenset(key for key in needed if key not in known)
                return self.at({**point.inputs, **known}, arithmetic, missing)
            except DataError:
                continue
        return None

    def at(
        self,
        inputs: Mapping[str, Value] | None,
        arithmetic: Arithmetic = MPMATH,
        missing: frozenset[str] = frozenset(),
    ) -> State | None:
        """The model at ``inputs``, with the page's further names worked out."""
        if inputs is None:
            return None
        known = self.section.model.names
        further = {key: value for key, value in self.section.given.items() if key not in known}
        state = State(
            self.section.model, inputs, further, self.derivations, arithmetic=arithmetic, missing=missing
        )
        for row in self.section.formulas:
            left = row.text.partition("=")[0]
            node = formula(row, len(left) + 1, len(row.text), self.names)
            try:
                state.extra = {**state.extra, left_of(row): state.value(node)}
                state.written = {**state.written, left_of(row): node}
            except DataError:
                if not missing:
                    raise
                state.missing |= {left_of(row)}
            except (ReadError, UnsupportedError) as error:
                place = row.origin(len(left) + 1)
                raise ReadError(reason_of(error), place, remedy=error.remedy, reason="undefined") from None
        return state

    @cached_property
    def points(self) -> tuple[State, ...]:
        """Random points that have the facts the page states."""
        return self._points(self.section.facts)

    @cached_property
    def free_points(self) -> tuple[State, ...]:
        """Random points without these facts; the same ones where the page states none."""
        return self._points(()) if self.section.facts else self.points

    @property
    def rigorous(self) -> tuple[State, ...]:
        """The random points in balls, and simple ones: every number of the model 0, 1, …; with what lines introduced
        so far.
        """
        return self._introducing(self._rigorous)

    @property
    def elsewhere(self) -> tuple[State, ...]:
        """Random points whose axes are longer than those of the page, where any has a letter for its length: what holds
        only because m is 2 on the page does not hold there.
        """
        return self._introducing(self._elsewhere) if self.section.model.sizes else ()

    def _introducing(self, states: tuple[State, ...]) -> tuple[State, ...]:
        """The states with what lines introduced so far."""
        for state in states:
            for key, node in self.introductions.items():
                if state.written.get(key) is not node:
                    with suppress(DataError):
                        state.missing |= {key}
                        state.introduce(key, node)
        return states

    @cached_property
    def _elsewhere(self) -> tuple[State, ...]:
        longer = {key: length + 3 for key, length in self._lengths().items()}
        found = []
        for inputs in self.random(self.section.facts, lengths=longer)[::FEWER]:
            with suppress(SymgradError):
                found.append(self.at(inputs))
        return tuple(state for state in found if state is not None)

    @cached_property
    def _rigorous(self) -> tuple[State, ...]:
        model, generator, lengths = self.section.model, random.Random(0), self._lengths()
        places = [dict(state.inputs) for state in self.points]
        for number in SIMPLE:
            place = {
                key: _filled([_length(axis, lengths) for axis in model.names[key].axes], number)
                for key in (*model.parameters, *model.data, *model.constants)
            }
            for stated in self.section.facts:
                place[stated.key] = stated.drawn(place[stated.key], generator)
            places.append(place)
        found = []
        for place in places:
            try:
                state = self.at(place, BALLS)
            except OutOfRange:
                raise
            except DataError:
                continue
            found += [] if state is None else [state]
        return tuple(found)

    def _points(self, facts: tuple[Fact, ...]) -> tuple[State, ...]:
        """Random points within the model's domain."""
        found: list[State] = []
        for inputs in self.random(facts):
            try:
                state = self.at(inputs)
            except OutOfRange:
                raise
            except DataError:
                continue
            found += [] if state is None else [state]
        return tuple(found)

    def random(
        self, facts: tuple[Fact, ...], times: int = 1, lengths: Mapping[str, int] | None = None
    ) -> list[dict[str, Value]]:
        """Random inputs, the same ones every time; the last ones are positive and below 1, for logs and roots."""
        model = self.section.model
        generator = random.Random(0)
        lengths = lengths or self._lengths()
        found: list[dict[str, Value]] = []
        for low, high in ((-180, 180),) * (POINTS * times) + ((10, 90),) * (POINTS * times):
            inputs = {
                key: _random([_length(axis, lengths) for axis in model.names[key].axes], low, high, generator)
                for key in (*model.parameters, *model.data, *model.constants)
            }
            for stated in facts:
                inputs[stated.key] = stated.drawn(inputs[stated.key], generator)
            found.append(drawn(model, inputs))
        return found

    def _lengths(self) -> dict[str, int]:
        """How long the axes of random points are: as long as those of the given numbers, where there are some."""
        model = self.section.model
        found = {key: 3 + number for number, key in enumerate(model.sizes)}
        for key, value in self.section.given.items():
            if key in model.sizes and isinstance(value, Fraction):
                found[key] = int(value)
            elif key in model.names:
                axes = zip(model.names[key].axes, shape(value), strict=False)
                found |= {str(axis): length for axis, length in axes if isinstance(axis, sp.Symbol)}
        return found


def _length(axis: sp.Expr, lengths: Mapping[str, int]) -> int:
    return int(axis) if isinstance(axis, sp.Integer) else lengths[str(axis)]


def _filled(lengths: list[int], number: Fraction) -> Value:
    """Nested tuples of one number."""
    return number if not lengths else (_filled(lengths[1:], number),) * lengths[0]


def _random(lengths: list[int], low: int, high: int, generator: random.Random) -> Value:
    """Nested tuples of hundredths."""
    if not lengths:
        return Fraction(generator.randint(low, high) or 1, 100)
    return tuple(_random(lengths[1:], low, high, generator) for _ in range(lengths[0]))
