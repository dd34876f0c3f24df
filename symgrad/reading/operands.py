"""What formulas are made of below sums and products: numbers, names, functions, with powers and indices behind them.

``OperandReader.primary`` reads one of them; powers, primes and indices behind it are ``postfix``.
"""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from math import prod

from symgrad.errors import Origin, ReadError
from symgrad.functions import BY_SPELLING, FAMILIES
from symgrad.reading import syntax as s
from symgrad.reading.brackets import BRACKETS
from symgrad.reading.indicators import IndicatorReader
from symgrad.reading.known import MISSING, missing, needs_brackets
from symgrad.reading.known import WORDS as FUNCTION_WORDS
from symgrad.reading.limits import MAX_DEPTH, MAX_EXPONENT, go_on
from symgrad.reading.scripts import ACCENTS, FONTS, LETTERS, WORDS
from symgrad.reading.statements import RELATIONS
from symgrad.reading.tokens import GREEK_WORDS, Token

PRODUCTS = {"*": "*", r"\cdot": r"\cdot", r"\times": r"\times", r"\odot": r"\odot", r"\oslash": r"\oslash"}
#: commands that begin a factor and are no name
PREFIXES = (
    r"\frac", r"\sqrt", r"\sum", r"\prod", r"\max", r"\min", r"\lim", r"\partial", r"\nabla", r"\left", r"\begin",
    r"\|", r"\infty", r"\pi", r"\langle", r"\arg", r"\Pr", r"\det", r"\int", r"\{", r"\boxed",
)  # fmt: skip
SPELLED = frozenset(word for word in BY_SPELLING if word.startswith("\\"))
KNOWN_COMMANDS = (
    *PREFIXES, *sorted(SPELLED), *sorted(LETTERS), *sorted(ACCENTS), *sorted(FONTS), *sorted(WORDS), *PRODUCTS,
    *sorted(RELATIONS), r"\top", r"\right", r"\end",
)  # fmt: skip
#: words before a bracket that are no row of the table of functions
SPECIAL_WORDS = frozenset(
    [
        "sqrt",
        "cbrt",
        "norm",
        "sum",
        "max",
        "min",
        "tr",
        "Tr",
        "trace",
        "softmax",
        "det",
        "diag",
        "inv",
        *(FAMILIES.keys() - BY_SPELLING.keys()),
    ]
)
#: of these, the ones that are nodes of their own
MATRIX_WORDS: dict[str, type[s.Trace | s.Determinant | s.Diagonal]] = {
    **dict.fromkeys(("tr", "Tr", "trace"), s.Trace),
    "det": s.Determinant,
    "diag": s.Diagonal,
}


def literal(node: s.Node) -> Fraction | None:
    """The value of a number, of sums, products, fractions, small powers of them (-1/2, 2^2); else ``None``."""
    if isinstance(node, s.Plus):
        total = Fraction(0)
        for sign, term in node.terms:
            value = literal(term)
            if value is None:
                return None
            total += sign * value
        return total
    if isinstance(node, s.Quotient):
        top, bottom = literal(node.top), literal(node.bottom)
        return top / bottom if top is not None and bottom else None
    if isinstance(node, s.Times):
        values = [literal(factor) for factor in node.factors]
        return (
            None
            if None in values
            else prod((value for value in values if value is not None), start=Fraction(1))
        )
    if isinstance(node, s.Power):
        base, exponent = literal(node.base), literal(node.exponent)
        return None if base is None or exponent is None else _small_power(base, exponent)
    return node.value if isinstance(node, s.Number) else None


