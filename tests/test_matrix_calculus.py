"""Matrix differentiation (E1): what a loss in matrices derives to, in matrices, and that it is so."""

from __future__ import annotations

import random
import re
from time import process_time
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from matrix_table import DERIVATIVES, FOUR_AXES, SPELLED_OTHERWISE, TABLE

import symgrad as sg
from symgrad.checking import check_row
from symgrad.checking.question import renamed
from symgrad.equality import PROVERS, Domain, Verdict, compare, declare
from symgrad.equality.cases import Problem
from symgrad.equality.clock import Clock
from symgrad.errors import ModelError, ReadError, UnsupportedError
from symgrad.exact import MPMATH, Environment, evaluate_expression
from symgrad.expressions import Determinant, Element, LogDeterminant, MatrixInverse, replace
from symgrad.matrices import determinant, inverse
from symgrad.rendering.latex import with_shapes

#: name → (loss, shapes, {parameter: its gradient}); names that are no parameter are data
CASES = {
    "inner product": (r"a^\top x", "a:n x:n", {"x": "a"}),
    "quadratic form": (r"x^\top A x", "x:n A:n,n", {"x": r"A x + A^\top x", "A": r"x x^\top"}),
    "two matrices": (r"x^\top A^\top A x", "x:n A:m,n", {"x": r"2 A^\top A x", "A": r"2 A x x^\top"}),
    "least squares": (
        r"\|X w - y\|^2",
        "X:m,n w:n y:m",
        {"w": r"2 X^\top (X w - y)", "X": r"2 (X w - y) w^\top"},
    ),
    "trace": (r"\operatorname{tr}(A X B)", "X:m,n A:p,m B:n,p", {"X": r"A^\top B^\top"}),
    "trace of a square": (
        r"\operatorname{tr}(X^\top A X)",
        "X:m,n A:m,m",
        {"X": r"A X + A^\top X", "A": r"X X^\top"},
    ),
    "trace with X twice": (
        r"\operatorname{tr}(X A X B)",
        "X:n,n A:n,n B:n,n",
        {"X": r"B^\top X^\top A^\top + A^\top X^\top B^\top"},
    ),
    "Hadamard": (r"a^\top (A \odot X) b", "X:m,n A:m,n a:m b:n", {"X": r"(a b^\top) \odot A"}),
    "outer product": (
        r"\|X - a b^\top\|_F^2",
        "a:m b:n X:m,n",
        {"a": r"-2 (X - a b^\top) b", "b": r"-2 (X - a b^\top)^\top a"},
    ),
    "factorisation": (r"\|X - U V^\top\|_F^2", "U:m,k V:n,k X:m,n", {"U": r"-2 (X - U V^\top) V"}),
    "inverse": (
        r"a^\top A^{-1} b",
        "A:n,n a:n b:n",
        {"A": r"-A^{-\top} a b^\top A^{-\top}", "a": r"A^{-1} b"},
    ),
    "inverse, transposed": (r"a^\top A^{-\top} b", "A:n,n a:n b:n", {"A": r"-A^{-\top} b a^\top A^{-\top}"}),
    "inverse, twice": (
        r"a^\top A^{-1} A^{-1} b",
        "A:n,n a:n b:n",
        {"A": r"-A^{-\top} a b^\top A^{-\top} A^{-\top} - A^{-\top} A^{-\top} a b^\top A^{-\top}"},
    ),
    "trace of an inverse": (
        r"\operatorname{tr}(A^{-1} B)",
        "A:n,n B:n,n",
        {"A": r"-A^{-\top} B^\top A^{-\top}"},
    ),
    "determinant": (r"\det A", "A:n,n", {"A": r"L A^{-\top}"}),
    "log det": (r"\log\det A", "A:n,n", {"A": r"A^{-\top}"}),
    "log det of a sum": (
        r"\log\det(X^\top X + c \mathbf{I})",
        "X:m,n c:",
        {
            "X": r"X (X^\top X + c I_{n})^{-1} + X (X^\top X + c I_{n})^{-\top}",
            "c": r"\operatorname{tr}((X^\top X + c I_{n})^{-1})",
        },
    ),
    "Gauss": (
        r"\frac{1}{2} \log |S| + \frac{1}{2} (x - \mu)^\top S^{-1} (x - \mu)",
        r"x:n \mu:n S:n,n",
        {"S": r"\frac{1}{2} S^{-\top} - \frac{1}{2} S^{-\top} (x - \mu) (x - \mu)^\top S^{-\top}"},
    ),
    "norm": (r"\|A x\|", "x:n A:m,n", {"x": r"\frac{1}{\left\| A x \right\|} A^\top A x"}),
    "1-norm": (r"\|A x - b\|_1", "x:n A:m,n b:m", {"x": r"A^\top \operatorname{sign}(A x - b)"}),
    "elementwise exp": (r"a^\top \exp(A x)", "x:n A:m,n a:m", {"x": r"A^\top (a \odot e^{A x})"}),
    "elementwise sin": (r"\operatorname{tr}(A \sin(X))", "X:m,n A:n,m", {"X": r"A^\top \odot \cos(X)"}),
    "a number times a vector": (r"\|s x - y\|^2", "s: x:n y:n", {"x": "2 s (s x - y)"}),
    "diagonal matrix": (r"a^\top \operatorname{diag}(x) b", "x:n a:n b:n", {"x": r"b \odot a"}),
}


