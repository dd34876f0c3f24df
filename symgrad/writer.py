"""Writes the functions of one program: assignments in index notation become compiled functions and their text.

In: definitions and adjoints of a model.  Out: ``Function(text, run)``: printed by ``symgrad.printer``, put in order by
``symgrad.schedule`` and ``symgrad.inplace``, compiled by ``sympy.lambdify``; and the text of a whole module.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import sympy as sp

from symgrad.arrays import lower
from symgrad.codenodes import ArrayEntry, AsFloat, Entry, Length, Raw, bounded_exp, identifiers
from symgrad.errors import UnsupportedError
from symgrad.exponentials import written_out
from symgrad.expressions import ONE, Local, Partial, transform, walk
from symgrad.forms import bounded, cut_in_arrays, has_guard, paired, solved
from symgrad.functions import BY_SYMBOL, FUNCTIONS, Unary, sigma
from symgrad.helpers import BY_ELEMENT, QUIET, array, by_mpmath, quiet_text
from symgrad.inplace import in_place
from symgrad.model import Model, Name
from symgrad.printer import ArrayCode, ScalarCode
from symgrad.schedule import Assignment, Sharing, share, share_scalars
from symgrad.steps import Adjoint


@dataclass(frozen=True)
class Function:
    """A compiled function and its text."""

    text: str
    run: Callable[..., Any]


class Writer:
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
        code: type[ArrayCode] = ArrayCode,
    ) -> None:
        self.model = model
        self.scalar = scalar
        self.names: Mapping[str, Name] = names or model.names
        self.given = given
        self.code: type[ArrayCode] | type[ScalarCode] = ScalarCode if scalar else code
        self.sharing: Sharing = share_scalars if scalar else share
        self.analytic = analytic
        self.cut: Unary = bounded_exp if scalar else cut_in_arrays
        taken = {*self.code.native.values(), *(row.name for row in FUNCTIONS), "sqrt"}
        self.identifier = identifiers(self.names, taken=taken)
        self.used = {*taken, *self.identifier.values()}
        self.partial = {key: sp.Symbol(self.reserve(f"d_{self.identifier[key]}")) for key in partials}
        self.helpers: dict[str, Function] = {}
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
            whole = lower(expr, index, names or self.names, sizes=sizes)
            expr = transform(written_out(whole), solved)
        elif isinstance(expr, sp.Integer):
            expr = sp.Float(expr)  # a derivative that is 0 is the float 0.0
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
    ) -> Function:
        """A compiled function; its text has the docstring ``about``."""
        temporaries = (sp.Symbol(n) for n in _numbered("t_") if n not in self.used)
        printer = self.code()
        shared = self.sharing(body if self.analytic else paired(body, self.cut), temporaries)
        entries = self.entries(body, args)
        if not (self.scalar or self.analytic or printer.functional):
            shared = in_place(shared, self.shapes(), result.free_symbols)
        schedule = [*entries, *shared]
        namespace: dict[str, Any] = {"np": np, "array": array, **printer.namespace()}
        self.print_helpers(schedule, printer, namespace)
        printer.prepare(schedule)
        run = _lambdify(args, schedule, result, printer, namespace)
        self.imported.update(getattr(printer, "imported", {}))
        head, _, rest = inspect.getsource(run).partition("\n")
        head = head.replace(run.__name__, name, 1)
        text = f'{head}\n    """{about}"""\n{rest}' if about else f"{head}\n{rest}"
        if not (self.scalar or printer.functional) and any(has_guard(expr) for _, expr in body):
            # np.where computes all cases everywhere: log(x) where x > 0 is no reason for a warning where it is not.
            run, text = np.errstate(**QUIET)(run), f"@np.errstate({quiet_text()})\n{text}"
        return Function(text, run)

    def entries(self, body: Sequence[Assignment], args: Sequence[sp.Symbol]) -> list[Assignment]:
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
        entries: list[Assignment] = [
            (self.symbol(key), value)
            for key, value in self.model.numbers.items()
            if self.identifier[key] in free and self.identifier[key] not in known and key not in inputs
        ]
        for key in sorted(inputs, key=self._given().index):
            where = args[0] if len(args) == 1 or key in self.model.parameters else args[1]
            kind = ArrayEntry if self.names[key].axes else Entry
            entries.append((self.symbol(key), kind(where, Raw(key))))
        for key, (owner, axis) in shapes.items():
            entries.append((self.symbol(key), Length(self.symbol(owner), sp.Integer(axis))))
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

    def print_helpers(
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
        if symbol in BY_ELEMENT:
            run = BY_ELEMENT[symbol]
            text = inspect.getsource(run).replace("  # type: ignore[no-untyped-def]", "")
            self.helpers[row.name] = Function(text, by_mpmath(row.name) if self.analytic else run)
            return
        z = sp.Symbol("z")
        name = sp.Symbol("result")
        inner = [(name, self._form(symbol, z))]
        for node in walk(inner[0][1]):
            if isinstance(node, sp.Function) and node.func in BY_SYMBOL:
                self._helper(node.func)
        schedule = self.sharing(inner, (sp.Symbol(n) for n in _numbered("t_")))
        printer = self.code()
        printer.prepare(schedule)
        namespace = {"np": np, **printer.namespace(), **{n: helper.run for n, helper in self.helpers.items()}}
        run = _lambdify((z,), schedule[:-1], schedule[-1][1], printer, namespace)
        self.imported.update(getattr(printer, "imported", {}))
        text = inspect.getsource(run).replace(run.__name__, row.name, 1)
        self.helpers[row.name] = Function(text, run)

    def _form(self, symbol: type[sp.Function], z: sp.Expr) -> sp.Expr:
        """What a function's helper computes."""
        row = BY_SYMBOL[symbol]
        if not self.analytic and symbol is sigma:
            return bounded(row.definition, z, self.cut)
        return row.definition(z) if self.analytic or row.stable is None else row.stable(z)

    def module(self, about: str, functions: Sequence[Function]) -> str:
        """The text of the whole module."""
        if self.scalar:
            imports = f"from math import {', '.join(sorted(self.imported))}" if self.imported else ""
        else:
            imports = self.code.imports
        head = f'r"""{about}"""' + (f"\n\n{imports}" if imports else "")
        glue = inspect.getsource(array).replace("  # type: ignore[no-untyped-def]", "").strip()
        pieces = [] if self.scalar or self.code.functional else [glue]
        pieces += [helper.text.strip() for helper in self.helpers.values()]
        return "\n\n\n".join([head, *pieces, *(f.text.strip() for f in functions)]) + "\n"


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


def _variants(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}_v{number}" for number in count(2))


def _numbered(stem: str) -> Iterator[str]:
    return (f"{stem}{number}" for number in count(1))
