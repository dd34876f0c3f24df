"""Where a value on a page comes from: the lines above a line that gave or printed what it uses.

Goes in: a section.  Comes out: for each printed line, by the place it begins at, the places of the lines its names were
given, printed or updated in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symgrad.errors import ReadError
from symgrad.notes import Claim, Page, Section
from symgrad.notes.blocks import Block
from symgrad.notes.chains import Chain, chain, names_of
from symgrad.notes.rows import assignments, rows
from symgrad.reading import syntax
from symgrad.reading.names import Names

#: name as written, and the place on the page that it was last given a value at
Places = dict[str, int]
Source = tuple[str, int]


def sources(
    section: Section, given: Iterable[Block], page: Page, claims: Iterable[Claim]
) -> Mapping[int, tuple[Source, ...]]:
    """``{start of a printed line: ((name, start of the line its value is from), …)}``; ``given`` are the blocks with
    the section's numbers.
    """
    names = names_of(section.model, tuple(section.given))
    known: Places = {}
    for block in given:
        if block.kind == "math":
            for row in (part for line in rows(page.text, block, page.source) for part in assignments(line)):
                line = _read(row, names)
                if line is not None:
                    known[_key(line.sides[0].node)] = row.start
    put_in: dict[int, list[str]] = {}
    for claim in claims:
        put_in.setdefault(claim.origin.start, []).extend(_plain(number.formula) for number in claim.put_in)
    found: dict[int, tuple[Source, ...]] = {}
    for printed in section.printed:
        fresh: Places = {}
        for row in printed.rows:
            line = _read(row, names)
            if line is None:
                continue
            used = dict.fromkeys(
                [name for side in line.sides[1:] for name in _names(side.node)]
                + [name for side in line.sides for name in put_in.get(side.origin.start, ())]
            )
            # An update rule of a method is in letters; what is given further down is not used yet.
            places = {} if printed.method else known
            found[row.start] = tuple(
                (name, places[name]) for name in used if places.get(name, row.start) < row.start
            )
            if (
                any(side.kind in ("number", "arithmetic") for side in line.sides[1:])
                and ":=" not in line.signs
            ):
                for side in line.sides:
                    if side.kind == "formula":
                        known[_key(side.node)] = row.start
            if printed.effect:
                fresh[_key(line.sides[0].node)] = row.start
        known.update(fresh)
    return found


def _read(row: object, names: Names) -> Chain | None:
    try:
        return chain(row, names)  # type: ignore[arg-type]
    except ReadError:
        return None  # a fact about data, which no value comes from


def _names(node: syntax.Node) -> Iterator[str]:
    """The names and derivatives in a formula; what stands inside a derivative is not used by itself."""
    stack = [node]
    while stack:
        inner = stack.pop()
        if isinstance(inner, (syntax.Name, syntax.Derived)):
            yield _key(inner)
        else:
            stack.extend(reversed(inner.parts))


def _key(node: syntax.Node) -> str:
    return _plain(node.origin.fragment)


def _plain(text: str) -> str:
    return "".join(text.split())
