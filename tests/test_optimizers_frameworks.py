"""A hundred steps of every optimizer beside PyTorch's and optax's, wherever they define the same rule.

A random network with two layers on random data, in double precision; the frameworks get their gradients from symgrad
at their own parameters, so that only the updates are compared.  Run by ``make torch-test`` and ``make optax-test``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import models
import numpy as np
import pytest

from symgrad.optimizers import (
    UpdateRule,
    clipped_by_norm,
    clipped_by_value,
    optimizer,
    schedules,
    with_l2,
    with_weight_decay,
)
from symgrad.program import compile
from symgrad.stepper import Stepper

Values = dict[str, Any]
STEPS = 100
MODEL = models.multilayer()


def start() -> tuple[Values, Values]:
    """Parameters and data; the targets depend on the inputs, so that there is something to learn."""
    random = np.random.default_rng(11)
    shapes = {"W_1": (4, 6), "b_1": (6,), "W_2": (6, 3), "b_2": (3,)}
    params = {key: random.normal(size=shape) for key, shape in shapes.items()}
    inputs = random.normal(size=(25, 4))
    targets = 1 / (1 + np.exp(-inputs @ random.normal(size=(4, 3))))
    return params, {"X": inputs, "Y": targets}


def ours(rule: UpdateRule, **chosen: Any) -> Values:
    params, data = start()
    stepper = Stepper(MODEL, rule, rule.values(chosen), params, data)
    with np.errstate(invalid="ignore"):
        for _ in range(STEPS):
            stepper.step()
    return dict(stepper.params)


def agree(one: Values, other: Values) -> None:
    moved, _ = start()
    for key in one:
        np.testing.assert_allclose(one[key], other[key], rtol=1e-10, atol=1e-12, err_msg=key)
        assert np.max(np.abs(one[key] - moved[key])) > 1e-4, f"{key} did not move"


# -- PyTorch -----------------------------------------------------------------------------------------------------

Make = Callable[[Any, Any], Any]
RATE = 0.05

#: what is tried -> (our rule, its options, PyTorch's optimizer of a list of parameters)
TORCH: dict[str, tuple[UpdateRule, Values, Make]] = {
    "sgd": (optimizer("sgd"), {}, lambda torch, p: torch.SGD(p, lr=RATE)),
    "momentum": (optimizer("momentum"), {}, lambda torch, p: torch.SGD(p, lr=RATE, momentum=0.9)),
    "nesterov": (
        optimizer("nesterov"),
        {"momentum": 0.8},
        lambda torch, p: torch.SGD(p, lr=RATE, momentum=0.8, nesterov=True),
    ),
    "sgd, L2": (
        with_l2(optimizer("momentum")),
        {"weight_decay": 0.1},
        lambda torch, p: torch.SGD(p, lr=RATE, momentum=0.9, weight_decay=0.1),
    ),
    "adagrad": (
        optimizer("adagrad"),
        {"initial_accumulator": 0.1},
        lambda torch, p: torch.Adagrad(p, lr=RATE, initial_accumulator_value=0.1),
    ),
    "rmsprop": (optimizer("rmsprop"), {}, lambda torch, p: torch.RMSprop(p, lr=RATE)),
    "rmsprop_momentum": (
        optimizer("rmsprop_momentum"),
        {"learning_rate": 0.01},
        lambda torch, p: torch.RMSprop(p, lr=0.01, momentum=0.9),
    ),
    "rmsprop_centered": (
        optimizer("rmsprop_centered"),
        {"beta": 0.9},
        lambda torch, p: torch.RMSprop(p, lr=RATE, alpha=0.9, centered=True),
    ),
    "rmsprop_centered_momentum": (
        optimizer("rmsprop_centered_momentum"),
        {"learning_rate": 0.01, "momentum": 0.5},
        lambda torch, p: torch.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    ),
    "adadelta": (optimizer("adadelta"), {"learning_rate": 1.0}, lambda torch, p: torch.Adadelta(p, lr=1.0)),
    "adadelta_lecture": (
        optimizer("adadelta_lecture"),
        {"epsilon": 1e-6, "learning_rate": None},
        lambda torch, p: torch.Adadelta(p, lr=1.0),
    ),
    "adam": (optimizer("adam"), {}, lambda torch, p: torch.Adam(p, lr=RATE)),
    "adam, L2": (
        with_l2(optimizer("adam")),
        {"weight_decay": 0.02},
        lambda torch, p: torch.Adam(p, lr=RATE, weight_decay=0.02),
    ),
    "adamw": (
        optimizer("adamw"),
        {"weight_decay": 0.02},
        lambda torch, p: torch.AdamW(p, lr=RATE, weight_decay=0.02),
    ),
    "adam, weight decay": (
        with_weight_decay(optimizer("adam")),
        {"weight_decay": 0.02},
        lambda torch, p: torch.AdamW(p, lr=RATE, weight_decay=0.02),
    ),
    "amsgrad": (optimizer("amsgrad"), {}, lambda torch, p: torch.Adam(p, lr=RATE, amsgrad=True)),
    "adamax": (optimizer("adamax"), {}, lambda torch, p: torch.Adamax(p, lr=RATE)),
    "nadam": (optimizer("nadam"), {}, lambda torch, p: torch.NAdam(p, lr=RATE)),
    "radam": (optimizer("radam"), {}, lambda torch, p: torch.RAdam(p, lr=RATE)),
}


@pytest.fixture
def double() -> Iterator[None]:
    """PyTorch keeps NAdam's product of momenta in its default precision: make that double."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def torch_steps(make: Make, around: Callable[[Any, list[Any], Any], None] | None = None) -> Values:
    import torch

    params, data = start()
    program = compile(MODEL)
    tensors = {key: torch.tensor(value, dtype=torch.float64) for key, value in params.items()}
    made = make(torch.optim, list(tensors.values()))
    schedule = None
    if isinstance(made, tuple):
        made, schedule = made
    for _ in range(STEPS):
        _, gradient = program.value_and_grad({key: value.numpy() for key, value in tensors.items()}, data)
        for key, tensor in tensors.items():
            tensor.grad = torch.tensor(np.array(gradient[key]), dtype=torch.float64)
        if around is not None:
            around(torch, list(tensors.values()), made)
        made.step()
        if schedule is not None:
            schedule.step()
    return {key: value.numpy() for key, value in tensors.items()}


