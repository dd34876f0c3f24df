"""``symgrad train`` and ``symgrad cost``: a model run on the numbers of a table or of its own page."""

from __future__ import annotations

from typing import Any

from symgrad import api
from symgrad.cli import training
from symgrad.cli.numbers import load_with, read_parameters, read_sizes, refuse_missing, write_parameters
from symgrad.cli.sources import Names, Source, load
from symgrad.cli.tables import open_table
from symgrad.cli.writing import together, write
from symgrad.descent import METHODS


def train(
    *,
    page: str,
    table: str | None,
    start: str | None,
    epochs: int | None,
    learning_rate: float | None,
    optimizer: str | None,
    seed: int | None,
    tolerance: float | None,
    parameters_out: str | None,
    to: str,
    section: str | None,
    parameters: str | None,
    constants: str | None,
    shapes: str | None,
    sizes: str | None,
    lang: str,
    output: str | None,
    **run: Any,
) -> int:
    """Train a model on a table or on its page's own data; what the command line leaves out, the page decides."""
    names = Names(parameters, None, constants, shapes)
    columns = open_table(table) if table else None
    if columns is not None and (names or page.endswith(".tex")):
        sources: tuple[Source, ...] = (load_with(columns, page, names),)
    else:
        sources = load(page, names, section)
    source = next((each for each in sources if each.training), sources[0])
    plan, model = source.training, source.aimed
    own = {
        "epochs": epochs,
        "learning_rate": learning_rate,
        "optimizer": optimizer,
        "seed": seed,
        "tolerance": tolerance,
        "batch_size": run["batch_size"],
        "label": (label := run.pop("label")) or (plan.label if plan else "y"),
    }
    chosen = {
        **training.suited(plan.options if plan else {}, optimizer),
        **{key: value for key, value in own.items() if value is not None},
    }
    method = chosen.get("optimizer") if chosen.get("optimizer") in METHODS else None
    training.refuse_mixed(method, plan.optimizer if plan and not table else None, label)
    numbers = source.data
    if columns is not None:
        # Data come from one place; constants and sizes stay the page's unless the table has them.
        of_page = (*model.data, *([plan.label] if plan else []))
        numbers = {key: value for key, value in numbers.items() if key not in of_page}
        samples = method == "perceptron"
        numbers |= columns.samples(model, chosen["label"]) if samples else columns.values(model)
    numbers |= read_sizes(sizes, model)
    given = read_parameters(start) if start else dict(plan.params or {}) if plan and not table else {}
    refuse_missing(source, numbers, given, table, lang)
    if method:
        found = training.carried_out(method, model, numbers, given, chosen)
    else:
        found = api.fit(model, numbers, params=given, **training.for_fit(model, chosen, **run))
    if parameters_out:
        write_parameters(parameters_out, training.to_write(found, run["patience"]))
    write(together([source], [found], to, lang), output)
    return training.status(found)


def cost(
    *,
    page: str,
    sizes: str | None,
    per_second: float,
    no_measure: bool,
    to: str,
    section: str | None,
    parameters: str | None,
    data: str | None,
    constants: str | None,
    shapes: str | None,
    lang: str,
    output: str | None,
) -> int:
    """What numerical differentiation of a page's model would cost."""
    source = load(page, Names(parameters, data, constants, shapes), section)[0]
    lengths = {
        key: int(value) for key, value in source.data.items() if key in source.model.sizes
    } | read_sizes(sizes, source.model)
    found = api.cost(source.aimed, lengths, per_second=per_second, measure=not no_measure)
    write(together([source], [found], to, lang), output)
    return 0
