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
from symgrad.rendering.words.limit_reasons import LIMIT_REASONS
from symgrad.rendering.words.particles import PARTICLES


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

#: rule -> (Korean short, Korean long, English short, English long)
_TABLE: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "definition",
        "{name}의 정의",
        "{name}의 정의를 그대로 적고, 이것을 {wrt:로} 편미분한다.",
        "definition of {name}",
        "Write out the definition of {name}; this is what has to be differentiated with respect to {wrt}.",
    ),
    (
        "substitute",
        "{name:을} 정의대로 풀어 쓴다",
        "{name} = {definition}이므로 이것을 대입한다. 그러면 {wrt:이} 드러나서 바로 미분할 수 있다.",
        "substitute {name}",
        "Put in {name} = {definition}, so that {wrt} comes into sight.",
    ),
    (
        "constant_factor",
        "상수는 편미분 기호 앞으로 나온다",
        "{wrt:와} 무관한 인수는 상수이다. 상수는 편미분 기호 앞으로 꺼낼 수 있다.",
        "constants move in front of the derivative",
        "Factors without {wrt} are constants, and a constant may be moved in front of the derivative.",
    ),
    (
        "sum",
        "합의 미분: 항마다 따로 미분한다",
        "합을 미분하면 각 항을 미분한 것의 합이 된다.",
        "sum rule: term by term",
        "The derivative of a sum is the sum of the derivatives of its terms.",
    ),
    (
        "sum_over",
        r"$\sum$ 안으로 들어가 항마다 미분한다",
        r"유한합이므로 $\sum$와 편미분의 순서를 바꿀 수 있다. 항마다 미분해서 더한다.",
        r"the derivative moves inside $\sum$",
        r"A finite sum is differentiated term by term, so the derivative and $\sum$ may change places.",
    ),
    (
        "pick",
        "{wrt:이} 들어 있는 항만 남는다",
        "합 안에서 {wrt:이} 들어 있는 항은 하나뿐이다. 나머지 항은 상수이므로 미분하면 0이 된다.",
        "only the term with {wrt} remains",
        "Only one term of the sum contains {wrt}; all the others are constants, and their derivative is 0.",
    ),
    (
        "pick_index",
        "첨자가 같은 항만 남는다",
        "첨자가 서로 다른 성분은 무관하므로 미분하면 0이다. 합에서 첨자가 같은 항 하나만 남는다.",
        "only the term with the same index remains",
        "Elements with different indices do not depend on each other; of the sum only the term with the same index "
        "remains.",
    ),
    (
        "linear",
        "{wrt:와} 무관한 나머지는 상수로 본다",
        "편미분에서는 {wrt:와} 무관한 나머지를 모두 상수로 본다. 더해진 상수는 미분하면 0이 되고, 곱해진 상수는 그대로 "
        "남으므로 결과는 {after}이다.",
        "everything without {wrt} is constant",
        "In a partial derivative everything without {wrt} is a constant: what is added drops out, "
        "what is multiplied stays. This leaves {after}.",
    ),
    (
        "power",
        "합성함수의 미분: 바깥의 거듭제곱을 먼저",
        "안에 식이 들어 있는 거듭제곱은 합성함수이다. 바깥의 거듭제곱을 먼저 미분하고, "
        "여기에 안쪽을 미분한 것을 곱한다.",
        "chain rule: outer power first",
        "A power of an expression is a composed function: differentiate the outer power first, then multiply by the "
        "derivative of what is inside.",
    ),
    (
        "power_of_variable",
        "거듭제곱의 미분: 지수가 앞으로 나오고 차수는 하나 준다",
        "{wrt}의 거듭제곱을 미분하면 지수가 앞으로 나오고 차수가 하나 줄어든다.",
        "power rule",
        "The exponent comes to the front and goes down by one.",
    ),
    (
        "product",
        "곱의 미분법",
        "인수를 하나씩 차례로 미분하고 나머지 인수는 그대로 곱한 뒤, 모두 더한다.",
        "product rule",
        "Differentiate one factor at a time, keep the others, and add up.",
    ),
    (
        "quotient",
        "몫의 미분법",
        "분자를 미분하고 분모를 곱한 것에서, 분자에 분모를 미분해 곱한 것을 빼고, 분모의 제곱으로 나눈다.",
        "quotient rule",
        "Derivative of the top times the bottom, minus the top times the derivative of the bottom, "
        "over the bottom squared.",
    ),
    (
        "exponential",
        "지수함수의 미분: 그대로 두고 지수의 미분을 곱한다",
        "지수함수는 미분해도 그대로이다. 여기에 지수를 미분한 것을 곱한다.",
        "exponential: itself, times the derivative of the exponent",
        "The exponential stays as it is and is multiplied by the derivative of its exponent.",
    ),
    (
        "general_power",
        "밑과 지수가 모두 변하므로 로그를 취해 미분한다",
        r"밑과 지수에 모두 {wrt:이} 들어 있다. $u^v = e^{v \log u}$로 보고 미분한다.",
        "base and exponent both vary: take logarithms",
        r"Both base and exponent contain {wrt}: read $u^v$ as $e^{v \log u}$ and differentiate that.",
    ),
    (
        "function",
        "합성함수의 미분: 바깥의 {head:을} 먼저",
        "바깥 함수 {head:을} 먼저 미분하고, 여기에 안쪽을 미분한 것을 곱한다.",
        "chain rule: outer {head} first",
        "Differentiate the outer function {head} first, then multiply by the derivative of what is inside.",
    ),
    (
        "function_of_variable",
        "{head}의 도함수",
        "{head} 안에 {wrt:이} 바로 들어 있으므로 {head}의 도함수를 그대로 쓴다.",
        "derivative of {head}",
        "{wrt} itself stands inside {head}, so this is the derivative of {head} as it is.",
    ),
    (
        "maximum",
        "둘 중 큰 쪽을 미분한다",
        "최댓값은 둘 중 큰 쪽과 같으므로, 큰 쪽을 미분한다.",
        "differentiate whichever is larger",
        "The maximum equals the larger of the two, so its derivative is the derivative of that one.",
    ),
    (
        "minimum",
        "둘 중 작은 쪽을 미분한다",
        "최솟값은 둘 중 작은 쪽과 같으므로, 작은 쪽을 미분한다.",
        "differentiate whichever is smaller",
        "The minimum equals the smaller of the two, so its derivative is the derivative of that one.",
    ),
    (
        "piecewise",
        "경우마다 따로 미분한다",
        "경우를 나눈 함수이므로 각 경우의 식을 따로 미분한다.",
        "case by case",
        "The function is given by cases, so each case is differentiated by itself.",
    ),
    (
        "log_sum_exp",
        "로그 안의 합을 미분하면 각 항의 비율이 곱해진다",
        "로그 안의 지수함수의 합을 미분하면, 전체에서 각 항이 차지하는 비율(소프트맥스)이 앞에 곱해진다.",
        "log of a sum of exponentials: each term by its share",
        "The derivative of the logarithm of a sum of exponentials weighs each term by its share "
        "of the sum: the softmax.",
    ),
    (
        "inverse",
        "역행렬의 미분 공식을 쓴다",
        "$A A^{-1} = I$의 양변을 미분하면 $\\partial A^{-1} = -A^{-1} (\\partial A) A^{-1}$이다.",
        "derivative of an inverse",
        "Differentiating both sides of $A A^{-1} = I$ gives $\\partial A^{-1} = -A^{-1} (\\partial A) A^{-1}$.",
    ),
    (
        "determinant",
        "행렬식의 미분은 야코비 공식을 따른다",
        "행렬식은 각 원소의 일차식이고 그 계수가 여인수이다. 여인수를 역행렬로 쓰면 $\\det A \\, (A^{-1})_{ji}$이다.",
        "Jacobi's formula for a determinant",
        "A determinant is linear in each element, with its cofactor as the coefficient: $\\det A \\, (A^{-1})_{ji}$.",
    ),
    (
        "log_determinant",
        "행렬식의 로그를 미분하면 역행렬이 나온다",
        "야코비 공식에서 앞에 곱해진 행렬식이 로그의 미분과 약분되어 역행렬만 남는다.",
        "derivative of the logarithm of a determinant",
        "In Jacobi's formula the determinant cancels against the logarithm's derivative: the inverse is left.",
    ),
    (
        "constant",
        "상수의 미분은 0이다",
        "{what}에는 {wrt:이} 들어 있지 않다. 상수이므로 미분하면 0이다.",
        "the derivative of a constant is 0",
        "{what} does not contain {wrt}: it is a constant, and its derivative is 0.",
    ),
    (
        "variable",
        "자기 자신을 미분하면 1이다",
        "{wrt:을} {wrt:로} 미분하면 1이다.",
        "the derivative of {wrt} by itself is 1",
        "{wrt} changes exactly as much as {wrt} does, so this derivative is 1.",
    ),
    (
        "cancel",
        "약분하여 정리한다",
        "숫자를 모아 앞에 적고, 위아래에 같이 있는 것은 약분한다.",
        "cancel",
        "Collect the numbers in front and cancel what stands above and below.",
    ),
    (
        "fold",
        "이름 {name:로} 다시 쓴다",
        "{definition}에는 이미 {name:이라는} 이름이 있으므로 그 이름으로 줄여 쓴다.",
        "write {name} again",
        "{definition} already has the name {name}; write the name.",
    ),
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
        "does_not_occur",
        "{what:은} {wrt:와} 무관하다",
        "{what}의 정의 어디에도 {wrt:이} 나오지 않는다. {wrt:을} 바꾸어도 변하지 않으므로 미분은 0이다.",
        "{what} does not depend on {wrt}",
        "{wrt} occurs nowhere in the definition of {what}; changing it changes nothing, so the derivative is 0.",
    ),
    (
        "stable_sigma",
        r"$\sigma$로 쓴다",
        r"$1 / (1 + e^{-z})$는 곧 $\sigma(z)$이다. $e^{-z}$를 그대로 계산하면 넘칠 수 있지만, $\sigma$를 계산할 때는 "
        r"지수를 넘치기 직전에서 끊는다. 그보다 큰 지수에서는 $\sigma(z)$가 $10^{-307}$보다도 작다.",
        r"this is $\sigma$",
        r"$1 / (1 + e^{-z})$ is $\sigma(z)$.  Computed as written $e^{-z}$ may overflow; $\sigma$ is computed with "
        r"the exponent cut off just before that: beyond it $\sigma(z)$ is smaller than $10^{-307}$.",
    ),
    (
        "stable_tanh",
        r"$\tanh$를 정확히 계산되는 꼴로 바꾼다",
        r"지수함수의 몫은 $|z|$가 크면 넘치고, $1 - \tanh^2(z)$는 유효숫자를 잃는다. 값이 같으면서 정확히 계산되는 "
        r"꼴로 바꾼다.",
        r"$\tanh$ in a form that stays accurate",
        r"For large $|z|$ the quotient of exponentials overflows and $1 - \tanh^2(z)$ loses its digits; "
        r"this form has the same value and does neither.",
    ),
    (
        "stable_log_sigma",
        r"$\log \sigma(z)$를 $-\operatorname{softplus}(-z)$로 바꾼다",
        r"$\sigma(z)$가 0으로 반올림되면 로그가 $-\infty$가 된다. softplus로 쓰면 값은 같고 안전하다.",
        r"$\log \sigma(z)$ as $-\operatorname{softplus}(-z)$",
        r"Where $\sigma(z)$ rounds to 0 its logarithm would be $-\infty$; the softplus form has the same value.",
    ),
    (
        "stable_log_one_minus_sigma",
        r"$\log(1 - \sigma(z))$를 $-\operatorname{softplus}(z)$로 바꾼다",
        r"$\sigma(z)$가 1로 반올림되면 로그가 $-\infty$가 된다. softplus로 쓰면 값은 같고 안전하다.",
        r"$\log(1 - \sigma(z))$ as $-\operatorname{softplus}(z)$",
        r"Where $\sigma(z)$ rounds to 1 this logarithm would be $-\infty$; the softplus form has the same value.",
    ),
    (
        "stable_softplus",
        r"$\log(1 + e^{z})$를 softplus로 쓴다",
        r"$e^{z}$는 $z$가 크면 넘친다. softplus는 $\max(z, 0) + \log(1 + e^{-|z|})$로 계산하므로 넘치지 않는다.",
        r"$\log(1 + e^{z})$ is softplus",
        r"$e^{z}$ overflows for large $z$; softplus is computed as $\max(z, 0) + \log(1 + e^{-|z|})$, "
        r"which does not.",
    ),
    (
        "stable_log_sum_exp",
        "로그 안의 지수함수의 합을 넘치지 않게 계산한다",
        "지수 가운데 가장 큰 것을 먼저 빼면 어떤 항도 넘치지 않는다. 뺀 만큼은 로그 밖에서 다시 더한다.",
        "logarithm of a sum of exponentials, without overflow",
        "With the largest exponent taken out no term can overflow; outside the logarithm it is added again.",
    ),
    (
        "stable_log_determinant",
        "행렬식을 거치지 않고 로그를 바로 계산한다",
        "행렬식은 크기가 조금만 커져도 넘치거나 0이 되지만, 그 로그는 삼각 분해의 대각 원소에서 바로 나온다.",
        "logarithm of a determinant, without the determinant",
        "A determinant overflows or vanishes soon; its logarithm comes from the diagonal of a factorisation.",
    ),
    (
        "stable_softmax",
        "소프트맥스를 지수의 차로 쓴다",
        "몫의 분모를 지수로 올려 빼면 값은 같다. 로그 안의 합은 가장 큰 지수를 빼고 계산하므로 넘치지 않는다.",
        "softmax as one exponential",
        "The denominator moves into the exponent as the logarithm of the sum, which is computed without overflow.",
    ),
    (
        "stable_log_cosh",
        r"$\log\cosh z$를 넘치지 않게 계산한다",
        r"$\cosh z$는 $|z|$가 크면 넘친다. $|z| + \log(1 + e^{-2|z|}) - \log 2$는 값이 같고 넘치지 않는다.",
        r"$\log\cosh z$ without overflow",
        r"$\cosh z$ overflows for large $|z|$; $|z| + \log(1 + e^{-2|z|}) - \log 2$ has the same value and does not.",
    ),
    (
        "stable_erfc",
        r"$1 - \operatorname{erf}(z)$를 erfc로 쓴다",
        r"$\operatorname{erf}(z)$가 1에 가까우면 뺄셈에서 유효숫자가 사라진다. erfc는 같은 값을 정확히 계산한다.",
        r"$1 - \operatorname{erf}(z)$ is erfc",
        r"Near 1 the subtraction loses all its digits; erfc has the same value and keeps them.",
    ),
    (
        "stable_one_minus_sigma",
        r"$1 - \sigma(z)$를 $\sigma(-z)$로 바꾼다",
        r"$\sigma(z)$가 1에 가까우면 뺄셈에서 유효숫자가 사라진다. $\sigma(-z)$는 값이 같고 정확하다.",
        r"$1 - \sigma(z)$ as $\sigma(-z)$",
        r"Near 1 the subtraction loses all its digits; $\sigma(-z)$ has the same value and keeps them.",
    ),
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
