"""Numbers of a model to any precision: an independent road beside the generated code.

In: a model or an expression over its names, and the numbers of its inputs (decimals are taken as the decimals they
are written as).  Out: mpmath numbers, nested tuples for names with axes.  Used for the numbers on a page, for "symbols
= numbers put in = value", and to check the generated code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product as cartesian
from typing import Any

import mpmath
import sympy as sp

from symgrad.errors import DataError, UnsupportedError, choices
from symgrad.expressions import LogSumExp, Maximum, Minimum, Partial
from symgrad.functions import BY_SYMBOL, row_of
from symgrad.model import Model

Value = Any  # an mpf, or nested tuples of them

#: what mpmath computes itself; every other function goes through its row's definition
_ELEMENTARY = {
    sp.exp: mpmath.exp,
    sp.log: mpmath.log,
    sp.sin: mpmath.sin,
    sp.cos: mpmath.cos,
    sp.tan: mpmath.tan,
    sp.tanh: mpmath.tanh,
    sp.Abs: abs,
    sp.sign: mpmath.sign,
}

#: a decimal with an exponent of at most three digits, or a fraction; longer ones would only cost time
_NUMBER = re.compile(
    r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,3})?|[+-]?\d{1,400}/\d{1,400}", re.I
)

_COMPARISONS = {
    sp.StrictGreaterThan: lambda a, b: a > b,
    sp.GreaterThan: lambda a, b: a >= b,
    sp.StrictLessThan: lambda a, b: a < b,
    sp.LessThan: lambda a, b: a <= b,
    sp.Equality: lambda a, b: a == b,
    sp.Unequality: lambda a, b: a != b,
}


@dataclass
class Environment:
    """key → value (``values``), size key → whole number (``sizes``), and the current indices."""

    values: dict[str, Value]
    sizes: dict[str, int] = field(default_factory=dict)
    index: dict[sp.Symbol, int] = field(default_factory=dict)

    def inside(self, index: Mapping[sp.Symbol, int]) -> Environment:
        """The same numbers with further indices fixed."""
        return Environment(self.values, self.sizes, {**self.index, **index})

    def length(self, size: sp.Expr) -> int:
        """The whole number a size stands for."""
        if isinstance(size, sp.Integer):
            return int(size)
        try:
            return self.sizes[str(size)]
        except KeyError:
            raise DataError(f"the size {size} is not known from the numbers given.") from None


def number(given: Any) -> Value:
    """A number as written: ints, Fractions and floats by their shortest decimal; nested lists become tuples."""
    if isinstance(given, mpmath.mpf):
        return given
    if isinstance(given, bool):
        raise DataError(f"{given} is not a number.")
    if isinstance(given, (list, tuple)):
        return tuple(number(item) for item in given)
    if hasattr(given, "tolist"):
        return number(given.tolist())
    if isinstance(given, sp.Rational):
        return mpmath.mpf(int(given.p)) / int(given.q)
    exact = as_written(given)
    return mpmath.mpf(exact.numerator) / exact.denominator


def as_written(given: Any) -> Fraction:
    """A single number as the decimal or fraction it is written as: 0.1 is 1/10, ``"1e-8"`` and ``"2/3"`` are exact.

    Raises ``DataError`` for what is no finite number, and for one too long to be meant.
    """
    text = str(given).strip()
    if isinstance(given, bool) or not _NUMBER.fullmatch(text):
        raise DataError(f"{given!r} is not a finite number.")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise DataError(f"{given!r} divides by zero.") from None


def shape(value: Value) -> tuple[int, ...]:
    """The lengths of nested tuples; ``()`` for a number."""
    if not isinstance(value, tuple):
        return ()
    if not value:
        raise DataError("an empty list of numbers.")
    inner = {shape(item) for item in value}
    if len(inner) != 1:
        raise DataError("rows of different lengths.")
    return (len(value), *inner.pop())


def environment(model: Model, values: Mapping[str, Any]) -> Environment:
    """Bind numbers to the model's inputs; sizes follow from their shapes.

    Raises ``DataError`` for an unknown or missing name and for lengths that contradict each other.
    """
    env = Environment({key: number(value) for key, value in model.numbers.items()})
    for key, given in values.items():
        if key not in model.names:
            raise DataError(f"the model has no name {key!r}.", remedy=choices(key, tuple(model.names)))
        name = model.names[key]
        if name.value is not None:
            raise DataError(f"{key} is {name.value} in the model; it takes no other number.")
        if name.role == "size":
            env.sizes[key] = int(given)
            continue
        value = number(given)
        lengths = shape(value)
        if len(lengths) != len(name.axes):
            raise DataError(f"{key} needs {len(name.axes)} axes, the numbers given have {len(lengths)}.")
        for size, length in zip(name.axes, lengths, strict=True):
            known = int(size) if isinstance(size, sp.Integer) else env.sizes.setdefault(str(size), length)
            if known != length:
                raise DataError(f"{key} has {length} along {size}, which is {known} elsewhere.")
        env.values[key] = value
    missing = [key for key in (*model.parameters, *model.data, *model.constants) if key not in env.values]
    if missing:
        raise DataError("no number for " + ", ".join(missing) + ".")
    return env


def evaluate(model: Model, values: Mapping[str, Any], *, digits: int = 50) -> dict[str, Value]:
    """Every name's value, inputs and definitions, computed with ``digits`` significant digits."""
    with mpmath.workdps(digits + 10):
        env = environment(model, values)
        for definition in model.definitions:
            axes = model.names[definition.name].axes
            env.values[definition.name] = tabulate(
                definition.expr, definition.index, [env.length(size) for size in axes], env
            )
        return dict(env.values)