@pytest.mark.torch
@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("case", TORCH)
def test_a_hundred_steps_are_pytorchs(case: str) -> None:
    rule, options, make = TORCH[case]
    chosen = {key: value for key, value in {"learning_rate": RATE, **options}.items() if value is not None}
    agree(ours(rule, **chosen), torch_steps(make))


@pytest.mark.torch
@pytest.mark.usefixtures("double")
@pytest.mark.parametrize(
    ("schedule", "make"),
    [
        (schedules.step_decay(RATE, factor=0.5, every=30), lambda s, o: s.StepLR(o, step_size=30, gamma=0.5)),
        (schedules.exponential(RATE, factor=0.97), lambda s, o: s.ExponentialLR(o, gamma=0.97)),
        (schedules.cosine(RATE, steps=100), lambda s, o: s.CosineAnnealingLR(o, T_max=100)),
        (
            schedules.cosine(RATE, steps=100, to=0.01),
            lambda s, o: s.CosineAnnealingLR(o, T_max=100, eta_min=0.01),
        ),
        (
            schedules.warm_up(RATE, steps=10),
            lambda s, o: s.LinearLR(o, start_factor=0.1, total_iters=9),
        ),
    ],
    ids=["step", "exponential", "cosine", "cosine to", "warm-up"],
)
def test_schedules_are_pytorchs(schedule: Any, make: Make) -> None:
    def both(torch: Any, params: Any) -> Any:
        import torch.optim.lr_scheduler as schedulers

        made = torch.Adam(params, lr=RATE)
        return made, make(schedulers, made)

    agree(ours(optimizer("adam"), learning_rate=schedule), torch_steps(both))


