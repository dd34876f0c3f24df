"""Values that cannot be wrong: every number is an interval that holds the true one.

In: a model or an expression, and its inputs as exact rationals (``"0.1"`` is 1/10) or as an ``Interval`` (a printed
0.613 is [0.6125, 0.6135]).  Out: a ``Ball``: an exact ``fmpq`` where the value is rational and known exactly, else
python-flint's ``arb``, a ball that holds the value.  A ball that is not finite says "not known": a denominator or a
logarithm's argument that may be 0.  Who needs more digits asks again with more bits; there are no tolerances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Any, TypeAlias, TypeVar

import sympy as sp
from flint import arb, ctx, fmpq, fmpz

from symgrad.errors import DataError, UndefinedError
from symgrad.exact import Arithmetic, Environment, as_written, environment, evaluate_expression, forward
from symgrad.expressions import everything, has
from symgrad.functions import TOWERING
from symgrad.model import Model

Ball: TypeAlias = Any  # fmpq, or arb
T = TypeVar("T")

#: a rational with more bits than this goes on as a ball
EXACT_BITS = 4096
#: precision to begin with, and where the doubling ends
FIRST_BITS, LAST_BITS = 64, 4096
#: powers of two beyond which a ball's ends are not written out as fractions
LARGEST_EXPONENT = 40_000
#: digits that a number may have before it is written with a power of ten
LONGEST = 100

#: powers with larger exponents are no numbers to be worked with
HIGHEST = 10**6

NOWHERE = arb.nan()
#: the whole numbers that coefficients, exponents and indices nearly always are
_SMALL = {number: fmpq(number) for number in range(-9, 10)}


@dataclass(frozen=True)
class Interval:
    """All numbers from ``low`` to ``high``, both included."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise DataError(f"an interval from {self.low} to {self.high} holds no number.")

    @classmethod
    def printed(cls, text: str) -> Interval:
        """What a number printed with decimals stands for: half a unit of the last place to both sides.

        A number without a decimal point stands for itself.  Raises ``DataError`` for what is no number.
        """
        value = as_written(text)
        mantissa, _, exponent = text.strip().lower().partition("e")
        places = len(mantissa.partition(".")[2]) - int(exponent or 0)
        half = Fraction(1, 2) / Fraction(10) ** places if "." in mantissa else Fraction(0)
        return cls(value - half, value + half)


def number(given: Any) -> Ball:
    """A number as given: exact, or the ball of an ``Interval``; nested lists become tuples."""
    if isinstance(given, (fmpq, arb)):
        return given
    if isinstance(given, Interval):
        low, high = (arb(_rational(end.numerator, end.denominator)) for end in (given.low, given.high))
        return low.union(high)
    if isinstance(given, (list, tuple)):
        return tuple(number(item) for item in given)
    if hasattr(given, "tolist"):
        return number(given.tolist())
    if isinstance(given, sp.Rational):
        return _rational(int(given.p), int(given.q))
    exact = given if isinstance(given, Fraction) else as_written(given)
    return _rational(exact.numerator, exact.denominator)


def enclose(model_or_expr: Any, values: Mapping[str, Any], *, bits: int = FIRST_BITS) -> Any:
    """Enclosures: name → ball for a model, as ``exact.evaluate`` gives them; one ball for an expression.

    Names with axes have nested lists; whole numbers among ``values`` are sizes too.  Where there is no real value, or
    none that these inputs decide, the ball is not finite.  Raises as ``exact.evaluate`` does for missing names.
    """
    with ctx.workprec(bits):
        if isinstance(model_or_expr, Model):
            env = environment(model_or_expr, values, arithmetic=BALLS)
            try:
                return forward(model_or_expr, env)
            except UndefinedError:
                return {**dict.fromkeys(model_or_expr.by_name, NOWHERE), **env.values}
        env = Environment({key: number(value) for key, value in values.items()}, arithmetic=BALLS)
        env.sizes.update({key: int(v.p) for key, v in env.values.items() if isinstance(v, fmpq) and v.q == 1})
        return enclosure(model_or_expr, env)


def enclosure(expr: sp.Expr, env: Environment) -> Ball:
    """The ball of one expression in an environment of balls, at the current precision; not finite if undefined."""
    try:
        return evaluate_expression(expr, env)
    except UndefinedError:
        return NOWHERE


def is_too_high(exponent: sp.Expr) -> bool:
    """Whether an exponent without names is beyond ``HIGHEST``, as in e^{e^{100}}: SymPy would work the power out."""
    if isinstance(exponent, sp.Rational):
        return bool(abs(exponent) > HIGHEST)
    if has(exponent, (sp.Symbol, sp.Sum)):
        return False
    ball = enclose(exponent, {})
    return is_finite(ball) and not abs(ball) <= HIGHEST


