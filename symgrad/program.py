"""Models into programs: definitions and adjoints, in order, become Python that runs with NumPy (or ``math``) alone.

In: a model.  Out: a ``Program`` with ``loss``, ``value_and_grad``, ``values`` and its ``source``; or, from
``evaluator``, a function that computes any expressions over a model's names through the same generator.  A model of
plain numbers becomes scalar code, a model with axes whole-array code.  Everything that runs was printed by
``symgrad.printer`` and compiled by ``sympy.lambdify``; ``d_w`` is the adjoint ∂E/∂w in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any

import sympy as sp
from sympy.printing.str import StrPrinter

from symgrad.arguments import explained
from symgrad.codenodes import (
    Raw,
    Result,
    Table,
)
from symgrad.derivation import adjoints
from symgrad.errors import DataError
from symgrad.expressions import (
    BINDERS,
    bases,
    walk,
)
from symgrad.model import Model, Name
from symgrad.presentation import Presentable
from symgrad.printer import ArrayCode
from symgrad.reading.spelling import renamed
from symgrad.stability import stabilize, stabilize_expression
from symgrad.steps import Adjoint
from symgrad.writer import Writer

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Program(Presentable):
    """A model's loss and gradient as code.

    ``params`` and ``data`` are dicts keyed by the names, in any spelling; values are numbers or arrays in the names'
    shapes, constants stand among the data.  Nothing is checked here but that every name is there
    (``symgrad.arguments.bind`` checks the rest, once).  A scalar program raises what ``math`` raises
    (``OverflowError``, ``ZeroDivisionError``, ``ValueError``) where an array program gives inf or NaN.
    """

    model: Model
    target: str
    source: str
    _loss: Callable[[Values, Values], float] = field(repr=False)
    _value_and_grad: Callable[[Values, Values], tuple[float, dict[str, Any]]] = field(repr=False)
    _values: Callable[[Values, Values], dict[str, Any]] = field(repr=False)

    def loss(self, params: Values, data: Values) -> float:
        """The target's value.  Raises ``DataError`` naming what is missing, swapped or no number."""
        try:
            return self._loss(params, data)
        except (KeyError, TypeError, AttributeError) as error:
            return self._again(self._loss, params, data, error)

    def value_and_grad(self, params: Values, data: Values) -> tuple[float, dict[str, Any]]:
        """The target's value and ∂target/∂parameter for every parameter: floats, or arrays in their shapes."""
        try:
            return self._value_and_grad(params, data)
        except (KeyError, TypeError, AttributeError) as error:
            return self._again(self._value_and_grad, params, data, error)

    def values(self, params: Values, data: Values) -> dict[str, Any]:
        """The value of every definition the target needs, keyed by name."""
        try:
            return self._values(params, data)
        except (KeyError, TypeError, AttributeError) as error:
            return self._again(self._values, params, data, error)

    def _again(
        self, run: Callable[[Values, Values], Any], params: Values, data: Values, error: Exception
    ) -> Any:
        """What went wrong is looked into only here: perhaps a name is spelled in another way (w_{3} for w_3)."""
        try:
            return run(renamed(params, self.model.names), renamed(data, self.model.names))
        except (KeyError, TypeError, AttributeError):
            raise explained(self.model, error, params, data) from None


def compile(
    model: Model, *, target: str | None = None, code: type[ArrayCode] | None = None
) -> Program:  # the library's own word for it
    """The program of a model; ``target`` is the last definition unless another one is named.

    ``code`` prints it for another array library (``symgrad.dialects``), plain numbers as arrays too.
    Raises ``UnsupportedError`` naming the expression for what has no code, ``ModelError`` for a target that is
    not defined or is no single number.
    """
    target = target or model.target
    stable, _ = stabilize(model)
    backward = [
        changed(adjoint, expr=stabilize_expression(adjoint.expr, stable))
        for adjoint in adjoints(stable, target=target, wrt=stable.parameters)
    ]
    return assemble(model, stable, target, backward, forward=stable.through(target), code=code)


