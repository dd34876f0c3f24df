"""A text of definitions to a ``Model``.

Stages: declared names → statements → lines and index letters → ranks and ways of writing → expressions → sizes,
letters, keys → the model, which checks itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from symgrad.errors import ModelError, Origin, ReadError, SymgradError, worded
from symgrad.expressions import BINDERS, Maximum, bases, walk
from symgrad.functions import BY_SPELLING
from symgrad.model import Definition, Model
from symgrad.model import Name as ModelName
from symgrad.reading import syntax as s
from symgrad.reading.declarations import Declared, names_of
from symgrad.reading.dummies import Dummies, Function
from symgrad.reading.finish import Finish
from symgrad.reading.leaves import Scope
from symgrad.reading.lines import Functions, Line, guess, index_letters, size_names, sort_statements
from symgrad.reading.meaning import Meaning
from symgrad.reading.names import Names
from symgrad.reading.parser import parse
from symgrad.reading.sizes import Equal, Sizes
from symgrad.reading.table import Entry, Table, Use, is_letter


def model_from(statements: tuple[s.Statement, ...], given: Declared, text: str) -> Model:
    """The model that the statements define."""
    lines, functions = sort_statements(statements, given)
    table = Table(letters=index_letters(lines, functions, given))
    table.sizes = size_names(lines, functions, given)
    fill(table, lines, given)
    seen: set[str] = set()
    for line in lines:
        scan(line.body, table, functions, seen)
    return Assembly(table, lines, functions, given, text).model()


# -- the table of names -----------------------------------------------------------------------------------


def fill(table: Table, lines: list[Line], given: Declared) -> None:
    """Entries for what is declared and defined."""
    for key, role in given.roles.items():
        name = given.names[key]
        for shorter, use in table.shortest_first(name):
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
                    worded("{name} is defined twice.", name=entry_line.key),
                    entry_line.origin,
                    remedy="Give one of the two another name.",
                )
            raise ModelError(
                worded(
                    "{name} is declared as {role} and defined as well.",
                    name=entry_line.key,
                    role=role,
                ),
                entry_line.origin,
                remedy=worded(
                    "Take {name} out of the declared names, or its definition out of the model.",
                    name=entry_line.key,
                ),
            )
        table.add(Entry(entry_line.key, "definition", None, entry_line.use, origin=entry_line.origin))
    for key in given.shapes:
        if table.find(key) is None:
            raise ModelError(
                worded("a shape is given for {key}, which is neither declared nor defined.", key=key)
            )


def note(entry: Entry, use: Use) -> None:
    """A use with indices: the first gives the way of writing, the longest the rank."""
    if entry.written is None:
        entry.written = use
    widen(entry, len(use.items(True)))


def widen(entry: Entry, count: int) -> None:
    """At least so many axes for a name without a shape."""
    if entry.axes is not None and all(axis is sp.S.Zero for axis in entry.axes):
        entry.axes = [sp.Integer(0)] * max(count, len(entry.axes))  # sizes are found later


def scan(
    node: s.Node,
    table: Table,
    functions: Functions,
    seen: set[str],
    dummies: frozenset[str] = frozenset(),
) -> None:
    """Note every use of a name with index letters; bodies of functions are looked at where they are first used."""
    if isinstance(node, s.Call) and node.function in functions and node.function not in seen:
        seen.add(node.function)
        for function in functions[node.function]:
            if function.concrete:
                for part in (*function.parameters, function.body):
                    scan(part, table, functions, seen)
            else:
                own = frozenset(parameter.key for parameter in function.dummies)
                scan(function.body, table, functions, seen, own)
    note_use(node, table, dummies)
    for child in s.children(node):
        scan(child, table, functions, seen, dummies)


def note_use(node: s.Node, table: Table, dummies: frozenset[str] = frozenset()) -> bool:
    """Note a name with index letters, or an element of one; whether it is a name with scripts that is known."""
    if isinstance(node, s.Name):
        if not node.shorter or node.key in dummies or node.base in dummies:
            return False
        located = table.locate(node)
        if located is not None and located[1] is not None:
            note(located[0], located[1])
        return located is not None
    if isinstance(node, s.Element) and isinstance(node.body, s.Name) and node.body.key not in dummies:
        entry = table.find(node.body.key)
        if entry is not None:
            widen(entry, len(node.script.items))
    return False


# -- the model --------------------------------------------------------------------------------------------


#: Python floats overflow where exact numbers would fill the memory: this is text from outside
_FLOATS: dict[type, Callable[..., float]] = {
    sp.Add: lambda *terms: math.fsum(terms),
    sp.Mul: lambda *factors: math.prod(factors),
    sp.Pow: math.pow,
    sp.exp: math.exp,
    sp.log: math.log,
    sp.tanh: math.tanh,
    Maximum: max,
}


def in_floats(expr: sp.Expr) -> float:
    """The value of an expression of numbers.  Raises ``KeyError`` for other nodes, ``ArithmeticError``."""
    if isinstance(expr, sp.Rational):
        return float(Fraction(int(expr.p), int(expr.q)))
    return _FLOATS[type(expr)](*map(in_floats, expr.args))


def along(high: sp.Expr) -> sp.Expr:
    """The size of the axis that a letter runs along up to m, or m − 1."""
    sizes = sorted(high.free_symbols, key=str)
    return sizes[0] if len(sizes) == 1 else high


class Assembly:
    """Lowers the lines in order and puts the model together."""

    def __init__(
        self,
        table: Table,
        lines: list[Line],
        functions: dict[str, tuple[Function, ...]],
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
                entry.axes = [self.sizes.fresh() if size is sp.S.Zero else size for size in entry.axes]

    def model(self) -> Model:
        """The model."""
        self.settle_functions()
        for entry_line in self.lines:
            self.lower(entry_line)
        used = {instance.function for instance in self.dummies.instances.values()}
        for name, several in self.dummies.functions.items():
            if name not in used:
                raise ModelError(
                    worded("the function {name} is used by no line of the model.", name=name),
                    several[0].origin,
                )
        return self.assembled()

    def settle_functions(self) -> None:
        """A text that repeats the definition of σ means the σ that is known; another definition is its own function."""
        for name in [name for name in self.dummies.functions if name in BY_SPELLING]:
            several = self.dummies.functions[name]
            if len(several) == 1 and self.repeats(several[0]):
                del self.dummies.functions[name]
        self.meaning.defined = frozenset(self.dummies.functions)

    def repeats(self, function: Function) -> bool:
        """True when a function agrees with the known one of this name at a few points, to twelve digits."""
        if len(function.dummies) != 1 or function.concrete:
            return False
        for point in (Fraction(-13, 7), Fraction(-1, 3), Fraction(2, 9), Fraction(1), Fraction(17, 5)):
            number = s.Number(function.origin, point, str(point))
            scope = Scope({}, {function.dummies[0].key: (number, Scope({}, {}))})
            known = BY_SPELLING[function.name].definition(sp.Rational(point.numerator, point.denominator))
            try:
                value = in_floats(self.meaning.lower(function.body, scope).expr)
                if not math.isclose(value, in_floats(known), rel_tol=1e-12):
                    return False
            except (SymgradError, ArithmeticError, ValueError, KeyError):
                return False
        return True

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
                worded(
                    "{name} is declared with the shape ({declared}) but its definition has the shape ({found}).",
                    name=entry_line.key,
                    declared=", ".join(map(str, shape)),
                    found=found,
                ),
                entry_line.origin,
            )

    def assembled(self) -> Model:
        """Sizes, letters and keys put in."""
        keys = set(self.table.entries)
        renamed = self.dummies.settle_keys(keys)
        words = {key for *_, expr, _ in self.rows for key in bases(expr)}
        sizes = {str(size) for shape in self.given.shapes.values() for size in shape}
        taken = keys | set(renamed.values()) | words | sizes | self.table.letters
        self.sizes.settle(taken)
        self.sizes.check_reaches()
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
                        ranges.setdefault(letter, along(size))
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
                known = names.get(size.name)
                if known is not None and known.role not in ("size", "constant"):
                    raise ModelError(
                        worded(
                            "{size} is a {role} and the size of an axis.", size=size.name, role=known.role
                        ),
                        remedy="Give the size another name.",
                    )
                names[size.name] = ModelName(size.name, "size")
        for key, number in self.given.numbers.items():
            names[key] = replace(names[key], value=number)
        for key in sorted(self.given.symmetric):
            names[key] = replace(names[key], symmetric=True)
        return names


def read_model_second(text: str, given: Declared, *, source: str = "", first_line: int = 1) -> Model:
    """``read_model`` with right sides read by latex2sympy2."""
    from symgrad.reading.second import read_statements

    return model_from(read_statements(text, source=source, first_line=first_line), given, text)


def read_model(text: str, given: Declared, *, source: str = "", first_line: int = 1) -> Model:
    """Text and declarations to a model."""
    if not given.roles:
        loose = Names(frozenset(), given.functions, "value")
        statements = parse(text, loose, source=source, first_line=first_line)
        raise ReadError(
            "nothing is declared: which names are parameters and which are data?",
            statements[0].origin,
            remedy=worded("Say so; perhaps: {guess}.", guess=guess(statements)),
            reason="unknown_symbol",
        )
    return model_from(parse(text, names_of(given), source=source, first_line=first_line), given, text)
