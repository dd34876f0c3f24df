"""Saying why a step is allowed: fills the sentences of ``reasons`` in for one language and one form of output.

In: a step.  Out: its reason in a few words for the margin, or its explanation in a sentence or two, with the
convention at a kink where one was used.  What a sentence mentions comes from the step itself and from ``Step.about``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from symgrad.errors import OptionError, SymgradError, choices, worded
from symgrad.expressions import Partial
from symgrad.functions import BY_SYMBOL
from symgrad.presentation import LANGUAGES as LANGUAGES
from symgrad.rendering.words.particles import particle
from symgrad.steps import Step

if TYPE_CHECKING:
    from symgrad.rendering.words.reasons import Reason

_PIECES = re.compile(r"\{(\w+)(?::(\w+))?\}|\$([^$]+)\$")


@dataclass(frozen=True)
class Speaker:
    """Fills in sentences: ``show`` prints an expression, ``latex`` does so in LaTeX (for the particle), ``literal``
    shows mathematics that stands in the sentence itself, ``prose`` the words between (escaping them).
    """

    lang: str
    show: Callable[[sp.Basic], str]
    latex: Callable[[sp.Basic], str]
    literal: Callable[[str], str]
    prose: Callable[[str], str] = str

    def __post_init__(self) -> None:
        check_language(self.lang)

    def say(self, sentence: str, about: Mapping[str, sp.Basic | str]) -> str:
        """``sentence`` filled in.  Raises ``SymgradError`` for a placeholder that ``about`` does not have."""
        said, end = "", 0
        for match in _PIECES.finditer(sentence):
            said += self.prose(sentence[end : match.start()])
            end = match.end()
            name, spoken, literal = match.groups()
            if literal is not None:
                said += self.literal(literal)
                continue
            if name not in about:
                raise SymgradError(f"nothing to put in for {{{name}}} in {sentence!r}.")
            value = about[name]
            said += self.literal(value) if isinstance(value, str) else self.show(value)
            if spoken:
                heard = value if isinstance(value, str) else self.latex(value)
                said += self.prose(particle(spoken, heard))
        return said + self.prose(sentence[end:])

    def reason(self, step: Step) -> str:
        """The short reason for the margin."""
        return self.say(reason(words_for(step), self.lang).short, about(step))

    def explanation(self, step: Step) -> str:
        """The longer explanation, with the convention at a kink where one was used."""
        said = self.say(reason(words_for(step), self.lang).long, about(step))
        if "at_kink" in step.about:
            said += self.prose(" ") + self.convention(step.about["function"], step.about["at_kink"])
        return said

    def convention(self, function: sp.Basic, value: sp.Basic) -> str:
        """The sentence about the value that is taken at the kink of ``function``."""
        from symgrad.rendering.words.reasons import CONVENTIONS

        kind = _convention_of(function, value)
        values: dict[str, sp.Basic | str] = {"function": function, "kink": sp.Integer(0), "at_kink": value}
        return self.say(CONVENTIONS[kind][self.lang], values)


def _convention_of(function: sp.Basic, value: sp.Basic) -> str:
    if isinstance(function, sp.Piecewise):
        return "case"
    if len(function.args) == 1:
        return "value"
    return "second" if value is sp.nan else "zero"


def words_for(step: Step) -> str:
    """The row of words for a step: its rule's, but σ'(a) by a itself is no chain rule, and a sum over a Kronecker
    delta is picked from by its index, not by a name.
    """
    values = about(step)
    if step.rule == "pick" and "wrt" not in values:
        return "pick_index"
    if step.rule == "function" and isinstance(values.get("function"), sp.Function):
        if values["function"].args[0] == values.get("wrt"):  # type: ignore[union-attr]
            return "function_of_variable"
    return step.rule


def about(step: Step) -> dict[str, sp.Basic | str]:
    """What the words of a step may mention: its derivative's ``what`` and ``wrt``, ``after``, and ``step.about``;
    ``head`` is the name of the function as LaTeX.
    """
    found: dict[str, sp.Basic | str] = {"after": step.after}
    for source in (step.before, step.left):
        if isinstance(source, Partial):
            found.setdefault("what", source.what)
            found.setdefault("wrt", source.wrt)
    found.update(step.about)
    function = found.get("function")
    if isinstance(function, sp.Function) and function.func in BY_SYMBOL:
        found["head"] = r"|\cdot|" if isinstance(function, sp.Abs) else BY_SYMBOL[function.func].latex
    return found


def reason(rule: str, lang: str) -> Reason:
    """The words of a rule.  Raises ``SymgradError`` naming a rule without words."""
    from symgrad.rendering.words.reasons import REASONS

    check_language(lang)
    if rule not in REASONS:
        raise SymgradError(f"the rule {rule!r} has no words.")
    return REASONS[rule][lang]


def check_language(lang: str) -> None:
    """Raise ``OptionError`` for a language there are no words in."""
    if lang not in LANGUAGES:
        raise OptionError(worded("no words in {lang}.", lang=repr(lang)), remedy=choices(lang, LANGUAGES))
