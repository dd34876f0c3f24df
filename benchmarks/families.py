"""Where generated pairs begin: formulas of the lectures' world, each drawn with its own numbers, names and domains.

In: a random generator.  Out: a ``Family``: the formula's tree, the domains of its names, its data with their lengths,
the constraints, and how a random point of all this is drawn.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath

from benchmarks.formulas import HALF, ONE, Tree, add, at, fn, mul, name, sqrt, total, tree

w, x, y, z, b, a, c, u, v, t, s, m, n, K, i, j, k, q, eps, eta, lam, mu = map(
    name,
    [*"wxyzbacuvtsmnKijkq", r"\epsilon", r"\eta", r"\lambda", r"\mu"],
)
#: lengths of sums
LENGTHS = {"m": (2, 5), "n": (2, 4), "K": (2, 4)}


@dataclass(frozen=True)
class Family:
    """A formula and everything said about its names; ``data`` gives lengths, ``one_hot`` data that sum to 1."""

    tree: Tree
    domains: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    free: Mapping[str, str] = field(default_factory=dict)
    one_hot: tuple[str, ...] = ()
    labels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Every name an answer may have."""
        return {*self.domains, *self.data, *self.numbers, *self.free, *LENGTHS, *self.labels}

    @property
    def variables(self) -> dict[str, Any]:
        """As an item says it."""
        return {key: {"domain": domain} for key, domain in self.domains.items() if domain != "R"}

    @property
    def constraints(self) -> tuple[str, ...]:
        """As an item says them."""
        sums = [rf"\sum_{{k=1}}^{{K}} {key}_k = 1" for key in self.one_hot]
        sets = [rf"{key} \in \{{{', '.join(map(str, values))}\}}" for key, values in self.labels.items()]
        return (*sums, *sets)

    def point(self, rng: random.Random) -> dict[str, Any]:
        """Random numbers for all names."""
        sizes = {key: rng.randint(*span) for key, span in LENGTHS.items()}
        env: dict[str, Any] = {key: mpmath.mpf(size) for key, size in sizes.items()}
        for key in self.numbers:
            env[key] = _number(rng, self.domains.get(key, "R"))
        for key in self.domains:
            env.setdefault(key, _number(rng, self.domains[key]))
        for key, values in self.labels.items():
            env[key] = mpmath.mpf(rng.choice(values))
        for key, axes in self.data.items():
            env[key] = _array(rng, self.domains.get(key, "R"), [sizes[axis] for axis in axes])
        for key in self.one_hot:
            env[key][-1] = 1 - mpmath.fsum(env[key][:-1])
        for letter, size in self.free.items():
            env[letter] = mpmath.mpf(rng.randint(1, sizes[size]))
        return env


def _number(rng: random.Random, domain: str) -> Any:
    spans = {"R": (-3, 3), "(0,inf)": (0, 4), "(0,1)": (0, 1), "(1,inf)": (1, 5), "(-1,1)": (-1, 1)}
    low, high = spans[domain]
    return low + (high - low) * mpmath.mpf(rng.randint(1, 9_999)) / 10_000


def _array(rng: random.Random, domain: str, lengths: list[int]) -> Any:
    if not lengths:
        return _number(rng, domain)
    return [_array(rng, domain, lengths[1:]) for _ in range(lengths[0])]


def _coefficient(rng: random.Random) -> Tree:
    return tree(Fraction(rng.choice((1, 1, 2, 2, 3, 4, 5, -1, -2, -3)), rng.choice((1, 1, 1, 2, 3))))


# -- losses over data ---------------------------------------------------------------------------------------------

_LINEAR = {"numbers": ("w", "b"), "data": {"x": ("m",), "y": ("m",)}}


def _fit(rng: random.Random) -> Tree:
    return rng.choice([w * at("x", i), w * at("x", i) + b, w * at("x", i) ** 2 + b])


def mean_squared_error(rng: random.Random) -> Family:
    """1/(2m) Σ (w x_i + b − y_i)², with a penalty now and then."""
    factor = rng.choice([1 / m, 1 / (2 * m), HALF])
    loss = factor * total("i", m, (_fit(rng) - at("y", i)) ** 2)
    if rng.random() < 0.3:
        return Family(loss + lam * w**2, numbers=("w", "b", r"\lambda"), data=_LINEAR["data"])
    return Family(loss, **_LINEAR)


