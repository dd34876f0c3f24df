"""Pages: what the comments mean, what is refused and where, and that nothing on a page is executed."""

from __future__ import annotations

import sys
from fractions import Fraction
from math import inf
from pathlib import Path

import pytest

import symgrad as sg
from symgrad.errors import ReadError, SymgradError
from symgrad.notes.blocks import cut, split_front_matter
from symgrad.notes.directives import DIRECTIVES
from symgrad.notes.reader import parse_page, read_page
from symgrad.notes.rows import rows
from symgrad.notes.values import literal

PAGES = sorted((Path(__file__).parent.parent / "derivations").glob("[a-z]*.md"))

HEAD = "---\ntitle: {en: A page, ko: 쪽}\nids: [Z1]\n---\n"
MODEL = '<!-- symgrad: model parameters="w b" data="x y" -->\n$$\nL = (w x + b - y)^2\n$$\n'


def lines(markdown: str) -> list[str]:
    """The rows of the first block of mathematics, blanks made single."""
    text = HEAD + markdown
    block = next(block for block in cut(text, split_front_matter(text, "")[2], "") if block.kind == "math")
    found = rows(text, block, "page.md")
    for row in found:  # every character that is left stands where it stood
        assert all(a in (" ", b) for a, b in zip(row.text, text[row.start :], strict=False))
    return [" ".join(row.text.split()) for row in found]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("$$\na = 1\n$$", ["a = 1"]),
        ("$$ a = 1 $$", ["a = 1"]),
        ("```math\na = 1\n```", ["a = 1"]),
        ("$$\na = 1 \\\\ b = 2\n$$", ["a = 1", "b = 2"]),
        ("$$\n\\begin{aligned}\na &= 1 \\\\[4pt]\nb &= 2\n\\end{aligned}\n$$", ["a = 1", "b = 2"]),
        ("$$\n\\begin{aligned}\na &= b \\\\\n&= 2 \\\\\nc &= 3\n\\end{aligned}\n$$", ["a = b = 2", "c = 3"]),
        ("$$\n\\begin{aligned}\na &= 1, & b &= 2\n\\end{aligned}\n$$", ["a = 1", "b = 2"]),
        ("$$\na = 1, \\qquad b = 2.\n$$", ["a = 1", "b = 2"]),
        ("$$\n\\begin{aligned}\na &= b && \\text{as } b = 1 \\\\\n&= 1\n\\end{aligned}\n$$", ["a = b = 1"]),
        ("$$\na = 1 \\tag{3} % = 2\n$$", ["a = 1"]),
        (
            "$$\nv = \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}\n$$",
            ["v = \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}"],
        ),
        ("$$\nh = \\text{ReLU}(a)\n$$", ["h = \\text{ReLU}(a)"]),
    ],
)
def test_lines_of_a_block(block: str, expected: list[str]) -> None:
    assert lines(block) == expected


