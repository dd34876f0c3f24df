"""Derivatives by names that lines define, where no line says what they are: dL/du · du/dw with u = wx + b - y.

In: a model, the definitions of lines, a tree with such derivatives.  Out: its meaning over the names of the model: the
definitions become the model's own, which is written with them wherever they stand in it.  dL/du has a value only where
nothing that u is made of stands in L besides; else it is not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import sympy as sp

from symgrad.checking.derivatives import full, in_full, worked_out
from symgrad.checking.names import Defined, put_in
from symgrad.checking.verdict import Refused
from symgrad.errors import SymgradError, worded
from symgrad.expressions import Partial, add, bases, bound_letters, key_of, mul, neg, rebuild, replace, walk
from symgrad.model import Definition, Model, Name
from symgrad.reading import expression
from symgrad.reading import syntax as s
from symgrad.reading.limits import go_on
from symgrad.scope import letters_taken

#: names of lines, and letters of a sum, that the model is written with
MOST = 8


def by_own(node: s.Node, rows: Sequence[Defined]) -> bool:
    """Whether a derivative in it is by a name that a line defines."""
    keys = {row.key for row in rows}
    return any(
        isinstance(part, s.Derived) and any(by.key in keys or by.base in keys for by in part.by)
        for part in s.descend(node)
    )


def chained(node: s.Node, model: Model, rows: Sequence[Defined]) -> tuple[sp.Expr, tuple[sp.Symbol, ...]]:
    """The expression over the model's names, and its free indices.  Raises ``SymgradError``."""
    own = written_with(model, rows)
    rest = [row for row in rows if row.key not in own.names]
    expr, index = expression(put_in(node, rest), own)
    for part in walk(expr):
        if isinstance(part, Partial):
            _refuse_doubtful(part, own)
    return full(worked_out(expr, own), own), index


def written_with(model: Model, rows: Sequence[Defined]) -> Model:
    """The model with the definitions of lines, the last of which comes first in ``rows``."""
    plain = [row for row in reversed(rows) if isinstance(row.head, s.Name) and not row.head.primes]
    for row in plain[:MOST]:
        if row.key in model.names:
            continue
        try:
            model = _with(model, row)
        except SymgradError:
            continue  # a vector, say: derivatives by it are not read
    return model


def _with(model: Model, row: Defined) -> Model:
    expr, index = expression(row.body, model)
    letters = tuple(map(sp.Symbol, row.letters))
    if set(index) != set(letters):
        raise Refused("the definition has other indices than its name.", row.head.origin)
    axes = tuple(_axis(expr, letter, model, row) for letter in letters)
    for definition in model.definitions[:-1]:
        expr = _folded(expr, definition)
    new = Definition(row.key, letters, expr, row.head.origin)
    above = {row.key} | (bases(expr) & model.by_name.keys())
    above |= {name for key in tuple(above) for name in model.depends.get(key, ())}
    definitions = [
        each
        if each.name in above
        else Definition(each.name, each.index, _folded(each.expr, new), each.origin)
        for each in model.definitions
    ]
    place = max((n + 1 for n, each in enumerate(definitions) if each.name in above), default=0)
    names = {**model.names, row.key: Name(row.key, "definition", axes)}
    own = Model((*definitions[:place], new, *definitions[place:]), names, model.ranges)
    same = (
        _form(full(each.expr, model)) == _form(full(own.by_name[each.name].expr, own))
        for each in model.definitions
    )
    if not all(same):
        raise Refused("the definition does not fit into the model.", row.head.origin)
    return own


def _axis(expr: sp.Expr, letter: sp.Symbol, model: Model, row: Defined) -> sp.Expr:
    """How far an index runs."""
    for node in walk(expr):
        if isinstance(node, sp.Indexed) and letter in node.indices:
            return model.names[key_of(node)].axes[node.indices.index(letter)]
    raise Refused("the definition has other indices than its name.", row.head.origin)


