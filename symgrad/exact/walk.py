"""The value of an expression: a walk over its nodes that knows no arithmetic.

In: an expression, and an ``Environment`` with the numbers of its names.  Out: a number of the environment's arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import mpmath
import sympy as sp

from symgrad.errors import DataError, UndefinedError, UnsupportedError, worded
from symgrad.exact.arithmetic import MPMATH, Arithmetic, Value
from symgrad.expressions import (
    Determinant,
    Element,
    LogSumExp,
    Maximum,
    Minimum,
    OfMatrix,
    Partial,
    key_of,
)
from symgrad.functions import BY_SYMBOL
from symgrad.matrices import determinant, inverse


@dataclass
class Environment:
    """key → value (``values``), size key → whole number (``sizes``), and the current indices.

    ``watch`` is called for every term of a sum: whoever has a deadline raises there.  ``first`` says what the first
    elements of data are numbered where that is not 1, along every axis.  ``known`` takes the values of parts that are
    worked out here, outside of sums, for whoever evaluates several expressions that have parts in common.
    """

    values: dict[str, Value]
    sizes: dict[str, int] = field(default_factory=dict)
    index: dict[sp.Symbol, int] = field(default_factory=dict)
    arithmetic: Arithmetic = MPMATH
    watch: Callable[[], None] = lambda: None
    first: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    known: dict[sp.Basic, Value] | None = None

    def inside(self, index: Mapping[sp.Symbol, int]) -> Environment:
        """The same numbers with further indices fixed."""
        found = {**self.index, **index}
        return Environment(self.values, self.sizes, found, self.arithmetic, self.watch, self.first)

    def length(self, size: sp.Expr) -> int:
        """The whole number a size stands for."""
        if isinstance(size, sp.Integer):
            return int(size)
        if not isinstance(size, sp.Symbol) or size in self.index:
            return self.arithmetic.whole(evaluate_expression(size, self))
        try:
            return self.sizes[size.name]
        except KeyError:
            raise DataError(
                worded("the size {size} is not known from the numbers given.", size=size)
            ) from None


def tabulate(expr: sp.Expr, index: tuple[sp.Symbol, ...], lengths: list[int], env: Environment) -> Value:
    """The value of ``expr`` for every value of its free ``index``: nested tuples."""
    if not index:
        return evaluate_expression(expr, env)
    return tuple(
        tabulate(expr, index[1:], lengths[1:], env.inside({index[0]: position}))
        for position in range(1, lengths[0] + 1)
    )


def evaluate_expression(expr: sp.Expr, env: Environment) -> Value:
    """The value of one expression in an environment, in its arithmetic and at the precision set there.

    Raises ``UnsupportedError`` for a node it does not know, ``DataError`` for a name without a value, and
    ``UndefinedError`` where the expression has no real value.
    """
    evaluate, at_once = _BY_KIND.get(type(expr)) or _way(type(expr))
    if at_once or (known := env.known) is None:
        return evaluate(expr, env)
    value = known.get(expr)
    if value is None:
        value = known[expr] = evaluate(expr, env)
    return value


def _way(kind: type[sp.Basic]) -> tuple[Callable[[Any, Environment], Value], bool]:
    """How nodes of a kind are evaluated, and whether that is as quick as to look the value up."""
    way = next((way for parent, way in _KINDS if issubclass(kind, parent)), _function)
    _BY_KIND[kind] = way, way in _AT_ONCE
    return _BY_KIND[kind]


def _rational(expr: sp.Rational, env: Environment) -> Value:
    return env.arithmetic.rational(expr.p, expr.q)


def _add(expr: sp.Add, env: Environment) -> Value:
    return env.arithmetic.total([evaluate_expression(term, env) for term in expr._args])


def _mul(expr: sp.Mul, env: Environment) -> Value:
    return env.arithmetic.product([evaluate_expression(factor, env) for factor in expr._args])


def _pow(expr: sp.Pow, env: Environment) -> Value:
    below, above = expr._args
    base, exponent = evaluate_expression(below, env), evaluate_expression(above, env)
    value = env.arithmetic.power(base, exponent)
    if value is None:
        raise UndefinedError(expr, "division by zero in {}" if base == 0 else "{} has no real value here")
    return value


def _sum(expr: sp.Sum, env: Environment) -> Value:
    return env.arithmetic.total(_terms(expr, env))


def _log_sum(expr: LogSumExp, env: Environment) -> Value:
    return env.arithmetic.log_sum_exp(list(_terms(expr, env)))


def _constant(expr: sp.Expr, env: Environment) -> Value:
    return env.arithmetic.constants[expr]()


def _symbol(symbol: sp.Symbol, env: Environment) -> Value:
    if env.index and symbol in env.index:
        return env.arithmetic.rational(env.index[symbol], 1)
    name = symbol.name
    if name in env.values:
        return env.values[name]
    if name in env.sizes:
        return env.arithmetic.rational(env.sizes[name], 1)
    return _lookup(name, env)


def _lookup(key: str, env: Environment) -> Value:
    try:
        return env.values[key]
    except KeyError:
        raise DataError(worded("no number for {key}.", key=key)) from None


def _element(expr: sp.Indexed, env: Environment) -> Value:
    key = key_of(expr)
    value, numbered = _lookup(key, env), env.first.get(key, ())
    for axis, position in enumerate(expr._args[1:]):
        place = env.index.get(position)  # type: ignore[call-overload]
        if place is None:
            place = env.arithmetic.whole(evaluate_expression(position, env))
        first = numbered[axis] if numbered else 1
        last = first + len(value) - 1
        if not first <= place <= last:
            raise UndefinedError(expr, f"{{}}: there is no element {place}, they are {first} to {last}")
        value = value[place - first]
    return value


def _of_matrix(expr: sp.Expr, env: Environment) -> Value:
    """A determinant, its logarithm, or one element of an inverse."""
    matrix = expr.matrix if isinstance(expr, Element) else expr
    letters, size = (matrix.row, matrix.column), env.length(matrix.limits[0][2])
    rows = tabulate(matrix.function, letters, [size, size], env)
    if not isinstance(expr, Element):
        known = env.arithmetic is MPMATH
        value = _determinant(rows, mpmath.mp.prec) if known else determinant(rows, env.arithmetic)
        if isinstance(expr, Determinant):
            return value
        value = env.arithmetic.functions[sp.log](value)
    else:
        found = _inverse(rows, mpmath.mp.prec) if env.arithmetic is MPMATH else inverse(rows, env.arithmetic)
        places = [env.arithmetic.whole(evaluate_expression(place, env)) for place in expr.indices]
        if not all(1 <= place <= size for place in places):
            raise UndefinedError(expr, f"{{}}: there is no such element, they are 1 to {size}")
        value = None if found is None else found[places[0] - 1][places[1] - 1]
    if value is None:
        raise UndefinedError(expr, "{} has no real value here")
    return value


@lru_cache(maxsize=16)
def _determinant(rows: Any, precision: int) -> Any:
    """The determinant, which every element of a gradient asks for again."""
    return determinant(rows, MPMATH)


@lru_cache(maxsize=16)
def _inverse(rows: Any, precision: int) -> Any:
    """Of numbers of mpmath: every element of an inverse is asked for by itself, most often one after the other."""
    return inverse(rows, MPMATH)


def _terms(expr: Any, env: Environment) -> Iterator[Value]:
    """The terms of a sum; its limits are innermost first, and an inner one may use the letters of outer ones."""
    return _terms_inside(expr.function, tuple(reversed(expr.limits)), env)


def _terms_inside(body: sp.Expr, limits: tuple[sp.Tuple, ...], env: Environment) -> Iterator[Value]:
    index, low, high = limits[0]
    first, last = env.length(low), env.length(high)
    inner = env.inside({})  # one for all terms, which are evaluated one after the other
    for position in range(first, last + 1):
        env.watch()
        inner.index[index] = position
        if len(limits) > 1:
            yield from _terms_inside(body, limits[1:], inner)
        else:
            yield evaluate_expression(body, inner)


def _largest(expr: Maximum, env: Environment) -> Value:
    return env.arithmetic.largest([evaluate_expression(arg, env) for arg in expr.args])


def _smallest(expr: Minimum, env: Environment) -> Value:
    return env.arithmetic.smallest([evaluate_expression(arg, env) for arg in expr.args])


def _delta(expr: sp.KroneckerDelta, env: Environment) -> Value:
    same = holds(sp.Eq(*expr.args, evaluate=False), env)
    numbers = [env.arithmetic.rational(1, 1)] * (same is not False)
    return env.arithmetic.either(numbers + [env.arithmetic.rational(0, 1)] * (same is not True))


def _function(expr: sp.Expr, env: Environment) -> Value:
    arithmetic = env.arithmetic
    compute = arithmetic.functions.get(expr.func)
    if compute is not None:
        value = compute(evaluate_expression(expr._args[0], env))
        if value is None:
            raise UndefinedError(expr, "{} has no real value here")
        return value
    if expr.func in BY_SYMBOL:
        argument, definition = _definition(expr.func)
        given = {argument.name: evaluate_expression(expr.args[0], env)}
        inner = Environment(given, env.sizes, {}, arithmetic, env.watch, env.first)
        return evaluate_expression(definition, inner)
    if isinstance(expr, Partial):
        raise UnsupportedError(
            worded("{expr} is a derivative that is not worked out; it has no value by itself.", expr=expr)
        )
    raise UnsupportedError(worded("no value for {expr} ({name}).", expr=expr, name=type(expr).__name__))


def _cases(expr: sp.Piecewise, env: Environment) -> Value:
    possible: list[Value | None] = []
    for value, condition in expr.args:
        holding = holds(condition, env)
        if holding and not possible:
            return evaluate_expression(value, env)
        if holding is not False:
            try:
                possible.append(evaluate_expression(value, env))
            except UndefinedError:
                possible.append(None)
        if holding:
            return env.arithmetic.either(possible)
    if not possible:
        raise UndefinedError(expr, "no case of {} holds here")
    return env.arithmetic.either([*possible, None])


#: kinds of nodes, looked through in this order, and what gives their values; every other kind is a function
_KINDS: tuple[tuple[type[sp.Basic], Callable[[Any, Environment], Value]], ...] = (
    (sp.Rational, _rational),
    (sp.Symbol, _symbol),
    (sp.Add, _add),
    (sp.Mul, _mul),
    (sp.Pow, _pow),
    (sp.Indexed, _element),
    (sp.Sum, _sum),
    (LogSumExp, _log_sum),
    (OfMatrix, _of_matrix),
    (Element, _of_matrix),
    (type(sp.E), _constant),
    (type(sp.pi), _constant),
    (Maximum, _largest),
    (Minimum, _smallest),
    (sp.KroneckerDelta, _delta),
    (sp.Piecewise, _cases),
)
#: the same by the very kind, filled as kinds are met: nearly all the time of a check goes through here
_BY_KIND: dict[type[sp.Basic], tuple[Callable[[Any, Environment], Value], bool]] = {}
#: what is as quickly worked out as looked up
_AT_ONCE = frozenset({_rational, _constant, _symbol, _element})


@cache
def _definition(function: Any) -> tuple[sp.Symbol, sp.Expr]:
    """A function by elementary ones, and what its argument is called there."""
    argument = sp.Symbol("z")
    return argument, BY_SYMBOL[function].definition(argument)


def holds(condition: sp.Basic, env: Environment) -> bool | None:
    """Whether a condition is true here; ``None`` where the numbers do not decide it."""
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, sp.ITE):  # what SymPy makes of cases inside a condition
        first, *either = condition.args
        holding = holds(first, env)
        outcomes = {
            holds(part, env)
            for part in (either if holding is None else either[:1] if holding else either[1:])
        }
        return outcomes.pop() if len(outcomes) == 1 else None
    if isinstance(condition, (sp.And, sp.Or)):
        found = [holds(part, env) for part in condition.args]
        decisive = isinstance(condition, sp.Or)
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    if isinstance(condition, sp.Not):
        inner = holds(condition.args[0], env)
        return None if inner is None else not inner
    compare = env.arithmetic.comparisons.get(type(condition))
    if compare is None:
        raise UnsupportedError(
            worded("cannot decide {condition} ({name}).", condition=condition, name=type(condition).__name__)
        )
    left, right = (evaluate_expression(side, env) for side in condition.args)  # type: ignore[arg-type]
    return compare(left, right)
