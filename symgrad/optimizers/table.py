r"""The optimizers, a row each: the equations as they are written, what a person chooses, and where they come from.

The rows of the lectures say what is printed there, under names of their own where the frameworks differ; the others
are the frameworks' (PyTorch's where nothing else is said).  A row is read when it is first asked for.
w parameter, g gradient, t step; α learning rate, β (β₁, β₂) decay of a running average, μ momentum, ε a small number,
λ weight decay, ψ decay of NAdam's momentum, τ what AdaGrad starts from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import inf

import sympy as sp

from symgrad.optimizers.equations import rule_from_text
from symgrad.optimizers.updaterule import Hyperparameter, UpdateRule


@dataclass(frozen=True)
class Row:
    """An optimizer as written."""

    name: str
    equations: str
    hyperparameters: tuple[Hyperparameter, ...]
    reference: str
    start: Mapping[str, str] = field(default_factory=dict)


def _rate(usual: float) -> Hyperparameter:
    return Hyperparameter("learning_rate", sp.Symbol(r"\alpha"), usual, scheduled=True)


def _decay(spelling: str, symbol: str, usual: float) -> Hyperparameter:
    return Hyperparameter(spelling, sp.Symbol(symbol), usual, high=1.0, includes_low=True)


def _weight(spelling: str, symbol: str, usual: float) -> Hyperparameter:
    return Hyperparameter(spelling, sp.Symbol(symbol), usual, high=inf, includes_low=True)


def _epsilon(usual: float) -> Hyperparameter:
    return Hyperparameter("epsilon", sp.Symbol(r"\epsilon"), usual, includes_low=True)


_BETA = _decay("beta", r"\beta", 0.9)
_MOMENTUM = _decay("momentum", r"\mu", 0.9)
_BETAS = (_decay("beta_1", r"\beta_1", 0.9), _decay("beta_2", r"\beta_2", 0.999))

_MOMENTS = r"""
    m_t = \beta_1 m_{t-1} + (1 - \beta_1) g
    v_t = \beta_2 v_{t-1} + (1 - \beta_2) g^2
