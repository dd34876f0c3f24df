"""Numbers that a command line names: parameters in JSON, sizes, the columns of a table; and what of them is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.cli.sources import Names, Source, load
from symgrad.cli.tables import Table
from symgrad.errors import DataError, ModelError, OptionError, ReadError, choices, worded
from symgrad.model import Model
from symgrad.reading import name_key
from symgrad.reading.declarations import split_numbers
from symgrad.reading.parser import parse_names
from symgrad.rendering.plain import unicode_name


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
