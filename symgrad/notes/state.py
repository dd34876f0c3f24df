"""A model at certain numbers: the values of its names, of its derivatives, and of every tree printed about it.

Goes in: the model, numbers for its inputs, the page's further names (α, N, X).  Comes out: ``State``, whose ``value``
is that of a syntax tree (``symgrad.notes.evaluation``), and which gives the same state with other numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symgrad import exact
from symgrad.derivation import derive
from symgrad.errors import SymgradError, UnsupportedError, worded
from symgrad.exact import MPMATH, Arithmetic
from symgrad.expressions import Partial, transform
from symgrad.model import Model
from symgrad.notes.evaluation import Walk
from symgrad.notes.meanings import Meanings
from symgrad.notes.names import readings
from symgrad.notes.numbers import Value, precisely
from symgrad.notes.shapes import flat, moved
from symgrad.reading import syntax
from symgrad.reading.names import plain
from symgrad.steps import Derivation


@dataclass
class State:
    """The model at certain numbers, with the page's further names (α, N, X).

    ``derivations`` may be shared by the states of one model, so that each derivative is derived once.  ``shown`` are
    parts of formulas that have another value than their own: the numbers printed for them.  ``missing`` are inputs that
    have no number on the page, and what depends on them: their ``inputs`` only say how long they are.

    ``written`` are the formulas of further names, ``stale`` those whose value has to be worked out again here; ``told``
    what lines say of the model's names in terms of them; ``understood`` keeps what the names mean.
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
    written: Mapping[str, syntax.Node] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    understood: tuple[Any, Meanings] | None = None
    stale: frozenset[str] = frozenset()
    told: Mapping[str, tuple[syntax.Node, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with precisely():
            self.environment = exact.environment(self.model, self.inputs, arithmetic=self.arithmetic)
            exact.forward(self.model, self.environment)
            self.missing |= {
                key for key in self.model.by_name if self.missing & set(self.model.depends.get(key, ()))
            }
            for key in self.missing:
                self.environment.values.pop(key, None)
            self.extra = {key: self.arithmetic.number(value) for key, value in self.extra.items()}

    @property
    def given(self) -> tuple[Value, ...]:
        """Every number the model and the page are given here, without its name."""
        defined = self.model.by_name
        inputs = tuple(value for key, value in self.environment.values.items() if key not in defined)
        return tuple(flat(inputs) + flat(tuple(self.extra.values())))

    def named(self, key: str) -> Value | None:
        """The value of a name, of the model, of an axis' length or of the page; ``None`` for an unknown one."""
        if key in self.stale:
            self._freshen(key)
        for table in (self.environment.values, self.extra):
            if key in table:
                return table[key]
        if key in self.environment.sizes:
            return self.arithmetic.rational(self.environment.sizes[key], 1)
        meant = self.without_fonts.get(plain(key), key)
        return self.named(meant) if meant != key else None

    def lacks(self, key: str) -> bool:
        """Whether a name of the model has no number on the page."""
        return bool(self.missing) and plain(key) in map(plain, self.missing)

    @property
    def without_fonts(self) -> dict[str, str]:
        r"""``w`` → ``\mathbf{w}``: a name may be written in another font than it is declared in."""
        return {plain(key): key for key in (*self.extra, *self.environment.values)}

    def derivative(self, target: str, wrt: str) -> Value:
        """The value of ∂target/∂wrt as ``derive`` finds it, in the shape of ``wrt``; of a Jacobian, rows by target."""
        if (target, wrt) not in self.gradients:
            self.gradients[target, wrt] = self._derivative(target, wrt)
        return self.gradients[target, wrt]

    def _derivative(self, target: str, wrt: str) -> Value:
        axes = (*self.model[target].axes, *self.model[wrt].axes)
        if self.model[target].axes and len(axes) > 2:
            raise UnsupportedError(
                worded("{target} has several elements; derive one of them.", target=target)
            )
        if (target, wrt) not in self.derivations:
            walk = "board" if self.model[target].axes else None
            self.derivations[target, wrt] = derive(self.model, wrt, target=target, strategy=walk)
        expr, index, env = self.derived(self.derivations[target, wrt])
        with precisely():
            return exact.tabulate(expr, index, [env.length(size) for size in axes], env)

    def derived(self, derivation: Derivation) -> tuple[sp.Expr, tuple[sp.Symbol, ...], exact.Environment]:
        """What was derived, its free indices, and the numbers of its names."""
        index = (*getattr(derivation.left.what, "indices", ()), *derivation.index)
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
        return expr, index, self._environment({**self.environment.values, **further})

    def moved(self, wrt: str, index: tuple[int, ...], by: Value) -> State:
        """The same state with one number moved, and with it every definition that depends on it."""
        values = dict(self.environment.values)
        values[wrt] = moved(values[wrt], index, by)
        state = copy(self)
        state.environment = self._environment(values)
        state.gradients, state.nearby = {}, {}
        state.again(frozenset({wrt}))
        state.stale = frozenset(state.written)
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
            inputs = {key for key in self.missing if key not in self.model.by_name} - own.keys()
            state.missing = frozenset(
                key
                for key in self.missing
                if key in inputs or inputs & self.model.depends.get(key, frozenset())
            )
            state.again(frozenset(own))
        return state

    @property
    def everything(self) -> exact.Environment:
        """The numbers of the model and of the page."""
        for key in tuple(self.stale):
            self._freshen(key)
        if not self.extra:
            return self.environment
        return self._environment({**self.extra, **self.environment.values})

    def _environment(self, values: dict[str, Value]) -> exact.Environment:
        return exact.Environment(values, self.environment.sizes, arithmetic=self.arithmetic)

    def again(self, changed: frozenset[str], kept: frozenset[str] = frozenset()) -> None:
        """Work the definitions out again that depend on a changed name, without those ``kept`` as they are."""
        values = self.environment.values
        for definition in self.model.definitions:
            if definition.name in self.missing:
                continue
            if definition.name not in kept and changed & set(self.model.depends[definition.name]):
                lengths = [self.environment.length(size) for size in self.model[definition.name].axes]
                values[definition.name] = exact.tabulate(
                    definition.expr, definition.index, lengths, self.environment
                )

    # -- names that the page gives a formula ----------------------------------------------------------------

    def introduce(self, key: str, node: syntax.Node) -> None:
        """The page says what a name is: it has that value, and goes with the names that it is made of.

        What is made of another name that was called so keeps the value it has.
        """
        value = self.value(node)
        stale = {key} if self.written.get(key, node) != node else set()
        written = {other: each for other, each in self.written.items() if not stale & _names(each)}
        self.extra = {**self.extra, key: value}
        self.written = {**written, key: node}
        self.missing -= {key}
        if stale:
            forms = {
                other: tuple(each for each in of if not stale & _names(each))
                for other, of in self.told.items()
            }
            self.told = {other: of for other, of in forms.items() if of}

    def tell(self, key: str, node: syntax.Node) -> None:
        """The page says what a name of the model is in terms of names that it introduced."""
        if node not in self.told.get(key, ()):
            self.told = {**self.told, key: (*self.told.get(key, ()), node)}

    def _freshen(self, key: str) -> None:
        """A name that the page gives a formula, worked out again, to the digits of whoever asks."""
        self.stale -= {key}
        with suppress(SymgradError):
            self.extra = {**self.extra, key: Walk(self, {}).value(self.written[key])}

    @property
    def meanings(self) -> Meanings:
        """What trees mean here, the page's further names included."""
        known = tuple(self.extra), tuple(map(id, self.written.values()))
        if self.understood is None or self.understood[0] != known:
            single = tuple(key for key, value in self.extra.items() if not isinstance(value, tuple))
            made = Meanings(self.model, self.derivations, single, self.written)
            self.understood = known, made
        self.understood[1].told = self.told
        return self.understood[1]

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
        state.stale |= self._made_of(names.keys() - own.keys()) - names.keys()
        with precisely():
            state.again(frozenset(own), frozenset(own))
        return state

    def _made_of(self, keys: Set[str]) -> frozenset[str]:
        """The names that lines introduce whose formula has one of others so introduced in it."""
        found = set(keys & self.written.keys())
        for key, node in self.written.items():  # what a formula is made of was introduced before it
            if found & _names(node):
                found.add(key)
        return frozenset(found)

    def value(self, node: syntax.Node, instead: Mapping[int, Value] | None = None) -> Value:
        """The value of a tree; ``instead`` are other values for some of its nodes, by ``id``.

        Raises ``ReadError`` (reason ``undefined``) for a name nothing defines, ``UnsupportedError`` for a node
        or a product of shapes that has no value, ``DataError`` for a division by zero.
        """
        with precisely():
            return Walk(self, instead or {}).value(node)


def _names(node: syntax.Node) -> set[str]:
    """The names in a formula, in every way they can be meant."""
    parts = (part for part in syntax.descend(node) if isinstance(part, syntax.Name))
    return {key for part in parts for key, _ in readings(part)}