def _refuse_doubtful(part: Partial, model: Model) -> None:
    """Refuse ∂L/∂u where what u is made of stands in L besides, or L is no function of u."""
    key = key_of(part.wrt)
    if key not in model.by_name:
        return
    others = [definition for definition in model.definitions if definition.name != key]
    outer = bases(in_full(part.what, others, letters_taken(model)))
    free = {*model.parameters, *model.data}
    inner = bases(full(part.wrt, model)) & free
    if key not in outer or not outer.isdisjoint(inner):
        raise Refused(
            worded("nothing says how {what} depends on {wrt}.", what=part.what, wrt=part.wrt),
            reason="unknown_symbol",
        )


# -- a definition found in an expression --------------------------------------------------------------------------


def _folded(expr: sp.Expr, definition: Definition) -> sp.Expr:
    """The expression with the name in the place of what it is, at every index that runs there."""
    if not definition.index:
        return _put(expr, definition.expr, definition.symbol)
    if len(definition.index) > 1:
        return expr
    (letter,) = definition.index
    running = {i for node in walk(expr) if isinstance(node, sp.Indexed) for i in node.indices if i.is_Symbol}
    for here in sorted(running - bound_letters(definition.expr), key=str)[:MOST]:
        moved = replace(definition.expr, {letter: here}) if here != letter else definition.expr
        expr = _put(expr, moved, sp.IndexedBase(definition.name)[here])
    return expr


def _put(expr: sp.Expr, pattern: sp.Expr, name: sp.Expr) -> sp.Expr:
    """The expression with ``name`` for ``pattern``, for a part of a sum too."""
    go_on()
    if _same(expr, pattern):
        return name
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        return expr
    for kind, build in ((sp.Add, add), (sp.Mul, mul)):
        if isinstance(expr, kind) and isinstance(pattern, kind):
            wanted = [pattern, neg(pattern)] if kind is sp.Add else [pattern]
            for sign, each in zip((name, neg(name)), wanted, strict=False):
                rest = _without(list(_parts(expr, kind)), list(_parts(each, kind)))
                if rest is not None:
                    return build(*(_put(part, pattern, name) for part in rest), sign)
    return rebuild(
        expr, tuple(_put(part, pattern, name) if isinstance(part, sp.Expr) else part for part in expr.args)
    )


def _without(parts: list[sp.Expr], those: list[sp.Expr]) -> list[sp.Expr] | None:
    """The parts that are left without those; ``None`` where one of them is not there."""
    needed = Counter(map(_form, those))
    rest = []
    for part in parts:
        form = _form(part)
        if needed[form] > 0:
            needed[form] -= 1
        else:
            rest.append(part)
    return rest if not +needed else None


def _parts(expr: sp.Expr, kind: type[sp.Expr], sign: int = 1) -> Iterator[sp.Expr]:
    """The terms of a sum, brackets taken off, or the factors of a product."""
    if isinstance(expr, kind):
        for part in expr.args:
            yield from _parts(part, kind, sign)
    elif kind is sp.Add and isinstance(expr, sp.Mul) and -1 in expr.args and _negated(expr) is not None:
        yield from _parts(_negated(expr), kind, -sign)
    else:
        yield expr if sign > 0 else neg(expr)


def _negated(expr: sp.Mul) -> sp.Expr | None:
    """a + b of −(a + b)."""
    rest = [part for part in expr.args if part != -1]
    return rest[0] if len(rest) == 1 and isinstance(rest[0], sp.Add) else None


def _form(expr: sp.Expr) -> object:
    """The same for two expressions that differ in the order of terms and factors, and in brackets."""
    for kind in (sp.Add, sp.Mul):
        parts = list(_parts(expr, kind))
        if len(parts) > 1:
            return kind.__name__, frozenset(Counter(map(_form, parts)).items())
    name = type(expr).__name__
    if not expr.args or isinstance(expr, (sp.Indexed, sp.IndexedBase)):
        return name, str(expr)
    return name, tuple(_form(part) if isinstance(part, sp.Expr) else str(part) for part in expr.args)


def _same(one: sp.Expr, two: sp.Expr) -> bool:
    return one == two or _form(one) == _form(two)


__all__ = ["by_own", "chained", "written_with"]
