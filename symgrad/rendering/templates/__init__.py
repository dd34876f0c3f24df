"""The templates, read once: ``document.tex`` with delimiters that TeX does not use, web pages with escaping on."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2


@cache
def template(name: str) -> jinja2.Template:
    """The template with this file name."""
    return environment(jinja2.PackageLoader("symgrad.rendering", "templates"), name).get_template(name)


def environment(loader: jinja2.BaseLoader, name: str) -> jinja2.Environment:
    """How templates are read: those for TeX with delimiters that TeX does not use, all others with escaping on."""
    if name.endswith(".tex"):
        return jinja2.Environment(
            loader=loader,
            block_start_string="((*",
            block_end_string="*))",
            variable_start_string="(((",
            variable_end_string=")))",
            comment_start_string="((=",
            comment_end_string="=))",
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            autoescape=False,
        )
    return jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@cache
def source(name: str) -> str:
    """The text of a file beside the templates, as it is."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
