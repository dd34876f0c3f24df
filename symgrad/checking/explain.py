"""Which mistake explains a wrong answer: every planted result that is the answer, the likeliest mistake first.

In: a question and the answer as an expression.  Out: a ``Named`` mistake, or ``None`` where nothing fits.  Points tell
which of the planted results are worth comparing; what is named is compared as a right answer would be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import sympy as sp

from symgrad.balls import Ball, overlaps
from symgrad.checking.derivatives import full, worked_out
from symgrad.checking.mistakes import BY_ID, LOCAL, WHOLE
from symgrad.checking.planting import Planted, Whole, plant
from symgrad.checking.question import Question, put_at
from symgrad.checking.verdict import Named
from symgrad.checking.words import LANGUAGES
from symgrad.derivation.outright import derivative, scope_of
from symgrad.equality import Declared, Domain, compare, declare
from symgrad.equality.clock import Clock
from symgrad.equality.point import Point
from symgrad.equality.refute import points, value_at
from symgrad.errors import SymgradError
from symgrad.expressions import Partial, replace, walk
from symgrad.expressions import letters as names_and_letters
from symgrad.reading.limits import watched
from symgrad.rendering.mathematics import expression as latex

#: points that planted results are looked at, and the bits of their values
POINTS, BITS = 3, 96
#: names of learning rates, tried where the answer has one
RATES = (r"\eta", r"\alpha", r"\mu")
#: how many mistakes are told besides the first, and how many results are compared to find them
MOST_ALTERNATIVES, MOST_COMPARED = 4, 60
#: seconds that naming has at least, whatever the verdict took, and those of one comparison
LEAST, COMPARISON = 0.5, 0.3


@contextmanager
def naming(clock: Clock) -> Iterator[Clock]:
    """The clock for naming: what is left, never less than ``LEAST``.  How far it comes is limited by counts."""
    own = Clock(max(LEAST, clock.left()))
    with watched(own.check):
        yield own


@dataclass
class Points:
    """The points of a question.  The first one tells nearly every planted result from an answer: the others wait."""

    question: Question
    declared: Declared
    found: list[Point] = field(default_factory=list)

    def each(self, clock: Clock) -> Iterator[Point]:
        """The points, in their order."""
        if not self.found:
            self.found += islice(self._all(clock), 1)
        yield from self.found[:1]
        if len(self.found) == 1:
            self.found += islice(self._all(clock), 1, POINTS)
        yield from self.found[1:]

    def _all(self, clock: Clock) -> Iterator[Point]:
        expr = self.question.expr
        return points((expr, expr), self.declared, self.question.constraints, clock)


@dataclass
class Wrong:
    """A planted result with its values at the first points, each worked out when an answer comes that far."""

    planted: Planted
    values: list[Ball | None] = field(default_factory=list)

    def at(self, number: int, point: Point, clock: Clock) -> Ball | None:
        """Its value at a point, of which those before it were asked for."""
        if number == len(self.values):
            self.values.append(_value(self.planted.expr, point, clock))
        return self.values[number]


@dataclass(frozen=True)
class Wrongs:
    """The planted results of a question, and the points they are looked at."""

    wrongs: tuple[Wrong, ...]
    points: Points

    @property
    def planted(self) -> tuple[Planted, ...]:
        """The results."""
        return tuple(wrong.planted for wrong in self.wrongs)

    def fitting(self, expr: sp.Expr, clock: Clock) -> list[Planted]:
        """The results that may be this answer: at no point has one alone a value, or certainly another one."""
        left: list[Wrong] | None = None
        for number, point in enumerate(self.points.each(clock)):
            own = _value(expr, point, clock)
            before = self.wrongs if left is None else left
            left = [wrong for wrong in before if _may_be_same(own, wrong.at(number, point, clock))]
            if not left:
                break
        return [wrong.planted for wrong in left or ()]


def _may_be_same(own: Ball | None, planted: Ball | None) -> bool:
    if own is None or planted is None:
        return own is planted
    return overlaps(own, planted)


def prepared(question: Question, clock: Clock) -> Wrongs:
    """Everything about the planted results that no answer changes."""
    found = []
    for planted in _planted(question, clock):
        try:
            expr = full(planted.expr, question.model)
        except SymgradError:
            continue
        found.append(planted if expr is planted.expr else Planted(planted.id, planted.place, expr))
    domains: dict[str, Domain | str] = dict(question.domains)
    declared = declare((question.expr, *[planted.expr for planted in found]), domains)
    return Wrongs(tuple(map(Wrong, found)), Points(question, declared))


def _planted(question: Question, clock: Clock) -> Iterator[Planted]:
    """Wrong results: of the model's derivation, of the derivation of each undone derivative, of a value alone."""
    model, partial, undone = question.model, question.partial, question.undone
    letters = tuple(rate for rate in RATES if rate in question.known)
    if undone is None:
        whole = Whole(question.named, model, partial, letters)
        scope = scope_of(partial.wrt, model) if partial is not None else None
        yield from plant(whole, scope, LOCAL, WHOLE, clock.check)
        return
    for node in dict.fromkeys(node for node in walk(undone) if isinstance(node, Partial)):
        what = worked_out(node.what, None)
        scope = scope_of(node.wrt, None, names_and_letters(undone))
        whole = Whole(derivative(what, scope), None, Partial(what, node.wrt), letters)
        for planted in plant(whole, scope, LOCAL, WHOLE, clock.check):
            try:
                there = put_at(worked_out(replace(undone, {node: planted.expr}), None))
            except SymgradError:
                continue
            yield Planted(planted.id, planted.place, there)


