"""The indices of data under plain sums, as they are written: the last of x_i is m under Σ up to m.

In: a formula.  Out: for every name whose letters run, what the last index at each axis is; ``None`` where the formula
has to get its meaning first.  Most formulas have no other sums, and their data are looked for before they are read.
"""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.reading import syntax as s
from symgrad.reading.names import Names, plain
from symgrad.reading.table import is_letter, is_shifted, place_of

#: a name and what is added to it: m and −1
Last = tuple[str, int]


def lasts_of_plain_sums(
    node: s.Node, names: Names, shapes: Mapping[str, tuple[str, ...]]
) -> dict[str, list[list[Last]]] | None:
    """Of every name whose letters all run, the last index at each axis, at every place where it stands."""
    sums = _PlainSums()
    if names.undeclared != "value" or not sums.all_of(node, frozenset()):
        return None
    declared = {plain(key) for key in (*names.values, *shapes)}
    in_fonts = {plain(key) for key in (*names.values, *shapes) if plain(key) != key}
    sizes = {key for key, _ in sums.ends.values()}
    if declared & (sums.longer | sums.ends.keys()) or sums.ends.keys() & sizes:
        return None
    for key, rank in sums.ranks.items():
        if key in sums.ends or key in sizes or key in in_fonts or plain(key) != key:
            return None
        if key in shapes and len(shapes[key]) != rank:
            return None
    for letter, places in sums.free.items():
        met = [place for place in places if place[0] in sums.arrays or place[0] in shapes]
        if letter in sums.ends or letter in sizes or len(met) > 1:
            return None
    return sums.lasts


class _PlainSums:
    """Sums from a number to a name, or so many before it, and names with letters below them, or i + 1.

    ``ends`` are the ends of the letters that run, ``lasts`` those at each axis of a name whose letters all run;
    ``arrays`` are the names at a letter that runs, ``free`` the axes at a letter that does not.  If one of ``longer``
    is declared, a letter may be part of a name.
    """

    def __init__(self) -> None:
        self.ends: dict[str, Last] = {}
        self.lasts: dict[str, list[list[Last]]] = {}
        self.ranks: dict[str, int] = {}
        self.arrays: set[str] = set()
        self.free: dict[str, set[tuple[str, int]]] = {}
        self.longer: set[str] = set()

    def all_of(self, node: s.Node, around: frozenset[str]) -> bool:
        """Whether there are no others in a formula, under sums over the letters ``around``."""
        if isinstance(node, s.Name):
            return not has_index(node) or self._indexed(node, around)
        if isinstance(node, s.BigSum):
            letters = frozenset(bound.letter for bound in node.bounds)
            fresh = len(letters) == len(node.bounds) > 0 and not (letters & around or node.conditions)
            return fresh and all(map(self._runs, node.bounds)) and self.all_of(node.body, around | letters)
        return all(self.all_of(part, around) for part in node.parts)

    def _runs(self, bound: s.Bound) -> bool:
        end = _end(bound.high)
        if end is None or not isinstance(bound.low, s.Number) or bound.low.value.denominator != 1:
            return False
        return self.ends.setdefault(bound.letter, end) == end

    def _indexed(self, name: s.Name, around: frozenset[str]) -> bool:
        if name.sub is None or name.sup is not None or name.primes or name.sub.around:
            return False
        places = [place for place in map(_place, name.sub.items) if place is not None]
        if not len(places) == len(name.sub.items) == self.ranks.setdefault(name.base, len(places)):
            return False
        self.longer |= {plain(key) for key in (name.key, *(key for key, kept, _ in name.shorter if kept))}
        free = [(axis, *place) for axis, place in enumerate(places) if place[0] not in around]
        for axis, letter, step in free:
            self.free.setdefault(letter, set()).add((name.base, axis))
            if step:
                return False
        if len(free) < len(places):
            self.arrays.add(name.base)
        if not free:
            axes = self.lasts.setdefault(name.base, [[] for _ in places])
            for found, (letter, step) in zip(axes, places, strict=True):
                key, end = self.ends[letter]
                found.append((key, end + step))
        return True


def _end(node: s.Node | None) -> Last | None:
    """m, m − 1."""
    step = 0
    if isinstance(node, s.Plus) and len(node.terms) == 2 and node.terms[0][0] == 1:
        (_, node), (sign, number) = node.terms
        if not isinstance(number, s.Number) or number.value.denominator != 1:
            return None
        step = sign * number.value.numerator
    return (node.key, step) if isinstance(node, s.Name) and not node.shorter else None


def _place(item: s.Item) -> Last | None:
    """i, i + 1: the letter and what is added to it."""
    if is_letter(item):
        return item.text, 0
    place = place_of(item.text) if is_shifted(item) else None
    letters = [part for part in place or () if part[1]]
    if place is None or len(letters) != 1 or letters[0][0] != 1:
        return None
    return letters[0][1], sum(number for number, letter in place if not letter)


def has_index(name: s.Name) -> bool:
    """Whether a letter or something like i + 1 stands below a name or behind it."""
    items = [item for script in (name.sub, name.sup) if script is not None for item in script.items]
    return any(is_letter(item) or is_shifted(item) for item in items)
