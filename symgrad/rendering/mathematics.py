"""LaTeX of a formula, in the order it was written.

In: an expression, the table of names.  Out: LaTeX for math mode that TeX, MathJax and MathML converters read alike.
``expression(expr, names)`` is the printer; ``broken(expr, names, width)`` is the same over several rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy as sp

from symgrad.model import Model, Name
from symgrad.rendering.changes import Place
from symgrad.rendering.notation import RELATIONS, Notation, Piece
from symgrad.rendering.plain import width_of_latex
from symgrad.rendering.printing import Printer

#: a name of two letters, Δx, at the end of a factor: another letter behind it would read as a third
_OF_TWO_LETTERS = re.compile(r"\\Delta [A-Za-z]$")
_TALL = re.compile(r"\\(?:frac|sum|begin|left|sqrt)(?![A-Za-z])")
#: "otherwise" in the languages
OTHERWISE = {"en": "otherwise", "ko": "그 밖에"}
#: how the changed part is marked: in a web page a class, in TeX a colour, or not at all
MARKS = {
    "none": "%s",
    "class": r"\class{changed}{%s}",
    "color": r"{\color{changed}%s}",
    "boxed": r"\boxed{%s}",
}


@dataclass(frozen=True)
class Latex(Notation):
    """The LaTeX notation; ``lang`` is for the word "otherwise", ``marking`` a key of ``MARKS``."""

    lang: str = "en"
    marking: str = "none"

    def name(self, latex: str) -> Piece:
        return Piece(latex, "call" if latex.endswith(")") else "name")

    def group(self, inside: Piece) -> Piece:
        if _TALL.search(inside.text):
            return Piece(rf"\left( {inside.text} \right)", "group")
        return Piece(f"({inside.text})", "group")

    def fraction(self, top: Piece, bottom: Piece) -> Piece:
        return Piece(rf"\frac{{{top.text}}}{{{bottom.text}}}", "fraction")

    def power(self, base: Piece, exponent: Piece) -> Piece:
        if base.kind == "name" and _has_superscript(base.text):
            base = self.group(base)
        return Piece(f"{base.text}^{{{exponent.text}}}", "power")

    def root(self, radicand: Piece, degree: int) -> Piece:
        shown = "" if degree == 2 else f"[{degree}]"
        return Piece(rf"\sqrt{shown}{{{radicand.text}}}", "call")

    def between(self, left: Piece, right: Piece) -> str:
        derivatives = (left.bare.startswith(r"\frac{\partial "), right.bare.startswith(r"\frac{\partial "))
        digits = right.bare[:1].isdigit() or (left.kind == "number" and right.bare[6:7].isdigit())
        signed = right.kind == "group" and right.bare.startswith(("(-", r"\left( -"))
        worded = _OF_TWO_LETTERS.search(left.bare)
        return r" \cdot " if all(derivatives) or digits or signed or worded else " "

    def sums(self, limits: Sequence[tuple[Piece, Piece, Piece | None]], body: Piece) -> Piece:
        signs = [
            rf"\sum_{{{index.text}}}"
            if upper is None
            else rf"\sum_{{{index.text}={low.text}}}^{{{upper.text}}}"
            for index, low, upper in limits
        ]
        return Piece(" ".join([*signs, body.text]), "open")

    def limit(self, letter: Piece, point: Piece, side: int, body: Piece) -> Piece:
        above = {1: "^{+}", -1: "^{-}", 0: ""}[side]
        return Piece(rf"\lim_{{{letter.text} \to {point.text}{above}}} {body.text}", "open")

    def matrix(self, body: Piece, indices: str) -> Piece:
        return Piece(rf"\left[ {body.text} \right]_{{{indices}}}", "group")

    def call(self, function: str, arguments: Sequence[Piece], exponent: Piece | None = None) -> Piece:
        inside = self.group(Piece(", ".join(argument.text for argument in arguments), "add"))
        raised = "" if exponent is None else f"^{{{exponent.text}}}"
        return Piece(f"{function}{raised}{inside.text}", "call" if exponent is None else "power")

    def absolute(self, inside: Piece) -> Piece:
        return Piece(rf"\left|{inside.text}\right|", "call")

    def derivative(self, what: Piece, wrt: Piece, of_name: bool) -> Piece:
        if of_name:
            return Piece(rf"\frac{{\partial {what.text}}}{{\partial {wrt.text}}}", "fraction")
        operator = rf"\frac{{\partial}}{{\partial {wrt.text}}}"
        return Piece(operator + self.group(what).text, "fraction")

    def cases(self, rows: Sequence[tuple[Piece, Piece | None]]) -> Piece:
        otherwise = rf"\text{{{OTHERWISE[self.lang]}}}"
        shown = [
            f"{value.text} & {otherwise if condition is None else condition.text}"
            for value, condition in rows
        ]
        inside = r" \\ ".join(shown)
        return Piece(rf"\begin{{cases}} {inside} \end{{cases}}", "open")

    def relation(self, operator: str, sides: Sequence[Piece]) -> Piece:
        return Piece(f" {RELATIONS[operator][0]} ".join(side.text for side in sides), "add")

    def mark(self, piece: Piece) -> Piece:
        return Piece(MARKS[self.marking] % piece.text, piece.kind, piece.signed, piece.bare)


def _has_superscript(latex: str) -> bool:
    """True for ``x^{(i)}`` and ``y'``, false for ``\\hat{y^2}``: only the outermost level counts."""
    depth = 0
    for character in latex:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character in "^'":
            return True
    return False


