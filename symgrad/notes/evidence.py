"""What a claim has besides its verdict: where two formulas differ, the numbers put in, what its author may have done.

Values only, without what finds them (``judge``, ``edits``, ``calculator``): who shows a claim that was judged before
needs nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from symgrad.reading import syntax

Value = Any
EditKind = Literal[
    "operator", "sign", "left_out", "missing", "neighbour", "old", "updated", "earlier", "transposed", "point",
    "component",
]  # fmt: skip
Standing = Literal["exact", "rounded", "truncated", "follows", "wrong"]


@dataclass(frozen=True)
class Printed:
    """A printed number (or vector, or matrix): what it stands for, as written, and its claim.

    ``right`` is what should have been printed, where it is wrong: its author may have gone on with either.
    """

    name: str
    text: str
    value: Value
    id: str
    right: Value = None


@dataclass(frozen=True)
class Difference:
    """A point at which two formulas have different values."""

    point: Mapping[str, Value]
    left: Value
    right: Value


@dataclass(frozen=True)
class PutIn:
    """A printed number that stands for a part of a formula: its value, how it stands to it, what it was taken from."""

    formula: str
    printed: str
    value: Value
    standing: Standing
    node: syntax.Node
    number: syntax.Number
    sign: int
    source: Printed | None = None

    @property
    def holds(self) -> bool:
        """False for a number that is neither right nor printed before."""
        return self.standing != "wrong"


@dataclass(frozen=True)
class Edit:
    """One edit: of what kind, what stands there, what would have to stand there (in LaTeX); ``of`` whom, for values."""

    kind: EditKind
    before: str
    after: str
    of: str = ""
