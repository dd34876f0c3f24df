r"""The last line of a derivation where A = Aᵀ is known: A x + Aᵀ x = 2 A x, A^{-⊤} a bᵀ = A^{-1} a bᵀ.

In: a line and the names of the symmetric matrices.  Out: the line with their elements turned (A_ji for A_ij) where that
makes terms equal, which are added up then, and where it makes a chain of products run without a transpose.  Turned are
elements of the matrices themselves, and of inverses of matrices that are symmetric because of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from itertools import combinations

import sympy as sp

from symgrad.derivation.alike import alike
from symgrad.derivation.tidy import cancel
from symgrad.expressions import (
    ZERO,
    Element,
    Partial,
    add,
    bound_letters,
    coefficient_and_rest,
    key_of,
    mul,
    rebuild,
    replace,
    transform,
    walk,
)

#: with more elements to turn in one term not every choice is tried
MOST_TURNED = 6
#: how far a letter is that no chain reaches
FAR = 10**6


def by_symmetry(line: sp.Expr, keys: Set[str], index: tuple[sp.Symbol, ...]) -> sp.Expr:
    """The line as it is written when the matrices ``keys`` are symmetric; ``index``: its free letters, rows first."""
    if not keys or not any(isinstance(node, sp.Indexed) and key_of(node) in keys for node in walk(line)):
        return line
    return _in_order(_added_up(line, keys), keys, index)


# -- what can be turned -----------------------------------------------------------------------------------


def _turnable(node: sp.Basic, keys: Set[str]) -> bool:
    """Whether exchanging a node's two indices changes nothing."""
    if isinstance(node, sp.Indexed):
        return key_of(node) in keys and node.indices[0] != node.indices[1]
    return isinstance(node, Element) and node.args[1] != node.args[2] and _symmetric(node, keys)


def _symmetric(node: Element, keys: Set[str]) -> bool:
    """Whether the matrix that is inverted is its own transpose: its terms are those of the transpose."""
    matrix = node.matrix
    row, column = matrix.row, matrix.column
    turned = replace(matrix.function, {row: column, column: row})
    first, second = (_terms(transform(side, _ordered)) for side in (matrix.function, turned))
    for number, rest in first:
        same = next((each for each in second if each[0] == number and _same(each[1], rest, keys)), None)
        if same is None:
            return False
        second.remove(same)
    return not second


def _ordered(node: sp.Basic) -> sp.Basic:
    """δ_ji as δ_ij."""
    if isinstance(node, sp.KroneckerDelta):
        return sp.KroneckerDelta(*sorted(node.args, key=sp.default_sort_key), evaluate=False)
    return node


def _same(left: tuple[sp.Expr, ...], right: tuple[sp.Expr, ...], keys: Set[str]) -> bool:
    """Whether two products are equal once some elements of the second are turned."""
    return any(alike(left, way) for way in _ways(right, keys))


def _terms(expr: sp.Expr) -> list[tuple[sp.Rational, tuple[sp.Expr, ...]]]:
    return [coefficient_and_rest(term) for term in (expr.args if isinstance(expr, sp.Add) else (expr,))]


def _turned(node: sp.Expr) -> sp.Expr:
    if isinstance(node, sp.Indexed):
        return node.base[node.indices[::-1]]
    return Element(node.args[0], node.args[2], node.args[1])


def _places(expr: sp.Expr, keys: Set[str]) -> list[sp.Expr]:
    """The nodes in a term that can be turned, each once; what is inverted stays as it is."""
    found: dict[sp.Expr, None] = {}

    def visit(node: sp.Basic) -> None:
        if isinstance(node, Partial):
            return
        if isinstance(node, (sp.Indexed, Element)):
            if _turnable(node, keys):
                found.setdefault(node)
            return
        for arg in node.args:
            visit(arg)

    visit(expr)
    return list(found)


# -- terms that are equal ---------------------------------------------------------------------------------


