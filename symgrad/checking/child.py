"""The processes that judge items from outside: a worker, and a supervisor that kills and replaces it.

Run by itself (``python -I child.py ROOT``), with an empty environment.  In: ``{"number", "seconds", "row"}``, one line
at a time, the next one after the answer.  Out: ``[number, verdict]``, a line each; the verdict may be ``"deadline"``,
``"memory"``, ``"died"`` or ``"failed"``.  After a worker was killed there may be a broken line, and an answer with a
number that has been answered before: both are to be passed over.  −1 is the item that waits, whichever it is.

The worker reads and writes by itself, as every process in between would cost a tenth of a short check; the supervisor
never looks at an item, only at how long the worker has been at it.  The worker is a fork of it, so that a new one is
ready at once, with limits on memory, files and processes.
"""

from __future__ import annotations

import ctypes
import gc
import json
import mmap
import os
import resource
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

#: bytes of memory, on top of what the imports take
MEMORY = 1024**3
#: seconds beyond the item's own deadline, which the worker minds itself: a mistake may be named after it
GRACE = 1.0
#: how many times that may pass by the clock on the wall: a busy machine gives a worker a part of its time only
BUSY = 4.0
#: seconds between two looks at a worker that may have used too much already
LOOK = 0.05
#: how a worker ends that had no memory left, that has done its share, and a supervisor that cannot begin
OUT_OF_MEMORY, NOT_STARTED, WORN = 3, 4, 5
#: signals that end a worker with no memory left: by the system, and by a library that gives up
MEMORY_SIGNALS = (signal.SIGKILL, signal.SIGABRT)
#: new objects before some are looked for that nobody needs: an expression's are many, and short-lived
COLLECTED = (50_000, 20, 20)
#: items after which a worker is replaced: SymPy's caches grow
MOST_ITEMS = 5000
#: the number of an item that has not been read
UNREAD = -1
#: seconds in which one worker after the other ends before it can take an item
MOST_FAILING = 3.0


#: Linux: ``prctl`` with this has a process killed when its parent ends
PARENT_DEATH_SIGNAL = 1


