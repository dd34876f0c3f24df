"""Every message that a person at the command line can meet has a Korean text with the same values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pytest
import sympy as sp

import symgrad
from symgrad.errors import PLACEHOLDER, ReadError, spoken, told, worded
from symgrad.reading import read
from symgrad.reading.known import MISSING
from symgrad.rendering.words.errors import KOREAN
from symgrad.rendering.words.messages.phrases import PHRASES
from symgrad.rendering.words.particles import PARTICLES

ROOT = Path(symgrad.__file__).parent
#: errors and the functions that make them → which positional arguments are messages
RAISED = {
    "ReadError": (0,), "ModelError": (0,), "UnsupportedError": (0,), "DataError": (0,), "OptionError": (0,),
    "Refused": (0,), "_refused": (0,), "_refuse_long": (1,),
    "Failure": (2,), "KeyRefused": (0,), "fail": (0, 2), "unsupported": (1,), "of_word": (2, 3),
    "_unfit": (1,), "note": (0,),
}  # fmt: skip
#: functions whose argument is put into a message: a phrase
PUT_IN = {
    "expect": (1,),
    "part": (1,),
    "scalar": (2,),
    "aligned": (3,),
    "same_size": (3,),
    "square_matrix": (2,),
}
#: names that messages are kept under before they are raised
KEPT = frozenset(["problem", "remedy", "expected", "found", "known", "what", "done"])
#: what a person with a page, an answer or a class meets
WALKED = [
    *ROOT.glob("reading/*.py"), ROOT / "errors.py", *ROOT.glob("model/*.py"), *ROOT.glob("checking/*.py"),
    *(ROOT / "notes" / f"{name}.py" for name in
      ("page", "names", "values", "samples", "blocks", "directives", "reader")),
    *(ROOT / "grading" / f"{name}.py" for name in
      ("assignment", "fields", "files", "journal", "key", "rubric", "sheets", "submissions", "byhand")),
    ROOT / "equality" / "declared.py", ROOT / "practice" / "drawing.py",
    ROOT / "notes" / "trainings.py", ROOT / "presentation.py",
    ROOT / "arguments.py", ROOT / "descent.py", ROOT / "symmetry.py", ROOT / "rendering" / "words" / "__init__.py",
    *(path for folder in ("cli", "documents", "limits", "optimizers", "plot", "training")
      for path in ROOT.glob(f"{folder}/*.py") if path.name != "result.py"),
    *(ROOT / "derivation" / f"{name}.py" for name in ("__init__", "backprop", "board")),
    *(ROOT / "stepper" / f"{name}.py" for name in ("backends", "samples")),
    *(ROOT / "verification" / f"{name}.py" for name in ("__init__", "cost", "points")),
]  # fmt: skip


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def messages(node: ast.expr) -> Iterator[tuple[int, str]]:
    """The templates in an expression; ``"f"`` for what cannot be said in Korean: an f-string with values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 1:
        yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr) and any(
        isinstance(part, ast.FormattedValue) for part in node.values
    ):
        yield node.lineno, f"an f-string: {ast.unparse(node)}"
    elif isinstance(node, ast.IfExp):
        yield from messages(node.body)
        yield from messages(node.orelse)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield node.lineno, f"messages put together: {ast.unparse(node)}"
    elif isinstance(node, ast.Call) and called(node) == "worded":
        yield from messages(node.args[0])


