"""What an audit keeps between runs: sections by their content, wherever they stand, and nothing that is not right."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from symgrad.documents import auditing, cache
from symgrad.documents.cache import Kept, NotKept
from symgrad.notes import Audit, Page, Section, audit, parse_page, read_page
from symgrad.notes.carried import Carried, Judged
from symgrad.notes.sections import judged

PAGES = Path(__file__).parent.parent / "derivations"

#: three sections: the second goes on with a parameter of the first, the third has names of its own
PAGE = r"""---
title: {en: "Three"}
ids: [T1, T2, T3]
---
# Three

<!-- symgrad: model name="first" parameters="w" data="x y" -->
$$
\begin{aligned} e &= w x - y \\ L &= e^2 \end{aligned}
$$

<!-- symgrad: given -->
$$
w = 2, \quad x = 1.5, \quad y = 1
$$

Now the error.

<!-- symgrad: claims id="T1" -->
$$
e = 2 \cdot 1.5 - 1 = 2
$$

<!-- symgrad: model name="second" parameters="w" data="x" -->
$$
M = (w x)^2
$$

<!-- symgrad: given -->
$$
w = 3, \quad x = 0.5
$$

<!-- symgrad: claims id="T2" -->
$$
M = (3 \cdot 0.5)^2 = 2.25
$$

<!-- symgrad: model name="third" parameters="u" data="v" -->
$$
K = u v
$$

<!-- symgrad: claims id="T3" -->
$$
\frac{\partial K}{\partial u} = v \\
g(v) = v^2 + 1 \\
g(2) = 5
$$
"""


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYMGRAD_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sections that were judged."""
    names: list[str] = []

    def judge(section: Section, seen: Carried) -> Judged:
        names.append(section.name)
        return judged(section, seen)

    monkeypatch.setattr(cache, "judged", judge)
    return names


def audited(page: Page) -> Audit:
    (found,) = auditing.audits([page], workers=1)
    return found


def exactly(found: Audit) -> str:
    """Claims as text, the radii of balls left out: they are rounded up once more when they are read."""
    return re.sub(r" \+/- [^\]]*", "", repr(found.claims))


@pytest.mark.parametrize("name", ["batches", pytest.param("vanishing-gradients", marks=pytest.mark.slow)])
def test_what_is_kept_is_what_was_found(name: str, worked: list[str]) -> None:
    page = read_page(PAGES / f"{name}.md")
    fresh, first, again = audit(page), audited(page), audited(page)
    assert worked == [section.name for section in page.sections]
    assert exactly(fresh) == exactly(first) == exactly(again)
    for form in ("text", "json"):
        assert getattr(again, form)() == getattr(fresh, form)()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PAGES.glob("*.md")) if path.name != "README.md"],
    ids=lambda path: path.stem,
)
def test_all_that_a_page_says_can_be_kept(path: Path, worked: list[str]) -> None:
    page = read_page(path)
    fresh = audited(page)
    worked.clear()
    moved = parse_page(page.text.replace("\n# ", "\nWords above.\n\n# ", 1), source=page.source)
    again = audited(moved)
    assert worked == []
    assert [(claim.id, claim.origin.fragment) for claim in again.claims] == [
        (claim.id, claim.origin.fragment) for claim in fresh.claims
    ]


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("Now the error.", "And now, at some length:\n\n- the error.", []),
        ("# Three", "# Three sections", []),
        ("= 2\n", "= 2.0\n", ["first"]),  # what is printed is not gone on with
        ("w = 2,", "w = 4,", ["first", "second"]),  # somebody may have gone on with it
        ("u v\n", "u v^2\n", ["third"]),
        ('id="T1"', 'id="T3"', ["first", "third"]),  # the lines of T3 have other numbers
        ("T2, T3]", "T2, T3, T4]", []),
        # the letters for arguments of functions are chosen by what a section says, not by its prose
        ("Now the error.", r"About $\zeta$, $\xi$, $\chi$, $\tau$ and $\kappa$.", []),
    ],
)  # fmt: skip
def test_only_what_changed_is_judged_again(old: str, new: str, again: list[str], worked: list[str]) -> None:
    audited(parse_page(PAGE))
    worked.clear()
    changed = parse_page(PAGE.replace(old, new, 1))
    found = audited(changed)
    assert worked == again
    assert exactly(found) == exactly(audit(changed))