def too_high(expr: sp.Expr) -> sp.Expr | None:
    """An exponent in the expression that is too high, if there is one."""
    for node in everything(expr) if has(expr, (*TOWERING, sp.Pow)) else ():
        exponent = node.args[-1] if isinstance(node, (*TOWERING, sp.Pow)) else None
        if exponent is not None and is_too_high(exponent):
            return exponent
    return None


def until(decide: Callable[[int], T | None], *, first: int = FIRST_BITS, last: int = LAST_BITS) -> T | None:
    """The answer of ``decide(bits)``, asked with twice as many bits as long as it is ``None``."""
    bits = first
    while bits <= last:
        answer = decide(bits)
        if answer is not None:
            return answer
        bits *= 2
    return None


# -- what a ball tells ------------------------------------------------------------------------------------


def is_finite(ball: Ball) -> bool:
    """Whether the value is enclosed at all."""
    return type(ball) is fmpq or bool(ball.is_finite())


def ends(ball: Ball) -> tuple[Fraction, Fraction] | None:
    """The least and the largest value possible, exactly; ``None`` if not finite or astronomically large or small."""
    if isinstance(ball, fmpq):
        value = Fraction(int(ball.p), int(ball.q))
        return value, value
    if not ball.is_finite():
        return None
    middle, radius = _dyadic(ball.mid()), _dyadic(ball.rad())
    return None if middle is None or radius is None else (middle - radius, middle + radius)


def contains(ball: Ball, value: Any) -> bool:
    """Whether the true value may be ``value`` (a rational, or a decimal as written)."""
    between, exact = ends(ball), number(value)
    exact = Fraction(int(exact.p), int(exact.q))
    return between is None or between[0] <= exact <= between[1]


def overlaps(left: Ball, right: Ball) -> bool:
    """Whether the two values may be equal; ``False`` proves that they differ."""
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return bool(left == right)
    if not (is_finite(left) and is_finite(right)):
        return True
    if isinstance(left, fmpq) or isinstance(right, fmpq):
        # A rational is compared exactly: made a ball, it would be as wide as the precision outside says.
        low, high = ends(left), ends(right)
        if low is not None and high is not None:
            return low[0] <= high[1] and high[0] <= low[1]
    return bool(arb(left).overlaps(arb(right)))


def rounded(ball: Ball, places: int) -> str | None:
    """The value to ``places`` decimals (-1: to the tens), halves away from zero; ``None`` if the ball is too wide."""
    return _decimal(ends(ball), places, _to_nearest)


def truncated(ball: Ball, places: int) -> str | None:
    """The value cut off after ``places`` decimals; ``None`` where the ball does not decide it."""
    return _decimal(ends(ball), places, _cut_off)


def digits(ball: Ball, significant: int = 15) -> str | None:
    """The value's first digits, cut off and marked "…" unless that is all of it; ``None`` if so many are not known.

    A value of more than ``LONGEST`` digits is written with a power of ten: 9.38…e9565.
    """
    if isinstance(ball, fmpq) and ball.q == 1 and abs(ball.p) < 10**LONGEST:
        return str(ball.p)  # whole numbers, of which most counterexamples are made, have all their digits
    between = ends(ball)
    if between is None:
        return None
    low, high = between
    if low == high == 0:
        return "0"
    if low <= 0 <= high:
        return None
    size = min(abs(low), abs(high))
    order = _order(size)
    if abs(order) > LONGEST:
        return _with_a_power(low, high, order, significant)
    places = max(0, significant - 1 - order)
    text = _decimal(between, places, _cut_off)
    if text is None or low != high or low.numerator * 10**places % low.denominator:
        return text if text is None else text + "…"
    return text.rstrip("0").rstrip(".") if "." in text else text


def nearest(ball: Ball, significant: int = 15) -> str | None:
    """The value rounded to its first digits, which also does next to 1/1000 where cutting off is not decided."""
    between = ends(ball)
    if between is None or between[0] <= 0 <= between[1]:
        return None
    places = max(0, significant - 1 - _order(min(map(abs, between))))
    text = rounded(ball, places) if places <= LONGEST + significant else None
    return text.rstrip("0").rstrip(".") if text is not None and "." in text else text


