"""Brackets of every kind: ``( )``, ``\\left| \\right|``, norms, fractions, roots, lists, matrices and cases.

The innermost open bracket decides what a bar means: ``open`` is the stack of what will close.  ``listing`` is positive
where a comma separates things, so that it is no comma of 4,446,400,000 there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from symgrad.errors import Origin, ReadError, quoted, worded
from symgrad.reading import syntax as s
from symgrad.reading.limits import MAX_ELEMENTS
from symgrad.reading.names import Names, plain
from symgrad.reading.scripts import LETTERS, WORDS, ScriptReader
from symgrad.reading.statements import GRIDS, environment
from symgrad.reading.tokens import CASES, Token

BRACKETS = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", r"\langle": r"\rangle", r"\left": r"\right"}
_DELIMITERS = frozenset(["(", ")", "[", "]", "|", ".", r"\{", r"\}", r"\|", r"\langle", r"\rangle"])
#: words about a formula that are no part of it
ABOUT = frozenset(
    ["", "if", "otherwise", "else", "for", "when", "where", "and", "with", "그 외", "그외", "그 밖에", "나머지", "이면",
     "일 때", "일때", "경우", "인 경우", "만약"]
)  # fmt: skip


class BracketReader(ScriptReader, ABC):
    """Reads what has an opening and a closing sign; expressions come from the parser above it."""

    def __init__(self, tokens: list[Token], names: Names, text: str, source: str, first_line: int) -> None:
        super().__init__(tokens, names, text, source, first_line)
        self.open: list[str] = []
        self.listing = 0
        self.summing = False  # inside sum(x_i for i = 1 to m), where words separate

    @abstractmethod
    def expression(self) -> s.Node:
        """A sum of terms."""

    @abstractmethod
    def term(self) -> s.Node:
        """A product."""

    @abstractmethod
    def signed_factor(self) -> s.Node:
        """A factor with a sign before it."""

    @abstractmethod
    def relation(self) -> s.Node:
        """A formula or a relation."""

    @abstractmethod
    def prefixed(self, token: Token) -> s.Node | None:
        """What begins with Σ, ∂, lim, max, …; ``None`` for anything else."""

    @abstractmethod
    def factor(self) -> s.Node:
        """A primary with the powers and indices behind it."""

    @abstractmethod
    def condition_ahead(self) -> bool:
        """True where a bracket opens here that holds a relation."""

    @abstractmethod
    def in_brackets(self) -> s.Node:
        """The condition in the bracket that opens here."""

    @abstractmethod
    def primary(self) -> s.Node:
        """One operand without what stands behind it."""

    @abstractmethod
    def starts_factor(self) -> bool:
        """True where a factor can follow without a sign."""

    @abstractmethod
    def evaluated(self, node: s.Node, start: int) -> s.Node:
        """``… |_{x=2}``; the bar is next."""

    def closes_bar(self, bar: str) -> bool:
        """True when a bar here ends what the innermost open bracket began."""
        return bool(self.open) and self.open[-1] == bar

    def inside(self, closing: str, opening: Token | None = None, *, listed: bool = False) -> s.Node:
        """An expression up to ``closing``, whose opening has been taken; several with commas where it may be a list."""
        opening = opening or self.tokens[self.position - 1]
        self.deeper()
        self.open.append(closing)
        listing, self.listing = self.listing, 0
        if self.tokens[self.position].text == closing:
            raise self.fail("nothing stands between the brackets.", opening, "Write what belongs there.")
        node = self.expression()
        if self.accept(r"\over"):
            node = s.Quotient(self.origin(opening.start), node, self.expression())
        if listed and self.tokens[self.position].text == ",":
            self.listing = 1
            items = [node]
            while self.accept(","):
                items.append(self.expression())
            node = s.Listed(self.origin(opening.start), tuple(items), "()")
        self.close(closing, opening)
        self.listing = listing
        self.open.pop()
        self.depth -= 1
        return node

    def close(self, closing: str, opening: Token) -> None:
        """Take the closing bracket; ``\\right`` takes its delimiter too."""
        if self.tokens[self.position].text != closing:
            if self.token.kind == "end":
                raise self.fail(
                    worded("this {opening} is never closed.", opening=opening.text),
                    opening,
                    worded("Write {closing} where it ends.", closing=closing),
                )
            raise self.fail(
                worded(
                    "expected {closing} or an operator, but {sign} stands here.",
                    closing=closing,
                    sign=self.token.text,
                ),
                remedy=worded(
                    "Close {opening} with {closing}, or take {sign} out.",
                    opening=opening.text,
                    closing=closing,
                    sign=self.token.text,
                ),
            )
        command = self.advance()
        if closing == r"\right":
            self.delimiter(command)

    def delimiter(self, command: Token) -> str:
        """The sign after ``\\left`` or ``\\right``."""
        here = self.tokens[self.position]
        if here.kind == "number" and here.text.startswith("."):  # \left.2w
            self.tokens[self.position] = here._replace(text=here.text[1:], start=here.start + 1)
            return "."
        if here.text not in _DELIMITERS:
            raise self.fail(
                worded("{command} needs a bracket after it.", command=command.text),
                command,
                r"For example \left( … \right).",
            )
        return self.advance().text

    def bracket(self, token: Token) -> s.Node:
        """``( )``, ``[ ]``, ``{ }`` or ``| |``."""
        if token.text in ("(", "[", "{"):
            self.advance()
            node = self.inside(BRACKETS[token.text], listed=token.text in ("(", "["))
            if token.text == "{" and isinstance(node, s.Name) and self.token.text in ("_", "^"):
                return self.scripts(token.start, node)
            return node
        if token.text == "|":
            self.advance()
            if self.token.text == "|" and not self.token.spaced:
                self.advance()
                node = self.inside("|")
                self.expect("|", "to close the norm")
                return self.norm(node, token)
            return s.Call(*self._absolute(token))
        if token.text == ")" or token.text == "]" or token.text == "}":
            raise self.fail(
                worded("{sign} closes nothing.", sign=token.text), remedy="Take it out, or open it before."
            )
        if token.text in ("_", "^"):
            raise self.fail(
                worded("{sign} has nothing before it.", sign=token.text),
                remedy="Write the name it belongs to.",
            )
        raise self.fail(
            worded("expected a number, a name or a bracket, but {sign} stands here.", sign=token.text),
            remedy="Something is missing before it, or it does not belong here.",
        )

    def _absolute(self, token: Token) -> tuple[Origin, str, tuple[s.Node, ...]]:
        body = self.inside("|")
        return self.origin(token.start), "abs", (body,)

    def norm(self, body: s.Node, token: Token) -> s.Node:
        """The norm's kind, written below it."""
        kind = ""
        if self.token.text == "_":
            kind = plain(self.subscript().text)
        return s.Norm(self.origin(token.start), body, kind)

    def shaped(self, token: Token) -> s.Node | None:
        """Fractions, roots, ``\\left`` brackets, norms, environments."""
        text, start = token.text, token.start
        if text == r"\frac":
            self.advance()
            top, bottom = self.part(token, "numerator"), self.part(token, "denominator")
            return s.Quotient(self.origin(start), top, bottom)
        if text == r"\sqrt":
            self.advance()
            degree = self.inside("]") if self.accept("[") else None
            return s.Root(self.origin(start), self.part(token, "radicand"), degree)
        if text == r"\left":
            return self.left(token)
        if text == r"\|":
            self.advance()
            return self.norm(self.inside(r"\|"), token)
        if text == r"\begin":
            return self.environment(token)
        if text == r"\boxed":
            self.advance()
            return self.part(token, "content")
        if text == r"\infty":
            self.advance()
            return s.Infinity(self.origin(start))
        if text == r"\langle":
            self.advance()
            items = self.list_until(r"\rangle", token)
            if len(items) == 2:  # the scalar product
                return s.Times(
                    self.origin(start), (s.Transposed(self.origin(start), items[0]), items[1]), ("",)
                )
            return s.Listed(self.origin(start), items, "<>")
        if text == r"\{":
            self.advance()
            items = self.list_until(r"\}", token)
            return items[0] if len(items) == 1 else s.Listed(self.origin(start), items, "{}")
        if text in (r"\mathbf", r"\mathbb", r"\vec"):
            return self._ones_or_eye(text, start)
        return None

    def _ones_or_eye(self, font: str, start: int) -> s.Node | None:
        r"""``\mathbf{1}``, ``\mathbf 1`` and ``\vec{1}``; ``\mathbf{I}``."""
        braces = self.ahead(1).text == "{"
        sign = self.ahead(1 + braces).text
        if sign not in ("1", "I") or (braces and self.ahead(3).text != "}"):
            return None
        if sign == "I" and (not braces or font != r"\mathbf" or self.names.has_value(r"\mathbf{I}")):
            return None
        self.position += 2 + 2 * braces
        return s.Ones(self.origin(start)) if sign == "1" else s.Eye(self.origin(start))

    def part(self, token: Token, what: str) -> s.Node:
        """One argument of ``\\frac`` or ``\\sqrt``: a group, or one sign."""
        here = self.token
        if here.text == "{":
            self.advance()
            return self.inside("}")
        if here.text == "(" and what == "radicand":  # √(x + 1)
            self.advance()
            return self.inside(")")
        if here.kind == "number" and self.text[token.start : token.end] == "√":  # √10, not √1 · 0
            self.advance()
            return s.Number(self.origin(here.start), Fraction(here.text.partition("e")[0]), here.text)
        if here.kind == "number" and here.text.isdigit():
            # \frac12 takes one digit at a time
            rest = here._replace(text=here.text[1:], start=here.start + 1, spaced=False)
            digit = s.Number(
                self.origin(here.start, here.start + 1), Fraction(int(here.text[0])), here.text[0]
            )
            if rest.text:
                self.tokens[self.position] = rest
            else:
                self.advance()
            return digit
        if here.kind == "letter" or here.text in LETTERS:
            self.advance()
            return s.Name(self.origin(here.start), here.text)
        if here.kind == "command" and self.starts_factor():
            return self.primary()
        raise self.fail(
            worded("the {what} of {sign} is missing.", what=what, sign=token.text),
            token,
            worded("Write {sign}.", sign=token.text + ("{…}{…}" if token.text == r"\frac" else "{…}")),
        )

    def left(self, token: Token) -> s.Node:
        """``\\left( … \\right)``, ``\\left| … \\right|``, ``\\left. … \\right|_{x=2}``."""
        self.advance()
        opening = self.delimiter(token)
        if opening == r"\{" and environment(self.tokens, self.position)[0] == "array":
            node = self.environment(self.token, cases=True)
            self.close(r"\right", token)
            return node
        body = self.inside(r"\right", token, listed=opening in ("(", "["))
        closing = self.tokens[self.position - 1].text
        if opening == "|" and closing == "|":
            return s.Call(self.origin(token.start), "abs", (body,))
        if opening == r"\|" and closing == r"\|":
            return self.norm(body, token)
        if closing == "|" and self.token.text == "_":
            self.position -= 1
            return self.evaluated(body, token.start)
        if opening in (")", "]", r"\}") or BRACKETS.get(opening, closing) != closing:
            raise self.fail(
                worded(r"\left{opening} is closed by \right{closing}.", opening=opening, closing=closing),
                token,
                "Use two brackets of one kind.",
            )
        return body

    def list_until(self, closing: str, opening: Token) -> tuple[s.Node, ...]:
        """Expressions with commas between them, and the closing bracket."""
        self.deeper()
        self.open.append(closing)
        self.listing += 1
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        self.close(closing, opening)
        self.listing -= 1
        self.open.pop()
        self.depth -= 1
        return tuple(items)

    # -- matrices and cases ------------------------------------------------------------------------------

    def environment(self, token: Token, *, cases: bool = False) -> s.Node:
        """``pmatrix`` and the like, ``cases``; an ``array`` may be cases too, behind a brace."""
        word, after = environment(self.tokens, self.position)
        kind = "cases" if cases else word
        if word not in GRIDS and word not in CASES:
            raise self.fail(
                worded("the reader does not know the environment {word}.", word=word or "?"),
                token,
                "Matrices are pmatrix or bmatrix, case distinctions are cases.",
            )
        self.position = after
        if word == "array" and self.accept("{"):
            while self.token.kind != "end" and not self.accept("}"):
                self.advance()
        self.deeper()
        self.open.append("end")
        listing, self.listing = self.listing, 1
        rows = self.rows(kind, token)
        self.listing = listing
        self.open.pop()
        self.depth -= 1
        self.position = environment(self.tokens, self.position)[1]
        origin = self.origin(token.start)
        if kind in CASES:
            return self.cases(rows, token)
        if len({len(row) for row in rows}) > 1:
            raise self.fail("the rows of this matrix have different lengths.", token, "Check the & signs.")
        if sum(map(len, rows)) > MAX_ELEMENTS:
            raise self.fail(
                worded("a matrix of more than {max_elements} elements.", max_elements=MAX_ELEMENTS),
                token,
                reason="resource",
            )
        if word in ("vmatrix", "Vmatrix"):
            raise self.fail("determinants are not read.", token)
        return s.Grid(origin, tuple(tuple(cell for cell in row if cell is not None) for row in rows))

    def rows(self, word: str, token: Token) -> list[list[s.Node | None]]:
        """Cells separated by ``&`` and ``\\\\`` up to ``\\end``; an empty condition is ``None``."""
        rows: list[list[s.Node | None]] = [[]]
        while True:
            while self.token.kind == "newline":
                self.advance()
            if self.token.text == r"\end":
                break
            rows[-1].append(self.cell(word, len(rows[-1])))
            while self.token.kind == "newline":
                self.advance()
            if self.token.text == "&":
                self.advance()
            elif self.token.kind == "row":
                self.advance()
                rows.append([])
            elif self.token.text != r"\end":
                raise self.fail(
                    worded("{sign} does not belong in {word}.", sign=quoted(self.token.text), word=word),
                    remedy=worded(r"Write \end{{word}}.", word=word),
                )
        if not rows[-1] and len(rows) > 1:
            rows.pop()
        if not rows[0]:
            raise self.fail(worded("{word} is empty.", word=word), token)
        return rows

    def cell(self, word: str, column: int) -> s.Node | None:
        """One cell; a second one in ``cases`` is a condition with words like ``if`` and ``otherwise`` around."""
        if word not in CASES:
            return self.expression()
        if column == 0:
            node = self.expression()
            self.accept(",")
            return node
        self._skip_words()
        if self.token.kind == "row" or self.token.text in (r"\end", "&"):
            return None
        node = self.in_brackets() if self.token.text == "(" and self.condition_ahead() else self.relation()
        self._skip_words()
        return node

    def _skip_words(self) -> None:
        while self.token.text in (",", ".") or self._only_words():
            if self.token.text in WORDS:
                command = self.advance()
                self.braced_word(command)
            elif self.token.kind == "letter":
                self.position += len(self.run())
            else:
                self.advance()

    def _only_words(self) -> bool:
        """True at ``\\text{if}``, ``\\text{otherwise }``, ``\\text{,}``: words about the formula, not in it."""
        if self.token.text == r"\text" and self.ahead(2).kind == "word":
            return self.ahead(2).text.strip(" ,.:").lower() in ABOUT
        return self.token.kind == "letter" and self.run() in ("if", "otherwise", "else", "for")

    def cases(self, rows: list[list[s.Node | None]], token: Token) -> s.Node:
        """Rows to branches."""
        branches: list[tuple[s.Node, s.Node | None]] = []
        for number, row in enumerate(rows):
            condition = row[1] if len(row) > 1 else None
            if row[0] is None or len(row) > 2:
                raise self.fail(
                    "a row of cases is a value and a condition.", token, r"Write value & condition \\."
                )
            if condition is None and number < len(rows) - 1:
                raise self.fail("only the last row of cases may be without a condition.", token)
            if condition is not None and not isinstance(condition, s.Relation):
                raise ReadError("this is no condition.", condition.origin, remedy="Write for example x > 0.")
            branches.append((row[0], condition))
        return s.Cases(self.origin(token.start), tuple(branches))
