"""What a class hands in: folders, archives, tables, encodings; and what must not get in."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from symgrad.errors import DataError
from symgrad.grading import files
from symgrad.grading.assignment import parse_assignment
from symgrad.grading.submissions import Handed, collect, student_name
from symgrad.grading.texts import LONGEST, lines_of, sections

QUESTION = '## {0}. Question\n\n<!-- symgrad: question id="{0}" points="2" -->\n$$\n2x\n$$\n\n'
TWO = parse_assignment("---\ntitle: {en: X}\n---\n\n" + QUESTION.format(1) + QUESTION.format(2))
ONE = parse_assignment("---\ntitle: {en: X}\n---\n\n" + QUESTION.format(1))
GOOD = "# 1\na\nb\n\n# 2\nc\n"


def answers(handed: Handed) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        student: tuple(each.lines for each in handed.submissions if each.student == student)
        for student in handed.students
    }


def reasons(handed: Handed) -> dict[str, str]:
    return {each.source: each.reason["en"] for each in handed.refused}


# -- lines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\n\r\nb", ("a", "b")),
        ("By the chain rule\n2x\n따라서 답은\n= x", ("2x", "= x")),
        ("alpha beta", ("alpha beta",)),
        ("So $2x$ and\n$$\n= x\n$$", ("2x", "= x")),
        ("\\[ a \\]\n\\(b\\)", ("a", "b")),
        ("\\begin{align*}\nf &= a \\\\\n &= \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n\\end{align*}",
         ("f = a", "&= \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}")),
        ("$$\n\\begin{aligned} a &= b \\\\[2pt] &= c \\end{aligned}\n$$", ("a = b", "= c")),
        ("$$\na = b\n= c\n$$", ("a = b", "= c")),
        ("```math\na\nb\n```", ("a", "b")),
        ("costs \\$5", ("costs \\$5",)),
        ("$L$을 $w$에 대하여 미분하면 $2x$이다. (단, $y_k$는 확률)", ("2x",)),
        ("By \\(w\\): $2x$, where $y$ is given; so $x$.", ("2x", "x")),
        ("We differentiate $L$ with respect to $w$: $2x$. The new weight is $x$", ("2x", "x")),
        ("답은 $x$이다.", ("x",)),
        ("\\begin{align} a &= b && \\text{chain rule} \\\\ &= c \\quad \\text{(σ)}. \\end{align}", ("a = b", "= c")),
        ("$w_\\text{new}$", ("w_\\text{new}",)),
        ("$2h$ times $x$", ("$2h$ times $x$",)),
        ("$2h$에 $x$를 곱한다.", ("$2h$에 $x$를 곱한다.",)),
        ("$2h$에 $x$를 곱하면 $2hx$이다.", ("2h", "2hx")),
        ("∴ 1.62\n답: 2x\n**3x**\n`4x`\nx**2 + y**2\nAns) `a`", ("1.62", "2x", "3x", "4x", "x**2 + y**2", "a")),
    ],
)  # fmt: skip
def test_lines(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    "heading",
    ["# 1", "## Q1.", "### Question 1: the slope", "\\section*{문제 1}", "**1번**", "문제 1", "[Q1]", "Problem 1:"]
)  # fmt: skip
def test_headings(heading: str, tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text(f"Homework\n\n{heading}\n2x\n\n# 풀이\n3x\n# 2\nc")
    assert answers(collect(TWO, tmp_path)) == {"kim": (("2x", "3x"), ("c",))}
    assert [part[:2] for part in sections("a\n# b\nc")] == [("", 1), ("b", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "Q1) 2x\n3x\nQ2) c",
        "1번: 2x\n3x\n\n문제 2. c",
        "Homework\n1. 2x\n3x\n2.\nc\n",
        "1) 2x\n   3x\n2) c",
        "**Question 1.** $2x$\n$3x$\n**2.** $c$",
        "**Q1**: 2x\n3x\n**Q2** c",
    ],
)
def test_answers_behind_their_numbers(text: str, tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text(text)
    assert answers(collect(TWO, tmp_path)) == {"kim": (("2x", "3x"), ("c",))}


def test_an_answer_in_bold_is_no_heading(tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text("**1. 기울기 (10점)**\n**풀이**\n**2x(y - 1)**\n**문제 2**\n**x**\nc")
    assert answers(collect(TWO, tmp_path)) == {"kim": (("2x(y - 1)",), ("x", "c"))}


def test_a_list_is_no_heading_where_there_are_headings_or_it_is_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text("# 1\n1. 2x\n2. 3x\n.5x\n")
    (tmp_path / "lee.md").write_text("1. 2x\n1. 3x\n")
    (tmp_path / "min.md").write_text("1. 2x\n3. 3x\n")
    handed = collect(TWO, tmp_path)
    assert answers(handed)["kim"] == (("1. 2x", "2. 3x", ".5x"), ())
    assert set(reasons(handed)) == {"lee.md", "min.md"}


# -- folders ------------------------------------------------------------------------------------------------------


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text("Name: Kim\n" + GOOD)
    (tmp_path / "김민수_123_assignsubmission_file_").mkdir()
    (tmp_path / "김민수_123_assignsubmission_file_" / "Q1.txt").write_bytes("문제는\n2x".encode("cp949"))
    (tmp_path / "김민수_123_assignsubmission_file_" / "Q2.tex").write_bytes(
        "\\begin{document}\n$3x$\n\\end{document}".encode("utf-16")
    )
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "lee.txt").write_text("")
    handed = collect(TWO, tmp_path)
    assert answers(handed) == {
        "kim": (("a", "b"), ("c",)), "lee": ((), ()), "김민수": (("2x",), ("3x",)),
    }  # fmt: skip
    assert handed.refused == ()
    assert handed.submissions[0].source == "kim.md:2"
    assert all(each.fault is None for each in handed.submissions)


def test_without_headings_there_must_be_one_question(tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text("2x")
    assert answers(collect(ONE, tmp_path)) == {"kim": (("2x",),)}
    handed = collect(TWO, tmp_path)
    assert "headings with 1, 2" in reasons(handed)["kim.md"]
    assert [each.fault is None for each in handed.submissions] == [False, False]


def test_what_is_unreadable_is_never_missing(tmp_path: Path) -> None:
    """A question that nobody asked, and a second answer: a person must look."""
    (tmp_path / "kim.md").write_text("# 1\na\n# 3\nb\n")
    (tmp_path / "lee.md").write_text("# 1\na\n")
    (tmp_path / "lee.txt").write_text("# 1\nb\n")
    handed = collect(TWO, tmp_path)
    kim1, kim2, lee1, lee2 = handed.submissions
    assert kim1.fault is None
    assert kim2.fault is not None
    assert "no question '3'" in kim2.fault["en"]
    assert lee1.twice
    assert lee1.fault is not None
    assert "lee.md:1, lee.txt:1" in lee1.fault["en"]
    assert (lee2.lines, lee2.fault) == ((), None)
    assert reasons(handed) == {"kim.md:3": "There is no question '3'."}


def test_what_is_no_text_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# 1\nsecret")
    folder = tmp_path / "in"
    (folder / "dir").mkdir(parents=True)
    (folder / "good.md").write_text(GOOD)
    (folder / "link.md").symlink_to(secret)
    (folder / "away").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.md")
    (folder / "long.md").write_text("x" * (LONGEST + 1))
    (folder / "null.md").write_bytes(b"1\0")
    (folder / "paper.md").write_bytes(b"%PDF-1.7")
    (folder / "bytes.md").write_bytes(b"\x81\x20\xff")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "more.zip").write_bytes(b"PK")
    deep = folder.joinpath(*"abcdefgh")
    deep.mkdir(parents=True)
    (deep / "x.md").write_text("x")
    handed = collect(TWO, folder)
    found = reasons(handed)
    assert answers(handed)["good"] == (("a", "b"), ("c",))
    assert "secret" not in str(handed.submissions)
    for source, said in {
        "link.md": "link", "away": "link", "pipe.md": "ordinary", "long.md": "too large", "null.md": "no text",
        "paper.md": "no text", "bytes.md": "CP949", "photo.jpg": "kind", "more.zip": "archive",
        "a/b/c/d/e/f/g/h": "nested",
    }.items():  # fmt: skip
        assert said in found[source], source
    assert all(each.fault for each in handed.submissions if each.student not in ("good", "dir"))


def test_a_class_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(4):
        (tmp_path / f"{n}.md").write_text("x")
    monkeypatch.setattr(files, "MOST_FILES", 3)
    with pytest.raises(DataError, match="several parts"):
        collect(TWO, tmp_path)


def test_names_are_cleaned() -> None:
    assert student_name("  Kim\u202e\u200b \n Min\0su ") == "Kim Min su"
    assert student_name("한") == "한"


# -- archives -----------------------------------------------------------------------------------------------------


def test_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("in/kim.md", GOOD)
        made.writestr("in/lee/Q1.md", "2x")
        made.writestr("__MACOSX/in/._kim.md", b"\0")
        for name in ("../out.md", "in/../../out.md", "/etc/out.md", "C:/out.md", "in\\..\\out.md"):
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            made.writestr(info, "# 1\nsecret")
        link = zipfile.ZipInfo("in/link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("in/bomb.md", b"0" * (2 * LONGEST))
        made.writestr("in/park.md", "# 1\nmarker\n", zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"# 1\nmarker", b"# 1\nMARKER"))  # no longer what its sum says
    handed = collect(TWO, path)
    found = reasons(handed)
    assert sum("outside" in said for said in found.values()) == 5
    assert "link" in next(said for source, said in found.items() if source.endswith("link.md"))
    assert "far too large" in next(said for source, said in found.items() if source.endswith("bomb.md"))
    assert "damaged" in next(said for source, said in found.items() if source.endswith("park.md"))
    assert answers(handed)["kim"] == (("a", "b"), ("c",))
    assert answers(handed)["lee"] == (("2x",), ())
    assert "secret" not in str(handed.submissions)
    assert not list(tmp_path.rglob("out.md"))


def test_a_wrapper_and_korean_names(tmp_path: Path) -> None:
    path = tmp_path / "과제.zip"
    names = [name.encode("cp949") for name in ("과제/김민수.md", "과제/이영희.md")]
    with zipfile.ZipFile(path, "w") as made:
        for letter, name in zip("ab", names, strict=True):
            made.writestr(letter * len(name), GOOD)
    data = path.read_bytes()
    for letter, name in zip(b"ab", names, strict=True):
        data = data.replace(bytes([letter]) * len(name), name)  # zipfile itself would write UTF-8 and say so
    path.write_bytes(data)
    assert set(answers(collect(TWO, path))) == {"김민수", "이영희"}


def test_a_folder_around_everybody_is_no_student(tmp_path: Path) -> None:
    """Whatever it is called; but a folder with files called like questions is one student's."""
    for top, names, students in (
        ("제출", ("김민수", "이영희"), {"김민수", "이영희"}),
        ("김민수", ("1", "문제 2"), {"김민수"}),
    ):
        path = tmp_path / f"{len(students)}.zip"
        with zipfile.ZipFile(path, "w") as made:
            for name in names:
                made.writestr(f"{top}/{name}.md", GOOD)
        assert set(answers(collect(TWO, path))) == students


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(DataError, match="unpacked"):
        collect(TWO, tmp_path / "a.zip")
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(DataError, match="no folder"):
        collect(TWO, tmp_path / "a.docx")