def read(name: str) -> sg.Model:
    loss, shapes, gradients = CASES[name] if name in CASES else TABLE[name]
    sizes = {key: size.replace(",", " ") for key, _, size in (part.partition(":") for part in shapes.split())}
    data = [key for key in sizes if key not in gradients]
    return sg.read(
        f"L = {loss}",
        parameters=list(gradients),
        data=data,
        shapes={key: size for key, size in sizes.items() if size},
    )


def last_line(latex: str) -> str:
    return latex.splitlines()[-2].split("&=")[1].split("&&")[0].strip()


@pytest.mark.parametrize("name", CASES)
def test_the_gradient_in_matrices(name: str) -> None:
    model = read(name)
    for parameter, gradient in CASES[name][2].items():
        assert last_line(sg.derive(model, parameter).latex(notation="matrix")) == gradient


@pytest.mark.parametrize("name", ["inverse, transposed", "Gauss"])
@pytest.mark.slow
def test_it_verifies(name: str) -> None:
    """Every step by numbers, every gradient by differences, the code by multiple-precision arithmetic."""
    report = sg.verify(read(name))
    assert report.ok
    assert not report.unchecked


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_all_of_them_verify(name: str) -> None:
    assert sg.verify(read(name)).ok


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_what_else_is_differentiated(name: str) -> None:
    """The gradient in matrices; every step by numbers, the generated code by differences."""
    model = read(name)
    for parameter, gradient in TABLE[name][2].items():
        shown = sg.derive(model, parameter).latex(notation="matrix")
        assert shown.split("&=")[-1].split("&&")[0].split("\\\\\n")[0].strip() == gradient
    assert sg.verify(model).ok


def derivation_of(text: str, shapes: str, wrt: str) -> sg.Derivation:
    parts = (part.partition(":") for part in shapes.split())
    sizes = {key: size.replace(",s", " symmetric").replace(",", " ") for key, _, size in parts}
    data = [key for key in sizes if key != wrt]
    given = {key: size for key, size in sizes.items() if size}
    return sg.derive(sg.read(text, parameters=[wrt], data=data, shapes=given), wrt)


def last_of(derivation: sg.Derivation) -> str:
    shown = derivation.latex(notation="matrix")
    return shown.split("&=")[-1].split("&&")[0].split("\\\\\n")[0].strip()


@pytest.mark.slow
@pytest.mark.parametrize(("text", "shapes", "wrt", "expected"), DERIVATIVES)
def test_every_operator_and_function(text: str, shapes: str, wrt: str, expected: str) -> None:
    """Derived and printed in half a second, every step right in numbers, and what is printed is read and proved."""
    start = process_time()
    derivation = derivation_of(text, shapes, wrt)
    assert last_of(derivation) == expected
    assert process_time() - start < 0.5
    report = sg.verify(derivation.model, points=1)
    assert report.ok, report
    assert not report.unchecked
    assert sg.check(derivation.model, expected, wrt=wrt).status in ("equal", "equal_where_defined")


