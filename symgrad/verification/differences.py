"""Numerical derivatives of a function along a line: central differences, extrapolated, and complex steps.

In: ``f(t)``, an array for each number t.  Out: f'(0) with an estimate of its error.  D(h) = (f(h) − f(−h))/(2h) is
wrong by c₂h² + c₄h⁴ + …; halving h and combining (Richardson) removes one power after another, and Ridders' choice
takes, element by element, the entry of that table whose error estimate is smallest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Line = Callable[[float], np.ndarray]
ComplexLine = Callable[[complex], np.ndarray]

#: h of the first difference, and how often it is halved
STEP = 0.1
LEVELS = 6
#: how often the first h is divided by 8 where the function has no value
SHRINKINGS = 4
EPS = float(np.finfo(float).eps)
#: the imaginary step; far below the rounding of anything it is added to, so nothing is cut off
COMPLEX_STEP = 1e-40


@dataclass(frozen=True)
class Slope:
    """f'(0): the extrapolated ``value``, an estimate of its ``error``, and the plain differences D(h), D(h/2), …

    ``noise`` is what rounding alone does to the plain differences.
    """

    value: np.ndarray
    error: np.ndarray
    plain: tuple[np.ndarray, ...]
    noise: np.ndarray


def slope(f: Line, *, step: float = STEP, levels: int = LEVELS) -> Slope:
    """Central differences with Richardson extrapolation; 2·``levels`` evaluations.

    Where ``f`` has no finite value that far out (a logarithm's domain ends) the first h is made smaller.  If that does
    not help, the slope is not finite; nothing is raised for it.
    """
    rows: list[list[np.ndarray]] = []
    with np.errstate(all="ignore"):
        above, below = _sides(f, step)
        for _ in range(SHRINKINGS):
            if np.all(np.isfinite(above)) and np.all(np.isfinite(below)):
                break
            step /= 8
            above, below = _sides(f, step)
        for level in range(levels):
            h = step / 2**level
            if level:
                above, below = _sides(f, h)
            row = [(above - below) / (2 * h)]
            noise = EPS * (np.abs(above) + np.abs(below)) / h
            if not level:
                best, error = row[0], np.full_like(row[0], np.inf)
            for order in range(1, level + 1):
                factor = 4.0**order
                row.append((factor * row[-1] - rows[-1][order - 1]) / (factor - 1))
            if level:
                guess = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - rows[-1][-1])) + noise
                better = guess < error
                best, error = np.where(better, row[-1], best), np.where(better, guess, error)
            rows.append(row)
    return Slope(best, error, tuple(row[0] for row in rows), noise)


def _sides(f: Line, h: float) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(f(h), dtype=float), np.asarray(f(-h), dtype=float)


def complex_slope(f: ComplexLine) -> np.ndarray:
    """Im f(ih)/h for an analytic f: one evaluation, no cancellation, exact to rounding."""
    return np.imag(np.asarray(f(1j * COMPLEX_STEP))) / COMPLEX_STEP


def observed_order(claimed: np.ndarray, plain: tuple[np.ndarray, ...], noise: np.ndarray) -> float | None:
    """p in |D(h) − claimed| ~ hᵖ, from D(h) and D(h/2); about 2 when the claimed derivative is right.

    ``None`` where the differences agree with what is claimed up to rounding (polynomials of degree two have no h²
    term).  A claimed derivative that is wrong by more than the h² term gives about 0.
    """
    first, second = (float(np.max(np.abs(item - claimed))) for item in plain[:2])
    scale = float(np.max(np.abs(claimed)))
    floor = 100 * (float(np.max(noise)) + EPS * scale)
    if first <= floor or second <= 0.0:
        return None
    return float(np.log2(first / second))
