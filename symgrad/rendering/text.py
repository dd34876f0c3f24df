"""A model or a derivation as lines for a terminal: equals signs below each other, the reason at the side.

One public function per kind of value, named after its class in lower case; each gives one string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from symgrad.errors import UnsupportedError
from symgrad.model import Model, Name
from symgrad.rendering import layout, mathematics, plain
from symgrad.rendering.layout import Row
from symgrad.rendering.plain import columns, padded
from symgrad.rendering.words import Speaker
from symgrad.rendering.words.phrases import phrase
from symgrad.steps import Derivation

#: a line wider than this has its reason below it
LINE_WIDTH = 72


def speaker(names: Mapping[str, Name], lang: str) -> Speaker:
    """Fills in sentences with formulas in Unicode."""
    return Speaker(
        lang,
        show=lambda expr: plain.expression(expr, names, lang=lang),
        latex=lambda expr: mathematics.expression(expr, names, lang=lang),
        literal=plain.unicode_name,
    )


def derivation(value: Derivation, *, lang: str = "en", notation: str = "names", detail: str = "outer") -> str:
    """The lines with their reasons; ``detail="all"`` also shows the small lines, indented.

    Raises ``UnsupportedError`` for ``notation="matrix"``, which has no form in plain text.
    """
    if notation == "matrix":
        raise UnsupportedError(
            "matrix notation has no form in plain text.", remedy='Use notation="index", or LaTeX.'
        )
    names = layout.names_in(value.model, notation)
    say = speaker(names, lang)
    shown = _aligned(layout.flat(layout.rows(value), detail), names, say)
    conventions = [say.convention(function, at_kink) for function, at_kink in value.conventions]
    return "\n".join([*shown, *(f"* {sentence}" for sentence in dict.fromkeys(conventions))])


def _aligned(rows: Sequence[tuple[int, Row]], names: Mapping[str, Name], say: Speaker) -> list[str]:
    lefts = ["" if row.left is None else say.show(row.left) for _, row in rows]
    margin = {depth: 0 for depth, _ in rows}
    for (depth, _), left in zip(rows, lefts, strict=True):
        margin[depth] = max(margin[depth], columns(left))
    lines: list[str] = []
    for (depth, row), left in zip(rows, lefts, strict=True):
        lines.append(f"{'    ' * depth}{padded(left, margin[depth])} = {say.show(row.line)}")
    at = max([columns(line) for line in lines if columns(line) <= LINE_WIDTH], default=LINE_WIDTH) + 3
    out: list[str] = []
    for line, (_, row) in zip(lines, rows, strict=True):
        reason = f"({say.reason(row.step)})"
        if columns(line) < at:
            out.append(f"{padded(line, at)}{reason}")
        else:
            out.extend([line, " " * at + reason])
    return out


def model(value: Model, *, lang: str = "en", notation: str = "names") -> str:
    """The definitions, and in words what each name is, how far the indices run, what is added to every row."""
    names = layout.names_in(value, notation)

    def show(expr: sp.Basic) -> str:
        return plain.expression(expr, names, lang=lang)

    lefts = [show(definition.symbol) for definition in value.definitions]
    width = max(columns(left) for left in lefts)
    lines = [
        f"{padded(left, width)} = {show(definition.expr)}"
        for left, definition in zip(lefts, value.definitions, strict=True)
    ]
    facts: list[tuple[str, str]] = []
    for role, heading in layout.ROLES:
        of_role = [name for name in value.names.values() if name.role == role]
        if of_role:
            facts.append((phrase(heading, lang), ", ".join(_with_shape(name, show) for name in of_role)))
    found = layout.indices(value)
    if found:
        ranges = [
            show(index.symbol) + ("" if index.size is None else f" = 1, …, {show(index.size)}")
            for index in found
        ]
        facts.append((phrase("indices", lang), "; ".join(ranges)))
    if layout.sizes(value):
        facts.append(
            (phrase("sizes", lang), ", ".join(plain.unicode_name(key) for key in layout.sizes(value)))
        )
    width = max((columns(heading) for heading, _ in facts), default=0)
    lines.append("")
    lines += [f"{padded(heading, width)} : {listed}" for heading, listed in facts]
    for definition in value.definitions:
        for vector, kind in layout.added_to_every(definition):
            key = str(vector.base.label)
            lines.append(phrase(kind, lang, name=(plain.unicode_name(key), key)))
    return "\n".join(lines)


def _with_shape(name: Name, show: object) -> str:
    shown = plain.unicode_name(name.key if name.axes else name.template)
    if not name.axes:
        return shown
    return f"{shown} ({' × '.join(show(size) for size in name.axes)})"  # type: ignore[operator]
