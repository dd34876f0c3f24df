"""How documents look, as far as a machine can tell: contrast, room for lines, links that land, numbers and words."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import cache
from pathlib import Path

import pytest

import symgrad as sg
from symgrad.documents import index, markdown, prose, tex, texpage, texwords, web, webpage
from symgrad.documents.choosing import where_claimed
from symgrad.documents.content import Derived, content
from symgrad.documents.templates import source, template
from symgrad.documents.verdicts import opinion
from symgrad.notes import Audit, audit, parse_page
from symgrad.optimizers import OPTIMIZERS
from symgrad.rendering import findings, webparts
from symgrad.rendering.breaking import outside
from symgrad.rendering.mathml import mathml
from symgrad.rendering.templates import source as shared
from symgrad.rendering.words.methods import METHODS
from symgrad.rendering.words.particles import particle

# -- colours ------------------------------------------------------------------------------------------------------

STYLE = shared("fragment.css") + shared("page.css") + source("lecture.css")
#: background and text of the page, in light and dark, as page.css has them
GROUNDS = {"light": ("#ffffff", "#1f2328"), "dark": ("#16181c", "#e6e6e6")}


def rgb(colour: str) -> tuple[float, ...]:
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
        return (*(int(digits[at : at + 2], 16) for at in (0, 2, 4)), 1.0)
    return tuple(float(each) for each in re.findall(r"[\d.]+", colour))


def over(colour: tuple[float, ...], ground: tuple[float, ...]) -> tuple[float, ...]:
    return (*(colour[3] * a + (1 - colour[3]) * b for a, b in zip(colour[:3], ground[:3], strict=True)), 1.0)


def luminance(colour: tuple[float, ...]) -> float:
    parts = [each / 255 for each in colour[:3]]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """WCAG's contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def variables(scheme: str) -> dict[str, str]:
    """The colours of a scheme: those set for all, then those set for dark screens."""
    dark = "".join(re.findall(r"@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*)", STYLE))
    blocks = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", STYLE) + (
        dark if scheme == "dark" else ""
    )
    return dict(re.findall(r"--([\w-]+): (#\w+|rgba\([^)]*\))", blocks))


@pytest.mark.parametrize("scheme", GROUNDS)
def test_words_stand_out_from_what_is_behind_them(scheme: str) -> None:
    ground, ink = map(rgb, GROUNDS[scheme])
    assert GROUNDS[scheme][0].replace("ffffff", "fff") in STYLE
    assert GROUNDS[scheme][1] in STYLE
    found = variables(scheme)
    grounds = [ground, *(over(rgb(found[key]), ground) for key in ("bad-back", "minor-back", "here"))]
    for key in ("ok", "bad", "minor", "link"):
        for behind in grounds if key != "ok" else grounds[:1]:
            assert contrast(rgb(found[key]), behind) >= 4.5, (key, behind)
    for percent in re.findall(r"(?<![-\w])color: color-mix\(in srgb, currentColor (\d+)%", STYLE):
        assert contrast(over((*ink[:3], int(percent) / 100), ground), ground) >= 4.5
    (quiet,) = re.findall(r"--quiet: color-mix\(in srgb, currentColor (\d+)%", STYLE)
    for behind in grounds[:3]:
        assert contrast(over((*ink[:3], int(quiet) / 100), behind), behind) >= 4.5
    assert contrast(ink, over(rgb(found["mark"]), ground)) >= 7


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(rgb("#000"), rgb("#fff")) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#fff")) == pytest.approx(4.48, abs=0.01)


# -- links --------------------------------------------------------------------------------------------------------

