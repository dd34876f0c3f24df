"""What stands behind an operand: powers, transposes, indices, ``|_{x=2}``.

``postfix`` takes an operand that has been read and reads on as long as something belongs to it: ``A^\\top``,
``A^{-T}``, ``x^{\\odot 2}``, ``(A B)_{ij}``, ``(x)_+``.  Exponents that make numbers nobody can hold are refused.
"""

from __future__ import annotations

from fractions import Fraction

from symgrad.errors import worded
from symgrad.reading import syntax as s
from symgrad.reading.indicators import IndicatorReader
from symgrad.reading.limits import MAX_DEPTH, MAX_EXPONENT
from symgrad.reading.literals import beyond, literal
from symgrad.reading.scripts import LETTERS
from symgrad.reading.tokens import Token

#: what ``postfix`` goes on with
BEHIND = frozenset(["^", "**", "_", "!", "'", "|"])


class PostfixReader(IndicatorReader):
    """Reads powers and indices; the operand before them comes from ``operands``."""

    def postfix(self, node: s.Node, start: int) -> s.Node:
        """Powers, transposes, indices and ``|_{x=2}`` after ``node``."""
        raised = False
        for _ in range(MAX_DEPTH):
            token = self.tokens[self.position]
            if token.text not in BEHIND:
                return node
            if token.text in ("^", "**") and token.kind == "sign":
                if raised and isinstance(node, s.Power) and token.text == "^":
                    raise self.fail(
                        "a second superscript.",
                        token,
                        "Put braces around what it belongs to: {x^2}^3 or x^{2^3}.",
                    )
                node = self.raised(node, start)
                raised = True
            elif token.text == "_" and (positive := self.positive_part(node, start)) is not None:
                node = positive
            elif token.text == "_" and (not isinstance(node, s.Number) or node.text == "1"):
                if isinstance(node, s.Number):  # 1_N, the vector
                    node = s.Ones(node.origin)
                script = self.subscript()
                node = s.Element(self.origin(start), node, script)
            elif token.text == "!":
                raise self.fail("factorials are not read.")
            elif token.text == "'":
                derived = self.primed(node, start)
                if derived is not None:
                    return derived
                raise self.fail(
                    "a prime after something that is no name.",
                    remedy=r"Write the derivative as \frac{\partial …}{\partial x}.",
                )
            elif token.text == "|" and self.ahead(1).text == "_" and not self.closes_bar("|"):
                node = self.evaluated(node, start)
            else:
                return node
        raise self.fail(
            worded("more than {most} indices and transposes in a row.", most=MAX_DEPTH), reason="resource"
        )

    def primed(self, node: s.Node, start: int) -> s.Node | None:
        """``(x^2)'`` where it is known what such primes are by, and that stands in the bracket."""
        by = self.names.primed
        behind = self.tokens[self.position - 1].text in (")", "]", "}", r"\right")
        if not (
            by and behind and any(isinstance(part, s.Name) and part.key == by for part in s.descend(node))
        ):
            return None
        order = 0
        while self.accept("'"):
            order += 1
        return s.Derived(self.origin(start), node, (s.Name(self.origin(start), by),) * order)

    def evaluated(self, node: s.Node, start: int) -> s.Node:
        """``… |_{x=2}``; the bar is next."""
        self.advance()
        self.expect("_", "after the bar")
        self.expect("{", "after the bar's subscript sign")
        while True:
            name = self.name()
            self.expect("=", "between the name and its value")
            listing, self.listing = self.listing, 1
            value = self.expression()
            self.listing = listing
            node = s.At(self.origin(start), node, name, value)
            if not self.accept(","):
                break
        self.expect("}", "after the value")
        return node

    def raised(self, node: s.Node, start: int) -> s.Node:
        """``node`` with what stands after ``^`` or ``**``."""
        mark = self.position
        sign = self.advance()
        if sign.text == "^" and self.tokens[self.position].kind != "number":
            if self._transpose(node):
                if isinstance(node, s.Number) and node.text == "1":
                    node = s.Ones(node.origin)
                return s.Transposed(self.origin(start), node)
            self.position = mark + 1
            if self._inverse_transpose(node):
                minus_one = s.Number(self.origin(sign.start), Fraction(-1), "-1")
                return s.Transposed(self.origin(start), s.Power(self.origin(start), node, minus_one))
            self.position = mark + 1
        exponent, elementwise = self.exponent(sign)
        self.refuse_tower(exponent, sign)
        return s.Power(self.origin(start), node, exponent, elementwise)

    def _transpose(self, node: s.Node) -> bool:
        braces = self.accept("{")
        token = self.token
        if token.text in (r"\mathsf", r"\mathrm", r"\text", r"\mathbf", r"\mathit"):
            command = self.advance()
            word = self.braced_word(command)
        else:
            word = self.advance().text
        transposed = word == r"\top" or (word == "T" and self.names.transposes(node))
        return transposed and (not braces or self.accept("}"))

    def _inverse_transpose(self, node: s.Node) -> bool:
        """``^{-\\top}``, ``^{-T}``"""
        if not (self.accept("{") and self.accept("-")):
            return False
        word = self.advance().text
        return (word == r"\top" or (word == "T" and self.names.transposes(node))) and self.accept("}")

    def exponent(self, sign: Token) -> tuple[s.Node, bool]:
        """What stands after ``^``: a group, one sign of LaTeX, or ``-x`` of plain text; and whether it is ⊙."""
        self.deeper()
        token = self.token
        elementwise = False
        if token.text == "{":
            self.advance()
            elementwise = self.accept(r"\odot")
            node = self.inside("}")
        elif token.text in ("-", "+"):
            node = self.signed_factor()
        elif (
            token.kind == "number"
            and token.text.isdigit()
            and len(token.text) > 1
            and sign.text == "^"
            and not sign.spaced
        ):
            raise self.fail(
                worded("is the exponent {digit} or {sign}?", digit=token.text[0], sign=token.text),
                remedy=worded("Write ^{{sign}} for {sign}.", sign=token.text),
            )
        elif sign.text == "**":
            node = self.factor()
        elif token.text == "(":
            node = self.primary()
        elif token.kind == "letter" or token.text in LETTERS:
            self.advance()
            node = s.Name(self.origin(token.start), token.text)
        elif token.kind == "end":
            raise self.fail("the exponent is missing.", sign, "Write it after ^, for example ^2.")
        elif not self.starts_factor():
            raise self.fail(
                worded("{sign} cannot be an exponent.", sign=token.text), remedy="Write the exponent as ^{…}."
            )
        else:
            node = self.primary()
        self.depth -= 1
        return node, elementwise

    def refuse_tower(self, node: s.Node, sign: Token) -> None:
        """Refuse exponents that make numbers nobody can hold."""
        value = literal(node)
        if value is not None and beyond(value, MAX_EXPONENT):
            raise self.fail(
                worded("an exponent larger than {max_exponent}.", max_exponent=MAX_EXPONENT),
                sign,
                reason="resource",
            )
        if (
            isinstance(node, (s.Power, s.Times, s.Plus))
            and value is None
            and not any(isinstance(part, (s.Name, s.Call)) for part in s.descend(node))
        ):
            raise self.fail("a power of numbers in an exponent.", sign, reason="resource")
