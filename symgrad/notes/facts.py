r"""What a page says about its data besides numbers: ``\sum_{k} Y_{ik} = 1``, ``y \in \{0, 1\}``.

Goes in: a line of a given block.  Comes out: a ``Fact``, which checks given numbers and changes random ones so that
they have it; the audit compares formulas at such points only.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.errors import Origin, ReadError, worded
from symgrad.model import Model
from symgrad.notes.names import readings
from symgrad.notes.rows import Row
from symgrad.notes.values import meant
from symgrad.reading import syntax
from symgrad.reading.names import Names, plain
from symgrad.reading.parser import parse

Value = Any


@dataclass(frozen=True)
class Fact:
    """One fact about a name.

    ``axis`` is the axis along which the elements add up to ``total``, ``letter`` what its index is called; with
    ``axis`` None the elements are among ``values``, or between the two of them where ``between``.
    """

    key: str
    words: str
    origin: Origin
    axis: int | None = None
    total: Fraction = Fraction(1)
    values: tuple[Fraction, ...] = ()
    between: bool = False
    letter: str = ""

    @property
    def remark(self) -> tuple[str, Mapping[str, str]]:
        """What is said of a claim that holds because of it: a key of the table of remarks, with its values."""
        if self.axis is not None:
            return "because_sum", {"name": self.key, "letter": self.letter, "total": str(self.total)}
        values = {"name": self.key, "values": ", ".join(map(str, self.values))}
        return "because_between" if self.between else "because_values", values

    def holds(self, value: Value) -> bool:
        """Whether given numbers have it."""
        if self.axis is not None:
            return all(sum(line) == self.total for line in _lines(value, self.axis))
        if self.between:
            return all(self.values[0] <= each <= self.values[1] for each in _flat(value))
        return all(each in self.values for each in _flat(value))

    def drawn(self, value: Value, generator: random.Random) -> Value:
        """Random numbers of the same shape that have it; sums are made of positive numbers."""
        if self.axis is None:
            return _each(value, lambda _: self._one(generator))
        return _scaled(_each(value, lambda _: Fraction(generator.randint(5, 95))), self.axis, self.total)

    def _one(self, generator: random.Random) -> Fraction:
        if not self.between:
            return generator.choice(self.values)
        low, high = self.values
        return low + (high - low) * Fraction(generator.randint(1, 99), 100)


def fact(model: Model, row: Row) -> Fact | None:
    """The fact a line states, ``None`` for any other line.  Raises ``ReadError`` for one about no data."""
    if "\\sum" not in row.text and "\\in" not in row.text and "∑" not in row.text and "∈" not in row.text:
        return None
    try:
        (statement,) = parse(row.text.replace("\n", " "), Names(undeclared="value"))
    except (ReadError, ValueError):
        return None
    if not isinstance(statement, syntax.Relation) or len(statement.sides) != 2:
        return None
    left, right = statement.sides
    if statement.signs == (r"\in",) and isinstance(left, syntax.Name) and isinstance(right, syntax.Listed):
        key, _ = _input(model, left, row)
        values = tuple(item.value for item in right.items if isinstance(item, syntax.Number))
        between = right.around == "[]"
        if len(values) != len(right.items) or not values or (between and len(values) != 2):
            return None
        shown = ", ".join(item.origin.fragment for item in right.items)
        words = f"{plain(key)} is in [{shown}]" if between else f"{plain(key)} is one of {shown}"
        return Fact(key, words, row.origin(), values=values, between=between)
    if statement.signs == ("=",) and isinstance(left, syntax.BigSum) and left.operator == r"\sum":
        body = left.body
        if len(left.bounds) != 1 or not isinstance(body, syntax.Name) or not isinstance(right, syntax.Number):
            return None
        key, index = _input(model, body, row)
        letter = left.bounds[0].letter
        if letter not in index or right.value <= 0:
            return None
        words = f"{plain(key)} adds up to {right.text} over {letter}"
        return Fact(key, words, row.origin(), axis=index.index(letter), total=right.value, letter=letter)
    return None


def refuse_contradiction(facts: tuple[Fact, ...], given: Mapping[str, Value]) -> None:
    """Raise ``ReadError`` for a fact that the given numbers do not have."""
    for each in facts:
        if each.key in given and not each.holds(given[each.key]):
            raise ReadError(
                worded(
                    "the page says that {words}, but the numbers given for {it} are not so.",
                    words=each.words,
                    it=each.key,
                ),
                each.origin,
                remedy="Correct the one or the other.",
            )


def _input(model: Model, name: syntax.Name, row: Row) -> tuple[str, tuple[str, ...]]:
    """The name a fact is about and the indices it is written with."""
    for written, index in readings(name):
        key = meant(model, syntax.Name(name.origin, written)) if not index else written
        known = model.names.get(key)
        if known is not None and known.role in ("parameter", "data", "constant"):
            if len(index) in (0, len(known.axes)):
                return key, index
    raise ReadError(
        worded("{name} is nothing that the model is given.", name=name.key),
        row.origin(),
        remedy="State facts about data, such as y \\in \\{0, 1\\}.",
        reason="undefined",
    )


def _flat(value: Value) -> list[Fraction]:
    return [x for item in value for x in _flat(item)] if isinstance(value, tuple) else [value]


def _each(value: Value, change: Any) -> Value:
    return tuple(_each(item, change) for item in value) if isinstance(value, tuple) else change(value)


def _lines(value: Value, axis: int) -> list[tuple[Fraction, ...]]:
    """The vectors along an axis of a vector or a matrix."""
    if not isinstance(value[0], tuple):
        return [value]
    return list(value) if axis == 1 else list(zip(*value, strict=True))


def _scaled(value: Value, axis: int, total: Fraction) -> Value:
    lines = [tuple(x * total / sum(line) for x in line) for line in _lines(value, axis)]
    if not isinstance(value[0], tuple):
        return lines[0]
    return tuple(lines) if axis == 1 else tuple(zip(*lines, strict=True))
