"""Models of plain numbers: loss, gradients and update as one function of ``math``, with the loop over the steps inside.

In: a model without axes, an update.  Out: ``loop_of``: the text of ``run(steps, t, values, data)`` and the function
itself, everything in it printed from SymPy expressions; and ``ScalarLoop``, which runs it.  Every name is a local
variable; what does not change from step to step stands in front of the loop.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import lru_cache
from itertools import count
from typing import Any

import sympy as sp

from symgrad.derivation import adjoints
from symgrad.expressions import BINDERS, add, power, replace, walk
from symgrad.forms import paired
from symgrad.model import Model
from symgrad.printer import ScalarCode
from symgrad.program import Program
from symgrad.schedule import share_scalars
from symgrad.stability import stabilize, stabilize_expression
from symgrad.stepper.samples import Batch, batch_of
from symgrad.stepper.state import State, Values
from symgrad.stepper.update import Assignment, Update
from symgrad.writer import Writer

HALF = sp.Rational(1, 2)
#: longer functions take Python longer to compile than they save
LONGEST = 3000


@dataclass(frozen=True)
class Loop:
    """``run(steps, t, values, data) → (losses, values)``; ``values`` are the parameters, then each state of them,
    ``data`` the numbers ``given`` names."""

    text: str
    given: tuple[str, ...]
    run: Callable[..., tuple[list[float], tuple[float, ...]]]


@lru_cache(maxsize=64)
def is_scalar(model: Model, target: str) -> bool:
    """True where neither a name nor a sum runs over an index."""
    used = {d.name for d in model.through(target)}
    used |= {key for d in model.through(target) for key in model.uses[d.name]}
    if any(model[key].axes for key in (*used, *model.parameters)):
        return False
    return not any(isinstance(node, BINDERS) for d in model.through(target) for node in walk(d.expr))


def loop_of(model: Model, target: str, update: Update) -> Loop:
    """The loop of a scalar model.  Raises ``UnsupportedError`` for what has no code."""
    stable, _ = stabilize(model)
    backward = [
        changed(adjoint, expr=stabilize_expression(adjoint.expr, stable))
        for adjoint in adjoints(stable, target=target, wrt=stable.parameters)
    ]
    writer = Writer(stable, scalar=True, partials=[a.name for a in backward])
    forward = [writer.definition(d.name, d.index, d.expr) for d in stable.through(target)]
    gradient = [writer.adjoint(target, a) for a in backward]
    return _Loop(stable, target, update, writer, forward, gradient).written()


class _Loop:
    """Writes one loop."""

    def __init__(
        self,
        model: Model,
        target: str,
        update: Update,
        writer: Writer,
        forward: list[Assignment],
        gradient: list[Assignment],
    ) -> None:
        self.model, self.target, self.update, self.writer = model, target, update, writer
        self.forward, self.gradient = forward, gradient
        self.printer = ScalarCode()
        keys = model.parameters
        self.params = [writer.symbol(key) for key in keys]
        self.states = [
            [sp.Symbol(writer.reserve(f"{state}_{writer.identifier[key]}")) for key in keys]
            for state in update.state
        ]
        self.time = sp.Symbol(writer.reserve("t"))
        hyper = [symbol for symbol, _ in (*update.constants, *update.rates)]
        self.hyper = {symbol: sp.Symbol(writer.reserve(symbol.name)) for symbol in hyper}
        self.outside = [*self.params, *(s for states in self.states for s in states)]
        self.new: dict[sp.Symbol, sp.Symbol] = {}

    def written(self) -> Loop:
        """The text of the loop, compiled."""
        body = [*self._gradients(), *self._updates()]
        fresh = (sp.Symbol(name) for name in _numbered("u_") if name not in self.writer.used)
        shared = share_scalars(paired(body, self.writer.cut), fresh)
        symbol = self.writer.symbol
        used = {s for _, expr in shared for s in expr.free_symbols}
        given = tuple(key for key in (*self.model.data, *self.model.constants) if symbol(key) in used)
        fixed = [(symbol(key), value) for key, value in self.model.numbers.items() if symbol(key) in used]
        fixed += [(self.hyper[name], sp.Float(value)) for name, value in self.update.constants]
        still, moving = _split(shared, {*(symbol(key) for key in given), *(name for name, _ in fixed)})
        return self._compiled([*fixed, *still], _coalesced(moving, self.new), given)

    def _gradients(self) -> list[Assignment]:
        """Loss and gradients; where the gradient is taken elsewhere, the loss here and the gradients there."""
        if self.update.at == self.update.parameter:
            return [*self.forward, *self.gradient]
        there = {
            symbol: sp.Symbol(self.writer.reserve(f"{symbol}_there"))
            for symbol in (*self.params, *(name for name, _ in self.forward))
        }
        places = [
            (there[parameter], replace(self.update.at, self._named(number)))
            for number, parameter in enumerate(self.params)
        ]
        shifted = [(there[name], replace(expr, there)) for name, expr in self.forward]
        slopes = [(name, replace(expr, there)) for name, expr in self.gradient]
        return [*self.forward, *places, *shifted, *slopes]

    def _named(self, number: int) -> dict[sp.Basic, sp.Basic]:
        """The row's symbols for the parameter with this number."""
        update = self.update
        key = self.model.parameters[number]
        table: dict[sp.Basic, sp.Basic] = {
            update.parameter: self.params[number],
            update.gradient: self.writer.partial[key],
            update.time: self.time,
            **self.hyper,
        }
        return table | {s: states[number] for s, states in zip(update.state, self.states, strict=True)}

    def _updates(self) -> list[Assignment]:
        update, writer = self.update, self.writer
        found: list[Assignment] = [
            (self.hyper[symbol], replace(expr, {update.time: self.time})) for symbol, expr in update.rates
        ]
        norm = None
        if update.norm is not None:
            norm = sp.Symbol(writer.reserve("norm_of_gradient"))
            squares = [power(writer.partial[key], sp.Integer(2)) for key in self.model.parameters]
            found.append((norm, power(add(*squares), HALF)))
        for number, parameter in enumerate(self.params):
            table = self._named(number)
            if norm is not None and update.norm is not None:
                table[update.norm] = norm
            for left, right in update.assignments:
                wanted = f"{table[left]}_new" if left in table else f"{left}_{parameter}"
                name = sp.Symbol(writer.reserve(wanted))
                found.append((name, replace(right, table)))
                if left in table:
                    self.new[table[left]] = name
                table[left] = name
        return found

    def _compiled(self, before: list[Assignment], inside: list[Assignment], given: tuple[str, ...]) -> Loop:
        printer, writer = self.printer, self.writer
        namespace: dict[str, Any] = {}
        writer.print_helpers([*before, *inside], printer, namespace)

        def line(name: sp.Symbol, expr: sp.Basic) -> str:
            return f"{name} = {printer.doprint(expr)}"

        def names(symbols: Sequence[sp.Symbol]) -> str:
            return ", ".join(str(s) for s in symbols) + ("," if len(symbols) == 1 else "")

        values = names(self.outside)
        losses = writer.reserve("losses")
        steps, passed, data = (writer.reserve(word) for word in ("steps", "values", "data"))
        rotate = [f"{old} = {new}" for old, new in self.new.items() if old != new]
        lines = [
            f"{values} = {passed}",
            *([f"{names([writer.symbol(key) for key in given])} = {data}"] if given else []),
            *(line(*pair) for pair in before),
            f"{losses} = []",
            f"for {self.time} in range({self.time} + 1, {self.time} + {steps} + 1):",
            *(f"    {line(*pair)}" for pair in inside),
            f"    {losses}.append({writer.symbol(self.target)})",
            *(f"    {text}" for text in rotate),
            f"return {losses}, ({values})",
        ]
        text = f"def run({steps}, {self.time}, {passed}, {data}):\n" + "\n".join(
            f"    {item}" for item in lines
        )
        namespace = {**vars(math), **namespace}
        exec(compile(text, "<symgrad loop>", "exec"), namespace)  # text of our own printers
        imports = {**getattr(printer, "imported", {}), **writer.imported}
        head = f"from math import {', '.join(sorted(imports))}\n\n\n" if imports else ""
        helpers = "".join(f"{helper.text.strip()}\n\n\n" for helper in writer.helpers.values())
        return Loop(f"{head}{helpers}{text}\n", given, namespace["run"])


