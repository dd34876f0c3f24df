"""PDF, where a TeX engine is installed.

Goes in: LaTeX.  Comes out: the PDF's bytes.  The engine runs in a directory of its own, may start no program and opens
no file outside of that directory and TeX's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from symgrad.errors import OptionError, worded

#: engine -> what it is called with; each sets Unicode and Korean
ENGINES: Mapping[str, tuple[str, ...]] = {
    "xelatex": ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"),
    "tectonic": ("--untrusted", "--keep-logs"),
}
#: a document is set this often, so that its links and tables settle
RUNS = 2
#: seconds after which a run is given up
PATIENCE = 180


def pdf(latex: str, pictures: Mapping[str, Path] | None = None) -> bytes:
    """The document set; ``pictures`` are the files it takes in, by the names it calls them.

    Raises ``OptionError`` where no engine is installed, or with what the engine complained of."""
    name = next((engine for engine in ENGINES if shutil.which(engine)), None)
    if name is None:
        raise OptionError(
            worded(
                "a PDF needs a TeX engine, but none of these is installed: {names}.", names=", ".join(ENGINES)
            ),
            remedy="Install TeX Live with XeLaTeX and kotex, or write --to html and print that from a browser.",
        )
    # kpathsea's words for: read and write in this directory only.
    limits = {"openin_any": "p", "openout_any": "p", "shell_escape": "f"}
    with tempfile.TemporaryDirectory(prefix="symgrad-") as folder:
        source = Path(folder, "document.tex")
        source.write_text(latex, encoding="utf-8")
        for called, path in (pictures or {}).items():
            copy = Path(folder, called)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        command = [name, *ENGINES[name], source.name]
        for _ in range(RUNS if name == "xelatex" else 1):
            try:
                done = subprocess.run(
                    command,
                    cwd=folder,
                    env={**os.environ, **limits},
                    capture_output=True,
                    timeout=PATIENCE,
                    stdin=subprocess.DEVNULL,
                )
            except subprocess.TimeoutExpired:
                raise OptionError(
                    worded(
                        "{name} did not come to an end in {patience} seconds.", name=name, patience=PATIENCE
                    )
                ) from None
            if done.returncode:
                raise OptionError(
                    worded(
                        "{name} could not set the document: {complaint}",
                        name=name,
                        complaint=_complaint(done.stdout + done.stderr),
                    ),
                    remedy="Write --to latex to see what it was given.",
                )
        return source.with_suffix(".pdf").read_bytes()


def _complaint(log: bytes) -> str:
    """The engine's first complaint, with the line it stands on."""
    lines = log.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines):
        if line.startswith(("!", "error:")):
            place = next((each for each in lines[number:] if each.startswith("l.")), "")
            return f"{line.lstrip('! ')} {place}".strip()
    return lines[-1] if lines else "it said nothing."
