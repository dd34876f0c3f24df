r"""Σ and Π: what stands below and above them, and their body.

Read are one index or several (``i``, ``ij``, ``i,j``), with ends (``i=0``, ``i,j=1`` and ``^m`` above), chains
(``1 \le i < j \le m``), sets (``i \in \{1, \dots, m\}``) and conditions (``i \ne k``, ``i < j``; ``\substack``).
A chain with ends becomes ranges, j from i+1 on; which letters of a bare ``i < j`` run is decided with its meaning.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Literal

from symgrad.errors import Origin, ReadError, quoted, worded
from symgrad.reading import syntax as s
from symgrad.reading.limits import MAX_TERMS
from symgrad.reading.literals import beyond, literal
from symgrad.reading.operands import OperandReader
from symgrad.reading.scripts import LETTERS
from symgrad.reading.statements import RELATIONS
from symgrad.reading.tokens import Token

_ORDER = {"<": 1, r"\le": 0}
_TURNED = {">": "<", r"\ge": r"\le"}


class SumReader(OperandReader):
    """Reads sums; what begins with other signs comes from ``operators``."""

    def big_sum(self, token: Token) -> s.Node:
        """Σ with its bounds and its body: the product that follows."""
        below: list[s.Bound] = []
        conditions: list[s.Relation] = []
        high: s.Node | None = None
        for _ in range(2):
            if self.token.text == "_" and not below:
                self.advance()
                self.bounds(token, below, conditions)
            elif self.token.text == "^" and high is None:
                sign = self.advance()
                high, _ = self.exponent(sign)
                self.refuse_length(high, sign)
        if high is not None:
            self.set_ends(token, below, conditions, high)
        # Σ_i −f, as it is written by hand
        negative = token.text == r"\sum" and bool(below) and self.token.text == "-"
        if negative:
            start = self.advance().start
        if not self.starts_factor():
            raise self.fail(
                worded("{sign} has nothing to add up.", sign=token.text)
                if token.text == r"\sum"
                else "Π has no factor.",
                token,
                "Write what is summed behind it; put a sum of terms into brackets.",
            )
        self.deeper()
        body = self.term()
        if negative:
            body = s.Plus(self.origin(start), ((-1, body),))
        self.depth -= 1
        operator: Literal[r"\sum", r"\prod"] = r"\sum" if token.text == r"\sum" else r"\prod"
        return s.BigSum(self.origin(token.start), operator, tuple(below), body, tuple(conditions))

    def refuse_length(self, high: s.Node, sign: Token) -> None:
        """Refuse sums with more terms than anybody adds up; a power of numbers as an end is one."""
        value = literal(high)
        if value is None:
            self.refuse_tower(high, sign)
        elif beyond(value, MAX_TERMS):
            raise self.fail(
                worded("a sum with more than {max_terms} terms.", max_terms=f"{MAX_TERMS:,}"),
                sign,
                reason="resource",
            )

    def set_ends(
        self, token: Token, below: list[s.Bound], conditions: list[s.Relation], high: s.Node
    ) -> None:
        """The upper limit above: for the index below it, or for all of ``i,j=1``."""
        begins = [bound for bound in below if bound.low is not None]
        common = len(begins) == 1 and begins[0] is below[-1]
        given = any(bound.high is not None for bound in below)
        if given or not below or not (len(below) == 1 or common or conditions):
            raise self.fail(
                worded("{sign} has an upper limit, but not one index below.", sign=token.text),
                token,
                worded("For example {sign}_{i=1}^{m}.", sign=token.text),
            )
        low = begins[0].low if common else None
        below[:] = [s.Bound(bound.origin, bound.letter, bound.low or low, high) for bound in below]

    # -- below the sign ----------------------------------------------------------------------------------

    def bounds(self, token: Token, found: list[s.Bound], conditions: list[s.Relation]) -> None:
        """``i``, ``{i=1}``, ``{i,k}``, ``{ik}``, ``{i=1,k=1}``, ``{1 \\le i < j \\le m}``, ``{i \\ne k}``."""
        if self.token.kind == "letter":
            letter = self.advance()
            found.append(s.Bound(self.origin(letter.start), letter.text))
            return
        if self.token.text != "{":
            self.expect("{", worded("after {sign}", sign=token.text + "_"))
        opening = self.advance()
        closings = 1
        if self.token.text == r"\substack":
            self.advance()
            self.expect("{", worded("after {sign}", sign=r"\substack"))
            closings = 2
        while self.token.text != "}":
            self.bound(token, opening, found, conditions)
            if not self.accept(",") and self.token.kind == "row":
                self.advance()
        for _ in range(closings):
            if not self.accept("}"):
                self.expect("}", worded("after what stands below {sign}", sign=token.text))
        if not found:
            raise self.fail("the sum's index is missing.", opening, r"For example \sum_{i=1}^{m}.")

    def bound(self, token: Token, opening: Token, found: list[s.Bound], conditions: list[s.Relation]) -> None:
        """One index with what says where it runs, or one condition."""
        start = self.token
        if start.kind == "number" or start.text == "-":
            self.chain(self.end_of_range(), found, conditions)
            return
        if start.kind != "letter" and start.text not in LETTERS:
            raise self.fail(
                worded(
                    "expected an index, but {found} stands here.",
                    found=quoted(start.text) if start.text else worded("the end"),
                ),
                None if start.kind != "end" else opening,
                worded("For example {sign}_{i=1}^{m} or {sign}_{i}.", sign=token.text),
            )
        self.advance()
        index = start.text
        if self.token.text == "_":  # k_1
            index += s.braced("_", self.subscript().text)
        origin = self.origin(start.start)
        if self.accept("="):
            found.append(s.Bound(origin, index, self.end_of_range()))
        elif self.token.text == r"\in":
            self.advance()
            found.append(self.in_set(origin, index))
        elif self.token.text in RELATIONS:
            self.chain(s.Name(origin, index), found, conditions)
        else:
            found.append(s.Bound(origin, index))
        if self.token.text in RELATIONS:
            raise self.fail(
                worded("a sum with the condition {sign} is not read.", sign=self.token.text),
                remedy=worded(r"Sum over a whole range: \sum_{{index}=1}^{m}.", index=index),
            )

    def end_of_range(self) -> s.Node:
        """1, m, m-1, i+1: a sum of terms where a comma separates."""
        listing, self.listing = self.listing, 1
        sign = self.token
        node = self.expression()
        self.listing = listing
        self.refuse_length(node, sign)
        return node

    def in_set(self, origin: Origin, letter: str) -> s.Bound:
        """``\\{1, \\dots, m\\}`` and ``\\{1, 2, 3\\}`` are ranges."""
        token = self.token
        if token.text == "[":  # [m]
            self.advance()
            high = self.end_of_range()
            self.expect("]", "after the number of elements")
            return s.Bound(origin, letter, s.Number(origin, Fraction(1), "1"), high)
        if not self.accept(r"\{"):
            raise self.fail(
                "a sum over a set is not read.",
                remedy=worded(r"Sum over a range: \sum_{{letter}=1}^{m}.", letter=letter),
            )
        items: list[s.Node] = []
        dots = False
        while not self.accept(r"\}"):
            if self.token.text == r"\dots":
                self.advance()
                dots = True
            else:
                items.append(self.end_of_range())
            if not self.accept(",") and self.token.text != r"\}":
                raise self.fail("expected , or \\} in the set.", remedy=r"For example i \in \{1, \dots, m\}.")
        values = [literal(item) for item in items[: -1 if dots else None]]
        known = [value for value in values if value is not None]
        steps = all(b - a == 1 for a, b in pairwise(known))
        if not items or len(known) < len(values) or not known or not steps:
            raise self.fail(
                "a sum over these numbers is not read.",
                token,
                worded(
                    r"Sum over a range: {letter} \in \{1, \dots, m\}, or write the terms out.", letter=letter
                ),
            )
        return s.Bound(origin, letter, items[0], items[-1])

    def chain(self, first: s.Node, found: list[s.Bound], conditions: list[s.Relation]) -> None:
        """``1 \\le i < j \\le m`` to ranges; ``i < j`` and ``i \\ne k`` stay conditions."""
        sides, signs = [first], []
        while self.token.text in RELATIONS:
            sign = self.advance()
            if sign.text not in (*_ORDER, *_TURNED, r"\ne"):
                raise self.fail(
                    worded("a sum with the condition {sign} is not read.", sign=sign.text),
                    sign,
                    r"Write \sum_{i=1}^{m}.",
                )
            signs.append(sign.text)
            sides.append(self.end_of_range())
        origin = first.origin.to(sides[-1].origin)
        if all(sign in _TURNED for sign in signs):
            sides, signs = sides[::-1], [_TURNED[sign] for sign in reversed(signs)]
        middle = [side.key for side in sides[1:-1] if isinstance(side, s.Name)]
        if len(sides) > 2 and len(middle) == len(sides) - 2 and all(sign in _ORDER for sign in signs):
            low = _more(sides[0], _ORDER[signs[0]])
            high = _more(sides[-1], -_ORDER[signs[-1]])
            for letter, after in zip(middle, signs[1:], strict=True):
                found.append(s.Bound(origin, letter, low, high))
                low = _more(s.Name(origin, letter), _ORDER[after])
            return
        letters = [side.key for side in sides if isinstance(side, s.Name)]
        if len(sides) != 2 or not letters:
            raise ReadError(
                "this condition of a sum is not read.",
                origin,
                remedy=r"For example \sum_{1 \le i < j \le m}.",
            )
        conditions.append(s.Relation(origin, tuple(sides), tuple(signs)))
        known = {bound.letter for bound in found}
        wanted = letters if signs[0] != r"\ne" else letters[:1]
        found.extend(s.Bound(origin, letter) for letter in wanted if letter not in known)


def _more(node: s.Node, step: int) -> s.Node:
    """The node plus 1 or minus 1."""
    if not step:
        return node
    value = literal(node)
    if value is not None:
        return s.Number(node.origin, value + step, str(value + step))
    return s.Plus(node.origin, ((1, node), (step, s.Number(node.origin, Fraction(1), "1"))))
