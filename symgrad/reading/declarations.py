"""What the caller says about names: roles, shapes, functions.

In: ``parameters="W_1 b_1"``, ``shapes={"W_1": "D M"}``.  Out: ``Declared``, canonical keys with roles and sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sympy as sp

from symgrad.errors import DataError, ModelError, OptionError, ReadError
from symgrad.exact import as_written
from symgrad.model import Role
from symgrad.reading import syntax as s
from symgrad.reading.names import Names
from symgrad.reading.parser import name_key, parse_names

Shape = str | int | Iterable[str | int]


@dataclass(frozen=True)
class Declared:
    """What the caller says about names: key → role in the order given, key → shape, functions."""

    roles: Mapping[str, Role]
    shapes: Mapping[str, tuple[sp.Expr, ...]]
    functions: frozenset[str]
    names: Mapping[str, s.Name]
    numbers: Mapping[str, sp.Rational]


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
                    f"{name.key} is declared twice, as {roles[name.key]} and as {role}.", name.origin
                )
            roles[name.key] = role
            names[name.key] = name
    sizes = {name_key(key): read_shape(key, shape) for key, shape in (shapes or {}).items()}
    called = frozenset(name.key for name in parse_names(functions, source="functions"))
    return Declared(roles, sizes, called, names, numbers)


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
                f"the number {found[1]!r} in {constants!r} belongs to no constant.",
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
            f"{value!r} is no number for the constant {key}.",
            remedy=f"Write for example {key}=0.1, or only {key} to give its number with the data.",
        ) from None
    return sp.Rational(exact.numerator, exact.denominator)


def read_shape(key: str, shape: Shape) -> tuple[sp.Expr, ...]:
    """``"N D"``, ``"3 2"``, ``3`` or ``("N", 2)`` as sizes.  Raises ``OptionError`` for anything else."""
    if isinstance(shape, int) and not isinstance(shape, bool):
        shape = str(shape)
    if not isinstance(shape, (str, Iterable)):
        raise OptionError(
            f"the shape of {key} is a {type(shape).__name__}.",
            remedy=f'A shape is written like shapes={{"{key}": "m n"}}.',
        )
    words = re.split(r"[\s,×]+", shape.strip("() \t,")) if isinstance(shape, str) else list(shape)
    sizes: list[sp.Expr] = []
    for word in words:
        if word == "":
            continue
        text = str(word)
        if text.isdigit() and 0 < int(text[:12]) < 10**9:
            sizes.append(sp.Integer(int(text[:12])))
            continue
        try:
            sizes.append(sp.Symbol(name_key(text)))
        except ReadError as error:
            raise OptionError(
                f"{text!r} in the shape of {key} is neither a number nor a name.",
                remedy=f'A shape is written like shapes={{"{key}": "m n"}}.',
            ) from error
    return tuple(sizes)


def names_of(given: Declared) -> Names:
    """What the parser needs to know."""
    sizes = {str(size) for shape in given.shapes.values() for size in shape}
    return Names(frozenset(given.roles) | frozenset(sizes), given.functions)
