"""Text fits the terminal it is printed to, and is as it always was where it goes to a file."""

from __future__ import annotations

from typing import Any

import pytest

import symgrad as sg
from symgrad.notes import audit, parse_page
from symgrad.rendering.plain import columns
from symgrad.rendering.room import broken, limited, narrowed, room

MODEL = sg.read(
    r"h(x) = wx + b;\; L = \frac{1}{2m} \sum_{i=1}^m (h(x^{(i)}) - y^{(i)})^2", parameters="w b", data="x y"
)
PAGE = parse_page(r"""---
title: {en: "Wide"}
ids: [W1]
---

<!-- symgrad: model parameters="w" data="x y" -->
$$
L = (w x - y)^2
$$

<!-- symgrad: given -->
$$
w = 0.12345, \quad x = 2.71828, \quad y = 3.14159
$$

<!-- symgrad: claims id="W1" -->
$$
(w x - y)^2 + (w x - y)^2 + (w x - y)^2 + (w x - y)^2 = 4 \cdot (0.12345 \cdot 2.71828 - 3.14159)^2 = 31.6
$$
""")


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("value", "width"), [(audit(PAGE), 60), (sg.derive(MODEL, "w"), 80)], ids=["audit", "derive"]
)
def test_no_line_is_wider_than_the_terminal(lang: str, value: Any, width: int) -> None:
    whole = value.text(lang=lang)
    assert max(map(columns, whole.split("\n"))) > width
    with limited(width):
        shown = value.text(lang=lang)
    assert max(map(columns, shown.split("\n"))) <= width
    assert letters(shown) == letters(whole)
    assert room() is None
    assert value.text(lang=lang) == whole


def letters(text: str) -> list[str]:
    """What is said, wherever its lines end."""
    return sorted("".join(text.split()).replace("─", ""))


@pytest.mark.parametrize(
    "cell", ["a₁ = w₁x₁+w₃x₂ = 0.5*0.5+0.3*0.7 = 0.46", "정확한 값은 0.5301이다", "x" * 40, ""]
)
def test_a_cell_is_broken_before_its_signs(cell: str) -> None:
    lines = broken(cell, 14)
    assert "".join("".join(lines).split()) == "".join(cell.split())
    assert all(columns(line) <= 14 for line in lines)


def test_columns_of_numbers_keep_their_width() -> None:
    assert narrowed([40, 40, 12], [False, False, True], 60) == [22, 22, 12]
    assert narrowed([40, 40], [False, False], None) == [40, 40]