@pytest.mark.slow
@pytest.mark.parametrize(("text", "shapes", "wrt"), FOUR_AXES)
def test_more_than_two_axes_stay_in_indices(text: str, shapes: str, wrt: str) -> None:
    derivation = derivation_of(text, shapes, wrt)
    with pytest.raises(UnsupportedError, match="more than two axes") as caught:
        derivation.latex(notation="matrix")
    assert 'notation="index"' in str(caught.value)
    assert derivation.latex(notation="index")
    report = sg.verify(derivation.model, points=1)
    assert report.ok
    assert not report.unchecked


@pytest.mark.parametrize(("text", "said"), SPELLED_OTHERWISE)
def test_what_is_spelled_otherwise_is_said(text: str, said: str) -> None:
    with pytest.raises((ReadError, ModelError)) as caught:
        sg.read(text, parameters="x", data="A", shapes={"A": "n n", "x": "n"})
    assert said in str(caught.value)


PAGE = r"""---
title: {en: Four axes, ko: Four axes}
ids: [E1]
---

# Four axes

<!-- symgrad: model name="m" parameters="X" data="A B" shapes="A: p m; X: m n; B: n q" target="Y" -->
$$
Y = A X B
$$

<!-- symgrad: claims id="E1" -->
$$
\frac{\partial Y_{ij}}{\partial X_{kl}} = A_{ik} B_{lj}
$$

<!-- symgrad: model name="p" parameters="x" data="a" shapes="x: n; a: n" target="f" -->
$$
f = \mathbf{1}^\top x^{\odot a}
$$

<!-- symgrad: claims id="E1" -->
$$
\frac{\partial f}{\partial x} = a \odot x^{\odot a - 1}
$$
"""


@pytest.mark.parametrize(
    ("printed", "instead", "verdicts"),
    [
        ("", "", ["proved", "proved"]),
        ("B_{lj}", "B_{jl}", ["wrong", "proved"]),
        ("x^{\\odot a - 1}", "x^{\\odot a}", ["proved", "refuted"]),
    ],
)
@pytest.mark.slow
def test_a_page_with_four_axes_and_powers_by_vectors(printed: str, instead: str, verdicts: list[str]) -> None:
    from symgrad.notes import audit, parse_page

    page = PAGE.replace(printed, instead) if printed else PAGE
    assert [claim.verdict for claim in audit(parse_page(page, source="page.md")).claims] == verdicts


JACOBIAN_PAGE = r"""---
title: {en: J, ko: J}
ids: [E1]
---
# J

<!-- symgrad: model name="a" parameters="x" data="A" shapes="A: m n; x: n" target="y" -->
$$
y = A x
$$

<!-- symgrad: claims id="E1" -->
$$
\begin{aligned}
\frac{\partial y}{\partial x} &= A^\top \\
\frac{\partial y}{\partial x} &= 2 A \\
\frac{\partial y_i}{\partial x_j} &= A_{ij} \\
\frac{\partial y_i}{\partial x_j} &= A_{ij} + 1 \\
\frac{\partial y}{\partial x_1} &= A_{11}
\end{aligned}
$$

<!-- symgrad: model name="b" parameters="x" data="A" shapes="A: m n; x: m" target="y" -->
$$
y = x^\top A
$$

<!-- symgrad: claims id="E1" -->
$$
\begin{aligned}
\frac{\partial y}{\partial x} &= A^\top \\
\frac{\partial y}{\partial x} &= A
\end{aligned}
$$

<!-- symgrad: model name="c" parameters="c" data="A" shapes="A: m n" target="Y" -->
$$
Y = c^2 A
$$

<!-- symgrad: claims id="E1" -->
$$
\begin{aligned}
\frac{\partial Y}{\partial c} &= 2 c A \\
\frac{\partial Y}{\partial c} &= c A
\end{aligned}
$$

<!-- symgrad: model name="d" parameters="X" data="A" shapes="A: n n; X: n n" target="f" -->
$$
f = \mathrm{tr}(X) + \mathrm{tr}(A X)
$$

<!-- symgrad: claims id="E1" -->
$$
\begin{aligned}
\frac{\partial f}{\partial X} &= I + A^\top \\
\frac{\partial f}{\partial X} &= I_n + A^\top \\
\frac{\partial f}{\partial X} &= \mathbf{I} + A^\top \\
\frac{\partial f}{\partial X} &= 2 I + A^\top \\
\frac{\partial f}{\partial X} &= 2 I_n + A^\top \\
\frac{\partial f}{\partial X} &= I
\end{aligned}
$$

<!-- symgrad: model name="e" parameters="X" data="A" shapes="A: n n; X: n n" target="f" -->
$$
f = \mathrm{tr}(X)
$$

<!-- symgrad: claims id="E1" -->
$$
\begin{aligned}
\frac{\partial f}{\partial X} &= I \\
\frac{\partial f}{\partial X} &= I_n \\
\frac{\partial f}{\partial X} &= 2 I \\
\frac{\partial f}{\partial X} &= A
\end{aligned}
$$
"""