def gradient_of_a_mean(rng: random.Random) -> Family:
    """2/m Σ (w x_i + b − y_i) x_i."""
    residual = _fit(rng) - at("y", i)
    slope = rng.choice([residual, residual * at("x", i), residual * at("x", i) ** 2])
    return Family(rng.choice([2 / m, 1 / m, tree(2)]) * total("i", m, slope), **_LINEAR)


def mean_of_activations(rng: random.Random) -> Family:
    """1/m Σ f(w x_i + b) and its gradient."""
    h = fn(rng.choice(("sigma", "tanh", "relu", "abs", "softplus")), _fit(rng))
    body = rng.choice([h, (h - at("y", i)) ** 2, (h - at("y", i)) * at("x", i), h * (1 - h) * at("x", i)])
    return Family(rng.choice([1 / m, -1 / m, ONE]) * total("i", m, body), **_LINEAR)


def cross_entropy_over_data(rng: random.Random) -> Family:
    """−1/m Σ y log σ + (1 − y) log(1 − σ)."""
    h = fn("sigma", w * at("x", i) + b)
    body = at("y", i) * fn("log", h) + (1 - at("y", i)) * fn("log", 1 - h)
    return Family(-1 / m * total("i", m, body), **_LINEAR)


def moments(rng: random.Random) -> Family:
    """Mean, mean of squares, variance, covariance."""
    mean = total("j", m, at("x", j)) / m
    return Family(
        rng.choice([
            total("i", m, at("x", i) ** 2) / m - mean**2,
            total("i", m, (at("x", i) - mean) ** 2) / m,
            total("i", m, (at("x", i) - mean) * at("y", i)) / m,
            mean**2 + c * total("i", m, at("y", i)),
            total("i", m, at("x", i)) * total("i", m, at("y", i)),
        ]),
        numbers=("c",), data=_LINEAR["data"],
    )  # fmt: skip


def double_sums(rng: random.Random) -> Family:
    """Quadratic forms, Σ_i Σ_j A_{ij} x_i y_j, residuals of a linear map."""
    body = rng.choice([at("A", i, j) * at("x", i) * at("v", j), at("A", i, j) * (at("x", i) - at("v", j)) ** 2,
                       (at("x", i) - at("v", j)) ** 2 * c])  # fmt: skip
    inner = total("j", n, at("A", i, j) * at("v", j))
    return Family(
        rng.choice([
            total("i", m, total("j", n, body)),
            total("i", m, (inner - at("x", i)) ** 2),
            total("i", m, at("x", i) * inner) * c,
        ]),
        numbers=("c",), data={"x": ("m",), "v": ("n",), "A": ("m", "n")},
    )  # fmt: skip


# -- softmax ---------------------------------------------------------------------------------------------------------


def _softmax(place: Tree, letter: str = "q") -> Tree:
    return fn("exp", at("z", place)) / total(letter, K, fn("exp", at("z", name(letter))))


def softmax(rng: random.Random) -> Family:
    """p_j, its logarithm, its derivative with Kronecker's δ."""
    delta = fn("delta", j, k)
    chosen = [
        _softmax(j),
        fn("log", _softmax(j)),
        _softmax(j) * (delta - _softmax(k)),
        delta - _softmax(k),
        _softmax(j) * (1 - _softmax(j)),
        -fn("log", _softmax(j)) * c,
    ]
    return Family(rng.choice(chosen), numbers=("c",), data={"z": ("K",)}, free={"j": "K", "k": "K"})


def softmax_cross_entropy(rng: random.Random) -> Family:
    """−Σ y_k log p_k and its gradient, for Σ y_k = 1."""
    chosen = [
        -total("k", K, at("y", k) * fn("log", _softmax(k))),
        total("k", K, at("y", k) * (_softmax(j) - fn("delta", j, k))),
        _softmax(j) - at("y", j),
        fn("log", total("k", K, fn("exp", at("z", k)))) - total("k", K, at("y", k) * at("z", k)),
    ]
    return Family(rng.choice(chosen), data={"z": ("K",), "y": ("K",)}, free={"j": "K"}, one_hot=("y",))


