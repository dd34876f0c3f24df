"""The rows about training: steps of ours against steps of others, in both precisions, every rival in the same run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

import symgrad as sg
from benchmarks import training_rivals as rivals
from benchmarks.rivals import two_layers
from benchmarks.timing import Timing, median, pairs
from symgrad.optimizers import OPTIMIZERS, optimizer
from symgrad.stepper import Stepper
from symgrad.stepper.update import Update

D5 = r"""
h(x_1, x_2) = w_1 x_1 + w_2 x_2 + b
L = \frac{1}{2m} \sum_{i=1}^m (h(x_1^{(i)}, x_2^{(i)}) - y^{(i)})^2
"""
PRECISIONS = (np.float64, np.float32)
#: backends whose steps are measured, and the package each needs; a row of the table for each that is installed
BACKENDS = {"numpy": "numpy", "numba": "numba"}
Call = Callable[[], object]


def stepper(
    model: Any,
    rule: str,
    params: Any,
    data: Any,
    dtype: Any = np.float64,
    backend: str = "numpy",
    **given: float,
) -> Stepper:
    """A stepper by a rule's name."""
    row = optimizer(rule)
    return Stepper(model, row, row.values(given), params, data, dtype=dtype, backend=backend)


def backends() -> Iterator[tuple[str, str]]:
    """Each backend that can be used, and how a row's work begins: nothing is said about the usual one."""
    for backend, package in BACKENDS.items():
        if find_spec(package) is not None:
            yield backend, "" if backend == "numpy" else f"{backend}: "


def against(
    work: str, ours: Call, others: dict[str, tuple[Call | None, str]], *, repeat: int, inner: int = 1
) -> Iterator[Timing]:
    """One line for each rival that is installed."""
    for name, (rival, aim) in others.items():
        if rival is not None:
            mine, theirs, ratio = pairs(ours, rival, repeat=repeat, inner=inner)
            yield Timing(f"{work}, against {name}", mine, theirs, ratio, aim)


def tiny_step(size: Any) -> Iterator[Timing]:
    """Loss, all gradients and update of the 2–2–1 network on one sample; ours a loop of 100 steps, per step."""
    from benchmarks.rows import B6, B6_SAMPLE, B6_WEIGHTS

    model = sg.read(B6, parameters=" ".join(B6_WEIGHTS), data=" ".join(B6_SAMPLE))
    w1, w2, w3, w4, w5, w6 = B6_WEIGHTS.values()
    params = {"hidden": np.array([[w1, w2], [w3, w4]]), "output": np.array([w5, w6])}
    data = {"x": np.array([0.5, 0.7]), "y": 1.0}
    made: tuple[tuple[str, Callable[..., Call | None], str], ...] = (
        ("NumPy", rivals.numpy_tiny, "≥ 10×"),
        ("JAX, jitted", rivals.jax_tiny, "≥ 15×"),
        ("PyTorch", rivals.torch_tiny, "≥ 100×"),
    )
    for backend, begin in backends():
        ours = stepper(model, "gradient_descent", B6_WEIGHTS, B6_SAMPLE, backend=backend, learning_rate=0.1)
        for name, make, aim in made:
            rival = make(params, data, 0.1)
            if rival is None:
                continue
            mine, theirs, ratio = pairs(
                lambda o=ours: o.run(100), lambda r=rival: [r() for _ in range(100)], repeat=size.repeat
            )
            yield Timing(f"{begin}2–2–1 step, against {name}", mine / 100, theirs / 100, ratio, aim)


