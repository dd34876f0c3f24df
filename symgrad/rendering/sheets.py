"""Which function makes the ``Sheet`` of which kind of value; text, web pages and JSON look it up here.

Each stands in the module named, under the kind's own name; it is loaded with the first value of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from symgrad.rendering.blocks import Sheet

#: kind of value -> module of ``symgrad.rendering``
MODULES: Mapping[str, str] = {
    "verification": "results",
    "audit": "judged",
    "fit": "results",
    "program": "results",
    "worked": "results",
    "updaterule": "optimizers",
    "descent": "descents",
    "perceptron": "descents",
    "cost": "costs",
}


def _looked_up(kind: str) -> Callable[[Any, str], Sheet]:
    def make(value: Any, lang: str) -> Sheet:
        module = import_module(f"symgrad.rendering.{MODULES[kind]}")
        found: Sheet = getattr(module, kind)(value, lang)
        return found

    return make


FUNCTIONS: Mapping[str, Callable[[Any, str], Sheet]] = {kind: _looked_up(kind) for kind in MODULES}
