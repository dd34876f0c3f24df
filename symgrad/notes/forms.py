r"""What a printed side stands for in a model: gradients, columns of numbers, derivatives with a prime, free indices.

Goes in: a printed line and the model.  Comes out: the same line with ∇f as the column of its partial derivatives (or
∂f/∂w for the only parameter w, where that is a vector), ``(a, b)`` as a column, f'(x) as ∂f/∂x, and formulas with free
indices as ``Tabulated``: one value for every value of the index along its axis.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from symgrad.errors import ReadError, worded
from symgrad.model import Model
from symgrad.notes.chains import Chain, Side, kind_of
from symgrad.notes.columns import without_dots
from symgrad.notes.names import name_node, readings
from symgrad.notes.values import meant
from symgrad.reading import names_of_model, syntax
from symgrad.reading.names import Names
from symgrad.reading.parser import parse
from symgrad.reading.substitution import rebuilt
from symgrad.reading.table import place_of


@dataclass(frozen=True)
class Tabulated(syntax.Node):
    """A formula for every value of its free indices; each letter with the lengths of the axes where it stands."""

    body: syntax.Node
    letters: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Applied(syntax.Node):
    """f(x + h), f'(0): a definition, or its derivative, with other values for the names it is a function of."""

    function: str
    names: tuple[str, ...]
    arguments: tuple[syntax.Node, ...]
    primes: int = 0


class Beside:
    """The other sides of a line; no part of the tree that has it."""

    def __init__(self, nodes: tuple[syntax.Node, ...]) -> None:
        self.nodes = nodes


@dataclass(frozen=True)
class Identity(syntax.Name):
    """The identity matrix on a line whose other sides say how large it is, where nothing around it does."""

    beside: Beside | None = field(default=None, compare=False)


def functions_of(model: Model) -> dict[str, tuple[str, ...]]:
    """``f(x) = x^2`` with a name x of the model: f with the names it is written as a function of."""
    found = {}
    for definition in model.definitions:
        if definition.origin is None or definition.index:
            continue
        origin = definition.origin
        left = re.split(r":?=", origin.text[origin.start : origin.end], maxsplit=1)[0]
        try:
            (statement,) = parse(left, Names(functions=frozenset({definition.name}), undeclared="value"))
        except (ReadError, ValueError):
            continue
        body = statement.body if isinstance(statement, syntax.Formula) else None
        if isinstance(body, syntax.Call) and all(isinstance(each, syntax.Name) for each in body.arguments):
            keys = tuple(each.key for each in body.arguments if isinstance(each, syntax.Name))
            if all(key in model.names and not model.names[key].axes for key in keys):
                found[definition.name] = keys
    return found


def body_of(model: Model, function: str) -> syntax.Node | None:
    """The formula of a definition f(x) = x² as it is written."""
    origin = model.by_name[function].origin
    if origin is None:
        return None
    written = re.split(r":?=", origin.text[origin.start : origin.end], maxsplit=1)[-1]
    try:
        (statement,) = parse(written.replace("\n", " "), replace(names_of_model(model), undeclared="value"))
    except (ReadError, ValueError):
        return None
    return statement.body if isinstance(statement, syntax.Formula) else None


def understood(line: Chain, model: Model, known: Collection[str]) -> Chain:
    """The line with its sides as the model means them; ``known`` are the page's further names."""
    functions = functions_of(model)
    nodes = [_meant(side.node, model, functions) for side in line.sides]
    nodes = without_dots(nodes, model)
    found: dict[str, dict[str, None]] = {}
    for node in nodes:
        for letter, axis in _free(node, model, known, frozenset()):
            found.setdefault(letter, {}).setdefault(axis)
    letters = tuple((letter, tuple(axes)) for letter, axes in found.items())

    if "I" not in (*known, *model.names) and not _is_identity(nodes[0]):  # I = … may say what I is
        nodes = _sized(nodes)

    def side(old: Side, node: syntax.Node) -> Side:
        kind = kind_of(node)
        if letters and kind in ("formula", "mixed"):
            node = Tabulated(node.origin, node, letters)
        return replace(old, node=node, kind=kind)

    return replace(line, sides=tuple(map(side, line.sides, nodes)))


