"""What practice says, in Korean and in English."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("ko", "en")

#: key → (Korean, English); ``{…}`` are filled in
SENTENCES: Mapping[str, tuple[str, str]] = {
    "title": ("연습 문제", "Practice"),
    "help": (
        "답은 LaTeX이나 보통의 글로 적습니다. 줄이 여럿이면 ; 로 나눕니다. 힌트 ?, 건너뛰기 /skip, 그만하기 /quit",
        "Answer in LaTeX or plain text, several lines with ; between. Hint: ?   give up: /skip   end: /quit",
    ),
    "difficulty": ("난이도 {level}", "difficulty {level}"),
    "derivative": ("{left} = ?", "{left} = ?"),
    "value": ("{left} = ? (소수점 아래 {decimals}자리까지)", "{left} = ? (to {decimals} decimals)"),
    "step": (
        "경사하강법 한 걸음 뒤의 {name} = ? ({name} := {update}, 소수점 아래 {decimals}자리까지)",
        "{name} after one step of gradient descent? ({name} := {update}, to {decimals} decimals)",
    ),
    "unknown": (
        "문제에 없는 이름이 있습니다: {name}. 문제에 나온 이름으로 쓰세요.",
        "This name is not in the question: {name}. Write the answer with the names of the question.",
    ),
    "hint": ("힌트: {hint}", "Hint: {hint}"),
    "no_hint": ("힌트를 모두 보았습니다.", "There are no more hints."),
    "skipped": ("풀이:", "Solution:"),
    "summary": (
        "{asked}문제 중 {right}문제 맞음 (처음에 바로 {first}문제), 건너뛴 문제 {skipped}, 힌트 {hints}번",
        "{right} of {asked} right ({first} at the first try), {skipped} skipped, {hints} hints",
    ),
    "again": ("더 연습할 것: {kinds}", "To practise more: {kinds}"),
    "solution": ("풀이", "Solution"),
    "question": ("문제 {number}", "Question {number}"),
    "find": ("다음을 구하시오: {left}", "Find {left}."),
    "find_value": (
        "{left}의 값을 소수점 아래 {decimals}자리까지 구하시오.",
        "Find the value of {left} to {decimals} decimals.",
    ),
    "find_step": (
        "경사하강법 한 걸음 {update} 뒤의 값을 소수점 아래 {decimals}자리까지 구하시오.",
        "Find the value after one step of gradient descent, {update}, to {decimals} decimals.",
    ),
    "with": ("{numbers}일 때", "With {numbers}"),
}


def say(key: str, lang: str, **values: object) -> str:
    """A sentence of the table."""
    return SENTENCES[key][LANGUAGES.index(lang)].format(**values)
