"""Text to statements: sums, products, big operators, derivatives, relations.

``parse(text, names)`` gives the syntax tree of every statement.  Each function reads one construct of the grammar:
statement = side (relation side)*;  side = term (± term)*;  term = factor (· factor | / factor | factor)*.
"""

from __future__ import annotations

from symgrad.errors import Origin, ReadError
from symgrad.reading import syntax as s
from symgrad.reading.names import Names
from symgrad.reading.operands import PRODUCTS, OperandReader
from symgrad.reading.scripts import LETTERS
from symgrad.reading.statements import RELATIONS, split
from symgrad.reading.tokens import Token, tokenize

_BODY_OPENERS = ("(", "[", "{", r"\left", r"\{")


class Parser(OperandReader):
    """Reads one statement."""

    def __init__(self, tokens: list[Token], names: Names, text: str, source: str, first_line: int) -> None:
        super().__init__(tokens, names, text, source, first_line)
        self.open: list[str] = []
        self.listing = 0

    # -- statements --------------------------------------------------------------------------------------

    def statement(self) -> s.Statement:
        """Everything up to the end, which must be reached."""
        node = self.relation()
        self._skip_words()
        if self.token.kind != "end":
            raise self.fail(
                f"{self.token.text!r} does not belong here: the formula was complete before it.",
                remedy="Put an operator before it, or take it out. Statements are separated by new lines or ;",
            )
        return node if isinstance(node, s.Statement) else s.Formula(node.origin, node)

    def relation(self) -> s.Node:
        """An expression, or sides with relation signs between them."""
        start = self.token.start
        sides = [self.expression()]
        signs: list[str] = []
        while self.token.text in RELATIONS:
            sign = self.advance()
            if sign.text in (r"\sim", r"\propto"):
                raise self.fail(f"{sign.text} is not read.", sign)
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
            around = self.delimiter()
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
        start = self.token.start
        sign = self.sign()
        terms = [(sign, self.term())]
        while self.token.text in ("+", "-"):
            sign = self.sign()
            terms.append((sign, self.term()))
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return s.Plus(self.origin(start), tuple(terms))

    def sign(self) -> int:
        """The signs here as +1 or −1."""
        sign = 1
        while self.token.text in ("+", "-"):
            if self.advance().text == "-":
                sign = -sign
        return sign

    def term(self) -> s.Node:
        """Factors with and without signs between them."""
        start = self.token.start
        factors = [self.factor()]
        signs: list[str] = []
        while True:
            token = self.token
            if token.text in PRODUCTS:
                self.advance()
                signs.append(PRODUCTS[token.text])
                factors.append(self.signed_factor())
            elif token.text == "/":
                self.advance()
                top = self._product(start, factors, signs)
                bottom = self.signed_factor()
                self._refuse_doubt(start, bottom)
                factors, signs = [s.Quotient(self.origin(start), top, bottom)], []
            elif self.starts_factor():
                signs.append("")
                factors.append(self.factor())
            else:
                return self._product(start, factors, signs)

    def _product(self, start: int, factors: list[s.Node], signs: list[str]) -> s.Node:
        if len(factors) == 1:
            return factors[0]
        return s.Times(self.origin(start), tuple(factors), tuple(signs))

    def _refuse_doubt(self, start: int, bottom: s.Node) -> None:
        """``a/bc`` could be (a/b)c or a/(bc)."""
        if not self.starts_factor():
            return
        over = self.origin(start).fragment
        below = bottom.origin.fragment
        rest = self.token.text
        raise ReadError(
            f"what stands below the line in {over} {rest}…?",
            self.origin(start, self.token.end),
            remedy=rf"Write {over} \cdot {rest}… if only {below} does, brackets {below.join(('(', ''))} {rest}…) if all of it does,"
            r" or \frac{…}{…}.",
        )

    def signed_factor(self) -> s.Node:
        """A factor that may have a minus before it: ``a \\cdot -b``."""
        start = self.token.start
        if self.token.text in ("+", "-"):
            sign = self.sign()
            factor = self.factor()
            return factor if sign == 1 else s.Plus(self.origin(start), ((sign, factor),))
        return self.factor()

    # -- what begins with a sign of its own --------------------------------------------------------------

    def prefixed(self, token: Token) -> s.Node | None:
        """Σ, Π, max, min, lim, ∇ and derivatives."""
        if token.text in (r"\sum", r"\prod"):
            return self.big_sum(self.advance())
        if token.text in (r"\max", r"\min"):
            return self.extreme(self.advance().text[1:], token)
        if token.text == r"\lim":
            return self.limit(self.advance())
        if token.text == r"\nabla":
            return self.nabla(self.advance())
        if token.text == r"\arg":
            raise self.fail(
                r"\arg\min is not read.", remedy="Write the function that is minimised as a definition."
            )
        if token.text == r"\int":
            raise self.fail("integrals are not read.")
        return self.derivative(token)

    def big_sum(self, token: Token) -> s.Node:
        """Σ with its bounds and its body: the product that follows."""
        below: tuple[s.Bound, ...] = ()
        high: s.Node | None = None
        for _ in range(2):
            if self.token.text == "_" and not below:
                self.advance()
                below = self.bounds(token)
            elif self.token.text == "^" and high is None:
                sign = self.advance()
                high, _ = self.exponent(sign)
        if high is not None:
            if len(below) != 1:
                raise self.fail(
                    f"{token.text} has an upper limit, but not one index below.",
                    token,
                    rf"For example {token.text}_{{i=1}}^{{m}}.",
                )
            below = (s.Bound(below[0].origin, below[0].letter, below[0].low, high),)
        if not self.starts_factor():
            raise self.fail(
                f"{token.text} has nothing to add up." if token.text == r"\sum" else "Π has no factor.",
                token,
                "Write what is summed behind it; put a sum of terms into brackets.",
            )
        self.deeper()
        body = self.term()
        self.depth -= 1
        operator = r"\sum" if token.text == r"\sum" else r"\prod"
        return s.BigSum(self.origin(token.start), operator, below, body)

    def bounds(self, token: Token) -> tuple[s.Bound, ...]:
        """``i``, ``{i=1}``, ``{i,k}``, ``{ik}``, ``{i=1,k=1}``."""
        if self.token.kind == "letter":
            letter = self.advance()
            return (s.Bound(self.origin(letter.start), letter.text),)
        opening = self.expect("{", f"after {token.text}_")
        found: list[s.Bound] = []
        while not self.accept("}"):
            letter = self.token
            if letter.kind != "letter" and letter.text not in LETTERS:
                raise self.fail(
                    f"expected an index, but {letter.text or 'the end'!r} stands here.",
                    None if letter.kind != "end" else opening,
                    rf"For example {token.text}_{{i=1}}^{{m}} or {token.text}_{{i}}.",
                )
            self.advance()
            low = None
            if self.accept("="):
                self.listing += 1
                low = self.expression()
                self.listing -= 1
            if self.token.text in RELATIONS:
                raise self.fail(
                    f"a sum with the condition {self.token.text} is not read.",
                    remedy=rf"Sum over a whole range: \sum_{{{letter.text}=1}}^{{m}}.",
                )
            found.append(s.Bound(self.origin(letter.start), letter.text, low))
            self.accept(",")
        if not found:
            raise self.fail("the sum's index is missing.", opening, r"For example \sum_{i=1}^{m}.")
        return tuple(found)

    def extreme(self, which: str, token: Token) -> s.Node:
        """``\\max(0, x)``, ``\\max\\{0, x\\}``, ``\\max_k z_k``."""
        over = None
        if self.token.text == "_":
            start = self.token.start
            script = self.subscript()
            over = s.Name(self.origin(start), script.text)
        if over is None and self.token.text in ("(", "[", r"\{", r"\left"):
            arguments = self.arguments()
        elif over is None:
            raise self.fail(
                rf"\{which} needs its arguments in brackets.", token, rf"For example \{which}(0, x)."
            )
        else:
            arguments = (self.term(),)
        if over is None and len(arguments) < 2:
            raise self.fail(rf"\{which} of one thing.", token, rf"Write \{which}(0, x) with a comma.")
        kind = "max" if which == "max" else "min"
        return s.Extreme(self.origin(token.start), kind, arguments, over)  # type: ignore[arg-type]

    def limit(self, token: Token) -> s.Node:
        """``\\lim_{h\\to0} …``"""
        self.expect("_", r"after \lim")
        self.expect("{", r"after \lim_")
        variable = self.name()
        self.expect(r"\to", r"in \lim")
        point = self.inside("}")
        return s.Limit(self.origin(token.start), self.term(), variable, point)

    def nabla(self, token: Token) -> s.Node:
        """``\\nabla f(w)``, ``\\nabla_\\theta J(\\theta)``"""
        by = None
        if self.accept("_"):
            braces = self.accept("{")
            by = (
                self.name()
                if braces
                else s.Name(self.origin(self.token.start, self.token.end), self.base()[0])
            )
            if braces:
                self.expect("}", r"after \nabla_{")
        body = self.factor()
        return s.Nabla(self.origin(token.start), body, by)

    # -- derivatives -------------------------------------------------------------------------------------

    def derivative(self, token: Token) -> s.Node | None:
        """Every style: ``\\frac{\\partial E}{\\partial w}``, ``\\frac{d}{dw}(…)``, ``\\partial L/\\partial w``, ``\\partial_w L``."""
        if token.text == r"\frac":
            return self._derivative_fraction(token)
        if token.text == r"\partial" and self.ahead(1).text == "_":
            self.position += 2
            braces = self.accept("{")
            by = (
                self.name()
                if braces
                else s.Name(self.origin(self.token.start, self.token.end), self.base()[0])
            )
            if braces:
                self.expect("}", r"after \partial_{")
            return s.Derived(self.origin(token.start), self._derived_body(token), (by,))
        if token.text == r"\partial" or (token.text == "d" and not self.names.has_value("d")):
            return self._derivative_inline(token)
        return None

    def _differential(self, position: int) -> int:
        """The number of tokens the ∂ or d at ``position`` takes, 0 if there is none."""
        token = self.tokens[min(position, len(self.tokens) - 1)]
        if token.text == r"\partial" or (token.text == "d" and token.kind == "letter"):
            return 1
        if token.text in (r"\mathrm", r"\text") and position + 3 < len(self.tokens):
            return 4 if self.tokens[position + 2].text == "d" else 0
        return 0

    def _derivative_fraction(self, token: Token) -> s.Node | None:
        start = self.position
        first = self._differential(start + 2) if self.ahead(1).text == "{" else 0
        if not first:
            return None
        closing = self._closing(start + 1)
        if self.tokens[min(closing + 1, len(self.tokens) - 1)].text != "{" or not self._differential(
            closing + 2
        ):
            return None
        if self.tokens[start + 2].text == "d" and self.names.has_value("d"):
            raise self.fail(
                "is this d the name that is declared, or a derivative?",
                self.tokens[start + 2],
                r"Write \mathrm{d} or \partial for the derivative.",
            )
        self.position = start + 2 + first
        self.deeper()
        order = self._order()
        body = None if self.token.text == "}" else self.inside("}")
        if body is None:
            self.advance()
        self.expect("{", "for the denominator of the derivative")
        by = self._denominator()
        self.expect("}", "after the denominator of the derivative")
        self._refuse_orders(order, by, token)
        if body is None:
            body = self._derived_body(token)
        self.depth -= 1
        return s.Derived(self.origin(token.start), body, by)

    def _closing(self, position: int) -> int:
        """Where the group that opens at ``position`` closes; braces are balanced here."""
        depth = 0
        while position < len(self.tokens) - 1:
            text, kind = self.tokens[position].text, self.tokens[position].kind
            depth += (text == "{" and kind == "sign") - (text == "}" and kind == "sign")
            if depth == 0:
                return position
            position += 1
        return position

    def _order(self) -> int:
        """n of ``\\partial^n``."""
        if not self.accept("^"):
            return 1
        braces = self.accept("{")
        token = self.advance()
        if token.kind != "number" or not token.text.isdigit() or not 1 <= int(token.text[:3]) <= 9:
            raise self.fail("the order of a derivative is a number from 1 to 9.", token)
        if braces:
            self.expect("}", "after the order")
        return int(token.text[:3])

    def _denominator(self) -> tuple[s.Name, ...]:
        """``\\partial w^2``, ``\\partial w\\,\\partial b``: the names, each as often as it is differentiated by."""
        found: list[s.Name] = []
        while taken := self._differential(self.position):
            self.position += taken
            if not self.starts_name():
                raise self.fail("the derivative is by what?", remedy=r"Write the name: \partial w.")
            name = self.name()
            found.extend([name] * self._order())
        if not found:
            raise self.fail("the derivative is by what?", remedy=r"Write \partial w.")
        return tuple(found)

    def _refuse_orders(self, order: int, by: tuple[s.Name, ...], token: Token) -> None:
        if order != len(by):
            raise self.fail(
                f"the derivative is of order {order} above and {len(by)} below.",
                token,
                r"Write for example \frac{\partial^2 L}{\partial w^2}.",
            )

    def _derived_body(self, token: Token) -> s.Node:
        """What an operator ∂/∂w stands before: the bracket that follows, else the rest of the term."""
        if not self.starts_factor():
            raise self.fail(
                "the derivative of what?", token, r"Write it behind: \frac{\partial}{\partial w}(…)."
            )
        if self.token.text in _BODY_OPENERS:
            return self.factor()
        return self.term()

    def _derivative_inline(self, token: Token) -> s.Node | None:
        """``\\partial L/\\partial w``, ``dL/dw``."""
        mark = self.position
        self.advance()
        order = 1
        if self.token.text == "^":
            order = self._order() if token.text == r"\partial" or self.ahead(1).kind == "number" else 1
        body = None
        if self.starts_name() and not (token.kind == "letter" and self.token.spaced):
            name = self.name()
            body = (
                s.Call(*self._call_parts(name.key, self.tokens[mark + 1].start, 0))
                if self._called(name)
                else name
            )
        elif token.text == r"\partial" and self.token.text in _BODY_OPENERS:
            body = self.factor()
        if self.token.text == "/" and self._differential(self.position + 1):
            self.advance()
            by = self._denominator()
            self._refuse_orders(order, by, token)
            if body is None:
                body = self._derived_body(token)
            return s.Derived(self.origin(token.start), body, by)
        self.position = mark
        if token.text == r"\partial":
            raise self.fail(
                r"\partial without what it is taken by.", token, r"Write \frac{\partial L}{\partial w}."
            )
        return None

    def _called(self, name: s.Name) -> bool:
        return self.token.text == "(" and self.names.is_function(name)


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
    return tuple(Parser(group, table, text, source, first_line).statement() for group in groups)


