"""Statements to the lines of a model: which name each defines, with which indices, and which statements cannot be used.

``L(w) = …`` defines the name L when L is applied nowhere; ``h(x) = …`` defines a function when it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError, worded
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


@dataclass(frozen=True)
class Left:
    """The left side of a definition of a name: ``h``, ``x_{ij}``, or ``(h_1)_{i}`` with its ``script`` apart."""

    name: s.Name
    script: s.Script | None
    body: s.Node
    origin: Origin


Functions = Mapping[str, tuple[Function, ...]]


def sort_statements(
    statements: tuple[s.Statement, ...], given: Declared
) -> tuple[list[Line], dict[str, tuple[Function, ...]]]:
    """Definitions of names, and definitions of functions that are used as such."""
    called = {node.function for st in statements for node in _used(st) if isinstance(node, s.Call)}
    lefts: list[Left] = []
    heads: dict[str, list[Function]] = {}
    for statement in statements:
        whole, body = sides(statement)
        left, script = (whole.body, whole.script) if isinstance(whole, s.Element) else (whole, None)
        if isinstance(left, s.Name):
            lefts.append(Left(left, script, body, statement.origin))
        elif isinstance(left, s.Call) and left.function in called:
            axes = letters_in(script) if script is not None else ()
            head = Function(left.function, left.arguments, body, statement.origin, axes=axes)
            heads.setdefault(left.function, []).append(head)
        elif isinstance(left, s.Call) and script is None:
            lefts.append(Left(name_of(left), None, body, statement.origin))
        else:
            raise ReadError(
                "the left side of a definition is one name.",
                whole.origin,
                remedy="For example L = (y - w x)^2.",
            )
    known = set(map(plain, given.roles))
    known |= {plain(key) for left in lefts for key in (left.name.key, left.name.base)}
    functions = {name: defined_at(several, known) for name, several in heads.items()}
    known = set(given.roles) | {plain(left.name.key) for left in lefts}
    letters = summed(left.body for left in lefts) | summed(bodies_of(functions))
    return settled(lefts, letters, known, given), functions


def settled(lefts: list[Left], letters: set[str], known: set[str], given: Declared) -> list[Line]:
    """The lines, each left side with its indices.

    What one line finds to be an index (B_{ij} = …) is one for the lines that use it (c_i = Σ_j B_{ij}).
    """
    while True:
        lines = [line(left, letters, known, given) for left in lefts]
        indexed = {plain(left.name.key) for left, found in zip(lefts, lines, strict=True) if found.letters}
        if not indexed & known:
            return lines
        known = known - indexed


def _used(statement: s.Statement) -> Iterator[s.Node]:
    """What a statement uses: everything on the right, and in the arguments on the left."""
    left, _ = sides(statement)
    call = left.body if isinstance(left, s.Element) else left
    for side in (*bodies(statement), *(call.arguments if isinstance(call, s.Call) else ())):
        yield from s.descend(side)


def defined_at(heads: list[Function], known: set[str]) -> tuple[Function, ...]:
    """The definitions of one function: one for all arguments, or one for each that it is used with."""
    if len(heads) == 1 and not is_concrete(heads[0], known):
        parameters_of(heads[0].parameters)
        return tuple(heads)
    for head in heads:
        named = all(not isinstance(p, s.Name) or plain(p.key) in known for p in head.parameters)
        if not named and not is_concrete(head, known):
            raise ModelError(worded("{name} is defined twice.", name=head.name), heads[1].origin)
    return tuple(replace(head, concrete=True) for head in heads)


def is_concrete(head: Function, known: set[str]) -> bool:
    """True for h(2x), h(x^{(i)}) and h(X)_{ij}: a definition at these arguments.  False for h(x): x is a dummy."""
    if head.axes:
        return True
    for parameter in head.parameters:
        if not isinstance(parameter, s.Name):
            inside = [part for part in s.descend(parameter) if isinstance(part, s.Name)]
            if isinstance(parameter, s.Number) or any(_is_known(name, known) for name in inside):
                return True
        elif _has_index(parameter, known):
            return True
    return False


def _is_known(name: s.Name, known: set[str]) -> bool:
    return plain(name.key) in known or _has_index(name, known)


def _has_index(name: s.Name, known: set[str]) -> bool:
    """True for x^{(i)} where x is known."""
    for key, use in Table().splits(name):
        items = use.items(True)
        fits = all(is_letter(item) or item.text.isdigit() for item in items)
        if fits and any(map(is_letter, items)) and plain(key) in known:
            return True
    return False


def letters_in(script: s.Script) -> tuple[str, ...]:
    """The index letters behind the bracket of ``(h_1)_{ij} = …``."""
    for item in script.items:
        if not is_letter(item):
            raise ReadError(
                worded("the index {item} on the left side is no letter.", item=item.text),
                item.origin,
                remedy="A definition is for every index: write a letter.",
            )
    return tuple(item.text for item in script.items)


def bodies_of(functions: Functions) -> tuple[s.Node, ...]:
    """The right sides of all functions, and what they are defined at."""
    return tuple(
        node
        for several in functions.values()
        for function in several
        for node in (function.body, *(function.parameters if function.concrete else ()))
    )


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
            worded("a fact with {sign} cannot be used in a model.", sign=sign),
            statement.origin,
            remedy="Take this line out; a model is made of definitions, name = expression.",
        )
    raise ReadError(
        "this defines nothing.",
        statement.origin,
        remedy=worded(
            "Give it a name: L = {statement}", statement=" ".join(statement.origin.fragment.split())[:60]
        ),
    )


def parameters_of(arguments: tuple[s.Node, ...]) -> tuple[s.Name, ...]:
    """The dummies of ``h(x) = …``."""
    found = []
    for argument in arguments:
        if not isinstance(argument, s.Name):
            raise ReadError("the argument of a function's definition is a name.", argument.origin)
        found.append(argument)
    return tuple(found)


def name_of(left: s.Call) -> s.Name:
    """J for J(w, b) when J is never applied."""
    parameters_of(left.arguments)
    return parse_names(left.function)[0]


def summed(nodes: Iterable[s.Node]) -> set[str]:
    """The letters that sums run over, and the k of i ≠ k."""
    found = set()
    for node in nodes:
        for part in s.descend(node):
            if type(part) is s.BigSum:  # nearly every part is looked at in vain
                found |= {bound.letter for bound in part.bounds}
                sides = [side for condition in part.conditions for side in condition.sides]
                found |= {side.key for side in sides if isinstance(side, s.Name)}
    return found


def line(left: Left, letters: set[str], known: set[str], given: Declared) -> Line:
    """Which scripts of the left side are indices: those that are summed over, or stand on the right as well."""
    name, body, origin = left.name, left.body, left.origin
    if left.script is not None:
        return Line(name, None, name.key, letters_in(left.script), body, origin)
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


def index_letters(lines: list[Line], functions: Functions, given: Declared) -> set[str]:
    """Letters of sums and of left sides."""
    letters = summed(entry.body for entry in lines) | summed(bodies_of(functions))
    known = set(map(plain, given.roles)) | {plain(entry.key) for entry in lines}
    for function in (f for several in functions.values() for f in several if f.concrete):
        letters |= set(function.axes)
        for part in (part for node in function.parameters for part in s.descend(node)):
            if isinstance(part, s.Name) and plain(part.key) not in known and _has_index(part, known):
                scripts = [script for script in (part.sub, part.sup) if script is not None]
                letters |= {item.text for script in scripts for item in script.items if is_letter(item)}
    return letters | {letter for entry in lines for letter in entry.letters}


def size_names(lines: list[Line], functions: Functions, given: Declared) -> set[str]:
    """The names of sizes: in shapes, and the upper limits of sums."""
    found = {size.name for shape in given.shapes.values() for size in shape if isinstance(size, sp.Symbol)}
    return found | upper_limits(entry.body for entry in lines) | upper_limits(bodies_of(functions))


def upper_limits(nodes: Iterable[s.Node]) -> set[str]:
    """The names that stand in the limits of a sum and are no index letters: m, and the s of i=s."""
    nodes = list(nodes)
    return ends_of_sums(nodes) - summed(nodes)


def ends_of_sums(nodes: Iterable[s.Node]) -> set[str]:
    """The names in the limits of sums."""
    bounds = [part for node in nodes for part in s.descend(node) if type(part) is s.Bound]
    ends = [end for bound in bounds for end in (bound.low, bound.high) if end is not None]
    return {name.key for end in ends for name in s.descend(end) if isinstance(name, s.Name)}


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
