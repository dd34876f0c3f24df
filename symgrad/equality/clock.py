"""A deadline that is looked at inside loops, and limits on what is worth multiplying out."""

from __future__ import annotations

from time import perf_counter


class OutOfTime(Exception):
    """The deadline has passed: nothing is decided.  It says nothing about a text, so it is no ``SymgradError``."""


class Clock:
    """``check()`` raises ``OutOfTime`` once ``seconds`` have passed since it was made."""

    def __init__(self, seconds: float) -> None:
        self.end = perf_counter() + seconds

    def check(self) -> None:
        """Called wherever work is done."""
        if perf_counter() > self.end:
            raise OutOfTime("the deadline has passed.")
