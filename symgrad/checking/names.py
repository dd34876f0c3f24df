"""Trees of formulas with what was defined put in, before any name has a meaning.

In: definitions as trees (``u = wx + b``, ``\\sigma(t) = …``, ``p_k = …``).  Out: a tree without them.  Index letters of
a definition take the letters it is used with; letters bound inside it never clash with those.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp

from symgrad.checking.verdict import Refused
from symgrad.reading import syntax as s
from symgrad.reading.limits import go_on
from symgrad.reading.substitution import rebuilt
from symgrad.reading.table import is_letter, is_shifted, letters_of

#: definitions put into definitions: more is a circle
MOST_ROUNDS = 30
#: nodes of a tree with everything put in
LARGEST = 4000


@dataclass(frozen=True)
class Defined:
    """``head = body``; the head is a name, a name with index letters, or a function at names."""

    head: s.Name | s.Call
    body: s.Node

    @property
    def key(self) -> str:
        """What is defined: its key, a function's name, or the base of a name with index letters."""
        if isinstance(self.head, s.Call):
            return self.head.function
        return self.head.base if self.letters else self.head.key

    @property
    def letters(self) -> tuple[str, ...]:
        """The index letters of the head."""
        return _letters(self.head) if isinstance(self.head, s.Name) else ()


def _letters(name: s.Name) -> tuple[str, ...]:
    items = [item for script in (name.sub, name.sup) if script is not None for item in script.items]
    return tuple(item.text for item in items) if items and all(map(is_letter, items)) else ()


def defined(statement: s.Statement, *, indexed: bool) -> Defined:
    """A statement ``head = body`` or ``head := body``.  Raises ``Refused`` for anything else.

    ``indexed`` says whether p_k has an index or is one name.
    """
    if isinstance(statement, s.Assign):
        head, body = statement.target, statement.value
    elif isinstance(statement, s.Relation) and len(statement.sides) == 2 and statement.equation:
        head, body = statement.sides
    else:
        raise Refused("a definition is written name = expression.", statement.origin)
    if isinstance(head, s.Call) and all(isinstance(part, s.Name) for part in head.arguments):
        return Defined(head, body)
    if isinstance(head, s.Name):
        if not indexed and _letters(head):
            head = s.Name(head.origin, head.key)
        return Defined(head, body)
    raise Refused("the left side of a definition is a name, or a function of names.", head.origin)


def refuse_loose_letters(row: Defined, index: Iterable[sp.Symbol]) -> None:
    """Refuse r_j = w x_j - y_i: used at i, it would not be what it says."""
    written = {part.text for part in s.descend(row.body) if isinstance(part, s.Item)}
    if row.letters and any(letter.name in written and letter.name not in row.letters for letter in index):
        raise Refused("the definition has other indices than its name.", row.head.origin)


def put_in(node: s.Node, table: Iterable[Defined]) -> s.Node:
    """The tree with the definitions put in, those of definitions too; a Σ without an index gets the one it has."""
    node = with_indices(node)
    rows = tuple(table)
    if not rows:
        return node
    for _ in range(MOST_ROUNDS):
        go_on()
        after = _once(node, rows)
        if after == node:
            return after
        node = after
        if sum(1 for _ in s.descend(node)) > LARGEST:
            raise Refused("with its definitions put in this is too long.", node.origin, reason="resource")
    raise Refused("the definitions go round in a circle.", node.origin)


_TYPED_POWER = re.compile(r"(?<![A-Za-z\\^_{])(\\hat\{[A-Za-z]\}|[A-Za-z])\^\((\d{1,3})\)")


def typed_powers(text: str, own: Collection[str]) -> str:
    """v^(2), typed without braces, as the square of a name of one's own; v^(2) of data is the second sample."""
    return _TYPED_POWER.sub(lambda found: f"{found[1]}^{{{found[2]}}}" if found[1] in own else found[0], text)


def _once(node: s.Node, rows: tuple[Defined, ...]) -> s.Node:
    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.Derived):  # what it is taken by stays a name
            return s.Derived(part.origin, _once(part.body, rows), part.by)
        for meant in (_meant, _meant_by_others) if isinstance(part, s.Name) else (_meant,):
            for row in rows:
                found = meant(part, row)
                if found is not None:
                    return found
        return None

    after: s.Node = rebuilt(node, change)
    return after


