"""Every error symgrad raises: one base class, each kind also the built-in it resembles.

Goes in: what went wrong, where, and what to do instead.  Comes out: one message that says all three.
Fields are kept so that tools (an editor, the audit) need not take the message apart.

Messages stand in English where they are raised; one with values in it is made by ``worded``, which keeps template and
values.  The Korean of every template is a row of ``symgrad.rendering.words.errors``, looked up when it is asked for:
``error.text("ko")``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

#: the module above that has the Korean of the messages
KOREAN = "symgrad.rendering.words.errors"
#: characters of a value that a message shows; what came from outside may be a megabyte
MOST_SHOWN = 1000
#: ``{name}`` in a template, with the Korean particle that follows it; braces of LaTeX are no names of values
PLACEHOLDER = re.compile(r"\{([a-z_]{2,})(?::(\w+))?\}")


class Worded(str):
    """A message in English that remembers its template and what was put in, so that it can be said in Korean."""

    template: str
    values: Mapping[str, str]


class Told(str):
    """A message that was written in both languages where it comes from."""

    korean: str


def told(texts: Mapping[str, str]) -> Told:
    """The message ``{"ko": …, "en": …}``."""
    message = Told(texts["en"])
    message.korean = texts["ko"]
    return message


def worded(template: str, **values: object) -> Worded:
    """The template with ``{name}`` replaced by the values; other braces stay as they are.

    A value may be a message itself.  Raises ``KeyError`` for a value that the template has no place for.
    """
    kept = {key: _shown(value) for key, value in values.items()}
    unused = kept.keys() - {match[1] for match in PLACEHOLDER.finditer(template)}
    if unused:
        raise KeyError(f"{template!r} has no place for {sorted(unused)}")
    message = Worded(PLACEHOLDER.sub(lambda match: kept.get(match[1], match[0]), template))
    message.template = template
    message.values = kept
    return message


def quoted(text: str) -> str:
    """What somebody wrote, in quotes: what cannot be seen is escaped, a command of LaTeX keeps its one backslash."""
    return repr(text).replace("\\\\", "\\")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else _written(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _written(value: object) -> str:
    """As ``str`` writes it; in the order it has where a number stands in it that is more than its digits.

    To bring the terms of a sum into an order of its own, SymPy works every number out, and never ends at e^{e^{e^{9}}}.
    """
    if hasattr(value, "atoms"):
        from sympy import Function, Pow, Symbol, sstr

        if any(not node.atoms(Symbol) for node in value.atoms(Function, Pow)):
            return str(sstr(value, order="none"))
    return str(value)


def spoken(message: str, lang: str) -> str:
    """A message in ``"en"`` or ``"ko"``; one without Korean stays as it is."""
    return str(import_module(KOREAN).korean(message)) if lang == "ko" else str(message)


@dataclass(frozen=True, init=False)
class Origin:
    """The stretch ``text[start:end]`` that something was read from.

    ``text`` is the whole text that was given to the reader; ``source`` names where it came from
    (a page's file name) and ``first_line`` is the number of the text's first line there.
    """

    text: str
    start: int
    end: int
    source: str = ""
    first_line: int = 1

    def __init__(self, text: str, start: int, end: int, source: str = "", first_line: int = 1) -> None:
        # One for every node of a tree: a frozen class would set each field by a call.
        fields = self.__dict__
        fields["text"], fields["start"], fields["end"] = text, start, end
        fields["source"], fields["first_line"] = source, first_line

    @property
    def fragment(self) -> str:
        """The characters themselves."""
        return self.text[self.start : self.end]

    @property
    def line(self) -> int:
        """1-based line of the first character, counted in ``source`` if there is one."""
        return self.first_line + self.text.count("\n", 0, self.start)

    @property
    def column(self) -> int:
        """1-based column of the first character in its line."""
        return self.start - (self.text.rfind("\n", 0, self.start) + 1) + 1

    def to(self, other: Origin) -> Origin:
        """The stretch from the start of this one to the end of ``other``."""
        return Origin(
            self.text,
            min(self.start, other.start),
            max(self.end, other.end),
            self.source,
            self.first_line,
        )

    def underlined(self) -> str:
        """The line of the text with carets under the stretch."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        stop = self.text.find("\n", begin)
        stop = len(self.text) if stop < 0 else stop
        line = self.text[begin:stop].expandtabs(1)
        # A very long line is shown around the place only.
        left = max(0, self.start - begin - 60)
        shown = line[left : left + 120]
        offset = self.start - begin - left
        carets = max(1, min(self.end, stop) - self.start)
        carets = min(carets, max(1, len(shown) - offset))
        before = "".join(" " * _columns(character) for character in shown[:offset])
        width = sum(_columns(character) for character in shown[offset : offset + carets]) or 1
        return f"    {shown}\n    {before}{'^' * width}"


def _columns(character: str) -> int:
    """How many terminal columns a character takes (Hangul and other wide characters take two)."""
    import unicodedata

    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class SymgradError(Exception):
    """Base of every error symgrad raises on purpose."""

    def text(self, lang: str = "en") -> str:
        """The whole message in ``"en"`` (what ``str`` gives) or ``"ko"``: what, where, what to do instead."""
        if lang == "en":
            return str(self)
        problem = getattr(self, "problem", "") or (self.args[0] if self.args else "")
        return describe(problem, getattr(self, "origin", None), getattr(self, "remedy", ""), lang)


class ReadError(SymgradError, ValueError):
    """Text that cannot be read as mathematics.

    ``reason`` is one of ``empty``, ``parse``, ``unsafe``, ``resource``, ``unknown_symbol``,
    ``wrong_type``, ``undefined``; ``remedy`` says what to write instead.
    """

    def __init__(
        self,
        problem: str,
        origin: Origin | None = None,
        *,
        remedy: str = "",
        reason: str = "parse",
    ) -> None:
        self.problem = problem
        self.origin = origin
        self.remedy = remedy
        self.reason = reason
        super().__init__(describe(problem, origin, remedy))


class ModelError(SymgradError, ValueError):
    """Definitions that do not make a model: a name used before it is defined, shapes that clash, …"""

    def __init__(self, problem: str, origin: Origin | None = None, *, remedy: str = "") -> None:
        self.problem = problem
        self.origin = origin
        self.remedy = remedy
        super().__init__(describe(problem, origin, remedy))


class UnsupportedError(SymgradError, NotImplementedError):
    """Mathematics that was read but that symgrad has no rule for; it is named, never guessed."""

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(describe(problem, None, remedy))


class DataError(SymgradError, ValueError):
    """Numbers that do not fit the model: a missing name, a wrong shape, NaN, text in a column."""

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(describe(problem, None, remedy))


class UndefinedError(DataError):
    """An expression that has no real value at the numbers given: 1/0, log(−1), √−1, no case that holds.

    The message is made when it is read: points outside a domain are met by the thousand.
    """

    def __init__(self, expr: object, problem: str) -> None:
        self.expr = expr
        self._problem = problem
        self.remedy = ""
        Exception.__init__(self, expr, problem)

    @property
    def problem(self) -> str:  # type: ignore[override]
        """What is wrong, with the expression written out."""
        return self._problem.format(self.expr) + "."

    def __str__(self) -> str:
        return self.problem


class OptionError(SymgradError, TypeError):
    """An option that does not exist or a value that an option cannot take."""

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(describe(problem, None, remedy))


class MissingExtraError(SymgradError, ImportError):
    """An optional package is not installed; the message names the extra that brings it."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        self.problem = worded("{package} is not installed.", package=package)
        self.remedy = worded("Install it with: pip install 'symgrad[{extra}]'", extra=extra)
        super().__init__(describe(self.problem, None, self.remedy))


def describe(problem: str, origin: Origin | None, remedy: str, lang: str = "en") -> str:
    """One message: what, where (underlined), and what to do instead."""
    lines = [spoken(problem, lang)]
    if origin is not None:
        where = worded("line {line}, column {column}", line=origin.line, column=origin.column)
        lines[0] += f" ({origin.source + ', ' if origin.source else ''}{spoken(where, lang)})"
        lines.append(origin.underlined())
    if remedy:
        lines.append(f"  {spoken(remedy, lang)}")
    return "\n".join(lines)


def choices(given: str, allowed: list[str] | tuple[str, ...]) -> str:
    """``did you mean …`` for a mistyped word, else the list of what exists.

    Capitals do not count; letters in the wrong order are nearer than letters too many (``adma``: adam, not adamax).
    """
    from difflib import SequenceMatcher

    typed = given.lower()

    def likeness(word: str) -> float:
        low = word.lower()
        return 1.0 if sorted(low) == sorted(typed) else SequenceMatcher(None, low, typed).ratio()

    near = max(allowed, key=likeness, default="")
    if typed and likeness(near) >= 0.6:
        return worded("Did you mean {near}?", near=near)
    return worded("Choose one of: {allowed}.", allowed=", ".join(allowed))
