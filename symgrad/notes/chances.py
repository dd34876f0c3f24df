"""Points at which an author may have meant a formula that does not hold everywhere.

On a lecture page data have numbers: with y = 1 put in, -y ln ŷ - (1 - y) ln(1 - ŷ) becomes -ln ŷ; with a one-hot y the
gradient of a cross-entropy is p - y; with a positive input a ReLU is its input.  Goes in: two trees that differ
somewhere.  Comes out: points of such a kind, each with what is to be said where the trees agree there.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symgrad.errors import SymgradError
from symgrad.notes.facts import Fact
from symgrad.notes.names import readings
from symgrad.notes.state import State
from symgrad.notes.states import States
from symgrad.reading import syntax
from symgrad.reading.names import plain
from symgrad.symmetry import drawn

Value = Any
Remark = tuple[str, Mapping[str, str]]
Points = tuple[Iterable[State], tuple[Remark, ...]]

#: how many times more random points than otherwise: zeros and ones make formulas agree by chance
TIMES = 4
#: how far numbers are moved from the given ones, relatively
NEAR = Fraction(1, 10_000)


@dataclass
class Remembered:
    """States that are worked out when they are first looked at."""

    coming: Iterator[State]
    now: State | None
    known: list[State] = field(default_factory=list)

    def __iter__(self) -> Iterator[State]:
        yield from self.known
        for state in self.coming:
            self.known.append(state)
            yield state


@dataclass(frozen=True)
class Chances:
    """The points of one section; most lines need the same ones."""

    states: States
    made: dict[tuple[Any, ...], Remembered] = field(default_factory=dict)

    def of(self, left: syntax.Node, right: syntax.Node, now: State | None) -> Iterator[Points]:
        """Points with the facts that the given numbers have; with given numbers put in; near the given numbers."""
        both = self._used(left) | self._used(right)
        facts = tuple(fact for fact in self._facts() if fact.key in both)
        if facts:
            points = self._at(now, ("facts", facts), self.states.random(facts, TIMES), {})
            yield points, tuple(fact.remark for fact in facts)
        if now is None:
            return
        put = {key: now.inputs[key] for key in now.inputs if key in both and key not in self._used(right)}
        said: tuple[Remark, ...] = ()
        if put:
            said = (("because_put_in", {"names": ", ".join(map(plain, put))}),)
            places = self._at(now, ("put", facts, *put), self.states.random(facts, TIMES), put)
            yield places, said
        labels = {fact.key for fact in facts}
        generator = random.Random(0)
        near = [
            drawn(
                self.states.section.model,
                {
                    key: value if key in put or key in labels else _moved(value, generator)
                    for key, value in now.inputs.items()
                },
            )
            for _ in range(4)
        ]
        yield self._at(now, ("near", *put, *labels), near, {}), (*said, ("because_near", {}))

    def _facts(self) -> Iterator[Fact]:
        """What the given data have in common: zeros and ones; vectors with a single one."""
        section = self.states.section
        stated = {fact.key for fact in section.facts}
        for key in section.model.data:
            value = section.given.get(key)
            if value is None or key in stated:
                continue
            entries = list(_entries(value))
            if not set(entries) <= {0, 1}:
                continue
            lines = value if isinstance(value, tuple) and isinstance(value[0], tuple) else (value,)
            one_hot = all(isinstance(line, tuple) and len(line) > 1 and sum(line) == 1 for line in lines)
            if one_hot:
                axis = 0 if lines == (value,) else 1
                letter = "ijk"[axis]
                yield Fact(key, "", section.origin, axis=axis, total=Fraction(1), letter=letter)
            else:
                yield Fact(key, "", section.origin, values=(Fraction(0), Fraction(1)))

    def _at(
        self,
        now: State | None,
        kind: tuple[Any, ...],
        points: list[dict[str, Value]],
        put: Mapping[str, Value],
    ) -> Remembered:
        """The states at these points, with the names that the page has introduced so far."""
        key = (id(now), *((len(now.written), len(now.told)) if now is not None else ()), *kind)
        if key not in self.made:
            self.made[key] = Remembered(self._states(now, points, put), now)
        return self.made[key]

    def _states(
        self, now: State | None, points: list[dict[str, Value]], put: Mapping[str, Value]
    ) -> Iterator[State]:
        for point in points:
            try:
                state = self.states.at({**point, **put})
                for key, node in (now.written if now is not None else {}).items():
                    assert state is not None
                    state.extra = {**state.extra, key: state.value(node)}
                    state.written = {**state.written, key: node}
                    state.told = now.told if now is not None else {}
            except SymgradError:
                continue
            if state is not None:
                yield state

    def _used(self, node: syntax.Node) -> frozenset[str]:
        """The names a formula depends on, directly or through definitions."""
        model, found = self.states.section.model, set()
        for part in syntax.descend(node):
            if isinstance(part, syntax.Name):
                for key, _ in readings(part):
                    if key in model.names:
                        found |= {key, *model.depends.get(key, ())}
        return frozenset(found)


def _entries(value: Value) -> Iterator[Fraction]:
    if isinstance(value, tuple):
        for item in value:
            yield from _entries(item)
    else:
        yield value


def _moved(value: Value, generator: random.Random) -> Value:
    if isinstance(value, tuple):
        return tuple(_moved(item, generator) for item in value)
    return value * (1 + NEAR * generator.randint(-99, 99) / 100)
