"""The same formulas for a terminal: ``∂E/∂w₁ = -2(y - ŷ)·ŷ(1 - ŷ)·h₁``.

In: an expression, the table of names.  Out: one line of Unicode.  Also here: what a name's LaTeX looks like in
Unicode, and how many terminal columns a text takes (Hangul takes two).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from symgrad.model import Model, Name
from symgrad.reading.tokens import GREEK, LAYOUT, SAME
from symgrad.rendering.changes import Place
from symgrad.rendering.notation import RELATIONS, Notation, Piece
from symgrad.rendering.printing import Printer

_SIGNS = (
    "varepsilon:ε vartheta:ϑ varphi:φ varpi:ϖ varrho:ϱ varsigma:ς ell:ℓ top:ᵀ prime:′ partial:∂ nabla:∇ infty:∞ sum:Σ"
    " prod:∏ cdot:· times:× odot:⊙ oslash:⊘ otimes:⊗ circ:∘ star:⋆ ast:∗ bullet:• dagger:† pm:± mp:∓ le:≤ ge:≥ ne:≠"
    " approx:≈ simeq:≃ cong:≅ equiv:≡ in:∈ land:∧ lor:∨ to:→ leftarrow:← dots:… cdots:⋯ lbrack:[ rbrack:] lbrace:{"
    " rbrace:}"
)
#: command -> sign; other spellings of a command are the reader's
COMMANDS = {command[1:]: letter for letter, command in GREEK.items()}
COMMANDS |= dict(entry.split(":") for entry in _SIGNS.split())
_ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
    "check": "\u030c",
}
#: the functions that LaTeX has commands for
_OPERATORS = "arccos arcsin arctan cos cosh cot coth det exp lim ln log max min sin sinh tan tanh"
_SUBSCRIPTS = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ,", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ,", strict=True)
)
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWᵀ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ",
        strict=True,
    )
)
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^']|\s+|.", re.DOTALL)


def columns(text: str) -> int:
    """Terminal columns: wide characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def padded(text: str, width: int) -> str:
    """``text`` followed by spaces up to ``width`` columns."""
    return text + " " * max(0, width - columns(text))


def lowered(text: str) -> str | None:
    """``text`` in subscript characters, or ``None`` where one is missing in Unicode."""
    return _moved(text, _SUBSCRIPTS)


def raised(text: str) -> str | None:
    """``text`` in superscript characters, or ``None`` where one is missing in Unicode."""
    return _moved(text, _SUPERSCRIPTS)


def _moved(text: str, table: Mapping[str, str]) -> str | None:
    return "".join(table[c] for c in text) if text and all(c in table for c in text) else None


def unicode_name(latex: str) -> str:
    r"""A name's LaTeX in Unicode: ``\hat{y}_{1}`` is ŷ₁, ``x^{(i)}`` is x⁽ⁱ⁾, ``W^{[1]}`` is W^[1]."""
    latex = re.sub(r"\\(?:left|right)(?![A-Za-z])", "", latex)
    tokens = [
        token if token[1:] in COMMANDS else SAME.get(token, token).replace(r"\|", "‖")
        for token in _TOKEN.findall(latex)
        if not token.isspace() and token not in LAYOUT
    ]
    shown, rest = _sequence(tokens, 0)
    while rest < len(tokens):  # a stray closing brace
        more, rest = _sequence(tokens, rest + 1)
        shown += more
    return unicodedata.normalize("NFC", shown)


#: stands for a space that is kept while a formula's LaTeX is taken apart
_SPACE = "\u2063"


def unicode_line(latex: str) -> str:
    r"""One line of our own LaTeX in Unicode, its spaces kept: ``2 X^\top (X w - y)`` is 2 Xᵀ (X w - y)."""
    latex = (
        latex.replace(r"\mathbf{1}", "𝟏").replace(r"\|", "‖").replace("_F^{2}", "²").replace("‖^{2}", "‖²")
    )
    latex = re.sub(r"\\(?:left|right)(?![A-Za-z])\s*(\S)", r"\1", latex).replace(r"\,", "")
    latex = re.sub(r"(\\[A-Za-z]+) (?=\\|[A-Za-z0-9])", r"\1" + _SPACE, latex)
    shown = unicode_name(re.sub(r"(?<=[^\\]) ", _SPACE, latex)).replace(_SPACE, " ")
    shown = re.sub(r"‖ (.*?) ‖", r"‖\1‖", shown)
    return re.sub(r"∂ (?=\S)", "∂", re.sub(r"\( | \)", lambda match: match[0].strip(), shown))


