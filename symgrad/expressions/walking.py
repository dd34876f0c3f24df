"""What occurs in an expression: nodes, names, letters.

In: an expression.  Out: its nodes in order, the keys of its names, the letters of its sums.  The walks read ``_args``,
where ``args`` would be a call for every node: nothing is done as often as this.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from symgrad.expressions.nodes import BINDERS


def walk(expr: sp.Basic) -> Iterator[sp.Basic]:
    """Every node, outermost first, left to right (``preorder_traversal`` without its set order)."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        inside = node._args
        if inside and not isinstance(node, sp.Indexed):
            stack.extend(inside[::-1])


def everything(expr: sp.Basic) -> list[sp.Basic]:
    """What ``walk`` meets, in no order that means anything: quicker where all of it is looked at."""
    found = [expr]
    for node in found:  # what is found is appended, and looked at in its turn
        inside = node._args
        if inside and not isinstance(node, sp.Indexed):
            found += inside
    return found


def free_symbols(expr: sp.Basic) -> set[sp.Symbol]:
    """``expr.free_symbols``, labels of ``Indexed`` among them: SymPy builds the body of a sum anew for it, which is
    slow, and fails where 1/0 or log 0 is compared.
    """
    found: set[sp.Symbol] = set()
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, sp.Symbol):
            found.add(node)
        elif isinstance(node, BINDERS):
            # Of several limits the first is the innermost: its ends may have the letters of those behind it.
            inside = free_symbols(node.function)
            for letter, *ends in node.limits:
                inside = inside.difference((letter,)).union(*map(free_symbols, ends))
            found |= inside
        else:
            stack += node._args
    return found


def has(expr: sp.Basic, kind: type[sp.Basic] | tuple[type[sp.Basic], ...]) -> bool:
    """Whether a node of this kind (one of these) occurs, as ``expr.has(kind)`` says more slowly."""
    found = [expr]
    for node in found:
        if isinstance(node, kind):
            return True
        inside = node._args
        if inside:
            found += inside
    return False


def bound_letters(expr: sp.Basic) -> set[sp.Symbol]:
    """The summation indices inside ``expr``."""
    return set(_names_in(expr)[1])


def bases(expr: sp.Basic) -> set[str]:
    """The keys of all names that occur, indexed or not; letters that only stand at an index do not count."""
    return set(_names_in(expr)[0])


def letters(expr: sp.Basic) -> set[str]:
    """Every name and every letter that is written anywhere, at an index or under a sum too."""
    return set(_names_in(expr)[2])


@lru_cache(maxsize=256)
def _names_in(expr: sp.Basic) -> tuple[frozenset[str], frozenset[sp.Symbol], frozenset[str]]:
    """``bases``, ``bound_letters`` and ``letters``: they are asked for again and again while a formula is read."""
    keys: set[str] = set()
    bound: set[sp.Symbol] = set()
    places: set[str] = set()
    for node in everything(expr):
        if not node._args:
            if isinstance(node, sp.Symbol):
                keys.add(node.name)
        elif isinstance(node, sp.Indexed):
            keys.add(key_of(node))
            for index in node._args[1:]:
                if isinstance(index, sp.Symbol):  # nearly always
                    places.add(index.name)
                elif index._args:
                    places.update([symbol.name for symbol in index.free_symbols])
        elif isinstance(node, BINDERS):
            bound.update([limit[0] for limit in node.limits])
    return frozenset(keys), frozenset(bound), frozenset(keys | places | {letter.name for letter in bound})


def key_of(name: sp.Basic) -> str:
    """The key of a ``Symbol`` or ``Indexed``."""
    label = name._args[0]._args[0] if isinstance(name, sp.Indexed) else name  # what base.label is
    return label.name if isinstance(label, sp.Symbol) else str(label)
