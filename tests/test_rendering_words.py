"""Every rule has words in every language, and the words can be filled in; Korean particles follow the spoken name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import sympy as sp

from symgrad.errors import OptionError, SymgradError
from symgrad.expressions import Maximum, Partial, mul
from symgrad.functions import relu, sigma
from symgrad.limits import LIMIT_RULES
from symgrad.rendering import text
from symgrad.rendering.words import LANGUAGES, Speaker, reason
from symgrad.rendering.words.particles import particle
from symgrad.rendering.words.phrases import PHRASES, phrase
from symgrad.rendering.words.reasons import CONVENTIONS, REASONS, Reason
from symgrad.rules import RULES, WALKS
from symgrad.stability import STABLE_FORMS
from symgrad.steps import Step

VOCABULARY = tuple(
    dict.fromkeys(
        (*(rule.name for rule in RULES), *WALKS, *(form.name for form in STABLE_FORMS), *LIMIT_RULES)
    )
)

w, z, y, L = sp.symbols("w z y L")

#: what a step of each kind is sure to say about itself
ABOUT = {
    "limit_sign": {"x": w},
    "substitute": {"name": z, "definition": mul(w, y)},
    "fold": {"name": y, "definition": sigma(z)},
    "function": {"function": relu(z), "kink": sp.Integer(0), "at_kink": sp.Integer(0)},
    "function_of_variable": {"function": sigma(w)},
    "definition": {"name": L},
    "adjoint": {"name": z},
    "symmetric": {"name": z},
    "delta": {"name": z, "delta": sp.Symbol(r"\delta_3")},
}


def step(rule: str) -> Step:
    before = Partial(L, w)
    return Step(rule, before, y, y, about=ABOUT.get(rule, {}))


def speaker(lang: str) -> Speaker:
    return text.speaker({}, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", VOCABULARY)
def test_every_rule_has_words(rule: str, lang: str) -> None:
    words = reason(rule, lang)
    assert words.short
    assert words.long
    hangul = bool(re.search("[가-힣]", words.short)) and bool(re.search("[가-힣]", words.long))
    assert hangul == (lang == "ko"), f"{rule}: not in {lang}"
    assert len(words.short) <= 60, f"{rule}: too long for a margin"


def test_there_are_no_words_for_rules_that_do_not_exist() -> None:
    assert set(REASONS) - set(VOCABULARY) == {"function_of_variable", "pick_index"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", tuple(REASONS))
def test_the_words_can_be_filled_in(rule: str, lang: str) -> None:
    for said in (speaker(lang).reason(step(rule)), speaker(lang).explanation(step(rule))):
        assert not re.search(r"[{}$\\]", said), said


GOLDEN = json.loads((Path(__file__).parent / "data" / "reasons.json").read_text(encoding="utf-8"))


def test_every_rule_has_a_golden_row() -> None:
    assert list(GOLDEN) == list(REASONS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", tuple(GOLDEN))
def test_the_words_say_what_was_reviewed(rule: str, lang: str) -> None:
    """Word for word: a "larger" that becomes a "smaller" is an error in the mathematics."""
    say = speaker(lang)
    assert [say.reason(step(rule)), say.explanation(step(rule))] == GOLDEN[rule][lang]


def test_a_rule_without_words_and_a_language_without_words_are_named() -> None:
    with pytest.raises(SymgradError, match="'magic' has no words"):
        reason("magic", "en")
    with pytest.raises(OptionError, match="'fr'"):
        reason("sum", "fr")
    with pytest.raises(SymgradError, match="particle"):
        Reason("{name:가}", "")
    with pytest.raises(SymgradError, match="nothing to put in for"):
        speaker("en").say("{nobody}", {})


@pytest.mark.parametrize(
    ("latex", "written", "expected"),
    [
        ("w", "을", "를"),
        ("a_3", "을", "을"),
        ("w_1", "로", "로"),
        ("a_3", "로", "으로"),
        ("l", "로", "로"),
        ("m", "로", "으로"),
        (r"\hat{y}", "을", "을"),
        (r"\hat{y}_{2}", "이", "가"),
        ("h(x)", "은", "는"),
        ("x^{(i)}", "와", "와"),
        (r"\epsilon", "이", "이"),
        (r"\theta", "이", "가"),
        ("W^{[1]}", "이라는", "이라는"),
        (r"\bar{x}", "을", "를"),
        (r"\operatorname{ReLU}", "을", "를"),
        (r"|\cdot|", "을", "을"),
        ("cosine", "을", "을"),
        ("scale", "로", "로"),
        ("momentum_lecture", "을", "를"),
    ],
)
def test_particles_follow_the_last_sound(latex: str, written: str, expected: str) -> None:
    assert particle(written, latex) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_conventions_at_kinks_are_said(lang: str) -> None:
    zero, say = sp.Integer(0), speaker(lang)
    sentences = [
        say.convention(relu(z), zero),
        say.convention(Maximum(z, zero), zero),
        say.convention(Maximum(z, w), sp.nan),
        say.convention(sp.Piecewise((z, z > 0), (zero, True), evaluate=False), sp.nan),
    ]
    assert len(set(sentences)) == 4
    assert "ReLU(z)" in sentences[0]
    assert not any("nan" in sentence for sentence in sentences)
    assert ("약속" if lang == "ko" else "convention") in sentences[0]
    assert sentences[0] in say.explanation(step("function"))


@pytest.mark.parametrize("key", tuple(PHRASES))
def test_every_phrase_is_in_both_languages(key: str) -> None:
    korean, english = PHRASES[key]
    assert re.search("[가-힣]", korean)
    assert english
    assert not re.search("[가-힣]", english)


def test_phrases_take_particles_too() -> None:
    assert phrase("every_row", "ko", name=("b₁", "b_1")) == "b₁은 벡터이며, 모든 행에 똑같이 더해진다."


@pytest.mark.parametrize(
    "sentence",
    [korean for korean, _ in PHRASES.values()]
    + [words for row in REASONS.values() for words in (row["ko"].short, row["ko"].long)]
    + [row["ko"] for row in CONVENTIONS.values()],
)
def test_korean_is_in_one_style(sentence: str) -> None:
    """The plain style of lecture notes, everywhere."""
    assert not re.search(r"니다|십시오|세요|해요|어요|아요", sentence)
