"""Several pages audited: what is kept from before is taken, the rest is worked out, on several processors if there are.

Goes in: pages.  Comes out: their audits, in the same order.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from symgrad.documents import cache
from symgrad.errors import SymgradError
from symgrad.notes import Audit, Claim, Page, audit, parse_page

#: pages with fewer characters together than this are done sooner than a second process begins
SMALL = 12_000


def audits(pages: Sequence[Page], *, keep: bool = True, workers: int | None = None) -> Iterator[Audit]:
    """The audit of each page, as it is done; ``keep=False`` neither takes what is kept nor keeps anything.

    Raises ``ReadError`` for a line of a page that is not mathematics.
    """
    kept = [cache.load(page) if keep else None for page in pages]
    waiting = [number for number, claims in enumerate(kept) if claims is None]
    workers = min(workers or os.cpu_count() or 1, len(waiting))
    if workers < 2 or sum(len(pages[number].text) for number in waiting) < SMALL:
        for page, claims in zip(pages, kept, strict=True):
            yield Audit(page, claims) if claims is not None else _made(page, keep)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context(_start_method())) as pool:
        # The longest pages first, so that none of them is waited for alone at the end.
        futures = {
            number: pool.submit(_claims_as_text, pages[number].text, pages[number].source)
            for number in sorted(waiting, key=lambda number: -len(pages[number].text))
        }
        for number, page in enumerate(pages):
            claims = _received(futures[number], page, keep) if number in futures else kept[number]
            yield Audit(page, claims) if claims is not None else _made(page, keep)


def _made(page: Page, keep: bool) -> Audit:
    """Worked out here."""
    found = audit(page)
    if keep:
        with suppress(cache.CannotKeep):
            cache.save(page, cache.encoded(found.claims))
    return found


def _received(future: Future[str | None], page: Page, keep: bool) -> tuple[Claim, ...] | None:
    """What another process found; ``None`` where it could not say."""
    try:
        text = future.result()
    except BrokenProcessPool:
        return None
    if text is None:
        return None
    if keep:
        cache.save(page, text)
    return cache.decoded(text, page)


def _claims_as_text(text: str, source: str) -> str | None:
    """In the other process; whatever goes wrong is met again, and said, in the first one."""
    try:
        return cache.encoded(audit(parse_page(text, source=source)).claims)
    except (SymgradError, cache.CannotKeep):
        return None


def _start_method() -> str:
    """A copy of this process where that is safe, which saves importing everything again."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
