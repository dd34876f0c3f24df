r"""Korean of what is said about training: numbers that do not fit the model, optimizers, schedules, checkpoints.

A row is English template → Korean template.
"""

#: English → Korean
TRAINING = {
    # numbers for a model
    "training needs numbers for {missing}.": "학습시키려면 {missing}의 값이 있어야 합니다.",
    "no value for the parameter {missing}.": "파라미터 {missing}의 값이 없습니다.",
    "no value for the parameters {missing}.": "파라미터 {missing}의 값이 없습니다.",
    "no data for {missing}.": "{missing}의 데이터가 없습니다.",
    "Given: {given}.": "주어진 것: {given}.",
    "the {role} are a {kind}.": "{role} 값이 {kind}입니다.",
    "Give a dict {name: value}.": "{이름: 값} 사전으로 주세요.",
    "the parameters and the data are swapped: {params} are data, {data} are parameters.": (
        "파라미터와 데이터가 바뀌었습니다: {params:은} 데이터, {data:은} 파라미터입니다."
    ),
    "The parameters come first: (params, data).": "파라미터를 먼저 씁니다: (params, data).",
    "the constants {without} have no number.": "상수 {without}의 값이 없습니다.",
    "the constant {without} has no number.": "상수 {without}의 값이 없습니다.",
    'Give it with the data, or in the model: sg.read(..., constants={"{key}": 0.1}).': (
        '데이터와 함께 주거나 모델에 쓰세요: sg.read(..., constants={"{key}": 0.1}).'
    ),
    "{key} counts something, so it is a whole number from 1 on, not {number}.": (
        "{key:은} 개수이므로 1 이상의 정수여야 합니다. 주어진 값: {number}."
    ),
    "{key} has shape {axes}, but the value given has shape {shape}.": (
        "{key}의 모양은 {axes}인데 주어진 값의 모양은 {shape}입니다."
    ),
    "{key} is one number, but the value given has shape {shape}.": (
        "{key:은} 수 하나인데 주어진 값의 모양은 {shape}입니다."
    ),
    "{key} has shape {axes}, but the value given has {shape}.": (
        "{key}의 모양은 {axes}인데 주어진 값의 모양은 {shape}입니다."
    ),
    "{key} is empty: its shape is {shape}.": "{key:이} 비어 있습니다. 모양이 {shape}입니다.",
    "{key} is {shown}{where}{more}.": "{key}에 쓸 수 없는 값이 있습니다: {shown}{where}{more}.",
    " at [{index}] (counted from 0)": ", [{index}] 자리(0부터 셉니다)",
    ", {count} such values in all": ", 모두 {count}개",
    "Fill in or drop these samples first.": "먼저 이런 샘플을 채우거나 빼세요.",
    "{key} has rows of different lengths.": "{key}의 행마다 길이가 다릅니다.",
    "{key} is complex; symgrad's numbers are real.": "{key}의 값이 복소수입니다. symgrad는 실수만 씁니다.",
    "{key} holds {dtype}, not numbers.": "{key}의 값이 수가 아니라 {dtype}입니다.",
    "{key} holds {item}{where}, which is no number.": "{key}에 수가 아닌 값이 있습니다: {item}{where}.",
    " (element {place}, counted from 0)": " ({place}번 원소, 0부터 셉니다)",
    "the model has no {role} {spelling}.": "모델에 {spelling}: 이런 {role:은} 없습니다.",
    "Did you mean {meant}?": "혹시 {meant:을} 쓰려고 했나요?",
    "{spelling} stands among the {role} but belongs to the {other}.": (
        "{spelling:은} {role} 자리에 있지만 {other}에 속합니다."
    ),
    "{axis} = {known} was given": "{axis} = {known}이라고 주었",
    "the size {axis} is {known} in {first}": "{first}에서는 크기 {axis:이} {known}이",
    "{source} but {length} in {key} (shapes: {key} {axes}).": (
        "{source}는데 {key}에서는 {length}입니다 (모양: {key} {axes})."
    ),
    "Give {first} and {key} the same length along {axis}.": "{first:와} {key}의 {axis} 방향 길이를 같게 하세요.",
    # a symmetric matrix
    "{key} is declared symmetric, but a step of training moves its elements independently of each other.": (
        "{key:을} 대칭행렬로 선언했지만, 학습의 한 걸음은 원소를 저마다 따로 바꿉니다."
    ),
    r"Train any matrix B in its place: write B + B^\top for {key}.": (
        r"대신 임의의 행렬 B를 학습시키세요. {key} 자리에 B + B^\top을 씁니다."
    ),
    "{key} is declared symmetric, but its element ({row}, {column}) is {one} and its element ({column}, {row}) is "
    "{other}.": (
        "{key:을} 대칭행렬로 선언했지만, ({row}, {column}) 원소는 {one}이고 ({column}, {row}) 원소는 {other}입니다."
    ),
    "Correct the numbers, or take the word symmetric out of its shape.": (
        "값을 바로잡거나, 모양에서 symmetric이라는 말을 빼세요."
    ),
    # an optimizer and its options
    "{what} is no update from a gradient.": "{what:은} 기울기로 갱신하는 방법이 아닙니다.",
    "Write {elsewhere}.": "{elsewhere:을} 쓰세요.",
    "no optimizer called {what}.": "{what}: 이런 최적화 방법은 없습니다.",
    r'{choices} Or write its equations: optimizer(r"w := w - \alpha g", alpha=0.1).': (
        r'{choices} 또는 식으로 쓰세요: optimizer(r"w := w - \alpha g", alpha=0.1).'
    ),
    "{name} has no option {spelling}.": "{name}에는 {spelling} 옵션이 없습니다.",
    "{spelling} is a number, not {value}; it must be {range}.": (
        "{spelling} 값은 {value:이} 아니라 수여야 합니다. 조건: {range}."
    ),
    "{spelling} is {number}; it must be {range}.": "{spelling} 값이 {number}입니다. 조건: {range}.",
    "at least {low} and less than {high}": "{low} 이상 {high} 미만",
    "greater than {low} and less than {high}": "{low} 초과 {high} 미만",
    "at least {low}": "{low} 이상",
    "greater than {low}": "{low} 초과",
    "less than {high}": "{high} 미만",
    "finite": "유한한 값",
    "A usual value is {usual}.": "흔히 쓰는 값은 {usual}입니다.",
    "{strange} in the schedule of {spelling} is not t.": (
        "{spelling} 스케줄에는 t만 쓸 수 있습니다. 다른 이름: {strange}."
    ),
    "the schedule of {spelling} is {number} in step {step}; it must be at least {low} in every step.": (
        "{spelling} 스케줄의 값이 {step}번째 걸음에서 {number}입니다. 모든 걸음에서 {low} 이상이어야 합니다."
    ),
    "{name} has no learning rate to scale a weight decay with.": (
        "{name}에는 가중치 감쇠에 곱할 학습률이 없습니다."
    ),
    "{name} uses the length of the gradient as it is.": "{name:은} 기울기의 길이를 그대로 씁니다.",
    "Make the other changes first and clip by norm last.": (
        "다른 변경을 먼저 하고 노름으로 자르는 것은 마지막에 하세요."
    ),
    "{name} has {spelling} already.": "{name}에는 {spelling:이} 이미 있습니다.",
    "Give it another value instead.": "그 대신 값을 바꾸세요.",
    "the learning rate": "학습률",
    "the learning rate is 0; it must be greater than 0.": "학습률이 0입니다. 0보다 커야 합니다.",
    "{what} is {value}; it must be greater than 0 and at most 1.": (
        "{what} 값이 {value}입니다. 0보다 크고 1 이하여야 합니다."
    ),
    "{what} is {value}; it must be a whole number, 1 or more.": (
        "{what} 값이 {value}입니다. 1 이상의 정수여야 합니다."
    ),
    "{what} is {value}; it must be at least {low}.": "{what} 값이 {value}입니다. {low} 이상이어야 합니다.",
    "{what} is a number, not {value}.": "{what} 값은 {value:이} 아니라 수여야 합니다.",
    # an optimizer's equations
    "{key} has no value and no line.": "{key}의 값도, {key:을} 정하는 줄도 없습니다.",
    "Give its value ({key}=…), or a line {key_two} = ….": "값({key}=…)을 주거나 {key_two} = … 줄을 쓰세요.",
    "the equations have no {word}.": "식에 {word:이} 없습니다.",
    "{spelled} is given twice.": "{spelled} 값을 두 번 주었습니다.",
    "{left} is assigned twice.": "{left:을} 두 번 정했습니다.",
    "Give the second value a name of its own.": "두 번째 값에는 다른 이름을 쓰세요.",
    "no line updates the parameter w.": "파라미터 w를 갱신하는 줄이 없습니다.",
    r"Write for example w := w - \alpha g.": r"w := w - \alpha g처럼 쓰세요.",
    "an optimizer is made of assignments.": "최적화 방법은 대입식으로 씁니다.",
    r"Write w := w - \alpha g.": r"w := w - \alpha g처럼 쓰세요.",
    "{key} is given and cannot be assigned.": "{key:은} 이미 주어진 값이어서 다시 정할 수 없습니다.",
    "Take another letter.": "다른 글자를 쓰세요.",
    "an update works on each element by itself.": "갱신은 원소마다 따로 합니다.",
    r"The one thing about all of them it may use is \|g\|, the length of the whole gradient.": (
        r"모든 원소에서 나온 값으로는 기울기 전체의 길이 \|g\|만 쓸 수 있습니다."
    ),
    "an optimizer knows one derivative, that of the loss by w.": (
        "최적화 방법에서 쓸 수 있는 도함수는 손실을 w로 미분한 것뿐입니다."
    ),
    r"Write g, \frac{\partial L}{\partial w}, or powers of it: g^2.": (
        r"g나 \frac{\partial L}{\partial w}, 또는 g^2 같은 거듭제곱을 쓰세요."
    ),
    "the gradient is taken at one point only.": "기울기는 한 점에서만 구합니다.",
    "Two points cost two gradients.": "두 점에서 구하면 기울기를 두 번 계산해야 합니다.",
    "the gradient is taken before any line; {key} is not known yet.": (
        "기울기는 모든 줄보다 먼저 구하므로 {key:을} 아직 모릅니다."
    ),
    "Write the line with the gradient first, or the old value.": "기울기가 있는 줄을 먼저 쓰거나 이전 값을 쓰세요.",
    "only the gradient of this step is known.": "이번 걸음의 기울기만 쓸 수 있습니다.",
    "Keep the old one under a name of its own.": "이전 값은 다른 이름에 담아 두세요.",
    "nothing assigns {key}, so that it has no value a step before.": (
        "{key:을} 정하는 줄이 없어서 한 걸음 전의 값이 없습니다."
    ),
    "Add a line for {key}_t.": "{key}_t를 정하는 줄을 덧붙이세요.",
    "only the last step is remembered.": "바로 앞 걸음의 값만 기억합니다.",
    "Add a state for it.": "그 값을 담을 상태를 하나 더 두세요.",
    "{key} is used before its line.": "{key:을} 정하는 줄보다 먼저 썼습니다.",
    "Write its line above this one, or {key} with t-1 for its old value.": (
        "그 줄을 이 줄 위에 쓰거나, 이전 값이면 {key}에 t-1을 붙이세요."
    ),
    "the old value of {key} is gone: its line stands above.": (
        "{key:을} 정하는 줄이 위에 있어서 이전 값은 이미 없습니다."
    ),
    "Move this line up, or keep the old value under a name of its own.": (
        "이 줄을 위로 옮기거나, 이전 값을 다른 이름에 담아 두세요."
    ),
    # a run
    "batch_size is {batch_size}; it must be a whole number, 1 or more.": (
        "batch_size 값이 {batch_size}입니다. 1 이상의 정수여야 합니다."
    ),
    "this model has no {samples}: its data do not share one first axis.": (
        "이 모델에는 {samples:이} 없습니다. 데이터의 첫 축이 서로 다릅니다."
    ),
    "batches": "배치",
    "samples to set aside": "따로 떼어 둘 샘플",
    "Train on all samples, or write the loss as a sum over samples.": (
        "모든 샘플로 학습시키거나, 손실을 샘플에 대한 합으로 쓰세요."
    ),
    "this model has no batches: its data do not share one first axis.": (
        "이 모델은 배치로 나눌 수 없습니다. 데이터의 첫 축이 서로 다릅니다."
    ),
    "Train on all samples (no batch size), or write the loss as a sum over samples.": (
        "배치 크기 없이 모든 샘플로 학습시키거나, 손실을 샘플에 대한 합으로 쓰세요."
    ),
    "validation is {share} of {samples} samples; at least one must be set aside and one must be left.": (
        "검증용 비율이 샘플 {samples}개 가운데 {share}입니다. 떼어 둘 것과 남길 것이 적어도 하나씩 있어야 합니다."
    ),
    "Give a share between 0 and 1, or validation data as a dict.": (
        "0과 1 사이의 비율을 주거나, 검증 데이터를 직접 주세요."
    ),
    "validation is {validation}; it must be data (a dict) or a share such as 0.2.": (
        "validation 값이 {validation}입니다. 데이터(사전)나 0.2 같은 비율이어야 합니다."
    ),
    "tolerance is {tolerance}; it must be a number from 0 up to 1.": (
        "tolerance 값이 {tolerance}입니다. 0 이상 1 이하의 수여야 합니다."
    ),
    "{name} is {value}; it must be a whole number, {least} or more.": (
        "{name} 값이 {value}입니다. {least} 이상의 정수여야 합니다."
    ),
    "dtype is {dtype}; it must be float32 or float64.": "dtype 값이 {dtype}입니다. float32나 float64여야 합니다.",
    "resume goes on from a checkpoint.": "resume은 체크포인트에서 이어서 합니다.",
    'Say which: checkpoint="run.npz".': 'checkpoint="run.npz"처럼 파일을 알려 주세요.',
    "there is a checkpoint in {path} already.": "{path}에 체크포인트가 이미 있습니다.",
    "Go on from it with resume=True, or name another file.": (
        "--resume(resume=True)으로 이어서 하거나 다른 파일을 쓰세요."
    ),
    "Give {axis} among the data, or initial values with params=.": (
        "데이터에 {axis:을} 넣거나, 처음 값을 params=로 주세요."
    ),
    "{first} and {last}": "{first}, {last}",
    "{path} is no checkpoint.": "{path:은} 체크포인트가 아닙니다.",
    "{path} is a checkpoint of another version of symgrad.": "{path:은} 다른 판의 symgrad가 쓴 체크포인트입니다.",
    "{path} belongs to another run: {different} is different.": (
        "{path:은} 다른 학습의 것입니다. 다른 것: {different}."
    ),
    "{path} belongs to another run: {different} are different.": (
        "{path:은} 다른 학습의 것입니다. 다른 것: {different}."
    ),
    "Give the run's own options and data, or another file, or start from its parameters with params=.": (
        "그 학습의 옵션과 데이터를 그대로 주거나, 다른 파일을 쓰거나, 그 파라미터에서 시작하세요(params=)."
    ),
    "Give another file.": "다른 파일을 쓰세요.",
    "the loss is {loss} at the initial parameters.": "처음 파라미터에서 손실이 {loss}입니다.",
    "Start elsewhere (params= or another seed=), or scale the data.": (
        "다른 곳에서 시작하거나(--start, --seed), 데이터의 크기를 조절하세요."
    ),
    # backends
    "{name} carries out steps of training, it has no programs of its own.": (
        "{name:은} 학습을 실행할 때만 씁니다. 따로 만드는 프로그램은 없습니다."
    ),
    "no backend called {name}.": "{name}: 이런 백엔드는 없습니다.",
    "the backend {name} needs {library}, which is not installed.": (
        "백엔드 {name}에 필요한 {library:이} 설치되어 있지 않습니다."
    ),
    "Install it: pip install 'symgrad[{name}]'.": "설치: pip install 'symgrad[{name}]'.",
    # Newton's method and the perceptron
    "no direction called {direction}.": "{direction}: 이런 방향은 없습니다.",
    "steps is {steps}; it must be a whole number, 0 or more.": "steps 값이 {steps}입니다. 0 이상의 정수여야 합니다.",
    "passes is {passes}; it must be a whole number, 0 or more.": (
        "passes 값이 {passes}입니다. 0 이상의 정수여야 합니다."
    ),
    "the model has {count} numbers to find; a descent with a line search is for at most {largest}.": (
        "모델에서 찾을 수가 {count}개입니다. 직선 탐색을 하는 하강법은 {largest}개까지 다룹니다."
    ),
    "Train it with symgrad.fit.": "symgrad.fit(symgrad train)으로 학습시키세요.",
    "the last line of a perceptron is a step: {name} is not.": (
        "퍼셉트론의 마지막 줄은 계단함수여야 합니다. {name:은} 아닙니다."
    ),
    r"Write \hat{y} = \mathrm{step}(w_1 x_1 + w_2 x_2 + b).": (
        r"\hat{y} = \mathrm{step}(w_1 x_1 + w_2 x_2 + b)처럼 쓰세요."
    ),
    "there is no {label} among the data.": "데이터에 {label:이} 없습니다.",
    'Say how the labels are called: label="y".': '레이블의 이름을 알려 주세요: --label y, label="y".',
    "{label} holds labels: each is 0 or 1.": "{label:은} 레이블이므로 값이 모두 0이나 1이어야 합니다.",
    "{key} has not one entry for each of the {count} samples.": "{key}의 값이 샘플 {count}개에 하나씩 있지 않습니다.",
}
