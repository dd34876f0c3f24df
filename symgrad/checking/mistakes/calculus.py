"""Mistakes with the rules of differentiation: powers, products, quotients, functions, numbers in front.

Rows of one table; hints go from where to look to what to look at, and none gives the answer away.
"""

from __future__ import annotations

from symgrad.checking import twins
from symgrad.checking.mistakes.row import Mistake

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

CALCULUS: tuple[Mistake, ...] = (
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
        ("quotient",), twins.quotient_sign, likely=1.5,
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
        ("sum", "function", "exponential", "product"), twins.sign, twins.opposite, rewriting=True,
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
        (*_CHAIN, "general_power"), twins.inner_missing, likely=2,
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
        "activation_derivative_missing",
        ("활성화 함수(바깥 함수)의 미분을 빠뜨렸다", "the outer function's derivative is missing"),
        (
            _LOOK,
            ("함수를 지날 때마다 인수가 하나씩 생깁니다.", "Every function that is passed gives a factor."),
            ("활성화 함수를 그냥 지나치지 않았습니까?", "Was the activation function passed by?"),
        ),
        ("σ(3w)를 w로 미분하면 인수가 몇 개입니까?", "How many factors has the derivative of σ(3w) by w?"),
        ("h = \\sigma(w x)\nL = h v", "w", "v x"),
        ("function", "maximum", "minimum", "piecewise"), twins.outer_missing,
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
        ("constant_factor",), twins.constant_dropped, twins.numbers_of_result, rewriting=True,
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
        _POWERS, twins.integrated, likely=0.5,
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
        "constant_term_kept",
        ("상수항을 미분해도 0이 되지 않았다", "a constant term did not become 0"),
        (
            ("미분하는 변수가 들어 있지 않은 항을 찾아보세요.", "Look for terms without the variable."),
            ("변수에 따라 변하지 않는 항은 기울기에 남지 않습니다.", "A term that does not change leaves no slope."),
            ("상수항의 그래프는 어떤 기울기를 가집니까?", "Which slope has the graph of a constant?"),
        ),
        ("3w + 7을 w로 미분하면 무엇입니까?", "What is the derivative of 3w + 7 by w?"),
        ("L = w^3 x + b", "w", "3 w^2 x + b"),
        ("sum",), twins.constant_term_kept,
    ),
    Mistake(
        "outer_at_inner_derivative",
        ("바깥 함수의 미분에 안쪽 함수의 미분을 넣었다", "the outer derivative was taken at the inner derivative"),
        (
            _LOOK,
            ("안쪽의 미분은 바깥에 곱해집니다.", "The inner derivative is multiplied, not put inside."),
            ("바깥 함수의 미분에는 원래의 안쪽 식이 그대로 들어갑니다.", "The outer derivative keeps what was inside."),
        ),
        ("sin(w²)을 w로 미분하면 cos 안에는 무엇이 남습니까?", "What stays inside cos in the derivative of sin(w²)?"),
        (r"L = \sin(w^2)", "w", r"\cos(2 w)"),
        _CHAIN, twins.at_inner_derivative, likely=0.5,
    ),
    Mistake(
        "square_termwise",
        ("합의 제곱을 제곱의 합으로 풀었다", "the square of a sum was taken term by term"),
        (
            ("괄호의 제곱을 어떻게 풀었는지 보세요.", "See how the square of the bracket was written out."),
            ("(a + b)²에는 항이 세 개 있습니다.", "(a + b)² has three terms."),
            ("숫자를 넣어 확인해 보세요.", "Try it with numbers."),
        ),
        ("(1 + 2)²과 1² + 2²은 같습니까?", "Are (1 + 2)² and 1² + 2² the same?"),
        ("L = (w x - y)^2", "w", "2 w x^2"),
        ("power",), twins.square_termwise, rewriting=True,
    ),
    Mistake(
        "not_differentiated",
        ("미분하지 않고 원래의 식을 적었다", "nothing was differentiated"),
        (
            ("무엇을 구하는 문제인지 다시 읽어 보세요.", "Read again what is asked for."),
            ("적은 식과 주어진 식을 비교해 보세요.", "Compare what you wrote with what is given."),
            ("함수의 값과 기울기는 다릅니다.", "A value and a slope are different things."),
        ),
        ("w²의 값과 w²의 기울기는 w = 3에서 각각 얼마입니까?", "What are the value and the slope of w² at w = 3?"),
        ("L = (w x - y)^2", "w", "(w x - y)^2"),
        whole=twins.not_differentiated, likely=0.5,
    ),
)  # fmt: skip
