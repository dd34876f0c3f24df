r"""Names and functions of a question as they are typed in plain text: w1 for w_1, yhat for \hat{y}, log a for \log a.

In: an item and its texts.  Out: the texts with w₁, ŷ and \log, every other character in its place.  That is done where
the question has the name, and none that w or the letters of log might be; functions also in the reference itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from symgrad.checking.item import Item

_ANY = re.compile(
    r"[A-Za-z]\d|[A-Za-z](?:hat|bar|tilde)(?![a-z])|(?<![\\A-Za-z])(?:log|ln|exp|sin|cos|tanh?) +[A-Za-z\\]"
)
_PART = re.compile(
    r"(?P<command>\\[A-Za-z]+)|(?P<letter>[A-Za-z])(?P<digit>\d)(?!\d|\.\d)"
    r"|(?P<accented>[A-Za-z])(?P<accent>hat|bar|tilde)(?![A-Za-z])"
    r"|(?P<space> ?)(?<![A-Za-z])(?P<function>log|ln|exp|sin|cos|tanh?)"
    r"(?= +(?:[A-Za-z](?:hat|bar|tilde)?(?![A-Za-z])|\\))"
)
#: \frac{dL}{dw} and dL/dw
_FRACTION = re.compile(r"(\\[dt]?frac\s*\{\s*)d((?:[^{}]|\{[^{}]*\})*\}\s*\{\s*)d(?=\s*[A-Za-z\\])")
_INLINE = re.compile(r"(?<![A-Za-z\\])d((?:[A-Za-z]\w?|\\[a-z]+)?\s*/\s*)d(?=\s*[A-Za-z\\])")
_NUMBERED = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s*_\s*(?:\{\s*(\d)\s*\}|(\d))")
_ACCENTED = re.compile(r"\\(hat|bar|tilde)\s*\{?\s*([A-Za-z])")
_SINGLE = re.compile(r"\\[A-Za-z]+|[A-Za-z](?!\s*_)")
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_UNICODE = {"ŷ": ("hat", "y"), "â": ("hat", "a"), "ȳ": ("bar", "y"), "x̄": ("bar", "x")}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def as_named(asked: Item, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts with the names of the question as its reader knows them."""
    if any("d" in shape.split() for shape in asked.shapes.values()):
        texts = tuple(map(_with_partials, texts))
    if not any(map(_ANY.search, texts)):
        return texts
    numbered, accented, single = _known(asked, asked.reference)

    def change(found: re.Match[str]) -> str:
        letter, digit = found["letter"], found["digit"]
        if letter is not None and (letter, digit) in numbered and letter not in single:
            return letter + digit.translate(_LOWERED)
        # Where the reference has both, yhat is there what its reader takes it for.
        if (found["accent"], found["accented"]) in accented and found[0] not in asked.reference:
            return f"{found['accented']}{_ACCENTS[found['accent']]}".ljust(len(found[0]))
        if found["function"] is not None and not single.issuperset(found["function"]):
            return "\\" + found["function"]
        return found[0]

    return tuple(_PART.sub(change, text) for text in texts)


def with_functions(asked: Item) -> str:
    r"""The reference with \ln x for ln x, unless l and n are names that occur elsewhere in the question."""
    if not _ANY.search(asked.reference):
        return asked.reference
    beside = _PART.sub(lambda found: " " if found["function"] else found[0], asked.reference)
    *_, single = _known(asked, beside)

    def change(found: re.Match[str]) -> str:
        word = found["function"]
        return found[0] if word is None or single.issuperset(word) else "\\" + word

    return _PART.sub(change, asked.reference)


def _known(
    asked: Item, reference: str
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]], frozenset[str]]:
    """The letters of a question, as ``_names`` has them."""
    model = tuple(asked.prepared.names) if asked.prepared is not None else ()
    told = (asked.parameters, asked.data, asked.constants, *asked.definitions, *asked.variables)
    return _names(" ; ".join((reference, *told, *asked.definitions.values(), *asked.shapes, *model)))


def _with_partials(text: str) -> str:
    """∂L/∂w for dL/dw where d is a length of an axis: the length is no factor above and below one line."""
    text = _FRACTION.sub(r"\1∂\2∂", text)
    return _INLINE.sub(r"∂\1∂", text)


@lru_cache(maxsize=64)
def _names(text: str) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]], frozenset[str]]:
    """Letters with a digit below, with an accent above, and by themselves."""
    numbered = frozenset((letter, braced or digit) for letter, braced, digit in _NUMBERED.findall(text))
    accented = frozenset(_ACCENTED.findall(text)) | {pair for sign, pair in _UNICODE.items() if sign in text}
    return numbered, accented, frozenset(_SINGLE.findall(text))


__all__ = ["as_named", "with_functions"]
