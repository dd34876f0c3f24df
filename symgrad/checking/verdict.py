"""What comes out of checking an answer: one frozen value, with the words for it in Korean and English.

``accept`` is true, false, or ``None`` where a person must look.  ``as_dict`` is one line of ``symgrad check --jsonl``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from symgrad.checking.words import NOTES
from symgrad.errors import Origin, ReadError, SymgradError, spoken, worded

Status = Literal["equal", "agrees", "equal_where_defined", "different", "undecided", "invalid"]
Reason = Literal["empty", "parse", "unsafe", "resource", "unknown_symbol", "wrong_type", "undefined"]
Standing = Literal["exact", "rounded", "truncated", "follows_from_rounded", "wrong"]

#: status → accepted? (``None``: a person must look)
ACCEPT: Mapping[Status, bool | None] = {
    "equal": True,
    "agrees": None,
    "equal_where_defined": True,
    "different": False,
    "undecided": None,
    "invalid": None,
}
REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]


class Refused(ReadError):
    """Text that is not judged: the reason and the place are fields, as for everything that cannot be read."""


@dataclass(frozen=True)
class Failure:
    """Why nothing was judged: ``position`` is the 0-based character it was seen at, ``message`` what the error says.

    ``as_dict`` has the message in English, and in ``text`` in both languages.
    """

    reason: Reason
    position: int | None
    message: str

    @classmethod
    def of(cls, error: SymgradError) -> Failure:
        """What an error of the reader says."""
        origin: Origin | None = getattr(error, "origin", None)
        reason: Any = getattr(error, "reason", "wrong_type")
        message = getattr(error, "problem", None) or str(error).split("\n")[0]
        remedy = getattr(error, "remedy", "")
        if remedy:
            message = worded("{problem} {remedy}", problem=message, remedy=remedy)
        return cls(reason, origin.start if origin else None, message)

    def as_dict(self) -> dict[str, Any]:
        """``reason``, ``position``, ``message``, ``text``."""
        text = {lang: spoken(self.message, lang) for lang in ("ko", "en")}
        return {"reason": self.reason, "position": self.position, "message": str(self.message), "text": text}


@dataclass(frozen=True)
class NumberVerdict:
    """How a number stands to the exact value; ``should_be`` is that value rounded as it was asked for."""

    verdict: Standing
    exact_value: str
    should_be: str

    def as_dict(self) -> dict[str, str]:
        """The three fields."""
        return {"verdict": self.verdict, "exact_value": self.exact_value, "should_be": self.should_be}


@dataclass(frozen=True)
class Named:
    """A mistake that explains an answer: its id, the place it was made at (LaTeX), how sure that is.

    ``alternatives`` are the ids of others that give the same answer; ``hints`` and ``follow_up`` are what to say.
    """

    id: str
    step: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    follow_up: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The fields."""
        return {
            "id": self.id,
            "step": self.step,
            "confidence": self.confidence,
            "alternatives": list(self.alternatives),
            "hints": {lang: list(hints) for lang, hints in self.hints.items()},
            "follow_up": dict(self.follow_up),
        }


@dataclass(frozen=True)
class LineVerdict:
    """One line: ``status`` against the question (or of what it claims itself), whether it ``follows`` from before.

    ``kind`` is ``definition`` (let u = …), ``claim`` (an equation with sides of its own), ``value`` (what is asked) or
    ``words``.
    """

    status: str
    follows: bool | None
    kind: str = "value"
    error: Failure | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields that say something."""
        found: dict[str, Any] = {"status": self.status, "follows": self.follows, "kind": self.kind}
        return found if self.error is None else {**found, "error": self.error.as_dict()}


@dataclass(frozen=True)
class Verdict:
    """The outcome for one answer.

    ``domain`` says in LaTeX where both sides are defined; ``counterexample`` has ``at``, ``reference`` and ``answer``;
    ``relation`` is ``"sign"``, ``{"factor": …}`` or ``{"difference": …}``.
    """

    status: Status
    accept: bool | None
    proof: str = ""
    domain: str = ""
    counterexample: Mapping[str, Any] | None = None
    relation: str | Mapping[str, str] | None = None
    number: NumberVerdict | None = None
    mistake: Named | None = None
    lines: tuple[LineVerdict, ...] = ()
    first_wrong_line: int | None = None
    note: str = ""
    text: Mapping[str, str] = field(default_factory=dict)
    error: Failure | None = None
    ms: float = 0.0

    def __post_init__(self) -> None:
        if (self.status == "invalid") != (self.error is not None):
            raise SymgradError("invalid has a reason, and only invalid has one.")
        if self.accept and self.status not in ("equal", "equal_where_defined"):
            raise SymgradError(f"{self.status} is never accepted.")
        if self.note and not {*self.note.split()} <= {*NOTES}:
            raise SymgradError(f"{self.note!r} is not among the notes of a verdict.")
        object.__setattr__(self, "text", MappingProxyType(dict(self.text)))

    def __str__(self) -> str:
        return str(self.text.get("en", self.status))

    def timed(self, ms: float) -> Verdict:
        """The same, with the milliseconds it took: a verdict that was looked at when it was made."""
        timed = object.__new__(Verdict)
        timed.__dict__.update(self.__dict__, ms=ms)
        return timed

    def as_dict(self, identity: Any = None) -> dict[str, Any]:
        """One line of ``symgrad check --jsonl``: the fields that say something, in a fixed order."""
        found: dict[str, Any] = {} if identity is None else {"id": identity}
        found |= {"status": self.status, "accept": self.accept}
        optional: dict[str, Any] = {
            "proof": self.proof,
            "domain": self.domain,
            "counterexample": self.counterexample,
            "relation": self.relation,
            "number": self.number.as_dict() if self.number else None,
            "mistake": self.mistake.as_dict() if self.mistake else None,
            "lines": [line.as_dict() for line in self.lines],
            "note": self.note,
        }
        found |= {key: value for key, value in optional.items() if value}
        if self.lines:
            found["first_wrong_line"] = self.first_wrong_line
        if self.error is not None:
            found["error"] = self.error.as_dict()
        return {**found, "text": dict(self.text), "ms": round(self.ms, 3)}
