r"""What a printed formula is worth: syntax trees evaluated over the names of a model, independently of the
generated code.

Goes in: a model with numbers for its inputs (``State``) and a syntax tree.  Comes out: a number of the state's
arithmetic (mpmath's, or balls that cannot be wrong) or nested tuples of them; a column of a written matrix is a
vector, a name's own shape is kept, ᵀ of a vector matters only in v vᵀ and vᵀ v. The derivative of a name is the value
of what ``derive`` finds; the derivative of a longer formula its difference quotient over 2·10⁻²⁰, which is right to
some 35 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import mpmath
import sympy as sp
from flint import ctx

from symgrad import exact
from symgrad.derivation import derive
from symgrad.errors import DataError, ModelError, Origin, ReadError, UnsupportedError
from symgrad.exact import MPMATH, Arithmetic
from symgrad.expressions import Element, Partial, transform
from symgrad.functions import BY_SPELLING
from symgrad.model import Model
from symgrad.notes.forms import Applied, Tabulated
from symgrad.notes.names import bare, readings, template
from symgrad.notes.shapes import depth, each, flat, moved, product, together
from symgrad.reading import expression, syntax
from symgrad.reading.names import plain
from symgrad.steps import Derivation

Value = Any  # an mpf or a ball, or nested tuples of them

#: significant digits of every value on a page
DIGITS = 50
#: the same in bits, with a margin: what balls are computed with
BITS = 240
#: terms of all sums of one formula together
MAX_TERMS = 20_000
#: how far a name is moved for a difference quotient: 1/STEPS
STEPS = 10**20
#: a limit is taken with so many times the digits
NEARER = 4


class OutOfRange(DataError):
    """An element that a name does not have; never a matter of the numbers, as a division by zero is."""

    def __init__(self, index: str, length: int, origin: Origin) -> None:
        self.index, self.length, self.origin = index, length, origin
        super().__init__(f"{origin.fragment}: there is no element {index}, there are {length}.")


class TooLong(UnsupportedError):
    """More terms than an audit adds up."""


@contextmanager
def precisely() -> Iterator[None]:
    """The precision of every number on a page, in either arithmetic."""
    with mpmath.workdps(DIGITS + 10), ctx.workprec(BITS):
        yield


@dataclass
class State:
    """The model at certain numbers, with the page's further names (α, N, X).

    ``derivations`` may be shared by the states of one model, so that each derivative is derived once.  ``shown`` are
    parts of formulas that have another value than their own: the numbers printed for them.
    """

    model: Model
    inputs: Mapping[str, Value]
    extra: Mapping[str, Value] = field(default_factory=dict)
    environment: exact.Environment = field(init=False)
    derivations: dict[tuple[str, str], Derivation] = field(default_factory=dict)
    gradients: dict[tuple[str, str], Value] = field(default_factory=dict)
    arithmetic: Arithmetic = MPMATH
    shown: Mapping[syntax.Node, Value] = field(default_factory=dict)
    nearby: dict[tuple[str, tuple[int, ...]], tuple[State, State]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with precisely():
            self.environment = exact.environment(self.model, self.inputs, arithmetic=self.arithmetic)
            exact.forward(self.model, self.environment)
            self.extra = {key: self.arithmetic.number(value) for key, value in self.extra.items()}

    @property
    def given(self) -> tuple[Value, ...]:
        """Every number the model and the page are given here, without its name."""
        defined = self.model.by_name
        inputs = tuple(value for key, value in self.environment.values.items() if key not in defined)
        return tuple(flat(inputs) + flat(tuple(self.extra.values())))

    def named(self, key: str) -> Value | None:
        """The value of a name, of the model, of an axis' length or of the page; ``None`` for an unknown one."""
        for table in (self.environment.values, self.extra):
            if key in table:
                return table[key]
        if key in self.environment.sizes:
            return self.arithmetic.rational(self.environment.sizes[key], 1)
        meant = self.without_fonts.get(plain(key), key)
        return self.named(meant) if meant != key else None

    @property
    def without_fonts(self) -> dict[str, str]:
        r"""``w`` → ``\mathbf{w}``: a name may be written in another font than it is declared in."""
        return {plain(key): key for key in (*self.extra, *self.environment.values)}

    def derivative(self, target: str, wrt: str) -> Value:
        """The value of ∂target/∂wrt as ``derive`` finds it, in the shape of ``wrt``."""
        if (target, wrt) not in self.gradients:
            self.gradients[target, wrt] = self._derivative(target, wrt)
        return self.gradients[target, wrt]

    def _derivative(self, target: str, wrt: str) -> Value:
        if self.model[target].axes:
            raise UnsupportedError(f"{target} has several elements; derive one of them.")
        if (target, wrt) not in self.derivations:
            self.derivations[target, wrt] = derive(self.model, wrt, target=target)
        derivation = self.derivations[target, wrt]
        further: dict[str, Value] = {}

        def named(node: sp.Basic) -> sp.Basic:
            """An adjoint that the result is written in, as a name with its own value."""
            if not isinstance(node, Partial):
                return node
            indexed = isinstance(node.wrt, sp.Indexed)
            key = str(node.wrt.base.label) if indexed else str(node.wrt)
            name = f"adjoint of {key}"
            further[name] = self.derivative(str(node.what), key)
            return sp.IndexedBase(name)[node.wrt.indices] if indexed else sp.Symbol(name)

        expr = transform(derivation.result, named)
        env = self._environment({**self.environment.values, **further})
        lengths = [env.length(size) for size in self.model[wrt].axes]
        with precisely():
            return exact.tabulate(expr, derivation.index, lengths, env)

    def moved(self, wrt: str, index: tuple[int, ...], by: Value) -> State:
        """The same state with one number moved, and with it every definition that depends on it."""
        values = dict(self.environment.values)
        values[wrt] = moved(values[wrt], index, by)
        state = copy(self)
        state.environment = self._environment(values)
        state.gradients, state.nearby = {}, {}
        state.again(frozenset({wrt}))
        return state

    def at(self, values: Mapping[str, Value]) -> State:
        """The same state with other values for names of the model, or for further ones."""
        state = copy(self)
        own = {key: value for key, value in values.items() if key in self.model.names}
        state.extra = {**self.extra, **{key: value for key, value in values.items() if key not in own}}
        state.nearby = {}
        if own:
            state.environment = self._environment({**self.environment.values, **own})
            state.gradients, state.nearby = {}, {}
            state.again(frozenset(own))
        return state

    def _environment(self, values: dict[str, Value]) -> exact.Environment:
        return exact.Environment(values, self.environment.sizes, arithmetic=self.arithmetic)

    def again(self, changed: frozenset[str], kept: frozenset[str] = frozenset()) -> None:
        """Work the definitions out again that depend on a changed name, without those ``kept`` as they are."""
        values = self.environment.values
        for definition in self.model.definitions:
            if definition.name not in kept and changed & set(self.model.depends[definition.name]):
                lengths = [self.environment.length(size) for size in self.model[definition.name].axes]
                values[definition.name] = exact.tabulate(
                    definition.expr, definition.index, lengths, self.environment
                )

    def showing(
        self,
        names: Mapping[str, Value],
        partials: Mapping[tuple[str, str], Value],
        nodes: Mapping[syntax.Node, Value],
    ) -> State:
        """The same state for somebody who goes on with the numbers printed for names, derivatives and formulas."""
        state = copy(self)
        own = {key: value for key, value in names.items() if key in self.environment.values}
        state.environment = self._environment({**self.environment.values, **own})
        state.extra = {**self.extra, **{key: value for key, value in names.items() if key in self.extra}}
        state.gradients, state.nearby = dict(partials), {}
        state.shown = dict(nodes)
        with precisely():
            state.again(frozenset(own), frozenset(own))
        return state

    def value(self, node: syntax.Node, instead: Mapping[int, Value] | None = None) -> Value:
        """The value of a tree; ``instead`` are other values for some of its nodes, by ``id``.

        Raises ``ReadError`` (reason ``undefined``) for a name nothing defines, ``UnsupportedError`` for a node
        or a product of shapes that has no value, ``DataError`` for a division by zero.
        """
        with precisely():
            return _Walk(self, instead or {}).value(node)


