"""Models built from definitions by hand, for tests that must not depend on the reader."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from symgrad.expressions import MINUS_ONE, add, mul, power, sub, total
from symgrad.functions import apply
from symgrad.model import Definition, Model, Name

TWO = sp.Integer(2)


def symbols(text: str) -> tuple[sp.Symbol, ...]:
    """Plain symbols, always a tuple."""
    return tuple(sp.Symbol(part) for part in text.split())


def model(
    *definitions: tuple[str, str, sp.Expr],
    parameters: Sequence[str] = (),
    data: Sequence[str] = (),
    constants: Sequence[str] = (),
    shapes: dict[str, str] | None = None,
    ranges: dict[str, str] | None = None,
) -> Model:
    """``model(("A", "i j", expr), …, parameters=["w"], shapes={"X": "N D", "A": "N D"}, ranges={"i": "N"})``."""
    axes = {
        key: tuple(sp.Integer(part) if part.isdigit() else sp.Symbol(part) for part in text.split())
        for key, text in (shapes or {}).items()
    }
    roles = [(key, "parameter") for key in parameters] + [(key, "data") for key in data]
    roles += [(key, "constant") for key in constants] + [(name, "definition") for name, _, _ in definitions]
    sizes = [size for text in (shapes or {}).values() for size in text.split() if not size.isdigit()]
    roles += [(size, "size") for size in dict.fromkeys(sizes)]
    names = {key: Name(key, role, axes.get(key, ())) for key, role in roles}  # type: ignore[arg-type]
    made = [Definition(name, symbols(index), expr) for name, index, expr in definitions]
    letters = {sp.Symbol(letter): sp.Symbol(size) for letter, size in (ranges or {}).items()}
    return Model(tuple(made), names, letters)


def net_2_2_1() -> Model:
    """The lecture's network (B6): two inputs, two hidden units, one output, sigmoid, no bias."""
    w1, w2, w3, w4, w5, w6, x1, x2, y = symbols("w_1 w_2 w_3 w_4 w_5 w_6 x_1 x_2 y")
    a1, a2, a3, h1, h2, out = symbols(r"a_1 a_2 a_3 h_1 h_2 \hat{y}")
    return model(
        ("a_1", "", add(mul(w1, x1), mul(w3, x2))),
        ("a_2", "", add(mul(w2, x1), mul(w4, x2))),
        ("h_1", "", apply("sigma", a1)),
        ("h_2", "", apply("sigma", a2)),
        ("a_3", "", add(mul(w5, h1), mul(w6, h2))),
        (r"\hat{y}", "", apply("sigma", a3)),
        ("E", "", power(sub(y, out), TWO)),
        parameters=["w_1", "w_2", "w_3", "w_4", "w_5", "w_6"],
        data=["x_1", "x_2", "y"],
    )


B6 = {"w_1": 0.5, "w_2": 0.3, "w_3": 0.3, "w_4": 0.6, "w_5": 0.5, "w_6": 0.35}
B6_DATA = {"x_1": 0.5, "x_2": 0.7, "y": 1.0}


def least_squares() -> Model:
    """L = Σ_i (Σ_j X_ij w_j − y_i)²."""
    i, j = symbols("i j")
    x, w, y = sp.IndexedBase("X"), sp.IndexedBase("w"), sp.IndexedBase("y")
    m, n = symbols("m n")
    residual = sub(total(mul(x[i, j], w[j]), (j, 1, n)), y[i])
    return model(
        ("L", "", total(power(residual, TWO), (i, 1, m))),
        parameters=["w"],
        data=["X", "y"],
        shapes={"X": "m n", "w": "n", "y": "m"},
    )


def layers(depth: int, activation: str = "sigma") -> Model:
    """``depth`` layers of N samples, the last with a mean squared error: H = σ(H W + b) … L = 1/N Σ (H − Y)²."""
    i = sp.Symbol("i")
    definitions = []
    shapes = {"X": "N D_0", "Y": f"N D_{depth}"}
    previous, at = "X", symbols("i k_0")
    for number in range(1, depth + 1):
        k, size = sp.Symbol(f"k_{number}"), f"D_{number}"
        z, h, w, b = (f"{letter}_{number}" for letter in "ZHWb")
        into = mul(sp.IndexedBase(previous)[at], sp.IndexedBase(w)[at[1], k])
        linear = add(total(into, (at[1], 1, sp.Symbol(f"D_{number - 1}"))), sp.IndexedBase(b)[k])
        definitions.append((z, f"i {k}", linear))
        definitions.append((h, f"i {k}", apply(activation, sp.IndexedBase(z)[i, k])))
        shapes |= {z: f"N {size}", h: f"N {size}", w: f"D_{number - 1} {size}", b: size}
        previous, at = h, (i, k)
    error = power(sub(sp.IndexedBase(previous)[at], sp.IndexedBase("Y")[at]), TWO)
    n = sp.Symbol("N")
    squares = total(error, (at[1], 1, sp.Symbol(f"D_{depth}")), (i, 1, n))
    definitions.append(("L", "", mul(power(n, MINUS_ONE), squares)))
    parameters = [f"{letter}_{number}" for number in range(1, depth + 1) for letter in "Wb"]
    return model(*definitions, parameters=parameters, data=["X", "Y"], shapes=shapes)
