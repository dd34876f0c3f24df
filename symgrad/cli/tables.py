"""Tables of numbers: a CSV or Parquet file with a column for each name, or a ``.npz`` file with an array for each name.

An ``.npy`` file is one array (of the only data name) or columns with names (a structured array); Parquet needs pandas.

Goes in: a path.  Comes out: ``Table``: its headings as written (the names of the data of bare LaTeX), and the numbers
under a model's own names.  Whatever does not fit is refused with the file, the line and the column.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.errors import DataError, MissingExtraError, ReadError, worded
from symgrad.model import Model
from symgrad.reading import name_key

#: what may stand between cells; the one found most often in the heading does
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Table:
    """A table as read: ``lines`` are the line numbers and cells below the heading, ``arrays`` a ``.npz`` file's."""

    path: str
    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...] = ()
    arrays: Mapping[str, np.ndarray] | None = None
    columns: tuple[np.ndarray, ...] | None = None

    def names(self, matrices: Sequence[str] = ()) -> tuple[str, ...]:
        """The names over the columns; X_1, X_2 are both X for an X among ``matrices``."""
        found: dict[str, None] = {}
        for head in self.headings:
            split = _numbered(head, matrices)
            try:
                found[split[0] if split else name_key(head)] = None
            except ReadError:
                continue  # no name: refused with its place when the numbers are taken
        return tuple(found)

    def values(self, model: Model) -> dict[str, Any]:
        """The numbers by the model's names; x_1, x_2, … are the columns of a matrix x.

        Raises ``DataError`` naming the line and the column of what is no number, and for a column of no name.
        """
        if self.arrays is not None:
            return self._only(model) if "" in self.arrays else dict(self.arrays)
        columns: dict[str, dict[int, np.ndarray]] = {}
        for number, head in enumerate(self.headings):
            key, place = self._column(model, head)
            if place in columns.setdefault(key, {}):
                raise DataError(worded("{path} has two columns for {head}.", path=self.path, head=head))
            columns[key][place] = self._numbers(number)
        return {key: self._joined(model, key, parts) for key, parts in columns.items()}

    def samples(self, model: Model, label: str) -> dict[str, Any]:
        """For a model of one sample: each of its data with an entry (a row) for every line, and the labels."""
        if self.arrays is not None:
            return dict(self.arrays)
        vectors = [key for key in model.data if len(model[key].axes) == 1]
        found: dict[str, dict[int, np.ndarray]] = {}
        for number, head in enumerate(self.headings):
            key, place = _numbered(head, vectors) or (_key(head), 0)
            if key not in (*model.data, label):
                raise DataError(
                    worded(
                        "{path}, line 1: the column {head} is neither data of the model nor the label.",
                        path=self.path,
                        head=repr(head),
                    ),
                    remedy=worded(
                        "The data are {data}, the label is {label} (--label says another).",
                        data=", ".join(model.data),
                        label=label,
                    ),
                )
            found.setdefault(key, {})[place] = self._numbers(number)
        if label not in found:
            raise DataError(
                worded("{path} has no column for the label {label}.", path=self.path, label=label),
                remedy="Say what it is called: --label.",
            )
        return {
            key: np.column_stack([parts[place] for place in sorted(parts)]) if key in vectors else parts[0]
            for key, parts in found.items()
        }

    def _only(self, model: Model) -> dict[str, Any]:
        """One array without a name is the model's only data."""
        if len(model.data) != 1 or self.arrays is None:
            raise DataError(
                worded(
                    "{path} holds one array, but the model's data are {data}.",
                    path=self.path,
                    data=", ".join(model.data) or "none",
                ),
                remedy='Write them as np.savez("data.npz", name=array, ...).',
            )
        return {model.data[0]: self.arrays[""]}

    def _numbers(self, number: int) -> np.ndarray:
        """One column."""
        if self.columns is None:
            return np.array([self._cell(row, cells, number) for row, cells in self.lines])
        column = self.columns[number]
        if column.dtype.kind not in "fiub":
            raise DataError(
                worded(
                    "{path}, column {headings}: {dtype} are no numbers.",
                    path=self.path,
                    headings=self.headings[number],
                    dtype=column.dtype,
                )
            )
        return column

    def _column(self, model: Model, head: str) -> tuple[str, int]:
        """The name a heading stands for, and which of its columns (0 for a name with fewer than two axes)."""
        allowed = (*model.data, *model.constants)
        key = _key(head)
        if key in allowed and len(model[key].axes) < 2:
            return key, 0
        split = _numbered(head, [key for key in allowed if len(model[key].axes) == 2])
        if split:
            return split
        matrices = any(len(model[key].axes) == 2 for key in allowed)
        raise DataError(
            worded(
                "{path}, line 1: the column {head} is no data of the model.", path=self.path, head=repr(head)
            ),
            remedy=worded(
                "The model's data are: {names} (a matrix x has the columns x_1, x_2, …). Rename the column or "
                "take it out."
                if matrices
                else "The model's data are: {names}. Rename the column or take it out.",
                names=", ".join(allowed),
            ),
        )

    def _cell(self, row: int, cells: tuple[str, ...], number: int) -> float:
        head, width = self.headings[number], len(self.headings)
        if number >= len(cells):
            raise DataError(
                worded("{path}, line {row}: no column {head}.", path=self.path, row=row, head=repr(head))
            )
        if len(cells) > width:
            raise DataError(
                worded(
                    "{path}, line {row}: {count} cells, but the heading has {width}.",
                    path=self.path,
                    row=row,
                    count=len(cells),
                    width=width,
                )
            )
        if not cells[number].strip():
            raise DataError(
                worded(
                    "{path}, line {row}, column {head}: the cell is empty.",
                    path=self.path,
                    row=row,
                    head=head,
                ),
                remedy="Fill it in, or take the line out.",
            )
        try:
            return float(cells[number])
        except ValueError:
            comma = re.fullmatch(r"\s*-?\d+,\d+\s*", cells[number])
            remedy = (
                worded("Write it with a point: {number}.", number=cells[number].strip().replace(",", "."))
                if comma
                else ""
            )
            problem = worded(
                "{path}, line {row}, column {head}: {cells} is not a number.",
                path=self.path,
                row=row,
                head=head,
                cells=repr(cells[number]),
            )
            raise DataError(problem, remedy=remedy) from None

    def _joined(self, model: Model, key: str, parts: dict[int, np.ndarray]) -> Any:
        rank = len(model[key].axes)
        if rank == 2:
            if sorted(parts) != list(range(1, len(parts) + 1)):
                raise DataError(
                    worded(
                        "the columns of {key} in {path} are not numbered 1, 2, ….", key=key, path=self.path
                    )
                )
            return np.column_stack([parts[place] for place in sorted(parts)])
        if rank == 1:
            return parts[0]
        if len(parts[0]) > 1:
            raise DataError(
                worded(
                    "{key} is one number in this model, but {path} has {count} lines.",
                    key=key,
                    path=self.path,
                    count=len(parts[0]),
                ),
                remedy="Write the model with a sum over samples, or give one line.",
            )
        return float(parts[0][0])


