"""Training as others do it: hand-written NumPy, PyTorch and JAX, for the same model from the same start.

Each function makes a call that does the work once; PyTorch's and JAX's return ``None`` where they are not installed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.rivals import network_2_2_1, two_layers

Values = dict[str, Any]
Call = Callable[[], object]
BETA_1, BETA_2, EPSILON, RATE = 0.9, 0.999, 1e-8, 0.001


def numpy_tiny(params: Values, data: Values, rate: float) -> Call:
    """One step of gradient descent on the 2–2–1 network, vectors and matrices."""
    reached = {key: value.copy() for key, value in params.items()}

    def step() -> float:
        loss, slopes = network_2_2_1(reached, data)
        for key, slope in slopes.items():
            reached[key] -= rate * slope
        return loss

    return step


def numpy_loop(data: Values, epochs: int) -> Call:
    """The lecture's loop (D5)."""
    x1, x2, y = data["x_1"], data["x_2"], data["y"]

    def loop() -> tuple[float, ...]:
        w1, w2, b, learning_rate = 0.1, 0.2, 0.0, 1.0
        for _ in range(epochs):
            y_predict = x1 * w1 + x2 * w2 + b
            w1_new = w1 - learning_rate * ((y_predict - y) * x1).mean()
            w2_new = w2 - learning_rate * ((y_predict - y) * x2).mean()
            b = b - learning_rate * (y_predict - y).mean()
            w1, w2 = w1_new, w2_new
        return w1, w2, b

    return loop


def numpy_adam(params: Values) -> Callable[[Values], None]:
    """Adam, array by array, as a good student writes it; updates ``params`` with the gradients given."""
    m = {key: np.zeros_like(value) for key, value in params.items()}
    v = {key: np.zeros_like(value) for key, value in params.items()}
    t = 0

    def update(slopes: Values) -> None:
        nonlocal t
        t += 1
        for key, g in slopes.items():
            m[key] = BETA_1 * m[key] + (1 - BETA_1) * g
            v[key] = BETA_2 * v[key] + (1 - BETA_2) * g**2
            m_hat, v_hat = m[key] / (1 - BETA_1**t), v[key] / (1 - BETA_2**t)
            params[key] = params[key] - RATE * m_hat / (np.sqrt(v_hat) + EPSILON)

    return update


def numpy_epoch(params: Values, data: Values, batches: np.ndarray) -> Call:
    """One epoch of Adam over mini-batches."""
    reached = dict(params)
    update = numpy_adam(reached)

    def epoch() -> None:
        for batch in batches:
            update(two_layers(reached, {key: value[batch] for key, value in data.items()})[1])

    return epoch


# -- PyTorch --------------------------------------------------------------------------------------------------


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    return torch


def _torch_layers(torch: Any, w: Values, x: Any, y: Any) -> Any:
    h = torch.sigmoid(x @ w["W_1"] + w["b_1"])
    return ((torch.sigmoid(h @ w["W_2"] + w["b_2"]) - y) ** 2).sum() / len(x)


def torch_tiny(params: Values, data: Values, rate: float) -> Call | None:
    """One step of SGD on the 2–2–1 network."""
    if (torch := _torch()) is None:
        return None
    w = {key: torch.tensor(value, requires_grad=True) for key, value in params.items()}
    x, y = torch.tensor(data["x"]), data["y"]
    sgd = torch.optim.SGD(w.values(), lr=rate)

    def step() -> object:
        sgd.zero_grad()
        loss = (y - torch.sigmoid(torch.sigmoid(x @ w["hidden"]) @ w["output"])) ** 2
        loss.backward()
        sgd.step()
        return loss

    return step


def torch_loop(data: Values, epochs: int) -> Call | None:
    """The regression, all samples, by SGD."""
    if (torch := _torch()) is None:
        return None

    def loop() -> object:
        x1, x2, y = (torch.from_numpy(data[key]) for key in ("x_1", "x_2", "y"))
        w = [torch.tensor(start, dtype=x1.dtype, requires_grad=True) for start in (0.1, 0.2, 0.0)]
        sgd = torch.optim.SGD(w, lr=1.0)
        for _ in range(epochs):
            sgd.zero_grad()
            (((x1 * w[0] + x2 * w[1] + w[2] - y) ** 2).mean() / 2).backward()
            sgd.step()
        return w

    return loop


def torch_gradient(params: Values, data: Values) -> Call | None:
    """Loss and gradient of the 784–100–10 network over all samples."""
    if (torch := _torch()) is None:
        return None
    w = {key: torch.tensor(value, requires_grad=True) for key, value in params.items()}
    x, y = torch.from_numpy(data["X"]), torch.from_numpy(data["Y"])
    return lambda: torch.autograd.grad(_torch_layers(torch, w, x, y), list(w.values()))