def regression(size: Any) -> Iterator[Timing]:
    """D5: 100 epochs over 100,000 samples with two features, set-up included (but not compiling, for nobody)."""
    model = sg.read(D5, parameters="w_1 w_2 b", data="x_1 x_2 y", shapes={"x_1": "m", "x_2": "m", "y": "m"})
    random = np.random.default_rng(0)
    samples = 50 * size.samples
    for precision in PRECISIONS:
        data = {key: random.random(samples).astype(precision) for key in ("x_1", "x_2")}
        noise = 0.1 * random.normal(size=samples)
        data["y"] = (0.3 * data["x_1"] + 0.5 * data["x_2"] + 0.1 + noise).astype(precision)
        start = {"w_1": 0.1, "w_2": 0.2, "b": 0.0}

        def ours(data: Any = data, start: Any = start, precision: Any = precision) -> object:
            made = stepper(model, "gradient_descent", start, data, precision, learning_rate=1.0)
            made.run(100)
            assert made.hoisted
            return made.params

        expected = rivals.numpy_loop(data, 100)()
        np.testing.assert_allclose(
            list(ours().values()), expected, rtol=1e-9 if precision is np.float64 else 1e-2
        )  # type: ignore[attr-defined]
        others = {
            "NumPy": (rivals.numpy_loop(data, 100), "≥ 20×"),
            "JAX": (rivals.jax_loop(data, 100), "≥ 20×"),
            "PyTorch": (rivals.torch_loop(data, 100), "≥ 40×"),
        }
        yield from against(
            f"D5, {samples} samples, {np.dtype(precision)}", ours, others, repeat=max(3, size.repeat // 4)
        )


def full_batch(size: Any) -> Iterator[Timing]:
    """One gradient of 784–100–10 over 28 times the samples, against its matrix products alone and the others."""
    from benchmarks.rows import digits, network

    text, known = network(2)
    model = sg.read(text, **known)
    samples = 28 * size.samples
    for precision in PRECISIONS:
        params, data = digits(samples, precision)
        expected, right = two_layers(params, data)
        tolerance = 1e-10 if precision is np.float64 else 1e-3
        others: dict[str, tuple[Call | None, str]] = {
            "its products": (_products(params, data), "≥ 0.91×" if precision is np.float32 else "≥ 0.83×"),
            "NumPy": (lambda p=params, d=data: two_layers(p, d), "≥ 1×"),
            "JAX": (rivals.jax_gradient(params, data), "≥ 1×"),
            "PyTorch": (rivals.torch_gradient(params, data), "≥ 1×"),
        }
        for backend, begin in backends():
            made = stepper(model, "sgd", params, data, precision, backend)
            loss, slopes = made.value_and_grad()
            np.testing.assert_allclose(loss, expected, rtol=tolerance)
            np.testing.assert_allclose(slopes["W_1"], right["W_1"], rtol=tolerance, atol=tolerance)
            work = f"{begin}gradient, {samples} samples, {np.dtype(precision)}"
            yield from against(work, made.value_and_grad, others, repeat=max(3, size.repeat // 6))


def _products(params: Any, data: Any) -> Call:
    """The matrix products of a gradient, into arrays that exist."""
    x, w1, w2 = data["X"], params["W_1"], params["W_2"]
    hidden, out = np.ones((len(x), 100), x.dtype), np.ones((len(x), 10), x.dtype)
    room, small = np.empty_like(hidden), np.empty_like(out)
    d1, d2 = np.empty_like(w1), np.empty_like(w2)

    def products() -> None:
        np.matmul(x, w1, out=room)
        np.matmul(hidden, w2, out=small)
        np.matmul(hidden.T, out, out=d2)
        np.matmul(out, w2.T, out=room)
        np.matmul(x.T, hidden, out=d1)

    return products


def mini_batch(size: Any) -> Iterator[Timing]:
    """One epoch of Adam, batches of 64, 784–100–10."""
    from benchmarks.rows import digits, network

    text, known = network(2)
    model = sg.read(text, **known)
    samples = 10 * size.samples
    order = np.random.default_rng(0).permutation(samples)
    batches = order[: samples // 64 * 64].reshape(-1, 64)
    for precision in PRECISIONS:
        params, data = digits(samples, precision)
        others = {
            "NumPy": (rivals.numpy_epoch(params, data, batches), "≥ 2.5×"),
            "JAX, lax.scan": (rivals.jax_epoch(params, data, batches), "≥ 1×"),
            "PyTorch, fused": (rivals.torch_epoch(params, data, batches), "≥ 1×"),
        }
        for backend, begin in backends():
            made = stepper(model, "adam", params, data, precision, backend)

            def ours(made: Stepper = made) -> object:
                return made.run_batches(list(batches))

            work = f"{begin}epoch of {samples}, {np.dtype(precision)}"
            yield from against(work, ours, others, repeat=max(3, size.repeat // 6))


def updates(size: Any) -> Iterator[Timing]:
    """The update alone, of every optimizer, with 80,000 and with 3 parameters, in four and in three arrays."""
    from symgrad.stepper.algebra import fewest_passes
    from symgrad.stepper.elementwise import updating
    from symgrad.stepper.standalone import pieces_of
    from symgrad.stepper.update import plain_update, update_of

    random = np.random.default_rng(0)
    for shapes in (((784, 102), (32,), (10,), ()), ((1,), (1,), (1,))):
        count = sum(int(np.prod(shape)) for shape in shapes)
        for rule in OPTIMIZERS:
            update = update_of(rule, rule.values({}))
            row, apart = updating(fewest_passes(update)), plain_update(update)
            flat = [0.1 + random.random(count) for _ in range(2 + len(update.state))]
            pieces = pieces_of(flat, row.buffers)
            arrays = [[0.1 + np.asarray(random.random(shape)) for _ in flat] for shape in shapes]

            def by_array(arrays: Any = arrays, apart: Any = apart) -> None:
                for values in arrays:
                    w, g, *state = values
                    values[:1], values[2:] = [(found := apart(w, g, 10, 1.0, *state))[0]], found[1:]

            ways: dict[str, Call] = {"": lambda r=row, p=pieces: r.run(10, 1.0, p)}  # type: ignore[misc]
            if find_spec("numba") is not None:
                ways["numba: "] = _compiled_row(update, flat)
            for begin, way in ways.items():
                with np.errstate(all="ignore"):
                    mine, theirs, ratio = pairs(way, by_array, repeat=size.repeat, inner=5)
                work = f"{begin}{rule.name}, {count} parameters, against array by array"
                yield Timing(work, mine, theirs, ratio, "≥ 2×")


def _compiled_row(update: Update, arrays: list[np.ndarray]) -> Call:
    """The row as one compiled pass over flat arrays."""
    from symgrad.stepper.machine import update_of_row
    from symgrad.stepper.rownumbers import split

    run, numbers = update_of_row(update, "float64"), split(update)
    return lambda: run(1.0, numbers.table(10, 1)[0], *arrays)


_MAPPED = """
import resource, sys
import numpy as np
sys.path.insert(0, {root!r})
import symgrad as sg
from benchmarks.rows import digits, network
from benchmarks.training import stepper
params, _ = digits(64, np.float32)
text, known = network(2)
data = {{k: np.load(f"{folder}/{{k}}.npy", mmap_mode="r") for k in "XY"}}
resource.setrlimit(resource.RLIMIT_DATA, ({limit}, {limit}))
made = stepper(sg.read(text, **known), "sgd", params, data, np.float32)
made.step()
assert np.isfinite(made.loss())
try:  # pages of the mapped file are resident as long as nobody else needs the room; they are not the process's own
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(int(status["RssAnon"].split()[0]) // 1000)
except (OSError, KeyError):
    print(0)
"""


def mapped(size: Any) -> Iterator[Timing]:
    """A step over a memory-mapped array larger than the memory the process may have for its own data."""
    samples = 200 * size.samples
    with tempfile.TemporaryDirectory() as folder:
        random = np.random.default_rng(0)
        for key, width in (("X", 784), ("Y", 10)):
            made = np.lib.format.open_memmap(f"{folder}/{key}.npy", "w+", np.float32, (samples, width))
            for start in range(0, samples, 10_000):
                part = made[start : start + 10_000]
                part[...] = random.random(part.shape, dtype=np.float32)
            made.flush()
            del made
        nbytes = samples * 794 * 4
        limit = 600_000_000
        code = _MAPPED.format(root=str(Path(__file__).resolve().parent.parent), folder=folder, limit=limit)

        own: list[int] = []

        def run() -> None:
            done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
            own.append(int(done.stdout))

        seconds = median(run, repeat=1)
    used = f", {max(own)} MB of its own" if max(own) else ""
    yield Timing(
        f"{nbytes // 10**6} MB mapped, {limit // 10**6} MB allowed{used}",
        seconds,
        aim="runs",
    )


def every_derivative(size: Any) -> Iterator[Timing]:
    """Every derivative of 784–100–10 over the samples; the lecture (B5) counts 115 hours, one at a time."""
    from benchmarks.rows import digits, network

    text, known = network(2)
    params, data = digits(28 * size.samples, np.float64)
    made = stepper(sg.read(text, **known), "sgd", params, data)
    count = sum(value.size for value in params.values())
    seconds = median(made.value_and_grad, repeat=3)
    yield Timing(
        f"{count} derivatives over {28 * size.samples} samples (lecture: 115 h)", seconds, aim="seconds"
    )


TRAINING: dict[str, Callable[[Any], Iterator[Timing]]] = {
    "step": tiny_step,
    "regression": regression,
    "full batch": full_batch,
    "mini-batch": mini_batch,
    "optimizer": updates,
    "derivatives": every_derivative,
    "memory": mapped,
}
