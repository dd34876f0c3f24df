"""One row of the table of mistakes: which rule it spoils and how, how likely it is, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.checking.planting import Local, OfWhole
from symgrad.errors import SymgradError

Text = tuple[str, str]  # Korean, English


@dataclass(frozen=True)
class Mistake:
    """``rules`` are the rules that ``local`` spoils; ``whole`` spoils the result.

    ``likely`` says how often it is made at one place, the usual slip being 1: of several mistakes that give the same
    answer the likelier one is named.  ``elsewhere`` says that it is no slip in a step of what was asked for, but right
    for another loss, variable or layer: such a name comes after every slip that gives the same answer.  ``rewriting``
    says that the slip is also made when a right line is written another way, where nothing is differentiated any more.
    Hints go from where to look to what to look at.  ``example`` is a model, what it is derived by, an answer with
    this mistake, and further fields of the item.
    """

    id: str
    name: Text
    hints: tuple[Text, Text, Text]
    question: Text
    example: tuple[str, str, str] | tuple[str, str, str, Mapping[str, Any]]
    rules: tuple[str, ...] = ()
    local: Local | None = None
    whole: OfWhole | None = None
    likely: float = 1.0
    elsewhere: bool = False
    rewriting: bool = False

    def __post_init__(self) -> None:
        if (self.local is None) == bool(self.rules) or (self.local is None and self.whole is None):
            raise SymgradError(f"the mistake {self.id} spoils rules or the result, and says which.")
        if not 0 < self.likely <= 10:
            raise SymgradError(f"the mistake {self.id} is likely from 0 to 10.")

    def item(self) -> dict[str, Any]:
        """The example as an item."""
        reference, wrt, answer, *more = self.example
        row: dict[str, Any] = {"reference": reference, "wrt": wrt, "answer": answer}
        for fields in more:
            row |= dict(fields)  # type: ignore[arg-type]
        return row
