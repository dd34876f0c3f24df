"""Text to statements: relations, sums, products.

``parse(text, names)`` gives the syntax tree of every statement.  Each function reads one construct of the grammar:
statement = side (relation side)*;  side = term (± term)*;  term = factor (· factor | / factor | factor)*.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from symgrad.errors import Origin, ReadError, quoted, worded
from symgrad.reading import syntax as s
from symgrad.reading.limits import MAX_DEPTH, too_deep
from symgrad.reading.names import Names
from symgrad.reading.operators import OperatorReader
from symgrad.reading.statements import RELATIONS, split
from symgrad.reading.tokens import Token, tokenize
from symgrad.reading.vocabulary import PRODUCTS, SPELLED

#: what may stand before a formula, or behind it, and is no part of it
_LEADING = frozenset(
    ["=", r"\therefore", r"\implies", r"\Rightarrow", r"\Leftrightarrow", r"\iff", r"\Longrightarrow"]
)
_TRAILING = frozenset([r"\blacksquare", r"\square", r"\Box", r"\qed", r"\checkmark"])
_SIGNS = frozenset("+-")
#: what no term goes on with; the empty text is that of the end
_BEHIND_A_TERM = frozenset(["+", "-", ")", "]", "}", "=", ",", r"\right", ""])


class Parser(OperatorReader):
    """Reads one statement."""

    # -- statements --------------------------------------------------------------------------------------

    def statement(self) -> s.Statement:
        """Everything up to the end, which must be reached."""
        while self.token.text in _LEADING:
            self.advance()
        self._unbox()
        node = self.relation()
        self._skip_words()
        while self.token.text in _TRAILING:
            self.advance()
        if self.token.kind != "end":
            self._refuse_decimal_comma()
            raise self.fail(
                worded(
                    "{sign} does not belong here: the formula was complete before it.",
                    sign=quoted(self.token.text),
                ),
                remedy="Put an operator before it, or take it out. Statements are separated by new lines or ;",
            )
        return node if isinstance(node, s.Statement) else s.Formula(node.origin, node)

    def _refuse_decimal_comma(self) -> None:
        """``x + 0,5``: the thousands of 12,345 have been read before."""
        if self.position < 2 or self.token.spaced:
            return
        whole, comma = self.tokens[self.position - 2], self.tokens[self.position - 1]
        if whole.text.isdigit() and comma.text == "," and not comma.spaced and self.token.text.isdigit():
            raise ReadError(
                "a comma in a number.",
                self.origin(whole.start, self.token.end),
                remedy=worded("Write {number}, with a point.", number=f"{whole.text}.{self.token.text}"),
            )

    def _unbox(self) -> None:
        """``\\boxed{w = 2}``: a box around the whole statement has no meaning."""
        if self.token.text != r"\boxed" or self.ahead(1).text != "{":
            return
        closing, depth = self.position + 1, 0
        for place in range(self.position + 1, len(self.tokens) - 1):
            text, kind = self.tokens[place].text, self.tokens[place].kind
            depth += (text == "{" and kind == "sign") - (text == "}" and kind == "sign")
            if depth == 0:
                closing = place
                break
        if self.tokens[closing + 1].kind == "end" or self.tokens[closing + 1].text in (".", ","):
            del self.tokens[closing]
            self.position += 2

    def relation(self) -> s.Node:
        """An expression, or sides with relation signs between them."""
        start = self.token.start
        sides = [self.expression()]
        signs: list[str] = []
        while self.token.text in RELATIONS:
            sign = self.advance()
            if sign.text in (r"\sim", r"\propto"):
                raise self.fail(worded("{sign} is not read.", sign=sign.text), sign)
            signs.append(sign.text)
            sides.append(self.set_of_values() if sign.text == r"\in" else self.expression())
        if not signs:
            return sides[0]
        if ":=" in signs or r"\leftarrow" in signs:
            if len(signs) > 1:
                raise self.fail("an assignment with more than two sides.", remedy="Write one line for each.")
            return s.Assign(self.origin(start), sides[0], sides[1], signs[0])
        return s.Relation(self.origin(start), tuple(sides), tuple(signs))

    def set_of_values(self) -> s.Node:
        """``\\{0, 1\\}``, ``[0, 1)`` or ``\\mathbb{R}^n``."""
        token = self.token
        around = ""
        if token.text == r"\left":
            self.advance()
            around = self.delimiter(token)
            items = self.list_until(r"\right", token)
            closing = self.tokens[self.position - 1].text
            return s.Listed(self.origin(token.start), items, around.strip("\\") + closing.strip("\\"))
        if token.text == r"\{":
            self.advance()
            return s.Listed(self.origin(token.start), self.list_until(r"\}", token), "{}")
        if token.text in ("[", "("):
            self.advance()
            self.listing += 1
            items = (self.expression(),)
            self.expect(",", "between the ends of the interval")
            items += (self.expression(),)
            self.listing -= 1
            if self.token.text not in ("]", ")"):
                raise self.fail("the interval is not closed.", token, "Write ] or ).")
            return s.Listed(self.origin(token.start), items, token.text + self.advance().text)
        return self.factor()

    # -- sums and products -------------------------------------------------------------------------------

    def expression(self) -> s.Node:
        """A sum of terms, each with its sign."""
        token = self.tokens[self.position]
        start = token.start
        sign = self.sign() if token.text in _SIGNS else 1
        terms = [(sign, self.term())]
        while self.tokens[self.position].text in _SIGNS:
            sign = self.sign()
            if self.token.text == r"\dots":
                self.series(terms, self.token)
            else:
                terms.append((sign, self.term()))
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return s.Plus(self.origin(start), tuple(terms))

    def sign(self) -> int:
        """The signs here as +1 or −1."""
        sign = 1
        while (text := self.tokens[self.position].text) in _SIGNS:
            self.position += 1
            if text == "-":
                sign = -sign
        return sign

    def term(self) -> s.Node:
        """Factors with and without signs between them."""
        start = self.tokens[self.position].start
        factors = [self.factor()]
        signs: list[str] = []
        divisions = 0
        while True:
            token = self.tokens[self.position]
            if token.text in _BEHIND_A_TERM:
                return self._product(start, factors, signs)
            if token.text in PRODUCTS:
                self.advance()
                signs.append(PRODUCTS[token.text])
                factors.append(self.signed_factor())
            elif token.text == "/":
                self.advance()
                top = self._product(start, factors, signs)
                bottom = self.signed_factor()
                divisions += 1
                if divisions > MAX_DEPTH:
                    raise self.fail(
                        worded("more than {most} divisions in a row.", most=MAX_DEPTH),
                        token,
                        reason="resource",
                    )
                self._refuse_doubt(start, bottom)
                factors, signs = [s.Quotient(self.origin(start), top, bottom)], []
            elif token.text == r"\otimes":
                raise self.fail(
                    "a Kronecker product has four axes, and a matrix has two.",
                    token,
                    r"Write A X B for (B^\top \otimes A) \operatorname{vec}(X), a b^\top for an outer product,"
                    " or indices.",
                )
            elif self.starts_factor():
                self._refuse_equation_number()
                factor = self.factor()
                if isinstance(factor, s.Number) and isinstance(factors[-1], s.Number):  # 1^T is none
                    raise self.fail(
                        "numbers beside each other.", token, "Write one number, or · for a product."
                    )
                signs.append("")
                factors.append(factor)
            else:
                return self._product(start, factors, signs)

    def _product(self, start: int, factors: list[s.Node], signs: list[str]) -> s.Node:
        if len(factors) == 1:
            return factors[0]
        return s.Times(self.origin(start), tuple(factors), tuple(signs))

    def _refuse_doubt(self, start: int, bottom: s.Node) -> None:
        """``a/bc`` could be (a/b)c or a/(bc)."""
        if not self.starts_factor() or self.token.text == r"\sum" or self._sum_word():
            return
        over = self.origin(start).fragment
        below = bottom.origin.fragment
        rest = self.token.text
        raise ReadError(
            worded("what stands below the line in {over} {rest}…?", over=over, rest=rest),
            self.origin(start, self.token.end),
            remedy=worded(
                r"Write {over} \cdot {rest}… if only {below} does, ({below} {rest}…) if all does.",
                over=over,
                rest=rest,
                below=below,
            ),
        )

    def _sum_word(self) -> bool:
        """True at ``sum_{…}`` and ``sum(…)`` of plain text: 1/m sum_{i=1}^m is as 1/m Σ."""
        if self.token.text != "s" or self.run() != "sum" or self.ahead(3).text not in ("_", "("):
            return False
        return not all(map(self.names.has_value, "sum"))

    def _refuse_equation_number(self) -> None:
        """``L = … \\quad (2)``: the number of the equation, not a factor."""
        gap = self.text[self.tokens[self.position - 1].end : self.token.start] if self.position else ""
        if "quad" in gap and self.token.text == "(" and self.ahead(2).text == ")":
            raise self.fail(
                worded("is ({number}) the number of the equation, or a factor?", number=self.ahead(1).text),
                self.ahead(1),
                worded(
                    r"Write \tag{{number}} for a number, \cdot before a factor.", number=self.ahead(1).text
                ),
            )

    def squared(self) -> bool:
        r"""True for the ``^2`` of ``\sigma^2 =``, a definition of a square."""
        braces = self.ahead(1).text == "{"
        square = self.token.text == "^" and self.ahead(1 + braces).text == "2"
        return square and self.ahead(2 + 2 * braces).text in ("=", ":=")

    def signed_factor(self) -> s.Node:
        """A factor that may have a minus before it: ``a \\cdot -b``."""
        start = self.token.start
        if self.token.text in ("+", "-"):
            sign = self.sign()
            factor = self.factor()
            return factor if sign == 1 else s.Plus(self.origin(start), ((sign, factor),))
        return self.factor()


def parse(
    text: str, names: Names | None = None, *, source: str = "", first_line: int = 1
) -> tuple[s.Statement, ...]:
    """The syntax trees of all statements in ``text``.

    Names that a statement defines (``h(x) = …``, ``a_1 = …``) are known in all statements.  Raises ``ReadError``.
    """
    tokens = tokenize(text, source=source, first_line=first_line)
    everything = Parser(tokens, names or Names(), text, source, first_line)
    groups = split(tokens, everything.fail)
    if not groups:
        raise ReadError(
            "there is no formula in the text.",
            Origin(text, 0, len(text), source, first_line) if text.strip() else None,
            remedy="Write for example L = (y - w x)^2.",
            reason="empty",
        )
    table = _defined(groups, names or Names(), text, source, first_line)
    with too_deep(text):
        return tuple(Parser(group, table, text, source, first_line).statement() for group in groups)


def _defined(groups: list[list[Token]], names: Names, text: str, source: str, first_line: int) -> Names:
    """The table with what the left sides define: ``h(x) =`` a function, ``a_1 =`` a value."""
    values: list[str] = []
    functions: list[str] = []
    applied: list[str] = []
    for group in groups:
        parser = Parser(group, names, text, source, first_line)
        bracket = parser.accept("(")  # (h_1)_{i} = …, (h(x_1))_{i} = …
        if not parser.starts_name():
            continue
        try:
            run = parser.run() if parser.token.kind == "letter" else ""
            whole = (
                len(run) > 1
                and parser.ahead(len(run)).text in ("=", ":=", "(")
                and not all(names.has_value(letter) for letter in run)
            )
            name = parser.name(whole_words=whole)
        except ReadError:
            continue  # said again, with more context, when the statement is read
        short = name.sub is not None and name.sup is None and len(name.sub.text) == 1
        if short and name.sub is not None and parser.token.kind == "letter" and not parser.token.spaced:
            run = parser.run()  # y_predict = …, without braces
            if parser.ahead(len(run)).text in ("=", ":="):
                values.append(f"{name.base}_{{{name.sub.text}{run}}}")
        if name.sup is None and parser.squared():  # \sigma_B^2 = …, \sigma_j^2 = … with an index j
            values.append(f"{name.key}^2")
            if name.sub is not None and len(name.sub.text) == 1 and name.sub.text.islower():
                values.append(f"{name.base}^2")
            continue
        if parser.token.text in ("=", ":=", r"\leftarrow"):
            values.append(name.key)
            if name.base not in SPELLED:
                values.append(name.base)
            elif name.key in SPELLED and not names.has_value(name.key):
                applied.append(name.key)
        elif bracket and parser.token.text == ")" and parser.ahead(1).text == "_":
            values.append(name.key)
        elif parser.token.text == "(" and not names.has_value(name.key):
            position = min(_past(group, parser.position, "(", ")") + bracket, len(group) - 1)
            if group[position].text == "_":
                position = _past(group, position + 1, "{", "}")
            if group[position].text in ("=", ":="):
                functions.append(name.key)
    return names.with_more(values, functions, applied)


def _past(group: list[Token], position: int, opening: str, closing: str) -> int:
    """The position after the bracket that opens here, or after one token where none does."""
    depth = 0
    while group[position].kind != "end":
        depth += (group[position].text == opening) - (group[position].text == closing)
        position += 1
        if depth <= 0:
            break
    return min(position, len(group) - 1)


def sides_of(text: str, *, source: str = "", first_line: int = 1) -> Iterator[tuple[Origin, list[Origin]]]:
    """The stretches of every statement in ``text``, and of its sides between relation signs."""
    tokens = tokenize(text, source=source, first_line=first_line)
    fail = Parser(tokens, Names(), text, source, first_line).fail
    for group in split(tokens, fail):
        stretches: list[Origin] = []
        depth, start, last = 0, group[0].start, group[0].start
        for token in group:
            if token.kind == "end" or (depth == 0 and token.text in RELATIONS and token.kind != "letter"):
                stretches.append(Origin(text, start, last, source, first_line))
                start = token.end
            depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
            last = token.end
        yield Origin(text, group[0].start, last, source, first_line), stretches


def parse_names(text: str, *, source: str = "") -> tuple[s.Name, ...]:
    """Names separated by white space or commas, as they are declared: ``"W_1 b_1"``, ``r"\\hat{y}"``."""
    tokens = tokenize(text, source=source)
    parser = Parser(tokens, Names(), text, source, 1)
    found: list[s.Name] = []
    while parser.token.kind != "end":
        if parser.token.kind in ("newline",) or parser.accept(",") or parser.accept(";"):
            if parser.token.kind == "newline":
                parser.advance()
            continue
        if not parser.starts_name():
            raise parser.fail(
                worded("{sign} is not a name.", sign=parser.token.text),
                remedy=r"Names are declared like w_1 \hat{y} W^{[1]}.",
            )
        name = parser.name(whole_words=True)
        # a variance is declared as \sigma^2
        if name.base in SPELLED and name.sup is None and parser.token.text == "^":
            parser.names = Names(frozenset([f"{name.key}^2"]))
            name = parser.scripts(name.origin.start, name)
        found.append(name)
        if parser.token.text in ("^", "_", "'"):
            raise parser.fail("this does not belong to a name.", remedy="Declare the name without powers.")
    return tuple(found)


@lru_cache(maxsize=1024)
def name_key(text: str) -> str:
    """The canonical LaTeX of one name: ``name_key(r"\\hat y") == r"\\hat{y}"``.  Raises ``ReadError``."""
    names = parse_names(text)
    if len(names) != 1:
        raise ReadError(
            worded("{text} is {count} names, not one.", text=quoted(text), count=len(names)),
            Origin(text, 0, len(text)),
        )
    return names[0].key
