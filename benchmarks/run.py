"""The table of timings: ``python benchmarks/run.py [--smoke] [--json FILE]``.

Every row is measured in this one run.  Rivals take turns (one call of ours, one of theirs), and the ratio is the median
of the pairs' ratios, so that a machine that is busy for a while is busy for both.  Threads are pinned to one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_variable] = "1"  # before NumPy is imported
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.rows import ROWS, Size  # noqa: E402
from benchmarks.timing import Timing, environment  # noqa: E402


def main() -> None:
    """Measure every row and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="small sizes and few repetitions: does it run?")
    parser.add_argument("--json", type=Path, help="write the timings to this file as well")
    parser.add_argument("--only", default="", help="rows whose name starts with this")
    options = parser.parse_args()
    size = Size.smoke() if options.smoke else Size.full()
    print(", ".join(f"{key} {value}" for key, value in environment().items()))
    print(f"{'row':<11} {'work':<58} {'symgrad':>10} {'rival':>10} {'ratio':>7}  aim")
    timings: list[Timing] = []
    for name, measure in ROWS.items():
        if name.startswith(options.only):
            for timing in measure(size):
                timings.append(timing)
                print(timing.line(name), flush=True)
    if options.json:
        found = {"environment": environment(), "timings": [timing.as_dict() for timing in timings]}
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
