"""Update equations of optimizers: a row of SymPy assignments each; the code and the LaTeX are computed from them.

In a row ``w`` is a parameter, ``g`` its gradient ∂L/∂w, ``t`` the number of the epoch (1 for the first).  A state
symbol (momentum's v) starts at zero and means its old value until the row assigns it, so that the subscripts t−1 and
t of the books follow from the order.  Everything is elementwise: the same row updates a number and a matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType

import sympy as sp

from symgrad.errors import OptionError, SymgradError, choices
from symgrad.expressions import mul, sub

PARAMETER = sp.Symbol("w")
GRADIENT = sp.Symbol("g")
TIME = sp.Symbol("t")
_GIVEN = (PARAMETER, GRADIENT, TIME)


@dataclass(frozen=True)
class Hyperparameter:
    """A number a person chooses: its spelling in Python, its symbol, the usual value, and the values it may take.

    The range is ``low < value < high``, with ``low`` itself allowed when ``includes_low``.
    """

    spelling: str
    symbol: sp.Symbol
    usual: float
    low: float = 0.0
    high: float = float("inf")
    includes_low: bool = False

    def checked(self, value: float) -> float:
        """``value`` as a float.  Raises ``OptionError`` when it is no number or outside the range."""
        if isinstance(value, bool) or not hasattr(value, "__float__"):
            raise OptionError(f"{self.spelling} is a number, not {value!r}.")
        number = float(value)
        above = number >= self.low if self.includes_low else number > self.low
        if not (isfinite(number) and above and number < self.high):
            at_least = "at least" if self.includes_low else "greater than"
            below = "" if self.high == float("inf") else f" and less than {self.high:g}"
            raise OptionError(
                f"{self.spelling} is {number:g}; it must be {at_least} {self.low:g}{below}.",
                remedy=f"A usual value is {self.usual:g}.",
            )
        return number


@dataclass(frozen=True)
class UpdateRule:
    """One optimizer: ``assignments`` are carried out in order, for each parameter, once an epoch.

    ``state`` are the symbols remembered from one epoch to the next; every other assigned symbol except w is a
    name inside the epoch.  Raises ``SymgradError`` when made from assignments that use something undeclared, from a
    state that is never updated or never used, from a hyperparameter that is never used, and when w is not assigned
    exactly once.
    """

    name: str
    assignments: tuple[tuple[sp.Symbol, sp.Expr], ...]
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[sp.Symbol, ...] = ()
    reference: str = ""

    def __post_init__(self) -> None:
        problem = _nonsense(self)
        if problem:
            raise SymgradError(f"{self.name}: {problem}")

    def values(self, given: Mapping[str, float]) -> Mapping[str, float]:
        """Spelling → value for every hyperparameter, the usual value where ``given`` has none.

        Raises ``OptionError`` for an option this optimizer does not have and for a value out of range.
        """
        known = tuple(item.spelling for item in self.hyperparameters)
        for spelling in given:
            if spelling not in known:
                raise OptionError(f"{self.name} has no option {spelling!r}.", remedy=choices(spelling, known))
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
        if left in (GRADIENT, TIME, *symbols):
            return f"{left} is given from outside and cannot be assigned."
    for left in dict.fromkeys(assigned):
        if assigned.count(left) > 1:
            return f"{left} is assigned twice."
    if PARAMETER not in assigned:
        return f"the parameter {PARAMETER} is never updated."
    used: set[sp.Basic] = set()
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


_ALPHA = sp.Symbol(r"\alpha")
_LEARNING_RATE = Hyperparameter("learning_rate", _ALPHA, usual=0.1)

OPTIMIZERS: tuple[UpdateRule, ...] = (
    UpdateRule(
        "gradient_descent",
        assignments=((PARAMETER, sub(PARAMETER, mul(_ALPHA, GRADIENT))),),
        hyperparameters=(_LEARNING_RATE,),
        reference="A3, D4",
    ),
)

BY_NAME: Mapping[str, UpdateRule] = MappingProxyType({rule.name: rule for rule in OPTIMIZERS})


def optimizer(name: str) -> UpdateRule:
    """The row called ``name``.  Raises ``OptionError`` that lists what exists."""
    try:
        return BY_NAME[name]
    except (KeyError, TypeError):
        raise OptionError(
            f"no optimizer called {name!r}.", remedy=choices(str(name), tuple(BY_NAME))
        ) from None
