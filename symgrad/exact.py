"""Numbers of a model to any precision: an independent road beside the generated code.

In: a model or an expression over its names, and the numbers of its inputs (decimals are taken as the decimals they
are written as).  Out: mpmath numbers, nested tuples for names with axes.  Used for the numbers on a page, for "symbols
= numbers put in = value", and to check the generated code.  The walk over the nodes knows no arithmetic: it asks an
``Arithmetic``, mpmath's here, that of balls in ``symgrad.balls``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import mpmath
import sympy as sp

from symgrad.errors import DataError, UndefinedError, UnsupportedError, choices, worded
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
from symgrad.model import Model

Value = Any  # a number of the arithmetic, or nested tuples of them


@dataclass(frozen=True)
class Arithmetic:
    """What the walk asks of its numbers.

    ``power`` and the ``functions`` give ``None`` where there is no real value.  ``functions`` are those it computes
    itself; every other one goes through its row's definition.  A comparison may be undecided (``None``): then
    ``either`` makes one number of the values of all cases that are possible; ``None`` among them is "no value".
    """

    number: Callable[[Any], Value]
    rational: Callable[[int, int], Value]
    constants: Mapping[sp.Basic, Callable[[], Value]]
    total: Callable[[Iterable[Value]], Value]
    product: Callable[[Iterable[Value]], Value]
    power: Callable[[Value, Value], Value | None]
    log_sum_exp: Callable[[Sequence[Value]], Value]
    largest: Callable[[Sequence[Value]], Value]
    smallest: Callable[[Sequence[Value]], Value]
    functions: Mapping[Any, Callable[[Value], Value | None]]
    comparisons: Mapping[Any, Callable[[Value, Value], bool | None]]
    either: Callable[[Sequence[Value | None]], Value]
    whole: Callable[[Value], int]


#: a decimal with an exponent of at most three digits, or a fraction; longer ones would only cost time
_NUMBER = re.compile(
    r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,3})?|[+-]?\d{1,400}/\d{1,400}", re.I
)


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
    arithmetic: Arithmetic = field(default_factory=lambda: MPMATH)
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


def number(given: Any) -> Value:
    """A number as written: ints, Fractions and floats by their shortest decimal; nested lists become tuples."""
    if isinstance(given, mpmath.mpf):
        return given
    if isinstance(given, bool):
        raise DataError(worded("{given} is not a number.", given=given))
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
        raise DataError(worded("{given} is not a finite number.", given=repr(given)))
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise DataError(worded("{given} divides by zero.", given=repr(given))) from None


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


def environment(
    model: Model, values: Mapping[str, Any], *, arithmetic: Arithmetic | None = None
) -> Environment:
    """Bind numbers to the model's inputs; sizes follow from their shapes.

    Raises ``DataError`` for an unknown or missing name and for lengths that contradict each other.
    """
    arithmetic = arithmetic or MPMATH
    numbers = {key: arithmetic.number(value) for key, value in model.numbers.items()}
    env = Environment(numbers, arithmetic=arithmetic)
    for key, given in values.items():
        if key not in model.names:
            raise DataError(
                worded("the model has no name {key}.", key=repr(key)), remedy=choices(key, tuple(model.names))
            )
        name = model.names[key]
        if name.value is not None:
            raise DataError(
                worded("{key} is {value} in the model; it takes no other number.", key=key, value=name.value)
            )
        if name.role == "size":
            env.sizes[key] = int(given)
            continue
        value = arithmetic.number(given)
        lengths = shape(value)
        if len(lengths) != len(name.axes):
            raise DataError(
                worded(
                    "{key} needs {needed} axes, the numbers given have {given}.",
                    key=key,
                    needed=len(name.axes),
                    given=len(lengths),
                )
            )
        for size, length in zip(name.axes, lengths, strict=True):
            known = int(size) if isinstance(size, sp.Integer) else env.sizes.setdefault(str(size), length)
            if known != length:
                raise DataError(
                    worded(
                        "{key} has {length} along {size}, which is {known} elsewhere.",
                        key=key,
                        length=length,
                        size=size,
                        known=known,
                    )
                )
        env.values[key] = value
    missing = [key for key in (*model.parameters, *model.data, *model.constants) if key not in env.values]
    if missing:
        raise DataError(worded("no number for {missing}.", missing=", ".join(missing)))
    return env


def evaluate(model: Model, values: Mapping[str, Any], *, digits: int = 50) -> dict[str, Value]:
    """Every name's value, inputs and definitions, computed with ``digits`` significant digits."""
    with mpmath.workdps(digits + 10):
        return forward(model, environment(model, values))


