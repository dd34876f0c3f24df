"""Models into programs: definitions and adjoints, in order, become Python that runs with NumPy (or ``math``) alone.

In: a model.  Out: a ``Program`` with ``loss``, ``value_and_grad``, ``values`` and its ``source``; or, from
``evaluator``, a function that computes any expressions over a model's names through the same generator.  A model of
plain numbers becomes scalar code, a model with axes whole-array code.  Everything that runs was printed by
``symgrad.printer`` and compiled by ``sympy.lambdify``; ``d_w`` is the adjoint ∂E/∂w in it.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from itertools import count
from typing import Any

import numpy as np
import sympy as sp

from symgrad.arrays import Align, LargestExponent, LogSumExpOver, MaxOver, SumOver, lower
from symgrad.derivation import adjoints
from symgrad.errors import DataError, UnsupportedError, choices
from symgrad.expressions import (
    BINDERS,
    ONE,
    Local,
    Minimum,
    Partial,
    add,
    bases,
    mul,
    neg,
    replace,
    transform,
    walk,
)
from symgrad.functions import BY_SYMBOL, FUNCTIONS, Unary, sigma
from symgrad.inplace import in_place
from symgrad.model import Model, Name
from symgrad.printer import (
    ArrayCode,
    ArrayEntry,
    AsFloat,
    Entry,
    Grouped,
    Length,
    Raw,
    Result,
    ScalarCode,
    Table,
    bounded_exp,
    identifiers,
)
from symgrad.schedule import Assignment, Sharing, share, share_scalars
from symgrad.stability import stabilize, stabilize_expression
from symgrad.steps import Adjoint

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Program:
    """A model's loss and gradient as code.

    ``params`` and ``data`` are dicts keyed by the names as written; values are numbers or arrays in the names' shapes,
    constants stand among the data.  Nothing is checked here but that every name is there (``symgrad.arguments.bind``
    checks the rest, once).  A scalar program raises what ``math`` raises (``OverflowError``, ``ZeroDivisionError``,
    ``ValueError``) where an array program gives inf or NaN.
    """

    model: Model
    target: str
    source: str
    _loss: Callable[[Values, Values], float] = field(repr=False)
    _value_and_grad: Callable[[Values, Values], tuple[float, dict[str, Any]]] = field(repr=False)
    _values: Callable[[Values, Values], dict[str, Any]] = field(repr=False)

    def loss(self, params: Values, data: Values) -> float:
        """The target's value.  Raises ``DataError`` for a missing name."""
        try:
            return self._loss(params, data)
        except KeyError as missing:
            raise self._missing(missing, params, data) from None

    def value_and_grad(self, params: Values, data: Values) -> tuple[float, dict[str, Any]]:
        """The target's value and ∂target/∂parameter for every parameter: floats, or arrays in their shapes."""
        try:
            return self._value_and_grad(params, data)
        except KeyError as missing:
            raise self._missing(missing, params, data) from None

    def values(self, params: Values, data: Values) -> dict[str, Any]:
        """The value of every definition the target needs, keyed by name."""
        try:
            return self._values(params, data)
        except KeyError as missing:
            raise self._missing(missing, params, data) from None

    def _missing(self, error: KeyError, params: Values, data: Values) -> Exception:
        key = str(error.args[0])
        if key not in self.model.names:
            return error
        given = params if key in self.model.parameters else data
        kind = "parameter" if given is params else "data"
        return DataError(f"the {kind} {key} is missing.", remedy=choices(key, tuple(given)) if given else "")


def compile(model: Model, *, target: str | None = None) -> Program:  # the library's own word for it
    """The program of a model; ``target`` is the last definition unless another one is named.

    Raises ``UnsupportedError`` naming the expression for what has no code, ``ModelError`` for a target that is
    not defined or is no single number.
    """
    target = target or model.target
    stable, _ = stabilize(model)
    backward = [
        changed(adjoint, expr=stabilize_expression(adjoint.expr, stable))
        for adjoint in adjoints(stable, target=target, wrt=stable.parameters)
    ]
    return assemble(model, stable, target, backward, forward=stable.through(target))


