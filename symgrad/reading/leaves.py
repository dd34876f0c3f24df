"""What names and numbers mean: a name, an element of one, an index letter, the dummy of a function, e and π.

The lower half of ``meaning``.  ``Scope`` says where a node stands: which index letters are bound around it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

import sympy as sp

from symgrad.errors import ModelError, ReadError, worded
from symgrad.expressions import ONE, indexed
from symgrad.ranges import Spans, extent
from symgrad.reading import syntax as s
from symgrad.reading.limits import going_on
from symgrad.reading.products import Low, Matrices
from symgrad.reading.sizes import Equal, Reach, Sizes
from symgrad.reading.table import Entry, Table, Use, is_letter, is_shifted, letters_of, place_of, whole_items

#: SymPy takes long to find a symbol or a number that it has
symbol = lru_cache(maxsize=4096)(sp.Symbol)
_rational = lru_cache(maxsize=1024)(sp.Rational)


@dataclass(frozen=True)
class Scope:
    """Where a node stands: the sizes of the index letters around it and what the dummies of a function stand for."""

    letters: Mapping[str, sp.Expr]
    dummies: Mapping[str, tuple[s.Node, Scope]]
    #: the ends of those letters that do not run from 1 to a size
    spans: Mapping[str, tuple[sp.Expr, sp.Expr]] = field(default_factory=dict)

    def inside(
        self, more: Mapping[str, sp.Expr], spans: Mapping[str, tuple[sp.Expr, sp.Expr]] | None = None
    ) -> Scope:
        """With further letters."""
        if not more and not spans:
            return self
        return Scope({**self.letters, **more}, self.dummies, {**self.spans, **(spans or {})})

    def ends(self, letters: Iterable[str]) -> Spans:
        """The ends of these letters and of those they depend on."""
        found: dict[sp.Basic, tuple[sp.Expr, sp.Expr]] = {}
        pending = [letter for letter in letters if letter in self.letters]
        while pending:
            letter = pending.pop()
            if symbol(letter) not in found:
                found[symbol(letter)] = ends = self.spans.get(letter, (ONE, self.letters[letter]))
                pending += [str(x) for end in ends for x in end.free_symbols if str(x) in self.letters]
        return found


CallHook = Callable[["Leaves", s.Call, Scope], Low]


class Leaves(ABC):
    """Lowers names and numbers.  ``call`` gives the meaning of functions that are no row of the table of functions.

    ``free`` collects the sizes of index letters that nothing around a formula binds; with ``None`` they are errors.
    """

    def __init__(
        self, table: Table, sizes: Sizes, letters: Equal, call: CallHook, free: dict[str, sp.Expr] | None
    ) -> None:
        self.table = table
        self.sizes = sizes
        self.matrices = Matrices(sizes, letters)
        self.call = call
        self.defined: frozenset[str] = frozenset()  # functions that the text defines itself
        self.free = free
        self.go_on = going_on()

    @abstractmethod
    def lower(self, node: s.Node, scope: Scope) -> Low:
        """The meaning of any node."""

    def number(self, node: s.Number, scope: Scope) -> Low:
        """An exact rational."""
        return Low(_rational(node.value.numerator, node.value.denominator))

    def name(self, node: s.Name, scope: Scope) -> Low:
        """A name, an element of one, an index letter, or the dummy of a function."""
        dummy = self.dummy(node, scope)
        if dummy is not None:
            return dummy
        found = self.table.locate(node)
        if found is None:
            return self.not_in_table(node, scope)
        entry, use = found
        if use is None and entry.axes == []:
            return Low(symbol(entry.key))
        if entry.axes is None:
            raise ModelError(
                worded("{entry} is used before it is defined.", entry=entry.key),
                node.origin,
                remedy=worded("Move the definition of {entry} above this line.", entry=entry.key),
            )
        items = self.indices(entry, use, node) if use is not None else ()
        index = [self.index(item, entry.axes[place], scope, entry, place) for place, item in enumerate(items)]
        axes = tuple((self.matrices.letters.fresh(), size) for size in entry.axes[len(items) :])
        position = (*index, *(letter for letter, _ in axes))
        return Low(indexed(entry.key, position), axes)

    def dummy(self, node: s.Name, scope: Scope) -> Low | None:
        """What the dummy of a function stands for, with the indices behind it."""
        for key in (node.key, node.base) if scope.dummies else ():
            if key in scope.dummies:
                argument, outside = scope.dummies[key]
                low = self.lower(argument, outside)
                if key == node.key:
                    return low
                use = Use(node, 0, True)
                return self.at(low, use.items(use.sup_first), node, scope)
        return None

    def not_in_table(self, node: s.Name, scope: Scope) -> Low:
        """Index letters in formulas, e, π; anything else is not declared."""
        if node.key in scope.letters or node.key in self.table.sizes:
            return Low(symbol(node.key))
        if node.key in ("e", r"\mathrm{e}"):
            return Low(sp.exp(ONE, evaluate=False))
        if node.key == r"\pi":
            return Low(sp.pi)
        key, use = self._to_declare(node, scope)
        quoted = f'r"{key}"' if "\\" in key else f'"{key}"'
        remedy = worded(
            "Declare it: parameters={quoted}, data={quoted} or constants={quoted}.", quoted=quoted
        )
        if use is not None and use.sup_is_index:
            remedy = worded("Declare {key}: data={quoted}, or parameters={quoted}.", key=key, quoted=quoted)
        near = get_close_matches(node.key, list(self.table.entries), n=1)
        if self.table.find(node.base) is not None and (node.sub or node.sup):
            remedy = worded(
                "{base} is known, {written} is not: declare {written}, or declare the shape of {base}"
                ' (shapes={"{base}": "n"}) if this is an element of it.',
                base=node.base,
                written=node.key,
            )
        elif near:
            remedy = worded("{remedy} Or did you mean {near}?", remedy=remedy, near=near[0])
        raise ReadError(
            worded("{written} is declared nowhere.", written=node.key),
            node.origin,
            remedy=remedy,
            reason="unknown_symbol",
        )

    def _to_declare(self, node: s.Name, scope: Scope) -> tuple[str, Use | None]:
        """The name to declare: without what are indices here."""
        for key, use in self.table.shortest_first(node):
            items = use.items(True)
            if items and all(item.text in scope.letters for item in items):
                return key, use
        return node.key, None

    def indices(self, entry: Entry, use: Use, node: s.Name) -> tuple[s.Item, ...]:
        """The items that are indices, in the order of the entry's axes; ``12`` is 1, 2 where two are needed."""
        first = use.sup_first
        if use.name.sub is not None and use.name.sup is not None:
            if entry.sup_first is not None:
                first = entry.sup_first
            elif entry.written is not None:
                first = entry.written.sup_first
        items = use.items(first)
        if len(items) > entry.rank and use.name.sub is not None:
            items = whole_items(items, use.name.sub.separator)
        items = spread(items, entry.rank)
        if len(items) > entry.rank:
            raise ModelError(
                worded(
                    "{entry} has {rank} {axes}, but {given} indices here.",
                    entry=entry.key,
                    rank=entry.rank,
                    axes="axis" if entry.rank == 1 else "axes",
                    given=len(items),
                ),
                node.origin,
                remedy=worded("Check the shape of {entry}.", entry=entry.key),
            )
        return items

    def index(self, item: s.Item, size: sp.Expr, scope: Scope, entry: Entry | None, place: int) -> sp.Expr:
        """One index: a number or a letter whose range is made that of the axis."""

        def what() -> str:
            """The axis, for a message."""
            if entry is None:
                return "this axis"
            return worded("axis {place} of {entry}", place=place + 1, entry=entry.key)

        if item.text.isdigit():
            if not self.sizes.has_element(size, int(item.text)) and not self._is_loose:
                raise ModelError(
                    worded(
                        "{what} is {size} long; it has no element {item}.",
                        what=what(),
                        size=self.sizes.find(size),
                        item=item.text,
                    ),
                    item.origin,
                )
            return sp.Integer(int(item.text))
        if is_shifted(item) or item.text in scope.spans or self._is_size(item, scope):
            return self.shifted(item, size, scope, what)
        if not (len(item.text) == 1 or item.text[0] == "\\" or is_letter(item)):
            raise ReadError(
                worded("the index {item} is not a letter or a number.", item=item.text), item.origin
            )
        if item.text in scope.letters:
            known = scope.letters[item.text]
        elif self.free is not None:
            known = self.free.setdefault(item.text, self.sizes.for_letter(item.text))
        else:
            raise ModelError(
                worded("the index {item} has no range here.", item=item.text),
                item.origin,
                remedy=worded(
                    r"Sum over it (\sum_{{item}=1}^{m}) or put it on the left side as well.", item=item.text
                ),
            )
        before = self.sizes.find(known)
        if self._is_loose and self._is_written(before):
            self.sizes.unify(known, size)  # a sum over a part of the data: up to k, then from k + 1 on
        elif not self.sizes.unify(known, size):
            raise ModelError(
                worded(
                    "the index {item} runs over {before}, but {what} has size {size}.",
                    item=item.text,
                    before=before,
                    what=what(),
                    size=self.sizes.find(size),
                ),
                item.origin,
                remedy="Check the shapes, the upper limit of the sum, and whether the order of the indices is right.",
            )
        return symbol(item.text)

    @property
    def _is_loose(self) -> bool:
        """True for a formula without a model: how long its data are is found out later."""
        return self.free is not None and not self.table.shapes_known

    def _is_size(self, item: s.Item, scope: Scope) -> bool:
        """True for x_m where m is a size."""
        return item.text in self.table.sizes and item.text not in scope.letters

    def _is_written(self, size: sp.Basic) -> bool:
        return isinstance(size, sp.Symbol) and size.name in self.table.sizes

    def shifted(self, item: s.Item, size: sp.Expr, scope: Scope, what: Callable[[], str]) -> sp.Expr:
        """i + 1, m − i + 1, or the letter of a sum that does not run from 1 to the end."""
        letters = letters_of(item)
        for letter in letters:
            if letter in scope.letters or letter in self.table.sizes:
                continue
            if self.free is None:
                raise ModelError(
                    worded("the index {letter} in {item} has no range here.", letter=letter, item=item.text),
                    item.origin,
                    remedy=worded(r"Sum over it: \sum_{{letter}=1}^{m}.", letter=letter),
                )
            self.free.setdefault(letter, self.sizes.for_letter(letter))
        place: sp.Expr = sp.Add(
            *[sp.Symbol(x) * n if x else sp.Integer(n) for n, x in place_of(item.text) or ()]
        )
        ends = extent(place, scope.ends(letters))
        if ends is None:
            raise ModelError(worded("the index {item} is not read.", item=item.text), item.origin)
        self.sizes.reaches.append(Reach(size, *ends, item.origin, what))
        return place

    def at(self, low: Low, items: tuple[s.Item, ...], node: s.Node, scope: Scope) -> Low:
        """An element of something with axes."""
        if len(items) > len(low.axes):
            raise ModelError(
                worded(
                    "{written} has {given} indices, but what stands before has {needed} axes.",
                    written=node.origin.fragment,
                    given=len(items),
                    needed=len(low.axes),
                ),
                node.origin,
            )
        expr = low.expr
        items = spread(items, len(low.axes))
        for place, (item, (letter, size)) in enumerate(zip(items, low.axes, strict=False)):
            index = self.index(item, size, scope, None, place)
            self.matrices.letters.unify(index, letter)
        return Low(expr, low.axes[len(items) :])


def spread(items: tuple[s.Item, ...], rank: int) -> tuple[s.Item, ...]:
    """The indices of something with ``rank`` axes: ``12`` is 1, 2 where two are needed."""
    if len(items) >= rank or not all(item.text.isdigit() or len(item.text) == 1 for item in items):
        return items
    digits = tuple(s.Item(item.origin, digit) for item in items for digit in item.text)
    return digits if len(digits) == rank else items
