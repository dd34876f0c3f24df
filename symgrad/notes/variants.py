"""The numbers somebody may have gone on with by mistake: parameters from before an update, or already updated ones,
values of an earlier step.

Goes in: the states a page has been in.  Comes out: a ``Trial`` for each way in which a formula may have been computed
with other numbers than those that hold now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symgrad import balls
from symgrad.errors import SymgradError
from symgrad.notes.carried import STATES
from symgrad.notes.edits import Trial, instead, written
from symgrad.notes.evidence import Edit, EditKind
from symgrad.notes.names import readings
from symgrad.notes.rounding import same
from symgrad.notes.state import State
from symgrad.notes.values import lengths
from symgrad.reading import syntax
from symgrad.reading.substitution import rebuilt

Value = Any

#: how many names of each state back
NAMES = 16


@dataclass
class Variants:
    """``now`` is the state that holds; ``past`` are the values of all names in the states before it, the latest last;
    ``coming`` the new values of parameters whose update is printed but has not taken effect.
    """

    now: State | None
    past: list[Mapping[str, Value]] = field(default_factory=list)
    coming: dict[str, Value] = field(default_factory=dict)
    made: dict[tuple[Any, ...], State | None] = field(default_factory=dict)

    @property
    def before(self) -> list[Mapping[str, Value]]:
        """The values of the last states before this one, the latest first."""
        return self.past[: -STATES - 1 : -1]

    def moved_on(self, now: State | None) -> None:
        """Another state holds now."""
        if self.now is not None:
            self.past = [*self.past, dict(self.now.environment.values)]
        self.now, self.coming, self.made = now, {}, {}

    def of(self, node: syntax.Node) -> Iterator[Trial]:
        """The formula with old, updated and earlier numbers."""
        if self.now is None:
            return
        used = self._used(node)
        for values in self.before:
            yield from self._inputs(node, "old", values, used)
        yield from self._inputs(node, "updated", self.coming, used)
        yield from self._stale(node)
        for values in self.before:
            for key in self.now.model.by_name:
                if key in used and key in values and self._other(key, values[key]):
                    yield Trial(Edit("earlier", key, "", key), _put(node, {key: values[key]}), self.now)
                    state = self._state(("earlier", key, id(values)), {key: values[key]}, inputs=False)
                    if state is not None:
                        yield Trial(Edit("earlier", key, "", key), node, state)

    def _stale(self, node: syntax.Node) -> Iterator[Trial]:
        """The formula with a derivative from before an update: w moved on, ∂E/∂w did not."""
        assert self.now is not None
        now = self.now
        derivatives = [part for part in syntax.descend(node) if isinstance(part, syntax.Derived)]
        for values in self.before:
            inputs = {key: values[key] for key in self.now.model.parameters if key in values}
            state = self._state(("old", *inputs, id(values)), inputs, inputs=True) if derivatives else None
            if state is None:
                continue
            for part in derivatives:
                try:
                    old = state.value(part)
                except SymgradError:
                    continue
                number = _number(part, old)
                if number is not None and not same(now.value(part), old):
                    yield Trial(
                        Edit("earlier", written(part), "", written(part)), instead(node, part, number), now
                    )

    def _inputs(
        self, node: syntax.Node, kind: EditKind, values: Mapping[str, Value], used: frozenset[str]
    ) -> Iterator[Trial]:
        assert self.now is not None
        other = {
            key: values[key]
            for key in self.now.model.parameters
            if key in values and key in used and self._other(key, values[key])
        }
        each = [{key: value} for key, value in list(other.items())[:NAMES]]
        for changed in [*each, *([other] if len(other) > 1 else [])]:
            names = ", ".join(changed)
            yield Trial(Edit(kind, names, "", names), _put(node, changed), self.now)
            state = self._state((kind, *changed, id(values)), changed, inputs=True)
            if state is not None:
                yield Trial(Edit(kind, names, "", names), node, state)

    def _other(self, key: str, value: Value) -> bool:
        assert self.now is not None
        mine = self.now.environment.values.get(key)
        return mine is not None and lengths(mine) == lengths(value) and not same(mine, value)

    def _used(self, node: syntax.Node) -> frozenset[str]:
        """The names a formula depends on, directly or through definitions."""
        assert self.now is not None
        model, found = self.now.model, set()
        for part in syntax.descend(node):
            if isinstance(part, syntax.Name):
                for key, _ in readings(part):
                    if key in model.names:
                        found |= {key} | set(model.depends.get(key, ()))
        return frozenset(found)

    def _state(self, kind: tuple[Any, ...], values: dict[str, Value], *, inputs: bool) -> State | None:
        assert self.now is not None
        if kind not in self.made:
            try:
                self.made[kind] = self._with_inputs(values) if inputs else self.now.showing(values, {}, {})
            except SymgradError:
                self.made[kind] = None
        return self.made[kind]

    def _with_inputs(self, values: dict[str, Value]) -> State:
        now = self.now
        assert now is not None
        return State(
            now.model,
            {**now.inputs, **values},
            dict(now.extra),
            now.derivations,
            arithmetic=now.arithmetic,
            missing=now.missing - set(values),
        )


def _put(node: syntax.Node, values: Mapping[str, Value]) -> syntax.Node:
    """The formula with these values for names, where they stand in it and nowhere else."""

    def change(part: syntax.Node) -> syntax.Node | None:
        if isinstance(part, syntax.Derived):
            return part
        if not isinstance(part, syntax.Name) or part.key not in scalars:
            return None
        return _number(part, values[part.key])

    scalars = {key for key, value in values.items() if not isinstance(value, tuple)}
    changed: syntax.Node = rebuilt(node, change)
    return changed


def _number(place: syntax.Node, value: Value) -> syntax.Node | None:
    """The middle of a ball as a number written at some place."""
    between = None if isinstance(value, tuple) else balls.ends(value)
    if between is None:
        return None
    middle = (between[0] + between[1]) / 2
    number = syntax.Number(place.origin, abs(middle), "")
    return number if middle >= 0 else syntax.Plus(place.origin, ((-1, number),))
