r"""W_ij for W_{ij}: two indices below a name without braces, as they are typed in plain text and forgotten in LaTeX.

In: an item and its texts.  Out: the texts with Wᵢⱼ, every other character in its place.  That is done where the
question has W with two indices and never with one, and where what stands second is no name of it: W_i j means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from symgrad.checking.item import Item

_TWO = re.compile(r"_[A-Za-z0-9][A-Za-z0-9]")
#: a command or a letter, under an accent or not, with two signs below it
_NAME = re.compile(
    r"(?P<base>\\(?:hat|bar|tilde)\s*\{\s*[A-Za-z]\s*\}|\\[A-Za-z]+|δ|[A-Za-z](?:_(?:hat|bar|tilde))?)"
    r"_(?P<two>[A-Za-z0-9]{2})(?=(?P<next>.?))"
    r"|\\?[A-Za-z]",
    re.DOTALL,
)
#: a name with what stands below it
_BELOW = re.compile(
    r"(\\(?:hat|bar|tilde)\s*\{\s*[A-Za-z]\s*\}|\\[A-Za-z]+|[A-Za-z])\s*_\s*(?:\{([^{}]*)\}|(.))"
)
_SCRIPT = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\([^()]*\)|\S)|\\[A-Za-z]+")
_LETTER = re.compile(r"[A-Za-z]")
_PAIR = re.compile(r"\s*[A-Za-z0-9]\s*,?\s*[A-Za-z0-9]\s*")
#: what has limits below it
_WORDS = ("prod", "max", "min", "lim")
_SIGNS = str.maketrans("0123456789ijklmnprst", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙₚᵣₛₜ")


def with_pairs(asked: Item, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts, with both indices below the names that have two."""
    if not any(map(_TWO.search, texts)):
        return texts
    known = _known(_said(asked), tuple(_declared(asked)))
    return tuple(map(known.put, texts))


class _Known:
    """What a question says of its names: those with two indices, those with one of two digits, all names."""

    def __init__(self, texts: Iterable[str], declared: Iterable[tuple[str, int]]) -> None:
        pairs: set[str] = set()
        numbers: set[str] = set()
        row: set[str] = set()
        single: set[str] = set()
        names: set[str] = set()
        for text in texts:
            for base, braced, one in _BELOW.findall(text):
                (pairs if _PAIR.fullmatch(braced or one) else single).add(_key(base))
                numbers.update([_key(base)] if braced.isdigit() else [])
            names.update(_LETTER.findall(_SCRIPT.sub(" ", text)))
        for base, rank in declared:
            {1: row, 2: pairs}.get(rank, single).add(_key(base))
        self.double = pairs - single - row
        self.long = row & numbers
        self.own_delta = r"\delta" in single | row
        self.names = names

    def put(self, text: str) -> str:
        """The text with a script where two signs stand below a name and both are indices."""

        def change(found: re.Match[str]) -> str:
            two = found["two"]
            if two is None or two.translate(_SIGNS).isascii() or not self._is_script(found):
                return found[0]
            return f"{found['base']}{two.translate(_SIGNS)} "

        return _NAME.sub(change, text)

    def _is_script(self, found: re.Match[str]) -> bool:
        base, two, after = _key(found["base"]), found["two"], found["next"]
        goes_on = after.isdigit() or (after.isascii() and after.isalpha() and after not in self.names)
        if two[1] in self.names or goes_on:
            return False
        if found.string.endswith(("sum", "delta", "δ"), 0, found.end("base")):
            return two.isalpha() and (base.endswith("m") or not self.own_delta)
        if found.string.endswith(_WORDS, 0, found.end("base")):
            return False
        return base in self.double or (base in self.long and two.isdigit())


@lru_cache(maxsize=64)
def _known(texts: tuple[str, ...], declared: tuple[tuple[str, int], ...]) -> _Known:
    return _Known(texts, declared)


def _said(asked: Item) -> tuple[str, ...]:
    """The texts of a question."""
    told = (*asked.definitions, *asked.definitions.values(), *asked.constraints)
    names = (*asked.shapes, *asked.variables, asked.parameters, asked.data, asked.constants, asked.wrt or "")
    model = tuple(asked.prepared.names) if asked.prepared is not None else ()
    return (asked.reference, *told, *names, *model)


def _declared(asked: Item) -> Iterable[tuple[str, int]]:
    """Bases with how many axes they have."""
    for key, shape in asked.shapes.items():
        yield key.partition("^")[0], len([word for word in shape.split() if word != "symmetric"])
    for key, row in asked.variables.items():
        if row.axes:
            yield key.partition("^")[0], len(row.axes)
    for key, name in asked.prepared.names.items() if asked.prepared is not None else ():
        if name.axes:
            yield key.partition("^")[0], len(name.axes)


def _key(base: str) -> str:
    letter, _, accent = base.replace(" ", "").partition("_")
    return rf"\{accent}{{{letter}}}" if accent else letter
