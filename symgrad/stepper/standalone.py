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
    params: Mapping[str, Any],
    data: Mapping[str, Any],
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
    all_slopes, more_slopes = views(g, shapes), views(more, shapes)
    pieces = pieces_of([w, g, *states], facts["buffers"][0])
    places = pieces_of([w, g, *states, there], facts["buffers"][1])
    sizes = {
        str(axis): length
        for key, value in {**params, **given}.items()
        for axis, length in zip(facts["axes"].get(key, ()), np.shape(value), strict=False)
    }
    sampled = [key for key in facts["inputs"] if key in facts["sampled"]]
    samples = sizes[facts["size"]] if sampled else 1
    one = sum(given[key].size // samples for key in sampled)
    for axes in facts["work"]:
        one += int(np.prod([1 if axis == facts["size"] else sizes.get(axis, axis) for axis in axes]))
    most = max(facts["block"], facts["bytes"] // max(1, one * kind.itemsize))  # what stays in cache
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
        size = most if facts["everything"] else total
        loss = 0.0
        for start in range(0, total, size):
            stop = min(start + size, total)
            part = slice(start, stop) if batch is None else batch[start:stop]
            loss += block(at, part, stop - start, total, more_slopes if start else all_slopes)
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


def trained_hoisted(
    functions: Mapping[str, Any],
    facts: Mapping[str, Any],
    short: Mapping[str, Any],
    params: Mapping[str, Any],
    data: Mapping[str, Any],
    epochs: int,
) -> tuple[dict[str, Any], list[float]] | None:
    """Train on sums over the data that are taken once, so that an epoch costs the same for any number of samples.

    ``None`` unless that is as good as going over the samples: loss and derivatives must agree to 1e-9 at a point in
    general position, and no loss on the way may be so small that rounding errors of the sums show in it (1e-11).
    """
    random = np.random.default_rng(0)
    point = {key: np.asarray(params[key], float) for key in facts["parameters"]}
    point = {key: value + (1 + abs(value)) * random.normal(size=value.shape) for key, value in point.items()}
    with np.errstate(all="ignore"):
        totals, expected = sums_and_slopes(functions, facts, short, point, data)
    moments = dict(zip(short["inputs"], totals, strict=True))
    sizes = {
        str(axis): length
        for key, value in {**point, **moments}.items()
        for axis, length in zip(short["axes"].get(key, ()), np.shape(value), strict=False)
    }
    if sum(map(np.size, totals)) >= sum(map(np.size, data.values())):
        return None

    def polynomial(at: Mapping[str, Any], sums: list[Any]) -> list[Any]:
        into = [np.zeros(np.shape(value)) for value in at.values()]
        work = [np.empty([a if isinstance(a, int) else sizes[a] for a in axes]) for axes in short["work"]]
        return [functions["polynomial"](list(at.values()), sums, into, work), *into]

    for one, other in zip(expected, polynomial(point, totals), strict=True):
        if not np.max(np.abs(one - other)) <= 1e-9 * np.max(np.abs(one)):
            return None
    start = {key: np.array(params[key], float) for key in facts["parameters"]}
    if functions["run"] is not None:
        try:
            reached, losses = trained_numbers(functions["run"], short, start, moments, epochs)
        except OverflowError:  # going over the samples gives infinity
            return None
    else:
        reached, losses = trained_arrays(
            functions["polynomial"],
            functions["update"],
            functions["place"],
            short,
            start,
            moments,
            epochs,
            None,
            0,
        )
    largest = max(
        polynomial({key: np.abs(at[key]) for key in point}, [np.abs(item) for item in totals])[0]
        for at in (start, reached)
    )
    if np.finfo(float).eps * largest > 1e-11 * min(map(abs, losses), default=np.inf):
        return None
    kinds = [np.asarray(value).dtype for value in data.values() if np.ndim(value)]
    kind = np.result_type(*kinds) if all(item.kind == "f" for item in kinds) else np.dtype(float)
    return {
        key: np.asarray(value, kind) if np.ndim(value) else float(value) for key, value in reached.items()
    }, losses


def sums_and_slopes(
    functions: Mapping[str, Any],
    facts: Mapping[str, Any],
    short: Mapping[str, Any],
    point: Mapping[str, Any],
    data: Mapping[str, Any],
) -> tuple[list[Any], list[Any]]:
    """One pass over the samples, block by block in double precision: the sums; loss and derivatives at ``point``."""
    sampled = [key for key in facts["sampled"] if np.ndim(data[key])]
    samples = len(data[sampled[0]])
    row = sum(np.size(data[key]) // samples for key in sampled)
    size = max(facts["block"], facts["bytes"] // (16 * row)) if facts["everything"] else samples
    sizes = {
        str(axis): length
        for key, value in {**point, **data}.items()
        for axis, length in zip(facts["axes"].get(key, ()), np.shape(value), strict=False)
    }
    totals: list[Any] = []
    found: list[Any] = []
    for start in range(0, samples, size):
        stop = min(start + size, samples)
        values = {
            key: np.asarray(value[start:stop] if key in sampled else value, float)
            if np.ndim(value)
            else float(value)
            for key, value in data.items()
        }
        values[facts["everything"]] = samples
        sizes[facts["size"]] = stop - start
        work = [np.empty([a if isinstance(a, int) else sizes[a] for a in axes]) for axes in facts["work"]]
        into = [np.zeros(np.shape(value)) for value in point.values()]
        some = [np.asarray(item) for item in functions["sums"]([values[key] for key in short["given"]])]
        loss = functions["gradient"](
            list(point.values()), [values[key] for key in facts["inputs"]], into, work
        )
        totals = [a + b for a, b in zip(totals, some, strict=True)] if start else some
        found = [a + b for a, b in zip(found, [loss, *into], strict=True)] if start else [loss, *into]
    shapes = [
        [a if isinstance(a, int) else sizes[a] for a in short["axes"].get(key, ())] for key in short["inputs"]
    ]
    return [
        np.array(np.broadcast_to(a, b)) if b else float(a) for a, b in zip(totals, shapes, strict=True)
    ], found


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


def pieces_of(
    arrays: list[np.ndarray], buffers: int, nbytes: int = 1_048_576
) -> list[tuple[np.ndarray, ...]]:
    """Flat arrays cut into pieces of at most ``nbytes``, with buffers of the same lengths.

    The calls for a piece cost little then, and its arrays stay in cache.
    """
    length, kind = arrays[0].size, arrays[0].dtype
    piece = nbytes // kind.itemsize
    work = [np.empty(min(piece, length), kind) for _ in range(buffers)]
    return [
        (
            *(array[start : start + piece] for array in arrays),
            *(item[: min(piece, length - start)] for item in work),
        )
        for start in range(0, length, piece)
    ]
