"""What is said while a class is graded, in Korean and in English; one table keyed by what happened."""

from __future__ import annotations

from collections.abc import Mapping

#: key → (Korean, English); ``{…}`` are filled in
SENTENCES: Mapping[str, tuple[str, str]] = {
    # why a file was not read
    "binary": ("텍스트 파일이 아닙니다.", "This is no text."),
    "encoding": (
        "UTF-8, UTF-16, CP949 가운데 어느 것으로도 읽을 수 없습니다.",
        "This is neither UTF-8, UTF-16 nor CP949.",
    ),
    "long": ("파일이 너무 큽니다.", "The file is too large."),
    "link": ("링크는 따라가지 않습니다.", "A link is not followed."),
    "special": ("보통 파일이 아닙니다.", "This is no ordinary file."),
    "outside": ("제출물 폴더 밖을 가리키는 이름입니다.", "The name leads outside of the submissions."),
    "encrypted": ("암호가 걸려 있습니다.", "It is encrypted."),
    "bomb": ("풀면 지나치게 커집니다.", "Unpacked it would be far too large."),
    "damaged": ("압축이 손상되었습니다.", "It is damaged."),
    "suffix": (
        "읽지 않는 종류의 파일입니다 (.md, .tex, .txt만 읽습니다).",
        "Files of this kind are not read (.md, .tex, .txt are).",
    ),
    "nested": ("제출물 속의 압축 파일은 풀지 않습니다.", "An archive among submissions is not unpacked."),
    "deep": ("폴더가 너무 깊습니다.", "The folders are nested too deeply."),
    "unreadable": ("파일을 읽을 수 없습니다.", "The file cannot be read."),
    # why a row or a part of a file was not taken
    "no_name": ("학생 이름이 없습니다.", "There is no student's name."),
    "unknown_question": ("'{question}'(이)라는 문제는 없습니다.", "There is no question {question!r}."),
    "no_heading": (
        "어느 문제의 답인지 알 수 없습니다. 제목에 문제 번호({questions})를 적어야 합니다.",
        "Which question this answers is not said: headings with {questions} are needed.",
    ),
    "not_json": ("이 줄은 JSON이 아닙니다.", "This line is no JSON."),
    "no_fields": (
        "name, question, answer(또는 lines)가 글자로 적힌 객체가 아닙니다.",
        "This is no object with name, question and answer (or lines) as text.",
    ),
    "width": (
        "제목 줄은 {columns}칸인데 이 행은 {cells}칸입니다. 쉼표가 든 답은 큰따옴표로 묶어야 합니다.",
        "The heading has {columns} cells, this row {cells}: an answer with commas needs double quotes around it.",
    ),
    "twice": (
        "같은 문제에 답이 둘 이상입니다 ({places}). 어느 것을 채점할지는 사람이 정해야 합니다.",
        "The question is answered more than once ({places}); which one counts, a person must say.",
    ),
    "unread": ("제출한 파일을 읽을 수 없습니다: {reason}", "What was handed in cannot be read: {reason}"),
    # why an answer has its marks
    "right": ("맞습니다.", "Right."),
    "right_copied": (
        "맞지만 풀이 과정 없이 결과만 적었습니다. {cost}점을 뺐습니다.",
        "Right, but only the result is written: {cost} taken off.",
    ),
    "mistake": ("{name}: {cost}점을 뺐습니다.", "A mistake: {name}: {cost} taken off."),
    "mistake_again": (
        "{name}: 그 때문에 틀린 {count}개 줄마다 {each}점씩 뺐습니다.",
        "A mistake: {name}: {each} taken off for each of the {count} lines it spoils.",
    ),
    "lines": (
        "결과는 틀렸지만 {count}개 줄이 맞습니다.",
        "The result is wrong; lines that are right: {count}.",
    ),
    "lines_carried": (
        "결과는 틀렸지만 {count}개 줄이 맞거나, 틀린 줄에서 바르게 이어집니다.",
        "The result is wrong; lines that are right or follow rightly from a wrong one: {count}.",
    ),
    "wrong": ("틀렸습니다.", "Wrong."),
    "missing": ("이 문제에 대한 답이 없습니다.", "There is no answer to this question."),
    "review": ("사람이 확인해야 합니다: {why}.", "A person must look: {why}."),
    "line_unread": (
        "{number}번째 줄을 판정하지 못해 점수를 정할 수 없습니다.",
        "Line {number} could not be judged, so the marks cannot be said.",
    ),
    "cancelled": (
        "결과는 맞지만 {number}번째 줄이 틀렸습니다.",
        "The result is right, but line {number} is not.",
    ),
    "by_hand": ("선생님이 직접 채점했습니다.", "Marked by hand."),
    "by_hand_because": ("선생님이 직접 채점했습니다: {reason}", "Marked by hand: {reason}"),
    "changed": (
        "직접 {mark}점을 준 뒤에 답안이나 문제가 바뀌었습니다. 사람이 다시 확인해야 합니다.",
        "The answer or its question has changed since it was given {mark} by hand; a person must look again.",
    ),
    "confirm": (
        "답안이나 문제가 바뀌어 이 점수를 쓰지 않았습니다. 그대로 쓰려면 답안 id 칸을 비우세요.",
        "The answer or its question has changed, so this mark is not used. To use it, empty the cell 'answer id'.",
    ),
    "number": ("수를 인정할지는 사람이 정해야 합니다.", "Whether this number will do, a person must say."),
}


def say(key: str, **values: object) -> dict[str, str]:
    """``{"ko": …, "en": …}``; a value that is itself such a pair is put in by language."""
    return {
        lang: sentence.format(
            **{name: value[lang] if isinstance(value, Mapping) else value for name, value in values.items()}
        )
        for lang, sentence in zip(("ko", "en"), SENTENCES[key], strict=True)
    }