def _small_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """A whole power that is short enough to be written out."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or abs(exponent) * bits > MAX_EXPONENT or (base == 0 and exponent < 0):
        return None
    return base ** int(exponent)


class OperandReader(IndicatorReader):
    """Reads operands; expressions and terms come from the parser above it."""

    @abstractmethod
    def big_sum(self, token: Token) -> s.Node:
        """Σ, its sign taken."""

    @abstractmethod
    def sum_call(self, token: Token) -> s.Node:
        """sum(…) of plain text, its word taken."""

    @abstractmethod
    def extreme(self, which: str, token: Token) -> s.Node:
        """max or min, its word taken."""

    # -- one factor --------------------------------------------------------------------------------------

    def starts_factor(self) -> bool:
        """True where a factor can follow without a sign."""
        token = self.token
        if token.kind in ("number", "letter"):
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
        go_on()
        self.deeper()
        start = self.token.start
        node = self.postfix(self.primary(), start)
        self.depth -= 1
        return node

    def postfix(self, node: s.Node, start: int) -> s.Node:
        """Powers, transposes, indices and ``|_{x=2}`` after ``node``."""
        raised = False
        for _ in range(MAX_DEPTH):
            token = self.token
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
            elif token.text == "_" and not isinstance(node, s.Number):
                script = self.subscript()
                node = s.Element(self.origin(start), node, script)
            elif token.text == "!":
                raise self.fail("factorials are not read.")
            elif token.text == "'":
                raise self.fail(
                    "a prime after something that is no name.",
                    remedy=r"Write the derivative as \frac{\partial …}{\partial x}.",
                )
            elif token.text == "|" and self.ahead(1).text == "_" and not self.closes_bar("|"):
                node = self.evaluated(node, start)
            else:
                return node
        raise self.fail(f"more than {MAX_DEPTH} indices and transposes in a row.", reason="resource")

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
        if sign.text == "^":
            if self._transpose():
                return s.Transposed(self.origin(start), node)
            self.position = mark + 1
            if self._inverse_transpose():
                minus_one = s.Number(self.origin(sign.start), Fraction(-1), "-1")
                return s.Transposed(self.origin(start), s.Power(self.origin(start), node, minus_one))
            self.position = mark + 1
            dots = self._primes_above()
            if dots and isinstance(node, s.Name):
                return s.Name(self.origin(start), node.base, node.sub, node.sup, node.primes + dots)
            self.position = mark + 1
        exponent, elementwise = self.exponent(sign)
        self.refuse_tower(exponent, sign)
        return s.Power(self.origin(start), node, exponent, elementwise)

    def _transpose(self) -> bool:
        braces = self.accept("{")
        token = self.token
        if token.text in (r"\mathsf", r"\mathrm", r"\text", r"\mathbf", r"\mathit"):
            command = self.advance()
            word = self.braced_word(command)
        else:
            word = self.advance().text
        transposed = word == r"\top" or (word == "T" and not self.names.has_value("T"))
        return transposed and (not braces or self.accept("}"))

    def _inverse_transpose(self) -> bool:
        """``^{-\\top}``, ``^{-T}``"""
        if not (self.accept("{") and self.accept("-")):
            return False
        word = self.advance().text
        return (word == r"\top" or (word == "T" and not self.names.has_value("T"))) and self.accept("}")

    def _primes_above(self) -> int:
        return 0

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
                f"is the exponent {token.text[0]} or {token.text}?",
                remedy=f"Write ^{{{token.text}}} for {token.text}.",
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
            raise self.fail(f"{token.text} cannot be an exponent.", remedy="Write the exponent as ^{…}.")
        else:
            node = self.primary()
        self.depth -= 1
        return node, elementwise

    def refuse_tower(self, node: s.Node, sign: Token) -> None:
        """Refuse exponents that make numbers nobody can hold."""
        value = literal(node)
        if value is not None and abs(value) > MAX_EXPONENT:
            raise self.fail(f"an exponent larger than {MAX_EXPONENT}.", sign, reason="resource")
        if (
            isinstance(node, (s.Power, s.Times, s.Plus))
            and value is None
            and not any(isinstance(part, (s.Name, s.Call)) for part in s.descend(node))
        ):
            raise self.fail("a power of numbers in an exponent.", sign, reason="resource")

    # -- primaries ---------------------------------------------------------------------------------------

    def primary(self) -> s.Node:
        """One operand without what stands behind it."""
        token = self.token
        indicator = self.indicator(token)
        if indicator is not None:
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
        if token.text in SPELLED and not self.names.has_value(token.text):
            return self.call(self.advance().text, token)
        if token.text in WORDS:
            return self.upright(token)
        if self.starts_name():
            return self.named(token.start)
        if token.text in (r"\right", r"\}", r"\rangle", r"\end"):
            raise self.fail(f"{token.text} closes nothing.", remedy="Take it out, or open it before.")
        if token.text in PRODUCTS or token.text in RELATIONS:
            raise self.fail(f"nothing stands before {token.text}.", remedy="Write what it is to join.")
        raise self.unknown_command(token, KNOWN_COMMANDS)

    def number(self) -> s.Number:
        """An exact number; 4,446,400,000 is one where a comma separates nothing else, 1.5\\% is 15/1000."""
        token = self.advance()
        digits, _, exponent = token.text.partition("e")
        text = token.text
        while not self.listing and len(digits) <= 3 and digits.isdigit() and self._thousands():
            self.advance()
            text += self.advance().text
        value = Fraction(text.partition("e")[0]) * Fraction(10) ** int(exponent or 0)
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

    def word_or_name(self) -> s.Node:
        """A letter: a name, or the first of a word such as ``sigma(``, ``alpha`` or ``sqrt(``."""
        token = self.token
        run = self.run()
        if len(run) > 1 and not any(run[:length] in self.names.words for length in range(2, len(run) + 1)):
            following = self.tokens[min(self.position + len(run), len(self.tokens) - 1)].text
            opens = following == "(" or following == r"\left"
            letters = all(self.names.has_value(letter) for letter in run)
            if (opens or self.applied(run)) and (run in BY_SPELLING or run in SPECIAL_WORDS):
                self.position += len(run)
                return self.word_call(run, token)
            if run == "sum" and following == "_" and not letters:
                self.position += len(run)
                return self.big_sum(token._replace(text=r"\sum", kind="command"))
            if opens and self.names.is_function(s.Name(self.origin(token.start), run)):
                self.position += len(run)
                return self.call(run, token)
            self._refuse_word(run, opens, token)
            if run in GREEK_WORDS and not all(self.names.has_value(letter) for letter in run):
                self.position += len(run)
                return self.named(token.start, s.Name(self.origin(token.start), "\\" + run))
        inline = self.prefixed(token)
        if inline is not None:
            return inline
        return self.named(token.start)

    def applied(self, run: str) -> bool:
        """True for ``tanh^2(``, ``log_2(`` and ``log10(``: a function with a power or a base before its bracket."""
        if run not in BY_SPELLING:
            return False
        position = self.position + len(run)
        token = self.tokens[position]
        if token.text in ("^", "_") and (token.text == "^" or run == "log"):
            position += 1
            while self.tokens[position].text == "{" or (
                self.tokens[position].kind in ("number", "sign") and self.tokens[position].text in ("}", "-")
            ):
                position += 1
            position += self.tokens[position].kind == "number"
            position += self.tokens[position].text == "}"
        elif run == "log" and token.kind == "number" and not token.spaced:
            position += 1
        else:
            return False
        return self.tokens[min(position, len(self.tokens) - 1)].text in ("(", r"\left")

    def _refuse_word(self, run: str, opens: bool, token: Token) -> None:
        """``sin x`` and ``mean(x)`` are no products of letters, unless every letter is declared."""
        if opens and run in MISSING and not all(self.names.has_value(letter) for letter in run):
            raise self.of_word(token, len(run), *missing(run))
        for word in FUNCTION_WORDS:
            if not run.startswith(word):
                continue
            rest = run[len(word) :]
            if run not in GREEK_WORDS and all(map(self.names.has_value, rest)):
                if not all(map(self.names.has_value, word)):
                    say = missing if word in MISSING else needs_brackets
                    raise self.of_word(token, len(word), *say(word))

    def of_word(self, token: Token, length: int, problem: str, remedy: str) -> ReadError:
        """The error for a word that begins at a token."""
        origin = Origin(self.text, token.start, token.start + length, self.source, self.first_line)
        return ReadError(problem, origin, remedy=remedy, reason="unknown_symbol")

    def upright(self, token: Token) -> s.Node:
        """``\\mathrm{sigmoid}(a)``, ``\\operatorname{tr}(A)`` or a name such as ``\\mathrm{MSE}``."""
        mark = self.position
        self.advance()
        word = self.braced_word(token)
        known = word in BY_SPELLING or word in SPECIAL_WORDS
        if known and not self.names.has_value(f"{token.text}{{{word}}}"):
            return self.word_call(word, token)
        if (
            word in MISSING
            and self.token.text in ("(", r"\left")
            and not self._known(f"{token.text}{{{word}}}")
        ):
            raise self.fail(missing(word)[0], token, missing(word)[1])
        self.position = mark
        return self.named(token.start)

    def _known(self, key: str) -> bool:
        """True for a declared value or function."""
        return self.names.has_value(key) or key in self.names.functions

    def word_call(self, word: str, token: Token) -> s.Node:
        """A function spelled as a word; its word has been taken."""
        if word == "sqrt":
            return s.Root(self.origin(token.start), self.argument(token))
        if word == "cbrt":
            three = s.Number(self.origin(token.start), Fraction(3), "3")
            return s.Root(self.origin(token.start), self.argument(token), three)
        if word == "norm":
            return self.norm(self.argument(token), token)
        if word == "sum":
            return self.sum_call(token)
        if word in ("max", "min"):
            return self.extreme(word, token)
        if word == "softmax":
            return s.Call(self.origin(token.start), word, (self.argument(token),))
        if word == "inv":
            argument, origin = self.argument(token), self.origin(token.start)
            return s.Power(origin, argument, s.Number(origin, Fraction(-1), "-1"))
        if word in MATRIX_WORDS:
            return MATRIX_WORDS[word](self.origin(token.start), self.argument(token))
        return self.call(word, token)

    def named(self, start: int, name: s.Name | None = None) -> s.Node:
        """A name, and whether the bracket behind it makes it a function."""
        if name is None:
            name = self.name()
        else:
            name = self.scripts(start, name)
        opening = self.token
        if opening.text == "(" or (opening.text == r"\left" and self.ahead(1).text == "("):
            bare = s.Name(name.origin, name.base, name.sub, name.sup)
            if self.names.is_function(bare):
                return s.Call(*self._call_parts(bare.key, start, name.primes))
            if not self.names.is_value(name):
                raise self.ask_function(name)
        follows = self.token.kind == "number" and not self.token.spaced
        last = self.tokens[self.position - 1]
        if follows and last.kind == "letter" and name.sub is None and name.sup is None:
            number = self.token.text
            raise self.fail(
                f"is this the name {name.base}_{number} or {name.base} times {number}?",
                remedy=f"Write {name.base}_{number if len(number) == 1 else '{' + number + '}'}"
                f" for the name, {number} {name.base} for the product.",
            )
        return name

    def _call_parts(
        self, function: str, start: int, primes: int
    ) -> tuple[Origin, str, tuple[s.Node, ...], int]:
        arguments = self.arguments()
        return self.origin(start), function, arguments, primes

    def ask_function(self, name: s.Name) -> ReadError:
        """The question what ``f(`` means when f was declared as nothing."""
        return ReadError(
            f"is {name.key} a function here, or is this a product? {name.key} is not declared.",
            name.origin,
            remedy=f"Declare {name.key}, define it ({name.key}(x) = …), or write {name.key} \\cdot (…) for a product.",
            reason="unknown_symbol",
        )

    # -- functions ---------------------------------------------------------------------------------------

    def arguments(self) -> tuple[s.Node, ...]:
        """``(a, b)`` after a function's name."""
        opening = self.advance()
        if opening.text == r"\left":
            self.delimiter(opening)
            return self.list_until(r"\right", opening)
        return self.list_until(BRACKETS[opening.text], opening)

    def call(self, function: str, token: Token) -> s.Node:
        """A function whose name has been taken: primes, power, base of a logarithm, argument."""
        start, primes, exponent, base = token.start, 0, None, None
        while True:
            if self.accept("'"):
                primes += 1
            elif self.token.text == "^" and exponent is None:
                sign = self.advance()
                if self.token.text == r"\prime" or self.token.text == "'":
                    self.advance()
                    primes += 1
                    continue
                exponent, _ = self.exponent(sign)
                self.refuse_tower(exponent, sign)
                self.refuse_inverse(exponent, function, sign)
            elif self.token.text == "_" and function in (r"\log", "log") and base is None:
                script = self.subscript()
                base = self.base_of_logarithm(script)
            elif function == "log" and self.token.kind == "number" and not self.token.spaced and base is None:
                base = self.number()
            else:
                break
        bracketed = self.token.text in ("(", "[", "{", r"\{", r"\left")
        many: tuple[s.Node, ...] = self.arguments() if bracketed else (self.argument(token),)
        node: s.Node = s.Call(self.origin(start), function, many, primes, base)
        return node if exponent is None else s.Power(self.origin(start), node, exponent)

    def refuse_inverse(self, exponent: s.Node, function: str, sign: Token) -> None:
        """``\\tanh^{-1}`` could be the inverse or the reciprocal."""
        value = literal(exponent)
        if value is not None and value < 0:
            raise self.fail(
                f"is {function}^{{-1}} the inverse function or 1/{function}?",
                sign,
                rf"For the reciprocal write \frac{{1}}{{{function}(…)}}.",
            )

    def base_of_logarithm(self, script: s.Script) -> s.Node:
        """2 in log₂."""
        text = script.text
        if text.isdigit():
            return s.Number(script.origin, Fraction(int(text)), text)
        return s.Name(script.origin, text)

    def argument(self, token: Token) -> s.Node:
        """The one argument of a function, with or without brackets; ``\\sin 2x`` is sin(2x)."""
        if self.token.text in ("(", "[", r"\{", "{", r"\left"):
            opening = self.token
            node = self.primary()
            if isinstance(node, s.Listed):
                raise self.fail(f"{token.text} takes one argument.", opening)
            return node
        if not self.starts_factor():
            if self.token.kind == "command" and self.token.text not in KNOWN_COMMANDS:
                raise self.unknown_command(self.token, KNOWN_COMMANDS)
            found = "the formula ends" if self.token.kind == "end" else f"{self.token.text} stands"
            raise self.fail(
                f"{token.text} needs an argument, but {found} here.",
                token,
                f"Write {token.text}(…); to use {token.text} as a name, declare it.",
            )
        start = self.token.start
        first = self.factor()
        if isinstance(first, s.Number) and (self.token.kind == "letter" or self.token.text in LETTERS):
            first = s.Times(self.origin(start), (first, self.factor()), ("",))
        doubtful = isinstance(first, (s.Name, s.Number, s.Times, s.Power))
        if doubtful and self.starts_factor() and (self.starts_name() or self.token.text in ("(", "[")):
            raise self.fail(
                f"does the argument of {token.text} end here?",
                remedy=f"Write {token.text}(…) with brackets around the argument.",
            )
        return first
