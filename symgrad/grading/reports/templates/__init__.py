"""The templates of reports, read once; what they share with other pages stands in ``symgrad.rendering.templates``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2

from symgrad.rendering.templates import environment
from symgrad.rendering.templates import source as shared


@cache
def template(name: str) -> jinja2.Template:
    """The template with this file name."""
    return environment(jinja2.PackageLoader("symgrad.grading.reports", "templates"), name).get_template(name)


@cache
def style() -> str:
    """The styles of a whole page."""
    own = files(__name__).joinpath("reports.css").read_text(encoding="utf-8")
    return shared("fragment.css") + shared("page.css") + own
