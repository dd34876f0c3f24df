"""The second reader: where latex2sympy2 reads a formula of the corpus, the meanings agree or we know why not."""

from __future__ import annotations

import ast
from importlib.util import find_spec

import pytest
from test_reading_corpus import CORPUS, MATRICES, expected_sides, same

from symgrad.errors import MissingExtraError, ReadError, SymgradError
from symgrad.reading import read
from symgrad.reading.parser import sides_of
from symgrad.reading.second import SecondReader

installed = pytest.mark.skipif(find_spec("latex2sympy2") is None, reason="latex2sympy2 is not installed")

#: formulas that latex2sympy2 1.9.1 does not read at all, or reads as something that is no scalar formula
UNREAD = frozenset(
    "R12 R15 B01 B03 B10 B11 B12 B14 U01 U06 U10 M02 M04 M05 M06 F02 F03 F05 F08 F10 N08 N09 N10 N14 N17 N20".split()  # noqa: SIM905
)
#: formulas that it reads as something else than what the lectures mean
MISREAD = {
    "R01": "x^{(i)} becomes a power",
    "R03": "x^{(i)} becomes a power",
    "B09": "the prime is lost",
    "M03": "the transpose is lost",
    "F14": "the prime is lost",
    "N02": "the superscript becomes a power",
    "N15": "a function becomes a factor",
    "N16": "a factor becomes a function",
    "N18": "the superscript becomes a power",
}


def agrees(reader: SecondReader, row: dict[str, str]) -> bool:
    """Read every side with latex2sympy2; has it the expected value, as our own reading has?"""
    _, trees = expected_sides(ast.parse(row["expected"], mode="eval").body)
    ((_, sides),) = sides_of(row["latex"])
    shapes = MATRICES if row["group"] == "matrix" else {}
    nodes = [reader.formula(side.fragment.strip()) for side in sides]
    return len(nodes) == len(trees) and all(
        same(node, tree, shapes) for node, tree in zip(nodes, trees, strict=True)
    )


READABLE = [row for row in CORPUS if row["id"] not in UNREAD]


@installed
@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 1])
def test_both_readers_agree(part: int) -> None:
    rows = READABLE[part::2]
    assert len(rows) >= 29
    assert_agreement(rows)


@installed
def test_both_readers_agree_on_a_sample() -> None:
    """Every tenth formula, among them one that is misread; all of them in the slow tests."""
    rows = READABLE[2::10]
    assert any(row["id"] in MISREAD for row in rows)
    assert_agreement(rows)


def assert_agreement(rows: list[dict[str, str]]) -> None:
    with SecondReader() as reader:
        for row in rows:
            try:
                agreed = agrees(reader, row)
            except SymgradError:
                agreed = False
            assert agreed is (row["id"] not in MISREAD), row


@installed
def test_a_scalar_model() -> None:
    text = "z = w x + b\nL = \\frac{1}{2}(y - z)^2"
    theirs = read(text, parameters="w b", data="x y", reader="latex2sympy2")
    ours = read(text, parameters="w b", data="x y")
    assert [d.name for d in theirs.definitions] == ["z", "L"]
    for one, other in zip(theirs.definitions, ours.definitions, strict=True):
        assert (one.expr - other.expr).expand() == 0
    with pytest.raises(ReadError, match="i is declared nowhere"):
        read("L = x^{(i)}", data="x", reader="latex2sympy2")


@installed
def test_a_formula_that_takes_too_long_is_killed() -> None:
    with SecondReader(deadline=0.5) as reader:
        with pytest.raises(ReadError, match=r"no answer within 0\.5 seconds"):
            reader.formula("+".join(f"x_{{{k}}}" for k in range(1000)))
        assert reader.formula("x").key == "x"  # type: ignore[attr-defined]


@pytest.mark.skipif(find_spec("latex2sympy2") is not None, reason="latex2sympy2 is installed")
def test_without_the_library_the_extra_is_named() -> None:
    with pytest.raises(MissingExtraError, match="latex2sympy2"):
        read("L = x", data="x", reader="latex2sympy2")
