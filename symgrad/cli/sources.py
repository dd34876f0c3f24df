"""What a command line names, as values: models out of pages or bare LaTeX, numbers out of tables and JSON.

``Source`` is one model with what its page says about it: the numbers given and how to train it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.errors import DataError, OptionError, ReadError
from symgrad.model import Model
from symgrad.notes import Page, Section, Training, parse_page, read_page
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
                raise OptionError(f"--shapes has {part.strip()!r}.", remedy='Write it as "X: m n; w: n".')
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
    def training(self) -> Training | None:
        """How the page wants the model trained."""
        return self.section.training if self.section else None

    def title(self, lang: str) -> str:
        """The page's title, with the model's own name where there are several."""
        if self.page is None or self.section is None:
            return self.path
        title = self.page.title(lang)
        return f"{title}: {self.section.name}" if self.section.name and len(self.page.sections) > 1 else title


def _floats(value: Any) -> Any:
    return np.array(value, dtype=float) if isinstance(value, tuple) else float(value)


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
            f"{path} is not UTF-8 text (byte {error.start}).", remedy="Save it as UTF-8."
        ) from None


def open_page(path: str) -> Page:
    """A page from a file or the standard input."""
    return parse_page(sys.stdin.read(), source="<stdin>") if path == "-" else read_page(path)


def parameter(model: Model, name: str) -> str:
    """The key of a parameter as a person writes it.  Raises ``OptionError`` that lists the parameters."""
    try:
        key = name_key(name)
    except ReadError:
        key = name
    if key in model.names and model[key].role != "size":
        return key
    raise OptionError(
        f"the model has no parameter {name!r}.",
        remedy="The parameters are: " + ", ".join(model.parameters) + ".",
    )


# -- numbers ------------------------------------------------------------------------------------------------


def read_parameters(path: str) -> dict[str, Any]:
    """``{"w": 1.5, "b": [0, 0]}`` from a JSON file."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as problem:
        raise DataError(f"{path} is not JSON: {problem}.") from None
    if not isinstance(found, dict):
        raise DataError(f"{path} holds a {type(found).__name__}.", remedy='Write {"name": value, ...}.')
    return found


def write_parameters(path: str, params: Mapping[str, Any]) -> None:
    """The inverse of ``read_parameters``."""
    plain = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in params.items()}
    Path(path).write_text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_table(path: str, model: Model) -> dict[str, Any]:
    """Data from a CSV file: a column for each name, x_1, x_2, … for the columns of a matrix x; or a ``.npz`` file.

    Raises ``DataError`` naming the line and the column of what is no number, and for a column of no name.
    """
    if path.endswith(".npz"):
        with np.load(path, allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}
    with open(path, newline="", encoding="utf-8-sig") as file:
        lines = [
            line for line in csv.reader(file, skipinitialspace=True) if any(cell.strip() for cell in line)
        ]
    if len(lines) < 2:
        raise DataError(f"{path} has no lines of numbers below a heading.")
    heading, *body = lines
    columns: dict[str, dict[int, np.ndarray]] = {}
    for number, head in enumerate(heading):
        key, place = _column(model, head, path)
        if place in columns.setdefault(key, {}):
            raise DataError(f"{path} has two columns for {head}.")
        columns[key][place] = np.array(
            [_cell(path, line, row, number, head) for row, line in enumerate(body, 2)]
        )
    return {key: _joined(model, key, parts, path) for key, parts in columns.items()}


def _column(model: Model, head: str, path: str) -> tuple[str, int]:
    """The name a heading stands for, and which of its columns (0 for a name with fewer than two axes)."""
    allowed = (*model.data, *model.constants)
    try:
        key = name_key(head)
    except ReadError:
        key = head.strip()
    if key in allowed and len(model[key].axes) < 2:
        return key, 0
    found = re.fullmatch(r"(?P<name>.+?)_?\{?[a-z]?(?P<column>[0-9]+)\}?", head.strip().strip("$"))
    if found and found["name"] in allowed and len(model[found["name"]].axes) == 2:
        return found["name"], int(found["column"])
    raise DataError(
        f"the column {head!r} of {path} is no data of the model.",
        remedy="The model's data are: " + ", ".join(allowed) + " (a matrix x has the columns x_1, x_2, …).",
    )


def _cell(path: str, line: list[str], row: int, number: int, head: str) -> float:
    if number >= len(line):
        raise DataError(f"line {row} of {path} has no column {head!r}.")
    try:
        return float(line[number])
    except ValueError:
        raise DataError(f"line {row} of {path}, column {head}: {line[number]!r} is not a number.") from None


def _joined(model: Model, key: str, parts: dict[int, np.ndarray], path: str) -> Any:
    rank = len(model[key].axes)
    if rank == 2:
        if sorted(parts) != list(range(1, len(parts) + 1)):
            raise DataError(f"the columns of {key} in {path} are not numbered 1, 2, ….")
        return np.column_stack([parts[place] for place in sorted(parts)])
    if rank == 1:
        return parts[0]
    if len(parts[0]) > 1:
        raise DataError(
            f"{key} is one number in this model, but {path} has {len(parts[0])} lines.",
            remedy="Write the model with a sum over samples, or give one line.",
        )
    return float(parts[0][0])
