"""What the reader knows about names before it reads: which are values, which are functions.

The table decides what ``h(x)``, ``w(x)`` and ``wx`` mean.  A key is a name's canonical LaTeX: ``w_1``,
``\\hat{y}``, ``W^{[1]}``; ``plain`` forgets fonts and upright words, so that ``\\mathbf{X}`` finds a declared X.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from symgrad.errors import Origin
from symgrad.reading import syntax

ORIGIN = Origin("", 0, 0)
_FONT = re.compile(
    r"\\(?:mathbf|mathrm|mathit|mathsf|mathcal|mathbb|mathfrak|mathscr|text|operatorname)\{([^{}]*)\}"
)


@lru_cache(maxsize=4096)
def plain(key: str) -> str:
    """The key without fonts: ``\\mathbf{X}`` → ``X``, ``w_{\\text{new}}`` → ``w_{new}``."""
    while True:
        bare = _FONT.sub(r"\1", key)
        if bare == key:
            return re.sub(r"([_^])\{(.)\}", r"\1\2", key)
        key = bare


@dataclass(frozen=True)
class Names:
    """The table of names.

    ``values`` and ``functions`` are keys.  What is in neither is a doubt where it stands before a bracket:
    ``undeclared="ask"`` makes that an error, ``"value"`` reads a product.  A value's key may end in ``^2``: the
    variance ``\\sigma_B^2`` is a name, ``\\sigma_B`` then its root.  ``applied`` are values that are also functions:
    ``\\sigma`` where the text defines it, ``\\sigma(z)`` is still the function.  ``arrays`` are values with axes and
    how many, as far as that is known: X^T is a transpose also where T is a name.  ``primed`` is what a prime behind a
    bracket is by, where that is known: (x^2)'.
    """

    values: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    undeclared: Literal["ask", "value"] = "ask"
    applied: frozenset[str] = frozenset()
    arrays: frozenset[tuple[str, int]] = frozenset()
    primed: str = ""

    @syntax.found_once
    def plain_values(self) -> frozenset[str]:
        """The values' keys without fonts."""
        return frozenset(plain(key) for key in self.values)

    @syntax.found_once
    def words(self) -> frozenset[str]:
        """The values that are plain words of several letters."""
        return frozenset(key for key in self.plain_values if len(key) > 1 and key.isalpha())

    @syntax.found_once
    def squares(self) -> frozenset[str]:
        """The values that are squares, ``\\sigma^2``, without fonts and without the 2."""
        return frozenset(key.removesuffix("^2") for key in self.plain_values if key.endswith("^2"))

    def with_more(
        self, values: Collection[str] = (), functions: Collection[str] = (), applied: Collection[str] = ()
    ) -> Names:
        """A table with more names; the same one, with what it has found out, where there are none."""
        if not (values or functions or applied):
            return self
        return Names(
            self.values | frozenset(values),
            self.functions | frozenset(functions),
            self.undeclared,
            self.applied | frozenset(applied),
            self.arrays,
            self.primed,
        )

    def is_square(self, base: str, sub: syntax.Script | None) -> bool:
        """True for ``\\sigma_B`` where ``\\sigma_B^2`` is a value, ``\\sigma_j`` where ``\\sigma^2`` has indices."""
        if not self.squares:
            return False
        key = plain(syntax.Name(ORIGIN, base, sub).key)
        return key in self.squares or plain(base) in self.squares

    def has_value(self, key: str) -> bool:
        """True for a key declared as a value, with or without its font."""
        return key in self.values or plain(key) in self.plain_values

    def transposes(self, node: syntax.Node) -> bool:
        """True where T above this is no value: there is none, or this is an array, or T is one and so may this be."""
        if not self.has_value("T"):
            return True
        if not self.arrays:
            return False
        ranks = dict(self.arrays)
        if not isinstance(node, syntax.Name):
            return "T" in ranks
        if self.has_value(node.key):
            return node.key in ranks
        indices = sum(len(script.items) for script in (node.sub, node.sup) if script is not None)
        return ranks.get(node.base, 0) > indices

    def is_function(self, name: syntax.Name) -> bool:
        """True for h in h(x) where h is a function."""
        return name.key in self.functions and name.key not in self.values

    def is_value(self, name: syntax.Name) -> bool:
        """True for a declared name, or a declared name with a further index."""
        if self.has_value(name.key) or self.undeclared == "value":
            return True
        scripted = name.sub is not None or name.sup is not None
        return scripted and (
            self.has_value(name.base)
            or self.has_value(syntax.Name(name.origin, name.base, name.sub).key)
            or self.has_value(syntax.Name(name.origin, name.base, None, name.sup).key)
            or (name.base not in self.functions and any(_base(key) == name.base for key in self.values))
        )


def _base(key: str) -> str:
    """The key up to its first script outside braces."""
    depth = 0
    for position, character in enumerate(key):
        depth += (character == "{") - (character == "}")
        if depth == 0 and character in "_^":
            return key[:position]
    return key
