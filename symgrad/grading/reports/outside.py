"""Text from outside, made harmless to show: what cannot be seen is written out, Markdown's signs are signs no more.

In: a name, an answer, anything that somebody else wrote.  Out: text in which nothing is hidden, turns the reading
direction, ends a cell or starts an element.  (In HTML escaping does the rest.)
"""

from __future__ import annotations

import re
import unicodedata

#: categories of characters that are not seen: controls, formats, private use, surrogates, unassigned, separators
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
#: what Markdown takes for its own anywhere; what begins a list, a rule or a heading's underline at the start of a line;
#: what becomes a link by itself
_SIGNS = re.compile(r"([\\`*_\[\]~|$#])|(?<=\bwww)(\.)|(:)(?=//)", re.IGNORECASE)
_START = re.compile(r"^(\d*)([-+=.)])")
_FENCES = re.compile("`+")
#: more accents than this on one letter are no writing
_MOST_ACCENTS = 4
#: characters of a name, and of one line of an answer, that are shown
NAME, LINE = 120, 1000


def visible(text: str, *, keep: str = "") -> str:
    """The text with every character that cannot be seen as ``⟨U+202E⟩``; those in ``keep`` stay."""
    if text.isascii() and text.isprintable():
        return text
    shown, accents = [], 0
    for character in text:
        category = unicodedata.category(character)
        accents = accents + 1 if category in ("Mn", "Me") else 0
        if character in keep:
            shown.append(character)
        elif category in _UNSEEN or accents > _MOST_ACCENTS:
            shown.append(f"⟨U+{ord(character):04X}⟩")
        elif category == "Zs":
            shown.append(" ")
        else:
            shown.append(character)
    return "".join(shown)


def name(text: str) -> str:
    """Somebody's name in one line."""
    shown = " ".join(visible(text, keep="\t\n").split()) or "?"
    return shown if len(shown) <= NAME else shown[: NAME - 1] + "…"


def markdown(text: str) -> str:
    """Text in a line of Markdown, or in a cell of a table, that means nothing but itself."""
    harmless = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _START.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", " ".join(harmless.split())))


def code(text: str) -> str:
    """Text as it is, in a line of Markdown: between more backticks than it has in a row."""
    shown = " ".join(text.split())
    fence = "`" * (1 + max((len(found[0]) for found in _FENCES.finditer(shown)), default=0))
    room = " " if shown.startswith("`") or shown.endswith("`") or not shown else ""
    return f"{fence}{room}{shown}{room}{fence}"


__all__ = ["LINE", "NAME", "code", "markdown", "name", "visible"]
