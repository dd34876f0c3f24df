"""The parts of web pages that models and derivations make: definitions with their names, steps that open and close.

In: a model, or a derivation with the languages its reasons are given in.  Out: ``Part``, a heading and what stands
below it, as HTML with MathML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sympy as sp
from markupsafe import Markup, escape

from symgrad.model import Model, Name
from symgrad.rendering import blocks, layout, mathematics, matrix, results
from symgrad.rendering.breaking import outside, wrapped
from symgrad.rendering.layout import Row
from symgrad.rendering.mathml import mathml
from symgrad.rendering.plain import width_of_latex
from symgrad.rendering.templates import template
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import heading, phrase
from symgrad.steps import Derivation, Step

#: a line of a derivation wider than about this many characters is cut into pieces that the browser may set below
#: each other (an A4 page with reasons at the side)
WIDTH = 40
#: the same of a phone
PHONE = 22
#: by how many characters a line has less room than the line it belongs to
INDENT = 12
#: the room of a page in em, and how much of it a character of a formula takes at most, and as a rule
PAGE, CHARACTER, USUALLY = 50.0, 0.66, 0.55
#: the column of reasons in em: as wide as this; where less than the second is left, reasons stand below their lines
REASON, NARROW = 17.0, 9.0
#: how far the lines of a list stand in below the left side, in em, where they cannot stand beside it
BELOW = 1.5


@dataclass(frozen=True)
class Part:
    """One section of a page: its heading and what stands below it, both as HTML."""

    heading: Markup
    body: Markup
    anchor: str = ""


@dataclass(frozen=True)
class Columns:
    """How a list of steps is set, in em: left sides, lines and reasons beside or ``below`` each other."""

    left: float
    reason: float
    below: bool


def math(latex: str, *, block: bool = False) -> Markup:
    """A formula; in display style with ``block``."""
    return Markup(mathml(latex, block=block))


_FORMULA = re.compile(r"(<math\b.*?</math>)", re.DOTALL)
#: what touches a formula from the left and from the right; longer words may be broken off
_BEFORE, _AFTER = re.compile(r"[^\s<>]{0,24}\Z"), re.compile(r"[^\s<]{0,24}")


def kept(html: str) -> Markup:
    """HTML whose formulas stay in a line with what touches them: a full stop, a particle, a bracket."""
    parts = _FORMULA.split(html)
    for at in range(1, len(parts), 2):
        before, after = parts[at - 1], parts[at + 1]
        left = _BEFORE.search(before, max(0, len(before) - 24))
        right = _AFTER.match(after)
        assert left is not None
        assert right is not None
        if left[0] or right[0]:
            parts[at - 1] = before[: left.start()]
            parts[at + 1] = after[right.end() :]
            parts[at] = f'<span class="keep">{left[0]}{parts[at]}{right[0]}</span>'
    return Markup("".join(parts))


#: signs that fonts for Hangul set as wide as a syllable
_SIGNS = frozenset("∂∇∑√∞‖≈≠≤≥∈⊤⊙⊘·…×→←")
_SMALL = {"<sub>": "sub", "<super>": "sup"}


def signs(words: str) -> Markup:
    """Words with Unicode's formulas in them: ``w₁`` with a real subscript, ``∂`` from a font of formulas."""
    shown: list[str] = []
    for kind, run in groupby(words, _kind_of_sign):
        text = "".join(run)
        if kind in _SMALL.values():
            plain = "".join(chr(int(unicodedata.decomposition(each).split()[1], 16)) for each in text)
            shown.append(f"<{kind}>{escape(plain)}</{kind}>")
        else:
            shown.append(f'<span class="sign">{escape(text)}</span>' if kind else str(escape(text)))
    return Markup("".join(shown))


def _kind_of_sign(character: str) -> str:
    if character in _SIGNS:
        return "sign"
    return _SMALL.get(unicodedata.decomposition(character).partition(" ")[0], "")


def speaker(names: Mapping[str, Name], lang: str) -> Speaker:
    """Fills in sentences with formulas in MathML."""

    def latex(expr: sp.Basic) -> str:
        return mathematics.expression(expr, names, lang=lang)

    return _speaker(lang, latex)


