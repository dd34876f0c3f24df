"""The words of documents: headings, table heads, sentences about a page; one table, Korean and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: key -> (Korean, English)
WORDS: Mapping[str, tuple[str, str]] = {
    "findings": ("확인이 필요한 곳", "Findings"),
    "all_known": ("문서에 밝혀 둔 잘못", "Mistakes that the page acknowledges"),
    "numbers": ("수식과 숫자 모두", "All formulas and numbers"),
    "contents": ("차례", "Contents"),
    "line": ("줄", "Line"),
    "item": ("항목", "Item"),
    "printed": ("적힌 것", "As printed"),
    "verdict": ("판정", "Verdict"),
    "computed": ("정확한 값", "Exact value"),
    "should_be": ("맞는 식", "It should be"),
    "from": ("값이 나온 줄", "Values from"),
    "value_from": ("이 줄의 {name}: {line}번째 줄의 값", "{name} here: the value of line {line}"),
    "remark": ("설명", "Remark"),
    "lectures": ("강의: {ids}", "Lectures: {ids}"),
    "open_steps": ("유도 과정 펼치기", "Open the steps"),
    "close_steps": ("모두 접기", "Close all"),
    "made_by": ("symgrad로 만들었다.", "Made with symgrad."),
    "setup": (
        "이 노트북은 처음부터 차례로 실행하면 된다. symgrad가 설치되어 있어야 한다.",
        "Run this notebook from top to bottom; symgrad must be installed.",
    ),
    "folder": ("강의 자료 {pages}편", "{pages} pages of lectures"),
    "folder_agrees": (
        "✓ 모두 {claims}가지 가운데 틀린 것이 없거나, 틀린 것은 모두 문서에 밝혀져 있다.",
        "✓ {claims} claims: nothing is wrong, or its page says so.",
    ),
    "folder_findings": (
        "✗ 모두 {claims}가지 가운데 {open}가지가 맞지 않는다.",
        "✗ {open} of {claims} claims do not hold.",
    ),
    "page": ("문서", "Page"),
    "ids": ("항목", "Items"),
    "claims": ("수식과 숫자", "Claims"),
    "known": ("밝혀 둔 것", "Acknowledged"),
    "notes": ("버림·반올림한 값", "Cut off or rounded"),
    "train": ("학습", "Training"),
}


def word(key: str, lang: str, **values: object) -> str:
    """One entry in a language, its values put in."""
    return WORDS[key][0 if lang == "ko" else 1].format(**values)


def both(key: str, languages: Sequence[str], **values: object) -> str:
    """One entry in each of the languages, with a dot between."""
    return " · ".join(dict.fromkeys(word(key, lang, **values) for lang in languages))