def _sized(nodes: list[syntax.Node]) -> list[syntax.Node]:
    """The sides with I as the identity matrix, which knows the other sides."""

    def with_sides(number: int) -> syntax.Node:
        beside = Beside((*nodes[:number], *nodes[number + 1 :]))

        def change(part: syntax.Node) -> syntax.Node | None:
            return Identity(part.origin, "I", beside=beside) if _is_identity(part) else None

        changed: syntax.Node = rebuilt(nodes[number], change)
        return changed

    return [
        with_sides(number) if any(map(_is_identity, syntax.descend(node))) else node
        for number, node in enumerate(nodes)
    ]


def _is_identity(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Name) and node.key == "I"


def unsized(node: syntax.Node) -> syntax.Node:
    """The tree as it was written, for the reader, who knows the identity matrix by its letter."""
    if not any(isinstance(part, Identity) for part in syntax.descend(node)):
        return node
    plain: syntax.Node = rebuilt(
        node, lambda part: syntax.Name(part.origin, part.base) if isinstance(part, Identity) else None
    )
    return plain


def inner(node: syntax.Node) -> syntax.Node:
    """A formula without the remark for which indices it is meant."""
    return node.body if isinstance(node, Tabulated) else node


def at_element(form: Tabulated, places: Mapping[str, str]) -> syntax.Node:
    """A formula for every index as that of one element: ``w x_i`` as ``w x_2`` where i is 2."""

    def script(found: syntax.Script | None) -> syntax.Script | None:
        if found is None:
            return None
        items = tuple(replace(item, text=places.get(item.text, item.text)) for item in found.items)
        return syntax.Script(found.origin, items, found.around, found.separator)

    def change(part: syntax.Node) -> syntax.Node | None:
        if isinstance(part, syntax.BigSum) and any(bound.letter in places for bound in part.bounds):
            return part
        if not isinstance(part, syntax.Name):
            return None
        return syntax.Name(part.origin, part.base, script(part.sub), script(part.sup), part.primes)

    found: syntax.Node = rebuilt(form.body, change)
    return found


# -- gradients, columns, primes -------------------------------------------------------------------------------


Functions = Mapping[str, tuple[str, ...]]


def _meant(node: syntax.Node, model: Model, functions: Functions) -> syntax.Node:
    def change(part: syntax.Node) -> syntax.Node | None:
        if isinstance(part, syntax.Listed) and part.around == "()":
            return syntax.Grid(part.origin, tuple((_meant(item, model, functions),) for item in part.items))
        if isinstance(part, syntax.Nabla):
            return _gradient(part, model, functions)
        if isinstance(part, syntax.Call) and part.function in functions:
            return _called(part, model, functions)
        return None

    result: syntax.Node = rebuilt(node, change)
    return result


def _gradient(node: syntax.Nabla, model: Model, functions: Functions) -> syntax.Node:
    """∇ by the name written below it, by the only parameter, or by all parameters that are single numbers.

    ∇² is the Hessian: the second derivatives by the same names.
    """
    body = _meant(node.body, model, functions)
    if node.by is not None:
        return syntax.Derived(node.origin, body, (node.by,) * node.order)
    names = [name_node(key, node) for key in model.parameters]
    if len(names) == 1 and (model.names[model.parameters[0]].axes or node.order > 1):
        return syntax.Derived(node.origin, body, (names[0],) * node.order)
    if any(model.names[key].axes for key in model.parameters):
        raise ReadError(
            "∇ by what? The model has several parameters, and not all of them are single numbers.",
            node.origin,
            remedy=r"Write \nabla_w.",
        )
    across = [(name,) for name in names] if node.order > 1 else [()]
    return syntax.Grid(
        node.origin,
        tuple(tuple(syntax.Derived(node.origin, body, (name, *more)) for more in across) for name in names),
    )


