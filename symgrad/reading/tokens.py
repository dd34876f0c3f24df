"""Characters to tokens with positions.

In: the text as typed, LaTeX or plain, pasted unicode included.  Out: ``Token(kind, text, start, end, spaced)``; every
character belongs to a token, to white space, to layout that has no meaning (``\\,``, ``\\bigl``, ``\\displaystyle``)
or to a comment; anything else is an error that underlines it.

Kinds: ``number``, ``letter``, ``command`` (``\\frac``), ``sign`` (one character or ``:=``, ``**``, ``<=``, …),
``word`` (inside ``\\text{…}``), ``newline``, ``row`` (``\\\\``), ``end``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from string import ascii_letters
from typing import NamedTuple

from symgrad.errors import Origin, ReadError, quoted, worded
from symgrad.reading.limits import MAX_DECIMAL_EXPONENT, MAX_DIGITS, MAX_LENGTH


class Token(NamedTuple):
    """One word of the language; ``spaced`` says whether white space came before it."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


#: ``Token(*values)``, without the call in Python that a named tuple makes of it
_token = partial(tuple.__new__, Token)

PATTERN = re.compile(
    r"""
      (?P<space>   [ \t\r\f\v\u00a0\u3000\u200b\ufeff]+ | \\[,;:!>\ ] | \\\n | ~ )
    | (?P<comment> %[^\n]* )
    | (?P<newline> \n )
    | (?P<row>     \\\\ (?:\[[^\]\n]*\])? )
    | (?P<number>  [1-9]\d{0,2} (?:(?:\{,\}|\\,)\d{3})+ (?!\d) (?:\.\d+)?
                 | \d+\{,\}\d+ | \d+ (?:\.\d+)? (?:e[+-]?\d+)? | \.\d+ (?:e[+-]?\d+)? )
    | (?P<command> \\[A-Za-z]+\*? | \\[^A-Za-z\s] )
    | (?P<letter>  [A-Za-z] )
    | (?P<sign>    := | \*\* | <- | <= | >= | != | == | [-+*/=<>()\[\]{}|^_,;:!&.'$"?] )
    """,
    re.VERBOSE,
)

#: 0{,}345 and 1{,}5, which are no thousands
_DECIMAL_COMMA = re.compile(r"(?![1-9]\d{0,2}\{,\}\d{3}$)\d+\{,\}\d+")

#: characters that are tokens by themselves, whatever follows: the pattern need not be asked
_ALONE = {**dict.fromkeys(ascii_letters, "letter"), **dict.fromkeys("-+/()[]{}|^_,;&'$\"?", "sign")}

WORD = re.compile(r"\s*(\{)([^{}\\$]*)\}")
#: commands whose braces hold a word
UPRIGHT = frozenset([r"\mathrm", r"\text", r"\operatorname"])

#: environments whose second column is a condition
CASES = ("cases", "dcases", "rcases")

#: commands that only change how a formula looks
LAYOUT = frozenset([
    r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits", r"\quad", r"\qquad",
    r"\thinspace", r"\medspace", r"\thickspace", r"\negthinspace", r"\enspace", r"\enskip", r"\allowbreak",
    r"\nobreak", r"\nonumber", r"\notag", r"\noindent", r"\mathstrut", r"\big", r"\Big", r"\bigg", r"\Bigg",
    r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\biggl", r"\biggr", r"\Biggl", r"\Biggr", r"\bigm", r"\Bigm",
    r"\mathopen", r"\mathclose", r"\mathrel", r"\mathbin", r"\mathord", r"\middle", r"\/",
])  # fmt: skip

