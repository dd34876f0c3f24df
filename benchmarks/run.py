"""The table of timings: ``python benchmarks/run.py [--smoke] [--only ROW] [--json FILE] [--markdown]``.

Every row is measured in this one run.  Rivals take turns (one call of ours, one of theirs), and the ratio is the median
of the pairs' ratios, so that a machine that is busy for a while is busy for both.  Everybody has one thread: the whole
process is pinned to one core where the system can do that, for JAX starts as many threads as there are cores.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_variable] = "1"  # before NumPy is imported
if hasattr(os, "sched_setaffinity"):  # before anybody counts the cores
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.markdown import table  # noqa: E402
from benchmarks.rows import ROWS, Size  # noqa: E402
from benchmarks.timing import Timing, environment  # noqa: E402


def main() -> None:
    """Measure every row and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="small sizes and few repetitions: does it run?")
    parser.add_argument("--json", type=Path, help="write the timings to this file as well")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table when all is measured")
    parser.add_argument("--only", default="", help="rows whose name starts with this")
    options = parser.parse_args()
    size = Size.smoke() if options.smoke else Size.full()
    print(", ".join(f"{key} {value}" for key, value in environment().items()))
    print(f"{'row':<11} {'work':<58} {'symgrad':>10} {'rival':>10} {'ratio':>7}  aim")
    timings: list[tuple[str, Timing]] = []
    for name, measure in ROWS.items():
        if name.startswith(options.only):
            for timing in measure(size):
                timings.append((name, timing))
                print(timing.line(name), flush=True)
    rows = [{"row": name, **timing.as_dict()} for name, timing in timings]
    found = {"environment": environment(), "timings": rows}
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if options.markdown:
        print("\n" + table(found))


if __name__ == "__main__":
    main()
