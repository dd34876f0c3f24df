"""JSON of models, derivations and results, for tools: rules by name, words, LaTeX and Unicode of every line.

One public function per kind of value, named after its class in lower case; each gives JSON text.  Nothing in it needs
SymPy to be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

import sympy as sp

from symgrad.model import Model, Name
from symgrad.rendering import latex, layout, mathematics, plain, text
from symgrad.rendering.audits import claims
from symgrad.rendering.blocks import Kink, speak
from symgrad.rendering.layout import Row
from symgrad.rendering.sheets import FUNCTIONS as SHEETS
from symgrad.rendering.words import Speaker
from symgrad.steps import Derivation, Step


def derivation(value: Derivation, *, lang: str = "en", notation: str = "names", indent: int = 2) -> str:
    """Target, name, result, and the steps: rule, reason, explanation, what changed into what, the line, small steps."""
    names = layout.names_in(value.model, "index" if notation == "matrix" else notation)
    say = text.speaker(names, lang)
    record: dict[str, Any] = {
        "target": value.target,
        "wrt": value.wrt,
        "strategy": value.strategy,
        "occurs": value.occurs,
        "left": _formula(value.left, names, lang),
        "result": _formula(value.result, names, lang),
        "steps": _steps(layout.rows(value), names, say, value.left),
        "conventions": list(
            dict.fromkeys(say.convention(function, at) for function, at in value.conventions)
        ),
    }
    if notation == "matrix":
        record["matrix"] = latex.derivation(value, lang=lang, notation="matrix")
    return _text(record, indent)


def _steps(
    rows: Sequence[Row], names: Mapping[str, Name], say: Speaker, left: sp.Expr
) -> list[dict[str, Any]]:
    shown = []
    for row in rows:
        left = left if row.left is None else row.left
        step: Step = row.step
        shown.append(
            {
                "rule": step.rule,
                "reason": say.reason(step),
                "explanation": say.explanation(step),
                "left": _formula(left, names, say.lang),
                "before": _formula(step.before, names, say.lang),
                "after": _formula(step.after, names, say.lang),
                "line": _formula(step.line, names, say.lang),
                "steps": _steps(row.rows, names, say, step.before),
            }
        )
    return shown


def model(value: Model, *, lang: str = "en", notation: str = "names", indent: int = 2) -> str:
    """Definitions, names with roles and shapes, indices with ranges."""
    names = layout.names_in(value, "index" if notation == "matrix" else notation)
    record: dict[str, Any] = {
        "definitions": [
            {
                "name": definition.name,
                "left": _formula(definition.symbol, names, lang),
                "right": _formula(definition.expr, names, lang),
            }
            for definition in value.definitions
        ],
        "names": {
            name.key: {"role": name.role, "shape": [str(size) for size in name.axes]}
            | ({"symmetric": True} if name.symmetric else {})
            for name in value.names.values()
        },
        "indices": [
            {"index": str(index.symbol), "size": None if index.size is None else str(index.size)}
            for index in layout.indices(value)
        ],
        "target": value.target,
    }
    if notation == "matrix":
        record["matrix"] = latex.model(value, lang=lang, notation="matrix")
    return _text(record, indent)


def _formula(expr: sp.Expr, names: Mapping[str, Name], lang: str) -> dict[str, str]:
    return {
        "latex": mathematics.expression(expr, names, lang=lang),
        "text": plain.expression(expr, names, lang=lang),
    }


def _of(kind: str) -> Callable[..., str]:
    def show(value: Any, *, lang: str = "en", indent: int = 2) -> str:
        sheet = SHEETS[kind](value, lang)
        blocks = [{"kind": type(block).__name__.lower(), **_block(block, lang)} for block in sheet.blocks]
        return _text({"title": sheet.title, "ok": sheet.ok, "blocks": blocks}, indent)

    show.__doc__ = f"A {kind}: its sentences, tables, code and curves in order."
    return show


def _block(block: Any, lang: str) -> dict[str, Any]:
    if isinstance(block, Kink):
        return {"words": speak(block, text.speaker, lang)}
    return asdict(block) if is_dataclass(block) and not isinstance(block, type) else {}


def _text(record: Mapping[str, Any], indent: int) -> str:
    return json.dumps(record, ensure_ascii=False, indent=indent)


def audit(value: Any, *, lang: str = "en", indent: int = 2) -> str:
    """The claims of a page, each with its verdict; its words are in every language."""
    return claims([value], indent=indent)


verification, fit, program, worked, updaterule, descent, perceptron = map(
    _of, ("verification", "fit", "program", "worked", "updaterule", "descent", "perceptron")
)
cost = _of("cost")
