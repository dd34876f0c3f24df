"""Words, names and functions at their arguments: ``alpha``, ``sqrt(x)``, ``\\mathrm{tr}(A)``, ``\\tanh^2 x``, ``f(x)``.

Letters in a row are a word where they are one that is known, otherwise a product.  A bracket behind a name is its
argument where the name is a function, a factor where it is a value, and a question where it is neither.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from fractions import Fraction

from symgrad.errors import Origin, ReadError, worded
from symgrad.functions import BY_SPELLING
from symgrad.reading import syntax as s
from symgrad.reading.brackets import BRACKETS
from symgrad.reading.known import ELSEWHERE, MISSING, missing, needs_brackets
from symgrad.reading.known import WORDS as FUNCTION_WORDS
from symgrad.reading.limits import MAX_ARGUMENT
from symgrad.reading.literals import literal
from symgrad.reading.postfix import PostfixReader
from symgrad.reading.scripts import LETTERS
from symgrad.reading.tokens import GREEK_WORDS, Token
from symgrad.reading.vocabulary import KNOWN_COMMANDS, MATRIX_WORDS, SPECIAL_WORDS


def _inverse(origin: Origin, matrix: s.Node) -> s.Node:
    return s.Power(origin, matrix, s.Number(origin, Fraction(-1), "-1"))


def _adjugate(origin: Origin, matrix: s.Node) -> s.Node:
    """adj A = det(A) A⁻¹, where A has an inverse."""
    if len(matrix.everything) > MAX_ARGUMENT:  # it has A twice: adj(adj(…)) doubles it every time
        raise ReadError(
            "the argument of adj is too long.",
            origin,
            remedy="Give the argument a name of its own.",
            reason="resource",
        )
    return s.Times(origin, (s.Determinant(origin, matrix), _inverse(origin, matrix)), ("",))


def _log_determinant(origin: Origin, matrix: s.Node) -> s.Node:
    return s.Call(origin, "log", (s.Determinant(origin, matrix),))


#: functions of a matrix that are spelled out by others
_OF_MATRICES: dict[str, Callable[[Origin, s.Node], s.Node]] = {
    "inv": _inverse,
    "adj": _adjugate,
    "logdet": _log_determinant,
}
#: what a letter before it may be the beginning of: a name with scripts, a function, a running average
_GOES_ON = frozenset(["_", "^", "'", "(", "[", r"\left"])


class CallReader(PostfixReader):
    """Reads what begins with a word or a name; sums and extremes come from ``sums`` and ``operators``."""

    @abstractmethod
    def number(self) -> s.Number:
        """An exact number."""

    @abstractmethod
    def big_sum(self, token: Token) -> s.Node:
        """Σ, its sign taken."""

    @abstractmethod
    def sum_call(self, token: Token) -> s.Node:
        """sum(…) of plain text, its word taken."""

    @abstractmethod
    def extreme(self, which: str, token: Token) -> s.Node:
        """max or min, its word taken."""

    # -- words and names ---------------------------------------------------------------------------------

    def word_or_name(self) -> s.Node:
        """A letter: a name, or the first of a word such as ``sigma(``, ``alpha`` or ``sqrt(``."""
        token, following = self.tokens[self.position : self.position + 2]
        apart = following.kind not in ("letter", "number") or following.spaced
        if apart and token.text != "d" and (following.text not in _GOES_ON or self.power_ahead(1)):
            if not self.names.squares:  # a letter by itself
                self.position += 1
                return s.Name(self.origin(token.start), token.text)
        run = self.run()
        if len(run) > 1 and not any(run[:length] in self.names.words for length in range(2, len(run) + 1)):
            behind = self.tokens[min(self.position + len(run), len(self.tokens) - 1)].text
            opens = behind == "(" or behind == r"\left"
            letters = all(self.names.has_value(letter) for letter in run)
            if (opens or self.applied(run)) and (run in BY_SPELLING or run in SPECIAL_WORDS):
                self.position += len(run)
                return self.word_call(run, token)
            if run == "sum" and behind == "_" and not letters:
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
            (word in MISSING or word in ELSEWHERE)
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
        if word in _OF_MATRICES:
            argument = self.argument(token)
            return _OF_MATRICES[word](self.origin(token.start), argument)
        if word in MATRIX_WORDS:
            return MATRIX_WORDS[word](self.origin(token.start), self.argument(token))
        return self.call(word, token)

    def spelled_name(self, token: Token) -> bool:
        r"""True for ``\sigma_B``, which is a name, and for ``\sigma`` without a bracket where ``\sigma^2`` is one."""
        if token.text not in LETTERS:
            return False
        after = self.ahead(1).text
        opens = after == "(" or (after == r"\left" and self.ahead(2).text == "(")
        return after == "_" or (not opens and token.text in self.names.squares)

    def named(self, start: int, name: s.Name | None = None) -> s.Node:
        """A name, and whether the bracket behind it makes it a function."""
        if name is None:
            name = self.name()
        else:
            name = self.scripts(start, name)
        opening = self.tokens[self.position]
        if opening.text == "(" or (opening.text == r"\left" and self.ahead(1).text == "("):
            if name.key in self.names.applied:
                return s.Call(*self._call_parts(name.key, start, name.primes))
            bare = s.Name(name.origin, name.base, name.sub, name.sup)
            if self.names.is_function(bare):
                return s.Call(*self._call_parts(bare.key, start, name.primes))
            if not self.names.is_value(name):
                raise self.ask_function(name)
        follows = opening.kind == "number" and not opening.spaced
        last = self.tokens[self.position - 1]
        if follows and last.kind == "letter" and name.sub is None and name.sup is None:
            number = self.token.text
            known = self.names.has_value
            if known(f"{name.base}_{number}" if len(number) == 1 else f"{name.base}_{{{number}}}"):
                if not known(name.base) and not name.primes:  # w1, and nothing is called w
                    self.advance()
                    below = s.Script(
                        self.origin(opening.start), (s.Item(self.origin(opening.start), number),)
                    )
                    return s.Name(self.origin(start), name.base, below)
            raise self.fail(
                worded(
                    "is this the name {base}_{number} or {base} times {number}?",
                    base=name.base,
                    number=number,
                ),
                remedy=worded(
                    "Write {base}_{index} for the name, {number} {base} for the product.",
                    base=name.base,
                    index=number if len(number) == 1 else "{" + number + "}",
                    number=number,
                ),
            )
        if self.names.squares and name.sup is None and not name.primes and not self.names.has_value(name.key):
            if self.names.is_square(name.base, name.sub):  # the standard deviation of a variance
                two = s.Script(name.origin, (s.Item(name.origin, "2"),))
                return s.Root(name.origin, s.Name(name.origin, name.base, name.sub, two))
        return name

    def _call_parts(
        self, function: str, start: int, primes: int
    ) -> tuple[Origin, str, tuple[s.Node, ...], int]:
        arguments = self.arguments()
        return self.origin(start), function, arguments, primes

    def ask_function(self, name: s.Name) -> ReadError:
        """The question what ``f(`` means when f was declared as nothing."""
        return ReadError(
            worded("is {name} a function here, or is this a product? {name} is not declared.", name=name.key),
            name.origin,
            remedy=worded(
                r"Declare {name}, define it ({name}(x) = …), or write {name} \cdot (…) for a product.",
                name=name.key,
            ),
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
                worded("is {function}^{-1} the inverse function or 1/{function}?", function=function),
                sign,
                worded(r"For the reciprocal write \frac{1}{{function}(…)}.", function=function),
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
                raise self.fail(worded("{sign} takes one argument.", sign=token.text), opening)
            return node
        if not self.starts_factor():
            if self.token.kind == "command" and self.token.text not in KNOWN_COMMANDS:
                raise self.unknown_command(self.token, KNOWN_COMMANDS)
            found = (
                "the formula ends"
                if self.token.kind == "end"
                else worded("{sign} stands", sign=self.token.text)
            )
            raise self.fail(
                worded("{sign} needs an argument, but {found} here.", sign=token.text, found=found),
                token,
                worded("Write {sign}(…); to use {sign} as a name, declare it.", sign=token.text),
            )
        start = self.token.start
        first = self.factor()
        if isinstance(first, s.Number) and (self.token.kind == "letter" or self.token.text in LETTERS):
            first = s.Times(self.origin(start), (first, self.factor()), ("",))
        doubtful = isinstance(first, (s.Name, s.Number, s.Times, s.Power))
        if doubtful and self.starts_factor() and (self.starts_name() or self.token.text in ("(", "[")):
            raise self.fail(
                worded("does the argument of {sign} end here?", sign=token.text),
                remedy=worded("Write {sign}(…) with brackets around the argument.", sign=token.text),
            )
        return first
