"""A deadline that is looked at inside loops, and limits on what is worth multiplying out."""

from __future__ import annotations

from time import perf_counter


class OutOfTime(Exception):
    """The deadline has passed: nothing is decided.  It says nothing about a text, so it is no ``SymgradError``."""


class Clock:
    """``check()`` raises ``OutOfTime`` once ``seconds`` have passed since it was made, or with its call number ``work``
    + 1: a limit that is the same on a busy machine.
    """

    def __init__(self, seconds: float, work: int | None = None) -> None:
        self.end = perf_counter() + seconds
        self.work, self.done = work, 0

    def check(self) -> None:
        """Called wherever work is done."""
        self.done += 1
        if self.work is not None and self.done > self.work:
            raise OutOfTime("the work has taken more steps than it may.")
        if perf_counter() > self.end:
            raise OutOfTime("the deadline has passed.")
