"""What the reader refuses: the words, the place that is underlined, and that nothing but our own errors comes out."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import pytest

import symgrad as sg
from symgrad.errors import ModelError, ReadError, SymgradError
from symgrad.reading import parse, read
from symgrad.reading.names import Names
from symgrad.reading.tokens import tokenize

# text of a model with parameters w b and data x y → what is underlined, and a word of the message
REFUSED = [
    ("L = (y - w x", "(", "never closed"),
    ("L = y - w x)", ")", "does not belong"),
    (r"L = \left( y - w x )^2", ")", r"\\right"),
    (r"L = \left(y - wx\right", r"\right", "needs a bracket"),
    (r"L = \left(y - wx\right]", r"\left", "closed by"),
    (r"L = y - \right)", r"\right", "closes nothing"),
    (r"L = \frca{1}{2} x", r"\frca", r"Did you mean \\frac"),
    (r"L = \frac{1}(y-wx)", r"\frac", "denominator"),
    (r"L = \frac{1}", r"\frac", "denominator"),
    ("L = x^2^3", "^", "second superscript"),
    ("L = x_1_2", "_", "second subscript"),
    (r"L = \sum", r"\sum", "nothing to add up"),
    (r"L = \sum_{i=1}^{m}", r"\sum", "nothing to add up"),
    (r"L = \sum x", r"\sum x", "over what"),
    (r"L = \sum_i x", r"\sum_i x", "nothing in this sum has the index i"),
    (r"L = \sum_{i=0}^{m} x_i", "i", "begins at 0, but"),
    (r"L = \sum_{i=1}^{m-1} x_i", "i", "goes up to m - 1, but"),
    (r"L = \sum_{i=1}^{m} x_{i+1}", "i+1", "goes up to m . 1, but"),
    (r"L = \sum_i \sum_i x_i", "i", "already in use"),
    (r"L = \sum_i x_i - w y_i", "i", "has no range"),
    (r"L = \sum_{w} x_w", "w", "declared name and the index"),
    ("L = 손실 (y-wx)^2", "손실", "Korean"),
    (r"L = \text{손실 함수} x", r"\text", "text in a formula"),
    ("L = y/wx", "y/wx", "below the line"),
    ("L = 1/2 (y-wx)^2", "1/2 (", "below the line"),
    ("L = f(x) + w", "f", "function"),
    ("L = x^10", "10", r"\^\{10\}"),
    ("L = x_12", "12", r"_\{12\}"),
    ("L = x1 w", "1", "x_1"),
    ("L = x + 0,5", "0,5", r"Write 0\.5, with a point"),
    ("L = x + 0,777", "0,777", r"Write 0\.777, with a point"),
    ("L = x + 12,5", "12,5", r"Write 12\.5, with a point"),
    ("L = x + 1 777", "777", "beside each other"),
    (r"L = x + 0\,777", "777", "beside each other"),
    ("L = x + 1.2.3", ".3", "beside each other"),
    ("L = (y-w x)^2 +", "", "something is missing"),
    ("L = * w", "*", "number, a name or a bracket"),
    ("(y-wx)^2", "(y-wx)^2", "Give it a name"),
    (r"y \in \{0,1\}", r"y \in \{0,1\}", "fact"),
    (r"L = y \approx 3", r"L = y \approx 3", "fact"),
    ("L = w x = 3", "L = w x = 3", "chain"),
    (r"L \leftarrow w x", r"L \leftarrow w x", "optimizer"),
    ("w := w - 0.1 x", "w := w - 0.1 x", "declared as parameter"),
    ("L = x\nL = w", "L = w", "defined twice"),
    ("L = z\nz = w x", "z", "used before"),
    ("L = L + w", "L", "used before"),
    ("h(x) = h(x) + 1\nL = h(x)", "h(x) = h(x) + 1", "by itself"),
    (r"L = x^{2000}", "^", "larger than"),
    (r"L = w e^{e^{e^{100}}}", "e^{100}", "larger than"),
    (r"L = w \sinh(\cosh(100))", r"\cosh(100)", "larger than"),
    (r"L = 9^{9^{9}}", "^", "larger than 1000"),
    ("L = " + "(" * 100 + "x" + ")" * 100, "(", "inside each other"),
    ("L = 1" + "0" * 80, "1" + "0" * 80, "digits"),
    ("L = 1e999999999", "1e999999999", "exponent of ten"),
    (r"L = \frac{x}{0}", r"\frac{x}{0}", "division by zero"),
    (r"L = \log x y", "y", "argument"),
    (r"L = \tanh^{-1}(x)", "^", "inverse"),
    (r"L = \sigma", r"\sigma", "needs an argument"),
    (r"L = \lambda w^2", r"\lambda", r'constants=r"\\lambda"'),
    ("L = x_1", "x_1", "x is known, x_1 is not"),
    ("L = {x", "{", "never closed"),
    ("L = x}", "}", "without an opening"),
    (r"L = \hat{}", "}", "letter under"),
    (r"L = \begin{foo} x \end{foo}", r"\begin", "environment foo"),
    (r"\begin{align} L = x", r"\begin", r"without \\end"),
    (r"L = \begin{cases} x & x > 0 \\ w & x \end{cases}", "x", "no condition"),
    (r"L = x^T y", "x^T", "transpose, or the power"),
    (r"L = w x \quad (2)", "2", "number of the equation"),
    ("L = x!", "!", "factorial"),
    (r"L = \int x", r"\int", "integral"),
    (r"L = \frac{dL}{dw}", "L", "used before"),
    (r"L = \max(x)", r"\max", "comma"),
]


@pytest.mark.parametrize(("text", "underlined", "words"), REFUSED, ids=[row[0][:40] for row in REFUSED])
def test_refusals_underline_and_advise(text: str, underlined: str, words: str) -> None:
    with pytest.raises((ReadError, ModelError), match=words) as caught:
        read(text, parameters="w b", data="x y", source="page.md", first_line=10)
    origin = caught.value.origin
    assert origin is not None
    assert origin.fragment == underlined
    assert "page.md, line 1" in str(caught.value)
    assert "^" in str(caught.value).splitlines()[2]


@pytest.mark.parametrize("text", ["", "  \n ", "% only a remark", "$$", ";;"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text, parameters="w", data="x")
    assert caught.value.reason == "empty"


def test_nothing_declared_proposes_what_to_declare() -> None:
    with pytest.raises(ReadError, match='perhaps: parameters=r"w b", data=r"x y"'):
        read(r"L = \frac{1}{2m}\sum_{i=1}^m (w x_i + b - y_i)^2")


def test_declarations_are_checked() -> None:
    with pytest.raises(ModelError, match="declared twice, as parameter and as data"):
        read("L = w x", parameters="w", data="x w")
    with pytest.raises(ReadError, match="without powers"):
        read("L = x", parameters="w^2", data="x")
    with pytest.raises(ModelError, match="shape is given for v"):
        read("L = x", data="x", shapes={"v": "n"})


# -- garbage ----------------------------------------------------------------------------------------------

PIECES_SPACED = (
    "x w i 12 0.5 1e-3 ( ) [ ] { } | ^ _ + - * / = & , ; ' ! $ \\\\ T d E e 가 − ² := % hat sin h h(x) ** "
    r"\frac \sum \sum_{i=1}^{m} \left \right \hat \sqrt \log \sigma \text \text{a.b} \mathrm{d} \partial "
    r"\begin{cases} \end{cases} \begin{pmatrix} \end{pmatrix} \begin \| \max \lim \nabla \top \in \{ \} \cdot "
    r"\odot \operatorname \tag \mathbf \to \mathbb{E} \langle \rangle \alpha"
)
PIECES = [*PIECES_SPACED.split(" "), "\n", r"\text{a b}"]


def survives(text: str) -> None:
    """Only our own errors come out, from the parser and from the whole reader."""
    with suppress(SymgradError):
        parse(text, Names(functions=frozenset("h"), undeclared="value"))
    with suppress(SymgradError):
        read(text, parameters="w b", data="x y X", shapes={"X": "m n"})


@pytest.mark.slow
def test_random_tokens_give_only_our_errors() -> None:
    random.seed(1)
    for _ in range(1500):
        survives(
            "".join(random.choice(PIECES) + random.choice(["", " "]) for _ in range(random.randint(1, 14)))
        )


@pytest.mark.slow
def test_random_tokens_in_a_definition_give_only_our_errors() -> None:
    random.seed(2)
    for _ in range(1500):
        survives("L = " + "".join(random.choice(PIECES) + " " for _ in range(random.randint(1, 10))))


def test_random_characters_give_only_our_errors() -> None:
    random.seed(3)
    for _ in range(500):
        survives(
            "".join(
                chr(random.choice([random.randint(0, 127), random.randint(0, 0xD7FF)])) for _ in range(12)
            )
        )


def test_formulas_cut_anywhere_give_only_our_errors() -> None:
    text = r"L = \frac{1}{2m}\sum_{i=1}^{m}\left(\hat{y}_i - \begin{cases}x & x>0\\ 0 & x\le 0\end{cases}\right)^2"
    text += r" + \|X\|_F^2"
    for end in range(len(text)):
        survives(text[:end])
        survives(text[end:])


# -- time -------------------------------------------------------------------------------------------------


def tokens_taken(terms: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many tokens the parser looks at for a sum of ``terms`` terms."""
    from symgrad.reading.scripts import ScriptReader

    looked = 0
    original = ScriptReader.token.fget
    assert original is not None

    def counted(self: ScriptReader) -> object:
        nonlocal looked
        looked += 1
        return original(self)

    with monkeypatch.context() as patched:
        patched.setattr(ScriptReader, "token", property(counted))
        parse(
            "L = " + "+".join(r"\frac{1}{2}(w_1 x_{2}-\hat{y})^2" for _ in range(terms)),
            Names(undeclared="value"),
        )
    return looked


