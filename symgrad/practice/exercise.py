"""One question of practice with its solution: the model, what is asked for, the derivation that answers it.

In: a template with its slots filled, and numbers for ``given``.  Out: ``Exercise``; ``item`` is what an answer is
checked with, ``answer`` the solution as LaTeX or as a number, computed from the derivation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy as sp

from symgrad.balls import enclose, rounded, until
from symgrad.checking.derivatives import full
from symgrad.checking.numeric import with_numbers
from symgrad.derivation import derive
from symgrad.expressions import mul, sub
from symgrad.model import Model
from symgrad.practice.kinds import BY_ID, Template
from symgrad.reading import read
from symgrad.rendering.mathematics import expression
from symgrad.rendering.matrix import definitions
from symgrad.rendering.plain import unicode_line, unicode_name
from symgrad.steps import Derivation

#: decimals a number is asked for with
DECIMALS = 3
RATE = r"\eta"
#: rules whose names help nobody
NO_HINT = ("definition", "substitute", "fold", "cancel", "constant")


@dataclass(frozen=True)
class Exercise:
    """``given`` are the numbers as they are written, for a question that asks for one."""

    kind: str
    difficulty: int
    template: Template
    given: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def model(self) -> Model:
        """The question's model."""
        asked = self.template
        return read(asked.model, parameters=asked.parameters, data=asked.data, shapes=asked.shapes)

    @cached_property
    def derivation(self) -> Derivation:
        """The solution, step by step."""
        return derive(self.model, self.template.wrt)

    @property
    def wanted(self) -> sp.Expr:
        """What is asked for, over the names that are given."""
        slope = full(self.derivation.result, self.model)
        if self.template.asks != "step":
            return slope
        return sub(sp.Symbol(self.template.wrt), mul(sp.Symbol(RATE), slope))

    @property
    def answer(self) -> str:
        """The solution: LaTeX, or the number as it was asked for."""
        if not self.given:
            return expression(self.derivation.result, self.model.names)
        numbers = {key: Fraction(value) for key, value in self.given.items()}
        put = with_numbers(self.wanted, numbers)
        return until(lambda bits: rounded(enclose(put, {}, bits=bits), DECIMALS)) or ""

    @property
    def item(self) -> dict[str, Any]:
        """The fields of an item of ``symgrad check --jsonl``, without an answer."""
        asked = self.template
        if asked.asks == "step":
            found: dict[str, Any] = {"reference": expression(self.wanted, self.model.names)}
        else:
            found = {"model": asked.model, "wrt": asked.wrt, "parameters": asked.parameters}
            found |= {"data": asked.data} if asked.data else {}
            found |= {"shapes": dict(asked.shapes)} if asked.shapes else {}
        return found | ({"given": dict(self.given), "decimals": DECIMALS} if self.given else {})

    @property
    def definitions(self) -> tuple[str, ...]:
        """The model as LaTeX, a line each."""
        return tuple(self.template.model.split("\n"))

    @property
    def name(self) -> tuple[str, str]:
        """The kind in both languages."""
        return BY_ID[self.kind].name

    def solution(self, lang: str) -> str:
        """The derivation as text, with the number below it where one is asked for."""
        lines: str = self.derivation.text(lang=lang, notation=self.template.notation).rstrip()
        if not self.given:
            return lines
        wanted = self.left if self.template.asks == "value" else self.update
        return f"{lines}\n{wanted} ≈ {self.answer}"

    @property
    def left(self) -> str:
        """∂L/∂w as text."""
        lines: str = self.derivation.text(lang="en", notation=self.template.notation)
        return lines.partition(" = ")[0].strip()

    @property
    def update(self) -> str:
        """w - η·∂L/∂w as text."""
        return f"{unicode_name(self.template.wrt)} - {unicode_name(RATE)}·{self.left}"

    @property
    def shown(self) -> tuple[str, ...]:
        """The model as text, a line each, in matrices where the solution is."""
        if self.template.notation == "matrix":
            return tuple(unicode_line(line.replace("&", "")) for line in definitions(self.model))
        return tuple(self.model.text(lang="en").split("\n\n")[0].splitlines())

    def hints(self, lang: str) -> tuple[str, ...]:
        """The reasons of the steps, each once, in order: which rule comes next, not what it gives."""
        steps = json.loads(self.derivation.json(lang=lang))["steps"]
        said = [step["reason"] for step in steps if step["reason"] and step["rule"] not in NO_HINT]
        return tuple(dict.fromkeys(said or [step["reason"] for step in steps]))
