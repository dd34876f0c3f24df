"""The names of a model and their definitions.

In: a key (the name's LaTeX as written), its axes and role.  Out: ``Name``, ``Definition``.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

import sympy as sp

from symgrad.errors import ModelError, Origin, worded

Role = Literal["parameter", "data", "constant", "definition", "size"]


@dataclass(frozen=True)
class Name:
    """One name of a model.

    ``axes`` are the sizes of its axes (a ``Symbol`` such as m, or an ``Integer``), ``()`` for a number.
    ``template`` is how it is written with indices, ``#1`` standing for the first index: ``x^{(#1)}``,
    ``w_{#1#2}``, ``h(x^{(#1)})``; for a name without axes it is the LaTeX itself.  ``value`` is the number of a
    constant whose number belongs to the model (λ = 1/10); it is not asked for when the model is run.  ``symmetric``
    says that a matrix is its own transpose.
    """

    key: str
    role: Role
    axes: tuple[sp.Expr, ...] = ()
    template: str = ""
    value: sp.Rational | None = None
    symmetric: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and (self.role != "constant" or self.axes):
            what = (
                "an axis or an array"
                if self.axes or self.role == "size"
                else worded("a {role}", role=self.role)
            )
            raise ModelError(
                worded(
                    "{this} has the number {value} but is {what}.", this=self.key, value=self.value, what=what
                ),
                remedy="Only a constant that is a single number can have its number in the model.",
            )
        if self.symmetric and (
            self.role in ("definition", "size") or len(set(self.axes)) != 1 or len(self.axes) != 2
        ):
            what = (
                worded("is a {role}", role=self.role)
                if self.role in ("definition", "size")
                else worded("has the axes {axes}", axes=self.axes)
            )
            raise ModelError(
                worded("{this} is declared symmetric but {what}.", this=self.key, what=what),
                remedy="A parameter, data or a constant can be symmetric: a square matrix, such as n n symmetric.",
            )
        if not self.template:
            object.__setattr__(self, "template", default_template(self.key, len(self.axes)))

    @property
    def base(self) -> sp.Symbol | sp.IndexedBase:
        """The SymPy object that carries the name."""
        return sp.IndexedBase(self.key) if self.axes else sp.Symbol(self.key)

    def at(self, *index: sp.Expr) -> sp.Symbol | sp.Indexed:
        """The name at an index: ``x`` at (i,) is x_i.  Raises ``ModelError`` for a wrong number of indices."""
        if len(index) != len(self.axes):
            raise ModelError(
                worded(
                    "{this} has {needed} indices, not {given}.",
                    this=self.key,
                    needed=len(self.axes),
                    given=len(index),
                )
            )
        return sp.IndexedBase(self.key)[index] if index else sp.Symbol(self.key)


def default_template(key: str, rank: int) -> str:
    """``x`` with two axes is written x_{ij}; a key that has a subscript already goes into parentheses."""
    if not rank:
        return key
    slots = "".join(f"#{number}" for number in range(1, rank + 1))
    return f"({key})_{{{slots}}}" if "_" in key else f"{key}_{{{slots}}}"


@dataclass(frozen=True)
class Definition:
    """``name[index] = expr``; ``index`` are the free indices of ``expr``."""

    name: str
    index: tuple[sp.Symbol, ...]
    expr: sp.Expr
    origin: Origin | None = None

    @property
    def symbol(self) -> sp.Symbol | sp.Indexed:
        """The left side."""
        return sp.IndexedBase(self.name)[self.index] if self.index else sp.Symbol(self.name)


def fresh_letters(taken: Set[str]) -> Iterator[sp.Symbol]:
    """Index letters that are not in ``taken``, in the order people use them; never ends."""
    for letter in "ijklpqrsuvabcdeghnmot":
        if letter not in taken:
            yield sp.Symbol(letter)
    number = 1
    while True:
        yield sp.Symbol(f"i_{{{number}}}")
        number += 1