def expression(
    expr: sp.Basic,
    names: Mapping[str, Name] | Model,
    *,
    lang: str = "en",
    place: Place | None = None,
    marking: str = "none",
) -> str:
    """LaTeX of ``expr``.  Raises ``UnsupportedError`` for a node that is not one of symgrad's."""
    return _printer(names, lang, place, marking).show(expr).text


def broken(
    expr: sp.Basic,
    names: Mapping[str, Name] | Model,
    *,
    width: int,
    lang: str = "en",
    place: Place | None = None,
    marking: str = "none",
) -> list[str]:
    """The same in rows of about ``width`` characters, broken before a + or − or between factors."""
    printer = _printer(names, lang, place, marking)
    whole = printer.show(expr).text
    if width_of_latex(whole) <= width:
        return [whole]
    if isinstance(expr, sp.Add):
        return _rows(printer.terms(expr), " ", width)
    parts = _factors(printer, expr, ())
    rows = _rows(parts, " ", width)
    return rows[:1] + [row if row.startswith(r"\cdot") else rf"\cdot {row}" for row in rows[1:]]


def _factors(printer: Printer, expr: sp.Basic, at: tuple[int, ...]) -> list[str]:
    """The factors of a product, also of one behind a Σ at its end, each with the dot before it."""
    if isinstance(expr, sp.Sum) and isinstance(expr.function, sp.Mul) and not _is_marked(printer, at):
        first, *others = _factors(printer, expr.function, (*at, 0))
        if not first.startswith("-"):
            return [printer.summed(expr, first), *others]
    if not isinstance(expr, sp.Mul):
        return [printer.show(expr, at).text]
    negative, factors = printer.factors(expr, at)
    if negative and (factors[0].signed or factors[0].kind == "add"):
        factors[0] = printer.notation.group(factors[0])
    texts = [factors[0].text]
    for left, right in pairwise(factors):
        texts.append((printer.notation.between(left, right).strip() + " " + right.text).strip())
    if negative:
        texts[0] = printer.notation.minus + texts[0]
    last = (*at, len(expr.args) - 1)
    if isinstance(expr.args[-1], sp.Sum) and len(factors) > 1 and not _is_marked(printer, at, last):
        texts[-1:] = _factors(printer, expr.args[-1], last)
    return texts


def _is_marked(printer: Printer, *paths: tuple[int, ...]) -> bool:
    """Whether the changed part is one of these, as a whole or in part, so that it has to stay together."""
    return printer.place is not None and printer.place.path in paths


def _rows(parts: list[str], between: str, width: int) -> list[str]:
    rows = [parts[0]]
    for part in parts[1:]:
        so_far = width_of_latex(rows[-1])
        if so_far > width / 4 and so_far + width_of_latex(part) > width:
            rows.append(part)
        else:
            rows[-1] += between + part
    return rows


def _printer(names: Mapping[str, Name] | Model, lang: str, place: Place | None, marking: str) -> Printer:
    table = names.names if isinstance(names, Model) else names
    return Printer(Latex(lang, marking), table, place if marking != "none" else None)
