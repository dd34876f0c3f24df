"""Claims with free indices, inequalities, gradients, limits: a small page each, the verdict, and a planted error."""

from __future__ import annotations

import pytest

from symgrad.errors import ReadError
from symgrad.notes.audit import audit
from symgrad.notes.claims import Claim
from symgrad.notes.reader import parse_page
from symgrad.rendering import findings

PAGE = """---
title: {{en: t, ko: t}}
ids: [Z1]
---

<!-- symgrad: model {options} -->
$$
{model}
$$
{given}
<!-- symgrad: claims id="Z1" -->
$$
{lines}
$$
"""

LAYER = (
    r'parameters="W b" data="X Y" shapes="X: N D; W: D K; b: K; Y: N K"',
    r"Z_{ik} = \sum_{d=1}^{D} X_{id} W_{dk} + b_k \\ L = \sum_{i=1}^{N} \sum_{k=1}^{K} (Z_{ik} - Y_{ik})^2",
)
SQUARE = ('parameters="x" constants="a"', "f(x) = x^2")
ABS = ('parameters="x"', "f(x) = |x|")
SIGMOID = ('parameters="x"', r"S(x) = \frac{1}{1 + e^{-x}}")
LEAST = ('parameters="w" data="X y" shapes="X: m n; w: n; y: m"', r"L = \|X w - y\|^2")
HUBER = (
    'parameters="w" data="x" shapes="x: m"',
    r"r_i = 3 w x_i \\ \rho_i = \begin{cases} \frac{1}{2} r_i^2 & |r_i| \le 1 \\ |r_i| - \frac{1}{2} & \text{else}"
    r" \end{cases} \\ L = \sum_{i=1}^{m} \rho_i",
)
SURFACE = ('parameters="x y"', "f = 2x^2y")
THREE = (
    'parameters="w_1 w_2" data="x"',
    r"h_1 = \sigma(w_1 x) \\ h_2 = \sigma(w_2 h_1)",
)


TRACE = ('parameters="A" shapes="A: n n"', r"f = \mathrm{tr}(A)")


def claims(page: tuple[str, str], lines: str, given: str = "") -> tuple[Claim, ...]:
    given = f"\n<!-- symgrad: given -->\n$$\n{given}\n$$\n" if given else ""
    return audit(parse_page(PAGE.format(options=page[0], model=page[1], lines=lines, given=given))).claims