def _called(node: syntax.Call, model: Model, functions: Functions) -> syntax.Node:
    """f(x) is the name f, f'(x) is ∂f/∂x; anything else in the brackets is put in for x."""
    names = functions[node.function]
    inside = (part.key for part in syntax.descend(node) if isinstance(part, syntax.Name))
    if len(node.arguments) == 1 and not node.primes and node.function in inside:  # S(1 - S) is a product
        factor = _meant(node.arguments[0], model, functions)
        return syntax.Times(node.origin, (name_node(node.function, node), factor), ("",))
    arguments = tuple(_meant(argument, model, functions) for argument in node.arguments)
    own = tuple(each.key if isinstance(each, syntax.Name) else "" for each in arguments) == names
    if len(arguments) != len(names) or (node.primes and len(names) > 1):
        raise ReadError(
            worded(
                "{function} is a function of {names} here.", function=node.function, names=", ".join(names)
            ),
            node.origin,
            remedy="Write these.",
        )
    if own and node.primes == 0:
        return name_node(node.function, node)
    if own:
        return syntax.Derived(
            node.origin, name_node(node.function, node), (name_node(names[0], node),) * node.primes
        )
    return Applied(node.origin, node.function, names, arguments, node.primes)


def quotient_of_limit(node: syntax.Node) -> syntax.Node | None:
    """The derivative that a limit of difference quotients is, by its definition: as h → 0, or as x → a."""
    if not isinstance(node, syntax.Limit) or not isinstance(node.body, syntax.Quotient):
        return None
    top, bottom = node.body.top, node.body.bottom
    if not isinstance(top, syntax.Plus) or [sign for sign, _ in top.terms] != [1, -1]:
        return None
    ahead, here = (term for _, term in top.terms)
    if isinstance(ahead, syntax.Name) and isinstance(here, Applied) and not here.primes:  # x → a
        (name, *more), apart = here.names, ((1, node.variable), (-1, node.point))
        right = isinstance(bottom, syntax.Plus) and bottom.terms == apart and here.arguments == (node.point,)
        if more or name != node.variable.key or ahead.key != here.function or not right:
            return None
        return replace(here, primes=1)
    zero = isinstance(node.point, syntax.Number) and node.point.value == 0
    if not isinstance(ahead, Applied) or ahead.primes or len(ahead.names) != 1 or not zero:
        return None
    if bottom != node.variable or node.variable.key == ahead.names[0]:
        return None
    place: syntax.Node
    if isinstance(here, syntax.Name) and here.key == ahead.function:
        place = name_node(ahead.names[0], here)
        result: syntax.Node = syntax.Derived(node.origin, here, (name_node(ahead.names[0], here),))
    elif isinstance(here, Applied) and (here.function, here.primes) == (ahead.function, 0):
        place, result = here.arguments[0], replace(here, primes=1)
    else:
        return None
    step = ahead.arguments[0]
    from_zero = isinstance(place, syntax.Number) and place.value == 0 and step == node.variable
    there = isinstance(step, syntax.Plus) and step.terms == ((1, place), (1, node.variable))
    return result if there or from_zero else None


# -- free indices ---------------------------------------------------------------------------------------------


def free_letters(node: syntax.Node, model: Model, known: Collection[str]) -> frozenset[str]:
    """The letters of a formula's free indices."""
    return frozenset(letter for letter, _ in _free(node, model, known, frozenset()))


def _free(
    node: syntax.Node, model: Model, known: Collection[str], bound: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The letters of indices that no sum runs over, with the length of the axis each stands for."""
    if isinstance(node, syntax.BigSum):
        bound |= {each.letter for each in node.bounds}
    if isinstance(node, syntax.Extreme) and node.over is not None:
        bound |= {node.over.key}
    if isinstance(node, syntax.Name):
        taken = bound | {*known, *model.names, *model.sizes}
        for letter, axis in _indices(node, model, known):
            moved = len(place_of(letter) or ()) > 1  # i+1: the i is found where it stands alone
            if not letter.isdigit() and letter not in taken and not moved:
                yield letter, axis
        return
    for part in node.parts:
        yield from _free(part, model, known, bound)


def _indices(node: syntax.Name, model: Model, known: Collection[str]) -> list[tuple[str, str]]:
    """The indices of a name as written, each with the length of its axis."""
    for key, index in readings(node):
        written = meant(model, node) if not index else meant(model, syntax.Name(node.origin, key))
        if not index and (written in model.names or key in known):
            return []
        if index and written in model.names and len(index) <= len(model.names[written].axes):
            return [
                (letter, str(axis)) for letter, axis in zip(index, model.names[written].axes, strict=False)
            ]
    return []
