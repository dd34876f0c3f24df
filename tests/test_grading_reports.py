"""Feedback sheets and the class's report: what they say, what they do not give away, and that nothing in them acts."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from symgrad.checking import check_row
from symgrad.checking.verdict import Verdict
from symgrad.checking.words import NOTES, say
from symgrad.errors import DataError, OptionError, SymgradError
from symgrad.grading.questions import Assignment, Question
from symgrad.grading.record import Record, file_names
from symgrad.grading.reports import CLASS, alike, outside, sheet_html, sheet_markdown, write
from symgrad.grading.reports import words as reports_words
from symgrad.grading.reports.lines import lines, standings, typeset
from symgrad.grading.reports.results import UNNAMED, Class
from symgrad.grading.reports.sheet import Answer, Example, Sheet, sheets, short
from symgrad.grading.reports.templates import style

LOSS = r"L = \frac{1}{2}(wx + b - y)^2"
ASSIGNMENT = Assignment(
    {"ko": "과제 1", "en": "Homework 1"},
    "ko",
    (
        Question("1", "기울기 $L(w)$", f"미분하세요.\n\n$$\n{LOSS}\n$$", 4, {"model": LOSS, "wrt": "w"}),
        Question(
            "2",
            "A number",
            r"$\sigma(wx)$ for $w = 1.6$, $x = 0.5$",
            2,
            {"reference": r"\sigma(wx)", "given": {"w": "1.6", "x": "0.5"}, "decimals": 3},
        ),
    ),
    "",
)
RIGHT = (r"\frac{dL}{dw} = (wx + b - y) x", "= wx^2 + bx - xy")
CARRIED = ("u = wx + b - y", r"\frac{dL}{dw} = 2 u x", "= 2x(wx + b - y)", "= 2x(wx + b)")
ODD = (r"\frac{dL}{dw} = (wx + b - y) x^7",)
UNREAD = ("dL/dw = (wx + b",)


@cache
def verdict(question: int, written: tuple[str, ...]) -> dict[str, Any]:
    item = ASSIGNMENT.questions[question].item
    found = check_row({**item, "lines": list(written)} if question == 0 else {**item, "answer": written[0]})
    return {key: value for key, value in found.as_dict().items() if key != "ms"}


def record(student: str, question: int, written: Sequence[str]) -> Record:
    """A record with all marks or none."""
    asked = ASSIGNMENT.questions[question]
    if not written:
        reason = {"ko": "답이 없습니다.", "en": "No answer."}
        return Record(student, asked.id, "", (), asked.points, 0, "missing", reason, {})
    found = verdict(question, tuple(written))
    review = found["status"] if found["status"] == "invalid" else "unclear"
    accept = found["accept"]
    marks = None if accept is None else asked.points if accept else 0
    reason = {"ko": "이런 까닭입니다.", "en": "This is the reason."}
    review = None if marks is not None else review
    return Record(student, asked.id, "a.csv:2", tuple(written), asked.points, marks, review, reason, found)


def classroom(*rows: tuple[str, Sequence[str], str]) -> list[Record]:
    return [
        one
        for student, work, number in rows
        for one in (record(student, 0, work), record(student, 1, (number,) if number else ()))
    ]


CLASSROOM = classroom(
    ("김민수", RIGHT, "0.690"),
    ("이서연", CARRIED, "0.689"),
    ("박지훈", ODD, "0.31"),
    ("최유진", ODD, "0.31"),
    ("정하늘", UNREAD, ""),
    ("Anna", RIGHT, "0.690"),
    ("Bo", CARRIED, "0.690"),
    ("Cho", CARRIED, "0.689"),
)


def everyone(records: Sequence[Record] = CLASSROOM, *, show_answer: bool = False) -> tuple[Sheet, ...]:
    names = file_names(each.student for each in records)
    return sheets(ASSIGNMENT, records, names, show_answer=show_answer)


def written(tmp_path: Path, records: Sequence[Record] = CLASSROOM, **options: Any) -> dict[str, str]:
    """Every file that was written, by its path."""
    paths = write(options.pop("assignment", ASSIGNMENT), records, tmp_path, **options)
    return {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in paths}


# -- lines ---------------------------------------------------------------------------------------------------


def test_every_line_has_its_mark() -> None:
    assert standings(record("a", 0, RIGHT)) == ["right", "right"]
    assert standings(record("a", 0, CARRIED)) == ["definition", "first", "carried", "wrong"]
    assert standings(record("a", 0, UNREAD)) == ["unread"]
    assert standings(record("a", 1, ("0.689",))) == ["wrong"]


@pytest.mark.parametrize("note", NOTES)
def test_every_note_is_said_or_marked(note: str) -> None:
    """What a verdict notes stands on the sheet in both languages; the first wrong line is marked itself."""
    found = {**verdict(0, tuple(CARRIED)), "accept": None, "note": note}
    answer = Answer(1, ASSIGNMENT.questions[0], replace(record("a", 0, CARRIED), verdict=found))
    if note == "first_wrong_line":
        assert "first" in [line.mark for line in answer.lines]
        return
    assert say(note) in answer.why
    ko, en = say(note)["ko"], say(note)["en"]
    assert re.search("[가-힣]", ko)
    assert not re.search("[가-힣]", en)


def test_a_verdict_notes_nothing_else() -> None:
    with pytest.raises(SymgradError):
        Verdict("different", False, note="whatever")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dL/dw = 2*(w*x - y)*x", ("", r"\frac{dL}{dw} = 2 \cdot (w \cdot x - y) \cdot x")),
        ("let u = wx", ("let", "u = w x")),
        (r"= \frac{1}{2} x", ("", r"= \frac{1}{2} x")),
        ("sigma(z)", ("", r"\sigma (z)")),
        ("sum_{", ("", "")),
    ],
)
def test_a_line_is_typeset_as_it_was_meant(text: str, shown: tuple[str, str]) -> None:
    assert typeset(text) == shown


def test_what_was_not_read_stands_as_it_was_typed() -> None:
    (line,) = lines(record("a", 0, UNREAD))
    assert (line.text, line.latex) == (UNREAD[0], "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("15", "15"),
        ("0.25", "0.25"),
        ("0.689974481127612…", "0.68997…"),
        ("-0.0000732756795875891…", "-7.3275…·10⁻⁵"),
        ("1234567.25678…", "1.2345…·10⁶"),
        ("13.1428571428571…", "13.142…"),
    ],
)
def test_numbers_are_short(value: str, shown: str) -> None:
    assert short(value) == shown


# -- nothing of the right answer -------------------------------------------------------------------------------


def test_a_sheet_gives_nothing_of_the_right_answer_away_unless_asked(tmp_path: Path) -> None:
    kept, told = (
        [page for name, page in written(tmp_path, show_answer=asked).items() if "이서연" in name]
        for asked in (False, True)
    )
    for secret in ("0.690", "정답"):
        assert [secret in page for page in (*kept, *told)] == [False, False, True, True]
    assert r"$\frac{\partial L}{\partial w} = (w x + b - y) x$" in told[1]


def test_the_value_of_the_right_answer_is_not_told() -> None:
    def example(show_answer: bool) -> Any:
        sheet = next(s for s in everyone(show_answer=show_answer) if s.student == "박지훈")
        return sheet.answers[0].example

    told, kept = example(True), example(False)
    assert told.reference == verdict(0, ODD)["counterexample"]["reference"]
    assert (kept.reference, kept.answer, kept.at) == ("", told.answer, told.at)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_point_of_an_example_may_go_on_in_a_second_line(lang: str) -> None:
    example = Example(("w = 2", r"x = \left( 1, 3 \right)", "m = 2"), "-12.5", "", False)
    shown = sheet_html._example(example, reports_words.Voice((lang,)))
    assert re.sub(r"<[^>]*>", "", shown).startswith(
        {"ko": "w=2, x=(1,3), m=2일 때", "en": "Put in w=2, x=(1,3), m=2:"}[lang]
    )
    assert shown.count("<math") == 3
    assert "<b>−12.5</b>" in shown


@pytest.mark.parametrize(("step", "shown"), [(r"(w x + b - y)^{2}", True), ("(w x + b - y) x", False)])
def test_the_place_of_a_mistake_is_told_where_it_stands_in_the_question(step: str, shown: bool) -> None:
    wrong = record("a", 0, CARRIED)
    changed = replace(wrong, verdict={**wrong.verdict, "mistake": {**wrong.verdict["mistake"], "step": step}})
    mistake = Answer(1, ASSIGNMENT.questions[0], changed).mistake
    assert mistake is not None
    assert bool(mistake.place) is shown


def test_hints_are_graded_and_only_the_first_is_open(tmp_path: Path) -> None:
    page = written(tmp_path)["sheets/이서연.html"]
    first, second, third = verdict(0, CARRIED)["mistake"]["hints"]["ko"]
    assert re.search(rf'<p class="hint">{first}</p>', page)
    for hidden in (second, third):
        assert re.search(rf"<details><summary>[^<]+</summary><p>{re.escape(hidden)}</p></details>", page)
    assert verdict(0, CARRIED)["mistake"]["follow_up"]["ko"] in page


# -- hostile text ------------------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1)) ![y](http://e.example/y.png)",
    "a | b ` c `` d ``` <b onclick=x> </details> $x$ #1 https://e.example",
    "\u202egnp.exe\u2066 \u200b\x1b[31m\x00",
    "</style></title><svg onload=alert(1)> {{ 7*7 }} &lt;i&gt;",
    "# 1\n\n- x\n\n<iframe src=//e.example>",
    "<script src=x ",
)
TAGS = re.compile(
    r"html|head|meta|title|style|body|main|header|footer|section|nav|ul|ol|li|p|h[123]|div|span|b|i|br|small|code|bdi"
    r"|table|thead|tbody|tr|th|td|details|summary|a|svg|g|rect|line|text|blockquote|hr|strong|em|pre"
    r"|math|mrow|m[ion]|mtext|mfrac|msu[bp]|msubsup|munderover|mover|munder|mspace|mpadded|mtable|mtr|mtd|msqrt"
)


class Tags(HTMLParser):
    """Everything in a page that could do something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bad += [tag] * (TAGS.fullmatch(tag) is None)
        for name, value in attrs:
            self.bad += [f"{tag} {name}"] * (name.startswith("on") or name in ("src", "srcdoc", "action"))
            self.links += [value or ""] * (name == "href")
            self.ids |= {value or ""} if name == "id" else set()

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    questions = tuple(
        replace(question, title=f"{HOSTILE[n]} {HOSTILE[4]}", prompt="\n\n".join(HOSTILE))
        for n, question in enumerate(ASSIGNMENT.questions)
    )
    assignment = replace(ASSIGNMENT, title={"ko": HOSTILE[1], "en": HOSTILE[0]}, questions=questions)
    records = []
    for text in HOSTILE:
        for one in (record(text, 0, (text, "= 2x")), record(text, 1, (text,))):
            records.append(replace(one, source=text, reason={"ko": text, "en": text}))
    where = tmp_path_factory.mktemp("report")
    return written(where, records, assignment=assignment, languages=("ko", "en"), show_answer=True)


