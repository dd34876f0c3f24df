r"""Learning rates that change: expressions in t, the number of the step (1 for the first), to give as a learning rate.

``fit(..., learning_rate=cosine(0.1, steps=1000))``.  The rate of the first step is the one that is given, but for a
warm-up, which begins below it.  Numbers are taken exactly as they are written.
"""

from __future__ import annotations

import sympy as sp

from symgrad.errors import DataError, OptionError, worded
from symgrad.exact import as_written
from symgrad.expressions import ONE, Minimum, add, div, mul, power, sub
from symgrad.optimizers.updaterule import TIME

_SINCE = sub(TIME, ONE)


def step_decay(rate: float | sp.Expr, *, factor: float, every: int) -> sp.Expr:
    """``rate`` times ``factor`` after every ``every`` steps: rate · factor^⌊(t−1)/every⌋."""
    passed = sp.floor(div(_SINCE, _count(every, "every")), evaluate=False)
    return mul(_rate(rate), power(_share(factor, "factor"), passed))


def exponential(rate: float | sp.Expr, *, factor: float) -> sp.Expr:
    """``rate`` times ``factor`` after every step: rate · factor^(t−1)."""
    return mul(_rate(rate), power(_share(factor, "factor"), _SINCE))


def cosine(rate: float | sp.Expr, *, steps: int, to: float = 0.0) -> sp.Expr:
    """From ``rate`` to ``to`` along half a cosine in ``steps`` steps, then ``to`` (Loshchilov and Hutter, 2017)."""
    high, low = _rate(rate), _number(to, "to", 0.0)
    angle = mul(sp.pi, div(Minimum(_SINCE, _count(steps, "steps")), _count(steps, "steps")))
    share = mul(sp.Rational(1, 2), add(ONE, sp.cos(angle, evaluate=False)))
    return add(low, mul(sub(high, low) if low != 0 else high, share))


def warm_up(rate: float | sp.Expr, *, steps: int) -> sp.Expr:
    """``rate`` reached in ``steps`` equal steps, the first of them rate/steps.  ``rate`` may be a schedule itself."""
    count = _count(steps, "steps")
    return mul(_rate(rate), div(Minimum(TIME, count), count))


def _rate(rate: float | sp.Expr) -> sp.Expr:
    """The rate exactly as written; a schedule as it is.  Raises ``OptionError`` for anything else."""
    if isinstance(rate, sp.Expr) and rate.free_symbols == {TIME}:
        return rate
    number = _number(rate, "the learning rate", 0.0)
    if number == 0:
        raise OptionError("the learning rate is 0; it must be greater than 0.")
    return number


def _share(value: float, what: str) -> sp.Rational:
    number = _number(value, what, 0.0)
    if not 0 < number <= 1:
        raise OptionError(
            worded("{what} is {value}; it must be greater than 0 and at most 1.", what=what, value=value)
        )
    return number


def _count(value: int, what: str) -> sp.Integer:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise OptionError(
            worded("{what} is {value}; it must be a whole number, 1 or more.", what=what, value=repr(value))
        )
    return sp.Integer(value)


def _number(value: object, what: str, low: float) -> sp.Rational:
    try:
        exact = as_written(value)
    except DataError:
        raise OptionError(worded("{what} is a number, not {value}.", what=what, value=repr(value))) from None
    if exact < low:
        raise OptionError(
            worded("{what} is {value}; it must be at least {low}.", what=what, value=value, low=f"{low:g}")
        )
    return sp.Rational(exact.numerator, exact.denominator)