PAGE = r"""---
title: {en: "Cases", ko: "경우"}
ids: [Y1]
---

# Cases

See [the other page](other.md), and `tool --learning-rate 0.1 notes/page.md`.

<!-- symgrad: model parameters="w" data="x y" -->
$$
\begin{aligned}
L &= (w x - y)^2 \\
f &= \begin{cases} 1 & w > 0 \\ 0 & \text{otherwise} \end{cases}
\end{aligned}
$$

<!-- symgrad: given -->
$$
w = 1, \quad x = 2, \quad y = 1.5
$$

<!-- symgrad: claims id="Y1a" -->
$$
\begin{aligned}
\frac{\partial L}{\partial w} &= 2(w x - y) x = 2 \\
L &= 0.25 = 0.4 \\
f &= \begin{cases} 1 & w > 0 \\ 0 & \text{otherwise} \end{cases} \\
1,000/3 &\approx 333 \\
-L/3 &\approx -0.08 \\
2 &\le 3
\end{aligned}
$$

<!-- symgrad: acknowledge Y1a-2.2 reason="so it stands there" -->

<!-- symgrad: update id="Y1b" method="gradient_descent" -->
$$
w := w - \alpha \frac{\partial L}{\partial w}
$$

<!-- symgrad: model name="again" parameters="w" data="x y" -->
$$
L = (w x - y)^2, \quad f = \begin{cases} 1 & w > 0 \\ 0 & \text{otherwise} \end{cases}
$$

<!-- symgrad: claims id="Y1c" -->
$$
\frac{\partial L}{\partial w} = 2(w x - y) x
$$
"""
OTHER = PAGE.replace("ids: [Y1]", "ids: [Z1]").replace("Y1", "Z1").replace("other.md", "page.md")


@cache
def audited(name: str) -> Audit:
    return audit(parse_page(PAGE if name == "page" else OTHER, source=f"{name}.md"))


@cache
def folder(lang: str) -> dict[str, str]:
    """A folder of documents by their file names."""
    audits = [audited("page"), audited("other")]
    others = index.names([each.page.source for each in audits])
    written = {
        others[each.page.source]: web.document(
            content(each.page, lang, audit=each, choose=where_claimed()), others=others
        )
        for each in audits
    }
    return written | {index.NAME: index.document(audits, lang, {})}


def test_the_table_names_the_lines_that_stand_in_the_margin() -> None:
    page = parse_page(
        PAGE.replace(r"{\partial w} &= 2(w x - y) x = 2", "{\\partial w}\n&= 2(w x - y) x\n= 2")
    )
    shown = content(page, "en", audit=audit(page), choose=where_claimed())
    found = web.document(shown)
    margin = set(re.findall(r'class="at"><a href="#L\d+">(\d+)<', found))
    table = re.findall(r'class="number" data-head="Line"><a href="#L(\d+)">(\d+)<', found)
    assert {claim.origin.line for claim in audit(page).claims} - {int(number) for number in margin}
    assert len(table) == len(audit(page).claims)
    assert all(place == number and number in margin for place, number in table)
    assert set(re.findall(r"\\symgradlink\{line-(\d+)\}\{\d+\}", tex.document(shown))) == {
        number for _, number in re.findall(r"\\symgradlink\{line-(\d+)\}\{(\d+)\}", tex.document(shown))
    }


def test_a_claim_is_a_link_also_before_a_particle() -> None:
    each = audited("page")
    shown = web._Web(content(each.page, "ko", audit=each, choose=where_claimed()), "names", "outer", {})
    assert shown.remark("Y1a-2.1에서, Y1a-9.1에서") == '<a href="#row-Y1a-2.1">Y1a-2.1</a>에서, Y1a-9.1에서'


def test_words_behind_a_line_go_below_it_on_a_phone() -> None:
    words = r"w := w - \alpha \frac{\partial L}{\partial w}"
    page = parse_page(PAGE.replace(words, rf"\begin{{aligned}} {words} && \text{{a step}} \end{{aligned}}"))
    found = [
        web.document(content(each, "en", audit=None, choose=where_claimed()))
        for each in (page, audited("page").page)
    ]
    assert [each.count('class="display update remarked"') for each in found] == [1, 0]
    assert '<td class="remark">a step</td>' in found[0]
    assert ".remarked" in source("lecture.css")


