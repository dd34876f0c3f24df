"""Practice: random questions of a chosen kind and difficulty, with solutions that are derived and checked.

In: kinds, a difficulty, how many, a seed.  Out: ``Exercise`` values; ``sheet`` writes them as an assignment, ``asking``
asks them one after the other.
"""

from __future__ import annotations

from symgrad.practice.drawing import draw
from symgrad.practice.exercise import Exercise
from symgrad.practice.kinds import DIFFICULTIES, KINDS

__all__ = ["DIFFICULTIES", "KINDS", "Exercise", "draw"]
