"""The hand-written NumPy that generated code is measured against: what a good student writes."""

from __future__ import annotations

from typing import Any

import numpy as np

Values = dict[str, Any]


def sigmoid(z: Any) -> Any:
    """σ as everybody types it."""
    return 1 / (1 + np.exp(-z))


def network_2_2_1(params: Values, data: Values) -> tuple[float, Values]:
    """The lecture's network (B6) with vectors and matrices: error and the gradients of its six weights."""
    hidden, output = params["hidden"], params["output"]
    x, y = data["x"], data["y"]
    h = sigmoid(x @ hidden)
    out = sigmoid(h @ output)
    error = (y - out) ** 2
    d_a3 = -2 * (y - out) * out * (1 - out)
    d_a = d_a3 * output * h * (1 - h)
    return error, {"hidden": np.outer(x, d_a), "output": d_a3 * h}


def two_layers(params: Values, data: Values) -> tuple[float, Values]:
    """Two sigmoid layers with a mean squared error."""
    x, y = data["X"], data["Y"]
    n = len(x)
    h = sigmoid(x @ params["W_1"] + params["b_1"])
    p = sigmoid(h @ params["W_2"] + params["b_2"])
    residual = p - y
    loss = np.sum(residual**2) / n
    d_z2 = 2 / n * residual * p * (1 - p)
    d_z1 = d_z2 @ params["W_2"].T * h * (1 - h)
    return loss, {
        "W_1": x.T @ d_z1,
        "b_1": d_z1.sum(axis=0),
        "W_2": h.T @ d_z2,
        "b_2": d_z2.sum(axis=0),
    }
