"""The table of mistakes, by id, and which twins spoil which rule.  A new mistake is a row with its words."""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.checking.mistakes.calculus import CALCULUS
from symgrad.checking.mistakes.networks import NETWORKS
from symgrad.checking.mistakes.row import Mistake
from symgrad.checking.planting import Local, OfWhole

MISTAKES: tuple[Mistake, ...] = (*CALCULUS, *NETWORKS)
BY_ID: Mapping[str, Mistake] = {mistake.id: mistake for mistake in MISTAKES}

#: rule → the twins of it
LOCAL: dict[str, tuple[tuple[str, Local], ...]] = {}
for _row in MISTAKES:
    for _rule in _row.rules:
        if _row.local is not None:
            LOCAL[_rule] = (*LOCAL.get(_rule, ()), (_row.id, _row.local))
WHOLE: tuple[tuple[str, OfWhole], ...] = tuple(
    (row.id, row.whole) for row in MISTAKES if row.whole is not None
)

__all__ = ["BY_ID", "LOCAL", "MISTAKES", "WHOLE", "Mistake"]
