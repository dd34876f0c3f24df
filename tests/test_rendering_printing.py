"""The printers show what was written: order, signs, parentheses, fractions, names; every node type has an example."""

from __future__ import annotations

import inspect
import re

import pytest
import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from symgrad.errors import UnsupportedError
from symgrad.expressions import (
    MINUS_ONE,
    ONE,
    ZERO,
    Determinant,
    Element,
    LimitOf,
    Local,
    LogDeterminant,
    LogSumExp,
    MatrixInverse,
    Maximum,
    Minimum,
    Partial,
    Printed,
    add,
    div,
    mul,
    neg,
    power,
    sub,
    total,
)
from symgrad.functions import FUNCTIONS, relu, sigma
from symgrad.model import Name
from symgrad.reading import tokens
from symgrad.rendering import (
    array_printing,
    array_products,
    array_terms,
    cells,
    judged,
    mathematics,
    matrix,
    plain,
    printing,
    results,
    terms,
)
from symgrad.rendering.changes import changed_place
from symgrad.rendering.printing import NODES, fill

w, b, x, y, z, m, i, j, k, K, E, h, a, t = sp.symbols("w b x y z m i j k K E h a t")
yh, a_3 = sp.Symbol(r"\hat{y}"), sp.Symbol("a_3")
X, Y, H, A, W = (sp.IndexedBase(key) for key in ("x", "y", "h", "a", "W"))
YH = sp.IndexedBase(r"\hat{y}")
TWO, HALF = sp.Integer(2), sp.Rational(1, 2)
NAMES = {
    "x": Name("x", "data", (m,), "x^{(#1)}"),
    "y": Name("y", "data", (m,), "y^{(#1)}"),
    "h": Name("h", "definition", (m,), "h(x^{(#1)})"),
}
mean = power(mul(TWO, m), MINUS_ONE)

