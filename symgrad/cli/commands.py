"""What each command does: read the sources, call the public function, write what comes out; returns the exit status."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from markupsafe import Markup, escape
from rich.console import Console
from rich.markup import escape as escape_markup

from symgrad import api
from symgrad.cli import spoken_language, tell, training
from symgrad.cli.sources import (
    Names,
    Source,
    is_assignment,
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
from symgrad.descent import METHODS
from symgrad.errors import ReadError, spoken, worded
from symgrad.model import Model
from symgrad.notes import Page
from symgrad.rendering import audits
from symgrad.rendering.words.phrases import phrase
from symgrad.steps import Derivation, Strategy

#: the file of a directory that is about its pages
README = "README.md"
Work = TypeVar("Work", Source, Page)


def derive(
    *,
    page: str,
    wrt: Sequence[str],
    target: str | None,
    strategy: Any,
    notation: str,
    detail: str,
    to: str,
    fragment: bool,
    section: str | None,
    parameters: str | None,
    data: str | None,
    constants: str | None,
    shapes: str | None,
    lang: str,
    output: str | None,
) -> int:
    """Print derivations by the names asked for, of the page's first model unless another one is named."""
    from symgrad.cli import documents

    documents.refuse_options(to, lang, fragment)
    source = load(page, Names(parameters, data, constants, shapes), section)[0]
    model = source.model
    by = [parameter(model, name) for name in wrt] or list(model.parameters)
    target = parameter(model, target) if target is not None else source.target
    derivations = derived(model, by, target, strategy)
    if to in documents.FORMS:
        options = {"notation": notation, "detail": detail, "fragment": fragment}
        documents.write_derivations(source, derivations, to, lang, output, **options)
        return 0
    if to == "json":
        records = [json.loads(each.json(lang=lang, notation=notation)) for each in derivations]
        shown = json.dumps(records[0] if len(records) == 1 else records, indent=2, ensure_ascii=False)
    else:
        texts = [each.text(lang=lang, notation=notation, detail=detail) for each in derivations]
        shown = "\n\n".join(text.rstrip() for text in texts)
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
    names_given = Names(parameters, data, constants, shapes)
    sources = [source for page in files(pages) for source in load(page, names_given, section)]
    found = []
    for source in working(sources, lang):
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
    write(_together([source], [found], to, lang), output)
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
    write(_together([source], [found], to, lang), output)
    return 0


def code(
    *,
    page: str,
    section: str | None,
    parameters: str | None,
    data: str | None,
    constants: str | None,
    shapes: str | None,
    output: str | None,
    **how: Any,
) -> int:
    """Print a program's source."""
    source = load(page, Names(parameters, data, constants, shapes), section)[0]
    write(training.source(source.aimed, **how), output)
    return 0


def audit(
    *, pages: Sequence[str], to: str, fragment: bool, no_cache: bool, lang: str, output: str | None
) -> int:
    """Audit pages; status 1 when something is wrong that its page does not acknowledge."""
    from symgrad.cli import documents
    from symgrad.documents.auditing import audits as audited

    documents.refuse_options(to, lang, fragment)
    opened = [open_page(page) for page in files(pages)]
    # The audits come first in zip: the processes they start are begun before the terminal's own thread is.
    found = [each for each, _ in zip(audited(opened, keep=not no_cache), working(opened, lang), strict=True)]
    alone = len(found) == 1 or output is None or Path(output).suffix
    if to == "json":
        write(audits.claims(found), output)
    elif to == "sarif":
        write(audits.sarif(found, lang=lang), output)
    elif to in documents.FORMS and not (to == "html" and len(found) > 1 and alone):
        documents.write_audits(found, to, lang, output, fragment=fragment)
    else:
        write(_titled([page.title(lang) for page in opened], found, to, lang), output)
    return 0 if all(each.ok for each in found) else 1


# -- what there is to do ------------------------------------------------------------------------------------


def derived(
    model: Model, by: Sequence[str], target: str | None, strategy: Strategy | None
) -> list[Derivation]:
    """A derivation by each name, all by the same walk: backpropagation where one of them would take it."""
    if strategy == "limit":
        return [api.derive_by_limit(model, name, target=target) for name in by]
    found = [api.derive(model, name, target=target, strategy=strategy) for name in by]
    if strategy is None and {each.strategy for each in found} == {"board", "backprop"}:
        return [api.derive(model, name, target=target, strategy="backprop") for name in by]
    return found


def files(paths: Iterable[str]) -> list[str]:
    """The pages named, and those in the directories named; a README is about pages and is none."""
    found: list[str] = []
    for path in paths:
        inside = sorted(map(str, Path(path).glob("*.md"))) if Path(path).is_dir() else [path]
        if Path(path).is_dir():
            for assignment in filter(is_assignment, inside):
                tell(worded("{path} is an assignment; passed over.", path=assignment))
            inside = [each for each in inside if not is_assignment(each)]
        pages = [each for each in inside if Path(each).name != README]
        if Path(path).name == README:
            tell(worded("{path} is no page of notes; passed over.", path=path))
        elif not pages:
            raise ReadError(
                worded("{path} has no pages.", path=path),
                remedy="A page is a file that ends in .md.",
                reason="empty",
            )
        found += pages
    if not found:
        raise ReadError(
            "there is no page to read.", remedy="Name a page or a directory with pages.", reason="empty"
        )
    return found


def working(items: Sequence[Work], lang: str, console: Console | None = None) -> Iterator[Work]:
    """The items one after the other; a terminal is told on the error output which one is being worked at."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    with console.status("") as status:
        for number, item in enumerate(items, 1):
            status.update(f"{number}/{len(items)} {escape_markup(item.title(lang))}")
            yield item


@contextmanager
def busy(what: str, console: Console | None = None) -> Iterator[None]:
    """A terminal is told on the error output what takes its time inside."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(spoken(what, spoken_language())):
        yield


# -- writing ------------------------------------------------------------------------------------------------


def write(text: str, output: str | None) -> None:
    """To a file, or to the standard output."""
    if output is None:
        click.echo(text.rstrip("\n"))
        return
    path = Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    tell(worded("wrote {path}", path=output))


def _together(sources: Sequence[Source], found: Sequence[Any], to: str, lang: str) -> str:
    return _titled([source.title(lang) for source in sources], found, to, lang)


def _titled(titles: Iterable[str], found: Sequence[Any], to: str, lang: str) -> str:
    """Several results under their titles: one web page, or one list in JSON."""
    if to == "html" and len(found) == 1:
        return str(found[0].html(lang=lang))
    if to == "html":
        from symgrad.rendering.html import Part
        from symgrad.rendering.html import page as web_page

        parts = [
            Part(escape(title), Markup(each.html(lang=lang, whole_page=False)))
            for title, each in zip(titles, found, strict=True)
        ]
        return web_page(parts, title=phrase(type(found[0]).__name__.lower(), lang), lang=lang)
    if to == "json":
        records = [json.loads(each.json(lang=lang)) for each in found]
        return json.dumps(records[0] if len(records) == 1 else records, indent=2, ensure_ascii=False)
    return "\n\n".join(
        f"{title}\n\n{each.text(lang=lang).rstrip()}" for title, each in zip(titles, found, strict=True)
    )
