"""Names with their accents and scripts: ``\\hat{y}_1``, ``x^{(i)}``, ``W^{[l]}``, ``w_{ij}^{(l)}``, ``E[g^2]_t``.

The lowest part of the parser.  A superscript belongs to the name when it stands in brackets (``^{(i)}``, ``^{[1]}``)
or is a star; T and ⊤ are a transpose, a prime a mark; everything else is a power and is left to the caller.
"""

from __future__ import annotations

from difflib import get_close_matches

from symgrad.errors import Origin, ReadError, quoted, worded
from symgrad.reading.known import MISSING, missing
from symgrad.reading.limits import MAX_DEPTH, MAX_WORD, going_on
from symgrad.reading.names import Names, plain
from symgrad.reading.syntax import Item, Name, Script, braced
from symgrad.reading.tokens import GREEK, Token

ACCENTS = frozenset([r"\hat", r"\bar", r"\tilde", r"\dot", r"\ddot", r"\vec", r"\check"])
FONTS = frozenset([r"\mathbf", r"\mathcal", r"\mathbb", r"\mathsf", r"\mathit", r"\mathfrak", r"\mathscr"])
WORDS = frozenset([r"\mathrm", r"\text", r"\operatorname"])
LETTERS = frozenset(GREEK.values()) | frozenset(
    [
        r"\varepsilon",
        r"\vartheta",
        r"\varphi",
        r"\varrho",
        r"\varsigma",
        r"\varpi",
        r"\ell",
        r"\hbar",
        r"\vdots",
    ]
)
PLAIN_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
_BRACKETS = {"(": ")", "[": "]"}
#: what stands before something that belongs to a name
_ATTACHED = frozenset("_^'")


