r"""Where there is no derivative, at the kinks of ReLU, |x|, max and cases, an answer may have another value.

In: the functions with a kink that were differentiated, and an answer with [z ≥ 0], sign z or cases in it.  Out: both
sides for z ≠ 0 only, what they are for z < 0 said for z = 0 as well; z ≠ 0 is the condition of the verdict.  A value
said for z = 0 alone is left, as it may be wrong: ReLU(z)² has a derivative there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import permutations

import sympy as sp

from symgrad.equality import Condition, Domain, compare
from symgrad.equality.clock import Clock
from symgrad.equality.domains import shown
from symgrad.expressions import (
    Maximum,
    Minimum,
    bases,
    free_symbols,
    has,
    mul,
    neg,
    replace,
    sub,
    transform,
    walk,
)
from symgrad.functions import BY_SYMBOL, step
from symgrad.functions.row import row_of

#: a relation between g and 0 that says something else for g = 0 than what holds for z < 0 says, and what it becomes;
#: by whether g is a positive multiple of z
_LEFT_OF_KINK: dict[tuple[type[sp.Basic], bool], type[sp.Basic]] = {
    (sp.GreaterThan, True): sp.StrictGreaterThan,
    (sp.StrictLessThan, True): sp.LessThan,
    (sp.StrictGreaterThan, False): sp.GreaterThan,
    (sp.LessThan, False): sp.StrictLessThan,
}
_ORDER = (sp.GreaterThan, sp.StrictLessThan, sp.StrictGreaterThan, sp.LessThan)
#: what has to be told apart from what holds left of the kink
TOUCHED: tuple[type[sp.Basic], ...] = (*_ORDER, sp.sign, step)
#: kinks that are looked at, and index letters in one
MOST_KINKS, MOST_LETTERS = 6, 3


def kinks_in(functions: Iterable[sp.Expr]) -> tuple[sp.Expr, ...]:
    """The z of each function with a kink where z = 0, in the functions' order."""
    found: dict[sp.Expr, None] = {}
    for function in functions:
        found.update(dict.fromkeys(_kinks(function)))
    return tuple(found)[:MOST_KINKS]


def _kinks(function: sp.Expr) -> Iterator[sp.Expr]:
    if isinstance(function, (Maximum, Minimum)):
        yield sub(*function.args)
    elif isinstance(function, sp.Piecewise):
        for _, condition in function.args:
            yield from (sub(*node.args) for node in walk(condition) if isinstance(node, _ORDER))
    elif function.func in BY_SYMBOL:
        yield from (sub(function.args[0], kink) for kink in row_of(function).kinks)


class OffKinks:
    """Rewrites expressions for z ≠ 0; ``touched`` are the z for which that changed something."""

    def __init__(self, kinks: tuple[sp.Expr, ...], domains: Mapping[str, Domain], clock: Clock) -> None:
        self.kinks, self.domains, self.clock = kinks, domains, clock
        self.touched: dict[sp.Expr, None] = {}
        self.multiples: dict[sp.Expr, tuple[sp.Expr, bool] | None] = {}

    def __call__(self, expr: sp.Expr) -> sp.Expr:
        """The expression for z ≠ 0: what it is for z < 0 it is for z = 0 as well."""
        return transform(expr, self._rewritten) if has(expr, TOUCHED) else expr

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """z ≠ 0 for every z that was touched."""
        return tuple(Condition(shown(sp.expand(kink)), "!=") for kink in self.touched)

    def _rewritten(self, node: sp.Basic) -> sp.Basic:
        if not isinstance(node, TOUCHED):
            return node
        gap = sub(*node.args) if isinstance(node, _ORDER) else node.args[0]
        found = self._multiple(gap)
        if found is None:
            return node
        kink, ahead = found
        instead = _left_of_kink(node, gap, ahead)
        if instead != node:
            self.touched.setdefault(kink)
        return instead

    def _multiple(self, gap: sp.Expr) -> tuple[sp.Expr, bool] | None:
        """The kink of which this is a multiple, and whether by a positive number."""
        if gap not in self.multiples:
            self.multiples[gap] = next(filter(None, (self._of(kink, gap) for kink in self.kinks)), None)
        return self.multiples[gap]

    def _of(self, kink: sp.Expr, gap: sp.Expr) -> tuple[sp.Expr, bool] | None:
        if bases(kink) != bases(gap):
            return None
        for lettered in _in_letters_of(kink, gap):
            found = compare(lettered, gap, domains=self.domains, deadline=max(0.01, self.clock.left()))
            if found.is_equal:
                return kink, True
            factor = found.relation.factor if found.relation is not None else None
            if isinstance(factor, sp.Rational) and factor != 0:
                return kink, bool(factor > 0)
        return None


def _left_of_kink(node: sp.Basic, gap: sp.Expr, ahead: bool) -> sp.Basic:
    """What a relation, a sign or a step is for z ≠ 0, z = 0 counted with z < 0."""
    if isinstance(node, _ORDER):
        relation: Callable[..., sp.Basic] = _LEFT_OF_KINK.get((node.func, ahead), node.func)
        return relation(*node.args, evaluate=False)
    one = step(gap) if ahead else sub(sp.S.One, step(neg(gap)))
    return one if isinstance(node, step) else sub(mul(sp.Integer(2), one), sp.S.One)


def _in_letters_of(kink: sp.Expr, gap: sp.Expr) -> Iterator[sp.Expr]:
    """The kink with its index letters by those of ``gap``, in every order."""
    own, others = _letters(kink), _letters(gap)
    if len(own) == len(others) <= MOST_LETTERS:
        for order in permutations(others):
            yield replace(kink, dict(zip(own, order, strict=True)))


def _letters(expr: sp.Expr) -> list[sp.Symbol]:
    """The letters at which elements are taken, but for those that run inside."""
    places = (place for node in walk(expr) if isinstance(node, sp.Indexed) for place in node.indices)
    free = free_symbols(expr)
    return sorted({x for place in places for x in place.free_symbols if x in free}, key=str)