@pytest.mark.parametrize("lang", ["ko", "en", "both"])
def test_every_link_lands(lang: str) -> None:
    written = folder(lang)
    ids = {name: re.findall(r'\sid="([^"]*)"', text) for name, text in written.items()}
    links = [(name, link) for name, text in written.items() for link in re.findall(r'\shref="([^"]*)"', text)]
    assert len(links) > 50
    for name, link in links:
        file, _, place = link.partition("#")
        assert (file or name) in written, (name, link)
        assert not place or place in ids[file or name], (name, link)
    assert all(len(found) == len(set(found)) for found in ids.values())


# -- words and numbers --------------------------------------------------------------------------------------------


def test_one_language_also_in_formulas_and_tables() -> None:
    korean, english = (folder(lang)["page.html"].replace("\xa0", " ") for lang in ("ko", "en"))
    assert "otherwise" not in korean
    assert korean.count("그 밖에") == english.count("otherwise") > 3
    latex = tex.document(content(audited("page").page, "ko", audit=audited("page"), choose=where_claimed()))
    assert "otherwise" not in latex
    assert prose.formula_in_language(r"\text{otherwise}", "en") == r"\text{otherwise}"


def test_mistakes_that_are_acknowledged_need_no_attention() -> None:
    said = folder("en")["page.html"]
    assert "Mistakes that the page acknowledges (1)" in said
    assert "Findings (" not in said
    found = {claim.id: opinion(claim, audited("page"), "en") for claim in audited("page").claims}
    assert found["Y1a-2.2"].remark.endswith("so it stands there.")
    assert (found["Y1a-2.1"].word, found["Y1a-2.1"].remark) == ("exact", "")
    assert found["Y1b-1.1"].remark == "This is the line of gradient descent."


def test_an_exact_value_goes_on_where_it_does() -> None:
    found = {claim.id: opinion(claim, audited("page"), "en").exact for claim in audited("page").claims}
    assert found["Y1a-5.1"] == "−0.083333…"
    assert found["Y1a-2.1"] == "0.25"


def test_methods_have_names() -> None:
    assert set(METHODS) == {rule.name for rule in OPTIMIZERS}


@pytest.mark.parametrize(
    ("written", "latex", "expected"),
    [
        ("을", "w^2", "을"),
        ("로", "w^{2}", "으로"),
        ("을", "w^{(2)}", "를"),
        ("는", "f'", "은"),
        ("을", "S'(x)", "를"),
    ],
)
def test_powers_and_primes_are_spoken(written: str, latex: str, expected: str) -> None:
    assert particle({"는": "은"}.get(written, written), latex) == expected


def test_commas_between_thousands_take_no_space() -> None:
    assert "<mn>4,446,400,000</mn>" in webpage.formula("4,446,400,000 = 79,400 * 56,000")
    assert texpage.formula("79,400") == "79{,}400"
    for untouched in ("(1,2)", "a_{1,2}", "1,00", "0.5,100", "1,000,00"):
        assert prose.grouped(untouched) == untouched


def test_signs_stand_close_where_they_belong() -> None:
    assert 'lspace="0" rspace="0">/<' in mathml("a/b")
    assert mathml(r"\min_w L").count("margin") == 1  # behind the whole of it, not before its subscript
    assert "<mo>≤</mo>" in folder("ko")["page.html"]


def test_words_of_a_command_are_not_broken() -> None:
    latex = tex.document(content(audited("page").page, "en", audit=None, choose=where_claimed()))
    assert r"\mbox{--learning-rate} \mbox{0.1} notes/\allowbreak{}page.md" in latex
    assert texwords.text("0.3333…를") == "0.3333...를"


def test_few_lines_stay_on_one_page() -> None:
    latex = tex.document(content(audited("page").page, "en", audit=None, choose=where_claimed()))
    display = latex[latex.index(r"\begin{align*}") : latex.index(r"\end{align*}")]
    assert r"\\*" in display
    many = PAGE.replace("L &= 0.25 = 0.4 \\\\\n", "L &= 0.25 = 0.4 \\\\\n" * 3)
    long = tex.document(content(parse_page(many), "en", audit=None, choose=where_claimed()))
    assert len(re.findall(r"\\\\\n", long)) > len(re.findall(r"\\\\\n", latex)) + 2


# -- derivations --------------------------------------------------------------------------------------------------


