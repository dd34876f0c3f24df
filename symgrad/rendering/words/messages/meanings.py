r"""Korean of what the reader and the model say about names, indices, shapes and definitions.

A row is English template → Korean template.
"""

#: English → Korean
MEANINGS = {
    # declarations
    "nothing is declared: which names are parameters and which are data?": (
        "선언된 이름이 없습니다. 어느 것이 파라미터이고 어느 것이 데이터인가요?"
    ),
    "Say so; perhaps: {guess}.": "선언하세요. 예: {guess}.",
    "{name} is declared as {role} and defined as well.": "{name:을} {role:로} 선언하고 정의하기도 했습니다.",
    "Take {name} out of the declared names, or its definition out of the model.": (
        "선언에서 {name:을} 빼거나, 모델에서 그 정의를 빼세요."
    ),
    "a shape is given for {key}, which is neither declared nor defined.": (
        "{key}의 모양을 적었는데, {key:은} 선언되지도 정의되지도 않았습니다."
    ),
    "{name} is declared with the shape ({declared}) but its definition has the shape ({found}).": (
        "{name}의 모양을 ({declared})로 선언했는데, 정의한 식의 모양은 ({found})입니다."
    ),
    "{name} is defined twice.": "{name:을} 두 번 정의했습니다.",
    "Give one of the two another name.": "둘 가운데 하나의 이름을 바꾸세요.",
    "the function {name} is used by no line of the model.": "함수 {name:을} 쓰는 줄이 모델에 없습니다.",
    "{size} is a {role} and the size of an axis.": "{size:이} {role}이면서 축의 크기입니다.",
    "Give the size another name.": "크기의 이름을 바꾸세요.",
    "the shape of {key} is a {name}.": "{key}의 모양을 {name} 값으로 적었습니다.",
    'A shape is written like shapes={"{key}": "m n"}.': '모양은 shapes={"{key}": "m n"}처럼 적습니다.',
    "{key} is declared symmetric, but its shape is {sizes}.": "{key:을} 대칭행렬로 선언했는데, 모양이 {sizes}입니다.",
    'A symmetric matrix is square: shapes={"{key}": "n n symmetric"}.': (
        '대칭행렬은 정사각행렬입니다: shapes={"{key}": "n n symmetric"}.'
    ),
    "that of a number": "수 하나의 모양",
    "the number {found} in {constants} belongs to no constant.": (
        "{constants}의 수 {found:은} 어느 상수의 값인지 알 수 없습니다."
    ),
    "Write the name before it: \\lambda=0.1.": "앞에 이름을 쓰세요: \\lambda=0.1.",
    "{value} is no number for the constant {key}.": "{value:은} 상수 {key}의 값이 될 수 없습니다.",
    "Write for example {key}=0.1, or only {key} to give its number with the data.": (
        "예를 들어 {key}=0.1처럼 쓰세요. 값을 데이터와 함께 주려면 {key}만 쓰세요."
    ),
    "{name} is declared twice, as {first} and as {role}.": "{name:을} {first:로}, 또 {role:로} 두 번 선언했습니다.",
    "{text} in the shape of {key} is neither a number nor a name.": (
        "{key}의 모양에 있는 {text:은} 수도 이름도 아닙니다."
    ),
    "{key} is given twice, the second time as {spelling}.": "{key:을} 두 번 적었습니다. 두 번째는 {spelling}입니다.",
    # names
    "Declare it: parameters={quoted}, data={quoted} or constants={quoted}.": (
        "선언하세요: parameters={quoted}, data={quoted}, constants={quoted} 가운데 하나."
    ),
    "Declare {key}: data={quoted}, or parameters={quoted}.": (
        "{key:을} 선언하세요: data={quoted} 또는 parameters={quoted}."
    ),
    "{written} is declared nowhere.": "{written:은} 어디에도 선언되지 않았습니다.",
    "{entry} is used before it is defined.": "{entry:을} 정의하기 전에 썼습니다.",
    "Move the definition of {entry} above this line.": "{entry}의 정의를 이 줄보다 위로 옮기세요.",
    "{base} is known, {written} is not: declare {written}, or declare the shape of {base}"
    ' (shapes={"{base}": "n"}) if this is an element of it.': (
        "{base:은} 선언되었지만 {written:은} 아닙니다. {written:을} 선언하세요. {base}의 성분이라면 모양을"
        ' 선언하세요: shapes={"{base}": "n"}.'
    ),
    "{remedy} Or did you mean {near}?": "{remedy} 혹시 {near:을} 쓰려고 했나요?",
    # indices
    "{entry} has {rank} {axes}, but {given} indices here.": (
        "{entry}의 {axes:은} {rank}개인데 첨자를 {given}개 썼습니다."
    ),
    "Check the shape of {entry}.": "{entry}의 모양을 확인하세요.",
    "axis {place} of {entry}": "{entry}의 {place}번째 축",
    "the index {item} is not a letter or a number.": "첨자 {item:은} 글자도 수도 아닙니다.",
    "the index {item} is not read.": "첨자 {item:은} 읽지 않습니다.",
    "{written} has {given} indices, but what stands before has {needed} axes.": (
        "{written}에 첨자가 {given}개 있는데, 앞의 식에는 축이 {needed}개입니다."
    ),
    "{what} is {size} long; it has no element {item}.": "{what}의 길이는 {size}입니다. {item}번째 성분은 없습니다.",
    "the index {item} has no range here.": "첨자 {item}의 범위가 정해지지 않았습니다.",
    "Sum over it (\\sum_{{item}=1}^{m}) or put it on the left side as well.": (
        "\\sum_{{item}=1}^{m}으로 더하거나, 왼쪽 변에도 이 첨자를 쓰세요."
    ),
    "the index {item} runs over {before}, but {what} has size {size}.": (
        "첨자 {item}의 범위는 {before}까지인데 {what}의 크기는 {size}입니다."
    ),
    "Check the shapes, the upper limit of the sum, and whether the order of the indices is right.": (
        "모양, 합의 위 끝, 첨자의 순서를 확인하세요."
    ),
    "the index {letter} in {item} has no range here.": "{item}에 있는 첨자 {letter}의 범위가 정해지지 않았습니다.",
    "Sum over it: \\sum_{{letter}=1}^{m}.": "이 첨자로 더하세요: \\sum_{{letter}=1}^{m}.",
    "the index {index} begins at {least}, but elements are numbered from 1.": (
        "첨자 {index:이} {least}부터 시작하는데, 성분의 번호는 1부터입니다."
    ),
    "Begin the sum later, or give what stands before element 1 a name of its own.": (
        "합을 더 뒤에서 시작하거나, 1번보다 앞에 있는 것에 따로 이름을 붙이세요."
    ),
    "the index {index} goes up to {most}, but {known}.": "첨자 {index:은} {most}까지 갑니다. 그런데 {known}.",
    "End the sum earlier, or declare the shape.": "합을 더 앞에서 끝내거나, 모양을 선언하세요.",
    "{what} is {size} long": "{what}의 길이는 {size}입니다",
    "no length is known for {what}": "{what}의 길이를 모릅니다",
    # sums
    "a sum over what?": "무엇에 대한 합인가요?",
    "a number in words.": "수가 말로 적혀 있습니다.",
    "Write it in figures: 1440000.": "숫자로 적으세요: 1440000.",
    "numbers beside each other.": "수가 나란히 적혀 있습니다.",
    "Write one number, or · for a product.": "하나의 수로 적거나, 곱이면 ·를 적으세요.",
    "Write the index: \\sum_{i=1}^{m} … or \\sum_i …": "첨자를 쓰세요: \\sum_{i=1}^{m} … 또는 \\sum_i …",
    "{bound} is a declared name and the index of a sum.": "{bound:은} 선언된 이름인데 합의 첨자로도 썼습니다.",
    "Give the sum another index letter.": "합의 첨자를 다른 글자로 바꾸세요.",
    "the index {bound} is already in use around this sum.": "첨자 {bound:은} 이 합을 둘러싼 식에서 이미 쓰고 있습니다.",
    "nothing in this sum has the index {bound}, so its range is unknown.": (
        "이 합 안에 첨자 {bound:이} 쓰인 곳이 없어 범위를 알 수 없습니다."
    ),
    "Write the index at what is summed, or the upper limit: \\sum_{{bound}=1}^{m}.": (
        "더하는 식에 첨자를 쓰거나 위 끝을 쓰세요: \\sum_{{bound}=1}^{m}."
    ),
    "nothing runs in this sum": "이 합에는 움직이는 첨자가 없습니다",
    "does {side} run as well, or is it fixed here?": "{side}도 함께 움직이나요, 고정되어 있나요?",
    "For all pairs write \\sum_{{side}} before it.": "모든 쌍에 대한 합이면 앞에 \\sum_{{side}}를 쓰세요.",
    "too many sums over {bound} inside each other.": "{bound}에 대한 합이 너무 많이 겹쳐 있습니다.",
    "Give each sum a letter of its own.": "합마다 다른 글자를 쓰세요.",
    "the sum over {bound} ends or begins at the index {moving} of another one.": (
        "{bound}에 대한 합의 끝이 다른 합의 첨자 {moving}입니다."
    ),
    "In a model sum over the whole range; a condition can be a factor, 0 where it does not hold.": (
        "모델에서는 범위 전체를 더하세요. 조건은 성립하지 않을 때 0이 되는 인수로 쓸 수 있습니다."
    ),
    "the sum over {bound} has no terms: it goes from {first} to {last}.": (
        "{bound}에 대한 합에는 항이 없습니다. {first}에서 {last}까지입니다."
    ),
    "Take it out, or check its limits.": "지우거나, 합의 범위를 확인하세요.",
    "the limits of a sum are names and whole numbers, and sums of them.": (
        "합의 범위에는 이름과 정수, 그리고 그것들을 더하거나 뺀 식만 쓸 수 있습니다."
    ),
    "For example \\sum_{i=1}^{m} or \\sum_{i=2}^{m-1}.": "예: \\sum_{i=1}^{m} 또는 \\sum_{i=2}^{m-1}.",
    "a product Π of unknown length is not read. For log Π write \\sum_{i=1}^{m} \\log(…); equal factors are a power": (
        "길이를 모르는 곱 Π는 읽지 않습니다. log Π이면 \\sum_{i=1}^{m} \\log(…)로, 같은 것의 곱이면 거듭제곱으로 쓰세요"
    ),
    # functions that a text defines
    "{first} takes {needed} arguments, not {given}.": "{first}의 인수는 {needed}개인데 {given}개를 썼습니다.",
    "{first}' is a derivative, which a model does not contain.": (
        "{first}'은 도함수인데, 모델에는 도함수를 쓸 수 없습니다."
    ),
    "Define the model without it; symgrad derives it.": "도함수 없이 모델을 정의하세요. 미분은 symgrad가 합니다.",
    "an argument of {first} is longer than {max_argument} parts.": "{first}의 인수가 {max_argument}조각보다 깁니다.",
    "{name} is defined by itself.": "{name:을} 자기 자신으로 정의했습니다.",
    "{key} is used with sizes": "{key:이} 서로 다른 크기로 쓰였습니다:",
    "the function {function} has no definition.": "함수 {function:이} 정의되지 않았습니다.",
    "Define it: {function}(x) = …": "정의하세요: {function}(x) = …",
    "functions are used with more than {max_instances} different arguments.": (
        "함수에 넣은 인수가 {max_instances}가지보다 많습니다."
    ),
    "Write fewer functions of functions.": "함수 안의 함수를 줄이세요.",
    "{function} is not defined at {arguments}, only at {known}.": (
        "{function:은} {arguments}에서 정의되지 않았습니다. {known}에서만 정의되어 있습니다."
    ),
    "Define it for every argument: {function}(t) = …": "모든 인수에 대해 정의하세요: {function}(t) = …",
    "a sum with a condition cannot stand in the argument of a function that the text defines.": (
        "글에서 정의한 함수의 인수에는 조건이 붙은 합을 쓸 수 없습니다."
    ),
    "this cannot stand in the argument of a function that the text defines.": (
        "글에서 정의한 함수의 인수에는 이것을 쓸 수 없습니다."
    ),
    "Give it a name of its own, in a line before.": "앞줄에서 따로 이름을 붙이세요.",
    # lines
    "an expression is expected, not an equation.": "등식이 아니라 식 하나를 써야 합니다.",
    "Give one side of it.": "한쪽 변만 쓰세요.",
    "the model does not know {written}.": "모델에 {written:이} 없습니다.",
    "It knows {known}.": "모델에 있는 것: {known}.",
    "It has no functions.": "모델에 함수가 없습니다.",
    "one formula is expected, not several.": "식을 하나만 써야 하는데 여럿입니다.",
    "this defines nothing.": "이 줄은 아무것도 정의하지 않습니다.",
    "Give it a name: L = {statement}": "이름을 붙이세요: L = {statement}",
    "a chain of equations is no definition.": "등호를 여러 번 이은 식은 정의가 아닙니다.",
    "Keep the first equals sign only.": "첫 등호까지만 남기세요.",
    "a fact with {sign} cannot be used in a model.": "{sign} 관계는 모델에서 쓸 수 없습니다.",
    "Take this line out; a model is made of definitions, name = expression.": (
        "이 줄을 빼세요. 모델은 정의(이름 = 식)로 이루어집니다."
    ),
    "the index {item} on the left side is no letter.": "왼쪽 변의 첨자 {item:은} 글자가 아닙니다.",
    "A definition is for every index: write a letter.": "정의는 모든 첨자에 대한 것이므로 글자로 쓰세요.",
    "an update with an arrow belongs to an optimizer, not to a model.": (
        "화살표로 쓴 갱신은 모델이 아니라 최적화 방법에 속합니다."
    ),
    "A model is made of definitions, name = expression.": "모델은 정의(이름 = 식)로 이루어집니다.",
    "the argument of a function's definition is a name.": "함수를 정의할 때의 인수는 이름이어야 합니다.",
    "the left side of a definition is one name.": "정의의 왼쪽 변은 이름 하나여야 합니다.",
    "For example L = (y - w x)^2.": "예: L = (y - w x)^2.",
    # what nodes mean
    "{why}.": "{why}.",
    "{what} must be a number, but {written} has axes.": "{what:은} 수여야 하는데 {written:은} 벡터나 행렬입니다.",
    "{done} by {sign}": "{sign} 기호로 {done}",
    "a division by zero.": "0으로 나누었습니다.",
    "a division by a matrix.": "행렬로 나눌 수 없습니다.",
    "Divide element by element: \\frac{A_{ij}}{B_{ij}}.": "원소끼리 나누세요: \\frac{A_{ij}}{B_{ij}}.",
    "a power of something with axes, its exponent with axes as well.": "밑도 지수도 벡터나 행렬입니다.",
    "Write x^{\\odot a} for the powers element by element.": "원소마다의 거듭제곱이면 x^{\\odot a}로 쓰세요.",
    "Write c^{\\odot x} for the powers element by element.": "원소마다의 거듭제곱이면 c^{\\odot x}로 쓰세요.",
    "an exponent with axes.": "지수가 벡터나 행렬입니다.",
    "{function} takes two arguments.": "{function}의 인수는 둘입니다.",
    "Write {function}(z, \\alpha).": "{function}(z, \\alpha)처럼 쓰세요.",
    "{function} takes one argument.": "{function}의 인수는 하나입니다.",
    "a second derivative of {function} has no meaning in a model": (
        "모델에서는 {function}의 두 번 미분을 쓸 수 없습니다"
    ),
    "the argument of a derivative is too long.": "도함수의 인수가 너무 깁니다.",
    "the argument of adj is too long.": "adj의 인수가 너무 깁니다.",
    "Give the argument a name of its own.": "인수에 따로 이름을 붙이세요.",
    "∇ by what? Write \\nabla_w, or \\frac{\\partial L}{\\partial w}": (
        "∇은 무엇에 대한 기울기인가요? \\nabla_w나 \\frac{\\partial L}{\\partial w}처럼 쓰세요"
    ),
    "\\{which} over {over} is not read. Name the things: \\{which}(a, b)": (
        "{over}에 대한 \\{which:은} 읽지 않습니다. \\{which}(a, b)처럼 하나씩 쓰세요"
    ),
    "what goes to something in a limit is a letter, not {this}.": (
        "극한에서 값에 다가가는 것은 글자여야 합니다. {this:은} 쓸 수 없습니다."
    ),
    "Write a letter that stands for nothing else: \\lim_{h \\to 0}.": (
        "다른 뜻이 없는 글자를 쓰세요: \\lim_{h \\to 0}."
    ),
    "{variable} goes to something that {variable} itself occurs in.": (
        "{variable:이} 가까이 가는 값에 {variable} 자신이 들어 있습니다."
    ),
    "Write what it goes to: \\lim_{h \\to 0}.": "가까이 가는 값을 쓰세요: \\lim_{h \\to 0}.",
    "this has no meaning inside a model": "모델 안에서는 뜻이 없는 식입니다",
    "is this the product of a matrix with itself, or the power of every element?": (
        "행렬의 곱인가요, 원소마다의 거듭제곱인가요?"
    ),
    "Write A A for the product, A^{\\odot 2} for the elements.": (
        "행렬의 곱이면 A A로, 원소마다의 거듭제곱이면 A^{\\odot 2}로 쓰세요."
    ),
    "a derivative is by a name.": "미분은 이름으로 해야 합니다.",
    "{sign} in a condition has no meaning": "조건에서 {sign} 기호는 뜻이 없습니다",
    # matrices
    "{what} needs a square matrix, this one has": "{what:은} 정사각행렬에만 있습니다. 이 행렬의 행과 열의 수는",
    "\\|A\\|_2 of a matrix is its spectral norm; for the sum of squares write \\|A\\|_F": (
        "행렬의 \\|A\\|_2는 스펙트럼 노름입니다. 제곱의 합이면 \\|A\\|_F로 쓰세요"
    ),
    "the norm with the index {kind} is not known": "첨자가 {kind}인 노름은 모릅니다",
    "is this a transpose, or the power T? {body} is a number.": "전치인가요, T제곱인가요? {body:은} 수입니다.",
    'Declare the shape of {body} (shapes={"{body}": "n"}), or declare T.': (
        '{body}의 모양을 선언하거나(shapes={"{body}": "n"}), T를 선언하세요.'
    ),
    "the trace of something that is no matrix.": "행렬이 아닌 것의 대각합입니다.",
    "{what} of something that is no matrix.": "행렬이 아니므로 {what:이} 없습니다.",
    "softmax needs a vector or a matrix.": "softmax에는 벡터나 행렬을 넣어야 합니다.",
    "{problem} {first} and {second}.": "{problem} {first:와} {second}입니다.",
    "Check the shapes.": "모양을 확인하세요.",
    "a row and a column are {done} in {origin}.": "{origin}에서 행벡터와 열벡터는 {done} 수 없습니다.",
    "Transpose one of them.": "하나를 전치하세요.",
    "{left} has shape {left_shape} and {right} has shape {right_shape}: their product needs {inner} = {outer}.": (
        "{left}의 모양은 {left_shape}, {right}의 모양은 {right_shape}입니다. 곱하려면 {inner} = {outer}이어야 합니다."
    ),
    "Check the shapes, and whether a transpose or another order is meant.": (
        "모양을 확인하고, 전치가 빠지거나 순서가 바뀌지 않았는지 보세요."
    ),
    "{one} and {two} are both {kind}, of lengths {first} and {second}": (
        "{one:와} {two:은} 둘 다 {kind}이고 길이는 {first:와} {second}입니다"
    ),
    "{one} has shape {left_shape} and {two} has shape {right_shape}": (
        "{one}의 모양은 {left_shape}, {two}의 모양은 {right_shape}입니다"
    ),
    "{problem}: they have no matrix product.": "{problem}. 행렬로서 곱할 수 없습니다.",
    "{problem}: they have no matrix product in this order.": "{problem}. 이 순서로는 행렬로서 곱할 수 없습니다.",
    "Write {way} for the scalar product, {other} element by element.": (
        "내적이면 {way}, 성분끼리의 곱이면 {other:로} 쓰세요."
    ),
    "Write {way}.": "{way:로} 쓰세요.",
    "A vector is a column: write {way}.": "벡터는 열벡터입니다. {way:로} 쓰세요.",
    "A vector is a column: write {way}, or {other}.": "벡터는 열벡터입니다. {way} 또는 {other:로} 쓰세요.",
    "shapes {left_shape} and {right_shape} cannot be {done} in {place}: {first} is not {second}.": (
        "{place}에서 모양 {left_shape}, {right_shape}인 것은 {done} 수 없습니다. {first:와} {second:이} 다릅니다."
    ),
    "A vector is added to every row of a matrix; its length is the matrix's number of columns.": (
        "벡터는 행렬의 모든 행에 더해지므로, 길이가 행렬의 열의 수와 같아야 합니다."
    ),
    "Check the shapes, and whether a transpose is missing.": "모양을 확인하고, 전치가 빠지지 않았는지 보세요.",
}
