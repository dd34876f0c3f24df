"""What a prime behind a bracket is by: (x^2)' is by x where x is what is asked about.

In: the question and a text.  Out: the key of a name, "" where no bracket has a prime or where it is not clear.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sympy as sp

from symgrad.expressions import bases
from symgrad.reading import syntax as s

if TYPE_CHECKING:
    from symgrad.checking.question import Question

_PRIMED = re.compile(r"[)\]}]\s*(?:['’′]|\^\s*\{?\s*\\prime)")


def primed_by(question: Question, text: str) -> str:
    """What the derivative that is asked for is by; else the one name that the question has."""
    if _PRIMED.search(text) is None:
        return ""
    if question.partial is not None:
        partial = question.partial
        scalars = isinstance(partial.wrt, sp.Symbol) and isinstance(partial.what, sp.Symbol)
        return str(partial.wrt) if scalars else ""
    if question.index:
        return ""
    for tree in (question.label, question.tree):
        parts = tree.everything if tree is not None else ()
        found = {by.key for part in parts if isinstance(part, s.Derived) for by in part.by}
        if found:
            return found.pop() if len(found) == 1 else ""
    if isinstance(question.label, s.Call) and len(question.label.arguments) == 1:
        (of,) = question.label.arguments
        return of.key if isinstance(of, s.Name) else ""
    names = bases(question.expr)
    return next(iter(names)) if len(names) == 1 else ""


__all__ = ["primed_by"]
