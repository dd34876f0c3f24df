r"""Equations in words: L을 w로 미분하면 2x(wx-y)이다, the gradient of L with respect to w is …, ∂L/∂w는 …, dL/dw -> ….

In: a line of an answer, and the question.  Out: the line with ``dL/dw = …`` for the words, as long as it was; any
other line as it is.  Words that say by what is differentiated are never left out: they may say something wrong.
"""

from __future__ import annotations

import re

from symgrad.checking.item import Item

#: what all of these have: no line of formulas alone is looked at any further
_SAYS = (
    " is ", " equals ", " becomes ", " gives ", " yields ", " get ", " got ", " have ", " respect ", "wrt", "w.r.t",
    "ifferentiat", ":", "->", r"\to", "rightarrow",
)  # fmt: skip

_NAME = r"(?:\\?[A-Za-z]+|[ŷα-ω])(?:_(?:\{\w{1,9}\}|\w)|\^\{?\(?\[?\w{1,9}\]?\)?\}?)?"
_OF = rf"{_NAME}(?:\(\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\))?"
_LEAD = (
    r"(?P<lead>[\s$]*(?:(?:따라서|그러므로|그래서|이제|즉|먼저|다음으로|다시"
    r"|so|thus|hence|therefore|then|now|and|finally|first|next)\b[\s,]*)?)"
)
_GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
#: a derivative as the left side of an equation
_LEFT = (
    rf"(?:\\[dt]?frac\s*{_GROUP}\s*{_GROUP}|(?:d|∂|\\partial\s*){_NAME}\s*/\s*(?:d|∂|\\partial\s*){_NAME}"
    rf"|(?:\\nabla|∇)(?:_{_GROUP}|_\w)?\s*{_NAME}|[A-Za-z]'(?:\({_NAME}\))?|\\partial_\w\s*{_NAME})"
)

#: L을 w에 대해 미분하면
_KOREAN = re.compile(
    rf"{_LEAD}(?:(?P<what>{_OF}|이|이것|이 식|위 식|식|양변|손실|손실 ?함수|비용 ?함수|함수)[\s$]*+[을를]\s*+)?"
    rf"(?:\$?(?P<by>{_NAME})\$?\s*(?:에 ?대해서?|에 ?대하여|에 ?관해서?|에 ?관하여|으로|로)\s*)?"
    r"(?:편)?미분(?:하면|해 ?보면|을 하면|한 ?(?:값|결과|것|식)은|하여|해서|시|(?=\s*:))[\s,:]*(?=[^\s,:])"
)
#: L을 전개하면
_REWRITTEN = re.compile(
    rf"{_LEAD}(?P<what>{_OF})[\s$]*+[을를]\s*+(?:전개|정리|계산|변형|표현)(?:하면|해 ?보면|하여|해서)[\s,:]*"
    r"(?=[^\s,:])"
)
_EXPANDED = re.compile(
    rf"{_LEAD}(?:expand|simplify|rewrit|multiply)ing\s+(?:out\s+)?\$?(?P<what>{_OF})\$?\s+(?:gives|yields|we\s+(?:get|obtain|have)|:)"
    r"[\s:,]*(?=\S)",
    re.IGNORECASE,
)
#: the derivative of L with respect to w is
_ENGLISH = re.compile(
    rf"{_LEAD}the\s+(?:partial\s+)?(?:gradient|derivative|slope)(?:\s+of\s+\$?(?P<what>the\s+\w+(?:\s+function)?|{_OF})\$?)?"
    rf"\s+(?:with\s+respect\s+to|w\.?r\.?t\.?|by)\s+\$?(?P<by>{_NAME})\$?\s*(?:(?:is|equals|becomes)\b(?:\s+equal\s+to)?|[=:])\s*",
    re.IGNORECASE,
)
#: differentiating L with respect to w gives
_GIVES = re.compile(
    rf"{_LEAD}differentiat(?:e|ing)\s+(?:\$?(?P<what>both\s+sides|the\s+\w+(?:\s+function)?|this|it|{_OF})\$?\s+)?"
    rf"(?:with\s+respect\s+to|w\.?r\.?t\.?|by)\s+\$?(?P<by>{_NAME})\$?\s*"
    r"(?:,?\s*(?:gives|yields|we\s+(?:get|obtain|have))(?:\s+us)?|:)[\s:,]*",
    re.IGNORECASE,
)
#: ∂L/∂w는, dL/dw is, dL/dw ->
_IS = re.compile(
    rf"(?P<left>[\s$]*(?:(?:따라서|그러므로|즉|so|thus|hence|therefore)\b[\s,$]*)?{_LEFT}\s*+\$?)\s*+"
    r"(?:[은는](?=\s)|(?:is\s+equal\s+to|equals|is|becomes)\b|:(?!=)|→|⟶|->|\\to(?![a-z])|\\(?:long)?rightarrow)\s*(?=[^\s=])",
    re.IGNORECASE,
)
_SAID = re.compile(r"([A-Za-z])(?:\([^()=]*\))?\s*=")
#: I get, it is, 답), and the brackets of 기울기(gradient)
_TALK = re.compile(
    r"[\s$]*(?:(?:(?:so|then|thus)\s+)?(?:I|it)\s+(?:get|got|have|is|equals)\b[\s:,]*|(?:정답|답|풀이|해설)\s*\)\s*)(?=\S)",
    re.IGNORECASE,
)
_ENGLISH_TOO = re.compile(r"\A(\s*[가-힣][가-힣\s]*)(\([A-Za-z][A-Za-z ]{2,40}\))(?=\s*[=:은는])")