# -- tables -------------------------------------------------------------------------------------------------------

LONG = 'name,question,answer\nkim,1,"a\nb"\nkim,Q2,c\nlee,9,x\n,1,x\nlee,1\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table(encoding: str, separator: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        LONG.replace(",", separator).replace("name", "이름").replace("\n", "\r\n").encode(encoding)
    )
    handed = collect(TWO, path)
    assert answers(handed) == {"kim": (("a", "b"), ("c",)), "lee": ((), ())}
    assert sorted(reasons(handed).values()) == [
        "The heading has 3 cells, this row 2: an answer with commas needs double quotes around it.",
        "There is no question '9'.", "There is no student's name.",
    ]  # fmt: skip


def test_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"name": "kim", "question": 1, "answer": ["a", "b"]}\n{"name": "kim", "question": "2", "answer": "c"}\n'
        '{"name": true}\n[\n' + "[" * 5000 + "\n"
        '{"name": 20231234, "question": 1, "answer": 7}\n{"name": " lee ", "question": 1, "answer": {}}\n'
    )
    handed = collect(TWO, path)
    assert answers(handed) == {"20231234": (("7",), ()), "kim": (("a", "b"), ("c",)), "lee": ((), ())}
    assert len(handed.refused) == 4
    assert [each.fault is not None for each in handed.submissions if each.student == "lee"] == [True, True]