@dataclass
class _Table:
    """Numbers by name, and no model."""

    values: Mapping[str, Value]
    arithmetic: Arithmetic
    shown: Mapping[syntax.Node, Value] = field(default_factory=dict)

    def named(self, key: str) -> Value | None:
        """The value of a name."""
        return self.values.get(key)


def evaluated(node: syntax.Node, values: Mapping[str, Value], arithmetic: Arithmetic) -> Value:
    """The value of a tree whose names have the given values; raises as ``State.value`` does."""
    with precisely():
        return _Walk(_Table(values, arithmetic), {}).value(node)


@dataclass
class _Walk:
    """One evaluation: the state, the values put in for nodes, the summation indices."""

    state: Any
    instead: Mapping[int, Value]
    index: dict[str, int] = field(default_factory=dict)
    terms: int = 0

    @property
    def arithmetic(self) -> Arithmetic:
        """The state's."""
        arithmetic: Arithmetic = self.state.arithmetic
        return arithmetic

    def value(self, node: syntax.Node) -> Value:
        if id(node) in self.instead:
            return self.instead[id(node)]
        if self.state.shown and node in self.state.shown:
            return self.state.shown[node]
        handle = _HANDLERS.get(type(node), _Walk.meaning)
        try:
            return handle(self, node)
        except UnsupportedError as error:  # a row added to every row, an inverse: the reader knows the shapes
            if handle is _Walk.meaning or isinstance(error, TooLong) or isinstance(self.state, _Table):
                raise
            try:
                return self.meaning(node)
            except (UnsupportedError, ReadError):
                raise error from None

    def meaning(self, node: syntax.Node) -> Value:
        """What the reader makes of a tree, for what the page's own arithmetic does not have."""
        if isinstance(self.state, _Table):
            raise UnsupportedError(f"{node.origin.fragment} ({type(node).__name__}) has no value on a page.")
        try:
            expr, free = expression(node, self.state.model)
        except ModelError as error:
            raise UnsupportedError(str(error)) from None
        env = self.state.environment.inside(
            {sp.Symbol(letter): position for letter, position in self.index.items()}
        )
        inside = [letter for letter in free if letter not in env.index]
        lengths = [env.length(size) for size in _sizes(expr, inside, self.state.model)]
        return exact.tabulate(expr, tuple(inside), lengths, env)

    # -- names --------------------------------------------------------------------------------------------

    def name(self, node: syntax.Name) -> Value:
        partly = None
        for key, index in readings(node):
            if not index and key in self.index:
                return self.arithmetic.rational(self.index[key], 1)
            found = self.state.named(key)
            if found is not None and depth(found) == len(index):
                return self.element(found, index, node.origin)
            if found is not None and depth(found) > len(index) and partly is None:
                partly = found, index
        if partly is None and node.key in _CONSTANTS:
            return self.arithmetic.constants[_CONSTANTS[node.key]]()
        if partly is None:
            raise unknown(node.key, node.origin)
        return self.element(*partly, node.origin)

    def element(self, value: Value, index: tuple[str, ...], origin: Origin) -> Value:
        for letter in index:
            position = self.position(letter, origin)
            if not 1 <= position <= len(value):
                raise OutOfRange(letter if letter.isdigit() else f"{letter} = {position}", len(value), origin)
            value = value[position - 1]
        return value

    def position(self, letter: str, origin: Origin) -> int:
        """The whole number an index stands for: a summation index, a number, or a name with a whole value."""
        if letter in self.index:
            return self.index[letter]
        if letter.isdigit():
            return int(letter)
        known = self.state.named(letter)
        if known is None or isinstance(known, tuple):
            raise unknown(letter, origin, what="index")
        position = self.as_whole(known)
        if position is None:
            raise unknown(letter, origin, what="index")
        return position

    def as_whole(self, value: Value) -> int | None:
        """A value as a whole number, if it is one."""
        try:
            whole = self.arithmetic.whole(value)
        except (DataError, ValueError, OverflowError):
            return None
        return whole if value == whole else None

    # -- arithmetic ---------------------------------------------------------------------------------------

    def number(self, node: syntax.Number) -> Value:
        return self.arithmetic.rational(node.value.numerator, node.value.denominator)

    def plus(self, node: syntax.Plus) -> Value:
        result = None
        for sign, term in node.terms:
            value = self.value(term)
            value = value if sign > 0 else each(lambda x: -x, value)
            result = value if result is None else together(lambda a, b: a + b, result, value, node.origin)
        return result

    def times(self, node: syntax.Times) -> Value:
        result, before = self.value(node.factors[0]), node.factors[0]
        for sign, factor in zip(node.signs, node.factors[1:], strict=True):
            value = self.value(factor)
            if sign == r"\odot":
                result = together(lambda a, b: a * b, result, value, node.origin)
            else:
                turned = isinstance(before, syntax.Transposed), isinstance(factor, syntax.Transposed)
                result = product(result, value, turned, node.origin)
            before = factor
        return result

    def quotient(self, node: syntax.Quotient) -> Value:
        return together(
            lambda a, b: a / _nonzero(b, node), self.value(node.top), self.value(node.bottom), node.origin
        )

    def power(self, node: syntax.Power) -> Value:
        base, exponent = self.value(node.base), self.value(node.exponent)
        if depth(base) and not node.elementwise:
            raise UnsupportedError(f"{node.origin.fragment} is a power of something with several elements.")
        return each(lambda x: _real(self.arithmetic.power(x, exponent), node), base)

    def root(self, node: syntax.Root) -> Value:
        degree = 2 if node.degree is None else self.whole(node.degree)
        if degree < 1:
            raise UnsupportedError(f"{node.origin.fragment} is a root of degree {degree}.")
        exponent = self.arithmetic.rational(1, degree)
        return each(lambda x: _real(self.arithmetic.power(x, exponent), node), self.value(node.body))

    def call(self, node: syntax.Call) -> Value:
        spelled = node.function
        if spelled not in BY_SPELLING and len(node.arguments) == 1 and not node.primes:
            return self.defined(node)
        if spelled not in BY_SPELLING or len(node.arguments) != 1:
            raise unknown(spelled, node.origin, what="function")
        z = sp.Symbol("z")
        expr = BY_SPELLING[spelled].symbol(z, evaluate=False)
        for _ in range(node.primes):
            expr = sp.diff(expr, z)

        def at(x: Value) -> Value:
            return exact.evaluate_expression(expr, exact.Environment({"z": x}, arithmetic=self.arithmetic))

        result = each(at, self.value(node.arguments[0]))
        if node.sub is not None:
            base = _real(self.arithmetic.functions[sp.log](self.value(node.sub)), node)
            result = each(lambda x: x / _nonzero(base, node), result)
        return result

    def defined(self, node: syntax.Call) -> Value:
        """``h(x^{(i)})``: the model's definition that is written so."""
        (argument,) = node.arguments
        if isinstance(argument, syntax.Name):
            for _, index in readings(argument):
                for name in self.state.model.names.values():
                    if len(name.axes) == len(index) and bare(name.template) == bare(
                        f"{node.function}({template(argument, index)})"
                    ):
                        return self.element(self.state.named(name.key), index, node.origin)
        raise unknown(node.origin.fragment, node.origin)

    def sum(self, node: syntax.BigSum) -> Value:
        return self._over(node, list(node.bounds))

    def _over(self, node: syntax.BigSum, bounds: list[syntax.Bound]) -> Value:
        if not bounds:
            return self.value(node.body)
        bound, *further = bounds
        low = 1 if bound.low is None else self.whole(bound.low)
        high = self.span(bound, node) if bound.high is None else self.whole(bound.high)
        adding = node.operator == r"\sum"
        result: Value = self.arithmetic.rational(0 if adding else 1, 1)
        outer = self.index.get(bound.letter)
        for position in range(low, high + 1):
            self.index[bound.letter] = position
            self.terms += 1
            if self.terms > MAX_TERMS:
                raise TooLong(f"{node.origin.fragment} has more than {MAX_TERMS:,} terms.")
            value = self._over(node, further)
            result = together(
                (lambda a, b: a + b) if adding else (lambda a, b: a * b), result, value, node.origin
            )
        if outer is None:
            self.index.pop(bound.letter, None)
        else:
            self.index[bound.letter] = outer
        return result

    def whole(self, node: syntax.Node) -> int:
        """The value of a bound or a degree, which must be a whole number."""
        value = self.value(node)
        whole = None if isinstance(value, tuple) else self.as_whole(value)
        if whole is None:
            raise UnsupportedError(f"{node.origin.fragment} is not a whole number here.")
        return whole

    def span(self, bound: syntax.Bound, node: syntax.BigSum) -> int:
        """How far an index without an upper bound runs: over the axis it stands for."""
        for inner in syntax.descend(node.body):
            if not isinstance(inner, syntax.Name):
                continue
            for key, index in readings(inner):
                value = self.state.named(key)
                if value is not None and bound.letter in index and depth(value) >= len(index):
                    for letter in index[: index.index(bound.letter)]:
                        value = self.element(value, (letter,), inner.origin)
                    return len(value)
        raise unknown(bound.letter, bound.origin, what="range of the index")

    def tabulated(self, node: Tabulated) -> Value:
        """One value for every value of the free indices, the first letter outermost."""
        return self._table(node.body, list(node.letters))

    def _table(self, body: syntax.Node, letters: list[tuple[str, tuple[str, ...]]]) -> Value:
        if not letters:
            return self.value(body)
        (letter, axes), *further = letters
        length = max(
            int(axis) if axis.isdigit() else self.state.environment.length(sp.Symbol(axis)) for axis in axes
        )
        rows = []
        for position in range(1, length + 1):
            self.index[letter] = position
            rows.append(self._table(body, further))
        self.index.pop(letter)
        return tuple(rows)

    def applied(self, node: Applied) -> Value:
        """f(x + h): the definition with another value for x."""
        values = dict(zip(node.names, map(self.value, node.arguments), strict=True))
        if any(depth(value) for value in values.values()):
            raise UnsupportedError(f"{node.origin.fragment} puts in something with several elements.")
        state = self.state.at(values)
        if node.primes == 0:
            return state.named(node.function)
        if node.primes > 1:
            raise UnsupportedError(f"{node.origin.fragment}: only first derivatives have a value so far.")
        return state.derivative(node.function, node.names[0])

    def limit(self, node: syntax.Limit) -> Value:
        """A limit in numbers: the body so near the point that all digits of a page agree, from both sides."""
        if isinstance(node.point, syntax.Infinity):
            raise UnsupportedError(
                f"{node.origin.fragment}: limits at infinity have no value on a page so far."
            )
        point, key = self.value(node.point), node.variable.key
        with mpmath.workdps(NEARER * DIGITS), ctx.workprec(NEARER * BITS):
            near = self.arithmetic.rational(1, 10**DIGITS)
            # every definition again: the digits they were computed with are too few here
            known = self.state.environment.values
            inputs = {name: known[name] for name in self.state.model.names if name in self.state.inputs}
            right, left = (
                _Walk(self.state.at({**inputs, key: point + by}), {}, dict(self.index)).value(node.body)
                for by in (near, -near)
            )
            apart = flat(together(lambda a, b: abs(a - b) * 10 ** (DIGITS - 10) > 1 + abs(a), right, left))
        if any(apart):
            raise DataError(f"{node.origin.fragment}: the limits from the right and from the left differ.")
        return together(lambda a, b: (a + b) / 2, right, left)

    def derived(self, node: syntax.Derived) -> Value:
        if len(node.by) != 1:
            raise UnsupportedError(
                f"{node.origin.fragment}: only first derivatives have a value on a page so far."
            )
        if isinstance(node.body, syntax.Name):
            wrt, chosen = self.model_name(node.by[0])
            target, index = self.model_name(node.body)
            if not index:
                return self.element(self.state.derivative(target, wrt), chosen, node.origin)
        return self.difference(node)

    def difference(self, node: syntax.Derived) -> Value:
        """The difference quotient of a formula."""
        wrt, chosen = self.model_name(node.by[0])
        index = tuple(self.position(letter, node.origin) for letter in chosen)
        if len(index) != len(self.state.model[wrt].axes):
            raise UnsupportedError(
                f"{node.origin.fragment}: the derivative of a formula is by a single number."
            )
        with mpmath.workdps(2 * DIGITS), ctx.workprec(2 * BITS):
            step = self.arithmetic.rational(1, STEPS)
            if (wrt, index) not in self.state.nearby:
                self.state.nearby[wrt, index] = (
                    self.state.moved(wrt, index, step),
                    self.state.moved(wrt, index, -step),
                )
            ahead, behind = (
                _Walk(state, {}, dict(self.index)).value(node.body) for state in self.state.nearby[wrt, index]
            )
            return together(lambda a, b: (a - b) / (2 * step), ahead, behind, node.origin)

    def model_name(self, node: syntax.Name) -> tuple[str, tuple[str, ...]]:
        names = self.state.model.names
        for written, index in readings(node):
            key = written if written in names else self.state.without_fonts.get(plain(written), written)
            if key in names and len(index) <= len(names[key].axes):
                return key, index
        raise unknown(node.key, node.origin)

    def grid(self, node: syntax.Grid) -> Value:
        lines = tuple(tuple(self.value(cell) for cell in line) for line in node.rows)
        if len({len(line) for line in lines}) != 1:
            raise UnsupportedError(f"{node.origin.fragment} has rows of different lengths.")
        if any(depth(cell) for line in lines for cell in line):
            raise UnsupportedError(f"{node.origin.fragment} has an element that is no number.")
        return tuple(line[0] for line in lines) if len(lines[0]) == 1 else lines

    def transposed(self, node: syntax.Transposed) -> Value:
        value = self.value(node.body)
        return tuple(zip(*value, strict=True)) if depth(value) == 2 else value

    def norm(self, node: syntax.Norm) -> Value:
        entries = flat(self.value(node.body))
        if node.kind == "1":
            return self.arithmetic.total(abs(x) for x in entries)
        if node.kind not in ("", "2", "F"):
            raise UnsupportedError(f"{node.origin.fragment}: no value for this norm.")
        total = self.arithmetic.total(x * x for x in entries)
        return _real(self.arithmetic.power(total, self.arithmetic.rational(1, 2)), node)