def _added_up(line: sp.Expr, keys: Set[str]) -> sp.Expr:
    """Terms that are the same once some of their elements are turned, added up: the first keeps its place."""
    if isinstance(line, (sp.Indexed, Element, Partial)) or not line.args:
        return line
    args = tuple(_added_up(arg, keys) if isinstance(arg, sp.Expr) else arg for arg in line.args)
    if args != line.args:
        line = cancel(rebuild(line, args))
    if not isinstance(line, sp.Add):
        return line
    numbers: dict[tuple[sp.Expr, ...], sp.Rational] = {}
    for number, rest in _terms(line):
        rest = next((known for known in numbers if _same(known, rest, keys)), rest)
        numbers[rest] = numbers.get(rest, ZERO) + number
    if len(numbers) == len(line.args):
        return line
    return cancel(add(*[mul(number, *rest) for rest, number in numbers.items()]))


def _ways(rest: tuple[sp.Expr, ...], keys: Set[str]) -> Iterator[tuple[sp.Expr, ...]]:
    """A term's factors, with every choice of what is turned."""
    places = _places(mul(*rest), keys)[:MOST_TURNED]
    for count in range(len(places) + 1):
        for chosen in combinations(places, count):
            table = {node: _turned(node) for node in chosen}
            yield tuple(replace(factor, table) if table else factor for factor in rest)


# -- chains -----------------------------------------------------------------------------------------------


def _in_order(line: sp.Expr, keys: Set[str], index: tuple[sp.Symbol, ...]) -> sp.Expr:
    """Every element turned so that its first letter is the one nearer to the rows of the result."""
    if isinstance(line, sp.Add):
        return add(*[_in_order(term, keys, index) for term in line.args])
    if isinstance(line, sp.Mul):
        own = [isinstance(factor, sp.Add) or not factor.free_symbols & set(index) for factor in line.args]
        if any(own) and len(own) > 1:  # brackets and numbers are chains by themselves
            chain = iter(
                sp.Mul.make_args(
                    _in_order(
                        mul(*[f for f, apart in zip(line.args, own, strict=True) if not apart]), keys, index
                    )
                )
            )
            return mul(
                *[
                    _in_order(factor, keys, tuple(x for x in index if x in factor.free_symbols))
                    if apart
                    else next(chain)
                    for factor, apart in zip(line.args, own, strict=True)
                ]
            )
    places = _places(line, keys)
    if not places:
        return line
    far = _distances(line, index)
    table = {node: _turned(node) for node in places if far(node.args[-2]) > far(node.args[-1])}
    return replace(line, table) if table else line  # type: ignore[no-any-return]


def _distances(term: sp.Expr, index: tuple[sp.Symbol, ...]) -> Callable[[sp.Basic], int]:
    """How many factors lie between the rows of the result and a letter.

    What is only reached from the columns stands the nearer to the rows the farther it is from the columns.
    """
    edges: list[set[sp.Basic]] = []
    for node in walk(term):
        if isinstance(node, (sp.Indexed, Element)):
            letters = {x for place in node.indices for x in place.free_symbols}
            edges += [letters] if len(letters) == 2 else []
    starts = list(index) or _ends(term)[:1]
    first, second = ({}, {}) if not starts else (_from(starts[0], edges), {})
    if len(index) > 1:
        second = _from(index[1], edges)

    def far(letter: sp.Basic) -> int:
        if letter in first:
            return first[letter]
        return 2 * FAR - second[letter] if letter in second else FAR

    return far


def _ends(term: sp.Expr) -> list[sp.Symbol]:
    """The letters that a chain of products in a number can begin with: those of vectors."""
    bound = bound_letters(term)
    vectors = [node for node in walk(term) if isinstance(node, sp.Indexed) and len(node.indices) == 1]
    return [x for node in vectors for x in node.indices if x in bound]


def _from(start: sp.Basic, edges: list[set[sp.Basic]]) -> dict[sp.Basic, int]:
    found = {start: 0}
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        for edge in edges:
            if here in edge:
                for there in edge - {here}:
                    if there not in found:
                        found[there] = found[here] + 1
                        waiting.append(there)
    return found
