"""Pages in LaTeX: what stands together, what keeps off its neighbours, the fonts of marks, logs without complaint."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from typesetting import needs_xelatex, typeset

import symgrad as sg
from symgrad.documents import tex, texpage, textable, texwords
from symgrad.documents.auditing import audits
from symgrad.documents.choosing import where_claimed
from symgrad.documents.content import content
from symgrad.notes import audit, parse_page
from symgrad.rendering import latex, matrix
from symgrad.rendering.breaking import roomy, wrapped

PAGES = Path(__file__).parents[1] / "derivations"

PAGE = r"""---
title: {en: "Lines", ko: "직선"}
ids: [Z1]
---

# Lines

They call it the "straight" line:

<!-- symgrad: model parameters="w" data="x y" -->
$$
L = |w x - y|
$$

<!-- symgrad: given -->
$$
w = 1, \quad x = 2, \quad y = 1.5
$$

<!-- symgrad: claims id="Z1a" -->
$$
\begin{aligned}
L &= 0.5 = 0.4 \\
\frac{\partial L}{\partial w} &= 2 \\
L &= 0.7
\end{aligned}
$$
"""


@cache
def made(lang: str, text: str = PAGE) -> str:
    page = parse_page(text, source="page.md")
    return tex.document(content(page, lang, audit=audit(page), choose=where_claimed()))


def test_a_document_without_korean_words_needs_no_korean_fonts() -> None:
    assert "kotex" not in made("en"), "the page's title has a Korean form, the document has not"
    assert r"\usepackage{kotex}" in made("ko")
    assert r"\xetexkofontregime{latin}[cjksymbols=hangul]" in made("ko"), (
        "or some brackets are of the other font"
    )
    assert r"\usepackage{kotex}" in made("both")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "At w = -1.6 it is 0 (B10-1.2).",
            r"At w~=~\ensuremath{-}1.6 it is 0 (\symgradlink{B10-1.2}{B10-1.2}).",
        ),
        ("With 2.2-0.4 for y − x", r"With 2.2\ensuremath{-}0.4 for y~\ensuremath{-} x"),
        ("it has (1 - β)g", r"it has (1~\ensuremath{-} \ensuremath{\beta})g"),
        ("v=w+x", r"v=\allowbreak{}w+\allowbreak{}x"),
        ('the "mean" of a well-known one', "the “mean” of a well-known one"),
    ],
)
def test_formulas_in_remarks_have_a_minus_and_break_behind_their_signs(words: str, expected: str) -> None:
    assert tex._remark(words, {"B10-1.2"}) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [('"a" b', "“a” b"), ('see "', "see “"), ('("x") and "y".', "(“x”) and “y”."), ("it's", "it's")],
)
def test_straight_quotation_marks_open_and_close(words: str, expected: str) -> None:
    assert texwords.quoted(words) == expected
    assert "the “straight” line" in made("en")


def test_code_keeps_its_marks_and_its_blanks_give_way() -> None:
    assert r'\symgradcode{\mbox{f("x")} \mbox{-y}}' in made("en", PAGE.replace('"straight"', '`f("x") -y`'))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (
            r"\begin{pmatrix} \frac{a}{b} \\ c \end{pmatrix}",
            r"\begin{pmatrix} \frac{a}{b} \\[6pt] c \end{pmatrix}",
        ),
        (
            r"\begin{cases} \frac{a}{b} & x \\ 0 & y \end{cases}",
            r"\begin{cases} \frac{a}{b} & x \\[4pt] 0 & y \end{cases}",
        ),
        (
            r"\begin{pmatrix} a \\ c \end{pmatrix} \frac{a}{b}",
            r"\begin{pmatrix} a \\ c \end{pmatrix} \frac{a}{b}",
        ),
        (
            r"\begin{pmatrix} \frac{a}{b} \\[1ex] c \end{pmatrix}",
            r"\begin{pmatrix} \frac{a}{b} \\[1ex] c \end{pmatrix}",
        ),
    ],
)
def test_rows_with_fractions_keep_apart(shown: str, expected: str) -> None:
    assert roomy(shown) == expected
    assert texpage.formula(shown) == expected


@pytest.mark.parametrize(
    ("lines", "rows", "stars"),
    [(1, 2, "*"), (2, 2, "***"), (3, 1, "**"), (5, 1, "*  *"), (4, 2, "*** ***")],
)
def test_no_line_of_a_derivation_stands_alone_on_a_page(lines: int, rows: int, stars: str) -> None:
    body = " \\\\\n".join(" \\\\*\n".join(["x"] * rows) for _ in range(lines))
    found = re.findall(r"\\\\(\*?)\n", tex._together(body))
    assert "".join(star or " " for star in found) == stars


def test_what_belongs_together_is_not_parted_by_a_new_page() -> None:
    shown = made("en")
    assert re.search(r"line:\n+\\nopagebreak\s+\\symgraddisplay", shown), (
        "words and the display they lead up to"
    )
    finding = r"\\\\\*\n  \\symgradbetween\{\\symgradfinding\{bad\}\{Z1a-1\.2\}"
    assert re.search(finding, shown)
    last = re.search(
        r"\\symgradhold\n\\end\{align\*\}\\symgradrelease\n\\symgradafter\{\}\\symgradfinding", shown
    )
    assert last, "a finding about the last line"
    note = re.search(r"\\symgradhold\n\\end\{align\*\}\\symgradrelease\n\$[^\n]* has no derivative", shown)
    assert note, "the convention at a kink"


def test_a_fragment_leaves_its_host_as_it_was() -> None:
    page = parse_page(PAGE, source="page.md")
    shown = tex.document(content(page, "en", audit=audit(page), choose=where_claimed()), fragment=True)
    first, *_, last = [line for line in shown.splitlines() if not line.startswith("%")]
    assert (first, last) == (r"\par\begingroup", r"\endgroup")
    saved = shown.index(r"\edef\symgradhost{\the\interdisplaylinepenalty}")
    assert (
        saved
        < shown.index("\n\\allowdisplaybreaks\n")
        < shown.index(r"\global\interdisplaylinepenalty=\symgradhost")
    )


def test_in_both_languages_all_words_stay_with_their_display() -> None:
    text = PAGE.replace("They call", "직선이라고 한다.\n\nThey call")
    assert re.search(r"한다\.\n+\\nopagebreak\s+They call .*line:\n+\\nopagebreak", made("both", text))


def test_reasons_of_small_lines_are_moved_with_them() -> None:
    wide = sg.derive(
        sg.read("L = (w x + b - y)^2 + (w x + b + y)^2 + (w u + b)^2", parameters="w b", data="x y u"), "w"
    )
    shown = latex.steps(wide, ("ko", "en"), detail="all")
    small = [row for row in shown.splitlines() if row.lstrip().startswith(r"&\qquad \qquad \text{")]
    assert small


def test_the_table_shows_columns_that_have_something_to_show() -> None:
    shown = made("en")
    assert re.findall(r"\\textbf\{(\w[\w ]*)\}(?= &| \\\\ \\hline)", shown) == [
        *("Item", "Line", "As printed", "Verdict", "Exact value", "Remark")
    ]
    exact = made("en", re.sub(r"L &= 0\.5.*?(?=\n.end)", "L &= 0.5", PAGE, flags=re.DOTALL))
    assert r"\textbf{Exact value} \\ \hline" in exact, "no remarks"
    assert r"\symgradfit{0.5}" in exact, "a value with many digits is made smaller"
    widths = [float(width) for width in re.findall(r"p\{\\dimexpr([\d.]+)\\linewidth", exact)]
    assert len(widths) == 5
    assert sum(widths) == pytest.approx(1, abs=1e-3)


def test_many_statements_in_a_line_fill_rows() -> None:
    many = r", \quad ".join(f"{letter} = 0.125" for letter in "abcdefghijk")
    shown = made("en", PAGE.replace(r"w = 1, \quad", rf"w = 1, \quad {many}, \quad"))
    rows = re.search(r"^  & w =.*?(?=\n\\end)", shown, re.MULTILINE | re.DOTALL)
    assert rows is not None
    assert 2 <= rows[0].count("\n") + 1 <= 4


def test_matrices_stand_beside_each_other_in_the_table() -> None:
    vector = r"\begin{pmatrix} " + r" \\ ".join("abcdefghi") + r" \end{pmatrix}"
    assert r"\newline" not in textable.ragged(f"{vector} := {vector} - \\mu {vector}", 0.3)


@pytest.mark.parametrize(
    ("line", "width", "rows"),
    [
        # no row ends with a sum that waits for what is summed
        (r"a b c \sum_{i=1}^{n} (d e f) (g h i)", 8, ["a b c", r"\sum_{i=1}^{n} (d e f) (g h i)"]),
        # a factor is not left alone
        (r"a b c d e \sum_i f g h i j (k)", 14, ["a b c d e", r"\sum_i f g h i j (k)"]),
    ],
)
def test_products_are_broken_where_they_can_be_read(line: str, width: int, rows: list[str]) -> None:
    assert wrapped(line, width) == rows


def test_rows_of_ours_begin_with_the_sign_that_joins_them() -> None:
    _, *others = latex._wrapped(r"aaaa bbbb \sum_i cccc dddd (eeee ffff) - gggg", 10)
    assert others
    assert all(row.startswith(("-", r"\cdot ")) for row in others)


def test_lines_are_longer_where_the_reasons_stand_below() -> None:
    shapes = {"A": "m n", "x": "n", "b": "m"}
    wide = sg.derive(sg.read(r"f = \|A x - b\|", parameters="x", data="A b", shapes=shapes), "x")
    short, long = (latex.derivation(wide, width=width) for width in (latex.WIDTH, None))
    assert "&& " not in long
    assert long.count(r"\\") < short.count(r"\\")
    assert long == latex.derivation(wide, width=latex.BELOW)
    small = sg.derive(sg.read("L = (wx - y)^2", parameters="w", data="x y"), "w")
    assert latex.derivation(small) == latex.derivation(small, width=latex.WIDTH)


def test_exponents_have_no_room_for_shapes() -> None:
    model = sg.read(r"f = a^\top \exp(x)", parameters="x", data="a", shapes={"a": "n", "x": "n"})
    _, right = matrix.with_shapes(sg.derive(model, "x"))
    assert r"\underset{\,n \times 1\,}{e^{x}}" in right


@pytest.mark.slow
@needs_xelatex
@pytest.mark.parametrize(
    ("name", "lang", "most"),
    [("optimizers", "ko", 7), ("limits", "en", 4), ("several-paths", "en", 3), ("frameworks", "ko", 2)],
)
def test_logs_complain_of_nothing(name: str, lang: str, most: int, tmp_path: Path) -> None:
    page = parse_page((PAGES / f"{name}.md").read_text(encoding="utf-8"), source=str(PAGES / f"{name}.md"))
    shown = tex.document(content(page, lang, audit=next(iter(audits([page]))), choose=where_claimed()))
    log = typeset(shown, tmp_path, runs=2)
    assert re.findall(r"^(?:Overfull|Missing character|.*Warning).*$", log, re.MULTILINE) == []
    assert int(re.findall(r"\((\d+) pages?", log)[-1]) <= most


@pytest.mark.slow
@needs_xelatex
def test_a_bracket_is_of_one_font_whatever_stands_before_it(tmp_path: Path) -> None:
    boxes = (
        r"\setbox0\hbox{\textbf{틀림} 0.61...)}\setbox2\hbox{\textbf{틀림} 0.61...}\setbox4\hbox{)}"
        r"\typeout{GAP \the\dimexpr\wd0-\wd2-\wd4\relax}"
    )
    shown = made("ko").replace(r"\begin{document}", r"\begin{document}" + boxes)
    (gap,) = re.findall(r"GAP (\S+)pt", typeset(shown, tmp_path))
    assert abs(float(gap)) < 0.1
