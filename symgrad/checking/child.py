"""The process that judges items from outside: a supervisor with a worker that it kills and replaces.

Run by itself (``python -I child.py ROOT``), with an empty environment.  In: one ``{"seconds", "row"}`` a line.  Out:
one verdict a line, ``"deadline"``, ``"memory"``, ``"died"`` or ``"failed"``.  The supervisor never looks at an item;
the worker is a fork of it, so that a new one is ready at once, with limits on memory, files and processes.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from typing import IO

#: bytes of memory, on top of what the imports take
MEMORY = 1024**3
#: seconds beyond the item's own deadline, which the worker minds itself: a mistake may be named after it
GRACE = 1.0
#: how many times that may pass by the clock on the wall: a busy machine gives a worker a part of its time only
BUSY = 4.0
#: seconds between two looks at what a worker has used, where it may be too much
LOOK = 0.05
#: how a worker ends that had no memory left, and a supervisor that cannot begin
OUT_OF_MEMORY, NOT_STARTED = 3, 4
#: signals that end a worker with no memory left: by the system, and by a library that gives up
MEMORY_SIGNALS = (signal.SIGKILL, signal.SIGABRT)
#: new objects before some are looked for that nobody needs: an expression's are many, and short-lived
COLLECTED = (50_000, 20, 20)
#: items after which a worker is replaced: SymPy's caches grow
MOST_ITEMS = 5000


#: Linux: ``prctl`` with this has a process killed when its parent ends
PARENT_DEATH_SIGNAL = 1


def limit() -> None:
    """No more memory, no files, no further processes, nothing of the environment; ended with the supervisor."""
    import resource

    if sys.platform == "linux":
        import ctypes

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


def work(items: IO[bytes], verdicts: IO[bytes]) -> None:
    """Judge until the input ends."""
    from symgrad.checking.answers import check_row

    for line in items:
        row = json.loads(line)
        identity = row.get("id") if isinstance(row, dict) else None
        try:
            found = json.dumps(check_row(row).as_dict(identity), ensure_ascii=True)
        except MemoryError:
            raise
        except Exception:
            found = '"failed"'  # one of our own mistakes: it says nothing about the answer
        verdicts.write(found.encode() + b"\n")
        verdicts.flush()


class Worker:
    """A fork that works, and the pipes to it."""

    def __init__(self) -> None:
        self.items = 0
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(to_read)
            os.close(to_write)
            return
        os.close(self.to)
        os.close(self.back)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        end = 1
        try:
            limit()
            with os.fdopen(to_read, "rb") as items, os.fdopen(to_write, "wb") as verdicts:
                work(items, verdicts)
            end = 0
        except MemoryError:
            end = OUT_OF_MEMORY
        finally:
            os._exit(end)

    def answer(self, row: bytes, seconds: float) -> bytes:
        """The verdict's line, ``"deadline"``, ``"memory"``, ``"died"`` or ``"failed"``."""
        self.items += 1
        allowed = seconds + GRACE
        begun, used, pause = time.monotonic(), _processor(self.process), allowed
        try:
            _write(self.to, row)
        except BrokenPipeError:
            return self._end()
        found = bytearray()
        while not found.endswith(b"\n"):
            ready, _, _ = select.select([self.back], [], [], pause)
            if not ready:
                passed = time.monotonic() - begun
                pause = allowed - min(passed, _processor(self.process) - used)
                if pause <= 0 or passed > BUSY * allowed:
                    return b'"deadline"\n'
                pause = max(LOOK, pause)
                continue
            part = os.read(self.back, 1 << 16)
            if not part:
                return self._end()
            found += part
        return bytes(found)

    def _end(self) -> bytes:
        """Why it ended by itself."""
        _, status = os.waitpid(self.process, 0)
        self.process = 0
        code = os.waitstatus_to_exitcode(status)
        return b'"memory"\n' if code == OUT_OF_MEMORY or -code in MEMORY_SIGNALS else b'"died"\n'

    @property
    def ended(self) -> bool:
        """Whether it is no more: killed by somebody else while it had nothing to do."""
        how = os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return how is not None

    def stop(self) -> None:
        """End it, whatever it does."""
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.to)
        os.close(self.back)


def _processor(process: int) -> float:
    """Seconds that a process has had a processor; where the system does not tell, the clock on the wall."""
    try:
        return time.clock_gettime(~process << 3 | 2)  # Linux: the clock of a process, CPUCLOCK_SCHED
    except (OSError, OverflowError):
        return time.monotonic()


def _write(pipe: int, text: bytes) -> None:
    while text:
        text = text[os.write(pipe, text) :]


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
        worker = Worker()
    except Exception as error:  # said where somebody sees it; nothing of an item is in it
        print(
            f"symgrad: the process that judges cannot start: {type(error).__name__}: {error}", file=sys.stderr
        )
        sys.exit(NOT_STARTED)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        if worker.ended:
            worker.stop()
            worker = Worker()
        found = worker.answer(json.dumps(asked["row"]).encode() + b"\n", asked["seconds"])
        sys.stdout.buffer.write(found)
        sys.stdout.buffer.flush()
        if found.startswith((b'"deadline"', b'"memory"', b'"died"')) or worker.items >= MOST_ITEMS:
            worker.stop()
            worker = Worker()
    worker.stop()


if __name__ == "__main__":
    main()
