"""What a generated module needs besides its generated functions: it is copied into it as it stands here (NumPy only).

In: the generated functions, the facts about the model as plain tuples, parameters and data.  Out: the parameters
reached, and the loss before each step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

Axes = tuple[str | int, ...]


def trained_numbers(
    run: Callable[..., Any],
    facts: Mapping[str, Any],
    params: Mapping[str, float],
    data: Mapping[str, float],
    epochs: int,
) -> tuple[dict[str, float], list[float]]:
    """Train a model of plain numbers: the loop stands inside ``run``."""
    keys = tuple(facts["parameters"])
    start = [float(params[key]) for key in keys]
    start += [first for first in facts["start"] for _ in keys]
    losses, values = run(epochs, 0, tuple(start), tuple(float(data[key]) for key in facts["inputs"]))
    return dict(zip(keys, values, strict=False)), losses


def trained_arrays(
    gradient: Callable[..., float],
    update: Callable[..., None],
    place: Callable[..., None] | None,
    facts: Mapping[str, Any],
    params: Mapping[str, Any],
    data: Mapping[str, Any],
    epochs: int,
    batch_size: int | None,
    seed: int,
) -> tuple[dict[str, Any], list[float]]:
    """Train a model with axes: parameters, gradients and state in one flat buffer each, samples in blocks."""
    given: dict[str, Any] = {
        key: np.asarray(value) if np.ndim(value) else float(value) for key, value in data.items()
    }
    kind = np.result_type(*(v for v in given.values() if np.ndim(v)), *params.values())
    kind = kind if kind.kind == "f" else np.dtype(float)
    given = {key: value.astype(kind, copy=False) if np.ndim(value) else value for key, value in given.items()}
    shapes = {key: np.shape(params[key]) for key in facts["parameters"]}
    count = sum(int(np.prod(shape)) for shape in shapes.values())
    w, g, more, there = (np.zeros(count, kind) for _ in range(4))
    for key, view in zip(shapes, views(w, shapes), strict=True):
        view[...] = params[key]
    states = [np.full(count, first, kind) for first in facts["start"]]
    here, elsewhere = views(w, shapes), views(there, shapes)
    pieces = pieces_of([w, g, *states], facts["buffers"][0])
    places = pieces_of([w, g, *states, there], facts["buffers"][1])
    sizes = {
        str(axis): length
        for key, value in {**params, **given}.items()
        for axis, length in zip(facts["axes"].get(key, ()), np.shape(value), strict=False)
    }
    sampled = [key for key in facts["inputs"] if key in facts["sampled"]]
    samples = sizes[facts["size"]] if sampled else 1
    kept: dict[int, list[np.ndarray]] = {}

    def block(at: list[np.ndarray], batch: Any, length: int, of: int, into: list[np.ndarray]) -> float:
        if length not in kept:
            known = {**sizes, facts["size"]: length}
            shaped = [
                [axis if isinstance(axis, int) else known[axis] for axis in axes] for axes in facts["work"]
            ]
            kept[length] = [np.empty(shape, kind) for shape in shaped]
        values = [
            of if key == facts["everything"] else given[key][batch] if key in sampled else given[key]
            for key in facts["inputs"]
        ]
        return gradient(at, values, into, kept[length])

    def slopes(at: list[np.ndarray], batch: np.ndarray | None) -> float:
        total = samples if batch is None else len(batch)
        size = facts["block"] if facts["everything"] else total
        loss = 0.0
        for start in range(0, total, size):
            stop = min(start + size, total)
            part = slice(start, stop) if batch is None else batch[start:stop]
            loss += block(at, part, stop - start, total, views(more if start else g, shapes))
            if start:
                np.add(g, more, out=g)
        return loss

    losses: list[float] = []
    for batch in batches(samples, epochs, batch_size, seed):
        with np.errstate(all="ignore"):
            losses.append(slopes(here, batch))
            if place is not None:
                place(len(losses), 0.0, places)
                slopes(elsewhere, batch)
            update(len(losses), float(np.sqrt(np.dot(g, g))), pieces)
    reached = {key: view.copy() if view.ndim else float(view) for key, view in zip(shapes, here, strict=True)}
    return reached, losses


def batches(samples: int, epochs: int, batch_size: int | None, seed: int) -> Iterator[np.ndarray | None]:
    """Indices of samples, shuffled anew in every epoch; ``None`` where all samples are one batch."""
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        if batch_size is None:
            yield None
            continue
        order = random.permutation(samples)
        for start in range(0, samples, batch_size):
            yield order[start : start + batch_size]


def views(flat: np.ndarray, shapes: Mapping[str, tuple[int, ...]]) -> list[np.ndarray]:
    """A flat buffer as arrays in these shapes."""
    found, start = [], 0
    for shape in shapes.values():
        stop = start + int(np.prod(shape))
        found.append(flat[start:stop].reshape(shape))
        start = stop
    return found


def pieces_of(arrays: list[np.ndarray], buffers: int) -> list[tuple[np.ndarray, ...]]:
    """Flat arrays cut into pieces that stay in cache, with buffers of the same lengths."""
    length, kind = arrays[0].size, arrays[0].dtype
    piece = 131_072 // kind.itemsize
    work = [np.empty(min(piece, length), kind) for _ in range(buffers)]
    return [
        (
            *(array[start : start + piece] for array in arrays),
            *(item[: min(piece, length - start)] for item in work),
        )
        for start in range(0, length, piece)
    ]
