"""Web pages and notebook output: MathML in the page itself, nothing fetched, steps that open and close.

One public function per kind of value, named after its class in lower case; each gives a whole page, or with
``whole_page=False`` the part for a notebook.  ``report`` puts several into one page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from markupsafe import Markup, escape

from symgrad.model import Model, Name
from symgrad.rendering import layout, mathematics, matrix
from symgrad.rendering.curve import curve
from symgrad.rendering.layout import Row
from symgrad.rendering.mathml import mathml
from symgrad.rendering.plain import width_of_latex
from symgrad.rendering.results import (
    Cell,
    Code,
    Curve,
    Equations,
    Figure,
    Formula,
    Kink,
    Sentence,
    Sheet,
    Table,
    Verdict,
    chained,
    speak,
)
from symgrad.rendering.sheets import FUNCTIONS as SHEETS
from symgrad.rendering.templates import source, template
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import phrase
from symgrad.steps import Derivation, Step


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

    return _speaker(lang, latex)


def _speaker(lang: str, latex: Callable[[sp.Basic], str]) -> Speaker:
    return Speaker(lang, lambda expr: mathml(latex(expr)), latex, mathml, lambda words: str(escape(words)))


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


def _finish(part: Part, lang: str, whole_page: bool, title: str = "") -> str:
    """``title`` is that of the page of notes a result is about; what the result is stands below it."""
    if whole_page and title:
        return page([part], title=title, subtitle=part.heading, lang=lang)
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
    in_matrices = notation == "matrix"
    say = _in_matrices(value, lang) if in_matrices else speaker(names, lang)
    target, wrt = value.left.what, value.left.wrt
    heading = phrase(
        "derivative_of",
        lang,
        target=(say.show(target), say.latex(target)),
        wrt=(say.show(wrt), say.latex(wrt)),
    )
    steps, width = _matrix_steps(value, say) if in_matrices else _steps(layout.rows(value), names, say)
    last = steps[-1]["latex"]
    body = template("derivation.html").render(
        lang=lang,
        steps=steps,
        left_width=width,
        open_all=detail == "all",
        strategy=phrase(value.strategy, lang),
        result=_math(f"{say.latex(value.left)} = {last}", block=True),
        result_word=phrase("result", lang),
        conventions=[
            Markup(sentence)
            for sentence in dict.fromkeys(say.convention(function, at) for function, at in value.conventions)
        ],
    )
    return Part(Markup(heading), Markup(body))


def _in_matrices(value: Derivation, lang: str) -> Speaker:
    names = matrix.names_of(value)
    return _speaker(lang, lambda expr: matrix.name(expr, names, lang))


def _steps(
    rows: Sequence[Row], names: Mapping[str, Name], say: Speaker
) -> tuple[list[dict[str, Any]], float]:
    """The steps as the template takes them, and the width of the column left of the equals signs."""
    lefts = ["" if row.left is None else say.latex(row.left) for row in rows]
    shown = []
    for left, row in zip(lefts, rows, strict=True):
        marked = mathematics.expression(row.line, names, lang=say.lang, place=row.place, marking="class")
        small, width = _steps(row.rows, names, say)
        shown.append(_one_step(left, say.latex(row.line), marked, row.step, say, small, width))
    return shown, _left_width(lefts)


def _matrix_steps(value: Derivation, say: Speaker) -> tuple[list[dict[str, Any]], float]:
    rows = matrix.rows(value)
    shown = [_one_step(row.left, row.line, row.line, row.step, say, [], 0) for row in rows]
    return shown, _left_width([row.left for row in rows])


def _one_step(
    left: str, latex: str, marked: str, step: Step, say: Speaker, small: list[dict[str, Any]], width: float
) -> dict[str, Any]:
    return {
        "left": _math(left, block=True) if left else "",
        "latex": latex,
        "line": _math(f"= {marked}", block=True),
        "reason": Markup(say.reason(step)),
        "explanation": Markup(say.explanation(step)),
        "rule": step.rule,
        "steps": small,
        "left_width": width,
    }


def _left_width(lefts: Sequence[str]) -> float:
    """The width of the column left of the equals signs, in em."""
    return round(1.2 + 0.72 * max((width_of_latex(left) for left in lefts if left), default=2), 1)


# -- models -------------------------------------------------------------------------------------------------


def _model(value: Model, lang: str, notation: str) -> Part:
    names = layout.names_in(value, notation)

    def latex(expr: sp.Basic) -> str:
        return mathematics.expression(expr, names, lang=lang)

    if notation == "matrix":
        lines = [(d.name, matrix.expression(d.expr, d.index, names)) for d in value.definitions]
    else:
        lines = [(latex(d.symbol), latex(d.expr)) for d in value.definitions]
    definitions = [
        {"left": _math(left, block=True), "right": _math(f"= {right}", block=True)} for left, right in lines
    ]
    groups = []
    for role in (*(role for role, _ in layout.ROLES), "size"):
        of_role = [name for name in value.names.values() if name.role == role]
        if role == "size":
            of_role = [name for name in of_role if name.key in layout.sizes(value)]
        if of_role:
            groups.append({"role": phrase(role, lang), "names": [_entry(n, latex) for n in of_role]})
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
    if name.value is not None:
        return _math(f"{shown} = {latex(name.value)}")
    if not name.axes:
        return _math(shown)
    sizes = r" \times ".join(latex(size) for size in name.axes)
    return _math(rf"{shown} \in \mathbb{{R}}^{{{sizes}}}")


# -- results ------------------------------------------------------------------------------------------------


def _sheet(sheet: Sheet, lang: str) -> Part:
    body = Markup("\n").join(_BLOCKS[type(block)](block, lang) for block in sheet.blocks)
    return Part(Markup(escape(sheet.title)), body)


def _table(block: Table, lang: str) -> Markup:
    numeric = [
        all(isinstance(row[column], Figure) for row in block.rows) for column in range(len(block.heads))
    ]
    return Markup(
        template("table.html").render(
            title=block.title,
            heads=list(zip(block.heads, numeric, strict=True)),
            rows=[[_cell(cell) for cell in row] for row in block.rows],
        )
    )


def _cell(cell: Cell) -> tuple[str, Markup]:
    if isinstance(cell, Formula):
        return "", _math(cell.latex, block=True)
    if isinstance(cell, Verdict):
        return {True: "ok", False: "bad", None: ""}[cell.holds], Markup(escape(cell.words))
    if isinstance(cell, Figure):
        return "number", Markup(escape(cell.shown))
    return "", Markup(escape(cell))


def _sentence(block: Sentence, lang: str) -> Markup:
    kind = {True: "ok", False: "bad", None: "note"}[block.holds]
    return Markup('<p class="{}">{}</p>').format(kind, block.words)


def _kink(block: Kink, lang: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(Markup(speak(block, speaker, lang)))


def _code(block: Code, lang: str) -> Markup:
    return Markup("<pre><code>{}</code></pre>").format(_highlighted(block.source))


_PYTHON = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<string>\"\"\".*?\"\"\"|"[^"\n]*"|'[^'\n]*')"""
    r"""|(?P<keyword>\b(?:def|return|import|from|as|if|else|for|in|with|lambda|None|True|False)\b)"""
    r"""|(?P<digits>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)""",
    re.DOTALL,
)


