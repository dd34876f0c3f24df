"""What a result shows, before it is known where: a ``Sheet`` of sentences, tables, code and curves.

In: nothing but these values.  Text, web pages, LaTeX and JSON each know how to show one; ``results`` and its
neighbours make them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.model import Name
from symgrad.rendering.words import Speaker


@dataclass(frozen=True)
class Formula:
    """Mathematics, in LaTeX and in Unicode; ``about`` if it is only nearly what stands before it."""

    latex: str
    text: str
    about: bool = False


@dataclass(frozen=True)
class Verdict:
    """A cell that says whether something holds; ``None`` is neither."""

    holds: bool | None
    words: str


@dataclass(frozen=True)
class Figure:
    """A cell with a number, already rounded."""

    shown: str


Cell = str | Formula | Verdict | Figure


@dataclass(frozen=True)
class Table:
    """Rows below heads; one with a ``title`` is long and stays folded until it is asked for."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence; ``holds`` says whether it is good news, bad news or neither."""

    words: str
    holds: bool | None = None


@dataclass(frozen=True)
class Kink:
    """A convention at a kink, said by a speaker of the form of output."""

    function: sp.Expr
    value: sp.Expr
    names: Mapping[str, Name]


@dataclass(frozen=True)
class Code:
    """Source code."""

    source: str


@dataclass(frozen=True)
class Curve:
    """Numbers over 0, 1, 2, …"""

    values: tuple[float, ...]
    across: str
    up: str


@dataclass(frozen=True)
class Equations:
    """Lines of sides that are equal: left = a = b."""

    lines: tuple[tuple[Formula, ...], ...]


Block = Table | Sentence | Kink | Code | Curve | Equations


@dataclass(frozen=True)
class Sheet:
    """A titled sequence of blocks; ``ok`` is the verdict on the whole, where there is one; ``page`` is the title of the
    page of notes it is about.
    """

    title: str
    blocks: tuple[Block, ...]
    ok: bool | None = None
    page: str = ""


def chained(sides: Sequence[Formula]) -> str:
    r"""``= a = b \approx 0.63`` in LaTeX."""
    return " ".join((r"\approx " if side.about else "= ") + side.latex for side in sides)


def speak(kink: Kink, speaker: Callable[[Mapping[str, Name], str], Speaker], lang: str) -> str:
    """The convention's sentence in the form of output that ``speaker`` belongs to."""
    return speaker(kink.names, lang).convention(kink.function, kink.value)
