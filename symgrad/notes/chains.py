r"""Printed lines as chains: ``E = (1 - 0.629)^2 \approx 0.1376`` is three sides with two signs between them.

Goes in: the rows of a block and the names the page knows.  Comes out: ``Chain(sides, signs)``; each ``Side``
has its syntax tree and says what kind of side it is: a ``formula`` (names and whole numbers), ``mixed`` (names
and decimals), ``arithmetic`` (numbers put in, not worked out) or a ``number`` (also a matrix of numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from symgrad.errors import Origin, ReadError
from symgrad.functions import BY_SPELLING
from symgrad.model import Model
from symgrad.notes.notation import folded, whole
from symgrad.notes.rows import Row
from symgrad.reading import spelled, syntax
from symgrad.reading.names import Names
from symgrad.reading.parser import parse

Kind = Literal["formula", "mixed", "arithmetic", "number"]

#: how a relation may be written → what it is
SIGNS = {
    "=": "=",
    ":=": ":=",
    r"\coloneqq": ":=",
    "≔": ":=",
    r"\leftarrow": ":=",
    r"\gets": ":=",
    "←": ":=",
    r"\approx": "≈",
    **dict.fromkeys((r"\simeq", r"\cong", r"\fallingdotseq", r"\doteq", r"\thickapprox"), "≈"),
    **dict.fromkeys("≈≒≃≅≐", "≈"),
    r"\equiv": "=",
    "<": "<",
    r"\lt": "<",
    ">": ">",
    r"\gt": ">",
    **dict.fromkeys((r"\le", r"\leq", r"\leqslant", "≤"), "≤"),
    **dict.fromkeys((r"\ge", r"\geq", r"\geqslant", "≥"), "≥"),
}
#: the signs of an inequality, and which way they point
ORDER = {"<": -1, "≤": -1, ">": 1, "≥": 1}
_TOKEN = re.compile(r":=|\\[A-Za-z]+|\\.|[=≔←≈≒≃≅≐<>≤≥{}()\[\]]", re.DOTALL)
_OPEN, _CLOSE = frozenset("{(["), frozenset("})]")


@dataclass(frozen=True)
class Side:
    """One side of a chain as printed."""

    text: str
    node: syntax.Node
    kind: Kind
    origin: Origin


@dataclass(frozen=True)
class Chain:
    """One printed line; ``signs[k]`` stands between ``sides[k]`` and ``sides[k+1]``."""

    sides: tuple[Side, ...]
    signs: tuple[str, ...]
    origin: Origin


def names_of(model: Model, further: tuple[str, ...] = (), called: Iterable[str] = ()) -> Names:
    """What the reader needs to know to read claims: undeclared letters are read as values and reported later.

    ``called`` are names that the model defines as functions of its own names, f(x) = x².
    """
    functions = {name.template.partition("(")[0] for name in model.names.values() if "(" in name.template}
    functions |= set(called)
    values = frozenset(key for key in model.names if key not in functions) | frozenset(further)
    used = frozenset(key for key in further if key in BY_SPELLING) | spelled(model)
    return Names(values=values, functions=frozenset(functions), undeclared="value", applied=used)


def chain(row: Row, names: Names) -> Chain:
    """Read one line.  Raises ``ReadError`` with its place on the page for what is not mathematics."""
    cuts = _relations(row.text)
    if not cuts:
        raise ReadError(
            "this line says nothing about its expression.",
            row.origin(),
            remedy=r"A line is a chain of =, \approx or :=, or of <, \le, >, \ge.",
        )
    if len({ORDER[sign] for _, _, sign in cuts if sign in ORDER}) > 1:
        raise ReadError(
            "the inequalities of this line point both ways.", row.origin(), remedy="Write two lines."
        )
    sides = []
    bounds = [0, *[position for found in cuts for position in found[:2]], len(row.text)]
    for begin, end in zip(bounds[::2], bounds[1::2], strict=True):
        if not row.text[begin:end].strip():
            raise ReadError("a side of this line is empty.", row.origin(), remedy="Write what stands there.")
        sides.append(_side(row, begin, end, names))
    return Chain(tuple(sides), tuple(sign for _, _, sign in cuts), row.origin())


def behind(before: tuple[Side, ...], signs: tuple[str, ...], row: Row, names: Names) -> Chain:
    """A chain whose last sides are those of a row, behind other ones; a row without a sign in front goes on with =."""
    cuts = _relations(row.text)
    leading = not row.text[: cuts[0][0]].strip() if cuts else False
    if leading and before:
        first, *cuts = cuts
        begin, sign = first[1], first[2]
    else:
        begin, sign = 0, "="
    bounds = [begin, *[position for found in cuts for position in found[:2]], len(row.text)]
    sides = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        if not row.text[start:end].strip():
            raise ReadError("a side is empty here.", row.origin(), remedy="Write what stands there.")
        sides.append(_side(row, start, end, names))
    joint = (sign,) if before else ()
    return Chain((*before, *sides), (*signs, *joint, *(found[2] for found in cuts)), row.origin())


def apart(line: Chain) -> list[tuple[int, Chain]]:
    """The stretches of a line between its inequalities, each with the number of its first side."""
    found, first = [], 0
    for number, sign in enumerate((*line.signs, "<")):
        if sign in ORDER:
            sides, signs = line.sides[first : number + 1], line.signs[first:number]
            found.append((first, Chain(sides, signs, line.origin)))
            first = number + 1
    return found


def formula(row: Row, begin: int, end: int, names: Names) -> syntax.Node:
    """The tree of a stretch of a row that is one expression."""
    try:
        statements = parse(row.text[begin:end].replace("\n", " "), names)
    except ReadError as error:
        inner = error.origin
        place = (
            row.origin(begin, end) if inner is None else row.origin(begin + inner.start, begin + inner.end)
        )
        raise ReadError(error.problem, place, remedy=error.remedy, reason=error.reason) from None
    if len(statements) != 1 or not isinstance(statements[0], syntax.Formula):
        raise ReadError("expected one expression.", row.origin(begin, end))
    return folded(statements[0].body)


def _relations(text: str) -> list[tuple[int, int, str]]:
    """``(start, end, sign)`` of the relations outside brackets and environments."""
    depth, found = 0, []
    for token in _TOKEN.finditer(text):
        word = token.group()
        depth += (word in _OPEN or word == r"\begin") - (word in _CLOSE or word == r"\end")
        if depth == 0 and word in SIGNS:
            found.append((token.start(), token.end(), SIGNS[word]))
    return found


def _side(row: Row, begin: int, end: int, names: Names) -> Side:
    text = row.text[begin:end]
    begin, end = begin + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
    node = formula(row, begin, end, names)
    shown = " ".join(row.text[begin:end].split())
    return Side(shown, node, kind_of(node), row.origin(begin, end))


def kind_of(node: syntax.Node) -> Kind:
    """What kind of side a tree is."""
    if _is_number(node):
        return "number"
    bound = {
        bound.letter
        for inner in syntax.descend(node)
        if isinstance(inner, syntax.BigSum)
        for bound in inner.bounds
    }
    named = any(
        isinstance(inner, (syntax.Derived, syntax.Nabla))
        or (isinstance(inner, syntax.Name) and inner.key not in bound)
        for inner in syntax.descend(node)
    )
    if not named:
        return "arithmetic"
    return "mixed" if decimals(node) else "formula"


def decimals(node: syntax.Node) -> list[syntax.Number]:
    """The numbers in a tree that are not written as whole ones, in order."""
    numbers = [inner for inner in syntax.descend(node) if isinstance(inner, syntax.Number)]
    return [number for number in numbers if not whole(number.text)]


def _is_number(node: syntax.Node) -> bool:
    if isinstance(node, syntax.Grid):
        return all(_is_number(cell) for line in node.rows for cell in line)
    return signed(node) is not None


def signed(node: syntax.Node) -> tuple[int, syntax.Number] | None:
    """``-0.742`` as its sign and its number; ``None`` for anything that is not a number alone."""
    if isinstance(node, syntax.Number):
        return 1, node
    if isinstance(node, syntax.Plus) and len(node.terms) == 1:
        sign, inner = node.terms[0]
        below = signed(inner)
        return None if below is None else (sign * below[0], below[1])
    return None
