"""Wrong derivatives: the true derivation with one buggy twin of a rule applied at one place.

In: a model's target and what it is taken by, or an expression alone.  Out: ``Planted`` values, the mistake with the
place it was made at and the wrong result.  The engine knows no mistake: rows of the table say which rule they spoil.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

from symgrad.derivation.outright import inside, rule_for
from symgrad.errors import SymgradError
from symgrad.expressions import BINDERS, Partial, everything, has, replace, walk
from symgrad.model import Model
from symgrad.scope import Scope

#: wrong results looked at for one question, and nodes of them all: work is counted, the same on every machine
MOST, MOST_NODES = 600, 60_000


@dataclass(frozen=True)
class Place:
    """∂u/∂w with what the right rule gives for it, ``after``; ``model`` is ``None`` for an expression alone."""

    u: sp.Expr
    after: sp.Expr
    scope: Scope
    model: Model | None

    def d(self, u: sp.Expr) -> sp.Expr:
        """∂u/∂w to be worked out."""
        return sp.S.One if u == self.scope.wrt else Partial(u, self.scope.wrt)

    def is_size(self, factor: sp.Expr) -> bool:
        """Whether a factor counts what is summed over: a size or constant of the model, else the end of a sum."""
        if not isinstance(factor, sp.Symbol):
            return False
        if self.model is not None:
            name = self.model.names.get(factor.name)
            return name is not None and name.role in ("size", "constant")
        return any(
            isinstance(node, BINDERS) and factor in [end for _, _, end in node.limits]
            for node in walk(self.u)
        )

    def means(self, name: sp.Expr) -> sp.Expr:
        """A defined name's definition, anything else as it is."""
        return self.scope.unfold(name) if self.scope.is_dependent(name) else name


@dataclass(frozen=True)
class Whole:
    """The right answer as a whole: in names, and what it is the derivative of (``None`` where nobody says)."""

    expr: sp.Expr
    model: Model | None = None
    partial: Partial | None = None
    letters: tuple[str, ...] = ()


Local = Callable[[Place], Iterator[sp.Expr]]
OfWhole = Callable[[Whole], Iterator[tuple[sp.Expr, sp.Expr]]]


@dataclass(frozen=True)
class Planted:
    """A wrong result, the id of its mistake, and the expression the mistake was made at."""

    id: str
    place: sp.Expr
    expr: sp.Expr


def local(
    u: sp.Expr,
    scope: Scope,
    model: Model | None,
    twins: Mapping[str, tuple[tuple[str, Local], ...]],
    around: frozenset[sp.Symbol] = frozenset(),
) -> Iterator[Planted]:
    """Every wrong ∂u/∂w with one twin (rule → (id, twin)s) at one place."""
    here = scope.inside(set(around))
    rule, after = rule_for(u, here)
    for identity, twin in twins.get(rule.name, ()):
        for wrong in twin(Place(u, after, here, model)):
            yield Planted(identity, u, inside(wrong, scope, around))
    pending = {node: None for node in walk(after) if isinstance(node, Partial) and node.wrt == scope.wrt}
    # What is right in all of the results but one is worked out once, unless it stands inside of what is not.
    rest: dict[sp.Basic, sp.Basic] = {}
    if len(pending) > 1 and not any(has(node.what, Partial) for node in pending):
        rest = {node: inside(node, scope, around | sums_around(after, node)) for node in pending}
    for node in pending:
        for planted in local(node.what, scope, model, twins, around | sums_around(after, node)):
            table: dict[sp.Basic, sp.Basic] = {**rest, node: planted.expr}
            yield Planted(planted.id, planted.place, inside(replace(after, table), scope, around))


def repeated(
    u: sp.Expr, scope: Scope, model: Model | None, twins: Mapping[str, tuple[tuple[str, Local], ...]]
) -> Iterator[Planted]:
    """Every wrong ∂u/∂w with one twin at a derivative that is needed at several places, and is wrong at all of them."""
    counts = Counter(_needed(u, scope, frozenset()))
    for (what, around), count in counts.items():
        if count < 2 or len({sums for other, sums in counts if other == what}) > 1:
            continue
        here = scope.inside(set(around))
        rule, after = rule_for(what, here)
        for identity, twin in twins.get(rule.name, ()):
            for wrong in twin(Place(what, after, here, model)):
                yield Planted(identity, what, inside(Partial(u, scope.wrt), scope, instead={what: wrong}))


def _needed(
    u: sp.Expr, scope: Scope, around: frozenset[sp.Symbol]
) -> Iterator[tuple[sp.Expr, frozenset[sp.Symbol]]]:
    """The derivatives that are worked out on the way to ∂u/∂w, each with the letters of the sums around it."""
    _, after = rule_for(u, scope.inside(set(around)))
    for node in walk(after):
        if isinstance(node, Partial) and node.wrt == scope.wrt:
            inner = around | sums_around(after, node)
            yield node.what, inner
            yield from _needed(node.what, scope, inner)


def sums_around(expr: sp.Basic, place: sp.Basic) -> frozenset[sp.Symbol]:
    """The letters of the sums around a place."""
    if expr == place or place not in set(walk(expr)):
        return frozenset()
    own = frozenset(expr.bound_symbols) if isinstance(expr, BINDERS) else frozenset()
    return own.union(*(sums_around(part, place) for part in expr.args if place in set(walk(part))))


def plant(
    whole: Whole,
    scope: Scope | None,
    rules: Mapping[str, tuple[tuple[str, Local], ...]],
    wholes: tuple[tuple[str, OfWhole], ...],
    watch: Callable[[], None],
) -> list[Planted]:
    """Every wrong result, once for each place, as they come; what no rule differentiates is left out."""
    found: dict[tuple[str, sp.Expr, sp.Expr], Planted] = {}
    nodes = 0
    for planted in _all(whole, scope, rules, wholes):
        watch()
        key = (planted.id, planted.place, planted.expr)
        if planted.expr != whole.expr and key not in found:
            found[key] = planted
            nodes += len(everything(planted.expr))
        if len(found) >= MOST or nodes >= MOST_NODES:
            break
    return list(found.values())


def _all(
    whole: Whole,
    scope: Scope | None,
    rules: Mapping[str, tuple[tuple[str, Local], ...]],
    wholes: tuple[tuple[str, OfWhole], ...],
) -> Iterator[Planted]:
    for identity, twin in wholes:
        try:
            for place, wrong in twin(whole):
                yield Planted(identity, place, wrong)
        except SymgradError:
            continue
    if scope is not None and whole.partial is not None:
        try:
            yield from local(whole.partial.what, scope, whole.model, rules)
            yield from repeated(whole.partial.what, scope, whole.model, rules)
        except SymgradError:
            return
