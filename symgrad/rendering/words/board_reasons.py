"""The words for the rules used at the board: rule, Korean in short and in long, English in short and in long."""

from __future__ import annotations

BOARD_REASONS: tuple[tuple[str, str, str, str, str], ...] = (
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
        "of_inverse",
        "역행렬의 행렬식은 행렬식의 역수이다",
        "$\\det(A) \\det(A^{-1}) = \\det(I) = 1$이므로 $\\det(A^{-1}) = 1/\\det A$이다.",
        "the determinant of an inverse is one over the determinant",
        "$\\det(A) \\det(A^{-1}) = \\det(I) = 1$, so $\\det(A^{-1}) = 1/\\det A$.",
    ),
    (
        "log_of_absolute",
        "절댓값의 로그를 미분하면 절댓값이 없어진다",
        "$u > 0$이면 $\\log u$, $u < 0$이면 $\\log(-u)$를 미분한다. 어느 쪽이든 $\\partial u$를 $u$로 나눈 것이다.",
        "derivative of the logarithm of an absolute value",
        "For $u > 0$ it is the derivative of $\\log u$, for $u < 0$ that of $\\log(-u)$: "
        "both are $\\partial u$ divided by $u$.",
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
)  # fmt: skip
