"""The progress bar of a run: epochs, loss, steps a second, learning rate, on the error output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: a progress bar appears when a run takes longer than this
BAR_AFTER_SECONDS = 2.0
#: and is drawn again no sooner than this
REDRAW_SECONDS = 0.1

#: called after steps with (steps done, loss)
Advance = Callable[[int, float], None]


@contextmanager
def progress_bar(
    epochs: int, steps: int, begun: int, rate: Callable[[int], str], wanted: bool | None
) -> Iterator[Advance | None]:
    """A function to call as the run goes on; ``None`` when there will be no bar.

    ``steps`` are those of an epoch, ``begun`` those done before (of a resumed run), ``rate`` gives the learning rate of
    a step as text.
    """
    if wanted is False or (wanted is None and not sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TextColumn("{task.fields[epoch]}"),
        TextColumn("loss {task.fields[loss]:.6g}"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    drawn = Progress(*columns, console=Console(stderr=True))
    task = drawn.add_task("steps", total=epochs * steps, epoch="", loss=float("nan"), speed="")
    begin = time.monotonic()
    drawn_next = begin if wanted else begin + BAR_AFTER_SECONDS
    shown = False

    def advance(done: int, loss: float) -> None:
        nonlocal shown, drawn_next
        now = time.monotonic()
        if now < drawn_next and not (shown and done >= epochs * steps):
            return
        if not shown:
            drawn.start()
            shown = True
        drawn_next = now + REDRAW_SECONDS
        speed = (done - begun) / max(now - begin, 1e-9)
        drawn.update(
            task,
            completed=done,
            epoch=f"{done // steps}/{epochs}",
            loss=loss,
            speed=f"{speed:.3g} steps/s{rate(max(done, 1))}",
        )

    try:
        yield advance
    finally:
        if shown:
            drawn.stop()
