"""Whether two expressions are equal: proved, refuted with a counterexample, or neither, and then that is said.

In: two expressions of the closed set of nodes, the domains of their names and constraints.  Out: a ``Verdict``.
Refuting is by enclosures at exact points (``refute``), proving by the table ``PROVERS`` (``cases`` on ``normal`` and
``sums``); a number that only agrees is never called equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import sympy as sp

from symgrad.equality.cases import Problem, Proof, prove, prove_by_elements, prove_by_values
from symgrad.equality.clock import Clock, OutOfTime
from symgrad.equality.declared import Declared, Domain, declare
from symgrad.equality.derivative import by_derivative
from symgrad.equality.point import Point
from symgrad.equality.radicals import by_separation
from symgrad.equality.refute import DIGITS, Trial, friendlier, points, value_at
from symgrad.equality.relation import relate
from symgrad.equality.verdict import Condition, Counterexample, Relation, Verdict
from symgrad.errors import DataError, UnsupportedError

__all__ = [
    "PROVERS", "Condition", "Counterexample", "Declared", "Domain", "Relation", "Verdict", "compare", "declare",
]  # fmt: skip

#: points before a proof is tried, and points in all
FIRST, POINTS = 2, 80
#: that many points must agree for "agrees"
ENOUGH = 8


@dataclass(frozen=True)
class Prover:
    """One row: a name, and a way of proving that gives a ``Proof`` or ``None``."""

    name: str
    apply: Callable[[Problem], Proof | None]


def _identical(problem: Problem) -> Proof | None:
    return Proof("identical", ()) if problem.left == problem.right else None


PROVERS: tuple[Prover, ...] = (
    Prover("identical", _identical),
    Prover("normal form", prove),
    Prover("separation bound", by_separation),
    Prover("cases", prove_by_values),
    Prover("elements", prove_by_elements),
    Prover("derivative and one point", by_derivative),
)


def compare(
    left: sp.Expr,
    right: sp.Expr,
    *,
    domains: Mapping[str, Domain | str] | None = None,
    constraints: Sequence[sp.Equality] = (),
    deadline: float = 2.0,
    work: int | None = None,
    relation: bool = True,
) -> Verdict:
    """Compare ``left`` (the reference) with ``right`` (the answer).

    ``domains`` gives names a ``Domain`` or its text (``R``, ``Z``, ``(0,inf)``, ``[0,1]``); what is not listed is real,
    sizes of sums are whole numbers ≥ 1.  ``constraints`` are equations that hold, such as Σ y_k = 1.  ``relation``
    asks for the factor or difference of a wrong answer.  After ``deadline`` seconds, or ``work`` steps (which do
    not depend on how busy the machine is), the verdict is ``undecided``.
    Raises ``OptionError`` for a domain that cannot be read, ``UnsupportedError`` for a name that is a number here and
    has indices there.
    """
    clock = Clock(deadline, work)
    try:
        declared = declare((left, right, *[side for c in constraints for side in c.args]), domains or {})
    except RecursionError:
        return Verdict("undecided")
    problem = Problem(left, right, declared, clock, tuple(constraints))
    trial = Trial(left, right, declared, clock)
    try:
        return _judged(problem, trial, relation)
    except (OutOfTime, RecursionError):
        return Verdict("undecided", points=trial.agreed)
    except (UnsupportedError, DataError):
        # A node without a value (∂L/∂w not worked out), or an index that is no whole number for certain.
        return Verdict("undecided", points=trial.agreed)


def _judged(problem: Problem, trial: Trial, relation: bool) -> Verdict:
    if problem.left == problem.right:
        return Verdict("equal", proof="identical")
    places = points((problem.left, problem.right), problem.declared, problem.constraints, problem.clock)
    first: list[Point] = []
    for point in islice(places, FIRST):
        first.append(point)
        found = trial.at(point, all_bits=False)
        if found is not None:
            return _different(problem, trial, found, point, places, relation)
    proof = _proof(problem)
    if proof is not None and (trial.agreed or not (proof.domain or proof.name == "cases")):
        return _equal(proof)
    trial.agreed, trial.only_one = 0, []
    for point in chain(first, islice(places, POINTS)):
        found = trial.at(point)
        if found is not None:
            return _different(problem, trial, found, point, places, relation)
        if proof is not None and trial.agreed:
            return _equal(proof)
    if not trial.agreed and trial.only_one:
        return _nowhere(trial)
    if trial.agreed >= ENOUGH:
        return Verdict("agrees", points=trial.agreed, digits=DIGITS)
    return Verdict("undecided", points=trial.agreed)


def _proof(problem: Problem) -> Proof | None:
    for prover in PROVERS:
        proof = prover.apply(problem)
        if proof is not None:
            return proof
    return None


def _equal(proof: Proof) -> Verdict:
    return Verdict("equal_where_defined" if proof.domain else "equal", proof.name, proof.domain)


def _different(
    problem: Problem,
    trial: Trial,
    found: Counterexample,
    point: Point,
    places: Iterator[Point],
    relation: bool,
) -> Verdict:
    related: Relation | None = None
    try:
        found = friendlier(trial, found, point, problem.constraints)
        if relation:
            related = relate(problem, chain((point,), islice(places, 2)))
    except OutOfTime:
        pass  # the refutation stands
    return Verdict("different", counterexample=found, relation=related)


def _nowhere(trial: Trial) -> Verdict:
    """One side has no value at any point tried, the other has."""
    point, left_has_none = trial.only_one[0]
    value = value_at(trial.right if left_has_none else trial.left, point, 64, trial.clock)
    values = (None, value) if left_has_none else (value, None)
    return Verdict("different", counterexample=Counterexample(point.shown, *values))
