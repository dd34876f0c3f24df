"""What a derivative is taken by, and what varies with it.

``Scope.total`` is the lecturer's view: everything that depends on w through the model's definitions varies.
``Scope.own`` is the view inside one definition: only one occurrence of a name varies, every other name is held fixed
(the factors ∂u/∂v of the chain rule).  Rules ask a scope; they know nothing else about the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import TypeAlias

import sympy as sp

from symgrad.expressions import bound_letters, key_of, letters, rename_bound, replace
from symgrad.model import Definition, Model, fresh_letters

#: a name, or one element of a name with axes (a ``Symbol`` or an ``Indexed``)
Wrt: TypeAlias = sp.Expr


@dataclass(frozen=True)
class Scope:
    """``wrt`` is the name; ``matches`` says whether an occurrence is (a value of) it; ``dependents`` are the names
    that vary with it; ``definitions`` are theirs.  ``around`` are the letters of the sums around the place worked on.
    """

    wrt: Wrt
    matches: Callable[[sp.Basic], bool]
    dependents: frozenset[str]
    definitions: Mapping[str, Definition]
    taken: frozenset[str]
    around: frozenset[sp.Symbol] = frozenset()
    seen: dict[sp.Basic, bool] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def total(cls, model: Model, wrt: Wrt) -> Scope:
        """Everything that depends on ``wrt`` varies."""
        key = key_of(wrt)
        dependents = frozenset(name for name, uses in model.depends.items() if key in uses)
        return cls(wrt, _same_name(key), dependents, model.by_name, letters_taken(model))

    @classmethod
    def own(cls, model: Model, occurrence: Wrt, outside: tuple[sp.Expr, ...] = ()) -> Scope:
        """Only ``occurrence`` varies; ``outside`` is what its indices are called outside the sums they run in."""
        if isinstance(occurrence, sp.Symbol):
            return cls(occurrence, occurrence.__eq__, frozenset(), {}, letters_taken(model))
        wrt = sp.IndexedBase(key_of(occurrence))[outside] if outside else occurrence
        pairs = tuple(zip(occurrence.indices, wrt.indices, strict=True))
        return cls(wrt, _same_pattern(key_of(occurrence), pairs), frozenset(), {}, letters_taken(model))

    @classmethod
    def own_all(cls, model: Model, wrt: Wrt) -> Scope:
        """Every occurrence of the name varies, whatever its indices; every other name is held fixed."""
        return cls(wrt, _same_name(key_of(wrt)), frozenset(), {}, letters_taken(model))

    def varies(self, expr: sp.Basic) -> bool:
        """Whether ``expr`` changes when ``wrt`` does."""
        known = self.seen.get(expr)
        if known is None:
            parts = () if isinstance(expr, (sp.Symbol, sp.Indexed)) else expr.args
            known = self.seen[expr] = self._leaf(expr) or any(self.varies(part) for part in parts)
        return known

    def _leaf(self, node: sp.Basic) -> bool:
        if isinstance(node, (sp.Symbol, sp.Indexed)):
            return self.matches(node) or key_of(node) in self.dependents
        return False

    def inside(self, around: set[sp.Symbol]) -> Scope:
        """The same scope at a place inside sums over ``around``."""
        return changed(self, around=frozenset(around)) if around != self.around else self

    def is_dependent(self, expr: sp.Basic) -> bool:
        """Whether ``expr`` is a name whose definition varies."""
        return isinstance(expr, (sp.Symbol, sp.Indexed)) and key_of(expr) in self.dependents

    def unfold(self, name: Wrt) -> sp.Expr:
        """The definition of ``name`` at its indices, its summed letters clashing with nothing outside."""
        definition = self.definitions[key_of(name)]
        outside = {*_letters(self.wrt), *_letters(name), *self.around}
        expr = self.without_clash(definition.expr, outside)
        if not isinstance(name, sp.Indexed):
            return expr
        table: dict[sp.Basic, sp.Basic] = dict(zip(definition.index, name.indices, strict=True))
        return replace(expr, {old: new for old, new in table.items() if old != new})

    def without_clash(self, expr: sp.Expr, outside: set[sp.Symbol]) -> sp.Expr:
        """``expr`` with every summation index that is in ``outside`` renamed."""
        return without_clash(expr, outside, self.taken)


def without_clash(expr: sp.Expr, outside: set[sp.Symbol], taken: frozenset[str]) -> sp.Expr:
    """``expr`` with every summation index that is in ``outside`` given a letter not in ``taken``."""
    if not outside & bound_letters(expr):
        return expr
    used = taken | {symbol.name for symbol in outside} | letters(expr)
    renamed: sp.Expr = rename_bound(expr, outside, fresh_letters(used))
    return renamed


def letters_taken(model: Model) -> frozenset[str]:
    """What a new index must not be called: the model's names, and the letters that run over something already."""
    return frozenset(model.names) | {letter.name for letter in model.ranges}


def _letters(name: Wrt) -> Iterator[sp.Symbol]:
    if isinstance(name, sp.Indexed):
        for position in name.indices:
            if isinstance(position, sp.Symbol):
                yield position


def _same_name(key: str) -> Callable[[sp.Basic], bool]:
    def matches(node: sp.Basic) -> bool:
        return isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == key

    return matches


def _same_pattern(key: str, pairs: tuple[tuple[sp.Basic, sp.Basic], ...]) -> Callable[[sp.Basic], bool]:
    def matches(node: sp.Basic) -> bool:
        return (
            isinstance(node, sp.Indexed)
            and key_of(node) == key
            and all(index in pair for index, pair in zip(node.indices, pairs, strict=True))
        )

    return matches
