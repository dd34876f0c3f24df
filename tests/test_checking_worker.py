"""Items judged in processes that are killed and replaced: order, deadlines, memory, what a worker inherits."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from symgrad.checking import child, worker
from symgrad.checking.worker import MAX_LINE, Checker, run
from symgrad.cli.check import line_of

ROOT = Path(worker.__file__).parents[2]
POPEN = subprocess.Popen


def judged(lines: list[bytes], **options: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    count = run(io.BytesIO(b"\n".join(lines)), found.append, **options)
    assert count == len(found)
    return found


@pytest.mark.slow
def test_every_line_has_its_verdict_in_order() -> None:
    good = [json.dumps({"id": n, "reference": "2x", "answer": f"{n}x"}).encode() for n in range(6)]
    bad = [
        b"{",
        b'"',
        b"\xff\xfe",
        b"[" * 100_000,
        b"x" * (MAX_LINE + 10),
        b"[]",
        b'{"id": 9}',
        b'{"a": NaN}',
    ]
    found = judged([*good[:3], *bad, b"", *good[3:]], workers=2)
    assert [row.get("id") for row in found] == [0, 1, 2, *[None] * 6, 9, None, 3, 4, 5]
    assert [row["status"] for row in found[:3]] == ["different", "different", "equal"]
    assert {row["status"] for row in found[3:11]} == {"invalid"}
    assert [row["error"]["reason"] for row in found[3:8]] == ["parse"] * 3 + ["resource"] * 2
    assert all(row["ms"] >= 0 and row["text"]["ko"] for row in found)


@pytest.mark.slow
def test_a_worker_over_its_deadline_or_memory_or_killed_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker itself is told to misbehave; no item known makes it."""
    program = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from symgrad.checking import answers, child\n"
        "true = answers.check_row\n"
        "def check_row(row):\n"
        "    if row['answer'] == 'hang': time.sleep(60)\n"
        "    if row['answer'] == 'memory': bytearray(2 * child.MEMORY)\n"
        "    if row['answer'] == 'environment': import os; return true({**row, 'answer': str(len(os.environ))})\n"
        "    if row['answer'] == 'failed': 1 / 0\n"
        "    if row['answer'] == 'file': open(sys.argv[2], 'w').write('x' * 9999)\n"
        "    return true(row)\n"
        "answers.check_row = check_row\n"
        "def write(pipe, text, true=child._write):\n"
        "    true(pipe, text[:9] if b'torn' in text else text)\n"
        "    if b'torn' in text: os.kill(os.getpid(), 15)\n"
        "child._write = write\n"
        "child.GRACE = 0.05\n"
        "child.main()\n"
    )
    asked = ["hang", "memory", "failed", "torn", "file", "environment", "0"]
    command = [sys.executable, "-I", "-c", program, str(ROOT), str(tmp_path / "a")]
    monkeypatch.setattr(subprocess, "Popen", lambda _, **options: POPEN(command, **options))
    monkeypatch.setattr(worker, "ended", lambda how, *_: {"status": how})
    with Checker() as checker:
        found = [
            checker.check(
                {"id": text, "reference": "0", "answer": text, "deadline": 0.05 if text == "hang" else 5}
            )
            for text in asked
        ]
    ends = ["deadline", "memory", "failed", "died", "failed"]
    assert [row["status"] for row in found] == [*ends, "equal", "equal"]
    assert not (tmp_path / "a").read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "status", "said"),
    [("raise ImportError('no flint')", "undecided", "could not be started"),
     ("import os; os.kill(os.getpid(), 9)", "undecided", "the process that judged it ended")],
)  # fmt: skip
def test_a_process_that_does_not_begin_says_nothing_about_an_answer(
    end: str, status: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    folder = tmp_path / "symgrad" / "checking"
    folder.mkdir(parents=True)
    (folder / "child.py").write_text(Path(child.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    for name in (folder.parent / "__init__.py", folder / "__init__.py"):
        name.write_text("")
    (folder / "answers.py").write_text(end)
    monkeypatch.setattr(worker, "__file__", str(folder / "worker.py"))
    with Checker() as checker:
        found = [checker.check({"id": n, "reference": "x", "answer": "x"}) for n in (1, 2)]
    assert [(row["id"], row["status"], row["accept"]) for row in found] == [
        (1, status, None),
        (2, status, None),
    ]
    assert all(said in row["text"]["en"] and "error" not in row for row in found)
    assert capfd.readouterr().err.count("ImportError: no flint") == end.count("ImportError")


#: text that is refused, with its reason: one of every kind of attack
ATTACKS = {
    "9^{9^{9^9}}": "resource", "100!": "parse", "7" * 500: "resource", r"\sum_{i=1}^{10^{12}} x": "resource",
    "(" * 3000 + "x" + ")" * 3000: "resource", "x" * 900_000: "resource", "x\x1b[2J": "unsafe", "x\u202e+1": "unsafe",
    "\u0445": "unsafe", r"\input{/etc/passwd}": "unsafe", r"\immediate\write18{touch a}": "unsafe",
    r"\def\x{\x\x} \x": "unsafe", "__import__('os').system('touch a')": "unsafe", "=cmd|' /C calc'!A0": "parse",
    "<script>alert(1)</script>": "unsafe", "../../etc/passwd": "parse",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_attacks_and_a_killed_worker_in_one_stream(tmp_path: Path) -> None:
    rows = [{"id": n, "reference": "x", "answer": text} for n, text in enumerate(ATTACKS)]
    good = {"id": "\ud800", "reference": "2x", "answer": "x+x"}
    command = [sys.executable, "-m", "symgrad", "check", "--jsonl", "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def asked(row: dict[str, Any]) -> dict[str, Any]:
            process.stdin.write(json.dumps(row).encode() + b"\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            found: dict[str, Any] = json.loads(process.stdout.readline())  # type: ignore[union-attr]
            return found

        for place, (row, reason) in enumerate(zip(rows, ATTACKS.values(), strict=True)):
            if place % 4 == 2:  # the worker is killed between two items, then its supervisor
                supervisor = _children(process.pid)[0]
                victim = supervisor if place % 8 == 2 else _children(int(supervisor))[0]
                os.kill(int(victim), signal.SIGKILL)
                time.sleep(0.1)
            found = asked(row)
            assert (found["id"], found["status"], found["error"]["reason"]) == (row["id"], "invalid", reason)
            assert asked(good)["status"] == "equal"
        process.stdin.close()
    assert process.returncode == 0
    assert not list(tmp_path.iterdir())


def _children(process: int) -> list[str]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


def test_rows_that_cannot_be_written_again() -> None:
    deep = b"[" * 500 + b"]" * 500
    assert [worker.row_of(line)[0] for line in (deep, b'{"id": ' + deep + b"}", b'{"id": NaN}', b"[[1]]")] == [
        "deep", "deep", "json", "",
    ]  # fmt: skip
    assert line_of({"id": "\ud800"}, "utf-8") == '{"id": "\\ud800"}'
    assert line_of({"id": "가"}, "utf-8") == '{"id": "가"}'


@pytest.mark.slow
def test_a_killed_supervisor_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMGRAD_SECRET", "1")
    with Checker() as checker:
        process = checker.start()
        environment = Path(f"/proc/{process.pid}/environ")
        assert not environment.exists() or b"SECRET" not in environment.read_bytes()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert checker.check({"id": "a", "reference": "x", "answer": "x"})["status"] == "equal"
    assert checker.process is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_no_worker_outlives_its_supervisor() -> None:
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from symgrad.checking import answers, child\n"
        "answers.check_row = lambda row: time.sleep(600)\n"
        "child.warm = lambda: None\n"
        "child.main()\n"
    )
    command = [sys.executable, "-I", "-c", program, str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b'{"number": 1, "seconds": 600, "row": {}}\n')
        process.stdin.flush()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        worker_id = _soon(lambda: children.read_text().split())[0]
        time.sleep(0.3)  # until it is at work
        process.kill()
    assert _soon(lambda: not Path(f"/proc/{worker_id}/status").exists() or "Z (" in _status(worker_id))


def _status(process: str) -> str:
    try:
        return Path(f"/proc/{process}/status").read_text()
    except OSError:
        return "Z ("


def _soon(found: Callable[[], Any]) -> Any:
    """What ``found`` gives as soon as it gives something, for five seconds at most."""
    end = time.monotonic() + 5
    while not (value := found()) and time.monotonic() < end:
        time.sleep(0.02)
    return value


def test_limits_are_set_before_anything_is_judged() -> None:
    source = Path(child.__file__).read_text(encoding="utf-8")
    assert source.index("            limit()\n") < source.index(
        "            end = work(items, verdicts, board)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["2x(wx-y)", "2wx^2-2xy", "--lang", "en"], 0, "✓ Right"),
        (["(wx-y)^2", "2(wx-y)", "--wrt", "w", "--to", "json"], 1, '"status": "different"'),
        ([r"\sigma(wx)", "0.69", "--given", "w=1.6", "--given", "x=0.5", "--decimals", "3"], 0, "✓"),
        (
            ["(wx-y)^2", "2(wx-y)", "--wrt", "w", "--hints", "2", "--lang", "en"],
            1,
            "2. The chain rule has two factors.\n  →",
        ),
        (["x", r"\input{a}", "--lang", "ko"], 2, "읽지 못했습니다"),
        (["x"], 2, ""),
    ],
)
@pytest.mark.slow
def test_command(arguments: list[str], status: int, said: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "symgrad", "check", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, said in run.stdout) == (status, True), run


def test_lines_of_json_on_the_command_line() -> None:
    rows = [{"id": 1, "reference": "x", "answer": "x"}, {"id": 2, "reference": "x", "answer": "2x"}]
    run = subprocess.run(
        [sys.executable, "-m", "symgrad", "check", "--jsonl"], cwd=ROOT, capture_output=True, text=True, check=True,
        input="\n".join(map(json.dumps, rows)),
    )  # fmt: skip
    assert [(row["id"], row["accept"]) for row in map(json.loads, run.stdout.splitlines())] == [
        (1, True),
        (2, False),
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_whenever_a_worker_is_killed_every_item_gets_its_own_answer() -> None:
    """Before it reads, while it judges, while it writes: nothing hangs, and no answer goes to another item."""
    chance, found = random.Random(4), []
    with Checker() as checker:
        supervisor = str(checker.start().pid)
        stop = threading.Event()

        def kill() -> None:
            while not stop.wait(chance.uniform(0.0, 0.04)):
                with suppress(OSError):  # it has just ended by itself
                    for process in _children(int(supervisor)):
                        os.kill(int(process), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        for n in range(200):
            found.append(checker.check({"id": n, "reference": f"{n}x", "answer": f"{n % 3}x"}))
        stop.set()
        killer.join()
        assert str(checker.start().pid) == supervisor
    assert [row["id"] for row in found] == list(range(200))
    right = {row["id"]: row["accept"] for row in found}
    assert {accept is not None and accept != (n < 3) for n, accept in right.items()} == {False}
    assert 0 < sum(accept is not None for accept in right.values()) < 200
