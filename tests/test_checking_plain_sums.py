"""The shapes of data under plain sums are those that the meaning of the formula gives them."""

from __future__ import annotations

import pytest

from symgrad.checking.plain_sums import lasts_of_plain_sums
from symgrad.checking.shapes import _axes_of, _length, _outline
from symgrad.reading import parse
from symgrad.reading import syntax as s
from symgrad.reading.names import Names

DECLARED = Names(frozenset(["w", "y"]), undeclared="value")
SHAPES = {"z": ("K",), "A": ("m", "n")}


def body(text: str) -> s.Node:
    """The one formula of a text."""
    (statement,) = parse(text, DECLARED)
    assert isinstance(statement, s.Formula)
    return statement.body


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{1}{m} \sum_{i=1}^m (w x_i - y_i)^2",
        r"\sum_{i=1}^m x_i \sum_{j=1}^n x_j",
        r"\sum_{i=1}^m \sum_{j=1}^n A_{ij} x_j",
        r"\sum_{i=0}^{m-1} x_{i+1}",
        r"\sum_{i=0}^{m-1} x_{i+1} + \sum_{j=2}^m x_j",
        r"\frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}",
        r"x_i y_i",
        r"w^2",
        r"\sum_{i=1}^m w",
        r"\sum_{i=1}^m B_{ij}",
    ],
)
def test_plain_sums_say_what_their_meaning_says(text: str) -> None:
    lasts = lasts_of_plain_sums(body(text), DECLARED, SHAPES)
    meant = dict(_axes_of(_outline(body(text)), DECLARED, tuple(sorted(SHAPES.items()))))
    assert lasts is not None
    assert {key: tuple(map(_length, axes)) for key, axes in lasts.items()} == meant


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{i=1}^3 x_i",  # declared shapes may be another number
        r"\sum_{i=1}^m x_i \sum_{i=1}^n y_i",
        r"\sum_{i=1}^m \sum_{j=1}^i x_j",
        r"\sum_{i=1}^m \sum_{j \ne i} x_j",
        r"\sum_{i=1}^m x^{(i)}",
        r"\sum_{i=1}^m A_i",
        r"\sum_i x_i",
        r"\sum_{i=1}^{m-1} x_i + x_m",
        r"\sum_{w=1}^m x_w",
    ],
)
def test_other_sums_are_left_to_their_meaning(text: str) -> None:
    assert lasts_of_plain_sums(body(text), DECLARED, SHAPES) is None
