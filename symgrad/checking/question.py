"""The question: the right answer as an expression, and how the formulas of an answer are read with its names.

In: what was asked (``asking``).  Out: ``Question``; its ``meaning`` gives an answer's formula the meaning it has there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import lru_cache

import sympy as sp

from symgrad.checking.chained import by_own, chained
from symgrad.checking.compound import compound, is_updated, stepped
from symgrad.checking.derivatives import full, worked_out
from symgrad.checking.item import Item
from symgrad.checking.letter_cases import with_fixed_letters, with_letter_cases
from symgrad.checking.names import Defined, put_in, with_deltas
from symgrad.checking.primes import primed_by
from symgrad.checking.refusals import refuse_outside, refuse_transposed
from symgrad.checking.shapes import Shapes, own_delta, parsed
from symgrad.checking.verdict import Refused
from symgrad.equality import Domain
from symgrad.errors import worded
from symgrad.expressions import (
    BINDERS,
    Partial,
    bases,
    bound_letters,
    everything,
    has,
    letters,
    rename_bound,
    replace,
    transform,
)
from symgrad.model import Model, fresh_letters
from symgrad.reading import expression, lies_down
from symgrad.reading import syntax as s
from symgrad.reading.names import Names

_ASSIGNED = re.compile(r":=|\\leftarrow(?![A-Za-z])")

_BRACED = re.compile(r"\{[^{}]*\}")

#: what a function is of, in brackets
_CALLED = re.compile(r"\s*(?:\\left)?\([^()]*(?:\\right)?\)\s*")

#: f'(x) at the beginning: what is asked for, whatever its name
_PRIMED = re.compile(
    r"\A\W*(?:(?<=\\)(?:boxed|begin\{[a-z]+\*?\})\W*)?([A-Za-z])((?:['’′]|\^\{?\\prime\}?)+)\s*(?:\\left\s*)?\("
)

Meaning = tuple[sp.Expr, tuple[sp.Symbol, ...]]


@dataclass(frozen=True)
class Question:
    """``expr`` is the right answer over the names that are given, ``named`` the same in the names of the model.

    ``index`` are its free indices, ``label`` is what it is the value of (the tree of an equation's left side; for a
    model ``partial``), ``tree`` an expression as it was written, ``undone`` with its derivatives not worked out.
    ``letters`` are those of an answer for ``index``, where the question says which is which, ``said`` where the
    answer's left side does: then it may have no other free ones.  Where one of ``kinks`` is 0 there is no derivative.
    """

    item: Item
    expr: sp.Expr
    named: sp.Expr
    index: tuple[sp.Symbol, ...]
    names: Names
    shapes: Shapes
    table: tuple[Defined, ...]
    domains: Mapping[str, Domain]
    constraints: tuple[sp.Equality, ...]
    known: frozenset[str]
    model: Model | None = None
    partial: Partial | None = None
    label: s.Node | None = None
    tree: s.Node | None = None
    symmetric: frozenset[str] = frozenset()
    undone: sp.Expr | None = None
    letters: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    kinks: tuple[sp.Expr, ...] = ()

    def trees(self, text: str) -> tuple[s.Statement, ...]:
        """What was written, before any name has a meaning.  Raises ``ReadError``."""
        functions = [row.key for row in self.table if _is_function(row)]
        known = {*self.names.functions, *functions}
        found = _PRIMED.findall(text) if self.model is not None else ()
        primed = [name + "'" * _primes(marks) for name, marks in found if name not in known]
        names = self.names.with_more(functions=functions, applied=primed)
        if by := primed_by(self, text):
            names = changed(names, primed=by)
        if self.model is None and (step := compound(text)) is not None:
            (first, *more) = parsed(step[0], names)
            if isinstance(first, s.Relation) and not more and is_updated(self.expr, first.sides[0]):
                return (stepped(first, step[1]),)
        return parsed(_one_sign(text), names)

    def meaning(self, node: s.Node, table: Iterable[Defined] = ()) -> Meaning:
        """The expression and its free indices, derivatives worked out, with every definition put in.

        Raises ``ReadError`` for a name that the question does not have.
        """
        table = tuple(table)
        if table and self.model is not None and by_own(node, table):
            return chained(node, self.model, table)
        tree = put_in(node, (*table, *self.table))
        names = self.model.names if self.model is not None else ()
        tree = with_fixed_letters(tree if own_delta(self.item, names) else with_deltas(tree), self.said)
        if self.model is not None:
            tree = with_letter_cases(tree, self.known)
            expr, index = expression(tree, self.model)
            if len(index) > len(self.index) and (ends := index_at_end(index, expr)):
                expr, index = expression(tree, self.model, sizes=ends)  # x_m beside a sum up to m - 1
        else:
            refuse_transposed(tree, self.shapes)
            sizes = sizes_in(self.expr) | {size for axes in self.shapes.values() for size in axes}
            expr, index = expression(tree, self.names, shapes=self.shapes, sizes=sizes)
            expr = put_at(worked_out(expr, None)) if has(expr, (Partial, sp.Subs)) else expr
            self._refuse_unknown(expr, index, tree)
            return expr, index
        return full(put_at(worked_out(expr, self.model)), self.model), index

    def uncalled(self, label: s.Node) -> s.Node:
        """L for L(w) on a left side, which is read as a product where L is what the question defines."""
        if self.model is None or not isinstance(label, s.Times) or len(label.factors) != 2:
            return label
        name, of = label.factors
        known = isinstance(name, s.Name) and name.key in self.model.names
        called = _CALLED.fullmatch(label.origin.text, name.origin.end, label.origin.end) is not None
        return name if known and called and isinstance(of, (s.Name, s.Listed)) else label

    def is_turned(self, node: s.Node, table: Iterable[Defined] = ()) -> bool:
        """Whether the reference, an expression, is a column and this vector a row, or the other way round.

        A model's derivative is right in either layout.
        """
        if self.tree is None or len(self.index) != 1:
            return False
        rows = [
            lies_down(put_in(tree, (*table, *self.table)), self.names, shapes=self.shapes)
            for tree in (self.tree, node)
        ]
        return None not in rows and rows[0] != rows[1]

    def _refuse_unknown(self, expr: sp.Expr, index: tuple[sp.Symbol, ...], tree: s.Node) -> None:
        unknown = (bases(expr) | sizes_in(expr)) - self.known
        if not unknown:
            return
        if has(expr, sp.Limit):
            raise Refused(
                "a limit is not worked out in an answer.",
                tree.origin,
                remedy="Write the value of the limit.",
                reason="unknown_symbol",
            )
        running = {symbol.name for symbol in (*index, *bound_letters(expr))}
        # By what a derivative is taken may be a letter of its own.
        for key in sorted(unknown):
            if key not in running:
                place = next(
                    (p for p in s.descend(tree) if isinstance(p, s.Name) and key in (p.key, p.base)), tree
                )
                raise Refused(
                    worded("{key} occurs nowhere in the question.", key=key),
                    place.origin,
                    remedy="Write it with the question's names, or say what it is: u = ...",
                    reason="unknown_symbol",
                )

    def aligned(self, meaning: Meaning, node: s.Node) -> sp.Expr | None:
        """The expression with the question's index letters; ``None`` where it has another number of axes.

        Letters that were written keep their meaning, the one that ``letters`` gives them above all; axes that were
        not go by their place.
        """
        expr, index = meaning
        if len(index) != len(self.index):
            refuse_outside(index if len(index) > len(self.index) else (), node)
            return None
        if not index:
            return expr
        names = {letter.name for letter in index}
        written = {part.text for part in s.descend(node) if isinstance(part, s.Item)}
        known = self.said or self.letters
        if names == set(known) and names <= written:
            return renamed(expr, tuple(map(sp.Symbol, known)), self.index, self.known)
        if self.said and names <= written:
            return None  # ∂L/∂w_j = x_k
        if set(index) == set(self.index) and names <= written:
            return expr
        return renamed(expr, index, self.index, self.known)


def renamed(
    expr: sp.Expr, index: tuple[sp.Symbol, ...], wanted: tuple[sp.Symbol, ...], known: frozenset[str]
) -> sp.Expr:
    """The expression with the letters ``wanted`` for ``index``; sums that have one of them get another letter.

    That is none of the names that are ``known``: p_i may be put in for p after it.
    """
    moved: dict[sp.Basic, sp.Basic] = {a: b for a, b in zip(index, wanted, strict=True) if a != b}
    if not moved:
        return expr
    fresh = fresh_letters(letters(expr) | {letter.name for letter in wanted} | known)
    return replace(rename_bound(expr, {*wanted}, fresh), moved)  # type: ignore[no-any-return]


def put_at(expr: sp.Expr) -> sp.Expr:
    """What stands before a bar with the number behind it, once no derivative is left inside."""

    def put(node: sp.Basic) -> sp.Basic:
        if isinstance(node, sp.Subs) and not node.expr.has(Partial):
            return replace(node.expr, dict(zip(node.variables, node.point, strict=True)))
        return node

    return transform(expr, put) if has(expr, sp.Subs) else expr


def index_at_end(index: tuple[sp.Symbol, ...], expr: sp.Expr) -> frozenset[str]:
    """Free indices that are an end of a sum as well: x_m beside Σ up to m − 1 is the last element."""
    return sizes_in(expr).intersection(letter.name for letter in index)


def _primes(marks: str) -> int:
    return len(marks.replace("\\prime", "'").translate({ord(sign): None for sign in "^{}"}))


def _is_function(row: Defined) -> bool:
    return isinstance(row.head, s.Call)


@lru_cache(maxsize=64)
def sizes_in(expr: sp.Expr) -> frozenset[str]:
    """The names in the limits of sums; of a question's expression they are asked for again and again."""
    ends = [
        end
        for node in everything(expr)
        if isinstance(node, BINDERS)
        for limit in node.limits
        for end in limit.args[1:]
    ]
    return frozenset(symbol.name for end in ends for symbol in end.free_symbols)


def _one_sign(text: str) -> str:
    """``w := … = …`` with = for :=, every character in its place; a single := stays."""
    found = _ASSIGNED.search(text)
    if found is None or "=" not in _BRACED.sub("", text[found.end() :]):
        return text
    return text[: found.start()] + "=".rjust(len(found[0])) + text[found.end() :]


__all__ = ["Meaning", "Question", "index_at_end", "put_at", "renamed", "sizes_in"]
