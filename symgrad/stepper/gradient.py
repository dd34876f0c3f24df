"""Loss and gradients of a model with axes, written into arrays that exist already.

In: a model.  Out: ``Gradient``: the text of ``gradient(params, data, into, work)`` and the function; ``into`` are the
arrays for ∂L/∂parameter, ``work`` the arrays for everything on the way, whose shapes ``work_shapes`` tells.  It is the
program of ``symgrad.program`` with an ``out=`` in every operation that makes an array.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from itertools import count
from typing import Any

import numpy as np
import sympy as sp

from symgrad.arrays import LargestExponent, MatMul, SumOver
from symgrad.arrays.shapes import Shape, shape_of
from symgrad.codenodes import Length, Steps
from symgrad.derivation import adjoints
from symgrad.expressions import Minimum, neg, replace
from symgrad.forms import paired
from symgrad.inplace import in_place, subtracted
from symgrad.model import Model
from symgrad.printer import ArrayCode
from symgrad.schedule import share
from symgrad.stability import stabilize, stabilize_expression
from symgrad.writer import Writer

Assignment = tuple[sp.Symbol, sp.Expr]


@dataclass(frozen=True)
class Gradient:
    """``run(params, data, into, work) → loss``; ``inputs`` are the keys of ``data`` in order."""

    text: str
    inputs: tuple[str, ...]
    work: tuple[tuple[str, Shape], ...]
    run: Callable[..., float]

    def work_shapes(self, lengths: Mapping[str, int]) -> list[tuple[int, ...]]:
        """The shapes of the arrays on the way, for these axis lengths."""
        sizes = {sp.Symbol(key): length for key, length in lengths.items()}
        # a slice of fewer elements than it would start after is empty
        return [tuple(max(int(axis.xreplace(sizes)), 0) for axis in shape) for _, shape in self.work]


def gradient_of(model: Model, target: str) -> Gradient:
    """The function of a model.  Raises ``UnsupportedError`` for what has no code."""
    stable, _ = stabilize(model)
    backward = [
        changed(adjoint, expr=stabilize_expression(adjoint.expr, stable))
        for adjoint in adjoints(stable, target=target, wrt=stable.parameters)
    ]
    writer = Writer(stable, scalar=False, partials=[a.name for a in backward])
    body = [writer.definition(d.name, d.index, d.expr) for d in stable.through(target)]
    body += [writer.adjoint(target, a) for a in backward]
    return _Gradient(stable, target, writer, body).written()


class _Code(ArrayCode):
    """Sums of squares without an array of the squares."""

    def _print_SumOver(self, expr: sp.Expr) -> str:
        squared, axes, rank = expr.args
        if isinstance(squared, sp.Pow) and squared.exp == 2 and len(axes.args) == rank:
            if isinstance(squared.base, sp.Symbol):
                return f"np.vdot({squared.base}, {squared.base})"
        return super()._print_SumOver(expr)


class _Gradient:
    """Writes one function."""

    def __init__(self, model: Model, target: str, writer: Writer, body: list[Assignment]) -> None:
        self.model, self.target, self.writer, self.body = model, target, writer, body
        self.printer = _Code()
        self.work: list[tuple[str, Shape]] = []
        #: a size's variable → the size as the model writes it
        self.sizes = {writer.symbol(key): sp.Symbol(key) for key in model.sizes}
        #: an axis → the vector of ones along it
        self.ones: dict[sp.Expr, str] = {}
        #: the number under which every exponent stays
        self.limit: sp.Symbol | None = None

    def written(self) -> Gradient:
        """The text, compiled."""
        writer, model = self.writer, self.model
        partials = [writer.partial[key] for key in model.parameters]
        fresh = (sp.Symbol(f"t_{n}") for n in count(1) if f"t_{n}" not in writer.used)
        shared = share(paired(self.body, writer.cut), fresh)
        entries = writer.entries(self.body, sp.symbols("params data"))
        keep = {*partials, writer.symbol(self.target)}
        schedule = in_place(shared, writer.shapes(), keep)
        known: dict[sp.Symbol, Shape] = dict(writer.shapes())
        places = {partial: writer.reserve(f"into_{partial}") for partial in partials}
        namespace: dict[str, Any] = {"np": np}
        schedule = subtracted(self._with_limit(schedule), writer.shapes())
        writer.print_helpers([*entries, *schedule], self.printer, namespace)
        lines: list[str] = []
        for name, expr in schedule:
            first = expr.args[1] if isinstance(expr, Steps) else expr
            known[name] = shape_of(first, known)
            lines += self._assignment(name, expr, first, known, places)
        for partial, place in places.items():
            if not any(line.startswith(f"{partial} = ") and f"out={place})" in line for line in lines):
                lines.append(f"{place}[...] = {partial}")
        return self._compiled(entries, lines, list(places.values()), namespace)

    def _assignment(
        self,
        name: sp.Symbol,
        expr: sp.Expr,
        first: sp.Expr,
        known: Mapping[sp.Symbol, Shape],
        places: Mapping[sp.Symbol, str],
    ) -> list[str]:
        """The lines of one assignment: the first pass into its place, the others where it is."""
        shape = known[name]
        made = self._into(first, known) if shape else None
        if made is None:
            shown = f"{name} = {self.printer.doprint(first)}"
        else:
            place = places.get(name)
            if place is None:
                place = self.writer.reserve(f"{name}_work")
                self.work.append((place, tuple(self.sizes.get(axis, axis) for axis in shape)))
            shown = f"{name} = {made}, out={place})"
        if not isinstance(expr, Steps):
            return [shown]
        return [shown, *(self._pass(name, step) for step in expr.args[2:])]

    def _pass(self, name: sp.Symbol, step: sp.Expr) -> str:
        """One pass over an array in place."""
        if isinstance(step, Minimum) and step.args[0] == name and step.args[1] == self.limit:
            # np.minimum takes more than twice as long in single precision
            return f"np.clip({name}, -np.inf, {self.limit}, out={name})"
        if isinstance(step, sp.Add) and step.args[-1] == neg(name):
            return f"np.subtract({self.printer.doprint(step.args[0])}, {name}, out={name})"
        return self.printer.in_pass(name, step)

    def _with_limit(self, schedule: Sequence[Assignment]) -> list[Assignment]:
        """Where exponents are cut off is the same for all arrays of a function, and is looked up once."""
        found = {n for _, e in schedule for n in sp.preorder_traversal(e) if isinstance(n, LargestExponent)}
        if found:
            self.limit = sp.Symbol(self.writer.reserve("largest_exponent"))
            schedule = [(name, replace(expr, dict.fromkeys(found, self.limit))) for name, expr in schedule]
        return list(schedule)

    def _ones(self, axis: sp.Expr) -> str:
        """A vector of ones, for a sum over rows as a product: BLAS has more than one row at work."""
        axis = self.sizes.get(axis, axis)
        if axis not in self.ones:
            self.ones[axis] = self.writer.reserve("ones")
            self.work.append((self.ones[axis], (axis,)))
        return self.ones[axis]

    def _into(self, expr: sp.Expr, known: Mapping[sp.Symbol, Shape]) -> str | None:
        """The operation without its last argument, where it is one that can write into an array."""
        show = self.printer.doprint
        if isinstance(expr, MatMul):
            return f"np.matmul({show(expr.args[0])}, {show(expr.args[1])}"
        if isinstance(expr, SumOver) and tuple(expr.args[1]) == (0,):
            shape = shape_of(expr.args[0], known)
            if len(shape) == 2 and shape[0] != 1:
                return f"np.matmul({self._ones(shape[0])}, {show(expr.args[0])}"
        if isinstance(expr, SumOver) and len(expr.args[1]) == 1:
            return f"np.add.reduce({show(expr.args[0])}, axis={expr.args[1][0]}"
        if isinstance(expr, sp.Function) and expr.func in self.printer.native:
            return f"np.{self.printer.native[expr.func]}({', '.join(show(arg) for arg in expr.args)}"
        if isinstance(expr, (sp.Add, sp.Mul)) and len(expr.args) == 2:
            left, right = expr.args
            if isinstance(expr, sp.Mul):
                if isinstance(right, sp.Pow) and right.exp == -1:
                    return f"np.divide({show(left)}, {show(right.base)}"
                return f"np.multiply({show(left)}, {show(right)}"
            if isinstance(right, sp.Mul) and right.args[0] == -1 and len(right.args) == 2:
                return f"np.subtract({show(left)}, {show(right.args[1])}"
            return f"np.add({show(left)}, {show(right)}"
        return None

    def _compiled(
        self,
        entries: Sequence[Assignment],
        lines: list[str],
        into: list[str],
        namespace: dict[str, Any],
    ) -> Gradient:
        writer, model, show = self.writer, self.model, self.printer.doprint
        inputs = tuple(
            key
            for key in (*model.data, *model.constants)
            if any(name == writer.symbol(key) for name, _ in entries)
        )
        numbers = [
            f"{name} = {show(expr)}"
            for name, expr in entries
            if isinstance(expr, Length)
            or str(name) not in {writer.identifier[k] for k in (*inputs, *model.parameters)}
        ]

        if self.limit is not None:
            numbers.append(f"{self.limit} = {show(LargestExponent(sp.Symbol(into[0])))}")

        def unpacked(names: Sequence[str], what: str) -> list[str]:
            return [f"{', '.join(names)}{',' * (len(names) == 1)} = {what}"] if names else []

        body = [
            *unpacked([writer.identifier[key] for key in model.parameters], "params"),
            *unpacked([writer.identifier[key] for key in inputs], "data"),
            *unpacked(into, "into"),
            *unpacked([name for name, _ in self.work], "work"),
            *numbers,
            *(f"{ones}.fill(1)" for ones in self.ones.values()),
            *lines,
            f"return {show(writer.number(self.target))}",
        ]
        text = "def gradient(params, data, into, work):\n" + "\n".join(f"    {line}" for line in body)
        exec(compile(text, "<symgrad gradient>", "exec"), namespace)  # text of our own printers
        helpers = "".join(f"{helper.text.strip()}\n\n\n" for helper in writer.helpers.values())
        return Gradient(
            f"import numpy as np\n\n\n{helpers}{text}\n", inputs, tuple(self.work), namespace["gradient"]
        )