def _sequence(tokens: list[str], at: int) -> tuple[str, int]:
    shown = ""
    while at < len(tokens) and tokens[at] != "}":
        token = tokens[at]
        if token in "_^":
            inside, at = _argument(tokens, at + 1)
            moved = (lowered if token == "_" else raised)(inside)
            if inside.startswith("⊙"):  # H^⊙2, the elements to a power
                inside = "⊙" + _guarded(inside[1:].lstrip(_SPACE))
            closed = len(inside) == 1 or inside.startswith(("[", "(", "⊙"))
            plain = inside if closed else f"({inside})"
            shown += moved if moved is not None else token + plain
        else:
            inside, at = _argument(tokens, at)
            word = token.startswith("\\") and len(inside) > 1 and inside.isascii() and inside.isalpha()
            shown += inside + (
                " " if word and at < len(tokens) and tokens[at] not in "(_^{}',)" + _SPACE else ""
            )
    return shown, at


def _argument(tokens: list[str], at: int) -> tuple[str, int]:
    if at >= len(tokens):
        return "", at
    token = tokens[at]
    if token == "{":
        inside, at = _sequence(tokens, at + 1)
        return inside, at + 1
    if token == "'":
        return "′", at + 1
    if not token.startswith("\\"):
        return token, at + 1
    word = token[1:]
    if word in COMMANDS:
        return COMMANDS[word], at + 1
    if word in ("frac", "dfrac", "tfrac"):
        top, at = _argument(tokens, at + 1)
        bottom, at = _argument(tokens, at)
        return f"{_guarded(top)}/{_guarded(bottom)}", at
    if word == "sqrt":
        inside, at = _argument(tokens, at + 1)
        return f"√{_guarded(inside)}", at
    if word in _ACCENTS:
        inside, at = _argument(tokens, at + 1)
        return (inside[:1] + _ACCENTS[word] + inside[1:]), at
    if word in _OPERATORS.split():
        return word, at + 1
    if at + 1 < len(tokens) and tokens[at + 1] == "{":  # \mathbf{x}, \operatorname{ReLU}, \text{in}
        return _argument(tokens, at + 1)
    return ("" if not word.isalpha() else word), at + 1


def _guarded(text: str) -> str:
    """A part of a fraction, in parentheses if it would fall apart in one line."""
    if re.fullmatch(r"‖[^‖]*‖[²³]?|\([^()]*\)", text):
        return text
    return f"({text})" if re.search(rf"[-+·*/ ={_SPACE}]", text.removeprefix("∂" + _SPACE)) else text


