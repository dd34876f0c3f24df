"""Gradients of the generated code against PyTorch's, on random networks; run by ``make torch-test``."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from models import scalar_model, softmax_cross_entropy
from networks import layers

from symgrad.expressions import add, mul, power
from symgrad.functions import FUNCTIONS, apply
from symgrad.program import compile

pytestmark = pytest.mark.torch

#: function → what PyTorch calls it (``step`` and ``sign`` have derivative 0 on both sides)
TORCH = {
    "sigma": lambda torch, z: torch.sigmoid(z),
    "tanh": lambda torch, z: torch.tanh(z),
    "relu": lambda torch, z: torch.relu(z),
    "leaky_relu": lambda torch, z: torch.nn.functional.leaky_relu(z, 0.01),
    "elu": lambda torch, z: torch.nn.functional.elu(z),
    "softplus": lambda torch, z: torch.nn.functional.softplus(z, threshold=1e9),
    "selu": lambda torch, z: torch.nn.functional.selu(z),
    "silu": lambda torch, z: torch.nn.functional.silu(z),
    "gelu": lambda torch, z: torch.nn.functional.gelu(z),
    "gelu_tanh": lambda torch, z: torch.nn.functional.gelu(z, approximate="tanh"),
    "arctan": lambda torch, z: torch.arctan(z),
    "erf": lambda torch, z: torch.erf(z),
    "erfc": lambda torch, z: torch.erfc(z),
    "sinh": lambda torch, z: torch.sinh(z),
    "cosh": lambda torch, z: torch.cosh(z),
    "log_cosh": lambda torch, z: torch.log(torch.cosh(z)),
    "step": lambda torch, z: (z > 0).to(z.dtype) + 0 * z,
    "identity": lambda torch, z: z,
    "exp": lambda torch, z: torch.exp(z),
    "log": lambda torch, z: torch.log(z),
    "sin": lambda torch, z: torch.sin(z),
    "cos": lambda torch, z: torch.cos(z),
    "tan": lambda torch, z: torch.tan(z),
    "abs": lambda torch, z: torch.abs(z),
    "sign": lambda torch, z: torch.sign(z),
}
ACTIVATIONS = tuple(row.name for row in FUNCTIONS if row.activation)


def tensors(values: dict[str, Any], *, trained: bool) -> dict[str, Any]:
    import torch

    return {
        key: torch.tensor(value, dtype=torch.float64, requires_grad=trained) for key, value in values.items()
    }


def test_every_function_has_its_counterpart() -> None:
    assert set(TORCH) == {row.name for row in FUNCTIONS}


@pytest.mark.parametrize("name", TORCH)
def test_functions(name: str) -> None:
    import torch

    w, x, y, u = sp.symbols("w x y u")
    loss = power(add(apply(name, u), sp.Integer(2)), sp.Integer(2))
    program = compile(scalar_model([("u", add(mul(w, x), y)), ("E", loss)], parameter="w", data="x y"))
    rng = np.random.default_rng(0)
    for _ in range(20):
        data = {"x": float(rng.uniform(0.5, 2)), "y": float(rng.uniform(0.1, 1))}
        params = {"w": float(rng.uniform(0.1, 2) if name == "log" else rng.normal())}
        value, gradient = program.value_and_grad(params, data)
        trained = tensors(params, trained=True)
        expected = (TORCH[name](torch, trained["w"] * data["x"] + data["y"]) + 2) ** 2
        expected.backward()
        assert value == pytest.approx(expected.item(), rel=1e-12)
        assert gradient["w"] == pytest.approx(trained["w"].grad.item(), rel=1e-11, abs=1e-14)


@given(
    widths=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    samples=st.integers(1, 5),
    activation=st.sampled_from(ACTIVATIONS),
    seed=st.integers(0, 10**6),
)
def test_random_networks(widths: list[int], samples: int, activation: str, seed: int) -> None:
    import torch

    depth = len(widths) - 1
    rng = np.random.default_rng(seed)
    params: dict[str, Any] = {}
    for number, (fan_in, fan_out) in enumerate(pairwise(widths), 1):
        params[f"W_{number}"] = rng.normal(size=(fan_in, fan_out))
        params[f"b_{number}"] = rng.normal(size=fan_out)
    data = {"X": rng.normal(size=(samples, widths[0])), "Y": rng.normal(size=(samples, widths[-1]))}
    value, gradient = compile(layers(depth, activation)).value_and_grad(params, data)

    trained, fixed = tensors(params, trained=True), tensors(data, trained=False)
    hidden = fixed["X"]
    for number in range(1, depth + 1):
        hidden = TORCH[activation](torch, hidden @ trained[f"W_{number}"] + trained[f"b_{number}"])
    loss = ((hidden - fixed["Y"]) ** 2).sum() / samples
    loss.backward()
    assert value == pytest.approx(loss.item(), rel=1e-11)
    for key, expected in trained.items():
        scale = max(1e-300, float(expected.grad.abs().max()))
        np.testing.assert_allclose(gradient[key], expected.grad.numpy(), rtol=1e-10, atol=1e-12 * scale)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=8), st.integers(0, 10**6))
def test_softmax_cross_entropy(logits: list[float], seed: int) -> None:
    import torch

    target = np.zeros(len(logits))
    target[seed % len(logits)] = 1.0
    value, gradient = compile(softmax_cross_entropy()).value_and_grad({"z": np.array(logits)}, {"y": target})
    z = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    loss = -(torch.tensor(target) * torch.log_softmax(z, 0)).sum()
    loss.backward()
    assert value == pytest.approx(loss.item(), rel=1e-12, abs=1e-13)
    np.testing.assert_allclose(gradient["z"], z.grad.numpy(), rtol=1e-9, atol=1e-15)
