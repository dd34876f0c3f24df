"""The generated code's gradient against differences of the generated code's loss.

Few parameters: every entry, by extrapolated central differences and, where the function is analytic, by complex steps.
Many: random directions d, comparing g·d with the slope of the loss along d; the cost does not depend on how many
entries there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import erf, prod, sqrt
from typing import Any

import numpy as np

from symgrad.errors import UnsupportedError
from symgrad.model import Model
from symgrad.program import Program, evaluator
from symgrad.verification.bench import SHRINKS, Guard, comparison, nudged, shifted
from symgrad.verification.differences import (
    LEVELS,
    Slope,
    complex_slope,
    observed_order,
    slope,
)
from symgrad.verification.points import inputs_of, shape_of
from symgrad.verification.report import GradientCheck

Arrays = Mapping[str, Any]

#: with more entries than this, random directions instead of every entry
DIRECTIONS_ABOVE = 200
#: directions through all parameters together, besides one through each parameter by itself
TOGETHER = 2
#: halvings of h along a direction (twice as many loss evaluations)
DIRECTION_LEVELS = 4
#: how far a gradient may be off, relative to itself, beyond what the numerical value is uncertain by
TOLERANCE = 1e-7
#: the same for complex steps, which are exact to rounding
COMPLEX_TOLERANCE = 1e-9
#: the size of error, relative to a parameter's gradient, that the confidence is stated for
DETECTABLE = 1e-3


@dataclass(frozen=True)
class Found:
    """The checks at one point, and what they cost and are worth."""

    checks: tuple[GradientCheck, ...]
    confidence: float
    loss_evaluations: int


class GradientChecker:
    """Compares a program's gradients at any point; ``wrt`` are the parameters looked at."""

    def __init__(self, model: Model, program: Program, wrt: Sequence[str], sizes: Mapping[str, int]) -> None:
        self.entries = sum(prod(shape_of(model, key, sizes)) for key in wrt)
        self.model = model
        self.program = program
        self.wrt = tuple(wrt)
        self.guard = Guard(model, program.target, inputs_of(model))
        self.evaluations = 0
        target = model.by_name[program.target].symbol
        self.analytic = evaluator(model, [(target, ())], analytic=True) if self.guard.smooth else None

    @property
    def many(self) -> bool:
        """Whether there are so many entries that random directions are compared."""
        return self.entries > DIRECTIONS_ABOVE

    def check(self, values: Arrays, rng: np.random.Generator) -> Found:
        """Every parameter's gradient at this point.

        Raises ``UnsupportedError`` where it is too near a kink and where the code has no gradient.
        """
        try:
            claimed = self._claimed(values)
        except (ValueError, ZeroDivisionError, OverflowError) as problem:
            raise UnsupportedError(f"the generated code has no gradient there ({problem}).") from None
        self.evaluations = 0
        found = self._directions(values, claimed, rng) if self.many else self._entries(values, claimed)
        return Found(found[0], found[1], self.evaluations)

    def _claimed(self, values: Arrays) -> dict[str, np.ndarray]:
        """The gradients of the generated code."""
        params = {key: values[key] for key in self.model.parameters}
        data = {key: values[key] for key in (*self.model.data, *self.model.constants)}
        with np.errstate(all="ignore"):
            _, gradients = self.program.value_and_grad(params, data)
        return {key: np.asarray(gradients[key], dtype=float) for key in self.wrt}

    def _rounding(self, values: Arrays, claimed: Arrays) -> dict[str, np.ndarray]:
        """How far rounding alone moves each entry of the gradients.

        Terms that cancel (the bias before a normalisation) leave entries that are nothing but rounding.
        """
        moved = {key: np.zeros(value.shape) for key, value in claimed.items()}
        for off in nudged(values, inputs_of(self.model)):
            try:
                again = self._claimed(off)
            except (ValueError, ZeroDivisionError, OverflowError):
                continue
            for key, value in again.items():
                gap = np.abs(value - claimed[key])
                moved[key] = np.maximum(moved[key], np.where(np.isfinite(gap), gap, 0.0))
        return moved

    # -- the loss along a line ------------------------------------------------------------------------------

    def _loss(self, values: Arrays) -> np.ndarray:
        self.evaluations += 1
        params = {key: values[key] for key in self.model.parameters}
        data = {key: values[key] for key in (*self.model.data, *self.model.constants)}
        try:
            with np.errstate(all="ignore"):
                return np.asarray(self.program.loss(params, data), dtype=float)
        except (ValueError, ZeroDivisionError, OverflowError):
            return np.asarray(np.nan)

    def _slope(
        self, values: Arrays, moved: Callable[[float], Arrays], levels: int, shrink: float = 1.0
    ) -> Slope:
        step = shrink * self.guard.step(values, moved)
        return slope(lambda t: self._loss(moved(t)), step=step, levels=levels)

    def _complex(self, moved: Callable[[complex], Arrays]) -> float | None:
        """The slope by a complex step, where there is one."""
        if self.analytic is None:
            return None
        self.evaluations += 1
        run = self.analytic
        try:
            with np.errstate(all="ignore"):
                value = complex_slope(lambda t: np.asarray(run(moved(t))[0]))
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return float(value)

    # -- every entry ----------------------------------------------------------------------------------------

    def _entries(self, values: Arrays, claimed: Arrays) -> tuple[tuple[GradientCheck, ...], float]:
        rounding = self._rounding(values, claimed)
        return tuple(self._entries_of(values, key, claimed[key], rounding[key]) for key in self.wrt), 1.0

    def _entries_of(
        self, values: Arrays, key: str, claimed: np.ndarray, rounding: np.ndarray
    ) -> GradientCheck:
        base = np.asarray(values[key])
        lines: list[Callable[[complex], Arrays]] = [
            lambda t, place=place: {**values, key: shifted(base, place, t)}  # type: ignore[misc]
            for place in np.ndindex(base.shape)
        ]
        for shrink in SHRINKS:
            slopes = [self._slope(values, moved, LEVELS, shrink) for moved in lines]

            def table(part: str, slopes: list[Slope] = slopes) -> np.ndarray:
                return np.array([getattr(each, part) for each in slopes]).reshape(base.shape)

            expected = table("value")
            error, worst, ok = comparison(claimed, expected, table("error") + rounding, relative=TOLERANCE)
            if ok:
                break
        exact = [value for value in map(self._complex, lines) if value is not None]
        complex_error = None
        if len(exact) == len(lines) and exact:
            analytic = np.array(exact).reshape(base.shape)
            complex_error, place, agrees = comparison(claimed, analytic, rounding, relative=COMPLEX_TOLERANCE)
            if ok and not agrees:
                ok, worst, expected = False, place, analytic
        plain = tuple(
            np.array([each.plain[level] for each in slopes]).reshape(base.shape) for level in (0, 1)
        )
        order = observed_order(claimed, plain, table("noise"))
        return GradientCheck(
            key,
            error,
            tuple(place + 1 for place in worst),
            float(expected[worst]),
            float(claimed[worst]),
            order,
            complex_error,
            base.size,
            0,
            ok,
        )

    # -- random directions ----------------------------------------------------------------------------------

    def _directions(
        self, values: Arrays, claimed: Arrays, rng: np.random.Generator
    ) -> tuple[tuple[GradientCheck, ...], float]:
        norms = {key: float(np.linalg.norm(value)) or 1.0 for key, value in claimed.items()}
        together = [self._along(values, claimed, norms, self.wrt, rng) for _ in range(TOGETHER)]
        by_itself = {key: self._along(values, claimed, norms, (key,), rng) for key in self.wrt}
        blamed = not all(each.ok for each in by_itself.values())
        checks, misses = [], []
        for key, alone in by_itself.items():
            # A joint comparison that fails is held against every parameter unless some fail by themselves.
            used = [alone] if blamed else [alone, *together]
            worst = max(used, key=lambda each: (not each.ok, each.error))
            checks.append(
                GradientCheck(
                    key,
                    worst.error,
                    (),
                    worst.expected,
                    worst.got,
                    alone.order,
                    alone.complex_error,
                    claimed[key].size,
                    len(used),
                    all(each.ok for each in used),
                )
            )
            misses.append(missed([each.threshold for each in used]))
        return tuple(checks), 1.0 - max(misses)

    def _along(
        self,
        values: Arrays,
        claimed: Arrays,
        norms: Mapping[str, float],
        keys: Sequence[str],
        rng: np.random.Generator,
    ) -> _Direction:
        """Compare along d = (z / ‖g‖ of each parameter), z normal, scaled to length 1."""
        direction = {key: rng.standard_normal(claimed[key].shape) / norms[key] for key in keys}
        length = sqrt(sum(float(np.sum(part**2)) for part in direction.values()))
        direction = {key: part / length for key, part in direction.items()}

        def moved(t: complex) -> Arrays:
            return {**values, **{key: values[key] + t * part for key, part in direction.items()}}

        got = np.asarray(sum(float(np.sum(claimed[key] * part)) for key, part in direction.items()))
        for shrink in SHRINKS:
            line = self._slope(values, moved, DIRECTION_LEVELS, shrink)
            error, _, ok = comparison(got, line.value, line.error, relative=TOLERANCE)
            if ok:
                break
        by_complex, complex_error = self._complex(moved), None
        if by_complex is not None:
            complex_error, _, agrees = comparison(
                got, np.asarray(by_complex), np.asarray(0.0), relative=COMPLEX_TOLERANCE
            )
            ok = ok and agrees
        allowed = 2 * TOLERANCE * abs(float(line.value)) + 10 * float(line.error)
        order = observed_order(got, line.plain, line.noise)
        return _Direction(error, float(line.value), float(got), order, complex_error, ok, allowed * length)


@dataclass(frozen=True)
class _Direction:
    """One comparison; an error e = ρ‖g‖ of a parameter passes when |ρξ| ≤ ``threshold``, ξ standard normal."""

    error: float
    expected: float
    got: float
    order: float | None
    complex_error: float | None
    ok: bool
    threshold: float


def missed(thresholds: Sequence[float], detectable: float = DETECTABLE) -> float:
    """The probability that a wrong gradient passes all its random directions.

    Say a parameter's gradient is off by a vector e with ‖e‖ = ρ‖g‖.  Along d = z/‖g‖ with z standard normal the
    comparison is off by e·d = ρξ with ξ standard normal (a normal vector looks the same from every side), whichever
    entries are wrong and however many there are.  It passes when |ρξ| ≤ τ, τ being what the comparison allows:

        P = P(|ξ| ≤ τ/ρ) = erf(τ / (ρ√2)) ≤ √(2/π) · τ/ρ,

    and for independent directions the probabilities multiply.  ``detectable`` is ρ; the confidence is 1 − P.
    """
    product = 1.0
    for threshold in thresholds:
        product *= erf(threshold / (detectable * sqrt(2)))
    return product
