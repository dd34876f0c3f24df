"""What tests of LaTeX share: a document set by XeLaTeX, where there is one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_xelatex = pytest.mark.skipif(shutil.which("xelatex") is None, reason="needs XeLaTeX")


def typeset(source: str, folder: Path, runs: int = 1) -> str:
    """The log of the last run."""
    (folder / "d.tex").write_text(source, encoding="utf-8")
    for _ in range(runs):
        done = subprocess.run(
            ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex"],
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=120,
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return (folder / "d.log").read_text(encoding="utf-8", errors="replace")
