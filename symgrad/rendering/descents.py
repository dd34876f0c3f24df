"""What a descent and a perceptron show: the sentence, every step or update with the parameters, where they end.

In: ``symgrad.descent``'s results.  Out: a ``Sheet``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.rendering import plain
from symgrad.rendering.blocks import Block, Cell, Curve, Figure, Sentence, Sheet, Table
from symgrad.rendering.results import parameters
from symgrad.rendering.words.phrases import phrase

#: a table with more rows than this stays folded; with more parameters than this it leaves them out
ROWS, WIDE = 40, 6


def descent(value: Any, lang: str) -> Sheet:
    """Why it stopped, then every step: its loss, ∇f·Δw, μ, its direction, and where it began."""
    losses = value.history
    steps = str(len(value.steps))
    words = {"steps": steps, "first": f"{losses[0]:.6g}", "last": f"{losses[-1]:.6g}"}
    blocks: list[Block] = [
        Sentence(phrase(f"descended_{value.reason}", lang, **words), True),
        Curve(losses, phrase("step_number", lang), phrase("loss", lang)),
    ]
    if value.steps:
        keys = _shown(value.params)
        step, loss, direction = _heads(lang, "step_number", "loss", "direction")
        heads = (step, loss, "∇f·Δw", "μ", direction, *_named(keys))
        rows = [
            (
                Figure(str(number)),
                Figure(f"{taken.loss:.6g}"),
                Figure(f"{taken.slope:.3g}"),
                Figure(f"{taken.rate:g}"),
                "-∇f" if taken.direction == "gradient" else phrase("along_newton", lang),
                *_numbers(taken.params, keys),
            )
            for number, taken in enumerate(value.steps, 1)
        ]
        blocks.append(_table(heads, rows, "all_steps", lang))
    return Sheet(phrase("descent", lang), (*blocks, parameters(value.params, lang)))


def perceptron(value: Any, lang: str) -> Sheet:
    """Whether all samples come out right, then every update: its sample, y, ŷ, and the parameters after it."""
    words = {"passes": str(len(value.mistakes)), "updates": str(len(value.updates))}
    words["wrong"] = str(value.mistakes[-1] if value.mistakes else 0)
    blocks: list[Block] = [
        Sentence(phrase("separated" if value.ok else "not_separated", lang, **words), value.ok)
    ]
    if value.updates:
        keys = _shown(value.params)
        heads = (*_heads(lang, "pass", "sample"), "y", "ŷ", *_named(keys))
        rows = [
            (
                Figure(str(each.number)),
                Figure(str(each.sample)),
                Figure(f"{each.wanted:g}"),
                Figure(f"{each.got:g}"),
                *_numbers(each.params, keys),
            )
            for each in value.updates
        ]
        blocks.append(_table(heads, rows, "all_updates", lang))
    return Sheet(phrase("perceptron", lang), (*blocks, parameters(value.params, lang)), value.ok)


def _table(heads: Sequence[str], rows: Sequence[tuple[Cell, ...]], title: str, lang: str) -> Table:
    folded = phrase(title, lang, count=str(len(rows))) if len(rows) > ROWS else ""
    return Table(tuple(heads), tuple(rows), folded)


def _heads(lang: str, *keys: str) -> tuple[str, ...]:
    return tuple(phrase(key, lang) for key in keys)


def _shown(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The parameters that have columns: all of them, where they are few numbers."""
    few = all(np.ndim(value) == 0 for value in params.values()) and len(params) <= WIDE
    return tuple(params) if few else ()


def _named(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain.unicode_name(key) for key in keys)


def _numbers(params: Mapping[str, Any], keys: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Figure(f"{float(params[key]):.6g}") for key in keys)
