"""The templates of documents, read once; those of single results stand in ``symgrad.rendering.templates``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2

from symgrad.rendering.templates import environment

#: the templates here extend those of single results
_LOADER = jinja2.ChoiceLoader(
    [jinja2.PackageLoader(package, "templates") for package in ("symgrad.documents", "symgrad.rendering")]
)


@cache
def template(name: str) -> jinja2.Template:
    """The template with this file name."""
    return environment(_LOADER, name).get_template(name)


@cache
def source(name: str) -> str:
    """The text of a file beside the templates, as it is."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
