"""Terms that differ only in what their summation letters are called: Σᵢ xᵢ Aⱼᵢ is Σₗ xₗ Aⱼₗ.

In: two terms.  Out: whether they are the same up to the letters and the order of factors.  Sums that are factors count
as opened: Σⱼ(Σₗ xₗ Aⱼₗ)Aⱼₖ is Σⱼₗ xₗ Aⱼₗ Aⱼₖ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import sympy as sp

from symgrad.expressions import BINDERS, key_of, rename_bound, walk

#: with more letters than this nobody tries which stands for which
MAX_LETTERS = 12

#: letters that are summed with their ranges
Sizes = Mapping[sp.Basic, sp.Basic]
#: which letter of the first term a letter of the second stands for
Table = Mapping[sp.Basic, sp.Basic]
#: the factors, and the letters that are summed
Flat = tuple[list[sp.Expr], dict[sp.Symbol, sp.Expr]]


def alike(left: Sequence[sp.Expr], right: Sequence[sp.Expr]) -> bool:
    """Whether two products, given by their factors, are equal up to summation letters and order."""
    if tuple(left) == tuple(right) or Counter(left) == Counter(right):
        return True
    first, second = _flat(left), _flat(right)
    if first is None or second is None or not first[1] or _signature(first) != _signature(second):
        return False
    return _paired(first[0], second[0], {}, first[1], second[1])


def _paired(
    left: Sequence[sp.Expr], right: Sequence[sp.Expr], table: Table, sizes: Sizes, others: Sizes
) -> bool:
    """Whether each factor of the one has its own in the other, ``table`` saying which letter stands for which."""
    if not left:
        return True
    for number, factor in enumerate(right):
        found = _matched(left[0], factor, table, sizes, others)
        if found is not None:
            rest = (*right[:number], *right[number + 1 :])
            if _paired(left[1:], rest, found, sizes, others):
                return True
    return False


def _matched(a: sp.Basic, b: sp.Basic, table: Table, sizes: Sizes, others: Sizes) -> Table | None:
    """``table`` with the letters for which ``b`` is ``a``, or ``None``."""
    if b in table or b in others or a in sizes:
        if table.get(b, a) != a or (
            b not in table and (a in table.values() or not _same_range(a, b, sizes, others))
        ):
            return None
        return {**table, b: a}
    if not a.args or not b.args:
        return table if a == b else None
    if a.func != b.func or len(a.args) != len(b.args):
        return None
    if isinstance(a, sp.Indexed) and a.base != b.base:
        return None
    if isinstance(a, BINDERS):  # letters of its own
        return _inside(a, b, table, sizes, others)
    parts = (a.indices, b.indices) if isinstance(a, sp.Indexed) else (a.args, b.args)
    for one, other in zip(*parts, strict=True):
        found = _matched(one, other, table, sizes, others)
        if found is None:
            return None
        table = found
    return table


def _same_range(a: sp.Basic, b: sp.Basic, sizes: Sizes, others: Sizes) -> bool:
    return a in sizes and b in others and sizes[a] == others[b]


def _inside(a: Any, b: Any, table: Table, sizes: Sizes, others: Sizes) -> Table | None:
    """The same for two sums or matrices inside a factor, whose letters mean something in there only."""
    own, theirs = (_ranges(node) for node in (a, b))
    if list(own.values()) != list(theirs.values()):
        return None
    pairs = dict(zip(theirs, own, strict=True))
    hidden = {old: new for old, new in table.items() if old not in pairs and new not in own}
    found = _matched(a.function, b.function, {**hidden, **pairs}, {**sizes, **own}, {**others, **theirs})
    if found is None:
        return None
    outside = {old: new for old, new in found.items() if old not in pairs}
    together = {**outside, **table}
    fits = all(together[old] == new for old, new in outside.items())
    return together if fits and len(set(together.values())) == len(together) else None


def _ranges(node: Any) -> dict[sp.Symbol, sp.Expr]:
    """The letters of a sum, each with where it begins and ends."""
    return {index: sp.Tuple(low, high) for index, low, high in node.limits}


def _flat(factors: Sequence[sp.Expr]) -> Flat | None:
    """Factors with sums among them opened, letters that would mean two things renamed; ``None`` for too many."""
    found: list[sp.Expr] = []
    letters: dict[sp.Symbol, sp.Expr] = {}
    pending = list(factors)
    while pending:
        factor = pending.pop(0)
        if isinstance(factor, sp.Mul):
            pending[:0] = factor.args
        elif isinstance(factor, sp.Sum):
            others = {s for other in (*found, *pending) for s in other.free_symbols}
            clash = (letters.keys() | others) & set(factor.bound_symbols)
            if clash:
                factor = rename_bound(
                    factor, clash, (sp.Symbol(f"letter {len(letters)}.{n}") for n in count())
                )
            letters.update(_ranges(factor))
            pending.insert(0, factor.function)
        else:
            found.append(factor)
    return (found, letters) if len(letters) <= MAX_LETTERS else None


def _signature(flat: Flat) -> tuple[list[tuple[str, ...]], list[str]]:
    """What renaming letters does not change: the names in every factor, and the sizes."""
    names = [
        tuple(key_of(node) if isinstance(node, sp.Indexed) else type(node).__name__ for node in walk(factor))
        for factor in flat[0]
    ]
    return sorted(names), sorted(map(str, flat[1].values()))
