"""The table of mistakes: which rule each spoils and how, what is said about it, and an example.

Order is rank: of two mistakes that give the same answer the earlier one is named first.  Hints go from where to look
to what to look at; none gives the answer away.  A new mistake is a row with its words in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.checking import twins
from symgrad.checking.planting import Local, OfWhole

Text = tuple[str, str]  # Korean, English


@dataclass(frozen=True)
class Mistake:
    """One row.  ``rules`` are the rules that ``local`` spoils; ``whole`` spoils the result.

    ``example`` is a model, what it is derived by, an answer with this mistake, and further fields of the item.
    """

    id: str
    name: Text
    hints: tuple[Text, Text, Text]
    question: Text
    example: tuple[str, str, str] | tuple[str, str, str, Mapping[str, Any]]
    rules: tuple[str, ...] = ()
    local: Local | None = None
    whole: OfWhole | None = None


_LOOK = (
    "미분한 순서를 바깥에서 안쪽으로 다시 따라가 보세요.",
    "Go through the derivative again, from the outside in.",
)
_POWERS = ("power", "power_of_variable")
_CHAIN = ("power", "exponential", "function")
_HALF = (
    "앞에 곱해진 수가 어디로 갔는지 살펴보세요.",
    "Look where the numbers in front have gone.",
)
_SUMS = ("합과 평균이 있는 곳을 살펴보세요.", "Look at the sums and means.")
_MATRIX = ("각 행렬의 모양을 적어 보세요.", "Write down the shape of every matrix.")

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "quotient_rule_sign",
        ("몫의 미분에서 두 항의 부호나 순서가 바뀌었다", "the quotient rule's two terms have a wrong sign or order"),
        (
            ("몫의 미분 공식의 분자를 확인하세요.", "Check the quotient rule's numerator."),
            ("어느 항이 먼저입니까?", "Which term comes first?"),
            ("1/w의 미분으로 부호를 확인해 보세요.", "Check the sign with the derivative of 1/w."),
        ),
        ("1/w를 w로 미분하면 부호가 무엇입니까?", "What sign has the derivative of 1/w?"),
        (r"L = \frac{w}{1 + w^2}", "w", r"\frac{2w^2 - (1 + w^2)}{(1 + w^2)^2}"),
        ("quotient",), twins.quotient_sign,
    ),
    Mistake(
        "delta_off_the_diagonal",
        ("크로네커 δ를 잘못 썼다 (대각선 밖의 경우)", "the Kronecker δ is wrong off the diagonal"),
        (
            ("첨자가 같을 때와 다를 때를 나누어 보세요.", "Tell equal indices from different ones."),
            ("소프트맥스의 출력은 모든 입력에 따라 변합니다.", "Every output of a softmax changes with every input."),
            ("첨자가 다르면 δ는 얼마입니까?", "What is δ for different indices?"),
        ),
        ("p₁을 z₂로 미분하면 0입니까?", "Is the derivative of p₁ by z₂ zero?"),
        (r"p_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}", "z", "p_k(1 - p_i)"),
        whole=twins.delta_for_all,
    ),
    Mistake(
        "sign",
        ("부호가 반대이다", "the sign is the other one"),
        (
            ("부호를 하나씩 따라가 보세요.", "Follow the signs one by one."),
            ("괄호 안을 미분할 때 나오는 부호를 확인하세요.", "Check the sign that the inside of the bracket gives."),
            ("빼는 항을 미분하면 부호가 어떻게 됩니까?", "What sign does a subtracted term's derivative have?"),
        ),
        ("y − wx를 w로 미분하면 무엇입니까?", "What is the derivative of y − wx by w?"),
        ("L = (y - w x)^2", "w", "2x(y - w x)"),
        ("sum", "function", "exponential", "product", "quotient"), twins.sign, twins.opposite,
    ),
    Mistake(
        "inner_derivative_missing",
        ("안쪽 함수의 미분을 곱하지 않았다", "the inner derivative is missing"),
        (
            _LOOK,
            ("합성함수의 미분에는 인수가 두 개 있습니다.", "The chain rule has two factors."),
            ("괄호 안의 식도 변수에 따라 변합니다.", "What stands inside the bracket changes with the variable too."),
        ),
        ("(5w)²을 w로 미분하면 무엇입니까?", "What is the derivative of (5w)² by w?"),
        ("L = (w x - y)^2", "w", "2(w x - y)"),
        (*_CHAIN, "general_power"), twins.inner_missing,
    ),
    Mistake(
        "tanh_rule_for_sigma",
        ("시그모이드에 tanh의 미분 공식을 썼다", "tanh's rule was used for σ"),
        (
            ("활성화 함수의 미분 공식을 확인하세요.", "Check the rule for the activation function."),
            ("σ와 tanh의 미분은 비슷해 보이지만 다릅니다.", "The derivatives of σ and tanh look alike but differ."),
            ("σ'(0)의 값을 계산해 비교해 보세요.", "Compute σ'(0) and compare."),
        ),
        ("tanh'(0)과 σ'(0)은 각각 얼마입니까?", "What are tanh'(0) and σ'(0)?"),
        (r"L = \sigma(w x)", "w", r"(1 - \sigma(w x)^2) x"),
        ("function",), twins.tanh_rule,
    ),
    Mistake(
        "sigma_rule_for_tanh",
        ("tanh에 시그모이드의 미분 공식을 썼다", "σ's rule was used for tanh"),
        (
            ("활성화 함수의 미분 공식을 확인하세요.", "Check the rule for the activation function."),
            ("σ와 tanh의 미분은 비슷해 보이지만 다릅니다.", "The derivatives of σ and tanh look alike but differ."),
            ("tanh'(0)의 값을 계산해 비교해 보세요.", "Compute tanh'(0) and compare."),
        ),
        ("tanh를 σ로 나타내면 무엇입니까?", "How is tanh written with σ?"),
        (r"L = \tanh(w x)", "w", r"\tanh(w x)(1 - \tanh(w x)) x"),
        ("function",), twins.sigma_rule,
    ),
    Mistake(
        "derivative_at_the_activation",
        ("활성화 함수의 미분을 이미 활성화된 값에서 계산했다", "σ' was taken of the activation, not of its input"),
        (
            ("활성화 함수의 미분에 무엇을 넣었는지 보세요.", "See what was put into the derivative of the activation."),
            ("σ'(z)의 z는 σ에 들어가기 전의 값입니다.", "The z of σ'(z) is what goes into σ."),
            ("σ를 두 번 적용하지 않았습니까?", "Was σ applied twice?"),
        ),
        ("h = σ(z)일 때 σ'(z)를 h로 나타내면 무엇입니까?", "With h = σ(z), how is σ'(z) written with h?"),
        (r"L = \sigma(w x)", "w", r"\sigma(\sigma(w x))(1 - \sigma(\sigma(w x))) x"),
        ("function",), twins.derivative_of_activation,
    ),
    Mistake(
        "cross_entropy_rule_for_squared_error",
        ("제곱 오차에 교차 엔트로피의 기울기를 썼다", "cross-entropy's gradient was used for the squared error"),
        (
            ("손실 함수가 무엇인지 다시 보세요.", "Look again which loss it is."),
            ("ŷ − y로 간단해지는 것은 특정한 손실에서만입니다.", "Only one loss makes it as simple as ŷ − y."),
            ("제곱 오차에서는 활성화 함수의 미분이 남습니다.", "With the squared error σ' stays."),
        ),
        ("어떤 손실에서 σ'이 약분됩니까?", "With which loss does σ' cancel?"),
        ("h = \\sigma(w x)\nL = (h - y)^2", "w", "2(h - y) x"),
        ("power",), twins.cross_entropy_rule,
    ),
    Mistake(
        "squared_error_rule_for_cross_entropy",
        ("교차 엔트로피에 제곱 오차의 기울기를 썼다", "the squared error's gradient was used for cross-entropy"),
        (
            ("손실 함수가 무엇인지 다시 보세요.", "Look again which loss it is."),
            ("로그를 미분하면 분모가 생깁니다.", "The derivative of a logarithm has a denominator."),
            ("그 분모는 활성화 함수의 미분과 약분됩니다.", "That denominator cancels against σ'."),
        ),
        ("log σ(z)를 z로 미분하면 무엇입니까?", "What is the derivative of log σ(z) by z?"),
        (
            "h = \\sigma(w x)\nL = -(y \\log(h) + (1 - y) \\log(1 - h))", "w", "(h - y) h (1 - h) x",
        ),
        ("sum",), twins.squared_error_rule,
    ),
    Mistake(
        "activation_derivative_missing",
        ("활성화 함수(바깥 함수)의 미분을 빠뜨렸다", "the outer function's derivative is missing"),
        (
            _LOOK,
            ("함수를 지날 때마다 인수가 하나씩 생깁니다.", "Every function that is passed gives a factor."),
            ("활성화 함수를 그냥 지나치지 않았습니까?", "Was the activation function passed by?"),
        ),
        ("σ(3w)를 w로 미분하면 인수가 몇 개입니까?", "How many factors has the derivative of σ(3w) by w?"),
        ("h = \\sigma(w x)\nL = h v", "w", "v x"),
        ("function",), twins.outer_missing,
    ),
    Mistake(
        "outer_not_differentiated",
        ("바깥 함수를 미분하지 않고 그대로 두었다", "the outer function was not differentiated"),
        (
            _LOOK,
            ("바깥 함수도 미분해야 합니다.", "The outer function is differentiated too."),
            ("f(v)를 미분하면 f(v)가 아니라 f'(v)가 곱해집니다.", "For f(v) the factor is f'(v), not f(v)."),
        ),
        ("tanh(w)를 w로 미분하면 무엇입니까?", "What is the derivative of tanh(w) by w?"),
        (r"L = \sigma(w x)", "w", r"\sigma(w x) x"),
        ("power", "function"), twins.outer_kept,
    ),
    Mistake(
        "exponent_dropped",
        ("거듭제곱의 지수를 앞에 곱하지 않았다", "the exponent was not brought in front"),
        (
            _HALF,
            ("거듭제곱을 미분하면 앞에 무엇이 곱해집니까?", "What comes in front when a power is differentiated?"),
            ("지수가 한 번은 앞으로 나와야 합니다.", "The exponent has to appear in front once."),
        ),
        ("w³을 w로 미분하면 무엇입니까?", "What is the derivative of w³ by w?"),
        ("L = (w x - y)^2", "w", "(w x - y) x"),
        _POWERS, twins.exponent_dropped,
    ),
    Mistake(
        "exponent_kept",
        ("거듭제곱의 지수를 1 줄이지 않았다", "the exponent was not lowered by one"),
        (
            ("거듭제곱의 미분 공식을 확인하세요.", "Check the rule for powers."),
            ("지수는 앞으로 나오고, 또 어떻게 됩니까?", "The exponent comes in front, and what else happens to it?"),
            ("미분하면 차수가 하나 낮아집니다.", "The derivative has a degree less."),
        ),
        ("w²의 미분은 몇 차식입니까?", "Of which degree is the derivative of w²?"),
        ("L = (w x - y)^2", "w", "2(w x - y)^2 x"),
        _POWERS, twins.exponent_kept,
    ),
    Mistake(
        "constant_dropped",
        ("앞에 곱해진 수(½, 2 등)를 빠뜨렸다", "a number in front (½, 2) was dropped"),
        (
            _HALF,
            ("상수는 미분 기호 앞으로 나올 뿐 없어지지 않습니다.", "A constant moves in front; it does not vanish."),
            ("처음 식의 계수와 답의 계수를 비교하세요.", "Compare the coefficients of the formula and of the answer."),
        ),
        ("½(w − 1)²을 w로 미분하면 무엇입니까?", "What is the derivative of ½(w − 1)² by w?"),
        (r"L = 3 \exp(w x)", "w", r"\exp(w x) x"),
        ("constant_factor",), twins.constant_dropped, twins.numbers_of_result,
    ),
    Mistake(
        "mean_missing",
        ("평균의 1/m을 빠뜨렸다", "the mean's 1/m is missing"),
        (
            _SUMS,
            ("손실은 합입니까, 평균입니까?", "Is the loss a sum or a mean?"),
            ("합 앞에 있던 인수를 끝까지 적으세요.", "Carry the factor in front of the sum to the end."),
        ),
        ("표본의 수가 두 배가 되면 기울기는 어떻게 됩니까?", "What happens to the gradient with twice the samples?"),
        (r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2", "w", r"2 \sum_{i=1}^m (w x_i - y_i) x_i"),
        ("constant_factor", "product"), twins.mean_missing,
    ),
    Mistake(
        "mean_doubled",
        ("평균의 1/m을 두 번 곱했다", "the mean's 1/m stands there twice"),
        (
            _SUMS,
            ("1/m은 몇 번 나와야 합니까?", "How often should 1/m appear?"),
            ("미분해도 평균을 한 번 더 내지는 않습니다.", "Differentiating takes no further mean."),
        ),
        ("평균의 미분은 미분의 평균입니까?", "Is the derivative of a mean the mean of the derivatives?"),
        (r"L = \frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2", "w", r"\frac{2}{m^2} \sum_{i=1}^m (w x_i - y_i) x_i"),
        ("constant_factor", "product"), twins.mean_doubled,
    ),
    Mistake(
        "product_rule_termwise",
        ("곱을 인수마다 미분해서 곱했다", "the product was differentiated factor by factor"),
        (
            ("변수가 들어 있는 인수가 몇 개인지 세어 보세요.", "Count the factors that contain the variable."),
            ("곱의 미분은 미분의 곱이 아닙니다.", "The derivative of a product is no product of derivatives."),
            ("한 번에 한 인수만 미분합니다.", "One factor is differentiated at a time."),
        ),
        ("w · w를 w로 미분하면 무엇입니까?", "What is the derivative of w · w by w?"),
        (r"L = w \exp(w)", "w", r"\exp(w)"),
        ("product",), twins.product_termwise,
    ),
    Mistake(
        "product_term_missing",
        ("곱의 미분에서 한 항만 적었다", "one term of the product rule is missing"),
        (
            ("변수가 들어 있는 인수가 몇 개인지 세어 보세요.", "Count the factors that contain the variable."),
            ("곱의 미분에는 인수마다 항이 하나씩 있습니다.", "The product rule has a term for every factor."),
            ("다른 인수도 변수에 따라 변합니다.", "The other factor changes with the variable as well."),
        ),
        ("w · σ(w)를 w로 미분하면 항이 몇 개입니까?", "How many terms has the derivative of w · σ(w) by w?"),
        (r"L = w^3 \sin(w)", "w", r"3 w^2 \sin(w)"),
        ("product",), twins.product_term_missing,
    ),
    Mistake(
        "quotient_rule_termwise",
        ("분자와 분모를 따로 미분해서 나누었다", "numerator and denominator were differentiated apart"),
        (
            ("분모에도 변수가 있습니까?", "Is the variable in the denominator too?"),
            ("몫의 미분은 미분의 몫이 아닙니다.", "The derivative of a quotient is no quotient of derivatives."),
            ("몫의 미분 공식의 분모는 무엇의 제곱입니까?", "Of what is the rule's denominator the square?"),
        ),
        ("w/w를 w로 미분하면 무엇입니까?", "What is the derivative of w/w by w?"),
        (r"L = \frac{w}{1 + w^2}", "w", r"\frac{1}{2w}"),
        ("quotient",), twins.quotient_termwise,
    ),
    Mistake(
        "quotient_rule_square_missing",
        ("몫의 미분에서 분모를 제곱하지 않았다", "the quotient rule's denominator was not squared"),
        (
            ("몫의 미분 공식의 분모를 확인하세요.", "Check the quotient rule's denominator."),
            ("분모에는 원래 분모가 몇 번 곱해집니까?", "How often does the denominator appear below?"),
            ("1/w의 미분과 비교해 보세요.", "Compare with the derivative of 1/w."),
        ),
        ("1/w를 w로 미분하면 분모는 무엇입니까?", "What is the denominator of the derivative of 1/w?"),
        (r"L = \frac{w}{1 + w^2}", "w", r"\frac{(1 + w^2) - 2w^2}{1 + w^2}"),
        ("quotient",), twins.quotient_square_missing,
    ),
    Mistake(
        "power_rule_on_exponential",
        ("지수함수에 거듭제곱의 미분 공식을 썼다", "the power rule was used on an exponential"),
        (
            ("변수가 밑에 있습니까, 지수에 있습니까?", "Is the variable in the base or in the exponent?"),
            ("지수에 변수가 있으면 거듭제곱의 공식을 쓸 수 없습니다.", "The power rule is for variables in the base."),
            ("e의 거듭제곱은 미분해도 모양이 유지됩니다.", "A power of e keeps its form."),
        ),
        ("e^w를 w로 미분하면 무엇입니까?", "What is the derivative of e^w by w?"),
        (r"L = e^{w x}", "w", r"w x e^{w x - 1} x"),
        ("exponential",), twins.power_rule_on_exponential,
    ),
    Mistake(
        "logarithm_of_the_base_missing",
        ("a^w의 미분에서 log a를 빠뜨렸다", "log a is missing in the derivative of a^w"),
        (
            ("밑이 e인지 확인하세요.", "Check whether the base is e."),
            ("밑이 e가 아니면 인수가 하나 더 있습니다.", "With another base there is a further factor."),
            ("a^w를 e의 거듭제곱으로 바꾸어 보세요.", "Write a^w as a power of e."),
        ),
        ("2^w를 e의 거듭제곱으로 쓰면 무엇입니까?", "How is 2^w written as a power of e?"),
        ("L = 2^{w x}", "w", "2^{w x} x"),
        ("exponential",), twins.logarithm_missing,
    ),
    Mistake(
        "integrated",
        ("미분하지 않고 적분했다", "it was integrated, not differentiated"),
        (
            ("무엇을 구하는 문제인지 다시 읽어 보세요.", "Read again what is asked for."),
            ("지수가 커졌습니까, 작아졌습니까?", "Did the exponent grow or fall?"),
            ("미분하면 차수가 하나 낮아집니다.", "The derivative has a degree less."),
        ),
        ("w²을 미분한 것과 적분한 것은 각각 무엇입니까?", "What are the derivative and the integral of w²?"),
        ("L = (w x - y)^2", "w", r"\frac{1}{3}(w x - y)^3 x"),
        _POWERS, twins.integrated,
    ),
    Mistake(
        "sum_as_product",
        ("더해야 할 미분을 곱했다", "derivatives were multiplied that are to be added"),
        (
            ("더하기와 곱하기를 구별해 보세요.", "Tell the sums from the products."),
            ("합의 미분은 미분의 합입니다.", "The derivative of a sum is the sum of the derivatives."),
            ("두 경로의 기여는 더합니다.", "What two paths contribute is added."),
        ),
        ("w + w²을 w로 미분하면 무엇입니까?", "What is the derivative of w + w² by w?"),
        (r"L = \exp(w x) + \sin(w)", "w", r"\exp(w x) x \cos(w)"),
        ("sum",), twins.sum_as_product,
    ),
    Mistake(
        "product_as_sum",
        ("곱의 미분에서 미분한 것끼리 더했다", "the factors' derivatives were added"),
        (
            ("더하기와 곱하기를 구별해 보세요.", "Tell the sums from the products."),
            ("곱의 미분에서 미분하지 않은 인수는 남습니다.", "In the product rule the other factor stays."),
            ("f'과 g'만으로는 곱의 미분을 쓸 수 없습니다.", "f' and g' alone do not make the product rule."),
        ),
        ("w · w²을 w로 미분하면 무엇입니까?", "What is the derivative of w · w² by w?"),
        (r"L = \exp(w) \sin(w)", "w", r"\exp(w) + \cos(w)"),
        ("product",), twins.product_as_sum,
    ),
    Mistake(
        "off_by_one",
        ("합의 범위가 하나 모자라거나 넘친다", "the sum is off by one"),
        (
            _SUMS,
            ("합은 어디서 시작해 어디서 끝납니까?", "Where does the sum begin and end?"),
            ("항이 몇 개인지 세어 보세요.", "Count the terms."),
        ),
        ("m = 1이면 항이 몇 개입니까?", "How many terms are there for m = 1?"),
        (r"L = \sum_{i=1}^{4} (w x - i y)^2", "w", r"2 \sum_{i=1}^{3} (w x - i y) x"),
        ("sum_over",), twins.off_by_one,
    ),
    Mistake(
        "square_of_the_sum",
        ("제곱의 합을 합의 제곱으로 보았다", "the sum of squares was taken for the square of the sum"),
        (
            _SUMS,
            ("제곱과 합 중 무엇이 먼저입니까?", "Which comes first, the square or the sum?"),
            ("표본이 두 개일 때 적어 보세요.", "Write it out for two samples."),
        ),
        ("1² + 2²과 (1 + 2)²은 같습니까?", "Are 1² + 2² and (1 + 2)² the same?"),
        (
            r"L = \sum_{i=1}^m (w x_i - y_i)^2", "w",
            r"2 \sum_{i=1}^m (w x_i - y_i) \sum_{j=1}^m x_j",
        ),
        ("sum_over",), twins.square_of_sum,
    ),
    Mistake(
        "mean_of_squares",
        ("평균의 제곱을 제곱의 평균으로 보았다", "the square of the mean was taken for the mean of squares"),
        (
            _SUMS,
            ("제곱과 평균 중 무엇이 먼저입니까?", "Which comes first, the square or the mean?"),
            ("표본이 두 개일 때 적어 보세요.", "Write it out for two samples."),
        ),
        ("1과 3의 평균의 제곱은 얼마입니까?", "What is the square of the mean of 1 and 3?"),
        (
            r"L = (\frac{1}{m} \sum_{i=1}^m (w x_i - y_i))^2", "w",
            r"\frac{2}{m} \sum_{i=1}^m (w x_i - y_i) x_i",
        ),
        ("power",), twins.mean_of_squares,
    ),
    Mistake(
        "path_forgotten",
        ("연쇄법칙의 경로(항) 하나를 빠뜨렸다", "a path of the chain rule (a term) is missing"),
        (
            ("변수가 손실에 이르는 길을 모두 그려 보세요.", "Draw every way from the variable to the loss."),
            ("길이 여럿이면 기여를 모두 더합니다.", "With several ways, all of them are added."),
            ("변수가 나오는 곳을 모두 세어 보세요.", "Count every place the variable occurs at."),
        ),
        ("변수가 두 곳에 나오면 항이 몇 개입니까?", "How many terms are there for two occurrences?"),
        (r"L = \exp(w x) + \sin(w)", "w", r"\exp(w x) x"),
        ("sum",), twins.term_missing,
    ),
    Mistake(
        "wrong_variable",
        ("다른 변수로 미분했다", "it was differentiated by another variable"),
        (
            ("무엇으로 미분하는 문제입니까?", "What is it to be differentiated by?"),
            ("나머지 기호는 상수로 봅니다.", "Every other symbol counts as a constant."),
            ("마지막 인수가 어떤 변수의 미분인지 보세요.", "See of which variable the last factor is the derivative."),
        ),
        ("wx + b를 w로, 또 b로 미분하면 무엇입니까?", "What are the derivatives of wx + b by w and by b?"),
        ("L = (w x + b)^2", "w", "2 w (w x + b)"),
        whole=twins.by_another,
    ),
    Mistake(
        "transposed_matrix",
        ("행렬이 전치되었다", "a matrix is transposed"),
        (
            _MATRIX,
            ("어느 첨자로 더하는지 보세요.", "See which index is summed over."),
            ("기울기의 모양은 변수의 모양과 같아야 합니다.", "The gradient has the shape of the variable."),
        ),
        ("X가 m×n이면 X의 전치는 어떤 모양입니까?", "X is m×n; what shape has its transpose?"),
        (r"L = \sum_{i=1}^3 (\sum_{j=1}^3 A_{ij} w_j)^2", "w",
         r"\sum_{i=1}^3 2 (\sum_{k=1}^3 A_{ki} w_k) A_{ji}"),
        whole=twins.transposed,
    ),
    Mistake(
        "bias_forgotten",
        ("편향을 빠뜨렸다", "the bias was forgotten"),
        (
            ("식에 나오는 기호를 모두 썼는지 보세요.", "See whether every symbol of the formula is used."),
            ("가중합에는 곱해지지 않는 항도 있습니다.", "A weighted sum has a term without a factor too."),
            ("예측값의 식을 끝까지 적어 보세요.", "Write the prediction out in full."),
        ),
        ("입력이 모두 0이면 예측값은 무엇입니까?", "What is the prediction if all inputs are 0?"),
        ("h = w x + b\nL = (h - y)^2", "w", "2 (w x - y) x"),
        whole=twins.bias_forgotten,
    ),
    Mistake(
        "updated_weight_used",
        ("이미 갱신된 가중치를 썼다", "an already updated weight was used"),
        (
            ("어느 시점의 가중치를 쓰는지 보세요.", "See from which moment the weights are."),
            ("한 걸음의 모든 기울기는 같은 가중치에서 계산합니다.", "All gradients of a step are at the same weights."),
            ("갱신하기 전의 값을 남겨 두세요.", "Keep the values from before the update."),
        ),
        ("두 가중치를 동시에 갱신하려면 무엇을 먼저 계산합니까?", "What comes first to update two weights at once?"),
        ("L = (w v x - y)^2", "w", r"2 (w u x - y) u x",
         {"parameters": "w v", "data": "x y", "constants": r"\eta",
          "definitions": {"u": r"u = v - \eta 2 (w v x - y) w x"}}),
        whole=twins.updated_weight,
    ),
)  # fmt: skip

BY_ID: Mapping[str, Mistake] = {mistake.id: mistake for mistake in MISTAKES}
RANK: Mapping[str, int] = {mistake.id: rank for rank, mistake in enumerate(MISTAKES)}

#: rule → the twins of it
LOCAL: dict[str, tuple[tuple[str, Local], ...]] = {}
for _row in MISTAKES:
    for _rule in _row.rules:
        if _row.local is not None:
            LOCAL[_rule] = (*LOCAL.get(_rule, ()), (_row.id, _row.local))
WHOLE: tuple[tuple[str, OfWhole], ...] = tuple(
    (row.id, row.whole) for row in MISTAKES if row.whole is not None
)


def item(mistake: Mistake) -> dict[str, Any]:
    """A row's example as an item."""
    reference, wrt, answer, *more = mistake.example
    row: dict[str, Any] = {"reference": reference, "wrt": wrt, "answer": answer}
    for fields in more:
        row |= dict(fields)  # type: ignore[arg-type]
    return row
