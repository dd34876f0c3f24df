"""Assignments over arrays of one length as passes into buffers that exist already: no array is made in a step.

In: assignments in SymPy whose symbols are arrays (all of one length) or numbers.  Out: ``Passes``: lines of NumPy in
which every operation has its ``out=``, the numbers worked out first, and the names of the buffers needed.  Factors that
are numbers meet before they meet an array.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import sympy as sp

from symgrad.expressions import MINUS_ONE, ONE, add, mul, power, replace
from symgrad.printer import ArrayCode, ScalarCode
from symgrad.stepper.update import Update

Assignment = tuple[sp.Symbol, sp.Expr]
HALF = sp.Rational(1, 2)


@dataclass
class Passes:
    """``arrays`` are the names of arrays; everything else is a number."""

    arrays: set[sp.Symbol]
    numbers: list[Assignment] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    buffers: list[str] = field(default_factory=list)
    #: how deep the lines are inside ``if``
    depth: int = 0

    def __post_init__(self) -> None:
        self._printer = ArrayCode()
        self.scalar = ScalarCode()
        self._free: list[str] = []
        self._numbered = count(1)

    @property
    def imported(self) -> tuple[str, ...]:
        """What the lines for numbers need from ``math``."""
        return tuple(sorted(self.scalar.imported))

    def number_lines(self) -> list[str]:
        """The lines that work out the numbers."""
        return [f"{name} = {self.scalar.doprint(expr)}" for name, expr in self.numbers]

    def assign(self, assignments: Sequence[Assignment]) -> None:
        """The lines of assignments in their order; a name used once is put in where it is used."""
        pending = list(assignments)
        while pending:
            (left, right), *pending = pending
            if not self._varies(right):
                if left in self.arrays:
                    self._line(f"{left}[...] = {self._number(right)}")
                else:
                    self.numbers.append((left, right))
                continue
            if left not in self.arrays:
                if used_once(left, right, pending):
                    pending = [(name, replace(expr, {left: right})) for name, expr in pending]
                    continue
                self.arrays.add(left)
                self.buffers.append(str(left))
            self._into(str(left), right)

    def _varies(self, expr: sp.Basic) -> bool:
        return bool(expr.free_symbols & self.arrays)

    # -- numbers ----------------------------------------------------------------------------------------------

    def _number(self, expr: sp.Expr) -> str:
        """A number as it is written in a line, worked out before."""
        if isinstance(expr, (sp.Symbol, sp.Integer, sp.Float)):
            return self.scalar.doprint(expr)
        for name, known in reversed(self.numbers):
            if known == expr:
                return str(name)
            if name in expr.free_symbols:
                break  # what was worked out before is of its old value
        name = sp.Symbol(f"s_{next(self._numbered)}")
        self.numbers.append((name, expr))
        return str(name)

    # -- arrays -----------------------------------------------------------------------------------------------

    def _line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def _buffer(self) -> str:
        if self._free:
            return self._free.pop()
        name = f"work_{len(self.buffers) + 1}"
        self.buffers.append(name)
        return name

    def _operand(self, expr: sp.Expr, held: list[str]) -> str:
        """A number, an array's name, or a buffer with the value, entered in ``held``."""
        if not self._varies(expr):
            return self._number(expr)
        if isinstance(expr, sp.Symbol):
            return str(expr)
        buffer = self._buffer()
        held.append(buffer)
        self._into(buffer, expr)
        return buffer

    def _operands(self, out: str, exprs: Sequence[sp.Expr], held: list[str]) -> list[str]:
        """All operands; one that takes passes of its own is worked out in ``out`` if the others do not need that."""
        old = sp.Symbol(out)
        here = None
        for place, expr in enumerate(exprs):
            others = (other for n, other in enumerate(exprs) if n != place)
            if expr.args and self._varies(expr) and not any(old in other.free_symbols for other in others):
                here = place
                if old in expr.free_symbols:
                    break
        found = ["" if place == here else self._operand(expr, held) for place, expr in enumerate(exprs)]
        if here is not None:
            self._into(out, exprs[here])
            found[here] = out
        return found

    def _into(self, out: str, expr: sp.Expr) -> None:
        """Leave the value in ``out``, which may occur in it: it is written to where its old value is not needed."""
        held: list[str] = []
        if isinstance(expr, sp.Symbol):
            self._line(f"np.copyto({out}, {expr})")
        elif isinstance(expr, sp.Add):
            self._sum(out, expr, held)
        elif isinstance(expr, sp.Mul):
            self._product(out, expr, held)
        elif isinstance(expr, sp.Pow):
            self._power(out, expr, held)
        elif isinstance(expr, sp.Function) and expr.func in self._printer.native:
            operands = ", ".join(self._operands(out, expr.args, held))
            self._line(f"np.{self._printer.native[expr.func]}({operands}, out={out})")
        elif isinstance(expr, sp.Piecewise) and not any(self._varies(pair.args[1]) for pair in expr.args):
            self._cases(out, expr)
        else:
            self._line(f"np.copyto({out}, {self._printer.doprint(expr)})")
        self._free += held

    def _chain(self, out: str, first: str, operations: Sequence[tuple[str, str]], held: list[str]) -> None:
        """``first``, then each (function, operand); the last result goes to ``out``."""
        current = first
        for place, (function, operand) in enumerate(operations):
            later = [other for _, other in operations[place + 1 :]]
            if out not in later:
                target = out
            elif current in held:
                target = current
            else:
                target = self._buffer()
                held.append(target)
            self._line(f"np.{function}({current}, {operand}, out={target})")
            current = target

    def _sum(self, out: str, expr: sp.Add, held: list[str]) -> None:
        numbers = [term for term in expr.args if not self._varies(term)]
        terms = [term for term in expr.args if self._varies(term)]
        terms.sort(key=_is_negative)  # begin with one that is not subtracted
        signs = ["subtract" if place and _is_negative(term) else "add" for place, term in enumerate(terms)]
        bare = [
            mul(MINUS_ONE * term.args[0], *term.args[1:]) if sign == "subtract" else term
            for sign, term in zip(signs, terms, strict=True)
        ]
        found = self._operands(out, bare, held)
        operations = list(zip(signs[1:], found[1:], strict=True))
        if numbers:
            operations.append(("add", self._number(add(*numbers))))
        self._chain(out, found[0], operations, held)

    def _product(self, out: str, expr: sp.Mul, held: list[str]) -> None:
        number = mul(*[factor for factor in expr.args if not self._varies(factor)])
        factors = [factor for factor in expr.args if self._varies(factor)]
        above = [factor for factor in factors if not _is_reciprocal(factor)]
        below = [power(factor.base, -factor.exp) for factor in factors if _is_reciprocal(factor)]
        found = self._operands(out, [*above, *below], held)
        top, bottom = found[: len(above)], found[len(above) :]
        if above and number == MINUS_ONE and len(factors) == 1:
            self._line(f"np.negative({top[0]}, out={out})")
            return
        operations = [("multiply", operand) for operand in top[1:]]
        operations += [("divide", operand) for operand in bottom]
        if above and number != ONE:
            operations.append(("multiply", self._number(number)))
        self._chain(out, top[0] if above else self._number(number), operations, held)

    def _power(self, out: str, expr: sp.Pow, held: list[str]) -> None:
        if _is_reciprocal(expr):
            (below,) = self._operands(out, [power(expr.base, -expr.exp)], held)
            self._line(f"np.divide(1, {below}, out={out})")
            return
        if expr.exp == HALF:
            (base,) = self._operands(out, [expr.base], held)
            self._line(f"np.sqrt({base}, out={out})")
        elif expr.exp == 2:
            (base,) = self._operands(out, [expr.base], held)
            self._line(f"np.multiply({base}, {base}, out={out})")
        else:
            base, exponent = self._operands(out, [expr.base, expr.exp], held)
            self._line(f"np.power({base}, {exponent}, out={out})")

    def _cases(self, out: str, expr: sp.Piecewise) -> None:
        """Cases that depend on numbers only: one branch is worked out, and its numbers only there."""
        word = "if"
        outside, free = list(self.numbers), self._free
        for branch, condition in expr.args:
            known = len(self.numbers)
            self._line(f"{word} {self.scalar.doprint(condition)}:" if condition != sp.true else "else:")
            self.depth += 1
            lines, self.lines, self._free = self.lines, [], []
            self._into(out, branch) if self._varies(branch) else self._line(
                f"{out}[...] = {self._number(branch)}"
            )
            inside = [f"{name} = {self.scalar.doprint(value)}" for name, value in self.numbers[known:]]
            self.lines = [*lines, *("    " * self.depth + text for text in inside), *self.lines]
            # a name that belongs to this branch is used up
            self.numbers[known:] = [(name, sp.Dummy()) for name, _ in self.numbers[known:]]
            self.depth -= 1
            word = "elif"
        self.numbers = [pair for pair in self.numbers if not isinstance(pair[1], sp.Dummy)]
        self._free = free
        assert self.numbers[: len(outside)] == outside