@pytest.mark.slow
def test_a_proof_by_induction_is_kept_with_what_it_rests_on(worked: list[str]) -> None:
    text = (PAGES / "linear-layers.md").read_text(encoding="utf-8")
    audited(parse_page(text))
    worked.clear()
    base = parse_page(text).section("first-layer").printed[0]
    row = base.rows[0]
    weaker = text[: row.start] + row.text.replace("=", "\\approx", 1) + text[row.start + len(row.text) :]
    found = audited(parse_page(weaker))
    assert set(worked) == {"first-layer", "one-more-layer"}
    assert exactly(found) == exactly(audit(parse_page(weaker)))


@pytest.mark.parametrize(
    "spoiled",
    [
        "",
        "{",
        "[]",
        '["()"]',
        '["=","os",{}]',
        '["=","notes.none.Claim",{}]',
        '["=","notes.audit.cached_property",{}]',
        '["@",[9,0,1]]',
        '["@",["x"]]',
    ],
)
def test_what_is_kept_may_be_spoiled_deleted_or_left_alone(kept: Path, spoiled: str) -> None:
    page = parse_page(PAGE)
    fresh = audited(page)
    assert len(list(kept.iterdir())) == len(page.sections)
    for path in kept.iterdir():
        path.write_text(spoiled)
    with pytest.raises(NotKept):
        Kept.of(page).load(page.sections[0], Carried())
    assert exactly(audited(page)) == exactly(fresh)
    shutil.rmtree(kept)
    (last,) = auditing.audits([page], keep=False)
    assert exactly(last) == exactly(fresh)
    assert not kept.exists()


def test_values_that_are_not_known_are_kept_too(worked: list[str]) -> None:
    page = parse_page(PAGE.replace("L &= e^2", r"L &= \log((\sin(\pi e))^2)"))
    fresh, first = audit(page), audited(page)
    worked.clear()
    assert exactly(audited(page)) == exactly(first) == exactly(fresh)
    assert worked == []


def test_half_a_character_is_no_reason_to_stop(worked: list[str]) -> None:
    page = parse_page(PAGE.replace("Now the error.", "<!-- \ud800 -->"))
    assert exactly(audited(page)) == exactly(audited(page)) == exactly(audit(page))
    assert worked == ["first", "second", "third"]


def test_only_old_entries_are_deleted(kept: Path) -> None:
    audited(parse_page(PAGE))
    entries = list(kept.iterdir())
    own = kept / "thesis.json"
    own.write_text("{}")
    for path in (*entries, own):
        os.utime(path, (0, 0))
    cache._tidy.cache_clear()
    audited(parse_page(PAGE.replace("w = 2,", "w = 5,", 1)))
    assert own.exists()
    assert sum(path.exists() for path in entries) == 1  # the third section is asked for again


def test_another_symgrad_has_other_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    page = parse_page(PAGE)
    entry = Kept.of(page)
    before = entry.key(page.sections[0], Carried())
    monkeypatch.setattr(cache, "_judges", lambda: "another")
    assert entry.key(page.sections[0], Carried()) != before


@pytest.mark.slow
def test_pages_are_audited_in_several_processes_alike(kept: Path) -> None:
    pages = [read_page(path) for path in sorted(PAGES.glob("*.md")) if path.name != "README.md"]
    alone = [exactly(each) for each in auditing.audits(pages, keep=False, workers=1)]
    together = [exactly(each) for each in auditing.audits(pages, workers=2)]
    assert together == alone
    assert len(list(kept.iterdir())) == sum(len(page.sections) for page in pages)