def _defined(groups: list[list[Token]], names: Names, text: str, source: str, first_line: int) -> Names:
    """The table with what the left sides define: ``h(x) =`` a function, ``a_1 =`` a value."""
    values: list[str] = []
    functions: list[str] = []
    for group in groups:
        parser = Parser(group, names, text, source, first_line)
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
        if parser.token.text in ("=", ":=", r"\leftarrow"):
            values.append(name.key)
            values.append(name.base)
        elif parser.token.text == "(" and not names.has_value(name.key):
            position = parser.position
            depth = 0
            while group[position].kind != "end":
                depth += (group[position].text == "(") - (group[position].text == ")")
                position += 1
                if depth == 0:
                    break
            if group[position].text in ("=", ":="):
                functions.append(name.key)
    return names.with_more(values, functions)


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
                f"{parser.token.text} is not a name.", remedy=r"Names are declared like w_1 \hat{y} W^{[1]}."
            )
        found.append(parser.name(whole_words=True))
        if parser.token.text in ("^", "_", "'"):
            raise parser.fail("this does not belong to a name.", remedy="Declare the name without powers.")
    return tuple(found)


def name_key(text: str) -> str:
    """The canonical LaTeX of one name: ``name_key(r"\\hat y") == r"\\hat{y}"``.  Raises ``ReadError``."""
    names = parse_names(text)
    if len(names) != 1:
        raise ReadError(f"{text!r} is {len(names)} names, not one.", Origin(text, 0, len(text)))
    return names[0].key