def forward(model: Model, env: Environment) -> dict[str, Value]:
    """The values in ``env`` and those of every definition, in order."""
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
    """The value of one expression in an environment, in its arithmetic and at the precision set there.

    Raises ``UnsupportedError`` for a node it does not know, ``DataError`` for a name without a value, and
    ``UndefinedError`` where the expression has no real value.
    """
    kind = type(expr)
    evaluate = _BY_KIND.get(kind)
    if evaluate is None:
        evaluate = next((way for parent, way in _KINDS if issubclass(kind, parent)), _function)
        _BY_KIND[kind] = evaluate
    known = env.known
    if known is None or evaluate in _AT_ONCE:
        return evaluate(expr, env)
    value = known.get(expr)
    if value is None:
        value = known[expr] = evaluate(expr, env)
    return value


def _rational(expr: sp.Rational, env: Environment) -> Value:
    return env.arithmetic.rational(int(expr.p), int(expr.q))


def _add(expr: sp.Add, env: Environment) -> Value:
    return env.arithmetic.total([evaluate_expression(term, env) for term in expr.args])


def _mul(expr: sp.Mul, env: Environment) -> Value:
    return env.arithmetic.product([evaluate_expression(factor, env) for factor in expr.args])


def _pow(expr: sp.Pow, env: Environment) -> Value:
    base, exponent = (evaluate_expression(part, env) for part in expr.args)
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
    if symbol.name not in env.values and symbol.name in env.sizes:
        return env.arithmetic.rational(env.sizes[symbol.name], 1)
    return _lookup(symbol.name, env)


def _lookup(key: str, env: Environment) -> Value:
    try:
        return env.values[key]
    except KeyError:
        raise DataError(worded("no number for {key}.", key=key)) from None


def _element(expr: sp.Indexed, env: Environment) -> Value:
    key = key_of(expr)
    value, numbered = _lookup(key, env), env.first.get(key, ())
    for axis, position in enumerate(expr.args[1:]):
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


def _function(expr: sp.Expr, env: Environment) -> Value:
    arithmetic = env.arithmetic
    if isinstance(expr, (Maximum, Minimum)):
        values = [evaluate_expression(arg, env) for arg in expr.args]
        return (arithmetic.largest if isinstance(expr, Maximum) else arithmetic.smallest)(values)
    if isinstance(expr, sp.KroneckerDelta):
        same = holds(sp.Eq(*expr.args, evaluate=False), env)
        numbers = [arithmetic.rational(1, 1)] * (same is not False)
        return arithmetic.either(numbers + [arithmetic.rational(0, 1)] * (same is not True))
    if isinstance(expr, sp.Piecewise):
        return _cases(expr, env)
    if expr.func in arithmetic.functions:
        value = arithmetic.functions[expr.func](evaluate_expression(expr.args[0], env))
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
)
#: the same by the very kind, filled as kinds are met: nearly all the time of a check goes through here
_BY_KIND: dict[type[sp.Basic], Callable[[Any, Environment], Value]] = {}
#: what is as quickly worked out as looked up
_AT_ONCE = frozenset({_rational, _constant, _symbol, _element})


@cache
def _definition(function: Any) -> tuple[sp.Symbol, sp.Expr]:
    """A function by elementary ones, and what its argument is called there."""
    argument = sp.Symbol("z")
    return argument, BY_SYMBOL[function].definition(argument)


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


# -- mpmath's numbers -------------------------------------------------------------------------------------


def _power(base: Value, exponent: Value) -> Value | None:
    if base == 0 and exponent < 0:
        return None
    value = mpmath.power(base, exponent)
    return None if isinstance(value, mpmath.mpc) else value


def _log_sum_exp(values: Sequence[Value]) -> Value:
    top = max(values)
    return top + mpmath.log(mpmath.fsum(mpmath.exp(value - top) for value in values))


MPMATH: Arithmetic = Arithmetic(
    number=number,
    rational=lambda p, q: mpmath.mpf(p) / q,
    constants={sp.E: lambda: mpmath.e + 0, sp.pi: lambda: mpmath.pi + 0},
    total=mpmath.fsum,
    product=mpmath.fprod,
    power=_power,
    log_sum_exp=_log_sum_exp,
    largest=max,
    smallest=min,
    functions={
        sp.exp: mpmath.exp,
        sp.log: lambda x: mpmath.log(x) if x > 0 else None,
        sp.sin: mpmath.sin,
        sp.cos: mpmath.cos,
        sp.tan: mpmath.tan,
        sp.tanh: mpmath.tanh,
        sp.atan: mpmath.atan,
        sp.erf: mpmath.erf,
        sp.erfc: mpmath.erfc,
        sp.Abs: abs,
        sp.sign: mpmath.sign,
    },
    comparisons={
        sp.StrictGreaterThan: lambda a, b: bool(a > b),
        sp.GreaterThan: lambda a, b: bool(a >= b),
        sp.StrictLessThan: lambda a, b: bool(a < b),
        sp.LessThan: lambda a, b: bool(a <= b),
        sp.Equality: lambda a, b: bool(a == b),
        sp.Unequality: lambda a, b: bool(a != b),
    },
    either=lambda values: values[0],
    whole=int,
)
