"""An optimizer's row with its numbers: what one step assigns, in SymPy, ready for a printer.

In: an ``UpdateRule`` and the values chosen for its hyperparameters (a number, or an expression in t for a schedule).
Out: ``Update``: identifiers for w, g, t and the state, and the assignments over them in the row's order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from symgrad.codenodes import identifiers
from symgrad.expressions import ONE, replace
from symgrad.optimizers import GRADIENT, GRADIENT_NORM, PARAMETER, TIME, UpdateRule
from symgrad.printer import ArrayCode

Chosen = Mapping[str, Any]
Assignment = tuple[sp.Symbol, sp.Expr]


@dataclass(frozen=True)
class Update:
    """One step of a rule.

    ``constants`` are the hyperparameters that are numbers, ``rates`` those that are expressions in t, to be worked out
    first in every step; ``assignments`` follow.  The gradient is that at ``at``; ``norm`` is the length of the gradient
    of all parameters, ``None`` where nothing needs it; ``start`` is what each state is before the first step.
    A state is counted in its unit, an expression in the constants: the row's v is unit · v.  Without ``units`` they
    are 1.  All symbols are Python identifiers.
    """

    rule: UpdateRule
    parameter: sp.Symbol
    gradient: sp.Symbol
    time: sp.Symbol
    norm: sp.Symbol | None
    at: sp.Expr
    start: tuple[float, ...]
    state: tuple[sp.Symbol, ...]
    constants: tuple[tuple[sp.Symbol, float], ...]
    rates: tuple[Assignment, ...]
    assignments: tuple[Assignment, ...]
    units: tuple[sp.Expr, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The states as the row writes them; what is counted in a unit is called ``v/(1 - beta)``."""
        units = self.units or (ONE,) * len(self.state)
        pairs = zip(self.rule.state, units, strict=True)
        return tuple(str(state) if unit == ONE else f"{state}/({unit})" for state, unit in pairs)

    @property
    def scales(self) -> tuple[float, ...]:
        """The units as numbers."""
        numbers = {symbol: sp.Float(value) for symbol, value in self.constants}
        return tuple(float(replace(unit, numbers)) for unit in self.units or (ONE,) * len(self.state))


def update_of(rule: UpdateRule, chosen: Chosen) -> Update:
    """The row's assignments over identifiers, with the chosen numbers and schedules beside them."""
    return _update(rule, tuple((item.spelling, chosen[item.spelling]) for item in rule.hyperparameters))


@lru_cache(maxsize=64)
def _update(rule: UpdateRule, values: tuple[tuple[str, Any], ...]) -> Update:
    chosen = dict(values)
    hyper = [item.symbol for item in rule.hyperparameters]
    symbols = [PARAMETER, GRADIENT, TIME, GRADIENT_NORM, *rule.state, *hyper]
    inside = [left for left, _ in rule.assignments if left not in symbols]
    everything = list(dict.fromkeys([*symbols, *inside]))
    spelled = identifiers(str(symbol) for symbol in everything)
    named = {symbol: sp.Symbol(spelled[str(symbol)]) for symbol in everything}
    constants: list[tuple[sp.Symbol, float]] = []
    rates: list[Assignment] = []
    for item in rule.hyperparameters:
        value = chosen[item.spelling]
        if isinstance(value, sp.Expr) and not value.is_number:
            rates.append((named[item.symbol], replace(value, {TIME: named[TIME]})))
        else:
            constants.append((named[item.symbol], float(value)))
    numbers = {symbol: sp.Float(value) for symbol, value in constants}
    return Update(
        rule,
        named[PARAMETER],
        named[GRADIENT],
        named[TIME],
        named[GRADIENT_NORM] if rule.needs_norm else None,
        replace(rule.at, named),
        tuple(float(replace(replace(rule.first(state), named), numbers)) for state in rule.state),
        tuple(named[state] for state in rule.state),
        tuple(constants),
        tuple(rates),
        tuple((named[left], replace(right, named)) for left, right in rule.assignments),
    )


@lru_cache(maxsize=16)
def plain_update(update: Update) -> Callable[..., tuple[Any, ...]]:
    """``(w, g, t, ‖g‖, *state) → (new w, *new state)`` as the row stands, for a number or an array."""
    return _compiled(
        [
            update.parameter,
            update.gradient,
            update.time,
            update.norm or sp.Symbol("norm_of_g"),
            *update.state,
        ],
        [*_head(update), *update.assignments],
        sp.Tuple(update.parameter, *update.state),
    )


@lru_cache(maxsize=16)
def plain_place(update: Update) -> Callable[..., Any]:
    """``(w, t, *state) → `` where the gradient is taken."""
    return _compiled([update.parameter, update.time, *update.state], _head(update), update.at)


def _head(update: Update) -> list[Assignment]:
    return [*((symbol, sp.Float(value)) for symbol, value in update.constants), *update.rates]


def _compiled(args: list[sp.Symbol], body: list[Assignment], result: sp.Basic) -> Callable[..., Any]:
    run: Callable[..., Any] = sp.lambdify(
        args,
        (),
        modules=[{"np": np}],
        printer=ArrayCode(),
        use_imps=False,
        cse=lambda _: (body, result),
    )
    return run
