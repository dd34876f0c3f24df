"""Text is looked at before it is read: what cannot be an answer is refused with its reason and its place.

In: text from outside.  Out: the text, or ``Refused``.  Nothing here is evaluated; the reader has limits of its own,
these are those of an answer, which is much shorter than a model.
"""

from __future__ import annotations

import re
import unicodedata

from symgrad.checking.verdict import Reason, Refused
from symgrad.errors import Origin, quoted, worded

#: characters of one answer or line, and lines of one derivation
MAX_LENGTH = 4000
MAX_LINES = 100
#: brackets and braces inside each other
MAX_DEPTH = 40

#: what TeX would do something with, instead of showing it
_COMMANDS = re.compile(
    r"\\(?:input|include|includegraphics|openin|openout|read|write|immediate|csname|catcode|def|edef|gdef|xdef|let|"
    r"futurelet|newcommand|renewcommand|providecommand|newenvironment|usepackage|documentclass|loop|repeat|special|"
    r"expandafter|noexpand|directlua|luaexec|shell|url|href|verb|verbatiminput|lstinputlisting)(?![A-Za-z])"
)
#: what belongs to a programming language
_CODE = re.compile(
    r"(?=[_iesgol<])(?:"  # no other character begins any of it
    r"__\w+__|(?<!\\)\b(?:import|exec|eval|subprocess|globals|getattr|setattr)\b\s*[\w(]|(?<!\\)\b(?:os|sys)\.\w|"
    r"(?<!\\)\blambda\b\s*\w*\s*:|<\s*/?\s*script)"
)
_UNUSUAL = re.compile(r"[^ -~]")
_BRACKETS = re.compile(r"[()\[\]{}]")
#: letters of other alphabets that look like Latin ones
_SCRIPTS = ("CYRILLIC", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL MONOSPACE")


def looked_at(text: object) -> str:
    """The text itself.  Raises ``Refused`` for what is no text, too long, or not meant to be read."""
    if not isinstance(text, str):
        raise Refused(
            worded("an answer is text, not a {kind}.", kind=type(text).__name__), reason="wrong_type"
        )
    if len(text) > MAX_LENGTH:
        raise Refused(
            worded("more than {max_length} characters.", max_length=MAX_LENGTH),
            Origin(text[:80], 0, 1),
            reason="resource",
        )
    for odd in _UNUSUAL.finditer(text):
        _refuse_character(text, odd.start(), odd[0])
    for pattern, what in ((_COMMANDS, "a command that belongs to no formula"), (_CODE, "program text")):
        found = pattern.search(text)
        if found is not None:
            raise _refused(
                worded("{what}: {found}.", what=what, found=quoted(found[0].strip())),
                text,
                found.start(),
                found.end(),
            )
    _refuse_depth(text)
    if not text.strip():
        raise Refused("there is no answer.", reason="empty")
    return text


def _refuse_character(text: str, place: int, character: str) -> None:
    if character in "\n\t\r":
        return
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Co", "Cs", "Cn"):
        raise _refused(
            worded("a character that cannot be seen, U+{code}.", code=f"{ord(character):04X}"),
            text,
            place,
            place + 1,
        )
    name = unicodedata.name(character, "")
    if name.startswith(_SCRIPTS):
        raise _refused(
            worded(
                "{character} only looks like a Latin letter ({name}).",
                character=quoted(character),
                name=name.lower(),
            ),
            text,
            place,
            place + 1,
        )


def _refuse_depth(text: str) -> None:
    if sum(map(text.count, "([{")) <= MAX_DEPTH:
        return
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "([{":
            depth += 1
            if depth > MAX_DEPTH:
                place = found.start()
                raise _refused("brackets are nested too deeply.", text, place, place + 1, reason="resource")
        else:
            depth -= 1


def _refused(problem: str, text: str, start: int, end: int, *, reason: Reason = "unsafe") -> Refused:
    return Refused(problem, Origin(text, start, end), reason=reason)
