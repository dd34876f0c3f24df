"""The text of a training step for Numba: gradient, update, and the loops over blocks, steps and batches.

In: a model, an update, a precision.  Out: ``Slopes`` (loss and gradient) and ``Machine`` (the loops around them),
compiled when they are first called.  Products of matrices are BLAS calls, everything else is a loop over elements
(``loops``), and the row is one pass over the flat buffers of parameters, gradients and states.  ``as_kind`` is the
precision.
Reordered sums and fused multiplications are allowed; NaN and infinity stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import lru_cache
from itertools import count
from types import FunctionType
from typing import Any

import numpy as np
import sympy as sp

from symgrad.arrays.shapes import Shape
from symgrad.codenodes import Entry, Length
from symgrad.derivation import adjoints
from symgrad.forms import paired
from symgrad.model import Model
from symgrad.printer import ScalarCode
from symgrad.schedule import share
from symgrad.stability import stabilize, stabilize_expression
from symgrad.stepper.blocks import block_model
from symgrad.stepper.exponential import exponential
from symgrad.stepper.loops import Loops
from symgrad.stepper.rownumbers import split
from symgrad.stepper.samples import sample_size
from symgrad.stepper.update import Update
from symgrad.writer import Writer

#: what the compiler may assume: nothing about NaN and infinity
FASTMATH = {"reassoc", "contract", "arcp"}
_KEPT = 16


@dataclass(frozen=True)
class Slopes:
    """``total(w, g, more, work, block, *given) → loss`` leaves the gradient in ``g``.

    ``given`` are the arrays of ``sampled`` (cut along their first axis), the ``sizes`` and the ``fixed`` inputs, in
    that order; ``work`` are the shapes of what is on the way, ``ranks`` those of the sampled arrays.
    """

    text: str
    everything: str
    sampled: tuple[str, ...]
    ranks: tuple[int, ...]
    sizes: tuple[str, ...]
    fixed: tuple[str, ...]
    work: tuple[Shape, ...]
    total: Callable[..., float]


@dataclass(frozen=True)
class Machine:
    """``steps(table, …)`` and ``batches(table, order, bounds, rooms…, …)`` return the loss before each step."""

    text: str
    steps: Callable[..., np.ndarray]
    batches: Callable[..., np.ndarray]


def jitted(text: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """The functions of a text, each compiled when it is first called.  Raises ``ImportError`` without Numba."""
    import numba

    exec(compile(text, "<symgrad compiled>", "exec"), namespace)  # text of our own printers
    for name, value in namespace.items():
        if isinstance(value, FunctionType):
            namespace[name] = numba.njit(error_model="numpy", fastmath=FASTMATH, nogil=True)(value)
    return namespace


@lru_cache(maxsize=_KEPT)
def slopes_of(model: Model, kind: str) -> Slopes:
    """Loss and gradient of a model with axes.  Raises ``UnsupportedError`` for what has no loop."""
    return _Gradient(model, kind).written()


@lru_cache(maxsize=_KEPT)
def machine_of(model: Model, update: Update, kind: str) -> Machine:
    """The loops over steps and batches around the gradient of a model."""
    slopes = slopes_of(model, kind)
    constants: dict[sp.Expr, sp.Symbol] = {}
    texts = [_update(update, constants), _place(update, constants), *_loops(slopes, update)]
    text = _module(kind, constants, texts)
    made = jitted(text, {"total": slopes.total})
    return Machine(text, made["steps"], made["batches"])


@lru_cache(maxsize=_KEPT)
def update_of_row(update: Update, kind: str) -> Callable[..., None]:
    """The row alone: ``update(norm, numbers of the step, w, g, states…)`` over flat arrays, in place."""
    constants: dict[sp.Expr, sp.Symbol] = {}
    text = _update(update, constants)
    run: Callable[..., None] = jitted(_module(kind, constants, [text]), {})["update"]
    return run


def _module(
    kind: str, constants: dict[sp.Expr, sp.Symbol], texts: Sequence[str], *, exponential: bool = False
) -> str:
    numerals = [f"{name} = as_kind({float(value)!r})" for value, name in constants.items()]
    largest = float(np.log(np.finfo(kind).max / 2))
    head = ["from math import *", "", "import numpy as np", "", f"as_kind = np.{kind}"]
    head += [f"largest_exponent = as_kind({largest!r})", *numerals]
    head += ["exp = exponential"] if exponential else []
    return "\n\n\n".join(["\n".join(head), *texts]) + "\n"


def _function(head: str, lines: Sequence[str]) -> str:
    body = "\n".join(lines).split("\n")
    return f"def {head}:\n" + "\n".join(f"    {line}" for line in body)


# -- the gradient -------------------------------------------------------------------------------------------


class _Gradient:
    def __init__(self, model: Model, kind: str) -> None:
        part, self.everything = block_model(model, model.target) or (model, "")
        self.kind, self.target = kind, part.target
        self.model, _ = stabilize(part)
        self.size = sample_size(model)
        backward = [
            changed(adjoint, expr=stabilize_expression(adjoint.expr, self.model))
            for adjoint in adjoints(self.model, target=self.target, wrt=self.model.parameters)
        ]
        self.writer = writer = Writer(self.model, scalar=False, partials=[a.name for a in backward])
        self.body = [
            *(writer.definition(d.name, d.index, d.expr) for d in self.model.through(self.target)),
            *(writer.adjoint(self.target, a) for a in backward),
        ]

    def written(self) -> Slopes:
        """The text, ready to be compiled."""
        writer, model = self.writer, self.model
        entries = writer.entries(self.body, sp.symbols("params data"))
        used = {str(name) for name, _ in entries}
        inputs = [key for key in (*model.data, *model.constants) if writer.identifier[key] in used]
        cut = [key for key in model.data if self.size and model[key].axes]
        sampled = tuple(key for key in inputs if key in cut)
        fixed = tuple(key for key in inputs if key not in (*cut, self.everything))
        sizes = tuple(key for key in model.sizes if key != self.size)
        lines, loops = self._lines(entries)
        names = [writer.identifier[key] for key in (*model.sizes, *inputs)]
        gradient = _function(f"gradient({', '.join(['flat_w', 'flat_into', 'flat_work', *names])})", lines)
        total = self._total(inputs, sampled, (*sizes, *fixed))
        text = _module(self.kind, loops.constants, [gradient, total], exponential=True)
        symbols = {writer.symbol(key): sp.Symbol(key) for key in model.sizes}
        work = tuple(tuple(axis.xreplace(symbols) for axis in shape) for _, shape in loops.work)
        ranks = tuple(len(model[key].axes) for key in sampled)
        run = jitted(text, {"exponential": exponential(self.kind)})["total"]
        return Slopes(text, self.everything, sampled, ranks, sizes, fixed, work, run)

    def _lines(self, entries: Sequence[tuple[sp.Symbol, sp.Basic]]) -> tuple[list[str], Loops]:
        writer, model = self.writer, self.model
        fresh = (sp.Symbol(f"t_{n}") for n in count(1) if f"t_{n}" not in writer.used)
        shared = share(paired(self.body, writer.cut), fresh)
        partials = {key: writer.partial[key] for key in model.parameters}
        places = {symbol: f"into_{symbol}" for symbol in partials.values()}
        sizes = frozenset(writer.symbol(key) for key in model.sizes)
        loops = Loops(dict(writer.shapes()), places, fresh, sizes)
        for name, expr in shared:
            loops.assign(name, expr)
        show = writer.code().doprint
        lines = [
            f"{name} = as_kind({show(expr)})"
            for name, expr in entries
            if not isinstance(expr, (Entry, Length))
        ]
        lines += self._views("flat_w", {key: str(writer.symbol(key)) for key in model.parameters})
        lines += self._views("flat_into", {key: places[partials[key]] for key in model.parameters})
        written = loops.written()
        lines += ["flat_at = 0", *(_carved("flat_work", name, shape) for name, shape in loops.work)]
        lines += written
        lines += [f"{places[s]}[...] = {s}" for key, s in partials.items() if not model[key].axes]
        return [*lines, f"return {writer.symbol(self.target)}"], loops

    def _views(self, flat: str, names: dict[str, str]) -> list[str]:
        """Parameters, or their gradients, as views of a flat buffer; a number is read, and a place of its gradient."""
        lines = ["flat_at = 0"]
        for key, name in names.items():
            shape = self.writer.shapes()[self.writer.symbol(key)]
            if shape:
                lines.append(_carved(flat, name, shape))
            else:
                place = "flat_at" if flat == "flat_w" else "flat_at : flat_at + 1"
                lines += [f"{name} = {flat}[{place}]", "flat_at += 1"]
        return lines

    def _total(self, inputs: Sequence[str], sampled: Sequence[str], rest: Sequence[str]) -> str:
        """Loss and gradient in blocks of samples."""
        identifier = self.writer.identifier
        given = [f"of_{identifier[key]}" for key in sampled]
        sizes = ["last - first" if key == self.size else identifier[key] for key in self.model.sizes]
        pieces = [
            f"of_{identifier[key]}[first:last]" if key in sampled else identifier[key] for key in inputs
        ]
        lines = [f"samples = {given[0]}.shape[0]" if given else "samples = 1"]
        if self.everything in inputs:
            lines.append(f"{identifier[self.everything]} = as_kind(samples)")
        lines += [
            "loss = 0.0",
            "for first in range(0, samples, block):",
            "    last = min(first + block, samples)",
            "    into = more if first else g",
            f"    loss += gradient({', '.join(['flat_params', 'into', 'work', *sizes, *pieces])})",
            "    if first:",
            "        for i in range(g.size):",
            "            g[i] += more[i]",
            "return loss",
        ]
        names = ["flat_params", "g", "more", "work", "block", *given, *(identifier[key] for key in rest)]
        return _function(f"total({', '.join(names)})", lines)


def _carved(flat: str, name: str, shape: Shape) -> str:
    # what a slice is long may come out below 0, where there are too few elements for any
    sizes = [str(size) if size.is_Symbol or size.is_Integer else f"max({size}, 0)" for size in shape]
    length = " * ".join(sizes)
    full = ", ".join(sizes) + ("," if len(shape) == 1 else "")
    return f"{name} = {flat}[flat_at : flat_at + {length}].reshape(({full}))\nflat_at += {length}"


# -- the row ------------------------------------------------------------------------------------------------


def _pass(update: Update, constants: dict[sp.Expr, sp.Symbol], *, row: bool) -> list[str]:
    """One pass over every element; ``row`` for the row's assignments, else the place where the gradient is taken."""
    parts, printer = split(update), ScalarCode()
    numerals = Loops({}, {}, iter(()), constants=constants)
    read = [update.parameter, *([update.gradient] if row else []), *update.state]
    body = parts.assignments if row else ((sp.Symbol("there"), parts.at),)
    written = [update.parameter, *update.state] if row else [sp.Symbol("there")]
    return [
        *(f"{symbol} = as_kind(flat_line[{n}])" for n, symbol in enumerate(parts.numbers)),
        f"for flat_i in range({update.parameter}_all.size):",
        *(f"    {symbol} = {symbol}_all[flat_i]" for symbol in read),
        *(f"    {left} = {printer.doprint(numerals.number(right))}" for left, right in body),
        *(f"    {symbol}_all[flat_i] = {symbol}" for symbol in written),
    ]


