r"""What was handed in as text: bytes to text, text to the answers under its headings, an answer to its lines.

In: the bytes of a file or the text of a cell.  Out: text, ``(heading, first line, text)``, lines.  Of a text with marks
of mathematics (``$``, ``\[``, ``align``) the lines are the formulas; of one without, all but those of mere words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from symgrad.errors import DataError

Fault = Literal["binary", "encoding", "long"]
#: bytes of one file of a student
LONGEST = 1 << 20
#: how files begin that are no text
_MAGIC = (b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ",
          b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")  # fmt: skip
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Unreadable(DataError):
    """Bytes that are no text; ``fault`` is a key of ``words.SENTENCES``."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


def decoded(data: bytes, longest: int = LONGEST) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or CP949.  Raises ``Unreadable``."""
    if len(data) > longest:
        raise Unreadable("long")
    if data.startswith(_MAGIC):
        raise Unreadable("binary")
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in (marked,) if marked else ("utf-8", "cp949"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Unreadable("binary")
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    raise Unreadable("binary" if b"\0" in data else "encoding")


# -- headings ---------------------------------------------------------------------------------------------------

_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+(?P<mark>.+?)[ \t#]*"
    r"|\\(?:sub)*(?:section|paragraph)\*?\{(?P<tex>[^{}]*)\}.*"
    r"|\*\*(?P<bold>[^*\n]+)\*\*[ \t]*"
    r"|\[?(?P<label>(?:question|problem|exercise|문제|문항|질문|q)[ \t.#-]*[\w.-]{1,12}|\d{1,3}[ \t]*번(?:[ \t]*문제)?)"
    r"[\]):.]?[ \t]*)$",
    re.IGNORECASE,
)
#: the same with the answer behind it: ``Q1) 2x``, ``문제 1: 2x``
_ANSWERED = re.compile(
    r"^[ \t]*(?P<bold>\*\*)?\[?(?P<label>(?:question|problem|exercise|문제|문항|질문|q)[ \t.#-]*\d{1,3}"
    r"|\d{1,3}[ \t]*번(?:[ \t]*문제)?|(?(bold)\d{1,3}|(?!)))[ \t]*[\]):.]?(?(bold)[ \t]*\*\*[ \t]*[):.]?|(?<=[\]):.]))"
    r"[ \t]*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
#: an entry of a numbered list: ``1. 2x``
_ENTRY = re.compile(r"^[ \t]{0,3}\(?(?P<label>\d{1,3})[.)](?:[ \t]+(?P<rest>\S.*))?[ \t]*$")
#: what a title has not
_FORMULA = re.compile(r"[=\\^_+*/<>|{}()\d∂∑Σ√]")
#: a heading that means to name a question
LABEL = re.compile(
    r"^\s*(?:(?:question|problem|exercise|문제|문항|질문|q)[\s.#-]*\d|\d{1,3}\s*(?:번|[.)]|$))", re.IGNORECASE
)


def sections(text: str) -> Iterator[tuple[str, int, str]]:
    """``(heading, its line, the text below it)``; what stands before the first heading has the heading ``""``."""
    heading, first, lines = "", 1, []
    for number, line in enumerate(text.split("\n"), 1):
        found = _HEADING.match(line) if len(line) < 300 else None
        if found is not None and found["bold"] and not _titled(found["bold"]):
            found = None  # an answer that is printed in bold
        answered = _ANSWERED.match(line) if found is None else None
        if found is None and answered is None:
            lines.append(line)
            continue
        if heading or any(each.strip() for each in lines):
            yield heading, first, "\n".join(lines)
        first, lines = number, []
        if answered is not None:
            heading, lines = answered["label"], [answered["rest"]]
        elif found is not None:
            heading = next(part for part in found.groupdict().values() if part is not None).strip() or " "
    yield heading, first, "\n".join(lines)


def _titled(bold: str) -> bool:
    """Whether bold text is a title and no formula."""
    words = re.search(r"[가-힣]{2}|[^\W\d_]{3}", bold) is not None and _FORMULA.search(bold) is None
    return words or LABEL.match(bold) is not None


def numbered(text: str) -> tuple[tuple[str, int, str], ...]:
    """``(number, its line, the text below it)`` of a text that is one list, its numbers rising; else nothing."""
    entries: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _ENTRY.match(line)
        if found is not None:
            entries.append((found["label"], number, [found["rest"] or ""]))
        elif entries:
            entries[-1][2].append(line)
    labels = [int(label) for label, _, _ in entries]
    rising = all(a < b for a, b in pairwise(labels))
    return tuple((label, line, "\n".join(lines)) for label, line, lines in entries) if rising else ()


def body_of(text: str) -> str:
    r"""What stands in a LaTeX document's body, at its own lines; any other text as it is."""
    begin, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    if begin < 0:
        return text
    before = "\n" * text.count("\n", 0, begin)
    return before + text[begin + len(r"\begin{document}") : end if end > begin else len(text)]