#: expression, LaTeX, Unicode
ROWS = [
    (sp.Integer(-3), "-3", "-3"),
    (HALF, r"\frac{1}{2}", "1/2"),
    (sp.Rational(-3, 2), r"-\frac{3}{2}", "-3/2"),
    (sp.Rational(613, 1000), "0.613", "0.613"),
    (sp.pi, r"\pi", "π"),
    (sp.E, "e", "e"),
    (yh, r"\hat{y}", "ŷ"),
    (mul(TWO, Printed("0.629"), sub(ONE, Printed("0.629"))), r"2 \cdot 0.629 (1 - 0.629)", "2·0.629(1 - 0.629)"),
    (add(mul(Printed("0.5"), Printed("-0.3")), Printed("-1")), r"0.5 \cdot (-0.3) - 1", "0.5·(-0.3) - 1"),
    (sub(ONE, Printed("-0.3")), "1 - (-0.3)", "1 - (-0.3)"),
    (X[i], "x^{(i)}", "x⁽ⁱ⁾"),
    (YH[i], r"\hat{y}_{i}", "ŷᵢ"),
    (W[i, sp.Integer(12)], "W_{i,12}", "Wᵢ,₁₂"),
    (W[ONE, TWO], "W_{12}", "W₁₂"),
    (sp.Symbol("W^{[1]}"), "W^{[1]}", "W^[1]"),
    (
        mul(mean, total(power(sub(H[i], Y[i]), TWO), (i, 1, m))),
        r"\frac{1}{2 m} \sum_{i=1}^{m} (h(x^{(i)}) - y^{(i)})^{2}",
        "1/(2m) · Σᵢ₌₁ᵐ (h(x⁽ⁱ⁾) - y⁽ⁱ⁾)²",
    ),
    (total(total(W[i, k], (k, 1, K)), (i, 1, m)), r"\sum_{i=1}^{m} \sum_{k=1}^{K} W_{ik}", "Σᵢ₌₁ᵐ Σₖ₌₁ᴷ Wᵢₖ"),
    (sp.Sum(W[i, k], (k, 1, K), (i, 1, m)), r"\sum_{i=1}^{m} \sum_{k=1}^{K} W_{ik}", "Σᵢ₌₁ᵐ Σₖ₌₁ᴷ Wᵢₖ"),
    (neg(total(X[i], (i, 1, sp.Symbol("n_{i}")))), r"-\sum_{i} x^{(i)}", "-Σᵢ x⁽ⁱ⁾"),
    (mul(total(X[i], (i, 1, m)), w), r"\left( \sum_{i=1}^{m} x^{(i)} \right) w", "(Σᵢ₌₁ᵐ x⁽ⁱ⁾)·w"),
    (add(total(X[i], (i, 1, m)), w), r"\sum_{i=1}^{m} x^{(i)} + w", "Σᵢ₌₁ᵐ x⁽ⁱ⁾ + w"),
    (total(add(X[i], w), (i, 1, m)), r"\sum_{i=1}^{m} (x^{(i)} + w)", "Σᵢ₌₁ᵐ (x⁽ⁱ⁾ + w)"),
    (
        Partial(mul(HALF, power(sub(z, t), TWO)), w),
        r"\frac{\partial}{\partial w}\left( \frac{1}{2} (z - t)^{2} \right)",
        "∂/∂w (1/2 · (z - t)²)",
    ),
    (
        mul(HALF, TWO, sub(z, t), Partial(sub(z, t), w)),
        r"\frac{1}{2} \cdot 2 (z - t) \frac{\partial}{\partial w}(z - t)",
        "1/2 · 2(z - t) · ∂/∂w (z - t)",
    ),
    (
        mul(Partial(E, yh), Local(yh, a_3)),
        r"\frac{\partial E}{\partial \hat{y}} \cdot \frac{\partial \hat{y}}{\partial a_3}",
        "∂E/∂ŷ · ∂ŷ/∂a₃",
    ),
    (
        mul(sp.Integer(-2), sub(t, yh), yh, sub(ONE, yh), a_3),
        r"-2 (t - \hat{y}) \hat{y} (1 - \hat{y}) a_3",
        "-2(t - ŷ)·ŷ(1 - ŷ)·a₃",
    ),
    (mul(sub(z, t), w), "(z - t) w", "(z - t)·w"),
    (neg(sub(z, t)), "-(z - t)", "-(z - t)"),
    (sub(w, add(z, t)), "w - z - t", "w - z - t"),
    (mul(w, MINUS_ONE), r"w \cdot (-1)", "w·(-1)"),
    (mul(w, sp.Integer(3)), r"w \cdot 3", "w·3"),
    (mul(TWO, HALF, w), r"2 \cdot \frac{1}{2} w", "2 · 1/2 · w"),
    (mul(w, neg(z)), r"w \cdot (-1) z", "w·(-1)·z"),
    (add(mul(TWO, w), neg(div(w, z)), sp.Integer(-3)), r"2 w - \frac{w}{z} - 3", "2w - w/z - 3"),
    (div(mul(sub(z, t), w), m), r"\frac{(z - t) w}{m}", "(z - t)·w/m"),
    (div(sub(z, t), m), r"\frac{z - t}{m}", "(z - t)/m"),
    (neg(div(sub(z, t), m)), r"-\frac{z - t}{m}", "-(z - t)/m"),
    (power(z, sp.Integer(-2)), r"\frac{1}{z^{2}}", "1/z²"),
    (div(ONE, add(ONE, sp.exp(neg(z), evaluate=False))), r"\frac{1}{1 + e^{-z}}", "1/(1 + e^(-z))"),
    (
        div(sp.exp(A[i]), total(sp.exp(A[k]), (k, 1, K))),
        r"\frac{e^{a_{i}}}{\sum_{k=1}^{K} e^{a_{k}}}",
        "e^(aᵢ)/(Σₖ₌₁ᴷ e^(aₖ))",
    ),
    (power(X[i], TWO), "(x^{(i)})^{2}", "(x⁽ⁱ⁾)²"),
    (power(power(z, TWO), sp.Integer(3)), "(z^{2})^{3}", "(z²)³"),
    (power(div(w, z), TWO), r"\left( \frac{w}{z} \right)^{2}", "(w/z)²"),
    (power(z, sp.Rational(3, 2)), "z^{3/2}", "z^(3/2)"),
    (power(z, neg(t)), "z^{-t}", "z⁻ᵗ"),
    (power(add(z, t), HALF), r"\sqrt{z + t}", "√(z + t)"),
    (power(z, sp.Rational(1, 3)), r"\sqrt[3]{z}", "∛z"),
    (div(w, power(z, HALF)), r"\frac{w}{\sqrt{z}}", "w/√z"),
    (power(sp.tanh(z), TWO), r"\tanh^{2}(z)", "tanh²(z)"),
    (power(sigma(z), TWO), r"\sigma(z)^{2}", "σ(z)²"),
    (relu(sub(z, t)), r"\operatorname{ReLU}(z - t)", "ReLU(z - t)"),
    (sp.log(div(w, z), evaluate=False), r"\log\left( \frac{w}{z} \right)", "log(w/z)"),
    (log1p(z), r"\operatorname{log1p}(z)", "log1p(z)"),
    (expm1(z), r"\operatorname{expm1}(z)", "expm1(z)"),
    (sp.Abs(sub(z, t), evaluate=False), r"\left|z - t\right|", "|z - t|"),
    (Maximum(Maximum(w, z), t), r"\max(w, z, t)", "max(w, z, t)"),
    (Minimum(w, ZERO), r"\min(w, 0)", "min(w, 0)"),
    (
        sp.Piecewise((z, z > 0), (ZERO, True), evaluate=False),
        r"\begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}",
        "{z if z > 0, 0 otherwise}",
    ),
    (sp.And(z > 0, t <= 1), r"t \le 1 \land z > 0", "t ≤ 1 ∧ z > 0"),
    (LogSumExp(A[k], (k, 1, K)), r"\log\left( \sum_{k=1}^{K} e^{a_{k}} \right)", "log(Σₖ₌₁ᴷ e^(aₖ))"),
    (sp.KroneckerDelta(i, j, evaluate=False), r"\delta_{ij}", "δᵢⱼ"),
    (sp.nan, r"\mathrm{NaN}", "NaN"),
    (mul(TWO, LimitOf(div(z, h), h, ZERO)), r"2 \lim_{h \to 0} \frac{z}{h}", "2 · lim[h→0] z/h"),
    (LimitOf(sub(z, t), z, t, -1), r"\lim_{z \to t^{-}} (z - t)", "lim[z→t⁻] (z - t)"),
    (Determinant(W[i, j], (j, 1, m), (i, 1, m)), r"\det(W)", "det(W)"),
    (LogDeterminant(W[j, i], (j, 1, m), (i, 1, m)), r"\log\det(W^\top)", "log det(Wᵀ)"),
    (Element(MatrixInverse(W[i, j], (j, 1, m), (i, 1, m)), k, t), r"(W^{-1})_{kt}", "(W⁻¹)ₖₜ"),
    (Element(MatrixInverse(W[j, i], (j, 1, m), (i, 1, m)), k, t), r"(W^{-1})_{tk}", "(W⁻¹)ₜₖ"),
    (
        Element(MatrixInverse(add(W[i, j], z), (j, 1, m), (i, 1, m)), k, t),
        r"\left( \left[ W_{ij} + z \right]_{ij}^{-1} \right)_{kt}",
        "([Wᵢⱼ + z]ᵢⱼ⁻¹)ₖₜ",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "latex", "text"), ROWS, ids=[row[2] for row in ROWS])
