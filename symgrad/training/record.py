"""What is remembered of a run, and the judgement after every epoch whether it goes on.

In: the parameters after an epoch and their losses.  Out: a reason for stopping, or ``None``.  ``Record`` can be put
into a checkpoint and taken out again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any

import numpy as np

from symgrad.errors import SymgradError
from symgrad.training.result import Reason, Values

#: a loss this many times the largest of the start has left for good
EXPLODED = 1e8
#: so many epochs in a row, each with a higher loss than the one before and than the first, is divergence as well
RISING = 20
#: a loss that ends higher by no more than this share has not risen
ROUNDING = 1e-9
#: a run that ended for one of these ends there again
_FINAL: tuple[Reason, ...] = ("converged", "patience", "diverged")


@dataclass(frozen=True)
class Epoch:
    """What a callback sees after an epoch: its number, the losses, the parameters (its own copies)."""

    number: int
    loss: float
    validation: float | None
    params: Values


@dataclass
class Record:
    """Losses and parameters so far.

    ``params`` are those after the last epoch that was judged, ``best`` those with the lowest loss; ``largest`` is how
    large each parameter has been, ``rising`` how many epochs in a row the loss has risen.
    """

    tolerance: float
    patience: int | None
    validate: Callable[[Values], float] | None = None
    history: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)
    params: Values = field(default_factory=dict)
    best: Values = field(default_factory=dict)
    best_epoch: int = 0
    best_loss: float = inf
    largest: dict[str, float] = field(default_factory=dict)
    rising: int = 0
    #: why the run ended by itself
    ended: Reason | None = None
    #: the best parameters, where they have yet to be computed again
    _best: Callable[[], Values] | None = None

    @property
    def epoch(self) -> int:
        """The last epoch judged; −1 before any."""
        return len(self.history) - 1

    def judge(self, params: Values, loss: float) -> Reason | None:
        """Take in the parameters after one more epoch and their loss over all samples.

        Numbers that are not finite are not taken in.
        """
        if not isfinite(loss) or not finite(params):
            return "diverged"
        checked = self.validate(params) if self.validate is not None else None
        still = bool(self.history) and self._stands_still(params, loss)
        self.history.append(loss)
        if checked is not None:
            self.validation.append(checked)
        score = loss if checked is None else checked
        if score < self.best_loss or not self.best:
            self.best, self.best_epoch, self.best_loss, self._best = params, self.epoch, score, None
        first = not self.params
        self.params = params
        if first:
            self.largest = {key: _size(value) for key, value in params.items()}
            return None
        if self._exploded():
            return "diverged"
        if still:
            return "converged"
        if self.patience is not None and self.epoch - self.best_epoch >= self.patience:
            return "patience"
        return None

    # -- many epochs at once --------------------------------------------------------------------------------

    def uneventful(self, losses: Sequence[float]) -> int:
        """How many of the next losses, from the first, ``judge`` would take in whatever the parameters: no reason to
        stop, and no loss that stands still.  There are two epochs before them."""
        after = np.array(losses)
        before = np.array([self.history[-1], *losses[:-1]])
        first = self.history[0]
        calm = np.isfinite(after) & (after <= EXPLODED * max(abs(first), abs(self.history[1])))
        with np.errstate(invalid="ignore"):
            moved = np.abs(after - before) > self.tolerance * np.maximum(abs(first), np.abs(after))
        calm &= moved
        rising, best, best_epoch = self.rising, self.best_loss, self.best_epoch
        higher = (after > before) & (after > first)
        if self.patience is None and not higher.any():
            return len(losses) if calm.all() else int(np.argmin(calm))
        for number, loss in enumerate(losses):
            rising = rising + 1 if higher[number] else 0
            if loss < best:
                best, best_epoch = loss, self.epoch + 1 + number
            waited = self.epoch + 1 + number - best_epoch
            if (
                not calm[number]
                or rising >= RISING
                or (self.patience is not None and waited >= self.patience)
            ):
                return number
        return len(losses)

    def take(self, losses: Sequence[float], params: Values, again: Callable[[int], Values]) -> None:
        """Take in uneventful losses and the parameters at the last of them; ``again`` computes those at any other."""
        after = np.array(losses)
        lowest = int(np.argmin(after))
        if losses[lowest] < self.best_loss:
            self.best_epoch, self.best_loss = self.epoch + 1 + lowest, losses[lowest]
            if lowest == len(losses) - 1:
                self.best, self._best = params, None
            else:
                self._best = lambda: again(lowest)
        first = self.history[0]
        for before, loss in zip([self.history[-1], *losses[:-1]][-RISING:], losses[-RISING:], strict=True):
            self.rising = self.rising + 1 if loss > before and loss > first else 0
        self.history += losses
        self.params = params

    def end(self, reason: Reason) -> None:
        """The run ends by itself."""
        self.ended = reason

    @property
    def _limits(self) -> np.ndarray:
        return np.array([self.tolerance, self.patience or 0])

    def settle(self) -> None:
        """Compute the best parameters, if they are still to be computed."""
        if self._best is not None:
            self.best, self._best = self._best(), None

    # -- judgements -----------------------------------------------------------------------------------------

    def _stands_still(self, params: Values, loss: float) -> bool:
        scale = max(abs(self.history[0]), abs(loss))
        if abs(loss - self.history[-1]) > self.tolerance * scale:
            return False
        still = True
        for key, value in params.items():
            self.largest[key] = max(self.largest[key], _size(value))
            still = still and _size(value - self.params[key]) <= self.tolerance * self.largest[key]
        return still

    def _exploded(self) -> bool:
        loss, before, first = self.history[-1], self.history[-2], self.history[0]
        self.rising = self.rising + 1 if loss > before and loss > first else 0
        return self.rising >= RISING or loss > EXPLODED * max(abs(first), abs(self.history[1]))

    @property
    def rose(self) -> bool:
        """True when the loss is higher than it was at the start."""
        first, last = self.history[0], self.history[-1]
        return last - first > ROUNDING * max(abs(first), abs(last))

    # -- in a checkpoint ------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Everything the next judgement depends on, as arrays."""
        found: dict[str, Any] = {
            "history": np.array(self.history),
            "validation": np.array(self.validation),
            "best_epoch": self.best_epoch,
            "best_loss": self.best_loss,
            "rising": self.rising,
            "ended": self.ended or "",
            "limits": self._limits,
        }
        for what, values in (("params", self.params), ("best", self.best), ("largest", self.largest)):
            found |= {f"{what} {key}": np.array(value) for key, value in values.items()}
        return found

    def load(self, state: Mapping[str, Any]) -> None:
        """The inverse of ``state_dict``."""
        self.history = [float(loss) for loss in state["history"]]
        self.validation = [float(loss) for loss in state["validation"]]
        self.best_epoch, self.rising = int(state["best_epoch"]), int(state["rising"])
        self.best_loss = float(state["best_loss"])

        # a callback is asked anew; patience and tolerance may be others now
        ended, same = str(state["ended"]), np.array_equal(state["limits"], self._limits)
        self.ended = next((reason for reason in _FINAL if reason == ended and same), None)

        def under(what: str) -> dict[str, Any]:
            found = {key.removeprefix(what): value for key, value in state.items() if key.startswith(what)}
            return {key: np.array(value) if np.ndim(value) else float(value) for key, value in found.items()}

        self.params, self.best, self.largest = under("params "), under("best "), under("largest ")


def number(compute: Callable[[], float]) -> float:
    """A loss; what ``math`` refuses to compute is infinite (too large) or no number."""
    try:
        return float(compute())
    except SymgradError:
        raise
    except OverflowError:
        return inf
    except (ArithmeticError, ValueError):
        return float("nan")


def finite(params: Values) -> bool:
    """Are all of them numbers, and not infinite?"""
    return all(
        bool(np.isfinite(value).all()) if isinstance(value, np.ndarray) else isfinite(value)
        for value in params.values()
    )


def _size(value: Any) -> float:
    return float(np.max(np.abs(value))) if isinstance(value, np.ndarray) else abs(value)
