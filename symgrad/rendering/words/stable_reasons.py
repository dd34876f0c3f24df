"""The words for forms that stay exact in floating point: rule, Korean in short and in long, English likewise."""

from __future__ import annotations

STABLE_REASONS: tuple[tuple[str, str, str, str, str], ...] = (
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
        "몫의 분모를 지수로 올려 빼면 값은 같다. 계산할 때는 모든 지수에서 가장 큰 지수 $m$을 먼저 빼고 "
        r"$e^{u-m} / \sum_i e^{v_i-m}$로 나누므로, 넘치지도 않고 유효숫자도 잃지 않는다.",
        "softmax as one exponential",
        r"The denominator moves into the exponent as the logarithm of the sum.  It is computed with the largest "
        r"exponent $m$ taken out, as $e^{u-m} / \sum_i e^{v_i-m}$, which neither overflows nor loses digits.",
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
)  # fmt: skip
