"""A text of definitions to a ``Model``: which names there are, which of them have indices, what every line means.

Stages: declared names → statements → roles of names and index letters → ranks and ways of writing → expressions →
sizes, letters, keys → the model, which checks itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sympy as sp

from symgrad.errors import ModelError, OptionError, Origin, ReadError
from symgrad.expressions import BINDERS, walk
from symgrad.model import Definition, Model, Role
from symgrad.model import Name as ModelName
from symgrad.reading import syntax as s
from symgrad.reading.dummies import Dummies, Function
from symgrad.reading.finish import Finish
from symgrad.reading.meaning import Meaning, Scope
from symgrad.reading.names import Names, plain
from symgrad.reading.parser import name_key, parse, parse_names
from symgrad.reading.sizes import Equal, Sizes
from symgrad.reading.table import Entry, Table, Use, is_letter

Shape = str | Iterable[str | int]


@dataclass(frozen=True)
class Line:
    """``name = body`` with the letters of its left side."""

    name: s.Name
    use: Use | None
    key: str
    letters: tuple[str, ...]
    body: s.Node
    origin: Origin


@dataclass(frozen=True)
class Declared:
    """What the caller says about names: key → role in the order given, key → shape, functions."""

    roles: Mapping[str, Role]
    shapes: Mapping[str, tuple[sp.Expr, ...]]
    functions: frozenset[str]
    names: Mapping[str, s.Name]


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
    return Declared(roles, sizes, called, names)


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


def model_from(statements: tuple[s.Statement, ...], given: Declared, text: str) -> Model:
    """The model that the statements define."""
    lines, functions = sort_statements(statements, given)
    table = Table(letters=index_letters(lines, functions, given))
    table.sizes = size_names(lines, functions, given)
    fill(table, lines, given)
    for line in lines:
        scan(line.body, table, functions, {})
    return Assembly(table, lines, functions, given, text).model()


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
        raise ReadError(
            f"a fact with {statement.signs[0]} cannot be used in a model.",
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
    for key, use in Table().splits(name):
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
    for node in [entry.body for entry in lines] + [f.body for f in functions.values()]:
        for part in s.descend(node):
            if isinstance(part, s.Bound) and isinstance(part.high, s.Name):
                found.add(part.high.key)
    return found


# -- the table of names -----------------------------------------------------------------------------------


def fill(table: Table, lines: list[Line], given: Declared) -> None:
    """Entries for what is declared and defined."""
    for key, role in given.roles.items():
        name = given.names[key]
        for shorter, use in table.splits(name):
            items = use.items(use.sup_first)
            if items and all(is_letter(item) and item.text in table.letters for item in items):
                if key not in given.shapes:  # declared as x^{(i)}: that is x with an index
                    entry = table.find(shorter) or table.add(Entry(shorter, role, [], origin=name.origin))
                    note(entry, use)
                    break
        else:
            shape = given.shapes.get(key)
            table.add(Entry(key, role, list(shape) if shape is not None else [], origin=name.origin))
    for entry_line in lines:
        if table.find(entry_line.key) is not None and entry_line.key in table.entries:
            role = table.entries[entry_line.key].role
            if role == "definition":
                raise ModelError(
                    f"{entry_line.key} is defined twice.",
                    entry_line.origin,
                    remedy="Give one of the two another name.",
                )
            raise ModelError(
                f"{entry_line.key} is declared as {role} and defined as well.",
                entry_line.origin,
                remedy=f"Take {entry_line.key} out of the declared names, or its definition out of the model.",
            )
        table.add(Entry(entry_line.key, "definition", None, entry_line.use, origin=entry_line.origin))
    for key in given.shapes:
        if table.find(key) is None:
            raise ModelError(f"a shape is given for {key}, which is neither declared nor defined.")


def note(entry: Entry, use: Use) -> None:
    """A use with indices: the first gives the way of writing, the longest the rank."""
    count = len(use.items(True))
    if entry.written is None:
        entry.written = use
    if entry.axes is not None and not any(axis != 0 for axis in entry.axes):
        entry.axes = [sp.Integer(0)] * max(count, len(entry.axes))  # sizes are found later


def scan(
    node: s.Node,
    table: Table,
    functions: Mapping[str, Function],
    dummies: Mapping[str, s.Node],
    depth: int = 0,
) -> None:
    """Note every use of a name with index letters; bodies of functions are looked at with their arguments."""
    if isinstance(node, s.Call) and node.function in functions and depth < 20:
        function = functions[node.function]
        inner = dict(zip((p.key for p in function.parameters), node.arguments, strict=False))
        scan(function.body, table, functions, inner, depth + 1)
    if isinstance(node, s.Name):
        located = table.locate(node) if node.key not in dummies and node.base not in dummies else None
        if located is not None and located[1] is not None:
            note(located[0], located[1])
        return
    for child in s.children(node):
        scan(child, table, functions, dummies, depth)


# -- the model --------------------------------------------------------------------------------------------


class Assembly:
    """Lowers the lines in order and puts the model together."""

    def __init__(
        self,
        table: Table,
        lines: list[Line],
        functions: dict[str, Function],
        given: Declared,
        text: str,
    ) -> None:
        self.table, self.lines, self.text = table, lines, text
        self.sizes, self.letters = Sizes(), Equal("axis")
        self.dummies = Dummies(functions, table)
        self.meaning = Meaning(table, self.sizes, self.letters, self.dummies.at, None)
        self.rows: list[tuple[str, tuple[sp.Expr, ...], tuple[sp.Expr, ...], sp.Expr, Origin]] = []
        self.given = given
        for entry in table.entries.values():
            if entry.axes is not None:
                entry.axes = [self.sizes.fresh() if size == 0 else size for size in entry.axes]

    def model(self) -> Model:
        """The model."""
        for entry_line in self.lines:
            self.lower(entry_line)
        used = {instance.function for instance in self.dummies.instances.values()}
        for name, function in self.dummies.functions.items():
            if name not in used:
                raise ModelError(f"the function {name} is used by no line of the model.", function.origin)
        return self.assembled()

    def lower(self, entry_line: Line) -> None:
        """One line: its right side, its axes, and the uses of functions that come before it."""
        entry = self.table.entries[entry_line.key]
        scope = Scope({letter: self.sizes.for_letter(letter) for letter in entry_line.letters}, {})
        before = len(self.dummies.instances)
        low = self.meaning.lower(entry_line.body, scope)
        for instance in list(self.dummies.instances.values())[before:]:
            self.rows.append(
                (instance.key, instance.index, instance.axes, instance.low.expr, instance.origin)
            )
        index = tuple(sp.Symbol(letter) for letter in entry_line.letters)
        index += tuple(letter for letter, _ in low.axes)
        axes = tuple(scope.letters.values()) + tuple(size for _, size in low.axes)
        self.compare(entry_line, axes)
        entry.axes = list(axes)
        self.rows.append((entry.key, index, axes, low.expr, entry_line.origin))

    def compare(self, entry_line: Line, axes: tuple[sp.Expr, ...]) -> None:
        """The shape that was declared for a defined name against the one it has."""
        shape = self.given.shapes.get(entry_line.key)
        if shape is None:
            return
        same = len(shape) == len(axes) and all(map(self.sizes.unify, axes, shape))
        if not same:
            found = ", ".join(str(self.sizes.find(size)) for size in axes)
            raise ModelError(
                f"{entry_line.key} is declared with the shape ({', '.join(map(str, shape))})"
                f" but its definition has the shape ({found}).",
                entry_line.origin,
            )

    def assembled(self) -> Model:
        """Sizes, letters and keys put in."""
        keys = set(self.table.entries)
        renamed = self.dummies.settle_keys(keys)
        words = {symbol.name for *_, expr, _ in self.rows for symbol in expr.free_symbols}
        sizes = {str(size) for shape in self.given.shapes.values() for size in shape}
        taken = keys | set(renamed.values()) | words | sizes | self.table.letters
        self.sizes.settle(taken)
        finish = Finish(self.sizes, self.letters, taken)
        finish.renamed = renamed
        for _, index, axes, expr, _ in self.rows:
            for letter, size in zip(index, axes, strict=True):
                finish.note(letter, size)
            finish.written(expr)
        definitions: list[Definition] = []
        ranges: dict[sp.Symbol, sp.Expr] = {}
        found: dict[str, tuple[sp.Expr, ...]] = {}
        for key, index, axes, expr, origin in self.rows:
            letters, right = finish.definition(expr, index, axes)
            known = tuple(self.sizes.find(size) for size in axes)
            final = renamed.get(key, key)
            definitions.append(Definition(final, letters, right, origin))
            found[final] = known
            ranges.update(
                (letter, size) for letter, size in zip(letters, known, strict=True) if letter not in ranges
            )
            for node in walk(right):
                if isinstance(node, BINDERS):
                    for letter, _, size in node.limits:
                        ranges.setdefault(letter, size)
        names = self.names(found, renamed, definitions)
        return Model(tuple(definitions), names, ranges, self.text)

    def names(
        self, found: dict[str, tuple[sp.Expr, ...]], renamed: dict[str, str], definitions: list[Definition]
    ) -> dict[str, ModelName]:
        """The model's table: declared names, defined names in order, sizes."""
        names: dict[str, ModelName] = {}
        for entry in self.table.entries.values():
            if entry.role != "definition":
                names[entry.key] = entry.named(tuple(self.sizes.find(size) for size in entry.axes or ()))
        templates = {renamed.get(i.key, i.key): i.template for i in self.dummies.instances.values()}
        for definition in definitions:
            axes = found[definition.name]
            if definition.name in templates:
                names[definition.name] = ModelName(
                    definition.name, "definition", axes, templates[definition.name]
                )
            else:
                names[definition.name] = self.table.entries[definition.name].named(axes)
        sizes = [size for name in names.values() for size in name.axes]
        for definition in definitions:
            for node in walk(definition.expr):
                if isinstance(node, BINDERS):
                    sizes.extend(limit[2] for limit in node.limits)
        for size in sizes:
            if isinstance(size, sp.Symbol):
                names[size.name] = ModelName(size.name, "size")
        return names


def guess(statements: tuple[s.Statement, ...]) -> str:
    """What the declarations of a text without any may be, for the message."""
    defined = {plain(name.base) for st in statements for name in [sides(st)[0]] if isinstance(name, s.Name)}
    letters = summed(side for st in statements for side in bodies(st))
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


def names_of(given: Declared) -> Names:
    """What the parser needs to know."""
    sizes = {str(size) for shape in given.shapes.values() for size in shape}
    return Names(frozenset(given.roles) | frozenset(sizes), given.functions)


def read_model(text: str, given: Declared, *, source: str = "", first_line: int = 1) -> Model:
    """Text and declarations to a model."""
    if not given.roles:
        loose = Names(frozenset(), given.functions, "value")
        statements = parse(text, loose, source=source, first_line=first_line)
        raise ReadError(
            "nothing is declared: which names are parameters and which are data?",
            statements[0].origin,
            remedy=f"Say so; perhaps: {guess(statements)}.",
            reason="unknown_symbol",
        )
    return model_from(parse(text, names_of(given), source=source, first_line=first_line), given, text)
