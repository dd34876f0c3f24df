"""The table: what each step of a derivation is called and why it is allowed, keyed by rule, in Korean and English.

A row has a short reason for the margin and a longer explanation, both as sentences with placeholders: ``{wrt}`` is what
``Step.about`` (or the step's own derivative) has under that name, printed as mathematics; ``{wrt:을}`` sets the Korean
particle that fits after it; ``$\\sum$`` is mathematics by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from symgrad.errors import SymgradError
from symgrad.rendering.words.board_reasons import BOARD_REASONS
from symgrad.rendering.words.limit_reasons import LIMIT_REASONS
from symgrad.rendering.words.particles import PARTICLES
from symgrad.rendering.words.stable_reasons import STABLE_REASONS


@dataclass(frozen=True)
class Reason:
    """One rule in one language."""

    short: str
    long: str

    def __post_init__(self) -> None:
        for sentence in (self.short, self.long):
            for _, spoken in _PLACEHOLDER.findall(sentence):
                if spoken and spoken not in PARTICLES:
                    raise SymgradError(f"no particle called {spoken!r} (in {sentence!r}).")


_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")

#: rule -> (Korean short, Korean long, English short, English long); here those of the way backwards
_TABLE: tuple[tuple[str, str, str, str, str], ...] = (
    *BOARD_REASONS,
    (
        "chain",
        "연쇄법칙(chain rule)",
        "{what}에서 {wrt}까지 거쳐 가는 이름마다, 바로 앞 이름으로 미분한 것을 차례로 곱한다.",
        "chain rule",
        "On the way from {what} back to {wrt}, multiply the derivatives of each name by the one before it.",
    ),
    (
        "paths",
        "경로마다 연쇄법칙을 쓰고 더한다",
        "{wrt}에서 {what}까지 가는 경로가 여럿이다. 경로마다 연쇄법칙으로 곱하고, 그 결과를 모두 더한다.",
        "chain rule along every path, added up",
        "There are several paths from {wrt} to {what}: multiply along each of them, then add up.",
    ),
    (
        "local",
        "{what:을} {wrt:로} 미분한다",
        "{what}의 정의만 보고 {wrt:로} 미분한다. 그 안의 다른 이름은 모두 상수로 본다.",
        "from the definition of {what}",
        "Look at the definition of {what} only; every other name in it is held constant.",
    ),
    (
        "adjoint",
        "{name:로} 미분한 값",
        "{name:이} 쓰인 곳마다, 그곳까지 이미 구한 미분에 그 자리의 미분을 곱하고 모두 더한다.",
        "gradient with respect to {name}",
        "For every place where {name} is used: the gradient already found there times the derivative "
        "at that place, added up.",
    ),
    (
        "delta",
        "이 층의 오차를 {delta:로} 쓴다",
        "이것이 이 층의 오차 {delta}이다. 앞쪽 층을 미분할 때 그대로 다시 쓴다.",
        "name this layer's error {delta}",
        "This is the error of the layer, {delta}; the layers before it use it again.",
    ),
    (
        "collect",
        "구한 것을 모두 대입한다",
        "따로 구해 둔 미분을 모두 제자리에 대입한다.",
        "put everything together",
        "Put each derivative that was worked out into its place.",
    ),
    (
        "symmetric",
        "{name:은} 대칭행렬이다",
        "{name:은} 대칭행렬이므로 전치하여도 그대로이다.",
        "{name} is symmetric",
        "{name} is symmetric: transposing it changes nothing.",
    ),
    (
        "does_not_occur",
        "{what:은} {wrt:와} 무관하다",
        "{what}의 정의 어디에도 {wrt:이} 나오지 않는다. {wrt:을} 바꾸어도 변하지 않으므로 미분은 0이다.",
        "{what} does not depend on {wrt}",
        "{wrt} occurs nowhere in the definition of {what}; changing it changes nothing, so the derivative is 0.",
    ),
    *STABLE_REASONS,
    *LIMIT_REASONS,
)  # fmt: skip

REASONS: Mapping[str, Mapping[str, Reason]] = {
    rule: {"ko": Reason(ko, ko_long), "en": Reason(en, en_long)} for rule, ko, ko_long, en, en_long in _TABLE
}

#: a convention at a kink: what value it takes -> sentence; ``{function}`` has the kink
CONVENTIONS: Mapping[str, Mapping[str, str]] = {
    "value": {
        "ko": "{function:은} 안쪽이 {kink}일 때 미분할 수 없다. 이때의 미분값은 {at_kink:로} 약속한다.",
        "en": "{function} has no derivative where its argument is {kink}; "
        "by convention it is taken to be {at_kink} there.",
    },
    "zero": {
        "ko": "{function:은} 두 값이 같은 곳에서 미분할 수 없다. 이때의 미분값은 {at_kink:로} 약속한다.",
        "en": "{function} has no derivative where both values are equal; "
        "by convention it is taken to be {at_kink} there.",
    },
    "second": {
        "ko": "{function:은} 두 값이 같은 곳에서 미분할 수 없다. 이때는 뒤에 적힌 쪽의 미분을 쓰기로 약속한다.",
        "en": "{function} has no derivative where both values are equal; "
        "by convention the second one's derivative is taken there.",
    },
    "case": {
        "ko": "경우가 나뉘는 경계에서는, 그 점에서 성립하는 경우의 식을 미분한 값을 쓰기로 약속한다.",
        "en": "At a boundary between cases, by convention, the derivative of the case that holds there is taken.",
    },
}  # fmt: skip
