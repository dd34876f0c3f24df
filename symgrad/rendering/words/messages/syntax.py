r"""Korean of what the reader says about signs: brackets, indices, sums, derivatives, commands.

A row is English template → Korean template.  Between a sign and a particle stands a noun: ``\frac 명령은``.
"""

#: English → Korean
SYNTAX = {
    # of every error
    "line {line}, column {column}": "{line}번째 줄, {column}번째 글자",
    "Did you mean {near}?": "혹시 {near:을} 쓰려고 했나요?",
    "Choose one of: {allowed}.": "다음 가운데 하나를 고르세요: {allowed}.",
    "{package} is not installed.": "{package} 패키지가 설치되어 있지 않습니다.",
    "Install it with: pip install 'symgrad[{extra}]'": "설치 명령: pip install 'symgrad[{extra}]'",
    "{problem} {remedy}": "{problem} {remedy}",
    "no line says what was asked for.": "묻는 것을 쓴 줄이 없습니다.",
    # values that are phrases
    "after {sign}": "({sign} 뒤)",
    "in {sign}": "({sign} 안)",
    "after the word of {sign}": "({sign} 명령의 낱말 뒤)",
    "after what stands under {sign}": "({sign} 아래에 쓴 것 뒤)",
    "after what stands below {sign}": "({sign} 아래에 쓴 것 뒤)",
    "{sign} stands": "여기에는 {sign} 기호가 있습니다",
    "\\end{{word}}": "\\end{{word}} 명령",
    "a \\begin before it": "앞선 \\begin",
    "a closing brace }": "닫는 중괄호 }",
    "the end": "식의 끝",
    # brackets, fractions, matrices, cases
    "expected a number, a name or a bracket, but {sign} stands here.": (
        "수나 이름이나 괄호가 올 자리인데 {sign} 기호가 있습니다."
    ),
    "Something is missing before it, or it does not belong here.": (
        "앞에 빠진 것이 있거나, 이 기호가 잘못 들어갔습니다."
    ),
    "the {what} of {sign} is missing.": "{sign} 명령의 {what:이} 없습니다.",
    "Write {sign}.": "{sign} 꼴로 쓰세요.",
    "nothing stands between the brackets.": "괄호 안이 비어 있습니다.",
    "Write what belongs there.": "들어갈 식을 쓰세요.",
    "expected {closing} or an operator, but {sign} stands here.": (
        "{closing} 기호나 연산 기호가 올 자리인데 {sign} 기호가 있습니다."
    ),
    "Close {opening} with {closing}, or take {sign} out.": (
        "{opening} 괄호를 {closing} 괄호로 닫거나, {sign} 기호를 지우세요."
    ),
    "{command} needs a bracket after it.": "{command} 명령 뒤에는 괄호가 와야 합니다.",
    "For example \\left( … \\right).": "예: \\left( … \\right).",
    "{sign} closes nothing.": "{sign} 기호가 닫을 괄호가 없습니다.",
    "{found} closes nothing.": "{found} 기호가 닫을 것이 없습니다.",
    "Take it out, or open it before.": "지우거나, 앞에 여는 괄호를 쓰세요.",
    "{sign} has nothing before it.": "{sign} 기호 앞에 아무것도 없습니다.",
    "Write the name it belongs to.": "앞에 올 이름을 쓰세요.",
    "\\left{opening} is closed by \\right{closing}.": "\\left{opening} 괄호를 \\right{closing} 괄호로 닫았습니다.",
    "Use two brackets of one kind.": "같은 종류의 괄호로 여닫으세요.",
    "the reader does not know the environment {word}.": "{word} 환경은 읽을 수 없습니다.",
    "Matrices are pmatrix or bmatrix, case distinctions are cases.": (
        "행렬은 pmatrix나 bmatrix로, 경우를 나눈 식은 cases로 쓰세요."
    ),
    "the rows of this matrix have different lengths.": "이 행렬은 행마다 원소의 수가 다릅니다.",
    "Check the & signs.": "& 기호의 수를 확인하세요.",
    "a matrix of more than {max_elements} elements.": "원소가 {max_elements}개보다 많은 행렬은 읽지 않습니다.",
    "determinants are not read.": "행렬식은 읽지 않습니다.",
    "{word} is empty.": "{word} 환경이 비어 있습니다.",
    "this {opening} is never closed.": "이 {opening} 괄호가 닫히지 않았습니다.",
    "Write {closing} where it ends.": "끝나는 곳에 {closing} 괄호를 쓰세요.",
    "a row of cases is a value and a condition.": "cases의 한 줄은 값과 조건입니다.",
    "Write value & condition \\\\.": "값 & 조건 \\\\ 꼴로 쓰세요.",
    "only the last row of cases may be without a condition.": "조건은 cases의 마지막 줄에서만 생략할 수 있습니다.",
    "this is no condition.": "조건이 아닙니다.",
    "Write for example x > 0.": "예를 들어 x > 0처럼 쓰세요.",
    "{sign} does not belong in {word}.": "{sign} 기호는 {word} 환경 안에 올 수 없습니다.",
    "Write \\end{{word}}.": "\\end{{word}} 명령을 쓰세요.",
    "\\begin{{word}} without \\end{{word}}.": "\\begin{{word}}에 짝이 되는 \\end{{word}} 명령이 없습니다.",
    "\\end{{word}} here, but {expected} is expected.": "\\end{{word}} 명령이 있는데, {expected:이} 있어야 합니다.",
    "a closing brace } without an opening one.": "닫는 중괄호 }에 짝이 되는 여는 중괄호가 없습니다.",
    "Take it out, or write { before.": "지우거나, 앞에 { 괄호를 쓰세요.",
    "this brace { is never closed.": "이 중괄호 {가 닫히지 않았습니다.",
    "Write } where the group ends.": "묶음이 끝나는 곳에 } 괄호를 쓰세요.",
    "{sign} without the name of an environment.": "{sign} 명령에 환경의 이름이 없습니다.",
    # names, functions, what stands at them
    "is {name} a function here, or is this a product? {name} is not declared.": (
        "여기에서 {name:은} 함수인가요, 곱해진 것인가요? {name:은} 선언되지 않았습니다."
    ),
    "Declare {name}, define it ({name}(x) = …), or write {name} \\cdot (…) for a product.": (
        "{name:을} 선언하거나 {name}(x) = … 꼴로 정의하세요. 곱이라면 {name} \\cdot (…)로 쓰세요."
    ),
    "is this the name {base}_{number} or {base} times {number}?": (
        "이름 {base}_{number}인가요, {base:와} {number}의 곱인가요?"
    ),
    "Write {base}_{index} for the name, {number} {base} for the product.": (
        "이름이면 {base}_{index}, 곱이면 {number} {base:로} 쓰세요."
    ),
    "is {function}^{-1} the inverse function or 1/{function}?": "{function}^{-1}은 역함수인가요, 1/{function}인가요?",
    "For the reciprocal write \\frac{1}{{function}(…)}.": "역수이면 \\frac{1}{{function}(…)} 꼴로 쓰세요.",
    "{sign} needs an argument, but {found} here.": "{sign} 함수의 인수가 없습니다. {found}.",
    "Write {sign}(…); to use {sign} as a name, declare it.": (
        "{sign}(…) 꼴로 쓰세요. 이름으로 쓰려면 {sign:을} 선언하세요."
    ),
    "does the argument of {sign} end here?": "{sign}의 인수는 여기까지인가요?",
    "Write {sign}(…) with brackets around the argument.": "{sign}(…)처럼 인수를 괄호로 묶으세요.",
    "{sign} takes one argument.": "{sign}의 인수는 하나입니다.",
    "symgrad has no function {word}.": "symgrad에는 {word} 함수가 없습니다.",
    "{instead} The functions there are: {names}, \\sqrt, \\max, \\min.": (
        "{instead} 쓸 수 있는 함수: {names}, \\sqrt, \\max, \\min."
    ),
    "The functions there are: {names}, \\sqrt, \\max, \\min.": "쓸 수 있는 함수: {names}, \\sqrt, \\max, \\min.",
    **{
        f"Write {form}.": f"{form} 꼴로 쓰세요."
        for form in (
            r"\frac{\cos(x)}{\sin(x)}",
            r"\frac{1}{\cos(x)}",
            r"\frac{1}{\sin(x)}",
            r"\frac{1}{\tanh(x)}",
            r"\frac{1}{\cosh(x)}",
            r"\frac{1}{\sinh(x)}",
            r"\log_{10}(x)",
            r"\frac{1}{m} \sum_{i=1}^m x^{(i)}",
            r"\sum_{i=1}^m x^{(i)}",
            r"x^\top y",
            "x^{n}",
            r"\frac{\sin(x)}{x}",
        )
    },
    r"Write \frac{1}{m} \sum_{i=1}^m (x^{(i)} - \mu)^2 with \mu defined above.": (
        r"위에서 \mu를 정의하고 \frac{1}{m} \sum_{i=1}^m (x^{(i)} - \mu)^2 꼴로 쓰세요."
    ),
    r"Write \sqrt{\frac{1}{m} \sum_{i=1}^m (x^{(i)} - \mu)^2} with \mu defined above.": (
        r"위에서 \mu를 정의하고 \sqrt{\frac{1}{m} \sum_{i=1}^m (x^{(i)} - \mu)^2} 꼴로 쓰세요."
    ),
    "is {word} the function here? Its argument has no brackets.": (
        "여기에서 {word:은} 함수인가요? 인수에 괄호가 없습니다."
    ),
    "Write {command} for the function; for a product of letters declare {letters}.": (
        "함수이면 {command} 꼴로 쓰세요. 글자들의 곱이면 {letters:을} 선언하세요."
    ),
    "expected a name, but {found} stands here.": "이름이 올 자리인데 {found:이} 있습니다.",
    "the reader does not know the command {sign}.": "{sign} 명령은 읽을 수 없습니다.",
    "Names are letters, or words like \\mathrm{loss}.": "이름은 글자 하나이거나 \\mathrm{loss}와 같은 낱말입니다.",
    "expected {text} {where}, but {found} here.": "{text} 기호가 있어야 합니다 {where}. {found}.",
    "Write {text} here.": "여기에 {text} 기호를 쓰세요.",
    "more than {most} brackets or exponents inside each other.": "괄호나 지수가 {most}겹보다 많이 겹쳐 있습니다.",
    "Give a part of the formula a name of its own.": "식의 일부에 따로 이름을 붙이세요.",
    "{command} without a word.": "{command} 명령에 낱말이 없습니다.",
    "text in a formula: {word}.": "수식 안에 글이 있습니다: {word}.",
    "Take it out; a name is one word without spaces.": "글을 지우세요. 이름은 띄어쓰기 없는 한 낱말이어야 합니다.",
    "{sign} is not a name.": "{sign:은} 이름이 아닙니다.",
    "Names are declared like w_1 \\hat{y} W^{[1]}.": "이름은 w_1 \\hat{y} W^{[1]}처럼 선언하세요.",
    "this does not belong to a name.": "이것은 이름의 일부가 아닙니다.",
    "Declare the name without powers.": "거듭제곱 없이 이름만 선언하세요.",
    "{text} is {count} names, not one.": "{text:은} 이름 하나가 아니라 {count}개입니다.",
    # indices and exponents
    "is the subscript {digit} or {sign}?": "아래 첨자는 {digit}인가요, {sign}인가요?",
    "Write _{{sign}} for {sign}.": "{sign}이면 _{{sign}}로 쓰세요.",
    "is the exponent {digit} or {sign}?": "지수는 {digit}인가요, {sign}인가요?",
    "Write ^{{sign}} for {sign}.": "{sign}이면 ^{{sign}}로 쓰세요.",
    "an empty script.": "첨자가 비어 있습니다.",
    "Write the index, or take the script out.": "첨자를 쓰거나 지우세요.",
    "expected a letter under {accent}.": "{accent} 아래에는 글자가 와야 합니다.",
    "For example {accent}{y}.": "예: {accent}{y}.",
    "this bracket [ is never closed.": "이 대괄호 [가 닫히지 않았습니다.",
    "Write ] after it.": "뒤에 ] 괄호를 쓰세요.",
    "a second subscript.": "아래 첨자가 두 번 나옵니다.",
    "Put both into one pair of braces: x_{i1}.": "한 중괄호 안에 함께 쓰세요: x_{i1}.",
    "a second superscript.": "위 첨자가 두 번 나옵니다.",
    "Put braces around the first part.": "앞부분을 중괄호로 묶으세요.",
    "Put braces around what it belongs to: {x^2}^3 or x^{2^3}.": (
        "어디에 붙는지 중괄호로 묶어 나타내세요: {x^2}^3 또는 x^{2^3}."
    ),
    "slices such as W_{i,:} are not read.": "W_{i,:}처럼 한 줄을 통째로 가리키는 첨자는 읽지 않습니다.",
    "Write the index: W_{ij}.": "첨자를 쓰세요: W_{ij}.",
    "the script is not finished.": "첨자가 끝나지 않았습니다.",
    "Write what stands there, and }.": "첨자를 마저 쓰고 } 괄호로 닫으세요.",
    "{sign} cannot stand in a script.": "{sign} 기호는 첨자에 쓸 수 없습니다.",
    "A subscript is made of letters, numbers, words in \\text{…} and commas.": (
        "아래 첨자에는 글자, 수, \\text{…} 안의 낱말, 쉼표를 쓸 수 있습니다."
    ),
    "more than {most} indices and transposes in a row.": "첨자와 전치 기호가 {most}개보다 많이 이어져 있습니다.",
    "more than {most} divisions in a row.": "나눗셈이 {most}번보다 많이 이어져 있습니다.",
    "an exponent larger than {max_exponent}.": "지수가 {max_exponent}보다 큽니다.",
    "a power of numbers in an exponent.": "지수 안에 수의 거듭제곱이 있습니다.",
    "factorials are not read.": "계승(!)은 읽지 않습니다.",
    "a prime after something that is no name.": "이름이 아닌 것 뒤에 미분 기호 ′이 있습니다.",
    "Write the derivative as \\frac{\\partial …}{\\partial x}.": "미분은 \\frac{\\partial …}{\\partial x} 꼴로 쓰세요.",
    "the exponent is missing.": "지수가 없습니다.",
    "Write it after ^, for example ^2.": "^ 뒤에 쓰세요. 예: ^2.",
    "{sign} cannot be an exponent.": "{sign:은} 지수가 될 수 없습니다.",
    "Write the exponent as ^{…}.": "지수를 ^{…} 꼴로 쓰세요.",
    # the line as a whole
    "the formula ends here, but something is missing.": "식이 끝났는데 빠진 것이 있습니다.",
    "Write the rest.": "나머지를 쓰세요.",
    "nothing stands before {sign}.": "{sign} 기호 앞에 아무것도 없습니다.",
    "Write what it is to join.": "기호 앞에 올 식을 쓰세요.",
    "what stands below the line in {over} {rest}…?": "{over} {rest}…에서 분모는 어디까지인가요?",
    "Write {over} \\cdot {rest}… if only {below} does, ({below} {rest}…) if all does.": (
        "{below}만 분모이면 {over} \\cdot {rest}…로, 모두 분모이면 ({below} {rest}…)로 쓰세요."
    ),
    "there is no formula in the text.": "글에 수식이 없습니다.",
    "Write for example L = (y - w x)^2.": "예를 들어 L = (y - w x)^2처럼 쓰세요.",
    "{sign} does not belong here: the formula was complete before it.": (
        "여기에는 {sign:이} 올 수 없습니다. 식은 그 앞에서 이미 끝났습니다."
    ),
    "Put an operator before it, or take it out. Statements are separated by new lines or ;": (
        "앞에 연산 기호를 쓰거나 지우세요. 식과 식은 줄을 바꾸거나 ;로 나눕니다."
    ),
    "a comma in a number.": "수 안에 쉼표가 있습니다.",
    "Write {number}, with a point.": "소수점은 마침표로 적으세요: {number}.",
    "is ({number}) the number of the equation, or a factor?": "({number})은 식의 번호인가요, 곱해진 수인가요?",
    "Write \\tag{{number}} for a number, \\cdot before a factor.": (
        "식의 번호이면 \\tag{{number}}로 쓰고, 곱이면 앞에 \\cdot을 쓰세요."
    ),
    "{sign} is not read.": "{sign} 기호는 읽지 않습니다.",
    "an assignment with more than two sides.": "대입식에 등호가 둘 이상 있습니다.",
    "Write one line for each.": "한 줄에 하나씩 쓰세요.",
    "the interval is not closed.": "구간이 닫히지 않았습니다.",
    "Write ] or ).": "] 또는 )를 쓰세요.",
    "the text is nested too deeply.": "식이 너무 깊이 겹쳐 있습니다.",
    "Give a part of it a name of its own.": "식의 일부에 따로 이름을 붙이세요.",
    "the text is {length} characters long; the reader takes {max_length} at most.": (
        "글이 {length}자입니다. {max_length}자까지만 읽습니다."
    ),
    "Split it into several models.": "여러 모델로 나누세요.",
    "a number of more than {max_digits} digits.": "수가 {max_digits}자리보다 깁니다.",
    "the exponent of ten is larger than {max_decimal_exponent}.": "10의 지수가 {max_decimal_exponent}보다 큽니다.",
    "{what} that is not mathematics: {origin}.": "수식이 아닌 {what:이} 있습니다: {origin}.",
    "Take it out of the formula, or put it behind a % as a comment.": "수식에서 빼거나, % 뒤에 주석으로 쓰세요.",
    # operators: lim, max, d, integrals
    "\\arg\\min is not read.": "\\arg\\min은 읽지 않습니다.",
    "Write the function that is minimised as a definition.": "최소로 만드는 함수를 정의로 쓰세요.",
    "integrals are not read.": "적분은 읽지 않습니다.",
    "\\{which} of one thing.": "\\{which}의 인수가 하나뿐입니다.",
    "Write \\{which}(0, x) with a comma.": "\\{which}(0, x)처럼 쉼표로 나누어 쓰세요.",
    "\\{which} needs its arguments in brackets.": "\\{which}의 인수를 괄호 안에 쓰세요.",
    "For example \\{which}(0, x).": "예: \\{which}(0, x).",
    "is this d the name that is declared, or a derivative?": "이 d는 선언한 이름인가요, 미분 기호인가요?",
    "Write \\mathrm{d} or \\partial for the derivative.": "미분이면 \\mathrm{d}나 \\partial로 쓰세요.",
    "the order of a derivative is a number from 1 to 9.": "미분 차수는 1에서 9까지의 수입니다.",
    "the derivative is by what?": "무엇으로 미분하나요?",
    "Write \\partial w.": "\\partial w처럼 쓰세요.",
    "Write the name: \\partial w.": "이름을 쓰세요: \\partial w.",
    "the derivative is of order {order} above and {below} below.": (
        "미분 차수가 분자에서는 {order}, 분모에서는 {below}입니다."
    ),
    "Write for example \\frac{\\partial^2 L}{\\partial w^2}.": (
        "예를 들어 \\frac{\\partial^2 L}{\\partial w^2}처럼 쓰세요."
    ),
    "the derivative of what?": "무엇을 미분하나요?",
    "Write it behind: \\frac{\\partial}{\\partial w}(…).": "뒤에 쓰세요: \\frac{\\partial}{\\partial w}(…).",
    "\\partial without what it is taken by.": "\\partial에 무엇으로 미분하는지가 없습니다.",
    "Write \\frac{\\partial L}{\\partial w}.": "\\frac{\\partial L}{\\partial w}처럼 쓰세요.",
    "a Kronecker product has four axes, and a matrix has two.": "크로네커 곱은 축이 넷인데, 행렬의 축은 둘입니다.",
    "Write A X B for (B^\\top \\otimes A) \\operatorname{vec}(X), a b^\\top for an outer product, or indices.": (
        "(B^\\top \\otimes A) \\operatorname{vec}(X)이면 A X B로, 외적이면 a b^\\top으로 쓰거나, 첨자로 쓰세요."
    ),
    # sums
    "{sign} has nothing to add up.": "{sign} 뒤에 더할 식이 없습니다.",
    "Π has no factor.": "Π 뒤에 곱할 식이 없습니다.",
    "Write what is summed behind it; put a sum of terms into brackets.": (
        "더할 식을 뒤에 쓰세요. 항이 여럿이면 괄호로 묶으세요."
    ),
    "{sign} has an upper limit, but not one index below.": "{sign}에 위 끝은 있는데 아래에 첨자가 없습니다.",
    "For example {sign}_{i=1}^{m}.": "예: {sign}_{i=1}^{m}.",
    "the sum's index is missing.": "합의 첨자가 없습니다.",
    "For example \\sum_{i=1}^{m}.": "예: \\sum_{i=1}^{m}.",
    "expected an index, but {found} stands here.": "첨자가 올 자리인데 {found:이} 있습니다.",
    "For example {sign}_{i=1}^{m} or {sign}_{i}.": "예: {sign}_{i=1}^{m} 또는 {sign}_{i}.",
    "a sum with the condition {sign} is not read.": "{sign} 조건이 붙은 합은 읽지 않습니다.",
    "Sum over a whole range: \\sum_{{index}=1}^{m}.": "범위 전체의 합으로 쓰세요: \\sum_{{index}=1}^{m}.",
    "a sum over a set is not read.": "집합 위의 합은 읽지 않습니다.",
    "Sum over a range: \\sum_{{letter}=1}^{m}.": "범위의 합으로 쓰세요: \\sum_{{letter}=1}^{m}.",
    "a sum over these numbers is not read.": "이 수들에 대한 합은 읽지 않습니다.",
    "Sum over a range: {letter} \\in \\{1, \\dots, m\\}, or write the terms out.": (
        "{letter} \\in \\{1, \\dots, m\\}처럼 이어진 범위로 쓰거나, 항을 하나씩 쓰세요."
    ),
    "this condition of a sum is not read.": "합의 이 조건은 읽지 않습니다.",
    "For example \\sum_{1 \\le i < j \\le m}.": "예: \\sum_{1 \\le i < j \\le m}.",
    "a sum with more than {max_terms} terms.": "항이 {max_terms}개보다 많은 합입니다.",
    "expected , or \\} in the set.": "집합 안에는 쉼표나 \\}가 와야 합니다.",
    "For example i \\in \\{1, \\dots, m\\}.": "예: i \\in \\{1, \\dots, m\\}.",
    "Write \\sum_{i=1}^{m}.": "\\sum_{i=1}^{m}처럼 쓰세요.",
    "expected the index of the sum.": "합의 첨자가 와야 합니다.",
    "For example sum(i=1..m, x_i).": "예: sum(i=1..m, x_i).",
    "nothing before these dots says how the terms go on.": "점들 앞의 항만으로는 어떻게 이어지는지 알 수 없습니다.",
    "the terms before and after these dots are not alike.": "점들의 앞과 뒤의 항이 같은 꼴이 아닙니다.",
    "Write it with \\sum_{i=1}^{m}.": "\\sum_{i=1}^{m}으로 쓰세요.",
    # the second reader
    "no reader called {reader}.": "{reader:이라는} 읽기 방법은 없습니다.",
    "latex2sympy2 reads this as {kind}, which is not a scalar formula.": (
        "latex2sympy2가 이것을 {kind:로} 읽었는데, 수 하나를 나타내는 식이 아닙니다."
    ),
    "what latex2sympy2 gives is nested too deeply.": "latex2sympy2의 결과가 너무 깊이 겹쳐 있습니다.",
    "latex2sympy2 reads {name} as one name.": "latex2sympy2가 {name:을} 이름 하나로 읽었습니다.",
    "latex2sympy2 cannot read this: {error}.": "latex2sympy2로 읽을 수 없습니다: {error}.",
    "the index of a sum is a letter.": "합의 첨자는 글자여야 합니다.",
    "the second reader reads definitions, name = expression.": "두 번째 방법으로는 정의(이름 = 식)만 읽습니다.",
}
