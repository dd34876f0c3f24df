"""What rules and edits have in common: what is known of names, and parts of formulas."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.formulas import TWO, Tree, names, walk


@dataclass(frozen=True)
class Facts:
    """The domains of names."""

    domains: Mapping[str, str]

    def positive(self, u: Tree) -> bool:
        """Whether u > 0 is seen."""
        head, args = u.head, u.args
        if head == "num":
            return bool(args[0] > 0)
        if head in ("name", "at"):
            low = self.domains.get(args[0], "R")[1:].partition(",")[0]
            return args[0] in "mnK" or low in ("0", "1")
        if head in ("exp", "sigma", "cosh", "softplus"):
            return True
        if head in ("mul", "div", "add"):
            if head == "add" and sum(map(self.positive, args)) == len(args) - 1:
                rest = next(part for part in args if not self.positive(part))
                return rest.head == "pow" and rest.args[1] == TWO
            return all(map(self.positive, args))
        if head == "pow":
            return self.positive(args[0])
        if head == "sqrt":
            return self.positive(args[0])
        return head == "sum" and self.positive(args[3])


Rule = Callable[[Tree, Facts, random.Random], Tree | None]


def two(parts: tuple[Tree, ...], rng: random.Random) -> tuple[int, int]:
    first, second = sorted(rng.sample(range(len(parts)), 2))
    return first, second


def cases(then: Tree, sign: str, left: Tree, right: Tree, otherwise: Tree) -> Tree:
    return Tree("cases", (then, sign, left, right, otherwise))


def size(u: Tree) -> int:
    return sum(1 for _ in walk(u))


def bound(u: Tree) -> bool:
    """Whether letters of sums or conditions stand in it: it cannot be put elsewhere."""
    return any(node.head in ("at", "delta", "sum", "cases") for node in walk(u)) or bool(
        names(u) & set("ijklqrp")
    )
