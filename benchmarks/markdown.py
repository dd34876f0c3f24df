"""The timings as a Markdown table: ``python benchmarks/markdown.py results.json``.

In: what ``run.py --json`` wrote.  Out: a caption (the machine's kind, versions) and a row for each
timing, with the aim and whether it is met.  An aim is ``≥ 2×`` (of the ratio), ``≤ 5 ms`` (of our time), or words.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_AIM = re.compile(r"(?P<sign>[≥≤]) (?P<number>[0-9.]+) ?(?P<unit>×|s|ms|µs)\Z")
_UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}


def met(timing: Mapping[str, Any]) -> bool | None:
    """Is the aim reached?  ``None`` for an aim in words.

    A ratio counts as it is shown, with two digits behind the point.
    """
    match = _AIM.match(timing["aim"])
    if match is None or (match["unit"] == "×" and timing["ratio"] is None):
        return None
    number = float(match["number"])
    found = round(timing["ratio"], 2) if match["unit"] == "×" else timing["seconds"] / _UNITS[match["unit"]]
    return bool(found >= number) if match["sign"] == "≥" else bool(found <= number)


def table(found: Mapping[str, Any]) -> str:
    """The whole of it."""
    lines = [
        "Measured in one run: " + ", ".join(f"{key} {value}" for key, value in found["environment"].items()),
        "",
        "| row | work | symgrad | rival | ratio | aim | met |",
        "|---|---|--:|--:|--:|---|:-:|",
    ]
    words = {True: "yes", False: "no", None: ""}
    for timing in found["timings"]:
        rival = shown(timing["rival"]) if timing["rival"] is not None else ""
        ratio = f"{timing['ratio']:.2f}×" if timing["ratio"] is not None else ""
        cells = (timing["row"], timing["work"], shown(timing["seconds"]), rival, ratio, timing["aim"])
        lines.append(f"| {' | '.join(cells)} | {words[met(timing)]} |")
    return "\n".join(lines)


def shown(seconds: float) -> str:
    """A duration with its unit."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


if __name__ == "__main__":
    print(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
