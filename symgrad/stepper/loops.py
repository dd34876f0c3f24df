"""Loss and gradient as plain loops over flat memory, for a compiler of such code: the text, and what it needs.

In: the assignments of a program over whole arrays (forward values, then adjoints).  Out: lines in which every product
of matrices is one call, written where its value belongs, and everything else is a loop over the elements of one array.
All numbers have one precision (``as_kind``): numerals are names of that kind, so that single precision stays single.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symgrad.arrays import (
    Align,
    ArrayNode,
    DeterminantOf,
    Diagonal,
    Eye,
    InverseOf,
    LargestExponent,
    LogDeterminantOf,
    MatMul,
    MaxOver,
    Outer,
    Part,
    Permute,
    Positions,
    Solve,
    Spread,
    SumOver,
    Take,
    Tensordot,
    Transpose,
    Unit,
)
from symgrad.arrays.shapes import Shape, shape_of
from symgrad.codenodes import Grouped
from symgrad.errors import UnsupportedError
from symgrad.expressions import add, mul, rebuild, transform
from symgrad.functions import BY_SYMBOL
from symgrad.printer import ScalarCode
from symgrad.stepper.nests import Index, Item, Nest, at, joined, letters

Assignment = tuple[sp.Symbol, sp.Expr]
#: what has an assignment of its own
_APART = (MatMul, SumOver, MaxOver, Tensordot, InverseOf, Solve, DeterminantOf, LogDeterminantOf)
#: what is called with whole arrays
_CALLS = (MatMul, InverseOf, Solve, DeterminantOf, LogDeterminantOf)
LARGEST = sp.Symbol("largest_exponent")


@dataclass
class Loops:
    """``known`` maps arrays to their shapes; ``places`` the names whose memory exists already; ``fresh`` gives names
    that nobody has; ``integers`` are names of whole numbers; ``work`` collects the arrays on the way, ``constants`` the
    numerals."""

    known: dict[sp.Symbol, Shape]
    places: Mapping[sp.Symbol, str]
    fresh: Iterator[sp.Symbol]
    integers: frozenset[sp.Symbol] = frozenset()
    work: list[tuple[str, Shape]] = field(default_factory=list)
    constants: dict[sp.Expr, sp.Symbol] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printer = ScalarCode()

    def assign(self, name: sp.Symbol, expr: sp.Expr) -> None:
        """The lines of one assignment."""
        expr = self._apart(transform(expr, _elementary), keep=True)
        shape = shape_of(expr, self.known)
        self.known[name] = shape
        if not shape:
            self._number(name, expr)
            return
        if name not in self.places:
            self.work.append((str(name), shape))
        self._array(str(name), shape, expr)

    def written(self) -> list[str]:
        """All lines; ``work`` is what needs memory then."""
        kept = frozenset(str(name) for name in self.places)
        lines, unstored = joined(self.items, kept)
        self.work = [(name, shape) for name, shape in self.work if name not in unstored]
        arrays = [name for name in self.places if self.known.get(name)]
        return [*(f"{name} = {self.places[name]}" for name in arrays), *lines]

    def number(self, expr: sp.Expr) -> Any:
        """An expression of numbers with numerals of the kind."""
        return self._element(expr, ())

    # -- what stands apart ----------------------------------------------------------------------------------

    def _apart(self, expr: sp.Basic, *, keep: bool = False) -> Any:
        """The expression with sums and products of matrices under names of their own."""
        if not expr.args:
            return expr
        if isinstance(expr, LargestExponent):
            return LARGEST
        args = tuple(
            self._apart(arg) if isinstance(arg, sp.Basic) and type(arg) is not sp.Tuple else arg
            for arg in expr.args
        )
        if isinstance(expr, _CALLS):
            args = tuple(self._operand(arg) for arg in args)
        made = expr if args == expr.args else _rebuilt(expr, args)
        return made if keep or not isinstance(made, _APART) else self._named(made)

    def _named(self, expr: sp.Expr) -> sp.Symbol:
        name = next(self.fresh)
        self.assign(name, expr)
        return name

    def _operand(self, expr: sp.Expr) -> sp.Expr:
        """An array that a function of matrices can be called with: a name, or a name transposed."""
        inner = expr.args[0] if isinstance(expr, Transpose) else expr
        return expr if isinstance(inner, sp.Symbol) else self._named(expr)

    # -- one assignment -------------------------------------------------------------------------------------

    def _number(self, name: sp.Symbol, expr: sp.Expr) -> None:
        if isinstance(expr, (DeterminantOf, LogDeterminantOf)):
            self._determinant(name, expr)
            return
        if isinstance(expr, MatMul):  # of two vectors
            expr = SumOver(mul(*expr.args), sp.Tuple(0), sp.Integer(1))
        if isinstance(expr, Tensordot):
            expr = _summed(expr)
        if not isinstance(expr, (SumOver, MaxOver)):
            self.items.append(f"{name} = as_kind({self._text(expr, ())})")
            return
        shape = shape_of(expr.args[0], self.known)
        index = letters(len(shape))
        value = self._text(expr.args[0], index)
        total = f"{name}_total"  # in double precision
        if isinstance(expr, SumOver):
            self._loop(shape, [f"{total} += {value}"], before=f"{total} = 0.0", collected=total)
        else:
            lines = [f"element = {value}", f"if not element <= {total}:", f"    {total} = element"]
            self._loop(shape, lines, before=f"{total} = -inf", collected=total)
        self.items.append(f"{name} = as_kind({total})")

    def _determinant(self, name: sp.Symbol, expr: sp.Expr) -> None:
        matrix = _whole(expr.args[0])
        if isinstance(expr, DeterminantOf):
            self.items.append(f"{name} = as_kind(np.linalg.det({matrix}))")
        else:  # log(-1) is NaN
            self.items.append(f"{name}_sign, {name}_size = np.linalg.slogdet({matrix})")
            self.items.append(f"{name} = as_kind(np.log({name}_sign) + {name}_size)")

    def _array(self, out: str, shape: Shape, expr: sp.Expr) -> None:
        index = letters(len(shape))
        if isinstance(expr, MatMul):
            left, right = (_whole(arg) for arg in expr.args)
            self.items.append(f"np.dot({left}, {right}, {out})")
        elif isinstance(expr, InverseOf):
            self.items.append(f"{out}[...] = np.linalg.inv({_whole(expr.args[0])})")
        elif isinstance(expr, Solve):
            left, right = (_whole(arg) for arg in expr.args)
            self.items.append(f"{out}[...] = np.linalg.solve({left}, {right})")
        elif isinstance(expr, (SumOver, MaxOver)):
            self._reduction(out, shape, expr)
        elif isinstance(expr, Tensordot):
            self._tensordot(out, shape, expr)
        else:
            self.items.append(Nest(shape, out=out, value=self._text(expr, index)))

    def _reduction(self, out: str, shape: Shape, expr: sp.Expr) -> None:
        array, axes, _ = expr.args
        full = shape_of(array, self.known)
        index = letters(len(full))
        place = at(out, tuple(letter for axis, letter in enumerate(index) if axis not in axes))
        value = self._text(array, index)
        if isinstance(expr, SumOver):
            self._loop(full, [f"{place} += {value}"], before=f"{out}[...] = 0", collected=out)
        else:
            lines = [f"element = {value}", f"if not element <= {place}:", f"    {place} = element"]
            self._loop(full, lines, before=f"{out}[...] = -inf", collected=out)

    def _tensordot(self, out: str, shape: Shape, expr: sp.Expr) -> None:
        left, right, left_axes, right_axes = expr.args
        shapes = [shape_of(arg, self.known) for arg in (left, right)]
        index = letters(len(shape) + len(left_axes))
        free, bound = list(index[: len(shape)]), dict(enumerate(index[len(shape) :]))
        sizes = [*shape, *(shapes[0][int(axis)] for axis in left_axes)]
        places = []
        for axes, size in ((left_axes, shapes[0]), (right_axes, shapes[1])):
            order = [int(axis) for axis in axes]
            places.append(
                tuple(bound[order.index(axis)] if axis in order else free.pop(0) for axis in range(len(size)))
            )
        value = f"({self._text(left, places[0])})*({self._text(right, places[1])})"
        place = at(out, index[: len(shape)])
        self._loop(tuple(sizes), [f"{place} += {value}"], before=f"{out}[...] = 0", collected=out)

    def _loop(self, shape: Shape, body: Sequence[str], *, before: str, collected: str) -> None:
        self.items.append(Nest(shape, tuple(body), before=(before,), collected=collected))

    # -- one element ----------------------------------------------------------------------------------------

    def _text(self, expr: sp.Expr, index: Index) -> str:
        return self.printer.doprint(self._element(expr, index))

    def _element(self, expr: sp.Basic, index: Index) -> Any:
        """The expression at one place; numbers stand in front of the loop."""
        if isinstance(expr, sp.logic.boolalg.BooleanAtom):
            return expr
        if isinstance(expr, sp.Expr) and expr.is_number and not expr.has(ArrayNode):
            return self._constant(expr)
        shape = shape_of(expr, self.known) if isinstance(expr, sp.Expr) else None
        if isinstance(expr, sp.Symbol):
            if expr in self.integers and index:
                return self._before(expr)
            return sp.Symbol(at(str(expr), _own(shape, index))) if shape else expr
        if shape == () and index and isinstance(expr, sp.Expr):
            return self._before(expr)
        if isinstance(expr, ArrayNode):
            return self._node(expr, index)
        if isinstance(expr, (sp.Add, sp.Mul)) and index:
            expr = self._numbers_met(expr)
        if isinstance(expr, sp.Pow):
            base = self._element(expr.base, index)
            if isinstance(expr.exp, sp.Rational):
                made = rebuild(expr, (base, expr.exp))
                return mul(self._constant(sp.Integer(1)), made) if expr.exp.is_negative else made
            return rebuild(expr, (base, self._element(expr.exp, index)))
        if isinstance(expr, sp.Mul):
            return mul(*[self._factor(arg, index) for arg in self._led(expr.args)])
        args = tuple(
            self._element(arg, self._inside(arg, index)) if isinstance(arg, sp.Basic) else arg
            for arg in expr.args
        )
        return _rebuilt(expr, args)

    def _factor(self, expr: sp.Expr, index: Index) -> sp.Expr:
        """A factor; what it divides by stays under the bar."""
        inside = self._inside(expr, index)
        if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational) and expr.exp.is_negative:
            if shape_of(expr, self.known) or not index:
                return rebuild(expr, (self._element(expr.base, inside), expr.exp))
        made: sp.Expr = self._element(expr, inside)
        return Grouped(made) if isinstance(made, (sp.Mul, sp.Add)) else made

    def _led(self, factors: Sequence[sp.Expr]) -> list[sp.Expr]:
        """Something that is divided, where there are only divisors; −1 is a sign."""
        if all(isinstance(f, sp.Pow) and f.exp.is_number and f.exp.is_negative for f in factors):
            return [sp.Integer(1), *factors]
        return list(factors)

    def _numbers_met(self, expr: sp.Expr) -> sp.Expr:
        """Several numbers of a sum or product as one."""
        numbers = [arg for arg in expr.args if not shape_of(arg, self.known)]
        if len(numbers) < 2:
            return expr
        join = add if isinstance(expr, sp.Add) else mul
        rest = [arg for arg in expr.args if shape_of(arg, self.known)]
        return join(join(*numbers), *rest) if rest else expr

    def _constant(self, expr: sp.Expr) -> sp.Symbol:
        if expr not in self.constants:
            self.constants[expr] = sp.Symbol(f"numeral_{len(self.constants) + 1}")
        return self.constants[expr]

    def _before(self, expr: sp.Expr) -> sp.Symbol:
        name = next(self.fresh)
        self.items.append(f"{name} = as_kind({self._text(expr, ())})")
        return name

    def _inside(self, arg: sp.Basic, index: Index) -> Index:
        """The index of an operand: the last axes match, those of length one do not run."""
        if not isinstance(arg, sp.Expr):
            return index
        shape = shape_of(arg, self.known)
        return _own(shape, index[len(index) - len(shape) :])

    def _node(self, expr: sp.Expr, index: Index) -> Any:
        if isinstance(expr, Align):
            return self._element(
                expr.args[0], tuple(i for i, keep in zip(index, expr.args[1], strict=True) if keep)
            )
        if isinstance(expr, Transpose):
            return self._element(expr.args[0], index[::-1])
        if isinstance(expr, Permute):
            order = [int(place) for place in expr.args[1]]
            return self._element(expr.args[0], tuple(index[order.index(axis)] for axis in range(len(order))))
        if isinstance(expr, Take):
            rest = iter(index)
            places = tuple(str(int(place) - 1) if place else next(rest) for place in expr.args[1])
            return self._taken(expr.args[0], places)
        if isinstance(expr, Part):
            cuts = zip(index, expr.args[1], strict=True)
            return self._taken(expr.args[0], tuple(_moved(letter, cut) for letter, cut in cuts))
        if isinstance(expr, Diagonal):
            first, second = (int(axis) for axis in expr.args[1:])
            rest = iter(index[:-1])
            rank = len(shape_of(expr.args[0], self.known))
            places = tuple(index[-1] if axis in (first, second) else next(rest) for axis in range(rank))
            return self._element(expr.args[0], places)
        if isinstance(expr, Outer):
            left, right = (self._element(arg, (place,)) for arg, place in zip(expr.args, index, strict=True))
            return mul(Grouped(left), Grouped(right))
        if isinstance(expr, Spread):
            return self._element(expr.args[0], self._inside(expr.args[0], index))
        zero, one = self._constant(sp.Integer(0)), self._constant(sp.Integer(1))
        if isinstance(expr, Eye):
            return sp.Symbol(f"({one} if {index[0]} == {index[1]} else {zero})")
        if isinstance(expr, Unit):
            return sp.Symbol(f"({one} if {index[0]} == {int(expr.args[1]) - 1} else {zero})")
        if isinstance(expr, Positions):
            return sp.Symbol(f"as_kind({index[0]} + 1)")
        raise UnsupportedError(
            f"no compiled loop for {expr}, which is a {type(expr).__name__}.", remedy='Use backend="numpy".'
        )

    def _taken(self, array: sp.Expr, places: Index) -> Any:
        if isinstance(array, sp.Symbol):
            return sp.Symbol(at(str(array), places))
        return self._element(array, places)


def _own(shape: Shape, index: Index) -> Index:
    """An array's index: axes of length one stand still."""
    return tuple("0" if size == 1 else letter for size, letter in zip(shape, index, strict=True))


