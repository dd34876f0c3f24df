"""The tables of pairs once more, written as LaTeX and read back: nothing right is rejected, nothing wrong accepted."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from equality_pairs import RIGHT, WRONG, built

from symgrad.checking import check_row
from symgrad.errors import UnsupportedError
from symgrad.rendering.mathematics import expression


def item(row: tuple[Any, ...]) -> dict[str, Any] | None:
    """A row of the tables as an item; ``None`` for what is not printed."""
    variables: dict[str, Any] = {}
    constraints: list[str] = []
    for key, given in (row[2] if len(row) > 2 else {}).items():
        if isinstance(given, str):
            variables[key] = {"domain": given}
        elif given == sp.S.One:
            variables[key] = {"domain": "Z", "range": [1, 50]}
        else:
            constraints.append(key + r" \in \{" + ", ".join(map(str, given)) + r"\}")
    try:
        left, right = (expression(built(make), {}) for make in row[:2])
        for make in row[3] if len(row) > 3 else ():
            equation = built(make)
            constraints.append(f"{expression(equation.lhs, {})} = {expression(equation.rhs, {})}")
    except UnsupportedError:
        return None
    return {
        "reference": left, "answer": right, "variables": variables, "constraints": constraints, "deadline": 20,
    }  # fmt: skip


def judged(table: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
    rows = {name: item(row) for name, row in table.items()}
    return {name: check_row(row) for name, row in rows.items() if row is not None}


@pytest.mark.slow
def test_no_right_answer_is_rejected() -> None:
    found = judged(RIGHT)
    assert len(found) > 90
    assert [name for name, verdict in found.items() if verdict.accept is False] == []
    assert sum(verdict.accept is True for verdict in found.values()) > 0.9 * len(found)


@pytest.mark.slow
def test_no_wrong_answer_is_accepted() -> None:
    found = judged(WRONG)
    assert len(found) > 60
    assert [name for name, verdict in found.items() if verdict.status not in ("different", "invalid")] == []
    assert sum(verdict.accept is False for verdict in found.values()) > 0.8 * len(found)
