"""What numerical differentiation costs, in a table: the count, step by step, and the backward pass beside it.

In: ``symgrad.verification.cost.Cost``.  Out: a ``Sheet``.
"""

from __future__ import annotations

from typing import Any

from symgrad.rendering.blocks import Cell, Figure, Sheet, Table
from symgrad.rendering.words.phrases import phrase


def cost(value: Any, lang: str) -> Sheet:
    """Parameters, multiplications, losses, their product, the time; and the time of the generated gradient."""

    def row(key: str, number: str) -> tuple[Cell, ...]:
        return (phrase(key, lang), Figure(number))

    rows = [
        row("cost_parameters", f"{value.parameters:,}"),
        row("cost_products", f"{value.products:,}"),
        row("cost_evaluations", f"{value.evaluations:,}"),
        row("cost_total", f"{value.total:,}"),
        row("cost_per_second", f"{value.per_second:,.0f}"),
        row("cost_seconds", f"{value.seconds:,.0f}" if value.seconds >= 100 else f"{value.seconds:.3g}"),
        row("cost_hours", f"{value.seconds / 3600:.3g}"),
    ]
    if value.measured is not None:
        rows.append(row("cost_measured", f"{value.measured:.3g}"))
    heads = (phrase("cost_what", lang), phrase("number", lang))
    return Sheet(phrase("cost", lang), (Table(heads, tuple(rows)),))
