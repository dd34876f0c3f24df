"""The rows of the table: each is a function from a ``Size`` to timings; ``ROWS`` is the order they are shown in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

import symgrad as sg
from benchmarks.checking import checking
from benchmarks.rivals import network_2_2_1, two_layers
from benchmarks.timing import Timing, median, pairs
from benchmarks.training import TRAINING

B6 = r"""
a_1 = w_1 x_1 + w_3 x_2
a_2 = w_2 x_1 + w_4 x_2
h_1 = \sigma(a_1)
h_2 = \sigma(a_2)
a_3 = w_5 h_1 + w_6 h_2
\hat{y} = \sigma(a_3)
E = (y - \hat{y})^2
"""
B6_WEIGHTS = {"w_1": 0.5, "w_2": 0.3, "w_3": 0.3, "w_4": 0.6, "w_5": 0.5, "w_6": 0.35}
B6_SAMPLE = {"x_1": 0.5, "x_2": 0.7, "y": 1.0}

#: 240 characters in one line
LONG_FORMULA = "L = " + r"\frac{1}{2}(w_1 x_1 + w_2 x_2 - y_1)^2 + " * 5 + r"\sigma(w_1 + w_2 x_1 y_1)^2"


@dataclass(frozen=True)
class Size:
    """How much work: layers of the deep networks, samples, and how often things are repeated."""

    depths: tuple[int, ...]
    samples: int
    repeat: int

    @classmethod
    def full(cls) -> Size:
        """The sizes of the aims."""
        return cls(depths=(2, 20, 200), samples=2000, repeat=31)

    @classmethod
    def smoke(cls) -> Size:
        """A few seconds."""
        return cls(depths=(2, 20), samples=200, repeat=3)


def network(depth: int) -> tuple[str, dict[str, object]]:
    """The text of ``depth`` sigmoid layers with a mean squared error, and what ``read`` has to know."""
    lines, parameters = [], []
    shapes = {"X": "N D_{0}", "Y": f"N D_{{{depth}}}"}
    previous = "X"
    for layer in range(1, depth + 1):
        weights, bias = f"W_{{{layer}}}", f"b_{{{layer}}}"
        lines += [
            rf"Z_{{{layer}}} = {previous} {weights} + {bias}",
            rf"H_{{{layer}}} = \sigma(Z_{{{layer}}})",
        ]
        parameters += [weights, bias]
        shapes |= {weights: f"D_{{{layer - 1}}} D_{{{layer}}}", bias: f"D_{{{layer}}}"}
        previous = f"H_{{{layer}}}"
    lines.append(rf"L = \frac{{1}}{{N}} \|{previous} - Y\|^2")
    return "\n".join(lines), {"parameters": " ".join(parameters), "data": "X Y", "shapes": shapes}


def reading(size: Size) -> Iterator[Timing]:
    """Reading: one long formula, and whole networks."""
    names = {"parameters": "w_1 w_2", "data": "x_1 x_2 y_1"}
    seconds = median(lambda: sg.read(LONG_FORMULA, **names), repeat=size.repeat)
    yield Timing(f"a formula of {len(LONG_FORMULA)} characters", seconds, aim="≤ 5 ms")
    for depth in size.depths:
        text, known = network(depth)
        seconds = median(lambda t=text, k=known: sg.read(t, **k), repeat=3)
        yield Timing(f"{depth} layers", seconds, aim="linear")


def deriving(size: Size) -> Iterator[Timing]:
    """Deriving: ∂L/∂(first layer's weights), step by step."""
    for depth in size.depths:
        text, known = network(depth)
        model = sg.read(text, **known)
        seconds = median(lambda m=model: sg.derive(m, "W_1"), repeat=3)
        yield Timing(f"{depth} layers", seconds, aim="linear")


def compiling(size: Size) -> Iterator[Timing]:
    """Compiling: loss and the gradients of all layers."""
    for depth in size.depths:
        text, known = network(depth)
        model = sg.read(text, **known)
        seconds = median(lambda m=model: sg.compile(m), repeat=3)
        yield Timing(f"{depth} layers", seconds, aim="linear; 20 layers ≤ 1 s")


def tiny(size: Size) -> Iterator[Timing]:
    """(a) value and gradient of the 2–2–1 network on one sample."""
    program = sg.compile(sg.read(B6, parameters=" ".join(B6_WEIGHTS), data=" ".join(B6_SAMPLE)))
    w1, w2, w3, w4, w5, w6 = B6_WEIGHTS.values()
    params = {"hidden": np.array([[w1, w2], [w3, w4]]), "output": np.array([w5, w6])}
    data = {"x": np.array([0.5, 0.7]), "y": 1.0}
    _agree(program.value_and_grad(B6_WEIGHTS, B6_SAMPLE)[0], network_2_2_1(params, data)[0], 1e-12)
    ours, rival, ratio = pairs(
        lambda: program.value_and_grad(B6_WEIGHTS, B6_SAMPLE),
        lambda: network_2_2_1(params, data),
        repeat=size.repeat,
        inner=2000,
    )
    yield Timing("2–2–1, one sample, against hand-written NumPy", ours, rival, ratio, "≥ 5×")


def batch(size: Size) -> Iterator[Timing]:
    """(b) value and gradient of a 784–100–10 network on many samples, in both precisions."""
    text, known = network(2)
    program = sg.compile(sg.read(text, **known))
    for precision in (np.float64, np.float32):
        params, data = digits(size.samples, precision)
        value, gradient = program.value_and_grad(params, data)
        expected, slopes = two_layers(params, data)
        tolerance = 1e-10 if precision is np.float64 else 1e-3
        _agree(value, expected, tolerance)
        for key, slope in slopes.items():
            _agree(gradient[key], slope, tolerance)
        ours, rival, ratio = pairs(
            lambda p=params, d=data: program.value_and_grad(p, d),
            lambda p=params, d=data: two_layers(p, d),
            repeat=size.repeat,
        )
        work = f"784–100–10, {size.samples} samples, {np.dtype(precision)}, against NumPy"
        yield Timing(work, ours, rival, ratio, "≥ 1×")


def digits(samples: int, precision: type) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Random parameters and data of the 784–100–10 network."""
    random = np.random.default_rng(0)
    params = {
        "W_1": random.normal(size=(784, 100)) / 28,
        "b_1": random.normal(size=100),
        "W_2": random.normal(size=(100, 10)) / 10,
        "b_2": random.normal(size=10),
    }
    labels = np.eye(10)[random.integers(0, 10, samples)]
    data = {"X": random.uniform(size=(samples, 784)), "Y": labels}
    return tuple({k: v.astype(precision) for k, v in part.items()} for part in (params, data))


def _agree(found: object, expected: object, tolerance: float) -> None:
    """A timing of a wrong result is worth nothing."""
    np.testing.assert_allclose(
        found, expected, rtol=tolerance, atol=tolerance * float(np.max(np.abs(expected)))
    )


ROWS: dict[str, Callable[[Size], Iterator[Timing]]] = {
    "reading": reading,
    "deriving": deriving,
    "compiling": compiling,
    "tiny": tiny,
    "batch": batch,
    **TRAINING,
    "checking": checking,
}