def test_nothing_in_a_page_acts(attacked: dict[str, str]) -> None:
    pages = {name: Tags(page) for name, page in attacked.items() if name.endswith(".html")}
    assert len(pages) == len(HOSTILE) + 1
    for name, page in pages.items():
        assert page.bad == [], name
        for link in page.links:
            assert re.match(r"(#q\d$|sheets/[\w%-]+\.html(#q\d)?$|https?://e\.example)", link), link
        for hidden in "\u202e\u2066\u200b\x1b\x00":
            assert hidden not in attacked[name]
    assert "⟨U+202E⟩gnp.exe⟨U+2066⟩" in pages[CLASS].words
    for text in HOSTILE[:2]:
        assert text in pages[CLASS].words


def test_nothing_in_markdown_acts(attacked: dict[str, str]) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # as careless as a reader may be
    sources = {name: page for name, page in attacked.items() if name.endswith(".md")}
    assert len(sources) == len(HOSTILE)
    for name, source in sources.items():
        page = Tags(reader.render(source))
        assert page.bad == [], name
        assert all(link.startswith(("http://e.example", "https://e.example")) for link in page.links), (
            page.links
        )
        assert reader.render(source).count("<details>") == reader.render(source).count("</details>")
        assert not set("\u202e\u2066\u200b\x1b\x00") & set(source)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_in_markdown_is_only_its_words(text: str) -> None:
    shown = outside.name(text)
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(f"| {outside.markdown(shown)} |\n|---|\n")
    )
    page = Tags(html)
    assert page.links == []
    assert set(re.findall(r"<(\w+)", html)) == {"table", "thead", "tr", "th"}
    assert page.words.strip() == shown