def _speaker(lang: str, latex: Callable[[sp.Basic], str]) -> Speaker:
    return Speaker(lang, lambda expr: mathml(latex(expr)), latex, mathml, lambda words: str(escape(words)))


# -- derivations --------------------------------------------------------------------------------------------


def derivation(value: Derivation, languages: Sequence[str], notation: str, detail: str) -> Part:
    """The steps with their reasons, in one language or in several, one below the other."""
    names = layout.names_in(value.model, notation)
    in_matrices = notation == "matrix"
    says = [_in_matrices(value, lang) if in_matrices else speaker(names, lang) for lang in languages]
    headings = [heading(say, value.left, value.lines) for say in says]
    steps, columns = _matrix_steps(value, says) if in_matrices else _steps(layout.rows(value), names, says)
    body = template("derivation.html").render(
        steps=steps,
        columns=columns,
        open_all=detail == "all",
        strategy=_said(says, lambda say: str(escape(phrase(value.strategy, say.lang)))),
        left=math(says[0].latex(_last_left(value) if not in_matrices else value.left), block=True),
        result=_cut(f"= {steps[-1]['latex']}"),
        result_word=_said(says, lambda say: str(escape(phrase("result", say.lang)))),
        conventions=list(
            dict.fromkeys(
                _said(says, lambda say, f=function, k=at: say.convention(f, k))  # type: ignore[misc]
                for function, at in value.conventions
            )
        ),
    )
    return Part(Markup(" · ").join(map(kept, headings)), Markup(body))


def _last_left(value: Derivation) -> sp.Expr:
    """What the last line is equal to: f'(3), not ∂f/∂x, of a limit taken at 3."""
    lefts = [row.left for row in layout.rows(value) if row.left is not None]
    return lefts[-1] if lefts else value.left


def in_matrices(value: Derivation, sides: tuple[str, str], languages: Sequence[str]) -> Markup:
    """The result in matrices as ``matrix.with_shapes`` gives it, with the layout convention named."""
    says = [_in_matrices(value, lang) for lang in languages]
    key, names = matrix.layout_of(value)
    said = _said(
        says,
        lambda say: phrase(key, say.lang, **{name: (say.show(e), say.latex(e)) for name, e in names.items()}),
    )
    return Markup('<div class="result matrices"><b>{}</b><span class="sides">{}</span></div>{}').format(
        _words("in_matrices", languages),
        _cut(sides[0], f"= {sides[1]}"),
        Markup('<p class="note">{}</p>').format(said),
    )


def in_numbers(value: Any, languages: Sequence[str]) -> Markup:
    """A derivation with numbers put in, below a heading."""
    (block,) = results.worked(value, languages[0]).blocks
    assert isinstance(block, blocks.Equations)
    return Markup("<h4>{}</h4>{}").format(_words("in_numbers", languages), equations(block))


def equations(block: blocks.Equations) -> Markup:
    """Lines of sides that are equal, equals signs below each other; a long line breaks before its sides."""
    rows = [
        Markup('<tr><td class="left">{}</td><td>{}</td></tr>').format(
            math(left.latex, block=True), _cut(*(blocks.chained([side]) for side in sides))
        )
        for left, *sides in block.lines
    ]
    return Markup('<div class="scroll"><table class="definitions"><tbody>{}</tbody></table></div>').format(
        Markup("").join(rows)
    )


def _words(key: str, languages: Sequence[str]) -> str:
    return " · ".join(dict.fromkeys(phrase(key, lang) for lang in languages))


def _said(says: Sequence[Speaker], words: Callable[[Speaker], str]) -> Markup:
    """The same words by each speaker; several stand below each other, each marked with its language."""
    if len(says) == 1:
        return kept(words(says[0]))
    return Markup("").join(
        Markup('<span class="each" lang="{}">{}</span>').format(say.lang, kept(words(say))) for say in says
    )


def _in_matrices(value: Derivation, lang: str) -> Speaker:
    names = matrix.names_of(value)
    return _speaker(lang, lambda expr: matrix.name(expr, names, lang))