@dataclass(frozen=True)
class Plain(Notation):
    """The Unicode notation for one line of text."""

    lang: str = "en"
    marking: str = "none"

    def name(self, latex: str) -> Piece:
        text = unicode_name(latex)
        return Piece(text, "call" if text.endswith(")") else "name")

    def group(self, inside: Piece) -> Piece:
        return Piece(f"({inside.text})", "group")

    def fraction(self, top: Piece, bottom: Piece) -> Piece:
        if top.kind in ("add", "fraction") or (top.kind == "open"):
            top = self.group(top)
        if bottom.kind not in ("name", "number", "call", "group", "power"):
            bottom = self.group(bottom)
        return Piece(f"{top.text}/{bottom.text}", "fraction")

    def power(self, base: Piece, exponent: Piece) -> Piece:
        if base.kind == "name" and any(c in _SUPERSCRIPTS.values() or c in "^′" for c in base.text):
            base = self.group(base)
        high = raised(exponent.text) if base.text != "e" else None
        if high is not None and len(high) <= 3:
            return Piece(base.text + high, "power")
        if exponent.kind != "group" and (len(exponent.text) > 1 or exponent.signed):
            exponent = self.group(exponent)
        return Piece(f"{base.text}^{exponent.text}", "power")

    def root(self, radicand: Piece, degree: int) -> Piece:
        sign = {2: "√", 3: "∛", 4: "∜"}.get(degree)
        if sign is None:
            base = radicand if radicand.kind in ("name", "number") else self.group(radicand)
            return Piece(f"{base.text}^(1/{degree})", "power")
        inside = radicand if radicand.kind in ("name", "number") else self.group(radicand)
        return Piece(sign + inside.text, "call")

    def between(self, left: Piece, right: Piece) -> str:
        if "fraction" in (left.kind, right.kind) or right.kind == "open":
            return " · "
        if right.bare.startswith("(-"):
            return "·"
        if left.kind == "number" and not right.text[:1].isdigit():
            return ""
        return "" if left.kind == "name" and right.kind == "group" else "·"

    def sums(self, limits: Sequence[tuple[Piece, Piece, Piece | None]], body: Piece) -> Piece:
        signs = [
            self._sigma(index.text, low.text, None if upper is None else upper.text)
            for index, low, upper in limits
        ]
        return Piece(" ".join([*signs, body.text]), "open")

    @staticmethod
    def _sigma(index: str, first: str, upper: str | None) -> str:
        if upper is None:
            low = lowered(index)
            return f"Σ{low}" if low is not None else f"Σ[{index}]"
        low, high = lowered(f"{index}={first}".replace(" ", "")), raised(upper.replace(" ", ""))
        return f"Σ[{index}={first}..{upper}]" if low is None or high is None else f"Σ{low}{high}"

    def limit(self, letter: Piece, point: Piece, side: int, body: Piece) -> Piece:
        above = {1: "⁺", -1: "⁻", 0: ""}[side]
        return Piece(f"lim[{letter.text}→{point.text}{above}] {body.text}", "open")

    def matrix(self, body: Piece, indices: str) -> Piece:
        return Piece(f"[{body.text}]{lowered(indices) or f'_({indices})'}", "group")

    def call(self, function: str, arguments: Sequence[Piece], exponent: Piece | None = None) -> Piece:
        inside = ", ".join(argument.text for argument in arguments)
        high = "" if exponent is None else raised(exponent.text) or f"^{exponent.text}"
        name = unicode_name(function)
        return Piece(f"{name}{high}({inside})", "call" if exponent is None else "power")

    def absolute(self, inside: Piece) -> Piece:
        return Piece(f"|{inside.text}|", "call")

    def derivative(self, what: Piece, wrt: Piece, of_name: bool) -> Piece:
        if of_name:
            return Piece(f"∂{what.text}/∂{wrt.text}", "fraction")
        return Piece(f"∂/∂{wrt.text} {self.group(what).text}", "fraction")

    def cases(self, rows: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        words = {"en": ("{} if {}", "{} otherwise"), "ko": ("{1}이면 {0}", "그 밖에 {}")}[self.lang]
        shown = [
            words[1].format(value.text) if condition is None else words[0].format(value.text, condition.text)
            for value, condition in rows
        ]
        return Piece("{" + ", ".join(shown) + "}", "group")

    def relation(self, operator: str, sides: Sequence[Piece]) -> Piece:
        return Piece(f" {RELATIONS[operator][1]} ".join(side.text for side in sides), "add")

    def mark(self, piece: Piece) -> Piece:
        return piece


def expression(
    expr: sp.Basic, names: Mapping[str, Name] | Model, *, lang: str = "en", place: Place | None = None
) -> str:
    """One line of Unicode.  Raises ``UnsupportedError`` for a node that is not one of symgrad's."""
    table = names.names if isinstance(names, Model) else names
    return Printer(Plain(lang), table, place).show(expr).text


def width_of_latex(latex: str) -> int:
    """About how many characters wide LaTeX comes out: commands count one, of a fraction the longer half counts."""
    previous = None
    while previous != latex:
        previous = latex
        latex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: max(m[1], m[2], key=_length), latex)
        latex = re.sub(
            r"(?<!frac)(?<!\})\{([^{}]*)\}", lambda m: m[1] if _length(m[1]) else "", latex, count=1
        )
    return _length(latex)


def _length(latex: str) -> int:
    latex = re.sub(r"\\(?:left|right|class|color|hat|bar|tilde|mathbf|operatorname|text|boxed)\b", "", latex)
    latex = re.sub(r"\\[A-Za-z]+|\\.", "x", latex)
    return len(re.sub(r"[\s{}_^]", "", latex))