@pytest.mark.parametrize(
    ("latex", "shown"),
    [(r"\frac{a}{b} x'", r"$\frac{a}{b} x'$"), ("a < b", "`a < b`"), ("$x$", "`$x$`"), ("`", "`` ` ``")],
)
def test_a_formula_in_markdown_has_no_signs_of_html(latex: str, shown: str) -> None:
    assert sheet_markdown.math(latex) == shown


@pytest.mark.parametrize("text", ["a`b", "``", "` `", "x", "a```b`"])
def test_code_in_markdown_is_what_it_was(text: str) -> None:
    html = MarkdownIt("commonmark").render(outside.code(text))
    assert html == f"<p><code>{text}</code></p>\n"


def test_long_answers_are_cut(tmp_path: Path) -> None:
    long = record("a", 0, ("@" * 5000,) * 300)
    page = written(tmp_path, [long], formats=("html",))["sheets/a.html"]
    assert len(page) < 300_000
    assert "180" in Tags(page).words
    assert "5000" in Tags(page).words


# -- the class ---------------------------------------------------------------------------------------------------


def test_the_numbers_of_a_class() -> None:
    found = Class(ASSIGNMENT, everyone())
    assert [sheet.student for sheet in found.sheets] == sorted({each.student for each in CLASSROOM})
    assert (len(found.settled), found.mean, found.median) == (7, 2, 0)
    assert [bin_.settled for bin_ in found.bins] == [4, 0, 0, 1, 0, 0, 0, 0, 0, 2]
    assert sum(bin_.open for bin_ in found.bins) == 1
    one, two = found.questions
    assert (one.mean, two.mean) == (Fraction(8, 7), Fraction(6, 8))
    assert (one.right, two.right) == (Fraction(2, 7), Fraction(3, 8))
    assert found.hardest is one
    assert dict(one.outcomes) == {"full": 2, "part": 0, "none": 5, "open": 1, "missing": 0}
    assert [(row.id, row.count) for row in found.mistakes] == [
        ("constant_dropped", 3),
        ("number_truncated", 2),
        (UNNAMED, 4),
    ]
    (lined,) = found.by_line
    assert (lined.works, lined.first_wrong) == (5, (0, 3))
    assert [(sheet.student, answer.outcome) for sheet, answer in found.to_look_at] == [
        ("정하늘", "open"),
        ("정하늘", "missing"),
    ]


