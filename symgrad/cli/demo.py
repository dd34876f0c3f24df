"""``symgrad demo``: the whole job on one lecture page, with the essentials in the terminal and one HTML report.

It reads the page, derives every gradient step by step, verifies steps, gradients and code, compares the page's numbers,
and trains.  Findings on the page are part of the report; only a verification that fails makes it fail.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

import symgrad
from symgrad import api
from symgrad.cli import training
from symgrad.cli.sources import Names, Source, load
from symgrad.cli.writing import write
from symgrad.descent import METHODS, Descent, Perceptron
from symgrad.errors import DataError, ReadError, worded
from symgrad.rendering.html import report
from symgrad.rendering.plain import unicode_name
from symgrad.rendering.words.phrases import phrase
from symgrad.training import Fit

#: the page the demonstration is about, in the folder ``derivations`` here or beside the package
PAGE = "backpropagation-2-2-1.md"


def demo(*, page: str | None, lang: str, output: str) -> int:
    """Run everything; returns the exit status."""
    tell = Teller(lang)
    source = load(page or str(_default_page()), Names())[0]
    model, given = source.model, source.section.inputs if source.section else None
    if source.page is None or given is None:
        missing = ", ".join(unicode_name(key) for key in source.missing)
        raise DataError(
            worded(
                "{path} does not give numbers for {missing} of its first model.",
                path=source.path,
                missing=missing,
            ),
            remedy="Put them into a `given` block of the page.",
        )
    tell("model", model, title=source.page.title(lang))

    derivations = [api.derive(model, name) for name in model.parameters]
    tell("derivation", derivations[0])
    verification = api.verify(model, at=source.inputs)
    tell("verification", verification)
    audit = api.audit(source.page)
    tell("audit", audit)
    fit = _trained(source)
    tell("fit", fit)

    text = report(
        title=source.page.title(lang),
        subtitle=", ".join(source.page.ids),
        model=model,
        derivations=derivations,
        worked=[derivation.at(given) for derivation in derivations[:1]],
        verification=verification,
        audit=audit,
        fit=fit,
        program=api.compile(model),
        lang=lang,
    )
    write(text, output)
    return 0 if verification else 1


class Teller:
    """Prints results as they come, each under its heading with the time it took."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.console = Console(highlight=False, soft_wrap=True)
        self.since = time.perf_counter()

    def __call__(self, heading: str, value: Any, *, title: str = "") -> None:
        seconds = time.perf_counter() - self.since
        words = title or phrase(heading, self.lang)
        self.console.rule(f"[bold]{words}[/] [dim]{seconds:.1f} s[/]", align="left")
        body = value.text(lang=self.lang).strip()
        # Results begin with their own heading, which already stands in the rule.
        text = Text(body.removeprefix(phrase(heading, self.lang)).strip() + "\n")
        text.highlight_regex(r"✓[^\n│]*?(?=  |$|\n)", "green")
        text.highlight_regex(r"✗[^\n│]*?(?=  |$|\n)", "red")
        self.console.print(text)
        self.since = time.perf_counter()


def _default_page() -> Path:
    folders = (Path.cwd(), Path(symgrad.__file__).parent.parent)
    for folder in folders:
        if (folder / "derivations" / PAGE).is_file():
            return folder / "derivations" / PAGE
    raise ReadError(
        worded("derivations/{page} is not here.", page=PAGE),
        remedy="Run the demo in symgrad's own folder, or name a page: symgrad demo PAGE.",
        reason="undefined",
    )


def _trained(source: Source) -> Fit | Descent | Perceptron:
    """The model trained as its page says, or as ``fit`` does by itself."""
    plan = source.training
    if plan is None:
        inputs = dict(source.inputs or {})
        start = {key: inputs.pop(key) for key in source.aimed.parameters}
        return api.fit(source.aimed, inputs, params=start)
    if plan.optimizer in METHODS:
        chosen = {**plan.options, "label": plan.label}
        return training.carried_out(plan.optimizer, source.aimed, plan.data, plan.params or {}, chosen)
    return api.fit(source.aimed, plan.data, params=plan.params, **plan.options)
