"""What a command line names, as values: models out of pages or bare LaTeX.

``Source`` is one model with what its page says about it: the numbers given and how to train it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from symgrad.cli.pages import open_page, text_of
from symgrad.errors import OptionError, ReadError, worded
from symgrad.model import Model
from symgrad.notes import Page, Section, Training
from symgrad.reading import name_key, read


@dataclass(frozen=True)
class Names:
    """What the names in bare LaTeX are, as given on the command line."""

    parameters: str | None = None
    data: str | None = None
    constants: str | None = None
    shapes: str | None = None

    def __bool__(self) -> bool:
        return any((self.parameters, self.data, self.constants, self.shapes))

    def table(self) -> dict[str, str]:
        """``"X: m n; w: n"`` as a dict."""
        found = {}
        for part in filter(None, (self.shapes or "").split(";")):
            key, colon, axes = part.partition(":")
            if not colon or not axes.strip():
                raise OptionError(
                    worded("--shapes has {part}.", part=repr(part.strip())),
                    remedy='Write it as "X: m n; w: n".',
                )
            found[key.strip()] = axes.strip()
        return found


@dataclass(frozen=True)
class Source:
    """One model: ``inputs`` are the page's numbers for all of its inputs, ``None`` if one is missing."""

    path: str
    model: Model
    page: Page | None = None
    section: Section | None = None

    @property
    def inputs(self) -> Mapping[str, Any] | None:
        """Floats and arrays by name."""
        given = self.section.inputs if self.section else None
        return None if given is None else {key: _floats(value) for key, value in given.items()}

    @property
    def target(self) -> str:
        """What is derived and trained: the page's target, the last definition of bare LaTeX."""
        return self.section.target if self.section else self.model.target

    @property
    def aimed(self) -> Model:
        """The model with the target last, without what the target does not need."""
        if self.target == self.model.target:
            return self.model
        kept = self.model.through(self.target)
        defined = {definition.name for definition in kept}
        names = {k: v for k, v in self.model.names.items() if v.role != "definition" or k in defined}
        return replace(self.model, definitions=kept, names=names)

    @property
    def training(self) -> Training | None:
        """How the page wants the model trained."""
        return self.section.training if self.section else None

    def title(self, lang: str) -> str:
        """The page's title, with the model's own name where there are several."""
        if self.page is None or self.section is None:
            return self.path
        title = self.page.title(lang)
        return f"{title}: {self.section.name}" if self.section.name and len(self.page.sections) > 1 else title

    @property
    def data(self) -> dict[str, Any]:
        """The page's numbers for data, constants and sizes, as far as it gives them; a train block's go first."""
        model = self.model
        given = self.section.given if self.section else {}
        found = {
            key: _floats(given[key]) for key in (*model.data, *model.constants, *model.sizes) if key in given
        }
        return {**found, **(self.training.data if self.training else {})}

    @property
    def missing(self) -> tuple[str, ...]:
        """Names the page gives no number for."""
        given = self.section.given if self.section else {}
        model = self.model
        return tuple(key for key in (*model.parameters, *model.data, *model.constants) if key not in given)


def _floats(value: Any) -> Any:
    import numpy as np

    return np.array(value, dtype=float) if isinstance(value, tuple) else float(value)


def load(path: str, names: Names, section: str | None = None) -> tuple[Source, ...]:
    """Every model of a page, or the one in a file with bare LaTeX (which it is when names are given).

    Raises ``ReadError`` for text that cannot be read; ``-`` is the standard input.
    """
    if names or path.endswith(".tex"):
        model = read(
            text_of(path),
            parameters=names.parameters or "",
            data=names.data or "",
            constants=names.constants or "",
            shapes=names.table(),
        )
        return (Source(path, model),)
    page = open_page(path)
    sections = (page.section(section),) if section else page.sections
    return tuple(Source(path, each.model, page, each) for each in sections)


def parameter(model: Model, name: str) -> str:
    """The key of a parameter as a person writes it.  Raises ``OptionError`` that lists the parameters."""
    try:
        key = name_key(name)
    except ReadError:
        key = name
    if key in model.names and model[key].role != "size":
        return key
    raise OptionError(
        worded("the model has no parameter {name}.", name=repr(name)),
        remedy=worded("The parameters are: {names}.", names=", ".join(model.parameters)),
    )
