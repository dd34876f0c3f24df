"""How much the reader takes before it refuses: text from students is hostile input until it has been read.

Every limit is checked before any arithmetic is done with what it limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from symgrad.errors import Origin, ReadError

#: characters in one text (a model of a few hundred layers has some twenty thousand)
MAX_LENGTH = 200_000
#: brackets, exponents, accents, … inside each other
MAX_DEPTH = 60
#: digits of one number, before and after the point together
MAX_DIGITS = 60
#: the exponent of ten in 1e-8
MAX_DECIMAL_EXPONENT = 400
#: a whole number standing in an exponent
MAX_EXPONENT = 1000
#: terms of a sum whose ends are numbers
MAX_TERMS = 1_000_000
#: factors of a product that is written out
MAX_FACTORS = 20
#: elements of a matrix that is written out
MAX_ELEMENTS = 400
#: letters of one plain word such as ``learningrate``
MAX_WORD = 32
#: patterns that functions of a text are used with (f_k(t) = f_{k-1}(t) + f_{k-1}(2t) doubles them at every line)
MAX_INSTANCES = 1000
#: nodes of one argument, functions put in (f_k(t) = f_{k-1}(t + t) doubles it at every line)
MAX_ARGUMENT = 1000
#: seconds the second reader's child process gets for one formula
SECOND_READER_DEADLINE = 10.0


_check: ContextVar[Callable[[], object] | None] = ContextVar("check", default=None)


@contextmanager
def watched(check: Callable[[], object]) -> Iterator[None]:
    """Have ``check`` called wherever reading goes on: it raises once the time that is given for it has passed."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def going_on() -> Callable[[], object]:
    """What a reader calls for every factor that is read and every node that gets its meaning."""
    return _check.get() or _nothing


def go_on() -> None:
    """Called where work goes on, now and then."""
    going_on()()


def _nothing() -> None:
    """Nobody watches."""


@contextmanager
def too_deep(text: str) -> Iterator[None]:
    """Functions of functions of functions can be deeper than every single formula: that is said as a limit too."""
    try:
        yield
    except RecursionError:
        raise ReadError(
            "the text is nested too deeply.",
            Origin(text, 0, min(len(text), 1)),
            remedy="Give a part of it a name of its own.",
            reason="resource",
        ) from None