def _steps(
    rows: Sequence[Row],
    names: Mapping[str, Name],
    says: Sequence[Speaker],
    width: int = WIDTH,
    room: float = PAGE,
) -> tuple[list[dict[str, Any]], Columns | None]:
    """The steps as the template takes them, and their columns."""
    if not rows:
        return [], None
    say = says[0]
    lefts = ["" if row.left is None else say.latex(row.left) for row in rows]
    lines = [
        mathematics.broken(row.line, names, width=width, lang=say.lang, place=row.place, marking="class")
        for row in rows
    ]
    columns = _columns(lefts, lines, room)
    shown = []
    for left, line, row in zip(lefts, lines, rows, strict=True):
        # A small line stands further to the right.
        small = _steps(row.rows, names, says, max(width - INDENT, INDENT), room - columns.left - BELOW)
        shown.append(_one_step(left, say.latex(row.line), line, row.step, says, *small))
    return shown, columns


def _matrix_steps(value: Derivation, says: Sequence[Speaker]) -> tuple[list[dict[str, Any]], Columns]:
    rows = matrix.rows(value)
    shown = [_one_step(row.left, row.line, [row.line], row.step, says, [], None) for row in rows]
    return shown, _columns([row.left for row in rows], [wrapped(row.line, WIDTH) for row in rows], PAGE)


def _one_step(
    left: str,
    latex: str,
    marked: Sequence[str],
    step: Step,
    says: Sequence[Speaker],
    small: list[dict[str, Any]],
    columns: Columns | None,
) -> dict[str, Any]:
    return {
        "left": math(left, block=True) if left else "",
        "latex": latex,
        "line": _cut("= " + marked[0], *marked[1:]),
        "reason": _said(says, lambda say: say.reason(step)),
        "explanation": _said(says, lambda say: say.explanation(step)),
        "rule": step.rule,
        "steps": small,
        "columns": columns,
    }


def _cut(*latex: str) -> Markup:
    """A formula in pieces that the browser may set below each other; a sign at the start of one is between terms."""
    pieces = [piece for each in latex for wide in wrapped(each, WIDTH) for piece in outside(wide, PHONE)]
    return Markup("<wbr>").join(
        math(piece if not n else "{} " + piece, block=True) for n, piece in enumerate(pieces)
    )


def _columns(lefts: Sequence[str], lines: Sequence[Sequence[str]], room: float) -> Columns:
    """Beside each other where the widest line has room, or at least its widest piece; else below each other."""
    left = 1.2 + 0.72 * max((width_of_latex(each) for each in lefts if each), default=2)
    piece = CHARACTER * (2 + max((width_of_latex(each) for line in lines for each in line), default=0))
    whole = USUALLY * (2 + max((sum(map(width_of_latex, line)) for line in lines), default=0))
    for widest in (max(whole, piece), piece):
        reason = round(min(REASON, room - left - widest - BELOW), 1)
        if reason >= NARROW:
            return Columns(round(left, 1), reason, below=False)
    return Columns(BELOW, REASON, below=True)


# -- models -------------------------------------------------------------------------------------------------


def model(value: Model, lang: str, notation: str) -> Part:
    """The definitions and the table of names: what was understood."""
    names = layout.names_in(value, notation)

    def latex(expr: sp.Basic) -> str:
        return mathematics.expression(expr, names, lang=lang)

    if notation == "matrix":
        lines = [(d.name, matrix.expression(d.expr, d.index, names)) for d in value.definitions]
    else:
        lines = [(latex(d.symbol), latex(d.expr)) for d in value.definitions]
    definitions = [
        {"left": math(left, block=True), "right": math(f"= {right}", block=True)} for left, right in lines
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
        ranges.append(math(latex(index.symbol) + bound))
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
        return math(f"{shown} = {latex(name.value)}")
    if not name.axes:
        return math(shown)
    sizes = r" \times ".join(latex(size) for size in name.axes)
    symmetric = rf",\ {shown} = {shown}^\top" if name.symmetric else ""
    return math(rf"{shown} \in \mathbb{{R}}^{{{sizes}}}{symmetric}")
