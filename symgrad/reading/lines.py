"""Statements to the lines of a model: which name each defines, with which indices, and which statements cannot be used.

``L(w) = …`` defines the name L when L is applied nowhere; ``h(x) = …`` defines a function when it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError
from symgrad.reading import syntax as s
from symgrad.reading.declarations import Declared
from symgrad.reading.dummies import Function
from symgrad.reading.names import plain
from symgrad.reading.parser import parse_names
from symgrad.reading.table import Table, Use, is_letter


@dataclass(frozen=True)
class Line:
    """``name = body`` with the letters of its left side."""

    name: s.Name
    use: Use | None
    key: str
    letters: tuple[str, ...]
    body: s.Node
    origin: Origin


# -- statements to lines ----------------------------------------------------------------------------------


def sort_statements(
    statements: tuple[s.Statement, ...], given: Declared
) -> tuple[list[Line], dict[str, Function]]:
    """Definitions of names, and definitions of functions that are used as such."""
    called = {
        node.function
        for statement in statements
        for side in bodies(statement)
        for node in s.descend(side)
        if isinstance(node, s.Call)
    }
    lines: list[tuple[s.Name, s.Node, Origin]] = []
    functions: dict[str, Function] = {}
    for statement in statements:
        left, body = sides(statement)
        if isinstance(left, s.Name):
            lines.append((left, body, statement.origin))
        elif isinstance(left, s.Call) and left.function in called:
            if left.function in functions:
                raise ModelError(f"{left.function} is defined twice.", left.origin)
            functions[left.function] = Function(left.function, parameters_of(left), body, statement.origin)
        elif isinstance(left, s.Call):
            lines.append((name_of(left), body, statement.origin))
        else:
            raise ReadError(
                "the left side of a definition is one name.",
                left.origin,
                remedy="For example L = (y - w x)^2.",
            )
    known = set(given.roles) | {plain(name.key) for name, _, _ in lines}
    letters = summed(body for _, body, _ in lines) | summed(f.body for f in functions.values())
    return [line(name, body, origin, letters, known, given) for name, body, origin in lines], functions


def bodies(statement: s.Statement) -> tuple[s.Node, ...]:
    """The right sides."""
    if isinstance(statement, s.Relation):
        return statement.sides[1:]
    return (statement.value,) if isinstance(statement, s.Assign) else ()


def sides(statement: s.Statement) -> tuple[s.Node, s.Node]:
    """Left and right side of a definition; anything else cannot be used in a model."""
    if isinstance(statement, s.Assign):
        if statement.sign != ":=":
            raise ReadError(
                "an update with an arrow belongs to an optimizer, not to a model.",
                statement.origin,
                remedy="A model is made of definitions, name = expression.",
            )
        return statement.target, statement.value
    if isinstance(statement, s.Relation) and statement.equation and len(statement.sides) == 2:
        return statement.sides[0], statement.sides[1]
    if isinstance(statement, s.Relation) and statement.equation:
        raise ReadError(
            "a chain of equations is no definition.",
            statement.origin,
            remedy="Keep the first equals sign only.",
        )
    if isinstance(statement, s.Relation):
        sign = next(sign for sign in statement.signs if sign != "=")
        raise ReadError(
            f"a fact with {sign} cannot be used in a model.",
            statement.origin,
            remedy="Take this line out; a model is made of definitions, name = expression.",
        )
    raise ReadError(
        "this defines nothing.",
        statement.origin,
        remedy=f"Give it a name: L = {' '.join(statement.origin.fragment.split())[:60]}",
    )


def parameters_of(left: s.Call) -> tuple[s.Name, ...]:
    """The dummies of ``h(x) = …``."""
    found = []
    for argument in left.arguments:
        if not isinstance(argument, s.Name):
            raise ReadError("the argument of a function's definition is a name.", argument.origin)
        found.append(argument)
    return tuple(found)


def name_of(left: s.Call) -> s.Name:
    """J for J(w, b) when J is never applied."""
    parameters_of(left)
    return parse_names(left.function)[0]


def summed(nodes: Iterable[s.Node]) -> set[str]:
    """The letters that sums run over."""
    return {
        bound.letter
        for node in nodes
        for part in s.descend(node)
        if isinstance(part, s.BigSum)
        for bound in part.bounds
    }


def line(
    name: s.Name, body: s.Node, origin: Origin, letters: set[str], known: set[str], given: Declared
) -> Line:
    """Which scripts of the left side are indices: those that are summed over, or stand on the right as well."""
    if name.key in given.shapes:
        return Line(name, None, name.key, (), body, origin)
    inside = {
        item.text
        for part in s.descend(body)
        if isinstance(part, s.Name) and part.key not in known
        for script in (part.sub, part.sup)
        if script is not None
        for item in script.items
    } - {"t"}
    for key, use in Table().shortest_first(name):
        items = use.items(use.sup_first)
        if items and all(is_letter(i) and (i.text in letters or i.text in inside) for i in items):
            return Line(name, use, key, tuple(i.text for i in items), body, origin)
    return Line(name, None, name.key, (), body, origin)


def index_letters(lines: list[Line], functions: dict[str, Function], given: Declared) -> set[str]:
    """Letters of sums and of left sides."""
    letters = summed(entry.body for entry in lines) | summed(f.body for f in functions.values())
    return letters | {letter for entry in lines for letter in entry.letters}


def size_names(lines: list[Line], functions: dict[str, Function], given: Declared) -> set[str]:
    """The names of sizes: in shapes, and the upper limits of sums."""
    found = {size.name for shape in given.shapes.values() for size in shape if isinstance(size, sp.Symbol)}
    found |= upper_limits(entry.body for entry in lines)
    return found | upper_limits(function.body for function in functions.values())


def upper_limits(nodes: Iterable[s.Node]) -> set[str]:
    """The names that stand above a sum."""
    return {
        part.high.key
        for node in nodes
        for part in s.descend(node)
        if isinstance(part, s.Bound) and isinstance(part.high, s.Name)
    }


def guess(statements: tuple[s.Statement, ...]) -> str:
    """What the declarations of a text without any may be, for the message."""
    defined = {plain(name.base) for st in statements for name in [sides(st)[0]] if isinstance(name, s.Name)}
    letters = summed(side for st in statements for side in bodies(st))
    letters |= upper_limits(side for st in statements for side in bodies(st))
    groups: dict[str, list[str]] = {"parameters": [], "data": [], "constants": []}
    for statement in statements:
        for side in bodies(statement):
            for part in s.descend(side):
                if isinstance(part, s.Name) and part.key not in ("e", r"\mathrm{e}", r"\pi"):
                    scripts = [script for script in (part.sub, part.sup) if script is not None]
                    indexed = any(item.text in letters for script in scripts for item in script.items)
                    key = part.base if indexed else part.key
                    if plain(part.base) in defined or key in letters:
                        continue
                    bare = plain(part.base)
                    kind = (
                        "parameters" if bare in "wbWBVvUuc" or bare in (r"\theta", r"\beta") else "constants"
                    )
                    kind = "data" if bare in "xyXYtT" else kind
                    if key not in groups[kind]:
                        groups[kind].append(key)
    return ", ".join(f'{kind}=r"{" ".join(keys)}"' for kind, keys in groups.items() if keys)