def _with_a_power(low: Fraction, high: Fraction, order: int, significant: int) -> str | None:
    scale = Fraction(10) ** (significant - 1 - order)
    figures = {int(end * scale) for end in (low, high)}
    if len(figures) != 1:
        return None
    whole = figures.pop()
    text = str(abs(whole))
    known = low == high == whole / scale
    mantissa = f"{text[0]}.{text[1:]}"
    mantissa = mantissa.rstrip("0").rstrip(".") if known else mantissa + "…"
    return f"{'-' if whole < 0 else ''}{mantissa}e{order}"


def _order(size: Fraction) -> int:
    """The power of ten that a positive number begins with."""
    order = floor(log10(size.numerator) - log10(size.denominator))
    # The logarithms are floats: next to a power of ten they may be off by one.
    while _below_power(size, order):
        order -= 1
    while not _below_power(size, order + 1):
        order += 1
    return order


def _below_power(size: Fraction, order: int) -> bool:
    """Whether a positive number is below 10^order."""
    if order < 0:
        return size.numerator * 10**-order < size.denominator
    return bool(size.numerator < size.denominator * 10**order)


def _decimal(
    between: tuple[Fraction, Fraction] | None, places: int, cut: Callable[[int, int], int]
) -> str | None:
    if between is None:
        return None
    up, down = (10**places, 1) if places >= 0 else (1, 10**-places)
    scaled = {cut(end.numerator * up, end.denominator * down) for end in between}
    if len(scaled) != 1:
        return None
    whole = scaled.pop()
    if places < 0:
        return str(whole * 10**-places)
    text = str(abs(whole)).rjust(places + 1, "0")
    return ("-" if whole < 0 else "") + (f"{text[:-places]}.{text[-places:]}" if places else text)


def _to_nearest(top: int, bottom: int) -> int:
    """The whole number nearest to top/bottom, halves away from zero."""
    nearest = (2 * abs(top) + bottom) // (2 * bottom)
    return -nearest if top < 0 else nearest


def _cut_off(top: int, bottom: int) -> int:
    """top/bottom without what stands behind the point."""
    whole = abs(top) // bottom
    return -whole if top < 0 else whole


def _dyadic(exact: Any) -> Fraction | None:
    mantissa, exponent = (int(part) for part in arb(exact).man_exp())
    if abs(exponent) > LARGEST_EXPONENT:
        return None if mantissa else Fraction(0)
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


# -- the arithmetic ---------------------------------------------------------------------------------------


def _rational(p: int, q: int) -> Ball:
    return _SMALL[p] if q == 1 and p in _SMALL else _bounded(fmpq(p, q))


def _bounded(value: Ball) -> Ball:
    return arb(value) if isinstance(value, fmpq) and value.height_bits() > EXACT_BITS else value


def _total(values: Iterable[Ball]) -> Ball:
    result = None
    for value in values:
        result = value if result is None else result + value
        if type(result) is fmpq and result.height_bits() > EXACT_BITS:
            result = arb(result)
    return fmpq(0) if result is None else result


def _product(values: Iterable[Ball]) -> Ball:
    result = None
    for value in values:
        result = value if result is None else result * value
        if type(result) is fmpq and result.height_bits() > EXACT_BITS:
            result = arb(result)
    return fmpq(1) if result is None else result  # 0 times what is not known stays not known


def _power(base: Ball, exponent: Ball) -> Ball | None:
    if not isinstance(exponent, fmpq):
        return _any_power(base, exponent)
    if exponent.q == 1:
        return _whole_power(base, int(exponent.p))
    return _root_power(base, int(exponent.p), int(exponent.q))


def _whole_power(base: Ball, exponent: int) -> Ball | None:
    if exponent == 0:
        return _SMALL[1]
    if exponent < 0 and base == 0:
        return None
    if isinstance(base, fmpq):
        if base.height_bits() * abs(exponent) <= EXACT_BITS:
            return base**exponent
        base = arb(base)
    return base ** fmpz(exponent)


def _root_power(base: Ball, p: int, q: int) -> Ball | None:
    """base^(p/q) with q > 1: a real number for base ≥ 0 only (and for p > 0 at 0)."""
    if base < 0 or (base == 0 and p < 0):
        return None
    if isinstance(base, fmpq):
        roots = _whole_root(int(base.p), q), _whole_root(int(base.q), q)
        if roots[0] is not None and roots[1] is not None:
            return _whole_power(fmpq(roots[0], roots[1]), p)
        base = arb(base)
    if not base >= 0:
        return NOWHERE
    return (base.sqrt() if q == 2 else base.root(q) if q < 2**31 else base ** (arb(1) / q)) ** fmpz(p)