def _summed(expr: sp.Expr) -> sp.Expr:
    """Σ over all axes of two arrays, the second one's axes in the order of the first one's."""
    left, right, left_axes, right_axes = expr.args
    rank = len(left_axes)
    order = sp.Tuple(*[right_axes[list(left_axes).index(axis)] for axis in range(rank)])
    return SumOver(mul(left, Permute(right, order)), sp.Tuple(*range(rank)), sp.Integer(rank))


def _moved(letter: str, cut: sp.Tuple) -> str:
    """The place in an axis where a part of it, or the axis backwards, is at ``letter``."""
    if not cut:
        return letter
    before, step = cut[0] - 1, cut[2]
    letter = f"({letter})" if " " in letter else letter
    return f"{before} - {letter}" if step < 0 else f"{before} + {letter}" if before else letter


def _whole(expr: sp.Expr) -> str:
    return f"{expr.args[0]}.T" if isinstance(expr, Transpose) else str(expr)


def _rebuilt(expr: sp.Basic, args: tuple[Any, ...]) -> Any:
    if isinstance(expr, (sp.core.relational.Relational, sp.logic.boolalg.BooleanFunction)):
        return expr.func(*args, evaluate=False)
    return rebuild(expr, args)


def _elementary(node: sp.Basic) -> sp.Basic:
    """Functions the compiler does not know, by their own rows."""
    if isinstance(node, sp.Function) and node.func in BY_SYMBOL and node.func not in ScalarCode.native:
        row = BY_SYMBOL[node.func]
        form = row.definition if row.stable is None else row.stable
        return transform(form(node.args[0]), _elementary)
    return node
