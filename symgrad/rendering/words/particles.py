"""Korean particles after a formula: w를, a_3을, ŷ을, 3으로, h(x)가.

The particle depends on how the name is *spoken*: its last sound is that of the last letter, digit or accent
(w 더블유, l 엘, 3 삼, ŷ 와이 햇).  In: LaTeX of the name.  Out: the particle that fits.
"""

from __future__ import annotations

import re

#: particle as it is written in a sentence -> (after a consonant, after a vowel)
PARTICLES = {
    "을": ("을", "를"),
    "이": ("이", "가"),
    "은": ("은", "는"),
    "와": ("과", "와"),
    "로": ("으로", "로"),
    "이라는": ("이라는", "라는"),
}

#: spoken with a consonant at the end; everything else ends in a vowel
_CONSONANT = set("lmnr013678LMNR") | {r"\epsilon", r"\varepsilon", r"\upsilon", r"\hat", r"\widehat", r"\ell"}
_CONSONANT |= {r"\cdot"}  # |·|, the absolute value: 절댓값
#: spoken with ㄹ at the end, which 로 treats like a vowel (1로, l로, r로)
_LIQUID = set("178lrLR") | {r"\ell"}
_ACCENTS = (r"\hat", r"\widehat", r"\bar", r"\overline", r"\tilde", r"\widetilde", r"\dot", r"\vec")
#: f' is read "f 프라임", w² "w 제곱"
_PRIMED = re.compile(r"(?:'|′|\\prime)\s*\}?$")
_RAISED = re.compile(r"(?:\^\s*(?:\d|\{\s*\d+\s*\})|[²³])$")
#: an English word with a silent e behind such a sound: cosine 코사인, scale 스케일
_SILENT = re.compile(r"(?<![\\A-Za-z])[A-Za-z]+([lmn])e$")
_TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9가-힣]")
#: characters in which the last sound is looked for
_NEAR = 200


def particle(written: str, latex: str) -> str:
    """The form of the particle ``written`` (a key of ``PARTICLES``) that follows ``latex`` when it is read aloud."""
    after_consonant, after_vowel = PARTICLES[written]
    last = last_sound(latex)
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        consonant, liquid = final != 0, final == 8
    else:
        consonant, liquid = last in _CONSONANT, last in _LIQUID
    if written == "로" and liquid:
        return after_vowel
    return after_consonant if consonant else after_vowel


def last_sound(latex: str) -> str:
    """The last letter, digit, Greek letter or accent that is read: ``3`` of ``a_3``, ``\\hat`` of ``\\hat{y}``."""
    latex = latex.rstrip()[-_NEAR:].rstrip()
    if _PRIMED.search(latex):
        return "임"
    if _RAISED.search(latex):
        return "곱"
    if silent := _SILENT.search(latex):
        return silent[1]
    tokens = _TOKEN.findall(
        re.sub(r"\\(?:left|right|mathbf|mathrm|operatorname|text)(?![A-Za-z])", "", latex)
    )
    if not tokens:
        return ""
    if len(tokens) >= 2 and tokens[-2] in _ACCENTS:
        return str(tokens[-2])
    return str(tokens[-1])
