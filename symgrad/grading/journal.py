"""The journal of a run: every verdict is on the disk before the next ones come, so that a killed run can go on.

In: verdicts with whose they are and a key (the hash of the question and the answer).  Out: a file of JSON lines that is
only ever appended to; a last line that was torn, or one that is damaged, is as if it had never been written.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from symgrad import __version__
from symgrad.errors import DataError, worded

#: rows, or seconds, after which what was written is forced to the disk
ROWS, SECONDS = 64, 1.0
_FIELDS = ("student", "question", "key", "verdict")


def key_of(item: Mapping[str, Any]) -> str:
    """The key of an item: what it asks, what is answered, and what judges."""
    text = json.dumps([__version__, item], sort_keys=True, ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


class Journal:
    """The verdicts found so far; use it in a ``with`` statement.  Raises ``DataError`` if another run writes there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        #: key → verdict
        self.verdicts: dict[str, dict[str, Any]] = {}
        #: (student, question) → key, as last written
        self.keys: dict[tuple[str, str], str] = {}
        self.damaged = 0
        self._unsynced, self._synced = 0, time.monotonic()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("a+b")
        try:
            _lock(self._file, path)
            self._load()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sync()
        self._file.close()

    def _load(self) -> None:
        self._file.seek(0)
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                self.damaged += 1
                break
            whole += len(line)
            row = _row(line)
            if row is None:
                self.damaged += 1
                continue
            self._keep(*(row[name] for name in _FIELDS))
        self._file.truncate(whole)
        self._file.seek(0, os.SEEK_END)

    def _keep(self, student: str, question: str, key: str, verdict: dict[str, Any]) -> None:
        self.verdicts[key] = verdict
        self.keys[student, question] = key

    def add(self, student: str, question: str, key: str, verdict: dict[str, Any]) -> None:
        """Append one row."""
        row = dict(zip(_FIELDS, (student, question, key, verdict), strict=True))
        self._file.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        self._file.flush()
        self._keep(student, question, key, verdict)
        self._unsynced += 1
        if self._unsynced >= ROWS or time.monotonic() - self._synced > SECONDS:
            self.sync()

    def forget(self, key: str) -> None:
        """Have an answer judged again."""
        self.verdicts.pop(key, None)

    def sync(self) -> None:
        """Force what was written to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unsynced, self._synced = 0, time.monotonic()


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    kinds = (str, str, str, dict)
    right = isinstance(row, dict) and all(
        isinstance(row.get(name), kind) for name, kind in zip(_FIELDS, kinds, strict=True)
    )
    return row if right else None


def _lock(file: IO[bytes], path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DataError(
            worded("another run is writing to {parent}.", parent=path.parent),
            remedy="Wait for it, or name another folder with --out.",
        ) from None