def assemble(
    model: Model,
    stable: Model,
    target: str,
    backward: Sequence[Adjoint],
    *,
    forward: Sequence[Any],
    code: type[ArrayCode] | None = None,
) -> Program:
    """The program from the stable model's definitions ``forward`` and the adjoints ``backward``."""
    exprs = [d.expr for d in (*forward, *backward)]
    used = {d.name for d in forward} | {key for d in forward for key in stable.uses[d.name]}
    axes = any(stable[key].axes for key in (*used, *model.parameters))
    scalar = code is None and not axes and not any(_has_binder(expr) for expr in exprs)
    writer = Writer(stable, scalar=scalar, partials=[a.name for a in backward], code=code or ArrayCode)
    body = [writer.definition(d.name, d.index, d.expr) for d in forward]
    adjoint_of = [writer.adjoint(target, a) for a in backward]
    value = writer.number(target)
    gradient = [sp.Tuple(Raw(key), writer.gradient(key)) for key in model.parameters]
    pieces = [
        writer.function("loss", _PAIR, body, value, f"{target} for these parameters and data."),
        writer.function(
            "value_and_grad",
            _PAIR,
            [*body, *adjoint_of],
            Result(value, *gradient),
            f"{target} and its derivative with respect to every parameter.",
        ),
    ]
    source = writer.module(described(model, target), pieces)
    written = [stable.by_name[d.name] for d in model.through(target)]
    table = Table(*[sp.Tuple(Raw(d.name), writer.symbol(d.name)) for d in written])
    whole = [writer.definition(d.name, d.index, d.expr) for d in written]
    everything = writer.function("values", _PAIR, whole, table, "")
    return Program(model, target, source, pieces[0].run, pieces[1].run, everything.run)


def evaluator(
    model: Model,
    expressions: Sequence[tuple[sp.Expr, Sequence[sp.Symbol]]],
    *,
    inputs: Sequence[str] | None = None,
    extra: Mapping[str, Name] | None = None,
    analytic: bool = False,
) -> Callable[[Values], tuple[Any, ...]]:
    """A function from ``{name: value}`` to the values of ``expressions``, each with its indices in order.

    ``inputs`` are the names whose values will be given (parameters, data and constants unless said otherwise); other
    definitions that occur are computed from them.  ``extra`` are names that are no part of the model (adjoints, say).
    With ``analytic`` functions are printed by their definition, so that complex numbers go through
    (complex-step differentiation).  Nothing is rewritten for stability: what is evaluated is what is written.
    """
    given = tuple(inputs) if inputs is not None else (*model.parameters, *model.data, *model.constants)
    names = {**model.names, **(extra or {})}
    needed: set[str] = set()
    for expr, _ in expressions:
        needed |= _needs(model, expr, set(given))
    forward = [d for d in model.definitions if d.name in needed]
    exprs = [expr for expr, _ in expressions] + [d.expr for d in forward]
    scalar = (
        not analytic
        and not any(_has_binder(expr) or _has_axes(expr) for expr in exprs)
        and not any(index for _, index in expressions)
    )
    writer = Writer(model, scalar=scalar, names=names, analytic=analytic, given=given)
    body = [writer.definition(d.name, d.index, d.expr) for d in forward]
    results = []
    for number, (expr, index) in enumerate(expressions, 1):
        result = sp.Symbol(writer.reserve(f"result_{number}"))
        body.append((result, writer.lowered(expr, tuple(index))))
        results.append(result)
    run = writer.function("values", (_VALUES,), body, sp.Tuple(*results), "").run

    def evaluate(values: Values) -> tuple[Any, ...]:
        try:
            return run(values)
        except KeyError as missing:
            raise DataError(f"no value for {missing.args[0]}.") from None

    return evaluate


def _needs(model: Model, expr: sp.Basic, given: set[str]) -> set[str]:
    found: set[str] = set()
    pending = sorted(bases(expr))
    while pending:
        key = pending.pop()
        if key in given or key in found or key not in model.by_name:
            continue
        found.add(key)
        pending.extend(sorted(model.uses[key]))
    return found


def _has_binder(expr: sp.Basic) -> bool:
    return any(isinstance(node, BINDERS) for node in walk(expr))


def _has_axes(expr: sp.Basic) -> bool:
    return any(isinstance(node, sp.Indexed) for node in walk(expr))


_PLAIN = StrPrinter({"order": "none"})
_PARAMS, _DATA, _VALUES = sp.symbols("params data values")
_PAIR = (_PARAMS, _DATA)


def described(model: Model, target: str) -> str:
    """The module's docstring: the model as written, and what goes in and out."""
    lines = [f"{target} and its gradient, generated from"]
    text = model.text_read.strip("\n") or "\n".join(
        f"{d.symbol} = {_PLAIN.doprint(d.expr)}" for d in model.through(target)
    )
    lines += ["", *(f"    {line.strip()}" for line in text.splitlines() if line.strip()), ""]
    for role, keys in (("params", model.parameters), ("data", (*model.data, *model.constants))):
        for key in keys:
            axes = model[key].axes
            shape = "a number" if not axes else "shape (" + ", ".join(str(a) for a in axes) + ")"
            lines.append(f"{role}[{key!r}]: {shape}")
    return "\n".join(lines) + "\n"
