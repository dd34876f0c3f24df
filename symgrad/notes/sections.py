"""A section judged after those above it: what it takes from them, its claims, and what it hands on.

Goes in: a section, and ``Carried`` from the sections above.  Comes out: ``Judged``.  The same section after the same
``Carried`` gives the same, so that it may be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symgrad.notes.auditor import Auditor
from symgrad.notes.claims import Claim
from symgrad.notes.induction import Statement
from symgrad.notes.page import Section
from symgrad.notes.variants import STATES

Value = Any


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


def judged(section: Section, seen: Carried) -> Judged:
    """Judge a section; ``seen`` is what it can take from those above it (``Carried.seen_by``).

    Raises ``ReadError`` for a line that is not mathematics.
    """
    numbering = dict(seen.numbering)
    proved = {name: list(statements) for name, statements in seen.proved.items()} | {section.name: []}
    auditor = Auditor(section, numbering, list(seen.past), proved=proved)
    claims = auditor.claims()
    variants = auditor.bench.variants
    states = [] if variants.now is None else [*variants.past, dict(variants.now.environment.values)]
    own = tuple(states[len(seen.past) :][-STATES:])
    return Judged(tuple(claims), Carried(numbering, own, {section.name: tuple(proved[section.name])}))