def test_the_same_formulas_are_derived_once() -> None:
    shown = content(audited("page").page, "en", audit=None, choose=where_claimed()).items
    assert len([item for item in shown if isinstance(item, Derived)]) == 1


def test_limits_of_one_function_are_told_apart() -> None:
    model = sg.read("f(x) = x^2", parameters="x")
    made = [sg.derive_by_limit(model, "x", form="h"), sg.derive_by_limit(model, "x", form="point", at=3)]
    headings = [webparts.derivation(each, ("ko",), "names", "outer").heading for each in made]
    assert headings[0] != headings[1]
    assert all("극한" in each and "편미분" not in each for each in headings)


def test_long_lines_have_room() -> None:
    """Reasons stand beside short lines, and below those that would push them off the page."""
    small = sg.derive(sg.read("L = (wx - y)^2", parameters="w", data="x y"), "w")
    wide = sg.read(
        r"f = \frac{x^\top A x}{x^\top x}", parameters="x", data="A", shapes={"A": "n n", "x": "n"}
    )
    assert "below" not in webparts.derivation(small, ("en",), "names", "outer").body
    shown = str(webparts.derivation(sg.derive(wide, "x"), ("en",), "names", "outer").body)
    assert 'class="steps below"' in shown
    room = [float(each) for each in re.findall(r"--reason: ([\d.]+)em", shown)]
    assert min(room) >= webparts.NARROW


@pytest.mark.parametrize(("pieces", "narrowed"), [(1, False), (3, False), (4, True), (5, False)])
def test_reasons_make_room_for_a_line_that_would_else_be_cut(pieces: int, narrowed: bool) -> None:
    """Where they would become too narrow the line is cut after all."""
    columns = webparts._columns(["f"], [["x" * 16] * pieces], webparts.PAGE)
    assert not columns.below
    assert (webparts.NARROW <= columns.reason < webparts.REASON) is narrowed


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        ("= a (b + c) + d", ["= a (b + c) + d"]),
        (
            r"= 2 (w x_i + b - y_i) x_i + \lambda (w + b + c) w",
            ["= 2 (w x_i + b - y_i) x_i", r"+ \lambda (w + b + c) w"],
        ),
        (
            r"= h_{11} (1 - h_{11}) \cdot w_{11} (1 - w_{11})",
            ["= h_{11} (1 - h_{11})", r"\cdot w_{11} (1 - w_{11})"],
        ),
        (
            r"= \left( aaaaaaaaa + bbbbbbbbb + ccccccccc \right)",
            [r"= \left( aaaaaaaaa + bbbbbbbbb + ccccccccc \right)"],
        ),
    ],
)
def test_pieces_for_a_phone_are_cut_outside_of_brackets(latex: str, pieces: list[str]) -> None:
    assert outside(latex, 16) == pieces


def test_marks_of_a_heading_stay_together() -> None:
    found = [{"anchor": f"claim-{sign}", "tone": "minor", "sign": sign} for sign in "✗△"]
    contents = [{"anchor": "part", "title": "T", "level": "h2", "found": each} for each in (found, [], [])]
    words = dict.fromkeys(("contents", "open_steps", "close_steps"), "")
    needed = dict.fromkeys(
        ("title", "lang", "style", "made_by", "ids", "summary", "findings", "items", "numbers"), ""
    )
    shown = template("lecture.html").render(needed | {"contents": contents, "words": words})
    (marks,) = re.findall(r'<span class="marks">(.*?)</span>', shown)
    assert re.sub(r"<[^>]*>", "", marks) == "✗ △"
    assert "nav .marks { display: inline-block; }" in STYLE


# -- pictures and tables ------------------------------------------------------------------------------------------

DOT = b"\x89PNG\r\n\x1a\n"


