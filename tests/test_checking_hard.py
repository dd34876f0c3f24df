"""A table of 200 hard pairs, made by hand: nothing right rejected, nothing wrong accepted, nothing undecided."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from symgrad.checking import check_row

TABLE: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "hard_pairs.yaml").read_text(encoding="utf-8")
)
ROWS = [(truth, row) for truth, rows in TABLE.items() for row in rows]


def item(row: list[Any]) -> dict[str, Any]:
    """A row of the table as an item; what is no domain is the lengths of data."""
    _, reference, answer, *more = row
    variables: dict[str, Any] = {}
    for key, said in (more[0] if more else {}).items():
        is_domain = said[0] in "RZ([" and not said[0].islower()
        variables[key] = {"domain": said} if is_domain else {"type": "indexed", "length": said}
    return {
        "reference": reference, "answer": answer, "variables": variables,
        "constraints": more[1] if len(more) > 1 else [], "deadline": 20,
    }  # fmt: skip


def wrong(rows: list[tuple[str, list[Any]]]) -> list[str]:
    """The names of rows that are not judged as they are."""
    found = []
    for truth, row in rows:
        verdict = check_row(item(row))
        right = verdict.accept is (truth == "equal") and (truth == "equal" or verdict.status == "different")
        found += [] if right else [f"{row[0]}: {verdict.status}"]
    return found


def test_the_table_is_whole() -> None:
    assert {truth: len(rows) for truth, rows in TABLE.items()} == {"equal": 100, "different": 100}
    assert len({str(row[1:]) for _, row in ROWS}) == 200


def test_every_ninth_pair() -> None:
    assert wrong(ROWS[::9]) == []


@pytest.mark.slow
def test_every_pair() -> None:
    assert wrong(ROWS) == []


@pytest.mark.parametrize("around", ["%s", r"\sum_{i=1}^m \left(%s\right)"])
@pytest.mark.parametrize(("reference", "status"), [("|u|^2", "equal"), ("u^2|u|", "different")])
def test_cases_in_a_condition(reference: str, status: str, around: str) -> None:
    size = r"\begin{cases} u & u \ge 0 \\ -u & u < 0 \end{cases}"
    answer = rf"\begin{{cases}} u^2 & {size} \ge 0 \\ u & u > 7 \end{{cases}}"
    name = "x_i" if "sum" in around else "x"
    sides = (around % side.replace("|u|", rf"\left|{name}\right|") for side in (reference, answer))
    left, right = (re.sub(r"\bu\b", name, side) for side in sides)
    assert check_row({"reference": left, "answer": right, "deadline": 10}).status == status