def tabulate(expr: sp.Expr, index: tuple[sp.Symbol, ...], lengths: list[int], env: Environment) -> Value:
    """The value of ``expr`` for every value of its free ``index``: nested tuples."""
    if not index:
        return evaluate_expression(expr, env)
    return tuple(
        tabulate(expr, index[1:], lengths[1:], env.inside({index[0]: position}))
        for position in range(1, lengths[0] + 1)
    )


def evaluate_expression(expr: sp.Expr, env: Environment) -> Value:
    """The value of one expression in an environment, at mpmath's current precision.

    Raises ``UnsupportedError`` for a node it does not know, ``DataError`` for a name without a value.
    """
    if isinstance(expr, sp.Rational):
        return mpmath.mpf(int(expr.p)) / int(expr.q)
    if expr is sp.E:
        return mpmath.e + 0
    if expr is sp.pi:
        return mpmath.pi + 0
    if isinstance(expr, sp.Symbol):
        return _symbol(expr, env)
    if isinstance(expr, sp.Indexed):
        value = _lookup(str(expr.base.label), env)
        for position in expr.indices:
            value = value[int(evaluate_expression(position, env)) - 1]
        return value
    if isinstance(expr, sp.Add):
        return mpmath.fsum(evaluate_expression(term, env) for term in expr.args)
    if isinstance(expr, sp.Mul):
        return mpmath.fprod(evaluate_expression(factor, env) for factor in expr.args)
    if isinstance(expr, sp.Pow):
        return _power(evaluate_expression(expr.base, env), evaluate_expression(expr.exp, env), expr)
    if isinstance(expr, (sp.Sum, LogSumExp)):
        return _binder(expr, env)
    return _function(expr, env)


def _symbol(symbol: sp.Symbol, env: Environment) -> Value:
    if symbol in env.index:
        return mpmath.mpf(env.index[symbol])
    if symbol.name not in env.values and symbol.name in env.sizes:
        return mpmath.mpf(env.sizes[symbol.name])
    return _lookup(symbol.name, env)


def _lookup(key: str, env: Environment) -> Value:
    try:
        return env.values[key]
    except KeyError:
        raise DataError(f"no number for {key}.") from None


def _power(base: Value, exponent: Value, expr: sp.Expr) -> Value:
    if base == 0 and exponent < 0:
        raise DataError(f"division by zero in {expr}.")
    value = mpmath.power(base, exponent)
    if isinstance(value, mpmath.mpc):
        raise DataError(f"{expr} has no real value here.")
    return value


def _binder(expr: Any, env: Environment) -> Value:
    indices = [limit[0] for limit in expr.limits]
    spans = [range(1, env.length(limit[2]) + 1) for limit in expr.limits]
    values = [
        evaluate_expression(expr.function, env.inside(dict(zip(indices, positions, strict=True))))
        for positions in cartesian(*spans)
    ]
    if isinstance(expr, sp.Sum):
        return mpmath.fsum(values)
    top = max(values)
    return top + mpmath.log(mpmath.fsum(mpmath.exp(value - top) for value in values))


def _function(expr: sp.Expr, env: Environment) -> Value:
    if isinstance(expr, (Maximum, Minimum)):
        values = [evaluate_expression(arg, env) for arg in expr.args]
        return max(values) if isinstance(expr, Maximum) else min(values)
    if isinstance(expr, sp.KroneckerDelta):
        left, right = (evaluate_expression(arg, env) for arg in expr.args)
        return mpmath.mpf(int(left == right))
    if isinstance(expr, sp.Piecewise):
        for value, condition in expr.args:
            if condition is sp.true or (condition is not sp.false and holds(condition, env)):
                return evaluate_expression(value, env)
        raise DataError(f"no case of {expr} holds here.")
    if expr.func in _ELEMENTARY:
        argument = evaluate_expression(expr.args[0], env)
        if expr.func is sp.log and argument <= 0:
            raise DataError(f"{expr} has no real value here.")
        return _ELEMENTARY[expr.func](argument)
    if expr.func in BY_SYMBOL:
        return evaluate_expression(row_of(expr).definition(expr.args[0]), env)
    if isinstance(expr, Partial):
        raise UnsupportedError(f"{expr} is a derivative that is not worked out; it has no value by itself.")
    raise UnsupportedError(f"no value for {expr} ({type(expr).__name__}).")


def holds(condition: sp.Basic, env: Environment) -> bool:
    """Whether a comparison is true here."""
    compare = _COMPARISONS.get(type(condition))  # type: ignore[call-overload]
    if compare is None:
        raise UnsupportedError(f"cannot decide {condition} ({type(condition).__name__}).")
    left, right = (evaluate_expression(side, env) for side in condition.args)  # type: ignore[arg-type]
    return bool(compare(left, right))
