"""An optimizer's row over flat arrays: all parameters at once, in pieces that stay in cache, in place.

In: an ``Update``.  Out: ``Elementwise``: the text of ``update(t, norm, pieces)`` and the function, where a piece is a
tuple of equally long slices: w, g, each state, and the buffers the lines need; the same for the place of the gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from symgrad.stepper.passes import Passes, uniform_states
from symgrad.stepper.update import Update


@dataclass(frozen=True)
class Elementwise:
    """``run(t, norm, pieces)``; ``buffers`` are how many arrays a piece has after w, g and the states."""

    text: str
    imported: tuple[str, ...]
    buffers: int
    run: Callable[..., None]


@lru_cache(maxsize=16)
def updating(update: Update) -> Elementwise:
    """The row."""
    return _written(update, "update", update.assignments, [])


@lru_cache(maxsize=16)
def placing(update: Update) -> Elementwise:
    """Where the gradient is taken; its piece has that array (``there``) behind the states."""
    there = sp.Symbol("there")
    return _written(update, "place", ((there, update.at),), [there])


def _written(
    update: Update, name: str, assignments: tuple[tuple[sp.Symbol, sp.Expr], ...], more: list[sp.Symbol]
) -> Elementwise:
    uniform = uniform_states(update)
    arrays = [update.parameter, update.gradient, *update.state, *more]
    passes = Passes(set(arrays) - set(uniform))
    passes.assign(assignments)
    norm = str(update.norm or "norm_of_g")
    numbers = [f"{symbol} = {value!r}" for symbol, value in update.constants]
    numbers += [f"{symbol} = {passes.scalar.doprint(expr)}" for symbol, expr in update.rates]
    numbers += [f"{state} = float(pieces[0][{arrays.index(state)}][0])" for state in uniform]
    numbers += passes.number_lines()
    changed = {left for left, _ in assignments}
    passes.lines += [f"{state}_everywhere[...] = {state}" for state in uniform if state in changed]
    shown = [f"{array}_everywhere" if array in uniform else str(array) for array in arrays]
    piece = ", ".join([*shown, *passes.buffers])
    lines = [*numbers, f"for {piece} in pieces:", *(f"    {line}" for line in passes.lines)]
    text = f"def {name}({update.time}, {norm}, pieces):\n" + "\n".join(f"    {line}" for line in lines) + "\n"
    namespace: dict[str, Any] = {"np": np, **vars(math)}
    exec(compile(text, f"<symgrad {name}>", "exec"), namespace)  # text of our own printers
    return Elementwise(text, passes.imported, len(passes.buffers), namespace[name])
