"""What a verdict says, in Korean and in English; one table keyed by status, standing and note."""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.errors import spoken

LANGUAGES = ("ko", "en")

#: key → (Korean, English); ``{…}`` are filled in
SENTENCES: Mapping[str, tuple[str, str]] = {
    "equal": ("맞습니다. 정답과 같은 식임이 증명되었습니다.", "Right: proved equal to the reference."),
    "agrees": (
        "계산해 본 모든 점에서 정답과 값이 같지만 증명되지는 않았습니다. 사람이 확인해야 합니다.",
        "Agrees with the reference at every point tried, but this is not proved; a person must look.",
    ),
    "equal_where_defined": (
        "두 식이 모두 정의되는 곳({domain})에서는 맞습니다.",
        "Right wherever both sides are defined ({domain}).",
    ),
    "different": ("정답과 다릅니다.", "This differs from the reference."),
    "counterexample": (
        "{at}이면 정답은 {reference}, 답안은 {answer}입니다.",
        "At {at} the reference is {reference}, the answer {answer}.",
    ),
    "undecided": (
        "정해진 시간 안에 판정하지 못했습니다. 사람이 확인해야 합니다.",
        "Not decided within the deadline; a person must look.",
    ),
    "invalid": (
        "답안을 읽지 못했습니다. 틀린 것으로 세지 않습니다. {message}",
        "The answer could not be read and does not count as wrong. {message}",
    ),
    "invalid_question": (
        "문제를 읽지 못해 답안을 판정하지 않았습니다. {message}",
        "The question could not be read, and so the answer is not judged. {message}",
    ),
    "exact": ("정확한 값입니다.", "Exactly the value."),
    "rounded": ("바르게 반올림한 값입니다.", "Correctly rounded."),
    "rounded_unasked": (
        "정확한 값을 반올림한 것입니다. 반올림한 값을 인정할지는 사람이 정해야 합니다.",
        "The exact value, rounded; whether a rounded value will do, a person must say.",
    ),
    "truncated": (
        "반올림하지 않고 자리를 버렸습니다. {should_be}이어야 합니다.",
        "Cut off, not rounded; it should be {should_be}.",
    ),
    "follows_from_rounded": (
        "앞에서 반올림한 수로 계산한 값입니다. 정확히 계산하면 {should_be}입니다.",
        "It follows from the rounded numbers written before; computed exactly it is {should_be}.",
    ),
    "from_rounded_numbers": (
        "앞에서 반올림한 수를 넣은 식입니다.",
        "It is computed with the rounded numbers written before.",
    ),
    "partly_in_numbers": (
        "주어진 수에서는 맞는 식으로, 수를 일부만 넣은 것입니다.",
        "Right for the numbers that are given, only some of which are put in.",
    ),
    "wrong": ("값이 다릅니다.", "The value is different."),
    "sign": ("부호가 반대입니다.", "The answer is −1 times the right one."),
    "factor": ("정답의 {value}배입니다.", "The answer is {value} times the right one."),
    "difference": (
        "정답과 상수만큼 다릅니다. 답안에서 정답을 빼면 {value}입니다.",
        "It differs from the right one by a constant: the answer minus the right one is {value}.",
    ),
    "left_side": (
        "등식의 왼쪽이 묻는 것과 다릅니다.",
        "The left side of the equation is not what was asked for.",
    ),
    "shape": (
        "행렬이나 벡터의 모양, 또는 첨자가 맞지 않습니다.",
        "The shape of the matrix or vector, or an index, does not fit.",
    ),
    "shapes": ("행렬이나 벡터의 모양이 맞지 않습니다: {message}", "The shapes do not fit: {message}"),
    "first_wrong_line": ("{number}번째 줄에서 처음 틀렸습니다.", "The first wrong line is line {number}."),
    "carried": (
        "그 뒤의 줄은 그 줄에서 바르게 이어집니다.",
        "The lines after it follow from it.",
    ),
    "cancelled": (
        "마지막 결과는 맞지만, 서로 상쇄되는 잘못이 있습니다.",
        "The last line is right, but mistakes on the way cancel.",
    ),
    "after_right": (
        "그 앞에 쓴 식까지는 맞으니, 거기서 넘어온 계산을 다시 보세요.",
        "What was written before it is right: look again at the step from there.",
    ),
    "parts": (
        "마지막 결과는 맞습니다. 그 앞의 식들은 묻는 식도, 결과의 인수나 항도 아니므로 사람이 확인해야 합니다.",
        "The last line is right. The expressions before it are neither what was asked for nor its factors or terms;"
        " a person must look.",
    ),
    "cases_missing": (
        "나눈 경우마다 맞지만, 다루지 않은 경우가 있습니다.",
        "Right in each case that is told apart, but a case is missing.",
    ),
    "case_never": (
        "이 경우의 조건은 성립하는 일이 없어 확인할 것이 없습니다. 사람이 확인해야 합니다.",
        "What this case supposes never holds, so nothing of it can be checked; a person must look.",
    ),
    "case_of_which": (
        "어느 경우의 나머지인지 알 수 없습니다. 사람이 확인해야 합니다.",
        "It is not clear which case this is the rest of; a person must look.",
    ),
    "after_cases": (
        "마지막 줄이 마지막 경우에만 맞는지, 모든 경우에 대한 답인지 알 수 없습니다. 사람이 확인해야 합니다.",
        "The last line is right in the last case; whether it is meant for all of them, a person must say.",
    ),
    "name_at_end": (
        "마지막 줄은 새 이름의 정의로 읽었습니다. 그것이 답이라면 사람이 확인해야 합니다.",
        "The last line was read as the definition of a new name; if it is meant as the answer, a person must look.",
    ),
    "aside_at_end": (
        "마지막 줄은 그 자체로 맞는 등식이지만 묻는 것의 값은 아닙니다. 그것이 답이라면 사람이 확인해야 합니다.",
        "The last line is an equation that is true, but no value of what was asked for; if it is meant as the answer, a"
        " person must look.",
    ),
    "claim_open": (
        "앞의 줄 가운데 옳은지 판정하지 못한 줄이 있습니다. 사람이 확인해야 합니다.",
        "Whether a line before it is right could not be decided; a person must look.",
    ),
    "undone": (
        "묻는 식과 같지만 아직 계산하지 않은 미분이 들어 있습니다. 사람이 확인해야 합니다.",
        "The same as what was asked for, but with a derivative that is not worked out; a person must look.",
    ),
    "element": (
        "물은 것의 한 성분만 적었습니다. 사람이 확인해야 합니다.",
        "One element of what was asked for; a person must look.",
    ),
    "which_row": (
        "정답의 두 첨자 가운데 어느 것이 행인지 알 수 없고, 전치하면 정답과 같습니다. 사람이 확인해야 합니다.",
        "It is not said which of the two indices of the reference counts the rows; transposed it is the reference, so"
        " a person must look.",
    ),
    "left_name": (
        "왼쪽의 이름은 보통 물은 것이 아닌 것(변화량, 예측값, 다른 미분)을 가리킵니다. 사람이 확인해야 합니다.",
        "The name on the left usually stands for something else than what was asked for (a change, a prediction, a"
        " derivative by another name); a person must look.",
    ),
    "set_to_zero": (
        "기울기를 0으로 놓은 식은 최소가 되는 조건이지 기울기가 아닙니다. 사람이 확인해야 합니다.",
        "A gradient set to zero is a condition for a minimum, and not the gradient that was asked for; a person must"
        " look.",
    ),
    "copied": (
        "풀이 과정 없이 결과만 적었습니다.",
        "Only the result is written, without any work.",
    ),
}


#: notes for which a person must look at a result that is right
FOR_A_PERSON = (
    *("cancelled", "parts", "cases_missing", "case_never", "case_of_which"),
    *(
        "after_cases",
        "name_at_end",
        "aside_at_end",
        "undone",
        "element",
        "which_row",
        "left_name",
        "set_to_zero",
    ),
)
#: what the note of a verdict may say, each of it a row above
NOTES = ("first_wrong_line", "carried", *FOR_A_PERSON, "copied", "left_side", "shape")


def say(key: str, **values: str) -> dict[str, str]:
    """``{"ko": …, "en": …}``; a value that is a message of an error is put in in the language of the sentence."""
    if not values:
        return dict(zip(LANGUAGES, SENTENCES[key], strict=True))
    said = {}
    for lang, sentence in zip(LANGUAGES, SENTENCES[key], strict=True):
        said[lang] = sentence.format(**{name: spoken(value, lang) for name, value in values.items()})
    return said


def joined(*texts: Mapping[str, str]) -> dict[str, str]:
    """Several sentences."""
    return {lang: " ".join(text[lang] for text in texts if text) for lang in LANGUAGES}