def _highlighted(source: str) -> Markup:
    """Python with its comments, strings, keywords and numbers in spans."""
    shown, end = Markup(""), 0
    for match in _PYTHON.finditer(source):
        shown += escape(source[end : match.start()])
        shown += Markup('<span class="{}">{}</span>').format(match.lastgroup, match[0])
        end = match.end()
    return shown + escape(source[end:])


def _equations(block: Equations, lang: str) -> Markup:
    rows = [
        Markup('<tr><td class="left">{}</td><td>{}</td></tr>').format(
            _math(left.latex, block=True), _math(chained(sides), block=True)
        )
        for left, *sides in block.lines
    ]
    return Markup('<div class="scroll"><table class="definitions"><tbody>{}</tbody></table></div>').format(
        Markup("").join(rows)
    )


def _curve(block: Curve, lang: str) -> Markup:
    return Markup(curve(block.values, across=block.across, up=block.up))


_BLOCKS: dict[type, Callable[[Any, str], Markup]] = {
    Table: _table,
    Sentence: _sentence,
    Kink: _kink,
    Code: _code,
    Curve: _curve,
    Equations: _equations,
}


def _of(kind: str) -> Callable[..., str]:
    def show(value: Any, *, lang: str = "en", whole_page: bool = True) -> str:
        sheet = SHEETS[kind](value, lang)
        return _finish(_sheet(sheet, lang), lang, whole_page, sheet.page)

    show.__doc__ = f"A {kind} as a page, or with ``whole_page=False`` as the part for a notebook."
    return show


verification, audit, fit, program, worked, updaterule = map(
    _of, ("verification", "audit", "fit", "program", "worked", "updaterule")
)


# -- the report of a page -----------------------------------------------------------------------------------


def report(
    *,
    title: str,
    subtitle: str = "",
    model: Model | None = None,
    derivations: Sequence[Derivation] = (),
    worked: Sequence[Any] = (),
    verification: Any = None,
    audit: Any = None,
    fit: Any = None,
    program: Any = None,
    lang: str = "en",
    notation: str = "names",
) -> str:
    """Everything about one page of notes in one self-contained file; each part may be left out."""
    parts = [] if model is None else [_model(model, lang, notation)]
    parts += [_derivation(derivation, lang, notation, "outer") for derivation in derivations]
    results = [("worked", value) for value in worked]
    results += [("verification", verification), ("audit", audit), ("fit", fit), ("program", program)]
    parts += [_sheet(SHEETS[kind](value, lang), lang) for kind, value in results if value is not None]
    return page(parts, title=title, subtitle=subtitle, lang=lang)
