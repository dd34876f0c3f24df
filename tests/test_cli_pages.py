"""Commands about several things at once: parameters, models, pages, directories."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from rich.console import Console
from test_cli import B6, PAGES, D, run

NET = """
h = \\sigma(W_1 x)
o = \\sigma(w_2 h)
L = (o - y)^2
"""


def test_all_derivations_of_a_model_take_the_same_walk(tmp_path: Path) -> None:
    path = tmp_path / "net.tex"
    path.write_text(NET)
    names = ["--parameters", "W_1 w_2", "--data", "x y"]
    records = json.loads(run("derive", str(path), *names, "--to", "json"))
    assert [record["strategy"] for record in records] == ["backprop", "backprop"]
    alone = json.loads(run("derive", str(path), *names, "--to", "json", "--wrt", "w_2"))
    assert alone["strategy"] == "board"
    asked = json.loads(run("derive", str(path), *names, "--to", "json", "--strategy", "board"))
    assert {record["strategy"] for record in asked} == {"board"}


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_whole_document(lang: str) -> None:
    text = run("derive", B6, "--wrt", "w_1", "--to", "document", "--lang", lang)
    assert r"\documentclass" in text
    assert r"\end{document}" in text
    assert r"\frac{\partial E}{\partial w_1}" in text


@pytest.mark.slow
def test_a_directory_is_the_pages_in_it(tmp_path: Path) -> None:
    for name in ("README.md", Path(B6).name, Path(D).name):
        shutil.copy(PAGES / name, tmp_path)
    (tmp_path / "data.csv").write_text("x,y\n")
    claims = json.loads(run("audit", str(tmp_path), "--to", "json"))["claims"]
    assert len({claim["page"] for claim in claims}) == 2
    text = run("audit", str(tmp_path / "README.md"), B6, "--lang", "en")
    assert "README.md is no page of notes; passed over" in text
    assert "0.1376" in text
    assert "no page" in run("audit", str(tmp_path / "README.md"), status=2)
    (tmp_path / "empty").mkdir()
    assert "has no pages" in run("audit", str(tmp_path / "empty"), status=2)


@pytest.mark.parametrize("command", [["verify", D, "--no-steps", "--points", "1"], ["audit", B6, D]])
@pytest.mark.slow
def test_several_results_are_one_web_page(command: list[str]) -> None:
    text = run(*command, "--to", "html", "--lang", "en")
    assert text.count("<html") == 1
    assert text.count('class="symgrad"') >= 2


def test_a_terminal_is_told_what_is_worked_at() -> None:
    from symgrad.cli.pages import open_page
    from symgrad.cli.writing import busy, working

    pages = [open_page(B6), open_page(D)]
    shown, silent = io.StringIO(), io.StringIO()
    assert list(working(pages, "en", Console(file=shown, force_terminal=True))) == pages
    assert f"2/2 {pages[1].title('en')}" in shown.getvalue()
    assert list(working(pages, "en", Console(file=silent))) == pages
    with busy("drawing", Console(file=shown, force_terminal=True)), busy("drawing", Console(file=silent)):
        pass
    assert "drawing" in shown.getvalue()
    assert silent.getvalue() == ""


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["verify", B6, "--points", "1"], marks=pytest.mark.slow),
        ["audit", B6, D],
        ["train", B6],
    ],
)
def test_korean_output_has_no_english_words(command: list[str]) -> None:
    text = run(*command, "--lang", "ko")
    names = {"symgrad", "sigmoid", "gradient", "descent"}
    assert set(re.findall(r"[A-Za-z]{4,}", text)) <= names
    assert re.search("[가-힣]", text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["derive", "nothere.md"], "nothere.md 파일이나 폴더가 없습니다."),
        (["derive"], "PAGE: 빠졌습니다."),
        (["derivee"], "derivee: 이런 명령은 없습니다. 혹시 derive을(를) 쓰려고 했나요?"),
        (["derive", B6, "--strategy", "foo"], "'foo': 'board', 'backprop', 'limit' 가운데 하나여야 합니다."),
        (["train", B6, "--epochs", "abc"], "'--epochs': 'abc': 정수여야 합니다."),
        (["train", B6, "--epochs", "-3"], "-3: 범위 x>=0 안의 값이어야 합니다."),
        (["train", B6, "--batchsize", "3"], "--batchsize: 이런 옵션은 없습니다."),
        (["train", B6, "--optimizer", "momntum"], "혹시 momentum을 쓰려고 했나요?"),
        (
            ["train", B6, "--optimizer", "adam", "--set", "beta_1=2"],
            "beta_1 값이 2입니다. 조건: 0 이상 1 미만.",
        ),
        (["train", B6, "--optimizer", "v := w"], "파라미터 w를 갱신하는 줄이 없습니다."),
        (["audit", D, "-o", "/dev/null/x"], "같은 이름의 파일이 이미 있습니다: /dev/null"),
        (["check", "1"], "정답(REFERENCE)과 답안(ANSWER)을 주거나"),
    ],
)
def test_mistakes_on_a_command_line_are_said_in_korean(arguments: list[str], said: str) -> None:
    text = run(*arguments[:1], "--lang", "ko", *arguments[1:], status=2)
    assert said in text
    assert re.search("[가-힣]", run(*arguments[:1], "--lang", "en", *arguments[1:], status=2)) is None


@pytest.mark.parametrize("command", [["grade", D, str(PAGES)], ["audit", "{homework}"]])
def test_a_page_of_the_other_kind_is_named(command: list[str], tmp_path: Path) -> None:
    homework = str(tmp_path / "homework.md")
    run("new", homework, "--assignment")
    out = ["--out", str(tmp_path / "out")] if command[0] == "grade" else []
    text = run(*(each.format(homework=homework) for each in command), *out, "--lang", "en", status=2)
    assert "has no question" in text or "is an assignment" in text


def test_notes_are_in_the_language_of_the_command(tmp_path: Path) -> None:
    page = str(tmp_path / "page.md")
    assert f"{page}를 썼습니다" in run("new", page, "--lang", "ko")
    assert f"wrote {tmp_path / 'page.txt'}" in run(
        "audit", page, "--lang", "en", "-o", str(tmp_path / "page.txt")
    )


def test_an_assignment_in_a_directory_is_passed_over(tmp_path: Path) -> None:
    run("new", str(tmp_path / "homework.md"), "--assignment")
    path = str(tmp_path / "homework.md")
    assert "is an assignment, no page of notes" in run("derive", path, "--lang", "en", status=2)
    assert "has no pages" in run("audit", str(tmp_path), "--lang", "en", status=2)
    run("new", str(tmp_path / "page.md"))
    assert "homework.md is an assignment; passed over" in run(
        "verify", str(tmp_path), "--lang", "en", "--no-steps"
    )


def test_sentences_are_broken_at_blanks_for_a_terminal() -> None:
    from symgrad.cli.fitted import broken, fitted

    text = "✗ 정답과 다릅니다. 답안은 -30입니다.\n  1. one two three"
    assert broken(text, 16) == "✗ 정답과\n  다릅니다.\n  답안은\n  -30입니다.\n  1. one two\n    three"
    assert broken(text, 80) == text
    assert fitted(text) == text, "no terminal"


def test_optimizers_have_their_korean_names_in_reports() -> None:
    assert "최적화 방법: 경사 하강법, 학습률" in run("train", D, "--epochs", "1", "--lang", "ko")
    own = run(
        "train", D, "--epochs", "1", "--lang", "ko", "--optimizer", r"w := w - \alpha g", "--set", "alpha=0.1"
    )
    assert "최적화 방법: 직접 적은 방법" in own


def test_what_folds_is_worked_with_the_keyboard() -> None:
    """Only elements that a browser itself takes keys for, and the one that has the keys is outlined."""
    text = run("audit", B6, "--to", "html", "--lang", "en")
    assert ":is(a, button, summary):focus-visible { outline: 2px" in text
    assert not re.search(r"outline:\s*(?:0|none)|tabindex=|onclick=", text)
    assert text.count("<details") == text.count("<summary") > 10
    assert text.count("<button") == text.count('<button type="button"') == 2