def test_a_picture_speaks_the_language_of_the_document(tmp_path: Path) -> None:
    for name in ("dot.png", "dot.ko.png", "other.png"):
        (tmp_path / name).write_bytes(DOT + name.encode())
    text = PAGE.replace("See [the other page](other.md)", "![A dot · 점](dot.png) ![one](other.png)")
    page = parse_page(text, source=str(tmp_path / "page.md"))
    for lang, own in (("ko", "dot.ko.png"), ("en", "dot.png"), ("both", "dot.png")):
        shown = content(page, lang, audit=None, choose=where_claimed())
        found = re.findall(r"base64,([^\"]*)", web.document(shown))
        assert [b64decode(each)[8:].decode() for each in found] == [own, "other.png"]
        assert f"]({own})" in markdown.document(shown)


def test_the_table_is_as_wide_as_the_line() -> None:
    latex = tex.document(content(audited("page").page, "ko", audit=audited("page"), choose=where_claimed()))
    columns = re.findall(r"p\{\\dimexpr([\d.]+)\\linewidth-([\d.]+)\\tabcolsep\\relax\}", latex)
    assert len(columns) == 6
    assert sum(float(share) for share, _ in columns) == pytest.approx(1, abs=1e-3)
    assert sum(float(less) for _, less in columns) == pytest.approx(2 * 5, abs=1e-2)


def test_numbers_in_tables_have_a_minus() -> None:
    text = PAGE + "\n| a | b |\n|--:|---|\n| -1.5 | x-1 |\n"
    shown = content(parse_page(text), "en", audit=None, choose=where_claimed())
    assert ">−1.5</td>" in web.document(shown)
    assert ">x-1</td>" in web.document(shown)
    assert r"\ensuremath{-}1.5 & x-1" in tex.document(shown)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at w = -0.25", "at w~=~−0.25"),
        ("(1 - β)g", "(1~−~β)g"),
        ("y - x", "y~−~x"),
        ("d/∂w", 'd/\N{WORD JOINER}<span class="sign">∂</span>w'),
        ("a word - another", "a word - another"),
        ("--learning-rate 1", "--learning-rate 1"),
    ],
)
def test_formulas_in_remarks_stay_together(words: str, expected: str) -> None:
    assert web.sentence(words) == expected.replace("~", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\text{definition of $L$}", r"definition of <math\b.*<mi>L</mi>.*</math>"),
        (r"\text{a < b · 작다}", "a &lt; b · 작다"),
        (r"\text{$h$의 정의}", r'<span class="keep"><math\b.*</math>의</span> 정의'),
        (r"\text{50\%}", r"<math\b.*<mtext>.*"),
        (r"\text{so } x = 1", r"<math\b.*<mtext>.*"),
    ],
)
def test_remarks_beside_lines_are_words_that_go_on_in_a_second_line(latex: str, words: str) -> None:
    assert re.fullmatch(words, webpage.remark(latex))


def test_sentences_begin_with_a_capital_also_where_a_method_has_an_article() -> None:
    values = {"method": METHODS["rmsprop_lecture"][1], "printed": "v", "line": "v = 0"}
    assert findings.say("more_than_method", "en", values) == "The lecture's RMSProp has no v: v = 0."
    assert findings.say("undefined_name", "en", {"name": "v"}) == "Nothing on this page defines v up to here."


def test_the_equation_of_a_method_has_room() -> None:
    said = findings.say(
        "differs_from_method",
        "en",
        {"method": "Adam", "printed": r"v_{t-1}", "instead": "-v", "line": r"v_t=\beta v_{t-1}+(1-\beta)g^2"},
    )
    assert said == "Adam has -v where this has vₜ₋₁: vₜ = βvₜ₋₁ + (1 - β)g²."


def test_nothing_that_opens_is_printed_with_a_handle() -> None:
    printed = STYLE.partition("@media print {")[2]
    assert (
        ".steps details[open] > summary::after { content: none; }" in printed
    )  # as strong as the rule for screens


def test_lines_of_steps_are_cut_off_at_the_side_only() -> None:
    """What scrolls sideways hides what reaches over its top or bottom: limits of sums, marks around fractions."""
    (rule,) = re.findall(r"^\.symgrad \.steps summary \.line \{([^}]*overflow-y: hidden[^}]*)\}", STYLE, re.M)
    ((above,),) = [re.findall(r"padding: ([\d.]+)em", rule)]
    assert float(above) >= 0.4
