"""What a section takes from those above it, what it hands on, and what came out for it: values, which may be kept.

``judged`` in ``symgrad.notes.sections`` makes ``Judged`` of a section and what it has ``seen``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symgrad.notes.claims import Claim
from symgrad.notes.page import Section
from symgrad.reading import syntax

Value = Any
#: how many states back somebody may have gone on with
STATES = 3


@dataclass(frozen=True)
class Statement:
    """``left sign right``, proved by the claim ``id``; a line of several sides says it of the first and the last."""

    left: syntax.Node
    sign: str
    right: syntax.Node
    id: str = ""

    @property
    def said(self) -> tuple[syntax.Node, str, syntax.Node]:
        """What it says, whichever way round an inequality is written."""
        turned = {"≥": "≤", ">": "<"}.get(self.sign)
        return (self.left, self.sign, self.right) if turned is None else (self.right, turned, self.left)


@dataclass(frozen=True)
class Carried:
    """What the sections so far hand on: how many lines each id has had (``numbering``), the values of all names in the
    states they were in, the latest last (``past``), and what was ``proved`` about each model, by its name.
    """

    numbering: Mapping[str, int] = field(default_factory=dict)
    past: tuple[Mapping[str, Value], ...] = ()
    proved: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)

    def seen_by(self, section: Section) -> Carried:
        """What of it a section can take: all else may change without changing the section's claims."""
        names = section.model.names
        values = ({key: value for key, value in each.items() if key in names} for each in self.past)
        ids = {block.id for block in section.printed}
        return Carried(
            {key: number for key, number in self.numbering.items() if key in ids},
            tuple(each for each in values if each)[-STATES:],
            self.proved if any(block.induction for block in section.printed) else {},
        )

    def then(self, more: Carried) -> Carried:
        """With what one more section hands on."""
        return Carried(
            {**self.numbering, **more.numbering}, (*self.past, *more.past), {**self.proved, **more.proved}
        )


@dataclass(frozen=True)
class Judged:
    """The claims of one section, and what it hands on itself."""

    claims: tuple[Claim, ...]
    carried: Carried
