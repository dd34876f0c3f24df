"""Measuring: medians, and medians of pairs against a rival; what a row of the table is."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.markdown import shown

Call = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """One line: seconds of ours, of the rival if there is one, and rival/ours (above 1 is faster than the rival)."""

    work: str
    seconds: float
    rival: float | None = None
    ratio: float | None = None
    aim: str = ""

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    def line(self, row: str) -> str:
        """For the terminal."""
        rival = shown(self.rival) if self.rival is not None else ""
        ratio = f"{self.ratio:.2f}×" if self.ratio is not None else ""
        return f"{row:<11} {self.work:<58} {shown(self.seconds):>10} {rival:>10} {ratio:>7}  {self.aim}"


def once(call: Call) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median(call: Call, *, repeat: int) -> float:
    """The median of ``repeat`` calls after one that does not count."""
    call()
    return statistics.median(once(call) for _ in range(repeat))


def pairs(ours: Call, rival: Call, *, repeat: int, inner: int = 1) -> tuple[float, float, float]:
    """Medians of ours and of the rival, and of rival/ours pair by pair; ``inner`` calls count as one."""
    ours()
    rival()
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(repeat):
        mine.append(_many(ours, inner))
        theirs.append(_many(rival, inner))
    ratios = [b / a for a, b in zip(mine, theirs, strict=True)]
    return statistics.median(mine), statistics.median(theirs), statistics.median(ratios)


def _many(call: Call, inner: int) -> float:
    start = time.perf_counter()
    for _ in range(inner):
        call()
    return (time.perf_counter() - start) / inner


def environment() -> dict[str, str]:
    """What the numbers depend on."""
    import numpy
    import sympy

    return {
        "machine": _processor(),
        "python": sys.version.split()[0],
        "numpy": numpy.__version__,
        "sympy": sympy.__version__,
        "threads": "1, pinned to one core" if _is_pinned() else "1 (JAX: as many as it starts)",
        **{name: _version(name) for name in ("torch", "jax", "numba") if _version(name)},
    }


def _is_pinned() -> bool:
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) == 1


def _processor() -> str:
    """The kind of processor."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{models[0]} ({platform.machine()})" if models else platform.processor() or platform.machine()


def _version(name: str) -> str:
    """The version of a rival, empty where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
