"""What commands about the models of pages do: read the sources, call the public function, write what comes out.

``derive``, ``verify`` and ``code``; each returns the exit status.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from symgrad import api
from symgrad.cli import training
from symgrad.cli.forms import FORMS, refuse_options
from symgrad.cli.pages import files
from symgrad.cli.sources import Names, load, parameter
from symgrad.cli.writing import together, working, write
from symgrad.model import Model
from symgrad.steps import Derivation, Strategy


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
    refuse_options(to, lang, fragment)
    source = load(page, Names(parameters, data, constants, shapes), section)[0]
    model = source.model
    by = [parameter(model, name) for name in wrt] or list(model.parameters)
    target = parameter(model, target) if target is not None else source.target
    derivations = derived(model, by, target, strategy)
    if to in FORMS:
        from symgrad.cli.documents import write_derivations

        options = {"notation": notation, "detail": detail, "fragment": fragment}
        write_derivations(source, derivations, to, lang, output, **options)
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
    write(together(sources, found, to, lang), output)
    return 0 if all(found) else 1


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
