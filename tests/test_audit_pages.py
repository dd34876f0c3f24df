"""Pages written by hand in the ways lecturers write, and the slips planted into them.

``data/pages`` has them; ``slips.yaml`` says what is planted where.  ``python tests/test_audit_pages.py`` plants all of
them and counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from symgrad.notes import audit, parse_page

PAGES = Path(__file__).parent / "data" / "pages"
SLIPS: dict[str, Any] = yaml.safe_load((PAGES / "slips.yaml").read_text("utf-8"))


def problems(name: str, slips: list[dict[str, Any]]) -> list[str]:
    """What is missed and who is accused on a page and with each of the slips, and what cannot be judged."""
    text = (PAGES / f"{name}.md").read_text("utf-8")
    clean = audit(parse_page(text))
    told = [f"{name}: accused {claim.claim}" for claim in clean.findings]
    told += [f"{name}: not judged {claim.claim}" for claim in clean.claims if not claim.judged]
    for row in SLIPS[name]["numbers"]:
        line, verdict, printed = row.split(" ", 2)
        here = [
            claim for claim in clean.claims if claim.origin.line == int(line) and printed in claim.printed
        ]
        told += [] if {claim.verdict for claim in here} & {verdict, "proved"} else [f"{name}: {row}"]
    for slip in slips:
        before, after = slip["printed"], slip["planted"]
        if text.count(before) < 1 or before == after:
            told.append(f"{name}: {before} does not stand there")
            continue
        same = next((k for k in range(len(before)) if before[k] != after[k : k + 1]), 0)
        line = text[: text.index(before) + same].count("\n") + 1
        found = audit(parse_page(text.replace(before, after, 1)))
        lines = {claim.origin.line for claim in found.findings}
        where = f"{name}, {slip['kind']}: {after}"
        if "verdict" in slip:
            verdicts = {claim.verdict for claim in found.claims if claim.origin.line == line}
            told += [] if slip["verdict"] in verdicts and not lines else [f"{where} is not {slip['verdict']}"]
        elif "elsewhere" in slip:
            told += [] if lines else [f"missed {where}"]
        else:
            told += [] if line in lines else [f"missed {where}"]
            told += [f"accused line {other} for {where}" for other in sorted(lines - {line})]
    return told


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_page_and_one_of_its_slips(name: str) -> None:
    slips = SLIPS[name]["slips"]
    assert not problems(name, slips[len(name) % len(slips) :][:1])


if __name__ == "__main__":
    import sys

    told = [each for name in sorted(SLIPS) for each in problems(name, SLIPS[name]["slips"])]
    planted = sum(len(each["slips"]) for each in SLIPS.values())
    print("\n".join([*told, f"{len(SLIPS)} pages, {planted} slips planted, {len(told)} problems"]))
    sys.exit(bool(told))
