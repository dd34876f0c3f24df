"""Every line of a derivation has its left side's value: checked with numbers, through the generated code.

In: derivations and benches (a model at a point).  Out: one ``StepCheck`` a line, small lines included.  Derivatives
that a line still holds (∂u/∂w, total, or a chain-rule factor, u's own definition only) are replaced by names whose
values are the numerical derivatives; the rest of the line is evaluated as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp

from symgrad.errors import SymgradError, UnsupportedError
from symgrad.expressions import Local, Partial, key_of, replace, walk
from symgrad.model import Definition, Model, Name
from symgrad.program import evaluator
from symgrad.ranges import moved_letters
from symgrad.steps import Derivation, Step
from symgrad.verification.bench import (
    SHRINKS,
    Along,
    Arrays,
    Bench,
    Letters,
    Run,
    comparison,
    given_for,
    letters_of,
    nudged,
    quiet,
    ranges_of,
    rename_free,
)
from symgrad.verification.points import inputs_of
from symgrad.verification.report import StepCheck

#: index letter → how far it runs
Ranges = Mapping[sp.Symbol, sp.Expr]

#: a line may differ from its left side by this much of itself (differences are good to about 1e-10)
STEP_TOLERANCE = 1e-7


@dataclass(frozen=True)
class Line:
    """Two expressions that must have the same value.

    ``own`` is set inside the small lines of a chain-rule factor: derivatives there are by that place only.  ``around``
    says how far letters run where the line, which is a part of another one, does not say so itself.
    """

    derivation: Derivation
    place: tuple[int, ...]
    rule: str
    left: sp.Expr
    right: sp.Expr
    own: Local | None = None
    around: Ranges = field(default_factory=dict)


def lines(derivation: Derivation) -> Iterator[Line]:
    """Every line of a derivation with what it must equal, outer lines before their small ones."""
    for number, step in enumerate(derivation.steps, 1):
        around = ranges_of(step.before, derivation.model.names)
        yield from _lines(derivation, step, (number,), step.left or derivation.left, None, around)


def _lines(
    derivation: Derivation,
    step: Step,
    place: tuple[int, ...],
    left: sp.Expr,
    own: Local | None,
    around: Ranges,
) -> Iterator[Line]:
    around = {**around, **ranges_of(step.line, derivation.model.names)}
    yield Line(derivation, place, step.rule, left, step.line, own, around)
    if (step.before, step.after) != (left, step.line):
        yield Line(derivation, place, step.rule, step.before, step.after, own, around)
    inner = step.before if step.rule == "local" and isinstance(step.before, Local) else own
    start: sp.Expr | None = None
    before: sp.Expr | None = None
    for number, small in enumerate(step.substeps, 1):
        # One outer line may work out several derivatives by the same rule: each begins with its own.
        if before is None or small.before not in set(walk(before)):
            start = inner if start is None and inner is not own else small.before
        assert start is not None
        yield from _lines(derivation, small, (*place, number), small.left or start, inner, around)
        before = small.line


@dataclass
class Group:
    """Derivatives by the same name in the same sense, computed together: (expression, its letters) → their name."""

    moving: str
    given: tuple[str, ...]
    original: str
    extra: dict[str, Name] = field(default_factory=dict)
    wanted: dict[tuple[sp.Expr, Letters], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ready:
    """A line whose derivatives have been replaced by names, and its code."""

    line: Line
    letters: Letters
    sizes: tuple[sp.Expr, ...]
    sides: tuple[sp.Expr, sp.Expr]


def failing(what: str, problem: Exception) -> str:
    """What could not be checked and why, for a report."""
    kind = "" if isinstance(problem, SymgradError) else f"{type(problem).__name__}: "
    return f"{what}: {kind}{problem}"


class StepChecker:
    """All lines of some derivations, compiled once and evaluated at every point.

    ``unchecked`` names the lines that could not be checked, with the reason: there is no code for them, or something
    broke on the way.
    """

    def __init__(self, model: Model, target: str, derivations: Sequence[Derivation]) -> None:
        self.model = model
        self.target = target
        self.known = (*inputs_of(model), *(d.name for d in model.through(target)))
        self.names: dict[str, Name] = dict(model.names)  # and those of the derivatives
        self.derivatives: dict[str, Name] = {}
        #: how long the axes are → the name of the identity matrix
        self.identities: dict[sp.Expr, Name] = {}
        self.groups: dict[tuple[Any, ...], Group] = {}
        self.fresh = rename_free(model.names, r"\mathrm{d}")
        self.unchecked: list[str] = []
        self.replaced: dict[tuple[Any, ...], sp.Expr] = {}
        sheets = [self._sheet(derivation) for derivation in derivations]
        self.along = [
            (group, along) for group in self.groups.values() if (along := self._along(group)) is not None
        ]
        self.compiled = [part for sheet in sheets for part in self._compiled(sheet)]

    # -- preparing ----------------------------------------------------------------------------------------

    def _named(self, axes: Sequence[sp.Expr]) -> Name:
        """A new name for numbers that stand in the place of an expression."""
        key = next(self.fresh)
        self.names[key] = self.derivatives[key] = Name(key, "data", tuple(axes))
        return self.names[key]

    def _leave_out(self, what: str, problem: Exception) -> None:
        """Remember, once, what is not checked."""
        if (said := failing(what, problem)) not in self.unchecked:
            self.unchecked.append(said)

    def _sheet(self, derivation: Derivation) -> list[Ready]:
        """The lines of a derivation that can be evaluated."""
        found = []
        for line in lines(derivation):
            try:
                found.append(self._ready(line))
            except Exception as problem:
                self._leave_out(_where(line), problem)
        return found

    def _ready(self, line: Line) -> Ready:
        deltas = {key_of(a.delta): a.partial for a in line.derivation.adjoints if a.delta is not None}
        # a letter may stand in nothing but a Kronecker delta: then it runs over what is differentiated by, or
        # as it does around the line
        by = {**line.around, **ranges_of(line.derivation.left, self.model.names)}
        left, right = (
            self._without_derivatives(side, line.own, deltas, by) for side in (line.left, line.right)
        )
        ranges = {**by, **ranges_of(right, self.names), **ranges_of(left, self.names)}
        ranges = _through_kronecker((left, right), ranges)
        left, right = (self._without_kronecker(side, ranges) for side in (left, right))
        letters = tuple(dict.fromkeys((*letters_of(left, self.names), *letters_of(right, self.names))))
        for side in (left, right):
            _refuse_moved(side, letters)
        unknown = [str(letter) for letter in letters if letter not in ranges]
        if unknown:
            raise UnsupportedError(f"nothing says how far {', '.join(unknown)} runs.")
        return Ready(line, letters, tuple(ranges[i] for i in letters), (left, right))

    def _without_kronecker(self, expr: sp.Expr, ranges: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
        """δ_{ij} as a name whose values are the identity matrix: by itself it does not say how far i runs."""
        table: dict[sp.Basic, sp.Basic] = {}
        for node in walk(expr):
            if isinstance(node, sp.KroneckerDelta) and all(letter in ranges for letter in node.args):
                size = ranges[node.args[0]]
                if size not in self.identities:
                    self.identities[size] = self._named((size, size))
                table[node] = self.identities[size].at(*node.args)
        return replace(expr, table) if table else expr

    def _without_derivatives(
        self, expr: sp.Expr, own: Local | None, deltas: Mapping[str, Partial], around: Ranges
    ) -> sp.Expr:
        """``expr`` with a name in the place of every derivative and every δ."""
        # the left side stands in every line of its derivation
        known = around if expr.has(sp.KroneckerDelta) else {}
        found = (expr, own, tuple(deltas.items()), tuple(known.items()))
        if found not in self.replaced:
            self.replaced[found] = self._replaced(expr, own, deltas, known)
        return self.replaced[found]

    def _replaced(
        self, expr: sp.Expr, own: Local | None, deltas: Mapping[str, Partial], around: Ranges
    ) -> sp.Expr:
        table: dict[sp.Basic, sp.Basic] = {}
        for node in walk(expr):
            if isinstance(node, Partial):
                table[node] = self._name_for(node, own, around)
            elif isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) in deltas:
                if key_of(node) not in self.model.names:
                    partial = deltas[key_of(node)]
                    at = self.model[key_of(partial.wrt)].at(*getattr(node, "indices", ()))
                    table[node] = self._name_for(Partial(partial.what, at), None, around)
        return replace(expr, table) if table else expr

    def _name_for(self, node: Partial, own: Local | None, around: Ranges) -> sp.Expr:
        """The name whose values are the numerical values of a derivative, at the derivative's indices."""
        if isinstance(node, Local):
            user = self.model.by_name[key_of(node.what)]
            group, what = self._own_group(node, user, user.expr)
            letters, at = user.index, tuple(getattr(node.what, "indices", ()))
        elif own is not None:
            group, what = self._own_group(own, self.model.by_name[key_of(own.what)], node.what)
            letters = at = letters_of(what, {**self.names, **group.extra})
        else:
            group, what = self._total_group(key_of(node.wrt)), node.what
            letters = at = letters_of(what, self.names)
        _refuse_moved(what, letters)
        if what.has(sp.KroneckerDelta):
            what = self._without_kronecker(what, {**around, **ranges_of(what, {**self.names, **group.extra})})
        if (what, letters) not in group.wanted:
            ranges = ranges_of(what, {**self.names, **group.extra})
            axes = (*(ranges[letter] for letter in letters), *self.model[group.original].axes)
            group.wanted[what, letters] = self._named(axes).key
        positions = (*at, *getattr(node.wrt, "indices", ()))
        return self.derivatives[group.wanted[what, letters]].at(*positions)

    def _total_group(self, moving: str) -> Group:
        """The group in which a name moves and every later definition follows."""
        return self.groups.setdefault(("total", moving), Group(moving, given_for(self.model, moving), moving))

    def _own_group(self, local: Local, user: Definition, expr: sp.Expr) -> tuple[Group, sp.Expr]:
        """The group in which only ``local.wrt`` inside ``user`` moves, and ``expr`` with it marked."""
        moving = key_of(local.wrt)
        key = ("own", user.name, moving)
        if key not in self.groups:
            marked = Name(next(self.fresh), "data", self.model[moving].axes)
            given = (*self.known, marked.key)
            self.groups[key] = Group(marked.key, given, moving, {marked.key: marked})
        group = self.groups[key]
        clone = group.extra[group.moving]
        table: dict[sp.Basic, sp.Basic] = {
            node: clone.at(*getattr(node, "indices", ()))
            for node in walk(expr)
            if isinstance(node, (sp.Symbol, sp.Indexed)) and key_of(node) == moving
        }
        return group, replace(expr, table) if table else expr

    def _along(self, group: Group) -> Along | None:
        """The differences of a group; ``None`` where there is no code for them (and its lines have none either)."""
        try:
            return Along(
                self.model,
                self.target,
                list(group.wanted),
                group.moving,
                (*group.given, *(name.key for name in self.identities.values())),
                {**group.extra, **{name.key: name for name in self.identities.values()}},
                group.original,
            )
        except Exception as problem:
            self._leave_out(f"derivatives by {group.original}", problem)
            for key in group.wanted.values():
                del self.derivatives[key]
            return None

    def _compiled(self, sheet: Sequence[Ready]) -> list[tuple[Sequence[Ready], Run]]:
        """One function for all lines of a derivation; where one has no code, each line by itself."""
        try:
            return [(sheet, self._run(sheet))]
        except Exception as problem:
            if len(sheet) > 1:
                return [part for ready in sheet for part in self._compiled([ready])]
            if sheet:
                self._leave_out(_where(sheet[0].line), problem)
            return []

    def _run(self, sheet: Sequence[Ready]) -> Run:
        wanted = [(side, ready.letters) for ready in sheet for side in ready.sides]
        outputs = list(dict.fromkeys(wanted))
        places = {output: number for number, output in enumerate(outputs)}
        given = (*self.known, *self.derivatives)
        run = quiet(evaluator(self.model, outputs, inputs=given, extra=self.derivatives), len(outputs))

        def spread(values: Arrays) -> tuple[Any, ...]:
            found = run(values)
            return tuple(found[places[output]] for output in wanted)

        return spread

    # -- at a point ---------------------------------------------------------------------------------------

    def check(self, bench: Bench) -> list[StepCheck | None]:
        """Every line at this point, ``None`` for one that could not be checked.

        Derivatives are taken by complex steps where there are such, else by differences; where lines fail, they are
        looked at again by differences with smaller and smaller h: what is wrong stays wrong.  Raises
        ``UnsupportedError`` where the point is too near a kink.
        """
        checks: list[StepCheck | None] = []
        for shrink in (None, *SHRINKS):
            again = self._checked(bench, shrink)
            pairs = zip(checks, again, strict=True) if checks else ((None, each) for each in again)
            checks = [old if old is not None and old.ok else new for old, new in pairs]
            if all(check is None or check.ok for check in checks):
                break
        return checks

    def _checked(self, bench: Bench, shrink: float | None) -> list[StepCheck | None]:
        bench = bench.with_values(
            {name.key: np.eye(bench.length(size)) for size, name in self.identities.items()}
        )
        values, unsure = dict(bench.values), dict(bench.values)
        for group, along in self.along:
            slopes = along.slopes(bench, shrink=shrink)
            for key, (value, error) in zip(group.wanted.values(), slopes, strict=True):
                values[key] = value if value.ndim else float(value)
                # The same derivatives, each off by its own uncertainty: what the lines inherit of it.
                unsure[key] = value + error if value.ndim else float(value + error)
        sources = [values, unsure, *nudged(values, tuple(values))]
        checks: list[StepCheck | None] = []
        for sheet, run in self.compiled:
            try:
                checks += _checks(bench, sheet, [run(source) for source in sources])
            except Exception as problem:
                what = _where(sheet[0].line) if len(sheet) == 1 else f"∂/∂{sheet[0].line.derivation.wrt}"
                self._leave_out(what, problem)
                checks += [None] * len(sheet)
        return checks


