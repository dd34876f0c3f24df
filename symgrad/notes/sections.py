"""A section judged after those above it: what it takes from them, its claims, and what it hands on.

Goes in: a section, and ``Carried`` from the sections above.  Comes out: ``Judged``.  The same section after the same
``Carried`` gives the same, so that it may be kept; what judges is loaded where that has to be done.
"""

from __future__ import annotations

from symgrad.notes.carried import STATES, Carried, Judged
from symgrad.notes.page import Section


def judged(section: Section, seen: Carried) -> Judged:
    """Judge a section; ``seen`` is what it can take from those above it (``Carried.seen_by``).

    Raises ``ReadError`` for a line that is not mathematics.
    """
    from symgrad.notes.auditor import Auditor

    numbering = dict(seen.numbering)
    proved = {name: list(statements) for name, statements in seen.proved.items()} | {section.name: []}
    auditor = Auditor(section, numbering, list(seen.past), proved=proved)
    claims = auditor.claims()
    variants = auditor.bench.variants
    states = [] if variants.now is None else [*variants.past, dict(variants.now.environment.values)]
    own = tuple(states[len(seen.past) :][-STATES:])
    return Judged(tuple(claims), Carried(numbering, own, {section.name: tuple(proved[section.name])}))
