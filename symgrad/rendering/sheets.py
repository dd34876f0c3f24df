"""Which function makes the ``Sheet`` of which kind of value; text, web pages and JSON look it up here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.rendering.blocks import Sheet
from symgrad.rendering.costs import cost
from symgrad.rendering.descents import descent, perceptron
from symgrad.rendering.judged import audit
from symgrad.rendering.optimizers import updaterule
from symgrad.rendering.results import fit, program, verification, worked

FUNCTIONS: Mapping[str, Callable[[Any, str], Sheet]] = {
    "verification": verification,
    "audit": audit,
    "fit": fit,
    "program": program,
    "worked": worked,
    "updaterule": updaterule,
    "descent": descent,
    "perceptron": perceptron,
    "cost": cost,
}