def test_work_grows_linearly_with_length(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = tokens_taken(20, monkeypatch), tokens_taken(200, monkeypatch)
    assert large <= 11 * small


def test_a_thousand_summands_are_no_trouble() -> None:
    started = time.monotonic()
    (statement,) = parse("+".join(f"x_{{{k}}}" for k in range(1000)), Names(undeclared="value"))
    assert statement
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "L = x" + "/y" * 500,
        "L = x" + "_1" * 500,
        "L = " + "-" * 5000 + "x",
        "L = " + r"\hat" * 500 + "x",
        "L = " + r"\sum_i " * 500 + "x_i",
        "L = x" + "^{x" * 500 + "}" * 500,
        "L = x" + "**x" * 500,
        "L = X" + "^T" * 500,
        "L = " + "|" * 500 + "x",
        "L = " + r"\log " * 500 + "x",
        "L = " + r"\frac{1}" * 500 + "{x}",
        "L = x" + "'" * 500,
        "".join(f"f_{{{k}}}(x) = f_{{{k + 1}}}(x) + 1\n" for k in range(400)) + "f_{400}(x) = x\nL = f_0(x)",
    ],
    ids=range(13),
)
def test_deep_texts_are_refused_or_read_but_never_crash(text: str) -> None:
    survives(text)


def test_a_size_is_no_parameter() -> None:
    with pytest.raises(ModelError, match="w is a parameter and the size of an axis"):
        read(r"L = \sum_{i=1}^{w} x_i", parameters="w", data="x")


def test_too_long_a_text_is_refused_before_anything_else() -> None:
    with pytest.raises(ReadError, match="characters long") as caught:
        tokenize("x" * 300_000)
    assert caught.value.reason == "resource"


def test_the_end_of_a_sum_is_no_exponent() -> None:
    model = sg.read(r"L = \sum_{i=1}^{1024} w_i x_i", parameters="w", data="x", shapes={"w": 1024, "x": 1024})
    assert "1024" in str(model)
    for end in ("1000001", "9^{9^9}"):
        with pytest.raises(ReadError) as refused:
            sg.read(rf"L = \sum_{{i=1}}^{{{end}}} w_i", parameters="w")
        assert refused.value.reason == "resource"
