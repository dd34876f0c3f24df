r"""Sums in other words: ``sum(i=1..m, x_i)`` of plain text, and ``x_1 + x_2 + \dots + x_m``.

With dots the first and the last term must be alike but for one number that becomes the last one.
"""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

from symgrad.reading import syntax as s
from symgrad.reading.literals import literal
from symgrad.reading.sums import SumReader
from symgrad.reading.table import place_of
from symgrad.reading.tokens import Token

_LETTERS = "ikjlnpqrsuv"
Pair = tuple[str, str]


class SeriesReader(SumReader):
    """Reads them."""

    def sum_call(self, token: Token) -> s.Node:
        """``sum(i=1..m, x_i)``, ``sum(x_i, i=1..m)``, ``sum(x_i, i, 1, m)``, ``sum(x_i for i=1..m)``."""
        opening = self.token
        self.advance()
        if opening.text == r"\left":
            self.delimiter(opening)
        closing = r"\right" if opening.text == r"\left" else ")"
        self.deeper()
        self.open.append(closing)
        listing, self.listing = self.listing, 1
        summing, self.summing = self.summing, True
        bounds: tuple[s.Bound, ...] = ()
        if self.token.kind == "letter" and self.ahead(1).text == "=":
            bounds = (self.plain_range(),)
            self.expect(",", "after the range")
        body = self.expression()
        if not bounds and self.token.kind == "letter" and self.run() == "for":
            self.position += 3
            bounds = (self.plain_range(),)
        elif not bounds and self.accept(","):
            bounds = (self.plain_range(),)
        self.close(closing, opening)
        self.listing, self.summing = listing, summing
        self.open.pop()
        self.depth -= 1
        return s.BigSum(self.origin(token.start), r"\sum", bounds, body)

    def plain_range(self) -> s.Bound:
        """``i=1..m``, ``i in 1..m``, ``i from 1 to m``, ``i, 1, m``, or ``i`` alone."""
        if self.token.kind != "letter":
            raise self.fail("expected the index of the sum.", remedy="For example sum(i=1..m, x_i).")
        letter = self.advance()
        origin = self.origin(letter.start)
        word = self.run() if self.token.kind == "letter" else ""
        if word in ("in", "from"):
            self.position += len(word)
        elif not (self.accept("=") or self.accept(",")):
            return s.Bound(origin, letter.text)
        low = self.end_of_range()
        if self.token.kind == "letter" and self.run() == "to":
            self.position += 2
        elif not (self.accept(",") or self.accept(":")):
            self.dots()
        return s.Bound(origin, letter.text, low, self.end_of_range())

    def dots(self) -> None:
        """``..``, ``...`` or ``…``; the number behind two of them may have taken one for its own."""
        if self.accept(r"\dots"):
            return
        self.expect(".", "between the ends of the range")
        while self.accept("."):
            pass
        if self.token.kind == "number" and self.token.text.startswith("."):
            self.tokens[self.position] = self.token._replace(text=self.token.text[1:])

    # -- dots --------------------------------------------------------------------------------------------

    def series(self, terms: list[tuple[int, s.Node]], token: Token) -> None:
        """``x_1 + x_2 + \\dots + x_m``: the dots are next; the terms before them become a sum."""
        self.advance()
        self.expect("+", "after the dots")
        last = self.term()
        remedy = r"Write it with \sum_{i=1}^{m}."
        if not terms or terms[-1][0] != 1:
            raise self.fail("nothing before these dots says how the terms go on.", token, remedy)
        _, before = terms.pop()
        pairs = differences(before, last)
        if pairs is None or len(set(pairs)) != 1 or not pairs[0][0].isdigit():
            raise self.fail("the terms before and after these dots are not alike.", token, remedy)
        old, new = pairs[0]
        first = int(old)
        while terms and terms[-1][0] == 1:
            steps = differences(terms[-1][1], before)
            if not steps or set(steps) != {(str(first - 1), str(first))}:
                break
            _, before = terms.pop()
            first -= 1
        taken = {part.text for part in s.descend(last) if isinstance(part, s.Item)}
        taken |= {part.base for part in s.descend(last) if isinstance(part, s.Name)}
        letter = next(x for x in _LETTERS if x not in taken and not self.names.has_value(x))
        origin = before.origin.to(last.origin)
        low = s.Number(origin, Fraction(first), str(first))
        high = _end(new, origin)
        body = _with_letter(last, new, letter, before)
        terms.append((1, s.BigSum(origin, r"\sum", (s.Bound(origin, letter, low, high),), body)))


def _end(text: str, origin: Any) -> s.Node:
    """m, 5 or m-1 of an index."""
    terms: list[tuple[int, s.Node]] = []
    for factor, letter in place_of(text) or ():
        size = abs(factor)
        number = s.Number(origin, Fraction(size), str(size))
        name = s.Name(origin, letter)
        node: s.Node = number if not letter else name if size == 1 else s.Times(origin, (number, name), ("",))
        terms.append((1 if factor > 0 else -1, node))
    return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else s.Plus(origin, tuple(terms))


def _text(node: Any) -> str | None:
    """What stands at a place that may run: an index, a number, or a name."""
    if isinstance(node, s.Item):
        return node.text if place_of(node.text) else None
    if isinstance(node, s.Number):
        value = literal(node)
        return str(value) if value is not None and value.denominator == 1 else None
    return node.key if isinstance(node, s.Name) and node.sub is None and node.sup is None else None


def differences(one: Any, other: Any) -> list[Pair] | None:
    """Where two trees differ by an index or number, what stands in each; ``None`` where they differ otherwise."""
    if one == other:
        return []
    left, right = _text(one), _text(other)
    if left is not None and right is not None:
        return [(left, right)]
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        pairs = list(zip(one, other, strict=True))
    elif isinstance(one, s.Node) and type(one) is type(other):
        pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one) if f.compare]
    else:
        return None
    found: list[Pair] = []
    for a, b in pairs:
        inside = differences(a, b)
        if inside is None:
            return None
        found += inside
    return found


def _with_letter(last: s.Node, new: str, letter: str, before: s.Node) -> s.Node:
    """The last term with a letter at the places where it differs from one before."""
    if last == before:
        return last
    if isinstance(last, s.Item):
        return s.Item(last.origin, letter)
    if _text(last) == new:
        return s.Name(last.origin, letter)
    values = {}
    for entry in fields(last):
        a, b = getattr(last, entry.name), getattr(before, entry.name)
        values[entry.name] = _pairwise(a, b, new, letter) if entry.compare else a
    return type(last)(**values)


def _pairwise(a: Any, b: Any, new: str, letter: str) -> Any:
    if isinstance(a, tuple):
        return tuple(_pairwise(x, y, new, letter) for x, y in zip(a, b, strict=True))
    return _with_letter(a, new, letter, b) if isinstance(a, s.Node) else a
