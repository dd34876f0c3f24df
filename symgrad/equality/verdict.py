"""What comes out of a comparison: a status, and what it rests on.

``equal`` is proved; ``agrees`` is not; ``different`` has a counterexample with disjoint enclosures (or a point where
only the answer has no value); ``undecided`` is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy as sp

from symgrad.errors import SymgradError
from symgrad.expressions import Determinant, free_symbols, key_of, transform
from symgrad.model import fresh_letters

Status = Literal["equal", "agrees", "equal_where_defined", "different", "undecided"]

#: functions of numbers up to this are worked out at once
SMALL = 1000

_SIGNS = {"=": "=", "!=": r"\ne", ">": ">", ">=": r"\ge", "<": "<", "<=": r"\le"}


@dataclass(frozen=True)
class Condition:
    """``left relation right`` (``=``, ``!=``, ``>``, ``>=``, ``<``, ``<=``): where an expression has a value.

    It is asked for where the ``given`` ones hold.
    """

    left: sp.Expr
    relation: str
    right: sp.Expr = sp.S.Zero
    given: tuple[Condition, ...] = ()

    @property
    def latex(self) -> str:
        """As in ``x \\ne 3`` or ``x \\ge 1 \\text{ if } x > 0``; names are LaTeX already."""
        left, right = (sp.latex(transform(side, _printable)) for side in (self.left, self.right))
        case = ", ".join(condition.latex for condition in self.given)
        return f"{left} {_SIGNS[self.relation]} {right}" + (rf" \text{{ if }} {case}" if case else "")


def _printable(node: sp.Basic) -> sp.Basic:
    """What SymPy's printer cannot write or would not stop at, as a name of its own."""
    if isinstance(node, Determinant):
        return _determinant(node)
    if (
        isinstance(node, (sp.Function, sp.Pow))
        and not all(map(_is_small, node.args))
        and not free_symbols(node)
    ):
        # The printer works out what stands in a sum, to put it in order: for e^{e^{e^{100}}} that takes for ever.
        return sp.Symbol(sp.latex(node))
    return node


def _is_small(number: sp.Basic) -> bool:
    return isinstance(number, sp.Rational) and abs(number) <= SMALL


def _determinant(node: Determinant) -> sp.Symbol:
    """det A as a name of its own; a matrix without a name by its elements."""
    if isinstance(node.function, sp.Indexed):
        return sp.Symbol(rf"\det {key_of(node.function)}")
    made = sorted((x for x in node.function.atoms(sp.Symbol) if x.name.startswith("#")), key=str)
    letters = [x for x in made if x not in (node.row, node.column)]
    fresh = fresh_letters({x.name for x in node.function.atoms(sp.Symbol)})
    table = dict(zip((node.row, node.column, *letters), fresh, strict=False))
    inside = node.function.xreplace(table)
    return sp.Symbol(rf"\det\left({sp.latex(inside)}\right)_{{{table[node.row]}{table[node.column]}}}")


@dataclass(frozen=True)
class Counterexample:
    """A point (name → ``Fraction``, nested tuples for data) and both values there, as balls.

    ``None`` for a value says that this side has none at the point.
    """

    at: Mapping[str, Any]
    left: Any
    right: Any


@dataclass(frozen=True)
class Relation:
    """``right = factor · left`` or ``right = left + difference``, proved; exactly one of the two is given."""

    factor: sp.Expr | None = None
    difference: sp.Rational | None = None

    def __post_init__(self) -> None:
        if (self.factor is None) == (self.difference is None):
            raise SymgradError("a relation is a factor or a difference.")


@dataclass(frozen=True)
class Verdict:
    """The outcome.  ``proof`` names the prover; ``domain`` is what has to hold for both sides to be defined.

    ``points`` is how many points agreed, to ``digits`` digits each, where nothing was proved.
    """

    status: Status
    proof: str = ""
    domain: tuple[Condition, ...] = ()
    counterexample: Counterexample | None = None
    relation: Relation | None = None
    points: int = 0
    digits: int = 0

    def __post_init__(self) -> None:
        if (self.status in ("equal", "equal_where_defined")) != bool(self.proof):
            raise SymgradError(f"{self.status} with the proof {self.proof!r}.")
        if (self.status == "different") != (self.counterexample is not None):
            raise SymgradError("different needs a counterexample, and only different has one.")

    @property
    def is_equal(self) -> bool:
        """Whether equality is proved wherever both sides are defined."""
        return bool(self.proof)


def fraction(value: Any) -> Any:
    """A point's numbers as ``Fraction``s, nested tuples kept."""
    if isinstance(value, tuple):
        return tuple(fraction(item) for item in value)
    return value if isinstance(value, Fraction) else Fraction(int(value.p), int(value.q))
