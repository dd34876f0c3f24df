"""Names and indices in an evaluation: what a name as written is worth, which element an index means.

Goes in: a name's tree, the state and the summation indices of the evaluation.  Comes out: its value, or what is wrong:
no such name, no number for it, no such element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symgrad.errors import DataError, Origin, ReadError, UnsupportedError
from symgrad.exact import Arithmetic
from symgrad.notes.forms import Identity
from symgrad.notes.names import bare, readings, template
from symgrad.notes.numbers import NotGiven, NoValue, OutOfRange, Value, unknown
from symgrad.notes.shapes import depth
from symgrad.reading import syntax
from symgrad.reading.names import plain
from symgrad.reading.table import place_of

#: names that are numbers where nothing else is called so
_CONSTANTS = {"e": sp.E, r"\pi": sp.pi}


@dataclass
class Table:
    """Numbers by name, and no model."""

    values: Mapping[str, Value]
    arithmetic: Arithmetic
    shown: Mapping[syntax.Node, Value] = field(default_factory=dict)

    def named(self, key: str) -> Value | None:
        """The value of a name."""
        return self.values.get(key)


@dataclass
class Lookup:
    """What an evaluation knows of names: the state, the values put in for nodes, the summation indices."""

    state: Any
    instead: Mapping[int, Value]
    index: dict[str, int] = field(default_factory=dict)

    @property
    def arithmetic(self) -> Arithmetic:
        """The state's."""
        arithmetic: Arithmetic = self.state.arithmetic
        return arithmetic

    def value(self, node: syntax.Node) -> Value:
        """The value of any tree here."""
        raise NotImplementedError

    def at(self, state: Any) -> Lookup:
        """The same evaluation at another state."""
        raise NotImplementedError

    def name(self, node: syntax.Name) -> Value:
        partly = None
        found = readings(node)
        if any(self._is_moved(item) for _, index in found for item in index):
            found = found[1:]  # x_{i+1} in a sum over i is no name of its own
        for key, index in found:
            if not index and key in self.index:
                return self.arithmetic.rational(self.index[key], 1)
            value = self.state.named(key)
            if value is not None and depth(value) == len(index):
                return self.element(value, index, node.origin)
            if value is not None and depth(value) > len(index) and partly is None:
                partly = value, index
        if partly is None and node.key in _CONSTANTS:
            return self.arithmetic.constants[_CONSTANTS[node.key]]()
        if partly is None:
            for key, _ in found:
                self.given(key, node.origin)
            if node.base == "I" and node.sup is None:  # how large it is, what stands around it says
                raise NoValue("node", node.origin)
            raise unknown(node.key, node.origin)
        return self.element(*partly, node.origin)

    def identity(self, node: Identity) -> Value:
        """The identity matrix, as large as a side of the line is that has a value."""
        beside = () if node.beside is None or self.state.named(node.key) is not None else node.beside.nodes
        for side in beside:
            try:
                value = self.at(self.state).value(side)
            except (ReadError, UnsupportedError, DataError):
                continue
            if depth(value) == 2 and len(value) == len(value[0]):
                one = range(len(value))
                return tuple(tuple(self.arithmetic.rational(int(i == j), 1) for j in one) for i in one)
        return self.name(node)

    def given(self, key: str, origin: Origin) -> None:
        """Raises ``NotGiven`` for a name of the model without a number on the page."""
        if not isinstance(self.state, Table) and self.state.lacks(key):
            raise NotGiven(key, origin)

    def _is_moved(self, item: str) -> bool:
        """True for i+1 where a sum runs over i."""
        terms = place_of(item) or ()
        return len(terms) > 1 and any(letter in self.index for _, letter in terms)

    def element(self, value: Value, index: tuple[str, ...], origin: Origin) -> Value:
        for letter in index:
            position = self.position(letter, origin)
            if not 1 <= position <= len(value):
                raise OutOfRange(letter if letter.isdigit() else f"{letter} = {position}", len(value), origin)
            value = value[position - 1]
        return value

    def position(self, letter: str, origin: Origin) -> int:
        """The whole number an index stands for: a summation index, a number, or a name with a whole value."""
        if letter in self.index:
            return self.index[letter]
        if letter.isdigit():
            return int(letter)
        terms = place_of(letter) or ()
        if len(terms) > 1:  # i+1
            return sum(n * (self.position(part, origin) if part else 1) for n, part in terms)
        known = self.state.named(letter)
        if known is None or isinstance(known, tuple):
            raise unknown(letter, origin, what="index")
        position = self.as_whole(known)
        if position is None:
            raise unknown(letter, origin, what="index")
        return position

    def as_whole(self, value: Value) -> int | None:
        """A value as a whole number, if it is one."""
        try:
            whole = self.arithmetic.whole(value)
        except (DataError, ValueError, OverflowError):
            return None
        return whole if value == whole else None

    def defined(self, node: syntax.Call) -> Value:
        """``h(x^{(i)})``: the model's definition that is written so."""
        (argument,) = node.arguments
        if isinstance(argument, syntax.Name):
            for _, index in readings(argument):
                for name in self.state.model.names.values():
                    if len(name.axes) == len(index) and bare(name.template) == bare(
                        f"{node.function}({template(argument, index)})"
                    ):
                        self.given(name.key, node.origin)
                        return self.element(self.state.named(name.key), index, node.origin)
        raise unknown(node.origin.fragment, node.origin)

    def span(self, bound: syntax.Bound, node: syntax.BigSum) -> int:
        """How far an index without an upper bound runs: over the axis it stands for."""
        for inner in syntax.descend(node.body):
            if not isinstance(inner, syntax.Name):
                continue
            for key, index in readings(inner):
                value = self.state.named(key)
                self.given(key, inner.origin)
                if value is not None and bound.letter in index and depth(value) >= len(index):
                    for letter in index[: index.index(bound.letter)]:
                        value = self.element(value, (letter,), inner.origin)
                    return len(value)
        raise unknown(bound.letter, bound.origin, what="range of the index")

    def model_name(self, node: syntax.Name) -> tuple[str, tuple[str, ...]]:
        names = self.state.model.names
        partly = None
        for written, index in readings(node):
            key = written if written in names else self.state.without_fonts.get(plain(written), written)
            if key in names and len(index) == len(names[key].axes):
                return key, index
            if key in names and len(index) < len(names[key].axes):
                partly = partly or (key, index)
        if partly is None:
            raise unknown(node.key, node.origin)
        return partly
