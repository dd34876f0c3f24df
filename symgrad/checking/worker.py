"""Items judged in processes that can be killed: one verdict an item, whatever the item does.

In: rows as they came from outside, or lines of JSON.  Out: verdicts as dictionaries, in the same order, each as soon
as it is ready.  This side imports no mathematics; the processes do, once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from time import perf_counter
from typing import IO, Any

#: seconds an item gets if it does not say
DEADLINE = 2.0
#: bytes of one line of JSON
MAX_LINE = 1 << 20
#: lists and objects inside each other
MAX_LEVELS = 20
#: the number in an answer to the item that waits, whichever it is
WAITING = -1
#: items that are read before the first of them is answered
AHEAD = 256

Row = Any
Found = dict[str, Any]

_ENDS = {
    "deadline": (
        "undecided",
        None,
        "정해진 시간 안에 판정하지 못했습니다.",
        "Not decided within the deadline.",
    ),
    "memory": (
        "invalid",
        "resource",
        "정해진 것보다 많은 메모리가 필요합니다.",
        "It takes more memory than allowed.",
    ),
    "died": (
        "undecided",
        None,
        "판정하던 프로세스가 끝나 판정하지 못했습니다.",
        "Not decided: the process that judged it ended.",
    ),
    "start": (
        "undecided",
        None,
        "판정하는 프로세스를 시작하지 못했습니다. 답안에 대해서는 아무것도 알 수 없습니다.",
        "Not decided: the process that judges could not be started. This says nothing about the answer.",
    ),
    "failed": ("undecided", None, "내부 오류로 판정하지 못했습니다.", "Not decided: an internal error."),
    "line": ("invalid", "resource", "한 줄이 너무 깁니다.", f"A line of more than {MAX_LINE} bytes."),
    "deep": ("invalid", "resource", "너무 깊이 중첩되었습니다.", "Lists and objects are nested too deeply."),
    "json": ("invalid", "parse", "JSON으로 읽을 수 없습니다.", "This line is no JSON."),
}


def ended(how: str, row: Row = None, ms: float = 0.0) -> Found:
    """The verdict on an item that no worker answered."""
    status, reason, korean, english = _ENDS[how]
    identity = row.get("id") if isinstance(row, dict) else None
    found: Found = {} if identity is None else {"id": identity}
    found |= {"status": status, "accept": None}
    if reason is not None:
        found["error"] = {
            "reason": reason,
            "position": None,
            "message": english,
            "text": {"ko": korean, "en": english},
        }
    return {**found, "text": {"ko": korean, "en": english}, "ms": round(ms, 3)}


class Checker:
    """A process that judges; use it in a ``with`` statement.  Killed and started again where it has to be."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        #: it could not be started, and is not tried again
        self.broken = False
        #: the number of the item that the process was given last
        self.number = 0

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *reason: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def start(self) -> subprocess.Popen[bytes]:
        """The process, started if there is none; its environment is empty."""
        if self.process is not None and self.process.poll() is not None:
            self.stop()
        if self.process is None:
            self.number = 0
            child = Path(__file__).with_name("child.py")
            self.process = subprocess.Popen(
                [sys.executable, "-I", str(child), str(child.parents[2])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={},  # what it writes to standard error is why it cannot start
            )
        return self.process

    def check(self, row: Row) -> Found:
        """The verdict on one row."""
        begin = perf_counter()
        found = (None if self.broken else self._said(row)) or self._end()
        if isinstance(found, str):
            return ended(found, row, (perf_counter() - begin) * 1000)
        return found

    def _said(self, row: Row) -> Found | str | None:
        """What the process says; nothing if it ends first, or does not begin."""
        try:
            process = self.start()
        except OSError as error:
            print(f"symgrad: the process that judges cannot start: {error}", file=sys.stderr)
            self.broken = True
            return None
        assert process.stdin is not None
        assert process.stdout is not None
        self.number += 1
        asked = {"number": self.number, "seconds": seconds(row), "row": row}
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return None
        for line in process.stdout:
            number, found = _answer(line)
            if number in (self.number, WAITING):
                return found
        return None

    def _end(self) -> str:
        """How the process ended: killed, or it could not begin, and then no other one can."""
        if self.process is not None:
            self.broken = self.process.wait() > 0
        return "start" if self.broken else "died"


def _answer(line: bytes) -> tuple[int, Found | str]:
    """The number and the verdict of a line; no number where a worker was killed while it wrote it."""
    try:
        number, found = json.loads(line)
    except ValueError:
        return 0, ""
    return number, found


def seconds(row: Row) -> float:
    """The row's deadline; nonsense is said by the worker."""
    given = row.get("deadline", DEADLINE) if isinstance(row, dict) else DEADLINE
    right = isinstance(given, (int, float)) and not isinstance(given, bool) and 0 < given <= 60
    return float(given) if right else DEADLINE


# -- a stream of lines ------------------------------------------------------------------------------------------


def lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines; ``None`` for one that is too long, which is passed over without being kept."""
    while line := stream.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        yield None


def row_of(line: bytes | None) -> tuple[str, Row]:
    """``("", row)``, or how it ended before it began."""
    if line is None:
        return "line", None
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except ValueError:
        return "json", None
    except RecursionError:
        return "deep", None
    return ("deep", None) if _is_deep(row) else ("", row)


def _no_number(text: str) -> Row:
    """NaN and Infinity are no JSON, and would be none in the verdict that echoes them."""
    raise ValueError(text)


def _is_deep(row: Row) -> bool:
    """Whether lists and objects are inside each other so deeply that writing them again may fail."""
    level = [row]
    for _ in range(MAX_LEVELS):
        level = [part for each in level if isinstance(each, (dict, list)) for part in _inside(each)]
        if not level:
            return False
    return True


def _inside(each: Row) -> Iterable[Row]:
    return each.values() if isinstance(each, dict) else each


def run(source: IO[bytes], sink: Callable[[Found], object], *, workers: int = 1) -> int:
    """Judge every line of ``source``; ``sink`` gets the verdicts in order.  Returns how many there were."""
    local = threading.local()
    checkers: list[Checker] = []
    coming: Queue[Future[Found] | None] = Queue(AHEAD)
    failed: list[BaseException] = []

    def begin() -> None:
        local.checker = Checker()
        checkers.append(local.checker)

    def judge(line: bytes | None) -> Found:
        how, row = row_of(line)
        if how:
            return ended(how)
        found: Found = local.checker.check(row)
        return found

    def write() -> None:
        while (future := coming.get()) is not None:
            try:
                if not failed:
                    sink(future.result())
            except BaseException as error:
                failed.append(error)

    writer = threading.Thread(target=write)
    count = 0
    pool = ThreadPoolExecutor(workers, initializer=begin)
    writer.start()
    try:
        for line in lines(source):
            if failed:
                break
            if line is None or line.strip():
                coming.put(pool.submit(judge, line))
                count += 1
    finally:
        coming.put(None)
        writer.join()
        pool.shutdown()
        for checker in checkers:
            checker.stop()
    if failed:
        raise failed[0]
    return count
