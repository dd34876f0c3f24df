"""Documents of a page: each form is whole, says what was found at its place, and passes nothing harmful on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache as cache_of
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from symgrad.cli import main
from symgrad.derivation import derive
from symgrad.documents import markdown, notebook, prose, tex, texpage, web, webpage
from symgrad.documents.choosing import below_models, where_claimed
from symgrad.documents.content import Content, Derived, Display, Words, content
from symgrad.documents.displays import lines, parts
from symgrad.documents.pdf import pdf
from symgrad.documents.starting import starting_page
from symgrad.errors import OptionError, ReadError
from symgrad.notes import audit, parse_page, read_page
from symgrad.rendering import webparts

PAGES = Path(__file__).parent.parent / "derivations"
B6 = PAGES / "backpropagation-2-2-1.md"
LANGUAGES = ("ko", "en", "both")

#: one wrong number, a formula in words, both languages, and what an attacker would try
PAGE = r"""---
title: {en: "A <b>bold</b> & 100% line_1", ko: 직선}
ids: [X1]
---

# A line

Words with $\hat{y}$, <script>alert(1)</script>, [a link](javascript:alert(2)) and ![a picture](http://example.org/x.png).

글에 있는 $w_1$.

<!-- symgrad: model parameters="w b" data="x y" -->
$$
\begin{aligned}
\hat{y} &= wx + b \\
L &= (y - \hat{y})^2
\end{aligned}
$$

<!-- symgrad: given -->
$$
x = 2, \quad y = 3, \quad w = 0.5, \quad b = 0.1
$$

<!-- symgrad: claims id="X1a" -->
$$
\begin{aligned}
\hat{y} &= wx + b = 0.5 \cdot 2 + 0.1 = 1.1 && \text{first of $L$ · $L$의 앞} \\
L &= (y - \hat{y})^2 = 3.7 \\
\frac{\partial L}{\partial w} &= -2(y - \hat{y})x = -7.6
\end{aligned}
$$

$$
\href{javascript:alert(3)}{x} = \style{background:url(http://example.org)}{y} \input{/etc/hostname}
$$

| a | b |
|---|--:|
| 50% | $x|y$ |

```python
print("<&>")  # 1_000
```
"""


@cache_of
def made(lang: str, text: str = PAGE) -> Content:
    page = parse_page(text, source="page.md")
    return content(page, lang, audit=audit(page), choose=where_claimed())


# -- HTML ---------------------------------------------------------------------------------------------------------


class Parsed(HTMLParser):
    """Ids, links and elements; complains about a tag that is closed wrongly."""

    VOID = ("meta", "br", "hr", "mspace", "wbr", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_web_page_is_whole_and_harmless(lang: str) -> None:
    text = web.document(made(lang))
    found = Parsed(text)
    assert len(found.ids) == len(set(found.ids)), "an id stands once"
    links = [value for tag, name, value in found.attributes if tag == "a" and name == "href"]
    assert {link[1:] for link in links if link.startswith("#")} <= set(found.ids)
    assert {"claim-X1a-2.2", "L29"} <= {link[1:] for link in links}
    assert found.tags.count("script") == 1, "the page's own is text"
    fetched = [each for each in found.attributes if each[1] in ("src", "srcset", "data", "xlink:href")]
    assert fetched == []
    assert not any(value.lower().startswith("javascript") for _, _, value in found.attributes)
    assert not any("url(" in value for _, name, value in found.attributes if name == "style")
    assert not any(name.startswith("on") for _, name, _ in found.attributes)
    assert not re.search(r"@import|url\(", text[: text.index("</style>")])
    assert ("&lt;script&gt;alert(1)" in text) == (lang != "ko"), "said in English only"


@pytest.mark.parametrize(("lang", "said"), [("ko", ["틀림"]), ("en", ["wrong"]), ("both", ["틀림", "wrong"])])
def test_a_finding_stands_below_its_line_with_sign_and_word(lang: str, said: list[str]) -> None:
    text = web.document(made(lang))
    row = text[text.index('id="L29"') :]
    note = row[: row.index('id="L30"')]
    assert all(word in note for word in said)
    assert "✗" in note
    assert "3.61" in note, "what should stand there"
    assert ("글에 있는" in text) == (lang != "en")
    assert ("Words with" in text) == (lang != "ko")


def test_a_finding_that_the_page_knows_of_is_shown_as_such() -> None:
    known = '<!-- symgrad: acknowledge X1a-2.2 reason="as on the slide" -->\n\n$$\n\\href{'
    text = web.document(made("en", PAGE.replace("$$\n\\href{", known)))
    note = text[text.index('<tr class="found minor" id="claim-X1a-2.2"') :]
    note = note[: note.index("</tr>")]
    assert "as on the slide" in note
    assert "✗" in note
    assert 'class="display acknowledge"' not in text


def values_from(text: str) -> list[list[int]]:
    """For each line of claims, the numbers of the lines that its values come from."""
    items = made("en", text).items
    shown = next(item for item in items if isinstance(item, Display) and item.role == "claims")
    return [sorted({line.number for _, line in each.sources}) for each in shown.lines]


def test_a_value_is_linked_to_the_line_above_that_it_came_from() -> None:
    assert values_from(PAGE) == [[22], [22, 28], [22, 28]]
    given = PAGE[PAGE.index("<!-- symgrad: given") : PAGE.index("<!-- symgrad: claims")]
    below = values_from(PAGE.replace(given, "") + "\n" + given)
    assert below == [[], [23], [23]]


def test_steps_stand_below_the_claims_about_their_derivative() -> None:
    text = web.document(made("en"))
    assert text.index('id="L30"') < text.index('class="how"') < text.index("<code>\\href")
    page = parse_page(PAGE)
    plain = web.document(content(page, "en", audit=None, choose=below_models({})))
    assert 'class="how"' not in plain
    assert "✗" not in plain


def test_long_sides_are_cut_between_terms_only() -> None:
    product = (
        r"= \frac{1}{m} \sum_{i=1}^m (a^{(i)} - y^{(i)}) x^{(i)} + \lambda (w_1 + w_2 + w_3 + w_4) - \alpha"
    )
    assert parts(product)[0].startswith("= ")
    assert len(parts(product)) > 1
    assert all(part.count("(") == part.count(")") for part in parts(product))
    assert " ".join(parts(product)).replace("{} ", "") == product
    assert parts("= -0.742 * 0.233") == ["= -0.742 * 0.233"]
    assert parts("= 0.5 * 0.613 + 0.35 * 0.638", 16) == ["= 0.5 * 0.613", "{} + 0.35 * 0.638"]
    assert parts("= 0.5 * 0.613 * 0.35 * 0.638", 16) == ["= 0.5 * 0.613 * 0.35", "{} * 0.638"]


def test_formulas_of_a_page_are_set_or_shown_as_source() -> None:
    assert "<munder" in webpage.formula(r"\lim_{h \to 0} f(h)", block=True)
    assert "<msup" in webpage.formula(r"\max^2(x)", block=True)
    assert "≔" in webpage.formula("w := w")
    assert "$" not in webpage.formula(r"\text{mean of $x$ and $y$}")
    for latex in (r"\href{http://example.org}{x}", r"\color{url(x)}{y}", r"\class{a}{b}"):
        assert webpage.formula(latex).startswith("<code>")


def test_lines_keep_columns_remarks_and_places() -> None:
    page = parse_page(PAGE)
    block = next(each for each in page.blocks if r"\text{first" in each.inside(page.text))
    first, second, _ = lines(page.text, block)
    assert (first.number, second.number) == (28, 29)
    assert first.cells[-1].remark
    for piece in second.cells[1].pieces:
        assert page.text[piece.start : piece.end] == piece.latex


# -- LaTeX and PDF ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_latex_is_balanced_escaped_and_harmless(lang: str, fragment: bool) -> None:
    text = tex.document(made(lang), fragment=fragment)
    opened = re.findall(r"\\begin\{(\w+\*?)\}", text)
    assert sorted(opened) == sorted(re.findall(r"\\end\{(\w+\*?)\}", text))
    bare = re.sub(r"\\.|(?<!\\)%[^\n]*", "", text, flags=re.DOTALL)
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    assert (r"\documentclass" in text) != fragment
    assert r"\input{" not in text
    assert r"\textbackslash{}input" in text
    assert r"50\%" in text
    assert (r"first of $L$" in text, "$L$의 앞" in text) == (lang != "ko", lang != "en")
    if not fragment and lang != "ko":
        assert r"A <b>bold</b> \& 100\% line\_1" in text


@pytest.mark.parametrize(
    "latex",
    [
        r"\input{x}",
        r"\write18{ls}",
        r"\def\x{1}",
        r"a^^5cinput",
        r"x % y",
        "a}b{",
        r"\left( x",
        r"\end{document}",
    ],
)
def test_a_formula_that_could_do_more_than_show_is_its_source(latex: str) -> None:
    assert texpage.formula(latex).startswith(r"\text{\ttfamily ")


def test_signs_in_the_words_of_a_formula_are_set_as_signs() -> None:
    shown = r"a \cdot b \text{of $\tfrac{1}{2}$ \ensuremath{\cdot} 의}"
    assert texpage.formula(r"a ·b \text{of $\tfrac{1}{2}$ · 의}") == shown


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xelatex"), reason="XeLaTeX is not installed")
@pytest.mark.parametrize("name", ["", "backpropagation-2-2-1"])
def test_a_pdf_is_set(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text() if name else PAGE
    data = pdf(tex.document(made("both", text)))
    assert data.startswith(b"%PDF")


def test_without_an_engine_there_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(OptionError, match="needs a TeX engine"):
        pdf("")


# -- Markdown, notebook, the page to start from -------------------------------------------------------------------


def test_markdown_keeps_the_page_and_quotes_the_findings() -> None:
    text = markdown.document(made("en"))
    assert "<!-- symgrad" not in text
    block = text.index(r"L &= (y - \hat{y})^2 = 3.7")
    assert block < text.index("> `X1a-2.2`") < text.index("<details>")
    rows = [line for line in text.splitlines() if line.startswith("| X1a")]
    assert len(rows) == len(made("en").audit.claims)  # type: ignore[union-attr]
    assert all(row.count("|") == 7 for row in rows)


def cells(text: str) -> list[dict[str, object]]:
    record = json.loads(text)
    assert (record["nbformat"], record["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in record["cells"]}) == len(record["cells"])
    for cell in record["cells"]:
        assert cell["cell_type"] in ("markdown", "code")
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | (
            {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        )
    return list(record["cells"])


def code(text: str) -> str:
    found = [cell["source"] for cell in cells(text) if cell["cell_type"] == "code"]
    return "\n\n".join("".join(source) for source in found)  # type: ignore[arg-type]


def test_a_notebook_reads_the_model_that_the_page_has() -> None:
    text = notebook.document(made("en"))
    source = code(text)
    compile(source, "notebook", "exec")
    names: dict[str, object] = {}
    exec(source.split("\nmodel\n")[0], names)  # up to the model: our own code, from values that were read
    page = parse_page(PAGE)
    assert [d.expr for d in names["model"].definitions] == [d.expr for d in page.model.definitions]  # type: ignore[attr-defined]
    assert "given = {" in source
    assert 'sg.derive(model, "w")' in source


@pytest.mark.slow
@pytest.mark.parametrize("name", ["backpropagation-2-2-1", "batches"])
def test_a_notebook_runs(name: str, tmp_path: Path) -> None:
    path = tmp_path / "cells.py"
    path.write_text(code(notebook.document(made("ko", (PAGES / f"{name}.md").read_text()))))
    environment = {**os.environ, "PYTHONPATH": str(PAGES.parent)}
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_to_start_from_is_right(lang: str) -> None:
    page = parse_page(starting_page('My "first" page', lang))
    found = audit(page)
    assert page.title(lang) == "My 'first' page"
    assert len(found.claims) > 5
    assert found.findings == ()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYMGRAD_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_words_of_another_language_are_left_out_in_pairs_only() -> None:
    shown = [item.source.strip() for item in made("ko").items if isinstance(item, Words)]
    assert shown[0] == "글에 있는 $w_1$."
    assert shown[1].startswith("| a | b |"), "what has no counterpart stays"


# -- on the command line ------------------------------------------------------------------------------------------


def run(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == status, done.output
    return done.output


def test_documents_from_the_command_line(tmp_path: Path, kept: Path) -> None:
    page, wrong = tmp_path / "a-page.md", tmp_path / "wrong.md"
    run("new", str(page), "--lang", "en")
    assert "# A page" in page.read_text()
    assert "exists already" in run("new", str(page), status=2)
    for to, marks in {
        "html": "<!doctype",
        "latex": r"\documentclass",
        "markdown": "# A page",
        "notebook": "{",
    }.items():
        for command in ("audit", "derive"):
            assert run(command, str(page), "--to", to, "--lang", "both").startswith((marks, "% Set with"))
    assert r"\documentclass" not in run("derive", str(page), "--to", "latex", "--fragment")
    assert "--lang both is for documents" in run("audit", str(page), "--lang", "both", status=2)
    assert "--fragment is for" in run("audit", str(page), "--to", "html", "--fragment", status=2)
    wrong.write_text(page.read_text().replace("= 3.61", "= 3.7"))
    run("audit", str(page), str(wrong), "--to", "markdown", "-o", str(tmp_path / "out"), status=1)
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["a-page.md", "wrong.md"]
    assert "Name a directory" in run("audit", str(page), str(wrong), "--to", "latex", status=2)
    assert len(list(kept.iterdir())) == 2
    shutil.rmtree(kept)
    run("audit", str(page), "--no-cache")
    assert not kept.exists()


def test_an_error_in_a_page_says_where_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.replace("= 3.7", "= = 3.7"))
    assert "page.md, line 29, column" in run("audit", str(page), "--to", "html", status=2)
    page.write_text(PAGE.replace('data="x y"', 'dta="x y"'))
    assert re.search(r"page\.md, line \d+, column \d+", run("derive", str(page), "--to", "pdf", status=2))


@pytest.mark.parametrize(
    ("text", "ko", "en"),
    [
        ("## 1. The net · 신경망\n", "## 1. 신경망\n", "## 1. The net\n"),
        ("![A walk · 지나간 길](a.png)\n", "![지나간 길](a.png)\n", "![A walk](a.png)\n"),
        ("| $x \\cdot y$ | cost · 비용 |\n", "| $x \\cdot y$ | 비용 |\n", "| $x \\cdot y$ | cost |\n"),
        ("## ReLU · ELU\n", "## ReLU · ELU\n", "## ReLU · ELU\n"),
        ("## 손실 · 기울기\n", "## 손실 · 기울기\n", "## 손실 · 기울기\n"),
    ],
)
def test_headings_pictures_and_cells_in_one_language(text: str, ko: str, en: str) -> None:
    assert [prose.in_language(text, lang) for lang in ("ko", "en")] == [ko, en]
    both = prose.in_language(text, "both")
    assert sorted(both) == sorted(text)
    assert both.startswith(ko.rstrip("\n |)").partition("](")[0]), "Korean first"


def test_korean_comes_first_where_both_are_told() -> None:
    marked = (
        PAGE + "\n## Weights · 가중치\n\nFirst.\n\n첫째.\n\nSecond.\n\n둘째.\n\nOnly here.\n\n"
        "<!-- lang: en -->\n\n1. one\n\nmore\n\n<!-- lang: ko -->\n\n1. 하나\n\n더\n\n<!-- lang: all -->\n\n"
        "$$\n\\text{sum · 합} = 1\n$$\n"
    )
    for text in (markdown.document(made("both", marked)), web.document(made("both", marked))):
        tail = text[text.rindex("가중치 · Weights") :]
        said = re.findall(r"First|첫째|Second|둘째|Only here|one|more|하나|더(?=[\s<])|sum|합", tail)
        assert said[:11] == [
            "첫째",
            "First",
            "둘째",
            "Second",
            "Only here",
            "하나",
            "더",
            "one",
            "more",
            "합",
            "sum",
        ]


def test_words_marked_with_their_language() -> None:
    marked = PAGE + "\n<!-- lang: ko -->\n\n1. 하나\n\n<!-- lang: all -->\n\n> one\n\n> 둘\n"
    for lang, expected in {"ko": (True, False), "en": (False, True), "both": (True, True)}.items():
        text = markdown.document(made(lang, marked))
        assert ("1. 하나" in text, "> one" in text) == expected
    with pytest.raises(ReadError, match="language 'kr'"):
        made("ko", PAGE + "\n<!-- lang: kr -->\n")


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_every_page_is_in_the_language_asked_for(path: Path) -> None:
    if path.name == "README.md":
        return
    page = read_page(path)
    for lang in ("ko", "en"):
        for item in content(page, lang, audit=None, choose=below_models({})).items:
            if not isinstance(item, Words) or prose.kind(item.tokens) in ("fence", "code_block"):
                continue
            said = re.sub(r"\$[^$]*\$|`[^`]*`|\]\([^)]*\)|\|", "", item.source)
            korean = prose.is_korean(item.tokens)
            heading = prose.heading(item.tokens) is not None  # a name, ReLU, is the same in both
            if lang == "en":
                assert not korean, item.source
            elif not heading:
                assert korean or not re.search("[A-Za-z]{3}", said), item.source


#: the smallest PNG there is
DOT = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc"
    b"\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


def with_picture(folder: Path, address: str) -> Content:
    (folder / "pictures").mkdir()
    (folder / "pictures/dot.png").write_bytes(DOT)
    (folder / "pictures/bad.png").write_bytes(b"<svg onload=alert(1)>")
    (folder.parent / "outside.png").write_bytes(DOT)
    page = parse_page(PAGE + f"\n![A dot · 점]({address})\n", source=str(folder / "page.md"))
    return content(page, "ko", audit=None, choose=below_models({}))


def test_documents_hold_their_pictures(tmp_path: Path) -> None:
    shown = with_picture(tmp_path, "./pictures/dot.png")
    text = web.document(shown)
    assert '<figure><img src="data:image/png;base64,iVBORw0KGgo' in text
    assert "<figcaption>점</figcaption>" in text
    assert r"\symgradpicture{pictures/dot.png}{점}" in tex.document(shown)
    assert r"\symgradpicture{../pictures/dot.png}" in tex.document(shown, folder=tmp_path / "out")
    assert tex.pictures(shown) == {"pictures/dot.png": tmp_path / "pictures/dot.png"}
    assert "![점](../pictures/dot.png)" in markdown.document(shown, folder=tmp_path / "out")
    (cell,) = [each for each in json.loads(notebook.document(shown))["cells"] if "attachments" in each]
    assert list(cell["attachments"]["pictures-dot.png"]) == ["image/png"]
    assert "![점](attachment:pictures-dot.png)" in "".join(cell["source"])


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("../outside.png", "outside of the page's folder"),
        ("/etc/hostname", "outside of the page's folder"),
        ("pictures/none.png", "is not there"),
        ("pictures/bad.png", "is no .png file"),
        ("page.md", "is no picture"),
    ],
)
def test_a_picture_that_a_page_may_not_show_is_refused(tmp_path: Path, address: str, message: str) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    with pytest.raises(ReadError, match=message):
        web.document(with_picture(folder, address))


def test_latex_in_both_languages_has_each_line_once() -> None:
    one, both = (tex.document(made(lang)) for lang in ("en", "both"))
    assert one.count(r"\symgradsteps") == both.count(r"\symgradsteps")
    assert r"\textbf{판정 \newline Verdict}" in both
    lines_of = [
        re.findall(r"^  (?:[^&\n]*&= .*?)(?: && \\text.*)?$", text, re.MULTILINE) for text in (one, both)
    ]
    assert len(lines_of[0]) == len(lines_of[1]) > 5
    assert "definition of" in one
    assert "의 정의)" in both
    assert "definition of" in both
    text = markdown.document(made("both"))
    assert text.count("<details>") == text.count(r"\begin{aligned}") - 2, "two of the page's own"


MATRICES = (
    PAGE[: PAGE.index("<!-- symgrad")]
    + r"""
<!-- symgrad: model parameters="w" data="X y" shapes="X: m n; w: n; y: m" target="L" -->
$$
L = \|X w - y\|^2
$$

<!-- symgrad: claims id="X1" -->
$$
\frac{\partial L}{\partial w} = 2 X^\top (X w - y)
$$
"""
)


def test_matrices_have_their_shapes_and_the_layout_its_name() -> None:
    shown = made("both", MATRICES)
    text = web.document(shown)
    assert text.count("<munder") >= 5
    assert "분모 배치" in text
    assert "Denominator layout" in text
    latex = tex.document(shown)
    assert r"\underset{n \times 1}{\frac{\partial L}{\partial w}}" in latex
    assert "분모 배치" in latex
    assert "Denominator layout" in latex
    assert r"\underset{\,m \times n\,}{X}" in markdown.document(shown)
    assert "Denominator" not in web.document(made("en"))


def test_a_derivation_with_numbers_has_them_put_in() -> None:
    page = parse_page(PAGE)
    section = page.sections[0]
    chosen = {section.name: [derive(section.model, "w")]}
    shown = content(page, "en", audit=None, choose=below_models(chosen))
    (derived,) = [item for item in shown.items if isinstance(item, Derived)]
    (worked,) = derived.worked
    assert float(worked.value) == -7.6
    assert "<h4>In numbers</h4>" in web.document(shown)
    assert "-7.6" in tex.document(shown)
    assert "-7.6" in markdown.document(shown)


LIMITS = (
    PAGE[: PAGE.index("<!-- symgrad")]
    + r"""
<!-- symgrad: model parameters="x" target="f" -->
$$
f(x) = x^2
$$

<!-- symgrad: claims id="X1" -->
$$
\begin{aligned}
f'(x) &= \lim_{\Delta x \to 0} \frac{f(x + \Delta x) - f(x)}{\Delta x} = 2x \\
f'(x) &= \lim_{h \to 0} \frac{f(x + h) - f(x)}{h} = 2x \\
f'(3) &= \lim_{x \to 3} \frac{f(x) - f(3)}{x - 3} = 6
\end{aligned}
$$
"""
)


def test_a_derivative_claimed_as_a_limit_is_derived_as_that_limit() -> None:
    (derived,) = [item for item in made("en", LIMITS).items if isinstance(item, Derived)]
    first, second, third = (each.text().splitlines()[0] for each in derived.derivations)
    assert "lim[Δx→0]" in first
    assert "lim[h→0]" in second
    assert "lim[x→3]" in third
    source = code(notebook.document(made("en", LIMITS)))
    assert 'sg.derive_by_limit(model, "x", form="point", at=3)' in source


def test_a_folder_opens_with_what_was_found_in_it(tmp_path: Path) -> None:
    known = PAGE.replace(
        "$$\n\\href{", '<!-- symgrad: acknowledge X1a-2.2 reason="as is · 그대로" -->\n\n$$\n\\href{'
    )
    (tmp_path / "a.md").write_text(PAGE.replace("Words with", "See [the other](b.md#L3), with"))
    (tmp_path / "b.md").write_text(known)
    (tmp_path / "lectures.yaml").write_text("X: {en: Lines, ko: 직선}\n")
    asked = [
        "audit",
        str(tmp_path),
        "--no-cache",
        "--to",
        "html",
        "--lang",
        "ko",
        "-o",
        str(tmp_path / "out"),
    ]
    assert CliRunner().invoke(main, asked).exit_code == 1
    text = (tmp_path / "out/index.html").read_text()
    links = [value for tag, name, value in Parsed(text).attributes if (tag, name) == ("a", "href")]
    assert links == ["a.html", "a.html#claim-X1a-2.2", "b.html", "b.html#claim-X1a-2.2"]
    assert "X · 직선" in text
    assert 'class="bad" href="a.html#claim' in text
    assert 'class="minor" href="b.html#claim' in text
    other = (tmp_path / "out/b.html").read_text()
    assert "그대로" in other
    assert "as is" not in other
    assert 'class="findings known"' in other
    english = web.document(made("en", (tmp_path / "a.md").read_text()), others={"b.md": "b.html"})
    assert '<a href="b.html#L3">the other</a>' in english


def test_formulas_stay_with_what_touches_them_however_long_the_page() -> None:
    assert webparts.kept("in\n<math>w</math> (<math>x</math>), <math>y</math>는 <b><math>z</math></b>") == (
        'in\n<math>w</math> <span class="keep">(<math>x</math>),</span> <span class="keep"><math>y</math>는</span>'
        " <b><math>z</math></b>"
    )
    picture = (
        '<img src="' + "a" * 1_000_000 + '">'
    )  # would take hours where every letter is tried as a beginning
    assert webparts.kept(picture) == picture
