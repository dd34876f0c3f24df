"""Korean of what the commands say: options, tables of numbers, documents, pictures.

A row is English template → Korean template.
"""

#: English → Korean
COMMANDS = {
    # options
    "a REFERENCE and an ANSWER are needed, or --jsonl.": "정답(REFERENCE)과 답안(ANSWER)을 주거나 --jsonl을 쓰세요.",
    "--jsonl takes its items from the standard input.": "--jsonl은 항목을 표준 입력에서 읽습니다.",
    "--{option} has {text}.": "--{option} 값이 잘못되었습니다: {text}.",
    "Write it as --{option} NAME=VALUE.": "--{option} NAME=VALUE 꼴로 쓰세요.",
    "--shapes has {part}.": "--shapes 값이 잘못되었습니다: {part}.",
    'Write it as "X: m n; w: n".': '"X: m n; w: n"처럼 쓰세요.',
    "--sizes has {part}.": "--sizes 값이 잘못되었습니다: {part}.",
    'Write it as "h=8".': '"h=8"처럼 쓰세요.',
    "{option} has {text}.": "{option} 값이 잘못되었습니다: {text}.",
    "Write it as beta_1=0.8.": "beta_1=0.8처럼 쓰세요.",
    'Write it as "{example}".': '"{example}"처럼 쓰세요.',
    "--lang both is for documents, not for --to {to}.": "--lang both는 문서에 씁니다. --to {to}에는 쓸 수 없습니다.",
    "Take --to html, or one language.": "--to html을 쓰거나 언어를 하나만 고르세요.",
    "--fragment is for --to latex, not for --to {to}.": (
        "--fragment는 --to latex에 씁니다. --to {to}에는 쓸 수 없습니다."
    ),
    "--solutions and --output are for a sheet.": "--solutions와 --output은 문제지를 만들 때 씁니다.",
    "Add --to markdown or --to json.": "--to markdown이나 --to json을 덧붙이세요.",
    "--resume goes on from a checkpoint.": "--resume은 체크포인트에서 이어서 합니다.",
    "Say which: --checkpoint run.npz.": "--checkpoint run.npz처럼 파일을 알려 주세요.",
    "--label is for a perceptron.": "--label은 퍼셉트론에 씁니다.",
    "Take it out, or add --optimizer perceptron.": "이 옵션을 빼거나 --optimizer perceptron을 덧붙이세요.",
    "the page's model is of one sample of a perceptron.": "이 문서의 모델은 퍼셉트론의 샘플 하나에 대한 것입니다.",
    "Leave --optimizer out, or write a model with a sum over the samples.": (
        "--optimizer를 빼거나, 샘플에 대한 합이 있는 모델을 쓰세요."
    ),
    "{name} has no learning rate to change.": "{name}에는 바꿀 학습률이 없습니다.",
    "Take --schedule out.": "--schedule을 빼세요.",
    "no schedule called {name}.": "{name}: 이런 학습률 스케줄은 없습니다.",
    "the schedule {name} needs {needed}.": "스케줄 {name}에는 {needed} 값이 있어야 합니다.",
    "the schedule {name} has no option {strange}.": "스케줄 {name}에는 {strange} 옵션이 없습니다.",
    "{name} has no option {option}.": "{name}에는 {option} 옵션이 없습니다.",
    "Its options are {has}.": "쓸 수 있는 옵션: {has}.",
    "{belongs} belongs to an optimizer.": "{belongs:은} 최적화 방법의 옵션입니다.",
    "Say which: --optimizer adam.": "--optimizer adam처럼 최적화 방법을 알려 주세요.",
    "the training of a module is written with NumPy, not with {backend}.": (
        "학습까지 하는 모듈은 NumPy로만 만듭니다. {backend:로}는 만들 수 없습니다."
    ),
    "Leave out --optimizer, or train with it: symgrad train --backend {backend}.": (
        "--optimizer를 빼거나 바로 학습시키세요: symgrad train --backend {backend}."
    ),
    "{setting} in the optimizer {text} sets no number.": "최적화 방법 {text}의 {setting}에 수가 없습니다.",
    'Write it as "adam learning_rate=0.1".': '"adam learning_rate=0.1"처럼 쓰세요.',
    # pages and models named
    "there is no page to read.": "읽을 문서가 없습니다.",
    "Name a page or a directory with pages.": "문서나, 문서가 든 폴더를 지정하세요.",
    "{path} has no pages.": "{path}에는 문서가 없습니다.",
    "A page is a file that ends in .md.": "문서는 이름이 .md로 끝나는 파일입니다.",
    "{path} is no page of notes; passed over.": "{path:은} 강의 문서가 아니어서 건너뜁니다.",
    "{path} is an assignment; passed over.": "{path:은} 과제 문서여서 건너뜁니다.",
    "{path} is an assignment, no page of notes.": "{path:은} 강의 문서가 아니라 과제 문서입니다.",
    "Grade what was handed in with it: symgrad grade {path} SUBMISSIONS --out report.": (
        "제출물을 채점할 때 쓰세요: symgrad grade {path} 제출물 --out report."
    ),
    "{problem}: {path}": "{problem}: {path}",
    "wrote {path}": "{path:을} 썼습니다",
    "wrote the contents of {path}": "{path}의 목차를 썼습니다",
    "{path} is as it should be": "{path}의 목차가 맞습니다",
    "{path} is old": "{path}의 목차가 오래되었습니다",
    "derivations/{page} is not here.": "derivations/{page} 파일이 여기에 없습니다.",
    "Run the demo in symgrad's own folder, or name a page: symgrad demo PAGE.": (
        "symgrad 폴더에서 실행하거나 문서를 지정하세요: symgrad demo PAGE."
    ),
    "{path} does not give numbers for {missing} of its first model.": (
        "{path}의 첫 모델에 {missing}의 값이 없습니다."
    ),
    "Put them into a `given` block of the page.": "문서의 `given` 블록에 적으세요.",
    "the model has no parameter {name}.": "모델에 {name} 파라미터가 없습니다.",
    "The parameters are: {names}.": "파라미터: {names}.",
    "the model has no size {key}.": "모델에 {key} 크기가 없습니다.",
    "It has no axes.": "이 모델에는 축이 없습니다.",
    # numbers
    "{path} is not UTF-8 text (byte {start}).": "{path:은} UTF-8 텍스트가 아닙니다 ({start}번째 바이트).",
    "{path} is not JSON: {problem}.": "{path:은} JSON이 아닙니다: {problem}.",
    "{path} holds a {kind}.": "{path}에 든 것이 {kind}입니다.",
    'Write {"name": value, ...}.': '{"이름": 값, ...} 꼴로 쓰세요.',
    "{title} has no data to train on.": "{title}에는 학습시킬 데이터가 없습니다.",
    "Give --data data.csv.": "--data data.csv처럼 데이터를 주세요.",
    "{table} has no column for {lacking}.": "{table}에 {lacking} 열이 없습니다.",
    "{table} does not hold {lacking}.": "{table}에 {lacking:이} 없습니다.",
    "the page gives no numbers for {shown}.": "문서에 {shown}의 값이 없습니다.",
    "the constant {key} has no number.": "상수 {key}의 값이 없습니다.",
    "Give it in a `given` block of the page, with --constants '{key}=0.1', or as "
    'constants="{key}=0.1" of the model.': (
        "문서의 `given` 블록에 적거나, --constants '{key}=0.1' 또는 모델의 constants=\"{key}=0.1\"로 주세요."
    ),
    "the size {axis} of the parameter {key} does not follow from the data.": (
        "파라미터 {key}의 크기 {axis:을} 데이터에서 알 수 없습니다."
    ),
    "Give it with --sizes {axis}=8, or the initial parameters with --start.": (
        "--sizes {axis}=8처럼 주거나, 처음 파라미터를 --start로 주세요."
    ),
    "{path} has the columns {headings}. {remedy}": "{path}의 열: {headings}. {remedy}",
    "{path} has two columns for {head}.": "{path}에 {head} 열이 둘 있습니다.",
    "{path}, line 1: the column {head} is neither data of the model nor the label.": (
        "{path}, 1번째 줄: {head} 열은 모델의 데이터도 레이블도 아닙니다."
    ),
    "The data are {data}, the label is {label} (--label says another).": (
        "데이터는 {data}, 레이블은 {label}입니다 (다른 이름이면 --label로 알려 주세요)."
    ),
    "{path} has no column for the label {label}.": "{path}에 레이블 {label} 열이 없습니다.",
    "Say what it is called: --label.": "레이블의 이름을 --label로 알려 주세요.",
    "{path} holds one array, but the model's data are {data}.": (
        "{path}에는 배열이 하나뿐인데 모델의 데이터는 {data}입니다."
    ),
    'Write them as np.savez("data.npz", name=array, ...).': 'np.savez("data.npz", name=array, ...)로 저장하세요.',
    "{path}, column {headings}: {dtype} are no numbers.": "{path}, {headings} 열: {dtype} 값은 수가 아닙니다.",
    "{path}, line 1: the column {head} is no data of the model.": (
        "{path}, 1번째 줄: {head} 열은 모델의 데이터가 아닙니다."
    ),
    "The model's data are: {names}. Rename the column or take it out.": (
        "모델의 데이터: {names}. 열의 이름을 바꾸거나 열을 빼세요."
    ),
    "The model's data are: {names} (a matrix x has the columns x_1, x_2, …). Rename the column or take it out.": (
        "모델의 데이터: {names} (행렬 x의 열은 x_1, x_2, …입니다). 열의 이름을 바꾸거나 열을 빼세요."
    ),
    "{path}, line {row}: no column {head}.": "{path}, {row}번째 줄: {head} 열이 없습니다.",
    "{path}, line {row}: {count} cells, but the heading has {width}.": (
        "{path}, {row}번째 줄: 칸이 {count}개인데 제목 줄에는 {width}개입니다."
    ),
    "Write it with a point: {number}.": "소수점을 점으로 쓰세요: {number}.",
    "{path}, line {row}, column {head}: {cells} is not a number.": (
        "{path}, {row}번째 줄, {head} 열: {cells}: 수가 아닙니다."
    ),
    "{path}, line {row}, column {head}: the cell is empty.": "{path}, {row}번째 줄, {head} 열: 칸이 비어 있습니다.",
    "Fill it in, or take the line out.": "값을 채우거나 그 줄을 빼세요.",
    "the columns of {key} in {path} are not numbered 1, 2, ….": (
        "{path}에서 {key}의 열 번호가 1, 2, …로 이어지지 않습니다."
    ),
    "{key} is one number in this model, but {path} has {count} lines.": (
        "이 모델에서 {key:은} 수 하나인데 {path}에는 {count}줄이 있습니다."
    ),
    "Write the model with a sum over samples, or give one line.": (
        "샘플에 대한 합이 있는 모델을 쓰거나, 데이터를 한 줄만 주세요."
    ),
    "{path} is no .npz file of numbers: {error}.": "{path:은} 수가 든 .npz 파일이 아닙니다: {error}.",
    "{path} is no .npy file of numbers: {error}.": "{path:은} 수가 든 .npy 파일이 아닙니다: {error}.",
    "{path} is no Parquet file: {error}.": "{path:은} Parquet 파일이 아닙니다: {error}.",
    "{path} is no table: {error}.": "{path:은} 표가 아닙니다: {error}.",
    "{path}, line {number}: {headings} are numbers, but the first line is the heading.": (
        "{path}, {number}번째 줄: 첫 줄은 제목 줄인데 수가 있습니다: {headings}."
    ),
    "{path} has no lines of numbers below its heading (line {number}).": (
        "{path}의 제목 줄({number}번째 줄) 아래에 수가 없습니다."
    ),
    "{path}, line {number}: column {column} has no name.": (
        "{path}, {number}번째 줄: {column}번째 열에 이름이 없습니다."
    ),
    "Its first line names the columns, for example x,y; the lines below hold numbers.": (
        "첫 줄에 x,y처럼 열의 이름을 쓰고 그 아래 줄에 수를 씁니다."
    ),
    # documents
    "bare LaTeX has no page to make a document of.": "LaTeX 수식만으로는 문서를 만들 수 없습니다.",
    "Write a page (symgrad new page.md), or take --to html, latex or pdf in one language.": (
        "문서를 쓰거나(symgrad new page.md), 한 언어로 --to html, latex, pdf를 쓰세요."
    ),
    "{count} pages are {count} documents.": "문서 {count}편은 파일 {count}개가 됩니다.",
    "Name a directory for them: -o DIRECTORY.": "파일을 둘 폴더를 지정하세요: -o 폴더.",
    "a PDF needs a file to be written to.": "PDF를 쓸 파일이 필요합니다.",
    "Name it: -o page.pdf.": "-o page.pdf처럼 지정하세요.",
    "{page} exists already.": "{page} 파일이 이미 있습니다.",
    "Name another file.": "다른 파일 이름을 쓰세요.",
    "the picture {name} {why}.": "그림 {name}: {why}.",
    "Put the file into the page's folder, or write its address as a link.": (
        "파일을 문서와 같은 폴더에 두거나, 주소를 링크로 쓰세요."
    ),
    "lies outside of the page's folder": "문서의 폴더 밖에 있습니다",
    "is no picture; those end in {kinds}": "그림 파일이 아닙니다. 그림 파일의 이름은 {kinds:로} 끝납니다",
    "is not there": "파일이 없습니다",
    "has {size} bytes; a picture has at most {largest}": "{size}바이트입니다. 그림은 {largest}바이트까지입니다",
    "is no {suffix} file": "{suffix} 파일이 아닙니다",
    "{path} is no list of lectures.": "{path:은} 강의 목록이 아닙니다.",
    "Write lines such as  A: {en: Title, ko: 제목}": "A: {en: Title, ko: 제목} 같은 줄을 쓰세요",
    "{source} has no place for the contents.": "{source}에 목차가 들어갈 자리가 없습니다.",
    "Write {begin} and below it {end}, once each.": "{begin} 줄과 그 아래 {end} 줄을 한 번씩 쓰세요.",
    "a page has no words in the language {found}.": "문서에 {found} 언어로 쓴 글은 없습니다.",
    "a PDF needs a TeX engine, but none of these is installed: {names}.": (
        "PDF를 만들 TeX이 설치되어 있지 않습니다: {names}."
    ),
    "Install TeX Live with XeLaTeX and kotex, or write --to html and print that from a browser.": (
        "XeLaTeX과 kotex이 든 TeX Live를 설치하거나, --to html로 만들어 브라우저에서 인쇄하세요."
    ),
    "{name} could not set the document: {complaint}": "{name:이} 문서를 조판하지 못했습니다: {complaint}",
    "Write --to latex to see what it was given.": "--to latex으로 조판할 내용을 볼 수 있습니다.",
    "{name} did not come to an end in {patience} seconds.": "{name:이} {patience}초 안에 끝나지 않았습니다.",
    "setting the document": "문서를 조판하는 중",
    # pictures
    "drawing": "그리는 중",
    "the model has no parameter {name} that is one number.": "모델에 수 하나인 {name} 파라미터가 없습니다.",
    "a picture has room for one or two parameters, not {count}.": (
        "그림에는 파라미터를 하나나 둘만 그릴 수 있습니다. 지금은 {count}개입니다."
    ),
    "{written} is named twice.": "{written:을} 두 번 썼습니다.",
    'Name two to move along, for example along="{names}"; the others are held.': (
        '--along "{names}"처럼 움직일 둘을 고르세요. 나머지는 고정합니다.'
    ),
    "{written} would have to stand still while the rest of {key} moves.": (
        "{key}의 나머지가 움직이는 동안 {written:은} 멈추어 있어야 합니다."
    ),
    "Write the elements as parameters of their own (w_1, w_2), or name all of them.": (
        "원소마다 따로 파라미터(w_1, w_2)로 쓰거나, 모두 고르세요."
    ),
    "the loss at the start is not a finite number.": "시작점에서 손실이 유한한 수가 아닙니다.",
    "Start elsewhere (start=).": "다른 곳에서 시작하세요(--start, start=).",
    "there is no optimizer to draw.": "그릴 최적화 방법이 없습니다.",
    'Name some: optimizers=["gradient_descent"].': 'optimizers=["gradient_descent"]처럼 고르세요.',
    "steps is {steps}; it must be a whole number from 1 to 10000.": (
        "steps 값이 {steps}입니다. 1부터 10000까지의 정수여야 합니다."
    ),
    "this picture cannot be written as {name}.": "이 그림은 {name:로} 저장할 수 없습니다.",
    "The file's name ends in {allowed}.": "파일 이름은 {allowed} 가운데 하나로 끝나야 합니다.",
    "there is no activation to draw.": "그릴 활성화 함수가 없습니다.",
    "layers is {layers}; it must be a whole number from 2 to 200.": (
        "layers 값이 {layers}입니다. 2부터 200까지의 정수여야 합니다."
    ),
    "no activation called {name}.": "{name}: 이런 활성화 함수는 없습니다.",
    "the gradient of {name} is 0: there is nothing to see of it on a logarithmic axis.": (
        "{name}의 기울기가 0이어서 로그 눈금에는 그릴 것이 없습니다."
    ),
    "contours need two parameters, not only {written}.": (
        "등고선에는 파라미터가 둘 있어야 하는데 {written} 하나뿐입니다."
    ),
    "learning_rates draws a loss over one parameter.": (
        "파라미터가 하나인 손실은 learning-rates(learning_rates)로 그립니다."
    ),
    "the loss is the same everywhere around the start: there are no contours to draw.": (
        "시작점 둘레에서 손실이 모두 같아 등고선을 그릴 수 없습니다."
    ),
    "a picture has room for one to five learning rates, not {count}.": (
        "그림에는 학습률을 한 개에서 다섯 개까지 그릴 수 있습니다. 지금은 {count}개입니다."
    ),
    "the loss does not curve upwards at the start, so no learning rates follow from it.": (
        "시작점에서 손실이 아래로 볼록하지 않아 학습률을 정할 수 없습니다."
    ),
    "Give some: rates=(0.01, 0.1, 1).": "학습률을 직접 주세요: --rate 0.01, rates=(0.01, 0.1, 1).",
    "elevation is {elevation}; it must be greater than 0 and at most 90 degrees.": (
        "elevation 값이 {elevation}입니다. 0도보다 크고 90도 이하여야 합니다."
    ),
    "there is no fit to draw.": "그릴 학습 결과가 없습니다.",
    "Give sg.plot.loss what sg.fit returned.": "sg.fit이 돌려준 값을 sg.plot.loss에 주세요.",
    "a {kind} is not what sg.fit returns.": "{kind} 값은 sg.fit이 돌려준 것이 아닙니다.",
    "Give a fit, a list of fits or a dict {name: fit}.": "학습 결과나 그 목록, 또는 {이름: 학습 결과} 사전을 주세요.",
    "no font with Hangul is installed, so the picture's words are English.": (
        "한글 글꼴이 설치되어 있지 않아 그림의 글자를 영어로 썼습니다. 나눔고딕이나 Noto Sans CJK를 설치하세요."
    ),
    # forms
    "no words in {lang}.": "{lang} 언어로 된 말은 없습니다.",
    "no form called {form}.": "{form}: 이런 출력 형식은 없습니다.",
    "a {kind} has no {form} form.": "{kind} 값은 {form:로} 나타낼 수 없습니다.",
    "{form} of a {kind} has no option {key}.": "{kind} 값의 {form} 출력에는 {key} 옵션이 없습니다.",
}