class ScriptReader:
    """Walks over the tokens of one statement; the parser proper builds on it."""

    def __init__(self, tokens: list[Token], names: Names, text: str, source: str, first_line: int) -> None:
        self.tokens = tokens
        self.names = names
        self.text = text
        self.source = source
        self.first_line = first_line
        self.position = 0
        self.depth = 0
        self.go_on = going_on()

    # -- moving ------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    def ahead(self, count: int) -> Token:
        """The token ``count`` places on, or the end."""
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Take the next token."""
        token = self.tokens[self.position]
        if token.kind != "end":
            self.position += 1
        return token

    def accept(self, text: str) -> bool:
        """Take the next token if it is this one."""
        token = self.tokens[self.position]
        if token.text != text or token.kind == "letter":
            return False
        self.advance()
        return True

    def expect(self, text: str, where: str) -> Token:
        """Take this token or say that it is missing."""
        token = self.tokens[self.position]
        if token.text != text:
            found = (
                "the formula ends"
                if self.token.kind == "end"
                else worded("{sign} stands", sign=quoted(self.token.text))
            )
            raise self.fail(
                worded("expected {text} {where}, but {found} here.", text=text, where=where, found=found),
                remedy=worded("Write {text} here.", text=text),
            )
        return self.advance()

    def origin(self, start: int, end: int | None = None) -> Origin:
        """From a position in the text to the end of the token taken last."""
        if end is None:
            end = self.tokens[self.position - 1].end if self.position else start
        return Origin(self.text, start, end if end > start else start, self.source, self.first_line)

    def fail(
        self, problem: str, token: Token | None = None, remedy: str = "", reason: str = "parse"
    ) -> ReadError:
        """The error to raise at a token, the next one if none is given."""
        token = token or self.token
        origin = Origin(self.text, token.start, token.end, self.source, self.first_line)
        return ReadError(problem, origin, remedy=remedy, reason=reason)

    def deeper(self) -> None:
        """One level further in."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(
                worded("more than {most} brackets or exponents inside each other.", most=MAX_DEPTH),
                remedy="Give a part of the formula a name of its own.",
                reason="resource",
            )

    # -- names -------------------------------------------------------------------------------------------

    def run(self) -> str:
        """The letters from here on that stand together without a space."""
        position = self.position
        word = self.tokens[position].text
        end = self.tokens[position].end
        while len(word) <= MAX_WORD:
            position += 1
            token = self.tokens[position]
            if token.kind != "letter" or token.spaced or token.start != end:
                break
            word += token.text
            end = token.end
        return word

    def starts_name(self) -> bool:
        """True where ``name`` can read something."""
        token = self.token
        return (
            token.kind == "letter"
            or token.text in ACCENTS
            or token.text in FONTS
            or token.text in WORDS
            or token.text in LETTERS
        )

    def name(self, *, whole_words: bool = False) -> Name:
        """A name with everything that belongs to it; powers and transposes are left standing."""
        start = self.tokens[self.position].start
        base, sub, sup = self.base(whole_words)
        name = Name(self.origin(start), base, sub, sup)
        return self.scripts(start, name) if self.tokens[self.position].text in _ATTACHED else name

    def base(self, whole_words: bool = False) -> tuple[str, Script | None, Script | None]:
        """The letter with its accents; an accent over y_1 is an accent over y."""
        token = self.tokens[self.position]
        if token.kind == "letter":
            word = self._word(whole_words)
            if word == "E" and self.token.text == "[":
                word += self._running()
            return word, None, None
        if token.text in ACCENTS or token.text in FONTS:
            return self._accented()
        if token.text in WORDS:
            return self._upright(), None, None
        if token.text == r"\Delta" and not self.names.has_value(r"\Delta"):
            self.advance()
            if self.starts_name():
                base, sub, sup = self.base()
                return rf"\Delta {base}", sub, sup
            return r"\Delta", None, None
        if token.text in LETTERS:
            self.advance()
            return token.text, None, None
        raise self.fail(
            worded(
                "expected a name, but {found} stands here.",
                found=quoted(token.text) if token.text else worded("the end"),
            )
        )

    def _word(self, whole: bool) -> str:
        if not whole and not self.names.words:
            return self.advance().text
        run = self.run()
        for length in [len(run)] if whole else range(len(run), 1, -1):
            if whole or run[:length] in self.names.words:
                self.position += length
                return run[:length]
        return self.advance().text

    def _accented(self) -> tuple[str, Script | None, Script | None]:
        accent = self.advance()
        self.deeper()
        braces = self.accept("{")
        if accent.text == r"\mathbb" and self.token.text == "E":
            word = self.advance().text
            inner: tuple[str, Script | None, Script | None] = (word, None, None)
        elif not self.starts_name():
            raise self.fail(
                worded("expected a letter under {accent}.", accent=accent.text),
                remedy=worded("For example {accent}{y}.", accent=accent.text),
            )
        elif braces:
            name = self.name()
            inner = (name.base + "'" * name.primes, name.sub, name.sup)
        else:
            inner = self.base()
        if braces:
            self.expect("}", worded("after what stands under {sign}", sign=accent.text))
        self.depth -= 1
        base = f"{accent.text}{{{inner[0]}}}"
        if plain(base) == "E" and self.token.text == "[":
            base = "E" + self._running()
        return base, inner[1], inner[2]

    def _upright(self) -> str:
        command = self.advance()
        word = self.braced_word(command)
        if not word.strip():
            raise self.fail(worded("{command} without a word.", command=command.text), command)
        if " " in word:
            raise self.fail(
                worded("text in a formula: {word}.", word=quoted(word)),
                command,
                "Take it out; a name is one word without spaces.",
            )
        return f"{command.text}{{{word}}}"

    def braced_word(self, command: Token) -> str:
        """The characters between the braces after ``\\text`` and the like, as they stand."""
        if self.token.kind in ("letter", "number"):
            return self.advance().text
        opening = self.expect("{", worded("after {sign}", sign=command.text))
        while self.token.kind in ("word", "letter", "number"):
            self.advance()
        closing = self.expect("}", worded("after the word of {sign}", sign=command.text))
        return " ".join(self.text[opening.end : closing.start].split())

    def _running(self) -> str:
        """``[g^2]`` of the running average ``E[g^2]_t``."""
        opening = self.advance()
        pieces: list[str] = []
        while self.token.text != "]":
            token = self.advance()
            if token.kind == "end":
                raise self.fail("this bracket [ is never closed.", opening, "Write ] after it.")
            last = pieces[-1] if pieces else ""  # the word of \mathrm{} is empty
            if last.startswith("\\") and last[-1].isalpha() and token.kind == "letter":
                pieces.append(" ")
            pieces.append(token.text)
        self.advance()
        inside = "".join(pieces)
        return f"[{inside}]".replace("^{2}", "^2")

    def scripts(self, start: int, name: Name) -> Name:
        """Attach the sub- and superscripts that follow to ``name``."""
        base, sub, sup, primes = name.base, name.sub, name.sup, name.primes
        while True:
            token = self.token
            if token.text == "_":
                if sub is not None:
                    raise self.fail("a second subscript.", remedy="Put both into one pair of braces: x_{i1}.")
                accent = self._plain_accent() if self.ahead(1).kind == "letter" else None
                if accent:
                    base = f"{accent}{{{base}}}"
                    continue
                sub = self.subscript()
            elif token.text == "^":
                script = self.superscript_of_name(base) or self.square_of_name(base, sub)
                if script is None:
                    break
                if sup is not None:
                    raise self.fail("a second superscript.", token, "Put braces around the first part.")
                sup = script
            elif token.text == "'" and sup is None:
                self.advance()
                primes += 1
            else:
                break
        return Name(self.origin(start), base, sub, sup, primes)

    def _plain_accent(self) -> str | None:
        """``y_hat`` in plain text."""
        self.advance()
        if self.token.kind == "letter":
            run = self.run()
            if run in PLAIN_ACCENTS:
                self.position += len(run)
                return PLAIN_ACCENTS[run]
        self.position -= 1
        return None

    def subscript(self) -> Script:
        """What stands after ``_``."""
        self.advance()
        start = self.token.start
        if self.accept("{"):
            around = ""
            closing = "}"
            if self.token.text in _BRACKETS:
                around = self.token.text + _BRACKETS[self.token.text]
                closing = _BRACKETS[self.advance().text]
            items, separator = self.items(closing)
            if around:
                self.expect("}", "after the subscript")
            return Script(self.origin(start), items, around, separator)
        token = self.token
        if token.kind == "number" and len(token.text) > 1:
            raise self.fail(
                worded("is the subscript {digit} or {sign}?", digit=token.text[0], sign=token.text),
                remedy=worded("Write _{{sign}} for {sign}.", sign=token.text),
            )
        if token.kind == "letter" and not token.spaced:
            run = self.run()
            if len(run) > 1 and any(key.endswith(f"_{{{run}}}") for key in self.names.values):
                self.position += len(run)
                return Script(self.origin(start), (Item(self.origin(start), run, True),))
        return Script(self.origin(start, token.end), (self.piece(),))

    def items(self, closing: str) -> tuple[tuple[Item, ...], str]:
        """The pieces up to ``closing``, and ``","`` if commas stand between them."""
        items: list[Item] = []
        separator = ""
        while self.token.text != closing:
            if self.token.text in ("+", "-") and items:
                sign = self.advance().text
                right = self.item()
                left = items.pop()
                items.append(Item(left.origin.to(right.origin), left.text + sign + right.text))
            elif self.token.text == "," and items:
                self.advance()
                separator = ","
            else:
                items.append(self.item())
        if not items:
            raise self.fail("an empty script.", remedy="Write the index, or take the script out.")
        self.advance()
        return tuple(items), separator

    def item(self) -> Item:
        """One piece of a script in braces, with a subscript of its own if it has one."""
        piece = self.piece()
        if self.token.text != "_":
            return piece
        self.deeper()
        text = piece.text + braced("_", self.subscript().text)
        self.depth -= 1
        return Item(self.origin(piece.origin.start), text, piece.word)

    def piece(self) -> Item:
        """A letter, a number or a word in a script."""
        token = self.token
        start = token.start
        word = False
        if token.kind in ("letter", "number") or token.text in LETTERS or token.text == "*":
            text = self.advance().text
        elif token.text in WORDS or token.text in FONTS:
            command = self.advance()
            text = f"{command.text}{{{self.braced_word(command)}}}"
            word = True
        elif token.text in ACCENTS:
            text = self._accented()[0]
        elif token.text == ":":
            raise self.fail("slices such as W_{i,:} are not read.", remedy="Write the index: W_{ij}.")
        elif token.kind == "end":
            raise self.fail("the script is not finished.", remedy="Write what stands there, and }.")
        else:
            raise self.fail(
                worded("{sign} cannot stand in a script.", sign=token.text),
                remedy="A subscript is made of letters, numbers, words in \\text{…} and commas.",
            )
        return Item(self.origin(start), text, word)

    def superscript_of_name(self, base: str) -> Script | None:
        """The superscript here if it belongs to a name; otherwise nothing is taken."""
        if base in ("e", r"\mathrm{e}") and not self.names.has_value("e"):
            return None
        mark = self.position
        self.advance()
        start = self.token.start
        braces = self.accept("{")
        opening = self.token
        if opening.text == "*":
            self.advance()
            if not braces or self.token.text == "}":
                if braces:
                    self.advance()
                return Script(self.origin(start), (Item(self.origin(opening.start), "*"),))
        elif opening.text in _BRACKETS and self._simple(_BRACKETS[opening.text]):
            self.advance()
            items, separator = self.items(_BRACKETS[opening.text])
            if not braces or self._ends_or_goes_on():
                around = opening.text + _BRACKETS[opening.text]
                return Script(self.origin(start), items, around, separator)
        self.position = mark
        return None

    def power_ahead(self, count: int) -> bool:
        """True where the ``^`` so many places on begins no superscript of a name, a square apart."""
        if self.ahead(count).text != "^":
            return False
        inside = self.ahead(count + 1)
        inside = self.ahead(count + 2) if inside.text == "{" else inside
        return inside.text != "*" and inside.text not in _BRACKETS

    def square_of_name(self, base: str, sub: Script | None) -> Script | None:
        r"""The 2 of ``\sigma_B^2`` where that is a name; otherwise nothing is taken."""
        braces = self.ahead(1).text == "{"
        two = self.ahead(1 + braces)
        if two.text != "2" or (braces and self.ahead(3).text != "}") or not self.names.is_square(base, sub):
            return None
        self.position += 2 + 2 * braces
        origin = self.origin(two.start, two.end)
        return Script(origin, (Item(origin, "2"),))

    def _ends_or_goes_on(self) -> bool:
        """Take the closing brace; ``x^{(i)\\top}`` and ``x^{(i)2}`` are read as ``{x^{(i)}}^\\top`` and so on."""
        if self.accept("}"):
            return True
        last, closing = self.token, self.ahead(1)
        if closing.text == "}" and (last.text in (r"\top", "T") or last.kind == "number"):
            self.tokens[self.position] = last._replace(kind="sign", text="^", spaced=True)
            self.tokens[self.position + 1] = last
            return True
        return False

    def _simple(self, closing: str) -> bool:
        """True when an index stands in the brackets here: letters, numbers, l-1, a comma."""
        position = self.position + 1
        expect_item = True
        while position < len(self.tokens) and position < self.position + 12:
            token = self.tokens[position]
            if token.text == closing:
                return not expect_item
            if token.kind in ("letter", "number") or token.text in LETTERS:
                if not expect_item:
                    return False
                expect_item = False
            elif token.text in ("+", "-", ",") and not expect_item:
                expect_item = True
            else:
                return False
            position += 1
        return False

    def unknown_command(self, token: Token, known: tuple[str, ...]) -> ReadError:
        """The error for a command that means nothing here."""
        if token.text[1:] in MISSING:
            return self.fail(missing(token.text[1:])[0], token, missing(token.text[1:])[1])
        near = get_close_matches(token.text, known, n=1)
        remedy = (
            worded("Did you mean {near}?", near=near[0])
            if near
            else r"Names are letters, or words like \mathrm{loss}."
        )
        return self.fail(
            worded("the reader does not know the command {sign}.", sign=token.text), token, remedy
        )
