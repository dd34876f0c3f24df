"""Sizes of axes and letters of indices while a model is being read: variables that become equal as formulas say so.

A size is a ``Symbol`` such as m, an ``Integer``, or a variable not known yet.  A letter is an index symbol written in
the text, or a variable for an axis that matrix notation leaves unwritten.  Variables are symbols that start with ``?``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from symgrad.errors import ModelError, Origin, worded
from symgrad.ranges import never_negative


def is_variable(value: sp.Basic) -> bool:
    """True for a size or letter that is not known yet."""
    return isinstance(value, sp.Symbol) and value.name.startswith("?")


class Equal:
    """Union-find: which variables stand for the same thing, and for what."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.parent: dict[sp.Basic, sp.Basic] = {}
        self.count = 0

    def fresh(self) -> sp.Symbol:
        """A new variable."""
        self.count += 1
        return sp.Symbol(f"?{self.mark}{self.count}")

    def find(self, value: sp.Basic) -> sp.Basic:
        """What the value stands for as far as known."""
        if value not in self.parent:
            return value
        root = value
        while root in self.parent:
            root = self.parent[root]
        while value in self.parent and self.parent[value] != root:
            self.parent[value], value = root, self.parent[value]
        return root

    def unify(self, left: sp.Basic, right: sp.Basic) -> bool:
        """Make both the same.  False when they are known and differ."""
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        if is_variable(right):
            self.parent[right] = left
            return True
        if is_variable(left):
            self.parent[left] = right
            return True
        return False


@dataclass(frozen=True)
class Reach:
    """Indices from ``least`` to ``most`` on an axis of this size; ``what`` names the axis, for a message."""

    size: sp.Expr
    least: sp.Expr
    most: sp.Expr
    origin: Origin
    what: Callable[[], str]


class Sizes(Equal):
    """Sizes; of those not known yet, the letter first used and the largest element that was asked for."""

    def __init__(self) -> None:
        super().__init__("size")
        self.letter: dict[sp.Basic, str] = {}
        self.least: dict[sp.Basic, int] = {}
        self.reaches: list[Reach] = []
        #: sizes that no text names
        self.made: set[sp.Basic] = set()

    def for_letter(self, letter: str) -> sp.Symbol:
        """A size variable of the range of an index letter."""
        size = self.fresh()
        self.letter[size] = letter
        return size

    def has_element(self, size: sp.Basic, number: int) -> bool:
        """Note that the axis has this element.  False when it is known not to."""
        root = self.find(size)
        if isinstance(root, sp.Integer):
            return 1 <= number <= int(root)
        self.least[size] = max(number, self.least.get(size, 0))
        return number >= 1

    def put_in(self, expr: sp.Expr) -> sp.Expr:
        """An end of a range with the sizes that are known by now."""
        return sp.expand(expr.xreplace({x: self.find(x) for x in expr.free_symbols if is_variable(x)}))

    def lengthen(self) -> None:
        """An axis of unknown size is as long as the greatest index on it, where one is greater than all others."""
        for reach in self.reaches:
            root = self.find(reach.size)
            if is_variable(root):
                ends = [self.put_in(r.most) for r in self.reaches if self.find(r.size) == root]
                ends += [sp.Integer(n) for x, n in self.least.items() if self.find(x) == root]
                ends = [end for end in ends if not any(map(is_variable, end.free_symbols))]
                for end in ends:
                    if isinstance(end, (sp.Symbol, sp.Integer)) and all(
                        never_negative(end - e) for e in ends
                    ):
                        self.parent[root] = end
                        break

    def check_reaches(self) -> None:
        """Raises ``ModelError`` for an index that goes past an end of its axis, or may do so."""
        for reach in self.reaches:
            size, least, most = self.find(reach.size), self.put_in(reach.least), self.put_in(reach.most)
            index = " ".join(reach.origin.fragment.split())
            if not never_negative(least - 1):
                raise ModelError(
                    worded(
                        "the index {index} begins at {least}, but elements are numbered from 1.",
                        index=index,
                        least=least,
                    ),
                    reach.origin,
                    remedy="Begin the sum later, or give what stands before element 1 a name of its own.",
                )
            if not never_negative(size - most):
                known = (
                    worded("{what} is {size} long", what=reach.what(), size=size)
                    if size not in self.made
                    else worded("no length is known for {what}", what=reach.what())
                )
                raise ModelError(
                    worded(
                        "the index {index} goes up to {most}, but {known}.",
                        index=index,
                        most=most,
                        known=known,
                    ),
                    reach.origin,
                    remedy="End the sum earlier, or declare the shape.",
                )

    def settle(self, taken: set[str]) -> None:
        """Name what stayed unknown: ``n_i`` for an index i, or the largest element that was asked for."""
        self.lengthen()
        letters: dict[sp.Basic, str] = {}
        elements: dict[sp.Basic, int] = {}
        for variable, letter in self.letter.items():
            letters.setdefault(self.find(variable), letter)
        for variable, number in self.least.items():
            root = self.find(variable)
            elements[root] = max(number, elements.get(root, 0))
        for number in range(1, self.count + 1):
            root = self.find(sp.Symbol(f"?size{number}"))
            if not is_variable(root):
                continue
            if root not in letters and root in elements:
                self.parent[root] = sp.Integer(elements[root])
                continue
            letter = letters.get(root, "i")
            candidates = [f"n_{letter}" if len(letter) == 1 else f"n_{{{letter}}}"]
            candidates += [f"n_{{{letter},{further}}}" for further in range(2, self.count + 3)]
            key = next(candidate for candidate in candidates if candidate not in taken)
            taken.add(key)
            self.parent[root] = sp.Symbol(key)
            self.made.add(sp.Symbol(key))
