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

Shape = str | Iterable[str | int]


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
    listed = constants if isinstance(constants, str) else " ".join(constants)
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
    numbers: dict[str, sp.Rational] = {}
    if not isinstance(constants, str):
        for key, value in constants.items():
            if value is not None:
                numbers[name_key(key)] = read_number(key, value)
    return Declared(roles, sizes, called, names, numbers)


def read_number(key: str, value: object) -> sp.Rational:
    """A constant's number, exactly as it is written.  Raises ``OptionError`` for what is no finite number."""
    try:
        exact = as_written(value)
    except DataError:
        raise OptionError(
            f"{value!r} is no number for the constant {key}.",
            remedy=f'Write constants={{"{key}": 0.1}}, or constants="{key}" to give it with the data.',
        ) from None
    return sp.Rational(exact.numerator, exact.denominator)


def read_shape(key: str, shape: Shape) -> tuple[sp.Expr, ...]:
    """``"N D"``, ``"3 2"`` or ``("N", 2)`` as sizes.  Raises ``OptionError`` for anything else."""
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