def test_what_was_written_is_printed(expr: sp.Expr, latex: str, text: str) -> None:
    assert mathematics.expression(expr, NAMES) == latex
    assert plain.expression(expr, NAMES) == text


def test_every_node_type_has_an_example() -> None:
    from sympy import preorder_traversal

    shown = [node for row in ROWS for node in preorder_traversal(row[0])]
    for types, _ in NODES:
        for kind in types if isinstance(types, tuple) else (types,):
            if kind in {row.symbol for row in FUNCTIONS} or kind in _CONDITIONS:
                continue
            assert any(isinstance(node, kind) for node in shown), f"no example for {kind.__name__}"


_CONDITIONS = {sp.GreaterThan, sp.StrictLessThan, sp.Equality, sp.Unequality, sp.Or}


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_every_function_is_printed_by_its_row(row: object) -> None:
    shown = mathematics.expression(row.symbol(z, evaluate=False), {})  # type: ignore[attr-defined]
    special = {"exp": "e^{z}", "abs": r"\left|z\right|"}
    assert shown == special.get(row.name, f"{row.latex}(z)")  # type: ignore[attr-defined]
    assert "\\" not in plain.expression(row.symbol(z, evaluate=False), {})  # type: ignore[attr-defined]


@pytest.mark.parametrize("node", [sp.Float(0.5), sp.zeta(z), sp.Derivative(sp.sin(z), z), sp.oo, sp.I])
def test_a_node_that_is_not_ours_is_refused_by_name(node: sp.Expr) -> None:
    with pytest.raises(UnsupportedError, match=type(node).__name__):
        mathematics.expression(add(w, node), {})
    with pytest.raises(UnsupportedError, match=type(node).__name__):
        plain.expression(add(w, node), {})


