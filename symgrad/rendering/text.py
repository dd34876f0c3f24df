"""A model or a derivation as lines for a terminal: equals signs below each other, the reason at the side.

One public function per kind of value, named after its class in lower case; each gives one string.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import sympy as sp

from symgrad.expressions import key_of, walk
from symgrad.model import Model, Name
from symgrad.rendering import layout, mathematics, plain
from symgrad.rendering.blocks import (
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
    speak,
)
from symgrad.rendering.plain import columns, padded
from symgrad.rendering.room import broken, narrowed, room
from symgrad.rendering.sheets import FUNCTIONS as SHEETS
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

    Raises ``UnsupportedError`` where ``notation="matrix"`` has no form for the result.
    """
    names = layout.names_in(value.model, notation)
    if notation == "matrix":
        from symgrad.rendering import matrix

        say = _in_matrices(value, lang)
        lines = [
            _Line(0, plain.unicode_line(row.left), plain.unicode_line(row.line), say.reason(row.step))
            for row in matrix.rows(value)
        ]
    else:
        say = speaker(names, lang)
        lines = [
            _Line(
                depth,
                "" if row.left is None else say.show(row.left),
                say.show(row.line),
                say.reason(row.step),
            )
            for depth, row in layout.flat(layout.rows(value), detail)
        ]
    shown = _aligned(lines)
    if notation == "matrix":
        shown += _shapes(value, lang)
    conventions = [say.convention(function, at_kink) for function, at_kink in value.conventions]
    return "\n".join([*shown, *(f"* {sentence}" for sentence in dict.fromkeys(conventions))])


def _shapes(value: Derivation, lang: str) -> list[str]:
    """The shapes of the arrays in the result, and the layout convention by its name; nothing for a single number."""
    from symgrad.rendering import matrix

    say = _in_matrices(value, lang)
    names = matrix.names_of(value)
    wrt = names[value.wrt]
    if not wrt.axes:
        return []
    used = dict.fromkeys(
        key_of(node) for node in walk(layout.rows(value)[-1].line) if isinstance(node, sp.Indexed)
    )
    arrays = dict.fromkeys([value.wrt, *(key for key in used if key in names)])
    sizes = [f"{plain.unicode_name(key)}: {_size(names[key])}" for key in arrays]
    key, mentioned = matrix.layout_of(value)
    named = phrase(key, lang, **{name: (say.show(e), say.latex(e)) for name, e in mentioned.items()})
    return [f"{phrase('shapes', lang)}: {', '.join(sizes)}", named]


def _size(name: Name) -> str:
    """``m × n``; a vector is a column."""
    return " × ".join(map(str, (*name.axes, 1)[:2] if len(name.axes) < 2 else name.axes))


@dataclass(frozen=True)
class _Line:
    """One line of a derivation, printed: how deep it stands, both sides, the reason."""

    depth: int
    left: str
    right: str
    reason: str


def _in_matrices(value: Derivation, lang: str) -> Speaker:
    from symgrad.rendering import matrix

    names = matrix.names_of(value)
    return Speaker(
        lang,
        show=lambda expr: plain.unicode_line(matrix.name(expr, names, lang)),
        latex=lambda expr: matrix.name(expr, names, lang),
        literal=plain.unicode_name,
    )


def _aligned(rows: Sequence[_Line]) -> list[str]:
    margin = {row.depth: 0 for row in rows}
    for row in rows:
        margin[row.depth] = max(margin[row.depth], columns(row.left))
    lines = [f"{'    ' * row.depth}{padded(row.left, margin[row.depth])} = {row.right}" for row in rows]
    at = max([columns(line) for line in lines if columns(line) <= LINE_WIDTH], default=LINE_WIDTH) + 3
    out: list[str] = []
    for line, row in zip(lines, rows, strict=True):
        reason = f"({row.reason})"
        limit = room() or at + columns(reason)
        if columns(line) < at and at + columns(reason) <= limit:
            out.append(padded(line, at) + reason)
        else:
            out.extend([line, " " * max(0, min(at, limit - columns(reason))) + reason])
    return out


def model(value: Model, *, lang: str = "en", notation: str = "names") -> str:
    """The definitions, and in words what each name is, how far the indices run, what is added to every row."""
    names = layout.names_in(value, notation)

    def show(expr: sp.Basic) -> str:
        return plain.expression(expr, names, lang=lang)

    if notation == "matrix":
        from symgrad.rendering import matrix

        sides = [
            (plain.unicode_name(d.name), plain.unicode_line(matrix.expression(d.expr, d.index, names)))
            for d in value.definitions
        ]
    else:
        sides = [(show(d.symbol), show(d.expr)) for d in value.definitions]
    width = max(columns(left) for left, _ in sides)
    lines = [f"{padded(left, width)} = {right}" for left, right in sides]
    facts: list[tuple[str, str]] = []
    for role, heading in layout.ROLES:
        of_role = [name for name in value.names.values() if name.role == role]
        if of_role:
            facts.append(
                (phrase(heading, lang), ", ".join(_with_shape(name, show, lang) for name in of_role))
            )
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


