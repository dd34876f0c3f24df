"""The table of contents of lecture pages: what stands in it, where it is put, and that the lectures' one is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from symgrad.cli import main
from symgrad.documents.contents import BEGIN, END, put_into
from symgrad.errors import ReadError

DERIVATIONS = Path(__file__).parent.parent / "derivations"
#: the lectures: letter → how many numbered formulas and methods
LECTURES = {"A": 10, "B": 19, "C": 5, "D": 5, "E": 5}

PAGE = (
    "---\ntitle: {{en: A page, ko: 쪽}}\nids: [{id}]\n---\n"
    '<!-- symgrad: model parameters="w" data="x" -->\n$$\nL = w x\n$$\n'
    '<!-- symgrad: given -->\n$$\nw = 2, \\quad x = 3\n$$\n<!-- symgrad: claims id="{id}" -->\n$$\nL = {value}\n$$\n'
)


def test_contents_of_a_directory(tmp_path: Path) -> None:
    for id, value in (("B2", 6), ("B10", 7), ("A1", 6)):
        (tmp_path / f"{id}.md").write_text(PAGE.format(id=id, value=value), encoding="utf-8")
    (tmp_path / "lectures.yaml").write_text("B: {en: Second, ko: 둘째}\n", encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text(f"above\n{BEGIN}\nold\n{END}\nbelow\n", encoding="utf-8")
    run = CliRunner()
    assert run.invoke(main, ["contents", str(tmp_path), "--check"]).exit_code == 1
    assert run.invoke(main, ["contents", str(tmp_path)]).exit_code == 0
    assert readme.read_text(encoding="utf-8").splitlines() == [
        "above",
        BEGIN,
        "| id | page | verdicts |",
        "|---|---|---|",
        "| A1 | [A1.md](A1.md) | 1 exact |",
        "| **B** | **Second** · 둘째 | |",
        "| B2 | [B2.md](B2.md) | 1 exact |",
        "| B10 | [B10.md](B10.md) | ✗ **1 wrong** |",
        END,
        "below",
    ]
    assert run.invoke(main, ["contents", str(tmp_path), "--check"]).exit_code == 0


def test_a_readme_without_a_place_for_it() -> None:
    with pytest.raises(ReadError, match="no place for the contents"):
        put_into(f"{END}\n{BEGIN}\n", "table\n", "README.md")


def test_every_id_of_the_lectures_has_a_page() -> None:
    text = (DERIVATIONS / "README.md").read_text(encoding="utf-8")
    listed = {line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")}
    missing = [f"{letter}{n}" for letter, last in LECTURES.items() for n in range(1, last + 1)]
    assert [id for id in missing if id not in listed] == []


@pytest.mark.slow
def test_the_contents_of_the_lectures_are_current() -> None:
    found = CliRunner().invoke(main, ["contents", str(DERIVATIONS), "--check"])
    assert found.exit_code == 0, found.output
