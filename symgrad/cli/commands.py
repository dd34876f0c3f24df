"""What each command does: read the sources, call the public function, write what comes out; returns the exit status."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from symgrad import api
from symgrad.cli.sources import (
    Names,
    Source,
    load,
    load_with,
    open_page,
    parameter,
    read_parameters,
    read_sizes,
    refuse_missing,
    write_parameters,
)
from symgrad.cli.tables import open_table
from symgrad.errors import OptionError
from symgrad.rendering.html import report


def derive(
    *,
    page: str,
    wrt: Sequence[str],
    target: str | None,
    strategy: Any,
    notation: str,
    detail: str,
    to: str,
    section: str | None,
    parameters: str | None,
    data: str | None,
    constants: str | None,
    shapes: str | None,
    lang: str,
    output: str | None,
) -> int:
    """Print derivations by the names asked for, of the page's first model unless another one is named."""
    source = load(page, Names(parameters, data, constants, shapes), section)[0]
    model = source.model
    by = [parameter(model, name) for name in wrt] or list(model.parameters)
    if target is not None:
        target = parameter(model, target)
    derivations = [api.derive(model, name, target=target, strategy=strategy) for name in by]
    if to == "html":
        shown = report(title=source.title(lang), derivations=derivations, lang=lang, notation=notation)
    elif to == "json":
        records = [json.loads(each.json(lang=lang, notation=notation)) for each in derivations]
        shown = json.dumps(records[0] if len(records) == 1 else records, indent=2, ensure_ascii=False)
    else:
        form = "latex" if to == "latex" else "text"
        shown = "\n\n".join(
            getattr(each, form)(lang=lang, notation=notation, detail=detail).rstrip() for each in derivations
        )
    write(shown, output)
    return 0


def verify(
    *,
    pages: Sequence[str],
    wrt: Sequence[str],
    no_steps: bool,
    points: int,
    seed: int,
    to: str,
    section: str | None,
    parameters: str | None,
    data: str | None,
    constants: str | None,
    shapes: str | None,
    lang: str,
    output: str | None,
) -> int:
    """Verify every model of every page, at the page's numbers where it gives them."""
    sources = [
        source for page in pages for source in load(page, Names(parameters, data, constants, shapes), section)
    ]
    if to == "html" and len(sources) > 1:
        raise OptionError("a web page shows one model.", remedy="Name one page, and its model with --model.")
    found = []
    for source in sources:
        names = [parameter(source.model, name) for name in wrt] or None
        found.append(
            api.verify(
                source.model, at=source.inputs, wrt=names, steps=not no_steps, seed=seed, points=points
            )
        )
    write(_together(sources, found, to, lang), output)
    return 0 if all(found) else 1


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
) -> int:
    """Train a model on a table or on its page's own data; what the command line leaves out, the page decides."""
    names = Names(parameters, None, constants, shapes)
    columns = open_table(table) if table else None
    if columns is not None and (names or page.endswith(".tex")):
        sources: tuple[Source, ...] = (load_with(columns, page, names),)
    else:
        sources = load(page, names, section)
    source = next((each for each in sources if each.training), sources[0])
    plan, model = source.training, source.model
    numbers = source.data
    if columns is not None:
        # Data come from one place; constants and sizes stay the page's unless the table has them.
        numbers = {key: value for key, value in numbers.items() if key not in model.data}
        numbers |= columns.values(model)
    numbers |= read_sizes(sizes, model)
    chosen: dict[str, Any] = {
        "epochs": epochs if epochs is not None else plan.epochs if plan else None,
        "learning_rate": learning_rate if learning_rate is not None else plan.learning_rate if plan else None,
        "optimizer": optimizer or (plan.optimizer if plan else None),
        "seed": seed if seed is not None else plan.seed if plan else None,
        "tolerance": tolerance,
    }
    given = read_parameters(start) if start else dict(plan.params or {}) if plan and not table else {}
    refuse_missing(source, numbers, given, table, lang)
    options = {key: value for key, value in chosen.items() if value is not None}
    fit = api.fit(model, numbers, params=given, **options)
    if parameters_out:
        write_parameters(parameters_out, fit.params)
    write(_together([source], [fit], to, lang), output)
    return 1 if fit.reason == "diverged" else 0


def code(
    *,
    page: str,
    section: str | None,
    parameters: str | None,
    data: str | None,
    constants: str | None,
    shapes: str | None,
    output: str | None,
) -> int:
    """Print a program's source."""
    source = load(page, Names(parameters, data, constants, shapes), section)[0]
    write(api.compile(source.model).source, output)
    return 0


def audit(*, pages: Sequence[str], strict: bool, to: str, lang: str, output: str | None) -> int:
    """Audit pages; findings are the report, not a failure, unless ``strict``."""
    opened = [open_page(page) for page in pages]
    if to == "html" and len(opened) > 1:
        raise OptionError("a web page shows one audit.", remedy="Name one page.")
    found = [api.audit(page) for page in opened]
    titles = [page.title(lang) for page in opened]
    write(_titled(titles, found, to, lang), output)
    return 1 if strict and any(each.findings for each in found) else 0


# -- writing ------------------------------------------------------------------------------------------------


def write(text: str, output: str | None) -> None:
    """To a file, or to the standard output."""
    if output is None:
        click.echo(text.rstrip("\n"))
        return
    path = Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    click.echo(f"symgrad: wrote {output}", err=True)


def _together(sources: Sequence[Source], found: Sequence[Any], to: str, lang: str) -> str:
    return _titled([source.title(lang) for source in sources], found, to, lang)


def _titled(titles: Iterable[str], found: Sequence[Any], to: str, lang: str) -> str:
    """Several results under their titles; JSON and web pages have no room between them."""
    if to == "html":
        return str(found[0].html(lang=lang))
    if to == "json":
        records = [json.loads(each.json(lang=lang)) for each in found]
        return json.dumps(records[0] if len(records) == 1 else records, indent=2, ensure_ascii=False)
    return "\n\n".join(
        f"{title}\n\n{each.text(lang=lang).rstrip()}" for title, each in zip(titles, found, strict=True)
    )
