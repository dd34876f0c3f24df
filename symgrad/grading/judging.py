"""One process that judges the answers of a class, told about each question before the first answer to it.

In: a question and lines.  Out: the verdict without times.  A process that did not answer is replaced and asked once
more; if it judges nothing at all, the run ends instead of calling a class's answers unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symgrad.checking.worker import Checker
from symgrad.errors import SymgradError
from symgrad.grading.questions import Question

#: an item that every process judges
KNOWN = {"reference": "1", "answer": "1"}
#: seconds for what is done once a question: deriving it, and its planted mistakes
PATIENCE = 30.0


def item_of(question: Question, lines: Sequence[str]) -> dict[str, Any]:
    """The item of an answer."""
    answer = {"answer": lines[0]} if len(lines) == 1 else {"lines": list(lines)}
    return {**question.item, **answer}


class Judge:
    """Use it in a ``with`` statement."""

    def __init__(self) -> None:
        self._checker = Checker()
        self._told: set[str] = set()

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *reason: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process."""
        self._checker.stop()

    def probe(self, question: Question) -> Mapping[str, Any]:
        """The verdict on an answer that is read wherever the question is; it may be right or wrong."""
        return self._checker.check({**question.item, "answer": "0", "deadline": PATIENCE})

    def check(
        self, question: Question, lines: Sequence[str], *, deadline: float | None = None
    ) -> dict[str, Any]:
        """The verdict, without times.  Raises ``SymgradError`` where nothing can be judged."""
        item = item_of(question, lines) | ({} if deadline is None else {"deadline": deadline})
        found = self._asked(question, item)
        if _unanswered(found):
            self._again()
            found = self._asked(question, item)
            if _unanswered(found):
                self._again()
        return {name: value for name, value in found.items() if name not in ("id", "ms")}

    def _asked(self, question: Question, item: Mapping[str, Any]) -> dict[str, Any]:
        if question.id not in self._told:
            self.probe(question)
            self._told.add(question.id)
        return self._checker.check(item)

    def _again(self) -> None:
        """A new process, which has been told nothing."""
        self.stop()
        self._told.clear()
        self.ready()

    def ready(self) -> None:
        """Raises ``SymgradError`` where nothing is judged at all."""
        if self._checker.check(KNOWN).get("accept") is not True:
            raise SymgradError("the process that judges answers does not work; nothing was graded by it.")


def _unanswered(found: Mapping[str, Any]) -> bool:
    return found["status"] == "undecided" or (found.get("error") or {}).get("reason") == "resource"