def assemble(
    model: Model, stable: Model, target: str, backward: Sequence[Adjoint], *, forward: Sequence[Any]
) -> Program:
    """The program from the stable model's definitions ``forward`` and the adjoints ``backward``."""
    exprs = [d.expr for d in (*forward, *backward)]
    used = {d.name for d in forward} | {key for d in forward for key in stable.uses[d.name]}
    axes = any(stable[key].axes for key in (*used, *model.parameters))
    scalar = not axes and not any(_has_binder(expr) for expr in exprs)
    writer = _Writer(stable, scalar=scalar, partials=[a.name for a in backward])
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
    source = writer.module(_describe(model, target), pieces)
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
    writer = _Writer(model, scalar=scalar, names=names, analytic=analytic, given=given)
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


# -- writing one program ----------------------------------------------------------------------------------

_PARAMS, _DATA, _VALUES = sp.symbols("params data values")
_PAIR = (_PARAMS, _DATA)


@dataclass(frozen=True)
class _Function:
    """A compiled function and its text."""

    text: str
    run: Callable[..., Any]


class _Writer:
    """Everything the functions of one module share: identifiers, helpers, imports, sizes."""

    def __init__(
        self,
        model: Model,
        *,
        scalar: bool,
        names: Mapping[str, Name] | None = None,
        partials: Sequence[str] = (),
        analytic: bool = False,
        given: Sequence[str] | None = None,
    ) -> None:
        self.model = model
        self.scalar = scalar
        self.names: Mapping[str, Name] = names or model.names
        self.given = given
        self.code: type[ArrayCode] | type[ScalarCode] = ScalarCode if scalar else ArrayCode
        self.sharing: Sharing = share_scalars if scalar else share
        self.analytic = analytic
        self.cut: Unary = bounded_exp if scalar else _cut_in_arrays
        taken = {*self.code.native.values(), *(row.name for row in FUNCTIONS), "sqrt"}
        self.identifier = identifiers(self.names, taken=taken)
        self.used = {*taken, *self.identifier.values()}
        self.partial = {key: sp.Symbol(self.reserve(f"d_{self.identifier[key]}")) for key in partials}
        self.helpers: dict[str, _Function] = {}
        self.imported: dict[str, None] = {}

    def reserve(self, wanted: str) -> str:
        """An identifier nobody has yet."""
        chosen = next(name for name in _variants(wanted) if name not in self.used)
        self.used.add(chosen)
        return chosen

    def symbol(self, key: str) -> sp.Symbol:
        """The variable of a name."""
        return sp.Symbol(self.identifier[key])

    def number(self, key: str) -> sp.Expr:
        """The variable of a name without axes as a Python float."""
        return self.symbol(key) if self.scalar else AsFloat(self.symbol(key))

    def gradient(self, key: str) -> sp.Expr:
        """The variable of ∂E/∂key, as a float where the parameter is a number."""
        return AsFloat(self.partial[key]) if not (self.scalar or self.names[key].axes) else self.partial[key]

    # -- assignments ----------------------------------------------------------------------------------------

    def definition(self, key: str, index: tuple[sp.Symbol, ...], expr: sp.Expr) -> Assignment:
        """``key = expr``."""
        return self.symbol(key), self.lowered(expr, index, self.names[key].axes)

    def adjoint(self, target: str, adjoint: Adjoint) -> Assignment:
        """``d_key = adjoint``, the adjoints it mentions by their variables."""
        table: dict[str, Name] = {}

        def named(node: sp.Basic) -> sp.Basic:
            if not isinstance(node, Partial) or isinstance(node, Local) or node.what != sp.Symbol(target):
                return node
            key = str(getattr(node.wrt, "base", node.wrt))
            if key == target:
                return ONE
            new = f"d {key}"
            table[new] = Name(new, "definition", self.names[key].axes)
            return table[new].at(*getattr(node.wrt, "indices", ()))

        expr = transform(adjoint.expr, named)
        names = {**self.names, **table}
        partials = {f"d {key}": symbol.name for key, symbol in self.partial.items()}
        axes = self.names[adjoint.name].axes
        return self.partial[adjoint.name], self.lowered(expr, adjoint.index, axes, names, partials)

    def lowered(
        self,
        expr: sp.Expr,
        index: tuple[sp.Symbol, ...],
        sizes: Sequence[sp.Expr] | None = None,
        names: Mapping[str, Name] | None = None,
        partials: Mapping[str, str] | None = None,
    ) -> sp.Expr:
        """The expression in the program's own terms: whole arrays, identifiers for names."""
        if not self.scalar:
            expr = transform(lower(expr, index, names or self.names, sizes=sizes), _written_out)
        table = {**self.identifier, **(partials or {})}
        return _renamed(expr, table)

    # -- functions ------------------------------------------------------------------------------------------

    def function(
        self,
        name: str,
        args: Sequence[sp.Symbol],
        body: Sequence[Assignment],
        result: sp.Basic,
        about: str,
    ) -> _Function:
        """A compiled function; its text has the docstring ``about``."""
        temporaries = (sp.Symbol(n) for n in _numbered("t_") if n not in self.used)
        printer = self.code()
        shared = self.sharing(body if self.analytic else _paired(body, self.cut), temporaries)
        entries = self._entries(body, args)
        if not (self.scalar or self.analytic):
            shared = in_place(shared, self.shapes(), result.free_symbols)
        schedule = [*entries, *shared]
        namespace: dict[str, Any] = {"np": np, "array": array}
        self._print_helpers(schedule, printer, namespace)
        run = _lambdify(args, schedule, result, printer, namespace)
        self.imported.update(getattr(printer, "imported", {}))
        head, _, rest = inspect.getsource(run).partition("\n")
        head = head.replace(run.__name__, name, 1)
        text = f'{head}\n    """{about}"""\n{rest}' if about else f"{head}\n{rest}"
        if not self.scalar and any(_has_guard(expr) for _, expr in body):
            # np.where computes all cases everywhere: log(x) where x > 0 is no reason for a warning where it is not.
            run, text = np.errstate(**_QUIET)(run), f"@np.errstate({_quiet_text()})\n{text}"
        return _Function(text, run)

    def _entries(self, body: Sequence[Assignment], args: Sequence[sp.Symbol]) -> list[Assignment]:
        """The lookups of the inputs the body uses, then the sizes."""
        free = {symbol.name for _, expr in body for symbol in expr.free_symbols}
        known = {symbol.name for symbol, _ in body}
        inputs = [
            key for key in self._given() if self.identifier[key] in free and self.identifier[key] not in known
        ]
        sizes = [key for key in self.model.sizes if self.identifier[key] in free and key not in inputs]
        shapes = {key: self._shape(key) for key in sizes}
        inputs += [
            key for key in self._given() if key not in inputs and key in {s[0] for s in shapes.values()}
        ]
        entries = []
        for key in sorted(inputs, key=self._given().index):
            where = args[0] if len(args) == 1 or key in self.model.parameters else args[1]
            kind = ArrayEntry if self.names[key].axes else Entry
            entries.append((self.symbol(key), kind(where, Raw(key))))
        for key, (array, axis) in shapes.items():
            entries.append((self.symbol(key), Length(self.symbol(array), sp.Integer(axis))))
        return entries

    def shapes(self) -> dict[sp.Symbol, tuple[sp.Expr, ...]]:
        """The shapes of the arrays that come from outside, sizes under their identifiers."""
        return {
            self.symbol(key): tuple(_renamed(size, self.identifier) for size in self.names[key].axes)
            for key in self._given()
        }

    def _given(self) -> tuple[str, ...]:
        model = self.model
        return (
            tuple(self.given)
            if self.given is not None
            else (
                *model.parameters,
                *model.data,
                *model.constants,
            )
        )

    def _shape(self, size: str) -> tuple[str, int]:
        """An input array and the axis whose length is ``size``; data before parameters."""
        keys = sorted(self._given(), key=lambda key: key in self.model.parameters)
        for key in keys:
            for axis, length in enumerate(self.names[key].axes):
                if length == sp.Symbol(size):
                    return key, axis
        raise UnsupportedError(
            f"the size {size} is the length of no parameter and no data.",
            remedy=f"Give {size} as a constant, or give an array that long among the data.",
        )

    # -- helpers --------------------------------------------------------------------------------------------

    def _print_helpers(
        self, schedule: Sequence[Assignment], printer: ArrayCode | ScalarCode, namespace: dict[str, Any]
    ) -> None:
        """Compile a helper for every function of the schedule that the library does not have."""
        for _, expr in schedule:
            for node in walk(expr):
                if isinstance(node, sp.Function) and node.func in BY_SYMBOL:
                    self._helper(node.func)
        namespace.update({name: helper.run for name, helper in self.helpers.items()})

    def _helper(self, symbol: type[sp.Function]) -> None:
        row = BY_SYMBOL[symbol]
        if symbol in self.code.native or row.name in self.helpers:
            return
        z = sp.Symbol("z")
        name = sp.Symbol("result")
        inner = [(name, self._form(symbol, z))]
        for node in walk(inner[0][1]):
            if isinstance(node, sp.Function) and node.func in BY_SYMBOL:
                self._helper(node.func)
        schedule = self.sharing(inner, (sp.Symbol(n) for n in _numbered("t_")))
        printer = self.code()
        namespace = {"np": np, **{n: helper.run for n, helper in self.helpers.items()}}
        run = _lambdify((z,), schedule[:-1], schedule[-1][1], printer, namespace)
        self.imported.update(getattr(printer, "imported", {}))
        text = inspect.getsource(run).replace(run.__name__, row.name, 1)
        self.helpers[row.name] = _Function(text, run)

    def _form(self, symbol: type[sp.Function], z: sp.Expr) -> sp.Expr:
        """What a function's helper computes."""
        row = BY_SYMBOL[symbol]
        if not self.analytic and symbol is sigma:
            return _bounded(row.definition, z, self.cut)
        return row.definition(z) if self.analytic or row.stable is None else row.stable(z)

    def module(self, about: str, functions: Sequence[_Function]) -> str:
        """The text of the whole module."""
        if self.scalar:
            imports = f"from math import {', '.join(sorted(self.imported))}" if self.imported else ""
        else:
            imports = "import numpy as np"
        head = f'r"""{about}"""' + (f"\n\n{imports}" if imports else "")
        glue = inspect.getsource(array).replace("  # type: ignore[no-untyped-def]", "").strip()
        pieces = [] if self.scalar else [glue]
        pieces += [helper.text.strip() for helper in self.helpers.values()]
        return "\n\n\n".join([head, *pieces, *(f.text.strip() for f in functions)]) + "\n"


