"""Students whose wrong work is the same: groups, the rarest first.

In: everybody's sheets.  Out: ``Group`` values.  Answers are compared as they were read (blanks, brackets around a name
and spelling aside), line by line.  A group that shares one answer is told of only when few gave it and no named mistake
explains it; one that shares several, when fewer than one such pair would be expected had everybody answered by himself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, log

from symgrad.grading.record import Record
from symgrad.grading.reports.lines import sides, standings, statement
from symgrad.grading.reports.results import UNNAMED, mistake_of
from symgrad.grading.reports.sheet import Answer, Sheet

#: an answer given by more than this part of those who answered is a usual one
FEW = 0.1
#: groups that are told of
MOST_GROUPS = 20


@dataclass(frozen=True)
class Shared:
    """A wrong answer that a group has in common: ``count`` of ``answered`` gave it; ``lines``: every line is alike."""

    answer: Answer
    count: int
    answered: int
    lines: bool

    @property
    def rarity(self) -> float:
        """The logarithm of how rarely two students would both give it."""
        return 2 * log(self.answered / self.count)


@dataclass(frozen=True)
class Group:
    """Students with the same wrong answers to the same questions."""

    sheets: tuple[Sheet, ...]
    shared: tuple[Shared, ...]

    @property
    def rarity(self) -> float:
        """The logarithm of how rarely two students would give all of them."""
        return sum(shared.rarity for shared in self.shared)


def groups(sheets: Sequence[Sheet]) -> tuple[Group, ...]:
    """Every group worth looking at, the rarest first."""
    pairs: dict[tuple[int, int], list[Shared]] = {}
    for question in range(len(sheets[0].answers) if sheets else 0):
        for pair, shared in _pairs([sheet.answers[question] for sheet in sheets]):
            pairs.setdefault(pair, []).append(shared)
    alike: dict[tuple[tuple[int, int, bool], ...], tuple[list[Shared], set[int]]] = {}
    for pair, found in pairs.items():
        key = tuple((shared.answer.number, id(shared.answer), shared.lines) for shared in found)
        alike.setdefault(key, (found, set()))[1].update(pair)
    everyone = comb(len(sheets), 2)
    made = [
        Group(tuple(sheets[place] for place in sorted(places)), tuple(found))
        for found, places in alike.values()
        if _striking(found, everyone)
    ]
    return tuple(sorted(made, key=lambda group: (-group.rarity, [sheet.student for sheet in group.sheets])))


def _striking(found: Sequence[Shared], everyone: int) -> bool:
    if len(found) == 1:
        (shared,) = found
        few = shared.count <= max(2, FEW * shared.answered)
        return few and shared.answered > 3 and mistake_of(shared.answer) == UNNAMED
    return sum(shared.rarity for shared in found) > log(everyone)


def _pairs(answers: Sequence[Answer]) -> list[tuple[tuple[int, int], Shared]]:
    """Every two that gave the same wrong answer to a question; the first who gave it stands for all."""
    answered = sum(answer.record is not None and bool(answer.record.lines) for answer in answers)
    wrong = {
        place: (final(answer.record), work(answer.record))
        for place, answer in enumerate(answers)
        if answer.record is not None and mistake_of(answer) is not None and answer.record.lines
    }
    by_final = Counter(end for end, _ in wrong.values())
    by_work = Counter(whole for _, whole in wrong.values())
    first: dict[object, Answer] = {}
    for place, (end, whole) in wrong.items():
        first.setdefault(end, answers[place])
        first.setdefault(whole, answers[place])
    found = []
    # An answer that many gave says nothing, and would make a pair of every two of them.
    rare = {place: keys for place, keys in wrong.items() if 1 < by_final[keys[0]] <= max(2, answered / 2)}
    for (a, (end, whole)), (b, (other, its)) in combinations(rare.items(), 2):
        if end == other:
            same = whole == its
            count = by_work[whole] if same else by_final[end]
            found.append(((a, b), Shared(first[whole if same else end], count, answered, same)))
    return found


def work(record: Record) -> tuple[str, ...]:
    """All of an answer's lines, as they are compared."""
    return (
        "work",
        *(_normal(text, mark, False) for text, mark in zip(record.lines, standings(record), strict=True)),
    )


def final(record: Record) -> tuple[str, ...]:
    """What an answer comes to, as it is compared: the last side of its last line."""
    return ("final", _normal(record.lines[-1], standings(record)[-1], True))


def _normal(text: str, mark: str, last_side: bool) -> str:
    read = statement(text) if mark not in ("", "unread", "undecided") else None
    if read is None:
        return "".join(text.split())
    parts = sides(read)
    return repr(parts[-1] if last_side else parts)