def _update(update: Update, constants: dict[sp.Expr, sp.Symbol]) -> str:
    arrays = [f"{symbol}_all" for symbol in (update.parameter, update.gradient, *update.state)]
    norm = str(update.norm or "norm_of_g")
    return _function(f"update({', '.join([norm, 'flat_line', *arrays])})", _pass(update, constants, row=True))


def _place(update: Update, constants: dict[sp.Expr, sp.Symbol]) -> str:
    arrays = [f"{symbol}_all" for symbol in (update.parameter, *update.state)]
    return _function(
        f"place({', '.join(['flat_line', 'there_all', *arrays])})", _pass(update, constants, row=False)
    )


# -- the loops over steps and batches -----------------------------------------------------------------------


def _copied(into: str, name: str, rank: int) -> list[str]:
    """Lines that copy one sample, element by element."""
    index = [f"i_{axis}" for axis in range(1, rank)]
    loops = [f"{'    ' * n}for {i} in range({name}.shape[{n + 1}]):" for n, i in enumerate(index)]
    here, there = ", ".join(["i", *index]), ", ".join(["sample", *index])
    lines = ["sample = order[first + i]", *loops, f"{'    ' * len(index)}{into}[{here}] = {name}[{there}]"]
    return [f"        {line}" for line in lines]


