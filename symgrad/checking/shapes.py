"""The data of a question about an expression: which names have indices, and how long their axes are.

In: an item and the texts that are to be read with it.  Out: shapes: x (m,), A (m, n).  What is declared goes first;
data that are summed over anywhere have indices everywhere.  Only an outline of a text is read for that: its sums and
the names with indices in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from symgrad.checking.item import Item
from symgrad.checking.names import with_deltas
from symgrad.checking.plain_sums import Last, has_index, lasts_of_plain_sums
from symgrad.errors import SymgradError
from symgrad.expressions import BINDERS, key_of, walk
from symgrad.functions import BY_SPELLING
from symgrad.ranges import extent, never_negative
from symgrad.reading import expression, name_key, parse
from symgrad.reading import syntax as s
from symgrad.reading.declarations import read_shape
from symgrad.reading.names import Names
from symgrad.reading.table import is_letter, is_shifted, whole_items

#: a length that no text says
UNKNOWN = r"n_{\mathrm{end}}"

#: x_{2k}, and the end of a sum up to 2n
_STEP = re.compile(r"_\{\s*\d+\s*[A-Za-z]")
_END = re.compile(r"\\sum\s*_\s*\{[^{}]*\}\s*\^\s*\{\s*(\d+)\s*[A-Za-z]")

Shapes = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=256)
def parsed(text: str, names: Names) -> tuple[s.Statement, ...]:
    """The trees of a text, which is looked at twice: for its data, and for its meaning."""
    return parse(text, names)


def names_of(item: Item) -> Names:
    values = frozenset(name_key(key) for key in item.variables)
    functions = frozenset(key for key in item.definitions if _looks_applied(key, item.definitions[key]))
    given = ((key, row.axes) for key, row in item.variables.items() if row.axes)
    arrays = {(name_key(key), len(axes)) for key, axes in given}
    arrays |= {(name_key(key), len(read_shape(key, axes))) for key, axes in item.shapes.items()}
    return Names(values, functions, undeclared="value", arrays=frozenset(arrays))


def data_of(item: Item, also: tuple[str, ...] = ()) -> Shapes:
    """Data with indices and their lengths, as they are declared, and as the question and ``also`` sum over them."""
    shapes = {name_key(key): tuple(map(str, read_shape(key, axes))) for key, axes in item.shapes.items()}
    shapes |= {name_key(key): row.axes for key, row in item.variables.items() if row.axes}
    return {**shapes, **_indexed(item.reference, also, item, names_of(item), shapes)}


def own_delta(item: Item, names: Iterable[str] = ()) -> bool:
    """Whether δ is a name of the question's own, and δ_{ij} no Kronecker δ."""
    return any(
        key.startswith(r"\delta") for key in (*item.variables, *item.definitions, *item.shapes, *names)
    )


def _looks_applied(key: str, text: str) -> bool:
    head = text.partition("=")[0].strip()
    return "=" in text and head.endswith(")") and key not in BY_SPELLING


def _indexed(reference: str, also: tuple[str, ...], item: Item, names: Names, known: Shapes) -> Shapes:
    """Data that are summed over anywhere have indices everywhere; their lengths are those of the sums."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(
        sorted(_counted((reference, *also), names) - {*known}), (UNKNOWN,)
    )
    for text in (reference, *item.definitions.values(), *item.constraints, *also):
        if "_" not in text and "^{(" not in text:
            continue
        shapes = tuple(sorted({**known, **found}.items()))
        for key, axes in _summed(text, names, own_delta(item), shapes):
            if key not in known and (key not in found or _unwritten(found[key], reference)):
                found[key] = axes
    return found


@lru_cache(maxsize=512)
def _summed(
    text: str, names: Names, own_delta: bool, shapes: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The data that a text sums over, with the lengths of their axes; what cannot be read is said where it is read."""
    found: dict[str, tuple[str, ...]] = dict(shapes)
    fresh: list[tuple[str, tuple[str, ...]]] = []
    try:
        statements = parsed(text, names)
    except SymgradError:
        return ()
    for node in _formulas(statements):
        tree = node if own_delta else with_deltas(node)
        try:
            here = {**_picked(tree), **_axes_in(tree, names, found)}
        except SymgradError:
            continue
        fresh.extend(here.items())
        found.update({key: axes for key, axes in here.items() if key not in found})
    return tuple(fresh)


def _counted(texts: tuple[str, ...], names: Names) -> set[str]:
    """Names whose one index counts in steps: x_{2k} beside x_{2k+1}, or beside x_i summed up to 2n."""
    steps: dict[str, set[str]] = {}
    single: set[str] = set()
    shifted: set[str] = set()
    if not any(_STEP.search(text) for text in texts):
        return shifted
    for node in (part for text in texts for part in _written(text, names)):
        assert node.sub is not None
        items = node.sub.items
        if len(items) == 1 and node.sup is None:
            single |= {node.base} if is_letter(items[0]) or is_shifted(items[0]) else set()
            continue
        # x_{ij} has two, as x_j^{(i)} has; x_{1k} is in the first row.
        step = len(items) > 1 and len(whole_items(items, node.sub.separator)) == 1 and items[0].text > "1"
        steps.setdefault(node.base, set()).add(items[0].text if step else "")
        if step and not is_letter(items[1]):
            shifted.add(node.base)
    ends = {found[1] for text in texts for found in _END.finditer(text)}
    shifted |= {base for base in single if steps.get(base, set()) & ends}
    return {base for base in shifted if len(steps[base]) == 1 and "" not in steps[base]}


