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
    halves = said.split(DOT)
    korean = [bool(HANGUL.search(half)) for half in halves]
    if len(halves) < 2 or any(korean) == all(korean) or korean != sorted(korean):
        return said
    return DOT.join(half for half, of_it in zip(halves, korean, strict=True) if of_it == (lang == "ko"))