_QUIET: dict[str, Any] = {"divide": "ignore", "invalid": "ignore", "over": "ignore"}


def _quiet_text() -> str:
    return ", ".join(f'{key}="{value}"' for key, value in _QUIET.items())


def _has_guard(expr: sp.Basic) -> bool:
    """Cases whose branches may not exist where their condition does not hold."""
    risky = (sp.log, sp.exp, sp.tan)
    return any(
        isinstance(inside, risky) or (isinstance(inside, sp.Pow) and not inside.exp.is_nonnegative)
        for node in walk(expr)
        if isinstance(node, sp.Piecewise)
        for inside in walk(node)
    )


def array(value):  # type: ignore[no-untyped-def]
    """The value as an array of floats; single precision stays single."""
    value = np.asarray(value)
    return value if value.dtype.kind in "fc" else value.astype(float)


def _lambdify(
    args: Sequence[sp.Symbol],
    schedule: Sequence[Assignment],
    result: sp.Basic,
    printer: ArrayCode | ScalarCode,
    namespace: dict[str, Any],
) -> Callable[..., Any]:
    """SymPy's lambdify with our schedule in the place of its common subexpressions."""
    names = dict(vars(math)) if isinstance(printer, ScalarCode) else {}
    run: Callable[..., Any] = sp.lambdify(
        list(args),
        (),
        modules=[{**names, **namespace}],
        printer=printer,
        use_imps=False,
        cse=lambda _: (list(schedule), result),
    )
    return run