#: other spellings of a command, one meaning
SAME = {
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\rparen": ")",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\vert": "|",
    r"\lVert": r"\|",
    r"\rVert": r"\|",
    r"\Vert": r"\|",
    r"\leq": r"\le",
    r"\leqslant": r"\le",
    r"\geq": r"\ge",
    r"\geqslant": r"\ge",
    r"\neq": r"\ne",
    r"\lt": "<",
    r"\gt": ">",
    "<=": r"\le",
    ">=": r"\ge",
    "!=": r"\ne",
    "==": "=",
    r"\gets": r"\leftarrow",
    "<-": r"\leftarrow",
    r"\coloneqq": ":=",
    r"\coloneq": ":=",
    r"\colonequals": ":=",
    r"\rightarrow": r"\to",
    r"\ast": "*",
    r"\star": "*",
    r"\cdotp": r"\cdot",
    r"\div": "/",
    r"\ds": r"\mathbb",
    r"\mathds": r"\mathbb",
    r"\mathbbm": r"\mathbb",
    r"\bullet": r"\cdot",
    r"\circ": r"\odot",
    r"\otimes": r"\otimes",
    r"\simeq": r"\approx",
    **dict.fromkeys((r"\cong", r"\fallingdotseq", r"\doteq", r"\thickapprox"), r"\approx"),
    r"\prime": "'",
    r"\colon": ":",
    r"\hdots": r"\dots",
    r"\ldots": r"\dots",
    r"\cdots": r"\dots",
    r"\widehat": r"\hat",
    r"\widetilde": r"\tilde",
    r"\overline": r"\bar",
    r"\bm": r"\mathbf",
    r"\boldsymbol": r"\mathbf",
    r"\pmb": r"\mathbf",
    r"\intercal": r"\top",
    r"\transpose": r"\top",
    r"\textrm": r"\text",
    r"\textit": r"\text",
    r"\textbf": r"\text",
    r"\mbox": r"\text",
    r"\operatorname*": r"\operatorname",
    r"\differentialD": r"\mathrm",
}

#: unicode signs people paste, and the tokens they stand for
SIGNS = {
    "−": "-", "–": "-", "—": "-", "﹣": "-", "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot", "•": r"\cdot", "×": r"\times",
    "∗": "*", "⁎": "*", "÷": "/", "∕": "/", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∈": r"\in",
    **dict.fromkeys("≒≃≅≐", r"\approx"),
    "∂": r"\partial", "∑": r"\sum", "√": r"\sqrt", "∇": r"\nabla", "←": r"\leftarrow", "→": r"\to", "≔": ":=",
    "⊙": r"\odot", "⊘": r"\oslash", "∘": r"\odot", "∥": r"\|", "‖": r"\|", "′": "'", "’": "'", "∞": r"\infty",
    "⊗": r"\otimes", "⊤": r"\top", "∏": r"\prod",
    "∆": r"\Delta", "…": r"\dots", "ℓ": r"\ell", "ϵ": r"\epsilon", "ℝ": r"\mathbb{R}", "≡": r"\equiv",
    "、": ",", "。": ".",
}  # fmt: skip

_SCRIPTS = {"SUPERSCRIPT": "^", "SUBSCRIPT": "_"}
_COMBINING = {
    "\u0302": r"\hat", "\u0304": r"\bar", "\u0305": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot", "\u20d7": r"\vec",
}  # fmt: skip


def greek_letters() -> dict[str, str]:
    """α → \\alpha and so on, from the names of the characters."""
    table = {}
    for code in [*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)]:
        character = chr(code)
        words = unicodedata.name(character, "").split()
        if len(words) == 4 and words[0] == "GREEK" and words[2] == "LETTER":
            word = "lambda" if words[3] == "LAMDA" else words[3].lower()
            table[character] = "\\" + (word if words[1] == "SMALL" else word.capitalize())
    return table


GREEK = greek_letters()
#: α, β, … written out: the words plain text may use
GREEK_WORDS = frozenset(command[1:] for command in GREEK.values())


