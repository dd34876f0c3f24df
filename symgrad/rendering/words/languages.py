"""Words that somebody wrote in both languages: ``English · 한국어``.

Goes in: the words and a language.  Comes out: the half in that language, or the whole where it is in one only.
"""

from __future__ import annotations

import re

HANGUL = re.compile("[가-힣]")
#: what stands between the two languages
DOT = " · "


def one_language(said: str, lang: str) -> str:
    """The half of ``English · 한국어`` in a language; anything else whole."""
    halves = _halves(said)
    return said if halves is None else halves[lang == "ko"]


def korean_first(said: str) -> str:
    """``한국어 · English``: the order of everything that is said in both languages; anything else as it is."""
    halves = _halves(said)
    return said if halves is None else DOT.join(reversed(halves))


def _halves(said: str) -> tuple[str, str] | None:
    """The English and the Korean; ``None`` for what is not in both."""
    parts = said.split(DOT)
    korean = [bool(HANGUL.search(part)) for part in parts]
    if any(korean) == all(korean) or korean != sorted(korean):
        return None
    first = korean.index(True)
    return DOT.join(parts[:first]), DOT.join(parts[first:])