def _value(expr: sp.Expr, place: Point, clock: Clock) -> Ball | None:
    clock.check()
    try:
        return value_at(expr, place, BITS, clock)
    except SymgradError:
        return None


def explain(question: Question, expr: sp.Expr, wrongs: Wrongs, clock: Clock) -> Named | None:
    """The mistake that gives ``expr``.  ``None`` where no planted result is it."""
    fits = wrongs.fitting(expr, clock)
    if not fits:
        return None
    # A slip that would give this answer at several places is the likelier one.
    chances = Counter[str]()
    for planted in fits:
        chances[planted.id] += BY_ID[planted.id].likely  # type: ignore[assignment]
    fitting: dict[str, Planted] = {}
    compared = 0
    # A slip in one step of what was asked comes before the derivation of something else.
    for planted in sorted(fits, key=lambda planted: (BY_ID[planted.id].elsewhere, -chances[planted.id])):
        if planted.id in fitting:
            continue
        compared += 1
        if compared > MOST_COMPARED or clock.left() < 0:
            break  # what was found stands
        if _same(question, planted.expr, expr, clock):
            fitting[planted.id] = planted
            if len(fitting) > MOST_ALTERNATIVES:
                break
    if not fitting:
        return None
    first, *others = fitting.values()
    confidence = round(chances[first.id] / sum(chances[identity] for identity in fitting), 2)
    return named(first.id, _shown(question, first.place), confidence, tuple(other.id for other in others))


def named(identity: str, step: str, confidence: float = 1.0, alternatives: tuple[str, ...] = ()) -> Named:
    """A mistake of the table with what its row says."""
    row = BY_ID[identity]
    hints = {lang: tuple(hint[n] for hint in row.hints) for n, lang in enumerate(LANGUAGES)}
    follow_up = dict(zip(LANGUAGES, row.question, strict=True))
    return Named(identity, step, confidence, alternatives, hints, follow_up)


def said(mistake: Named) -> dict[str, str]:
    """The mistake's name as a sentence."""
    name = dict(zip(LANGUAGES, BY_ID[mistake.id].name, strict=True))
    return {"ko": f"짐작되는 잘못: {name['ko']}.", "en": f"Perhaps {name['en']}."}


def _same(question: Question, planted: sp.Expr, expr: sp.Expr, clock: Clock) -> bool:
    found = compare(
        planted,
        expr,
        domains=question.domains,
        constraints=question.constraints,
        deadline=min(COMPARISON, max(0.01, clock.left())),
        relation=False,
    )
    return found.is_equal or found.status == "agrees"


def _shown(question: Question, place: sp.Expr) -> str:
    names = question.model.names if question.model is not None else {}
    try:
        return latex(place, names)
    except SymgradError:
        return str(next(iter(walk(place))))