def _meant(part: s.Node, row: Defined) -> s.Node | None:
    """What a use of the definition means, ``None`` for any other node."""
    if isinstance(row.head, s.Call):
        if not isinstance(part, s.Call) or part.function != row.head.function or part.primes:
            return None
        if len(part.arguments) != len(row.head.arguments):
            return None
        dummies = [dummy.key for dummy in row.head.arguments if isinstance(dummy, s.Name)]
        return _with_arguments(row.body, dict(zip(dummies, part.arguments, strict=True)))
    if not isinstance(part, s.Name):
        return None
    if not row.letters:
        return row.body if part.key == row.head.key else None
    used = _letters(part)
    if part.base != row.head.base or len(used) != len(row.letters):
        return None
    return renamed(row.body, dict(zip(row.letters, used, strict=True)))


def _meant_by_others(part: s.Node, row: Defined) -> s.Node | None:
    """What r_i means where r = Xw - y is all that is said, and r where r_i = w x_i - y_i is."""
    if not isinstance(part, s.Name) or not isinstance(row.head, s.Name):
        return None
    if part.base != row.head.base or part.primes:
        return None
    if row.letters:
        return _all_at_once(row.body, row.letters) if part.sub is None and part.sup is None else None
    if row.head.sub is None and row.head.sup is None and part.sub is not None and part.sup is None:
        return s.Element(part.origin, row.body, part.sub) if _letters(part) else None
    return None


def _all_at_once(body: s.Node, letters: tuple[str, ...]) -> s.Node | None:
    """w x + b - y for w x_i + b - y_i: all elements as one vector, where every term has at most one of them."""
    if len(letters) != 1 or not _is_elementwise(body, letters):
        return None

    def change(part: s.Node) -> s.Node | None:
        indexed = isinstance(part, s.Name) and _letters(part) == letters
        return s.Name(part.origin, part.base) if indexed and isinstance(part, s.Name) else None

    after: s.Node = rebuilt(body, change)
    return None if after == body else after


def _is_elementwise(node: s.Node, letters: tuple[str, ...]) -> bool:
    """Whether a sum of names with these letters, each times a number, is all that it is."""
    if not any(part.text in letters for part in s.descend(node) if isinstance(part, s.Item)):
        return not any(isinstance(part, s.Name) and part.key in letters for part in s.descend(node))
    if isinstance(node, s.Name):
        return _letters(node) == letters
    if isinstance(node, s.Plus):
        return all(_is_elementwise(term, letters) for _, term in node.terms)
    if isinstance(node, s.Times):
        inside = [part for part in node.factors if any(isinstance(item, s.Item) for item in s.descend(part))]
        return len(inside) == 1 and all(_is_elementwise(part, letters) for part in node.factors)
    return False


def _with_arguments(body: s.Node, table: Mapping[str, s.Node]) -> s.Node:
    # An argument keeps its own letters: what the body binds gets out of its way first.
    free = {text for argument in table.values() for text in _texts(argument)}
    clear = _freshly_bound(body, free)
    after: s.Node = rebuilt(clear, lambda part: table.get(part.key) if isinstance(part, s.Name) else None)
    return after


def renamed(body: s.Node, table: Mapping[str, str]) -> s.Node:
    """The body with other index letters."""
    moved = {old: new for old, new in table.items() if old != new}
    return _rename(_freshly_bound(body, set(table.values())), moved) if moved else body


def _freshly_bound(body: s.Node, avoid: set[str]) -> s.Node:
    bound = {b.letter for part in s.descend(body) if isinstance(part, s.BigSum) for b in part.bounds}
    clash = sorted(bound & avoid)
    if not clash:
        return body
    fresh = _fresh(avoid | bound | set(_texts(body)))
    return _rename(body, {letter: next(fresh) for letter in clash})


def _rename(body: s.Node, table: Mapping[str, str]) -> s.Node:
    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.Item) and part.text in table:
            return replace(part, text=table[part.text])
        if isinstance(part, s.Name) and part.key in table:
            return s.Name(part.origin, table[part.key])
        if isinstance(part, s.Bound) and part.letter in table:
            ends = (end and _rename(end, table) for end in (part.low, part.high))
            return s.Bound(part.origin, table[part.letter], *ends)
        return None

    after: s.Node = rebuilt(body, change)
    return after


def _texts(node: s.Node) -> Iterator[str]:
    for part in s.descend(node):
        if isinstance(part, s.Item):
            yield part.text
        elif isinstance(part, s.Name):
            yield part.key


def _fresh(taken: set[str]) -> Iterator[str]:
    yield from (letter for letter in "jlpqrsuvkinabcdgt" if letter not in taken)
    raise Refused("no index letter is left.", reason="resource")