def test_otherwise_is_in_the_language_asked_for() -> None:
    cases = sp.Piecewise((z, z > 0), (ZERO, True), evaluate=False)
    assert r"\text{그 밖에}" in mathematics.expression(cases, {}, lang="ko")
    assert plain.expression(cases, {}, lang="ko") == "{z > 0이면 z, 그 밖에 0}"


@pytest.mark.parametrize(
    ("template", "indices", "shown"),
    [
        ("x_{#1#2}", ["i", "j"], "x_{ij}"),
        ("x_{#1#2}", ["1", "2"], "x_{12}"),
        ("x_{#1#2}", ["i", "12"], "x_{i,12}"),
        ("w_{#1#2}^{(l)}", ["i_{1}", "j"], "w_{i_{1},j}^{(l)}"),
        ("h(x^{(#1)})", ["i"], "h(x^{(i)})"),
    ],
)
def test_indices_get_commas_where_they_would_run_together(
    template: str, indices: list[str], shown: str
) -> None:
    assert fill(template, indices) == shown


#: the line before, the line now, the LaTeX with the changed part in a box
CHANGES = [
    (
        mul(sub(z, t), Partial(sub(z, t), w)),
        mul(sub(z, t), x),
        r"(z - t) \boxed{x}",
    ),
    (
        mul(HALF, Partial(power(sub(z, t), TWO), w)),
        mul(HALF, TWO, sub(z, t), Partial(sub(z, t), w)),
        r"\frac{1}{2} \cdot \boxed{2 (z - t) \frac{\partial}{\partial w}(z - t)}",
    ),
    (add(w, neg(z), t), add(w, neg(x), t), r"w - \boxed{x} + t"),
    (sub(t, z), w, "w"),
    (Partial(sub(z, t), w), Partial(sub(x, t), w), r"\frac{\partial}{\partial w}(\boxed{x} - t)"),
    (mul(x, x, w), mul(x, x, z), r"x x \boxed{z}"),
    (div(x, w), div(x, z), r"\frac{x}{\boxed{z}}"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "line", "shown"), CHANGES, ids=[row[2] for row in CHANGES])
def test_the_changed_part_is_marked_where_it_stands(before: sp.Expr, line: sp.Expr, shown: str) -> None:
    place = changed_place(before, line)
    names = {"x": Name("x", "data")}
    assert mathematics.expression(line, names, place=place, marking="boxed") == shown