def _split(
    assignments: Sequence[Assignment], known: set[sp.Symbol]
) -> tuple[list[Assignment], list[Assignment]]:
    """What is computed from ``known`` alone, and the rest."""
    still: list[Assignment] = []
    moving: list[Assignment] = []
    known = set(known)
    for name, expr in assignments:
        if expr.free_symbols <= known:
            known.add(name)
            still.append((name, expr))
        else:
            moving.append((name, expr))
    return still, moving


def _coalesced(assignments: list[Assignment], new: dict[sp.Symbol, sp.Symbol]) -> list[Assignment]:
    """The new value under the old one's name, where nobody needs the old one afterwards."""
    last = {s: n for n, (_, expr) in enumerate(assignments) for s in expr.free_symbols}
    place = {name: n for n, (name, _) in enumerate(assignments)}
    table: dict[sp.Basic, sp.Basic] = {}
    for old, name in new.items():
        if name in place and last.get(old, -1) <= place[name]:
            table[name] = old
            new[old] = old
    return [(table.get(name, name), replace(expr, table)) for name, expr in assignments]


def _numbered(stem: str) -> Iterator[str]:
    return (f"{stem}{number}" for number in count(1))


class ScalarLoop:
    """Runs a loop: numbers in, numbers out."""

    def __init__(self, loop: Loop, program: Program, update: Update, state: State, data: Values) -> None:
        self.loop, self.program, self.update, self.data = loop, program, update, data
        self._given = tuple(float(data[key]) for key in loop.given)
        self.t = state.t
        self.state = state

    @property
    def state(self) -> State:
        """The state as dicts."""
        keys, values = self.program.model.parameters, iter(self._values)
        params = {key: next(values) for key in keys}
        return State(
            self.t, params, {name: {key: next(values) for key in keys} for name in self.update.names}
        )

    @state.setter
    def state(self, state: State) -> None:
        keys = self.program.model.parameters
        self.t = state.t
        parts = (state.params, *(state.state[name] for name in self.update.names))
        self._values = tuple(float(part[key]) for part in parts for key in keys)

    def step(self, batch: Batch = None) -> float:
        """One update; the loss before it."""
        if batch is not None:
            batch_of(self.program.model, self.data, batch)  # says why there is none
        (loss,), self._values = self.loop.run(1, self.t, self._values, self._given)
        self.t += 1
        return loss

    def run(self, steps: int) -> list[float]:
        """The losses before each of ``steps`` updates."""
        losses, self._values = self.loop.run(steps, self.t, self._values, self._given)
        self.t += steps
        return losses

    def value_and_grad(self) -> tuple[float, Values]:
        """The loss at the parameters reached, and its gradients."""
        return self.program.value_and_grad(self.state.params, self.data)

    def loss(self) -> float:
        """The loss at the parameters reached."""
        return self.program.loss(self.state.params, self.data)