def tokenize(text: str, *, source: str = "", first_line: int = 1) -> list[Token]:
    """The tokens of ``text``, ``end`` last.  Raises ``ReadError`` at the first character that means nothing."""
    if len(text) > MAX_LENGTH:
        raise ReadError(
            worded(
                "the text is {length} characters long; the reader takes {max_length} at most.",
                length=len(text),
                max_length=MAX_LENGTH,
            ),
            remedy="Split it into several models.",
            reason="resource",
        )
    tokens: list[Token] = []
    position, spaced, size = 0, False, len(text)
    arrows = False
    while position < size:
        word, start = text[position], position
        if word == " ":
            position, spaced = position + 1, True
            continue
        if word in _ALONE:
            position += 1
            tokens.append(_token((_ALONE[word], word, start, position, spaced)))
            spaced = False
            continue
        match = PATTERN.match(text, position)
        if match is None:
            position = _foreign(text, position, spaced, tokens, source, first_line)
            spaced = False
            continue
        kind, word, position = str(match.lastgroup), match[0], match.end()
        if kind == "space" or kind == "comment":
            spaced = True
            continue
        if kind == "command" or kind == "sign":
            if word in LAYOUT:
                spaced = True
                continue
            if word in SAME:
                arrows = arrows or word == "<-"
                word = SAME[word]
                kind = "command" if word[0] == "\\" else "sign"
        elif kind == "number" and len(word) > 4:  # 1e99, nothing to refuse or to take out
            _refuse_long(word, Origin(text, start, position, source, first_line))
            word = _plain(word)
        tokens.append(_token((kind, word, start, position, spaced)))
        spaced = False
        if word in UPRIGHT:
            position = _upright(text, position, tokens)
    tokens.append(Token("end", "", size, size, spaced))
    return _in_conditions(tokens) if arrows else tokens


def _plain(number: str) -> str:
    """12{,}345 and 12\\,345 are 12345; 0{,}345 is 0.345."""
    if _DECIMAL_COMMA.fullmatch(number) is not None:
        return number.replace("{,}", ".")
    return number.replace("{,}", "").replace("\\,", "")


def _in_conditions(tokens: list[Token]) -> list[Token]:
    """``<-`` as two signs, less than and minus, inside of brackets and of cases: nothing is assigned there."""
    found: list[Token] = []
    depth = 0
    for number, token in enumerate(tokens):
        if token.text in (r"\begin", r"\end"):
            name = "".join(part.text for part in tokens[number + 2 : number + 8])
            depth += name.startswith(CASES) * (1 if token.text == r"\begin" else -1)
        elif token.kind == "sign" and token.text in "([{}])":
            depth += 1 if token.text in "([{" else -1
        if depth > 0 and token.text == r"\leftarrow" and token.end - token.start == 2:
            found.append(Token("sign", "<", token.start, token.end - 1, token.spaced))
            token = Token("sign", "-", token.start + 1, token.end, False)
        found.append(token)
    return found


def _upright(text: str, position: int, tokens: list[Token]) -> int:
    """What stands in the braces of ``\\text{…}`` is one word, in any language."""
    match = WORD.match(text, position)
    if match is None:
        return position
    tokens.append(Token("sign", "{", match.start(1), match.start(1) + 1, False))
    tokens.append(Token("word", " ".join(match[2].split()), match.start(2), match.end(2), False))
    tokens.append(Token("sign", "}", match.end() - 1, match.end(), False))
    return match.end()


def _refuse_long(word: str, origin: Origin) -> None:
    digits, _, exponent = word.partition("e")
    if len(digits) > MAX_DIGITS:
        raise ReadError(
            worded("a number of more than {max_digits} digits.", max_digits=MAX_DIGITS),
            origin,
            reason="resource",
        )
    if exponent and (len(exponent) > 6 or abs(int(exponent)) > MAX_DECIMAL_EXPONENT):
        raise ReadError(
            worded(
                "the exponent of ten is larger than {max_decimal_exponent}.",
                max_decimal_exponent=MAX_DECIMAL_EXPONENT,
            ),
            origin,
            reason="resource",
        )


