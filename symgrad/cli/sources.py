"""What a command line names, as values: models out of pages or bare LaTeX, numbers out of tables and JSON.

``Source`` is one model with what its page says about it: the numbers given and how to train it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.cli.tables import Table
from symgrad.errors import DataError, ModelError, OptionError, ReadError, choices, worded
from symgrad.model import Model
from symgrad.notes import Page, Section, Training, parse_page, read_page
from symgrad.reading import name_key, read
from symgrad.reading.declarations import split_numbers
from symgrad.reading.parser import parse_names
from symgrad.rendering.plain import unicode_name


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
    return np.array(value, dtype=float) if isinstance(value, tuple) else float(value)


def load_with(table: Table, path: str, names: Names) -> Source:
    """The model in a file with bare LaTeX whose data are the columns of a table.

    Raises ``ReadError`` for a name in the formula that no column has.
    """
    matrices = [name_key(key) for key, axes in names.table().items() if len(axes.split()) == 2]
    declared = {
        name.key
        for text in (names.parameters or "", split_numbers(names.constants or "")[0])
        for name in parse_names(text)
    }
    columns = [key for key in table.names(matrices) if key not in declared]
    try:
        (source,) = load(path, replace(names, data=" ".join(columns)))
    except (ReadError, ModelError) as error:
        if isinstance(error, ReadError) and error.reason != "unknown_symbol":
            raise
        remedy = worded(
            "{path} has the columns {headings}. {remedy}",
            path=table.path,
            headings=", ".join(table.headings),
            remedy=error.remedy,
        )
        raise type(error)(error.problem, error.origin, remedy=remedy) from None
    # A column the formula does not use is refused as on a page.
    used = frozenset().union(*source.model.uses.values())
    wanted = {key: name for key, name in source.model.names.items() if name.role != "data" or key in used}
    return replace(source, model=replace(source.model, names=wanted))


def load(path: str, names: Names, section: str | None = None) -> tuple[Source, ...]:
    """Every model of a page, or the one in a file with bare LaTeX (which it is when names are given).

    Raises ``ReadError`` for text that cannot be read; ``-`` is the standard input.
    """
    if names or path.endswith(".tex"):
        model = read(
            _text(path),
            parameters=names.parameters or "",
            data=names.data or "",
            constants=names.constants or "",
            shapes=names.table(),
        )
        return (Source(path, model),)
    page = open_page(path)
    sections = (page.section(section),) if section else page.sections
    return tuple(Source(path, each.model, page, each) for each in sections)


def _text(path: str) -> str:
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            worded("{path} is not UTF-8 text (byte {start}).", path=path, start=error.start),
            remedy="Save it as UTF-8.",
        ) from None


#: the comment that makes a page an assignment
_QUESTION = re.compile(rb"^\s*<!--\s*symgrad:\s*question\b", re.MULTILINE)


def is_assignment(path: str) -> bool:
    """Whether a file is a page with questions, for ``symgrad grade``."""
    return Path(path).is_file() and _QUESTION.search(Path(path).read_bytes()) is not None


def open_page(path: str) -> Page:
    """A page from a file or the standard input.  Raises ``ReadError`` for an assignment."""
    if path == "-":
        return parse_page(sys.stdin.read(), source="<stdin>")
    if is_assignment(path):
        raise ReadError(
            worded("{path} is an assignment, no page of notes.", path=path),
            remedy=worded(
                "Grade what was handed in with it: symgrad grade {path} SUBMISSIONS --out report.", path=path
            ),
        )
    return read_page(path)


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


# -- numbers ------------------------------------------------------------------------------------------------


def read_parameters(path: str) -> dict[str, Any]:
    """``{"w": 1.5, "b": [0, 0]}`` from a JSON file."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as problem:
        raise DataError(worded("{path} is not JSON: {problem}.", path=path, problem=problem)) from None
    if not isinstance(found, dict):
        raise DataError(
            worded("{path} holds a {kind}.", path=path, kind=type(found).__name__),
            remedy='Write {"name": value, ...}.',
        )
    return found


def write_parameters(path: str, params: Mapping[str, Any]) -> None:
    """The inverse of ``read_parameters``."""
    plain = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in params.items()}
    Path(path).write_text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_sizes(text: str | None, model: Model) -> dict[str, int]:
    """``"h=8"``: lengths of axes.  Raises ``OptionError`` for what is no size of the model."""
    found: dict[str, int] = {}
    for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", text or "")):
        key, equals, number = part.partition("=")
        if not part:
            continue
        if not equals or not number.isdigit() or not 0 < int(number[:12]) < 10**9:
            raise OptionError(worded("--sizes has {part}.", part=repr(part)), remedy='Write it as "h=8".')
        if key not in model.sizes:
            remedy = choices(key, model.sizes) if model.sizes else "It has no axes."
            raise OptionError(worded("the model has no size {key}.", key=repr(key)), remedy=remedy)
        found[key] = int(number)
    return found


def refuse_missing(
    source: Source, numbers: Mapping[str, Any], start: Mapping[str, Any], table: str | None, lang: str
) -> None:
    """Say in the command line's own words what training lacks: data, constants, lengths of axes."""
    model = source.model
    lacking = [key for key in model.data if key not in numbers]
    if lacking and len(lacking) == len(model.data) and table is None:
        raise DataError(
            worded("{title} has no data to train on.", title=source.title(lang)),
            remedy="Give --data data.csv.",
        )
    if lacking and table is not None:
        problem = (
            "{table} has no column for {lacking}."
            if table.endswith(".csv")
            else "{table} does not hold {lacking}."
        )
        raise DataError(worded(problem, table=table, lacking=", ".join(map(unicode_name, lacking))))
    if lacking:
        shown = ", ".join(map(unicode_name, lacking))
        raise DataError(
            worded("the page gives no numbers for {shown}.", shown=shown), remedy="Give --data data.csv."
        )
    for key in model.constants:
        if key not in numbers:
            raise DataError(
                worded("the constant {key} has no number.", key=unicode_name(key)),
                remedy=worded(
                    "Give it in a `given` block of the page, with --constants '{key}=0.1', or as "
                    'constants="{key}=0.1" of the model.',
                    key=key,
                ),
            )
    known = {str(axis) for key in (*numbers, *start) if key in model.names for axis in model[key].axes}
    for key in model.parameters:
        for axis in model[key].axes:
            if key not in start and not axis.is_Integer and str(axis) not in known | set(numbers):
                raise DataError(
                    worded(
                        "the size {axis} of the parameter {key} does not follow from the data.",
                        axis=axis,
                        key=unicode_name(key),
                    ),
                    remedy=worded(
                        "Give it with --sizes {axis}=8, or the initial parameters with --start.", axis=axis
                    ),
                )
