"""Several pages audited: what is kept from before is taken, the rest is worked out, on several processors if there are.

Goes in: pages.  Comes out: their audits, in the same order.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from symgrad.documents.cache import CannotKeep, Kept, NotKept
from symgrad.errors import SymgradError
from symgrad.notes import Audit, Page, Section, audit, parse_page
from symgrad.notes.carried import Carried, Judged
from symgrad.notes.sections import judged

if TYPE_CHECKING:
    from concurrent.futures import Future

#: pages with fewer characters together than this are done sooner than a second process begins
SMALL = 12_000


def audits(pages: Sequence[Page], *, keep: bool = True, workers: int | None = None) -> Iterator[Audit]:
    """The audit of each page, as it is done; ``keep=False`` neither takes what is kept nor keeps anything.

    Raises ``ReadError`` for a line of a page that is not mathematics.
    """
    kept = [_kept(page) if keep else None for page in pages]
    waiting = [number for number, found in enumerate(kept) if found is None]
    workers = min(workers or os.cpu_count() or 1, len(waiting))
    if workers < 2 or sum(len(pages[number].text) for number in waiting) < SMALL:
        for page, found in zip(pages, kept, strict=True):
            yield found or _made(page, keep)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, get_context(_start_method())) as pool:
        # The longest pages first, so that none of them is waited for alone at the end.
        futures = {
            number: pool.submit(_sections_as_text, pages[number].text, pages[number].source, keep)
            for number in sorted(waiting, key=lambda number: -len(pages[number].text))
        }
        for number, page in enumerate(pages):
            found = _received(futures[number], page) if number in futures else kept[number]
            yield found or _made(page, keep)


def _kept(page: Page) -> Audit | None:
    """All of it from before; ``None`` where a section has to be judged."""
    try:
        return audit(page, Kept.of(page).load)
    except NotKept:
        return None


def _made(page: Page, keep: bool) -> Audit:
    """Worked out here, what is not kept."""
    return audit(page, Kept.of(page).judged) if keep else audit(page)


def _received(future: Future[dict[str, str] | None], page: Page) -> Audit | None:
    """What another process found; ``None`` where it could not say."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        texts = future.result()
    except BrokenProcessPool:
        return None
    if texts is None:
        return None
    kept = Kept.of(page)
    return audit(page, lambda section, _: kept.decoded(section, texts[section.name]))


def _sections_as_text(text: str, source: str, keep: bool) -> dict[str, str] | None:
    """In the other process; whatever goes wrong is met again, and said, in the first one."""
    try:
        page = parse_page(text, source=source)
        kept, texts = Kept.of(page), {}

        def judge(section: Section, seen: Carried) -> Judged:
            found = kept.judged(section, seen) if keep else judged(section, seen)
            texts[section.name] = kept.encoded(section, found)
            return found

        audit(page, judge)
    except (SymgradError, CannotKeep):
        return None
    return texts


def _start_method() -> str:
    """A copy of this process where that is safe, which saves importing everything again."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
