"""A class graded: 500 students with six lines each, no two answers alike.  Run: ``python -m benchmarks.grading``.

Prints seconds of the whole ``symgrad grade`` (reports included), of a second run that keeps everything, and the rate.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = r"""---
title: {en: "Homework"}
---

## 1. The gradient of a neuron

<!-- symgrad: question id="1" points="10" wrt="w" parameters="w b" data="x y" -->
$$
\begin{aligned}
z &= w x + b \\
h &= \sigma(z) \\
L &= (h - y)^2
\end{aligned}
$$
"""
#: six lines; NUMBER makes every answer another one, SIGN and CHAIN are where the fourth line may go wrong
LINES = r"""# 1
\frac{\partial L}{\partial h} = 2(h - y)
\frac{\partial h}{\partial z} = \sigma(z)(1 - \sigma(z))
\frac{\partial z}{\partial w} = x
\frac{\partial L}{\partial w} = SIGN 2(h - y) \sigma(z)(1 - \sigma(z)) CHAIN + NUMBER - NUMBER
= SIGN 2(h - y) h (1 - h) CHAIN
= SIGN 2 CHAIN h (1 - h)(h - y)
"""


def hand_in(folder: Path, students: int) -> None:
    """A third right, a third with the sign wrong, a third without the inner derivative."""
    for n in range(students):
        sign, chain = (("", "x"), ("-", "x"), ("", r"\cdot 1"))[n % 3]
        text = LINES.replace("SIGN", sign).replace("CHAIN", chain).replace("NUMBER", str(n + 2))
        (folder / f"student-{n:04}.md").write_text(text, encoding="utf-8")


def main() -> int:
    """Grade twice; exit status 1 when the first run took a minute or more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "hw.md").write_text(PAGE, encoding="utf-8")
        (place / "in").mkdir()
        hand_in(place / "in", options.students)
        command = [
            sys.executable, "-m", "symgrad", "grade", str(place / "hw.md"), str(place / "in"),
            "--out", str(place / "report"), "--workers", str(options.workers), "--lang", "en",
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        seconds = []
        for what in ("first run", "again, everything kept"):
            start = time.perf_counter()
            subprocess.run(command, check=True, env=environment)
            seconds.append(time.perf_counter() - start)
            print(f"{options.students} students, 6 lines each, {what}: {seconds[-1]:.1f} s")
        print(f"{options.students / seconds[0]:.0f} students a second (aim: 500 in under 60 s on 2 cores)")
    return 0 if seconds[0] < 60 else 1


if __name__ == "__main__":
    sys.exit(main())