@pytest.mark.torch
def test_clipping_by_value_is_pytorchs() -> None:
    rule = clipped_by_value(optimizer("momentum"))
    theirs = torch_steps(
        lambda torch, p: torch.SGD(p, lr=RATE, momentum=0.9),
        lambda torch, p, _: torch.nn.utils.clip_grad_value_(p, 0.01),
    )
    agree(ours(rule, learning_rate=RATE, clip_value=0.01), theirs)


# -- optax -------------------------------------------------------------------------------------------------------

#: what is tried -> (our rule, its options, optax's transformation)
OPTAX: dict[str, tuple[UpdateRule, Values, Callable[[Any], Any]]] = {
    "sgd": (optimizer("sgd"), {}, lambda optax: optax.sgd(RATE)),
    "momentum": (optimizer("momentum"), {}, lambda optax: optax.sgd(RATE, momentum=0.9)),
    "nesterov": (optimizer("nesterov"), {}, lambda optax: optax.sgd(RATE, momentum=0.9, nesterov=True)),
    "momentum_averaging": (
        optimizer("momentum_averaging"),
        {},
        lambda optax: optax.chain(optax.ema(0.9, debias=False), optax.scale(-RATE)),
    ),
    "adagrad_lecture": (
        optimizer("adagrad_lecture"),
        {"epsilon": 1e-7},
        lambda optax: optax.adagrad(RATE, initial_accumulator_value=0.0, eps=1e-7),
    ),
    "rmsprop_lecture": (
        optimizer("rmsprop_lecture"),
        {},
        lambda optax: optax.rmsprop(RATE, decay=0.9, eps=1e-8),
    ),
    "rmsprop": (
        optimizer("rmsprop"),
        {"beta": 0.99},  # with 0.9 it jumps about a minimum, and a rounding error grows to 1e-5 on the way
        lambda optax: optax.rmsprop(RATE, decay=0.99, eps=1e-8, eps_in_sqrt=False),
    ),
    "adadelta": (
        optimizer("adadelta"),
        {"learning_rate": 1.0},
        lambda optax: optax.adadelta(1.0, rho=0.9, eps=1e-6),
    ),
    "adam": (optimizer("adam"), {}, lambda optax: optax.adam(RATE)),
    "adamw": (optimizer("adamw"), {"weight_decay": 0.02}, lambda optax: optax.adamw(RATE, weight_decay=0.02)),
    "adamax": (optimizer("adamax"), {}, lambda optax: optax.adamax(RATE)),
    "lion": (
        optimizer("lion"),
        {"learning_rate": 0.001, "weight_decay": 0.1},
        lambda optax: optax.lion(0.001, weight_decay=0.1),
    ),
    "clipped by norm": (
        clipped_by_norm(optimizer("adam")),
        {"clip_norm": 0.05, "epsilon": 1e-3},
        lambda optax: optax.chain(optax.clip_by_global_norm(0.05), optax.adam(RATE, eps=1e-3)),
    ),
    "clipped by value": (
        clipped_by_value(optimizer("momentum")),
        {"clip_value": 0.01},
        lambda optax: optax.chain(optax.clip(0.01), optax.sgd(RATE, momentum=0.9)),
    ),
    "cosine": (
        optimizer("adam"),
        {"learning_rate": schedules.cosine(RATE, steps=80)},
        lambda optax: optax.adam(optax.cosine_decay_schedule(RATE, 80)),
    ),
}


@pytest.fixture
def optax() -> Iterator[Any]:
    """optax in double precision."""
    import jax
    import optax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield optax
    jax.config.update("jax_enable_x64", before)


@pytest.mark.optax
@pytest.mark.parametrize("case", OPTAX)
def test_a_hundred_steps_are_optaxs(case: str, optax: Any) -> None:
    rule, options, make = OPTAX[case]
    params, data = start()
    program, transformation = compile(MODEL), make(optax)
    state = transformation.init(params)
    for _ in range(STEPS):
        _, gradient = program.value_and_grad({key: np.asarray(value) for key, value in params.items()}, data)
        updates, state = transformation.update(gradient, state, params)
        params = optax.apply_updates(params, updates)
    agree(ours(rule, **{"learning_rate": RATE, **options}), {key: np.asarray(v) for key, v in params.items()})
