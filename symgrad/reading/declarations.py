"""What the caller says about names: roles, shapes, functions.

In: ``parameters="W_1 b_1"``, ``shapes={"W_1": "D M", "A": "n n symmetric"}``.  Out: ``Declared``, canonical keys with
roles and sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from symgrad.errors import DataError, ModelError, OptionError, ReadError, quoted, worded
from symgrad.exact import as_written
from symgrad.model import Role
from symgrad.reading import syntax as s
from symgrad.reading.names import Names
from symgrad.reading.parser import name_key, parse_names

Shape = str | int | Iterable[str | int]

#: the word behind the sizes of a matrix that is its own transpose
SYMMETRIC = "symmetric"


@dataclass(frozen=True)
class Declared:
    """What the caller says about names: key → role in the order given, key → shape, functions."""

    roles: Mapping[str, Role]
    shapes: Mapping[str, tuple[sp.Expr, ...]]
    functions: frozenset[str]
    names: Mapping[str, s.Name]
    numbers: Mapping[str, sp.Rational]
    symmetric: frozenset[str] = frozenset()


def declared(
    parameters: str,
    data: str,
    constants: str | Mapping[str, object],
    shapes: Mapping[str, Shape] | None,
    functions: str,
) -> Declared:
    """The declarations.  Raises ``ReadError`` for what is no name, ``ModelError`` for a name declared twice."""
    roles: dict[str, Role] = {}
    names: dict[str, s.Name] = {}
    listed, numbers = split_numbers(constants)
    rows: tuple[tuple[Role, str], ...] = (("parameter", parameters), ("data", data), ("constant", listed))
    for role, text in rows:
        for name in parse_names(text, source=f"{role}s" if role != "data" else role):
            if name.key in roles:
                raise ModelError(
                    worded(
                        "{name} is declared twice, as {first} and as {role}.",
                        name=name.key,
                        first=roles[name.key],
                        role=role,
                    ),
                    name.origin,
                )
            roles[name.key] = role
            names[name.key] = name
    sizes = {name_key(key): read_shape(key, shape) for key, shape in (shapes or {}).items()}
    called = frozenset(name.key for name in parse_names(functions, source="functions"))
    symmetric = frozenset(name_key(key) for key, shape in (shapes or {}).items() if is_symmetric(shape))
    return Declared(roles, sizes, called, names, numbers, symmetric)


#: ``= 0.1`` behind a constant's name
_NUMBER = re.compile(r"\s*=\s*([^\s,;=]*)")


def split_numbers(constants: str | Mapping[str, object]) -> tuple[str, dict[str, sp.Rational]]:
    """The constants' names, and the numbers given: ``"N \\lambda=0.1"`` or ``{"N": None, "\\lambda": 0.1}``."""
    if not isinstance(constants, str):
        given = {key: value for key, value in constants.items() if value is not None}
        return " ".join(constants), {name_key(key): read_number(key, value) for key, value in given.items()}
    # Blanks take the place of the numbers, so that a mistake in a name is still underlined where it stands.
    listed = _NUMBER.sub(lambda found: " " * len(found.group()), constants)
    numbers: dict[str, sp.Rational] = {}
    begin = 0
    for found in _NUMBER.finditer(constants):
        before = parse_names(constants[begin : found.start()], source="constants")
        if not before:
            raise OptionError(
                worded(
                    "the number {found} in {constants} belongs to no constant.",
                    found=quoted(found[1]),
                    constants=repr(constants),
                ),
                remedy=r"Write the name before it: \lambda=0.1.",
            )
        key = before[-1].key
        numbers[key] = read_number(key, found[1])
        begin = found.end()
    return listed, numbers


def read_number(key: str, value: object) -> sp.Rational:
    """A constant's number, exactly as it is written.  Raises ``OptionError`` for what is no finite number."""
    try:
        exact = as_written(value)
    except DataError:
        raise OptionError(
            worded("{value} is no number for the constant {key}.", value=repr(value), key=key),
            remedy=worded(
                "Write for example {key}=0.1, or only {key} to give its number with the data.", key=key
            ),
        ) from None
    return sp.Rational(exact.numerator, exact.denominator)


def read_shape(key: str, shape: Shape) -> tuple[sp.Expr, ...]:
    """``"N D"``, ``"3 2"``, ``3`` or ``("N", 2)`` as sizes; the word symmetric may stand behind the two of a square.

    Raises ``OptionError`` for anything else.
    """
    if isinstance(shape, int) and not isinstance(shape, bool):
        shape = str(shape)
    if not isinstance(shape, (str, Iterable)):
        raise OptionError(
            worded("the shape of {key} is a {name}.", key=key, name=type(shape).__name__),
            remedy=worded('A shape is written like shapes={"{key}": "m n"}.', key=key),
        )
    return _sizes(key, tuple(map(str, _words(shape))))


@lru_cache(maxsize=1024)
def _sizes(key: str, words: tuple[str, ...]) -> tuple[sp.Expr, ...]:
    if symmetric := is_symmetric(words):
        words = words[:-1]
    sizes: list[sp.Expr] = []
    for text in words:
        if text == "":
            continue
        if text.isdigit() and 0 < int(text[:12]) < 10**9:
            sizes.append(sp.Integer(int(text[:12])))
            continue
        try:
            sizes.append(sp.Symbol(name_key(text)))
        except ReadError as error:
            raise OptionError(
                worded(
                    "{text} in the shape of {key} is neither a number nor a name.", text=quoted(text), key=key
                ),
                remedy=worded('A shape is written like shapes={"{key}": "m n"}.', key=key),
            ) from error
    if symmetric and (len(sizes) != 2 or sizes[0] != sizes[1]):
        raise OptionError(
            worded(
                "{key} is declared symmetric, but its shape is {sizes}.",
                key=key,
                sizes=" ".join(map(str, sizes)) or "that of a number",
            ),
            remedy=worded('A symmetric matrix is square: shapes={"{key}": "n n symmetric"}.', key=key),
        )
    return tuple(sizes)


def _words(shape: str | Iterable[str | int]) -> list[str | int]:
    return list(re.split(r"[\s,×]+", shape.strip("() \t,"))) if isinstance(shape, str) else list(shape)


def is_symmetric(shape: Shape) -> bool:
    """Whether a shape says that its matrix is symmetric: ``"n n symmetric"``."""
    words = _words(shape) if isinstance(shape, (str, Iterable)) else []
    return len(words) > 1 and words[-1] == SYMMETRIC


def names_of(given: Declared) -> Names:
    """What the parser needs to know."""
    sizes = {str(size) for shape in given.shapes.values() for size in shape}
    arrays = frozenset((key, len(shape)) for key, shape in given.shapes.items() if shape)
    return Names(frozenset(given.roles) | frozenset(sizes), given.functions, arrays=arrays)