def slow(*row: object) -> object:
    return pytest.param(*row, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    ("page", "line", "verdicts"),
    [
        # free indices
        (LAYER, r"\frac{\partial L}{\partial W_{dk}} = 2 \sum_{i=1}^{N} (Z_{ik} - Y_{ik}) X_{id}", "proved"),
        (LAYER, r"\frac{\partial L}{\partial W_{dk}} = 2 \sum_{i=1}^{N} (Z_{ik} - Y_{ik}) X_{ik}", "wrong"),
        slow(LAYER, r"\frac{\partial L}{\partial W_{dk}} = \sum_{i=1}^{N} (Z_{ik} - Y_{ik}) X_{id}", "refuted"),
        slow(LAYER, r"\frac{\partial L}{\partial b_k} = 2 \sum_{i=1}^{N} (Z_{ik} - Y_{ik})", "proved"),
        slow(LAYER, r"\frac{\partial Z_{ik}}{\partial b_k} = 1", "proved"),
        slow(LAYER, r"\frac{\partial L}{\partial b_k} = 2 \sum_{i=1}^{N} (Z_{iq} - Y_{ik})", "refuted"),
        (LAYER, r"\frac{\partial L}{\partial c_k} = 0", "wrong"),
        # a number where nothing is given
        slow(LAYER, r"\frac{\partial Z_{ik}}{\partial b_k} = 2", "refuted"),
        # inequalities
        (SIGMOID, r"S'(x) \le \frac{1}{4}", "proved"),
        (SIGMOID, r"S'(x) < \frac{1}{4}", "refuted"),
        (SIGMOID, r"S'(x) \leq 0.24", "refuted"),
        (SIGMOID, r"\frac{1}{4} \ge S'(x) > 0", "proved proved"),
        (SIGMOID, r"S(x) \ge \frac{1}{2}", "refuted"),
        (SIGMOID, r"\sin(x) \le 1", "proved"),
        (LEAST, r"(\nabla L)^\top (-\nabla L) = -\|\nabla L\|^2 \le 0", "proved proved"),
        (LEAST, r"-\|\nabla L\|^2 < 0", "refuted"),
        (SQUARE, r"2 x a \le x^2 + a^2", "proved"),
        (SQUARE, r"2 x a \le x^2", "refuted"),
        (SQUARE, r"0 < 1 + |x|", "proved"),
        (SQUARE, r"3 < 2", "refuted"),
        (THREE, r"\left|\frac{\partial h_2}{\partial w_1}\right| \le \left(\frac{1}{4}\right)^2 |w_2 x|", "proved"),
        (THREE, r"\left|\frac{\partial h_2}{\partial w_1}\right| \le \left(\frac{1}{8}\right)^2 |w_2 x|", "refuted"),
        # gradients and columns
        (SURFACE, r"\nabla f = \left(\frac{\partial f}{\partial x}, \frac{\partial f}{\partial y}\right)", "proved"),
        (SURFACE, r"\nabla f = (4xy, 2x^2)", "proved"),
        (SURFACE, r"\nabla f = (2x^2, 4xy)", "refuted"),
        (LEAST, r"\nabla_w L = 2 X^\top (X w - y)", "proved"),
        # limits
        (SQUARE, r"f'(x) = \lim_{h \to 0} \frac{f(x+h) - f(x)}{h} = 2x", "proved proved"),
        (SQUARE, r"f'(x) = \lim_{\Delta x \to 0} \frac{f(x + \Delta x) - f(x)}{\Delta x}", "proved"),
        (SQUARE, r"f'(a) = \lim_{x \to a} \frac{f(x) - f(a)}{x - a} = 2a", "proved proved"),
        (SQUARE, r"f'(a) = \lim_{h \to 0} \frac{f(a+h) - f(a)}{h}", "proved"),
        (SQUARE, r"f'(x) = \lim_{h \to 0} \frac{f(x+h) + f(x)}{h}", "refuted"),
        (SQUARE, r"f'(x) = \lim_{h \to 0} \frac{f(x+2h) - f(x)}{h}", "refuted"),
        (SQUARE, r"\lim_{h \to 0} \frac{\sin(h)}{h} = 1", "agrees"),
        (SQUARE, r"f'(3) = 6", "exact"),
        # sums whose terms are equal case by case
        (HUBER, r"\frac{\partial L}{\partial w} = 3 \sum_{i=1}^{m} \max(-1, \min(1, r_i)) x_i", "proved"),
        (HUBER, r"\frac{\partial L}{\partial w} = 3 \sum_{i=1}^{m} \max(-1, \min(2, r_i)) x_i", "refuted"),
        # different at no random point, but where a proof looks; at a kink only, which is a convention
        (SQUARE, r"f = x^2 + \max(0, x - 5)", "refuted"),
        (SQUARE, r"f = \begin{cases} x^2 & x > -7 \\ 0 & \text{otherwise} \end{cases}", "refuted"),
        (ABS, r"\frac{\partial f}{\partial x} = \begin{cases} 1 & x \ge 0 \\ -1 & x < 0 \end{cases}", "agrees"),
        # limits from one side
        (SQUARE, r"f'(x) = \lim_{h \to 0^+} \frac{f(x+h) - f(x)}{h}", "proved"),
        (ABS, r"\lim_{h \to 0^+} \frac{f(0+h) - f(0)}{h} = 1", "proved"),
        (ABS, r"\lim_{h \to 0^-} \frac{f(h) - f(0)}{h} = -1", "proved"),
        (ABS, r"\lim_{h \to 0^{-}} \frac{f(0+h) - f(0)}{h} = 1", "refuted"),
        (ABS, r"\lim_{h \to 0} \frac{f(0+h) - f(0)}{h} = 0", "refuted"),
        # second derivatives, Hessians
        (LEAST, r"\nabla^2 L = 2 X^\top X", "proved"),
        (LEAST, r"\nabla^2 L = X^\top X", "refuted"),
        (LEAST, r"\frac{\partial^2 L}{\partial w_i \partial w_j} = 2 \sum_{k=1}^{m} X_{ki} X_{kj}", "proved"),
        (SURFACE, r"\nabla^2 f = \begin{pmatrix} 4y & 4x \\ 4x & 0 \end{pmatrix}", "proved"),
        (SURFACE, r"\nabla^2 f = \begin{pmatrix} 4y & 4x \\ 4x & 2 \end{pmatrix}", "refuted"),
        (SURFACE, r"\frac{\partial^2 f}{\partial x \partial y} = 4x", "proved"),
        (SURFACE, r"\frac{\partial^2 f}{\partial x \partial y} = 4y", "refuted"),
        (SQUARE, "f''(a) = 2", "proved"),
        (SQUARE, "f'''(x) = 0", "proved"),
        (SIGMOID, r"\frac{\partial S}{\partial x} = S(1 - S)", "proved"),
    ],
)  # fmt: skip
def test_the_verdict_of_a_claim(page: tuple[str, str], line: str, verdicts: str) -> None:
    assert [claim.verdict for claim in claims(page, line)] == verdicts.split()


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial f}{\partial A} = I", "proved"),
        (r"\frac{\partial f}{\partial A} = 2 I", "refuted"),
        slow(r"A^{-1} A = 3 I", "refuted"),
        slow(r"2 I = A", "refuted"),
        slow(r"A - A = I", "refuted"),
        slow(r"A I = A", "proved"),
        slow(r"A - 2 I = A - I", "refuted"),
        slow(r"A + A^\top = 2 I = \begin{pmatrix} 2 & 0 \\ 0 & 3 \end{pmatrix}", "refuted"),
        slow(r"f = I", "defined"),
    ],
)
def test_the_identity_matrix_is_as_large_as_the_other_side(line: str, verdict: str) -> None:
    given = r"A = \begin{pmatrix} 2 & 1 \\ 1 & 3 \end{pmatrix}"
    for found in (claims(TRACE, line, given)[0], claims(TRACE, line)[0]):
        assert found.verdict == verdict


