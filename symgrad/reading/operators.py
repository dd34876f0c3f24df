"""What begins with a sign of its own: max, lim, ∇, and derivatives in every style of writing; Σ is in ``sums``.

An operator ∂/∂w or d/dw stands for the bracket behind it, or for the rest of the term.
"""

from __future__ import annotations

from symgrad.errors import worded
from symgrad.reading import syntax as s
from symgrad.reading.limits import MAX_FACTORS
from symgrad.reading.literals import literal
from symgrad.reading.series import SeriesReader
from symgrad.reading.substitution import with_number
from symgrad.reading.tokens import Token

_PREFIXED = frozenset([
    r"\sum", r"\prod", r"\max", r"\min", r"\det", r"\lim", r"\nabla", r"\arg", r"\int", r"\frac", r"\partial", "d",
])  # fmt: skip
_BODY_OPENERS = ("(", "[", "{", r"\left", r"\{")


class OperatorReader(SeriesReader):
    """Reads what ``prefixed`` finds."""

    def prefixed(self, token: Token) -> s.Node | None:
        """Σ, Π, max, min, lim, ∇ and derivatives."""
        if token.text not in _PREFIXED:
            return None
        if token.text in (r"\sum", r"\prod"):
            return self.big_sum(self.advance())
        if token.text in (r"\max", r"\min"):
            return self.extreme(self.advance().text[1:], token)
        if token.text == r"\det":
            return self.word_call("det", self.advance())
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

    def extreme(self, which: str, token: Token) -> s.Node:
        """``\\max(0, x)``, ``\\max\\{0, x\\}``, ``\\max_k z_k``."""
        over = None
        bounds: list[s.Bound] = []
        if self.token.text == "_":
            start = self.token.start
            self.advance()
            self.bounds(token, bounds, [])
            if self.accept("^"):
                self.set_ends(token, bounds, [], self.exponent(self.tokens[self.position - 1])[0])
            over = s.Name(self.origin(start), bounds[0].letter) if bounds else None
        if over is None and self.token.text in ("(", "[", r"\{", r"\left"):
            arguments = self.arguments()
        elif over is None:
            raise self.fail(
                worded(r"\{which} needs its arguments in brackets.", which=which),
                token,
                worded(r"For example \{which}(0, x).", which=which),
            )
        else:
            arguments = (self.term(),)
            numbers = [number for number in (bounds[0].low, bounds[0].high) if number is not None]
            ends = [value for value in map(literal, numbers) if value is not None]
            if len(ends) == 2 and 1 <= ends[1] - ends[0] < MAX_FACTORS:  # over a few numbers
                letter, body, over = bounds[0].letter, arguments[0], None
                arguments = tuple(with_number(body, letter, n) for n in range(int(ends[0]), int(ends[1]) + 1))
        if over is None and len(arguments) < 2:
            raise self.fail(
                worded(r"\{which} of one thing.", which=which),
                token,
                worded(r"Write \{which}(0, x) with a comma.", which=which),
            )
        kind = "max" if which == "max" else "min"
        return s.Extreme(self.origin(token.start), kind, arguments, over)  # type: ignore[arg-type]

    def limit(self, token: Token) -> s.Node:
        """``\\lim_{h\\to0} …``, from one side ``\\lim_{h\\to0^+}``, ``\\lim_{h\\to0-}``"""
        self.expect("_", worded("after {sign}", sign=r"\lim"))
        self.expect("{", worded("after {sign}", sign=r"\lim_"))
        variable = self.name()
        self.expect(r"\to", worded("in {sign}", sign=r"\lim"))
        side = self.side()
        point = self.inside("}")
        return s.Limit(self.origin(token.start), self.term(), variable, point, side)

    def side(self) -> int:
        """The side of ``0^+``, ``0^{-}``, ``0+`` before a closing brace; its tokens are taken out."""
        end, depth = self.position, 0
        while (text := self.tokens[end].text) and (text != "}" or depth):
            depth += {"{": 1, "}": -1}.get(text, 0)
            end += 1
        ahead = tuple(token.text for token in self.tokens[self.position : end])
        for sign, side in (("+", 1), ("-", -1)):
            for ending in (("^", "{", sign, "}"), ("^", sign), (sign,)):
                if len(ahead) > len(ending) and ahead[-len(ending) :] == ending:
                    self.tokens = [*self.tokens[: end - len(ending)], *self.tokens[end:]]
                    return side
        return 0

    def nabla(self, token: Token) -> s.Node:
        """``\\nabla f(w)``, ``\\nabla_\\theta J(\\theta)``, the Hessian ``\\nabla^2 f``"""
        by, order = None, self.order_of_nabla()
        if self.accept("_"):
            by = self._name_below(r"\nabla_{")
        order = max(order, self.order_of_nabla())
        in_front = self.token.text == r"\frac" or self.token.kind == "number"
        body = self.factor()
        # ∇_w ½‖w‖² is of both, and ∇L x a product, as is ∇_w u · v.
        whole = in_front and by is not None and by not in s.descend(body)
        while whole and self._beside():
            start = body.origin.start
            body = s.Times(self.origin(start), (body, self.factor()), ("",))
        return s.Nabla(self.origin(token.start), body, by, order)

    def _beside(self) -> bool:
        """Whether a factor follows without a sign in front of it."""
        return self.starts_factor() and self.token.text not in (r"\cdot", r"\times", "*")

    def _name_below(self, sign: str) -> s.Name:
        """The name behind ``_``: one letter, or any name in braces."""
        if not self.accept("{"):
            return s.Name(self.origin(self.token.start, self.token.end), self.base()[0])
        name = self.name()
        self.expect("}", worded("after {sign}", sign=sign))
        return name

    def order_of_nabla(self) -> int:
        """2 for ``^2`` and ``^{2}``, 1 where nothing is written."""
        if not self.accept("^"):
            return 1
        braces = self.accept("{")
        self.expect("2", worded("after {sign}", sign=r"\nabla^"))
        if braces:
            self.expect("}", worded("after {sign}", sign=r"\nabla^{2"))
        return 2

    # -- derivatives -------------------------------------------------------------------------------------

    def derivative(self, token: Token) -> s.Node | None:
        """``\\frac{\\partial E}{\\partial w}``, ``\\frac{d}{dw}(…)``, ``\\partial L/\\partial w``."""
        if token.text == r"\frac":
            return self._derivative_fraction(token)
        if token.text == r"\partial" and self.ahead(1).text == "_":
            self.position += 2
            by = self._name_below(r"\partial_{")
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
                worded(
                    "the derivative is of order {order} above and {below} below.", order=order, below=len(by)
                ),
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
        body: s.Node | None = None
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