# -- single numbers ----------------------------------------------------------------------------------------------------

_SINGLE = ("w", "x", "y", "b")


def chain_rule(rng: random.Random) -> Family:
    """2 (f(wx + b) − y) f′(wx + b) x."""
    inner = rng.choice([w * x + b, w * x, x, w * x**2 - b])
    h = fn(rng.choice(("sigma", "sigma", "tanh")), inner)
    slope = h * (1 - h) if h.head == "sigma" else 1 - h**2
    body = mul(tree(2), h - y, slope, x)
    return Family(rng.choice([body, slope * x, (h - y) * x, HALF * (h - y) ** 2, slope]), numbers=_SINGLE)


def logistic_loss(rng: random.Random) -> Family:
    """−y log σ(z) − (1 − y) log(1 − σ(z)), y a label or any number."""
    h = fn("sigma", rng.choice([x, w * x, w * x + b]))
    loss = rng.choice([-y * fn("log", h) - (1 - y) * fn("log", 1 - h), (h - y) * x, -fn("log", h)])
    if rng.random() < 0.4:
        return Family(loss * rng.choice([ONE, y]), numbers=("w", "x", "b"), labels={"y": (0, 1)})
    return Family(loss, numbers=_SINGLE)


def two_layers(rng: random.Random) -> Family:
    """A path through two layers: 2 (ŷ − y) ŷ (1 − ŷ) w₅ h (1 − h) x."""
    h = fn("sigma", a * x + b)
    out = fn("sigma", w * h) if rng.random() < 0.5 else w * h
    slope = out * (1 - out) if out.head == "sigma" else ONE
    return Family(mul(tree(2), out - y, slope, w, h, 1 - h, x), numbers=("a", "b", "w", "x", "y"))


def kinks(rng: random.Random) -> Family:
    """|x|, max, ReLU, hinge, Huber, cases."""
    r = rng.choice([w * x - y, x - 1, x, w * x + b])
    huber = Tree("cases", (HALF * r**2, r"\le", fn("abs", r), ONE, fn("abs", r) - HALF))
    leaky = Tree("cases", (r, ">", r, tree(0), tree(Fraction(1, 100)) * r))
    chosen = [
        fn("abs", r), fn("max", x, y) * c, fn("relu", r), fn("max", tree(0), 1 - y * x), huber, leaky,
        fn("abs", r) * w + b, fn("relu", r) ** 2, fn("max", r, -r) + c, fn("min", x, y) - fn("max", x, y),
        fn("sgn", r) * x, fn("relu", r) - fn("relu", -r), fn("softplus", x),
    ]  # fmt: skip
    return Family(rng.choice(chosen), numbers=("w", "x", "y", "b", "c"))


def rational(rng: random.Random) -> Family:
    """Fractions in several names."""
    p, r = (rng.choice([x, x + _coefficient(rng), x * y, w * x + b, x - y, x**2 + 1]) for _ in range(2))
    chosen = [p / (r**2 + 1), p * r, (p + r) ** 2, _coefficient(rng) * p / (y**2 + 2), (p - r) ** 3, p**2 - r**2,
              p / (1 + fn("exp", -r)), p**3 + _coefficient(rng) * r]  # fmt: skip
    return Family(rng.choice(chosen), numbers=_SINGLE)


def logs_and_roots(rng: random.Random) -> Family:
    """Logarithms and roots of positive numbers, entropies."""
    chosen = [
        fn("log", x * y) * c, fn("log", x / y), sqrt(x * y), c * sqrt(x) / y, x**HALF * y, fn("log", x**2 * y),
        1 / sqrt(x + y), x * fn("log", x / y), fn("log", x) * fn("log", y), sqrt(x**2 + y**2), x ** (c * 2),
        -(c - x) ** 2 / (2 * y**2) - fn("log", y), x ** tree(Fraction(3, 2)) * y ** tree(Fraction(-1, 2)),
    ]  # fmt: skip
    return Family(rng.choice(chosen), domains={"x": "(0,inf)", "y": "(0,inf)"}, numbers=("c",))


