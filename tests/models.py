"""Models several tests use, built by hand (no reader involved)."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from symgrad.expressions import MINUS_ONE, add, div, mul, neg, power, sub, total
from symgrad.functions import sigma
from symgrad.model import Definition, Model, Name

TWO = sp.Integer(2)


def symbols(text: str) -> list[sp.Symbol]:
    return [sp.Symbol(key) for key in text.split()]


def table(**roles: str) -> dict[str, Name]:
    """role="key key[size,size] …" → the table of names."""
    names = {}
    for role, text in roles.items():
        for word in text.split():
            key, _, rest = word.partition("[")
            axes = tuple(
                sp.Integer(int(size)) if size.isdigit() else sp.Symbol(size)
                for size in rest.rstrip("]").split(",")
                if size
            )
            names[key] = Name(key, role, axes)  # type: ignore[arg-type]
    return names


def scalar_model(definitions: Iterable[tuple[str, sp.Expr]], **roles: str) -> Model:
    made = tuple(Definition(name, (), expr) for name, expr in definitions)
    roles["definition"] = " ".join(definition.name for definition in made)
    return Model(made, table(**roles))


def one_sample() -> Model:
    """D2: h = wx + b, L = ½(h − y)²."""
    w, b, x, y, h = symbols("w b x y h")
    return scalar_model(
        [("h", add(mul(w, x), b)), ("L", mul(sp.Rational(1, 2), power(sub(h, y), TWO)))],
        parameter="w b",
        data="x y",
    )


def regression() -> Model:
    """D1: h_i = w x_i + b, L = 1/(2m) Σ (h_i − y_i)²."""
    w, b, i, m = symbols("w b i m")
    x, y, h = (sp.IndexedBase(key) for key in "xyh")
    loss = mul(power(mul(TWO, m), MINUS_ONE), total(power(sub(h[i], y[i]), TWO), (i, 1, m)))
    return Model(
        (Definition("h", (i,), add(mul(w, x[i]), b)), Definition("L", (), loss)),
        table(parameter="w b", data="x[m] y[m]", definition="h[m] L", size="m"),
    )


def least_squares() -> Model:
    """L = ‖Xw − y‖²."""
    i, j, m, n = symbols("i j m n")
    X, w, y = (sp.IndexedBase(key) for key in "Xwy")
    residual = sub(total(mul(X[i, j], w[j]), (j, 1, n)), y[i])
    return Model(
        (Definition("L", (), total(power(residual, TWO), (i, 1, m))),),
        table(parameter="w[n]", data="X[m,n] y[m]", definition="L", size="m n"),
    )


def network_221() -> Model:
    """B6: two inputs, two hidden neurons, one output, sigmoid, one sample."""
    w1, w2, w3, w4, w5, w6 = symbols("w_1 w_2 w_3 w_4 w_5 w_6")
    x1, x2, y, a1, a2, h1, h2, a3, out = symbols(r"x_1 x_2 y a_1 a_2 h_1 h_2 a_3 \hat{y}")
    return scalar_model(
        [
            ("a_1", add(mul(w1, x1), mul(w3, x2))),
            ("a_2", add(mul(w2, x1), mul(w4, x2))),
            ("h_1", sigma(a1)),
            ("h_2", sigma(a2)),
            ("a_3", add(mul(w5, h1), mul(w6, h2))),
            (r"\hat{y}", sigma(a3)),
            ("E", power(sub(y, out), TWO)),
        ],
        parameter="w_1 w_2 w_3 w_4 w_5 w_6",
        data="x_1 x_2 y",
    )


#: the numbers of B6
GIVEN_221 = {
    "x_1": "0.5",
    "x_2": "0.7",
    "y": "1",
    "w_1": "0.5",
    "w_2": "0.3",
    "w_3": "0.3",
    "w_4": "0.6",
    "w_5": "0.5",
    "w_6": "0.35",
}


def multilayer() -> Model:
    """A = X W₁ + b₁, H = σ(A), P = σ(H W₂ + b₂), L = 1/N Σ (P − Y)²."""
    i, j, k, p, N, D, M, K = symbols("i j k p N D M K")
    X, W1, b1, A, H, W2, b2, P, Y = (
        sp.IndexedBase(key) for key in ["X", "W_1", "b_1", "A", "H", "W_2", "b_2", "P", "Y"]
    )
    return Model(
        (
            Definition("A", (i, j), add(total(mul(X[i, p], W1[p, j]), (p, 1, D)), b1[j])),
            Definition("H", (i, j), sigma(A[i, j])),
            Definition("P", (i, k), sigma(add(total(mul(H[i, j], W2[j, k]), (j, 1, M)), b2[k]))),
            Definition(
                "L",
                (),
                mul(power(N, MINUS_ONE), total(power(sub(P[i, k], Y[i, k]), TWO), (k, 1, K), (i, 1, N))),
            ),
        ),
        table(
            parameter="W_1[D,M] b_1[M] W_2[M,K] b_2[K]",
            data="X[N,D] Y[N,K]",
            definition="A[N,M] H[N,M] P[N,K] L",
            size="N D M K",
        ),
    )


def softmax_cross_entropy() -> Model:
    """p_i = e^{z_i} / Σ_j e^{z_j}, L = −Σ y_k log p_k."""
    i, j, k, K = symbols("i j k K")
    z, y, p = (sp.IndexedBase(key) for key in "zyp")
    return Model(
        (
            Definition("p", (i,), div(sp.exp(z[i]), total(sp.exp(z[j]), (j, 1, K)))),
            Definition("L", (), neg(total(mul(y[k], sp.log(p[k], evaluate=False)), (k, 1, K)))),
        ),
        table(parameter="z[K]", data="y[K]", definition="p[K] L", size="K"),
    )
