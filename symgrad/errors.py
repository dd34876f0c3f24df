"""Every error symgrad raises: one base class, each kind also the built-in it resembles.

Goes in: what went wrong, where, and what to do instead.  Comes out: one message that says all three.
Fields are kept so that tools (an editor, the audit) need not take the message apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
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
        super().__init__(f"{package} is not installed.\n  Install it with: pip install 'symgrad[{extra}]'")


def describe(problem: str, origin: Origin | None, remedy: str) -> str:
    """One message: what, where (underlined), and what to do instead."""
    lines = [problem]
    if origin is not None:
        where = f"line {origin.line}, column {origin.column}"
        lines[0] = f"{problem} ({origin.source + ', ' if origin.source else ''}{where})"
        lines.append(origin.underlined())
    if remedy:
        lines.append(f"  {remedy}")
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
        return f"Did you mean {near}?"
    return "Choose one of: " + ", ".join(allowed) + "."
