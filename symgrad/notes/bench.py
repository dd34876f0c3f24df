"""What the sides of a section are judged by, and what every judge of a line has.

Goes in: the states and what has been printed so far.  Comes out: ``Bench``, and ``Judge``, the base of the judges of
formulas, arithmetic and numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from symgrad.errors import DataError, SymgradError
from symgrad.notes.calculator import Calculator
from symgrad.notes.chains import Chain, Side
from symgrad.notes.chances import Chances
from symgrad.notes.facts import Fact
from symgrad.notes.numbers import OutOfRange
from symgrad.notes.rounding import is_known, shown
from symgrad.notes.state import State
from symgrad.notes.variants import Variants
from symgrad.reading import syntax

Fields = dict[str, Any]


@dataclass
class Bench:
    """What the sides of a section are judged by.

    ``now`` are the given numbers (mpmath, and as ``exact`` in balls; ``None`` where some are not given), ``bare`` a
    state for arithmetic alone, ``points`` random numbers that have the page's facts, ``free`` without them.  They are
    ``lost`` after an update that cannot be worked out, ``partial`` for a line that needs numbers the page has not.
    ``introduced`` are names that a line gave, and whether it did so since the last update; ``broken`` are names whose
    line has no value, ``standing`` those whose line has a formula and no number.
    """

    points: tuple[State, ...]
    free: tuple[State, ...]
    facts: tuple[Fact, ...]
    now: State | None
    exact: State | None
    bare: State
    calculator: Calculator
    variants: Variants
    chances: Chances
    forms: dict[syntax.Node, list[syntax.Node]] = field(default_factory=dict)
    lost: bool = False
    partial: bool = False
    introduced: dict[str, bool] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    standing: frozenset[str] = frozenset()

    def of(self, line: Chain) -> Bench:
        """What a line is judged by: not by the given numbers, if it is about names that the page gives none."""
        if not any(map(self._lacking, line.sides)):
            return self
        return replace(self, now=None, exact=None, partial=True)

    def _lacking(self, side: Side) -> bool:
        state = self.exact
        if state is None or not state.missing or side.kind not in ("formula", "mixed"):
            return False
        try:
            state.value(side.node)
        except OutOfRange:
            return False
        except DataError:
            return True
        except SymgradError:
            return False
        return False


@dataclass
class Judge:
    """One line being judged."""

    bench: Bench
    line: Chain
    assigned: bool
    reference: Side | None = None

    def __post_init__(self) -> None:
        sides = self.line.sides[1:] if self.assigned else self.line.sides
        found = [side for kind in ("formula", "mixed") for side in sides if side.kind == kind]
        self.reference = found[0] if found else None

    def about(self, number: int) -> bool:
        """Whether a side stands beside an ≈."""
        return "≈" in self.line.signs[max(number - 1, 0) : number + 1]

    def defined(self, number: int) -> Fields:
        """A side that nothing is compared with; raises for a name that nothing defines."""
        side, bench = self.line.sides[number], self.bench
        for state in bench.points[:1]:
            state.value(side.node)
        value = None if bench.exact is None else bench.exact.value(side.node)
        return {"verdict": "defined", "exact": None if value is None or not is_known(value) else shown(value)}


def unjudged(reason: str, key: str = "", **values: str) -> Fields:
    """A side that stands as it is, with what kept it from being judged; ``key`` is a remark's, if there is one."""
    remarks = ((f"no_value_{key}", values),) if key else ()
    return {"verdict": "defined", "judged": False, "reason": reason, "remarks": remarks}
