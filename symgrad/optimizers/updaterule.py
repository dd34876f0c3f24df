"""What an optimizer is: assignments in SymPy, what a person chooses, what is remembered from step to step.

In a row ``w`` is a parameter, ``g`` the gradient ∂L/∂w at the row's ``at``, ``t`` the number of the step (1 for the
first), ``‖g‖`` the length of the gradient of *all* parameters together.  A state symbol (momentum's v) means its old
value until the row assigns it, so that the subscripts t−1 and t of the books follow from the order.  Everything is
elementwise: the same row updates a number and a matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite, isnan, nan
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.errors import OptionError, SymgradError, choices, worded
from symgrad.presentation import Presentable

PARAMETER = sp.Symbol("w")
GRADIENT = sp.Symbol("g")
TIME = sp.Symbol("t")
#: √(Σ g²) over every element of every parameter
GRADIENT_NORM = sp.Symbol(r"\|g\|")
_GIVEN = (PARAMETER, GRADIENT, TIME, GRADIENT_NORM)
#: steps at which a schedule is tried before it is taken
_TRIED = (1, 2, 10, 100, 1000, 10_000)
#: (is the lowest value allowed, which ends there are) -> what a value must be
_RANGES = {
    (True, "low", "high"): "at least {low} and less than {high}",
    (False, "low", "high"): "greater than {low} and less than {high}",
    (True, "low"): "at least {low}",
    (False, "low"): "greater than {low}",
    (True, "high"): "less than {high}",
    (False, "high"): "less than {high}",
    (True,): "finite",
    (False,): "finite",
}


@dataclass(frozen=True)
class Hyperparameter:
    """A number a person chooses: its spelling in Python, its symbol, the usual value, and the values it may take.

    The range is ``low < value < high``, with ``low`` itself allowed when ``includes_low``.  A ``scheduled`` one (the
    learning rate) may be an expression in t instead of a number.
    """

    spelling: str
    symbol: sp.Symbol
    usual: float
    low: float = 0.0
    high: float = inf
    includes_low: bool = False
    scheduled: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "usual", self.checked(self.usual))

    def checked(self, value: Any) -> Any:
        """``value`` as a float, or the schedule it is.

        Raises ``OptionError`` for what is neither, or outside the range (a schedule: at one of its first 10,000 steps).
        """
        if self.scheduled and isinstance(value, sp.Expr) and not value.is_number:
            return self._schedule(value)
        try:
            number = nan if isinstance(value, (bool, str)) else float(value)
        except (TypeError, ValueError):
            number = nan
        if isnan(number):
            raise OptionError(
                worded(
                    "{spelling} is a number, not {value}; it must be {range}.",
                    spelling=self.spelling,
                    value=repr(value),
                    range=self._range(),
                )
            )
        above = number >= self.low if self.includes_low else number > self.low
        if not (isfinite(number) and above and number < self.high):
            raise OptionError(
                worded(
                    "{spelling} is {number}; it must be {range}.",
                    spelling=self.spelling,
                    number=f"{number:g}",
                    range=self._range(),
                ),
                remedy=worded("A usual value is {usual}.", usual=f"{self.usual:g}")
                if number != self.usual
                else "",
            )
        return number

    def _range(self) -> str:
        values = {
            key: f"{bound:g}" for key, bound in (("low", self.low), ("high", self.high)) if isfinite(bound)
        }
        return worded(_RANGES[self.includes_low, *values], **values)

    def _schedule(self, value: sp.Expr) -> sp.Expr:
        strange = sorted(str(symbol) for symbol in value.free_symbols - {TIME})
        if strange:
            raise OptionError(
                worded(
                    "{strange} in the schedule of {spelling} is not t.",
                    strange=", ".join(strange),
                    spelling=self.spelling,
                )
            )
        for step in _TRIED:
            number = value.xreplace({TIME: sp.Integer(step)}).evalf()
            real = number.is_Float or number.is_Rational
            # a cosine's end is 0 but for rounding
            if not real or not self.low - 1e-12 <= float(number) < self.high:
                raise OptionError(
                    worded(
                        "the schedule of {spelling} is {number} in step {step}; it must be at least "
                        "{low} in every step.",
                        spelling=self.spelling,
                        number=number,
                        step=step,
                        low=f"{self.low:g}",
                    )
                )
        return value


@dataclass(frozen=True)
class UpdateRule(Presentable):
    """One optimizer: ``assignments`` are carried out in order, for each parameter, once a step.

    ``state`` are the symbols remembered from one step to the next; every other assigned symbol except w is a name
    inside the step.  A state begins at zero, or at what ``start`` says (an expression in hyperparameters).  ``at`` is
    where the gradient is taken: w itself, or an expression in w, the old state and hyperparameters (Nesterov's w − βv).
    Raises ``SymgradError`` when made from assignments that use something undeclared, from a state that is never
    updated or never used, from a hyperparameter that is never used, and when w is not assigned exactly once.
    """

    name: str
    assignments: tuple[tuple[sp.Symbol, sp.Expr], ...]
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[sp.Symbol, ...] = ()
    reference: str = ""
    at: sp.Expr = PARAMETER
    start: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def __post_init__(self) -> None:
        problem = _nonsense(self)
        if problem:
            raise SymgradError(f"{self.name}: {problem}")

    @property
    def needs_norm(self) -> bool:
        """True when a line uses ‖g‖, the length of the gradient of all parameters together."""
        return any(GRADIENT_NORM in right.free_symbols for _, right in self.assignments)

    def first(self, state: sp.Symbol) -> sp.Expr:
        """What ``state`` is before the first step."""
        return dict(self.start).get(state, sp.Integer(0))

    def usually(self, **values: float) -> UpdateRule:
        """The same rule with other usual values: ``optimizer("adam").usually(beta_1=0.8)``."""
        chosen = self.values(values)
        changed = tuple(
            replace(item, usual=chosen[item.spelling]) if item.spelling in values else item
            for item in self.hyperparameters
        )
        return replace(self, hyperparameters=changed)

    def values(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Spelling → value for every hyperparameter, the usual value where ``given`` has none.

        A value is a float; the learning rate may be an expression in t (``symgrad.optimizers.schedules``).  Raises
        ``OptionError`` for an option this optimizer does not have and for a value out of range.
        """
        known = tuple(item.spelling for item in self.hyperparameters)
        for spelling in given:
            if spelling not in known:
                raise OptionError(
                    worded("{name} has no option {spelling}.", name=self.name, spelling=repr(spelling)),
                    remedy=choices(spelling, known),
                )
        return MappingProxyType(
            {
                item.spelling: item.checked(given.get(item.spelling, item.usual))
                for item in self.hyperparameters
            }
        )


def _nonsense(rule: UpdateRule) -> str:
    """What is wrong with a row, or nothing."""
    if not rule.name or not rule.reference:
        return "an optimizer needs a name and a reference."
    symbols = [item.symbol for item in rule.hyperparameters]
    declared = [*_GIVEN, *symbols, *rule.state]
    if len(set(declared)) != len(declared):
        return "a symbol is declared twice."
    assigned = [left for left, _ in rule.assignments]
    for left in assigned:
        if left in (GRADIENT, TIME, GRADIENT_NORM, *symbols):
            return f"{left} is given from outside and cannot be assigned."
    for left in dict.fromkeys(assigned):
        if assigned.count(left) > 1:
            return f"{left} is assigned twice."
    if PARAMETER not in assigned:
        return f"the parameter {PARAMETER} is never updated."
    begun = [left for left, _ in rule.start]
    if len(set(begun)) != len(begun) or not set(begun) <= set(rule.state):
        return "only a state has a value to start with, and only one."
    outside = (
        ("the place of the gradient", rule.at, {PARAMETER, TIME, *rule.state, *symbols}),
        *((f"the start of {left}", right, set(symbols)) for left, right in rule.start),
    )
    used: set[sp.Basic] = set()
    for what, expr, allowed in outside:
        strange = sorted(str(symbol) for symbol in expr.free_symbols - allowed)
        if strange:
            return f"{', '.join(strange)} in {what} is not known there."
        used |= expr.free_symbols & set(symbols)
    known: set[sp.Basic] = set(declared)
    for left, right in rule.assignments:
        strange = sorted(str(symbol) for symbol in right.free_symbols - known)
        if strange:
            return f"{', '.join(strange)} in the assignment of {left} is not declared."
        used |= right.free_symbols
        known.add(left)
    for state in rule.state:
        if state not in assigned:
            return f"the state {state} is never updated."
    for symbol in (GRADIENT, *rule.state, *symbols, *(left for left in assigned if left not in declared)):
        if symbol not in used:
            return f"{symbol} is never used."
    return ""