def _written(text: str, names: Names) -> Iterator[s.Name]:
    """The names with something below them."""
    try:
        statements = parsed(text, names)
    except SymgradError:
        return
    for statement in statements:
        for part in s.descend(statement):
            if isinstance(part, s.Name) and part.sub is not None:
                yield part


def _picked(node: s.Node) -> dict[str, tuple[str, ...]]:
    """Data with the letters of a δ_{ij}, such as p_i and p_j: their letters run, to a length that nobody says."""
    letters = {
        item.text
        for part in s.descend(node)
        if isinstance(part, s.Element) and isinstance(part.body, s.Eye)
        for item in part.script.items
    }
    found = {}
    for part in s.descend(node) if letters else ():
        if isinstance(part, s.Name) and part.sub is not None and part.sup is None:
            if all(item.text in letters for item in part.sub.items):
                found[part.base] = (UNKNOWN,) * len(part.sub.items)
    return found


def _axes_in(node: s.Node, names: Names, shapes: Shapes) -> dict[str, tuple[str, ...]]:
    """The data in a formula, by its outline where that can be read."""
    if (plainly := lasts_of_plain_sums(node, names, shapes)) is not None:
        return {key: tuple(map(_length, axes)) for key, axes in plainly.items()}
    outline = _outline(node)
    # The order of two scripts says which index comes first, and is no part of the tree.
    two = any(isinstance(part, s.Name) and None not in (part.sub, part.sup) for part in s.descend(outline))
    read = _axes_of.__wrapped__ if two else _axes_of
    try:
        return dict(read(outline, names, tuple(sorted(shapes.items()))))
    except SymgradError:
        return _axes(expression(node, names, shapes=shapes)[0])


@lru_cache(maxsize=512)
def _axes_of(
    outline: s.Node, names: Names, shapes: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The data in an outline; many texts have the same one."""
    return tuple(_axes(expression(outline, names, shapes=dict(shapes))[0]).items())


def _outline(node: s.Node) -> s.Node:
    """The sums with the names with indices in them, all of them as factors."""
    found: dict[s.Node, None] = {}
    for part in _with_indices(node):
        found.setdefault(part)
    factors = tuple(found)
    if not factors:
        return s.Number(node.origin, Fraction(1), "1")
    return factors[0] if len(factors) == 1 else s.Times(node.origin, factors, ("",) * (len(factors) - 1))


def _with_indices(node: s.Node) -> Iterator[s.Node]:
    if isinstance(node, s.Name):
        if has_index(node):
            yield node
    elif isinstance(node, s.BigSum):
        yield s.BigSum(node.origin, r"\sum", node.bounds, _outline(node.body), node.conditions)
    else:
        for part in node.parts:
            yield from _with_indices(part)


def _unwritten(axes: tuple[str, ...], text: str) -> bool:
    """Whether a length was made up: the reference says no upper limit, the answer may."""
    return any(axis not in text for axis in axes)


def _formulas(statements: tuple[s.Statement, ...]) -> Iterable[s.Node]:
    for statement in statements:
        if isinstance(statement, s.Formula):
            yield statement.body
        elif isinstance(statement, s.Relation):
            yield from (side for side in statement.sides if not isinstance(side, (s.Listed, s.Derived)))
        elif isinstance(statement, s.Assign):
            yield statement.value


def _axes(expr: sp.Expr) -> dict[str, tuple[str, ...]]:
    """Data whose indices all run: the lengths of their axes, as far as one name or number says them."""
    spans: dict[sp.Basic, tuple[sp.Expr, sp.Expr]] = {}
    for node in walk(expr):
        if isinstance(node, BINDERS):
            spans.update({letter: (low, high) for letter, low, high in node.limits})
    # z_K beside Σ up to K − 1: the last one by itself.
    lengths = {symbol for _, high in spans.values() for symbol in high.free_symbols}
    reached: dict[str, list[list[sp.Expr]]] = {}
    for node in walk(expr):
        known = isinstance(node, sp.Indexed) and all(
            p.is_Integer or p in lengths or p.free_symbols & spans.keys() for p in node.indices
        )
        if known:
            ends = [extent(place, spans) for place in node.indices]
            lasts = reached.setdefault(key_of(node), [[] for _ in ends])
            for found, end in zip(lasts, ends, strict=False):
                found.extend([end[1]] if end is not None else [])
    return {key: tuple(_longest(lasts) for lasts in axes) for key, axes in reached.items()}


def _length(lasts: list[Last]) -> str:
    """The greatest of the last indices, which nearly always is one name."""
    (key, step), *others = lasts
    if step or any(last != lasts[0] for last in others):
        return _longest([sp.Symbol(key) + step for key, step in lasts])
    return key


def _longest(lasts: list[sp.Expr]) -> str:
    """The greatest of the last indices, where that is one name or number; else a length of its own."""
    for last in lasts:
        simple = last.is_Symbol or (last.is_Integer and last > 0)
        if simple and all(never_negative(last - other) for other in lasts):
            return str(last)
    return UNKNOWN


__all__ = ["Shapes", "data_of", "names_of", "own_delta", "parsed"]
