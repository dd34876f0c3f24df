"""A model: an ordered list of named definitions in index notation, with the table of its names.

``a_{ik} = Σ_j x_{ij} w_{jk} + b_k``, ``h_{ik} = σ(a_{ik})``, ``E = 1/N Σ_{ik} (y_{ik} − h_{ik})²``: scalars, sums over
samples and whole layers are one case.  A name without axes is a SymPy ``Symbol``, a name with axes is an ``Indexed``
on an ``IndexedBase``; both carry the name's key, which is its LaTeX as written (``w_1``, ``\\hat{y}``, ``W^{[1]}``).
What is wrong with a model is said when it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import sympy as sp

from symgrad.errors import ModelError, Origin, choices, worded
from symgrad.expressions import BINDERS, bases, bound_letters, key_of, walk
from symgrad.presentation import Presentable
from symgrad.ranges import Spans, extent, never_negative

Role = Literal["parameter", "data", "constant", "definition", "size"]


@dataclass(frozen=True)
class Name:
    """One name of a model.

    ``axes`` are the sizes of its axes (a ``Symbol`` such as m, or an ``Integer``), ``()`` for a number.
    ``template`` is how it is written with indices, ``#1`` standing for the first index: ``x^{(#1)}``,
    ``w_{#1#2}``, ``h(x^{(#1)})``; for a name without axes it is the LaTeX itself.  ``value`` is the number of a
    constant whose number belongs to the model (λ = 1/10); it is not asked for when the model is run.  ``symmetric``
    says that a matrix is its own transpose.
    """

    key: str
    role: Role
    axes: tuple[sp.Expr, ...] = ()
    template: str = ""
    value: sp.Rational | None = None
    symmetric: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and (self.role != "constant" or self.axes):
            what = (
                "an axis or an array"
                if self.axes or self.role == "size"
                else worded("a {role}", role=self.role)
            )
            raise ModelError(
                worded(
                    "{this} has the number {value} but is {what}.", this=self.key, value=self.value, what=what
                ),
                remedy="Only a constant that is a single number can have its number in the model.",
            )
        if self.symmetric and (
            self.role in ("definition", "size") or len(set(self.axes)) != 1 or len(self.axes) != 2
        ):
            what = (
                worded("is a {role}", role=self.role)
                if self.role in ("definition", "size")
                else worded("has the axes {axes}", axes=self.axes)
            )
            raise ModelError(
                worded("{this} is declared symmetric but {what}.", this=self.key, what=what),
                remedy="A parameter, data or a constant can be symmetric: a square matrix, such as n n symmetric.",
            )
        if not self.template:
            object.__setattr__(self, "template", default_template(self.key, len(self.axes)))

    @property
    def base(self) -> sp.Symbol | sp.IndexedBase:
        """The SymPy object that carries the name."""
        return sp.IndexedBase(self.key) if self.axes else sp.Symbol(self.key)

    def at(self, *index: sp.Expr) -> sp.Symbol | sp.Indexed:
        """The name at an index: ``x`` at (i,) is x_i.  Raises ``ModelError`` for a wrong number of indices."""
        if len(index) != len(self.axes):
            raise ModelError(
                worded(
                    "{this} has {needed} indices, not {given}.",
                    this=self.key,
                    needed=len(self.axes),
                    given=len(index),
                )
            )
        return sp.IndexedBase(self.key)[index] if index else sp.Symbol(self.key)


def default_template(key: str, rank: int) -> str:
    """``x`` with two axes is written x_{ij}; a key that has a subscript already goes into parentheses."""
    if not rank:
        return key
    slots = "".join(f"#{number}" for number in range(1, rank + 1))
    return f"({key})_{{{slots}}}" if "_" in key else f"{key}_{{{slots}}}"


@dataclass(frozen=True)
class Definition:
    """``name[index] = expr``; ``index`` are the free indices of ``expr``."""

    name: str
    index: tuple[sp.Symbol, ...]
    expr: sp.Expr
    origin: Origin | None = None

    @property
    def symbol(self) -> sp.Symbol | sp.Indexed:
        """The left side."""
        return sp.IndexedBase(self.name)[self.index] if self.index else sp.Symbol(self.name)


@dataclass(frozen=True)
class Model(Presentable):
    """Definitions in order, the table of names (parameters and data in the order declared), index → size.

    Raises ``ModelError`` when made from definitions that use a name before it is defined, define a name twice, use a
    name that is in no table, use an index without a range, or use a name with the wrong number of indices or with an
    index that runs over another size than the name's axis.
    """

    definitions: tuple[Definition, ...]
    names: Mapping[str, Name]
    ranges: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    text_read: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))
        object.__setattr__(self, "ranges", MappingProxyType(_all_ranges(self)))
        _refuse_nonsense(self)

    def __hash__(self) -> int:
        return hash((self.definitions, tuple(self.names), tuple(self.ranges)))

    def __deepcopy__(self, memo: dict[int, object]) -> Model:
        """Itself: a model never changes."""
        return self

    def __reduce__(self) -> tuple[Callable[..., Model], tuple[object, ...]]:
        """Pickled in the form written: SymPy by itself would evaluate the expressions when they are read back."""
        packed = [(d.name, d.index, _packed(d.expr), d.origin) for d in self.definitions]
        return _unpickled, (packed, dict(self.names), dict(self.ranges), self.text_read)

    def _keys(self, role: Role) -> tuple[str, ...]:
        return tuple(key for key, name in self.names.items() if name.role == role)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """What training changes, in the order declared."""
        return self._keys("parameter")

    @cached_property
    def data(self) -> tuple[str, ...]:
        """What samples give, in the order declared."""
        return self._keys("data")

    @cached_property
    def constants(self) -> tuple[str, ...]:
        """Numbers to be given that are neither trained nor data (N in a 1/N that is no axis, λ of a penalty)."""
        return tuple(key for key in self._keys("constant") if self.names[key].value is None)

    @cached_property
    def numbers(self) -> Mapping[str, sp.Rational]:
        """Constants whose number belongs to the model."""
        return {key: name.value for key, name in self.names.items() if name.value is not None}

    @cached_property
    def symmetric(self) -> frozenset[str]:
        """Matrices that are their own transposes."""
        return frozenset(key for key, name in self.names.items() if name.symmetric)

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        """Names of axis lengths (m, N, …), found from the data when the model is run."""
        return self._keys("size")

    @property
    def target(self) -> str:
        """The last definition's name: what is differentiated unless something else is asked for."""
        return self.definitions[-1].name

    @cached_property
    def by_name(self) -> Mapping[str, Definition]:
        """name → definition."""
        return {definition.name: definition for definition in self.definitions}

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """name → the parameters, data, constants and names its definition mentions directly."""
        return {d.name: frozenset(bases(d.expr) & self.names.keys()) for d in self.definitions}

    @cached_property
    def depends(self) -> Mapping[str, frozenset[str]]:
        """name → every name it depends on, directly or through other definitions."""
        found: dict[str, frozenset[str]] = {}
        for definition in self.definitions:
            direct = self.uses[definition.name]
            found[definition.name] = direct.union(*(found.get(name, frozenset()) for name in direct))
        return found

    def __getitem__(self, key: str) -> Name:
        """The name with this key.  Raises ``ModelError`` that lists near misses."""
        try:
            return self.names[key]
        except KeyError:
            raise ModelError(
                worded("the model has no name {key}.", key=repr(key)), remedy=choices(key, tuple(self.names))
            ) from None

    @cached_property
    def _first_letters(self) -> Mapping[str, tuple[sp.Symbol, ...]]:
        """name → the letters it is first used with, where they are all different letters."""
        found: dict[str, tuple[sp.Symbol, ...]] = {}
        for definition in self.definitions:
            for node in walk(definition.expr):
                if isinstance(node, sp.Indexed):
                    letters = {index for index in node.indices if isinstance(index, sp.Symbol)}
                    if len(letters) == len(node.indices):
                        found.setdefault(key_of(node), node.indices)
        return found

    def index_of(self, key: str) -> tuple[sp.Symbol, ...]:
        """The letters a name's own indices are written with: its definition's, or the first ones it is used with."""
        if key in self.by_name:
            return self.by_name[key].index
        axes = self[key].axes
        if not axes or key in self._first_letters:
            return self._first_letters[key] if axes else ()
        letters = fresh_letters({symbol.name for symbol in self.ranges} | self.names.keys())
        return tuple(next(letters) for _ in axes)

    def through(self, target: str) -> tuple[Definition, ...]:
        """The definitions that ``target`` needs, itself last."""
        if target not in self.by_name:
            self[target]
            raise ModelError(
                worded("{target} is not defined by the model, so it has no derivative.", target=target)
            )
        needed = self.depends[target] | {target}
        return tuple(d for d in self.definitions if d.name in needed)


def _packed(node: sp.Basic) -> object:
    """An expression as nested tuples (kind, arguments…) with the leaves as they are."""
    if not node.args or isinstance(node, sp.IndexedBase):
        return node
    return (node.func, *map(_packed, node.args))


def _unpacked(packed: Any) -> sp.Expr:
    if not isinstance(packed, tuple):
        return packed
    kind, *args = packed
    parts = [_unpacked(arg) for arg in args]
    as_written = issubclass(kind, (sp.Add, sp.Mul, sp.Pow, sp.Piecewise, sp.Function))
    return kind(*parts, evaluate=False) if as_written else kind(*parts)


def _unpickled(
    packed: list[tuple[Any, ...]], names: dict[str, Name], ranges: dict[sp.Symbol, sp.Expr], text: str
) -> Model:
    definitions = (Definition(name, index, _unpacked(expr), origin) for name, index, expr, origin in packed)
    return Model(tuple(definitions), names, ranges, text)


def fresh_letters(taken: Set[str]) -> Iterator[sp.Symbol]:
    """Index letters that are not in ``taken``, in the order people use them; never ends."""
    for letter in "ijklpqrsuvabcdeghnmot":
        if letter not in taken:
            yield sp.Symbol(letter)
    number = 1
    while True:
        yield sp.Symbol(f"i_{{{number}}}")
        number += 1


def _all_ranges(model: Model) -> dict[sp.Symbol, sp.Expr]:
    """Index letter → size, also for the letters that only stand in definitions and sums."""
    ranges = dict(model.ranges)
    for definition in model.definitions:
        axes = model.names[definition.name].axes if definition.name in model.names else ()
        for index, size in zip(definition.index, axes, strict=False):
            ranges.setdefault(index, size)
        for node in walk(definition.expr):
            if isinstance(node, BINDERS):
                for index, _, high in node.limits:
                    ranges.setdefault(index, high)
    return ranges


# -- what a model refuses ---------------------------------------------------------------------------------


def _refuse_nonsense(model: Model) -> None:
    if not model.definitions:
        raise ModelError("a model needs at least one definition, for example L = (y - w x)^2.")
    defined: set[str] = set()
    everything = {definition.name for definition in model.definitions}
    for definition in model.definitions:
        _refuse_names(model, definition, defined, everything)
        _refuse_indices(model, definition)
        defined.add(definition.name)


def _refuse_names(model: Model, definition: Definition, defined: set[str], everything: set[str]) -> None:
    name, origin = definition.name, definition.origin
    if name in defined:
        raise ModelError(
            worded("{name} is defined twice.", name=name), origin, remedy="Give one of the two another name."
        )
    if name not in model.names:
        raise ModelError(worded("{name} is defined but stands in no table of names.", name=name), origin)
    if model.names[name].role != "definition":
        role = model.names[name].role
        raise ModelError(
            worded("{name} is declared as {role} and defined as well.", name=name, role=role),
            origin,
            remedy=worded(
                "Take {name} out of the declared names, or its definition out of the model.", name=name
            ),
        )
    indices = set(definition.index) | bound_letters(definition.expr) | model.ranges.keys()
    for key in sorted(bases(definition.expr)):
        if sp.Symbol(key) in indices and key not in model.names:
            continue
        if key == name:
            raise ModelError(
                worded("{name} is defined by itself.", name=name),
                origin,
                remedy=worded(
                    "An update such as {name} := {name} - ... belongs to an optimizer, not to a model.",
                    name=name,
                ),
            )
        if key in everything and key not in defined:
            raise ModelError(
                worded("{name} uses {key} before {key} is defined.", name=name, key=key),
                origin,
                remedy=worded("Move the definition of {key} above that of {name}.", key=key, name=name),
            )
        if key not in model.names:
            raise ModelError(
                worded("{key} in the definition of {name} is not declared.", key=key, name=name),
                origin,
                remedy=worded(
                    "Declare it as a parameter, as data or as a constant. {near}",
                    near=choices(key, tuple(model.names)),
                ),
            )


def _refuse_indices(model: Model, definition: Definition) -> None:
    name, origin = definition.name, definition.origin
    axes = model.names[name].axes
    if len(axes) != len(definition.index):
        raise ModelError(
            worded(
                "{name} has {needed} axes but {given} indices.",
                name=name,
                needed=len(axes),
                given=len(definition.index),
            ),
            origin,
        )
    ranges: dict[sp.Symbol, sp.Expr] = dict(zip(definition.index, axes, strict=True))
    _check(
        model,
        definition,
        definition.expr,
        ranges,
        {letter: (sp.S.One, size) for letter, size in ranges.items()},
    )


def _check(
    model: Model, definition: Definition, expr: sp.Basic, ranges: dict[sp.Symbol, sp.Expr], spans: Spans
) -> None:
    origin = definition.origin
    if isinstance(expr, BINDERS):
        inner = dict(ranges)
        for index, low, high in reversed(expr.limits):
            if index in ranges:
                raise ModelError(
                    worded("the index {index} of a sum is already in use around that sum.", index=index),
                    origin,
                    remedy="Give the sum another index letter.",
                )
            inner[index] = high
            spans = {**spans, index: (low, high)}
        _check(model, definition, expr.function, inner, spans)
        return
    if isinstance(expr, sp.Indexed):
        key = key_of(expr)
        axes = model.names[key].axes
        if len(axes) != len(expr.indices):
            raise ModelError(
                worded(
                    "{key} has {needed} axes but is used with {given} indices in the definition of {definition}.",
                    key=key,
                    needed=len(axes),
                    given=len(expr.indices),
                    definition=definition.name,
                ),
                origin,
            )
        for position, (index, size) in enumerate(zip(expr.indices, axes, strict=True), 1):
            _check_position(definition, key, position, index, size, ranges, spans)
        return
    if isinstance(expr, sp.Symbol) and expr.name in model.names and model.names[expr.name].axes:
        raise ModelError(
            worded(
                "{expr} has {needed} axes but is used without an index in the definition of {definition}.",
                expr=expr.name,
                needed=len(model.names[expr.name].axes),
                definition=definition.name,
            ),
            origin,
        )
    for arg in expr.args:
        _check(model, definition, arg, ranges, spans)


def _check_position(
    definition: Definition,
    key: str,
    position: int,
    index: sp.Expr,
    size: sp.Expr,
    ranges: dict[sp.Symbol, sp.Expr],
    spans: Spans,
) -> None:
    origin = definition.origin
    if isinstance(index, sp.Integer):
        if isinstance(size, sp.Integer) and not 1 <= index <= size:
            raise ModelError(
                worded(
                    "{key} has no element {index}: its axis {position} is {size} long.",
                    key=key,
                    index=index,
                    position=position,
                    size=size,
                ),
                origin,
            )
        return
    low, high = spans.get(index, (sp.S.One, index))
    if low != 1 or not (high.is_Symbol or high.is_Integer) or (index not in ranges and index == size):
        _check_reach(definition, key, position, index, size, spans)
        return
    if index not in ranges:
        raise ModelError(
            worded(
                "the index {index} of {key} in the definition of {definition} has no range.",
                index=index,
                key=key,
                definition=definition.name,
            ),
            origin,
            remedy=worded(
                r"Sum over it (\sum_{{index}}) or put it on the left side ({definition}_{index} = ...).",
                index=index,
                definition=definition.name,
            ),
        )
    if ranges[index] != size:
        raise ModelError(
            worded(
                "in the definition of {definition} the index {index} runs over {range},"
                " but axis {position} of {key} has size {size}.",
                definition=definition.name,
                index=index,
                range=ranges[index],
                position=position,
                key=key,
                size=size,
            ),
            origin,
            remedy="Check the shapes, and whether a transpose is missing.",
        )


def _check_reach(
    definition: Definition, key: str, position: int, index: sp.Expr, size: sp.Expr, spans: Spans
) -> None:
    """Refuse x_{i+1} where it may go past an end of its axis."""
    ends = extent(index, spans)
    if ends is None or not never_negative(ends[0] - 1) or not never_negative(size - ends[1]):
        where = (
            worded("from {first} to {last}", first=ends[0], last=ends[1]) if ends is not None else "somewhere"
        )
        raise ModelError(
            worded(
                "in the definition of {definition} the index {index} of {key} goes {where},"
                " but its axis {position} from 1 to {size}.",
                definition=definition.name,
                index=index,
                key=key,
                where=where,
                position=position,
                size=size,
            ),
            definition.origin,
            remedy="Check the limits of the sum.",
        )
