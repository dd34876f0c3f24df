"""A table of contents of lecture pages: lecture, its ids, the page of each, and the verdicts of its claims.

Goes in: the audits of the pages of a directory and the lectures' titles by letter.  Comes out: a Markdown table, which
stands between two comments of the directory's README.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from symgrad.errors import ReadError, worded
from symgrad.notes import Audit, Claim
from symgrad.notes.claims import VERDICTS
from symgrad.rendering.words.verdicts import VERDICTS as WORDS

BEGIN, END = "<!-- contents -->", "<!-- end of contents -->"
_ID = re.compile(r"([A-Za-z]+)(\d+)")


def titles(path: Path) -> dict[str, Mapping[str, str]]:
    """The lectures' titles: ``A: {en: …, ko: …}`` in a YAML file.  Raises ``ReadError`` for anything else."""
    found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    if not isinstance(found, dict) or not all(
        isinstance(title, dict) and {"en", "ko"} <= title.keys() for title in found.values()
    ):
        raise ReadError(
            worded("{path} is no list of lectures.", path=path),
            remedy="Write lines such as  A: {en: Title, ko: 제목}",
        )
    return {str(letter): title for letter, title in found.items()}


def table(audits: Sequence[Audit], lectures: Mapping[str, Mapping[str, str]]) -> str:
    """One row for each id, in order, below one with the title of its lecture."""
    where: dict[str, list[Audit]] = {}
    for each in audits:
        for id in each.page.ids:
            where.setdefault(id, []).append(each)
    rows = ["| id | page | verdicts |", "|---|---|---|"]
    before = ""
    for id in sorted(where, key=order):
        letter = order(id)[0]
        if letter != before and letter in lectures:
            rows.append(f"| **{letter}** | **{lectures[letter]['en']}** · {lectures[letter]['ko']} | |")
        pages = ", ".join(f"[{_name(each)}]({_name(each)})" for each in where[id])
        claims = [claim for each in where[id] for claim in each.claims if _belongs(claim, id)]
        rows.append(f"| {id} | {pages} | {verdicts(claims)} |")
        before = letter
    return "\n".join(rows) + "\n"


def verdicts(claims: Iterable[Claim]) -> str:
    """How many have which verdict; findings are marked, and said to be acknowledged where the page does."""
    claims = list(claims)
    parts = []
    for verdict in VERDICTS:
        found = [claim for claim in claims if claim.verdict == verdict and claim.judged]
        if not found:
            continue
        words = f"{len(found)} {WORDS[verdict][1]}"
        if not found[0].holds:
            known = sum(claim.acknowledged is not None for claim in found)
            words = f"✗ **{words}**" + (f" ({known} acknowledged)" if known else "")
        parts.append(words)
    if unjudged := sum(not claim.judged for claim in claims):
        parts.append(f"{unjudged} {WORDS['unjudged'][1]}")
    return ", ".join(parts) or "no claims"


def put_into(text: str, contents: str, source: str) -> str:
    """The README with the table between its two comments.  Raises ``ReadError`` where they are missing."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ReadError(
            worded("{source} has no place for the contents.", source=source),
            remedy=worded("Write {begin} and below it {end}, once each.", begin=BEGIN, end=END),
        )
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{contents}{END}{rest.partition(END)[2]}"


def _belongs(claim: Claim, id: str) -> bool:
    """Whether a claim's block is of this id: B6a is of B6, B12 is not of B1."""
    rest = claim.block.removeprefix(id)
    return claim.block.startswith(id) and not rest[:1].isdigit()


def order(id: str) -> tuple[str, int, str]:
    """An id's letter and number, by which ids are sorted."""
    found = _ID.match(id)
    return (found[1], int(found[2]), id) if found else (id, 0, id)


def _name(audit: Audit) -> str:
    return Path(audit.page.source).name