_HANDLERS: dict[type[syntax.Node], Callable[[Any, Any], Value]] = {
    syntax.Name: _Walk.name,
    syntax.Number: _Walk.number,
    syntax.Plus: _Walk.plus,
    syntax.Times: _Walk.times,
    syntax.Quotient: _Walk.quotient,
    syntax.Power: _Walk.power,
    syntax.Root: _Walk.root,
    syntax.Call: _Walk.call,
    syntax.BigSum: _Walk.sum,
    syntax.Derived: _Walk.derived,
    syntax.Grid: _Walk.grid,
    syntax.Transposed: _Walk.transposed,
    syntax.Norm: _Walk.norm,
    syntax.Limit: _Walk.limit,
    Tabulated: _Walk.tabulated,
    Applied: _Walk.applied,
}


#: names that are numbers where nothing else is called so
_CONSTANTS = {"e": sp.E, r"\pi": sp.pi}


def _sizes(expr: sp.Expr, free: Sequence[sp.Symbol], model: Model) -> list[sp.Expr]:
    """How far each free index runs: along the axis where it stands."""
    found: dict[sp.Symbol, sp.Expr] = {}
    for node in sp.preorder_traversal(expr):
        if isinstance(node, sp.Indexed):
            for position, size in zip(node.indices, model[str(node.base.label)].axes, strict=True):
                found.setdefault(position, size)
        elif isinstance(node, Element):
            for position, limit in zip(node.args[1:], node.args[0].limits, strict=True):
                found.setdefault(position, limit[2])
    if missing := [letter for letter in free if letter not in found]:
        raise UnsupportedError(f"{missing[0]} is the index of no name.")
    return [found[letter] for letter in free]


def unknown(text: str, origin: Origin, *, what: str = "name") -> ReadError:
    """Nothing on the page says what this is."""
    return ReadError(f"no {what} {plain(text)} on this page.", origin, reason="undefined")


def _nonzero(value: Value, node: syntax.Node) -> Value:
    if value == 0:
        raise DataError(f"division by zero in {node.origin.fragment}.")
    return value


def _real(value: Value, node: syntax.Node) -> Value:
    if value is None or isinstance(value, mpmath.mpc):
        raise DataError(f"{node.origin.fragment} has no real value here.")
    return value