def _renamed(expr: sp.Basic, table: Mapping[str, str]) -> Any:
    """Names as identifiers."""
    return transform(
        expr,
        lambda node: (
            sp.Symbol(table[node.name]) if isinstance(node, sp.Symbol) and node.name in table else node
        ),
    )


def _paired(body: Sequence[Assignment], cut: Callable[[sp.Expr], sp.Expr]) -> list[Assignment]:
    """Where both σ(z) and σ(−z) are needed, they share their exponential: σ(−z) = e^{−z} σ(z).

    Both hold for every z when that exponential is cut off below the largest number.
    """
    arguments = {node.args[0]: None for _, expr in body for node in walk(expr) if isinstance(node, sigma)}
    table: dict[sp.Basic, sp.Basic] = {}
    done: set[sp.Expr] = set()
    for z in arguments:
        if neg(z) in arguments and neg(z) not in done:
            if isinstance(z, sp.Mul) and isinstance(z.args[0], sp.Number) and z.args[0].is_negative:
                z = neg(z)
            done |= {z, neg(z)}
            form = _bounded(BY_SYMBOL[sigma].definition, z, cut)
            table[sigma(z, evaluate=False)] = form
            table[sigma(neg(z), evaluate=False)] = Grouped(mul(cut(neg(z)), form))
    return [(name, replace(expr, table)) for name, expr in body] if table else list(body)


