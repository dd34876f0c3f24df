r"""Indicators, ``\mathbb{1}[x > 0]``, ``\mathbf{1}_{x > 0}`` and ``[x > 0]``; positive parts, ``(x)_+``.

An indicator is read as cases: 1 where the condition holds, else 0.
"""

from __future__ import annotations

from fractions import Fraction

from symgrad.reading import syntax as s
from symgrad.reading.brackets import BRACKETS, BracketReader
from symgrad.reading.statements import RELATIONS
from symgrad.reading.tokens import Token

#: fonts that a 1 or an I of an indicator is written in
_FONTS = (r"\mathbb", r"\mathbf", r"\mathds", r"\mathrm", r"\mathcal", r"\text", r"\operatorname")
#: what an indicator may begin with
INDICATED = frozenset(["[", "1", "I", *_FONTS])
_OPENERS = ("(", "[", "{", r"\{", r"\left")
_CLOSERS = {")", "]", "}", r"\}", r"\right"}
#: how much deeper than any bracket an environment is
_ENVIRONMENT = 1000


class IndicatorReader(BracketReader):
    """Reads what has a condition in brackets."""

    def indicator(self, token: Token) -> s.Node | None:
        """An indicator that begins here, ``None`` where none does."""
        length = self._length_of_sign(token)
        if length is None:
            return None
        mark = self.position
        self.position += length
        if length and self.token.text == "_":
            self.advance()
        if not self.condition_ahead():
            self.position = mark
            return None
        condition = self.in_brackets()
        one, zero = (s.Number(self.origin(token.start), Fraction(n), str(n)) for n in (1, 0))
        return s.Cases(self.origin(token.start), ((one, condition), (zero, None)))

    def _length_of_sign(self, token: Token) -> int | None:
        """How many tokens the 1 or I takes; 0 for a bracket by itself, [x > 0]; ``None`` for anything else."""
        if token.text == "[":
            return 0
        if token.text == "1" or (token.text == "I" and not self.names.has_value("I")):
            return 1
        if token.text not in _FONTS:
            return None
        braces = self.ahead(1).text == "{"
        return (4 if braces else 2) if self.ahead(1 + braces).text in ("1", "I") else None

    def condition_ahead(self) -> bool:
        """True where a bracket opens here that holds a relation."""
        if self.token.text not in _OPENERS:
            return False
        depth, position = 0, self.position
        while position < len(self.tokens) - 1:
            text, kind = self.tokens[position].text, self.tokens[position].kind
            if text == "{" and position > self.position and self.tokens[position - 1].text in ("_", "^"):
                position = self._behind_script(position)  # the i = 1 of \sum_{i=1} is no condition
                continue
            depth += (text in _OPENERS and kind != "letter") - (text in _CLOSERS)
            # What stands in cases or a matrix is no relation of this bracket.
            depth += _ENVIRONMENT * ((text == r"\begin") - (text == r"\end"))
            if depth == 0 or (kind == "row" and depth < _ENVIRONMENT):
                return False
            if text in RELATIONS and text not in (":=", r"\leftarrow") and depth <= 2:
                return True
            position += 1
        return False

    def _behind_script(self, position: int) -> int:
        """The place behind the brace that closes the one here."""
        depth = 0
        while position < len(self.tokens) - 1:
            depth += (self.tokens[position].text == "{") - (self.tokens[position].text == "}")
            position += 1
            if not depth:
                break
        return position

    def in_brackets(self) -> s.Node:
        """The condition in the bracket that opens here, and what closes it."""
        opening = self.advance()
        if opening.text == r"\left":
            self.delimiter(opening)
        self.deeper()
        inner = self.token.text in _OPENERS and self.condition_ahead()
        condition = self.in_brackets() if inner else self.relation()
        self.close(BRACKETS[opening.text], opening)
        self.depth -= 1
        return condition

    def positive_part(self, node: s.Node, start: int) -> s.Node | None:
        """``(x)_+`` and ``[x]_+``; ``None`` for another subscript."""
        braces = self.ahead(1).text == "{"
        if self.ahead(1 + braces).text != "+" or (braces and self.ahead(3).text != "}"):
            return None
        if self.tokens[self.position - 1].text not in _CLOSERS:
            return None
        self.position += 4 if braces else 2
        zero = s.Number(self.origin(start), Fraction(0), "0")
        return s.Extreme(self.origin(start), "max", (node, zero))
