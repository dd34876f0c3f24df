"""The losses of the lectures and of every framework: each reads, derives with steps, verifies and compiles."""

from __future__ import annotations

from typing import Any

import pytest

import symgrad as sg

H = "h_i = \\sum_{j=1}^n x_{ij} w_j + b\n"
SHAPES = {"X": "m n", "w": "n", "y": "m"}
SQUARES = r"\sum_{i=1}^m (h_i - y_i)^2"

#: name → text, parameters, data, shapes, last line of the derivative by the first parameter (in matrices with shapes)
LOSSES: dict[str, tuple[str, str, str, dict[str, str] | None, str]] = {
    "squares": (H + rf"L = {SQUARES}", "w b", "x y", None, "2 · Σᵢ₌₁ᵐ (hᵢ - yᵢ)·xᵢⱼ"),
    "squares, half": (H + rf"L = \frac12 {SQUARES}", "w b", "x y", None, "Σᵢ₌₁ᵐ (hᵢ - yᵢ)·xᵢⱼ"),
    "squares, 1/m": (H + rf"L = \frac1m {SQUARES}", "w b", "x y", None, "2/m · Σᵢ₌₁ᵐ (hᵢ - yᵢ)·xᵢⱼ"),
    "squares, 1/2m": (
        H + rf"L = \frac{{1}}{{2m}} {SQUARES}",
        "w b",
        "x y",
        None,
        "1/m · Σᵢ₌₁ᵐ (hᵢ - yᵢ)·xᵢⱼ",
    ),
    "absolute error": (
        H + r"L = \frac1m \sum_{i=1}^m |h_i - y_i|",
        "w b",
        "x y",
        None,
        "1/m · Σᵢ₌₁ᵐ sign(hᵢ - yᵢ)·xᵢⱼ",
    ),
    "Huber": (
        H
        + "r_i = h_i - y_i\n"
        + r"L = \frac1m \sum_{i=1}^m \begin{cases} \frac12 r_i^2 & |r_i| \le \delta \\"
        r" \delta (|r_i| - \frac12 \delta) & \text{otherwise} \end{cases}",
        "w b",
        r"x y \delta",
        None,
        "1/m · Σᵢ₌₁ᵐ {rᵢ if |rᵢ| ≤ δ, δ·sign(rᵢ) otherwise}·xᵢⱼ",
    ),
    "hinge": (
        H + r"L = \frac1m \sum_{i=1}^m \max(0, 1 - y_i h_i)",
        "w b",
        "x y",
        None,
        "-1/m · Σᵢ₌₁ᵐ step(1 - yᵢ·hᵢ)·yᵢ·xᵢⱼ",
    ),
    "cross-entropy of probabilities": (
        H + "p_i = \\sigma(h_i)\n" + r"L = -\frac1m \sum_{i=1}^m (y_i \log p_i + (1 - y_i) \log(1 - p_i))",
        "w b",
        "x y",
        None,
        "-1/m · Σᵢ₌₁ᵐ (yᵢ - pᵢ)·xᵢⱼ",
    ),
    "cross-entropy of logits": (
        H + r"L = \frac1m \sum_{i=1}^m (\operatorname{softplus}(h_i) - y_i h_i)",
        "w b",
        "x y",
        None,
        "1/m · Σᵢ₌₁ᵐ (σ(hᵢ)·xᵢⱼ - yᵢ·xᵢⱼ)",
    ),
    "categorical, of probabilities": (r"L = -\sum_k y_k \log p_k", "p", "y", None, "-yₖ/pₖ"),
    "categorical, softmax": (
        "z_k = \\sum_j w_{kj} x_j + b_k\np_k = \\frac{e^{z_k}}{\\sum_l e^{z_l}}\nL = -\\sum_k y_k \\log p_k",
        "w b",
        "x y",
        None,
        "(-yₖ + pₖ · Σ[q=1..nₖ] y_q)·xⱼ",
    ),
    "categorical, of logits": (
        r"L = \log \sum_l e^{z_l} - \sum_k y_k z_k",
        "z",
        "y",
        None,
        "1/(Σ[i=1..nₗ] e^(zᵢ)) · e^(zₗ) - yₗ",
    ),
    "log cosh": (
        H + r"L = \sum_{i=1}^m \log\cosh(h_i - y_i)",
        "w b",
        "x y",
        None,
        "Σᵢ₌₁ᵐ 1/cosh(hᵢ - yᵢ) · sinh(hᵢ - yᵢ)·xᵢⱼ",
    ),
    "with L2": (
        H + rf"L = {SQUARES} + \lambda \sum_{{j=1}}^n w_j^2",
        "w b",
        r"x y \lambda",
        None,
        "2 · Σᵢ₌₁ᵐ (hᵢ - yᵢ)·xᵢⱼ + 2λ·wⱼ",
    ),
    "with L1": (
        H + rf"L = {SQUARES} + \lambda \sum_{{j=1}}^n |w_j|",
        "w b",
        r"x y \lambda",
        None,
        "2 · Σᵢ₌₁ᵐ (hᵢ - yᵢ)·xᵢⱼ + λ·sign(wⱼ)",
    ),
    "matrix, squares": (r"L = \frac1m \|X w + b - y\|^2", "w b", "X y", SHAPES, "2/m Xᵀ (X w + b - y)"),
    "matrix, absolute error": (
        r"L = \frac1m \|X w + b - y\|_1",
        "w b",
        "X y",
        SHAPES,
        "1/m Xᵀ sign(X w + b - y)",
    ),
    "matrix, hinge": (
        r"L = \frac1m \mathbf{1}^\top \max(0, 1 - y \odot (X w + b))",
        "w b",
        "X y",
        SHAPES,
        "-1/m Xᵀ (step(1 - y ⊙ (X w + b)) ⊙ y)",
    ),
    "matrix, cross-entropy of logits": (
        "z = X w + b\n" + r"L = \frac1m (\mathbf{1}^\top \operatorname{softplus}(z) - y^\top z)",
        "w b",
        "X y",
        SHAPES,
        "1/m (Xᵀ σ(z) - Xᵀ y)",
    ),
    "matrix, ridge": (
        r"L = \|X w - y\|^2 + \lambda \|w\|^2",
        "w",
        r"X y \lambda",
        SHAPES,
        "2 Xᵀ (X w - y) + 2 λ w",
    ),
    "matrix, lasso": (
        r"L = \|X w - y\|^2 + \lambda \|w\|_1",
        "w",
        r"X y \lambda",
        SHAPES,
        "2 Xᵀ (X w - y) + λ sign(w)",
    ),
    "matrix, categorical": (
        "Z = X W + b\nP = \\operatorname{softmax}(Z)\nL = -\\frac{1}{m} \\operatorname{tr}(Y^\\top \\log(P))",
        "W b",
        "X Y",
        {"W": "n k", "b": "k", "X": "m n", "Y": "m k"},
        "Xᵀ (-1/m Y + 1/m diag(Y 𝟏) P)",
    ),
}


def read(name: str) -> sg.Model:
    text, parameters, data, shapes, _ = LOSSES[name]
    return sg.read(text, parameters=parameters, data=data, shapes=shapes)


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient(name: str) -> None:
    model = read(name)
    *_, shapes, line = LOSSES[name]
    options: dict[str, Any] = {"notation": "matrix"} if shapes else {}
    shown = sg.derive(model, model.parameters[0]).text(**options).splitlines()
    formulas = [each.split("   (")[0].split("= ", 1)[-1].strip() for each in shown if "= " in each]
    assert formulas[-1] == line


#: one of each kind; Huber's condition has fewer axes than its branches
VERIFIED = (
    "Huber",
    "absolute error",
    "hinge",
    "cross-entropy of probabilities",
    "categorical, softmax",
    "log cosh",
    "with L1",
    "matrix, hinge",
    "matrix, categorical",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", VERIFIED)
def test_it_verifies(name: str) -> None:
    report = sg.verify(read(name))
    assert report.ok
    assert not report.unchecked
