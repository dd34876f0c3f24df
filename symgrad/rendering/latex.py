r"""A model or a derivation in LaTeX, and a whole document that XeLaTeX sets.

One public function per kind of value, named after its class in lower case; each gives one string: the inside of a
display, in an ``aligned`` (for ``$$…$$`` in Markdown and notebooks) or an ``align*`` (which breaks over pages).
``document(*values)`` makes a file of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.errors import OptionError, choices
from symgrad.model import Model, Name
from symgrad.rendering import layout, mathematics, matrix, optimizers, results
from symgrad.rendering.layout import Row
from symgrad.rendering.plain import width_of_latex
from symgrad.rendering.templates import template
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import phrase
from symgrad.steps import Derivation

ENVIRONMENTS = ("aligned", "align*")
#: lines longer than about this many characters are broken (an A4 page with reasons at the side)
WIDTH = 44

_ESCAPES = str.maketrans(
    {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "$": r"\$", "∂": r"$\partial$"}
)


def prose(words: str) -> str:
    """Words for LaTeX's text mode."""
    return words.translate(_ESCAPES)


def _literal(latex: str) -> str:
    return f"${latex}$".replace(r"\sum", r"\textstyle\sum")


def speaker(names: Mapping[str, Name], lang: str) -> Speaker:
    """Fills in sentences with formulas between dollars."""
    return _speaker(lang, lambda expr: mathematics.expression(expr, names, lang=lang))


def _speaker(lang: str, latex: Callable[[sp.Basic], str]) -> Speaker:
    return Speaker(lang, lambda expr: f"${latex(expr)}$", latex, _literal, prose)


def derivation(
    value: Derivation,
    *,
    lang: str = "en",
    notation: str = "names",
    detail: str = "outer",
    environment: str = "aligned",
    marking: str = "none",
    width: int = WIDTH,
) -> str:
    r"""The lines, each with its reason at the side.

    ``detail="all"`` also shows the small lines inside a line; ``marking`` ("color", "boxed") marks what a line changed;
    ``notation="matrix"`` is the result (and the adjoints on the way) in matrices.  Raises ``UnsupportedError`` where an
    expression has no matrix form.
    """
    _check(environment)
    _check_marking(marking)
    names = layout.names_in(value.model, notation)
    if notation == "matrix":
        return _environment(_matrix_lines(value, lang), environment)
    say = speaker(names, lang)
    lines = [
        line
        for depth, row in layout.flat(layout.rows(value), detail)
        for line in _row(row, depth, names, say, marking, width)
    ]
    return _environment(lines, environment)


def _matrix_lines(value: Derivation, lang: str) -> list[str]:
    names = matrix.names_of(value)
    say = _speaker(lang, lambda expr: matrix.name(expr, names, lang))
    return [
        rf"{row.left} &= {row.line} && \text{{\small ({say.reason(row.step)})}}" for row in matrix.rows(value)
    ]


def _row(
    row: Row, depth: int, names: Mapping[str, Name], say: Speaker, marking: str, width: int
) -> list[str]:
    left = "" if row.left is None else mathematics.expression(row.left, names, lang=say.lang)
    room = width - 4 * depth
    parts = mathematics.broken(row.line, names, width=room, lang=say.lang, place=row.place, marking=marking)
    # A small line is moved to the right of the equals signs of the line it belongs to.
    indent = r"\qquad " * depth
    if not depth:
        lines = [f"{left} &= {parts[0]}"]
    elif left and width_of_latex(left) + width_of_latex(parts[0]) > room:
        lines = [f"&{indent}{left}", rf"&{indent}\quad = {parts[0]}"]
    else:
        lines = [f"&{indent}{left} = {parts[0]}"]
    lines += [rf"&{indent}\qquad {part}" for part in parts[1:]]
    lines[-1] += rf" && \text{{\small ({say.reason(row.step)})}}"
    return lines


def model(
    value: Model, *, lang: str = "en", notation: str = "names", environment: str = "aligned", width: int = 70
) -> str:
    """The definitions, equals signs below each other."""
    _check(environment)
    names = layout.names_in(value, notation)
    if notation == "matrix":
        return _environment(matrix.definitions(value), environment)
    lines: list[str] = []
    for definition in value.definitions:
        left = mathematics.expression(definition.symbol, names, lang=lang)
        parts = mathematics.broken(definition.expr, names, width=width, lang=lang)
        lines.append(f"{left} &= {parts[0]}")
        lines += [rf"&\qquad {part}" for part in parts[1:]]
    return _environment(lines, environment)


def worked(value: Any, *, lang: str = "en", environment: str = "aligned") -> str:
    """A derivation in numbers: symbols = numbers put in = value, line by line."""
    _check(environment)
    (equations,) = results.worked(value, lang).blocks
    assert isinstance(equations, results.Equations)
    lines = [f"{left.latex} &" + results.chained(sides) for left, *sides in equations.lines]
    return _environment(lines, environment)


def updaterule(value: Any, *, lang: str = "en", environment: str = "aligned") -> str:
    """The equations of an optimizer, with the steps at the names."""
    _check(environment)
    lines = [rf"{left.latex} &= {right.latex}" for left, right in optimizers.equations(value, lang)]
    return _environment(lines, environment)


def _environment(lines: Sequence[str], environment: str) -> str:
    inside = " \\\\\n".join(f"  {line}" for line in lines)
    return f"\\begin{{{environment}}}\n{inside}\n\\end{{{environment}}}"


def _check(environment: str) -> None:
    if environment not in ENVIRONMENTS:
        raise OptionError(
            f"no environment called {environment!r}.", remedy=choices(environment, ENVIRONMENTS)
        )


def _check_marking(marking: str) -> None:
    if marking not in mathematics.MARKS:
        raise OptionError(
            f"no marking called {marking!r}.", remedy=choices(marking, tuple(mathematics.MARKS))
        )


# -- a whole document ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """A heading, LaTeX for below it, and sentences after that."""

    heading: str
    body: str
    notes: tuple[str, ...] = ()


def document(*values: Model | Derivation | str, lang: str = "en", title: str = "", **options: Any) -> str:
    """A file for XeLaTeX with these models and derivations, one section each (a string is LaTeX as it is).

    ``options`` are those of ``derivation``.
    """
    sections = [_section(value, lang, options) for value in values]
    return template("document.tex").render(lang=lang, title=prose(title), sections=sections)


def _section(value: Model | Derivation | str, lang: str, options: Mapping[str, Any]) -> Section:
    if isinstance(value, str):
        return Section("", value)
    if isinstance(value, Model):
        body = model(value, lang=lang, environment="align*", notation=options.get("notation", "names"))
        return Section(phrase("model", lang), body)
    say = speaker(value.model.names, lang)
    target, wrt = value.left.what, value.left.wrt
    heading = phrase(
        "derivative_of",
        lang,
        target=(say.show(target), say.latex(target)),
        wrt=(say.show(wrt), say.latex(wrt)),
    )
    sentences = dict.fromkeys(say.convention(function, at) for function, at in value.conventions)
    body = derivation(value, lang=lang, environment="align*", **{"marking": "color", **options})
    return Section(heading, body, tuple(sentences))
