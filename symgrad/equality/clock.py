"""A deadline that is looked at inside loops, and limits on what is worth multiplying out."""

from __future__ import annotations

from math import inf
from time import perf_counter, thread_time

#: how many times a deadline may pass by the clock on the wall, where a busy machine gives us only a part of it
BUSY = 4.0


class OutOfTime(Exception):
    """The deadline has passed: nothing is decided.  It says nothing about a text, so it is no ``SymgradError``."""


class Clock:
    """``check()`` raises ``OutOfTime`` once this thread has had a processor for ``seconds`` since it was made, or
    ``BUSY`` times as many have passed, or with its call number ``work`` + 1: what is decided does not depend on what
    else the machine has to do.
    """

    def __init__(self, seconds: float, work: int | None = None) -> None:
        now = perf_counter()
        self.used_up, self.latest = thread_time() + seconds, now + BUSY * seconds
        #: the deadline cannot have passed before, by the clock on the wall, which is quicker to look at
        self._earliest = now + seconds
        self.work, self.done = inf if work is None else work, 0

    def left(self) -> float:
        """Seconds until the deadline; negative behind it."""
        return min(self.used_up - thread_time(), self.latest - perf_counter())

    def check(self) -> None:
        """Called wherever work is done."""
        self.done += 1
        if self.done > self.work:
            raise OutOfTime("the work has taken more steps than it may.")
        if perf_counter() > self._earliest:
            left = self.left()
            if left < 0:
                raise OutOfTime("the deadline has passed.")
            self._earliest = perf_counter() + left
