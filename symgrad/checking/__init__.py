"""Checking answers: is this right, and if not, where and why?

In: a question (a reference, or a model and what its derivative is taken by) and an answer, as one item. Out:
a ``Verdict``. An answer is looked at (``hygiene``), freed of what is no formula (``markings``, ``prose``) and
put in formulas where it is in words or typed plainly (``sentences``, ``spelt``, ``numerals``, ``updates``);
read with the question's names and its own (``asking``, ``question``, ``spoken``, ``introduced``), judged
(``judge``, ``comparing``, ``left_sides``, ``numeric``, ``lines``), and explained where a mistake fits
(``mistakes``). A line after the other is judged by ``walk``, which asks ``claims``, ``values``, ``beside``
and ``asides``. ``worker`` does all that in a process that can be killed, and imports no mathematics for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.checking.answers import check as check
    from symgrad.checking.answers import check_item as check_item
    from symgrad.checking.answers import check_row as check_row
    from symgrad.checking.item import Item as Item
    from symgrad.checking.verdict import Verdict as Verdict

_HOME = {
    "check": "answers",
    "check_item": "answers",
    "check_row": "answers",
    "Item": "item",
    "Verdict": "verdict",
}

__all__ = ["Item", "Verdict", "check", "check_item", "check_row"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'symgrad.checking' has no attribute {name!r}")
    return getattr(import_module(f"symgrad.checking.{_HOME[name]}"), name)