def test_an_answer_with_a_comma_too_many_is_not_missing(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("name,question,answer\nkim,1,a\nkim,2,max(b,c)\nall of them, here, or, not\n")
    handed = collect(TWO, path)
    assert answers(handed) == {"kim": (("a",), ())}
    assert [each.fault is None for each in handed.submissions] == [True, False]
    assert len(handed.refused) == 2


def test_students_of_one_name_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    expected = {"김민수 (21)": (("a",), ("b",)), "김민수 (22)": (("a",), ("b",)), "lee": (("c",), ())}
    path = tmp_path / "class.csv"
    path.write_text("이름,학번,1,2\n김민수,21,a,b\n김민수,22,a,b\nlee,23,c,\n")
    assert answers(collect(TWO, path)) == expected
    rows = ("김민수,21,1,a", "김민수,22,1,a", "김민수,21,2,b", "lee,23,1,c", "김민수,22,2,b")
    path.write_text("\n".join(["name,student id,question,answer", *rows]))
    assert answers(collect(TWO, path)) == expected


def test_a_question_answered_again_below_another_one(tmp_path: Path) -> None:
    (tmp_path / "kim.md").write_text("# 1\na\n# 2\nb\n# 1\nc\n")
    (tmp_path / "lee.md").write_text("# 1\na\n# 1 (continued)\nb\n# 2\nb\n")
    kim1, kim2, lee1, _ = collect(TWO, tmp_path).submissions
    assert kim1.twice
    assert (kim2.twice, lee1.twice) == (False, False)
    assert lee1.lines == ("a", "b")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Surname,First name,Email address,State,Response 1,Response 2", "Min Kim"),
        ("성,이름,이메일 주소,상태,응답 1,응답 2", "Min Kim"),
    ],
)
def test_moodle(head: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        head + "\nKim,Min,a@b.c,Finished,<p>\\(a\\)</p><p>\\(b &lt; c\\)</p>,-\n"
        "김,민수,1@b.c,Finished,a,b\n김,민수,2@b.c,Finished,c,d\n"
    )
    assert answers(collect(TWO, path)) == {
        name: (("a", "b < c"), ()), "김민수 (1@b.c)": (("a",), ("b",)), "김민수 (2@b.c)": (("c",), ("d",)),
    }  # fmt: skip


def test_a_column_for_each_question(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("학번,문제 1,Q2\n20231234,2x,c\n20235678,,-\n")
    assert answers(collect(TWO, path)) == {"20231234": (("2x",), ("c",)), "20235678": ((), ())}


def test_an_answer_of_several_lines_is_found_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text('name,question,answer\nkim,1,"a\nb"\nkim,2,c\n')
    assert [each.source for each in collect(TWO, path).submissions] == ["class.csv:2", "class.csv:4"]


def test_a_table_without_its_columns(tmp_path: Path) -> None:
    for text, said in (
        ("a,b\n1,2\n", "needs the columns"),
        ("", "empty"),
        ("name,question,answer\n", "no submission"),
    ):
        (tmp_path / "a.csv").write_text(text)
        with pytest.raises(DataError, match=said):
            collect(TWO, tmp_path / "a.csv")
