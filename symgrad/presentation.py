"""A value knows *that* it can be shown, not *how*.

``Presentable`` gives a value ``latex()``, ``text()``, ``html()`` and ``json()``.  The function that does the
work belongs to ``symgrad.rendering``, which lies above; it is looked up by name in ``FORMS`` when asked, so
that the values import nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import Parameter, signature
from typing import Any

from symgrad.errors import OptionError, choices, worded

#: form -> module that has one function per kind of value, named after the value's class in lower case
FORMS = {
    "latex": "symgrad.rendering.latex",
    "text": "symgrad.rendering.text",
    "html": "symgrad.rendering.html",
    "json": "symgrad.rendering.data",
}


#: the languages there are words in
LANGUAGES = ("en", "ko")

#: the language of everything that is shown without ``lang=``, in a notebook above all; see ``set_language``
default_language = "en"

#: class -> what stands in the short ``repr``
SUMMARIES: Mapping[str, Callable[[Any], str]] = {
    "Model": lambda v: f"{_count(len(v.definitions), 'definition')}, target {v.target}",
    "Derivation": lambda v: f"∂{v.target}/∂{v.wrt}, {v.strategy}, {_count(len(v.steps), 'step')}",
    "Program": lambda v: f"{_count(len(v.source.splitlines()), 'line')} of NumPy",
    "Verification": lambda v: _checked(v.ok, len(v.failures)),
    "Audit": lambda v: f"{_count(len(v.claims), 'claim')}, {_count(len(v.findings), 'finding')}",
    "Worked": lambda v: _count(len(v.lines), "line"),
    "Fit": lambda v: f"stopped ({v.reason}), loss {v.history[0]:.6g} to {v.history[-1]:.6g}",
    "Descent": lambda v: f"{_count(len(v.steps), 'step')} ({v.reason}), loss {v.loss:.6g}",
    "Perceptron": lambda v: f"{_count(len(v.updates), 'update')}, {_mistaken(v.mistakes)}",
    "Cost": lambda v: f"{v.total:,} multiplications, {v.seconds:,.0f} s",
    "UpdateRule": lambda v: v.name,
}


def _checked(ok: bool, failed: int) -> str:
    if ok:
        return "everything holds"
    return f"{_count(failed, 'check')} failed" if failed else "not everything was compared"


def _mistaken(mistakes: tuple[int, ...]) -> str:
    return f"{mistakes[-1]} wrong in the last pass" if mistakes else "no pass"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def set_language(lang: str) -> None:
    """Show values in this language wherever no ``lang=`` is given: ``"en"`` (to begin with) or ``"ko"``.

    Raises ``OptionError`` for a language there are no words in.
    """
    global default_language
    if lang not in LANGUAGES:
        raise OptionError(worded("no words in {lang}.", lang=repr(lang)), remedy=choices(lang, LANGUAGES))
    default_language = lang


def render(value: object, form: str, **options: Any) -> str:
    """Show ``value`` in ``form``.

    Raises ``OptionError`` for a form that does not exist or that this kind of value does not have, and for an option
    that the form does not have.
    """
    if form not in FORMS:
        raise OptionError(
            worded("no form called {form}.", form=repr(form)), remedy=choices(form, tuple(FORMS))
        )
    module = import_module(FORMS[form])
    name = type(value).__name__.lower()
    if not hasattr(module, name):
        raise OptionError(worded("a {kind} has no {form} form.", kind=type(value).__name__, form=form))
    show = getattr(module, name)
    allowed = tuple(
        key
        for key, parameter in signature(show).parameters.items()
        if parameter.kind is Parameter.KEYWORD_ONLY
    )
    for key in options:
        if key not in allowed:
            raise OptionError(
                worded(
                    "{form} of a {kind} has no option {key}.",
                    form=form,
                    kind=type(value).__name__,
                    key=repr(key),
                ),
                remedy=choices(key, allowed),
            )
    shown: str = show(value, **{"lang": default_language, **options})
    return shown


class Presentable:
    """Mixin for values that people look at, also in a notebook."""

    def __init_subclass__(cls) -> None:
        # Before ``@dataclass`` looks: it leaves a ``__repr__`` that is there alone.
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = Presentable.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        kind = type(self).__name__
        return f"<{kind}: {SUMMARIES[kind](self)}>" if kind in SUMMARIES else f"<{kind}>"

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