def test_a_gradient_in_numbers() -> None:
    given = "x = 1, y = 2"
    right, wrong = claims(SURFACE, r"\nabla f = (8, 2) \\ \nabla f = (8, 3)", given)
    assert (right.verdict, wrong.verdict) == ("exact", "wrong")
    assert wrong.should_be == "(8, 2)"


def test_an_inequality_that_holds_for_the_given_numbers_only() -> None:
    (claim,) = claims(SQUARE, r"f \le 5", "x = 2, a = 1")
    assert claim.verdict == "exact"
    assert findings.explanation(claim, "en") == "It holds for the given numbers."


def test_a_limit_that_does_not_exist_says_what_its_sides_are() -> None:
    (claim,) = claims(ABS, r"\lim_{h \to 0} \frac{f(h) - f(0)}{h} = 0")
    assert "it is 1 from the right and -1 from the left" in findings.explanation(claim, "en")
    assert "오른쪽 극한은 1, 왼쪽 극한은 -1" in findings.explanation(claim, "ko")


def test_what_kept_a_side_from_being_judged_is_said_in_both_languages() -> None:
    (claim,) = claims(SQUARE, r"\lim_{x \to \infty} \frac{a}{x} = 0")
    assert (claim.verdict, claim.judged) == ("defined", False)
    assert "limits at infinity" in findings.explanation(claim, "en")
    assert "무한대에서의 극한" in findings.explanation(claim, "ko")


def test_a_finding_is_no_side_that_could_not_be_judged() -> None:
    page = (
        'parameters="w" data="x y" constants="N n" shapes="x: m; y: m"',
        r"L = \frac{1}{m} \sum_{i=1}^{m} (w x_i - y_i)^2",
    )
    (claim,) = claims(page, r"L = \frac{1}{N} \sum_{i=1}^{n} (w x_i - y_i)^2")
    assert (claim.verdict, claim.finding, claim.judged) == ("wrong", "limit_differs", True)


def test_strict_inequalities_say_where_both_sides_are_equal() -> None:
    (claim,) = claims(SIGMOID, r"S'(x) < \frac{1}{4}")
    assert claim.difference is not None
    assert claim.difference.point["x"] == 0
    assert "At x = 0 both sides are 0.25" in findings.explanation(claim, "en")
    assert "등호" in findings.explanation(claim, "ko")


def test_an_inequality_and_an_equation_on_one_line_have_their_own_claims() -> None:
    found = claims(SQUARE, r"0 \le f = x^2 = x \cdot x")
    assert [(claim.id, claim.verdict) for claim in found] == [
        ("Z1-1.1", "proved"),
        ("Z1-1.2", "proved"),
        ("Z1-1.3", "proved"),
    ]


def test_inequalities_point_one_way() -> None:
    with pytest.raises(ReadError, match="both ways"):
        claims(SQUARE, r"0 \le f \ge 1")


def test_a_whole_number_that_is_cut_off_has_the_one_to_print() -> None:
    cut, rounded = claims(SQUARE, r"353 / 50 \approx 7 \\ 393 / 50 \approx 7")[::-1]
    assert (cut.verdict, cut.should_be) == ("truncated", "8")
    assert rounded.verdict == "rounded"
    assert "rounded it is 8" in findings.explanation(cut, "en")


