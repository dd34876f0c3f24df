"""Pairs of expressions: equal in hard ways, and different by little.

Each row is ``(left, right)``, with domains and with constraints where they are needed; expressions are built as they
are written, SymPy evaluates nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad.expressions import LogSumExp, Maximum, Minimum
from symgrad.functions import elu, leaky_relu, relu, sigma, softplus, step

w, x, y, z, b, a, c, t, n, eta, lam = sp.symbols("w x y z b a c t n eta lambda")
m, K, i, j, k, q = sp.symbols("m K i j k q")
X, Y, Z, P, A, B, V = (sp.IndexedBase(name) for name in ["x", "y", "z", "p", "A", "B", "v"])
exp, log, tanh, Abs, sin, cos, tan, sinh, cosh = (
    sp.exp, sp.log, sp.tanh, sp.Abs, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh,
)  # fmt: skip
sgn, delta = sp.sign, sp.KroneckerDelta
half, third = sp.Rational(1, 2), sp.Rational(1, 3)


def S(body: Any, letter: Any, low: Any, high: Any) -> sp.Sum:
    return sp.Sum(body, (letter, low, high))


def sqrt(u: Any) -> sp.Expr:
    return sp.Pow(u, half, evaluate=False)


def cases(*branches: Any) -> sp.Expr:
    return sp.Piecewise(*branches, evaluate=False)


def softmax(index: Any) -> sp.Expr:
    return exp(Z[index]) / S(exp(Z[q]), q, 1, K)


def built(make: Callable[[], Any]) -> Any:
    with sp.evaluate(False):
        return make()


ON = {"x": "(0,inf)"}
ONE_HOT = [lambda: sp.Eq(S(Y[k], k, 1, K), 1, evaluate=False)]

#: equal wherever both sides are defined; the last element of a row with a domain says which one it is
RIGHT: dict[str, tuple[Any, ...]] = {
    # polynomials and fractions
    "multiplied out": (lambda: 2 * x * (w * x - y), lambda: 2 * w * x**2 - 2 * x * y),
    "binomial": (lambda: (x + y) ** 3, lambda: x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3),
    "square of a difference": (lambda: (y - w * x) ** 2, lambda: (w * x - y) ** 2),
    "fractions added": (lambda: 1 / (x - 1) - 1 / (x + 1), lambda: 2 / (x**2 - 1)),
    "a double fraction": (lambda: 1 / (1 / x + 1 / y), lambda: x * y / (x + y)),
    "a hole": (lambda: 1 / x, lambda: (x - 3) / (x**2 - 3 * x), ON),
    "a hole on R": (lambda: x + 1, lambda: (x**2 - 1) / (x - 1)),
    "a decimal": (lambda: x / 8, lambda: sp.Rational(125, 1000) * x),
    # exponentials and activations
    "σ' by definition": (lambda: sigma(x) * (1 - sigma(x)), lambda: exp(-x) / (1 + exp(-x)) ** 2),
    "σ(−x)": (lambda: 1 - sigma(x), lambda: sigma(-x)),
    "σ with e^x": (lambda: sigma(w * x + b), lambda: exp(w * x + b) / (1 + exp(w * x + b))),
    "tanh by σ": (lambda: tanh(x), lambda: 2 * sigma(2 * x) - 1),
    "σ by tanh": (lambda: sigma(x), lambda: (1 + tanh(x / 2)) / 2),
    "tanh'": (lambda: 1 - tanh(x) ** 2, lambda: 4 / (exp(x) + exp(-x)) ** 2),
    "tanh' by cosh": (lambda: 1 - tanh(x) ** 2, lambda: 1 / cosh(x) ** 2),
    "tanh of a sum": (lambda: tanh(x + y), lambda: (tanh(x) + tanh(y)) / (1 + tanh(x) * tanh(y))),
    "e to a sum": (lambda: exp(x + y - 1), lambda: exp(x) * exp(y) / sp.E),
    "e to a half": (lambda: exp(x), lambda: exp(x / 2) ** 2),
    "powers of e": (lambda: exp(2 * x) - 1, lambda: (exp(x) - 1) * (exp(x) + 1)),
    "cosh² − sinh²": (lambda: cosh(x) ** 2 - sinh(x) ** 2, lambda: sp.Integer(1)),
    "softplus' is σ": (lambda: exp(x) / (1 + exp(x)), lambda: 1 / (1 + exp(-x))),
    "softplus(x) − softplus(−x)": (lambda: softplus(x) - softplus(-x), lambda: x),
    "log σ": (lambda: log(sigma(x)), lambda: -softplus(-x)),
    "log(1 − σ)": (lambda: log(1 - sigma(x)), lambda: -x - log(1 + exp(-x))),
    "cross-entropy from logits": (
        lambda: -y * log(sigma(x)) - (1 - y) * log(1 - sigma(x)),
        lambda: softplus(x) - x * y,
    ),
    "swish'": (
        lambda: sigma(x) + x * sigma(x) * (1 - sigma(x)),
        lambda: sigma(x) * (1 + x * sigma(-x)),
    ),
    "e^{log}": (lambda: exp(2 * log(x)), lambda: x**2, ON),
    "a^x": (lambda: 2**x * 2**y, lambda: exp((x + y) * log(2))),
    "x^w": (lambda: x ** (w + 1), lambda: x * exp(w * log(x)), ON),
    "β^t": (lambda: x ** (t + 1) - x**t, lambda: x**t * (x - 1), {"t": "Z", "x": "(0,1)"}),
    "a whole power of anything": (lambda: x**n * x**n, lambda: (x**2) ** n, {"n": sp.S.One}),
    # logarithms and roots
    "log of a product": (lambda: log(x * y), lambda: log(x) + log(y), {"x": "(0,inf)", "y": "(0,inf)"}),
    "log of a quotient": (lambda: log(x / (x + 1)), lambda: log(x) - log(1 + x), ON),
    "log of a product on R": (lambda: log(x * y), lambda: log(x) + log(y)),
    "log of a square": (lambda: log(x**2), lambda: 2 * log(x)),
    "log of a square is log |x|": (lambda: log(x**2), lambda: 2 * log(Abs(x))),
    "log of a root": (lambda: log(sqrt(x)), lambda: log(x) / 2, ON),
    "log x > 5": (lambda: log((x - 5) ** 2), lambda: 2 * log(x - 5), {"x": "(5,inf)"}),
    "log of numbers": (lambda: log(12) - log(3), lambda: 2 * log(2)),
    "base 2": (lambda: log(x) / log(2), lambda: 3 * log(x) / log(8), ON),
    "√(x²)": (lambda: sqrt(x**2), lambda: Abs(x)),
    "√(x²) for x > 0": (lambda: sqrt(x**2), lambda: x, ON),
    "√(x²) for x < 0": (lambda: sqrt(x**2), lambda: -x, {"x": "(-inf,0)"}),
    "√x²": (lambda: sqrt(x) ** 2, lambda: x),
    "1/√x": (lambda: 1 / sqrt(x), lambda: sqrt(x) / x, ON),
    "√8": (lambda: sqrt(8), lambda: 2 * sqrt(2)),
    "√6": (lambda: sqrt(2) * sqrt(3), lambda: sqrt(6)),
    "rationalised": (lambda: 1 / (sqrt(x) + 1), lambda: (sqrt(x) - 1) / (x - 1)),
    "RMSProp's step": (lambda: eta * w / sqrt(x), lambda: eta * w * x ** (-half), ON),
    "cube roots": (lambda: x**third * x ** (2 * third), lambda: x, ON),
    "√ of a square": (lambda: sqrt(x**2 + 2 * x + 1), lambda: x + 1, {"x": "(-1,inf)"}),
    "Newton's √": (lambda: sqrt(x**2 * y), lambda: x * sqrt(y), {"x": "(0,inf)", "y": "[0,inf)"}),
    # cases
    "|x| by cases": (lambda: Abs(x), lambda: cases((x, x >= 0), (-x, True))),
    "|xy|": (lambda: Abs(x * y), lambda: Abs(x) * Abs(y)),
    "|x|²": (lambda: Abs(x) ** 2, lambda: x**2),
    "sign · |x|": (lambda: sgn(x) * Abs(x), lambda: x),
    "sign as a quotient": (lambda: sgn(x), lambda: x / Abs(x)),
    "max by |x|": (lambda: Maximum(x, y), lambda: (x + y + Abs(x - y)) / 2),
    "max of three": (lambda: Maximum(Maximum(x, y), z), lambda: Maximum(x, Maximum(y, z))),
    "max + min": (lambda: Maximum(x, y) + Minimum(x, y), lambda: x + y),
    "min by max": (lambda: Minimum(x, y), lambda: -Maximum(-x, -y)),
    "relu(x) − relu(−x)": (lambda: relu(x) - relu(-x), lambda: x),
    "relu by |x|": (lambda: relu(w * x + b), lambda: (w * x + b + Abs(w * x + b)) / 2),
    "relu' by cases": (lambda: step(x), lambda: cases((1, x > 0), (0, True))),
    "x step(x)": (lambda: x * step(x), lambda: relu(x)),
    "leaky relu": (lambda: leaky_relu(x), lambda: Maximum(x, x / 100)),
    "elu": (lambda: elu(x), lambda: Maximum(x, 0) + exp(Minimum(x, 0)) - 1),
    "hinge": (lambda: Maximum(0, 1 - y * x), lambda: (1 - y * x) * step(1 - y * x)),
    "Huber": (
        lambda: cases((x**2 / 2, Abs(x) <= 1), (Abs(x) - half, True)),
        lambda: cases((Abs(x) - half, Abs(x) > 1), (x**2 / 2, True)),
    ),
    "softplus without overflow": (
        lambda: softplus(x),
        lambda: Maximum(x, 0) + log(1 + exp(-Abs(x))),
    ),
    "clip": (lambda: Minimum(Maximum(x, 0), 1), lambda: Maximum(Minimum(x, 1), 0)),
    # angles
    "tan'": (lambda: 1 + tan(x) ** 2, lambda: 1 / cos(x) ** 2),
    "sin 2x": (lambda: sin(2 * x), lambda: 2 * sin(x) * cos(x)),
    "a large angle": (lambda: sin((y + 3) ** 3), lambda: -sin(-(y**3) - 9 * y**2 - 27 * y - 27)),
    "cos of a difference": (lambda: cos(x - y), lambda: cos(x) * cos(y) + sin(x) * sin(y)),
    "half a turn": (lambda: sin(x + sp.pi), lambda: -sin(x)),
    "a third of a turn": (lambda: cos(x + 2 * sp.pi / 3), lambda: -cos(x) / 2 - sqrt(3) * sin(x) / 2),
    "arctan of 1/x": (lambda: sp.atan(x) + sp.atan(1 / x), lambda: sp.pi / 2, ON),
    # numbers made of roots
    "nested roots": (lambda: sqrt(5 + 2 * sqrt(6)), lambda: sqrt(2) + sqrt(3)),
    "a root of a cube": (lambda: sp.Pow(7 + 5 * sqrt(2), third, evaluate=False), lambda: 1 + sqrt(2)),
    # a few values
    "one logarithm for both labels": (
        lambda: y * log(x) + (1 - y) * log(1 - x),
        lambda: log(y * x + (1 - y) * (1 - x)),
        {"x": "(0,1)", "y": (0, 1)},
    ),
    # sums
    "renamed": (lambda: S(X[i], i, 1, m), lambda: S(X[k], k, 1, m)),
    "shifted": (lambda: S(X[i], i, 1, m), lambda: S(X[i + 1], i, 0, m - 1)),
    "the first one apart": (lambda: S(X[i] ** 2, i, 1, m), lambda: X[1] ** 2 + S(X[i + 1] ** 2, i, 1, m - 1)),
    "the last one apart": (lambda: S(exp(X[i]), i, 1, m), lambda: S(exp(X[k]), k, 1, m - 1) + exp(X[m])),
    "a constant out": (lambda: S(2 * w * X[i], i, 1, m), lambda: 2 * w * S(X[i], i, 1, m)),
    "a constant in": (lambda: b, lambda: S(b, i, 1, m) / m),
    "MSE multiplied out": (
        lambda: S((w * X[i] - Y[i]) ** 2, i, 1, m) / m,
        lambda: (w**2 * S(X[i] ** 2, i, 1, m) - 2 * w * S(X[i] * Y[i], i, 1, m) + S(Y[i] ** 2, i, 1, m)) / m,
    ),
    "MSE's gradient": (
        lambda: 2 / m * S((w * X[i] + b - Y[i]) * X[i], i, 1, m),
        lambda: -2 * S(X[k] * (Y[k] - w * X[k] - b) / m, k, 1, m),
    ),
    "variance": (
        lambda: S((X[i] - S(X[k], k, 1, m) / m) ** 2, i, 1, m) / m,
        lambda: S(X[i] ** 2, i, 1, m) / m - (S(X[i], i, 1, m) / m) ** 2,
    ),
    "a product of sums": (
        lambda: S(X[i], i, 1, m) * S(Y[i], i, 1, m),
        lambda: S(S(X[i] * Y[k], k, 1, m), i, 1, m),
    ),
    "a square of a sum": (
        lambda: S(X[i], i, 1, m) ** 2,
        lambda: S(S(X[i] * X[j], i, 1, m), j, 1, m),
    ),
    "sums exchanged": (
        lambda: S(X[i] * S(A[i, j] * Y[j], j, 1, K), i, 1, m),
        lambda: S(Y[k] * S(X[q] * A[q, k], q, 1, m), k, 1, K),
    ),
    "1 + … + m": (lambda: S(i, i, 1, m), lambda: m * (m + 1) / 2),
    "squares": (lambda: S(i**2, i, 1, m), lambda: m * (m + 1) * (2 * m + 1) / 6),
    "δ": (lambda: S(delta(i, k) * X[k], k, 1, m), lambda: X[i]),
    "softmax's derivative": (
        lambda: softmax(j) * (delta(j, k) - softmax(k)),
        lambda: softmax(k) * (delta(k, j) - softmax(j)),
    ),
    "softmax's derivative by cases": (
        lambda: softmax(j) * (delta(j, k) - softmax(k)),
        lambda: cases((softmax(j) * (1 - softmax(j)), sp.Eq(j, k)), (-softmax(j) * softmax(k), True)),
    ),
    "softmax sums to 1": (lambda: S(softmax(k), k, 1, K), lambda: sp.Integer(1)),
    "softmax shifted": (
        lambda: softmax(j),
        lambda: exp(Z[j] - c) / S(exp(Z[k] - c), k, 1, K),
    ),
    "log Σ exp shifted": (
        lambda: LogSumExp(Z[k], (k, 1, K)),
        lambda: c + log(S(exp(Z[k] - c), k, 1, K)),
    ),
    "log softmax": (lambda: log(softmax(j)), lambda: Z[j] - LogSumExp(Z[k], (k, 1, K))),
    "softmax cross-entropy": (
        lambda: -S(Y[k] * log(softmax(k)), k, 1, K),
        lambda: LogSumExp(Z[k], (k, 1, K)) - S(Y[k] * Z[k], k, 1, K),
        {},
        ONE_HOT,
    ),
    "its gradient": (
        lambda: S(-Y[k] * (delta(k, j) - softmax(j)), k, 1, K),
        lambda: softmax(j) - Y[j],
        {},
        ONE_HOT,
    ),
    "y ∈ {0, 1}": (lambda: y**2 * x + (1 - y) * y, lambda: x * y, {"y": (0, 1)}),
    "labels ±1": (lambda: (1 - y * x) ** 2, lambda: (y - x) ** 2, {"y": (-1, 1)}),
    "Σ |x|": (lambda: S(Abs(X[i]), i, 1, m), lambda: S(relu(X[i]) + relu(-X[i]), i, 1, m)),
    "Σ relu": (lambda: S(relu(w * X[i]), i, 1, m), lambda: S(w * X[i] * step(w * X[i]), i, 1, m)),
    "Σ √(x²)": (lambda: S(sqrt(w**2 * X[i] ** 2), i, 1, m), lambda: S(Abs(w) * Abs(X[i]), i, 1, m)),
    "Σ |xy|": (lambda: S(Abs(X[i] * Y[i]), i, 1, m), lambda: S(Abs(X[i]) * sgn(Y[i]) * Y[i], i, 1, m)),
    "Σ softplus without overflow": (
        lambda: S(softplus(X[i]), i, 1, m),
        lambda: S(Maximum(X[i], 0) + log(1 + exp(-Abs(X[i]))), i, 1, m),
    ),
    "Σ tanh by σ": (lambda: S(tanh(X[i]), i, 1, m), lambda: 2 * S(sigma(2 * X[i]), i, 1, m) - m),
    "Σ e^x by halves": (
        lambda: S(exp(X[i]), i, 1, m),
        lambda: exp(X[1]) + S((exp(X[i] / 2)) ** 2, i, 2, m),
    ),
    "a sine by its sign": (lambda: sin(x) ** 2, lambda: Abs(sgn(sin(x)) * sin(x)) ** 2),
    "Σ by cases, 0 in the other one": (
        lambda: S(X[i] * relu(X[i]), i, 1, m),
        lambda: S(cases((X[i] ** 2, X[i] >= 0), (0, True)), i, 1, m),
    ),
    "a short sum": (lambda: S(X[i], i, 1, 3), lambda: X[1] + X[2] + X[3]),
    "ℓ2": (lambda: lam * S(2 * V[j], j, 1, n), lambda: 2 * lam * S(V[i], i, 1, n)),
    "cross-entropy over samples": (
        lambda: -S(Y[i] * log(sigma(X[i])) + (1 - Y[i]) * log(1 - sigma(X[i])), i, 1, m) / m,
        lambda: S(softplus(X[i]) - X[i] * Y[i], i, 1, m) / m,
    ),
    # same derivative, equal at one point
    "arctan doubled": (lambda: sp.atan(2 * x / (1 - x**2)), lambda: 2 * sp.atan(x), {"x": "(-1,1)"}),
    "an argument over a root": (lambda: sp.erf(x / sqrt(2), evaluate=False), lambda: -sp.erf(-sqrt(2) * x / 2)),
    "Gudermann's function": (lambda: 2 * sp.atan(tanh(x / 2)), lambda: sp.atan(sinh(x))),
    # closed forms, optimizers, matrices in index notation
    "a geometric sum": (lambda: (1 - b) * S(b ** (t - i), i, 1, t), lambda: 1 - b**t, {"b": "(0,1)"}),
    "a geometric sum from 0": (lambda: S(b**i, i, 0, n - 1), lambda: (1 - b**n) / (1 - b), {"b": "(0,1)"}),
    "Adam without a hat": (
        lambda: eta * (x / (1 - b**t)) / (sqrt(y / (1 - a**t)) + c),
        lambda: eta * sqrt(1 - a**t) / (1 - b**t) * x / (sqrt(y) + c * sqrt(1 - a**t)),
        {"a": "(0,1)", "b": "(0,1)", "c": "(0,inf)", "y": "[0,inf)", "t": sp.S.One},
    ),
    "∂ xᵀAx": (
        lambda: S(S(X[i] * A[i, j] * delta(j, k) + X[j] * A[i, j] * delta(i, k), i, 1, n), j, 1, n),
        lambda: S(X[i] * A[i, k], i, 1, n) + S(A[k, j] * X[j], j, 1, n),
    ),
    "normal equations": (
        lambda: S((S(A[i, j] * X[j], j, 1, n) - Y[i]) * A[i, k], i, 1, m),
        lambda: S(S(A[i, k] * A[i, j], i, 1, m) * X[j], j, 1, n) - S(A[i, k] * Y[i], i, 1, m),
    ),
    "rows of one-hot": (
        lambda: -S(S(A[i, k] * log(exp(B[i, k]) / S(exp(B[i, q]), q, 1, K)), k, 1, K), i, 1, m) / m,
        lambda: S(LogSumExp(B[i, k], (k, 1, K)) - S(A[i, k] * B[i, k], k, 1, K), i, 1, m) / m,
        {},
        [lambda: sp.Eq(S(A[i, k], k, 1, K), 1, evaluate=False)],
    ),
    "σ of the log odds": (lambda: sigma(log(x / (1 - x))), lambda: x, {"x": "(0,1)"}),
    "Huber's gradient is clipping": (
        lambda: cases((x, Abs(x) <= c), (c * sgn(x), True)),
        lambda: Maximum(-c, Minimum(c, x)),
        {"c": "(0,inf)"},
    ),
}  # fmt: skip

#: different somewhere in the domain
WRONG: dict[str, tuple[Any, ...]] = {
    "10⁻⁹": (lambda: sigma(x) * (1 - sigma(x)), lambda: sigma(x) * (1 - sigma(x) + sp.Rational(1, 10**9))),
    "10⁻¹⁰⁰": (lambda: sigma(x), lambda: sigma(x) + sp.Rational(1, 10**100)),
    "a factor 1 + 10⁻⁶⁰": (lambda: exp(x), lambda: exp(x * (1 + sp.Rational(1, 10**60)))),
    "sign": (lambda: 2 * x * (w * x - y), lambda: 2 * x * (y - w * x)),
    "factor 2": (lambda: 2 * x * (w * x - y), lambda: x * (w * x - y)),
    "inner derivative": (lambda: 2 * x * (w * x - y), lambda: 2 * (w * x - y)),
    "a term dropped": (lambda: (x + y) ** 2, lambda: x**2 + y**2),
    "cancelled a term": (lambda: (x + y) / (x + z), lambda: y / z),
    "fractions added wrong": (lambda: 1 / x + 1 / y, lambda: 2 / (x + y)),
    "power rule": (lambda: 3 * x**2, lambda: 3 * x**3),
    "√(x²)": (lambda: sqrt(x**2), lambda: x),
    "√ of a sum": (lambda: sqrt(x**2 + y**2), lambda: x + y),
    "√x²": (lambda: sqrt(x**2) * x, lambda: x**2),
    "√ε": (lambda: x / (sqrt(y) + sp.Rational(1, 10**8)), lambda: x / sqrt(y + sp.Rational(1, 10**8)),
           {"y": "[0,inf)"}),
    "|x| and x": (lambda: Abs(x), lambda: x),
    "|x + y|": (lambda: Abs(x + y), lambda: Abs(x) + Abs(y)),
    "step at 0": (lambda: step(x), lambda: cases((1, x >= 0), (0, True))),
    "sign at 0": (lambda: sgn(x), lambda: 2 * step(x) - 1),
    "relu and leaky relu": (lambda: relu(x), lambda: leaky_relu(x)),
    "relu far away": (lambda: relu(x), lambda: Minimum(relu(x), 1000)),
    "a kink elsewhere": (lambda: Abs(x - 7), lambda: cases((x - 7, x > 8), (Abs(x - 7), True)) + step(x - 99)),
    "one point": (lambda: x, lambda: cases((x, sp.Ne(x, 17)), (0, True))),
    "a small interval": (lambda: Maximum(x, y), lambda: Maximum(x, y) + relu(1 - Abs(x - 30)) / 10),
    "max and min": (lambda: Maximum(x, y), lambda: Minimum(x, y)),
    "softplus for relu": (lambda: relu(x), lambda: softplus(x)),
    "tanh's rule for σ": (lambda: sigma(x) * (1 - sigma(x)), lambda: 1 - sigma(x) ** 2),
    "σ' of the activation": (lambda: sigma(x) * (1 - sigma(x)), lambda: sigma(sigma(x)) * (1 - sigma(sigma(x)))),
    "σ(2x)": (lambda: tanh(x), lambda: 2 * sigma(x) - 1),
    "σ + σ": (lambda: sigma(x) + sigma(y), lambda: sigma(x + y)),
    "tanh for large x": (lambda: tanh(x), lambda: sgn(x) * (1 - exp(-2 * Abs(x)))),
    "e^x termwise": (lambda: exp(x + y), lambda: exp(x) + exp(y)),
    "e^{xy}": (lambda: exp(x * y), lambda: exp(x) * exp(y)),
    "(e^x)²": (lambda: exp(2 * x), lambda: exp(x**2)),
    "log of a sum": (lambda: log(x + y), lambda: log(x) + log(y), {"x": "(0,inf)", "y": "(0,inf)"}),
    "log squared": (lambda: log(x) ** 2, lambda: 2 * log(x), ON),
    "base 10": (lambda: log(x), lambda: log(x) / log(10), ON),
    "1/x and −1/x²": (lambda: 1 / x, lambda: -1 / x**2),
    "log(1 − σ)": (lambda: log(1 - sigma(x)), lambda: -log(sigma(x))),
    "x^w": (lambda: x**w, lambda: w**x, {"x": "(0,inf)", "w": "(0,inf)"}),
    "x^n and |x|^n": (lambda: x**n, lambda: Abs(x) ** n, {"n": "Z"}),
    "β^t off by one": (lambda: 1 - x**t, lambda: 1 - x ** (t - 1), {"t": "Z", "x": "(0,1)"}),
    "1/m missing": (lambda: S(X[i] * Y[i], i, 1, m) / m, lambda: S(X[i] * Y[i], i, 1, m)),
    "1/m twice": (lambda: S(X[i], i, 1, m) / m, lambda: S(X[i] / m, i, 1, m) / m),
    "mean of squares": (lambda: S(X[i] ** 2, i, 1, m) / m, lambda: (S(X[i], i, 1, m) / m) ** 2),
    "square in the sum": (lambda: S(X[i], i, 1, m) ** 2, lambda: S(X[i] ** 2, i, 1, m)),
    "off by one above": (lambda: S(X[i], i, 1, m), lambda: S(X[i], i, 1, m - 1)),
    "off by one below": (lambda: S(X[i] ** 2, i, 1, m), lambda: S(X[i] ** 2, i, 2, m)),
    "one shifted": (lambda: S(X[i] * Y[i], i, 1, m), lambda: S(X[i] * Y[i + 1], i, 1, m - 1)),
    "product termwise": (lambda: S(X[i] * Y[i], i, 1, m), lambda: S(X[i], i, 1, m) * S(Y[i], i, 1, m)),
    "quotient termwise": (lambda: S(X[i] / exp(Y[i]), i, 1, m), lambda: S(X[i], i, 1, m) / S(exp(Y[i]), i, 1, m)),
    "Σ step at 0": (lambda: S(step(X[i]), i, 1, m), lambda: S(cases((1, X[i] >= 0), (0, True)), i, 1, m)),
    "Σ e^|x|": (lambda: S(exp(Abs(X[i])), i, 1, m), lambda: S(exp(X[i]), i, 1, m), {"x": "R"}),
    "Σ √ of a sign": (lambda: S(sqrt(Abs(X[i])), i, 1, m), lambda: S(sqrt(Abs(X[i])) * sgn(X[i]), i, 1, m)),
    "log of the mean": (lambda: log(S(exp(X[i]), i, 1, m) / m), lambda: S(X[i], i, 1, m) / m),
    "b counted once": (lambda: S(w * X[i] + b, i, 1, m), lambda: w * S(X[i], i, 1, m) + b),
    "σ of the sum": (lambda: S(sigma(X[i]), i, 1, m), lambda: sigma(S(X[i], i, 1, m))),
    "N for n": (lambda: S(X[i], i, 1, m) / m, lambda: S(X[i], i, 1, m) / n),
    "transposed": (lambda: S(A[i, j] * X[j], j, 1, m), lambda: S(A[j, i] * X[j], j, 1, m)),
    "δ off the diagonal": (
        lambda: softmax(j) * (delta(j, k) - softmax(k)),
        lambda: softmax(j) * (1 - softmax(j)) * delta(j, k),
    ),
    "δ dropped": (lambda: softmax(j) * (delta(j, k) - softmax(k)), lambda: softmax(j) * (1 - softmax(k))),
    "softmax's sum": (lambda: softmax(j), lambda: exp(Z[j]) / S(exp(Z[q]), q, 1, K - 1), {"K": "Z"}),
    "unnormalised": (lambda: softmax(j), lambda: sigma(Z[j])),
    "shift forgotten": (lambda: LogSumExp(Z[k], (k, 1, K)), lambda: log(S(exp(Z[k] - c), k, 1, K))),
    "no constraint": (lambda: S(-Y[k] * (delta(k, j) - softmax(j)), k, 1, K), lambda: softmax(j) - Y[j]),
    "1 + … + m": (lambda: S(i, i, 1, m), lambda: m * (m - 1) / 2),
    "sin of a sum": (lambda: sin(x + y), lambda: sin(x) + sin(y)),
    "sin' sign": (lambda: -sin(x), lambda: sin(x)),
    "y² for y": (lambda: y**2, lambda: y, {"y": (0, 1, 2)}),
    "a geometric sum, one more": (lambda: S(b**i, i, 0, n), lambda: (1 - b**n) / (1 - b), {"b": "(0,1)"}),
    "ε inside the root": (
        lambda: x / (sqrt(y / (1 - a**t)) + c),
        lambda: x / sqrt(y / (1 - a**t) + c),
        {"a": "(0,1)", "c": "(0,inf)", "y": "[0,inf)", "t": sp.S.One},
    ),
    "2xᵀA": (
        lambda: S(X[i] * A[i, k], i, 1, n) + S(A[k, j] * X[j], j, 1, n),
        lambda: 2 * S(A[k, j] * X[j], j, 1, n),
    ),
    "arctan doubled, too far": (lambda: sp.atan(2 * x / (1 - x**2)), lambda: 2 * sp.atan(x), {"x": "(-1,2)"}),
    "a constant off": (lambda: 2 * sp.atan(tanh(x / 2)), lambda: sp.atan(sinh(x)) + 1),
    "−1 difference": (lambda: (x - y) / y, lambda: x / y),
    "nested roots nearly": (lambda: sqrt(5 + 2 * sqrt(6)), lambda: sqrt(2) + sqrt(3) + sp.Rational(1, 10**60)),
    "a border a thousandth off": (lambda: Maximum(x, 1), lambda: cases((x, x >= sp.Rational(1001, 1000)), (1, True))),
    "arctan of 1/x for x < 0": (lambda: sp.atan(x) + sp.atan(1 / x), lambda: sp.pi / 2, {"x": "(-inf,0)"}),
    "e^{πx} nearly": (lambda: exp(sp.pi * sqrt(163)), lambda: sp.Integer(262537412640768744)),
    "nowhere": (lambda: x**2, lambda: sqrt(-1 - x**2)),
    "division by zero": (lambda: x, lambda: x / (x - x)),
}  # fmt: skip