@pytest.mark.slow
def test_jacobians_and_identities_on_a_page_are_judged() -> None:
    """Wrong ones are refuted, right ones proved; how large an I is, what stands around it says."""
    from symgrad.notes import audit, parse_page

    verdicts = [claim.verdict for claim in audit(parse_page(JACOBIAN_PAGE, source="page.md")).claims]
    assert verdicts == [
        *("refuted", "refuted", "proved", "refuted", "refuted"),
        *("proved", "refuted"),
        *("proved", "refuted"),
        *("proved", "proved", "proved", "refuted", "refuted", "refuted"),
        *("proved", "proved", "refuted", "refuted"),
    ]


@pytest.mark.slow
def test_a_planted_sign_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """∂A⁻¹ = +A⁻¹ ∂A A⁻¹ is refuted by the differences."""
    from symgrad import rules
    from symgrad.derivation import board

    right = rules.BY_NAME["inverse"]
    assert right.apply is not None
    wrong = rules.Rule("inverse", right.statement, lambda u, scope: _negated(right.apply(u, scope)))  # type: ignore[misc]
    planted = tuple(wrong if rule is right else rule for rule in rules.RULES)
    monkeypatch.setattr(board.Board, "__init__", _with_rules(board.Board.__init__, planted))
    assert not sg.verify(read("inverse, transposed")).ok


def _negated(expr: sp.Expr | None) -> sp.Expr | None:
    return None if expr is None else sp.Mul(-1, expr, evaluate=False)


def _with_rules(init, rules):  # type: ignore[no-untyped-def]
    def replaced(self, scope, definitions=(), given=rules, **rest):  # type: ignore[no-untyped-def]
        names = {rule.name for rule in given}
        init(self, scope, definitions, tuple(rule for rule in rules if rule.name in names), **rest)

    return replaced


# -- numbers ------------------------------------------------------------------------------------------------


def test_determinant_and_inverse_of_numbers() -> None:
    draw = random.Random(4)
    rows = [[mpmath.mpf(draw.randint(-9, 9)) / 7 for _ in range(5)] for _ in range(5)]
    with mpmath.workdps(50):
        matrix = mpmath.matrix(rows)
        assert mpmath.almosteq(determinant(rows, MPMATH), mpmath.det(matrix), rel_eps=mpmath.mpf("1e-40"))
        found = inverse(rows, MPMATH)
        assert found is not None
        assert mpmath.norm(mpmath.matrix(found) * matrix - mpmath.eye(5)) < mpmath.mpf("1e-40")
    singular = [[mpmath.mpf(1), mpmath.mpf(2)], [mpmath.mpf(2), mpmath.mpf(4)]]
    assert inverse(singular, MPMATH) is None


def test_nodes_in_exact_arithmetic() -> None:
    i, j, n = sp.symbols("i j n")
    square = (sp.IndexedBase("A")[i, j], (j, 1, n), (i, 1, n))
    env = Environment({"A": ((mpmath.mpf(2), mpmath.mpf(1)), (mpmath.mpf(4), mpmath.mpf(3)))}, {"n": 2})
    assert evaluate_expression(Determinant(*square), env) == 2
    assert evaluate_expression(LogDeterminant(*square), env) == mpmath.log(2)
    assert evaluate_expression(Element(MatrixInverse(*square), 2, 1), env) == -2


def test_log_det_does_not_overflow() -> None:
    program = sg.compile(read("log det"))
    huge = np.diag(np.full(200, 1e40))
    assert program.loss({"A": huge}, {}) == pytest.approx(200 * np.log(1e40), rel=1e-12)
    with np.errstate(all="ignore"):
        assert np.isnan(program.loss({"A": np.diag([1.0, -1.0])}, {}))


