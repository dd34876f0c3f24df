"""Words around the formulas of a line: therefore, let … , 따라서, …라고 하자.

In: a line as it was written.  Out: the line without the words in front of and behind its formula, and whether they
introduce a definition.  Words between formulas stay, and are refused by the reader.
"""

from __future__ import annotations

import re

_TEXT = re.compile(r"\\(?:text|textrm|mbox)\s*\{([^{}\\]*)\}")
#: what is left of words in brackets: (답), and the space before them
_EMPTY = re.compile(r"(?:\\q?quad|\s)*\(\s*[가-힣][가-힣\s]*\)[\s.,]*$")
_LET = re.compile(r"^\s*(?:let|where|with|put|set|define)\b\s*(?:us\s+)?", re.IGNORECASE)
_IN_FRONT = re.compile(
    r"^\s*(?:(?:and\s+)?(?:then|so|thus|hence|therefore|because|since|finally|also|next|now|and|we\s+(?:get|have|obtain)"
    r"|this\s+gives|which\s+gives|it\s+follows(?:\s+that)?|by\s+the\s+chain\s+rule)\b[\s,:]*)+(?![\s,:]*=)",
    re.IGNORECASE,
)
_KOREAN = r"[가-힣]+(?:[\s,.:]+[가-힣]+)*"
_KOREAN_FRONT = re.compile(rf"^\s*{_KOREAN}[\s,:]*")
_KOREAN_BEHIND = re.compile(rf"[\s,]*{_KOREAN}[\s,.]*$")
#: … 라고 하자, … 로 두면, … 라 놓자
_SET = re.compile(r"(?:하자|두자|놓자|하면|두면|놓으면|하고|두고|정의하자|정의한다)[\s,.]*$")


def without_words(text: str) -> tuple[str, bool]:
    """The formula of a line (empty where there are only words), and whether it is introduced as a definition."""
    bare = _TEXT.sub(_if_words, text)
    introduced = _SET.search(bare) is not None or _LET.match(bare) is not None
    bare = _KOREAN_BEHIND.sub("", _KOREAN_FRONT.sub("", bare))
    bare = _EMPTY.sub("", bare)
    bare = _LET.sub("", _IN_FRONT.sub("", bare))
    return bare, introduced


def _if_words(found: re.Match[str]) -> str:
    """What stands in \\text{…} if it is Korean, or leads on; a name such as loss stays as it is."""
    inside = found[1]
    words = re.search("[가-힣]", inside) or not _LET.sub("", _IN_FRONT.sub("", f"{inside} ")).strip()
    return f" {inside} " if words and inside.strip() else found[0]
