"""One run: epochs of steps, a judgement after each, a checkpoint every so many steps, a clean end on Ctrl-C.

In: a ``Stepper``, a ``Sampling``, a ``Record``.  Out: the reason for stopping; the record has the rest.  With all
samples in one batch the loss of an epoch comes with the step after it, so that an epoch costs one evaluation; what that
step changed is dropped when the run ends there.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from math import inf, isfinite, isnan
from time import monotonic
from types import FrameType
from typing import Any

import numpy as np

from symgrad.errors import DataError, worded
from symgrad.stepper import Batch, Mark, Stepper
from symgrad.training.bar import Advance
from symgrad.training.record import Epoch, Record, finite, number
from symgrad.training.result import Reason, Values
from symgrad.training.sampling import Sampling

#: epochs, and steps over batches, whose parameters nobody looks at are run together for no longer than this
STRETCH_SECONDS = 0.05

#: reasons for which a run ends by itself before its last epoch
_ENDS: tuple[Reason, ...] = ("converged", "patience", "stopped", "diverged")

Callback = Callable[[Epoch], Any]


class Run:
    """``save`` writes a checkpoint of what it is given; it is called every ``every`` steps."""

    def __init__(
        self,
        stepper: Stepper,
        sampling: Sampling,
        record: Record,
        *,
        callbacks: Sequence[Callback] = (),
        save: Callable[[dict[str, Any]], None] | None = None,
        every: int = 1000,
    ) -> None:
        self.stepper = stepper
        self.sampling = sampling
        self.record = record
        self.callbacks = tuple(callbacks)
        self.save = save
        self.every = every
        self.advance: Advance | None = None
        self.caught: int | None = None
        #: parameters at which the loss, or a step, was no number
        self.left: Values = {}
        self._saved = -1
        #: epochs, or steps over batches, in the next stretch
        self._stretch = 1

    def go(self, epochs: int, advance: Advance | None) -> Reason:
        """Run until ``epochs`` epochs are done; returns why it stopped."""
        self.advance = advance
        with np.errstate(all="ignore"), _caught(self._catch, term=self.save is not None):
            try:
                reason = self._go(epochs)
            except KeyboardInterrupt:
                if not self.record.history:
                    raise
                reason = "interrupted"
            self.record.settle()
            if reason in _ENDS:
                self.record.end(reason)
                self._save()
            return reason

    def _catch(self, number: int, frame: FrameType | None) -> None:
        """The first signal ends the run after the stretch under way; the next one at once."""
        if self.caught is not None:
            raise KeyboardInterrupt
        self.caught = number

    def _go(self, epochs: int) -> Reason:
        if reason := self.record.ended:
            return reason
        if not self.record.history and not isfinite(loss := self._loss()):
            raise _no_start(loss)
        done, into = divmod(self.stepper.t, self.sampling.steps)
        if into:
            reason = self._steps(done + 1, into)
            if reason:
                return reason
            done += 1
        while done < epochs:
            if self._unwatched and (count := self._next_stretch(epochs - done)) > 1:
                reason = self._many(count)
            else:
                reason = self._whole() if self.sampling.whole else self._batches(done + 1)
                count = 1
            if reason:
                return reason
            done += count
        if not self.record.history or self.record.epoch < done:
            if done and self._saved != self.stepper.t:
                self._save()
            if reason := self._judge(self.stepper.params, self._loss()):
                return reason
        if self.advance is not None:
            self.advance(self.stepper.t, self.record.history[-1])
        return "epochs"

    def _whole(self) -> Reason | None:
        """One step with all samples; its loss is that of the epoch before."""
        judged = self.record.epoch == self.stepper.t
        params = self.stepper.params
        loss = self._step(None)
        self._stretch = max(self._stretch, 2)
        if loss < inf:
            return (None if judged else self._judge(params, loss)) or self._after_step()
        # the loss may be a number though its gradient is not
        return (None if judged else self._judge(params, self._loss())) or self._lost(params, loss)

    def _lost(self, params: Values, loss: float) -> Reason:
        """The end of a run whose loss, or step, was no number at ``params``."""
        if isnan(loss) and finite(params):
            self.left = dict(params)
        return "diverged"

    # -- stretches of epochs without a look at the parameters -----------------------------------------------

    @property
    def _unwatched(self) -> bool:
        """True when nobody has to see every epoch's parameters."""
        record = self.record
        return (
            self.sampling.whole and not self.callbacks and record.validate is None and len(record.history) > 1
        )

    def _next_stretch(self, left: int) -> int:
        """So many of the epochs (or steps) left that the run is looked at often enough, and that a checkpoint is due at
        their end."""
        if self.save is not None:
            left = min(left, self.every - self.stepper.t % self.every)
        return min(left, self._stretch)

    def _many(self, count: int) -> Reason | None:
        """``count`` epochs in one go; one by one as soon as their losses alone do not say what to make of them."""
        begun, mark = monotonic(), self.stepper.mark()
        try:
            losses = self.stepper.run(count - 1)
            params = self.stepper.params
            losses += self.stepper.run(1)
        except (ArithmeticError, ValueError):
            losses, params = [], {}
        calm = self.record.uneventful(losses) if losses else 0
        if calm < count or not finite(params):
            self.stepper.return_to(mark)
            self._stretch = 1
            if 1 < calm < count and (reason := self._many(calm)):
                return reason
            rest = count - calm if 1 < calm < count else count
            return next((reason for _ in range(rest) if (reason := self._whole())), None)
        self.record.take(losses, params, lambda number: self._again(mark, number))
        self._lengthen(count, monotonic() - begun)
        return self._after_step()

    def _lengthen(self, count: int, seconds: float) -> None:
        """The next stretch after one of ``count`` that took so long: twice as long at most."""
        self._stretch = max(1, min(2 * count, int(count * STRETCH_SECONDS / max(seconds, 1e-9))))

    def _again(self, mark: Mark, steps: int) -> Values:
        """The parameters so many steps after a mark."""
        now = self.stepper.mark()
        self.stepper.return_to(mark)
        self.stepper.run(steps)
        params = self.stepper.params
        self.stepper.return_to(now)
        return params

    # -- epochs one by one ----------------------------------------------------------------------------------

    def _batches(self, epoch: int) -> Reason | None:
        if self.record.epoch == epoch - 1:  # a run that ended and goes on
            return self._steps(epoch, 0)
        return self._judge(self.stepper.params, self._loss()) or self._steps(epoch, 0)

    def _steps(self, epoch: int, after: int) -> Reason | None:
        """The steps of an epoch, without the first ``after``, in stretches."""
        batches = self.sampling.batches(epoch, after=after)
        left = self.sampling.steps - after
        while part := list(islice(batches, self._next_stretch(left))):
            if reason := self._together(part):
                return reason
            left -= len(part)
        return None

    def _together(self, batches: list[Batch]) -> Reason | None:
        """Steps over these batches in one go; one by one as soon as one of their losses is no number."""
        begun = monotonic()
        if len(batches) == 1:
            params = self.stepper.params
            if not (loss := self._step(batches[0])) < inf:
                return self._lost(params, loss)
        else:
            mark = self.stepper.mark()
            try:
                losses = self.stepper.run_batches(batches)
            except (ArithmeticError, ValueError):
                losses = [inf]
            if not all(loss < inf for loss in losses):
                self.stepper.return_to(mark)
                self._stretch = 1
                return next((reason for batch in batches if (reason := self._together([batch]))), None)
        self._lengthen(len(batches), monotonic() - begun)
        return self._after_step()

    def _after_step(self) -> Reason | None:
        if self.caught is not None:
            self._save()
            if not self.stepper.t % self.sampling.steps:
                self._judge(self.stepper.params, self._loss())
            return "interrupted"
        if not self.stepper.t % self.every:
            self._save()
        if self.advance is not None:
            self.advance(self.stepper.t, self.record.history[-1])
        return None

    # -- numbers --------------------------------------------------------------------------------------------

    def _step(self, batch: Batch) -> float:
        return number(lambda: self.stepper.step(batch))

    def _loss(self) -> float:
        return number(self.stepper.loss)

    def _judge(self, params: Values, loss: float) -> Reason | None:
        """The record's judgement, then the callbacks'."""
        record = self.record
        reason = record.judge(params, loss)
        if not record.history:
            raise _no_start(loss)
        if reason == "diverged":
            self._lost(params, loss)
        if self.callbacks and record.epoch and reason != "diverged":
            checked = record.validation[-1] if record.validation else None
            for callback in self.callbacks:
                if callback(Epoch(record.epoch, loss, checked, _copied(params))) is True:
                    reason = reason or "stopped"
        return reason

    def _save(self) -> None:
        if self.save is None:
            return
        self.record.settle()
        record = {f"record {key}": value for key, value in self.record.state_dict().items()}
        steps = {f"step {key}": value for key, value in self.stepper.state_dict().items()}
        self.save({**steps, **record, **{f"left {key}": value for key, value in self.left.items()}})
        self._saved = self.stepper.t

    def load(self, state: dict[str, Any]) -> None:
        """Go on from what ``save`` was given."""

        def under(what: str) -> dict[str, Any]:
            return {key.removeprefix(what): value for key, value in state.items() if key.startswith(what)}

        self.stepper.load(under("step "))
        self.record.load(under("record "))
        self.left = {key: value if np.ndim(value) else float(value) for key, value in under("left ").items()}
        self._saved = self.stepper.t


def _copied(params: Values) -> Values:
    return {key: value.copy() if isinstance(value, np.ndarray) else value for key, value in params.items()}


def _no_start(loss: float) -> DataError:
    return DataError(
        worded("the loss is {loss} at the initial parameters.", loss=loss),
        remedy="Start elsewhere (params= or another seed=), or scale the data.",
    )


@contextmanager
def _caught(handler: Callable[[int, FrameType | None], None], *, term: bool) -> Iterator[None]:
    """Ctrl-C (and kill, if ``term``) go to ``handler``; outside the main thread nothing can be caught."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGINT, *([signal.SIGTERM] if term else [])]
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old if old is not None else signal.SIG_DFL)