def probabilities(rng: random.Random) -> Family:
    """Cross-entropy of numbers between 0 and 1, log-odds."""
    chosen = [
        -x * fn("log", x) - (1 - x) * fn("log", 1 - x),
        fn("log", x / (1 - x)),
        -c * fn("log", x) - (1 - c) * fn("log", 1 - x),
        (x - c) / (x * (1 - x)),
        fn("log", y) - fn("log", 1 - x),
    ]
    return Family(rng.choice(chosen), domains={"x": "(0,1)", "y": "(0,1)"}, numbers=("c",))


def exponentials(rng: random.Random) -> Family:
    """e^{…}, Gaussians, hyperbolic functions."""
    r = rng.choice([x, w * x, x + y, -(x**2) / 2, x - y])
    chosen = [
        fn("exp", r), fn("exp", r) * x, x * fn("exp", -(x**2) / 2), fn("tanh", r), fn("sigma", r) * x,
        1 / (1 + fn("exp", r)), fn("exp", r) / (1 + fn("exp", r)) ** 2, fn("exp", x) * fn("exp", y) - c,
        fn("cosh", x) ** 2, fn("tanh", x) * y,
    ]  # fmt: skip
    return Family(rng.choice(chosen), numbers=("w", "x", "y", "c"))


def updates(rng: random.Random) -> Family:
    """Steps of optimizers: momentum, RMSProp, Adam."""
    step = eta * u / (sqrt(v) + eps)
    chosen = [
        w - step, w - eta * (2 * x * (w * x - y)), w - eta * u / sqrt(v + eps), a * u + (1 - a) * x,
        eta * (u / (1 - a)) / (sqrt(v / (1 - c)) + eps), a * v + (1 - a) * x**2, (1 - eta * c) * w - eta * x,
    ]  # fmt: skip
    domains = {
        "v": "(0,inf)",
        r"\epsilon": "(0,inf)",
        r"\eta": "(0,inf)",
        "a": "(0,1)",
        "c": "(0,1)",
    }
    return Family(rng.choice(chosen), domains=domains, numbers=("w", "u", "x", "y"))


def difference_quotients(rng: random.Random) -> Family:
    """(f(x + t) − f(x))/t for t > 0."""
    f: Callable[[Tree], Tree] = rng.choice(
        [lambda p: p**2, lambda p: p**3, lambda p: w * p**2 + b * p, lambda p: 1 / (p**2 + 1)]
    )
    return Family((f(x + t) - f(x)) / t, domains={"t": "(0,inf)"}, numbers=("x", "w", "b"))


def angles(rng: random.Random) -> Family:
    """Sines and cosines."""
    chosen = [fn("sin", x) ** 2 * y, fn("sin", x + y), fn("cos", 2 * x), fn("sin", w * x) * fn("cos", w * x),
              x * fn("cos", x) - fn("sin", x)]  # fmt: skip
    return Family(rng.choice(chosen), numbers=("x", "y", "w"))


def anything(rng: random.Random) -> Family:
    """A random tree over a few names."""
    return Family(_grown(rng, 3), numbers=_SINGLE)


def _grown(rng: random.Random, depth: int) -> Tree:
    if depth == 0 or rng.random() < 0.15:
        return rng.choice([w, x, y, b, _coefficient(rng)])
    made: list[Callable[[], Tree]] = [
        lambda: add(_grown(rng, depth - 1), _grown(rng, depth - 1)),
        lambda: _grown(rng, depth - 1) - _grown(rng, depth - 1),
        lambda: mul(_grown(rng, depth - 1), _grown(rng, depth - 1)),
        lambda: _grown(rng, depth - 1) / (_grown(rng, depth - 1) ** 2 + 1),
        lambda: _grown(rng, depth - 1) ** rng.choice((2, 2, 3)),
        lambda: fn(rng.choice(("sigma", "tanh", "exp", "abs", "relu")), _grown(rng, min(depth - 1, 1))),
    ]
    return rng.choice(made)()


FAMILIES: Mapping[str, Callable[[random.Random], Family]] = {
    made.__name__: made
    for made in (
        mean_squared_error, gradient_of_a_mean, mean_of_activations, cross_entropy_over_data, moments, double_sums,
        softmax, softmax_cross_entropy, chain_rule, logistic_loss, two_layers, kinks, rational, logs_and_roots,
        probabilities, exponentials, updates, difference_quotients, angles, anything,
    )
}  # fmt: skip
