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


#: what the README shows, and what the work is
SHOWN = {
    "step": "loss, gradients and update",
    "regression": "100 epochs, set-up included",
    "full batch": "784–100–10",
    "mini-batch": "784–100–10, batches of 64, Adam",
    "optimizer": "one update",
}
RIVALS = ("NumPy", "JAX", "PyTorch", "its products", "array by array")


def summary(found: Mapping[str, Any]) -> str:
    """One line for each work, with the ratios to all its rivals; **bold** where an aim is met, else the aim behind it.

    Of the updates of 80,000 parameters it says the slowest and the quickest ratio, of those of 3 the slowest.
    """
    lines: dict[str, dict[str, Any]] = {}
    updates: dict[str, list[Mapping[str, Any]]] = {}
    for timing in found["timings"]:
        work, _, rival = timing["work"].rpartition(", against ")
        if timing["row"] == "optimizer":
            numba = work.startswith("numba: ")
            count = work.rpartition(", ")[2]
            updates.setdefault(f"{'numba: ' if numba else ''}every optimizer, {count}", []).append(timing)
        elif timing["row"] in SHOWN and work:
            name = next(name for name in RIVALS if rival.startswith(name))
            about = f"{work} ({SHOWN[timing['row']]})"
            lines.setdefault(about, {"seconds": timing["seconds"]})[name] = _ratio(timing)
    for work, timings in updates.items():
        timings = sorted(timings, key=lambda timing: timing["ratio"])
        aims = f"{timings[0]['ratio']:.2f}×–{timings[-1]['ratio']:.2f}×"
        count = sum(met(timing) is True for timing in timings)
        lines[work] = {"array by array": f"{aims} ({timings[0]['aim']}: {count} of {len(timings)})"}
    head = ["work", "symgrad", *RIVALS]
    rows = [f"| {' | '.join(head)} |", "|---|" + "--:|" * (len(head) - 1)]
    for work, cells in lines.items():
        seconds = shown(cells["seconds"]) if "seconds" in cells else ""
        rows.append(f"| {work} | {seconds} | " + " | ".join(cells.get(name, "") for name in RIVALS) + " |")
    environment = ", ".join(f"{key} {value}" for key, value in found["environment"].items())
    return f"One run: {environment}.\n\n" + "\n".join(rows) + "\n"


def _ratio(timing: Mapping[str, Any]) -> str:
    ratio = f"{timing['ratio']:.2f}×"
    return f"**{ratio}**" if met(timing) else f"{ratio} ({timing['aim']})"


def shown(seconds: float) -> str:
    """A duration with its unit."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


if __name__ == "__main__":
    print(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