def _loops(slopes: Slopes, update: Update) -> list[str]:
    states = [f"state_{n}" for n in range(len(update.state))]
    data = [f"data_{n}" for n in range(len(slopes.sampled))]
    rest = [f"given_{n}" for n in range(len(slopes.sizes) + len(slopes.fixed))]
    common = ["w", "g", "more", "there", "work", *states, "block"]
    given = ", ".join(["g", "more", "work", "block", *data, *rest])
    step = [f"loss = total(w, {given})"]
    if update.at != update.parameter:
        step += [f"place({', '.join(['line', 'there', 'w', *states])})", f"total(there, {given})"]
    step.append("squares = 0.0")
    if update.norm is not None:
        step += ["for i in range(g.size):", "    squares += np.float64(g[i]) * g[i]"]
    step += [f"update({', '.join(['as_kind(sqrt(squares))', 'line', 'w', 'g', *states])})", "return loss"]
    rooms = [f"room_{n}" for n in range(len(data))]
    gather: list[str] = []
    for name, room, rank in zip(data, rooms, slopes.ranks, strict=True):
        sizes = ["length", *(f"{name}.shape[{axis}]" for axis in range(1, rank))]
        full = ", ".join(sizes) + ("," if rank == 1 else "")
        gather += [
            f"    here_{name} = {room}[: {' * '.join(sizes)}].reshape(({full}))",
            "    for i in range(length):",
            *_copied(f"here_{name}", name, rank),
        ]
    every = ", ".join(["table[n]", *common, *data, *rest])
    here = ", ".join(["table[n]", *common, *(f"here_{name}" for name in data), *rest])
    head = ["losses = np.empty(len(table))", "for n in range(len(table)):"]
    cut = ["    first, length = bounds[n], bounds[n + 1] - bounds[n]"]
    names = [*common, *data, *rest]
    return [
        _function(f"step({', '.join(['line', *names])})", step),
        _function(
            f"steps({', '.join(['table', *names])})",
            [*head, f"    losses[n] = step({every})", "return losses"],
        ),
        _function(
            f"batches({', '.join(['table', 'order', 'bounds', *rooms, *names])})",
            [*head, *cut, *gather, f"    losses[n] = step({here})", "return losses"],
        ),
    ]
