"""The table of names while a text is being read: what a name with its scripts refers to.

``x^{(i)}`` is x at (i,) when x is known and i is an index; ``w_1`` is a name of its own when it is declared, and
element 1 of w when w has an axis.  ``Entry`` is mutable: ranks, sizes and ways of writing are found while reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import sympy as sp

from symgrad.errors import Origin
from symgrad.model import Name as ModelName
from symgrad.model import Role, default_template
from symgrad.reading import syntax as s
from symgrad.reading.names import plain


@dataclass
class Entry:
    """One name; ``axes`` is ``None`` until known, ``written`` the first use with an index, which gives the template."""

    key: str
    role: Role
    axes: list[sp.Expr] | None = None
    written: Use | None = None
    template: str = ""
    origin: Origin | None = None
    sup_first: bool | None = None

    @property
    def rank(self) -> int:
        """The number of axes as far as known."""
        return len(self.axes) if self.axes is not None else 0

    def named(self, axes: tuple[sp.Expr, ...]) -> ModelName:
        """The entry as a model keeps it."""
        template = self.template
        if not template and axes and self.written is not None:
            template = self.written.template(len(axes))
        return ModelName(self.key, self.role, axes, template or default_template(self.key, len(axes)))


@dataclass(frozen=True)
class Use:
    """A name as written, taken apart: ``kept`` subscript items belong to the name, the others are indices."""

    name: s.Name
    kept: int
    sup_is_index: bool

    def _slots(self) -> tuple[tuple[s.Item, ...], tuple[s.Item, ...]]:
        sub = self.name.sub.items[self.kept :] if self.name.sub is not None else ()
        sup = self.name.sup.items if self.sup_is_index and self.name.sup is not None else ()
        return sub, sup

    @property
    def sup_first(self) -> bool:
        """True when the superscript was written before the subscript."""
        name = self.name
        if name.sup is None or name.sub is None:
            return name.sup is not None
        return name.sup.origin.start < name.sub.origin.start

    def items(self, sup_first: bool) -> tuple[s.Item, ...]:
        """The indices, in the order of the axes."""
        sub, sup = self._slots()
        return sup + sub if sup_first else sub + sup

    def template(self, rank: int) -> str:
        """The way of writing with ``#1``, ``#2`` for the indices; axes never written out go into the subscript."""
        sub, sup = self._slots()
        name = self.name
        count = len(sub) + len(sup)
        numbers = [f"#{number}" for number in range(1, max(rank, count) + 1)]
        of_sup = numbers[: len(sup)] if self.sup_first else numbers[len(sub) : count]
        of_sub = numbers[len(sup) : count] if self.sup_first else numbers[: len(sub)]
        of_sub += numbers[count:]
        kept = [item.text for item in name.sub.items[: self.kept]] if name.sub is not None else []
        separator = name.sub.separator if name.sub is not None else ""
        if kept and of_sub and not separator:
            separator = ","
        pieces = []
        if kept or of_sub:
            around = name.sub.around if name.sub is not None else ""
            pieces.append("_{" + _wrapped(separator.join(kept + of_sub), around) + "}")
        if name.sup is not None:
            inside = name.sup.separator.join(of_sup) if sup else name.sup.text
            pieces.append("^{" + (_wrapped(inside, name.sup.around) if sup else inside) + "}")
        if self.sup_first:
            pieces.reverse()
        return name.base + "'" * name.primes + "".join(pieces)


#: one letter or Greek command, with a number below it or without
_LETTER = re.compile(r"([^\W\d_]|\\[^\W\d_]+)(_(\d|\{\d+\}))?")


def _wrapped(text: str, around: str) -> str:
    return f"{around[0]}{text}{around[1]}" if around else text


@lru_cache(maxsize=1024)
def _is_letter(text: str) -> bool:
    return _LETTER.fullmatch(text) is not None


def is_letter(item: s.Item) -> bool:
    """True for an item that can be an index letter: i, \\mu, k_1."""
    return not item.word and _is_letter(item.text)