# -- lines ------------------------------------------------------------------------------------------------------

_WRAPPERS = r"(?:equation|align|gather|multline|displaymath|math|flalign|eqnarray)\*?"
_MATH = re.compile(
    r"(?<!\\)\$\$(?P<a>.*?)(?<!\\)\$\$|(?<!\\)\$(?P<b>[^$\n]+?)(?<!\\)\$|\\\[(?P<c>.*?)\\\]|\\\((?P<d>.*?)\\\)"
    r"|```+[ \t]*(?:math|latex|tex)?[ \t]*\n(?P<e>.*?)```+|\\begin\{(?P<w>"
    + _WRAPPERS
    + r")\}(?P<f>.*?)\\end\{(?P=w)\}",
    re.DOTALL,
)
_INNER = re.compile(
    r"\\(?:begin|end)\{(?:aligned|split|gathered|" + _WRAPPERS[3:] + r"\}|\\(?:nonumber|notag)(?![A-Za-z])"
)
_BREAK = re.compile(r"\\\\(?:\s*\[[^\]\n]{0,20}\])?")
_OPEN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}|\\end\{([A-Za-z]+\*?)\}")
_WORDS = re.compile(r"[^\W\d_]{2,}(?:[ \t,.'’:;!?()-]+|$)")
_REMARK = re.compile(r"\s*\\(?:text|mbox|textbf|textit)\s*\{[^{}]*\}\s*[.,:;]?\s*")
#: words that stand for a sign: what is meant is no longer in the formulas alone
_SPOKEN = re.compile(
    r"\$[ \t]*(?:times|multiplied by|plus|minus|divided by|over|곱하기|더하기|빼기|나누기)[ \t]*\$"
    r"|\$[^$\n]+\$[^$\n]*\$[^$\n]+\$[^$\n]*(?:곱|더[하한해]|빼|뺀|나누|나눈)[^$\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
#: a remark behind a line
_ASIDE = re.compile(r"(?:\s|&|\\q?quad)+\\(?:text|mbox|textrm)\s*\{[^{}$]*\}\s*[.,;]?\s*$")
#: what is put around or before a line that is no part of it
_ADORNED = re.compile(r"(?:[∴∵]|(?:답|정답|answer|ans)[ \t]*[):][ \t]*)?[ \t]*(\*\*|`|)(.+)\1", re.IGNORECASE)
#: a name by itself, such as w or x^{(i)}
_NAME = re.compile(r"\s*\\?[A-Za-z]+(?:\{[A-Za-z]\})?(?:[_^](?:\w|\{[^{}]*\}))*'*\s*")
#: words between which such a name is only spoken of
_BEFORE = re.compile(
    r"\b(?:where|with respect to|w\.r\.t\.|by|for|of|let|and|if|when|differentiat(?:es?|ed|ing)|deriv(?:e|ing))"
    r"[ \t]+$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[ \t]*(?:[은는을를의에로와과가도]|으로|이(?![다므며고])"
    r"|(?:is|are|be|denotes?|means?|with respect to|w\.r\.t\.)\b)"
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_HTML = (
    (re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?\s*>", re.IGNORECASE), "\n"),
    (re.compile(r"</?(?:p|div|span|b|i|em|strong|ul|ol|li)(?:\s[^<>]{0,200})?>", re.IGNORECASE), ""),
)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of an answer that are mathematics, as written.  All of them where none would be left."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SPOKEN.search(text):
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    pieces = [
        _formula(found)
        for found in (_MATH.finditer(text) if _marked(text) else ())
        if not _mentioned(found, text)
    ]
    if pieces:
        return tuple(line for piece in pieces for line in _rows(piece))
    every = tuple(_bare(line.strip()) for line in text.split("\n") if line.strip())
    return tuple(line for line in every if not is_prose(line)) or every


def _bare(line: str) -> str:
    """A line without ∴, "answer:", bold or code around the whole of it."""
    found = _ADORNED.fullmatch(line)
    return found[2].strip() if found is not None and found[2].strip() else line


def without_html(text: str) -> str:
    """The text of a cell in which an editor of a learning platform has left its tags and entities."""
    if not re.search(r"<\s*(?:p|br|div|span)\b", text, re.IGNORECASE):
        return text
    from html import unescape

    for pattern, instead in _HTML:
        text = pattern.sub(instead, text)
    return unescape(text)


def is_prose(line: str) -> bool:
    """Mere words: Hangul or two words of letters, and nothing of mathematics."""
    if _REMARK.fullmatch(line):
        return True
    if re.search(r"[\d=\\^_+*/<>|{}\[\]$∂∑√Σ]", line):
        return False
    return re.search("[가-힣]{2}", line) is not None or len(_WORDS.findall(line)) >= 2


def _marked(text: str) -> bool:
    return "$" in text or "\\[" in text or "\\(" in text or "```" in text or "\\begin{" in text


def _formula(found: re.Match[str]) -> str:
    return next(found[name] for name in "abcdef" if found[name] is not None)


def _mentioned(found: re.Match[str], text: str) -> bool:
    """Whether it is a name that a sentence speaks of: the w of "derive by $w$" is no line of the work."""
    inline = found["b"] if found["b"] is not None else found["d"]
    return (
        inline is not None
        and _NAME.fullmatch(inline) is not None
        and (
            _BEFORE.search(text, max(0, found.start() - 40), found.start()) is not None
            or _AFTER.match(text, found.end()) is not None
        )
    )


def _rows(formula: str) -> list[str]:
    r"""The lines of one formula: those of its environment, or those that were written, whichever it has."""
    bare = _INNER.sub(" ", _COMMENT.sub("", formula))
    parts = _split(bare) if _BREAK.search(bare) else [bare]
    if len(parts) == 1:
        parts = bare.split("\n") if bare.count("\n") and _balanced(bare) else [bare]
    bare_parts = (_ASIDE.sub("", part) or part for part in parts)
    shown = (re.sub(r"(?<!\\)&", " ", part) if r"\begin" not in part else part for part in bare_parts)
    return [" ".join(part.split()) for part in shown if part.strip(" \n\t,;.") and not is_prose(part.strip())]


def _split(text: str) -> list[str]:
    r"""Cut at ``\\``, but not inside a matrix or a case distinction."""
    cuts, depth, begin = [], 0, 0
    for found in re.finditer(f"{_OPEN.pattern}|{_BREAK.pattern}", text):
        if found[0].startswith((r"\begin", r"\end")):
            depth += -1 if found[0].startswith(r"\end") else 1
        elif depth <= 0:
            cuts.append(text[begin : found.start()])
            begin = found.end()
    return [*cuts, text[begin:]]


def _balanced(text: str) -> bool:
    """Whether every written line closes what it opens, so that it may be one of several."""
    return all(
        line.count("{") == line.count("}") and len(_OPEN.findall(line)) % 2 == 0 for line in text.split("\n")
    )