def _foreign(
    text: str, position: int, spaced: bool, tokens: list[Token], source: str, first_line: int
) -> int:
    """A character outside ASCII: the tokens it stands for, or an error.  Gives the position after it."""
    character = text[position]
    end = position + 1
    words = _meaning(character)
    end, moved = _moved_run(text, position)
    if moved:
        words = moved
    elif character in "½⅓⅔¼¾⅕⅛" and not (
        tokens and tokens[-1].kind == "number" and tokens[-1].end == position
    ):
        top, _, bottom = unicodedata.normalize("NFKC", character).partition("⁄")
        words = [r"\frac", "{", top, "}", "{", bottom, "}"]
    elif character in "∛∜":
        words = [r"\sqrt", "[", "3" if character == "∛" else "4", "]"]
    elif character == "Σ" and (text[end : end + 1] == "_" or _decomposed(text[end : end + 1], "<sub>")):
        words = [r"\sum"]
    if words is None and character in _COMBINING and tokens and tokens[-1].kind == "letter":
        letter = tokens.pop()  # y followed by a combining circumflex
        words = [_COMBINING[character], letter.text]
        position, spaced = letter.start, letter.spaced
    if words is None:
        while end < len(text) and ord(text[end]) > 127 and _meaning(text[end]) is None:
            end += 1
        origin = Origin(text, position, end, source, first_line)
        what = "Korean text" if "HANGUL" in unicodedata.name(character, "") else "a character"
        raise ReadError(
            worded("{what} that is not mathematics: {origin}.", what=what, origin=quoted(origin.fragment)),
            origin,
            remedy=r"Take it out of the formula, or put it behind a % as a comment.",
            reason="parse",
        )
    for word in words:
        kind = "letter" if len(word) == 1 and word.isalpha() else "sign"
        kind = "number" if word[0].isdigit() else "command" if word[0] == "\\" else kind
        tokens.append(Token(kind, word, position, end, spaced))
        spaced = False
    return end


def _decomposed(character: str, tag: str) -> str:
    """The sign that a raised or lowered one stands for, ``""`` for any other."""
    parts = unicodedata.decomposition(character).split() if character else []
    return chr(int(parts[1], 16)) if len(parts) == 2 and parts[0] == tag else ""


def _moved_run(text: str, position: int) -> tuple[int, list[str]]:
    """Raised or lowered signs that stand together, x¹⁰, y₁₂, Σᵢ₌₁ᵐ: where they end, and their words."""
    for tag, mark in (("<super>", "^"), ("<sub>", "_")):
        end, inside = position, ""
        while end < len(text) and (sign := _decomposed(text[end], tag)):
            inside += SIGNS.get(sign, GREEK.get(sign, sign))
            end += 1
        if inside and inside != "T" and text[position] not in "ªº":
            if inside.isdigit():
                return end, [mark, inside] if len(inside) == 1 else [mark, "{", inside, "}"]
            pieces = re.findall(r"\d+|\\[A-Za-z]+|.", inside)
            return end, [mark, "{", *pieces, "}"]
    return position + 1, []


def _meaning(character: str) -> list[str] | None:
    """The words a character outside ASCII stands for, ``None`` if it stands for nothing."""
    if character in SIGNS:
        word = SIGNS[character]
        return [r"\mathbb", "{", "R", "}"] if word.endswith("{R}") else [word]
    if character in GREEK:
        return [GREEK[character]]
    if 0xFF01 <= ord(character) <= 0xFF5E:  # full-width forms of a Korean keyboard
        return [chr(ord(character) - 0xFEE0)]
    name = unicodedata.name(character, "").split()
    if name and name[0] in _SCRIPTS:
        plain = unicodedata.normalize("NFKC", character)
        return [_SCRIPTS[name[0]], plain] if plain.isdigit() else None
    if character == "ᵀ":
        return ["^", r"\top"]
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _COMBINING:
        return [_COMBINING[parts[1]], parts[0]]
    return None
