"""Korean of what is said about an answer that is not judged, and about an item that is none.

A row is English template → Korean template.
"""

#: English → Korean
ANSWERS = {
    # a student's text
    "an answer is text, not a {kind}.": "답안은 글이어야 합니다. {kind} 값은 읽지 않습니다.",
    "more than {max_length} characters.": "{max_length}자보다 깁니다.",
    "more than {max_lines} lines.": "{max_lines}줄보다 깁니다.",
    "there is no answer.": "답안이 비어 있습니다.",
    "a character that cannot be seen, U+{code}.": "보이지 않는 글자가 있습니다: U+{code}.",
    "{character} only looks like a Latin letter ({name}).": (
        "{character:은} 로마자처럼 보이지만 다른 글자입니다 ({name})."
    ),
    "{what}: {found}.": "{what}: {found}.",
    "a command that belongs to no formula": "수식에 쓸 수 없는 명령",
    "program text": "프로그램 코드",
    "brackets are nested too deeply.": "괄호가 너무 깊이 겹쳐 있습니다.",
    "the answer is nested too deeply.": "답안의 식이 너무 깊이 겹쳐 있습니다.",
    "{name} stands here without its indices.": "여기서는 {name:을} 첨자 없이 쓸 수 없습니다.",
    "the definition has other indices than its name.": "정의의 양변에 있는 첨자가 다릅니다.",
    "the definition does not fit into the model.": "이 정의로는 모델을 다시 쓸 수 없습니다.",
    "nothing says how {what} depends on {wrt}.": "{what:이} {wrt}에 어떻게 의존하는지 알 수 없습니다.",
    "a differential is no derivative.": "미분(du, dx)은 도함수가 아닙니다.",
    "Write what the derivative is: du/dx = 2x.": "도함수로 쓰세요: du/dx = 2x.",
    "{key} has another meaning in the question.": "{key:은} 문제에서 다른 것을 뜻합니다.",
    "Give your own name another letter.": "새로 정하는 이름은 다른 글자로 쓰세요.",
    "a limit is not worked out in an answer.": "답안에 있는 극한은 계산하지 않습니다.",
    "Write the value of the limit.": "극한의 값을 쓰세요.",
    "{key} occurs nowhere in the question.": "{key:은} 문제에 없는 이름입니다.",
    "Write it with the question's names, or say what it is: u = ...": (
        "문제에 있는 이름으로 쓰거나, 무엇인지 밝히세요: u = …"
    ),
    "The derivative is by a name of the model, or by one of the variables that are given.": (
        "모델에 있는 이름이나 변수로 알려 준 이름으로 미분해야 합니다."
    ),
    "{name} is transposed, and nothing says what shape it has.": (
        "{name:을} 전치했는데 그 모양을 알 수 없습니다."
    ),
    "Give the shapes of vectors and matrices: X is m × n.": "벡터와 행렬의 모양을 알려 주세요: X는 m × n.",
    "{letter} stands outside of its sum.": "{letter:이} 그 합의 바깥에 있습니다.",
    "Put what is summed in brackets: a sum ends at + and -.": (
        "더할 식을 괄호로 묶으세요. 합은 +나 - 앞에서 끝납니다."
    ),
    "an answer is an expression or an equation.": "답안은 식이나 등식이어야 합니다.",
    "several equals signs: give the lines as lines.": "등호가 여럿입니다. 줄을 나누어 쓰세요.",
    "the answer has no value where the question has one.": (
        "문제의 식에는 값이 있는데 답안의 식에는 값이 없는 곳이 있습니다."
    ),
    "the reference has no value anywhere it was tried.": "계산해 본 어느 점에서도 정답의 값이 정해지지 않습니다.",
    "the reference has no value at these numbers.": "주어진 수를 넣으면 정답의 값이 정해지지 않습니다.",
    "no number is given for {missing}.": "{missing}의 값이 주어지지 않았습니다.",
    "∂{what}/∂{wrt} is written, but nothing says what {what} is.": (
        "∂{what}/∂{wrt:을} 썼는데, {what:이} 무엇인지 나와 있지 않습니다."
    ),
    "no rule for the derivative of {uu} ({name}).": "{uu}의 미분 공식이 없습니다 ({name}).",
    "{when} this is too long.": "{when} 식이 너무 깁니다.",
    "with its derivatives worked out": "미분을 모두 계산하면",
    "with its definitions put in": "정의를 모두 넣으면",
    "with its definitions put in this is too long.": "정의를 모두 넣으면 식이 너무 깁니다.",
    "the definitions go round in a circle.": "정의가 서로를 가리키며 돌고 있습니다.",
    "a definition is written name = expression.": "정의는 이름 = 식 꼴로 씁니다.",
    "the left side of a definition is a name, or a function of names.": (
        "정의의 왼쪽 변은 이름이나 이름들의 함수여야 합니다."
    ),
    "the definition of {key} is several lines.": "{key}의 정의가 여러 줄입니다.",
    "no index letter is left.": "첨자로 쓸 글자가 남아 있지 않습니다.",
    "a line is an expression or an equation.": "한 줄은 식이나 등식이어야 합니다.",
    "one line is one formula.": "한 줄에는 식을 하나만 써야 합니다.",
    "is e the number here, or the name that a line defines?": (
        "여기의 e는 자연상수입니까, 아니면 줄에서 정의한 이름입니까?"
    ),
    r"Write \exp(…) for its powers, or give the name another letter.": (
        "거듭제곱은 \\exp(…)로 쓰거나, 이름에 다른 글자를 쓰세요."
    ),
    "otherwise: no case came before it.": "'그 밖의 경우' 앞에 나눈 경우가 없습니다.",
    # a question
    "a reference is one expression or one equation.": "정답은 식 하나나 등식 하나여야 합니다.",
    "a set is for one name.": "집합은 이름 하나에 대해 씁니다.",
    "a set is written \\{0, 1\\} or [0, 1].": "집합은 \\{0, 1\\} 또는 [0, 1]처럼 씁니다.",
    "a set's elements are numbers.": "집합의 원소는 수여야 합니다.",
    "a constraint is an equation or y \\in \\{0, 1\\}.": "조건은 등식이나 y \\in \\{0, 1\\} 꼴이어야 합니다.",
    "a model needs wrt: what its derivative is taken by.": "모델에는 무엇으로 미분하는지(wrt)가 있어야 합니다.",
    "an item needs a reference, or a model and wrt.": "정답(reference)이나, 모델과 wrt가 있어야 합니다.",
    "an item has an answer or lines.": "answer와 lines 가운데 하나만 있어야 합니다.",
    "an item is an object.": "항목은 JSON 객체여야 합니다.",
    "format is latex or plain.": "format은 latex나 plain이어야 합니다.",
    "{name} is text, not a {name_two}.": "{name} 값은 글이어야 합니다. {name_two} 값은 읽지 않습니다.",
    "{name} is an object, not a {name_two}.": "{name} 값은 객체여야 합니다. {name_two} 값은 읽지 않습니다.",
    "{name} has more than {most_entries} entries.": "{name}에 값이 {most_entries}개보다 많습니다.",
    "{name} is a whole number from 0 to 40.": "{name} 값은 0부터 40까지의 정수여야 합니다.",
    "{name} is a number of seconds, at most {longest_deadline}.": (
        "{name} 값은 {longest_deadline}초까지의 시간이어야 합니다."
    ),
    "{name} is a list of texts.": "{name} 값은 글의 목록이어야 합니다.",
    "{name} is a domain or an object with one.": "{name} 값은 정의역이거나 정의역이 든 객체여야 합니다.",
    "{name} has no field {unknown}.": "{name}에는 {unknown} 항목이 없습니다.",
    "{name}: {error}": "{name}: {error}",
    "no number lies between {low} and {high}.": "{low:와} {high} 사이에는 수가 없습니다.",
    "{text} is no domain.": "{text:은} 정의역이 아닙니다.",
    "Write R, Z, (0,inf) or [0,1].": "R, Z, (0,inf), [0,1]처럼 쓰세요.",
    "{key} is a number here and has indices there.": "{key:을} 한 곳에서는 수로, 다른 곳에서는 첨자를 붙여 썼습니다.",
    "{key} has {one} indices here and {other} there.": (
        "{key}에 첨자를 한 곳에서는 {one}개, 다른 곳에서는 {other}개 붙였습니다."
    ),
    "{key} has {found} indices, {declared} lengths are declared.": (
        "{key}에는 첨자가 {found}개 있는데 길이는 {declared}개를 밝혔습니다."
    ),
}