"""
_SQUARES = r"v_t = \beta v_{t-1} + (1 - \beta) g^2"

ROWS: tuple[Row, ...] = (
    Row("gradient_descent", r"w := w - \alpha g", (_rate(0.1),), "A3, D4, B9"),
    Row("sgd", r"w := w - \alpha g", (_rate(0.01),), "Robbins and Monro (1951); B10, B11"),
    # -- momentum
    Row(
        "momentum_averaging",
        r"v := \beta v + (1 - \beta) g;  w := w - \alpha v",
        (_rate(0.01), _BETA),
        "B12",
    ),
    Row(
        "momentum",
        r"v := \mu v + g;  w := w - \alpha v",
        (_rate(0.01), _MOMENTUM),
        "Polyak (1964) as in PyTorch: the learning rate outside the velocity",
    ),
    Row(
        "momentum_keras",
        r"v := \mu v - \alpha g;  w := w + v",
        (_rate(0.01), _MOMENTUM),
        "Polyak (1964) as in Keras: the learning rate inside the velocity; B19",
    ),
    Row(
        "nag_lecture",
        r"v := \beta v + \alpha \frac{\partial L(w - \beta v)}{\partial w};  w := w - v",
        (_rate(0.01), _BETA),
        "Nesterov (1983); B13",
    ),
    Row(
        "nesterov",
        r"v := \mu v + g;  w := w - \alpha (g + \mu v)",
        (_rate(0.01), _MOMENTUM),
        "Sutskever et al. (2013) as in PyTorch",
    ),
    Row(
        "nesterov_keras",
        r"v := \mu v - \alpha g;  w := w + \mu v - \alpha g",
        (_rate(0.01), _MOMENTUM),
        "Sutskever et al. (2013) as in Keras; B19",
    ),
    # -- a rate for every parameter
    Row(
        "adagrad_lecture",
        r"G_t = G_{t-1} + g^2;  w := w - \frac{\alpha}{\sqrt{G_t + \epsilon}} g",
        (_rate(0.01), _epsilon(1e-8)),
        "Duchi et al. (2011); B14",
    ),
    Row(
        "adagrad",
        r"G_t = G_{t-1} + g^2;  w := w - \frac{\alpha}{\sqrt{G_t} + \epsilon} g",
        (_rate(0.01), _epsilon(1e-10), _weight("initial_accumulator", r"\tau", 0.0)),
        "Duchi et al. (2011) as in PyTorch",
        start={"G": r"\tau"},
    ),
    Row(
        "rmsprop_as_printed",
        r"E[g^2]_t = E[g^2]_{t-1} + (1 - \beta) g^2;  w := w - \frac{\alpha}{\sqrt{E[g^2]_t + \epsilon}} g",
        (_rate(0.01), _BETA, _epsilon(1e-8)),
        "B15 as printed: without β in front of the running average it only grows, as AdaGrad's sum does",
    ),
    Row(
        "rmsprop_lecture",
        r"E[g^2]_t = \beta E[g^2]_{t-1} + (1 - \beta) g^2;  w := w - \frac{\alpha}{\sqrt{E[g^2]_t + \epsilon}} g",
        (_rate(0.01), _BETA, _epsilon(1e-8)),
        "Tieleman and Hinton (2012); B15 with the β that its words ask for",
    ),
    Row(
        "rmsprop",
        _SQUARES + r";  w := w - \frac{\alpha}{\sqrt{v_t} + \epsilon} g",
        (_rate(0.01), _decay("beta", r"\beta", 0.99), _epsilon(1e-8)),
        "Tieleman and Hinton (2012) as in PyTorch",
    ),
    Row(
        "rmsprop_momentum",
        _SQUARES + r";  b_t = \mu b_{t-1} + \frac{g}{\sqrt{v_t} + \epsilon};  w := w - \alpha b_t",
        (_rate(0.01), _decay("beta", r"\beta", 0.99), _MOMENTUM, _epsilon(1e-8)),
        "as in PyTorch",
    ),
    Row(
        "rmsprop_centered",
        _SQUARES
        + r"""
    m_t = \beta m_{t-1} + (1 - \beta) g
    w := w - \frac{\alpha}{\sqrt{v_t - m_t^2} + \epsilon} g""",
        (_rate(0.01), _decay("beta", r"\beta", 0.99), _epsilon(1e-8)),
        "Graves (2013) as in PyTorch",
    ),
    Row(
        "rmsprop_centered_momentum",
        _SQUARES
        + r"""
    m_t = \beta m_{t-1} + (1 - \beta) g
    b_t = \mu b_{t-1} + \frac{g}{\sqrt{v_t - m_t^2} + \epsilon}
    w := w - \alpha b_t""",
        (_rate(0.01), _decay("beta", r"\beta", 0.99), _MOMENTUM, _epsilon(1e-8)),
        "Graves (2013) as in PyTorch",
    ),
    Row(
        "adadelta_lecture",
        r"""
    E[g^2]_t = \beta E[g^2]_{t-1} + (1 - \beta) g^2
    \Delta w_t = -\frac{\sqrt{E[\Delta w^2]_{t-1} + \epsilon}}{\sqrt{E[g^2]_t + \epsilon}} g
    E[\Delta w^2]_t = \beta E[\Delta w^2]_{t-1} + (1 - \beta) (\Delta w_t)^2
    w := w + \Delta w_t""",
        (_BETA, _epsilon(1e-8)),
        "Zeiler (2012); B16",
    ),
    Row(
        "adadelta",
        r"""
    v_t = \beta v_{t-1} + (1 - \beta) g^2
    d_t = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g
    u_t = \beta u_{t-1} + (1 - \beta) d_t^2
    w := w - \alpha d_t""",
        (_rate(1.0), _BETA, _epsilon(1e-6)),
        "Zeiler (2012) as in PyTorch, with a learning rate",
    ),
    # -- Adam and its relatives
    Row(
        "adam",
        _MOMENTS
        + r"""
    \hat{m}_t = \frac{m_t}{1 - \beta_1^t}
    \hat{v}_t = \frac{v_t}{1 - \beta_2^t}
    w := w - \alpha \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}""",
        (_rate(0.001), *_BETAS, _epsilon(1e-8)),
        "Kingma and Ba (2015); B17",
    ),
    Row(
        "adamw",
        _MOMENTS
        + r"""
    \hat{m}_t = \frac{m_t}{1 - \beta_1^t}
    \hat{v}_t = \frac{v_t}{1 - \beta_2^t}
    w := w - \alpha \lambda w - \alpha \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}""",
        (_rate(0.001), *_BETAS, _epsilon(1e-8), _weight("weight_decay", r"\lambda", 0.01)),
        "Loshchilov and Hutter (2019)",
    ),
    Row(
        "amsgrad",
        _MOMENTS
        + r"""
    u_t = \max(u_{t-1}, v_t)
    \hat{m}_t = \frac{m_t}{1 - \beta_1^t}
    \hat{u}_t = \frac{u_t}{1 - \beta_2^t}
    w := w - \alpha \frac{\hat{m}_t}{\sqrt{\hat{u}_t} + \epsilon}""",
        (_rate(0.001), *_BETAS, _epsilon(1e-8)),
        "Reddi et al. (2018) as in PyTorch",
    ),
    Row(
        "adamax",
        r"""
    m_t = \beta_1 m_{t-1} + (1 - \beta_1) g
    u_t = \max(\beta_2 u_{t-1}, |g| + \epsilon)
    w := w - \frac{\alpha}{1 - \beta_1^t} \frac{m_t}{u_t}""",
        (_rate(0.002), *_BETAS, _epsilon(1e-8)),
        "Kingma and Ba (2015), section 7.1, as in PyTorch",
    ),
    Row(
        "nadam",
        _MOMENTS
        + r"""
    \mu = \beta_1 (1 - \frac{1}{2} 0.96^{\psi t})
    \nu = \beta_1 (1 - \frac{1}{2} 0.96^{\psi (t + 1)})
    P_t = \mu P_{t-1}
    \hat{m}_t = \frac{\nu m_t}{1 - \nu P_t} + \frac{(1 - \mu) g}{1 - P_t}
    \hat{v}_t = \frac{v_t}{1 - \beta_2^t}
    w := w - \alpha \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}""",
        (_rate(0.002), *_BETAS, _epsilon(1e-8), _weight("momentum_decay", r"\psi", 0.004)),
        "Dozat (2016) as in PyTorch and Keras; P is the product of the momenta so far",
        start={"P": "1"},
    ),
    Row(
        "radam",
        _MOMENTS
        + r"""
    \hat{m}_t = \frac{m_t}{1 - \beta_1^t}
    \bar{\rho} = \frac{2}{1 - \beta_2} - 1
    \rho_t = \bar{\rho} - \frac{2 t \beta_2^t}{1 - \beta_2^t}
    r_t = \begin{cases}
      \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \bar{\rho}}{(\bar{\rho} - 4)(\bar{\rho} - 2) \rho_t}}
        \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v_t} + \epsilon} & \rho_t > 5 \\
      1 & \text{otherwise}
    \end{cases}
    w := w - \alpha \hat{m}_t r_t""",
        (_rate(0.001), *_BETAS, _epsilon(1e-8)),
        "Liu et al. (2020) as in PyTorch",
    ),
    Row(
        "lion",
        r"""
    c_t = \beta_1 m_{t-1} + (1 - \beta_1) g
    m_t = \beta_2 m_{t-1} + (1 - \beta_2) g
    w := w - \alpha (\operatorname{sign}(c_t) + \lambda w)""",
        (
            _rate(0.0001),
            _decay("beta_1", r"\beta_1", 0.9),
            _decay("beta_2", r"\beta_2", 0.99),
            _weight("weight_decay", r"\lambda", 0.0),
        ),
        "Chen et al. (2023)",
    ),
)

NAMES: tuple[str, ...] = tuple(each.name for each in ROWS)
_WRITTEN = {each.name: each for each in ROWS}


@cache
def row(name: str) -> UpdateRule:
    """The row called ``name``, read once.  Raises ``KeyError`` for a name that is not in ``NAMES``."""
    written = _WRITTEN[name]
    return rule_from_text(
        written.equations,
        written.hyperparameters,
        name=written.name,
        reference=written.reference,
        start=written.start,
    )
