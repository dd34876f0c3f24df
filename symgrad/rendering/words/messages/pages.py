"""Korean of what a page's reader says: front matter, comments, blocks, tables, numbers; and of models.

A row is English template → Korean template.
"""

#: English → Korean
PAGES = {
    # a model by itself
    "a model needs at least one definition, for example L = (y - w x)^2.": (
        "모델에는 정의가 하나 이상 있어야 합니다. 예: L = (y - w x)^2."
    ),
    "{name} uses {key} before {key} is defined.": "{name}의 정의가 아직 정의하지 않은 {key:을} 씁니다.",
    "Move the definition of {key} above that of {name}.": "{key}의 정의를 {name}의 정의보다 위로 옮기세요.",
    "{key} in the definition of {name} is not declared.": "{name}의 정의에 있는 {key:이} 선언되지 않았습니다.",
    "the model has no name {key}.": "모델에 {key:이라는} 이름이 없습니다.",
    "{target} is not defined by the model, so it has no derivative.": (
        "{target:은} 모델에서 정의하지 않았으므로 미분할 수 없습니다."
    ),
    "An update such as {name} := {name} - ... belongs to an optimizer, not to a model.": (
        "{name} := {name} - … 같은 갱신은 모델이 아니라 최적화 방법에 속합니다."
    ),
    "Declare it as a parameter, as data or as a constant. {near}": "파라미터나 데이터나 상수로 선언하세요. {near}",
    "a {role}": "{role}",
    "is a {role}": "{role}입니다",
    "has the axes {axes}": "축이 {axes}입니다",
    "from {first} to {last}": "{first}부터 {last}까지",
    "{name} is defined but stands in no table of names.": "{name:을} 정의했는데 이름표에 없습니다.",
    "{name} has {needed} axes but {given} indices.": "{name}의 축은 {needed}개인데 첨자는 {given}개입니다.",
    "{this} has {needed} indices, not {given}.": "{this}의 첨자는 {given}개가 아니라 {needed}개입니다.",
    "{this} has the number {value} but is {what}.": "{this}에 값 {value:이} 있는데, 상수가 아니라 {what}입니다.",
    "Only a constant that is a single number can have its number in the model.": (
        "모델에서 값을 가질 수 있는 것은 수 하나인 상수뿐입니다."
    ),
    "{this} is declared symmetric but {what}.": "{this:을} 대칭행렬로 선언했는데, {what}.",
    "A parameter, data or a constant can be symmetric: a square matrix, such as n n symmetric.": (
        "대칭일 수 있는 것은 정사각행렬인 파라미터, 데이터, 상수입니다. 예: n n symmetric."
    ),
    "{expr} has {needed} axes but is used without an index in the definition of {definition}.": (
        "{expr}의 축은 {needed}개인데, {definition}의 정의에서 첨자 없이 썼습니다."
    ),
    "{key} has {needed} axes but is used with {given} indices in the definition of {definition}.": (
        "{key}의 축은 {needed}개인데, {definition}의 정의에서 첨자를 {given}개 썼습니다."
    ),
    "{key} has no element {index}: its axis {position} is {size} long.": (
        "{key}에 {index}번째 성분은 없습니다. {position}번째 축의 길이는 {size}입니다."
    ),
    "the index {index} of {key} in the definition of {definition} has no range.": (
        "{definition}의 정의에 있는 {key}의 첨자 {index}의 범위가 정해지지 않았습니다."
    ),
    "Sum over it (\\sum_{{index}}) or put it on the left side ({definition}_{index} = ...).": (
        "\\sum_{{index}}로 더하거나, 왼쪽 변에도 쓰세요 ({definition}_{index} = …)."
    ),
    "in the definition of {definition} the index {index} runs over {range},"
    " but axis {position} of {key} has size {size}.": (
        "{definition}의 정의에서 첨자 {index}의 범위는 {range}까지이고, {key}의 {position}번째 축의 크기는"
        " {size}입니다."
    ),
    "in the definition of {definition} the index {index} of {key} goes {where},"
    " but its axis {position} from 1 to {size}.": (
        "{definition}의 정의에서 {key}의 첨자 {index}의 범위({where})가 {position}번째 축의 1부터 {size}까지를"
        " 벗어납니다."
    ),
    "Check the limits of the sum.": "합의 범위를 확인하세요.",
    "the index {index} of a sum is already in use around that sum.": (
        "합의 첨자 {index:은} 둘러싼 식에서 이미 쓰고 있습니다."
    ),
    # numbers
    "no number for {key}.": "{key}의 값이 없습니다.",
    "{given} is not a number.": "{given:은} 수가 아닙니다.",
    "{given} is not a finite number.": "{given:은} 유한한 수가 아닙니다.",
    "a number is too large to be worked out.": "수가 너무 커서 계산할 수 없습니다.",
    "{given} divides by zero.": "{given:은} 0으로 나눕니다.",
    "an empty list of numbers.": "수의 목록이 비어 있습니다.",
    "rows of different lengths.": "행의 길이가 서로 다릅니다.",
    "{key} is {value} in the model; it takes no other number.": (
        "{key}의 값은 모델에서 {value}입니다. 다른 값을 줄 수 없습니다."
    ),
    "{key} needs {needed} axes, the numbers given have {given}.": (
        "{key}의 축은 {needed}개인데, 주어진 값의 축은 {given}개입니다."
    ),
    "the size {size} is not known from the numbers given.": "주어진 값만으로는 크기 {size:을} 알 수 없습니다.",
    "{key} has {length} along {size}, which is {known} elsewhere.": (
        "{size:은} {key}에서는 {length}인데 다른 곳에서는 {known}입니다."
    ),
    # files, front matter
    "{path} is not UTF-8 text (byte {error}).": "{path:은} UTF-8 글이 아닙니다 ({error}번째 바이트).",
    "Save it as UTF-8.": "UTF-8로 저장하세요.",
    "cannot read {path}: {error}.": "{path:을} 읽을 수 없습니다: {error}.",
    "{page} has {length} characters; a page has at most {page_length}.": (
        "{page:이} {length}자입니다. 한 문서는 {page_length}자까지입니다."
    ),
    "Make several pages of it.": "여러 문서로 나누세요.",
    "a page begins with its front matter.": "문서는 머리말로 시작해야 합니다.",
    "Write three lines at the top: ---, title: {en: ..., ko: ...} with ids: [...], and ---.": (
        "맨 위에 ---, title: {en: ..., ko: ...}와 ids: [...], ---를 쓰세요."
    ),
    "the front matter has no end.": "머리말이 끝나지 않았습니다.",
    "Write a line of three hyphens (---) after it.": "머리말 뒤에 --- 줄을 쓰세요.",
    "the front matter says nothing.": "머리말이 비어 있습니다.",
    "the front matter is not YAML: {problem}.": "머리말이 YAML이 아닙니다: {problem}.",
    "the front matter is not YAML: {error}.": "머리말이 YAML이 아닙니다: {error}.",
    "the front matter has no entry {key}.": "머리말에는 {key} 항목이 없습니다.",
    "the front matter needs a title in en, and may have one in ko.": (
        "머리말에는 en 제목이 있어야 하고, ko 제목도 쓸 수 있습니다."
    ),
    "the front matter needs ids, a list of words.": "머리말에는 낱말 목록 ids가 있어야 합니다.",
    "anchors, aliases and tags have no place in a page's front matter.": (
        "머리말에는 YAML의 앵커, 별칭, 태그를 쓸 수 없습니다."
    ),
    "acknowledge needs the ids of claims, each with a reason in words.": (
        "acknowledge에는 항목의 id와 그 까닭을 함께 쓰세요."
    ),
    'Write for example acknowledge: {B6a-4.2: "the slide cuts off"}.': (
        '예: acknowledge: {B6a-4.2: "슬라이드가 자리를 버렸다"}.'
    ),
    "{it} is nothing to acknowledge: {why}.": "{it:은} 확인해 둘 것이 아닙니다: {why}.",
    "Take this out.": "이것을 빼세요.",
    # comments and blocks
    "this comment does not stand by itself, so it means nothing.": "이 주석은 따로 떨어져 있지 않아 효력이 없습니다.",
    "Put it at the beginning of a line, outside of lists and quotations.": (
        "목록이나 인용문 밖에서 줄의 맨 앞에 쓰세요."
    ),
    "this block of mathematics has no end.": "이 수식 블록이 끝나지 않았습니다.",
    "Close it with $$.": "$$로 닫으세요.",
    "no directive called {found}.": "{found:이라는} 지시는 없습니다.",
    "this comment looks like a directive but does not begin with 'symgrad:'.": (
        "지시처럼 보이는 주석인데 'symgrad:'로 시작하지 않습니다."
    ),
    'Write it like <!-- symgrad: claims id="B6a" -->.': '<!-- symgrad: claims id="B6a" -->처럼 쓰세요.',
    "{word} needs the option {option}.": "{word} 지시에는 {option} 옵션이 있어야 합니다.",
    'Write {word} {option}="{sample}".': '예: {word} {option}="{sample}".',
    "expected an option.": "옵션이 와야 합니다.",
    'Write name="value".': '이름="값" 꼴로 쓰세요.',
    "{word} has no option {name}.": "{word} 지시에는 {name} 옵션이 없습니다.",
    "{word} takes no options.": "{word} 지시에는 옵션이 없습니다.",
    "the option {name} needs a value in double quotes.": "{name} 옵션에는 큰따옴표로 묶은 값이 있어야 합니다.",
    'Write {name}="{sample}".': '예: {name}="{sample}".',
    "the option {name} stands twice.": "{name} 옵션이 두 번 나옵니다.",
    "Take one of them out.": "하나를 빼세요.",
    "Take one of the two out.": "둘 가운데 하나를 빼세요.",
    "Take it out.": "빼세요.",
    "{value} is no value for {name}.": "{value:은} {name} 옵션의 값이 될 수 없습니다.",
    'Write for example {name}="{sample}".': '예: {name}="{sample}".',
    "no block of mathematics stands below this {word}.": "이 {word} 주석 아래에 수식 블록이 없습니다.",
    "Put the $$ block right below the comment.": "주석 바로 아래에 $$ 블록을 쓰세요.",
    "{word} needs a block of mathematics below it.": "{word} 주석 아래에는 수식 블록이 있어야 합니다.",
    "{word} stands above the first model.": "{word} 주석이 첫 모델보다 위에 있습니다.",
    "Put the model block first.": "모델 블록을 먼저 쓰세요.",
    "{page} has no model.": "{page}에 모델이 없습니다.",
    'Write <!-- symgrad: model parameters="..." --> above the block with the definitions.': (
        '정의가 있는 블록 위에 <!-- symgrad: model parameters="..." -->를 쓰세요.'
    ),
    "{this} has no model {name}.": "{this}에 {name:이라는} 모델이 없습니다.",
    "this model has no definitions.": "이 모델에는 정의가 없습니다.",
    "the model does not define {target}.": "모델에서 {target:을} 정의하지 않았습니다.",
    "two models of this page are called {draft}.": "이 문서의 두 모델이 모두 {draft:이라는} 이름입니다.",
    'Give one of them another name="...".': '하나의 name="..."을 바꾸세요.',
    "no model above is called {induction}.": "위에 {induction:이라는} 모델이 없습니다.",
    "this model has two train blocks.": "이 모델에 train 블록이 둘입니다.",
    "the id {id} belongs to none of this page's ids.": "id {id:은} 이 문서의 ids에 없습니다.",
    "The front matter says ids: [{ids}].": "머리말의 ids: [{ids}].",
    "no {what} {text} on this page.": "이 문서에 {text:이라는} {what:이} 없습니다.",
    # numbers given
    "expected name = number.": "이름 = 수 꼴이어야 합니다.",
    "Write for example x_1 = 0.5, each on a line of its own or with commas between.": (
        "예: x_1 = 0.5. 한 줄에 하나씩 쓰거나 쉼표로 나누세요."
    ),
    "{key} has its number in the model already.": "{key}의 값은 이미 모델에 있습니다.",
    "{key} is given twice.": "{key}의 값을 두 번 주었습니다.",
    "{key} is defined by the model, so it is not given.": "{key:은} 모델에서 정의하므로 값을 주지 않습니다.",
    "Make it a claim.": "검사할 주장으로 쓰세요.",
    "{value} is no number.": "{value:은} 수가 아닙니다.",
    "{value} is not a number.": "{value:은} 수가 아닙니다.",
    "{cell} is not a number.": "{cell:은} 수가 아닙니다.",
    "{key} belongs to the model: give it a number, a list of numbers or a small matrix.": (
        "{key:은} 모델에 있는 이름입니다. 수나 수의 목록이나 작은 행렬을 주세요."
    ),
    "{key} has {needed} axes, the value given has {given}.": (
        "{key}의 축은 {needed}개인데, 주어진 값의 축은 {given}개입니다."
    ),
    "{text} is not a name.": "{text:은} 이름이 아닙니다.",
    "A name is a letter with its accents and indices, such as w_1 or \\hat{y}.": (
        "이름은 w_1이나 \\hat{y}처럼 글자 하나와 그 위의 기호, 첨자입니다."
    ),
    "{name} is nothing that the model is given.": "{name:은} 모델에 주어진 것이 아닙니다.",
    "State facts about data, such as y \\in \\{0, 1\\}.": "데이터에 대한 조건을 쓰세요. 예: y \\in \\{0, 1\\}.",
    "the page says that {words}, but the numbers given for {it} are not so.": (
        "문서에는 {words:이라는} 조건이 있는데, {it}에 준 값이 이를 만족하지 않습니다."
    ),
    "Correct the one or the other.": "둘 가운데 하나를 고치세요.",
    # lines
    "this block has no lines.": "이 블록이 비어 있습니다.",
    "this line says nothing about its expression.": "이 줄은 식 하나만 있고 주장이 없습니다.",
    "A line is a chain of =, \\approx or :=, or of <, \\le, >, \\ge.": (
        "한 줄은 =, \\approx, :=로 이은 식이거나 <, \\le, >, \\ge로 이은 식입니다."
    ),
    "the inequalities of this line point both ways.": "이 줄의 부등호 방향이 서로 다릅니다.",
    "Write two lines.": "두 줄로 나누어 쓰세요.",
    "expected one expression.": "식이 하나여야 합니다.",
    "a side of this line is empty.": "이 줄의 한쪽 변이 비어 있습니다.",
    "a side is empty here.": "여기에서 한쪽 변이 비어 있습니다.",
    "Write what stands there.": "들어갈 식을 쓰세요.",
    "a line of an update block gives a parameter its new value.": "갱신 블록의 한 줄은 파라미터에 새 값을 줍니다.",
    "Write w := w - ..., or make the block a claims block.": "w := w - …처럼 쓰거나, claims 블록으로 바꾸세요.",
    "{name} is no parameter of the model.": "{name:은} 모델의 파라미터가 아닙니다.",
    "An update gives parameters new values.": "갱신은 파라미터에 새 값을 줍니다.",
    "{opening} is opened in this block and not closed.": "이 블록에서 {opening:을} 열고 닫지 않았습니다.",
    "Close it before the block ends.": "블록이 끝나기 전에 닫으세요.",
    "∇ by what? The model has several parameters, and not all of them are single numbers.": (
        "∇은 무엇에 대한 기울기인가요? 파라미터가 여럿이고, 모두가 수인 것은 아닙니다."
    ),
    "Write \\nabla_w.": "\\nabla_w처럼 쓰세요.",
    "{function} is a function of {names} here.": "여기에서 {function:은} {names}의 함수입니다.",
    "Write these.": "이것들을 쓰세요.",
    "an update of a column needs columns added, and multiplied by numbers.": (
        "열벡터의 갱신은 열벡터에 수를 곱하고 더한 식이어야 합니다."
    ),
    "the columns of this line do not have their \\vdots in the same rows.": (
        "이 줄의 열벡터들은 \\vdots의 위치가 서로 다릅니다."
    ),
    "Write the same rows in each.": "같은 행에 쓰세요.",
    "the rows above and below \\vdots are not built alike.": "\\vdots의 위와 아래 행이 같은 꼴이 아닙니다.",
    "Write the rows out.": "행을 모두 쓰세요.",
    "the left side of an assignment is one name.": "대입의 왼쪽 변은 이름 하나여야 합니다.",
    "a method is made of assignments.": "방법은 대입으로 이루어집니다.",
    "no method is called {method}.": "{method:이라는} 방법은 없습니다.",
    "an induction has the model of its first case, and the letter it runs over.": (
        "귀납법에는 첫 경우의 모델과 움직이는 글자가 있어야 합니다."
    ),
    'Write induction="first-layer" over="l".': '예: induction="first-layer" over="l".',
    "an update above a table needs the rule that takes effect between its lines.": (
        "표 위의 갱신에는 줄과 줄 사이에서 쓰이는 규칙이 있어야 합니다."
    ),
    'Write update id="B6g" rule="B6f", where block B6f shows it with :=, or make it claims.': (
        '예: update id="B6g" rule="B6f" (B6f 블록에 :=로 쓴 규칙이 있을 때). 아니면 claims로 바꾸세요.'
    ),
    # tables
    "this table has no lines.": "이 표에 줄이 없습니다.",
    "this line of the table has no cells.": "표의 이 줄에 칸이 없습니다.",
    "this line of the table has {given} cells, the heading has {width}.": (
        "표의 이 줄은 {given}칸인데 제목 줄은 {width}칸입니다."
    ),
    "two columns for {head}.": "{head}의 열이 둘입니다.",
    "{head} is neither a number of one sample nor the label {label}.": (
        "{head:은} 표본의 수도, 레이블 {label}도 아닙니다."
    ),
    "no data of the model is called {head}.": "모델에 {head:이라는} 데이터가 없습니다.",
    "The model's data are single numbers.": "모델의 데이터는 수 하나씩입니다.",
    "the columns of {key} are not numbered 1, 2, ….": "{key}의 열 번호가 1, 2, …가 아닙니다.",
    "a rule is for a table, whose lines are steps.": "규칙은 줄마다 한 단계인 표에 씁니다.",
    "a table has no {option}.": "표에는 {option} 옵션이 없습니다.",
    "the steps of this table do not go on.": "이 표의 단계가 이어지지 않습니다.",
    "Number them upwards.": "작은 번호부터 차례로 쓰세요.",
    "no block {rule} of this model has a line with :=.": "이 모델의 {rule} 블록에 :=로 쓴 줄이 없습니다.",
    "Name the id of the block above that shows the update.": "위에서 갱신을 쓴 블록의 id를 적으세요.",
    "this table takes more than {max_steps} steps.": "이 표는 {max_steps}단계보다 깁니다.",
    "this table of claims says nothing.": "이 표에는 검사할 것이 없습니다.",
    "Write a formula over each column, such as $x_i$ or $(y_i - \\hat{y}_i)^2$, and lines below.": (
        "열마다 위에 $x_i$나 $(y_i - \\hat{y}_i)^2$ 같은 식을 쓰고, 아래에 줄을 쓰세요."
    ),
    # training
    "Put a table with these columns below, or give them in a given block above.": (
        "아래에 이 열들이 있는 표를 쓰거나, 위의 given 블록에서 값을 주세요."
    ),
    "{name} has no learning rate.": "{name}에는 학습률이 없습니다.",
    "Take the option learning_rate out.": "learning_rate 옵션을 빼세요.",
    "the learning rate {rate} is neither a positive number nor a given name.": (
        "학습률 {rate:은} 양수도, 값이 주어진 이름도 아닙니다."
    ),
    "no optimizer called {name}.": "{name:이라는} 최적화 방법은 없습니다.",
}
