"""The README's examples run, and their output is what it shows.

``python tests/test_readme.py --update`` writes the real output into the README; look at the diff before committing it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from symgrad.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(pycon|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: what begins an example, by kind of block
PROMPT = {"pycon": re.compile(r"^>>> ", re.MULTILINE), "console": re.compile(r"^\$ ", re.MULTILINE)}


def examples(kind: str, block: str) -> list[tuple[str, str]]:
    """``(what is typed, what is shown below it)``; a line of a Python example that goes on begins with ``...``."""
    first, *parts = PROMPT[kind].split(block)
    assert not first.strip(), "a block begins with something typed"
    found = []
    for part in parts:
        lines = part.rstrip("\n").split("\n")
        count = 1
        while kind == "pycon" and count < len(lines) and re.match(r"\.\.\.( |$)", lines[count]):
            lines[count] = lines[count][4:]
            count += 1
        found.append(("\n".join(lines[:count]), "\n".join(line.rstrip() for line in lines[count:]).rstrip()))
    return found


def blocks(kind: str) -> list[str]:
    return [found[2] for found in BLOCK.finditer(README.read_text(encoding="utf-8")) if found[1] == kind]


def typed(source: str, session: dict[str, Any]) -> str:
    """What a Python session shows for ``source``: what is printed, then the value, or the error's message."""
    real = io.StringIO()
    with contextlib.redirect_stdout(real):
        try:
            exec(compile(source + "\n", "README", "single"), session)
        except Exception as error:
            print("Traceback (most recent call last):\n    ...")
            print("".join(traceback.format_exception_only(error)).rstrip("\n"))
    return "\n".join(line.rstrip() for line in real.getvalue().split("\n")).rstrip()


@pytest.mark.sklearn
def test_the_estimators_example_runs() -> None:
    found = re.findall(
        r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    estimators = [source for source in found if "symgrad.sklearn" in source]
    assert estimators
    for source in estimators:
        exec(compile(source, "README", "exec"), {})


#: what the output of a command depends on besides the command
SURROUNDINGS = {"COLUMNS": "100", "LANG": "en_US.UTF-8", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def words_of(line: str) -> list[str]:
    words = shlex.split(line)
    assert words[0] == "symgrad", f"the README shows {words[0]}, which this test does not run"
    return words[1:]


def output(words: list[str], status: int, out: str, error: str) -> str:
    # 1 says that something on the page, in an answer or in a class is not right
    assert status == 0 or (status == 1 and words[0] in ("audit", "check", "grade")), error
    return "\n".join(line.rstrip() for line in out.split("\n")).rstrip()


def command(line: str) -> str:
    """What a command of the README prints, run here in the repository, as it is typed."""
    words = words_of(line)
    done = subprocess.run(
        [sys.executable, "-m", "symgrad", *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **SURROUNDINGS},
        timeout=120,
        check=False,
    )
    return output(words, done.returncode, done.stdout, done.stderr)


def invoked(line: str) -> str:
    """The same in this process, which has imported everything already."""
    words = words_of(line)
    done = CliRunner(env=SURROUNDINGS).invoke(main, words)
    return output(words, done.exit_code, done.stdout, done.stderr)


def same(shown: str, real: str) -> bool:
    """Equal, ``...`` standing for anything."""
    return doctest.OutputChecker().check_output(shown + "\n", real + "\n", doctest.ELLIPSIS)


def test_python_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """One session from the first block to the last, as a reader would type it in the repository."""
    monkeypatch.chdir(ROOT)
    session: dict[str, Any] = {}
    everything = [example for block in blocks("pycon") for example in examples("pycon", block)]
    assert everything
    for source, shown in everything:
        real = typed(source, session)
        assert same(shown, real), f">>> {source}\n{real}"


COMMANDS = [example for block in blocks("console") for example in examples("console", block)]
#: pictures take their time, and show nothing that could be compared; answers have a process of their own
LONG = re.compile("symgrad (plot|check|grade|practice) ")


@pytest.mark.parametrize(("line", "shown"), [example for example in COMMANDS if not LONG.match(example[0])])
def test_commands(line: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    real = invoked(line)
    assert same(shown, real), f"$ {line}\n{real}"


@pytest.mark.slow
@pytest.mark.parametrize(("line", "shown"), COMMANDS)
def test_commands_as_they_are_typed(line: str, shown: str) -> None:
    real = command(line)
    assert same(shown, real), f"$ {line}\n{real}"


def test_an_example_that_shows_something_else_is_seen() -> None:
    (example,) = examples("pycon", ">>> 6 * 7\n43\n")
    assert not same(example[1], typed(example[0], {}))
    assert same("42", typed(example[0], {}))
    assert "ZeroDivisionError" in typed("1 / 0", {})


def test_the_map_is_the_import_order() -> None:
    """Every module stands in the README's map of the code, in the order in which modules may import each other."""
    from test_architecture import ORDER

    told = re.findall(r"^\| `(\w+)/?` \|", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert told == list(ORDER)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


def update() -> None:
    """Write the real output of every example into the README, but for what ``...`` covers."""
    session: dict[str, Any] = {}
    os.chdir(ROOT)

    def fresh(found: re.Match[str]) -> str:
        kind, lines = found[1], []
        for source, shown in examples(kind, found[2]):
            real = typed(source, session) if kind == "pycon" else command(source)
            prompt, further = (">>> ", "\n... ") if kind == "pycon" else ("$ ", "\n")
            lines.append(prompt + source.replace("\n", further))
            shown = shown if "..." in shown and same(shown, real) else real
            lines += [shown] if shown else []
        return f"```{kind}\n" + "\n".join(line.rstrip() for line in lines) + "\n```"

    README.write_text(BLOCK.sub(fresh, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__" and "--update" in sys.argv:
    update()
