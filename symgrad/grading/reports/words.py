"""The words of feedback sheets and of a class's report: one table, Korean and English.

``Voice`` says them in one language, or in several one behind the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symgrad.errors import OptionError

LANGUAGES = ("ko", "en")

#: key → (Korean, English); ``{…}`` are filled in
WORDS: Mapping[str, tuple[str, str]] = {
    # -- a sheet
    "feedback": ("풀이 확인", "Feedback"),
    "question": ("문제", "Question"),
    "your_work": ("내 풀이", "Your work"),
    "total": ("합계", "Total"),
    "out_of": ("{marks} / {points}", "{marks} / {points}"),
    "open_marks": ("– / {points}", "– / {points}"),
    "so_far": (
        "아직 정해지지 않은 점수가 있습니다. 선생님이 {count}문제를 직접 확인합니다.",
        "Not final: questions that a person will look at: {count}.",
    ),
    "differs": ("어디에서 달라지나요?", "Where it differs"),
    "yours_is": (
        "{at}일 때 내 식의 값은 {answer}입니다. 이 값들을 문제의 식에 넣어 직접 계산해 보면 다른 값이 나옵니다.",
        "Put in {at}: your expression gives {answer}. Work the question out at this point: it gives another value.",
    ),
    "last_is": (
        "{at}일 때 마지막 줄의 값은 {answer}입니다. 이 값들을 문제의 식에 넣어 직접 계산해 보면 다른 값이 나옵니다.",
        "Put in {at}: your last line gives {answer}. Work the question out at this point: it gives another value.",
    ),
    "both_are": (
        "{at}일 때 내 식의 값은 {answer}, 정답의 값은 {reference}입니다.",
        "At {at} your expression gives {answer}, the right one {reference}.",
    ),
    "hints": ("도움말", "Hints"),
    "more_hint": ("도움말 {number} 보기", "Show hint {number}"),
    "its_name": ("짐작되는 잘못 보기", "Show what may have gone wrong"),
    "maybe": ("짐작되는 잘못: {name}.", "Perhaps {name}."),
    "place": ("살펴볼 곳", "Look at"),
    "follow_up": ("생각해 볼 문제", "To think about"),
    "right_answer": ("정답", "Right answer"),
    "nothing": ("낸 답이 없습니다.", "Nothing was handed in."),
    "longer": ("(뒤는 줄였습니다. 모두 {count}자)", "(cut here; {count} characters in all)"),
    "more_lines": ("(나머지 {count}줄은 줄였습니다.)", "({count} more lines are left out.)"),
    "unseen": (
        "보이지 않는 글자는 ⟨U+…⟩로 나타냈습니다.",
        "Characters that cannot be seen are shown as ⟨U+…⟩.",
    ),
    "made_by": ("symgrad로 확인했습니다.", "Checked with symgrad."),
    # -- what became of a question
    "full": ("맞음", "right"),
    "part": ("부분 점수", "part of the marks"),
    "none": ("틀림", "wrong"),
    "open": ("선생님이 확인합니다", "a person will look at this"),
    "missing": ("내지 않음", "not handed in"),
    # -- a line
    "line_right": ("맞음", "right"),
    "line_agrees": ("값은 같으나 증명되지 않음", "agrees, not proved"),
    "line_first": ("여기서 처음 틀림", "wrong first here"),
    "line_carried": ("틀린 줄에서 바르게 이어짐", "follows from the wrong line"),
    "line_wrong": ("틀림", "wrong"),
    "line_unlinked": ("맞지만 앞줄에서 나오지 않음", "right, but does not follow from the line before"),
    "line_definition": ("정의", "definition"),
    "line_unread": ("읽지 못함", "not read"),
    "line_undecided": ("판정하지 못함", "undecided"),
    # -- why a text was not read; the place is marked
    "error_empty": ("식이 없습니다.", "There is no formula."),
    "error_parse": ("식으로 읽을 수 없습니다.", "This cannot be read as a formula."),
    "error_unsafe": (
        "식에 들어갈 수 없는 글자나 명령이 있습니다.",
        "It has characters or commands that belong to no formula.",
    ),
    "error_resource": ("너무 길거나 너무 복잡합니다.", "It is too long or too complicated."),
    "error_unknown_symbol": ("문제에 없는 이름이 있습니다.", "It has a name that the question does not have."),
    "error_wrong_type": ("묻는 것과 다른 종류의 답입니다.", "It is another kind of answer than was asked for."),
    "error_undefined": ("값이 정해지지 않는 곳이 있습니다.", "It has no value where it should have one."),
    "error_place": ("여기: {place}", "Here: {place}"),
    "error_in_line": ("{number}번째 줄:", "Line {number}:"),
    # -- how a number stands, without the right one
    "number_truncated": ("반올림하지 않고 자리를 버렸습니다.", "Cut off, not rounded."),
    "number_follows_from_rounded": (
        "앞에서 반올림한 수로 계산한 값입니다. 반올림은 마지막에 한 번만 하세요.",
        "It follows from the rounded numbers before; round once, at the end.",
    ),
    "number_rounded": ("정확한 값을 반올림한 것입니다.", "The exact value, rounded."),
    "number_should_be": ("맞는 값: {value}", "It should be {value}."),
    "number_wrong": ("값이 다릅니다.", "The value is different."),
    # -- the class
    "class_report": ("채점 결과", "Class report"),
    "students": ("학생", "Students"),
    "student": ("학생", "Student"),
    "settled": ("점수가 정해진 학생", "Marks settled"),
    "mean": ("평균", "Mean"),
    "mean_settled": ("평균 (정해진 점수)", "Mean (settled)"),
    "median_settled": ("중앙값 (정해진 점수)", "Median (settled)"),
    "to_look_at": ("사람이 확인할 것", "For a person to look at"),
    "by_hand": ("직접 채점한 답안", "Marked by hand"),
    "marks": ("점수", "Marks"),
    "no_one_to_look_at": ("사람이 확인할 것이 없습니다.", "Nothing is left for a person to look at."),
    "distribution": ("점수 분포", "Marks"),
    "bar_settled": ("점수가 정해진 학생", "settled"),
    "bar_open": ("확인할 것이 남은 학생 (지금까지의 점수)", "still open (marks so far)"),
    "bin": ("만점의 {low}–{high}%: {count}명", "{low}–{high}% of the points: {count}"),
    "percent_axis": ("만점에 대한 비율 (%)", "percent of the points"),
    "questions": ("문제별 결과", "Questions"),
    "points": ("배점", "Points"),
    "share_right": ("만점 비율", "Full marks"),
    "outcomes": ("결과", "Outcomes"),
    "hardest": (
        "가장 어려웠던 문제: {title} (평균 {mean} / {points})",
        "Hardest question: {title} (mean {mean} of {points})",
    ),
    "mistakes": ("잘못의 종류", "Mistakes by name"),
    "mistake": ("잘못", "Mistake"),
    "count": ("횟수", "Times"),
    "unnamed": ("이름이 붙지 않은 잘못", "wrong, no mistake named"),
    "no_mistakes": ("틀린 답이 없습니다.", "No answer is wrong."),
    "by_line": ("처음 틀린 줄", "Where work first goes wrong"),
    "line_number": ("{number}번째 줄", "line {number}"),
    "of_derivations": ("여러 줄로 쓴 풀이 {count}개", "{count} in several lines"),
    "no_lines": ("여러 줄로 쓴 풀이 가운데 틀린 것이 없습니다.", "No work in several lines went wrong."),
    "same_work": ("같은 틀린 풀이", "Same wrong work"),
    "same_work_note": (
        "틀린 답이 서로 같은 학생들입니다. 드문 것부터 적었습니다. 함께 공부했거나 같은 자료를 보았거나 같은 잘못을"
        " 따로 했을 수도 있으므로, 이것만으로는 아무것도 말할 수 없습니다. 풀이를 직접 비교해 보세요.",
        "Students whose wrong answers are the same, the rarest first. They may have studied together, used the same"
        " notes, or made the same mistake by themselves: this alone says nothing about how it came about. Compare the"
        " work itself.",
    ),
    "no_same_work": ("눈에 띄게 같은 틀린 풀이가 없습니다.", "No wrong work is strikingly the same."),
    "shared_by": ("답한 {answered}명 가운데 {count}명", "{count} of {answered} who answered"),
    "all_lines": ("모든 줄이 같음", "every line the same"),
    "same_answer": ("답이 같음", "same answer"),
    "more_groups": ("이 밖에 {count}묶음", "{count} more groups"),
    "reason": ("이유", "Reason"),
    "index": ("학생별 점수", "Students and sheets"),
    "source": ("낸 곳", "From"),
}  # fmt: skip

#: a line's mark → sign and tone; never colour alone
SIGNS: Mapping[str, tuple[str, str]] = {
    "right": ("✓", "good"),
    "agrees": ("≈", "minor"),
    "first": ("✗", "bad"),
    "carried": ("↳", "minor"),
    "wrong": ("✗", "bad"),
    "unlinked": ("△", "minor"),
    "definition": ("≔", "none"),
    "unread": ("?", "minor"),
    "undecided": ("?", "minor"),
}
#: what became of a question → sign and tone
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "full": ("✓", "good"),
    "part": ("△", "minor"),
    "none": ("✗", "bad"),
    "open": ("?", "open"),
    "missing": ("–", "none"),
}
#: a sentence in each language
Text = Mapping[str, str]


def entry(key: str, lang: str) -> str:
    """One entry in a language, its places still open."""
    return WORDS[key][LANGUAGES.index(lang)]


def said(key: str, **values: object) -> dict[str, str]:
    """One entry in every language, its values put in."""
    return {lang: entry(key, lang).format(**values) for lang in LANGUAGES}


@dataclass(frozen=True)
class Voice:
    """The languages something is said in."""

    languages: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.languages or any(lang not in LANGUAGES for lang in self.languages):
            raise OptionError(f"languages are {' and '.join(LANGUAGES)}, not {self.languages!r}.")

    @property
    def lang(self) -> str:
        """The first."""
        return self.languages[0]

    def word(self, key: str, **values: object) -> str:
        """One entry; in several languages with a dot between."""
        return self.joined(said(key, **values))

    def joined(self, text: Text) -> str:
        """A text; in several languages with a dot between."""
        return " · ".join(dict.fromkeys(text[lang] for lang in self.languages if text.get(lang)))

    def each(self, text: Text) -> Sequence[tuple[str, str]]:
        """A text with its language, in each of them."""
        return [(lang, text[lang]) for lang in self.languages if text.get(lang)]
