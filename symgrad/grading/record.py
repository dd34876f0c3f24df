"""What is known of one student's answer to one question: the marks, why, and the verdict they come from.

In: a verdict and the marks for it (``marks``).  Out: ``Record``, and as a row of JSON; the tables and reports are made
of records alone.  Marks are ``None`` where a person must look; ``review`` then says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any

from symgrad.errors import DataError

#: why a person should look → the words for it.  ``missing`` has marks (0); all others have none
REVIEWS: Mapping[str, Mapping[str, str]] = {
    "agrees": {
        "ko": "계산해 본 모든 점에서 값이 같지만 증명되지 않음",
        "en": "agrees at every point tried, not proved",
    },
    "undecided": {"ko": "시간 안에 판정하지 못함", "en": "not decided within the deadline"},
    "invalid": {"ko": "읽을 수 없음", "en": "could not be read"},
    "unclear": {
        "ko": "판정은 했으나 점수는 사람이 정해야 함",
        "en": "judged, but the marks are for a person to say",
    },
    "changed": {
        "ko": "직접 점수를 준 뒤에 답안이나 문제가 바뀜",
        "en": "changed since it was marked by hand",
    },
    "missing": {"ko": "답안 없음", "en": "no answer"},
}

Number = int | float


@dataclass(frozen=True)
class Record:
    """One student and question.  ``source`` is ``file:line``; ``lines`` are as submitted; ``verdict`` has no times.

    ``by_hand``: the marks and their reason are a person's.
    """

    student: str
    question: str
    source: str
    lines: tuple[str, ...]
    points: Number
    marks: Number | None
    review: str | None
    reason: Mapping[str, str]
    verdict: Mapping[str, Any]
    by_hand: bool = False

    def __post_init__(self) -> None:
        if self.review is not None and self.review not in REVIEWS:
            raise DataError(f"no review is called {self.review!r}.")
        if (self.marks is None) != (self.review not in (None, "missing")):
            raise DataError("marks are left out exactly where a person must look.")
        if self.marks is not None and not 0 <= self.marks <= self.points:
            raise DataError(f"{self.marks} marks of {self.points} points.")

    def to_row(self) -> dict[str, Any]:
        """The record as it stands in ``results.jsonl``."""
        row = {**asdict(self), "lines": list(self.lines), "reason": dict(self.reason)}
        return row if self.by_hand else {key: value for key, value in row.items() if key != "by_hand"}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Record:
        """The record of a row; fields that it does not have are passed over."""
        known = {part.name: row[part.name] for part in fields(cls) if part.name != "by_hand"}
        known["by_hand"] = bool(row.get("by_hand", False))
        return cls(**{**known, "lines": tuple(known["lines"])})


#: what no file may be called on some system
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST = 60


def file_names(students: Iterable[str]) -> dict[str, str]:
    """A name for a file (without suffix) for each student: letters, digits, - and _ only, no two alike.

    The same students get the same names in any order.  A name that had to be changed, or is that of another student in
    other capitals, ends with a few characters of its hash.
    """
    everyone = sorted(set(students))
    safe = {student: _safe(student) for student in everyone}
    counts: dict[str, int] = {}
    for name in safe.values():
        counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
    return {
        student: name
        if counts[name.casefold()] == 1 and name == student.replace(" ", "_")
        else f"{name}-{sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        for student, name in safe.items()
    }


def _safe(student: str) -> str:
    text = unicodedata.normalize("NFC", student)
    name = re.sub(r"[^\w-]+", "_", text).strip("_-")[:_LONGEST]
    while len(name.encode("utf-8")) > 150:
        name = name[:-1]
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name
