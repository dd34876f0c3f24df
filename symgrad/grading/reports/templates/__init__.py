"""The templates of reports, read once; what they share with other pages stands in ``symgrad.rendering.templates``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2

from symgrad.rendering.templates import environment
from symgrad.rendering.templates import source as shared

#: the templates here extend ``document.html``, the base of all web pages
_LOADER = jinja2.ChoiceLoader(
    [
        jinja2.PackageLoader(package, "templates")
        for package in ("symgrad.grading.reports", "symgrad.rendering")
    ]
)


@cache
def template(name: str) -> jinja2.Template:
    """The template with this file name."""
    return environment(_LOADER, name).get_template(name)


@cache
def style() -> str:
    """The styles of a whole page."""
    own = files(__name__).joinpath("reports.css").read_text(encoding="utf-8")
    return shared("fragment.css") + shared("page.css") + own
