"""Models, derivations and results in every form of output, notation and language."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sympy as sp
from typesetting import needs_xelatex, typeset

import symgrad as sg
from symgrad.derivation import adjoints
from symgrad.errors import OptionError, UnsupportedError
from symgrad.expressions import Partial, mul, power
from symgrad.model import Model
from symgrad.rendering import html, latex, mathematics, matrix
from symgrad.rendering.changes import Place, changed_place
from symgrad.rendering.curve import curve
from symgrad.rendering.mathml import mathml
from symgrad.rendering.words import LANGUAGES
from symgrad.steps import Derivation

#: title -> text, declarations, name to differentiate by, strategy
MODELS = {
    "D2": ("h(x) = wx + b\nL = \\frac{1}{2} (h(x) - y)^2", {"parameters": "w b", "data": "x y"}, "w", None),
    "D3": (
        "h(x) = wx + b\nL = \\frac{1}{2m} \\sum_{i=1}^m (h(x^{(i)}) - y^{(i)})^2",
        {"parameters": "w b", "data": "x y"},
        "b",
        None,
    ),
    "B6": (
        "a_1 = w_1 x_1 + w_3 x_2\nh_1 = \\sigma(a_1)\n\\hat{y} = \\sigma(w_5 h_1)\nE = (y - \\hat{y})^2",
        {"parameters": "w_1 w_3 w_5", "data": "x_1 x_2 y"},
        "w_1",
        None,
    ),
    "B6 at the board": (
        "a = w x\n\\hat{y} = \\sigma(a)\nE = (y - \\hat{y})^2",
        {"parameters": "w", "data": "x y"},
        "w",
        "board",
    ),
    "several paths": (
        "q_1 = w x\nq_2 = \\tanh(w) x\nE = q_1 q_2",
        {"parameters": "w", "data": "x"},
        "w",
        "backprop",
    ),
    "kinks": (
        "z = w x\nL = \\operatorname{ReLU}(z) + \\max(0, z)",
        {"parameters": "w", "data": "x"},
        "w",
        "board",
    ),
    "cases": (
        "L = \\begin{cases} w^2 & w > 0 \\\\ -w & \\text{otherwise} \\end{cases}",
        {"parameters": "w", "data": ""},
        "w",
        None,
    ),
    "does not occur": ("L = w x", {"parameters": "w b", "data": "x"}, "b", None),
    "least squares": (
        r"L = \|X w - y\|^2",
        {"parameters": "w", "data": "X y", "shapes": {"X": "m n", "w": "n", "y": "m"}},
        "w",
        None,
    ),
    "two layers": (
        r"""A = X W_1 + b_1
        H = \sigma(A)
        P = \sigma(H W_2 + b_2)
        L = \frac{1}{N} \sum_{i=1}^{N} \sum_{k=1}^{K} (P_{ik} - Y_{ik})^2""",
        {
            "parameters": "W_1 b_1 W_2 b_2",
            "data": "X Y",
            "shapes": {"X": "N D", "W_1": "D M", "b_1": "M", "W_2": "M K", "b_2": "K", "Y": "N K"},
        },
        "W_1",
        None,
    ),
}
HAS_MATRICES = ("D2", "D3", "least squares", "two layers")


@cache
def model(title: str) -> Model:
    text, declared, _, _ = MODELS[title]
    return sg.read(text, **declared)


@cache
def derivation(title: str) -> Derivation:
    _, _, wrt, strategy = MODELS[title]
    return sg.derive(model(title), wrt, strategy=strategy)


# -- everything in every form -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("title", tuple(MODELS))
@pytest.mark.slow
def test_every_derivation_has_every_form(title: str, lang: str) -> None:
    d = derivation(title)
    shown = d.text(lang=lang, detail="all")
    assert "nan" not in shown
    assert title == "cases" or not re.search(r"[{}\\$]", shown), "a placeholder or LaTeX was left over"
    assert shown.count("\n") + 1 >= len(d.steps)
    assert r"\begin{aligned}" in d.latex(lang=lang, detail="all", marking="color")
    page = d.html(lang=lang)
    assert page.startswith("<!doctype html>")
    assert f'<html lang="{lang}">' in page
    assert page.count("<details") == page.count("</details>") >= len(d.steps) - 1
    assert "<code>" not in page, "a formula could not be set"
    record = json.loads(d.json(lang=lang))
    assert [step["rule"] for step in record["steps"]] == [step.rule for step in d.steps]
    assert record["steps"][-1]["line"]["latex"] == record["result"]["latex"]
    assert "Symbol(" not in json.dumps(record)


@pytest.mark.parametrize("notation", ["names", "index"])
@pytest.mark.parametrize("title", tuple(MODELS))
def test_every_model_has_every_form(title: str, notation: str) -> None:
    for lang in LANGUAGES:
        assert r"\begin{aligned}" in model(title).latex(lang=lang, notation=notation)
        assert " = " in model(title).text(lang=lang, notation=notation)
        assert "<code>" not in model(title).html(lang=lang, notation=notation)
        assert json.loads(model(title).json(lang=lang, notation=notation))["target"] == model(title).target


# -- LaTeX --------------------------------------------------------------------------------------------------


def test_d2_as_on_the_slides() -> None:
    lines = [line.split(" && ")[0].strip() for line in derivation("D2").latex().splitlines()[1:-1]]
    assert lines == [
        r"\frac{\partial L}{\partial w} &= \frac{\partial}{\partial w}\left( \frac{1}{2} (h(x) - y)^{2} \right)",
        r"&= \frac{1}{2} \frac{\partial}{\partial w}((h(x) - y)^{2})",
        r"&= \frac{1}{2} \cdot 2 (h(x) - y) \frac{\partial}{\partial w}(h(x) - y)",
        r"&= (h(x) - y) \frac{\partial}{\partial w}(h(x) - y)",
        r"&= (h(x) - y) \frac{\partial}{\partial w}(w x + b - y)",
        r"&= (h(x) - y) x",
    ]


def test_reasons_stand_at_the_side_in_the_language_asked_for() -> None:
    lines = derivation("D2").latex(lang="ko").splitlines()[1:-1]
    assert r"&& \text{\small (상수는 편미분 기호 앞으로 나온다)}" in lines[1]
    assert r"(\text" not in lines[0]
    assert r"$h(x)$를 정의대로 풀어 쓴다" in lines[4]
    assert r"$w$와 무관한 나머지는 상수로 본다" in lines[5]


@pytest.mark.parametrize("title", ["D2", "D3", "B6", "least squares", "cases"])
def test_what_a_model_prints_is_read_back_as_the_same_model(title: str) -> None:
    _, declared, _, _ = MODELS[title]
    inside = "\n".join(model(title).latex().splitlines()[1:-1]).replace("&= ", "= ")
    lines = inside if "cases" in inside else inside.replace(" \\\\\n", "\n")
    again = sg.read(lines, **declared)
    assert [(d.name, d.expr) for d in again.definitions] == [
        (d.name, d.expr) for d in model(title).definitions
    ]


def test_a_long_line_is_broken_and_carries_its_reason_once() -> None:
    wide = derivation("two layers").latex(width=20)
    assert wide.count(r"\text{\small") == len(derivation("two layers").steps)
    assert r"&\qquad \cdot" in wide


@pytest.mark.slow
@needs_xelatex
def test_a_document_is_set_by_xelatex(tmp_path: Path) -> None:
    values = [value for title in ("D3", "kinks", "two layers") for value in (model(title), derivation(title))]
    source = latex.document(*values, lang="ko", title="50% 경사하강법 & 오차역전파", detail="all")
    assert "Missing character" not in typeset(source, tmp_path)


# -- matrices -----------------------------------------------------------------------------------------------


def test_matrix_notation_is_printed_back() -> None:
    assert "L &= \\left\\| X w - y \\right\\|^{2}" in model("least squares").latex(notation="matrix")
    shown = model("two layers").latex(notation="matrix")
    assert r"A &= X W_1 + b_1" in shown
    assert r"P &= \sigma(H W_2 + b_2)" in shown
    assert r"L &= \frac{1}{N} \left\| P - Y \right\|_F^{2}" in shown


def test_the_gradient_of_least_squares_in_matrices() -> None:
    last = derivation("least squares").latex(notation="matrix").splitlines()[-2]
    assert last.strip().startswith(r"&= 2 X^\top (X w - y) && ")
    assert "$w$" in last


ADJOINTS = {
    "P": r"\frac{2}{N} (P - Y)",
    "H": r"\left( \frac{\partial L}{\partial P} \odot P \odot (1 - P) \right) W_2^\top",
    "A": r"\frac{\partial L}{\partial H} \odot H \odot (1 - H)",
    "W_1": r"X^\top \frac{\partial L}{\partial A}",
    "b_1": r"\left( \frac{\partial L}{\partial A} \right)^\top \mathbf{1}",
    "W_2": r"H^\top \left( \frac{\partial L}{\partial P} \odot P \odot (1 - P) \right)",
}


@pytest.mark.parametrize("name", tuple(ADJOINTS))
def test_backpropagation_in_matrices(name: str) -> None:
    found = {adjoint.name: adjoint for adjoint in adjoints(model("two layers"))}
    shown = matrix.expression(found[name].expr, found[name].index, model("two layers").names)
    assert shown == ADJOINTS[name]


def test_a_product_of_arrays_keeps_its_parentheses() -> None:
    last = derivation("two layers").latex(notation="matrix").splitlines()[-2]
    inner = r"(((P - Y) \odot P \odot (1 - P)) W_2^\top)"
    assert rf"X^\top ({inner} \odot H \odot (1 - H))" in last


@pytest.mark.parametrize("title", HAS_MATRICES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_matrices_in_a_web_page_and_in_json(title: str, lang: str) -> None:
    assert "<code>" not in derivation(title).html(lang=lang, notation="matrix")
    assert r"\begin{aligned}" in json.loads(derivation(title).json(notation="matrix"))["matrix"]


def test_what_has_no_matrix_form_says_so() -> None:
    third = sg.read(
        r"L = \sum_{i=1}^{m} \sum_{j=1}^{n} \sum_{k=1}^{p} T_{ijk} w_k",
        parameters="w",
        data="T",
        shapes={"T": "m n p", "w": "p"},
    )
    with pytest.raises(UnsupportedError, match="matrix notation"):
        third.latex(notation="matrix")
    with pytest.raises(UnsupportedError, match="matrix notation"):
        third.text(notation="matrix")


def test_matrices_in_plain_text() -> None:
    lines = derivation("least squares").text(notation="matrix").splitlines()
    assert lines[0].startswith("∂L/∂w = ∂/∂w(‖X w - y‖²)")
    assert lines[1].startswith("      = 2 Xᵀ (X w - y) ")
    assert lines[2:] == [
        "Shapes: w: n × 1, X: m × n, y: m × 1",
        "Denominator layout: the gradient ∂L/∂w has the shape of w.",
    ]
    shown = derivation("two layers").text(notation="matrix", lang="ko")
    assert "∂L/∂A  = ∂L/∂H ⊙ H ⊙ (1 - H)" in shown
    assert "= 2/N Xᵀ ((((P - Y) ⊙ P ⊙ (1 - P)) W₂ᵀ) ⊙ H ⊙ (1 - H))" in shown
    assert "L = 1/N ‖P - Y‖²" in model("two layers").text(notation="matrix")


# -- text ---------------------------------------------------------------------------------------------------


def test_equals_signs_and_reasons_are_below_each_other() -> None:
    from symgrad.rendering.plain import columns

    for lang in LANGUAGES:
        lines = derivation("D2").text(lang=lang).splitlines()
        assert {columns(line[: line.index(" = ")]) for line in lines} == {len("∂L/∂w")}
        reasons = ["(constants", "(상수는"][LANGUAGES.index(lang)]
        assert reasons in lines[1]
    assert lines[-1].startswith("      = (h(x) - y)·x ")


def test_a_model_is_told_in_words() -> None:
    shown = model("two layers").text()
    assert "parameters   : W₁ (D × M), b₁ (M), W₂ (M × K), b₂ (K)" in shown
    assert "i = 1, …, N" in shown
    assert "b₁ is a vector; it is added to every row." in shown
    assert "b₁은 벡터이며, 모든 행에 똑같이 더해진다." in model("two layers").text(lang="ko")


def test_conventions_at_kinks_are_stated() -> None:
    shown = derivation("kinks").text()
    assert "* ReLU(z) has no derivative where its argument is 0; by convention" in shown
    assert "* max(0, z) has no derivative where both values are equal" in shown
    assert "* ReLU(z)는 안쪽이 0일 때 미분할 수 없다. 이때의 미분값은 0으로 약속한다." in derivation(
        "kinks"
    ).text(lang="ko")
    assert "boundary between cases" in derivation("cases").text()


# -- web pages ----------------------------------------------------------------------------------------------


class _Balanced(HTMLParser):
    """Complains about a tag that is closed wrongly or not at all."""

    VOID = ("meta", "br", "link", "mspace", "wbr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def whole_report(lang: str) -> str:
    net = model("B6")
    at = {"x_1": 0.5, "x_2": 0.7, "y": 1, "w_1": 0.5, "w_3": 0.3, "w_5": 0.5}
    return html.report(
        title="Backpropagation <1 & 2>",
        model=net,
        derivations=[derivation("B6")],
        worked=[derivation("B6").at(at, digits=3)],
        verification=sg.verify(net, at=at, points=1),
        fit=sg.fit(
            net,
            {"x_1": 0.5, "x_2": 0.7, "y": 1.0},
            params={"w_1": 0.5, "w_3": 0.3, "w_5": 0.5},
            epochs=20,
        ),
        program=sg.compile(net),
        lang=lang,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.slow
def test_the_report_is_one_file_that_needs_nothing_else(lang: str) -> None:
    page = whole_report(lang)
    parser = _Balanced()
    parser.feed(page)
    assert parser.open == []
    outside = page.replace("http://www.w3.org/1998/Math/MathML", "")
    assert not re.search(r"https?:|<link|<img|@import|url\(", outside)
    assert "<h1>Backpropagation &lt;1 &amp; 2&gt;</h1>" in page
    assert page.count("<section") == 6
    assert "<svg" in page
    assert "def value_and_grad" in re.sub("<[^>]+>", "", page)
    assert "≈" in page
    assert ("검산" if lang == "ko" else "Verification") in page


def test_a_notebook_gets_a_part_and_not_a_page() -> None:
    for value in (model("D3"), derivation("D3")):
        shown = value._repr_html_()
        assert shown.startswith('<div class="symgrad"')
        assert "<html" not in shown
        assert "<math" in shown


def test_a_failed_check_is_seen() -> None:
    good = sg.verify(model("D2"), points=1)
    assert "✗" not in good.text()
    broken = replace(
        good,
        gradients=(replace(good.gradients[0], ok=False), *good.gradients[1:]),
        steps=(replace(good.steps[0], ok=False), *good.steps[1:]),
    )
    assert "✗ 2 of " in broken.text()
    assert "✗ holds" not in broken.text()
    assert 'class="bad"' in broken.html(whole_page=False)
    assert json.loads(broken.json())["ok"] is False


def test_mathml_is_put_right_where_the_converter_is_wrong() -> None:
    assert "<munderover><mo>∑</mo>" in mathml(r"\left( \sum_{i=1}^{m} x_i \right)", block=True)
    assert "<mi>max</mi>" in mathml(r"\max(a, 0)")
    assert '<mo stretchy="false">ˆ</mo>' in mathml(r"\hat{y}")
    assert '<mo form="prefix">−</mo>' in mathml("x = -2")
    assert "form" not in mathml("x - 2")
    assert '<mtd style="text-align: left' in mathml(r"\begin{cases} a & b \end{cases}")
    assert mathml(r"\frac{") == r"<code>\frac{</code>"
    assert '<mi mathvariant="normal">Δ</mi><mi>w</mi>' in mathml(r"\Delta w")


@pytest.mark.parametrize(
    ("formula", "lowered"),
    [
        ("x_i", 0),
        ("p_i", 1),
        ("y_1^2", 1),
        (r"\hat{y}_i", 1),
        (r"\mathbf{y}_i", 1),
        (r"\beta_1", 1),
        ("W_{y}", 0),
    ],
)
def test_a_subscript_stands_as_high_behind_a_letter_that_reaches_below_the_line(
    formula: str, lowered: int
) -> None:
    assert mathml(formula).count('<mpadded depth="0">') == lowered


def test_the_bar_of_a_root_is_not_as_low_as_its_letter() -> None:
    assert re.search(r'<msqrt><mspace width="0" height="[.\d]+em" ?/><mrow><mi>x</mi>', mathml(r"\sqrt{x}"))


def test_tables_have_no_room_at_their_sides_and_lines_none_around_their_equals_signs() -> None:
    matrix = mathml(r"\begin{pmatrix} a & b & c \end{pmatrix}")
    assert re.findall(r"<mtd([^>]*)>", matrix) == [
        ' style="padding-inline-start: .1em"', "", ' style="padding-inline-end: .1em"'
    ]  # fmt: skip
    lines = mathml(r"\begin{split} z &= w x \\ L &= z \end{split}", block=True)
    assert lines.count("padding-inline-start: .1em; padding-inline-end: .1em") == 4
    assert lines.count("text-align: right") == 2


def test_matrices_in_a_product_have_brackets_of_their_own_height() -> None:
    tall = r"\begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}"
    assert mathml(tall + r"\begin{pmatrix} 4 & 5 \end{pmatrix}").count("<mrow><mo>(</mo><mtable>") == 2
    bars = mathml(r"2 \begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix}")
    assert "<mrow><mo>|</mo><mtable>" in bars
    assert "stretchy" not in bars  # as tall as the matrix


@pytest.mark.parametrize(
    ("formula", "spaces"),
    [(r"\log \det S", 2), (r"\log |\det A|", 1), (r"|x| \log |y|", 1), (r"\log_2 \det x", 2)],
)
def test_one_thin_space_between_two_functions_and_none_behind_a_bar_that_opens(
    formula: str, spaces: int
) -> None:
    assert mathml(formula).count("margin-inline") == spaces


def test_the_curve_of_a_loss() -> None:
    drawn = curve([4.0, 1.0, 0.5], across="epoch", up="loss <L>")
    assert "loss &lt;L&gt;" in drawn
    assert drawn.count("L") >= 2
    assert "1e" in curve([10.0**-n for n in range(9)], across="", up="")
    assert curve([1.0], across="", up="") == ""
    assert "nan" not in curve([2.0, 2.0, 2.0], across="", up="")


# -- options ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("latex", {"notation": "tensor"}),
        ("latex", {"environment": "equation"}),
        ("latex", {"marking": "blink"}),
        ("latex", {"detail": "more"}),
        ("latex", {"lang": "fr"}),
        ("text", {"lang": "fr"}),
        ("text", {"detail": "more"}),
        ("html", {"lang": "fr"}),
        ("json", {"lang": "fr"}),
    ],
)
def test_options_that_do_not_exist_are_refused(form: str, options: dict[str, str]) -> None:
    with pytest.raises(OptionError):
        getattr(derivation("D2"), form)(**options)


@pytest.mark.parametrize(
    ("formula", "spaced"),
    [
        (r"y \log(p)", "log"),
        (r"\delta \operatorname{sign}(r)", "sign"),
        (r"2 \max(a, 0)", "max"),
        (r"(a) \tanh(b)", "tanh"),
    ],
)
def test_a_function_stands_apart_from_the_factor_before_it(formula: str, spaced: str) -> None:
    assert f'<mi style="margin-inline-start: .1667em">{spaced}</mi>' in mathml(formula)
    assert "margin" not in mathml(rf"- \{spaced}(x)" if spaced != "sign" else r"- \operatorname{sign}(x)")


def test_only_the_branch_that_changed_is_marked() -> None:
    w = sp.Symbol("w")

    def cases(first: sp.Expr) -> sp.Expr:
        return mul(sp.Integer(2), sp.Piecewise((first, w > 0), (w, True), evaluate=False))

    place = changed_place(cases(Partial(power(w, sp.Integer(2)), w)), cases(mul(sp.Integer(2), w)))
    assert place == Place((1, 0, 0))
    shown = mathematics.expression(cases(mul(sp.Integer(2), w)), {}, place=place, marking="boxed")
    assert shown == r"2 \begin{cases} \boxed{2 w} & w > 0 \\ w & \text{otherwise} \end{cases}"
