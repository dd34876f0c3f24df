"""What a verification found: frozen values, one a check, and the whole with its worst entry and its confidence."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from symgrad.model import Model
from symgrad.presentation import Presentable


@dataclass(frozen=True)
class ValueCheck:
    """A name's value from the generated code against mpmath's, from the model as it was read.

    ``error`` is relative to the largest element.
    """

    name: str
    error: float
    ok: bool


@dataclass(frozen=True)
class StepCheck:
    """One line of a derivation: its value against that of its left side, at every point.

    ``place`` is the line's number, (3, 1) for the first small line inside the third.  ``expected`` and ``got`` are
    the element with the largest error.
    """

    target: str
    wrt: str
    strategy: str
    place: tuple[int, ...]
    rule: str
    line: sp.Expr
    error: float
    expected: float
    got: float
    ok: bool


@dataclass(frozen=True)
class GradientCheck:
    """The generated code's gradient by one parameter against differences of the generated code's loss.

    ``error`` is the largest deviation, relative to the largest entry, and 0 for a gradient that is 0 up to rounding;
    ``worst`` is where (indices from 1, () for a
    number), ``got`` the code's value there and ``expected`` the numerical one.  ``order`` is the observed order of
    convergence of plain central differences towards the code's gradient: about 2, ``None`` where they agree at once,
    about 0 for a wrong gradient.  ``complex_error`` is the deviation from complex steps, ``None`` where the function
    is not analytic.  With ``directions`` greater than 0 so many random directions were compared, not entries.
    """

    name: str
    error: float
    worst: tuple[int, ...]
    expected: float
    got: float
    order: float | None
    complex_error: float | None
    entries: int
    directions: int
    ok: bool


@dataclass(frozen=True)
class Verification(Presentable):
    """The whole report; true in a condition when everything holds.

    ``confidence`` is the probability with which an error of the size ``detectable`` (relative to the norm of a
    parameter's gradient) in any parameter's gradient would have been seen: 1 where every entry was compared, see
    ``symgrad.verification.gradients.confidence`` for random directions.  ``loss_evaluations`` is what the comparison
    of gradients cost.  ``conventions`` are (function, value of the derivative at its kink) pairs in use.
    ``unchecked`` names what could not be compared, with the reason; it is empty as a rule, and never silently skipped.

    ``ok`` means: the gradient by every name of ``wrt`` and the values were compared, and nothing that was compared
    failed.  Lines of derivations that could not be compared (``unchecked``) do not change it, except for a target that
    is an array: there is no code for its Jacobian, so its lines are all there is.
    """

    model: Model
    target: str
    values: tuple[ValueCheck, ...]
    gradients: tuple[GradientCheck, ...]
    steps: tuple[StepCheck, ...]
    conventions: tuple[tuple[sp.Expr, sp.Expr], ...]
    confidence: float
    detectable: float
    loss_evaluations: int
    points: int
    seed: int
    unchecked: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[ValueCheck | GradientCheck | StepCheck, ...]:
        """Every check that does not hold."""
        checks: list[ValueCheck | GradientCheck | StepCheck] = [*self.values, *self.gradients, *self.steps]
        return tuple(check for check in checks if not check.ok)

    @property
    def ok(self) -> bool:
        """Whether everything that was compared holds, every gradient and the values among it."""
        if self.model[self.target].axes:
            compared = set() if self.unchecked else {check.wrt for check in self.steps}
        else:
            compared = {check.name for check in self.gradients}
        return not self.failures and bool(self.values) and compared >= set(self.wrt)

    def __bool__(self) -> bool:
        return self.ok

    @property
    def worst(self) -> GradientCheck | None:
        """The gradient with the largest error, those that fail first; ``None`` without parameters."""
        return max(self.gradients, key=lambda check: (not check.ok, check.error), default=None)