#: i+1, m-i+1, 2k-1: letters, numbers and a number before a letter, with signs between them
_TERM = rf"(\d+|\d*({_LETTER.pattern}))"
_SHIFTED = re.compile(rf"{_TERM}([+-]{_TERM})*")
_PIECE = re.compile(rf"(?P<sign>[+-]?)(?:(?P<factor>\d*)(?P<letter>{_LETTER.pattern})|(?P<number>\d+))")


@lru_cache(maxsize=1024)
def place_of(text: str) -> tuple[tuple[int, str], ...] | None:
    """``m-i+1`` as ((1, m), (-1, i), (1, "")); ``None`` for what is no sum of letters and numbers."""
    if not _SHIFTED.fullmatch(text):
        return None
    found = []
    for piece in _PIECE.finditer(text):
        sign = -1 if piece["sign"] == "-" else 1
        if piece["number"]:
            found.append((sign * int(piece["number"][:9]), ""))
        else:
            found.append((sign * int(piece["factor"][:9] or 1), piece["letter"]))
    return tuple(found)


def is_shifted(item: s.Item) -> bool:
    """True for i+1 and 2k: an index that is neither one letter nor one number."""
    return not (item.word or item.text.isdigit() or is_letter(item)) and place_of(item.text) is not None


def letters_of(item: s.Item) -> tuple[str, ...]:
    """The letters of an index."""
    return tuple(letter for _, letter in (place_of(item.text) or ()) if letter)


def whole_items(items: tuple[s.Item, ...], separator: str) -> tuple[s.Item, ...]:
    """``2k-1`` was taken apart into 2 and k-1: one index where no comma stands between."""
    if len(items) == 2 and not separator and items[0].text.isdigit() and not items[1].text.isdigit():
        joined = s.Item(items[0].origin.to(items[1].origin), items[0].text + items[1].text)
        if place_of(joined.text) is not None and not items[1].text[0].isdigit():
            return (joined,)
    return items


@dataclass
class Table:
    """All entries by key; ``letters`` are the index letters of the text, ``sizes`` the names of sizes.

    With ``shapes_known`` a name without axes is a number for certain.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    shapes_known: bool = True
    by_plain: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Entry) -> Entry:
        """Put an entry in."""
        self.entries[entry.key] = entry
        self.by_plain.setdefault(plain(entry.key), entry.key)
        return entry

    def find(self, key: str) -> Entry | None:
        """The entry with this key, or with this key but for its font."""
        if key in self.entries:
            return self.entries[key]
        return self.entries.get(self.by_plain.get(plain(key), ""))

    def splits(self, name: s.Name) -> Iterable[tuple[str, Use]]:
        """Every way to see the name as a shorter name with indices, the longest name first."""
        for key, kept, sup_is_index in name.shorter:
            yield key, Use(name, kept, sup_is_index)

    def shortest_first(self, name: s.Name) -> list[tuple[str, Use]]:
        """``splits`` with as many indices as possible first."""
        return sorted(self.splits(name), key=lambda split: -len(split[1].items(True)))

    def locate(self, name: s.Name) -> tuple[Entry, Use | None] | None:
        """The entry a name refers to and how its scripts are read, ``None`` if there is none."""
        entry = self.find(name.key)
        if entry is not None:
            return entry, None
        for key, kept, sup_is_index in name.shorter:
            entry = self.find(key)
            if entry is not None:
                use = Use(name, kept, sup_is_index)
                if self.fits(entry, use):
                    return entry, use
        return None

    def fits(self, entry: Entry, use: Use) -> bool:
        """True when the items can be indices of the entry."""
        items = use.items(True)
        for item in items:
            if not (is_letter(item) or item.text.isdigit() or self.is_place(item, entry)):
                return False
        if entry.axes != []:
            return True
        return any(letter in self.letters for item in items for letter in letters_of(item))

    def is_place(self, item: s.Item, entry: Entry) -> bool:
        """True for i+1 where i is an index or m-1 where m is a size; the t of v_{t-1} is neither."""
        if not is_shifted(item):
            return False
        known = any(letter in self.letters or letter in self.sizes for letter in letters_of(item))
        return known or (not self.shapes_known and entry.rank > 0)
