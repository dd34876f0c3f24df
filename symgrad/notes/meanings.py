"""What a printed tree means, as an expression with its free indices: derivatives worked out, definitions put in.

Goes in: a tree, the model whose names it uses, and the page's further names.  Comes out: ``(expression, indices)``.
Derivatives are worked out by ``derive``, those of longer formulas and second ones at the board.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace as changed
from functools import cached_property
from itertools import count

import sympy as sp

from symgrad.derivation import derive
from symgrad.derivation.board import Board
from symgrad.errors import SymgradError, UnsupportedError, worded
from symgrad.expressions import (
    Element,
    Partial,
    bases,
    bound_letters,
    key_of,
    mul,
    rename_bound,
    replace,
    transform,
)
from symgrad.model import Definition, Model, Name
from symgrad.notes.forms import Applied, Tabulated, body_of, inner, unsized
from symgrad.notes.values import meant
from symgrad.notes.variables import with_variable
from symgrad.reading import expression, syntax
from symgrad.reading.substitution import rebuilt
from symgrad.scope import Scope
from symgrad.steps import Derivation

#: ``(target, wrt)`` → what was derived
Derivations = dict[tuple[str, str], Derivation]
Meaning = tuple[sp.Expr, tuple[sp.Symbol, ...]]

#: an expression with more nodes than this is not compared in full
LONGEST = 600


class Meanings:
    """What trees mean in one model; ``further`` are names of the page that the model does not have: numbers, any.

    ``written`` are those of them that lines of the page give a formula; ``model`` defines them as well, where the
    reader can say what their formula means.
    """

    def __init__(
        self,
        model: Model,
        derivations: Derivations,
        further: Collection[str] = (),
        written: Mapping[str, syntax.Node] | None = None,
    ) -> None:
        self.model, self.derivations, self._own = model, derivations, dict[tuple[str, str], Derivation]()
        self._shared = frozenset(model.by_name)
        self.further = tuple(key for key in further if key not in model.names and key not in model.sizes)
        self._apart: dict[sp.Expr, list[sp.Expr]] = {}
        self._fresh = (sp.Symbol(f"bound {number}") for number in count())
        self.written = frozenset(written or {})
        self.told: Mapping[str, tuple[syntax.Node, ...]] = {}
        self._opened: dict[tuple[str, tuple[int, ...]], Model] = {}
        for key, node in (written or {}).items():
            self._define(key, node)

    def _define(self, key: str, node: syntax.Node) -> None:
        """The model with one more definition, ``key[letters] = node``."""
        model = self.model
        try:
            expr, index = self.of(inner(node))
            if isinstance(node, Tabulated):
                first = tuple(sp.Symbol(letter) for letter, _ in node.letters)
                index = (*first, *(letter for letter in index if letter not in first))
            axes = lengths(expr, index, model)
            if key in model.names or key in model.sizes or any(letter not in axes for letter in index):
                return
            name = Name(key, "definition", tuple(axes[letter] for letter in index))
            used = bases(expr)  # what is defined further on is no constant, unless it is used here
            names = {
                k: v
                for k, v in self.readable.names.items()
                if k not in self.written or k in used or k in model.names
            }
            self.model = changed(
                model,
                definitions=(*model.definitions, Definition(key, index, expr)),
                names={**names, key: name},
            )
        except SymgradError:
            return
        self.further = tuple(each for each in self.further if each != key)
        self.__dict__.pop("readable", None)

    @cached_property
    def readable(self) -> Model:
        """The model with the page's further names as constants."""
        names = {key: Name(key, "constant") for key in self.further}
        return changed(self.model, names={**self.model.names, **names}) if names else self.model

    def of(self, node: syntax.Node) -> Meaning:
        """What a tree means; a name that is defined means its definition.  Raises ``SymgradError``."""
        model = self.model
        if isinstance(node, syntax.Derived) and isinstance(node.body, syntax.Name) and len(node.by) == 1:
            target, wrt = meant(model, node.body), meant(model, node.by[0])
            if target in model.by_name and wrt in model.names and not model.names[target].axes:
                derivation = self._derivation(target, wrt)
                return self._worked_out(derivation.result), derivation.index
        if isinstance(node, syntax.Name) and meant(model, node) in model.by_name:
            definition = model.by_name[meant(model, node)]
            return definition.expr, definition.index
        if isinstance(node, Applied):
            return self._applied(node)
        expr, index = expression(unsized(self._spelled_out(node)), self.readable)
        return self._worked_out(expr), index

    def _spelled_out(self, node: syntax.Node) -> syntax.Node:
        """The tree with h(x_i) as the formula of h with x_i put in, where nothing but h itself is made of x."""
        model = self.model

        def change(part: syntax.Node) -> syntax.Node | None:
            if not isinstance(part, Applied) or part.primes:
                return None
            further = model.depends[part.function] & model.by_name.keys()
            body = body_of(model, part.function)
            if body is None or any(model.depends[each] & set(part.names) for each in further):
                raise UnsupportedError(f"{part.origin.fragment} is no formula with something put in.")
            put = dict(zip(part.names, map(self._spelled_out, part.arguments), strict=True))
            return rebuilt(body, lambda name: put.get(name.key) if isinstance(name, syntax.Name) else None)  # type: ignore[no-any-return]

        spelled: syntax.Node = rebuilt(node, change)
        return spelled

    def _applied(self, node: Applied) -> Meaning:
        """f'(x + h): the definition or its derivative with something put in."""
        if len(node.names) != 1 and node.primes:
            raise UnsupportedError(
                worded("{written} is a derivative by several names.", written=node.origin.fragment)
            )
        expr = self.in_full(sp.Symbol(node.function))
        for _ in range(node.primes):
            expr = self._worked_out(Partial(expr, sp.Symbol(node.names[0])))
        put: dict[sp.Basic, sp.Basic] = {}
        for name, argument in zip(node.names, node.arguments, strict=True):
            value, index = self.of(argument)
            if index:
                raise UnsupportedError(worded("{written} is no single number.", written=node.origin.fragment))
            put[sp.Symbol(name)] = value
        return replace(expr, put), ()

    # -- derivatives --------------------------------------------------------------------------------------

    def _derivation(self, target: str, wrt: str) -> Derivation:
        if wrt in self.written:
            return derive(self.opened(wrt, target), wrt, target=target)
        known = self.derivations if target in self._shared else self._own
        if (target, wrt) not in known:
            known[target, wrt] = derive(self.model, wrt, target=target)
        return known[target, wrt]

    def opened(self, key: str, target: str = "") -> Model:
        """The model with a name that a line introduces as a variable: what the page wrote in terms of it is so defined.

        Raises ``UnsupportedError`` where nothing says what the ``target`` is in terms of it.
        """
        known = key, tuple(id(form) for forms in self.told.values() for form in forms)
        if known not in self._opened:
            self._opened[known] = with_variable(self.model, key, self._told(key))
        model = self._opened[known]
        if target and key not in model.depends.get(target, ()):
            raise UnsupportedError(worded("{written} is a derivative by no name of the model.", written=key))
        return model

    def _told(self, key: str) -> dict[str, Definition]:
        """What the page wrote in terms of a name, by what it is; of several forms one with the fewest other names."""
        found: dict[str, Definition] = {}
        for target, forms in self.told.items():
            several = []
            for form in forms:
                try:
                    expr, index = self.of(inner(form))
                except SymgradError:
                    continue
                names = bases(expr)
                if key in names and set(index) == set(self.model.by_name[target].index):
                    several.append((len(names), Definition(target, self.model.by_name[target].index, expr)))
            if several:
                found[target] = min(several, key=lambda each: each[0])[1]
        return found

    def _worked_out(self, expr: sp.Expr) -> sp.Expr:
        """The expression with its derivatives worked out."""
        worked: sp.Expr = transform(
            expr, lambda node: self._partial(node) if isinstance(node, Partial) else node
        )
        return worked

    def _partial(self, node: Partial) -> sp.Expr:
        model, what, wrt = self.model, node.what, node.wrt
        if key_of(wrt) not in model.names:
            raise UnsupportedError(worded("{written} is a derivative by no name of the model.", written=node))
        if isinstance(what, (sp.Symbol, sp.Indexed)) and key_of(what) == key_of(wrt):
            pairs = zip(_indices(what), _indices(wrt), strict=True)
            return mul(*[sp.KroneckerDelta(a, b) for a, b in pairs if a != b])
        if isinstance(what, (sp.Symbol, sp.Indexed)) and key_of(what) in model.by_name:
            derivation = self._derivation(key_of(what), key_of(wrt))
            left = derivation.left
            places = {
                letter: place
                for ours, theirs in ((left.what, what), (left.wrt, wrt))
                for letter, place in zip(_indices(ours), _indices(theirs), strict=True)
            }
            return self._put_in(self._worked_out(derivation.result), places)
        if key_of(wrt) in self.written:
            model = self.opened(key_of(wrt))
        scope = Scope.total(model, wrt)
        line = Board(scope, model.definitions).work_out(Partial(self._put_in(what, {wrt: wrt}), wrt))
        return self._worked_out(line)

    # -- definitions put in -------------------------------------------------------------------------------

    def in_full(self, expr: sp.Expr) -> sp.Expr:
        """The expression with every definition and every number of the model put in.  Raises for a long one."""
        for definition in reversed(self.model.definitions):
            found = self._without(definition, expr)
            if found != expr and _length(found) > LONGEST:
                raise UnsupportedError("this is too long to be compared with everything put in.")
            expr = found
        numbers: dict[sp.Basic, sp.Basic] = {
            sp.Symbol(key): value for key, value in self.model.numbers.items()
        }
        return replace(expr, numbers)  # type: ignore[no-any-return]

    def _without(self, definition: Definition, expr: sp.Expr) -> sp.Expr:
        """The expression with one definition put in."""

        def change(node: sp.Basic) -> sp.Basic:
            if not isinstance(node, (sp.Symbol, sp.Indexed)) or key_of(node) != definition.name:
                return node
            if len(_indices(node)) != len(definition.index):
                raise UnsupportedError(worded("{written} is not one number.", written=node))
            table: dict[sp.Basic, sp.Basic] = dict(zip(definition.index, _indices(node), strict=True))
            return self._put_in(definition.expr, table)

        found: sp.Expr = transform(expr, change)
        return found

    def _put_in(self, expr: sp.Expr, table: Mapping[sp.Basic, sp.Basic]) -> sp.Expr:
        """The expression with something put in for its letters, its bound letters clashing with nothing outside.

        The same expression gets the same letters as long as they do not clash, so that equal parts look equal.
        """
        outside = {symbol for value in table.values() for symbol in value.free_symbols}
        known = self._apart.setdefault(expr, [])
        for each in known:
            if not bound_letters(each) & outside:
                return replace(each, table)  # type: ignore[no-any-return]
        known.append(rename_bound(expr, bound_letters(expr), self._fresh))
        return replace(known[-1], table)  # type: ignore[no-any-return]


def lengths(expr: sp.Expr, free: Collection[sp.Symbol], model: Model) -> dict[sp.Symbol, sp.Expr]:
    """How far each free index runs: along the axis where it stands.  An index that stands nowhere is left out."""
    found: dict[sp.Symbol, sp.Expr] = {}
    for node in sp.preorder_traversal(expr):
        for position, size in _places(node, model):
            if position in free:
                found.setdefault(position, size)
    return found


def _places(node: sp.Basic, model: Model) -> Iterator[tuple[sp.Basic, sp.Expr]]:
    if isinstance(node, sp.Indexed):
        name = model.names.get(key_of(node))
        yield from zip(node.indices, name.axes if name is not None else (), strict=False)
    elif isinstance(node, Element):
        yield from (
            (place, limit[2]) for place, limit in zip(node.args[1:], node.args[0].limits, strict=True)
        )


def _indices(name: sp.Basic) -> tuple[sp.Expr, ...]:
    return tuple(name.indices) if isinstance(name, sp.Indexed) else ()


def _length(expr: sp.Basic) -> int:
    return sum(1 for _ in sp.preorder_traversal(expr))