COLUMN = r"\begin{{pmatrix}} {} \\ {} \\ {} \end{{pmatrix}}"
NAMES = COLUMN.format("p", r"\vdots", "s")
SLOPES = [rf"\frac{{\partial L}}{{\partial {name}}}" for name in "ps"]


def stepped(column: str) -> str:
    page = PAGE.format(
        options='parameters="p q r s" constants="\\mu=0.5"',
        model="L = p^2 + 2 q^2 + 3 r^2 + 4 s^2",
        given="\n<!-- symgrad: given -->\n$$\np = 1, q = 1, r = 1, s = 1\n$$\n",
        lines="L = 10",
    )
    update = rf"{NAMES} \leftarrow {NAMES} - \mu {column}"
    return (
        page
        + f'\n<!-- symgrad: update id="Z1" -->\n$$\n{update}\n$$\n'
        + ('\n<!-- symgrad: claims id="Z1" -->\n$$\np = 0 \\\\ q = -1 \\\\ r = -2 \\\\ s = -3\n$$\n')
    )


def test_dots_in_a_column_stand_for_the_parameters_between() -> None:
    found = audit(parse_page(stepped(COLUMN.format(SLOPES[0], r"\vdots", SLOPES[1]))))
    assert [claim.verdict for claim in found.claims] == ["exact", "defined", *["exact"] * 4]


STEPPED = PAGE.replace('claims id="Z1"', 'update id="Z1" method="gradient_descent"')
RATE = "\n<!-- symgrad: given -->\n$$\n\\eta = 0.1\n$$\n"
FOUR = ('parameters="p q r s"', "L = p^2 + 2 q^2 + 3 r^2 + 4 s^2")
DIFFERS = "differs_from_method"
PAIR = r"\begin{{pmatrix}} {} \\ {} \end{{pmatrix}}"


@pytest.mark.parametrize(
    ("page", "line", "verdict"),
    [
        # vectors at once; with the gradient by its name, and worked out
        (LEAST, r"w := w - \eta \nabla L", "proved"),
        (LEAST, r"w \leftarrow w - \eta \nabla_w L(w)", "proved"),
        (LEAST, r"w := w + 2 \eta X^\top (y - X w)", "proved"),
        (LEAST, r"w := w - \eta X^\top (X w - y)", DIFFERS),
        (LEAST, r"w := w + \eta \nabla L", DIFFERS),
        # columns of parameters
        (FOUR, rf"{NAMES} := {NAMES} - \eta {COLUMN.format(SLOPES[0], chr(92) + 'vdots', SLOPES[1])}", "proved"),
        (FOUR, rf"{NAMES} := {NAMES} + \eta {COLUMN.format(SLOPES[0], chr(92) + 'vdots', SLOPES[1])}", DIFFERS),
        (FOUR, rf"{PAIR.format('p', 'q')} := {PAIR.format('p', 'q')} - \eta {PAIR.format('2p', '4q')}", "proved"),
        (FOUR, rf"{PAIR.format('p', 'q')} := {PAIR.format('p', 'q')} - \eta {PAIR.format('2p', '2q')}", DIFFERS),
    ],
)  # fmt: skip
def test_an_update_against_its_method(page: tuple[str, str], line: str, verdict: str) -> None:
    text = STEPPED.format(options=page[0], model=page[1], lines=line, given=RATE)
    assert [claim.verdict for claim in audit(parse_page(text)).claims] == [verdict]


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        (COLUMN.format(SLOPES[0], SLOPES[1], r"\vdots"), "same rows"),
        (COLUMN.format(SLOPES[0], r"\vdots", SLOPES[0]), "not built alike"),
    ],
)
def test_columns_that_do_not_match(column: str, problem: str) -> None:
    with pytest.raises(ReadError, match=problem):
        audit(parse_page(stepped(column)))


def test_the_name_that_the_other_side_has_is_the_likelier_one() -> None:
    (claim,) = claims(
        ('parameters="w_1 w_2" data="x"', r"a_1 = w_1 x \\ a_2 = w_2 x \\ L = a_1^2 + a_2^2"),
        r"\frac{\partial L}{\partial w_1} = 2 a_1 \frac{\partial a_1}{\partial w_2}",
    )
    assert claim.verdict == "refuted"
    assert (claim.edits[0].before, claim.edits[0].after) == ("w_2", "w_1")
