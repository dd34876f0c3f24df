"""What stands in the cells of a table: formulas and numbers as people read them, heads, verdicts.

In: expressions, names, floats, arrays.  Out: the ``Cell`` values of ``blocks``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgrad.model import Name
from symgrad.rendering import mathematics, plain
from symgrad.rendering.blocks import Cell, Figure, Formula, Verdict
from symgrad.rendering.words.phrases import phrase


def heads(lang: str, *keys: str) -> tuple[str, ...]:
    return tuple(phrase(key, lang) for key in keys)


def grid(shown: Any) -> Formula:
    """A printed number, vector or matrix; more than two axes are only hinted at."""
    if isinstance(shown, str):
        return Formula(shown, shown)
    if all(isinstance(item, str) for item in shown):
        return Formula("(" + r",\; ".join(shown) + ")", "(" + ", ".join(shown) + ")")
    if all(isinstance(item, tuple) and all(isinstance(cell, str) for cell in item) for item in shown):
        rows = r" \\ ".join(" & ".join(line) for line in shown)
        text = ", ".join("(" + ", ".join(line) + ")" for line in shown)
        return Formula(rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}", f"({text})")
    return Formula(r"\dots", "…")


def formula(expr: sp.Expr, names: Mapping[str, Name], lang: str) -> Formula:
    return Formula(mathematics.expression(expr, names, lang=lang), plain.expression(expr, names, lang=lang))


def derivative(target: str, wrt: str) -> Formula:
    latex = rf"\frac{{\partial {target}}}{{\partial {wrt}}}"
    return Formula(latex, f"∂{plain.unicode_name(target)}/∂{plain.unicode_name(wrt)}")


def written(latex: str) -> Formula:
    """A formula as somebody wrote it."""
    latex = latex.replace("&", "").replace("≈", r"\approx ").strip()
    spaced = re.sub(r"\s*(:=|(?<!:)=|≈|≔)\s*", r" \1 ", plain.unicode_name(latex))
    return Formula(latex, spaced)


# -- numbers ------------------------------------------------------------------------------------------------


def scientific(number: float) -> str:
    """``3.1e-12``, ``0`` for nothing at all."""
    return "0" if number == 0 else f"{number:.1e}".replace("e-0", "e-").replace("e+0", "e+")


def verdict(ok: bool, lang: str) -> Verdict:
    return Verdict(ok, phrase("passed" if ok else "failed", lang))


def number(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return Figure(", ".join(str(getattr(number(item), "shown", "")) for item in value))
    return Figure(f"{float(value):.6g}")


#: an array with more elements than this is told by its shape
MANY = 12


def in_words(value: Any) -> str:
    return f"({array(value)})" if getattr(value, "ndim", 0) else f"{float(value):.6g}"


def array(value: Any) -> Cell:
    if getattr(value, "ndim", 0) == 0:
        return Figure(f"{float(value):.6g}")
    if value.size > MANY:
        shape = " × ".join(str(length) for length in value.shape)
        return f"{shape}, {float(value.min()):.3g} … {float(value.max()):.3g}"
    rows = value.tolist() if value.ndim == 2 else [value.tolist()]
    return "; ".join(", ".join(f"{number:.5g}" for number in row) for row in rows)