def with_indices(node: s.Node) -> s.Node:
    """The tree with ``\\sum_i x_i`` for ``\\sum x_i``, where i is the only index of a sum and stands nowhere else."""
    bare = [p for p in node.everything if isinstance(p, s.BigSum) and p.operator == r"\sum" and not p.bounds]
    if not bare:
        return node
    letters = {part: _running(part.body) for part in bare}
    found = {letter for part in bare for letter in letters[part]}
    inside = [letter for part in bare for letter in _below(part.body)]
    everywhere = _below(node)
    outside = {letter for letter in found if everywhere.count(letter) > inside.count(letter)}
    # Two letters, a letter that stands for one place, or one of the left side: it is not said what runs.
    doubtful = any(len(running) != 1 for running in letters.values())
    if doubtful or outside or any(_is_beside(letter, bare) for letter in found):
        return node

    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.BigSum) and part in letters:
            (letter,) = letters[part]
            return replace(part, bounds=(s.Bound(part.origin, letter),))
        return None

    after: s.Node = rebuilt(node, change)
    return after


def _below(node: s.Node) -> list[str]:
    """The index letters below and above names, one for each place."""
    return [part.text for part in s.descend(node) if isinstance(part, s.Item) and is_letter(part)]


def _running(body: s.Node) -> set[str]:
    """The index letters in what is summed; none that can be given where a sum stands inside."""
    return set() if any(isinstance(part, s.BigSum) for part in s.descend(body)) else set(_below(body))


def _is_beside(letter: str, sums: list[s.BigSum]) -> bool:
    """Whether the letter is an index in what was written outside the sums: on the left side of ∂L/∂w_j."""
    written = sums[0].origin.text
    places = [part.origin for part in sums if part.origin.text == written]
    text = "".join(
        " " if any(place.start <= at < place.end for place in places) else sign
        for at, sign in enumerate(written)
    )
    return (
        re.search(rf"[_^]\s*(?:{letter}|\{{[^{{}}]*{letter}[^{{}}]*\}}|\{{?\(\s*{letter}\s*\))", text)
        is not None
    )


def with_deltas(node: s.Node) -> s.Node:
    """The tree with Kronecker's δ_{ij}, and 1[i = j] of indices, as the element of an identity matrix."""
    parts = node.everything
    for part in parts:
        kind = type(part)  # nearly every tree is gone through in vain
        if kind is s.Cases or (kind is s.Name and part.base == r"\delta"):  # type: ignore[attr-defined]
            break
    else:
        return node
    indices = {letter for part in parts if isinstance(part, s.Item) for letter in letters_of(part)}

    def change(part: s.Node) -> s.Node | None:
        if isinstance(part, s.Name) and part.base == r"\delta" and part.sub is not None and part.sup is None:
            letters = all(is_letter(item) or is_shifted(item) for item in part.sub.items)
            if len(part.sub.items) == 2 and letters and not part.primes:
                return s.Element(part.origin, s.Eye(part.origin), part.sub)
        if isinstance(part, s.Cases) and (script := _same_index(part, indices)) is not None:
            return s.Element(part.origin, s.Eye(part.origin), script)
        return None

    after: s.Node = rebuilt(node, change)
    return after


def _same_index(node: s.Cases, indices: set[str]) -> s.Script | None:
    """i and k of 1[i = k] where one of them is an index of the formula."""
    (one, condition), *others = node.branches
    plain = isinstance(one, s.Number) and one.value == 1 and len(others) == 1
    if not plain or not isinstance(others[0][0], s.Number) or others[0][0].value or others[0][1] is not None:
        return None
    if not isinstance(condition, s.Relation) or condition.signs != ("=",):
        return None
    items = [s.Item(side.origin, side.key) for side in condition.sides if isinstance(side, s.Name)]
    if len(items) != 2 or not all(map(is_letter, items)) or not {item.text for item in items} & indices:
        return None
    return s.Script(condition.origin, tuple(items), separator=",")


def number_in(node: s.Node) -> tuple[Fraction, str] | None:
    """A printed number with its sign, and its digits as written; ``None`` for any other tree."""
    sign = 1
    while isinstance(node, s.Plus) and len(node.terms) == 1:
        sign *= node.terms[0][0]
        node = node.terms[0][1]
    if isinstance(node, s.Times) and len(node.factors) == 2:
        mantissa, power = node.factors
        exponent = _power_of_ten(power)
        if isinstance(mantissa, s.Number) and "e" not in mantissa.text and exponent is not None:
            return sign * mantissa.value * Fraction(10) ** exponent, f"{mantissa.text}e{exponent}"
    if not isinstance(node, s.Number):
        return None
    return sign * node.value, node.text


def _power_of_ten(node: s.Node) -> int | None:
    """n of 10^n."""
    if not isinstance(node, s.Power) or not isinstance(node.base, s.Number) or node.base.value != 10:
        return None
    found = number_in(node.exponent)
    small = found is not None and found[0].denominator == 1 and abs(found[0]) < 400
    return int(found[0]) if found is not None and small else None
