"""What formulas are made of below sums and products: numbers, names, functions, with powers and indices behind them.

``primary`` reads one operand, ``factor`` one with what stands behind it (``postfix``); words, names and functions are
in ``calls``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from symgrad.errors import worded
from symgrad.reading import syntax as s
from symgrad.reading.calls import CallReader
from symgrad.reading.indicators import INDICATED
from symgrad.reading.postfix import BEHIND
from symgrad.reading.scripts import WORDS
from symgrad.reading.statements import RELATIONS
from symgrad.reading.vocabulary import KNOWN_COMMANDS, PREFIXES, PRODUCTS, SPELLED

#: the value of digits; a fraction takes long to make, and few are needed
_whole = lru_cache(maxsize=1024)(Fraction)


class OperandReader(CallReader):
    """Reads operands; expressions and terms come from the parser above it."""

    def starts_factor(self) -> bool:
        """True where a factor can follow without a sign."""
        token = self.tokens[self.position]
        if token.kind == "letter" or token.kind == "number":
            return not (self.summing and token.spaced and self.run() in ("for", "to"))
        if token.kind == "sign":
            return token.text in ("(", "[", "{") or (token.text == "|" and not self.closes_bar("|"))
        if token.kind == "command":
            if token.text == r"\|":
                return not self.closes_bar(r"\|")
            if token.text in WORDS:
                return not self._only_words()
            if token.text == r"\{" and self.listing and not self.open:
                return False
            return token.text in PREFIXES or token.text in SPELLED or self.starts_name()
        return False

    def factor(self) -> s.Node:
        """A primary with the powers and indices behind it."""
        self.go_on()
        self.deeper()
        start = self.tokens[self.position].start
        node = self.primary()
        if self.tokens[self.position].text in BEHIND:
            node = self.postfix(node, start)
        self.depth -= 1
        return node

    def primary(self) -> s.Node:
        """One operand without what stands behind it."""
        token = self.tokens[self.position]
        if token.text in INDICATED and (indicator := self.indicator(token)) is not None:
            return indicator
        if token.kind == "number":
            return self.number()
        if token.kind == "letter":
            return self.word_or_name()
        if token.kind == "sign":
            return self.bracket(token)
        if token.kind == "end":
            raise self.fail("the formula ends here, but something is missing.", remedy="Write the rest.")
        special = self.prefixed(token) or self.shaped(token)
        if special is not None:
            return special
        if token.text in SPELLED and not self.names.has_value(token.text) and not self.spelled_name(token):
            return self.call(self.advance().text, token)
        if token.text in WORDS:
            return self.upright(token)
        if self.starts_name():
            return self.named(token.start)
        if token.text in (r"\right", r"\}", r"\rangle", r"\end"):
            raise self.fail(
                worded("{sign} closes nothing.", sign=token.text), remedy="Take it out, or open it before."
            )
        if token.text in PRODUCTS or token.text in RELATIONS:
            raise self.fail(
                worded("nothing stands before {sign}.", sign=token.text), remedy="Write what it is to join."
            )
        raise self.unknown_command(token, KNOWN_COMMANDS)

    def number(self) -> s.Number:
        """An exact number; 4,446,400,000 is one where a comma separates nothing else, 1.5\\% is 15/1000."""
        token = self.advance()
        text = token.text
        if text.isdecimal() and text.isascii() and self.tokens[self.position].text not in (",", r"\%"):
            return s.Number(self.origin(token.start), _whole(text), text)
        digits, _, exponent = text.partition("e")
        whole = digits.isdigit() and len(digits) <= 3 and digits[0] != "0"
        while whole and not self.listing and self._thousands():
            self.advance()
            text += self.advance().text
        plain = text.partition("e")[0]
        value = Fraction(int(plain)) if plain.isascii() and plain.isdigit() else Fraction(plain)
        if exponent:
            value *= Fraction(10) ** int(exponent)
        if self.accept(r"\%"):
            value, text = value / 100, text + r"\%"
        return s.Number(self.origin(token.start), value, text)

    def _thousands(self) -> bool:
        comma, group = self.token, self.ahead(1)
        return (
            comma.text == ","
            and not comma.spaced
            and not group.spaced
            and group.kind == "number"
            and len(group.text.split(".")[0]) == 3
        )
