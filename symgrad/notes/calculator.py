"""A person with a calculator: goes on with the numbers that stand on the page, not with the exact ones.

Goes in: what has been printed so far, for names, derivatives and formulas.  Comes out: the state such a person
computes in, and from which of the printed numbers a later one follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from symgrad import balls
from symgrad.balls import Interval
from symgrad.errors import DataError, ReadError, UnsupportedError
from symgrad.model import Model
from symgrad.notes.evidence import Printed
from symgrad.notes.names import readings
from symgrad.notes.notation import last_place
from symgrad.notes.numbers import precisely
from symgrad.notes.rounding import Fit, ball
from symgrad.notes.shapes import depth, flat, inside, replaced
from symgrad.notes.state import State
from symgrad.notes.values import lengths, meant
from symgrad.reading import syntax

Value = Any
Key = str | tuple[str, str] | syntax.Node


@dataclass(frozen=True)
class Route:
    """How a number follows from others: what they are, how well it fits, and what they give exactly."""

    sources: tuple[Printed, ...]
    fit: Fit
    value: Value


@dataclass
class Calculator:
    """What has been printed: ``printed`` for what, and ``computed``, parameters after updates that print no
    number; ``vectors`` are names with elements that the model does not have; ``numbers`` are all that were printed,
    each with whether it is exactly what it stands for.
    """

    model: Model
    printed: dict[Key, Printed] = field(default_factory=dict)
    computed: dict[str, Value] = field(default_factory=dict)
    pending: dict[str, Printed] = field(default_factory=dict)
    vectors: set[str] = field(default_factory=set)
    numbers: dict[Fraction, bool] = field(default_factory=dict)

    def note(self, value: Any, *, exact: bool) -> None:
        """A number (or a matrix of them) was printed, of whatever; whether it is exactly what it stands for."""
        for each in flat(value):
            self.numbers[abs(each)] = exact and self.numbers.get(abs(each), True)

    def keys(self, node: syntax.Node) -> tuple[Key, ...]:
        """A name or a derivative as the model knows it, and any formula as it is written."""
        if isinstance(node, syntax.Name):
            return meant(self.model, node), node
        if isinstance(node, syntax.Derived) and isinstance(node.body, syntax.Name) and len(node.by) == 1:
            target, wrt = meant(self.model, node.body), meant(self.model, node.by[0])
            names = self.model.names
            if target in names and wrt in names and not names[target].axes:
                return (target, wrt), node
        return (node,)

    def remember(self, node: syntax.Node, printed: Printed) -> None:
        """A number was printed for a formula; for a name with axes it has to be all of it.

        What the model is given keeps its number: only an update changes it.
        """
        first, *_ = self.keys(node)
        if isinstance(first, str) and first in self.model.names and first not in self.model.by_name:
            return
        whole = first[1] if isinstance(first, tuple) else first
        known = self.model.names.get(whole) if isinstance(whole, str) else None
        fits = known is None or len(known.axes) == len(lengths(printed.value))
        if isinstance(node, syntax.Name) and known is None:  # x_2 is an element of x
            fits = not any(
                index and (key in self.model.names or key in self.vectors) for key, index in readings(node)
            )
        self.printed[first if fits else node] = printed

    def before(self, node: syntax.Node) -> Printed | None:
        """The number printed for a formula."""
        return next((self.printed[key] for key in self.keys(node) if key in self.printed), None)

    def states(self, base: State) -> Iterator[State]:
        """The states of somebody who goes on with what is printed, and of one whose slips are in the printing only."""
        yield self.state(base)
        if any(printed.right is not None for printed in self.printed.values()):
            yield self.state(base, mended=True)

    def after_a_slip(self, base: State, far: int) -> tuple[State, tuple[Printed, ...]] | None:
        """The state in which a number more than ``far`` units of its last place off is whatever it may be rounded
        from, and those numbers: nobody knows with how many digits somebody went on there.
        """
        wide: dict[Key, Value] = {}
        for key, printed in self.printed.items():
            if not isinstance(key, str) or not isinstance(printed.value, Fraction):
                continue
            exact = base.named(key)
            between = None if exact is None or isinstance(exact, tuple) else balls.ends(exact)
            unit = Fraction(10) ** last_place(printed.text)
            if between is not None and abs(between[0] - printed.value) > far * unit:
                with precisely():
                    wide[key] = balls.number(Interval(printed.value - unit / 2, printed.value + unit / 2))
        return (self.state(base, wide=wide), tuple(self.printed[key] for key in wide)) if wide else None

    def state(
        self,
        base: State,
        without: Collection[Key] = (),
        *,
        mended: bool = False,
        wide: Mapping[Key, Value] = MappingProxyType({}),
    ) -> State:
        """The state of somebody who goes on with what is printed, ``mended`` with what should have been printed,
        ``wide`` with other values for some of it.
        """
        names: dict[str, Value] = dict(self.computed)
        partials: dict[tuple[str, str], Value] = {}
        nodes: dict[syntax.Node, Value] = {}
        for key, printed in self.printed.items():
            if key in without:
                continue
            value = wide.get(
                key, ball(printed.right if mended and printed.right is not None else printed.value)
            )
            if isinstance(key, str):
                names[key] = value
            elif isinstance(key, tuple):
                partials[key] = value
            else:
                nodes[key] = value
                self._put_element(key, value, base, names)
        return base.showing(names, partials, nodes)

    def _put_element(self, node: syntax.Node, value: Value, base: State, names: dict[str, Value]) -> None:
        """``r_1 ≈ 0.333`` is the first element of r, in a sum over all of them as well; given numbers stay given."""
        for key, index in readings(node) if isinstance(node, syntax.Name) else ():
            key = meant(self.model, syntax.Name(node.origin, key))
            if not index or not all(map(str.isdigit, index)):
                continue
            if key not in self.model.by_name and key not in base.written:
                continue
            whole, place = names.get(key, base.named(key)), tuple(map(int, index))
            if depth(whole) == len(place) and inside(whole, place):
                names[key] = replaced(whole, place, value)
                return

    def follows(
        self,
        base: State,
        forms: Iterable[syntax.Node],
        fits: Callable[[Value], Fit | None],
        own: syntax.Node | None = None,
    ) -> Route | None:
        """From which printed numbers a number follows by one of the ``forms``; as few of them as are needed.

        ``own`` is what the number stands for: what was printed for it before is taken, and left out.
        """
        if not self.printed and not self.computed:
            return None
        alone = () if own is None else self.keys(own)
        tried = [(), tuple(key for key in alone if key in self.printed)]
        slips = any(printed.right is not None for printed in self.printed.values())
        for mended in (False, True)[: 1 + slips]:
            for form in forms:
                for without in dict.fromkeys(tried):
                    found = self._tried(base, form, fits, without, mended)
                    if found is not None:
                        return self._fewest(base, form, fits, without, found, mended)
        return None

    def _tried(
        self,
        base: State,
        form: syntax.Node,
        fits: Callable[[Value], Fit | None],
        without: Collection[Key],
        mended: bool,
    ) -> tuple[Fit, Value] | None:
        try:
            value = self.state(base, without, mended=mended).value(form)
        except (ReadError, UnsupportedError, DataError):
            return None
        found = fits(value)
        return None if found is None else (found, value)

    def _fewest(
        self,
        base: State,
        form: syntax.Node,
        fits: Callable[[Value], Fit | None],
        without: Collection[Key],
        found: tuple[Fit, Value],
        mended: bool,
    ) -> Route:
        left_out = set(without)
        for key in self.printed:
            if key in left_out:
                continue
            less = self._tried(base, form, fits, left_out | {key}, mended)
            if less is not None:
                left_out.add(key)
                found = less
        used = tuple(printed for key, printed in self.printed.items() if key not in left_out)
        return Route(used, *found)

    def after(self, base: State, updates: dict[str, syntax.Node], shown: dict[str, Printed]) -> None:
        """An update has taken effect: what was printed for other things than parameters is of the past."""
        state = self.state(base)
        computed = {}
        for key, node in updates.items():
            if key in shown or key in self.pending:
                continue
            try:
                computed[key] = state.value(node)
            except (ReadError, UnsupportedError, DataError):
                continue
        new = {**self.pending, **shown}
        self.computed = {**{k: v for k, v in self.computed.items() if k not in updates}, **computed}
        kept = self.model.parameters
        self.printed = {k: v for k, v in self.printed.items() if k in kept and k not in updates}
        self.printed |= {key: new[key] for key in updates if key in new}
        self.pending = {}