def _whole_root(value: int, q: int) -> int | None:
    """The q-th root of a whole number ≥ 0, if it is whole."""
    if value < 2:
        return value
    if q >= value.bit_length():
        return None
    root = int(fmpz(value).root(q))
    return root if root**q == value else None


def _any_power(base: Ball, exponent: arb) -> Ball | None:
    if base == 1:
        return fmpq(1)
    if base == 0:
        return fmpq(0) if exponent > 0 else None if exponent < 0 else NOWHERE
    if base < 0 and not exponent.contains_integer():
        return None
    return arb(base) ** exponent if base > 0 else NOWHERE


def _log(value: Ball) -> Ball | None:
    if value <= 0:
        return None
    if isinstance(value, fmpq):
        return fmpq(0) if value == 1 else arb(value).log()
    return value.log() if value > 0 else NOWHERE


def _odd(function: Callable[[arb], arb], at_zero: int = 0) -> Callable[[Ball], Ball]:
    """A function that is a whole number at 0 (and irrational at other rationals)."""
    return lambda value: fmpq(at_zero) if isinstance(value, fmpq) and value == 0 else function(arb(value))


def _sign(value: Ball) -> Ball:
    for sign, holding in ((1, value > 0), (-1, value < 0), (0, value == 0)):
        if holding:
            return fmpq(sign)
    return _either([fmpq(-1), fmpq(1)] if is_finite(value) else [None])


def _log_sum_exp(values: Sequence[Ball]) -> Ball:
    if len(values) == 1:
        return values[0]
    top = max(values, key=lambda value: arb(value).mid())
    return top + _total(arb(value - top).exp() for value in values).log() if values else NOWHERE


def _largest(values: Sequence[Ball]) -> Ball:
    largest = values[0]
    for value in values[1:]:
        both_exact = isinstance(largest, fmpq) and isinstance(value, fmpq)
        largest = max(largest, value) if both_exact else arb(largest).max(arb(value))
    return largest


def _smallest(values: Sequence[Ball]) -> Ball:
    return -_largest([-value for value in values])


def _either(values: Sequence[Ball | None]) -> Ball:
    """The ball around all values that are possible."""
    union: Ball = values[0]
    for value in values:
        if value is None or not is_finite(value):
            return NOWHERE
        if not (isinstance(union, fmpq) and isinstance(value, fmpq) and union == value):
            union = arb(union).union(arb(value))
    return union


def _decided(is_true: Callable[[Ball, Ball], bool], is_false: Callable[[Ball, Ball], bool]) -> Any:
    return lambda a, b: True if is_true(a, b) else False if is_false(a, b) else None


def _equal(a: Ball, b: Ball) -> bool:
    return bool(a == b)


def _apart(a: Ball, b: Ball) -> bool:
    return not overlaps(a, b)


_ABOVE = (lambda a, b: bool(a > b), lambda a, b: bool(a <= b))
_BELOW = (lambda a, b: bool(a < b), lambda a, b: bool(a >= b))

BALLS = Arithmetic(
    number=number,
    rational=_rational,
    constants={sp.E: arb.const_e, sp.pi: arb.pi},
    total=_total,
    product=_product,
    power=_power,
    log_sum_exp=_log_sum_exp,
    largest=_largest,
    smallest=_smallest,
    functions={
        sp.exp: _odd(arb.exp, at_zero=1),
        sp.log: _log,
        sp.sin: _odd(arb.sin),
        sp.cos: _odd(arb.cos, at_zero=1),
        sp.tan: _odd(arb.tan),
        sp.sinh: _odd(arb.sinh),
        sp.cosh: _odd(arb.cosh, at_zero=1),
        sp.tanh: _odd(arb.tanh),
        sp.atan: _odd(arb.atan),
        sp.erf: _odd(arb.erf),
        sp.erfc: _odd(arb.erfc, at_zero=1),
        sp.Abs: abs,
        sp.sign: _sign,
    },
    comparisons={
        sp.StrictGreaterThan: _decided(*_ABOVE),
        sp.LessThan: _decided(*reversed(_ABOVE)),
        sp.StrictLessThan: _decided(*_BELOW),
        sp.GreaterThan: _decided(*reversed(_BELOW)),
        sp.Equality: _decided(_equal, _apart),
        sp.Unequality: _decided(_apart, _equal),
    },
    either=_either,
    whole=lambda value: _whole(value),
)


def _whole(value: Ball) -> int:
    if isinstance(value, fmpq) and value.q == 1:
        return int(value.p)
    raise DataError(f"{value} is no place in a list: indices are whole numbers.")