# -- Jacobians and Hessians ---------------------------------------------------------------------------------

#: definitions, shapes, by what, and the derivative: rows are those of what is differentiated (numerator layout)
JACOBIANS = {
    "linear": (r"y = A x", "A:m,n x:n", "x", "A"),
    "layer": (r"y = \sigma(W x + b)", "W:m,n x:n b:m", "x", r"\operatorname{diag}(y \odot (1 - y)) W"),
    "elements": (r"y = x \odot x", "x:n", "x", r"2 \operatorname{diag}(x)"),
    "softmax": (r"p = \operatorname{softmax}(z)", "z:n", "z", r"\operatorname{diag}(p) - p p^\top"),
    "inverse": (r"y = A^{-1} x", "A:n,n x:n", "x", "A^{-1}"),
    "quadratic form, twice": (r"g = A x + A^\top x", "A:n,n x:n", "x", r"A + A^\top"),
    "least squares, twice": (r"g = 2 X^\top (X w - y)", "X:m,n w:n y:m", "w", r"2 X^\top X"),
    "logistic, twice": (
        r"g = X^\top (\sigma(X w) - y)",
        "X:m,n w:n y:m",
        "w",
        r"X^\top \operatorname{diag}(\sigma(X w) \odot (1 - \sigma(X w))) X",
    ),
}


@pytest.mark.parametrize("name", JACOBIANS)
def test_jacobians_in_matrices(name: str) -> None:
    text, shapes, wrt, jacobian = JACOBIANS[name]
    sizes = {key: size.replace(",", " ") for key, _, size in (part.partition(":") for part in shapes.split())}
    data = [key for key in sizes if key != wrt]
    derivation = sg.derive(sg.read(text, parameters=wrt, data=data, shapes=sizes), wrt)
    assert (
        derivation.latex(notation="matrix").split("&=")[-1].split("&&")[0].split("\\\\\n")[0].strip()
        == jacobian
    )


def test_the_layout_of_a_jacobian_is_named() -> None:
    derivation = sg.derive(sg.read(r"y = A x", parameters="x", data="A", shapes={"A": "m n", "x": "n"}), "x")
    assert "Numerator layout" in derivation.text(notation="matrix")
    assert "분자 배치" in with_shapes(derivation, lang="ko")
    assert r"\underset{m \times n}{\frac{\partial y}{\partial x}}" in with_shapes(derivation)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (r"a^\top (x \oslash y)", r"\sum_{i=1}^{n} \frac{a_i x_i}{y_i}"),
        (r"x^\top \operatorname{inv}(A) y", r"x^\top A^{-1} y"),
        (r"x^\top (A + 2 I)^{-1} y", r"x^\top (A + 2 \mathbf{I})^{-1} y"),
    ],
)
def test_other_ways_of_writing(written: str, same: str) -> None:
    sizes = {"a": "n", "x": "n", "y": "n", "A": "n n"}
    first, second = (
        sg.read(f"L = {text}", data=list(sizes), shapes=sizes).by_name["L"].expr for text in (written, same)
    )
    assert compare(first, second, domains={"y": Domain(axes=(sp.Symbol("n"),))}).is_equal


# -- shapes -------------------------------------------------------------------------------------------------


def test_shapes_below_the_factors() -> None:
    derivation = sg.derive(read("inverse"), "A")
    shown = with_shapes(derivation).splitlines()
    assert shown[1].strip() == (
        r"\underset{n \times n}{\frac{\partial L}{\partial A}} &= -\underset{\,n \times n\,}{A^{-\top}}"
        r" \underset{\,n \times 1\,}{a} \underset{\,1 \times n\,}{b^\top} \underset{\,n \times n\,}{A^{-\top}} \\"
    )
    assert "Denominator layout" in shown[2]
    assert "분모 배치" in with_shapes(derivation, lang="ko")


@pytest.mark.parametrize("name", [name for name in CASES if name != "determinant"])
def test_the_shapes_fit(name: str) -> None:
    """Neighbours in a product have equal inner sizes, wherever they stand beside each other."""
    model = read(name)
    for parameter in CASES[name][2]:
        shown = with_shapes(sg.derive(model, parameter)).splitlines()[1]
        pairs = re.findall(r"\\times (\w)\\,\}\{[^{}]*(?:\{[^{}]*\})?[^{}]*\} \\underset\{\\,(\w) ", shown)
        for left, right in pairs:
            assert left == right, shown


