"""The values a derivation is made of: steps that carry their rule, and the derivation with its lines.

No rule and no language in here: a rule is referred to by its name, which is the vocabulary that the rules, the words
in Korean and English, and the tests share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import sympy as sp

from symgrad.errors import SymgradError
from symgrad.expressions import Partial
from symgrad.model import Definition, Model
from symgrad.presentation import Presentable
from symgrad.reading.spelling import renamed
from symgrad.worked import Worked, work

Strategy = Literal["board", "backprop", "limit"]


@dataclass(frozen=True)
class Step:
    """One line of a derivation: ``rule`` turned ``before`` into ``after``, and the whole line is now ``line``.

    ``line`` is the right side of the equals sign; ``left`` is what it equals when that differs from the derivation's
    own left side (the adjoint of a name on the way).  ``substeps`` are the small lines inside this one.
    ``about`` are the names or expressions the words for this rule mention (the name that was replaced, the
    convention at a kink), keyed by the placeholder's name.
    """

    rule: str
    before: sp.Expr
    after: sp.Expr
    line: sp.Expr
    left: sp.Expr | None = None
    substeps: tuple[Step, ...] = ()
    about: Mapping[str, sp.Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.rule:
            raise SymgradError("a step needs the name of its rule.")
        object.__setattr__(self, "about", MappingProxyType(dict(self.about)))

    def __hash__(self) -> int:
        return hash((self.rule, self.before, self.after, self.line))


@dataclass(frozen=True)
class Adjoint:
    """``∂E/∂name = expr``: one line of backpropagation.

    ``expr`` mentions the adjoints of later names as ``Partial(E, name)``.  ``delta`` is the symbol of the layer's
    delta where the name is what goes into an activation.
    """

    name: str
    index: tuple[sp.Symbol, ...]
    partial: Partial
    expr: sp.Expr
    delta: sp.Expr | None = None


@dataclass(frozen=True)
class Derivation(Presentable):
    """∂target/∂wrt, line by line.

    ``result`` is the last line, a SymPy expression over the model's names; where putting everything in would make it
    grow, it stays in terms of the ``adjoints`` on the way (their δ, or ∂E/∂name).  ``conventions`` are pairs of a
    function with a kink and the value its derivative is given there.  ``occurs`` is false when the target does not
    depend on ``wrt`` at all.
    """

    model: Model
    target: str
    wrt: str
    strategy: Strategy
    left: Partial
    steps: tuple[Step, ...]
    result: sp.Expr
    adjoints: tuple[Adjoint, ...] = ()
    conventions: tuple[tuple[sp.Expr, sp.Expr], ...] = ()
    occurs: bool = True

    @property
    def index(self) -> tuple[sp.Symbol, ...]:
        """The free indices of the result: those of ``wrt``."""
        wrt = self.left.wrt
        return tuple(wrt.indices) if isinstance(wrt, sp.Indexed) else ()

    @property
    def lines(self) -> tuple[sp.Expr, ...]:
        """The right sides, one a step."""
        return tuple(step.line for step in self.steps)

    def at(self, values: Mapping[str, Any], *, digits: int = 3) -> Worked:
        """The derivation in numbers: each line as symbols = numbers put in = value (as in B6).

        ``values`` gives every parameter, datum and constant its number (keyed by the names as written); floats count
        as the decimals they are written as.  ``digits`` is how many decimals are shown; the values themselves
        are computed from unrounded ones.  Raises ``DataError`` for a missing or unknown name.
        """
        numbers = renamed(values, self.model.names)
        return work(
            self.model, self.target, self.left, self.steps, self.result, self.adjoints, numbers, digits
        )

    @property
    def definition(self) -> Definition | None:
        """The target's own definition."""
        return self.model.by_name.get(self.target)