def torch_epoch(params: Values, data: Values, batches: np.ndarray) -> Call | None:
    """One epoch of fused Adam."""
    if (torch := _torch()) is None:
        return None
    w = {key: torch.tensor(value, requires_grad=True) for key, value in params.items()}
    x, y, order = (torch.from_numpy(array) for array in (data["X"], data["Y"], batches))
    adam = torch.optim.Adam(w.values(), lr=RATE, fused=True)

    def epoch() -> None:
        for batch in order:
            adam.zero_grad()
            _torch_layers(torch, w, x[batch], y[batch]).backward()
            adam.step()

    return epoch


# -- JAX ------------------------------------------------------------------------------------------------------


def _jax() -> Any:
    try:
        import jax
    except ImportError:
        return None
    jax.config.update("jax_enable_x64", True)
    return jax


def _jax_layers(jax: Any, w: Values, x: Any, y: Any) -> Any:
    h = jax.nn.sigmoid(x @ w["W_1"] + w["b_1"])
    return ((jax.nn.sigmoid(h @ w["W_2"] + w["b_2"]) - y) ** 2).sum() / len(x)


def jax_tiny(params: Values, data: Values, rate: float) -> Call | None:
    """One jitted step of gradient descent on the 2–2–1 network."""
    if (jax := _jax()) is None:
        return None
    x, y = data["x"], data["y"]

    @jax.jit
    def step(w: Values) -> Any:
        loss, slopes = jax.value_and_grad(
            lambda v: (y - jax.nn.sigmoid(jax.nn.sigmoid(x @ v["hidden"]) @ v["output"])) ** 2
        )(w)
        return loss, {key: w[key] - rate * slopes[key] for key in w}

    w = jax.tree.map(jax.numpy.asarray, params)
    return lambda: jax.block_until_ready(step(w))


def jax_loop(data: Values, epochs: int) -> Call | None:
    """The regression, the whole loop jitted; compiling does not count."""
    if (jax := _jax()) is None:
        return None

    @jax.jit
    def run(x1: Any, x2: Any, y: Any) -> Any:
        def body(_: Any, w: Any) -> Any:
            slopes = jax.grad(lambda v: ((x1 * v[0] + x2 * v[1] + v[2] - y) ** 2).mean() / 2)(w)
            return w - slopes

        return jax.lax.fori_loop(0, epochs, body, jax.numpy.array([0.1, 0.2, 0.0], dtype=x1.dtype))

    return lambda: run(data["x_1"], data["x_2"], data["y"]).block_until_ready()


def jax_gradient(params: Values, data: Values) -> Call | None:
    """Loss and gradient of the 784–100–10 network over all samples, jitted."""
    if (jax := _jax()) is None:
        return None
    w, x, y = jax.tree.map(jax.numpy.asarray, (params, data["X"], data["Y"]))
    run = jax.jit(jax.value_and_grad(lambda v, x, y: _jax_layers(jax, v, x, y)))
    return lambda: jax.block_until_ready(run(w, x, y))


def jax_epoch(params: Values, data: Values, batches: np.ndarray) -> Call | None:
    """One epoch of Adam as one jitted ``lax.scan``."""
    if (jax := _jax()) is None:
        return None
    np_ = jax.numpy
    w, x, y, order = jax.tree.map(np_.asarray, (params, data["X"], data["Y"], batches))
    zero = jax.tree.map(np_.zeros_like, w)

    def body(carry: Any, batch: Any) -> Any:
        w, m, v, t = carry
        g = jax.grad(lambda q: _jax_layers(jax, q, x[batch], y[batch]))(w)
        t = t + 1
        m = jax.tree.map(lambda a, b: BETA_1 * a + (1 - BETA_1) * b, m, g)
        v = jax.tree.map(lambda a, b: BETA_2 * a + (1 - BETA_2) * b * b, v, g)
        w = jax.tree.map(
            lambda p, a, b: (
                p - RATE * (a / (1 - BETA_1**t)) / (np_.sqrt(b / (1 - BETA_2**t)) + EPSILON)
            ).astype(p.dtype),
            w,
            m,
            v,
        )
        return (w, m, v, t), None

    run = jax.jit(lambda w, m, v: jax.lax.scan(body, (w, m, v, np_.asarray(0.0, x.dtype)), order)[0])
    return lambda: jax.block_until_ready(run(w, zero, zero))