def _with_shape(name: Name, show: Callable[[sp.Basic], str], lang: str) -> str:
    shown = plain.unicode_name(name.key if name.axes else name.template)
    if name.value is not None:
        return f"{shown} = {show(name.value)}"
    if not name.axes:
        return shown
    symmetric = f", {phrase('symmetric', lang)}" if name.symmetric else ""
    return f"{shown} ({' × '.join(show(size) for size in name.axes)}{symmetric})"


# -- results ------------------------------------------------------------------------------------------------


def sheet(value: Sheet, lang: str) -> str:
    """Title, sentences, tables, code, one below the other."""
    shown = [_BLOCKS[type(block)](block, lang) for block in value.blocks]
    if isinstance(value.blocks[0], Equations) and len(shown) > 1:
        shown[0] += "\n"
    return "\n".join([value.title, "", *(text for text in shown if text)])


def _fitted(words: str) -> str:
    """A sentence in lines that fit the terminal."""
    return words if room() is None else "\n".join(wrapped(words, room() or WIDTH))


def _table(block: Table, lang: str) -> str:
    if block.title:  # folded away: the whole of it is in the JSON and the web page
        return ""
    rows = [block.heads, *[tuple(_cell(cell) for cell in row) for row in block.rows]]
    numeric = [all(isinstance(row[n], Figure) for row in block.rows) for n in range(len(block.heads))]
    below = _below(block, rows)
    if below:
        rows, numeric = [row[:-1] for row in rows], numeric[:-1]
    widths = narrowed([max(columns(row[n]) for row in rows) for n in range(len(rows[0]))], numeric, room())
    head, *body = [_row(row, widths, numeric) for row in rows]
    lines = [*head, "  ".join("─" * width for width in widths)]
    for number, row in enumerate(body):
        lines += row + (below[number] if below else [])
    return "\n".join([*lines, ""])


def _row(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    """A row of a table, in several lines where a cell is wider than its column."""
    cells = [broken(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for parts in zip_longest(*cells, fillvalue=""):
        shown = [
            " " * (width - columns(part)) + part if right else padded(part, width)
            for part, width, right in zip(parts, widths, numeric, strict=True)
        ]
        lines.append("  ".join(shown).rstrip())
    return lines


#: a table wider than this has the sentences of its last column below its rows
WIDTH = 100


def _below(block: Table, rows: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """The sentences of the last column as lines below each row, where the table would be too wide with them."""
    widths = [max(columns(row[n]) for row in rows) for n in range(len(block.heads))]
    sentences = all(isinstance(row[-1], str) for row in block.rows)
    width = room() or WIDTH
    if sum(widths) + 2 * len(widths) <= width or not sentences or not block.rows:
        return []
    indent = " " * (widths[0] + 2)
    return [[indent + line for line in wrapped(row[-1], width - len(indent))] for row in rows[1:]]


def wrapped(words: str, width: int) -> list[str]:
    """Words in lines of at most so many terminal columns."""
    lines: list[str] = []
    for word in words.split():
        if lines and columns(lines[-1]) + 1 + columns(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _cell(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, Verdict):
        return {True: "✓ ", False: "✗ ", None: ""}[cell.holds] + cell.words
    return cell.shown if isinstance(cell, Figure) else cell


def _sentence(block: Sentence, lang: str) -> str:
    return _fitted({True: "✓ ", False: "✗ ", None: ""}[block.holds] + block.words)


def _kink(block: Kink, lang: str) -> str:
    return "* " + speak(block, speaker, lang)


def _code(block: Code, lang: str) -> str:
    return block.source


#: heights of a curve in a terminal
_BARS = "▁▂▃▄▅▆▇█"


def _curve(block: Curve, lang: str) -> str:
    """The curve in one line of bars, at most 60 of them."""
    step = max(1, -(-len(block.values) // 60))
    values = block.values[::step]
    low, high = min(values), max(values)
    if high <= low:
        return ""
    bars = "".join(_BARS[min(7, int(8 * (value - low) / (high - low)))] for value in values)
    return f"{block.up} {bars}"


def _equations(block: Equations, lang: str) -> str:
    width = max(columns(left.text) for left, *_ in block.lines)
    lines = []
    for left, *sides in block.lines:
        shown = " ".join(("≈ " if side.about else "= ") + side.text for side in sides)
        lines.append(f"{padded(left.text, width)} {shown}")
    return "\n".join(lines)


_BLOCKS: dict[type, Callable[[Any, str], str]] = {
    Table: _table,
    Sentence: _sentence,
    Kink: _kink,
    Code: _code,
    Curve: _curve,
    Equations: _equations,
}


def _of(kind: str) -> Callable[..., str]:
    def show(value: Any, *, lang: str = "en") -> str:
        return sheet(SHEETS[kind](value, lang), lang)

    show.__doc__ = f"A {kind} as lines for a terminal."
    return show


verification, audit, fit, program, worked, updaterule, descent, perceptron = map(
    _of, ("verification", "audit", "fit", "program", "worked", "updaterule", "descent", "perceptron")
)
cost = _of("cost")
