"""The table of timings: which aims count as met."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.grading import PAGE, hand_in
from symgrad.cli import main

_MODULE = runpy.run_path(str(Path(__file__).parent.parent / "benchmarks" / "markdown.py"))
met, table, summary = _MODULE["met"], _MODULE["table"], _MODULE["summary"]
ROOT = Path(__file__).parent.parent

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


def test_the_table_of_the_readme_is_what_was_measured() -> None:
    found = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.partition("<!-- speed -->\n")[2].partition("<!-- end of speed -->")[0] == summary(found)


def test_the_table_of_checking_is_what_was_measured() -> None:
    found = json.loads((ROOT / "benchmarks" / "checking.json").read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- checking -->\n")[2].partition("<!-- end of checking -->")[0]
    markdown = runpy.run_path(str(ROOT / "benchmarks" / "checking.py"))["markdown"]
    assert shown == markdown(found) + "\n"


def test_the_class_that_is_timed_needs_no_person(tmp_path: Path) -> None:
    (tmp_path / "hw.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "in").mkdir()
    hand_in(tmp_path / "in", 3)
    out = tmp_path / "report"
    command = ["grade", str(tmp_path / "hw.md"), str(tmp_path / "in"), "--out", str(out), "--workers", "1"]
    assert CliRunner().invoke(main, command).exit_code == 0
    rows = [json.loads(row) for row in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["verdict"]["status"] for row in rows] == ["equal", "different", "different"]


def test_the_summary_names_missed_aims() -> None:
    timings = [
        {**TIMING, "row": "step", "work": "a step, against NumPy", "aim": "≥ 2×"},
        {**TIMING, "row": "step", "work": "a step, against JAX, jitted", "aim": "≥ 15×"},
    ]
    last = summary({"environment": {"machine": "abacus"}, "timings": timings}).splitlines()[-1]
    assert last == "| a step (loss, gradients and update) | 2 ms | **2.01×** | 2.01× (≥ 15×) |  |  |  |"
