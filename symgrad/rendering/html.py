"""Web pages and notebook output: MathML in the page itself, nothing fetched, steps that open and close.

One public function per kind of value, named after its class in lower case; each gives a whole page, or with
``whole_page=False`` the part for a notebook.  ``report`` puts several into one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import sympy as sp
from markupsafe import Markup

from symgrad.errors import UnsupportedError
from symgrad.model import Model, Name
from symgrad.rendering import layout, mathematics
from symgrad.rendering.layout import Row
from symgrad.rendering.mathml import mathml
from symgrad.rendering.plain import width_of_latex
from symgrad.rendering.templates import source, template
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import phrase
from symgrad.steps import Derivation


@dataclass(frozen=True)
class Part:
    """One section of a page: its heading and what stands below it, both as HTML."""

    heading: Markup
    body: Markup
    anchor: str = ""


def _math(latex: str, *, block: bool = False) -> Markup:
    return Markup(mathml(latex, block=block))


def speaker(names: Mapping[str, Name], lang: str) -> Speaker:
    """Fills in sentences with formulas in MathML."""

    def latex(expr: sp.Basic) -> str:
        return mathematics.expression(expr, names, lang=lang)

    return Speaker(lang, lambda expr: mathml(latex(expr)), latex, mathml, escape)


# -- one value ----------------------------------------------------------------------------------------------


def derivation(
    value: Derivation,
    *,
    lang: str = "en",
    notation: str = "names",
    detail: str = "outer",
    whole_page: bool = True,
) -> str:
    """The steps with their reasons; each opens to its explanation and its small steps (``detail="all"``: open)."""
    return _finish(_derivation(value, lang, notation, detail), lang, whole_page)


def model(value: Model, *, lang: str = "en", notation: str = "names", whole_page: bool = True) -> str:
    """The definitions and the table of names: what was understood."""
    return _finish(_model(value, lang, notation), lang, whole_page)


def _finish(part: Part, lang: str, whole_page: bool) -> str:
    if whole_page:
        return page([part], title=Markup(part.heading), lang=lang)
    style = source("fragment.css")
    return f'<div class="symgrad" lang="{lang}"><style>{style}</style>{part.body}</div>'


def page(parts: Sequence[Part], *, title: str | Markup, lang: str, subtitle: str | Markup = "") -> str:
    """One self-contained file."""
    numbered = [Part(part.heading, part.body, f"part-{number}") for number, part in enumerate(parts, 1)]
    return template("page.html").render(
        lang=lang,
        title=title,
        plain_title=Markup(title).striptags(),
        subtitle=subtitle,
        parts=numbered,
        style=Markup(source("fragment.css") + source("page.css")),
        words={key: phrase(key, lang) for key in ("contents", "open_all", "close_all", "made_by")},
    )


# -- derivations --------------------------------------------------------------------------------------------


def _derivation(value: Derivation, lang: str, notation: str, detail: str) -> Part:
    names = layout.names_in(value.model, notation)
    say = speaker(names, lang)
    if notation == "matrix":
        raise UnsupportedError("web pages show derivations in names or indices.", remedy="Use LaTeX.")
    target, wrt = value.left.what, value.left.wrt
    heading = phrase(
        "derivative_of",
        lang,
        target=(say.show(target), say.latex(target)),
        wrt=(say.show(wrt), say.latex(wrt)),
    )
    rows = layout.rows(value)
    result = rf"{say.latex(value.left)} = {say.latex(value.result)}"
    body = template("derivation.html").render(
        lang=lang,
        steps=_steps(rows, names, say),
        left_width=_left_width(rows, say),
        open_all=detail == "all",
        strategy=phrase(value.strategy, lang),
        result=_math(result, block=True),
        result_word=phrase("result", lang),
        conventions=[
            Markup(sentence)
            for sentence in dict.fromkeys(say.convention(function, at) for function, at in value.conventions)
        ],
    )
    return Part(Markup(heading), Markup(body))


def _steps(rows: Sequence[Row], names: Mapping[str, Name], say: Speaker) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for row in rows:
        latex = mathematics.expression(row.line, names, lang=say.lang, place=row.place, marking="class")
        small = _steps(row.rows, names, say)
        shown.append(
            {
                "left": _math(say.latex(row.left), block=True) if row.left is not None else "",
                "line": _math(f"= {latex}", block=True),
                "reason": Markup(say.reason(row.step)),
                "explanation": Markup(say.explanation(row.step)),
                "rule": row.step.rule,
                "steps": small,
                "left_width": _left_width(row.rows, say),
            }
        )
    return shown


def _left_width(rows: Sequence[Row], say: Speaker) -> float:
    """The width of the column left of the equals signs, in em."""
    widths = [width_of_latex(say.latex(row.left)) for row in rows if row.left is not None]
    return round(1.2 + 0.72 * max(widths, default=2), 1)


# -- models -------------------------------------------------------------------------------------------------


def _model(value: Model, lang: str, notation: str) -> Part:
    names = layout.names_in(value, notation)

    def latex(expr: sp.Basic) -> str:
        return mathematics.expression(expr, names, lang=lang)

    definitions = [
        {"left": _math(latex(d.symbol), block=True), "right": _math(f"= {latex(d.expr)}", block=True)}
        for d in value.definitions
    ]
    groups = []
    for role, heading in (*layout.ROLES, ("size", "sizes")):
        of_role = [name for name in value.names.values() if name.role == role]
        if role == "size":
            of_role = [name for name in of_role if name.key in layout.sizes(value)]
        if of_role:
            groups.append(
                {"role": phrase(role, lang), "heading": heading, "names": [_entry(n, latex) for n in of_role]}
            )
    ranges = []
    for index in layout.indices(value):
        bound = "" if index.size is None else rf" = 1, \dots, {latex(index.size)}"
        ranges.append(_math(latex(index.symbol) + bound))
    notes = [
        Markup(phrase(kind, lang, name=(mathml(str(vector.base.label)), str(vector.base.label))))
        for definition in value.definitions
        for vector, kind in layout.added_to_every(definition)
    ]
    body = template("model.html").render(
        lang=lang,
        definitions=definitions,
        groups=groups,
        ranges=ranges,
        index_word=phrase("indices", lang),
        notes=notes,
        understood=phrase("understood", lang),
    )
    return Part(Markup(escape(phrase("model", lang))), Markup(body))


def _entry(name: Name, latex: Any) -> Markup:
    shown = name.key if name.axes else name.template
    if not name.axes:
        return _math(shown)
    sizes = r" \times ".join(latex(size) for size in name.axes)
    return _math(rf"{shown} \in \mathbb{{R}}^{{{sizes}}}")
