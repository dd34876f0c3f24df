"""Words around the formulas of a line: therefore, let … , 따라서, …라고 하자.

In: a line as it was written.  Out: the line without the words in front of and behind its formula, and whether they
introduce a definition.  Words between formulas stay, and are refused by the reader.
"""

from __future__ import annotations

import re

_TEXT = re.compile(r"\\(?:text|textrm|mbox)\s*\{([^{}\\]*)\}")
#: what is left of words in brackets: (답), and the space before them
_EMPTY = re.compile(r"(?:(?<!\s)(?:\\q?quad|\s)*+)?\(\s*[가-힣][가-힣\s]*\)[\s.,]*$")
#: only in front of something that is introduced: letters beside each other may be a product
_LET = re.compile(
    r"^\s*(?:let|where|with|put|set|define)\b\s*(?:us\s+)?(?=.*(?:[=<>≤≥≠∈←≔≈]|\\[a-zA-Z]))",
    re.IGNORECASE | re.DOTALL,
)
_IN_FRONT = re.compile(
    r"^\s*(?:(?:and\s+)?(?:then|so|thus|hence|therefore|because|since|first|finally|also|next|now|and|we\s+(?:get|have|obtain)"
    r"|the\s+(?:final\s+)?(?:answer|result|gradient|derivative)\s+is|this\s+gives|which\s+gives|it\s+follows(?:\s+that)?|by\s+the\s+chain\s+rule)\b[\s,:]*)+(?![\s,:]*=)",
    re.IGNORECASE,
)
#: Answer: …, Chain rule: …, Gradient of L: …, Step 2: …
_HEADED = re.compile(
    r"^\s*(?!(?i:not|wrong|incorrect|false)\b)(?:(?i:step|part)\s*\d+|\d{1,2}\s*단계|(?i:gradient|derivative)\s+of\s+[A-Za-z]|[A-Za-z]{3,}(?:\s+[a-z]{2,}){0,4})"
    r"\s*:(?!=)\s*(?=\S)"
)
#: … 라 하면 …, … 라고 두면 …: a definition in front of what is said with it
_INTRODUCED = re.compile(
    r"^(?P<first>.*?[^\s가-힣])\s*(?:이?라(?:고)?|로|으로)\s*(?:하면|두면|놓으면)\s*,?\s*(?P<rest>\S.*)$"
)
_THEN = re.compile(
    r"^\s*(?:let|put|set|with)\b(?P<first>[^,]*)(?<!\\),\s*(?:then\s+|so\s+)?(?P<rest>\S.*)$", re.IGNORECASE
)
_WHERE = re.compile(r"^(?P<rest>.*\S)[\s,]+(?:where|with|단,?)\s+(?P<first>[^,]*=.*)$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\\)[,;]|[(){}\[\]]|(?<=\s)(?:and|그리고)(?=\s)")
_APART = re.compile(r"\s*[,;]\s*(?:\\q?quad|\\;|\\,|\s)*\s*(?=\S)")
_KOREAN = r"[가-힣]+(?:[\s,.:]+[가-힣]+)*"
#: what does something to the formula beside it: it is a part of what is said, and no remark
_BEFORE = (
    "마이너스",
    "플러스",
    "루트",
    "제곱근",
    "로그",
    "음의",
    "반의",
    "배의",
    "절댓값",
    "사인",
    "탄젠트",
    "시그모이드",
    "시그마",
)
_DOES_BEFORE = "".join(f"(?<!{word})" for word in _BEFORE)
#: what says that something is not so
_DENIED = "아니|아닌|아닐|아님|아닙|않|틀[리린릴림렸립]|오답|잘못"
_DOES_BEHIND = (
    r"제곱|곱|더[하한해]|빼|뺀|나[누눈눠]|배(?:\s|$|[이가로를다하한입])|절반|반으로"
    rf"|역수|음수|부호|거꾸로|적분|루트|로그|{_DENIED}"
)
_PARTICLE = "이|가|은|는|을|를|와|과|로|으로|에|도|만|라|입|임|인|일|다|된|됩|였|예|요|여|까지|부터|하"
#: words in front: not 마이너스 2x
_KOREAN_FRONT = re.compile(rf"^\s*(?![가-힣\s,.:]*(?:{_DENIED})){_KOREAN}{_DOES_BEFORE}(?![가-힣])[\s,:]*")
#: words behind: not 2x의 제곱, nor 2x손실, which would be a product
_KOREAN_BEHIND = re.compile(
    rf"(?:(?<![\s,.:])[\s,.:]++(?!의\s)|(?<=[^\s가-힣])(?={_PARTICLE}))(?![가-힣\s,.:]*(?:{_DOES_BEHIND})){_KOREAN}[\s,.]*$"
)
#: … 라고 하자, … 로 두면, … 라 놓자
_SET = re.compile(r"(?:하자|두자|놓자|하면|두면|놓으면|하고|두고|정의하자|정의한다)[\s,.]*$")
#: one of these stands in every line with words around its formula: Korean, \text, two letters that it begins with
_ANY = re.compile(r"\A\s*[^\W\d_]{2}|[가-힣]|\\text|\\mbox")


def without_words(text: str) -> tuple[str, bool]:
    """The formula of a line (empty where there are only words), and whether it is introduced as a definition."""
    if _ANY.search(text) is None:
        return text, False
    bare = _TEXT.sub(_if_words, text)
    introduced = _SET.search(bare) is not None or _LET.match(bare) is not None
    bare = _KOREAN_BEHIND.sub("", _KOREAN_FRONT.sub("", bare))
    bare = _EMPTY.sub("", bare)
    bare = _LET.sub("", _IN_FRONT.sub("", _HEADED.sub("", bare)))
    return bare, introduced


def clauses(text: str) -> tuple[str, ...]:
    """A line that introduces a name and says something with it as two, the definition first; else as it is."""
    plain = _TEXT.sub(r" \1 ", text).replace("$", " ")
    for pattern in (_INTRODUCED, _THEN, _WHERE):
        found = pattern.match(plain)
        if found is not None and "=" in found["first"]:
            if found["rest"].endswith(":"):  # Step 1: where …
                return (f"let {found['first']}",)
            return f"let {found['first']}", found["rest"]
    return (text,)


def equations(text: str) -> tuple[str, ...]:
    """Equations side by side in one line, commas or ``and`` between them; else the line as it is."""
    parts, depth, start = [], 0, 0
    for found in _BETWEEN.finditer(text):
        mark = found[0]
        depth += (mark in "({[") - (mark in ")}]")
        if depth or mark in "(){}[]":
            continue
        apart = _APART.match(text, found.start()) if mark in ",;" else found
        if apart is not None:
            parts.append(text[start : found.start()])
            start = apart.end()
    parts.append(text[start:])
    return tuple(parts) if len(parts) > 1 and all("=" in part for part in parts) else (text,)


def _if_words(found: re.Match[str]) -> str:
    """What stands in \\text{…} if it is Korean, or leads on; a name such as loss stays as it is."""
    return f" {found[1]} " if found[1].strip() and leads_on(found[1]) else found[0]


def leads_on(words: str) -> bool:
    """Whether words are Korean, or lead to a formula: so, let, where; a name such as loss is neither."""
    if re.search("[가-힣]", words) or not _LET.sub("", _IN_FRONT.sub("", f"{words} ")).strip():
        return True
    return _LET.sub("", f"{words} =").strip() == "="
