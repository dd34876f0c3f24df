r"""Korean of what is said about deriving, limits and verifying.

A row is English template → Korean template.
"""

#: English → Korean
DERIVING = {
    "no number for {missing}.": "{missing}의 값이 없습니다.",
    "{wrt} is the number of something; there is no derivative by it.": (
        "{wrt:은} 개수여서 {wrt:로} 미분할 수 없습니다."
    ),
    "no strategy called {strategy}.": "{strategy}: 이런 유도 방법은 없습니다.",
    "{target} is not a single number, so it has no gradient.": "{target:은} 수 하나가 아니어서 기울기가 없습니다.",
    "Differentiate a loss, for example a sum over its elements.": "원소의 합 같은 손실을 미분하세요.",
    "no rule for the derivative of {what} ({kind}) with respect to {wrt}.": (
        "{what}({kind})을 {wrt:로} 미분하는 규칙이 없습니다."
    ),
    "the derivation at the board takes more than {max_steps} lines.": "한 줄씩 쓰는 유도가 {max_steps}줄을 넘습니다.",
    'Use strategy="backprop".': '--strategy backprop(strategy="backprop")을 쓰세요.',
    # limits
    "no form of the limit called {form}.": "{form}: 이런 극한의 꼴은 없습니다.",
    "a derivative is taken as a limit for one number by one number.": (
        "극한으로 구하는 도함수는 수 하나를 수 하나로 미분할 때만 씁니다."
    ),
    "{letters} is a name of the model already.": "{letters:은} 모델에 이미 있는 이름입니다.",
    "Take another form.": "다른 꼴을 쓰세요.",
    "the derivative of {function} as a limit is not worked out: polynomials, 1/x, roots, exp, sin, cos, log and "
    "|x| are.": (
        "{function}의 도함수는 극한으로 구하지 못합니다. 다항식, 1/x, 제곱근, exp, sin, cos, log, |x|만 됩니다."
    ),
    "sg.derive has rules for everything else.": "다른 식은 규칙으로 미분하세요(--strategy 없이, sg.derive).",
    "a polynomial of a degree above {max_degree} is not expanded.": (
        "{max_degree}차보다 높은 다항식은 전개하지 않습니다."
    ),
    "the sides of |x| at 0 are shown for |x| by itself.": "0에서 |x|의 좌극한과 우극한은 |x|만 있을 때 보여 줍니다.",
    "Take |x| out of the sum.": "합에서 |x|를 따로 떼어 내세요.",
    # verifying and counting
    "points is {points}; it must be a whole number, 1 or more.": (
        "points 값이 {points}입니다. 1 이상의 정수여야 합니다."
    ),
    "{target} is not a single number: its derivative is checked by its steps.": (
        "{target:은} 수 하나가 아닙니다. 그 도함수는 유도한 줄로 검산합니다."
    ),
    "{found} found at which every name of the model has a value and no kink is near (at the last one tried: "
    "{reason}).": (
        "모델의 모든 이름에 값이 있고 꺾인 곳에서 먼 점이 모자랍니다: {found} (마지막으로 시도한 점: {reason})."
    ),
    "only {count} of {points} points were": "{points}개 가운데 {count}개",
    "no point was": "하나도 없음",
    "Give numbers inside the model's domain with at=.": "모델의 정의역 안에 있는 값을 주세요(at=).",
    "{name} is a {role} of the model, so the code has no gradient by it.": (
        "{name:은} 모델의 {role}여서 코드에 {name:로} 미분한 기울기가 없습니다."
    ),
    "Take parameters or data: {names}.": "파라미터나 데이터를 고르세요: {names}.",
    "the axis {missing} has no length.": "축 {missing}의 길이가 없습니다.",
    "Give sizes={{missing}: 100, ...}.": "길이를 주세요: --sizes, sizes={{missing}: 100, ...}.",
    "there are too many numbers to measure.": "수가 너무 많아서 잴 수 없습니다.",
    "Count only, or take fewer samples.": "세기만 하거나(--no-measure) 샘플을 줄이세요.",
    "{key} is not an input of the model.": "{key:은} 모델의 입력이 아닙니다.",
    "Give parameters, data and constants.": "파라미터, 데이터, 상수의 값을 주세요.",
    "{key} needs {count} axes; the numbers given have {count_two}.": (
        "{key}에는 축이 {count}개 있어야 하는데 주어진 값에는 {count_two}개입니다."
    ),
    "{key} holds a value that is not finite.": "{key}에 유한하지 않은 값이 있습니다.",
    "{key} has {length} along {axis}, which is {known} elsewhere.": (
        "{key}의 {axis} 방향 길이는 {length}인데 다른 곳에서는 {known}입니다."
    ),
}
