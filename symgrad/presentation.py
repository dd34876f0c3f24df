"""A value knows *that* it can be shown, not *how*.

``Presentable`` gives a value ``latex()``, ``text()``, ``html()`` and ``json()``.  The function that does the
work belongs to ``symgrad.rendering``, which lies above; it is looked up by name in ``FORMS`` when asked, so
that the values import nothing of it.
"""

from __future__ import annotations

from importlib import import_module
from inspect import Parameter, signature
from typing import Any

from symgrad.errors import OptionError, choices

#: form -> module that has one function per kind of value, named after the value's class in lower case
FORMS = {
    "latex": "symgrad.rendering.latex",
    "text": "symgrad.rendering.text",
    "html": "symgrad.rendering.html",
    "json": "symgrad.rendering.data",
}


def render(value: object, form: str, **options: Any) -> str:
    """Show ``value`` in ``form``.

    Raises ``OptionError`` for a form that does not exist or that this kind of value does not have, and for an option
    that the form does not have.
    """
    if form not in FORMS:
        raise OptionError(f"no form called {form!r}.", remedy=choices(form, tuple(FORMS)))
    module = import_module(FORMS[form])
    name = type(value).__name__.lower()
    if not hasattr(module, name):
        raise OptionError(f"a {type(value).__name__} has no {form} form.")
    show = getattr(module, name)
    allowed = tuple(
        key
        for key, parameter in signature(show).parameters.items()
        if parameter.kind is Parameter.KEYWORD_ONLY
    )
    for key in options:
        if key not in allowed:
            raise OptionError(
                f"{form} of a {type(value).__name__} has no option {key!r}.", remedy=choices(key, allowed)
            )
    shown: str = show(value, **options)
    return shown


class Presentable:
    """Mixin for values that people look at, also in a notebook."""

    def latex(self, **options: Any) -> str:
        """LaTeX; ``lang="ko"`` or ``"en"``, ``notation="names"``, ``"index"`` or ``"matrix"``."""
        return render(self, "latex", **options)

    def text(self, **options: Any) -> str:
        """Plain text for a terminal."""
        return render(self, "text", **options)

    def html(self, **options: Any) -> str:
        """HTML with MathML, nothing fetched from a network."""
        return render(self, "html", **options)

    def json(self, **options: Any) -> str:
        """JSON text."""
        return render(self, "json", **options)

    def _repr_html_(self) -> str:
        return render(self, "html", whole_page=False)

    def __str__(self) -> str:
        return render(self, "text")
