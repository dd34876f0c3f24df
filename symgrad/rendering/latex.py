r"""A model or a derivation in LaTeX, and a whole document that XeLaTeX sets.

One public function per kind of value, named after its class in lower case; each gives one string: the inside of a
display, in an ``aligned`` (for ``$$…$$`` in Markdown and notebooks) or an ``align*`` (which breaks over pages).
``document(*values)`` makes a file of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy as sp

from symgrad.errors import OptionError, choices
from symgrad.model import Model, Name
from symgrad.rendering import blocks, layout, mathematics, matrix, optimizers, results
from symgrad.rendering.breaking import roomy, wrapped
from symgrad.rendering.layout import Row
from symgrad.rendering.plain import columns, width_of_latex
from symgrad.rendering.templates import template
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import heading, phrase
from symgrad.steps import Derivation, Step

ENVIRONMENTS = ("aligned", "align*")
#: lines longer than about this many characters are broken, where the reasons stand at the side and where below
WIDTH, BELOW = 44, 54
#: how wide a character of a formula and of a small reason is on average, the space before the reasons, and the text of
#: an A4 page, in em of its 11 pt
MATH_EM, TEXT_EM, GAP, PAGE_EM = 0.64, 0.45, 2.0, 43.0
#: characters of a formula in a line of such a page
PAGE = int((PAGE_EM - GAP) / MATH_EM)

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
    width: int | None = None,
) -> str:
    r"""The lines, each with its reason at the side.

    ``detail="all"`` also shows the small lines inside a line; ``marking`` ("color", "boxed") marks what a line changed;
    ``notation="matrix"`` is the result (and the adjoints on the way) in matrices; ``width`` is how many characters of a
    formula stand in a row, as many as an A4 page has room for if left out.  Raises ``UnsupportedError`` where an
    expression has no matrix form.
    """
    return steps(
        value,
        (lang,),
        notation=notation,
        detail=detail,
        environment=environment,
        marking=marking,
        width=width,
    )


def steps(
    value: Derivation,
    languages: Sequence[str],
    *,
    notation: str = "names",
    detail: str = "outer",
    environment: str = "aligned",
    marking: str = "none",
    width: int | None = None,
) -> str:
    """The lines as in ``derivation``, each once, with its reason in every one of the languages."""
    _check(environment)
    _check_marking(marking)
    says = _speakers(value, languages, notation)
    if notation == "matrix":
        lines = _matrix_lines(value, says)
    else:
        names = layout.names_in(value.model, notation)
        flat = list(layout.flat(layout.rows(value), detail))
        lines = [_row(row, depth, names, says, marking, width or WIDTH) for depth, row in flat]
        if width is None and not _beside(lines):
            lines = [_row(row, depth, names, says, marking, BELOW) for depth, row in flat]
    return _environment(_with_reasons(lines, environment), environment)


def _speakers(value: Derivation, languages: Sequence[str], notation: str) -> list[Speaker]:
    if notation == "matrix":
        return [_in_matrices(value, lang) for lang in languages]
    names = layout.names_in(value.model, notation)
    return [speaker(names, lang) for lang in languages]


def with_shapes(value: Derivation, *, lang: str = "en", environment: str = "aligned") -> str:
    """The result in matrices with the shape of every array below it, and the layout convention by its name.

    Raises ``UnsupportedError`` where the result has no matrix form.
    """
    _check(environment)
    left, right = matrix.with_shapes(value)
    return _environment([f"{left} &= {right}", rf"&\qquad {_note(layout_named(value, lang))}"], environment)


def layout_named(value: Derivation, lang: str) -> str:
    """The sentence that names the layout convention."""
    say = _in_matrices(value, lang)
    key, names = matrix.layout_of(value)
    return phrase(key, lang, **{name: (say.show(e), say.latex(e)) for name, e in names.items()})


def _note(*words: str) -> str:
    return " \\\\\n  &\\qquad ".join(rf"\text{{\small ({each})}}" for each in words)


@dataclass(frozen=True)
class _Line:
    """One line of a derivation, over one or more rows of an alignment, and its reason in each language."""

    rows: tuple[str, ...]
    reasons: tuple[str, ...]
    depth: int = 0


def _with_reasons(lines: Sequence[_Line], environment: str) -> list[str]:
    """The rows of an alignment: all reasons at the side if the page is wide enough, else each below its line.  A line
    and its reasons stay on one page, where the environment may be broken at all.
    """
    together = " \\\\*\n  " if environment == "align*" else " \\\\\n  "
    beside = _beside(lines)
    shown: list[str] = []
    for line in lines:
        first, *others = (rf"\text{{\small ({reason})}}" for reason in line.reasons)
        if beside:
            rows = [*line.rows[:-1], f"{line.rows[-1]} && {first}", *(f"& && {other}" for other in others)]
        else:
            indent = r"\qquad " * (line.depth + 1)
            rows = [*line.rows, *(f"&{indent}{each}" for each in (first, *others))]
        shown.append(together.join(rows))
    return shown


def _beside(lines: Sequence[_Line]) -> bool:
    """Whether there is room for all reasons at the side of their lines."""
    sides = [row.split("&", 1) for line in lines for row in line.rows]
    widest = max(width_of_latex(left) for left, _ in sides) + max(width_of_latex(right) for _, right in sides)
    reasons = max(_text_width(reason) for line in lines for reason in line.reasons)
    return widest * MATH_EM + reasons * TEXT_EM + GAP <= PAGE_EM


def _text_width(words: str) -> int:
    """About how many columns of text a sentence with formulas between dollars takes."""
    return sum(
        width_of_latex(part) if number % 2 else columns(part) for number, part in enumerate(words.split("$"))
    )


def _in_matrices(value: Derivation, lang: str) -> Speaker:
    names = matrix.names_of(value)
    return _speaker(lang, lambda expr: matrix.name(expr, names, lang))


def _matrix_lines(value: Derivation, says: Sequence[Speaker]) -> list[_Line]:
    shown = matrix.rows(value)
    room = PAGE - max(width_of_latex(row.left) for row in shown)
    lines = []
    for row in shown:
        first, *others = wrapped(row.line, room)
        rows = (f"{row.left} &= {first}", *(rf"&\qquad {part}" for part in others))
        lines.append(_Line(rows, _reasons(row.step, says)))
    return lines


def _reasons(step: Step, says: Sequence[Speaker]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(say.reason(step) for say in says))


def _row(
    row: Row, depth: int, names: Mapping[str, Name], says: Sequence[Speaker], marking: str, width: int
) -> _Line:
    say = says[0]
    left = "" if row.left is None else mathematics.expression(row.left, names, lang=say.lang)
    room = width - 4 * depth
    parts = mathematics.broken(row.line, names, width=room, lang=say.lang, place=row.place, marking=marking)
    widest = PAGE - 4 * depth - width_of_latex(left)
    if marking != "none" and any(width_of_latex(part) > widest for part in parts):  # a mark stays in one row
        parts = mathematics.broken(row.line, names, width=room, lang=say.lang)
    parts = [piece for part in parts for piece in _wrapped(part, widest)]
    # A small line is moved to the right of the equals signs of the line it belongs to.
    indent = r"\qquad " * depth
    if not depth:
        lines = [f"{left} &= {parts[0]}"]
    elif left and width_of_latex(left) + width_of_latex(parts[0]) > room:
        lines = [f"&{indent}{left}", rf"&{indent}\quad = {parts[0]}"]
    else:
        lines = [f"&{indent}{left} = {parts[0]}"]
    lines += [rf"&{indent}\qquad {part}" for part in parts[1:]]
    return _Line(tuple(lines), _reasons(row.step, says), depth)


def _wrapped(part: str, width: int) -> list[str]:
    """A line of ours in rows, each with the sign that joins it to the one above."""
    rows = wrapped(part, width)
    return rows[:1] + [
        row if _JOINED.match(row) or above.endswith(",") else rf"\cdot {row}" for above, row in pairwise(rows)
    ]


_JOINED = re.compile(r"[-+]|\\(?:cdot|odot|oslash|times)(?![A-Za-z])")


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
    """A derivation in numbers: symbols = numbers put in = value, line by line; one wider than a page over several."""
    _check(environment)
    (equations,) = results.worked(value, lang).blocks
    assert isinstance(equations, blocks.Equations)
    lines = []
    for left, *sides in equations.lines:
        room = PAGE - width_of_latex(left.latex)
        whole = blocks.chained(sides)
        if environment == "aligned" or width_of_latex(whole) <= room:
            lines.append(f"{left.latex} &{whole}")
            continue
        rows = [row for side in sides for row in wrapped(blocks.chained([side]), room)]
        lines += [f"{left.latex} &{rows[0]}", *(f"&{row}" for row in rows[1:])]
    return _environment(lines, environment)


def updaterule(value: Any, *, lang: str = "en", environment: str = "aligned") -> str:
    """The equations of an optimizer, with the steps at the names."""
    _check(environment)
    lines = [rf"{left.latex} &= {right.latex}" for left, right in optimizers.equations(value, lang)]
    return _environment(lines, environment)


def _environment(lines: Sequence[str], environment: str) -> str:
    inside = roomy(" \\\\\n".join(f"  {line}" for line in lines))
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
    sections = [section(value, (lang,), options) for value in values]
    return template("document.tex").render(lang=lang, title=prose(title), sections=sections)


def section(value: Model | Derivation | str, languages: Sequence[str], options: Mapping[str, Any]) -> Section:
    """A value with its heading and the sentences that stand below it; ``options`` are those of ``steps``."""
    if isinstance(value, str):
        return Section("", value)
    notation = options.get("notation", "names")
    if isinstance(value, Model):
        body = model(value, lang=languages[0], environment="align*", notation=notation)
        return Section(" · ".join(phrase("model", lang) for lang in languages), body)
    says = _speakers(value, languages, notation)
    headings = [heading(say, value.left, value.lines) for say in says]
    sentences = dict.fromkeys(
        say.convention(function, at) for say in says for function, at in value.conventions
    )
    body = steps(value, languages, **{"environment": "align*", "marking": "color", **options})
    return Section(" · ".join(dict.fromkeys(headings)), body, tuple(sentences))
