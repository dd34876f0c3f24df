r"""A lecture page as read: its sections, each a model with what the page says about it.

Goes in: what ``symgrad.notes.reader`` found.  Comes out: ``Page``, ``Section``, ``Printed``, ``Training``: values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.errors import Origin, ReadError, choices, worded
from symgrad.model import Model
from symgrad.notes.blocks import Block
from symgrad.notes.facts import Fact
from symgrad.notes.rows import Row
from symgrad.notes.values import Value


@dataclass(frozen=True)
class Acknowledged:
    """A finding that the page knows of, by the id of its claim, with the page's words on it."""

    id: str
    reason: str
    origin: Origin


@dataclass(frozen=True)
class Printed:
    """A claims or update block: its lines, and whether its ``:=`` take effect below it (``effect``).

    ``method`` is the optimizer whose update the lines are said to be.  With an ``induction`` they are said to hold for
    every number ``over``: it is the model in which the first case was proved.  A block may be a ``table`` of cells
    instead, the headings first; ``rule`` is the id of the blocks that take effect between two of its lines.
    """

    id: str
    rows: tuple[Row, ...]
    effect: bool
    origin: Origin
    method: str = ""
    induction: str = ""
    over: str = ""
    table: tuple[tuple[Row, ...], ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Training:
    """How a page wants its model trained: the data, the starting parameters if given, and fit's options.

    Without a ``learning_rate`` the optimizer's usual one is taken, if it has one.  ``label`` is for a perceptron: what
    the labels of its samples are called.
    """

    data: Mapping[str, Any]
    params: Mapping[str, Any] | None
    learning_rate: float | None
    epochs: int
    optimizer: str
    seed: int
    origin: Origin
    batch_size: int | None = None
    label: str = "y"

    @property
    def options(self) -> dict[str, Any]:
        """What it says about a run, by the names of fit's options."""
        said = {
            "optimizer": self.optimizer,
            "learning_rate": self.learning_rate,
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "seed": self.seed,
        }
        return {key: value for key, value in said.items() if value is not None}


@dataclass(frozen=True)
class Section:
    """A model with what the page says about it.

    ``given`` are the numbers (exact: ``Fraction`` or nested tuples), the model's own and the page's further
    ones (α, N); ``formulas`` are given names that are written by other names (X = (x₁₁ …)) and are worked out
    when needed.  ``facts`` are what it says about data besides their numbers.
    """

    name: str
    model: Model
    target: str
    given: Mapping[str, Value]
    formulas: tuple[Row, ...]
    printed: tuple[Printed, ...]
    training: Training | None
    origin: Origin
    facts: tuple[Fact, ...] = ()

    @property
    def claims(self) -> tuple[Printed, ...]:
        """The blocks without effect."""
        return tuple(block for block in self.printed if not block.effect)

    @property
    def updates(self) -> tuple[Printed, ...]:
        """The blocks that change the given numbers."""
        return tuple(block for block in self.printed if block.effect)

    @property
    def inputs(self) -> dict[str, Value] | None:
        """The numbers of the model's parameters, data and constants; ``None`` when one of them is not given."""
        needed = (*self.model.parameters, *self.model.data, *self.model.constants)
        if any(key not in self.given for key in needed):
            return None
        return {key: self.given[key] for key in needed}


@dataclass(frozen=True)
class Page:
    """A page as read: what it is called, which lectures it covers, its sections, and its text in blocks."""

    source: str
    text: str
    titles: Mapping[str, str]
    ids: tuple[str, ...]
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    acknowledged: tuple[Acknowledged, ...] = ()

    def title(self, lang: str = "en") -> str:
        """The title in a language, the English one where that is missing."""
        return self.titles.get(lang, self.titles["en"])

    def section(self, name: str) -> Section:
        """The section of the model with this name.  Raises ``ReadError`` that lists the names there are."""
        names = tuple(section.name for section in self.sections)
        if name not in names:
            raise ReadError(
                worded("{this} has no model {name}.", this=self.source, name=repr(name)),
                remedy=choices(name, names),
                reason="undefined",
            )
        return self.sections[names.index(name)]

    @property
    def model(self) -> Model:
        """The first model of the page: the one ``symgrad derive PAGE`` is about."""
        return self.sections[0].model

    @property
    def given(self) -> Mapping[str, Value]:
        """The first model's numbers."""
        return self.sections[0].given

    @property
    def claims(self) -> tuple[Printed, ...]:
        """Every block of claims, in order."""
        return tuple(block for section in self.sections for block in section.claims)

    @property
    def updates(self) -> tuple[Printed, ...]:
        """Every update block, in order."""
        return tuple(block for section in self.sections for block in section.updates)