# -- equality -----------------------------------------------------------------------------------------------

SIZES = {"A": "n n", "B": "n n", "C": "n n", "X": "m n", "x": "n", "y": "n", "w": "n", "z": "m"}

#: two ways to write the same, and whether one of them needs an inverse to exist or a determinant to be positive
SAME = [
    (r"(A B)^{-1}", r"B^{-1} A^{-1}", "equal"),
    (r"(A^\top B C)^{-1}", r"C^{-1} B^{-1} A^{-\top}", "equal"),
    (r"(A^\top)^{-1}", r"(A^{-1})^\top", "equal"),
    (r"(A^{-1})^{-1}", "A", "equal_where_defined"),
    (r"(2 A)^{-1}", r"\frac{1}{2} A^{-1}", "equal"),
    (r"A^{-1} A x", "x", "equal_where_defined"),
    (r"(A + B)^{-\top}", r"(A^\top + B^\top)^{-1}", "equal"),
    (r"x^\top (X^\top X)^{-1} y", r"y^\top (X^\top X)^{-1} x", "equal"),
    (r"X (X^\top X)^{-1} X^\top X (X^\top X)^{-1} X^\top z", r"X (X^\top X)^{-1} X^\top z", "equal"),
    (r"\det(A^\top)", r"\det A", "equal"),
    (r"\det(A B)", r"\det(A) \det(B)", "equal"),
    (r"\det(A^{-1})", r"\frac{1}{\det A}", "equal"),
    (r"\det(-2 A)", r"(-2)^n \det A", "equal"),
    (r"\log\det(A B)", r"\log\det A + \log\det B", "equal_where_defined"),
    (r"\operatorname{tr}(A B C)", r"\operatorname{tr}(C A B)", "equal"),
    (r"x^\top A y", r"y^\top A^\top x", "equal"),
    (r"-A^{-\top} x y^\top A^{-\top}", r"-(A^{-1} y x^\top A^{-1})^\top", "equal"),
]

#: what a student writes instead
OTHERS = [
    (r"(A B)^{-1}", r"A^{-1} B^{-1}"),
    (r"A^{-1} B A x", r"B x"),
    (r"\det(2 A)", r"2 \det A"),
    (r"\det(A + B)", r"\det A + \det B"),
    (r"\operatorname{tr}(A B C)", r"\operatorname{tr}(A C B)"),
]


def compared(left: str, right: str, sizes: dict[str, str] = SIZES) -> tuple[Verdict, Any]:
    """The verdict on two formulas with the letters of the first, and the problem a prover gets."""
    models = [sg.read(f"L = {side}", data=list(sizes), shapes=sizes) for side in (left, right)]
    first, second = (model.by_name["L"] for model in models)
    moved = replace(second.expr, dict(zip(second.index, first.index, strict=True)))
    domains = {key: Domain(axes=models[0][key].axes) for key in sizes}
    declared = declare((first.expr, moved), domains)
    return (
        compare(first.expr, moved, domains=domains, deadline=20.0),
        Problem(first.expr, moved, declared, Clock(20.0)),
    )


@pytest.mark.parametrize(("left", "right", "status"), SAME)
def test_identities_are_proved(left: str, right: str, status: str) -> None:
    assert compared(left, right)[0].status == status


@pytest.mark.parametrize(("left", "right"), OTHERS)
def test_other_matrices_are_told_apart(left: str, right: str) -> None:
    """By numbers, and no prover that is asked without looking at numbers says they are the same."""
    verdict, problem = compared(left, right)
    assert verdict.status == "different"
    assert not any(prover.apply(problem) for prover in PROVERS)


@pytest.mark.parametrize("number", [0, 5, 11])
def test_identities_of_a_known_size(number: int) -> None:
    sizes = {key: size.replace("n", "2") for key, size in SIZES.items()}
    assert compared(*SAME[number][:2], sizes)[0].is_equal


def test_where_an_inverse_exists() -> None:
    assert [condition.latex for condition in compared(r"A^{-1} A x", "x")[0].domain] == [r"\det A \ne 0"]


# -- checking -----------------------------------------------------------------------------------------------

