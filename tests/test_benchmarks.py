"""The table of timings: which aims count as met."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

_MODULE = runpy.run_path(str(Path(__file__).parent.parent / "benchmarks" / "markdown.py"))
met, table = _MODULE["met"], _MODULE["table"]

TIMING = {"row": "tiny", "work": "a step", "seconds": 2e-3, "rival": 4.02e-3, "ratio": 2.006, "aim": ""}


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        ("≥ 2×", True),
        ("≥ 2.02×", False),
        ("≤ 5 ms", True),
        ("≤ 1.9 ms", False),
        ("≤ 2100 µs", True),
        ("linear; 20 layers ≤ 1 s", None),
        ("seconds", None),
    ],
)
def test_an_aim_is_met_or_not(aim: str, expected: bool | None) -> None:
    assert met({**TIMING, "aim": aim}) is expected


def test_the_table() -> None:
    found = table({"environment": {"machine": "abacus"}, "timings": [{**TIMING, "aim": "≥ 3×"}]})
    assert found.splitlines()[0] == "Measured in one run: machine abacus"
    assert found.splitlines()[-1] == "| tiny | a step | 2 ms | 4.02 ms | 2.01× | ≥ 3× | no |"
