"""A point: exact rational numbers for names, lengths for sizes, places for index letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import fmpq

from symgrad.balls import BALLS
from symgrad.equality.verdict import fraction
from symgrad.exact import Environment

#: values of parts that are kept for one point
MOST_PARTS = 5000


@dataclass(frozen=True)
class Point:
    """Numbers, sizes and index letters; ``values`` are exact rationals, nested tuples for data.

    ``first`` says what the first elements of data are numbered where that is not 1.
    """

    values: dict[str, Any]
    sizes: dict[str, int]
    letters: Mapping[str, int] = field(default_factory=dict)
    first: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    #: values that are exact, and so are the same with more bits
    exact: dict[sp.Expr, fmpq] = field(default_factory=dict, init=False, compare=False, repr=False)
    #: bits → where parts are evaluated: the sides of a question and its planted results have most in common
    evaluated: dict[int, Environment] = field(default_factory=dict, init=False, compare=False, repr=False)

    def environment(self, watch: Callable[[], None], bits: int = 0) -> Environment:
        """To evaluate in; letters are indices.  Values of parts are kept for others with as many ``bits``."""
        env = self.evaluated.get(bits)
        if env is None:
            index = {sp.Symbol(letter): place for letter, place in self.letters.items()}
            known: dict[sp.Basic, Any] | None = {} if bits else None
            env = Environment(self.values, self.sizes, index, BALLS, watch, self.first, known)
            self.evaluated[bits] = env
        elif env.known and len(env.known) > MOST_PARTS:
            env.known.clear()
        env.watch = watch
        return env

    def number(self, key: str) -> fmpq:
        """The number of a name or size."""
        return self.values[key] if key in self.values else fmpq(self.sizes[key])

    @property
    def shown(self) -> dict[str, Any]:
        """Everything by name."""
        whole = {key: Fraction(place) for key, place in (*self.sizes.items(), *self.letters.items())}
        return {**{key: fraction(value) for key, value in self.values.items()}, **whole}


def length_at(axis: sp.Expr, sizes: Mapping[str, int]) -> int:
    """How long an axis is where the sizes are these; 3 where that is no length."""
    if isinstance(axis, sp.Symbol):
        return sizes[axis.name]
    if isinstance(axis, sp.Integer):
        return int(axis) if axis > 0 else 3
    number = axis.subs({sp.Symbol(key): value for key, value in sizes.items()})
    return int(number) if isinstance(number, sp.Integer) and number > 0 else 3
