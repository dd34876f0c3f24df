r"""Numbers as people write them, which formulas do not have: 69.0 %, 0,690, 6.90E-1, 0.\dot{3}, 1\frac12, [2. 6.].

In: an answer, or a line of one.  Out: the same text with 0.690, 6.90e-1, (3/9), (1+1/2), [2,6] in its place.  That
is done where such a number is all that stands on the last side: beside anything else \frac12 is a factor.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from symgrad.checking.verdict import Refused
from symgrad.errors import Origin

#: what all of them have: hardly any other text is looked at any further
_ANY = re.compile(
    r"\d\s?\\?[%％]|(?<![\d.])0,\d|\dE[+\-−\d]|\.\d*\\(?:dot|overline|bar)|\d\s?\\[dt]?frac|\d\.? +[-−+]?\d"
    r"|\d\s?[만억조]|\[[^\]\[]*;"
)
_SIDES = re.compile(r"[=≈≃:]|\\(?:approx|simeq)(?![A-Za-z])")
#: what may stand around a number besides 이다: dollars, a full stop
_AROUND = " \t\r$.&\\"
#: what such a number ends with, beside words
_LAST = frozenset("0123456789%}]")
_BEFORE = " \t$&+-−,"
_KOREAN = re.compile(r"\d\s?[만억조]\s?(?:이다|입니다|임)?[\s.$]*$")
_D = r"\d{1,40}"
_SIGNED = rf"[-−+]?{_D}\.?\d{{0,40}}"
#: 1.44E6, unless E is a name
_EXPONENT = re.compile(rf"{_D}(?:\.{_D})?E[+\-−]?\d{{1,4}}")


def _percent(found: re.Match[str]) -> str:
    digits = found["digits"]
    places = len(digits.partition(".")[2]) + 2
    whole, rest = divmod(int(Fraction(digits) / 100 * 10**places), 10**places)
    return f"{whole}.{rest:0{places}d}"


def _repeating(found: re.Match[str]) -> str:
    again = found["line"] or f"{found['first']}{found['middle'] or ''}{found['last'] or ''}"
    once = found["once"]
    top = int(found["whole"] + once + again) - int(found["whole"] + once)
    return f"({top}/{'9' * len(again)}{'0' * len(once)})"


def _mixed(found: re.Match[str]) -> str:
    whole, top, bottom = found["whole"], found["top"], found["bottom"]
    return f"({whole}+{top}/{bottom})" if int(top) < int(bottom) else found[0]


def _array(found: re.Match[str]) -> str:
    """[2. 6.], as NumPy prints it."""
    return "[" + ",".join(number.rstrip(".") for number in found[0].strip("[] ").split()) + "]"


#: what a number looks like, and what it is
_ROWS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"(?P<digits>{_D}(?:\.{_D})?|\.{_D})\s*\\?[%％]"), _percent),
    (re.compile(rf"0,{_D}"), lambda found: found[0].replace(",", ".")),
    (_EXPONENT, lambda found: found[0].replace("E", "e").replace("−", "-")),
    (re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:\.\d{1,40})?"), lambda found: found[0].replace(" ", "")),
    (
        re.compile(
            rf"(?P<whole>{_D})\.(?P<once>\d{{0,40}})"
            rf"(?:\\dot\s*\{{?(?P<first>\d)\}}?(?:(?P<middle>\d{{0,40}})\\dot\s*\{{?(?P<last>\d)\}}?)?"
            rf"|\\(?:overline|bar)\s*\{{(?P<line>{_D})\}})"
        ),
        _repeating,
    ),
    (
        re.compile(
            rf"(?P<whole>{_D})\s*\\[dt]?frac\s*\{{?(?P<top>{_D})\}}?\s*\{{?(?P<bottom>[1-9]\d{{0,39}})\}}?"
        ),
        _mixed,
    ),
    (re.compile(rf"\[\s*{_SIGNED}(?:\s+{_SIGNED})+\s*\]"), _array),
    (re.compile(r"\[[^\[\];,]+(?:;[^\[\];,]+)+\]"), lambda found: found[0].replace(";", ",")),
    (re.compile(rf"(?P<whole>{_D}) (?P<top>{_D})\s?/\s?(?P<bottom>[1-9]\d{{0,39}})"), _mixed),
)


def in_figures(text: str, asked: str) -> str:
    """The text with the number on its last side as the reader knows numbers; ``asked`` is the question.

    Raises ``Refused`` for 144만, of which one would have to guess what number it is.
    """
    last = text.rstrip(_AROUND)[-1:]
    if (last.isascii() and last not in _LAST) or _ANY.search(text) is None:
        return text
    if _KOREAN.search(text) is not None:
        raise Refused(
            "a number in words.", Origin(text, 0, len(text)), remedy="Write it in figures: 1440000."
        )
    start = max((found.end() for found in _SIDES.finditer(text)), default=0)
    end = len(text)
    while end > start and (text[end - 1] in _AROUND or _is_korean(text[end - 1])):
        end -= 1
    while start < end and (text[start] in _BEFORE or _is_korean(text[start])):
        start += 1
    body = text[start:end]
    for pattern, change in _ROWS:
        found = pattern.fullmatch(body)
        if found is not None and not (pattern is _EXPONENT and "E" in asked):
            return f"{text[:start]}{change(found).ljust(len(body))}{text[start + len(body) :]}"
    return text


def _is_korean(sign: str) -> bool:
    return "가" <= sign <= "힣"


__all__ = ["in_figures"]