def raised(path: Path) -> Iterator[tuple[int, str]]:
    """Every message of a file that an error can be raised with."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and called(node) == "worded":
            yield from messages(node)
        elif isinstance(node, ast.Call) and called(node) == "Refused" and path.parent.name == "grading":
            continue  # a row of refused.csv, whose reason is in both languages by itself
        elif isinstance(node, ast.Call) and called(node) in RAISED | PUT_IN:
            at = (RAISED | PUT_IN)[called(node)]
            given = [argument for place, argument in enumerate(node.args) if place in at]
            given += [keyword.value for keyword in node.keywords if keyword.arg in ("problem", "remedy")]
            for argument in given:
                yield from messages(argument)
        elif isinstance(node, ast.Assign) and any(
            getattr(target, "id", "") in KEPT for target in node.targets
        ):
            yield from (
                row
                for row in messages(node.value)
                if "remedy" in ast.unparse(node.targets[0]) or " " in row[1]
            )


@pytest.mark.parametrize("path", WALKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_message_has_a_korean_text(path: Path) -> None:
    without = [
        f"{path.name}:{line}: {text!r}"
        for line, text in raised(path)
        if text not in KOREAN and text not in PHRASES
    ]
    assert not without, "\n".join(without)


def test_a_message_without_korean_is_named(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(
        'def f(x):\n    raise ReadError("no such thing, ever.", remedy=f"write {x}.")\n'
        '    self.fail(worded("nor {this}.", this=x), None, "nor that." if x else "Check the shapes.")\n'
    )
    found = [text for _, text in raised(planted) if text not in KOREAN]
    assert sorted(set(found)) == [
        "an f-string: f'write {x}.'",
        "no such thing, ever.",
        "nor that.",
        "nor {this}.",
    ]


def test_both_texts_have_the_same_values() -> None:
    for english, korean in KOREAN.items():
        names = [{match[1] for match in PLACEHOLDER.finditer(text)} for text in (english, korean)]
        assert names[0] == names[1], korean
        assert {match[2] for match in PLACEHOLDER.finditer(korean)} - {None} <= set(PARTICLES), korean
        assert korean != english or set(": .,") >= set(PLACEHOLDER.sub("", english)), english


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("L = (y - w x", "이 ( 괄호가 닫히지 않았습니다. (p.md, 1번째 줄, 5번째 글자)\n    L = (y - w x\n        ^\n"
         "  끝나는 곳에 ) 괄호를 쓰세요."),
        (r"L = \frca{1}{2} x", r"\frca 명령은 읽을 수 없습니다. (p.md, 1번째 줄, 5번째 글자)"),
        ("L = z\nz = w x", "z를 정의하기 전에 썼습니다. (p.md, 1번째 줄, 5번째 글자)"),
        (r"L = \lim x", "_ 기호가 있어야 합니다"),
        (r"L = \sum_i x_i - w y_i", "첨자 i의 범위가 정해지지 않았습니다."),
        ("L = 손실 (y-wx)^2", "수식이 아닌 한글이 있습니다: '손실'."),
        ("L = sec(x)", "symgrad에는 sec 함수가 없습니다."),
    ],
)  # fmt: skip
def test_the_reader_speaks_korean(text: str, said: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - both kinds of error
        read(text, parameters="w b", data="x y", source="p.md")
    assert said in caught.value.text("ko")
    assert caught.value.text("en") == str(caught.value)


def test_functions_that_there_are_not_have_korean_advice() -> None:
    assert [text for text in MISSING.values() if text and text not in KOREAN] == []


def test_values_and_words_of_both_languages() -> None:
    message = worded(
        "{remedy} Or did you mean {near}?", remedy=worded("It knows {known}.", known="h"), near="w"
    )
    assert message == "It knows h. Or did you mean w?"
    assert spoken(message, "ko") == "모델에 있는 것: h. 혹시 w를 쓰려고 했나요?"
    assert spoken(told({"ko": "예", "en": "yes"}), "ko") == "예"
    assert ReadError("neither this nor that.").text("ko") == "neither this nor that."
    with pytest.raises(KeyError, match="nothere"):
        worded("{remedy}", nothere="x")


def test_a_value_is_not_worked_out_to_be_written() -> None:
    x = sp.Symbol("x")
    huge = reduce(lambda power, _: sp.exp(power, evaluate=False), range(3), sp.Integer(100))
    assert worded("{it}", it=1 + huge) == "1 + exp(exp(exp(100)))"
    assert worded("{it}", it=1 + x) == "x + 1"