def _key(head: str) -> str:
    """The name a heading is, or the heading itself."""
    try:
        return name_key(head)
    except ReadError:
        return head


def _numbered(head: str, matrices: Sequence[str]) -> tuple[str, int] | None:
    """``X_2``, ``X2`` and ``x_{i2}`` are column 2 of a matrix."""
    found = re.fullmatch(r"(?P<name>.+?)_?\{?[a-z]?(?P<column>[0-9]+)\}?", head.strip("$"))
    if found and found["name"] in matrices:
        return found["name"], int(found["column"])
    return None


def open_table(path: str) -> Table:
    """Read a table.  Raises ``DataError`` for a file that is none, and for one without a heading or without numbers."""
    if path.endswith(".npz"):
        try:
            with np.load(path, allow_pickle=False) as arrays:
                held = {key: arrays[key] for key in arrays.files}
        except (ValueError, EOFError, zipfile.BadZipFile) as error:
            raise DataError(
                worded("{path} is no .npz file of numbers: {error}.", path=path, error=error)
            ) from None
        return Table(path, tuple(held), arrays=held)
    if path.endswith(".npy"):
        return _npy(path)
    if path.endswith(".parquet"):
        return _parquet(path)
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            text = file.read()
        first = text.partition("\n")[0]
        bare = re.sub(r'"[^"]*"', "", first)
        delimiter = max(DELIMITERS, key=bare.count)
        reader = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
        lines = [(reader.line_num, tuple(cells)) for cells in reader if any(cell.strip() for cell in cells)]
    except UnicodeDecodeError as error:
        raise DataError(
            worded("{path} is not UTF-8 text (byte {start}).", path=path, start=error.start),
            remedy="Save it as UTF-8.",
        ) from None
    except csv.Error as error:
        raise DataError(worded("{path} is no table: {error}.", path=path, error=error)) from None
    sample = "Its first line names the columns, for example x,y; the lines below hold numbers."
    if not lines:
        raise DataError(worded("{path} is empty.", path=path), remedy=sample)
    number, headings = lines[0]
    if all(_is_number(cell) for cell in headings):
        raise DataError(
            worded(
                "{path}, line {number}: {headings} are numbers, but the first line is the heading.",
                path=path,
                number=number,
                headings=delimiter.join(headings),
            ),
            remedy=sample,
        )
    if len(lines) == 1:
        raise DataError(
            worded(
                "{path} has no lines of numbers below its heading (line {number}).", path=path, number=number
            ),
            remedy=sample,
        )
    heads = tuple(cell.strip() for cell in headings)
    if "" in heads:
        raise DataError(
            worded(
                "{path}, line {number}: column {column} has no name.",
                path=path,
                number=number,
                column=heads.index("") + 1,
            ),
            remedy=sample,
        )
    return Table(path, heads, tuple(lines[1:]))


def _npy(path: str) -> Table:
    try:
        array = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise DataError(
            worded("{path} is no .npy file of numbers: {error}.", path=path, error=error)
        ) from None
    if array.dtype.names:
        return Table(path, array.dtype.names, columns=tuple(array[name] for name in array.dtype.names))
    return Table(path, (), arrays={"": array})


def _parquet(path: str) -> Table:
    try:
        import pandas
    except ImportError:
        raise MissingExtraError("pandas", "parquet") from None
    try:
        frame = pandas.read_parquet(path)
    except ImportError:
        raise MissingExtraError("pyarrow", "parquet") from None
    except (ValueError, OSError) as error:
        raise DataError(worded("{path} is no Parquet file: {error}.", path=path, error=error)) from None
    heads = tuple(str(name) for name in frame.columns)
    return Table(path, heads, columns=tuple(frame.iloc[:, n].to_numpy() for n in range(len(heads))))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
