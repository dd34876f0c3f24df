"""Which samples each step sees: all (batch), one (stochastic) or some (mini-batch), in an order a seed decides.

In: how many samples, the batch size, whether to shuffle, a seed.  Out: ``Sampling``: the batches of any epoch.  The
order of an epoch depends on the seed and the epoch's number only, so that a run can be resumed anywhere.  Source: B9
(batch), B10 (stochastic), B11 (mini-batch), E5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.errors import OptionError, worded
from symgrad.model import Model
from symgrad.stepper import Batch
from symgrad.stepper.samples import sample_size


@dataclass(frozen=True)
class Sampling:
    """``samples`` in batches of ``size``; the last batch of an epoch has what is left.  ``size`` 0 is one batch of
    all, and then there is nothing to shuffle."""

    samples: int
    size: int
    shuffle: bool
    seed: int

    @property
    def whole(self) -> bool:
        """True when every step sees all samples."""
        return not self.size

    @property
    def steps(self) -> int:
        """Steps in an epoch."""
        return 1 if self.whole else -(-self.samples // self.size)

    def batches(self, epoch: int, *, after: int = 0) -> Iterator[Batch]:
        """The batches of an epoch (1 for the first), without the first ``after``."""
        if self.whole:
            yield from [None][after:]
            return
        if not self.shuffle:
            for start in range(after * self.size, self.samples, self.size):
                yield slice(start, min(start + self.size, self.samples))
            return
        order = np.random.default_rng([self.seed, epoch]).permutation(self.samples)
        for start in range(after * self.size, self.samples, self.size):
            yield order[start : start + self.size]


def sampling_of(
    model: Model, sizes: Mapping[str, int], batch_size: int | None, shuffle: bool, seed: int
) -> Sampling:
    """Checked.  Raises ``OptionError`` for a batch size that is none, and for a model whose data share no samples."""
    if batch_size is None:
        return Sampling(0, 0, shuffle, seed)
    if isinstance(batch_size, bool) or not isinstance(batch_size, (int, np.integer)) or batch_size < 1:
        raise OptionError(
            worded(
                "batch_size is {batch_size}; it must be a whole number, 1 or more.",
                batch_size=repr(batch_size),
            )
        )
    samples = _samples(model, sizes, "batches")
    return Sampling(samples, min(int(batch_size), samples), shuffle, seed)


def _samples(model: Model, sizes: Mapping[str, int], what: str) -> int:
    size = sample_size(model)
    if size is None:
        raise OptionError(
            worded("this model has no {samples}: its data do not share one first axis.", samples=what),
            remedy="Train on all samples, or write the loss as a sum over samples.",
        )
    return sizes[size]


def split(
    model: Model, data: Mapping[str, Any], sizes: Mapping[str, int], share: float, seed: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(training data, validation data): ``share`` of the samples, drawn with ``seed``, are set aside."""
    samples = _samples(model, sizes, "samples to set aside")
    count = round(share * samples)
    if not 0 < share < 1 or not 1 <= count < samples:
        raise OptionError(
            worded(
                "validation is {share} of {samples} samples; at least one must be set aside "
                "and one must be left.",
                share=f"{share:g}",
                samples=samples,
            ),
            remedy="Give a share between 0 and 1, or validation data as a dict.",
        )
    order = np.random.default_rng([seed, 0]).permutation(samples)
    parts = np.sort(order[count:]), np.sort(order[:count])

    def those(part: np.ndarray) -> dict[str, Any]:
        cut = {key for key in model.data if model[key].axes}
        return {key: value[part] if key in cut else value for key, value in data.items()}

    return those(parts[0]), those(parts[1])
