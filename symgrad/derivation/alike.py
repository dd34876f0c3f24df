"""Terms that differ only in what their summation letters are called: Σᵢ xᵢ Aⱼᵢ is Σₗ xₗ Aⱼₗ.

In: two terms.  Out: whether they are the same up to the letters and the order of factors.  Sums that are factors count
as opened: Σⱼ(Σₗ xₗ Aⱼₗ)Aⱼₖ is Σⱼₗ xₗ Aⱼₗ Aⱼₖ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import permutations

import sympy as sp

from symgrad.expressions import key_of, replace, walk

#: with more letters than this nobody tries which stands for which
MAX_LETTERS = 5

#: the factors, and the letters that are summed with their sizes
Flat = tuple[list[sp.Expr], dict[sp.Symbol, sp.Expr]]


def alike(left: Sequence[sp.Expr], right: Sequence[sp.Expr]) -> bool:
    """Whether two products, given by their factors, are equal up to summation letters and order."""
    if tuple(left) == tuple(right):
        return True
    first, second = _flat(left), _flat(right)
    if first is None or second is None or not first[1] or _signature(first) != _signature(second):
        return False
    wanted = Counter(first[0])
    letters = list(first[1])
    for chosen in permutations(second[1]):
        if any(first[1][new] != second[1][old] for old, new in zip(chosen, letters, strict=True)):
            continue
        table = {old: new for old, new in zip(chosen, letters, strict=True) if old != new}
        if Counter(replace(factor, table) for factor in second[0]) == wanted:
            return True
    return False


def _flat(factors: Sequence[sp.Expr]) -> Flat | None:
    """Factors with sums among them opened; ``None`` where a letter would mean two things, or there are too many."""
    found: list[sp.Expr] = []
    letters: dict[sp.Symbol, sp.Expr] = {}
    pending = list(factors)
    while pending:
        factor = pending.pop(0)
        if isinstance(factor, sp.Mul):
            pending[:0] = factor.args
        elif isinstance(factor, sp.Sum):
            others = {s for other in (*found, *pending) for s in other.free_symbols}
            if letters.keys() & set(factor.bound_symbols) or others & set(factor.bound_symbols):
                return None
            letters.update({index: high for index, _, high in factor.limits})
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
