r"""An optimizer's row as a ``Sheet``: its equations with the steps at the names, its hyperparameters, where it is from.

In: an ``UpdateRule``.  The row has names without a step; here ``m`` before its own line is m_{t−1} and after it m_t,
as in the books.  Names that do not change from step to step stay bare.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

import sympy as sp

from symgrad.expressions import replace
from symgrad.model import Name
from symgrad.rendering import mathematics, plain
from symgrad.rendering.blocks import Block, Cell, Equations, Figure, Formula, Sentence, Sheet, Table
from symgrad.rendering.words.methods import called
from symgrad.rendering.words.phrases import phrase

#: the names a row is given, as in ``symgrad.optimizers``
_PARAMETER, _GRADIENT = sp.Symbol("w"), sp.Symbol("g")
_TIME, _NORM = sp.Symbol("t"), sp.Symbol(r"\|g\|")
_NO_NAMES: Mapping[str, Name] = {}


def updaterule(value: Any, lang: str) -> Sheet:
    """Equations, then what a person chooses, what the state begins with, and the reference."""
    words = called(value.name, lang)
    blocks: list[Block] = [
        Equations(equations(value, lang)),
        *([] if not value.hyperparameters else [_hyperparameters(value, lang)]),
        *([] if not value.state else [Sentence(_starts(value, lang))]),
        *([] if not value.needs_norm else [Sentence(phrase("gradient_norm", lang))]),
        Sentence(phrase("reference_is", lang, reference=value.reference)),
    ]
    return Sheet(phrase("optimizer_named", lang, name=words), tuple(blocks))


def equations(value: Any, lang: str) -> tuple[tuple[Formula, ...], ...]:
    """Left and right sides, first the gradient and where it is taken."""
    now = {left: _at(left, "t") for left in _moving(value)}
    then = {symbol: _at(symbol, "t-1") for symbol in (_PARAMETER, *value.state)}
    current: dict[sp.Basic, sp.Basic] = {**then, _GRADIENT: _at(_GRADIENT, "t"), _NORM: sp.Symbol(r"\|g_t\|")}
    lines = [(_formula(current[_GRADIENT], lang), _gradient(replace(value.at, current), lang))]
    for left, right in value.assignments:
        shown = _formula(replace(right, current), lang)
        if left in now:
            current[left] = now[left]
        lines.append((_formula(current.get(left, left), lang), shown))
    return tuple(lines)


def _gradient(point: sp.Expr, lang: str) -> Formula:
    shown = _formula(point, lang)
    return Formula(rf"\frac{{\partial L({shown.latex})}}{{\partial w}}", f"∂L({shown.text})/∂w")


def _moving(value: Any) -> tuple[sp.Symbol, ...]:
    """The assigned names that can differ from step to step."""
    moving: dict[sp.Basic, None] = dict.fromkeys((_PARAMETER, _GRADIENT, _TIME, _NORM, *value.state))
    for left, right in value.assignments:
        if right.free_symbols & moving.keys():
            moving[left] = None
    return tuple(left for left, _ in value.assignments if left in moving)


def _at(symbol: sp.Symbol, step: str) -> sp.Symbol:
    """``m`` → ``m_{t-1}``, ``m_1`` → ``m_{1,t-1}``."""
    base, mark, sub = symbol.name.rpartition("_")
    if not mark or not sub.strip("{}").isalnum():
        base, sub = symbol.name, ""
    inside = ",".join(part for part in (sub.strip("{}"), step) if part)
    return sp.Symbol(f"{base}_{inside}" if len(inside) == 1 else f"{base}_{{{inside}}}")


def _formula(expr: sp.Basic, lang: str) -> Formula:
    latex = mathematics.expression(expr, _NO_NAMES, lang=lang)
    return Formula(latex, plain.expression(expr, _NO_NAMES, lang=lang))


def _hyperparameters(value: Any, lang: str) -> Table:
    heads = tuple(phrase(key, lang) for key in ("symbol", "spelling", "usual", "range"))
    rows: list[tuple[Cell, ...]] = []
    for item in value.hyperparameters:
        low = "" if item.low == -inf else f"{item.low:g} {'≤' if item.includes_low else '<'} "
        high = "" if item.high == inf else f" < {item.high:g}"
        symbol = _formula(item.symbol, lang)
        limits = Formula(
            low.replace("≤", r"\le") + symbol.latex + high,
            low + symbol.text + high,
        )
        rows.append((symbol, item.spelling, Figure(f"{item.usual:g}"), limits))
    return Table(heads, tuple(rows))


def _starts(value: Any, lang: str) -> str:
    shown = (
        f"{_formula(_at(state, '0'), lang).text} = {_formula(value.first(state), lang).text}"
        for state in value.state
    )
    return phrase("starts_with", lang, values=", ".join(shown))