def _bounded(definition: Unary, z: sp.Expr, cut: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """A function's definition with its exponentials cut off."""
    unit = sp.Dummy("z")

    def cut_off(node: sp.Basic) -> sp.Basic:
        return cut(replace(node.args[0], {unit: z})) if isinstance(node, sp.exp) else node

    bounded: sp.Expr = replace(transform(definition(unit), cut_off), {unit: z})
    return bounded


def _cut_in_arrays(z: sp.Expr) -> sp.Expr:
    arrays = dict.fromkeys(node for node in walk(z) if isinstance(node, sp.Symbol))
    return sp.exp(Minimum(z, LargestExponent(*arrays)), evaluate=False)


def _written_out(node: sp.Basic) -> sp.Basic:
    """log Σ exp by its definition, the largest element taken out first."""
    if not isinstance(node, LogSumExpOver):
        return node
    array, axes, rank = node.args
    largest = MaxOver(array, axes, rank)
    pattern = [int(axis not in axes) for axis in range(int(rank))]
    lead = next((place for place, keep in enumerate(pattern) if keep), len(pattern))
    shown = pattern[lead:]
    aligned = largest if all(shown) else Align(largest, sp.Tuple(*shown))
    inner = sp.exp(add(array, neg(aligned)), evaluate=False)
    return add(sp.log(SumOver(inner, axes, rank), evaluate=False), largest)


def _variants(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}_v{number}" for number in count(2))


def _numbered(stem: str) -> Iterator[str]:
    return (f"{stem}{number}" for number in count(1))


def _describe(model: Model, target: str) -> str:
    """The module's docstring: the model as written, and what goes in and out."""
    lines = [f"{target} and its gradient, generated from"]
    text = model.text_read.strip("\n") or "\n".join(f"{d.symbol} = {d.expr}" for d in model.through(target))
    lines += ["", *(f"    {line.strip()}" for line in text.splitlines() if line.strip()), ""]
    for role, keys in (("params", model.parameters), ("data", (*model.data, *model.constants))):
        for key in keys:
            axes = model[key].axes
            shape = "a number" if not axes else "shape (" + ", ".join(str(a) for a in axes) + ")"
            lines.append(f"{role}[{key!r}]: {shape}")
    return "\n".join(lines) + "\n"