def test_an_empty_share_has_no_hardest_question() -> None:
    found = Class(ASSIGNMENT, everyone(classroom(("a", RIGHT, "0.690"))))
    assert found.hardest is None
    assert (found.mean, found.median, found.to_look_at) == (6, 6, ())


def test_the_same_odd_work_is_found_and_a_usual_mistake_is_not() -> None:
    crowd = [(f"s{n}", CARRIED if n % 2 else RIGHT, "0.690") for n in range(20)]
    again = (r"\frac{dL}{dw} = (w  x+b-{y}) x^{7}",)
    once = (r"\frac{dL}{dw} = (wx + b - y) x + \frac{1}{7}",)
    odd = [
        ("p", ODD, "0.31"),
        ("q", again, "0.31"),
        ("r", RIGHT, "0.31"),
        ("t", once, "0.5"),
        ("u", once, "0.690"),
    ]
    found = alike.groups(everyone(classroom(*crowd, *odd)))
    assert [[sheet.student for sheet in group.sheets] for group in found] == [["p", "q"], ["t", "u"]]
    assert [[(s.answer.number, s.count, s.answered, s.lines) for s in group.shared] for group in found] == [
        [(1, 2, 25, True), (2, 3, 25, True)],
        [(1, 2, 25, True)],
    ]


def test_the_report_links_to_every_sheet(tmp_path: Path) -> None:
    files = written(tmp_path, formats=("html",))
    page = Tags(files[CLASS])
    targets = {unquote(link.partition("#")[0]) for link in page.links}
    assert targets == {name for name in files if name != CLASS}
    for link in page.links:
        assert not link.partition("#")[2] or link.partition("#")[2] in Tags(files["sheets/김민수.html"]).ids


def test_what_a_person_must_look_at_stands_in_the_report(tmp_path: Path) -> None:
    files = written(tmp_path, languages=("en",))
    section = files[CLASS].split('<section id="look">')[1].split("</section>")[0]
    words = " ".join(Tags(section).words.split())
    assert "정하늘" in words
    assert "could not be read" in words
    assert "This cannot be read as a formula. Here: (wx + b" in words
    assert "no answer" in words


# -- files -------------------------------------------------------------------------------------------------------


def test_the_same_records_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    shuffled = list(CLASSROOM)
    random.Random(1).shuffle(shuffled)
    again = [Record.from_row(each.to_row()) for each in shuffled]
    assert written(tmp_path / "a") == written(tmp_path / "b", again)


@pytest.mark.parametrize("languages", [("ko",), ("en",), ("ko", "en")])
def test_a_sheet_speaks_the_languages_asked_for(tmp_path: Path, languages: tuple[str, ...]) -> None:
    for name, page in written(tmp_path, languages=languages).items():
        if name != CLASS:
            assert ("내 풀이" in page) == ("ko" in languages)
            assert ("Your work" in page) == ("en" in languages)


def test_words_have_the_same_places_in_both_languages() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, (korean, english) in reports_words.WORDS.items():
        assert places(korean) == places(english), key
        assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", korean)), (
            key
        )
        assert not re.search("[가-힣]", english), key


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"languages": ("fr",)}, OptionError),
        ({"languages": ()}, OptionError),
        ({"formats": ("pdf",)}, OptionError),
        ({"records": [*CLASSROOM, CLASSROOM[0]]}, DataError),
        ({"records": [replace(CLASSROOM[0], question="9")]}, DataError),
        ({"records": CLASSROOM[:1], "files": {"김민수": "../x"}}, DataError),
    ],
)
def test_what_cannot_be_written_is_refused(
    tmp_path: Path, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        written(tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_lines_of_answers_are_cut_off_at_the_side_only() -> None:
    (rule,) = re.findall(
        r"^\.sheet table\.work td\.written > div \{([^}]*overflow-y: hidden[^}]*)\}", style(), re.M
    )
    assert "padding: .45em 0; margin: -.35em 0" in rule
