"""A gradient that is set to zero: 2(wx + b − y)x = 0 says where the minimum is, not what the gradient is.

In: the sides of an equation.  Out: the side that is set to zero.  Where the answer is 0 or a number itself, = 0 is a
value like any other.
"""

from __future__ import annotations

from symgrad.checking.question import Question
from symgrad.checking.verdict import Verdict
from symgrad.checking.words import say
from symgrad.expressions import bases
from symgrad.reading import syntax as s
from symgrad.reading.names import plain

_NAMED = (s.Name, s.Derived, s.Nabla, s.Call, s.Number)


def is_zero(node: s.Node) -> bool:
    """0, or a bold one."""
    if isinstance(node, s.Name):
        return node.key != "0" and plain(node.key) == "0"
    return isinstance(node, s.Number) and node.value == 0


def may_be_set(question: Question) -> bool:
    """Whether what is asked for is a formula, which may be set to zero."""
    return not question.item.given and bool(bases(question.expr))


def set_side(question: Question, left: s.Node | None, right: s.Node) -> s.Node | None:
    """The expression that is set to zero by ``left = right``; ``None`` for any other equation."""
    if left is None or is_zero(left) == is_zero(right) or not may_be_set(question):
        return None
    side = right if is_zero(left) else left
    return None if isinstance(side, _NAMED) else side


def for_a_person() -> Verdict:
    """The verdict where a condition stands in the place of a gradient."""
    return Verdict("undecided", None, note="set_to_zero", text=say("set_to_zero"))


__all__ = ["for_a_person", "is_zero", "may_be_set", "set_side"]
