"""Korean of what a class run and practice say: assignments, keys, rubrics, submissions, marks given by hand.

A row is English template → Korean template.
"""

#: English → Korean
GRADING = {
    "{page} has no question.": "{page}에 문제가 없습니다.",
    'Write <!-- symgrad: question id="1" points="10" wrt="w" --> above the block with the model.': (
        '모델이 있는 블록 위에 <!-- symgrad: question id="1" points="10" wrt="w" -->를 쓰세요.'
    ),
    "the front matter needs a title, in en, in ko or in both.": (
        "머리말에는 en이나 ko 제목(둘 다도 됨)이 있어야 합니다."
    ),
    "no language is called {language}.": "{language:이라는} 언어는 없습니다.",
    "Write lang: ko or lang: en.": "lang: ko나 lang: en으로 쓰세요.",
    "Write follow_through: yes or follow_through: no.": (
        "follow_through: yes나 follow_through: no로 쓰세요."
    ),
    "a question is worth more than nothing.": "문제의 배점은 0보다 커야 합니다.",
    "two questions are called {id}.": "두 문제가 모두 {id}번입니다.",
    "question {id}: {problem}": "{id}번 문제: {problem}",
    "{word} stands before the first question.": "{word} 주석이 첫 문제보다 앞에 있습니다.",
    "this question has {word} twice.": "이 문제에 {word} 주석이 두 번 나옵니다.",
    "{word} has no {kind} below it.": "{word} 주석 아래에 {kind:이} 없습니다.",
    "Put a {kind} right below it.": "바로 아래에 {kind:을} 쓰세요.",
    "{name} stands here twice.": "{name:이} 두 번 나옵니다.",
    "this line is not name = value.": "이 줄은 이름 = 값 꼴이 아닙니다.",
    "{word} needs the columns {needed}{more}.": "{word} 표에는 {needed}{more} 열이 있어야 합니다.",
    # submissions
    "more than {most_files} files or {size} MB were handed in.": "제출물이 {most_files}개 또는 {size} MB를 넘습니다.",
    "Grade them in several parts.": "여러 번에 나누어 채점하세요.",
    "{path} cannot be unpacked: {error}.": "{path:을} 풀 수 없습니다: {error}.",
    "{path} has more than {most_files} files.": "{path}에 파일이 {most_files}개보다 많습니다.",
    "another run is writing to {parent}.": "다른 채점이 {parent}에 쓰고 있습니다.",
    "Wait for it, or name another folder with --out.": "끝나기를 기다리거나, --out으로 다른 폴더를 정하세요.",
    "{path} is empty.": "{path:이} 비어 있습니다.",
    "{path} needs the columns name, question and answer; or name and a column for each question (1, 2, ...);"
    " or Moodle's (First name, Response 1, ...).": (
        "{path}에 이름, 문제, 답안 열이 있어야 합니다. 이름과 문제마다의 열(1, 2, …)이나, Moodle의 열"
        "(이름, 응답 1, …)도 됩니다."
    ),
    "Its first line is: {head}": "첫 줄: {head}",
    "{path} needs the columns Surname and First name.": "{path}에 성과 이름 열이 있어야 합니다.",
    "{path}: {fault}": "{path}: {fault}",
    "{path}, line {line_num}: {error}.": "{path} {line_num}번째 줄: {error}.",
    "{path} has no submission.": "{path}에 제출물이 없습니다.",
    "{path} is no folder of submissions.": "{path:은} 제출물 폴더가 아닙니다.",
    "Give a folder, a .zip of one, a .csv or a .jsonl.": "폴더나 그것을 묶은 .zip, 또는 .csv나 .jsonl을 주세요.",
    "{path} is a spreadsheet.": "{path:은} 스프레드시트 파일입니다.",
    "Save it as CSV (in Excel: Save As, CSV UTF-8) and give that.": (
        "CSV로 저장해서(엑셀: 다른 이름으로 저장, CSV UTF-8) 그 파일을 주세요."
    ),
    # marks given by hand
    "{path}, line {line}": "{path} {line}번째 줄",
    "{path} needs the columns name, question and mark.": "{path}에 이름, 문제, 점수 열이 있어야 합니다.",
    "{place}: nobody called {student} has handed anything in.": "{place}: {student:이라는} 학생은 낸 것이 없습니다.",
    "Write the name as it stands in marks.csv.": "이름을 marks.csv에 있는 대로 쓰세요.",
    "{place}: there is no question {question}.": "{place}: {question:이라는} 문제는 없습니다.",
    "The questions are: {questions}.": "있는 문제: {questions}.",
    "{place}: {mark} is no number of points.": "{place}: {mark:은} 점수가 아닙니다.",
    "Write for example 3 or 2.5, without a sign and with at most two decimals.": (
        "3이나 2.5처럼 쓰세요. 부호는 쓰지 않고, 소수는 둘째 자리까지입니다."
    ),
    "{place}: {mark} is more than the {points} points of question {question}.": (
        "{place}: {mark}점은 {question}번 문제의 배점 {points}점보다 큽니다."
    ),
    "{place}: {student} has two different marks for question {question}.": (
        "{place}: {student}의 {question}번 문제에 서로 다른 점수가 둘 있습니다."
    ),
    # key and rubric
    "{page}, line {line}, question {question}": "{page} {line}번째 줄, {question}번 문제",
    "the assignment": "과제",
    "{place}: the key is not what symgrad derives ({acknowledged}). {said}": (
        "{place}: 정답(key)이 symgrad가 유도한 식과 다릅니다 ({acknowledged}). {said}"
    ),
    "{place}: the key is not proved. {said}": "{place}: 정답(key)이 증명되지 않았습니다. {said}",
    "{place}: the question cannot be judged. {said}": "{place}: 이 문제는 채점할 수 없습니다. {said}",
    "{place}: the key is not what symgrad derives; nothing was graded. {said}": (
        "{place}: 정답(key)이 symgrad가 유도한 식과 다릅니다. 아무것도 채점하지 않았습니다. {said}"
    ),
    'Correct the key, or acknowledge it: <!-- symgrad: key reason="..." -->.': (
        '정답을 고치거나, 그대로 쓰려면 까닭을 적으세요: <!-- symgrad: key reason="..." -->.'
    ),
    "a rubric has two columns, when and points.": "채점 기준표에는 when과 points 두 열이 있어야 합니다.",
    "Write | when | points | over it.": "맨 위에 | when | points |를 쓰세요.",
    "a rubric has no row {name}.": "채점 기준에 {name:이라는} 항목은 없습니다.",
    "the rubric says {name} twice.": "채점 기준에 {name:이} 두 번 나옵니다.",
    "{text} is no number of points.": "{text:은} 점수가 아닙니다.",
    "write {points} {sign}.": "{points:을} {sign:로} 쓰세요.",
    "{text} is more than the question's {most} points.": "{text:은} 문제의 배점 {most}점보다 큽니다.",
    # practice
    "there is no difficulty {difficulty}.": "난이도 {difficulty:은} 없습니다.",
    "Take 1, 2 or 3.": "1, 2, 3 가운데 하나를 고르세요.",
    "at least one question is asked.": "문제는 하나 이상이어야 합니다.",
    "there is no kind {kind}.": "{kind:이라는} 종류는 없습니다.",
}
