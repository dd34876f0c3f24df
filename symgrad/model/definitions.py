"""A model: definitions in order, with the table of their names.

In: definitions, names, what the letters run over.  Out: ``Model``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.errors import ModelError, choices, worded
from symgrad.expressions import BINDERS, bases, key_of, walk
from symgrad.model.consistency import refuse_nonsense
from symgrad.model.names import Definition, Name, Role, fresh_letters
from symgrad.presentation import Presentable


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
        refuse_nonsense(self)

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