def as_equation(text: str, asked: Item) -> str:
    """A line with the equation that its words say, where they say one."""
    if text.isascii() and not any(map(text.__contains__, _SAYS)):
        return text
    for pattern in (_KOREAN, _ENGLISH, _GIVES):
        found = pattern.match(text)
        if found is not None and (found["by"] is not None or _is_name(found["what"], asked)):
            return _put(text, found, _derivative(found, asked))
    found = _REWRITTEN.match(text) or _EXPANDED.match(text)
    if found is not None:
        return _put(text, found, "" if "=" in text[found.end() :] else f"{found['what']} =")
    found = _IS.match(text)
    if found is not None and "=" not in text[found.end() :]:
        return f"{found['left']}=".ljust(found.end()) + text[found.end() :]
    found = _TALK.match(text)
    text = text if found is None else " " * found.end() + text[found.end() :]
    return _ENGLISH_TOO.sub(lambda words: words[1].ljust(len(words[0])), text, count=1)


def _is_name(what: str | None, asked: Item) -> bool:
    """Whether that is a letter, or what the question has a name for, and no word such as 식 and it."""
    if what is None or not what.isascii() or " " in what:
        return False
    base = what.partition("(")[0]
    return (
        len(base) == 1
        or re.search(rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z])", asked.reference) is not None
    )


def _derivative(found: re.Match[str], asked: Item) -> str | None:
    """``dL/dw =``; nothing where the words say no more than the question; ``None`` where it is not said of what."""
    by = found["by"] or asked.wrt
    what = found["what"] if _is_name(found["what"], asked) else None
    if (
        what is None
        and found["what"] is not None
        and not re.search(r"[가-힣]|\A(?:the|both|this|it)\b", found["what"])
    ):
        return None  # x^2을 x로 미분하면
    if what is None and asked.model:
        what = next(reversed(_SAID.findall(asked.reference)), None)
    if what is None:
        return "" if asked.wrt in (by, None) else None
    return "" if by is None else f"d{what.partition('(')[0]}/d{by} ="


def _put(text: str, found: re.Match[str], equation: str | None) -> str:
    if equation is None:
        return text
    said = found["lead"] + equation
    return said.ljust(found.end()) + text[found.end() :]


__all__ = ["as_equation"]
