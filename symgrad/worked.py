"""A derivation in numbers: every line as symbols = numbers put in = value, as on the slides (B6, A5, A6).

In: the model, the steps and the numbers of the inputs.  Out: ``Worked``, the forward values first, then the lines of
the derivation that have no derivative left to work out, or whose derivatives have values by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import mpmath
import sympy as sp

from symgrad.exact import Environment, Value, environment, evaluate, evaluate_expression, tabulate
from symgrad.expressions import Local, Partial, Printed, key_of, replace, walk
from symgrad.model import Model, Name
from symgrad.presentation import Presentable
from symgrad.symmetry import refuse_asymmetric

#: precision of the values, in decimal digits
PRECISION = 40


@dataclass(frozen=True)
class WorkedLine:
    """``left = symbols = numbers = value``; ``numbers`` is None where putting numbers in shows nothing (arrays).

    ``value`` is an mpmath number, or nested tuples of them for a name with axes; ``shown`` is the number as printed.
    """

    left: sp.Expr
    symbols: sp.Expr
    numbers: sp.Expr | None
    value: Value
    shown: str | tuple[Any, ...]
    forward: bool = False


@dataclass(frozen=True)
class Worked(Presentable):
    """The lines in order; ``value`` is the derivative's value, ``names`` are the model's (how to write them)."""

    lines: tuple[WorkedLine, ...]
    value: Value
    digits: int
    names: Mapping[str, Name] = field(default_factory=dict)

    def __iter__(self) -> Any:
        return iter(self.lines)


def decimal(value: Value, digits: int) -> str | tuple[Any, ...]:
    """The number rounded to ``digits`` decimals, and to at least as many digits, without trailing zeros."""
    if isinstance(value, tuple):
        return tuple(decimal(item, digits) for item in value)
    with mpmath.workdps(PRECISION):
        if value == 0:
            return "0"
        places = max(digits, digits - 1 - int(mpmath.floor(mpmath.log10(abs(value)))))
        scaled = int(mpmath.nint(value * mpmath.mpf(10) ** places))
    sign, text = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    whole, fraction = (text[:-places], text[-places:].rstrip("0")) if places else (text, "")
    return f"{sign}{whole}" + (f".{fraction}" if fraction else "")


def work(
    model: Model,
    target: str,
    left: Partial,
    steps: Iterable[Any],
    result: sp.Expr,
    adjoints: Iterable[Any],
    values: Mapping[str, Any],
    digits: int,
) -> Worked:
    """Put ``values`` into the forward definitions and into ``steps``."""
    with mpmath.workdps(PRECISION):
        env = environment(model, values)
        refuse_asymmetric(model, env.values)
        env.values.update(evaluate(model, values, digits=PRECISION))
        lines = [_forward(model, definition, env, digits) for definition in model.through(target)]
        table = _Derivatives(model, env, digits)
        for adjoint in adjoints:
            table.learn(adjoint.partial, adjoint.expr)
            if adjoint.delta is not None:
                table.learn(adjoint.delta, adjoint.expr)
        steps = tuple(steps)
        for step in steps:
            if isinstance(step.left, Local):
                table.learn(step.left, step.line)
        for step in steps:
            line = table.line(step.left if step.left is not None else left, step.line)
            if line is not None and (not lines or line.symbols != lines[-1].symbols):
                lines.append(line)
        value = table.value(left, result)
    return Worked(tuple(lines), value, digits, model.names)


def _forward(model: Model, definition: Any, env: Environment, digits: int) -> WorkedLine:
    value = env.values[definition.name]
    numbers = None if definition.index else put_numbers(definition.expr, env, digits)
    return WorkedLine(
        definition.symbol, definition.expr, numbers, value, decimal(value, digits), forward=True
    )


def put_numbers(expr: sp.Expr, env: Environment, digits: int) -> sp.Expr | None:
    """``expr`` with every name replaced by its number as printed; None where a sum stands for many numbers."""
    table: dict[sp.Basic, sp.Basic] = {}
    for node in walk(expr):
        if isinstance(node, (sp.Indexed, sp.Sum, Partial)):
            return None
        if isinstance(node, sp.Symbol) and not isinstance(node, Printed):
            table[node] = Printed(str(decimal(evaluate_expression(node, env), digits)))
    numbers: sp.Expr = replace(expr, table)
    return numbers


class _Derivatives:
    """Values of the derivatives that occur in lines, learned as they are worked out."""

    def __init__(self, model: Model, env: Environment, digits: int) -> None:
        self.model, self.env, self.digits = model, env, digits
        self.known: dict[str, tuple[sp.Expr, Value]] = {}

    def learn(self, name: sp.Expr, expr: sp.Expr) -> None:
        """Keep the value of ``name`` (a derivative, or a δ) under a key of its own."""
        stripped = self._strip(expr)
        if stripped is None:
            return
        value = self.value(name, expr)
        self.env.values[_own_key(name)] = value

    def _strip(self, expr: sp.Expr) -> sp.Expr | None:
        """``expr`` with derivatives replaced by names that carry their values; None if one has no value yet."""
        table: dict[sp.Basic, sp.Basic] = {}
        for node in walk(expr):
            if not isinstance(node, Partial):
                continue
            key = _own_key(node)
            if key not in self.env.values:
                return None
            index = _index(node)
            table[node] = sp.IndexedBase(key)[index] if index else sp.Symbol(key)
        stripped: sp.Expr = replace(expr, table) if table else expr
        return stripped

    def value(self, name: sp.Expr, expr: sp.Expr) -> Value:
        """The value of ``expr``, an array over the free indices of ``name``."""
        stripped = self._strip(expr)
        index = _index(name)
        sizes = [self.env.length(size) for size in _axes(self.model, name)]
        return tabulate(expr if stripped is None else stripped, index, sizes, self.env)

    def line(self, left: sp.Expr, expr: sp.Expr) -> WorkedLine | None:
        """One line in numbers, or None if it still has a derivative to work out."""
        stripped = self._strip(expr)
        if stripped is None:
            return None
        value = self.value(left, expr)
        numbers = None if _index(left) else put_numbers(stripped, self.env, self.digits)
        return WorkedLine(left, expr, numbers, value, decimal(value, self.digits))


def _own_key(name: sp.Expr) -> str:
    if isinstance(name, Partial):
        return (
            f"{type(name).__name__}({key_of(name.what)}, {key_of(name.wrt)})" if name.of_names else str(name)
        )
    return key_of(name)


def _index(name: sp.Expr) -> tuple[sp.Symbol, ...]:
    """The free index letters of a derivative or δ, each once."""
    found: list[sp.Symbol] = []
    parts = (name.what, name.wrt) if isinstance(name, Partial) else (name,)
    for part in parts:
        if isinstance(part, sp.Indexed):
            found.extend(index for index in part.indices if index not in found)
    return tuple(found)


def _axes(model: Model, name: sp.Expr) -> list[sp.Expr]:
    sizes: dict[sp.Basic, sp.Expr] = {}
    parts = (name.what, name.wrt) if isinstance(name, Partial) else (name,)
    for part in parts:
        if isinstance(part, sp.Indexed) and key_of(part) in model.names:
            for index, size in zip(part.indices, model[key_of(part)].axes, strict=True):
                sizes.setdefault(index, size)
    return [sizes[index] if index in sizes else model.ranges[index] for index in _index(name)]
