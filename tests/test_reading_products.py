"""What is said of products that have no shape: every way to mean one is itself read, and as what was meant."""

from __future__ import annotations

import re
from typing import Any

import pytest

from symgrad.checking import check_row
from symgrad.errors import ModelError, spoken
from symgrad.reading import read

SHAPES = {
    "X": "m n",
    "W": "k n",
    "w": "n",
    "y": "m",
    "u": "m",
    "d": "k",
    "h": "n",
    "S": "n n",
    r"\hat{y}": "m",
}
_WRITTEN = re.compile(r"[Ww]rite (?P<ways>.+?)\.$")
_BETWEEN = re.compile(r", or | for the scalar product, | element by element")


def ways_in(error: ModelError) -> list[str]:
    """What an error says to write."""
    found = _WRITTEN.search(str(error.remedy))
    return [way for way in _BETWEEN.split(found["ways"]) if way] if found is not None else []


#: a product, and what is written for it
PRODUCTS = [
    (r"(Xw-y) X", [r"(Xw-y)^\top X", r"X^\top (Xw-y)"]),
    (r"2 (Xw-y) X", [r"(Xw-y)^\top X", r"X^\top (Xw-y)"]),
    (r"(Xw-y) X^T", [r"X^T (Xw-y)"]),
    (r"\left(Xw-y\right) X^\top", [r"X^\top (Xw-y)"]),
    (r"y X", [r"y^\top X", r"X^\top y"]),
    (r"\hat{y} X", [r"\hat{y}^\top X", r"X^\top \hat{y}"]),
    (r"(\hat{y}-y) X", [r"(\hat{y}-y)^\top X", r"X^\top (\hat{y}-y)"]),
    (r"w S", [r"w^\top S", r"S^\top w"]),
    (r"d (X+X)", []),
    (r"y (X+X)", [r"y^\top (X+X)", r"(X+X)^\top y"]),
    (r"W^T d h", [r"(W^T d)^\top h", r"(W^T d) \odot h"]),
    (r"y u", [r"y^\top u", r"y \odot u"]),
    (r"(y-u)(y+u)", [r"(y-u)^\top (y+u)", r"(y-u) \odot (y+u)"]),
    (r"y^T u^T", [r"y^T u", r"y \odot u"]),
    (r"(Xw)^T y^T", [r"(Xw)^T y", r"(Xw) \odot y"]),
    (r"y w", [r"y w^\top"]),
    (r"y^T w^T", [r"y w^T"]),
    (r"(y-u) w", [r"(y-u) w^\top"]),
    (r"X w^T", ["X w"]),
    (r"(X+X) w^T", ["(X+X) w"]),
    (r"X (w+h)^T", ["X (w+h)"]),
    (r"X y^T", ["y^T X"]),
    (r"W y^T", []),
]


@pytest.mark.parametrize(("product", "ways"), PRODUCTS)
def test_what_is_written_for_a_product_is_read(product: str, ways: list[str]) -> None:
    shapes = {key: shape for key, shape in SHAPES.items() if key in product}
    with pytest.raises(ModelError) as caught:
        read(f"A = {product}", data=" ".join(shapes), shapes=shapes)
    assert ways_in(caught.value) == ways
    for way in ways:
        assert read(f"A = {way}", data=" ".join(shapes), shapes=shapes).definitions
    korean = spoken(caught.value.remedy, "ko")
    assert all(way in korean for way in ways)
    assert re.search("[가-힣]", korean)


@pytest.mark.parametrize(
    ("reference", "product"),
    [
        (r"X^T(Xw-y)", "(Xw-y) X"),
        (r"(Xw-y)^T X", "(Xw-y) X"),
        (r"X^T(Xw-y)", "(Xw-y) X^T"),
        (r"W^T d \odot h", "W^T d h"),
        (r"h^T W^T d", "W^T d h"),
        ("y^T X", "X y^T"),
        ("X w", "X w^T"),
        ("y w^T", "y w"),
        (r"y \odot u", "y^T u^T"),
        (r"\sum_{i=1}^m y_i u_i", "y u"),
    ],
)
def test_what_is_written_fed_back(reference: str, product: str) -> None:
    """Every way is read as an answer, and one of them is what was asked for."""
    item: dict[str, Any] = {"reference": reference, "shapes": SHAPES, "deadline": 10}
    with pytest.raises(ModelError) as caught:
        read(f"A = {product}", data=" ".join(SHAPES), shapes=SHAPES)
    statuses = [check_row({**item, "answer": way}).status for way in ways_in(caught.value)]
    assert "equal" in statuses
    assert "invalid" not in statuses
