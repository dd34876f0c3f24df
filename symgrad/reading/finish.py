"""The last pass over expressions: letters for the axes that matrix notation left unwritten, sizes and keys as found.

An axis of size N gets the letter the text itself uses for N (i where it says ``\\sum_{i=1}^{N}``), otherwise a fresh
one; axes that stand in one term get different letters, and a letter never stands for two sizes.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from symgrad.expressions import BINDERS, everything, indexed, key_of, rebuild, walk
from symgrad.model import fresh_letters
from symgrad.reading.sizes import Equal, Sizes, is_variable


class Finish:
    """Rewrites expressions; ``renamed`` maps keys to the keys they have in the end."""

    def __init__(self, sizes: Sizes, letters: Equal, taken: set[str]) -> None:
        self.sizes = sizes
        self.letters = letters
        self.pool: Iterator[sp.Symbol] = fresh_letters(taken)
        self.letters_of: dict[sp.Expr, list[sp.Symbol]] = {}
        self.renamed: dict[str, str] = {}

    def written(self, expr: sp.Basic) -> None:
        """Note the letters that the text itself uses, with their sizes."""
        for node in walk(expr):
            if isinstance(node, BINDERS):
                for letter, _, size in reversed(node.limits):
                    self.note(letter, size)

    def note(self, letter: sp.Symbol, size: sp.Expr) -> None:
        """A letter of the text and the size it runs over."""
        if not is_variable(self.letters.find(letter)):
            known = self.letters_of.setdefault(self.sizes.find(size), [])
            root = self.letters.find(letter)
            if isinstance(root, sp.Symbol) and root not in known:
                known.append(root)

    def definition(
        self, expr: sp.Expr, index: tuple[sp.Expr, ...], axes: tuple[sp.Expr, ...]
    ) -> tuple[tuple[sp.Symbol, ...], sp.Expr]:
        """The free indices and the right side, with letters and sizes."""
        explicit = {self.letters.find(letter) for letter in index}
        to_do = bool(self.renamed)  # numbers and names alone are written as they are
        for node in everything(expr):
            if isinstance(node, sp.Indexed):
                to_do = True
                explicit.update([self.letters.find(position) for position in node.indices])
            elif isinstance(node, BINDERS):
                to_do = True
                explicit.update([self.letters.find(limit[0]) for limit in node.limits])
            elif is_variable(node):
                to_do = True
        explicit = {letter for letter in explicit if not is_variable(letter)}
        table: dict[sp.Basic, sp.Basic] = {}
        used = set(explicit)
        final: list[sp.Symbol] = []
        for letter, size in zip(index, axes, strict=True):
            root = self.letters.find(letter)
            if is_variable(root):
                table[root] = self.choose(size, used)
                used.add(table[root])
            final.append(table.get(root, root))
        return tuple(final), self.rewrite(expr, table, frozenset(used)) if to_do else expr

    def choose(self, size: sp.Expr, used: set[sp.Basic] | frozenset[sp.Basic]) -> sp.Symbol:
        """A letter for an axis of this size that is not in use around it."""
        known = self.letters_of.setdefault(self.sizes.find(size), [])
        for letter in known:
            if letter not in used:
                return letter
        letter = next(self.pool)
        known.append(letter)
        return letter

    def rewrite(self, expr: sp.Basic, table: dict[sp.Basic, sp.Basic], used: frozenset[sp.Basic]) -> sp.Expr:
        """``expr`` with letters, sizes and keys put in."""
        if isinstance(expr, BINDERS):
            inner = dict(table)
            limits = []
            for letter, low, size in reversed(expr.limits):
                root = self.letters.find(letter)
                if is_variable(root):
                    inner[root] = self.choose(size, used)
                root = inner.get(root, root)
                used = used | {root}
                limits.append((root, low, self.sizes.find(size)))
            return rebuild(expr, (self.rewrite(expr.function, inner, used), *reversed(limits)))
        if isinstance(expr, sp.Indexed):
            key = key_of(expr)
            position = tuple(self.letter(letter, table) for letter in expr.indices)
            return indexed(self.renamed.get(key, key), position)
        if isinstance(expr, sp.Symbol):
            if is_variable(expr):
                return self.letter(expr, table)
            return sp.Symbol(self.renamed[expr.name]) if expr.name in self.renamed else expr
        if not expr.args:
            return expr
        args = tuple(self.rewrite(arg, table, used) for arg in expr.args)
        return expr if args == expr.args else rebuild(expr, args)

    def letter(self, letter: sp.Basic, table: dict[sp.Basic, sp.Basic]) -> sp.Basic:
        """What an index variable is written as."""
        root = self.letters.find(letter)
        return table.get(root, root)