def limit() -> None:
    """No more memory, no files, no further processes, nothing of the environment; ended with the supervisor."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    os.environ.clear()
    used = _memory()
    for what, most in (
        (resource.RLIMIT_AS, used + MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _memory() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return MEMORY


@dataclass(frozen=True)
class Task:
    """What a worker is at, 0: nothing; since when by the clock and by its processor, and how many seconds it has."""

    number: int
    begun: float = 0.0
    used: float = 0.0
    allowed: float = 0.0


class Board:
    """Where the worker says what it is at, in memory that both processes see."""

    _TIMES = struct.Struct("<ddd")
    _NUMBER = struct.Struct("<q")
    _AFTER = _TIMES.size
    _READY = _AFTER + _NUMBER.size

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, self._READY + 1)

    @property
    def ready(self) -> bool:
        """Whether the worker has come as far as waiting for items."""
        return bool(self._memory[self._READY])

    @ready.setter
    def ready(self, so: bool) -> None:
        self._memory[self._READY] = so

    def begin(self, number: int = UNREAD, seconds: float = 0.0) -> None:
        """An item is there, and then: it has this number, and so many seconds of its own."""
        self._TIMES.pack_into(self._memory, 0, time.monotonic(), time.process_time(), seconds + GRACE)
        self._NUMBER.pack_into(self._memory, self._AFTER, number)

    def end(self) -> None:
        """It has been answered."""
        self._NUMBER.pack_into(self._memory, self._AFTER, 0)

    @property
    def task(self) -> Task:
        """What the worker is at."""
        (number,) = self._NUMBER.unpack_from(self._memory, self._AFTER)
        return Task(number, *self._TIMES.unpack_from(self._memory, 0))


def work(items: int, verdicts: int, board: Board) -> int:
    """Judge until the input ends, or this worker has done its share: how it is to end."""
    from symgrad.checking.answers import check_row

    board.ready = True
    with os.fdopen(items, "rb", closefd=False) as source:
        for _ in range(MOST_ITEMS):
            select.select([items], [], [])  # first said, then read: who is killed in between had an item
            board.begin()
            line = source.readline()
            if not line.startswith(b"{"):  # the end, or the rest of what one read that was killed
                board.end()
                return 0
            asked = json.loads(line)
            number, row = asked["number"], asked["row"]
            board.begin(number, asked["seconds"])
            identity = row.get("id") if isinstance(row, dict) else None
            try:
                found = json.dumps(check_row(row).as_dict(identity), ensure_ascii=True)
            except MemoryError:
                raise
            except Exception:
                found = '"failed"'  # one of our own mistakes: it says nothing about the answer
            _write(verdicts, f"[{number}, {found}]\n".encode())
            board.end()
    return WORN


class Worker:
    """A fork that works."""

    def __init__(self, board: Board) -> None:
        #: closed by the system when the worker ends, however it does
        self.alive, held = os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(held)
            return
        os.close(self.alive)
        items, verdicts, nothing = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        end = 1
        try:
            limit()
            end = work(items, verdicts, board)
        except MemoryError:
            end = OUT_OF_MEMORY
        finally:
            os._exit(end)

    def ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        return bool(select.select([self.alive], [], [], seconds)[0])

    def left(self, task: Task) -> float:
        """Seconds that it has for its item; a processor it did not get does not count, up to a point."""
        passed = time.monotonic() - task.begun
        if passed > BUSY * task.allowed:
            return 0.0
        return task.allowed - min(passed, _processor(self.process) - task.used)

    def stop(self, *, kill: bool = False) -> int:
        """How it ended; it is killed if it has not."""
        if kill:
            os.kill(self.process, signal.SIGKILL)
        _, status = os.waitpid(self.process, 0)
        os.close(self.alive)
        return os.waitstatus_to_exitcode(status)


def _processor(process: int) -> float:
    """Seconds that a process has had a processor; where the system does not tell, the clock on the wall."""
    try:
        return time.clock_gettime(~process << 3 | 2)  # Linux: the clock of a process, CPUCLOCK_SCHED
    except (OSError, OverflowError):
        return time.monotonic()


def _write(pipe: int, text: bytes) -> None:
    while text:
        text = text[os.write(pipe, text) :]


def supervise(worker: Worker, board: Board) -> tuple[int, str, bool]:
    """Wait until the worker has to be replaced: the number of its item and how that ended; and whether that is all.

    No number where it had no item, or has left it to be read by the next one.
    """
    while True:
        task = board.task
        # An item that begins right after this look has this much time at least.
        pause = worker.left(task) if task.number else GRACE
        if pause > 0 and not worker.ended(max(LOOK, pause)):
            continue
        code = worker.stop(kill=pause <= 0)
        now = board.task.number
        if pause <= 0 and now == task.number:
            how = "deadline"
        else:
            how = "memory" if code == OUT_OF_MEMORY or -code in MEMORY_SIGNALS else "died"
        # The next item comes after the answer to this one: what waits there has not been read.
        board.end()
        return (0 if select.select([0], [], [], 0)[0] else now), how, code == 0


def warm() -> None:
    """Everything a first item would wait for."""
    from symgrad.checking.answers import check_row

    for answer in ("2x(wx-y)", "2(wx-y)"):
        check_row({"reference": "(wx-y)^2", "wrt": "w", "answer": answer})
    check_row({"reference": r"\sum_{i=1}^m \sigma(x_i)", "answer": r"\sum_{j=1}^m \frac{1}{1+e^{-x_j}}"})
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


def main() -> None:
    """Supervise until the input ends."""
    sys.path.insert(0, sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        warm()
    except Exception as error:  # said where somebody sees it; nothing of an item is in it
        print(
            f"symgrad: the process that judges cannot start: {type(error).__name__}: {error}", file=sys.stderr
        )
        sys.exit(NOT_STARTED)
    board, over, well = Board(), False, time.monotonic()
    while not over and time.monotonic() - well < MOST_FAILING:
        board.ready = False
        number, how, over = supervise(Worker(board), board)
        if number:
            with suppress(BrokenPipeError):  # nobody is there any more, and the next worker will see that
                _write(sys.stdout.fileno(), f'\n[{number}, "{how}"]\n'.encode())
        if board.ready:
            well = time.monotonic()
    sys.exit(0 if over else NOT_STARTED)


if __name__ == "__main__":
    main()