@pytest.mark.parametrize(
    ("markdown", "message", "line", "column"),
    [
        (MODEL.replace("model", "modle"), "no directive called 'modle'", 5, 15),
        (MODEL.replace("data=", "dta="), "model has no option 'dta'", 5, 38),
        (MODEL.replace('data="x y"', "data=x"), "the option data needs a value in double quotes", 5, 38),
        (MODEL.replace("symgrad:", "symgrad"), "does not begin with 'symgrad:'", 5, 5),
        (MODEL.replace('parameters="w b" ', ""), "w is declared nowhere", 7, 6),
        (MODEL.replace('data="x y"', 'data="x y" data="x"'), "the option data stands twice", 5, 49),
        (MODEL.replace("$$\n", ""), "no block of mathematics stands below this model", 5, 15),
        (MODEL.replace("w x + b", "w x + c"), "c", 7, 12),
        (MODEL.replace("w x + b", r"w x + \foo"), "foo", 7, 12),
        (MODEL.replace("(w x", "(w x}"), "closes nothing", 7, 9),
        (MODEL.replace('data="x y"', 'data="x y" target="M"'), "the model does not define M", 5, 57),
        (MODEL.replace('data="x y"', 'data="x y" shapes="x: %"'), "shape of x", 5, 57),
        (MODEL.rstrip().removesuffix("$$"), "has no end", 6, 1),
        ('<!-- symgrad: claims id="Z1" -->\n$$\na = 1\n$$\n', "stands above the first model", 5, 15),
        (
            MODEL + '<!-- symgrad: claims id="Q7" -->\n$$\nL = 1\n$$\n',
            "belongs to none of this page's ids",
            9,
            26,
        ),
        (MODEL + "<!-- symgrad: given -->\n$$\nw = 1 \\\\ w = 2\n$$\n", "w is given twice", 11, 10),
        (MODEL + "<!-- symgrad: given -->\n$$\nL = 1\n$$\n", "L is defined by the model", 11, 1),
        (
            MODEL + "<!-- symgrad: given -->\n$$\nw = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}\n$$\n",
            "0 axes",
            11,
            1,
        ),
        (MODEL + "<!-- symgrad: given -->\n$$\n2 = w\n$$\n", "2 is not a name", 11, 1),
        (MODEL + '<!-- symgrad: train learning_rate="0.1" epochs="9" -->\n', "numbers for x, y", 9, 15),
        (MODEL + '<!-- symgrad: train learning_rate="0.1" epochs="many" -->\n', "'many' is no value", 9, 49),
        (MODEL + '<!-- symgrad: train epochs="9" optimizer="adma" -->\n', "Did you mean adam?", 9, 43),
        (
            MODEL + '<!-- symgrad: train epochs="9" optimizer="adadelta_lecture" learning_rate="1" -->\n',
            "adadelta_lecture has no learning rate",
            9,
            76,
        ),
        (MODEL + MODEL, "two models of this page are called 'L'", 9, 15),
        (MODEL + "<!-- symgrad: given -->\n$$\nw = b + 1\n$$\n", "b + 1 is no number", 11, 4),
        (
            MODEL + "- item\n\n  <!-- symgrad: given -->\n  $$\n  w = 1\n  $$\n",
            "does not stand by itself",
            11,
            3,
        ),
        (MODEL + "> <!-- symgrad: given -->\n> $$\n> w = 1\n> $$\n", "does not stand by itself", 9, 3),
        (MODEL + "words <!-- symgrad: given -->\n$$\nw = 1\n$$\n", "does not stand by itself", 9, 7),
        (
            MODEL + "<!-- a word --> <!-- symgrad: given -->\n$$\nw = 1\n$$\n",
            "does not stand by itself",
            9,
            17,
        ),
        (MODEL + "<!-- symgrad: given --> <!-- symgrad: given -->\n", "does not stand by itself", 9, 25),
        (MODEL + "<div>\n<!-- symgrad: given -->\n</div>\n", "does not stand by itself", 10, 1),
        (MODEL + "<!-- begun\n\n<!-- symgrad: given -->\n", "does not stand by itself", 11, 1),
        ("no model here\n", "has no model", None, None),
    ],
)
def test_errors_point_at_the_place(markdown: str, message: str, line: int | None, column: int | None) -> None:
    with pytest.raises(SymgradError) as caught:
        parse_page(HEAD + markdown, source="page.md")
    assert message in str(caught.value)
    origin = getattr(caught.value, "origin", None)
    if line is None:
        assert origin is None
        return
    assert origin is not None
    assert (origin.source, origin.line, origin.column) == ("page.md", line, column), str(caught.value)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("# no front matter\n", "begins with its front matter"),
        ("---\ntitle: x\n", "has no end"),
        ("---\ntitle: {ko: 쪽}\nids: [Z1]\n---\n", "title in en"),
        ("---\ntitle: {en: A}\n---\n", "needs ids"),
        ("---\ntitle: {en: A}\nids: [Z1]\nauthor: me\n---\n", "no entry 'author'"),
        ("---\ntitle: {en: [\n---\n", "not YAML"),
        ("---\ntitle: !!python/object/apply:os.system [exit]\nids: [Z1]\n---\n", "anchors, aliases and tags"),
        ("---\ntitle: &a {en: A}\nids: [Z1]\n---\n", "anchors, aliases and tags"),
    ],
)
def test_front_matter_is_checked(head: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        parse_page(head + MODEL, source="page.md")


def test_numbers_are_exact_and_tables_become_columns() -> None:
    page = parse_page(
        HEAD
        + '<!-- symgrad: model parameters="w" data="x y" shapes="x: 2 2; w: 2; y: 2" -->\n'
        + "$$\nL = \\sum_{i=1}^{2} (\\sum_{j=1}^{2} x_{ij} w_j - y_i)^2\n$$\n"
        + "<!-- symgrad: given -->\n| $x_{i1}$ | $x_{i2}$ | $y_i$ |\n|--|--|--|\n"
        + "| 0.1 | -2 | 1 |\n| 3 | $4.50$ | 0 |\n\n"
        + "<!-- symgrad: given -->\n$$\nw = \\begin{pmatrix} 0.1 \\\\ -1 \\end{pmatrix}, \\quad \\alpha = .3\n$$\n"
        + '<!-- symgrad: train learning_rate="\\alpha" epochs="7" -->\n'
    )
    tenth = Fraction(1, 10)
    assert dict(page.given) == {
        "x": ((tenth, Fraction(-2)), (Fraction(3), Fraction(9, 2))),
        "y": (Fraction(1), Fraction(0)),
        "w": (tenth, Fraction(-1)),
        r"\alpha": Fraction(3, 10),
    }
    training = page.sections[0].training
    assert training is not None
    assert (training.learning_rate, training.epochs, training.optimizer) == (0.3, 7, "gradient_descent")
    assert training.params == {"w": [0.1, -1.0]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.5", Fraction(1, 2)),
        ("-2", Fraction(-2)),
        ("−.25", Fraction(-1, 4)),
        (r"\frac{1}{3}", Fraction(1, 3)),
        ("1e-8", Fraction(1, 10**8)),
        ("10^{-8}", Fraction(1, 10**8)),
        ("(1, -0.5)", (Fraction(1), Fraction(-1, 2))),
        (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}", (Fraction(1), Fraction(2))),
        (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", ((Fraction(1), Fraction(2)),)),
        ("1 + 2", None),
        ("1/0", None),
        ("9^{999}", None),
        ("x", None),
        (r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", None),
    ],
)
def test_numbers_as_written(written: str, value: object) -> None:
    assert literal(written) == value


def test_given_numbers_fit_together() -> None:
    with pytest.raises(ReadError, match="elsewhere") as caught:
        parse_page(
            HEAD
            + '<!-- symgrad: model parameters="w" data="x y" shapes="x: m; y: m" -->\n'
            + "$$\nL = \\sum_{i=1}^{m} (w x_i - y_i)^2\n$$\n"
            + "<!-- symgrad: given -->\n$$\nw = 1, \\quad x = (1, 2, 3), \\quad y = (1, 2)\n$$\n"
        )
    assert caught.value.origin is not None
    assert caught.value.origin.line == 5


@pytest.mark.parametrize("cell", ["x", "", "1/0", "__import__('os')", "9" * 200])
def test_a_table_holds_numbers_only(cell: str) -> None:
    with pytest.raises(ReadError, match=r"not a number|has no lines|cells"):
        parse_page(
            HEAD
            + '<!-- symgrad: model parameters="w" data="x y" shapes="x: m; y: m" -->\n'
            + "$$\nL = \\sum_{i=1}^{m} (w x_i - y_i)^2\n$$\n"
            + f"<!-- symgrad: given -->\n| $x$ | $y$ |\n|--|--|\n| {cell} | 1 |\n"
        )


def test_a_page_executes_nothing(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    hostile = (
        HEAD
        + f"<script>fetch('file://{trap}')</script>\n\n"
        + f"```python\nopen({str(trap)!r}, 'w').write('x')\n```\n\n"
        + f"    open({str(trap)!r}, 'w')\n\n"
        + "[link](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n"
        + MODEL
    )
    seen: list[str] = []
    watching = True

    def watch(event: str, args: object) -> None:
        if watching and event in ("os.system", "subprocess.Popen", "socket.connect", "compile"):
            seen.append(event)

    sys.addaudithook(watch)  # hooks cannot be taken off again; this one is switched off below
    page = parse_page(hostile)
    watching = False
    assert seen == []
    assert not trap.exists()
    assert len(page.sections) == 1
    for formula in (
        r"L = \input{/etc/passwd}",
        r"L = \write18{ls}",
        r"L = __import__('os').system('ls')",
        r"\def\x{1}",
    ):
        with pytest.raises(SymgradError):
            parse_page(HEAD + MODEL.replace("L = (w x + b - y)^2", formula), source="page.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_reads(path: Path) -> None:
    page = read_page(path)
    assert page.title("en")
    assert page.title("ko") != page.title("en")
    covered = {block.id for section in page.sections for block in section.printed}
    for id in page.ids:
        assert any(each.startswith(id) for each in covered), (
            f"{path.name} claims to cover {id} and has no claim for it"
        )
    for section in page.sections:
        for definition in section.model.definitions:
            assert definition.origin is not None
            assert definition.origin.source == str(path)
            assert definition.origin.fragment.strip(), "a definition knows where it stands on the page"


#: what the last line of a page's train block may claim: section → loss before and after
TRAINED = {
    ("backpropagation-2-2-1", "E"): (0.13727, 0.003),
    ("linear-model-three-samples", "L"): (9.5, 0.1000001),
    ("linear-regression", "mean"): (1.0, 0.0019001),
    ("linear-regression", "two-features"): (1.0, 1e-9),
    ("perceptron", "neuron"): (3, 0),  # mistakes in the first and in the last pass
    ("learning-rate", "too-small"): (2.82917, 0.113),
    ("learning-rate", "right"): (2.82917, 0.0536516),
    ("learning-rate", "too-large"): (2.82917, inf),
    ("batches", "batch"): (5.65833, 0.11310),
    ("comparing-optimizers", "saddle"): (3.2499, 1.51e-4),
    ("optimizers", "momentum"): (3.24, 7.6e-5),
    ("optimizers", "nag"): (3.24, 2e-8),
    ("optimizers", "adagrad"): (3.24, 2.083),
    ("optimizers", "rmsprop"): (3.24, 0.00514),
    ("optimizers", "adadelta"): (3.24, 1e-20),
    ("optimizers", "adam"): (3.24, 0.0965),
}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
@pytest.mark.slow
def test_every_page_trains_as_it_says(path: Path) -> None:
    for section in read_page(path).sections:
        training = section.training
        assert (training is not None) == ((path.stem, section.name) in TRAINED)
        if training is None:
            continue
        start, end = TRAINED[path.stem, section.name]
        if training.optimizer == "perceptron":
            rate, passes = training.learning_rate, training.epochs
            learned = sg.perceptron(
                section.model,
                training.data,
                params=training.params,
                label=training.label,
                learning_rate=rate,
                passes=passes,
            )
            assert (learned.mistakes[0], learned.mistakes[-1]) == (start, end)
            continue
        fit = sg.fit(section.model, training.data, params=training.params, progress=False, **training.options)
        if end == inf:
            assert fit.reason == "diverged"
            assert fit.stable_rate == pytest.approx(12 / 55)
        else:
            assert fit.history[-1] <= end < start
        if training.params is not None:
            assert fit.history[0] == pytest.approx(start, rel=1e-4)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_use_only_macros_that_github_shows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    # Refused by GitHub (github/markup issue 1688), or from packages that its MathJax does not load.
    for macro in (r"\operatorname", r"\mbox", r"\phantom", r"\coloneqq", r"\bm", r"\label", r"\require"):
        assert macro not in text


def test_every_directive_has_a_page_that_uses_it() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    for word in DIRECTIVES:
        assert f"<!-- symgrad: {word.name}" in everything


def test_files_that_are_no_pages(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot read"):
        read_page(tmp_path / "missing.md")
    binary = tmp_path / "binary.md"
    binary.write_bytes(b"---\n\xff\xfe\n---\n")
    with pytest.raises(ReadError, match="not UTF-8"):
        read_page(binary)
    huge = tmp_path / "huge.md"
    huge.write_text(HEAD + "x" * 1_100_000, encoding="utf-8")
    with pytest.raises(ReadError, match="at most"):
        read_page(huge)


def test_the_format_is_described_where_the_pages_are() -> None:
    text = (PAGES[0].parent / "README.md").read_text(encoding="utf-8")
    for word in DIRECTIVES:
        assert f"| `{word.name}` |" in text
        for option in word.options:
            assert f"`{option.name}`" in text
    for path in PAGES:
        assert f"]({path.name})" in text