def test_long_lines_break_between_terms_or_factors() -> None:
    terms = add(*[mul(sp.Symbol(f"w_{n}"), sp.Symbol(f"x_{n}")) for n in range(1, 10)])
    rows = mathematics.broken(terms, {}, width=15)
    assert len(rows) > 2
    assert all(row.startswith("+") for row in rows[1:])
    assert " ".join(rows) == mathematics.expression(terms, {})
    factors = mul(MINUS_ONE, *[sub(sp.Symbol(f"w_{n}"), z) for n in range(1, 7)])
    rows = mathematics.broken(factors, {}, width=15)
    assert rows[0].startswith("-(w_1")
    assert all(row.startswith(r"\cdot ") for row in rows[1:])
    assert " ".join(row.removeprefix(r"\cdot ") for row in rows) == mathematics.expression(factors, {})


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\hat{y}_1", "ŷ₁"),
        (r"\hat y", "ŷ"),
        (r"W^{[1]}_{ij}", "W^[1]ᵢⱼ"),
        (r"\mathbf{x}", "x"),
        (r"\operatorname{ReLU}", "ReLU"),
        (r"\bar{x}^\top", "x̄ᵀ"),
        (r"w_{ij}^{(l)}", "wᵢⱼ⁽ˡ⁾"),
        (r"x'", "x′"),
        (r"\delta_{w}", "δ_w"),
        (r"E_{\text{in}}", "Eᵢₙ"),
        (r"h(x^{(i)})", "h(x⁽ⁱ⁾)"),
        (r"\log \sigma(z)", "log σ(z)"),
        (r"\frac{\partial E}{\partial w_1} = \frac{1}{1 + e^{-z}}", "∂E/∂w₁=1/(1+e⁻ᶻ)"),
    ],
)
def test_names_in_unicode(latex: str, shown: str) -> None:
    assert plain.unicode_name(latex) == shown


def test_hangul_takes_two_columns() -> None:
    assert plain.columns("상수 ŷ") == 6
    assert plain.padded("상수", 6) == "상수  "


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"-y \oslash p", "-y ⊘ p"),
        (r"h_2^{\odot 2}", "h₂^⊙2"),
        (r"(1 - H^{\odot -2}) \odot G", "(1 - H^⊙(-2)) ⊙ G"),
        (r"\left\| w \right\|", "‖w‖"),
        (r"\sin{\left(x \right)} \ne 0", "sin(x) ≠ 0"),
        (r"2 \sin x", "2 sin x"),
        (r"\frac{1}{\left\| X w - y \right\|} X^\top", "1/‖X w - y‖ Xᵀ"),
    ],
)
def test_lines_in_unicode(latex: str, shown: str) -> None:
    assert plain.unicode_line(latex) == shown


def commands() -> set[str]:
    """Every command that the printers write and every one that may stand in a name, without the functions' own."""
    arrays = (array_printing, array_terms, array_products)
    modules = (mathematics, *arrays, matrix, results, cells, judged, printing, terms)
    sources = [inspect.getsource(module) for module in modules]
    written = {word for text in sources for word in re.findall(r"\\([A-Za-z]{2,})", text)}
    read = (*tokens.GREEK.values(), *tokens.SIGNS.values(), *tokens.SAME)
    letters = {word[1:] for word in read if re.fullmatch(r"\\[A-Za-z]+", word)}
    functions = {word for row in FUNCTIONS for word in re.findall(r"\\([A-Za-z]+)", row.latex)}
    layout = {
        "begin",
        "end",
        "cases",
        "class",
        "color",
        "boxed",
        "pmatrix",
        "text",
        "mathrm",
        "mathbb",
        "underset",
    }
    return (
        (written | letters)
        - functions
        - {"max", "min", "log", "lim", "det", "operatorname", "mathbf"}
        - layout
    )


@pytest.mark.parametrize("command", sorted(commands()))
def test_no_command_is_left_over_in_unicode(command: str) -> None:
    target = tokens.SAME.get(rf"\{command}", rf"\{command}")
    arguments = "{a}{b}" if target in (r"\frac", r"\sqrt", r"\mathbf", r"\text", r"\mathrm") else ""
    for show in (plain.unicode_name, plain.unicode_line):
        assert command not in show(rf"\{command}{arguments} x")