#: a case of ``CASES``, by what, a student's answer, status and the mistake's name
ANSWERS = [
    ("inverse", "A", r"-(A^{-1} b a^\top A^{-1})^\top", "equal", None),
    ("inverse", "A", r"-A^{-1} b a^\top A^{-1}", "different", "transposed_matrix"),
    ("quadratic form", "x", r"(A + A^\top) x", "equal", None),
    ("quadratic form", "x", r"2 A x", "different", None),
    ("least squares", "X", r"2 w (X w - y)^\top", "different", "transposed_matrix"),
    ("determinant", "A", r"\det(A) (A^\top)^{-1}", "equal", None),
    ("log det", "A", r"A^{-1}", "different", "transposed_matrix"),
    ("trace", "X", r"(B A)^\top", "equal", None),
]


@pytest.mark.parametrize(("name", "wrt", "answer", "status", "mistake"), ANSWERS)
def test_answers_in_matrices(name: str, wrt: str, answer: str, status: str, mistake: str | None) -> None:
    loss, shapes, _ = CASES[name]
    sizes = {key: size.replace(",", " ") for key, _, size in (part.partition(":") for part in shapes.split())}
    data = [key for key in sizes if key != wrt]
    row = {
        "model": f"L = {loss}",
        "wrt": wrt,
        "parameters": wrt,
        "data": data,
        "shapes": sizes,
        "answer": answer,
    }
    verdict = check_row(row)
    assert (verdict.status, verdict.mistake and verdict.mistake.id) == (status, mistake)


def test_letters_of_an_answer_are_not_caught_by_a_sum() -> None:
    i, j, n = sp.symbols("i j n")
    A, x = sp.IndexedBase("A"), sp.IndexedBase("x")
    moved = renamed(sp.Sum(A[i, j] * x[j], (j, 1, n)), (i,), (j,), frozenset())
    assert moved.free_symbols >= {j}
    assert compare(moved, sp.Sum(A[j, i] * x[i], (i, 1, n))).is_equal


# -- code ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["inverse", "inverse, transposed", "inverse, twice", "solved from the right"]
)
def test_equations_are_solved_and_no_inverse_is_multiplied(name: str) -> None:
    from_the_right = (r"\|B A^{-1}\|_F^2", "A:n,n B:m,n", {"A": ""})
    loss, shapes, _ = CASES.get(name, from_the_right)
    sizes = {key: size.replace(",", " ") for key, _, size in (part.partition(":") for part in shapes.split())}
    model = sg.read(f"L = {loss}", parameters="A", data=[key for key in sizes if key != "A"], shapes=sizes)
    program = sg.compile(model)
    assert "linalg.solve(" in program.source
    assert "linalg.inv(A) @" not in program.source
    draw = np.random.default_rng(5)
    extents = {"n": 3, "m": 2}
    values = {key: draw.normal(size=[extents[n] for n in size.split()]) for key, size in sizes.items()}
    params = {"A": values.pop("A")}
    _, gradient = program.value_and_grad(params, values)
    for place in np.ndindex(3, 3):
        step = np.zeros((3, 3))
        step[place] = 1e-6
        ahead, behind = (program.loss({"A": params["A"] + sign * step}, values) for sign in (1, -1))
        assert gradient["A"][place] == pytest.approx((ahead - behind) / 2e-6, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "wrt", "answer", "constraint", "status"),
    [
        ("quadratic form", "x", "2 A x", r"A = A^\top", "equal"),
        ("quadratic form", "x", "A x", r"A = A^\top", "different"),
        ("log det", "A", "A^{-1}", r"A^\top = A", "equal"),
    ],
)
def test_a_symmetric_matrix(name: str, wrt: str, answer: str, constraint: str, status: str) -> None:
    loss, shapes, _ = CASES[name]
    sizes = {key: size.replace(",", " ") for key, _, size in (part.partition(":") for part in shapes.split())}
    row = {"model": f"L = {loss}", "wrt": wrt, "parameters": wrt, "shapes": sizes, "answer": answer}
    row |= {"data": [key for key in sizes if key != wrt], "constraints": [constraint]}
    verdict = check_row(row)
    assert verdict.status == status
    if verdict.counterexample is not None:
        matrix = verdict.counterexample["at"]["A"]
        assert matrix == [list(column) for column in zip(*matrix, strict=True)]
