r"""How a product that shapes do not allow may be meant: ``(Xw-y)^\top X`` for ``(Xw-y) X``.

In: where the two sides of a product stand in a text.  Out: LaTeX of products that have a shape.  A side that is more
than one name is put in brackets; of a transposed one the transpose is taken off.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symgrad.errors import Origin

_PAIRS = {")": "(", "]": "[", "}": "{"}
_LEFT = re.compile(r"\\(?:left|bigl|big|Bigl|Big)\s*$")
_RIGHT = re.compile(r"\s*\\(?:right|bigr|big|Bigr|Big)\s*$")
_SCRIPT = r"(?:_(?:[A-Za-z0-9]|\\[A-Za-z]+|\{[^{}]*\}))?"
#: a name, or one under an accent
_NAME = re.compile(rf"(?:[A-Za-z]|\\[A-Za-z]+(?:\s*\{{[^{{}}]*\}})?){_SCRIPT}'*")
_TRANSPOSED = re.compile(
    r"(?P<body>.*\S)\s*\^\s*(?:\{\s*(?:T|\\top|\\mathsf\s*\{?T\}?)\s*\}|T|\\top)", re.DOTALL
)


def whole(origin: Origin) -> Origin:
    """The stretch with the brackets at its ends that it cuts apart: ``(A+B)d`` for ``A+B)d``."""
    start, end = origin.start, origin.end
    opened, closed = _unpaired(origin.fragment)
    for sign in closed:
        at = origin.text.rfind(_PAIRS[sign], 0, start)
        if at < 0:
            return origin
        before = _LEFT.search(origin.text, 0, at)
        start = before.start() if before else at
    for sign in reversed(opened):
        at = origin.text.find(next(close for close, open_ in _PAIRS.items() if open_ == sign), end)
        if at < 0:
            return origin
        end = at + 1
    return replace(origin, start=start, end=end)


def _unpaired(text: str) -> tuple[list[str], list[str]]:
    """The brackets that are not closed in a text, and those that are not opened."""
    opened: list[str] = []
    closed: list[str] = []
    for sign in re.sub(r"\\[{}]", "  ", text):
        if sign in _PAIRS.values():
            opened.append(sign)
        elif sign in _PAIRS:
            if opened and opened[-1] == _PAIRS[sign]:
                opened.pop()
            else:
                closed.append(sign)
    return opened, closed


def turned(text: str) -> str:
    """The text transposed, in brackets if it is more than a name; of a transposed one what was transposed."""
    found = _TRANSPOSED.fullmatch(text)
    if found is not None and (_NAME.fullmatch(found["body"]) or _bracketed(found["body"])):
        return placed(found["body"])
    return rf"{placed(text)}^\top"


def placed(text: str) -> str:
    """The text as a factor: in brackets unless it is a name, transposed or not, or has brackets around it."""
    found = _TRANSPOSED.fullmatch(text)
    body = text if found is None else found["body"]
    alone = _NAME.fullmatch(body) or _bracketed(body)
    return text if alone else f"({text})"


def _bracketed(text: str) -> bool:
    r"""Whether one pair of brackets stands around the whole, ``\left`` and ``\right`` aside."""
    inner = re.sub(r"^\s*\\(?:left|bigl|Bigl)\s*", "", text.strip())
    if not (inner.startswith("(") and inner.endswith(")")):
        return False
    return _unpaired(_RIGHT.sub("", inner[1:-1])) == ([], [])


__all__ = ["placed", "turned", "whole"]