def _refuse_moved(expr: sp.Basic, letters: Sequence[sp.Symbol]) -> None:
    """Lines are compared for every value of their free letters: at x_{i-1} not every one has a value."""
    moved = [str(letter) for letter in letters if letter in moved_letters(expr)]
    if moved:
        raise UnsupportedError(f"{', '.join(moved)} does not run along a whole axis in {expr}.")


def _where(line: Line) -> str:
    place = ".".join(map(str, line.place))
    return f"line {place} ({line.rule}) of ∂/∂{line.derivation.wrt} by {line.derivation.strategy}"


def _through_kronecker(
    sides: Sequence[sp.Expr], ranges: Mapping[sp.Symbol, sp.Expr]
) -> dict[sp.Symbol, sp.Expr]:
    """The ranges with those of letters that are compared with a letter whose range is known."""
    found = dict(ranges)
    for side in sides:
        for node in walk(side):
            if isinstance(node, sp.KroneckerDelta):
                a, b = node.args
                for known, other in ((a, b), (b, a)):
                    if known in found and isinstance(other, sp.Symbol):
                        found.setdefault(other, found[known])
    return found


def _checks(bench: Bench, sheet: Sequence[Ready], found: Sequence[tuple[Any, ...]]) -> Iterator[StepCheck]:
    """Both sides of every line: ``found`` has them at the point, with uncertain derivatives, and with roundings."""
    for number, ready in enumerate(sheet):
        shape = tuple(bench.length(size) for size in ready.sizes)
        (left, right), inexact, *rounded = (
            [np.broadcast_to(np.asarray(source[2 * number + side], dtype=float), shape) for side in (0, 1)]
            for source in found
        )
        error = _apart((left, right), inexact)
        error = error + np.max([_apart((left, right), each) for each in rounded], axis=0)
        gap, worst, ok = comparison(right, left, error, relative=STEP_TOLERANCE)
        line = ready.line
        yield StepCheck(
            line.derivation.target,
            line.derivation.wrt,
            line.derivation.strategy,
            line.place,
            line.rule,
            line.right,
            gap,
            float(left[worst]),
            float(right[worst]),
            ok,
        )


def _apart(sides: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> np.ndarray:
    """How far both sides of a line move together."""
    moved: np.ndarray = sum((np.abs(a - b) for a, b in zip(sides, others, strict=True)), np.asarray(0.0))
    return moved