def used_once(name: sp.Symbol, value: sp.Expr, after: Sequence[Assignment]) -> bool:
    """Is the name used in one place, before anything it is made of changes?"""
    changed: set[sp.Basic] = set()
    uses = 0
    for left, right in after:
        here = _count(right, name)
        uses += here
        if here and value.free_symbols & changed:
            return False
        changed.add(left)
    return uses == 1


def uniform_states(update: Update) -> tuple[sp.Symbol, ...]:
    """States that are one number for all elements: they start as one, and no array is in their line."""
    uniform = list(update.state)
    arrays = {update.parameter, update.gradient}
    while True:
        varying = set(arrays)
        for left, right in update.assignments:
            if right.free_symbols & varying or (left in update.state and left not in uniform):
                varying.add(left)
        kept = [state for state in uniform if state not in varying]
        if kept == uniform:
            return tuple(kept)
        arrays |= set(uniform) - set(kept)
        uniform = kept


def _count(expr: sp.Basic, name: sp.Symbol) -> int:
    if expr == name:
        return 1
    return sum(_count(arg, name) for arg in expr.args)


def _is_negative(expr: sp.Expr) -> bool:
    return isinstance(expr, sp.Mul) and isinstance(expr.args[0], sp.Number) and expr.args[0].is_negative


def _is_reciprocal(expr: sp.Expr) -> bool:
    return isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational) and expr.exp.is_negative
