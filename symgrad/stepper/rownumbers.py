"""An optimizer's row in two parts: what is a number in each step, and what is done to every element.

In: an ``Update``.  Out: ``Split``: the numbers of steps t, t+1, … (1 − β₁ᵗ, a schedule's rate) as a table with a line
for each step, always in double precision; and the row's assignments in which those numbers are symbols.  What another
library or a compiled loop has to carry out is then arithmetic on w, g, ‖g‖ and the state alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from symgrad.expressions import rebuild
from symgrad.printer import ArrayCode
from symgrad.stepper.update import Update

Assignment = tuple[sp.Symbol, sp.Expr]


@dataclass(frozen=True)
class Split:
    """``numbers`` are the symbols the table's columns stand for in ``assignments`` and in ``at``."""

    numbers: tuple[sp.Symbol, ...]
    assignments: tuple[Assignment, ...]
    at: sp.Expr
    _run: Callable[[np.ndarray], tuple[Any, ...]]

    def table(self, first: int, steps: int) -> np.ndarray:
        """The numbers of ``steps`` steps from step ``first`` on, of shape (steps, numbers)."""
        times = np.arange(first, first + steps, dtype=float)
        with np.errstate(all="ignore"):
            columns = [np.broadcast_to(column, times.shape) for column in self._run(times)]
        return np.stack(columns, axis=1) if columns else np.empty((steps, 0))


@lru_cache(maxsize=64)
def split(update: Update) -> Split:
    """The row's two parts."""
    return _Splitting(update).split()


class _Splitting:
    def __init__(self, update: Update) -> None:
        self.update = update
        constants = [(name, sp.Float(value)) for name, value in update.constants]
        #: assignments of numbers, the rates of schedules among them
        self.body: list[Assignment] = [*constants, *update.rates]
        self.known: set[sp.Basic] = {update.time, *(name for name, _ in self.body)}
        self.found: dict[sp.Expr, sp.Symbol] = {}

    def split(self) -> Split:
        update = self.update
        kept: list[Assignment] = []
        lasting = {update.parameter, *update.state}
        for left, right in update.assignments:
            if left not in lasting and right.free_symbols <= self.known:
                self.body.append((left, right))
                self.known.add(left)
            else:
                kept.append((left, self._taken(right)))
        at = self._taken(update.at)
        symbols = tuple(self.found.values())
        body = [*self.body, *((name, expr) for expr, name in self.found.items())]
        run = compiled([update.time], body, sp.Tuple(*symbols), ArrayCode())
        return Split(symbols, tuple(kept), at, run)

    def _taken(self, expr: Any) -> Any:
        """The expression with its largest parts that are numbers named; plain numerals stay."""
        if not expr.args and not isinstance(expr, sp.Symbol):
            return expr
        if isinstance(expr, sp.Expr) and expr.free_symbols and expr.free_symbols <= self.known:
            return self._name(expr)
        if isinstance(expr, (sp.Mul, sp.Add)):
            numbers = [arg for arg in expr.args if arg.free_symbols <= self.known]
            if len(numbers) > 1 and any(arg.free_symbols for arg in numbers):
                rest = [self._taken(arg) for arg in expr.args if arg not in numbers]
                return rebuild(expr, (self._name(rebuild(expr, tuple(numbers))), *rest))
        args = tuple(self._taken(arg) for arg in expr.args)
        if isinstance(expr, (sp.core.relational.Relational, sp.logic.boolalg.BooleanFunction)):
            return expr.func(*args, evaluate=False)
        return expr if args == expr.args else rebuild(expr, args)

    def _name(self, expr: sp.Expr) -> sp.Symbol:
        if expr not in self.found:
            taken = {str(symbol) for symbol in (*self._symbols(), *self.found.values())}
            number = len(self.found) + 1
            while f"s_{number}" in taken:
                number += 1
            self.found[expr] = sp.Symbol(f"s_{number}")
        return self.found[expr]

    def _symbols(self) -> set[sp.Basic]:
        update = self.update
        rows = [*update.assignments, *self.body]
        return {update.parameter, update.gradient, update.time, *(name for name, _ in rows)}


def compiled(
    args: list[sp.Symbol], body: list[Assignment], result: sp.Basic, printer: ArrayCode
) -> Callable[..., tuple[Any, ...]]:
    """The function of ``args`` that carries out assignments, in the library of the printer."""
    printer.prepare(body)
    run: Callable[..., tuple[Any, ...]] = sp.lambdify(
        args,
        (),
        modules=[{"np": np, **printer.namespace()}],
        printer=printer,
        use_imps=False,
        cse=lambda _: (body, result),
    )
    return run
