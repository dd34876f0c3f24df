"""One formula with the names of a model: for claims on pages and answers of students.

In: text or a syntax node, and a ``Model`` (or ``Names`` when there is none).  Out: the expression in index notation
and its free indices: letters the formula leaves unbound in the order they appear, then the axes of matrix notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import sympy as sp

from symgrad.errors import ReadError, worded
from symgrad.expressions import letters as letters_of_expression
from symgrad.functions import BY_SPELLING
from symgrad.model import Model
from symgrad.reading import syntax as s
from symgrad.reading.assembly import note_use
from symgrad.reading.declarations import Shape, read_shape
from symgrad.reading.dummies import Dummies
from symgrad.reading.finish import Finish
from symgrad.reading.leaves import Leaves, Scope, symbol
from symgrad.reading.limits import too_deep
from symgrad.reading.lines import ends_of_sums, summed
from symgrad.reading.meaning import Meaning
from symgrad.reading.names import Names
from symgrad.reading.parser import name_key, parse, parse_names
from symgrad.reading.products import Low
from symgrad.reading.sizes import Equal, Sizes
from symgrad.reading.table import Entry, Table, is_letter, is_shifted, letters_of

_APPLIED = re.compile(r"(?P<function>[^(]+)\((?P<arguments>.*)\)\Z", re.DOTALL)
_FIRST_SLOT = re.compile(r"([_^])\{[^{}]*#1")


def names_of_model(model: Model) -> Names:
    """What the parser needs to know of a model: its values, and the functions its templates show, h in h(x)."""
    functions = {call.function for call in applied(model).values()}
    values = {
        key for key in model.names if key not in functions and "(" not in re.sub(r"[_^]\{[^{}]*\}", "", key)
    }
    arrays = frozenset((key, len(model.names[key].axes)) for key in values if model.names[key].axes)
    return Names(frozenset(values), frozenset(functions), applied=spelled(model), arrays=arrays)


def spelled(model: Model) -> frozenset[str]:
    r"""The names that a model defines and that are functions in front of a bracket: ``\sigma`` and ``\sigma(z)``."""
    return frozenset(key for key in model.by_name if key in BY_SPELLING)


def applied(model: Model) -> dict[str, s.Call]:
    """key → the call its template shows: h → h(x^{(#1)}), with ``#1`` as the index item."""
    found: dict[str, s.Call] = {}
    for key, name in model.names.items():
        match = _APPLIED.match(name.template)
        if name.role != "definition" or match is None or match["function"].endswith(("^{", "_{", "{")):
            continue
        text = re.sub(r"#(\d)", lambda slot: SLOTS[int(slot[1])], name.template)
        function = parse_names(match["function"])[0].key
        (statement,) = parse(text, Names(functions=frozenset([function]), undeclared="value"))
        if isinstance(statement, s.Formula) and isinstance(statement.body, s.Call):
            found[key] = statement.body
    return found


#: letters nobody uses as an index, standing for #1, #2, … while a template is parsed
SLOTS = ("", r"\varpi", r"\varrho", r"\varsigma", r"\vartheta")


def expression(
    formula: str | s.Node,
    names: Model | Names,
    *,
    shapes: Mapping[str, Shape] | None = None,
    sizes: Iterable[str] = (),
    source: str = "",
    first_line: int = 1,
) -> tuple[sp.Expr, tuple[sp.Symbol, ...]]:
    """The meaning of a formula and its free indices.

    ``names`` is the model whose names it uses, or a table of names; ``shapes`` gives sizes to names of a table;
    ``sizes`` are further names of sizes, so that x_m is the last element and m no index letter.
    Raises ``ReadError`` for names that do not exist or a statement that is no expression, ``ModelError`` for shapes
    that clash.
    """
    lowered = _lowered(formula, names, shapes, sizes, source, first_line)
    low, table, found, free = lowered.low, lowered.table, lowered.found, lowered.free
    if not found.count and not lowered.letters.count:  # every size and letter is as it was written
        return low.expr, ()
    taken = set(table.entries) | table.letters | table.sizes | letters_of_expression(low.expr)
    found.settle(taken)
    finish = Finish(found, lowered.letters, taken)
    if isinstance(names, Model):
        for letter, size in names.ranges.items():
            finish.note(letter, size)
    index = tuple(symbol(letter) for letter in free)
    for letter, size in zip(index, free.values(), strict=True):
        finish.note(letter, size)
    finish.written(low.expr)
    index += tuple(letter for letter, _ in low.axes)
    axes = tuple(free.values()) + tuple(size for _, size in low.axes)
    final, expr = finish.definition(low.expr, index, axes)
    return expr, final


def lies_down(
    formula: str | s.Node, names: Model | Names, *, shapes: Mapping[str, Shape] | None = None
) -> bool | None:
    """Whether a vector in matrix notation is a row, xᵀ or (Xw − y)ᵀX, or a column; ``None`` for anything else.

    Raises what ``expression`` raises.
    """
    low = _lowered(formula, names, shapes).low
    return low.row if len(low.axes) == 1 else None


def lengths(
    formula: str | s.Node, names: Model | Names, *, shapes: Mapping[str, Shape] | None = None
) -> tuple[sp.Expr, ...]:
    """How long the axes are that a formula in matrix notation has, as far as it says so by itself: 2 for (x, y)ᵀ.

    Raises what ``expression`` raises.
    """
    return tuple(size for _, size in _lowered(formula, names, shapes).low.axes)


@dataclass(frozen=True)
class _Lowered:
    """A formula in index notation, with the axes that it leaves unwritten and its free letters."""

    low: Low
    table: Table
    found: Sizes
    letters: Equal
    free: Mapping[str, sp.Expr]


def _lowered(
    formula: str | s.Node,
    names: Model | Names,
    shapes: Mapping[str, Shape] | None,
    sizes: Iterable[str] = (),
    source: str = "",
    first_line: int = 1,
) -> _Lowered:
    table_of_names = names_of_model(names) if isinstance(names, Model) else names
    node = _body(formula, table_of_names, source, first_line)
    known, found, letters = frozenset(sizes), Sizes(), Equal("axis")
    if isinstance(names, Model):
        table = table_of_model(names, node)
        dummies: Dummies = ModelCalls({}, table, calls=applied(names))
    else:
        table = table_of_formula(names, node, shapes or {})
        dummies = Dummies({}, table, opaque=names.functions)
        for entry in table.entries.values():
            entry.axes = [found.fresh() if size is sp.S.Zero else size for size in entry.axes or ()]
    table.sizes |= known
    free: dict[str, sp.Expr] = {}
    with too_deep(node.origin.text):
        low = Meaning(table, found, letters, dummies.at, free).lower(node, Scope({}, {}))
    return _Lowered(low, table, found, letters, free)


def _body(formula: str | s.Node, names: Names, source: str, first_line: int) -> s.Node:
    """The expression itself."""
    if isinstance(formula, str):
        statements = parse(formula, names, source=source, first_line=first_line)
        if len(statements) != 1:
            raise ReadError("one formula is expected, not several.", statements[1].origin)
        formula = statements[0]
    if isinstance(formula, s.Formula):
        return formula.body
    if isinstance(formula, s.Statement):
        raise ReadError(
            "an expression is expected, not an equation.",
            formula.origin,
            remedy="Give one side of it.",
            reason="wrong_type",
        )
    return formula


def table_of_model(model: Model, node: s.Node) -> Table:
    """The model's names with their axes."""
    table = Table(letters=summed([node]) | {letter.name for letter in model.ranges})
    for key, name in model.names.items():
        slot = _FIRST_SLOT.search(name.template)
        entry = Entry(key, name.role, list(name.axes), template=name.template)
        entry.sup_first = None if slot is None else slot[1] == "^"
        table.add(entry)
    return table


def table_of_formula(names: Names, node: s.Node, shapes: Mapping[str, Shape]) -> Table:
    """The names of a formula without a model: those with a shape, those that are declared, those that occur."""
    letters = summed([node])
    table = Table(letters=letters, shapes_known=False)
    for key, shape in shapes.items():
        table.add(Entry(name_key(key), "constant", list(read_shape(key, shape))))
    for key in sorted(names.values):
        if table.find(key) is None:
            table.add(Entry(key, "constant", []))
    table.sizes = ends_of_sums([node]) - letters if letters else set()
    used = [part for part in node.everything if isinstance(part, (s.Name, s.Element))]
    written = [part for part in used if type(part) is s.Name]
    if names.undeclared == "value":
        for part in written:
            if part.shorter:
                _declare_indexed(table, part)
    left = [use for use in used if not note_use(use, table)]
    if names.undeclared == "value":
        reserved = {*_CONSTANTS, *table.letters, *table.sizes}
        for use in left:
            if not isinstance(use, s.Name) or use.key in table.entries or use.key in reserved:
                continue
            if table.locate(use) is None:
                table.add(Entry(use.key, "constant", []))
    return table


_CONSTANTS = ("e", r"\mathrm{e}", r"\pi")


def _declare_indexed(table: Table, name: s.Name) -> None:
    """A name that was not declared and has a script that is summed over: its base has an axis."""
    if table.locate(name) is not None:
        return
    for key, use in table.shortest_first(name):
        items = use.items(True)
        if all(is_letter(item) or item.text.isdigit() or is_shifted(item) for item in items):
            if any(letter in table.letters for item in items for letter in letters_of(item)):
                table.add(Entry(key, "constant", []))
                return


class ModelCalls(Dummies):
    """Uses of a model's functions: h(x^{(j)}) is the model's name h at j."""

    def __init__(self, functions: dict[str, object], table: Table, *, calls: Mapping[str, s.Call]) -> None:
        super().__init__({}, table)
        self.calls = calls

    def at(self, meaning: Leaves, node: s.Call, scope: Scope) -> Low:
        """The model's name whose template this use fits."""
        for key, pattern in self.calls.items():
            bound: dict[str, s.Item | None] = {}
            if pattern.function == node.function and self.fits(pattern, node, bound):
                return self.named(meaning, key, bound, scope)
        known = ", ".join(self.table.entries[key].template.replace("#", "") for key in self.calls)
        raise ReadError(
            worded("the model does not know {written}.", written=node.origin.fragment),
            node.origin,
            remedy=worded("It knows {known}.", known=known) if known else "It has no functions.",
            reason="unknown_symbol",
        )

    def named(self, meaning: Leaves, key: str, bound: dict[str, s.Item | None], scope: Scope) -> Low:
        """The name at the indices found; an index that was not written is an axis."""
        entry = self.table.entries[key]
        axes = entry.axes or []
        position: list[sp.Expr] = []
        left: list[tuple[sp.Symbol, sp.Expr]] = []
        for place, size in enumerate(axes):
            item = bound.get(SLOTS[place + 1])
            if item is None:
                left.append((meaning.matrices.letters.fresh(), size))
                position.append(left[-1][0])
            else:
                position.append(meaning.index(item, size, scope, entry, place))
        if not axes:
            return Low(sp.Symbol(key))
        return Low(sp.IndexedBase(key)[tuple(position)], tuple(left))

    def fits(self, pattern: object, node: object, bound: dict[str, s.Item | None]) -> bool:
        """Compare two trees, signs and all; the items of ``SLOTS`` in the pattern take any index."""
        if isinstance(pattern, s.Name) and isinstance(node, s.Name):
            return self.same_name(pattern, node, bound)
        if isinstance(pattern, s.Node) and type(pattern) is type(node):
            assert isinstance(node, s.Node)
            return all(
                self.fits(getattr(pattern, entry.name), getattr(node, entry.name), bound)
                for entry in fields(pattern)
                if entry.compare
            )
        if isinstance(pattern, tuple) and isinstance(node, tuple):
            return len(pattern) == len(node) and all(
                self.fits(one, other, bound) for one, other in zip(pattern, node, strict=True)
            )
        return pattern == node

    def same_name(self, pattern: s.Name, node: s.Name, bound: dict[str, s.Item | None]) -> bool:
        """The same entry, and indices that agree."""
        one, other = self.table.locate(pattern), self.table.locate(node)
        if one is None or other is None or one[0] is not other[0]:
            return False
        left = one[1].items(one[1].sup_first) if one[1] is not None else ()
        right = other[1].items(other[1].sup_first) if other[1] is not None else ()
        if right and len(left) != len(right):
            return False
        for place, item in enumerate(left):
            given = right[place] if right else None
            if item.text in SLOTS:
                if bound.setdefault(item.text, given) != given:
                    return False
            elif given is None or item.text != given.text:
                return False
        return True
